"""Does a claim add up? It is held against what it is recomputed to, by all that words allow.

An accusation needs that nothing leaves it open: no rounding, no word, no cutting, no other body.
"""

import math
from dataclasses import replace
from typing import NamedTuple

from stats.checks.evidence import is_counted_by_own_body, is_of_own_body
from stats.checks.verdicts import MATCHES_WITHIN, Verdict
from stats.figures.compatible import require_same_place
from stats.figures.facts import FigureError
from stats.figures.figure import Figure
from stats.figures.periods import span
from stats.figures.printing import decimals_of
from stats.tables.read import Data
from stats.values.bounds import Bound, without_noise
from stats.values.qualifiers import NOT_REACHED, OPEN
from stats.values.units import PERCENT, TIMES, YEARLY
from stats.words.english import in_words, usual_decimals
from stats.words.wording import readings


class Answer(NamedTuple):
    """Whether a claim adds up, and the reason where that is left open."""

    verdict: Verdict
    reason: str = ""


def adds_up(claim: Figure, recomputed: Figure) -> Answer:
    """Tell whether a claim agrees with what it is recomputed to.

    "Over 70%" adds up where 78% follows; other words ask for the number, rounded as it is.

    Examples
    --------
    >>> half = Figure.parse("50.0%", unit="percent")
    >>> for words in ("50%", "over 40%", "49%", "51%"):
    ...     print(adds_up(Figure.parse(words, unit="percent"), half).verdict)
    adds up
    adds up
    may add up
    does not add up
    """
    require_same_measure(claim, recomputed)
    possible, claimed = recomputed.range.plausible or recomputed.range, claimed_range(claim)
    inside = possible.is_inside(claimed)
    if inside or round(recomputed.value, 12) in claimed:
        return Answer(Verdict.ADDS_UP)
    if _may_be_the_other_way(claim, recomputed.value, possible):
        comes_to = comes_to_in_words(claim, recomputed)
        return Answer(Verdict.CANNOT_BE_CHECKED, f"it comes to {comes_to}, the other way")
    if inside is None:
        return Answer(Verdict.MAY_ADD_UP, str(replace(recomputed, range=possible)))
    if _is_cut(claim, possible):
        comes_to = comes_to_in_words(claim, recomputed)
        return Answer(Verdict.MAY_ADD_UP, f"{comes_to} if it is cut, and not rounded")
    return Answer(Verdict.DOES_NOT_ADD_UP)


def in_unit_of(claim: Figure, recomputed: Figure) -> Figure:
    """Give a quotient the unit of the claim, where only that unit makes sense.

    Deaths / cases are how many times, and a percentage of a level; euros / guests, euros a guest.

    Examples
    --------
    >>> deaths, cases = Figure.parse("456", unit="deaths"), Figure.parse("106,631", unit="cases")
    >>> claim = Figure.parse("0.43%", unit="percent", kind="flow")
    >>> in_unit_of(claim, deaths / cases).face
    '0.4%'
    """
    unit = claim.measured_in
    is_level = unit is PERCENT and claim.kind in ("stock", "flow")
    is_quotient = unit.sort == "rate" and " a " in unit.name and unit is not YEARLY
    if recomputed.measured_in is TIMES and (is_level or is_quotient):
        return replace(recomputed, unit=claim.unit)
    return recomputed


def require_same_measure(claim: Figure, recomputed: Figure) -> None:
    """Raise FigureError if a claim and its recomputed value differ in unit or place."""
    require_same_place([claim, recomputed])
    if recomputed.unit != claim.unit:
        raise FigureError(
            f"{claim.name} is in {claim.unit or 'no unit'} and {recomputed.name} in "
            f"{recomputed.unit or 'no unit'}; recompute a claim in its own unit, in percent by "
            "share or growth_rate, in percentage points by change, a day, month or year by "
            "mean_rate, and “three times as many” by later / earlier"
        )


