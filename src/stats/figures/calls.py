"""How each measure may be called, for type checkers and editors.

The kind of the result is that of the arguments: of figures a figure, of Series a Series, of arrays
an array, of numbers a number. A number may stand beside each of them.
"""

from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from stats.figures.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]
if TYPE_CHECKING:
    from typing_extensions import TypeVar as WithDefault  # Python 3.13 has it in typing

    Value = WithDefault("Value", float, Figure, pd.Series, Array, default=float)
else:
    Value = TypeVar("Value")
Number: TypeAlias = Value | int | float
"""What a call may give: a number, or one of the kinds that the result then has."""
Day: TypeAlias = str | date | np.datetime64
Dated = TypeVar("Dated", Figure, pd.Series)
Length: TypeAlias = Literal["day", "month", "year"]


class OfTwo(Protocol):
    """From one count to another."""

    def __call__(self, start: Number[Value], end: Number[Value]) -> Value: ...


class OverYears(Protocol):
    """From one count to another over years, which may follow from the dates of figures."""

    @overload
    def __call__(
        self, start: Figure, end: Figure, years: Figure | float | None = None
    ) -> Figure: ...
    @overload
    def __call__(self, start: Number[Value], end: Number[Value], years: Number[Value]) -> Value: ...


class Project(Protocol):
    """At a yearly rate."""

    def __call__(
        self, start: Number[Value], rate: Number[Value], years: Number[Value]
    ) -> Value: ...


class ProjectLinear(Protocol):
    """By a number each year."""

    def __call__(
        self, start: Number[Value], change_per_year: Number[Value], years: Number[Value]
    ) -> Value: ...


class OfPlaces(Protocol):
    """People in prison and the places for them."""

    def __call__(self, prisoners: Number[Value], capacity: Number[Value]) -> Value: ...


class FloorArea(Protocol):
    """The area, and the people on it."""

    def __call__(self, floor_area: Number[Value], prisoners: Number[Value]) -> Value: ...


class Share(Protocol):
    """A part and its whole."""

    def __call__(self, part: Number[Value], whole: Number[Value]) -> Value: ...


class RatePer(Protocol):
    """A count per so many."""

    def __call__(
        self, count: Number[Value], population: Number[Value], per: Number[Value] = 100_000
    ) -> Value: ...


class MeanRate(Protocol):
    """A figure has its days, a number is given them."""

    @overload
    def __call__(self, count: Figure, *, per: Length) -> Figure: ...
    @overload
    def __call__(self, count: float, start: Day, end: Day, *, per: Length) -> float: ...
    @overload
    def __call__(
        self, count: pd.Series, start: Day | pd.Series, end: Day | pd.Series, *, per: Length
    ) -> pd.Series: ...
    @overload
    def __call__(self, count: Array, start: Day, end: Day, *, per: Length) -> Array: ...
