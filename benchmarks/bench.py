"""Time the builds and the measures, and print them as ratios: `make bench`.

A benchmark, not a test: it passes whatever comes out. Times depend on the machine; ratios, taken
in one run, much less so. Each is the median of several tries, except builds of longer tables.
"""

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import reading

import stats

ROOT = Path(__file__).parents[1]
ROWS = 10_000_000


def median(action: Callable[[], object], tries: int = 5) -> float:
    """Return the median of the seconds that an action takes."""
    times = []
    for _ in range(tries):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def run(*command: str, where: Path) -> None:
    """Run a command that prints nothing and must succeed."""
    subprocess.run(command, cwd=where, check=True, capture_output=True)


def python(code: str, where: Path = ROOT) -> Callable[[], None]:
    """Return an action that runs code in a new Python."""
    return lambda: run(sys.executable, "-c", code, where=where)


def cost(*command: str, where: Path) -> tuple[float, float]:
    """Return the wall and CPU seconds of a command and all that it starts."""
    before = os.times()
    run(*command, where=where)
    after = os.times()
    return after.elapsed - before.elapsed, sum(after[2:4]) - sum(before[2:4])


def builds(tree: Path) -> None:
    """Compare builds of the report with one call of nbconvert for all chapters; print the page."""
    os.environ |= {"VIRTUAL_ENV": sys.prefix, "PYTHONPATH": str(tree / "src")}
    chapters = [str(path) for path in sorted((tree / "notebooks").glob("*.ipynb"))]
    nbconvert = (sys.executable, "-m", "nbconvert", "--execute", "--to", "html", *chapters)
    run("make", "report", where=tree)  # once before, for what is compiled and cached
    tries = [
        cost("make", "report", where=tree) + cost(*nbconvert, "--output-dir=html", where=tree)
        for _ in range(3)
    ]
    wall, cpu, their_wall, their_cpu = map(statistics.median, zip(*tries, strict=True))
    print("a build, of one jupyter nbconvert --execute for all chapters")
    print(f"  wall time {wall / their_wall:5.2f}   ({wall:.1f} s of {their_wall:.1f} s; aim 0.42)")
    print(f"  CPU time  {cpu / their_cpu:5.2f}   ({cpu:.1f} s of {their_cpu:.1f} s; aim 0.62)")
    reading.main(tree / "reports/report.html")


def growth(tree: Path) -> None:
    """Build the report from the tables and many more rows of context, all of a made-up place."""
    print("further rows   seconds   of none   page in kB   of none")
    first = longer(tree, 0)
    for rows, (seconds, size) in ((0, first), *((n, longer(tree, n)) for n in (1_000, 10_000))):
        print(f"{rows:12,} {seconds:9.1f} {seconds / first[0]:9.2f} ", end="")
        print(f"{size:12,.0f} {size / first[1]:9.2f}")


def longer(tree: Path, rows: int) -> tuple[float, float]:
    """Return the seconds that a build with so many further rows takes, and its page in kB."""
    data, reports = tree / f"data{rows}", tree / f"reports{rows}"
    shutil.copytree(tree / "data", data)
    with (data / "context.csv").open("a", encoding="utf-8", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows(map(made_up, range(rows)))
    with (data / "places.csv").open("a", encoding="utf-8") as table:
        table.write("XAA,a made-up place\n")
    command = ("-m", "stats", "report", str(data), "notebooks", str(reports))
    seconds = median(lambda: run(sys.executable, *command, where=tree), 1)
    return seconds, (reports / "report.html").stat().st_size / 1000


def made_up(n: int) -> list[object]:
    """Return a row of context, each with another day and value."""
    day, value = date(1990, 1, 1) + timedelta(n), 10_000 + n
    what = [f"prisoners_trial_{value}", "prisoners", "XAA", value, "exact", 1, day, day]
    wording = f"{value:,} people in prison"
    return [*what, "interior_ministry", "", wording, "khmer_times_2020", "A row of a trial."]


def imports() -> None:
    """Compare importing stats with importing pandas alone."""
    ours, theirs = median(python("import stats"), 15), median(python("import pandas"), 15)
    print(f"import stats, of import pandas     {ours / theirs:5.2f}")


def tables() -> None:
    """Time what an analyst waits for: reading the tables, and checking each claim by them."""
    data = stats.load()
    claims = [data[name] for name in data.figures.index]
    print(f"load                              {median(stats.load):6.3f} s")
    checks = median(lambda: [stats.check(claim, data) for claim in claims])
    print(f"check of {len(claims)} claims                 {checks:6.3f} s")
    many = [data[each] for each in data][:200] * 5
    checks = median(lambda: [stats.check(each, data) for each in many], 1)
    print(f"check of 1,000 figures            {checks:6.3f} s")


def measures() -> None:
    """Compare each measure on many rows with the bare expression."""
    random = np.random.default_rng(0)
    low, high = random.uniform(1, 9, ROWS), random.uniform(10, 99, ROWS)
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "change": (lambda: stats.change(low, high), lambda: high - low),
        "growth_rate": (lambda: stats.growth_rate(low, high), lambda: high / low - 1),
        "annual_growth_rate": (
            lambda: stats.annual_growth_rate(low, high, 3.25),
            lambda: (high / low) ** (1 / 3.25) - 1,
        ),
        "occupancy_rate": (lambda: stats.occupancy_rate(high, low), lambda: high / low),
        "places_short": (lambda: stats.places_short(high, low), lambda: high - low),
        "floor_area_per_person": (
            lambda: stats.floor_area_per_person(high, low),
            lambda: high / low,
        ),
        "share": (lambda: stats.share(low, high), lambda: low / high),
        "rate_per": (lambda: stats.rate_per(low, high), lambda: low / high * 100_000),
        "mean_rate per day": (
            lambda: stats.mean_rate(low, "2017-01-01", "2020-03-31", per="day"),
            lambda: low / 1_185,
        ),
    }
    for name, (ours, bare) in pairs.items():
        print(f"{name:22} of the bare expression {median(ours, 3) / median(bare, 3):5.1f}")


def main() -> None:
    """Print where the numbers come from, then the numbers."""
    versions = f"Python {sys.version.split()[0]}, pandas {pd.__version__}, numpy {np.__version__}"
    print(f"{os.cpu_count()} cores, {versions}, measures on {ROWS:,} rows")
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        run("git", "clone", "--quiet", str(ROOT), str(tree), where=ROOT)
        builds(tree)
        growth(tree)
    imports()
    tables()
    measures()


if __name__ == "__main__":
    main()
