"""Put the chapters together as one page, with the files beside it."""

import base64
import csv
import difflib
import io
import json
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain, count
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import unquote, urljoin

import nbformat
import pandas as pd
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from stats.about import about
from stats.output import CONTENTS, FILES, ROWS, SHARED, csv_text, data_address, sentence_id
from stats.read import Data
from stats.report.as_run import as_run
from stats.report.run import BuildError, run, unshown

_NOTES = (
    *(("figures", "note"), ("context", "note"), ("sources", "note")),
    *(("excluded", "reason"), ("statements", "who"), ("statements", "says")),
)
"""Tables, and what in them is written by hand."""
_OF_MATPLOTLIB = re.compile(r"[\[(]*(<matplotlib\.|<Axes|Text\()")
_MEMORY_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")
_FOLDERS = ("charts", "notebooks")
"""The folders of a report that belong to the build."""
_PRIORITY = (
    *("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "image/gif"),
    *("image/webp", "text/latex", "application/json", "text/plain"),
)
"""The MIME types that a page can display, the best first."""
_TEMPLATE = Path(__file__).parent / "template"
_PACKAGE: Any = json.loads((_TEMPLATE / "datapackage.json").read_text("utf-8"))
_SCHEMAS = {each["path"]: each["schema"] for each in _PACKAGE["resources"]}
"""What the descriptor says of each table that it knows."""
_UP = ' <a class="up" href="#contents" title="Contents" aria-label="To the contents">↑</a>'
"""In each heading of the second level."""


def build(notebooks: Sequence[Path], reports: Path, data: Data) -> Path:
    """Run the chapters and write the page and its files, each whole, once all have succeeded.

    It prints how far it is, and to stderr what a chapter wrote there; it returns the path of the
    page.

    `notebooks` are in reading order. `data` are the tables, in whose folder `datapackage.json` says
    whose page it is; `rows.csv` keeps a digest of each row of figures. Of `reports`, files that the
    last build wrote and this one does not are deleted, and no others.

    Raises BuildError if a chapter fails, two cells save the same file or publish the same row, a
    name is not allowed, there is no title or description, or `reports` holds files of somebody else
    where a build writes, and OSError if a file cannot be read or written. Then what was in
    `reports` stays as it was.
    """
    _check_folder(reports, notebooks[0].parent)
    read = data.sources["read"].max()
    facts = asdict(about(data.folder)) | {"read": f"{read.day} {read:%B %Y}"}
    if missing := [f'"{name}"' for name in ("title", "description") if not facts[name]]:
        raise BuildError(
            f"datapackage.json beside the tables has no {' and no '.join(missing)} for the page; "
            'add it, as in {"title": "An article, checked", "description": "What it says of …"}'
        )
    environment = {"STATS_DATA": str(data.folder.resolve())}
    chapters = [*zip(notebooks, run(notebooks, environment), strict=True)]
    numbers = count(1)
    cells = [cell for path, chapter in chapters for cell in _cells(path, chapter, numbers)]
    published, first = _published(cells)
    saved = _saved(cells)
    picture = urljoin(facts["homepage"], SHARED) if facts["homepage"] and SHARED in saved else ""
    page = _page(chapters, {**facts, "picture": picture}, published)
    led_to, there = ({*re.findall(rf'{at}figure-([^"]+)"', page)} for at in ('href="#', 'id="'))
    if lacking := led_to - there:
        what = f"No table of the page has the rows {', '.join(sorted(lacking))}, to which its"
        print(f"{what} numbers lead; end a cell with page.rows_table of them", file=sys.stderr)
    files = {"report.html": page.encode("utf-8")} | published | saved
    files |= {f"notebooks/{path.name}": as_run(chapter, saved) for path, chapter in chapters}
    files["rows.csv"] = _csv([{"id": name, "digest": data.digest(name)} for name in data]).encode()
    files["datapackage.json"] = _descriptor(files)
    changes = _changes(reports, files, first, data)
    _write(files, reports)
    for heading, lines in changes.items():
        if lines:
            print(heading, *lines, sep="\n  ")
    return reports / "report.html"


def _check_folder(reports: Path, notebooks: Path) -> None:
    """Refuse a folder where a build would write over files of somebody else."""
    for folder in (reports / name for name in _FOLDERS):
        if notebooks.resolve().is_relative_to(folder.resolve()):
            raise BuildError(f"{folder} belongs to the build; name another folder for the report")
    page, mark = reports / "report.html", b'<meta name="generator" content="stats">'
    if not (page.is_file() and mark in page.read_bytes()[:4096]):
        for name in (*_FOLDERS, page.name, "datapackage.json", *_SCHEMAS):
            path = reports / name
            if any(path.iterdir()) if path.is_dir() else path.exists():
                raise BuildError(
                    f"{path} is there, and no build wrote it, since {reports} has no report of a "
                    "build; name another folder, or, if all there is of an older report, delete it"
                )
    # A folder without write permission fails here, before the chapters run.
    reports.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryDirectory(dir=reports).cleanup()


# Cells and their outputs.


@dataclass
class _Cell:
    """A cell: where it is, the files that it saves and the rows that it publishes, by file name."""

    where: str
    files: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)


