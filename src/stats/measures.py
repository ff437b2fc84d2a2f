"""The formulas: plain functions on numbers, arrays, pandas Series and figures.

Numbers give a number, arrays an array, Series a Series, aligned as pandas does, and figures a
`Figure` with its range, its formula and the rows that it comes from. A missing value (NaN) stays
missing, and in an array or a Series so is what 0 would divide. Rates are ratios: 1.0 is 100%.

Every function raises ValueError if an argument is outside its domain, infinite, or of another
length than the others, or if the result is too large for a number; TypeError if an argument is not
a number; and `FigureError`, a ValueError, if figures differ in unit, place or time.
"""

from functools import partial
from typing import Literal, Protocol, TypeAlias, TypeVar, overload

import numpy as np
import pandas as pd

from stats.figure import Figure
from stats.propagation import (
    AnyNumber,
    Array,
    Count,
    Date,
    DayArray,
    Days,
    Measure,
    Number,
    Numbers,
    Positive,
    Rate,
    Refused,
    Value,
    days_of_figures,
    months_between,
    period_of_figure,
    years_of_days,
    years_of_figures,
)

Period: TypeAlias = Literal["day", "month", "year"]
_Dated = TypeVar("_Dated", Figure, pd.Series)

# How each may be called, for type checkers.


class _OfTwo(Protocol):
    def __call__(self, start: Number[Value], end: Number[Value]) -> Value: ...


class _OverYears(Protocol):
    @overload
    def __call__(
        self, start: Figure, end: Figure, years: Figure | float | None = None
    ) -> Figure: ...
    @overload
    def __call__(self, start: Number[Value], end: Number[Value], years: Number[Value]) -> Value: ...


class _Project(Protocol):
    def __call__(
        self, start: Number[Value], rate: Number[Value], years: Number[Value]
    ) -> Value: ...


class _ProjectLinear(Protocol):
    def __call__(
        self, start: Number[Value], change_per_year: Number[Value], years: Number[Value]
    ) -> Value: ...


class _OfPlaces(Protocol):
    def __call__(self, prisoners: Number[Value], capacity: Number[Value]) -> Value: ...


class _FloorArea(Protocol):
    def __call__(self, floor_area: Number[Value], prisoners: Number[Value]) -> Value: ...


class _Share(Protocol):
    def __call__(self, part: Number[Value], whole: Number[Value]) -> Value: ...


class _RatePer(Protocol):
    def __call__(
        self, count: Number[Value], population: Number[Value], per: Number[Value] = 100_000
    ) -> Value: ...


class _MeanRate(Protocol):
    @overload
    def __call__(self, count: Figure, *, per: Period) -> Figure: ...
    @overload
    def __call__(self, count: float, start: Days, end: Days, *, per: Period) -> float: ...
    @overload
    def __call__(
        self, count: pd.Series, start: Days | pd.Series, end: Days | pd.Series, *, per: Period
    ) -> pd.Series: ...
    @overload
    def __call__(
        self, count: Array, start: Days | DayArray, end: Days | DayArray, *, per: Period
    ) -> Array: ...


class _YearsBetween(Protocol):
    @overload
    def __call__(self, start: _Dated, end: Days | _Dated) -> _Dated: ...
    @overload
    def __call__(self, start: Days, end: _Dated) -> _Dated: ...
    @overload
    def __call__(self, start: Days, end: Days) -> float: ...
    @overload
    def __call__(self, start: DayArray, end: Days | DayArray) -> Array: ...
    @overload
    def __call__(self, start: Days, end: DayArray) -> Array: ...


@Measure[_OfTwo]("{end} - {start}", kind="change", same_unit=True)
def change(start: Count, end: Count) -> Numbers:
    """Return by how many a count rose (or, below 0, fell).

    change = end - start, in the unit of the counts, each 0 or more; of percentages in points

    The absolute change, as in any textbook of descriptive statistics.

    Examples
    --------
    >>> change(21_900, 38_990)
    17090
    """
    return end - start


