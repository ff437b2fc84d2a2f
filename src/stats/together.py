"""Which figures go together, and what time a result of them is of.

What follows from figures is of all the days that they cover, from the first to the last. Where that
would be false, as of two periods with a gap between, or where a day is not known, it has no days.
"""

import itertools
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from stats.english import unit_words

if TYPE_CHECKING:
    from stats.figure import Figure

Days: TypeAlias = tuple[date, date]
OptionalDays: TypeAlias = tuple[date | None, date | None]
NO_DAYS = None, None


class FigureError(ValueError):
    """Figures cannot be combined, or a measure has no value for them; says which and why."""


def require_same_unit(figures: Iterable["Figure"]) -> None:
    """Raise FigureError if figures differ in unit, or if a number is 78 where 78% is 0.78."""
    several = [*figures]
    known = {unit_words(each.unit): each for each in several if each.unit}
    if len(known) > 1:
        what = " and ".join(f"{each.name} is in {unit}" for unit, each in known.items())
        raise FigureError(f"{what}; take figures of one unit, or of two things a / b")
    in_percent = [each for unit, each in known.items() if "%" in unit]
    numbers = [each.value for each in several if not each.unit]
    for figure, number in itertools.product(in_percent, numbers):
        if abs(number) >= max(1.5, 2 * abs(figure.value)):
            raise FigureError(
                f"{figure!r} is {figure.value:.4g} as a number, and {number:,.15g} would be "
                f"{100 * number:,.15g}%; write 0.05 for 5%"
            )


def require_same_place(figures: Iterable["Figure"]) -> None:
    """Raise FigureError if figures are of different places."""
    known = {each.place: each for each in figures if each.place}
    if len(known) > 1:
        what = " and ".join(f"{each.name} is of {place}" for place, each in known.items())
        raise FigureError(f"{what}; take figures of one place")


def require_same_time(figures: Iterable["Figure"]) -> None:
    """Raise FigureError if figures are further apart in time than their quantity allows."""
    for one, other in itertools.combinations(figures, 2):
        if not are_of_one_time(one, other):
            raise FigureError(
                f"{one.when} ({one.name}) and {other.when} ({other.name}) are not of one time; "
                "take figures that are within max_days_apart (quantities.csv) or, if they go "
                "together, a / b"
            )


def are_of_one_time(one: "Figure", other: "Figure") -> bool:
    """Whether figures are no further apart than their quantity allows, or it is not known.

    Two flows, such as deaths and cases, must begin and end within so many days of each other.
    """
    if not (one.known_days and other.known_days):
        return True
    (first, last), (start, end) = one.days, other.days
    apart = (start - last).days, (first - end).days
    if one.kind == other.kind == "flow":
        apart = abs((start - first).days), abs((end - last).days)
    return max(apart) <= max(one.max_days_apart, other.max_days_apart)


def require_two_times(figures: Iterable["Figure"]) -> None:
    """Raise FigureError unless figures are one quantity, counted alike, the earlier one first."""
    several = [*figures]
    require_same_unit(several)
    for one, other in itertools.pairwise(several):
        for name in ("quantity", "kind"):
            whats = getattr(one, name), getattr(other, name)
            if all(whats) and whats[0] != whats[1]:
                what = f"the {name} of {one.name} is {whats[0]}, and of {other.name} {whats[1]}"
                raise FigureError(f"{what}; take figures of one {name}, or of two things a / b")
        if one.known_days and other.known_days:
            _require_order(one, other)


def _require_order(one: "Figure", other: "Figure") -> None:
    if one.days[0] > other.days[1]:
        raise FigureError(
            f"{one.when} ({one.name}) is after {other.when} ({other.name}); "
            "give the earlier figure first"
        )
    lengths = [(each.days[1] - each.days[0]).days + 1 for each in (one, other)]
    # Two months are of one length, and so are two years.
    if one.kind == "flow" and max(lengths) - min(lengths) > min(3, min(lengths) / 9):
        raise FigureError(
            f"{one.name} covers {lengths[0]} days and {other.name} {lengths[1]}; "
            "compare periods of one length, or their means (mean_rate)"
        )


def span(figures: Iterable["Figure"]) -> OptionalDays:
    """The first and the last day of all that figures cover; none if those of one are not known."""
    several = [each.known_days for each in figures]
    known = [days for days in several if days]
    if not known or len(known) < len(several):
        return NO_DAYS
    return min(start for start, _ in known), max(end for _, end in known)


def days_of_sum(one: "Figure", other: "Figure") -> OptionalDays:
    """The days of one figure and another: of periods, of one that has no gap.

    Raises FigureError if stocks are of two times, or if a sum would count days of a flow twice.
    """
    if one.kind == "stock" and other.kind == "change":  # it is the count after it
        return other.end, other.end
    if _is_moved(one, other) or not (one.known_days and other.known_days):
        return NO_DAYS
    if not one.kind == other.kind == "flow":
        require_same_time([one, other])
        return span([one, other])
    (_, last), (start, _) = sorted([one.days, other.days])
    are_parts = one.quantity != other.quantity or one.unit == "percent"  # boys and girls
    if start <= last and not are_parts:
        raise FigureError(
            f"{one.when} ({one.name}) and {other.when} ({other.name}) share days, which a sum "
            "would count twice; take periods that share none, or parts, each a quantity of its own"
        )
    is_one_period = one.days == other.days or (start - last).days == 1
    return span([one, other]) if is_one_period else NO_DAYS


def days_of_difference(one: "Figure", other: "Figure") -> OptionalDays:
    """The days of one figure less another: none of what is left of a longer period."""
    if one.kind == "stock" and other.kind == "change":  # it is the count before it
        return other.start, other.start
    are_flows = one.kind == other.kind == "flow"
    is_rest = are_flows and one.known_days != other.known_days
    return NO_DAYS if is_rest or _is_moved(one, other) else span([one, other])


def _is_moved(one: "Figure", other: "Figure") -> bool:
    """Whether a change is added to a count or taken from it, which gives one of another time."""
    return (one.kind == "change") != (other.kind == "change")


def whole_year(start: date, end: date) -> bool:
    """Tell whether dates are one calendar year, from its first day to its last."""
    return start == date(end.year, 1, 1) and end == date(end.year, 12, 31)


def dates_counted(figure: "Figure") -> Days:
    """First and last possible day of a count; for a calendar year or a flow, only its last."""
    first, last = figure.days
    return (last if whole_year(first, last) or figure.kind == "flow" else first), last
