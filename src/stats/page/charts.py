"""Charts, with the words for those who cannot see them, and the data behind them."""

import base64
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from stats.about import about
from stats.figure import Figure
from stats.output import SHARED, Output, csv, data_address, details, escaped, link, markup, merged
from stats.page.tables import Cells, numbers_of, row_count, table
from stats.read import Data
from stats.sentences import Sentence, as_sentence, rows_of, sentence_rows

if TYPE_CHECKING:
    from stats.drawing import Pair


def chart(
    drawings: "Pair",
    name: str,
    *,
    title: str,
    subtitle: str,
    alt: str = "",
    source: str = "",
    note: str = "",
) -> Output:
    """Show a chart with its title, alternative text, source and data, and save it for reuse.

    Its data are the figures that it draws, each in its words: a folded table and a CSV file.

    Parameters
    ----------
    drawings
        One for wide screens and one for phones, as `drawing.both` returns them.
    name
        The name of its files, and of its place on the page.
    title
        What it finds, in a sentence of about ten words.
    subtitle
        The measure, its unit and its dates, and what the marks mean.
    alt
        What someone who cannot see it needs to know; else its title and what is drawn.
    source
        Where its figures come from; else who states them.
    note
        What else a reader must know to read it rightly.

    Raises
    ------
    ValueError
        If the drawings name no figures, the title or the subtitle is empty, or there is no source.
    """
    from stats.drawing import clashes, inline_svg, render  # noqa: PLC0415 (it imports matplotlib)

    for clash in clashes(drawings):
        print(f"chart {name}, {clash}", file=sys.stderr)
    figures = drawings.figures
    if not figures:
        raise ValueError("figures: none; name what is drawn, as in drawing.both(draw, figures=…)")
    title, subtitle, note, alt, source = map(as_sentence, (title, subtitle, note, alt, source))
    alt = alt or _described(title, drawings)
    source = source or ", ".join(dict.fromkeys(body for _, each in figures for body in each.bodies))
    for argument, text in {"title": title, "subtitle": subtitle, "source": source}.items():
        if not text:
            raise ValueError(f"{argument}: ''; a chart needs one")
    foot = f"{note} Source: {source}.".strip()
    folder = os.environ.get("STATS_DATA")  # in a build, the licence is that of the project
    licence = about(Path(folder)).licence if folder else ""
    terms = f"Licence: {licence}" if licence else "No licence given"
    wide, narrow, saved = render(drawings, name, title, subtitle, foot, terms)
    data, file = _drawn(figures)
    html = markup(
        # `hidden` lets a page without our style sheet show only one of the two drawings.
        '<figure id="chart-{name}" class="chart">\n'
        "<figcaption><b>{title}</b><br>\n<span>{subtitle}</span></figcaption>\n"
        '<div class="wide">{wide}</div>\n<div class="narrow" hidden>{narrow}</div>\n'
        '<p class="source">{note}Source: {source}.</p>\n<div class="more">{data}\n'
        '<p class="source"><a href="{file}" download="{name}.csv">{name}.csv</a></p></div>\n'
        "</figure>",
        name=name,
        title=title,
        subtitle=subtitle,
        wide=Markup(inline_svg(wide, f"{name}-wide", str(alt))),
        narrow=Markup(inline_svg(narrow, f"{name}-narrow", str(alt))),
        note=markup("{} ", note) if note else "",
        source=source,
        data=details(f"Data: {name.replace('-', ' ')} ({row_count(len(figures))})", data.html),
        file=data_address(file),  # so that the page can travel alone
    )
    saved |= {f"charts/{name}.csv": file}
    title.reads = tuple(dict.fromkeys([*title.reads, *rows_of([each for _, each in figures])]))
    text = f"{title}\n{subtitle}\n{alt}\n{data.text}"
    said = sentence_rows([title, subtitle, alt, note])
    return Output(html, text, saved, merged(data.published, said))


def share(headline: str, drawings: "Pair", data: Data) -> Output:
    """Save a picture to share, `charts/share.png`: a chart under a headline, with the page's day.

    Where the page's address is known, the page names the picture to whoever links to it. In Jupyter
    it is shown.
    """
    from stats.drawing import picture  # noqa: PLC0415 (it imports matplotlib)

    known = about(data.folder)
    foot = " · ".join(filter(None, [known.title, known.created]))
    image = picture(as_sentence(headline), drawings, foot)
    source = Markup("data:image/png;base64,") + base64.b64encode(image).decode()
    html = markup('<p class="image"><img src="{}" alt="A picture to share"></p>', source)
    return Output(html, "A picture to share", {SHARED: image})


def _described(title: Sentence, drawings: "Pair") -> Sentence:
    """A drawing in words: its title, and each figure in its own words."""
    texts = []
    for label, figure in drawings.figures:
        when = f", {figure.when}" if figure.row and f"{figure.end:%Y}" not in label else ""
        number = f"{figure:,}" if figure.row else str(figure)
        texts.append(f"{label}{when}" if number in label else f"{label}{when}: {number}")
    return Sentence(escaped(f"Chart: {title.removesuffix('.')}. {'; '.join(texts)}."))


def _drawn(figures: Sequence[tuple[str, Figure]]) -> tuple[Output, bytes]:
    """What is drawn, as a table and as a CSV file."""
    rows = [
        {
            "what": label,
            "start": figure.start,
            "end": figure.end,
            **numbers_of(figure),
            "unit": figure.unit,
            "words": str(figure),
            "who": figure.who,
            "rows": " ".join(figure.inputs),
        }
        for label, figure in figures
    ]
    # What has no end has an empty cell.
    file = csv(pd.DataFrame(rows).replace([math.inf, -math.inf], math.nan))
    links = [
        Markup(", ").join(link(name.replace("_", " "), f"#figure-{name}") for name in each.inputs)
        for _, each in figures
    ]
    cells: Cells = {
        "What": [label for label, _ in figures],
        "When": [figure.when for _, figure in figures],
        "Figure": [str(each) for _, each in figures],
        "Who says so": [figure.who for _, figure in figures],
        "Rows": links,
    }
    cells = {name: column for name, column in cells.items() if any(column)}
    return table(cells, "What is drawn"), file
