"""The chapters as they are committed, and how chapters are run."""

import os
import re
import warnings

import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT, chapter, environment

import stats.report.run

EXAMPLE = ROOT / "src" / "stats" / "example" / "notebooks" / "1-answer.ipynb"
each_chapter = pytest.mark.parametrize("path", [*NOTEBOOKS, EXAMPLE], ids=lambda path: path.stem)
YEAR = r"\b(?:19|20)\d\d\b"
FIGURE = r"\d{3,}|\d[,.\s\u202f]\d{3}\b|\d\s*(?:%|per ?cent)"


def read(path):
    return nbformat.read(path, as_version=4)


def prose(path):
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


@each_chapter
def test_a_chapter_is_a_valid_notebook(path):
    with warnings.catch_warnings(action="error"):
        nbformat.validate(read(path))


@each_chapter
def test_the_prose_of_a_chapter_begins_with_a_title(path):
    assert prose(path).startswith("# ")


@each_chapter
def test_no_figure_is_typed_in_the_prose_of_a_chapter(path):
    bare = re.sub(rf"{{eval}}`[^`]*`|“[^”]*”|\]\(\S+\)|{YEAR}", "", prose(path))
    assert re.findall(rf".*(?:{FIGURE}).*", bare) == []


def test_chapters_see_nothing_of_each_other_and_each_is_run_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # so that one is run after the other
    meddles = "import os, stats, sys; stats.load = x = 1; os.chdir('/'); sys.stdout = sys.stderr"
    asks = "import os, stats; f\"{'x' in globals()} {stats.load == 1} {os.getcwd()}\""
    paths = [tmp_path / "1.ipynb", tmp_path / "2.ipynb"]
    for path, source in zip(paths, [meddles, asks], strict=True):
        chapter(path, source)
    chapters, _ = stats.report.run.run(paths, environment())
    answer = chapters[paths[1]].cells[0].outputs[0].data["text/plain"]
    assert answer == repr(f"False False {tmp_path}")
