"""The formulas: worked values, what they refuse, and the laws that they obey."""

import math
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

import stats
from stats import measures

settings.load_profile("ci")  # the same examples in every run, and no deadline

DATES = {"start": "2017-01-01", "end": "2020-03-31"}
VALID = {
    "change": {"start": 40.0, "end": 50.0},
    "growth_rate": {"start": 40.0, "end": 50.0},
    "annual_growth_rate": {"start": 40.0, "end": 50.0, "years": 2.0},
    "doubling_time": {"start": 40.0, "end": 50.0, "years": 2.0},
    "project": {"start": 40.0, "rate": 0.5, "years": 2.0},
    "project_linear": {"start": 40.0, "change_per_year": 5.0, "years": 2.0},
    "occupancy_rate": {"prisoners": 40.0, "capacity": 50.0},
    "overcrowding_rate": {"prisoners": 40.0, "capacity": 50.0},
    "places_short": {"prisoners": 40.0, "capacity": 50.0},
    "floor_area_per_person": {"floor_area": 40.0, "prisoners": 50.0},
    "share": {"part": 40.0, "whole": 50.0},
    "rate_per": {"count": 40.0, "population": 50.0, "per": 100.0},
    "mean_rate": {"count": 40.0, **DATES, "per": "month"},
    "years_between": dict(DATES),
}
NUMERIC = [
    (name, argument)
    for name, arguments in VALID.items()
    for argument, value in arguments.items()
    if isinstance(value, float)
]
DATED = [(name, end) for name in ("mean_rate", "years_between") for end in ("start", "end")]


def call(name, **changed):
    return getattr(stats, name)(**(VALID[name] | changed))


def dates(*days):
    return pd.Series(pd.to_datetime(list(days)))


def test_the_cases_here_cover_every_measure():
    assert set(VALID) == set(measures.__all__)


