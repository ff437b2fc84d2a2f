"""What the words around a number allow, and what follows for anything computed from it."""

import math
import re
from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import stats
from stats import Bound, bound, bounded
from stats.figures import QUALIFIERS

settings.load_profile("ci")  # the same examples in every run, and no deadline

INF = math.inf


def figure(value, qualifier="exact", rounded_to=1.0, unit="people"):
    cells = {"value": value, "qualifier": qualifier, "rounded_to": rounded_to, "unit": unit}
    return pd.Series(cells, name="some_figure", dtype=object)


# A bound itself.


@pytest.mark.parametrize("attribute", ["low", "high", "low_open", "high_open", "approximate"])
def test_bound_cannot_be_changed(attribute):
    with pytest.raises(FrozenInstanceError):
        setattr(Bound(1, 2), attribute, 0)


def test_equal_bounds_are_equal_and_hash_alike():
    assert len({Bound(1, 2, high_open=True), Bound(1, 2, high_open=True), Bound(1, 2)}) == 2


@pytest.mark.parametrize(
    ("given_bound", "written"),
    [
        (Bound(21850.0, 21950.0, high_open=True), "Bound(21850.0, 21950.0, high_open=True)"),
        (Bound(1.0, 2.0), "Bound(1.0, 2.0)"),
        (Bound(1.0, 2.0, low_open=True), "Bound(1.0, 2.0, low_open=True)"),
        (Bound(1.0, 1.0, approximate=True), "Bound(1.0, 1.0, approximate=True)"),
    ],
)
def test_repr_is_the_call_that_makes_it(given_bound, written):
    assert repr(given_bound) == written


def test_end_at_infinity_is_open():
    assert Bound(1, INF) == Bound(1, INF, high_open=True)
    assert Bound(-INF, 2) == Bound(-INF, 2, low_open=True)
    assert INF not in Bound(1, INF)


@pytest.mark.parametrize(
    "ends",
    [
        (2, 1),
        (1, 1, True),
        (1, 1, False, True),
        (INF, INF),
        (-INF, -INF),
        (INF, -INF),
    ],
)
def test_bound_that_holds_nothing_is_refused(ends):
    with pytest.raises(ValueError, match=rf"low, high: {ends[0]}, {ends[1]}; no value lies"):
        Bound(*ends)


@pytest.mark.parametrize("ends", [(math.nan, 1), (1, math.nan), (math.nan, math.nan)])
def test_missing_end_is_refused(ends):
    with pytest.raises(ValueError, match=r"low, high: .*nan.*must not be NaN"):
        Bound(*ends)


@pytest.mark.parametrize(
    ("low_open", "high_open", "held"),
    [
        (False, False, [1, 1.5, 2]),
        (True, False, [1.5, 2]),
        (False, True, [1, 1.5]),
        (True, True, [1.5]),
    ],
)
def test_open_end_is_not_held(low_open, high_open, held):
    between = Bound(1, 2, low_open, high_open)
    assert [value for value in (0.999, 1, 1.5, 2, 2.001) if value in between] == held


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Bound(1, 2), Bound(2, 3), True),
        (Bound(1, 2, high_open=True), Bound(2, 3), False),
        (Bound(1, 2), Bound(2, 3, low_open=True), False),
        (Bound(1, 2), Bound(1.5, 3), True),
        (Bound(1, 4), Bound(2, 3), True),
        (Bound(1, 2), Bound(2.1, 3), False),
        (Bound(2, 2), Bound(1, 2), True),
        (Bound(2, 2), Bound(1, 2, high_open=True), False),
        (Bound(2, 2), Bound(2, 2), True),
        (Bound(1, 2, True, True), Bound(1, 2, True, True), True),
        (Bound(1, INF), Bound(-INF, 1), True),
        (Bound(1, INF, low_open=True), Bound(-INF, 1), False),
        (Bound(1, INF), Bound(5, INF), True),
    ],
)
def test_bounds_meet_where_both_hold_a_value(one, other, meet):
    assert one.meets(other) is meet
    assert other.meets(one) is meet


