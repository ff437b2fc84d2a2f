"""The range of values that a number's wording allows."""

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

import numpy as np


@dataclass(frozen=True)
class Bound:
    """The values from `low` to `high`, each end included unless it is open.

    The ends are in the unit of the value; one at infinity is always open. `approximate` tells that
    the ends are themselves "about" or "estimated". Raises ValueError if an end is missing (NaN), or
    if no value lies between them.

    Examples
    --------
    >>> Bound(21_850.0, 21_950.0, high_open=True)
    Bound(21850.0, 21950.0, high_open=True)
    >>> str(Bound(21_850.0, 21_950.0, high_open=True))
    '21,850 to 21,950'
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
        given = "".join(f", {flag}=True" for flag in flags if getattr(self, flag))
        return f"Bound({self.low!r}, {self.high!r}{given})"

    def __str__(self) -> str:
        return self.words()

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def is_below(self, other: "Bound") -> bool | None:
        """Tell whether all of this bound is below all of another, or none; None if some is.

        Examples
        --------
        >>> Bound(1, 2).is_below(Bound(3, 4)), Bound(3, 4).is_below(Bound(1, 3))
        (True, False)
        >>> Bound(1, 3).is_below(Bound(2, 4))
        """
        # An open end is the next number inside.
        if (cleaned(self.high), -self.high_open) < (cleaned(other.low), int(other.low_open)):
            return True
        if (cleaned(self.low), int(self.low_open)) >= (cleaned(other.high), -other.high_open):
            return False
        return None

    def within(self, low: float, high: float = math.inf, *, low_open: bool = False) -> "Bound":
        """Return the part from `low` to `high`; raises ValueError if there is none.

        Examples
        --------
        >>> Bound(-1, 3).within(0, low_open=True)
        Bound(0, 3, low_open=True)
        """
        low, low_open = max((low, low_open), (self.low, self.low_open))
        high, closed = min((high, True), (self.high, not self.high_open))
        return replace(self, low=low, high=high, low_open=low_open, high_open=not closed)

    def __add__(self, other: "Bound | float") -> "Bound":
        other = _bound(other)
        return Bound(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
            self.approximate or other.approximate,
        )

    __radd__ = __add__

    def __sub__(self, other: "Bound | float") -> "Bound":
        return self + _bound(other) * -1

    def __mul__(self, other: "Bound | float") -> "Bound":
        """Return the product; nothing times what has no end is nothing."""
        return _over_corners(self, lambda one, two: one and two and one * two, _bound(other))

    def __truediv__(self, other: "Bound | float") -> "Bound":
        """Return the quotient of two bounds, the first of 0 or more and the second above 0."""
        other = _bound(other)
        if self.low < 0 or other.low < 0 or other.high <= 0:
            raise ValueError(f"{self} by {other}: divide 0 or more by what is above 0")
        return _over_corners(self, np.divide, other)

    def __rtruediv__(self, other: float) -> "Bound":
        return _bound(other) / self

    def __pow__(self, other: "Bound") -> "Bound":
        """Return the power; both bounds are of 0 or more."""
        return _over_corners(self, np.power, other)

    def log(self) -> "Bound":
        """Return the natural logarithm of a bound of 0 or more."""
        with np.errstate(divide="ignore"):
            low, high = (float(np.log(end)) for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def scaled(self, factor: float) -> "Bound":
        """Return the bound in a unit that is `factor` times smaller: 100 from a ratio to percent.

        Examples
        --------
        >>> Bound(0.775, 0.785, high_open=True).scaled(100)
        Bound(77.5, 78.5, high_open=True)
        """
        low, high = (float(cleaned(end * factor)) for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def words(
        self, decimals: int | None = None, scale: float = 1, unit: str = "", *, whole: bool = False
    ) -> str:
        """Write the bound in words that a reader knows, its ends rounded outward.

        A bound of one value is rounded to the nearest instead. Without `decimals`, four significant
        digits are shown, and whole numbers in full. The ends are multiplied by `scale` first: 100
        writes a ratio in percent. `unit` follows the last number: "%", or " people" with its space.
        With `whole` only whole numbers count, so that what is below 21,950 is at most 21,949.

        Examples
        --------
        >>> Bound(1.466175, math.inf, low_open=True, approximate=True).words(1, 100, "%")
        'more than about 146.6%'
        >>> Bound(21_850.0, 21_950.0, high_open=True).words(0, unit=" people", whole=True)
        '21,850 to 21,949 people'
        """
        about = "about " if self.approximate else ""
        low = about + _digits(self.low * scale, decimals, ROUND_FLOOR)
        high = _digits(self.high * scale, decimals, ROUND_CEILING)
        above = "more than" if self.low_open else "at least"
        below = "less than" if self.high_open else "at most"
        if self.low == self.high:
            return f"{about}{_digits(self.low * scale, decimals, ROUND_HALF_UP)}{unit}"
        if math.isinf(self.low) and math.isinf(self.high):
            return "not known"
        if math.isinf(self.high):
            return f"{above} {low}{unit}"
        if self.low in (-math.inf, 0):
            return f"{below} {about}{high}{unit}"
        if self.low_open:
            return f"{above} {low} and {below} {high}{unit}"
        if whole and self.high_open:
            high = _digits(math.ceil(self.high) - 1, 0, ROUND_CEILING)
        return f"{low} to {high}{unit}" if high != low.removeprefix("about ") else f"{low}{unit}"


def _bound(value: "Bound | float") -> Bound:
    return value if isinstance(value, Bound) else Bound(float(value), float(value))


def _over_corners(one: Bound, apply: Callable[[float, float], float], two: Bound) -> Bound:
    """Return all results of a function that is monotone in both its arguments.

    The lowest and highest are at ends (Moore, Kearfott and Cloud, Introduction to Interval
    Analysis). One is open if each corner that has it is: if the result there is another further
    inside, from the ends that are open. 0 people over any capacity are 0.
    """
    corners = []
    with np.errstate(all="ignore"):
        for (at, near), (end, beside) in itertools.product(_ends(one), _ends(two)):
            result = float(apply(np.float64(at), np.float64(end)))
            if not math.isnan(result):
                corners.append((result, result != apply(np.float64(near), np.float64(beside))))
    low, high = min(corners)[0], max(corners)[0]
    return Bound(
        low,
        high,
        low_open=all(is_open for value, is_open in corners if value == low),
        high_open=all(is_open for value, is_open in corners if value == high),
        approximate=one.approximate or two.approximate,
    )


def _ends(bound: Bound) -> list[tuple[float, float]]:
    """Each end, with a value further inside if it is open, else itself."""
    low, high = bound.low, bound.high
    inside = (max(low, min(high, 0) - 1) + min(high, max(low, 0) + 1)) / 2
    return [(low, inside if bound.low_open else low), (high, inside if bound.high_open else high)]


def _digits(value: float, decimals: int | None, rounding: str) -> str:
    if math.isinf(value):
        return ""
    exact = cleaned(value)
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else max(0, 3 - exact.adjusted())
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding, Context(prec=MAX_PREC))
    return minus_signs(f"{rounded:z,f}")  # z: no -0


def cleaned(value: float) -> Decimal:
    """Return a value to fifteen digits, without the noise of binary fractions.

    Examples
    --------
    >>> cleaned(100 * 0.57)
    Decimal('57')
    """
    return Decimal(f"{value:.15g}")


def minus_signs(text: str) -> str:
    """Write minus signs for hyphens before numbers; a screen reader may leave out a hyphen.

    Examples
    --------
    >>> minus_signs("-5 from 2016-12-31")
    '−5 from 2016-12-31'
    """
    return re.sub(r"(?<!\d)-", "−", text)
