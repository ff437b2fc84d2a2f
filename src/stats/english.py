"""How a number, a range and a date are written for a reader."""

from datetime import date, timedelta
from decimal import Decimal

from stats.bounds import Bound

__all__ = ["printed", "said", "unit_words", "when"]

_UNITS = {
    "ratio": (1, 100.0, "%"),
    "ratio a year": (1, 100.0, "% a year"),
    "percent": (1, 1.0, "%"),
    "years": (1, 1.0, " years"),
    "square_metres a person": (1, 1.0, " m² a person"),
}
"""How a unit is written: decimals, factor and what follows. Others are counts, in full."""
_QUALIFIED = {
    "exact": "",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "less than ",
    "nearly": "nearly ",
    "about": "about ",
    "estimated": "an estimated ",
}


def said(value: float | Bound, unit: str, decimals: int | None = None) -> str:
    """Write a value or a range in its unit: counts in full, percentages to one decimal.

    A "ratio" is said in percent; the ends of a range are rounded outward. Raises ValueError if the
    number is missing (NaN).

    Examples
    --------
    >>> said(0.780365, "ratio")
    '78.0%'
    >>> said(Bound(12_397.0, float("inf"), low_open=True, approximate=True), "places")
    'more than about 12,397 places'
    """
    known = value if isinstance(value, Bound) else Bound(value, value)
    usual, scale, after = _unit(unit)
    return known.words(usual if decimals is None else decimals, scale, after)


def printed(value: float, unit: str, qualifier: str, say: str = "") -> str:
    """Write a figure as its source has it: in full, after the word that qualifies it.

    `say` stands in the place of the qualifier's usual word, where that would say less.

    Examples
    --------
    >>> printed(38_990, "people", "more_than")
    'more than 38,990 people'
    >>> printed(40_000, "people", "more_than", say="well over")
    'well over 40,000 people'
    """
    number = f"{Decimal(str(value)).normalize():,f}".replace("-", "−")
    _, _, after = _unit(unit)
    return f"{f'{say} ' if say else _QUALIFIED[qualifier]}{number}{after}"


def unit_words(unit: str) -> str:
    """Write a unit by itself.

    Examples
    --------
    >>> unit_words("square_metres"), unit_words("ratio")
    ('square metres', '%')
    """
    return _unit(unit)[2].strip()


def _unit(unit: str) -> tuple[int, float, str]:
    if unit.startswith("per_"):
        return 1, 1.0, f" per {float(unit[4:]):,.15g}"
    # A mean per day is small enough to need a decimal.
    counts = (int(unit.endswith(" a day")), 1.0, f" {unit.replace('_', ' ')}".rstrip())
    return _UNITS.get(unit, counts)


def when(start: date, end: date) -> str:
    """Write dates as a reader would: a day, a month, a year or a period.

    Examples
    --------
    >>> when(date(2020, 3, 1), date(2020, 3, 31))
    'March 2020'
    >>> when(date(2017, 1, 1), date(2020, 3, 31))
    'January 2017 to March 2020'
    >>> when(date(2016, 12, 31), date(2016, 12, 31))
    '31 December 2016'
    """
    after = end + timedelta(days=1)
    if (start.day, start.month, after.day, after.month) == (1, 1, 1, 1):  # same: no day is below 1
        skipped = 2
    elif start.day == after.day == 1:  # same: no day is below 1
        skipped = 1
    else:
        skipped = 0
    first, last = ([str(day.day), f"{day:%B}", str(day.year)][skipped:] for day in (start, end))
    while first and first[-1] == last[len(first) - 1]:
        first.pop()  # what both share is said once
    return " to ".join(" ".join(parts) for parts in (first, last) if parts)
