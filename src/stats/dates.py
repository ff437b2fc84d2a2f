"""The dates that a newspaper's sentence states, and which of its numbers each is of.

One of a report, a record or another time is of none of them: better no date than a wrong one.
"""

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from stats.wording import readings

_MONTH = "(?:" + "|".join(rf"{m[:3]}(?:t?\b\.?|{m[3:]}\b)" for m in calendar.month_name[1:]) + ")"
_YEAR = r"(?:(?:1[89]|20)\d\d\b(?![,.]\d| ?%| per ?cent)|(?:[Tt]his|[Ll]ast) year\b)"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?\b(?![,.]\d| ?%| per ?cent)"
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 0}
_PART = (
    r"(?i:(?:first|second|third|fourth|final|1st|2nd|3rd|4th)[ -](?:half|quarter)|(?:[QH]|quarter )"
    r"[1-4]|(?:first|final) (?:\d\d?|two|three|four|five|six|seven|eight|nine|ten) months(?= of ))"
)
_POINT = (
    rf"(?:(?:{_YEAR}['’]s )?(?:the )?{_PART}(?:,? (?:of )?(?:{_YEAR}|the year\b))?(?! of\b|\w)"
    rf"|(?:(?<![Ii]n ){_MONTH} {_DAY}|(?:{_DAY} (?:of )?)?{_MONTH})(?:,? (?:of )?{_YEAR})?|{_YEAR}"
    r"|(?:[Tt]his|[Ll]ast) month\b|[Yy]esterday\b|(?<=[Oo]n )[A-Z][a-z]+day\b)(?![-/–]\d)"
)
_TO = r"(?:[-–]|,? (?:to|until|till|through|(?(and)and|to)) )"
_DATE = re.compile(  # the end of a point, a point since when, from one to another, or a point
    rf"(?<![-–/\w])(?:(?:19|20)\d\d[-/–]\d\d(?:\d\d)?\b|(?:(?P<end>(?:the )?end[ -](?:of )?)|(?:"
    rf"[Ss]ince |[Ff]rom |(?P<and>[Bb]etween ))?(?P<start>(?P<day>{_MONTH} {_DAY})(?={_TO}\d)|"
    rf"{_POINT}(?={_TO})|{_MONTH}(?={_TO})|{_DAY}(?={_TO}{_DAY} (?:of )?{_MONTH})){_TO}(?:the end "
    rf"of )?|(?P<since>[Ss]ince ))?(?P<point>{_POINT}|(?(day){_DAY}(?:,? {_YEAR})?|(?!))))"
)
_SAID = re.compile(  # the day of a report, of a record, or of no one time
    r"(?i)\b(?:said|says|told|according to|(?:releas|publish|announc|unveil|issu|show|reveal)\w*)"
    r"(?: (?!that\b)[a-z]+){0,2}?(?: on| in)? ¦|¦,? (?:said|announc|show|releas|publish|report)"
    r"|(?:\b(?:\w\w+est|most|worst|best|least|first|record|time|high|low)\b[^,;]{0,60}since"
    r"|\b(?:any|each|every|straight)) ¦|^[A-Z][\w .]*(?:, | \()¦\)?(?: \(.*?\))? ?[-–—:]"
)
_THAN = re.compile(
    r"(?i)\b(?:compar\w+ (?:with|to)|than|versus|from|as|on|over)(?: in| of| for)* $"
)
_UNKNOWN = re.compile(
    r"(?i)\b(?:after|before|by|until|through|early|late|mid|fiscal|financial|school|academic|summer"
    r"|winter|spring|autumn|season|week|period|time|months?|date|ending|ended|past|the|an?|its|their)"
    r"(?: of| in| on| to| the| year)*[ -]¦|¦(?:['’]s|s\b| (?:of the|prices|dollars|levels?|census"
    r"|law|election)\b)|\b(?:built|opened|founded|born|signed|launched|began|started) (?:in|on) ¦|year to ¦"
)
_IN = re.compile(r"(?i)(?:^|\(|\b(?:in|of|for|from|than|year|during|with|throughout|on|over|to) )$")
_FROM = re.compile(r"\b(?:from|compar\w+(?: with| to)?|against|versus) (?:\S+ ){0,2}[£$€]?$")
_CUT = re.compile(r"[,;:](?=\s)|[–—()]|--| - |\b(?:and|but|while|whereas|although|though)\b")
_APART = re.compile(
    r"[,;:–—(]| - |\b(?:and|but|than|when|since|who|which|that|after|before|until|compared)\b"
)
_OTHER = re.compile(
    r"\b(?:previous|earlier|later|ago|prior|same|before|following|next|last ¦+|now|today)\b"
)
_JOIN = re.compile(  # of one time: by 15% to $12 billion; 12 men and 15 women
    r"[^,;:–—]{0,40}\bto (?:\S+ ){0,3}[£$€]?|(?: \S+){1,3},? (?:and|or) (?:\S+ ){0,2}[£$€]?"
)
_ENDS = re.compile(r".*?\bfrom (?:\S+ )?[£$€]?\d[^;¦]*¦+ to (?:\S+ ){0,2}[£$€]?\d[^;¦]*¦+")
_SAME = re.compile(r"(?: [–—-]+ the (?:period|week)(?: from| of)?| \() ?$")
_LEAD = re.compile(
    r"(?i)(?:.*\bthat |[\w ]{1,20}, )?\W*"  # where a sentence begins, or what one says
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


def dates_in(sentence: str, day: date | None, known: list[Days]) -> Iterator[Date]:
    """Each date of a sentence; its year may be that of `day`, or of a date that is `known`."""
    for match in _DATE.finditer(sentence):
        point, start, since = match["point"] or "", match["start"] or "", match["since"] or ""
        before, after = sentence[: match.start()] + since, sentence[match.end() :]
        if match["day"] and not re.search(_MONTH, point):  # from June 16 to 29
            point = f"{match['day'].split()[0]} {point}"
        elif re.fullmatch(_DAY, start):
            start += re.sub(rf".*?({_MONTH}).*", r" \1", point)
        year = re.search(r"\d{4}", start)
        days = _days(point, day, known, int(year[0]) if year else 0)
        if days and start:
            first = _days(start, day, known, days[0].year)
            if first and first > days:  # December to March
                first = _days(start, day, known, days[0].year - 1)
            days = first and (first[0], days[1])
        elif days and (since or match["end"]):
            days = (days[0], day or date.max) if since else (days[1], days[1])
        how = "said" if _SAID.search(f"{before}¦{after}") else since
        if not how and _THAN.search(before) and not (days and days[0] == days[1]):
            how = "than"
        is_odd = bool(re.search(rf"{_POINT}(?:,| and| or) (?:in )?$", before))
        is_odd |= bool(re.match(rf"(?:,| and| or) (?:in )?{_POINT}", after))
        if not (start or how):
            is_odd |= bool(_UNKNOWN.search(f"{before}¦{after}"))
            is_odd |= match[0].isdigit() and not _IN.search(before)
        is_right = days and not is_odd and days[0] <= days[1] <= (day or date.today())
        yield Date(*match.span(), days if is_right else None, how)


def _days(point: str, day: date | None, known: list[Days], year: int) -> Days | None:
    """The days of a point of time: in its own year, in that one, or in the last where it can be."""
    words = point.lower()
    named = re.search(r"\d{4}|(?:this|last) year", words)
    words = re.sub(r"\d{4}|\b(?:(?:this|last|the) year|of|the)\b|[,.]|['’]s\b", " ", words).strip()
    years = [day.year, day.year - 1] if day else sorted({last.year for _, last in known})
    if named:
        years = years[named[0] == "last year" :][: day is not None]
        years = [int(named[0])] if named[0].isdigit() else years
    part = re.search(r"([a-z]+|\d)(?:..)?[ -](half|quarter|.* months)|(q|h|quarter )(\d)", words)
    with suppress(ValueError):  # of what is no day
        if words.endswith(("month", "day")):
            return _near(words, day) if day else None
        for each in [year] if year and not named else years:
            first = last = f"{words} {each}"
            if part:
                size = {"h": 6, "q": 3}.get((part[2] or part[3])[0]) or readings(part[2])[0].value
                to = size * int(part[4] or _NTH.get(part[1], part[1])) or 12
                first, last = f"{each}-{to - size + 1}", f"{each}-{to}"
            days = _period(first).start_time.date(), _period(last).end_time.date()
            if day and point.lower() == "this year":  # so far
                return days[0], day
            inside = any(one[0] <= days[0] and days[1] <= one[1] for one in known)
            if named or year or (days[0] <= day if day else inside):
                return days
    return None


def _near(words: str, day: date) -> Days:
    """This month, last month, yesterday, or a day of the week."""
    names = [each.lower() for each in calendar.day_name]
    back = (day.weekday() - names.index(words)) % 7 if words in names else "this" not in words
    one = _period(f"{day:%Y-%m}" if "month" in words else f"{day}") - int(back)
    return one.start_time.date(), min(one.end_time.date(), day)


def _period(words: str) -> Any:
    return pd.Period(words)


def date_of(
    text: str, dates: list[Date], places: list[Span], n: int, like: tuple[str, Days | None]
) -> Days | None:
    """The days that a sentence gives to its n-th number; how it is like the one before, and its."""
    (first, last), is_change = places[n], like[0] == "change"
    if re.search(r"\d and ¦", f"{text[:first]}¦") or re.match(r" and \d", text[last:]):
        return None
    left = max((each.end() for each in _CUT.finditer(text[:first])), default=0)
    before, is_from, to = (
        [one for one in dates if one.to <= first],
        _FROM.search(text[:first]),
        last,
    )
    if is_change and len(dates) == 2 and _ENDS.match(text, last):
        return dates[0].days and dates[1].days and (dates[0].days[0], dates[1].days[1])
    for at, end in [*places[n + 1 :], (len(text), 0)]:  # 21,900 in 2016; 15% to $12 billion in July
        behind, gap = [one for one in dates if to <= one.at < at], text[to:at]
        if behind and not _APART.search(_SAME.sub("", text[to : behind[0].at])):
            if is_change and behind[0].how == "than":
                break
            return (
                None if behind[0].how and (is_change or behind[0].how == "than") else behind[0].days
            )
        if behind or is_from or (before and " and " in gap) or not _JOIN.fullmatch(gap):
            break
        to = end
    if not before or is_from or (not is_change and _OTHER.search(_CUT.split(text[last:])[0])):
        return None
    near, gap = before[-1], text[before[-1].to : first]
    is_first = not any(near.at < at < first for at, _ in places)
    if is_first and re.match(r",? when\b[^,;]*$", gap):
        return near.days
    if near.how or (is_first and _OTHER.search(gap)):
        return None
    if near == dates[0] and _LEAD.fullmatch(text[: near.at]):
        return near.days
    if (
        left <= near.at
        and not _APART.search(gap)
        and not any(left <= at < first for at, _ in places)
    ):
        return near.days
    join = (
        text[places[n - 1][1] : first] if n and not _FROM.search(text[: places[n - 1][0]]) else ";"
    )
    goes_on = ";" not in join and (is_change or (like[0] and "¦" not in join))
    return like[1] if goes_on or _JOIN.fullmatch(join) else None
