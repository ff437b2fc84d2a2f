"""The formulas, as plain functions on numbers, arrays and pandas Series.

Rates are ratios: 1.0 is 100 %. A Series keeps its index, and a missing value (NaN) stays missing.
"""

import functools
import inspect
import itertools
import math
import numbers
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ParamSpec, Protocol, TypeAlias

import numpy as np
import pandas as pd

__all__ = [
    "annual_growth_rate",
    "change",
    "doubling_time",
    "floor_area_per_person",
    "growth_rate",
    "mean_rate",
    "occupancy_rate",
    "overcrowding_rate",
    "places_short",
    "project",
    "project_linear",
    "rate_per",
    "share",
    "years_between",
]

# What a measure takes and returns: a number, an array of numbers or a numeric Series. Which one
# comes out depends on what goes in, which an alias of Any says better than a union would.
Numbers: TypeAlias = Any
Dates: TypeAlias = Any


@dataclass(frozen=True)
class Domain:
    """The values that an argument may take, from `low` up (and `low` itself unless open)."""

    low: float
    low_open: bool
    words: str


COUNT = Domain(0, False, "0 or more")
POSITIVE = Domain(0, True, "above 0")
RATE = Domain(-1, False, "-1 (all gone) or more")
ANY = Domain(-math.inf, True, "any finite number")
DATE = Domain(math.nan, False, "a date written YYYY-MM-DD")


Parameters = ParamSpec("Parameters")


class MeasureOf(Protocol[Parameters]):
    """A measure as the decorator leaves it: callable, with what `bounded` needs of it."""

    limit: Callable[..., tuple[float, bool]]
    domains: dict[str, Domain]
    __name__: str

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Numbers: ...


Measure: TypeAlias = MeasureOf[...]


def _measure(
    refuse: Callable[..., tuple[Any, str, str]] | None = None,
    at_limit: Callable[..., Any] | None = None,
    **domains: Domain,
) -> Callable[[Callable[Parameters, Any]], MeasureOf[Parameters]]:
    """Check a formula's arguments against their domains before it runs, and its result after.

    `refuse` returns, for checks across arguments, a mask of what is wrong, the argument to name,
    and what would be right. The bare formula stays at hand as `limit`: it takes infinities and the
    edges of its domain, and gives the limit there.
    """

    def decorate(formula: Callable[..., Any]) -> Any:
        signature = inspect.signature(formula)

        @functools.wraps(formula)
        def measure(*args: Any, **kwargs: Any) -> Any:
            call = signature.bind(*args, **kwargs)
            call.apply_defaults()
            index = _shared_index(call.arguments)
            given = {
                name: checked(name, value, domains[name]) if name in domains else value
                for name, value in call.arguments.items()
            }
            _refuse_lengths(given)
            with np.errstate(all="ignore"):
                if refuse is not None:
                    mask, name, right = refuse(**given)
                    if np.any(mask):
                        raise ValueError(f"{name}: {_first(given[name], mask)}; it must be {right}")
                try:
                    result = formula(**given)
                except OverflowError:
                    result = math.inf
            inputs = [given[name] for name, domain in domains.items() if domain is not DATE]
            missing = functools.reduce(
                np.logical_or, map(np.isnan, inputs), _no_date(given, domains)
            )
            if np.any(missing):  # by itself, 1 to the power of a missing number would be 1
                result = np.where(missing, np.nan, result)[()]
            if not np.all(np.isfinite(result) | missing):
                raise ValueError(f"{formula.__name__}: the result is too large for a number")
            if index is not None:
                return pd.Series(result, index=index)
            return result.item() if isinstance(result, np.generic) else result

        def limit(*args: Any, **kwargs: Any) -> Any:
            call = signature.bind(*args, **kwargs)
            call.apply_defaults()
            given = {
                name: checked(name, value, DATE) if domains.get(name) is DATE else value
                for name, value in call.arguments.items()
            }
            with np.errstate(all="ignore"):
                outside = refuse is not None and bool(refuse(**given)[0])
                return float((at_limit or formula)(**given)), outside

        measure.limit = limit  # type: ignore[attr-defined]
        measure.domains = domains  # type: ignore[attr-defined]
        return measure

    return decorate


