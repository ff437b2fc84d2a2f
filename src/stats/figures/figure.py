"""Figures: their arithmetic, their comparison, and where they come from.

What is known of one is in `facts`, which go together in `compatible`, how one is printed in
`printing`, and the measures of them in `formulas`.
"""

import functools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from numbers import Real
from typing import Any, Never, TypeAlias, TypeVar, overload

import pandas as pd
from markupsafe import Markup

from stats.figures import printing
from stats.figures.compatible import (
    kind_of_result,
    period_of_result,
    require_ratio,
    require_same_place,
    require_same_unit,
    require_summable,
)
from stats.figures.facts import Facts, FigureError, NotToldError, Row
from stats.figures.periods import Day, Period, day_of, from_to, span
from stats.figures.stated import number_in, stated
from stats.figures.terms import Estimate, Made, computed
from stats.values.bounds import Bound, Printed
from stats.values.qualifiers import APPROXIMATE, MIRRORED, OPEN, QUALIFIERS
from stats.values.units import PERCENT, TIMES, unit_of, unit_of_result

_KINDS = ("", "stock", "flow", "change")
_OF_NUMBERS = ("value", "low", "high", "rounded_to")


Result = TypeVar("Result")
_Method: TypeAlias = Callable[["Figure", "Figure | float"], Result]


def _of_two(operate: Callable[["Figure", "Figure"], Result]) -> _Method[Result]:
    """Let an operator of two figures take a number: an exact figure of the same time.

    What is missing (NaN) is no number; pandas then leaves out the row.
    """

    @functools.wraps(operate)
    def of_any(self: "Figure", other: "Figure | float") -> Result:
        if isinstance(other, Real) and not (isinstance(other, bool) or math.isnan(other)):
            other = _exact(float(other), self.period)
        return operate(self, other) if isinstance(other, Figure) else NotImplemented

    return of_any


def _by_row(make: Callable[..., "Figure"], **given: Any) -> pd.Series:
    """Return a column of figures, made of what is given row by row; what it raises names the row.

    What a row lacks is left out; one that lacks all numbers has no figure.
    """
    columns = {name: cells for name, cells in given.items() if isinstance(cells, pd.Series)}
    first, *others = columns
    index = columns[first].index
    for name in others:
        if not columns[name].index.equals(index):
            raise ValueError(f"{name}: its index is not that of {first}; give them one index")
    same = {name: cell for name, cell in given.items() if name not in columns}
    figures: list[Any] = []
    for label, row in zip(index, pd.DataFrame(columns).to_dict("records"), strict=True):
        known = same | {str(name): cell for name, cell in row.items() if pd.notna(cell)}
        is_there = any(known.get(name) is not None for name in ("text", "value", "low", "high"))
        try:
            figures.append(make(**known) if is_there else math.nan)
        except (TypeError, ValueError) as error:
            raise type(error)(f"row {label!r}: {error}") from None
    return pd.Series(figures, index, dtype="figure", name=columns[first].name)


@overload
def figure(value: float | None = ..., *fields: Any, **more: Any) -> "Figure": ...


@overload
def figure(value: pd.Series | Sequence[float], *fields: Any, **more: Any) -> pd.Series: ...


