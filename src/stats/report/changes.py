"""What a maintainer reads after a build: the sentences that changed, and those to read again."""

import csv
import difflib
import subprocess
from collections.abc import Mapping
from pathlib import Path

from stats.tables.read import Data

_HEADS = ("---", "+++", "@@ ")
"""How a line of a diff begins that is no sentence."""


def changes(reports: Path, files: Mapping[str, bytes], data: Data) -> str:
    """Compare the report with the committed one; nothing where none is committed.

    A sentence that is the same is to be read again if a row changed that it names or rests on.
    """
    old, new = _rows(_committed(reports / "sentences.csv")), _rows(files.get("sentences.csv", b""))
    was, now = _rows(_committed(reports / "rows.csv")), _rows(files["rows.csv"])
    if not (old and was):
        return ""
    changed = {id for id, row in now.items() if id in was and was[id] != row}
    again = []
    for id in old.keys() & new.keys():
        if rows := changed & {*f"{new[id]['rows']} {new[id]['reads']}".split()}:
            again.append(f"{new[id]['sentence']} ({', '.join(sorted(rows))})")
    parts = {
        "Rows that changed without a line in corrections.csv; if one was wrong before, add it:": (
            sorted(changed.difference(data.corrections.index))
        ),
        "Sentences that changed; read them:": _changed(old, new),
        "These did not, though a row did that they name or rest on; read them again:": (
            sorted(again)
        ),
    }
    return "\n".join("\n  ".join([what, *lines]) for what, lines in parts.items() if lines)


def _changed(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Sentences that are gone, with a minus, and new ones, with a plus, as they stood."""
    before, after = ([row["sentence"] for row in rows.values()] for rows in (old, new))
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    moved = {*before} & {*after}
    return [each for each in lines if each[:3] not in _HEADS and each[1:] not in moved]


def _committed(path: Path) -> bytes:
    """A file as it is committed; nothing where none is, or where there is no git."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        return subprocess.run(command, cwd=path.parent, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""


def _rows(table: bytes) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(table.decode().splitlines())}
