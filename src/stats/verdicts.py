"""Check a claim: does it add up, what do others say, does it hold as worded, who counted?

The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial, reduce
from typing import NamedTuple, TypeAlias

import pandas as pd

from stats.bounds import Bound
from stats.english import in_words, unit_words
from stats.figure import Figure, FigureError, Row, require_same_place, whole_year
from stats.measures import change, growth_rate
from stats.qualifiers import OPEN
from stats.read import Data

MATCHES, CLOSE = 0.02, 0.10
"""Largest relative gap at which a figure still matches a claim, or is still close to it."""
COPY = "copy of a data set"
KINDS = (
    "document",
    "own report",
    "agency copy",
    "translation",
    "retelling",
    "forum or blog",
    COPY,
)
"""The kinds of sources, from the strongest to the weakest."""
_weakness = KINDS.index
_MIXED = "mixed sum"


class Tolerances(NamedTuple):
    """For each tolerance, the interval [low, high) within which `others` stays the same.

    `matches` is for the tolerance of 2%, `close` for that of 10%; one varies, the other is fixed.
    """

    matches: tuple[float, float]
    close: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Check:
    """The result of a check; `str` lists the answers and the gaps that decided, one per line.

    - `adds_up`: "adds up", "does not add up" or "cannot be checked"; empty where there is nothing
      to recompute the claim from
    - `reason`: why it cannot be checked; otherwise empty
    - `others`: "matches", "close", "others higher", "others lower", "sources disagree", "cannot be
      told" where no figure by others may decide, or "no other source" where there is none
    - `as_worded`: "holds", "does not hold", "depends on whom" or "cannot be told"; empty where the
      claim has no word such as "at least" or "over"
    - `who_counted`: "one origin" or "separate"; empty where it is not known
    - `gaps`: the relative difference of each deciding figure from the claim (0.1 is a tenth more),
      indexed by body and row: keys and ids, separated by spaces where there are several
    - `listed`: all figures by others for the same quantity, place and time, the deciding ones
      first, with columns `body`, `how` it was obtained ("printed", "sum" of one body's counts,
      "mixed sum" of several bodies', "pair" of two counts), `value` in the claim's unit, `words`
      (as printed, or the range of the sum or pair), `gap`, `counts` ("counted" if it decides, else
      "listed"), `rows`, `sources`, `kind` (of its weakest source); of many possible sums only the
      lowest and the highest are listed
    - `rests_on`: the sources without any one of which `others` or `as_worded` would change
    - `tolerances`: the limits between which each tolerance leaves `others` unchanged
    - `elsewhere`: different values that the claim's own body gives for the same quantity and time
    """

    claim: Figure
    recomputed: Figure | None
    adds_up: str
    reason: str
    others: str
    as_worded: str
    who_counted: str
    gaps: pd.Series
    listed: pd.DataFrame
    rests_on: tuple[str, ...]
    tolerances: Tolerances
    elsewhere: tuple[Figure, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the rows that its answers follow from."""
        counted = self.listed.loc[self.listed["counts"] == "counted", "rows"]
        recomputed = self.recomputed.inputs if self.recomputed else ()
        others = (name for names in counted for name in names.split())
        return tuple(dict.fromkeys([*self.claim.inputs, *recomputed, *others]))

    @property
    def kind(self) -> str:
        """The weakest kind of source among the deciding figures; empty if there are none."""
        kinds: pd.Series = self.listed.loc[self.listed["counts"] == "counted", "kind"]
        return max(kinds, key=_weakness, default="")

    @property
    def same_origin(self) -> str:
        """Where no other origin has a figure, what its own says elsewhere: in words, or empty."""
        if self.others != "no other source" or not self.elsewhere:
            return ""
        own = _row(self.claim).attributed_to
        words = [
            f"{one:,}" if _row(one).attributed_to == own else f"{one:,} ({one.who})"
            for one in self.elsewhere
        ]
        return f"no other source; of the same origin elsewhere: {', '.join(words)}"

    def __str__(self) -> str:
        more = self.reason or (self.recomputed.face if self.recomputed else "")
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.same_origin or self.others,
            "does it hold as worded?": self.as_worded,
            "who counted?": self.who_counted,
        }
        lines = [f"{question} {answer}" for question, answer in answers.items() if answer]
        columns = ["gap", "body", "words", "rows"]
        for gap, body, words, rows in self.listed.head(len(self.gaps))[columns].to_numpy():
            share = f"{gap:+.1%}".replace("-", "−")
            lines.append(f"{share} {body}: {words} ({rows})")
        return "\n".join(lines)

    __repr__ = __str__


