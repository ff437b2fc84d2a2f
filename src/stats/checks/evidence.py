"""What is held against a claim: figures by others, sums of their counts, changes between two.

`collect` lists it, and judges each piece by itself; the answers in `stats.checks.check` are asked
of that list. The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from operator import attrgetter

from stats.checks.verdicts import CLOSE_WITHIN, MATCHES_WITHIN
from stats.figures.facts import Row
from stats.figures.figure import Figure
from stats.figures.formulas import change, growth_rate
from stats.figures.periods import Period
from stats.tables.read import Data
from stats.tables.schema import KINDS
from stats.values.bounds import without_noise
from stats.values.qualifiers import OPEN
from stats.values.units import PERCENT


class Relation(Enum):
    """How a row relates to a claim: whose it is."""

    OWN = auto()
    """Said by the claim's own body, or by one with the same topmost body."""
    OWN_SOURCE = auto()
    """Said by another body in the claim's own source."""
    OWN_COUNT = auto()
    """What its own body counted, passed on by another in another source."""
    EARLIER = auto()
    """An earlier edition of what the body that counted the claim counts."""
    OTHER = auto()
    """Another body's, in another source."""


@dataclass(frozen=True)
class Neighbour:
    """A row beside a claim: its figure, what it is to the claim, and where it comes from.

    `said_by` is the topmost body of those who say it, `origin` that of those who counted it, or who
    say it where that is not known. `kind` is that of its source.
    """

    figure: Figure
    row: Row
    relation: Relation
    said_by: str
    origin: str
    kind: str


@dataclass(frozen=True)
class Evidence:
    """A figure that is held against a claim, and what it tells.

    - `how` it was obtained: "printed", "sum" of one body's counts, or "pair" of two counts
    - `figure`, the `parts` that it comes from, and the `kind` of its weakest source
    - `gap`: its relative difference from the claim, and its `distance`: "matches", "close" or "far"
    - `supports` the claim's words: "yes", "no", "open" if it cannot be told, or "" if it is not of
      the claim's days or denies nothing
    - `counts`: "counted", "words" if it tells only whether the words hold, else "listed"
    """

    how: str
    figure: Figure
    parts: tuple[Neighbour, ...]
    kind: str
    gap: float
    distance: str
    supports: str
    counts: str

    @property
    def ids(self) -> list[str]:
        """The ids of its rows, each once."""
        return self._once("id")

    @property
    def bodies(self) -> list[str]:
        """The keys of those who say it, each once."""
        return self._once("attributed_to")

    @property
    def sources(self) -> list[str]:
        """The keys of its sources, each once."""
        return self._once("source")

    def _once(self, column: str) -> list[str]:
        return [*dict.fromkeys(getattr(neighbour.row, column) for neighbour in self.parts)]

    @property
    def value(self) -> float:
        """Its number, without the noise of binary fractions."""
        return without_noise(self.figure.value)

    @property
    def words(self) -> str:
        """The figure as text, with its time where nobody names the day."""
        figure = self.figure
        return f"{figure}, {figure.when}" if figure.undated else str(figure)


# Whose a row is.


def is_of_own_body(row: Row, claim: Row, data: Data) -> bool:
    """Tell whether a row is said by a claim's own body, or by one with the same topmost body."""
    return data.root(row.attributed_to) == data.root(claim.attributed_to)


def is_counted_by_own_body(row: Row, claim: Row, data: Data) -> bool:
    """Tell whether a claim's own body counted a row, whoever says it."""
    return row.counted_by != "" and data.root(row.counted_by) == data.root(claim.attributed_to)


def relation_of(row: Row, claim: Row, data: Data) -> Relation:
    """Tell how a row relates to a claim."""
    if is_of_own_body(row, claim, data):
        return Relation.OWN
    if row.source == claim.source:
        return Relation.OWN_SOURCE
    if is_counted_by_own_body(row, claim, data):
        return Relation.OWN_COUNT
    if claim.counted_by == (row.counted_by or row.attributed_to):
        published = data.sources["published"]
        if published[claim.source] > published[row.source]:
            return Relation.EARLIER
    return Relation.OTHER


