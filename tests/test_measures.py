"""The formulas: worked values, what they refuse, their ranges, and the laws that they obey."""

import itertools
import math
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

import stats
from stats import Bound, Figure, FigureError, measures

settings.load_profile("ci")  # the same examples in every run, and no deadline

INF = math.inf
CAMPAIGN = {"start": "2017-01-01", "end": "2020-03-31"}
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
    "mean_rate": {"count": 40.0, **CAMPAIGN, "per": "month"},
    "years_between": dict(CAMPAIGN),
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


@pytest.mark.parametrize("name", measures.__all__)
def test_measure_keeps_its_name_and_what_it_says_of_itself(name):
    assert name in VALID
    assert getattr(stats, name).__name__ == name
    assert getattr(stats, name).__doc__.startswith("Return ")


# Values worked by hand.


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        (stats.change, (50, 20), -30),
        (stats.growth_rate, (50, 75), 0.5),  # 75 is half again as much as 50
        (stats.growth_rate, (50, 0), -1),  # all gone
        (stats.growth_rate, (21_900, 38_990), 0.7803653),  # 17,090 / 21,900
        (stats.annual_growth_rate, (100, 121, 2), 0.1),  # 1.1 * 1.1 = 1.21
        (stats.annual_growth_rate, (100, 150, 0.5), 1.25),  # 1.5 * 1.5 = 2.25
        (stats.annual_growth_rate, (100, 0, 3), -1),
        (stats.doubling_time, (100, 800, 3), 1),  # it doubled 3 times in 3
        (stats.doubling_time, (100, 150, 1), 1.7095113),  # 0.6931472 / 0.4054651
        (stats.project, (100, 0.5, 2), 225),  # 100 * 1.5 * 1.5
        (stats.project, (100, 0.5, 0), 100),
        (stats.project, (100, -1, 1), 0),
        (stats.project_linear, (100, 8, 2.5), 120),  # 100 + 20
        (stats.project_linear, (100, -40, 2.5), 0),  # 100 - 100
        (stats.occupancy_rate, (147, 100), 1.47),
        (stats.overcrowding_rate, (147, 100), 0.47),
        (stats.overcrowding_rate, (80, 100), -0.2),  # there is room
        (stats.places_short, (90, 100), -10),  # places to spare
        (stats.places_short, (90, 0), 90),
        (stats.floor_area_per_person, (54, 40), 1.35),  # 40 * 1.35 = 54
        (stats.share, (34, 51), 2 / 3),  # 2 * 17 of 3 * 17
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
        ("2016-12-31", "2020-03-01", 38 + 1 / 31),  # to 29 February 38, then 1 day of 31
        ("2019-12-31", "2020-02-29", 2),  # February ends before the 31st
        ("2020-01-31", "2020-02-28", 28 / 29),  # 29 days from 31 January to 29 February
        ("2020-02-29", "2021-02-28", 12),  # there is no later 29 February
        ("2019-02-01", "2019-02-15", 14 / 28),
        ("2019-01-31", "2019-03-30", 1 + 30 / 31),  # 30 of the 31 days to 31 March
        ("2020-01-01", "2020-01-01", 0),
        (date(999, 1, 1), date(1000, 1, 1), 12),  # a year of three digits
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
        ("2020-01-01", "2020-02-15", "month", 1 + 15 / 29),
        ("2020-01-31", "2020-02-28", "month", 1),  # up to 29 February, a month after
        ("2020-01-01", "2020-01-01", "day", 1),
        ("2020-01-01", "2020-01-01", "year", 1 / 372),  # 12 * 31
    ],
)
def test_mean_rate_includes_first_and_last_day(start, end, per, length):
    assert stats.mean_rate(1_000, start, end, per=per) == pytest.approx(1_000 / length, rel=1e-12)


# What goes in and what comes out.


@pytest.mark.parametrize(
    "start",
    [
        [40, 50],
        (40, 50),
        np.array([40, 50], dtype=np.uint8),
        pd.array([40, 50]),
        pd.Index([40, 50]),
    ],
    ids=["list", "tuple", "unsigned", "nullable", "index"],
)
def test_many_numbers_give_an_array(start):
    result = stats.change(start, 45)
    assert type(result) is np.ndarray
    assert result.tolist() == [5, -5]


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (2**53, int),
        (2**53 + 1, float),  # the first whole number that a float does not hold
        (np.uint8(20), int),
        (np.float32(0.5), float),
        (Fraction(1, 2), float),
    ],
    ids=["2**53", "2**53 + 1", "numpy's integer", "numpy's float", "fraction"],
)
def test_count_stays_whole_as_far_as_floats_hold_each_whole_number(end, kind):
    assert type(stats.change(end, 0)) is type(stats.change(0, end)) is kind
    assert stats.change(end, 0) == -float(end)


