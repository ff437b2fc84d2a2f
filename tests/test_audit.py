"""The second script's own rules, by numbers worked out by hand."""

import pandas as pd
import pytest
from audit import Log, given, months, rows_of
from conftest import ROOT


@pytest.fixture(scope="module")
def rows():
    return rows_of(ROOT / "tests" / "data")


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("prisoners_2016", 21_850, 21_950),
        ("prisoners_2020", 38_990, float("inf")),
        ("growth", 77.5, 78.5),
        ("prisoners_2020_03_27_prisons", 35_000, 40_000),  # nearly, to 10,000
        ("prisoners_2016_interior", 21_989, 21_989),
    ],
)
def test_what_words_and_rounding_allow(rows, name, low, high):
    assert (rows.low[name], rows.high[name]) == (low, high)


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [("2016-12-31", "2020-03-31", 39), ("2016-12-31", "2020-03-01", 38 + 1 / 31)],
)
def test_months(first, last, length):
    assert months(pd.Timestamp(first), pd.Timestamp(last)) == pytest.approx(length)


@pytest.mark.parametrize(("how", "value"), [("sum", 60_989), ("pair", 77.3614)])
def test_what_others_give(rows, how, value):
    parts = rows.loc[["prisoners_2016_interior"]]
    parts = pd.concat([parts, parts.assign(value=39_000, end=parts.end + pd.DateOffset(years=3))])
    other = pd.Series({"how": how})
    assert given(other, parts, rows.loc["growth"]) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("where", "there", "own", "wrong"),
    [
        ("value", "78.0365", 78.03652968, 0),
        ("value", "78.0366", 78.03652968, 1),
        ("low", "77.6309", 77.63097949, 0),
        ("low", "77.6308", 77.63097949, 1),
        ("high", "inf", float("inf"), 0),
        ("about", "True", "False", 1),
    ],
)
def test_numbers_are_compared_to_six_digits(where, there, own, wrong):
    log = Log()
    log.same(where, there, own)
    assert (log.compared, log.wrong) == (1, wrong)