# Values worked by hand.


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        (stats.change, (21_900, 38_990), 17_090),  # 38,990 - 21,900
        (stats.change, (50, 20), -30),
        (stats.growth_rate, (50, 75), 0.5),  # 75 is half again as much as 50
        (stats.growth_rate, (50, 25), -0.5),
        (stats.growth_rate, (50, 0), -1),  # all gone
        (stats.growth_rate, (21_900, 38_990), 0.7803653),  # 17,090 / 21,900
        (stats.annual_growth_rate, (100, 121, 2), 0.1),  # 1.1 * 1.1 = 1.21
        (stats.annual_growth_rate, (100, 150, 0.5), 1.25),  # 1.5 * 1.5 = 2.25
        (stats.annual_growth_rate, (100, 25, 2), -0.5),  # 0.5 * 0.5 = 0.25
        (stats.annual_growth_rate, (100, 0, 3), -1),
        (stats.doubling_time, (100, 200, 3), 3),  # it doubled, in 3
        (stats.doubling_time, (100, 800, 3), 1),  # it doubled 3 times in 3
        (stats.doubling_time, (100, 150, 1), 1.7095113),  # 0.6931472 / 0.4054651
        (stats.project, (100, 0.5, 2), 225),  # 100 * 1.5 * 1.5
        (stats.project, (100, 0.5, 0), 100),
        (stats.project, (100, -1, 1), 0),
        (stats.project, (100, 0.21, 0.5), 110),  # 1.1 * 1.1 = 1.21
        (stats.project_linear, (100, 8, 2.5), 120),  # 100 + 20
        (stats.project_linear, (100, -40, 2.5), 0),  # 100 - 100
        (stats.occupancy_rate, (147, 100), 1.47),
        (stats.occupancy_rate, (0, 100), 0),
        (stats.overcrowding_rate, (147, 100), 0.47),
        (stats.overcrowding_rate, (80, 100), -0.2),  # there is room
        (stats.places_short, (38_990, 26_593), 12_397),
        (stats.places_short, (90, 100), -10),  # places to spare
        (stats.places_short, (90, 0), 90),
        (stats.floor_area_per_person, (54, 40), 1.35),  # 40 * 1.35 = 54
        (stats.share, (34, 51), 2 / 3),  # 2 * 17 of 3 * 17
        (stats.share, (0, 51), 0),
        (stats.share, (51, 51), 1),
        (stats.rate_per, (25, 10_000), 250),  # ten times 25 in ten times 10,000
        (stats.rate_per, (25, 10_000, 1_000), 2.5),
    ],
)
def test_value_worked_by_hand(measure, arguments, expected):
    assert measure(*arguments) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2016-12-31", "2020-03-31", 39),  # 3 years and 3 months
        ("2016-12-31", "2020-03-01", 38 + 1 / 31),  # to 29 February 38, then 1 day of 31
        ("2019-12-31", "2020-02-29", 2),  # February ends before the 31st
        ("2020-01-31", "2020-02-29", 1),
        ("2020-01-31", "2020-02-28", 28 / 29),  # 29 days from 31 January to 29 February
        ("2020-02-29", "2021-02-28", 12),  # there is no later 29 February
        ("2020-02-29", "2024-02-29", 48),
        ("2019-02-01", "2019-02-15", 14 / 28),
        ("2020-02-01", "2020-02-15", 14 / 29),
        ("2019-01-31", "2019-03-30", 1 + 30 / 31),  # 30 of the 31 days to 31 March
        ("2020-01-01", "2020-01-01", 0),
    ],
)
def test_years_are_calendar_months_and_leftover_days_by_twelve(start, end, months):
    assert stats.years_between(start, end) == pytest.approx(months / 12, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end", "per", "length"),
    [
        ("2017-01-01", "2020-03-31", "day", 1_186),  # 365 + 365 + 365 + 31 + 29 + 31
        ("2017-01-01", "2020-03-31", "month", 39),  # 12 + 12 + 12 + 3
        ("2017-01-01", "2020-03-31", "year", 3.25),
        ("2020-02-01", "2020-02-29", "day", 29),
        ("2020-02-01", "2020-02-29", "month", 1),
        ("2019-02-01", "2019-02-28", "month", 1),
        ("2020-01-01", "2020-02-15", "month", 1 + 15 / 29),
        ("2020-01-15", "2020-02-14", "month", 1),
        ("2020-01-31", "2020-02-28", "month", 1),  # up to 29 February, a month after
        ("2020-01-01", "2020-12-31", "year", 1),
        ("2020-01-01", "2020-01-01", "day", 1),
        ("2020-01-01", "2020-01-01", "month", 1 / 31),
        ("2020-01-01", "2020-01-01", "year", 1 / 372),  # 12 * 31
    ],
)
def test_mean_rate_includes_first_and_last_day(start, end, per, length):
    assert stats.mean_rate(1_000, start, end, per=per) == pytest.approx(1_000 / length, rel=1e-12)


def test_mean_of_the_arrests_is_1430_a_month():
    assert stats.mean_rate(55_770, **DATES, per="month") == 1_430  # 39 * 1,430 = 55,770


# What goes in and what comes out.


@pytest.mark.parametrize(
    "start",
    [
        [40, 50],
        (40, 50),
        np.array([40, 50]),
        np.array([40.0, 50.0]),
        np.array([40, 50], dtype=np.uint8),
        pd.array([40, 50], dtype="Int64"),
        pd.Index([40, 50]),
    ],
    ids=["list", "tuple", "integers", "floats", "unsigned", "nullable", "index"],
)
def test_many_numbers_give_an_array(start):
    result = stats.change(start, 45)
    assert type(result) is np.ndarray
    assert result.tolist() == [5, -5]


@pytest.mark.parametrize("number", [np.int64(40), np.float32(40), np.uint8(40), Fraction(40)])
def test_other_kinds_of_number_give_a_plain_number(number):
    result = stats.growth_rate(number, 50)
    assert not isinstance(result, np.generic)
    assert result == 0.25


def test_unsigned_numbers_can_fall_below_zero():
    assert stats.change(np.uint8(50), np.uint8(20)) == -30


