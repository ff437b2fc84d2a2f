"""Recompute what a report says from its tables alone, and print each value that differs.

python3 tests/audit.py [DATA REPORTS]

It shares no code with src/stats and needs nothing but Python: ranges, statistics and verdicts are
worked out a second time, from their rules in words, in exact fractions. This project's own report
must have what is named below. Of any other, formulas and claims are taken from the report, and one
line each says what is not covered.
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
from itertools import count, islice, pairwise, product
from operator import ge, gt, le, lt
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import unquote

OWN = Path(__file__).resolve().parents[1] / "data"
MATCHES, CLOSE = Fraction(2, 100), Fraction(10, 100)
NO_CLAIM = {"report_length"}  # the newspaper's own figure, of the report that it writes about
FOLLOWS_FROM = {"growth": "prisoners_2016 prisoners_2020"}  # the earlier count first
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
    ("prisoners_2020 / capacity_2020", 100, 0), ("prisoners_2020 / capacity_2020", 1, 1),
    ("(prisoners_2020_04_10_prisons / prisoners_2016_interior) ** (1 / 1.0) - 1", 100, 0),
    *((f"prisoners_2020 / capacity_{of}", 1, 1) for of in ("2020_prisons", "2021_interior")),
    *((f"prisoners_2020 / capacity_{of}", 1, 1) for of in ("2021_wpb", "2021_un")),
    *((f"prisoners_2016_interior {grown}", 1, -2) for grown in (
        "* (prisoners_2014_wpb / prisoners_2000_wpb) ** (3.25 / 13.70833)",
        "+ (prisoners_2014_wpb - prisoners_2000_wpb) / 13.70833 * 3.25",
        "* (prisoners_2016_interior / prisoners_2014_interior) ** (3.25 / 2)",
        "+ (prisoners_2016_interior - prisoners_2014_interior) / 2 * 3.25",
    )),
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
RATES = {"percent", "per_100000"}  # always rounded
MEASURED = re.compile(  # whatever else there are so many of is counted, and so whole
    r"percent|%|per_|ratio|^times$|years|hours|metres|m²|hectares|litres|grams|tonnes| a "
)
SAID_IN = {  # by what a number in a unit is multiplied, its decimals, and what is written after it
    **{"percent": (1, 1, "%"), "ratio": (100, 1, "%"), "ratio a year": (100, 1, "% a year")},
    **{"times": (1, 2, ""), "years": (1, 1, " years"), "": (1, 0, "")},
    "square_metres a person": (1, 1, " m² a person"),
}
ID = r"\b(?!ln\()[a-z]\w*"
PERIOD = r"(?<=/ )(days|months|years)(?: from (\S+) to (\S+))?$"
YEARS = r"(?<=\(1 / )[\d.]+(?=\))|(?<![\d.])[\d.]+(?= \* ln\(2)"
# Other functions and times, and numbers that may be rounded.
CANNOT_READ = r"(?<=\w)(?<!\bln)\(|\b(?:days|months|years) from |\.\d{4}(?!\d)"
MOST_SUMS = 1_000  # of which the report has the lowest and the highest
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


class NotCovered(Exception):  # noqa: N818 (it is no error)
    """What the audit cannot recompute, and says so."""


def read(path: Path) -> list[dict[str, str]]:
    """Read a table as text; one that is not there has no rows."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = (cells for cells in csv.reader(file) if any(map(str.strip, cells)))
        return [dict(zip(header, cells, strict=False)) for cells in rows]