# The words.


@pytest.mark.parametrize(
    ("given_bound", "words"),
    [
        (Bound(5, 5), "5"),
        (Bound(5, 5, approximate=True), "about 5"),
        (Bound(38_990, INF), "at least 38,990"),
        (Bound(38_990, INF, low_open=True), "more than 38,990"),
        (Bound(38_990, INF, low_open=True, approximate=True), "more than about 38,990"),
        (Bound(38_990, INF, approximate=True), "at least about 38,990"),
        (Bound(0, 5), "at most 5"),
        (Bound(0, 5, high_open=True), "less than 5"),
        (Bound(-INF, 5), "at most 5"),
        (Bound(-INF, 5, high_open=True), "less than 5"),
        (Bound(0, 5, approximate=True), "at most about 5"),
        (Bound(0, 5, high_open=True, approximate=True), "less than about 5"),
        (Bound(1, 5), "1 to 5"),
        (Bound(1, 5, high_open=True), "1 up to, not including, 5"),
        (Bound(1, 5, low_open=True), "more than 1 and at most 5"),
        (Bound(1, 5, True, True), "more than 1 and less than 5"),
        (Bound(1, 5, approximate=True), "about 1 to 5"),
        (Bound(-5, -1), "−5 to −1"),
        (Bound(-0.5, 0), "−0.5000 to 0"),
        (Bound(0, INF), "at least 0"),
        (Bound(-INF, INF), "not known"),
        (Bound(21_850, 21_950, high_open=True), "21,850 up to, not including, 21,950"),
        (Bound(1.466175, INF, low_open=True, approximate=True), "more than about 1.466"),
        (Bound(1_234_567.8, INF), "at least 1,234,567"),
    ],
)
def test_words_for_each_shape_of_bound(given_bound, words):
    assert str(given_bound) == words


@pytest.mark.parametrize(
    ("given_bound", "decimals", "words"),
    [
        (Bound(1.466175, INF, low_open=True), 1, "more than 146.6 %"),
        (Bound(1.466175, INF, low_open=True), 0, "more than 146 %"),  # never more than 147 %
        (Bound(0, 1.466175), 1, "at most 146.7 %"),
        (Bound(0.3333, 0.6666), 0, "33 to 67 %"),
        (Bound(-0.3333, -0.1111), 0, "−34 to −11 %"),
        (Bound(1.466175, 1.466175), 1, "146.6 %"),
        (Bound(0.6666, 0.6666), 0, "67 %"),  # one value: to the nearest
        (Bound(0.125, 0.125), 0, "13 %"),  # a half: up
        (Bound(-0.0001, -0.0001), 0, "0 %"),  # never -0 %
    ],
)
def test_ends_are_rounded_outward_and_one_value_to_the_nearest(given_bound, decimals, words):
    assert given_bound.words(decimals, scale=100, unit=" %") == words


@pytest.mark.parametrize(
    ("given_bound", "words"),
    [
        (Bound(0, 0.1 + 0.2), "at most 30.0 %"),  # 0.30000000000000004
        (Bound(1 - 0.9, INF), "at least 10.0 %"),  # 0.09999999999999998
        (Bound(0, 0.07), "at most 7.0 %"),  # 100 * 0.07 is 7.000000000000001
        (Bound(0.57, INF), "at least 57.0 %"),  # 100 * 0.57 is 56.99999999999999
    ],
)
def test_noise_of_binary_fractions_pushes_no_end_outward(given_bound, words):
    assert given_bound.words(1, scale=100, unit=" %") == words


@pytest.mark.parametrize("count", [999_999_999_999, 1_234_567_890_123, 123_456_789_012_345])
def test_large_count_is_said_in_full(count):
    assert str(Bound(count, count)) == f"{count:,}"


