"""A range of values: its ends, its words, and what a function makes of it."""

import math
import operator
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stats.values.bounds import Bound, minus_signs

settings.load_profile("ci")  # the same examples in every run, and no deadline

INF = math.inf


def test_end_at_infinity_is_open():
    assert Bound(1, INF) == Bound(1, INF, high_open=True)
    assert Bound(-INF, 2) == Bound(-INF, 2, low_open=True)


@pytest.mark.parametrize(
    "ends",
    [(2, 1), (1, 1, True), (1, 1, False, True), (INF, INF), (math.nan, 1), (1, math.nan)],
)
def test_empty_bound_is_refused(ends):
    with pytest.raises(ValueError, match=rf"low, high: {ends[0]}, {ends[1]}; no value lies"):
        Bound(*ends)


@pytest.mark.parametrize(
    ("bound", "one_sided"),
    [
        (Bound(5, INF), True),
        (Bound(-INF, 5), True),
        (Bound(0, 5, from_nothing=True), True),
        (Bound(0, 5), False),
        (Bound(0, 0), False),
        (Bound(1, 5), False),
        (Bound(-5, 0), False),
    ],
)
def test_one_side_says_more_or_less_than_what(bound, one_sided):
    assert bound.one_sided is one_sided


def test_noise_of_binary_fractions_separates_no_bounds():
    assert Bound(0, 0.3).is_below(Bound(0.1 + 0.2, 1)) is None  # 0.30000000000000004
    assert Bound(0.57, 1).scaled(100) == Bound(57, 100)  # 100 * 0.57 is 56.99999999999999


# The words.


def test_minus_sign_is_no_hyphen_of_a_date():
    assert minus_signs("-5 from 2016-12-31") == "−5 from 2016-12-31"


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (Bound(5, 5), "5"),
        (Bound(5, 5, approximate=True), "about 5"),
        (Bound(21_850, 21_950, high_open=True), "21,850 to 21,950"),
        (Bound(38_990, INF, low_open=True), "more than 38,990"),
        (Bound(38_990, INF, low_open=True, approximate=True), "about 38,990 or more"),
        (Bound(0, 5), "0 to 5"),
        (Bound(0, 5, from_nothing=True), "at most 5"),
        (Bound(0, 5, high_open=True, from_nothing=True), "less than 5"),
        (Bound(-INF, 5), "at most 5"),
        (Bound(0, 5, high_open=True, approximate=True, from_nothing=True), "about 5 or less"),
        (Bound(1, 5), "1 to 5"),
        (Bound(1, 5, approximate=True), "1 to 5"),  # "about" stands before the number between
        (Bound(-0.5, 0), "−1 to 0"),  # outward
        (Bound(-INF, INF), "not known"),
        (Bound(1_234_567.8, INF), "at least 1,234,567"),
        (Bound(1_999_999_999_999.5, INF), "at least 1,999,999,999,999"),  # never inward
        (Bound(123_456_789_012_345, 123_456_789_012_345), "123,456,789,012,345"),  # in full
    ],
)
def test_words_for_each_shape_of_bound(bound, words):
    assert str(bound) == words


@pytest.mark.parametrize(
    ("bound", "decimals", "words"),
    [
        (Bound(1.466175, INF, low_open=True), 1, "more than 146.6%"),
        (Bound(1.466175, INF, low_open=True), 0, "more than 146%"),  # never more than 147%
        (Bound(0, 1.466175, from_nothing=True), 1, "at most 146.7%"),
        (Bound(-0.3333, -0.1111), 0, "−34 to −11%"),
        (Bound(0.6666, 0.6666), 0, "67%"),  # one value: to the nearest
        (Bound(0.125, 0.125), 0, "13%"),  # a half: up
        (Bound(-0.0001, -0.0001), 0, "0%"),  # never -0%
        # The noise of binary fractions pushes no end outward.
        (Bound(0, 0.1 + 0.2, from_nothing=True), 1, "at most 30.0%"),  # 0.30000000000000004
        (Bound(0.57, INF), 1, "at least 57.0%"),  # 100 * 0.57 is 56.99999999999999
    ],
)
def test_ends_are_rounded_outward(bound, decimals, words):
    assert str(bound.printed(decimals, scale=100, unit="%")) == words