class Tables:
    """The rows of both tables of figures, and what is said of their quantities and sources."""

    def __init__(self, folder: Path) -> None:
        self.own = folder.resolve() == OWN
        self.quantities = {each["key"]: each for each in read(folder / "quantities.csv")}
        self.part_of = {each["key"]: each["part_of"] for each in read(folder / "bodies.csv")}
        self.names = {each["key"]: each["name"] for each in read(folder / "bodies.csv")}
        sources = read(folder / "sources.csv")
        self.kinds = {each["key"]: each["kind"] for each in sources}
        self.relays = {each["key"]: each["relays"] for each in sources}
        self.phrases = read(folder / "qualifiers.csv") or read(OWN / "qualifiers.csv")
        self.article = [self.row(each) for each in read(folder / "figures.csv")]
        context = [self.row(each) for each in read(folder / "context.csv")]
        self.rows = {row.id: row for row in self.article + context}

    def row(self, cells: dict[str, str]) -> Row:
        """A figure with its quantity; a calendar year stands for its end for any stock."""
        row, quantity = Row(**cells), self.quantities[cells["quantity"]]
        row.value, row.step = Fraction(row.value), Fraction(row.rounded_to)
        row.unit, row.kind = quantity["unit"], quantity["kind"]
        row.apart = int(quantity["max_days_apart"])
        row.dates = start, end = date.fromisoformat(row.start), date.fromisoformat(row.end)
        row.whole_year = row.dates == (date(end.year, 1, 1), date(end.year, 12, 31))
        row.window = (end if row.whole_year and row.kind == "stock" else start, end)
        row.strength, row.span = STRONGEST_FIRST.index(self.kinds[row.source]), span(row)
        row.reach = reach(row)
        return row

    def origin(self, body: str) -> str:
        """A body and all that it is part of have one origin, the topmost."""
        return self.origin(self.part_of[body]) if self.part_of.get(body) else body


class Log:
    """How many values were compared, how many differ, and what is not covered, and why."""

    compared = wrong = 0

    def __init__(self, strict: bool = False) -> None:
        self.strict = strict
        self.left: dict[str, list[str]] = {}

    def leave(self, where: str, what: str, why: str) -> None:
        """Note what is not covered; where all must be, it differs."""
        if self.strict:
            self.same(where, what, why)
        else:
            self.left.setdefault(f"{where.partition(',')[0]}, {why}", []).append(what)

    def same(self, where: str, there: object, own: object) -> None:
        """Compare a value; print where it differs."""
        self.compared += 1
        if there != own:
            self.wrong += 1
            print(f"{where}: {plain(there)}; recomputed: {plain(own)}")

    def table(self, path: Path, keys: list[str], own: dict[Any, Any], left: Any = ()) -> None:
        """Compare a table, cell by cell, whatever the order of its rows and of ids in a cell."""
        there = {tuple(ids(row[key]) for key in keys): row for row in read(path)}
        for key in [key for key in dict.fromkeys([*there, *own]) if key not in left]:
            name = f"{path.name}, {', '.join(map(plain, key))}"
            if key not in there or key not in own:
                self.same(name, *("a row" if key in rows else "no row" for rows in (there, own)))
                continue
            for column, value in own[key].items():
                text: Any = there[key].get(column, "")
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


def ids(text: str) -> frozenset[str]:
    """Ids with spaces between."""
    return frozenset(text.split())


def half_up(value: Number) -> int:
    """To the nearest whole number; a half away from 0."""
    return math.floor(abs(value) + Fraction(1, 2)) * (1 if value > 0 else -1)


def rounded(value: Number, places: int, way: Callable[[Number], int] = half_up) -> Number:
    """Round to so many decimals, to the nearest or outward, without noise of binary fractions."""
    scale = Fraction(10) ** places
    return value if math.isinf(value) else way(Fraction(f"{float(value):.15g}") * scale) / scale


def six(value: Number, way: Callable[[Number], int] = round) -> Number:
    """Round to six digits, as the reports are written; whole numbers are written in full."""
    ends = math.isinf(value) or float(value).is_integer()
    return value if ends else rounded(value, 5 - math.floor(math.log10(abs(value))), way)


# Ranges and statistics


def least(row: Row) -> Number:
    """Only a change in percent may be below 0."""
    return -math.inf if row.unit == "percent" and row.kind != "stock" else Fraction(0)


def span(row: Row) -> Span:
    """Words leave an end open; else a step above 1, or a percentage or rate, leaves half a step."""
    if row.qualifier in ("at_least", "more_than"):
        return Span(row.value, math.inf, row.qualifier == "more_than", True)
    if row.qualifier in ("at_most", "less_than"):
        return Span(least(row), row.value, least(row) < 0, row.qualifier == "less_than")
    if row.qualifier == "exact" and (row.step > 1 or row.unit in RATES):
        low = max(least(row), row.value - row.step / 2)
        return Span(low, row.value + row.step / 2, False, True)
    return Span(row.value, row.value, about=row.qualifier != "exact")


def reach(row: Row) -> Span:
    """All that words and rounding allow: of what is approximate half a step, of "nearly" below."""
    if not row.span.about:
        return row.span
    low, high = max(least(row), row.value - row.step / 2), row.value + row.step / 2
    below = low < row.value
    return Span(low, row.value, below, below) if row.qualifier == "nearly" else Span(low, high)


