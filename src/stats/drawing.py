"""What a chart is drawn with: the house style, its forms, and its SVG and PNG.

A form takes figures and returns a drawing, of which a chapter may draw on: its axes are
`drawing.axes[0]`. What a chart says and where it is from is the chapter's, and `page.chart`'s.
"""

import calendar
import io
import itertools
import math
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeAlias

import matplotlib
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from stats.figure import Figure

__all__ = [
    "FIFTH",
    "FIRST",
    "FOURTH",
    "GRID",
    "INK",
    "PAPER",
    "SECOND",
    "SEVENTH",
    "SIXTH",
    "SOFT",
    "THIRD",
    "bars",
    "canvas",
    "drawn",
    "for_page",
    "marks",
    "over_years",
]

INK, SOFT, GRID, PAPER = "#1f2328", "#57606a", "#c8d0d8", "#ffffff"
FIRST, SECOND, THIRD = "#0b5fa5", "#b04a00", "#4b7a2b"
FOURTH, FIFTH, SIXTH, SEVENTH = "#7b3fa0", "#00757a", "#a8326b", "#7a5c00"
"""The colours of all charts. On the page each is a variable, so that it can change in the dark."""

_VARIABLES = {
    INK: "ink",
    SOFT: "soft",
    GRID: "grid",
    PAPER: "paper",
    FIRST: "first",
    SECOND: "second",
    THIRD: "third",
    FOURTH: "fourth",
    FIFTH: "fifth",
    SIXTH: "sixth",
    SEVENTH: "seventh",
}
_WIDTH, _DPI = 4.7, 192
_HEAD, _FOOT = 0.85, 0.62
_COLOURS = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, INK)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

_CELLS = 200
"""The cells on a side of the grid that holds what is taken of a drawing."""

Point: TypeAlias = "Figure | tuple[date, float, bool]"
"""A figure; or a day, a value, and whether its mark is solid."""
Place: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""A place that is taken: its middle and its half sizes, in parts of the drawing."""


@contextmanager
def _any_letter() -> Iterator[None]:
    """A letter that an image's font lacks is a box there, and a letter on the page."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        yield


def canvas(height: float) -> tuple[Drawing, Axes]:
    """Return an empty drawing of so many inches, and axes that fill it, without lines or ticks.

    All are of one width; above and below is room for the title and the source.

    Examples
    --------
    >>> drawing, axes = canvas(2.0)
    >>> line = axes.plot([2016, 2020], [21_900, 38_990], color=FIRST)
    """
    total = height + _HEAD + _FOOT
    drawing = Drawing(figsize=(_WIDTH, total), dpi=_DPI, facecolor=PAPER)
    axes = drawing.add_axes((0.012, _FOOT / total, 0.976, height / total))
    axes.set_axis_off()
    return drawing, axes


@_any_letter()
def bars(
    rows: Sequence[tuple[str, Figure, str]], *, dashed: tuple[float, str] | None = None
) -> Drawing:
    """Draw figures as bars from zero, the first on top, each under its label and in its colour.

    A bar is hollow and hatched where its figure is approximate, and ends in an arrow where it may
    be more (see `marks`). `dashed` is a value and the colour of a line there, across all bars.

    Raises ValueError if there are no rows, or a value is below zero or not finite.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> people = Figure(70.0, Bound(70, math.inf, low_open=True), unit="people")
    >>> drawing = bars([(f"2020: {people.words}", people, FIRST)], dashed=(50, SECOND))
    """
    most = _most([figure.value for _, figure, _ in rows] + ([dashed[0]] if dashed else []))
    drawing, axes = canvas(0.65 * len(rows))
    axes.set_xlim(0, most * 1.12)
    axes.set_ylim(len(rows), 0)
    for place, (label, figure, colour) in enumerate(rows):
        hollow = figure.range.approximate
        axes.barh(
            place + 0.7,
            figure.value,
            height=0.36,
            color=PAPER if hollow else colour,
            edgecolor=colour,
            hatch="///" if hollow else None,
            linewidth=1.5,
        )
        text = _write(axes, 0.004 * most, place + 0.44, label, fontsize=11, va="bottom")
        _fit(text)
        if dashed:
            text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0})
        if figure.high == math.inf:
            axes.annotate(
                "",
                (figure.value + most * 0.09, place + 0.7),
                (figure.value, place + 0.7),
                arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0},
            )
    axes.axvline(0, color=INK, linewidth=1.2)
    if dashed:
        axes.axvline(dashed[0], color=dashed[1], linewidth=1.2, linestyle=(0, (4, 3)))
    return drawing


