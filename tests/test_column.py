"""A column of figures: what a column of numbers does, and what it refuses, as its figures do."""

import math
import re
import subprocess
import sys
from contextlib import chdir

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

import stats
from stats.figures.column import FigureArray, NumbersError

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


def test_a_column_compares_as_a_figure_does():
    told = PEOPLE.drop("a")
    assert (told > 50).to_list() == [False, False, True]
    assert (PEOPLE <= 40).to_list() == [False] * 4
    assert (told < PEOPLE.drop("a").shift(-2)).to_list() == [True, False, False]
    with pytest.raises(stats.FigureError, match="places"):
        PLACES.iloc[0] < PEOPLE  # noqa: B015


@pytest.mark.parametrize(
    "habit",
    [
        lambda over: (over > 50).sum(),
        lambda over: over[over > 50],
        lambda over: over[~(over <= 50)],
        lambda over: over.where(over.gt(50)),
        lambda over: over.mask(over.lt(50)),
        lambda over: over.case_when([(over > 50, 1)]),
        lambda over: np.where(over > 50, "more", "less"),
        lambda over: over.to_frame("n").query("n > 50"),
        lambda over: over.between(30, 50),
        lambda over: over.clip(over.iloc[1]),
    ],
)
def test_what_cannot_be_told_of_a_row_is_neither_true_nor_false(habit):
    with pytest.raises(
        stats.FigureError, match=r"^\.iloc\[0\]: it cannot be told .*\.astype\(float\)"
    ):
        habit(PEOPLE)


def test_equal_is_what_is_surely_equal():
    assert (PEOPLE == 50).to_list() == [False, True, False, False]
    assert (PEOPLE != 50).to_list() == [True, False, True, True]
    assert (PEOPLE == EXACT).to_list() == [False, True, False, False]
    assert (PEOPLE != "over 40").all()
    assert PEOPLE.isin([50, 60]).to_list() == [False, True, False, False]
    assert 50 in PEOPLE.array
    again = stats.Figure.parse(pd.Series(["50", "50 or so", "40"]), unit="people")
    assert (again == EXACT).to_list() == [True, False, False]
    places = stats.Figure.parse(pd.Series(["50"] * 4), unit="places")
    assert not (PEOPLE.array == places.array).any()  # 50 people are no 50 places
    assert stats.figure(50, "places") != EXACT


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
        with pytest.raises(stats.FigureError, match=r"people (and|\+) .*places"):
            getattr(mixed, name)()


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
        assert f"{ordered[ordered.idxmin()]:,}" == least
        assert f"{ordered[ordered.idxmax()]:,}" == greatest


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


def test_it_is_rounded_row_by_row():
    assert str(PEOPLE.round(-2)["d"]) == "about 100 people (50 to 150)"
    assert PEOPLE.to_frame().round(-1).dtypes[0] == "figure"


def test_a_group_is_reduced_by_the_rules_of_figures():
    assert PEOPLE.groupby([1, 2, 1, 2]).sum().map(lambda each: each.value).to_list() == [40, 110]
    assert PEOPLE.groupby([1, 2, 1, 2]).max().to_list() == [OVER, ABOUT]
    mixed = pd.concat([PEOPLE, PLACES])
    with pytest.raises(stats.FigureError, match=r"20 places: these are people \+ places"):
        mixed.groupby([1, 1, 1, 1, 1]).sum()


def test_a_cell_that_cannot_be_read_names_its_row():
    with pytest.raises(ValueError, match=r"^row 'b': .*has no number"):
        stats.Figure.parse(pd.Series(["5", "none given"], [*"ab"]), unit="people")


def test_words_are_read_as_a_column():
    people = stats.Figure.parse(pd.Series(["over 40", None], [*"ab"], name="n"), unit="people")
    assert (people.dtype, people.name, people["a"]) == ("figure", "n", OVER)
    with pytest.raises(ValueError, match="many"):
        stats.Figure.parse(pd.Series(["over 40", "many"]), unit="people")


def test_it_is_ordered_by_value():
    assert PEOPLE.sort_values().index.to_list() == [*"abdc"]
    assert PEOPLE.rank().to_list()[:2] == [1, 2]
    assert (PEOPLE.drop("a").idxmax(), PEOPLE.drop("a").idxmin()) == ("d", "b")
    with pytest.raises(stats.FigureError, match="cannot be told"):
        PEOPLE.idxmax()
    with pytest.raises(stats.FigureError, match="is in people and"):
        pd.concat([PEOPLE, PLACES]).sort_values()


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
assert figures.plot().lines[0].get_ydata(orig=False)[0] == 50
"""
    subprocess.run(
        [sys.executable, "-c", f"{imported}\n{code}"], check=True, env={"MPLBACKEND": "Agg"}
    )


def test_what_is_missing_is_null_in_json():
    assert PEOPLE[["b", "c"]].to_json() == '{"b":"50 people","c":null}'


def test_people_and_places_in_a_list_have_no_mean():
    with pytest.raises(TypeError, match="Could not convert"):
        pd.Series([OVER, PLACES.iloc[0]]).mean()


GUIDE = (ROOT / "docs" / "pandas.md").read_text("utf-8")
LINES = re.findall(r"^\| (`.+) \| (.+) \|$", GUIDE, re.MULTILINE)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the code of the guide makes, run where its file does not disturb."""
    names = {}
    with chdir(tmp_path_factory.mktemp("guide")):
        for code in re.findall(r"(?s)```python\n(.*?)```", GUIDE):
            exec(code, names)
    return names


@pytest.mark.parametrize(("codes", "gives"), LINES)
def test_the_guide_gives_what_it_says(names, codes, gives):
    for code in re.findall(r"`(.+?)`", codes):
        if gives.startswith("refused"):
            errors = (TypeError, stats.FigureError, NumbersError)
            with pytest.raises(errors, match=r"\.astype\(float\)" if ":" in gives else None):
                eval(code, names)
        else:
            assert str(eval(code, names)) == gives


def test_figures_come_back_from_a_file_as_they_were(names):
    for figure, again in zip(names["people"], names["again"], strict=True):
        assert (str(again), again.range, again.period) == (str(figure), figure.range, figure.period)


def test_an_array_of_figures_is_a_column_for_a_measure():
    grown = stats.growth_rate(PEOPLE.dropna().array[1:2], PEOPLE.dropna().array[2:])
    assert grown.dtype == "figure"
