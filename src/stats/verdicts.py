"""Check a claim: does it add up, what do others say, does it hold as worded, who counted?

The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from html import escape
from typing import NamedTuple, Never

import pandas as pd

from stats.bounds import Bound, cleaned, minus_signs
from stats.english import as_in_tables, dates_in_words, in_words, usual_decimals
from stats.figure import Figure, FigureError, Row
from stats.measures import change, growth_rate
from stats.together import dates_counted, require_same_place, span
from stats.qualifiers import OPEN
from stats.read import Data

MATCHES, CLOSE = 0.02, 0.10
"""Largest relative gap at which a figure still matches a claim, or is still close to it."""
COPY = "copy of a data set"
KINDS = ("document", "own report", "agency copy", "translation", "retelling", "forum or blog", COPY)
"""The kinds of sources, from the strongest to the weakest."""
_LISTED = ["body", "how", "value", "words", "gap", "counts", "rows", "sources", "kind"]


@dataclass(frozen=True, eq=False)
class Check:
    """The result of a check; `str` lists the answers and the gaps that decided, one per line.

    - `adds_up`: "adds up" if what it is recomputed from gives it at face value, or by all that its
      words and rounding allow; "does not add up" if nothing that they allow does, by more than 2%
      where an input is approximate, nor a number that is cut and not rounded; else "may add up";
      "cannot be checked", also where it would fail by what another body says; empty where there is
      nothing to recompute the claim from
    - `reason`: why it cannot be checked, with what it comes to by other figures, or the range by
      which it may add up; otherwise empty
    - `others`: "matches", "close", "others higher", "others lower", "sources disagree", "cannot be
      told" where no figure by others may decide, or "no other source" where there is none; empty
      where it was checked without tables
    - `as_worded`: "holds", "does not hold", "depends on whom" or "cannot be told"; empty where the
      claim has no word such as "at least" or "over"
    - `who_counted`: "one origin" or "separate"; empty where it is not known
    - `listed`: all figures by others for the same quantity, place and time, the deciding ones
      first, with columns `body`, `how` it was obtained ("printed", "sum" of one body's counts,
      "pair" of two counts), `value` in the claim's unit, `words` (as printed, or what a sum or
      pair comes to), `gap`, `counts` ("counted"; "words" if it tells only whether the words hold;
      else "listed"), `rows`, `sources`, `kind` (of its weakest source); of the sums of one body
      the one of its finest counts
    - `rests_on`: the sources without any one of which `others` or `as_worded` would change
    - `elsewhere`: different values that the claim's own body gives or counted for the same quantity
      and time
    - `own`: the gaps of those that stand in a document of its own, no later than the claim's
      source, and that its words do not allow: by more than 2% on the same days, 10% on others
    - `kin`: the rows of its time that are no others': by or counted by a body with the same topmost
      one, or in the claim's own source
    """

    claim: Figure
    recomputed: Figure | None
    adds_up: str
    reason: str
    others: str = ""
    as_worded: str = ""
    who_counted: str = ""
    listed: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=_LISTED))
    rests_on: tuple[str, ...] = ()
    elsewhere: tuple[Figure, ...] = ()
    own: tuple[float, ...] = ()
    kin: tuple[str, ...] = ()

    def __bool__(self) -> Never:
        raise TypeError('a check is no condition; say which answer, as in adds_up == "adds up"')

    @property
    def gaps(self) -> pd.Series:
        """The relative difference of each deciding figure from the claim: 0.1 is a tenth more.

        Indexed by body and row: keys and ids, separated by spaces where there are several.
        """
        counted = self.listed[self.listed["counts"] == "counted"]
        gaps: pd.Series = counted.set_index(["body", "rows"])["gap"]
        return gaps.rename_axis(["body", "row"])

    @property
    def comes_to(self) -> str:
        """What it is recomputed to, no finer than its inputs allow or the claim is; or nothing."""
        return "" if self.recomputed is None else _comes_to(self.claim, self.recomputed)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the rows that its answers follow from."""
        others = " ".join(self.listed.loc[self.listed["counts"] != "listed", "rows"]).split()
        recomputed = self.recomputed.inputs if self.recomputed is not None else ()
        return tuple(dict.fromkeys([*self.claim.inputs, *recomputed, *others]))

    def __str__(self) -> str:
        more = self.reason or self.comes_to
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.others,
            "does it hold as worded?": self.as_worded,
            "who counted?": self.who_counted,
            "and its own document?": "differs" if self.own else "",
        }
        lines = [f"{question} {answer}" for question, answer in answers.items() if answer]
        decide = self.listed.head(len(self.gaps))[["gap", "body", "words", "rows"]].to_numpy()
        for gap, body, words, rows in decide:
            lines.append(f"{minus_signs(f'{gap:+.1%}')} {body}: {words} ({rows})")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        answers = [escape(line) for line in str(self).splitlines() if "?" in line]
        listed = self.listed.assign(gap=[f"{gap:+.1%}" for gap in self.listed["gap"]])
        shown = listed.set_index("rows")[["body", "words", "gap", "counts"]]
        return f"<p>{'<br>'.join(answers)}</p>{shown.to_html() if len(shown) else ''}"