@Measure[_OfTwo]("{end} / {start} - 1", "percent", "change", same_unit=True, is_growth=True)
def growth_rate(start: Positive, end: Count) -> Numbers:
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


@Measure[_OverYears](
    "({end} / {start}) ** (1 / {years}) - 1",
    "percent a year",
    "change",
    same_unit=True,
    from_figures=years_of_figures,
)
def annual_growth_rate(start: Positive, end: Count, years: Positive = None) -> Numbers:
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
    return (end / start) ** (1 / years) - 1


@Measure[_OverYears](
    "{years} * ln(2) / ln({end} / {start})",
    "years",
    "change",
    same_unit=True,
    from_figures=years_of_figures,
    refuse=lambda start, end, **_: (end <= start, "end", "above start, since only growth doubles"),
)
def doubling_time(start: Positive, end: Positive, years: Positive = None) -> Numbers:
    """Return how long a count would take to double at the pace between two counts.

    doubling time = years * ln(2) / ln(end / start), in years. It forecasts nothing.

    All are above 0, and `end` above `start`. For two figures, leave `years` out, as for
    `annual_growth_rate`, whose compound growth it goes by.

    Examples
    --------
    >>> round(doubling_time(21_900, 38_990, years=3.25), 4)
    3.9054
    """
    growth = np.maximum(np.log(end / start), 0)  # at an end of a range there may be none
    return years * np.log(2) / growth


@Measure[_Project]("{start} * (1 + {rate}) ** {years}", dated=False)
def project(start: Count, rate: Rate, years: Count) -> Numbers:
    """Return what a count would be if it went on at a steady yearly rate (compound).

    projected = start * (1 + rate) ** years, in the unit of `start`. It is no forecast.

    `start` and `years` are 0 or more, `rate` is a ratio a year of -1 or more. The inverse of
    `annual_growth_rate`.

    Examples
    --------
    >>> round(project(21_900, 0.1942, years=3.25))
    38989
    """
    return start * (1 + rate) ** years


@Measure[_ProjectLinear](
    "{start} + {change_per_year} * {years}",
    dated=False,
    refuse=lambda start, change_per_year, years: (
        start + change_per_year * years < 0,
        "change_per_year",
        "a change that keeps start + change_per_year * years at 0 or more",
    ),
    low=0.0,
)
def project_linear(start: Count, change_per_year: AnyNumber, years: Count) -> Numbers:
    """Return what a count would be if it went on by the same number each year (a straight line).

    projected = start + change_per_year * years, in the unit of `start`. It is no forecast.

    `start` and `years` are 0 or more; the line must not fall below 0. Arithmetic growth: Shryock
    and Siegel, The Methods and Materials of Demography, chapter on population change.

    Examples
    --------
    >>> project_linear(21_900, 1_000, years=3.25)
    25150.0
    """
    return start + change_per_year * years


_UNITS = {"prisoners": "people", "capacity": "places"}
_of_places = partial(Measure[_OfPlaces], kind="stock", units=_UNITS, same_time=True)


@_of_places("{prisoners} / {capacity}", "percent")
def occupancy_rate(prisoners: Count, capacity: Positive) -> Numbers:
    """Return the occupancy level: people in prison as a share *of* the capacity.

    occupancy = prisoners / capacity, a ratio: 1.0 is full, 1.466 is 146.6% of capacity

    `prisoners` are 0 or more people, `capacity` places, above 0. What is *over* the capacity is
    `overcrowding_rate`. The World Prison Brief's occupancy level; the Council of Europe prints it
    per 100 places as prison density (SPACE I).

    Examples
    --------
    >>> round(occupancy_rate(38_990, 26_593), 6)
    1.466175
    """
    return prisoners / capacity


@_of_places("{prisoners} / {capacity} - 1", "percent")
def overcrowding_rate(prisoners: Count, capacity: Positive) -> Numbers:
    """Return by how much prisons are *over* their capacity, as a share of it.

    overcrowding = prisoners / capacity - 1, a ratio: 0.466 is 46.6% over; below 0 there is room

    It is `occupancy_rate` less 1, of the same arguments: prisons 47% over capacity are at 147%.

    Examples
    --------
    >>> round(overcrowding_rate(38_990, 26_593), 6)
    0.466175
    """
    return prisoners / capacity - 1


