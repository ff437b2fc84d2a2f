"""Put the chapters together as one page, with the files that they show."""

import base64
import csv
import fcntl
import hashlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import nbformat
from markupsafe import Markup

# As in stats.page, which takes long to import.
FILES = "application/vnd.stats.files+json"
ROWS = "application/vnd.stats.rows+json"
_ID = {"others.csv": ("claim", "body", "rows")}
"""The columns by which a row of a gathered table is known; of others it is `id`."""
_TEMPLATE = Path(__file__).parent / "template"
_SHAPES_OUTPUT = ("markupsafe", "matplotlib", "numpy", "pandas")


class BuildError(Exception):
    """Why no report was built."""


def build(
    notebooks: Sequence[Path],
    reports: Path,
    facts: Mapping[str, str],
    *,
    stands_on: Sequence[Path],
    environment: Mapping[str, str],
    say: Callable[[str], None] = print,
) -> Path:
    """Run the chapters in order and write the page and its files, each whole or not at all.

    A chapter is run again only if it has changed, or what it stands on has: the outputs of the last
    run are kept in `reports/.chapters`, with a hash of all of that. A build that is broken off at
    any moment is completed by the next one; of two at once, one waits for the other.

    Parameters
    ----------
    notebooks
        The chapters, in reading order.
    reports
        The folder to write to; it is made if it is missing.
    facts
        What the template says of the page: its edition and licence. The first chapter's metadata
        have its title and description.
    stands_on
        The files that the chapters read or import.
    environment
        Environment variables for the chapters.
    say
        Is told a line for each chapter, and what a chapter wrote to stderr.

    Returns
    -------
    The path of the page.

    Raises
    ------
    BuildError
        If a chapter fails, two show the same file or publish the same row, or the first has no
        title or description; what was in `reports` stays as it was.
    OSError
        If a file cannot be read or written. A full disk leaves what was in `reports` as it was.
    """
    kept = reports / ".chapters"
    kept.mkdir(parents=True, exist_ok=True)
    with _alone(kept / "lock", say):
        chapters = list(_chapters(notebooks, kept, stands_on, environment, say))
        files = _files(notebooks, chapters)
        if published := _gathered(notebooks, chapters):
            files |= published | {"datapackage.json": _descriptor(published)}
        tables = {name: _address(files[name]) for name in files if name.endswith(".csv")}
        facts = {**facts, **_facts(notebooks[0], chapters[0])}
        files["report.html"] = _page(notebooks, chapters, facts, tables).encode("utf-8")
        _replace(files, reports, kept / "new")
        # What the last build wrote and this one did not is gone; nobody else's files are.
        written = kept / "files.txt"
        last = written.read_text("utf-8", "replace").split("\n") if written.exists() else []
        for name in set(last) - set(files):
            path = reports / name
            # A damaged list must not end builds, nor name what is not the report's.
            if path.is_file() and path.resolve().is_relative_to(reports.resolve()):
                path.unlink()
        _replace({written.name: "\n".join(files).encode("utf-8")}, kept, kept / "new")
    return reports / "report.html"


@contextmanager
def _alone(lock: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock, which ends with the process that holds it, however that ends."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another build is writing to the same folder: waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _chapters(
    notebooks: Sequence[Path],
    kept: Path,
    stands_on: Sequence[Path],
    environment: Mapping[str, str],
    say: Callable[[str], None],
) -> Iterator[Any]:
    """Each chapter with its outputs, from the last run where nothing has changed since."""
    keys, last = _keys(notebooks, stands_on), {}
    for path in notebooks:
        try:
            chapter = nbformat.read(kept / path.name, as_version=4)
        except Exception:  # none kept, or a damaged one: it is run
            continue
        if chapter.metadata.get("key") == keys[path]:
            last[path] = chapter
    changed = [path for path in notebooks if path not in last]
    runs = _run(changed, environment) if changed else iter(())
    for path in notebooks:
        if path in last:
            say(f"{path.stem}: unchanged")
            yield last[path]
        else:
            _, chapter, seconds = next(runs)
            # What was saved meanwhile may have been read in part: such a run says nothing.
            if _keys(notebooks, stands_on) != keys:
                raise BuildError("A file changed while the chapters ran; run it again.")
            for cell in chapter.cells:
                _tell(cell, path, say)
            chapter.metadata["key"] = keys[path]
            # Of one that is written in part nothing is taken, since it cannot be read.
            (kept / path.name).write_text(nbformat.writes(chapter), encoding="utf-8")
            say(f"{path.stem}: {seconds:.1f} s")
            yield chapter


def _tell(cell: Any, path: Path, say: Callable[[str], None]) -> None:
    """Say what a cell wrote to stderr, such as a warning: it is for who builds, not who reads."""
    shown = []
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr":
            say(f"{path.stem}: {output.text.rstrip()}")
        else:
            shown.append(output)
    if cell.cell_type == "code":
        cell.outputs = shown


def _keys(notebooks: Sequence[Path], stands_on: Sequence[Path]) -> dict[Path, str]:
    """A hash for each chapter, of itself and of all that shapes its outputs."""
    versions = [sys.version, *map(version, _SHAPES_OUTPUT)]
    common = hashlib.sha256("\n".join(versions).encode("utf-8"))
    for path in stands_on:
        common.update(path.name.encode("utf-8") + hashlib.sha256(path.read_bytes()).digest())
    keys = {}
    for path in notebooks:
        key = common.copy()
        key.update(path.read_bytes())
        keys[path] = key.hexdigest()
    return keys


