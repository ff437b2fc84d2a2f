"""How numbers, ranges, dates and unknown names are written for a reader."""

import calendar
import difflib
import math
import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from stats.bounds import Bound, cleaned, minus_signs
from stats.qualifiers import QUALIFIERS

MONEY = {"£": "pounds", "$": "dollars", "€": "euros", "₹": "rupees", "៛": "riel"}
"""Units of money, by the signs before a number."""
MONTH = "(?:" + "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]]) + ")"
"""A pattern of the months by their names, in full or short."""
LARGE = {"trillion": 10**12, "billion": 10**9, "million": 10**6}
"""Names by which large round numbers are written."""
MEASURED = re.compile(
    "percent|per_|times|years|months|weeks|days|hours|minutes|met(?:re|er)s|miles|feet|hectares|acres"
    "|lit(?:re|er)s|gallons|barrels|kilos|(?<!pro)gram|tonn?es|tons|degrees|celsius|watt|points|cents"
    rf"|(?:\b|_)k[gm]s?\b| a |{'|'.join(MONEY.values())}"
)
"""Finds units of measured values; values in any other unit are counts, and so whole numbers."""
_UNITS = {  # how a unit is written: decimals, factor and what follows; others are counts, in full
    "percent": (1, 100.0, "%"),
    "percent a year": (1, 100.0, "% a year"),
    "percentage points": (1, 1.0, " percentage points"),
    "times": (2, 1.0, ""),
    "years": (1, 1.0, " years"),
    "square_metres a person": (1, 1.0, " m² a person"),
}


def in_words(value: float | Bound, unit: str, decimals: int | None = None) -> str:
    """Write a value or a range in its unit: counts in full, percentages to one decimal.

    What is in percent has 0.78 for 78%; the ends of a range are rounded outward. Raises ValueError
    if the number is missing (NaN).
    """
    known = value if isinstance(value, Bound) else Bound(value, value)
    _, scale, after = _unit(unit)
    whole = unit not in {"", *_UNITS} and not MEASURED.search(unit)
    if decimals is None:
        decimals = max(0, usual_decimals(known, unit))
    return known.words(decimals, scale, after, whole=whole)


def usual_decimals(known: Bound, unit: str) -> int:
    """Return the decimals of a unit, or fewer: two digits of the width of a range.

    They are below 0 where a range is wide: -3 for thousands.
    """
    decimals, scale, _ = _unit(unit)
    if known.one_sided or known.low == known.high:
        return decimals
    width = cleaned((known.high - known.low) * scale)
    return min(decimals, 1 - math.floor(math.log10(width)))


def as_printed(value: float, unit: str, qualifier: str) -> str:
    """Write a figure as its source has it: its qualifier in words, and a number, or millions."""
    number, named = Decimal(str(as_in_tables(value, unit))), ""
    for name, size in LARGE.items():
        if abs(number) >= size and number % (size // 100) == 0 and name not in unit:
            number, named = number / size, f" {name}"
    written = minus_signs(f"{number.normalize():,f}{named}")
    return f"{QUALIFIERS[qualifier].words}{written}{_unit(unit)[2]}"


def as_in_tables(value: float, unit: str) -> float:
    """Return a value as tables have it: 78.0 for the 0.78 of what is in percent."""
    return float(cleaned(value * _unit(unit)[1]))


def unit_words(unit: str) -> str:
    """Write a unit by itself."""
    return _unit(unit)[2].strip()


def _unit(unit: str) -> tuple[int, float, str]:
    if unit.startswith("per_"):
        return 1, 1.0, f" per {float(unit[4:]):,.15g}"
    # A mean per day is small enough to need a decimal.
    counts = (int(unit.endswith(" a day")), 1.0, f" {unit.replace('_', ' ')}".rstrip())
    return _UNITS.get(unit, counts)


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
    small = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), small, 1)
    return f"; did you mean {small[near[0]]}?" if near else ""


def quoted(text: str) -> str:
    """Write a text in quotes for a message: shortened, with what is not printed as its code."""
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short) + '"'
