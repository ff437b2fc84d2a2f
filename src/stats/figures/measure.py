"""What lets a formula of numbers take figures too.

A formula is plain arithmetic, done by what it is given: numbers, arrays, or the terms of figures,
whose operators carry their ranges along (`terms`).
"""

import functools
import inspect
import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from stats.figures.arguments import ANY, Domain, Numbers
from stats.figures.column import FigureArray, each_row
from stats.figures.compatible import Together, require_same_place
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, follows
from stats.figures.periods import Period, span
from stats.figures.terms import Term
from stats.values.bounds import Bound
from stats.values.units import PERCENT, POINTS, unit_of

Formula = TypeVar("Formula", bound=Callable[..., Any])
Arguments: TypeAlias = Mapping[str, Any]
_NUMBER = Figure(0.0, Bound(0, 0))
"""What stands for a number where a figure is asked for its unit: it has none."""


@dataclass(frozen=True)
class Measure:
    """A decorator by which a formula also works on figures, and checks what it is given.

    The domain of each argument is its annotation, and a formula has each argument once, so that its
    range is exact. `unit` and `kind` are those of the result; if empty, they are those of the first
    figure. `units` are those that arguments must have; each function of `together` raises
    FigureError if the counts, which are the first arguments, do not go together. The result is in
    `possible`.
    """

    unit: str = ""
    kind: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    together: tuple[Together, ...] = ()
    possible: Domain = ANY

    def __call__(self, formula: Formula) -> Formula:
        domains = {
            name: parameter.annotation.__metadata__[0]
            for name, parameter in inspect.signature(formula).parameters.items()
            if hasattr(parameter.annotation, "__metadata__")
        }

        @by_row
        @functools.wraps(formula)
        def measure(**arguments: Any) -> Any:
            if any(isinstance(value, Figure) for value in arguments.values()):
                return self._of_figures(formula, domains, arguments)
            return self._of_numbers(formula, domains, arguments)

        return cast(Formula, measure)

    def _of_numbers(
        self, formula: Formula, domains: Mapping[str, Domain], arguments: Arguments
    ) -> Numbers:
        """Return the result for numbers, arrays or Series, which are aligned as pandas does."""
        given, index = _aligned(arguments)
        lengths = {name: np.shape(value) for name, value in given.items() if np.ndim(value)}
        if len({*lengths.values()}) > 1:
            raise ValueError(f"{', '.join(lengths)}: their lengths differ; give them one length")
        numbers = {name: domain.read(name, given[name]) for name, domain in domains.items()}
        missing = [
            number
            for name, number in numbers.items()
            if not domains[name].require(name, number, index)
        ]
        with np.errstate(all="ignore"):
            result = formula(**{**given, **numbers})
        for number in missing:  # by itself 1 to the power of a missing number would be 1
            result = np.where(np.isnan(number), math.nan, result)
        if self.possible is not ANY:
            self.possible.require(formula.__name__, result, index)
        if index is not None:
            return pd.Series(result, index)
        return result.item() if np.ndim(result) == 0 and hasattr(result, "item") else result

    def _of_figures(
        self, formula: Formula, domains: Mapping[str, Domain], arguments: Arguments
    ) -> Figure:
        """Return the result for figures: the formula of their terms."""
        figures = {name: each for name, each in arguments.items() if isinstance(each, Figure)}
        names = [*domains][: 2 if self.together else 1]  # of the counts; the years are none
        counts = [figures[name] for name in names if name in figures]
        self._require(figures, counts)
        first = max(counts, key=lambda count: bool(count.unit), default=_NUMBER)
        try:
            terms = {
                name: _term(name, arguments[name], domain, first.unit if name in names else "")
                for name, domain in domains.items()
            }
            term = self.possible.cut(formula.__name__, formula(**{**arguments, **terms}))
        except (ValueError, ArithmeticError) as error:
            given = ", ".join(f"{name} is {figure.name}" for name, figure in figures.items())
            raise FigureError(f"{error} ({given})") from None
        period = span(figure.period for figure in figures.values())
        if period and self.kind == "change" and first.kind == "stock":
            period = Period(first.counted.first, period.last)  # from a count of a year at its end
        return follows(
            term,
            figures.values(),
            period,
            unit=self._unit(first, {**arguments, **terms}),
            kind=self.kind or first.kind,
            quantity="" if self.unit else first.quantity,
            max_days_apart=first.max_days_apart,
        )

    def _require(self, figures: Mapping[str, Figure], counts: list[Figure]) -> None:
        """Raise FigureError if the figures, of which some are the counts, do not go together."""
        require_same_place(figures.values())
        for name in filter(figures.__contains__, self.units):
            _require_count_in(self.units[name], name, figures[name])
        for require in self.together:
            require(counts)

    def _unit(self, first: Figure, arguments: Arguments) -> str:
        """Return the unit of the result; a difference of percentages is in points."""
        if self.unit:
            return self.unit.format(unit=first.measured_in.words, **arguments)
        is_of_points = self.kind == "change" and first.measured_in is PERCENT
        return POINTS.name if is_of_points else first.unit


