"""Recompute what a report says from its tables alone, and print each value that differs.

python3 tests/audit.py [DATA REPORTS]

It shares no code with src/stats and needs nothing but Python: ranges, statistics, whether a claim
adds up and how far off others are, from their rules in words, in exact fractions. Which figures of
others are compared is taken from others.csv. This project's own report must have what is named
below. Of any other, formulas are taken from the report, and one line each says what is not covered.
"""

import csv
import math
import re
import sys
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import count, product
from operator import ge, gt, le, lt
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any, NamedTuple, TypeAlias

OWN = Path(__file__).resolve().parents[1] / "data"
MATCHES = Fraction(2, 100)
FOLLOWS_FROM = {"growth": "prisoners_2020 / prisoners_2016 - 1"}  # a claim
FORMULAS = {  # the later count first
    "prisoner_change": "prisoners_2020 - prisoners_2016",
    "prisoner_growth": "prisoners_2020 / prisoners_2016 - 1",
    "prisoner_annual_growth": "(prisoners_2020 / prisoners_2016) ** (1 / TIME) - 1",
    "occupancy": "prisoners_2020 / capacity_2020",
    "overcrowding": "prisoners_2020 / capacity_2020 - 1",
    "places_short": "prisoners_2020 - capacity_2020",
    "arrests_per_day": "arrests_campaign / days",
    "arrests_per_month": "arrests_campaign / months",
    "arrests_per_year": "arrests_campaign / years",
}
OPEN = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt}
RATES = {"percent", "per_100000"}  # always rounded
ID = r"\b[a-z]\w*"
PERIOD = r"(?<=/ )(days|months|years)(?: from (\S+) to (\S+))?$"
YEARS = r"(?<=\(1 / )[\d.]+(?=\))"
# Other functions and times, and numbers that may be rounded.
CANNOT_READ = r"(?<=\w)\(|\b(?:days|months|years) from |\.\d{4}(?!\d)"
Number: TypeAlias = Any  # a Fraction, or infinity


class Span(NamedTuple):
    """What a value may be."""

    low: Number
    high: Number
    low_open: bool = False
    high_open: bool = False
    about: bool = False


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
        bodies = read(folder / "bodies.csv")
        self.above = {each["key"]: each["part_of"] for each in bodies}
        self.called = {each["key"]: each["name"] for each in bodies}
        self.publisher = {each["key"]: each["publisher"] for each in read(folder / "sources.csv")}
        self.article = [self.row(each) for each in read(folder / "figures.csv")]
        context = [self.row(each) for each in read(folder / "context.csv")]
        self.rows = {row.id: row for row in self.article + context}

    def publishes(self, row: Row) -> bool:
        """Whether who says a number published its source."""
        return self.publisher.get(row.source) == self.called.get(self.root(row.attributed_to))

    def root(self, body: str) -> str:
        """The topmost body that a body is part of."""
        return self.root(self.above[body]) if self.above.get(body) else body

    def row(self, cells: dict[str, str]) -> Row:
        """A figure with its quantity; a calendar year stands for its end for any stock."""
        row, quantity = Row(**cells), self.quantities[cells["quantity"]]
        row.value, row.step = Fraction(row.value), Fraction(row.rounded_to)
        row.unit, row.kind = quantity["unit"], quantity["kind"]
        row.dates = start, end = date.fromisoformat(row.start), date.fromisoformat(row.end)
        row.whole_year = row.dates == (date(end.year, 1, 1), date(end.year, 12, 31))
        row.window = (end if row.whole_year and row.kind == "stock" else start, end)
        row.span = span(row)
        return row


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
                if isinstance(value, set):
                    text = set(text.split())
                elif isinstance(value, Fraction | float) and text:
                    text = float(text) if text.endswith("inf") else Fraction(text)
                self.same(f"{name}, {column}", text, value)


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
    """Only a change may be below 0, and a percentage that is none of a moment."""
    below = row.kind == "change" or (row.unit == "percent" and row.kind != "stock")
    return -math.inf if below else Fraction(0)


