"""Turn a formula into a measure, which checks its arguments and also works on figures."""

import functools
import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from stats.bounds import Bound, over
from stats.english import unit_words
from stats.figure import (
    Figure,
    FigureError,
    day_of,
    in_brackets,
    in_points,
    require_same_place,
    require_same_time,
    require_same_unit,
    same,
    span,
    whole_year,
)

Array: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = Any
"""What a formula takes and returns: a number or an array of numbers."""
if TYPE_CHECKING:
    from typing_extensions import TypeVar as WithDefault  # Python 3.13 has it in typing

    Value = WithDefault("Value", float, Figure, pd.Series, Array, default=float)
else:
    Value = TypeVar("Value")
Number: TypeAlias = Value | int | float
"""What a call may give: a number, or one of the kinds that the result then has."""
DayArray: TypeAlias = npt.NDArray[np.datetime64]
Days: TypeAlias = str | date | np.datetime64
"""A day, as a call may give it."""
Call = TypeVar("Call")
"""The protocol of a measure's calls."""
Refused: TypeAlias = tuple[Any, str, str]
"""Which values are wrong (a mask), the name of their argument, and what it must be."""
_Arguments: TypeAlias = dict[str, Any]


class _Domain(NamedTuple):
    """The values that an argument may take: `low` or more, or above `low` if `low_open`."""

    low: float
    low_open: bool
    words: str

    def __repr__(self) -> str:
        return self.words  # in the reference


_COUNT = _Domain(0, False, "0 or more")
_DATE = _Domain(math.nan, False, "a date written YYYY-MM-DD")
Count: TypeAlias = Annotated[Any, _COUNT]
Positive: TypeAlias = Annotated[Any, _Domain(0, True, "above 0")]
Rate: TypeAlias = Annotated[Any, _Domain(-1, False, "-1 (all gone) or more")]
AnyNumber: TypeAlias = Annotated[Any, _Domain(-math.inf, True, "any finite number")]
Date: TypeAlias = Annotated[Any, _DATE]


@dataclass(frozen=True)
class Measure(Generic[Call]):
    """A decorator that checks a formula's arguments and result, and lets it take figures.

    `Call` is the protocol of its calls, for type checkers. The domain of each argument is its
    annotation. `text` is the formula with the names of the arguments in braces. `unit` and `kind`
    are those of the result; if empty, they are taken from the first argument. `units` gives the
    unit that an argument must have. With `same_unit` the first two arguments must have the same
    unit and, if the result is a change, the same quantity, the earlier one first. With `same_time`
    all figures must be of the same time, but a flow `within` another; if the figure `below` does
    not meet the first in time, the result is of the time of the first, and says so. Unless `dated`
    the result has no time.

    `from_figures` sets arguments that follow from the figures, such as the years between two: it
    changes the dicts of values, ranges and figures, keyed by argument, in place. If it `is_growth`,
    a count and the same less its rise are one unknown. `refuse` checks arguments against each
    other; what it refuses lies below `low` or above `high`. A formula is monotone in each of its
    arguments; of days, `of_ranges` is the range.
    """

    text: str
    unit: str = ""
    kind: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    same_unit: bool = False
    same_time: bool = False
    within: bool = False
    below: str = ""
    dated: bool = True
    from_figures: Callable[[_Arguments, _Arguments, dict[str, Figure]], None] | None = None
    is_growth: bool = False
    refuse: Callable[..., Refused] | None = None
    of_ranges: Callable[..., Bound] | None = None
    low: float = -math.inf
    high: float = math.inf

    def __call__(self, formula: Callable[..., Numbers]) -> Call:
        signature = inspect.signature(formula)
        named = signature.parameters.values()
        names = ", ".join(each.name + "=" * (each.kind is each.KEYWORD_ONLY) for each in named)
        domains = {
            each.name: each.annotation.__metadata__[0]
            for each in named
            if hasattr(each.annotation, "__metadata__")
        }
        this = _Formula(formula, self, domains)

        @functools.wraps(formula)
        def measure(*args: object, **kwargs: object) -> object:
            try:
                call = signature.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{formula.__name__}: {error}; it takes {names}") from None
            call.apply_defaults()
            series = [n for n, each in call.arguments.items() if isinstance(each, pd.Series)]
            if any(isinstance(each, Figure) for n in series for each in call.arguments[n]):
                # As pandas aligns them, a row at a time; the same day, number or word in each.
                rows = pd.DataFrame(call.arguments)
                known = rows[series].notna().all(axis="columns")
                each_row = zip(rows.to_dict("records"), known, strict=True)
                results = [measure(**row) if told else math.nan for row, told in each_row]
                return pd.Series(results, rows.index, object)
            if any(isinstance(value, Figure) for value in call.arguments.values()):
                return this.of_figures(call.arguments)
            return this.of_numbers(call.arguments)

        return cast(Call, measure)


