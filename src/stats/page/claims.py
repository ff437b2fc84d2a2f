"""Claims, and how the answers on them are worded and coloured.

A check has up to five answers. The chip has them in three words (`brief_verdict`), its colour
follows from them by one rule (`stats.checks`), and the folded evidence has each with its numbers.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from markupsafe import Markup

from stats.checks.check import Check, verdict_kind
from stats.checks.evidence import CLOSE, MATCHES, Evidence, own_row
from stats.figures.figure import Figure
from stats.output import Output, Rows, link, markup, merged
from stats.page.pieces import fill
from stats.page.tables import as_day, listed, row_links, table, who_says
from stats.sentences import Sentence, as_sentence, cite, quoted_words, rows_of, say, sentence_rows
from stats.tables.about import about
from stats.tables.read import Data
from stats.values.bounds import minus_signs
from stats.words.english import as_in_tables

_OWN = "its own document differs"
_CHIPS = {
    "matches": "matches other figures",
    "close": "close to other figures",
    "others higher": "other figures are higher",
    "others lower": "other figures are lower",
    "others differ": "other figures differ",
    "sources disagree": "other figures conflict",
    "no other source": "no other figure",
}
"""How a chip has an answer that needs more words where it stands alone; the key has the same."""
_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}


def claim(
    checks: Mapping[str, Check],
    data: Data,
    *,
    title: str = "",
    text: str = "",
    counted_as: str = "",
) -> Output:
    """Show a claim, or several under one heading: its verdict, and its evidence, which is folded.

    Parameters
    ----------
    checks
        The checks by the id under which `claims.csv` publishes them; `others.csv` has the
        figures by others. The first id is the heading's address: `#claim-` and the id.
    data
        The tables that the claims were checked by.
    title
        What the heading says before the verdict; else the claim's wording.
    text
        What can be printed of it, in a sentence or two; the evidence has it once more, to copy,
        with its source.
    counted_as
        What its words must mean for it to hold: "arrests", where it says people arrested.

    Raises
    ------
    ValueError
        If a check was made without tables.
    """
    name, first = next(iter(checks.items()))
    for check in checks.values():
        if not check.others:
            raise ValueError(
                f"{check.claim.name} was checked without the tables; write "
                "check(claim, data, growth)"
            )
    summary = _summary(first, data)
    title = as_sentence(title or say("{words}", words=quoted_words(first.claim)))
    if not isinstance(text, Sentence):
        text = say(text or "{what}: {claim}, says {claim.who}.", what=summary, claim=first.claim)
    verdicts = dict.fromkeys(
        (verdict_kind(check), as_sentence(brief_verdict(check, counted_as)))
        for check in checks.values()
    )
    answers = [answer for check in checks.values() for answer in _answers(check, counted_as)]
    html = fill(
        "claim",
        name=name,
        title=title,
        verdicts=verdicts,
        text=text,
        summary=summary,
        answers=answers,
        evidence=[_evidence(check, data) for check in checks.values()],
        cited=_cited(name, first, data),
    )
    briefs = "; ".join(brief for _, brief in verdicts)
    heading = say("{title}: {briefs}", title=title, briefs=briefs)
    heading.rows, heading.reads = title.rows, tuple(dict.fromkeys(rows_of([title, checks])))
    lines = [
        f"### {heading.html}",
        text.html,
        *(f"- {question} **{answer}**" for question, answer in answers),
    ]
    published = [_published(name, check) for name, check in checks.items()]
    return Output(
        html, "\n\n".join(lines), published=merged(*published, sentence_rows([heading, text]))
    )


def _summary(check: Check, data: Data) -> str:
    """Say what is counted, where, if the figures are of several places, and when."""
    claim = check.claim
    place = claim.place_name if data.figures["place"].nunique() > 1 else ""
    return listed(data.quantities.at[claim.quantity, "name"], place, claim.when)


def _cited(name: str, check: Check, data: Data) -> str:
    """Say where the claim was printed, and where the page has it."""
    source, homepage = data.sources.loc[own_row(check.claim).source], about(data.folder).homepage
    checked = f"; checked: {homepage}#claim-{name}" if homepage else ""
    return f"Claim: {source['publisher']}, {as_day(source['published'])}{checked}"


# The answers in words.


def brief_verdict(check: Check, counted_as: str = "") -> str:
    """Return the verdict in a few words, without how far others are: "Adds up, holds".

    `counted_as` is as in `claim`.
    """
    others = _CHIPS.get(_others(check), _others(check))
    if check.as_worded == "holds":
        others = f"holds for {counted_as}" if counted_as else "holds"
    elif check.who_counted == "one origin":
        others = f"{others}, one origin"
    words = []
    alone = check.others == "no other source"
    if check.recomputed is not None and (alone or check.adds_up != "cannot be checked"):
        words.append(check.adds_up)
    if not alone:
        words.append(others)
    if check.as_worded in {"does not hold", "depends on whom"}:
        words.append(check.as_worded)
    if check.own:
        words.append(_OWN)
    brief = ", ".join(words) or others
    return brief[:1].upper() + brief[1:]


def _others(check: Check) -> str:
    """Return what others say; higher than a fall is a smaller fall, so there they only differ."""
    one_side = check.others in {"others higher", "others lower"}
    return "others differ" if one_side and check.claim.value < 0 else check.others


def _answers(check: Check, counted_as: str) -> Iterator[tuple[str, str]]:
    """Give each question that has an answer, and the answer with its number or its reason."""
    if check.recomputed is not None:  # without it, the reason is for the author alone
        yield "Arithmetic:", f"{check.adds_up} ({check.reason or check.comes_to})"
    if check.others != "no other source":
        answer, numbers = _others(check), _compared(check)
        yield "Compared with others:", f"{answer} ({numbers})" if numbers else answer
    if check.own:
        gaps = " to ".join(map(_signed, sorted(check.own)))
        yield "Compared with itself:", f"{_OWN}: {gaps}"
    if check.as_worded == "holds" and counted_as:
        yield "As worded:", f"holds for {counted_as}"
    elif check.as_worded:
        yield "As worded:", check.as_worded
    if check.who_counted:
        yield "Who counted?", check.who_counted


def _compared(check: Check) -> str:
    """Return the lowest and the highest number of others that count; nothing if none does."""
    figures = sorted((piece.figure for piece in check.counted), key=float)
    words = [re.split(r" \(|, ", str(figure))[0] for figure in figures]
    return " to ".join(dict.fromkeys([*words[:1], *words[-1:]]))


def _signed(gap: float) -> str:
    """Write how far another number is from a claim, in percent of it, with its sign."""
    if gap == 0:
        return "the same"
    if math.isinf(gap):  # from a claim of 0
        return "higher" if gap > 0 else "lower"
    return minus_signs(f"{gap:+,.1%}" if abs(gap) < 0.1 else f"{gap:+,.0%}")


def verdict_key(checks: Iterable[Check]) -> Output:
    """Show what each answer means that some check got, under plain questions; collapsed."""
    got = set()
    for check in checks:
        got |= {check.others, check.as_worded, check.who_counted}
        if check.recomputed is not None:
            got.add(check.adds_up)
        if check.own:
            got.add(_OWN)
    limits = {"matches": f"{MATCHES:.0%}", "close": f"{CLOSE:.0%}"}
    return Output(fill("key", got=got, chips=_CHIPS, limits=limits), "")


# The evidence.


def _evidence(check: Check, data: Data) -> Markup:
    """Show the claim's words, our note on it, and what others give."""
    row = own_row(check.claim)
    all_sources = {source for piece in check.evidence for source in piece.sources}
    return fill(
        "evidence",
        row=row,
        who=data.name(row.attributed_to),
        where=row_links([row.id], data),
        others=_others_table(check, data) if check.evidence else None,
        rests_on=_source_links(check.rests_on, data),
        alone=all_sources == {*check.rests_on},
        elsewhere=[_elsewhere(figure, data) for figure in _of_same_origin(check, data)],
    )


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
        "Gap": _signed(piece.gap),
        "Compared?": _COUNTS[piece.counts],
        "Source": markup("{}: {}; {}", piece.kind, sources, row_links(piece.ids, data)),
    }