def test_large_end_is_never_rounded_inward():
    assert str(Bound(1_999_999_999_999.5, INF)) == "at least 1,999,999,999,999"


def test_very_large_number_is_said():
    assert str(Bound(1e30, INF)) == "at least 1" + ",000" * 10


def test_very_small_number_is_said_in_plain_digits():
    assert str(Bound(1e-9, INF)) == "at least 0.000000001000"


steps = st.integers(-5_000_000, 5_000_000)


@given(steps, steps, st.booleans(), st.booleans(), st.sampled_from([None, 0, 1, 2]))
def test_words_never_claim_more_than_the_bound(one, other, low_open, high_open, decimals):
    low, high = sorted((one, other))
    assume(low < high)
    words = Bound(low / 1000, high / 1000, low_open, high_open).words(decimals)
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?", words.replace("−", "-"))
    numbers = [float(number.replace(",", "")) for number in found]
    assert numbers[-1] >= high / 1000
    assert low == 0 if len(numbers) == 1 else numbers[0] <= low / 1000
    if "less than" in words or "not including" in words:
        assert numbers[-1] > high / 1000 or high_open
    if "more than" in words:
        assert numbers[0] < low / 1000 or low_open


@given(st.integers(0, 5_000_000), st.booleans(), st.sampled_from([None, 0, 1, 2]))
def test_words_for_one_end_never_claim_more_than_the_bound(low, low_open, decimals):
    said = Bound(low / 1000, INF, low_open).words(decimals)
    kind, number = said.rsplit(" ", 1)
    assert kind == ("more than" if low_open else "at least")
    assert float(number.replace(",", "")) <= low / 1000


# The bound of a figure.


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (figure(51.0), Bound(51.0, 51.0)),
        (figure(21_900.0, rounded_to=100.0), Bound(21_850.0, 21_950.0, high_open=True)),
        (figure(100.0, rounded_to=100.0), Bound(50.0, 150.0, high_open=True)),
        (figure(0.0, rounded_to=100.0), Bound(0.0, 50.0, high_open=True)),  # no count below 0
        (figure(78.0, unit="percent"), Bound(77.5, 78.5, high_open=True)),
        (figure(-3.0, unit="percent"), Bound(-3.5, -2.5, high_open=True)),
        (figure(0.0, unit="percent"), Bound(-0.5, 0.5, high_open=True)),
        (figure(22.5, rounded_to=0.5, unit="percent"), Bound(22.25, 22.75, high_open=True)),
        (figure(233.0, unit="per_100000"), Bound(232.5, 233.5, high_open=True)),
        (figure(40.0, rounded_to=10.0, unit="percent"), Bound(35.0, 45.0, high_open=True)),
        (figure(55_770.0, "at_least"), Bound(55_770.0, INF)),
        (figure(38_990.0, "more_than", 10.0), Bound(38_990.0, INF, low_open=True)),
        (figure(26_600.0, "at_most", 100.0), Bound(0.0, 26_600.0)),
        (figure(26_600.0, "less_than", 100.0), Bound(0.0, 26_600.0, high_open=True)),
        (figure(78.0, "at_most", unit="percent"), Bound(-INF, 78.0)),
        (figure(78.0, "at_least", unit="percent"), Bound(78.0, INF)),
        (figure(26_600.0, "about", 100.0), Bound(26_600.0, 26_600.0, approximate=True)),
        (figure(26_593.0, "estimated"), Bound(26_593.0, 26_593.0, approximate=True)),
        (figure(78.0, "about", unit="percent"), Bound(78.0, 78.0, approximate=True)),
    ],
    ids=lambda value: str(value) if isinstance(value, Bound) else None,
)
def test_figure_is_bounded_by_its_qualifier_and_its_rounding(row, expected):
    assert bound(row) == expected


