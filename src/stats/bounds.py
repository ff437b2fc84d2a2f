"""What the words around a number allow it to be, and what follows for anything computed from it."""

import inspect
import itertools
import math
from dataclasses import dataclass, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from stats.measures import DATE, Domain, Measure, checked

__all__ = ["Bound", "bound", "bounded"]


@dataclass(frozen=True)
class Bound:
    """What a value may be: from `low` to `high`, each end included unless it is open.

    Parameters
    ----------
    low, high
        The ends, in the unit of the value; `-math.inf` or `math.inf` where there is none.
    low_open, high_open
        Whether an end itself is left out. An end at infinity always is.
    approximate
        Whether the ends are themselves "about" or "estimated".

    Raises
    ------
    ValueError
        If an end is missing (NaN), or no value lies between them.

    Examples
    --------
    >>> Bound(21_850.0, 21_950.0, high_open=True)
    Bound(21850.0, 21950.0, high_open=True)
    >>> str(Bound(21_850.0, 21_950.0, high_open=True))
    '21,850 up to, not including, 21,950'
    >>> str(Bound(38_990.0, math.inf, low_open=True))
    'more than 38,990'
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "low_open", self.low_open or math.isinf(self.low))
        object.__setattr__(self, "high_open", self.high_open or math.isinf(self.high))
        if math.isnan(self.low) or math.isnan(self.high):
            raise ValueError(f"low, high: {self.low}, {self.high}; an end must not be NaN")
        empty = self.low == self.high and (self.low_open or self.high_open)
        if self.low > self.high or empty:
            raise ValueError(f"low, high: {self.low}, {self.high}; no value lies between them")

    def __repr__(self) -> str:
        flags = ("low_open", "high_open", "approximate")
        said = "".join(f", {flag}=True" for flag in flags if getattr(self, flag))
        return f"Bound({self.low!r}, {self.high!r}{said})"

    def __str__(self) -> str:
        return self.words()

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def meets(self, other: "Bound") -> bool:
        """Tell whether some value lies within both bounds.

        Parameters
        ----------
        other
            Another bound, in the same unit.

        Examples
        --------
        >>> Bound(77.5, 78.5, high_open=True).meets(Bound(78.5, 80.0))
        False
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low in self and low in other)

    def __add__(self, other: "Bound") -> "Bound":
        return Bound(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
            self.approximate or other.approximate,
        )

    def scaled(self, factor: float) -> "Bound":
        """Return the bound in a unit that is smaller by a factor: 100 from a ratio to percent.

        Parameters
        ----------
        factor
            What the ends are multiplied by; above 0.

        Examples
        --------
        >>> Bound(0.775, 0.785, high_open=True).scaled(100)
        Bound(77.5, 78.5, high_open=True)
        """
        # Fifteen digits, so that the noise of the product does not move an end.
        low, high = (float(f"{end * factor:.15g}") for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def words(self, decimals: int | None = None, scale: float = 1, unit: str = "") -> str:
        """Say the bound in the words a reader knows, its ends rounded outward.

        A bound of one value is rounded to the nearest instead.

        Parameters
        ----------
        decimals
            Decimals to show; without it, four significant digits, and whole numbers in full.
        scale
            What the ends are multiplied by first: 100 for a ratio said in percent.
        unit
            What follows the last number, with its space: " %".

        Examples
        --------
        >>> Bound(1.466175, math.inf, low_open=True, approximate=True).words(1, 100, " %")
        'more than about 146.6 %'
        """
        about = "about " if self.approximate else ""
        low = about + _digits(self.low * scale, decimals, ROUND_FLOOR)
        high = _digits(self.high * scale, decimals, ROUND_CEILING)
        if self.low == self.high:
            return f"{about}{_digits(self.low * scale, decimals, ROUND_HALF_UP)}{unit}"
        if math.isinf(self.low) and math.isinf(self.high):
            return "not known"
        if math.isinf(self.high):
            return f"{'more than' if self.low_open else 'at least'} {low}{unit}"
        if self.low in (-math.inf, 0):
            return f"{'less than' if self.high_open else 'at most'} {about}{high}{unit}"
        if self.low_open:
            return (
                f"more than {low} and {'less than' if self.high_open else 'at most'} {high}{unit}"
            )
        return f"{low} {'up to, not including,' if self.high_open else 'to'} {high}{unit}"


def _digits(value: float, decimals: int | None, rounding: str) -> str:
    if math.isinf(value):
        return ""
    # Fifteen digits first: the noise of binary fractions must not push an end outward by a step.
    exact = Decimal(f"{value:.15g}")
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else max(0, 3 - exact.adjusted())
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding, Context(prec=MAX_PREC))
    return f"{rounded:z,f}".replace("-", "−")  # z: no -0; a hyphen may be read over as none


_RATIOS = {"percent", "per_100000"}


