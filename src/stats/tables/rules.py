"""What is wrong with rows whose cells are right by themselves: beside each other and other rows.

A rule reads sound cells alone, and a cell that it refuses is sound no more.
"""

import re
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain
from operator import gt, itemgetter, lt
from typing import Any, TypeAlias
from unicodedata import category, normalize

from stats.tables.columns import cell_fault
from stats.tables.files import Table
from stats.values.units import PERCENT, Unit, unit_of
from stats.words import wording
from stats.words.english import MONTH, MONTHS, quoted, suggestion

Tables: TypeAlias = Mapping[str, Table]
_Cells: TypeAlias = Mapping[str, str]
_READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("value", "rounded_to"), Fraction),
    **dict.fromkeys(("start", "end", "published", "read"), date.fromisoformat),
    "unit": unit_of,
}
"""How the cells of a column are read; those of others are text."""
_OF_FIGURES = ("figures", "context")
_SHARE_KEYS = (
    *(("bodies",), ("places",), ("quantities",), ("sources",)),
    (*_OF_FIGURES, "excluded", "statements"),
)
"""The tables in which a key stands once; a correction has none."""


_NAMES = (("bodies", "name"), ("bodies", "short"), ("places", "name"), ("quantities", "name"))
"""What is printed of a row, and must be its own."""


@dataclass(frozen=True)
class Rule:
    """When a column is wrong by the cells that the rule reads, and what would be right.

    `finds` takes these cells, and returns something true if they are wrong. `message` has names of
    cells in braces, which stand there as in the table, or `found`, what was found.
    """

    column: str
    reads: tuple[str, ...]
    finds: Callable[..., object]
    message: str


def _is_below_zero(value: Fraction, qualifier: str, unit: Unit, kind: str) -> bool:
    """Tell whether it is, or is said to be, and is no change and no rate, as of inflation."""
    is_below = value < 0 or (value == 0 and qualifier == "less_than")
    return is_below and kind != "change" and (kind, unit) != ("flow", PERCENT)


def _is_part_above_all(value: Fraction, quantity: str, unit: Unit, kind: str) -> bool:
    return value > 100 and (kind, unit) == ("stock", PERCENT) and "occupancy" not in quantity


def _percent_of_part(value: Fraction, text: str, unit: Unit) -> str:
    """Return the 44 of a row that has 0.44 where its wording has 44%; or nothing."""
    percent = 100 * value
    if unit is not PERCENT or value == 0:
        return ""
    numbers = {read.value for read in wording.readings(text, PERCENT) if read.share == "%"}
    return f"{float(percent):.15g}" if percent in numbers else ""


def _years_outside(text: str, value: Fraction, start: date, end: date) -> str:
    """Return the years that a wording names outside the days of its row."""
    known = {value, *range(start.year, end.year + 1)}
    years = [read.value for read in wording.readings(text) if read.is_year]
    return ", ".join(str(year) for year in years if year not in known)


def _months_outside(text: str, start: date, end: date) -> str:
    """Return the months that a wording names, with their years, outside the days of its row."""
    named = re.findall(rf"\b({MONTH}) (\d{{4}})\b", text)
    months = {(int(year), MONTHS.index(month[:3])): f"{month} {year}" for month, year in named}
    first, last = (start.year, start.month), (end.year, end.month)
    return ", ".join(name for month, name in months.items() if not first <= month <= last)


_LATE = (
    "is after {published}, when its source was published; write an earlier day (a target or a "
    "budget goes into excluded.csv)"
)
_NOT_YET = "is after {read}, when its source was read; write an earlier day"
_OF_SOURCE = [
    Rule(
        "read",
        ("read", "published"),
        lt,
        "is before it was published, {published}; write a later day",
    ),
]
_OF_FIGURE = [
    Rule(
        "value",
        ("value", "wording", "unit"),
        _percent_of_part,
        "is a part of 1, and the wording has percent; write {found}",
    ),
    Rule("start", ("start", "published"), gt, _LATE),
    Rule("end", ("end", "published"), gt, _LATE),
    Rule("start", ("start", "read"), gt, _NOT_YET),
    Rule("end", ("end", "read"), gt, _NOT_YET),
    Rule("end", ("end", "start"), lt, "is before the start, {start}; exchange them, or mend one"),
    Rule(
        "rounded_to",
        ("value", "rounded_to"),
        lambda value, step: value % step,
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
        _is_part_above_all,
        "is above 100, and a share is not; mend it, or make it of kind flow if it is none, such "
        "as debt against income; of places, give its key the word occupancy",
    ),
    Rule(
        "value",
        ("value", "unit"),
        lambda value, unit: value % 1 and unit.is_count,
        "has a fraction, and {unit} are counted whole; a share or a rate is of a quantity of its "
        "own, what is measured has the unit of what each has, such as children a woman; else "
        "write a whole number",
    ),
]
_OTHER_DAYS = (
    "names {found}, and the row is of {start} to {end}; mend the dates, or quote fewer words, "
    "… for the others"
)
_OF_DAYS = [
    Rule("wording", ("wording", "value", "start", "end"), _years_outside, _OTHER_DAYS),
    Rule("wording", ("wording", "start", "end"), _months_outside, _OTHER_DAYS),
]
"""Held last: where the number is not the wording's, it may be taken for a year."""

