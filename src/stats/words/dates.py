"""The dates that a sentence prints plainly, and the numbers that they are of.

Better no date than a wrong one. A date is a day, a month or a year, with its year in digits, behind
a word such as "in", or two of them behind "between". A number has the date that follows it, or
that its sentence begins with, if no words of another time stand between.
"""

import re
from datetime import date
from typing import Any, TypeAlias, cast

import pandas as pd

from stats.words.english import MONTH

Days: TypeAlias = tuple[date, date]

_NTH = r"\d\d?(?:st|nd|rd|th)?"
DAY = re.compile(rf"\b{_NTH} (?={MONTH}\b)|\b(?P<month>{MONTH}) {_NTH}\b(?!,\d| people)")
"""A day of a month, and the name of its month if that stands before it."""
_YEAR = r"(?:1[89]|20)\d\d(?![\d/–-]|,\d)"
_POINT = rf"(?:(?:{_NTH} )?{MONTH} (?:{_NTH}, )?)?{_YEAR}"
PRINTED = re.compile(rf"{_POINT}|{DAY.pattern}")
"""A date of any form, or a day or a year of one."""
DATE = re.compile(
    r"\b(?:(?:[Ii]n|[Oo]n(?= \d)|[Dd]uring|[Aa]s of|[Aa]t) (?P<end>the end of )?"
    rf"(?P<point>{_POINT})"
    rf"(?! (?:(?:and|to|or) {_POINT}|prices))"
    rf"|(?:[Bb]etween|[Ff]rom) (?P<first>{_POINT}) (?:and|to|until) (?P<last>{_POINT}))"
)
_OTHER_TIME = re.compile(  # or another number's words
    r"[;:]|\b(?:compared|against|than|from|since|previous|last|latest|earlier|later|ago|when|while|"
    r"whilst|whereas|now|today|so far|to date|but|"
    rf"same|said|will|would|expected|plans?|what|most|that|{_YEAR})\b"
)


def date_of(sentence: str, first: int, last: int) -> Days | None:
    """Return the days that a sentence gives to its number at a place, or None."""
    if re.search("fiscal|financial", sentence):  # a year of other days
        return None
    behind = DATE.search(sentence, last)
    if behind and not re.search(
        rf"[\d(]|, |{_OTHER_TIME.pattern}", sentence[last : behind.start()]
    ):
        return _days(behind)
    opening = DATE.match(sentence)
    if opening and not _OTHER_TIME.search(sentence[opening.end() : first]):
        return _days(opening)
    return None


def _days(printed: re.Match[str]) -> Days | None:
    """Return the first and the last day of a date; None if there is no such day."""
    period = cast("Any", pd.Period)
    try:
        first = period(printed["point"] or printed["first"])
        last = period(printed["point"] or printed["last"])
    except ValueError:
        return None
    end = last.end_time.date()
    return (end if printed["end"] else first.start_time.date()), end
