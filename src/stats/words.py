"""How a number, a bound and a date are written for a reader."""

import re
from decimal import Decimal

import pandas as pd

from stats.bounds import Bound

__all__ = ["printed", "said", "when"]

_UNITS = {
    "ratio": (1, 100.0, " %"),
    "ratio a year": (1, 100.0, " % a year"),
    "percent": (1, 1.0, " %"),
    "years": (1, 1.0, " years"),
    "arrests a day": (1, 1.0, " arrests a day"),
    "per_100000": (1, 1.0, " per 100,000"),
    "square_metres": (0, 1.0, " square metres"),
}
"""How a unit is written: decimals, factor and what follows. Others are counts, in full."""
_QUALIFIED = {
    "exact": "",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "less than ",
    "about": "about ",
    "estimated": "an estimated ",
}


def said(value: float | Bound, unit: str) -> str:
    """Write a value or a bound in its unit, as the page shows it.

    Parameters
    ----------
    value
        A number or a `Bound`, in the unit.
    unit
        A unit of `statistics` or of a table of figures. A "ratio" is said in percent.

    Returns
    -------
    The words: percentages to one decimal, counts in full, the ends of a bound rounded outward.

    Raises
    ------
    ValueError
        If the number is missing (NaN) or infinite.

    Examples
    --------
    >>> said(0.780365, "ratio")
    '78.0 %'
    >>> said(Bound(12_397.0, float("inf"), low_open=True, approximate=True), "places")
    'more than about 12,397 places'
    """
    known = value if isinstance(value, Bound) else Bound(value, value)
    decimals, scale, after = _units(unit)
    return known.words(decimals, scale, after)


def printed(figure: pd.Series) -> str:
    """Write a figure's value with the word for its qualifier and its unit.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` or `load_context` returned.

    Returns
    -------
    The words: the value in full as it is in the table, "nearly" where the source says so.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> printed(figures.loc["prisoners_2020"])
    'more than 38,990 people'
    >>> printed(figures.loc["capacity_2020"])
    'an estimated 26,593 places'
    >>> printed(stats.load_context().loc["prisoners_2020_03_27_prisons"])
    'nearly 40,000 people'
    """
    number = f"{Decimal(str(figure['value'])).normalize():,f}".replace("-", "−")
    _, _, after = _units(figure["unit"])
    before = _QUALIFIED[figure["qualifier"]]
    # "About" would hide that the number was not reached.
    if before == "about " and re.search(
        r"\b(nearly|almost|virtually|approaching|(short|shy) of)\s+\d", figure["wording"], re.I
    ):
        before = "nearly "
    return f"{before}{number}{after}"


def _units(unit: str) -> tuple[int, float, str]:
    return _UNITS.get(unit, (0, 1.0, f" {unit}"))


def when(figure: pd.Series) -> str:
    """Write a figure's dates as a reader would: a day, a month, a year or a period.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` or `load_context` returned.

    Returns
    -------
    The words: whole months without days, whole years without months.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> when(figures.loc["prisoners_2016"]), when(figures.loc["prisoners_2020"])
    ('31 December 2016', 'March 2020')
    >>> when(figures.loc["arrests_campaign"])
    'January 2017 to March 2020'
    """
    start, end = figure["start"], figure["end"]
    if start.is_year_start and end.is_year_end:
        skipped = 2
    elif start.is_month_start and end.is_month_end:
        skipped = 1
    else:
        skipped = 0
    first, last = ([f"{day.day}", f"{day:%B}", f"{day:%Y}"][skipped:] for day in (start, end))
    while first and first[-1] == last[len(first) - 1]:
        first.pop()  # what both share is said once
    return " to ".join(" ".join(parts) for parts in (first, last) if parts)
