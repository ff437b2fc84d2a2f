"""Read the tables of a folder, or raise one error that lists all that is wrong with them.

`stats.tables.files` tells what is wrong with a file, `stats.tables.checking` with its cells.
"""

import functools
import math
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from stats.figures.figure import Figure, from_row
from stats.tables import schema
from stats.tables.about import descriptor
from stats.tables.checking import check_tables
from stats.tables.files import OWN, TABLES, FiguresError, Line, Table, messages, read_table
from stats.words.english import dates_in_words, suggestion

__all__ = ["Data", "FiguresError", "load"]
_DTYPES = {"number": "float64", "integer": "int64", "date": "datetime64[s]"}
_OF_A_FIGURE = ("value", "low", "high", "unit")
_BY_YEAR = ["year", "quantity", "body", "figure", "value", "low", "high", "unit", "words"]
_BY_YEAR += ["start", "end", "place", "attributed_to", "first_hand", "source"]
"""The columns of a table by year."""
_Keys = str | Collection[str] | None


class _Frame:
    """A table of `Data` as an attribute, which is a copy: pandas copies cells once one changes."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, data: "Data", owner: type) -> pd.DataFrame:
        return data._tables[self._name].copy(deep=False)


class Data(Mapping[str, Figure]):
    """The tables of a folder as data frames, in the order of the files, by their first columns.

    Days are Timestamps (NaT where a cell is empty), numbers floats or integers, all else text.
    `data["some_id"]` is a row of `figures` or `context` as a Figure, and `data` a mapping of these.
    `data.rows` is all of them as one DataFrame. Each frame is a copy, to change as you like: no
    figure follows it.
    """

    figures = _Frame()
    context = _Frame()
    sources = _Frame()
    quantities = _Frame()
    bodies = _Frame()
    places = _Frame()
    excluded = _Frame()
    statements = _Frame()
    corrections = _Frame()
    confirmed = _Frame()

    def __init__(self, folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
        self.folder = folder
        self._tables = dict(tables)

    def with_tables(self, **tables: pd.DataFrame) -> "Data":
        """Return the same with other frames for some tables, which nothing checks."""
        return Data(self.folder, self._tables | tables)

    @functools.cached_property
    def _cells(self) -> pd.DataFrame:
        return pd.concat([self.figures, self.context])

    @functools.cached_property
    def _figures(self) -> dict[str, Figure]:
        figures, quantities = {}, self.quantities.to_dict("index")
        for name, row in self._cells.to_dict("index").items():
            body, key = self._bodies[row["attributed_to"]], row["quantity"]
            row |= {"id": name, "who": body["short"] or body["name"]}
            row["place_name"] = self._tables["places"].at[row["place"], "name"]
            figures[str(name)] = from_row(row, quantities[key] | {"key": key})
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
        return iter(self._cells.index)

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def rows(self) -> pd.DataFrame:
        """All figures as one DataFrame, by id: quantity by quantity, in the order of time.

        It has the columns of `figures`, then `low`, `high`, `unit`, `year` (of the last day),
        `who`, `place_name`, `first_hand` (whether its source has it from whoever gave it, in their
        language), and `figure`, the row as a Figure. `value`, `low` and `high` are the figure’s, of
        78% 0.78, and not 78 as in the table. Time is that of the last day; of two that end
        together, the later one begins later.
        """
        return self._rows.copy(deep=False)

    @functools.cached_property
    def _rows(self) -> pd.DataFrame:
        figures = [*self._figures.values()]
        rows = self._cells.assign(
            **{name: [getattr(figure, name) for figure in figures] for name in _OF_A_FIGURE},
            year=self._cells["end"].dt.year,
            who=[figure.who for figure in figures],
            place_name=[figure.place_name for figure in figures],
            first_hand=self._cells["source"].map(self.sources["kind"]).isin(schema.FIRST_HAND),
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
        tables = self._tables.items()
        return "\n".join(
            [
                f"Tables in {self.folder}, each a DataFrame:",
                *(f"  data.{name}: {len(rows)} rows by {rows.index.name}" for name, rows in tables),
                f"  data.rows: {len(self)} figures of both, with their ranges, by id",
                'data["id"] is a row of figures or context as a Figure.',
            ]
        )

    def find(
        self,
        quantity: _Keys = None,
        place: _Keys = None,
        bodies: _Keys = None,
        *,
        source: _Keys = None,
        year: int | Collection[int] | None = None,
    ) -> pd.DataFrame:
        """Return the `rows` of a quantity, a place and a body, or of several of each.

        `source` and `year` (of the last day) choose in the same way. The order is that of `rows`.
        Raises KeyError for a key that is not known, with the nearest, and if no row has them all: a
        mask of `data.rows` would give no rows, of which anything is true.

        Examples
        --------
        >>> data = load()
        >>> {*data.find(place=data.places.index[0])["place"]} == {data.places.index[0]}
        True
        """
        asked: dict[str, Any] = {"quantity": quantity, "place": place, "attributed_to": bodies}
        asked |= {"source": source, "year": year}
        given = {column: wish for column, wish in asked.items() if wish is not None}
        rows = self.rows
        for column, wish in given.items():
            wanted = [wish] if pd.api.types.is_scalar(wish) else [*wish]
            if column != "year":
                self._require_keys(column, wanted)
            rows = rows[rows[column].isin(wanted)]
        if rows.empty and len(self):  # of no rows anything is true
            raise KeyError(f"no row has all of {given}")
        return rows

    def _require_keys(self, column: str, keys: Iterable[str]) -> None:
        """Raise KeyError, with the nearest key, if a table lacks one that `column` refers to."""
        known = self._tables[schema.references("figures")[column]]
        for key in {*keys} - {*known.index}:
            named = [*known.index[known["name"] == key]] if "name" in known else []
            near = (
                f"; that is the name of {named[0]}" if named else suggestion(f"{key}", known.index)
            )
            raise KeyError(f"no {column} has the key {key!r}{near}")

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
        table = "figures" if name in self.figures.index else "context"
        rows = self._tables[table].copy()
        rows.loc[name, ["value", "wording"]] = [float(value), f"tried: {value:,.15g}"]
        return self.with_tables(**{table: rows})

    def series(
        self,
        quantity: str,
        place: str,
        bodies: str | Collection[str] | None = None,
        *,
        months: int = 12,
    ) -> pd.DataFrame:
        """Return one row for each year of what `find` finds: the most exact.

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
        wide = rows["high"] - rows["low"]
        days = [figure.counted.length for figure in rows["figure"]]
        order = rows.assign(wide=wide, days=days).sort_values(
            ["first_hand", "wide", "days", "end"], ascending=[False, True, True, False]
        )
        time = (12 * order["end"].dt.year + order["end"].dt.month - 1) // months
        best: pd.DataFrame = rows.loc[rows.index.isin(order.index[~time.duplicated()])]
        return best

    def by_year(self, quantity: _Keys, place: _Keys, bodies: _Keys = None) -> pd.DataFrame:
        """Return what `find` finds as a table by year: rows for each year, quantity and `body`.

        The `body` is who counted, or who says it where that is not known, so that a copy of a count
        is no second one. Of its numbers of a year there is the one whose words and rounding allow
        the fewest values, at first hand and at second hand; where they differ and are as exact, all
        stand. The year is that of the last day. A number of more than a year is left out, and so is
        a flow of less. KeyError as for `find`.

        Examples
        --------
        >>> data = load()
        >>> data.by_year("prisoners", data.figures["place"].iloc[0])["year"].is_monotonic_increasing
        True
        """
        rows = self.find(quantity, place, bodies)
        days = (rows["end"] - rows["start"]).dt.days
        is_stock = rows["quantity"].map(self.quantities["kind"]) == "stock"
        rows = rows[(days < 366) & (is_stock | (days >= 364))]
        body = rows["counted_by"].where(rows["counted_by"] != "", rows["attributed_to"])
        rows = rows.assign(body=body, words=rows["figure"].map(str))
        key, wide = ["year", "quantity", "place", "body"], rows["high"] - rows["low"]
        at_a_hand = wide.groupby([rows[name] for name in (*key, "first_hand")])
        rows = rows[wide == at_a_hand.transform("min")]
        rows = rows.sort_values([*key, "first_hand"], ascending=[True] * 4 + [False], kind="stable")
        years: pd.DataFrame = rows.drop_duplicates([*key, "value"])[_BY_YEAR]
        return years

    def name(self, body: str) -> str:
        """Return a body's name; raises KeyError if no body has that key."""
        return str(self._body(body)["name"])

    def root(self, body: str) -> str:
        """Return the key of the topmost body that a body is part of, or its own key.

        Raises KeyError if no body has that key.
        """
        while above := self._body(body)["part_of"]:
            body = above
        return body

    def _body(self, key: str) -> dict[Any, Any]:
        if key not in self._bodies:
            raise KeyError(f"no body has the key {key!r}{suggestion(key, self._bodies)}")
        return self._bodies[key]

    @functools.cached_property
    def _bodies(self) -> dict[Any, dict[Any, Any]]:
        return self.bodies.to_dict("index")