@pytest.mark.parametrize("unit", ["people", "places", "arrests", "pages"])
def test_whole_count_written_to_one_is_itself(unit):
    assert bound(figure(34.0, unit=unit)) == Bound(34.0, 34.0)


@given(
    st.integers(1, 100_000),
    st.sampled_from(QUALIFIERS),
    st.sampled_from([1.0, 10.0, 100.0]),
    st.sampled_from(["people", "percent", "per_100000"]),
)
def test_bound_holds_the_value_of_its_figure_or_has_it_as_its_open_end(
    steps, qualifier, step, unit
):
    value = steps * step
    allowed = bound(figure(value, qualifier, step, unit))
    if qualifier in {"more_than", "less_than"}:
        assert value not in allowed
        assert value == (allowed.low if qualifier == "more_than" else allowed.high)
    else:
        assert value in allowed


def test_unknown_qualifier_is_refused():
    with pytest.raises(ValueError, match="qualifier: 'circa'"):
        bound(figure(5.0, "circa"))


# What a measure may be.

ABOUT_5 = Bound(5, 5, approximate=True)
CAMPAIGN = {"start": "2017-01-01", "end": "2020-03-31"}


def of(measure, *args, **kwargs):
    """What `bounded` is to be asked, when the test runs."""
    return partial(bounded, measure, *args, **kwargs)


def named(value):
    if isinstance(value, partial):
        return value.args[0].__name__
    return str(value) if isinstance(value, Bound) else None


