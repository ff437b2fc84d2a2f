"""A figure: a number with its possible range, its unit, its dates and its source rows."""

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from numbers import Real
from typing import Any, Never, TypeAlias, cast

import pandas as pd
from markupsafe import Markup

from stats.bounds import Bound, cleaned, minus_signs, over
from stats.english import (
    MEASURED,
    as_in_tables,
    as_printed,
    dates_in_words,
    in_words,
    unit_words,
    usual_decimals,
)
from stats.output import link, markup
from stats.qualifiers import APPROXIMATE, MIRRORED, QUALIFIERS
from stats.wording import read_quotation

_ALONE = "take numbers at face value, and say so: float(x), sorted(…, key=float), "
_ALONE += 'sort_values("value"), .astype(float)'
_OPEN = "its words leave an end open: compare with less, or say “as printed” and take float(x)"
"""What to do where words leave a comparison open."""
_RATES = re.compile("percent|per_| a ")
"""Units of rates, which may be below 0."""


class FigureError(ValueError):
    """Figures cannot be combined, or a measure has no value for them; says which and why."""


_Dates: TypeAlias = tuple[date | None, date | None]


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


@dataclass(frozen=True)
class Figure:
    """A number that carries its range, unit, dates and sources through every computation.

    Figures with the same unit, place and time can be added and subtracted; every function of
    `stats.measures` takes figures and returns one. A count less its rise is the count before it,
    and a count plus its rise the one after it, if each has its `kind`; `growth_rate(now - rise,
    now)` takes both as one unknown. `now / (1 + growth)` and `then * (1 + growth)` are such counts
    too, each of two unknowns.

    Parameters
    ----------
    value
        The number at face value, without its qualifier; 0.78 for 78%, as pandas has it.
    range
        The lowest and the highest value that its wording and its rounding allow: what is printed,
        compared, published and checked by. "About" allows half the step that its number is written
        to, either way; "nearly" is below its number.
    unit, kind, max_days_apart, quantity, place
        What is counted and where, as in the tables; empty, or 0, where that is not known.
    start, end
        Its first and last day; None where they are not known.
    inputs, bodies
        The ids of the rows that it comes from, and the names of those who state them.
    formula, formula_with_numbers
        How it is computed from them, written with their ids and with their numbers.
    qualifier
        The code of the words that it is printed after; empty if it was computed.
    row
        The row that it was read from; None if it was computed or parsed.
    by
        What it was divided by, where that is of another time: "by the population of 2015".
    rounded_to
        The step that it is written to, 0.01 for whole percent; 0 if it was computed.
    moved
        Of a count before or after a change, the count and the change; else None.

    Two figures compare by all that their words and rounding allow: `a < b` is true if all of a is
    below all of b, false if none is, and raises FigureError where it cannot be told. So do a figure
    and a number, also by `==`. `a == b` asks of two figures whether they are the same one.
    `float(a)` is the number without its words, as matplotlib and `sorted(…, key=float)` ask for it.

    Only within one operation is a figure that comes in twice one unknown, so that `a - a` is 0. In
    `a / (a + b)` it counts as two: the range may be wider than it need be, never narrower.

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
    stats.figure.FigureError: it cannot be told which is larger: a, at least 40 people; or 50; ...
    """

    value: float
    range: Bound
    unit: str = ""
    kind: str = ""
    max_days_apart: int = 0
    quantity: str = ""
    place: str = ""
    start: date | None = None
    end: date | None = None
    inputs: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    formula: str = ""
    formula_with_numbers: str = ""
    qualifier: str = ""
    row: Row | None = None
    by: str = ""
    rounded_to: float = 0.0
    moved: "tuple[Figure, Figure] | None" = None

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
        last digit. After "about", "nearly" or the like it is that of the last digit other than 0,
        decimals apart; so it is of a number from 1,000 on that has no such word and ends in two
        zeros or more: "40,000" is written to 10,000. Say `rounded_to=1` if it is exact.

        Raises ValueError if the words have no number, or more than one, or say of it what `unit` or
        `kind` do not, or if a day is none.

        Examples
        --------
        >>> arrests = Figure.parse("at least 55,770 people arrested", unit="arrests")
        >>> print(arrests)
        at least 55,770 arrests
        >>> Figure.parse("21,900 at the end of 2016", unit="people").range
        Bound(21850.0, 21950.0, high_open=True)
        >>> Figure.parse("5,000 fewer deaths", unit="deaths", kind="change").value
        -5000.0
        """
        if kind not in ("", "stock", "flow", "change"):
            raise ValueError(f"kind: {kind!r}; it is stock, flow or change, or left out")
        if rounded_to is not None and not 0 < rounded_to < math.inf:
            raise ValueError(f"rounded_to: {rounded_to}; give a step above 0, such as 100")
        # As a reader writes them: square metres, per 100,000.
        unit = unit.replace("square metres", "square_metres")
        unit = re.sub("^(?:%|per ?cents?)$", "percent", unit)
        unit = re.sub(r"^per ([\d,]+)", lambda base: f"per_{base[1].replace(',', '')}", unit)
        value, step, qualifier = read_quotation(text, unit, kind)
        if rounded_to is None and value and step >= 1 and not re.search(r"\d\.\d+ ?[mbtk]", text):
            zeros = step
            while value % (10 * zeros) == 0:
                zeros *= 10
            rounded = zeros >= 100 and abs(value) >= 1_000 and unit != "percent"
            step = zeros if rounded or qualifier in APPROXIMATE else step
        first, last = day_of("start", start), day_of("end", end)
        if first and last and last < first:
            raise ValueError(f"end: {last} is before the start, {first}; give a later day")
        stated = _stated(value, max(step, rounded_to or step), qualifier, unit, kind)
        return replace(stated, start=first or last, end=last or first)

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
    def decimals(self) -> int:
        """The decimals of its number; below 0 where its range is wide, -3 for thousands."""
        decimals = usual_decimals(self.range, self.unit)
        low, value, high = (as_in_tables(x, self.unit) for x in (self.low, self.value, self.high))
        rounded = round(value, decimals)
        stays = low < value < high and low < rounded < high and rounded != 0  # in its range
        return decimals if stays else max(0, decimals)

    @property
    def words(self) -> str:
        """Its range, as text: "more than 77.6%"."""
        return in_words(self.range, self.unit) + self._aside

    @property
    def formulas(self) -> tuple[str, str]:
        """The formula with the ids of its rows, and with their numbers."""
        number = f"{as_in_tables(self.value, self.unit):,.15g}{'%' * (self.unit == 'percent')}"
        return self.formula or number, self.formula_with_numbers or number

    @property
    def known_days(self) -> tuple[date, date] | None:
        """Its first and last day, or None if they are not known."""
        return (self.start, self.end) if self.start and self.end else None

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day; FigureError if they are not known, as a row's always are."""
        if self.known_days is None:
            what = "are not known; give a figure that has them"
            raise FigureError(f"the dates of {self.name} {what}")
        return self.known_days

    @property
    def when(self) -> str:
        """Its dates in words: "March 2020"."""
        if self.known_days is None:
            return "at no known time"
        return f"{'some time from ' if self.undated else ''}{dates_in_words(*self.known_days)}"

    @property
    def undated(self) -> bool:
        """Whether it is of a moment in more than a quarter, of which nobody names the day.

        A count of a calendar year is not: it stands at its end.
        """
        if self.kind != "stock" or self.known_days is None or whole_year(*self.known_days):
            return False
        return (self.known_days[1] - self.known_days[0]).days > 92

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

    @property
    def name(self) -> str:
        """Its row's id, or the formula that it was computed by."""
        return self.formula or self.face

    @property
    def _is_factor(self) -> bool:
        """Whether it is 1 and a growth."""
        return self.unit == "times" and self.kind == "change"

    @property
    def _aside(self) -> str:
        return f", {self.by}" if self.by else ""

    def __str__(self) -> str:
        return self._in_words() + self._aside

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        if spec.endswith("%") and self.unit == "times":  # a part of 1
            return format(replace(self, unit="percent"), spec)
        unit = unit_words(self.unit)
        percent = "%" in unit
        wanted = re.fullmatch(rf"(,?)(?:\.(\d){'%' if percent else 'f'}?)?", spec)
        if not wanted:
            form = '".1%" (points are stats.change)' if percent else '".0f"'
            raise ValueError(
                f'{spec!r} is no format of {self.name}; write decimals as in {form}, "," to '
                "leave out the unit, or rose|fell for one of two words; of a count, round(x, -3) "
                "has thousands"
            )
        decimals = int(wanted[2] or 0)
        finer = as_in_tables(self.rounded_to, self.unit) * 10**decimals
        if decimals and self.qualifier and finer > 1:
            raise ValueError(f"{spec!r} is finer than what is printed, {self}")
        printed = self.qualifier and (finer == 1 or not wanted[2])
        text = self._in_words(decimals if wanted[2] else None, short=not printed)
        text += "" if wanted[2] else self._aside
        # "," leaves out the unit, except for "%" and rates such as "a day"
        whole = not wanted[1] or re.search("%| a ", unit)
        return text if whole else text.removesuffix(f" {unit}")

    def _in_words(self, decimals: int | None = None, *, short: bool = False) -> str:
        """Short: one number after its word. In full: its face value, and its range in brackets."""
        if self.qualifier and not short:
            return as_printed(self.value, self.unit, self.qualifier)
        known = self.range
        decimals = self.decimals if decimals is None else decimals
        is_end, full = self.value in (known.low, known.high), max(0, decimals)
        number = in_words(self.value, self.unit, decimals)
        words = in_words(known, self.unit, full)
        said = short or is_end or words.endswith(f" {number}")
        if known.low == known.high or (known.one_sided and said):
            return words
        if not known.one_sided:
            # Rounded, it must not be below what it is nearly.
            up_to = in_words(Bound(-math.inf, known.high), self.unit, full)
            nearly = known.approximate and known.high_open and up_to == f"at most {number}"
            if is_end and not (nearly and self.value == known.high > 0):
                # More or less than its value, which is an end of its range.
                ends = (known.low, math.inf) if self.value == known.low else (-math.inf, known.high)
                one_end = replace(known, low=ends[0], high=ends[1])
                return in_words(one_end, self.unit, full) if short else words
            number = f"{'nearly' if is_end else 'about'} {number}"
        alone = words.removesuffix(unit_words(self.unit).lstrip("%")).rstrip()
        return number if short else f"{number} ({alone})"

    def __repr__(self) -> str:
        how = f", {self.row.id}" if self.row else f" = {self.formula_with_numbers}"
        return f"<Figure {self}{how.removesuffix(' = '):.60}>"

    def _repr_html_(self) -> str:
        if self.row:
            row = link(self.row.id, f"#figure-{self.row.id}")
            said = markup("“{}”, {}, {}", self.row.wording, self.who, self.when)
            return markup("<p><strong>{}</strong>: {} <small>({})</small></p>", self, said, row)
        formula = minus_signs(self.formula_with_numbers)
        how = markup(" = {}", formula) if formula else ""
        links = [link(name.replace("_", " "), f"#figure-{name}") for name in self.inputs]
        rows = markup(" <small>({})</small>", Markup(", ").join(links)) if links else ""
        return markup("<p><strong>{}</strong>{}{}</p>", self, how, rows)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same figure, or can be no other number than this."""
        if not isinstance(other, Real):
            return vars(self) == vars(other) if isinstance(other, Figure) else NotImplemented
        _require_ratio(self, other)
        allowed, possible = self.range, float(other) in self.range
        if possible and allowed.low != allowed.high:
            hint = _OPEN if allowed.one_sided else _ALONE
            raise FigureError(f"it cannot be told whether {_which(self)}, is {other:,.15g}; {hint}")
        return possible

    def __hash__(self) -> int:
        return hash(self.value)

    def __float__(self) -> float:
        return float(cleaned(self.value))  # so that 70% + 20% + 10% is 1

    def __int__(self) -> int:
        return int(self.value)

    def __bool__(self) -> Never:
        raise FigureError(f"{self.name} is neither true nor false; compare it, as in x > 0")

    def __pow__(self, other: Never) -> Never:
        raise TypeError(f"a figure takes + - * / alone; take its number, float({self.name})")

    __rpow__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__

    def __lt__(self, other: "Figure | float") -> bool:
        return _is_told(self, other, below=True)

    def __gt__(self, other: "Figure | float") -> bool:
        return _is_told(other, self, below=True)

    def __le__(self, other: "Figure | float") -> bool:
        return _is_told(other, self, below=False)

    def __ge__(self, other: "Figure | float") -> bool:
        return _is_told(self, other, below=False)

    def __add__(self, other: "Figure | float") -> "Figure":
        """The sum with another figure of its unit, place and time, or with a number of its unit."""
        if isinstance(other, Real) and other == 0:  # sum() starts with 0 + the first figure
            return self
        return self._combined(other, operator.add, "+")

    __radd__ = __add__

    def __sub__(self, other: "Figure | float") -> "Figure":
        return self._combined(other, operator.sub, "-")

    def __rsub__(self, other: float) -> "Figure":
        return self._with(other, lambda one, number: number - one, "{1} - {0}")

    def __truediv__(self, other: "Figure | float") -> "Figure":
        """How many times another figure, above 0, this one is, of 0 or more.

        Their units and times may differ: it is for the caller to see that they go together.
        """
        return self._combined(other, operator.truediv, "/")

    def __rtruediv__(self, other: float) -> "Figure":
        if not isinstance(other, Real) or math.isnan(other):
            return self._with(other, operator.truediv, "{1} / {0}")
        if self.unit not in ("", "percent", "times"):
            what = f"divide a figure by it, or {other} by float({self.name})"
            raise FigureError(f"{other} / {self.name}: it is in {unit_words(self.unit)}; {what}")
        if self.low < 0 or self.value <= 0:
            raise FigureError(f"{other} / {self.name}: divide by what is above 0")
        times = replace(self, unit="times", kind="")
        return times._with(other, lambda one, number: number / one, "{1} / {0}")

    def __mul__(self, number: "float | Figure") -> "Figure":
        """The figure times a number, or a count times a share of it or 1 and its growth."""
        if isinstance(number, Figure) and number.unit != "percent" and not number._is_factor:
            if self.unit != "percent" and not self._is_factor:
                what = "neither is a share or 1 and a growth; hold a rate against what it is of: "
                what += "rate_per, mean_rate, later / earlier or a / b"
                raise FigureError(f"{self.name} * {number.name}: {what}")
            return number * self
        by = number if isinstance(number, Figure) and number.kind != self.kind else self
        if by.kind == "change" and self.end and (self.end == by.end and self.start != by.start):
            what = "the growth is of the count before; the rise to this one is "
            raise FigureError(f"{self.name} * {by.name}: {what}now - now / (1 + growth)")
        return self._combined(number, operator.mul, "*")

    __rmul__ = __mul__

    def __neg__(self) -> "Figure":
        """The figure with the other sign, as printed: a fall by more than 67% is less than −67%."""
        qualifier = MIRRORED.get(self.qualifier, self.qualifier)
        mirrored = self._changed(operator.neg, "-({})")
        return replace(mirrored, qualifier=qualifier, rounded_to=self.rounded_to)

    def __abs__(self) -> "Figure":
        """The figure without its sign; FigureError if it cannot be told which it has."""
        return -self if self.low < 0 and self <= 0 else self

    def __round__(self, digits: int = 0) -> "Figure":
        """About its rounded number; what its words allow stays, and that number is in it."""
        rounded = self._changed(lambda one: round(one, digits), f"round({{}}, {digits})")
        low, high = min(self.low, rounded.value), max(self.high, rounded.value)
        return replace(rounded, range=replace(self.range, low=low, high=high, approximate=True))

    def _with(self, number: Any, apply: Callable[[Any, Any], Any], how: str) -> "Figure":
        """What is done with a number, in the unit of the figure."""
        if not isinstance(number, Real) or isinstance(number, bool):
            return NotImplemented  # type: ignore[no-any-return]
        if math.isnan(number):
            # As pandas has it, where a row has nothing before it.
            return math.nan  # type: ignore[return-value]
        if math.isinf(number):
            raise FigureError(f"{self.name} and {number}: give a number that has an end")
        _require_ratio(self, number, 100 if "/" in how else 5)
        how = how.format("{0}", f"{number:,.15g}")
        result = self._changed(lambda one: apply(one, float(number)), how)
        # 1 and a growth is how many times the count before the one after is; less 1, the growth.
        if how == "{0} - 1" and self.unit == "times":
            return replace(result, unit="percent")
        is_growth = (self.kind, self.unit) == ("change", "percent")
        if how == "1 - {0}" and is_growth and self.value < 0:
            raise FigureError(f"1 - {self.name}: a fall is below 0; write 1 + {self.name}")
        is_factor = is_growth and how in {"{0} + 1", "1 - {0}"}
        return replace(result, unit="times") if is_factor else result

    def _changed(self, apply: Callable[[Any], Any], how: str) -> "Figure":
        """A function of it that is monotone; `how` is its formula."""
        texts = self.formulas if how.endswith(")") else map(in_brackets, self.formulas)
        formula, with_numbers = map(how.format, texts)
        return replace(
            self,
            value=float(apply(self.value)),
            range=over(lambda end: float(cleaned(apply(end))), self.range),
            formula=formula,
            formula_with_numbers=with_numbers,
            qualifier="",
            row=None,
            rounded_to=0.0,
            moved=None,
        )

    def _combined(self, other: Any, apply: Callable[[Any, Any], Any], sign: str) -> "Figure":
        if not isinstance(other, Figure):
            return self._with(other, apply, f"{{}} {sign} {{}}")
        if self.unit == "percent" and other.unit == "percentage points" and sign in "+-":
            fraction = other.range.scaled(0.01)
            other = replace(other, unit="percent", value=other.value / 100, range=fraction)
        if sign == "+" and self.kind == "change" and other.kind in {"stock", "flow"}:
            return cast("Figure", other + self)
        require_same_place([self, other])
        of_whole = other._is_factor or other.unit == "percent" != self.unit
        if sign in "+-":
            require_same_unit(self, other)
        elif sign == "/" and self.unit != other.unit and _RATES.search(other.unit) and not of_whole:
            raise FigureError(
                f"{self.name} is in {unit_words(self.unit) or 'no known unit'} and {other.name} is "
                f"{unit_words(other.unit)}; hold the rate against what it is of: rate_per, share, "
                "mean_rate or a / b"
            )
        if self.unit == "percentage points" and other.unit == "percent" and sign in "*/":
            what = "is no part of a percentage; how much one grew is stats.growth_rate(then, now)"
            raise FigureError(f"{self.name} {what}")
        is_earlier = self.known_days and self.start == other.start and self.end != other.end
        if sign == "/" and other._is_factor and is_earlier:
            what = "the growth is of this count; the one after it is then * (1 + growth)"
            raise FigureError(f"{self.name} / {in_brackets(other.name)}: {what}")
        is_moved = self.kind in {"stock", "flow"} and other.kind == "change"
        is_moved &= sign in "+-" or other._is_factor
        if is_moved and re.fullmatch(r"-\([^()]+\)", other.name):
            what = f"take the change with its own sign, {other.name[2:-1]}"
            raise FigureError(f"{self.name} {sign} {in_brackets(other.name)}: {what}")
        if sign == "/" and (self.low < 0 or other.low < 0 or other.value <= 0):
            raise FigureError(
                f"{self.name} by {other.name}: {self.range} by {other.range}: "
                "divide 0 or more by what is above 0; a fall is stats.growth_rate(then, now)"
            )
        if same(self, other):  # one unknown
            allowed = over(lambda one: apply(one, one), self.range)
        else:
            allowed = over(apply, self.range, other.range)
        # A quotient needs brackets on both sides, a difference around what is taken away.
        left = [in_brackets(each) if sign in "*/" else each for each in self.formulas]
        right = [each if sign == "+" else in_brackets(each) for each in other.formulas]
        start, end = (_moved if is_moved else _dates)(self, other, sign)
        result = Figure(
            apply(self.value, other.value),
            allowed,
            unit="times",
            place=self.place or other.place,
            start=start,
            end=end,
            inputs=tuple(dict.fromkeys(self.inputs + other.inputs)),
            bodies=tuple(dict.fromkeys(self.bodies + other.bodies)),
            formula=f"{left[0]} {sign} {right[0]}",
            formula_with_numbers=f"{left[1]} {sign} {right[1]}",
        )
        if sign == "/" and not of_whole:
            return result
        result = replace(result, unit=self.unit, kind=self.kind, max_days_apart=self.max_days_apart)
        if is_moved:
            moved = None if other._is_factor else (self, other)
            return replace(result, quantity=self.quantity, moved=moved)
        if sign in "*/":  # 12% more of a count is a change of it
            is_growth = sign == "*" and other.kind == "change" and self.unit != "percent"
            return replace(result, kind="change") if is_growth else result
        kind = self.kind or other.kind
        if kind == "stock":  # the difference of stocks at two times is a change
            try:
                require_same_time([self, other])
            except FigureError:
                kind = "change"
        one, two = _parts(self), _parts(other)
        is_known = one == two or (sign == "+" and one and two)  # such as boys and girls
        return replace(
            result,
            unit=self.unit or other.unit,
            kind=kind,
            max_days_apart=max(self.max_days_apart, other.max_days_apart),
            quantity=" + ".join(sorted(one | two)) if is_known else "",
        )


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
        "when": [each.when if each.known_days else "" for each in several],
        "wording": [each.row.wording if each.row else "" for each in several],
    }
    known = {name: column for name, column in columns.items() if any(column)}
    return pd.DataFrame(known, index=[each.name for each in several])


def figures_in(given: Any) -> list[Figure]:
    """A figure, or those in a list, a Series or a DataFrame."""
    if isinstance(given, pd.DataFrame):
        found = [each for each in given.to_numpy().ravel() if isinstance(each, Figure)]
        if len(given) and not found:
            raise TypeError("figures: this table has none; give rows of data.rows")
        return found
    several = [*given] if isinstance(given, Iterable) else [given]
    if wrong := [each for each in several if not isinstance(each, Figure)]:
        raise TypeError(f"figures: {wrong[0]!r:.60} is no figure; give figures, as in data[id]")
    return several


def _which(one: Figure | float) -> str:
    if not isinstance(one, Figure):
        return f"{one:,.15g}"
    return f"{one.formula}, {in_words(one.range, one.unit)}".removeprefix(", ")


def _is_told(one: Any, other: Any, *, below: bool) -> bool:
    """Whether all of one is below all of another, a figure or a number; if not `below`, none."""
    both = one, other
    if not all(isinstance(each, Figure | Real) for each in both):
        return NotImplemented  # type: ignore[no-any-return]  # a Series compares each of its items
    if any(math.isnan(each) for each in both):
        return False  # as pandas has it, where a row has nothing before it
    if any(math.isinf(each) for each in both if not isinstance(each, Figure)):
        return (float(one) < float(other)) is below
    _require_ratio(one, other)
    _require_ratio(other, one)
    if isinstance(one, Figure) and isinstance(other, Figure):
        if same(one, other):
            return not below
        require_same_unit(one, other)
    bounds = [each.range if isinstance(each, Figure) else Bound(each, each) for each in both]
    answer = bounds[0].is_below(bounds[1])
    if answer is None:
        which = "; or ".join(map(_which, both))
        hint = _OPEN if any(each.one_sided for each in bounds) else _ALONE
        raise FigureError(f"it cannot be told which is larger: {which}; {hint}")
    return answer is below


def from_row(row: Mapping[str, Any], quantity: Mapping[str, Any]) -> Figure:
    """Return a table row as a figure, with the range that its wording and rounding allow.

    An exact value rounded to a step above 1, and any percentage or rate, may be half a step lower
    or up to half a step higher, the largest error of rounding to the nearest step. "At least" and
    the like are not widened. "About" and "estimated" are taken as rounded, "nearly" as the half
    step below; since nobody stated a margin, they are marked approximate. `row` has its cells by
    column, with numbers and dates read, and may have `who` and `place_name`; `quantity` is the row
    of its quantity.
    """
    value, step, qualifier = float(row["value"]), float(row["rounded_to"]), str(row["qualifier"])
    stated = _stated(value, step, qualifier, str(quantity["unit"]), str(quantity["kind"]))
    return replace(
        stated,
        max_days_apart=int(quantity["max_days_apart"]),
        quantity=str(quantity["key"]),
        place=str(row["place"]),
        start=row["start"].date(),
        end=row["end"].date(),
        inputs=(str(row["id"]),),
        bodies=tuple(filter(None, [str(row.get("who", ""))])),
        formula=str(row["id"]),
        formula_with_numbers=stated.formulas[1],
        row=Row(**{each.name: row.get(each.name, "") for each in fields(Row)}),
    )


def _stated(value: float, step: float, qualifier: str, unit: str, kind: str) -> Figure:
    """A number as printed, with what its words and rounding allow: 0.78 for 78%."""
    is_counted = step == 1 or not MEASURED.search(unit)  # whole things
    half = 0.0 if step <= 1 and is_counted and not _RATES.search(unit) else step / 2
    least = 0.0 if kind != "change" and not _RATES.search(unit) else -math.inf
    allowed = QUALIFIERS[qualifier].allows(value, half, least)
    if unit == "percent":
        value, step = float(cleaned(value / 100)), float(cleaned(step / 100))
        allowed = allowed.scaled(0.01)
    return Figure(value, allowed, unit, kind, qualifier=qualifier, rounded_to=step)


def day_of(name: str, day: str | date | None) -> date | None:
    """A day as a date; ValueError, by its name, if it is none."""
    try:
        return date.fromisoformat(str(day)) if day else None
    except ValueError:
        raise ValueError(f"{name}: {day!r} is no day; write it as 2020-03-31") from None


def _require_ratio(figure: Any, number: Any, least: float = 1.5) -> None:
    """Raise FigureError if a percentage meets a number, from `least` on, that is one in percent."""
    in_percent = isinstance(figure, Figure) and figure.unit in {"percent", "percent a year"}
    largest = max(least, 2 * abs(float(figure))) if in_percent else 0
    if in_percent and isinstance(number, Real) and abs(float(number)) >= largest:
        raise FigureError(
            f"{figure!r} is {float(figure):.4g} as a number, and {number:,.15g} would be "
            f"{100 * float(number):,.15g}%; write 0.05 for 5%, and no * 100, or take float(x)"
        )


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures are one: the same object, or one row, even if it was loaded twice.

    Two statements may give the same number and range, and be two unknowns.
    """
    return one is other or (one.row is not None and one == other)


