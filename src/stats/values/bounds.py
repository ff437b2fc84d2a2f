"""The range of values that a number's wording allows."""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

import numpy as np

from stats.values.printed import Printed


@dataclass(frozen=True)
class Bound:
    """The values from `low` to `high`, each end included unless it is open.

    The ends are in the unit of the value; one at infinity is always open. `approximate` tells that
    nobody stated them: they follow from words such as "about". `plausible` is what a check takes in
    its place where a word leaves an end open, as nobody writes "over 38,990" of 65,000; it goes
    through every formula with it. Raises ValueError if an end is missing (NaN), or if no value lies
    between them.
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False
    plausible: "Bound | None" = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "low_open", self.low_open or math.isinf(self.low))
        object.__setattr__(self, "high_open", self.high_open or math.isinf(self.high))
        is_one_value = self.low == self.high and not (self.low_open or self.high_open)
        if not (self.low < self.high or is_one_value):
            raise ValueError(f"low, high: {self.low}, {self.high}; no value lies between them")

    @property
    def one_sided(self) -> bool:
        """Whether it limits on one side alone: it goes on without end, or starts at 0."""
        return self.low < self.high and (math.isinf(self.high) or self.low in (-math.inf, 0))

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def is_below(self, other: "Bound") -> bool | None:
        """Return True if all of this bound is below all of another, False if none is, else None."""
        # An open end is the next number inside.
        if (cleaned(self.high), -self.high_open) < (cleaned(other.low), int(other.low_open)):
            return True
        if (cleaned(self.low), int(self.low_open)) >= (cleaned(other.high), -other.high_open):
            return False
        return None

    def is_inside(self, other: "Bound") -> bool | None:
        """Return True if all of this bound lies in another, False if none does, else None."""
        if self.is_below(other) or other.is_below(self):
            return False
        low, high, least, most = map(cleaned, (self.low, self.high, other.low, other.high))
        above = (least, other.low_open) <= (low, self.low_open)
        below = (high, not self.high_open) <= (most, not other.high_open)
        return True if above and below else None

    def within(self, other: "Bound") -> "Bound":
        """Return the part that lies in another bound; raises ValueError if there is none."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, is_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        plausible = self.plausible.within(other) if self.plausible else None
        return Bound(low, high, low_open, not is_closed, self.approximate, plausible)

    def reaching(self, value: float) -> "Bound":
        """Return the bound with a value, and all that lies between."""
        plausible = self.plausible.reaching(value) if self.plausible else None
        low, high = min(self.low, value), max(self.high, value)
        return replace(self, low=low, high=high, plausible=plausible)

    def scaled(self, factor: float) -> "Bound":
        """Return the bound times a factor that is not 0: 100 from a ratio to percent."""
        return over(lambda end: end * factor, self)

    def words(self, decimals: int = 0) -> str:
        """Write the bound in words that a reader knows, its ends rounded outward."""
        return str(self.printed(decimals))

    def printed(
        self, decimals: int = 0, scale: float = 1, unit: str = "", *, whole: bool = False
    ) -> Printed:
        """Write the bound in words that a reader knows, its ends rounded outward.

        A bound of one value is rounded to the nearest instead. The ends are multiplied by `scale`
        first: 100 writes a ratio in percent. `unit` follows the last number: "%", or " people" with
        its space. With `whole` only whole numbers count: what is below 21,950 is at most 21,949.
        """
        about = "about " if self.approximate else ""
        low = _digits(self.low * scale, decimals, ROUND_FLOOR)
        high = _digits(self.high * scale, decimals, ROUND_CEILING)
        if self.low == self.high:
            return Printed(about, _digits(self.low * scale, decimals, ROUND_HALF_UP), unit)
        if math.isinf(self.low) and math.isinf(self.high):
            return Printed("", "not known")
        if self.one_sided:
            is_open = math.isinf(self.high)
            number = low if is_open else high
            if self.approximate:
                return Printed(about, number, unit, " or more" if is_open else " or less")
            words = ("at least ", "more than ") if is_open else ("at most ", "less than ")
            return Printed(words[self.low_open if is_open else self.high_open], number, unit)
        if whole and self.high_open:
            high = _digits(math.ceil(self.high) - 1, 0, ROUND_CEILING)
        if high == low:
            return Printed(about, low, unit)
        return Printed("", f"{low} to {high}", unit)

    __str__ = words