def span(row: Row) -> Span:
    """Words leave an end open; else a step above 1, or a percentage or rate, leaves half a step."""
    if row.qualifier in ("at_least", "more_than"):
        return Span(row.value, math.inf, row.qualifier == "more_than", True)
    if row.qualifier in ("at_most", "less_than"):
        return Span(least(row), row.value, least(row) < 0, row.qualifier == "less_than")
    about, half = row.qualifier != "exact", row.step / 2
    if row.step <= 1 and row.unit not in RATES:
        return Span(row.value, row.value, about=about)
    low = max(least(row), row.value - half)
    if row.qualifier == "nearly":
        ends = (row.value, row.value + half) if row.value < 0 else (low, row.value)
        return Span(*ends, True, True, about)
    return Span(low, row.value + half, False, not about, about)


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


def plausible(row: Row) -> Span:
    """What a check takes a number for: no open word stretches it by more than a tenth, or its step.

    "Nearly" may be a whole step below.
    """
    if row.qualifier == "nearly":
        low, high = sorted((row.value, row.value - (row.step if row.value > 0 else -row.step)))
        return Span(low, high, True, True, True)
    if row.qualifier not in OPEN:
        return row.span
    room = max(row.step, abs(row.value) / 10)
    low, high = max(row.span.low, row.value - room), min(row.span.high, row.value + room)
    is_cut = low > row.span.low, high < row.span.high
    opened = (row.span.low_open and not is_cut[0], row.span.high_open and not is_cut[1])
    return Span(low, high, *opened, row.span.about)


def ratio(row: Row, taken: Callable[[Row], Span]) -> Row:
    """A row as it stands in a formula, where 78% is 0.78."""
    scale, whole = 100 if row.unit == "percent" else 1, taken(row)
    ends = {"low": whole.low / scale, "high": whole.high / scale}
    return Row(**vars(row) | {"value": row.value / scale, "span": whole._replace(**ends)})


def as_code(formula: str, tables: Tables) -> tuple[list[str], str]:
    """The ids of a formula, in their order, and it as Python, in which they are R0, R1 …"""
    text = re.sub(f"{YEARS}|{PERIOD}", "TIME", re.sub(r"(?<=\d),(?=\d{3})", "", formula))
    names, places = re.findall(ID, text), count()
    code = re.sub(ID, lambda _: f"R{next(places)}", text)
    is_number = re.match(r"[−\d]", text) and {*names} - {*tables.rows}
    is_timed = "TIME" in text and not re.search(PERIOD, formula) and len(names) != 2
    is_read = re.fullmatch(r"(R\d+|TIME|[\d.]+|[-+*/() ])+", code)
    if re.search(CANNOT_READ, text) or is_number or is_timed or not (names and is_read):
        raise NotCovered
    return names, code


def compute(code: str, *values: Number) -> Number:
    """A formula at some values, the last of which is its time."""
    given = {f"R{place}": value for place, value in enumerate(values)} | {"TIME": values[-1]}
    try:  # what is divided by 0 has no end
        return eval(code, {}, given)
    except ZeroDivisionError:
        if re.search(r"- (?!1\b)", code) and 0 in values[:-1]:
            raise
        return math.inf


def follows(
    formula: str,
    tables: Tables,
    percent: bool = False,
    taken: Callable[[Row], Span] = lambda row: row.span,
) -> Row:
    """What a formula over ids gives at face value, and all that words and dates of its rows allow.

    Whatever time is written in it, it is that of its rows. A part of things of a unit is at most 1.
    """
    names, code = as_code(formula, tables)
    rows, one = [ratio(tables.rows[name], taken) for name in names], Fraction(1)
    period = re.search(PERIOD, formula)
    try:
        length, lengths, written = one, Span(one, one), ""
        if "TIME" in code:
            length, lengths, written = time(rows, period)
        value = compute(code, *(row.value for row in rows), length)
        whole = corners(partial(compute, code), *(row.span for row in rows), lengths)
    except (ArithmeticError, SyntaxError, TypeError, ValueError):
        raise NotCovered from None
    units = {row.unit for row in rows}
    is_part = re.fullmatch(r"(\w+|\([^()]*\)) / (\w+|\([^()]*\))", code) and value <= 1
    if percent and len(units) == 1 and is_part:
        whole = whole._replace(high=min(whole.high, one), high_open=whole[3] and whole.high <= 1)
    if percent:
        value, whole = value * 100, whole._replace(low=whole.low * 100, high=whole.high * 100)
    formula = re.sub(f"{YEARS}|{PERIOD}|TIME", written, formula)
    return Row(value=value, span=whole, formula=formula, inputs=set(names))


