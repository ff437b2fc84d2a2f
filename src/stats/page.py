"""How a chapter shows things: paragraphs, tables and charts, as HTML that any page can hold.

Every value is escaped, so text from a table of figures comes out as text. A table always has a
caption and headers, a chart always an alternative text and its data as a table. What is to be
saved as a file beside the page travels with the output that shows it, and so do the rows that
a table publishes: the build gathers them from all chapters.
"""

import base64
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Any, TypeAlias

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure as Drawing

from stats.drawing import drawn, for_page
from stats.figure import Figure, Row
from stats.read import Data
from stats.verdicts import Check

__all__ = [
    "FILES",
    "ROWS",
    "Shown",
    "chart",
    "cite",
    "claims_table",
    "csv",
    "figures_table",
    "link",
    "prose",
    "row_links",
    "rows_table",
    "source_line",
    "sources_table",
    "statistics_table",
    "table",
]

FILES = "application/vnd.stats.files+json"
"""The MIME type of an output's files: their names, and their bytes in base64."""
ROWS = "application/vnd.stats.rows+json"
"""The MIME type of the rows that an output publishes: the file they belong to, and a CSV table."""

Cells: TypeAlias = Mapping[str, Iterable[str]]
Rows: TypeAlias = Sequence[Mapping[str, object]]

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
    published
        Rows of tables that the build gathers from all chapters, by the name of the file.
    """

    html: Markup
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    published: Mapping[str, Rows] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": str(self.html), "text/plain": self.text}
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


def link(text: str, address: str) -> Markup:
    """Return a link, for a cell of a table or a place in a paragraph.

    `address` is one on the web, or `#` and an id on the page; anything else raises ValueError.
    Both are escaped.

    Examples
    --------
    >>> link("the source", "#source-gazette_2020")
    Markup('<a href="#source-gazette_2020">the source</a>')
    """
    if not re.match(r"https?://|#", address):
        raise ValueError(f"address: {address!r}; it must begin with https://, http:// or #")
    return Markup('<a href="{}">{}</a>').format(address, text)


def row_links(names: Iterable[str]) -> Markup:
    """Return links to the rows of figures by their ids, each once, with commas between them.

    Examples
    --------
    >>> row_links(["people_2020"])
    Markup('<a href="#figure-people_2020">people_<wbr>2020</a>')
    """
    return Markup(", ").join(
        link(_breakable(name), f"#figure-{name}") for name in dict.fromkeys(names)
    )


def cite(figure: Figure) -> Markup:
    """Return a figure in its words, as a link to its row if it is one, for a place in a paragraph.

    Examples
    --------
    >>> from stats.bounds import Bound
    >>> cite(Figure(25.0, Bound(25, 25, approximate=True), unit="people"))
    Markup('about 25 people')
    """
    if figure.row is None:
        return Markup.escape(figure.words)
    return link(str(figure), f"#figure-{figure.row.id}")


def prose(*paragraphs: str, **values: object) -> Shown:
    """Show paragraphs of HTML, with values in the places named in braces.

    A value is escaped, unless it is a link. Raises KeyError if a place has no value.

    Examples
    --------
    >>> prose("It grew by {growth}.", growth="78% & more")
    It grew by 78% & more.
    """
    filled = [Markup(paragraph).format(**values) for paragraph in paragraphs]
    html = Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in filled)
    return Shown(html, "\n\n".join(paragraph.striptags() for paragraph in filled))


def table(
    cells: Cells,
    caption: str,
    *,
    numbers: Sequence[str] = (),
    ids: Sequence[str] = (),
    fold: bool = False,
    files: Mapping[str, bytes] | None = None,
    published: Mapping[str, Rows] | None = None,
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
    files, published
        What travels with it, as in `Shown`.

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
    return Shown(html, f"{caption}\n{plain.to_string(index=False)}", files or {}, published or {})


def _cell(tag: str, cell: str, number: bool) -> Markup:
    long = max(map(len, _plain(cell).split()), default=0) > _LONGEST_WORD
    css = Markup(' class="number"' if number else ' class="long"' if long else "")
    return Markup("<{}{}>{}</{}>").format(Markup(tag), css, cell, tag[:2])


def _plain(cell: str) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell


def chart(
    drawing: Drawing,
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
    drawing
        One made by `stats.drawing.canvas`.
    name
        The name of its files, and of its place on the page.
    title
        What it finds, in a sentence.
    alt
        What someone who cannot see it needs to know.
    data
        Its data, as a table; what travels with that travels with the chart.
    source
        Where its figures come from.
    note
        What its marks mean, where that does not go without saying.

    Raises
    ------
    ValueError
        If the title, the alternative text or the source is empty.
    """
    for argument, text in {"title": title, "alt": alt, "source": source}.items():
        if not text:
            raise ValueError(f"{argument}: ''; a chart needs one")
    bare, saved = drawn(drawing, name, title, f"{note} Source: {source}".strip())
    html = Markup(
        '<figure id="chart-{name}">\n<figcaption>{title}</figcaption>\n{svg}\n'
        '<p class="source">{note} Source: {source}. Save the chart: '
        '<a href="charts/{name}.svg" download>SVG</a>, <a href="charts/{name}.png" download>PNG</a>'
        "</p>\n</figure>\n{data}"
    ).format(
        name=name,
        title=title,
        svg=Markup(for_page(bare, name, alt)),
        note=note,
        source=source,
        data=data.html,
    )
    files = {**saved, **data.files}
    return Shown(html, f"{title}\n{alt}\n{data.text}", files, data.published)


