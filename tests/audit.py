"""Recompute what a report says from its tables, and print each value that differs.

    python tests/audit.py data reports

It shares no code with src/stats: each number is worked out here once more, in plain pandas, as one
would by hand. Growth is 38,990 / 21,900 - 1; its lowest value has the lowest later count and the
highest earlier one. Of another project it holds the claims and the gaps of others against the rows;
its statistics it names, to be computed by hand.
"""

import io
import math
import sys
from pathlib import Path

import pandas as pd

OPEN_ABOVE, OPEN_BELOW = ["at_least", "more_than"], ["at_most", "less_than"]
ENDS = ["low", "value", "high"]


def rows_of(data):
    """The rows of both tables, each with the lowest and the highest that its words allow.

    A step above 1, and any percentage or rate, leaves half a step either way; "nearly" is below its
    number.
    """
    tables = [pd.read_csv(data / f"{name}.csv", dtype=str) for name in ("figures", "context")]
    rows = pd.concat(tables).set_index("id")
    quantities = pd.read_csv(data / "quantities.csv").set_index("key")
    rows = rows.join(quantities[["unit", "kind"]], on="quantity")
    rows[["value", "rounded_to"]] = rows[["value", "rounded_to"]].astype(float)
    rows[["start", "end"]] = rows[["start", "end"]].apply(pd.to_datetime)
    is_rounded = (rows.rounded_to > 1) | rows.unit.isin(["percent", "per_100000"])
    half = (rows.rounded_to / 2).where(is_rounded, 0)
    half = half.where(~rows.qualifier.isin(OPEN_ABOVE + OPEN_BELOW), 0)
    rows["low"] = (rows.value - half).where(~rows.qualifier.isin(OPEN_BELOW), 0)
    rows["high"] = (rows.value + half.where(rows.qualifier != "nearly", 0)).where(
        ~rows.qualifier.isin(OPEN_ABOVE), math.inf
    )
    rows["is_about"] = rows.qualifier.isin(["about", "estimated", "nearly"])
    return rows


def statistics(rows):
    """What follows from the article's figures: low, value and high, and whether it is about."""
    then, now = rows.loc["prisoners_2016", ENDS], rows.loc["prisoners_2020", ENDS]
    places, arrests = rows.loc["capacity_2020", ENDS], rows.loc["arrests_campaign", ENDS]
    then, places = then[::-1].to_numpy(), places[::-1].to_numpy()  # the lowest by the highest
    now, arrests = now.to_numpy(), arrests.to_numpy()
    start, after = (
        rows.start["arrests_campaign"],
        rows.end["arrests_campaign"] + pd.Timedelta(days=1),
    )
    length = months(start, after)
    day, first, last = rows.end["prisoners_2016"], *rows.loc["prisoners_2020", ["start", "end"]]
    # To the last of March 2020, as the article may mean, growth a year is the lowest.
    years = pd.Series([months(day, last), months(day, last), months(day, first)]) / 12
    is_about = bool(rows.loc["capacity_2020", "is_about"])
    return {
        "prisoner_change": (now - then, False),
        "prisoner_growth": (100 * (now / then - 1), False),
        "prisoner_annual_growth": (100 * ((now / then) ** (1 / years) - 1), False),
        "occupancy": (100 * now / places, is_about),
        "overcrowding": (100 * (now / places - 1), is_about),
        "places_short": (now - places, is_about),
        "arrests_per_day": (arrests / (after - start).days, False),
        "arrests_per_month": (arrests / length, False),
        "arrests_per_year": (arrests / (length / 12), False),
    }


