"""The comparison: each claim beside what others give, how far apart they are, and the verdict.

A check has up to four answers (`stats.checks.verdicts`). The chip has them in three words, and what
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
from stats.output import Output, Rows, escaped, link, markup, merged
from stats.page.pieces import fill
from stats.page.tables import row_links, table, who_says
from stats.page.text import paragraphs
from stats.sentences import Sentence, as_sentence, say, sentence_rows
from stats.tables.read import Data
from stats.words.english import as_in_tables

_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}
_EDGE = 3 * CLOSE
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
    note: str = "",
) -> Compared:
    """Return a claim beside what others give, as a row for `comparison`.

    Parameters
    ----------
    what
        What is counted, and when.
    checks
        The check of the claim, from which verdict, colour and gaps follow; then those of figures
        that belong to it, whose evidence stands with its.
    why
        What the verdict rests on, in paragraphs as in `prose`: folded under the row.
    claim
        The claim as the row has it, else as it is worded; small below it, after a line break, what
        follows from it or what it follows from.
    others
        What others give, likewise; else their lowest and their highest figure.
    note
        What the verdict must not be read without: "Close, but government data". It stands for the
        words "one origin" too. An `assert` in its cell backs it.

    Raises
    ------
    ValueError
        If a check was made without tables.
    """
    for check in checks:
        if not check.others:
            raise ValueError(
                f"{check.claim.name} was checked without the tables; write "
                "check(claim, data, growth)"
            )
    first = checks[0]
    return Compared(
        as_sentence(what),
        _lines(claim) if claim else [say("{claim:,}", claim=first.claim)],
        _lines(others) if others else [Sentence(escaped(_reach(first)))],
        as_sentence(first.brief(note)),
        paragraphs(why),
        checks,
    )


def _lines(text: str) -> list[Sentence]:
    return [say(line) for line in text.strip().split("\n", 1)]


def comparison(
    rows: Iterable[Compared],
    data: Data,
    caption: str,
    *,
    by: tuple[str, str] = ("The claim", "Others"),
) -> Output:
    """Show claims in one table: claim, others, how far apart, verdict, and what that rests on.

    The strip has each figure that was compared as a dot, beside the claim in its middle and a band
    in which figures are close. `by` says who gives the numbers of the two columns.

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
    html = fill("comparison", caption=caption, rows=cells, by=by, at=_at, close_at=CLOSE)
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
    first, gaps = row.checks[0], sorted({round(gap, 3) for gap in row.checks[0].gaps})
    return {
        "id": own_row(first.claim).id,
        "row": row,
        "kind": first.colour,
        "gaps": [gap for gap in gaps if math.isfinite(gap)],
        "apart": " to ".join(map(gap_in_words, dict.fromkeys([*gaps[:1], *gaps[-1:]]))),
        "evidence": [_evidence(check, data) for check in row.checks],
    }


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
    rows = [_other_cells(piece, data) for piece in check.evidence]
    # As objects, so that pandas makes no plain text of the links.
    return table(pd.DataFrame(rows, dtype=object), caption)


def _other_cells(piece: Evidence, data: Data) -> dict[str, str]:
    """Return who gives which number, its gap to the claim, and its kind of source."""
    who = [data.name(body) for body in piece.bodies]
    if piece.how == "printed":
        who = [who_says(statement.row, data) for statement in piece.rows]
    sources = Markup(", ").join(_source_links(piece.sources, data))
    return {
        "Who": ", ".join(dict.fromkeys(who)),
        "Number": piece.words + _HOW[piece.how],
        "Gap": gap_in_words(piece.gap),
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
