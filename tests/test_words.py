"""How a number, a figure and its dates are written for a reader."""

import math

import pandas as pd
import pytest

import stats
from stats import Bound

INF = math.inf


def figure(
    value=1_000.0,
    unit="people",
    *,
    qualifier="exact",
    start="2020-03-01",
    end="2020-03-31",
    wording="1,000 people",
):
    """A row of a table of figures, as far as its words go."""
    cells = {"value": value, "unit": unit, "qualifier": qualifier, "wording": wording}
    return pd.Series(cells | {"start": pd.Timestamp(start), "end": pd.Timestamp(end)})


# A value or a bound.


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1.7593, "ratio", "175.9 %"),
        (0.0005, "ratio", "0.1 %"),  # half a step goes up
        (-0.0001, "ratio", "0.0 %"),  # not -0.0
        (0.075193, "ratio a year", "7.5 % a year"),
        (-0.028401, "ratio a year", "−2.8 % a year"),
        (193.45, "per_100000", "193.5 per 100,000"),
        (78.4, "percent", "78.4 %"),
        (0.0, "people", "0 people"),
        (3.95, "years", "4.0 years"),
        (1_142.5, "arrests a month", "1,143 arrests a month"),
        (Bound(0.77318, INF, low_open=True), "ratio", "more than 77.3 %"),  # down, not to 77.4
        (Bound(0.0, 0.77318), "ratio", "at most 77.4 %"),  # up
        (Bound(0.0, 3.920938, True, True), "years", "less than 4.0 years"),
        (Bound(0.7701, 0.7799), "ratio", "77.0 to 78.0 %"),  # outward
        (Bound(1.444074, INF, True, approximate=True), "ratio", "more than about 144.4 %"),
        (Bound(0.1285, 0.1285, approximate=True), "ratio a year", "about 12.9 % a year"),
        (Bound(10.0, 20.0, high_open=True), "pages", "10 up to, not including, 20 pages"),
    ],
)
def test_value_is_said_with_its_unit(value, unit, words):
    assert stats.said(value, unit) == words


@pytest.mark.parametrize(
    ("unit", "words"), [("square_metres", "54,081 square metres"), ("pages", "54,081 pages")]
)
def test_unit_of_a_table_is_said_as_it_is_printed(unit, words):
    assert stats.printed(figure(54_081.0, unit)) == words
    assert stats.said(54_081.0, unit) == words


@pytest.mark.parametrize("value", [math.nan, INF])
def test_number_that_is_missing_or_infinite_is_not_said(value):
    with pytest.raises(ValueError, match=f"low, high: {value}"):
        stats.said(value, "people")


# A figure.


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("exact", "1,000 people"),
        ("at_least", "at least 1,000 people"),
        ("more_than", "more than 1,000 people"),
        ("at_most", "at most 1,000 people"),
        ("less_than", "less than 1,000 people"),
        ("about", "about 1,000 people"),
        ("estimated", "an estimated 1,000 people"),
    ],
)
def test_qualifier_is_printed_in_words(qualifier, words):
    assert stats.printed(figure(qualifier=qualifier)) == words


@pytest.mark.parametrize(
    ("wording", "qualifier", "words"),
    [
        ("nearly 1,000 inmates", "about", "nearly 1,000 people"),
        ("Nearly 1,000 inmates", "about", "nearly 1,000 people"),
        ("it held almost 1,000", "about", "nearly 1,000 people"),
        ("just short of 1,000 inmates", "about", "nearly 1,000 people"),
        ("around 1,000 inmates", "about", "about 1,000 people"),
        ("1,000, nearly twice as many", "exact", "1,000 people"),  # nearly of something else
        ("about 1,000, nearly twice as many", "about", "about 1,000 people"),
        ("nearly twice as many, 1,000 at least", "at_least", "at least 1,000 people"),
    ],
)
def test_a_figure_that_is_nearly_reached_is_printed_as_nearly(wording, qualifier, words):
    assert stats.printed(figure(qualifier=qualifier, wording=wording)) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (78.0, "percent", "78 %"),
        (22.8, "percent", "22.8 %"),
        (54_081.0, "square_metres", "54,081 square metres"),
        (193.5, "per_100000", "193.5 per 100,000"),
        (60_000.0, "arrests", "60,000 arrests"),  # in full, not 6E+4
        (15_550_000.0, "people", "15,550,000 people"),
        (0.0, "places", "0 places"),
        (0.5, "percent", "0.5 %"),
        (-1_234.5, "percent", "−1,234.5 %"),  # a minus, which is read out
    ],
)
def test_number_and_unit_are_printed_as_given(value, unit, words):
    assert stats.printed(figure(value, unit)) == words


def test_every_qualifier_and_unit_of_the_data_can_be_printed():
    for table in (stats.load_figures(), stats.load_context()):
        for name in table.index:
            assert "_" not in stats.printed(table.loc[name])


# Its dates.


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2016-12-31", "2016-12-31", "31 December 2016"),
        ("2020-01-01", "2020-01-01", "1 January 2020"),
        ("2020-03-01", "2020-03-31", "March 2020"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2020-02-01", "2020-02-28", "1 to 28 February 2020"),  # a leap year
        ("2019-02-01", "2019-02-28", "February 2019"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2014-01-01", "2016-12-31", "2014 to 2016"),
        ("2021-01-01", "2021-06-30", "January to June 2021"),
        ("2020-07-01", "2020-12-31", "July to December 2020"),
        ("2020-06-01", "2021-05-31", "June 2020 to May 2021"),
        ("2017-01-01", "2020-03-31", "January 2017 to March 2020"),  # from the start of a year
        ("2017-04-01", "2020-12-31", "April 2017 to December 2020"),  # to the end of one
        ("2019-03-01", "2020-03-31", "March 2019 to March 2020"),  # one month of two years
        ("2012-07-01", "2012-07-10", "1 to 10 July 2012"),
        ("2012-07-02", "2012-07-31", "2 to 31 July 2012"),
        ("2009-01-01", "2009-03-05", "1 January to 5 March 2009"),
        ("2012-07-10", "2013-07-20", "10 July 2012 to 20 July 2013"),  # one month of two years
        ("2021-12-31", "2022-03-25", "31 December 2021 to 25 March 2022"),
        ("2016-12-01", "2020-04-02", "1 December 2016 to 2 April 2020"),
    ],
)
def test_dates_are_written_as_a_reader_would(start, end, words):
    assert stats.when(figure(start=start, end=end)) == words
