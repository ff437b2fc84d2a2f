"""What becomes of a claim: does it add up, what do others say, does it hold, who counted it?

The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial, reduce
from typing import NamedTuple, TypeAlias

import pandas as pd

from stats.bounds import Bound
from stats.english import in_words, unit_words
from stats.figure import RATES, Figure, FigureError, Row, same_place, whole_year
from stats.measures import change, growth_rate
from stats.qualifiers import OPEN
from stats.read import Data

__all__ = ["CLOSE", "COPY", "KINDS", "MATCHES", "Check", "Tolerances", "check"]

MATCHES, CLOSE = 0.02, 0.10
"""How far others may be from a claim, as a share of it, and still match it or be close to it."""
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
_weak = KINDS.index
_MIXED = "mixed sum"


class Tolerances(NamedTuple):
    """From where, included, to where, left out, each tolerance may go while the answer stays.

    `matches` is for that of 2% and `close` for that of 10%; each moves while the other stays.
    """

    matches: tuple[float, float]
    close: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Check:
    """What comes of a check; `str` lists the answers, and the gaps of what counts, one a line.

    - `adds_up`: "adds up", "does not add up" or "cannot be checked"; empty where nothing follows
    - `reason`: why it cannot be checked; else empty
    - `others`: "matches", "close", "others higher", "others lower", "sources disagree", "cannot be
      told" where no figure of others counts, or "no other source" where there is none
    - `as_worded`: "holds", "does not hold", "depends on whom" or "cannot be told"; empty where no
      word of the claim leaves an end open
    - `who_counted`: "one origin" or "separate"; empty where it is not known
    - `gaps`: how far each figure that counts is from the claim, a ratio (0.1 is a tenth more), by
      body and row: keys and ids, with spaces between several
    - `listed`: all that others say of the same thing and time, what counts first, by `body`, `how`
      it was got ("printed", "sum", "mixed sum", "pair"), `value` in the claim's unit, `words` (as
      printed, or all that its parts allow), `gap`, `counts` ("counted", "listed"), `rows`,
      `sources`, `kind` (the weakest on the way); of many sums the lowest and the highest stand for
      all
    - `rests_on`: the sources any one of which, left out, would change `others` or `as_worded`
    - `tolerances`: between which `others` stays
    - `elsewhere`: what the claim's own body gives elsewhere for the same thing and time, if another
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
    def kind(self) -> str:
        """The weakest kind of source on the way to the figures that count; empty without them."""
        kinds: pd.Series = self.listed.loc[self.listed["counts"] == "counted", "kind"]
        return max(kinds, key=_weak, default="")

    def __str__(self) -> str:
        more = self.reason or (self.recomputed.face if self.recomputed else "")
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.others,
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
    """What others say: a figure of theirs, a sum of several, or a change between two."""

    how: str
    value: float
    allowed: Bound  # by the words and the rounding of all parts
    rank: tuple[float, float]  # days apart, step: the lowest is nearest
    parts: tuple[Figure, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_row(part).attributed_to for part in self.parts))

    @property
    def is_open(self) -> bool:
        return any(_row(part).qualifier in OPEN for part in self.parts)


_Pool: TypeAlias = tuple[Figure, Sequence[Figure]]
"""A claim, or an end of it, and what others say of its quantity and place at any time."""


def check(claim: Figure, data: Data, recomputed: Figure | None = None) -> Check:
    """Say whether a claim adds up, what others say of it, if it holds as worded, and who counted.

    gap = (other - claim) / |claim|, a ratio at face value: other / claim - 1, with the sign turned
    for a fall, so that lower is below 0. From a claim of 0 all but 0 is infinitely far.

    `recomputed` is what the claim should come to; the two inputs of growth also give the ends for
    which others' counts are looked up: without it, of a change only what others print is. A count
    of the claim's own body that another passes on is listed, and counts for nothing. Raises
    ValueError if the claim is no row of a table, and FigureError if what is recomputed is in
    another unit than the claim, or of another place.

    Examples
    --------
    >>> from stats.read import load
    >>> data = load()
    >>> print(check(data[data.figures.index[0]], data))  # doctest: +ELLIPSIS
    what do others say? ...
    """
    row, roots = _row(claim), {key: data.root(key) for key in data.bodies.index}
    own = roots[row.attributed_to]
    names = [data.name(key) for key, root in roots.items() if root == own]
    ends, reason = _ends(claim, data, recomputed)

    def whose(figure: Figure) -> str:
        """Whether the claim's own body gives a figure, another passes it on, or others give it."""
        this = _row(figure)
        if roots[this.attributed_to] == own:
            return "own"
        relays = partial(_names, str(data.sources.at[this.source, "relays"]))
        passed_on = any(map(relays, names)) and not relays(data.name(this.attributed_to))
        counted_by_own = bool(this.counted_by) and roots[this.counted_by] == own
        return "passed on" if counted_by_own or passed_on else "others"

    def figures(of: Figure, kind: str) -> list[Figure]:
        rows = sorted(data.find(of.quantity, of.place), key=lambda one: _row(one).id)
        return [one for one in rows if whose(one) == kind]

    pools = [(figure, figures(figure, "others")) for figure in (claim, *ends)]
    others = _all_others(pools)
    counted = _counted(claim, others)
    answers = _answers(claim, others, counted)
    passed_on = _printed(claim, figures(claim, "passed on"))
    listed = _table(claim, [*others, *passed_on], counted, data, roots)
    decide = listed[listed["counts"] == "counted"]
    by_body_and_row = pd.MultiIndex.from_arrays([decide["body"], decide["rows"]])
    gaps = pd.Series(list(decide["gap"]), by_body_and_row, name="gap")
    return Check(
        claim,
        recomputed,
        *_adds_up(claim, reason, recomputed),
        *answers,
        _who_counted(row, counted, roots),
        gaps.rename_axis(["body", "row"]),
        listed,
        _rests_on(pools, others, answers),
        _tolerances(claim, others, counted),
        tuple(
            one for one in figures(claim, "own") if _row(one).id != row.id and _differs(claim, one)
        ),
    )


