"""Read the tables of a folder, or raise one error that lists all their problems.

The library's `datapackage.json` describes the columns of each table: types, allowed values and the
messages for wrong ones. This module adds the checks that the schema of a column cannot express.
"""

import csv
import functools
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import pandas as pd

import stats
from stats import wording
from stats.english import MEASURED, dates_in_words, quoted, suggestion
from stats.figure import Figure, from_row
from stats.mime import sentence_id
from stats.wording import is_invisible, own_folder

TABLES = (
    *("bodies", "places", "quantities", "sources"),
    *("figures", "context", "excluded", "corrections"),
)
"""Each comes after those that it refers to."""
_MAY_HAVE_NO_ROWS = ("context", "excluded", "corrections")
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
class Data:
    """The tables of a folder as data frames, in the order of the files, by their first columns.

    Days are Timestamps (NaT where a cell is empty), numbers floats or integers, all else text.
    `data["some_id"]` is a row of `figures` or `context` as a Figure.
    """

    folder: Path
    figures: pd.DataFrame
    context: pd.DataFrame
    sources: pd.DataFrame
    quantities: pd.DataFrame
    bodies: pd.DataFrame
    places: pd.DataFrame
    excluded: pd.DataFrame
    corrections: pd.DataFrame
    _figure_cache: dict[str, Figure] = field(default_factory=dict, init=False, repr=False)

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of this id; raises KeyError, with the nearest id, if there is none."""
        if name not in self._figure_cache:
            table = self.figures if name in self.figures.index else self.context
            if name not in table.index:
                near = suggestion(name, self.row_numbers)
                raise KeyError(f"no figure in {self.folder} has the id {name!r}{near}")
            row = table.loc[name].to_dict() | {"id": name}
            quantity = self.quantities.loc[row["quantity"]].to_dict() | {"key": row["quantity"]}
            body = self.bodies.loc[row["attributed_to"]]
            names = {
                "who": body.get("short") or body["name"],
                "where": self.places.at[row["place"], "name"],
            }
            self._figure_cache[name] = from_row(row | names, quantity)
        return self._figure_cache[name]

    @functools.cached_property
    def row_numbers(self) -> dict[str, int]:
        """The number of each row by its id, counted through `figures` and then `context`."""
        ids = [*self.figures.index, *self.context.index]
        return {name: number for number, name in enumerate(ids, start=1)}

    def _ipython_key_completions_(self) -> list[str]:
        return [*self.row_numbers]

    def __repr__(self) -> str:
        # An installed library has a copy of its own: an edit in a checkout does not show in it.
        installed = self.folder == Path(__file__).parent / "data"
        copy = f"the copy that came with stats {stats.__version__} in " if installed else ""
        lines = [f"Tables in {copy}{self.folder}, each a DataFrame:"]
        for name in TABLES:
            table = getattr(self, name)
            lines.append(f"  data.{name}: {len(table)} rows by {table.index.name}")
        return "\n".join([*lines, 'data["id"] is a row of figures or context as a Figure.'])

    def __contains__(self, name: object) -> bool:
        return name in self.row_numbers

    def find(
        self, quantity: str, place: str | None = None, bodies: Iterable[str] | None = None
    ) -> tuple[Figure, ...]:
        """Return the figures of a quantity, in the order of the tables.

        `place` is a code of `places`; without one, figures of all places. `bodies` are keys: only
        what these state, in the order of time (of the last day). Raises KeyError if a key or a
        code is not known.
        """
        if quantity not in self.quantities.index:
            near = suggestion(quantity, self.quantities.index)
            raise KeyError(f"no quantity has the key {quantity!r}{near}")
        if place is not None and place not in self.places.index:
            code = {str(name): code for code, name in self.places["name"].items()}.get(place)
            near = f"; write {code!r}" if code else suggestion(place, self.places.index)
            raise KeyError(f"no place has the code {place!r}{near}")
        rows = pd.concat([self.figures, self.context])
        rows = rows.loc[rows["quantity"] == quantity]
        if place is not None:
            rows = rows.loc[rows["place"] == place]
        if bodies is not None:
            keys = [key for key in bodies if self.name(key)]
            rows = rows.loc[rows["attributed_to"].isin(keys)].sort_values("end", kind="stable")
        return tuple(self[str(name)] for name in rows.index)

    def digest(self, name: str) -> str:
        """Return a short text that changes when a cell does that sentences may depend on."""
        row = (self.figures if name in self.figures.index else self.context).loc[name]
        cells = row.drop(["wording", "note"]).tolist()
        source = self.sources.loc[row["source"], ["publisher", "published", "kind", "relays"]]
        return sentence_id(repr([*map(str, cells), *map(str, source)]))[:6]

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
    project's own. `context.csv`, `excluded.csv` and `corrections.csv` may be missing, and so may
    `bodies.csv` and `places.csv`, where a key is its own name.
    """
    folder = Path(os.environ.get("STATS_DATA") or own_folder()) if folder is None else Path(folder)
    problems: list[str] = []
    tables: dict[str, _Table] = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        tables[name] = _Table(path, _schemas()[name], problems)
        _check_rows(name, tables)
    if problems:
        raise FiguresError(problems)
    figures = [*tables["figures"].rows, *tables["context"].rows]
    for name, columns in _KEYS.items():
        if tables[name].missing:
            tables[name].name_keys(row.texts[column] for row in figures for column in columns)
    return Data(folder, **{name: table.frame() for name, table in tables.items()})


