"""How a formula becomes a measure: its arguments read and checked, figures carried through it."""

import difflib
import functools
import inspect
import itertools
import math
import numbers
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from stats.bounds import Bound
from stats.english import unit_words
from stats.figure import (
    Figure,
    FigureError,
    in_brackets,
    same_place,
    same_time,
    same_unit,
    span,
    whole_year,
)

__all__ = [
    "ANY",
    "COUNT",
    "DATE",
    "POSITIVE",
    "RATE",
    "Array",
    "DayArray",
    "Days",
    "Many",
    "Numbers",
    "Refused",
    "Rules",
    "measure",
    "months_between",
    "own_days",
    "own_period",
    "own_years",
    "undated",
]
Array: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = float | Array
"""What a formula computes with, once its arguments are read."""
Many = TypeVar("Many", Figure, pd.Series, npt.NDArray[np.float64])
"""Of which there is one kind in a call, beside numbers; it is the kind of the result."""
DayArray: TypeAlias = npt.NDArray[np.datetime64]
Days: TypeAlias = str | date | np.datetime64
"""A day as it may be given."""


class _Domain(NamedTuple):
    """The values that an argument may take, from `low` up (and `low` itself unless open)."""

    low: float
    low_open: bool
    words: str


COUNT = _Domain(0, False, "0 or more")
POSITIVE = _Domain(0, True, "above 0")
RATE = _Domain(-1, False, "-1 (all gone) or more")
ANY = _Domain(-math.inf, True, "any finite number")  # same: infinity is refused before, or open
# same: nothing compares with a date's domain
DATE = _Domain(math.nan, False, "a date written YYYY-MM-DD")

Refused: TypeAlias = tuple[bool | npt.NDArray[np.bool_], str, str]
"""Which values are wrong, of which argument, and what would be right."""


class Rules(NamedTuple):
    """What figures a measure takes, and what it makes of them.

    `formula` has the arguments' names in braces. `unit` and `kind` are those of the result, where
    they are empty those of what is `alike`, or else of the first argument. `wants` are the units
    that arguments must have. What is `alike` is of one unit, and for a change of one quantity, the
    second no earlier than the first; what is `together` is of one time. `own` reads what figures
    know of the other arguments.
    """

    formula: str
    unit: str = ""
    kind: str = ""
    wants: Mapping[str, str] | None = None
    alike: tuple[str, ...] = ()
    together: bool = False
    own: Callable[[dict[str, object], dict[str, object], dict[str, Figure]], None] | None = None


def measure(
    rules: Rules,
    refuse: Callable[..., Refused] | None = None,
    at_limit: Callable[..., Numbers] | None = None,
    **domains: _Domain,
) -> Callable[[Callable[..., Numbers]], Callable[..., object]]:
    """Check a formula's arguments against their domains before it runs, and its result after.

    `refuse` returns, for checks across arguments, a mask of what is wrong, the argument to name,
    and what would be right. `at_limit` gives the formula's limit where that is not the formula's
    own value: at infinities, and at the edges of its domain.
    """

    def decorate(formula: Callable[..., Numbers]) -> Callable[..., object]:
        signature = inspect.signature(formula)

        @functools.wraps(formula)
        def measured(*args: object, **kwargs: object) -> object:
            given = _bound_to(signature, formula.__name__, args, kwargs)
            if any(isinstance(value, Figure) for value in given.values()):
                return _of_figures(compute, limit, rules, domains, given)
            return compute(given)

        def compute(arguments: Mapping[str, object]) -> Any:
            index = _shared_index(arguments)
            given: dict[str, Any] = {
                name: _checked(name, value, domains[name], index) if name in domains else value
                for name, value in arguments.items()
            }
            _refuse_lengths(given)
            with np.errstate(all="ignore"):
                if refuse is not None:
                    mask, name, right = refuse(**given)
                    if np.any(mask):
                        wrong = _first(given[name], mask, index)
                        raise ValueError(f"{name}: {wrong}; it must be {right}")
                try:
                    result = formula(**given)
                except OverflowError:
                    result = math.inf
            inputs = [given[name] for name, domain in domains.items() if domain is not DATE]
            missing = functools.reduce(
                np.logical_or, [np.isnan(value) for value in inputs], _no_date(given, domains)
            )
            if np.any(missing):  # by itself, 1 to the power of a missing number would be 1
                result = np.where(missing, np.nan, result)[()]
            if not np.all(np.isfinite(result) | missing):  # same: what is missing is not finite
                raise ValueError(f"{formula.__name__}: the result is too large for a number")
            if index is not None:
                return pd.Series(result, index=index)
            return result.item() if isinstance(result, np.generic) else result

        def limit(given: Mapping[str, object]) -> tuple[float, bool]:
            with np.errstate(all="ignore"):
                outside = refuse is not None and bool(refuse(**given)[0])
                return float((at_limit or formula)(**given)), outside

        return measured

    return decorate


