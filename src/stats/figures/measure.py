"""The decorator that lets a formula of numbers take figures too.

A formula is plain arithmetic. Of numbers, arrays and Series it is computed as it stands; of figures
it also gives a range and a text (`terms`).
"""

import functools
import inspect
import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from stats.figures.arguments import ANY, Domain, Numbers, as_day
from stats.figures.column import each_row
from stats.figures.compatible import Together, require_same_place
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, follows
from stats.figures.periods import Period, at, months_between, span
from stats.figures.terms import Term, computed
from stats.values.bounds import Bound, without_noise
from stats.values.units import PERCENT, POINTS, unit_of

Formula = TypeVar("Formula", bound=Callable[..., Any])
Arguments: TypeAlias = Mapping[str, Any]
_NUMBER = Figure(0.0, Bound(0, 0))
"""What stands for a number where a figure is asked for its unit: it has none."""


@dataclass(frozen=True)
class Measure:
    """A decorator by which a formula also works on figures, and checks what it is given.

    The domain of each argument is its annotation, and a formula rises or falls all the way in each
    of them; those of numbers come first. `unit` and `kind` are those of the result; if empty, they
    are those of the first figure. `units` are those that arguments must have; each function of
    `together` raises FigureError if figures do not go together. The result is in `possible`. The
    argument `years`, if it is left out, is the time between the figures `start` and `end`.
    """

    unit: str = ""
    kind: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    together: tuple[Together, ...] = ()
    possible: Domain = ANY

    def __call__(self, formula: Formula) -> Formula:
        parameters = inspect.signature(formula).parameters.values()
        domains = {
            parameter.name: parameter.annotation.__metadata__[0]
            for parameter in parameters
            if hasattr(parameter.annotation, "__metadata__")
        }

        @by_row
        @functools.wraps(formula)
        def measure(**arguments: Any) -> Any:
            if _figures(arguments):
                return self._of_figures(formula, domains, arguments)
            return self._of_numbers(formula, domains, arguments)

        return cast(Formula, measure)

    def _of_numbers(
        self, formula: Formula, domains: Mapping[str, Domain], arguments: Arguments
    ) -> Numbers:
        """Return the result for numbers, arrays or Series, which are aligned as pandas does."""
        numbers, index = _aligned(arguments)
        lengths = {name: np.shape(value) for name, value in numbers.items() if np.ndim(value)}
        if len({*lengths.values()}) > 1:
            raise ValueError(f"{', '.join(lengths)}: their lengths differ; give them one length")
        for name, domain in domains.items():
            numbers[name] = domain.read(name, numbers[name], index)
        with np.errstate(all="ignore"):
            # By itself 1 to the power of a missing number would be 1.
            missing = np.isnan(sum(numbers[name] for name in domains))
            result = formula(**numbers)
        if np.any(missing):
            result = np.where(missing, math.nan, result)
        self.possible.require(formula.__name__, result, index)
        if index is not None:
            return pd.Series(result, index)
        return result.item() if np.ndim(result) == 0 and hasattr(result, "item") else result

    def _of_figures(
        self, formula: Formula, domains: Mapping[str, Domain], arguments: Arguments
    ) -> Figure:
        """Return the result for figures: the formula of their terms."""
        first = self._first_of(arguments)
        try:
            if "years" in arguments and arguments["years"] is None:
                arguments = {**arguments, "years": _years(**arguments)}
            values = {
                name: each.value if isinstance(each, Figure) else each
                for name, each in arguments.items()
            }
            terms = [_term(name, arguments[name], domain) for name, domain in domains.items()]
            others = {name: value for name, value in arguments.items() if name not in domains}
            require = functools.partial(self.possible.require, formula.__name__)
            term = computed(functools.partial(formula, **others), *terms, require=require)
            allowed = self.possible.part(formula.__name__, term.range)
        except ValueError as error:
            names = ", ".join(f"{name} is {each.name}" for name, each in _figures(arguments))
            raise FigureError(f"{error} ({names})") from None
        figures = [figure for _, figure in _figures(arguments)]
        period = span(figure.period for figure in figures)
        if period and self.kind == "change" and first.kind == "stock":
            period = Period(first.counted.first, period.last)  # from a count of a year at its end
        unit = self.unit.format(unit=first.measured_in.words, **values) or first.unit
        is_difference = self.kind == "change" and not self.unit
        is_of_points = is_difference and first.measured_in is PERCENT
        return follows(
            term._replace(range=allowed),
            figures,
            period,
            typed=any(not isinstance(arguments[name], Figure) for name in self._counts(arguments)),
            unit=POINTS.name if is_of_points else unit,
            kind=self.kind or first.kind,
            quantity="" if self.unit else first.quantity,
            max_days_apart=first.max_days_apart,
        )

    def _first_of(self, arguments: Arguments) -> Figure:
        """Return the figure that gives the result its unit and kind, if all go together."""
        figures = dict(_figures(arguments))
        require_same_place(figures.values())
        for name in filter(figures.__contains__, self.units):
            figure, wanted = figures[name], unit_of(self.units[name]).words
            if figure.kind == "change":
                raise FigureError(f"{name}: {figure.name} is a change over time; take a count")
            unit = figure.measured_in.words
            if figure.unit and unit != wanted:
                raise FigureError(
                    f"{name}: {figure.name} is in {unit}; take a figure in {wanted} "
                    "(quantities.csv has its unit)"
                )
        counted = [figures[name] for name in self._counts(arguments) if name in figures]
        for require in self.together:
            require(counted)
        return max(counted, key=lambda figure: bool(figure.unit), default=_NUMBER)

    def _counts(self, arguments: Arguments) -> list[str]:
        """Return the names of the counts: two that go together; a third, the years, is none."""
        return [*arguments][: 2 if self.together else 1]


