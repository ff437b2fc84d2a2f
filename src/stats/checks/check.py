"""Check a claim: does it add up, what do others say, does it hold as worded, who counted?

The evidence is collected in `stats.checks.evidence`; each answer is one question asked of it.
"""

import math
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from operator import attrgetter
from typing import Never

import pandas as pd

from stats.checks.arithmetic import (
    Answer,
    adds_up,
    adds_up_by_its_own,
    comes_to_in_words,
    in_unit_of,
    other_time,
)
from stats.checks.evidence import (
    Evidence,
    Neighbour,
    Relation,
    change_as_claimed,
    collect,
    days_apart,
    gap_in_words,
    near,
    neighbours,
    repeats_together,
)
from stats.checks.verdicts import DISPUTED, Verdict
from stats.figures.figure import Figure
from stats.tables.read import Data
from stats.values.qualifiers import OPEN

_LISTED = ["body", "how", "value", "words", "gap", "counts", "rows", "sources", "kind"]


@dataclass(frozen=True, eq=False)
class Check:
    """The result of a check; `str` lists the answers and the gaps that decided, one per line.

    - `adds_up`: "adds up" if what it is recomputed from gives it at face value, or by all that its
      words and rounding allow, where no open word stretches its number by more than a tenth or the
      step that it is written to; "does not add up" if nothing that they allow does, nor a
      number that is cut and not rounded; else "may add up";
      "cannot be checked", also where it would fail by what another body says; empty where there is
      nothing to recompute the claim from
    - `reason`: why it cannot be checked, with what it comes to by other figures, or the range by
      which it may add up; otherwise empty
    - `others`: "matches", "close", "others higher", "others lower", "others differ" from a fall,
      "sources disagree", "cannot be told" where no figure by others may decide, or "no other
      source" where there is none; empty where it was checked without tables
    - `as_worded`: "holds", "does not hold", "depends on whom" or "cannot be told"; empty where the
      claim has no word such as "at least" or "over"
    - `who_counted`: "one origin" or "separate"; empty where it is not known
    - `evidence`: all figures by others for the same quantity, place and time, the deciding ones
      first, with the gap of each; of repeats of one count one. `listed` has it as a table
    - `rests_on`: the sources without any one of which `others` or `as_worded` would change
    """

    claim: Figure
    recomputed: Figure | None
    adds_up: Verdict
    reason: str
    others: Verdict = Verdict.UNASKED
    as_worded: Verdict = Verdict.UNASKED
    who_counted: Verdict = Verdict.UNASKED
    evidence: tuple[Evidence, ...] = ()
    rests_on: tuple[str, ...] = ()

    def __bool__(self) -> Never:
        raise TypeError('a check is no condition; say which answer, as in adds_up == "adds up"')

    @property
    def listed(self) -> pd.DataFrame:
        """The evidence as a table: by whom, how it was obtained, and what it tells.

        `value` is in the claim's unit; `body`, `rows` and `sources` are keys and ids, separated by
        spaces where there are several.
        """
        rows = [
            {
                "body": " ".join(piece.bodies),
                "how": piece.how,
                "value": piece.value,
                "words": piece.words,
                "gap": piece.gap,
                "counts": piece.counts,
                "rows": " ".join(piece.ids),
                "sources": " ".join(piece.sources),
                "kind": piece.kind,
            }
            for piece in self.evidence
        ]
        return pd.DataFrame(rows, columns=_LISTED).astype({"value": float, "gap": float})

    @property
    def deciding(self) -> list[Evidence]:
        """The evidence that decides what others say."""
        return [piece for piece in self.evidence if piece.counts == "counted"]

    @property
    def gaps(self) -> pd.Series:
        """The relative difference of each deciding figure from the claim: 0.1 is a tenth more.

        Indexed by body and rows: keys and ids, separated by spaces where there are several.
        """
        gaps: pd.Series = self.listed.query("counts == 'counted'").set_index(["body", "rows"])[
            "gap"
        ]
        return gaps

    @property
    def comes_to(self) -> str:
        """The recomputed value in words, or ""."""
        return "" if self.recomputed is None else comes_to_in_words(self.claim, self.recomputed)

    @property
    def shown(self) -> list[Verdict]:
        """The answers that a chip names; "holds" takes the place of what others say."""
        is_alone = self.others == Verdict.NO_OTHER_SOURCE
        answers = []
        if self.recomputed is not None and (is_alone or self.adds_up != Verdict.CANNOT_BE_CHECKED):
            answers.append(self.adds_up)
        if self.as_worded != Verdict.HOLDS and not (is_alone and answers):
            answers.append(self.others)
        if self.as_worded != Verdict.CANNOT_BE_TOLD:
            answers.append(self.as_worded)
        answers.append(self.who_counted)
        return [answer for answer in answers if answer not in {Verdict.UNASKED, Verdict.SEPARATE}]

    @property
    def is_disputed(self) -> bool:
        """Whether an answer that is shown speaks against the claim, or sources differ over it."""
        return not DISPUTED.isdisjoint(self.shown)

    def brief(self) -> str:
        """Return the verdict in a few words, without gaps: "Arithmetic right, close"."""
        text = ", ".join(answer.brief for answer in self.shown)
        return text[:1].upper() + text[1:]

    @property
    def answers(self) -> dict[str, str]:
        """Each question that has an answer, and the answer."""
        more = self.reason or self.comes_to
        answers = {
            "does it add up?": f"{self.adds_up} ({more})" if more else self.adds_up,
            "what do others say?": self.others,
            "does it hold as worded?": self.as_worded,
            "who counted?": self.who_counted,
        }
        return {question: answer for question, answer in answers.items() if answer}

    def __str__(self) -> str:
        lines = [f"{question} {answer}" for question, answer in self.answers.items()]
        for piece in self.deciding:
            who, rows = " ".join(piece.bodies), " ".join(piece.ids)
            lines.append(f"{gap_in_words(self.claim, piece.figure)}, {who}: {piece.words} ({rows})")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        answers = [escape(f"{asked} {answer}") for asked, answer in self.answers.items()]
        listed = self.listed.assign(
            gap=[gap_in_words(self.claim, piece.figure) for piece in self.evidence]
        )
        shown = listed.set_index("rows")[["body", "words", "gap", "counts"]]
        return f"<p>{'<br>'.join(answers)}</p>{shown.to_html() if len(shown) else ''}"


