"""The codes for the words around a number: how each is printed, what it allows, when it is true."""

import math
from collections.abc import Callable
from typing import NamedTuple

from stats.values.bounds import Bound


class Qualifier(NamedTuple):
    """What a code means.

    `words` are printed before the number, with a space at the end. `allows` gives the range of a
    value, from half the step that it is rounded to (0 if it is not rounded) and the least that any
    value may be. `before` and `after` are the phrases for it in a quotation, in lower case, at
    either side of the number, as regular expressions without groups.
    """

    words: str
    allows: Callable[[float, float, float], Bound]
    before: str = ""
    after: str = ""


def _rounded(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half, high_open=half > 0)


def _around(value: float, half: float, least: float) -> Bound:
    return Bound(max(value - half, least), value + half, approximate=True)


def _below(value: float, half: float, least: float) -> Bound:
    low, high = (value, value + half) if value < 0 else (max(value - half, least), value)
    is_open = low < high
    return Bound(low, high, is_open, is_open, approximate=True)


QUALIFIERS = {
    "exact": Qualifier("", _rounded),
    "at_least": Qualifier(
        "at least ",
        lambda value, half, least: Bound(value, math.inf),
        before="at (?:the (?:very )?)?least|(?:at )?a minimum(?: of)?|minimum(?: of)?"
        "|as (?:few|little|low) as|(?:no|not|never) (?:fewer|less|lower) than"
        "|(?:not|never) (?:below|under)|≥|>=",
        after=r"(?:or|and) (?:more|over|above|higher)|plus|\+|at least",
    ),
    "more_than": Qualifier(
        "more than ",
        lambda value, half, least: Bound(value, math.inf, low_open=True),
        before="over|above|beyond|past|passed|topped|topping|north of|upwards? of|in excess of"
        "|(?:more|greater|higher|larger) than|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|>",
    ),
    "at_most": Qualifier(
        "at most ",
        lambda value, half, least: Bound(least, value, from_nothing=True),
        before="at (?:the (?:very )?)?most|a maximum(?: of)?|maximum(?: of)?|up to"
        "|as (?:many|much|high) as|(?:no|not|never) (?:more|greater|higher) than"
        "|(?:not|never) (?:over|above)|(?:without|not|never) exceed(?:ing)?|≤|<=",
        after="or (?:less|fewer|under|below|lower)|and (?:under|below)|at most|tops",
    ),
    "less_than": Qualifier(
        "less than ",
        lambda value, half, least: Bound(least, value, high_open=True, from_nothing=True),
        before="under|below|(?:less|fewer|lower|smaller) than|not even|<",
    ),
    "nearly": Qualifier(
        "nearly ",
        _below,
        before="nearly|almost|nearing|approaching|close on|short of|shy of|not quite"
        "|just (?:under|below)",
        after="almost|nearly",
    ),
    "about": Qualifier(
        "about ",
        _around,
        before="about|around|some|roughly|approximately|approx|circa|ca|c|close to|near|~|≈"
        "|in the (?:region|vicinity) of|on the order of|something like",
        after="or so|odd|more or less|or thereabouts|approximately|roughly",
    ),
    "estimated": Qualifier("an estimated ", _around, before="estimated", after="estimated|est"),
}
"""Each code that a figure may have. A new one also goes into the descriptors and these sets."""

OPEN = {"at_least", "more_than", "at_most", "less_than"}
"""The codes that leave an end open."""
APPROXIMATE = {"nearly", "about", "estimated"}
"""The codes whose range is half a step either way because no margin was stated."""
NOT_REACHED = {"nearly"}
"""Those of them that exclude the number itself."""
ROUNDED = {"about", "nearly"}
"""Those that nobody writes of a number that is exact: of whole things they allow one more."""
NEARLY = QUALIFIERS["nearly"].words
"""The word before a computed number that is such a limit."""
MIRRORED = {
    "more_than": "less_than",
    "less_than": "more_than",
    "at_least": "at_most",
    "at_most": "at_least",
}
"""The codes of a fall, which is below 0: by more than 9% is below −9."""
