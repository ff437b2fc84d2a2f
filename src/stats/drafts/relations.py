"""What follows from what, among the numbers of a sentence, or the rows of one source and place.

A kind of relation is its formula, and a test of the counts from which a claim may follow.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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

    def is_of(self, count: "_Number") -> bool:
        """Tell whether it may be of what a count counts: drug_share of drug_prisoners."""
        return not self.nouns or bool(self.nouns & count.nouns)

    def is_before(self, other: "_Number") -> bool:
        """Tell whether it is the earlier one, by its days or by words such as “from”."""
        days, other_days = self.figure.period, other.figure.period
        if days and other_days:
            return days.first < other_days.first
        return bool(_EARLIER.search(self.wording)) and not _EARLIER.search(other.wording)

    def is_beside(self, *numbers: "_Number") -> bool:
        """Tell whether it stands right before or behind numbers; rows may stand anywhere."""
        steps = {abs(number.order - self.order) for number in numbers}
        return not self.sentence or steps == {*range(1, len(numbers) + 1)}

    @property
    def kinds(self) -> list[str]:
        """What it may be if it follows from others; a rate is nothing."""
        is_percent = self.figure.measured_in is PERCENT
        if self.figure.measured_in.is_rate and not is_percent:
            return []
        return _KINDS[is_percent, self.figure.kind == "change"]


Inputs: TypeAlias = tuple[_Number, ...]


class _Row(NamedTuple):
    """A row of `relations`."""

    kind: str
    claim: str
    inputs: tuple[str, ...]
    comes_to: float
    answer: str


class Relation(NamedTuple):
    """A kind of relation: its formula, and `code`, which computes it in a chapter.

    `fits` tells whether a claim may follow from some counts that stand near it.
    """

    fits: Callable[..., bool]
    formula: Callable[..., float]
    code: str


def _are_ends(claim: _Number, then: _Number, now: _Number) -> bool:
    """Tell whether they are two counts of one thing, the earlier first."""
    is_one_thing = then.figure.quantity == now.figure.quantity and _are_alike(then, now)
    return is_one_thing and claim.is_of(now) and then.is_before(now) and _spans(claim, then, now)


def _are_part_and_whole(claim: _Number, part: _Number, whole: _Number) -> bool:
    """Tell whether they are a part, and a whole that is greater."""
    is_of_whole = part.figure.value < whole.figure.value and _are_alike(part, whole)
    is_of_part = claim.is_beside(part) and claim.is_of(part)
    return is_of_whole and is_of_part and _are_of_one_time(claim, part, whole)


def _are_people_and_places(claim: _Number, people: _Number, places: _Number) -> bool:
    """Tell whether they are people and the places for them; in tables, of a claim named so."""
    are_such = people.figure.unit in PEOPLE and places.figure.unit == "places"
    is_close = claim.is_beside(people) or claim.is_beside(places)
    is_named = not claim.nouns or "occupancy" in claim.nouns
    return are_such and is_close and is_named and _are_of_one_time(claim, people, places)


def _are_parts(claim: _Number, *parts: _Number) -> bool:
    """Tell whether they stand side by side; a rough claim would be met by chance."""
    return abs(claim.figure.value) >= 10 * claim.figure.rounded_to and claim.is_beside(*parts)


RELATIONS = {
    "growth": Relation(_are_ends, lambda then, now: now / then - 1, "stats.growth_rate({})"),
    "difference": Relation(_are_ends, lambda then, now: now - then, "stats.change({})"),
    "share": Relation(_are_part_and_whole, lambda part, whole: part / whole, "stats.share({})"),
    "occupancy": Relation(
        _are_people_and_places,
        lambda people, places: people / places,
        "stats.occupancy_rate({})",
    ),
    "sum": Relation(_are_parts, lambda *parts: sum(parts), "sum([{}])"),
}
"""Each kind of relation, by its name."""


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`. Near are numbers of one sentence; of rows,
    those of one source and place, if their quantities share a word and their days agree. A row has
    the `kind` (growth, difference, share, occupancy or sum), the ids of `claim` and `inputs`, what
    these give (`comes_to`), and the `answer`: "adds up" or "may add up", as `check` has it, or
    "look again", of a change that does not add up, but is off by at most 5%, goes the other way, or
    is said to be "from" one count "to" the other. Numbers meet by chance too.

    Raises ValueError if the frame has no figures.

    Examples
    --------
    >>> from stats import draft
    >>> frame = draft("Arrests rose by 50%, from 800 arrests in 2015 to 1,200 arrests in 2020.")
    >>> relations(frame).to_numpy().tolist()
    [['growth', 'percent_50', ('arrests_800', 'arrests_1_200'), 50.0, 'adds up']]
    """
    if "figure" not in frame:
        raise ValueError("frame: it has no column figure; give draft(text) or data.rows")
    numbers = _numbers(frame)
    counts = [number for number in numbers if number.kinds == ["sum"]]
    rows = [row for claim in numbers for row in _best(claim, counts)]
    return pd.DataFrame(rows, columns=_Row._fields)