@dataclass(frozen=True)
class _Formula:
    """A formula with the domains of its arguments, and what it is as a measure."""

    formula: Callable[..., Numbers]
    rules: Measure[Any]
    domains: Mapping[str, _Domain]

    def of_numbers(self, arguments: _Arguments) -> Any:
        """The result for numbers, arrays or Series."""
        series = {name: each for name, each in arguments.items() if isinstance(each, pd.Series)}
        index: pd.Index | None = None
        if series:  # pandas aligns them
            aligned = pd.DataFrame(series, copy=False)
            arguments, index = arguments | {name: aligned[name] for name in series}, aligned.index
        args = {
            name: _read(name, each, self.domains.get(name), index)
            for name, each in arguments.items()
        }
        shapes = {name: np.shape(each) for name, each in args.items() if np.ndim(each)}
        if len({*shapes.values()}) > 1:
            raise ValueError(f"{', '.join(shapes)}: their lengths differ; give them one length")
        with np.errstate(all="ignore"):
            if self.rules.refuse is not None:
                wrong, name, right = self.rules.refuse(**args)
                _raise_if(name, args[name], wrong, right, index)
            result = self.formula(**args)
        missing = functools.reduce(np.logical_or, [pd.isna(args[name]) for name in self.domains])
        if np.any(missing):  # without this, 1 to the power of a missing number would be 1
            result = np.where(missing, np.nan, result)[()]
        if not np.all(np.isfinite(result) | missing):
            raise ValueError(f"{self.formula.__name__}: the result is too large for a number")
        if index is not None:
            return pd.Series(result, index)
        return result.item() if isinstance(result, np.generic) else result

    def of_figures(self, arguments: _Arguments) -> Figure:
        """The result for figures: its value at face, and its range."""
        rules = self.rules
        figures = {name: each for name, each in arguments.items() if isinstance(each, Figure)}
        # The result takes its unit and kind from the first of these.
        first_names = [*arguments][: 2 if rules.same_unit else 1]
        first_figures = {name: figures[name] for name in first_names if name in figures}
        _check_figures(rules, figures, first_figures)
        ranges: _Arguments = {name: figure.range for name, figure in figures.items()}
        values = arguments | {name: figure.value for name, figure in figures.items()}
        if rules.from_figures is not None:
            rules.from_figures(values, ranges, figures)
        try:
            value = self.of_numbers(values)
            if np.ndim(value):
                raise TypeError("a figure goes with numbers and other figures, not with arrays")
            # A missing number has a missing result, but no range.
            if missing := [name for name, face in values.items() if pd.isna(face)]:
                raise FigureError(f"{missing[0]}: it is missing; give a number or a date")
            result = Figure(float(value), self.range_of(values, ranges, figures))
        except ValueError as error:  # add the names of the figures passed
            names = ", ".join(f"{name} is {figure.name}" for name, figure in figures.items())
            raise FigureError(f"{error} ({names})") from None
        first = next((figure for figure in first_figures.values() if figure.unit), result)
        start, end = span(figures.values() if rules.dated else ())
        if rules.kind == "change" and first.kind == "stock" and first.known_days:
            start = dates_counted(first)[0]  # a count of a year stands at its end
        by = ""
        if rules.below in figures and first_figures:
            below, [above] = figures[rules.below], first_figures.values()
            its, days = below.known_days, above.known_days
            if its and days and (its[0] > days[1] or days[0] > its[1]):  # of another time
                by = f"by the {below.quantity.replace('_', ' ') or 'count'} of {below.when}"
                start, end = days
        texts = {name: _in_formula(value) for name, value in (values | figures).items()}
        ids, numbers = ({name: text[n] for name, text in texts.items()} for n in (0, 1))
        result = replace(
            result,
            unit=rules.unit.format(unit=unit_words(first.unit), **values) or first.unit,
            kind=rules.kind or first.kind,
            quantity="" if rules.unit else first.quantity,
            max_days_apart=first.max_days_apart,
            place=next((figure.place for figure in figures.values() if figure.place), ""),
            start=start,
            end=end,
            inputs=tuple(dict.fromkeys(id for figure in figures.values() for id in figure.inputs)),
            bodies=tuple(dict.fromkeys(who for one in figures.values() for who in one.bodies)),
            formula=rules.text.format(**ids),
            formula_with_numbers=rules.text.format(**numbers),
            by=by,
        )
        in_percent = first.unit == "percent" and rules.kind == "change"
        return in_points(result) if in_percent and not rules.unit else result

    def range_of(self, values: _Arguments, ranges: _Arguments, figures: dict[str, Figure]) -> Bound:
        """Return all results of the formula over the ranges of its arguments."""
        first = {name: name for name in ranges}  # a figure that is given twice is one unknown
        for name, given in figures.items():
            first[name] = next(other for other, each in figures.items() if same(each, given))
        unknown: dict[str, Bound] = {}
        for name, each in ranges.items():
            if isinstance(each, Bound):  # not days
                low, low_open, words = self.domains[name]
                known = unknown.get(first[name], each)
                try:
                    unknown[first[name]] = known.within(low, low_open=low_open)
                except ValueError:
                    raise ValueError(f"{name}: {each}; it must be {words}") from None
        read = {n: _read(n, value, self.domains.get(n)) for n, value in values.items()}

        def at(*ends: float) -> Numbers:
            of = dict(zip(unknown, ends, strict=True))
            return self.formula(**read | {name: of[first[name]] for name in ranges})

        try:
            if self.rules.of_ranges:
                result = self.rules.of_ranges(**read | ranges)
            else:
                result = self._by_rise(figures) or over(at, *unknown.values())
            return result.within(self.rules.low, self.rules.high)
        except ValueError:
            said = " and ".join(f"{name} {each}" for name, each in (values | ranges).items())
            raise FigureError(f"no value is possible with {said}") from None

    def _by_rise(self, figures: Mapping[str, Figure]) -> Bound | None:
        """The range, if one count was computed from the other; both are one unknown."""
        start, end = map(figures.get, ("start", "end"))
        if not self.rules.is_growth or start is None or end is None or start.low <= 0:
            return None
        if start.moved and same(start.moved[0], end):
            return over(lambda now, rise: 1 / (now / rise - 1), *(x.range for x in start.moved))
        if end.moved and same(end.moved[0], start):
            return over(lambda then, rise: rise / then, *(x.range for x in end.moved)).within(-1)
        return None