_OF_WORDING = ("wording", "value", "qualifier", "unit", "kind", "rounded_to")
"""What a row must say in its wording."""


def check_rows(tables: Tables, causes: Collection[str] = ()) -> None:
    """Refuse what is wrong in the rows of all tables; of `causes` statements name no others.

    Examples
    --------
    >>> from stats.tables.columns import OWN
    >>> from stats.tables.files import TABLES, read_table
    >>> tables = {name: read_table(name, OWN) for name in TABLES}
    >>> tables["statements"].rows[3] = tables["statements"].rows[2]
    >>> check_rows(tables)
    >>> [fault.text.partition('" ')[2] for fault in tables["statements"].faults]
    ['is also in statements.csv, line 2; give each row its own']
    """
    for table in tables.values():
        for column, name in table.refers_to.items():
            _require_keys(table, column, tables[name])
    for names in _SHARE_KEYS:
        several = [tables[name] for name in names]
        for table, line, first in _again(several, itemgetter(several[0].key)):
            table.refuse(line, table.key, f"is also {first}; give each row its own")
    for name, column in _NAMES:
        _check_names(tables[name], column)
    _check_bodies(tables["bodies"])
    _check_sources(tables["sources"])
    _check_figures(tables)
    _require_no_copies([tables[name] for name in _OF_FIGURES])
    _check_corrections(tables)
    if causes:
        _check_causes(tables["statements"], causes)


# Keys.


def _require_keys(table: Table, column: str, target: Table) -> None:
    """Refuse the keys of a column that its target lacks.

    If the target is left out, a key is its own name, and must only be written as one.
    """
    keys = {row[target.key] for row in target.rows.values()}
    for line, cells in table.sound.items():
        key = cells.get(column, "")
        if not key or key in keys or target.is_broken:
            continue
        text = f"is no key of {target.name}.csv; add it there{suggestion(key, keys)}"
        if not keys:
            text = cell_fault(key, target.fields[target.key])
        if text:
            table.refuse(line, column, text)


def _again(
    tables: Collection[Table], same: Callable[[dict[str, str]], object]
) -> Iterator[tuple[Table, int, str]]:
    """Give each row that has the same as an earlier one: its table, its line, where that one is.

    `same` returns what a row must not have twice, or nothing of a row that may.
    """
    seen: dict[object, str] = {}
    for table in tables:
        for line, row in table.rows.items():
            here = f"in {table.name}.csv, line {line}"
            common = same(row)
            if common and seen.setdefault(common, here) != here:
                yield table, line, seen[common]


# Rows by themselves.


def _read(cells: _Cells, columns: Collection[str]) -> list[Any]:
    """Return the cells of some columns, read; none of them if one is not sound."""
    if not cells.keys() >= {*columns}:
        return []
    return [_READ.get(column, str)(cells[column]) for column in columns]


def _apply(rules: Collection[Rule], table: Table, line: int, cells: _Cells) -> None:
    """Refuse the cells of a line that rules find wrong."""
    for rule in rules:
        read = _read(cells, rule.reads)
        if read and (finding := rule.finds(*read)):
            table.refuse(line, rule.column, rule.message.format(found=finding, **cells))


def _check_sources(table: Table) -> None:
    for line, row in table.rows.items():
        if not (row["published"] or row["note"]):
            table.refuse(line, "published", "is empty; give the day, or write in the note why not")
        _apply(_OF_SOURCE, table, line, table.sound[line])


def _check_figures(tables: Tables) -> None:
    """Hold each row against the days of its source, and the unit and the kind of its quantity."""
    sources = _by_key(tables["sources"], ("published", "read"))
    quantities = _by_key(tables["quantities"], ("unit", "kind"))
    for table in (tables[name] for name in _OF_FIGURES):
        for line, own in table.sound.items():
            source = sources.get(own.get("source", ""), {})
            quantity = quantities.get(own.get("quantity", ""), {})
            # A view: a cell that a rule refuses is not in it for the next.
            cells = ChainMap(own, source, quantity)
            _apply(_OF_FIGURE, table, line, cells)
            if read := _read(cells, _OF_WORDING):
                text, value, qualifier, unit, kind, step = read
                wrong = wording.problem(text, float(value), qualifier, unit, kind, float(step))
                if wrong:
                    table.refuse(line, *wrong)
            _apply(_OF_DAYS, table, line, cells)


