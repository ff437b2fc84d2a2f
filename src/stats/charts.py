"""One function a chart. Each takes tables of figures and their sources, and shows one finding."""

import itertools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from stats import history, measures, others, show
from stats.bounds import bound, bounded
from stats.show import (
    FIFTH,
    FIRST,
    FOURTH,
    GRID,
    INK,
    PAPER,
    SECOND,
    SEVENTH,
    SIXTH,
    SOFT,
    THIRD,
)
from stats.tables import figures_table, row_links
from stats.words import printed, said, when

__all__ = [
    "arrests",
    "capacity",
    "long_view",
    "neighbours",
    "prison_population",
    "prison_population_rate",
]

_COLOURS = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, INK)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


def prison_population(figures: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show the two counts of people in prison and the growth between them.

    Parameters
    ----------
    figures, sources
        Tables that `load_figures` and `load_sources` returned.

    Returns
    -------
    The chart; if one of the counts is missing, a paragraph that names it.
    """
    ids = ["prisoners_2016", "prisoners_2020"]
    if absent := _absent(figures, ids):
        return absent
    first, last = (figures.loc[name] for name in ids)
    title = f"People in prison by the counts that {first['attributed_to']} gives"
    if first["value"] > 0:
        growth = bounded(measures.growth_rate, bound(first), bound(last))
        title = (
            f"By the counts that {first['attributed_to']} gives, the prison population "
            f"{'grew' if growth.low > 0 else 'changed'} by {said(growth, 'ratio')}"
        )
    figure, axes = show.canvas(1.9)
    _bars(axes, [(f"{when(row)}: {printed(row)}", row, FIRST) for row in (first, last)])
    return show.chart(
        figure,
        "prison-population",
        title=title,
        note=_marks([first, last]),
        alt=(
            f"Two bars that begin at zero. {when(first)}: {printed(first)} in prison. "
            f"{when(last)}: {printed(last)}{_arrow(last)}."
        ),
        data=figures_table(figures.loc[ids], "People in prison, as the article gives them"),
        source=_source(figures.loc[ids], sources),
    )


def capacity(figures: pd.DataFrame, context: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show the people in prison beside every capacity given for about the same time.

    Parameters
    ----------
    figures, context, sources
        Tables that `load_figures`, `load_context` and `load_sources` returned.

    Returns
    -------
    The chart; if the article’s count or capacity is missing, a paragraph that names it.
    """
    if absent := _absent(figures, ["capacity_2020", "prisoners_2020"]):
        return absent
    both = pd.concat([figures, context])
    levels = others.occupancy_by_capacity(figures, context)
    if levels.empty:
        return _nothing("capacities above 0")
    prisoners = figures.loc["prisoners_2020"]
    rows = [
        (f"{_cut(row['attributed_to'], 30)}: {_number(row)}", row, SECOND)
        for row in _rows(both.loc[levels["id"]])
    ]
    figure, axes = show.canvas(0.45 + 0.62 * (len(rows) + 1))
    people = f"People in prison, {when(prisoners)}: {printed(prisoners)}"
    _bars(axes, [(people.removesuffix(" people"), prisoners, FIRST), *rows])
    axes.axvline(prisoners["value"], color=FIRST, linewidth=1.2, linestyle=(0, (4, 3)))
    low, high = levels["words"].iloc[0], levels["words"].iloc[-1]
    ids = ["prisoners_2020", *levels["id"]]
    return show.chart(
        figure,
        "capacity",
        title=(
            "More people than places by every capacity given: "
            if levels["value"].min() > 1
            else "People in prison, of the capacities given: "
        )
        + f"from {low} to {high}",
        note=_marks([prisoners, *_rows(both.loc[levels["id"]])]) + " Dashed: people in prison.",
        alt=(
            f"Bars that begin at zero. {people}. Capacities, hatched where estimated or "
            f"approximate: {'; '.join(_by(both.loc[name]) for name in levels['id'])}."
        ),
        data=figures_table(both.loc[ids], "People in prison, and capacity by who gives it"),
        source=_source(both.loc[ids], sources),
    )


def long_view(figures: pd.DataFrame, context: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show the prison population over the years, each body's counts as its own series.

    Parameters
    ----------
    figures, context, sources
        Tables that `load_figures`, `load_context` and `load_sources` returned.

    Returns
    -------
    The chart; without counts of people in prison, a paragraph that says so.
    """
    counts = context[context["quantity"] == "prisoners"].sort_values("end", kind="stable")
    if counts.empty:
        return _nothing("counts of people in prison")
    exact = history.exact_counts(context).index
    figure, axes = show.canvas(3.9)
    points = [
        (row["end"], row["value"], row["attributed_to"], name in exact)
        for name, row in counts.iterrows()
    ]
    _over_years(axes, points, figures, joined=2.1)
    first, last = counts.iloc[0], counts.iloc[-1]
    bodies = ", ".join(dict.fromkeys(counts["attributed_to"]))
    return show.chart(
        figure,
        "long-view",
        title=(
            f"Counts of people in prison: {_number(first)} ({first['attributed_to']}, "
            f"{first['end']:%Y}), {_number(last)} ({last['attributed_to']}, {last['end']:%Y})"
        ),
        note=f"{_shaded(figures)} Hollow: rounded, approximate or open-ended.".strip(),
        alt=(
            f"Counts of people in prison from {first['end']:%Y} to {last['end']:%Y}, from zero up, "
            f"by {bodies}. A body’s exact counts are joined where no more than two years apart; "
            "rounded, approximate and open-ended ones are hollow. "
            f"The first is {printed(first)}, the last {printed(last)}."
            + " The dates of the article’s arrests are shaded."
            * ("arrests_campaign" in figures.index)
        ),
        data=figures_table(counts, "People in prison, by who gives them", fold=True),
        source=_source(counts, sources),
    )


def prison_population_rate(
    figures: pd.DataFrame, context: pd.DataFrame, sources: pd.DataFrame
) -> show.Shown:
    """Show people in prison per 100,000 people of the country, over the years.

    Parameters
    ----------
    figures, context, sources
        Tables that `load_figures`, `load_context` and `load_sources` returned.

    Returns
    -------
    The chart; without rates, printed or computed, a paragraph that says so.
    """
    rates = history.prison_population_rates(context)
    if rates.empty:
        return _nothing("rates of people in prison")
    figure, axes = show.canvas(3.4)
    points = [
        (day, value, "computed from counts" if computed else f"{series}, printed", not computed)
        for day, value, series, computed, _ in rates.itertuples(index=False, name=None)
    ]
    _over_years(axes, points, figures)
    first, last = rates.iloc[0], rates.iloc[-1]
    used = context.loc[list(dict.fromkeys(" ".join(rates["inputs"]).split()))]
    cells = {
        "When": [when(context.loc[inputs.split()[0]]) for inputs in rates["inputs"]],
        "Per 100,000": [
            f"about {value:.1f}" if computed else f"{value:g}"
            for value, computed in zip(rates["value"], rates["computed"], strict=True)
        ],
        "Who": rates["series"],
        "How": ["computed" if computed else "printed" for computed in rates["computed"]],
        "Rows": [row_links(inputs.split()) for inputs in rates["inputs"]],
    }
    return show.chart(
        figure,
        "prison-population-rate",
        title=(f"People in prison per 100,000: {_rate(first)}, {_rate(last)}"),
        note=f"{_shaded(figures)} Hollow: computed from counts.".strip(),
        alt=(
            f"People in prison per 100,000 people of the country, from zero up: {_rate(first)}, "
            f"{_rate(last)}. Printed rates are solid, computed ones hollow and not joined."
        ),
        data=show.table(
            cells,
            "People in prison per 100,000 people",
            numbers=["Per 100,000"],
            fold=True,
        ),
        source=_source(used, sources),
    )


def arrests(figures: pd.DataFrame, context: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show drug arrests by year, each official series as its own.

    Parameters
    ----------
    figures, context, sources
        Tables that `load_figures`, `load_context` and `load_sources` returned.

    Returns
    -------
    The chart; without counts of whole years, a paragraph that says so.
    """
    years = history.arrests_by_year(context)
    if years.empty:
        return _nothing("arrests of whole years")
    figure, axes = show.canvas(3.4)
    points = [
        (pd.Timestamp(f"{year}-07-01"), value, series, True)
        for _, year, series, value, _ in years.itertuples(index=False, name=None)
    ]
    _over_years(axes, points, figures, joined=1.1)
    longest = years[years["series"] == years["series"].mode()[0]]
    most = longest.loc[longest["value"].idxmax()]
    least = longest.loc[longest["value"].idxmin()]
    cells = {
        "Year": years["year"].astype(str),
        "Arrests": [f"{value:,.0f}" for value in years["value"]],
        "Mean per month": [f"{value:,.0f}" for value in years["monthly"]],
        "Who": years["series"],
        "Row": [row_links([name]) for name in years["id"]],
    }
    return show.chart(
        figure,
        "arrests",
        title=(
            f"Drug arrests a year by the {most['series']}: fewest {least['value']:,.0f} in "
            f"{least['year']}, most {most['value']:,.0f} in {most['year']}"
        ),
        note=_shaded(figures),
        alt=(
            f"Drug arrests in each year from {years['year'].min()} to {years['year'].max()}, from "
            f"zero up, by {' and '.join(dict.fromkeys(years['series']))}, not mixed. By the "
            f"{most['series']} the fewest are {least['value']:,.0f} in {least['year']}, the most "
            f"{most['value']:,.0f} in {most['year']}."
        ),
        data=show.table(
            cells,
            "Drug arrests by year, by who gives them",
            numbers=["Arrests", "Mean per month"],
            fold=True,
        ),
        source=_source(context.loc[years["id"]], sources),
    )


def neighbours(context: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show people in prison per 100,000 in Cambodia and its neighbours, from one data set.

    Parameters
    ----------
    context, sources
        Tables that `load_context` and `load_sources` returned.

    Returns
    -------
    The chart; without rates of any country, a paragraph that says so.
    """
    prefix = "prison_population_rate"
    rates = context[
        context["quantity"].astype(str).str.startswith(f"{prefix}_")
        | ((context["quantity"] == prefix) & (context["attributed_to"] == "UNODC data set"))
    ].sort_values("value", ascending=False)
    if rates.empty:
        return _nothing("rates of other countries")
    country = {
        name: str(quantity).removeprefix(prefix).removeprefix("_").title() or "Cambodia"
        for name, quantity in rates["quantity"].items()
    }
    figure, axes = show.canvas(0.62 * len(rates))
    _bars(
        axes,
        [
            (
                f"{country[name]}, {when(row)}: {row['value']:g}",
                row,
                SECOND if country[name] == "Cambodia" else FIRST,
            )
            for name, row in rates.iterrows()
        ],
    )
    listed = "; ".join(
        f"{country[name]} {row['value']:g} ({when(row)})" for name, row in rates.iterrows()
    )
    places = [place for place, name in enumerate(rates.index, 1) if country[name] == "Cambodia"]
    return show.chart(
        figure,
        "neighbours",
        title="People in prison per 100,000, in one data set"
        + (f": Cambodia is number {places[0]} of {len(rates)}" if places else ""),
        alt=f"Bars that begin at zero, of people in prison per 100,000 people. {listed}.",
        data=show.table(
            {
                "Country": [country[name] for name in rates.index],
                "Year": [when(row) for row in _rows(rates)],
                "Per 100,000": [f"{value:g}" for value in rates["value"]],
                "Row": [row_links([name]) for name in rates.index],
            },
            "People in prison per 100,000 people, nearest year to 2020",
            numbers=["Per 100,000"],
        ),
        source=_source(rates, sources),
    )


def _rows(figures: pd.DataFrame) -> list[pd.Series]:
    return [figures.loc[name] for name in figures.index]


def _by(row: pd.Series) -> str:
    return f"{row['attributed_to']}: {printed(row)}"


def _marks(rows: Sequence[pd.Series]) -> str:
    """What hatching and arrows mean, where bars have them."""
    bounds = [bound(row) for row in rows]
    hatched = "Hatched: estimated or approximate." * any(b.approximate for b in bounds)
    arrow = "Arrow: it may be more." * any(math.isinf(b.high) for b in bounds)
    return f"{hatched} {arrow}".strip()


def _shaded(figures: pd.DataFrame) -> str:
    if "arrests_campaign" not in figures.index:
        return ""
    return f"Shaded: the article’s dates, {when(figures.loc['arrests_campaign'])}."


def _rate(row: pd.Series) -> str:
    about, how = ("about ", "computed") if row["computed"] else ("", "printed")
    return f"{about}{row['value']:.0f} in {row['day']:%Y} ({how})"


def _arrow(row: pd.Series) -> str:
    return "; its bar ends in an arrow, since it may be more" * math.isinf(bound(row).high)


def _number(row: pd.Series) -> str:
    return printed(row).removesuffix(" people").removesuffix(" places")


def _cut(name: str, most: int) -> str:
    """A name as long as there is room for; the table under the chart has it in full."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _absent(figures: pd.DataFrame, ids: Sequence[str]) -> show.Shown | None:
    missing = [name for name in ids if name not in figures.index]
    if not missing:
        return None
    return show.prose("No chart: {missing} missing from the figures.", missing=", ".join(missing))


def _nothing(what: str) -> show.Shown:
    return show.prose("No chart: there are no {what} in the tables.", what=what)


def _source(figures: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Who says so, and where it was published; with many sources, where they are listed."""
    bodies = "; ".join(dict.fromkeys(figures["attributed_to"]))
    keys = dict.fromkeys(figures["source"])
    if len(keys) > 2:
        return f"{bodies}; what each published is listed in the report"
    published = []
    for key in keys:
        source = sources.loc[key]
        day = pd.Timestamp(source["published"]) if source["published"] else None
        published.append(source["publisher"] + (f", {day.day} {day:%B %Y}" if day else ""))
    return f"{bodies}, in {'; '.join(published)}"


def _bars(axes: Axes, rows: Sequence[tuple[str, pd.Series, str]]) -> None:
    """Bars from zero, each under its label; hollow where approximate, an arrow where open."""
    most = max(float(row["value"]) for _, row, _ in rows) or 1.0
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(len(rows), 0)
    for place, (label, row, colour) in enumerate(rows):
        value, allowed = float(row["value"]), bound(row)
        axes.barh(
            place + 0.7,
            value,
            height=0.36,
            color=PAPER if allowed.approximate else colour,
            edgecolor=colour,
            hatch="///" if allowed.approximate else None,
            linewidth=1.5,
        )
        axes.text(0.004 * most, place + 0.44, label, fontsize=11, color=INK, va="bottom")
        if allowed.high == float("inf"):
            axes.annotate(
                "",
                (value + most * 0.09, place + 0.7),
                (value, place + 0.7),
                arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0},
            )
    axes.axvline(0, color=INK, linewidth=1.2)


def _over_years(
    axes: Axes,
    points: Sequence[tuple[Any, float, str, bool]],
    figures: pd.DataFrame,
    joined: float = math.inf,
) -> None:
    """Points over the years, a series a body, from zero; exact ones joined, others hollow."""

    def year(day: Any) -> float:
        return float(day.year + (day.day_of_year - 0.5) / 366)

    first, last = min(p[0] for p in points).year, max(p[0] for p in points).year
    most = max(p[1] for p in points) or 1.0
    axes.set_xlim(first - 0.5, last + 1.5)
    axes.set_ylim(-0.09 * most, most * 1.16)
    series: list[tuple[str, list[tuple[float, float]], str]] = []
    taken = [_Box(year(day), value, 0.5, 0.04 * most) for day, value, _, _ in points]
    steps = (unit * 10**power for power in range(16) for unit in (1, 2, 5))
    step = next(step for step in steps if most / step <= 6)
    levels = range(0, int(most) + 1, step)
    _lines(axes, [((first - 0.5, level), (last + 1.5, level)) for level in levels], GRID)
    for level in levels:
        axes.text(first - 0.5, level, f"{level:,}", fontsize=10, color=SOFT, va="bottom")
        taken.append(_Box(first, level + 0.03 * most, 0.06 * (last - first), 0.03 * most))
    # A year is the room between two ticks, so that a count at its end stands at the right one.
    years = range(first, last + 2)
    _lines(axes, [((tick, 0), (tick, -0.015 * most)) for tick in years], SOFT)
    _lines(axes, [((first - 0.5, 0), (last + 1.5, 0))], INK)
    every = 5 if last - first > 12 else 2
    how: dict[str, Any] = {"fontsize": 10.5, "color": SOFT, "va": "top", "ha": "center"}
    for tick in years[:-1]:
        if tick % every == 0:
            axes.text(tick + 0.5, -0.025 * most, str(tick), **how)
    if "arrests_campaign" in figures.index:
        claim = figures.loc["arrests_campaign"]
        since, until = year(claim["start"]), year(claim["end"])
        axes.fill_between([since, until], 0, most * 1.16, color=GRID, alpha=0.45, zorder=-1, lw=0)
        middle, top = (since + until) / 2, 1.12 * most
        axes.text(
            middle, top, "the article’s dates", fontsize=9.5, color=SOFT, va="center", ha="center"
        )
        taken.append(_Box(middle, top, 0.17 * (last - first), 0.03 * most))
    for place, name in enumerate(dict.fromkeys(p[2] for p in points)):
        own = [(year(day), value, exact) for day, value, body, exact in points if body == name]
        colour, marker = _COLOURS[place % len(_COLOURS)], _MARKERS[place % len(_MARKERS)]
        look: dict[str, Any] = {
            "color": colour,
            "marker": marker,
            "markersize": 5,
            "linewidth": 1.5,
        }
        for run in _runs([(x, y) for x, y, exact in own if exact], joined):
            axes.plot(*zip(*run, strict=True), **look)
            taken += [_between(a, b, most) for a, b in itertools.pairwise(run)]
        if rounded := [(x, y) for x, y, exact in own if not exact]:
            look |= {"markerfacecolor": PAPER, "linestyle": "none"}
            axes.plot(*zip(*rounded, strict=True), **look)
        series.append((name, [(x, y) for x, y, _ in own], colour))
    # The fewer points a series has, the fewer places there are for its name: it comes first.
    names: list[_Box] = []
    for name, own_points, colour in sorted(series, key=lambda one: len(one[1])):
        names.append(_label(axes, name, own_points, colour, (taken, names)))


def _lines(
    axes: Axes, pairs: Sequence[tuple[tuple[float, float], tuple[float, float]]], colour: str
) -> None:
    """Lines between pairs of points, drawn as one path."""
    gap = (math.nan, math.nan)
    path = [point for pair in pairs for point in (*pair, gap)]
    axes.plot(*zip(*path, strict=True), color=colour, linewidth=0.8, zorder=0)


@dataclass(frozen=True)
class _Box:
    """A place on a chart that is taken, by its middle and its half sizes in the chart's units."""

    x: float
    y: float
    wide: float
    high: float

    def hits(self, other: "_Box") -> float:
        """By how much of the other's size the two overlap."""
        across = min(self.wide + other.wide - abs(self.x - other.x), 2 * other.wide)
        if across <= 0:
            return 0.0
        up = min(self.high + other.high - abs(self.y - other.y), 2 * other.high)
        return across * max(up, 0.0) / (other.wide * other.high)


def _between(one: tuple[float, float], two: tuple[float, float], most: float) -> _Box:
    (x, y), (right, top) = one, two
    high = max(abs(top - y) / 2, 0.02 * most)
    return _Box((x + right) / 2, (y + top) / 2, max((right - x) / 2, 0.1), high)


def _runs(points: list[tuple[float, float]], joined: float) -> list[list[tuple[float, float]]]:
    """Points cut where the next is too far off to be joined."""
    runs: list[list[tuple[float, float]]] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] <= joined:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _label(
    axes: Axes,
    name: str,
    points: list[tuple[float, float]],
    colour: str,
    in_the_way: tuple[list[_Box], list[_Box]],
) -> _Box:
    """Write a series' name beside the one of its points where least is in the way."""
    taken, names = in_the_way
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    text = textwrap.fill(_cut(name, 57), 19)
    lines = text.split("\n")
    # The size of a letter in the chart's units, at 10.5 points on a drawing 4.6 inches wide.
    wide = max(map(len, lines)) * 0.0195 * (right - left) / 2
    tall = len(lines) * 0.052 * (high - low) / 2
    places = [
        _Box(x + side * (wide + 0.015 * (right - left)), y + up * (tall + 0.02 * high), wide, tall)
        for x, y in points
        for side in (-1, 1, 0, -2, 2)
        for up in (1, -1, 0, 3, -3, 5, -5, 7, -7)
    ]
    inside = [
        box
        for box in places
        if min(box.x - wide - left, right - box.x - wide, box.y - tall, high - box.y - tall) >= 0
    ]

    def cost(box: _Box) -> float:
        off = min(abs(box.x - x) / (right - left) + abs(box.y - y) / high for x, y in points)
        return 12 * off + sum(box.hits(other) for other in taken)

    # What is in the way is covered where it must be, another name only if no place is left.
    free = [box for box in inside if not any(box.hits(other) for other in names)]
    best = min(free or inside or places, key=cost)
    how: dict[str, Any] = {"ha": "center", "va": "center", "ma": "center"}
    axes.text(best.x, best.y, text, fontsize=10.5, color=colour, **how)
    return best