def _in_formula(value: object) -> tuple[str, str]:
    """An argument as it stands in the formula, with ids and with numbers."""
    if isinstance(value, Figure):
        ids, with_numbers = value.formulas
        return in_brackets(ids), in_brackets(with_numbers)
    text = f"{round(value, 4):,.15g}" if isinstance(value, float | int) else str(value)
    return text, text


# Which figures go together.


def _check_figures(
    rules: Measure[Any], figures: Mapping[str, Figure], first_figures: Mapping[str, Figure]
) -> None:
    beside = {figure.kind for figure in first_figures.values()} - {"", "change"}
    for name, figure in figures.items():
        unit = rules.units.get(name, figure.unit)
        if figure.unit not in ("", unit):
            raise FigureError(
                f"{name}: {figure.name} is in {unit_words(figure.unit)}; take a figure in "
                f"{unit_words(unit)}, or, if these are {unit_words(unit)}, make that its unit "
                "(quantities.csv)"
            )
        is_count = name in rules.units or (name in first_figures and beside)
        if figure.kind == "change" and is_count:
            what = f"{name}: {figure.name} is a change over time; take a count of one time"
            raise FigureError(f"{what}. Of a rise, growth_rate(now - rise, now) is the growth")
    require_same_place(figures.values())
    of_flows = {figure.kind for figure in figures.values()} == {"flow"}
    *_, whole = figures.values()
    is_within = rules.within and of_flows and span(figures.values()) == whole.known_days
    if rules.same_time and not is_within:
        require_same_time(figures.values())
    if len(first_figures) == 2:
        one, other = first_figures.values()
        require_same_unit(one, other)
        if rules.kind == "change":
            _check_change(one, other)