@pytest.mark.parametrize("dtype", ["float64", "Int64"])
@pytest.mark.parametrize("end", [50, [50, 50], np.array([50, 50])], ids=["one", "list", "array"])
def test_series_keeps_its_index(dtype, end):
    start = pd.Series([40, 50], index=["x", "x"], dtype=dtype)
    expected = pd.Series([0.25, 0.0], index=["x", "x"])
    assert_series_equal(stats.growth_rate(start, end), expected)


@pytest.mark.parametrize("name", VALID)
def test_series_gives_what_its_items_give(name):
    more = {key: 1.25 * value for key, value in VALID[name].items() if (name, key) in NUMERIC}
    rows = pd.DataFrame([VALID[name], VALID[name] | more], index=["x", "y"])
    for at, key in DATED:
        if at == name:
            rows[key] = pd.to_datetime(rows[key])
    whole = call(name, **{key: rows[key] for key in rows if (name, key) in NUMERIC + DATED})
    assert_series_equal(whole, rows.apply(lambda row: call(name, **row), axis="columns"))


def test_series_of_no_rows_gives_a_series_of_no_rows():
    assert stats.growth_rate(pd.Series([], dtype="float64"), 50).empty


@pytest.mark.parametrize(("name", "argument"), NUMERIC + DATED)
def test_what_is_missing_stays_missing(name, argument):
    missing = pd.NaT if (name, argument) in DATED else math.nan
    assert math.isnan(call(name, **{argument: missing}))


def test_missing_number_stays_missing_where_a_power_would_make_it_one():
    assert math.isnan(stats.project(100, math.nan, 0))
    assert math.isnan(stats.annual_growth_rate(5, 5, math.nan))


def test_what_is_missing_in_a_series_stays_missing_alone():
    counts = pd.Series([40, None, 50], dtype="Int64")
    assert list(stats.growth_rate(counts, 50).isna()) == [False, True, False]
    starts = dates("2020-01-01", None)
    assert list(stats.mean_rate(31, starts, "2020-01-31", per="day").isna()) == [False, True]


@pytest.mark.parametrize(
    "day",
    [
        "2020-01-01",
        date(2020, 1, 1),
        datetime(2020, 1, 1, 23, 59),
        pd.Timestamp("2020-01-01 23:59"),
        np.datetime64("2020-01-01T23:59"),
    ],
    ids=["text", "date", "datetime", "timestamp", "numpy"],
)
def test_day_may_be_given_in_any_usual_way(day):
    assert stats.mean_rate(30, day, "2020-01-30", per="day") == 1


# What is refused.


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_infinity_and_text_are_refused(name, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: inf is not finite; it must be finite$"):
        call(name, **{argument: INF})
    with pytest.raises(TypeError, match=rf"^{argument}: '5' is not a number, nor an array or Ser"):
        call(name, **{argument: "5"})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (np.True_, "True"),
        ([1j], r"1\.j"),
        ([40, None], "None"),
        ([True, False], "True, False"),
        ([[1], [2, 3]], r"\[\[1\], \[2, 3\]\]"),
        (pd.Series(["north"]), "north"),
        (Bound(1, 2), r"Bound\(1, 2\)"),
        ("x" * 58, f"'{'x' * 58}'"),
        ("x" * 59, rf"'{'x' * 56}\.\.\."),
    ],
    ids=str,
)
def test_what_is_no_number_is_refused(value, shown):
    with pytest.raises(TypeError, match=rf"(?s)^end: .*{shown}.* is not a number"):
        stats.growth_rate(40, value)


