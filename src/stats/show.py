"""What a chapter shows: a paragraph, a table or a chart, as HTML that any page can hold.

Every value is escaped, so text from a table of figures comes out as text. A table always has a
caption and headers, a chart always an alternative text and its data as a table. What is to be
saved as a file beside the page travels with the output that shows it.
"""

import base64
import io
import json
import math
import re
import textwrap
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Any

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

__all__ = ["FILES", "Shown", "canvas", "chart", "csv", "link", "prose", "table"]

FILES = "application/vnd.stats.files+json"
"""The MIME type of an output's files: their names, and their bytes in base64."""

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
_WIDTH = 4.7
_HEAD, _FOOT = 0.85, 0.62
_LONGEST_WORD = 40
"""The most letters of a word that no column of a table need break."""


@dataclass(frozen=True)
class Shown:
    """Something on the page, as Jupyter displays it.

    Parameters
    ----------
    html
        What a browser shows.
    text
        What a terminal, or a reader who cannot see it, gets.
    files
        What is to be saved beside the page: names and contents.
    """

    html: Markup
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": str(self.html), "text/plain": self.text}
        if self.files:
            bundle[FILES] = {
                name: base64.b64encode(content).decode("ascii")
                for name, content in self.files.items()
            }
        return bundle

    def __repr__(self) -> str:
        return self.text


def link(text: str, address: str) -> Markup:
    """Return a link, for a cell of a table or a place in a paragraph.

    Parameters
    ----------
    text
        What it reads.
    address
        Where it leads: an address on the web, or `#` and an id on the page.

    Returns
    -------
    The link as markup; its text and its address are escaped.

    Raises
    ------
    ValueError
        If the address is neither.

    Examples
    --------
    >>> link("the source", "#source-khmer_times_2020")
    Markup('<a href="#source-khmer_times_2020">the source</a>')
    """
    if not re.match(r"https?://|#", address):
        raise ValueError(f"address: {address!r}; it must begin with https://, http:// or #")
    return Markup('<a href="{}">{}</a>').format(address, text)


def prose(*paragraphs: str, **values: Any) -> Shown:
    """Show paragraphs, with values in the places named in braces.

    Parameters
    ----------
    *paragraphs
        HTML with places such as `{growth}`.
    **values
        What stands in the places; escaped, unless it is a link.

    Returns
    -------
    The paragraphs.

    Raises
    ------
    KeyError
        If a place has no value.

    Examples
    --------
    >>> prose("It grew by {growth}.", growth="78.0 % & more")
    It grew by 78.0 % & more.
    """
    filled = [Markup(paragraph).format(**values) for paragraph in paragraphs]
    html = Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in filled)
    return Shown(html, "\n\n".join(paragraph.striptags() for paragraph in filled))


def table(
    cells: Mapping[str, Iterable[str]],
    caption: str,
    *,
    numbers: Sequence[str] = (),
    ids: Sequence[str] = (),
    fold: bool = False,
    files: Mapping[str, bytes] | None = None,
) -> Shown:
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
        Whether it is folded under its caption until it is asked for.
    files
        What is to be saved beside the page.

    Returns
    -------
    The table, with its files.

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
    rows = list(zip(*cells.values(), strict=True))
    number = [name in numbers for name in cells]
    columns = ['th scope="col"'] * len(number)
    kinds = ['th scope="row"', *["td"] * (len(number) - 1)]
    head = Markup("").join(map(_cell, columns, cells, number))
    body = []
    for place, row in enumerate(rows):
        anchor = Markup(' id="{}"').format(ids[place]) if ids else ""
        body.append(
            Markup("<tr{}>").format(anchor) + Markup("").join(map(_cell, kinds, row, number))
        )
    # On a narrow screen a row is a stack of cells, each after its header: said once, for the style.
    heads = [name if name.endswith("?") else f"{name}:" for name in cells]
    labels = "".join(
        f"--h{place}:{json.dumps(f'{name} ', ensure_ascii=False)};"
        for place, name in enumerate(heads[1:], 2)
    )
    html = Markup(
        '<table style="{}"><caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n'
        "</tbody></table>"
    ).format(labels, caption, head, Markup("\n").join(body))
    if fold:
        html = Markup("<details><summary>{} ({} rows)</summary>\n{}</details>").format(
            caption, len(rows), html
        )
    plain = pd.DataFrame([map(_plain, row) for row in rows], columns=[*cells])
    return Shown(html, f"{caption}\n{plain.to_string(index=False)}", files or {})


def _cell(tag: str, cell: str, number: bool) -> Markup:
    long = max(map(len, _plain(cell).split()), default=0) > _LONGEST_WORD
    css = Markup(' class="number"' if number else ' class="long"' if long else "")
    return Markup("<{}{}>{}</{}>").format(Markup(tag), css, cell, tag[:2])


def _plain(cell: str) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell


def chart(
    figure: Figure,
    name: str,
    *,
    title: str,
    alt: str,
    data: Shown,
    source: str,
    note: str = "",
) -> Shown:
    """Show a chart with its title, alternative text, source and data, and save it for reuse.

    Parameters
    ----------
    figure
        A figure made by `canvas`.
    name
        The name of its files, and of its place on the page.
    title
        What it finds, in a sentence.
    alt
        What someone who cannot see it needs to know.
    data
        Its data, as a `table`.
    source
        Where its figures come from.
    note
        What its marks mean, where that does not go without saying.

    Returns
    -------
    The chart and its data, with an SVG and a PNG file and the files of the data.

    Raises
    ------
    ValueError
        If the title, the alternative text or the source is empty.
    """
    for argument, text in {"title": title, "alt": alt, "source": source}.items():
        if not text:
            raise ValueError(f"{argument}: ''; a chart needs one")
    # A letter that the image's font lacks is a box there, and a letter on the page.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        bare, saved = _drawn(figure, name, title, f"{note} Source: {source}".strip())
    html = Markup(
        '<figure id="chart-{name}">\n<figcaption>{title}</figcaption>\n{svg}\n'
        '<p class="source">{note} Source: {source}. Save the chart: '
        '<a href="charts/{name}.svg" download>SVG</a>, <a href="charts/{name}.png" download>PNG</a>'
        "</p>\n</figure>\n{data}"
    ).format(
        name=name,
        title=title,
        svg=Markup(_for_page(bare, name, alt)),
        note=note,
        source=source,
        data=data.html,
    )
    return Shown(html, f"{title}\n{alt}\n{data.text}", saved | dict(data.files))


