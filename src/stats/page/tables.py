"""Tables of any cells, and those of rows, sources, corrections and statistics."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import pandas as pd
from markupsafe import Markup

from stats.figures.facts import Row
from stats.figures.figure import Figure, figures_in
from stats.output import Output, csv, data_address, details, escaped, link, markup
from stats.page.pieces import fill
from stats.tables.about import about
from stats.tables.read import Data
from stats.tables.schema import COPY

Columns: TypeAlias = Mapping[str, Iterable[str | Figure]]


def table(
    cells: "Columns | pd.DataFrame",
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
    When | People
    March 2020 | over 38,990
    """
    if not caption:
        raise ValueError("caption: ''; say what the table holds")
    names = [str(name) for name in cells]
    columns = [map(_words, column) for _, column in cells.items()]
    rows = list(zip(*columns, strict=True))
    html = fill("table", names=names, rows=rows, caption=caption, numbers=numbers, ids=ids)
    if fold:
        html = details(markup("{} ({})", caption, row_count(len(rows))), html)
    return Output(html)


def _words(cell: str | Figure) -> str:
    return cell.number.html if isinstance(cell, Figure) else cell


def row_count(number: int) -> str:
    """Return so many rows in words: "1 row", "2 rows"."""
    return f"{number:,} row{'' if number == 1 else 's'}"


def row_links(names: Iterable[str], data: Data) -> Markup:
    """Return links to rows of figures by their numbers, each once: "rows 3, 17".

    Rows are numbered through `figures` and then `context`. Raises KeyError if there is no such id.
    """
    numbers = {name: data.row_numbers[name] for name in names}
    word = "row " if len(numbers) == 1 else ""  # it is in the link to a single one
    links = [link(f"{word}{number}", f"#figure-{name}") for name, number in numbers.items()]
    return markup("{}{}", "rows " if len(links) > 1 else "", Markup(", ").join(links))


def source_link(key: str, data: Data) -> Markup:
    """Return a link to a source in the table of sources, by its publisher."""
    return link(data.sources.at[key, "publisher"], f"#source-{key}")


def figures_table(figures: Iterable[Figure] | pd.DataFrame, data: Data, caption: str) -> Output:
    """Show figures: each as worded, its range, who states it, and a link to its row.

    They are a list, or a DataFrame that has them, such as `data.rows`. What they count, and where,
    is shown if it differs. Raises ValueError if a figure is not a row.
    """
    figures = figures_in(figures)
    rows = [figure.own_row for figure in figures]
    cells = {
        "What": [data.quantities.at[figure.quantity, "name"] for figure in figures],
        "Where": [figure.place_name for figure in figures],
        "When": [figure.when for figure in figures],
        "Figure": [str(figure) for figure in figures],
        "Range": [figure.words for figure in figures],
        "Who says so": [who_says(row, data) for row in rows],
        "Where from": [row_links([row.id], data) for row in rows],
    }
    for name in ("What", "Where"):
        if len({*cells[name]}) == 1:
            del cells[name]
    return table(cells, caption)


def rows_table(figures: Iterable[Figure] | pd.DataFrame, data: Data, caption: str) -> Output:
    """Show rows with their words, source and our note; links to a row lead to this table.

    It is collapsed until a link opens it. Raises ValueError if a figure is not a row.
    """
    figures = figures_in(figures)
    rows = [figure.own_row for figure in figures]
    cells: Columns = {
        "Row": [
            markup(
                "{}. {} <code>{}</code>",
                data.row_numbers[figure.name],
                data.quantities.at[figure.quantity, "name"],
                figure.name,
            )
            for figure in figures
        ],
        "When": [figure.when for figure in figures],
        "Figure": [str(figure) for figure in figures],
        "Who says so": [who_says(row, data) for row in rows],
        "In the words of the source, and our note": [
            markup("“{}” ({}). {}", row.wording, source_link(row.source, data), row.note)
            for row in rows
        ],
    }
    return table(cells, caption, ids=[f"figure-{row.id}" for row in rows], fold=True)


def who_says(row: Row, data: Data) -> str:
    """Say who gives a figure, who counted it, and whether it is read in a copy of a data set."""
    more = []
    if row.counted_by == row.attributed_to:
        more.append("its own count")
    elif row.counted_by:
        more.append(f"counted by {data.name(row.counted_by)}")
    if data.sources.at[row.source, "kind"] == COPY:
        more.append("in a copy of its data set")
    name = data.name(row.attributed_to)
    return f"{name} ({', '.join(more)})" if more else name


def sources_table(data: Data, caption: str) -> Output:
    """Show the sources with their addresses, collapsed; links to a source lead to its row here."""
    rows = data.sources
    passes_on = ("; passes on " + rows["relays"]).where(rows["relays"] != "", "")
    cells: Columns = {
        "Source": map(link, rows["title"], rows["address"]),
        "Who published it": map(
            listed, rows["author"], rows["publisher"], rows["published"].map(day_in_words)
        ),
        "Kind": rows["kind"] + passes_on,
        "Our note": rows["note"],
    }
    return table(cells, caption, ids=[f"source-{key}" for key in rows.index], fold=True)


