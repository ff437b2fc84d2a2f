"""The formulas: values worked by hand, refusals, ranges, and laws."""

import itertools
import math
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

import stats
from stats import Figure, FigureError
from stats.figures import formulas
from stats.figures.periods import Period
from stats.values.bounds import Bound
from stats.values.bounds import without_noise as digits

settings.load_profile("ci")  # the same examples in every run, and no deadline

INF = math.inf
CAMPAIGN = {"start": "2017-01-01", "end": "2020-03-31"}
VALID = {
    "change": {"start": 40.0, "end": 50.0},
    "growth_rate": {"start": 40.0, "end": 50.0},
    "annual_growth_rate": {"start": 40.0, "end": 50.0, "years": 2.0},
    "occupancy_rate": {"prisoners": 40.0, "capacity": 50.0},
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


def test_every_measure_is_tested():
    own = [each for each in vars(formulas).values() if callable(each)]
    named = {each.__name__ for each in own if each.__module__ == formulas.__name__}
    assert VALID.keys() == {name for name in named if name[0] != "_"} <= {*stats.__all__}


# Values worked by hand; the reference has others.


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        (stats.change, (50, 20), -30),
        (stats.growth_rate, (50, 75), 0.5),  # 75 is half again as much as 50
        (stats.annual_growth_rate, (100, 121, 2), 0.1),  # 1.1 * 1.1 = 1.21
        (stats.annual_growth_rate, (100, 0, 3), -1),  # all gone
        (stats.occupancy_rate, (147, 100), 1.47),
        (stats.places_short, (90, 100), -10),  # places to spare
        (stats.floor_area_per_person, (54, 40), 1.35),  # 40 * 1.35 = 54
        (stats.share, (51, 68), 0.75),  # 17 of 68 are a quarter
        (stats.rate_per, (25, 10_000), 250),  # ten times 25 in ten times 10,000
        (stats.rate_per, (25, 10_000, 1_000), 2.5),
    ],
)
def test_value_worked_by_hand(measure, arguments, expected):
    assert measure(*arguments) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2016-12-31", "2020-03-01", 38 + 1 / 31),  # to 29 February 38, then 1 day of 31
        ("2019-12-31", "2020-02-29", 2),  # February ends before the 31st
        ("2020-01-31", "2020-02-28", 28 / 29),  # 29 days from 31 January to 29 February
        ("2020-02-29", "2021-02-28", 12),  # there is no later 29 February
        ("2019-02-01", "2019-02-15", 14 / 28),
        ("2020-01-01", "2020-01-01", 0),
    ],
)
def test_years_count_calendar_months(start, end, months):
    assert stats.years_between(start, end) == pytest.approx(months / 12, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end", "per", "length"),
    [
        ("2017-01-01", "2020-03-31", "day", 1_186),  # 365 + 365 + 365 + 31 + 29 + 31
        ("2017-01-01", "2020-03-31", "year", 3.25),
        ("2020-01-01", "2020-01-14", "week", 2),
        ("2020-01-01", "2020-01-02", "minute", 2_880),  # 2 * 24 * 60
        ("2020-01-01", "2020-02-15", "month", 1 + 15 / 29),
        ("2020-01-31", "2020-02-28", "month", 1),  # up to 29 February, a month after
        ("2020-01-01", "2020-01-01", "year", 1 / 372),  # 12 * 31
    ],
)
def test_mean_includes_first_and_last_day(start, end, per, length):
    assert stats.mean_rate(1_000, start, end, per=per) == pytest.approx(1_000 / length, rel=1e-12)


# Numbers, arrays, Series and dates.


@pytest.mark.parametrize("kind", [list, tuple, np.uint8, pd.array, pd.Index])
def test_many_numbers_give_an_array(kind):
    start = np.array([40, 50], kind) if kind is np.uint8 else kind([40, 50])
    result = stats.change(start, 45)
    assert type(result) is np.ndarray
    assert result.tolist() == [5, -5]


def test_difference_of_counts_is_whole():
    for whole in (2**53, np.uint8(20)):
        assert type(stats.change(whole, 0)) is type(stats.change(0, whole)) is int
    # The first whole number that a float does not hold, and others that are not whole.
    for other in (2**53 + 1, np.float32(0.5), Fraction(1, 2)):
        assert type(stats.change(other, 0)) is type(stats.change(0, other)) is float
        assert stats.change(other, 0) == -float(other)


@pytest.mark.parametrize("end", [50, [50, 50]])
def test_series_keeps_its_index(end):
    start = pd.Series([40, 50], index=["x", "x"])
    expected = pd.Series([0.25, 0.0], index=["x", "x"])
    assert_series_equal(stats.growth_rate(start, end), expected)


