"""Recompute what the reports say from the tables alone, and print each value that differs.

python3 tests/audit.py [DATA REPORTS]

It shares no code with src/stats and needs nothing but Python: ranges, statistics and verdicts are
worked out a second time, from their rules in words, in exact fractions.
"""

import csv
import html
import math
import re
import sys
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from operator import ge, gt, le, lt
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any, NamedTuple, TypeAlias

MATCHES, CLOSE = Fraction(2, 100), Fraction(10, 100)
NO_CLAIM = {"report_length"}  # the newspaper's own figure, of the report that it writes about
FOLLOWS_FROM = {"growth": ("prisoners_2016", "prisoners_2020")}
FORMULAS = {  # the later count first
    "prisoner_change": "prisoners_2020 - prisoners_2016",
    "prisoner_growth": "prisoners_2020 / prisoners_2016 - 1",
    "prisoner_annual_growth": "(prisoners_2020 / prisoners_2016) ** (1 / TIME) - 1",
    "prisoner_doubling_time": "TIME * ln(2) / ln(prisoners_2020 / prisoners_2016)",
    "occupancy": "prisoners_2020 / capacity_2020",
    "overcrowding": "prisoners_2020 / capacity_2020 - 1",
    "places_short": "prisoners_2020 - capacity_2020",
    "arrests_per_day": "arrests_campaign / days",
    "arrests_per_month": "arrests_campaign / months",
    "arrests_per_year": "arrests_campaign / years",
}
# What is shown in a form of its own, which shown.csv does not have: a formula, by what it is
# multiplied, and to how many decimals it is rounded.
IN_ANOTHER_FORM = [
    ("(prisoners_2016_interior - prisoners_2014_interior) * (1 / 1.0)", 1, -2),
    ("(prisoners_2020_04_10_prisons - prisoners_2016_interior) * (1 / 1.0)", 1, -2),
    ("(prisoners_2020_03_27_prisons - prisoners_2016_interior) * (1 / 1.0)", 1, -2),
    ("(prisoners_2021_12_31_prisons / prisoners_2020_04_02_amnesty) ** (1 / 1.0) - 1", 100, 1),
    ("(prisoners_2017_12_prisons / prisoners_2016_prisons) ** (1 / 1.0) - 1", 100, 0),
    ("prisoners_2025_04_prisons / prisoners_2020 - 1", 100, 0),
    ("prisoners_2020 / capacity_2020", 100, 0),
    ("(prisoners_2020_04_10_prisons / prisoners_2016_interior) ** (1 / 1.0) - 1", 100, 0),
    ("prisoners_2020 / capacity_2021_interior", 1, 1),
    ("prisoners_2020 / capacity_2020", 1, 1),
    ("prisoners_2020 / capacity_2020_prisons", 1, 1),
    ("prisoners_2020 / capacity_2021_wpb", 1, 1),
    ("prisoners_2020 / capacity_2021_un", 1, 1),
    *(
        (f"prisoners_2016_interior {grown}", 1, -2)
        for grown in (
            "* (prisoners_2014_wpb / prisoners_2000_wpb) ** (3.25 / 13.7083)",
            "+ (prisoners_2014_wpb - prisoners_2000_wpb) / 13.7083 * 3.25",
            "* (prisoners_2016_interior / prisoners_2014_interior) ** (3.25 / 2)",
            "+ (prisoners_2016_interior - prisoners_2014_interior) / 2 * 3.25",
        )
    ),
    ("prisoners_2020_04_10_prisons / prisoners_2016_interior - 1", 100, 1),
    ("floor_area_2021_prisons / capacity_2020_prisons", 1, 1),
    ("floor_area_2021_prisons / capacity_2021_un", 1, 1),
    ("arrests_campaign - drug_arrests_2017_interior - drug_arrests_2018_interior "
     "- drug_arrests_2019_interior", 1, 0),
    ("prison_population_rate_2018_unodc", 1, -1),
]  # fmt: skip
TYPED = {Fraction(1), MATCHES * 100, CLOSE * 100}  # limits, in percent, that a sentence names
KINDS = "document,own report,agency copy,translation,retelling,forum or blog,copy of a data set"
STRONGEST_FIRST = KINDS.split(",")
OPEN = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt}
COUNTED_IN = {"arrests", "people", "places", "pages", "square_metres"}
Number: TypeAlias = Any  # a Fraction, or infinity
Window = tuple[date, date]


