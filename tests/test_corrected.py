"""A row corrected: a chapter ends well or at an assertion, and no claim bears itself out."""

import functools
import random
import traceback

import nbformat
import pytest
from conftest import NOTEBOOKS, own_data
from matplotlib.figure import Figure as Drawing

import stats
from stats import drawing
from stats.report.markdown import texts_of
from stats.report.run import _assertion
from stats.sentences import faults

DATA = own_data()


@functools.cache
def corrected(name):
    """The tables with one number 2% or 10% off, or by its last digit where that is more."""
    by = random.Random(name).choice([-0.1, -0.02, 0.02, 0.1])

    def mend(table):
        if name not in table.index:
            return table
        old, step, words = table.loc[name, ["value", "rounded_to", "wording"]]
        new = round(old + step * (round(by * old / step) or (1 if by > 0 else -1)), 9)
        words = words.replace(f"{old:,.15g}", f"{new:,.15g}")
        table = table.copy()
        table.loc[name, ["value", "wording"]] = new, words
        return table

    return DATA.with_tables(figures=mend(DATA.figures), context=mend(DATA.context))


def run(path, data, monkeypatch):
    """Run a chapter to its end or to what is not true, and return that; raise any other error."""
    monkeypatch.setattr(stats, "load", lambda: data)
    names = {}
    for place, cell in enumerate(nbformat.read(path, 4).cells):
        file = f"{path.name}, cell {place}"
        texts = texts_of(cell.source) if cell.cell_type == "markdown" else []
        for _, expression in (piece for text in texts for piece in text):
            eval(expression or "0", names)
        if found := faults(texts, names):
            return f"{file}: {found}"
        try:
            exec(compile(cell.source if not texts else "", file, "exec"), names)
        except (AssertionError, stats.FigureError) as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next(each.lineno or 0 for each in frames if each.filename == file)
            if not _assertion(cell.source, line):
                raise
            return f"{file}, line {line}"
    return ""


@pytest.mark.landing
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_of_a_corrected_row(path, monkeypatch):
    def check(claim, data, *more):
        checked = own_check(claim, data, *more)
        listed = " ".join(checked.listed["rows"]).split()
        assert claim.who not in {data[each].who for each in listed}
        return checked

    own_check = stats.check
    monkeypatch.setattr(stats, "check", check)
    monkeypatch.chdir(path.parent)
    # Charts have their words here and are not drawn, which takes long: test_charts.py draws them.
    monkeypatch.setattr(drawing, "_drawn", lambda *what, **how: Drawing())
    monkeypatch.setattr(drawing, "clashes", lambda pair: [])
    monkeypatch.setattr(drawing, "render", lambda *what: ("", "", {}))
    monkeypatch.setattr(drawing, "inline_svg", lambda *what: "")
    assert run(path, DATA, monkeypatch) == ""
    for name in random.Random(path.stem).sample([*DATA], 80):  # all take three minutes
        try:
            run(path, corrected(name), monkeypatch)
        except Exception as error:
            error.add_note(f"where {name} is {corrected(name)[name]}")
            raise