@pytest.mark.parametrize(
    ("right", "value", "arguments"),
    [
        ("0 or more", -1, "change start, change end, growth_rate end, annual_growth_rate end"),
        ("0 or more", -1, "project start, project years, project_linear start, share part"),
        ("0 or more", -1, "project_linear years, occupancy_rate prisoners, places_short capacity"),
        ("0 or more", -1, "overcrowding_rate prisoners, places_short prisoners, rate_per count"),
        ("0 or more", -1, "floor_area_per_person floor_area, mean_rate count"),
        ("above 0", 0, "growth_rate start, annual_growth_rate start, annual_growth_rate years"),
        ("above 0", 0, "doubling_time start, doubling_time end, doubling_time years"),
        ("above 0", 0, "occupancy_rate capacity, overcrowding_rate capacity, share whole"),
        ("above 0", 0, "floor_area_per_person prisoners, rate_per population, rate_per per"),
        ("above 0", -1, "growth_rate start"),
        ("above start, since nothing that does not grow doubles", 40, "doubling_time end"),
        (r"-1 \(all gone\) or more", -1.5, "project rate"),
        (
            r"a change that keeps start \+ change_per_year \* years at 0 or more",
            -20.5,
            "project_linear change_per_year",
        ),
        ("no more than the whole", 51, "share part"),
        ("no earlier than start", "2016-12-31", "mean_rate end, years_between end"),
        ('"day", "month" or "year"', "century", "mean_rate per"),
        ('"day", "month" or "year"', "years", "mean_rate per"),
    ],
)
def test_value_outside_what_makes_sense_is_refused(right, value, arguments):
    for pair in arguments.split(", "):
        name, argument = pair.split()
        with pytest.raises(ValueError, match=rf"^{argument}: '?{value}.*; it must be {right}$"):
            call(name, **{argument: value})


@pytest.mark.parametrize("text", ["2020-2-3", "20200203", "٢٠٢٠-٠٢-٠٣", "last March"])
def test_text_of_another_form_is_no_date(text):
    with pytest.raises(ValueError, match=rf"^start: '{text}' is not a date written YYYY-MM-DD$"):
        stats.years_between(text, "2020-03-31")


@pytest.mark.parametrize(
    "value", [None, 2017, pd.Series(["2017"]), np.array([17_000]), np.array(["2017"])], ids=str
)
def test_what_is_no_date_is_refused(value):
    for name, argument in DATED:
        with pytest.raises(TypeError, match=rf"(?s)^{argument}: .* is not a date written YYYY-MM-"):
            call(name, **{argument: value})
    with pytest.raises(ValueError, match=r"^start: '2020-02-30' is not a day that exists$"):
        call("mean_rate", start="2020-02-30")


@pytest.mark.parametrize(
    ("measure", "arguments", "said"),
    [
        (stats.rate_per, ([5, -7, -8], 9), r"count: -7\.0 \(item 1\)"),
        (stats.rate_per, (pd.Series([5, -7], index=["x", "y"]), 9), r"count: -7\.0 \(at 'y'\)"),
        (stats.rate_per, (pd.Series([5, INF], index=["x", "y"]), 9), r"count: inf \(at 'y'\)"),
        (stats.share, ([1, 2, 9], 8), r"part: 9\.0 \(item 2\)"),
        (stats.share, (9, pd.Series([10, 4], index=["x", "y"])), r"part: 9 \(at 'y'\)"),
        (stats.change, (pd.Series([1, 2]), [1, 2, -3]), r"end: -3\.0 \(item 2\)"),
        (stats.change, (pd.Series([1, 2]), [-3]), r"end: -3\.0 \(item 0\)"),
    ],
)
def test_refusal_says_which_item_of_many_is_wrong(measure, arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        measure(*arguments)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2**1024 - 1, "179769313486231590772930519078902473361797697894230657273..."),
        (2**1024, "a whole number of 1,025 bits"),
    ],
    ids=["1,024 bits", "1,025 bits"],
)
def test_whole_number_that_is_too_large_is_shown_short(number, shown):
    with pytest.raises(ValueError, match="finite") as caught:
        stats.growth_rate(1, number)
    assert str(caught.value) == f"end: {shown} is not finite; it must be finite"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("growth_rate", {"start": 1e-300, "end": 1e300}),
        ("growth_rate", {"start": np.array([1e-300, 1]), "end": 1e300}),
        ("project", {"start": 1, "rate": 1, "years": 5_000}),
    ],
    ids=["one", "many", "power"],
)
def test_result_too_large_for_a_number_is_refused(name, arguments):
    with pytest.raises(ValueError, match=rf"^{name}: the result is too large for a number$"):
        call(name, **arguments)