class Span(NamedTuple):
    """What a value may be."""

    low: Number
    high: Number
    low_open: bool = False
    high_open: bool = False
    about: bool = False


class Other(NamedTuple):
    """What others say of a claim: how, from which rows, how far off in time, how finely."""

    how: str
    rows: list[Row]
    value: Number
    span: Span
    off: int
    step: Number


def read(path: Path) -> list[dict[str, str]]:
    """Read a table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Tables:
    """The rows of both tables of figures, and what is said of their quantities and sources."""

    def __init__(self, folder: Path) -> None:
        self.quantities = {each["key"]: each for each in read(folder / "quantities.csv")}
        self.part_of = {each["key"]: each["part_of"] for each in read(folder / "bodies.csv")}
        self.names = {each["key"]: each["name"] for each in read(folder / "bodies.csv")}
        sources = read(folder / "sources.csv")
        self.kinds = {each["key"]: each["kind"] for each in sources}
        self.relays = {each["key"]: each["relays"] for each in sources}
        self.phrases = read(folder / "qualifiers.csv")
        self.article = [self.row(each) for each in read(folder / "figures.csv")]
        context = [self.row(each) for each in read(folder / "context.csv")]
        self.rows = {row.id: row for row in self.article + context}

    def row(self, cells: dict[str, str]) -> Row:
        """A figure with its quantity; a calendar year stands for its end for any stock."""
        row, quantity = Row(**cells), self.quantities[cells["quantity"]]
        row.value, row.step = Fraction(row.value), Fraction(row.rounded_to)
        row.unit, row.kind, row.apart = (
            quantity["unit"],
            quantity["kind"],
            int(quantity["max_days_apart"]),
        )
        start, end = date.fromisoformat(row.start), date.fromisoformat(row.end)
        year = (start, end) == (date(end.year, 1, 1), date(end.year, 12, 31))
        row.window = (end if year and row.kind == "stock" else start, end)
        row.of_a_year = row.window[0] != start
        row.strength, row.span = STRONGEST_FIRST.index(self.kinds[row.source]), span(row)
        row.reach = reach(row)
        return row

    def origin(self, body: str) -> str:
        """A body and all that it is part of have one origin, the topmost."""
        return self.origin(self.part_of[body]) if self.part_of.get(body) else body


class Log:
    """How many values were compared, and how many differ."""

    compared = wrong = 0

    def same(self, where: str, there: object, own: object) -> None:
        """Compare a value; print where it differs."""
        self.compared += 1
        if there != own:
            self.wrong += 1
            print(f"{where}: {plain(there)}; recomputed: {plain(own)}")

    def table(self, path: Path, keys: list[str], own: dict[Any, Any]) -> None:
        """Compare a table, cell by cell, whatever the order of its rows and of ids in a cell."""
        there = {tuple(frozenset(row[key].split()) for key in keys): row for row in read(path)}
        for key in dict.fromkeys([*there, *own]):
            name = f"{path.name}, {', '.join(map(plain, key))}"
            if key not in there or key not in own:
                self.same(name, *("a row" if key in rows else "no row" for rows in (there, own)))
                continue
            for column, value in own[key].items():
                text: Any = there[key][column]
                right = value
                if isinstance(value, set):
                    text = set(text.split())
                elif callable(value):
                    right = text if value(text) else "another number, or other words"
                elif isinstance(value, Fraction | float) and text:
                    text = float(text) if text.endswith("inf") else Fraction(text)
                self.same(f"{name}, {column}", text, right)


def plain(value: object) -> str:
    """Write a value for a line of difference."""
    if isinstance(value, set | frozenset):
        return " ".join(sorted(value)) or "nothing"
    return f"{float(value):.10g}" if isinstance(value, Fraction) else str(value) or "nothing"


def rounded(value: Number, places: int, way: Callable[[Number], int] = round) -> Number:
    """Round to so many decimals, to the nearest or outward."""
    scale = Fraction(10) ** places
    return value if math.isinf(value) else way(value * scale) / scale


def six(value: Number, way: Callable[[Number], int] = round) -> Number:
    """Round to six digits, as the reports are written."""
    ends = value == 0 or math.isinf(value)
    return value if ends else rounded(value, 5 - math.floor(math.log10(abs(value))), way)


# Ranges and statistics


def span(row: Row) -> Span:
    """Words leave an end open; else a step above 1, or a percentage or rate, leaves half a step."""
    if row.qualifier in ("at_least", "more_than"):
        return Span(row.value, math.inf, row.qualifier == "more_than", True)
    if row.qualifier in ("at_most", "less_than"):
        return Span(Fraction(0), row.value, False, row.qualifier == "less_than")
    if row.qualifier == "exact" and (row.step > 1 or row.unit not in COUNTED_IN):
        return Span(row.value - row.step / 2, row.value + row.step / 2, False, True)
    return Span(row.value, row.value, about=row.qualifier != "exact")


def reach(row: Row) -> Span:
    """All that words and rounding allow: of what is approximate half a step, of "nearly" below."""
    if not row.span.about:
        return row.span
    low, high = row.value - row.step / 2, row.value + row.step / 2
    if row.unit in COUNTED_IN:
        low = max(low, Fraction(0))
    return Span(low, row.value, True, True) if row.qualifier == "nearly" else Span(low, high)


def corners(formula: Callable[..., Number], *inputs: Span) -> Span:
    """The lowest and highest of a formula; an end is open if no closed ends lead to it."""
    found = []
    for corner in product(
        *(((one.low, one.low_open), (one.high, one.high_open)) for one in inputs)
    ):
        values, opened = zip(*corner, strict=True)
        found.append((formula(*values), any(opened)))
    found = [each for each in found if not math.isnan(each[0])]  # of two without end
    low, high = min(found)[0], max(found)[0]
    first, last = (all(opened for value, opened in found if value == end) for end in (low, high))
    return Span(low, high, first, last, any(each.about for each in inputs))


def months(first: date, last: date) -> Fraction:
    """Whole calendar months, and the days left over as a share of their month."""

    def later(count: int) -> date:
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))

    whole = (last.year - first.year) * 12 + last.month - first.month
    whole -= int(later(whole) > last)
    return whole + Fraction((last - later(whole)).days, (later(whole + 1) - later(whole)).days)


def time(rows: list[Row], period: str) -> tuple[Number, Span, str]:
    """How long one row's period is, or how long from one count to the other, at its last day."""
    start, end = rows[-1].window
    if period:
        after = end + timedelta(1)
        lengths = {"days": Fraction((after - start).days), "months": months(start, after)}
        face = lengths.get(period, months(start, after) / 12)
        return face, Span(face, face), f"{period} from {start} to {end}"
    first, last = rows[-2].window
    face, low, high = (
        months(*ends) / 12 for ends in ((end, last), (end, max(end, first)), (start, last))
    )
    about = any(row.of_a_year for row in rows[-2:])  # which stands for its end
    return face, Span(low, high, about=about), f"{float(face):.5g}"


