"""A figure: a number with its possible range, its unit, its dates and its source rows.

Arithmetic and comparison are here, the measures in `stats.figures.measures`. Which figures go together is
in `stats.figures.together`, and how one is printed in `stats.figures.printed`.
"""

import functools
import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from numbers import Real
from typing import Any, Never

import pandas as pd
from markupsafe import Markup

from stats.figures import printed
from stats.figures.periods import Period, at, kind_of_result, period_of_result, span
from stats.figures.together import (
    FigureError as FigureError,
)
from stats.figures.together import (
    require_ratio,
    require_same_place,
    require_same_unit,
    require_summable,
)
from stats.values.bounds import Bound, cleaned, over
from stats.values.qualifiers import APPROXIMATE, MIRRORED, OPEN, QUALIFIERS
from stats.values.units import PERCENT, TIMES, Unit, unit_of, unit_of_result
from stats.words.english import as_in_tables, in_words
from stats.words.wording import read_quotation

_SIGNS: dict[str, tuple[Callable[..., float], str]] = {  # and how its formula is written
    "+": (operator.add, "{a:bare} + {b:bare}"),
    "-": (operator.sub, "{a:bare} - {b}"),
    "*": (operator.mul, "{a} * {b}"),
    "/": (operator.truediv, "{a} / {b}"),
}
_KINDS = ("", "stock", "flow", "change")


@dataclass(frozen=True)
class Row:
    """The table row that a figure was read from: who stated it, in which words, and where.

    Each field is the column of that name; `place_name` is the name of its place.
    """

    id: str
    qualifier: str
    rounded_to: float
    attributed_to: str
    counted_by: str
    wording: str
    source: str
    note: str
    place_name: str


