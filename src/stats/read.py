"""Read the tables of a folder, or raise one error that lists all their problems.

The library's `datapackage.json` describes the columns of each table: types, allowed values and the
messages for wrong ones. This module adds the checks that the schema of a column cannot express.
"""

import csv
import functools
import hashlib
import io
import json
import math
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeAlias
from unicodedata import category, normalize

import pandas as pd

from stats import wording
from stats.english import MEASURED, as_in_tables, quoted, suggestion
from stats.figure import Figure, from_row
from stats.wording import is_invisible

_INSTALLED = Path(__file__).parent / "data"
_OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[2] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""
_MAY_HAVE_NO_ROWS = ("context", "excluded", "statements", "corrections")
TABLES = ("bodies", "places", "quantities", "sources", "figures", *_MAY_HAVE_NO_ROWS)
"""Each comes after those that it refers to."""
_OF_FIGURES = ("figures", "context")
_KEYS = {"bodies": ("attributed_to", "counted_by"), "places": ("place",)}
"""The columns that name keys of tables which may be missing, where a key is its own name."""


class FiguresError(ValueError):
    """All `problems` of the tables of a folder, one per line, each with how to correct it.

    One reads `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
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
    def _figures(self) -> dict[str, Figure]:
        found = {}
        for name, row in pd.concat([self.figures, self.context]).iterrows():
            body, key = self.bodies.loc[row["attributed_to"]], row["quantity"]
            names = {"id": name, "who": body.get("short") or body["name"]}
            names["place_name"] = self.places.at[row["place"], "name"]
            found[str(name)] = from_row({**row, **names}, {**self.quantities.loc[key], "key": key})
        return found

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of this id; raises KeyError, with the nearest id, if there is none."""
        if not isinstance(name, str):
            raise TypeError(f"{name!r:.40} is no id; several are [data[each] for each in ids]")
        if name not in self._figures:
            near = suggestion(name, self._figures)
            raise KeyError(f"no figure in {self.folder} has the id {name!r}{near}")
        return self._figures[name]

    @functools.cached_property
    def rows(self) -> pd.DataFrame:
        """All figures as one DataFrame, by id: quantity by quantity, in the order of time.

        It has the columns of `figures`, then `low`, `high`, `who`, `place_name`, and `figure`, the
        row as a Figure. Of 78% `value`, `low` and `high` are 78, as in the table; its figure is
        0.78. Time is that of the last day; of two that end together, the later one begins later.
        """
        each = [*self.values()]
        more = {
            name: [as_in_tables(getattr(one, name), one.unit) for one in each]
            for name in ("low", "high")
        }
        more |= {name: [getattr(one, name) for one in each] for name in ("who", "place_name")}
        rows = pd.concat([self.figures, self.context]).assign(**more, figure=each)
        return rows.sort_values(["quantity", "end", "start"], kind="stable")

    @functools.cached_property
    def row_numbers(self) -> dict[str, int]:
        """The number of each row by its id, counted through `figures` and then `context`."""
        ids = [*self.figures.index, *self.context.index]
        return {name: number for number, name in enumerate(ids, start=1)}

    def _ipython_key_completions_(self) -> list[str]:
        return [*self.row_numbers]

    def __repr__(self) -> str:
        lines = [f"Tables in {self.folder}, each a DataFrame:"]
        for name in TABLES:
            table = getattr(self, name)
            lines.append(f"  data.{name}: {len(table)} rows by {table.index.name}")
        lines.append(f"  data.rows: {len(self)} figures of both, with their ranges, by id")
        return "\n".join([*lines, 'data["id"] is a row of figures or context as a Figure.'])

    def __contains__(self, name: object) -> bool:
        return name in self.row_numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.row_numbers)

    def __len__(self) -> int:
        return len(self.row_numbers)

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
        chosen = pd.Series(True, self.rows.index)
        wanted = [("quantity", "quantities", quantity), ("place", "places", place)]
        wanted += [("attributed_to", "bodies", bodies)]
        for column, table, given in wanted:
            if given is None:
                continue
            keys, known = [given] if isinstance(given, str) else [*given], getattr(self, table)
            for key in keys:
                if key not in known.index:
                    code = known.index[known["name"] == key]
                    near = f"; write {code[0]!r}" if len(code) else suggestion(key, known.index)
                    raise KeyError(f"no key of {table} is {key!r}{near}")
            chosen &= self.rows[column].isin(keys)
        rows: pd.DataFrame = self.rows[chosen]
        if rows.empty and len(self):  # of no rows anything is true
            raise KeyError(f"no row has all of {[each for *_, each in wanted if each is not None]}")
        return rows

    def digest(self, name: str) -> str:
        """Return a short text that changes when a cell does that sentences may depend on."""
        row = (self.figures if name in self.figures.index else self.context).loc[name]
        source = self.sources.loc[row["source"], ["publisher", "published", "kind", "relays"]]
        text = repr([*map(str, row.drop(["wording", "note"])), *map(str, source)])
        return hashlib.sha256(text.encode()).hexdigest()[:6]

    def name(self, body: str) -> str:
        """Return a body's name; raises KeyError if no body has that key."""
        return self._of_body(body, "name")

    def root(self, body: str) -> str:
        """Return the key of the topmost body that a body is part of, or its own key.

        Raises KeyError if no body has that key.
        """
        while above := self._of_body(body, "part_of"):
            body = above
        return body

    def _of_body(self, key: str, column: str) -> str:
        if key not in self.bodies.index:
            raise KeyError(f"no body has the key {key!r}{suggestion(key, self.bodies.index)}")
        return str(self.bodies.at[key, column])


