"""What the cells of chapters hand over to a build: files, rows, and parts of the page.

A cell comes after where it is, as in `("1-answer.ipynb, cell [2]", cell)`.
"""

import base64
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from stats.output import FILES, ROWS
from stats.report.run import BuildError

Cells: TypeAlias = Iterable[tuple[str, Any]]
PACKAGE: Any = json.loads(
    (Path(__file__).parent / "template" / "datapackage.json").read_text("utf-8")
)
"""What the descriptor of a report says of each table."""
KEYS = {table["path"]: table["schema"]["primaryKey"] for table in PACKAGE["resources"]}
"""The columns that name a row of each table."""


def is_on_page(cell: Any) -> bool:
    """Tell whether a page shows a cell: not if it is tagged `remove-cell`."""
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
            raise BuildError(
                f"{where}: a file cannot be saved as {name!r}; name a chart by letters, digits and "
                "dashes alone, as in prison-growth"
            )
        lower = name.casefold()  # some systems ignore capitals in the names of files
        if lower in first:
            raise BuildError(f"{first[lower]}, and {where} both save {name}; give one another name")
        first[lower] = where
        files[name] = base64.b64decode(content)
    return files


def published_rows(cells: Cells) -> dict[str, list[dict[str, str]]]:
    """Return the rows that cells publish, by the file that they belong to.

    Raises BuildError if one is published twice.
    """
    tables: dict[str, list[dict[str, str]]] = {}
    first: dict[tuple[str, ...], str] = {}
    for where, name, content in _handed_over(cells, ROWS):
        for row in csv.DictReader(io.StringIO(content, newline="")):
            key = [row[column] for column in KEYS[name]]
            if (name, *key) in first:
                raise BuildError(
                    f"{first[name, *key]}, and {where} both publish {', '.join(key)} in {name}; "
                    "publish it once, or by another id"
                )
            first[name, *key] = where
            tables.setdefault(name, []).append(row)
    return tables


def _handed_over(cells: Cells, kind: str) -> Iterator[tuple[str, str, Any]]:
    """Give what outputs have under a MIME type: where their cell is, a name, and the content."""
    for where, cell in cells:
        for output in cell.get("outputs", []):
            for name, content in output.get("data", {}).get(kind, {}).items():
                yield where, name, content
