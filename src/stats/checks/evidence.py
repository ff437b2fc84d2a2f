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

from stats.figures.facts import Row
from stats.figures.figure import Figure
from stats.figures.measures import change, growth_rate
from stats.figures.periods import Period
from stats.tables.read import Data
from stats.values.bounds import cleaned
from stats.values.qualifiers import OPEN
from stats.values.units import PERCENT

MATCHES, CLOSE = 0.02, 0.10
"""Largest relative gap at which a figure still matches a claim, or is still close to it."""
COPY = "copy of a data set"
KINDS = ("document", "own report", "agency copy", "translation", "retelling", "forum or blog", COPY)
"""The kinds of sources, from the strongest to the weakest."""


class Relation(Enum):
    """What a row is to a claim: whose it is."""

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

    @property
    def is_others(self) -> bool:
        """Whether another body says it in another source, whoever counted it."""
        return self not in {Relation.OWN, Relation.OWN_SOURCE}


@dataclass(frozen=True)
class Statement:
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
    - `figure`, the statements that it comes from, `rows`, and the `kind` of its weakest source
    - `gap`: its relative difference from the claim, and its `distance`: "matches", "close" or "far"
    - `supports` the claim's words: "yes", "no", "open" if it cannot be told, or "" if it is not of
      the claim's days or denies nothing
    - `counts`: "counted", "words" if it tells only whether the words hold, else "listed"
    """

    how: str
    figure: Figure
    rows: tuple[Statement, ...]
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
        return [*dict.fromkeys(getattr(each.row, column) for each in self.rows)]

    @property
    def value(self) -> float:
        """Its number, in which binary noise decides nothing."""
        return float(cleaned(self.figure.value))

    @property
    def words(self) -> str:
        """As printed, or what it comes to; with its time where nobody names the day."""
        figure = self.figure
        return f"{figure}, {figure.when}" if figure.undated else str(figure)


def own_row(figure: Figure) -> Row:
    """The row of a figure; ValueError if it has none."""
    if figure.row is None:
        what = "is no row of a table; check it without tables, check(claim, recomputed=…), or "
        raise ValueError(f"{figure.name} {what}show it in a statistics_table")
    return figure.row


# Whose a row is.


def is_of_own_body(row: Row, claim: Row, data: Data) -> bool:
    """Whether a row is said by a claim's own body, or by one with the same topmost body."""
    return data.root(row.attributed_to) == data.root(claim.attributed_to)


def is_counted_by_own_body(row: Row, claim: Row, data: Data) -> bool:
    """Whether a claim's own body counted a row, whoever says it."""
    return row.counted_by != "" and data.root(row.counted_by) == data.root(claim.attributed_to)


def is_later(row: Row, claim: Row, data: Data) -> bool:
    """Whether a row's source was published after a claim's."""
    published = data.sources["published"]
    return bool(published[row.source] > published[claim.source])


def relation_of(row: Row, claim: Row, data: Data) -> Relation:
    """Tell what a row is to a claim."""
    if is_of_own_body(row, claim, data):
        return Relation.OWN
    if row.source == claim.source:
        return Relation.OWN_SOURCE
    if is_counted_by_own_body(row, claim, data):
        return Relation.OWN_COUNT
    counter = row.counted_by or row.attributed_to
    if counter == claim.counted_by and is_later(claim, row, data):
        return Relation.EARLIER
    return Relation.OTHER


def statements(claim: Figure, data: Data, ends: Iterable[Figure] = ()) -> list[Statement]:
    """Return all rows of a claim's place and quantity, or of its ends', in the order of time."""
    stated, found = own_row(claim), []
    quantities = {claim.quantity, *(end.quantity for end in ends)}
    for name, figure in data.items():
        if figure.quantity not in quantities or figure.place != claim.place or name == stated.id:
            continue
        row = own_row(figure)
        found.append(
            Statement(
                figure,
                row,
                relation_of(row, stated, data),
                said_by=data.root(row.attributed_to),
                origin=data.root(row.counted_by or row.attributed_to),
                kind=str(data.sources.at[row.source, "kind"]),
            )
        )
    return sorted(found, key=attrgetter("figure.end", "figure.start"))