def require_same_unit(one: Figure, other: Figure) -> None:
    """Raise FigureError if two figures have different units."""
    if len(units := {one.unit, other.unit} - {""}) > 1:
        hint = " (people and places: stats.places_short)" * (units == {"people", "places"})
        if any(each.unit == "percent" and each.kind == "change" for each in (one, other)):
            hint = " (the count after a growth: then * (1 + growth); before: now / (1 + growth))"
        if units == {"percent", "times"}:
            hint = " (in percent: stats.share(part, whole), stats.growth_rate(then, now))"
        if any(" a " in unit_words(each.unit) for each in (one, other)):
            hint = ' (of a count, mean_rate(count, per="day"))'
        raise FigureError(
            f"{one.name} is in {unit_words(one.unit) or one.unit} and {other.name} in "
            f"{unit_words(other.unit) or other.unit}; take figures of one unit (quantities.csv has "
            f"it){hint or '; of two things, a / b'}"
        )


def require_same_place(figures: Iterable[Figure]) -> None:
    """Raise FigureError if figures are of different places."""
    known = {figure.place: figure for figure in figures if figure.place}
    if len(known) > 1:
        places = " and ".join(f"{figure.name} is of {place}" for place, figure in known.items())
        raise FigureError(
            f"{places}; take figures of one place (a region that is held against the whole or "
            "another is a quantity of its own, with the place of the whole)"
        )


