"""The decorator that turns a formula of numbers into a measure, which works on figures too.

With figures among the arguments the formula is applied to their values, and over their ranges.
"""

import functools
import inspect
import math
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from stats.figures.arguments import ANY, Domain, Numbers, as_day, read
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, follows
from stats.figures.periods import Period, at, months_between, span
from stats.figures.together import require_same_place
from stats.values.bounds import Bound, over, without_noise
from stats.values.units import PERCENT, POINTS, unit_of

Formula: TypeAlias = Callable[..., Numbers]
Arguments: TypeAlias = dict[str, Any]
Figures: TypeAlias = Mapping[str, Figure]
Call = TypeVar("Call")
"""The protocol of a measure's calls."""
_NUMBER = Figure(0.0, Bound(0, 0))
"""What stands for a number where a figure is asked for its unit: it has none."""


@dataclass(frozen=True)
class Measure(Generic[Call]):
    """A decorator by which a formula also works on figures, and checks what it is given.

    `Call` is the protocol of its calls, for type checkers. The domain of each argument is its
    annotation, and a formula is monotone in each of them. `text` is it with their names in braces.
    `unit` and `kind` are those of the result; if empty, they are those of the first figure. `units`
    are those that arguments must have; each function of `together` raises FigureError if figures do
    not go together. `derive` sets arguments that follow from figures, as the years between two do.
    The result is in `possible`. Unless `dated` it has no time.
    """

    text: str
    unit: str = ""
    kind: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    together: Iterable[Callable[[Iterable[Figure]], None]] = ()
    derive: Callable[[Arguments], Arguments] = dict
    possible: Domain = ANY
    dated: bool = True

    def __call__(self, formula: Formula) -> Call:
        parameters = inspect.signature(formula).parameters.values()
        domains = {
            parameter.name: parameter.annotation.__metadata__[0]
            for parameter in parameters
            if hasattr(parameter.annotation, "__metadata__")
        }
        checked = _Formula(formula, domains, self)

        @by_row
        @functools.wraps(formula)
        def measure(**arguments: Any) -> Any:
            if _figures(arguments):
                return checked.for_figures(arguments)
            return checked.for_numbers(arguments)

        return cast(Call, measure)

    def first_of(self, arguments: Arguments) -> Figure:
        """Return the figure that gives the result its unit and kind, if all go together."""
        figures = _figures(arguments)
        require_same_place(figures.values())
        self.require_units(figures)
        # Where two must go together either may give it; a third, the years, is no count.
        counts = [*arguments][: 2 if self.together else 1]
        counted = [figures[name] for name in counts if name in figures]
        for require in self.together:
            require(counted)
        return max(counted, key=lambda figure: bool(figure.unit), default=_NUMBER)

    def require_units(self, figures: Figures) -> None:
        """Raise FigureError if a figure is a change, or in another unit than its argument has."""
        for name in self.units.keys() & figures.keys():
            figure, wanted = figures[name], unit_of(self.units[name]).words
            if figure.kind == "change":
                raise FigureError(f"{name}: {figure.name} is a change over time; take a count")
            unit = figure.measured_in.words
            if figure.unit and unit != wanted:
                raise FigureError(
                    f"{name}: {figure.name} is in {unit}; take a figure in {wanted} "
                    "(quantities.csv has its unit)"
                )

    def period(self, first: Figure, figures: Iterable[Figure]) -> Period | None:
        """Return the period of all figures; from a count of a year at its end."""
        period = span(figure.period for figure in figures) if self.dated else None
        if period and self.kind == "change" and first.kind == "stock":
            return Period(first.counted.first, period.last)
        return period


