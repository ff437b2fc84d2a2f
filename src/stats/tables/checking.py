"""Hold tables against all rules, and refuse what is wrong with their cells.

`stats.tables.rules` has the rules of one row; here are those of keys and of rows beside others.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias
from unicodedata import category, normalize

import pandas as pd

from stats.tables import schema
from stats.tables.files import Table
from stats.tables.rules import (
    AFTER_WORDING,
    OF_CORRECTIONS,
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

Tables: TypeAlias = Mapping[str, Table]
_OF_FIGURES = ("figures", "context")
_SHARE_KEYS = (
    *(("bodies",), ("places",), ("quantities",), ("sources",)),
    (*_OF_FIGURES, "excluded", "statements"),
)
"""The tables in which a key stands once; a correction has none."""
_NAMES = (("bodies", "name"), ("bodies", "short"), ("places", "name"), ("quantities", "name"))
"""What is printed of a row, and must be its own."""
_NO_CAUSE = 'which "causes" in datapackage.json does not name; add it there'
_AGAIN = "is also {}; give each row its own"
_COPY = (
    "has all cells of the row {}; leave one out, or quote more words, or give what is another "
    "thing a quantity of its own"
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
    >>> from stats.tables.files import TABLES, read_table
    >>> tables = {name: read_table(name, schema.OWN) for name in TABLES}
    >>> tables["places"].cells.iat[1, 0] = tables["places"].known.iat[1, 0] = "Kh"
    >>> check_tables(tables)
    >>> tables["places"].faults[3, "code"].partition(";")[0]
    '"Kh" is not a code'
    """
    for table in tables.values():
        _check_cells(table)
    for table in tables.values():
        hold(table, _of_keys(table, tables))
    for names in _SHARE_KEYS:
        _require_once([tables[name] for name in names], _keys, _AGAIN)
    for name, column in _NAMES:
        text = f"reads like the {column} {{}}; give each its own"
        _require_once([tables[name]], functools.partial(_printed, column=column), text)
    _check_circles(tables["bodies"])
    _check_sources(tables["sources"])
    _check_figures(tables)
    _require_once([tables[name] for name in _OF_FIGURES], _but_id_and_note, _COPY)
    _check_corrections(tables)
    if causes:
        hold(tables["statements"], [_of_causes(causes)])


def hold(table: Table, rules: Iterable[Rule]) -> None:
    """Hold a table against rules, one after the other, and refuse the cells that are wrong."""
    for rule in rules:
        table.refuse(rule.column, broken(rule, table.known))


def _check_cells(table: Table) -> None:
    """Hold a table against what the descriptor says of its columns."""
    for column, field in schema.fields(table.name).items():
        if "required" in field.get("constraints", {}):
            empty = table.cells.index[table.cells[column] == ""]
            table.refuse(column, dict.fromkeys(empty, to_fill_in(field)))
        hold(table, of_field(field))


def _of_keys(table: Table, tables: Tables) -> Iterator[Rule]:
    """Give the rules of the columns that have keys of other tables, but of those left out."""
    for column, name in schema.references(table.name).items():
        target = tables[name]
        if not target.cells.empty and not target.is_broken:
            text = f"is no key of {name}.csv; add it there"
            yield Rule(column, (column,), _not_among({*target.cells[target.key]}, text), "{found}")


def _not_among(known: Collection[str], text: str) -> Callable[[str], str]:
    """Find a key that is not known, and suggest the nearest one."""
    return lambda key: "" if key in known else f"{text}{suggestion(key, known)}"


def _of_causes(causes: Collection[str]) -> Rule:
    def unknown(cell: str) -> str:
        for cause in cell.split():
            if cause not in causes:
                return f"{cause}, {_NO_CAUSE}{suggestion(cause, causes)}"
        return ""

    return Rule("causes", ("causes",), unknown, "has {found}")