def test_series_are_aligned_as_pandas_does():
    part = pd.Series([1, 2, 3], index=["x", "y", "z"])
    whole = pd.Series([4, 8, 10], index=["y", "x", "w"])
    shares = pd.Series([math.nan, 0.125, 0.5, math.nan], index=["w", "x", "y", "z"])  # 1/8, 2/4
    assert_series_equal(stats.share(part, whole), shares)
    assert_series_equal(stats.rate_per(part, whole, 1), part / whole)
    days = [dates("2020-01-31", None, "2020-03-31")[order] for order in ([0, 1, 2], [2, 0, 1])]
    means = stats.mean_rate(pd.Series([31, 62, 93]), "2020-01-01", days[1], per="day")
    assert_series_equal(
        means, stats.mean_rate(pd.Series([31, 62, 93]), "2020-01-01", days[0], per="day")
    )
    assert means.tolist()[::2] == [1, pytest.approx(93 / 91)]


@pytest.mark.parametrize("name", VALID)
def test_series_is_measured_item_by_item(name):
    more = {key: 1.25 * value for key, value in VALID[name].items() if (name, key) in NUMERIC}
    rows = pd.DataFrame([VALID[name], VALID[name] | more], index=["x", "y"])
    for at, key in DATED:
        if at == name:
            rows[key] = pd.to_datetime(rows[key])
    whole = call(name, **{key: rows[key] for key in rows if (name, key) in NUMERIC + DATED})
    assert_series_equal(whole, rows.apply(lambda row: call(name, **row), axis="columns"))


@pytest.mark.parametrize(("name", "argument"), NUMERIC + DATED)
def test_missing_value_stays_missing(name, argument):
    missing = pd.NaT if (name, argument) in DATED else math.nan
    assert math.isnan(call(name, **{argument: missing}))


def test_a_power_of_what_is_missing_is_missing():
    # By itself 1 to the power of any is 1.
    assert math.isnan(stats.annual_growth_rate(40, 40, math.nan))
    assert np.isnan(stats.annual_growth_rate(40, [40, math.nan], [math.nan, 1])).all()
    years = pd.Series([math.nan, 1.0])
    assert stats.annual_growth_rate(40, 40, years).isna().tolist() == [True, False]


def test_other_items_are_not_missing():
    counts = pd.Series([40, None, 50], dtype="Int64")
    assert list(stats.growth_rate(counts, 50).isna()) == [False, True, False]
    starts = dates("2020-01-01", None)
    assert list(stats.mean_rate(31, starts, "2020-01-31", per="day").isna()) == [False, True]


def test_day_may_be_of_any_usual_type():
    late = datetime(2020, 1, 1, 23, 59)
    for day in ("2020-01-01", date(2020, 1, 1), late, pd.Timestamp(late), np.datetime64(late)):
        assert stats.mean_rate(30, day, "2020-01-30", per="day") == 1


# What is refused.


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_infinity_and_text_are_refused(name, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: inf; .*finite"):
        call(name, **{argument: INF})
    with pytest.raises(ValueError, match=rf"^{argument}: inf .item 1.; .*finite"):
        call(name, **{argument: [1, INF]})
    with pytest.raises(TypeError, match=rf"^{argument}: '5' .*no number"):
        call(name, **{argument: "5"})


@pytest.mark.parametrize(
    ("value", "in_message"),
    [
        (None, "None"),
        (np.True_, "True"),
        ([40, None], "None"),
        ([True, False], "True, False"),
        (pd.Series(["40", "55,770"], ["a", "b"]), "'40'"),
        ("x" * 70, f"'{'x' * 59} is"),  # shortened
    ],
    ids=["None", "truth", "None in a list", "truths", "Series", "long"],
)
def test_other_types_are_refused(value, in_message):
    with pytest.raises(TypeError, match=rf"^end: .*{in_message}.* no number"):
        stats.growth_rate(40, value)


MAY_BE_0 = [
    *(("change", "start"), ("change", "end"), ("growth_rate", "end"), ("share", "part")),
    *(("annual_growth_rate", "end"), ("occupancy_rate", "prisoners")),
    *(
        ("places_short", "prisoners"),
        ("places_short", "capacity"),
        ("floor_area_per_person", "floor_area"),
    ),
    *(("rate_per", "count"), ("mean_rate", "count")),
]


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_number_below_its_domain_is_refused(name, argument):
    may_be_0 = (name, argument) in MAY_BE_0
    value, right = (-1, "0 or more") if may_be_0 else (0, "above 0")
    with pytest.raises(ValueError, match=rf"^{argument}: {value}.*{right}"):
        call(name, **{argument: value})
    if may_be_0:
        assert math.isfinite(call(name, **{argument: 0}))


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("share", {"part": 51}, "share: 1.02.*from 0 to 1"),  # 51 of 50
        ("years_between", {"end": "2016-12-31"}, "end: 2016-12-31.*before.*2017-01-01"),
        ("mean_rate", {"end": "2016-12-30"}, "end: .*before"),
        ("mean_rate", {"per": "years"}, "per: 'years'.*one of minute, day, week, month, year"),
    ],
)
def test_wrong_value_is_refused(name, changed, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call(name, **changed)


def test_call_of_other_arguments_names_those_there_are():
    with pytest.raises(TypeError, match=r"^growth_rate: .*'end'.*start, end"):
        stats.growth_rate(40)


@pytest.mark.parametrize("text", ["3 February 2020", "٢٠٢٠-٠٢-٠٣", "2020-02-30", "2020"])
def test_text_that_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=f"^start: '{text}' is no day; write it as 2020-03-31"):
        stats.years_between(text, "2020-03-31")