def marks(figures: Iterable[Figure]) -> str:
    """Say what hatching and arrows mean, where the bars of these figures have them.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> marks([Figure(70.0, Bound(70, math.inf))])
    'Arrow: it may be more.'
    """
    ranges = [figure.range for figure in figures]
    hatched = "Hatched: estimated or approximate." * any(known.approximate for known in ranges)
    arrow = "Arrow: it may be more." * any(known.high == math.inf for known in ranges)
    return f"{hatched} {arrow}".strip()


@_any_letter()
def over_years(
    series: Mapping[str, Iterable[Point]],
    *,
    joined: float = math.inf,
    shaded: tuple[date, date, str] | None = None,
    height: float = 3.4,
) -> Drawing:
    """Draw series of points over the years from zero up, each with its name beside its points.

    A point is a figure, or a day, a value and whether its mark is solid. A figure stands at its
    last day, a flow in the middle of its dates, and is solid if it is exact. Solid points of a
    series are joined where no more than `joined` years apart; others are hollow. `shaded` is a
    first day, a last day, and the words above the time between them. A name that
    would cover other words wherever it stood is left out.

    Raises ValueError if there are no points, one has no dates, or a value is below zero or not
    finite.

    Examples
    --------
    >>> points = [(date(2016, 12, 31), 50.0, True), (date(2020, 3, 31), 70.0, False)]
    >>> drawing = over_years({"Counted": points}, shaded=(date(2017, 1, 1), date(2019, 1, 1), ""))
    """
    runs = {name: sorted(map(_point, points)) for name, points in series.items()}
    runs = {name: own for name, own in runs.items() if own}
    most = _most([value for own in runs.values() for _, value, _ in own])
    window = [_year(day) for day in shaded[:2]] if shaded else []
    days = [*window, *(at for own in runs.values() for at, _, _ in own)]
    first, last = int(min(days)), int(max(days))
    drawing, axes = canvas(height)
    # Room for half the name of a year at either end.
    margin = max(0.5, 0.04 * (last - first) - 0.5)
    left, right = first - margin, last + 1 + margin
    axes.set_xlim(left, right)
    axes.set_ylim(-0.09 * most, most * 1.16)
    levels = _steps(0, most)
    _lines(axes, [((left, level), (right, level)) for level in levels], GRID)
    texts = [
        _box(_write(axes, left, at, f"{at:,.12g}", fontsize=10, color=SOFT, va="bottom"))
        for at in levels
    ]
    taken = [(0.5, y, 0.5, 0.0) for _, y in axes.transLimits.transform([(0, at) for at in levels])]
    # A year is the room between two ticks, so that a count at its end stands at the right one.
    _lines(axes, [((at, 0), (at, -0.015 * most)) for at in range(first, last + 2)], SOFT)
    _lines(axes, [((left, 0), (right, 0))], INK)
    low: dict[str, Any] = {"fontsize": 10.5, "color": SOFT, "va": "top", "ha": "center"}
    for at in _steps(first, last, integer=True):
        _write(axes, at + 0.5, -0.025 * most, f"{at:.0f}", **low)
    centred: dict[str, Any] = {"ha": "center", "va": "center", "transform": axes.transAxes}
    if shaded:
        axes.fill_between(window, 0, most * 1.16, color=GRID, alpha=0.45, zorder=-1, lw=0)
        x, y = axes.transLimits.transform((sum(window) / 2, 1.12 * most))
        text = _write(axes, x, y, shaded[2], fontsize=9.5, color=SOFT, **centred)
        wide = _box(text)[2]
        text.set_x(np.clip(x, wide, 1 - wide))
        texts.append(_box(text))
    for place, own in enumerate(runs.values()):
        taken += _series(axes, own, joined, place)
    ink = _ink(taken)
    # The fewer points a series has, the fewer places there are for its name: it comes first.
    for place, (name, own) in sorted(enumerate(runs.items()), key=lambda one: len(one[1][1])):
        words = textwrap.fill(name, 19, max_lines=3, placeholder="…")
        colour = _COLOURS[place % len(_COLOURS)]
        text = _write(axes, 0, 0, words, fontsize=10.5, color=colour, ma="center", **centred)
        _beside(text, [(x, y) for x, y, _ in own], ink, texts)
    return drawing


