"""Read the tables of a folder, or raise one error that lists all that is wrong with them.

`stats.tables.files` tells what is wrong with a file or a cell, `stats.tables.rules` with rows.
"""

import functools
import hashlib
import json
import math
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stats.figures.figure import Figure, from_row
from stats.tables.columns import FIRST_HAND, OWN
from stats.tables.files import TABLES, Table, content, messages, read_table
from stats.tables.rules import check_rows
from stats.words.english import as_in_tables, suggestion

_DTYPES = {"number": "float64", "integer": "int64", "date": "datetime64[s]", "string": "str"}


class FiguresError(ValueError):
    """All `problems` of the tables of a folder, one per line, each with how to correct it.

    One reads `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = [*problems]
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False, repr=False)
class Data(Mapping[str, Figure]):
    """The tables of a folder as data frames, in the order of the files, by their first columns.

    Days are Timestamps (NaT where a cell is empty), numbers floats or integers, all else text.
    `data["some_id"]` is a row of `figures` or `context` as a Figure, and `data` a mapping of these.
    `data.rows` is all of them as one DataFrame. Each frame is a copy, to change as you like: no
    figure follows it.
    """

    folder: Path
    figures: pd.DataFrame
    context: pd.DataFrame
    sources: pd.DataFrame
    quantities: pd.DataFrame
    bodies: pd.DataFrame
    places: pd.DataFrame
    excluded: pd.DataFrame
    statements: pd.DataFrame
    corrections: pd.DataFrame

    if not TYPE_CHECKING:  # which would take any name for one of its own

        def __getattribute__(self, name: str) -> Any:
            """Give a copy of each frame: pandas copies the cells once one is changed."""
            value = super().__getattribute__(name)
            return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value

    @functools.cached_property
    def _cells(self) -> pd.DataFrame:
        return pd.concat([self.figures, self.context])

    @functools.cached_property
    def _figures(self) -> dict[str, Figure]:
        figures = {}
        for name, row in self._cells.iterrows():
            body, key = self.bodies.loc[row["attributed_to"]], row["quantity"]
            names = {"id": name, "who": body["short"] or body["name"]}
            names["place_name"] = self.places.at[row["place"], "name"]
            quantity = {**self.quantities.loc[key], "key": key}
            figures[str(name)] = from_row({**row, **names}, quantity)
        return figures

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of this id; raises KeyError, with the nearest id, if there is none."""
        if name not in self._figures:
            if name in self.quantities.index:
                raise KeyError(f"{name!r} is a quantity; data.find({name!r}) has its rows")
            if name in self.excluded.index:
                raise KeyError(
                    f"{name!r} is left out, for the reason in excluded.csv; take out what "
                    "names it, or name another row"
                )
            near = suggestion(str(name), self._figures)
            raise KeyError(f"no figure in {self.folder} has the id {name!r}{near}")
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    @functools.cached_property
    def rows(self) -> pd.DataFrame:
        """All figures as one DataFrame, by id: quantity by quantity, in the order of time.

        It has the columns of `figures`, then `low`, `high`, `unit`, `year` (of the last day),
        `who`, `place_name`, and `figure`, the row as a Figure. Of 78% `value`, `low` and `high` are
        78, as in the table; its figure is 0.78. Time is that of the last day; of two that end
        together, the later one begins later.
        """
        figures = [*self.values()]
        rows = self._cells.assign(
            low=[as_in_tables(figure.low, figure.unit) for figure in figures],
            high=[as_in_tables(figure.high, figure.unit) for figure in figures],
            unit=[figure.unit for figure in figures],
            year=self._cells["end"].dt.year,
            who=[figure.who for figure in figures],
            place_name=[figure.place_name for figure in figures],
            figure=pd.array(figures, dtype="figure"),
        )
        return rows.sort_values(["quantity", "end", "start"], kind="stable")

    @functools.cached_property
    def row_numbers(self) -> dict[str, int]:
        """The number of each row by its id, counted through `figures` and then `context`."""
        return {name: number for number, name in enumerate(self, start=1)}

    def _ipython_key_completions_(self) -> list[str]:
        return [*self]

    def __repr__(self) -> str:
        tables = {name: getattr(self, name) for name in TABLES}
        lines = [
            f"  data.{name}: {len(table)} rows by {table.index.name}"
            for name, table in tables.items()
        ]
        return "\n".join(
            [
                f"Tables in {self.folder}, each a DataFrame:",
                *lines,
                f"  data.rows: {len(self)} figures of both, with their ranges, by id",
                'data["id"] is a row of figures or context as a Figure.',
            ]
        )

    def find(
        self,
        quantity: str | Collection[str] | None = None,
        place: str | Collection[str] | None = None,
        bodies: str | Collection[str] | None = None,
        *,
        source: str | Collection[str] | None = None,
        year: int | Collection[int] | None = None,
    ) -> pd.DataFrame:
        """Return those of `rows` that are of a quantity, of a place and by bodies, or of several.

        So of sources and of years, which are those of the last day. They are in the same order.
        Unlike a mask of `data.rows`, it refuses a key that is not known: a mistyped key would give
        no rows, of which anything is true. KeyError names the nearest, or says that no row has all
        of them.

        Examples
        --------
        >>> data = load()
        >>> {*data.find(place=data.places.index[0])["place"]} == {data.places.index[0]}
        True
        """
        wanted = {"quantity": quantity, "place": place, "attributed_to": bodies, "source": source}
        known = {
            "quantity": self.quantities,
            "place": self.places,
            "attributed_to": self.bodies,
            "source": self.sources,
        }
        rows = self.rows
        for column, wish in wanted.items():
            if wish is not None:
                keys = [wish] if isinstance(wish, str) else [*wish]
                for key in {*keys} - {*known[column].index}:
                    raise KeyError(f"no {column} has the key {key!r}{_nearest(key, known[column])}")
                rows = rows[rows[column].isin(keys)]
        if year is not None:
            years: Any = [year] if pd.api.types.is_scalar(year) else year
            rows = rows[rows["year"].isin([*map(int, years)])]  # also of "2020"
        if rows.empty and len(self):  # of no rows anything is true
            asked = {"quantity": quantity, "place": place, "bodies": bodies, "source": source}
            given = {n: wish for n, wish in (asked | {"year": year}).items() if wish is not None}
            raise KeyError(f"no row has all of {given}")
        return rows

    def with_value(self, name: str, value: float) -> "Data":
        """Return the tables with another value in a row, to see what would follow from it.

        It is as in the table, 78 of 78%. The row keeps its qualifier and its step; its wording says
        that the value was tried. Raises KeyError as `data[name]` does, and ValueError if it is no
        number.

        Examples
        --------
        >>> data = load()
        >>> name = data.figures.index[0]
        >>> data.with_value(name, 50_000)[name].value
        50000.0
        """
        self[name]  # KeyError names the nearest
        if isinstance(value, str) or not math.isfinite(value):
            raise ValueError(f"{name}: {value!r} is no number; write it as in the table, as 27_000")
        tables = {}
        for table in ("figures", "context"):
            cells = tables[table] = getattr(self, table)
            if name in cells.index:
                cells.loc[name, ["value", "wording"]] = [float(value), f"tried: {value:,.15g}"]
        return replace(self, **tables)

    def series(
        self,
        quantity: str,
        place: str,
        bodies: str | Collection[str] | None = None,
        *,
        months: int = 12,
    ) -> pd.DataFrame:
        """Return of what `find` finds one row for each year: the one that is told most exactly.

        One at first hand comes before a retelling or a translation, then the one whose words and
        rounding allow the fewest values, then the one of the fewest days, where a calendar year is
        one day, and then the latest. With `months=6` there is one for each half year. Time is that
        of the last day. KeyError as for `find`.

        Examples
        --------
        >>> data = load()
        >>> data.series("prisoners", data.figures["place"].iloc[0])["end"].dt.year.is_unique
        True
        """
        rows = self.find(quantity, place, bodies)
        retold = ~rows["source"].map(self.sources["kind"]).isin(FIRST_HAND)
        wide = rows["high"] - rows["low"]
        days = [figure.counted.length for figure in rows["figure"]]
        order = rows.assign(retold=retold, wide=wide, days=days).sort_values(
            ["retold", "wide", "days", "end"], ascending=[True, True, True, False]
        )
        time = (12 * order["end"].dt.year + order["end"].dt.month - 1) // months
        best: pd.DataFrame = rows.loc[rows.index.isin(order.index[~time.duplicated()])]
        return best

    def state(self, name: str) -> dict[str, object]:
        """Return what tells a later build that a row changed, or was corrected.

        `cells` is a digest of its cells, but wording and note, and `corrections` is how many lines
        correct it.
        """
        row = self._cells.loc[name]
        cells = [*map(str, row.drop(["wording", "note"]))]
        return {
            "cells": hashlib.sha256(repr(cells).encode()).hexdigest()[:6],
            "corrections": list(self.corrections.index).count(name),
        }

    def name(self, body: str) -> str:
        """Return a body's name; raises KeyError if no body has that key."""
        return self._body(body)["name"]

    def root(self, body: str) -> str:
        """Return the key of the topmost body that a body is part of, or its own key.

        Raises KeyError if no body has that key.
        """
        while above := self._body(body)["part_of"]:
            body = above
        return body

    def _body(self, key: str) -> dict[str, str]:
        if key not in self._bodies:
            raise KeyError(f"no body has the key {key!r}{suggestion(key, self._bodies)}")
        return self._bodies[key]

    @functools.cached_property
    def _bodies(self) -> dict[str, dict[str, str]]:
        return {str(key): dict(row) for key, row in self.bodies.to_dict("index").items()}