def follows(formula: str, tables: Tables) -> Row | None:
    """What a formula over ids gives at face value, and all that words and dates of its rows allow.

    Whatever time is written in it, it is that of its rows.
    """
    names = list(dict.fromkeys(re.findall(r"[a-z]+_[a-z0-9_]+", formula)))
    if not names or not tables.rows.keys() >= set(names):
        return None
    rows = [tables.rows[each] for each in names]
    period = re.search(r"(days|months|years)(?: from \S+ to \S+)?$", formula)
    times = r"(?<=\(1 / )[\d.]+|^[\d.]+(?= \* ln)|(?:days|months|years)(?: from \S+ to \S+)?$"
    formula = re.sub(times, "TIME", re.sub(r"(?<=\d),(?=\d{3})", "", formula))
    one = Fraction(1)
    length, lengths, written = one, Span(one, one), ""
    if "TIME" in formula:
        length, lengths, written = time(rows, period[1] if period else "")

    def compute(*values: Number) -> Number:
        result = eval(formula, {"ln": math.log}, dict(zip([*names, "TIME"], values, strict=True)))
        return Fraction(result) if math.isfinite(result) else result

    value = compute(*(row.value for row in rows), length)
    whole = corners(compute, *(row.span for row in rows), lengths)
    return Row(value=value, span=whole, formula=formula.replace("TIME", written), inputs=set(names))


def words(allowed: Span, scale: int, places: int, whole: bool = False) -> str:
    """A range in words; ends are rounded outward, and none at 0 or without end is said."""
    point, about = allowed.low == allowed.high, "about " if allowed.about else ""
    low, high = (
        f"{float(rounded(end * scale, places, round if point else way)):,.{places}f}"
        for end, way in ((allowed.low, math.floor), (allowed.high, math.ceil))
    )
    if point:
        text = about + low
    elif allowed.high == math.inf:
        text = ("more than " if allowed.low_open else "at least ") + about + low
    elif allowed.low in (0, -math.inf):
        text = ("less than " if allowed.high_open else "at most ") + about + high
    elif allowed.low_open:
        text = (
            f"more than {about}{low} and {'less than' if allowed.high_open else 'at most'} {high}"
        )
    else:
        if whole and allowed.high_open:  # below 21,950 people are at most 21,949
            high = f"{math.ceil(allowed.high) - 1:,}"
        text = f"{about}{low} to {high}" if low != high else about + low
    return text.replace("-", "−")


