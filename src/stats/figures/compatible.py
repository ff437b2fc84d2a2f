"""Which figures go together, and of which kind and time their results are.

Better no time than a false one: what follows from figures has the period that is true of it, or
none.
"""

import itertools
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from stats.figures.facts import Facts, FigureError
from stats.figures.periods import DAY, Period, at, span

Together: TypeAlias = Callable[[Collection[Facts]], None]
"""Raises FigureError if figures do not go together."""


def require_same_unit(figures: Collection[Facts]) -> None:
    """Raise FigureError if figures differ in unit, or if a number is 78 where 78% is 0.78."""
    several = [*figures]
    if len({figure.unit for figure in several}) == 1:
        return
    with_units = [figure for figure in several if figure.unit]
    units = [figure.measured_in.words for figure in with_units]
    _require_one(units, with_units, "is in", "take figures of one unit, or of two things a / b")
    for number in (figure.value for figure in several if not figure.unit):
        for figure in with_units:
            require_ratio(figure, number, max(1.5, 2 * abs(figure.value)))


def _require_one(
    values: Collection[str], figures: Collection[Facts], says: str, instead: str
) -> None:
    """Raise FigureError if figures disagree on a property; "" is no value."""
    if len({*values} - {""}) > 1:
        by_value = {value: each.name for value, each in zip(values, figures, strict=True) if value}
        each = " and ".join(f"{name} {says} {value}" for value, name in by_value.items())
        raise FigureError(f"{each}; {instead}")


def require_ratio(figure: Facts, number: float, least: float) -> None:
    """Raise FigureError if a number, from `least` on, is 78 where 78% is 0.78."""
    if figure.measured_in.scale > 1 and abs(number) >= least:
        raise FigureError(
            f"{figure!r} is {figure.value:.4g} as a number, and {number:,.15g} would be "
            f'{100 * number:,.15g}%; write 0.05 for 5%, Figure.parse("400%", unit="percent") for '
            "400%, or .astype(float) * 100 for numbers in percent"
        )


def require_same_place(figures: Collection[Facts]) -> None:
    """Raise FigureError if figures are of different places."""
    places = [figure.place for figure in figures]
    _require_one(places, figures, "is of", "take figures of one place")


def require_counts(figures: Collection[Facts]) -> None:
    """Raise FigureError if a change over time stands beside a count."""
    named = {"": "", "change": "change over time"}
    kinds = [named.get(figure.kind, "count") for figure in figures]
    _require_one(kinds, figures, "is a", "take two counts, or two changes")


def require_same_time(figures: Collection[Facts]) -> None:
    """Raise FigureError if figures are further apart in time than their quantity allows."""
    for first, second in itertools.combinations(figures, 2):
        if not are_of_one_time(first, second):
            raise FigureError(
                f"{first.when} ({first.name}) and {second.when} ({second.name}) are not of one "
                "time; take figures that are within max_days_apart (quantities.csv) or, if they go "
                "together, a / b"
            )


def require_numbers(figures: Collection[Facts]) -> None:
    """Raise FigureError if a percentage or a rate stands where a number of things is asked for."""
    for figure in figures:
        if figure.measured_in.is_rate:
            raise FigureError(
                f"{figure.name} is in {figure.measured_in.words}; take the number itself"
            )


def require_a_year_at_most(figures: Collection[Facts]) -> None:
    """Raise FigureError if a count is of more than a year, which its rate would not show."""
    for figure in figures:
        if figure.kind == "flow" and figure.period and figure.period.length > 366:
            raise FigureError(
                f"{figure.name} is of {figure.when}, and a rate of a year at most; take its mean "
                'first, mean_rate(count, per="year")'
            )


def require_two_times(figures: Collection[Facts]) -> None:
    """Raise FigureError unless figures are of one quantity and kind, the earlier one first."""
    require_same_unit(figures)
    instead = "take figures of one quantity and kind, or of two things a / b"
    for name in ("quantity", "kind"):
        values = [getattr(figure, name) for figure in figures]
        _require_one(values, figures, f"is of the {name}", instead)
    for first, second in itertools.pairwise(figures):
        if first.period and second.period:
            _require_order(first, second)


