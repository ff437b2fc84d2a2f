"""The comparison: each claim beside what others give, what we computed, and the verdict.

What stands large follows from a check: its claim, the lowest and the highest number that counts
beside it, and what they come to. Only small print is typed. What a verdict rests on is folded under
its row.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pandas as pd
from markupsafe import Markup

from stats.checks.check import Check
from stats.checks.evidence import Evidence, gap_in_words, gap_of
from stats.checks.verdicts import CLOSE_WITHIN, Verdict
from stats.figures import printing
from stats.figures.figure import Figure
from stats.output import Output, escaped, link, markup, strong
from stats.page.pieces import fill
from stats.page.tables import row_links, source_link, table, who_says
from stats.tables.read import Data
from stats.values.units import PERCENT
from stats.words.english import whose
from stats.words.wording import qualifier_before

_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}


@dataclass(frozen=True)
class ClaimRow:
    """A row of the comparison, from `compared`: its small print, its verdict, and its checks."""

    what: str
    claim: Markup
    others: Markup
    ours: Markup
    why: str
    chip: str
    is_disputed: bool
    computed: Figure | None
    checks: tuple[Check, ...]


def compared(
    what: str,
    *checks: Check,
    why: str,
    claim: str = "",
    others: str = "",
    ours: str = "",
    computed: Figure | None = None,
    verdict: str = "",
) -> ClaimRow:
    """Return a claim beside what others give, as a row for `comparison`.

    Parameters
    ----------
    what
        What is counted, and when.
    checks
        The check of the claim, from which the row follows; then those of figures that belong to it,
        whose evidence stands with its. A question that no check answers has none.
    why
        What the verdict rests on: the name of a Markdown cell, `(why-arrests)=` on its first line,
        which the page folds under the row.
    claim, others, ours
        Small print under the claim, under what others give (else who they are), and under what we
        computed. Of a question that no check answers it is all that the cell has; `<b>` is large.
    computed
        What we computed, where it is not what the check was given.
    verdict
        Few words where no check gives the verdict, or to say it in others: they begin with the
        check's first answer, as in "Close; not independent".

    Raises
    ------
    ValueError
        If a check was made without tables, or a verdict is missing, or is not what the check says.
    """
    for check in checks:
        if not check.others:
            raise ValueError(
                f"{check.claim.name} was checked without the tables; write "
                "check(claim, data, growth)"
            )
    brief = checks[0].brief() if checks else ""
    if not (brief or verdict):
        raise ValueError(f"{what}: give it a check, or a verdict= where no check answers it")
    first_answer, _, _ = brief.partition(",")
    if verdict and not verdict.startswith(first_answer):
        raise ValueError(f"{what}: its check says “{brief}”; begin verdict= with “{first_answer}”")
    return ClaimRow(
        what=what,
        claim=escaped(claim),
        others=escaped(others),
        ours=escaped(ours),
        why=why,
        chip=verdict or brief,
        is_disputed=bool(checks) and checks[0].is_disputed,
        computed=checks[0].recomputed if checks and computed is None else computed,
        checks=checks,
    )


def comparison(
    rows: Iterable[ClaimRow],
    data: Data,
    caption: str,
    *,
    by: tuple[str, str] = ("The claim", "Others"),
    among: str = "",
) -> Output:
    """Show claims in one table: claim, others, what we computed, verdict, and what that rests on.

    `by` heads the columns of the claims and of others. `among` is the key of a body that is part of
    no other: what it and its parts say stands there; else what everybody says.

    Examples
    --------
    >>> from stats.checks.check import check
    >>> from stats.tables.read import load
    >>> data = load()
    >>> row = compared("It", check(data[data.figures.index[0]], data), why="why-it")
    >>> data.figures["wording"].iloc[0] in comparison([row], data, "A claim, compared").html
    True
    """
    rows = [*rows]
    shown = [
        {
            "row": row,
            "cells": _row_cells(row, by[1].lower(), among),
            "evidence": [_evidence(check, data) for check in row.checks],
        }
        for row in rows
    ]
    html = fill("comparison", caption=caption, rows=shown, by=by)
    checks = [check for row in rows for check in row.checks]
    others = [piece for check in checks for piece in _others(check)]
    return Output(html, published={"claims.csv": [*map(_answers, checks)], "others.csv": others})


# The cells: lines that follow from the check, and under them small print.


def _row_cells(row: ClaimRow, others: str, among: str) -> list[list[Markup]]:
    """Return the lines of three cells: the claim, what others give, what we computed."""
    claim, given, ours = list[Markup](), list[Markup](), list[Markup]()
    who: str = row.others
    if row.computed is not None:
        ours.append(strong(_face(row.computed)))
    if row.checks:
        check, *_ = row.checks
        ends = _extremes(check, among)
        between = " or " if check.others == Verdict.SOURCES_DISAGREE else " to "
        claim = [strong(_as_printed(check.claim))]
        given = [*map(strong, _given(ends, between))] or [strong("none")]
        bodies = dict.fromkeys(body for end in ends for body in end.figure.bodies)
        who = who or ", ".join(bodies)
        ours += _from_counts(ends, between, others, is_first=not ours)
        ours += _gaps(check.claim, ends, between, others)
    for lines, small in ((claim, row.claim), (given, who), (ours, row.ours)):
        if small:
            lines.append(markup("<small>{}</small>", small))
    return [claim, given, ours]


def _as_printed(claim: Figure) -> Markup:
    """Write a claim after the very word of its source, “over” and not “more than”, as a link."""
    printed, row = claim.printed(","), claim.own_row
    words, found, _ = row.wording.partition(printed.number)
    code, word = qualifier_before(words)
    if not found or code != claim.qualifier:
        return claim.number.html
    return link(str(printed._replace(before=f"{word} ")), f"#figure-{row.id}")


def _extremes(check: Check, among: str) -> list[Evidence]:
    """Return the lowest and the highest number that counts beside a claim."""
    counted = [
        piece
        for piece in sorted(check.deciding, key=attrgetter("value"))
        if not among or {part.said_by for part in piece.parts} == {among}
    ]
    return [*counted[:1], *counted[1:][-1:]]


def _given(ends: Sequence[Evidence], between: str) -> list[Markup]:
    """Write numbers as printed, the counts of a sum, and those of a change: 21,989 → 38,000."""
    printed = [end.figure.number.html for end in ends if end.how == "printed"]
    lines = [Markup(between).join(printed)] if printed else []
    changes = dict[str, list[Markup]]()
    for end in ends:
        counts = _counts(end)
        if end.how == "sum":
            lines.append(Markup(" + ").join(counts))
        elif end.how == "pair":
            changes.setdefault(counts[0].striptags(), counts[:1]).append(counts[-1])
    for first, *last in changes.values():
        lines.append(markup("{} → {}", first, Markup(between).join(dict.fromkeys(last))))
    return [*dict.fromkeys(lines)]


def _counts(piece: Evidence) -> list[Markup]:
    """Write the counts of a sum or of a pair, of repeats of one count one."""
    counts = dict[object, Markup]()
    for part in piece.parts:
        counts.setdefault((part.figure.days, part.figure.value), part.figure.number.html)
    return [*counts.values()]


def _face(*figures: Figure, between: str = "") -> str:
    """Write results, each as one number in sight: "about 73% to 82%", or of exact counts 59,196."""
    printed = [printing.about(figure).bare for figure in figures]
    numbers = (str(number._replace(before="")) for number in printed)
    about = "about " if any(number.before for number in printed) else ""
    return about + between.join(dict.fromkeys(numbers))


def _from_counts(
    ends: Sequence[Evidence], between: str, others: str, *, is_first: bool
) -> list[Markup]:
    """Write what others' counts come to; large if nothing stands above."""
    figures = [end.figure for end in ends if end.how != "printed"]
    if not figures:
        return []
    reach = _face(*figures, between=between)
    return [strong(reach) if is_first else markup("<small>{}: {}</small>", whose(others), reach)]


