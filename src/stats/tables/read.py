"""Read the tables of a folder, or raise one error that lists what is wrong with them.

The library's `datapackage.json` describes the columns of each table: types, allowed values, keys of
other tables, and the messages for wrong ones. Faults are looked for in three rounds, each of which
takes for granted what the one before it found right: files, then cells, then rows.
"""

import csv
import functools
import hashlib
import json
import math
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias
from unicodedata import category, normalize

import pandas as pd

from stats.figures.figure import Figure, from_row
from stats.values.units import unit_of
from stats.words import wording
from stats.words.english import as_in_tables, quoted, suggestion
from stats.words.wording import is_invisible

_INSTALLED = Path(__file__).parents[1] / "data"
_OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""
_NEEDED = ("bodies", "places", "quantities", "sources", "figures")
TABLES = (*_NEEDED, "context", "excluded", "statements", "corrections")
_OF_FIGURES = ("figures", "context")
_DTYPES = {"number": "float64", "integer": "int64", "date": "datetime64[s]", "string": "str"}


class FiguresError(ValueError):
    """All `problems` that a round found in the tables of a folder, each with how to correct it.

    One reads `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = [*problems]
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False, repr=False)
class Data(Mapping[str, Figure]):
    """The tables of a folder as data frames, in the order of the files, by their first columns.

    Days are Timestamps (NaT where a cell is empty), numbers floats or integers, all else text.
    `data["some_id"]` is a row of `figures` or `context` as a Figure, and `data` a mapping of these.
    `data.rows` is all of them as one DataFrame.
    """

    folder: Path
    figures: pd.DataFrame
    context: pd.DataFrame
    sources: pd.DataFrame
    quantities: pd.DataFrame
    bodies: pd.DataFrame
    places: pd.DataFrame
    excluded: pd.DataFrame
    statements: pd.DataFrame
    corrections: pd.DataFrame

    @functools.cached_property
    def _cells(self) -> pd.DataFrame:
        return pd.concat([self.figures, self.context])

    @functools.cached_property
    def _figures(self) -> dict[str, Figure]:
        found = {}
        for name, row in self._cells.iterrows():
            body, key = self.bodies.loc[row["attributed_to"]], row["quantity"]
            names = {"id": name, "who": body["short"] or body["name"]}
            names["place_name"] = self.places.at[row["place"], "name"]
            found[str(name)] = from_row({**row, **names}, {**self.quantities.loc[key], "key": key})
        return found

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of this id; raises KeyError, with the nearest id, if there is none."""
        if name not in self._figures:
            near = suggestion(str(name), self._figures)
            raise KeyError(f"no figure in {self.folder} has the id {name!r}{near}")
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    @functools.cached_property
    def rows(self) -> pd.DataFrame:
        """All figures as one DataFrame, by id: quantity by quantity, in the order of time.

        It has the columns of `figures`, then `low`, `high`, `who`, `place_name`, and `figure`, the
        row as a Figure. Of 78% `value`, `low` and `high` are 78, as in the table; its figure is
        0.78. Time is that of the last day; of two that end together, the later one begins later.
        """
        each = [*self.values()]
        rows = self._cells.assign(
            low=[as_in_tables(one.low, one.unit) for one in each],
            high=[as_in_tables(one.high, one.unit) for one in each],
            who=[one.who for one in each],
            place_name=[one.place_name for one in each],
            figure=each,
        )
        return rows.sort_values(["quantity", "end", "start"], kind="stable")

    @functools.cached_property
    def row_numbers(self) -> dict[str, int]:
        """The number of each row by its id, counted through `figures` and then `context`."""
        return {name: number for number, name in enumerate(self, start=1)}

    def _ipython_key_completions_(self) -> list[str]:
        return [*self]

    def __repr__(self) -> str:
        tables = {name: getattr(self, name) for name in TABLES}
        lines = [
            f"  data.{name}: {len(each)} rows by {each.index.name}" for name, each in tables.items()
        ]
        return "\n".join(
            [
                f"Tables in {self.folder}, each a DataFrame:",
                *lines,
                f"  data.rows: {len(self)} figures of both, with their ranges, by id",
                'data["id"] is a row of figures or context as a Figure.',
            ]
        )

    def find(
        self,
        quantity: str | Collection[str] | None = None,
        place: str | Collection[str] | None = None,
        bodies: str | Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return those of `rows` that are of a quantity, of a place and by bodies, or of several.

        It is `data.rows` filtered, in the same order, and refuses a key that is not known: a mask
        with a key mistyped gives no rows, of which anything is true. KeyError names the nearest, or
        says that no row has all of them.

        Examples
        --------
        >>> data = load()
        >>> {*data.find(place=data.places.index[0])["place"]} == {data.places.index[0]}
        True
        """
        wanted = {"quantity": quantity, "place": place, "attributed_to": bodies}
        known = {"quantity": self.quantities, "place": self.places, "attributed_to": self.bodies}
        rows = self.rows
        for column, given in wanted.items():
            if given is not None:
                keys = [given] if isinstance(given, str) else [*given]
                for key in {*keys} - {*known[column].index}:
                    near = suggestion(key, known[column].index)
                    raise KeyError(f"no {column} has the key {key!r}{near}")
                rows = rows[rows[column].isin(keys)]
        if rows.empty and len(self):  # of no rows anything is true
            raise KeyError(f"no row has all of {wanted}")
        return rows

    def digest(self, name: str) -> str:
        """Return a short text that changes when a cell does that sentences may depend on."""
        row = self._cells.loc[name]
        source = self.sources.loc[row["source"], ["publisher", "published", "kind", "relays"]]
        text = repr([*map(str, row.drop(["wording", "note"])), *map(str, source)])
        return hashlib.sha256(text.encode()).hexdigest()[:6]

    def name(self, body: str) -> str:
        """Return a body's name; raises KeyError if no body has that key."""
        return str(self.bodies.at[body, "name"])

    def root(self, body: str) -> str:
        """Return the key of the topmost body that a body is part of, or its own key.

        Raises KeyError if no body has that key.
        """
        while above := str(self.bodies.at[body, "part_of"]):
            body = above
        return body


def load(folder: str | os.PathLike[str] | None = None) -> Data:
    """Read the tables of a folder; raises FiguresError, with the problems, if any is wrong.

    Without `folder` it is the one that the environment variable STATS_DATA names, or else this
    project's own. `context`, `excluded`, `statements` and `corrections` may be missing.

    Examples
    --------
    >>> data = load()
    >>> len(data.rows) == len(data) > len(data.figures)
    True
    """
    folder = Path(os.environ.get("STATS_DATA") or _OWN) if folder is None else Path(folder)
    tables = {name: _Table(name, folder) for name in TABLES}
    for faults in (_file_faults, _cell_faults, _row_faults):
        if found := [*faults(tables)]:
            raise FiguresError(found)
    frames = {name: each.typed().set_index(each.key) for name, each in tables.items()}
    return Data(folder, **frames)


def far_off(data: Data) -> Iterator[str]:
    """What to look at again: counts of a moment five times those before and after, or a fifth.

    And values of one source for one quantity, place and time that differ and have no note.
    """
    of = ["source", "attributed_to", "quantity", "place", "start", "end"]
    for _, rows in data.rows[data.rows["note"] == ""].groupby(of):
        if rows["low"].max() > rows["high"].min():
            what = "differ, and are of one source, quantity, place and time; give each its own"
            yield f"{', '.join(rows.index)} {what} place, days or quantity"
    stocks = data.quantities.index[data.quantities["kind"] == "stock"]
    rows = data.rows[data.rows["quantity"].isin(stocks)]
    for _, values in rows.groupby(["quantity", "place"])["value"]:
        beside = pd.DataFrame({"before": values.shift(), "after": values.shift(-1)})
        far = (values > 5 * beside.max(axis=1)) | (5 * values < beside.min(axis=1))
        for name, value in values[far].items():
            others = " and ".join(f"{each:,.15g}" for each in beside.loc[name].dropna())
            what = f"is far from what stands beside it in time, {others}; is it right?"
            yield f"{name}: {value:,.15g} {what}"


def describe() -> str:
    """Return what each column of each table is for, as Markdown."""
    lines = []
    for name, schema in _schemas().items():
        lines += [f"## {name}.csv\n", "| column | what it holds |", "| --- | --- |"]
        lines += [f"| `{each['name']}` | {each['description']} |" for each in schema["fields"]]
        lines.append("")
    return "\n".join(lines)


@functools.cache
def _schemas() -> dict[str, Any]:
    """The schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((_OWN / name).read_text("utf-8"))

    resources = {each["name"]: each["schema"] for each in read("datapackage.json")["resources"]}
    return {name: read(s) if isinstance(s, str) else s for name, s in resources.items()}


# Files.


class _Table:
    """The rows of a file, each the texts of its cells by column, by the lines where they begin."""

    def __init__(self, name: str, folder: Path) -> None:
        schema = _schemas()[name]
        self.name, self.path = name, folder / f"{name}.csv"
        self.fields = {each["name"]: each for each in schema["fields"]}
        self.columns = [*self.fields]
        self.key = self.columns[0]
        self.refers_to = {
            key["fields"][0]: key["reference"]["resource"] or name
            for key in schema.get("foreignKeys", ())
        }
        self.rows: dict[int, dict[str, str]] = {}

    def fault(self, line: int, column: str, what: str) -> str:
        """A fault of a cell: where it is, what it has, and what is wrong."""
        where = f"{self.name}.csv, line {line}, column {column}"
        return f"{where}: {quoted(self.rows[line][column])} {what}"

    def by_key(self) -> dict[str, dict[str, str]]:
        """The rows by their first cells."""
        return {row[self.key]: row for row in self.rows.values()}

    def typed(self) -> pd.DataFrame:
        """The rows by their lines, with days and numbers read."""
        frame = pd.DataFrame([*self.rows.values()], [*self.rows], self.columns, dtype=object)
        types = {name: _DTYPES[each["type"]] for name, each in self.fields.items()}
        read = [name for name, to in types.items() if to != "str"]
        return frame.assign(**frame[read].replace("", None)).astype(types)


_Tables: TypeAlias = Mapping[str, _Table]
_Again: TypeAlias = tuple[_Table, int, str]


def _file_faults(tables: _Tables) -> Iterator[str]:
    """Read each file into its table, and yield what is wrong with it as a whole."""
    for table in tables.values():
        file, columns = table.path.name, table.columns
        if table.name not in _NEEDED and not table.path.exists():
            continue
        try:
            header = _read(table)
        except (OSError, ValueError, csv.Error) as error:
            where = f"{file}, after line {max(table.rows, default=0)}"
            yield f"{where}: cannot be read, {error}; save it as CSV (UTF-8), each quote closed"
            continue
        if wrong := [
            each for each in [*header, *columns] if header.count(each) != 1 or each not in columns
        ]:
            what = f"column {quoted(wrong[0])} is not known, or not there once"
            yield f"{file}, line 1: {what}; write {','.join(columns)}, with commas"
            continue
        if table.name in _NEEDED and not table.rows:
            yield f"{file}, line 1: there is no row under the header; add one"
        for line, row in table.rows.items():
            if None in row or None in row.values():
                what = f"the row has not the {len(columns)} cells of the header; put double quotes"
                what += " around a text that has a comma, and a comma after an empty cell"
                yield f"{file}, line {line}: {what}"


def _read(table: _Table) -> list[str]:
    """Read the rows of a file, and return its header."""
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            if any(row.values()):
                table.rows[reader.line_num] = row
        return [*(reader.fieldnames or ())]


# Cells.

_DAY = "is no day from 1900 to 2100 written as 2020-03-31 (in a spreadsheet, make the column text "
_NUMBER = "is not a number; write at most 15 digits 0-9 with at most one point, as 22.8 or -0.5, "
_TYPES = {  # how a cell of each type is written, and what is said where it is not
    "string": (".*", ""),
    "date": ("(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|2100-.*", f"{_DAY}first)"),
    "number": (
        r"-?(?!([0-9]\.?){16})(0|[1-9][0-9]*)(\.[0-9]+)?",
        f"{_NUMBER}with a plain minus and no %",
    ),
    "integer": ("[0-9]{1,15}", "is not a whole number; write 0 or more, such as 30"),
}


def _cell_faults(tables: _Tables) -> Iterator[str]:
    """Cells that are wrong by themselves, repeat a key, or name a key that is not there."""
    keys = {name: [*table.by_key()] for name, table in tables.items()}
    for table in tables.values():
        for line, row in table.rows.items():
            for column, field in table.fields.items():
                cell, to = row[column], table.refers_to.get(column)
                what = _cell_fault(cell, field)
                if cell and to and cell not in keys[to] and not what:
                    what = f"is not a key of {to}.csv; add it there{suggestion(cell, keys[to])}"
                if what:
                    yield table.fault(line, column, what)
    # An id is one of all tables, a key of its own; a correction has none.
    with_ids = [table for table in tables.values() if table.key == "id"]
    others = [[table] for table in tables.values() if table.key in ("key", "code")]
    for several in (with_ids, *others):
        for table, line, first in _again(several, itemgetter(several[0].key)):
            yield table.fault(line, table.key, f"is also {first}; give each row its own")


def _again(tables: list[_Table], key: Callable[[dict[str, str]], object]) -> Iterator[_Again]:
    """The table and line of each row whose key an earlier row has, and where that one is."""
    seen: dict[object, str] = {}
    for table in tables:
        for line, row in table.rows.items():
            here = f"in {table.name}.csv, line {line}"
            first = seen.setdefault(key(row), here)
            if first != here:
                yield table, line, first


def _cell_fault(cell: str, field: Mapping[str, Any]) -> str:
    """What is wrong with a cell by itself, and what would be right; or nothing."""
    limits, refusal = field.get("constraints", {}), field.get("refusal", "")
    choices = limits.get("enum", [cell])
    written, what = _TYPES[field["type"]]
    if not cell:
        description = f"is empty; fill it in, as in {field['example']}. {field['description']}"
        return description if "required" in limits else ""
    if any(map(is_invisible, cell)) or cell != cell.strip():
        return "has a space at an end, or a character that nobody sees; take it out"
    day = pd.to_datetime(cell, format="%Y-%m-%d", errors="coerce")
    if not re.fullmatch(written, cell) or (field["type"] == "date" and pd.isna(day)):
        return what
    if cell not in choices:
        return f"is not known; write one of {', '.join(choices)}"
    is_short = len(cell) <= limits.get("maxLength", math.inf)
    is_above = "exclusiveMinimum" not in limits or float(cell) > limits["exclusiveMinimum"]
    is_right = is_short and is_above and re.fullmatch(limits.get("pattern", ".*"), cell)
    return "" if is_right else refusal


# Rows.

_LATE = "is after {published}, when its source was published; write an earlier day (a target or a "
_LATE += "budget goes into excluded.csv)"
_OF_SOURCES = [  # a column, the rows in which it is wrong, and what would be right
    (
        "published",
        "published.isna() and note == ''",
        "is empty; give the day, or write in the note why not",
    ),
    ("read", "read < published", "is before it was published, {published}; write a later day"),
]
_OF_VALUES = [
    ("start", "start > published", _LATE),
    ("end", "end > published", _LATE),
    ("end", "end < start", "is before the start, {start}; exchange them, or mend one"),
    (
        "rounded_to",  # a third is about 33, written to 10
        "is_broken and wording.str.contains('[0-9]')",
        "does not divide the value, {value}; write the step that it is written to",
    ),
    (
        "value",
        "(value < 0 or (value == 0 and qualifier == 'less_than'))"
        " and (kind == 'stock' or (kind == 'flow' and unit != 'percent'))",
        "is below 0, or said to be; a count or a share is 0 or more; a loss, a balance or a net "
        "number is of kind change, a rate in percent of kind flow",
    ),
    (
        "value",
        "value > 100 and is_share and not quantity.str.contains('occupancy')",
        "is above 100, and a share is not; mend it, or make it of kind flow if it is none, such "
        "as debt against income; of places, give its key the word occupancy",
    ),
    (
        "value",
        "value % 1 != 0 and is_counted",
        "has a fraction, and {unit} are counted whole; if they are measured, give the unit of "
        "what each has, such as children a woman; else write a whole number",
    ),
]


def _row_faults(tables: _Tables) -> Iterator[str]:
    """Rows whose cells do not go together, or with other rows."""
    frames = {name: each.typed() for name, each in tables.items()}
    yield from _bodies(tables["bodies"])
    yield from _by_rules(tables["sources"], frames["sources"], _OF_SOURCES)
    quantities = frames["quantities"].set_index("key")[["unit", "kind"]]
    published = frames["sources"].set_index("key")["published"]
    for name in _OF_FIGURES:
        rows = frames[name].join(quantities, on="quantity").join(published, on="source")
        rows["is_counted"] = [unit_of(unit).is_count for unit in rows["unit"]]
        rows["is_share"] = (rows["unit"] == "percent") & (rows["kind"] == "stock")
        value, step = (rows[each].map(str).map(Fraction) for each in ("value", "rounded_to"))
        rows["is_broken"] = (value % step).astype(bool)
        yield from _by_rules(tables[name], rows, _OF_VALUES)
        yield from _wordings(tables[name], rows)
    yield from _copies([tables[name] for name in _OF_FIGURES])
    yield from _corrections(tables)


def _by_rules(
    table: _Table, rows: pd.DataFrame, rules: list[tuple[str, str, str]]
) -> Iterator[str]:
    for column, wrong, what in rules:
        for line, row in rows.query(wrong, engine="python").iterrows():
            days = {name: str(cell).removesuffix(" 00:00:00") for name, cell in row.items()}
            yield table.fault(line, column, what.format(**days))


def _wordings(table: _Table, rows: pd.DataFrame) -> Iterator[str]:
    """Wordings that do not say what the row has, or name a year outside its days."""
    for row in rows.itertuples():
        cells = row.value, row.qualifier, unit_of(row.unit), row.kind, row.rounded_to
        if wrong := wording.problem(row.wording, *cells):
            yield table.fault(row.Index, *wrong)
        for each in wording.readings(row.wording):
            years = row.value, *range(row.start.year, row.end.year + 1)
            if each.is_year and each.value not in years:
                what = f"names {each.value}, which is outside the row's days; mend them, or quote "
                yield table.fault(row.Index, "wording", f"{what}fewer words, … for the others")


def _bodies(table: _Table) -> Iterator[str]:
    """Names that are alike, since a body must not bear itself out; bodies that go in a circle."""
    for _, line, first in _again([table], lambda row: _letters(row["name"])):
        yield table.fault(line, "name", f"reads like the name {first}; give each its own")
    above = {row["key"]: [row["part_of"]] for row in table.rows.values()}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        yield f"bodies.csv, column part_of: a circle, {' in '.join(error.args[1][::-1])}; break it"


def _letters(name: str) -> str:
    """A name without what differs in case, spaces and punctuation alone."""
    plain = normalize("NFKC", name).casefold()
    return "".join(each for each in plain if category(each)[0] not in "CPSZ")


def _copies(tables: list[_Table]) -> Iterator[str]:
    """Rows that have all cells of another but its id and note."""
    for table, line, first in _again(tables, _cells_but_note):
        what = f"has all cells of the row {first}; leave one out, or quote more words, or give "
        yield table.fault(line, "id", f"{what}another thing its own quantity")


def _cells_but_note(row: dict[str, str]) -> object:
    return frozenset((row | {"id": "", "note": ""}).items())


def _corrections(tables: _Tables) -> Iterator[str]:
    """Corrections that do not lead, the last of a cell first, to what its row has."""
    rows = tables["figures"].by_key() | tables["context"].by_key()
    table, now = tables["corrections"], {name: dict(row) for name, row in rows.items()}
    for line, each in sorted(table.rows.items(), key=lambda item: item[1]["date"])[::-1]:
        row, column = now.get(each["row"], {}), each["column"]
        if column not in row:
            what = f"is no row of figures.csv or context.csv with a column {column}"
            yield table.fault(line, "row", f"{what}{suggestion(each['row'], rows)}")
        elif each["new"] != row[column]:
            what = f"is not what the row has, {quoted(row[column])}; add a line for what changed "
            yield table.fault(line, "new", f"{what}since, or mend this one")
        else:
            row[column] = each["old"]
