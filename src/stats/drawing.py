"""Charts: plain matplotlib in one style, drawn for wide screens and for phones, and their export.

A chapter draws on matplotlib's axes in a function of its own; `both` calls it twice. `page.chart`
adds titles and sources. Lengths are pixels of a screen, but in a drawing function matplotlib's
points.
"""

import io
import itertools
import math
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

try:
    import matplotlib.style
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f'{error}; for charts, pip install ".[report]"') from None
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import AutoLocator, MaxNLocator, ScalarFormatter
from matplotlib.transforms import Bbox

from stats.figures import axes  # noqa: F401 (so that figures can be drawn)
from stats.figures.figure import Figure, figures_in
from stats.output import markup

__all__ = ["CLAIM", "GRID", "INK", "OFFICIAL", "OTHER", "PAPER", "SOFT"]
__all__ += ["beside", "both", "dot", "period"]


_COLOURS = {
    "ink": "#1b1a17",
    "soft": "#58534b",
    "grid": "#e2dcd0",
    "paper": "#fcfaf5",
    "official": "#1f4a6b",
    "claim": "#bd3f0b",
    "other": "#8d867a",
}
"""On a page each is a CSS variable of that name, which a dark theme changes."""
INK, SOFT, GRID, PAPER, OFFICIAL, CLAIM, OTHER = _COLOURS.values()
_DPI = 96
"""Dots per inch of a drawing, one to a screen pixel; a PNG has twice as many."""
_POINT = 72 / _DPI
Draw: TypeAlias = Callable[[Axes], object]
"""What draws a chart on these axes, whatever their size."""
_WIDE, _PHONE = (840, 16), (320, 15)
"""Width and size of letters. A page shows 838 pixels in a window of 1280, and 326 in one of 360.

There "small" has 13 pixels. It has 11 in a window of 320, which shows 286.
"""
_STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.formatter.useoffset": False,  # years stay years
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.xmargin": 0.03,
    "date.converter": "concise",
    "figure.constrained_layout.h_pad": 0.02,
    "figure.constrained_layout.w_pad": 0.04,
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",  # it comes with matplotlib; a page shows its own font
    "grid.color": GRID,
    "hatch.linewidth": 1.2,
    "lines.linewidth": 2.6,
    "lines.markeredgewidth": 2,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "stats",  # the same figures give the same bytes
    "text.color": INK,
    "text.hinting": "none",  # words are as wide in a PNG, and nearly in a browser, as measured
    "text.parse_math": False,
    "xtick.color": SOFT,
    "xtick.labelsize": "small",
    "xtick.major.size": 0,
    "ytick.color": SOFT,
    "ytick.labelsize": "small",
    "ytick.major.size": 0,
}
"""matplotlib's settings for all charts; text sizes such as "large" go by the size of the screen."""


_BESIDE = "beside"
_SIDES: list[dict[str, Any]] = [
    {"position": (x * apart, y * apart), "ha": ha, "va": va}
    for apart in (8, 15)
    for x, y, ha, va in (
        (0, 1, "center", "bottom"),
        (0, -1, "center", "top"),
        (1, 0, "left", "center"),
        (-1, 0, "right", "center"),
        (1, -1, "left", "top"),
        (-1, 1, "right", "bottom"),
    )
]
"""Where words of `beside` may stand, by its point: the first on which they lie on nothing."""


@dataclass(frozen=True)
class Pair:
    """A drawing for wide screens, the same for phones, and what is drawn.

    `figures` has each figure after its label.
    """

    wide: Drawing
    narrow: Drawing
    figures: Sequence[tuple[str, Figure]]