def test_whole_numbers_stay_whole():
    assert type(stats.change(21_900, 38_990)) is int


@pytest.mark.parametrize("digits", [20, 30])
def test_whole_numbers_may_be_very_large(digits):
    assert stats.change(0, 10**digits) == pytest.approx(10**digits, rel=1e-15)


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64"])
def test_series_keeps_its_index(dtype):
    start = pd.Series([40, 50], index=["north", "south"], dtype=dtype)
    expected = pd.Series([0.25, 0.0], index=["north", "south"])
    assert_series_equal(stats.growth_rate(start, 50), expected)


def test_series_with_a_repeated_index_keeps_it():
    result = stats.growth_rate(pd.Series([40, 50], index=["x", "x"]), 50)
    assert list(result.index) == ["x", "x"]


def test_series_of_no_rows_gives_a_series_of_no_rows():
    assert stats.growth_rate(pd.Series([], dtype="float64"), 50).empty


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_missing_number_stays_missing(name, argument):
    assert math.isnan(call(name, **{argument: math.nan}))


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64"])
def test_missing_number_in_a_series_stays_missing_alone(dtype):
    result = stats.growth_rate(pd.Series([40, None, 50], dtype=dtype), 50)
    assert list(result.isna()) == [False, True, False]


@pytest.mark.parametrize(("name", "argument"), DATED)
def test_missing_date_stays_missing(name, argument):
    assert math.isnan(call(name, **{argument: pd.NaT}))


@pytest.mark.parametrize("per", ["day", "month", "year"])
def test_missing_date_in_a_series_stays_missing_alone(per):
    result = stats.mean_rate(31, dates("2020-01-01", None), "2020-01-31", per=per)
    assert list(result.isna()) == [False, True]


@pytest.mark.parametrize(
    "day",
    [
        "2020-01-01",
        date(2020, 1, 1),
        datetime(2020, 1, 1, 23, 59),
        pd.Timestamp("2020-01-01 23:59"),
        np.datetime64("2020-01-01"),
        np.datetime64("2020-01-01T23:59"),
    ],
    ids=["text", "date", "datetime", "timestamp", "numpy day", "numpy minute"],
)
def test_day_may_be_given_in_any_usual_way(day):
    assert stats.mean_rate(30, day, "2020-01-30", per="day") == 1


def test_days_may_be_a_series():
    starts = dates("2020-01-01", "2020-02-01").set_axis(["x", "y"])
    result = stats.years_between(starts, "2021-02-01")
    assert_series_equal(result, pd.Series([13 / 12, 1.0], index=["x", "y"]))


# What is refused.


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float64("inf")])
def test_infinity_is_refused(name, argument, value):
    with pytest.raises(ValueError, match=rf"^{argument}: .*inf.* finite"):
        call(name, **{argument: value})


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        ("50", "'50'"),
        (True, "True"),
        (np.True_, "True"),
        (1j, "1j"),
        ([40, None], "None"),
        (["40", "50"], "'40', '50'"),
        ([True, False], "True, False"),
        (pd.Series(["north"]), "north"),
        (pd.Series([True]), "True"),
    ],
    ids=str,
)
def test_what_is_no_number_is_refused(name, argument, value, shown):
    with pytest.raises(TypeError, match=rf"(?s)^{argument}: .*{shown}.*is not a number"):
        call(name, **{argument: value})