def _bound_to(
    signature: inspect.Signature,
    name: str,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> dict[str, Any]:
    """The arguments by name; a wrong call names the function and the nearest name."""
    for keyword in kwargs:
        if keyword not in signature.parameters:
            (nearest,) = difflib.get_close_matches(keyword, signature.parameters, 1, 0)
            raise TypeError(f"{name}: it takes no {keyword}; did you mean {nearest}?")
    try:
        call = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{name}: {error}") from None
    call.apply_defaults()
    return call.arguments


# What figures make of a measure.


def _of_figures(
    compute: Callable[[Mapping[str, object]], Any],
    limit: Callable[[Mapping[str, object]], tuple[float, bool]],
    rules: Rules,
    domains: Mapping[str, _Domain],
    given: dict[str, Any],
) -> Figure:
    """A measure of figures: its value at their face, and at the corners of what they may be."""
    figures = {name: value for name, value in given.items() if isinstance(value, Figure)}
    _refuse_figures(rules, figures)
    ranges: dict[str, Any] = {name: figure.range for name, figure in figures.items()}
    faces: dict[str, Any] = given | {name: figure.value for name, figure in figures.items()}
    if rules.own is not None:
        rules.own(faces, ranges, figures)
    try:
        value = compute(faces)
        if np.ndim(value):
            raise TypeError(
                "a figure goes with numbers and other figures, not with arrays or Series"
            )
        for name, face in faces.items():
            if pd.isna(face):  # a number may be missing, what a figure may be cannot
                raise FigureError(f"{name}: it is missing; give a number or a date")
        plain = Figure(float(value), _range(limit, domains, faces | ranges))
    except ValueError as error:  # the figures by name, for whoever has many
        names = ", ".join(f"{name} is {figure.name}" for name, figure in figures.items())
        raise FigureError(f"{error} ({names})") from None
    named = [figures[name] for name in rules.alike or list(given)[:1] if name in figures]
    subject = next((figure for figure in named if figure.unit), plain)
    start, end = span(figures.values())
    steps = [(name, *_steps(value)) for name, value in (faces | figures).items()]
    return replace(
        plain,
        unit=rules.unit.format(unit=unit_words(subject.unit), **faces) or subject.unit,
        kind=rules.kind or subject.kind,
        quantity="" if rules.unit else subject.quantity,
        apart=subject.apart,
        place=next((figure.place for figure in figures.values() if figure.place), ""),
        start=start,
        end=end,
        inputs=tuple(dict.fromkeys(id for figure in figures.values() for id in figure.inputs)),
        formula=rules.formula.format(**{name: ids for name, ids, _ in steps}),
        worked=rules.formula.format(**{name: numbers for name, _, numbers in steps}),
    )


def _steps(value: object) -> tuple[str, str]:
    """An argument as it stands in the formula, with ids and with numbers."""
    if isinstance(value, Figure):
        ids, numbers = value.steps
        return in_brackets(ids), in_brackets(numbers)
    text = f"{round(value, 4):,.15g}" if isinstance(value, float | int) else str(value)
    return text, text


def _refuse_figures(rules: Rules, figures: Mapping[str, Figure]) -> None:
    for name, unit in (rules.wants or {}).items():
        figure = figures.get(name)
        if figure and figure.unit not in ("", unit):
            raise FigureError(
                f"{name}: {figure.name} is in {unit_words(figure.unit)}; "
                f"take a figure in {unit_words(unit)}"
            )
        if figure and figure.kind == "change":
            _refuse_change(name, figure)
    same_place(figures.values())
    if rules.together:
        same_time(figures.values())
    alike = [figures[name] for name in rules.alike if name in figures]
    for one, other in itertools.pairwise(alike):
        same_unit(one, other)
        for name, own, beside in ((rules.alike[0], one, other), (rules.alike[1], other, one)):
            if own.kind == "change" and beside.kind not in ("", "change"):
                _refuse_change(name, own)
        if rules.kind == "change":  # same: what else is alike is of no kind
            _refuse_no_change(one, other)


def _refuse_change(name: str, figure: Figure) -> None:
    raise FigureError(f"{name}: {figure.name} is a change over time; take a count of one time")


def _refuse_no_change(one: Figure, other: Figure) -> None:
    """Refuse two figures of which the second is not the first at a later time."""
    if one.quantity != other.quantity and one.quantity and other.quantity:
        raise FigureError(
            f"{one.name} counts {one.quantity} and {other.name} {other.quantity}; "
            "take two figures of one quantity"
        )
    if not (one.days and other.days):
        return
    (first, last), (start, end) = one.days, other.days
    if first > end:
        raise FigureError(
            f"{one.when} ({one.name}) is after {other.when} ({other.name}); "
            "give the earlier figure first"
        )
    lengths = (last - first).days + 1, (end - start).days + 1
    if one.kind == "flow" and abs(lengths[0] - lengths[1]) > _LEAP * max(lengths):
        raise FigureError(
            f"{one.name} covers {lengths[0]} days and {other.name} {lengths[1]}; "
            "compare periods of one length, or their means (mean_rate)"
        )


_LEAP = 0.1
"""By how much two months, or two years, differ in length at the most, as a share."""


def own_years(
    faces: dict[str, object], ranges: dict[str, object], figures: dict[str, Figure]
) -> None:
    """The years between two figures: at face to their last days, and as their dates allow."""
    # same: of these only, if no years are given
    if faces["years"] is not None or not {"start", "end"} <= set(figures):
        return
    (first, second), (third, fourth) = (_moments(figures[name]) for name in ("start", "end"))
    faces["years"] = _years(second, max(second, fourth))
    ranges["years"] = Bound(
        _years(second, max(second, third)),
        _years(first, max(first, fourth)),
        # That a count of a year is of its end is our convention.
        approximate=any(
            days and whole_year(*days) for days in (figures["start"].days, figures["end"].days)
        ),
    )


def _years(start: date, end: date) -> float:
    first, last = (np.asarray(day, dtype="datetime64[D]") for day in (start, end))
    return float(months_between(first, last) / 12)


def own_days(
    faces: dict[str, object], ranges: dict[str, object], figures: dict[str, Figure]
) -> None:
    """The days of figures themselves: at face the last of each, and as their dates allow."""
    for name, figure in figures.items():
        first, last = _moments(figure)
        faces[name], ranges[name] = last, (first, last)
        figures[name] = replace(figure, worked=str(last))


def own_period(
    faces: dict[str, object], ranges: dict[str, object], figures: dict[str, Figure]
) -> None:
    """The first and the last day of a flow."""
    count = figures["count"]
    if count.kind not in ("", "flow"):
        raise FigureError(f"count: {count.name} is no count over a period; it has no mean")
    for name, day in (("start", count.start), ("end", count.end)):
        if faces[name] is None and day is None:
            raise FigureError(
                f"the {name} of {count.name} is not known; take a figure of one period"
            )
        faces[name] = day if faces[name] is None else faces[name]


def undated(
    faces: dict[str, object], ranges: dict[str, object], figures: dict[str, Figure]
) -> None:
    """No dates: what is carried on from figures is not of their time."""
    for name, figure in figures.items():
        figures[name] = replace(figure, start=None, end=None)


def _moments(figure: Figure) -> tuple[date, date]:
    """The days between which a figure was counted: of a calendar year, its last one."""
    if not figure.days:
        raise FigureError(f"the dates of {figure.name} are not known; give days or years instead")
    first, last = figure.days
    return (last if whole_year(first, last) or figure.kind == "flow" else first), last


class _End(NamedTuple):
    """An end of an argument, the value next to it and one further in; itself where it is closed."""

    at: Any
    near: Any
    inner: Any


def _range(
    limit: Callable[[Mapping[str, object]], tuple[float, bool]],
    domains: Mapping[str, _Domain],
    given: Mapping[str, Any],
) -> Bound:
    """What a measure may be: the lowest and the highest of its values at every corner.

    That holds because each measure is monotone in each argument, the others held fixed (Moore,
    Kearfott and Cloud, Introduction to Interval Analysis). An end is open where a range that leads
    to it is open; where an argument has no end the limit is taken.
    """
    ends = {name: _ends(name, value, domains.get(name)) for name, value in given.items()}
    corners: list[tuple[float, bool]] = []
    possible = False
    for corner in itertools.product(*ends.values()):
        at, near, inner = (
            dict(zip(ends, values, strict=True))  # same: both have the same length
            for values in zip(*corner, strict=True)  # same: all have the same length
        )
        result, outside = limit(at)
        _, past = limit(near)
        within, _ = limit(inner)
        # An open argument that changes nothing here opens nothing: 0 people of more than 5 places.
        is_open = not outside and (past or within != result)
        possible = possible or not (outside or past)
        if not math.isnan(result):
            corners.append((result, is_open))
    if not possible:
        said = ", ".join(f"{name} {value}" for name, value in given.items())
        raise FigureError(f"nothing can be said of its range, given {said}")
    low, high = min(value for value, _ in corners), max(value for value, _ in corners)
    return Bound(
        low,
        high,
        # same: low is the lowest value
        low_open=all(is_open for value, is_open in corners if value == low),
        # same: high is the highest value
        high_open=all(is_open for value, is_open in corners if value == high),
        approximate=any(isinstance(v, Bound) and v.approximate for v in given.values()),
    )


def _ends(name: str, value: Any, domain: _Domain | None) -> list[_End]:
    """The two ends of an argument, cut to what the measure takes; a number is both."""
    if domain is None:
        return [_End(value, value, value)]
    if domain is DATE:
        days = value if isinstance(value, tuple) else (value,)
        return [_End(*[_days(name, day)] * 3) for day in days]
    if not isinstance(value, Bound):
        return [_End(*[np.float64(_checked(name, value, domain, None))] * 3)]
    low, low_open = value.low, value.low_open
    if low <= domain.low:
        # same: here low <= domain.low
        low, low_open = domain.low, domain.low_open or (value.low_open and low == domain.low)
    high, high_open = value.high, value.high_open
    # same: high < low is refused already
    if high < low or (high == low and (low_open or high_open)):
        raise ValueError(f"{name}: {value}; it must be {domain.words}")
    if math.isinf(low):
        # same: any finite value but the end itself does, as measures are monotone
        inner = 0.0 if math.isinf(high) else high - 1
    else:
        # same: any finite value but the end itself does, as measures are monotone
        inner = low + 1 if math.isinf(high) else (low + high) / 2
    lowest, highest, inner = np.float64(low), np.float64(high), np.float64(inner)
    return [
        _End(at, np.nextafter(at, inner), inner) if is_open else _End(at, at, at)
        for at, is_open in dict.fromkeys([(lowest, low_open), (highest, high_open)])
    ]


# How arguments are read.


def _shared_index(arguments: Mapping[str, object]) -> pd.Index | None:
    series = {name: value for name, value in arguments.items() if isinstance(value, pd.Series)}
    if not series:
        return None
    first, *others = series
    for other in others:
        if not series[first].index.equals(series[other].index):
            raise ValueError(
                f"{other}: its index differs from that of {first}; give both the same index"
            )
    index: pd.Index = series[first].index
    return index


def _refuse_lengths(given: dict[str, Any]) -> None:
    shapes = {name: np.shape(value) for name, value in given.items() if np.ndim(value)}
    for first, other in itertools.pairwise(shapes):
        if shapes[first] != shapes[other]:
            of_first, of_other = (" by ".join(map(str, shapes[name])) for name in (first, other))
            raise ValueError(
                f"{other}: its length is {of_other} and that of {first} is {of_first}; "
                "give both the same length"
            )


def _checked(name: str, value: Any, domain: _Domain, index: pd.Index | None) -> Any:
    """Return an argument as numbers or dates within its domain, or refuse it by its name."""
    if domain is DATE:
        return _days(name, value)
    if isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_):
        number: Any = value.item() if isinstance(value, np.generic) else value
        try:
            # A count stays whole, so that a difference of counts is whole; all else is a float.
            whole = domain is COUNT and isinstance(number, int) and abs(number) <= 2**53
            number = number if whole else float(number)
            infinite = math.isinf(number)
        except OverflowError:
            infinite = True
    else:
        if isinstance(value, list | tuple):
            with suppress(ValueError):  # items of different lengths are no array
                value = np.asarray(value)
        dtype = getattr(value, "dtype", None)
        if (
            dtype is None
            or not pd.api.types.is_numeric_dtype(dtype)
            or pd.api.types.is_bool_dtype(dtype)
            or pd.api.types.is_complex_dtype(dtype)
        ):
            raise TypeError(
                f"{name}: {_shown(value)} is not a number, nor an array or Series of them"
            )
        number = np.asarray(value, dtype=np.float64)
        infinite = np.isinf(number)
    if np.any(infinite):
        raise ValueError(
            f"{name}: {_first(number, infinite, index)} is not finite; it must be finite"
        )
    wrong = number <= domain.low if domain.low_open else number < domain.low
    if np.any(wrong):
        raise ValueError(f"{name}: {_first(number, wrong, index)}; it must be {domain.words}")
    return number