def figure(  # noqa: PLR0917
    value: Any = None,
    unit: Any = "",
    qualifier: Any = "exact",
    rounded_to: Any = None,
    low: Any = None,
    high: Any = None,
    start: Any = None,
    end: Any = None,
    kind: Any = "",
    *,
    low_open: Any = False,
    high_open: Any = False,
) -> Any:
    """Return a number as a figure, made of the fields that the tables have as columns.

    Of a Series, a list or an array it returns a column of figures; each field may then be one too.

    A number is as it is printed, 78 of 78%, and exact, unless `qualifier` or `rounded_to` say
    otherwise. `unit` is what is counted, in the plural, "percent", or so much a time, "deaths a
    day". `qualifier` is exact, at_least, more_than, at_most, less_than, nearly, about or estimated.
    `rounded_to` is the step that the number is written to, 100 for a rounded 21,900. In place of a
    number there may be two ends, `low` and `high`, or the number with one or both, if somebody
    stated a margin; `low_open` says that it is more than `low`, and "about" that nobody stated
    them. `start` and `end` are its first and last day, or one of them its only day. `kind` is
    "stock" if it was counted at a moment, "flow" if over a period, "change" if it is how much
    something changed; without it, measures cannot see which.

    `figure(**a.fields)` is `a` again, without its formula and its row. What it raises, TypeError or
    ValueError, names the field, and of a column the row.

    Examples
    --------
    >>> print(figure(38_990, "people", qualifier="more_than"))
    more than 38,990 people
    >>> figure(21_900, "people", rounded_to=100).words
    '21,850 to 21,949 people'
    >>> print(figure(low=3_000, high=5_000, unit="people"))
    about 4,000 people (3,000 to 5,000)
    >>> figure([40_000, 40_001], "people").map(lambda each: each.words).to_list()
    ['40,000 people', '40,001 people']
    """
    given = {**locals()}
    for name in _OF_NUMBERS:
        if pd.api.types.is_list_like(given[name]):
            given[name] = pd.Series(given[name])
    if any(isinstance(cells, pd.Series) for cells in given.values()):
        return _by_row(figure, **given)
    _require_kind(kind)
    for name in _OF_NUMBERS:
        _require_number(name, given[name])
    if qualifier not in QUALIFIERS:
        raise ValueError(f"qualifier: {qualifier!r}; it is one of {', '.join(QUALIFIERS)}")
    if value is None and (low is None or high is None):
        raise TypeError("value: give a number, or the two ends that it lies between, low, high")
    measured_in = unit_of(unit)
    # Whole things are counted to 1; of what is measured nobody said how well.
    face = float((low + high) / 2 if value is None else value)
    step = float(rounded_to or (measured_in.is_count and face.is_integer()))
    _require_step(face, step)
    number = stated(face, step, qualifier, measured_in, kind)
    if low is not None or high is not None:
        ends = -math.inf if low is None else float(low), math.inf if high is None else float(high)
        bound = Bound(*ends, bool(low_open), bool(high_open), qualifier in APPROXIMATE)
        bound = bound.scaled(1 / measured_in.scale)
        if qualifier in OPEN:  # at least 40, and at most 50
            bound = bound.within(number.range)
        number = number._replace(range=bound, qualifier="", rounded_to=0.0)
    return Figure(**number._asdict(), period=from_to(day_of("start", start), day_of("end", end)))


def _require_kind(kind: str) -> None:
    if kind not in _KINDS:
        raise ValueError(f"kind: {kind!r}; it is stock, flow or change, or left out")


def _require_number(name: str, number: Any) -> None:
    if number is None:
        return
    if not isinstance(number, Real) or isinstance(number, bool):
        read = "; Figure.parse reads words" if isinstance(number, str) else ""
        raise TypeError(f"{name}: {number!r:.60} is no number{read}")
    if not math.isfinite(number):
        raise ValueError(f"{name}: {number!r}; it must be finite")


def _require_step(value: float, step: float) -> None:
    if step < 0 or (step and Fraction(str(value)) % Fraction(str(step))):
        raise ValueError(
            f"rounded_to: {step:,.15g} is no step of {value:,.15g}; write what it is rounded to"
        )


def _exact(value: float, period: Period | None) -> "Figure":
    if math.isinf(value):
        raise FigureError(f"{value}: it has no end; give a number that has one")
    return Figure(value, Bound(value, value), period=period)