def load(folder: str | os.PathLike[str] | None = None) -> Data:
    """Read the tables of a folder; raises FiguresError, with every problem, if any is wrong.

    Without `folder` it is the one that the environment variable STATS_DATA names, or else this
    project's own. `context`, `excluded`, `statements` and `corrections` may be missing, and so may
    `bodies` and `places`, where a key is its own name.

    Examples
    --------
    >>> data = load()
    >>> len(data.rows) == len(data) > len(data.figures)
    True
    """
    folder = Path(os.environ.get("STATS_DATA") or _OWN) if folder is None else Path(folder)
    tables: dict[str, _Table] = {}
    for name in TABLES:
        tables[name] = _Table(folder / f"{name}.csv")
        for wrong, column, what in _rules(name, tables):
            tables[name].report(wrong, column, what)
    if problems := [each.problems[at] for each in tables.values() for at in sorted(each.problems)]:
        raise FiguresError(problems)
    rows = {name: table.rows for name, table in tables.items()}
    for name, columns in _KEYS.items():
        if rows[name].empty:  # a key is its own name
            keys = pd.concat([rows[each][column] for each in _OF_FIGURES for column in columns])
            named = [(key, key.replace("_", " ")) for key in keys.unique() if key]
            table = pd.DataFrame(named, columns=[tables[name].key, "name"], dtype=object)
            rows[name] = table.reindex(columns=rows[name].columns, fill_value="")
    return Data(folder, **{name: _typed(name, table) for name, table in rows.items()})