def _names(text: str, name: str) -> bool:
    """Whether a text has a body's name in it, as whole words."""
    return bool(re.search(rf"\b{re.escape(name)}\b", text))


def _row(figure: Figure) -> Row:
    if figure.row is None:
        raise ValueError(f"{figure.name} is no row of a table; check a claim as it was printed")
    return figure.row


# Does it add up?


def _ends(claim: Figure, data: Data, recomputed: Figure | None) -> tuple[tuple[Figure, ...], str]:
    """The two counts that a change follows from; or none, and why."""
    if claim.kind != "change":
        return (), ""
    if recomputed is None:
        return (), "give recomputed=, the change between two rows"
    if missing := [name for name in recomputed.inputs if name not in data]:
        return (), f"it follows from {' and '.join(missing)}, which no table has"
    if len(recomputed.inputs) != 2:
        return (), f"it follows from {len(recomputed.inputs)} rows; a change does from two"
    first, last = (data[name] for name in recomputed.inputs)
    if claim.start in (first.start, _window(first)[0]) and claim.end == last.end:
        return (first, last), ""
    return (), f"it is of {claim.when}, and the two counts are of {first.when} and {last.when}"


def _adds_up(claim: Figure, reason: str, recomputed: Figure | None) -> tuple[str, str]:
    """The answer, and why there is none."""
    if recomputed is None:
        return ("cannot be checked", reason) if reason else ("", "")
    row = _row(claim)
    same_place([claim, recomputed])
    factor = 100 if (recomputed.unit, claim.unit) == ("ratio", "percent") else 1
    if factor == 1 and recomputed.unit != claim.unit:
        raise FigureError(
            f"{claim.name} is in {unit_words(claim.unit)} and {recomputed.name} in "
            f"{unit_words(recomputed.unit)}; recompute a claim in its own unit"
        )
    if claim.kind != "change" and recomputed.days != claim.days:
        reason = f"it is of {claim.when}, and what it follows from is of {recomputed.when}"
    if reason:
        return "cannot be checked", reason
    value, step = _clean(factor * recomputed.value), Decimal(str(row.rounded_to))
    steps = (Decimal(str(value)) / step).to_integral_value(ROUND_HALF_UP)
    true = row.qualifier not in OPEN or OPEN[row.qualifier](value, claim.value)
    near = claim.range.approximate and abs(_gap(claim, value)) <= MATCHES
    right = true and (near or steps * step == Decimal(str(claim.value)))
    return ("adds up" if right else "does not add up"), ""


# What others say of the same thing at the same time.


def _window(figure: Figure) -> tuple[date, date]:
    """The days between which a figure was counted: of a stock's calendar year, its last one."""
    assert figure.start is not None  # a row has its dates
    assert figure.end is not None
    whole = figure.kind == "stock" and whole_year(figure.start, figure.end)
    return (figure.end if whole else figure.start), figure.end


def _days_apart(one: Figure, other: Figure) -> float:
    """How many days lie between two figures: without end if they are not of one time."""
    (first, last), (start, end) = _window(one), _window(other)
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
            yield _Other("printed", figure.value, _widened(figure).range, rank, (figure,))


def _widened(figure: Figure) -> Figure:
    """A row with all that its words and its rounding allow, which may decide an answer.

    Of an approximate figure that is half the step it is written to, either way; "nearly" is below.
    """
    if not figure.range.approximate:
        return figure
    half = _row(figure).rounded_to / 2
    low, high = figure.value - half, figure.value + half
    if figure.unit not in RATES:
        low = max(low, 0.0)
    if _row(figure).qualifier == "nearly" and low < figure.value:
        allowed = Bound(low, figure.value, low_open=True, high_open=True)
    else:
        allowed = Bound(low, high)
    return replace(figure, range=allowed)


