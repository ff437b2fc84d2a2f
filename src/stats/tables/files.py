"""Read the file of a table as text, or say in which line it cannot be read.

`stats.tables.checking` says what is wrong with its cells.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from stats.tables import schema
from stats.words.english import quoted

_NEEDED = ("quantities", "sources", "figures")
_MAY_BE_EMPTY = ("context", "excluded", "statements", "corrections", "confirmed")
TABLES = ("bodies", "places", *_NEEDED, *_MAY_BE_EMPTY)
"""Each comes after those that it refers to."""
_INSTALLED = Path(__file__).parents[1] / "data"
OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""


Line: TypeAlias = dict[str, str]
"""The cells of a line, by their columns."""


class FiguresError(ValueError):
    """All `problems` of the tables of a folder, one per line, each with how to correct it.

    One reads `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = [*problems]
        super().__init__("\n".join(self.problems))


@dataclass
class Table:
    """The rows of a file as text, by the lines where they begin, and what is wrong with them.

    `rows` are as in the file. `known` has them without those that are refused, which are empty
    there: no rule reads an empty cell, so that all faults are told at once and none twice. A fault
    is a text by its line and column: of a whole line the column is "", of a whole file the line 0.
    """

    name: str
    rows: dict[int, Line]
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    known: dict[int, Line] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {line: {**row} for line, row in self.rows.items()}

    @property
    def key(self) -> str:
        """The name of its first column."""
        return next(iter(schema.fields(self.name)))

    @property
    def is_broken(self) -> bool:
        """Whether its file has more rows than could be read."""
        return any(not column for _, column in self.faults)

    def refuse(self, column: str, texts: Mapping[int, str]) -> None:
        """Add a fault, with what the cell has, at each of these lines; a cell has at most one."""
        for line, text in texts.items():
            cell = quoted(self.rows[line][column])
            self.faults.setdefault((line, column), f"{cell} {text}")
            self.known[line][column] = ""


Tables: TypeAlias = Mapping[str, Table]


def messages(tables: Iterable[Table]) -> list[str]:
    """Return the faults of tables in their order; what several lines have is told once.

    Examples
    --------
    >>> table = Table("places", {2: {"code": ""}, 3: {"code": ""}})
    >>> table.refuse("code", {2: "is empty", 3: "is empty"})
    >>> messages([table])
    ['places.csv, lines 2, 3, column code: "" is empty']
    """
    lines: dict[tuple[str, str, str], list[int]] = {}
    for table in tables:
        for (line, column), text in sorted(table.faults.items()):
            lines.setdefault((table.name, column, text), []).append(line)
    return [_message(*fault, numbers) for fault, numbers in lines.items()]


def _message(table: str, column: str, text: str, lines: list[int]) -> str:
    """Write a fault that these lines have; that of a file names none."""
    where = f"{table}.csv"
    if lines != [0]:
        where += f", line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
    if column:
        where += f", column {column}"
    return f"{where}: {text}"


def read_table(name: str, folder: Path) -> Table:
    """Read a table as text; it has a fault where its file, or a line of it, cannot be read.

    Examples
    --------
    >>> table = read_table("figures", OWN)
    >>> table.key, table.faults
    ('id', {})
    """
    header, path = [*schema.fields(name)], folder / f"{name}.csv"
    rows: dict[int, Line] = {}
    faults: dict[tuple[int, str], str] = {}
    if path.exists() or name in _NEEDED:
        try:
            lines = _lines(path, header)
            written = _header(lines, header, name)
            for line, cells in lines.items():
                if len(cells) == len(written):
                    rows[line] = dict(zip(written, cells, strict=True))
                else:
                    faults[line, ""] = _MISCOUNTED.format(len(cells), len(written))
        except _FileError as error:
            line, text = error.args
            faults[line, ""] = text
    return Table(name, rows, faults)


def content(path: Path) -> bytes:
    """Read a file; OSError if it is another thing, such as a pipe, which may have no end."""
    if path.exists() and not path.is_file():
        raise OSError(0, "it is no plain file")
    return path.read_bytes()


class _FileError(Exception):
    """In which line a file cannot be read as a table, 0 for all of it, and why."""


_MISCOUNTED = (
    "the row has {} cells and the header {}; put double quotes around a text that has a comma, "
    "write numbers without commas, and keep the comma of an empty cell"
)
_UNQUOTED = (
    "a double quote is left open, or stands inside a text, or a cell has more than 131,072 "
    "characters; close it, write a double quote inside a quoted text twice, or shorten it"
)


def _lines(path: Path, header: Iterable[str]) -> dict[int, list[str]]:
    """Return the cells of each row of a file, by the line where it begins; blank lines are none.

    The csv module, since pandas names no line of a row, and fills up a row that is too short.
    """
    lines: dict[int, list[str]] = {}
    line = 1
    try:
        text = content(path).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for cells in reader:
            if any(map(str.strip, cells)):
                lines[line] = cells
            line = reader.line_num + 1
    except FileNotFoundError:
        where = f"is not in {path.parent}; add it, with the header {','.join(header)}"
        raise _FileError(0, where) from None
    except OSError as error:
        raise _FileError(0, f"cannot be read: {error.strerror}; mend that") from None
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise _FileError(line, f"the byte 0x{byte:02x} is not UTF-8; save it in UTF-8") from None
    except csv.Error:
        raise _FileError(line, _UNQUOTED) from None
    return lines


def _header(lines: dict[int, list[str]], right: list[str], table: str) -> list[str]:
    """Take the header out of the lines, and return it; _FileError if it is not the right one."""
    line = min(lines, default=1)
    header, write = lines.pop(line, []), f"write {','.join(right)}, with commas"
    if not header:
        raise _FileError(line, f"there is no header; {write}")
    if len(header) == 1 and {*header[0]} & {*";\t"}:
        raise _FileError(
            line, "its cells are not parted by commas; save it again as CSV (UTF-8), with commas"
        )
    wrong = [name for name in right if header.count(name) != 1]
    wrong += [name for name in header if name not in right]
    if wrong:
        names = ", ".join(map(quoted, wrong))
        raise _FileError(line, f"{names}: a column is not known, lacks, or stands twice; {write}")
    if not lines and table not in _MAY_BE_EMPTY:
        raise _FileError(line, "there is no row under the header; add one")
    return header