@pytest.mark.parametrize(
    ("result", "low", "high"),
    [
        (of(stats.occupancy_rate, Bound(100, 200), Bound(50, 100)), 1, 4),
        (of(stats.overcrowding_rate, Bound(100, 200), Bound(50, 100)), 0, 3),
        (of(stats.places_short, Bound(100, 200), Bound(50, 120)), -20, 150),
        (of(stats.change, Bound(1, 2), Bound(5, 8)), 3, 7),
        (of(stats.growth_rate, Bound(40, 50), Bound(60, 80)), 0.2, 1),
        (of(stats.annual_growth_rate, 100, 121, Bound(1, 2)), 0.1, 0.21),
        (of(stats.annual_growth_rate, 100, 81, Bound(1, 2)), -0.19, -0.1),
        (of(stats.doubling_time, 100, Bound(200, 800), 3), 1, 3),
        (of(stats.project, Bound(100, 200), Bound(0, 1), Bound(1, 2)), 100, 800),
        (of(stats.project_linear, 100, Bound(-10, 10), Bound(1, 5)), 50, 150),
        (of(stats.floor_area_per_person, Bound(10, 20), Bound(5, 8)), 1.25, 4),
        (of(stats.share, Bound(10, 20), Bound(40, 80)), 0.125, 0.5),
        (of(stats.rate_per, Bound(5, 10), 1_000), 500, 1_000),  # 10 of 1,000: 1,000
        (of(stats.rate_per, Bound(5, 10), 1_000, per=100), 0.5, 1),
        (of(stats.mean_rate, Bound(39, 78), **CAMPAIGN, per="month"), 1, 2),
        (of(stats.years_between, **CAMPAIGN), 38 / 12 + 30 / 31 / 12, 38 / 12 + 30 / 31 / 12),
    ],
    ids=named,
)
def test_result_lies_between_its_lowest_and_highest_corner(result, low, high):
    known = result()
    assert (known.low, known.high) == pytest.approx((low, high), rel=1e-12)
    assert known == Bound(known.low, known.high)  # both ends held, and nothing approximate


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        # One side has no end: the limit is taken, and stays open.
        (of(stats.growth_rate, 50, Bound(75, INF)), Bound(0.5, INF)),
        (of(stats.growth_rate, Bound(50, INF), 75), Bound(-1, 0.5, low_open=True)),
        (of(stats.occupancy_rate, 5, Bound(10, INF)), Bound(0, 0.5, low_open=True)),
        (of(stats.places_short, 5, Bound(2, INF)), Bound(-INF, 3)),
        (of(stats.change, Bound(0, INF), Bound(0, INF)), Bound(-INF, INF)),
        (of(stats.occupancy_rate, 5, Bound(0, 10)), Bound(0.5, INF)),  # capacity above 0
        (of(stats.project, 8, 1, Bound(0, INF)), Bound(8, INF)),
        (of(stats.project, 8, -0.5, Bound(1, INF)), Bound(0, 4, low_open=True)),
        (of(stats.annual_growth_rate, 1, 4, Bound(2, INF)), Bound(0, 1, low_open=True)),
        # An open end makes open only what it leads to.
        (of(stats.change, 1, Bound(5, 8, high_open=True)), Bound(4, 7, high_open=True)),
        (of(stats.change, Bound(1, 2, high_open=True), 8), Bound(6, 7, low_open=True)),
        (of(stats.change, Bound(1, 2, True), Bound(5, 8)), Bound(3, 7, high_open=True)),
        (of(stats.occupancy_rate, Bound(5, 6, True), 4), Bound(1.25, 1.5, low_open=True)),
        # Where another corner reaches the same end, the end is held.
        (of(stats.occupancy_rate, Bound(0, 8), Bound(4, 5, True)), Bound(0, 2, False, True)),
        # No part is above its whole: the share ends at 1, and may be 1.
        (of(stats.share, Bound(17, INF), 34), Bound(0.5, 1)),
        (of(stats.share, Bound(17, 60), 34), Bound(0.5, 1)),
        (of(stats.share, 17, Bound(10, 34)), Bound(0.5, 1)),
        (of(stats.share, Bound(17, 34, high_open=True), 34), Bound(0.5, 1, high_open=True)),
        (of(stats.share, 17, Bound(17, 34, low_open=True)), Bound(0.5, 1, high_open=True)),
        # Counts are cut at 0, and the falling line too.
        (of(stats.occupancy_rate, Bound(-5, 3), 6), Bound(0, 0.5)),
        (of(stats.change, Bound(-INF, 3), 5), Bound(2, 5)),
        (of(stats.project, 8, Bound(-2, 1), 1), Bound(0, 16)),
        (of(stats.project_linear, 8, Bound(-9, 1), 1), Bound(0, 9)),
    ],
    ids=named,
)
def test_ends_are_open_where_nothing_reaches_them(result, expected):
    assert result() == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (Bound(100, 110), Bound(105, 200)),  # 110 to 105 is no growth
        (Bound(100, 105), Bound(105, 200)),  # nor 105 to 105
        (Bound(100, 110), Bound(0, 200)),
    ],
)
def test_doubling_time_has_no_end_where_there_may_be_no_growth(start, end):
    result = bounded(stats.doubling_time, start, end, years=3)
    assert result == Bound(3.0, INF, high_open=True)  # at the fastest, from 100 to 200


def test_doubling_time_has_no_start_but_zero_where_growth_has_no_end():
    result = bounded(stats.doubling_time, 100, Bound(200, INF, low_open=True), years=3)
    assert result == Bound(0.0, 3.0, low_open=True, high_open=True)


@pytest.mark.parametrize(
    "result",
    [
        of(stats.change, 1, ABOUT_5),
        of(stats.change, Bound(1, 2, approximate=True), Bound(5, INF)),
        of(stats.occupancy_rate, prisoners=Bound(34, INF), capacity=ABOUT_5),
    ],
    ids=named,
)
def test_result_of_an_approximate_bound_is_approximate(result):
    assert result().approximate


def test_bounds_are_taken_by_position_and_by_name_alike():
    positions = bounded(stats.occupancy_rate, Bound(5, 6), Bound(4, 5))
    assert bounded(stats.occupancy_rate, capacity=Bound(4, 5), prisoners=Bound(5, 6)) == positions