def load(folder: str | os.PathLike[str] | None = None) -> Data:
    """Read the tables of a folder; raises FiguresError, with every problem, if any is wrong.

    Without `folder` it is the one that the environment variable STATS_DATA names, or else this
    project's own. Only `figures`, `quantities` and `sources` must be there; without `bodies` or
    `places` a key is its own name. What `causes` statements may name, a list in `datapackage.json`
    says; `when` of a statement has its days in words. A row that is hard to believe is wrong until
    `confirmed` has it.

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
    check_tables(tables, descriptor(folder).get("causes", ()))
    if faults := messages(tables.values()):
        raise FiguresError(faults)
    frames = {name: _frame(table, tables) for name, table in tables.items()}
    said = frames["statements"]
    said["when"] = [*map(dates_in_words, said["start"], said["end"])]
    return Data(folder, frames)


def _frame(table: Table, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Return the rows of a table with days and numbers read, by their keys.

    A number or a day of an empty cell is missing.
    """
    rows = [*table.rows.values()] or _named_by_keys(table, tables)
    fields = schema.fields(table.name)
    frame = pd.DataFrame(rows, columns=[*fields], dtype="str")
    for name, field in fields.items():
        if dtype := _DTYPES.get(field["type"]):
            frame[name] = frame[name].replace("", None).astype(dtype)
    return frame.set_index(table.key)


def _named_by_keys(absent: Table, tables: Mapping[str, Table]) -> list[Line]:
    """Return a row for each key by which others refer to a table that is not there."""
    keys = {
        key: key.replace("_", " ")
        for table in tables.values()
        for column, name in schema.references(table.name).items()
        if name == absent.name
        for row in table.rows.values()
        if (key := row[column])
    }
    empty = dict.fromkeys(schema.fields(absent.name), "")
    return [empty | {absent.key: key, "name": name} for key, name in keys.items()]
