"""The long view: the same quantities over the years, each body's counts as its own series."""

import itertools
from collections.abc import Iterable
from typing import Any

import pandas as pd

from stats import measures
from stats.bounds import bound, bounded
from stats.others import moment, official_sums, same_time
from stats.words import said

__all__ = [
    "arrests_by_year",
    "arrests_left_for_last_year",
    "carried_on",
    "exact_counts",
    "growth_between",
    "growth_by_stretch",
    "occupancy_by_capacity",
    "prison_population_rates",
]

# Stretches between two counts of one body, but for the last, which ends at the count nearest to the
# article's. What was counted later is put after them by itself.
_BEFORE = (
    ("prisoners_2000_wpb", "prisoners_2014_wpb"),
    ("prisoners_2014_interior", "prisoners_2016_interior"),
)
_STRETCHES = (
    *_BEFORE,
    ("prisoners_2016_prisons", "prisoners_2017_12_prisons"),
    ("prisoners_2017_12_prisons", "prisoners_2018_prisons"),
    ("prisoners_2018_prisons", "prisoners_2020_04_02_amnesty"),
)


def growth_by_stretch(context: pd.DataFrame) -> pd.DataFrame:
    """Compute how fast the prison population grew, from one count to a later one.

    Parameters
    ----------
    context
        A table that `load_context` returned. A stretch whose counts it lacks is left out; exact
        counts later than the stretches, and the newest count of all, are added by themselves.

    Returns
    -------
    A DataFrame with a row a stretch: `start` and `end` (ids), `years` between them (a count with
    several possible days is taken at the last), `growth` (a ratio), `annual_growth` (a ratio a
    year), `bodies` (who counted), `growth_words` and `words` (growth and annual growth as far as
    the counts' words allow).

    Examples
    --------
    >>> import stats
    >>> table = growth_by_stretch(stats.load_context())
    >>> table.loc[0, ["start", "end", "words"]].tolist()
    ['prisoners_2000_wpb', 'prisoners_2014_wpb', '7.5 % a year']
    """
    return growth_between(context, [*_STRETCHES, *_later(context)])