@pytest.mark.parametrize(
    "number", [34, 34.0, np.int64(34), np.float64(34), Bound(34, 34)], ids=repr
)
def test_plain_number_is_itself(number):
    assert bounded(stats.change, 4, number) == Bound(30.0, 30.0)


@pytest.mark.parametrize(
    "day",
    [
        "2020-01-01",
        pd.Timestamp("2020-01-01"),
        date(2020, 1, 1),
        datetime(2020, 1, 1),
        np.datetime64("2020-01-01"),
    ],
    ids=["text", "timestamp", "date", "datetime", "numpy"],
)
def test_day_is_taken_as_the_measures_take_it(day):
    result = bounded(stats.mean_rate, Bound(30, INF), day, "2020-01-30", per="day")
    assert result == Bound(1.0, INF)


# An end that the measure does not depend on.


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (of(stats.occupancy_rate, 0, Bound(5, INF, low_open=True)), Bound(0, 0)),
        (of(stats.share, 0, Bound(51, INF, low_open=True)), Bound(0, 0)),
        (of(stats.project, 100, 0, Bound(1, 2, True, True)), Bound(100, 100)),
        (of(stats.annual_growth_rate, 7, 7, Bound(3, 4, True, True)), Bound(0, 0)),
        (
            # 0 people are 0 of any capacity, an open end or not.
            of(stats.occupancy_rate, Bound(0, 10), Bound(5, 10, True, True)),
            Bound(0, 2, high_open=True),
        ),
    ],
    ids=["occupancy of nobody", "share of none", "no rate", "no growth", "up from nobody"],
)
def test_open_end_that_changes_nothing_leaves_the_result_closed(result, expected):
    assert result() == expected


# What is refused.


@pytest.mark.parametrize(
    ("measure", "arguments", "argument"),
    [
        (stats.occupancy_rate, (Bound(-5, -1), 10), "prisoners"),
        (stats.occupancy_rate, (5, 0), "capacity"),
        (stats.occupancy_rate, (5, Bound(-3, 0)), "capacity"),
        (stats.growth_rate, (Bound(-1, 0), 5), "start"),
        (stats.annual_growth_rate, (5, 6, 0), "years"),
        (stats.project, (5, Bound(-3, -2), 1), "rate"),
        (stats.mean_rate, (Bound(-2, -1), "2020-01-01", "2020-01-31", "day"), "count"),
        (stats.mean_rate, (5, "2020-01-32", "2020-02-28", "day"), "start"),
        (stats.mean_rate, (5, "2020-01-01", "2020-01-31", "week"), "per"),
    ],
)
def test_bound_outside_what_the_measure_takes_is_refused(measure, arguments, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: "):
        bounded(measure, *arguments)


@pytest.mark.parametrize(
    ("measure", "arguments"),
    [
        (stats.share, (60, 51)),
        (stats.share, (Bound(60, 70), Bound(40, 51))),
        (stats.share, (Bound(51, 60, low_open=True), 51)),
        (stats.doubling_time, (100, 50, 1)),
        (stats.doubling_time, (Bound(100, 110), Bound(50, 100), 1)),
        (stats.project_linear, (Bound(5, 10), -20, 1)),
        (stats.mean_rate, (5, "2020-01-05", "2020-01-01", "day")),
        (stats.years_between, ("2020-01-05", "2020-01-01")),
    ],
)
def test_bounds_that_leave_the_measure_no_value_are_refused(measure, arguments):
    with pytest.raises(ValueError, match=rf"^{measure.__name__}: it has no value for "):
        bounded(measure, *arguments)


@pytest.mark.parametrize("value", [None, "5", True, [5, 6], math.nan, INF], ids=repr)
def test_what_is_neither_bound_nor_number_is_refused_by_name(value):
    with pytest.raises((TypeError, ValueError), match=r"^prisoners: "):
        bounded(stats.occupancy_rate, value, 10)


@pytest.mark.parametrize(
    "measure", [math.sqrt, abs, stats.bound, "change", None], ids=lambda value: str(value)[:20]
)
def test_anything_but_a_measure_is_refused(measure):
    with pytest.raises(TypeError, match=r"^measure: .* is not a function of stats\.measures$"):
        bounded(measure, 3)


# What changes to the code brought to light (`make mutate`).


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Bound(3, 5), Bound(4, 7), Bound(7, 12)),
        (Bound(3, 5, low_open=True), Bound(4, 7), Bound(7, 12, low_open=True)),
        (Bound(3, 5, high_open=True), Bound(4, 7), Bound(7, 12, high_open=True)),
        (Bound(3, 5, approximate=True), Bound(4, 7), Bound(7, 12, approximate=True)),
        (Bound(3, INF), Bound(-INF, 7), Bound(-INF, INF)),
    ],
    ids=str,
)
def test_sum_of_bounds_is_bounded_by_the_sums_of_their_ends(one, other, both):
    assert one + other == other + one == both


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (figure(34.0, rounded_to=2.0), Bound(33.0, 35.0, high_open=True)),
        (figure(54.5, rounded_to=0.5, unit="square_metres"), Bound(54.5, 54.5)),
    ],
    ids=["to two", "to a half"],
)
def test_exact_count_is_rounded_only_where_its_step_is_above_one(row, expected):
    assert bound(row) == expected