def _drawn(figure: Figure, name: str, title: str, foot: str) -> tuple[str, dict[str, bytes]]:
    """The drawing alone, and its files: with the title above it and where it is from below."""
    artist: Any
    for artist in figure.findobj():
        artist.set_clip_on(False)
    for artist in figure.findobj(Text):
        artist.set_parse_math(False)
    width, height = figure.get_size_inches()
    inner = Bbox([[0, _FOOT], [width, height - _HEAD]])
    bare = _svg(figure, name, bbox_inches=inner)
    above = _lines(figure, title, 42, va="top", fontsize=13, fontweight="bold")
    below = _lines(figure, foot, 84, va="bottom", fontsize=7.5)
    # With more lines than there is room for, the file is as much taller.
    more, lower = (
        max(0.0, lines.get_window_extent().height / figure.dpi + 0.11 - room)
        for lines, room in ((above, _HEAD), (below, _FOOT))
    )
    above.set_y(1 - (0.08 - more) / height)
    below.set_y((0.06 - lower) / height)
    whole: dict[str, Any] = {}
    if more or lower:
        whole["bbox_inches"] = Bbox([[0, -lower], [width, height + more]])
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=192, metadata={"Software": None}, **whole)
    return bare, {
        f"charts/{name}.svg": _svg(figure, name, **whole).encode("utf-8"),
        f"charts/{name}.png": png.getvalue(),
    }


def _lines(figure: Figure, words: str, most: int, **how: Any) -> Text:
    """Words across the figure, in lines of so many letters, or of fewer where they are wide."""
    text = figure.text(0.012, 0, "", color=INK, parse_math=False, **how)
    letters, room = most, 0.976 * figure.bbox.x1
    text.set_text(textwrap.fill(words, letters))
    while letters > 1 and (wide := text.get_window_extent().width) > room:
        letters = max(1, min(letters - 1, int(letters * room / wide)))
        text.set_text(textwrap.fill(words, letters))
    return text


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as a CSV file: whole numbers in full, others to 6 significant digits.

    Parameters
    ----------
    frame
        The table; its index is left out. A missing number is an empty cell. Columns named `low` and
        `high` are the ends of bounds: they are rounded outward, others to the nearest.

    Returns
    -------
    The file, in UTF-8. A text that a spreadsheet would run as a formula has an apostrophe before
    it, as OWASP’s page on CSV injection advises.

    Examples
    --------
    >>> csv(pd.DataFrame({"id": ["occupancy"], "value": [1.466175309]}))
    b'id,value\\noccupancy,1.46618\\n'
    >>> csv(pd.DataFrame({"wording": ["=1+1"]}))
    b"wording\\n'=1+1\\n"
    >>> csv(pd.DataFrame({"low": [1.466175309], "high": [1.466175309]}))
    b'low,high\\n1.46617,1.46618\\n'
    """
    outward = {"low": ROUND_FLOOR, "high": ROUND_CEILING}
    written = pd.DataFrame(
        {
            name: cells.map(partial(_written, rounding=outward.get(str(name), ROUND_HALF_EVEN)))
            for name, cells in frame.items()
        }
    )
    return written.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _written(cell: Any, rounding: str) -> Any:
    if isinstance(cell, float):
        return _number(cell, rounding)
    if not isinstance(cell, str):
        return cell
    # A carriage return is written without quotes, and would begin a row.
    text = re.sub("\r\n?", "\n", cell)
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠]|[\t\n]", text) else text


def _number(value: float, rounding: str) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value) or value == int(value):
        return f"{value:.0f}"
    # Fifteen digits first: the noise of binary fractions must not push an end outward by a step.
    exact = Decimal(f"{value:.15g}")
    return f"{Context(prec=6, rounding=rounding).plus(exact).normalize():f}"


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure and its axes for `chart`, with room for the title and the source.

    Parameters
    ----------
    height
        Of the drawing itself, in inches; the width is the same for all.

    Returns
    -------
    The figure, and axes without lines or ticks as large as the drawing.
    """
    total = height + _HEAD + _FOOT
    figure = Figure(figsize=(_WIDTH, total), facecolor=PAPER)
    axes = figure.add_axes((0.012, _FOOT / total, 0.976, height / total))
    axes.set_axis_off()
    return figure, axes


def _svg(figure: Figure, name: str, **how: Any) -> str:
    # Fixed ids and no date, so that the same figures give the same bytes; text stays text.
    settings: dict[Any, Any] = {"svg.hashsalt": name, "svg.fonttype": "none"}
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    out = io.StringIO()
    with matplotlib.rc_context(settings):
        figure.savefig(out, format="svg", metadata=nothing, **how)
    # XML cannot hold these, however they are written.
    return re.sub(
        "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", out.getvalue()
    )


def _for_page(svg: str, name: str, alt: str) -> str:
    """The drawing alone, ready to stand among others in one page."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
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
