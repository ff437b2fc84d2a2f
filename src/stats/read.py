"""Read the tables of a folder by their descriptor, or refuse them and say all that is wrong.

`datapackage.json` names the columns of each table, their types, what may stand in them and what
would be right instead. Here stands only what no column can say by itself.
"""

import csv
import difflib
import functools
import io
import json
import math
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from stats import wording
from stats.figure import Figure, from_row

__all__ = ["Data", "FiguresError", "load", "own_folder"]

_DESCRIPTOR = "datapackage.json"
_OF_FIGURES = (
    "id quantity place value qualifier rounded_to start end attributed_to counted_by wording "
    "source note"
)
# The tables, each after those that it refers to, with the columns that code of ours names.
_TABLES = {
    "bodies": "key name part_of",
    "quantities": "key unit kind apart",
    "sources": "key kind published read note",
    "qualifiers": "phrase qualifier say",
    "figures": _OF_FIGURES,
    "context": _OF_FIGURES,
    "excluded": "id",
    "corrections": "row column old new date why",
}
# The types of those columns that are no text, and those that may be empty.
_NO_TEXTS = {
    **dict.fromkeys(("value", "rounded_to"), "number"),
    **dict.fromkeys(("start", "end", "published", "read", "date"), "date"),
    "apart": "integer",
}
_MAY_BE_EMPTY = {"part_of", "published", "note", "say", "counted_by", "old", "new"}
# What nobody sees, though it counts as letters or marks.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Scripts with letters that look like each other's, and which capitals do.
_ALIKE_SCRIPTS = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХҺԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXHQWABEZHIKMNOPTYX")
# Marks without a width (Mn, Me) that one letter may carry: words have up to 4 in the Quran and in
# Burmese, 5 in the Hebrew Bible, 8 in a Tibetan mantra; texts made to spill over lines have more.
_MOST_MARKS = 8
_LONGEST_LINE = 100_000
_MOST_DIGITS = 40
_TOO_LARGE = 10**15
_MOST_PROBLEMS = 1_000


class FiguresError(ValueError):
    """Everything that is wrong with the tables of a folder, a line each, with what would be right.

    Parameters
    ----------
    problems
        One sentence a problem: `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class Data:
    """The tables of a folder, each a row a line in the order of its file, indexed by first column.

    Days are Timestamps (NaT where a cell is empty), numbers floats or integers, all else text.
    `data["some_id"]` is a row of `figures` or `context` as a Figure.
    """

    folder: Path
    figures: pd.DataFrame
    context: pd.DataFrame
    sources: pd.DataFrame
    quantities: pd.DataFrame
    bodies: pd.DataFrame
    qualifiers: pd.DataFrame
    excluded: pd.DataFrame
    corrections: pd.DataFrame

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of this id; raises KeyError, with the nearest ids, if there is none."""
        if name not in self._made:
            table = self.figures if name in self.figures.index else self.context
            if name not in table.index:
                ids = [*self.figures.index, *self.context.index]
                raise KeyError(f"no figure has the id {name!r}{_but_near(name, ids)}")
            row = table.loc[name].to_dict() | {"id": name}
            quantity = self.quantities.loc[row["quantity"]].to_dict() | {"key": row["quantity"]}
            say = wording.say(row["wording"], row["value"], self._phrases)
            self._made[name] = from_row(row, quantity, say)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.figures.index or name in self.context.index

    @functools.cached_property
    def _made(self) -> dict[str, Figure]:
        return {}

    @functools.cached_property
    def _phrases(self) -> tuple[wording.Phrase, ...]:
        columns = self.qualifiers[["qualifier", "say"]]
        return tuple(wording.Phrase(*row) for row in columns.itertuples(name=None))

    def find(self, quantity: str, place: str | None = None) -> tuple[Figure, ...]:
        """Return the figures of a quantity, of one place or of all, in the order of the tables.

        Raises KeyError if no quantity has that key.
        """
        if quantity not in self.quantities.index:
            near = _but_near(quantity, self.quantities.index)
            raise KeyError(f"no quantity has the key {quantity!r}{near}")
        return tuple(
            self[str(name)]
            for table in (self.figures, self.context)
            for name, of, where in table[["quantity", "place"]].itertuples(name=None)
            if of == quantity and place in (None, where)
        )

    def name(self, body: str) -> str:
        """Return a body's name; raises KeyError if no body has that key."""
        return self._of_body(body, "name")

    def root(self, body: str) -> str:
        """Return the key of the body at the top of those that a body is part of, or its own.

        Raises KeyError if no body has that key.
        """
        while above := self._of_body(body, "part_of"):
            body = above
        return body

    def _of_body(self, key: str, column: str) -> str:
        if key not in self.bodies.index:
            raise KeyError(f"no body has the key {key!r}{_but_near(key, self.bodies.index)}")
        return str(self.bodies.at[key, column])