def check(claim: Figure, data: Data | None = None, recomputed: Figure | None = None) -> Check:
    """Check whether a claim adds up, what others say, whether it holds as worded, who counted.

    Every figure by others that is of one time with the claim counts, at face value: gap = (other -
    claim) / |claim|. Dividing by the absolute value keeps lower figures below 0 where the claim is
    a fall. From a claim of 0 any other value has an infinite gap. A figure that is itself open ("at
    least 5") has no gap; far on the other side of a claim it makes sources disagree. Whether the
    words hold is judged by figures of the claim's own days, by all that their words and rounding
    allow.

    `recomputed` is the claim computed anew. Only rows of the claim's own source can tell that it
    adds up or not, and only numbers that its own body says or counted, that it does not. If the
    claim is a change, two counts that it follows from also give the two dates at which counts by
    others are paired; without them, a change is compared only with changes that others print. A count that
    another body passes on from the claim's own is listed but does not decide; an earlier
    one of the body that counted the claim, which it may have mended, denies nothing.

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
    for given in (claim, recomputed):
        if not isinstance(given, Figure | None):
            what = 'give one, such as data["id"] or growth_rate(then, now)'
            raise TypeError(f"{given!r:.40} is no figure; {what}")
    if data is None:
        return _arithmetic(claim, recomputed)
    if not isinstance(data, Data):
        raise TypeError(f"data: {data!r:.40} is not the tables; write recomputed= before a figure")
    frames = [_beside(of, claim, data) for of in (claim, *_ends(claim, data, recomputed))]
    judged = _judged(claim, frames)
    its = frames[0][frames[0]["apart"] < math.inf]
    answers = _answers(claim, judged, its)
    rests_on = [
        source
        for source in sorted({*judged["source"].explode()})
        if answers != _answers(claim, _judged(claim, frames, without=source), its)
    ]
    return Check(
        claim,
        recomputed,
        *_adds_up_by_its_own(claim, recomputed, data),
        *answers,
        _who_counted(own_row(claim), judged, data),
        _table(judged),
        tuple(rests_on),
        _elsewhere(claim, its),
        _own_document(claim, its),
        tuple(its.index[~its["is_others"] | its["is_passed_on"]]),
    )


def own_row(figure: Figure) -> Row:
    """The row of a figure; ValueError if it has none."""
    if figure.row is None:
        what = "is no row of a table; check it without tables, check(claim, recomputed=…), or "
        raise ValueError(f"{figure.name} {what}show it in a statistics_table")
    return figure.row


# Does it add up?


def _arithmetic(claim: Figure, recomputed: Figure | None) -> Check:
    """A check without tables."""
    if recomputed is None or not claim.rounded_to:
        raise ValueError(
            f"{claim.name}: check a number as printed, by what gives it: check(claim, recomputed="
            "growth_rate(then, now)), or a row by the tables: check(data[id], data)"
        )
    return Check(claim, recomputed, *_adds_up(claim, recomputed))


def _adds_up_by_its_own(claim: Figure, recomputed: Figure | None, data: Data) -> tuple[str, str]:
    """Whether it adds up by rows of its source; it fails by numbers of its own body alone."""
    if recomputed is None:
        reason = "nothing is given that it follows from" if claim.kind == "change" else ""
        return "cannot be checked" if reason else "", reason
    rows = _known(data.rows[data.rows.index.isin(recomputed.inputs)], claim, data)
    days = recomputed.known_days or (None, None)
    starts = {days[0]}
    if claim.kind == "change":  # a count of a year stands at its end
        days = recomputed.known_days or span(rows["figure"])
        starts = {days[0]} | {
            day for one in rows["figure"] for day in (one.start, dates_counted(one)[0])
        }
    if claim.end != days[1] or claim.start not in starts:
        when = dates_in_words(*days) if all(days) else "no known time"
        return "cannot be checked", f"it is of {claim.when}, and what it follows from is of {when}"
    comes_to = f"it comes to {recomputed}"
    if {*rows["source"]} != {claim.source} or len(rows) != len(recomputed.inputs):
        return "cannot be checked", f"with figures of another source {comes_to}"
    answer = _adds_up(claim, recomputed)
    if answer[0] == "does not add up" and not (rows["is_own"] | rows["is_passed_on"]).all():
        return "cannot be checked", f"with figures of another body {comes_to}"
    return answer


def _adds_up(claim: Figure, recomputed: Figure) -> tuple[str, str]:
    """Whether a claim is what it is recomputed to, and the reason where that cannot be told."""
    require_same_place([claim, recomputed])
    if recomputed.unit != claim.unit:
        raise FigureError(
            f"{claim.name} is in {claim.unit or 'no unit'} and {recomputed.name} in "
            f"{recomputed.unit or 'no unit'}; recompute a claim in its own unit, in percent by "
            "share or growth_rate, a day, month or year by mean_rate"
        )
    # “Over 70%” adds up where 78% follows; other words ask for the number, rounded as it is.
    possible, claimed, step = recomputed.range, claim.range, 0.0
    margin = MATCHES * abs(claim.value)  # what “about” allows is our own reading
    if claim.qualifier not in OPEN:
        half = max(claim.rounded_to / 2, margin * claimed.approximate)
        low, high = (float(cleaned(claim.value + end)) for end in (-half, half))
        claimed = Bound(low, high)
        step = claim.rounded_to / 2
    inside = is_inside(possible, claimed)
    if round(recomputed.value, 12) in claimed or inside:
        return "adds up", ""
    # An accusation needs that it is no number that is cut and not rounded, nor of the other sign.
    comes_to = _comes_to(claim, recomputed)
    if claim.value * recomputed.value < 0:
        return "cannot be checked", f"it comes to {comes_to}, the other way"
    margin = max(step, margin * possible.approximate)
    widest = replace(possible, low=possible.low - margin, high=possible.high + margin)
    if is_inside(widest, claimed) is False:
        return "does not add up", ""
    return "may add up", str(recomputed) if inside is None else comes_to


def _comes_to(claim: Figure, recomputed: Figure) -> str:
    value, unit = recomputed.value, recomputed.unit
    usual = min(recomputed.decimals, 0) or usual_decimals(Bound(value, value), unit)
    of_claim = -math.floor(math.log10(as_in_tables(claim.rounded_to, claim.unit)))
    return in_words(value, unit, max(usual, of_claim))


def _ends(claim: Figure, data: Data, recomputed: Figure | None) -> tuple[Figure, ...]:
    """The two counts that a change is computed from, at whose times those of others are paired."""
    if claim.kind != "change" or recomputed is None:
        return ()
    with suppress(ValueError, KeyError):
        first, last = sorted(map(data.__getitem__, recomputed.inputs), key=dates_counted)
        if math.isclose(_change(claim, first, last).value, recomputed.value, abs_tol=1e-9):
            return first, last
    return ()


def _change(claim: Figure, first: Figure, last: Figure) -> Figure:
    return growth_rate(first, last) if claim.unit == "percent" else change(first, last)


# What do others say? First all rows of a quantity and place, and what each is to the claim.


def _beside(of: Figure, claim: Figure, data: Data) -> pd.DataFrame:
    """All other rows of a figure's quantity and place, and how near they are in time."""
    rows = _known(data.find(of.quantity, of.place).drop(claim.name, errors="ignore"), claim, data)
    return rows.assign(
        apart=[_days_apart(of, one) for one in rows["figure"]],
        of_days=[_of_days(of, one) for one in rows["figure"]],
    )


