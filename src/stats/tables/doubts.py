"""What is hard to believe of rows that are right by every rule.

Such a row is refused until a line of `confirmed.csv` has it with its value and its days, and such a
line once no doubt needs it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias

from stats.figures.periods import Period
from stats.tables.files import Tables
from stats.values.units import unit_of

_Row: TypeAlias = Mapping[str, Any]
"""The cells of a row, and its `table`, `line` and `days`."""
_Doubt: TypeAlias = tuple[_Row, str, str]
"""The row, the column, and what is said of its cell."""
_DAYS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?(?!\d)")
"""A year, or a year and a month, in an id, with - for its _."""
_OF_ONE = itemgetter("quantity", "place")
_ENDS = itemgetter("start", "end")
_AS_IT_IS = itemgetter("id", "value", "start", "end")
_IDLE = "with this value and these days is not doubted; write its row’s, or take the line out"


def check_doubts(tables: Tables) -> None:
    """Refuse doubted rows that are not confirmed, and confirmations that no doubt needs."""
    rows: list[_Row] = [
        {**row, "table": table, "line": line, "days": Period(*map(date.fromisoformat, _ENDS(row)))}
        for table in (tables["figures"], tables["context"])
        for line, row in table.known.items()
    ]
    confirmed = {_AS_IT_IS(row): line for line, row in tables["confirmed"].rows.items()}
    idle = dict(confirmed)
    doubts = [*_of_ids(rows, tables), *_far_off(rows), *_unlike(rows, tables)]
    for row, column, text in doubts:
        as_it_is = _AS_IT_IS(row)
        idle.pop(as_it_is, 0)
        if as_it_is not in confirmed:
            line = f"{','.join(as_it_is)},why"
            remedy = f"mend what is wrong or, if all is right, add to confirmed.csv {line}"
            row["table"].refuse(column, {row["line"]: f"{text}; {remedy}"})
    tables["confirmed"].refuse("id", dict.fromkeys(idle.values(), _IDLE))


def _of_ids(rows: list[_Row], tables: Tables) -> Iterator[_Doubt]:
    """Doubt ids that name a year, a month or a quantity that their rows are not of."""
    keys = [row["key"] for row in tables["quantities"].rows.values()]
    for row in rows:
        id, start, end = row["id"], row["start"], row["end"]
        for day in _DAYS.findall(id.replace("_", "-")):
            if not start[: len(day)] <= day <= end:
                yield row, "id", f"names {day}, and the row is of {start} to {end}"
        named = max((key for key in keys if f"_{key}_" in f"_{id}_"), default="", key=len)
        if not row["quantity"].startswith(named):
            yield row, "id", f"names {named}, and the row is of {row['quantity']}"


def _far_off(rows: list[_Row]) -> Iterator[_Doubt]:
    """Doubt what is over four times those before and after it, or under a quarter of them."""
    in_order = sorted(rows, key=itemgetter("quantity", "place", "end", "start"))
    for at, row in enumerate(in_order):
        near = in_order[max(at - 1, 0) : at] + in_order[at + 1 : at + 2]
        beside = [other for other in near if _OF_ONE(other) == _OF_ONE(row)]
        paces = [*map(_pace, beside)]
        if paces and not min(paces) / 4 <= _pace(row) <= 4 * max(paces):
            names = " and ".join(other["id"] for other in beside)
            size = "over four times" if _pace(row) > max(paces) else "under a quarter of"
            yield row, "value", f"is {size} {names}, beside it in time (of periods, by the day)"


def _pace(row: _Row) -> float:
    """Return the value of a row, of a period by the day; 0 of what may be of any size."""
    is_count = unit_of(row["unit"]).sort in ("count", "measure")
    paces: dict[str, float] = {"stock": 1, "flow": is_count / row["days"].length}
    return float(row["value"]) * paces.get(row["kind"], 0)


def _unlike(rows: list[_Row], tables: Tables) -> Iterator[_Doubt]:
    """Doubt what does not fit another of its quantity, place and time."""
    for one, other in _pairs(rows, tables):
        apart = max(one["days"].ends_apart(other["days"]))
        is_of_one_time = _OF_ONE(one) == _OF_ONE(other) and apart <= int(one["max_days_apart"])
        if is_of_one_time and one["value"] != other["value"]:
            said = f"{one['value']} of {one['id']}, of the same quantity, place and time"
            yield other, "value", f"does not fit {said}"


def _pairs(rows: list[_Row], tables: Tables) -> Iterator[tuple[_Row, _Row]]:
    """Give neighbours by one body that are apart, and corrected rows with those as they were."""
    in_order = sorted(rows, key=itemgetter("attributed_to", "quantity", "place", "end", "start"))
    yield from (pair for pair in pairwise(in_order) if _are_apart(*pair))
    by_id = {row["id"]: row for row in rows}
    for change in tables["corrections"].rows.values():
        if change["column"] == "value":
            yield from (
                (by_id[change["row"]], row) for row in rows if row["value"] == change["old"]
            )


def _are_apart(one: _Row, other: _Row) -> bool:
    """Tell whether values of one body are more than a tenth apart, and more than their steps."""
    low, high = sorted(float(row["value"]) for row in (one, other))
    room = max(high / 10, float(one["rounded_to"]), float(other["rounded_to"]))
    return one["attributed_to"] == other["attributed_to"] and high - low > room
