"""The formulas: plain functions on numbers, arrays, pandas Series and figures.

Numbers give a number, arrays an array, Series a Series, aligned as pandas does, and figures a
`Figure` with its range, its formula and the rows that it comes from. A missing value (NaN) stays
missing. Rates are ratios: 1.0 is 100%.

Every function raises ValueError if an argument is outside what it can be; TypeError if it is no
number; and `FigureError`, a ValueError, if figures differ in unit, place or time. A number too
large for a float is infinite, as in numpy.
"""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from stats.figures.arguments import (
    Count,
    Dated,
    Domain,
    Length,
    Number,
    Numbers,
    Positive,
    Value,
    Years,
    as_day,
)
from stats.figures.compatible import (
    require_a_year_at_most,
    require_counts,
    require_numbers,
    require_same_time,
    require_same_unit,
    require_two_times,
)
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, follows
from stats.figures.measure import Measure, by_row
from stats.figures.periods import Day, Period, at, months_between, span
from stats.figures.terms import Made, Term
from stats.values.bounds import Bound, without_noise
from stats.values.units import YEARS

_PEOPLE_AND_PLACES = {"prisoners": "people", "capacity": "places"}
_OF_A_WHOLE = Domain("from 0 to 1, as a part of its whole is", Bound(0, 1))


@Measure(kind="change", together=(require_two_times,))
def change(start: Count[Value], end: Count[Value]) -> Value:
    """Return by how many a count rose (or, below 0, fell).

    change = end - start, in the unit of the counts, each 0 or more; of percentages in points

    The absolute change, as in any textbook of descriptive statistics.

    Examples
    --------
    >>> change(21_900, 38_990)
    17090
    """
    return end - start


@Measure("percent", "change", together=(require_two_times,))
def growth_rate(start: Positive[Value], end: Count[Value]) -> Value:
    """Return how much a count grew, as a share of what it was.

    growth = end / start - 1, a ratio: 0.78 is growth of 78%, -0.5 a fall by half

    `start` is above 0 and `end` 0 or more, in one unit. The relative change, as in any textbook of
    descriptive statistics.

    Examples
    --------
    >>> growth_rate(21_900, 38_990)
    0.780365296803653
    """
    return end / start - 1


@by_row
def annual_growth_rate(
    start: Positive[Value], end: Count[Value], years: Years[Value] = None
) -> Value:
    """Return the steady yearly growth that leads from one count to another (compound).

    annual growth = (end / start) ** (1 / years) - 1, a ratio a year: 0.194 is 19.4% a year

    `start` and `years` are above 0, `end` 0 or more. For two figures, leave `years` out: it is the
    time between their last days, with a range where a day is not known. A count of a calendar year
    stands for its end, and the result is "about". Geometric growth, as demographers use it: Shryock
    and Siegel, The Methods and Materials of Demography, chapter on population change.

    Examples
    --------
    >>> round(annual_growth_rate(21_900, 38_990, years=3.25), 4)
    0.1942
    """
    if years is not None:
        return _annual_growth(start, end, years)
    if isinstance(start, Figure) and isinstance(end, Figure):
        return _annual_growth(start, end, _years_of_growth(start, end))
    raise TypeError("years: give them, as in years=3.25; of two figures they follow by themselves")


@Measure("percent a year", "change", together=(require_two_times,))
def _annual_growth(start: Positive[Any], end: Count[Any], years: Positive[Any]) -> Numbers:
    return (end / start) ** (1 / years) - 1


def _years_of_growth(start: Figure, end: Figure) -> Figure:
    """Return the years between two figures; FigureError if it may be less than half as long."""
    try:
        between = _years_of_figures(start, end)
    except ValueError as error:
        raise FigureError(f"{error} (start is {start.name}, end is {end.name})") from None
    if 2 * between.low < between.high:
        raise FigureError(
            f"years: between {start.name}, {start.when}, and {end.name}, {end.when}, there may be "
            f"{between.words}; take counts whose days are known, or give years="
        )
    # Taking a count of a calendar year as of its end is this project's own convention.
    about = start.days.is_year or end.days.is_year
    text = f"{round(between.value, 4):,.15g}"
    allowed = replace(between.range, approximate=about)
    return replace(between, unit="", range=allowed, made=Made(text))  # with a unit it were a count


@Measure("percent", "stock", _PEOPLE_AND_PLACES, (require_same_time,))
def occupancy_rate(prisoners: Count[Value], capacity: Positive[Value]) -> Value:
    """Return the occupancy level: people in prison as a share *of* the capacity.

    occupancy = prisoners / capacity, a ratio: 1.0 is full, 1.466 is 146.6% of capacity

    `prisoners` are 0 or more people, `capacity` places, above 0. Less 1 it is what is *over* the
    capacity: prisons 47% over capacity are at 147%. The World Prison Brief's occupancy level; the
    Council of Europe prints it per 100 places as prison density (SPACE I).

    Examples
    --------
    >>> round(occupancy_rate(38_990, 26_593), 6)
    1.466175
    """
    return prisoners / capacity


@Measure("places", "stock", _PEOPLE_AND_PLACES, (require_same_time,))
def places_short(prisoners: Count[Value], capacity: Count[Value]) -> Value:
    """Return how many more people than places there are (below 0: places to spare).

    places short = prisoners - capacity, in places; both are 0 or more

    A plain difference, from the same two counts as the World Prison Brief's occupancy level.

    Examples
    --------
    >>> places_short(38_990, 26_593)
    12397
    """
    return prisoners - capacity