def _known(rows: pd.DataFrame, claim: Figure, data: Data) -> pd.DataFrame:
    """Rows, and what each is to a claim: of its own body or source, its own count, or others'."""
    row = own_row(claim)
    rows = rows.join(data.sources[["kind", "published"]], on="source")
    counter = rows["counted_by"].where(rows["counted_by"] != "", rows["attributed_to"])
    roots = {key: data.root(key) for key in data.bodies.index}
    root, own = rows["attributed_to"].map(roots), roots[row.attributed_to]
    published = data.sources.at[row.source, "published"]
    return rows.assign(
        root=root,
        origin=counter.map(roots),
        is_own=root == own,
        is_others=(root != own) & (rows["source"] != row.source),
        is_passed_on=rows["counted_by"].map(roots) == own,
        is_mended=(counter == row.counted_by) & (rows["published"] < published),
        is_later=rows["published"] > published,
    )


def _of_days(of: Figure, one: Figure) -> str:
    """Whether a figure is of all the days of another, or of "some" of them, or of near ones."""
    if one.days == of.days:
        return "all"
    return "some" if of.kind == "stock" and span([of, one]) == of.days else ""


def _days_apart(one: Figure, other: Figure) -> float:
    """Days between two figures; infinite if more than their quantity allows for one time."""
    (first, last), (start, end) = one.days, other.days
    days = abs((start - first).days), abs((end - last).days)
    if one.kind == "stock":  # counted at some moment of its days, which must be as few
        (first, last), (start, end) = dates_counted(one), dates_counted(other)
        between = max(0, (start - last).days, (first - end).days)
        is_long = max((last - first).days, (end - start).days) > one.max_days_apart
        days = between, math.inf if is_long else 0
    return sum(days) if max(days) <= one.max_days_apart else math.inf


