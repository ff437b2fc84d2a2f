"""What follows from what, among numbers of a text that stand near each other, or rows of tables.

Each kind of relation is a small class: its formula, and the counts from which a claim may follow.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from typing import NamedTuple

import pandas as pd

from stats.checks.check import check
from stats.drafts.mentions import PEOPLE
from stats.figures.figure import Figure
from stats.values.bounds import over, without_noise
from stats.values.units import PERCENT, POINTS
from stats.words.english import as_in_tables
from stats.words.wording import readings

_EARLIER = re.compile(r"^\D*\b(?:from|compared|against|than)\b|\b(?:last|previous) year\b")
_A_YEAR = re.compile(r"nnual|\b(?:a|per|each) (?:month|year)\b")
_OF_THEM = re.compile(r"\b[Oo]f (?:them|these|those|whom|this (?:number|total))\b")
_GENERAL = {"change", "fall", "growth", "rise", "percent", "rate", "share", "stock", "thing"}
_ANSWERS = ["adds up", "may add up", "look again"]
_NEAR = 0.05
"""How far off a claim may be, as a part of it, and still be said to follow."""


@dataclass(frozen=True)
class _Number:
    """A number of a text or a table, by its id and its place among the others.

    Numbers of a table have no sentence; those of one source and place stand at one place.
    """

    name: str
    figure: Figure
    order: int
    at: int
    sentence: str = ""
    wording: str = ""
    guessed: bool = False

    @property
    def is_in_a_table(self) -> bool:
        return not self.sentence

    @property
    def nouns(self) -> set[str]:
        """The words of its quantity's name that tell what is counted."""
        return {word.removesuffix("s") for word in self.figure.quantity.split("_")} - _GENERAL

    def is_of(self, other: "_Number") -> bool:
        """Tell whether its quantity may be of another's: drug_share of drug_prisoners."""
        return not self.nouns or bool(self.nouns & other.nouns)

    @property
    def relation(self) -> str:
        """What it would be if it followed from others; of rates, nothing."""
        unit, is_change = self.figure.measured_in, self.figure.kind == "change"
        if unit is POINTS or unit.sort == "rate":
            return ""
        if unit is PERCENT:
            return "growth" if is_change else "share"
        return "difference" if is_change else "sum"


Inputs = tuple[_Number, ...]


class Found(NamedTuple):
    """A row of `relations`."""

    kind: str
    claim: str
    inputs: tuple[str, ...]
    comes_to: float
    answer: str


