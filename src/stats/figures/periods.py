"""Periods: from which day to which, in days, months and words."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from stats.words.english import dates_in_words

DAY = timedelta(days=1)
Day: TypeAlias = str | date | np.datetime64


class Period(NamedTuple):
    """The days from the first to the last, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The period as a reader would write it: "March 2020"."""
        return dates_in_words(*self)

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        year = self.first.year
        return self == (date(year, 1, 1), date(year, 12, 31))

    @property
    def counted(self) -> "Period":
        """When a count of it was taken: of a calendar year at its end, else on some day of it."""
        return at(self.last) if self.is_year else self

    def contains(self, other: "Period") -> bool:
        """Tell whether all days of another are in it."""
        return self.first <= other.first and other.last <= self.last

    def apart(self, other: "Period") -> int:
        """Return the days from the end of one to the start of the other; 0 if they share a day.

        Of periods that follow each other it is 1.
        """
        return max(0, (self.first - other.last).days, (other.first - self.last).days)

    def ends_apart(self, other: "Period") -> tuple[int, int]:
        """Return the days between their first days, and between their last days."""
        return abs((self.first - other.first).days), abs((self.last - other.last).days)

    def without(self, other: "Period") -> "Period | None":
        """Return what is left after, or before, another that it begins or ends with; else None."""
        if other.first == self.first and other.last < self.last:
            return Period(other.last + DAY, self.last)
        if other.last == self.last and other.first > self.first:
            return Period(self.first, other.first - DAY)
        return None


def at(day: date) -> Period:
    """Return the period of one day."""
    return Period(day, day)


def day_of(name: str, day: Day | None) -> date | None:
    """Return a day as a date, None if it is missing (NaT); ValueError, by its name, if it is none.

    Examples
    --------
    >>> day_of("end", "2020-03-31")
    datetime.date(2020, 3, 31)
    """
    if isinstance(day, datetime | np.datetime64):
        return None if pd.isna(day) else pd.Timestamp(day).date()  # type: ignore[return-value]
    try:
        return date.fromisoformat(str(day)) if day else None
    except ValueError:
        raise ValueError(f"{name}: {day!r} is no day; write it as 2020-03-31") from None


def from_to(first: date | None, last: date | None) -> Period | None:
    """Return the period from one day to another, or of the only one that is given.

    Examples
    --------
    >>> from_to(None, date(2020, 3, 31)).words
    '31 March 2020'
    """
    if first and last and last < first:
        raise ValueError(f"end: {last} is before the start, {first}; give a later day")
    days = [day for day in (first, last) if day]
    return Period(days[0], days[-1]) if days else None


def months_between(start: date, end: date) -> float:
    """Return the calendar months between two days, the last one as a fraction of its days.

    Months go from a day to the same day of a later month, or to the last day of a shorter one.

    Examples
    --------
    >>> months_between(date(2020, 1, 31), date(2020, 2, 29))
    1.0
    """
    if end < start:
        raise ValueError(f"end: {end} is before the start, {start}; give a later day")
    whole = 12 * (end.year - start.year) + end.month - start.month
    whole -= _months_after(start, whole) > end
    since, until = (_months_after(start, months) for months in (whole, whole + 1))
    return whole + (end - since) / (until - since)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def span(periods: Iterable[Period | None]) -> Period | None:
    """Return the period of all days of several; None if one is not known, or if there is none."""
    several = [*periods]
    known = [period for period in several if period]
    if not known or len(known) < len(several):
        return None
    return Period(min(period.first for period in known), max(period.last for period in known))
