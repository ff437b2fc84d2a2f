"""Headline, cards, paragraphs and limits: what a reader meets first."""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace

from markupsafe import Markup

from stats.about import about
from stats.figure import Figure
from stats.output import CONTENTS, Output, details, escaped, link, markup, merged, paragraph, plain
from stats.page.claims import brief_verdict, verdict_kind
from stats.read import Data
from stats.sentences import Sentence, as_sentence, say, sentence_rows
from stats.verdicts import Check


def hero(
    headline: str,
    standfirst: str,
    *,
    kicker: str = "",
    answers: Mapping[str, str] | None = None,
) -> Output:
    """Show the page's headline, which is its finding, and the sentences that follow it.

    The first chapter's is the title of the whole page. The kicker says above it what this is
    about, in a few words. `answers` are plain questions, each with an answer of a line.

    Examples
    --------
    >>> hero("Both counts agree", "We compared them.", kicker="Figures checked")
    Figures checked
    Both counts agree
    We compared them.
    """
    above, full, below = map(as_sentence, (kicker, headline, standfirst))
    asked = [tuple(map(as_sentence, each)) for each in (answers or {}).items()]
    brief = Markup("\n").join(markup("<dt>{}</dt> <dd>{}</dd>", *each) for each in asked)
    html = markup(
        '<div class="hero">\n{}<h1>{}</h1>\n{}{}</div>',
        *(paragraph("kicker", above), full, paragraph("deck", below)),
        markup('\n<dl class="brief">\n{}\n</dl>', brief) if brief else "",
    )
    text = "\n".join(filter(None, [above, full, below, *map(" ".join, asked)]))
    asking = [question for question, _ in asked if question.rows]  # others say no number
    said = [above, full, below, *asking, *(answer for _, answer in asked)]
    return Output(html, text, published=sentence_rows(said))


def card(
    label: str,
    number: str | Figure | Check,
    chip: str = "",
    line: str = "",
    *,
    counted_as: str = "",
    claim: str = "",
) -> Output:
    """Return a claim in brief, for `cards`: its number and the verdict on it.

    The label says what is counted, and when; the chip, the verdict in a few words; and the line,
    what it rests on, in a sentence or two. The number is a figure, shown with its qualifying word
    and without its unit, or the check of one, or a text. The chip's colour follows from a check
    alone, as does a chip that is not given, with `counted_as` as in `claim`. The number leads to
    the claim of the id `claim` on the page, or without one to its row.

    Raises ValueError if there is no chip.
    """
    kind = "none"
    if isinstance(number, Check):
        chip = chip or say("{words}", words=brief_verdict(number, counted_as))
        kind, number = verdict_kind(number), number.claim
    if not chip:
        raise ValueError("chip: ''; say the verdict in words, a colour alone says nothing")
    label, chip, line = map(as_sentence, (label, chip, line))
    stated = _card_number(number, f"#claim-{claim}" if claim else "")
    html = markup(
        '<li><p class="label">{}</p><p class="number">{}</p><p class="chip {}">{}</p>'
        '<p class="line">{}</p></li>\n',
        *(label, stated, kind, chip, line),
    )
    text = f"{label}: {plain(stated)} ({chip}). {line}"
    return Output(html, text.rstrip(), published=sentence_rows([label, chip, line]))


def cards(shown: Iterable[Output]) -> Output:
    """Show cards beside each other, or on a phone below each other.

    Examples
    --------
    >>> cards([card("Growth", "78%", "Sum is right", "It is.")])
    Growth: 78% (Sum is right). It is.
    """
    each = [*shown]
    html = markup('<ul class="cards">\n{}</ul>', Markup("").join(one.html for one in each))
    text = "\n".join(one.text for one in each)
    return Output(html, text, published=merged(*(one.published for one in each)))


def _card_number(number: str | Figure, address: str) -> Markup:
    """A number as HTML in large type, with the words before it, such as "over", small."""
    if not isinstance(number, Figure):
        return escaped(number)
    _, before, digits = re.split(r"^([^\d−]*)", f"{number:,}", maxsplit=1)
    words = (
        markup("<small>{}</small><span>{}</span>", before, digits) if before else escaped(digits)
    )
    address = address or (f"#figure-{number.row.id}" if number.row else "")
    return link(words, address) if address else words


def limits(text: str) -> Output:
    """Show paragraphs, as `prose` does, in a box: what all this cannot tell."""
    shown = prose(text)
    return replace(shown, html=markup('<div class="limits">\n{}\n</div>', shown.html))


def sides(one: str, other: str) -> Output:
    """Show the words of two sides beside each other, or on a phone below each other.

    Each may have several paragraphs, as in `prose`.

    Examples
    --------
    >>> sides("They say so.", "They deny it.")
    They say so.
    They deny it.
    """
    shown = [prose(text) for text in (one, other)]
    html = markup('<div class="sides"><div>{}</div>\n<div>{}</div></div>', *(s.html for s in shown))
    return Output(html, "\n".join(s.text for s in shown), {}, merged(*(s.published for s in shown)))


def contact(data: Data) -> Output:
    """Show where corrections go and how to cite the page, as `datapackage.json` has it.

    Without an address of the web or of mail that is where the code is kept.
    """
    known = about(data.folder)
    where = known.contact or known.homepage
    to, lacks = "where its code is kept", "This copy of the page has no address yet. "
    if where:
        lacks = ""
        to = link(where, where if where.startswith("https://") else f"mailto:{where}")
    else:
        lacking = 'datapackage.json has no "homepage": "https://…" or "contact": "name@…"'
        print(f"{lacking}, so that the page cannot say where corrections go", file=sys.stderr)
    version = f"version {known.version}" if known.version else ""
    cited = [known.authors, known.title, version, known.created, known.homepage]
    shown = [
        say(
            "{lacks}Send a correction or a reply to {to}, and name the row and a source.",
            lacks=lacks,
            to=to,
        ),
        say("To cite this page: {cited}.", cited=", ".join(filter(None, cited))),
    ]
    html = Markup("\n").join(markup("<p>{}</p>", each) for each in shown)
    return Output(html, "\n\n".join(shown), published=sentence_rows(shown))


def contents() -> Output:
    """Show where the page has its table of contents; else it stands after the first chapter."""
    return Output(Markup(CONTENTS), "Contents")


def prose(text: str) -> Output:
    """Show paragraphs, with a blank line between them and with slots as in `say`.

    Examples
    --------
    >>> growth = "78% & more"
    >>> prose("It grew by {growth}.")
    It grew by 78% & more.
    """
    split = re.split(r"\n\s*\n", text.strip())
    filled = [text] if isinstance(text, Sentence) else [say(each) for each in split]
    html = Markup("\n").join(markup("<p>{}</p>", sentence) for sentence in filled)
    return Output(html, "\n\n".join(filled), published=sentence_rows(filled))


def folded(words: str, *shown: Output) -> Output:
    """Show what others show, collapsed under these words until a click or a link opens it.

    Examples
    --------
    >>> folded("More", prose("One."), prose("Two."))
    More
    One.
    Two.
    """
    words = as_sentence(words)
    files = {name: content for each in shown for name, content in each.files.items()}
    html = details(words, Markup("\n").join(each.html for each in shown))
    rows = merged(*(each.published for each in shown), sentence_rows([words]))
    return Output(html, "\n".join([words, *(each.text for each in shown)]), files, rows)
