"""What to look at again in tables that are right by every rule."""

from collections.abc import Iterator

import pandas as pd

from stats.tables.read import Data


def doubts(data: Data) -> Iterator[str]:
    """Give what is hard to believe of the rows, a line each."""
    yield from _different(data)
    yield from _far_off(data)


def _different(data: Data) -> Iterator[str]:
    """Name values of one source for one quantity, place and time that differ and have no note."""
    same = ["source", "attributed_to", "quantity", "place", "start", "end"]
    for _, rows in data.rows[data.rows["note"] == ""].groupby(same):
        if rows["low"].max() > rows["high"].min():
            yield (
                f"{', '.join(rows.index)} differ, and are of one source, quantity, place and time; "
                "give each its own place, days or quantity"
            )


def _far_off(data: Data) -> Iterator[str]:
    """Name counts of a moment over five times those before and after, or under a fifth of them."""
    stocks = data.quantities.index[data.quantities["kind"] == "stock"]
    rows = data.rows[data.rows["quantity"].isin(stocks)]
    for _, values in rows.groupby(["quantity", "place"])["value"]:
        beside = pd.DataFrame({"before": values.shift(), "after": values.shift(-1)})
        far = (values > 5 * beside.max(axis=1)) | (5 * values < beside.min(axis=1))
        for name, value in values[far].items():
            near = " and ".join(f"{number:,.15g}" for number in beside.loc[name].dropna())
            yield (
                f"{name}: {value:,.15g} is far from what stands beside it in time, {near}; is it "
                "right?"
            )