# Of which time it is.


def days_apart(one: Figure, other: Figure) -> float:
    """Days between two figures; infinite if more than their quantity allows for one time."""
    if one.kind == "stock":  # counted at some moment of its days, which must be as few
        apart = one.counted.apart(other.counted)
        longest = max(apart, one.counted.length - 1, other.counted.length - 1)
    else:
        days = one.days.ends_apart(other.days)
        apart, longest = sum(days), max(days)
    return apart if longest <= one.max_days_apart else math.inf


def near(figure: Figure, rows: Iterable[Statement]) -> list[Statement]:
    """Return the rows of a figure's quantity that are of one time with it."""
    same = [each for each in rows if each.figure.quantity == figure.quantity]
    return [each for each in same if days_apart(figure, each.figure) < math.inf]


def _days_shared(figure: Figure, other: Figure) -> str:
    """Whether one is of "all" the days of another, of "some" of them, or of near ones, ""."""
    if other.days == figure.days:
        return "all"
    return "some" if figure.kind == "stock" and figure.days.contains(other.days) else ""


# All that others give.


def collect(
    claim: Figure, rows: Iterable[Statement], ends: tuple[Figure, ...] = (), without: str = ""
) -> list[Evidence]:
    """Return all that others give for a claim, but from one source, and what each tells.

    `ends` are the two counts that a change is computed from, at whose times others are paired.
    """
    others = [each for each in rows if each.relation.is_others and each.row.source != without]
    found = []
    for each in near(claim, others):
        shared = _days_shared(claim, each.figure)
        found.append(_judge(claim, "printed", each.figure, (each,), shared))
    if ends:
        found += _pairs(claim, ends, [near(end, others) for end in ends])
    if claim.kind == "flow":
        found += _sums(claim, [each for each in others if each.figure.quantity == claim.quantity])
    return found


def _judge(
    claim: Figure, how: str, figure: Figure, rows: tuple[Statement, ...], shared: str
) -> Evidence:
    """Hold a figure of others, of all or some of a claim's days, against it."""
    gap, inside = gap_of(claim, figure), figure.range.is_inside(claim.range)
    distance = _distance(claim, gap, inside)
    supports = {True: "yes", False: "no", None: "open"}[inside] if shared else ""
    if supports == "no" and shared == "some" and distance == "matches":
        supports = "open"  # of some of its days alone a near miss denies nothing
    counts = "counted"
    if any(each.row.qualifier in OPEN for each in rows):
        counts = "words" if supports in {"yes", "no"} else "listed"
    if not _may_decide(rows, distance):
        counts, supports = "listed", ""
    kind = max((each.kind for each in rows), key=KINDS.index)
    return Evidence(how, figure, rows, kind, gap, distance, supports, counts)


def _may_decide(rows: tuple[Statement, ...], distance: str) -> bool:
    """The claimant's own count does not; one that was mended since denies nothing."""
    relations = {each.relation for each in rows}
    is_mended = Relation.EARLIER in relations and distance != "matches"
    return Relation.OWN_COUNT not in relations and not is_mended


def gap_of(claim: Figure, other: Figure) -> float:
    """Return the relative difference of a figure from a claim: 0.1 is a tenth more."""
    value = float(cleaned(other.value))
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((value - claim.value) / abs(claim.value), 12)


def _distance(claim: Figure, gap: float, inside: bool | None) -> str:
    """How far off a figure is; what a number's words allow is not far, unless they are open."""
    if abs(gap) <= MATCHES:
        return "matches"
    is_allowed = claim.qualifier not in OPEN and inside is not False
    return "close" if abs(gap) <= CLOSE or is_allowed else "far"


