"""Which figures go together."""

import itertools
from collections.abc import Callable, Iterable
from typing import TypeAlias

from stats.figures.facts import Facts, FigureError
from stats.figures.periods import are_of_one_time

Together: TypeAlias = Callable[[Iterable[Facts]], None]
"""Raises FigureError if figures do not go together."""


def require_same_unit(figures: Iterable[Facts]) -> None:
    """Raise FigureError if figures differ in unit, or if a number is 78 where 78% is 0.78."""
    several = [*figures]
    by_unit = {figure.measured_in.words: figure for figure in several if figure.unit}
    if len(by_unit) > 1:
        units = " and ".join(f"{figure.name} is in {unit}" for unit, figure in by_unit.items())
        raise FigureError(f"{units}; take figures of one unit, or of two things a / b")
    numbers = [figure.value for figure in several if not figure.unit]
    for figure, number in itertools.product(by_unit.values(), numbers):
        require_ratio(figure, number, max(1.5, 2 * abs(figure.value)))


def require_ratio(figure: Facts, number: float, least: float) -> None:
    """Raise FigureError if a number, from `least` on, is 78 where 78% is 0.78."""
    if figure.measured_in.scale > 1 and abs(number) >= least:
        raise FigureError(
            f"{figure!r} is {figure.value:.4g} as a number, and {number:,.15g} would be "
            f'{100 * number:,.15g}%; write 0.05 for 5%, Figure.parse("400%", unit="percent") for '
            "400%, or .astype(float) * 100 for numbers in percent"
        )


def require_same_place(figures: Iterable[Facts]) -> None:
    """Raise FigureError if figures are of different places."""
    by_place = {figure.place: figure for figure in figures if figure.place}
    if len(by_place) > 1:
        places = " and ".join(f"{figure.name} is of {place}" for place, figure in by_place.items())
        raise FigureError(f"{places}; take figures of one place")


def require_counts(figures: Iterable[Facts]) -> None:
    """Raise FigureError if a change over time stands beside a count."""
    several = [*figures]
    counts = [figure.name for figure in several if figure.kind not in ("", "change")]
    for figure in several:
        if figure.kind == "change" and counts:
            raise FigureError(
                f"{figure.name} is a change over time, {counts[0]} a count; take two counts, or "
                "two changes"
            )


def require_same_time(figures: Iterable[Facts]) -> None:
    """Raise FigureError if figures are further apart in time than their quantity allows."""
    for first, second in itertools.combinations(figures, 2):
        if not are_of_one_time(first, second):
            raise FigureError(
                f"{first.when} ({first.name}) and {second.when} ({second.name}) are not of one "
                "time; take figures that are within max_days_apart (quantities.csv) or, if they go "
                "together, a / b"
            )


def require_a_year_at_most(figures: Iterable[Facts]) -> None:
    """Raise FigureError if a count is of more than a year, which its rate would not show."""
    for figure in figures:
        if figure.kind == "flow" and figure.period and figure.period.length > 366:
            raise FigureError(
                f"{figure.name} is of {figure.when}, and a rate of a year at most; take its mean "
                'first, mean_rate(count, per="year")'
            )


def require_two_times(figures: Iterable[Facts]) -> None:
    """Raise FigureError unless figures are one quantity, counted alike, the earlier one first."""
    several = [*figures]
    require_same_unit(several)
    for first, second in itertools.pairwise(several):
        for name in ("quantity", "kind"):
            wanted, has = getattr(first, name), getattr(second, name)
            if wanted and has and wanted != has:
                raise FigureError(
                    f"the {name} of {first.name} is {wanted}, and of {second.name} {has}; take "
                    f"figures of one {name}, or of two things a / b"
                )
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
    """Raise FigureError if counts are of two times, or a sum would count days of a flow twice."""
    if first.kind == second.kind == "flow":
        share_rows = {*first.inputs} & {*second.inputs}
        are_parts = first.quantity != second.quantity and not share_rows  # boys and girls
        may_share_days = are_parts or first.measured_in.is_rate
        share_days = first.period and second.period and first.period.overlaps(second.period)
        if share_days and not may_share_days:
            raise FigureError(
                f"{first.when} ({first.name}) and {second.when} ({second.name}) share days, which "
                "a sum would count twice; take periods that share none, or parts, each a quantity "
                "of its own"
            )
    elif "change" not in (first.kind, second.kind):
        require_same_time([first, second])
        is_known = first.kind == "stock" and first.quantity and first.place
        if is_known and (first.quantity, first.place) == (second.quantity, second.place):
            raise FigureError(
                f"{first.name} and {second.name} are two counts of one thing, which a sum would "
                "count twice; take one, their mean, or parts, each a quantity or a place of its own"
            )
