"""The chapters' charts: words on words, as the tables are and after corrections."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT, chapter, own_data, run_here

import stats
from stats import drawing, page
from stats.tables.read import Data

DATA = own_data()
WITH_CHARTS = [path for path in NOTEBOOKS if "page.chart(" in path.read_text("utf-8")]
each_chapter = pytest.mark.parametrize("path", WITH_CHARTS, ids=lambda path: path.stem)
Charts = Callable[[Path, Data], dict[str, drawing.Pair]]


def corrected(by, rows):
    """The project's tables with some rows' numbers larger or smaller, and as rounded as before."""

    def mend(table):
        step, at = table["rounded_to"], table.index.isin([*rows])
        return table.assign(
            value=table["value"].mask(at, (table["value"] * by / step).round() * step)
        )

    return DATA.with_tables(figures=mend(DATA.figures), context=mend(DATA.context))


@pytest.fixture
def charts(monkeypatch):
    """What a chapter draws of tables, without what it asserts and what it shows."""

    def run(path, data):
        found = {}
        monkeypatch.setattr(stats, "load", lambda: data)
        monkeypatch.setattr(page, "chart", lambda pair, name, **words: found.update({name: pair}))
        cells = [each.source for each in nbformat.read(path, 4).cells if each.cell_type == "code"]
        while "page.chart(" not in cells[-1]:
            cells.pop()
        names = {}
        for source in cells:
            # A correction may be refused, where a part becomes more than its whole.
            with suppress(stats.FigureError, KeyError):
                exec(compile(source, path.name, "exec", optimize=1), names)
        return found

    return run


def clashes(charts):
    assert charts
    return [clash for pair in charts.values() for clash in drawing.clashes(pair)]


@each_chapter
def test_no_words_lie_on_words_or_stick_out(path, charts):
    assert clashes(charts(path, DATA)) == []


@pytest.mark.landing
@each_chapter
def test_nor_do_they_after_corrections(path, charts):
    figures = [figure for pair in charts(path, DATA).values() for _, figure in pair.figures]
    drawn = {name: DATA[name].value for figure in figures for name in figure.inputs}
    biggest = sorted(drawn, key=drawn.__getitem__)[-3:]
    for rows in ([*DATA], *([name] for name in biggest)):
        for by in (0.9, 1.1):
            assert clashes(charts(path, corrected(by, rows))) == [], (rows, by)


def test_what_the_guide_writes_builds(tmp_path):
    guide = (ROOT / "docs" / "chapters.md").read_text("utf-8")
    first, comparison, chart = re.findall(r"(?s)```python\n(.*?)```", guide)
    [text] = re.findall(r"(?s)```markdown\n(.*?)```", guide)
    start = "import stats\nfrom stats import page\ndata = stats.load()\n"
    cells = (start + first, f"# A\n\n{text}", "(why-growth)=\nIt did.", comparison, chart)
    path = tmp_path / "1.ipynb"
    chapter(path, *cells, 'page.sources_table(data, "Sources")')
    done = run_here("chapter", path, ROOT / "data")
    assert (done.returncode, done.stderr) == (0, "")
