"""What to look at again in tables that are right by every rule."""

from collections.abc import Iterator

import pandas as pd

from stats.tables.read import Data


def doubts(data: Data) -> Iterator[str]:
    """Give what is hard to believe of the rows, a line each."""
    yield from _different(data)
    yield from _far_off(data)


def _different(data: Data) -> Iterator[str]:
    """Name values of one source for one quantity, place and time that differ, whatever is noted."""
    same = ["source", "attributed_to", "quantity", "place", "start", "end"]
    for _, rows in data.rows.groupby(same):
        if rows["low"].max() > rows["high"].min():
            yield (
                f"{', '.join(rows.index)} differ, and are of one source, quantity, place and time; "
                "give each its own place, days or quantity"
            )


def _far_off(data: Data) -> Iterator[str]:
    """Name counts over five times those before and after, or under a fifth of them.

    Those of a period are compared by the day.
    """
    kinds = data.rows["quantity"].map(data.quantities["kind"])
    days = (data.rows["end"] - data.rows["start"]).dt.days + 1
    paces = data.rows["value"].where(kinds == "stock", data.rows["value"] / days)
    counts = data.rows.assign(pace=paces)[kinds.isin(["stock", "flow"])]
    for _, rows in counts.groupby(["quantity", "place"]):
        pace, value = rows["pace"], rows["value"]
        before, after = pace.shift(), pace.shift(-1)
        beside = pd.DataFrame({"before": before, "after": after})
        is_far = (pace > 5 * beside.max(axis=1)) | (5 * pace < beside.min(axis=1))
        near = pd.DataFrame({"before": value.shift(), "after": value.shift(-1)})
        for name in rows.index[is_far]:
            numbers = " and ".join(f"{number:,.15g}" for number in near.loc[name].dropna())
            yield (
                f"{name}: {value[name]:,.15g} is far from what stands beside it in time, "
                f"{numbers}; is it right?"
            )