def growth_between(context: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Compute how fast a count grew between two others, pair by pair.

    Parameters
    ----------
    context
        A table that `load_context` returned.
    pairs
        Ids of a count and of a later one. A pair that the table lacks is left out.

    Returns
    -------
    A DataFrame as `growth_by_stretch` returns it.

    Examples
    --------
    >>> import stats
    >>> pair = ("prisoners_2016_interior", "prisoners_2020_04_10_prisons")
    >>> growth_between(stats.load_context(), [pair])["growth"].round(3).tolist()
    [0.728]
    """
    rows = []
    for start, end in pairs:
        if {start, end} <= set(context.index) and context.at[start, "value"] > 0:
            first, last = context.loc[start], context.loc[end]
            if last["end"] <= first["end"]:
                continue
            years = measures.years_between(first["end"], last["end"])
            values, bounds = (first["value"], last["value"]), (bound(first), bound(last))
            growth = bounded(measures.growth_rate, *bounds)
            annual = bounded(measures.annual_growth_rate, *bounds, years)
            rows.append(
                {
                    "start": start,
                    "end": end,
                    "years": years,
                    "growth": measures.growth_rate(*values),
                    "annual_growth": measures.annual_growth_rate(*values, years),
                    "bodies": "; ".join(
                        dict.fromkeys([first["attributed_to"], last["attributed_to"]])
                    ),
                    "growth_words": said(growth, "ratio"),
                    "words": said(annual, "ratio a year"),
                }
            )
    columns = [
        "start",
        "end",
        "years",
        "growth",
        "annual_growth",
        "bodies",
        "growth_words",
        "words",
    ]
    return pd.DataFrame(rows, columns=columns)


def _later(context: Any) -> list[tuple[str, str]]:
    """From the end of the last stretch on, each exact count from the one before it."""
    last = _STRETCHES[-1][1]
    if last not in context.index:
        return []
    counts = context[context["quantity"] == "prisoners"]
    counts = counts[counts["end"] > context.at[last, "end"]].sort_values("end", kind="stable")
    exact = counts[counts.index.isin(exact_counts(context).index)].drop_duplicates("end")
    chain = [last, *exact.index]
    newest = counts[counts["end"] > context.loc[chain, "end"].max()]
    chain += list(newest.index[-1:])
    return list(itertools.pairwise(chain))


def carried_on(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Carry the count at the end of 2016 on to the article's later one, by what came before.

    Each rate is from two counts of one body, and carried on in two ways: compound, and in a
    straight line. None of the results is a bound, a forecast or a share due to anything.

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A DataFrame with a row a stretch and way: `start` and `end` (ids of the stretch), `way`
    ("compound" or "straight line"), `value` (people in prison) and `inputs` (ids). It is empty
    where an id is missing.

    Examples
    --------
    >>> import stats
    >>> table = carried_on(stats.load_figures(), stats.load_context())
    >>> table["value"].round().tolist()
    [27831.0, 24236.0, 40218.0, 33078.0]
    """
    base = "prisoners_2016_interior"
    needed = {base, *(name for stretch in _BEFORE for name in stretch)}
    rows: list[dict[str, Any]] = []
    there = needed <= set(context.index) and "prisoners_2020" in figures.index
    if there and figures.at["prisoners_2020", "end"] >= context.at[base, "end"]:
        count = context.at[base, "value"]
        years = measures.years_between(context.at[base, "end"], figures.at["prisoners_2020", "end"])
        for start, end in _BEFORE:
            first, last = context.loc[start], context.loc[end]
            span = measures.years_between(first["end"], last["end"])
            rate = measures.annual_growth_rate(first["value"], last["value"], span)
            slope = measures.change(first["value"], last["value"]) / span
            ways = {
                "compound": measures.project(count, rate, years),
                "straight line": measures.project_linear(count, slope, years),
            }
            inputs = f"{base} {start} {end} prisoners_2020"
            rows += [
                {"start": start, "end": end, "way": way, "value": value, "inputs": inputs}
                for way, value in ways.items()
            ]
    return pd.DataFrame(rows, columns=["start", "end", "way", "value", "inputs"])


def prison_population_rates(context: pd.DataFrame) -> pd.DataFrame:
    """Collect people in prison per 100,000 people of the country: printed rates and computed ones.

    A rate is computed for each exact count of people in prison whose year has a population.

    Parameters
    ----------
    context
        A table that `load_context` returned.

    Returns
    -------
    A DataFrame with a row a rate, in the order of time: `day` (a count dated only by its year is
    taken at its end), `value` (per 100,000), `series` (who printed it, or who counted the people in
    prison), `computed` (a boolean) and `inputs` (ids).

    Examples
    --------
    >>> import stats
    >>> table = prison_population_rates(stats.load_context())
    >>> table["value"].round(1).tolist()[-2:]
    [233.1, 229.6]
    """
    rows = []
    for name, row in context[context["quantity"] == "prison_population_rate"].iterrows():
        rows.append((moment(row)[1], row["value"], row["attributed_to"], False, name))
    population = context[(context["quantity"] == "population") & (context["value"] > 0)]
    by_year = {
        row["end"].year: name
        for name, row in population.iterrows()
        if moment(row)[0] == row["end"] != row["start"]
    }
    for name, row in exact_counts(context).iterrows():
        year = by_year.get(moment(row)[1].year)
        if year is not None:
            rate = measures.rate_per(row["value"], population.at[year, "value"])
            rows.append((moment(row)[1], rate, row["attributed_to"], True, f"{name} {year}"))
    columns = ["day", "value", "series", "computed", "inputs"]
    rates = pd.DataFrame(rows, columns=columns)
    in_time: pd.DataFrame = rates.sort_values(["day", "inputs"], ignore_index=True)
    return in_time


def exact_counts(context: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of people in prison that are given to the last person.

    Parameters
    ----------
    context
        A table that `load_context` returned.

    Returns
    -------
    Those of its rows.

    Examples
    --------
    >>> import stats
    >>> "prisoners_2025_04_prisons" in exact_counts(stats.load_context()).index  # "about 55,000"
    False
    """
    counts: pd.DataFrame = context[
        (context["quantity"] == "prisoners")
        & (context["qualifier"] == "exact")
        & (context["rounded_to"] == 1)
    ]
    return counts


def arrests_by_year(context: pd.DataFrame) -> pd.DataFrame:
    """Collect the drug arrests of whole years, each official series as its own.

    Parameters
    ----------
    context
        A table that `load_context` returned.

    Returns
    -------
    A DataFrame with a row a year and a body: `id`, `year`, `series` (who counted), `value`
    (arrests) and `monthly` (their mean per month).

    Examples
    --------
    >>> import stats
    >>> table = arrests_by_year(stats.load_context())
    >>> table.loc[table["year"] == 2022, "monthly"].tolist()
    [1232.0, 1250.1666666666667]
    """
    flows = context[context["quantity"] == "drug_arrests"]
    rows = [
        (
            name,
            row["start"].year,
            row["attributed_to"],
            row["value"],
            measures.mean_rate(row["value"], row["start"], row["end"], per="month"),
        )
        for name, row in flows.iterrows()
        if row["start"] < moment(row)[0] == row["end"]
    ]
    columns = ["id", "year", "series", "value", "monthly"]
    return pd.DataFrame(rows, columns=columns).sort_values(["year", "series"], ignore_index=True)


def arrests_left_for_last_year(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Compute what official counts of earlier years leave of the article's arrests for the last.

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A DataFrame with a row for each way to add up official counts (see `official_sums`): `bodies`,
    `total` (of the whole period), `left` (the article's figure less the counts before the last
    one), `last` (that last count), `words` (what the claim's words allow to be left) and `inputs`
    (ids). It is empty where a count is missing.

    Examples
    --------
    >>> import stats
    >>> table = arrests_left_for_last_year(stats.load_figures(), stats.load_context())
    >>> table[["total", "left", "last"]].astype(int).values.tolist()
    [[59196, 1630, 5056], [59573, 1253, 5056]]
    """
    rows = []
    if "arrests_campaign" in figures.index:
        claim = figures.loc["arrests_campaign"]
        for counts in official_sums(claim, context):
            bodies = " and ".join(dict.fromkeys(counts["attributed_to"]))
            total, last = counts["value"].sum(), counts["value"].iloc[-1]
            left = claim["value"] - (total - last)
            words = said(bounded(measures.change, total - last, bound(claim)), "arrests")
            rows.append((bodies, total, left, last, words, " ".join(counts.index)))
    return pd.DataFrame(rows, columns=["bodies", "total", "left", "last", "words", "inputs"])


def occupancy_by_capacity(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Compute the occupancy level under every capacity given for about the same time.

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A DataFrame with a row a capacity, the largest first: `id`, `value` (the occupancy, a ratio) and
    `words` (what the words of both allow). It is empty where the count or the capacity of the
    article is missing.

    Examples
    --------
    >>> import stats
    >>> table = occupancy_by_capacity(stats.load_figures(), stats.load_context())
    >>> table["value"].round(2).tolist()
    [1.44, 1.47, 3.25, 3.54, 4.43]
    """
    rows: list[tuple[Any, float, str]] = []
    if {"prisoners_2020", "capacity_2020"} <= set(figures.index):
        prisoners, claim = figures.loc["prisoners_2020"], figures.loc["capacity_2020"]
        given = [
            name
            for name, row in context[context["quantity"] == "capacity"].iterrows()
            if row["attributed_to"] != claim["attributed_to"] and same_time(claim, row)
        ]
        both = pd.concat([figures.loc[["capacity_2020"]], context.loc[given]])
        for name, capacity in both[both["value"] > 0].iterrows():
            allowed = bounded(measures.occupancy_rate, bound(prisoners), bound(capacity))
            value = measures.occupancy_rate(prisoners["value"], capacity["value"])
            rows.append((name, value, said(allowed, "ratio")))
    return pd.DataFrame(rows, columns=["id", "value", "words"]).sort_values(
        "value", ignore_index=True
    )