def source_line(figures: Iterable[Figure], data: Data) -> str:
    """Return who gives figures and who published them, for the foot of a chart.

    With more than two sources it says where they are listed. Raises ValueError if a figure is not
    a row.
    """
    rows = [_row(figure) for figure in figures]
    bodies = "; ".join(data.name(key) for key in dict.fromkeys(row.attributed_to for row in rows))
    keys = dict.fromkeys(row.source for row in rows)
    if len(keys) > 2:
        return f"{bodies}; what each published is listed in the report"
    published = []
    for key in keys:
        source = data.sources.loc[key]
        day = source["published"]
        known = "" if pd.isna(day) else f", {day.day} {day:%B %Y}"
        published.append(f"{source['publisher']}{known}")
    return f"{bodies}, in {'; '.join(published)}"


def figures_table(
    figures: Iterable[Figure], data: Data, caption: str, *, fold: bool = False
) -> Shown:
    """Show figures, each with its words, what they allow, who says so, and a link to its row.

    Raises ValueError if a figure is not a row.
    """
    rows = [(figure, _row(figure)) for figure in figures]
    cells: Cells = {
        "When": [figure.when for figure, _ in rows],
        "Figure": [str(figure) for figure, _ in rows],
        "What its words allow": [str(figure.range) for figure, _ in rows],
        "Who says so": [data.name(row.attributed_to) for _, row in rows],
        "Row": [row_links([row.id]) for _, row in rows],
    }
    return table(cells, caption, fold=fold)


def rows_table(figures: Iterable[Figure], data: Data, caption: str) -> Shown:
    """Show rows themselves, where all links to a row lead: its words, its source, our note.

    Raises ValueError if a figure is not a row.
    """
    rows = [(figure, _row(figure)) for figure in figures]
    cells: Cells = {
        "Row": [_breakable(row.id) for _, row in rows],
        "When": [figure.when for figure, _ in rows],
        "Figure": [str(figure) for figure, _ in rows],
        "Who says so": [_who(row, data) for _, row in rows],
        "In the words of the source, and our note": [
            Markup("“{}” ({}). {}").format(
                row.wording, link("source", f"#source-{row.source}"), row.note
            )
            for _, row in rows
        ],
    }
    return table(cells, caption, ids=[f"figure-{row.id}" for _, row in rows])


def _who(row: Row, data: Data) -> str:
    if not row.counted_by:
        return data.name(row.attributed_to)
    own = row.counted_by == row.attributed_to
    counted = "its own count" if own else f"counted by {data.name(row.counted_by)}"
    return f"{data.name(row.attributed_to)} ({counted})"


def sources_table(data: Data, caption: str) -> Shown:
    """Show the sources, each with its address, in the place where all links to it lead."""
    rows = [data.sources.loc[key] for key in data.sources.index]
    cells: Cells = {
        "Source": [link(row["title"], row["address"]) for row in rows],
        "Publisher": [
            f"{row['publisher']} ({row['author']})" if row["author"] else row["publisher"]
            for row in rows
        ],
        "Published": [
            "not known"
            if pd.isna(row["published"])
            else Markup("<time>{}</time>").format(f"{row['published']:%Y-%m-%d}")
            for row in rows
        ],
        "Kind": [
            f"{row['kind']}, relays {row['relays']}" if row["relays"] else row["kind"]
            for row in rows
        ],
        "Note": [row["note"] for row in rows],
    }
    return table(cells, caption, ids=[f"source-{key}" for key in data.sources.index])


def statistics_table(
    statistics: Mapping[str, tuple[str, Figure]], caption: str, *, fold: bool = False
) -> Shown:
    """Show derived figures at face value and with their words, and publish them.

    Parameters
    ----------
    statistics
        By the id under which each is published in `statistics.csv`: what it is, and the figure.
    caption
        What the table holds.
    fold
        Whether it is folded under its caption until it is asked for.
    """
    figures = [figure for _, figure in statistics.values()]
    cells: Cells = {
        "Statistic": [label for label, _ in statistics.values()],
        "At face value": [figure.face for figure in figures],
        "With its words": [figure.words for figure in figures],
        "From": [row_links(figure.inputs) for figure in figures],
    }
    rows = [
        {
            "id": name,
            "label": label,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "low_open": figure.range.low_open,
            "high_open": figure.range.high_open,
            "approximate": figure.range.approximate,
            "unit": figure.unit,
            "words": figure.words,
            "inputs": " ".join(figure.inputs),
            "formula": figure.formula,
        }
        for name, (label, figure) in statistics.items()
    ]
    return table(cells, caption, fold=fold, published={"statistics.csv": rows})