@functools.cache
def _schemas() -> dict[str, Any]:
    """The schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((own_folder() / name).read_text("utf-8"))

    resources = {each["name"]: each["schema"] for each in read("datapackage.json")["resources"]}
    return {name: read(s) if isinstance(s, str) else s for name, s in resources.items()}


def describe() -> str:
    """Return what each column of each table is for, as Markdown."""
    lines = []
    for name, schema in _schemas().items():
        lines += [f"## {name}.csv\n", "| column | what it holds |", "| --- | --- |"]
        lines += [f"| `{each['name']}` | {each['description']} |" for each in schema["fields"]]
        lines.append("")
    return "\n".join(lines)


# A file and its rows.


class _UnreadableError(Exception):
    """A file cannot be read at all. The message continues a sentence begun by the file's name."""


@dataclass
class _Row:
    """A row as text, with its file and line; `wrong` has the columns that have problems."""

    file: str
    line: int
    texts: dict[str, str]
    problems: list[str]
    wrong: frozenset[str] = frozenset()

    def report(self, column: str, what: str) -> None:
        """Record a problem with a cell, and how to correct it."""
        cell = quoted(self.texts[column])
        self.problems.append(f"{self.file}, line {self.line}, column {column}: {cell} {what}")
        self.wrong |= {column}

    def valid(self, *columns: str) -> bool:
        """Tell whether these cells are filled and have no recorded problem."""
        return all(self.texts[column] and column not in self.wrong for column in columns)


_DTYPES = {"number": "float64", "integer": "int64", "date": "datetime64[s]"}
"""What a column is made into, if it is not text."""


