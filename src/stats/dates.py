"""The dates that a newspaper's sentence states, and which of its numbers each is of.

One of a report, a record or another time is of none of them: better no date than a wrong one.
"""

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple, TypeAlias, cast

import pandas as pd

from stats.wording import readings

_MONTH = "(?:" + "|".join(rf"{m[:3]}(?:t?\b\.?|{m[3:]}\b)" for m in calendar.month_name[1:]) + ")"
_WHOLE = r"\b(?![,.]\d| ?%| per ?cent)"  # of a year or a day, and not of a count
_YEAR = rf"(?:(?:1[89]|20)\d\d{_WHOLE}|(?:[Tt]his|[Ll]ast) year\b)"
_DAY = rf"[0-3]?\d(?:st|nd|rd|th)?{_WHOLE}"
_NTH = ["first", "second", "third", "fourth"]
_SIZE = {"half": 6, "quarter": 3, "month": 1}
_PART = (  # of a year
    rf"(?:the )?(?i:(?:{'|'.join(_NTH)})[ -](?:{'|'.join(_SIZE)})"
    rf"|first \w+ months),? (?:of )?(?:{_YEAR}|the year\b)"
)
_POINT = (  # "in May 40 people died" has no day of May, and 2018-19 no year
    rf"(?:{_PART}|(?:(?<![Ii]n ){_MONTH} {_DAY}|(?:{_DAY} (?:of )?)?{_MONTH})"
    rf"(?:,? (?:of )?{_YEAR})?|{_YEAR}|(?:[Tt]his|[Ll]ast) month\b)(?![-/–]\d)"
)
_TO = r"(?:[-–]|,? (?:to|until|(?(and)and|to)) )"
_DATE = re.compile(
    r"(?<![-–/\w])(?:(?P<end>the end of )|(?:[Ss]ince |[Ff]rom |(?P<and>[Bb]etween ))?"
    rf"(?P<start>(?P<day>{_MONTH} {_DAY})(?={_TO}\d)"  # June 16 to 29
    rf"|{_DAY}(?={_TO}{_DAY} (?:of )?{_MONTH})"  # 16 to 29 June
    rf"|{_POINT}(?={_TO})){_TO}(?:the end of )?|(?P<since>[Ss]ince ))?"
    rf"(?P<point>{_POINT}|(?(day){_DAY}(?:,? {_YEAR})?|(?!)))"
)
# Below, ¦ stands for a date.
_SAID = re.compile(  # the day of a report or of a record, and no count's
    r"(?i)\b(?:said|told|according to|releas\w+|publish\w+|announc\w+)(?: on| in)? ¦"
    r"|\b(?:\w\w+est|most|worst|best|least|first|record|time|high|low)\b[^,;]{0,60}since ¦"
    r"|\b(?:any|each|every|straight) ¦|^[A-Z][\w .]*, ¦ (?:\(.*?\) )?[-–—:]"  # Rome, May 3 (AP) --
)
_THAN = re.compile(  # before a time to compare with
    r"(?i)\b(?:compar\w+ (?:with|to)|than|versus|from|as|on|over)(?: in| of| for)* $"
)
_IN = re.compile(  # before a date of a count
    r"(?i)(?:^|[(;] ?|\b(?:as of|at|during|for|from|in|last|on|over|than|throughout|to|with) )$"
)
_UNKNOWN = re.compile(  # in the same period of 2019; built in 2019; than last year's
    r"(?i)\b(?:spring|summer|autumn|winter|week|period|time|months?|year|date|past|the|an?|its"
    r"|their|built|opened|began|started)(?: of| in| on| to| the)* ¦|¦(?:['’]s| prices| dollars)\b"
)
_FROM = re.compile(  # before an earlier number
    r"(?i)\b(?:from|compar\w+(?: with| to)?|against|versus) (?:\S+ ){0,2}[£$€]?$"
)
_APART = re.compile(  # between a number and a date that is not of it
    r"[,;:–—(]| - |\b(?:and|but|than|when|since|who|which|that|after|before|until|compared)\b"
)
_OTHER = re.compile(  # words for a time that no date names
    r"\b(?:previous|earlier|later|ago|prior|same|before|following|next|last ¦+|now|today)\b"
)
_JOIN = re.compile(  # between numbers of one time: by 15% to $12 billion; 12 men and 15 women
    r"[^,;:–—]{0,40}(?<!compared )\bto (?:\S+ ){0,3}[£$€]?"
    r"|(?: \S+){1,3},? (?:and|or) (?:\S+ ){0,2}[£$€]?"
)
_ENDS = re.compile(  # behind a change: from 21,900 in 2016 to 38,990 in 2020
    r".*?\bfrom (?:\S+ )?[£$€]?\d[^;¦]*¦+ to (?:\S+ ){0,2}[£$€]?\d[^;¦]*¦+"
)
_LEAD = re.compile(  # before a date that is the whole sentence's, or of all that one says
    r"(?i)(?:.*\bthat )?\W*"
    r"(?:(?:\w+ )?(?:in|during|for|from|as|at|on|over|throughout|through)\b[^,;:\d]{0,30})?"
)
Span: TypeAlias = tuple[int, int]
Days: TypeAlias = tuple[date, date]


