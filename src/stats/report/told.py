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


# What changed.


def changes(reports: Path, files: Mapping[str, bytes], data: Data, readme: Path) -> list[str]:
    """Return what changed since the committed report, or the last one where none is committed.

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
    return ["\n  ".join([heading, *lines]) for heading, lines in parts.items() if any(lines)]


def _lacks_a_line(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Tell whether a row's own cells changed, and no new line corrects it."""
    is_changed = old.get("cells", new["cells"]) != new["cells"]
    return is_changed and int(new["corrections"]) <= int(old["corrections"])


def _left_behind(readme: Path, was: _Faces, now: _Faces) -> Iterator[str]:
    """Name the lines of a README with a number that a row or a result had, and none has now."""
    if not readme.is_file():
        return
    kept = {*itertools.chain(*now.values())}
    pairs = [pair for name in now for pair in zip(was.get(name, []), now[name], strict=False)]
    changed = [(old, new) for old, new in pairs if old.strip("%") != new.strip("%")]
    moved = {old: new for old, new in changed if old not in kept}
    # A block of code has numbers of its own.
    text = re.sub(r"(?ms)^```.*?^```", _blank, readme.read_text("utf-8", "replace"))
    for number, line in enumerate(text.splitlines(), 1):
        for old in filter(moved.get, _NUMBER.findall(line)):
            yield f"{readme.name}, line {number}: it has {old}, which is {moved[old]} now"


def _blank(block: re.Match[str]) -> str:
    return "\n" * block[0].count("\n")


def _faces(table: Callable[[str], bytes]) -> _Faces:
    """Return the numbers of each row, statistic and gap, in the ways a text may print them."""
    faces = {}
    for name in ("rows.csv", "statistics.csv", "others.csv"):
        for key, row in _rows(table(name), *KEYS[name]).items():
            value, gap = float(row.get("value", 0)), abs(float(row.get("gap", 0)))
            words = _NUMBER.findall(f"{row.get('printed')} {row.get('words')}")
            printed = [f"{value:,.0f}", f"{value:,.0f}%", f"{value:,.1f}%", f"{gap:.1%}"]
            faces[name, key] = [*printed, *words]
    return faces


def _undated(data: Data, ids: Collection[str]) -> list[str]:
    """Return those of these rows whose days no rule can refuse as later than their source."""
    published = data.rows["source"].map(data.sources["published"])
    return sorted({*published.index[published.isna()]} & {*ids})


def _to_read_again(old: _Rows, new: _Rows, changed: Collection[str]) -> list[str]:
    """Return the sentences that are as they were, with the rows of theirs that are not."""
    again = []
    for sentence in old.keys() & new.keys():
        both = (row.get("rows", "") for row in (old[sentence], new[sentence]))
        if rows := {*" ".join(both).split()} & {*changed}:
            again.append(f"{sentence} ({', '.join(sorted(rows))})")
    return sorted(again)


def _changed(old: Collection[str], new: Collection[str]) -> Iterator[str]:
    """Give the sentences that are new or changed, and then those that are gone.

    One that is gone and one that is new are one that changed, if half of their words are the same.
    """
    gone = [words for words in old if words not in new]
    for words in (words for words in new if words not in old):
        alike = difflib.get_close_matches(words.split(), map(str.split, gone), 1, 0.5)
        before = " ".join(*alike) if alike else ""
        gone = [sentence for sentence in gone if sentence != before]
        yield _marked(before, words)
    for words in gone:
        yield _marked(words, "")


def _marked(old: str, new: str) -> str:
    """Write two sentences as one: words that are gone in [-…-], new ones in {+…+}."""
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
    """Return a file as it is committed; as it is if none is committed, or if there is no git."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        return subprocess.run(command, cwd=path.parent, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return path.read_bytes() if path.exists() else b""


def _rows(table: bytes, *columns: str) -> _Rows:
    """Return the rows of a table by some of its columns, without those that a merge damaged."""
    lines = table.decode("utf-8", "replace").splitlines()
    rows = (row for row in csv.DictReader(lines) if None not in row.values())
    return {
        " ".join(row[column] for column in columns): row for row in rows if {*columns} <= row.keys()
    }