class _Table:
    """The rows of a file that have a cell for each column; its problems go into `problems`."""

    def __init__(self, path: Path, schema: Mapping[str, Any], problems: list[str]) -> None:
        default: dict[str, Any] = {"constraints": {}}
        self.fields = {field["name"]: default | field for field in schema["fields"]}
        self.refers_to: dict[str, str] = {
            key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", ())
        }
        self.rows: list[_Row] = []
        self.missing = path.stem in (*_MAY_HAVE_NO_ROWS, *_KEYS) and not path.exists()
        if self.missing:
            return
        unique = [name for name, each in self.fields.items() if "unique" in each["constraints"]]
        first: dict[tuple[str, str], int] = {}
        try:
            names, records = _records(path, list(self.fields))
            for line, cells in records:
                if len(cells) != len(names):
                    problems.append(
                        f"{path.name}, line {line}: the row has {len(cells)} cells and the header "
                        f"{len(names)}; put double quotes around a text that has a comma"
                    )
                    continue
                row = _Row(path.name, line, dict(zip(names, cells, strict=True)), problems)
                self.rows.append(row)
                for name, field in self.fields.items():
                    if what := _cell_problem(row.texts[name], field, self.fields):
                        row.report(name, what)
                for name in unique:
                    same = first.setdefault((name, row.texts[name]), line)
                    if same != line and row.valid(name):
                        row.report(name, f"is also on line {same}; give each row its own")
        except _UnreadableError as error:
            problems.append(f"{path.name}{error}")

    def name_keys(self, keys: Iterable[str]) -> None:
        """Make a row for each key, in which it is its own name."""
        key = next(iter(self.fields))
        for each in filter(None, dict.fromkeys(keys)):
            texts = dict.fromkeys(self.fields, "") | {key: each, "name": each.replace("_", " ")}
            self.rows.append(_Row("", 0, texts, []))

    @functools.cached_property
    def by_key(self) -> dict[str, _Row]:
        key = next(iter(self.fields))
        return {row.texts[key]: row for row in self.rows}

    def frame(self) -> pd.DataFrame:
        """The rows with days and numbers read, indexed by the first column."""
        values = {}
        for name, each in self.fields.items():
            texts = pd.Series([row.texts[name] for row in self.rows], dtype="str")
            if of_type := _DTYPES.get(each["type"]):
                texts = texts.replace("", None).astype(of_type)
            values[name] = texts
        return pd.DataFrame(values).set_index(next(iter(values)))