def decimals(text: str) -> int:
    """How many decimals the first number of a text has."""
    found = re.search(r"\d(?:\.(\d+))?(?!,?\d)", text)
    return len(found[1] or "") if found else 0


# Verdicts


def between(one: Window, other: Window) -> int:
    """Days between two windows; none if they meet."""
    return max(0, (one[0] - other[1]).days, (other[0] - one[1]).days)


def days_off(window: Window, row: Row) -> int:
    """How far off in time: a stock by the days between, else by the further of the two ends."""
    (start, end), (first, last) = window, row.window
    off = max(abs((start - first).days), abs((end - last).days))
    return between(window, row.window) if row.kind == "stock" else off


def of_the_time(window: Window, row: Row) -> bool:
    """Within its quantity's days; a stock within a longer window than that is not compared."""
    too_long = row.kind == "stock" and (row.window[1] - row.window[0]).days > row.apart
    return not too_long and days_off(window, row) <= row.apart


def printed(window: Window, rows: list[Row]) -> list[Other]:
    """The counts of rows that are of the time."""
    timely = [row for row in rows if of_the_time(window, row)]
    return [
        Other("printed", [row], row.value, row.reach, days_off(window, row), row.step)
        for row in timely
    ]


def chosen(found: list[Other], apart_from: Callable[[Other], object]) -> list[Other]:
    """Of each body (or pair) the nearest in time, then the most finely rounded; ties all count."""
    groups: dict[object, list[Other]] = {}
    for each in found:
        bodies = tuple(row.attributed_to for row in each.rows)
        key = (bodies if each.how == "pair" else set(bodies).pop(), apart_from(each))
        groups.setdefault(key, []).append(each)
    best = {key: min((each.off, each.step) for each in group) for key, group in groups.items()}
    return [o for key, group in groups.items() for o in group if (o.off, o.step) == best[key]]


def tilings(tiles: list[Row], start: date, end: date) -> Iterator[list[Row]]:
    """All ways to fill the dates with counts, end to end."""
    for tile in tiles:
        if tile.window[0] == start and tile.window[1] <= end:
            if tile.window[1] == end:
                yield [tile]
            for rest in tilings(tiles, tile.window[1] + timedelta(1), end):
                yield [tile, *rest]


def sums(window: Window, rows: list[Row]) -> list[Other]:
    """Counts that fill the dates; of a count that one body tells twice, the stronger telling."""
    strongest: dict[object, Row] = {}
    for row in sorted(rows, key=lambda row: row.strength):
        strongest.setdefault((row.attributed_to, row.window, row.value, row.qualifier), row)
    found = []
    for tiles in tilings(list(strongest.values()), *window):
        if len(tiles) > 1:
            how = "sum" if len({row.attributed_to for row in tiles}) == 1 else "mixed sum"
            allowed = corners(lambda *parts: sum(parts), *(row.reach for row in tiles))
            value, step = sum(row.value for row in tiles), max(row.step for row in tiles)
            found.append(Other(how, tiles, value, allowed, 0, step))
    return found


def percent(start: Number, end: Number) -> Number:
    """Growth in percent."""
    return (end / start - 1) * 100 if start else math.inf


def pairs(tables: Tables, claim: Row, others: list[Row]) -> list[Other]:
    """Growth from one count of others, of the time of the claim's own first count, to another."""
    ends = []
    for own in (tables.rows[each] for each in FOLLOWS_FROM[claim.id]):
        alike = [row for row in others if row.quantity == own.quantity]
        ends.append(printed(own.window, alike))
    found = []
    for start, end in product(*ends):
        if start.rows[0].window == end.rows[0].window:
            continue
        value, allowed = percent(start.value, end.value), corners(percent, start.span, end.span)
        rows, off, step = start.rows + end.rows, start.off + end.off, start.step + end.step
        found.append(Other("pair", rows, value, allowed, off, step))
    return found


def is_open(other: Other) -> bool:
    """The words of one of its rows leave an end open."""
    return any(row.qualifier in OPEN for row in other.rows)


