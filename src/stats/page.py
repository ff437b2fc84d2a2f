"""The HTML of a chapter: headline, cards, paragraphs, claims, tables and charts.

It can be put into any page. Every text may have slots, as in `say`, and is escaped, unless `say`
made it. A table always has a caption and headers, a chart always an alternative text and its data
as a table.
"""

import base64
import io
import itertools
import json
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure as Drawing

from stats.about import about
from stats.drawing import Pair, inline_svg, render
from stats.figure import Figure, Row
from stats.mime import CONTENTS, data_address
from stats.output import Output, Rows, csv, escaped, link, plain
from stats.read import Data
from stats.sentences import (
    Condition,
    Sentence,
    SentenceError,
    as_sentence,
    cite,
    figure_html,
    figure_rows,
    require,
    rows_of,
    say,
    sentence_rows,
)
from stats.verdicts import CLOSE, COPY, MATCHES, Check

__all__ = [
    "Card",
    "Output",
    "Sentence",
    "SentenceError",
    "card",
    "cards",
    "chart",
    "cite",
    "claim",
    "contents",
    "corrections_table",
    "excluded_table",
    "figures_table",
    "hero",
    "image",
    "limits",
    "link",
    "prose",
    "row_links",
    "rows_table",
    "say",
    "sources_table",
    "statistics_table",
    "table",
    "verdict_key",
    "verdict_kind",
]


def __dir__() -> list[str]:
    return __all__  # what Tab shows after the module's name


Cells: TypeAlias = Mapping[str, Iterable[str]]

_LONGEST_WORD = 40
"""A cell with a longer word gets the CSS class "long", to be broken if need be."""
_CARD_KINDS = ("ok", "low", "disagree", "none")
"""Kinds of verdict: confirmed, off to one side, sources disagree, not judged."""


def _html(template: str, *values: object, **named: object) -> Markup:
    """Fill a piece of HTML with values, each escaped.

    `escaped` may add elements, so what an attribute holds comes as Markup already.
    """
    fields = {name: escaped(value) for name, value in named.items()}
    return Markup(template).format(*map(escaped, values), **fields)


def _paragraph(css: str, text: str) -> Markup:
    """A paragraph of a class, or nothing without a text."""
    return _html('<p class="{}">{}</p>\n', css, text) if text else Markup("")


# The headline and the cards under it.


def _held(sentences: Iterable[str], holds: Condition | None) -> list[Sentence]:
    """Texts as sentences, with one condition for all of them."""
    filled = [*map(as_sentence, sentences)]
    read = require(holds, Markup(" ").join(filter(None, filled))) if holds else ()
    for sentence in filter(None, filled) if holds else ():
        sentence.reads = tuple(dict.fromkeys([*sentence.reads, *read]))
    return filled


def hero(
    headline: str,
    standfirst: str,
    *,
    kicker: str = "",
    short: str = "",
    holds: Condition | None = None,
) -> Output:
    """Show the page's headline, which is its finding, and the two sentences that follow it.

    The first chapter's is the title of the whole page. The kicker says above it what this is
    about, in a few words; `short` is a shorter headline, for phones. `holds` is the condition of
    the headlines.

    Examples
    --------
    >>> hero("Both counts agree", "We compared them.", kicker="Figures checked")
    Figures checked
    Both counts agree
    We compared them.
    """
    above, below = map(as_sentence, (kicker, standfirst))
    full, brief = _held([headline, short], holds)
    sentences = [above, full, below, brief]
    # `hidden` lets a page without our style sheet show only one of the two.
    both = '<span class="full">{}</span><span class="short" hidden>{}</span>'
    html = _html(
        '<div class="hero">\n{}<h1>{}</h1>\n{}</div>',
        _paragraph("kicker", above),
        _html(both, full, brief) if brief else full,
        _paragraph("deck", below),
    )
    return Output(
        html,
        "\n".join(map(plain, filter(None, sentences[:3]))),
        published=sentence_rows(sentences),
    )


class Card(NamedTuple):
    """A claim in brief, as `card` makes it for `cards`."""

    label: Sentence
    number: str | Figure
    chip: Sentence
    line: Sentence
    sure: Sentence
    kind: str