@pytest.mark.parametrize(
    ("name", "argument", "value", "right"),
    [
        ("change", "start", -1, "0 or more"),
        ("change", "end", -1, "0 or more"),
        ("growth_rate", "start", 0, "above 0"),
        ("growth_rate", "start", -1, "above 0"),
        ("growth_rate", "end", -1, "0 or more"),
        ("annual_growth_rate", "start", 0, "above 0"),
        ("annual_growth_rate", "end", -1, "0 or more"),
        ("annual_growth_rate", "years", 0, "above 0"),
        ("annual_growth_rate", "years", -2, "above 0"),
        ("doubling_time", "start", 0, "above 0"),
        ("doubling_time", "end", 0, "above 0"),
        ("doubling_time", "end", 40, "above start"),
        ("doubling_time", "end", 30, "above start"),
        ("doubling_time", "years", 0, "above 0"),
        ("project", "start", -1, "0 or more"),
        ("project", "rate", -1.5, "-1"),
        ("project", "years", -2, "0 or more"),
        ("project_linear", "start", -1, "0 or more"),
        ("project_linear", "change_per_year", -21, "below a count of 0"),
        ("project_linear", "years", -2, "0 or more"),
        ("occupancy_rate", "prisoners", -1, "0 or more"),
        ("occupancy_rate", "capacity", 0, "above 0"),
        ("occupancy_rate", "capacity", -5, "above 0"),
        ("overcrowding_rate", "prisoners", -1, "0 or more"),
        ("overcrowding_rate", "capacity", 0, "above 0"),
        ("places_short", "prisoners", -1, "0 or more"),
        ("places_short", "capacity", -5, "0 or more"),
        ("floor_area_per_person", "floor_area", -1, "0 or more"),
        ("floor_area_per_person", "prisoners", 0, "above 0"),
        ("share", "part", 51, "no more than the whole"),
        ("share", "part", -1, "0 or more"),
        ("share", "whole", 0, "above 0"),
        ("rate_per", "count", -1, "0 or more"),
        ("rate_per", "population", 0, "above 0"),
        ("rate_per", "per", 0, "above 0"),
        ("mean_rate", "count", -1, "0 or more"),
        ("mean_rate", "end", "2016-12-31", "no earlier than start"),
        ("years_between", "end", "2016-12-31", "no earlier than start"),
        ("mean_rate", "per", "week", '"day", "month" or "year"'),
    ],
)
def test_value_outside_what_makes_sense_is_refused(name, argument, value, right):
    with pytest.raises(ValueError, match=rf"^{argument}: '?{value}'?.*{right}"):
        call(name, **{argument: value})


@pytest.mark.parametrize(("name", "argument"), DATED)
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2020-02-30", "'2020-02-30'"),
        ("2020-2-3", "'2020-2-3'"),
        ("20200203", "'20200203'"),
        ("٢٠٢٠-٠٢-٠٣", "'٢٠٢٠-٠٢-٠٣'"),
        ("last March", "'last March'"),
    ],
)
def test_text_that_is_no_date_is_refused(name, argument, value, shown):
    with pytest.raises(ValueError, match=rf"^{argument}: {shown} is not a da"):
        call(name, **{argument: value})


@pytest.mark.parametrize(("name", "argument"), DATED)
@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "None"), (2017, "2017"), (True, "True"), (pd.Series(["2017-01-01"]), "2017-01-01")],
    ids=str,
)
def test_what_is_no_date_is_refused(name, argument, value, shown):
    with pytest.raises(TypeError, match=rf"(?s)^{argument}: .*{shown}.*is not a date"):
        call(name, **{argument: value})


@pytest.mark.parametrize("count", [[5, -7], np.array([5, -7]), pd.Series([5, -7])])
def test_refusal_says_which_item_of_many_is_wrong(count):
    with pytest.raises(ValueError, match=r"^count: -7.* \(item 1\)"):
        call("rate_per", count=count)


def test_refusal_says_which_item_is_above_its_whole():
    with pytest.raises(ValueError, match=r"^part: 9\.0 \(item 2\)"):
        stats.share([1, 2, 9], [1, 5, 8])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("growth_rate", {"start": 1e-300, "end": 1e300}),
        ("growth_rate", {"start": np.array([1e-300]), "end": 1e300}),
        ("annual_growth_rate", {"start": 1.0, "end": 10.0, "years": 1e-3}),
        ("project", {"start": 1.0, "rate": 1.0, "years": 5_000.0}),
        ("project", {"start": 1, "rate": 1, "years": 5_000}),
        ("project_linear", {"start": np.array([1e308]), "change_per_year": 1e308, "years": 10}),
        ("rate_per", {"count": 1e308, "population": 1e-308}),
    ],
    ids=["growth", "growth of many", "annual", "project", "whole numbers", "linear", "rate"],
)
def test_result_too_large_for_a_number_is_refused(name, arguments):
    with pytest.raises(ValueError, match=rf"^{name}: .*too large"):
        call(name, **arguments)


