"""A column of figures: what a column of numbers does, and what it refuses, as its figures do."""

import math
import re
import subprocess
import sys
from contextlib import chdir
from operator import attrgetter

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.figure import Figure as Drawing
from pandas.errors import DataError

import stats
from stats.figures.column import FigureArray

OVER, EXACT, ABOUT = (
    stats.Figure.parse(words, unit="people") for words in ("over 40", "50", "about 60")
)  # 40 < x; 50; 55 to 65
PEOPLE = pd.Series([OVER, EXACT, math.nan, ABOUT], [*"abcd"], dtype="figure")
PLACES = pd.Series({"a": stats.Figure.parse("20", unit="places")}, dtype="figure")


def test_rows_and_results_are_columns_of_figures(data):
    people = data.find("prisoners", "KHM").figure
    assert people.dtype == (people.diff() / people).dtype == "figure"
    assert stats.growth_rate(people.iloc[0], people).dtype == "figure"
    with pytest.raises(TypeError, match=r"5 is no figure; stats\.Figure\.parse"):
        pd.Series([5], dtype="figure")


def test_a_comparison_is_missing_where_it_cannot_be_told():
    assert (PEOPLE > 50).to_list() == [pd.NA, False, pd.NA, True]
    assert (PEOPLE <= 40).to_list() == [False, False, pd.NA, False]
    assert (PEOPLE == 50).to_list() == [pd.NA, True, pd.NA, False]
    assert (PEOPLE != 50).to_list() == [pd.NA, False, pd.NA, True]
    assert (PEOPLE == EXACT).to_list() == [pd.NA, True, pd.NA, False]
    assert (PEOPLE.dropna() != PEOPLE.dropna()).to_list() == [False] * 3
    assert 50 in PEOPLE.array
    with pytest.raises(stats.FigureError, match="places"):
        PLACES.iloc[0] < PEOPLE  # noqa: B015


def test_nothing_is_said_of_all_or_any_by_what_cannot_be_told():
    """Where pandas leaves out <NA>, an assert of all would hold by rows of which nobody knows."""
    over = PEOPLE.dropna().drop("b") > 50
    with pytest.raises(stats.FigureError, match=r"all: row 0 of 2, from 0, .* cannot be told"):
        over.all()
    for refused in (
        over.drop("d").any,
        (over & True).all,
        over.mean,
        over.to_frame().all,
        over.groupby([1, 1]).all,
    ):
        with pytest.raises(stats.FigureError, match=r"row 0 of .* cannot be told"):
            refused()
    with pytest.raises(stats.FigureError, match="row 0 of 1, from 0, is missing"):
        (PEOPLE[["c"]] > 5).all()
    assert over.any()
    assert over.sum() == 1
    assert not (PEOPLE < 40).dropna().any()


def test_reductions_go_by_the_rules_of_figures():
    mean = PEOPLE.mean()
    assert (mean.value, mean.words) == (50, "about 48 people or more")
    assert mean.formula == "(40 + 50 + 60) / 3"
    assert PEOPLE.drop("a").max() == PEOPLE["d"]
    with pytest.raises(stats.FigureError, match=r"cannot be told .* \.astype\(float\)"):
        PEOPLE.max()
    assert PEOPLE.sum().value == 150
    assert math.isnan(PEOPLE.sum(skipna=False))
    assert math.isnan(PEOPLE.sum(min_count=4))
    mixed = pd.concat([PEOPLE, PLACES])
    for name in ("sum", "mean", "min", "max"):
        with pytest.raises(stats.FigureError, match=r"is in people and .* is in places"):
            getattr(mixed, name)()
    for refused in ("std", "median", "prod", "quantile", "cumsum", "describe"):
        with pytest.raises((TypeError, NotImplementedError), match="figure"):
            getattr(PEOPLE, refused)()
    with pytest.raises(
        TypeError, match=r"not support operation std; take its numbers.*astype\(float\)\.std"
    ):
        PEOPLE.std()


@pytest.mark.parametrize(
    ("words", "least", "greatest"),
    [
        (("at least 40", "at most 40"), "at most 40", "at least 40"),
        (("under 40", "over 40"), "less than 40", "more than 40"),
        (("40", "nearly 40"), "nearly 40", "40"),
        (("40", "over 40"), "40", "more than 40"),
    ],
)
def test_of_equal_values_words_tell_the_least_and_the_greatest(words, least, greatest):
    column = stats.Figure.parse(pd.Series(words), unit="people")
    for ordered in (column, column[::-1]):
        assert (f"{ordered.min():,}", f"{ordered.max():,}") == (least, greatest)


def test_columns_of_other_lengths_are_refused():
    for operate in (PEOPLE.array.__add__, PEOPLE.array.__gt__):
        with pytest.raises(ValueError, match="zip"):
            operate([1, 2, 3, 4, 5])


def test_units_and_days_are_read_by_row():
    table = pd.DataFrame(
        {
            "text": ["5", "over 8", None],
            "unit": ["people", "places", "people"],
            "year": [2019, 2020, 2021],
        }
    )
    days = pd.to_datetime(table.year.astype(str) + "-12-31")
    column = stats.Figure.parse(table.text, unit=table.unit, end=days)
    assert column.map(str, na_action="ignore").to_list()[:2] == ["5 people", "more than 8 places"]
    assert [column[0].when, column[1].when] == ["31 December 2019", "31 December 2020"]
    assert column.isna().to_list() == [False, False, True]


def test_days_of_another_index_are_refused():
    days = pd.Series(["2020-12-31"], index=["b"])
    with pytest.raises(ValueError, match="end: its index is not that of text"):
        stats.Figure.parse(pd.Series(["5"], index=["a"]), unit="people", end=days)