@pytest.mark.parametrize(
    "value", [None, 2017, 20170101, np.array([17_000]), np.array(["2017-01-01"] * 2, "M8[D]")]
)
@pytest.mark.parametrize(("name", "argument"), DATED)
def test_other_types_are_no_dates(name, argument, value):
    with pytest.raises(TypeError, match=rf"^{argument}: .*no day"):
        call(name, **{argument: value})


def test_days_may_be_texts_of_a_series():
    days = pd.Series(["2017-01-01", None, "2019-01-01"], ["x", "y", "z"])
    years = stats.years_between(days, "2020-01-01")
    assert_series_equal(years, pd.Series([3, math.nan, 1], ["x", "y", "z"]))
    with pytest.raises(ValueError, match=r"^start: '2017'.*no day"):
        stats.years_between(pd.Series(["2017"]), "2020-01-01")


@pytest.mark.parametrize(
    ("measure", "arguments", "start"),
    [
        (stats.rate_per, ([5, -7, -8], 9), r"count: -7\.0 \(item 1\)"),
        (stats.rate_per, (pd.Series([5, -7], index=["x", "y"]), 9), r"count: -7\.0 \(at 'y'\)"),
        (stats.share, (9, pd.Series([10, 4], index=["x", "y"])), r"share: 2\.25 \(at 'y'\)"),
        (stats.change, ([[1, 2], [3, 4]], [[1, 2], [3, -4]]), r"end: -4\.0 \(item 3\)"),
        (stats.growth_rate, ([5, 0], 9), r"start: 0\.0 \(item 1\)"),  # nothing grows from 0
    ],
)
def test_refusal_names_the_wrong_item(measure, arguments, start):
    with pytest.raises(ValueError, match=f"^{start}"):
        measure(*arguments)


@pytest.mark.parametrize("end", [[1, 2, 3], pd.Series([1, 2, -3]), [[1, 2], [3, 4]]])
def test_other_lengths_are_refused(end):
    with pytest.raises(ValueError, match=r"^start, end: .*length"):
        stats.change([1, 2], end)


# The range of a measure of ranges.


def known(low, high, *flags, face=None, **more):
    """A figure with this range, and a value in it."""
    face = face if face is not None else low if math.isfinite(low) else high
    return Figure(float(face), Bound(low, high, *flags, **more))


@pytest.mark.parametrize(
    ("measure", "arguments", "allowed"),
    [
        # One side has no end: the limit is taken, and stays open.
        (stats.growth_rate, (known(50, INF), 75), Bound(-1, 0.5, True)),
        (stats.annual_growth_rate, (1, 4, known(2, INF)), Bound(0, 1, True)),
        # Where other values reach the same end, it is closed: 20 of 20, 8 - 4 * 2.
        (stats.share, (known(17, 34, False, True), known(20, 34)), Bound(0.5, 1)),
        # What changes nothing opens nothing: 0 people of any capacity, growth of nothing.
        (stats.occupancy_rate, (0, known(5, INF, True)), Bound(0, 0)),
        # No part is above its whole: the share ends at 1, and may be 1.
        (stats.share, (known(17, INF), 34), Bound(0.5, 1)),
        (stats.share, (17, known(10, 18, False, True, face=17)), Bound(digits(17 / 18), 1, True)),
        # Arguments are cut to their domains.
        (stats.occupancy_rate, (5, known(0, 10, face=10)), Bound(0.5, INF)),
    ],
)
def test_open_ends_of_a_range(measure, arguments, allowed):
    assert measure(*arguments).range == allowed


