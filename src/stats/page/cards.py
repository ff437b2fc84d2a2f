"""Headline, cards, paragraphs and limits: what a reader meets first."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from stats.checks.check import Check, verdict_kind
from stats.figures.figure import Figure
from stats.output import Output, details, escaped, link, markup, merged
from stats.page.claims import brief_verdict
from stats.page.pieces import fill
from stats.page.tables import listed
from stats.sentences import Sentence, as_sentence, say, sentence_rows
from stats.tables.about import about
from stats.tables.read import Data


def hero(
    headline: str,
    standfirst: str,
    *,
    kicker: str = "",
    answers: Mapping[str, str] | None = None,
) -> Output:
    """Show the page's headline, which is its finding, and the sentences that follow it.

    The first chapter's is the title of the whole page. The kicker stands above it, and says in a
    few words what it is about. `answers` are plain questions, each with an answer that is HTML as
    in `prose`.

    Examples
    --------
    >>> hero("Both counts agree", "We compared them.", kicker="Figures checked")
    # Both counts agree
    <BLANKLINE>
    We compared them.
    """
    kicker, headline, standfirst = map(as_sentence, (kicker, headline, standfirst))
    filled = {as_sentence(question): say(answer) for question, answer in (answers or {}).items()}
    html = fill("hero", kicker=kicker, headline=headline, standfirst=standfirst, answers=filled)
    lines = [f"# {headline.html}", standfirst.html]
    lines += [f"**{question.html}** {answer.html}" for question, answer in filled.items()]
    sentences = [kicker, headline, standfirst, *filled.values()]
    return Output(html, "\n\n".join(lines), published=sentence_rows(sentences), part="title")


def card(
    label: str,
    number: Figure | Check,
    chip: str = "",
    line: str = "",
    *,
    counted_as: str = "",
    claim: str = "",
) -> Output:
    """Return a claim in brief, for `cards`: its number and the verdict on it.

    The label says what is counted, and when; the chip has the verdict in a few words; the line says
    what it rests on, in a sentence or two. The number is a figure with a chip of yours, or a check,
    from which the chip and its colour follow, with `counted_as` as in `claim`. It is shown with its
    qualifying word and without its unit, and leads to the claim of the id `claim` on the page, or
    without one to its row.

    Raises ValueError if a figure has no chip, or a check is given another.
    """
    kind = "none"
    if isinstance(number, Check):
        if chip:
            raise ValueError(f"chip: {chip!r}; leave it out, a check has its own")
        chip = brief_verdict(number, counted_as)
        kind, number = verdict_kind(number), number.claim
    if not chip:
        raise ValueError("chip: ''; say the verdict in words, a colour alone says nothing")
    label, chip, line = map(as_sentence, (label, chip, line))
    stated = _with_small_words(number)
    if claim or number.row:
        stated = link(stated, f"#claim-{claim}" if claim else f"#figure-{number.name}")
    html = fill("card", label=label, number=stated, kind=kind, chip=chip, line=line)
    markdown = f"- {label}: **{number:,}** ({chip}). {line.html}"
    return Output(html, markdown, published=sentence_rows([label, chip, line]))


def _with_small_words(number: Figure) -> Markup:
    """Write a figure without its unit, and words such as “over” and “or more” small."""
    before, digits, after = re.split(r"(?=[\d−])(.*?)(?=$| or )", f"{number:,}", maxsplit=1)
    stated = escaped(digits)
    if before:
        stated = markup("<small>{}</small><span>{}</span>", before, digits)
    if after:
        stated += markup("<small>{}</small>", after)
    return stated


def cards(shown: Iterable[Output]) -> Output:
    """Show cards beside each other, or on a phone below each other.

    Examples
    --------
    >>> growth = Figure.parse("78%", unit="percent")
    >>> cards([card("Growth", growth, "Sum is right", "It is.")])
    - Growth: **78%** (Sum is right). It is.
    """
    outputs = [*shown]
    return _together(markup('<ul class="cards">\n{}</ul>', _joined(outputs, "")), outputs, "\n")


def _together(html: Markup, outputs: Sequence[Output], between: str = "\n\n") -> Output:
    """Return several outputs as one, which this HTML shows."""
    files = {name: content for output in outputs for name, content in output.files.items()}
    published = merged(*(output.published for output in outputs))
    return Output(html, between.join(output.markdown for output in outputs), files, published)


def _joined(outputs: Iterable[Output], between: str = "\n") -> Markup:
    return Markup(between).join(output.html for output in outputs)


def prose(text: str) -> Output:
    """Show paragraphs, with a blank line between them and with slots as in `say`.

    Examples
    --------
    >>> growth = "78% & more"
    >>> prose("It grew by {growth}.")
    It grew by 78% & more.
    """
    if isinstance(text, Sentence):
        paragraphs = [text]
    else:
        paragraphs = [say(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip())]
    html = Markup("\n").join(markup("<p>{}</p>", paragraph) for paragraph in paragraphs)
    markdown = "\n\n".join(paragraph.html for paragraph in paragraphs)
    return Output(html, markdown, published=sentence_rows(paragraphs))


def limits(text: str) -> Output:
    """Show paragraphs, as `prose` does, in a box: what all this cannot tell."""
    paragraphs = prose(text)
    return replace(paragraphs, html=markup('<div class="limits">\n{}\n</div>', paragraphs.html))


def sides(one: str, other: str) -> Output:
    """Show the words of two sides beside each other, or on a phone below each other.

    Each may have several paragraphs, as in `prose`.

    Examples
    --------
    >>> sides("They say so.", "They deny it.")
    They say so.
    <BLANKLINE>
    They deny it.
    """
    left, right = prose(one), prose(other)
    html = '<div class="sides"><div>{}</div>\n<div>{}</div></div>'
    return _together(markup(html, left.html, right.html), [left, right])


def folded(words: str, *outputs: Output) -> Output:
    """Show outputs collapsed under these words, until a click or a link opens them.

    Examples
    --------
    >>> folded("More", prose("One."), prose("Two."))
    More
    <BLANKLINE>
    One.
    <BLANKLINE>
    Two.
    """
    words = as_sentence(words)
    title = Output(words.html, f"<b>{words.html}</b>", published=sentence_rows([words]))
    return _together(details(words, _joined(outputs)), [title, *outputs])


def contact(data: Data) -> Output:
    """Show where corrections go and how to cite the page, as `datapackage.json` has it.

    Without an address of the web or of mail, they go to whoever passed the page on.
    """
    project = about(data.folder)
    to = "whoever gave you this copy of the page, which has no address yet"
    if project.where:
        to = link(project.contact or project.homepage, project.where)
    else:
        print(
            'data/datapackage.json has no "homepage": "https://…" or "contact": "name@…" yet, so '
            "that the page cannot say where corrections go",
            file=sys.stderr,
        )
    version = f"version {project.version}" if project.version else ""
    cited = listed(project.authors, project.title, version, project.created, project.homepage)
    paragraphs = [
        prose(say("Send a correction or a reply, with the row and a source, to {to}.", to=to)),
        prose(say("To cite this page: {cited}.", cited=cited)),
    ]
    return _together(_joined(paragraphs), paragraphs)


def contents() -> Output:
    """Show where the page has its table of contents; else it stands after the first chapter."""
    return Output(Markup("<p>Contents</p>"), "", part="contents")