class Date(NamedTuple):
    """A date in a sentence: its place, its days if they are known, and what it is of."""

    at: int
    to: int
    days: Days | None
    how: str  # "said" (of a report), "than" (of another time), "since", or nothing


def dates_in(sentence: str, day: date | None, latest: date | None) -> Iterator[Date]:
    """Each date of a sentence; one without a year is of the last until `day`, or of `latest`'s."""
    until = day or latest
    years = [until.year, until.year - 1][: 2 if day else 1] if until else []
    for match in _DATE.finditer(sentence):
        point, start, since = match["point"], match["start"] or "", match["since"] or ""
        before, after = sentence[: match.start()] + since, sentence[match.end() :]
        if match["day"] and not re.search(_MONTH, point):
            point = f"{match['day'].split()[0]} {point}"
        elif re.fullmatch(_DAY, start):
            start += re.sub(rf".*?({_MONTH}).*", r" \1", point)
        year = re.search(r"\d{4}", start)
        days = _days(point, until, [int(year[0])] if year else years)
        if days and start:
            first = _days(start, days[1], [days[0].year, days[0].year - 1])
            days = first and (first[0], days[1])
        elif days and since:
            days = (days[0], day or date.max)
        elif days and match["end"]:
            days = (days[1], days[1])
        elif days and day and "this " in point.lower():  # so far
            days = (days[0], min(days[1], day))
        how = "said" if _SAID.search(f"{before}¦{after}") else since
        if not how and _THAN.search(before) and not (days and days[0] == days[1]):
            how = "than"
        is_odd = not day and bool(re.search("(?i)this|last", point))
        is_odd |= bool(re.search(rf"{_POINT}(?:,| and| or) (?:in )?$", before))
        is_odd |= bool(re.match(rf"(?:,| and| or) (?:in )?{_POINT}", after))
        if not (start or how):
            is_odd |= bool(_UNKNOWN.search(f"{before}¦{after}"))
            is_odd |= not (_IN.search(before) or re.match("(?i)this|last", match[0]))
        is_right = days and not is_odd and days[0] <= days[1] <= (day or date.today())
        yield Date(*match.span(), days if is_right else None, how)


def _days(point: str, until: date | None, years: list[int]) -> Days | None:
    """The days of a point of time, in its own year or in the first of these where it can be."""
    words = re.sub(r"\b(?:of|the)\b|[,.]", " ", point.lower())
    back, period = int("last" in words), cast("Any", pd.Period)  # its types are too wide
    named = re.search(r"\d{4}", words)
    if until and re.search("(?:this|last) year", words):
        years = [until.year - back]
    years = [int(named[0])] if named else years
    words = re.sub(r"\d{4}|(?:this |last )?year", "", words).strip()
    with suppress(ValueError, IndexError):  # no day; the first few months
        for each in years:
            first = last = f"{words} {each}"
            if part := re.match(r"(\w+)[ -](?:(\w+) )?(half|quarter|month)", words):
                if part[1] in ("this", "last"):
                    first = last = str(period(f"{until:%Y-%m}") - back)
                else:
                    size = _SIZE[part[3]] * int(readings(part[2])[0].value if part[2] else 1)
                    to = size * (_NTH.index(part[1]) + 1)
                    first, last = f"{each}-{to - size + 1}", f"{each}-{to}"
            days = period(first).start_time.date(), period(last).end_time.date()
            if named or (until and days[0] <= until):
                return days
    return None


def date_of(
    text: str, dates: list[Date], places: list[Span], n: int, like: tuple[str, Days | None]
) -> Days | None:
    """The days that a sentence gives to its n-th number; how it is like the one before, and its."""
    (first, last), is_change = places[n], like[0] == "change"
    before, is_from = [one for one in dates if one.to <= first], _FROM.search(text[:first])
    if is_change and len(dates) == 2 and _ENDS.match(text, last):
        return dates[0].days and dates[1].days and (dates[0].days[0], dates[1].days[1])
    to = last
    for at, end in [*places[n + 1 :], (len(text), 0)]:  # 21,900 in 2016; 15% to $12 billion in July
        gap, behind = text[to:at], next((one for one in dates if to <= one.at < at), None)
        is_own = behind and not _APART.search(text[to : behind.at])
        if behind and is_own and not (behind.how and is_change):
            return None if behind.how == "than" else behind.days
        if behind or is_from or (before and " and " in gap) or not _JOIN.fullmatch(gap):
            break
        to = end
    clause = re.split("[,;:–—()]", text[last:])[0]
    if not before or is_from or (not is_change and _OTHER.search(clause)):
        return None
    near, gap = before[-1], text[before[-1].to : first]
    is_first = not any(near.at < at < first for at, _ in places)
    is_to = n and _FROM.search(text[: places[n - 1][0]])  # from 9 in 2016 to this
    if is_first and re.match(r",? when\b[^,;]*$", gap):
        return near.days
    if near.how or (is_first and (is_to or _OTHER.search(gap))) or re.match(r" and \d", clause):
        return None
    if near == dates[0] and _LEAD.fullmatch(text[: near.at]):
        return near.days
    if is_first and not _APART.search(gap):
        return near.days
    if not n or is_to:
        return None
    join = text[places[n - 1][1] : first]
    goes_on = ";" not in join if is_change else like[0] and "¦" not in join
    return like[1] if goes_on or _JOIN.fullmatch(join) else None
