"""Every statistic derived from the figures, and every claim with its verdicts."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from stats import measures
from stats.bounds import Bound, bound, bounded
from stats.measures import Measure

__all__ = ["check_claims", "printed", "said", "statistics", "when"]

_UNITS = {
    "ratio": (1, 100.0, " %"),
    "ratio a year": (1, 100.0, " % a year"),
    "percent": (0, 1.0, " %"),
    "years": (1, 1.0, " years"),
    "arrests a day": (1, 1.0, " arrests a day"),
}
"""How a unit is written: decimals, factor and what follows. Others are counts, in full."""

_QUALIFIED = {
    "exact": "",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "less than ",
    "about": "about ",
    "estimated": "an estimated ",
}
_CLAIMED = (
    "drug_arrests",
    "prisoners",
    "prisoner_growth",
    "capacity",
    "interviewees",
    "interviewees_who_use_drugs",
)


@dataclass(frozen=True)
class _Statistic:
    id: str
    label: str
    unit: str
    measure: Measure
    inputs: tuple[str, ...]
    formula: str
    others: Callable[[pd.DataFrame], dict[str, Any]] = lambda figures: {}
    """What the measure takes besides the values: the dates of the figures."""


def _years(day: str) -> Callable[[pd.DataFrame], dict[str, Any]]:
    """From the first count to the first or last day of the window of the second."""

    def others(figures: pd.DataFrame) -> dict[str, Any]:
        since, until = figures.at["prisoners_2016", "end"], figures.at["prisoners_2020", day]
        return {"years": measures.years_between(since, until)}

    return others


def _mean(per: str) -> Callable[[pd.DataFrame], dict[str, Any]]:
    def others(figures: pd.DataFrame) -> dict[str, Any]:
        arrests = figures.loc["arrests_campaign"]
        return {"start": arrests["start"], "end": arrests["end"], "per": per}

    return others


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
        "Growth a year, if counted on the last day of the period given",
        "ratio a year",
        measures.annual_growth_rate,
        _COUNTS,
        "(prisoners_2020 / prisoners_2016) ** (1 / years to the last day) - 1",
        _years("end"),
    ),
    _Statistic(
        "prisoner_annual_growth_first_day",
        "Growth a year, if counted on the first day of the period given",
        "ratio a year",
        measures.annual_growth_rate,
        _COUNTS,
        "(prisoners_2020 / prisoners_2016) ** (1 / years to the first day) - 1",
        _years("start"),
    ),
    _Statistic(
        "prisoner_doubling_time",
        "Time to double, at that pace",
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
            _mean(per),
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


def said(value: float | Bound, unit: str) -> str:
    """Write a value or a bound in its unit, as the page shows it.

    Parameters
    ----------
    value
        A number or a `Bound`, in the unit.
    unit
        A unit of `statistics` or of a table of figures. A "ratio" is said in percent.

    Returns
    -------
    The words: percentages to one decimal, counts in full, the ends of a bound rounded outward.

    Examples
    --------
    >>> said(0.780365, "ratio")
    '78.0 %'
    >>> said(Bound(12_397.0, math.inf, low_open=True, approximate=True), "places")
    'more than about 12,397 places'
    """
    known = value if isinstance(value, Bound) else Bound(value, value)
    decimals, scale, after = _UNITS.get(unit, (0, 1.0, f" {unit}"))
    return known.words(decimals, scale, after)


def printed(figure: pd.Series) -> str:
    """Write a figure's value with the word for its qualifier and its unit.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` returned.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> printed(figures.loc["prisoners_2020"])
    'more than 38,990 people'
    >>> printed(figures.loc["capacity_2020"])
    'an estimated 26,593 places'
    """
    number = f"{Decimal(str(figure['value'])).normalize():,f}"
    unit = str(figure["unit"])
    after = " %" if unit == "percent" else f" {unit.replace('_', ' ')}"
    return f"{_QUALIFIED[figure['qualifier']]}{number}{after}"


def when(figure: pd.Series) -> str:
    """Write a figure's dates as a reader would: a day, a month, a year or a period.

    Parameters
    ----------
    figure
        A row of a table that `load_figures` returned.

    Examples
    --------
    >>> import stats
    >>> figures = stats.load_figures()
    >>> when(figures.loc["prisoners_2016"]), when(figures.loc["prisoners_2020"])
    ('31 December 2016', 'March 2020')
    >>> when(figures.loc["arrests_campaign"])
    'January 2017 to March 2020'
    """
    start, end = figure["start"], figure["end"]
    if start == end:
        return f"{start.day} {start:%B %Y}"
    if not (start.is_month_start and end.is_month_end):
        return f"{start.day} {start:%B %Y} to {end.day} {end:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    if start.is_year_start and end.is_year_end:
        return f"{start:%Y}" if start.year == end.year else f"{start:%Y} to {end:%Y}"
    return f"{start:%B %Y} to {end:%B %Y}"


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
        value, allowed, words = math.nan, None, ""
        try:
            value, allowed = _computed(statistic, figures)
            words = said(allowed, statistic.unit)
        except ValueError as error:
            words = f"cannot be computed: {error}"
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


def check_claims(figures: pd.DataFrame) -> pd.DataFrame:
    """Check every claim that the figures make about the country or the research.

    A growth in percent is recomputed from the counts of people in prison: it is "reproduced" if
    their face values give it at its published precision, else "consistent" if what the words allow
    of both meets, else "not reproduced"; it "cannot be checked" where a count is missing. Nothing
    says how the other claims should come out: they are "as stated".

    Parameters
    ----------
    figures
        A table that `load_figures` returned.

    Returns
    -------
    A DataFrame with a row a claim: `id`, `wording`, `published` and `recomputed` (in the claim's
    unit; NaN where nothing recomputes it), `low` and `high` (what the recomputation allows, or
    where there is none the claim's own words), `arithmetic` (the verdict) and `reason` (a
    sentence).

    Examples
    --------
    >>> import stats
    >>> claims = check_claims(stats.load_figures()).set_index("id")
    >>> claims.loc["growth", "arithmetic"]
    'reproduced'
    """
    claimed = figures[figures["quantity"].isin(_CLAIMED)]
    rows = []
    for name, claim in claimed.iterrows():
        recomputed, allowed, arithmetic, reason = _arithmetic(claim, figures)
        rows.append(
            {
                "id": name,
                "wording": claim["wording"],
                "published": claim["value"],
                "recomputed": recomputed,
                "low": allowed.low,
                "high": allowed.high,
                "arithmetic": arithmetic,
                "reason": reason,
            }
        )
    columns = ["id", "wording", "published", "recomputed", "low", "high", "arithmetic", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _computed(statistic: _Statistic, figures: pd.DataFrame) -> tuple[float, Bound]:
    missing = [name for name in statistic.inputs if name not in figures.index]
    if missing:
        raise ValueError(f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} missing")
    rows = [figures.loc[name] for name in statistic.inputs]
    others = statistic.others(figures)
    value = statistic.measure(*(row["value"] for row in rows), **others)
    return float(value), bounded(statistic.measure, *[bound(row) for row in rows], **others)


def _arithmetic(claim: pd.Series, figures: pd.DataFrame) -> tuple[float, Bound, str, str]:
    """What recomputes a claim, what that allows it to be, the verdict and the reason."""
    own = bound(claim)
    if claim["quantity"] != "prisoner_growth":
        return (
            math.nan,
            own,
            "as stated",
            "Nothing else in the article says how it should come out.",
        )
    if claim.name != "growth":
        return math.nan, own, "cannot be checked", "Nothing says which counts it follows from."
    [growth] = [statistic for statistic in _STATISTICS if statistic.id == "prisoner_growth"]
    try:
        value, ratio = _computed(growth, figures)
    except ValueError as error:
        return math.nan, own, "cannot be checked", f"It cannot be recomputed: {error}."
    percent, allowed = 100 * value, replace(ratio, low=100 * ratio.low, high=100 * ratio.high)
    printed = f"{claim['value']:g} %"
    step = Decimal(str(claim["rounded_to"]))
    steps = (Decimal(f"{percent:.12g}") / step).quantize(Decimal(1), ROUND_HALF_UP)
    counts = f"The article’s own counts of people in prison give {said(value, 'ratio')}"
    if steps * step == Decimal(str(claim["value"])):
        return percent, allowed, "reproduced", f"{counts}, printed as {printed}."
    words = f"what their words allow, {said(ratio, 'ratio')},"
    if allowed.meets(own):
        return percent, allowed, "consistent", f"{counts}; {words} meets {printed}."
    return percent, allowed, "not reproduced", f"{counts}; {words} does not meet {printed}."