# Sums of periods.


def _sums(claim: Figure, others: list[Statement]) -> Iterator[Evidence]:
    """Of each body, the sums of its finest counts of consecutive periods that fill the days.

    Where a period has several such counts there are two: with the lowest, and with the highest.
    """
    for body in sorted({each.row.attributed_to for each in others}):
        counts = [each for each in others if each.row.attributed_to == body]
        lowest = sorted(counts, key=lambda each: (*_coarseness(each), each.figure.value))
        highest = sorted(counts, key=lambda each: (*_coarseness(each), -each.figure.value))
        for parts in dict.fromkeys((_filling(claim, lowest), _filling(claim, highest))):
            if len(parts) > 1:
                figures = [each.figure for each in parts]
                yield _judge(claim, "sum", sum(figures[1:], figures[0]), parts, "all")


def _coarseness(each: Statement) -> tuple[bool, float]:
    return each.row.qualifier in OPEN, each.row.rounded_to


def _filling(claim: Figure, counts: list[Statement]) -> tuple[Statement, ...]:
    """The first of the counts that fill a claim's days without a gap; none if they do not."""
    left: Period | None = claim.days
    parts: list[Statement] = []
    while left:
        for each in counts:
            if each.figure.start == left.first and left.contains(each.figure.days):
                break
        else:
            return ()
        parts.append(each)
        left = left.without(each.figure.days)
    return tuple(parts)


# Changes between two counts.


def change_as_claimed(claim: Figure, first: Figure, last: Figure) -> Figure:
    """Return the change between two counts, as a growth where the claim is in percent."""
    if claim.measured_in is PERCENT:
        return growth_rate(first, last)
    return change(first, last)


def _pairs(
    claim: Figure, ends: tuple[Figure, ...], rows: list[list[Statement]]
) -> Iterator[Evidence]:
    """What changed between two counts of one body, one near each end."""
    for first, last in _told_at_once(*rows):
        figures = first.figure, last.figure
        shared = [_days_shared(*each) for each in zip(ends, figures, strict=True)]
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            found = change_as_claimed(claim, *figures)
            yield _judge(claim, "pair", found, (first, last), "some" if all(shared) else "")


def _told_at_once(
    starts: list[Statement], ends: list[Statement]
) -> list[tuple[Statement, Statement]]:
    """Two counts of each body; of one with two editions, those that one source has both of."""
    pairs = [
        (first, last)
        for first, last in itertools.product(starts, ends)
        if first.said_by == last.said_by and first is not last
    ]
    told = {first.said_by for first, last in pairs if _is_one_source(first, last)}
    return [pair for pair in pairs if _is_one_source(*pair) or pair[0].said_by not in told]


def _is_one_source(first: Statement, last: Statement) -> bool:
    return first.row.source == last.row.source


# As it is shown.


def repeats_together(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence as it is shown: the deciding first, and of repeats of one count one.

    It names the rows of all, and the strongest of their kinds.
    """
    groups: dict[object, list[Evidence]] = {}
    for each in evidence:
        groups.setdefault(_same_count(each), []).append(each)
    shown = [_as_one(repeats) for repeats in groups.values()]
    return sorted(shown, key=lambda each: (each.counts, each.gap, " ".join(each.ids)))


def _same_count(each: Evidence) -> tuple[object, ...]:
    """What repeats of one count have in common: who counted which numbers."""
    return each.counts, *(
        (part.origin, part.figure.value, part.figure.days, part.row.qualifier, part.row.rounded_to)
        for part in each.rows
    )


def _as_one(repeats: list[Evidence]) -> Evidence:
    """The first of repeats, with the rows of all and the strongest of their kinds."""
    rows = [part for parts in zip(*(each.rows for each in repeats), strict=True) for part in parts]
    kind = min((each.kind for each in repeats), key=KINDS.index)
    return replace(repeats[0], rows=tuple(rows), kind=kind)