class _Other(NamedTuple):
    """A value to compare a claim with: a figure by others, a sum of several, or a change."""

    how: str
    value: float
    allowed: Bound  # by the words and the rounding of all parts
    rank: tuple[float, float]  # days from the claim, rounding step: lowest is best
    parts: tuple[Figure, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_row(part).attributed_to for part in self.parts))

    @property
    def sources(self) -> set[str]:
        return {_row(part).source for part in self.parts}

    @property
    def is_open(self) -> bool:
        return any(_row(part).qualifier in OPEN for part in self.parts)


_Pool: TypeAlias = tuple[Figure, Sequence[Figure]]
"""A claim, or one of the counts it compares, and all figures by others like it, of any time."""


def check(claim: Figure, data: Data, recomputed: Figure | None = None) -> Check:
    """Check whether a claim adds up, what others say, whether it holds as worded, who counted.

    gap = (other - claim) / |claim|, at face value. Dividing by the absolute value keeps lower
    figures below 0 where the claim is a fall. From a claim of 0 any other value has an infinite
    gap.

    `recomputed` is the claim computed anew from other rows. If the claim is a change, its two
    inputs also give the two dates at which counts by others are paired; without it, a change is
    compared only with changes that others print. A count by the claim's own body that another body
    passes on is listed but does not decide. Raises ValueError if the claim is not a table row, and
    FigureError if `recomputed` has another unit or place than the claim.

    Examples
    --------
    >>> from stats.read import load
    >>> data = load()
    >>> print(check(data[data.figures.index[0]], data))  # doctest: +ELLIPSIS
    what do others say? ...
    """
    for name, value in (("claim", claim), ("recomputed", recomputed)):
        if value is not None and not isinstance(value, Figure):
            example = f"data[{value!r}]" if name == "claim" else "growth_rate(then, now)"
            raise TypeError(f"{name}: {value!r} is no figure; give one, such as {example}")
    row, roots = _row(claim), {key: data.root(key) for key in data.bodies.index}
    own = roots[row.attributed_to]
    own_names = [data.name(key) for key, root in roots.items() if root == own]
    ends, reason = _ends(claim, data, recomputed)

    def origin(figure: Figure) -> str:
        """Say whether a figure is by the claim's own body, passed on from it, or by others."""
        given = _row(figure)
        if roots[given.attributed_to] == own:
            return "own"
        is_relayed = partial(_mentions, str(data.sources.at[given.source, "relays"]))
        passed_on = any(map(is_relayed, own_names))
        passed_on = passed_on and not is_relayed(data.name(given.attributed_to))
        counted_by_own = bool(given.counted_by) and roots[given.counted_by] == own
        return "passed on" if counted_by_own or passed_on else "others"

    def figures(of: Figure, kind: str) -> list[Figure]:
        rows = sorted(data.find(of.quantity, of.place), key=lambda one: _row(one).id)
        return [one for one in rows if origin(one) == kind]

    pools = [(figure, figures(figure, "others")) for figure in (claim, *ends)]
    others = _all_others(pools)
    deciding = _deciding(claim, others)
    answers = _answers(claim, others, deciding)
    passed_on = _printed(claim, figures(claim, "passed on"))
    listed = _table(claim, [*others, *passed_on], deciding, data, roots)
    rows = listed[listed["counts"] == "counted"]
    by_body_and_row = pd.MultiIndex.from_arrays([rows["body"], rows["rows"]])
    gaps = pd.Series(list(rows["gap"]), by_body_and_row, name="gap")
    return Check(
        claim,
        recomputed,
        *_adds_up(claim, reason, recomputed),
        *answers,
        _who_counted(row, deciding, roots),
        gaps.rename_axis(["body", "row"]),
        listed,
        _rests_on(pools[0], others, deciding, answers),
        _tolerances(claim, others, deciding),
        tuple(
            one for one in figures(claim, "own") if _row(one).id != row.id and _differs(claim, one)
        ),
    )