@dataclass(frozen=True)
class _Formula:
    """A formula with the domains of its arguments, and what it is as a measure."""

    formula: Formula
    domains: Mapping[str, Any]
    rules: Measure[Any]

    @property
    def name(self) -> str:
        return self.formula.__name__

    def for_numbers(self, arguments: Arguments) -> Numbers:
        """Return the result for numbers, arrays or Series."""
        arguments, index = _aligned(arguments)
        _require_one_length(arguments)
        numbers = {
            name: read(name, value, self.domains.get(name), index)
            for name, value in arguments.items()
        }
        missing = _missing(numbers[name] for name in self.domains)
        if missing is True:
            return math.nan
        with np.errstate(all="ignore"):
            result = self.formula(**numbers)
        if missing is not False:  # without this, 1 to the power of a missing number would be 1
            result = np.where(missing, math.nan, result)
        self.rules.possible.require(self.name, result, index)
        if index is not None:
            return pd.Series(result, index)
        return result.item() if isinstance(result, np.generic) else result

    def for_figures(self, arguments: Arguments) -> Figure:
        """Return the result for figures: the formula at their values, and over their ranges."""
        rules, first = self.rules, self.rules.first_of(arguments)
        figures = _figures(arguments)
        try:
            arguments = rules.derive(arguments)
            figures = _figures(arguments)
            values = arguments | {name: figure.value for name, figure in figures.items()}
            value = self.for_numbers(values)
            _require_one_number(values, value)
            allowed = self._range(values, figures)
        except ValueError as error:
            names = ", ".join(f"{name} is {figure.name}" for name, figure in figures.items())
            raise FigureError(f"{error} ({names})") from None
        result = follows(
            value,
            allowed,
            rules.text,
            arguments,
            rules.period(first, figures.values()),
            unit=rules.unit.format(unit=first.measured_in.words, **values) or first.unit,
            kind=rules.kind or first.kind,
            quantity="" if rules.unit else first.quantity,
            max_days_apart=first.max_days_apart,
        )
        is_difference = rules.kind == "change" and not rules.unit
        is_of_points = is_difference and result.measured_in is PERCENT
        return replace(result, unit=POINTS.name) if is_of_points else result

    def _range(self, values: Arguments, figures: Figures) -> Bound:
        """Return all results of the formula over the ranges of its figures."""
        ranges = {
            name: self.domains[name].part(name, figure.range) for name, figure in figures.items()
        }

        def at(*ends: float) -> Numbers:
            return self.formula(**values | dict(zip(ranges, ends, strict=True)))

        return self.rules.possible.part(self.name, over(at, *ranges.values()))


def _figures(arguments: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: value for name, value in arguments.items() if isinstance(value, Figure)}


def _aligned(arguments: Arguments) -> tuple[Arguments, pd.Index | None]:
    """Return arguments with their Series aligned as pandas does, and the index of these."""
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    if not series:
        return arguments, None
    frame = pd.DataFrame(series)
    return arguments | {name: frame[name] for name in series}, frame.index


def _require_one_length(arguments: Arguments) -> None:
    lengths = {name: np.shape(value) for name, value in arguments.items() if np.ndim(value)}
    if len({*lengths.values()}) > 1:
        raise ValueError(f"{', '.join(lengths)}: their lengths differ; give them one length")


def _missing(values: Iterable[Any]) -> Any:
    """Tell whether a number or a day is missing; for arrays, where one is."""
    missing: Any = False
    for value in values:
        if value is None:
            return True
        if not isinstance(value, date):
            missing = missing | np.isnan(value)
    return missing if np.ndim(missing) else bool(missing)


def _require_one_number(values: Arguments, result: Numbers) -> None:
    """Raise an error if a figure stands beside an array, or what it stands beside is missing."""
    if np.ndim(result):
        raise TypeError("a figure goes with numbers and other figures, not with arrays")
    if math.isnan(result):
        missing = [name for name, value in values.items() if pd.isna(value)]
        raise ValueError(f"{missing[0]}: it is missing; give a number or a day")


def by_row(measure: Formula) -> Formula:
    """Let a measure take Series of figures or days: a row at a time, the same number in each."""
    signature = inspect.signature(measure)

    @functools.wraps(measure)
    def each_row(*args: Any, **kwargs: Any) -> Any:
        try:
            call = signature.bind(*args, **kwargs)
        except TypeError as error:
            names = ", ".join(signature.parameters)
            raise TypeError(f"{measure.__name__}: {error}; it takes {names}") from None
        call.apply_defaults()
        series = [name for name, value in call.arguments.items() if isinstance(value, pd.Series)]
        are_numbers = all(
            pd.api.types.is_numeric_dtype(call.arguments[name].dtype) for name in series
        )
        if not series or (are_numbers and not _figures(call.arguments)):
            return measure(**call.arguments)
        return _results(measure, pd.DataFrame(call.arguments), series)

    return each_row