def _require_order(first: Facts, second: Facts) -> None:
    if first.days.first > second.days.last:
        raise FigureError(
            f"{first.when} ({first.name}) is after {second.when} ({second.name}); "
            "give the earlier figure first"
        )
    lengths = [first.days.length, second.days.length]
    # Two months are of one length, and so are two years.
    if first.kind == "flow" and max(lengths) - min(lengths) > min(3, min(lengths) / 9):
        raise FigureError(
            f"{first.name} covers {lengths[0]} days and {second.name} {lengths[1]}; "
            "compare periods of one length, or their means (mean_rate)"
        )


def require_summable(first: Facts, second: Facts) -> None:
    """Raise FigureError if counts are of two times, or a sum would count something twice."""
    if "change" in (first.kind, second.kind):
        return
    is_one_thing = bool(first.quantity) and first.quantity == second.quantity
    if not first.kind == second.kind == "flow" or first.measured_in.is_rate:
        require_same_time([first, second])
        if is_one_thing and first.kind == "stock" and first.place == second.place != "":
            raise FigureError(
                f"{first.name} and {second.name} are two counts of one thing, which a sum would "
                "count twice; take one, their mean, or parts, each a quantity or a place of its own"
            )
    elif shared := _shared_days(first, second):
        are_parts = first.quantity != second.quantity and not {*first.inputs} & {*second.inputs}
        if not are_parts:  # boys and girls
            raise FigureError(
                f"{first.name} and {second.name} share days of {shared.words}, which a sum would "
                "count twice; take periods that share none, or parts, each a quantity of its own"
            )


def _shared_days(first: Facts, second: Facts) -> Period | None:
    """Return the first period of a figure that shares days with one of another."""
    for period in _periods(second):
        if not all(map(period.apart, _periods(first))):
            return period
    return None


def _periods(figure: Facts) -> Iterator[Period]:
    """Give its period, or those of its rows: a sum over a gap has none of its own."""
    facts = [figure] if figure.period else figure.leaves()
    return (each.period for each in facts if isinstance(each, Facts) and each.period)


# Of which time and kind what follows from figures is.


def are_of_one_time(first: Facts, second: Facts) -> bool:
    """Tell whether figures are as near in time as their quantity asks, or undated.

    Two flows, such as deaths and cases, must begin and end within so many days of each other.
    """
    if not (first.period and second.period):
        return True
    most = max(first.max_days_apart, second.max_days_apart)
    if first.kind == second.kind and first.kind in ("flow", "mean"):
        return max(first.period.ends_apart(second.period)) <= most
    return first.period.apart(second.period) <= most


def kind_of_result(left: Facts, sign: str, right: Facts) -> str:
    """Return the kind of a result: a count plus a change is a count."""
    match left.kind, sign, right.kind:
        case "stock", "-", "stock" if not are_of_one_time(left, right):
            return "change"
        case "" | "change", "+" | "-", kind if kind:
            return kind
        case "" | "stock" | "flow" | "mean", "*" | "/", "change":  # before or after a growth
            return ""
    return left.kind


def period_of_result(left: Facts, sign: str, right: Facts) -> Period | None:
    """Return the period of a result of + - * or /, or None if no period is true of it."""
    days, others, kinds = left.period, right.period, {left.kind, right.kind}
    if not (days and others):
        return None
    if sign in ("*", "/"):
        is_moved = right.kind == "change" and left.kind != "change"  # before or after a growth
        return None if is_moved else span([days, others])
    if kinds == {"stock", "change"}:
        is_on_the_left = left.kind == "stock"
        return _moved(days, sign, others) if is_on_the_left else _moved(others, sign, days)
    return days if days == others else _period_of_sum(left, sign, right)


def _period_of_sum(left: Facts, sign: str, right: Facts) -> Period | None:
    """Return the period of a sum or a difference of figures of different days."""
    days, others, kinds = left.days, right.days, {left.kind, right.kind}
    if kinds == {"stock"}:
        if sign == "+" or are_of_one_time(left, right):
            return span([days, others])
        return Period(others.counted.first, days.last) if others.last < days.last else None
    if kinds != {"flow"} or left.quantity != right.quantity:
        return None
    if sign == "-":  # the rest of it
        return days.without(others)
    return span([days, others]) if days.apart(others) == 1 else None


def _moved(count: Period, sign: str, change: Period) -> Period | None:
    """Return the day of a count after a change that starts at it, or before one that ends at it."""
    starts = count.counted.apart(Period(change.first - DAY, change.first)) == 0
    ends = count.counted.apart(Period(change.last, change.last + DAY)) == 0
    if sign == "+":
        return at(change.last) if starts else None
    return at(change.first) if ends and not count.is_year else None