def neighbours(claim: Figure, data: Data, ends: Iterable[Figure]) -> list[Neighbour]:
    """Return all rows of a claim's place and quantity, or of its ends', in the order of time."""
    stated, beside, kinds = claim.own_row, [], data.sources["kind"]
    quantities = {claim.quantity, *(end.quantity for end in ends)}
    for name, figure in data.items():
        if figure.quantity not in quantities or figure.place != claim.place or name == stated.id:
            continue
        row = figure.own_row
        beside.append(
            Neighbour(
                figure,
                row,
                relation_of(row, stated, data),
                said_by=data.root(row.attributed_to),
                origin=data.root(row.counted_by or row.attributed_to),
                kind=str(kinds[row.source]),
            )
        )
    return sorted(beside, key=attrgetter("figure.end", "figure.start"))


# Of which time it is.


def days_apart(first: Figure, second: Figure) -> float:
    """Return the days between two figures; infinity if their quantity does not allow so many."""
    if first.kind == "stock":  # counted at some moment of its days, which must be as few
        apart = first.counted.apart(second.counted)
        longest = max(apart, first.counted.length - 1, second.counted.length - 1)
    else:
        days = first.days.ends_apart(second.days)
        apart, longest = sum(days), max(days)
    return apart if longest <= first.max_days_apart else math.inf


def near(figure: Figure, rows: Iterable[Neighbour]) -> list[Neighbour]:
    """Return the rows of the same quantity and the same time as a figure."""
    return [
        neighbour
        for neighbour in rows
        if neighbour.figure.quantity == figure.quantity
        and days_apart(figure, neighbour.figure) < math.inf
    ]


def _days_shared(claim: Figure, figure: Figure) -> str:
    """Tell whether a figure covers "all" days of a claim, "some" of them, or others, ""."""
    if figure.days == claim.days:
        return "all"
    return "some" if claim.kind == "stock" and claim.days.contains(figure.days) else ""


# All that others give.


def collect(
    claim: Figure, rows: Iterable[Neighbour], ends: tuple[Figure, ...], without: str = ""
) -> list[Evidence]:
    """Return the evidence by others on a claim, leaving out one source if asked.

    `ends` are the two counts that a change is computed from, at whose times others are paired.
    """
    others = [
        neighbour
        for neighbour in rows
        if neighbour.relation not in {Relation.OWN, Relation.OWN_SOURCE}
        and neighbour.row.source != without
    ]
    evidence = [
        _judge(claim, "printed", each.figure, (each,), _days_shared(claim, each.figure))
        for each in near(claim, others)
    ]
    if ends:
        evidence += _pairs(claim, ends, [near(end, others) for end in ends])
    if claim.kind == "flow":
        evidence += _sums(claim, others)  # all of its quantity, since a flow has no ends
    return evidence


def _judge(
    claim: Figure, how: str, figure: Figure, rows: tuple[Neighbour, ...], shared: str
) -> Evidence:
    """Compare a figure by others with a claim, whose days it shares wholly or in part."""
    gap, inside = gap_of(claim, figure), figure.range.is_inside(claim.range)
    distance = _distance(claim, gap, inside)
    supports = {True: "yes", False: "no", None: "open"}[inside] if shared else ""
    if supports == "no" and shared == "some" and distance == "matches":
        supports = "open"  # of some of its days alone a near miss denies nothing
    counts = "counted"
    if any(neighbour.row.qualifier in OPEN for neighbour in rows):
        counts = "words" if supports in {"yes", "no"} else "listed"
    relations = {neighbour.relation for neighbour in rows}
    if relations & {Relation.OWN_COUNT, Relation.EARLIER}:  # by who made the claim, or before it
        counts, supports = "listed", ""
    kind = max((neighbour.kind for neighbour in rows), key=KINDS.index)
    return Evidence(how, figure, rows, kind, gap, distance, supports, counts)


def gap_of(claim: Figure, figure: Figure) -> float:
    """Return the relative difference of a figure from a claim: 0.1 is a tenth more."""
    if claim.value == 0:
        return math.copysign(math.inf, figure.value) if figure.value else 0.0
    return round((figure.value - claim.value) / abs(claim.value), 12)


def gap_in_words(claim: Figure, figure: Figure) -> str:
    """Write how far a figure is from a claim: in percent of it, of percentages in points."""
    gap = gap_of(claim, figure)
    if gap == 0:
        return "the same"
    size = f"{abs(gap):,.1%} " if abs(gap) < 0.1 else f"{abs(gap):,.0%} "
    if abs(gap) < 0.0005:
        size = "under 0.1% "
    if claim.measured_in is PERCENT:  # a percentage of a percentage misleads
        size = f"{100 * abs(figure.value - claim.value):,.1f} points "
    elif math.isinf(gap):  # from a claim of 0
        size = ""
    if claim.value < 0:  # “higher” would be a smaller fall
        return f"{size}apart"
    return f"{size}{'higher' if gap > 0 else 'lower'}"