def _days(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(f"{name}: {value!r} is not {DATE.words}")
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{name}: {value!r} is not a day that exists") from None
    if value is pd.NaT:
        return np.datetime64("NaT", "D")
    if isinstance(value, date):
        return np.datetime64(value.isoformat()[:10], "D")
    dtype = getattr(value, "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind != "M":  # same: no kind comes before M
        raise TypeError(f"{name}: {_shown(value)} is not {DATE.words}, or an array of dates")
    return np.asarray(value).astype("datetime64[D]")


def _no_date(given: Mapping[str, Any], domains: Mapping[str, _Domain]) -> Any:
    dates = [np.isnat(given[name]) for name, domain in domains.items() if domain is DATE]
    return functools.reduce(np.logical_or, dates, np.False_)


def _first(value: Any, mask: Any, index: pd.Index | None) -> str:
    if not np.ndim(mask):
        return _shown(value)
    where = int(np.flatnonzero(mask)[0])
    if index is None or len(index) != np.size(mask):
        label = f"item {where}"
    else:
        label = f"at {index[where]!r}"
    return f"{np.ravel(value)[where] if np.ndim(value) else _shown(value)} ({label})"


def _shown(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > 1024:
        return f"a whole number of {value.bit_length():,} bits"
    text = repr(value) if not isinstance(value, np.generic) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def months_between(start: DayArray, end: DayArray) -> Array:
    """Whole calendar months from `start` to `end`, and the rest over the length of its month."""
    whole = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.float64)
    # same: all the days of a month are a month: 1 - 1 + 31 / 31
    whole = whole - (_months_after(start, whole) > end)
    since, until = _months_after(start, whole), _months_after(start, whole + 1)
    months: Array = whole + (end - since) / (until - since)
    return months


def _months_after(start: DayArray, months: Array) -> DayArray:
    """The same day of the month, `months` later, or the last day of a shorter month."""
    known = np.nan_to_num(months).astype("timedelta64[M]")
    month = start.astype("datetime64[M]") + known
    day = start - start.astype("datetime64[M]").astype("datetime64[D]")
    following = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    last = following - np.timedelta64(1, "D")
    after: DayArray = np.minimum(month.astype("datetime64[D]") + day, last)
    return after
