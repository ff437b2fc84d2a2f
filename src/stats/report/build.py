"""Put the chapters together as one page, with the files that they show."""

import base64
import binascii
import csv
import importlib
import io
import json
import mimetypes
import os
import re
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import nbformat
from markupsafe import Markup

from stats.report.as_run import as_run

# As in stats.shown, which takes long to import.
FILES = "application/vnd.stats.files+json"
ROWS = "application/vnd.stats.rows+json"
_ID = {"others.csv": ("claim", "body", "rows"), "shown.csv": ("place", "id", "value")}
"""The columns by which a row of a gathered table is known; of others it is `id`."""
_AGAIN = {"sentences.csv", "shown.csv"}
"""Tables of which a row may come again: the same words are the same sentence, shown twice."""
_IDS = {"main", "contents"}
"""The ids that the template has."""
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")
_OWN = ("charts", "notebooks")
"""The folders of a report in which a build keeps only what it writes."""
_MARK = b'<meta name="generator" content="stats">'
"""By this a report is known that a build made."""
_NAME = re.compile(r"(?:[\w-]+/)*[\w-][\w.-]*\.\w+")
_SHOWN = (
    *("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "image/gif"),
    *("image/webp", "text/latex", "application/json", "text/plain"),
)
"""Kinds of outputs that a page can show, the best first."""
_TEMPLATE = Path(__file__).parent / "template"


class BuildError(Exception):
    """Why no report was built."""


def build(
    notebooks: Sequence[Path],
    reports: Path,
    facts: Mapping[str, str],
    *,
    environment: Mapping[str, str],
    limit: float | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """Run the chapters and write the page and its files, each whole, once all have succeeded.

    Parameters
    ----------
    notebooks
        The chapters, in reading order.
    reports
        The folder to write to; it is made if it is missing. Its `charts` and `notebooks` are the
        build's own: what else is there goes.
    facts
        What the template says of the page: its edition and licence. The first chapter's metadata
        have its title and description.
    environment
        Environment variables for the chapters.
    limit
        The seconds that a cell may take.
    say
        Is told how far it is, and what a chapter wrote to stderr.

    Returns
    -------
    The path of the page.

    Raises
    ------
    BuildError
        If a chapter fails, two cells save the same file or publish the same row, a name or a row
        cannot be right, or the first chapter has no title or description; what was in `reports`
        stays as it was.
    OSError
        If a file cannot be read or written. A full disk leaves what was in `reports` as it was.
    """
    _may_write(reports, notebooks[0].parent)
    chapters = _run(notebooks, environment, limit, say)
    numbers = count(1)
    cells = [
        [*_cells(path, chapter, numbers, say)]
        for path, chapter in zip(notebooks, chapters, strict=True)
    ]
    every = [cell for chapter in cells for cell in chapter]
    published = _gathered(every)
    saved = _saved(every, published)
    tables = {
        name: _address(file) for name, file in (saved | published).items() if name[-4:] == ".csv"
    }
    facts = {**facts, **_facts(notebooks[0], chapters[0])}
    files = {"report.html": _page(notebooks, chapters, facts, tables).encode("utf-8")}
    files |= published | saved
    if published:
        files["datapackage.json"] = _descriptor(published)
    for path, chapter, own in zip(notebooks, chapters, cells, strict=True):
        decoded = [{name: saved[name] for name in cell.files} for cell in own]
        files[f"notebooks/{path.name}"] = as_run(chapter, decoded)
    _write(files, reports)
    return reports / "report.html"


def _may_write(reports: Path, notebooks: Path) -> None:
    """Refuse a folder in which a build would take away what is not its own."""
    page = reports / "report.html"
    ours = page.is_file() and _MARK in page.read_bytes()[:4096]
    for own in (reports / name for name in _OWN):
        if notebooks.resolve().is_relative_to(own.resolve()):
            raise BuildError(f"{own} is the build’s own; put the chapters elsewhere")
    for own in (reports / name for name in (*_OWN, page.name, "datapackage.json", *_described())):
        if not ours and (any(own.iterdir()) if own.is_dir() else own.exists()):
            there = "has files" if own.is_dir() else "is there"
            raise BuildError(
                f"{own} would be the build’s own, but {there} though {reports} has no report that "
                "a build made; choose another folder for the report, or empty that"
            )
    # Said before the chapters run rather than after.
    reports.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryDirectory(dir=reports).cleanup()


def _run(
    notebooks: Sequence[Path],
    environment: Mapping[str, str],
    limit: float | None,
    say: Callable[[str], None],
) -> list[Any]:
    from stats.report.run import ChapterError, run  # noqa: PLC0415 (check does not need it)

    # The kernels take a while to start: time enough to import what makes the page.
    threading.Thread(target=importlib.import_module, args=("nbconvert.exporters",)).start()
    try:
        return run(notebooks, environment, limit=limit, say=say)
    except ChapterError as error:
        raise BuildError(str(error)) from None


# What the cells show.


@dataclass
class _Cell:
    """Which cell it is, the files that it saves and the rows that it publishes, by their names."""

    where: str
    files: dict[str, str]
    rows: dict[str, str]

    def add(self, those: dict[str, str], found: Any) -> None:
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise BuildError(
                f"{self.where}: what it saves or publishes is not texts by their names"
            )
        if again := sorted(those.keys() & found):
            raise BuildError(f"{self.where}: it shows {again[0]} twice; show it once")
        those |= found


def _cells(
    path: Path, chapter: Any, numbers: Iterator[int], say: Callable[[str], None]
) -> Iterator[_Cell]:
    """Each cell, numbered as JupyterLab does; what is not for the page is taken out of it."""
    number = 0
    for cell in chapter.cells:
        shown = _Cell(f"{path.name}, a {cell.cell_type} cell", {}, {})
        if cell.cell_type == "code":
            number += bool(cell.source.strip())
            shown.where = f"{path.name}, cell [{number}]"
            _tell(cell, shown.where, say)
            for output in cell.outputs:
                data = output.get("data", {})
                shown.add(shown.files, data.pop(FILES, {}))
                shown.add(shown.rows, data.pop(ROWS, {}))
                _settle(output, cell.source, number, numbers)
            cell.outputs = [output for output in cell.outputs if _can_be_shown(output)]
        if _undescribed(cell):
            say(f"{shown.where}: its image has no alternative text; say in words what it shows")
        yield shown


def _tell(cell: Any, where: str, say: Callable[[str], None]) -> None:
    """Say what a cell wrote to stderr, such as a warning: it is for who builds, not who reads."""
    for output in cell.outputs:
        if output.get("name") == "stderr":
            say(f"{where}: {output.text.rstrip()}")
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def _settle(output: Any, source: str, number: int, numbers: Iterator[int]) -> None:
    """Take out of an output what another run or another Python would give otherwise."""
    if output.output_type == "error":
        from stats.report.run import failing_line  # noqa: PLC0415 (as above)

        line = failing_line("\n".join(output.traceback), number)
        code = [f"line {line}: {source.splitlines()[line - 1].strip()}"] if line else []
        output.traceback = [*code, f"{output.ename}: {output.evalue}"]
    if output.output_type == "stream":
        output.text = _ADDRESS.sub(" at 0x…", output.text)
    data = output.get("data", {})
    for kind in data:
        if kind.startswith("text/"):
            data[kind] = _ADDRESS.sub(" at 0x…", data[kind])
    if html := data.get("text/html"):
        # What pandas and our outputs add: a style that no validator takes, and ids drawn by lot.
        html = re.sub(r"<style scoped>.*?</style>\s*", "", html, flags=re.DOTALL)
        html = html.replace('<table border="1" class="dataframe">', '<table class="dataframe">')
        for drawn in dict.fromkeys(re.findall(r'id="(T_[0-9a-f]{5})"', html)):
            html = html.replace(drawn, f"T_{next(numbers)}")
        data["text/html"] = re.sub(
            r"<script\b.*?</script>", "", html, flags=re.DOTALL | re.IGNORECASE
        )


def _can_be_shown(output: Any) -> bool:
    return output.output_type in ("error", "stream") or any(kind in output.data for kind in _SHOWN)


def _undescribed(cell: Any) -> bool:
    """Whether a cell shows an image that has no words for those who cannot see it."""
    if cell.cell_type != "code":
        return cell.cell_type == "markdown" and bool(re.search(r"!\[\s*\]\(", cell.source))
    for output in cell.outputs:
        data, said = output.get("data", {}), output.get("metadata", {})
        kind = next((kind for kind in _SHOWN if kind in data), "")
        if kind.startswith("image/"):
            if not any(each.get("alt") for each in (said.get(kind, {}), said, cell.metadata)):
                return True
        elif re.search(r"<img\b(?![^>]*\balt=)", data.get("text/html", "")):
            return True
    return False


# What travels with them.


def _saved(cells: Sequence[_Cell], published: Collection[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    first: dict[str, str] = {}
    reserved = {"report.html", "datapackage.json", *published, *_described()}
    for cell in cells:
        for name, content in cell.files.items():
            # Some systems take names that differ in capitals for one.
            known = name.casefold()
            if not _NAME.fullmatch(name) or known in reserved or known.startswith("notebooks/"):
                raise BuildError(
                    f"{cell.where}: a file cannot be saved as {name!r}; a name such as "
                    "charts/a.svg stays in the report’s folder and replaces no other part of it"
                )
            if known in first:
                raise BuildError(
                    f"{first[known]}, and {cell.where} both save {name}; give one another name"
                )
            first[known] = cell.where
            try:
                files[name] = base64.b64decode(content, validate=True)
            except binascii.Error as error:
                raise BuildError(f"{cell.where}: {name} is not in base64: {error}") from None
    return files


def _gathered(cells: Sequence[_Cell]) -> dict[str, bytes]:
    """The tables whose rows the chapters publish, in the order of the chapters."""
    tables: dict[str, dict[tuple[str, ...], dict[str, str]]] = {}
    first: dict[tuple[str, ...], str] = {}
    columns = _described()
    for cell in cells:
        for name, content in cell.rows.items():
            if not re.fullmatch(r"[\w-]+\.csv", name):
                raise BuildError(f"{cell.where}: rows cannot be published in {name!r}; take a .csv")
            header, *rows = [*csv.reader(io.StringIO(content, newline=""))] or [[]]
            ids = _ID.get(name, ("id",))
            if lacking := [column for column in ids if column not in header]:
                raise BuildError(
                    f"{cell.where}: its rows for {name} have no column {' and no '.join(lacking)}, "
                    "by which they are known"
                )
            must = columns.setdefault(name, header)
            if header != must or any(len(row) != len(header) for row in rows):
                raise BuildError(
                    f"{cell.where}: its rows for {name} have the columns {', '.join(header)}; all "
                    f"must have {', '.join(must)}"
                )
            table = tables.setdefault(name, {})
            for row in (dict(zip(header, row, strict=True)) for row in rows):
                known = tuple(row[column] for column in ids)
                if not all(known):
                    raise BuildError(
                        f"{cell.where}: a row for {name} has an empty {' or '.join(ids)}"
                    )
                if known in table and name not in _AGAIN:
                    raise BuildError(
                        f"{first[name, *known]}, and {cell.where} both publish "
                        f"{', '.join(known)} in {name}; publish it once"
                    )
                if known not in table or row.get("checked") == "yes":
                    table[known] = row
                first.setdefault((name, *known), cell.where)
    return {name: _csv([*rows.values()]) for name, rows in tables.items() if rows}


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, rows[0], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode("utf-8")


def _package() -> Any:
    return json.loads((_TEMPLATE / "datapackage.json").read_text("utf-8"))


def _described() -> dict[str, list[str]]:
    """The columns of each gathered table that the descriptor knows."""
    return {
        each["path"]: [field["name"] for field in each["schema"]["fields"]]
        for each in _package()["resources"]
    }


def _descriptor(published: Collection[str]) -> bytes:
    """What the columns of the gathered tables mean."""
    package = _package()
    package["resources"] = [each for each in package["resources"] if each["path"] in published]
    return f"{json.dumps(package, ensure_ascii=False, indent=2)}\n".encode()


def _address(content: bytes) -> str:
    """A table as an address of its own, so that it can be saved from the page alone."""
    return f"data:text/csv;charset=utf-8,{quote(content)}"


# The page.


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
    from nbconvert.exporters import TemplateExporter  # noqa: PLC0415 (while the kernels start)
    from traitlets.config import Config  # noqa: PLC0415

    exporter = TemplateExporter(
        config=Config(
            NbConvertBase={"display_data_priority": [*_SHOWN]},
            TemplateExporter={
                "extra_template_basedirs": [str(_TEMPLATE.parent)],
                "template_name": _TEMPLATE.name,
                "template_file": "index.html.j2",
                "file_extension": ".html",
            },
        )
    )
    taken = set(re.findall(r'\bid="([^"]+)"', json.dumps(chapters).replace('\\"', '"')))
    exporter.register_filter("markdown", partial(_markdown, folder=notebooks[0].parent))
    exporter.register_filter("one_level_down", partial(_one_level_down, taken=taken | _IDS))
    exporter.register_filter("headings", _headings)
    # By these a chapter could lead the reader elsewhere.
    exporter.register_filter("without_meta", partial(re.sub, r"(?i)<meta\b[^>]*>", " "))
    style = (_TEMPLATE / "static" / "report.css").read_text(encoding="utf-8")
    shown = [
        {"name": path.stem, "cells": chapter.cells}
        for path, chapter in zip(notebooks, chapters, strict=True)
    ]
    resources = {"chapters": shown, "facts": facts, "style": style, "tables": tables}
    page: str
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return page


def _markdown(cell: Any, folder: Path) -> str:
    """Markdown as HTML, with the images of its folder and its attachments inside it."""
    from nbconvert.filters.markdown_mistune import (  # noqa: PLC0415 (while the kernels start)
        InvalidNotebook,
        IPythonRenderer,
        MarkdownWithMath,
    )

    renderer = IPythonRenderer(
        escape=False, exclude_anchor_links=True, attachments=cell.get("attachments", {})
    )
    try:
        html: str = MarkdownWithMath(renderer=renderer).render(cell["source"])
    except InvalidNotebook as error:
        raise BuildError(f"A Markdown cell cannot be shown: {error}") from None

    def inside(match: re.Match[str]) -> str:
        path = (folder / unquote(match[2])).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return match[0]
        content = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"{match[1]}data:{mimetypes.guess_type(path.name)[0]};base64,{content}{match[3]}"

    return re.sub(r'(<img\b[^>]*\bsrc=")([^":]+)(")', inside, html)


def _one_level_down(html: str, taken: set[str]) -> str:
    """A chapter's own title is the page's second level; each heading is a link to itself."""

    def linked(match: re.Match[str]) -> str:
        level, text = match.groups()
        plain = Markup(text).striptags().casefold()
        # The marks above and below letters are not letters, yet words of many scripts need them.
        kept = [each if unicodedata.category(each)[0] in "LMN" else "-" for each in plain]
        words = re.sub("-+", "-", "".join(kept)).strip("-") or "part"
        name = next(each for each in _numbers(words) if each not in taken)
        taken.add(name)
        inside = text if "<a " in text else f'<a href="#{name}">{text}</a>'
        return f'<{level} id="{name}">{inside}</{level}>'

    html = re.sub(r"<(h[1-6])>(.*?)</\1>", linked, html)
    return re.sub(r"<(/?)h([1-5])\b", lambda m: f"<{m[1]}h{int(m[2]) + 1}", html)


def _numbers(words: str) -> Iterator[str]:
    yield words
    yield from (f"{words}-{number}" for number in count(2))


def _headings(html: str) -> list[dict[str, str]]:
    found = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', html)
    return [{"id": name, "text": Markup(text).striptags()} for name, text in found]


# The files.


def _write(files: Mapping[str, bytes], reports: Path) -> None:
    """Write all files to a folder beside, then move each to its place: whole, or not at all."""
    for left in reports.glob(".new-*"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=reports) as new:
        for name, content in files.items():
            for place in (Path(new), reports):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(new) / name).write_bytes(content)
        for name in files:
            os.replace(Path(new) / name, reports / name)
    own = [path for name in _OWN for path in (reports / name).rglob("*") if not path.is_dir()]
    for path in [*own, *(reports / name for name in (*_described(), "datapackage.json"))]:
        if path.relative_to(reports).as_posix() not in files:
            path.unlink(missing_ok=True)
