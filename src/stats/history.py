"""The long view: the same quantities over the years, each body's counts as its own series."""

import itertools
from collections.abc import Iterable, Iterator

import pandas as pd

from stats import measures
from stats.bounds import bound, bounded
from stats.others import whole_year
from stats.words import said

__all__ = [
    "arrests_by_year",
    "carried_on",
    "exact_counts",
    "growth_between",
    "growth_by_stretch",
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
    """Compute how fast the prison population grew, stretch by stretch, over the years.

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
    """Compute how fast the prison population grew between two counts, pair by pair.

    Parameters
    ----------
    context
        A table that `load_context` returned.
    pairs
        Ids of a count and of a later one. A pair is left out where the table lacks one of them, the
        first is of none, or the second is no later.

    Returns
    -------
    A DataFrame as `growth_by_stretch` returns it.

    Examples
    --------
    >>> import stats
    >>> pair = ("prisoners_2016_interior", "prisoners_2020_04_10_prisons")
    >>> growth_between(stats.load_context(), [pair])["growth"].round(3).tolist()
    [0.728]

    Notes
    -----
    See `stats.growth_rate` and `stats.annual_growth_rate`.
    """
    rows = []
    for first, last, years in _spans(context, pairs):
        values, bounds = (first["value"], last["value"]), (bound(first), bound(last))
        growth = bounded(measures.growth_rate, *bounds)
        annual = bounded(measures.annual_growth_rate, *bounds, years)
        bodies = dict.fromkeys([first["attributed_to"], last["attributed_to"]])
        rows.append(
            (
                first.name,
                last.name,
                years,
                measures.growth_rate(*values),
                measures.annual_growth_rate(*values, years),
                "; ".join(bodies),
                said(growth, "ratio"),
                said(annual, "ratio a year"),
            )
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


def _spans(
    context: pd.DataFrame, pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[pd.Series, pd.Series, float]]:
    """The counts of each pair that has a growth, and the years between them."""
    for start, end in pairs:
        if {start, end} <= set(context.index):
            first, last = context.loc[start], context.loc[end]
            if first["value"] > 0 and first["end"] < last["end"]:
                yield first, last, measures.years_between(first["end"], last["end"])


def _later(context: pd.DataFrame) -> list[tuple[str, str]]:
    """After the last stretch, from each exact count to the next, and on to the newest of all."""
    last = _STRETCHES[-1][1]
    if last not in context.index:
        return []
    counts = context[context["quantity"] == "prisoners"]
    counts = counts[counts["end"] > context.at[last, "end"]].sort_values("end", kind="stable")
    chain = [last, *exact_counts(counts).drop_duplicates("end").index]
    newest = counts[counts["end"] > context.at[chain[-1], "end"]]
    return list(itertools.pairwise([*chain, *newest.index[-1:]]))


def carried_on(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Carry the count at the end of 2016 on to the article's later one, by what came before.

    Each rate is from two counts of one body, and carried on in two ways: compound, and in a
    straight line. None of the results is a bound, a forecast or a share due to anything.

    compound = count * (1 + annual growth) ** years; straight line = count + yearly rise * years

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A DataFrame with a row a stretch and way: `start` and `end` (ids of the stretch), `way`
    ("compound" or "straight line"), `value` (people in prison) and `inputs` (ids). It is empty
    where a count is missing, a stretch has no growth, or the article's count is the earlier one.

    Examples
    --------
    >>> import stats
    >>> table = carried_on(stats.load_figures(), stats.load_context())
    >>> table["value"].round().tolist()
    [27831.0, 24236.0, 40218.0, 33078.0]

    Notes
    -----
    See `stats.project` and `stats.project_linear`.
    """
    base, claim = "prisoners_2016_interior", "prisoners_2020"
    stretches = list(_spans(context, _BEFORE))
    rows = []
    if (
        len(stretches) == len(_BEFORE)
        and base in context.index
        and claim in figures.index
        and context.at[base, "end"] <= figures.at[claim, "end"]
    ):
        count = context.at[base, "value"]
        years = measures.years_between(context.at[base, "end"], figures.at[claim, "end"])
        for first, last, span in stretches:
            rate = measures.annual_growth_rate(first["value"], last["value"], span)
            slope = measures.change(first["value"], last["value"]) / span
            inputs = f"{base} {first.name} {last.name} {claim}"
            for way, value in (
                ("compound", measures.project(count, rate, years)),
                ("straight line", measures.project_linear(count, slope, years)),
            ):
                rows.append((first.name, last.name, way, value, inputs))
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

    Notes
    -----
    See `stats.rate_per`. The population is that of the year in which the count's dates end.
    """
    rows: list[tuple[pd.Timestamp, float, str, bool, str]] = []
    for name, row in context[context["quantity"] == "prison_population_rate"].iterrows():
        rows.append((row["end"], row["value"], row["attributed_to"], False, name))
    population = context[(context["quantity"] == "population") & (context["value"] > 0)]
    by_year = {row["end"].year: name for name, row in population.iterrows() if whole_year(row)}
    for name, row in exact_counts(context).iterrows():
        year = by_year.get(row["end"].year)
        if year is not None:
            rate = measures.rate_per(row["value"], population.at[year, "value"])
            rows.append((row["end"], rate, row["attributed_to"], True, f"{name} {year}"))
    rates = pd.DataFrame(rows, columns=["day", "value", "series", "computed", "inputs"])
    return rates.sort_values(["day", "inputs"], ignore_index=True)


def exact_counts(context: pd.DataFrame) -> pd.DataFrame:
    """Return the exact counts of people in prison, those written to the person.

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
        if whole_year(row)
    ]
    columns = ["id", "year", "series", "value", "monthly"]
    return pd.DataFrame(rows, columns=columns).sort_values(["year", "series"], ignore_index=True)
