"""The decorator that turns a formula of numbers into a measure, which works on figures too.

The domain of each argument is its annotation. With figures among the arguments the formula is
applied to their values, and over their ranges.
"""

import functools
import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from stats.figures.figure import Figure, day_of, follows
from stats.figures.periods import Period, at, span
from stats.figures.together import FigureError, require_same_place
from stats.values.bounds import Bound, over
from stats.values.units import PERCENT, POINTS, unit_of

Numbers: TypeAlias = Any
"""What a formula takes and returns: a number, an array or a Series."""
Formula: TypeAlias = Callable[..., Numbers]
Arguments: TypeAlias = dict[str, Any]
_ANY, _COUNT = Bound(-math.inf, math.inf), Bound(0, math.inf)
Count: TypeAlias = Annotated[Any, _COUNT]
Positive: TypeAlias = Annotated[Any, replace(_COUNT, low_open=True)]
Rate: TypeAlias = Annotated[Any, Bound(-1, math.inf)]
Date: TypeAlias = Annotated[Any, "a date written YYYY-MM-DD"]
AnyNumber: TypeAlias = Annotated[Any, _ANY]
_NUMBER = Figure(0.0, Bound(0, 0))
"""What stands for a number where a figure is asked for its unit: it has none."""


@dataclass(frozen=True)
class Measure:
    """A decorator by which a formula also works on figures, and checks what it is given.

    A formula is monotone in each of its arguments. `text` is it with their names in braces. `unit`
    and `kind` are those of the result; if empty, they are those of the first figure. `units` are
    those that arguments must have; each function of `together` raises FigureError if figures do not
    go together. `given` sets arguments that follow from figures, such as the years between two.
    The result is in `possible`. Unless `dated` it has no time.
    """

    text: str
    unit: str = ""
    kind: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    together: Iterable[Callable[[Iterable[Figure]], None]] = ()
    given: Callable[[Arguments], Arguments] = dict
    possible: Bound = _ANY
    dated: bool = True

    def __call__(self, formula: Formula) -> Formula:
        @by_row
        @functools.wraps(formula)
        def measure(**arguments: Any) -> Any:
            of = self.of_figures if _figures(arguments) else self.of_numbers
            return of(formula, arguments)

        return measure

    def of_numbers(self, formula: Formula, arguments: Arguments) -> Numbers:
        """The result for numbers, arrays or Series."""
        types = formula.__annotations__
        read = {name: _read(name, each, types[name]) for name, each in arguments.items()}
        try:
            with np.errstate(all="ignore"):
                result = formula(**read)
        except ArithmeticError as error:  # too large for a number
            raise ValueError(f"{formula.__name__}: {error}") from None
        _require_in(self.possible, formula.__name__, result)
        return result.item() if isinstance(result, np.generic) else result

    def of_figures(self, formula: Formula, arguments: Arguments) -> Figure:
        """The result for figures: the formula at their values, and over their ranges."""
        first = self._first_of(arguments)
        arguments = self.given(arguments)
        figures = _figures(arguments)
        values = arguments | {name: each.value for name, each in figures.items()}
        try:
            value = self.of_numbers(formula, values)
            allowed = self._range(formula, values, figures)
        except ValueError as error:
            names = ", ".join(f"{name} is {each.name}" for name, each in figures.items())
            raise FigureError(f"{error} ({names})") from None
        result = follows(
            value,
            allowed,
            self.text,
            arguments,
            self._period(first, figures),
            unit=self.unit.format(unit=first.measured_in.words, **values) or first.unit,
            kind=self.kind or first.kind,
            quantity="" if self.unit else first.quantity,
            max_days_apart=first.max_days_apart,
        )
        is_difference = self.kind == "change" and not self.unit
        is_of_points = is_difference and result.measured_in is PERCENT
        return replace(result, unit=POINTS.name) if is_of_points else result

    def _first_of(self, arguments: Arguments) -> Figure:
        """The figure that gives the result its unit and kind, if all go together."""
        figures = _figures(arguments)
        require_same_place(figures.values())
        for name in self.units.keys() & figures.keys():
            figure, wanted = figures[name], unit_of(self.units[name]).words
            given = figure.measured_in.words
            if figure.unit and given != wanted:
                what = f"{name}: {figure.name} is in {given}; take a figure in"
                raise FigureError(f"{what} {wanted} (quantities.csv has its unit)")
        # Where two go together either does; the years between them are no count.
        counts = [*arguments][: 2 if self.together else 1]
        counted = [figures[name] for name in counts if name in figures]
        for require in self.together:
            require(counted)
        return counted[0] if counted else _NUMBER

    def _range(self, formula: Formula, values: Arguments, figures: Mapping[str, Figure]) -> Bound:
        """All results of the formula over the ranges of its figures."""
        ranges = {
            name: each.range.within(_domain(formula.__annotations__[name]))
            for name, each in figures.items()
        }

        def at(*ends: float) -> Numbers:
            return formula(**values | dict(zip(ranges, ends, strict=True)))

        return over(at, *ranges.values()).within(self.possible)

    def _period(self, first: Figure, figures: Mapping[str, Figure]) -> Period | None:
        """The period of all figures; from a count of a year at its end."""
        period = span(each.period for each in figures.values()) if self.dated else None
        if period and self.kind == "change" and first.kind == "stock":
            return Period(first.counted.first, period.last)
        return period


