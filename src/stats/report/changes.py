"""What a maintainer reads after a build: the sentences that changed, and those to read again."""

import csv
import difflib
import subprocess
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from stats.tables.about import about
from stats.tables.read import Data

_Rows = dict[str, dict[str, str]]


def changes(reports: Path, files: Mapping[str, bytes], data: Data) -> str:
    """Compare the report with the committed one, or the last one where none is committed.

    A sentence that is the same is to be read again if a row changed that it names or rests on.
    """
    old = _rows(_before(reports / "sentences.csv"), "sentence")
    new = _rows(files.get("sentences.csv", b""), "sentence")
    was, now = _rows(_before(reports / "rows.csv"), "id"), _rows(files["rows.csv"], "id")
    if not (old and was):
        return ""
    both = {id: (was[id], row) for id, row in now.items() if id in was}
    changed = [id for id, (old_row, row) in both.items() if old_row["digest"] != row["digest"]]
    is_published = about(data.folder).version  # a draft has none yet
    parts = {
        "Rows that changed without a new line in corrections.csv; if one was wrong, add it:": (
            [id for id, rows in both.items() if is_published and _lacks_a_line(*rows)]
        ),
        "Rows that are gone:": sorted(was.keys() - now.keys()),
        "Sentences that changed; read them:": [*_changed(old, new)],
        "These did not, though a row did that they name or rest on; read them again:": (
            _to_read_again(old, new, changed)
        ),
    }
    return "\n".join("\n  ".join([what, *lines]) for what, lines in parts.items() if lines)


def _lacks_a_line(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether a row's own cells changed, and no line more corrects it."""
    is_changed = old.get("cells", new["cells"]) != new["cells"]
    return is_changed and int(new["corrections"]) <= int(old["corrections"])


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


def _rows(table: bytes, key: str) -> _Rows:
    """The rows of a table by one of its columns; an editor or a merge may have damaged it."""
    lines = table.decode("utf-8", "replace").splitlines()
    return {row[key]: row for row in csv.DictReader(lines) if row.get(key)}
