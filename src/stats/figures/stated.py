"""A number as it is stated: what its words and its rounding allow it to be."""

import math
import re
from dataclasses import replace
from typing import NamedTuple

from stats.values.bounds import Bound, without_noise
from stats.values.qualifiers import APPROXIMATE, NOT_REACHED, OPEN, QUALIFIERS, ROUNDED
from stats.values.units import PERCENT, Unit
from stats.words.english import quoted
from stats.words.wording import read_quotation, read_range, unread


class Stated(NamedTuple):
    """A stated number and its range, as a figure has them: 0.78 for 78%."""

    value: float
    range: Bound
    unit: str
    kind: str
    qualifier: str
    rounded_to: float


def stated(value: float, step: float, qualifier: str, unit: Unit, kind: str) -> Stated:
    """Return a number, given as it is printed, with what its words and rounding allow.

    An exact value rounded to a step above 1, and any percentage or rate, may be half a step lower
    or up to half a step higher, the largest error of rounding to the nearest step; with a step of 0
    it is no other. "At least" and the like are not widened. "About" and "estimated" are taken as
    rounded, "nearly" as the half step below, and of whole things by one of them; since nobody
    stated a margin, they are marked approximate. Raises ValueError for a count below 0.

    Examples
    --------
    >>> from stats.values.units import unit_of
    >>> print(stated(21_900, 100, "about", unit_of("people"), "stock").range)
    21,850 to 21,950
    >>> stated(12, 1, "nearly", unit_of("deaths"), "").range.low
    11
    """
    is_whole = step == 1 or (step < 1 and unit.sort in ("number", "count"))
    half = 0.0 if is_whole and not unit.is_rate else step / 2
    of_whole = is_whole and not half and qualifier in ROUNDED
    if of_whole:
        half = 1 if unit.is_count else step / 2
    least = -math.inf if kind == "change" or unit.is_rate else 0.0
    if value < least:
        raise ValueError(
            f"{value:,.15g} {unit.words}: these are 0 or more; a fall, a loss or a balance is "
            'kind="change"'
        )
    allowed = QUALIFIERS[qualifier].allows(value, half, least)
    if of_whole:  # nearly 12 deaths may be 11
        allowed = replace(allowed, low_open=False)
    allowed = replace(allowed, plausible=_plausible(allowed, value, step, qualifier))
    if unit.scale != 1:
        value, step = (without_noise(number / unit.scale) for number in (value, step))
        allowed = allowed.scaled(1 / unit.scale)
    return Stated(value, allowed, unit.name, kind, qualifier, step)


def number_in(text: str, unit: Unit, kind: str = "", rounded_to: float | None = None) -> Stated:
    """Return the number of a quotation, with what its words and rounding allow.

    `Figure.parse` says to which step it is written. Of a range, such as "between 3,000 and 5,000",
    the number is its middle. Raises ValueError if the words have no number or more than one,
    anything beside it, or say what `unit` or `kind` do not.

    Examples
    --------
    >>> from stats.values.units import unit_of
    >>> print(number_in("some 21,900 people", unit_of("people")).range)
    21,850 to 21,950
    """
    ends = read_range(text, unit)
    value, step, qualifier = (0, 0, "") if ends else read_quotation(text, unit, kind)
    if words := unread(text, unit, kind):
        raise ValueError(
            f"{quoted(text)} has “{words}” beside the number; write the number with its qualifier "
            f"and its unit, {unit.name or 'none'}, and no more, or give stats.figure its fields"
        )
    if ends:
        low, high = (without_noise(end / unit.scale) for end in ends)
        return Stated((low + high) / 2, Bound(low, high), unit.name, kind, "", 0.0)
    if rounded_to is None:
        step = _written_step(text, value, step, unit, qualifier)
    return stated(value, max(step, rounded_to or step), qualifier, unit, kind)


def _plausible(allowed: Bound, value: float, step: float, qualifier: str) -> Bound | None:
    """Return the narrower range that a check uses, or None.

    No open word stretches it by more than a tenth, or the step that it is written to, whichever is
    more. "Nearly 40,000" is taken as half a step below, and is at times written of 39,001.
    """
    if qualifier in NOT_REACHED and value:
        low, high = sorted((value, value - math.copysign(step, value)))
        return Bound(low, high, low_open=True, high_open=True, approximate=True)
    if qualifier not in OPEN:
        return None
    stretch = max(step, abs(value) / 10)
    return allowed.within(Bound(value - stretch, value + stretch))


def _written_step(text: str, value: float, step: float, unit: Unit, qualifier: str) -> float:
    """Return the step that a number is written to: 10,000 for "40,000"."""
    if not value or step < 1 or re.search(r"\d\.\d", text):  # 1.20 million
        return step
    zeros = step
    while value % (10 * zeros) == 0:
        zeros *= 10
    is_round = zeros >= 100 and abs(value) >= 1_000 and unit is not PERCENT
    return zeros if is_round or qualifier in {*APPROXIMATE, *OPEN} else step