def passed_on(claim: Row, row: Row, tables: Tables) -> bool:
    """Another body gives it, and the claim's own counted it or is whom its source relays."""
    own, relays = tables.origin(claim.attributed_to), tables.relays[row.source]
    if tables.origin(row.attributed_to) == own:
        return False
    bodies = [key for key, name in tables.names.items() if re.search(rf"\b{name}\b", relays)]
    relayed = own in map(tables.origin, bodies) and row.attributed_to not in bodies
    return relayed or bool(row.counted_by and tables.origin(row.counted_by) == own)


def what_others_say(claim: Row, tables: Tables, left_out: str = "") -> list[Other]:
    """All that other bodies give: as printed, as sums, and for growth as pairs of counts."""
    own = tables.origin(claim.attributed_to)
    others = [
        row
        for row in tables.rows.values()
        if row.place == claim.place and row.source != left_out
        if tables.origin(row.attributed_to) != own and not passed_on(claim, row, tables)
    ]
    alike = [row for row in others if row.quantity == claim.quantity]
    found = printed(claim.window, alike) if of_the_time(claim.window, claim) else []
    if claim.kind == "flow":
        found += sums(claim.window, alike)
    return found + (pairs(tables, claim, others) if claim.id in FOLLOWS_FROM else [])


def told_once(found: list[Other], count: list[Other], tables: Tables) -> list[list[Other]]:
    """One value of the same dates and the same origin is one count, told by one or more.

    One that counts and one that does not, as its body has a nearer one, are listed apart.
    """
    tellings: dict[object, list[Other]] = {}
    for other in found:
        origins = [tables.origin(row.counted_by or row.attributed_to) for row in other.rows]
        counts = [(row.value, row.window, row.qualifier, row.step) for row in other.rows]
        tellings.setdefault((other in count, *origins, *counts), []).append(other)
    return list(tellings.values())


def gap(value: Number, claim: Row) -> Number:
    """(other - claim) / |claim|; from a claim of 0 anything else is without end."""
    difference = value - claim.value
    if claim.value == 0 and difference:
        return math.copysign(math.inf, difference)
    return difference / abs(claim.value or 1)


def that_count(claim: Row, found: list[Other], close: Number) -> list[Other]:
    """What is open counts where it is all beyond, on one side; mixed sums where nothing else does.

    A nearer end that is just as far as what is close is not beyond it.
    """

    def usable(each: Other) -> bool:
        low, high = gap(each.span.low, claim), gap(each.span.high, claim)
        return low > close or high < -close or not is_open(each)

    usables = [each for each in found if usable(each)]
    alone = [each for each in usables if each.how != "mixed sum"]
    finest = min((each.step for each in usables), default=0)
    mixed = [each for each in usables if each.step == finest]
    return chosen(alone, lambda each: each.how == "pair") or mixed


def second(claim: Row, found: list[Other], matches: Number, close: Number) -> str:
    """What do others say?"""
    gaps = [gap(each.value, claim) for each in that_count(claim, found, close)]
    if not gaps:
        return "cannot be told" if found else "no other source"
    if max(map(abs, gaps)) <= matches:
        return "matches"
    if max(map(abs, gaps)) <= close:
        return "close"
    if min(gaps) > close:
        return "others higher"
    return "others lower" if max(gaps) < -close else "sources disagree"


def third(claim: Row, found: list[Other]) -> str:
    """Does it hold as worded? Only what is all on one side of the claim decides."""
    if claim.qualifier not in OPEN:
        return ""
    held = set()
    for each in that_count(claim, found, CLOSE):
        low, high, low_open, high_open, _ = each.span
        # Of an open end what comes next to it, on the side of the others.
        bit = Fraction(1, 10**12)
        ends = (low + bit * low_open, high - bit * high_open)
        held |= {frozenset(OPEN[claim.qualifier](end, claim.value) for end in ends)}
    sides = {next(iter(side)) for side in held if len(side) == 1}
    if not sides:
        return "cannot be told"
    return "depends on whom" if len(sides) > 1 else "holds" if True in sides else "does not hold"


def who_counted(claim: Row, count: list[Other], tables: Tables) -> str:
    """One origin, separate, or nothing where it is not known."""
    own = tables.origin(claim.counted_by)
    theirs = {tables.origin(row.counted_by) for each in count for row in each.rows}
    if own and theirs - {own, ""}:
        return "separate"
    return "one origin" if own and theirs == {own} else ""


