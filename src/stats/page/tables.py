"""Tables of any cells, and those of rows, sources, corrections and statistics."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import pandas as pd
from markupsafe import Markup

from stats.english import as_in_tables
from stats.figure import Figure, Row, figures_in
from stats.output import Output, details, link, markup, plain
from stats.read import Data
from stats.sentences import as_sentence, cite, sentence_rows
from stats.verdicts import COPY, own_row

Cells: TypeAlias = Mapping[str, Iterable[str | Figure]]


def table(
    cells: "Cells | pd.DataFrame",
    caption: str,
    *,
    numbers: Sequence[str] = (),
    ids: Sequence[str] = (),
    fold: bool = False,
) -> Output:
    """Show a table: its columns' names are the headers, its first column heads the rows.

    Parameters
    ----------
    cells
        The cells of each column, or a DataFrame: text as it is to be read, links, or figures,
        which link to their rows.
    caption
        What the table holds.
    numbers
        Columns of numbers, set flush right.
    ids
        An id for each row, so that others can link to it.
    fold
        Whether it is collapsed under its caption until a click or a link into it opens it.

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
    caption = as_sentence(caption)
    cells = {
        str(name): [cite(each, ",") if isinstance(each, Figure) else each for each in column]
        for name, column in cells.items()
    }
    rows = list(zip(*cells.values(), strict=True))
    number = [name in numbers for name in cells]
    kinds = ['th scope="row"', *["td"] * (len(number) - 1)]
    head = Markup("").join(map(_cell, ['th scope="col"'] * len(number), cells, number))
    # HTML allows </th>, </td> and </tr> to be omitted, which makes a long table a quarter
    # shorter.
    anchors = [markup(' id="{}"', name) for name in ids] or [Markup("")] * len(rows)
    body = [
        markup("<tr{}>{}", anchor, Markup("").join(map(_cell, kinds, row, number)))
        for anchor, row in zip(anchors, rows, strict=True)
    ]
    # On a narrow screen the style sheet stacks the cells of a row and writes each header,
    # from these variables, before its cell.
    heads = [name if name.endswith("?") else f"{name}:" for name in cells]
    labels = "".join(
        f"--h{place}:{json.dumps(f'{name} ', ensure_ascii=False)};"
        for place, name in enumerate(heads[1:], 2)
    )
    html = markup(
        '<table style="{}"><caption>{}</caption>\n<thead><tr>{}</thead>\n<tbody>\n{}\n'
        "</tbody></table>",
        *(Markup.escape(labels), caption, head, Markup("\n").join(body)),
    )
    if fold:
        html = details(markup("{} ({})", caption, row_count(len(rows))), html)
    text = pd.DataFrame([map(plain, row) for row in rows], columns=[*cells]).to_string(index=False)
    return Output(html, f"{caption}\n{text}", published=sentence_rows([caption]))


def _cell(tag: str, cell: str, number: bool) -> Markup:
    long = max(map(len, plain(cell).split()), default=0) > 24  # its words break, if need be
    css = Markup(' class="number"' if number else ' class="long"' if long else "")
    return markup("<{}{}>{}", Markup(tag), css, cell)


def row_count(number: int) -> str:
    """So many rows, in words."""
    return f"{number:,} row{'' if number == 1 else 's'}"


def row_links(names: Iterable[str], data: Data) -> Markup:
    """Return links to rows of figures by their numbers, each once: "rows 3, 17".

    Rows are numbered through `figures` and then `context`. Raises KeyError if there is no such id.
    """
    numbers = {name: data.row_numbers[name] for name in names}
    word = "row " if len(numbers) == 1 else ""  # it is in the link to a single one
    links = [link(f"{word}{number}", f"#figure-{name}") for name, number in numbers.items()]
    return markup("{}{}", "rows " if len(links) > 1 else "", Markup(", ").join(links))


def figures_table(figures: Iterable[Figure] | pd.DataFrame, data: Data, caption: str) -> Output:
    """Show figures: each as worded, its range, who states it, and a link to its row.

    They are a list, or a DataFrame that has them, such as `data.rows`; what they count
    and where is shown where it differs. Raises ValueError if a figure is not a row.
    """
    rows = [(figure, own_row(figure)) for figure in figures_in(figures)]
    of = {"What": [data.quantities.at[figure.quantity, "name"] for figure, _ in rows]}
    of["Where"] = [figure.place_name for figure, _ in rows]
    cells: Cells = {
        **{name: each for name, each in of.items() if len({*each}) > 1},
        "When": [figure.when for figure, _ in rows],
        "Figure": [str(figure) for figure, _ in rows],
        "Range": [figure.words for figure, _ in rows],
        "Who says so": [who_says(row, data) for _, row in rows],
        "Where from": [row_links([row.id], data) for _, row in rows],
    }
    return table(cells, caption)


