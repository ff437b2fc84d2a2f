"""The arguments of a measure: what each may be, and how numbers and days are read."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Real
from typing import Annotated, Any, TypeAlias

import numpy as np
import pandas as pd

from stats.figures.periods import day_of
from stats.values.bounds import Bound

Numbers: TypeAlias = Any
"""What a formula takes and returns: a number or an array."""
_MOST_DIGITS = 2**53
"""Up to here a float holds every whole number."""


@dataclass(frozen=True, repr=False)
class Domain:
    """The values that a number may have: a range, which no infinite number is in, in words."""

    words: str
    range: Bound

    def __repr__(self) -> str:
        return self.words  # as the reference prints it

    def part(self, name: str, bound: Bound) -> Bound:
        """Return the part of a range that lies in it; ValueError, by its name, if there is none."""
        try:
            return bound.within(self.range)
        except ValueError:
            raise ValueError(f"{name}: {bound.words(2)}; it must be {self.words}") from None

    def require(self, name: str, numbers: Numbers, index: pd.Index | None = None) -> None:
        """Raise ValueError with the first number outside; a missing one is not outside."""
        if np.ndim(numbers) == 0:
            if numbers not in self.range and not math.isnan(numbers):
                raise ValueError(f"{name}: {numbers}; it must be {self.words}")
            return
        low, high = self.range.low, self.range.high
        is_below = numbers <= low if self.range.low_open else numbers < low
        is_above = numbers >= high if self.range.high_open else numbers > high
        for item in np.flatnonzero(is_below | is_above)[:1]:
            where = f"item {item}" if index is None else f"at {index[item]!r}"
            wrong = np.ravel(numbers)[item]
            raise ValueError(f"{name}: {wrong} ({where}); it must be {self.words}")


ANY = Domain("finite", Bound(-math.inf, math.inf))
COUNT = Domain("0 or more, and finite", Bound(0, math.inf))
DATE = "a day as 2020-03-31"
Count: TypeAlias = Annotated[Any, COUNT]
Positive: TypeAlias = Annotated[
    Any, Domain("above 0, and finite", Bound(0, math.inf, low_open=True))
]
Rate: TypeAlias = Annotated[Any, Domain("-1 (all gone) or more, and finite", Bound(-1, math.inf))]
AnyNumber: TypeAlias = Annotated[Any, ANY]
Date: TypeAlias = Annotated[Any, DATE]


def read(name: str, value: Any, domain: Any, index: pd.Index | None = None) -> Any:
    """Return an argument as numbers of its domain, or as a day; errors name it."""
    if domain is DATE:
        return as_day(name, value)
    if not isinstance(domain, Domain):  # a word such as "month"
        return value
    numbers = _as_numbers(name, value, domain)
    domain.require(name, numbers, index)
    return numbers


def _as_numbers(name: str, value: Any, domain: Domain) -> Numbers:
    """Return a number, or an array of numbers; what is too large for numpy's floats is infinite."""
    if isinstance(value, Real) and not isinstance(value, bool):
        number: Any = value.item() if isinstance(value, np.generic) else value
        # A count stays whole, so that a difference of counts is whole.
        is_whole = domain is COUNT and isinstance(number, int) and abs(number) <= _MOST_DIGITS
        return number if is_whole else np.float64(number)
    array = value if hasattr(value, "dtype") else np.asarray(value)
    if not array.shape or not pd.api.types.is_any_real_numeric_dtype(array.dtype):
        raise TypeError(
            f"{name}: {value!r:.60} is no number, nor an array or Series of them; "
            "stats.Figure.parse reads words, pd.to_numeric plain numbers"
        )
    return np.asarray(array, np.float64)


def as_day(name: str, value: Any) -> date | None:
    """Return a day as a date, None if it is missing (NaT); errors name it."""
    if isinstance(value, datetime | np.datetime64):
        return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[return-value]
    if not isinstance(value, str | date):
        raise TypeError(f"{name}: {value!r:.60} is no day; write it as 2020-03-31")
    return day_of(name, value)