def _check_change(one: Figure, other: Figure) -> None:
    """Raise FigureError unless both are of one quantity, the second at a later time."""
    if one.quantity != other.quantity and one.quantity and other.quantity:
        raise FigureError(
            f"{one.name} counts {one.quantity} and {other.name} {other.quantity}; take figures of "
            "one quantity; of two, a / b - 1 is by how much a is more"
        )
    if not (one.known_days and other.known_days):
        return
    (first, last), (start, end) = one.known_days, other.known_days
    if first > end:
        raise FigureError(
            f"{one.when} ({one.name}) is after {other.when} ({other.name}); "
            "give the earlier figure first"
        )
    starts, ends = np.array([[first, start], [last, end]], "datetime64[D]")
    after = ends + np.timedelta64(1, "D")
    lengths, months = (after - starts).astype(int), months_between(starts, after)
    # Two months are of one length, and so are 365 days and 366.
    is_alike = np.ptp(months) < 1e-6 or np.ptp(lengths) <= 0.01 * max(lengths)
    if one.kind == "flow" and not is_alike:
        raise FigureError(
            f"{one.name} covers {lengths[0]} days and {other.name} {lengths[1]}; "
            "compare periods of one length, or their means (mean_rate)"
        )


# Arguments that follow from figures: days and years.


def years_of_figures(values: _Arguments, ranges: _Arguments, figures: dict[str, Figure]) -> None:
    """Set the years between two figures: between their last days, and the range of that."""
    if values["years"] is not None or not {"start", "end"} <= set(figures):
        return
    start, end = (dates_counted(figures[name]) for name in ("start", "end"))
    values["years"] = years_of_days(start[1:], end[1:]).low
    # Taking a count of a calendar year as of its end is this project's own convention.
    about = any(whole_year(*figures[name].days) for name in ("start", "end"))
    ranges["years"] = replace(years_of_days(start, end), approximate=about)


def years_of_days(start: Any, end: Any) -> Bound:
    """The years from one day to another, 0 or more, by the first and the last that each may be."""
    # From the last start to the first end, and from the first start to the last end.
    start, end = np.asarray(start, "datetime64[D]")[::-1], np.asarray(end, "datetime64[D]")
    years = months_between(start, np.maximum(start, end)) / 12
    return Bound(float(years[0]), float(years[-1]))


def days_of_figures(values: _Arguments, ranges: _Arguments, figures: dict[str, Figure]) -> None:
    """Replace each figure by its last day, and its range by its first and last possible day."""
    for name, figure in figures.items():
        first, last = dates_counted(figure)
        values[name], ranges[name] = last, (first, last)
        figures[name] = replace(figure, formula_with_numbers=str(last))


def period_of_figure(values: _Arguments, ranges: _Arguments, figures: dict[str, Figure]) -> None:
    """Set start and end to the dates of a flow, if neither is given."""
    count = figures["count"]
    given = any(values[name] is not None for name in ("start", "end"))
    if not count.kind and not given:
        raise FigureError(
            f"count: {count.name} may be a count at a moment, which has no mean; if it is of a "
            'period, say so: Figure.parse(…, kind="flow")'
        )
    if count.kind not in ("", "flow"):
        raise FigureError(f"count: {count.name} is no count over a period; take one")
    if not given:
        values["start"], values["end"] = count.days


