"""Compute all results from random tables twice: `python benchmarks/agree.py [tables] [seed]`.

Each try changes real rows: their numbers, words, dates, bodies and sources, or leaves them out, or
has others repeat them. The library and `tests/audit.py`, which share no code, must find the same
statistics and the same answers. Of sums, of which there may be many, the audit lists all and the
library some: there only the answers are compared. Differences are printed, their tables kept, and
the status is 1.
"""

import csv
import math
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import stats
from stats import output, page
from stats.qualifiers import QUALIFIERS

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))
import audit  # noqa: E402 (a program beside the tests)

DATA = ROOT / "data"
REAL, CONTEXT, SOURCES, BODIES, QUANTITIES = (
    audit.read(DATA / f"{name}.csv")
    for name in ("figures", "context", "sources", "bodies", "quantities")
)
OF = {each["key"]: each for each in QUANTITIES}
GROWN = tuple(audit.FOLLOWS_FROM["growth"].split())
FULL = ("prisoners_2020", "capacity_2020")
STATISTICS: dict[str, tuple[Callable[..., Any], tuple[str, ...], dict[str, str]]] = {
    "prisoner_change": (stats.change, GROWN, {}),
    "prisoner_growth": (stats.growth_rate, GROWN, {}),
    "prisoner_annual_growth": (stats.annual_growth_rate, GROWN, {}),
    "prisoner_doubling_time": (stats.doubling_time, GROWN, {}),
    "occupancy": (stats.occupancy_rate, FULL, {}),
    "overcrowding": (stats.overcrowding_rate, FULL, {}),
    "places_short": (stats.places_short, FULL, {}),
    **{
        f"arrests_per_{period}": (stats.mean_rate, ("arrests_campaign",), {"per": period})
        for period in ("day", "month", "year")
    },
}
PHRASES = {code: each.words + "{}" for code, each in QUALIFIERS.items()}
PERCENT = (80, 85, 89, 90, 91, 95, 97, 98, 99, 100, 101, 102, 103, 105, 109, 110, 111, 115, 120)
DAYS = (-365, -61, -31, -30, -29, -1, 1, 29, 30, 31, 61, 365)  # around what quantities allow


def say(row: dict[str, str], value: Fraction, qualifier: str) -> None:
    """Give a row another number, to its step, or another qualifier, and the wording for it."""
    step = Fraction(row["rounded_to"])
    decimals = len(row["rounded_to"].partition(".")[2])
    number = float(round(value / step) * step)
    unit = "%" if OF[row["quantity"]]["unit"] == "percent" else ""
    row["value"], row["qualifier"] = f"{number:.{decimals}f}", qualifier
    row["wording"] = PHRASES[qualifier].format(f"{number:,.{decimals}f}") + unit


def changed(row: dict[str, str], random: Random) -> list[dict[str, str]]:
    """Return a row changed in one of many ways, or two rows, or none."""
    new, of_claim = dict(row), row in REAL
    kind, bodies = OF[row["quantity"]]["kind"], [each["key"] for each in BODIES]
    sources = [each["key"] for each in SOURCES]
    match random.randrange(10):
        case 0 if not of_claim:
            return []
        case 1 if not of_claim:
            more = {"id": f"{row['id']}_again", "attributed_to": random.choice(bodies)}
            return [row, row | more | {"source": random.choice(sources)}]
        case 2 if not of_claim:
            new["attributed_to"] = random.choice(bodies)
        case 3 if not of_claim:
            new["source"] = random.choice(sources)
        case 4 if of_claim or kind != "flow":  # the library does not look at every sum
            new["counted_by"] = random.choice([*bodies, ""])
        case 5 if row["id"] not in ("growth", *GROWN):
            moved = timedelta(random.choice(DAYS))
            for day in ("start", "end"):
                new[day] = str(date.fromisoformat(row[day]) + moved)
        case 6 if of_claim or kind != "flow":  # of open sums the library has the strongest
            say(new, Fraction(row["value"]), random.choice([*PHRASES]))
        case 7 | 8:
            share = Fraction(random.choice(PERCENT), 100)
            say(new, Fraction(row["value"]) * share, row["qualifier"])
    return [new]