def card(
    label: str,
    number: str | Figure | Check,
    chip: str,
    line: str,
    sure: str = "",
    *,
    kind: str = "none",
    holds: Condition | None = None,
) -> Card:
    """Return a claim in brief, for `cards`: its number and the verdict on it.

    The label says what is counted, and when; the chip, the verdict in a few words; the line, what
    it rests on, in a sentence or two; and `sure`, how sure that is. The number is a figure, shown
    with its qualifying word and without its unit, or the check of one, or a text. The chip's
    colour, `kind`, follows from a check; else it is "ok", "low", "disagree" or "none". `holds` is
    the condition of chip, line and `sure`.

    Raises ValueError if the kind is none of these, or there is no chip.
    """
    if isinstance(number, Check):
        kind, number = verdict_kind(number), number.claim
    if kind not in _CARD_KINDS:
        raise ValueError(f"kind: {kind!r}; it is one of {', '.join(_CARD_KINDS)}")
    if not chip:
        raise ValueError("chip: ''; say the verdict in words, a colour alone says nothing")
    label = as_sentence(label)
    chip, line, sure = _held([chip, line, sure], holds)
    return Card(label, number, chip, line, sure, kind)


def cards(shown: Iterable[Card]) -> Output:
    """Show cards beside each other, or on a phone below each other.

    Examples
    --------
    >>> cards([card("Growth", "78%", "Sum is right", "It is.", kind="ok")])
    Growth: 78% (Sum is right). It is.
    """
    html, as_text, sentences, numbers = Markup(""), [], [], []
    for label, stated, chip, line, sure, kind in shown:
        number = _card_number(stated)
        html += _html(
            '<li><p class="label">{}</p><p class="number">{}</p><p class="chip {}">{}</p>'
            '<p class="line">{}</p>{}</li>\n',
            *(label, number, kind, chip, line, _paragraph("sure", sure)),
        )
        text = f"{plain(label)}: {plain(number)} ({plain(chip)}). {plain(line)} {plain(sure)}"
        as_text.append(text.rstrip())
        sentences += [label, chip, line, sure]
        numbers += figure_rows(plain(label), number.figures)
    return Output(
        _html('<ul class="cards">\n{}</ul>', html),
        "\n".join(as_text),
        published=_merged({"shown.csv": numbers}, sentence_rows(sentences)),
    )


def _merged(*published: Mapping[str, Rows]) -> dict[str, Rows]:
    """Merge several sets of published tables, joining the rows of each table."""
    names = dict.fromkeys(itertools.chain(*published))
    return {name: [row for each in published for row in each.get(name, ())] for name in names}


def _card_number(number: str | Figure) -> Sentence:
    """A number as HTML in large type, with the words before it, such as "over", small."""
    if not isinstance(number, Figure):
        return Sentence(escaped(number))
    text = plain(cite(number, ","))
    digits = re.sub(r"^[^\d−]*", "", text)
    before = text.removesuffix(digits)
    words = _html("<small>{}</small>{}", before, digits)
    words = link(words, f"#figure-{number.row.id}") if number.row else words
    return figure_html(number, words)


def limits(text: str, *, holds: Condition | None = None) -> Output:
    """Show paragraphs, as `prose` does, in a box: what all this cannot tell."""
    shown = prose(text, holds=holds)
    return replace(shown, html=_html('<div class="limits">\n{}\n</div>', shown.html))


def contents() -> Output:
    """Show where the page has its table of contents; else it stands after the first chapter."""
    return Output(Markup(CONTENTS), "Contents")


# Paragraphs.


def prose(text: str, *, holds: Condition | None = None, fold: str = "") -> Output:
    """Show paragraphs, with a blank line between them and with slots as in `say`.

    `holds` is the condition of all of them. With `fold` they are collapsed under these words.

    Examples
    --------
    >>> growth = "78% & more"
    >>> prose("It grew by {growth}.")
    It grew by 78% & more.
    """
    whole = isinstance(text, Sentence)
    paragraphs = [text] if whole else map(say, re.split(r"\n\s*\n", text.strip()))
    filled = _held(paragraphs, holds)
    html = Markup("\n").join(_html("<p>{}</p>", sentence) for sentence in filled)
    html = _folded(fold, html) if fold else html
    as_text = "\n\n".join(sentence.striptags() for sentence in filled)
    return Output(html, as_text, published=sentence_rows(filled))