def read_formula(where: str, formula: str, tables: Tables, percent: bool, log: Log) -> Row | None:
    """What a formula of the report gives; nothing, and a line on it, where that cannot be told."""
    try:
        return follows(formula, tables, percent)
    except KeyError:
        log.same(where, formula, "no row has this id, or an id of this formula")
    except NotCovered:
        log.leave(where, formula, "formulas that the audit cannot read")
    return None


def as_text(cell: str) -> str:
    """A cell with an apostrophe before what a spreadsheet would take for a formula."""
    return re.sub(r"^(?=[-+=@])", "'", cell)


# Claims


def changed(claim: Row, start: Row) -> Callable[[Number, Number], Number]:
    """How a claim follows from two counts: as growth in percent, or in the unit of the counts."""
    if start.unit == "percent" or claim.unit not in ("percent", start.unit):
        raise NotCovered("changes of percentages or in another unit")
    if claim.unit == start.unit:
        return lambda start, end: end - start
    return lambda start, end: (end / start - 1) * 100 if start else math.inf


def gap(value: Number, claim: Row) -> Number:
    """(other - claim) / |claim|; from a claim of 0 anything else is without end."""
    difference = value - claim.value
    if claim.value == 0 and difference:
        return math.copysign(math.inf, difference)
    return difference / abs(claim.value or 1)


def adds_up(claim: Row, formula: str, tables: Tables, line: dict[str, str]) -> dict[str, Any]:
    """Does it add up, and what does it come to?"""
    if not formula:
        return {"adds_up": "cannot be checked" if claim.kind == "change" else "", "recomputed": ""}
    own = follows(formula, tables, claim.unit.startswith("percent"), plausible)
    answers: dict[str, Any] = {"recomputed": six(own.value), "recomputed_from": own.inputs}
    rows = [tables.rows[name] for name in own.inputs]
    # By what the claim's own source does not print, nothing adds up or fails to.
    printed = {row.id for row in tables.rows.values() if row.source == claim.source}
    if not is_of_its_dates(claim, rows, line) or not printed.issuperset(own.inputs):
        return {"adds_up": "cannot be checked", **answers}
    answer = by_numbers(claim, own)
    if own.value * claim.value < 0 and answer != "adds up":
        answer = line["adds_up"]  # whether words say which way is taken from the report
    # Nobody's claim fails by what another body says, but a paper's by what it prints.
    root = tables.root(claim.attributed_to)
    said = (map(tables.root, (row.attributed_to, row.counted_by)) for row in rows)
    is_own = all(root in bodies for bodies in said) or tables.publishes(claim)
    if answer == "does not add up" and not is_own:
        answer = "cannot be checked"
    return {"adds_up": answer, "formula": formula, **answers}


def is_of_its_dates(claim: Row, rows: list[Row], line: dict[str, str]) -> bool:
    """Whether what a claim is computed from is of its dates.

    It is told of a change between two counts, and else taken from the report.
    """
    if claim.kind == "change" and len(rows) == 2 and "change" not in {row.kind for row in rows}:
        first, last = sorted(rows, key=lambda row: row.dates)
        starts = first.dates[0], first.window[0]
        return claim.dates[0] in starts and claim.dates[1] == last.dates[1]
    return line["adds_up"] != "cannot be checked"


def by_numbers(claim: Row, own: Row) -> str:
    """Whether a claim adds up by what it comes to, and by all that words allow of that."""
    near = max(claim.step / 2, abs(claim.value) * MATCHES if claim.span.about else 0)
    claimed = Span(claim.value - near, claim.value + near)
    if claim.qualifier in OPEN:
        claimed = claim.span
    is_inside = claimed.low < own.span.low and own.span.high < claimed.high
    if is_inside or not apart(Span(own.value, own.value), claimed):
        return "adds up"
    room = abs(claim.value) * MATCHES if own.span.about else 0
    possible = own.span._replace(low=own.span.low - room, high=own.span.high + room)
    over_it = abs(own.value) - abs(claim.value)
    is_cut = claim.qualifier not in {*OPEN, "nearly"} and 0 < over_it < claim.step
    return "may add up" if is_cut or not apart(possible, claimed) else "does not add up"


def apart(one: Span, other: Span) -> bool:
    """Whether two spans have no value in common."""
    if one.low > other.low:
        one, other = other, one
    meet = one.high == other.low and not (one.high_open or other.low_open)
    return one.high <= other.low and not meet


