"""What a build tells its maintainer: what may be wrong, and what changed since the last report.

A cell comes after where it is, as in `("1-answer.ipynb, cell [2]", cell)`.
"""

import ast
import csv
import difflib
import itertools
import re
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from nbconvert.filters import get_metadata

from stats.report.cells import KEYS, Cells, is_on_page
from stats.tables.about import about
from stats.tables.read import Data

_Rows: TypeAlias = dict[str, dict[str, str]]
_Faces: TypeAlias = dict[tuple[str, str], list[str]]
_NO_ALT = (
    "its image has no alternative text; write what it shows into the cell's metadata, "
    '"alt": "...", or in Markdown into the brackets, ![...](a.png)'
)
_LOST = "is not on the page, where only what a cell ends in is; give it a cell of its own"
_NUMBER = re.compile(r"\b\d(?:[\d.,]*%|[\d.,]+\d\b)")
"""A whole number in a text, such as 38,990 or 6.1%; one or two digits alone may be anything."""


def faults(cells: Cells, lacking: Collection[str]) -> Iterator[str]:
    """What cells wrote to stderr, what they made that no reader will have, and links to nothing."""
    for where, cell in cells:
        told = [*_lost(cell), *_undescribed(cell)] if is_on_page(cell) else []
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                told.append(output.text.rstrip())
        for each in told:
            yield f"{where}: {each}"
    if lacking:
        what = f"Links lead to {', '.join(lacking)}, which nothing on the page has as its id"
        yield f"{what}; for rows end a cell with page.rows_table of them"


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


# What changed.


def changes(reports: Path, files: Mapping[str, bytes], data: Data, readme: Path) -> list[str]:
    """Compare the report with the committed one, or the last one where none is committed.

    A sentence that is the same is to be read again if a row changed that it names or rests on.
    `readme` may have numbers that changed.
    """

    def before(name: str) -> bytes:
        return _before(reports / name)

    def after(name: str) -> bytes:
        return files.get(name, b"")

    was, now = _rows(before("rows.csv"), "id"), _rows(after("rows.csv"), "id")
    if not was:
        return []
    old = _rows(before("sentences.csv"), "sentence")
    new = _rows(after("sentences.csv"), "sentence")
    changed = [id for id, row in now.items() if was.get(id, row)["digest"] != row["digest"]]
    is_published = about(data.folder).version  # a draft has none yet
    parts = {
        "Rows that changed without a new line in corrections.csv; if one was wrong, add it:": (
            [id for id in changed if is_published and _lacks_a_line(was[id], now[id])]
        ),
        "Numbers that a correction left behind; mend them:": (
            [*_left_behind(readme, _faces(before), _faces(after))]
        ),
        "Rows, new or changed, whose source has no day of publication; look at their days again:": (
            [", ".join(_undated(data, {*changed, *now.keys() - was.keys()}))]
        ),
        "Rows that are gone:": sorted(was.keys() - now.keys()),
        "Sentences that changed; read them:": [*_changed(old, new)],
        "These did not, though a row did that they name or rest on; read them again:": (
            _to_read_again(old, new, changed)
        ),
    }
    return ["\n  ".join([what, *lines]) for what, lines in parts.items() if any(lines)]


def _lacks_a_line(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether a row's own cells changed, and no line more corrects it."""
    is_changed = old.get("cells", new["cells"]) != new["cells"]
    return is_changed and int(new["corrections"]) <= int(old["corrections"])


def _left_behind(readme: Path, was: _Faces, now: _Faces) -> Iterator[str]:
    """The lines of a README with a number that a row or a result had, and none has now."""
    if not readme.is_file():
        return
    kept = {*itertools.chain(*now.values())}
    pairs = [pair for name in now for pair in zip(was.get(name, []), now[name], strict=False)]
    moved = {old: new for old, new in pairs if old not in kept}
    for number, line in enumerate(readme.read_text("utf-8", "replace").splitlines(), 1):
        for each in filter(moved.get, _NUMBER.findall(line)):
            yield f"{readme.name}, line {number}: it has {each}, which is {moved[each]} now"


def _faces(table: Callable[[str], bytes]) -> _Faces:
    """What each row, statistic and gap has, in the ways in which a text may print it."""
    faces = {}
    for name in ("rows.csv", "statistics.csv", "others.csv"):
        for key, row in _rows(table(name), *KEYS[name]).items():
            value, gap = float(row.get("value", 0)), abs(float(row.get("gap", 0)))
            words = _NUMBER.findall(f"{row.get('printed')} {row.get('words')}")
            shown = [f"{value:,.0f}", f"{value:,.0f}%", f"{value:,.1f}%", f"{gap:.1%}"]
            faces[name, key] = [*shown, *words]
    return faces


def _undated(data: Data, ids: Collection[str]) -> list[str]:
    """Those of these rows of which nothing can tell that their days are too late."""
    published = data.rows["source"].map(data.sources["published"])
    return sorted({*published.index[published.isna()]} & {*ids})


def _to_read_again(old: _Rows, new: _Rows, changed: Collection[str]) -> list[str]:
    """The sentences that are as they were, with the rows of theirs that are not.

    What one rested on before counts too: its assertion may be gone.
    """
    again = []
    for sentence in old.keys() & new.keys():
        both = (f"{row.get('rows')} {row.get('reads')}" for row in (old[sentence], new[sentence]))
        if rows := {*" ".join(both).split()} & {*changed}:
            again.append(f"{sentence} ({', '.join(sorted(rows))})")
    return sorted(again)


def _changed(old: Collection[str], new: Collection[str]) -> Iterator[str]:
    """The sentences that are new or changed, and then those that are gone.

    One that is gone and one that is new are one that changed, if half of their words are the same.
    """
    gone = [words for words in old if words not in new]
    for words in (words for words in new if words not in old):
        alike = difflib.get_close_matches(words.split(), map(str.split, gone), 1, 0.5)
        before = " ".join(*alike) if alike else ""
        gone = [each for each in gone if each != before]
        yield _marked(before, words)
    for words in gone:
        yield _marked(words, "")


def _marked(old: str, new: str) -> str:
    """Two sentences as one: words that are gone in [-…-], new ones in {+…+}."""
    before, after, parts = old.split(), new.split(), []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            parts += after[start:end]
            continue
        if last > first:
            parts.append(f"[-{' '.join(before[first:last])}-]")
        if end > start:
            parts.append(f"{{+{' '.join(after[start:end])}+}}")
    return " ".join(parts)


def _before(path: Path) -> bytes:
    """A file as it is committed; as it is where none is committed, or where there is no git."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        return subprocess.run(command, cwd=path.parent, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return path.read_bytes() if path.exists() else b""


def _rows(table: bytes, *columns: str) -> _Rows:
    """The rows of a table by some of its columns, without those that a merge may have damaged."""
    lines = table.decode("utf-8", "replace").splitlines()
    rows = (row for row in csv.DictReader(lines) if None not in row.values())
    return {
        " ".join(row[each] for each in columns): row for row in rows if {*columns} <= row.keys()
    }