def both(
    draw: Draw,
    *,
    height: float = 360,
    phone_height: float = 0,
    figures: "Iterable[Figure | tuple[str, Figure]] | pd.DataFrame" = (),
) -> Pair:
    """Draw a chart twice, for wide screens and for phones.

    `draw(ax)` draws it with matplotlib, in the style of the page. `figures` are what is drawn, each
    with a label if you like: a page makes the table of the chart from them, and its alternative
    text.

    Examples
    --------
    >>> def draw(ax):
    ...     ax.bar([2016, 2020], [21_900, 38_990], color=OFFICIAL)
    >>> pair = both(draw, height=300)
    """
    figures = figures_in(figures) if isinstance(figures, pd.DataFrame) else figures
    labelled = [item if isinstance(item, tuple) else (item.who, item) for item in figures]
    wide = _drawn(draw, _WIDE, height)
    narrow = _drawn(draw, _PHONE, phone_height or height)
    return Pair(wide, narrow, labelled)


def _drawn(draw: Draw, size: tuple[int, int], height: float) -> Drawing:
    width, letters = size
    with _in_style(letters):
        drawing = Drawing(figsize=(width / _DPI, height / _DPI), dpi=_DPI, layout="constrained")
        ax = drawing.add_subplot()
        draw(ax)
        ticks = ax.xaxis.get_major_locator()
        if isinstance(ticks, AutoLocator):
            ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True))  # a year has no half
        if isinstance(ticks, AutoDateLocator):
            if size == _PHONE:
                ticks.minticks, ticks.maxticks = 2, dict.fromkeys(ticks.maxticks, 5)
            ax.tick_params("x", size=4)
            for label in ax.get_xticklabels():  # a year's name stands in the year
                label.set_horizontalalignment("left")
        for axis in (ax.xaxis, ax.yaxis):
            _separate_thousands(axis)
        # Now, while the style holds: ticks are made, and words get room, when first drawn.
        drawing.draw_without_rendering()
        drawing.set_layout_engine("none")
        _place(drawing)
    return drawing


def _separate_thousands(axis: Axis) -> None:
    is_plain = type(axis.get_major_formatter()) is ScalarFormatter
    if is_plain and max(map(abs, axis.get_view_interval())) >= 10_000:  # not of years
        axis.set_major_formatter("{x:,.12g}")


@contextmanager
def _in_style(font_size: float = 16) -> Iterator[None]:
    """Use this style and no other, and ignore warnings of glyphs that the font of a PNG lacks."""
    settings = _STYLE | {"font.size": font_size * _POINT}
    with warnings.catch_warnings(), matplotlib.style.context(["default", settings]):
        warnings.filterwarnings("ignore", "Glyph")
        yield


# Words on words.


def clashes(pair: Pair) -> list[str]:
    """Return which words overlap or stick out of a drawing, and at which size.

    Examples
    --------
    >>> clashes(both(lambda ax: [ax.text(0.5, 0.5, words) for words in "AB"]))
    ['on wide screens: “A” lies on “B”', 'on phones: “A” lies on “B”']
    """
    sizes = {"on wide screens": pair.wide, "on phones": pair.narrow}
    return [f"{size}: {clash}" for size, drawing in sizes.items() for clash in _clashes(drawing)]


def _clashes(drawing: Drawing) -> Iterator[str]:
    """Give each clash of a drawing, in the words for it."""
    with _in_style():
        # The box of a line is higher than its letters.
        boxes = [
            (" ".join(text.get_text().split()), Text.get_window_extent(text).padded(0, -2))
            for text in _texts(drawing)
        ]
    room = drawing.bbox.padded(1)
    for words, box in boxes:
        if Bbox.union([room, box]).bounds != room.bounds:
            yield f"“{words}” sticks out; shorten it, or widen the axis (set_xlim)"
    for (words, box), (words_below, box_below) in itertools.combinations(boxes, 2):
        if box.overlaps(box_below):
            yield f"“{words}” lies on “{words_below}”"


def _texts(drawing: Drawing) -> list[Any]:
    """Return the texts that are drawn: matplotlib keeps those of ticks beyond an axis's ends."""
    beyond = set()
    for ax in drawing.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    beyond |= {tick.label1, tick.label2}
    texts: list[Any] = drawing.findobj(Text)
    return [text for text in texts if text.get_visible() and text.get_text() and text not in beyond]


