"""What follows from what, among the numbers of a sentence, or the rows of one source and place.

A kind of relation is its formula, and a function that finds the counts a claim may follow from.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from typing import NamedTuple, TypeAlias

import pandas as pd

from stats.checks.check import check
from stats.drafts.mentions import PEOPLE
from stats.figures.figure import Figure
from stats.values.bounds import over, without_noise
from stats.values.units import PERCENT
from stats.words.english import as_in_tables

_ENDS = (re.compile(r"\bfrom (?:\w+ ){0,2}\d"), re.compile(r"\bto (?:\w+ ){0,2}\d"))
"""Words at the earlier and at the later end of a change."""
_A_YEAR = re.compile(r"nnual|\b(?:a|per|each|every) (?:month|year)\b")
_EARLIER = re.compile(r"^\D*\b(?:from|compared|against|than)\b|\d.*\b(?:last|previous) year\b")
_GENERAL = {"change", "fall", "growth", "rise", "percent", "rate", "share", "stock", "thing", ""}
_ANSWERS = ["adds up", "may add up", "look again"]
_NEAR = 0.05
"""How far off a claim may be, as a part of it, and still be said to follow."""
_KINDS = {
    (True, True): ["growth"],
    (True, False): ["share", "occupancy"],
    (False, True): ["difference"],
    (False, False): ["sum"],
}
"""What a number may be, by whether it is in percent, and whether it is a change."""


@dataclass(frozen=True)
class _Number:
    """A number of a text or a table: `order` is its place among all, `at` that of its sentence.

    Numbers of a table have no sentence; those of one source and place stand at one place.
    """

    name: str
    figure: Figure
    order: int
    at: int
    sentence: str
    wording: str
    guessed: bool

    @property
    def nouns(self) -> set[str]:
        """The words of its quantity's name that tell what is counted."""
        return {word.removesuffix("s") for word in self.figure.quantity.split("_")} - _GENERAL

    def is_of(self, other: "_Number") -> bool:
        """Tell whether its quantity may be of another's: drug_share of drug_prisoners."""
        return not self.nouns or bool(self.nouns & other.nouns)

    def is_before(self, other: "_Number") -> bool:
        """Tell whether it is the earlier one, by its days or by words such as “from”."""
        days, others = self.figure.period, other.figure.period
        if days and others:
            return days.first < others.first
        return bool(_EARLIER.search(self.wording)) and not _EARLIER.search(other.wording)

    def is_near(self, other: "_Number") -> bool:
        """Tell whether another is of its sentence, or of its source and place."""
        return other.at == self.at and other is not self

    def is_beside(self, *others: "_Number") -> bool:
        """Tell whether it stands right before or behind some others; rows may stand anywhere."""
        steps = {abs(other.order - self.order) for other in others}
        return not self.sentence or steps == {*range(1, len(others) + 1)}

    @property
    def kinds(self) -> list[str]:
        """What it may be if it follows from others; of rates, nothing."""
        is_percent = self.figure.measured_in is PERCENT
        if self.figure.measured_in.is_rate and not is_percent:
            return []
        return _KINDS[is_percent, self.figure.kind == "change"]


Inputs: TypeAlias = tuple[_Number, ...]


class Found(NamedTuple):
    """A row of `relations`."""

    kind: str
    claim: str
    inputs: tuple[str, ...]
    comes_to: float
    answer: str


@dataclass(frozen=True)
class Relation:
    """A kind of relation: its formula, and `code`, which computes it in a chapter.

    `inputs` finds, among counts that stand near a claim, those from which it may follow.
    """

    inputs: Callable[[_Number, list[_Number]], Iterator[Inputs]] = field(repr=False)
    formula: Callable[..., float] = field(repr=False)
    code: str