def corners(formula: Callable[..., Number], *inputs: Span) -> Span:
    """The lowest and highest of a formula; an end is open if no closed ends lead to it."""
    found = []
    for corner in product(*((one[:4:2], one[1:4:2]) for one in inputs)):
        values, opened = zip(*corner, strict=True)
        found.append((formula(*values), any(opened)))
    found = [each for each in found if not math.isnan(each[0])]  # of two without end
    low, high = min(found)[0], max(found)[0]
    first, last = (all(opened for value, opened in found if value == end) for end in (low, high))
    first, last = first or math.isinf(low), last or math.isinf(high)
    return Span(low, high, first, last, any(each.about for each in inputs))


def months(first: date, last: date) -> Fraction:
    """Whole calendar months, and the days left over as a share of their month."""

    def later(count: int) -> date:
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))

    whole = (last.year - first.year) * 12 + last.month - first.month
    whole -= int(later(whole) > last)
    return whole + Fraction((last - later(whole)).days, (later(whole + 1) - later(whole)).days)


def time(rows: list[Row], period: re.Match[str] | None) -> tuple[Number, Span, str]:
    """How long one row's period is, or how long from one count to the other, at its last day."""
    if period:
        written = map(date.fromisoformat, period.group(2, 3) if len(rows) > 1 else ())
        start, end = tuple(written) or rows[0].dates
        after = end + timedelta(1)
        lengths = {"days": Fraction((after - start).days), "months": months(start, after)}
        face = lengths.get(period[1], months(start, after) / 12)
        return face, Span(face, face), f"{period[1]} from {start} to {end}"
    (first, last), (start, end) = (  # the later count is named first
        (row.dates[row.whole_year or row.kind == "flow"], row.dates[1]) for row in rows
    )
    face, low, high = (
        months(*ends) / 12 for ends in ((end, last), (end, max(end, first)), (start, last))
    )
    about = any(row.whole_year for row in rows)  # which stands for its end
    return face, Span(low, high, about=about), f"{round(float(face), 4):.15g}"


def follows(formula: str, tables: Tables, ratio: bool = False) -> Row:
    """What a formula over ids gives at face value, and all that words and dates of its rows allow.

    Whatever time is written in it, it is that of its rows. A ratio of things of a unit is a share.
    """
    text = re.sub(f"{YEARS}|{PERIOD}", "TIME", re.sub(r"(?<=\d),(?=\d{3})", "", formula))
    names, period = re.findall(ID, text), re.search(PERIOD, formula)
    timed, is_number = "TIME" in text, re.match(r"[−\d]", text) and {*names} - {*tables.rows}
    if re.search(CANNOT_READ, text) or (timed and not period and len(names) != 2) or is_number:
        raise NotCovered
    rows, one, places = [tables.rows[each] for each in names], Fraction(1), count()
    code = re.sub(ID, lambda _: f"R{next(places)}", text)
    if not rows or not re.fullmatch(r"(R\d+|TIME|ln|[\d.]+|[-+*/() ])+", code):
        raise NotCovered

    def compute(*values: Number) -> Number:
        given = {f"R{place}": value for place, value in enumerate(values)} | {"TIME": values[-1]}
        try:  # what does not grow never doubles, and what is divided by 0 has no end
            return eval(code, {"ln": lambda one: math.log(one) if one > 1 else 0}, given)
        except ZeroDivisionError:
            if re.search(r"ln|- (?!1\b)", code) and 0 in values[:-1]:
                raise
            return math.inf

    try:
        length, lengths, written = time(rows, period) if timed else (one, Span(one, one), "")
        value = compute(*(row.value for row in rows), length)
        whole = corners(compute, *(row.span for row in rows), lengths)
    except (ArithmeticError, SyntaxError, TypeError, ValueError):
        raise NotCovered from None
    units = {row.unit for row in rows}
    if ratio and len(units) == 1 and re.fullmatch(r"(\w+|\([^()]*\)) / (\w+|\([^()]*\))", code):
        whole = whole._replace(high=min(whole.high, one), high_open=whole[3] and whole.high <= 1)
    formula = re.sub(f"{YEARS}|{PERIOD}|TIME", written, formula)
    scale = 1 if units == {"percent"} and "/" not in code else 100
    return Row(value=value, span=whole, formula=formula, inputs=set(names), scale=scale)