@functools.cache
def _schemas() -> dict[str, Any]:
    """The schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((_OWN / name).read_text("utf-8"))

    resources = {each["name"]: each["schema"] for each in read("datapackage.json")["resources"]}
    return {name: read(s) if isinstance(s, str) else s for name, s in resources.items()}


def far_off(data: Data) -> Iterator[str]:
    """What to look at again: counts of a moment five times those before and after, or a fifth.

    And values of one source for one quantity, place and time that differ and have no note.
    """
    of = ["source", "attributed_to", "quantity", "place", "start", "end"]
    for _, rows in data.rows[data.rows["note"] == ""].groupby(of):
        if rows["low"].max() > rows["high"].min():
            what = "differ, and are of one source, quantity, place and time; give each its own"
            yield f"{', '.join(rows.index)} {what} place, days or quantity"
    rows = data.rows.join(data.quantities["kind"], on="quantity").query("kind == 'stock'")
    for _, values in rows.groupby(["quantity", "place"])["value"]:
        before, after = values.shift(), values.shift(-1)
        both = zip(before.fillna(after), after.fillna(before), strict=True)
        for (name, value), beside in zip(values.items(), both, strict=True):
            if value > 5 * max(beside) or 5 * value < min(beside):
                others = " and ".join(f"{each:,.15g}" for each in dict.fromkeys(beside))
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


# A file.


class _Table:
    """The rows of a file as text, by the lines where they begin, and what is wrong with them."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        columns = [each["name"] for each in _schemas()[path.stem]["fields"]]
        self.key, names = columns[0], columns
        records: dict[int, list[str]] = {}
        self.problems: dict[tuple[int, str], str] = {}
        self.cut = set[str]()  # keys of rows that are left out here, and so not unknown elsewhere
        if path.exists() or path.stem not in (*_MAY_HAVE_NO_ROWS, *_KEYS):
            try:
                names, records = _records(path, columns)
            except FiguresError as error:
                self.problems[0, ""] = str(error)
        for line in [line for line, cells in records.items() if len(cells) != len(names)]:
            cells = records.pop(line)
            self.cut.add(cells[0])
            right = "put double quotes around a text that has a comma"
            if len(cells) < len(names):
                right = "an empty cell has its comma too"
            what = f"the row has {len(cells)} cells and the header {len(names)}; {right}"
            self.problems[line, ""] = f"{self.file}, line {line}: {what}"
        self.rows = pd.DataFrame([*records.values()], [*records], names, dtype=object)[columns]

    def report(self, wrong: pd.DataFrame, column: str, what: str) -> None:
        """Record what is wrong with a column of these rows, but for cells that have a problem."""
        for line, row in wrong.to_dict("index").items():
            where = f"{self.file}, line {line}, column {column}"
            problem = f"{where}: {quoted(row[column])} {what.format_map(row)}"
            self.problems.setdefault((line, column), problem)

    def right(self, *columns: str) -> pd.DataFrame:
        """The rows in which these cells are filled and have no problem."""
        wrong = [line for line, column in self.problems if column in columns]
        right = (self.rows[[*columns]] != "").all(axis="columns") & ~self.rows.index.isin(wrong)
        rows: pd.DataFrame = self.rows[right]
        return rows

    def by_key(self, *columns: str) -> pd.DataFrame:
        """These columns where they are right, by the keys of the rows."""
        rows = self.right(*columns).drop_duplicates(self.key).set_index(self.key)
        return rows.filter([*columns])


def _records(path: Path, columns: list[str]) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a file, and the cells of each row under it by the line where it begins."""
    records: dict[int, list[str]] = {}
    names, line = columns, 1
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for cells in reader:
            if any(map(str.strip, cells)):
                records[line] = cells
            line = reader.line_num + 1
    except OSError as error:
        what = f"cannot be read in {path.parent}: {error.strerror}"
        what += f"; its tables are in {path.parent / 'data'}" * (path.parent / "data").is_dir()
        raise FiguresError([f"{path.name}: {what}"]) from None
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        what = f"the byte 0x{byte:02x} is not UTF-8; save it in UTF-8"
    except csv.Error:  # also of a cell that goes on for more than 131,072 characters
        what = "a double quote is left open, or stands inside a text; close it, and write a "
        what += "double quote inside a quoted text twice"
    else:
        line = min(records, default=1)
        names = records.pop(line, [])
        what = _header_problem(names, columns)
        if not what and not records and path.stem not in _MAY_HAVE_NO_ROWS:
            what = "there is no row under the header; add one"
    if what:
        raise FiguresError([f"{path.name}, line {line}: {what}"])
    return names, records


def _header_problem(names: list[str], columns: list[str]) -> str:
    """What is wrong with the columns of a header."""
    if len(names) == 1 and {*names[0]} & {*";\t"}:
        return "its cells are not parted by commas; save it again as CSV (UTF-8), with commas"
    told = [f"{quoted(name)} is not known" for name in names if name not in columns]
    wrong = [f"{quoted(name)} must be there once" for name in columns if names.count(name) != 1]
    told += wrong if {*names} & {*columns} else wrong[: not told]  # one, of an empty line
    return f"column {', '.join(told)}; write {','.join(columns)}, with commas" if told else ""


def _typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with days and numbers read, indexed by the first column."""
    dtypes = {"number": "float64", "integer": "int64", "date": "datetime64[s]"}
    types = {each["name"]: dtypes.get(each["type"], "str") for each in _schemas()[name]["fields"]}
    others = [each for each, to in types.items() if to != "str"]
    return rows.assign(**rows[others].replace("", None)).astype(types).set_index(rows.columns[0])