def load(folder: str | os.PathLike[str] | None = None) -> Data:
    """Read the tables of a folder.

    Parameters
    ----------
    folder
        Where the tables are. Without it, the folder that the environment variable STATS_DATA
        names, or else this project's own. Where it has no `datapackage.json` or no
        `qualifiers.csv`, this project's own serves; it may have no `corrections.csv`.

    Raises
    ------
    FiguresError
        If anything is wrong with any table: one error that lists every problem.
    """
    folder = Path(os.environ.get("STATS_DATA") or own_folder()) if folder is None else Path(folder)
    problems: list[str] = []
    tables: dict[str, _Table] = {}
    try:
        columns = _columns(folder if (folder / _DESCRIPTOR).exists() else own_folder())
    except _UnreadableError as error:
        raise FiguresError([str(error)]) from None
    for name in _TABLES:
        own = name == "qualifiers" and not (folder / f"{name}.csv").exists()
        path = (own_folder() if own else folder) / f"{name}.csv"
        if name == "corrections" and not path.exists():
            tables[name] = _Table(columns[name], [])
            continue
        tables[name] = _Table(columns[name], _read_rows(path, columns[name], problems))
        _check_rows(name, tables)
    if problems:
        raise FiguresError(problems)
    return Data(folder, **{name: table.frame() for name, table in tables.items()})


def own_folder() -> Path:
    """Return the folder of the tables that come with the library."""
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


# What is read of a table.


@dataclass
class _Row:
    """A row as it is written, and where; `wrong` are the columns that its problems name."""

    file: str
    line: int
    texts: dict[str, str]
    problems: list[str]
    wrong: frozenset[str] = frozenset()

    def refuse(self, column: str, what: str) -> None:
        """Note what is wrong with a cell, and what would be right."""
        self.problems.append(
            f"{self.file}, line {self.line}, column {column}: {_quoted(self.texts[column])} {what}"
        )
        self.wrong |= {column}

    def right(self, *columns: str) -> bool:
        """Tell whether cells are there, and right by themselves."""
        return all(self.texts[column] and column not in self.wrong for column in columns)


@dataclass
class _Column:
    """A column as the descriptor has it; `check` says what is wrong with a cell that has a text."""

    type: str
    required: bool
    unique: bool
    refers_to: str | None  # the table whose key it is; "" for its own
    check: "_Check"


_Check: TypeAlias = Callable[[str], str]
"""Says what is wrong with a cell, and what would be right; nothing if nothing is."""
_Columns: TypeAlias = dict[str, _Column]


@dataclass
class _Table:
    columns: _Columns
    rows: list[_Row]

    @functools.cached_property
    def by_key(self) -> dict[str, _Row]:
        key = next(iter(self.columns))
        return {row.texts[key]: row for row in self.rows}

    def frame(self) -> pd.DataFrame:
        """The rows with days and numbers read, indexed by the first column."""
        values = {name: self._values(name) for name in self.columns}
        return pd.DataFrame(values).set_index(next(iter(values)))

    def _values(self, name: str) -> pd.Series:
        texts = [row.texts[name] for row in self.rows]
        match self.columns[name].type:
            case "number":
                return pd.Series([float(text or "nan") for text in texts], dtype="float64")
            case "integer":
                return pd.Series([int(text) if text else math.nan for text in texts])
            case "date":
                return pd.Series([text or None for text in texts]).astype("datetime64[s]")
            case _:
                return pd.Series(texts, dtype="str")


_MALFORMED = (AttributeError, KeyError, TypeError, ValueError, re.error)
"""What reading a descriptor that is none may raise."""


class _UnreadableError(Exception):
    """Why a file cannot be read at all: its name, and what is wrong with it."""


# The descriptor.