def _figures(arguments: Arguments) -> list[tuple[str, Figure]]:
    return [(name, value) for name, value in arguments.items() if isinstance(value, Figure)]


def _term(name: str, value: Any, domain: Domain) -> Term:
    """Return an argument as a term, cut to its domain; the value of a figure lies in it."""
    number = domain.read(name, value.value if isinstance(value, Figure) else value)
    if np.ndim(number):
        raise TypeError("a figure goes with numbers and other figures, not with arrays")
    if math.isnan(number):
        raise ValueError(f"{name}: it is missing; give a number or a day")
    if not isinstance(value, Figure):
        return Term.of(number)
    return Term(number, domain.part(name, value.range), value.formulas, value.binds)


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
        given = call.arguments.values()
        series = [value for value in given if isinstance(value, pd.Series)]
        are_numbers = all(
            pd.api.types.is_numeric_dtype(each.dtype) and each.dtype != "figure" for each in series
        )
        if series and (not are_numbers or any(isinstance(value, Figure) for value in given)):
            return _row_by_row(measure, call.arguments)
        return measure(**call.arguments)

    return cast(Formula, of_each_row)


def _row_by_row(measure: Callable[..., Any], arguments: Arguments) -> pd.Series:
    """Return the result of each row; missing, with a warning, where figures do not go together."""
    arguments, index = _aligned(arguments)
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    refused: list[tuple[Any, FigureError]] = []

    def of_row(place: int, *row: Any) -> Any:
        try:
            return measure(**{**arguments, **dict(zip(series, row, strict=True))})
        except FigureError as error:
            refused.append((index[place], error))
            return math.nan

    results = [*each_row(of_row, range(len(index)), *series.values())]
    if refused and pd.isna(results).all():
        raise refused[0][1]
    if refused:
        warnings.warn(
            f"{measure.__name__}: no result for {len(refused)} of {len(index)} rows; none for "
            f"{refused[0][0]}, since {refused[0][1]}",
            stacklevel=3,  # whoever called the measure
        )
    are_figures = any(isinstance(result, Figure) for result in results)
    return pd.Series(results, index, dtype="figure" if are_figures else None)


def _aligned(arguments: Arguments) -> tuple[dict[str, Any], Any]:
    """Return arguments whose Series are aligned as pandas does, and their index, if any is one."""
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    if not series:
        return {**arguments}, None
    frame = pd.DataFrame(series)
    shared = functools.reduce(pd.Index.intersection, (each.index for each in series.values()))
    if len(frame) and shared.empty:
        raise ValueError(
            f"{' and '.join(series)}: their indexes share nothing; give them one index"
        )
    return {**arguments, **dict(frame)}, frame.index


def years_of_figures(start: Any, end: Any) -> Figure:
    """Return the years between two figures or days: between their last days, and their range."""
    ends = {"start": start, "end": end}
    since, until = (_counted(name, value) for name, value in ends.items())
    # Counts of the same days may stand in either order, and no time is below 0.
    years = months_between(since.last, max(since.last, until.last)) / 12
    longest = months_between(since.first, until.last) / 12
    shortest = months_between(since.last, max(since.last, until.first)) / 12
    years, shortest, longest = map(without_noise, (years, shortest, longest))
    names = (each.name if isinstance(each, Figure) else str(each) for each in (start, end))
    texts = (f"years from {' to '.join(names)}", f"years from {since.last} to {until.last}")
    figures = [each for each in (start, end) if isinstance(each, Figure)]
    period = Period(since.first, until.last)
    term = Term(years, Bound(shortest, longest), texts)
    return follows(term, figures, period, unit="years", kind="change")


def _counted(name: str, value: Any) -> Period:
    """Return when a figure was counted, or the period of a day."""
    if isinstance(value, Figure):
        return value.counted
    day = as_day(name, value)
    if day is None:
        raise ValueError(f"{name}: it is missing; give a day or a figure")
    return at(day)


def _years(start: Any, end: Any, years: None) -> Figure | None:
    """Return the years between two figures; None if they are not given, nor two figures."""
    if not (isinstance(start, Figure) and isinstance(end, Figure)):
        return years
    between = years_of_figures(start, end)
    if 2 * between.low < between.high:
        raise FigureError(
            f"years: between {start.name}, {start.when}, and {end.name}, {end.when}, there may be "
            f"{between.words}; take counts whose days are known, or give years="
        )
    # Taking a count of a calendar year as of its end is this project's own convention.
    about = start.days.is_year or end.days.is_year
    allowed, text = replace(between.range, approximate=about), f"{round(between.value, 4):,.15g}"
    return replace(between, range=allowed, formula=text, formula_with_numbers=text)