def _figures(arguments: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: each for name, each in arguments.items() if isinstance(each, Figure)}


def by_row(measure: Formula) -> Formula:
    """Let a measure take Series of figures or days: a row at a time, the same number in each."""
    signature = inspect.signature(measure)

    @functools.wraps(measure)
    def each_row(*args: Any, **kwargs: Any) -> Any:
        call = signature.bind(*args, **kwargs)
        call.apply_defaults()
        series = {name: x for name, x in call.arguments.items() if isinstance(x, pd.Series)}
        are_numbers = all(map(pd.api.types.is_numeric_dtype, series.values()))
        if not series or (are_numbers and not _figures(call.arguments)):
            return measure(**call.arguments)

        def of_row(row: pd.Series) -> Any:
            return measure(**row) if row[[*series]].notna().all() else math.nan

        return pd.DataFrame(call.arguments).apply(of_row, axis="columns")

    return each_row


# How numbers and days are read.


def _domain(annotation: Any) -> Any:
    return annotation.__metadata__[0]


def _read(name: str, value: Any, annotation: Any) -> Any:
    """An argument as numbers of its domain, or a day; errors name it."""
    if annotation is Date:
        return as_day(name, value)
    if annotation is str:
        return value
    number = value
    # A count stays whole, so that a difference of counts is whole.
    if not isinstance(value, int | float | pd.Series):
        try:
            number = np.asarray(value, float) if np.ndim(value) else float(value)
        except (TypeError, ValueError):
            what = f"{name}: {value!r:.60} is no number, nor an array or Series of them"
            raise TypeError(f"{what}; take out commas and words, then pd.to_numeric") from None
    _require_in(_domain(annotation), name, number)
    return number


def _require_in(domain: Bound, name: str, numbers: Numbers) -> None:
    """Raise ValueError if a number is outside, with the first one; a missing one is not."""
    is_end = (numbers == domain.low) & domain.low_open | (numbers == domain.high) & domain.high_open
    wrong = (numbers < domain.low) | (numbers > domain.high) | is_end
    if np.any(wrong):
        first = np.extract(wrong, numbers)[0]
        where = f" (at {numbers.index[wrong][0]!r})" if isinstance(numbers, pd.Series) else ""
        raise ValueError(f"{name}: {first}{where}; it must be a number, {domain}")


def as_day(name: str, value: Any) -> date:
    """A day as a date; ValueError, by its name, if it is none."""
    is_time = isinstance(value, datetime | np.datetime64)
    day = pd.Timestamp(value).date() if is_time else day_of(name, value)
    if day is None:
        raise ValueError(f"{name}: it is missing; write a day as 2020-03-31")
    return day


def months_between(start: date, end: date) -> float:
    """Calendar months from `start` to `end`, counting the last one as a fraction of its days."""
    if end < start:
        raise ValueError(f"end: {end} is before the start, {start}; give a later day")
    whole = relativedelta(end, start)
    months = 12 * whole.years + whole.months
    since, until = (start + relativedelta(months=n) for n in (months, months + 1))
    return months + (end - since) / (until - since)


# Arguments that follow from figures: days and years.


def years_of_figures(start: Any, end: Any) -> Figure:
    """The years between two figures or days: between their last days, and the range of that."""
    ends = {"start": start, "end": end}
    (first, since), (until, last) = (
        each.counted if isinstance(each, Figure) else at(as_day(name, each))
        for name, each in ends.items()
    )
    years = months_between(since, last) / 12
    longest = months_between(first, last) / 12
    shortest = months_between(since, max(since, until)) / 12
    result = follows(
        years,
        Bound(shortest, longest),
        "years from {start} to {end}",
        ends,
        Period(first, last),
        unit="years",
        kind="change",
    )
    return replace(result, formula_with_numbers=f"years from {since} to {last}")


def with_years(arguments: Arguments) -> Arguments:
    """Set the years between two figures, if they are not given."""
    start, end, years = (arguments[name] for name in ("start", "end", "years"))
    if years is not None or not (isinstance(start, Figure) and isinstance(end, Figure)):
        return arguments
    years = years_of_figures(start, end)
    # Taking a count of a calendar year as of its end is this project's own convention.
    about = start.days.is_year or end.days.is_year
    allowed, text = replace(years.range, approximate=about), f"{round(years.value, 4):,.15g}"
    years = replace(years, range=allowed, formula=text, formula_with_numbers=text)
    return arguments | {"years": years}


def with_period(arguments: Arguments) -> Arguments:
    """Set start and end to the dates of a flow."""
    count = arguments["count"]
    if count.kind != "flow":
        raise FigureError(
            f"count: {count.name} is no count over a period, of which there is a mean; if it is, "
            'say so: Figure.parse(…, kind="flow")'
        )
    return arguments | dict(zip(("start", "end"), count.days, strict=True))