def _shared_index(arguments: dict[str, Any]) -> pd.Index | None:
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    if not series:
        return None
    first, *others = series
    for other in others:
        if not series[first].index.equals(series[other].index):
            raise ValueError(
                f"{other}: its index differs from that of {first}; give both the same index"
            )
    index: pd.Index = series[first].index
    return index


def _refuse_lengths(given: dict[str, Any]) -> None:
    shapes = {name: np.shape(value) for name, value in given.items() if np.ndim(value)}
    for first, other in itertools.pairwise(shapes):
        if shapes[first] != shapes[other]:
            of_first, of_other = (" by ".join(map(str, shapes[name])) for name in (first, other))
            raise ValueError(
                f"{other}: its length is {of_other} and that of {first} is {of_first}; "
                "give both the same length"
            )


def checked(name: str, value: Any, domain: Domain) -> Any:
    """Return an argument as numbers or dates within its domain, or refuse it by its name."""
    if domain is DATE:
        return _days(name, value)
    if isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_):
        number: Any = value.item() if isinstance(value, np.generic) else value
        try:
            # A count stays whole, so that a difference of counts is whole; all else is a float.
            whole = domain is COUNT and isinstance(number, int) and abs(number) <= 2**53
            number = number if whole else float(number)
            infinite = math.isinf(number)
        except OverflowError:
            infinite = True
    else:
        if isinstance(value, list | tuple):
            with suppress(ValueError):  # items of different lengths are no array
                value = np.asarray(value)
        dtype = getattr(value, "dtype", None)
        if (
            dtype is None
            or not pd.api.types.is_numeric_dtype(dtype)
            or pd.api.types.is_bool_dtype(dtype)
            or pd.api.types.is_complex_dtype(dtype)
        ):
            raise TypeError(
                f"{name}: {_shown(value)} is not a number, nor an array or Series of them"
            )
        number = np.asarray(value, dtype=np.float64)
        infinite = np.isinf(number)
    if np.any(infinite):
        raise ValueError(f"{name}: {_first(number, infinite)} is not finite; it must be finite")
    wrong = number <= domain.low if domain.low_open else number < domain.low
    if np.any(wrong):
        raise ValueError(f"{name}: {_first(number, wrong)}; it must be {domain.words}")
    return number


