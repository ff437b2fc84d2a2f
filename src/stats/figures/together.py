"""Which figures go together."""

import itertools
from collections.abc import Iterable

from stats.figures.facts import Facts, FigureError
from stats.figures.periods import are_of_one_time


def require_same_unit(figures: Iterable[Facts]) -> None:
    """Raise FigureError if figures differ in unit, or if a number is 78 where 78% is 0.78."""
    several = [*figures]
    known = {each.measured_in.words: each for each in several if each.unit}
    if len(known) > 1:
        units = " and ".join(f"{figure.name} is in {unit}" for unit, figure in known.items())
        raise FigureError(f"{units}; take figures of one unit, or of two things a / b")
    numbers = [each.value for each in several if not each.unit]
    for figure, number in itertools.product(known.values(), numbers):
        require_ratio(figure, number, max(1.5, 2 * abs(figure.value)))


def require_ratio(figure: Facts, number: float, least: float) -> None:
    """Raise FigureError if a number, from `least` on, is 78 where 78% is 0.78."""
    if figure.measured_in.scale > 1 and abs(number) >= least:
        raise FigureError(
            f"{figure!r} is {figure.value:.4g} as a number, and {number:,.15g} would be "
            f"{100 * number:,.15g}%; write 0.05 for 5%"
        )


def require_same_place(figures: Iterable[Facts]) -> None:
    """Raise FigureError if figures are of different places."""
    known = {each.place: each for each in figures if each.place}
    if len(known) > 1:
        places = " and ".join(f"{figure.name} is of {place}" for place, figure in known.items())
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
    for one, other in itertools.combinations(figures, 2):
        if not are_of_one_time(one, other):
            raise FigureError(
                f"{one.when} ({one.name}) and {other.when} ({other.name}) are not of one time; "
                "take figures that are within max_days_apart (quantities.csv) or, if they go "
                "together, a / b"
            )


def require_a_year_at_most(figures: Iterable[Facts]) -> None:
    """Raise FigureError if a count is of more than a year, of which a rate would not tell."""
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
    for one, other in itertools.pairwise(several):
        for name in ("quantity", "kind"):
            first, second = getattr(one, name), getattr(other, name)
            if first and second and first != second:
                raise FigureError(
                    f"the {name} of {one.name} is {first}, and of {other.name} {second}; take "
                    f"figures of one {name}, or of two things a / b"
                )
        if one.period and other.period:
            _require_order(one, other)


def _require_order(one: Facts, other: Facts) -> None:
    if one.days.first > other.days.last:
        raise FigureError(
            f"{one.when} ({one.name}) is after {other.when} ({other.name}); "
            "give the earlier figure first"
        )
    lengths = [one.days.length, other.days.length]
    # Two months are of one length, and so are two years.
    if one.kind == "flow" and max(lengths) - min(lengths) > min(3, min(lengths) / 9):
        raise FigureError(
            f"{one.name} covers {lengths[0]} days and {other.name} {lengths[1]}; "
            "compare periods of one length, or their means (mean_rate)"
        )


def require_summable(one: Facts, other: Facts) -> None:
    """Raise FigureError if counts are of two times, or a sum would count days of a flow twice."""
    if one.kind == other.kind == "flow":
        is_of_parts = one.quantity != other.quantity and not {*one.inputs} & {*other.inputs}
        is_part = is_of_parts or one.measured_in.is_rate  # boys and girls
        if one.period and other.period and one.period.overlaps(other.period) and not is_part:
            raise FigureError(
                f"{one.when} ({one.name}) and {other.when} ({other.name}) share days, which a sum "
                "would count twice; take periods that share none, or parts, each a quantity of its "
                "own"
            )
    elif "change" not in (one.kind, other.kind):
        require_same_time([one, other])