def check(claim: Figure, data: Data | None = None, recomputed: Figure | None = None) -> Check:
    """Check whether a claim adds up, what others say, whether it holds as worded, who counted.

    Every figure by others that is of one time with the claim counts, at face value: gap = (other -
    claim) / |claim|. Dividing by the absolute value keeps lower figures below 0 where the claim is
    a fall. From a claim of 0 any other value has an infinite gap. A figure that is itself open ("at
    least 5") has no gap. Whether the words hold is judged by figures of the claim's own days, by
    all that their words and rounding allow.

    `recomputed` is the claim computed anew. Only rows of the claim's own source can tell that it
    adds up or not, and only numbers that its own body says or counted, that it does not; a
    publisher's own claim (by the name of its body) fails by all that it prints. If the claim is a
    change, two counts that it follows from also give the two dates at which counts by
    others are paired; without them, a change is compared only with changes that others print. A
    count that another body passes on from the claim's own is listed but does not decide; an earlier
    one of the body that counted the claim, which it may have mended, denies nothing.

    Without `data` it is arithmetic between two figures that you chose: it answers `adds_up` alone.
    Raises ValueError if the claim is no table row and there are tables, if it is computed, or if
    there is nothing to check it by; FigureError if `recomputed` has another unit or place than
    the claim.

    Examples
    --------
    >>> from stats.figures.formulas import growth_rate
    >>> from stats.tables.read import load
    >>> data = load()
    >>> print(check(data[data.figures.index[0]], data))  # doctest: +ELLIPSIS
    what do others say? ...
    >>> then, now = (Figure.parse(words, unit="people") for words in ("21,900", "over 38,990"))
    >>> claim = Figure.parse("skyrocketed by 78%", unit="percent")
    >>> print(check(claim, recomputed=growth_rate(then, now)))
    does it add up? adds up (78.0%)
    """
    for argument in (claim, recomputed):
        if not isinstance(argument, Figure | None):
            raise TypeError(
                f'{argument!r:.40} is no figure; give one, such as data["id"] or '
                "growth_rate(then, now)"
            )
    if recomputed is not None:
        recomputed = in_unit_of(claim, recomputed)
    if data is None:
        return _without_tables(claim, recomputed)
    if not isinstance(data, Data):
        raise TypeError(f"data: {data!r:.40} is not the tables; write recomputed= before a figure")
    return _by_tables(claim, data, recomputed)


