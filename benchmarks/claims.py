"""Check claims that are known to be true or false, and print what is said of them.

Each claim is a growth, a difference or a share of two counts that are drawn at random; then the
counts are printed as newspapers do. A claim is rounded, or cut, and a fall may be printed without
its sign. Last, a count stands beside those of others, who count it some days before or after. The
draw has its own idea of what a word allows: nothing here asks the library for a range.
"""

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from stats import Figure, check, growth_rate, share
from stats.checks.check import Check
from stats.tables.read import Data

TRIES = 900
STEPS = {"": (100, 1_000), ", one digit": (10_000,)}
"""The steps that counts of five digits are rounded to, by what is printed behind the kind."""
CLAIMS = ("true", "true, cut", "true, a fall without its sign")
CLAIMS += ("two steps off", "15% off", "twice too large", "ten times too large")
BESIDE = {"true": 1, "15% off": 1.15, "a third off": 0.67, "twice too large": 2}
"""By how much a count that is printed beside others is wrong."""


def printed(kind: str, count: int, step: int) -> tuple[str, int]:
    """Return how a count is printed, and the step that it is then written to."""
    words = {
        "exact": (f"{count:,}", 1),
        "rounded": (f"{math.floor(count / step + 0.5) * step:,}", step),
        "about": (f"about {math.floor(count / step + 0.5) * step:,}", step),
        # "Nearly 40,000" of 39,500 to 39,999; drawn wide, of 39,001 too.
        "nearly": (f"nearly {math.ceil((count + 1) / step) * step:,}", step),
        "nearly, wide": (f"nearly {math.ceil((count + 1) / step) * step:,}", step),
        "over": (f"over {(count - 1) // step * step:,}", step),
    }
    return words[kind]


def drawn(kind: str, steps: tuple[int, ...], random: random.Random) -> tuple[int, int]:
    """Return a count and the step that it is rounded to."""
    count = random.randint(10_001, 99_999)
    step = random.choice(steps)
    if kind == "nearly":  # in the upper half of its step
        count = count // step * step + random.randint(step // 2, step - 1)
    return count, step


def claimed(
    measure: Callable[[float, float], float], one: int, two: int, how: str, random: random.Random
) -> tuple[float, float]:
    """Return a claim and the step that it is written to: 1, or 100 for half of the differences."""
    true = measure(one, two)
    step = 1 if abs(true) < 1_000 else random.choice((1, 100))
    sign = random.choice((-1, 1))
    moved = {
        "true": true,
        "true, cut": true,
        "true, a fall without its sign": -true,
        "two steps off": true + 2 * sign * step,
        "15% off": true * (1 + 0.15 * sign),
        "twice too large": 2 * true,
        "ten times too large": 10 * true,
    }
    return math.floor(moved[how] / step + (0 if "cut" in how else 0.5)) * step, step


def tried(kind: str, steps: tuple[int, ...], how: str, random: random.Random) -> str:
    """Return what is said of one claim."""
    while True:
        (one, step), (two, other) = drawn(kind, steps, random), drawn(kind, steps, random)
        if 1.1 * one < two < 5 * one:
            break
    if "fall" in how:
        (one, step), (two, other) = (two, other), (one, step)
    ends = [
        Figure.parse(words, unit="people", rounded_to=written)
        for words, written in (
            # Half the time only the later count is of that kind.
            printed(kind if random.random() < 0.5 else "exact", one, step),
            printed(kind, two, other),
        )
    ]
    measure, recomputed, unit = random.choice(
        [
            (lambda a, b: 100 * (b / a - 1), growth_rate(*ends), "percent"),
            (lambda a, b: b - a, ends[1] - ends[0], "people"),
            (lambda a, b: 100 * a / b, None, "percent"),
        ][: 2 if "fall" in how else 3]
    )
    if recomputed is None:
        try:
            recomputed = share(*ends)
        except ValueError:  # words that allow a part above its whole
            return tried(kind, steps, how, random)
    value, written = claimed(measure, one, two, how, random)
    mark = "%" if unit == "percent" else ""
    claim = Figure.parse(f"{value:,.0f}{mark}", unit=unit, rounded_to=written)
    return check(claim, recomputed=recomputed).adds_up


def beside(kind: str, wrong: float, random: random.Random) -> Check:
    """Check a count beside those of two others, up to three weeks and one percent away."""
    count, step = drawn(kind, (100, 1_000, 10_000), random)
    day, rows = date(2020, 6, 1), {}
    for body in ("claimant", "a", "b"):
        away = 0 if body == "claimant" else random.choice((0, -20, 20))
        moved = random.uniform(0.99, 1.01) if away else 1
        own = round(count * (wrong if body == "claimant" else moved))
        how = kind if body == "claimant" else random.choice(["exact", "rounded", "about", "over"])
        words, written = printed(how, own, step)
        figure = Figure.parse(words, unit="people", rounded_to=written)
        when = day + timedelta(away)
        rows[body] = {
            **{
                "quantity": "held",
                "place": "XAA",
                "value": figure.value,
                "start": when,
                "end": when,
            },
            **{"qualifier": figure.qualifier, "rounded_to": figure.rounded_to, "wording": words},
            **{"attributed_to": body, "counted_by": "", "source": body, "note": ""},
        }
    table = pd.DataFrame(rows).T.rename_axis("id")
    table[["start", "end"]] = table[["start", "end"]].astype("datetime64[s]")
    table[["value", "rounded_to"]] = table[["value", "rounded_to"]].astype(float)
    about = {"name": [*"ABC"], "short": "", "part_of": "", "kind": "own report", "relays": ""}
    bodies = pd.DataFrame(about | {"publisher": "P", "published": pd.Timestamp(day)}, [*rows])
    held = pd.DataFrame({"unit": "people", "kind": "stock", "max_days_apart": 30}, ["held"])
    places = pd.DataFrame({"name": ["A"]}, ["XAA"])
    tables = {"figures": table[:1], "context": table[1:], "sources": bodies, "bodies": bodies}
    data = Data(Path(), tables | {"quantities": held, "places": places})
    return check(data["claimant"], data)


def main() -> None:
    """Print a line for each kind of input."""
    kinds = ("exact", "rounded", "about", "nearly", "nearly, wide", "over")
    for kind, (digits, steps), how in itertools.product(kinds, STEPS.items(), CLAIMS):
        said = Counter(
            tried(kind, steps, how, random.Random(f"{kind} {how} {n}")) for n in range(TRIES)
        )
        accused = said.pop("does not add up", 0)
        rest = ", ".join(f"{count} {answer}" for answer, count in sorted(said.items()))
        print(f"{kind}{digits}, {how}: {accused} of {TRIES} accused; {rest}")
    for kind, (how, wrong) in itertools.product(kinds, BESIDE.items()):
        checks = [
            beside(kind, wrong, random.Random(f"{kind} {how} {n}")) for n in range(TRIES // 3)
        ]
        for answer in ("others", "as_worded"):
            said = Counter(getattr(each, answer) or "not asked" for each in checks)
            rest = ", ".join(f"{count} {verdict}" for verdict, count in sorted(said.items()))
            print(f"{kind}, {how}, {answer}: {rest}")


if __name__ == "__main__":
    main()