# Then what may be held against the claim: printed, a sum of counts, or a change between two.


class _Other(NamedTuple):
    """What others give, and whether it is of "all" of the claim's days, "some", or near ones."""

    how: str
    figure: Figure
    of_days: str


def _printed(others: pd.DataFrame) -> list[_Other]:
    both = zip(others["figure"], others["of_days"], strict=True)
    return [_Other("printed", one, of_days) for one, of_days in both]


def _sums(claim: Figure, others: pd.DataFrame) -> list[_Other]:
    """Of each body, the sums of its finest counts of consecutive periods that fill the days.

    Where a period has several such counts there are two: with the lowest, and with the highest.
    """
    if claim.kind != "flow":
        return []
    others = others.assign(is_open=others["qualifier"].isin(OPEN))
    order, sums = ["is_open", "rounded_to", "value"], {}
    for _, counts in others.groupby("attributed_to"):
        for lowest_first in (True, False):
            finest = counts.sort_values(order, ascending=[True, True, lowest_first])
            way = _filling(claim, finest["figure"])
            if len(way) > 1:
                sums[tuple(way)] = _Other("sum", sum(way[1:], way[0]), "all")
    return [*sums.values()]


def _filling(claim: Figure, counts: pd.Series) -> list[Figure]:
    """The first of the counts that fill the claim's days without a gap; none if they do not."""
    day, last = claim.days
    way: list[Figure] = []
    while day <= last:
        fitting = [one for one in counts if one.days[0] == day and one.days[1] <= last]
        if not fitting:
            return []
        way.append(fitting[0])
        day = fitting[0].days[1] + timedelta(days=1)
    return way