def _cells(path: Path, chapter: Any, numbers: Iterator[int]) -> Iterator[_Cell]:
    """Number the cells as JupyterLab does, and take out what is not for the page."""
    number = 0
    for cell in chapter.cells:
        new, told = _Cell(f"{path.name}, a {cell.cell_type} cell"), list[str]()
        if cell.cell_type == "code":
            number += bool(cell.source.strip())
            new.where = f"{path.name}, cell [{number}]"
            lost = unshown(cell.source) if _is_cell_of_page(cell) else ()
            what = "not on the page, where only what a cell ends in is; give it a cell of its own"
            told += [f"{made} is {what}" for made in lost]
            for output in cell.outputs:
                # A warning, for instance: it is for whoever builds the page, not for its readers.
                if output.get("name") == "stderr":
                    told.append(output.text.rstrip())
                data = output.get("data", {})
                new.files += data.pop(FILES, {}).items()
                new.rows += data.pop(ROWS, {}).items()
                _normalise(output, numbers)
            cell.outputs = [output for output in cell.outputs if _is_for_page(output)]
        elif cell.cell_type == "markdown" and _is_cell_of_page(cell):
            new.rows.append(("sentences.csv", _sentences(cell.source)))
        if _lacks_alt_text(cell):
            what = "its image has no alternative text; write what it shows into the cell's metadata"
            told.append(f'{what}, "alt": "...", or in Markdown into the brackets, ![...](a.png)')
        for each in told:
            print(f"{new.where}: {each}", file=sys.stderr)
        yield new


def _normalise(output: Any, numbers: Iterator[int]) -> None:
    """Take out of an output what differs from run to run, or from Python to Python."""
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]
    if output.output_type == "stream":
        output.text = _MEMORY_ADDRESS.sub(" at 0x…", output.text)
    data = output.get("data", {})
    for kind in data:
        if kind.startswith("text/"):
            data[kind] = _MEMORY_ADDRESS.sub(" at 0x…", data[kind])
    if html := data.get("text/html"):
        # What pandas and our outputs add: a style that no validator takes, and random ids.
        html = re.sub(r"<style scoped>.*?</style>\s*", "", html, flags=re.DOTALL)
        html = html.replace('<table border="1" class="dataframe">', '<table class="dataframe">')
        for random in dict.fromkeys(re.findall(r'id="(T_[0-9a-f]{5})"', html)):
            html = html.replace(random, f"T_{next(numbers)}")
        data["text/html"] = html


def _is_cell_of_page(cell: Any) -> bool:
    return "remove-cell" not in cell.metadata.get("tags", [])


def _is_for_page(output: Any) -> bool:
    if output.output_type == "stream":
        return bool(output.name != "stderr")
    if _OF_MATPLOTLIB.match(output.get("data", {}).get("text/plain", "")):
        # What a last call returns, Text(0.5, 1.0, "…"), is for nobody; a drawing has other kinds.
        return any(kind != "text/plain" for kind in output.data)
    return output.output_type == "error" or any(kind in output.data for kind in _PRIORITY)


def _lacks_alt_text(cell: Any) -> bool:
    """Whether a cell displays an image without words for those who cannot see it."""
    if cell.cell_type != "code":
        return cell.cell_type == "markdown" and bool(re.search(r"!\[\s*\]\(", cell.source))
    for output in cell.outputs:
        data, metadata = output.get("data", {}), output.get("metadata", {})
        kind = next((kind for kind in _PRIORITY if kind in data), "")
        places = (metadata.get(kind, {}), metadata, cell.metadata)
        if kind.startswith("image/") and not any(place.get("alt") for place in places):
            return True
        if re.search(r"<img\b(?![^>]*\balt=)", data.get("text/html", "")):
            return True
    return False


# Files and tables.