def adds_up(claim: Row, tables: Tables) -> tuple[str, Number]:
    """Does it add up, and what does it come to?"""
    if claim.id not in FOLLOWS_FROM:
        return "cannot be checked" if claim.kind == "change" else "", ""
    start, end = (tables.rows.get(each) for each in FOLLOWS_FROM[claim.id])
    if not start or not end:
        return "cannot be checked", ""
    value = percent(start.value, end.value)
    ends = zip((start, end), claim.window, strict=True)
    if any(between((day, day), row.window) for row, day in ends):
        return "cannot be checked", six(value)
    printed = -claim.step / 2 <= value - claim.value < claim.step / 2
    printed = printed or (claim.span.about and abs(gap(value, claim)) <= MATCHES)
    true = claim.qualifier not in OPEN or OPEN[claim.qualifier](value, claim.value)
    return "adds up" if printed and true else "does not add up", six(value)


def stays(answers: Callable[[Number], str], gaps: list[Number], now: Number) -> list[Number]:
    """From which tolerance, included, to which, left out, the answer stays."""
    steps = list(pairwise(sorted({Fraction(0), *map(abs, gaps), math.inf})))
    here = next(place for place, (low, high) in enumerate(steps) if low <= now < high)
    other = [place for place, step in enumerate(steps) if answers(step[0]) != answers(now)]
    low = max([place + 1 for place in other if place < here], default=0)
    high = min([place for place in other if place > here], default=len(steps))
    return [six(steps[low][0]), six(steps[high - 1][1])]


def in_words(other: Other, claim: Row, tables: Tables) -> Any:
    """What it is shown as: as it was printed, or all that its parts allow."""
    if other.how == "printed":
        row, known = other.rows[0], leads(tables)
        return lambda text: fits(text, row.value, row.span, known.get(row.qualifier, {""}), 1)
    if any(row.reach.low == 0 for row in other.rows):
        return lambda text: True  # whether an end at 0 is open is a matter of limits
    places = 1 if claim.unit in ("percent", "per_100000") else 0
    after = "%" if claim.unit == "percent" else f" {claim.unit.replace('_', ' ')}"
    return words(other.span, 1, places, claim.unit in COUNTED_IN) + after


def leads(tables: Tables) -> dict[str, set[str]]:
    """By qualifier, the words that may stand before a number."""
    codes = (*OPEN, "nearly", "about", "estimated")
    found = {code: {code.replace("_", " "), f"an {code}"} for code in codes}
    for each in tables.phrases:
        found.setdefault(each["qualifier"], set()).add(each["phrase"].strip(" #"))
    return found


def verdict(claim: Row, tables: Tables) -> tuple[dict[str, Any], dict[Any, Any]]:
    """All answers on a claim, and what others say of it, as the reports have them."""
    found = what_others_say(claim, tables)
    count = that_count(claim, found, CLOSE)
    gaps = [gap(each.value, claim) for each in count]
    beside = [gap(end, claim) for each in found for end in (each.value, *each.span[:2])]

    def left_out(source: str) -> tuple[str, str]:
        rest = what_others_say(claim, tables, source)
        return second(claim, rest, MATCHES, CLOSE), third(claim, rest)

    answers: dict[str, Any] = dict(zip(("others", "as_worded"), left_out(""), strict=True))
    answers |= {"wording": claim.wording, "published": claim.value}
    answers["rests_on"] = {each for each in tables.kinds if left_out(each) != left_out("")}
    answers["who_counted"] = who_counted(claim, count, tables)
    answers["adds_up"], answers["recomputed"] = adds_up(claim, tables)
    answers["smallest_gap"] = six(min(gaps)) if gaps else ""
    answers["largest_gap"] = six(max(gaps)) if gaps else ""
    answers["matches_low"], answers["matches_high"] = stays(
        lambda matches: second(claim, found, matches, CLOSE), beside, MATCHES
    )
    answers["close_low"], answers["close_high"] = stays(
        lambda close: second(claim, found, MATCHES, close), beside, CLOSE
    )
    others = {}
    relayed = [
        row
        for row in tables.rows.values()
        if (row.quantity, row.place) == (claim.quantity, claim.place)
        if passed_on(claim, row, tables) and of_the_time(claim.window, claim)
    ]
    for told in told_once([*found, *printed(claim.window, relayed)], count, tables):
        rows = [row for each in told for row in each.rows]
        others[frozenset([claim.id]), frozenset(row.id for row in rows)] = {
            **{"how": told[0].how, "body": {row.attributed_to for row in rows}},
            **{"value": six(told[0].value), "gap": six(gap(told[0].value, claim))},
            "counts": "counted" if told[0] in count else "listed",
            "words": in_words(told[0], claim, tables),
            "sources": {row.source for row in rows},
            "kind": STRONGEST_FIRST[min(max(row.strength for row in each.rows) for each in told)],
        }
    return answers, others