def load(folder: str | os.PathLike[str] | None = None) -> Data:
    """Read the tables of a folder; raises FiguresError, with every problem, if any is wrong.

    Without `folder` it is the one that the environment variable STATS_DATA names, or else this
    project's own. `context`, `excluded`, `statements` and `corrections` may be missing, and so may
    `bodies` and `places`, where a key is its own name. What `causes` statements may name, a list
    in `datapackage.json` says.

    Examples
    --------
    >>> data = load()
    >>> len(data.rows) == len(data) > len(data.figures)
    True
    """
    folder = Path(os.environ.get("STATS_DATA") or OWN) if folder is None else Path(folder)
    if not (folder / "figures.csv").exists() and (folder / "data" / "figures.csv").exists():
        raise FiguresError([f"{folder} has no tables; those in it are in {folder / 'data'}"])
    tables = {name: read_table(name, folder) for name in TABLES}
    check_rows(tables, descriptor(folder).get("causes", ()))
    if faults := [fault for table in tables.values() for fault in table.faults]:
        raise FiguresError(messages(faults))
    return Data(folder, **{name: _frame(table, tables) for name, table in tables.items()})


def descriptor(folder: Path) -> dict[str, Any]:
    """Return what `datapackage.json` of a folder has, or nothing if there is none.

    Raises FiguresError, with what is wrong, if it cannot be read.
    """
    path = folder / "datapackage.json"
    if not path.exists():
        return {}
    try:
        package = json.loads(content(path).decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        message = (
            f"{path.name}, line {error.lineno}: it cannot be read; each text stands in double "
            f"quotes, and a comma between two entries ({error.msg})"
        )
        raise FiguresError([message]) from None
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror}; mend that"
        raise FiguresError([message]) from None
    except (RecursionError, ValueError):
        package = None
    if not isinstance(package, dict):
        raise FiguresError([f"{path.name}: it is no Data Package; see datapackage.org"])
    causes = package.get("causes", [])
    are_words = isinstance(causes, list) and all(isinstance(cause, str) for cause in causes)
    if not are_words or any(len(cause.split()) != 1 for cause in causes):
        message = f'its causes are {causes!r}; write a list of single words, as in ["courts"]'
        raise FiguresError([f"{path.name}: {message}"])
    return package