@dataclass(frozen=True, eq=False, repr=False)
class Figure(Facts):
    """A number that carries its range, unit, dates and sources through every computation.

    Figures with the same unit, place and time can be added and subtracted, and any two divided; a
    count may be multiplied or divided by a percentage. Every measure takes figures and returns one.
    Each operator takes its two sides as unknowns of their own, so that the range of `a / (a + b)`
    may be wider than it need be, and never narrower. A measure is one formula of its figures.

    Parameters
    ----------
    value
        The number at face value, without its qualifier; 0.78 for 78%, as pandas has it.
    range
        The lowest and the highest value that its wording and its rounding allow: what is printed,
        compared and published. "About" allows half the step that its number is written to, either
        way; "nearly" is below its number. A check takes `range.plausible` in its place, if it has
        one: no open word stretches its number by more than a tenth, or the step it is written to.
    unit, kind, max_days_apart, quantity, place
        What is counted and where, as in the tables; empty, or 0, where that is not known.
    period
        Its first and last day; None where they are not known.
    qualifier
        The code of the words that it is printed after; empty if it was computed.
    rounded_to
        The step that it is written to, 0.01 for whole percent; 0 if it was computed.
    row
        The row that it was read from; None if it was computed or parsed.
    made
        What it was computed from, if it was: its `formula`, its `inputs` and its `bodies` follow.

    Two figures compare by all that their words and rounding allow: `a < b` is true if all of a is
    below all of b, false if none is, and raises FigureError where it cannot be told. So do a figure
    and a number. `a == b` and `a == 5` ask whether they are surely equal: it is False if a merely
    may be 5.
    `a.value` is the number without its words. `float(a)` is refused: by it pandas, numpy and others
    would take that in silence, to add up people and places or to print a table.

    Examples
    --------
    >>> whole = Figure(40.0, Bound(40, math.inf), unit="people")
    >>> part = Figure(15.0, Bound(15, 15), unit="people")
    >>> print(whole - part)
    at least 25 people
    >>> f"{whole - part:.1f}"
    'at least 25.0 people'
    >>> (whole - part).formula
    '40 - 15'
    >>> whole > part, whole >= 40
    (True, True)
    >>> whole < 50  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    stats.figures.facts.NotToldError: it cannot be told ...: 40 people, at least 40 ...; and 50; ...
    """

    @overload
    @staticmethod
    def parse(
        text: str | float,
        *,
        unit: str,
        start: Day | None = None,
        end: Day | None = None,
        rounded_to: float | None = None,
        kind: str = "",
    ) -> "Figure": ...

    @overload
    @staticmethod
    def parse(
        text: pd.Series,
        *,
        unit: str | pd.Series,
        start: Day | pd.Series | None = None,
        end: Day | pd.Series | None = None,
        rounded_to: float | pd.Series | None = None,
        kind: str | pd.Series = "",
    ) -> pd.Series: ...

    @staticmethod
    def parse(
        text: Any,
        *,
        unit: Any,
        start: Any = None,
        end: Any = None,
        rounded_to: Any = None,
        kind: Any = "",
    ) -> Any:
        """Read a figure from a number phrase: a number with the words right at it, and no other.

        It may have one of the qualifiers, “up” or “down”, a sign of money, a power, % or points,
        and its own unit: "over $1.5 million", "14 deaths a day", "down 30%", "between 3 and 5". A
        part or a multiple has its digits in brackets: "a third [33%]". “In March 2020” and “in Cape
        Town” behind it are passed over: days are `start` and `end`. All else is refused by name.
        Of a Series it returns a column of figures; `unit`, `start` and the others may then be
        Series too, with one for each row.

        `unit` is what is counted, in the plural, or "percent"; `start` and `end` are its first and
        last day, or one of them its only day. `kind` is "stock" if it was counted at a moment,
        "flow" if over a period, "change" if it is how much something changed; without it, measures
        cannot see which.

        `rounded_to` is the step that the number is written to. Without it that is the step of its
        last digit. After "about", "nearly", "over" or the like it is that of the last digit other
        than 0, decimals apart; so it is of a number from 1,000 on that has no such word and ends in
        two zeros or more: "40,000" is written to 10,000. Say `rounded_to=1` if it is exact.

        Raises ValueError if the words have no number, or several, or anything beside it, or say of
        it what `unit` or `kind` do not, or if a day is none.

        Examples
        --------
        >>> arrests = Figure.parse("at least 55,770", unit="arrests")
        >>> print(arrests)
        at least 55,770 arrests
        >>> Figure.parse("21,900", unit="people").words
        '21,850 to 21,949 people'
        >>> Figure.parse("5,000 fewer deaths", unit="deaths", kind="change").value
        -5000.0
        >>> print(Figure.parse("between 3,000 and 5,000 people", unit="people"))
        about 4,000 people (3,000 to 5,000)
        """
        if pd.api.types.is_list_like(text):
            return _by_row(
                Figure.parse,
                text=pd.Series(text),
                unit=unit,
                start=start,
                end=end,
                rounded_to=rounded_to,
                kind=kind,
            )
        if isinstance(text, Real) and not isinstance(text, bool):  # which is exact
            return figure(float(text), unit, rounded_to=rounded_to, start=start, end=end, kind=kind)
        if not isinstance(text, str):
            raise TypeError(
                f"text: {text!r:.60}; write a few words around a number, a number, or a Series of "
                "them"
            )
        _require_kind(kind)
        number = number_in(text, unit_of(unit), kind, rounded_to)
        period = from_to(day_of("start", start), day_of("end", end))
        return Figure(**number._asdict(), period=period)

    def printed(self, spec: str = "") -> Printed:
        """Print it by a format, in parts: the word before the number, the number, and so on."""
        return printing.formatted(self, spec)

    def __str__(self) -> str:
        return str(self.printed())

    def __format__(self, spec: str) -> str:
        """Write it by a format, ".1f" or ",", and as a text of some width: "<30,"."""
        how = re.sub(r"^(.?[<>^])?\d*", "", spec)
        return format(str(self.printed(how)), spec.removesuffix(how))

    @property
    def fields(self) -> dict[str, Any]:
        """What `figure` makes it of again, by the names of the columns of the tables."""
        given = {"value": self.value, "rounded_to": self.rounded_to}
        more: dict[str, Any] = {"unit": self.unit, "qualifier": self.qualifier, "kind": self.kind}
        if not self.qualifier:
            bound = self.range
            ends = {"low": bound.low, "high": bound.high}
            given |= {name: end for name, end in ends.items() if math.isfinite(end)}
            more |= {
                "qualifier": "about" if bound.approximate else "exact",
                "low_open": bound.low_open,
                "high_open": bound.high_open,
            }
        numbers = {name: self.measured_in.in_tables(number) for name, number in given.items()}
        return numbers | more | {"start": self.start, "end": self.end}

    @property
    def number(self) -> printing.Words:
        """Its number in its words, without what is counted: “over 38,990”; a row links to it."""
        return printing.Words(self.printed(","), self)

    @property
    def about(self) -> printing.Words:
        """Its number alone after “about”, a percentage without decimals: “about 147%”."""
        return printing.Words(printing.about(self), self)

    def __repr__(self) -> str:
        how = f", {self.row.id}" if self.row else f" = {self.formula_with_numbers}"
        return f"<Figure {self}{how.removesuffix(' = '):.60}>"

    def _repr_html_(self) -> Markup:
        return printing.as_html(self)

    # As a number.

    def __float__(self) -> Never:
        raise TypeError(
            f"{self.name} is no plain number; x.value is, without its words (to draw a figure, "
            "import stats.drawing first)"
        )

    def __bool__(self) -> Never:
        raise FigureError(f"{self.name} is neither true nor false; compare it, as in x > 0")

    # Comparison: by all that words and rounding allow.

    def __eq__(self, other: object) -> bool:
        """Tell whether it is surely equal: the same figure, or both can be but one number."""
        if isinstance(other, Figure):
            numbers = {self.low, self.high, other.low, other.high}
            is_one_number = len(numbers) == 1 and self.measured_in == other.measured_in
            return is_one_number or self._identity() == other._identity()
        return self.low == self.high == other if isinstance(other, Real) else NotImplemented

    def _identity(self) -> dict[str, Any]:
        """Return all that is known of it, with its formula as text."""
        return {**vars(self), "made": (self.formula, self.formula_with_numbers)}

    def __hash__(self) -> int:
        return hash(self.value)

    @_of_two
    def __lt__(self, other: "Figure") -> bool:
        return _is_below(self, other)

    @_of_two
    def __gt__(self, other: "Figure") -> bool:
        return _is_below(other, self)

    @_of_two
    def __le__(self, other: "Figure") -> bool:
        return not _is_below(other, self)

    @_of_two
    def __ge__(self, other: "Figure") -> bool:
        return not _is_below(self, other)

    # Arithmetic.

    @_of_two
    def __add__(self, other: "Figure") -> "Figure":
        """Add another figure of its unit, place and time, or a number of its unit."""
        require_summable(self, other)
        return _combined(self, "+", other)

    @_of_two
    def __radd__(self, other: "Figure") -> "Figure":
        is_start_of_a_sum = other.value == 0 and not other.unit  # sum() starts with 0
        return self if is_start_of_a_sum else other + self

    @_of_two
    def __sub__(self, other: "Figure") -> "Figure":
        is_fall = other.measured_in is PERCENT and other.kind in ("", "change") and other.value < 0
        if is_fall and not self.unit:
            raise FigureError(
                f"{self.name} - {other.name}: a fall is below 0; write {self.name} + the fall"
            )
        return _combined(self, "-", other)

    @_of_two
    def __rsub__(self, other: "Figure") -> "Figure":
        return other - self

    @_of_two
    def __mul__(self, other: "Figure") -> "Figure":
        """Multiply it by a number, or a count by a percentage or a ratio."""
        if not other.unit:
            require_ratio(self, other.value, 5)  # six times, but not 52% * 100
        count, ratio = (self, other) if other.measured_in.is_ratio else (other, self)
        return _combined(count, "*", ratio)

    __rmul__ = __mul__

    @_of_two
    def __truediv__(self, other: "Figure") -> "Figure":
        """Divide it by another, never 0: how many times it, or the whole of which this is a part.

        Their times may differ: it is for the caller to see that they go together.
        """
        if other.low < 0 < other.high or other.value == 0:
            raise FigureError(f"{other.name} is {other.words}; divide by what cannot be 0")
        if not other.unit:
            require_ratio(self, other.value, 100)
        return _combined(self, "/", other)

    @_of_two
    def __rtruediv__(self, other: "Figure") -> "Figure":
        return other / self

    def __neg__(self) -> "Figure":
        """Change its sign: more than 67% becomes less than −67%."""
        return replace(
            self,
            value=-self.value,
            range=self.range.scaled(-1),
            qualifier=MIRRORED.get(self.qualifier, self.qualifier),
            row=None,
            made=Made("-({})", (self,)),
        )

    def __abs__(self) -> "Figure":
        """Return the figure without its sign; FigureError if it cannot be told which it has."""
        return -self if self.low < 0 and self <= 0 else self

    def __round__(self, digits: int = 0) -> "Figure":
        """Return its rounded number; its range stays, or takes in half a step around that."""
        value, half, allowed = round(self.value, digits), 10.0**-digits / 2, self.range
        if value == self.value:
            return self
        if not self.low < value < self.high:
            allowed = allowed.reaching(value - half).reaching(value + half)
            allowed = replace(allowed, approximate=True)
        return replace(
            self,
            value=value,
            range=allowed,
            qualifier="",
            rounded_to=0.0,
            row=None,
            made=Made(f"round({{}}, {digits})", (self,)),
        )


