"""The codes for the words around a number: how each is printed, what it allows, when it is true."""

import math
import operator
from collections.abc import Callable
from typing import NamedTuple

from stats.bounds import Bound


class Qualifier(NamedTuple):
    """What a code means.

    `words` are printed before the number, with a space at the end. `allows` gives the range of a
    value, from half the step that it is rounded to (0 if it is not rounded) and the least that any
    value may be. `is_true` tells whether a number agrees with the words and the claimed number;
    None where no number can disagree. `widest` gives the range to compare with, from half the step
    that an approximate number is written to; None where `allows` is that.
    """

    words: str
    allows: Callable[[float, float, float], Bound]
    is_true: Callable[[float, float], bool] | None = None
    widest: Callable[[float, float, float], Bound] | None = None


def _rounded(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half, high_open=half > 0)


def _approximate(value: float, half: float, least: float) -> Bound:
    return Bound(value, value, approximate=True)


def _around(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half)


def _below(value: float, half: float, least: float) -> Bound:
    low = max(value - half, least)
    return Bound(low, value, low_open=low < value, high_open=low < value)


QUALIFIERS = {
    "exact": Qualifier("", _rounded),
    "at_least": Qualifier(
        "at least ", lambda value, half, least: Bound(value, math.inf), operator.ge
    ),
    "more_than": Qualifier(
        "more than ", lambda value, half, least: Bound(value, math.inf, low_open=True), operator.gt
    ),
    "at_most": Qualifier("at most ", lambda value, half, least: Bound(least, value), operator.le),
    "less_than": Qualifier(
        "less than ", lambda value, half, least: Bound(least, value, high_open=True), operator.lt
    ),
    "nearly": Qualifier("nearly ", _approximate, widest=_below),
    "about": Qualifier("about ", _approximate, widest=_around),
    "estimated": Qualifier("an estimated ", _approximate, widest=_around),
}
"""Each code that a figure may have. A new one also goes into both descriptors and into
`qualifiers.csv`."""

OPEN = {code: each.is_true for code, each in QUALIFIERS.items() if each.is_true}
"""The codes that leave an end open, and when each is true of a number."""
