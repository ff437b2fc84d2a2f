"""What a cell shows: its HTML, and the files and rows that the build takes from it."""

import base64
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context
from pathlib import Path
from typing import Any, TypeAlias
from unicodedata import bidirectional
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from stats.values.bounds import cleaned

Rows: TypeAlias = Sequence[Mapping[str, object]]
FILES = "application/vnd.stats.files+json"
"""Files to save beside the page: their names, and their bytes in base64."""
ROWS = "application/vnd.stats.rows+json"
"""Rows to publish: the file they belong to, and a CSV table."""
STYLE = f"<style scoped>\n{Path(__file__).with_name('jupyter.css').read_text('utf-8')}</style>\n"
"""The style in Jupyter, before each output's HTML; a page has one of its own."""
IN_A_TEXT = Markup(
    "<style scoped>:has(> .myst-RenderedExpression), .myst-RenderedExpression, "
    ".myst-RenderedExpression div { display: inline !important; font-size: inherit !important; "
    "padding: 0 !important } .myst-RenderedExpression .working { display: none }</style>"
)
"""How JupyterLab’s extension for MyST shows a figure in a text: as its words, and no box."""
WORKING = re.compile(r'<style scoped>.*?</style>|<small class="working">.*?</small>')
"""What a figure has for a cell of its own, and not for a text."""
_ROUNDED = {"low": ROUND_FLOOR, "high": ROUND_CEILING}
"""How the ends of ranges are rounded in a CSV file: outward."""
_WITHIN_A_LINE = ("a", "b", "bdi", "code", "em", "i", "img", "small", "span", "strong")
"""Tags that begin no line."""
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
"""How a text begins that a spreadsheet may run."""


@dataclass(frozen=True)
class Output:
    """What a cell shows, for Jupyter to display.

    `html` is for browsers and code hosts, `text` for terminals. `files` are saved beside the page,
    in `charts/`: contents by name. `published` are rows of the tables that the build gathers, by
    the name of the file.
    """

    html: Markup
    files: Mapping[str, bytes] = field(default_factory=dict)
    published: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its words."""
        return text_of(self.html)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/html": f"{STYLE}{self.html}",
            "text/plain": self.text,
            FILES: {
                name: base64.b64encode(content).decode() for name, content in self.files.items()
            },
            # As CSV, since JSON has no infinity.
            ROWS: {
                name: csv(pd.DataFrame(rows)).decode()
                for name, rows in self.published.items()
                if rows
            },
        }

    def __repr__(self) -> str:
        return self.text


# HTML.


def text_of(html: str) -> str:
    """Return the words of HTML: a line for each block, with | between the cells of a row.

    A drawing has the words for those who cannot see it.

    Examples
    --------
    >>> print(text_of('<h2>A <b>or</b> B</h2><tr><th>1<td>2</tr><svg aria-label="C">D</svg>'))
    A or B
    1 | 2
    C
    """
    html = re.sub(r'(?s)<svg\b[^>]* aria-label="([^"]*)".*?</svg>', r"\n\1\n", str(html))
    html = re.sub(r"(?s)<(head|style)\b.*?</\1>|<!--.*?-->|<![^>]*>", "", html)
    between = {**dict.fromkeys(_WITHIN_A_LINE, ""), **dict.fromkeys(("td", "th"), " | ")}
    text = re.sub(r"</?(\w+)[^>]*>", lambda tag: between.get(tag[1], "\n"), html)
    lines = (" ".join(Markup(line).unescape().split()).strip(" |") for line in text.splitlines())
    return "\n".join(filter(None, lines))


def markup(template: str, *values: object) -> Markup:
    """Fill a short piece of HTML with values, each escaped."""
    return Markup(template).format(*values)


def escaped(text: object) -> Markup:
    """Return a text as HTML; what is HTML already stays as it is.

    One with words that run from right to left stands by itself, so that what follows it, such as a
    date, does not change its place.
    """
    html = Markup.escape(text)
    is_plain = not hasattr(text, "__html__")
    if is_plain and any(bidirectional(letter) in {"R", "AL"} for letter in html):
        return Markup("<bdi>{}</bdi>").format(html)
    return html


def link(text: str, address: str) -> Markup:
    """Return a link, for a cell of a table.

    `address` is one on the web or of mail, or `#` and an id on the page; anything else raises
    ValueError. Both are escaped.
    """
    if not address.startswith(("https://", "http://", "mailto:", "#")):
        raise ValueError(
            f"address: {address!r}; it must begin with https://, http://, mailto: or #"
        )
    return markup('<a href="{}">{}</a>', address, text)


def strong(text: str) -> Markup:
    """Return a text that stands large, for small print of the comparison."""
    return markup("<b>{}</b>", text)


def details(summary: str, html: Markup) -> Markup:
    """Return HTML that is collapsed under these words."""
    return markup("<details><summary>{}</summary>\n{}\n</details>", summary, html)


# Files.


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as a CSV file: whole numbers in full, others to 6 significant digits.

    Its index is left out. A missing number is an empty cell. Columns named `low` and `high` are
    the ends of ranges: they are rounded outward, other numbers to the nearest. A text that a
    spreadsheet would run as a formula has an apostrophe before it, as OWASP’s page on CSV
    injection advises.

    Examples
    --------
    >>> csv(pd.DataFrame({"value": [0.1234567], "words": ["=1+1"]}))
    b"value,words\\n0.123457,'=1+1\\n"
    """
    cells = {
        name: [_cell(value, _ROUNDED.get(str(name), ROUND_HALF_EVEN)) for value in column]
        for name, column in frame.items()
    }
    return pd.DataFrame(cells, dtype=object).to_csv(index=False, lineterminator="\n").encode()


def _cell(value: Any, rounding: str) -> Any:
    """Return a value as a cell of a CSV file has it."""
    if isinstance(value, str):
        # pandas writes a carriage return without quotes, so that it would begin a row.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if _FORMULA.match(text) else text
    if not isinstance(value, float) or math.isnan(value):
        return value
    if math.isinf(value) or value.is_integer():
        return f"{value:.0f}"
    return f"{Context(prec=6, rounding=rounding).plus(cleaned(value)).normalize():f}"


def data_address(table: bytes) -> str:
    """Return a CSV file as an address that holds it, so that it can be saved from a page alone."""
    return f"data:text/csv;charset=utf-8,{quote(table)}"