def _combined(left: Figure, sign: str, right: Figure) -> Figure:
    """Combine two figures by + - * or /."""
    require_same_place([left, right])
    is_sum = sign in ("+", "-")
    try:
        unit = unit_of_result(left.measured_in, sign, right.measured_in)
        is_times = sign == "/" and unit is TIMES
        periods = [left.period, right.period]
        period = span(periods) if is_times else period_of_result(left, sign, right)
        if is_sum and not (left.unit and right.unit):
            require_same_unit([left, right])
            if not unit.is_ratio:  # a plain number has the unit of the count beside it
                left, right = replace(left, unit=unit.name), replace(right, unit=unit.name)
        number = computed(left, sign, right)
    except FigureError:
        raise
    except (ValueError, ArithmeticError) as refusal:
        raise FigureError(f"{left.name} {sign} {right.name}: {refusal}") from None
    if is_times:
        return follows(number, [left, right], period, unit=unit.name)
    return follows(
        number,
        [left, right],
        period,
        unit=unit.name,
        kind=kind_of_result(left, sign, right),
        quantity=left.quantity if left.quantity == right.quantity or not is_sum else "",
        max_days_apart=max(left.max_days_apart, right.max_days_apart),
    )


def follows(
    number: Estimate, figures: Iterable[Figure], period: Period | None, **about: Any
) -> Figure:
    """Return the result of a computation as a figure, of the place of its inputs."""
    place = max(figure.place for figure in figures)
    return Figure(number.value, number.range, made=number.made, place=place, period=period, **about)