@_of_places("{prisoners} - {capacity}", "places")
def places_short(prisoners: Count, capacity: Count) -> Numbers:
    """Return how many more people than places there are (below 0: places to spare).

    places short = prisoners - capacity, in places; both are 0 or more

    A plain difference, from the same two counts as the World Prison Brief's occupancy level.

    Examples
    --------
    >>> places_short(38_990, 26_593)
    12397
    """
    return prisoners - capacity


@Measure[_FloorArea](
    "{floor_area} / {prisoners}",
    "square_metres a person",
    "stock",
    units={"floor_area": "square_metres", "prisoners": "people"},
    same_time=True,
)
def floor_area_per_person(floor_area: Count, prisoners: Positive) -> Numbers:
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


@Measure[_Share](
    "{part} / {whole}",
    "percent",
    same_unit=True,
    same_time=True,
    within=True,
    refuse=lambda part, whole: (part > whole, "part", "no more than the whole"),
    low=0.0,
    high=1.0,
)
def share(part: Count, whole: Positive) -> Numbers:
    """Return a part as a share of its whole.

    share = part / whole, a ratio from 0 to 1

    `part` is 0 or more and no more than `whole`, which is above 0 and in the same unit; of two
    flows its days may be some of the whole's. A proportion, as in any textbook of descriptive
    statistics.

    Examples
    --------
    >>> round(share(34, 51), 4)
    0.6667
    """
    return part / whole


@Measure[_RatePer](
    "{count} / {population} * {per}", "per_{per:.15g}", same_time=True, below="population"
)
def rate_per(count: Count, population: Positive, per: Positive = 100_000) -> Numbers:
    """Return a count per 100,000 of a population, or per any number of anything.

    rate = count / population * per

    `count` is 0 or more, `population` and `per` are above 0. A population of another time, such as
    a census, may be as many days away as its quantity allows, and the result says so. With the
    people of a country it is the World Prison Brief's prison population rate.

    Examples
    --------
    >>> round(rate_per(38_990, 16_725_474), 1)
    233.1
    """
    return count / population * per


def _end_before_start(start: Numbers, end: Numbers, **others: object) -> Refused:
    return end < start, "end", "no earlier than start"


@Measure[_MeanRate](
    "{count} / {per}s from {start} to {end}",
    "{unit} a {per}",
    "mean",
    from_figures=period_of_figure,
    refuse=_end_before_start,
)
def mean_rate(count: Count, start: Date = None, end: Date = None, *, per: Period) -> Numbers:
    """Return the mean of a flow per day, month or year. A mean says nothing of any one month.

    mean = count / length of the period, first and last day included

    `count` is 0 or more, the total from `start` to `end`, which is no earlier. For a figure, leave
    both out. Months are whole calendar months and the days left over as a share of their month;
    years are months by 12.

    Examples
    --------
    >>> mean_rate(55_770, "2017-01-01", "2020-03-31", per="month")
    1430.0
    >>> round(mean_rate(55_770, "2017-01-01", "2020-03-31", per="day"), 4)
    47.0236
    """
    after = end + np.timedelta64(1, "D")
    days, months = (after - start) / np.timedelta64(1, "D"), months_between(start, after)
    lengths = {"day": days, "month": months, "year": months / 12}
    if per not in lengths:
        raise ValueError(f'per: {per!r}; it must be "day", "month" or "year"')
    return count / lengths[per]


@Measure[_YearsBetween](
    "years from {start} to {end}",
    "years",
    "change",
    from_figures=days_of_figures,
    refuse=_end_before_start,
    of_ranges=lambda start, end: years_of_days(np.ravel(start), np.ravel(end)),
)
def years_between(start: Date, end: Date) -> Numbers:
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
    return months_between(start, end) / 12
