"""Charts, with the words for those who cannot see them, and the data behind them."""

import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from stats.figures.figure import Figure
from stats.figures.printing import links_to_rows
from stats.output import Output, csv, data_address
from stats.page.pieces import fill
from stats.page.tables import Columns, numbers_of, row_count, table
from stats.tables.about import about

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
        If the drawings name no figures, there is no title, no subtitle or no source, or words stick
        out of a drawing. Words that lie on words are told.
    """
    from stats.drawing import clashes, inline_svg, render  # noqa: PLC0415 (it imports matplotlib)

    bodies = dict.fromkeys(body for _, figure in drawings.figures for body in figure.bodies)
    source = source or ", ".join(bodies)
    if not (drawings.figures and title and subtitle and source):
        raise ValueError(
            f"chart {name}: a chart needs a title, a subtitle, a source, and drawing.both(draw, "
            "figures=…)"
        )
    for clash in clashes(drawings):
        if "sticks out" in clash:
            raise ValueError(f"chart {name}, {clash}")
        print(f"chart {name}, {clash}", file=sys.stderr)
    if not alt:
        drawn, before = list[str](), ""
        for label, figure in drawings.figures:
            drawn.append(_labelled(label, figure).removeprefix(f"{before}, "))  # once for a series
            before = label
        alt = f"Chart: {title.removesuffix('.')}. {'; '.join(drawn)}."
    alt = " ".join(alt.split())
    foot = f"{note} Source: {source}.".strip()
    wide, narrow, saved = render(drawings, name, title, subtitle, foot, _terms())
    data, file = _data(drawings.figures)
    html = fill(
        "chart",
        name=name,
        title=title,
        subtitle=subtitle,
        wide=inline_svg(wide, f"{name}-wide", alt),
        narrow=inline_svg(narrow, f"{name}-narrow", alt),
        note=note,
        source=source,
        count=row_count(len(drawings.figures)),
        data=data.html,
        file=Markup(data_address(file)),  # so that the page can travel alone
    )
    return Output(html, {**saved, f"charts/{name}.csv": file})


def _terms() -> str:
    """Name the licence of the project that is built; outside a build none is known."""
    folder = os.environ.get("STATS_DATA")
    licence = about(Path(folder)).licence if folder else ""
    return f"Licence: {licence}" if licence else "No licence given"


def _labelled(label: str, figure: Figure) -> str:
    """Write a figure after its label, with its day where the label has no year.

    One that is no row has its range instead.
    """
    if not figure.row:
        return f"{label}: {figure}"
    if f"{figure.end:%Y}" in label:
        return f"{label}: {figure:,}"
    return f"{label}, {figure.when}: {figure:,}"


def _data(figures: Sequence[tuple[str, Figure]]) -> tuple[Output, bytes]:
    """Return what is drawn, as a table, and as a CSV file without infinities."""
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
    frame = pd.DataFrame(rows).replace([math.inf, -math.inf], math.nan)
    cells: Columns = {
        "What": frame["what"],
        "When": [figure.when for _, figure in figures],
        "Figure": frame["words"],
        "Who says so": frame["who"],
        "Rows": [links_to_rows(figure) for _, figure in figures],
    }
    filled = {name: column for name, column in cells.items() if any(column)}
    return table(filled, "What is drawn"), csv(frame)
