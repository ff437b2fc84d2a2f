"""The comparison: each claim beside what others give, what we computed, and the verdict.

A check has up to four answers (`stats.checks.verdicts`). The chip has them in a few words, and what
they rest on is folded under each row. What stands large follows from the check: its claim, all that
counts beside it, and what they come to. Only small print is typed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from stats.checks.check import Check
from stats.checks.evidence import Evidence, gap_in_words, own_row
from stats.checks.verdicts import Verdict
from stats.figures.figure import Figure
from stats.output import Output, Rows, escaped, link, markup, merged
from stats.page.pieces import fill
from stats.page.tables import markdown_row, row_links, table, who_says
from stats.page.text import paragraphs
from stats.sentences import Sentence, as_sentence, cite, say, sentence_rows
from stats.tables.read import Data
from stats.values.bounds import minus_signs
from stats.values.units import PERCENT
from stats.words.english import as_in_tables, whose

_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_BETWEEN = {"sum": " + ", "pair": " to "}
"""What stands between the counts of a sum, and of a pair."""
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}


@dataclass(frozen=True)
class Compared:
    """A row of the comparison, which `compared` makes and `comparison` shows."""

    what: Sentence
    claim: Sequence[Sentence]
    others: Sequence[Sentence]
    ours: Sequence[Sentence]
    chip: Sentence
    why: Sequence[Sentence]
    checks: Sequence[Check]

    @property
    def sentences(self) -> list[Sentence]:
        """All that is typed, to be published; its heading rests on its checks and its cells."""
        cells = [*self.claim, *self.others, *self.ours]
        rests_on = [*self.checks, *cells]
        heading = say("{what}: {chip}", what=self.what, chip=self.chip, rests_on=rests_on)
        return [heading, *cells, *self.why]


class _Cell(NamedTuple):
    """What a cell has: lines that follow from the check, and under them small print."""

    large: Sequence[Markup]
    small: Sequence[Markup]


def compared(
    what: str,
    *checks: Check,
    why: str,
    claim: str = "",
    others: str = "",
    ours: str = "",
    verdict: str = "",
) -> Compared:
    """Return a claim beside what others give, as a row for `comparison`.

    Parameters
    ----------
    what
        What is counted, and when.
    checks
        The check of the claim, from which the row follows; then those of figures that belong to it,
        whose evidence stands with its. A question that no check answers has none, but cells and a
        `verdict` of its own, which has no colour.
    why
        What the verdict rests on, in paragraphs as in `prose`: folded under the row.
    claim, others, ours
        Small print under the claim, under what others give (else who they are), and under what we
        computed. Of a question that no check answers it is all that the cell has; `<b>` is large.
    verdict
        The verdict in at most four or five words, where no check gives it.

    Raises
    ------
    ValueError
        If a check was made without tables, or a row has both a check and a verdict, or neither.
    """
    for check in checks:
        if not check.others:
            raise ValueError(
                f"{check.claim.name} was checked without the tables; write "
                "check(claim, data, growth)"
            )
    if bool(checks) == bool(verdict):
        raise ValueError(f"{what}: give it a check, or a verdict= where no check answers it")
    return Compared(
        as_sentence(what),
        paragraphs(claim),
        paragraphs(others),
        paragraphs(ours),
        as_sentence(verdict or checks[0].brief()),
        paragraphs(why),
        checks,
    )


def comparison(
    rows: Iterable[Compared],
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
    >>> row = compared("It", check(data[data.figures.index[0]], data), why="So it is.")
    >>> "So it is." in comparison([row], data, "A claim, compared").html
    True
    """
    caption, shown = as_sentence(caption), [*rows]
    cells = [_cells(row, data, by[1].lower(), among) for row in shown]
    html = fill("comparison", caption=caption, rows=cells, by=by)
    lines = [caption.html, "", markdown_row(["Claim", *by, "We computed", "Verdict"])]
    lines.append("| --- " * 5 + "|")
    for row, cell in zip(shown, cells, strict=True):
        texts = [
            Markup(" ").join((*cell[name].large, *cell[name].small))
            for name in ("claim", "others", "ours")
        ]
        lines.append(markdown_row([row.what, *texts, markup("<b>{}</b>", row.chip)]))
    for row in shown:
        lines += ["", " ".join([f"<b>{row.what.html}.</b>", *(text.html for text in row.why)])]
    published = [_published(check) for row in shown for check in row.checks]
    sentences = [caption, *(sentence for row in shown for sentence in row.sentences)]
    return Output(html, "\n".join(lines), published=merged(*published, sentence_rows(sentences)))


