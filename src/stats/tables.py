"""One function a table: figures, statistics, claims and sources, each row leading to its origin."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from stats import history, others, show
from stats.bounds import bound
from stats.words import printed, said, when

__all__ = [
    "carried_table",
    "cite",
    "claims_table",
    "figures_table",
    "growth_table",
    "occupancy_table",
    "row_links",
    "rows_table",
    "sources_table",
    "statistics_table",
    "stretches_table",
    "sums_table",
]


def claims_table(claims: pd.DataFrame, sources: pd.DataFrame) -> show.Shown:
    """Show every claim in its own words, with its verdicts; saved as `claims.csv` too.

    Parameters
    ----------
    claims
        What `check_claims` made of the figures and the context.
    sources
        What `load_sources` returned.

    Returns
    -------
    The table; the verdicts of others have links to their sources.
    """
    rows = claims.to_dict("records")
    cells = {
        "The claim": [
            Markup("“{}” ({})").format(row["wording"], show.link("row", f"#figure-{row['id']}"))
            for row in rows
        ],
        "Does it add up?": [_verdict(row["arithmetic"], row["reason"]) for row in rows],
        "Do others say so?": [
            _verdict(row["corroboration"], row["others"]) + _cited(row["sources"], sources)
            for row in rows
        ],
    }
    return show.table(
        cells,
        "Each claim and what came of checking it",
        ids=[f"claim-{row['id']}" for row in rows],
        files={"claims.csv": show.csv(claims)},
    )


def _verdict(verdict: str, sentence: str) -> Markup:
    return Markup("<strong>{}.</strong> {}").format(verdict.capitalize(), sentence)


def _cited(keys: str, sources: pd.DataFrame) -> Markup:
    links = [show.link(sources.at[key, "publisher"], f"#source-{key}") for key in keys.split()]
    return Markup(" ({})").format(Markup(", ").join(links)) if links else Markup("")


def cite(figures: pd.DataFrame, name: str) -> Markup:
    """Return a figure in its words as a link to its row, for a place in a paragraph.

    Parameters
    ----------
    figures
        A table that `load_figures` or `load_context` returned.
    name
        The id of the figure.

    Returns
    -------
    The link; if the figure is missing, words that say so.

    Examples
    --------
    >>> import stats
    >>> cite(stats.load_figures(), "capacity_2020")
    Markup('<a href="#figure-capacity_2020">an estimated 26,593 places</a>')
    >>> cite(stats.load_figures(), "capacity_1900")
    Markup('(capacity_1900 is missing)')
    """
    if name not in figures.index:
        return Markup("({} is missing)").format(name)
    return show.link(printed(figures.loc[name]), f"#figure-{name}")


def stretches_table(context: pd.DataFrame) -> show.Shown:
    """Show how fast the prison population grew, from one count to a later one.

    Parameters
    ----------
    context
        What `load_context` returned.

    Returns
    -------
    The table, a row a stretch.
    """
    return growth_table(
        context, history.growth_by_stretch(context), "Growth of the prison population by stretch"
    )


def growth_table(context: pd.DataFrame, growth: pd.DataFrame, caption: str) -> show.Shown:
    """Show growth between pairs of counts.

    Parameters
    ----------
    context
        What `load_context` returned.
    growth
        What `growth_between` returned.
    caption
        What the table holds.

    Returns
    -------
    The table, a row a pair, each count with a link to its row.
    """
    pairs = list(zip(growth["start"], growth["end"], strict=True))
    cells = {
        "From": [_dated(context, start) for start, _ in pairs],
        "To": [_dated(context, end) for _, end in pairs],
        "Growth": growth["growth_words"],
        "Growth a year": growth["words"],
        "Given by": growth["bodies"],
    }
    return show.table(cells, caption)


def carried_table(figures: pd.DataFrame, context: pd.DataFrame) -> show.Shown:
    """Show what the prison population would have been by the growth that came before.

    Parameters
    ----------
    figures, context
        What `load_figures` and `load_context` returned.

    Returns
    -------
    The table, a row a stretch and way; without rows where a count is missing.
    """
    carried = history.carried_on(figures, context)
    cells = {
        "By the growth of": [
            f"{context.at[start, 'end']:%Y} to {context.at[end, 'end']:%Y} "
            f"({context.at[start, 'attributed_to']})"
            for start, end in zip(carried["start"], carried["end"], strict=True)
        ],
        "Carried on": carried["way"],
        "People in prison": [f"{value:,.0f}" for value in carried["value"]],
        "Rows": [row_links(inputs.split()) for inputs in carried["inputs"]],
    }
    return show.table(
        cells,
        "The ministry’s count for 2016, taken at its end, carried on to the article’s later count",
        numbers=["People in prison"],
    )


def occupancy_table(figures: pd.DataFrame, context: pd.DataFrame) -> show.Shown:
    """Show the occupancy level under every capacity given for about the same time.

    Parameters
    ----------
    figures, context
        What `load_figures` and `load_context` returned.

    Returns
    -------
    The table, the largest capacity first; without rows where a figure of the article is missing.
    """
    levels = others.occupancy_by_capacity(figures, context)
    both = pd.concat([figures, context])
    rows = [both.loc[name] for name in levels["id"]]
    cells = {
        "Capacity": [printed(row) for row in rows],
        "Who gives it": [row["attributed_to"] for row in rows],
        "When": [when(row) for row in rows],
        "At face value": [said(value, "ratio") for value in levels["value"]],
        "With its words": levels["words"],
        "Rows": [row_links(["prisoners_2020", name]) for name in levels["id"]],
    }
    return show.table(
        cells,
        "Occupancy of the article’s count, by who gives the capacity",
        numbers=["At face value"],
    )


def sums_table(figures: pd.DataFrame, context: pd.DataFrame) -> show.Shown:
    """Show what official counts of arrests add up to, and what they leave for the last period.

    Parameters
    ----------
    figures, context
        What `load_figures` and `load_context` returned.

    Returns
    -------
    The table, a row a sum; without rows where a count is missing.
    """
    sums = others.arrests_left_for_last_count(figures, context)
    columns = {"Sum": "total", "The last count": "last"}
    cells = {
        "Counts by": sums["bodies"],
        **{name: [f"{value:,.0f}" for value in sums[own]] for name, own in columns.items()},
        "Claim less the earlier counts": sums["words"],
        "Rows": [row_links(inputs.split()) for inputs in sums["inputs"]],
    }
    return show.table(
        cells,
        "Official counts of arrests that make up the article’s dates",
        numbers=list(columns),
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
        Which of them, in this order. Without it all of them, folded, and saved as `statistics.csv`
        too.

    Returns
    -------
    The table; where a statistic cannot be computed, it says why.

    Raises
    ------
    KeyError
        If one of the ids is no statistic.
    """
    chosen = statistics if ids is None else statistics.set_index("id").loc[list(ids)].reset_index()
    cells = {
        "Statistic": chosen["label"],
        "At face value": [
            "–" if pd.isna(value) else said(value, unit)
            for value, unit in zip(chosen["value"], chosen["unit"], strict=True)
        ],
        "With its words": chosen["words"],
        "From": [
            # A statistic that cannot be computed may lack a row to link to.
            inputs if pd.isna(value) else row_links(inputs.split())
            for inputs, value in zip(chosen["inputs"], chosen["value"], strict=True)
        ],
    }
    files = {"statistics.csv": show.csv(statistics)} if ids is None else {}
    return show.table(cells, caption, fold=ids is None, files=files)