def written(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [*REAL[0]], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def tables(folder: Path, random: Random) -> stats.Data:
    """Write random tables into a folder, and load them.

    A refused row of the context is left out, and one of the article is as it was.
    """
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("corrections.csv"))
    rows = {
        name: [new for row in real for new in changed(row, random)]
        for name, real in (("figures", REAL), ("context", CONTEXT))
    }
    for name, each in rows.items():
        written(folder, name, each)
    try:
        return stats.load(folder)
    except stats.FiguresError as error:
        refused = {
            tuple(problem.split(", column")[0].split(".csv, line ")) for problem in error.problems
        }
    real = {row["id"]: row for row in REAL}
    for name, each in rows.items():
        wrong = {int(line) - 2 for file, line in refused if file == name}
        kept = [real.get(row["id"]) if at in wrong else row for at, row in enumerate(each)]
        written(folder, name, [row for row in kept if row])
    return stats.load(folder)


def compare_statistics(data: stats.Data, again: audit.Tables, log: audit.Log) -> None:
    """Compute in both ways what follows from the article's figures.

    Figures that may be 0 are left out, and the doubling of what may have fallen, since the
    audit has no limits; and what may be anything, which has no ends.
    """
    results = {}
    for name, (measure, ids, more) in STATISTICS.items():
        figures = [data[each] for each in ids]
        doubles = name == "prisoner_doubling_time" and figures[0].high >= figures[1].low
        if all(figure.low for figure in figures) and not doubles:
            result = measure(*figures, **more)
            if math.isfinite(result.low) or math.isfinite(result.high):
                results[name] = (name, result)
    published: Any = page.statistics_table(results, data, "What follows").published
    rows = output.csv(pd.DataFrame(published["statistics.csv"]))
    (data.folder / "statistics.csv").write_bytes(rows)
    audit.statistics(results, again, data.folder, log)


def compare_verdicts(data: stats.Data, again: audit.Tables, log: audit.Log) -> None:
    """Check each claim in both ways, and compare what comes of it."""
    checks = {}
    for name in data.figures.index.difference([*audit.NO_CLAIM]):
        grown = stats.growth_rate(*(data[each] for each in GROWN)) if name == "growth" else None
        checks[name] = stats.check(data[name], data, recomputed=grown)
    published: Any = page.claim(checks, data).published
    right: dict[str, dict[Any, Any]] = {"claims.csv": {}, "others.csv": {}}
    for name in checks:
        line = {"recomputed_from": " ".join(GROWN) if name == "growth" else ""}
        answers, others = audit.verdict(again.rows[name], again, line)
        right["claims.csv"][frozenset([name]),] = answers
        right["others.csv"] |= {key: row for key, row in others.items() if "sum" not in row["how"]}
    for name, keys in (("claims.csv", ["id"]), ("others.csv", ["claim", "rows"])):
        rows = [row for row in published[name] if "sum" not in str(row.get("how"))]
        (data.folder / name).write_bytes(output.csv(pd.DataFrame(rows)))
        log.table(data.folder / name, keys, right[name])


def main(tries: int = 500, seed: int = 0) -> int:
    """Run the tries and print what came of them; return the status to exit with."""
    kept, differ, compared = Path(tempfile.mkdtemp(prefix="agree-")), 0, 0
    for number in range(tries):
        folder, log = kept / str(number), audit.Log()
        data, again = tables(folder, Random(f"{seed} {number}")), audit.Tables(folder)
        compare_statistics(data, again, log)
        compare_verdicts(data, again, log)
        compared += log.compared
        if log.wrong:
            differ += 1
            print(f"  the tables: {folder}", flush=True)
        else:
            shutil.rmtree(folder)
    if not differ:
        kept.rmdir()
    print(f"{tries:,} tables, {compared:,} values compared; {differ} tables with one that differs")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
