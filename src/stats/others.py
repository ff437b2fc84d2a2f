"""What other bodies say of the same thing at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import pandas as pd

from stats import measures
from stats.bounds import Bound, bound, bounded
from stats.words import printed, said, when

__all__ = [
    "Corroboration",
    "arrests_left_for_last_count",
    "corroborate",
    "occupancy_by_capacity",
    "official_sums",
    "whole_year",
]

_DISPUTED = 0.10
_NEAR = 0.02
_APART = {
    "prisoners": pd.DateOffset(days=30),
    "capacity": pd.DateOffset(years=1),
    "prisoner_growth": pd.DateOffset(months=2),
}
"""How far apart two figures may be and still be of the same time: a capacity holds for longer."""


@dataclass(frozen=True)
class Corroboration:
    """What comes of holding a claim against others: see `corroborate`.

    Parameters
    ----------
    corroboration
        The verdict.
    others
        A sentence that says who gives what.
    sources
        The keys of their sources, with a space between.
    """

    corroboration: str
    others: str
    sources: str


@dataclass(frozen=True)
class _Other:
    body: str
    words: str
    value: float
    allowed: Bound
    sources: tuple[str, ...]


def corroborate(name: str, figures: pd.DataFrame, context: pd.DataFrame) -> Corroboration:
    """Say whether another body gives the same as a claim, for the same thing at the same time.

    In this order: "disputed" if other bodies differ from one another by more than 10 %;
    "corroborated" if another body's figure, at its own bounds, meets the claim's or comes within
    2 % of it; "differs" if none does; "repeated" if only the same body says it again; else "not
    found". Two outlets that report one body are one body.

    The same time is the same dates for arrests, whose counts for shorter periods are added up;
    within 30 days for people in prison, where a count dated only by its year is taken at its end;
    within two months at each end for growth, which is also computed anew from another body's count
    at its start; within a year for a capacity; and for all else dates that have a day in common.

    Parameters
    ----------
    name
        The id of the claim.
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A `Corroboration`.

    Raises
    ------
    KeyError
        If the figures have no such id.

    Examples
    --------
    >>> import stats
    >>> verdict = corroborate("interviewees", stats.load_figures(), stats.load_context())
    >>> verdict.corroboration
    'repeated'

    Notes
    -----
    The 10 % and the 2 % are this project's own choice; no standard sets them.
    """
    claim = figures.loc[name]
    found = list(_others(claim, figures, context))
    others = [other for other in found if other.body != claim["attributed_to"]]
    if _differ(others):
        listed = sorted(others, key=lambda other: other.value)
        nearest = min(others, key=lambda other: abs(other.value - claim["value"]))
        given = "; ".join(other.words for other in listed)
        sentence = (
            f"Others do not agree with one another. {given}. "
            f"The nearest ({nearest.body}) is {_nearness(nearest, claim)}."
        )
        return _verdict("disputed", sentence, listed)
    if others:
        own = bound(claim)
        best = min(others, key=lambda other: _gap(other.allowed, own))
        near = _gap(best.allowed, own) <= _NEAR * abs(claim["value"])
        sentence = f"{best.words}, {_nearness(best, claim)}."
        same = [o for o in others if o.allowed == best.allowed and o is not best]
        rest = [o for o in others if o.allowed != best.allowed]
        if bodies := dict.fromkeys(o.body for o in same if o.body != best.body):
            sentence += f" {' and '.join(bodies)}: the same number."
        if rest:
            also = "; ".join(f"{other.words}, {_nearness(other, claim)}" for other in rest)
            sentence += f" Also: {also}."
        own_again = [other for other in found if other not in others]
        if own_again:
            sentence += f" By the same body: {'; '.join(other.words for other in own_again)}."
        cited = [best, *same, *rest, *own_again]
        return _verdict("corroborated" if near else "differs", sentence, cited)
    if found:
        again = "; ".join(other.words for other in found)
        sentence = f"No other body gives a figure. By the same body: {again}."
        return _verdict("repeated", sentence, found)
    return _verdict("not found", "No other figure for it was found.", [])


def official_sums(claim: pd.Series, context: pd.DataFrame) -> list[pd.DataFrame]:
    """Find the counts by others whose periods, end to end, make up the period of a claim.

    Parameters
    ----------
    claim
        A flow, such as arrests: a row of a table that `load_figures` returned.
    context
        A table that `load_context` returned.

    Returns
    -------
    The rows that make up the period, a table for each body: its own counts (of several that start
    on one day the longest), and where it has none another's. Those of one body alone come first.

    Examples
    --------
    >>> import stats
    >>> arrests = stats.load_figures().loc["arrests_campaign"]
    >>> [int(rows["value"].sum()) for rows in official_sums(arrests, stats.load_context())]
    [59196, 59573]
    """
    counts = context[
        (context["quantity"] == claim["quantity"])
        & (context["attributed_to"] != claim["attributed_to"])
    ]
    found = []
    for body in dict.fromkeys(counts["attributed_to"]):
        names: list[Any] = []
        start = claim["start"]
        while start <= claim["end"]:
            next_ones = counts[(counts["start"] == start) & (counts["end"] <= claim["end"])]
            own = next_ones[next_ones["attributed_to"] == body]
            if next_ones.empty:
                break
            names.append((next_ones if own.empty else own)["end"].idxmax())
            start = counts.at[names[-1], "end"] + pd.Timedelta(days=1)
        if start > claim["end"] and names not in found:
            found.append(names)
    sums = [counts.loc[names] for names in found]
    return sorted(sums, key=lambda rows: rows["attributed_to"].nunique())


def arrests_left_for_last_count(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Compute what official counts leave of the article's arrests for the last of them.

    left = the article's arrests - the counts before the last

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned.

    Returns
    -------
    A DataFrame with a row for each way to add up official counts (see `official_sums`): `bodies`
    (who counted), `total`, `left` and `last` (arrests: all counts, what is left and the last
    count), `words` (what the figures' words allow to be left) and `inputs` (ids). It is empty where
    the article's arrests are missing, or no counts make up their dates.

    Examples
    --------
    >>> import stats
    >>> table = arrests_left_for_last_count(stats.load_figures(), stats.load_context())
    >>> table[["total", "left", "last"]].astype(int).values.tolist()
    [[59196, 1630, 5056], [59573, 1253, 5056]]
    """
    rows = []
    if "arrests_campaign" in figures.index:
        claim = figures.loc["arrests_campaign"]
        for counts in official_sums(claim, context):
            *earlier, last = counts["value"]
            left = claim["value"] - sum(earlier)
            allowed = bounded(measures.change, _total(counts.iloc[:-1]), bound(claim))
            words = said(allowed, "arrests")
            rows.append(
                (_bodies(counts), sum(earlier) + last, left, last, words, " ".join(counts.index))
            )
    return pd.DataFrame(rows, columns=["bodies", "total", "left", "last", "words", "inputs"])


