"""What is known of a figure: its number and range, its unit, its dates and its source rows.

What one may do with figures is in `stats.figures.figure`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stats.figures.periods import Period, at
from stats.figures.terms import Estimate
from stats.values.bounds import Bound
from stats.values.units import PERCENT, Unit, unit_of
from stats.words.english import in_words


class FigureError(ValueError):
    """Figures cannot be combined, or a measure has no value for them; says which and why."""


class NotToldError(FigureError):
    """How two figures compare cannot be told."""


@dataclass(frozen=True)
class Row:
    """The table row that a figure was read from: who stated it, in which words, and where.

    Each field is the column of that name; `who` and `place_name` are the names of the body that
    states it and of its place.
    """

    id: str
    qualifier: str
    rounded_to: float
    attributed_to: str
    counted_by: str
    wording: str
    source: str
    note: str
    who: str
    place_name: str


@dataclass(frozen=True, eq=False, repr=False)
class Facts(Estimate):
    """The fields of a figure, which `Figure` explains, and what follows from them alone."""

    unit: str = ""
    kind: str = ""
    max_days_apart: int = 0
    quantity: str = ""
    place: str = ""
    period: Period | None = None
    qualifier: str = ""
    rounded_to: float = 0.0
    row: Row | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.range, Bound):
            raise TypeError(
                f"range: {self.range!r}; write Bound(low, high), of stats.values.bounds"
            )
        if not self.range.low <= self.value <= self.range.high:
            raise ValueError(f"value: {self.value}; it must lie in its range, {self.range}")

    @property
    def measured_in(self) -> Unit:
        """Its unit, of which `unit` is the name."""
        return unit_of(self.unit)

    @property
    def own_row(self) -> Row:
        """Its row; ValueError if it has none."""
        if self.row is None:
            raise ValueError(
                f"{self.name} is no row of a table; check it without tables, "
                "check(claim, recomputed=…), or show it in a statistics_table"
            )
        return self.row

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
        return str(in_words(self.value, self.unit))

    @property
    def words(self) -> str:
        """Its range, as text: "more than 77.6%"."""
        return str(in_words(self.range, self.unit))

    def label(self, *, with_numbers: bool) -> str:
        if self.row and not with_numbers:
            return self.row.id
        number = f"{self.measured_in.in_tables(self.value):,.15g}"
        return f"{number}%" if self.measured_in is PERCENT else number

    @property
    def formula(self) -> str:
        """How it was computed, with row ids; a row's own id; "" if it was only parsed."""
        return self.text(with_numbers=False) if self.row or self.made.how else ""

    @property
    def formula_with_numbers(self) -> str:
        """How it was computed, with the numbers of its rows."""
        return self.text(with_numbers=True) if self.row or self.made.how else ""

    @property
    def name(self) -> str:
        """Its row's id, the formula that it was computed by, or its number."""
        return self.formula or self.face

    def _stated(self) -> Iterator["Facts"]:
        """Give the figures that it was computed from: rows, and what was parsed."""
        return (leaf for leaf in self.leaves() if isinstance(leaf, Facts))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the rows that it comes from."""
        return tuple(dict.fromkeys(leaf.row.id for leaf in self._stated() if leaf.row))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The names of those who state the rows that it comes from."""
        rows = (leaf.row for leaf in self._stated())
        return tuple(dict.fromkeys(row.who for row in rows if row and row.who))

    @property
    def typed(self) -> bool:
        """Whether it was computed from a count that is no row."""
        return any(leaf.unit and not leaf.row for leaf in self._stated())

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
        """Whether it was counted on an unknown day of more than a quarter.

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
