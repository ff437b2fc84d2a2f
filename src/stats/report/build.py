"""Put the chapters together as one page, with the files beside it.

`build` runs the chapters, takes from their cells what is for the page, the files and the tables,
fills the page's template, and writes all of it at once.
"""

import base64
import csv
import io
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nbformat
import pandas as pd
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from stats.output import CONTENTS, FILES, ROWS, SHARED, STYLE, data_address
from stats.report.as_run import as_run
from stats.report.changes import changes
from stats.report.run import BuildError, run
from stats.tables.about import about
from stats.tables.read import Data

_FOLDERS = ("charts", "notebooks")
"""The folders of a report that belong to the build."""
_MARK = '<meta name="generator" content="stats">'
_TEMPLATE = Path(__file__).parent / "template"
_PACKAGE: Any = json.loads((_TEMPLATE / "datapackage.json").read_text("utf-8"))
_KEYS = {each["path"]: each["schema"]["primaryKey"] for each in _PACKAGE["resources"]}
"""The columns that name a row of each table."""
_UP = ' <a class="up" href="#contents" title="Contents" aria-label="To the contents">↑</a>'
"""In each heading of the second level."""


def build(notebooks: Sequence[Path], reports: Path, data: Data) -> Path:
    """Run the chapters and write the page and its files, each whole, once all have succeeded.

    It prints how far it is, what changed, and to stderr what a chapter wrote there; it returns the
    path of the page.

    `notebooks` are in reading order. `data` are the tables, in whose folder `datapackage.json` says
    whose page it is; `rows.csv` keeps a digest of each row of figures. Of `reports`, files that the
    last build wrote and this one does not are deleted, and no others.

    Raises BuildError if a chapter fails, two cells save the same file or publish the same row,
    there is no title or description, or `reports` holds files of somebody else where a build
    writes, and OSError if a file cannot be read or written. Then what was in `reports` stays as it
    was.
    """
    if not notebooks:
        raise BuildError("There are no chapters (*.ipynb) to build a report of")
    _check_folder(reports)
    facts = _facts(data)
    chapters = run(notebooks, {"STATS_DATA": str(data.folder.resolve())})
    charts: dict[str, bytes] = {}
    rows: dict[str, dict[Any, dict[str, str]]] = {}
    copies: dict[str, bytes] = {}
    for path, chapter in zip(notebooks, chapters, strict=True):
        for cell in chapter.cells:
            _take_files(cell, charts)
            _take_rows(cell, rows)
            _tell_author(cell, path.name)
        copies[f"notebooks/{path.name}"] = as_run(chapter)
    if facts["homepage"] and SHARED in charts:
        facts["picture"] = urljoin(facts["homepage"], SHARED)
    tables = {name: _csv(each.values()) for name, each in rows.items()}
    page = _page(chapters, notebooks[0].parent, facts, tables)
    tables["rows.csv"] = _csv([{"id": name, "digest": data.digest(name)} for name in data])
    files = {"report.html": page.encode(), **tables, **charts, **copies}
    files["datapackage.json"] = _descriptor(files)
    told = changes(reports, files, data)
    _write(files, reports)
    if told:
        print(told)
    return reports / "report.html"


def _check_folder(reports: Path) -> None:
    """Refuse a folder where a build would write over files of somebody else."""
    page = reports / "report.html"
    if not (page.is_file() and _MARK in page.read_text("utf-8", "replace")):
        for name in (*_FOLDERS, page.name, "datapackage.json", *_KEYS):
            if (reports / name).exists():
                raise BuildError(
                    f"{reports / name} is there, and no build wrote it; name another folder, or "
                    "delete what is there of an older report"
                )
    # A folder without write permission fails here, before the chapters run.
    reports.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryDirectory(dir=reports).cleanup()


def _facts(data: Data) -> dict[str, str]:
    """What the page says of itself."""
    facts = asdict(about(data.folder))
    for name in ("title", "description"):
        if not facts[name]:
            right = f'add it, as in {{"{name}": "An article, checked"}}'
            raise BuildError(f"datapackage.json beside the tables has no {name}; {right}")
    read = data.sources["read"].max()
    return facts | {"read": f"{read.day} {read:%B %Y}", "where": about(data.folder).where}


# What the cells hand over.


def _outputs(cell: Any, kind: str) -> Iterator[Any]:
    """What the outputs of a cell have of a MIME type."""
    for output in cell.get("outputs", []):
        yield from output.get("data", {}).get(kind, {}).items()


def _is_on_page(cell: Any) -> bool:
    return "remove-cell" not in cell.metadata.get("tags", [])


def _take_files(cell: Any, charts: dict[str, bytes]) -> None:
    """Add the files that a cell saves, which are all among the charts."""
    for path, content in _outputs(cell, FILES):
        name = f"charts/{Path(path).name}"
        if name in charts:
            raise BuildError(f"Two cells save {name}; give one another name")
        charts[name] = base64.b64decode(content)


