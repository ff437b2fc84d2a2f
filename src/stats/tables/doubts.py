"""What to look at again in tables that are right by every rule.

A row may be right and look wrong, so a doubt is told and refuses nothing: an id that has another
year than its days, say, or a count that is over five times those before and after it.
"""

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from stats.figures.figure import Figure
from stats.tables.read import Data
from stats.tables.schema import COPY

_DAYS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:_(0[1-9]|1[0-2]))?(?!\d)")
"""A year, or a year and a month, in an id."""
_SAME = ["attributed_to", "quantity", "place", "start", "end"]
_WORDS = ["source", "attributed_to", "quantity", "place", "value", "wording"]


def doubts(data: Data) -> Iterator[str]:
    """Name what is hard to believe about the rows, a line each."""
    places = data.places["name"].str.lower().str.replace(" ", "_")
    quantities = data.quantities.index
    for name, figure in data.items():
        for text in _of_id(name, figure, quantities, places):
            yield f"{name}: its id {text}; mend one"
    yield from _different(data.rows)
    for names, _ in _alike(data.rows, _WORDS):
        yield f"{names} have one number in the same words; is one a copy?"
    for names, same in _alike(data.sources[data.sources["kind"] != COPY], ["address"]):
        yield f"sources.csv: {names} have one address, {same['address'].iloc[0]}; mend one"
    yield from _far_off(data)


def _of_id(
    name: str, figure: Figure, quantities: Iterable[str], places: pd.Series
) -> Iterator[str]:
    """Say which other days, quantity or place an id names than its row has."""
    named = ["-".join(filter(None, day)) for day in _DAYS.findall(name)]
    first, last = map(str, figure.days)
    if named and not any(first[: len(day)] <= day <= last[: len(day)] for day in named):
        yield f"has {', '.join(named)}, and it is of {figure.when}"
    begins = [key for key in quantities if f"{name}_".startswith(f"{key}_")]
    key = max(begins, default="", key=len)
    if not figure.quantity.startswith(key):
        yield f"begins as {key}, and it is of {figure.quantity}"
    if any(f"_{other}_" in f"_{name}_" for other in places.drop(figure.place)):
        yield f"has another place than {figure.place_name}"


def _different(rows: pd.DataFrame) -> Iterator[str]:
    """Name values of one body for one quantity, place and time that differ, whatever is noted.

    Two sources may print somewhat different ones; more than a tenth apart, one may be of a quarter.
    """
    for of, by, room in (("source", ["source", *_SAME], 0.0), ("body", _SAME, 0.1)):
        for names, same in _alike(rows, by):
            apart = same["low"].max() - same["high"].min()
            is_told = of == "body" and same["source"].nunique() == 1
            if apart > room * same["value"].abs().max() and not is_told:
                yield (
                    f"{names} differ, and are of one {of}, quantity, place and time; is one wrong? "
                    "If not, give each its own place, days or quantity"
                )


def _alike(rows: pd.DataFrame, by: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the rows that have the same in some columns, after their names, if they are several."""
    for _, same in rows[rows.duplicated(by, keep=False)].groupby(by):
        yield ", ".join(same.index), same


def _far_off(data: Data) -> Iterator[str]:
    """Name counts over five times those before and after, or under a fifth of them.

    Those of a period are compared by the day.
    """
    kinds = data.rows["quantity"].map(data.quantities["kind"])
    days = (data.rows["end"] - data.rows["start"]).dt.days + 1
    paces = data.rows["value"].where(kinds == "stock", data.rows["value"] / days)
    pace = paces[kinds.isin(["stock", "flow"])]
    alike = pace.groupby([data.rows["quantity"], data.rows["place"]])
    beside = pd.DataFrame({"before": alike.shift(), "after": alike.shift(-1)})
    is_far = (pace > 5 * beside.max(axis=1)) | (5 * pace < beside.min(axis=1))
    for name in pace.index[is_far]:
        numbers = " and ".join(f"{number:,.6g}" for number in beside.loc[name].dropna())
        by = " a day" if kinds[name] == "flow" else ""
        yield (
            f"{name}: {pace[name]:,.6g}{by} is far from what stands beside it in time, "
            f"{numbers}{by}; are its number and its days right?"
        )