def _gaps(claim: Figure, ends: Sequence[Evidence], between: str, others: str) -> list[Markup]:
    """Write how far others are from a claim; percentages are told apart as they are."""
    gaps = dict.fromkeys(gap_in_words(claim, end.figure) for end in ends)
    if not gaps or claim.measured_in is PERCENT:
        return []
    words = between.join(gaps)
    widest = max(abs(gap_of(claim, end.figure)) for end in ends)
    if len(gaps) > 1 and widest < CLOSE_WITHIN:
        words = f"within about {math.ceil(100 * widest)}%"
    return [markup("<small>{} {}</small>", others, words)]


# The evidence.


def _evidence(check: Check, data: Data) -> dict[str, Any]:
    """Return the claim's words, our note on it, the answers, and what others give."""
    row = check.claim.own_row
    all_sources = {source for piece in check.evidence for source in piece.sources}
    return {
        "row": row,
        "where": row_links([row.id], data),
        "answers": check.answers,
        "others": _others_table(check, data) if check.evidence else None,
        "rests_on": [source_link(key, data) for key in check.rests_on],
        "alone": all_sources == {*check.rests_on},
    }


def _others_table(check: Check, data: Data) -> Output:
    caption = f"What others report, beside “{check.claim.own_row.wording}”"
    rows = [_other_cells(check.claim, piece, data) for piece in check.evidence]
    # As objects, so that pandas makes no plain text of the links.
    return table(pd.DataFrame(rows, dtype=object), caption)


def _other_cells(claim: Figure, piece: Evidence, data: Data) -> dict[str, str]:
    """Return who gives which number, its gap to the claim, and its kind of source."""
    who = [data.name(body) for body in piece.bodies]
    if piece.how == "printed":
        who = [who_says(neighbour.row, data) for neighbour in piece.parts]
    sources = Markup(", ").join(source_link(key, data) for key in piece.sources)
    return {
        "Who": ", ".join(dict.fromkeys(who)),
        "Number": piece.words + _HOW[piece.how],
        "Gap": gap_in_words(claim, piece.figure),
        "Compared?": _COUNTS[piece.counts],
        "Source": markup("{}: {}; {}", piece.kind, sources, row_links(piece.ids, data)),
    }


# The tables.


def _answers(check: Check) -> dict[str, object]:
    """Return a claim's row of `claims.csv`."""
    claim, figure = check.claim, check.recomputed
    recomputed = {"recomputed": math.nan, "recomputed_from": "", "formula": ""}
    if figure is not None:
        recomputed = {
            "recomputed": claim.measured_in.in_tables(figure.value),
            "recomputed_from": " ".join(figure.inputs),
            "formula": figure.text(with_numbers=False),
        }
    return {
        "id": claim.own_row.id,
        "wording": claim.own_row.wording,
        "published": claim.measured_in.in_tables(claim.value),
        **recomputed,
        "adds_up": check.adds_up,
        "reason": check.reason,
        "others": check.others,
        "as_worded": check.as_worded,
        "who_counted": check.who_counted,
        "smallest_gap": check.gaps.min(),
        "largest_gap": check.gaps.max(),
        "rests_on": " ".join(check.rests_on),
    }


def _others(check: Check) -> list[dict[str, object]]:
    """Return what others give as rows of `others.csv`."""
    claim = check.claim
    return [
        {"claim": claim.own_row.id, **row, "value": claim.measured_in.in_tables(row["value"])}
        for row in check.listed.to_dict("records")
    ]