def _require_once(tables: Iterable[Table], values: Callable[[Table], pd.Series], text: str) -> None:
    """Refuse each row with the value of an earlier one; `{}` is where that one is.

    `values` are by line, and have the name of the column that is refused.
    """
    first: dict[object, str] = {}
    for table in tables:
        cells = values(table)
        for line, value in cells.items():
            here = f"in {table.name}.csv, line {line}"
            if value and first.setdefault(value, here) != here:
                table.refuse(str(cells.name), {line: text.format(first[value])})


def _keys(table: Table) -> pd.Series:
    keys: pd.Series = table.known[table.key]
    return keys


def _printed(table: Table, column: str) -> pd.Series:
    plain: pd.Series = table.known[column].map(_letters)
    return plain


def _letters(name: str) -> str:
    """Return a text in small letters, without spaces and punctuation."""
    plain = normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if category(letter)[0] not in "CPSZ")


def _but_id_and_note(table: Table) -> pd.Series:
    """Return the cells that no two rows may share, with numbers and wordings normalised."""
    is_known = (table.known[["value", "rounded_to", "start", "end", "wording"]] != "").all(axis=1)
    rows = table.known[is_known].drop(columns=["id", "note"])
    for column, plain in {"value": float, "rounded_to": float, "wording": _letters}.items():
        rows[column] = rows[column].map(plain)
    return pd.Series([*rows.itertuples(index=False, name=None)], rows.index, object, table.key)


def _check_circles(bodies: Table) -> None:
    """Refuse bodies that are part of themselves; of several circles the first is told."""
    above = {key: [top] for key, top in bodies.known[["key", "part_of"]].to_numpy() if top}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        line = bodies.cells.index[bodies.cells["key"] == circle[0]][0]
        text = f"goes in a circle, {' in '.join(circle)}; leave one of them out"
        bodies.refuse("part_of", {line: text})


def _check_sources(sources: Table) -> None:
    undated = sources.cells.index[(sources.cells[["published", "note"]] == "").all(axis=1)]
    text = "is empty; give the day, or write in the note why not"
    sources.refuse("published", dict.fromkeys(undated, text))
    hold(sources, OF_SOURCES)


def _check_figures(tables: Tables) -> None:
    """Hold each row against the days of its source, and the unit and the kind of its quantity."""
    for table in (tables[name] for name in _OF_FIGURES):
        of_source = _by_key(tables["sources"], ["published", "read"])
        of_quantity = _by_key(tables["quantities"], ["unit", "kind"])
        joined = table.known.join(of_source, on="source").join(of_quantity, on="quantity")
        table.known = joined.fillna("")
        hold(table, OF_FIGURES)
        _check_wording(table)
        hold(table, AFTER_WORDING)


def _by_key(table: Table, names: list[str]) -> pd.DataFrame:
    """Return some columns of a table by its keys, each of which stands there once."""
    is_known = table.known[table.key] != ""
    known: pd.DataFrame = table.known.loc[is_known, [table.key, *names]].set_index(table.key)
    return known


def _check_wording(table: Table) -> None:
    """Hold what is known of each row against what its wording says."""
    for line, *cells in table.known[[*_OF_WORDING]].itertuples(name=None):
        if not all(cells):
            continue
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
    rows = pd.concat(table.cells for table in figures).drop_duplicates("id").set_index("id")
    text = "is no id of figures.csv or context.csv, and only rows of these have corrections"
    hold(corrections, [Rule("row", ("row",), _not_among({*rows.index}, text), "{found}")])
    hold(corrections, OF_CORRECTIONS)
    known = corrections.known.query("row != '' and column != ''")
    for _, lines in known.groupby(["row", "column"]):
        last = lines[lines["date"] == lines["date"].max()]
        row, column = last.iloc[0][["row", "column"]]
        has = rows.at[row, column]
        # Those of one day stand in any order; of the last one nothing was mended since.
        wrong = last.index[~last["new"].isin([*last["old"], has])]
        corrections.refuse("new", dict.fromkeys(wrong, _NOT_NEW.format(row, quoted(has))))
