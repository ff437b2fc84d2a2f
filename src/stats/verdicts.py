"""Check a claim: does it add up, what do others say, does it hold as worded, who counted?

The tolerances of 2% and 10% are this project's own choice; no standard sets them.
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial
from html import escape
from typing import NamedTuple, Never

import pandas as pd

from stats.bounds import Bound, cleaned, minus_signs
from stats.english import as_in_tables, dates_in_words, in_words, unit_words, usual_decimals
from stats.figure import Figure, FigureError, Row, in_points
from stats.measures import change, growth_rate
from stats.together import dates_counted, require_same_place, span
from stats.qualifiers import OPEN
from stats.read import Data
from stats.wording import readings

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
    - `passed_over`: the rows of others for the same quantity and place that are of another time
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
    passed_over: tuple[str, ...] = ()
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
        passed, is_alone = "", self.others == "no other source"
        if self.passed_over and is_alone:
            days = f"{self.claim.max_days_apart} day{'s' * (self.claim.max_days_apart != 1)}"
            passed = f" within {days} (max_days_apart); further off {', '.join(self.passed_over)}"
        if self.kin and is_alone:
            passed += f"; of its own body (part_of), count or source {', '.join(self.kin)}"
        more = self.reason or self.comes_to
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.others + passed,
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


class _Other(NamedTuple):
    """A value to compare a claim with: a figure by others, a sum of several, or a change."""

    how: str
    parts: tuple[Figure, ...]
    value: float
    words: str
    gap: float
    beyond: int  # of how many of the two tolerances; below 0 if it is lower
    counts: str  # "counted", "words" or "listed"
    inside: bool | str  # what the claim's words allow; "open" if not told, "" if not judged
    sources: frozenset[str]

    @property
    def rows(self) -> list[Row]:
        return [own_row(part) for part in self.parts]


def check(claim: Figure, data: Data | None = None, recomputed: Figure | None = None) -> Check:
    """Check whether a claim adds up, what others say, whether it holds as worded, who counted.

    Every figure by others that is of one time with the claim counts, at face value: gap = (other -
    claim) / |claim|. Dividing by the absolute value keeps lower figures below 0 where the claim is
    a fall. From a claim of 0 any other value has an infinite gap. A figure that is itself open ("at
    least 5") has no gap; far on the other side of a claim it makes sources disagree. Whether the
    words hold is judged by figures of the claim's own days, by all that their words and rounding
    allow.

    `recomputed` is the claim computed anew. Only rows of the claim's own source can tell that it
    adds up or not, and only numbers that its own body says or counted, that it does not; a
    publisher's own claim (by the name of its body) fails by all that it prints. If the claim is a
    change, two counts that it follows from also give the two dates at which counts by others are
    paired; without them, a change is compared only with changes that others print. A count that
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
    if isinstance(data, Figure):  # check(claim, growth), or with the tables behind
        data, recomputed = (recomputed if isinstance(recomputed, Data) else None), data
    for name, value in (("claim", claim), ("recomputed", recomputed)):
        if value is not None and not isinstance(value, Figure):
            example = 'data["id"], or growth_rate(then, now) of rows'
            if name == "claim" and isinstance(value, str):
                example = f"data[{value!r}]"
            raise TypeError(f"{name}: {value!r:.40} is no figure; give one, such as {example}")
    if not isinstance(data, Data | None):
        raise TypeError(f"data: {data!r:.40} is not the tables; give what stats.load() returns")
    recomputed, doubt = _in_unit_of(claim, recomputed) if recomputed is not None else (None, "")
    if data is None:
        return _arithmetic(claim, recomputed, doubt)
    ends, reason = _ends(claim, data, recomputed)
    row = own_row(claim)
    own = data.root(row.attributed_to)
    roots = {key: data.root(key) for key in data.bodies.index}

    def is_own(one: Figure) -> bool:
        return roots[own_row(one).attributed_to] == own

    def passed_on(one: Figure) -> bool:
        """Whether it is a count of the claimant's, whoever says it."""
        return roots.get(own_row(one).counted_by) == own

    def is_superseded(one: Figure) -> bool:
        """Whether it is an earlier count of the body that counted what is claimed."""
        days, its = data.sources["published"], own_row(one).counted_by or own_row(one).attributed_to
        return row.counted_by == its and days[one.source] < days[row.source]

    alike = [data.find(of.quantity, of.place)["figure"] for of in (claim, *ends)]
    pools = [  # one source does not confirm itself, whomever it quotes
        [one for one in each if not is_own(one) and one.source != row.source] for each in alike
    ]
    counts = [[*_printed(of, pool)] for of, pool in zip((claim, *ends), pools, strict=True)]
    pairs = [*_pairs(claim, roots, *counts[1:])] if ends else []

    def others(without: str = "") -> list[_Other]:
        """All that others give for the claim, but from one source."""
        sums = _sums(claim, [one for one in pools[0] if one.source != without])
        paired = {
            one: roots[one.rows[0].attributed_to] for one in pairs if without not in one.sources
        }
        # What one body counted in two editions tells no change where one source told both.
        told = {body for one, body in paired.items() if len(one.sources) == 1}
        kept = [one for one, body in paired.items() if len(one.sources) == 1 or body not in told]
        return [
            # What is passed on from the claimant does not decide; what its counter has mended since
            # denies nothing.
            one._replace(counts="listed", inside="")
            if any(map(passed_on, one.parts))
            or (abs(one.gap) > MATCHES and any(map(is_superseded, one.parts)))
            else one
            for one in (*counts[0], *kept, *sums)
            if without not in one.sources
        ]

    elsewhere = [
        one
        for one in alike[0].sort_index()
        if is_own(one) and one.name != claim.name and _days_apart(claim, one) < math.inf
    ]
    # Its own count of its days bears the words out, however others count.
    by_own = any(
        is_inside(one.range, claim.range) for one in elsewhere if _days_apart(claim, one) == 0
    )
    if recomputed is not None and not reason:  # the claimant's arithmetic is of its own numbers
        told = [name for name in recomputed.inputs if data.rows["source"].get(name) != claim.source]
        if told or not recomputed.inputs:
            reason = _by_another(claim, recomputed, data, "source", told)
    adds_up = _adds_up(claim, recomputed, reason or doubt)
    if recomputed is not None and adds_up[0] == "does not add up":
        given = {name: data[name] for name in recomputed.inputs}
        told = [name for name, one in given.items() if not (is_own(one) or passed_on(one))]
        # A paper's reckoning with numbers that it prints is its own.
        is_paper = data.sources.at[row.source, "publisher"] == data.bodies.at[own, "name"]
        if told and not is_paper:
            adds_up = "cannot be checked", _by_another(claim, recomputed, data, "body", told)
    found = others()
    answers = _answers(claim, found, by_own=by_own)
    sources = sorted({source for one in found for source in one.sources})
    return Check(
        claim,
        recomputed,
        *adds_up,
        *answers,
        _who_counted(row, found, data),
        _table(found, data),
        tuple(each for each in sources if _answers(claim, others(each), by_own=by_own) != answers),
        tuple(
            one
            for one in (*elsewhere, *(x for x in pools[0] if passed_on(x) or is_superseded(x)))
            if claim.value not in one.range and _days_apart(claim, one) < math.inf
            if is_own(one) or is_inside(one.range, claim.range) is not True
        ),
        tuple(
            _gap(claim, one.value)
            for one in elsewhere
            # A newspaper may err in what it prints of a body, and a later count be a new one.
            if data.sources.at[one.source, "kind"] == "document"
            and data.sources.at[one.source, "published"] <= data.sources.at[row.source, "published"]
            # What rounding lets be equal differs in nothing: 6% and 5% may both be 5.5%.
            and (one.high < claim.low or claim.high < one.low)
            and abs(_gap(claim, one.value)) > (CLOSE if _days_apart(claim, one) else MATCHES)
        ),
        tuple(one.name for one in pools[0] if _days_apart(claim, one) == math.inf),
        tuple(
            dict.fromkeys(
                one.name
                for of, each in zip((claim, *ends), alike, strict=True)
                for one in each
                if one.name not in (claim.name, *(() if recomputed is None else recomputed.inputs))
                and (is_own(one) or one.source == row.source or passed_on(one))
                and _days_apart(of, one) < math.inf
            )
        ),
    )


def _arithmetic(claim: Figure, recomputed: Figure | None, doubt: str) -> Check:
    if recomputed is None:
        raise ValueError(
            f"{claim.name}: nothing to check it by; give recomputed=, such as growth_rate(then, "
            "now), or the tables and a row of them, as in check(data[id], data)"
        )
    if not claim.rounded_to:
        what = "is computed, and a claim is a number as printed; give a row, or "
        raise ValueError(f"{claim.name} {what}Figure.parse(its words, unit=…)")
    return Check(claim, recomputed, *_adds_up(claim, recomputed, doubt))


def own_row(figure: Figure) -> Row:
    """The row of a figure; ValueError if it has none."""
    if figure.row is None:
        what = "is no row of a table; check it without tables, check(claim, recomputed=…), or "
        raise ValueError(f"{figure.name} {what}show it in a statistics_table")
    return figure.row


# Does it add up?


def _ends(claim: Figure, data: Data, recomputed: Figure | None) -> tuple[tuple[Figure, ...], str]:
    """The two counts that a change is computed from, or none and the reason."""
    if claim.kind != "change":
        return (), ""
    if recomputed is None:
        return (), "nothing is given that it follows from"
    if missing := [name for name in recomputed.inputs if name not in data]:
        return (), f"it follows from {' and '.join(missing)}, which no table has"
    # Of a ratio the later one comes first.
    rows = sorted((data[name] for name in recomputed.inputs), key=dates_counted)
    start, end = recomputed.known_days or span(rows)
    if claim.end != end or claim.start not in {start, rows[0].start, dates_counted(rows[0])[0]}:
        when = dates_in_words(start or rows[0].days[0], end or rows[-1].days[1])
        return (), f"it is of {claim.when}, and what it follows from is of {when}"
    measure = growth_rate if claim.unit == "percent" else change
    with suppress(ValueError):
        first, last = rows
        if math.isclose(measure(first, last).value, recomputed.value, abs_tol=1e-9):
            return (first, last), ""
    return (), ""  # 84% of what it was, or a rise of what it is: others' counts are no such two


def _by_another(claim: Figure, recomputed: Figure, data: Data, of: str, others: list[str]) -> str:
    """What a claim comes to by rows of another source or body."""
    rows = [data[name] for name in others if name in data]
    where = data.sources["publisher"]
    words = " and ".join(f"{x} ({x.who}, {x.when}; {where[x.source]})" for x in rows)
    named = f"{words}, of another {of}," if words else "other figures"
    is_exact = recomputed.low == recomputed.high
    return f"with {named} it comes to {_comes_to(claim, recomputed) if is_exact else recomputed}"


def _in_unit_of(claim: Figure, recomputed: Figure) -> tuple[Figure, str]:
    """A quotient in the claim's unit: deaths / cases or 1 + growth in percent, euros a person.

    Nothing tells whether that is its unit, so that a number far off is a doubt and no answer.
    """
    unit, is_level = unit_words(claim.unit), claim.kind in {"stock", "flow"}
    fits = " a " in unit or (claim.unit == "percent" and (is_level or recomputed.kind == "change"))
    if recomputed.unit != "times":  # it may have been divided by a number of days
        fits = unit.startswith(f"{unit_words(recomputed.unit)} a ")
        fits &= bool(re.search(r"/ [\d.,]+$", recomputed.name))
    is_more = claim.unit == "times" and recomputed.name.endswith(" - 1")  # two times more
    is_difference = recomputed.unit == "percent" and "/" not in recomputed.name
    if claim.unit == "percentage points" and is_difference:
        return in_points(recomputed), ""
    if fits or is_more:
        recomputed = replace(recomputed, unit=claim.unit)
    times = recomputed.value / claim.value if claim.value else 1
    is_turned = abs(claim.value * recomputed.value - 1) < MATCHES and not 0.9 < times < 1.1
    is_so = is_inside(recomputed.range, claim.range)
    if not (fits and claim.rounded_to) or is_so or (0.1 < times < 10 and not is_turned):
        return recomputed, ""
    maybe = "maybe in another unit, of other days or turned round"
    return recomputed, f"it comes to {_comes_to(claim, recomputed)}, {maybe}"


def _comes_to(claim: Figure, recomputed: Figure) -> str:
    value, unit = recomputed.value, recomputed.unit
    usual = min(recomputed.decimals, 0) or usual_decimals(Bound(value, value), unit)
    of_claim = -math.floor(math.log10(as_in_tables(claim.rounded_to, claim.unit)))
    return in_words(value, unit, max(usual, of_claim))


def _adds_up(claim: Figure, recomputed: Figure | None, reason: str = "") -> tuple[str, str]:
    """The answer, and the reason if it cannot be checked."""
    if recomputed is None:
        return ("cannot be checked", reason) if reason else ("", "")
    require_same_place([claim, recomputed])
    if recomputed.unit != claim.unit:
        units = [unit_words(each.unit) or each.unit or "no unit" for each in (claim, recomputed)]
        if units[0] == units[1]:  # deaths_a_day, and deaths a day
            units = [claim.unit, recomputed.unit]
        raise FigureError(
            f"{claim.name} is in {units[0]} and {recomputed.name} in {units[1]}; recompute a claim "
            "in its own unit, which quantities.csv has"
            + "; “three times as many” is later / earlier" * ("times" in units)
            + "; in percent are share, growth_rate and a / b - 1" * (claim.unit == "percent")
            + "; a day, month or year is mean_rate" * (" a " in units[0] and " a " not in units[1])
            + "; what counts the same has one unit" * all(" a " in unit for unit in units)
        )
    days = claim.known_days, recomputed.known_days
    if not reason and claim.row and claim.kind != "change" and days[0] != days[1]:
        when = f"of {recomputed.when}" if days[1] else "of parts of different days"
        reason = f"it is of {claim.when}, and what it follows from is {when}"
    if reason:
        return "cannot be checked", reason
    # "Over 70%" adds up where 78% follows; other words ask for the number, rounded as it is.
    possible, claimed = recomputed.range, claim.range
    margin = MATCHES * abs(claim.value)  # of words that state none
    if claim.qualifier not in OPEN:
        half = max(claim.rounded_to / 2, margin * claimed.approximate)
        low, high = (float(cleaned(claim.value + each)) for each in (-half, half))
        claimed = Bound(low, high)
    if round(recomputed.value, 12) in claimed or is_inside(possible, claimed):
        return "adds up", ""
    # What "about" allows is this project's reading, so that a near miss of it accuses nobody.
    margin *= possible.approximate
    widest = replace(possible, low=possible.low - margin, high=possible.high + margin)
    if widest.is_below(claimed) or claimed.is_below(widest):
        of_other_sign = claim.value * recomputed.value < 0
        words = readings(claim.row.wording, claim.unit) if claim.row else []
        says_so = claim.value < 0 or any(each.way for each in words)  # not "113 lives saved"
        if of_other_sign and not says_so and is_inside(possible.scaled(-1), claimed) is not False:
            comes_to = _comes_to(claim, recomputed)
            return "cannot be checked", f"it comes to {comes_to}, and no words say which way"
        over_it = round(abs(recomputed.value) - abs(claim.value), 12)
        is_cut = claim.qualifier not in {*OPEN, "nearly"} and 0 < over_it < claim.rounded_to
        if is_cut and not of_other_sign:
            return "may add up", f"{_comes_to(claim, recomputed)} if it is cut, and not rounded"
        return "does not add up", ""
    if possible.is_below(claimed) or claimed.is_below(possible):
        return "may add up", f"it is within {MATCHES:.0%} of what the words allow"
    return "may add up", str(recomputed)


# What others say of the same thing at the same time.


def _days_apart(one: Figure, other: Figure) -> float:
    """Days between two figures; infinite if more than their quantity allows for one time."""
    if one.kind == "stock":
        (first, last), (start, end) = dates_counted(one), dates_counted(other)
        days = [max(0, (start - last).days, (first - end).days)]
        longest = max((last - first).days, (end - start).days)
    else:
        (first, last), (start, end) = one.days, other.days
        days, longest = [abs((start - first).days), abs((end - last).days)], 0
    return sum(days) if max(*days, longest) <= one.max_days_apart else math.inf


def _other(
    claim: Figure, how: str, parts: tuple[Figure, ...], found: Figure, of_days: str
) -> _Other:
    """What others give, and what it tells: `of_days` is "all" of the claim's days, "some" or ""."""
    value = float(cleaned(found.value))  # binary noise must not decide an answer
    gap, told = _gap(claim, value), is_inside(found.range, claim.range)
    far = abs(gap) > CLOSE and (claim.qualifier in OPEN or told is False)  # its words may allow it
    beyond = (2 if far else 1 if abs(gap) > MATCHES else 0) * (1 if gap > 0 else -1)
    # Of some of its days alone a near miss denies nothing.
    near_miss = told is False and of_days == "some" and abs(gap) <= MATCHES
    inside: bool | str = "" if not of_days else "open" if told is None or near_miss else told
    is_open = any(part.qualifier in OPEN for part in parts)
    counts = "counted" if not is_open else "words" if inside in (True, False) else "listed"
    words = f"{found}, {found.when}" if found.undated else str(found)
    sources = frozenset(part.source for part in parts)
    return _Other(how, parts, value, words, gap, beyond, counts, inside, sources)


def _printed(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    for one in by_others:
        if _days_apart(claim, one) < math.inf:
            some = "some" if claim.kind == "stock" and span([claim, one]) == claim.days else ""
            yield _other(claim, "printed", (one,), one, "all" if one.days == claim.days else some)


def _sums(claim: Figure, by_others: Iterable[Figure]) -> Iterator[_Other]:
    """Of each body, the sums of its finest counts of consecutive periods that fill the days.

    Where a period has several such counts there are two: with the lowest, and with the highest.
    """
    by_body: dict[str, list[Figure]] = {}
    for one in by_others if claim.kind == "flow" else ():
        by_body.setdefault(own_row(one).attributed_to, []).append(one)
    for counts in by_body.values():
        ways = (_filling(claim, sorted(counts, key=partial(_fineness, sign))) for sign in (1, -1))
        for parts in dict.fromkeys(way for way in ways if len(way) > 1):
            yield _other(claim, "sum", parts, sum(parts[1:], parts[0]), "all")


def _fineness(sign: int, one: Figure) -> tuple[bool, float, float]:
    return one.qualifier in OPEN, one.rounded_to, sign * one.value


def _filling(claim: Figure, counts: Sequence[Figure]) -> tuple[Figure, ...]:
    """The first of the counts that fill the claim's days without a gap; none if they do not."""
    start, end = claim.days

    @cache
    def since(day: date) -> tuple[Figure, ...] | None:
        if day > end:
            return ()
        for one in counts:
            if one.start == day and one.end is not None and one.end <= end:
                rest = since(one.end + timedelta(days=1))
                if rest is not None:
                    return (one, *rest)
        return None

    return since(start) or ()


def _pairs(
    claim: Figure, roots: Mapping[str, str], start: Iterable[_Other], end: Iterable[_Other]
) -> Iterator[_Other]:
    """What changed between two counts of one body, one at each end; two may count in two ways."""
    measure = growth_rate if claim.unit == "percent" else change
    for one, two in itertools.product(start, end):
        bodies = {roots[row.attributed_to] for row in (*one.rows, *two.rows)}
        if one.parts == two.parts or len(bodies) > 1:
            continue
        parts = one.parts + two.parts
        of_days = "" if "" in (one.inside, two.inside) else "some"
        with suppress(ValueError):  # no growth from 0, or from a later day to an earlier
            yield _other(claim, "pair", parts, measure(*parts), of_days)


# Which of those figures decide, and how.


def _gap(claim: Figure, value: float) -> float:
    if claim.value == 0:
        return math.copysign(math.inf, value) if value else 0.0
    return round((value - claim.value) / abs(claim.value), 12)


def _answers(claim: Figure, others: Sequence[_Other], *, by_own: bool) -> tuple[str, str]:
    """What others say, and whether the claim holds as worded."""
    true, false, doubted = (
        {row.attributed_to for one in others if one.inside == side for row in one.rows}
        for side in (True, False, "open")
    )
    worded = "depends on whom" if true and false else "does not hold" if false else "holds"
    # An accusation needs that none doubts it, and that no body contradicts itself.
    if not (true or false) or (false and (doubted or by_own or true & false)):
        worded = "cannot be told"
    return _others_say(others), worded if claim.qualifier in OPEN else ""


def _others_say(others: Sequence[_Other]) -> str:
    beyond = [one.beyond for one in others if one.counts == "counted"]
    words = [one for one in others if one.counts == "words"]
    if not beyond:
        return "cannot be told" if words else "no other source"
    # "At least 57%" is above a claim of 18%, whatever it is.
    beyond += [one.beyond for one in words if one.inside is False and abs(one.beyond) == 2]
    least, most = min(beyond), max(beyond)
    if least == 2:
        return "others higher"
    if most == -2:
        return "others lower"
    if max(-least, most) == 2:
        return "sources disagree"
    return "close" if least or most else "matches"


def is_inside(allowed: Bound, claimed: Bound) -> bool | None:
    """True if the range is all inside the claimed one, False if all outside, else None."""
    if allowed.is_below(claimed) or claimed.is_below(allowed):
        return False
    low, high, least, most = map(cleaned, (allowed.low, allowed.high, claimed.low, claimed.high))
    above = (least, claimed.low_open) <= (low, allowed.low_open)
    below = (high, not allowed.high_open) <= (most, not claimed.high_open)
    return True if above and below else None


def _who_counted(claim: Row, others: Iterable[_Other], data: Data) -> str:
    counters = [row.counted_by for one in others if one.counts != "listed" for row in one.rows]
    origins = {data.root(counter) for counter in counters if counter}
    if not claim.counted_by or not origins:
        return ""
    if origins != {data.root(claim.counted_by)}:
        return "separate"
    return "one origin" if all(counters) else ""


def _table(others: Iterable[_Other], data: Data) -> pd.DataFrame:
    """A row for each figure by others, the deciding first; repeats of one count share a row."""

    def same(one: _Other) -> tuple[object, ...]:
        origins = (data.root(row.counted_by or row.attributed_to) for row in one.rows)
        told = ((part.value, part.days, part.qualifier, part.rounded_to) for part in one.parts)
        return one.counts, *origins, *told

    weakness = data.sources["kind"].map(KINDS.index)
    groups: dict[tuple[object, ...], list[_Other]] = {}
    for one in others:
        groups.setdefault(same(one), []).append(one)
    table = []
    for repeats in groups.values():
        first = repeats[0]
        columns = zip(*(one.rows for one in repeats), strict=True)
        rows = [row for column in columns for row in column]
        bodies, ids, sources = (
            " ".join(dict.fromkeys(getattr(row, name) for row in rows))
            for name in ("attributed_to", "id", "source")
        )
        told = (bodies, first.how, first.value, first.words, first.gap, first.counts, ids, sources)
        table.append((*told, KINDS[min(weakness[[*one.sources]].max() for one in repeats)]))
    frame = pd.DataFrame(table, columns=_LISTED).astype({"value": float, "gap": float})
    return frame.sort_values(["counts", "gap", "rows"], ignore_index=True)