def _require_count_in(unit: str, name: str, figure: Figure) -> None:
    """Raise FigureError, by the name of an argument, unless a figure is a count in a unit."""
    wanted, has = unit_of(unit).words, figure.measured_in.words
    if figure.kind == "change":
        raise FigureError(f"{name}: {figure.name} is a change over time; take a count")
    if figure.unit and has != wanted:
        raise FigureError(
            f"{name}: {figure.name} is in {has}; take a figure in {wanted} (quantities.csv has its "
            "unit)"
        )


def _term(name: str, value: Any, domain: Domain, unit: str) -> Term:
    """Return an argument as a term, cut to its domain; the value of a figure lies in it.

    A number in a `unit` is a count that somebody typed.
    """
    if not isinstance(value, Figure):
        number = domain.read(name, value)
        if np.ndim(number):
            raise TypeError("a figure goes with numbers and other figures, not with arrays")
        if math.isnan(number):
            raise ValueError(f"{name}: it is missing; give a number or a day")
        value = Figure(float(number), Bound(number, number), unit)
    return domain.cut(name, value.as_term())


def by_row(measure: Formula) -> Formula:
    """Let a measure take Series of figures or days: a row at a time, the same number in each."""
    signature = inspect.signature(measure)

    @functools.wraps(measure)
    def of_each_row(*args: Any, **kwargs: Any) -> Any:
        try:
            call = signature.bind(*args, **kwargs)
        except TypeError as error:
            names = ", ".join(signature.parameters)
            raise TypeError(f"{measure.__name__}: {error}; it takes {names}") from None
        call.apply_defaults()
        for name, value in call.arguments.items():
            if isinstance(value, FigureArray):
                call.arguments[name] = pd.Series(value)
        given = [*call.arguments.values()]
        series = [value for value in given if isinstance(value, pd.Series)]
        if series and not (all(map(_is_of_numbers, series)) and Figure not in map(type, given)):
            return _row_by_row(measure, call.arguments)
        return measure(**call.arguments)

    return cast(Formula, of_each_row)


def _is_of_numbers(series: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(series.dtype) and series.dtype != "figure"


def _row_by_row(measure: Callable[..., Any], arguments: Arguments) -> pd.Series:
    """Return the result of each row; missing, with a warning, where figures do not go together."""
    arguments, index = _aligned(arguments)
    columns = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    refused: dict[Any, FigureError] = {}

    def of_row(label: Any, *row: Any) -> Any:
        try:
            return measure(**{**arguments, **dict(zip(columns, row, strict=True))})
        except FigureError as error:
            refused[label] = error
            return math.nan

    results = [*each_row(of_row, index, *columns.values())]
    for label, error in [*refused.items()][:1]:
        if pd.isna(results).all():
            raise error
        warnings.warn(
            f"{measure.__name__}: no result for {len(refused)} of {len(index)} rows; none for "
            f"{label}, since {error}",
            stacklevel=3,  # whoever called the measure
        )
    are_figures = any(isinstance(result, Figure) for result in results)
    return pd.Series(results, index, dtype="figure" if are_figures else None)


def _aligned(arguments: Arguments) -> tuple[Arguments, Any]:
    """Return arguments whose Series are aligned as pandas does, and their index, if any is one."""
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    if not series:
        return arguments, None
    first, *others = (each.index for each in series.values())
    if all(first.equals(other) for other in others):
        return arguments, first
    frame = pd.DataFrame(series)
    shared = functools.reduce(pd.Index.intersection, others, first)
    if len(frame) and shared.empty:
        raise ValueError(
            f"{' and '.join(series)}: their indexes share nothing; give them one index"
        )
    return {**arguments, **dict(frame)}, frame.index
