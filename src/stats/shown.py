"""What a cell of a chapter shows, with the files and the rows that travel with it.

What is to be saved as a file beside the page travels with the output that shows it, and so do the
rows that it publishes: the build gathers them from all chapters.
"""

import base64
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Any, TypeAlias

import pandas as pd
from markupsafe import Markup

from stats.mime import FILES, ROWS

__all__ = ["FILES", "ROWS", "Rows", "Shown", "csv"]

Rows: TypeAlias = Sequence[Mapping[str, object]]

_STYLE = """<style scoped>
:root:not(:has([open] tr[id^="figure-"])) a[href^="#figure-"],
:root:not(:has([open] tr[id^="source-"])) a[href^="#source-"] { all: unset; pointer-events: none; }
@scope { :scope {
--ink: var(--jp-content-font-color1);
--soft: var(--jp-content-font-color2);
--grid: var(--jp-border-color2);
--paper: var(--jp-layout-color0);
--shade: var(--jp-rendermime-table-row-background);
[data-jp-theme-light="false"] & { --official: #9cc4ee; --claim: #ff9a5c; }
.more > .source { display: none; }
:is(p:not(.answers), .limits) { max-width: 44em; }
h1 { line-height: 1.2; max-width: 24em; }
figure { margin: 0; max-width: 1080px; }
svg text { paint-order: stroke; stroke: var(--paper); stroke-linejoin: round; stroke-width: 4px; }
:is(caption, th, td):not(.number) { text-align: left; vertical-align: top; }
ul:not(.list-inline) { list-style: none; padding: 0; }
.cards { display: grid; gap: 1em 2em; grid-template-columns: repeat(auto-fit, minmax(13em, 1fr)); }
.cards .number { font-size: 1.8em; }
.cards small { font-size: 60%; }
:is(.cards .number, .chip) { font-weight: bold; }
:is(.cards li, .claims li) > p { margin-bottom: 0.3em; }
.claims li { margin-top: 1em; }
.answers span { display: inline-block; margin-right: 1em; }
:is(.limits, .quote) { background: var(--shade); padding: 0.5em 1em; }
} }
</style>
"""
"""For JupyterLab, in its colours. A report has its own style, and its build takes this one out.

JupyterLab unfolds nothing: where no rows are open, links to them are plain text, in any output. The
files beside a report are not there to be saved.
"""


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
    published
        Rows of tables that the build gathers from all chapters, by the name of the file.
    """

    html: Markup
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    published: Mapping[str, Rows] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": f"{_STYLE}{self.html}", "text/plain": self.text}
        if self.files:
            bundle[FILES] = {
                name: base64.b64encode(content).decode("ascii")
                for name, content in self.files.items()
            }
        if any(self.published.values()):
            # As they are written in the end, since JSON has no infinity.
            bundle[ROWS] = {
                name: csv(pd.DataFrame(rows)).decode("utf-8")
                for name, rows in self.published.items()
                if rows
            }
        return bundle

    def __repr__(self) -> str:
        return self.text


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