@pytest.mark.parametrize(
    ("arguments", "keywords", "said"),
    [
        (
            (1,),
            {"strat": 2},
            "growth_rate: missing a required argument: 'end'; it takes start, end",
        ),
        (
            (1, 5),
            {"x": 2},
            "growth_rate: got an unexpected keyword argument 'x'; it takes start, end",
        ),
        ((1,), {}, "growth_rate: missing a required argument: 'end'; it takes start, end"),
    ],
)
def test_wrong_call_names_the_function_and_the_nearest_name(arguments, keywords, said):
    with pytest.raises(TypeError) as caught:
        stats.growth_rate(*arguments, **keywords)
    assert str(caught.value) == said


THREE = pd.Series([1, 2, 3])


@pytest.mark.parametrize(
    ("measure", "arguments", "said"),
    [
        (stats.change, ([1, 2], [1, 2, 3]), "end: its length is 3 and that of start is 2"),
        (stats.change, (THREE, np.array([5])), "end: its length is 1 and that of start is 3"),
        (stats.rate_per, ([1, 2], 9, [1, 2, 3]), "per: its length is 3 and that of count is 2"),
        (
            partial(stats.mean_rate, per="day"),
            ([1, 2, 3], dates("2020-01-01", "2020-02-01").array, "2020-03-01"),
            "start: its length is 2 and that of count is 3",
        ),
        (
            stats.change,
            (np.ones((2, 3)), np.ones((3, 2))),
            "end: its length is 3 by 2 and that of start is 2 by 3",
        ),
        (stats.change, (THREE, THREE[::-1]), "end: its index differs from that of start"),
        (stats.share, (THREE, THREE[:2]), "whole: its index differs from that of part"),
    ],
)
def test_arguments_of_other_lengths_or_indexes_are_refused(measure, arguments, said):
    with pytest.raises(ValueError, match=rf"^{said}; give both the same (length|index)$"):
        measure(*arguments)


# What a measure may be, where its arguments are ranges.


def known(low, high, *flags, face=None, **more):
    """A figure that may be from `low` to `high`, and at face one of them."""
    face = face if face is not None else low if math.isfinite(low) else high
    return Figure(float(face), Bound(low, high, *flags, **more))


MEAN = partial(stats.mean_rate, **CAMPAIGN, per="month")


@pytest.mark.parametrize(
    ("measure", "arguments", "allowed"),
    [
        # One side has no end: the limit is taken, and stays open.
        (stats.growth_rate, (known(50, INF), 75), Bound(-1, 0.5, True)),
        (stats.places_short, (5, known(2, INF)), Bound(-INF, 3)),
        (stats.project, (8, -0.5, known(1, INF)), Bound(0, 4, True)),
        (stats.annual_growth_rate, (1, 4, known(2, INF)), Bound(0, 1, True)),
        # An open end makes open only what it leads to.
        (stats.change, (1, known(5, 8, False, True)), Bound(4, 7, False, True)),
        (stats.change, (known(1, 2, True), known(5, 8)), Bound(3, 7, False, True)),
        # Where another corner reaches the same end, the end is held.
        (stats.occupancy_rate, (known(0, 8), known(4, 5, True)), Bound(0, 2, False, True)),
        # What changes nothing opens nothing: 0 people of any capacity, growth of nothing.
        (stats.occupancy_rate, (0, known(5, INF, True)), Bound(0, 0)),
        (stats.project, (0, known(-1, -0.8, True, True), 0.5), Bound(0, 0)),
        # No part is above its whole: the share ends at 1, and may be 1.
        (stats.share, (known(17, INF), 34), Bound(0.5, 1)),
        (stats.share, (known(17, 34, False, True), 34), Bound(0.5, 1, False, True)),
        (stats.share, (17, known(17, 34, True)), Bound(0.5, 1, False, True)),
        (stats.share, (17, known(10, 18, False, True, face=17)), Bound(17 / 18, 1, True)),
        (stats.share, (known(34, 100, True), 51), Bound(34 / 51, 1, True)),
        # Arguments are cut to what makes sense, and the falling line at 0 too.
        (stats.occupancy_rate, (5, known(0, 10, face=10)), Bound(0.5, INF)),
        (stats.change, (known(-INF, 3), 5), Bound(2, 5)),
        (stats.change, (known(0, 3, True), 5), Bound(2, 5, False, True)),
        (stats.project, (8, known(-2, 1, face=1), 1), Bound(0, 16)),
        (stats.project_linear, (8, known(-9, 1, face=1), 1), Bound(0, 9)),
        (stats.project_linear, (10, known(-INF, INF, face=1), 1), Bound(0, INF)),
        # In no time nothing changes, not even by what has no end.
        (stats.project_linear, (10, known(-INF, INF, face=1), 0), Bound(10, 10)),
        # Where there may be no growth, the time to double has no end.
        (stats.doubling_time, (known(100, 110), known(105, 200, face=200), 3), Bound(3, INF)),
        (stats.doubling_time, (100, known(200, INF, True), 3), Bound(0, 3, True, True)),
        (stats.doubling_time, (100, 200, known(0, 3, face=3)), Bound(0, 3, True)),
        (stats.doubling_time, (100, known(0, 200, False, True, face=200), 3), Bound(3, INF, True)),
        # A day of its own.
        (partial(MEAN, start="2020-03-01"), (known(30, INF),), Bound(30, INF)),
    ],
    ids=lambda value: str(value) if isinstance(value, Bound) else None,
)
def test_ends_are_open_where_nothing_reaches_them(measure, arguments, allowed):
    assert measure(*arguments).range == allowed


