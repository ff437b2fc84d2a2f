"""Put the chapters together as one page, with the files beside it.

`build` runs the chapters, takes from their cells what is for the page, the files and the tables,
fills the page's template, and writes all of it at once.
"""

import fcntl
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, starmap
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from nbconvert.filters import strip_ansi

from stats.output import data_address, text_of
from stats.report.cells import KEYS, PACKAGE, Cells, files_of, published_rows
from stats.report.executed import executed
from stats.report.notices import changed_lines, faults, unchecked, uncorrected
from stats.report.run import BuildError, cells_of, run
from stats.report.sections import TEMPLATE, page_of
from stats.tables.about import About, about
from stats.tables.read import Data
from stats.words.english import dates_in_words

_FOLDERS = ("charts", "notebooks")
"""The folders of a report that belong to the build."""
_MARK = '<meta name="generator" content="stats">'


def build(notebooks: Sequence[Path], reports: Path, data: Data) -> Path:
    """Run the chapters and write the page and its files, each whole, once all have succeeded.

    It prints how far it is and what changed, and to stderr what may be wrong. It returns the path
    of the page; its words are also in `report.txt`, so that `git diff` shows what a change did.

    `notebooks` are in reading order, at least one. `data` are the tables, in whose folder
    `datapackage.json` says whose page it is. It deletes from `reports` the files that the last
    build wrote and this one does not, and no others.

    Raises BuildError if a chapter fails, two cells save the same file or publish the same row, a
    name is not allowed, there is no title or description, or `reports` holds files of somebody else
    where a build writes; and OSError if a file cannot be read or written. Then `reports` stays as
    it was.
    """
    with _held(reports):
        _check_folder(reports, notebooks[0].parent, data.folder)
        facts = _facts(data)
        rows = [*uncorrected(data)]
        try:
            chapters, parts = checked(notebooks, data)
        except BuildError as error:
            raise BuildError("\n".join([str(error), *rows])) from None
        files = _files(chapters, parts, facts, data)
        if lacking := dead_ends(files["report.html"].decode()):
            print(
                f"Links lead to {', '.join(lacking)}, which nothing on the page has as its id; for "
                "rows end a cell with page.rows_table of them",
                file=sys.stderr,
            )
        notices = [*rows, *changed_lines(reports / "report.txt", files["report.txt"].decode())]
        notices += unchecked(files, data)
        _write(files, reports)
        for notice in notices:
            print(notice)
        return reports / "report.html"


def checked(notebooks: Sequence[Path], data: Data) -> tuple[dict[Path, Any], dict[str, Any]]:
    """Run chapters; return them as run, by their paths, and their parts of a page.

    It prints to stderr what may be wrong. Raises BuildError with all that failed and all that is
    wrong with their texts.
    """
    tables = data.folder.resolve()
    chapters, errors = run(notebooks, {"STATS_DATA": str(tables)})
    cells = [*starmap(cells_of, chapters.items())]
    _hide(tables.parent, chain(*cells))
    parts, wrong = page_of(cells, notebooks[0].parent, data.sources["address"].to_dict())
    if lines := [*dict.fromkeys([*errors, *wrong])]:
        if any("\nAssertionError" in line for line in lines):
            lines.append("If the rows are right, change the sentence and its assert.")
        raise BuildError("\n".join(lines))
    for fault in faults(chain(*cells)):
        print(fault, file=sys.stderr)
    return chapters, parts


def _hide(folder: Path, cells: Cells) -> None:
    """Take a folder of this machine, and the colours of a terminal, out of what cells print."""
    for _, cell in cells:
        for output in cell.get("outputs", []):
            texts = output.get("data", output)
            for name in texts.keys() & {"text", "evalue", "text/plain"}:
                texts[name] = without_folder(strip_ansi(texts[name]), folder)


def without_folder(text: str, folder: Path) -> str:
    """Return a text in which no path begins with a folder; addresses on the web stay whole.

    So does the root, which is nobody’s.

    Examples
    --------
    >>> without_folder("/en/data/a from https://a.org/en/b?c=/en/d and e/en/f", Path("/en"))
    'data/a from https://a.org/en/b?c=/en/d and e/en/f'
    >>> without_folder("/data/a // https://a.org", Path("/"))
    '/data/a // https://a.org'
    """
    path = rf"(https?://\S+)|(?<![\w.~-]){re.escape(str(folder))}/"
    return re.sub(path, r"\1", text) if folder.name else text


def _files(
    chapters: Mapping[Path, Any],
    parts: Mapping[str, Any],
    facts: About,
    data: Data,
) -> dict[str, bytes]:
    """Return the files of a report by their names, the page among them."""
    cells = [*chain(*starmap(cells_of, chapters.items()))]
    charts = files_of(cells)
    tables = {name: _csv(rows) for name, rows in published_rows(cells).items()}
    read = dates_in_words(data.sources["read"].min(), data.sources["read"].max())
    page = _page({**parts, "read": read}, facts, tables, charts)
    page = without_chance(page)
    texts = {
        f"notebooks/{path.name}": without_chance(executed(chapter))
        for path, chapter in chapters.items()
    }
    texts["report.txt"] = f"{text_of(page)}\n"
    tables["rows.csv"] = _csv([{"id": id, "printed": f"{row:,}"} for id, row in data.items()])
    files = {name: text.encode() for name, text in texts.items()} | tables | charts
    files["datapackage.json"] = _descriptor(files)
    return files | {"report.html": page.encode()}


