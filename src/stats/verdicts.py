"""Check a claim: does it add up, what do others say, does it hold as worded, who counted?

The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, reduce
from html import escape
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
_LISTED = ["body", "how", "value", "words", "gap", "counts", "rows", "sources", "kind"]


@dataclass(frozen=True, eq=False)
class Check:
    """The result of a check; `str` lists the answers and the gaps that decided, one per line.

    - `adds_up`: "adds up" if what it is recomputed from gives it at face value, or by all that its
      words and rounding allow; "does not add up" if nothing that they allow does, by more than 2%
      where an input is approximate; else "may add up"; "cannot be checked"; empty where there is
      nothing to recompute the claim from
    - `reason`: why it cannot be checked, with what it comes to by other figures, or the range by
      which it may add up; otherwise empty
    - `others`: "matches", "close", "others higher", "others lower", "sources disagree", "cannot be
      told" where no figure by others may decide, or "no other source" where there is none; empty
      where it was checked without tables
    - `as_worded`: "holds", "does not hold", "depends on whom" or "cannot be told"; empty where the
      claim has no word such as "at least" or "over"
    - `who_counted`: "one origin" or "separate"; empty where it is not known
    - `gaps`: the relative difference of each deciding figure from the claim (0.1 is a tenth more),
      indexed by body and row: keys and ids, separated by spaces where there are several
    - `listed`: all figures by others for the same quantity, place and time, the deciding ones
      first, with columns `body`, `how` it was obtained ("printed", "sum" of one body's counts,
      "pair" of two counts), `value` in the claim's unit, `words` (as printed, or the range of the
      sum or pair), `gap`, `counts` ("counted"; "words" if it tells only whether the words hold;
      else "listed"), `rows`, `sources`, `kind` (of its weakest source); of many possible sums only
      the lowest and the highest are listed
    - `rests_on`: the sources without any one of which `others` or `as_worded` would change
    - `elsewhere`: different values that the claim's own body gives for the same quantity and time
    - `own`: the gaps of those in a document of its own that differ by more than 2% where the days
      overlap, or by more than 10% at another time
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
    elsewhere: tuple[Figure, ...]
    own: tuple[float, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the rows that its answers follow from."""
        counted = self.listed.loc[self.listed["counts"] != "listed", "rows"]
        recomputed = self.recomputed.inputs if self.recomputed else ()
        others = (name for names in counted for name in names.split())
        return tuple(dict.fromkeys([*self.claim.inputs, *recomputed, *others]))

    def __str__(self) -> str:
        more = self.reason or (self.recomputed.face if self.recomputed else "")
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.others,
            "does it hold as worded?": self.as_worded,
            "who counted?": self.who_counted,
            "and its own body?": "its own numbers differ" if self.own else "",
        }
        lines = [f"{question} {answer}" for question, answer in answers.items() if answer]
        columns = ["gap", "body", "words", "rows"]
        for gap, body, words, rows in self.listed.head(len(self.gaps))[columns].to_numpy():
            share = f"{gap:+.1%}".replace("-", "−")
            lines.append(f"{share} {body}: {words} ({rows})")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        answers = [escape(line) for line in str(self).splitlines() if "?" in line]
        listed = self.listed.assign(gap=[f"{gap:+.1%}" for gap in self.listed["gap"]])
        shown = listed.set_index("rows")[["body", "words", "gap", "counts"]]
        return f"<p>{'<br>'.join(answers)}</p>{shown.to_html() if len(shown) else ''}"


class _Weight(NamedTuple):
    """What the answers take from a figure by others; figures that are alike have the same.

    `beyond` is how many of the two tolerances its gap is beyond, below 0 if it is lower. `inside`
    is whether it is what the claim's words allow: None where they cannot tell, empty where it does
    not judge them. It `accuses` if it is well outside, or of all the claim's days.
    """

    counts: bool
    beyond: int
    inside: bool | str | None
    accuses: bool
    bodies: tuple[str, ...]


class _Other(NamedTuple):
    """A value to compare a claim with: a figure by others, a sum of several, or a change."""

    how: str
    value: float
    allowed: Bound  # by the words and the rounding of all parts
    parts: tuple[Figure, ...]
    words: str
    gap: float
    counts: bool  # an open figure ("at least 5") only if it is all further off, on one side
    judges: bool  # it is of the claim's own days, so that it can tell whether the words hold
    whole: bool  # it is of all of them
    inside: bool | None  # what the claim's words allow
    accuses: bool

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_row(part).attributed_to for part in self.parts))

    @property
    def sources(self) -> set[str]:
        return {_row(part).source for part in self.parts}

    @property
    def weight(self) -> _Weight:
        beyond = (abs(self.gap) > MATCHES) + (abs(self.gap) > CLOSE)
        beyond, inside = (beyond if self.gap > 0 else -beyond), self.inside if self.judges else ""
        return _Weight(self.counts, beyond, inside, self.accuses and self.judges, self.bodies)

    @property
    def decides(self) -> str:
        """Whether its gap counts, or only what it says of the claim's words, or neither."""
        of_words = self.judges and self.inside is not None
        return "counted" if self.counts else "words" if of_words else "listed"

    def only_listed(self) -> "_Other":
        return self._replace(counts=False, judges=False)


_Pool: TypeAlias = tuple[Figure, Sequence[Figure]]
"""A claim, or one of the counts it compares, and all figures by others like it, of any time."""


def check(claim: Figure, data: Data | None = None, recomputed: Figure | None = None) -> Check:
    """Check whether a claim adds up, what others say, whether it holds as worded, who counted.

    Every figure by others that is of one time with the claim counts, at face value: gap = (other -
    claim) / |claim|. Dividing by the absolute value keeps lower figures below 0 where the claim is
    a fall. From a claim of 0 any other value has an infinite gap. Whether the words hold is judged
    by figures of the claim's own days, by all that their words and rounding allow.

    `recomputed` is the claim computed anew. Only rows of `figures.csv` and of the claim's own
    source can tell that it adds up or not. If the claim is a change, its two inputs also give the
    two dates at which counts by others are paired; without it, a change is compared only with
    changes that others print. A count by the claim's own body that another body passes on is
    listed but does not decide.

    Without `data` it is arithmetic between two figures that you chose: it answers `adds_up` alone.
    Raises ValueError if the claim is no table row and there are tables, if it is computed, or if
    there is nothing to check it by; FigureError if `recomputed` has another unit or place than
    the claim.

    Examples
    --------
    >>> from stats.read import load
    >>> data = load()
    >>> print(check(data[data.figures.index[0]], data))  # doctest: +ELLIPSIS
    what do others say? ...
    >>> then, now = (Figure.parse(words, unit="people") for words in ("21,900", "over 38,990"))
    >>> claim = Figure.parse("skyrocketed by 78%", unit="percent")
    >>> print(check(claim, recomputed=growth_rate(then, now)))
    does it add up? adds up (78.0%)
    """
    for name, value in (("claim", claim), ("recomputed", recomputed)):
        if value is not None and not isinstance(value, Figure):
            example = f"data[{value!r}]" if name == "claim" else "growth_rate(then, now)"
            raise TypeError(f"{name}: {value!r} is no figure; give one, such as {example}")
    if data is None:
        return _arithmetic(claim, recomputed)
    row, roots = _row(claim), {key: data.root(key) for key in data.bodies.index}
    names, relays = [*data.bodies["name"]], data.sources["relays"].to_dict()
    own = roots[row.attributed_to]
    own_names = [data.name(key) for key, root in roots.items() if root == own]
    ends, reason = _ends(claim, data, recomputed)

    @cache
    def passes_on(source: str, body: str) -> bool:
        passed_on = _bodies_named(relays[source], names)
        return data.name(body) not in passed_on and not passed_on.isdisjoint(own_names)

    def origin(figure: Figure) -> str:
        """Say whether a figure is by the claim's own body, passed on from it, or by others."""
        given = _row(figure)
        if roots[given.attributed_to] == own:
            return "own"
        counted_by_own = bool(given.counted_by) and roots[given.counted_by] == own
        return "passed on" if counted_by_own or passes_on(given.source, given.attributed_to) else ""

    def figures(of: Figure, kind: str) -> list[Figure]:
        rows = sorted(data.find(of.quantity, of.place), key=lambda one: _row(one).id)
        return [one for one in rows if origin(one) == kind]

    pools = [(figure, figures(figure, "")) for figure in (claim, *ends)]
    found = _all_others(pools)
    others = _heard(found, roots)
    answers = _answers(claim, (other.weight for other in others))
    passed_on = (one.only_listed() for one in _printed(claim, figures(claim, "passed on")))
    listed = _table(claim, [*others, *passed_on], data, roots)
    rows = listed[listed["counts"] == "counted"]
    by_body_and_row = pd.MultiIndex.from_arrays([rows["body"], rows["rows"]])
    gaps = pd.Series(list(rows["gap"]), by_body_and_row, name="gap")
    elsewhere = [
        one
        for one in figures(claim, "own")
        if _row(one).id != row.id and math.isfinite(_days_apart(claim, one))
    ]
    documents = [one for one in elsewhere if data.sources.at[one.source, "kind"] == "document"]
    return Check(
        claim,
        recomputed,
        *_adds_up(claim, recomputed, reason or _by_another(claim, data, recomputed)),
        *answers,
        _who_counted(row, [other for other in others if other.decides != "listed"], roots),
        gaps.rename_axis(["body", "row"]),
        listed,
        _rests_on(pools[0], found, roots, answers),
        tuple(one for one in elsewhere if claim.value not in one.comparable),
        tuple(_gap(claim, one.value) for one in documents if _differs(claim, one)),
    )


def _differs(claim: Figure, own: Figure) -> bool:
    """Whether a figure is another than the claim, by more than may pass between their days."""
    (first, last), (start, end) = _dates_counted(claim), _dates_counted(own)
    limit = MATCHES if start <= last and first <= end else CLOSE
    outside = _is_inside(own.comparable, claim.comparable) is False
    return outside and abs(_gap(claim, own.value)) > limit


def _arithmetic(claim: Figure, recomputed: Figure | None) -> Check:
    if recomputed is None:
        raise ValueError(
            f"{claim.name}: nothing to check it by; give recomputed=, such as growth_rate(then, "
            "now), or the tables and a row of them, as in check(data[id], data)"
        )
    if not claim.rounded_to:
        raise ValueError(
            f"{claim.name} is computed, and a claim is a number as printed; give a row, or "
            "Figure.parse(its words, unit=…)"
        )
    nothing = pd.DataFrame(columns=_LISTED)
    gaps = pd.Series([], dtype=float, name="gap")
    return Check(
        claim, recomputed, *_adds_up(claim, recomputed), "", "", "", gaps, nothing, (), (), ()
    )


def _bodies_named(text: str, names: Iterable[str]) -> set[str]:
    """The bodies that a text names; none by a name that is a part of another's."""
    named = set()
    for name in sorted(names, key=len, reverse=True):
        whole = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        # After a word with a capital it is a part of a name that no table has.
        before = (text[: match.start()] for match in re.finditer(whole, text))
        if not all(re.search(r"\b(?!The )[A-Z]\w* $", words) for words in before):
            named.add(name)
        text = re.sub(whole, ";", text)
    return named


def _row(figure: Figure) -> Row:
    if figure.row is None:
        raise ValueError(
            f"{figure.name} is no row of a table, so that it has nobody and no time to compare; "
            "check(claim, recomputed=…) without tables tells whether it adds up"
        )
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


def _by_another(claim: Figure, data: Data, recomputed: Figure | None) -> str:
    """What a claim comes to by figures that its own source does not give; empty if there are none.

    Only what a claimant printed can make the claimant's arithmetic true or false.
    """
    if recomputed is None:
        return ""
    sources = data.figures["source"].to_dict()  # of the article's rows alone
    rows = [data[name] for name in recomputed.inputs if name in data]
    others = [each for each in rows if sources.get(each.name) != _row(claim).source]
    words = " and ".join(f"{each} ({each.who}, {each.when})" for each in others)
    if others or not recomputed.inputs:
        return f"with {words or 'figures of no table'} it comes to {recomputed.face}"
    return ""


def _adds_up(claim: Figure, recomputed: Figure | None, reason: str = "") -> tuple[str, str]:
    """The answer, and the reason if it cannot be checked."""
    if recomputed is None:
        return ("cannot be checked", reason) if reason else ("", "")
    require_same_place([claim, recomputed])
    units = recomputed.unit, claim.unit
    factor = {("ratio", "percent"): 100, ("percent", "ratio"): 0.01}.get(units, 1)
    if factor == 1 and recomputed.unit != claim.unit:
        raise FigureError(
            f"{claim.name} is in {unit_words(claim.unit)} and {recomputed.name} in "
            f"{unit_words(recomputed.unit)}; recompute a claim in its own unit"
        )
    days = claim.known_days, recomputed.known_days
    if not reason and claim.row and claim.kind != "change" and days[0] != days[1]:
        reason = f"it is of {claim.when}, and what it follows from is of {recomputed.when}"
    if reason:
        return "cannot be checked", reason
    # "Over 70%" adds up where 78% follows; other words ask for the number, rounded as it is.
    possible, claimed = recomputed.comparable.scaled(factor), claim.comparable
    margin = MATCHES * abs(claim.value)
    if claim.qualifier not in OPEN:
        half = max(claim.rounded_to / 2, margin * claim.range.approximate)
        claimed = Bound(claim.value - half, claim.value + half)
    if _denoised(factor * recomputed.value) in claimed or _is_inside(possible, claimed):
        return "adds up", ""
    # What "about" allows is this project's reading, so that a near miss of it accuses nobody.
    margin *= recomputed.range.approximate
    widest = replace(possible, low=possible.low - margin, high=possible.high + margin)
    if widest.is_below(claimed) or claimed.is_below(widest):
        return "does not add up", ""
    if not (possible.is_below(claimed) or claimed.is_below(possible)):
        return "may add up", in_words(possible, claim.unit)
    return "may add up", f"it is within {MATCHES:.0%} of what the words allow"


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
    return others + list(_pairs(claim, *ends)) if ends else others


def _heard(others: Sequence[_Other], roots: Mapping[str, str]) -> list[_Other]:
    """The same, with only the best pairs of counts heard: of one source, else of one origin.

    What two bodies counted, or one in two editions, tells no change where one told both at once.
    """

    def apart(other: _Other) -> int:
        if other.how != "pair" or len(other.sources) == 1:
            return 0
        return len({_origin(part, roots) for part in other.parts})

    best = min((apart(other) for other in others if other.how == "pair"), default=0)
    return [other if apart(other) <= best else other.only_listed() for other in others]


def _origin(figure: Figure, roots: Mapping[str, str]) -> str:
    row = _row(figure)
    return roots[row.counted_by or row.attributed_to]


def _other(
    claim: Figure,
    how: str,
    value: float,
    allowed: Bound,
    parts: tuple[Figure, ...],
    *,
    words: str = "",
    judges: bool = True,
    whole: bool = True,
) -> _Other:
    value, gap = _denoised(value), _gap(claim, value)
    low, high = _gap(claim, allowed.low), _gap(claim, allowed.high)
    is_open = any(_row(part).qualifier in OPEN for part in parts)
    counts = not is_open or low > CLOSE or high < -CLOSE
    inside = _is_inside(allowed, claim.range)
    accuses = inside is False and (whole or low > MATCHES or high < -MATCHES)
    words = words or in_words(allowed, claim.unit)
    return _Other(how, value, allowed, parts, words, gap, counts, judges, whole, inside, accuses)


def _printed(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    for figure in by_others:
        if math.isfinite(_days_apart(claim, figure)):
            (first, last), (start, end) = claim.days, figure.days
            whole = figure.days == claim.days
            judges = first <= start and end <= last if claim.kind == "stock" else whole
            yield _other(
                *(claim, "printed", figure.value, figure.comparable, (figure,)),
                words=str(figure),
                judges=judges,
                whole=whole,
            )


def _sums(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    """Sums of one body's counts over consecutive periods that together cover the claim's dates.

    There may be too many such sums to list, but the answers depend only on the lowest and the
    highest; for open counts ("at least 5") also on the highest low end and the lowest high end.
    These are found for each rounding step, from counts rounded at most that coarsely. A sum whose
    step is coarser than its gap cannot tell it, and is only listed.
    """
    by_body: dict[str, list[Figure]] = defaultdict(list)
    for one in by_others:
        if _dates_counted(one) != _dates_counted(claim):
            by_body[_row(one).attributed_to].append(one)
    ways: dict[tuple[Figure, ...], None] = {}
    for of_body in by_body.values():
        for step in sorted({figure.rounded_to for figure in of_body}):
            counts = [figure for figure in of_body if figure.rounded_to <= step]
            closed = [figure for figure in counts if _row(figure).qualifier not in OPEN]
            ways[_best_way(claim, closed, lambda figure: figure.value)] = None
            ways[_best_way(claim, closed, lambda figure: -figure.value)] = None
            ways[_best_way(claim, counts, lambda figure: figure.low)] = None
            ways[_best_way(claim, counts, lambda figure: -figure.high)] = None
    for parts in filter(None, ways):
        allowed = reduce(operator.add, (part.comparable for part in parts))
        total, step = math.fsum(part.value for part in parts), max(p.rounded_to for p in parts)
        way = _other(claim, "sum", total, allowed, parts)
        yield way.only_listed() if 1 < step > abs(total - claim.value) else way


def _best_way(
    claim: Figure, counts: Iterable[Figure], score: Callable[[Figure], float]
) -> tuple[Figure, ...]:
    """The highest-scoring way to cover a claim's dates, or nothing.

    Dynamic programming over days: the best way to cover the dates up to a day extends the best way
    up to an earlier day.
    """
    start, end = _dates_counted(claim)
    # By the first day not yet covered: the best score and its counts.
    so_far: dict[date, tuple[float, tuple[Figure, ...]]] = {start: (0, ())}
    for count in sorted(counts, key=_dates_counted):
        first, last = _dates_counted(count)
        if first in so_far:
            total, parts = so_far[first]
            scored, after = total + score(count), last + timedelta(days=1)
            if after not in so_far or scored > so_far[after][0]:
                so_far[after] = scored, (*parts, count)
    return so_far.get(end + timedelta(days=1), (0, ()))[1]


def _pairs(claim: Figure, start: _Pool, end: _Pool) -> Iterator[_Other]:
    """What changed between two counts of others, one at each end."""
    factor = 100 if claim.unit == "percent" else 1
    measure = growth_rate if claim.unit in ("percent", "ratio") else change
    known: dict[Hashable, Figure] = {}  # what is told twice is measured once
    for one, two in itertools.product(_printed(*start), _printed(*end)):
        parts = one.parts + two.parts
        if len({_dates_counted(part) for part in parts}) == 1:
            continue  # no time passes from a count to itself
        told = tuple((part.value, part.range, part.comparable, part.days) for part in parts)
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            if told not in known:
                known[told] = measure(*parts)
            value, allowed = factor * known[told].value, known[told].comparable.scaled(factor)
            judges, whole = one.judges and two.judges, one.whole and two.whole
            words = known[told].words
            yield _other(
                *(claim, "pair", value, allowed, parts), words=words, judges=judges, whole=whole
            )


# Which of those figures decide, and how.


def _denoised(value: float) -> float:
    """Round away binary floating-point error, which must not decide an answer."""
    return round(value, 9)


def _gap(claim: Figure, value: float) -> float:
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((_denoised(value) - claim.value) / abs(claim.value), 12)


def _answers(claim: Figure, weights: Iterable[_Weight]) -> tuple[str, str]:
    """What others say, and whether the claim holds as worded."""
    each = {*weights}
    return _others_say(each), _as_worded(each) if claim.qualifier in OPEN else ""


def _others_say(weights: Set[_Weight]) -> str:
    steps = {each.beyond for each in weights if each.counts}
    if not steps:
        return "cannot be told" if weights else "no other source"
    for within, answer in ({0}, "matches"), ({-1, 0, 1}, "close"), ({2}, "others higher"):
        if steps <= within:
            return answer
    return "others lower" if steps == {-2} else "sources disagree"


def _as_worded(weights: Set[_Weight]) -> str:
    """Whether words such as "at least" hold: an accusation needs more than a confirmation.

    One figure that is all inside confirms them, if none is all outside; one that leaves them open
    takes nothing away. Against them speaks one that is well outside or of all the claim's days, by
    a body that does not contradict itself, and only if none leaves them open.
    """
    said: dict[tuple[str, ...], set[bool | str | None]] = defaultdict(set)
    for each in weights:
        said[each.bodies].add(each.inside)
    found = {inside for answers in said.values() for inside in answers}
    if False not in found:
        return "holds" if True in found else "cannot be told"
    accused = any(each.accuses and True not in said[each.bodies] for each in weights)
    if None in found or not accused:
        return "cannot be told"
    return "depends on whom" if True in found else "does not hold"


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


def _rests_on(
    pool: _Pool, found: Sequence[_Other], roots: Mapping[str, str], answers: tuple[str, str]
) -> tuple[str, ...]:
    """The sources without any one of which an answer would change: each is left out once."""
    claim, by_others = pool
    alone: dict[_Weight, set[str]] = {}  # what all figures of one weight come from
    for other in found:
        alone[other.weight] = alone.get(other.weight, other.sources) & other.sources
    summed = {source for other in found if other.how == "sum" for source in other.sources}

    def without(source: str) -> tuple[str, str]:
        left = [other for other in found if other.how != "sum" and source not in other.sources]
        if claim.kind == "flow":
            left += _sums(claim, (one for one in by_others if one.source != source))
        return _answers(claim, (other.weight for other in _heard(left, roots)))

    # Without any other source something of each weight is left, so that no answer can change.
    sources = sorted(summed.union(*alone.values()))
    return tuple(source for source in sources if without(source) != answers)


def _who_counted(claim: Row, deciding: Iterable[_Other], roots: Mapping[str, str]) -> str:
    counters = [_row(part).counted_by for other in deciding for part in other.parts]
    origins = {roots[counter] for counter in counters if counter}
    if not claim.counted_by or not origins:
        return ""
    if origins != {roots[claim.counted_by]}:
        return "separate"
    return "one origin" if all(counters) else ""


def _table(
    claim: Figure,
    others: Iterable[_Other],
    data: Data,
    roots: Mapping[str, str],
) -> pd.DataFrame:
    """A row for each figure by others, the deciding first; repeats of one count share a row."""

    def identity(part: Figure) -> tuple[object, ...]:
        row = _row(part)
        return part.value, *part.days, row.qualifier, row.rounded_to, _origin(part, roots)

    kinds = data.sources["kind"].to_dict()

    def weakest(other: _Other) -> str:
        return str(max((kinds[part.source] for part in other.parts), key=_weakness))

    groups: dict[tuple[str, tuple[object, ...]], list[_Other]] = defaultdict(list)
    for other in others:
        groups[other.decides, tuple(map(identity, other.parts))].append(other)
    table = []
    for (counts, _), repeats in groups.items():
        columns = zip(*(other.parts for other in repeats), strict=True)
        rows = [_row(part) for parts in columns for part in parts]
        bodies, ids, sources = (
            " ".join(dict.fromkeys(getattr(row, name) for row in rows))
            for name in ("attributed_to", "id", "source")
        )
        first, kind = repeats[0], min(map(weakest, repeats), key=_weakness)
        told = (bodies, first.how, first.value, first.words, first.gap, counts, ids, sources, kind)
        table.append(told)
    frame = pd.DataFrame(table, columns=_LISTED).astype({"value": float, "gap": float})
    return frame.sort_values(["counts", "gap", "rows"], ignore_index=True)