def claims_table(checks: Mapping[str, Check], data: Data) -> Shown:
    """Show what came of checking claims, each with its four answers, and publish it.

    Parameters
    ----------
    checks
        By the id under which each is published in `claims.csv`, and in `others.csv` what others
        say of it.
    data
        The tables that the claims were checked by.
    """
    of_others = {name: check.listed.to_dict("records") for name, check in checks.items()}
    cells: Cells = {
        "The claim": [
            Markup("“{}” ({})").format(row.wording, link("row", f"#figure-{row.id}"))
            for row in (_row(check.claim) for check in checks.values())
        ],
        "Does it add up?": [
            _answer(
                check.adds_up, f"Recomputed: {check.recomputed.face}." if check.recomputed else ""
            )
            for check in checks.values()
        ],
        "What do others say?": [
            _answer(check.others, *_others(check, of_others[name], data))
            for name, check in checks.items()
        ],
        "Does it hold as worded?": [_answer(check.as_worded) for check in checks.values()],
        "Who counted?": [_answer(check.who_counted) for check in checks.values()],
    }
    published: dict[str, Rows] = {
        "claims.csv": [_claim(name, check) for name, check in checks.items()],
        "others.csv": [
            {"claim": name, **other} for name, others in of_others.items() for other in others
        ],
    }
    return table(
        cells,
        "Each claim and what came of checking it",
        ids=[f"claim-{name}" for name in checks],
        published=published,
    )


def _answer(answer: str, *sentences: str) -> Markup:
    said = answer if answer == "–" else f"{answer[0].upper()}{answer[1:]}."
    return Markup(" ").join([Markup("<strong>{}</strong>").format(said), *filter(None, sentences)])


def _others(check: Check, others: Sequence[Mapping[str, Any]], data: Data) -> Iterator[Markup]:
    """How far the figures that count are from a claim, whose they are and what they rest on."""
    counted = [other for other in others if other["counts"] == "counted"]
    if counted:
        bodies = dict.fromkeys(key for other in counted for key in other["body"].split())
        sources = dict.fromkeys(key for other in counted for key in other["sources"].split())
        yield Markup("{}: {} ({}). Weakest source: {}.").format(
            _gaps([other["gap"] for other in counted]),
            ", ".join(data.name(key) for key in bodies),
            _source_links(sources, data),
            check.kind,
        )
    if check.rests_on:
        yield Markup("Rests on {}.").format(_source_links(check.rests_on, data))
    if check.own:
        yield Markup("{} itself also gives {}.").format(
            data.name(_row(check.claim).attributed_to),
            Markup(", ").join(
                Markup("{} ({})").format(cite(figure), figure.when) for figure in check.own
            ),
        )


def _gaps(gaps: Sequence[float]) -> str:
    low, high = (_gap(gap) for gap in (min(gaps), max(gaps)))
    # The way is said once where it is the same.
    return low if low == high else f"{low.removesuffix(f' {high.split()[-1]}')} to {high}"


def _gap(gap: float) -> str:
    if gap == 0:
        return "the same"
    way = "higher" if gap > 0 else "lower"
    # From a claim of 0 any other number is infinitely far.
    return way if math.isinf(gap) else f"{abs(gap):,.1%} {way}"


def _source_links(keys: Iterable[str], data: Data) -> Markup:
    return Markup(", ").join(
        link(data.sources.at[key, "publisher"], f"#source-{key}") for key in keys
    )


def _claim(name: str, check: Check) -> dict[str, object]:
    claim, recomputed = check.claim, check.recomputed
    in_percent = recomputed and (recomputed.unit, claim.unit) == ("ratio", "percent")
    return {
        "id": name,
        "wording": _row(claim).wording,
        "published": claim.value,
        "recomputed": recomputed.value * (100 if in_percent else 1) if recomputed else math.nan,
        "adds_up": check.adds_up,
        "others": check.others,
        "as_worded": check.as_worded,
        "who_counted": check.who_counted,
        "smallest_gap": check.gaps.min(),
        "largest_gap": check.gaps.max(),
        "rests_on": " ".join(check.rests_on),
        "matches_low": check.tolerances.matches[0],
        "matches_high": check.tolerances.matches[1],
        "close_low": check.tolerances.close[0],
        "close_high": check.tolerances.close[1],
    }


def _row(figure: Figure) -> Row:
    if figure.row is None:
        raise ValueError(f"{figure.name} is no row of a table; show it in a statistics_table")
    return figure.row


def _breakable(name: str) -> Markup:
    """An id that may be broken after an underscore, so that it fits a narrow column."""
    return Markup("_<wbr>").join(name.split("_"))


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