def _of_two(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Let an operator of two figures take a number: an exact figure of the same time.

    What is missing (NaN) is no number; pandas then leaves out the row.
    """

    @functools.wraps(operate)
    def of_any(self: Any, other: Any) -> Any:
        is_number = isinstance(other, Real) and not isinstance(other, bool)
        if is_number and not math.isnan(other):
            number = float(other)
            other = Figure(number, Bound(number, number), period=self.period)
        return operate(self, other) if isinstance(other, Figure) else NotImplemented

    return of_any


@dataclass(frozen=True, eq=False, repr=False)
class Figure:
    """A number that carries its range, unit, dates and sources through every computation.

    Figures with the same unit, place and time can be added and subtracted, and any two divided; a
    count may be multiplied or divided by a percentage. Every function of `stats.figures.measures` takes
    figures and returns one. Each figure of a formula is an unknown of its own, so that the range of
    `a / (a + b)` may be wider than it need be, and never narrower.

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
    inputs, bodies
        The ids of the rows that it comes from, and the names of those who state them.
    formula, formula_with_numbers
        How it is computed from them, written with their ids and with their numbers.
    qualifier
        The code of the words that it is printed after; empty if it was computed.
    row
        The row that it was read from; None if it was computed or parsed.
    rounded_to
        The step that it is written to, 0.01 for whole percent; 0 if it was computed.

    Two figures compare by all that their words and rounding allow: `a < b` is true if all of a is
    below all of b, false if none is, and raises FigureError where it cannot be told. So do a figure
    and a number, also by `==`. `a == b` asks of two figures whether they are the same one.
    `float(a)` is the number without its words, as matplotlib and `sorted(…, key=float)` ask for it.

    Examples
    --------
    >>> whole = Figure(40.0, Bound(40, math.inf), unit="people", formula="a")
    >>> part = Figure(15.0, Bound(15, 15), unit="people", formula="b")
    >>> print(whole - part)
    at least 25 people
    >>> f"{whole - part:.1f}"
    'at least 25.0 people'
    >>> (whole - part).formula
    'a - b'
    >>> whole > part, whole >= 40
    (True, True)
    >>> whole < 50  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    stats.figures.together.FigureError: it cannot be told ...: a, at least 40 people; and 50; ...
    """

    value: float
    range: Bound
    unit: str = ""
    kind: str = ""
    max_days_apart: int = 0
    quantity: str = ""
    place: str = ""
    period: Period | None = None
    inputs: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    formula: str = ""
    formula_with_numbers: str = ""
    qualifier: str = ""
    row: Row | None = None
    rounded_to: float = 0.0

    @staticmethod
    def parse(
        text: str,
        *,
        unit: str,
        start: str | date | None = None,
        end: str | date | None = None,
        rounded_to: float | None = None,
        kind: str = "",
    ) -> "Figure":
        """Return the figure that a few quoted words around one number give, without any table.

        `unit` is what is counted, in the plural, or "percent"; `start` and `end` are its first and
        last day, or one of them its only day. `kind` is "stock" if it was counted at a moment,
        "flow" if over a period, "change" if it is how much something changed; without it, measures
        cannot see which.

        `rounded_to` is the step that the number is written to. Without it that is the step of its
        last digit. After "about", "nearly", "over" or the like it is that of the last digit other
        than 0, decimals apart; so it is of a number from 1,000 on that has no such word and ends in
        two zeros or more: "40,000" is written to 10,000. Say `rounded_to=1` if it is exact.

        Raises ValueError if the words have no number, or more than one, or say of it what `unit` or
        `kind` do not, or if a day is none.

        Examples
        --------
        >>> arrests = Figure.parse("at least 55,770 people arrested", unit="arrests")
        >>> print(arrests)
        at least 55,770 arrests
        >>> Figure.parse("21,900 at the end of 2016", unit="people").words
        '21,850 to 21,949 people'
        >>> Figure.parse("5,000 fewer deaths", unit="deaths", kind="change").value
        -5000.0
        """
        if kind not in _KINDS:
            raise ValueError(f"kind: {kind!r}; it is stock, flow or change, or left out")
        of = PERCENT if unit == "%" else unit_of(unit)
        value, step, qualifier = read_quotation(text, of, kind)
        if rounded_to is None:
            step = _written_step(text, value, step, of, qualifier)
        stated = _stated(value, max(step, rounded_to or step), qualifier, of, kind)
        return replace(stated, period=_period(day_of("start", start), day_of("end", end)))

    @property
    def measured_in(self) -> Unit:
        """Its unit, of which `unit` is the name."""
        return unit_of(self.unit)

    @property
    def start(self) -> date | None:
        """Its first day; None if it is not known."""
        return self.period.first if self.period else None

    @property
    def end(self) -> date | None:
        """Its last day; None if it is not known."""
        return self.period.last if self.period else None

    @property
    def low(self) -> float:
        """The lowest possible value; `range.low_open` tells whether it is itself excluded."""
        return self.range.low

    @property
    def high(self) -> float:
        """The highest possible value; `range.high_open` tells whether it is itself excluded."""
        return self.range.high

    @property
    def face(self) -> str:
        """The number at face value, as text: "78.0%"."""
        return in_words(self.value, self.unit)

    @property
    def words(self) -> str:
        """Its range, as text: "more than 77.6%"."""
        return in_words(self.range, self.unit)

    @property
    def decimals(self) -> int:
        """The decimals of its number; below 0 where its range is wide, -3 for thousands."""
        return printed.decimals_of(self)

    @property
    def formulas(self) -> tuple[str, str]:
        """The formula with the ids of its rows, and with their numbers."""
        number = f"{as_in_tables(self.value, self.unit):,.15g}"
        number += "%" if self.measured_in is PERCENT else ""
        return self.formula or number, self.formula_with_numbers or number

    @property
    def name(self) -> str:
        """Its row's id, or the formula that it was computed by."""
        return self.formula or self.face

    @property
    def days(self) -> Period:
        """Its first and last day; FigureError if they are not known, as a row's always are."""
        if self.period is None:
            raise FigureError(
                f"the dates of {self.name} are not known; give a figure that has them"
            )
        return self.period

    @property
    def counted(self) -> Period:
        """First and last possible day of its count; of a calendar year or a flow, only the last."""
        return at(self.days.last) if self.kind == "flow" else self.days.counted

    @property
    def when(self) -> str:
        """Its dates in words: "March 2020"."""
        if self.period is None:
            return "at no known time"
        return f"some time from {self.period.words}" if self.undated else self.period.words

    @property
    def undated(self) -> bool:
        """Whether it is of a moment in more than a quarter, of which nobody names the day.

        A count of a calendar year is not: it stands at its end.
        """
        return self.kind == "stock" and bool(self.period) and self.days.counted.length > 93

    @property
    def who(self) -> str:
        """The names of the bodies that state it, short where the tables have a short one."""
        return ", ".join(self.bodies)

    @property
    def place_name(self) -> str:
        """The name of its place."""
        return self.row.place_name if self.row else ""

    @property
    def source(self) -> str:
        """The key of the source of its row."""
        return self.row.source if self.row else ""

    def __str__(self) -> str:
        return printed.in_full(self)

    def __format__(self, spec: str) -> str:
        return printed.formatted(self, spec) if spec else str(self)

    def __repr__(self) -> str:
        how = f", {self.row.id}" if self.row else f" = {self.formula_with_numbers}"
        return f"<Figure {self}{how.removesuffix(' = '):.60}>"

    def _repr_html_(self) -> Markup:
        return printed.as_html(self)

    # As a number.

    def __float__(self) -> float:
        return float(cleaned(self.value))  # so that 70% + 20% + 10% is 1

    def __int__(self) -> int:
        return int(self.value)

    def __bool__(self) -> Never:
        raise FigureError(f"{self.name} is neither true nor false; compare it, as in x > 0")

    # Comparison: by all that words and rounding allow.

    def __eq__(self, other: object) -> bool:
        """Whether it is the same figure, or can be no other number than this."""
        if isinstance(other, Figure):
            return vars(self) == vars(other)
        if not isinstance(other, Real):
            return NotImplemented
        return not (math.isnan(other) or self < other or self > other)

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
        """The sum with another figure of its unit, place and time, or with a number of its unit."""
        require_summable(self, other)
        return _combined(self, "+", other)

    def __radd__(self, other: float) -> "Figure":
        return self if other == 0 else self + other  # sum() starts with 0

    @_of_two
    def __sub__(self, other: "Figure") -> "Figure":
        if not self.unit and other.measured_in is PERCENT and other.kind == "change" and other < 0:
            raise FigureError(f"1 - {other.name}: a fall is below 0; write 1 + {other.name}")
        return _combined(self, "-", other)

    @_of_two
    def __rsub__(self, other: "Figure") -> "Figure":
        return other - self

    @_of_two
    def __mul__(self, other: "Figure") -> "Figure":
        """The figure times a number, or a count times a percentage or a ratio."""
        if not other.unit:
            require_ratio(self, other.value, 5)
        if other.measured_in.is_ratio:
            return _combined(self, "*", other)
        return _combined(other, "*", self, "{b} * {a}")

    __rmul__ = __mul__

    @_of_two
    def __truediv__(self, other: "Figure") -> "Figure":
        """How many times another figure, never 0, this one is, or the whole of which it is a part.

        Their times may differ: it is for the caller to see that they go together.
        """
        if other.low < 0 < other.high or other.value == 0:
            raise FigureError(f"{other.name} is {other.words}; divide by what cannot be 0")
        return _combined(self, "/", other)

    @_of_two
    def __rtruediv__(self, other: "Figure") -> "Figure":
        return other / self

    def __neg__(self) -> "Figure":
        """The figure with the other sign, as printed: a fall by more than 67% is less than −67%."""
        qualifier = MIRRORED.get(self.qualifier, self.qualifier)
        negative = self._changed(-self.value, self.range.scaled(-1), "-({a:bare})")
        return replace(negative, qualifier=qualifier, rounded_to=self.rounded_to)

    def __abs__(self) -> "Figure":
        """The figure without its sign; FigureError if it cannot be told which it has."""
        return -self if self.low < 0 and self <= 0 else self

    def __round__(self, digits: int = 0) -> "Figure":
        """About its rounded number; what its words allow stays, and that number is in it."""
        value = round(self.value, digits)
        allowed = replace(self.range.reaching(value), approximate=True)
        return self._changed(value, allowed, f"round({{a:bare}}, {digits})")

    def _changed(self, value: float, allowed: Bound, text: str) -> "Figure":
        """The same with another number, which no row states."""
        changed = follows(value, allowed, text, {"a": self}, self.period)
        return replace(
            changed,
            unit=self.unit,
            kind=self.kind,
            quantity=self.quantity,
            max_days_apart=self.max_days_apart,
        )


def _combined(one: Figure, sign: str, other: Figure, text: str = "") -> Figure:
    """What follows from two figures, each an unknown of its own."""
    require_same_place([one, other])
    try:
        unit = unit_of_result(one.measured_in, sign, other.measured_in)
        is_times = sign == "/" and unit is TIMES
        days = [one.period, other.period]
        period = span(days) if is_times else period_of_result(one, sign, other)
    except ValueError as refusal:
        raise FigureError(f"{one.name} {sign} {other.name}: {refusal}") from None
    is_sum = sign in ("+", "-")
    if is_sum and not (one.unit and other.unit):
        require_same_unit([one, other])
    apply, written = _SIGNS[sign]
    value, allowed = apply(one.value, other.value), over(apply, one.range, other.range)
    result = follows(
        value, allowed, text or written, {"a": one, "b": other}, period, unit=unit.name
    )
    if is_times:
        return result
    return replace(
        result,
        kind=kind_of_result(one, sign, other),
        quantity=one.quantity if one.quantity == other.quantity or not is_sum else "",
        max_days_apart=max(one.max_days_apart, other.max_days_apart),
    )


def follows(
    value: float,
    allowed: Bound,
    text: str,
    operands: Mapping[str, Any],
    period: Period | None,
    **about: Any,
) -> Figure:
    """A figure that follows from others: it names their rows, bodies and place.

    `text` is its formula with the names of the operands in braces.
    """
    figures = [each for each in operands.values() if isinstance(each, Figure)]
    names, numbers = (
        text.format(**{name: _Term(_formulas(each)[at]) for name, each in operands.items()})
        for at in (0, 1)
    )
    return Figure(
        float(value),
        allowed,
        place=max(each.place for each in figures),
        period=period,
        inputs=_each_once(each.inputs for each in figures),
        bodies=_each_once(each.bodies for each in figures),
        formula=names,
        formula_with_numbers=numbers,
        **about,
    )


class _Term(str):
    """Part of a formula: in brackets if it has operators, or `:bare` of them."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        has_operators = " " in self and spec != "bare"
        return "(" + self + ")" if has_operators else str(self)


def _formulas(operand: Any) -> tuple[str, str]:
    """An operand as it stands in the formula, with ids and with numbers."""
    if isinstance(operand, Figure):
        return operand.formulas
    text = f"{operand:,.15g}" if isinstance(operand, Real) else str(operand)
    return text, text


def _each_once(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(itertools.chain(*groups)))


def table(*figures: "Figure | Iterable[Figure] | pd.DataFrame") -> pd.DataFrame:
    """Return figures as a DataFrame to look at: each in its words, who says it, when and in which.

    Its index is the id of a row, or the formula of what was computed. A DataFrame gives all figures
    in it, such as `data.rows`.

    Examples
    --------
    >>> then = Figure.parse("21,900 at the end of 2016", unit="people", end="2016-12-31")
    >>> table(then)["when"].tolist()
    ['31 December 2016']
    """
    several = [figure for each in figures for figure in figures_in(each)]
    columns = {
        "figure": [str(each) for each in several],
        "who": [each.who for each in several],
        "when": [each.when if each.period else "" for each in several],
        "wording": [each.row.wording if each.row else "" for each in several],
    }
    known = {name: column for name, column in columns.items() if any(column)}
    return pd.DataFrame(known, index=[each.name for each in several])


def figures_in(given: Any) -> list[Figure]:
    """A figure, or those in a list, a Series or a DataFrame."""
    if isinstance(given, pd.DataFrame):
        return [each for each in given.to_numpy().ravel() if isinstance(each, Figure)]
    several = list(given) if isinstance(given, Iterable) else [given]
    for each in several:
        if not isinstance(each, Figure):
            raise TypeError(f"figures: {each!r:.60} is no figure; give figures, as in data[id]")
    return several


def _is_below(one: Figure, other: Figure) -> bool:
    """Whether all of one is below all of another, and not none of it."""
    require_same_unit([one, other])
    if one is other or (one.row and one == other):  # two statements of one number are two unknowns
        return False
    answer = one.range.is_below(other.range)
    if answer is None:
        names = [dict.fromkeys((each.name, each.words)) for each in (one, other)]
        which = "; and ".join(map(", ".join, names))
        raise FigureError(
            f"it cannot be told how these compare: {which}; take numbers at face value, and say "
            'so: float(x), sorted(…, key=float), sort_values("value"), .astype(float)'
        )
    return answer


# A number as it is stated.


def from_row(row: Mapping[str, Any], quantity: Mapping[str, Any]) -> Figure:
    """Return a table row as a figure, with the range that its wording and rounding allow.

    An exact value rounded to a step above 1, and any percentage or rate, may be half a step lower
    or up to half a step higher, the largest error of rounding to the nearest step. "At least" and
    the like are not widened. "About" and "estimated" are taken as rounded, "nearly" as the half
    step below; since nobody stated a margin, they are marked approximate. `row` has its cells by
    column, with numbers and dates read, and may have `who` and `place_name`; `quantity` is the row
    of its quantity.
    """
    value, step = float(row["value"]), float(row["rounded_to"])
    stated = _stated(value, step, row["qualifier"], unit_of(quantity["unit"]), quantity["kind"])
    return replace(
        stated,
        max_days_apart=int(quantity["max_days_apart"]),
        quantity=quantity["key"],
        place=row["place"],
        period=Period(row["start"].date(), row["end"].date()),
        inputs=(row["id"],),
        bodies=(row["who"],) if row.get("who") else (),
        formula=row["id"],
        formula_with_numbers=stated.formulas[1],
        row=Row(**{each.name: row.get(each.name, "") for each in fields(Row)}),
    )


def _stated(value: float, step: float, qualifier: str, unit: Unit, kind: str) -> Figure:
    """A number as printed, with what its words and rounding allow: 0.78 for 78%."""
    is_whole = step == 1 or (step < 1 and unit.sort in ("number", "count"))
    half = 0.0 if is_whole and not unit.is_rate else step / 2
    least = 0.0 if kind != "change" and not unit.is_rate else -math.inf
    allowed = QUALIFIERS[qualifier].allows(value, half, least)
    allowed = replace(allowed, plausible=_plausible(allowed, value, step, qualifier))
    if unit.scale != 1:
        value, step = (float(cleaned(each / unit.scale)) for each in (value, step))
        allowed = allowed.scaled(1 / unit.scale)
    return Figure(value, allowed, unit.name, kind, qualifier=qualifier, rounded_to=step)


def _plausible(allowed: Bound, value: float, step: float, qualifier: str) -> Bound | None:
    """What a check takes a number to be in place of what its words allow; None if that is the same.

    No open word stretches it by more than a tenth, or the step that it is written to, whichever is
    more. "Nearly 40,000" is taken as half a step below, and is at times written of 39,001.
    """
    if qualifier == "nearly" and value:
        low, high = sorted((value, value - math.copysign(step, value)))
        return Bound(low, high, low_open=True, high_open=True, approximate=True)
    if qualifier not in OPEN:
        return None
    stretch = max(step, abs(value) / 10)
    return allowed.within(Bound(value - stretch, value + stretch))


def _period(first: date | None, last: date | None) -> Period | None:
    """The period from one day to another, or of the only one that is given."""
    if first and last and last < first:
        raise ValueError(f"end: {last} is before the start, {first}; give a later day")
    days = [each for each in (first, last) if each]
    return Period(days[0], days[-1]) if days else None


def _written_step(text: str, value: float, step: float, unit: Unit, qualifier: str) -> float:
    """The step that a number is written to: of "40,000" that of its last digit other than 0."""
    if not value or step < 1 or re.search(r"\d\.\d+ ?[mbtk]", text):  # 1.20 million
        return step
    zeros = step
    while value % (10 * zeros) == 0:
        zeros *= 10
    is_round = zeros >= 100 and abs(value) >= 1_000 and unit is not PERCENT
    return zeros if is_round or qualifier in {*APPROXIMATE, *OPEN} else step


def day_of(name: str, day: str | date | None) -> date | None:
    """A day as a date; ValueError, by its name, if it is none."""
    try:
        return date.fromisoformat(str(day)) if day else None
    except ValueError:
        raise ValueError(f"{name}: {day!r} is no day; write it as 2020-03-31") from None