# Rules.


_Rule: TypeAlias = tuple[pd.DataFrame, str, str]
"""Rows, the column in which they are wrong, and the problem, with names of their cells in {}."""
_NUMBER = r"(?!-0(\.0+)?$)-?(?!([0-9]\.?){16})(0|[1-9][0-9]*)(\.[0-9]+)?"


def _rules(name: str, tables: Mapping[str, _Table]) -> Iterator[_Rule]:
    """The rules of a table, each applied when what the ones before it found is known."""
    table = tables[name]
    for each in _schemas()[name]["fields"]:
        column = each["name"]
        for wrong, what in _cell_rules(each, table.rows[column]):
            if wrong.any():
                yield table.rows.loc[wrong.index[wrong]], column, what
        if "unique" in each.get("constraints", ()):
            again = _again(table.rows, table.rows[column])
            yield again, column, "is also on line {first_line}; give each row its own"
    for other in _OF_FIGURES:
        if table.key == "id" and other in tables and other != name:
            rows = table.rows[table.rows["id"].isin(tables[other].rows["id"])]
            yield rows, "id", f"is an id of {other}.csv too; give it its own"
    for reference in _schemas()[name].get("foreignKeys", ()):
        [column], to = reference["fields"], reference["reference"]["resource"] or name
        keys, rows = {*tables[to].rows[tables[to].key]} | tables[to].cut, table.right(column)
        # A table without keys is missing, or could not be read, which is already reported.
        if not keys:
            for wrong, what in _cell_rules(_schemas()[to]["fields"][0], rows[column]):
                yield rows[wrong], column, what
        rows = rows[~rows[column].isin(keys)] if keys else rows[:0]
        rows = rows.assign(near=[suggestion(cell, keys) for cell in rows[column]])
        needed = [each["name"] for each in _schemas()[name]["fields"] if _is_needed(each)]
        empty = ", or leave it empty" * (column not in needed)
        yield rows, column, f"is not a key of {to}.csv; add it there{empty}{{near}}"
    if name == "bodies":
        yield from _body_rules(table)
    if name == "sources":
        rows = table.rows[(table.rows["published"] == "") & (table.rows["note"] == "")]
        yield rows, "published", "is empty; give the day, or write in the note why not"
        rows = table.right("published", "read")
        early = "is before it was published, {published}; write a later day"
        yield rows[rows["read"] < rows["published"]], "read", early
    if name in _OF_FIGURES:
        yield from _figure_rules(table, tables)
    if name == "corrections" and not any((0, "") in tables[each].problems for each in _OF_FIGURES):
        figures = pd.concat([tables[each].rows for each in _OF_FIGURES])
        rows = table.rows[~table.rows["row"].isin(tables["figures"].cut | tables["context"].cut)]
        yield from _correction_rules(rows, figures.drop_duplicates("id"))


def _is_needed(field: Mapping[str, Any]) -> bool:
    return "required" in field.get("constraints", ())


def _again(rows: pd.DataFrame, same: Iterable[object]) -> pd.DataFrame:
    """The rows that are the same as one before, whose line and cells they have as `first_…`."""
    keys = pd.Series([*same], rows.index, dtype=object)
    groups: Any = rows.assign(line=rows.index).groupby(keys)
    both = pd.concat([rows, groups.transform("first").add_prefix("first_")], axis="columns")
    again: pd.DataFrame = both[keys.duplicated()]
    return again


