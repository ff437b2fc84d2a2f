"""Read the file of a table, and tell what is wrong with it and with each cell by itself.

The library's `datapackage.json` describes the columns of each table: types, allowed values, keys of
other tables, and the messages for wrong ones. `stats.tables.rules` tells what is wrong with rows.
"""

import csv
import functools
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from stats.words.english import quoted
from stats.words.wording import is_invisible

_INSTALLED = Path(__file__).parents[1] / "data"
OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""
_NEEDED = ("quantities", "sources", "figures")
_MAY_BE_EMPTY = ("context", "excluded", "statements", "corrections")
TABLES = ("bodies", "places", *_NEEDED, *_MAY_BE_EMPTY)
"""Each comes after those that it refers to."""


class Fault(NamedTuple):
    """What is wrong, and what would be right: in a cell, a line (no column), or a file (line 0)."""

    table: str
    line: int
    column: str
    what: str


@dataclass
class Table:
    """The rows of a file, each the texts of its cells by column, by the lines where they begin.

    `refers_to` names, by column, the table whose keys it has. `is_there` is false of a file that is
    left out, as some may be, and `is_broken` true of one that could not be read. `cut` are the keys
    of rows that were left out, since their cells cannot be told apart.
    """

    name: str
    fields: Mapping[str, Mapping[str, Any]]
    refers_to: Mapping[str, str]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    is_there: bool = True
    is_broken: bool = False

    @property
    def columns(self) -> list[str]:
        """The names of its columns, the key first."""
        return [*self.fields]

    @property
    def key(self) -> str:
        """The name of its first column."""
        return self.columns[0]

    def keys(self) -> set[str]:
        """The keys of all rows, also of those that were left out."""
        return {row[self.key] for row in self.rows.values()} | self.cut

    def fault(self, line: int, column: str, what: str) -> Fault:
        """Return a fault of a cell, with what the cell has."""
        return Fault(self.name, line, column, f"{quoted(self.rows[line][column])} {what}")


def messages(faults: Iterable[Fault]) -> list[str]:
    """Return faults as text, in the order of the tables; what several lines have is told once.

    Examples
    --------
    >>> messages([Fault("figures", line, "place", "is empty") for line in (2, 3)])
    ['figures.csv, lines 2, 3, column place: is empty']
    """
    lines: dict[Fault, list[int]] = {}
    for fault in sorted(faults, key=lambda fault: (TABLES.index(fault.table), fault)):
        lines.setdefault(fault._replace(line=0), []).append(fault.line)
    return [_message(fault, numbers) for fault, numbers in lines.items()]


def _message(fault: Fault, lines: list[int]) -> str:
    if lines == [0]:
        return f"{fault.table}.csv: {fault.what}"
    numbers = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
    column = f", column {fault.column}" if fault.column else ""
    return f"{fault.table}.csv, {numbers}{column}: {fault.what}"


@functools.cache
def schemas() -> dict[str, Any]:
    """Return the schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((OWN / name).read_text("utf-8"))

    resources = {each["name"]: each["schema"] for each in read("datapackage.json")["resources"]}
    return {name: read(s) if isinstance(s, str) else s for name, s in resources.items()}


def read_table(name: str, folder: Path) -> tuple[Table, list[Fault]]:
    """Read a table, and return all that is wrong with its file and with each cell by itself.

    Examples
    --------
    >>> table, faults = read_table("figures", OWN)
    >>> table.key, len(faults)
    ('id', 0)
    """
    schema, path = schemas()[name], folder / f"{name}.csv"
    refers_to = {
        key["fields"][0]: key["reference"]["resource"] or name
        for key in schema.get("foreignKeys", ())
    }
    table = Table(name, {each["name"]: each for each in schema["fields"]}, refers_to)
    if not path.exists() and name not in _NEEDED:
        table.is_there = False
        return table, []
    try:
        records = _records(path)
        header = _header(table, records)
    except _FileError as error:
        table.is_broken = True
        return table, [Fault(name, error.line, "", str(error))]
    faults = _of_lines(table, header, records)
    for line, row in table.rows.items():
        for column in table.columns:
            if what := cell_fault(row[column], table.fields[column]):
                faults.append(table.fault(line, column, what))
    return table, faults


class _FileError(Exception):
    """Why a file cannot be read as a table, and in which line; 0 for all of it."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(what)


def _records(path: Path) -> dict[int, list[str]]:
    """The cells of each line of a file that has any, by the number of the line where it begins."""
    records: dict[int, list[str]] = {}
    line = 1
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for cells in reader:
            if any(map(str.strip, cells)):
                records[line] = cells
            line = reader.line_num + 1
    except FileNotFoundError:
        header = ",".join(each["name"] for each in schemas()[path.stem]["fields"])
        raise _FileError(0, f"is not in {path.parent}; add it, with the header {header}") from None
    except OSError as error:
        raise _FileError(0, f"cannot be read: {error.strerror}; mend that") from None
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise _FileError(line, f"the byte 0x{byte:02x} is not UTF-8; save it in UTF-8") from None
    except csv.Error:  # also of a cell that goes on for more than 131,072 characters
        raise _FileError(
            line,
            "a double quote is left open, or stands inside a text; close it, and write a double "
            "quote inside a quoted text twice",
        ) from None
    return records