def _pairs(claim: Figure, starts: pd.DataFrame, ends: pd.DataFrame) -> list[_Other]:
    """What changed between two counts of one body, one at each end.

    Of what a body counted in two editions, the counts in one source alone tell its change.
    """
    both = starts.reset_index().merge(ends.reset_index(), on="root")
    both = both[both["id_x"] != both["id_y"]]
    is_told_at_once = both["source_x"] == both["source_y"]
    told = both.loc[is_told_at_once, "root"]
    found = []
    for row in both[is_told_at_once | ~both["root"].isin(told)].itertuples():
        of_days = "some" if row.of_days_x and row.of_days_y else ""
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            found.append(_Other("pair", _change(claim, row.figure_x, row.figure_y), of_days))
    return found


# What each of these tells.


def _judged(claim: Figure, frames: list[pd.DataFrame], without: str = "") -> pd.DataFrame:
    """All that others give for a claim, but from one source, and what each tells."""
    others = [each[each["is_others"] & (each["source"] != without)] for each in frames]
    rows = pd.concat(others)
    rows = rows[~rows.index.duplicated()]
    near, *at_ends = (each[each["apart"] < math.inf] for each in others)
    pairs = _pairs(claim, *at_ends) if at_ends else []
    found = [*_printed(near), *pairs, *_sums(claim, others[0])]
    told = [_told(claim, one, rows.loc[[*one.figure.inputs]]) for one in found]
    return pd.DataFrame(told, columns=[*_LISTED, "source", "counted_by", "same", "beyond", "told"])


def _told(claim: Figure, other: _Other, parts: pd.DataFrame) -> dict[str, object]:
    """What others give: its gap, what the claim's words make of it, and whether it counts."""
    figure, value = other.figure, float(cleaned(other.figure.value))  # noise must not decide
    gap, inside = _gap(claim, value), is_inside(figure.range, claim.range)
    # Words may allow what is far off. Of some of its days alone a near miss denies nothing.
    is_far = abs(gap) > CLOSE and (claim.qualifier in OPEN or inside is False)
    is_near = abs(gap) <= MATCHES
    told = {True: "yes", False: "no", None: "open"}[inside] if other.of_days else ""
    if told == "no" and other.of_days == "some" and is_near:
        told = "open"
    counts = "counted"
    if parts["qualifier"].isin(OPEN).any():
        counts = "words" if told in ("yes", "no") else "listed"
    # The claimant's own count does not decide; one that was mended since denies nothing.
    if parts["is_passed_on"].any() or (parts["is_mended"].any() and not is_near):
        counts, told = "listed", ""
    each = parts[["origin", "value", "start", "end", "qualifier", "rounded_to"]]
    return {
        "body": [*parts["attributed_to"]],
        "how": other.how,
        "value": value,
        "words": f"{figure}, {figure.when}" if figure.undated else str(figure),
        "gap": gap,
        "counts": counts,
        "rows": [*parts.index],
        "source": [*parts["source"]],
        "kind": max(parts["kind"], key=KINDS.index),
        "counted_by": [*parts["counted_by"]],
        "same": (counts, *each.itertuples(index=False, name=None)),
        "beyond": math.copysign(2 if is_far else not is_near, gap),
        "told": told,
    }


def _gap(claim: Figure, value: float) -> float:
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((value - claim.value) / abs(claim.value), 12)


def is_inside(allowed: Bound, claimed: Bound) -> bool | None:
    """True if the range is all inside the claimed one, False if all outside, else None."""
    if allowed.is_below(claimed) or claimed.is_below(allowed):
        return False
    low, high, least, most = map(cleaned, (allowed.low, allowed.high, claimed.low, claimed.high))
    above = (least, claimed.low_open) <= (low, allowed.low_open)
    below = (high, not allowed.high_open) <= (most, not claimed.high_open)
    return True if above and below else None


