"""What is wrong with rows whose cells are right by themselves: beside each other and other rows.

A rule reads cells that have no fault yet, so that all faults of all tables are told at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import Any, TypeAlias
from unicodedata import category, normalize

from stats.tables.files import Fault, Table, cell_fault
from stats.values.units import PERCENT, unit_of
from stats.words import wording
from stats.words.english import quoted, suggestion

Tables: TypeAlias = Mapping[str, Table]
_Told: TypeAlias = Collection[tuple[str, int, str]]
_Cells: TypeAlias = Mapping[str, Any]
"""Cells of a row that have no fault: numbers as fractions, days as dates, all else as text."""
_READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("value", "rounded_to"), Fraction),
    **dict.fromkeys(("start", "end", "published", "read"), date.fromisoformat),
}
"""How the cells of a column are read."""
_OF_FIGURES = ("figures", "context")


@dataclass(frozen=True)
class Rule:
    """When a column is wrong by the cells that the rule reads, and what would be right.

    `message` has the names of cells in braces, which stand there as in the table.
    """

    column: str
    reads: tuple[str, ...]
    is_wrong: Callable[[_Cells], bool]
    message: str


def _is_below_zero(row: _Cells) -> bool:
    is_said = row["value"] == 0 and row["qualifier"] == "less_than"
    return (row["value"] < 0 or is_said) and (row["kind"] == "stock" or _is_amount(row))


def _is_amount(row: _Cells) -> bool:
    """Whether it is of a period and no rate, as of inflation, which may be below 0."""
    return bool(row["kind"] == "flow" and row["unit"] != "percent")


def _is_share(row: _Cells) -> bool:
    return (
        row["unit"] == "percent" and row["kind"] == "stock" and "occupancy" not in row["quantity"]
    )


_LATE = (
    "is after {published}, when its source was published; write an earlier day (a target or a "
    "budget goes into excluded.csv)"
)
_OF_SOURCES = [
    Rule(
        "read",
        ("read", "published"),
        lambda row: row["read"] < row["published"],
        "is before it was published, {published}; write a later day",
    ),
]
_OF_FIGURE = [
    Rule("start", ("start", "published"), lambda row: row["start"] > row["published"], _LATE),
    Rule("end", ("end", "published"), lambda row: row["end"] > row["published"], _LATE),
    Rule(
        "end",
        ("start", "end"),
        lambda row: row["end"] < row["start"],
        "is before the start, {start}; exchange them, or mend one",
    ),
    Rule(
        "rounded_to",
        ("value", "rounded_to"),
        lambda row: row["value"] % row["rounded_to"] != 0,
        "does not divide the value, {value}; write the step that it is written to",
    ),
    Rule(
        "value",
        ("value", "qualifier", "unit", "kind"),
        _is_below_zero,
        "is below 0, or said to be; a count or a share is 0 or more; a loss, a balance or a net "
        "number is of kind change, a rate in percent of kind flow",
    ),
    Rule(
        "value",
        ("value", "quantity", "unit", "kind"),
        lambda row: row["value"] > 100 and _is_share(row),
        "is above 100, and a share is not; mend it, or make it of kind flow if it is none, such "
        "as debt against income; of places, give its key the word occupancy",
    ),
    Rule(
        "value",
        ("value", "unit"),
        lambda row: row["value"] % 1 != 0 and unit_of(row["unit"]).is_count,
        "has a fraction, and {unit} are counted whole; if they are measured, give the unit of "
        "what each has, such as children a woman; else write a whole number",
    ),
]


def row_faults(tables: Tables, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Return what is wrong with rows, by the cells that have none of the faults told before.

    Examples
    --------
    >>> from stats.tables.files import OWN, TABLES, read_table
    >>> tables = {name: read_table(name, OWN)[0] for name in TABLES}
    >>> tables["statements"].rows[3] = tables["statements"].rows[2]
    >>> [fault.what.partition('" ')[2] for fault in row_faults(tables, [])]
    ['is also in statements.csv, line 2; give each row its own']
    """
    told = {fault[:3] for fault in faults}
    for table in tables.values():
        for fault in _unknown_keys(table, tables):
            if fault[:3] not in told:
                told.add(fault[:3])
                yield fault
    yield from _repeated_keys(tables)
    yield from _bodies(tables["bodies"], told)
    yield from _sources(tables["sources"], told)
    for name in _OF_FIGURES:
        yield from _figures(tables[name], tables, told)
    yield from _copies([tables[name] for name in _OF_FIGURES])
    yield from _corrections(tables)