def _mentions(text: str, name: str) -> bool:
    """Whether a text contains the name of a body, as whole words."""
    return bool(re.search(rf"\b{re.escape(name)}\b", text))


def _row(figure: Figure) -> Row:
    if figure.row is None:
        raise ValueError(f"{figure.name} is no row of a table; check a claim as it was printed")
    return figure.row


# Does it add up?


def _ends(claim: Figure, data: Data, recomputed: Figure | None) -> tuple[tuple[Figure, ...], str]:
    """The two counts that a change is computed from, or none and the reason."""
    if claim.kind != "change":
        return (), ""
    if recomputed is None:
        return (), "give recomputed=, the change between two rows"
    if missing := [name for name in recomputed.inputs if name not in data]:
        return (), f"it follows from {' and '.join(missing)}, which no table has"
    if len(recomputed.inputs) != 2:
        return (), f"it follows from {len(recomputed.inputs)} rows; a change does from two"
    first, last = (data[name] for name in recomputed.inputs)
    if claim.start in (first.start, _dates_counted(first)[0]) and claim.end == last.end:
        return (first, last), ""
    return (), f"it is of {claim.when}, and the two counts are of {first.when} and {last.when}"


def _adds_up(claim: Figure, reason: str, recomputed: Figure | None) -> tuple[str, str]:
    """The answer, and the reason if it cannot be checked."""
    if recomputed is None:
        return ("cannot be checked", reason) if reason else ("", "")
    row = _row(claim)
    require_same_place([claim, recomputed])
    factor = 100 if (recomputed.unit, claim.unit) == ("ratio", "percent") else 1
    if factor == 1 and recomputed.unit != claim.unit:
        raise FigureError(
            f"{claim.name} is in {unit_words(claim.unit)} and {recomputed.name} in "
            f"{unit_words(recomputed.unit)}; recompute a claim in its own unit"
        )
    if claim.kind != "change" and recomputed.known_days != claim.known_days:
        reason = f"it is of {claim.when}, and what it follows from is of {recomputed.when}"
    if reason:
        return "cannot be checked", reason
    # Rounded as the claim is, the recomputed value must be the claim's, and its qualifier true.
    value, step = _denoised(factor * recomputed.value), Decimal(str(row.rounded_to))
    rounded = (Decimal(str(value)) / step).to_integral_value(ROUND_HALF_UP) * step
    qualifier_holds = row.qualifier not in OPEN or OPEN[row.qualifier](value, claim.value)
    is_close = claim.range.approximate and abs(_gap(claim, value)) <= MATCHES
    agrees = qualifier_holds and (is_close or rounded == Decimal(str(claim.value)))
    return ("adds up" if agrees else "does not add up"), ""


# What others say of the same thing at the same time.


def _dates_counted(figure: Figure) -> tuple[date, date]:
    """The days between which a figure was counted: for a stock of a whole year, its last day."""
    start, end = figure.days
    return (end if figure.kind == "stock" and whole_year(start, end) else start), end


def _days_apart(one: Figure, other: Figure) -> float:
    """Days between two figures; infinite if more than their quantity allows for one time."""
    (first, last), (start, end) = _dates_counted(one), _dates_counted(other)
    if one.kind == "stock":
        days = [max(0, (start - last).days, (first - end).days)]
        longest = max((last - first).days, (end - start).days)
    else:
        days, longest = [abs((start - first).days), abs((end - last).days)], 0
    return sum(days) if max(*days, longest) <= one.max_days_apart else math.inf


def _all_others(pools: Sequence[_Pool]) -> list[_Other]:
    (claim, by_others), *ends = pools
    others = list(_printed(claim, by_others))
    if claim.kind == "flow":
        others += _sums(claim, by_others)
    if ends:
        others += _pairs(claim, *ends)
    return others