def listed(*texts: str) -> Markup:
    """Return texts with a comma between them, without empty ones."""
    return Markup(", ").join(map(escaped, filter(None, texts)))


def day_in_words(day: pd.Timestamp) -> str:
    """Return a day in words, or that it is not known."""
    return "day not known" if pd.isna(day) else f"{day.day} {day:%B %Y}"


def excluded_table(data: Data, caption: str) -> Output:
    """Show the numbers that were read but left out, each with the reason; collapsed."""
    rows = data.excluded
    where = map(link, rows["publisher"], rows["address"])
    cells: Columns = {
        "Number": rows["value"].map("{:,.15g}".format, na_action="ignore").fillna("no number"),
        "In the words of the source": map(Markup("“{}” ({})").format, rows["wording"], where),
        "Why it is left out": rows["reason"],
    }
    return table(cells, caption, fold=True)


def corrections_table(data: Data, caption: str) -> Output:
    """Show the corrections since the first release, collapsed, and a link to a file of all.

    Each has a link to its row, old and new text, when and why. `first_released` of
    `datapackage.json` is the day of that release; without one all are shown.
    """
    rows = data.corrections.reset_index()
    days = rows["date"].astype(str)
    file = markup(
        "<p>All corrections, also from before: "
        '<a href="{}" download="corrections.csv">corrections.csv</a> ({}).</p>',
        Markup(data_address(csv(rows.assign(date=days)))),
        row_count(len(rows)),
    )
    rows = rows[days >= about(data.folder).first_released].replace("", "empty")
    if rows.empty:
        return Output(markup("<p>{}: none.</p>\n{}", caption, file))
    cells: Columns = {
        "Row": [row_links([name], data) for name in rows["row"]],
        "What": rows["column"].str.replace("_", " "),
        "Was": rows["old"],
        "Is": rows["new"],
        "Since": rows["date"].map(day_in_words),
        "Why": rows["why"],
    }
    return Output(table(cells, caption, fold=True).html + file)


def statistics_table(
    statistics: Mapping[str, tuple[str, Figure]], data: Data, caption: str, *, fold: bool = False
) -> Output:
    """Show computed figures with their ranges, and publish them.

    Each has a label, and the id under which `statistics.csv` publishes it. `fold` is as in `table`.
    """
    labels, figures = zip(*statistics.values(), strict=True)
    cells: Columns = {
        "Statistic": labels,
        "Result": [str(figure) for figure in figures],
        "Where from": [row_links(figure.inputs, data) for figure in figures],
    }
    rows = [_statistic(name, label, figure) for name, (label, figure) in statistics.items()]
    output = table(cells, caption, fold=fold)
    return replace(output, published={"statistics.csv": rows})


def _statistic(name: str, label: str, figure: Figure) -> dict[str, object]:
    return {
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


def years_table(years: pd.DataFrame, data: Data, caption: str) -> Output:
    """Show what `data.by_year` returns, and publish it as `years.csv`.

    It has a row a year and a column a quantity; each number stands with its body, and with its days
    if they are no calendar year.
    """
    cells, published = dict[tuple[str, str], list[Markup]](), []
    for name, row in years.to_dict("index").items():
        figure: Figure = row.pop("figure")
        about = listed(
            figure.who,
            f"counted by {data.name(row['body'])}" if row["body"] != row["attributed_to"] else "",
            "" if figure.days.is_year else figure.when,
            "" if row["first_hand"] else "at second hand",
        )
        words = markup("{} ({})", figure.number.html, about)
        cells.setdefault((f"{row['year']}", row["quantity"]), []).append(words)
        days = {"start": figure.start, "end": figure.end}
        published.append({"row": name, **row, **numbers_of(figure), **days})
    shown: dict[str, list[str]] = {"Year": [*dict.fromkeys(year for year, _ in cells)]}
    for key in dict.fromkeys(quantity for _, quantity in cells):
        found = (cells.get((year, key), ["no number"]) for year in shown["Year"])
        shown[data.quantities.at[key, "name"]] = [*map(Markup("<br>\n").join, found)]
    return replace(table(shown, caption), published={"years.csv": published})


def numbers_of(figure: Figure) -> dict[str, float]:
    """Return a figure's value and the ends of its range, as tables have them."""
    names = ("value", "low", "high")
    return {name: figure.measured_in.in_tables(getattr(figure, name)) for name in names}


def contact(data: Data) -> Output:
    """Show where corrections go and how to cite the page, as `datapackage.json` has it.

    Without an address of the web or of mail, it says so.
    """
    project = about(data.folder)
    if project.where:
        to = link(project.contact or project.homepage, project.where)
        how = markup("Send a correction or a reply, with the row and a source, to {}.", to)
    else:
        how = markup("This page cannot receive corrections yet: it has no address for them.")
        print(
            'data/datapackage.json has no "homepage": "https://…" or "contact": "name@…" yet, so '
            "that the page cannot say where corrections go",
            file=sys.stderr,
        )
    version = f"version {project.version}" if project.version else ""
    cited = listed(project.authors, project.title, version, project.created, project.homepage)
    return Output(markup("<p>{}</p>\n<p>To cite this page: {}.</p>", how, cited))
