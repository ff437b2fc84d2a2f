"""Every statistic that follows from the article's figures."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stats import measures
from stats.bounds import Bound, bound, bounded
from stats.measures import Measure
from stats.words import said

__all__ = ["compute", "statistics"]


@dataclass(frozen=True)
class _Statistic:
    id: str
    label: str
    unit: str
    measure: Measure
    inputs: tuple[str, ...]
    formula: str
    period: Callable[[pd.DataFrame], dict[str, Any]] = lambda figures: {}
    """What the measure takes besides the values: the time between or around them."""


def _years(day: str) -> Callable[[pd.DataFrame], dict[str, Any]]:
    """From the first count to the first or last day of the window of the second."""

    def period(figures: pd.DataFrame) -> dict[str, Any]:
        since, until = figures.at["prisoners_2016", "end"], figures.at["prisoners_2020", day]
        return {"years": measures.years_between(since, until)}

    return period


def _dates(per: str) -> Callable[[pd.DataFrame], dict[str, Any]]:
    def period(figures: pd.DataFrame) -> dict[str, Any]:
        arrests = figures.loc["arrests_campaign"]
        return {"start": arrests["start"], "end": arrests["end"], "per": per}

    return period


_COUNTS = ("prisoners_2016", "prisoners_2020")
_PLACES = ("prisoners_2020", "capacity_2020")
_STATISTICS = (
    _Statistic(
        "prisoner_change",
        "Rise in the prison population",
        "people",
        measures.change,
        _COUNTS,
        "prisoners_2020 - prisoners_2016",
    ),
    _Statistic(
        "prisoner_growth",
        "Growth of the prison population",
        "ratio",
        measures.growth_rate,
        _COUNTS,
        "prisoners_2020 / prisoners_2016 - 1",
    ),
    _Statistic(
        "prisoner_annual_growth",
        "Growth a year, if the later count is of the last day given",
        "ratio a year",
        measures.annual_growth_rate,
        _COUNTS,
        "(prisoners_2020 / prisoners_2016) ** (1 / years to the last day) - 1",
        _years("end"),
    ),
    _Statistic(
        "prisoner_annual_growth_first_day",
        "Growth a year, if the later count is of the first day given",
        "ratio a year",
        measures.annual_growth_rate,
        _COUNTS,
        "(prisoners_2020 / prisoners_2016) ** (1 / years to the first day) - 1",
        _years("start"),
    ),
    _Statistic(
        "prisoner_doubling_time",
        "Time to double, at the pace to the last day given",
        "years",
        measures.doubling_time,
        _COUNTS,
        "years to the last day * ln(2) / ln(prisoners_2020 / prisoners_2016)",
        _years("end"),
    ),
    _Statistic(
        "occupancy",
        "Occupancy level, of capacity",
        "ratio",
        measures.occupancy_rate,
        _PLACES,
        "prisoners_2020 / capacity_2020",
    ),
    _Statistic(
        "overcrowding",
        "Over capacity",
        "ratio",
        measures.overcrowding_rate,
        _PLACES,
        "prisoners_2020 / capacity_2020 - 1",
    ),
    _Statistic(
        "places_short",
        "Places short",
        "places",
        measures.places_short,
        _PLACES,
        "prisoners_2020 - capacity_2020",
    ),
    *(
        _Statistic(
            f"arrests_per_{per}",
            f"Arrests, mean per {per}",
            f"arrests a {per}",
            measures.mean_rate,
            ("arrests_campaign",),
            f"arrests_campaign / {per}s from its start to its end",
            _dates(per),
        )
        for per in ("day", "month", "year")
    ),
    _Statistic(
        "interviewees_who_use_drugs_share",
        "People interviewed who use or used drugs",
        "ratio",
        measures.share,
        ("interviewees_who_use_drugs", "interviewees"),
        "interviewees_who_use_drugs / interviewees",
    ),
)


def statistics(figures: pd.DataFrame) -> pd.DataFrame:
    """Compute every statistic that follows from the figures, with its bounds.

    Parameters
    ----------
    figures
        A table that `load_figures` returned.

    Returns
    -------
    A DataFrame with a row a statistic: `id`, `label`, `value` (from the numbers at their face),
    `low`, `high`, `low_open`, `high_open`, `approximate` (from what their words allow), `unit`
    ("ratio" is 1.0 for 100 %), `words`, `inputs` (ids, with a space between) and `formula`. Where
    an id is missing, or the figures make no sense for the formula, the numbers are NaN and the
    words say why.

    Examples
    --------
    >>> import stats
    >>> table = statistics(stats.load_figures()).set_index("id")
    >>> table.loc["occupancy", "words"]
    'more than about 146.6 %'
    """
    rows = []
    for statistic in _STATISTICS:
        try:
            value, allowed = compute(statistic.id, figures)
            words = said(allowed, statistic.unit)
        except ValueError as error:
            value, allowed, words = math.nan, None, f"cannot be computed: {error}"
        rows.append(
            {
                "id": statistic.id,
                "label": statistic.label,
                "value": value,
                "low": allowed.low if allowed else math.nan,
                "high": allowed.high if allowed else math.nan,
                "low_open": allowed is not None and allowed.low_open,
                "high_open": allowed is not None and allowed.high_open,
                "approximate": allowed is not None and allowed.approximate,
                "unit": statistic.unit,
                "words": words,
                "inputs": " ".join(statistic.inputs),
                "formula": statistic.formula,
            }
        )
    return pd.DataFrame(rows)


def compute(name: str, figures: pd.DataFrame) -> tuple[float, Bound]:
    """Compute one statistic of `statistics`: its value and what the words of its inputs allow.

    Parameters
    ----------
    name
        The id of the statistic, as in the table that `statistics` returns.
    figures
        A table that `load_figures` returned.

    Returns
    -------
    The value from the numbers at their face, and the `Bound` that their words leave it; both in the
    statistic's unit ("ratio" is 1.0 for 100 %).

    Raises
    ------
    ValueError
        If a figure that it needs is missing, or makes no sense for its formula.

    Examples
    --------
    >>> import stats
    >>> value, allowed = compute("places_short", stats.load_figures())
    >>> value, str(allowed)
    (12397.0, 'more than about 12,397')
    """
    [statistic] = [statistic for statistic in _STATISTICS if statistic.id == name]
    missing = [figure for figure in statistic.inputs if figure not in figures.index]
    if missing:
        raise ValueError(f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} missing")
    rows = [figures.loc[figure] for figure in statistic.inputs]
    period = statistic.period(figures)
    value = statistic.measure(*(row["value"] for row in rows), **period)
    return float(value), bounded(statistic.measure, *(bound(row) for row in rows), **period)