def rows_table(figures: Iterable[Figure] | pd.DataFrame, data: Data, caption: str) -> Output:
    """Show rows with their words, source and our note; links to a row lead to this table.

    It is collapsed until a link opens it. Raises ValueError if a figure is not a row.
    """
    rows = [(figure, own_row(figure)) for figure in figures_in(figures)]
    cells: Cells = {
        "Row": [markup("{} <code>{}</code>", data.row_numbers[row.id], row.id) for _, row in rows],
        "When": [figure.when for figure, _ in rows],
        "Figure": [str(figure) for figure, _ in rows],
        "Who says so": [who_says(row, data) for _, row in rows],
        "In the words of the source, and our note": [
            markup("“{}” ({}). {}", row.wording, link("source", f"#source-{row.source}"), row.note)
            for _, row in rows
        ],
    }
    return table(cells, caption, ids=[f"figure-{row.id}" for _, row in rows], fold=True)


def who_says(row: Row, data: Data) -> str:
    """Who gives a figure, who counted it, and whether it is read in a copy of a data set."""
    more = []
    if row.counted_by:
        own = row.counted_by == row.attributed_to
        more.append("its own count" if own else f"counted by {data.name(row.counted_by)}")
    if data.sources.at[row.source, "kind"] == COPY:
        more.append("in a copy of its data set")
    name = data.name(row.attributed_to)
    return f"{name} ({', '.join(more)})" if more else name


def sources_table(data: Data, caption: str) -> Output:
    """Show the sources with their addresses, collapsed; links to a source lead to its row here."""
    rows = [data.sources.loc[key] for key in data.sources.index]
    cells: Cells = {
        "Source": [link(row["title"], row["address"]) for row in rows],
        "Who published it": [
            ", ".join(filter(None, (row["author"], row["publisher"], as_day(row["published"]))))
            for row in rows
        ],
        "Kind": [
            f"{row['kind']}; passes on {row['relays']}" if row["relays"] else row["kind"]
            for row in rows
        ],
        "Our note": [row["note"] for row in rows],
    }
    return table(cells, caption, ids=[f"source-{key}" for key in data.sources.index], fold=True)


def as_day(day: pd.Timestamp) -> str:
    """A day in words, if it is known."""
    return "day not known" if pd.isna(day) else f"{day.day} {day:%B %Y}"


def excluded_table(data: Data, caption: str) -> Output:
    """Show the numbers that were read but left out, each with the reason; collapsed."""
    rows = data.excluded.to_dict("records")
    cells: Cells = {
        "Number": [
            "no number" if math.isnan(row["value"]) else f"{row['value']:,.15g}" for row in rows
        ],
        "In the words of the source": [
            markup("“{}” ({})", row["wording"], link(row["publisher"], row["address"]))
            for row in rows
        ],
        "Why it is left out": [row["reason"] for row in rows],
    }
    return table(cells, caption, fold=True)


def corrections_table(data: Data, caption: str) -> Output:
    """Show the corrections: a link to the row, old and new text, when and why; collapsed."""
    rows = data.corrections.reset_index().to_dict("records")
    cells: Cells = {
        "Row": [row_links([row["row"]], data) for row in rows],
        "What": [row["column"].replace("_", " ") for row in rows],
        "Was": [row["old"] or "empty" for row in rows],
        "Is": [row["new"] or "empty" for row in rows],
        "Since": [as_day(row["date"]) for row in rows],
        "Why": [row["why"] for row in rows],
    }
    return table(cells, caption, fold=True)


def statistics_table(
    statistics: Mapping[str, tuple[str, Figure]], data: Data, caption: str, *, fold: bool = False
) -> Output:
    """Show computed figures with their ranges, and publish them.

    Each has a label, and the id under which `statistics.csv` publishes it. `fold` is as in `table`.
    """
    figures = [figure for _, figure in statistics.values()]
    cells: Cells = {
        "Statistic": [label for label, _ in statistics.values()],
        "Result": [str(figure) for figure in figures],
        "Where from": [row_links(figure.inputs, data) for figure in figures],
    }
    rows = [
        {
            "id": name,
            "label": label,
            **numbers_of(figure),
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
    shown = table(cells, caption, fold=fold)
    return replace(shown, published={"statistics.csv": rows, **shown.published})


def numbers_of(figure: Figure) -> dict[str, float]:
    """Its value and the ends of its range, as tables have them."""
    names = ("value", "low", "high")
    return {name: as_in_tables(getattr(figure, name), figure.unit) for name in names}