@dataclass(frozen=True)
class Relation:
    """A kind of relation: its formula, and `code`, which computes it in a chapter."""

    formula: Callable[..., float] = field(repr=False)
    code: str

    def inputs(self, claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
        """Yield the counts from which a claim may follow, by where they stand."""
        raise NotImplementedError

    def is_said(self, claim: _Number, inputs: Inputs, *, is_near: bool) -> bool:
        """Tell whether the words say that it follows, so that a miss is worth a look."""
        raise NotImplementedError


class _Change(Relation):
    """A growth or a difference, from a count to a later one."""

    def inputs(self, claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
        is_alone = all(count.at != claim.at for count in near)
        for pair in combinations(near, 2):
            is_near = claim.at in (pair[0].at, pair[1].at) or (
                is_alone and pair[0].at == pair[1].at
            )
            if is_near and _are_alike(*pair):
                yield from (then_now for then_now in _in_order(*pair) if _is_of(claim, *then_now))

    def is_said(self, claim: _Number, inputs: Inputs, *, is_near: bool) -> bool:
        is_plain = claim.figure.qualifier == "exact"
        if claim.is_in_a_table:
            return is_near or is_plain
        is_from_to = all(readings(count.wording)[0].is_level for count in inputs)
        is_here = {count.at for count in inputs} == {claim.at}
        is_yearly = _A_YEAR.search(claim.sentence)
        return is_here and not is_yearly and (is_near or (is_plain and is_from_to))


class _Share(Relation):
    """A part of a whole, in percent."""

    def inputs(self, claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
        for part, whole in permutations(near, 2):
            is_less = part.figure.value < whole.figure.value
            if is_less and _are_alike(part, whole) and self._are_its(claim, part, whole):
                yield part, whole

    @staticmethod
    def _are_its(claim: _Number, part: _Number, whole: _Number) -> bool:
        if claim.is_in_a_table:
            is_one_time = claim.figure.period == part.figure.period == whole.figure.period
            return is_one_time and claim.is_of(part)
        is_next = part.at == claim.at and abs(part.order - claim.order) == 1
        return is_next and (whole.at == claim.at or bool(_OF_THEM.search(claim.sentence)))

    def is_said(self, claim: _Number, inputs: Inputs, *, is_near: bool) -> bool:
        return False


class _Sum(Relation):
    """A whole, from parts that stand side by side."""

    def inputs(self, claim: _Number, near: list[_Number]) -> Iterator[Inputs]:
        figure = claim.figure
        if abs(figure.value) < 10 * figure.rounded_to:  # a rough one is met by chance
            return
        parts = [part for part in near if _are_alike(claim, part) and _may_be_part(part, claim)]
        for first, last in combinations(range(len(parts)), 2):
            run = parts[first : last + 1]
            if self._are_its(claim, run):
                yield tuple(run)

    @staticmethod
    def _are_its(claim: _Number, run: list[_Number]) -> bool:
        if claim.is_in_a_table:
            return len({part.figure.quantity for part in [claim, *run]}) == len(run) + 1
        is_run = run[-1].order - run[0].order == len(run) - 1 or run[0].at == run[-1].at
        is_next = claim.order in (run[0].order - 1, run[-1].order + 1)
        return is_run and is_next and run[0].at == run[-1].at

    def is_said(self, claim: _Number, inputs: Inputs, *, is_near: bool) -> bool:
        is_before = claim.order < inputs[0].order
        return is_near and is_before and bool(_OF_THEM.search(inputs[0].sentence))


RELATIONS: dict[str, Relation] = {
    "growth": _Change(lambda then, now: now / then - 1, "stats.growth_rate({})"),
    "difference": _Change(lambda then, now: now - then, "stats.change({})"),
    "share": _Share(lambda part, whole: part / whole, "stats.share({})"),
    "sum": _Sum(lambda *parts: sum(parts), "sum([{}])"),
}
"""Each kind of relation, by its name."""


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`: there those of one source and place are near,
    if their quantities share a word and their days agree. A row has the `kind` (growth, difference,
    share or sum), the ids of `claim` and `inputs`, what they `comes_to`, and the `answer`: "adds
    up" and "may add up", as `check` has them, or "look again": off by at most 5% where words or
    days say that it follows, or the other way; by anything where a sentence has two counts as
    "from" one "to" the other, or a change has the days of its two counts. Numbers meet by chance
    too.

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
    table = []
    for claim in numbers:
        if relation := RELATIONS.get(claim.relation):
            near = _near(claim, numbers)
            found = [_follows(relation, claim, inputs) for inputs in relation.inputs(claim, near)]
            table += sorted(filter(None, found), key=lambda row: _ANSWERS.index(row.answer))[:1]
    return pd.DataFrame(table, columns=Found._fields)


def _numbers(frame: pd.DataFrame) -> list[_Number]:
    """The numbers of a draft, or of the rows of tables."""
    places = frame.groupby(["source", "place"]).ngroup() * 9 if "sentence" not in frame else None
    frame = frame if places is None else frame.assign(at=places, sentence="", guessed=False)
    columns = ["figure", "at", "sentence", "wording", "guessed"]
    return [
        _Number(str(name), figure, order, at, sentence, wording, guessed)
        for order, (name, figure, at, sentence, wording, guessed) in enumerate(
            frame[columns].itertuples(name=None)
        )
    ]


def _near(claim: _Number, numbers: list[_Number]) -> list[_Number]:
    """The counts that a claim may follow from: of a text, of its own sentence and the next ones."""
    if not claim.is_in_a_table:
        numbers = numbers[max(0, claim.order - 9) : claim.order + 10]
    return [
        number
        for number in numbers
        if abs(number.at - claim.at) < 2 and number is not claim and number.relation == "sum"
    ]


def _are_alike(*numbers: _Number) -> bool:
    """Whether numbers count one thing, as far as the nouns behind them tell."""
    units = {number.figure.unit for number in numbers if not number.guessed}
    return len(units) < 2 or units <= PEOPLE


def _may_be_part(part: _Number, claim: _Number) -> bool:
    """Whether a count may be a part of another by their days, and by the names of quantities."""
    days, of_whole = part.figure.period, claim.figure.period
    if claim.is_in_a_table:
        return days == of_whole and claim.is_of(part)
    return not (days and of_whole) or (of_whole.first <= days.first and days.last <= of_whole.last)


def _in_order(one: _Number, other: _Number) -> list[Inputs]:
    """Two counts, the earlier first, by days or by words such as “from”; both ways if untold."""
    first, second = one.figure.period, other.figure.period
    if first and second and first != second:
        return [(one, other) if first.first < second.first else (other, one)]
    is_earlier = [bool(_EARLIER.search(number.wording)) for number in (one, other)]
    if is_earlier[0] == is_earlier[1]:
        return [(one, other), (other, one)]
    return [(one, other) if is_earlier[0] else (other, one)]


def _is_of(claim: _Number, then: _Number, now: _Number) -> bool:
    """Whether the days of a table's change are those from one count of a thing to a later one."""
    days, first, last = claim.figure.period, then.figure.period, now.figure.period
    if not claim.is_in_a_table:
        return True
    if not (days and first and last) or then.figure.quantity != now.figure.quantity:
        return False
    is_its = claim.is_of(now) and first != last
    return is_its and first.first <= days.first <= first.last and days.last == last.last


def _follows(relation: Relation, claim: _Number, inputs: Inputs) -> Found | None:
    """A row of `relations`; None if the claim is something else."""
    figures, value = [number.figure for number in inputs], float(claim.figure)
    try:
        comes_to = without_noise(relation.formula(*map(float, figures)))
        possible = over(relation.formula, *(figure.range for figure in figures))
    except (ValueError, ZeroDivisionError):  # it has no range
        return None
    room = max(abs(value) * _NEAR, claim.figure.rounded_to)
    answer = ""
    if abs(comes_to - value) <= room:
        recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
        answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    if answer not in _ANSWERS:
        is_near = abs(abs(comes_to) - abs(value)) <= room
        if not relation.is_said(claim, inputs, is_near=is_near):
            return None
        answer = "look again"
    return Found(
        claim.relation,
        claim.name,
        tuple(number.name for number in inputs),
        round(as_in_tables(comes_to, claim.figure.unit), 6),
        answer,
    )


def code(kind: str, names: Sequence[str]) -> str:
    """Return how a relation is computed in a chapter, from the variables of its inputs.

    Examples
    --------
    >>> code("sum", ["boys", "girls"])
    'sum([boys, girls])'
    """
    return RELATIONS[kind].code.format(", ".join(names))