def figures_table(figures: pd.DataFrame, caption: str, *, fold: bool = False) -> show.Shown:
    """Show figures, each with its words, what they allow, and who says so.

    Parameters
    ----------
    figures
        Rows of a table that `load_figures` returned.
    caption
        What the table holds.
    fold
        Whether it is folded under its caption until it is asked for.

    Returns
    -------
    The table, each row of it with a link to the row of the figure.

    Examples
    --------
    >>> import stats
    >>> figures_table(stats.load_figures().loc[["capacity_2020"]], "Places")
    Places
          When                     Figure What its words allow           Who says so           Row
    March 2020 an estimated 26,593 places         about 26,593 Amnesty International capacity_2020
    """
    rows = [figures.loc[name] for name in figures.index]
    cells = {
        "When": [when(row) for row in rows],
        "Figure": [printed(row) for row in rows],
        "What its words allow": [str(bound(row)) for row in rows],
        "Who says so": figures["attributed_to"],
        "Row": [row_links([name]) for name in figures.index],
    }
    return show.table(cells, caption, fold=fold)


def rows_table(figures: pd.DataFrame, caption: str) -> show.Shown:
    """Show the rows of a table of figures themselves, where all links to a row lead.

    Parameters
    ----------
    figures
        A table that `load_figures` returned.
    caption
        What the table holds.

    Returns
    -------
    The table; each row has the id that links to it lead to, and a link to its source.
    """
    rows = [figures.loc[name] for name in figures.index]
    cells = {
        "Row": [Markup("_<wbr>").join(name.split("_")) for name in figures.index],
        "When": [when(row) for row in rows],
        "Figure": [printed(row) for row in rows],
        "Who says so": figures["attributed_to"],
        "In the words of the source, and our note": [
            Markup("“{}” ({}). {}").format(
                row["wording"], show.link("source", f"#source-{row['source']}"), row["note"]
            )
            for row in rows
        ],
    }
    return show.table(cells, caption, ids=[f"figure-{name}" for name in figures.index])


def sources_table(sources: pd.DataFrame, caption: str) -> show.Shown:
    """Show the sources, each with its address.

    Parameters
    ----------
    sources
        What `load_sources` returned.
    caption
        What the table holds.

    Returns
    -------
    The table; each row has the id that links to it lead to.
    """
    rows = [sources.loc[key] for key in sources.index]
    cells = {
        "Source": [show.link(row["title"], row["address"]) for row in rows],
        "Publisher": [
            f"{row['publisher']} ({row['author']})" if row["author"] else row["publisher"]
            for row in rows
        ],
        "Published": [
            Markup("<time>{}</time>").format(row["published"]) if row["published"] else "not known"
            for row in rows
        ],
        "Note": sources["note"],
    }
    return show.table(cells, caption, ids=[f"source-{key}" for key in sources.index])


def _dated(figures: pd.DataFrame, name: str) -> Markup:
    return Markup("{}, {}").format(cite(figures, name), when(figures.loc[name]))


def row_links(names: Sequence[str]) -> Markup:
    """Return links to the rows of figures, for a cell of a table.

    Parameters
    ----------
    names
        Ids of figures; each is linked once.

    Returns
    -------
    The links, with commas between them.

    Examples
    --------
    >>> row_links(["prisoners_2020"])
    Markup('<a href="#figure-prisoners_2020">prisoners_<wbr>2020</a>')
    """
    # An id may be broken after an underscore, so that it fits a narrow column.
    return Markup(", ").join(
        show.link(Markup("_<wbr>").join(name.split("_")), f"#figure-{name}")
        for name in dict.fromkeys(names)
    )
