"""Columns of figures in pandas: a dtype "figure", so that a column goes by the rules of figures.

What a column may do is what its figures may: `+ - * /` and measures row by row, comparison by all
that their words allow (<NA> where that cannot be told), a sum or a mean only of what goes together.
It is sorted, ranked and drawn by its values.
"""

import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from pandas.api import extensions
from pandas.api.indexers import check_array_indexer

from stats.figures.compatible import require_same_place, require_same_unit, require_two_times
from stats.figures.facts import NotToldError
from stats.figures.figure import Figure, follows
from stats.figures.periods import span
from stats.figures.terms import Term, computed

_Operate: TypeAlias = Callable[[Any, Any], Any]
_PLAIN = "take its numbers, without their words, and say so: .astype(float)"


@extensions.register_extension_dtype
class FigureDtype(extensions.ExtensionDtype):
    """The dtype of a column of figures: `series.astype("figure")`. What is missing is NaN."""

    name = "figure"
    type = Figure
    na_value = math.nan

    @classmethod
    def construct_array_type(cls) -> Any:
        """Return the array of this dtype."""
        return FigureArray

    @classmethod
    def _get_plot_converter(cls) -> Any:
        return [(Figure, AtFace)]  # pandas asks for it when it draws


class AtFace:
    """Where matplotlib draws a figure, as it does a date: at its number, without the words."""

    @staticmethod
    def convert(obj: Any, unit: object, axis: object) -> Any:
        """Return the numbers of figures."""
        return float(obj) if isinstance(obj, Figure) else [*map(float, obj)]

    @staticmethod
    def axisinfo(unit: object, axis: object) -> None:
        """Return that the axis is one of plain numbers."""

    @staticmethod
    def default_units(x: object, axis: object) -> None:
        """Return that they have no unit that matplotlib knows."""


class Told(pd.arrays.BooleanArray):
    """What can be told of each row, <NA> where it cannot: `sum` counts what is surely true.

    pandas leaves <NA> out of `all`, `any` and `mean`, which would then be told of some rows as of
    all. Here they are <NA>, which an assert refuses.
    """

    def _reduce(self, name: str, *, skipna: bool = True, **options: Any) -> Any:
        return super()._reduce(name, skipna=skipna and name == "sum", **options)

    def _logical_method(self, other: Any, op: _Operate) -> "Told":
        both: Any = super()._logical_method(other, op)  # type: ignore[no-untyped-call]
        return type(self)(both._data, both._mask)