def _records(path: Path, columns: list[str]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header of a file, and the line number and the cells of each row under it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _UnreadableError(f": cannot be read in {path.parent}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise _UnreadableError(
            f", line {line}: the byte 0x{byte:02x} is not UTF-8; save it in UTF-8"
        ) from None
    records: list[tuple[int, list[str]]] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:  # also of a cell that goes on for more than 131,072 characters
        raise _UnreadableError(
            f", line {line}: a double quote is left open, or stands inside a text; "
            "close it, and write a double quote inside a quoted text twice"
        ) from None
    if not records:
        raise _UnreadableError(f", line 1: the file is empty; begin it with {','.join(columns)}")
    (top, names), *rows = records
    if wrong := _header_problem(names, columns):
        raise _UnreadableError(f", line {top}: {wrong}")
    if not rows and path.stem not in _MAY_HAVE_NO_ROWS:
        raise _UnreadableError(f", line {top}: there is no row under the header; add one")
    return names, rows


def _header_problem(names: list[str], columns: list[str]) -> str:
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and separator in names[0]:
            return f"the cells are separated by {called}; save the table with commas"
    for name in [*names, *columns]:
        if name not in columns or names.count(name) != 1:
            what = "missing" if name not in names else "there twice"
            what = what if name in columns else "not known"
            return f"column {quoted(name)} is {what}; the columns are {','.join(columns)}"
    return ""


# A cell by itself.


_TESTS: dict[str, Callable[[str, Any], object]] = {
    "enum": lambda text, known: text in known,
    "pattern": lambda text, pattern: re.fullmatch(pattern, text),
    "minimum": lambda text, least: float(text) >= least,
    "exclusiveMinimum": lambda text, least: float(text) > least,
    "maxLength": lambda text, most: len(text) <= most,
}
"""The test of a cell for each constraint of a column."""


def _cell_problem(text: str, field: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """The problem with a cell and how to correct it; empty if there is none."""
    if not text:
        may = ", ".join(n for n, each in fields.items() if "required" not in each["constraints"])
        what = f"is empty; only {may} may be" if may else "is empty; fill it in"
        return what if "required" in field["constraints"] else ""
    for character in text:
        if is_invisible(character):
            code = f"U+{ord(character):04X}"
            return f"has the character {code}, which nobody sees; take it out, or write a space"
    if text != text.strip():
        return "begins or ends with a space; take it out"
    if what := _type_problem(text, field["type"]):
        return what
    for limit, wanted in field["constraints"].items():
        if limit in _TESTS and not _TESTS[limit](text, wanted):
            if limit == "enum":
                return f"is not known; write one of {', '.join(wanted)}"
            return str(field["refusal"])
    return ""


def _type_problem(text: str, of_type: str) -> str:
    if of_type == "date":
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return "is not a date; write it as 2020-03-31"
        try:
            year = date.fromisoformat(text).year
        except ValueError:
            return "is not a day that exists; write one that does, as 2020-03-31"
        right = 1900 <= year <= 2100
        return "" if right else "is not of a year from 1900 to 2100; write one that is"
    if of_type in ("number", "integer"):
        if not re.fullmatch(r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
            return "is not a number; write digits 0-9 with at most one point, such as 21900 or 22.8"
        if of_type == "integer" and "." in text:
            return "is not a whole number; write digits 0-9 alone"
        if len(re.sub(r"^[-0.]+|\.", "", text)) > 15:
            return "has more digits than can be kept; write at most 15"
    return ""


# Checks across rows and tables.


def _check_rows(name: str, tables: Mapping[str, _Table]) -> None:
    """Compare the rows of a table with each other, and with those of the tables before it."""
    table = tables[name]
    before = [tables[each] for each in ("figures", "context") if each in tables and each != name]
    for row in table.rows:
        for other in before if "id" in table.fields else ():
            if row.texts["id"] in other.by_key:
                file = other.by_key[row.texts["id"]].file
                row.report("id", f"is an id of {file} too; give it its own")
        for column, to in table.refers_to.items():
            keys = tables[to or name].by_key
            # A table without keys could not be read, which is already reported.
            if keys and row.valid(column) and row.texts[column] not in keys:
                near = suggestion(row.texts[column], keys)
                row.report(column, f"is not a key of {to or name}.csv; add it there{near}")
        match name:
            case "sources":
                _check_source(row)
            case "figures" | "context":
                _check_figure(row, tables)
            case "corrections":
                _check_correction(row, tables)
    if name in ("figures", "context"):
        _check_copies([*table.rows, *(row for other in before for row in other.rows)])
    if name == "bodies":
        _check_names(table.rows)
        _check_cycles(table.by_key)


def _check_source(row: _Row) -> None:
    text = row.texts
    if not text["published"] and not text["note"]:
        row.report("published", "is empty; give the day, or write in the note why not")
    if row.valid("published", "read") and text["read"] < text["published"]:
        row.report("read", f"is before it was published, {text['published']}; write a later day")


def _check_figure(row: _Row, tables: Mapping[str, _Table]) -> None:
    text = row.texts
    source = tables["sources"].by_key.get(text["source"])
    quantity = tables["quantities"].by_key.get(text["quantity"])
    published = source.texts["published"] if source and source.valid("published") else ""
    for column in ("start", "end"):
        if published and row.valid("start", column) and text[column] > published:
            after = f"is after {published}, when its source was published"
            row.report(column, f"{after}; write an earlier day")
    if row.valid("start", "end") and text["end"] < text["start"]:
        row.report("end", f"is before the start, {text['start']}; write a later day")
    if not row.valid("value"):
        return
    value = Fraction(text["value"])
    if row.valid("rounded_to"):
        step = Fraction(text["rounded_to"])
        if value % step:
            right = "write the step that it is written to"
            row.report("rounded_to", f"does not divide the value, {text['value']}; {right}")
        elif float(value) + float(step) / 2 == float(value):
            row.report("rounded_to", f"is too fine for {text['value']}; write a larger step")
    if quantity is None or not quantity.valid("unit", "kind"):
        return
    wrong = _value_problem(value, text["qualifier"], quantity.texts)
    if not wrong and row.valid("wording", "rounded_to", "qualifier"):
        unit, kind = quantity.texts["unit"], quantity.texts["kind"]
        words, number, written = text["wording"], float(value), float(text["rounded_to"])
        wrong = wording.problem(words, number, text["qualifier"], unit, kind, written)
        wrong = wrong or _year_problem(row, number)
    if wrong and wrong[0] not in row.wrong:
        row.report(*wrong)


def _value_problem(
    value: Fraction, qualifier: str, quantity: Mapping[str, str]
) -> tuple[str, str] | None:
    """The column with a problem, and the problem, of a value of a quantity."""
    unit = quantity["unit"]
    share = unit == "percent" and quantity["kind"] == "stock"
    from_zero = quantity["kind"] != "change" and (unit != "percent" or share)
    if from_zero and value < 0:
        return "value", "is negative; a count or a share is 0 or more"
    if from_zero and value == 0 and qualifier == "less_than":
        return "qualifier", "allows no value: a count cannot be less than 0; check the qualifier"
    if value > 100 and share and "occupancy" not in quantity["key"]:
        return "value", "is above 100, and a share is not; mend it, or take a quantity of occupancy"
    if value.denominator > 1 and not MEASURED.search(unit):
        things = unit.replace("_", " ")
        return "value", f"has a fraction, and {things} are counted whole; write a whole number"
    return None


def _year_problem(row: _Row, value: float) -> tuple[str, str] | None:
    """The column and the problem if a wording names a year outside the dates of its row."""
    if row.valid("start", "end"):
        start, end = (date.fromisoformat(row.texts[column]) for column in ("start", "end"))
        for year in wording.years(row.texts["wording"], value):
            if not start.year <= year <= end.year and start <= end:
                what = f"names {year}, and the row is of {dates_in_words(start, end)}"
                return "wording", f"{what}; mend the dates, or quote fewer words"
    return None


def _check_correction(row: _Row, tables: Mapping[str, _Table]) -> None:
    text = row.texts
    if not (tables["figures"].rows and (tables["context"].rows or tables["context"].missing)):
        return  # one could not be read, which is already reported
    ids = tables["figures"].by_key | tables["context"].by_key
    if text["row"] not in ids:
        near = suggestion(text["row"], ids)
        what = "is no id of figures.csv or context.csv; name the row that changed"
        row.report("row", f"{what}{near}")
    elif text["column"] not in (columns := ids[text["row"]].texts):
        row.report("column", f"is no column of that row; write one of {', '.join(columns)}")
    elif text["new"] != (now := _corrected_to(row, tables, columns[text["column"]])):
        right = "add a line for what changed since, or mend this one or the row"
        row.report("new", f"is not what the row has, {quoted(now)}; {right}")
    elif text["old"] == text["new"]:
        row.report("old", "is what the row has now; write what it had before")


def _corrected_to(row: _Row, tables: Mapping[str, _Table], now: str) -> str:
    """What a corrected cell must be: what the next correction of it begins with, or what it is."""
    rows = tables["corrections"].rows
    same = [each for each in rows if all(each.texts[n] == row.texts[n] for n in ("row", "column"))]
    same.sort(key=lambda each: each.texts["date"])
    later = same[same.index(row) + 1 :]
    return str(later[0].texts["old"]) if later else now


def _check_copies(rows: Iterable[_Row]) -> None:
    """Report rows that differ from another in their ids and notes alone."""
    first: dict[tuple[str, ...], _Row] = {}
    for row in rows:
        rest = tuple(text for name, text in row.texts.items() if name not in ("id", "note"))
        other = first.setdefault(rest, row)
        if other is not row and row.valid("id"):
            where = f"{other.texts['id']}, line {other.line} of {other.file}"
            row.report("id", f"has all cells of {where}; leave one out")


def _check_names(rows: Iterable[_Row]) -> None:
    """Report names that differ only in case, spaces, punctuation or compatibility forms."""
    first: dict[str, _Row] = {}
    for row in rows:
        name = normalize("NFKC", row.texts["name"]).casefold()
        other = first.setdefault("".join(c for c in name if category(c)[0] not in "CPSZ"), row)
        if other is not row and row.valid("key", "name"):
            like = f"reads like {quoted(other.texts['name'])} on line {other.line}"
            row.report("name", f"{like}; give each body a name of its own")


def _check_cycles(bodies: Mapping[str, _Row]) -> None:
    """Report the first cycle of bodies that are part of each other."""
    for key in bodies:
        chain = [key]
        while (above := bodies[chain[-1]].texts["part_of"]) in bodies and above not in chain:
            chain.append(above)
        if above == key:
            circle = " in ".join([*chain, key])
            bodies[key].report("part_of", f"goes in a circle, {circle}; leave one of them out")
            return