@pytest.mark.parametrize("digits", [400, 5_000])
def test_whole_number_too_large_for_a_float_is_refused(digits):
    with pytest.raises(ValueError, match=r"^end: .*bits is not finite"):
        stats.growth_rate(1, 10**digits)


@pytest.mark.parametrize("index", [[1, 0], [0, 2], ["a", "b"]])
def test_series_with_different_indexes_are_refused(index):
    with pytest.raises(ValueError, match=r"^end: .*index.* start"):
        stats.growth_rate(pd.Series([1, 2]), pd.Series([2, 4], index=index))


def test_count_and_dates_with_different_indexes_are_refused():
    starts = dates("2020-01-01", "2020-01-01").set_axis([1, 0])
    with pytest.raises(ValueError, match=r"^start: .*index.* count"):
        stats.mean_rate(pd.Series([1, 2]), starts, "2020-01-31", per="day")


@pytest.mark.parametrize(
    ("measure", "arguments", "said"),
    [
        (stats.growth_rate, ([1, 2], [1, 2, 3]), "end: its length is 3 and that of start is 2"),
        (
            stats.growth_rate,
            (pd.Series([1, 2, 3]), np.array([5])),
            "end: its length is 1 and that of start is 3",
        ),
        (
            stats.rate_per,
            ([1, 2], 1_000, [1, 2, 3]),
            "per: its length is 3 and that of count is 2",
        ),
        (
            stats.mean_rate,
            ([1, 2, 3], dates("2020-01-01", "2020-02-01").array, "2020-03-01", "day"),
            "start: its length is 2 and that of count is 3",
        ),
        (
            stats.change,
            (np.ones((2, 3)), np.ones((3, 2))),
            "end: its length is 3 by 2 and that of start is 2 by 3",
        ),
    ],
    ids=["lists", "Series and array", "not side by side", "dates", "tables"],
)
def test_arguments_of_different_lengths_are_refused(measure, arguments, said):
    with pytest.raises(ValueError, match=rf"^{said}; give both the same length$"):
        measure(*arguments)


@pytest.mark.parametrize("end", [[75, 50], np.array([75, 50])], ids=["list", "array"])
def test_series_goes_with_an_array_of_its_length(end):
    start = pd.Series([50, 50], index=["north", "south"])
    expected = pd.Series([0.5, 0.0], index=["north", "south"])
    assert_series_equal(stats.growth_rate(start, end), expected)


def test_list_of_lists_of_different_lengths_is_refused_by_name():
    with pytest.raises(TypeError, match=r"^start: \[\[1\], \[2, 3\]\] is not a number"):
        stats.change([[1], [2, 3]], 5)


# Row by row: parts put together equal the whole.

