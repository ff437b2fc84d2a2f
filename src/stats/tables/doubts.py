"""What to look at again in tables that are right by every rule.

A row may be right and look wrong, so a doubt is told and refuses nothing: an id that has another
year than its days, say, or a count that is over five times those before and after it.
"""

import re
from collections.abc import Iterator

import pandas as pd

from stats.figures.periods import Period
from stats.tables.columns import COPY
from stats.tables.read import Data

_DAYS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:_(0[1-9]|1[0-2]))?(?!\d)")
"""A year, or a year and a month, in an id."""


def doubts(data: Data) -> Iterator[str]:
    """Give what is hard to believe of the rows, a line each."""
    yield from _unlike_their_ids(data)
    yield from _different(data)
    yield from _copied(data)
    yield from _far_off(data)


def _unlike_their_ids(data: Data) -> Iterator[str]:
    """Name rows whose ids name other days, another quantity or another place than their cells."""
    places = data.places["name"].str.lower().str.replace(" ", "_")
    for name, figure in data.items():
        named = ["-".join(filter(None, day)) for day in _DAYS.findall(name)]
        if named and not any(_has(figure.days, day) for day in named):
            yield f"{name}: its id has {', '.join(named)}, and it is of {figure.when}; mend one"
        begins = [key for key in sorted(data.quantities.index) if f"{name}_".startswith(f"{key}_")]
        if begins and not figure.quantity.startswith(begins[-1]):
            yield f"{name}: its id begins as {begins[-1]}, and it is of {figure.quantity}; mend one"
        if any(f"_{place}_" in f"_{name}_" for place in places.drop(figure.place)):
            yield f"{name}: its id has another place than {figure.place_name}; mend one"


def _has(days: Period, day: str) -> bool:
    """Tell whether some day of a year or a month, as in 2019 or 2019-03, is among these."""
    first, last = (str(end)[: len(day)] for end in days)
    return first <= day <= last


def _different(data: Data) -> Iterator[str]:
    """Name values of one body for one quantity, place and time that differ, whatever is noted.

    Two sources may print somewhat different ones; more than a tenth apart, one may be of a quarter.
    """
    same = ["attributed_to", "quantity", "place", "start", "end"]
    for of, columns, room in (("source", ["source", *same], 0.0), ("body", same, 0.1)):
        for _, rows in data.rows.groupby(columns):
            apart = rows["low"].max() - rows["high"].min()
            is_told = of == "body" and rows["source"].nunique() == 1
            if apart > room * rows["value"].abs().max() and not is_told:
                yield (
                    f"{', '.join(rows.index)} differ, and are of one {of}, quantity, place and "
                    "time; is one wrong? If not, give each its own place, days or quantity"
                )


def _copied(data: Data) -> Iterator[str]:
    """Name rows of other days that have one number in the same words, and sources of one address.

    The copies of a data set are read at one address, each of other figures.
    """
    same = ["source", "attributed_to", "quantity", "place", "value", "wording"]
    for _, rows in data.rows.groupby(same):
        if len(rows) > 1:
            yield f"{', '.join(rows.index)} have one number in the same words; is one a copy?"
    for address, sources in data.sources[data.sources["kind"] != COPY].groupby("address"):
        if len(sources) > 1:
            yield f"sources.csv: {', '.join(sources.index)} have one address, {address}; mend one"


def _far_off(data: Data) -> Iterator[str]:
    """Name counts over five times those before and after, or under a fifth of them.

    Those of a period are compared by the day.
    """
    kinds = data.rows["quantity"].map(data.quantities["kind"])
    days = (data.rows["end"] - data.rows["start"]).dt.days + 1
    paces = data.rows["value"].where(kinds == "stock", data.rows["value"] / days)
    counts = data.rows.assign(pace=paces)[kinds.isin(["stock", "flow"])]
    for _, rows in counts.groupby(["quantity", "place"]):
        pace = rows["pace"]
        beside = pd.DataFrame({"before": pace.shift(), "after": pace.shift(-1)})
        is_far = (pace > 5 * beside.max(axis=1)) | (5 * pace < beside.min(axis=1))
        for name in rows.index[is_far]:
            numbers = " and ".join(f"{number:,.6g}" for number in beside.loc[name].dropna())
            by = " a day" if kinds[name] == "flow" else ""
            yield (
                f"{name}: {pace[name]:,.6g}{by} is far from what stands beside it in time, "
                f"{numbers}{by}; are its number and its days right?"
            )
