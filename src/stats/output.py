"""What a cell shows: its HTML and text, with escaping and links, and the files and rows with it."""

import base64
import hashlib
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from stats.bounds import cleaned

Rows: TypeAlias = Sequence[Mapping[str, object]]
FILES = "application/vnd.stats.files+json"
"""Files to save beside the page: their names, and their bytes in base64."""
ROWS = "application/vnd.stats.rows+json"
"""Rows to publish: the file they belong to, and a CSV table."""
CONTENTS = '<p class="contents">Contents</p>'
"""What the build replaces by the table of contents."""
SHARED = "charts/share.png"
"""The picture that a page names to whoever links to it."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(rf"([{_RTL}]+(?:[\W\d]+[{_RTL}]+)*)")
"""Words of a script that runs from right to left, and what stands between them."""

_STYLE = """<style scoped>
:root:not(:has([open] tr[id^="figure-"])) a[href^="#figure-"],
:root:not(:has([open] tr[id^="source-"])) a[href^="#source-"] { all: unset; pointer-events: none; }
@scope { :scope {
--ink: var(--jp-content-font-color1);
--soft: var(--jp-content-font-color2);
--grid: var(--jp-border-color2);
--paper: var(--jp-layout-color0);
--shade: var(--jp-rendermime-table-row-background);
[data-jp-theme-light="false"] & {
--official: var(--jp-brand-color1);
--claim: var(--jp-warn-color1);
}
.more > .source { display: none; }
:is(p:not(.answers), .limits) { max-width: 44em; }
h1 { line-height: 1.2; max-width: 24em; }
figure { margin: 0; max-width: 1080px; }
:is(caption, th, td):not(.number) { text-align: left; vertical-align: top; }
ul { list-style: none; padding: 0; }
.cards { display: grid; gap: 1em 2em; grid-template-columns: repeat(auto-fit, minmax(13em, 1fr)); }
.cards .number { font-size: 1.8em; }
.cards small { font-size: 60%; }
:is(.cards .number, .chip) { font-weight: bold; }
.cards li > p { margin-bottom: 0.3em; }
.answers span { display: inline-block; margin-right: 1em; }
:is(.limits, .quote) { background: var(--shade); padding: 0.5em 1em; }
} }
</style>
"""
"""For JupyterLab, in its colours; the build takes it out, since a report has a style of its own.

JupyterLab does not open folded rows, so that links to them are plain text there; nor does it save
the files beside a report.
"""


@dataclass(frozen=True)
class Output:
    """What a cell shows, for Jupyter to display: `html` in browsers, `text` in terminals.

    `files` are saved beside the page, in `charts/`: contents by name. `published` are rows of the
    tables that the build gathers from all chapters, by the name of the file.
    """

    html: Markup
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    published: Mapping[str, Rows] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        files = {name: base64.b64encode(each).decode("ascii") for name, each in self.files.items()}
        # As CSV, since JSON has no infinity.
        tables = {
            name: csv(pd.DataFrame(rows)).decode() for name, rows in self.published.items() if rows
        }
        bundle = {"text/html": f"{_STYLE}{self.html}", "text/plain": self.text}
        return bundle | ({FILES: files} if files else {}) | ({ROWS: tables} if tables else {})

    def __repr__(self) -> str:
        return self.text


def escaped(text: object) -> Markup:
    """Return a text as HTML, in which words that run from right to left are isolated.

    What is HTML already stays as it is.
    """
    if hasattr(text, "__html__") or (words := str(text)).isascii():
        return Markup.escape(text)
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(part) if n % 2 else part
        for n, part in enumerate(_RIGHT_TO_LEFT.split(words))
    )


def plain(text: str) -> str:
    """Return HTML without its tags, a sentence as its words, any other text as it is."""
    return text.striptags() if isinstance(text, Markup) else str(text)


def link(text: str, address: str) -> Markup:
    """Return a link, for a cell of a table or a slot of a sentence.

    `address` is one on the web or of mail, or `#` and an id on the page; anything else raises
    ValueError. Both are escaped.
    """
    if not re.match(r"https?://|mailto:|#", address):
        raise ValueError(
            f"address: {address!r}; it must begin with https://, http://, mailto: or #"
        )
    return Markup('<a href="{}">{}</a>').format(address, escaped(text))


def markup(template: str, *values: object, **named: object) -> Markup:
    """Fill a piece of HTML with values, each escaped.

    `escaped` may add elements, so what an attribute holds comes as Markup already.
    """
    fields = {name: escaped(value) for name, value in named.items()}
    return Markup(template).format(*map(escaped, values), **fields)


def paragraph(css: str, text: str) -> Markup:
    """A paragraph of a class, or nothing without a text."""
    return markup('<p class="{}">{}</p>\n', css, text) if text else Markup("")


def details(summary: str, html: Markup) -> Markup:
    """HTML that is collapsed under these words."""
    return markup("<details><summary>{}</summary>\n{}\n</details>", summary, html)


def merged(*published: Mapping[str, Rows]) -> dict[str, Rows]:
    """Merge several sets of published tables, joining the rows of each table."""
    names = dict.fromkeys(itertools.chain(*published))
    return {name: [row for each in published for row in each.get(name, ())] for name in names}


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as a CSV file: whole numbers in full, others to 6 significant digits.

    Its index is left out. A missing number is an empty cell. Columns named `low` and `high` are
    the ends of ranges: they are rounded outward, other numbers to the nearest. A text that a
    spreadsheet would run as a formula has an apostrophe before it, as OWASP’s page on CSV
    injection advises.
    """
    outward = {"low": ROUND_FLOOR, "high": ROUND_CEILING}
    cells = {
        name: column.map(partial(_cell, rounding=outward.get(str(name), ROUND_HALF_EVEN)))
        for name, column in frame.items()
    }
    return pd.DataFrame(cells).to_csv(index=False, lineterminator="\n").encode()


def _cell(value: Any, rounding: str) -> Any:
    if isinstance(value, float) and not math.isnan(value):
        if math.isinf(value) or value == int(value):
            return f"{value:.0f}"
        return f"{Context(prec=6, rounding=rounding).plus(cleaned(value)).normalize():f}"
    return csv_text(value) if isinstance(value, str) else value


def csv_text(text: str) -> str:
    """Return a text for a cell of a CSV file, which no spreadsheet runs as a formula."""
    # A carriage return is written without quotes, and would begin a row.
    text = re.sub("\r\n?", "\n", text)
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠]|[\t\n]", text) else text


def data_address(table: bytes) -> str:
    """Return a CSV file as an address that holds it, so that it can be saved from a page alone."""
    return f"data:text/csv;charset=utf-8,{quote(table)}"


def sentence_id(words: str) -> str:
    """Return the name of a sentence in `sentences.csv`, which changes with its words."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]
