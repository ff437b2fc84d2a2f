"""Charts: colours, three types of chart, and their export as SVG and PNG.

A chart function takes figures and words and returns a `Pair`: a drawing for wide screens and one
for phones. A chapter may draw more on the axes, `pair.wide.axes[0]`. `page.chart` adds titles and
sources. Lengths are in screen pixels.
"""

import calendar
import functools
import io
import math
import re
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias

try:
    import matplotlib
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f'{error}; for charts, pip install ".[report]"') from None
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike

from stats.figure import Figure
from stats.labels import XY, Box, Label, overlaps, path, place_labels

__all__ = [
    "CLAIM",
    "GRID",
    "INK",
    "OFFICIAL",
    "OTHER",
    "PAPER",
    "SHADE",
    "SOFT",
    "Bar",
    "Line",
    "Pair",
    "canvas",
    "dots",
    "inline_svg",
    "over_years",
    "picture",
    "render",
    "series",
    "stacked",
]


def __dir__() -> list[str]:
    return __all__  # what Tab shows after the module's name


_COLOURS = {
    "ink": "#16191d",
    "soft": "#5b646e",
    "grid": "#dde2e7",
    "paper": "#ffffff",
    "shade": "#f1f3f5",
    "official": "#23415f",
    "claim": "#c2410c",
    "other": "#7f8c99",
}
"""On a page each is a CSS variable of that name, which a dark theme changes."""
INK, SOFT, GRID, PAPER, SHADE, OFFICIAL, CLAIM, OTHER = _COLOURS.values()
_VARIABLES = {colour: f"var(--{role}, {colour})" for role, colour in _COLOURS.items()}
_DPI = 96
"""Dots per inch of a drawing, one to a screen pixel; a PNG has twice as many."""
_POINT = 72 / _DPI
_LINE_HEIGHT, _TOP_TO_BASELINE, _MID_HEIGHT = 1.22, 0.95, 0.345
"""In font sizes: line height, top to baseline, and baseline to the middle of the letters."""
_WEIGHTS = ("normal", "bold")
Mark: TypeAlias = "Figure | tuple[str, Figure]"
"""A figure, which is written at its mark in its own words, or in those given."""


@dataclass(frozen=True)
class Pair:
    """A drawing for wide screens, the same for phones, and what is drawn.

    `form` says in words what the drawing is, `legend` what differences of its marks mean; `figures`
    has each figure after its label.
    """

    wide: Drawing
    narrow: Drawing
    form: str = ""
    figures: Sequence[tuple[str, Figure]] = ()
    legend: str = ""


@dataclass(frozen=True)
class Line:
    """A series over the years: a line joins its `points`, but not the points in `beside`.

    A line without a name continues a named one.
    """

    name: str
    points: Sequence[Figure]
    colour: str = OTHER
    beside: Sequence[Figure] = ()
    marker: str = "o"


@dataclass(frozen=True)
class Bar:
    """A bar: the words over it, and a label and a figure for each of its parts.

    Without a label, the words over the bar say what the part is.
    """

    words: str
    parts: Sequence[tuple[str, Figure]]
    colour: str = OFFICIAL


class _Size(NamedTuple):
    width: int
    font_size: float

    @property
    def line(self) -> float:
        return self.font_size * _LINE_HEIGHT


_WIDE, _NARROW = _Size(1000, 17), _Size(340, 13)
"""The wide one is shown 694 to 1020 pixels wide, the narrow one 286 to 578."""