FRAME = pd.DataFrame(
    {
        "before": [40.0, 21_900.0, 7.0, np.nan, 3.0, 12.0, 1.0],
        "after": [50.0, 38_990.0, 8.0, 4.0, 30.0, 13.5, 2.0],
        "years": [2.0, 3.25, 0.5, 1.0, 10.0, 7.5, 4.0],
        "rate": [0.5, 0.194, -0.5, 0.0, 0.1, -1.0, 2.0],
        "since": pd.to_datetime(["2017-01-01", "2016-12-31", "2020-02-29", "2019-01-31"] * 2)[:7],
        "until": pd.to_datetime(["2020-03-31", "2020-03-31", "2021-02-28", None] * 2)[:7],
    },
    index=list("abcdefg"),
)
ROW_BY_ROW = {
    "change": lambda f: stats.change(f["before"], f["after"]),
    "growth_rate": lambda f: stats.growth_rate(f["before"], f["after"]),
    "annual_growth_rate": lambda f: stats.annual_growth_rate(f["before"], f["after"], f["years"]),
    "doubling_time": lambda f: stats.doubling_time(f["before"], f["after"], f["years"]),
    "project": lambda f: stats.project(f["before"], f["rate"], f["years"]),
    "project_linear": lambda f: stats.project_linear(f["before"], f["rate"], f["years"]),
    "occupancy_rate": lambda f: stats.occupancy_rate(f["before"], f["after"]),
    "overcrowding_rate": lambda f: stats.overcrowding_rate(f["before"], f["after"]),
    "places_short": lambda f: stats.places_short(f["before"], f["after"]),
    "floor_area_per_person": lambda f: stats.floor_area_per_person(f["before"], f["after"]),
    "share": lambda f: stats.share(f["before"], f["after"]),
    "rate_per": lambda f: stats.rate_per(f["before"], f["after"], 1_000),
    "mean_rate": lambda f: stats.mean_rate(f["after"], f["since"], f["until"], per="month"),
    "years_between": lambda f: stats.years_between(f["since"], f["until"]),
}


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("rows", [1, 3])
def test_chunks_put_together_equal_the_whole(name, rows):
    measure = ROW_BY_ROW[name]
    chunks = [FRAME.iloc[at : at + rows] for at in range(0, len(FRAME), rows)]
    together = pd.concat([measure(chunk) for chunk in chunks])
    assert_series_equal(together, measure(FRAME), rtol=1e-12, atol=0)


# What changes to the code brought to light (`make mutate`).


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (2**53, int),
        (2**53 + 1, float),  # the first whole number that a float does not hold
        (Fraction(1, 2), float),
        (np.float32(0.5), float),
    ],
    ids=["2**53", "2**53 + 1", "fraction", "numpy"],
)
def test_count_stays_whole_as_far_as_floats_hold_each_whole_number(end, kind):
    assert type(stats.change(0, end)) is kind
    assert type(stats.change(end, 0)) is kind


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2**1024 - 1, "179769313486231590772930519078902473361797697894230657273..."),
        (2**1024, "a whole number of 1,025 bits"),
        (2**5_000, "a whole number of 5,001 bits"),
    ],
    ids=["1,024 bits", "1,025 bits", "5,001 bits"],
)
def test_whole_number_that_is_too_large_is_shown_short(number, shown):
    with pytest.raises(ValueError, match="finite") as caught:
        stats.growth_rate(1, number)
    assert str(caught.value) == f"end: {shown} is not finite; it must be finite"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("x" * 58, f"'{'x' * 58}'"), ("x" * 59, f"'{'x' * 56}...")],
    ids=["60", "61"],
)
def test_value_is_shown_whole_up_to_sixty_characters(value, shown):
    with pytest.raises(TypeError) as caught:
        stats.growth_rate(1, value)
    assert str(caught.value) == f"end: {shown} is not a number, nor an array or Series of them"


@pytest.mark.parametrize("attribute", ["low", "low_open", "words"])
def test_domain_cannot_be_changed(attribute):
    with pytest.raises(FrozenInstanceError):
        setattr(measures.COUNT, attribute, 1)


@pytest.mark.parametrize("name", VALID)
def test_measure_keeps_its_name_and_what_it_says_of_itself(name):
    measure = getattr(stats, name)
    assert measure.__name__ == name
    assert measure.__doc__.startswith("Return ")


@pytest.mark.parametrize("per", ["century", "days", "hour", "months", "years", ""])
def test_mean_is_per_day_month_or_year_and_nothing_else(per):
    with pytest.raises(ValueError, match=rf"^per: '{per}'; it must be "):
        call("mean_rate", per=per)


def test_mean_of_a_missing_count_over_a_missing_period_is_missing():
    assert math.isnan(stats.mean_rate(math.nan, pd.NaT, "2020-03-31", per="month"))


