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

__all__ = ["Corroboration", "corroborate", "moment", "official_sums", "same_time"]

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
    """A verdict on a claim, a sentence that says who gives what, and the keys of their sources."""

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
    and within a year for a capacity. Growth is computed anew from another body's count at its
    start.

    Parameters
    ----------
    name
        The id of the claim.
    figures
        A table that `load_figures` returned.
    context
        A table that `load_context` returned.

    Examples
    --------
    >>> import stats
    >>> verdict = corroborate("interviewees", stats.load_figures(), stats.load_context())
    >>> verdict.corroboration
    'repeated'
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
            f"The nearest, {nearest.body}, is {_nearness(nearest, claim)}."
        )
        return _verdict("disputed", sentence, listed)
    if others:
        own = bound(claim)
        best = min(others, key=lambda other: _gap(other.allowed, own))
        near = _gap(best.allowed, own) <= _NEAR * claim["value"]
        sentence = f"{best.words}, {_nearness(best, claim)}."
        same = [other for other in others if other.value == best.value and other is not best]
        rest = [other for other in others if other.value != best.value]
        if same:
            sentence += f" {' and '.join(other.body for other in same)}: the same number."
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
        sentence = f"Only the same body says it again. {again}."
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
    The rows that make up the period, a table for each body: its own counts, and where it has none
    another's. Those of one body alone come first.

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
            names.append((next_ones if own.empty else own).index[0])
            start = counts.at[names[-1], "end"] + pd.Timedelta(days=1)
        if start > claim["end"] and names not in found:
            found.append(names)
    sums = [counts.loc[names] for names in found]
    return sorted(sums, key=lambda rows: rows["attributed_to"].nunique())


def moment(figure: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day on which a count may have been made.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` or `load_context` returned. One dated only by its year
        is taken at its end.
    """
    start, end = figure["start"], figure["end"]
    whole_year = start.is_year_start and end.is_year_end and start.year == end.year
    return (end, end) if whole_year else (start, end)


def _others(claim: pd.Series, figures: pd.DataFrame, context: pd.DataFrame) -> Iterator[_Other]:
    quantity = claim["quantity"]
    if quantity == "drug_arrests":
        for rows in official_sums(claim, context):
            yield _sum(rows)
        same = context[(context["start"] == claim["start"]) & (context["end"] == claim["end"])]
        yield from _plain(same[same["attributed_to"] == claim["attributed_to"]], quantity)
        return
    if quantity == "prisoner_growth":
        yield from _growth(claim, figures, context)
    near = [name for name in context.index if same_time(claim, context.loc[name])]
    yield from _plain(context.loc[near], quantity)


def _plain(rows: pd.DataFrame, quantity: str) -> Iterator[_Other]:
    for _, row in rows[rows["quantity"] == quantity].iterrows():
        words = f"{row['attributed_to']}: {printed(row)} ({when(row)})"
        yield _Other(row["attributed_to"], words, row["value"], bound(row), (row["source"],))


def _sum(rows: pd.DataFrame) -> _Other:
    bodies = " and ".join(dict.fromkeys(rows["attributed_to"]))
    total = rows["value"].sum()
    allowed = reduce(add, [bound(row) for _, row in rows.iterrows()])
    words = f"Counts by {bodies} for the same dates add up to {said(allowed, 'arrests')}"
    return _Other(bodies, words, total, allowed, tuple(dict.fromkeys(rows["source"])))


def _growth(claim: pd.Series, figures: pd.DataFrame, context: pd.DataFrame) -> Iterator[_Other]:
    """Growth from another body's count at the start to the article's own count at the end."""
    if not {"prisoners_2016", "prisoners_2020"} <= set(figures.index):
        return
    start, end = figures.loc["prisoners_2016"], figures.loc["prisoners_2020"]
    if (claim["start"], claim["end"]) != (start["end"], end["end"]):
        return
    for _, row in context[context["quantity"] == "prisoners"].iterrows():
        own = row["attributed_to"] == claim["attributed_to"]
        if own or row["value"] == 0 or not same_time(start, row):
            continue
        ratio = bounded(measures.growth_rate, bound(row), bound(end))
        value = 100 * float(measures.growth_rate(row["value"], end["value"]))
        words = (
            f"Only the start is another body’s: with {printed(row)} ({row['attributed_to']}, "
            f"{when(row)}) and the article’s own end, growth is {said(ratio, 'ratio')}, at face "
            f"value printed as {value:.0f} %"
        )
        yield _Other(row["attributed_to"], words, value, ratio.scaled(100), (row["source"],))


def same_time(claim: pd.Series, row: pd.Series) -> bool:
    """Tell whether two figures of one quantity are of the same time (see `corroborate`).

    Parameters
    ----------
    claim, row
        Rows of tables that `load_figures` or `load_context` returned.

    Examples
    --------
    >>> import stats
    >>> context = stats.load_context()
    >>> claim = stats.load_figures().loc["prisoners_2016"]
    >>> same_time(claim, context.loc["prisoners_2016_interior"])
    True
    """
    quantity = claim["quantity"]
    apart = _APART.get(quantity, pd.DateOffset(days=0))
    if quantity == "prisoner_growth":
        return all(claim[day] - apart <= row[day] <= claim[day] + apart for day in ("start", "end"))
    given, asked = (
        (figure["start"], figure["end"]) if quantity == "capacity" else moment(figure)
        for figure in (row, claim)
    )
    return bool(given[0] <= asked[1] + apart and given[1] >= asked[0] - apart)


def _gap(one: Bound, other: Bound) -> float:
    return max(one.low - other.high, other.low - one.high, 0.0)


def _differ(others: list[_Other]) -> bool:
    """Whether two other bodies, each at the figure nearest to the other's, are too far apart."""
    bodies = {other.body for other in others}
    for one in bodies:
        for two in bodies - {one}:
            beyond = min(
                _gap(a.allowed, b.allowed) - _DISPUTED * min(a.value, b.value)
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