def _columns(folder: Path) -> dict[str, _Columns]:
    """The columns of each table, as a folder's descriptor has them."""
    descriptor = _json(folder / _DESCRIPTOR)
    found: dict[str, _Columns] = {}
    for name, needed in _TABLES.items():
        file = _DESCRIPTOR
        try:
            described = {str(entry.get("path")): entry for entry in descriptor["resources"]}
            schema = described[f"{name}.csv"]["schema"]
            if isinstance(schema, str):
                file, schema = schema, _json(folder / schema)
            found[name] = _schema(schema, known=[*found, ""])
            first, *_ = needed.split()
            repeats = name == "corrections"
            if next(iter(found[name]), "") != first or not (repeats or found[name][first].unique):
                raise ValueError(f"the first column must be {first}, and unique")
            for key in needed.split():
                column, right = found[name][key], _NO_TEXTS.get(key, "string")
                if column.type != right or not (column.required or key in _MAY_BE_EMPTY):
                    raise ValueError(f"{key} must be required, of the type {right}")
        except _MALFORMED as error:
            what = f"there is no {error}" if isinstance(error, KeyError) else error
            raise _UnreadableError(
                f"{file}: {name}.csv is not described as it must be: {what}; "
                "compare the project's own"
            ) from None
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(_read_utf8(path))
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(f"{path.name}: it is not JSON: {error}; mend it") from None


def _schema(schema: Any, known: list[str]) -> _Columns:
    refers = {}
    for foreign in schema.get("foreignKeys", []):
        [column], to = foreign["fields"], foreign["reference"]["resource"]
        refers[column] = _one_of("table that comes before it", to, known)
    columns = {}
    for described in schema["fields"]:
        name, limits = described["name"], dict(described.get("constraints", {}))
        of_type = _one_of("type that is read here", described["type"], _TYPES)
        columns[name] = _Column(
            of_type,
            required=limits.pop("required", False) is True,
            unique=limits.pop("unique", False) is True,
            refers_to=refers.get(name),
            check=_check(
                *_TYPES[of_type], limits, described.get("refusal"), _BY_NAME.get(name, _string)
            ),
        )
    return columns


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    if name in known:
        return name
    raise ValueError(f"{name!r} is no {what}; take one of {', '.join(filter(None, known))}")


def _check(
    of_type: _Check, sample: str, limits: Mapping[str, Any], refusal: str | None, by_name: _Check
) -> _Check:
    """What says what is wrong with a cell of a type, within limits, and under its column's name."""
    tests = []
    for limit, wanted in limits.items():
        test = _LIMITS[_one_of("constraint that is read here", limit, _LIMITS)](wanted)
        test(sample)  # so that a limit that no cell can be held to is found here
        usual = f"goes against its {limit}, {wanted}; write one that does not"
        if limit == "enum":  # same: no limit comes before it
            usual = f"is not known; write one of {', '.join(wanted)}"
        tests.append((test, refusal or usual))

    def check(text: str) -> str:
        beyond = (what for test, what in tests if not test(text))
        return of_type(text) or next(beyond, "") or by_name(text)

    return check


_LIMITS: dict[str, Callable[[Any], Callable[[str], object]]] = {
    "enum": lambda known: frozenset(known).__contains__,
    "pattern": lambda pattern: re.compile(pattern).fullmatch,
    "minimum": lambda least: lambda text: float(text) >= least,
    "exclusiveMinimum": lambda least: lambda text: float(text) > least,
    "maxLength": lambda most: lambda text: len(text) <= most,
}
"""Of each constraint that a column may have, what makes the test of a cell."""


# The types.


def _string(text: str) -> str:
    return ""


