"""Hold tables against all rules, and refuse what is wrong with their cells.

`stats.tables.rules` has the rules of one row; here are those of keys and of rows beside others.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from unicodedata import category, normalize

from stats.tables import schema
from stats.tables.doubts import check_doubts
from stats.tables.files import Line, Table, Tables
from stats.tables.rules import (
    AFTER_WORDING,
    OF_CORRECTIONS,
    OF_DAYS,
    OF_FIGURES,
    OF_SOURCES,
    Rule,
    broken,
    of_field,
    to_fill_in,
)
from stats.values.units import unit_of
from stats.words import wording
from stats.words.english import quoted, suggestion

_OF_FIGURES = ("figures", "context")
_SHARE_KEYS = (
    *(("bodies",), ("places",), ("quantities",), ("sources",)),
    (*_OF_FIGURES, "excluded", "statements"),
    ("confirmed",),
)
"""The tables in which a key stands once; a correction has none."""
_NAMES = (("bodies", "name"), ("bodies", "short"), ("places", "name"), ("quantities", "name"))
"""What is printed of a row, and must be its own."""
_NO_CAUSE = 'which "causes" in datapackage.json does not name; add it there'
_AGAIN = "is also {}; give each row its own"
_COPY = (
    "has the number and the words of the row {}; leave one out, or quote more words, or give what "
    "is another thing a quantity of its own"
)
_OF_WORDING = ("wording", "value", "qualifier", "unit", "kind", "rounded_to")
"""What a row must say in its wording."""
_NOT_NEW = (
    "is not what {} has, {}; mend that row if it was right, else add a line for what changed since"
)


def check_tables(tables: Tables, causes: Collection[str] = ()) -> None:
    """Refuse what is wrong in the tables; statements may only name these `causes`.

    Examples
    --------
    >>> from stats.tables.files import OWN, TABLES, read_table
    >>> tables = {name: read_table(name, OWN) for name in TABLES}
    >>> tables["places"].rows[3]["code"] = tables["places"].known[3]["code"] = "Kh"
    >>> check_tables(tables)
    >>> tables["places"].faults[3, "code"].partition(";")[0]
    '"Kh" is not a code'
    """
    for table in tables.values():
        _check_cells(table)
    for table in tables.values():
        hold(table, _of_keys(table, tables))
    for names in _SHARE_KEYS:
        key = tables[names[0]].key
        _require_once([tables[name] for name in names], key, itemgetter(key), _AGAIN)
    for name, column in _NAMES:
        text = f"reads like the {column} {{}}; give each its own"
        _require_once([tables[name]], column, functools.partial(_letters, column), text)
    _check_circles(tables["bodies"])
    _check_sources(tables["sources"])
    _check_figures(tables)
    _check_days(tables["statements"], tables["sources"])
    _require_once([tables["sources"]], "address", _own_address, _AGAIN)
    _require_once([tables[name] for name in _OF_FIGURES], "id", _number_and_words, _COPY)
    _check_corrections(tables)
    if causes:
        hold(tables["statements"], [_of_causes(causes)])
    if not any(table.faults for table in tables.values()):
        check_doubts(tables)


def hold(table: Table, rules: Iterable[Rule]) -> None:
    """Hold a table against rules, one after the other, and refuse the cells that are wrong."""
    for rule in rules:
        table.refuse(rule.column, broken(rule, table.known))


def _check_cells(table: Table) -> None:
    """Hold a table against what the descriptor says of its columns."""
    for column, field in schema.fields(table.name).items():
        if "required" in field.get("constraints", {}):
            empty = (line for line, row in table.rows.items() if not row[column])
            table.refuse(column, dict.fromkeys(empty, to_fill_in(field)))
        hold(table, of_field(field))


def _of_keys(table: Table, tables: Tables) -> Iterator[Rule]:
    """Give the rules of the columns that have keys of other tables, but of those left out."""
    for column, name in schema.references(table.name).items():
        target = tables[name]
        if target.rows and not target.is_broken:
            keys = {row[target.key] for row in target.rows.values()}
            yield _among(keys, column, f"is no key of {name}.csv; add it there")


def _among(known: Collection[str], column: str, text: str) -> Rule:
    """Return the rule that a column has only keys that are known; it suggests the nearest one."""
    return Rule(
        column,
        (column,),
        lambda key: "" if key in known else f"{text}{suggestion(key, known)}",
        "{found}",
    )


def _of_causes(causes: Collection[str]) -> Rule:
    def unknown(cell: str) -> str:
        for cause in cell.split():
            if cause not in causes:
                return f"{cause}, {_NO_CAUSE}{suggestion(cause, causes)}"
        return ""

    return Rule("causes", ("causes",), unknown, "has {found}")


def _require_once(
    tables: Iterable[Table], column: str, identity: Callable[[Line], object], text: str
) -> None:
    """Refuse, at this column, each row identical with an earlier one; `{}` is where that is."""
    first: dict[object, str] = {}
    for table in tables:
        for line, row in table.known.items():
            here, value = f"in {table.name}.csv, line {line}", identity(row)
            if value and first.setdefault(value, here) != here:
                table.refuse(column, {line: text.format(first[value])})


def _letters(column: str, row: Line) -> str:
    """Return the text of a cell in small letters, without spaces and punctuation."""
    plain = normalize("NFKC", row[column]).casefold()
    return "".join(letter for letter in plain if category(letter)[0] not in "CPSZ")


def _own_address(source: Line) -> str:
    """Return the address of a source; a copy of a data set may share it with another."""
    return "" if source["kind"] == schema.COPY else source["address"]


def _number_and_words(row: Line) -> tuple[object, ...]:
    """Return what no two rows may share, with the number and the wording normalised."""
    if not (row["value"] and row["wording"]):
        return ()
    same = (row[column] for column in ("source", "attributed_to", "quantity", "place"))
    return (*same, float(row["value"]), _letters("wording", row))


def _check_circles(bodies: Table) -> None:
    """Refuse bodies that are part of themselves; of several circles the first is told."""
    above = {row["key"]: [row["part_of"]] for row in bodies.known.values() if row["part_of"]}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        line = next(line for line, row in bodies.rows.items() if row["key"] == circle[0])
        text = f"goes in a circle, {' in '.join(circle)}; leave one of them out"
        bodies.refuse("part_of", {line: text})


def _check_sources(sources: Table) -> None:
    for line, row in sources.rows.items():
        if not (row["published"] or row["note"]):
            said = "is empty; give the day, or write in the note why not"
            sources.refuse("published", {line: said})
    hold(sources, OF_SOURCES)


def _check_days(table: Table, sources: Table) -> None:
    """Hold the days of each row against each other, and those of its source."""
    _join(table, "source", sources, ("published", "read"))
    hold(table, OF_DAYS)


def _check_figures(tables: Tables) -> None:
    """Hold each row against the days of its source, and the unit and the kind of its quantity."""
    for table in (tables[name] for name in _OF_FIGURES):
        _check_days(table, tables["sources"])
        _join(table, "quantity", tables["quantities"], ("unit", "kind", "max_days_apart"))
        hold(table, OF_FIGURES)
        _check_wording(table)
        hold(table, AFTER_WORDING)


def _join(table: Table, column: str, other: Table, names: Iterable[str]) -> None:
    """Add to each row the cells of the row of another table whose key it has."""
    by_key = {row[other.key]: row for row in other.known.values()}
    for row in table.known.values():
        joined = by_key.get(row[column], {})
        row |= {name: joined.get(name, "") for name in names}


def _check_wording(table: Table) -> None:
    """Hold what is known of each row against what its wording says."""
    for line, row in table.known.items():
        cells = [row[column] for column in _OF_WORDING]
        if all(cells):
            text, value, qualifier, unit, kind, step = cells
            wrong = wording.problem(text, float(value), qualifier, unit_of(unit), kind, float(step))
            if wrong:
                column, message = wrong
                table.refuse(column, {line: message})


def _check_corrections(tables: Tables) -> None:
    """Refuse corrections of unknown rows or columns, or to a value that the row does not have."""
    corrections, figures = tables["corrections"], [tables[name] for name in _OF_FIGURES]
    if any(table.is_broken for table in figures):
        return
    rows = {row["id"]: row for table in figures for row in table.rows.values()}
    text = "is no id of figures.csv or context.csv, and only rows of these have corrections"
    hold(corrections, [_among(rows, "row", text), *OF_CORRECTIONS])
    for line, change in corrections.known.items():
        if change["row"] and change["column"]:
            has = rows[change["row"]][change["column"]]
            if change["new"] not in (has, *_had_since(change, corrections.known.values())):
                corrections.refuse("new", {line: _NOT_NEW.format(change["row"], quoted(has))})


def _had_since(change: Line, corrections: Iterable[Line]) -> Iterator[str]:
    """Give what the same cell had before each correction of that day, in any order, or later."""
    of_cell = itemgetter("row", "column")
    for other in corrections:
        if of_cell(other) == of_cell(change) and other["date"] >= change["date"]:
            yield other["old"]