def _cell_rules(field: Mapping[str, Any], column: pd.Series) -> Iterator[tuple[pd.Series, str]]:
    """Where a column breaks each rule of its own, and what would be right."""
    limits, refusal = field.get("constraints", {}), field.get("refusal", "")
    if _is_needed(field):
        choices = f": {', '.join(limits['enum'])}" if "enum" in limits else ""
        example = f", as in {field['example'].rstrip('.')}" * (len(field["example"]) <= 40)
        what = field["description"].partition(". ")[0].removesuffix(".")
        yield column == "", f"is empty; fill it in{choices or example}. {what}."
    column = column[column != ""]
    for unseen in filter(is_invisible, sorted({*"".join(column)})):
        what = f"has the character U+{ord(unseen):04X}, which nobody sees"
        yield column.str.contains(unseen, regex=False), f"{what}; take it out, or write a space"
    yield column != column.str.strip(), "begins or ends with a space; take it out"
    if field["type"] == "date":
        days = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
        right = column.str.fullmatch("[0-9]{4}(-[0-9]{2}){2}") & days.dt.year.between(1900, 2100)
        what = "is no day from 1900 to 2100 written as 2020-03-31"
        yield ~right, f"{what} (in a spreadsheet, make the column text first)"
    if field["type"] in ("number", "integer"):
        what = "is not a number; write at most 15 digits 0-9 with at most one point, as 22.8 or "
        what += "-0.5, with a plain minus and no %"
        yield ~column.str.fullmatch(_NUMBER), what
        yield column.str.contains(".", regex=False) & (field["type"] == "integer"), refusal
        number = pd.to_numeric(column, errors="coerce")
        yield number < limits.get("minimum", -math.inf), refusal
        yield number <= limits.get("exclusiveMinimum", -math.inf), refusal
    if known := limits.get("enum"):
        yield ~column.isin(known), f"is not known; write one of {', '.join(known)}"
    yield ~column.str.fullmatch(limits.get("pattern", ".*")), refusal
    yield column.str.len() > limits.get("maxLength", math.inf), refusal


def _body_rules(table: _Table) -> Iterator[_Rule]:
    """Names that differ in case, spaces and punctuation alone; bodies that go in a circle."""
    rows = table.right("key", "name")
    names = [normalize("NFKC", name).casefold() for name in rows["name"]]
    plain = ["".join(c for c in name if category(c)[0] not in "CPSZ") for name in names]
    like = 'reads like "{first_name}" on line {first_line}; give each body a name of its own'
    yield _again(rows, plain), "name", like
    rows = table.right("key", "part_of")
    above = {key: [body] for key, body in zip(rows["key"], rows["part_of"], strict=True)}
    while True:
        try:
            return TopologicalSorter(above).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
        del above[circle[0]]  # there may be others
        wrong = rows[rows["key"] == circle[0]].assign(circle=" in ".join(circle))
        yield wrong, "part_of", "goes in a circle, {circle}; leave one of them out"


