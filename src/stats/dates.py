"""The dates that a newspaper's sentence states, and which of its numbers each is of.

Better no date than a wrong one. A sentence is cut where another time may begin ("compared to",
"while"). A number has the date right before its bracket or right behind it, or else the only one of
its part of the sentence, if no word there speaks of another time.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, TypeAlias, cast

import pandas as pd

from stats.english import MONTH

Days: TypeAlias = tuple[date, date]
Dates: TypeAlias = list[tuple[int, int, Days | None]]
_NTH, _COUNTS = "first second third fourth", "two three four five six seven eight nine ten eleven"
_PARTS = {"first half": (1, 6), "second half": (7, 12), "first month": (1, 1)}
_PARTS |= {f"{nth} quarter": (3 * n + 1, 3 * n + 3) for n, nth in enumerate(_NTH.split())}
_PARTS |= {f"q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
_PARTS |= {f"first {count} months": (1, n) for n, count in enumerate(_COUNTS.split(), 2)}
_WHOLE = r"\b(?![,.]\d| ?%| per ?cent)"  # of a year or a day, and not of a count
_YEAR = rf"(?:(?:1[89]|20)\d\d{_WHOLE}|(?:[Tt]his|(?<!the )[Ll]ast) year\b)"
_DAY = rf"[0-3]?\d(?:st|nd|rd|th)?{_WHOLE}"
_POINT = (  # "in May 40 people died" has no day of May, and 2018-19 no year
    rf"(?:(?i:{'|'.join(_PARTS)})(?:,? (?:of )?(?:{_YEAR}|the year\b))?|{_YEAR}"
    rf"|(?:(?<![Ii]n ){MONTH} {_DAY}|(?:{_DAY} (?:of )?)?{MONTH})"
    rf"(?:,? (?:period )?(?:of )?{_YEAR})?)(?![-/–]\d)"
)
DATE = re.compile(
    r"(?<![-–/\w])(?P<year>(?:the )?(?:year|12 months) (?:to|ended|ending)(?: in)? )?"
    r"(?:(?<=etween )(?P<both>)|(?P<end>the end of ))?"
    rf"(?:(?:from )?(?P<start>{_POINT})(?:[-–]|,? (?:until|to|(?(both)and|to)) ))?"
    rf"(?P<point>{_POINT})"
)
# Below, ¦ stands for a date.
_BEFORE = re.compile(r" ?[(:–-] ?")  # 2012 (19,071), 2013 (16,114)
_OF_COUNT = re.compile(  # around one that is not of a law, of prices or of another count
    r"(?i)(?:^|\b(?:as of|at|during|for|in|on|since|this|throughout) (?:the )?)¦"
    rf"|¦{_BEFORE.pattern}\d"
)
_OF_ELSE = re.compile(  # around one of another time, of a report, of two times or of prices
    r"\b(?:(?:half|months?|period|quarter|time|week|year|said|announced|published|released)"
    r"(?: (?:of|in|for|on))*|\w*crease on|from|than|\w*cent) ¦|% ¦|the ¦ [A-Z]"
    rf"|¦(?:,? (?:and |or )?{_POINT}|['’]s| figure| quarter| of the current| prices"
    r"| year\b(?! on year))"
)
_CUT = re.compile(  # where another time may begin
    r"(?i)[;:–—()]|(?:(?<!since )¦+,? )?\bwhen\b|\b(?:above|below|on|over|than) what\b"
    r"|\b(?:(?P<than>against|compared|comparison|opposed|surpassing|than|versus"
    r"|from(?= (?:\S+ ){0,2}[£$€]?\d)"
    r"|\w*(?:crease|decline|drop|fall|growth|reduction|rise) (?:from|over))"
    r"|but|whereas|(?<!of )which|whil(?:e|st))\b(?! ¦)"
)
_OTHER = re.compile(  # words for a time that no date names, and for what happened then
    r"(?i)\b(?:previous|earlier|later|ago|same|following|next|now|last|since(?! ¦)|first time"
    r"|(?<!said )(?<!said on )(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today)"
    r"|to date|that (?:date|day|time)|month period|most|(?:few|high|larg|low)est|began|started"
    r"|built)\b"
)
_OF_FISCAL = re.compile(r"\b(?:fiscal|financial) year[^;,.]*¦|¦,? ?\(?(?:the )?f\w+al year")
_PART_OF_LAST = re.compile(rf"(?i)(?:half|months|quarter|{MONTH}),? (?:of )?last year")
_TO_COME = re.compile(r"\b(?:will|would|plan(?:s|ned)?|expect\w*|forecast)\b")


def dates_in(sentence: str, until: date | None) -> Iterator[tuple[int, int, Days | None]]:
    """Each date of a sentence, its place and days.

    One without a year is the last until a day, with which “this year” ends. Of a year that is not
    over it cannot be told whether all of it is meant.
    """
    for match in DATE.finditer(sentence):
        around = f"{sentence[: match.start()]}¦{sentence[match.end() :]}"
        start, point, days = match["start"], match["point"], None
        with suppress(ValueError):  # it is no day, or of a year that is not known
            first, last = _days(point, until)
            if start:
                first = _days(start, last)[0]
            elif match["year"]:  # that ends then
                after = last + timedelta(1)
                first = after.replace(year=after.year - 1)
            elif "since ¦" in around.lower():
                last = until if until and "yesterday" not in around else date.max
            elif match["end"]:
                first = last
            elif until and "this" in point.lower():  # so far
                last = min(last, until)
            near, is_else = around.lower(), bool(_OF_ELSE.search(around))
            is_else |= first != last and bool(re.search(r"\bon ¦", near))  # up 5% on May 2018
            is_else |= point.lower() == "this year" and bool(_PART_OF_LAST.search(near))
            if not re.search(r"\d{4}|year", match[0]):  # from January to May, or in May, of 2016-17
                said = re.split(r"\b(?:compared|against|from(?= \d)|than|versus)\b|;", around)[0]
                of_year = r"\b[Ii]n \d{4}\b" if start else r"\b20\d\d[-/–]\d\d\b(?!-\d)"
                is_else |= bool(re.search(of_year, said))
            is_else |= point.isdigit() and bool(_OF_FISCAL.search(near))
            is_else |= point.endswith("the year") and "last year" in near
            is_own = start or re.match("(?i)this|last", point) or _OF_COUNT.search(around)
            if is_own and not is_else and first <= last <= (until or date.today()):
                days = first, last
        yield *match.span(), days


def _days(point: str, until: date | None) -> Days:
    """The days of a point of time, in its own year or in the last where it can be."""
    words = re.sub(r"\b(?:of|the|period)\b|[,.]", " ", point.lower())
    period = cast("Any", pd.Period)
    named = [int(year) for year in re.findall(r"\d{4}", words)]
    years = [until.year - ("last" in words), until.year - 1] if until else []
    words = " ".join(re.sub(r"\d{4}|(?:this |last )?year", "", words).split())
    for year in named or years:
        first = last = f"{words} {year}"
        if words in _PARTS:
            first, last = (f"{year}-{month}" for month in _PARTS[words])
        days = period(first).start_time.date(), period(last).end_time.date()
        if named or (until and days[0] <= until):
            return days
    raise ValueError(f"{point}: it has no year")


def date_of(text: str, dates: Dates, first: int, last: int) -> Days | None:
    """The days that a sentence gives to its number at a place."""
    if before := [days for _, to, days in dates if _BEFORE.fullmatch(text[to:first])]:
        return before[0]
    text = re.sub(r"\(([^()¦]*)\)", r" \1 ", text)
    cuts = [*_CUT.finditer(text)]
    cut = [each for each in cuts if each.start() < first][-1:]
    start = cut[0].start() if cut else 0
    stop = min((each.start() for each in cuts if each.start() >= last), default=len(text))
    near = [(at, days) for at, _, days in dates if start <= at < stop]
    if _TO_COME.search(text[:stop]) or text[:first].endswith(("’s ", "'s ")):  # Mexico’s 32 states
        return None
    for at, days in near:
        gap = text[last:at]
        if at >= last and not (re.search(r"[\d,¦]|\band\b", gap) or _OTHER.search(gap)):
            return days
    is_one = len({days for _, days in near}) == 1 and not (cut and cut[0]["than"])
    return near[0][1] if is_one and not _OTHER.search(text[start:stop]) else None