def test_first_of_several_wrong_items_is_named():
    with pytest.raises(ValueError, match=r"^start: -2\.0 \(item 1\); it must be 0 or more"):
        stats.change([1, -2, -3], 5)


@pytest.mark.parametrize("days", [np.array([17_000]), np.array(["2017-01-01"])], ids=str)
def test_array_of_anything_but_dates_is_refused(days):
    with pytest.raises(TypeError, match=r"^start: .* is not a date"):
        stats.years_between(days, "2020-03-31")


def test_line_that_falls_below_nothing_by_less_than_one_is_refused():
    with pytest.raises(ValueError, match=r"^change_per_year: -10\.5; .* below a count of 0"):
        stats.project_linear(10, -10.5, 1)


def test_day_may_be_of_a_year_of_three_digits():
    assert stats.years_between(date(999, 1, 1), date(1000, 1, 1)) == 1


@pytest.mark.parametrize(
    "result",
    [
        lambda: stats.project(100, math.nan, 0),
        lambda: stats.project(100, 0, math.nan),
        lambda: stats.annual_growth_rate(5, 5, math.nan),
    ],
    ids=["rate, no time", "time, no rate", "time, no growth"],
)
def test_missing_number_stays_missing_where_a_power_would_make_it_one(result):
    assert math.isnan(result())


# Laws.

# Measures whose one argument must be above the other.
RISING = {"doubling_time": ("start", "end"), "share": ("part", "whole")}

counts = st.integers(1, 1_000_000)
ratios = st.floats(0.5, 10)
spans = st.floats(0.5, 50)


@given(counts, st.integers(0, 1_000_000))
def test_growth_carried_on_for_a_year_leads_to_the_end(start, end):
    rate = stats.growth_rate(start, end)
    assert stats.project(start, rate, years=1) == pytest.approx(end, rel=1e-9, abs=1e-9)


@given(counts, ratios, spans)
def test_annual_growth_compounded_leads_to_the_end(start, ratio, years):
    rate = stats.annual_growth_rate(start, start * ratio, years)
    assert stats.project(start, rate, years) == pytest.approx(start * ratio, rel=1e-9)


@given(counts, st.floats(1.001, 10), spans)
def test_count_carried_on_for_its_doubling_time_doubles(start, ratio, years):
    rate = stats.annual_growth_rate(start, start * ratio, years)
    doubled = stats.project(start, rate, stats.doubling_time(start, start * ratio, years))
    assert doubled == pytest.approx(2 * start, rel=1e-6)


@given(counts, counts)
def test_overcrowding_is_occupancy_less_one(prisoners, capacity):
    over = stats.overcrowding_rate(prisoners, capacity)
    assert over == pytest.approx(stats.occupancy_rate(prisoners, capacity) - 1, abs=1e-12)


@pytest.mark.parametrize("name", sorted({name for name, _ in NUMERIC}))
@given(data=st.data())
def test_series_gives_what_its_items_give(name, data):
    names = [argument for at, argument in NUMERIC if at == name]
    pairs = st.tuples(*(st.floats(1, 2) for _ in names))
    rows = data.draw(st.lists(pairs, min_size=1, max_size=5))
    frame = pd.DataFrame(rows, columns=names)
    if name in RISING:
        frame[names[1]] += 2
    whole = call(name, **{argument: frame[argument] for argument in names})
    items = [call(name, **dict(row)) for _, row in frame.iterrows()]
    assert list(whole) == pytest.approx(items, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "argument", "direction"),
    [
        ("change", "start", -1),
        ("change", "end", 1),
        ("growth_rate", "start", -1),
        ("growth_rate", "end", 1),
        ("annual_growth_rate", "start", -1),
        ("annual_growth_rate", "end", 1),
        ("doubling_time", "start", 1),
        ("doubling_time", "end", -1),
        ("doubling_time", "years", 1),
        ("project", "start", 1),
        ("project", "rate", 1),
        ("project", "years", 1),
        ("project_linear", "start", 1),
        ("project_linear", "change_per_year", 1),
        ("project_linear", "years", 1),
        ("occupancy_rate", "prisoners", 1),
        ("occupancy_rate", "capacity", -1),
        ("overcrowding_rate", "prisoners", 1),
        ("overcrowding_rate", "capacity", -1),
        ("places_short", "prisoners", 1),
        ("places_short", "capacity", -1),
        ("floor_area_per_person", "floor_area", 1),
        ("floor_area_per_person", "prisoners", -1),
        ("share", "part", 1),
        ("share", "whole", -1),
        ("rate_per", "count", 1),
        ("rate_per", "population", -1),
        ("rate_per", "per", 1),
        ("mean_rate", "count", 1),
    ],
)
@given(data=st.data())
def test_measure_goes_one_way_in_each_argument(name, argument, direction, data):
    lower, upper = {"start": (1, 9), "part": (1, 9)}.get(argument, (10, 1_000))
    less = data.draw(st.integers(lower, upper))
    more = data.draw(st.integers(less, upper))
    others = {"start": 9.5, "end": 9.6, "part": 9.5, "whole": 9.6}
    fixed = {key: value for key, value in others.items() if (name, key) in NUMERIC}
    low, high = (call(name, **(fixed | {argument: value})) for value in (less, more))
    assert (high - low) * direction >= -1e-9 * abs(low)