def read_formula(where: str, formula: str, tables: Tables, ratio: bool, log: Log) -> Row | None:
    """What a formula of the report gives; nothing, and a line on it, where that cannot be told."""
    try:
        return follows(formula, tables, ratio)
    except KeyError:
        log.same(where, formula, "no row has this id, or an id of this formula")
    except NotCovered:
        log.leave(where, formula, "formulas that the audit cannot read")
    return None


def words(allowed: Span, scale: int, places: int, after: str = "", whole: bool = False) -> str:
    """A range in words; ends are rounded outward, and none at 0 or without end is said."""
    point, about = allowed.low == allowed.high, "about " if allowed.about else ""
    low, high = (
        f"{float(rounded(end * scale, places, half_up if point else way)):,.{places}f}"
        for end, way in ((allowed.low, math.floor), (allowed.high, math.ceil))
    )
    if point:
        text = about + low
    elif allowed.low == -math.inf and allowed.high == math.inf:
        return "not known"
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
    return text.replace("-", "−") + after


def said_in(unit: str) -> tuple[int, int, str]:
    """How a number in this unit is written: its scale, its decimals and what follows."""
    if unit.startswith("per_"):
        return 1, 1, f" per {float(unit[4:]):,.15g}"
    return SAID_IN.get(unit, (1, int(unit.endswith(" a day")), f" {unit.replace('_', ' ')}"))


def decimals(text: str) -> int:
    """How many decimals the first number of a text has."""
    found = re.search(r"\d(?:\.(\d+))?(?!,?\d)", text)
    return len(found[1] or "") if found else 0


# Verdicts


def days_off(one: Row, row: Row) -> Number:
    """How far off in time, a stock by the days between, else by both ends.

    Without end where that, or how long a stock's dates are, is more than its quantity's days.
    """
    (start, end), (first, last) = one.window, row.window
    if row.kind != "stock":
        days, longest = [abs((start - first).days), abs((end - last).days)], 0
    else:
        days, longest = [max(0, (start - last).days, (first - end).days)], (end - start).days
        longest = max(longest, (last - first).days)
    return sum(days) if max(*days, longest) <= row.apart else math.inf


def printed(claim: Row, rows: list[Row]) -> list[Other]:
    """The counts of rows that are of the claim's time."""
    timely = [(row, off) for row in rows if math.isfinite(off := days_off(claim, row))]
    return [Other("printed", [row], row.value, row.reach, off, row.step) for row, off in timely]


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
    useful, ends = [], {window[1]}  # from which the end can be reached
    for row in sorted(strongest.values(), key=lambda row: row.window[1], reverse=True):
        if row.window[1] in ends:
            useful.append(row)
            ends.add(row.window[0] - timedelta(1))
    ways = list(islice(tilings(useful, *window), MOST_SUMS + 1))
    if len(ways) > MOST_SUMS:
        raise NotCovered("claims with too many sums of counts by others")
    found = []
    for tiles in (each for each in ways if len(each) > 1):
        how = "sum" if len({row.attributed_to for row in tiles}) == 1 else "mixed sum"
        lows, highs, *opened = zip(*(row.reach for row in tiles), strict=True)
        allowed = Span(sum(lows), sum(highs), *map(any, opened))
        value, step = sum(row.value for row in tiles), max(row.step for row in tiles)
        found.append(Other(how, tiles, value, allowed, 0, step))
    return found


def changed(claim: Row, start: Row) -> Callable[[Number, Number], Number]:
    """How a claim follows from two counts: as growth in percent, or in the unit of the counts."""
    if start.unit == "percent" or claim.unit not in ("percent", start.unit):
        raise NotCovered("changes of percentages or in another unit")
    if claim.unit == start.unit:
        return lambda start, end: end - start
    return lambda start, end: (end / start - 1) * 100 if start else math.inf


def pairs(claim: Row, of: list[Row], others: list[Row]) -> list[Other]:
    """What changed from one count of others, of the time of the claim's own first, to another."""
    ends = [printed(own, [row for row in others if row.quantity == own.quantity]) for own in of]
    found = []
    for start, end in product(*ends):
        one, two = start.rows[0], end.rows[0]
        lengths = [(row.dates[1] - row.dates[0]).days + 1 for row in (one, two)]
        uneven = one.kind == "flow" and abs(lengths[0] - lengths[1]) > max(lengths) / 10
        nothing = claim.unit == "percent" and not start.value  # from which nothing grows
        if one.window == two.window or one.dates[0] > two.dates[1] or uneven or nothing:
            continue
        change, rows = changed(claim, one), [one, two]
        value, allowed = change(start.value, end.value), corners(change, start.span, end.span)
        off, step = start.off + end.off, start.step + end.step
        found.append(Other("pair", rows, value, allowed, off, step))
    return found