def _days(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(f"{name}: {value!r} is not {DATE.words}")
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{name}: {value!r} is not a day that exists") from None
    if value is pd.NaT:
        return np.datetime64("NaT", "D")
    if isinstance(value, date):
        return np.datetime64(value.isoformat()[:10], "D")
    dtype = getattr(value, "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind != "M":
        raise TypeError(f"{name}: {_shown(value)} is not {DATE.words}, or an array of dates")
    return np.asarray(value).astype("datetime64[D]")


def _no_date(given: dict[str, Any], domains: dict[str, Domain]) -> Any:
    dates = [np.isnat(given[name]) for name, domain in domains.items() if domain is DATE]
    return functools.reduce(np.logical_or, dates, np.False_)


def _first(value: Any, mask: Any) -> str:
    if np.ndim(value) == 0:
        return _shown(value)
    where = int(np.flatnonzero(np.broadcast_to(mask, np.shape(value)))[0])
    return f"{np.ravel(value)[where]} (item {where})"


def _shown(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > 1024:
        return f"a whole number of {value.bit_length():,} bits"
    text = repr(value) if not isinstance(value, np.generic) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _months(start: Any, end: Any) -> Any:
    """Whole calendar months from `start` to `end`, and the rest over the length of its month."""
    whole = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.float64)
    whole = whole - (_months_after(start, whole) > end)
    since, until = _months_after(start, whole), _months_after(start, whole + 1)
    return whole + (end - since) / (until - since)


def _months_after(start: Any, months: Any) -> Any:
    """The same day of the month, `months` later, or the last day of a shorter month."""
    known = np.nan_to_num(months).astype("timedelta64[M]")
    month = start.astype("datetime64[M]") + known
    day = start - start.astype("datetime64[M]").astype("datetime64[D]")
    following = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.minimum(month.astype("datetime64[D]") + day, following - np.timedelta64(1, "D"))


def _end_before_start(start: Any, end: Any, **others: Any) -> tuple[Any, str, str]:
    return end < start, "end", "no earlier than start"


@_measure(start=COUNT, end=COUNT)
def change(start: Numbers, end: Numbers) -> Numbers:
    """Return by how many a count rose (or, below 0, fell).

    change = end - start

    Parameters
    ----------
    start, end
        The counts at the start and at the end, in the same unit; 0 or more.

    Returns
    -------
    The difference, in the unit of the counts.

    Raises
    ------
    ValueError
        If a count is negative or infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> change(21_900, 38_990)
    17090

    Notes
    -----
    The absolute change, as in any textbook of descriptive statistics.
    """
    return end - start


@_measure(start=POSITIVE, end=COUNT)
def growth_rate(start: Numbers, end: Numbers) -> Numbers:
    """Return how much a count grew, as a share of what it was.

    growth = end / start - 1

    Parameters
    ----------
    start
        The count at the start; above 0.
    end
        The count at the end, in the same unit; 0 or more.

    Returns
    -------
    A ratio: 0.78 is growth of 78 %, -0.5 a fall by half.

    Raises
    ------
    ValueError
        If `start` is 0 or less, `end` is negative, or either is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> growth_rate(21_900, 38_990)
    0.780365296803653

    Notes
    -----
    The relative change, as in any textbook of descriptive statistics.
    """
    return end / start - 1


@_measure(start=POSITIVE, end=COUNT, years=POSITIVE)
def annual_growth_rate(start: Numbers, end: Numbers, years: Numbers) -> Numbers:
    """Return the steady yearly growth that leads from one count to another (compound).

    annual growth = (end / start) ** (1 / years) - 1

    Parameters
    ----------
    start
        The count at the start; above 0.
    end
        The count at the end, in the same unit; 0 or more.
    years
        The time between them in years; above 0 (see `years_between`).

    Returns
    -------
    A ratio per year: 0.194 is growth of 19.4 % a year.

    Raises
    ------
    ValueError
        If `start` or `years` is 0 or less, `end` is negative, or any is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(annual_growth_rate(21_900, 38_990, years=3.25), 4)
    0.1942

    Notes
    -----
    Geometric growth, as demographers use it for populations: Shryock and Siegel, The Methods and
    Materials of Demography, chapter on population change.
    """
    return (end / start) ** (1 / years) - 1


def _no_growth(start: Any, end: Any, years: Any) -> tuple[Any, str, str]:
    return end <= start, "end", "above start, since nothing that does not grow doubles"


@_measure(
    _no_growth,
    at_limit=lambda start, end, years: years * np.log(2) / np.maximum(np.log(end / start), 0),
    start=POSITIVE,
    end=POSITIVE,
    years=POSITIVE,
)
def doubling_time(start: Numbers, end: Numbers, years: Numbers) -> Numbers:
    """Return how long a count would take to double at the pace between two counts.

    doubling time = years * ln(2) / ln(end / start)

    Parameters
    ----------
    start
        The count at the start; above 0.
    end
        The count at the end, in the same unit; above `start`.
    years
        The time between them in years; above 0.

    Returns
    -------
    Years, at that pace. It forecasts nothing.

    Raises
    ------
    ValueError
        If there is no growth, or an argument is 0 or less, or infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(doubling_time(21_900, 38_990, years=3.25), 4)
    3.9054

    Notes
    -----
    Follows from compound growth: Shryock and Siegel, The Methods and Materials of Demography,
    chapter on population change.
    """
    return years * np.log(2) / np.log(end / start)


@_measure(start=COUNT, rate=RATE, years=COUNT)
def project(start: Numbers, rate: Numbers, years: Numbers) -> Numbers:
    """Return what a count would be if it went on at a steady yearly rate (compound).

    projected = start * (1 + rate) ** years

    Parameters
    ----------
    start
        The count at the start; 0 or more.
    rate
        Growth per year as a ratio; -1 or more (see `annual_growth_rate`).
    years
        For how many years; 0 or more.

    Returns
    -------
    A count, in the unit of `start`. It carries on what was; it is not a forecast.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or infinite, or the result is too large.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(project(21_900, 0.1942, years=3.25))
    38989

    Notes
    -----
    The inverse of `annual_growth_rate`.
    """
    return start * (1 + rate) ** years


def _below_nothing(start: Any, change_per_year: Any, years: Any) -> tuple[Any, str, str]:
    fallen = start + change_per_year * years < 0
    return fallen, "change_per_year", "no fall below a count of 0"


@_measure(
    _below_nothing,
    at_limit=lambda start, change_per_year, years: np.maximum(start + change_per_year * years, 0),
    start=COUNT,
    change_per_year=ANY,
    years=COUNT,
)
def project_linear(start: Numbers, change_per_year: Numbers, years: Numbers) -> Numbers:
    """Return what a count would be if it went on by the same number each year (a straight line).

    projected = start + change_per_year * years

    Parameters
    ----------
    start
        The count at the start; 0 or more.
    change_per_year
        By how many it changes in a year, in the unit of `start`.
    years
        For how many years; 0 or more.

    Returns
    -------
    A count, in the unit of `start`. It carries on what was; it is not a forecast.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or infinite, or the line falls below 0.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> project_linear(21_900, 1_000, years=3.25)
    25150.0

    Notes
    -----
    Arithmetic growth: Shryock and Siegel, The Methods and Materials of Demography, chapter on
    population change.
    """
    return start + change_per_year * years


@_measure(prisoners=COUNT, capacity=POSITIVE)
def occupancy_rate(prisoners: Numbers, capacity: Numbers) -> Numbers:
    """Return the occupancy level: people in prison as a share *of* the capacity.

    occupancy = prisoners / capacity

    What is *over* the capacity is `overcrowding_rate`: prisons at 147 % of capacity are 47 % over.

    Parameters
    ----------
    prisoners
        People in prison; 0 or more.
    capacity
        Places to hold them; above 0.

    Returns
    -------
    A ratio: 1.0 is full, 1.466 is 146.6 % of capacity.

    Raises
    ------
    ValueError
        If `prisoners` is negative, `capacity` is 0 or less, or either is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(occupancy_rate(38_990, 26_593), 6)
    1.466175

    Notes
    -----
    The World Prison Brief's occupancy level; the Council of Europe prints it per 100 places as
    prison density (SPACE I).
    """
    return prisoners / capacity


@_measure(prisoners=COUNT, capacity=POSITIVE)
def overcrowding_rate(prisoners: Numbers, capacity: Numbers) -> Numbers:
    """Return by how much prisons are *over* their capacity, as a share of it.

    overcrowding = prisoners / capacity - 1

    It is `occupancy_rate` less 1: prisons 47 % over capacity are at 147 % of it.

    Parameters
    ----------
    prisoners
        People in prison; 0 or more.
    capacity
        Places to hold them; above 0.

    Returns
    -------
    A ratio: 0.466 is 46.6 % over capacity; below 0 there is room.

    Raises
    ------
    ValueError
        If `prisoners` is negative, `capacity` is 0 or less, or either is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(overcrowding_rate(38_990, 26_593), 6)
    0.466175

    Notes
    -----
    From the World Prison Brief's occupancy level.
    """
    return prisoners / capacity - 1


@_measure(prisoners=COUNT, capacity=COUNT)
def places_short(prisoners: Numbers, capacity: Numbers) -> Numbers:
    """Return how many more people than places there are (below 0: places to spare).

    places short = prisoners - capacity

    Parameters
    ----------
    prisoners
        People in prison; 0 or more.
    capacity
        Places to hold them; 0 or more.

    Returns
    -------
    A number of places.

    Raises
    ------
    ValueError
        If an argument is negative or infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> places_short(38_990, 26_593)
    12397

    Notes
    -----
    A plain difference, from the same two counts as the World Prison Brief's occupancy level.
    """
    return prisoners - capacity


@_measure(floor_area=COUNT, prisoners=POSITIVE)
def floor_area_per_person(floor_area: Numbers, prisoners: Numbers) -> Numbers:
    """Return the floor area for each person in prison.

    area per person = floor_area / prisoners

    Parameters
    ----------
    floor_area
        The floor area in square metres; 0 or more.
    prisoners
        People in prison; above 0.

    Returns
    -------
    Square metres per person. A mean: it says nothing of any one cell.

    Raises
    ------
    ValueError
        If `floor_area` is negative, `prisoners` is 0 or less, or either is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> floor_area_per_person(54_000, 40_000)
    1.35

    Notes
    -----
    Space per person is how the Council of Europe's anti-torture committee states its standards.
    """
    return floor_area / prisoners


def _more_than_whole(part: Any, whole: Any) -> tuple[Any, str, str]:
    return part > whole, "part", "no more than the whole"


@_measure(
    _more_than_whole,
    at_limit=lambda part, whole: np.minimum(part / whole, 1),
    part=COUNT,
    whole=POSITIVE,
)
def share(part: Numbers, whole: Numbers) -> Numbers:
    """Return a part as a share of its whole.

    share = part / whole

    Parameters
    ----------
    part
        The part; 0 or more and no more than the whole.
    whole
        The whole, in the same unit; above 0.

    Returns
    -------
    A ratio from 0 to 1.

    Raises
    ------
    ValueError
        If `part` is negative or above `whole`, `whole` is 0 or less, or either is infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(share(34, 51), 4)
    0.6667

    Notes
    -----
    A proportion, as in any textbook of descriptive statistics.
    """
    return part / whole


@_measure(count=COUNT, population=POSITIVE, per=POSITIVE)
def rate_per(count: Numbers, population: Numbers, per: Numbers = 100_000) -> Numbers:
    """Return a count per 100,000 people (or per another number of them).

    rate = count / population * per

    Parameters
    ----------
    count
        How many were counted, people in prison for one; 0 or more.
    population
        The people of the country; above 0.
    per
        Per how many people; above 0, 100,000 unless told.

    Returns
    -------
    A rate per `per` people.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or infinite.
    TypeError
        If one is not a number.

    Examples
    --------
    >>> round(rate_per(38_990, 16_725_474), 1)
    233.1

    Notes
    -----
    The World Prison Brief's prison population rate, per 100,000 of national population.
    """
    return count / population * per


@_measure(_end_before_start, start=DATE, end=DATE, count=COUNT)
def mean_rate(count: Numbers, start: Dates, end: Dates, per: str) -> Numbers:
    """Return the mean of a flow per day, month or year. A mean says nothing of any one month.

    mean = count / length of the period, first and last day included

    Parameters
    ----------
    count
        What the whole period saw, arrests for one; 0 or more.
    start, end
        Its first and last day, both included; `end` no earlier than `start`.
    per
        "day", "month" or "year".

    Returns
    -------
    A mean per day, month or year. Months are whole calendar months and the days left over as a
    share of their month; years are months by 12.

    Raises
    ------
    ValueError
        If `count` is negative or infinite, `end` is before `start`, or a date or `per` is none of
        those above.
    TypeError
        If `count` is not a number, or a date not a date.

    Examples
    --------
    >>> mean_rate(55_770, "2017-01-01", "2020-03-31", per="month")
    1430.0
    >>> round(mean_rate(55_770, "2017-01-01", "2020-03-31", per="day"), 4)
    47.0236

    Notes
    -----
    A mean over time, as in any textbook of descriptive statistics.
    """
    after = end + np.timedelta64(1, "D")
    if per == "day":
        return count / ((after - start) / np.timedelta64(1, "D"))
    if per == "month":
        return count / _months(start, after)
    if per == "year":
        return count / (_months(start, after) / 12)
    raise ValueError(f'per: {per!r}; it must be "day", "month" or "year"')


@_measure(_end_before_start, start=DATE, end=DATE)
def years_between(start: Dates, end: Dates) -> Numbers:
    """Return the time between two days in years.

    years = (whole calendar months + days left over / length of their month) / 12

    Parameters
    ----------
    start, end
        The two days; `end` no earlier than `start`.

    Returns
    -------
    Years; 0 or more.

    Raises
    ------
    ValueError
        If `end` is before `start`, or a text is not a date.
    TypeError
        If one is not a date.

    Examples
    --------
    >>> years_between("2016-12-31", "2020-03-31")
    3.25

    Notes
    -----
    Months are counted from a day to the same day of a later month, or to the last day of a month
    that has no such day, as calendars and contracts count them.
    """
    return _months(start, end) / 12