def test_range_of_what_is_approximate_is_approximate():
    assert stats.occupancy_rate(known(34, INF), known(5, 5, approximate=True)).range.approximate


@pytest.mark.parametrize(
    ("measure", "arguments", "said"),
    [
        (stats.occupancy_rate, (known(-5, 0, False, True, face=0), 9), "prisoners: −5 up to, not"),
        (stats.growth_rate, (known(-5, 0, face=1), 9), "start: −5 to 0; it must be above 0"),
        (stats.share, (known(51, 60, True), 51), "no value is possible with part"),
        (stats.project_linear, (1, known(-INF, -1, False, True), 1), "no value is possible with "),
    ],
)
def test_range_that_leaves_the_measure_no_value_is_refused(measure, arguments, said):
    with pytest.raises((ValueError, FigureError), match=f"^{said}"):
        measure(*arguments)


# Laws.

POINTS = {"rate": [-0.5, 0, 1], "years": [1, 2, 4], "change_per_year": [-2, 0, 3]}
"""What is drawn of arguments that are no counts."""


@st.composite
def ranges(draw, argument):
    """Ends, open or closed, and the values that tell the range: at or near them, and between."""
    points = st.sampled_from(POINTS.get(argument, [1, 2, 3, 4, 5]))
    low, high = sorted((draw(points), draw(points)))
    low_open, high_open = (low < high and draw(st.booleans()) for _ in range(2))
    near = (high - low) * 1e-4
    values = {low + near * low_open, (low + high) / 2, high - near * high_open}
    if draw(st.integers(0, 3)) == 0:  # "more than" and "at least": far up, as good as no end
        high, values = INF, values | {1e6}
    return Bound(low, high, low_open, high_open), values


SUMS = {"sum": lambda one, other: one + other, "difference": lambda one, other: one - other}


@pytest.mark.parametrize("name", [*sorted({name for name, _ in NUMERIC}), *SUMS])
@settings(max_examples=30)
@given(data=st.data())
def test_range_is_that_of_the_values_within_the_ranges(name, data):
    measure = SUMS.get(name, partial(call, name))
    names = [argument for at, argument in NUMERIC if at == name] or ["one", "other"]
    drawn = {each: data.draw(ranges(each), label=each) for each in names}
    values, refused = [], False
    for points in itertools.product(*(points for _, points in drawn.values())):
        try:
            values.append((measure(**dict(zip(names, points, strict=True))), points))
        except ValueError:
            refused = True
    assume(values)
    (lowest, _), (highest, faces) = min(values), max(values)
    figures = [Figure(face, drawn[each][0]) for face, each in zip(faces, names, strict=True)]
    allowed = measure(**dict(zip(names, figures, strict=True))).range
    assert lowest >= allowed.low or lowest == pytest.approx(allowed.low)
    assert highest <= allowed.high or highest == pytest.approx(allowed.high)
    if not refused and all(math.isfinite(figure.high) for figure in [*figures, allowed]):
        slack = 1e-9 * (1 + abs(highest))
        near = pytest.approx((lowest, highest), rel=5e-3, abs=5e-3)
        assert (allowed.low, allowed.high) == near
        assert allowed.low_open == (lowest > allowed.low + slack)
        assert allowed.high_open == (highest < allowed.high - slack)


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(days, st.integers(0, 20_000))
def test_day_later_is_never_a_shorter_time(start, length):
    end, day = start + timedelta(length), timedelta(1)
    assert stats.years_between(start, end) < stats.years_between(start, end + day)
    assert stats.years_between(start, end) <= stats.years_between(start - day, end)