# Keys.


def _unknown_keys(table: Table, tables: Tables) -> Iterator[Fault]:
    """Cells that name a key of another table that is not there."""
    for column, to in table.refers_to.items():
        for line, row in table.rows.items():
            if what := _key_fault(row[column], tables[to]):
                yield table.fault(line, column, what)


def _key_fault(cell: str, other: Table) -> str:
    """What is wrong with a key of another table; of one that is not there it is its own name."""
    if not cell or other.is_broken:
        return ""
    if not other.is_there:
        return cell_fault(cell, other.fields[other.key])
    keys = other.keys()
    return (
        ""
        if cell in keys
        else f"is no key of {other.name}.csv; add it there{suggestion(cell, keys)}"
    )


def _repeated_keys(tables: Tables) -> Iterator[Fault]:
    """An id is one of all tables, a key of its own; a correction has none."""
    with_ids = [table for table in tables.values() if table.key == "id"]
    with_keys = [[table] for table in tables.values() if table.key in ("key", "code")]
    for several in (with_ids, *with_keys):
        for table, line, first in _again(several, itemgetter(several[0].key)):
            yield table.fault(line, table.key, f"is also {first}; give each row its own")


def _again(
    tables: Collection[Table], same: Callable[[dict[str, str]], object]
) -> Iterator[tuple[Table, int, str]]:
    """Each row that is the same as an earlier one, and where that one is."""
    seen: dict[object, str] = {}
    for table in tables:
        for line, row in table.rows.items():
            here = f"in {table.name}.csv, line {line}"
            what = same(row)
            if what and seen.setdefault(what, here) != here:
                yield table, line, seen[what]


# Rows by themselves.


def _sound(table: Table, line: int, told: _Told) -> dict[str, str]:
    """The cells of a row that are filled and have no fault."""
    row = table.rows[line]
    return {name: row[name] for name in row if row[name] and (table.name, line, name) not in told}


def _by_rules(
    table: Table, line: int, texts: Mapping[str, str], rules: Iterable[Rule]
) -> Iterator[Fault]:
    cells = _read(texts)
    for rule in rules:
        if cells.keys() >= {*rule.reads} and rule.is_wrong(cells):
            yield table.fault(line, rule.column, rule.message.format_map(texts))


def _read(texts: Mapping[str, str]) -> _Cells:
    return {name: _READ.get(name, str)(text) for name, text in texts.items()}


def _sources(table: Table, told: _Told) -> Iterator[Fault]:
    for line, row in table.rows.items():
        if not (row["published"] or row["note"]):
            what = "is empty; give the day, or write in the note why not"
            yield table.fault(line, "published", what)
        yield from _by_rules(table, line, _sound(table, line, told), _OF_SOURCES)


def _figures(table: Table, tables: Tables, told: _Told) -> Iterator[Fault]:
    """Rows of figures, each with the day of its source, and the unit and kind of its quantity."""
    published = _by_key(tables["sources"], ("published",), told)
    quantities = _by_key(tables["quantities"], ("unit", "kind"), told)
    for line in table.rows:
        texts = _sound(table, line, told)
        texts |= published.get(texts.get("source", ""), {})
        texts |= quantities.get(texts.get("quantity", ""), {})
        if percent := _percent_as_part(_read(texts)):
            what = f"is a part of 1, and the wording has percent; write {percent}"
            yield table.fault(line, "value", what)
            del texts["value"]
        found = [*_by_rules(table, line, texts, _OF_FIGURE)]
        yield from found
        wrong = {fault.column for fault in found}
        cells = _read({name: text for name, text in texts.items() if name not in wrong})
        yield from _wording(table, line, cells)
        yield from _years(table, line, cells)


def _by_key(table: Table, columns: Collection[str], told: _Told) -> dict[str, dict[str, str]]:
    """The sound cells of some columns, by the keys of the rows."""
    found = {}
    for line, row in table.rows.items():
        sound = _sound(table, line, told)
        found[row[table.key]] = {name: sound[name] for name in columns if name in sound}
    return found


def _percent_as_part(cells: _Cells) -> str:
    """The 44 of a row in percent that has 0.44 where its wording has 44%; or nothing."""
    if not cells.keys() >= {"wording", "value", "unit"} or cells["unit"] != PERCENT.name:
        return ""
    percent = 100 * cells["value"]
    numbers = wording.readings(cells["wording"], PERCENT)
    is_so = percent != 0 and any(each.is_percent and each.value == percent for each in numbers)
    return f"{float(percent):.15g}" if is_so else ""


