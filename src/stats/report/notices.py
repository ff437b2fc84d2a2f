"""What a build tells its maintainer: what may be wrong, and what changed since the last commit.

A cell comes after where it is, as in `("1-answer.ipynb, cell [2]", cell)`.
"""

import ast
import csv
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbconvert.filters import get_metadata

from stats.report.cells import Cells, is_on_page
from stats.report.markdown import texts_of
from stats.tables.about import about
from stats.tables.read import Data
from stats.words.english import MONTH

_NO_ALT = (
    "its image has no alternative text; write what it shows into the cell's metadata, "
    '"alt": "...", or in Markdown into the brackets, ![...](a.png)'
)
_LOST = "is not on the page, where only what a cell ends in is; give it a cell of its own"
_TYPED = re.compile(  # numbers typed in a text; or quotations, years, days, bases of rates
    rf"“[^”]*”|\b(?:19|20)\d\d\b|\b\d\d?(?= {MONTH})|\b(?:per|each|every) \d[\d,]*"
    r"|(?P<number>(?<![\w.,#/–-])\d[\d.,]*(?<=\d)(?![a-z\d])%?)"
)


def faults(cells: Cells) -> Iterator[str]:
    """Name what cells wrote to stderr, discarded outputs, typed numbers, images without words."""
    for where, cell in cells:
        lines = [*_lost(cell), *_typed(cell), *_undescribed(cell)] if is_on_page(cell) else []
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                lines.append(output.text.rstrip())
        for line in lines:
            yield f"{where}: {line}"


def _lost(cell: Any) -> Iterator[str]:
    """Name what a cell makes for the page and then discards."""
    if cell.cell_type != "code":
        return
    with suppress(SyntaxError):  # a magic of IPython's
        parsed = ast.parse(cell.source)
        for node in ast.walk(parsed):
            if isinstance(node, ast.Expr) and node not in parsed.body[-1:]:
                call = ast.unparse(node.value).partition("(")[0]
                if call.startswith("page."):
                    yield f"{call} {_LOST}"


def _typed(cell: Any) -> Iterator[str]:
    """Name the numbers that are typed in a text, since no correction of a row reaches them."""
    texts = texts_of(cell.source) if cell.cell_type == "markdown" else []
    for text in texts:
        said = "…".join(words for words, _ in text)
        if numbers := [*filter(None, (match["number"] for match in _TYPED.finditer(said)))]:
            yield f"{' and '.join(numbers)} is typed in “{said}”; an expression follows its row"


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
        yield f"No claim on the page rests on these rows (fine, if they are no claims): {names}"


# What changed, by git; nothing where it keeps no copy.


def uncorrected(data: Data) -> Iterator[str]:
    """Name the cells of a published project that changed without a line in corrections.csv."""
    if not about(data.folder).version:  # a draft
        return
    was, now = (_cells(data.folder, read) for read in (_committed, _on_disk))
    told = {(id, column): old for id, column, old, *_ in data.corrections.itertuples()}
    left = [
        cell for cell in was.keys() & now.keys() if was[cell] not in (now[cell], told.get(cell))
    ]
    if changed := "; ".join(f"{','.join(cell)},{was[cell]}" for cell in sorted(left)):
        yield f"Cells that changed; add those that were wrong to corrections.csv: {changed}"
    ids = {id for id, _ in was} - {id for id, _ in now} - {*data.excluded.index}
    if gone := ", ".join(sorted(ids)):
        yield f"Rows that are gone; move those that do not hold to excluded.csv: {gone}"


def changed_lines(page: Path, words: str) -> Iterator[str]:
    """Say how many lines of a page's words changed, and how to see them."""
    was, now = {*_committed(page).splitlines()}, {*words.splitlines()}
    if was and was != now:
        yield (
            f"Lines of the page that changed: {len(now - was or was - now)}; git diff --word-diff "
            f"{page} shows them"
        )


def _cells(folder: Path, read: Callable[[Path], str]) -> dict[tuple[str, str], str]:
    """Return the cells of the figures by id and column, but their wordings and notes."""
    texts = (read(folder / name) for name in ("figures.csv", "context.csv"))
    rows = [row for text in texts for row in csv.DictReader(text.splitlines()) if "id" in row]
    return {
        (row["id"], column): cell
        for row in rows
        for column, cell in row.items()
        if column not in {"wording", "note"}
    }


def _on_disk(path: Path) -> str:
    return path.read_text("utf-8-sig") if path.exists() else ""


def _committed(path: Path) -> str:
    command = ["git", "show", f"HEAD:./{path.name}"]
    with suppress(OSError, subprocess.CalledProcessError):
        done = subprocess.run(command, cwd=path.parent, capture_output=True, check=True)
        return done.stdout.decode("utf-8-sig", "replace")
    return ""
