"""Headline, paragraphs and what holds them: boxes, two sides, folds."""

import re
import sys

from markupsafe import Markup

from stats.output import Output, Rows, details, link, markup
from stats.page.pieces import fill
from stats.page.tables import listed
from stats.sentences import Sentence, as_sentence, say
from stats.tables.about import about
from stats.tables.read import Data


def hero(headline: str, standfirst: str, *, kicker: str = "") -> Output:
    """Show the page's headline, which is its finding, and the sentences that follow it.

    The first chapter's is the title of the whole page. The kicker stands above it, and says in a
    few words what it is about.

    Examples
    --------
    >>> hero("Both counts agree", "We compared them.", kicker="Figures checked")
    Figures checked
    Both counts agree
    We compared them.
    """
    kicker = as_sentence(kicker)
    headline, standfirst = as_sentence(headline), as_sentence(standfirst)
    html = fill("hero", kicker=kicker, headline=headline, standfirst=standfirst)
    return Output(html, part="title")


def prose(text: str, **slots: object) -> Output:
    """Show paragraphs, with a blank line between them and with slots as in `say`.

    Examples
    --------
    >>> prose("It grew by {growth}.", growth="78% & more")
    It grew by 78% & more.
    """
    shown = (markup("<p>{}</p>", paragraph) for paragraph in paragraphs(text, **slots))
    return Output(Markup("\n").join(shown))


def paragraphs(text: str, **slots: object) -> list[Sentence]:
    """Return a text's paragraphs, with a blank line between them and with slots as in `say`."""
    if isinstance(text, Sentence):
        return [text]
    return [say(part, **slots) for part in re.split(r"\n\s*\n", text.strip())]


def limits(title: str, text: str) -> Output:
    """Show paragraphs, as in `prose`, as the points of a box: what all this cannot tell.

    Examples
    --------
    >>> limits("Before you quote", "One.")
    Before you quote
    One.
    """
    title = as_sentence(title)
    points = paragraphs(text)
    items = Markup("\n").join(markup("<li>{}", point) for point in points)
    html = markup('<div class="limits"><p><b>{}</b></p>\n<ul>\n{}\n</ul></div>', title, items)
    return Output(html)


def sides(one: str, other: str) -> Output:
    """Show the words of two sides beside each other, or on a phone below each other.

    Each may have several paragraphs, as in `prose`.

    Examples
    --------
    >>> sides("They say so.", "They deny it.")
    They say so.
    They deny it.
    """
    html = '<div class="sides"><div>{}</div>\n<div>{}</div></div>'
    return Output(markup(html, prose(one).html, prose(other).html))


def folded(words: str, *outputs: Output) -> Output:
    """Show outputs collapsed under these words, until a click or a link opens them.

    Examples
    --------
    >>> folded("More", prose("One."), prose("Two."))
    More
    One.
    Two.
    """
    inside = Markup("\n").join(output.html for output in outputs)
    files = {name: content for output in outputs for name, content in output.files.items()}
    published: dict[str, Rows] = {}
    for name, rows in (table for output in outputs for table in output.published.items()):
        published[name] = [*published.get(name, []), *rows]
    return Output(details(as_sentence(words), inside), files, published)


def contact(data: Data) -> Output:
    """Show where corrections go and how to cite the page, as `datapackage.json` has it.

    Without an address of the web or of mail, it says so.
    """
    project = about(data.folder)
    if project.where:
        to = link(project.contact or project.homepage, project.where)
        how = say("Send a correction or a reply, with the row and a source, to {to}.", to=to)
    else:
        how = say("This page has no address for corrections yet: ask its publisher.")
        print(
            'data/datapackage.json has no "homepage": "https://…" or "contact": "name@…" yet, so '
            "that the page cannot say where corrections go",
            file=sys.stderr,
        )
    version = f"version {project.version}" if project.version else ""
    cited = listed(project.authors, project.title, version, project.created, project.homepage)
    cite = say("To cite this page: {cited}.", cited=cited)
    return Output(markup("{}\n{}", prose(how).html, prose(cite).html))


def contents() -> Output:
    """Show where the page has its table of contents; else it stands after the first chapter."""
    return Output(Markup("<p>Contents</p>"), part="contents")