def _place(drawing: Drawing) -> None:
    """Put the words of `beside` where they lie on nothing: in one line, else in several."""
    words = [text for text in _texts(drawing) if text.get_gid() == _BESIDE]
    taken = [text.get_window_extent() for text in _texts(drawing) if text not in words]
    lines = [line for ax in drawing.axes for line in ax.lines]
    for line in lines:
        around = line.get_markersize() / 2 / _POINT if line.get_marker() != "None" else 0
        points = line.get_transform().transform(line.get_xydata())
        taken += [Bbox([point, point]).padded(around) for point in points]
    bars = [bar for ax in drawing.axes for bar in ax.patches if bar.zorder > 0]
    drawn: list[Any] = [*bars, *(line for line in lines if line.get_linestyle() != "None")]
    shapes = [shape.get_transform().transform_path(shape.get_path()) for shape in drawn]
    for text in words:

        def faults(look: dict[str, Any], text: Any = text) -> tuple[bool, int]:
            """Say whether words stick out of their axes, and on how much they lie."""
            text.set(**look)
            box = text.get_window_extent().padded(0, -2)
            is_outside = Bbox.union([text.axes.bbox, box]).bounds != text.axes.bbox.bounds
            crossed = sum(shape.intersects_bbox(box, filled=False) for shape in shapes)
            return is_outside, crossed + box.count_overlaps(taken)

        places = itertools.product(_wrapped(text.get_text()), _SIDES)
        text.set(**min(({"text": wrapped, **side} for wrapped, side in places), key=faults))
        taken.append(text.get_window_extent().padded(0, -2))


def _wrapped(words: str) -> list[str]:
    """Return words in one line, in two and in three, each of about one length."""
    letters = (math.ceil(len(words) / lines) for lines in (1, 2, 3))
    longest = max(map(len, words.split()))
    return [textwrap.fill(words, max(width, longest)) for width in letters]


# What charts share.


def is_exact(figure: Figure) -> bool:
    """Tell whether a figure is exact: a result without a range, or a row that says so, to the unit.

    One that nobody dates is not.
    """
    if figure.undated:
        return False
    if figure.row is None:
        return figure.low == figure.high and not figure.range.approximate
    return figure.row.qualifier == "exact" and figure.row.rounded_to <= 1


def dot(
    ax: Axes,
    x: Any,
    figure: Figure,
    colour: str = OFFICIAL,
    size: float = 9,
    *,
    hollow: bool = False,
) -> None:
    """Draw a mark at a figure's value, hollow if it is not exact; the size is in points.

    `hollow` makes an exact one hollow too, such as a count that is known only at second hand.

    Examples
    --------
    >>> count = Figure.parse("about 22,000 people", unit="people")
    >>> pair = both(lambda ax: dot(ax, 2016, count, size=6))
    """
    face = PAPER if hollow or not is_exact(figure) else colour
    edge = min(2, size / 4)
    ax.plot(x, figure.value, "o", ms=size, mfc=face, mec=colour, mew=edge, zorder=5, clip_on=False)


def beside(ax: Axes, x: Any, y: Any, words: str, colour: str = OFFICIAL) -> None:
    """Write words beside a point, on the side where they lie on nothing.

    Examples
    --------
    >>> pair = both(lambda ax: beside(ax, 2016, 21_900, "21,900"))
    """
    ax.annotate(
        words,
        (x, y),
        (0, 0),
        textcoords="offset points",
        color=colour,
        size="small",
        gid=_BESIDE,
        in_layout=False,
    )