def passed_on(claim: Row, row: Row, tables: Tables) -> bool:
    """Another body gives it, and the claim's own counted it or is whom its source relays."""
    own, relays = tables.origin(claim.attributed_to), tables.relays[row.source]
    if tables.origin(row.attributed_to) == own:
        return False
    names = {key: rf"\b{re.escape(name)}\b" for key, name in tables.names.items()}
    bodies = [key for key, name in names.items() if re.search(name, relays)]
    relayed = own in map(tables.origin, bodies) and row.attributed_to not in bodies
    return relayed or bool(row.counted_by and tables.origin(row.counted_by) == own)


def what_others_say(claim: Row, tables: Tables, of: list[Row], left_out: str = "") -> list[Other]:
    """All that other bodies give: as printed, as sums, and of a change as pairs of counts."""
    own = tables.origin(claim.attributed_to)
    others = [
        row
        for row in tables.rows.values()
        if row.place == claim.place and row.source != left_out
        if tables.origin(row.attributed_to) != own and not passed_on(claim, row, tables)
    ]
    alike = [row for row in others if row.quantity == claim.quantity]
    found = printed(claim, alike)
    if claim.kind == "flow":
        found += sums(claim.window, alike)
    return found + (pairs(claim, of, others) if of else [])


def told_once(found: list[Other], count: list[Other], tables: Tables) -> list[list[Other]]:
    """One value of the same dates and the same origin is one count, told by one or more.

    One that counts and one that does not, as its body has a nearer one, are listed apart.
    """
    tellings: dict[object, list[Other]] = {}
    for other in found:
        origins = [tables.origin(row.counted_by or row.attributed_to) for row in other.rows]
        counts = [(row.value, row.dates, row.qualifier, row.step) for row in other.rows]
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
        is_open = any(row.qualifier in OPEN for row in each.rows)
        return low > close or high < -close or not is_open

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


def two_counts(claim: Row, names: list[str], tables: Tables) -> list[Row]:
    """The two counts that a change is of, the earlier first, if they are of its dates."""
    rows = [tables.rows[each] for each in names if each in tables.rows]
    if claim.kind != "change" or not len(rows) == len(names) == 2:
        return []
    of_its_dates = claim.dates[0] in (rows[0].dates[0], rows[0].window[0])
    return rows if of_its_dates and claim.dates[1] == rows[1].dates[1] else []


def adds_up(claim: Row, names: list[str], tables: Tables, line: dict[str, str]) -> dict[str, Any]:
    """Does it add up, and what does it come to? How others than changes follow is not covered."""
    answers: dict[str, Any] = {}
    given, known = line.get("recomputed", ""), two_counts(claim, names, tables)
    if claim.kind == "change" and len(names) == 2 and tables.rows.keys() >= set(names):
        start, end = (tables.rows[each] for each in names)
        value = changed(claim, start)(start.value, end.value)
        answers["recomputed"] = six(value)
    elif given:
        value, known = Fraction(given), claim.kind != "change" and not line["reason"]
    else:
        return {"adds_up": "cannot be checked" if claim.kind == "change" else "", "recomputed": ""}
    if not known:
        return {"adds_up": "cannot be checked", **answers}
    near = half_up(value / claim.step) * claim.step == claim.value
    near = near or (claim.span.about and abs(gap(value, claim)) <= MATCHES)
    true = claim.qualifier not in OPEN or OPEN[claim.qualifier](value, claim.value)
    return {"adds_up": "adds up" if near and true else "does not add up", **answers}


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
    scale, places, after = said_in(claim.unit)
    return words(other.span, scale, places, after, not MEASURED.search(claim.unit))


def leads(tables: Tables) -> dict[str, set[str]]:
    """By qualifier, the words that may stand before a number."""
    codes = (*OPEN, "nearly", "about", "estimated")
    found = {code: {code.replace("_", " "), f"an {code}"} for code in codes}
    for each in tables.phrases:
        found.setdefault(each["qualifier"], set()).add(each["phrase"].strip(" #"))
    return found


