"""One function a chart. Each takes tables of figures and their sources, and shows one finding."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from stats import measures, show
from stats.bounds import bound, bounded
from stats.claims import printed, said, when
from stats.show import FIRST, INK, PAPER, SECOND
from stats.tables import figures_table

__all__ = ["occupancy", "prison_population"]

Figures = pd.DataFrame


def prison_population(figures: Figures, sources: pd.DataFrame) -> show.Shown:
    """Show the two counts of people in prison and the growth between them.

    Parameters
    ----------
    figures, sources
        Tables that `load_figures` and `load_sources` returned.
    """
    ids = ["prisoners_2016", "prisoners_2020"]
    if absent := _absent(figures, ids):
        return absent
    first, last = (figures.loc[name] for name in ids)
    growth = bounded(measures.growth_rate, bound(first), bound(last))
    figure, axes = show.canvas(1.9)
    _bars(axes, [(when(row), row, FIRST) for row in (first, last)])
    title = f"People in prison: growth of {said(growth, 'ratio')}"
    alt = (
        f"Two bars that begin at zero. {when(first)}: {printed(first)} in prison. "
        f"{when(last)}: {printed(last)}."
    )
    return show.chart(
        figure,
        "prison-population",
        title=title,
        alt=alt,
        data=figures_table(figures.loc[ids], "People in prison"),
        source=_source(figures.loc[ids], sources),
    )


def occupancy(figures: Figures, sources: pd.DataFrame) -> show.Shown:
    """Show the people in prison beside the places to hold them.

    Parameters
    ----------
    figures, sources
        Tables that `load_figures` and `load_sources` returned.
    """
    ids = ["capacity_2020", "prisoners_2020"]
    if absent := _absent(figures, ids):
        return absent
    capacity, prisoners = (figures.loc[name] for name in ids)
    over = bounded(measures.overcrowding_rate, bound(prisoners), bound(capacity))
    figure, axes = show.canvas(1.9)
    _bars(axes, [("Places", capacity, SECOND), (f"People, {when(prisoners)}", prisoners, FIRST)])
    axes.axvline(capacity["value"], 0, 0.78, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
    title = f"Prisons held {said(over, 'ratio')} over their capacity"
    alt = (
        f"Two bars that begin at zero. The capacity, drawn hollow: {printed(capacity)}. "
        f"{when(prisoners)}: {printed(prisoners)} in prison, {said(over, 'ratio')} over it."
    )
    return show.chart(
        figure,
        "occupancy",
        title=title,
        alt=alt,
        data=figures_table(figures.loc[ids], "People in prison and places"),
        source=_source(figures.loc[ids], sources),
    )


def _absent(figures: Figures, ids: Sequence[str]) -> show.Shown | None:
    missing = [name for name in ids if name not in figures.index]
    if not missing:
        return None
    return show.prose("No chart: {missing} missing from the figures.", missing=", ".join(missing))


def _source(figures: Figures, sources: pd.DataFrame) -> str:
    """Who says so, in what, and when it was published."""
    said_by = "; ".join(dict.fromkeys(figures["attributed_to"]))
    published = []
    for key in dict.fromkeys(figures["source"]):
        source = sources.loc[key]
        day = pd.Timestamp(source["published"]) if source["published"] else None
        published.append(source["publisher"] + (f", {day.day} {day:%B %Y}" if day else ""))
    return f"{said_by}, in {'; '.join(published)}"


def _bars(axes: Axes, rows: Sequence[tuple[str, Any, str]]) -> None:
    """Bars from zero, labelled directly; hollow where approximate, an arrow where open."""
    most = max(float(row["value"]) for _, row, _ in rows)
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(len(rows) - 0.05, 0)
    for place, (label, row, colour) in enumerate(rows):
        value, allowed = float(row["value"]), bound(row)
        estimated = allowed.approximate
        axes.barh(
            place + 0.62,
            value,
            height=0.42,
            color=PAPER if estimated else colour,
            edgecolor=colour,
            hatch="///" if estimated else None,
            linewidth=1.5,
        )
        said = f"{label}: {printed(row)}"
        axes.text(0, place + 0.34, said, fontsize=12, color=INK, va="bottom")
        if allowed.high == float("inf"):
            axes.annotate(
                "",
                (value + most * 0.09, place + 0.62),
                (value, place + 0.62),
                arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0},
            )
    axes.axvline(0, color=INK, linewidth=1.2)
