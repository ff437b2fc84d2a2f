"""The codes for the words around a number: how each is printed, what it allows, when it is true."""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from stats.bounds import Bound


class Qualifier(NamedTuple):
    """What a code means.

    `words` are printed before the number, with a space at the end. `allows` gives the range of a
    value, from half the step that it is rounded to (0 if it is not rounded) and the least that any
    value may be. `before` and `after` find the words for it in a quotation, in lower case, at
    either side of the number.
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
    ends = (value, value + half) if value < 0 else (max(value - half, least), value)
    return Bound(*ends, ends[0] < ends[1], ends[0] < ends[1], approximate=True)


_FAR = "(?:(?:just|well|slightly|far|way|much|a little|a bit) )?"

QUALIFIERS = {
    "exact": Qualifier("", _rounded),
    "at_least": Qualifier(
        "at least ",
        lambda value, half, least: Bound(value, math.inf),
        before=r"at (?:the very |a )?(?:least|minimum)|(?:a )?minimum of|no lower than|≥|>=|⩾"
        r"|(?:no|not|never|nothing) (?:fewer|less) than|not (?:under|below)|a good"
        r"|as (?:low|few|little) as|(?:more|greater) than or equal to",
        after=r"(?:or|and) (?:more|over|above|higher|greater|up|upwards?)|upwards|min(?:imum)?|plus"
        r"|at (?:the very |a )?(?:least|minimum)|\+|if not more|and (?:counting|rising)",
    ),
    "more_than": Qualifier(
        "more than ",
        lambda value, half, least: Bound(value, math.inf, low_open=True),
        before=rf"{_FAR}(?:over|above|beyond|past|more than|greater than|higher than|larger than)"
        r"|north of|upwards? of|(?:in )?excess of|>|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?"
        r"|topp(?:ed|ing)|(?:pass|cross)(?:ed|ing)",
        after="and then some",
    ),
    "at_most": Qualifier(
        "at most ",
        lambda value, half, least: Bound(least, value),
        before=r"at (?:the very |a |the )?(?:most|maximum)|(?:a )?maximum of|up to|≤|<=|⩽"
        r"|(?:no|not|never) (?:more|higher|greater) than|not (?:over|above|exceeding)"
        r"|as (?:high|many|much) as|(?:less|fewer) than or equal to|without exceeding",
        after=r"at (?:the )?(?:very )?most|tops|max(?:imum)?|(?:or|and) (?:fewer|less|under|below|lower)",  # noqa: E501
    ),
    "less_than": Qualifier(
        "less than ",
        lambda value, half, least: Bound(least, value, high_open=True),
        before=rf"{_FAR}(?:under|below|(?:less|fewer|lower|smaller) than)|south of|<|not even",
    ),
    "nearly": Qualifier(
        "nearly ",
        _below,
        before="(?:very )?nearly|nearing|almost|virtually|practically|approaching|close on|not quite|pushing"  # noqa: E501
        "|verging on|(?:just )?(?:short|shy) of",
        after="almost|nearly",
    ),
    "about": Qualifier(
        "about ",
        _around,
        before=r"about(?! the )|around|some|roughly|approximate(?:ly)?|approx\.?|circa|ca?\.?"
        r"|close to|near|~|≈|±|(?:in|of|on) the (?:region|neighbou?rhood|vicinity|order) of"
        "|something like|more or less|give or take|perhaps|possibly|maybe|barely",
        after="or so|(?:or )?thereabouts|more or less|give or take|approximately|roughly|odd|ish",
    ),
    "estimated": Qualifier(
        "an estimated ",
        _around,
        before=r"(?:an? )?estimat(?:e|es|ed|ing|ion)"
        r"(?: (?!(?:up|over|as|more|less|fewer|under|least|most)\b)(?:[a-z']+|\.{3})){0,8}|est\.?",
        after=r"estimated?|est\.?|(?:by|an) estimate",
    ),
}
"""Each code that a figure may have. A new one also goes into the descriptors."""

OPEN = {code for code, each in QUALIFIERS.items() if each.allows(1, 0, -math.inf).one_sided}
"""The codes that leave an end open."""
APPROXIMATE = {code for code, each in QUALIFIERS.items() if each.allows(1, 0, 0).approximate}
"""The codes whose range is half a step either way because no margin was stated."""
MIRRORED = {"more_than": "less_than", "less_than": "more_than"}
MIRRORED |= {"at_least": "at_most", "at_most": "at_least"}
"""The codes of a fall, which is below 0: by more than 9% is below −9."""
DENIED = {"more_than": "at_most", "less_than": "at_least"}
"""The codes after a word such as "no": no province below 60% is at least 60%."""

_PASSED = (  # what may stand between a number and the words that qualify it
    r"(?:(?:an?|the|combined|current|grand|just|mere|official|only|record|reported|total"
    r"|(?:count|figure|number|sum|tally|total) of) )*"
)
_BEFORE = "|".join(f"(?P<{key}>{each.before})" for key, each in QUALIFIERS.items() if each.before)
_AFTER = "|".join(f"(?P<{key}>{each.after})" for key, each in QUALIFIERS.items() if each.after)
BEFORE = re.compile(rf"(?<![\w'-])(?:{_BEFORE}) ?{_PASSED}$")
AFTER = re.compile(  # behind other words only at the end of a clause: 300 people, or more
    rf"(?: ?,? ?|(?P<far>(?: [a-z']+){{1,3}},? ))(?:{_AFTER})(?!\w| than| ?\d)"
    r"(?(far)(?=$|[,.;]))"
)
"""The words of a qualifier at either side of a number; the group that is found names its code."""
WAY = re.compile(
    r"\b(?:(?P<rise>rose|risen|ris(?:es?|ing)|gr[eo]w\w*|increas\w+|climb\w*|jump\w*|soar\w*|surg\w+"
    r"|swell\w*|swollen|balloon\w*|skyrocket\w*|expan\w+|gain\w*|hik\w+|spik\w+|leap\w*|add\w*"
    r"|rebound\w*|(?<!make )(?<!makes )(?<!made )up|higher(?= by))"
    r"|(?P<fall>fell|fall\w*|drop\w*|declin\w+|decreas\w+|shr[aiu]nk\w*|plung\w+|plummet\w*|slump\w*"
    r"|dip\w*|reduc\w+|cut\w*|lost|los[ei]\w*|loss(?:es)?|slid\w*|slip\w*|s[aiu]nk\w*|shed\w*"
    r"|tumbl\w+|eas(?:ed|es|ing)|slash\w*|contract(?:ed|s|ing|ions?)|weaken\w*|slow(?:ed|s|ing)"
    r"|minus|down|collaps\w+|dwindl\w+|narrow(?:ed|s|ing)|trimm\w+|lower(?:ed|ing)"
    r"|div(?:ed|es|ing)|diminish\w+|erod\w+|(?:lower|fewer)(?= by)))\b"
)
LINK = re.compile(  # between a rise or a fall and its number
    r"(?:(?:[^\d%]|\b(?:19|20)\d\d\b)* by|(?: in [^\d%]*)? of)?"
    r"(?: (?:just|another|further|a (?:further|mere|record|[a-z]+ing)|[a-z]+ly))* ?"
)
BEHIND = {  # behind a number: "a 6.7% decline", and not "40% declined to answer"
    way: re.compile(
        r"(?: (?!of\b|in\b|to\b|from\b|for\b|and\b|or\b)[a-z]+| (year|month) (?:on|over) \1)?"
        rf" (?:{one})\b|(?: (?:percentage )?points?)? (?:{other})\b"
    )
    for way, one, other in (
        (1, "rise|increase|growth|jump|surge|gain|hike|climb|leap|spike", "more|higher|up|rises"),
        (-1, "fall|drop|decline|decrease|reduction|cut|dip|slump|plunge|slide|contraction|loss",
         "fewer|less|lower|down|falls|cuts|losses|cheaper|smaller|weaker|shorter"),
    )
}  # fmt: skip
