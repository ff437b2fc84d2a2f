"""What a value may be: the range that the words around a number leave it."""

import math
from dataclasses import dataclass, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

__all__ = ["Bound"]


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
        # same: low above high is refused anyway
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

    def __neg__(self) -> "Bound":
        return Bound(-self.high, -self.low, self.high_open, self.low_open, self.approximate)

    def __sub__(self, other: "Bound") -> "Bound":
        return self + -other

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
            What follows the last number: "%", or " people" with its space.

        Examples
        --------
        >>> Bound(1.466175, math.inf, low_open=True, approximate=True).words(1, 100, "%")
        'more than about 146.6%'
        """
        about = "about " if self.approximate else ""
        low = about + _digits(self.low * scale, decimals, ROUND_FLOOR)
        high = _digits(self.high * scale, decimals, ROUND_CEILING)
        if self.low == self.high:  # same: low is never higher
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
    # same: to quantize, only the exponent counts
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding, Context(prec=MAX_PREC))
    return f"{rounded:z,f}".replace("-", "−")  # z: no -0; a hyphen may be read over as none
