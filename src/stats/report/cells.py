"""What the cells of chapters hand over to a build: files, rows, and what only their author reads.

A cell comes after where it is, as in `("1-answer.ipynb, cell [2]", cell)`.
"""

import ast
import base64
import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from nbconvert.filters import get_metadata

from stats.output import FILES, ROWS
from stats.report.run import BuildError

Cells: TypeAlias = Iterable[tuple[str, Any]]
PACKAGE: Any = json.loads(
    (Path(__file__).parent / "template" / "datapackage.json").read_text("utf-8")
)
"""What the descriptor of a report says of each table."""
KEYS = {each["path"]: each["schema"]["primaryKey"] for each in PACKAGE["resources"]}
"""The columns that name a row of each table."""
_NO_ALT = (
    "its image has no alternative text; write what it shows into the cell's metadata, "
    '"alt": "...", or in Markdown into the brackets, ![...](a.png)'
)
_LOST = "is not on the page, where only what a cell ends in is; give it a cell of its own"


def is_on_page(cell: Any) -> bool:
    """Whether a page shows a cell: not if it is tagged `remove-cell`."""
    return "remove-cell" not in cell.metadata.get("tags", [])


def files_of(cells: Cells) -> dict[str, bytes]:
    """Return the files that cells save, all of them among the charts, by their names.

    Raises BuildError if a name is not one of letters, digits and dashes, or two cells save one
    file.
    """
    files: dict[str, bytes] = {}
    first: dict[str, str] = {}
    for where, name, content in _handed_over(cells, FILES):
        if not re.fullmatch(r"charts/[\w-][\w.-]*", name):
            right = "name a chart by letters, digits and dashes alone, as in prison-growth"
            raise BuildError(f"{where}: a file cannot be saved as {name!r}; {right}")
        lower = name.casefold()  # some systems ignore capitals in the names of files
        if lower in first:
            both = f"{first[lower]}, and {where} both save {name}"
            raise BuildError(f"{both}; give one another name")
        first[lower] = where
        files[name] = base64.b64decode(content)
    return files


def rows_of(cells: Cells) -> dict[str, list[dict[str, str]]]:
    """Return the rows that cells publish, by the file that they belong to.

    A sentence that stands twice has one row, and all that both stand on. Raises BuildError if two
    cells publish another row twice.
    """
    tables: dict[str, dict[tuple[str, ...], dict[str, str]]] = {}
    first: dict[tuple[str, ...], str] = {}
    for where, name, content in _handed_over(cells, ROWS):
        table = tables.setdefault(name, {})
        for row in csv.DictReader(io.StringIO(content, newline="")):
            key = tuple(row[column] for column in KEYS[name])
            if name == "sentences.csv" and key in table:
                _merge(table[key], row)
                continue
            if key in table:
                both = f"{first[name, *key]}, and {where} both publish {', '.join(key)} in {name}"
                raise BuildError(f"{both}; publish it once, or by another id")
            table[key], first[name, *key] = row, where
    return {name: [*rows.values()] for name, rows in tables.items()}


def _handed_over(cells: Cells, kind: str) -> Iterator[tuple[str, str, Any]]:
    """What outputs of a MIME type have, by name, with the cell that it is of."""
    for where, cell in cells:
        for output in cell.get("outputs", []):
            for name, content in output.get("data", {}).get(kind, {}).items():
                yield where, name, content


def _merge(row: dict[str, str], other: dict[str, str]) -> None:
    for column in ("rows", "reads"):
        row[column] = " ".join(dict.fromkeys(f"{row[column]} {other[column]}".split()))


def tell_author(cells: Cells) -> None:
    """Print to stderr what cells wrote there, and what they made that no reader will have."""
    for where, cell in cells:
        told = [*_lost(cell), *_undescribed(cell)] if is_on_page(cell) else []
        for output in [*cell.get("outputs", [])]:
            if output.get("name") == "stderr":
                told.append(output.text.rstrip())
                cell.outputs.remove(output)
        for each in told:
            print(f"{where}: {each}", file=sys.stderr)


def _lost(cell: Any) -> Iterator[str]:
    """What a cell makes for the page, and neither ends in nor keeps."""
    if cell.cell_type != "code":
        return
    with suppress(SyntaxError):  # a magic of IPython's
        parsed = ast.parse(cell.source)
        for node in ast.walk(parsed):
            if isinstance(node, ast.Expr) and node not in parsed.body[-1:]:
                made = ast.unparse(node.value).partition("(")[0]
                if made.startswith("page."):
                    yield f"{made} {_LOST}"


def _undescribed(cell: Any) -> Iterator[str]:
    """Whether a cell shows an image without words for those who cannot see it."""
    if cell.cell_type == "markdown" and re.search(r"!\[\s*\]\(", cell.source):
        yield _NO_ALT
    for output in cell.get("outputs", []):
        for kind in output.get("data", {}):
            described = get_metadata(output, "alt", kind) or cell.metadata.get("alt")
            if kind.startswith("image/") and not described:
                yield _NO_ALT
