"""Periods: from which day to which, and what time a result of two figures is of.

Better no time than a false one: what follows from figures has the period that is true of it, or
none.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from stats.words.english import dates_in_words

_DAY = timedelta(days=1)


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
        return self == year_of(self.last)

    @property
    def counted(self) -> "Period":
        """When a count of it was taken: that of a calendar year at its end, others some day."""
        return at(self.last) if self.is_year else self

    def contains(self, other: "Period") -> bool:
        """Whether all days of another are in it."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    def adjoins(self, other: "Period") -> bool:
        """Whether one begins on the day after the other ends."""
        return _DAY in (self.first - other.last, other.first - self.last)

    def apart(self, other: "Period") -> int:
        """Days from the end of the one to the start of the other; 0 if they share a day."""
        return max(0, (self.first - other.last).days, (other.first - self.last).days)

    def ends_apart(self, other: "Period") -> tuple[int, int]:
        """Days between their first days, and between their last days."""
        return abs((self.first - other.first).days), abs((self.last - other.last).days)

    def span(self, other: "Period") -> "Period":
        """From the first to the last day of both."""
        return Period(min(self.first, other.first), max(self.last, other.last))

    def without(self, other: "Period") -> "Period | None":
        """What is left without its beginning or its end; None of any other period."""
        if not self.contains(other):
            return None
        if other.first == self.first and other.last < self.last:
            return Period(other.last + _DAY, self.last)
        if other.last == self.last and other.first > self.first:
            return Period(self.first, other.first - _DAY)
        return None


def at(day: date) -> Period:
    """Return the period of one day."""
    return Period(day, day)


def year_of(day: date) -> Period:
    """Return the calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def span(periods: Iterable[Period | None]) -> Period | None:
    """Return the period that has all of others; None if one of them is not known, or none given."""
    several = [*periods]
    known = [each for each in several if each]
    if not known or len(known) < len(several):
        return None
    return Period(min(each.first for each in known), max(each.last for each in known))


class Timed(Protocol):
    """What has a time: a count of a moment (stock) or of a period (flow), or a change over one."""

    @property
    def kind(self) -> str: ...
    @property
    def period(self) -> Period | None: ...
    @property
    def quantity(self) -> str: ...
    @property
    def max_days_apart(self) -> int: ...


def are_of_one_time(one: Timed, other: Timed) -> bool:
    """Whether figures are no further apart than their quantity allows, or it is not known.

    Two flows, such as deaths and cases, must begin and end within so many days of each other.
    """
    if not (one.period and other.period):
        return True
    most = max(one.max_days_apart, other.max_days_apart)
    if one.kind == other.kind == "flow":
        return max(one.period.ends_apart(other.period)) <= most
    return one.period.apart(other.period) <= most


def kind_of_result(one: Timed, sign: str, other: Timed) -> str:
    """Return the kind of what two figures give: of a count and a change it is a count."""
    match one.kind, sign, other.kind:
        case "stock", "-", "stock" if not are_of_one_time(one, other):
            return "change"
        case "" | "change", "+" | "-", kind if kind:
            return kind
        case "" | "stock" | "flow" | "mean", "*" | "/", "change":  # before or after a growth
            return ""
    return one.kind


def period_of_result(one: Timed, sign: str, other: Timed) -> Period | None:
    """Return the period of what two figures give by + - * or /: the true one, or none.

    Raises ValueError if a change is added to a count from which it does not start.
    """
    of, by = one.period, other.period
    if not (of and by):
        return None
    is_alike = one.quantity == other.quantity
    match one.kind, sign, other.kind:
        case "change", "+", "stock":
            return period_of_result(other, sign, one)
        case "stock", "+", "change" if of.counted.contains(at(by.first)) or of.first == by.first:
            return at(by.last)  # the count after it
        case "stock", "-", "change" if of.counted.contains(at(by.last)):  # the count before it
            is_of_years = of.is_year and by.first == year_of(by.first).first
            return None if is_of_years else at(by.first)
        case "stock", "+" | "-", "change":
            raise ValueError(
                "take a change from the count where it ends, or add it where it starts"
            )
        case "stock", "-", "stock" if not are_of_one_time(one, other):
            return Period(by.counted.first, of.last) if by.last < of.last else None
        case "stock", "+" | "-", "stock":
            return of.span(by)
        case "flow", "+", "flow" if of.adjoins(by) and is_alike:
            return of.span(by)
        case "change", "+", "change" if by.first == of.last:  # and what came after it
            return of.span(by)
        case "flow", "-", "flow" if of != by and is_alike and one.quantity:  # the rest
            return of.without(by)
        case "" | "stock" | "flow" | "mean", "*" | "/", "change":  # before or after a growth
            return None
        case _, "*" | "/", _:
            return of.span(by)
    return of if of == by else None