def row_links(names: Iterable[str], data: Data) -> Markup:
    """Return links to rows of figures by their numbers, each once: "rows 3, 17".

    Rows are numbered through `figures` and then `context`. Raises KeyError if there is no such id.
    """
    numbers = {name: f"{data.row_numbers[name]}" for name in names}
    if len(numbers) == 1:
        ((name, number),) = numbers.items()
        return link(f"row {number}", f"#figure-{name}")
    links = [link(number, f"#figure-{name}") for name, number in numbers.items()]
    return _html("rows {}", Markup(", ").join(links)) if links else Markup("")


# Tables.


def table(
    cells: Cells,
    caption: str,
    *,
    numbers: Sequence[str] = (),
    ids: Sequence[str] = (),
    fold: bool = False,
    published: Mapping[str, Rows] | None = None,
) -> Output:
    """Show a table: its columns' names are the headers, its first column heads the rows.

    Parameters
    ----------
    cells
        The cells of each column, as they are to be read: text, or links.
    caption
        What the table holds.
    numbers
        Columns of numbers, set flush right.
    ids
        An id for each row, so that others can link to it.
    fold
        Whether it is collapsed under its caption until a click or a link into it opens it.
    published
        Rows of other tables that travel with it, as in `Output`.

    Raises
    ------
    ValueError
        If there is no caption, or a column is longer than another.

    Examples
    --------
    >>> table({"When": ["March 2020"], "People": ["over 38,990"]}, "Counts")
    Counts
          When      People
    March 2020 over 38,990
    """
    if not caption:
        raise ValueError("caption: ''; say what the table holds")
    caption = as_sentence(caption)
    rows = list(zip(*cells.values(), strict=True))
    number = [name in numbers for name in cells]
    columns = ['th scope="col"'] * len(number)
    kinds = ['th scope="row"', *["td"] * (len(number) - 1)]
    head = Markup("").join(map(_cell, columns, cells, number))
    # HTML allows </th>, </td> and </tr> to be omitted, which makes a long table a quarter
    # shorter.
    anchors = [_html(' id="{}"', name) for name in ids] or [Markup("")] * len(rows)
    body = [
        _html("<tr{}>{}", anchor, Markup("").join(map(_cell, kinds, row, number)))
        for anchor, row in zip(anchors, rows, strict=True)
    ]
    # On a narrow screen the style sheet stacks the cells of a row and writes each header,
    # from these variables, before its cell.
    heads = [name if name.endswith("?") else f"{name}:" for name in cells]
    labels = "".join(
        f"--h{place}:{json.dumps(f'{name} ', ensure_ascii=False)};"
        for place, name in enumerate(heads[1:], 2)
    )
    html = _html(
        '<table style="{}"><caption>{}</caption>\n<thead><tr>{}</thead>\n<tbody>\n{}\n'
        "</tbody></table>",
        *(Markup.escape(labels), caption, head, Markup("\n").join(body)),
    )
    if fold:
        html = _folded(_html("{} ({})", caption, _row_count(len(rows))), html)
    text = pd.DataFrame([map(plain, row) for row in rows], columns=[*cells]).to_string(index=False)
    figures = [cell.figures for row in rows for cell in row if isinstance(cell, Sentence)]
    shown = figure_rows(plain(caption), itertools.chain(*figures))
    published = _merged(published or {}, {"shown.csv": shown}, sentence_rows([caption]))
    return Output(html, f"{plain(caption)}\n{text}", published=published)


def _cell(tag: str, cell: str, number: bool) -> Markup:
    long = max(map(len, plain(cell).split()), default=0) > _LONGEST_WORD
    css = Markup(' class="number"' if number else ' class="long"' if long else "")
    return _html("<{}{}>{}", Markup(tag), css, cell)


def _folded(summary: str, html: Markup) -> Markup:
    return _html("<details><summary>{}</summary>\n{}\n</details>", summary, html)