steps = st.integers(-5_000_000, 5_000_000)


@given(steps, steps, st.booleans(), st.booleans(), st.sampled_from([0, 1, 2]))
def test_words_never_claim_too_much(one, other, low_open, high_open, decimals):
    low, high = sorted((one, other))
    assume(low < high)
    words = Bound(low / 1000, high / 1000, low_open, high_open).words(decimals)
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?", words.replace("−", "-"))
    numbers = [float(number.replace(",", "")) for number in found]
    assert numbers[-1] >= high / 1000
    assert low == 0 if len(numbers) == 1 else numbers[0] <= low / 1000
    if "less than" in words:
        assert numbers[-1] > high / 1000 or high_open


# Functions of ranges; those of measures are among their laws.


@pytest.mark.parametrize(
    ("apply", "bounds", "allowed"),
    [
        (operator.mul, (Bound(-2, 1, True), Bound(1, 3)), Bound(-6, 3, True)),
        (operator.mul, (Bound(0, 1, True, True),) * 2, Bound(0, 1, True, True)),
        (operator.pow, (Bound(0, 2), Bound(0, 2)), Bound(0, 4)),
        (operator.truediv, (Bound(1, 1), Bound(0, 2, True)), Bound(0.5, INF)),
        (operator.truediv, (Bound(1, 1), Bound(-2, 0)), Bound(-INF, -0.5)),
        (operator.pow, (Bound(1, 1), Bound(0, INF)), Bound(1, 1)),
        (operator.pow, (Bound(0, 1e300), Bound(0, 2)), Bound(0, INF)),
        # What has no end changes nothing where there is nothing.
        (operator.mul, (Bound(-INF, INF), Bound(0, 0)), Bound(0, 0)),
        (operator.truediv, (Bound(0, 0), Bound(5, INF, True)), Bound(0, 0)),
        (operator.truediv, (Bound(0, 4), Bound(1, 2, high_open=True)), Bound(0, 4)),
        (operator.truediv, (Bound(5, INF), Bound(5, INF)), Bound(0, INF, True)),
    ],
)
def test_all_results_of_a_function(apply, bounds, allowed):
    assert apply(*bounds) == allowed


def test_result_of_what_is_approximate_is_approximate():
    about, exact = Bound(3, 5, low_open=True, approximate=True), Bound(4, 7)
    allowed = Bound(7, 12, low_open=True, approximate=True)
    assert about + exact == exact + about == allowed
    # 4 - 5 and 7 - 3
    assert exact - about == Bound(-1, 4, high_open=True, approximate=True)


def test_function_without_a_result_is_refused():
    with pytest.raises(ValueError, match="no result of it is a number"):
        Bound(0, 0) / Bound(0, 0)
    with pytest.raises(ValueError, match="divide by what cannot be 0"):
        Bound(1, 1) / Bound(-1, 1)
    with pytest.raises(ValueError, match="a power is taken of what is 0 or more"):
        Bound(-1, 1) ** Bound(2, 2)


def test_a_range_is_below_another_wholly_partly_or_not():
    assert Bound(1, 2).is_below(Bound(3, 4)) is True
    assert Bound(3, 4).is_below(Bound(1, 3)) is False
    assert Bound(1, 3).is_below(Bound(2, 4)) is None


def test_a_part_of_a_range():
    assert Bound(-1, 3).within(Bound(0, INF, low_open=True)) == Bound(0, 3, low_open=True)
    with pytest.raises(ValueError, match="no value lies"):
        Bound(-1, 0).within(Bound(0, INF, low_open=True))


@pytest.mark.parametrize(
    ("inner", "inside"),
    [
        (Bound(2, 3), True),
        (Bound(1, 4), True),
        (Bound(1, 5), None),  # some of it
        (Bound(4, 5), None),  # its lowest
        (Bound(4, 5, low_open=True), False),
        (Bound(-1, 0.5), False),
    ],
)
def test_a_range_is_inside_another_wholly_partly_or_not(inner, inside):
    assert inner.is_inside(Bound(1, 4)) is inside


