"""The arguments of a measure: what each may be, and how numbers and days are read."""

import math
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from stats.figures.figure import Figure
from stats.figures.periods import Day, day_of
from stats.figures.terms import Term
from stats.values.bounds import Bound

Numbers: TypeAlias = Any
"""What a formula takes and returns: numbers, arrays, or the terms of figures (`terms`)."""
if TYPE_CHECKING:
    from typing_extensions import TypeVar as WithDefault  # Python 3.13 has it in typing

    Array: TypeAlias = npt.NDArray[np.float64]
    Value = WithDefault("Value", float, Figure, pd.Series, Array, default=float)
    Dated = WithDefault("Dated", float, Figure, pd.Series, default=float)
else:
    Value, Dated = TypeVar("Value"), TypeVar("Dated")
Number: TypeAlias = Value | int | float
"""What a call may give: a number, or one of the kinds that the result then has."""
Length: TypeAlias = Literal["minute", "day", "week", "month", "year"]
_MOST_DIGITS = 2**53
"""Up to here a float holds every whole number."""


@dataclass(frozen=True, repr=False)
class Domain:
    """The values that a number may have: a finite range, and its description."""

    words: str
    range: Bound

    def __repr__(self) -> str:
        return self.words  # as the reference prints it

    def cut(self, name: str, term: Term) -> Term:
        """Cut a term's range to the domain; ValueError if its value lies outside."""
        self.require(name, term.value)
        try:
            return Term(term.value, term.range.within(self.range), made=term.made)
        except ValueError:
            raise ValueError(f"{name}: {term.range.words(2)}; it must be {self.words}") from None

    def require(self, name: str, numbers: Numbers, index: pd.Index | None = None) -> bool:
        """Tell whether all are in the domain, or one is missing; ValueError if one is outside."""
        ends = [numbers]
        if np.ndim(numbers):
            ends = [numbers.min(), numbers.max()] if len(numbers) else []
        if all(end in self.range for end in ends):
            return True
        low, high, several = self.range.low, self.range.high, np.ravel(numbers)
        is_below = several <= low if self.range.low_open else several < low
        is_above = several >= high if self.range.high_open else several > high
        for item in np.flatnonzero(is_below | is_above)[:1]:
            where = f"item {item}" if index is None else f"at {index[item]!r}"
            number = f"{several[item]} ({where})" if np.ndim(numbers) else numbers
            raise ValueError(f"{name}: {number}; it must be {self.words}")
        return False

    def read(self, name: str, value: Any) -> Numbers:
        """Return a number or an array of numbers; TypeError, naming the argument, otherwise."""
        if isinstance(value, Real) and not isinstance(value, bool):
            number: Any = value.item() if isinstance(value, np.generic) else value
            # A count stays whole, so that a difference of counts is whole.
            is_whole = isinstance(number, int) and abs(number) <= _MOST_DIGITS
            return number if self is COUNT and is_whole else np.float64(number)
        array = value if hasattr(value, "dtype") else np.asarray(value)
        is_numbers = pd.api.types.is_any_real_numeric_dtype(array.dtype)
        if not array.shape or not is_numbers or array.dtype == "figure":
            raise TypeError(
                f"{name}: {value!r:.60} is no number, nor an array or Series of them; "
                "stats.Figure.parse reads words, pd.to_numeric plain numbers"
            )
        return np.asarray(array, np.float64)


ANY = Domain("finite", Bound(-math.inf, math.inf))
COUNT = Domain("0 or more, and finite", Bound(0, math.inf))
POSITIVE = Domain("above 0, and finite", Bound(0, math.inf, low_open=True))
Count: TypeAlias = Annotated[Number[Value], COUNT]
Positive: TypeAlias = Annotated[Number[Value], POSITIVE]
Years: TypeAlias = Annotated[Number[Value] | None, POSITIVE]


def as_day(name: str, value: Any) -> date | None:
    """Return a day as a date, None if it is missing (NaT); errors name it."""
    if not isinstance(value, Day):
        raise TypeError(f"{name}: {value!r:.60} is no day; write it as 2020-03-31")
    return day_of(name, value)
