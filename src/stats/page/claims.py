"""Claims, and how the answers on them are worded and coloured."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from stats.about import about
from stats.english import as_in_tables, as_printed, unit_words
from stats.figure import Figure
from stats.output import Output, Rows, details, link, markup, merged, paragraph, plain
from stats.page.tables import as_day, row_links, table, who_says
from stats.qualifiers import OPEN
from stats.read import Data
from stats.sentences import Sentence, as_sentence, cite, quoted_words, rows_of, say, sentence_rows
from stats.verdicts import CLOSE, MATCHES, Check, own_row

_KEY = {
    "Arithmetic.": {
        "adds up": "<b>Adds up</b>: the article’s own figures give the number, or one that its “at "
        "least” or “over” allows.",
        "may add up": "<b>May add up</b>: only its rounding, or words such as “over”, leave room.",
        "does not add up": "<b>Does not add up</b>: they give another.",
        "cannot be checked": "<b>Cannot be checked</b>: the evidence says why.",
    },
    "Compared with others for the same time.": {
        "matches": f"<b>Matches</b>: all are within {MATCHES:.0%}.",
        "close": f"<b>Close</b>: all are within {CLOSE:.0%}.",
        "others higher; others lower": "<b>Others higher</b> or <b>lower</b> (of a fall, smaller, "
        "larger or a rise): all are further off, on one side.",
        "sources disagree": "<b>Sources disagree</b>: some are further off, and others are "
        "not, or on the other side.",
        "no other source": "<b>No other source</b>: no other body gives a number of its own for "
        "that time.",
    },
    "As worded, if it says “at least” or “over”.": {
        "holds": "<b>Holds</b>: a number of the same days says so and none denies it.",
        "does not hold": "<b>Does not hold</b>: one clearly denies it and none says so.",
        "depends on whom": "<b>Depends on whom</b>: both happen.",
        "cannot be told": "<b>Cannot be told</b>: no number of others decides it.",
    },
    "Its own document differs.": {
        "its own document differs": "What is told of a body is not what a document of its own has.",
    },
    "Who counted?": {
        "one origin": "<b>One origin</b>: all numbers go back to one body.",
        "separate": "<b>Separate</b>: another body is known to have counted.",
    },
}
"""What each answer means; answers that stand together are parted by a semicolon."""
_HOW = {"printed": "", "sum": ", from the sum of its counts", "pair": ", from two counts"}
_COUNTS = {"counted": "yes", "words": "for the words alone", "listed": "listed only"}


def verdict_kind(check: Check) -> str:
    """Return the kind of card for a claim, by one rule for all claims.

    "low" if it does not add up or hold as worded, or others are higher or lower and no word such
    as "at least" allows for that; else "disagree" if sources do or its own document differs;
    else "ok" if any answer bears it out, which a number of one origin does not; else "none".
    """
    answers = {check.adds_up, check.as_worded}
    if check.as_worded != "holds":
        answers.add(check.others)
    if answers & {"does not add up", "does not hold", "others higher", "others lower"}:
        return "low"
    if check.own or {check.others, check.as_worded} & {"sources disagree", "depends on whom"}:
        return "disagree"
    bears_out = {"adds up"}
    if check.who_counted != "one origin":  # which, told twice, bears nothing out
        bears_out |= {"holds", "matches", "close"}
    return "ok" if {*answers, check.others} & bears_out else "none"


def verdict_key(checks: Iterable[Check]) -> Output:
    """Show what the answers that checks got mean, in plain questions; collapsed."""
    got = set()
    for check in checks:
        got |= {check.others, check.as_worded, check.who_counted}
        got |= {check.adds_up} if check.recomputed is not None else set()
        got |= {"its own document differs"} if check.own else set()
    shown = []
    for question, answers in _KEY.items():
        named = [Markup(text) for answer, text in answers.items() if got & {*answer.split("; ")}]
        if named:
            shown.append(markup("<p><b>{}</b> {}</p>", question, Markup(" ").join(named)))
    if got & {"matches", "close", "others higher", "others lower", "sources disagree"}:
        shown.append(Markup("<p>The limits are our own choice.</p>"))
    key = Markup("\n").join(shown)
    html = details("What the verdicts mean", markup('<div class="key">\n{}\n</div>', key))
    return Output(html, key.striptags())


def claim(
    checks: Mapping[str, Check],
    data: Data,
    *,
    title: str = "",
    text: str = "",
    counted_as: str = "",
    chip: str = "",
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
        As what it holds, where its words say more: "arrests", of people arrested.
    chip
        The verdict in brief; else what follows from the checks.

    Raises
    ------
    ValueError
        If a check was made without tables.
    """
    if not isinstance(checks, Mapping) or not checks:
        raise TypeError('checks: give each an id, as in {"growth": of_growth}')
    name, first = next(iter(checks.items()))
    if alone := [each.claim.name for each in checks.values() if not each.others]:
        what = "was checked without the tables; give them, and what it follows from"
        raise ValueError(f"{alone[0]} {what}: check(claim, data, growth)")
    row, what = own_row(first.claim), data.quantities.at[first.claim.quantity, "name"]
    title = as_sentence(title or say("{words}", words=quoted_words(first.claim)))
    chip = chip and as_sentence(chip)
    verdicts = dict.fromkeys(
        (verdict_kind(each), chip or brief_verdict(each, counted_as)) for each in checks.values()
    )
    chips = Markup(" ").join(markup('<span class="chip {}">{}</span>', *each) for each in verdicts)
    heading = say("{title}: {brief}", title=title, brief="; ".join(words for _, words in verdicts))
    heading.rows, heading.reads = title.rows, tuple(dict.fromkeys(rows_of([title, checks])))
    if not text:
        who, when = data.name(row.attributed_to), first.claim.when
        said = "{what}, {when}: {claim}, says {who}."
        text = say(said, what=what, when=when, claim=first.claim, who=who)
    elif not isinstance(text, Sentence):
        text = say(text)
    place = f"{first.claim.place_name}, " if len({*data.figures["place"]}) > 1 else ""
    answers = [
        markup("<span>{} <b>{}</b></span>", question, answer)
        for check in checks.values()
        for question, answer in _answers(check, counted_as).items()
    ]
    about_what = markup("<p>{}, {}{}</p>", what, place, first.claim.when)
    evidence = [paragraph("answers", Markup("\n").join(answers)), about_what]
    evidence += [_details(check, data) for check in checks.values()]
    source, homepage = data.sources.loc[row.source], about(data.folder).homepage
    checked = f"; checked: {homepage}#claim-{name}" if homepage else ""
    quote = f"{text} (Claim: {source['publisher']}, {as_day(source['published'])}{checked})"
    evidence.append(markup('<p>To copy:</p>\n<p class="quote">{}</p>', quote))
    folded = details("Evidence", Markup("\n").join(evidence))
    html = markup(
        '<div class="claim">\n<div class="verdict"><h3 id="claim-{name}"><span>{title}</span> '
        '{chips} <a href="#claim-{name}" aria-label="Address of this claim: {label}">#</a></h3>'
        "</div>\n"
        '<div class="said"><p>{text}</p>\n{evidence}</div>\n</div>',
        name=name,
        title=title,
        chips=chips,
        label=Markup.escape(plain(title)),
        text=text,
        evidence=folded,
    )
    words = "\n  ".join([heading, text, *map(plain, answers)])
    rows = [_published(name, check) for name, check in checks.items()]
    return Output(html, words, published=merged(*rows, sentence_rows([heading, text])))