# The answers, each from these rows.


def _answers(claim: Figure, judged: pd.DataFrame, its: pd.DataFrame) -> tuple[str, str]:
    return _others_say(judged), _as_worded(claim, judged, its)


def _others_say(judged: pd.DataFrame) -> str:
    counted = judged["counts"] == "counted"
    if not counted.any():
        return "cannot be told" if (judged["counts"] == "words").any() else "no other source"
    # “At least 57%” is above a claim of 18%, whatever it is.
    denies = (
        (judged["counts"] == "words") & (judged["told"] == "no") & (judged["beyond"].abs() == 2)
    )
    beyond = judged.loc[counted | denies, "beyond"]
    if beyond.min() == 2:
        return "others higher"
    if beyond.max() == -2:
        return "others lower"
    return {0: "matches", 1: "close", 2: "sources disagree"}[beyond.abs().max()]


def _as_worded(claim: Figure, judged: pd.DataFrame, its: pd.DataFrame) -> str:
    """Whether a bound holds; an accusation needs that nobody doubts it, nor its own count."""
    if claim.qualifier not in OPEN:
        return ""
    true, false, doubted = (
        {*judged.loc[judged["told"] == told, "body"].explode()} for told in ("yes", "no", "open")
    )
    own = its.loc[its["is_own"] & (its["apart"] == 0), "figure"]
    doubts = doubted or true & false or any(is_inside(one.range, claim.range) for one in own)
    if not (true or false) or (false and doubts):
        return "cannot be told"
    if true and false:
        return "depends on whom"
    return "does not hold" if false else "holds"


def _who_counted(claim: Row, judged: pd.DataFrame, data: Data) -> str:
    counters = [*judged.loc[judged["counts"] != "listed", "counted_by"].explode()]
    origins = {data.root(counter) for counter in counters if counter}
    if not claim.counted_by or not origins:
        return ""
    if origins != {data.root(claim.counted_by)}:
        return "separate"
    return "one origin" if all(counters) else ""


def _elsewhere(claim: Figure, its: pd.DataFrame) -> tuple[Figure, ...]:
    """Other values that the claim's own body gives, or counted, for its time."""
    told = its["is_others"] & (its["is_passed_on"] | its["is_mended"])
    found = [*its[its["is_own"]].sort_index()["figure"], *its.loc[told, "figure"]]
    return tuple(one for one in found if claim.value not in one.range)


def _own_document(claim: Figure, its: pd.DataFrame) -> tuple[float, ...]:
    """The gaps of its own documents that differ; a later one may be a new count."""
    documents = its[its["is_own"] & (its["kind"] == "document") & ~its["is_later"]]
    return tuple(
        _gap(claim, one.value)
        for one, apart in zip(documents["figure"], documents["apart"], strict=True)
        # What rounding lets be equal differs in nothing: 6% and 5% may both be 5.5%.
        if (one.high < claim.low or claim.high < one.low)
        and abs(_gap(claim, one.value)) > (CLOSE if apart else MATCHES)
    )


def _table(judged: pd.DataFrame) -> pd.DataFrame:
    """The rows to show, the deciding first; repeats of one count share a row."""
    shown = []
    for _, repeats in judged.groupby("same", sort=False):
        joined = {
            name: " ".join(dict.fromkeys(itertools.chain(*zip(*repeats[of], strict=True))))
            for name, of in (("body", "body"), ("rows", "rows"), ("sources", "source"))
        }
        shown.append({**repeats.iloc[0], **joined, "kind": min(repeats["kind"], key=KINDS.index)})
    frame = pd.DataFrame(shown, columns=_LISTED).astype({"value": float, "gap": float})
    return frame.sort_values(["counts", "gap", "rows"], ignore_index=True)