def _results(measure: Formula, rows: pd.DataFrame, series: list[str]) -> pd.Series:
    """Return the result of each row, missing where one of its series or the result is missing."""
    known = rows[series].notna().all(axis="columns")
    results = [
        _result(measure, row) if is_known else math.nan
        for row, is_known in zip(rows.to_dict("records"), known, strict=True)
    ]
    refused = [
        (label, result)
        for label, result in zip(rows.index, results, strict=True)
        if isinstance(result, FigureError)
    ]
    if refused:
        _warn_of(refused, measure, len(rows))
    kept = [math.nan if isinstance(result, FigureError) else result for result in results]
    return pd.Series(kept, rows.index)


def _result(measure: Formula, row: Mapping[Any, Any]) -> Any:
    """Return the result of a row, or why its figures do not go together."""
    try:
        return measure(**row)
    except FigureError as error:
        return error


def _warn_of(refused: list[tuple[Any, FigureError]], measure: Formula, count: int) -> None:
    """Warn of the rows that have no result, or raise an error if none of so many has."""
    label, reason = refused[0]
    if len(refused) == count:
        raise reason
    warnings.warn(
        f"{measure.__name__}: no result for {len(refused)} of {count} rows; none for "
        f"{label}, since {reason}",
        stacklevel=4,  # whoever called the measure
    )


# Arguments that follow from figures: days and years.


def years_of_figures(start: Any, end: Any) -> Figure:
    """Return the years between two figures or days: between their last days, and their range."""
    ends = {"start": start, "end": end}
    since, until = (_counted(name, value) for name, value in ends.items())
    # Counts of the same days may stand in either order, and no time is below 0.
    years = months_between(since.last, max(since.last, until.last)) / 12
    longest = months_between(since.first, until.last) / 12
    shortest = months_between(since.last, max(since.last, until.first)) / 12
    result = follows(
        years,
        Bound(without_noise(shortest), without_noise(longest)),
        "years from {start} to {end}",
        ends,
        Period(since.first, until.last),
        unit="years",
        kind="change",
    )
    return replace(result, formula_with_numbers=f"years from {since.last} to {until.last}")


def _counted(name: str, value: Any) -> Period:
    """Return when a figure was counted, or the period of a day."""
    if isinstance(value, Figure):
        return value.counted
    day = as_day(name, value)
    if day is None:
        raise ValueError(f"{name}: it is missing; give a day or a figure")
    return at(day)


def with_years(arguments: Arguments) -> Arguments:
    """Set the years between two figures, if they are not given."""
    start, end, years = (arguments[name] for name in ("start", "end", "years"))
    if years is not None or not (isinstance(start, Figure) and isinstance(end, Figure)):
        return arguments
    years = years_of_figures(start, end)
    if 2 * years.low < years.high:
        raise FigureError(
            f"years: between {start.name}, {start.when}, and {end.name}, {end.when}, there may be "
            f"{years.words}; take counts whose days are known, or give years="
        )
    # Taking a count of a calendar year as of its end is this project's own convention.
    about = start.days.is_year or end.days.is_year
    allowed, text = replace(years.range, approximate=about), f"{round(years.value, 4):,.15g}"
    years = replace(years, range=allowed, formula=text, formula_with_numbers=text)
    return arguments | {"years": years}


def with_period(arguments: Arguments) -> Arguments:
    """Set start and end to the dates of a flow."""
    count, start, end = (arguments[name] for name in ("count", "start", "end"))
    if not (start is end is None):
        raise FigureError(f"start, end: {count!r} has its dates; leave them out")
    if count.kind != "flow":
        raise FigureError(
            f"count: {count.name} is no count over a period, of which there is a mean; if it is, "
            'say so: Figure.parse(…, kind="flow")'
        )
    return arguments | dict(zip(("start", "end"), count.days, strict=True))
