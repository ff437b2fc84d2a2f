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
    that an approximate number is written to; None where `allows` is that. `before` and `after` find
    the words for it in a quotation, in lower case, at either side of the number.
    """

    words: str
    allows: Callable[[float, float, float], Bound]
    is_true: Callable[[float, float], bool] | None = None
    widest: Callable[[float, float, float], Bound] | None = None
    before: str = ""
    after: str = ""


def _rounded(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half, high_open=half > 0)


def _approximate(value: float, half: float, least: float) -> Bound:
    return Bound(value, value, approximate=True)


def _around(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half)


def _below(value: float, half: float, least: float) -> Bound:
    if value < 0:  # a fall of nearly 9% is above −9
        return Bound(value, value + half, low_open=half > 0, high_open=half > 0)
    low = max(value - half, least)
    return Bound(low, value, low_open=low < value, high_open=low < value)


_FAR = "(?:(?:just|well|slightly|far|way|much|a little|a bit) )?"

QUALIFIERS = {
    "exact": Qualifier("", _rounded),
    "at_least": Qualifier(
        "at least ",
        lambda value, half, least: Bound(value, math.inf),
        operator.ge,
        before=r"at (?:the very |a )?(?:least|minimum)|(?:a )?minimum of|no lower than|≥|>=|⩾"
        r"|(?:no|not|never|nothing) (?:fewer|less) than|not (?:under|below)"
        r"|as (?:low|few|little) as|(?:more|greater) than or equal to",
        after=r"(?:or|and) (?:more|over|above|higher|greater|up|upwards?)|upwards|min(?:imum)?|plus"
        r"|at (?:the very |a )?(?:least|minimum)|\+|if not more|and (?:counting|rising)",
    ),
    "more_than": Qualifier(
        "more than ",
        lambda value, half, least: Bound(value, math.inf, low_open=True),
        operator.gt,
        before=rf"{_FAR}(?:over|above|beyond|past|more than|greater than|higher than|larger than)"
        r"|north of|upwards? of|(?:in )?excess of|>|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?"
        r"|topp(?:ed|ing)"
        r"|(?:pass|cross)(?:ed|ing)",
        after="and then some",
    ),
    "at_most": Qualifier(
        "at most ",
        lambda value, half, least: Bound(least, value),
        operator.le,
        before=r"at (?:the very |a |the )?(?:most|maximum)|(?:a )?maximum of|up to|≤|<=|⩽"
        r"|(?:no|not|never) (?:more|higher|greater) than|not (?:over|above|exceeding)"
        r"|as (?:high|many|much) as|(?:less|fewer) than or equal to|without exceeding",
        after=r"at (?:the )?(?:very )?most|tops|max(?:imum)?|(?:or|and) (?:fewer|less|under|below|lower)",  # noqa: E501
    ),
    "less_than": Qualifier(
        "less than ",
        lambda value, half, least: Bound(least, value, high_open=True),
        operator.lt,
        before=rf"{_FAR}(?:under|below|less than|fewer than|lower than|smaller than)|south of|<"
        "|not even",
    ),
    "nearly": Qualifier(
        "nearly ",
        _approximate,
        widest=_below,
        before="(?:very )?nearly|nearing|almost|virtually|practically|approaching|close on|not quite|pushing"  # noqa: E501
        "|verging on|(?:just )?(?:short|shy) of",
        after="almost|nearly",
    ),
    "about": Qualifier(
        "about ",
        _approximate,
        widest=_around,
        before=r"about|around|some|roughly|approximate(?:ly)?|approx\.?|circa|ca?\.?|close to|near"
        r"|~|≈|±"
        "|(?:in|of|on) the (?:region|neighbou?rhood|vicinity|order) of|something like|a good"
        "|more or less|give or take|perhaps|possibly|maybe|barely",
        after="or so|(?:or )?thereabouts|more or less|give or take|approximately|roughly|odd|ish",
    ),
    "estimated": Qualifier(
        "an estimated ",
        _approximate,
        widest=_around,
        before=r"(?:an? )?estimat(?:e|es|ed|ing|ion)(?: that)?(?: (?!up\b|over\b|as\b)[a-z']+){0,8}"
        r"|est\.?",
        after=r"estimated?|est\.?|(?:by|an) estimate",
    ),
}
"""Each code that a figure may have. A new one also goes into the descriptors."""

OPEN = {code: each.is_true for code, each in QUALIFIERS.items() if each.is_true}
"""The codes that leave an end open, and when each is true of a number."""
