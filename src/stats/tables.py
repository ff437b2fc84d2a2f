"""One function a table: figures, statistics, claims and sources, each row leading to its origin."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from stats import show
from stats.bounds import bound
from stats.claims import printed, said, when

__all__ = ["claims_table", "figures_table", "rows_table", "sources_table", "statistics_table"]


def claims_table(figures: pd.DataFrame, claims: pd.DataFrame) -> show.Shown:
    """Show every claim in its own words, with its verdict; saved as `claims.csv` too.

    Parameters
    ----------
    figures
        A table that `load_figures` returned.
    claims
        What `check_claims` made of it.
    """
    cells = {
        "The claim": [f"“{wording}”" for wording in claims["wording"]],
        "What its words allow": [str(bound(figures.loc[name])) for name in claims["id"]],
        "Arithmetic": [
            f"{arithmetic[0].upper()}{arithmetic[1:]}. {reason}"
            for arithmetic, reason in zip(claims["arithmetic"], claims["reason"], strict=True)
        ],
        "Row": [_row(name) for name in claims["id"]],
    }
    return show.table(
        pd.DataFrame(cells),
        "Each claim and what came of checking it",
        ids=[f"claim-{name}" for name in claims["id"]],
        files={"claims.csv": show.csv(claims)},
    )


def statistics_table(
    statistics: pd.DataFrame, caption: str, ids: Sequence[str] | None = None
) -> show.Shown:
    """Show derived statistics at face value and as far as their words allow.

    Parameters
    ----------
    statistics
        What `statistics` returned.
    caption
        What the table holds.
    ids
        Which of them, in this order. Without it all of them, saved as `statistics.csv` too.
    """
    chosen = statistics if ids is None else statistics.set_index("id").loc[list(ids)].reset_index()
    cells = {
        "Statistic": chosen["label"],
        "At face value": [
            "–" if pd.isna(value) else said(value, unit)
            for value, unit in zip(chosen["value"], chosen["unit"], strict=True)
        ],
        "With its words": chosen["words"],
        "From": [_rows(inputs.split()) for inputs in chosen["inputs"]],
    }
    files = {"statistics.csv": show.csv(statistics)} if ids is None else {}
    return show.table(pd.DataFrame(cells), caption, files=files)


def figures_table(figures: pd.DataFrame, caption: str) -> show.Shown:
    """Show figures, each with its words, what they allow, and who says so.

    Parameters
    ----------
    figures
        Rows of a table that `load_figures` returned.
    caption
        What the table holds.
    """
    rows = [figures.loc[name] for name in figures.index]
    cells = {
        "When": [when(row) for row in rows],
        "Figure": [printed(row) for row in rows],
        "What its words allow": [str(bound(row)) for row in rows],
        "Who says so": figures["attributed_to"],
        "Row": [_row(name) for name in figures.index],
    }
    return show.table(pd.DataFrame(cells), caption)


def rows_table(figures: pd.DataFrame, caption: str) -> show.Shown:
    """Show the rows of a table of figures themselves, where all links to a row lead.

    Parameters
    ----------
    figures
        A table that `load_figures` returned.
    caption
        What the table holds.
    """
    rows = [figures.loc[name] for name in figures.index]
    cells = {
        "Row": figures.index,
        "When": [when(row) for row in rows],
        "Figure": [printed(row) for row in rows],
        "In the words of the source": [
            Markup("“{}” ({})").format(
                row["wording"], show.link("source", f"#source-{row['source']}")
            )
            for row in rows
        ],
        "Who says so": figures["attributed_to"],
        "Note": figures["note"],
    }
    return show.table(
        pd.DataFrame(cells), caption, ids=[f"figure-{name}" for name in figures.index]
    )


def sources_table(sources: pd.DataFrame, caption: str) -> show.Shown:
    """Show the sources, each with its address.

    Parameters
    ----------
    sources
        What `load_sources` returned.
    caption
        What the table holds.
    """
    rows = [sources.loc[key] for key in sources.index]
    cells = {
        "Source": [show.link(row["title"], row["address"]) for row in rows],
        "Publisher": [
            f"{row['publisher']} ({row['author']})" if row["author"] else row["publisher"]
            for row in rows
        ],
        "Published": [row["published"] or "day not known" for row in rows],
        "Read": sources["read"],
        "Licence": sources["licence"],
        "Note": sources["note"],
    }
    return show.table(pd.DataFrame(cells), caption, ids=[f"source-{key}" for key in sources.index])


def _row(name: Any) -> Markup:
    return show.link(name, f"#figure-{name}")


def _rows(names: Sequence[str]) -> Markup:
    return Markup(", ").join(_row(name) for name in names)