@contextmanager
def _allow_missing_glyphs() -> Iterator[None]:
    """Ignore warnings of glyphs that the PNG font lacks; a page shows them in its own fonts."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        yield


def canvas(width: float, height: float) -> tuple[Drawing, Axes]:
    """Return an empty drawing of this size, and axes that fill it, without lines or ticks.

    Examples
    --------
    >>> drawing, axes = canvas(340, 200)
    >>> line = axes.plot([2016, 2020], [21_900, 38_990], color=OFFICIAL)
    """
    drawing = Drawing(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    return drawing, axes


def series(name: str, figures: Iterable[Figure], colour: str = OTHER, marker: str = "o") -> Line:
    """Return figures as a series whose line joins the most finely rounded one of each half year.

    Of equals it is the first; an exact one goes before others. The others stand beside the line.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> days = date(2016, 12, 31), date(2020, 3, 31)
    >>> counts = [Figure(50.0, Bound(50, 50), start=day, end=day) for day in days]
    >>> len(series("Counted", counts).points)
    2
    """
    finest: dict[tuple[int, bool], Figure] = {}
    ordered = sorted(
        figures, key=lambda each: (each.qualifier not in ("", "exact"), each.rounded_to)
    )
    for each in ordered:
        _, last = each.days
        finest.setdefault((last.year, last.month > 6), each)
    points = [*finest.values()]
    return Line(name, points, colour, [each for each in ordered if each not in points], marker)


@_allow_missing_glyphs()
def over_years(
    lines: Sequence[Line],
    *,
    unit: str,
    rings: Sequence[Mark] = (),
    labels: Sequence[Mark] = (),
    notes: Sequence[tuple[Figure, Figure, str]] = (),
    shaded: tuple[date, date, str] | None = None,
    ranges: Sequence[tuple[str, Sequence[Figure]]] = (),
    height: int = 370,
) -> Pair:
    """Draw series over the years from zero up, each with its name at its line.

    A figure stands at its last day, a flow in the middle of its dates. Its mark is solid if it is
    exact, else hollow.

    Parameters
    ----------
    lines
        The series; the first is on top.
    unit
        What is counted, written at the highest value of the axis: "people", "%".
    rings
        A claim, which gets a ring, with who states it and how; or words and a figure.
    labels
        A figure of a series that is written at its mark; or words and a figure.
    notes
        Two figures of a series, and a remark on the line between them; lines after the first are
        bold.
    shaded
        The first and the last day of a period to shade, and the words above it.
    ranges
        Words, and figures of about one time: a bar from the lowest to the highest, which stands
        for the marks of all.
    height
        The height of both drawings.

    Raises
    ------
    ValueError
        If there are no figures, one has no dates, or a value is below zero or not finite.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> days = date(2016, 12, 31), date(2020, 3, 31)
    >>> counts = [Figure(50.0, Bound(50, 50), start=day, end=day) for day in days]
    >>> pair = over_years([Line("Counted", counts, OFFICIAL)], unit="people")
    """
    ringed = [(f"{e.who}: {e:,}", e) if isinstance(e, Figure) else e for e in rings]
    labelled = [(f"{e:,}", e) if isinstance(e, Figure) else e for e in labels]
    chart = _YearsChart(lines, unit, ringed, labelled, notes, shaded, ranges)
    ranged = [(words, end) for words, ends in ranges for end in ends]
    in_range = [end for _, end in ranged]
    series = [(line.name, each) for line in lines for each in (*line.points, *line.beside)]
    series = [(name, each) for name, each in series if each not in in_range]
    drawn = sorted([*series, *ranged, *ringed], key=lambda one: one[1].end or date.min)
    wide, narrow = chart.drawing(_WIDE, height), chart.drawing(_NARROW, height)
    names: dict[str, list[str]] = {}
    for line in filter(lambda line: line.name, lines):
        names.setdefault(line.marker, []).append(line.name)
    legend = _legend([each for _, each in series], names if len(names) > 1 else {})
    return Pair(wide, narrow, "Lines over the years", drawn, legend)


@_allow_missing_glyphs()
def dots(
    rows: Sequence[tuple[str, Figure, str, str]],
    *,
    reference: tuple[str, Figure, str] | None = None,
    column: str = "",
) -> Pair:
    """Draw figures as dots on one scale from zero, the first on top, each with its label.

    Parameters
    ----------
    rows
        A label, a figure, a colour, and the words at the right ("about 1.4"). A dot is hollow if
        its figure is not exact. A claim is bold, and so is the only row whose colour is not OTHER.
    reference
        The words, the figure and the colour of a line down all rows. A grey bar leads from it to
        each dot.
    column
        The header of the words at the right.

    Raises
    ------
    ValueError
        If there are no rows, or a value is below zero or not finite.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> fifty = Figure(50.0, Bound(50, 50), unit="places")
    >>> pair = dots([("Counted", fifty, OFFICIAL, "1.4")], column="people per place")
    """
    wide, narrow = (_dots(size, rows, reference, column) for size in (_WIDE, _NARROW))
    drawn = [*([reference[:2]] if reference else []), *(row[:2] for row in rows)]
    legend = _legend([figure for _, figure, *_ in rows], {})
    return Pair(wide, narrow, "Dots on a scale from zero", drawn, legend)


def _dots(
    size: _Size,
    rows: Sequence[tuple[str, Figure, str, str]],
    reference: tuple[str, Figure, str] | None,
    column: str,
) -> Drawing:
    start, colour = (reference[1].value, reference[2]) if reference else (0.0, INK)
    most = _axis_maximum([*(figure.value for _, figure, *_ in rows), start] if rows else [])
    width, line = size.width, size.line
    emphasised = sum(tint != OTHER for _, _, tint, _ in rows)
    strong = [tint == CLAIM or (tint != OTHER and emphasised == 1) for _, _, tint, _ in rows]
    labels = [_width(row[0], size, bold) for row, bold in zip(rows, strong, strict=True)]
    heads = textwrap.wrap(column, 40 if size is _WIDE else 9) or [""]
    aside = max(_width(words, size, True) for *_, words in rows) + 6
    aside = max(aside, *(_width(words, size) for words in heads))
    # On a phone, or if it is long, a label stands above its dot, and the number after it.
    above = size is _NARROW or max(labels) > 0.42 * width
    numbers = [_width(f"{figure:,}", size, above) + 12 + 6 * above for _, figure, *_ in rows]
    left = 6.0 if above else max(labels) + 16
    right = width - 14 - aside - (0 if above or start == most else max(numbers))
    room = (right - 8 if reference else width) - 12 if above else math.inf
    texts = [
        _before_number(row[0], label, room - number, room) if above else [row[0]]
        for row, label, number in zip(rows, labels, numbers, strict=True)
    ]
    steps = [line * (1.6 + len(lines) if above else 1.8) for lines in texts]
    low = top = sum(steps) + 4
    height = top + line * len(heads) + 4
    board = _Board(size, height)
    board.axes.set_xlim(*_limits((0, most), (left, right), width))
    board.axes.set_ylim(0, height)
    board.stroke([(0, 2), (0, top - 1)], INK, 1.2, 3)
    board.write((left, top + 8), "0", SOFT, align="center")
    if reference:
        board.stroke([(start, 2), (start, top - 1)], colour, 2, 3)
        words = board.fit(reference[0], width - left - 16, True)
        end = max(board.pixels(start, 0)[0], left + 16 + _width(words, size, True))
        board.write((end, top + 8), words, colour, align="right", bold=True)
    for n, words in enumerate(heads):
        board.write((width, height - line * (n + 1) + 4), words, SOFT, align="right")
    for (_, figure, tint, words), broken, step, bold, number in zip(
        rows, texts, steps, strong, numbers, strict=True
    ):
        low -= step
        middle = low + line * (0.73 if above else 0.9)
        base, ink = middle - _MID_HEIGHT * size.font_size, tint if bold else INK
        at = board.pixels(figure.value, middle)[0]
        lines = [board.fit(text, room - number * (text == broken[-1]), bold) for text in broken]
        x, up = (12, line * 1.15) if above else (0, 0)
        for n, text in enumerate(reversed(lines)):
            board.write((x, base + line * n + up), text, ink, bold=bold)
        spot, align = (at + 12, base), "left"
        if above:
            spot = x + _width(lines[-1], size, bold) + 14 * bool(lines[-1]), base + up
        elif figure.value < start and at - left > number:
            # On the side of its dot where no gap is.
            spot, align = (at - 12, base), "right"
        board.write(spot, f"{figure:,}", ink, align=align, bold=above)
        board.write((width, base), words, INK, align="right", bold=True)
        if reference:
            board.stroke([(start, middle), (figure.value, middle)], GRID, 6, 1)
        if align == "left":
            board.stroke([(0, middle), (figure.value, middle)], tint, 2, 2)
        board.dot((figure.value, middle), figure, tint, wide=13, zorder=4)
    return board.drawing


@_allow_missing_glyphs()
def stacked(
    bars: Sequence[Bar], *, hollow: Sequence[Figure] = (), pale: Sequence[Figure] = ()
) -> Pair:
    """Draw counts as bars from zero, each made of its parts, the first on top.

    Parameters
    ----------
    bars
        Each with the words over it and its parts. A bar whose last part has no upper end ends in
        an arrow.
    hollow
        Those of the parts to draw as an outline: they rest on one source alone, or are round.
    pale
        Those of the parts to draw in grey.

    Raises
    ------
    ValueError
        If there are no parts, or a value is below zero or not finite.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> half = Figure(50.0, Bound(50, 50))
    >>> counted = Bar("Counted: 100", [("2017", half), ("2018", half)])
    >>> pair = stacked([counted, Bar("Claimed: 50", [("", half)], CLAIM)])
    """
    wide, narrow = (_stacked(size, bars, hollow, pale) for size in (_WIDE, _NARROW))
    words = "; ".join(bar.words for bar in bars)
    return Pair(wide, narrow, f"Bars from zero. {words}", [each for b in bars for each in b.parts])


def _stacked(
    size: _Size, bars: Sequence[Bar], hollow: Sequence[Figure], pale: Sequence[Figure]
) -> Drawing:
    sums = [[0.0, *np.cumsum([figure.value for _, figure in bar.parts])] for bar in bars]
    for bar in bars:
        _axis_maximum([figure.value for _, figure in bar.parts])
    most = max(each[-1] for each in sums) or 1.0
    line, thick = size.line, 2.2 * size.line
    below = [line * (3.0 if any(label for label, _ in bar.parts) else 0.7) for bar in bars]
    board = _Board(size, sum(below) + len(bars) * (thick + 1.5 * line))
    board.axes.set_xlim(*_limits((0, most), (1, size.width - 34), size.width))
    board.axes.set_ylim(0, board.height)
    low = board.height
    for bar, ends, room in zip(bars, sums, below, strict=True):
        low -= thick + 1.3 * line
        fitted = board.fit(bar.words, size.width, True)
        board.write((0, low + thick + 0.3 * line), fitted, bar.colour, bold=True)
        board.stroke([(0, low - 3), (0, low + thick + 3)], INK, 1.4, 4)
        style: dict[str, Any] = {"height": thick, "align": "edge", "linewidth": 1}
        for (label, figure), start in zip(bar.parts, ends, strict=False):
            fill = {"color": OTHER if figure in pale else bar.colour, "edgecolor": PAPER}
            outline = {"color": PAPER, "edgecolor": bar.colour, "hatch": "////", "linewidth": 1.6}
            look = {**style, **(outline if figure in hollow else fill)}
            board.axes.barh(low, figure.value, left=start, **look)
            left, right = (board.pixels(at, 0)[0] for at in (start, start + figure.value))
            box = ((left + right) / 2, low + thick / 2, (right - left) / 2, thick / 2)
            board.obstacles.append(box)
            if label:
                board.label(f"{label}\n{figure:,}", [box], INK, prefer=(0, -1))
        if bar.parts and bar.parts[-1][1].high == math.inf:
            end, middle = board.pixels(ends[-1], low + thick / 2)
            end, middle = end / size.width, middle / board.height
            arrow = {"arrowstyle": "-|>", "color": bar.colour, "lw": 2 * _POINT, "shrinkA": 0}
            board.axes.annotate(
                *("", (end + 28 / size.width, middle), (end, middle), "axes fraction"),
                arrowprops=arrow,
            )
        low -= room - 0.2 * line
    return board.with_labels()


@dataclass(frozen=True)
class _YearsChart:
    """The contents of a chart over the years, for both sizes."""

    lines: Sequence[Line]
    unit: str
    rings: Sequence[tuple[str, Figure]]
    labels: Sequence[tuple[str, Figure]]
    notes: Sequence[tuple[Figure, Figure, str]]
    shaded: tuple[date, date, str] | None
    ranges: Sequence[tuple[str, Sequence[Figure]]]

    def drawing(self, size: _Size, height: float) -> Drawing:
        # The axis numbers stand inside the plot, on the grid lines; if a series covers them,
        # draw again with the plot moved to the right of them.
        board = self._axes(size, height, 8.0)
        self._series(board)
        obstacles = np.array(board.obstacles)
        if any(overlaps(obstacles, np.array(box)).any() for box in board.words):
            board = self._axes(size, height, 16.0 + board.words[0][2] * 2)
            self._series(board)
        return board.with_labels()

    def _axes(self, size: _Size, height: float, left: float) -> "_Board":
        series = [each for line in self.lines for each in (*line.points, *line.beside)]
        ranged = [end for _, ends in self.ranges for end in ends]
        points = [_point(each) for each in (*series, *ranged, *(each for _, each in self.rings))]
        most = _axis_maximum([value for _, value in points])
        window = [_year(day) for day in self.shaded[:2]] if self.shaded else []
        days = [*window, *(at for at, _ in points)]
        first, last = math.floor(min(days)), math.floor(max(days)) + 1
        board, line, wide = _Board(size, height), size.line, size is _WIDE
        axes = board.axes
        # On a wide screen there is room for the words at the last points.
        near = [words for words, each in self.labels if _point(each)[0] > last - (last - first) / 9]
        ends = max((_width(part, size) for each in near for part in each.split("\n")), default=0.0)
        right = size.width - 10 - wide * min(ends + 4, 150)
        board.floor, top = 1.75 * line, height - line * (2.6 if self.rings or self.labels else 1.6)
        axes.set_xlim(*_limits((first, last), (left, right), size.width))
        axes.set_ylim(*_limits((0, most), (board.floor, top), height))
        levels = _round_numbers(0, most, 6 if wide else 4)
        names = [f"{at:,.12g}" for at in levels]
        names[-1] += self.unit if self.unit.startswith("%") else f" {self.unit}"
        # The longest first: `drawing` takes the width of words[0]. The top one, with the
        # unit, may be longer, but no series reaches it; it comes last.
        order = sorted(range(len(levels)), key=lambda n: (n == len(levels) - 1, -len(names[n])))
        for n in order:
            board.write((0, board.pixels(0, levels[n])[1] + 4), names[n], SOFT)
        start, end = axes.transData.inverted().transform([(0, 0), (right, 0)])[:, 0]
        gap = (math.nan, math.nan)  # interrupts a line, so that one call draws several
        lines = [one for at in levels[1:] for one in ((start, at), (end, at), gap)]
        board.stroke(lines, GRID, 1, 0)
        board.stroke([(start, 0), (end, 0)], INK, 1.2, 1)
        # A year is the interval between two ticks; a count at its end is at the second tick.
        every = 1 if (right - left) / (last - first) > 6 else 10
        tick = -5 / (top - board.floor) * most
        ticks = [one for at in range(first, last + 1, every) for one in ((at, 0), (at, tick), gap)]
        board.stroke(ticks, SOFT, 1, 0)
        base = board.floor - 7 - 0.75 * size.font_size
        for at in _round_numbers(first, last - 1, 6 if wide else 5, integer=True):
            words = f"{at:.0f}"
            x, half = board.pixels(at + 0.5, 0)[0], _width(words, size) / 2 + 1
            x = float(np.clip(x, half, size.width - half))
            board.write((x, base), words, SOFT, align="center")
        if self.shaded:
            axes.fill_between(window, 0, axes.get_ylim()[1], color=SHADE, zorder=-1, linewidth=0)
            (left, _), (right, _) = (board.pixels(at, 0) for at in window)
            edge = ((left + right) / 2, height + 4, (right - left) / 2, 0.0)
            board.label(self.shaded[2], [edge], SOFT, prefer=(0, -1))
        return board

    def _series(self, board: "_Board") -> None:
        # A range stands for the marks of its ends.
        covered = [_point(end) for _, ends in self.ranges for end in ends]
        for place, line in enumerate(self.lines):
            zorder = 6 - place / len(self.lines)
            points = sorted(line.points, key=_point)
            ends = [*map(_point, points)]
            thick = 2 if line.colour == OTHER else 2.6
            board.stroke(ends, line.colour, thick, zorder)
            trace = path([board.pixels(*end) for end in ends])
            dots = [
                board.dot(
                    _point(each), each, line.colour, line.marker, wide=7, zorder=zorder + 0.01
                )
                for each in (*line.beside, *points)
                if _point(each) not in covered
            ]
            board.obstacles += trace
            board.label(line.name, trace or dots, line.colour, own_ink=(*trace, *dots))
        for words, figure in self.rings:
            x, y = _point(figure)
            ring: dict[str, Any] = {"mfc": "none", "mec": CLAIM, "mew": 2.6 * _POINT, "zorder": 7}
            board.axes.plot([x], [y], "o", ms=18 * _POINT, **ring)
            mark = board.mark((*board.pixels(x, y), 10.0, 10.0))
            board.label(words, [mark], CLAIM, bold=True, prefer=(-1, 1))
        colours = {
            each: line.colour
            for line in reversed(self.lines)
            for each in (*line.points, *line.beside)
        }
        for words, figure in self.labels:
            mark = (*board.pixels(*_point(figure)), 4.5, 4.5)
            board.label(words, [mark], colours.get(figure, INK), prefer=(1, 0))
        for words, of_range in self.ranges:
            x = sum(_point(each)[0] for each in of_range) / len(of_range)
            low = min(each.value for each in of_range)
            high = max(each.value for each in of_range)
            # Narrow enough to be seen within a ring.
            board.stroke([(x, low), (x, high)], PAPER, 13, 6.1)
            board.stroke([(x, low), (x, high)], OFFICIAL, 7, 6.2)
            (x, low), (_, high) = board.pixels(x, low), board.pixels(x, high)
            mark = board.mark((x, (low + high) / 2, 5.0, (high - low) / 2 + 1))
            board.label(words, [mark], OFFICIAL, prefer=(0, 1))
        for one, other, words in self.notes:
            x, y = np.mean([_point(one), _point(other)], axis=0)
            board.label(words, [(*board.pixels(x, y), 3.0, 3.0)], INK, needs_leader=True)


class _Board:
    """A drawing. Labels are placed last, away from the boxes of its lines, marks and words."""

    def __init__(self, size: _Size, height: float) -> None:
        self.size, self.height, self.floor = size, height, 0.0
        self.drawing, self.axes = canvas(size.width, height)
        self.obstacles: list[Box] = []
        self.dots: list[Box] = []
        self.words: list[Box] = []
        self._labels: list[tuple[Label, list[list[tuple[str, bool]]], str]] = []

    def pixels(self, x: float, y: float) -> XY:
        """A point of the axes, in pixels from the lower left."""
        across, up = self.axes.transData.transform((x, y))
        return float(across), float(up)

    def fit(self, words: str, room: float, bold: bool = False) -> str:
        """Shorten words in their middle to fit a width."""
        whole = cut = " ".join(words.split())
        letters = len(whole)
        while letters > 1 and _width(cut, self.size, bold) > room + 0.5:
            letters -= max(1, letters // 20)
            tail = letters // 2
            cut = f"{whole[: letters - tail]}…{whole[len(whole) - tail :]}"
        return cut

    def write(
        self, at: XY, words: str, colour: str, *, align: str = "left", bold: bool = False
    ) -> None:
        """Write a line of words from a point of its baseline."""
        if not words.strip():
            return
        colour = SOFT if colour == OTHER else colour
        options: dict[str, Any] = {"color": colour, "ha": align, "fontweight": _WEIGHTS[bold]}
        options |= {"fontsize": self.size.font_size * _POINT, "parse_math": False, "zorder": 9}
        options["transform"] = self.axes.transAxes
        x, y = at
        self.axes.text(x / self.size.width, y / self.height, words, **options)
        half = _width(words, self.size, bold) / 2
        middle = x + {"left": half, "center": 0.0, "right": -half}[align]
        self.words.append((middle, y + _MID_HEIGHT * self.size.font_size, half, self.size.line / 2))

    def stroke(self, ends: ArrayLike, colour: str, thick: float, zorder: float) -> None:
        """Draw a line through points of the axes."""
        style: dict[str, Any] = {"solid_capstyle": "butt", "zorder": zorder}
        self.axes.plot(*np.reshape(ends, (-1, 2)).T, color=colour, lw=thick * _POINT, **style)

    def dot(
        self, end: XY, figure: Figure, colour: str, marker: str = "o", *, wide: float, zorder: float
    ) -> Box:
        """Draw a mark at a point of the axes, solid if its figure is exact; return its box."""
        solid = _is_exact(figure)
        size, face = (wide + 1) * _POINT, colour if solid else PAPER
        edge: dict[str, Any] = {"mec": colour, "mew": (0 if solid else 2.2) * _POINT}
        self.axes.plot(*end, marker, ms=size, mfc=face, zorder=zorder, **edge)
        return self.mark((*self.pixels(*end), wide / 2 + 1, wide / 2 + 1))

    def mark(self, box: Box) -> Box:
        """Keep words off a mark, and nearer to their own marks than to it."""
        self.obstacles.append(box)
        self.dots.append(box)
        return box

    def label(
        self, words: str, marks: Sequence[Box], colour: str, *, bold: bool = False, **options: Any
    ) -> None:
        """Queue words for `with_labels` to place; with a leader, all but line one are bold."""
        line_breaks: list[list[tuple[str, bool]]] = []
        for letters in (40, 18, 13) if self.size is _WIDE else (26, 16, 11):
            lines = [
                (line, bold or (n > 0 and options.get("needs_leader", False)))
                for n, part in enumerate(words.split("\n"))
                for line in _balanced_lines(part, letters)
            ]
            if lines and lines not in line_breaks:
                line_breaks.append(lines)
        widths = [max(_width(line, self.size, bold) for line, bold in each) for each in line_breaks]
        heights = [len(lines) * self.size.line for lines in line_breaks]
        sizes = [(width / 2, height / 2) for width, height in zip(widths, heights, strict=True)]
        if line_breaks:
            self._labels.append((Label(sizes, marks, **options), line_breaks, colour))

    def with_labels(self) -> Drawing:
        """Return the drawing with all labels in their places."""
        width, low, line = self.size.width, self.floor + 1, self.size.line
        room = (width / 2, (low + self.height) / 2, width / 2 - 2, (self.height - low) / 2)
        labels = [label for label, *_ in self._labels]
        places = place_labels(labels, self.words, self.obstacles, room, self.dots)
        for (_, line_breaks, _), place in zip(self._labels, places, strict=True):
            if place.is_crowded:
                words = " ".join(line for line, _ in line_breaks[0])
                crowded = f"no room for “{words}”, so it lies over something; give fewer words"
                print(crowded, file=sys.stderr)
        for (_, line_breaks, colour), place in zip(self._labels, places, strict=True):
            x, y, wide, tall = place.box
            for n, (words, bold) in enumerate(line_breaks[place.line_breaks]):
                base = y + tall - n * line - _TOP_TO_BASELINE * self.size.font_size
                align = ("right", "center", "left")[place.side + 1]
                start = (x - place.side * wide, base)
                self.write(start, words, colour, align=align, bold=bold)
            if place.leader:
                self.stroke(self.axes.transData.inverted().transform(place.leader), SOFT, 1, 1)
        return self.drawing


def _axis_maximum(values: Sequence[float]) -> float:
    """The largest value, or 1 if all are 0; raises ValueError for negative or infinite ones."""
    if not values:
        raise ValueError("nothing to draw: give at least one figure")
    for value in values:
        if not 0 <= value < math.inf:
            raise ValueError(f"{value}: a chart from zero up shows finite values of 0 or more")
    return max(values) or 1.0


def _point(figure: Figure) -> XY:
    """The year and the value where a figure stands."""
    if figure.start is None or figure.end is None:
        raise ValueError(f"{figure.name} has no dates, and so no place among the years")
    last = _year(figure.end)
    at = (_year(figure.start) + last) / 2 if figure.kind == "flow" else last
    return at, figure.value


def _legend(figures: Iterable[Figure], names: Mapping[str, Sequence[str]]) -> str:
    """What the shapes of marks mean, and that some are hollow."""
    shapes = {"o": "circles", "s": "squares"}
    parts = [f"{shapes[m]}: {', '.join(each)}" for m, each in names.items() if m in shapes]
    if not all(map(_is_exact, figures)):
        parts.append("hollow: not exact")
    return "; ".join(parts)


def _is_exact(figure: Figure) -> bool:
    """Whether a figure is exact: stated as exact and not rounded to more than 1, or computed so."""
    if figure.row is None:
        return figure.low == figure.high and not figure.range.approximate
    return figure.row.qualifier == "exact" and figure.row.rounded_to <= 1


@functools.cache
def _width(words: str, size: _Size, bold: bool = False) -> float:
    """The width of words. Measuring renders the whole drawing, so a tiny one is used."""
    drawing = Drawing(figsize=(1 / _DPI, 1 / _DPI), dpi=_DPI)
    options: dict[str, Any] = {"fontsize": size.font_size * _POINT, "fontweight": _WEIGHTS[bold]}
    text = drawing.text(0, 0, words, parse_math=False, **options)
    return float(text.get_window_extent().width) if words.strip() else 0.0


def _before_number(words: str, wide: float, room: float, full: float) -> list[str]:
    """Break words so that a number has room after the last line."""
    if wide <= room:
        return [words]
    return _balanced_lines(words, len(words) - 1) if full < wide < 2 * full else [words, ""]


def _balanced_lines(words: str, letters: int) -> list[str]:
    """Break words into up to three lines of about the same length, none longer than `letters`."""
    lines = textwrap.wrap(words, letters, max_lines=3, placeholder="…")
    options: dict[str, Any] = {"break_long_words": False}
    while letters > 2 and len(even := textwrap.wrap(words, letters - 1, **options)) == len(lines):
        lines, letters = even, letters - 1
    return lines


def _year(day: date) -> float:
    """The middle of a day, as a year with a fraction."""
    return day.year + (day.timetuple().tm_yday - 0.5) / (365 + calendar.isleap(day.year))


def _round_numbers(low: float, high: float, most: int, *, integer: bool = False) -> list[float]:
    """About `most` round numbers between two others."""
    every = MaxNLocator(most, steps=[1, 2, 5, 10], integer=integer)
    return [float(at) for at in every.tick_values(low, high) if low <= at <= high]


def _limits(values: XY, ends: XY, whole: float) -> XY:
    """The axis limits that put two values at two pixel positions of the whole drawing."""
    (first, last), (start, end) = values, ends
    scale = (last - first) / (end - start)
    return first - start * scale, last + (whole - end) * scale


@_allow_missing_glyphs()
def picture(headline: str, columns: Sequence[tuple[str, str, str]], foot: str) -> bytes:
    """Return a picture to share, 1200 by 630 pixels, as PNG.

    Each column is a label, a number and a verdict.

    Examples
    --------
    >>> len(picture("It is so", [("Counted", "40", "holds")], "2020")) > 1000
    True
    """
    drawing, _ = canvas(1200, 630)
    style: dict[str, Any] = {"va": "top", "linespacing": 1.25}
    _wrapped(drawing, headline, 0.92, 0.05, 0.9, fontsize=28, fontweight="bold", **style)
    for n, (label, number, said) in enumerate(columns):
        x, room = 0.05 + 0.9 * n / len(columns), 0.9 / len(columns) - 0.03
        _wrapped(drawing, label, 0.46, x, room, fontsize=15, color=SOFT, **style)
        _wrapped(drawing, number, 0.36, x, room, fontsize=20, fontweight="bold", **style)
        _wrapped(drawing, said, 0.26, x, room, fontsize=15, color=OFFICIAL, **style)
    _wrapped(drawing, foot, 0.08, 0.05, 0.9, fontsize=13, color=SOFT, **style)
    out = io.BytesIO()
    drawing.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


@_allow_missing_glyphs()
def render(  # noqa: PLR0917
    pair: Pair, name: str, title: str, subtitle: str, foot: str, licence: str
) -> tuple[str, str, dict[str, bytes]]:
    """Return a pair as two SVGs, and the wide one as the files `charts/name.svg` and `.png`.

    In the files, title and subtitle stand above the drawing, `foot` and `licence` below. The same
    drawing gives the same bytes.
    """
    for artist in (*pair.wide.findobj(), *pair.narrow.findobj()):
        artist.set_clip_on(False)
        if isinstance(artist, Text):
            artist.set_parse_math(False)
    drawing = pair.wide
    wide, narrow = _svg(drawing, f"{name}-wide"), _svg(pair.narrow, f"{name}-narrow")
    across, tall = drawing.bbox.width, drawing.bbox.height
    added: list[Text] = []

    def write(words: str, y: float, **options: Any) -> float:
        text = _wrapped(drawing, words, y / tall, **options)
        added.append(text)
        return text.get_window_extent().height

    edge = 24.0
    below = -18.0
    below -= write(foot, below, va="top", fontsize=13 * _POINT, color=SOFT) + 6
    below -= write(licence, below, va="top", fontsize=13 * _POINT, color=SOFT) + edge
    above = tall + 18
    above += write(subtitle, above, va="bottom", fontsize=16 * _POINT, color=SOFT) + 8
    above += write(title, above, va="bottom", fontsize=22 * _POINT, fontweight="bold") + edge
    ends = np.array([[-edge, below], [across + edge, above]]) / _DPI
    whole: dict[str, Any] = {"bbox_inches": Bbox(ends)}
    style = f"text{{paint-order:stroke;stroke:{PAPER};stroke-width:3px}}</style>"
    svg = _svg(drawing, name, **whole).replace("</style>", style, 1).encode("utf-8")
    halo: list[AbstractPathEffect] = [withStroke(linewidth=4 * _POINT, foreground=PAPER)]
    haloed = drawing.findobj(Text)
    for text in haloed:
        text.set_path_effects(halo)
    png = io.BytesIO()
    drawing.savefig(png, format="png", dpi=2 * _DPI, metadata={"Software": None}, **whole)
    # A cell may run again: leave the drawing as it was.
    for text in haloed:
        text.set_path_effects([])
    for text in added:
        text.remove()
    return wide, narrow, {f"charts/{name}.svg": svg, f"charts/{name}.png": png.getvalue()}


def _wrapped(
    drawing: Drawing, words: str, y: float, x: float = 0, room: float = 1, **options: Any
) -> Text:
    """Write words across a part of the drawing, in as many lines as they need."""
    text = drawing.text(x, y, "", parse_math=False, **{"color": INK, **options})
    letters, room = max(1, len(words)), room * drawing.bbox.width
    text.set_text(" ".join(words.split()))
    while letters > 1 and (wide := text.get_window_extent().width) > room:
        letters = max(1, min(letters - 1, int(letters * room / wide)))
        text.set_text(textwrap.fill(words, letters))
    return text


def _svg(drawing: Drawing, name: str, **options: Any) -> str:
    # Fixed ids and no date, so that the same figures give the same bytes; text stays text.
    settings: dict[Any, Any] = {"svg.hashsalt": name, "svg.fonttype": "none"}
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    out = io.StringIO()
    with matplotlib.rc_context(settings):
        drawing.savefig(out, format="svg", metadata=nothing, **options)
    return out.getvalue()


def inline_svg(svg: str, name: str, alt: str) -> str:
    """Return a drawing's SVG for a page that holds others too, with `alt` as its text.

    Its ids begin with its name, its colours are the page's variables, and it has no style sheet.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    tags = re.findall(r"<[^>]*>", svg)
    used = {name for tag in tags for name in re.findall(r'(?:url\(#|href="#)([^")]+)', tag)}
    svg = re.sub(r"<[^>]*>", lambda tag: _compact(tag[0], name, used), svg)
    svg = re.sub(r">\s+<", ">\n<", re.sub(r"</?g>", "", svg))
    view = re.search(r'viewBox="[^"]+"', svg)
    assert view is not None
    label = Markup('role="img" aria-label="{}"').format(alt)
    joins = 'style="stroke-linejoin:round;stroke-linecap:butt"'
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" {view[0]} {label} {joins}>'
    return re.sub(r"<svg[^>]*>", lambda _: opened, svg, count=1)


def _compact(tag: str, name: str, used: set[str]) -> str:
    """A tag with prefixed ids, CSS variables for colours, and numbers cut to one decimal."""
    tag = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", tag)
    tag = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", tag)
    tag = re.sub("|".join(_VARIABLES), lambda m: _VARIABLES[m[0]], tag)
    tag = re.sub(r' font-family: [^;"]+;| transform="rotate\(-0 [^"]+"', "", tag)
    tag = re.sub(r"\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}", tag)
    return re.sub(r"\s+", " ", tag).replace(" xlink:href", " href").replace(' "', '"')