class FigureArray(extensions.ExtensionScalarOpsMixin, extensions.ExtensionArray):
    """Figures, or NaN where one is missing, as pandas keeps the values of a column."""

    dtype = FigureDtype()
    __array_priority__ = 1000

    def __init__(self, figures: Iterable[Any]) -> None:
        several = []
        for figure in figures:
            if not (isinstance(figure, Figure) or _is_missing(figure)):
                raise TypeError(f"{figure!r:.60} is no figure; stats.Figure.parse reads words")
            several.append(figure if isinstance(figure, Figure) else math.nan)
        self._figures = np.empty(len(several), object)
        self._figures[:] = several

    @classmethod
    def _of(cls, figures: Any, readonly: bool = False) -> "FigureArray":
        """Return an array of what is known to be figures or NaN."""
        array = cls(())
        array._figures, array._readonly = figures, readonly
        return array

    # What pandas asks of every array.

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Any:
        return scalars if isinstance(scalars, cls) and not copy else cls(scalars)

    @classmethod
    def _from_factorized(cls, values: Any, original: Any) -> "FigureArray":
        return cls(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Any) -> "FigureArray":
        return cls._of(np.concatenate([array._figures for array in to_concat]))

    def __len__(self) -> int:
        return len(self._figures)

    def __getitem__(self, item: Any) -> Any:
        item = check_array_indexer(self, item)
        found = self._figures[item]
        if not isinstance(found, np.ndarray):
            return found
        return self._of(found, self._readonly and np.shares_memory(found, self._figures))

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        is_one = not pd.api.types.is_list_like(value)
        if pd.api.types.is_scalar(key) and not is_one:
            raise ValueError("setting an array element with a sequence.")
        figures = type(self)([value] if is_one else value)._figures
        self._figures[key] = figures[0] if is_one else figures

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        figures = np.array(self._figures, dtype, copy=copy)
        if self._readonly and np.shares_memory(figures, self._figures):
            figures = figures.view()
            figures.flags.writeable = False
        return figures

    @property
    def nbytes(self) -> int:
        """How many bytes its references take."""
        return int(self._figures.nbytes)

    def isna(self) -> Any:
        """Tell of each row whether it is missing."""
        return pd.isna(self._figures)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Any:
        """Return the rows of these places."""
        fill = math.nan if fill_value is None else fill_value
        taken = extensions.take(self._figures, indices, allow_fill=allow_fill, fill_value=fill)
        return self._from_sequence(taken)

    def copy(self) -> "FigureArray":
        """Return an array of the same figures."""
        return self._of(self._figures.copy())

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Return it in another dtype: as numbers it is without its words."""
        dtype = pd.api.types.pandas_dtype(dtype)
        is_numbers = pd.api.types.is_numeric_dtype(dtype)
        if is_numbers and isinstance(dtype, extensions.ExtensionDtype):
            return pd.array(np.asarray(self, float)).astype(dtype)
        return super().astype(dtype, copy)

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:
        return str

    @classmethod
    def _from_scalars(cls, scalars: Any, *, dtype: Any) -> "FigureArray":
        if not any(isinstance(scalar, Figure) for scalar in scalars):
            raise TypeError("there is no figure among them")
        return cls(scalars)

    # By value.

    def _values_for_argsort(self) -> Any:
        return np.asarray(self, float)

    def _quantile(self, qs: Any, interpolation: str) -> Any:
        raise TypeError(f"quantile: a column of figures has none; {_PLAIN}")

    # Row by row.

    @classmethod
    def _create_arithmetic_method(cls, op: _Operate) -> Any:
        def combine(self: FigureArray, other: Any) -> Any:
            if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
                return NotImplemented
            return cls(each_row(op, self, _as_column(other, self)))

        return combine

    @classmethod
    def _create_comparison_method(cls, op: _Operate) -> Any:
        def compare(self: FigureArray, other: Any) -> Any:
            if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
                return NotImplemented
            of_two = functools.partial(_told, _EQUALITY.get(op, op))
            told = [*each_row(of_two, self, _as_column(other, self))]
            untold = [not isinstance(answer, bool) for answer in told]
            return Told(np.array([answer is True for answer in told], bool), np.array(untold, bool))

        return compare

    def __neg__(self) -> "FigureArray":
        return type(self)(each_row(operator.neg, self))

    def __pos__(self) -> "FigureArray":
        return self.copy()

    def __abs__(self) -> "FigureArray":
        return type(self)(each_row(abs, self))

    # Of all rows.

    def _reduce(
        self, name: str, *, skipna: bool = True, keepdims: bool = False, **options: Any
    ) -> Any:
        known = self._figures[~self.isna()]
        if name == "count":
            return len(known)
        if name not in _REDUCED:
            raise TypeError(f"a column of figures does not support operation {name!r}; {_PLAIN}")
        is_known = len(known) and (skipna or len(known) == len(self))
        result = _REDUCED[name]([*known]) if is_known else math.nan
        return type(self)([result]) if keepdims else result

    def _groupby_op(self, *, how: str, ngroups: int, ids: Any, **options: Any) -> Any:
        if how not in _REDUCED:
            return super()._groupby_op(how=how, ngroups=ngroups, ids=ids, **options)
        return type(self)(self[ids == group]._reduce(how) for group in range(ngroups))


FigureArray._add_arithmetic_ops()
FigureArray._add_comparison_ops()


def each_row(operate: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
    """Give the result of each row of these columns, NaN where one of them is missing."""
    for row in zip(*columns, strict=True):
        yield math.nan if any(map(_is_missing, row)) else operate(*row)


def _as_column(other: Any, beside: FigureArray) -> Iterable[Any]:
    """Return an array as it is, and one value once for each row."""
    return other if pd.api.types.is_list_like(other) else itertools.repeat(other, len(beside))


def _is_missing(value: Any) -> bool:
    if isinstance(value, Figure):
        return False
    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _told(op: _Operate, left: Any, right: Any) -> Any:
    """Return what can be told of two, or NaN."""
    try:
        return op(left, right)
    except NotToldError:
        return math.nan


def _is_equal(left: Figure, right: Any) -> bool | None:
    """Tell whether it is the same figure, or this number; None if it can be another number too."""
    is_equal = bool(left == right)
    is_open = isinstance(right, Real) and not is_equal and float(right) in left.range
    return None if is_open else is_equal


def _is_other(left: Figure, right: Any) -> bool | None:
    is_equal = _is_equal(left, right)
    return None if is_equal is None else not is_equal


_EQUALITY: dict[Any, _Operate] = {operator.eq: _is_equal, operator.ne: _is_other}


def _added(parts: list[Any], add: _Operate = operator.add) -> Any:
    """Return the sum of figures or terms: of neighbours first, so that few steps write its text."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [*itertools.starmap(add, pairs), *parts[len(parts) // 2 * 2 :]]
    return parts[0]


def _sum(figures: list[Figure]) -> Figure:
    require_same_unit(figures)
    require_same_place(figures)
    total: Figure = _added(figures)
    return total


def _mean(figures: list[Figure]) -> Figure:
    """Return the mean of figures of one quantity, whose times may differ."""
    require_two_times(sorted(figures, key=lambda figure: figure.period or ()))
    require_same_place(figures)
    first = max(figures, key=lambda figure: bool(figure.unit))
    # Of all at once there would be a corner for each set of their ends.
    total = _added([figure.term for figure in figures], functools.partial(computed, operator.add))
    return follows(
        computed(operator.truediv, total, Term.of(len(figures))),
        figures,
        span(figure.period for figure in figures),
        unit=first.unit,
        kind=first.kind if first.kind in ("", "change") else "mean",
        quantity=first.quantity,
        max_days_apart=first.max_days_apart,
    )


def _extreme(choose: Callable[..., Figure], figures: list[Figure]) -> Figure:
    require_same_unit(figures)
    return choose(figures, key=float)


_REDUCED: dict[str, Callable[[list[Figure]], Figure]] = {
    "sum": _sum,
    "mean": _mean,
    "min": functools.partial(_extreme, min),
    "max": functools.partial(_extreme, max),
}