def _by_tables(claim: Figure, data: Data, recomputed: Figure | None) -> Check:
    """Check a claim by what others say and by the rows of its own source."""
    ends = _two_counts(claim, data, recomputed)
    rows = neighbours(claim, data, ends)
    same_time = near(claim, rows)
    evidence = collect(claim, rows, ends)
    answers = _answers(claim, evidence, same_time)
    rests_on = tuple(
        source
        for source in sorted({source for piece in evidence for source in piece.sources})
        if answers != _answers(claim, collect(claim, rows, ends, without=source), same_time)
    )
    adding = Answer(Verdict.UNASKED)
    if recomputed is not None:
        adding = adds_up_by_its_own(claim, recomputed, data)
    elif claim.kind == "change":
        adding = Answer(Verdict.CANNOT_BE_CHECKED, "nothing is given that it follows from")
    return Check(
        claim,
        recomputed,
        *adding,
        *answers,
        _who_counted(claim, evidence, data),
        tuple(repeats_together(evidence)),
        rests_on,
    )


def _without_tables(claim: Figure, recomputed: Figure | None) -> Check:
    """Check a claim by arithmetic alone."""
    if recomputed is not None and claim.qualifier and not claim.rounded_to:
        raise ValueError(
            f'{claim.name}: say to which step it is written, as in stats.figure(78, "percent", '
            "rounded_to=1); without it, it is exactly that, and nothing recomputed would be"
        )
    is_computed = claim.made.how != ""
    if recomputed is None or is_computed:
        raise ValueError(
            f"{claim.name}: check a number as printed, by what gives it: check(claim, recomputed="
            "growth_rate(then, now)), or a row by the tables: check(data[id], data)"
        )
    return Check(claim, recomputed, *adds_up(claim, recomputed))


def _two_counts(claim: Figure, data: Data, recomputed: Figure | None) -> tuple[Figure, ...]:
    """Return the two counts that a change is computed from, at whose times others are paired.

    There are none where they are of another time than the claim.
    """
    if claim.kind != "change" or recomputed is None:
        return ()
    with suppress(ValueError, KeyError):
        first, last = sorted(map(data.__getitem__, recomputed.inputs), key=attrgetter("counted"))
        changed = change_as_claimed(claim, first, last)
        is_it = math.isclose(changed.value, recomputed.value, abs_tol=1e-9)
        if is_it and not other_time(claim, recomputed, [first, last]):
            return first, last
    return ()


# The answers, each one question of the evidence.


def _answers(
    claim: Figure, evidence: list[Evidence], same_time: list[Neighbour]
) -> tuple[Verdict, Verdict]:
    """Return what others say, and whether the claim holds as worded."""
    return _others_say(claim, evidence), _as_worded(claim, evidence, same_time)


def _others_say(claim: Figure, evidence: list[Evidence]) -> Verdict:
    counts = {piece.counts for piece in evidence}
    if "counted" not in counts:
        return Verdict.CANNOT_BE_TOLD if "words" in counts else Verdict.NO_OTHER_SOURCE
    sides = {(piece.distance, piece.gap > 0) for piece in evidence if piece.counts == "counted"}
    distances = {distance for distance, _ in sides}
    if "far" not in distances:
        return Verdict.CLOSE if "close" in distances else Verdict.MATCHES
    if len(sides) > 1:
        return Verdict.SOURCES_DISAGREE
    if claim.value < 0:  # “higher” would be a smaller fall
        return Verdict.OTHERS_DIFFER
    return Verdict.OTHERS_HIGHER if ("far", True) in sides else Verdict.OTHERS_LOWER


def _as_worded(claim: Figure, evidence: list[Evidence], same_time: list[Neighbour]) -> Verdict:
    """Tell whether a bound holds. It fails only if no evidence leaves that open."""
    if claim.qualifier not in OPEN:
        return Verdict.UNASKED
    confirm, deny, doubt = (
        {body for piece in evidence if piece.supports == answer for body in piece.bodies}
        for answer in ("yes", "no", "open")
    )
    if not (confirm or deny):
        return Verdict.CANNOT_BE_TOLD
    if not deny:
        return Verdict.HOLDS
    bears_out_itself = any(
        neighbour.relation is Relation.OWN
        and neighbour.figure.range.is_inside(claim.range)
        and days_apart(claim, neighbour.figure) == 0
        for neighbour in same_time
    )
    if doubt or confirm & deny or bears_out_itself:
        return Verdict.CANNOT_BE_TOLD
    return Verdict.DEPENDS_ON_WHOM if confirm else Verdict.DOES_NOT_HOLD


def _who_counted(claim: Figure, evidence: list[Evidence], data: Data) -> Verdict:
    own = claim.own_row.counted_by
    deciding = [piece.parts for piece in evidence if piece.counts != "listed"]
    counters = {neighbour.row.counted_by for rows in deciding for neighbour in rows}
    known = {data.root(counter) for counter in counters - {""}}
    if not own or not known:
        return Verdict.UNASKED
    if known != {data.root(own)}:
        return Verdict.SEPARATE
    return Verdict.UNASKED if "" in counters else Verdict.ONE_ORIGIN