def _sentences(markdown: str) -> str:
    """Rows of the paragraphs of Markdown."""
    rows = []
    for paragraph in filter(None, map(str.strip, re.split(r"\n\s*\n", markdown))):
        text = " ".join(re.sub(r"\]\([^)]*\)|[*_`\[#>]", "", paragraph).split())
        rows.append({"id": sentence_id(text), "sentence": csv_text(text), "rows": "", "reads": ""})
    return _csv(rows)


def _saved(cells: Sequence[_Cell]) -> dict[str, bytes]:
    """Decode the files that the cells save, all of them among the charts."""
    files, first = dict[str, bytes](), dict[str, str]()
    for cell in cells:
        for name, content in cell.files:
            if not re.fullmatch(r"charts/[\w-][\w.-]*", name):
                right = "name a chart by letters, digits and dashes alone, as in prison-growth"
                raise BuildError(f"{cell.where}: a file cannot be saved as {name!r}; {right}")
            # Some systems ignore capitals in the names of files.
            lower = name.casefold()
            if lower in first:
                raise BuildError(
                    f"{first[lower]}, and {cell.where} both save {name}; give one another name"
                )
            first[lower] = cell.where
            files[name] = base64.b64decode(content)
    return files


def _published(cells: Sequence[_Cell]) -> tuple[dict[str, bytes], dict[tuple[str, ...], str]]:
    """The tables that the chapters publish, in their order, and the cell that has a row first."""
    tables: dict[str, dict[tuple[str, ...], dict[str, str]]] = {}
    first: dict[tuple[str, ...], str] = {}
    for cell in cells:
        for name, content in cell.rows:
            table = tables.setdefault(name, {})
            for row in csv.DictReader(io.StringIO(content, newline="")):
                key = tuple(row[column] for column in _SCHEMAS[name]["primaryKey"])
                if not all(key):
                    raise BuildError(f"{cell.where}: a row for {name} has no id")
                if key in table and name != "sentences.csv":  # it may stand in two places
                    raise BuildError(
                        f"{first[name, *key]}, and {cell.where} both publish "
                        f"{', '.join(key)} in {name}; publish it once, or by another id"
                    )
                # Of a sentence that stands twice, the one that stands on more rows.
                if key not in table or len(row["rows"]) > len(table[key]["rows"]):
                    table[key] = row
                first.setdefault((name, *key), cell.where)
    return {name: _csv([*rows.values()]).encode() for name, rows in tables.items() if rows}, first


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")


def _descriptor(files: Collection[str]) -> bytes:
    """List all files beside the page, with what the columns of the tables mean.

    By this list the next build knows which files are its own.
    """
    tables = [each for each in _PACKAGE["resources"] if each["path"] in files]
    others = sorted({*files} - {"report.html", *_SCHEMAS})
    resources = [*tables, *({"name": name, "path": name} for name in others)]
    package = {**_PACKAGE, "resources": resources}
    return f"{json.dumps(package, ensure_ascii=False, indent=1)}\n".encode()


# The page.


def _page(
    chapters: Sequence[tuple[Path, Any]], facts: Mapping[str, str], tables: Mapping[str, bytes]
) -> str:
    exporter = TemplateExporter(
        config=Config(NbConvertBase={"display_data_priority": [*_PRIORITY]}),
        extra_template_basedirs=[str(_TEMPLATE.parent)],
        template_name=_TEMPLATE.name,
        template_file="index.html.j2",
    )
    outputs = json.dumps([chapter for _, chapter in chapters]).replace('\\"', '"')
    taken = {"main", "contents", *re.findall(r'\bid="([^"]+)"', outputs)}  # two by the template
    markdown = partial(_markdown, folder=chapters[0][0].parent, taken=taken)
    exporter.register_filter("markdown", markdown)
    exporter.register_filter("headings", _headings)
    # A page runs nothing, and with a meta a chapter could send the reader to another page.
    idle = partial(re.sub, r"(?is)<script\b.*?</script>|<meta\b[^>]*>", " ")
    exporter.register_filter("idle", idle)
    resources = {
        "chapters": [
            {"name": path.stem, "cells": [*filter(_is_cell_of_page, chapter.cells)]}
            for path, chapter in chapters
        ],
        "contents": CONTENTS,
        "facts": facts,
        "style": (_TEMPLATE / "static" / "report.css").read_text(encoding="utf-8"),
        "tables": {name: data_address(table) for name, table in tables.items()},
    }
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return _with_ways_back(page)