def _of_same_origin(check: Check, data: Data) -> Iterable[Figure]:
    """Return other values of the claim's own body; if nobody else has one, of its origin too."""
    figures = {figure.name: figure for figure in check.elsewhere}
    if check.others == "no other source":
        for name in check.kin:
            figure, claim = data[name], check.claim
            if figure.quantity == claim.quantity and figure.source != claim.source:
                figures[name] = figure
    return figures.values()


def _elsewhere(figure: Figure, data: Data) -> Markup:
    (source,) = _source_links([figure.source], data)
    return markup("{} ({}, {}; in {})", cite(figure), figure.who, figure.when, source)


def _source_links(keys: Iterable[str], data: Data) -> list[Markup]:
    return [link(data.sources.at[key, "publisher"], f"#source-{key}") for key in keys]


# The tables.


def _published(name: str, check: Check) -> dict[str, Rows]:
    """Return a claim's row of `claims.csv`, and what others give as rows of `others.csv`."""
    claim, figure = check.claim, check.recomputed
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
        "own_gap": max(check.own, key=abs, default=math.nan),
        "rests_on": " ".join(check.rests_on),
    }
    others = [
        {"claim": name, **row, "value": as_in_tables(row["value"], claim.unit)}
        for row in check.listed.to_dict("records")
    ]
    return {"claims.csv": [answers], "others.csv": others}