def brief_verdict(check: Check, counted_as: str = "") -> str:
    """Return the verdict in about three words, without how far others are: "Adds up, close".

    `counted_as` is as in `claim`.
    """
    alone = check.others == "no other source" and (check.recomputed is not None or check.own)
    others = "" if alone else _of_a_change(check)
    if check.as_worded == "holds":
        others = f"holds, as {counted_as}" if counted_as else "holds"
    denied = check.as_worded if check.as_worded in ("does not hold", "depends on whom") else ""
    own = "its own document differs" if check.own else ""
    adds_up = "" if check.as_worded == "holds" or check.recomputed is None else check.adds_up
    if others and adds_up == "cannot be checked":  # the evidence has the reason
        adds_up = ""
    if others == "no other source" and check.elsewhere:
        others += f", elsewhere {' and '.join(dict.fromkeys(map(str, check.elsewhere)))}"
    if others in {"matches", "close"} and check.who_counted == "one origin":
        others += ", one origin"
    words = ", ".join(filter(None, [adds_up, others, denied, own]))
    return words[:1].upper() + words[1:]


def _of_a_change(check: Check) -> str:
    """What others say; what is higher than a fall is a smaller one, or none, or a rise."""
    values, size = check.listed.query("counts == 'counted'")["value"], check.claim.value
    against = values * size < 0
    if not check.others.startswith("others") or (size >= 0 and not against.any()):
        return check.others
    same, other = ("fall", "rise") if size < 0 else ("rise", "fall")
    larger = "larger" if (check.others == "others lower") == (size < 0) else "smaller"
    found = {
        f"a {larger} {same}": values * size > 0,
        f"a {other}": against,
        "no change": values == 0,
    }
    return f"others: {' or '.join(words for words, which in found.items() if which.any())}"