@pytest.mark.parametrize(
    ("measure", "arguments", "message"),
    [
        (
            stats.occupancy_rate,
            (known(-5, 0, False, True, face=0), 9),
            "prisoners: −5.* to 0.*0 or",
        ),
        (stats.share, (known(51, 60, True), 51), "share: 1.00 to 1.18.*from 0 to 1"),
    ],
)
def test_range_without_a_value_is_refused(measure, arguments, message):
    with pytest.raises(FigureError, match=f"^{message}"):
        measure(*arguments)


# Laws.

POINTS = {"years": [1, 2, 4]}
"""Values of arguments that are no counts."""


@st.composite
def ranges(draw, argument):
    """A range, and values in it: at its ends or near them, and between."""
    points = st.sampled_from(POINTS.get(argument, [1, 2, 3, 4, 5]))
    low, high = sorted((draw(points), draw(points)))
    low_open, high_open = (low < high and draw(st.booleans()) for _ in range(2))
    near = (high - low) * 1e-4
    values = {low + near * low_open, (low + high) / 2, high - near * high_open}
    if draw(st.integers(0, 3)) == 0:  # "more than" and "at least": far up, as good as no end
        high, values = INF, values | {1e6}
    return Bound(low, high, low_open, high_open), values


SUMS = {
    "sum": lambda one, other: one + other,
    "difference": lambda one, other: one - other,
    "quotient": lambda one, other: one / other,
}


def wider(bound):
    """A range that has all of another and more, on the same side of 0."""
    low = bound.low / 2 if bound.low > 0 else bound.low * 1.5
    high = bound.high * 1.5 if bound.high > 0 else bound.high / 2
    return replace(bound, low=low, high=high, low_open=False)


@pytest.mark.parametrize("name", [*sorted({name for name, _ in NUMERIC}), *SUMS])
@settings(max_examples=30)
@given(data=st.data())
def test_range_holds_all_values_and_no_more(name, data):
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
    if name == "mean_rate":  # of a figure's own days
        days = Period(*map(date.fromisoformat, CAMPAIGN.values()))
        figures = [replace(figure, kind="flow", period=days) for figure in figures]
        measure = partial(stats.mean_rate, per="month")
    allowed = measure(**dict(zip(names, figures, strict=True))).range
    around = [replace(figure, range=wider(figure.range)) for figure in figures]
    outer = measure(**dict(zip(names, around, strict=True))).range
    assert outer.low <= allowed.low or outer.low == pytest.approx(allowed.low)
    assert outer.high >= allowed.high or outer.high == pytest.approx(allowed.high)
    assert lowest >= allowed.low or lowest == pytest.approx(allowed.low)
    assert highest <= allowed.high or highest == pytest.approx(allowed.high)
    if not refused and all(math.isfinite(figure.high) for figure in [*figures, allowed]):
        slack = 1e-9 * (1 + abs(highest))
        near = pytest.approx((lowest, highest), rel=5e-3, abs=5e-3)
        assert (allowed.low, allowed.high) == near
        assert allowed.low_open == (lowest > allowed.low + slack)
        assert allowed.high_open == (highest < allowed.high - slack)


# Columns and dates.


def test_a_row_that_does_not_go_together_is_missing_and_told_once():
    people = pd.Series({"a": count(40), "b": count(50), "c": count(60)})
    rooms = pd.Series({"a": count(20, "places"), "b": count(50), "c": count(50)})
    with pytest.warns(UserWarning, match="no result for 1 of 3 rows; none for a, since") as told:
        growth = stats.growth_rate(people, rooms)
    assert len(told) == 1
    assert growth.isna().tolist() == [True, False, False]
    assert growth["c"].value == pytest.approx(50 / 60 - 1)


def test_a_column_of_which_no_row_goes_together_is_refused():
    with pytest.raises(FigureError, match="places"):
        stats.growth_rate(pd.Series([count(40)]), pd.Series([count(20, "places")]))


def count(value, unit="people"):
    return Figure.parse(value, unit=unit)


def test_a_yearly_rate_of_days_unknown_is_refused():
    # Some time in the year to May, and in the year to next January: from 0 to 1.7 years.
    first = Figure.parse(100, unit="people", start="2019-06-01", end="2020-05-31", kind="stock")
    last = Figure.parse(120, unit="people", start="2020-02-01", end="2021-01-31", kind="stock")
    with pytest.raises(
        FigureError, match=r"years: between 100 people, .*there may be 0.0 to 1.7 years; take"
    ):
        stats.annual_growth_rate(first, last)
    assert stats.annual_growth_rate(first, last, years=1.0).value == pytest.approx(0.2)