def test_argument_that_is_only_the_edge_that_a_measure_leaves_out_is_refused():
    with pytest.raises(ValueError, match=r"^capacity: .* above 0"):
        bounded(stats.occupancy_rate, 5, Bound(0, 0))


def test_open_end_on_the_edge_of_what_a_measure_takes_stays_open():
    result = bounded(stats.change, Bound(0, 3, low_open=True), 5)
    assert result == Bound(2, 5, high_open=True)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        # From 10, a change of less than 0: the line may fall to 0 and not past it.
        (
            of(stats.project_linear, 10, Bound(-INF, 0, high_open=True), 1),
            Bound(0, 10, high_open=True),
        ),
        (of(stats.project_linear, 10, Bound(-INF, INF), 1), Bound(0, INF)),
        # In no time nothing changes.
        (of(stats.project_linear, 10, Bound(-INF, 5, high_open=True), 0), Bound(10, 10)),
        (of(stats.project_linear, 10, Bound(-5, -2, True, True), 1), Bound(5, 8, True, True)),
        (of(stats.occupancy_rate, Bound(0, 1, high_open=True), 4), Bound(0, 0.25, high_open=True)),
        # Nobody is 0 of any capacity, and 0 grows at no rate.
        (of(stats.occupancy_rate, 0, Bound(1, INF, low_open=True)), Bound(0, 0)),
        (of(stats.project, 0, Bound(-1, -0.8, True, True), 0.5), Bound(0, 0)),
    ],
    ids=named,
)
def test_end_is_open_or_closed_wherever_the_argument_lies(result, expected):
    assert result() == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        # The whole is more than 17 and less than 18, whatever lies half-way between 10 and 18.
        (of(stats.share, 17, Bound(10, 18, high_open=True)), Bound(17 / 18, 1, low_open=True)),
        (of(stats.share, Bound(34, 100, low_open=True), 51), Bound(34 / 51, 1, low_open=True)),
        (of(stats.share, Bound(50.5, INF, low_open=True), 51), Bound(50.5 / 51, 1, low_open=True)),
        # From 100 to less than 200 it takes more than 3 years to double, if it ever does.
        (
            of(stats.doubling_time, 100, Bound(0, 200, high_open=True), 3),
            Bound(3, INF, low_open=True),
        ),
        (
            of(stats.project_linear, 0, Bound(-10, 0.5, high_open=True), 1),
            Bound(0, 0.5, high_open=True),
        ),
        (
            of(stats.project_linear, 0, Bound(-INF, 0.5, high_open=True), 1),
            Bound(0, 0.5, high_open=True),
        ),
    ],
    ids=named,
)
def test_measure_has_a_value_if_only_near_an_open_end(result, expected):
    assert result() == expected