def months(first, last):
    """Whole calendar months, and the days left over as a share of their month."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    whole -= first + pd.DateOffset(months=whole) > last
    begin, end = (first + pd.DateOffset(months=number) for number in (whole, whole + 1))
    return float(whole + (last - begin) / (end - begin))


class Log:
    """How many values were compared, and how many differ."""

    compared = wrong = 0

    def same(self, where, there, own):
        """Compare a value with what is recomputed; of a number six digits are written."""
        self.compared += 1
        is_same = there == own
        if isinstance(own, float) and not math.isinf(own):
            step = 10.0 ** (math.floor(math.log10(abs(own) or 1)) - 5)
            room = 1 if where.endswith(("low", "high")) else 0.51  # ends are rounded outward
            is_same = abs(float(there) - own) < step * room
        elif isinstance(own, float):
            is_same = float(there) == own
        if not is_same:
            self.wrong += 1
            print(f"{where}: {there}; recomputed: {own}")


def compare_statistics(rows, reports, log):
    """Hold statistics.csv against what is recomputed; name what is not."""
    written = read(reports / "statistics.csv")
    own = statistics(rows) if "prisoners_2016" in rows.index else {}
    log.same("statistics.csv, ids", sorted({*own} & {*written.index}), sorted(own))
    for name, (numbers, is_about) in own.items():
        for column, number in zip(ENDS, numbers, strict=True):
            log.same(f"statistics.csv, {name}, {column}", written.at[name, column], float(number))
        log.same(f"statistics.csv, {name}, about", written.at[name, "approximate"], str(is_about))
    if others := [name for name in written.index if name not in own]:
        print(f"statistics.csv, not recomputed, so do it by hand: {', '.join(others)}")


def compare_claims(rows, reports, log):
    """Hold claims.csv against its rows, and its gaps against what others give in others.csv."""
    claims, others = read(reports / "claims.csv"), read(reports / "others.csv", index=None)
    others["own"] = [
        given(row, rows.loc[row.rows.split()], rows.loc[row.claim]) for row in others.itertuples()
    ]
    claimed = rows.value.reindex(others.claim).to_numpy()
    others["own_gap"] = (others.own - claimed) / abs(claimed)
    for row in others.itertuples():
        where = f"others.csv, {row.claim}, {row.rows}"
        log.same(f"{where}, value", row.value, row.own)
        log.same(f"{where}, gap", row.gap, row.own_gap)
    for name, claim in claims.iterrows():
        where = f"claims.csv, {name}"
        log.same(f"{where}, published", claim.published, float(rows.value[name]))
        gaps = others.own_gap[(others.claim == name) & (others.counts == "counted")]
        for column, gap in (("smallest_gap", gaps.min()), ("largest_gap", gaps.max())):
            log.same(f"{where}, {column}", claim[column], "" if gaps.empty else float(gap))
    if "growth" in claims.index and "prisoners_2016" in rows.index:
        growth = float(100 * (rows.value["prisoners_2020"] / rows.value["prisoners_2016"] - 1))
        log.same("claims.csv, growth, recomputed", claims.at["growth", "recomputed"], growth)
        does = rows.low["growth"] <= growth < rows.high["growth"]
        log.same("claims.csv, growth, adds_up", claims.at["growth", "adds_up"] == "adds up", does)


def given(other, parts, claim):
    """What others give: a count, a sum of counts, or a change from the earlier to the later."""
    if other.how == "sum":
        return float(parts.value.sum())
    if other.how == "pair":
        ordered = parts.sort_values("end").value
        first, last = ordered.iloc[0], ordered.iloc[-1]
        return float(100 * (last / first - 1) if claim.unit == "percent" else last - first)
    return float(parts.value.iloc[0])


def read(path, index="id"):
    """A table of a report, as text; one that is not there has no rows."""
    none = io.StringIO("id,claim,rows,counts,value,gap,how\n")
    table = pd.read_csv(path if path.exists() else none, dtype=str, keep_default_na=False)
    return table.set_index(index) if index else table


def main(data, reports):
    """Print each difference, and how many values were compared."""
    if not (reports / "report.html").exists():
        print(f"{reports} has no report of a build: run make report first, with the same folder")
        return 1
    rows, log = rows_of(data), Log()
    compare_statistics(rows, reports, log)
    compare_claims(rows, reports, log)
    print(f"{log.compared} values compared, {log.wrong} differ")
    return 1 if log.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:] or ("data", "reports"))))
