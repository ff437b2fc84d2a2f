"""What several tests share: tables of their own, ways to run this checkout, a page taken apart."""

import csv
import functools
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from hypothesis import settings

from stats import sentences
from stats.__main__ import main
from stats.tables.read import load

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "tests" / "data"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MADE = '<meta name="generator" content="stats">'
"""By this a build knows a report that a build made."""

# The profile that tests load: the same examples in every run and no deadline, and half as many.
settings.register_profile("ci", settings.get_profile("ci"), max_examples=50)


def pytest_report_teststatus(report):
    """What passes says nothing; the last line counts it."""
    return ("passed", "", "PASSED") if report.passed and report.when == "call" else None


def environment(**changes):
    """This environment without what a surrounding make or shell set, running this checkout."""
    ours = ("MAKE", "MFLAGS", "VIRTUAL_ENV", "CONDA", "STATS_DATA", "LOCK")
    ours += ("DATA", "FOLDER", "NOTEBOOKS", "PROJECT", "REPORTS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT / "src")} | changes


def run(*command, cwd=ROOT, **changes):
    """Run a command to its end."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run_stats(*arguments, **how):
    """Run `python -m stats` as the Makefile does."""
    return run(sys.executable, "-m", "stats", *arguments, **how)


def run_here(*arguments, cwd=ROOT):
    """Do in this process what `python -m stats` does, which is faster than a new one."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, chdir(cwd):
        patch.setattr(sys, "argv", ["stats", *map(str, arguments)])
        with redirect_stdout(out), redirect_stderr(err):
            status = main()
    return subprocess.CompletedProcess(sys.argv, status, out.getvalue(), err.getvalue())


def files(folder):
    """All files under a folder, by their names in it."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def chapter(path, *cells, **metadata):
    """Write a chapter of cells, Markdown if one begins with `#`, `(` or `:`; return its folder."""
    made = [
        getattr(
            nbformat.v4, f"new_{'markdown' if source.startswith(('#', '(', ':')) else 'code'}_cell"
        )(source, id=f"c{place}")
        for place, source in enumerate(cells)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=metadata), path)
    return path.parent


@functools.cache
def own_data():
    """The project's own tables, read once for all tests."""
    return load(ROOT / "data")


@pytest.fixture(scope="session")
def data():
    """The tests' own tables, which stay as they are when a figure is corrected, read."""
    return load(TABLES)


ONE_FIGURE = {
    "figures": "arrests_campaign",
    "quantities": "drug_arrests",
    "sources": "khmer_times_2020",
    "bodies": "amnesty",
    "places": "KHM",
}


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Tables of no more rows than one figure needs, which are read sooner."""
    folder = tmp_path_factory.mktemp("few")
    shutil.copy(TABLES / "datapackage.json", folder)
    for name, key in ONE_FIGURE.items():
        header, *rows = (TABLES / f"{name}.csv").read_text("utf-8").splitlines()
        kept = [row for row in rows if row.startswith(f"{key},")]
        (folder / f"{name}.csv").write_text("\n".join([header, *kept]), "utf-8")
    return folder


Changes = Mapping[str, Mapping[str, object] | None]
"""By key of a row: the cells to change, or None to take the row out."""


def change(folder, **files):
    """Copy the tests' own tables into a folder that is not there yet, with some rows changed.

    `figures={"growth": {"value": 74}}` changes a cell, `context={"an_id": None}` takes a row out. A
    key that no row has adds one at the end, a copy of the row that its `like` names.
    """
    shutil.copytree(TABLES, folder)
    for name, rows in files.items():
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *cells = csv.reader(file)
        table = {row[0]: dict(zip(header, row, strict=True)) for row in cells}
        for key, changes in rows.items():
            if changes is None:
                del table[key]
                continue
            changed = {column: str(cell) for column, cell in changes.items()}
            like = changed.pop("like", key)
            assert changed.keys() <= set(header), f"{name}.csv has no such column: {changed}"
            copy = table[like] | {header[0]: key} | ({"name": key} if "name" in header else {})
            table[key] = table.get(key, copy) | changed
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table.values())
    return folder


@pytest.fixture
def changed(tmp_path):
    """Make a copy of the tests' own tables with some rows changed, as `change` does it."""
    number = itertools.count()
    return lambda **files: change(tmp_path / f"tables_{next(number)}", **files)


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Elements whose end need not be written, and what ends each beside its parent's end.
ENDED_BY = {
    "td": {"td", "th", "tr", "tbody"},
    "th": {"td", "th", "tr", "tbody"},
    "tr": {"tr", "tbody"},
    "thead": {"tbody"},
    "tbody": {"tbody"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
}


class Page(HTMLParser):
    """A page as a tree of elements. It refuses one whose elements are not closed in order."""

    def __init__(self, html):
        super().__init__()
        self.builder = ElementTree.TreeBuilder()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"
        self.root = self.builder.close()

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: <{tag} {attrs}"
        while self.open and tag in ENDED_BY.get(self.open[-1], ()):
            self.builder.end(self.open.pop())
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in ENDED_BY:
            self.builder.end(self.open.pop())
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.builder.end(self.open.pop())

    def handle_data(self, data):
        if self.open:
            self.builder.data(data)

    def all(self, *tags):
        """The elements of these tags, in order; of every tag if none is given."""
        return (element for element in self.root.iter() if not tags or element.tag in tags)


def text(element):
    """The text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def faults(text, /, **names):
    """What is wrong with a text, in which {a} is an expression and {a.value:.0f} an f-string."""
    *pieces, last = re.split(r"\{([^{}]*)\}", text)
    asked = [f'f"{{{field}}}"' if re.search("[:!]", field) else field for field in pieces[1::2]]
    return sentences.faults([[*zip(pieces[::2], asked, strict=True), (last, "")]], names)
