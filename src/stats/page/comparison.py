"""The comparison: each claim beside what others give, how far apart they are, and the verdict.

A check has up to four answers (`stats.checks.verdicts`). The chip has them in a few words, and what
they rest on is folded under each row.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from stats.checks.check import Check
from stats.checks.evidence import Evidence, gap_in_words, own_row
from stats.checks.verdicts import CLOSE
from stats.figures.figure import Figure
from stats.output import Output, Rows, escaped, link, markup, merged
from stats.page.pieces import fill
from stats.page.tables import row_links, table, who_says
from stats.page.text import paragraphs
from stats.sentences import Sentence, as_sentence, say, sentence_rows
from stats.tables.read import Data
from stats.values.units import PERCENT
from stats.words.english import as_in_tables

_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}
_POINTS = " points"
_EDGE = 2 * CLOSE
"""Where the strip ends: what lies further off is an arrow."""


@dataclass(frozen=True)
class Compared:
    """A row of the comparison, which `compared` makes and `comparison` shows."""

    what: Sentence
    claim: Sequence[Sentence]
    others: Sequence[Sentence]
    chip: Sentence
    why: Sequence[Sentence]
    checks: Sequence[Check]
    apart: Sequence[Figure]

    @property
    def sentences(self) -> list[Sentence]:
        """All that it says, to be published; what it is called also rests on its checks."""
        heading = say("{what}: {chip}", what=self.what, chip=self.chip, rests_on=self.checks)
        return [heading, *self.claim, *self.others, *self.why]


def compared(
    what: str,
    *checks: Check,
    why: str,
    claim: str = "",
    others: str = "",
    verdict: str = "",
    apart: Sequence[Figure] = (),
) -> Compared:
    """Return a claim beside what others give, as a row for `comparison`.

    Parameters
    ----------
    what
        What is counted, and when.
    checks
        The check of the claim, from which verdict, colour and gaps follow; then those of figures
        that belong to it, whose evidence stands with its. A question that no check answers has
        none, but a `claim`, `others` and a `verdict` of its own, which has no colour.
    why
        What the verdict rests on, in paragraphs as in `prose`: folded under the row.
    claim
        The claim as the row has it, else as it is worded; small below it, after a line break, what
        follows from it or what it follows from.
    others
        What others give, likewise; else their lowest and their highest figure.
    verdict
        The verdict in words of your own, at most four or five: "Same source"; else the check's. An
        `assert` in its cell backs it. Its colour goes on to follow from the check.
    apart
        What the strip shows: a figure of the claim, then those that it is held against, in the same
        unit; else the check's claim and all that counts.

    Raises
    ------
    ValueError
        If a check was made without tables, or a row has neither a check nor words of its own.
    """
    for check in checks:
        if not check.others:
            raise ValueError(
                f"{check.claim.name} was checked without the tables; write "
                "check(claim, data, growth)"
            )
    if not (checks or (claim and others and verdict)):
        raise ValueError(f"{what}: without a check give it claim=, others= and verdict=")
    if checks and not apart:
        apart = [checks[0].claim, *(piece.figure for piece in checks[0].counted)]
    return Compared(
        as_sentence(what),
        _lines(claim) if claim else [say("{claim:,}", claim=checks[0].claim)],
        _lines(others) if others else [Sentence(escaped(_reach(checks[0])))],
        as_sentence(verdict or checks[0].brief()),
        paragraphs(why),
        checks,
        apart,
    )


def _lines(text: str) -> list[Sentence]:
    if isinstance(text, Sentence):
        return [text]
    return [say(line) for line in text.strip().split("\n", 1)]


def comparison(
    rows: Iterable[Compared],
    data: Data,
    caption: str,
    *,
    by: tuple[str, str] = ("The claim", "Others"),
    line: str = "claim",
) -> Output:
    """Show claims in one table: claim, others, how far apart, verdict, and what that rests on.

    The strip has each figure that was compared as a dot with a whisker for what its words and
    rounding allow, beside the claim in its middle and a band in which figures are close: for
    numbers in percent of the claim, for percentages in points. `by` says who gives the numbers of
    the two columns, `line` what its axis calls the claim.

    Examples
    --------
    >>> from stats.checks.check import check
    >>> from stats.tables.read import load
    >>> data = load()
    >>> row = compared("It", check(data[data.figures.index[0]], data), why="So it is.")
    >>> "So it is." in comparison([row], data, "A claim, compared").html
    True
    """
    caption, shown = as_sentence(caption), [*rows]
    cells = [_cells(row, data) for row in shown]
    html = fill("comparison", caption=caption, rows=cells, by=by, line=line, at=_at, close_at=CLOSE)
    heads = " | ".join(["Claim", *by, "How far apart", "Verdict"])
    lines = [caption.html, "", f"| {heads} |", "| --- " * 5 + "|"]
    for row, each in zip(shown, cells, strict=True):
        claim, others = (" ".join(line.html for line in lines) for lines in (row.claim, row.others))
        lines.append(f"| {row.what} | {claim} | {others} | {each['apart']} | **{row.chip}** |")
    for row in shown:
        lines += ["", " ".join([f"<b>{row.what.html}.</b>", *(text.html for text in row.why)])]
    published = [_published(check) for row in shown for check in row.checks]
    sentences = [caption, *(sentence for row in shown for sentence in row.sentences)]
    return Output(html, "\n".join(lines), published=merged(*published, sentence_rows(sentences)))


def _cells(row: Compared, data: Data) -> dict[str, Any]:
    """Return what the template has of a row."""
    marks, apart = _strip(row.apart)
    return {
        "id": own_row(row.checks[0].claim).id if row.checks else "",
        "row": row,
        "kind": row.checks[0].colour if row.checks else "none",
        "marks": marks,
        "apart": apart,
        "evidence": [_evidence(check, data) for check in row.checks],
    }


def _strip(apart: Sequence[Figure]) -> tuple[list[tuple[float, float, float]], str]:
    """Return the gaps of a strip, and in words the lowest and the highest."""
    if not apart:
        return [], ""
    claim, *others = apart
    marks = sorted({_gaps(claim, other) for other in others})
    ends = [_gap_in_words(claim, mark[0]) for mark in (*marks[:1], *marks[-1:])]
    words = " to ".join(dict.fromkeys(ends))
    if words.count(_POINTS) > 1:
        words = words.replace(_POINTS, "", 1)
    return [mark for mark in marks if math.isfinite(mark[0])], words


def _gaps(claim: Figure, other: Figure) -> tuple[float, float, float]:
    """Return how far another figure is from a claim, and the ends that its words allow.

    Percentages differ by points, since a percentage of a percentage misleads.
    """
    value, low, high = (
        number - claim.value if claim.measured_in is PERCENT else _part(number, claim.value)
        for number in (other.value, other.low, other.high)
    )
    return round(value, 3), low, high


def _part(number: float, claim: float) -> float:
    """Return the relative difference from a claim; infinite from one of 0."""
    if claim == 0:
        return math.copysign(math.inf, number) if number else 0.0
    return (number - claim) / abs(claim)


def _gap_in_words(claim: Figure, gap: float) -> str:
    """Write how far another figure is from a claim, in percent of it or in points."""
    words = gap_in_words(gap)
    return words.replace("%", _POINTS) if claim.measured_in is PERCENT else words


def _at(gap: float) -> float:
    """Return where a gap lies on the strip, from 0 to 200; beyond its ends, at them."""
    return round(100 + 96 * max(-1, min(1, gap / _EDGE)), 1)


def _reach(check: Check) -> str:
    """Return the lowest and the highest number of others that count, or that none does."""
    figures = sorted((piece.figure for piece in check.counted), key=float)
    words = [str(figure.printed(",")._replace(range="")) for figure in figures]
    return " to ".join(dict.fromkeys([*words[:1], *words[-1:]])) or "none"


# The evidence.


def _evidence(check: Check, data: Data) -> dict[str, Any]:
    """Return the claim's words, our note on it, the answers, and what others give."""
    row = own_row(check.claim)
    all_sources = {source for piece in check.evidence for source in piece.sources}
    return {
        "row": row,
        "where": row_links([row.id], data),
        "answers": check.answers,
        "others": _others_table(check, data) if check.evidence else None,
        "rests_on": _source_links(check.rests_on, data),
        "alone": all_sources == {*check.rests_on},
    }