def period(ax: Axes, start: Any, end: Any, words: str, *, top: bool = False) -> None:
    """Shade a period, as far as the axis goes, with words at its foot, or at its top.

    Examples
    --------
    >>> pair = both(lambda ax: [ax.bar([2016, 2018], [1, 2]), period(ax, 2017, 2020, "campaign")])
    """
    has_data, limits = ax.has_data(), ax.get_xlim()
    ax.axvspan(start, end, color=SOFT, alpha=0.08, lw=0, zorder=0)
    if has_data:
        ax.set_xlim(limits)
    ax.annotate(
        words,
        (start, int(top)),
        (5, -4 if top else 4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        color=SOFT,
        size="small",
        va="top" if top else "bottom",
    )


# Export.

_OF_TAGS = (
    (r"<(g|text) id=\"[^\"]*\"", r"<\1"),
    (r" font-family: [^;\"]+;", ""),
    (r" transform=\"rotate\(-0 [^\"]*\"", ""),
    (r" xlink:href", " href"),
    (r"\s+", " "),
)
"""What a page changes in the tags that matplotlib writes."""


def render(  # noqa: PLR0917
    pair: Pair, name: str, title: str, subtitle: str, foot: str, licence: str
) -> tuple[str, str, dict[str, bytes]]:
    """Return a pair as two SVGs, and the wide one as the files `charts/name.svg` and `.png`.

    In the files, title and subtitle stand above the drawing, `foot` and `licence` below. The same
    drawing gives the same bytes.
    """
    drawing = pair.wide
    wide, narrow = (_saved(size, "svg").decode() for size in (drawing, pair.narrow))
    with _in_style(13):
        under = drawing.text(
            0, 1.04, textwrap.fill(subtitle, 88), va="bottom", fontsize="large", color=SOFT
        )
        over = drawing.axes[0].annotate(
            textwrap.fill(title, 66),
            (0, 1),
            (0, 8),
            xycoords=under,
            textcoords="offset points",
            va="bottom",
            fontsize="x-large",
            fontweight="bold",
        )
        notes = f"{textwrap.fill(foot, 110)}\n{licence}"
        below = drawing.text(0, -0.04, notes, va="top", color=SOFT)
    whole = {"bbox_inches": "tight", "pad_inches": 0.25}
    svg, png = _saved(drawing, "svg", **whole), _saved(drawing, "png", dpi=2 * _DPI, **whole)
    for text in (over, under, below):  # a cell may run again
        text.remove()
    return wide, narrow, {f"charts/{name}.svg": svg, f"charts/{name}.png": png}


def _saved(drawing: Drawing, form: str, **options: Any) -> bytes:
    """Return a drawing as a file, without what differs from day to day or machine to machine."""
    unsaid = ("Software",) if form == "png" else ("Date", "Creator", "Format", "Type")
    out = io.BytesIO()
    with _in_style():
        drawing.savefig(out, format=form, metadata=dict.fromkeys(unsaid), **options)
    return out.getvalue()


def inline_svg(svg: str, name: str, alt: str) -> Markup:
    """Return a drawing's SVG for a page that holds others too, with `alt` as its text.

    Its ids begin with its name, its colours are the page's variables, and it has no style sheet.
    """
    _, view, content = re.split(r'<svg[^>]*(viewBox="[^"]+")[^>]*>', svg, maxsplit=1)
    content = re.sub(r"(?s)<defs>\s*<style.*?</style>\s*</defs>", "", content, count=1)
    content = re.sub(r"<[^>]*>", lambda tag: _for_page(tag[0], name), content)
    content = re.sub(r">\s+<", ">\n<", content)
    joins = "stroke-linejoin:round;stroke-linecap:butt"
    start = '<svg xmlns="http://www.w3.org/2000/svg" {} role="img" aria-label="{}" style="{}">'
    return markup(start, Markup(view), str(alt), joins) + Markup(content)


def _for_page(tag: str, name: str) -> str:
    """Rewrite a tag of an SVG: short numbers, ids with a name before them, the page's colours."""
    for pattern, new in _OF_TAGS:
        tag = re.sub(pattern, new, tag)
    for mark in (' id="', 'href="#', "url(#"):
        tag = tag.replace(mark, f"{mark}{name}-")
    for role, colour in _COLOURS.items():
        tag = tag.replace(colour, f"var(--{role}, {colour})")
    return re.sub(r"(?<!opacity: )\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", tag)