def verdict(claim: Row, tables: Tables, line: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """All answers on a claim, and what others say of it, as the reports have them.

    Its line of the report says from which rows it is recomputed; of this project they are known.
    """
    given = line.get("recomputed_from", "")
    names = (FOLLOWS_FROM.get(claim.id, "") if tables.own else given).split()
    counts = two_counts(claim, names, tables)
    found = what_others_say(claim, tables, counts)
    count = that_count(claim, found, CLOSE)
    gaps = [gap(each.value, claim) for each in count]
    beside = [gap(end, claim) for each in found for end in (each.value, *each.span[:2])]

    def left_out(source: str) -> tuple[str, str]:
        rest = what_others_say(claim, tables, counts, source)
        return second(claim, rest, MATCHES, CLOSE), third(claim, rest)

    answers: dict[str, Any] = dict(zip(("others", "as_worded"), left_out(""), strict=True))
    answers |= {"wording": claim.wording, "published": six(claim.value)}
    answers["recomputed_from"] = " ".join(names)
    sources = {row.source for each in found for row in each.rows}
    answers["rests_on"] = {each for each in sources if left_out(each) != left_out("")}
    answers["who_counted"] = who_counted(claim, count, tables)
    answers |= adds_up(claim, names, tables, line)
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
        if passed_on(claim, row, tables)
    ]
    for told in told_once([*found, *printed(claim, relayed)], count, tables):
        rows = [row for each in told for row in each.rows]
        others[ids(line.get("id", claim.id)), frozenset(row.id for row in rows)] = {
            **{"how": told[0].how, "body": {row.attributed_to for row in rows}},
            **{"value": six(told[0].value), "gap": six(gap(told[0].value, claim))},
            "counts": "counted" if told[0] in count else "listed",
            "words": in_words(told[0], claim, tables),
            "sources": {row.source for row in rows},
            "kind": STRONGEST_FIRST[min(max(row.strength for row in each.rows) for each in told)],
        }
    return answers, others


def statistics(names: Iterable[str], tables: Tables, reports: Path, log: Log) -> None:
    """Compare statistics.csv: those named by a formula of our own, others by the one they state."""
    written = {row["id"]: row for row in read(reports / "statistics.csv")}
    named, own, left = [*names], {}, set()
    for name in dict.fromkeys([*named, *written]):
        there, key = written.get(name, {"words": "", "unit": "", "formula": ""}), (ids(name),)
        formula, unit = FORMULAS[name] if name in named else there["formula"], there["unit"]
        where = f"statistics.csv, {name}, formula"
        if not (each := read_formula(where, formula, tables, unit == "ratio", log)):
            left.add(key)
            continue
        scale, _, after = said_in(unit)
        places, whole = decimals(there["words"]), not MEASURED.search(unit or "ratio")
        by = "".join(re.findall(r", by the [a-z ]+ of .*$", there["words"]))  # another time
        own[key] = {
            **{"value": six(each.value), "approximate": str(each.span.about)},
            **{"low": six(each.span.low, math.floor), "high": six(each.span.high, math.ceil)},
            **{"low_open": str(each.span.low_open), "high_open": str(each.span.high_open)},
            "words": words(each.span, scale, places, after, whole) + by,
            **{"inputs": each.inputs, "formula": each.formula},
        }
    if taken := len(own.keys() - {(ids(name),) for name in named}):
        print(f"statistics.csv: {taken} taken at the formula that they state")
    log.table(reports / "statistics.csv", ["id"], own, left)


def row_of(line: dict[str, str], tables: Tables) -> Row | None:
    """The row of a claim, by wording and number; of several the one of its id, or the article's."""
    name, wording = line["id"], line.get("wording", "").removeprefix("'")
    alike = [row for row in tables.rows.values() if row.wording.removeprefix("'") == wording]
    alike = [row for row in alike if six(row.value) == Fraction(line["published"])]
    for these in ({name}, {row.id for row in tables.article}, tables.rows):
        if len(found := [row for row in alike if row.id in these]) == 1:
            return found[0]
    return None if alike else tables.rows.get(name)