def _take_rows(cell: Any, tables: dict[str, dict[Any, dict[str, str]]]) -> None:
    """Add the rows that a cell publishes, each once; a sentence may stand in two places."""
    for name, content in _outputs(cell, ROWS):
        table = tables.setdefault(name, {})
        for row in csv.DictReader(io.StringIO(content, newline="")):
            key = tuple(row[column] for column in _KEYS[name])
            if key in table and name != "sentences.csv":
                what = f"Two cells publish {', '.join(key)} in {name}"
                raise BuildError(f"{what}; publish it once, or by another id")
            table.setdefault(key, row)


def _tell_author(cell: Any, name: str) -> None:
    """Print what a cell wrote to stderr, which is not for the page."""
    for output in [*cell.get("outputs", [])]:
        if output.get("name") == "stderr":
            print(f"{name}: {output.text.rstrip()}", file=sys.stderr)
            cell.outputs.remove(output)


def _csv(rows: Any) -> bytes:
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n").encode()


def _descriptor(files: Mapping[str, bytes]) -> bytes:
    """List all files beside the page, with what the columns of the tables mean.

    By this list the next build knows which files are its own.
    """
    tables = [each for each in _PACKAGE["resources"] if each["path"] in files]
    others = sorted({*files} - {"report.html", *_KEYS})
    resources = [*tables, *({"name": name, "path": name} for name in others)]
    package = {**_PACKAGE, "resources": resources}
    return f"{json.dumps(package, ensure_ascii=False, indent=1)}\n".encode()


# The page.


def _page(
    chapters: Sequence[Any], folder: Path, facts: Mapping[str, str], tables: Mapping[str, bytes]
) -> str:
    exporter = TemplateExporter(
        extra_template_basedirs=[str(_TEMPLATE.parent)],
        template_name=_TEMPLATE.name,
        template_file="index.html.j2",
    )
    contents: list[tuple[str, str]] = []
    names = Counter(["main", "contents"])
    exporter.register_filter("markdown", partial(_markdown, folder, names, contents))
    resources = {
        "chapters": [filter(_is_on_page, chapter.cells) for chapter in chapters],
        "contents": CONTENTS,
        "facts": facts,
        "jupyter": STYLE,
        "style": (_TEMPLATE / "static" / "report.css").read_text(encoding="utf-8"),
        "tables": {name: data_address(table) for name, table in tables.items()},
    }
    exporter.environment.globals["headings"] = contents  # as they are when the template asks
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return str(page)


class _Renderer(IPythonRenderer):
    """Headings of the page: a title is one of the second level, and each a link to itself."""

    names: Counter[str]
    contents: list[tuple[str, str]]

    def heading(self, text: str, level: int, **_: Any) -> str:
        words = Markup(text).striptags()
        name = self._name(words)
        tag = f"h{min(level + 1, 6)}"
        inside = text if "<a " in text else f'<a href="#{name}">{text}</a>'
        if tag == "h2":
            self.contents.append((name, words))
            inside += _UP
        return f'<{tag} id="{name}">{inside}</{tag}>\n'

    def _name(self, heading: str) -> str:
        """A name for a heading on the page, after its words, and a number if they stand twice."""
        letters = "".join(each if each.isalnum() else " " for each in heading.casefold())
        name = "-".join(letters.split()) or "part"
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"


def _markdown(folder: Path, names: Counter[str], contents: list[tuple[str, str]], cell: Any) -> str:
    """Markdown as HTML, with the images of its folder and its attachments inside it."""
    renderer = _Renderer(
        escape=False,
        embed_images=True,
        path=str(folder),
        attachments=cell.get("attachments", {}),
    )
    renderer.names, renderer.contents = names, contents
    return str(MarkdownWithMath(renderer=renderer).render(cell["source"]))


# Writing.


def _write(files: Mapping[str, bytes], reports: Path) -> None:
    """Write all files to a folder beside, then move each to its place: whole, or not at all."""
    for left in reports.glob(".stats-new-*"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".stats-new-", dir=reports) as beside:
        for name, content in files.items():
            new = Path(beside, name)
            new.parent.mkdir(exist_ok=True)
            new.write_bytes(content)
        for folder in _FOLDERS:
            (reports / folder).mkdir(exist_ok=True)
        # The descriptor is the last, so that a build that is killed before leaves the list of what
        # to delete.
        last = _last(reports)
        for name in files:
            if name == "datapackage.json":
                _delete(last - {*files}, reports)
            os.replace(Path(beside, name), reports / name)


def _last(reports: Path) -> set[str]:
    """The files that the last build wrote, as its descriptor lists them; none if it is unclear."""
    try:
        package = json.loads((reports / "datapackage.json").read_text("utf-8"))
        return {each["path"] for each in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _delete(names: set[str], reports: Path) -> None:
    """Delete files of an older report; one that a link leads out of the folder is not its own."""
    for name in names:
        if (reports / name).resolve().is_relative_to(reports.resolve()):
            (reports / name).unlink(missing_ok=True)