def _answers(check: Check, counted_as: str) -> dict[str, str]:
    """The answers that there are, each with its number or its reason."""
    answers = {}
    if check.recomputed is not None:  # without it, the reason is for the author alone
        answers["Arithmetic:"] = f"{check.adds_up} ({check.reason or check.comes_to})"
    if check.others != "no other source":
        gaps = _compared(check)
        others = _of_a_change(check).replace("others: ", "they have ")
        answers["Compared with others:"] = others + (f" ({gaps})" if gaps else "")
    if check.own:
        gaps = _gaps_in_words(check.own, check.claim)
        answers["Compared with itself:"] = f"its own document differs: {gaps}"
    if check.as_worded and (check.others != "no other source" or check.recomputed is None):
        wider = check.as_worded == "holds" and counted_as
        answers["As worded:"] = f"holds, counted as {counted_as}" if wider else check.as_worded
    if check.who_counted:
        answers["Who counted?"] = check.who_counted
    return answers


def _compared(check: Check) -> str:
    """How far others are off, or what they give where that is no part of it.

    5% more of 78% could be meant in two ways, and a rise is no part of a fall.
    """
    counted = check.listed.query("counts == 'counted'").sort_values("value")
    if check.claim.unit != "percent" and (counted["value"] * check.claim.value > 0).all():
        return _gaps_in_words(check.gaps, check.claim)
    words = [re.split(r" \(|, ", each)[0] for each in counted["words"]]  # no range, no time
    return " to ".join(dict.fromkeys([*words[:1], *words[-1:]]))


def _details(check: Check, data: Data) -> Markup:
    """The evidence for a claim's answers: its words, our note on it, and what others give."""
    row = own_row(check.claim)
    who, where = data.name(row.attributed_to), row_links([row.id], data)
    parts = [markup("<p>“{}”, says {} ({}). {}</p>", row.wording, who, where, row.note)]
    if len(check.listed):
        caption = say("What others give, beside “{words}”", words=row.wording)
        others = [_other_cells(o, check.claim, data) for o in check.listed.to_dict("records")]
        # As objects, so that pandas makes no plain text of the links.
        parts.append(table(pd.DataFrame(others, dtype=object), caption).html)
    if check.rests_on:
        is_all = {*" ".join(check.listed["sources"]).split()} == {*check.rests_on}
        needed = Markup(" and " if is_all else " and on ").join(_source_links(check.rests_on, data))
        depends = "<p>This result depends on {}: without it, the answer would be different.</p>"
        depends = "<p>The comparison rests on {} alone.</p>" if is_all else depends
        parts.append(markup(depends, needed))
    own = {each.name: each for each in check.elsewhere}
    if check.others == "no other source":
        kin = [data[name] for name in check.kin if data[name].source != check.claim.source]
        own |= {one.name: one for one in kin if one.quantity == check.claim.quantity}
    if own:
        links = _source_links([each.source for each in own.values()], data)
        said = Markup(", ").join(
            markup("{} ({}, {}; in {})", cite(each), each.who, each.when, source)
            for each, source in zip(own.values(), links, strict=True)
        )
        parts.append(markup("<p>Elsewhere, of the same origin: {}.</p>", said))
    return Markup("\n").join(parts)