def _others_table(check: Check, data: Data) -> Output:
    caption = say("What others give, beside “{words}”", words=own_row(check.claim).wording)
    rows = [_other_cells(check.claim, piece, data) for piece in check.evidence]
    # As objects, so that pandas makes no plain text of the links.
    return table(pd.DataFrame(rows, dtype=object), caption)


def _other_cells(claim: Figure, piece: Evidence, data: Data) -> dict[str, str]:
    """Return who gives which number, its gap to the claim, and its kind of source."""
    who = [data.name(body) for body in piece.bodies]
    if piece.how == "printed":
        who = [who_says(statement.row, data) for statement in piece.rows]
    sources = Markup(", ").join(_source_links(piece.sources, data))
    return {
        "Who": ", ".join(dict.fromkeys(who)),
        "Number": piece.words + _HOW[piece.how],
        "Gap": _gap_in_words(claim, _gaps(claim, piece.figure)[0]),
        "Compared?": _COUNTS[piece.counts],
        "Source": markup("{}: {}; {}", piece.kind, sources, row_links(piece.ids, data)),
    }


def _source_links(keys: Iterable[str], data: Data) -> list[Markup]:
    return [link(data.sources.at[key, "publisher"], f"#source-{key}") for key in keys]


# The tables.


def _published(check: Check) -> dict[str, Rows]:
    """Return a claim's row of `claims.csv`, and what others give as rows of `others.csv`."""
    claim, figure = check.claim, check.recomputed
    name = own_row(claim).id
    recomputed = (math.nan, "", "")
    if figure is not None:
        value = as_in_tables(figure.value, claim.unit)
        recomputed = (value, " ".join(figure.inputs), figure.formulas[0])
    as_they_are = ("adds_up", "reason", "others", "as_worded", "who_counted")
    answers = {
        "id": name,
        "wording": own_row(claim).wording,
        "published": as_in_tables(claim.value, claim.unit),
        **dict(zip(("recomputed", "recomputed_from", "formula"), recomputed, strict=True)),
        **{column: getattr(check, column) for column in as_they_are},
        "smallest_gap": check.gaps.min(),
        "largest_gap": check.gaps.max(),
        "rests_on": " ".join(check.rests_on),
    }
    others = [
        {"claim": name, **row, "value": as_in_tables(row["value"], claim.unit)}
        for row in check.listed.to_dict("records")
    ]
    return {"claims.csv": [answers], "others.csv": others}