def require_same_time(figures: Iterable[Figure]) -> None:
    """Raise FigureError if figures are further apart in time than their quantity allows.

    Two flows, such as deaths and cases, must begin and end within so many days of each other.
    """
    known = [(figure, *figure.known_days) for figure in figures if figure.known_days]
    for (one, first, end), (other, start, last) in itertools.permutations(known, 2):
        days = max(one.max_days_apart, other.max_days_apart)
        apart = (start - end).days
        if one.kind == other.kind == "flow":
            apart = max((start - first).days, (last - end).days)
        if apart > days:
            within = f"within {days} days of each other" if days else "of the same time"
            is_one = (one.unit, one.quantity) == (other.unit, other.quantity)
            within += ", a measure of two times (growth_rate)" * is_one
            raise FigureError(
                f"{one.when} ({one.name}) and {other.when} ({other.name}) are not of one time; "
                f"take figures {within}, or, if they go together, more days apart (quantities.csv)"
            )


def _dates(one: Figure, other: Figure, sign: str) -> _Dates:
    """The dates of a sum, difference or quotient: the span of both, except for two flows.

    The sum of adjoining flows has their joint period, a difference the rest of the longer period.
    """
    periods = [each.known_days for each in (one, other) if each.kind == "flow" and each.known_days]
    if sign == "+" and len(periods) < 2:
        require_same_time([one, other])
    both, own, its = span([one, other]), _parts(one), _parts(other)
    are_shares = one.unit == "percent" and not (own or its)
    # Parts such as boys and girls, or shares of one whole, of one period or some of its days.
    are_parts = sign == "+" and (are_shares or bool(own and its and own.isdisjoint(its)))
    is_within = both in periods if are_parts else sign == "-" and len({*periods}) == 1
    if sign in "*/" or len(periods) < 2 or is_within:
        return both
    day = timedelta(days=1)
    if sign == "+":
        (first, last), (start, end) = sorted(periods)
        if start <= last and not are_parts:
            raise FigureError(
                f"{one.when} ({one.name}) and {other.when} ({other.name}) share days, which a sum "
                "would count twice; take periods that share none, or parts, each with a quantity"
            )
        return (first, end) if start == last + day and own == its else (None, None)
    (first, last), (start, end) = periods
    if first == start and end < last:
        return end + day, last
    if last == end and first < start:
        return first, start - day
    return None, None