@contextmanager
def _held(reports: Path) -> Iterator[None]:
    """Keep a folder for one build, however that ends; BuildError if another has it."""
    reports.mkdir(parents=True, exist_ok=True)
    folder = os.open(reports, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(
                f"another build writes into {reports}; wait until it is done, or name another "
                "folder"
            ) from None
        except OSError:  # some file systems have no locks
            pass
        yield
    finally:
        os.close(folder)


def _check_folder(reports: Path, notebooks: Path, tables: Path) -> None:
    """Refuse a folder where a build would write over files of somebody else."""
    if tables.resolve().is_relative_to(reports.resolve()):
        raise BuildError(f"{reports} has the tables in it; name another folder for the report")
    _check_files(reports)
    with tempfile.TemporaryDirectory(prefix=".stats-new-", dir=reports) as beside:
        for folder in (reports / name for name in _FOLDERS):
            if folder.is_symlink():
                raise BuildError(
                    f"{folder} is a link; remove it, so that nothing elsewhere is changed"
                )
            if notebooks.resolve().is_relative_to(folder.resolve()):
                raise BuildError(
                    f"{folder} belongs to the build; name another folder for the report"
                )
            try:
                if folder.exists():
                    Path(tempfile.mkdtemp(dir=beside)).rename(folder / ".stats-new").rmdir()
            except OSError as error:
                raise BuildError(
                    f"nothing can be moved into {folder}: {error.strerror}; mend that, or name "
                    "another folder"
                ) from None


def _check_files(reports: Path) -> None:
    """Refuse a folder whose files no build wrote."""
    page = reports / "report.html"
    if not (page.is_file() and _MARK in page.read_text("utf-8", "replace")):
        for name in (*_FOLDERS, page.name, "report.txt", "datapackage.json", *KEYS):
            if (reports / name).exists():
                raise BuildError(
                    f"{reports / name} is there, and no build wrote it; name another folder, or "
                    "delete what is there of an older report"
                )


def _facts(data: Data) -> About:
    """Return what the page says of itself; BuildError without a title or a description."""
    facts = about(data.folder)
    if lacking := [name for name in ("title", "description") if not getattr(facts, name)]:
        raise BuildError(
            f"datapackage.json beside the tables has no {' and no '.join(lacking)}; add it, as in "
            '{"title": "An article, checked", "description": "What it says of …"}'
        )
    return facts


def _csv(rows: Any) -> bytes:
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n").encode()


def without_chance(text: str) -> str:
    """Return a text without what differs from run to run: addresses in memory, ids by pandas.

    Examples
    --------
    >>> without_chance('<b id="T_0a1b2">object at 0x7f54d2cfce70</b>')
    '<b id="T_1">object at 0x…</b>'
    """
    text = re.sub(r" at 0x[0-9a-f]{9,12}\b", " at 0x…", text)
    drawn = re.findall(r'\bid=\\?"(T_[0-9a-f]{5})\\?"', text)
    for number, name in enumerate(dict.fromkeys(drawn), 1):
        text = text.replace(name, f"T_{number}")
    return text


def dead_ends(page: str) -> list[str]:
    """Return the addresses on a page to which links lead and which nothing on it has.

    Examples
    --------
    >>> dead_ends('<p id="a"><a href="#a">1</a> <a href="#b">2</a></p>')
    ['b']
    """
    inside = map(unquote, re.findall(r' href="#([^"]*)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    return sorted({*inside} - {*ids})


def _descriptor(files: Mapping[str, bytes]) -> bytes:
    """Return a list of all files beside the page, with what the columns of the tables mean.

    By this list the next build knows which files are its own.
    """
    tables = [table for table in PACKAGE["resources"] if table["path"] in files]
    others = [{"name": name, "path": name} for name in sorted(files.keys() - KEYS)]
    package = PACKAGE | {"resources": tables + others}
    return f"{json.dumps(package, ensure_ascii=False, indent=1)}\n".encode()


def _page(
    parts: Mapping[str, Any],
    facts: About,
    tables: Mapping[str, bytes],
    charts: Mapping[str, bytes],
) -> str:
    """Fill the page's template, in which what is not HTML is escaped."""
    pieces = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pictures = [name for name in charts if name.endswith(".png")]
    return pieces.get_template("index.html.j2").render(
        parts,
        facts=facts,
        picture=urljoin(facts.homepage, pictures[0]) if facts.homepage and pictures else "",
        has_charts=bool(charts),
        style=(TEMPLATE / "static" / "report.css").read_text("utf-8"),
        tables={name: data_address(table) for name, table in tables.items()},
    )


# Writing.


def _write(files: Mapping[str, bytes], reports: Path) -> None:
    """Write all files to a folder beside, then move each to its place, the page last.

    What stands in the way of one is told before any is moved.
    """
    for left in reports.glob(".stats-new-*"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".stats-new-", dir=reports) as beside:
        for name, content in files.items():
            new, place = Path(beside, name), reports / name
            if place.exists() and not place.is_file():
                raise BuildError(f"{place} is no plain file; remove it, or name another folder")
            new.parent.mkdir(exist_ok=True)
            new.write_bytes(content)
        for folder in _FOLDERS:
            (reports / folder).mkdir(exist_ok=True)
        # The descriptor comes after all others but the page: a build that is killed before leaves
        # the old one, by which the next knows what to delete.
        for name in sorted(files, key=lambda name: name == "report.html"):
            if name == "datapackage.json":
                for old in _last(reports) - {*files}:
                    (reports / old).unlink()
            os.replace(Path(beside, name), reports / name)


def _last(reports: Path) -> set[str]:
    """Return the files that the last build wrote, by its descriptor; none if it is unclear."""
    try:
        package = json.loads((reports / "datapackage.json").read_text("utf-8"))
        names = {str(resource["path"]) for resource in package["resources"]}
        return {
            name
            for name in names
            if re.fullmatch("((charts|notebooks)/)?[^/]+", name) and (reports / name).is_file()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return set()