def _of_changes(claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
    """Two counts of one thing, the earlier first."""
    for then, now in permutations(near, 2):
        is_one_thing = then.figure.quantity == now.figure.quantity and _are_alike(then, now)
        if is_one_thing and claim.is_of(now) and then.is_before(now) and _spans(claim, then, now):
            yield then, now


def _of_shares(claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
    """A part, and a whole that is greater."""
    for part, whole in permutations(near, 2):
        is_its_part = claim.is_beside(part) and claim.is_of(part)
        is_of_whole = part.figure.value < whole.figure.value and _are_alike(part, whole)
        if is_its_part and is_of_whole and _are_of_one_time(claim, part, whole):
            yield part, whole


def _of_occupancy(claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
    """People, and the places that they have; in tables, of what is called an occupancy."""
    is_named = not claim.nouns or "occupancy" in claim.nouns
    for people, places in permutations(near, 2):
        are_such = people.figure.unit in PEOPLE and places.figure.unit == "places"
        is_close = claim.is_beside(people) or claim.is_beside(places)
        if is_named and are_such and is_close and _are_of_one_time(claim, people, places):
            yield people, places


def _of_sums(claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
    """Parts that stand side by side."""
    if abs(claim.figure.value) < 10 * claim.figure.rounded_to:  # a rough one is met by chance
        return
    parts = [part for part in near if _may_be_part(part, claim)]
    for first, last in combinations(range(len(parts)), 2):
        run = parts[first : last + 1]
        if claim.is_beside(*run):
            yield tuple(run)


RELATIONS = {
    "growth": Relation(_of_changes, lambda then, now: now / then - 1, "stats.growth_rate({})"),
    "difference": Relation(_of_changes, lambda then, now: now - then, "stats.change({})"),
    "share": Relation(_of_shares, lambda part, whole: part / whole, "stats.share({})"),
    "occupancy": Relation(
        _of_occupancy, lambda people, places: people / places, "stats.occupancy_rate({})"
    ),
    "sum": Relation(_of_sums, lambda *parts: sum(parts), "sum([{}])"),
}
"""Each kind of relation, by its name."""


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`. Near are numbers of one sentence; of rows,
    those of one source and place, if their quantities share a word and their days agree. A row has
    the `kind` (growth, difference, share, occupancy or sum), the ids of `claim` and `inputs`, what
    these give (`comes_to`), and the `answer`: "adds up" and "may add up", as `check` has them, or
    "look again": a change that is off by at most 5%, goes the other way, or is said to be "from"
    one count "to" the other. Numbers meet by chance too.

    Raises ValueError if the frame has no figures.

    Examples
    --------
    >>> from stats import draft
    >>> found = draft("Arrests rose by 50%, from 800 arrests in 2015 to 1,200 arrests in 2020.")
    >>> relations(found).to_numpy().tolist()
    [['growth', 'percent_50', ('arrests_800', 'arrests_1_200'), 50.0, 'adds up']]
    """
    if "figure" not in frame:
        raise ValueError("frame: it has no column figure; give draft(text) or data.rows")
    numbers = _numbers(frame)
    counts = [number for number in numbers if number.kinds == ["sum"]]
    table = []
    for claim in numbers:
        near = [count for count in counts if claim.is_near(count)]
        found = [
            row
            for kind in claim.kinds
            for inputs in RELATIONS[kind].inputs(claim, near)
            if (row := _follows(kind, claim, inputs))
        ]
        table += sorted(found, key=lambda row: _ANSWERS.index(row.answer))[:1]
    return pd.DataFrame(table, columns=Found._fields)


def _numbers(frame: pd.DataFrame) -> list[_Number]:
    """The numbers of a draft, or of the rows of tables."""
    if "sentence" not in frame:
        place = frame.groupby(["source", "place"]).ngroup()
        frame = frame.assign(at=place, sentence="", guessed=False)
    rows = frame[["figure", "at", "sentence", "wording", "guessed"]].itertuples(name=None)
    return [
        _Number(str(name), figure, order, *others)
        for order, (name, figure, *others) in enumerate(rows)
    ]


def _are_alike(*numbers: _Number) -> bool:
    """Whether numbers count one thing, as far as the nouns behind them tell."""
    units = {number.figure.unit for number in numbers if not number.guessed}
    return len(units) < 2 or units <= PEOPLE


def _are_of_one_time(*numbers: _Number) -> bool:
    """Whether numbers have the same days, as far as they are known."""
    return len({number.figure.period for number in numbers} - {None}) < 2


def _may_be_part(part: _Number, whole: _Number) -> bool:
    return _are_alike(whole, part) and _are_of_one_time(whole, part) and whole.is_of(part)


def _spans(claim: _Number, then: _Number, now: _Number) -> bool:
    """Whether the days of a change, if it has some, are those from one count to the other."""
    days, first, last = claim.figure.period, then.figure.period, now.figure.period
    if not (days and first and last):
        return not days
    return first.first <= days.first <= first.last and days.last == last.last


def _follows(kind: str, claim: _Number, inputs: Inputs) -> Found | None:
    """A row of `relations`; None if the claim is something else."""
    formula, value = RELATIONS[kind].formula, float(claim.figure)
    figures = [number.figure for number in inputs]
    try:
        comes_to = without_noise(formula(*map(float, figures)))
        possible = over(formula, *(figure.range for figure in figures))
    except (ValueError, ZeroDivisionError):  # it has no range
        return None
    room = max(abs(value) * _NEAR, claim.figure.rounded_to)
    if abs(abs(comes_to) - abs(value)) > room and not _is_from_to(claim, inputs):
        return None
    recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
    answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    if answer not in _ANSWERS:
        if claim.figure.kind != "change":  # a near miss of anything else is met by chance
            return None
        answer = "look again"
    names = tuple(number.name for number in inputs)
    shown = round(as_in_tables(comes_to, claim.figure.unit), 6)
    return Found(kind, claim.name, names, shown, answer)


def _is_from_to(claim: _Number, inputs: Inputs) -> bool:
    """Whether a sentence says that two numbers are the ends of a change: by 60%, from 800 to 1,200.

    A change a year is of something else.
    """
    is_change = claim.figure.kind == "change" and claim.figure.qualifier == "exact"
    words = zip(_ENDS, (number.wording for number in inputs), strict=False)
    return (
        is_change
        and not _A_YEAR.search(claim.sentence)
        and all(end.search(wording) for end, wording in words)
    )


def code(kind: str, names: Sequence[str]) -> str:
    """Return how a relation is computed in a chapter, from the variables of its inputs.

    Examples
    --------
    >>> code("sum", ["boys", "girls"])
    'sum([boys, girls])'
    """
    return RELATIONS[kind].code.format(", ".join(names))