def _printed(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    for figure in by_others:
        rank = (_days_apart(claim, figure), _row(figure).rounded_to)
        if math.isfinite(rank[0]):
            yield _Other("printed", figure.value, figure.comparable, rank, (figure,))


def _sums(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    """Sums of counts over consecutive periods that together cover the claim's dates.

    There may be too many such sums to list, but the answers depend only on the lowest and the
    highest. These are found for each rounding step, from counts rounded at most that coarsely;
    for open counts ("at least 5") also the sums with the highest low end and the lowest high end.
    """
    counts = [one for one in by_others if _dates_counted(one) != _dates_counted(claim)]
    for step in sorted({_row(figure).rounded_to for figure in counts}):
        fine = [figure for figure in counts if _row(figure).rounded_to <= step]
        closed = [figure for figure in fine if _row(figure).qualifier not in OPEN]
        ways = (
            *_best_ways(claim, closed, lambda figure: figure.value),
            *_best_ways(claim, closed, lambda figure: -figure.value),
            *_best_ways(claim, fine, lambda figure: figure.low),
            *_best_ways(claim, fine, lambda figure: -figure.high),
        )
        for parts in ways:
            mixed = len({_row(part).attributed_to for part in parts}) > 1
            yield _Other(
                _MIXED if mixed else "sum",
                _denoised(math.fsum(part.value for part in parts)),
                reduce(operator.add, (part.comparable for part in parts)),
                (0, max(_row(part).rounded_to for part in parts)),
                parts,
            )


def _best_ways(
    claim: Figure, counts: Iterable[Figure], score: Callable[[Figure], float]
) -> list[tuple[Figure, ...]]:
    """The highest-scoring way to cover a claim's dates, for each body and for several mixed.

    Dynamic programming over days: the best way to cover the dates up to a day extends the best way
    up to an earlier day.
    """
    start, end = _dates_counted(claim)
    # By the first day not yet covered, then by body: the best score and its counts.
    so_far: dict[date, dict[str, tuple[float, tuple[Figure, ...]]]] = defaultdict(dict)
    so_far[start][""] = (0, ())
    for count in sorted(counts, key=_dates_counted):
        body, (first, last) = _row(count).attributed_to, _dates_counted(count)
        after = so_far[last + timedelta(days=1)]
        for before, (total, parts) in so_far[first].items():
            bodies = body if before in ("", body) else _MIXED
            scored = total + score(count)
            if bodies not in after or scored > after[bodies][0]:
                after[bodies] = (scored, (*parts, count))
    return [parts for _, parts in so_far[end + timedelta(days=1)].values()]


def _pairs(claim: Figure, start: _Pool, end: _Pool) -> Iterator[_Other]:
    """What changed between two counts of others, one at each end."""
    factor = 100 if claim.unit == "percent" else 1
    for one, two in itertools.product(_printed(*start), _printed(*end)):
        parts = one.parts + two.parts
        if len({_dates_counted(part) for part in parts}) == 1:
            continue  # no time passes from a count to itself
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            result = (growth_rate if claim.unit in ("percent", "ratio") else change)(*parts)
            yield _Other(
                "pair",
                _denoised(factor * result.value),
                result.comparable.scaled(factor),
                (one.rank[0] + two.rank[0], one.rank[1] + two.rank[1]),
                parts,
            )


# Which of those figures decide, and how.


def _denoised(value: float) -> float:
    """Round away binary floating-point error, which must not decide an answer."""
    return round(value, 9)


def _gap(claim: Figure, value: float) -> float:
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((_denoised(value) - claim.value) / abs(claim.value), 12)


def _nearest(others: Iterable[_Other], group: Callable[[_Other], Hashable]) -> list[_Other]:
    """In each group, keep those nearest in time and, among these, the most finely rounded."""
    groups = defaultdict(list)
    for other in others:
        groups[group(other)].append(other)
    lowest = {key: min(other.rank for other in members) for key, members in groups.items()}
    return [o for key, members in groups.items() for o in members if o.rank == lowest[key]]


def _deciding(claim: Figure, others: Iterable[_Other], close: float = CLOSE) -> list[_Other]:
    """The figures that decide: each body's nearest in time, or else sums over several bodies."""

    def is_outside(allowed: Bound) -> bool:
        return _gap(claim, allowed.low) > close or _gap(claim, allowed.high) < -close

    # An open figure ("at least 5") can decide only if its whole range is outside the tolerance.
    usable = [other for other in others if not other.is_open or is_outside(other.allowed)]
    one_body = [other for other in usable if other.how != _MIXED]
    nearest = _nearest(one_body, lambda other: (other.how == "pair", other.bodies))
    return nearest or _nearest(usable, lambda other: other.how)


def _answers(
    claim: Figure, others: Sequence[_Other], deciding: Sequence[_Other]
) -> tuple[str, str]:
    """What others say, and whether the claim holds as worded."""
    return _others_say(claim, others, deciding), _as_worded(claim, deciding)


def _others_say(
    claim: Figure,
    others: Sequence[_Other],
    deciding: Sequence[_Other],
    matches: float = MATCHES,
    close: float = CLOSE,
) -> str:
    if not deciding:
        return "cannot be told" if others else "no other source"
    gaps = [_gap(claim, other.value) for other in deciding]
    furthest = max(map(abs, gaps))
    if furthest <= matches:
        return "matches"
    if furthest <= close:
        return "close"
    if min(gaps) > close:
        return "others higher"
    return "others lower" if max(gaps) < -close else "sources disagree"


def _as_worded(claim: Figure, deciding: Sequence[_Other]) -> str:
    if _row(claim).qualifier not in OPEN:
        return ""
    holds = {_is_inside(other.allowed, claim.range) for other in deciding} - {None}
    if len(holds) == 1:
        return "holds" if True in holds else "does not hold"
    return "depends on whom" if holds else "cannot be told"


def _is_inside(allowed: Bound, claimed: Bound) -> bool | None:
    """True if the range is all inside the claimed one, False if all outside, else None."""

    def ends(bound: Bound) -> tuple[tuple[float, int], tuple[float, int]]:
        # The second item sorts an excluded end just inside an included one.
        low, high = _denoised(bound.low), _denoised(bound.high)
        return (low, int(bound.low_open)), (high, -bound.high_open)

    (low, high), (least, most) = ends(allowed), ends(claimed)
    if least <= low and high <= most:
        return True
    return False if high < least or most < low else None


def _tolerances(claim: Figure, others: Sequence[_Other], deciding: Sequence[_Other]) -> Tolerances:
    """The interval within which each tolerance leaves the answer unchanged.

    The answer can change only where the tolerance passes the gap of a figure, or of either end of
    an open one ("at least 5").
    """
    others, deciding = _extremes(claim, others), _extremes(claim, deciding)
    ends = {other.value for other in others}
    ends |= {end for o in others if o.is_open for end in (o.allowed.low, o.allowed.high)}
    steps = sorted({0.0, math.inf, *(abs(_gap(claim, end)) for end in ends)})

    def stays(now: float, answer: Callable[[float], str]) -> tuple[float, float]:
        # Join neighbouring intervals with the same answer; take the one that `now` is in.
        by_answer = itertools.groupby(itertools.pairwise(steps), lambda step: answer(step[0]))
        joined = ([*group] for _, group in by_answer)
        return next((group[0][0], group[-1][1]) for group in joined if now < group[-1][1])

    return Tolerances(
        stays(MATCHES, lambda matches: _others_say(claim, others, deciding, matches=matches)),
        stays(
            CLOSE,
            lambda close: _others_say(claim, others, _deciding(claim, others, close), close=close),
        ),
    )


def _extremes(claim: Figure, others: Iterable[_Other]) -> list[_Other]:
    """The open figures, and of others alike the lowest and the highest, which alone can decide."""
    groups: dict[Hashable, list[_Other]] = defaultdict(list)
    for other in others:
        alike = id(other) if other.is_open else (other.how, other.bodies, other.rank)
        groups[alike].append(other)
    value = operator.attrgetter("value")
    ends = (end(group, key=value) for group in groups.values() for end in (min, max))
    return [*{id(each): each for each in ends}.values()]


def _rests_on(
    pool: _Pool,
    others: Sequence[_Other],
    deciding: Sequence[_Other],
    answers: tuple[str, str],
) -> tuple[str, ...]:
    claim, by_others = pool
    # Without a source the answers can change only if it has all figures of a body that decide, or
    # all that lie furthest off on one side or that agree with the claim's words in one way; or if a
    # sum is made up anew.
    alike: dict[Hashable, list[_Other]] = defaultdict(list)
    gaps = [_gap(claim, other.value) for other in deciding]
    furthest = {min(gaps), max(gaps)} if gaps else set()
    for other, gap in zip(deciding, gaps, strict=True):
        alike[other.how == "pair", other.bodies].append(other)
        alike["inside", _is_inside(other.allowed, claim.range)].append(other)
        if gap in furthest:
            alike["gap", gap].append(other)
    for other in others:
        if other.how not in ("printed", "pair") or not deciding:
            alike[id(other)] = [other]

    def without(source: str) -> tuple[str, str]:
        left = [o for o in others if o.how in ("printed", "pair") and source not in o.sources]
        if claim.kind == "flow":
            left += _sums(claim, [one for one in by_others if _row(one).source != source])
        return _answers(claim, left, _deciding(claim, left))

    sources = set()
    for group in alike.values():
        sources |= set.intersection(*(other.sources for other in group))
    return tuple(source for source in sorted(sources) if without(source) != answers)


def _who_counted(claim: Row, deciding: Iterable[_Other], roots: Mapping[str, str]) -> str:
    counters = [_row(part).counted_by for other in deciding for part in other.parts]
    origins = {roots[counter] for counter in counters if counter}
    if not claim.counted_by or not origins:
        return ""
    if origins != {roots[claim.counted_by]}:
        return "separate"
    return "one origin" if all(counters) else ""


def _differs(claim: Figure, own: Figure) -> bool:
    """Whether the own figure is of the claim's time and its range excludes the claim."""
    rounded = own.range.approximate and 2 * abs(claim.value - own.value) <= _row(own).rounded_to
    of_the_time = math.isfinite(_days_apart(claim, own))
    return of_the_time and claim.value not in own.range and not rounded


def _table(
    claim: Figure,
    others: Iterable[_Other],
    deciding: Sequence[_Other],
    data: Data,
    roots: Mapping[str, str],
) -> pd.DataFrame:
    """A row for each figure by others, the deciding first; repeats of one count share a row."""

    def identity(part: Figure) -> tuple[object, ...]:
        row = _row(part)
        origin = roots[row.counted_by or row.attributed_to]
        return part.value, part.start, part.end, row.qualifier, row.rounded_to, origin

    def weakest(other: _Other) -> str:
        kinds = (str(data.sources.at[_row(part).source, "kind"]) for part in other.parts)
        return max(kinds, key=_weakness)

    groups: dict[tuple[str, tuple[object, ...]], list[_Other]] = defaultdict(list)
    decide = {id(other) for other in deciding}
    for other in others:
        counts = "counted" if id(other) in decide else "listed"
        groups[counts, tuple(map(identity, other.parts))].append(other)
    table = []
    for (counts, _), repeats in groups.items():
        columns = zip(*(other.parts for other in repeats), strict=True)
        rows = [_row(part) for parts in columns for part in parts]
        bodies, ids, sources = (
            " ".join(dict.fromkeys(getattr(row, name) for row in rows))
            for name in ("attributed_to", "id", "source")
        )
        first, kind = repeats[0], min(map(weakest, repeats), key=_weakness)
        printed = first.how == "printed"
        words = str(first.parts[0]) if printed else in_words(first.allowed, claim.unit)
        gap = _gap(claim, first.value)
        table.append((bodies, first.how, first.value, words, gap, counts, ids, sources, kind))
    names = ["body", "how", "value", "words", "gap", "counts", "rows", "sources", "kind"]
    frame = pd.DataFrame(table, columns=names).astype({"value": float, "gap": float})
    return frame.sort_values(["counts", "gap", "rows"], ignore_index=True)