def statistics(names: Iterable[str], tables: Tables, reports: Path, log: Log) -> None:
    """Compare statistics.csv: those named by a formula of our own, others by the one they state."""
    written = {row["id"]: row for row in read(reports / "statistics.csv")}
    named, own, left = [*names], {}, set()
    for name in dict.fromkeys([*named, *written]):
        there, key = written.get(name, {"unit": "", "formula": ""}), (ids(name),)
        formula = FORMULAS[name] if name in named else there["formula"].removeprefix("'")
        unit = there["unit"]
        where = f"statistics.csv, {name}, formula"
        if not (each := read_formula(where, formula, tables, unit.startswith("percent"), log)):
            left.add(key)
            continue
        own[key] = {
            **{"value": six(each.value), "approximate": str(each.span.about)},
            **{"low": six(each.span.low, math.floor), "high": six(each.span.high, math.ceil)},
            **{"low_open": str(each.span.low_open), "high_open": str(each.span.high_open)},
            **{"inputs": each.inputs, "formula": as_text(each.formula)},
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


def other(claim: Row, line: dict[str, str], tables: Tables) -> Number:
    """What another body gives: one count or several tellings of it, a sum of counts, or a change.

    Of a change the rows are the earlier count and the later one; of a telling any row will do.
    """
    rows = [tables.rows[each] for each in line["rows"].split()]
    if "sum" in line["how"]:
        return sum(row.value for row in rows)
    if line["how"] == "pair":
        start, end = sorted(rows, key=lambda row: row.dates)[:: len(rows) - 1]
        return changed(claim, start)(start.value, end.value)
    if len({row.value for row in rows}) > 1:
        raise NotCovered("figures told as one that differ")
    return rows[0].value


def claims(tables: Tables, reports: Path, log: Log) -> None:
    """Compare what claims come to, and how far off each figure of others.csv is."""
    lines = {row["id"]: row for row in read(reports / "claims.csv")}
    if tables.own:
        lines = {name: {"id": name} for name in FOLLOWS_FROM} | lines
    others = read(reports / "others.csv")
    own: dict[Any, Any] = {}
    gaps: dict[Any, Any] = {}
    left = set()
    for name, line in lines.items():
        try:
            answers, its_gaps = recomputed(line, others, tables, log)
        except NotCovered as why:
            log.leave(f"claims.csv, {name}", name, str(why))
            left.add(ids(name))
            continue
        own[(ids(name),)], gaps = answers, gaps | its_gaps
    log.table(reports / "claims.csv", ["id"], own, {(name,) for name in left})
    keys = [(ids(row["claim"]), ids(row["rows"])) for row in others]
    log.table(reports / "others.csv", ["claim", "rows"], gaps, {x for x in keys if x[0] in left})


def recomputed(
    line: dict[str, str], others: list[dict[str, str]], tables: Tables, log: Log
) -> tuple[dict[str, Any], dict[Any, Any]]:
    """A claim's row of claims.csv, and its rows of others.csv by their keys."""
    name, claim = line["id"], row_of(line, tables)
    if not claim:
        raise NotCovered("claims whose row cannot be told by wording and number")
    formula = FOLLOWS_FROM.get(name, "") if tables.own else line.get("formula", "")
    answers: dict[str, Any] = {"wording": as_text(claim.wording), "published": six(claim.value)}
    try:
        answers |= adds_up(claim, formula, tables, line)
    except KeyError:
        log.same(f"claims.csv, {name}", formula, "no row has this id")
    except NotCovered:
        log.leave(f"claims.csv, {name}", name, "formulas that the audit cannot read")
    its = [each for each in others if each["claim"] == name]
    values = [other(claim, each, tables) for each in its]
    gaps = {
        (ids(name), ids(each["rows"])): {"value": six(value), "gap": six(gap(value, claim))}
        for each, value in zip(its, values, strict=True)
    }
    counted = [
        gap(value, claim)
        for each, value in zip(its, values, strict=True)
        if each["counts"] == "counted"
    ]
    answers["smallest_gap"] = six(min(counted)) if counted else ""
    answers["largest_gap"] = six(max(counted)) if counted else ""
    return answers, gaps


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
    claims(tables, reports, log)
    for why, which in log.left.items():
        few = ", ".join([*dict.fromkeys(which)][:5]) + ", …" * (len(set(which)) > 5)
        print(f"not covered, so compute it by hand: {why}: {len(which)} ({few})")
    print(f"{log.compared} values compared, {log.wrong} differ")
    return 1 if log.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:] or ("data", "reports"))))