def _parts(figure: Figure) -> set[str]:
    """The quantities of a sum, or of a figure."""
    return {*filter(None, figure.quantity.split(" + "))}


def _moved(count: Figure, by: Figure, sign: str) -> _Dates:
    """The dates of the count before a change or, of a sum or product, of the one after it."""
    if not (count.known_days and by.known_days):
        return None, None
    (first, last), (start, end), is_later = count.known_days, by.known_days, sign in "+*"
    its, edges = (start, (first, last)) if is_later else (end, (last,))
    apart = min(abs((edge - its).days) for edge in edges)
    if count.kind == "stock" and first <= its <= last and not whole_year(first, last):
        apart = 0
    adjoins = count.kind == "flow" and start == first - timedelta(days=1)
    if count.kind == "flow" and end == last and (start == first or (adjoins and is_later)):
        return first, last  # a balance of the same days
    is_other = count.kind == "flow" and (end <= last if is_later else start >= first)
    if apart > max(count.max_days_apart, by.max_days_apart) or is_other:
        if sign in "*/":  # of other things, such as prices
            return span([count, by])
        what = "take a change from the count of its last day, or add it to that of its first"
        raise FigureError(f"{by.name} is of {by.when} and {count.name} of {count.when}; {what}")
    return _as_long(count, end if is_later else start, begins=not (is_later or adjoins))