def _frame(table: Table, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Return the rows of a table with days and numbers read, by their keys.

    A table that is not there has a row for each key by which others refer to it.
    """
    rows = [*table.rows.values()] or [
        dict.fromkeys(table.columns, "") | {table.key: key, "name": key.replace("_", " ")}
        for key in _keys_of(table, tables)
    ]
    frame = pd.DataFrame(rows, columns=table.columns, dtype=object)
    types = {name: _DTYPES[column["type"]] for name, column in table.fields.items()}
    no_text = [name for name, dtype in types.items() if dtype != "str"]
    return frame.assign(**frame[no_text].replace("", None)).astype(types).set_index(table.key)


def _keys_of(absent: Table, tables: Mapping[str, Table]) -> list[str]:
    """Return the keys by which others refer to a table that is not there, each once."""
    keys = [
        row[column]
        for table in tables.values()
        for column, name in table.refers_to.items()
        for row in table.rows.values()
        if name == absent.name and row[column]
    ]
    return [*dict.fromkeys(keys)]


def _nearest(key: str, table: pd.DataFrame) -> str:
    """Return the key of what has this name, or the nearest key."""
    named = [*table.index[table["name"] == key]] if "name" in table else []
    return f"; that is the name of {named[0]}" if named else suggestion(key, table.index)