def _sums(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    """The sums of counts that fill a claim's dates end to end.

    There may be more ways to fill them than could be listed. The answers depend on the lowest and
    the highest alone, which are found for each step that counts are rounded to; where a part leaves
    an end open, on the sums that say most.
    """
    counts = [one for one in by_others if _window(one) != _window(claim)]
    for step in sorted({_row(figure).rounded_to for figure in counts}):
        fine = [figure for figure in counts if _row(figure).rounded_to <= step]
        closed = [figure for figure in fine if _row(figure).qualifier not in OPEN]
        ways = (
            *_best(claim, closed, lambda figure: figure.value),
            *_best(claim, closed, lambda figure: -figure.value),
            *_best(claim, fine, lambda figure: figure.low),
            *_best(claim, fine, lambda figure: -figure.high),
        )
        for parts in ways:
            mixed = len({_row(part).attributed_to for part in parts}) > 1
            yield _Other(
                _MIXED if mixed else "sum",
                _clean(math.fsum(part.value for part in parts)),
                reduce(operator.add, (_widened(part).range for part in parts)),
                (0, max(_row(part).rounded_to for part in parts)),
                parts,
            )


def _best(
    claim: Figure, counts: Iterable[Figure], score: Callable[[Figure], float]
) -> list[tuple[Figure, ...]]:
    """The way to fill a claim's dates that scores highest, for each body and for several.

    Dynamic programming over days: the best way to fill the days up to one extends the best way to
    fill them up to an earlier one.
    """
    start, end = _window(claim)
    # By the day that comes next: by body, the score and the counts so far.
    so_far: dict[date, dict[str, tuple[float, tuple[Figure, ...]]]] = defaultdict(dict)
    so_far[start][""] = (0, ())
    for count in sorted(counts, key=_window):
        body, (first, last) = _row(count).attributed_to, _window(count)
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
        if len({_window(part) for part in parts}) == 1:
            continue  # no time passes from a count to itself
        with suppress(ValueError):  # from 0, or from a day after the end, nothing can be said
            grown = (growth_rate if claim.unit in ("percent", "ratio") else change)(
                *map(_widened, parts)
            )
            yield _Other(
                "pair",
                _clean(factor * grown.value),
                grown.range.scaled(factor),
                (one.rank[0] + two.rank[0], one.rank[1] + two.rank[1]),
                parts,
            )


# Which of them count, and what follows.


def _clean(value: float) -> float:
    """A value without the noise of binary fractions, which must not decide an answer."""
    return round(value, 9)


def _gap(claim: Figure, value: float) -> float:
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((_clean(value) - claim.value) / abs(claim.value), 12)


def _nearest(others: Iterable[_Other], group: Callable[[_Other], Hashable]) -> list[_Other]:
    """Of each group those nearest in time, and of these the most finely rounded."""
    groups = defaultdict(list)
    for other in others:
        groups[group(other)].append(other)
    lowest = {key: min(other.rank for other in members) for key, members in groups.items()}
    return [o for key, members in groups.items() for o in members if o.rank == lowest[key]]


def _counted(claim: Figure, others: Iterable[_Other], close: float = CLOSE) -> list[_Other]:
    """The figures that count: of each body the nearest; sums of several bodies if alone."""

    def beyond(allowed: Bound) -> bool:
        return _gap(claim, allowed.low) > close or _gap(claim, allowed.high) < -close

    may = [other for other in others if not other.is_open or beyond(other.allowed)]
    alone = [other for other in may if other.how != _MIXED]
    return _nearest(alone, lambda o: (o.how == "pair", o.bodies)) or _nearest(may, lambda o: o.how)


def _answers(claim: Figure, others: Sequence[_Other], counted: Sequence[_Other]) -> tuple[str, str]:
    """What others say, and whether the claim holds as worded."""
    return _others_say(claim, others, counted), _as_worded(claim, counted)


def _others_say(
    claim: Figure,
    others: Sequence[_Other],
    counted: Sequence[_Other],
    matches: float = MATCHES,
    close: float = CLOSE,
) -> str:
    if not counted:
        return "cannot be told" if others else "no other source"
    gaps = [_gap(claim, other.value) for other in counted]
    furthest = max(map(abs, gaps))
    if furthest <= matches:
        return "matches"
    if furthest <= close:
        return "close"
    if min(gaps) > close:
        return "others higher"
    return "others lower" if max(gaps) < -close else "sources disagree"


def _as_worded(claim: Figure, counted: Sequence[_Other]) -> str:
    if _row(claim).qualifier not in OPEN:
        return ""
    holds = {_decided(other.allowed, claim.range) for other in counted} - {None}
    if len(holds) == 1:
        return "holds" if True in holds else "does not hold"
    return "depends on whom" if holds else "cannot be told"


def _decided(allowed: Bound, claimed: Bound) -> bool | None:
    """Whether all that a figure allows is in what is claimed, or none; None if some is."""

    def ends(bound: Bound) -> tuple[tuple[float, int], tuple[float, int]]:
        # An open end is the next number inside.
        return (_clean(bound.low), int(bound.low_open)), (_clean(bound.high), -bound.high_open)

    (low, high), (least, most) = ends(allowed), ends(claimed)
    if least <= low and high <= most:
        return True
    return False if high < least or most < low else None


def _tolerances(claim: Figure, others: Sequence[_Other], counted: Sequence[_Other]) -> Tolerances:
    """How far each tolerance may go.

    An answer can change only where it passes a figure, or an end of one that leaves an end open.
    """
    ends = {other.value for other in others}
    ends |= {end for o in others if o.is_open for end in (o.allowed.low, o.allowed.high)}
    steps = sorted({0.0, math.inf, *(abs(_gap(claim, end)) for end in ends)})

    def stays(now: float, answer: Callable[[float], str]) -> tuple[float, float]:
        alike = itertools.groupby(itertools.pairwise(steps), lambda span: answer(span[0]))
        spans = ([*group] for _, group in alike)
        return next((span[0][0], span[-1][1]) for span in spans if now < span[-1][1])

    return Tolerances(
        stays(MATCHES, lambda matches: _others_say(claim, others, counted, matches=matches)),
        stays(
            CLOSE,
            lambda close: _others_say(claim, others, _counted(claim, others, close), close=close),
        ),
    )


def _rests_on(
    pools: Sequence[_Pool], others: Iterable[_Other], answers: tuple[str, str]
) -> tuple[str, ...]:
    claim = pools[0][0]

    def without(source: str) -> tuple[str, str]:
        left = _all_others(
            [(of, [one for one in rows if _row(one).source != source]) for of, rows in pools]
        )
        return _answers(claim, left, _counted(claim, left))

    sources = {_row(part).source for other in others for part in other.parts}
    return tuple(source for source in sorted(sources) if without(source) != answers)


def _who_counted(claim: Row, counted: Iterable[_Other], roots: Mapping[str, str]) -> str:
    counters = [_row(part).counted_by for other in counted for part in other.parts]
    origins = {roots[counter] for counter in counters if counter}
    if not claim.counted_by or not origins:
        return ""
    if origins != {roots[claim.counted_by]}:
        return "separate"
    return "one origin" if all(counters) else ""


def _differs(claim: Figure, own: Figure) -> bool:
    """Whether a figure of the same time is another, by its words and its rounding."""
    rounded = own.range.approximate and 2 * abs(claim.value - own.value) <= _row(own).rounded_to
    of_the_time = math.isfinite(_days_apart(claim, own))
    return of_the_time and claim.value not in own.range and not rounded


def _table(
    claim: Figure,
    others: Iterable[_Other],
    counted: Sequence[_Other],
    data: Data,
    roots: Mapping[str, str],
) -> pd.DataFrame:
    """All others as rows, those that count first; a count that several repeat is one row."""

    def identity(part: Figure) -> tuple[object, ...]:
        row = _row(part)
        origin = roots[row.counted_by or row.attributed_to]
        return part.value, part.start, part.end, row.qualifier, row.rounded_to, origin

    def weakest(other: _Other) -> str:
        kinds = (str(data.sources.at[_row(part).source, "kind"]) for part in other.parts)
        return max(kinds, key=_weak)

    groups: dict[tuple[str, tuple[object, ...]], list[_Other]] = defaultdict(list)
    for other in others:
        counts = "counted" if other in counted else "listed"
        groups[counts, tuple(map(identity, other.parts))].append(other)
    table = []
    for (counts, _), repeats in groups.items():
        columns = zip(*(other.parts for other in repeats), strict=True)
        rows = [_row(part) for parts in columns for part in parts]
        bodies, ids, sources = (
            " ".join(dict.fromkeys(getattr(row, name) for row in rows))
            for name in ("attributed_to", "id", "source")
        )
        first, kind = repeats[0], min(map(weakest, repeats), key=_weak)
        printed = first.how == "printed"
        words = str(first.parts[0]) if printed else in_words(first.allowed, claim.unit)
        gap = _gap(claim, first.value)
        table.append((bodies, first.how, first.value, words, gap, counts, ids, sources, kind))
    names = ["body", "how", "value", "words", "gap", "counts", "rows", "sources", "kind"]
    frame = pd.DataFrame(table, columns=names).astype({"value": float, "gap": float})
    return frame.sort_values(["counts", "gap", "rows"], ignore_index=True)