def _cells(row: Compared, data: Data, others: str, among: str) -> dict[str, Any]:
    """Return what the template has of a row."""
    claim, given, ours = (
        _Cell([], [text.html for text in typed if text])
        for typed in (row.claim, row.others, row.ours)
    )
    if row.checks:
        check, *_ = row.checks
        counted = [
            piece
            for piece in sorted(check.deciding, key=lambda piece: piece.value)
            if not among or {neighbour.said_by for neighbour in piece.parts} == {among}
        ]
        ends = [*dict.fromkeys((*counted[:1], *counted[-1:]))]
        claim = _Cell([cite(check.claim, ",")], claim.small)
        between = " or " if check.others == Verdict.SOURCES_DISAGREE else " to "
        given = _given(ends, between, given.small)
        ours = _computed(check, ends, between, others, ours.small)
    return {
        "id": own_row(row.checks[0].claim).id if row.checks else "",
        "row": row,
        "claim": claim,
        "others": given,
        "ours": ours,
        "kind": row.checks[0].colour if row.checks else "none",
        "evidence": [_evidence(check, data) for check in row.checks],
    }


def _given(ends: Sequence[Evidence], between: str, small: Sequence[Markup]) -> _Cell:
    """Return what others give, the lowest and the highest, with the counts of a sum or a pair."""
    if not ends:
        return _Cell([escaped("none")], small)
    printed = [cite(piece.figure, ",") for piece in ends if piece.how == "printed"]
    lines = [Markup(between).join(printed)] if printed else []
    lines += [_counts_of(piece) for piece in ends if piece.how != "printed"]
    bodies = dict.fromkeys(body for piece in ends for body in piece.figure.bodies)
    return _Cell([*dict.fromkeys(lines)], small or [escaped(", ".join(bodies))])


def _counts_of(piece: Evidence) -> Markup:
    """Write the counts of a sum or of a pair, of repeats of one count one."""
    counts = {(row.figure.days, row.figure.value): cite(row.figure, ",") for row in piece.parts}
    return Markup(_BETWEEN[piece.how]).join(counts.values())


def _computed(
    check: Check, ends: Sequence[Evidence], between: str, others: str, small: Sequence[Markup]
) -> _Cell:
    """Return what a claim comes to and how, what others' counts come to, and how far off they are.

    The first that is a number of its own stands large, and no gap.
    """
    lines: list[str] = []
    if check.recomputed is not None:
        number, formula = check.recomputed.printed(), check.recomputed.formula_with_numbers
        allowed = f" ({number.range})" if number.range else ""
        lines += [str(number._replace(range="")), f"{_as_arithmetic(formula)}{allowed}"]
    counts = [piece.figure.printed(",") for piece in ends if piece.how != "printed"]
    if counts:
        reach = between.join(dict.fromkeys(str(count._replace(range="")) for count in counts))
        lines.append(f"from {whose(others)} counts: {reach}" if lines else reach)
    large, rest = lines[:1], lines[1:]
    if ends and check.claim.measured_in is not PERCENT:  # percentages are told apart as they are
        gaps = dict.fromkeys(gap_in_words(check.claim, end.figure) for end in ends)
        rest.append(f"{whose(others)} figures are {between.join(gaps)}")
    return _Cell([*map(escaped, large)], [*map(escaped, rest), *small])


def _as_arithmetic(formula: str) -> str:
    """Write a formula as one does by hand: 38,990 ÷ 21,900 − 1."""
    return minus_signs(formula.replace(" / ", " ÷ ").replace(" * ", " × "))


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
    caption = say("What others report, beside “{words}”", words=own_row(check.claim).wording)
    rows = [_other_cells(check.claim, piece, data) for piece in check.evidence]
    # As objects, so that pandas makes no plain text of the links.
    return table(pd.DataFrame(rows, dtype=object), caption)


def _other_cells(claim: Figure, piece: Evidence, data: Data) -> dict[str, str]:
    """Return who gives which number, its gap to the claim, and its kind of source."""
    who = [data.name(body) for body in piece.bodies]
    if piece.how == "printed":
        who = [who_says(neighbour.row, data) for neighbour in piece.parts]
    sources = Markup(", ").join(_source_links(piece.sources, data))
    return {
        "Who": ", ".join(dict.fromkeys(who)),
        "Number": piece.words + _HOW[piece.how],
        "Gap": gap_in_words(claim, piece.figure),
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