def _with_ways_back(page: str) -> str:
    """Give each row to which links lead a link back to the part of the page that has the first."""
    part, first = "main", dict[str, str]()
    for match in re.finditer(r'<(?:h2|h3|figure)\b[^>]*? id="([^"]+)"|href="#([^"]+)"', page):
        if match[1]:
            part = match[1]
        elif match[2] != part:
            first.setdefault(match[2], part)

    def back(match: re.Match[str]) -> str:
        if match[1] not in first:
            return match[0]
        address = f'<a class="back" href="#{first[match[1]]}" aria-label="Back to its use">↩</a>'
        return f"{match[0]}{address} "

    return re.sub(r'<tr id="([^"]+)"><th scope="row">', back, page)


def _markdown(cell: Any, folder: Path, taken: set[str]) -> str:
    """Markdown as HTML, with the images of its folder and its attachments inside it.

    A title is a heading of the second level, and each heading a link to itself.
    """

    class Renderer(IPythonRenderer):
        def heading(self, text: str, level: int, **_: Any) -> str:
            name = _new_name(Markup(text).striptags(), taken)
            inside = text if "<a " in text else f'<a href="#{name}">{text}</a>'
            tag = f"h{min(level + 1, 6)}"
            return f'<{tag} id="{name}">{inside}{_UP if tag == "h2" else ""}</{tag}>\n'

    renderer = Renderer(escape=False, attachments=cell.get("attachments", {}))
    try:
        html: str = MarkdownWithMath(renderer=renderer).render(cell["source"])
    except InvalidNotebook as error:
        raise BuildError(f"A Markdown cell cannot be displayed: {error}") from None

    def inside(match: re.Match[str]) -> str:
        path = (folder / unquote(match[2])).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return match[0]
        content = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"{match[1]}data:{mimetypes.guess_type(path.name)[0]};base64,{content}{match[3]}"

    return re.sub(r'(<img\b[^>]*\bsrc=")([^":]+)(")', inside, html)


def _new_name(heading: str, taken: set[str]) -> str:
    """A name for a heading on the page, after its words."""
    # Marks above and below letters belong to the words of many scripts.
    kept = [each if unicodedata.category(each)[0] in "LMN" else "-" for each in heading.casefold()]
    words = re.sub("-+", "-", "".join(kept)).strip("-") or "part"
    numbered = (f"{words}-{number}" for number in count(2))
    name = next(each for each in chain([words], numbered) if each not in taken)
    taken.add(name)
    return name


def _headings(html: str) -> list[dict[str, str]]:
    headings = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', html.replace(_UP, ""))
    return [{"id": name, "text": Markup(text).striptags()} for name, text in headings]


# Writing.


def _before(folder: Path, name: str) -> bytes:
    """A file as it is committed; as it is where none is committed."""
    command = ["git", "show", f"HEAD:./{name}"]
    try:
        return subprocess.check_output(command, cwd=folder, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):  # there is no git, or none is committed
        path = folder / name
        return path.read_bytes() if path.exists() else b""


def _read(table: bytes, key: str) -> dict[str, dict[str, str]]:
    """The rows of a table by one of its columns.

    An old file may have been changed since, by an editor or a merge.
    """
    lines = table.decode("utf-8-sig", "replace").splitlines()
    return {row[key]: row for row in csv.DictReader(lines) if row.get(key)}


