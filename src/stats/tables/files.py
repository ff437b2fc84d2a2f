"""Read the file of a table, and refuse what is wrong with it and with each cell by itself.

`stats.tables.columns` tells what is wrong with a cell, `stats.tables.rules` with rows.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from stats.tables.columns import cell_fault, schemas
from stats.words.english import quoted

_NEEDED = ("quantities", "sources", "figures")
_MAY_BE_EMPTY = ("context", "excluded", "statements", "corrections")
TABLES = ("bodies", "places", *_NEEDED, *_MAY_BE_EMPTY)
"""Each comes after those that it refers to."""


class Fault(NamedTuple):
    """A `text` of what is wrong and what would be right in a cell, a line or a file.

    Of a line it has no column, of a file the line 0.
    """

    table: str
    line: int
    column: str
    text: str


@dataclass
class Table:
    """The rows of a file, each the texts of its cells by column, by the lines where they begin.

    `sound` are the cells of each row that are filled and have none of the `faults`: a rule reads
    these, so that all faults are told at once and none twice. `refers_to` names, by column, the
    table whose keys it has. `is_broken` is true of a file that has more rows than could be read.
    """

    name: str
    fields: Mapping[str, Mapping[str, Any]]
    refers_to: Mapping[str, str]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    sound: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    is_broken: bool = False

    @property
    def columns(self) -> list[str]:
        """The names of its columns, the key first."""
        return [*self.fields]

    @property
    def key(self) -> str:
        """The name of its first column."""
        return self.columns[0]

    def refuse(self, line: int, column: str, text: str) -> None:
        """Add a fault of a cell, with what the cell has; no rule reads it from then on."""
        cell = quoted(self.rows[line][column])
        self.faults.append(Fault(self.name, line, column, f"{cell} {text}"))
        self.sound[line].pop(column, None)

    def refuse_line(self, line: int, text: str) -> None:
        """Add a fault by which a line, or all of the file, cannot be read."""
        self.faults.append(Fault(self.name, line, "", text))
        self.is_broken = True


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
    """Write a fault that these lines have; that of a file names none."""
    if lines == [0]:
        return f"{fault.table}.csv: {fault.text}"
    numbers = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
    column = f", column {fault.column}" if fault.column else ""
    return f"{fault.table}.csv, {numbers}{column}: {fault.text}"


def read_table(name: str, folder: Path) -> Table:
    """Read a table, with all that is wrong with its file and with each cell by itself.

    Examples
    --------
    >>> from stats.tables.columns import OWN
    >>> table = read_table("figures", OWN)
    >>> table.key, table.faults
    ('id', [])
    """
    schema, path = schemas()[name], folder / f"{name}.csv"
    refers_to = {
        key["fields"][0]: key["reference"]["resource"] or name
        for key in schema.get("foreignKeys", ())
    }
    table = Table(name, {column["name"]: column for column in schema["fields"]}, refers_to)
    if path.exists() or name in _NEEDED:
        try:
            records = _records(path, table.columns)
            _fill(table, _header(table, records), records)
        except _FileError as error:
            table.refuse_line(error.line, str(error))
    return table


def content(path: Path) -> bytes:
    """Read a file; OSError if it is another thing, such as a pipe, which may have no end."""
    if path.exists() and not path.is_file():
        raise OSError(0, "it is no plain file")
    return path.read_bytes()


class _FileError(Exception):
    """Why a file cannot be read as a table, and in which line; 0 for all of it."""

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        super().__init__(text)


def _records(path: Path, columns: Iterable[str]) -> dict[int, list[str]]:
    """Return the cells of each row of a file, by the line where it begins; blank lines are none."""
    records: dict[int, list[str]] = {}
    line = 1
    try:
        text = content(path).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for cells in reader:
            if any(map(str.strip, cells)):
                records[line] = cells
            line = reader.line_num + 1
    except FileNotFoundError:
        raise _FileError(
            0, f"is not in {path.parent}; add it, with the header {','.join(columns)}"
        ) from None
    except OSError as error:
        raise _FileError(0, f"cannot be read: {error.strerror}; mend that") from None
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise _FileError(line, f"the byte 0x{byte:02x} is not UTF-8; save it in UTF-8") from None
    except csv.Error:
        raise _FileError(
            line,
            "a double quote is left open, or stands inside a text, or a cell has more than 131,072 "
            "characters; close it, write a double quote inside a quoted text twice, or shorten it",
        ) from None
    return records


def _header(table: Table, records: dict[int, list[str]]) -> list[str]:
    """Take the header out of the records, and return it; _FileError if it is not the table's."""
    line, columns = min(records, default=1), table.columns
    right_header = ",".join(columns)
    header = records.pop(line, [])
    if not header:
        raise _FileError(line, f"there is no header; write {right_header}, with commas")
    if len(header) == 1 and {*header[0]} & {*";\t"}:
        raise _FileError(
            line, "its cells are not parted by commas; save it again as CSV (UTF-8), with commas"
        )
    wrong = [name for name in columns if header.count(name) != 1]
    wrong += [name for name in header if name not in columns]
    if wrong:
        names = ", ".join(map(quoted, wrong))
        raise _FileError(
            line,
            f"{names}: a column is not known, lacks, or stands twice; write "
            f"{right_header}, with commas",
        )
    if not records and table.name not in _MAY_BE_EMPTY:
        raise _FileError(line, "there is no row under the header; add one")
    return header


def _fill(table: Table, header: list[str], records: Mapping[int, list[str]]) -> None:
    """Put each line that has the cells of the header into a table, and look at each cell."""
    for line, cells in records.items():
        if len(cells) != len(header):
            table.refuse_line(
                line,
                f"the row has {len(cells)} cells and the header {len(header)}; write a number "
                "without commas, put double quotes around a text that has one, and write one for "
                "an empty cell too",
            )
            continue
        row = dict(zip(header, cells, strict=True))
        table.rows[line] = row
        table.sound[line] = {column: cell for column, cell in row.items() if cell}
        for column, cell in row.items():
            if text := cell_fault(cell, table.fields[column]):
                table.refuse(line, column, text)