def test_two_columns_are_equal_by_their_numbers():
    again = stats.Figure.parse(pd.Series(["50", "50", "50 or so", "40"]), unit="people")
    exact = pd.Series([EXACT] * 4, dtype="figure")
    assert (exact == again).to_list() == [True, True, pd.NA, False]
    assert (exact != again).to_list() == [False, False, pd.NA, True]
    places = stats.Figure.parse(pd.Series(["50"] * 4), unit="places")
    assert (exact == places).to_list() == [False] * 4  # 50 people are no 50 places


def test_it_is_rounded_row_by_row():
    assert str(PEOPLE.round(-2)["d"]) == "about 100 people (50 to 150)"
    assert PEOPLE.to_frame().round(-1).dtypes[0] == "figure"


def test_a_group_is_reduced_by_the_rules_of_figures():
    assert PEOPLE.groupby([1, 2, 1, 2]).sum().map(lambda each: each.value).to_list() == [40, 110]
    mixed = pd.concat([PEOPLE, PLACES])
    with pytest.raises(stats.FigureError) as refused:
        mixed.groupby([1, 1, 1, 1, 1]).sum()
    assert "is in people and" in str(refused.value.__cause__)


def test_a_cell_that_cannot_be_read_names_its_row():
    with pytest.raises(ValueError, match=r"^row 'b': .*has no number"):
        stats.Figure.parse(pd.Series(["5", "none given"], [*"ab"]), unit="people")


def test_words_are_read_as_a_column():
    people = stats.Figure.parse(pd.Series(["over 40", None], [*"ab"], name="n"), unit="people")
    assert (people.dtype, people.name, people["a"]) == ("figure", "n", OVER)
    with pytest.raises(ValueError, match="many"):
        stats.Figure.parse(pd.Series(["over 40", "many"]), unit="people")


def test_it_is_ordered_by_value():
    mixed = pd.concat([PEOPLE, PLACES.rename({"a": "e"})])
    assert mixed.sort_values().index.to_list() == [*"eabdc"]
    assert mixed.rank().to_list()[:2] == [2, 3]
    assert (PEOPLE.drop("a").idxmax(), PEOPLE.drop("a").idxmin()) == ("d", "b")
    with pytest.raises(stats.FigureError, match="cannot be told"):
        PEOPLE.idxmax()
    assert PEOPLE.groupby([1, 2, 1, 2]).max().to_list() == [OVER, ABOUT]


def test_columns_that_share_no_row_are_refused():
    for people in (PEOPLE[["b"]], pd.Series({"b": 50})):
        with pytest.raises(ValueError, match="prisoners and capacity: their indexes share nothing"):
            stats.occupancy_rate(people, pd.Series({"a": 20}))


def test_arrays_take_part():
    mixed = PEOPLE.astype(object) + PEOPLE
    assert mixed.equals(PEOPLE + PEOPLE)
    assert (PEOPLE + pd.array([1, 1, 1, None])).isna().to_list() == [False, False, True, True]
    assert len(FigureArray([EXACT]) * 2) == 1


@pytest.mark.parametrize("imported", ["import matplotlib.pyplot, stats", "import stats.drawing"])
def test_it_is_drawn_by_value(imported):
    code = """
import pandas as pd, stats
from matplotlib.figure import Figure
figures = stats.Figure.parse(pd.Series(['50', 'over 40']), unit='people')
ax = Figure().subplots()
assert ax.plot(figures)[0].get_ydata(orig=False)[0] == 50
ax.bar([0, 1], figures), ax.axhline(figures[1]), ax.fill_between([0, 1], figures)
"""
    subprocess.run(
        [sys.executable, "-c", f"{imported}\n{code}"], check=True, env={"MPLBACKEND": "Agg"}
    )


def test_a_mask_that_cannot_be_told_takes_no_rows():
    over = PEOPLE.dropna() > 50
    for refused in (lambda: PEOPLE.dropna()[over], lambda: PEOPLE.dropna()[~over]):
        with pytest.raises(stats.FigureError, match=r"mask: row 0 .*fillna\(False\)"):
            refused()
    assert PEOPLE.dropna()[over.fillna(value=False)].to_list() == PEOPLE[["d"]].to_list()


def test_people_and_places_in_a_list_have_no_mean():
    with pytest.raises(TypeError, match="Could not convert"):
        pd.Series([OVER, PLACES.iloc[0]]).mean()


GUIDE = (ROOT / "docs" / "pandas.md").read_text("utf-8")
LINES = re.findall(r"^\| (`.+) \| (.+) \|$", GUIDE, re.MULTILINE)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the code of the guide makes, run where its file does not disturb."""
    names = {"np": np, "pd": pd, "stats": stats, "math": math, "data": stats.load()}
    names |= {"ax": Drawing().subplots(), "attrgetter": attrgetter}
    with chdir(tmp_path_factory.mktemp("guide")):
        for code in re.findall(r"(?s)```python\n(.*?)```", GUIDE):
            exec(code, names)
    return names


@pytest.mark.parametrize(("codes", "gives"), LINES)
def test_the_guide_gives_what_it_says(names, codes, gives):
    for code in re.findall(r"`(.+?)`", codes):
        if gives == "refused":
            with pytest.raises((TypeError, NotImplementedError, stats.FigureError, DataError)):
                eval(code, names)
        else:
            assert str(eval(code, names)) == gives.replace("\\", "")


def test_figures_come_back_from_a_file_as_they_were(names):
    for figure, again in zip(names["people"], names["again"], strict=True):
        assert (str(again), again.range, again.period) == (str(figure), figure.range, figure.period)


def test_an_array_of_figures_is_a_column_for_a_measure():
    grown = stats.growth_rate(PEOPLE.dropna().array[1:2], PEOPLE.dropna().array[2:])
    assert grown.dtype == "figure"