def statistics(names: Iterable[str], tables: Tables, reports: Path, log: Log) -> None:
    """Compare statistics.csv."""
    written = {row["id"]: row for row in read(reports / "statistics.csv")}
    own: dict[Any, Any] = {}
    for name in names:
        formula, there = FORMULAS[name], written.get(name, {"words": "", "unit": ""})
        each, unit = follows(formula, tables), there["unit"]
        assert each, f"a row of {formula} is missing"
        scale, after = (100, "%" + unit[5:]) if "ratio" in unit else (1, " " + unit)
        own[(frozenset([name]),)] = {
            **{"value": six(each.value), "approximate": str(each.span.about)},
            **{"low": six(each.span.low, math.floor), "high": six(each.span.high, math.ceil)},
            **{"low_open": str(each.span.low_open), "high_open": str(each.span.high_open)},
            "words": words(each.span, scale, decimals(there["words"]), unit in COUNTED_IN) + after,
            **{"inputs": each.inputs, "formula": each.formula},
        }
    log.table(reports / "statistics.csv", ["id"], own)


def verdicts(tables: Tables, reports: Path, log: Log) -> None:
    """Compare claims.csv and others.csv."""
    claims: dict[Any, Any] = {}
    others: dict[Any, Any] = {}
    for claim in tables.article:
        if claim.id not in NO_CLAIM:
            claims[(frozenset([claim.id]),)], found = verdict(claim, tables)
            others |= found
    log.table(reports / "claims.csv", ["id"], claims)
    log.table(reports / "others.csv", ["claim", "rows"], others)


# The page


NUMBER = re.compile(r"(?<![\w.,])[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)(?: ?%)?")
NO_VALUE = re.compile(  # dates, years, numbers and counts of rows
    rf"\b\d{{1,2}}(?:\s+to\s+\d{{1,2}})?\s+(?:{'|'.join(month_name[1:])})\b"
    r"|(?<![\d,.])(?:19|20)\d\d(?![\d%]|[.,]\d)|\brows?\s+\d+(?:,\s+\d+)*|\(\d+\s+rows\)"
)


def number(text: str) -> Fraction:
    """Read a number as it is shown."""
    return Fraction(re.sub("[,+% ]", "", text).replace("−", "-"))


def said(text: str, allowed: Span, scale: int) -> bool:
    """The text is the range in words, with no number after it."""
    places = decimals(text)
    whole = scale == 1 and not places and " a " not in text
    bare, own = text.replace("%", "").lower(), words(allowed, scale, places, whole)
    return bare.startswith(own) and not NUMBER.search(bare[len(own) :])


def fits(text: str, value: Number, allowed: Span, leads: set[str], scale: int) -> bool:
    """The value rounded as written, after words that it may have; or its range; or both."""
    face, _, bracketed = text.replace(" per 100,000", "").rstrip(")").partition(" (")
    first = NUMBER.search(face)
    if not first or (bracketed and not said(bracketed, allowed, scale)):
        return False
    near = number(first[0]) == rounded(value * scale, decimals(face))
    lead = face[: first.start()].strip(" “").lower()
    return (near and lead in leads) or said(face, allowed, scale)


def shown(folder: Path, tables: Tables, log: Log) -> None:
    """Hold each figure of shown.csv against its row, or what its formula gives."""
    known = leads(tables)
    for line in read(folder / "shown.csv"):
        name, text = line["id"], line["value"]
        row, derived = tables.rows.get(name), follows(name, tables)
        right, there = False, "no row has this id, or an id of this formula"
        if row:
            right = fits(text, row.value, row.span, known.get(row.qualifier, {""}), 1)
            there = f"{row.qualifier} {plain(row.value)} {row.unit}"
        elif derived:
            scale = 100 if "%" in text else 1
            right = fits(text, derived.value, derived.span, {""}, scale)
            there = f"{plain(derived.value)} ({words(derived.span, 1, 6)})"
        log.same(f"shown.csv, {line['place']}, {name}, value", text, text if right else there)