def _figure_rules(table: _Table, tables: Mapping[str, _Table]) -> Iterator[_Rule]:
    """Days after the source's, values that the quantity cannot have, wordings, copies."""
    published = tables["sources"].by_key("published")
    for column in ("start", "end"):
        rows = table.right(column).join(published, on="source", how="inner")
        late = "is after {published}, when its source was published; write an earlier day (a "
        late += "target or a budget goes into excluded.csv)"
        yield rows[rows[column] > rows["published"]], column, late
    rows = table.right("start", "end")
    early = "is before the start, {start}; exchange them, or mend one"
    yield rows[rows["end"] < rows["start"]], "end", early
    rows = table.right("value", "rounded_to")
    rows = rows[rows["wording"].str.contains(r"\d")]  # a third is about 33, written to 10
    parts = zip(map(Fraction, rows["value"]), map(Fraction, rows["rounded_to"]), strict=True)
    what = "does not divide the value, {value}; write the step that it is written to"
    yield rows[[value % step != 0 for value, step in parts]], "rounded_to", what
    quantities = tables["quantities"].by_key("unit", "kind")
    rows = table.right("value").join(quantities, on="quantity", how="inner")
    value, unit, kind = rows["value"].astype(float), rows["unit"], rows["kind"]
    below = (value < 0) | ((value == 0) & (rows["qualifier"] == "less_than"))
    below &= (kind == "stock") | ((unit != "percent") & (kind != "change"))
    what = "is below 0, or said to be; a count or a share is 0 or more; a loss, a balance or a net "
    what += "number is of kind change, a rate in percent of kind flow"
    yield rows[below], "value", what
    above = (unit == "percent") & (kind == "stock") & (value > 100)
    above &= ~rows["quantity"].str.contains("occupancy")
    what = "is above 100, and a share is not; mend it, or make it of kind flow if it is none, such "
    what += "as debt against income; of places, give its key the word occupancy"
    yield rows[above], "value", what
    what = "has a fraction, and {unit} are counted whole; if they are measured, give the unit of "
    what += "what each has, such as children a woman; else write a whole number"
    yield rows[(value % 1 > 0) & ~unit.str.contains(MEASURED)], "value", what
    rows = table.right("value", "rounded_to", "qualifier", "wording")
    rows = rows.join(quantities, on="quantity", how="inner")
    columns = ["wording", "value", "qualifier", "unit", "kind", "rounded_to"]
    for line, words, value, code, *of, step in rows[columns].itertuples(name=None):
        if wrong := wording.problem(words, float(value), code, of[0], of[1], float(step)):
            yield rows.loc[[line]].assign(what=wrong[1]), wrong[0], "{what}"
    columns = ["wording", "value", "start", "end"]
    rows = table.right(*columns)[columns]
    for line, words, value, start, end in rows.itertuples(name=None):
        for year in (each.value for each in wording.readings(words) if each.is_year):
            if year != float(value) and not int(start[:4]) <= year <= int(end[:4]):
                what = f"names {year}, and the row is of {start} to {end}; mend the dates, or "
                yield rows.loc[[line]], "wording", f"{what}quote fewer words, … for the others"
    both = [tables[name] for name in _OF_FIGURES if name in tables]
    both = pd.concat([each.rows.assign(file=each.file) for each in both])
    both = both[(both["start"] != "") & (both["end"] != "")]  # without, two months look alike
    cells = both.drop(columns=["id", "note", "file"])
    again = _again(both, cells.itertuples(index=False, name=None))
    what = "has all cells of {first_id}, line {first_line} of {first_file}; leave one out, or "
    what += "quote more words, or give what is another thing a quantity of its own"
    yield again[again["file"] == table.file], "id", what


def _correction_rules(rows: pd.DataFrame, figures: pd.DataFrame) -> Iterator[_Rule]:
    """Corrections that do not lead, the last of a cell first, to what its row has."""
    figures = figures.set_index("id", drop=False)
    now: dict[tuple[str, str], str] = {}
    for line, each in rows.sort_values("date", kind="stable")[::-1].iterrows():
        cell = (each["row"], each["column"])
        if each["row"] not in figures.index:
            near = suggestion(each["row"], figures.index)
            what = f"is no id of figures.csv or context.csv; name the row that changed{near}"
            yield rows.loc[[line]].assign(what=what), "row", "{what}"
        elif each["column"] not in figures:
            what = f"is no column of that row; write one of {', '.join(figures)}"
            yield rows.loc[[line]], "column", what
        elif each["new"] != (has := now.get(cell, figures.at[cell])):
            what = "is not what the row has, {has}; add a line for what changed since, "
            yield rows.loc[[line]].assign(has=quoted(has)), "new", f"{what}or mend this one"
        elif each["old"] == each["new"]:
            yield rows.loc[[line]], "old", "is what the row has now; write what it had before"
        now[cell] = each["old"]