@Measure(
    "square_metres a person",
    "stock",
    {"floor_area": "square_metres", "prisoners": "people"},
    (require_same_time,),
)
def floor_area_per_person(floor_area: Count[Value], prisoners: Positive[Value]) -> Value:
    """Return the floor area for each person in prison. A mean: it says nothing of any one cell.

    area per person = floor_area / prisoners, in square metres a person

    `floor_area` is 0 or more square metres, `prisoners` are people, above 0. Space per person is
    how the Council of Europe's anti-torture committee states its standards.

    Examples
    --------
    >>> floor_area_per_person(54_000, 40_000)
    1.35
    """
    return floor_area / prisoners


@Measure(
    "percent",
    together=(require_same_unit, require_counts, require_same_time),
    possible=_OF_A_WHOLE,
)
def share(part: Count[Value], whole: Positive[Value]) -> Value:
    """Return a part as a share of its whole.

    share = part / whole, a ratio from 0 to 1

    `part` is 0 or more and no more than `whole`, which is above 0 and in the same unit. A
    proportion, as in any textbook of descriptive statistics.

    Examples
    --------
    >>> round(share(34, 51), 4)
    0.6667
    """
    return part / whole


@Measure(
    "per_{per.value:.15g}", together=(require_numbers, require_same_time, require_a_year_at_most)
)
def rate_per(
    count: Count[Value], population: Positive[Value], per: Positive[Value] = 100_000
) -> Value:
    """Return a count per 100,000 of a population, or per any number of anything.

    rate = count / population * per

    `count` is 0 or more, `population` and `per` are above 0. A population of another time, such as
    a census, may be as many days away as its quantity allows, and the result is of both. A count of
    more than a year is refused: take its mean a year first. With the people of a country it is the
    World Prison Brief's prison population rate.

    Examples
    --------
    >>> round(rate_per(38_990, 16_725_474), 1)
    233.1
    """
    return count / population * per


@by_row
def mean_rate(
    count: Number[Value],
    start: Day | pd.Series | None = None,
    end: Day | pd.Series | None = None,
    *,
    per: Length,
) -> Value:
    """Return the mean of a flow per minute, day, week, month or year.

    mean = count / length of the period, first and last day included

    `count` is 0 or more, the total from `start` to `end`, which is no earlier. For a figure, leave
    both out. Months are whole calendar months and the days left over as a share of their month;
    years are months by 12. A mean says nothing of any one month.

    Examples
    --------
    >>> mean_rate(55_770, "2017-01-01", "2020-03-31", per="month")
    1430.0
    >>> round(mean_rate(55_770, "2017-01-01", "2020-03-31", per="day"), 4)
    47.0236
    """
    if isinstance(count, Figure):
        start, end = _days_of(count, start, end)
    first, last = as_day("start", start), as_day("end", end)
    if first is None or last is None:
        return math.nan
    after = last + timedelta(days=1)
    days, months = (after - first).days, months_between(first, after)
    lengths = {
        "minute": days * 24 * 60,
        "day": days,
        "week": days / 7,
        "month": months,
        "year": months / 12,
    }
    if per not in lengths:
        raise ValueError(f"per: {per!r}; it must be one of {', '.join(lengths)}")
    length: Any = lengths[per]
    if isinstance(count, Figure):
        made = Made(f"{per}s from {first} to {last}")
        length = Figure(length, Bound(length, length), period=count.period, made=made)
    return _mean_rate(count, length, per)


def _days_of(count: Figure, start: Any, end: Any) -> tuple[Any, Any]:
    """Return the first and the last day of a flow; FigureError if it is none, or has others."""
    if not (start is end is None):
        raise FigureError(f"start, end: {count!r} has its dates; leave them out")
    if count.kind != "flow":
        raise FigureError(
            f"count: {count.name} is no count over a period, of which there is a mean; if it is, "
            'say so: Figure.parse(…, kind="flow")'
        )
    return count.days


@Measure("{unit} a {per}", "mean")
def _mean_rate(count: Count[Any], length: Positive[Any], per: str) -> Numbers:
    return count / length


@by_row
def years_between(start: Dated | Day, end: Dated | Day) -> Dated:
    """Return the time between two days in years, 0 or more.

    years = (whole calendar months + days left over / length of their month) / 12

    `end` is no earlier than `start`. A figure stands for its days, as for `annual_growth_rate`.
    Months are counted from a day to the same day of a later month, or to the last day of a month
    that has no such day, as calendars and contracts do.

    Examples
    --------
    >>> years_between("2016-12-31", "2020-03-31")
    3.25
    """
    if isinstance(start, Figure) or isinstance(end, Figure):
        return _years_of_figures(start, end)
    first, last = as_day("start", start), as_day("end", end)
    return math.nan if first is None or last is None else months_between(first, last) / 12


def _years_of_figures(start: Any, end: Any) -> Figure:
    """Return the years between two figures or days: between their last days, and their range."""
    since, until = _counted("start", start), _counted("end", end)
    # Counts of the same days may stand in either order, and no time is below 0.
    years = months_between(since.last, max(since.last, until.last)) / 12
    longest = months_between(since.first, until.last) / 12
    shortest = months_between(since.last, max(since.last, until.first)) / 12
    figures = [each for each in (start, end) if isinstance(each, Figure)]
    made = Made(f"years from {since.last} to {until.last}", tuple(figures))
    allowed = Bound(without_noise(shortest), without_noise(longest))
    term = Term(without_noise(years), allowed, made=made)
    return follows(term, figures, span([since, until]), unit=YEARS.name, kind="change")


def _counted(name: str, value: Any) -> Period:
    """Return when a figure was counted, or the period of a day."""
    if isinstance(value, Figure):
        return value.counted
    day = as_day(name, value)
    if day is None:
        raise ValueError(f"{name}: it is missing; give a day or a figure")
    return at(day)