def frame(*figures: "Figure | Iterable[Figure] | pd.DataFrame") -> pd.DataFrame:
    """Return figures as a DataFrame to look at: who says each, of when, and in which words.

    Its index is the id of a row, or the formula of what was computed. A DataFrame gives all figures
    in it, such as `data.rows`.

    Examples
    --------
    >>> then = Figure.parse("21,900", unit="people", end="2016-12-31")
    >>> frame(then)["when"].tolist()
    ['31 December 2016']
    """
    several = [figure for group in figures for figure in figures_in(group)]
    columns = {
        "figure": [str(figure) for figure in several],
        "who": [figure.who for figure in several],
        "when": [figure.when if figure.period else "" for figure in several],
        "wording": [figure.row.wording if figure.row else "" for figure in several],
    }
    known = {name: column for name, column in columns.items() if any(column)}
    return pd.DataFrame(known, index=[figure.name for figure in several])


def figures_in(figures: Any) -> list[Figure]:
    """Return a figure, or those in a list, a Series or a DataFrame, as a list."""
    if isinstance(figures, pd.DataFrame):
        return [cell for cell in figures.to_numpy().ravel() if isinstance(cell, Figure)]
    several = list(figures) if isinstance(figures, Iterable) else [figures]
    for figure in several:
        if not isinstance(figure, Figure):
            raise TypeError(f"figures: {figure!r:.60} is no figure; give figures, as in data[id]")
    return several


