"""The range of values that a number's wording allows: arithmetic with it, and how it is printed."""

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import MAX_PREC, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple


class Printed(NamedTuple):
    """A number with its words: "about ", "147", "%", " or more", and in brackets its range.

    Examples
    --------
    >>> places = Printed("about ", "12,397", " places", " or more")
    >>> print(places, "is", places.bare)
    about 12,397 places or more is about 12,397 or more
    """

    before: str
    number: str
    unit: str = ""
    after: str = ""
    range: str = ""

    def __str__(self) -> str:
        brackets = f" ({self.range})" if self.range else ""
        return f"{self.before}{self.number}{self.unit}{self.after}{brackets}"

    @property
    def bare(self) -> "Printed":
        """The same without its unit, but for the sign of one in percent."""
        return self._replace(unit="%" if self.unit.startswith("%") else "")


@dataclass(frozen=True)
class Bound:
    """The values from `low` to `high`, each end included unless it is open.

    The ends are in the unit of the value; one at infinity is always open. `approximate` tells that
    nobody stated them: they follow from words such as "about". `plausible` is what a check takes in
    its place where a word leaves an end open, as nobody writes "over 38,990" of 65,000; it goes
    through every operator with it. `from_nothing` tells that a low of 0 is no end that anybody
    stated, but the least that such a number may be: of "at most 300". Raises ValueError if an end
    is missing (NaN), or if no value lies between them.

    `+ - * / **` give all results of two ranges, as of two unknowns: a formula that has each of its
    ranges once gives no more than that, and one that repeats a range may give more (Moore,
    Kearfott and Cloud, Introduction to Interval Analysis).

    Examples
    --------
    >>> print(Bound(40, math.inf) - Bound(10, 15))
    at least 25
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False
    plausible: "Bound | None" = field(default=None, repr=False, compare=False)
    from_nothing: bool = field(default=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "low_open", self.low_open or math.isinf(self.low))
        object.__setattr__(self, "high_open", self.high_open or math.isinf(self.high))
        is_one_value = self.low == self.high and not (self.low_open or self.high_open)
        if not (self.low < self.high or is_one_value):
            raise ValueError(f"low, high: {self.low}, {self.high}; no value lies between them")

    @property
    def one_sided(self) -> bool:
        """Whether it limits on one side alone: it goes on without end, or from 0 by nature."""
        is_from_nothing = self.from_nothing and self.low == 0
        is_endless = math.isinf(self.high) or math.isinf(self.low)
        return self.low < self.high and (is_endless or is_from_nothing)

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
        is_from_nothing = self.from_nothing or math.isinf(self.low)
        about = self.approximate
        return Bound(low, high, low_open, not is_closed, about, plausible, is_from_nothing)

    def reaching(self, value: float) -> "Bound":
        """Return the bound with a value, and all that lies between."""
        plausible = self.plausible.reaching(value) if self.plausible else None
        low, high = min(self.low, value), max(self.high, value)
        return replace(self, low=low, high=high, plausible=plausible)

    def scaled(self, factor: float) -> "Bound":
        """Return the bound times a factor that is not 0: 100 from a ratio to percent."""
        return self * Bound(factor, factor)

    def __add__(self, other: "Bound") -> "Bound":
        return _all_results(operator.add, self, other)

    def __sub__(self, other: "Bound") -> "Bound":
        return _all_results(operator.sub, self, other)

    def __mul__(self, other: "Bound") -> "Bound":
        return _all_results(_product, self, other)

    def __truediv__(self, other: "Bound") -> "Bound":
        """Divide it by a range that may end at 0; ValueError if it has 0 inside."""
        if other.low < 0 < other.high:
            raise ValueError(f"{other}: divide by what cannot be 0")
        return _all_results(_quotient, self, other)

    def __pow__(self, other: "Bound") -> "Bound":
        """Raise it, which is 0 or more, to a power; ValueError if it may be below 0."""
        if self.low < 0:
            raise ValueError(f"{self}: a power is taken of what is 0 or more")
        return _all_results(_power, self, other)

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
            return limit(words[self.low_open if is_open else self.high_open], number, unit)
        if whole and self.high_open:
            high = _digits(math.ceil(self.high) - 1, 0, ROUND_CEILING)
        if high == low:
            return Printed(about, low, unit)
        return Printed("", f"{low} to {high}", unit)

    __str__ = words


_BELOW_0 = {
    "at least ": ("", " or higher"),
    "more than ": ("above ", ""),
    "at most ": ("", " or lower"),
    "less than ": ("below ", ""),
}


def limit(words: str, number: str, unit: str) -> Printed:
    """Write a number after its qualifier, so that nobody takes a limit of a fall for its size.

    Examples
    --------
    >>> print(limit("at least ", "30", "%"), "and", limit("at most ", "−30", "%"))
    at least 30% and −30% or lower
    """
    is_fall = number.startswith("−")
    before, after = _BELOW_0.get(words, (words, "")) if is_fall else (words, "")
    return Printed(before, number, unit, after)


def _all_results(operate: Callable[[float, float], float], left: Bound, right: Bound) -> Bound:
    """Return all results of an operator that is monotonic in each of its sides.

    The lowest and the highest are then where each side is at one of its ends. An end of the result
    is open unless values of both sides give it.
    """
    left_ends, right_ends = _ends(left), _ends(right)
    corners = [[without_noise(operate(a, b)) for b, _ in right_ends] for a, _ in left_ends]
    reached, results = set(), []
    for row, (_, left_open) in zip(corners, left_ends, strict=True):
        for column, (_, right_open) in enumerate(right_ends):
            result = row[column]
            # Where the other side changes nothing, any value of it will do: 0 times whatever is 0.
            by_left = not left_open and (not right_open or row[0] == row[-1])
            by_right = not right_open and corners[0][column] == corners[-1][column]
            if by_left or by_right:
                reached.add(result)
            if not math.isnan(result):
                results.append(result)
    if not results:
        raise ValueError("no result of it is a number")
    low, high = min(results), max(results)
    plausible = None
    if left.plausible or right.plausible:
        plausible = _all_results(operate, left.plausible or left, right.plausible or right)
    about = left.approximate or right.approximate
    ends = (left.low, left.high, right.low, right.high)  # what is divided by more and more nears 0
    is_from_nothing = left.from_nothing or right.from_nothing or any(map(math.isinf, ends))
    is_open = low not in reached, high not in reached
    return Bound(low, high, *is_open, about, plausible, is_from_nothing)


def _ends(bound: Bound) -> list[tuple[float, bool]]:
    """Return its ends, and whether each is open; one if it has one value."""
    low, high = (bound.low, bound.low_open), (bound.high, bound.high_open)
    if bound.low == bound.high:
        return [low]
    # 0 is −0.0 from below: what is divided by less and less below 0 has no end below.
    return [low, (-0.0, bound.high_open) if bound.high == 0 else high]


def _product(one: float, other: float) -> float:
    return one * other if one and other else 0.0  # 0 times what has no end too


def _quotient(one: float, other: float) -> float:
    if other:
        return one / other
    return one * math.copysign(math.inf, other)  # 0 / 0 is missing (NaN)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):  # too large for a float, or 0 to a power below 0
        return math.inf


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
    return float(f"{value:.15g}") + 0.0  # not -0.0


def minus_signs(text: str) -> str:
    """Write minus signs for hyphens before numbers; a screen reader may leave out a hyphen."""
    return re.sub(r"(?<!\d)-", "−", text)