def verdicts(tables: Tables, reports: Path, log: Log) -> None:
    """Compare claims.csv and others.csv."""
    lines = {row["id"]: row for row in read(reports / "claims.csv")}
    if tables.own:
        needed = (row.id for row in tables.article if row.id not in NO_CLAIM)
        lines = {name: {"id": name} for name in needed} | lines
    claims: dict[Any, Any] = {}
    others: dict[Any, Any] = {}
    left = set()
    for name, line in lines.items():
        where, key = f"claims.csv, {name}", (ids(name),)
        try:
            if not (claim := row_of(line, tables)):
                raise NotCovered("claims whose row cannot be told by wording and number")
            claims[key], found = verdict(claim, tables, line)
            others |= found
            if "recomputed" not in claims[key]:
                log.leave(where, name, "numbers that claims are recomputed to")
        except NotCovered as why:
            log.leave(where, name, str(why))
            left.add(key)
    log.table(reports / "claims.csv", ["id"], claims, left)
    there = read(reports / "others.csv")
    hows = {(ids(row["claim"]), ids(row["rows"])): row["how"] for row in there}
    left = {key for key in hows if key[:1] in left}
    for key in hows.keys() ^ others.keys() if not tables.own else ():
        if key not in left and "sum" in (hows.get(key) or others[key]["how"]):
            log.leave("others.csv", plain(key[0]), "which of many sums are listed, of claims")
            left.add(key)
    log.table(reports / "others.csv", ["claim", "rows"], others, left)


# The page


NUMBER = re.compile(r"(?<![\w.,])[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)(?: ?%)?")
NO_VALUE = re.compile(  # dates, years, numbers and counts of rows
    rf"\b\d{{1,2}}(?:\s+to\s+\d{{1,2}})?\s+(?:{'|'.join(month_name[1:])})\b"
    r"|\d{4}-\d\d-\d\d|(?<![\d,.])(?:19|20)\d\d(?![\d%]|[.,]\d)|\brows?\s+\d+(?:,\s+\d+)*|\(\d+\s+rows\)"
)


def number(text: str) -> Fraction:
    """Read a number as it is shown."""
    return Fraction(re.sub("[,+% ]", "", text).replace("−", "-"))


def said(text: str, allowed: Span, scale: int) -> bool:
    """The text is the range in words, with no number after it."""
    places = decimals(text)
    whole = scale == 1 and not places and not MEASURED.search(text)
    bare, own = text.replace("%", "").lower(), words(allowed, scale, places, "", whole)
    return bare.startswith(own) and not NUMBER.search(bare[len(own) :])


def fits(text: str, value: Number, allowed: Span, leads: set[str], scale: int) -> bool:
    """The value rounded as written, after words that it may have; or its range; or both."""
    text = re.sub(r", by the [a-z ]+ of [^()]*$", "", text)  # by a count of another time
    face, _, bracketed = re.sub(r" per [\d,]+", "", text).rstrip(")").partition(" (")
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
        where, row = f"shown.csv, {line['place']}, {name}, value", tables.rows.get(name)
        if row:
            right = fits(text, row.value, row.span, known.get(row.qualifier, {""}), 1)
            there = f"{row.qualifier} {plain(row.value)} {row.unit}"
        elif derived := read_formula(where, name, tables, "%" in text, log):
            scale = derived.scale if "%" in text else 1
            right = fits(text, derived.value, derived.span, {""}, scale)
            there = f"{plain(derived.value)} ({words(derived.span, 1, 6)})"
        else:
            continue
        log.same(where, text, text if right else there)


def story(page: str) -> str:
    """All text with the words for those who cannot see a chart, without the numbers of axes.

    The rows, the sources and their foot are left out: they are the tables themselves.
    """
    page = re.split(r'<h2[^>]* id="rows-and-sources', page.partition("<body")[2])[0]
    page += "\n".join(re.findall(r'role="img" aria-label="([^"]*)"', page))
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)

    def without_axes(chart: re.Match[str]) -> str:
        zeros = re.findall(r'(x="[^"]*") (y="[^"]*")>0</text>', chart[0])
        ticks = "|".join(re.escape(place) for zero in zeros for place in zero)
        return re.sub(rf"<text[^>]*(?:{ticks})[^>]*>[^<]*", "", chart[0]) if ticks else chart[0]

    page = re.sub(r"(?s)<svg.*?</svg>", without_axes, page)
    page = re.sub(r"</?(?:a|b|i|em|strong|small|span|sup|q)\b[^>]*>", "", page)
    return html.unescape(re.sub("<[^>]*>", "\n", page))


