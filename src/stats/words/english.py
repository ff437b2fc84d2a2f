"""How numbers, ranges, dates and unknown names are written for a reader."""

import calendar
import difflib
import math
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from stats.values.bounds import Bound, Printed, cleaned, limit, minus_signs
from stats.values.qualifiers import QUALIFIERS
from stats.values.units import unit_of

MONTHS = [*calendar.month_abbr]
"""The months by their short names, each at its number."""
MONTH = "(?:" + "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]]) + ")"
"""A pattern of the months by their names, in full or short."""
SMALL = ["zero", "one", "two", "three", "four", "five", "six"]
SMALL += ["seven", "eight", "nine", "ten", "eleven", "twelve"]
"""Names of small numbers, each at its place."""
LARGE = {"trillion": 10**12, "billion": 10**9, "million": 10**6}
"""Names by which large round numbers are written."""


def in_words(value: float | Bound, unit: str, decimals: int | None = None) -> Printed:
    """Write a value or a range in its unit: counts in full, percentages to one decimal.

    What is in percent has 0.78 for 78%; the ends of a range are rounded outward. Raises ValueError
    if the number is missing (NaN).
    """
    bound = value if isinstance(value, Bound) else Bound(value, value)
    measured_in = unit_of(unit)
    if decimals is None:
        decimals = max(0, usual_decimals(bound, unit))
    whole = measured_in.is_count and decimals == 0
    return bound.printed(decimals, measured_in.scale, measured_in.suffix, whole=whole)


def usual_decimals(bound: Bound, unit: str) -> int:
    """Return the decimals of a unit, or fewer: those of the first two digits of a range's width.

    They are below 0 where a range is wide: -3 for thousands.
    """
    measured_in = unit_of(unit)
    if bound.one_sided or bound.low == bound.high:
        end = bound.low if math.isinf(bound.high) else bound.high
        number = abs(end) * measured_in.scale
        is_small = 0 < number < 10 and not number.is_integer()
        if is_small and not measured_in.decimals and measured_in.sort != "number":
            return 1 - math.floor(math.log10(number))  # more than 1.3 of them, 0.033 of each
        is_lost = not bound.one_sided and 0 < number < 0.5 * 10**-measured_in.decimals
        return -math.floor(math.log10(number)) if is_lost else measured_in.decimals  # 0.0004%
    width = cleaned((bound.high - bound.low) * measured_in.scale)
    decimals = 1 - math.floor(math.log10(width) + 1e-9)
    least = math.ceil(bound.low)  # none lies in 21.85 to 21.95 thousand people
    is_part = not measured_in.decimals and least not in bound
    return decimals if is_part else min(measured_in.decimals, decimals)


def as_stated(value: float, unit: str, qualifier: str) -> Printed:
    """Write a figure as its source has it: its qualifier in words, and a number, or millions."""
    measured_in, named = unit_of(unit), ""
    number = Decimal(str(measured_in.in_tables(value)))
    for name, size in LARGE.items():
        if abs(number) >= size and number % (size // 100) == 0 and name not in unit:
            number, named = number / size, f" {name}"
            break
    written = minus_signs(f"{number.normalize():,f}{named}")
    return limit(QUALIFIERS[qualifier].words, written, measured_in.suffix)


def dates_in_words(start: date, end: date) -> str:
    """Write dates as a reader would: a day, a month, a year or a period."""
    after = end + timedelta(days=1)
    whole_months = start.day == after.day == 1
    whole_years = whole_months and start.month == after.month == 1
    left_out = whole_months + whole_years  # the day, and the month
    first, last = ([str(day.day), f"{day:%B}", str(day.year)][left_out:] for day in (start, end))
    while first and first[-1] == last[len(first) - 1]:
        first.pop()  # what both share stands once
    return " to ".join(" ".join(parts) for parts in (first, last) if parts)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" of the known name nearest to an unknown one; "" if none is."""
    by_lower_case = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(name.lower(), by_lower_case, 1)
    return f"; did you mean {by_lower_case[near[0]]}?" if near else ""


def spelled(count: int) -> str:
    """Write a count as running text has it: up to twelve as a word, and 0 as “none”.

    Examples
    --------
    >>> spelled(7), spelled(16)
    ('seven', '16')
    """
    if count == 0:
        return "none"
    return SMALL[count] if count < len(SMALL) else f"{count:,}"


def whose(name: str) -> str:
    """Write whose something is.

    Examples
    --------
    >>> whose("officials"), whose("the ministry")
    ('officials’', 'the ministry’s')
    """
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def quoted(text: str) -> str:
    """Write a text in quotes for a message: shortened, with what is not printed as its code."""
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short) + '"'
