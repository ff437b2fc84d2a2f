"""How a number, a range, a unit and dates are written for a reader."""

import math
from datetime import date

import pytest

from stats.values.bounds import Bound
from stats.values.units import unit_of
from stats.words.english import (
    as_stated,
    dates_in_words,
    in_words,
    quoted,
    suggestion,
    usual_decimals,
)

INF = math.inf


def unit_words(u):
    return unit_of(u).words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.0005, "percent", "0.1%"),  # half a step goes up
        (-0.0001, "percent", "−0.01%"),  # not -0.0
        (-0.628401, "percent a year", "−62.8% a year"),
        (0.784, "percent", "78.4%"),
        (3.95, "years", "4.0 years"),
        (1.35, "square_metres a person", "1.4 m² a person"),
        (2.331, "per_1000", "2.3 per 1,000"),
        (0.5, "per_2.5", "0.5 per 2.5"),
        (1_142.5, "arrests a month", "1,143 arrests a month"),
        (0.25, "deaths a day", "0.3 deaths a day"),
        (1_142.5, "", "1,143"),
        (Bound(0.77318, INF, low_open=True), "percent", "more than 77.3%"),  # down, not to 77.4
        (Bound(0.0, 0.77318, from_nothing=True), "percent", "at most 77.4%"),  # up
        (Bound(10.0, 20.0, high_open=True), "pages", "10 to 19 pages"),
        (Bound(10.0, 10.5, high_open=True), "pages", "10 pages"),
        (Bound(10.0, 10.5, high_open=True, approximate=True), "pages", "about 10 pages"),
        (Bound(10.0, 20.0, high_open=True), "hours", "10 to 20 hours"),  # not counted whole
        # No more decimals than two digits of the width: 3 points, then 47.
        (Bound(0.70588, 0.73529), "percent", "70.5 to 73.6%"),
        (Bound(0.59, 1.06, approximate=True), "percent", "59 to 106%"),
        (Bound(10.0, 20.0, high_open=True), "arrests a month", "10 to 20 arrests a month"),
    ],
)
def test_value_with_its_unit(value, unit, words):
    assert str(in_words(value, unit)) == words


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "words"),
    [
        (1_000.0, "people", "exact", "1,000 people"),
        (38_990.0, "people", "more_than", "more than 38,990 people"),
        (1_000.0, "people", "nearly", "nearly 1,000 people"),
        (1_000.0, "people", "estimated", "an estimated 1,000 people"),
        (60_000.0, "square_metres", "exact", "60,000 square metres"),  # in full, not 6E+4
        (-12.345, "percent", "exact", "−1,234.5%"),
        (193.5, "per_100000", "exact", "193.5 per 100,000"),
        (1_520_000.0, "people", "about", "about 1.52 million people"),
        (1_520_000.0, "people", "exact", "1.52 million people"),
        (1_525_000.0, "people", "exact", "1,525,000 people"),
        (1_000_000.0, "people", "exact", "1 million people"),
        (-2_300_000_000.0, "people", "exact", "−2.3 billion people"),
        (1e18, "riel", "exact", "1,000,000 trillion riel"),
        (3_000_000.0, "million dollars", "exact", "3,000,000 million dollars"),
    ],
)
def test_figure_as_stated(value, unit, qualifier, words):
    assert str(as_stated(value, unit, qualifier)) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020-01-01", "2020-01-01", "1 January 2020"),
        ("2020-02-01", "2020-02-28", "1 to 28 February 2020"),  # a leap year
        ("2016-12-31", "2016-12-31", "31 December 2016"),
        ("2020-03-01", "2020-03-31", "March 2020"),
        ("2017-01-01", "2020-03-31", "January 2017 to March 2020"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2014-01-01", "2016-12-31", "2014 to 2016"),
        ("2021-01-01", "2021-06-30", "January to June 2021"),
        ("2017-04-01", "2020-12-31", "April 2017 to December 2020"),  # to the end of one
        ("2019-03-01", "2020-03-31", "March 2019 to March 2020"),  # one month of two years
        ("2012-07-02", "2012-07-31", "2 to 31 July 2012"),
        ("2009-01-01", "2009-03-05", "1 January to 5 March 2009"),
        ("2009-01-10", "2009-02-09", "10 January to 9 February 2009"),  # a month, but of no name
        ("2012-07-10", "2013-07-20", "10 July 2012 to 20 July 2013"),  # one month of two years
    ],
)
def test_dates_in_words(start, end, words):
    assert dates_in_words(date.fromisoformat(start), date.fromisoformat(end)) == words


def test_unit_by_itself():
    units = ("a_b_c", "per_1000", "", "square_metres", "percent")
    words = ["a b c", "per 1,000", "", "square metres", "%"]
    assert [unit_words(unit) for unit in units] == words


def test_value_of_a_table_is_in_percent():
    assert unit_of("percent").in_tables(0.57) == 57.0  # 100 * 0.57 is 56.99999999999999
    assert unit_of("times").in_tables(0.57) == 0.57


def test_suggestion_is_of_a_near_name():
    assert suggestion("growht", ["growth", "capacity"]) == "; did you mean growth?"
    assert suggestion("witches", ["growth", "capacity"]) == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a" * 60, '"' + "a" * 60 + '"'),
        ("a" * 61, '"' + "a" * 57 + '..."'),
        ("no\u200bthing", r'"no\u200bthing"'),
        ("a\u200bb\n", r'"a\u200bb\u000a"'),
    ],
)
def test_text_in_quotes(text, written):
    assert quoted(text) == written


def test_decimals_are_as_wide_as_a_range_allows():
    percent = [usual_decimals(Bound(*ends), "percent") for ends in ((0.728, 0.739), (0.59, 1.06))]
    assert percent == [1, 0]
    assert usual_decimals(Bound(49_221, 59_221), "people") == -3
