"""What to look at again in tables that are right by every rule.

A row may be right and look wrong, so a doubt is told and refuses nothing: an id that has another
year than its days, say, or a count that is over five times those before and after it.
"""

import re
from collections.abc import Iterator

import pandas as pd

from stats.figures.periods import Period
from stats.tables.read import Data
from stats.tables.rules import Rule, broken
from stats.tables.schema import COPY

_DAYS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:_(0[1-9]|1[0-2]))?(?!\d)")
"""A year, or a year and a month, in an id."""
_SAME = ["attributed_to", "quantity", "place", "start", "end"]
_WORDS = ["source", "attributed_to", "quantity", "place", "value", "wording"]


def doubts(data: Data) -> Iterator[str]:
    """Name what is hard to believe about the rows, a line each."""
    rows = data.rows
    rows = rows.assign(
        id=rows.index,
        days=[figure.days for figure in rows["figure"]],
        when=[figure.when for figure in rows["figure"]],
    )
    for rule in _of_ids(data):
        for name, text in broken(rule, rows.to_dict("index")).items():
            yield f"{name}: {text}; mend one"
    yield from _different(rows)
    for names, _ in _alike(rows, _WORDS):
        yield f"{names} have one number in the same words; is one a copy?"
    for names, same in _alike(data.sources[data.sources["kind"] != COPY], ["address"]):
        yield f"sources.csv: {names} have one address, {same['address'].iloc[0]}; mend one"
    yield from _far_off(data)


def _of_ids(data: Data) -> list[Rule]:
    """Return when an id names other days, another quantity or another place than its row has."""
    places = data.places["name"].str.lower().str.replace(" ", "_")

    def other_days(name: str, days: Period) -> str:
        named = ["-".join(filter(None, day)) for day in _DAYS.findall(name)]
        first, last = map(str, days)
        is_its_own = any(first[: len(day)] <= day <= last[: len(day)] for day in named)
        return "" if is_its_own else ", ".join(named)

    def other_quantity(name: str, quantity: str) -> str:
        begins = [key for key in data.quantities.index if f"{name}_".startswith(f"{key}_")]
        key = max(begins, default="", key=len)
        return "" if quantity.startswith(key) else key

    def other_place(name: str, place: str) -> bool:
        return any(f"_{other}_" in f"_{name}_" for other in places.drop(place))

    return [
        Rule("id", ("id", "days"), other_days, "its id has {found}, and it is of {when}"),
        Rule(
            "id",
            ("id", "quantity"),
            other_quantity,
            "its id begins as {found}, and it is of {quantity}",
        ),
        Rule("id", ("id", "place"), other_place, "its id has another place than {place_name}"),
    ]


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