def _header(table: Table, records: dict[int, list[str]]) -> list[str]:
    """Take the header from the records of a file; raises _FileError if it is not the table's."""
    line, columns = min(records, default=1), table.columns
    right = ",".join(columns)
    header = records.pop(line, [])
    if not header:
        raise _FileError(line, f"there is no header; write {right}, with commas")
    if len(header) == 1 and {*header[0]} & {*";\t"}:
        what = "its cells are not parted by commas; save it again as CSV (UTF-8), with commas"
        raise _FileError(line, what)
    wrong = [f"column {quoted(name)} is not known" for name in header if name not in columns]
    wrong += [
        f"column {quoted(name)} must be there once" for name in columns if header.count(name) != 1
    ]
    if wrong:
        raise _FileError(line, f"{', '.join(wrong)}; write {right}, with commas")
    if not records and table.name not in _MAY_BE_EMPTY:
        raise _FileError(line, "there is no row under the header; add one")
    return header


def _of_lines(table: Table, header: list[str], records: dict[int, list[str]]) -> list[Fault]:
    """Put each line that has the cells of the header into a table; return what others lack."""
    faults = []
    for line, cells in records.items():
        if len(cells) == len(header):
            table.rows[line] = dict(zip(header, cells, strict=True))
            continue
        table.cut.add(cells[0])
        right = "put double quotes around a text that has a comma"
        if len(cells) < len(header):
            right = "an empty cell has its comma too"
        what = f"the row has {len(cells)} cells and the header {len(header)}; {right}"
        faults.append(Fault(table.name, line, "", what))
    return faults


# A cell by itself.


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"(?!-0(\.0+)?$)-?(?!([0-9]\.?){16})(0|[1-9][0-9]*)(\.[0-9]+)?")


def cell_fault(cell: str, field: Mapping[str, Any]) -> str:
    """Return what is wrong with a cell, and what would be right; or nothing.

    Examples
    --------
    >>> cell_fault("2020-02-30", {"type": "date"})[:42]
    'is no day from 1900 to 2100 written as 202'
    """
    limits = field.get("constraints", {})
    if not cell:
        return _empty(field) if "required" in limits else ""
    return _unseen(cell) or _mistyped(cell, field["type"]) or _beyond(cell, limits, field)


def _empty(field: Mapping[str, Any]) -> str:
    example, (what, *_) = field["example"].rstrip("."), field["description"].split(". ")
    choices = field["constraints"].get("enum")
    right = f"one of {', '.join(choices)}" if choices else f"as in {example}"
    return f"is empty; fill it in, {right}. {what.rstrip('.')}."


def _unseen(cell: str) -> str:
    for character in filter(is_invisible, cell):
        code = f"U+{ord(character):04X}"
        return f"has the character {code}, which nobody sees; take it out, or write a space"
    return "begins or ends with a space; take it out" if cell != cell.strip() else ""


def _mistyped(cell: str, of_type: str) -> str:
    if of_type == "date" and not _is_day(cell):
        return (
            "is no day from 1900 to 2100 written as 2020-03-31 (in a spreadsheet, make the column "
            "text first)"
        )
    if of_type in ("number", "integer") and not _NUMBER.fullmatch(cell):
        return (
            "is not a number; write at most 15 digits 0-9 with at most one point, as 22.8 or -0.5, "
            "with a plain minus and no %"
        )
    return ""


def _is_day(cell: str) -> bool:
    try:
        return bool(_DAY.fullmatch(cell)) and 1900 <= date.fromisoformat(cell).year <= 2100
    except ValueError:
        return False


def _beyond(cell: str, limits: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    """What is wrong with a cell of the right type, by what its column may have."""
    choices = limits.get("enum", [cell])
    if cell not in choices:
        return f"is not known; write one of {', '.join(choices)}"
    is_right = len(cell) <= limits.get("maxLength", math.inf)
    is_right = is_right and bool(re.fullmatch(limits.get("pattern", ".*"), cell))
    if field["type"] in ("number", "integer"):
        is_right = _is_number_allowed(cell, field["type"], limits)
    return "" if is_right else str(field["refusal"])


def _is_number_allowed(cell: str, of_type: str, limits: Mapping[str, Any]) -> bool:
    if of_type == "integer" and "." in cell:
        return False
    least, below = limits.get("minimum", -math.inf), limits.get("exclusiveMinimum", -math.inf)
    return bool(least <= float(cell) > below)