def allowed(name, argument):
    """Any value that an argument may take, short of results that are too large for a number."""
    domain = getattr(stats, name).domains[argument]
    most = {"rate": 9, "years": 50}.get(argument, 1e6)
    above = {"years": 0.1}.get(argument, 1e-6) if domain == measures.POSITIVE else domain.low
    return st.floats(max(above, -most), most)


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
@given(data=st.data())
def test_value_between_two_others_gives_a_result_between_theirs(name, argument, data):
    # What `bounded` stands on: whatever the other arguments are, it goes one way or stays.
    drawn = {
        each: sorted(data.draw(st.lists(allowed(name, each), min_size=3, max_size=3), label=each))
        for at, each in NUMERIC
        if at == name
    }
    if name in RISING:  # one of the two argument's values are all above the other's
        lower, upper = RISING[name]
        six = data.draw(st.lists(allowed(name, lower), min_size=6, max_size=6, unique=True))
        drawn[lower], drawn[upper] = sorted(six)[:3], sorted(six)[3:]
    if name == "project_linear":  # no fall below nothing in the time
        drawn["start"] = [value + 5e7 for value in drawn["start"]]
    fixed = {each: values[1] for each, values in drawn.items()}
    low, between, high = (call(name, **(fixed | {argument: v})) for v in drawn[argument])
    slack = 1e-9 * (abs(low) + abs(high))
    assert min(low, high) - slack <= between <= max(low, high) + slack


@pytest.mark.parametrize("name", sorted({name for name, _ in NUMERIC}))
@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
@given(data=st.data())
def test_finite_numbers_give_a_finite_number_or_are_refused(name, many, data):
    arguments = {}
    for argument in (argument for at, argument in NUMERIC if at == name):
        least = max(getattr(stats, name).domains[argument].low, -1e308)
        number = data.draw(st.floats(least, 1e308), label=argument)
        arguments[argument] = [number, 1.0] if many else number
    with suppress(ValueError):
        assert np.all(np.isfinite(call(name, **arguments)))


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(days, st.integers(0, 20_000))
def test_day_later_is_never_a_shorter_time(start, length):
    end, day = start + timedelta(length), timedelta(1)
    assert stats.years_between(start, end) < stats.years_between(start, end + day)
    assert stats.years_between(start, end) <= stats.years_between(start - day, end)


@given(st.lists(st.tuples(days, st.integers(0, 20_000)), min_size=1, max_size=5))
def test_series_of_days_gives_what_its_days_give(rows):
    starts = [start for start, _ in rows]
    ends = [start + timedelta(length) for start, length in rows]
    whole = stats.years_between(dates(*starts), dates(*ends))
    assert list(whole) == [stats.years_between(*pair) for pair in zip(starts, ends, strict=True)]