def _number(text: str) -> str:
    if not re.fullmatch(r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        return "is not a number; write digits 0-9 with at most one point, such as 21900 or 22.8"
    kept = len(text) <= _MOST_DIGITS and Fraction(repr(float(text))) == Fraction(text)
    if not kept or abs(Fraction(text)) >= _TOO_LARGE:
        return "has more digits than can be kept; write at most 15"
    return ""


def _integer(text: str) -> str:
    wrong = _number(text)
    return wrong or ("is not a whole number; write digits 0-9 alone" if "." in text else "")


def _date(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "is not a date; write it as 2020-03-31"
    try:
        year = date.fromisoformat(text).year
    except ValueError:
        return "is not a day that exists; write one that does, as 2020-03-31"
    return "" if 1900 <= year <= 2100 else "is not of a year from 1900 to 2100; write one that is"


_TYPES: dict[str, tuple[_Check, str]] = {
    "string": (_string, "a"),
    "number": (_number, "1"),
    "integer": (_integer, "1"),
    "date": (_date, "2020-03-31"),
}
"""Of each type, what checks a cell, and a cell that is right."""


def _address(text: str) -> str:
    if "\\" in text:
        return "has a backslash, which browsers take for a slash; write / or %5C"
    user, at, host = re.split("[/?#]", text.partition("//")[2])[0].rpartition("@")
    if at:
        return f"leads to {_quoted(host)}, not to {_quoted(user)}; take out all from // to @"
    # Letters of many scripts look like others, and some like a slash; xn-- looks like nothing else.
    if not re.fullmatch(r"[\w.-]+(:\d+)?", host, re.ASCII):
        return (
            f"leads to {_quoted(host)}, which may look like another; write the host in a-z, 0-9, "
            "- and . alone, other letters as xn--"
        )
    return ""


def _name(text: str) -> str:
    for word in unicodedata.normalize("NFKC", text).split():
        letters: dict[str, list[str]] = {}
        for letter in word:
            script = unicodedata.name(letter, "").split(" ")[0]
            if script in _ALIKE_SCRIPTS:
                letters.setdefault(script, []).append(letter)
        if len(letters) > 1:
            odd, *_, usual = sorted(letters, key=lambda script: len(letters[script]))
            return (
                f"has the {odd.capitalize()} letter {letters[odd][0]} among {usual.capitalize()} "
                "ones; write each word in letters of one script"
            )
    return ""


_BY_NAME: dict[str, _Check] = {
    "address": _address,
    **dict.fromkeys(("name", "publisher", "author"), _name),
}
"""Of the columns whose text says whose a thing is or where it leads, what checks that it is so."""


# The rows of a file.


def _read_rows(path: Path, columns: _Columns, problems: list[str]) -> list[_Row]:
    """The rows of a table that have a cell for each column; what is wrong goes to `problems`."""
    file = path.name
    unique = [name for name, column in columns.items() if column.unique]
    first: dict[tuple[str, str], int] = {}
    rows: list[_Row] = []
    try:
        records = _records(file, _read_utf8(path))
        top, names = next(records, (1, []))
        if not names:
            problems.append(
                f"{file}, line {top}: the file is empty; begin it with {','.join(columns)}"
            )
            return []
        if wrong := _wrong_header(names, list(columns)):
            problems.extend(f"{file}, line {top}: {problem}" for problem in wrong)
            return []
        line = top
        for line, cells in records:
            if len(problems) > _MOST_PROBLEMS:
                problems.append(f"{file}, line {line}: and more may be wrong from here on")
                break
            if len(cells) != len(columns):
                problems.append(
                    f"{file}, line {line}: the row has {len(cells)} cells and the header "
                    f"{len(columns)}; put double quotes around a text that has a comma"
                )
                continue
            # same: they are counted before
            row = _Row(file, line, dict(zip(names, cells, strict=True)), problems)
            rows.append(row)
            for name in names:
                if what := _wrong(row.texts[name], columns[name], columns):
                    row.refuse(name, what)
            for name in unique:
                # A phrase in capitals, or with two spaces, is the same phrase.
                alike = " ".join(row.texts[name].casefold().split())
                seen = first.setdefault((name, alike), line)
                if seen != line and row.right(name):  # same: the first line is never below
                    row.refuse(name, f"is also on line {seen}; give each row its own")
    except _UnreadableError as error:
        problems.append(str(error))
        return []
    if line == top and path.stem not in (
        "excluded",
        "corrections",
    ):  # same: no line is below the header
        problems.append(f"{file}, line {line}: there is no row under the header; add one")
    return rows


def _read_utf8(path: Path) -> bytes:
    file = path.name
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device may never end
            raise OSError(None, "it is not a file")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _UnreadableError(f"{file}: cannot be read in {path.parent}: {why}") from None
    start = line = 0
    while start < len(raw):  # same: after the end there is nothing to find
        end = raw.find(b"\n", start)
        end = len(raw) if end < 0 else end  # same: an empty line is short either way
        line += 1
        if end - start > _LONGEST_LINE:
            raise _UnreadableError(
                f"{file}, line {line}: the line has {end - start:,} bytes; "
                f"a row has at most {_LONGEST_LINE:,}"
            )
        start = end + 1
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            f"{file}, line {line}: the byte 0x{raw[error.start]:02x} is not UTF-8; save it in UTF-8"
        ) from None
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise _UnreadableError(f"{file}, line {line}: there is a NUL byte; save it in UTF-8")
    return raw


def _records(file: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with the line that each begins on."""
    text = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise _UnreadableError(
                f"{file}, line {line}: a cell has more than {csv.field_size_limit():,} "
                "characters; shorten it"
            ) from None
        raise _UnreadableError(
            f"{file}, line {line}: a double quote is left open, or stands inside a text; "
            "close it, and write a double quote inside a quoted text twice"
        ) from None


def _wrong_header(names: list[str], columns: list[str]) -> list[str]:
    for separator, said in ((";", "semicolons"), ("\t", "tabs")):
        # same: there is a name, and one name is first and last
        if len(names) == 1 and separator in names[0]:
            return [f"the cells are separated by {said}; save the table with commas"]
    unknown = [name for name in names if name not in columns][:_MOST_PROBLEMS]
    repeated = [name for name in columns if names.count(name) > 1]
    missing = [name for name in columns if name not in names]
    expected = f"the columns are {','.join(columns)}"
    return (
        [f"column {_quoted(name)} is not known; {expected}" for name in unknown]
        + [f"column {name} is there {names.count(name)} times; keep one" for name in repeated]
        + [f"column {name} is missing; {expected}" for name in missing]
    )


def _quoted(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + '"'


def _wrong(text: str, column: _Column, columns: _Columns) -> str:
    """What is wrong with a cell by itself, and what would be right."""
    if not text:
        may = ", ".join(name for name, other in columns.items() if not other.required)
        what = f"is empty; only {may} may be" if may else "is empty; fill it in"
        return what if column.required else ""
    if text != text.strip():
        return "begins or ends with a space; take it out"
    if text.isascii() and text.isprintable():
        return column.check(text)
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cf", "Zl", "Zp"} or _HIDDEN.match(character):
            return f"has the hidden character U+{ord(character):04X}; take it out"
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MOST_MARKS:
            return f"has more than {_MOST_MARKS} marks on one letter; take out what no word needs"
    return column.check(text)


def _nearest(text: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(text[:60], list(known))  # same: no name is as long


def _but_near(text: str, known: Iterable[str]) -> str:
    near = _nearest(text, known)
    return f"; nearest: {', '.join(near)}" if near else ""


# What no cell has wrong by itself.


def _check_rows(name: str, tables: Mapping[str, _Table]) -> None:
    """Hold the rows of a table against each other, and against those of the tables before it."""
    table = tables[name]
    of_figures = name in ("figures", "context")
    other_ids = [
        (other, tables[other].by_key)
        for other in ("figures", "context")
        if "id" in table.columns and other in tables and other != name  # same: context is read last
    ]
    references = [
        (column, column_of.refers_to or name, tables[column_of.refers_to or name].by_key)
        for column, column_of in table.columns.items()
        if column_of.refers_to is not None
    ]
    phrases = tuple(
        wording.Phrase(row.texts["phrase"], row.texts["qualifier"], row.texts["say"])
        for row in (tables["qualifiers"].rows if of_figures else ())
        if not row.wrong
    )
    for row in table.rows:
        if len(row.problems) > _MOST_PROBLEMS:
            return
        for other, ids in other_ids:
            if row.texts["id"] in ids:
                row.refuse("id", f"is an id of {other}.csv too; give it its own")
        for column, to, keys in references:
            # Without keys the other table was refused as a whole.
            if keys and row.right(column) and row.texts[column] not in keys:
                row.refuse(column, f"is not a key of {to}.csv; {_or_add(row, column, keys)}")
        if name == "corrections":
            _check_correction(row, tables)
        if name == "sources":  # same: no table comes after it
            _check_source(row)
        if of_figures:
            _check_figure(row, tables["quantities"].by_key, tables["sources"].by_key, phrases)
    if name == "bodies":  # same: no table comes before it
        _check_names(table.rows)
        _check_circles(table.by_key)


def _or_add(row: _Row, column: str, keys: Iterable[str]) -> str:
    # Looking for what was meant takes a while; nobody needs it a thousand times.
    near = _nearest(row.texts[column], keys) if len(row.problems) < 100 else []
    return f"write {near[0]}, or add it there" if near else "add it there"


def _check_correction(row: _Row, tables: Mapping[str, _Table]) -> None:
    text = row.texts
    ids = tables["figures"].by_key | tables["context"].by_key
    if not (tables["figures"].rows and tables["context"].rows):
        return  # one of them was refused as a whole
    if text["row"] not in ids:
        near = _but_near(text["row"], ids)
        row.refuse(
            "row", f"is no id of figures.csv or context.csv; name the row that changed{near}"
        )
    elif text["column"] not in (columns := ids[text["row"]].texts):
        row.refuse("column", f"is no column of that row; write one of {', '.join(columns)}")
    elif text["new"] != (now := columns[text["column"]]):
        row.refuse("new", f"is not what the row has, {_quoted(now)}; write that, or mend the row")
    elif text["old"] == text["new"]:
        row.refuse("old", "is what the row has now; write what it had before")


def _check_source(row: _Row) -> None:
    text = row.texts
    if not text["published"] and not text["note"]:
        row.refuse("published", "is empty; give the day, or say in the note why not")
    if row.right("published", "read") and text["read"] < text["published"]:
        row.refuse("read", f"is before it was published, {text['published']}; write a later day")


def _check_figure(
    row: _Row,
    quantities: Mapping[str, _Row],
    sources: Mapping[str, _Row],
    phrases: Sequence[wording.Phrase],
) -> None:
    text = row.texts
    source = sources.get(text["source"])
    if source and row.right("start") and source.right("published"):
        published = source.texts["published"]
        if text["start"] > published:
            row.refuse(
                "start",
                f"is after {published}, when its source was published; write an earlier day",
            )
    if row.right("start", "end") and text["end"] < text["start"]:
        row.refuse("end", f"is before the start, {text['start']}; write a later day")
    if not row.right("value"):
        return
    value = Fraction(text["value"])
    if row.right("rounded_to"):
        step = Fraction(text["rounded_to"])
        if value % step:
            right = "write the step that it is written to"
            row.refuse("rounded_to", f"does not divide the value, {text['value']}; {right}")
        elif float(value) + float(step) / 2 == float(value):  # same: what is added is not below 0
            row.refuse("rounded_to", f"is too fine for {text['value']}; write a larger step")
    if text["quantity"] not in quantities:
        return
    unit = quantities[text["quantity"]].texts["unit"]
    if unit != "percent" and value < 0:
        row.refuse("value", "is negative; a count is 0 or more")
    # same: below 0 is refused before
    elif unit != "percent" and value == 0 and text["qualifier"] == "less_than":
        row.refuse("qualifier", "leaves nothing: no count is less than 0; look again")
    elif phrases and row.right("wording"):
        wrong = wording.problem(text["wording"], float(value), text["qualifier"], unit, phrases)
        if wrong and wrong[0] not in row.wrong:
            row.refuse(*wrong)


def _check_names(rows: Iterable[_Row]) -> None:
    """Refuse names that a reader could take for each other."""
    first: dict[str, _Row] = {}
    for row in rows:
        name = unicodedata.normalize("NFKC", row.texts["name"])
        # As it looks: in capitals, without spaces and marks.
        seen = (
            c for c in name.upper().translate(_ALIKE) if unicodedata.category(c)[0] not in "CPZ"
        )
        other = first.setdefault("".join(seen), row)
        if other is not row and row.right("name"):
            like = f"looks like {_quoted(other.texts['name'])} on line {other.line}"
            row.refuse("name", f"{like}; give each body a name of its own")


def _check_circles(bodies: Mapping[str, _Row]) -> None:
    known: set[str] = set()  # bodies from which the way up has been walked
    for key in bodies:
        way: dict[str, None] = {}
        above = key
        while above in bodies and above not in known:
            known.add(above)
            way[above] = None
            above = bodies[above].texts["part_of"]
        if above in way:
            circle = " in ".join([*list(way)[list(way).index(above) :], above])
            bodies[above].refuse("part_of", f"goes in a circle, {circle}; leave one of them out")