def story(page: str) -> str:
    """The text before the method, the rows and the sources, without the numbers of axes."""
    page = re.split(r'<h2[^>]* id="method', page.partition("<body")[2])[0]
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)

    def without_axes(chart: re.Match[str]) -> str:
        zeros = re.findall(r'(x="[^"]*") (y="[^"]*")>0</text>', chart[0])
        ticks = "|".join(re.escape(place) for zero in zeros for place in zero)
        return re.sub(rf"<text[^>]*(?:{ticks})[^>]*>[^<]*", "", chart[0]) if ticks else chart[0]

    page = re.sub(r"(?s)<svg.*?</svg>", without_axes, page)
    page = re.sub(r"</?(?:a|b|i|em|strong|small|span|sup|q)\b[^>]*>", "", page)
    return html.unescape(re.sub("<[^>]*>", "\n", page))


def sentences(folder: Path, log: Log) -> None:
    """Each sentence stands on the page word for word, and has what shown.csv says of it."""
    raw = html.unescape((folder / "report.html").read_text(encoding="utf-8"))
    page = " ".join((re.sub("<[^>]*>", "", raw) + raw).split())
    said = {each["id"]: each["sentence"] for each in read(folder / "sentences.csv")}
    for name, sentence in said.items():
        log.same(f"sentences.csv, {name}", sentence, sentence if sentence in page else "not there")
    lines = read(folder / "shown.csv")
    if not said.keys() & {line["place"] for line in lines}:
        log.same("shown.csv, place", "no sentence", "ids of sentences.csv")
    for line in lines:
        if (place := line["place"]) in said:
            there = " ".join(line["value"].split())
            own = there if there in said[place] else f"not in “{said[place]}”"
            log.same(f"shown.csv, {place}", there, own)


def page(reports: Path, tables: Tables, log: Log) -> None:
    """Each number of the story is shown elsewhere, or is how many months a claim is of."""
    texts = [each["name"] for each in tables.quantities.values()]
    texts += [row.wording for row in tables.rows.values()]
    for name in ("shown", "statistics", "claims", "others"):
        texts += [cell for row in read(reports / f"{name}.csv") for cell in row.values()]
    found = [each for text in texts for each in NUMBER.findall(NO_VALUE.sub("", text))]
    known = {abs(number(each)) for each in found}
    percents = {abs(number(each)) for each in found if "%" in each}
    for row in tables.rows.values():
        (percents if row.unit == "percent" else known).add(row.value)
        for end, way, places in product(row.span[:2], (math.floor, math.ceil), (1, 2)):
            known.add(rounded(end, places, way))
    for formula, scale, places in IN_ANOTHER_FORM:
        each = follows(formula, tables)
        assert each, f"a row of {formula} is missing"
        ends = ((each.value, round), (each.span.low, math.floor), (each.span.high, math.ceil))
        forms = {abs(rounded(end * scale, places, way)) for end, way in ends}
        forms |= {abs(rounded(end * scale, places)) for end, _ in ends}
        (percents if scale == 100 else known).update(forms)
    percents |= TYPED
    known |= {months(row.window[0], row.window[1] + timedelta(1)) for row in tables.article}
    derived = []
    for other in read(reports / "others.csv"):
        derived += [Fraction(other["value"]), abs(Fraction(other["gap"])) * 100]
    text = story((reports / "report.html").read_text(encoding="utf-8"))
    for name in sorted(tables.rows, key=len, reverse=True):
        text = text.replace(name.replace("_", " "), "")
    text = NO_VALUE.sub(" ", text)
    for match in NUMBER.finditer(text):
        value, places = abs(number(match[0])), decimals(match[0])
        right = value in percents or (value in known and "%" not in match[0])
        right = right or value in {abs(rounded(each, places)) for each in derived}
        around = " ".join(text[max(0, match.start() - 40) : match.end() + 40].split())
        log.same(f"report.html, “{around}”", match[0], match[0] if right else "found nowhere")


def main(data: Path, reports: Path) -> int:
    """Print each difference, or how many values were compared."""
    if not (reports / "shown.csv").exists():
        print(f"{reports} has no report of a build: run make report first")
        return 1
    tables, log = Tables(data), Log()
    statistics(FORMULAS, tables, reports, log)
    verdicts(tables, reports, log)
    shown(reports, tables, log)
    sentences(reports, log)
    page(reports, tables, log)
    print(f"{log.compared} values compared, {log.wrong} differ")
    return 1 if log.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:] or ("data", "reports"))))