def _run(
    changed: Sequence[Path], environment: Mapping[str, str]
) -> Iterator[tuple[Path, Any, float]]:
    # Only here, since a change to the template alone runs nothing.
    from stats.report.run import ChapterError, run  # noqa: PLC0415

    # The kernel takes a while to start: time enough to import what makes the page.
    threading.Thread(target=importlib.import_module, args=("nbconvert.exporters",)).start()
    try:
        yield from run(changed, environment)
    except ChapterError as error:
        raise BuildError(str(error)) from None


def _files(notebooks: Sequence[Path], chapters: Sequence[Any]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path, name, content in _travelling(FILES, notebooks, chapters):
        if name in files:
            raise BuildError(f"{path.name}: {name} is shown twice; show it once")
        files[name] = base64.b64decode(content)
    return files


def _gathered(notebooks: Sequence[Path], chapters: Sequence[Any]) -> dict[str, bytes]:
    """The tables whose rows the chapters publish, in the order of the chapters."""
    tables: dict[str, list[dict[str, str]]] = {}
    first: dict[tuple[str, ...], str] = {}
    for path, name, content in _travelling(ROWS, notebooks, chapters):
        for row in csv.DictReader(io.StringIO(content, newline="")):
            known = (name, *(row[column] for column in _ID.get(name, ("id",))))
            if known in first:
                both = " and ".join(dict.fromkeys((first[known], path.name)))
                said = ", ".join(known[1:])
                raise BuildError(f"{both}: {said} is published twice in {name}; publish it once")
            first[known] = path.name
            tables.setdefault(name, []).append(row)
    return {name: _csv(rows) for name, rows in tables.items()}


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, rows[0], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode("utf-8")


def _descriptor(published: Collection[str]) -> bytes:
    """What the columns of the gathered tables mean."""
    package = json.loads((_TEMPLATE / "datapackage.json").read_text("utf-8"))
    package["resources"] = [each for each in package["resources"] if each["path"] in published]
    return f"{json.dumps(package, ensure_ascii=False, indent=2)}\n".encode()


def _travelling(
    kind: str, notebooks: Sequence[Path], chapters: Sequence[Any]
) -> Iterator[tuple[Path, str, str]]:
    """What travels with the outputs: the chapter, the file's name and the content of each."""
    for path, chapter in zip(notebooks, chapters, strict=True):
        for cell in chapter.cells:
            for output in cell.get("outputs", []):
                for name, content in output.get("data", {}).pop(kind, {}).items():
                    yield path, name, content


def _facts(path: Path, chapter: Any) -> dict[str, str]:
    """What the first chapter says of the page."""
    facts = {name: chapter.metadata.get(name) for name in ("title", "description")}
    if lacking := [f'"{name}"' for name, text in facts.items() if not text]:
        raise BuildError(
            f"{path.name}: its metadata have no {' and no '.join(lacking)} for the page; "
            'add it beside "kernelspec"'
        )
    return facts


def _page(
    notebooks: Sequence[Path],
    chapters: Sequence[Any],
    facts: Mapping[str, str],
    tables: Mapping[str, str],
) -> str:
    from nbconvert.exporters import TemplateExporter  # noqa: PLC0415 (while the kernel starts)
    from traitlets.config import Config  # noqa: PLC0415

    exporter = TemplateExporter(
        config=Config(
            TemplateExporter={
                "extra_template_basedirs": [str(_TEMPLATE.parent)],
                "template_name": _TEMPLATE.name,
                "template_file": "index.html.j2",
                "file_extension": ".html",
            }
        )
    )
    exporter.register_filter("one_level_down", _one_level_down)
    exporter.register_filter("headings", _headings)
    style = (_TEMPLATE / "static" / "report.css").read_text(encoding="utf-8")
    shown = [
        {"name": path.stem, "cells": chapter.cells}
        for path, chapter in zip(notebooks, chapters, strict=True)
    ]
    resources = {"chapters": shown, "facts": facts, "style": style, "tables": tables}
    page: str
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return page


def _address(content: bytes) -> str:
    """A table as an address of its own, so that it can be saved from the page alone."""
    return f"data:text/csv;charset=utf-8,{quote(content)}"


def _one_level_down(html: str) -> str:
    """A chapter's own title is the page's second level; each heading is a link to itself."""
    html = re.sub(r'<a class="anchor-link".*?</a>', "", html)
    html = re.sub(
        r'<(h\d) id="([^"]*)">(.*?)</\1>',
        lambda m: f'<{m[1]} id="{_slug(m[2])}"><a href="#{_slug(m[2])}">{m[3]}</a></{m[1]}>',
        html,
    )
    return re.sub(r"<(/?)h([1-5])\b", lambda m: f"<{m[1]}h{int(m[2]) + 1}", html)


def _slug(name: str) -> str:
    """An id of letters, digits and hyphens, which an address can hold as it is."""
    return re.sub(r"[^a-z0-9]+", "-", unquote(name).lower()).strip("-")


def _headings(html: str) -> list[dict[str, str]]:
    found = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', html)
    return [{"id": name, "text": Markup(text).striptags()} for name, text in found]


def _replace(files: Mapping[str, bytes], folder: Path, new: Path) -> None:
    """Write all files to a folder beside, then move each to its place: whole, or not at all."""
    shutil.rmtree(new, ignore_errors=True)  # of a build that was broken off
    try:
        for name, content in files.items():
            for place in (new, folder):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        for name in files:
            os.replace(new / name, folder / name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