def _best(claim: _Number, counts: list[_Number]) -> list[_Row]:
    """Return the best row for a claim, of the counts that stand near it; none, or one."""
    near = [count for count in counts if count.at == claim.at and count is not claim]
    rows = [
        _follows(kind, claim, inputs)
        for kind in claim.kinds
        for inputs in _inputs(kind, claim, near)
        if RELATIONS[kind].fits(claim, *inputs)
    ]
    return sorted(filter(None, rows), key=lambda row: _ANSWERS.index(row.answer))[:1]


def _numbers(frame: pd.DataFrame) -> list[_Number]:
    """Return the numbers of a draft, or of the rows of tables."""
    if "sentence" not in frame:
        place = frame.groupby(["source", "place"]).ngroup()
        frame = frame.assign(at=place, sentence="", guessed=False)
    rows = frame[["figure", "at", "sentence", "wording", "guessed"]].itertuples(name=None)
    return [
        _Number(str(name), figure, order, *place_and_words)
        for order, (name, figure, *place_and_words) in enumerate(rows)
    ]


def _are_alike(*numbers: _Number) -> bool:
    """Tell whether numbers count one thing, as far as the nouns behind them say."""
    units = {number.figure.unit for number in numbers if not number.guessed}
    return len(units) < 2 or units <= PEOPLE


def _are_of_one_time(*numbers: _Number) -> bool:
    """Tell whether numbers have the same days, as far as they are known."""
    return len({number.figure.period for number in numbers} - {None}) < 2


def _inputs(kind: str, claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
    """Give what a claim is held against: each two counts, or each run of counts as parts."""
    if kind != "sum":
        yield from permutations(near, 2)
        return
    parts = [
        part
        for part in near
        if _are_alike(claim, part) and _are_of_one_time(claim, part) and claim.is_of(part)
    ]
    for first, last in combinations(range(len(parts)), 2):
        yield tuple(parts[first : last + 1])


def _spans(claim: _Number, then: _Number, now: _Number) -> bool:
    """Tell whether the days of a change, if it has some, go from one count to the other."""
    days, first, last = claim.figure.period, then.figure.period, now.figure.period
    if not (days and first and last):
        return True
    return first.first <= days.first <= first.last and days.last == last.last


def _follows(kind: str, claim: _Number, inputs: Inputs) -> _Row | None:
    """Return a row of `relations`; None if the claim is something else."""
    formula = RELATIONS[kind].formula
    figures = [number.figure for number in inputs]
    try:
        comes_to = without_noise(formula(*map(float, figures)))
        possible = over(formula, *(figure.range for figure in figures))
    except (ValueError, ZeroDivisionError):  # it has no range
        return None
    recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
    if not (answer := _answer(claim, recomputed, inputs)):
        return None
    names = tuple(number.name for number in inputs)
    in_table = round(as_in_tables(comes_to, claim.figure.unit), 6)
    return _Row(kind, claim.name, names, in_table, answer)


def _answer(claim: _Number, recomputed: Figure, inputs: Inputs) -> str:
    """Return what is said of a claim; nothing if it is something else."""
    off = abs(abs(recomputed.value) - abs(claim.figure.value))
    is_near = off <= max(abs(claim.figure.value) * _NEAR, claim.figure.rounded_to)
    if not (is_near or _is_from_to(claim, inputs)):
        return ""
    answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    missed = "look again" if claim.figure.kind == "change" else ""  # a sum is missed by chance
    return answer if answer in _ANSWERS else missed


def _is_from_to(claim: _Number, inputs: Inputs) -> bool:
    """Tell whether a sentence has two numbers as the ends of a change: by 60%, from 800 to 1,200.

    A change a year is of something else.
    """
    is_change = claim.figure.kind == "change" and claim.figure.qualifier == "exact"
    words = zip(_ENDS, (number.wording for number in inputs), strict=False)
    is_whole = is_change and not _A_YEAR.search(claim.sentence)
    return is_whole and all(end.search(wording) for end, wording in words)


def code(kind: str, names: Sequence[str]) -> str:
    """Return how a relation is computed in a chapter, from the variables of its inputs.

    Examples
    --------
    >>> code("sum", ["boys", "girls"])
    'sum([boys, girls])'
    """
    return RELATIONS[kind].code.format(", ".join(names))