def _by_key(table: Table, columns: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the sound cells of some columns, by the keys of the rows."""
    return {
        table.rows[line][table.key]: {name: cells[name] for name in columns if name in cells}
        for line, cells in table.sound.items()
    }


# Rows beside other rows.


def _check_bodies(table: Table) -> None:
    """Refuse circles of bodies."""
    above = {row["key"]: row["part_of"] for row in table.rows.values() if row["part_of"]}
    for line, row in table.rows.items():
        way = [row["key"]]
        while above.get(way[-1], way[0]) not in way:
            way.append(above[way[-1]])
        if above.get(way[-1]) == way[0] == min(way):  # a circle is told once
            circle = " in ".join([*way, way[0]])
            table.refuse(line, "part_of", f"goes in a circle, {circle}; leave one of them out")


def _check_names(table: Table, column: str) -> None:
    """Refuse names that are alike: nobody could tell them apart, and bodies would agree."""
    for _, line, first in _again([table], lambda row: _letters(row[column])):
        table.refuse(line, column, f"reads like the {column} {first}; give each its own")


def _letters(name: str) -> str:
    """Return a name in small letters, without spaces and punctuation."""
    plain = normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if category(letter)[0] not in "CPSZ")


def _check_causes(table: Table, known: Collection[str]) -> None:
    for line, cells in table.sound.items():
        for cause in sorted({*cells.get("causes", "").split()} - {*known})[:1]:
            table.refuse(
                line,
                "causes",
                f'has {cause}, which "causes" in datapackage.json does not name; add it there'
                f"{suggestion(cause, known)}",
            )


def _require_no_copies(tables: Collection[Table]) -> None:
    """Refuse rows that have all cells of another but its id and note."""
    for table, line, first in _again(tables, _cells_but_note):
        table.refuse(
            line,
            "id",
            f"has all cells of the row {first}; leave one out, or quote more words, or give what "
            "is another thing a quantity of its own",
        )


def _cells_but_note(row: dict[str, str]) -> object:
    """Return what no two rows may share; None of rows without days, where months look alike."""
    if not (row["start"] and row["end"]):
        return None
    numbers = {column: _number(row[column]) for column in ("value", "rounded_to")}
    words = _letters(row["wording"])
    return frozenset((row | numbers | {"id": "", "note": "", "wording": words}).items())


def _number(cell: str) -> str:
    """Return a cell with a number as another row may write it: 1254.0 as 1254."""
    return cell.rstrip("0").rstrip(".") if "." in cell else cell


def _check_corrections(tables: Tables) -> None:
    """Refuse corrections that do not lead, the last of a cell first, to what its row has."""
    corrections, of_figures = tables["corrections"], [tables[name] for name in _OF_FIGURES]
    if any(table.is_broken for table in of_figures):
        return
    figures = chain.from_iterable(table.rows.values() for table in of_figures)
    rows = {figure["id"]: dict(figure) for figure in figures}
    for line, cells in sorted(corrections.rows.items(), key=lambda item: item[1]["date"])[::-1]:
        if cells["row"] in rows:
            _check_correction(corrections, line, rows[cells["row"]], of_figures[0].fields)
        else:
            near = suggestion(cells["row"], rows)
            corrections.refuse(
                line,
                "row",
                "is no id of figures.csv or context.csv, and only rows of these have corrections"
                f"{near}",
            )


def _check_correction(
    table: Table, line: int, row: dict[str, str], fields: Mapping[str, Mapping[str, Any]]
) -> None:
    """Hold a correction against what its row has, and set the row back to what it had before."""
    correction = table.rows[line]
    column, old, new = correction["column"], correction["old"], correction["new"]
    if column not in row:
        table.refuse(line, "column", f"is no column of that row; write one of {', '.join(row)}")
        return
    if new != row[column]:
        table.refuse(
            line,
            "new",
            f"is not what {row['id']} has, {quoted(row[column])}; mend that row if it was right, "
            "else add a line for what changed since",
        )
    elif old == new:
        table.refuse(line, "old", "is what the row has now; write what it had before")
    elif fields[column]["type"] == "date" and (text := cell_fault(old, fields[column])):
        table.refuse(line, "old", text)
    row[column] = old