def _distance(claim: Figure, gap: float, inside: bool | None) -> str:
    """Tell how far off a figure is; what the claim's words allow is not far, unless open."""
    if abs(gap) <= MATCHES_WITHIN:
        return "matches"
    is_allowed = claim.qualifier not in OPEN and inside is not False
    return "close" if abs(gap) <= CLOSE_WITHIN or is_allowed else "far"


# Sums of periods.


def _sums(claim: Figure, others: list[Neighbour]) -> Iterator[Evidence]:
    """Sum each body's most precise counts that together cover the claim's days.

    Where a period has several such counts there are two: with the lowest, and with the highest.
    """
    for body in sorted({count.row.attributed_to for count in others}):
        counts = [count for count in others if count.row.attributed_to == body]
        lowest = sorted(counts, key=lambda count: (*_coarseness(count), count.figure.value))
        highest = sorted(counts, key=lambda count: (*_coarseness(count), -count.figure.value))
        for parts in dict.fromkeys((_filling(claim, lowest), _filling(claim, highest))):
            if len(parts) > 1:
                figures = [part.figure for part in parts]
                yield _judge(claim, "sum", sum(figures[1:], figures[0]), parts, "all")


def _coarseness(count: Neighbour) -> tuple[bool, float]:
    return count.row.qualifier in OPEN, count.row.rounded_to


def _filling(claim: Figure, counts: list[Neighbour]) -> tuple[Neighbour, ...]:
    """Return the first counts that cover a claim's days without a gap, or none."""
    left: Period | None = claim.days
    parts: list[Neighbour] = []
    while left:
        for count in counts:
            if count.figure.start == left.first and left.contains(count.figure.days):
                break
        else:
            return ()
        parts.append(count)
        left = left.without(count.figure.days)
    return tuple(parts)


# Changes between two counts.


def change_as_claimed(claim: Figure, first: Figure, last: Figure) -> Figure:
    """Return the change between two counts, as a growth where the claim is in percent."""
    if claim.measured_in is PERCENT:
        return growth_rate(first, last)
    return change(first, last)


def _pairs(
    claim: Figure, ends: tuple[Figure, ...], rows: list[list[Neighbour]]
) -> Iterator[Evidence]:
    """Give the change between two counts of one body, one near each end of the claim."""
    for first, last in _counts_of_one_body(*rows):
        figures = first.figure, last.figure
        shared = all(map(_days_shared, ends, figures))
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            changed = change_as_claimed(claim, *figures)
            yield _judge(claim, "pair", changed, (first, last), "some" if shared else "")


def _counts_of_one_body(
    starts: list[Neighbour], ends: list[Neighbour]
) -> list[tuple[Neighbour, Neighbour]]:
    """Pair two counts of each body, from one source where a source has both."""
    pairs = [
        (first, last)
        for first, last in itertools.product(starts, ends)
        if first.said_by == last.said_by and first is not last
    ]
    of_one_source = {first.said_by for first, last in pairs if _is_one_source(first, last)}
    return [pair for pair in pairs if _is_one_source(*pair) or pair[0].said_by not in of_one_source]


def _is_one_source(first: Neighbour, last: Neighbour) -> bool:
    return first.row.source == last.row.source


# As it is shown.


def repeats_together(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence for display: what decides first, and repeats of one count together.

    Of repeats it has the rows of all, and the words of the strongest source.
    """
    groups: dict[object, list[Evidence]] = {}
    for piece in evidence:
        counts = (  # who counted what; “about 38,000” allows what a rounded 38,000 does
            (row.origin, row.figure.value, row.figure.days, row.figure.low, row.figure.high)
            for row in piece.parts
        )
        groups.setdefault((piece.counts, *counts), []).append(piece)
    shown = []
    for repeats in groups.values():
        repeats.sort(key=lambda repeat: KINDS.index(repeat.kind))
        parts = zip(*(repeat.parts for repeat in repeats), strict=True)
        shown.append(replace(repeats[0], parts=tuple(itertools.chain(*parts))))
    order = ("counted", "words", "listed")
    return sorted(
        shown, key=lambda piece: (order.index(piece.counts), piece.gap, " ".join(piece.ids))
    )