def _most(values: Sequence[float]) -> float:
    """The largest of the values; refuses those that no chart from zero up can show."""
    if not values:
        raise ValueError("nothing to draw: give at least one figure")
    for value in values:
        if not 0 <= value < math.inf:
            raise ValueError(f"{value}: a chart from zero up shows finite values of 0 or more")
    return max(values) or 1.0


def _point(point: Point) -> tuple[float, float, bool]:
    """The year, the value, and whether it is solid."""
    if not isinstance(point, Figure):
        day, value, solid = point
        return _year(day), float(value), solid
    if point.start is None or point.end is None:
        raise ValueError(f"{point.name} has no dates, and so no place among the years")
    flow = point.kind == "flow"
    at = (_year(point.start) + _year(point.end)) / 2 if flow else _year(point.end)
    return at, point.value, point.low == point.high and not point.range.approximate


def _year(day: date) -> float:
    """The middle of a day, in years."""
    return day.year + (day.timetuple().tm_yday - 0.5) / (365 + calendar.isleap(day.year))


def _steps(low: float, high: float, *, integer: bool = False) -> list[float]:
    """At most seven round numbers from one to another."""
    every = MaxNLocator(6, steps=[1, 2, 5, 10], integer=integer)
    return [float(at) for at in every.tick_values(low, high) if low <= at <= high]


def _write(axes: Axes, x: float, y: float, words: str, color: str = INK, **how: Any) -> Text:
    # A dollar sign is no formula, here or when its room is measured.
    return axes.text(x, y, words, color=color, parse_math=False, **how)


def _box(text: Text) -> Box:
    assert text.axes is not None
    box = text.get_window_extent().transformed(text.axes.transAxes.inverted())
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, box.width / 2, box.height / 2