def claimed_range(claim: Figure) -> Bound:
    """Return the numbers of which a claim is true: those its words or its rounding allow.

    Examples
    --------
    >>> print(claimed_range(Figure.parse("21,900", unit="people")))
    21,850 to 21,950
    """
    if claim.qualifier in OPEN or not claim.qualifier:  # of which two ends are stated
        return claim.range
    half = max(claim.rounded_to / 2, claim.value - claim.range.low, claim.range.high - claim.value)
    room = MATCHES_WITHIN * abs(claim.value)
    below = above = max(half, room) if claim.range.approximate else half
    if claim.qualifier in NOT_REACHED:  # nearly 20% is no 22%
        below, above = (below, room) if claim.value > 0 else (room, above)
    return Bound(without_noise(claim.value - below), without_noise(claim.value + above))


def _is_cut(claim: Figure, possible: Bound) -> bool:
    """Tell whether the claim may be a number whose last digits were cut off: 29% of 29.8%."""
    if claim.qualifier in {*OPEN, *NOT_REACHED, ""}:
        return False
    end = claim.value + math.copysign(claim.rounded_to, claim.value)
    low, high = sorted((claim.value, end))
    cut = Bound(low, high, low_open=low == end, high_open=high == end)
    return possible.is_inside(cut) is not False


def _may_be_the_other_way(claim: Figure, value: float, possible: Bound) -> bool:
    """Tell whether a claim may be a fall written without its sign, as in “133 lives saved”."""
    if not value < 0 < claim.value:
        return False
    says_a_rise = claim.row and any(
        reading.way for reading in readings(claim.row.wording, claim.measured_in)
    )
    return not says_a_rise and possible.scaled(-1).is_inside(claimed_range(claim)) is not False


def comes_to_in_words(claim: Figure, recomputed: Figure) -> str:
    """Write the recomputed value, with no more digits than the inputs or the claim justify."""
    value, unit = recomputed.value, recomputed.unit
    usual = min(decimals_of(recomputed), 0) or usual_decimals(Bound(value, value), unit)
    if not claim.rounded_to:  # of which two ends are stated
        return str(in_words(value, unit, usual))
    of_claim = -math.floor(math.log10(claim.measured_in.in_tables(claim.rounded_to)))
    return str(in_words(value, unit, max(usual, of_claim)))


# By the rows of its own source.


def adds_up_by_its_own(claim: Figure, recomputed: Figure, data: Data) -> Answer:
    """Tell whether a claim adds up by rows of its source; only its own body's rows can fail it."""
    require_same_measure(claim, recomputed)
    if {*claim.inputs} & {*recomputed.inputs}:
        return Answer(Verdict.CANNOT_BE_CHECKED, "it follows from itself")
    figures = [data[name] for name in recomputed.inputs if name in data]
    if other := other_time(claim, recomputed, figures):
        return Answer(Verdict.CANNOT_BE_CHECKED, other)
    sources = {figure.source for figure in figures}
    is_of_rows = len(figures) == len(recomputed.inputs) and not recomputed.typed
    if sources != {claim.source} or not is_of_rows:
        return Answer(
            Verdict.CANNOT_BE_CHECKED,
            f"with figures that are no rows of its source it comes to {recomputed}",
        )
    answer = adds_up(claim, recomputed)
    if answer.verdict == Verdict.DOES_NOT_ADD_UP and not _are_its_own(figures, claim, data):
        return Answer(
            Verdict.CANNOT_BE_CHECKED, f"with figures of another body it comes to {recomputed}"
        )
    return answer


def other_time(claim: Figure, recomputed: Figure, figures: list[Figure]) -> str:
    """Say how the time of a claim differs from that of its inputs; "" if it does not."""
    period, starts = recomputed.period, {recomputed.start}
    if claim.kind == "change":  # a count of a year stands at its end
        period = period or span(figure.period for figure in figures)
        starts |= {day for figure in figures for day in (figure.start, figure.counted.first)}
    if period and claim.end == period.last and claim.start in starts:
        return ""
    when = period.words if period else "no known time"
    return f"it is of {claim.when}, and what it follows from is of {when}"


def _are_its_own(figures: list[Figure], claim: Figure, data: Data) -> bool:
    """Tell whether the claim's own body stated, counted or published all figures."""
    rows, stated = [figure.own_row for figure in figures], claim.own_row
    publisher = data.sources.at[stated.source, "publisher"]
    if publisher == data.name(data.root(stated.attributed_to)):
        return True
    return all(
        is_of_own_body(row, stated, data) or is_counted_by_own_body(row, stated, data)
        for row in rows
    )