def _is_below(left: Figure, right: Figure) -> bool:
    """Tell whether all of one is below all of another; FigureError if only some of it is."""
    require_same_unit([left, right])
    if left is right or (left.row and left == right):  # equal numbers of two rows may still differ
        return False
    answer = left.range.is_below(right.range)
    if answer is None:
        names = [dict.fromkeys((figure.name, figure.words)) for figure in (left, right)]
        which = "; and ".join(map(", ".join, names))
        raise NotToldError(
            f"it cannot be told how these compare: {which}; say which number of it you mean: "
            "x.value, x.low or x.high, of a column .astype(float) or .map(lambda x: x.low)"
        )
    return answer


def from_row(row: Mapping[str, Any], quantity: Mapping[str, Any]) -> Figure:
    """Return a table row as a figure, with the range that its wording and rounding allow.

    `row` has its cells by column, with numbers and dates read, and may have `who` and `place_name`;
    `quantity` is the row of its quantity.
    """
    value, step, unit = float(row["value"]), float(row["rounded_to"]), unit_of(quantity["unit"])
    number = stated(value, step, row["qualifier"], unit, quantity["kind"])
    return Figure(
        **number._asdict(),
        max_days_apart=int(quantity["max_days_apart"]),
        quantity=quantity["key"],
        place=row["place"],
        period=Period(row["start"].date(), row["end"].date()),
        row=Row(**{field.name: row.get(field.name, "") for field in fields(Row)}),
    )