def _fit(text: Text) -> None:
    """Cut out of the middle of a label what there is no room for."""
    whole = " ".join(text.get_text().split())
    letters = len(whole)
    text.set_text(whole)
    # A browser may have a wider letter.
    while letters > 1 and sum(_box(text)[::2]) > 0.95:
        letters -= max(1, letters // 20)
        tail = letters // 2
        text.set_text(f"{whole[: letters - tail]}…{whole[len(whole) - tail :]}")


def _lines(axes: Axes, pairs: Sequence[tuple[Place, Place]], colour: str) -> None:
    """Lines between pairs of points, drawn as one path."""
    gap = (math.nan, math.nan)
    path = [point for pair in pairs for point in (*pair, gap)]
    axes.plot(*zip(*path, strict=True), color=colour, linewidth=0.8, zorder=0)


def _series(
    axes: Axes, own: Sequence[tuple[float, float, bool]], joined: float, place: int
) -> list[Box]:
    """Draw the points of one series; return the places that they and their lines take."""
    look: dict[str, Any] = {
        "color": _COLOURS[place % len(_COLOURS)],
        "marker": _MARKERS[(place + place // len(_COLOURS)) % len(_MARKERS)],
        "markersize": 5,
        "linewidth": 1.5,
    }
    data = axes.transLimits
    taken = [(x, y, 0.0185, 0.032) for x, y in data.transform([point[:2] for point in own])]
    for run in _runs([(x, y) for x, y, solid in own if solid], joined):
        axes.plot(*zip(*run, strict=True), **look)
        for one, two in itertools.pairwise(data.transform(run)):
            steps = np.linspace(one, two, 2 + int(100 * math.dist(one, two)))
            taken += [(x, y, 0.008, 0.012) for x, y in steps]
    if hollow := [(x, y) for x, y, solid in own if not solid]:
        look |= {"markerfacecolor": PAPER, "linestyle": "none"}
        axes.plot(*zip(*hollow, strict=True), **look)
    return taken


def _runs(points: Iterable[Place], joined: float) -> list[list[Place]]:
    """Points cut where the next is too far off to be joined."""
    runs: list[list[Place]] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] <= joined:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _beside(
    text: Text, points: Sequence[Place], ink: NDArray[np.float64], texts: list[Box]
) -> None:
    """Put a series' name beside the one of its points where least is in the way."""
    assert text.axes is not None
    _, _, wide, tall = _box(text)
    near = text.axes.transLimits.transform(points)
    base = text.axes.transLimits.transform((0, 0))[1]
    # Some twenty of a long series' points are enough to try.
    tried = [
        (x + side * (wide + 0.02), y + up * (tall + 0.019))
        for x, y in near[:: -(-len(near) // 24)]
        for side in (-1, 1, 0, -2, 2, -3, 3)
        for up in (1, -1, 0, 3, -3, 5, -5, 7, -7, 9, -9)
    ]
    middles = np.clip(tried, (wide, base + tall), (1 - wide, 1 - tall))
    away = np.abs(middles[:, None] - near[None]) - (wide, tall)
    boxes = np.column_stack([middles, np.full_like(middles, (wide, tall))])
    cost = 30 * away.clip(0).sum(axis=2).min(axis=1) + 1700 * _under(ink, boxes)
    # What else is in the way is covered where it must be, other words never: they have some air.
    cost[_under(_ink(texts), np.add(boxes, (0, 0, 0.012, 0.012))) > 0] = math.inf
    best = cost.argmin()
    if math.isinf(cost[best]):
        text.remove()
        return
    x, y = middles[best]
    text.set_position((x, y))
    texts.append((x, y, wide, tall))


def _ink(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """How much of a drawing boxes take, left of and below each corner of its cells."""
    left, low, right, high = _corners(np.reshape(boxes, (-1, 4)))
    edges = np.zeros((_CELLS + 1, _CELLS + 1))
    for x, y, sign in ((left, low, 1), (left, high, -1), (right, low, -1), (right, high, 1)):
        np.add.at(edges, (x, y), sign)
    taken = edges.cumsum(axis=0).cumsum(axis=1) > 0
    ink = np.zeros_like(edges)
    ink[1:, 1:] = taken[:-1, :-1].cumsum(axis=0).cumsum(axis=1) / _CELLS**2
    return ink


def _under(ink: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of what is taken lies under each box."""
    left, low, right, high = _corners(boxes)
    under: NDArray[np.float64] = (
        ink[right, high] - ink[left, high] - ink[right, low] + ink[left, low]
    )
    return under


def _corners(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cells where boxes begin and end, to the left, below, to the right and above."""
    ends = np.column_stack([boxes[:, :2] - boxes[:, 2:], boxes[:, :2] + boxes[:, 2:]]) * _CELLS
    ends[:, :2], ends[:, 2:] = np.floor(ends[:, :2]), np.ceil(ends[:, 2:])
    return ends.clip(0, _CELLS).astype(np.int64).T


@_any_letter()
def drawn(drawing: Drawing, name: str, title: str, foot: str) -> tuple[str, dict[str, bytes]]:
    """Return a drawing as SVG, and its files: with the title above it, and `foot` below.

    The files are `charts/name.svg` and `charts/name.png`; the same drawing gives the same bytes.
    """
    artist: Any
    for artist in drawing.findobj():
        artist.set_clip_on(False)
    for artist in drawing.findobj(Text):
        artist.set_parse_math(False)
    width, height = drawing.get_size_inches()
    inner = Bbox([[0, _FOOT], [width, height - _HEAD]])
    bare = _svg(drawing, name, bbox_inches=inner)
    above = _wrapped(drawing, title, 42, va="top", fontsize=13, fontweight="bold")
    below = _wrapped(drawing, foot, 84, va="bottom", fontsize=7.5)
    # With more lines than there is room for, the file is as much taller.
    more, lower = (
        max(0.0, lines.get_window_extent().height / drawing.dpi + 0.11 - room)
        for lines, room in ((above, _HEAD), (below, _FOOT))
    )
    above.set_y(1 - (0.08 - more) / height)
    below.set_y((0.06 - lower) / height)
    whole: dict[str, Any] = {}
    if more or lower:
        whole["bbox_inches"] = Bbox([[0, -lower], [width, height + more]])
    png = io.BytesIO()
    drawing.savefig(png, format="png", dpi=_DPI, metadata={"Software": None}, **whole)
    svg = _svg(drawing, name, **whole).encode("utf-8")
    # A cell that is run again finds the drawing as it was.
    above.remove()
    below.remove()
    return bare, {f"charts/{name}.svg": svg, f"charts/{name}.png": png.getvalue()}


def _wrapped(drawing: Drawing, words: str, most: int, **how: Any) -> Text:
    """Words across the drawing, in lines of so many letters, or of fewer where they are wide."""
    text = drawing.text(0.012, 0, "", color=INK, parse_math=False, **how)
    letters, room = most, 0.976 * drawing.bbox.x1
    text.set_text(textwrap.fill(words, letters))
    while letters > 1 and (wide := text.get_window_extent().width) > room:
        letters = max(1, min(letters - 1, int(letters * room / wide)))
        text.set_text(textwrap.fill(words, letters))
    return text


def _svg(drawing: Drawing, name: str, **how: Any) -> str:
    # Fixed ids and no date, so that the same figures give the same bytes; text stays text.
    settings: dict[Any, Any] = {"svg.hashsalt": name, "svg.fonttype": "none"}
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    out = io.StringIO()
    with matplotlib.rc_context(settings):
        drawing.savefig(out, format="svg", metadata=nothing, **how)
    # XML cannot hold these, however they are written.
    return re.sub(
        "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", out.getvalue()
    )


def for_page(svg: str, name: str, alt: str) -> str:
    """Return a drawing's SVG ready to stand among others in one page, `alt` its text.

    Its ids are its own, its colours are the page's variables, and it brings no style of its own.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    tags = re.findall(r"<[^>]*>", svg)
    used = {name for tag in tags for name in re.findall(r'(?:url\(#|href="#)([^")]+)', tag)}
    svg = re.sub(r"<[^>]*>", lambda tag: _own_ids(tag[0], name, used), svg)
    svg = re.sub(r"<[^>]*>", lambda tag: _leaner(tag[0]), svg)
    svg = re.sub(r">\s+<", ">\n<", re.sub(r"</?g>", "", svg))
    view = re.search(r'viewBox="[^"]+"', svg)
    assert view is not None
    label = Markup('role="img" aria-label="{}"').format(alt)
    joins = 'style="stroke-linejoin:round;stroke-linecap:butt"'
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" {view[0]} {label} {joins}>'
    return re.sub(r"<svg[^>]*>", lambda _: opened, svg, count=1)


def _own_ids(tag: str, name: str, used: set[str]) -> str:
    """A tag whose id, if anything refers to it, is this drawing's own."""
    kept = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", tag)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", kept)


def _leaner(tag: str) -> str:
    """A tag of a drawing with its colours as variables, and no more digits than can be seen."""
    tag = re.sub("|".join(_VARIABLES), lambda m: f"var(--{_VARIABLES[m[0]]}, {m[0]})", tag)
    tag = re.sub(r' font-family: [^;"]+;| transform="rotate\(-0 [^"]+"', "", tag)
    tag = re.sub(r"\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}", tag)
    return re.sub(r"\s+", " ", tag).replace(" xlink:href", " href").replace(' "', '"')