def bound(figure: pd.Series) -> Bound:
    """Return what a figure's qualifier and rounding allow its value to be.

    An exact value written to a step above 1, and any percentage or rate, is taken as rounded in the
    ordinary way: it may be half a step lower, or up to half a step higher. "At least" and the like
    are not widened; "about" and "estimated" keep their value, marked approximate, since nobody
    stated a margin.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` returned.

    Returns
    -------
    A `Bound` in the unit of the figure.

    Raises
    ------
    ValueError
        If the qualifier is none of the known ones.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> bound(figures.loc["prisoners_2016"])
    Bound(21850.0, 21950.0, high_open=True)
    >>> bound(figures.loc["arrests_campaign"])
    Bound(55770.0, inf, high_open=True)
    >>> bound(figures.loc["capacity_2020"])
    Bound(26593.0, 26593.0, approximate=True)

    Notes
    -----
    Half a step is the largest error of rounding to the nearest step.
    """
    value, step = float(figure["value"]), float(figure["rounded_to"])
    counted = figure["unit"] not in _RATIOS
    least = 0.0 if counted else -math.inf
    match figure["qualifier"]:
        case "exact" if step > 1 or not counted:
            low = value - step / 2
            return Bound(max(low, least), value + step / 2, high_open=True)
        case "exact":
            return Bound(value, value)
        case "at_least":
            return Bound(value, math.inf)
        case "more_than":
            return Bound(value, math.inf, low_open=True)
        case "at_most":
            return Bound(least, value)
        case "less_than":
            return Bound(least, value, high_open=True)
        case "about" | "estimated":
            return Bound(value, value, approximate=True)
        case other:
            raise ValueError(f"qualifier: {other!r} is not a qualifier")


def bounded(measure: Measure, *args: Any, **kwargs: Any) -> Bound:
    """Return what a measure may be, given what its arguments may be.

    The measure at every corner of its arguments' bounds; the lowest and highest are the ends. That
    holds because each measure is monotone in each argument, the others held fixed.

    Parameters
    ----------
    measure
        A function of `stats.measures`.
    *args, **kwargs
        Its arguments: a `Bound`, a number (which is itself), or a date.

    Returns
    -------
    A `Bound` in the unit of the measure. An end is open where a bound that leads to it is open,
    and where an argument has no end the limit is taken. The result is approximate if an argument
    is.

    Raises
    ------
    ValueError
        If a bound lies outside what the measure takes, or leaves it no value.
    TypeError
        If `measure` is no function of `stats.measures`, or an argument is none of those above.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> occupancy = bounded(
    ...     stats.occupancy_rate,
    ...     bound(figures.loc["prisoners_2020"]),
    ...     bound(figures.loc["capacity_2020"]),
    ... )
    >>> str(occupancy)
    'more than about 1.466'

    Notes
    -----
    Interval arithmetic by corners: Moore, Kearfott and Cloud, Introduction to Interval Analysis,
    on monotone functions.
    """
    if not hasattr(measure, "domains"):
        raise TypeError(f"measure: {measure!r} is not a function of stats.measures")
    given = inspect.signature(measure).bind(*args, **kwargs).arguments
    domains = measure.domains
    ends: dict[str, list[_End]] = {}
    for name, value in given.items():
        if isinstance(value, Bound):
            ends[name] = _ends(name, value, domains[name])
        elif domains.get(name, DATE) is DATE:
            ends[name] = [_End(value, value, value)]
        else:
            number = checked(name, value, domains[name])
            if np.ndim(number):
                raise TypeError(f"{name}: {value!r} is not one number, nor a Bound")
            if math.isnan(number):
                raise ValueError(f"{name}: {value!r} is missing; give a number or a Bound")
            ends[name] = [_End(*[np.float64(number)] * 3)]
    corners: list[tuple[float, bool]] = []
    possible = False
    for corner in itertools.product(*ends.values()):
        at, near, inner = (
            dict(zip(ends, values, strict=True)) for values in zip(*corner, strict=True)
        )
        result, outside = measure.limit(**at)
        _, past = measure.limit(**near)
        within, _ = measure.limit(**inner)
        # An open argument that changes nothing here opens nothing: 0 people of more than 5 places.
        is_open = not outside and (past or within != result)
        possible = possible or not (outside or past)
        if not math.isnan(result):
            corners.append((result, is_open))
    if not possible:
        given_words = ", ".join(f"{name} {value}" for name, value in given.items())
        raise ValueError(f"{measure.__name__}: it has no value for {given_words}")
    low, high = min(value for value, _ in corners), max(value for value, _ in corners)
    return Bound(
        low,
        high,
        low_open=all(is_open for value, is_open in corners if value == low),
        high_open=all(is_open for value, is_open in corners if value == high),
        approximate=any(isinstance(v, Bound) and v.approximate for v in given.values()),
    )


class _End(NamedTuple):
    """An end of an argument, the value next to it and one further in; itself where it is closed."""

    at: Any
    near: Any
    inner: Any


def _ends(name: str, value: Bound, domain: Domain) -> list[_End]:
    """The two ends of an argument, cut to what the measure takes."""
    low, low_open = value.low, value.low_open
    if low <= domain.low:
        low, low_open = domain.low, domain.low_open or (value.low_open and low == domain.low)
    high, high_open = value.high, value.high_open
    if high < low or (high == low and (low_open or high_open)):
        raise ValueError(f"{name}: {value}; it must be {domain.words}")
    if math.isinf(low):
        inner = 0.0 if math.isinf(high) else high - 1
    else:
        inner = low + 1 if math.isinf(high) else (low + high) / 2
    lowest, highest, inner = np.float64(low), np.float64(high), np.float64(inner)
    return [
        _End(at, np.nextafter(at, inner), inner) if is_open else _End(at, at, at)
        for at, is_open in dict.fromkeys([(lowest, low_open), (highest, high_open)])
    ]