def _changes(
    reports: Path,
    files: Mapping[str, bytes],
    first: Mapping[tuple[str, ...], str],
    data: Data,
) -> dict[str, list[str]]:
    """What to read, under a heading each; nothing at the first build."""
    old = _read(_before(reports, "sentences.csv"), "sentence")
    if not old:
        return {}
    new = _read(files.get("sentences.csv", b""), "sentence")
    was, now = (
        {name: row.get("digest") for name, row in _read(table, "id").items()}
        for table in (_before(reports, "rows.csv"), files["rows.csv"])
    )
    now = now if was else {}
    said = []
    # A sentence that is gone and one that is new are one that changed, if they are alike.
    gone = [words for words in old if words not in new]
    for words in (words for words in new if words not in old):
        alike = difflib.get_close_matches(words.split(), map(str.split, gone), 1, 0.5)
        one = " ".join(*alike) if alike else ""
        gone = [each for each in gone if each != one]
        said.append(_word_diff(one, words))
    said += [_word_diff(words, "") for words in gone]
    corrected = data.corrections.index
    is_published = about(data.folder).version  # a draft has none yet
    used = " ".join(f"{row['rows']} {row['reads']}" for row in new.values()).split()
    # What did not change, under where it stands and why to read it again.
    again: dict[str, list[str]] = {}
    stale = _stale(data)
    for words in (words for words in new if words in old):
        both = (old[words], new[words])
        ids = " ".join(row.get(column) or "" for row in both for column in ("rows", "reads"))
        rows = [name for name in dict.fromkeys(ids.split()) if was.get(name) != now.get(name)]
        named = [name for name in rows if name in new[words]["rows"].split()]
        why = [f"{'names' if named else 'rests on'} {', '.join(named or rows)}"] if rows else []
        lost = {*old[words]["reads"].split()} & {*now} - {*new[words]["reads"].split(), *rows}
        why += [f"rests no longer on {', '.join(sorted(lost))}"] if lost else []
        place = first["sentences.csv", new[words]["id"]]
        if why := [*why, *stale(words)]:
            start = shorten(words, 160, placeholder=" …")
            again.setdefault(f"{place}: {', '.join(why)}", []).append(start)
    for table, column in _NOTES:
        for name, text in getattr(data, table)[column].items():
            for each in stale(text):
                again.setdefault(f"{table}.csv: {each}", []).append(f"{column} of {name}")
    return {
        "New rows that only the table of rows shows, and no sentence, chart or verdict; use them "
        "or leave them there:": [name for name in now if name not in was and name not in used],
        "Rows that changed without a line in corrections.csv; if one was wrong before, add it:": [
            name
            for name in now
            if is_published and was.get(name, now[name]) != now[name] and name not in corrected
        ],
        "Sentences that changed; read them:": said,
        "These did not, though what they name did, or what an assert, a chart or a verdict beside "
        "them rests on; read them again, and change what is no longer true:": [
            "\n    ".join([place, *texts[:3], *[f"and {len(texts) - 3} more"] * (len(texts) > 3)])
            for place, texts in sorted(again.items(), key=lambda each: " names " not in each[0])
        ],
    }


def _stale(data: Data) -> Callable[[str], list[str]]:
    """What a text has of names of bodies and numbers of rows that the committed tables alone have.

    Numbers of one or two digits stand in many texts, and are left out.
    """

    bodies = _read(_before(data.folder, "bodies.csv"), "key").values()
    gone = {row.get(column) or "" for row in bodies for column in ("name", "short")}
    gone -= {"", *data.bodies["name"], *data.bodies["short"]}
    for table, rows in (("figures", data.figures), ("context", data.context)):
        for name, row in _read(_before(data.folder, f"{table}.csv"), "id").items():
            value = row.get("value") or ""
            is_number = re.fullmatch("[0-9]{3,15}", value)
            if is_number and name in rows.index and rows.at[name, "value"] != int(value):
                gone.add(f"{int(value):,}")
    patterns = {
        # A sentence may begin with it.
        each: re.compile(rf"(?<![\w,.])(?i:{re.escape(each[0])}){re.escape(each[1:])}(?![,.]?\w)")
        for each in sorted(gone)
    }
    return lambda text: [f"still has “{each}”" for each in patterns if patterns[each].search(text)]


def _word_diff(old: str, new: str) -> str:
    """Two sentences as one: words that are gone in [-…-], new ones in {+…+}."""
    before, after, parts = old.split(), new.split(), []
    opcodes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, first, last, start, end in opcodes:
        if tag == "equal":
            parts += after[start:end]
            continue
        parts += [f"[-{' '.join(before[first:last])}-]"] if last > first else []
        parts += [f"{{+{' '.join(after[start:end])}+}}"] if end > start else []
    return " ".join(parts)


def _write(files: Mapping[str, bytes], reports: Path) -> None:
    """Write all files to a folder beside, then move each to its place: whole, or not at all."""
    if outside := [name for name in files if not _is_inside(reports / name, reports)]:
        raise BuildError(f"{(reports / outside[0]).parent} is a link; remove it, and build again")
    for left in reports.glob(".stats-new-*"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".stats-new-", dir=reports) as beside:
        new = Path(beside)
        for name, content in files.items():
            for folder in (new, reports):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        *others, descriptor = files
        for name in others:
            os.replace(new / name, reports / name)
        for name in _last(reports).difference(files):
            if _is_inside(reports / name, reports):
                (reports / name).unlink(missing_ok=True)
        # Last, so that a build that is killed before leaves the list of what to delete.
        os.replace(new / descriptor, reports / descriptor)


def _last(reports: Path) -> set[str]:
    """The files that the last build wrote, as its descriptor lists them; none if it is unclear."""
    try:
        package = json.loads((reports / "datapackage.json").read_text("utf-8"))
        return {str(each["path"]) for each in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a file is in a folder, and not behind a link that leads out of it."""
    return path.parent.resolve().is_relative_to(folder.resolve())