def downloads(reports: Path, tables: Tables, log: Log) -> None:
    """What the page offers to save is what stands beside it, or what a chart draws of rows.

    A chart's file has each text that the page draws.
    """
    raw = (reports / "report.html").read_text(encoding="utf-8")
    for name, chart in re.findall(
        r'(?s)<figure id="chart-([^"]+)".*?<div class="wide">(.*?)</svg>', raw
    ):
        drawn = (reports / f"charts/{name}.svg").read_text(encoding="utf-8")
        for text in re.findall(r">([^<>]+)</text>", chart):
            log.same(f"charts/{name}.svg", text, text if f">{text}<" in drawn else "not drawn")
    page = html.unescape(raw)
    link = r'href="data:text/csv;charset=utf-8,([^"]*)" download="([^"]*)"'
    for address, name in re.findall(link, page):
        text = unquote(address)
        if (file := reports / name).exists():
            there = file.read_text(encoding="utf-8")
            log.same(f"report.html, {name} to save", "this" if text == there else "another", "this")
            continue
        for line in csv.DictReader(text.splitlines()):
            if row := tables.rows.get(line.get("rows", "")):
                where = f"report.html, {name} to save, {row.id}"
                log.same(where, line["value"], plain(row.value))


def sentences(folder: Path, log: Log) -> None:
    """Each sentence stands on the page word for word, and has what shown.csv says of it."""
    raw = html.unescape((folder / "report.html").read_text(encoding="utf-8"))
    page = " ".join((re.sub("<[^>]*>", "", raw) + raw).split())
    said = {each["id"]: each["sentence"] for each in read(folder / "sentences.csv")}
    for name, sentence in said.items():
        log.same(f"sentences.csv, {name}", sentence, sentence if sentence in page else "not there")
    lines = read(folder / "shown.csv")
    if log.strict and not said.keys() & {line["place"] for line in lines}:
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
        (percents if row.unit == "percent" else known).add(abs(row.value))
        for end, way, places in product(row.span[:2], (math.floor, math.ceil), (1, 2)):
            known.add(rounded(end, places, way))
    for formula, scale, places in IN_ANOTHER_FORM if tables.own else ():
        each = follows(formula, tables)
        ends = ((each.value, round), (each.span.low, math.floor), (each.span.high, math.ceil))
        forms = {abs(rounded(end * scale, places, way)) for end, way in ends}
        forms |= {abs(rounded(end * scale, places)) for end, _ in ends}
        (percents if scale == 100 else known).update(forms)
    percents |= TYPED
    known |= {Fraction(each["max_days_apart"]) for each in tables.quantities.values()}
    known |= {months(row.window[0], row.window[1] + timedelta(1)) for row in tables.article}
    published = {row["id"]: Fraction(row["published"]) for row in read(reports / "claims.csv")}
    derived = []
    for other in read(reports / "others.csv"):
        gaps = [] if "inf" in other["gap"] else [abs(Fraction(other["gap"])) * 100]
        value = Fraction(other["value"])
        derived += [value, *gaps, value - published[other["claim"]]]  # in percent, points
    text = story((reports / "report.html").read_text(encoding="utf-8"))
    for name in sorted(tables.rows, key=len, reverse=True):
        text = text.replace(name.replace("_", " "), "")
    text = NO_VALUE.sub(" ", text)
    for match in NUMBER.finditer(text):
        value, places = abs(number(match[0])), decimals(match[0])
        right = value in percents or (value in known and "%" not in match[0])
        right = right or value in {abs(rounded(each, places)) for each in derived}
        around = " ".join(text[max(0, match.start() - 40) : match.end() + 40].split())
        note = log.same if right else log.leave
        note(f"report.html, “{around}”", match[0], match[0] if right else "found nowhere")


def main(data: Path, reports: Path) -> int:
    """Print each difference, what is not covered, and how many values were compared."""
    if not (reports / "report.html").exists():
        print(f"{reports} has no report of a build: run make report first, with the same folders")
        return 1
    if not (data / "figures.csv").exists():
        print(f"{data} has no tables of figures: name the folder that the report was built from")
        return 1
    tables = Tables(data)
    log = Log(tables.own)
    statistics(FORMULAS if tables.own else (), tables, reports, log)
    verdicts(tables, reports, log)
    shown(reports, tables, log)
    sentences(reports, log)
    downloads(reports, tables, log)
    page(reports, tables, log)
    for why, which in log.left.items():
        few = ", ".join([*dict.fromkeys(which)][:5])
        print(f"not covered: {why}: {len(which)} ({few}{', …' * (len(set(which)) > 5)})")
    print(f"{log.compared} values compared, {log.wrong} differ")
    return 1 if log.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:] or ("data", "reports"))))