def _wording(table: Table, line: int, cells: _Cells) -> Iterator[Fault]:
    """A wording that does not say what the row has."""
    if not cells.keys() >= {"wording", "value", "qualifier", "unit", "kind", "rounded_to"}:
        return
    value, step = float(cells["value"]), float(cells["rounded_to"])
    of_row = value, cells["qualifier"], unit_of(cells["unit"]), cells["kind"], step
    if wrong := wording.problem(cells["wording"], *of_row):
        yield table.fault(line, *wrong)


def _years(table: Table, line: int, cells: _Cells) -> Iterator[Fault]:
    """A wording that names a year outside the days of the row."""
    if not cells.keys() >= {"wording", "value", "start", "end"}:
        return
    start, end = cells["start"], cells["end"]
    for each in wording.readings(cells["wording"]):
        if each.is_year and each.value not in (cells["value"], *range(start.year, end.year + 1)):
            what = f"names {each.value}, and the row is of {start} to {end}; mend the dates, or "
            yield table.fault(line, "wording", f"{what}quote fewer words, … for the others")


# Rows beside other rows.


def _bodies(table: Table, told: _Told) -> Iterator[Fault]:
    """Names that are alike, since a body must not bear itself out; bodies that go in a circle."""
    for _, line, first in _again([table], lambda row: _letters(row["name"])):
        yield table.fault(line, "name", f"reads like the name {first}; give each its own")
    above = {row["key"]: row["part_of"] for row in table.rows.values()}
    in_circles = set[str]()
    for line, row in table.rows.items():
        chain = _chain(row["key"], above)
        if chain[-1] == row["key"] and row["key"] not in in_circles and len(chain) > 1:
            in_circles.update(chain)
            what = f"goes in a circle, {' in '.join(chain)}; leave one of them out"
            yield table.fault(line, "part_of", what)


def _chain(body: str, above: Mapping[str, str]) -> list[str]:
    """A body, those that it is part of, and the first of them that comes again."""
    chain = [body]
    while body := above.get(body, ""):
        is_again = body in chain
        chain.append(body)
        if is_again:
            break
    return chain


def _letters(name: str) -> str:
    """A name without what differs in case, spaces and punctuation alone."""
    plain = normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if category(letter)[0] not in "CPSZ")


def _copies(tables: Collection[Table]) -> Iterator[Fault]:
    """Rows that have all cells of another but its id and note."""
    for table, line, first in _again(tables, _cells_but_note):
        what = f"has all cells of the row {first}; leave one out, or quote more words, or give "
        yield table.fault(line, "id", f"{what}what is another thing a quantity of its own")


def _cells_but_note(row: dict[str, str]) -> object:
    """What no two rows have in common; nothing of rows without days, where months look alike."""
    if not (row["start"] and row["end"]):
        return None
    return frozenset((row | {"id": "", "note": ""}).items())


def _corrections(tables: Tables) -> Iterator[Fault]:
    """Corrections that do not lead, the last of a cell first, to what its row has."""
    figures = [tables[name] for name in _OF_FIGURES]
    if any(table.is_broken for table in figures):
        return
    rows = {row["id"]: dict(row) for table in figures for row in table.rows.values()}
    table = tables["corrections"]
    for line, each in sorted(table.rows.items(), key=lambda item: item[1]["date"])[::-1]:
        if any(each["row"] in figure.cut for figure in figures):
            continue
        yield from _correction(table, line, rows)


def _correction(table: Table, line: int, rows: dict[str, dict[str, str]]) -> Iterator[Fault]:
    """A correction by what its row has; the row is set back to what it had before."""
    each = table.rows[line]
    row, column = rows.get(each["row"]), each["column"]
    if row is None:
        what = f"is no id of figures.csv or context.csv{suggestion(each['row'], rows)}"
        yield table.fault(line, "row", what)
    elif column not in row:
        yield table.fault(
            line, "column", f"is no column of that row; write one of {', '.join(row)}"
        )
    else:
        if each["new"] != row[column]:
            what = f"is not what the row has, {quoted(row[column])}; add a line for what changed "
            yield table.fault(line, "new", f"{what}since, or mend this one")
        elif each["old"] == each["new"]:
            yield table.fault(line, "old", "is what the row has now; write what it had before")
        row[column] = each["old"]