def occupancy_by_capacity(figures: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Compute the article's occupancy level under every capacity given for about the same time.

    Parameters
    ----------
    figures, context
        Tables that `load_figures` and `load_context` returned. A capacity of 0 is left out.

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
    rows = []
    if {"prisoners_2020", "capacity_2020"} <= set(figures.index):
        prisoners, claim = figures.loc["prisoners_2020"], figures.loc["capacity_2020"]
        others = _of_the_time(claim, context)
        others = others[others["attributed_to"] != claim["attributed_to"]]
        capacities = pd.concat([figures.loc[["capacity_2020"]], others])
        for name, capacity in capacities[capacities["value"] > 0].iterrows():
            value = measures.occupancy_rate(prisoners["value"], capacity["value"])
            allowed = bounded(measures.occupancy_rate, bound(prisoners), bound(capacity))
            rows.append((name, value, said(allowed, "ratio")))
    table = pd.DataFrame(rows, columns=["id", "value", "words"])
    return table.sort_values("value", kind="stable", ignore_index=True)


def whole_year(figure: pd.Series) -> bool:
    """Tell whether a figure's dates are one calendar year, from its first day to its last.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` or `load_context` returned.

    Examples
    --------
    >>> import stats
    >>> context = stats.load_context()
    >>> whole_year(context.loc["prisoners_2016_interior"])
    True
    >>> whole_year(context.loc["prisoners_2017_12_prisons"])
    False
    """
    start, end = figure["start"], figure["end"]
    return bool(start.is_year_start and end.is_year_end and start.year == end.year)


def _others(claim: pd.Series, figures: pd.DataFrame, context: pd.DataFrame) -> Iterator[_Other]:
    if claim["quantity"] == "drug_arrests":
        sums = official_sums(claim, context)
        yield from (_sum(counts) for counts in sums if len(counts) > 1)
    if claim["quantity"] == "prisoner_growth":
        yield from _growth(claim, figures, context)
    for _, row in _of_the_time(claim, context).iterrows():
        words = f"{row['attributed_to']}: {printed(row)} ({when(row)})"
        yield _Other(row["attributed_to"], words, row["value"], bound(row), (row["source"],))


def _sum(counts: pd.DataFrame) -> _Other:
    allowed = _total(counts)
    words = f"{_bodies(counts)}: counts for the same dates add up to {said(allowed, 'arrests')}"
    total, sources = counts["value"].sum(), tuple(counts["source"])
    return _Other(_bodies(counts), words, total, allowed, sources)


def _total(counts: pd.DataFrame) -> Bound:
    return reduce(add, [bound(row) for _, row in counts.iterrows()], Bound(0, 0))


def _bodies(counts: pd.DataFrame) -> str:
    return " and ".join(dict.fromkeys(counts["attributed_to"]))


def _growth(claim: pd.Series, figures: pd.DataFrame, context: pd.DataFrame) -> Iterator[_Other]:
    """Growth from another body's count at the start to the article's own count at the end."""
    if not {"prisoners_2016", "prisoners_2020"} <= set(figures.index):
        return
    start, end = figures.loc["prisoners_2016"], figures.loc["prisoners_2020"]
    if (claim["start"], claim["end"]) != (start["end"], end["end"]):
        return
    for _, row in _of_the_time(start, context).iterrows():
        if row["attributed_to"] != claim["attributed_to"] and row["value"] > 0:
            growth = measures.growth_rate(row["value"], end["value"])
            ratio = bounded(measures.growth_rate, bound(row), bound(end))
            words = (
                f"Only the start is another body’s: from {printed(row)} ({row['attributed_to']}, "
                f"{when(row)}) to the article’s own end, growth is {said(ratio, 'ratio')} "
                f"(at face value {said(growth, 'ratio')})"
            )
            allowed = ratio.scaled(100)
            yield _Other(row["attributed_to"], words, 100 * growth, allowed, (row["source"],))


def _of_the_time(claim: pd.Series, context: pd.DataFrame) -> pd.DataFrame:
    """The rows of a claim's quantity that are of the same time."""
    rows = context[context["quantity"] == claim["quantity"]]
    near: pd.DataFrame = rows.loc[[name for name, row in rows.iterrows() if _same_time(claim, row)]]
    return near


def _same_time(claim: pd.Series, row: pd.Series) -> bool:
    apart = _APART.get(claim["quantity"], pd.DateOffset(days=0))
    if claim["quantity"] in ("drug_arrests", "prisoner_growth"):
        return all(claim[day] - apart <= row[day] <= claim[day] + apart for day in ("start", "end"))
    claimed, since = (
        figure["end"]
        if whole_year(figure) and figure["quantity"] != "capacity"
        else figure["start"]
        for figure in (claim, row)
    )
    return bool(claimed - apart <= row["end"] and since <= claim["end"] + apart)


def _gap(one: Bound, other: Bound) -> float:
    return max(one.low - other.high, other.low - one.high, 0.0)


def _differ(others: list[_Other]) -> bool:
    """Whether two other bodies, each at the figure nearest to the other's, are too far apart."""
    bodies = {other.body for other in others}
    for one in bodies:
        for two in bodies - {one}:
            beyond = min(
                _gap(a.allowed, b.allowed) - _DISPUTED * min(abs(a.value), abs(b.value))
                for a in others
                for b in others
                if (a.body, b.body) == (one, two)
            )
            if beyond > 0:
                return True
    return False


def _nearness(other: _Other, claim: pd.Series) -> str:
    if claim["unit"] == "percent":
        apart, unit = other.value - claim["value"], " points"
    elif claim["value"]:
        apart, unit = 100 * (other.value / claim["value"] - 1), " %"
    else:
        apart, unit = other.value, ""
    near = f"{abs(apart):.1f}{unit} {'more' if apart > 0 else 'less'}"
    if other.value == claim["value"]:
        near = "the same"
    return near + ", which the claim’s words allow" * (other.value in bound(claim))


def _verdict(verdict: str, sentence: str, others: list[_Other]) -> Corroboration:
    keys = dict.fromkeys(key for other in others for key in other.sources)
    return Corroboration(verdict, sentence, " ".join(keys))