def over(apply: Callable[..., Any], *bounds: Bound) -> Bound:
    """Return all results of a function over bounds, if it is monotone in each of its arguments.

    The lowest and the highest are at corners, where each argument is at one of its ends (Moore,
    Kearfott and Cloud, Introduction to Interval Analysis). An end of the result is open if it is so
    at all corners that give it. Raises ValueError if no result is a number, or if one is needed
    where there is none, as of (1 - it) / it where it has no end.

    Examples
    --------
    >>> print(over(lambda people, places: people - places, Bound(40, math.inf), Bound(10, 15)))
    at least 25
    """
    with np.errstate(all="ignore"):
        corners = [*_corners(apply, bounds)]
    if all(math.isnan(result) for result, _ in corners):  # 0 times what has no end
        corners = [(inside, inside) for _, inside in corners]
    results = [result for result, _ in corners if not math.isnan(result)]
    if not results:
        raise ValueError("no result of it is a number")
    low, high = min(results), max(results)
    for result, inside in corners:
        if math.isnan(result) and not (math.isnan(inside) or low <= inside <= high):
            raise ValueError("at an end of its range it is no number")
    plausible = None
    if any(bound.plausible for bound in bounds):
        plausible = over(apply, *(bound.plausible or bound for bound in bounds))
    return Bound(
        low,
        high,
        low_open=all(inside != low for result, inside in corners if result == low),
        high_open=all(inside != high for result, inside in corners if result == high),
        approximate=any(bound.approximate for bound in bounds),
        plausible=plausible,
    )


def _corners(apply: Callable[..., Any], bounds: Iterable[Bound]) -> Iterator[tuple[float, float]]:
    """Give the result at each corner, and further inside from the ends that are open.

    Where the two are one, the end is no limit that is never reached: 0 people over any capacity
    are 0.
    """
    for ends in itertools.product(*map(_ends, bounds)):
        at, further_in = zip(*ends, strict=True)
        result = inside = without_noise(apply(*map(np.float64, at)))
        if further_in != at:
            inside = without_noise(apply(*map(np.float64, further_in)))
        yield result, inside


def _ends(bound: Bound) -> list[tuple[float, float]]:
    """Pair each end with a value further inside if it is open, else with itself."""
    low, high = bound.low, bound.high
    if low == high:
        return [(low, low)]
    # Their middle; within 1 of 0, or of the end that is nearer to it, so that it is finite.
    inside = (max(low, min(high, 0) - 1) + min(high, max(low, 0) + 1)) / 2
    return [(low, inside if bound.low_open else low), (high, inside if bound.high_open else high)]


def _digits(value: float, decimals: int, rounding: str) -> str:
    if math.isinf(value):
        return ""
    step = Decimal(1).scaleb(-decimals)
    rounded = cleaned(value).quantize(step, rounding, Context(prec=MAX_PREC))
    return minus_signs(f"{rounded:z,f}")  # z: no -0


def cleaned(value: float) -> Decimal:
    """Return a value to fifteen digits, without the noise of binary fractions."""
    return Decimal(f"{value:.15g}")


def without_noise(value: float) -> float:
    """Return the number of fifteen digits that is nearest to a value: 1.0 of 0.7 + 0.2 + 0.1."""
    return float(f"{float(value):.15g}")


def minus_signs(text: str) -> str:
    """Write minus signs for hyphens before numbers; a screen reader may leave out a hyphen."""
    return re.sub(r"(?<!\d)-", "−", text)