def test_a_range_that_reaches_a_value():
    assert Bound(3, 5, low_open=True).reaching(7) == Bound(3, 7, low_open=True)
    assert Bound(3, 5, high_open=True).reaching(4) == Bound(3, 5, high_open=True)


def test_what_a_check_takes_goes_through_every_formula():
    over_40 = Bound(40, INF, low_open=True, plausible=Bound(40, 44, low_open=True))
    assert (over_40 - Bound(10, 10)).plausible == Bound(30, 34, low_open=True)
    assert (Bound(1, 1) + Bound(2, 2)).plausible is None


def test_factor_below_0_turns_a_range_around():
    assert Bound(3, 5, high_open=True).scaled(-2) == Bound(-10, -6, low_open=True)
    assert Bound(3, INF, low_open=True).scaled(-1) == Bound(-INF, -3, high_open=True)


sides = st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(sorted)


@given(st.sampled_from([operator.add, operator.sub, operator.mul]), sides, sides, st.data())
def test_no_result_is_outside_and_a_wider_range_has_all(apply, one, other, data):
    of = [data.draw(st.floats(*each)) for each in (one, other)]
    inside = apply(Bound(*one), Bound(*other))
    assert apply(*of) in inside
    wide = apply(*(Bound(low - 1, high + 2) for low, high in (one, other)))
    assert wide.low <= inside.low <= inside.high <= wide.high


VECTORS = """
neg 1 2 = -2 -1; neg 0 2 = -2 0; add -inf inf -1 inf = -inf inf
add -1 inf -inf inf = -inf inf; add 1 2 -inf 4 = -inf 6; add 1 inf 3 4 = 4 inf
sub -inf inf -1 1 = -inf inf; sub -1 1 -inf inf = -inf inf; sub -inf 2 3 inf = -inf -1
sub 1 inf -inf 4 = -3 inf; mul -inf inf 0 0 = 0 0; mul -inf inf -inf -1 = -inf inf
mul -inf inf -inf inf = -inf inf; mul 1 inf 1 3 = 1 inf; mul 1 inf 1 inf = 1 inf
mul -1 inf -5 3 = -inf inf; mul -1 inf -5 inf = -inf inf; mul -inf 3 -5 -1 = -15 inf
mul -inf 3 -inf 3 = -inf inf; mul -inf -3 0 0 = 0 0; mul -inf -3 -inf -1 = 3 inf
mul -inf -3 -inf inf = -inf inf; mul 0 0 1 3 = 0 0; mul 0 0 1 inf = 0 0
mul 1 5 -5 3 = -25 15; mul 1 5 -5 inf = -25 inf; mul -1 5 -5 -1 = -25 5
mul -2 2 -5 3 = -10 10; mul -1 5 -5 inf = -inf inf; mul -10 -5 -5 -1 = 5 50
mul -10 -5 -inf 3 = -30 inf; div -inf inf -5 -3 = -inf inf; div -30 -15 -5 -3 = 3 10
div -30 15 -5 -3 = -5 10; div 15 30 -5 -3 = -10 -3; div 0 0 -5 -3 = 0 0
div -inf -15 -5 -3 = 3 inf; div -inf 15 -5 -3 = -5 inf; div -15 inf -5 -3 = -inf 5
div 15 inf -5 -3 = -inf -3; div -30 0 -5 -3 = 0 10; div 0 30 -5 -3 = -10 0
div -inf 0 -5 -3 = 0 inf; div 0 inf -5 -3 = -inf 0
"""
"""Operations on the ends of ranges, and those of their results, which nobody here worked out: from
the IEEE 1788 test vectors of libieeep1788 (github.com/oheim/ITF1788, libieeep1788_elem.itl).
"""
OPERATIONS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": lambda bound: bound.scaled(-1),
}


@pytest.mark.parametrize("vector", [each.strip() for each in re.split("[;\n]", VECTORS.strip())])
def test_the_vectors_of_ieee_1788(vector):
    given, result = vector.split(" = ")
    operation, *ends = given.split()
    bounds = [
        Bound(float(low), float(high)) for low, high in zip(ends[::2], ends[1::2], strict=True)
    ]
    assert OPERATIONS[operation](*bounds) == Bound(*map(float, result.split()))