def _other_cells(other: Mapping[str, Any], claim: Figure, data: Data) -> dict[str, str]:
    """Who gives which number, its gap to the claim, and its kind of source."""
    names = other["rows"].split()
    who: Iterable[str] = map(data.name, other["body"].split())
    if other["how"] == "printed":
        who = (who_says(own_row(data[name]), data) for name in names)
    sources = Markup(", ").join(_source_links(other["sources"].split(), data))
    return {
        "Who": ", ".join(dict.fromkeys(who)),
        "Number": other["words"] + _HOW[other["how"]],
        "Gap": "opposite" if other["value"] * claim.value < 0 else _signed(other["gap"]),
        "Compared?": _COUNTS[other["counts"]],
        "Source": markup("{}: {}; {}", other["kind"], sources, row_links(names, data)),
    }


def _gaps_in_words(gaps: Iterable[float], claim: Figure) -> str:
    """Gaps in percent of a claim, from the lowest to the highest; from its number if it is open."""
    if not (each := [*gaps]):
        return ""
    ways = ("smaller", "larger") if claim.value < 0 else ("higher", "lower")
    low, high = (_gap(gap, ways) for gap in (min(each), max(each)))
    # "2% to 5% higher": do not repeat "higher".
    words = low if low == high else f"{low.removesuffix(f' {high.split()[-1]}')} to {high}"
    is_open = claim.qualifier in OPEN and max(map(abs, each)) > 0
    number = as_printed(claim.value, claim.unit, "exact")
    return f"{words} than {number.removesuffix(f' {unit_words(claim.unit)}')}" if is_open else words


def _gap(gap: float, ways: tuple[str, str] = ("higher", "lower")) -> str:
    """How far another number is from a claim, in percent of it."""
    if gap == 0:
        return "the same"
    way = ways[gap < 0]
    if math.isinf(gap):  # from a claim of 0
        return way
    return f"{abs(gap):,.{int(abs(gap) < 0.1)}%} {way}"


def _signed(gap: float) -> str:
    words = _gap(gap)
    sign = "+" if gap > 0 else "−"
    return words if gap == 0 or math.isinf(gap) else f"{sign}{words.rpartition(' ')[0]}"


def _source_links(keys: Iterable[str], data: Data) -> list[Markup]:
    return [link(data.sources.at[key, "publisher"], f"#source-{key}") for key in keys]


def _published(name: str, check: Check) -> dict[str, Rows]:
    """A claim's row of `claims.csv`, and what others give as rows of `others.csv`."""
    claim, recomputed = check.claim, check.recomputed
    value = math.nan if recomputed is None else as_in_tables(recomputed.value, claim.unit)
    as_they_are = ("adds_up", "reason", "others", "as_worded", "who_counted")
    answers = {
        "id": name,
        "wording": own_row(claim).wording,
        "published": as_in_tables(claim.value, claim.unit),
        "recomputed": value,
        "recomputed_from": "" if recomputed is None else " ".join(recomputed.inputs),
        "formula": "" if recomputed is None else recomputed.formulas[0],
        **{each: getattr(check, each) for each in as_they_are},
        "smallest_gap": check.gaps.min(),
        "largest_gap": check.gaps.max(),
        "own_gap": max(check.own, key=abs, default=math.nan),
        "rests_on": " ".join(check.rests_on),
    }
    others = [
        {"claim": name, **other, "value": as_in_tables(other["value"], claim.unit)}
        for other in check.listed.to_dict("records")
    ]
    return {"claims.csv": [answers], "others.csv": others}
