"""What a build tells its maintainer: what may be wrong, and what changed since the last report.

A cell comes after where it is, as in `("1-answer.ipynb, cell [2]", cell)`.
"""

import ast
import csv
import itertools
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from nbconvert.filters import get_metadata

from stats.report.cells import Cells, is_on_page
from stats.tables.about import about
from stats.tables.read import Data

_Rows: TypeAlias = dict[str, dict[str, str]]
_NO_ALT = (
    "its image has no alternative text; write what it shows into the cell's metadata, "
    '"alt": "...", or in Markdown into the brackets, ![...](a.png)'
)
_LOST = "is not on the page, where only what a cell ends in is; give it a cell of its own"


def faults(cells: Cells, lacking: Collection[str]) -> Iterator[str]:
    """Give what cells wrote to stderr or made in vain, images without words, and dead links."""
    for where, cell in cells:
        lines = [*_lost(cell), *_undescribed(cell)] if is_on_page(cell) else []
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                lines.append(output.text.rstrip())
        for line in lines:
            yield f"{where}: {line}"
    if lacking:
        yield (
            f"Links lead to {', '.join(lacking)}, which nothing on the page has as its id; for "
            "rows end a cell with page.rows_table of them"
        )


def _lost(cell: Any) -> Iterator[str]:
    """Name what a cell makes for the page, and neither ends in nor keeps."""
    if cell.cell_type != "code":
        return
    with suppress(SyntaxError):  # a magic of IPython's
        parsed = ast.parse(cell.source)
        for node in ast.walk(parsed):
            if isinstance(node, ast.Expr) and node not in parsed.body[-1:]:
                call = ast.unparse(node.value).partition("(")[0]
                if call.startswith("page."):
                    yield f"{call} {_LOST}"


def _undescribed(cell: Any) -> Iterator[str]:
    """Give a line for each image of a cell without words for those who cannot see it."""
    if cell.cell_type == "markdown" and re.search(r"!\[\s*\]\(", cell.source):
        yield _NO_ALT
    for output in cell.get("outputs", []):
        for kind in output.get("data", {}):
            described = get_metadata(output, "alt", kind) or cell.metadata.get("alt")
            if kind.startswith("image/") and not described:
                yield _NO_ALT


def unchecked(files: Mapping[str, bytes], data: Data) -> Iterator[str]:
    """Name the article's rows that no check on the page looked at, as a claim or for one."""
    claims = csv.DictReader(files.get("claims.csv", b"").decode().splitlines())
    checked = {id for row in claims for id in f"{row['id']} {row['recomputed_from']}".split()}
    if left := [id for id in data.figures.index if id not in checked]:
        names = ", ".join(left)
        yield f"Rows of figures.csv that no check looked at (fine, if they are no claims): {names}"


# What changed.


def renamed(cells: Cells, data: Data) -> Iterator[str]:
    """Name the cells that have a name that a body had in the committed tables, and has no more."""
    now = {*data.bodies["name"], *data.bodies["short"]}
    bodies = _rows(_before(data.folder / "bodies.csv")[0], "key")
    old = {body[column] for body in bodies.values() for column in ("name", "short")}
    for where, cell in cells:
        for name in sorted(old - now - {""}):
            if re.search(rf"\b{re.escape(name)}\b", cell.source):
                yield f"{where}: has “{name}”, as no body is called any more; mend the words"


def changes(reports: Path, files: Mapping[str, bytes], data: Data) -> list[str]:
    """Return what changed since the committed report, or the last one where none is committed.

    Of sentences it is how many changed, since `git diff` shows them, and how many did not though
    a row that they rest on did.
    """
    was, is_committed = _before(reports / "rows.csv")
    rows, sentences = _rows(was, "id"), _rows(_before(reports / "sentences.csv")[0], "sentence")
    if not rows:
        return []
    now = _rows(files["rows.csv"], "id")
    lines, changed = [], _changed(rows, now)
    if added := sorted(now.keys() - rows.keys()):
        lines.append(f"Rows that are new: {', '.join(added)}")
    lacking = [id for id, has_line in changed.items() if not has_line]
    if lacking and about(data.folder).version:  # a draft has none yet
        lines.append(
            "Rows that changed without a new line in corrections.csv; if one was wrong, add it: "
            + ", ".join(lacking)
        )
    said = _rows(files.get("sentences.csv", b""), "sentence")
    if new := len(said.keys() - sentences.keys()) or len(sentences.keys() - said.keys()):
        how = f"; git diff --word-diff {reports / 'sentences.csv'} shows them"
        lines.append(f"Sentences that changed: {new}{how if is_committed else ''}")
    on_rows = [changed.keys() & said[words]["rows"].split() for words in said if words in sentences]
    if kept := [ids for ids in on_rows if ids]:
        names = ", ".join(sorted({*itertools.chain(*kept)}))
        lines.append(
            f"Sentences that stand as they were on rows that changed: {len(kept)} ({names}); read "
            "them in sentences.csv"
        )
    return lines


def rows_changed(reports: Path, rows: bytes) -> Iterator[str]:
    """Name the rows that are new or changed since the committed report, or the last one."""
    was, now = _rows(_before(reports / "rows.csv")[0], "id"), _rows(rows, "id")
    changed = [*_changed(was, now), *(now.keys() - was.keys())]
    if was and changed:
        yield f"Rows that are new or changed since the last report: {', '.join(sorted(changed))}"


def _changed(was: _Rows, now: _Rows) -> dict[str, bool]:
    """Return the ids of rows that changed, and whether each has a new line of corrections."""
    return {
        id: int(row["corrections"]) > int(was[id]["corrections"])
        for id, row in now.items()
        if id in was and was[id].get("cells", row["cells"]) != row["cells"]
    }


def _before(path: Path) -> tuple[bytes, bool]:
    """Return a file as it is committed, and that it is; else as it is."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, check=True)
        return done.stdout, True
    except (OSError, subprocess.CalledProcessError):
        return path.read_bytes() if path.exists() else b"", False


def _rows(table: bytes, column: str) -> _Rows:
    """Return the rows of a table by one of its columns, without those that a merge damaged."""
    text = table.decode("utf-8", "replace").splitlines()
    rows = (row for row in csv.DictReader(text) if None not in row.values())
    return {row[column]: row for row in rows if column in row}