def dates_counted(figure: Figure) -> tuple[date, date]:
    """First and last possible day of a count; for a calendar year or a flow, only its last."""
    first, last = figure.days
    return (last if whole_year(first, last) or figure.kind == "flow" else first), last


# How numbers, dates, arrays and Series are read.


def _read(name: str, value: Any, domain: _Domain | None, index: pd.Index | None = None) -> Any:
    """Return an argument as numbers or days within its domain; errors name it.

    Among many numbers, a 0 that must be above 0 is missing.
    """
    if domain is None:
        return value
    if domain is _DATE:
        return _read_days(name, value)
    if isinstance(value, Real) and not isinstance(value, bool):
        number: Any = value.item() if isinstance(value, np.generic) else value
        # A count stays whole, so that a difference of counts is whole; all else is numpy's float,
        # of which what is too large is infinite.
        if not (domain is _COUNT and isinstance(number, int) and abs(number) <= 2**53):
            number = np.float64(number)
    else:
        value = np.asarray(value) if isinstance(value, list | tuple) else value
        if not pd.api.types.is_any_real_numeric_dtype(getattr(value, "dtype", None)):
            items = value if isinstance(value, np.ndarray | pd.Series) else ()
            what = "is not a number; take out commas and words, then pd.to_numeric"
            for at, each in pd.Series(items, dtype=object).items():
                if not isinstance(each, Real):
                    raise TypeError(f"{name}: {each!r:.60} (at {at!r}) {what}")
            what = "is not a number, nor an array or Series of them"
            raise TypeError(f"{name}: {value!r:.60} {what}")
        number = np.asarray(value, dtype=np.float64)
        if domain.low_open and number.ndim:
            number = np.where(number == domain.low, np.nan, number)
    _raise_if(name, number, np.isinf(number), "finite", index)
    outside = number <= domain.low if domain.low_open else number < domain.low
    _raise_if(name, number, outside, domain.words, index)
    return number


def _read_days(name: str, value: Any) -> Any:
    value = day_of(name, value) if isinstance(value, str) else value
    if isinstance(value, date):  # as is what is missing
        return np.datetime64(value.isoformat()[:10], "D")
    dtype = getattr(value, "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind != "M":
        raise TypeError(f"{name}: {value!r:.60} is not {_DATE.words}, or an array of dates")
    return np.asarray(value).astype("datetime64[D]")


def _raise_if(name: str, value: Any, wrong: Any, right: str, index: pd.Index | None) -> None:
    """Raise ValueError if any value is wrong, naming the first one and its position."""
    if not np.any(wrong):
        return
    where = ""
    if np.ndim(wrong):
        at = int(np.flatnonzero(wrong)[0])
        where = f" (item {at})"
        if index is not None and len(index) == np.size(wrong):
            where = f" (at {index[at]!r})"
        value = np.ravel(value)[at] if np.ndim(value) else value
    raise ValueError(f"{name}: {value}{where}; it must be {right}")


def months_between(start: DayArray, end: DayArray) -> Array:
    """Calendar months from `start` to `end`, counting the last one as a fraction of its days."""
    whole = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.float64)
    whole = whole - (_months_after(start, whole) > end)
    since, until = _months_after(start, whole), _months_after(start, whole + 1)
    months: Array = whole + (end - since) / (until - since)
    return months


def _months_after(start: DayArray, months: Array) -> DayArray:
    """The same day of the month, `months` later, or the last day of a shorter month."""
    first = start.astype("datetime64[M]")
    month = first + np.nan_to_num(months).astype("timedelta64[M]")
    last_day = month + np.timedelta64(1, "M") - np.timedelta64(1, "D")
    after: DayArray = np.minimum(month + (start - first), last_day)
    return after