def _row_count(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


# Charts.


def chart(
    drawings: Pair,
    name: str,
    *,
    title: str,
    subtitle: str,
    alt: str = "",
    data: Output | None = None,
    source: str = "",
    note: str = "",
    holds: Condition | None = None,
) -> Output:
    """Show a chart with its title, alternative text, source and data, and save it for reuse.

    Parameters
    ----------
    drawings
        One for wide screens and one for phones, as the forms of `stats.drawing` return them.
    name
        The name of its files, and of its place on the page.
    title
        What it finds, in a sentence of about ten words.
    subtitle
        The measure, its unit and its dates; what the marks mean follows it.
    alt
        What someone who cannot see it needs to know; else its form and what is drawn.
    data
        Its data, as a table, which is folded; the rows that it publishes are the chart's too. Else
        the figures that are drawn, each in its words.
    source
        Where its figures come from; else who states them.
    note
        What else a reader must know to read it rightly.
    holds
        The condition of its title, its alternative text and its note.

    Raises
    ------
    ValueError
        If the title or the subtitle is empty, or what is not given cannot be told from a drawing.
    """
    figures, legend = drawings.figures, drawings.legend
    legend = f". {legend[:1].upper()}{legend[1:]}" if legend else ""
    subtitle = as_sentence(subtitle)
    title, note, alt = _held([title, note, alt], holds)
    if figures:
        alt = alt or _described(drawings)
        data = data or _drawn_table(figures)
        states = [figure.who for _, figure in figures if figure.who]
        source = source or ", ".join(dict.fromkeys(states))
    needed = {"title": title, "subtitle": subtitle, "alt": alt, "source": source}
    for argument, text in needed.items():
        if not text:
            raise ValueError(f"{argument}: ''; a chart needs one")
    if data is None:
        raise ValueError("data: None; a chart that no form of drawing made needs its table")
    words = {argument: plain(text) for argument, text in needed.items()}
    words["subtitle"] += legend
    foot = f"{plain(note)} Source: {words['source']}.".strip()
    table_file = _data_file(figures)
    wide, narrow, saved = render(drawings, name, words["title"], words["subtitle"], foot, _terms())
    rows = data.html.count("<tr") - 1
    folded = data.html.startswith("<details")
    html = _html(
        # `hidden` lets a page without our style sheet show only one of the two drawings.
        '<figure id="chart-{name}" class="chart">\n'
        "<figcaption><b>{title}</b><br>\n<span>{subtitle}{legend}</span></figcaption>\n"
        '<div class="wide">{wide}</div>\n<div class="narrow" hidden>{narrow}</div>\n'
        '<p class="source">{note}Source: {source}.</p>\n<div class="more">{data}\n'
        "{file}</div>\n</figure>",
        name=name,
        title=title,
        subtitle=subtitle,
        legend=legend,
        wide=Markup(inline_svg(wide, f"{name}-wide", words["alt"])),
        narrow=Markup(inline_svg(narrow, f"{name}-narrow", words["alt"])),
        note=note + " " if note else "",
        source=source,
        data=data.html if folded else _folded(f"Data ({_row_count(rows)})", data.html),
        file=_data_link(name, table_file),
    )
    saved |= {f"charts/{name}.csv": table_file} if table_file else {}
    title.reads = tuple(dict.fromkeys([*title.reads, *rows_of([each for _, each in figures])]))
    return Output(
        html,
        f"{words['title']}\n{words['subtitle']}\n{words['alt']}\n{data.text}",
        saved,
        _merged(data.published, sentence_rows([title, subtitle, alt, note])),
    )


def _terms() -> str:
    """What a saved chart says of its licence: in a build, that of the project."""
    folder = os.environ.get("STATS_DATA")
    licence = about(Path(folder)).licence if folder else ""
    return f"Licence: {licence}" if licence else "No licence given"


def image(drawing: Drawing, alt: str) -> Output:
    """Show a matplotlib figure as an image with its alternative text.

    Raises ValueError if that is empty.

    Examples
    --------
    >>> from stats.drawing import canvas
    >>> image(canvas(100, 50)[0], alt="Nothing yet")
    Nothing yet
    """
    if not alt:
        raise ValueError("alt: ''; write what the image shows")
    content = io.BytesIO()
    drawing.savefig(content, format="png", metadata={"Software": None})
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    html = '<p class="image"><img src="data:image/png;base64,{}" alt="{}"></p>'
    return Output(_html(html, encoded, Markup.escape(alt)), alt)


def _described(drawings: Pair) -> Sentence:
    """A drawing in words: its form, and each figure in its own."""
    texts = []
    for label, figure in drawings.figures:
        when = f", {figure.when}" if figure.row and f"{figure.end:%Y}" not in label else ""
        number = f"{figure:,}" if figure.row else figure.words
        texts.append(f"{label}{when}" if number in label else f"{label}{when}: {number}")
    return Sentence(escaped(f"{drawings.form}. {'; '.join(texts)}."))


def _data_file(figures: Sequence[tuple[str, Figure]]) -> bytes:
    """What is drawn as a CSV file."""
    rows = [
        {
            "what": label or figure.who,
            "start": figure.start,
            "end": figure.end,
            "value": figure.value,
            "words": str(figure) if figure.row else figure.words,
            "who": figure.who,
            "rows": " ".join(figure.inputs),
        }
        for label, figure in figures
    ]
    return csv(pd.DataFrame(rows)) if rows else b""


def _data_link(name: str, table: bytes) -> Markup:
    """A link that holds a CSV file, so that the page can travel alone."""
    if not table:
        return Markup("")
    return _html(
        '<p class="source"><a href="{address}" download="{name}.csv">{name}.csv</a></p>',
        address=data_address(table),
        name=name,
    )


def _drawn_table(figures: Sequence[tuple[str, Figure]]) -> Output:
    links = [
        Markup(", ").join(link(name.replace("_", " "), f"#figure-{name}") for name in each.inputs)
        for _, each in figures
    ]
    cells: Cells = {
        "What": [label or figure.who for label, figure in figures],
        "When": [figure.when for _, figure in figures],
        "Figure": [figure_html(each, str(each) if each.row else each.words) for _, each in figures],
        "Who says so": [figure.who for _, figure in figures],
        "Rows": links,
    }
    cells = {name: column for name, column in cells.items() if any(column)}
    return table(cells, "What is drawn")


# Tables of figures.


def figures_table(
    figures: Iterable[Figure], data: Data, caption: str, *, fold: bool = False
) -> Output:
    """Show figures: each as worded, its range, who states it, and a link to its row.

    `fold` is as in `table`. Raises ValueError if a figure is not a row.
    """
    rows = [(figure, _row(figure)) for figure in figures]
    cells: Cells = {
        "When": [figure.when for figure, _ in rows],
        "Figure": [figure_html(figure, str(figure)) for figure, _ in rows],
        "Range": [figure_html(each, each.words) for each, _ in rows],
        "Who says so": [_who(row, data) for _, row in rows],
        "Where from": [row_links([row.id], data) for _, row in rows],
    }
    return table(cells, caption, fold=fold)


def rows_table(figures: Iterable[Figure], data: Data, caption: str) -> Output:
    """Show rows with their words, source and our note; links to a row lead to this table.

    It is collapsed until a link opens it. Raises ValueError if a figure is not a row.
    """
    rows = [(figure, _row(figure)) for figure in figures]
    cells: Cells = {
        "Row": [_html("{} <code>{}</code>", data.row_numbers[row.id], row.id) for _, row in rows],
        "When": [figure.when for figure, _ in rows],
        "Figure": [str(figure) for figure, _ in rows],
        "Who says so": [_who(row, data) for _, row in rows],
        "In the words of the source, and our note": [
            _html("“{}” ({}). {}", row.wording, link("source", f"#source-{row.source}"), row.note)
            for _, row in rows
        ],
    }
    return table(cells, caption, ids=[f"figure-{row.id}" for _, row in rows], fold=True)


def _who(row: Row, data: Data) -> str:
    """Who gives a figure, who counted it, and whether it is read in a copy of a data set."""
    more = []
    if row.counted_by:
        own = row.counted_by == row.attributed_to
        more.append("its own count" if own else f"counted by {data.name(row.counted_by)}")
    if data.sources.at[row.source, "kind"] == COPY:
        more.append("in a copy of its data set")
    name = data.name(row.attributed_to)
    return f"{name} ({', '.join(more)})" if more else name


def sources_table(data: Data, caption: str) -> Output:
    """Show the sources with their addresses, collapsed; links to a source lead to its row here."""
    rows = [data.sources.loc[key] for key in data.sources.index]
    cells: Cells = {
        "Source": [link(row["title"], row["address"]) for row in rows],
        "Who published it": [
            ", ".join(filter(None, (row["author"], row["publisher"], _day(row["published"]))))
            for row in rows
        ],
        "Kind": [
            f"{row['kind']}; passes on {row['relays']}" if row["relays"] else row["kind"]
            for row in rows
        ],
        "Our note": [row["note"] for row in rows],
    }
    ids = [f"source-{key}" for key in data.sources.index]
    return table(cells, caption, ids=ids, fold=True)


def _day(day: pd.Timestamp) -> str:
    return "day not known" if pd.isna(day) else f"{day.day} {day:%B %Y}"


def excluded_table(data: Data, caption: str) -> Output:
    """Show the numbers that were read but left out, each with the reason; collapsed."""
    rows = data.excluded.to_dict("records")
    cells: Cells = {
        "Number": [
            "no number" if math.isnan(row["value"]) else f"{row['value']:,.15g}" for row in rows
        ],
        "In the words of the source": [
            _html("“{}” ({})", row["wording"], link(row["publisher"], row["address"]))
            for row in rows
        ],
        "Why it is left out": [row["reason"] for row in rows],
    }
    return table(cells, caption, fold=True)


def corrections_table(data: Data, caption: str) -> Output:
    """Show the corrections: a link to the row, old and new text, when and why; collapsed."""
    rows = data.corrections.reset_index().to_dict("records")
    cells: Cells = {
        "Row": [row_links([row["row"]], data) for row in rows],
        "What": [row["column"].replace("_", " ") for row in rows],
        "Was": [row["old"] or "empty" for row in rows],
        "Is": [row["new"] or "empty" for row in rows],
        "Since": [_day(row["date"]) for row in rows],
        "Why": [row["why"] for row in rows],
    }
    return table(cells, caption, fold=True)


def statistics_table(
    statistics: Mapping[str, tuple[str, Figure]], data: Data, caption: str, *, fold: bool = False
) -> Output:
    """Show computed figures at face value and as ranges, and publish them.

    Each has a label, and the id under which `statistics.csv` publishes it. `fold` is as in `table`.
    """
    figures = [figure for _, figure in statistics.values()]
    cells: Cells = {
        "Statistic": [label for label, _ in statistics.values()],
        "Result": [figure_html(figure, figure.face) for figure in figures],
        "Range": [figure_html(figure, figure.words) for figure in figures],
        "Where from": [row_links(figure.inputs, data) for figure in figures],
    }
    rows = [
        {
            "id": name,
            "label": label,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "low_open": figure.range.low_open,
            "high_open": figure.range.high_open,
            "approximate": figure.range.approximate,
            "unit": figure.unit,
            "words": figure.words,
            "inputs": " ".join(figure.inputs),
            "formula": figure.formula,
        }
        for name, (label, figure) in statistics.items()
    ]
    return table(cells, caption, fold=fold, published={"statistics.csv": rows})


# Claims.

_KEY = Markup(
    "<p><b>Arithmetic.</b> Do the two counts printed with it give the number? It <b>adds up</b> or "
    "<b>does not add up</b>.</p>\n"
    "<p><b>Compared with others.</b> What do others that count say? <b>Matches</b>: all within "
    "{matches:.0%}. <b>Close</b>: all within {close:.0%}. <b>Others higher</b> or <b>lower</b>: "
    "all further off, on one side. <b>Sources disagree</b>: anything else. The two limits are "
    "our own choice.</p>\n"
    "<p><b>As worded.</b> Is “at least” or “over” true of them? Of all, it <b>holds</b>; of some, "
    "it <b>depends on whom</b>; of none, it <b>does not hold</b>. Where they are too round, it "
    "<b>cannot be told</b>.</p>\n"
    "<p><b>Who counted?</b> <b>One origin</b>: all numbers go back to one body. <b>Separate</b>: "
    "another body is known to have counted.</p>\n"
).format(matches=MATCHES, close=CLOSE)
_HOW = {
    "sum": "the sum of its counts",
    "mixed sum": "the sum of their counts",
    "pair": "two counts",
}


def verdict_kind(check: Check) -> str:
    """Return the kind of card for a claim, by one rule for all claims.

    "low" if it does not add up or hold as worded, or others are higher or lower and no word such
    as "at least" allows for that; else "disagree" if sources disagree; else "ok" if any answer
    bears it out; else "none".
    """
    against = {"does not add up", "does not hold", "others higher", "others lower"}
    answers = {check.adds_up, check.as_worded}
    if check.as_worded != "holds":
        answers.add(check.others)
    if answers & against:
        return "low"
    if {check.others, check.as_worded} & {"sources disagree", "depends on whom"}:
        return "disagree"
    bears_out = {"adds up", "holds", "matches", "close"}
    return "ok" if {*answers, check.others} & bears_out else "none"


def verdict_key() -> Output:
    """Show what the answers on a claim mean, in plain questions; collapsed."""
    html = _folded("What the verdicts mean", _html('<div class="key">\n{}</div>', _KEY))
    return Output(html, _KEY.striptags())


def claim(
    checks: Mapping[str, Check],
    data: Data,
    *,
    title: str = "",
    text: str = "",
    holds: Condition | None = None,
    evidence: str = "",
) -> Output:
    """Show a claim, or several under one heading: a sentence to quote, its answers and evidence.

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
        What can be printed: the claim with its qualifier, what others say and what that rests on;
        a sentence made by `say`, or the text for one.
    holds
        The condition of that text.
    evidence
        The name of the fold; else what was counted, when, and where if the claims are of several
        places.
    """
    name, first = next(iter(checks.items()))
    row, what = _row(first.claim), data.quantities.at[first.claim.quantity, "name"]
    title = as_sentence(title or say("“{words}”", words=row.wording[:1].upper() + row.wording[1:]))
    verdicts = "; ".join(dict.fromkeys(map(_verdict, checks.values())))
    heading = say("{title}: {verdicts}", title=title, verdicts=verdicts)
    heading.rows, heading.reads = title.rows, tuple(dict.fromkeys(rows_of([title, checks])))
    if not text:
        who, when = data.name(row.attributed_to), first.claim.when
        said = "{what}, {when}: {claim}, says {who}."
        text = say(said, what=what, when=when, claim=first.claim, who=who)
    elif not isinstance(text, Sentence):
        text = say(text, holds=holds)
    place = f"{first.claim.where}, " if len({*data.figures["place"]}) > 1 else ""
    lists = {name: check.listed.to_dict("records") for name, check in checks.items()}
    answers = [
        _html("<span>{} <b>{}</b></span>", question, answer)
        for name, check in checks.items()
        for question, answer in _answers(check, lists[name]).items()
    ]
    details = [_details(check, lists[name], data) for name, check in checks.items()]
    details.append(_html('<p class="quote">{}</p>', _quote(name, first, text, data)))
    html = _html(
        '<div class="claim">\n<h3 id="claim-{name}"><span>{title}</span> <a href="#claim-{name}" '
        'aria-label="Address of this claim">#</a></h3>\n<p>{text}</p>\n{answers}{details}</div>',
        name=name,
        title=heading,
        text=text,
        answers=_paragraph("answers", Markup("\n").join(answers)),
        details=_folded(
            evidence or f"Evidence: {what[:1].lower()}{what[1:]}, {place}{first.claim.when}",
            Markup("\n").join(details),
        ),
    )
    return Output(
        html,
        "\n  ".join([plain(heading), plain(text), *map(plain, answers)]),
        published=_merged(
            {
                "claims.csv": [_claim_row(name, check) for name, check in checks.items()],
                "others.csv": [
                    {"claim": name, **other} for name, others in lists.items() for other in others
                ],
            },
            sentence_rows([heading, text]),
        ),
    )


def _verdict(check: Check) -> str:
    """The answers in a few words; what holds as worded may be off by what its words allow."""
    if check.as_worded == "holds":
        return "; ".join(filter(None, [check.adds_up, "holds"]))
    before_number = re.match(r"(\w+(?: \w+)?) \d", _row(check.claim).wording)
    word = f"“{before_number[1]}”" if before_number else "as worded it"
    others, worded = check.others, check.as_worded and f"{word} {check.as_worded}"
    if others in ("matches", "close"):
        others = f"{others.replace('close', 'close to')} others’ figures"
    return "; ".join(filter(None, [check.adds_up, others, worded]))


def _answers(check: Check, others: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The answers that there are, each with its number or its reason."""
    gaps = [other["gap"] for other in others if other["counts"] == "counted"]
    others_say = f"{check.others} ({_gaps(gaps, check.claim)})" if gaps else check.others
    if check.others == "no other source":
        others_say = check.same_origin
    more = check.reason or (check.recomputed.face if check.recomputed else "")
    answers = {
        "Arithmetic:": f"{check.adds_up} ({more})" if more else check.adds_up,
        "Compared with others:": others_say,
        "As worded:": check.as_worded,
        "Who counted?": check.who_counted,
    }
    return {question: answer for question, answer in answers.items() if answer}


def _details(check: Check, others: Sequence[Mapping[str, Any]], data: Data) -> Markup:
    """The evidence for a claim's answers: its words, our note on it, and what others give."""
    row = _row(check.claim)
    who, where = data.name(row.attributed_to), row_links([row.id], data)
    parts = [_html("<p>“{}”, says {} ({}). {}</p>", row.wording, who, where, row.note)]
    if others:
        caption = say("What others give: {words}", words=row.wording)
        parts.append(table(_others_cells(check, others, data), caption).html)
    if check.rests_on:
        needed = Markup(" and on ").join(_source_links(check.rests_on, data))
        depends = "<p>This result depends on {}: without it, the answer would be another.</p>"
        parts.append(_html(depends, needed))
    if check.elsewhere:
        own = Markup(", ").join(
            _html("{} ({}, {})", cite(figure), figure.who, figure.when)
            for figure in check.elsewhere
        )
        parts.append(_html("<p>Elsewhere the same origin gives {}.</p>", own))
    return Markup("\n").join(parts)


def _others_cells(check: Check, others: Sequence[Mapping[str, Any]], data: Data) -> Cells:
    """Columns: who gives which number, its gap to the claim, and its kind of source."""
    return {
        "Who": [
            ", ".join(
                dict.fromkeys(_who(_row(data[name]), data) for name in other["rows"].split())
                if other["how"] == "printed"
                else map(data.name, other["body"].split())
            )
            for other in others
        ],
        "Number": [
            other["words"] + (f", from {_HOW[other['how']]}" if other["how"] in _HOW else "")
            for other in others
        ],
        "Gap": [_signed(other["gap"], check.claim) for other in others],
        "Counts?": ["yes" if other["counts"] == "counted" else "listed only" for other in others],
        "Source": [
            _html(
                "{}: {}; {}",
                other["kind"],
                Markup(", ").join(_source_links(other["sources"].split(), data)),
                row_links(other["rows"].split(), data),
            )
            for other in others
        ],
    }


def _quote(name: str, check: Check, text: str, data: Data) -> str:
    """A claim's sentence with its source and its address on the page, to be copied."""
    source = data.sources.loc[_row(check.claim).source]
    return (
        f"{plain(text)} (Figure: {source['publisher']}, {_day(source['published'])}; "
        f"checked: report.html#claim-{name})"
    )


def _gaps(gaps: Sequence[float], claim: Figure) -> str:
    low, high = (_gap(gap, claim) for gap in (min(gaps), max(gaps)))
    # "2% to 5% higher": do not repeat "higher" or "lower".
    return low if low == high else f"{low.removesuffix(f' {high.split()[-1]}')} to {high}"


def _gap(gap: float, claim: Figure) -> str:
    """How far another number is from a claim; from one in percent, in percentage points."""
    if gap == 0:
        return "the same"
    way = "higher" if gap > 0 else "lower"
    if math.isinf(gap):  # from a claim of 0
        return way
    points = f"{abs(gap * claim.value):,.1f} points"
    return f"{points if claim.unit == 'percent' else f'{abs(gap):,.1%}'} {way}"


def _signed(gap: float, claim: Figure) -> str:
    words = _gap(gap, claim)
    sign = "+" if gap > 0 else "−"
    return words if gap == 0 or math.isinf(gap) else f"{sign}{words.rpartition(' ')[0]}"


def _source_links(keys: Iterable[str], data: Data) -> list[Markup]:
    return [link(data.sources.at[key, "publisher"], f"#source-{key}") for key in keys]


def _claim_row(name: str, check: Check) -> dict[str, object]:
    claim, recomputed = check.claim, check.recomputed
    limits = ("matches_low", "matches_high", "close_low", "close_high")
    in_percent = recomputed and (recomputed.unit, claim.unit) == ("ratio", "percent")
    return {
        "id": name,
        "wording": _row(claim).wording,
        "published": claim.value,
        "recomputed": recomputed.value * (100 if in_percent else 1) if recomputed else math.nan,
        "recomputed_from": " ".join(recomputed.inputs) if recomputed else "",
        "adds_up": check.adds_up,
        "reason": check.reason,
        "others": check.others,
        "as_worded": check.as_worded,
        "who_counted": check.who_counted,
        "smallest_gap": check.gaps.min(),
        "largest_gap": check.gaps.max(),
        "rests_on": " ".join(check.rests_on),
        **dict(zip(limits, itertools.chain(*check.tolerances), strict=True)),
    }


def _row(figure: Figure) -> Row:
    if figure.row is None:
        raise ValueError(f"{figure.name} is no row of a table; show it in a statistics_table")
    return figure.row