def test_argument_cut_down_to_an_open_end_holds_nothing_and_is_refused():
    with pytest.raises(ValueError, match=r"^prisoners: .* 0 or more"):
        bounded(stats.occupancy_rate, Bound(-5, 0, high_open=True), 10)


# Laws.

ARGUMENTS = {
    # An interval of ends for each argument, in which the measure takes anything.
    stats.change: [(0, 100), (0, 100)],
    stats.growth_rate: [(1, 100), (0, 100)],
    stats.annual_growth_rate: [(1, 100), (1, 100), (1, 10)],
    stats.doubling_time: [(1, 50), (51, 100), (1, 10)],
    stats.project: [(1, 100), (-0.9, 1), (1, 10)],
    stats.project_linear: [(100, 200), (-10, 10), (1, 10)],
    stats.occupancy_rate: [(0, 100), (1, 100)],
    stats.overcrowding_rate: [(0, 100), (1, 100)],
    stats.places_short: [(0, 100), (0, 100)],
    stats.floor_area_per_person: [(0, 100), (1, 100)],
    stats.share: [(0, 100), (100, 200)],
    stats.rate_per: [(0, 100), (1, 100), (1, 1000)],
}
LAWS = pytest.mark.parametrize("measure", ARGUMENTS, ids=lambda measure: measure.__name__)


def nested(data, measure):
    """For each argument a point in a bound in a wider bound."""
    nests = []
    for least, most in ARGUMENTS[measure]:
        five = st.lists(st.floats(least, most), min_size=5, max_size=5)
        nests.append(sorted(data.draw(five)))
    points = [nest[2] for nest in nests]
    return points, [Bound(n[1], n[3]) for n in nests], [Bound(n[0], n[4]) for n in nests]


def slack(number):
    return 1e-9 * (1 + abs(number))


@LAWS
@given(data=st.data())
def test_value_from_points_within_the_bounds_lies_within_the_result(measure, data):
    points, bounds, _ = nested(data, measure)
    value, result = measure(*points), bounded(measure, *bounds)
    assert result.low - slack(result.low) <= value <= result.high + slack(result.high)


@LAWS
@given(data=st.data())
def test_narrowing_the_bounds_never_widens_the_result(measure, data):
    _, narrow, wide = nested(data, measure)
    inner, outer = bounded(measure, *narrow), bounded(measure, *wide)
    assert outer.low - slack(outer.low) <= inner.low
    assert inner.high <= outer.high + slack(outer.high)


@LAWS
@given(data=st.data())
def test_opening_the_ends_of_bounds_takes_no_more_than_ends_from_the_result(measure, data):
    _, bounds, _ = nested(data, measure)
    assume(all(each.low < each.high for each in bounds))
    some, more = [], []
    for each in bounds:
        low, high, low_too, high_too = (data.draw(st.booleans()) for _ in range(4))
        some.append(replace(each, low_open=low, high_open=high))
        more.append(replace(each, low_open=low or low_too, high_open=high or high_too))
    outer, inner = bounded(measure, *some), bounded(measure, *more)
    assert (inner.low, inner.high) == (outer.low, outer.high)
    assert inner.low_open >= outer.low_open
    assert inner.high_open >= outer.high_open


@given(st.floats(1, 100), st.floats(1, 100), st.floats(1, 100), st.floats(1, 100))
def test_part_of_a_whole_of_any_size_lies_within_its_share(part, more, whole, larger):
    assume(part <= whole)
    result = bounded(stats.share, Bound(part, part + more), Bound(whole, whole + larger))
    assert result.low <= stats.share(part, whole) <= result.high <= 1