def _as_long(count: Figure, of: date, *, begins: bool) -> tuple[date, date]:
    """A period of a flow's length that begins or ends on a day; of a stock that day or month."""
    (first, last), day = count.days, timedelta(days=1)
    edge, after, is_flow = of if begins else of + day, last + day, count.kind == "flow"
    here, there = (first, after) if begins else (after, first)
    months = 12 * (edge.year - here.year) + edge.month - here.month
    # Weeks keep their days, longer periods their day of the year, and whole months their months.
    is_whole = first.day == after.day == edge.day == 1 and (is_flow or months % 12 == 0)
    is_alike = is_flow and edge.day == here.day and (after - first).days >= 28
    if is_whole or (is_alike and months % 12 == 0):
        other = cast(date, (pd.Timestamp(there) + pd.DateOffset(months=months)).date())
    else:
        other = edge + (there - here if is_flow else day if begins else -day)
    return (edge, other - day) if begins else (other, edge - day)


def span(figures: Iterable[Figure]) -> _Dates:
    """The first and the last day of all that figures cover."""
    known = [figure.known_days for figure in figures if figure.known_days]
    first = min((start for start, _ in known), default=None)
    return first, max((end for _, end in known), default=None)


def in_points(one: Figure) -> Figure:
    """A difference of percentages in percentage points."""
    value = round(100 * one.value, 10)  # 3% less 1% has noise
    return replace(one, value=value, range=one.range.scaled(100), unit="percentage points")


def in_brackets(text: str) -> str:
    """Put brackets around a formula that has operators, to use it inside another."""
    return f"({text})" if " " in text else text


def whole_year(start: date, end: date) -> bool:
    """Tell whether dates are one calendar year, from its first day to its last."""
    return start == date(end.year, 1, 1) and end == date(end.year, 12, 31)
