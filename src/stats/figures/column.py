"""Columns of figures in pandas: a dtype "figure", so that a column goes by the rules of figures.

`+ - * /`, `round` and measures go row by row, and comparison by all that words allow: <NA> where
that cannot be told. A sum or a mean is of what goes together. Sorted, ranked and grouped it is by
its values. Its numbers leave it by name alone, `.astype(float)`; all else keeps words or is
refused.

>>> people = Figure.parse(pd.Series(["over 40", "50"]), unit="people")
>>> print(people.sum(), (people > 45).to_list())
more than 90 people [<NA>, True]
"""

import functools
import importlib
import math
import operator
import sys
from collections.abc import Callable, Iterable, Iterator
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import extensions
from pandas.api.extensions import no_default
from pandas.api.indexers import check_array_indexer

from stats.figures.compatible import require_same_place, require_same_unit, require_two_times
from stats.figures.facts import NotToldError
from stats.figures.figure import Figure, follows
from stats.figures.periods import span


@extensions.register_extension_dtype
class FigureDtype(extensions.ExtensionDtype):
    """The dtype of a column of figures: `series.astype("figure")`. What is missing is NaN."""

    name = "figure"
    type = Figure
    na_value = math.nan
    kind = "f"
    _is_numeric = True  # pandas rounds and draws no other

    def __repr__(self) -> str:
        return "dtype('figure')"

    @classmethod
    def construct_array_type(cls) -> Any:
        return FigureArray


class Told(pd.arrays.BooleanArray):
    """Answers by row, <NA> where it cannot be told; `sum` counts the sure ones.

    pandas leaves <NA> out of `all`, `any` and `mean`, and takes no such row by a mask, neither by
    `x > 5` nor by its `~`. Here they raise NotToldError, unless the other rows decide.
    """

    def _reduce(self, name: str, *, skipna: bool = True, **options: Any) -> Any:
        answer = super()._reduce(name, skipna=skipna and name == "sum", **options)
        if np.any(pd.isna(answer)):
            raise self._not_told(name)
        return answer

    def _not_told(self, name: str) -> NotToldError:
        row = self.isna().argmax()
        return NotToldError(
            f"{name}: row {row} of {len(self)}, from 0, is missing or cannot be told; take numbers "
            "at face value, .astype(float), or what is surely so, (…).fillna(False)"
        )

    def to_numpy(self, dtype: Any = None, copy: bool = False, na_value: Any = no_default) -> Any:
        if na_value is False and self.isna().any():  # pandas does so of a mask
            raise self._not_told("mask")
        return super().to_numpy(dtype, copy, na_value)

    def _logical_method(self, other: Any, op: Callable[..., Any]) -> "Told":
        both: Any = super()._logical_method(other, op)  # type: ignore[no-untyped-call]
        return type(self)(both.to_numpy(bool, na_value=True), both.isna())

    def _groupby_op(self, *, how: str, ngroups: int, ids: Any, **options: Any) -> Any:
        if how not in ("all", "any", "mean"):
            return super()._groupby_op(how=how, ngroups=ngroups, ids=ids, **options)
        return pd.array([self[ids == group]._reduce(how) for group in range(ngroups)])


def _of_each(operate: Callable[..., Any]) -> Any:
    def apply(self: Any, *how: Any) -> Any:
        return type(self)(each_row(lambda figure: operate(figure, *how), self))

    return apply


class FigureArray(extensions.ExtensionScalarOpsMixin, extensions.ExtensionArray):
    """Figures, or NaN where one is missing, as pandas keeps the values of a column."""

    dtype = FigureDtype()

    def __init__(self, figures: Iterable[Any]) -> None:
        self._figures: Any = np.fromiter(map(_known, figures), object)

    @classmethod
    def _of(cls, figures: Any) -> "FigureArray":
        """Return the column of an array that has nothing but figures and NaN."""
        column = cls(())
        column._figures = figures
        return column

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> Any:
        return scalars if isinstance(scalars, cls) and not copy else cls([*scalars])

    @classmethod
    def _from_factorized(cls, values: Any, original: Any) -> "FigureArray":
        return cls._of(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Any) -> "FigureArray":
        return cls._of(np.concatenate([array._figures for array in to_concat]))

    @property
    def _readonly(self) -> bool:
        return not self._figures.flags.writeable

    @_readonly.setter
    def _readonly(self, is_so: bool) -> None:
        self._figures = self._figures.view()
        self._figures.flags.writeable = not is_so

    def __len__(self) -> int:
        return len(self._figures)

    def __getitem__(self, item: Any) -> Any:
        found = self._figures[check_array_indexer(self, item)]
        return self._of(found) if isinstance(found, np.ndarray) else found

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        are_several = pd.api.types.is_list_like(value)
        if are_several and pd.api.types.is_scalar(key):
            raise ValueError("setting an array element with a sequence")
        figures = self._from_sequence(value)._figures if are_several else _known(value)
        self._figures[check_array_indexer(self, key)] = figures

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if dtype is not None and np.dtype(dtype).kind in "fiu":
            raise TypeError(
                "the numbers of a column of figures are taken by name, without their words: "
                ".astype(float)"
            )
        if "matplotlib" in sys.modules:  # which asks for this before it draws
            importlib.import_module("stats.figures.axes")
        return np.array(self._figures, dtype, copy=copy)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if ufunc in {np.maximum, np.minimum, np.fmax, np.fmin}:  # of numbers and figures, mixed
            return NotImplemented
        return super().__array_ufunc__(ufunc, method, *inputs, **options)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        is_number = pd.api.types.is_numeric_dtype(dtype) and dtype != self.dtype
        numbers = pd.array(self._values_for_argsort())
        return numbers.astype(dtype) if is_number else super().astype(dtype, copy)

    @property
    def nbytes(self) -> int:
        return int(self._figures.nbytes)

    def isna(self) -> Any:
        return pd.isna(self._figures)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Any:
        how = {"allow_fill": allow_fill, "fill_value": _known(fill_value)}
        return self._of(extensions.take(self._figures, indices, **how))

    def copy(self) -> "FigureArray":
        return self._of(self._figures.copy())

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:
        return str

    def _values_for_argsort(self) -> Any:
        return np.array([getattr(figure, "value", math.nan) for figure in self._figures], float)

    @classmethod
    def _create_method(
        cls, op: Callable[..., Any], coerce_to_dtype: bool = True, result_dtype: Any = None
    ) -> Any:
        def combine(self: FigureArray, other: Any) -> Any:
            if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
                return NotImplemented
            others = other if pd.api.types.is_list_like(other) else [other] * len(self)
            if coerce_to_dtype:
                return cls(each_row(op, self, others))
            told = [*each_row(functools.partial(_told, op), self, others)]
            is_true = np.array([answer is True for answer in told], bool)
            return Told(is_true, np.array(pd.isna(told), bool))

        return combine

    __neg__, __abs__, __pos__ = _of_each(operator.neg), _of_each(abs), copy
    round = _of_each(round)

    def _reduce(
        self,
        name: str,
        *,
        skipna: bool = True,
        keepdims: bool = False,
        min_count: int = 0,
        **_: Any,
    ) -> Any:
        known = [*self._figures[~self.isna()]]
        if name not in _REDUCED:
            write = f"take its numbers, without their words, and say so: .astype(float).{name}()"
            raise TypeError(f"a column of figures does not support operation {name}; {write}")
        least = max(1, min_count if skipna else len(self))
        is_known = len(known) >= least
        result = _REDUCED[name](known) if is_known else math.nan
        return type(self)([result]) if keepdims else result

    def argmin(self, skipna: bool = True) -> int:
        self._reduce("min")  # or NotToldError
        return super().argmin(skipna)

    def argmax(self, skipna: bool = True) -> int:
        self._reduce("max")
        return super().argmax(skipna)

    def _quantile(self, qs: Any, interpolation: str) -> Any:
        raise TypeError(
            "a column of figures has no quantiles; take its numbers, without their words, and say "
            'so: .astype(float).quantile(), or of a table .describe(exclude="figure")'
        )


FigureArray._add_arithmetic_ops()
FigureArray._add_comparison_ops()


def _known(value: Any) -> Any:
    """Return a figure, or NaN for what is missing."""
    if isinstance(value, Figure):
        return value
    if pd.isna(value) is not True:
        raise TypeError(
            f"{value!r:.60} is no figure; stats.Figure.parse({value!r:.20}, unit=…) makes one, and "
            ".astype(float) takes the plain numbers of a column"
        )
    return math.nan


def each_row(operate: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
    """Give the result of each row of these columns, NaN where one of them is missing."""
    for row in zip(*columns, strict=True):
        yield math.nan if any(pd.isna(each) is True for each in row) else operate(*row)


def _told(op: Callable[..., Any], left: Figure, right: Any) -> bool | None:
    """Compare two, or return None if it cannot be told."""
    if op in (operator.eq, operator.ne):
        is_one = _is_one_number(left, right)
        return is_one if is_one is None else is_one is (op is operator.eq)
    try:
        return bool(op(left, right))
    except NotToldError:
        return None


def _is_one_number(left: Figure, right: Any) -> bool | None:
    """Tell whether two are equal numbers; None if they may be."""
    if left == right:
        return True
    if isinstance(right, Figure):
        is_of_one_unit = left.measured_in == right.measured_in
        if not is_of_one_unit or left.range.is_inside(right.range) is False:
            return False
        return True if left.low == left.high == right.low == right.high else None
    return None if isinstance(right, Real) and float(right) in left.range else False


def _sum(figures: list[Figure]) -> Figure:
    require_same_unit(figures)
    require_same_place(figures)
    return functools.reduce(operator.add, figures)


def _mean(figures: list[Figure]) -> Figure:
    """Return the mean of figures of one quantity, whose times may differ."""
    require_two_times(sorted(figures, key=lambda figure: figure.period or ()))
    require_same_place(figures)
    first = max(figures, key=lambda figure: bool(figure.unit))
    return follows(
        functools.reduce(operator.add, (figure.as_term() for figure in figures)) / len(figures),
        figures,
        span(figure.period for figure in figures),
        unit=first.unit,
        kind=first.kind if first.kind in ("", "change") else "mean",
        quantity=first.quantity,
        max_days_apart=first.max_days_apart,
    )


def _least(figures: list[Figure]) -> Figure:
    """Return the least; NotToldError if another may be less."""
    require_same_unit(figures)
    # Of "40" and "under 40" the latter, and of "40" and "over 40" the former.
    least = min(figures, key=lambda each: (each.value, each.low, each.range.low_open))
    for figure in figures:
        _ = least <= figure  # or NotToldError, which says what to write
    return least


def _greatest(figures: list[Figure]) -> Figure:
    """Return the greatest; NotToldError if another may be more."""
    require_same_unit(figures)
    greatest = max(figures, key=lambda each: (each.value, each.high, not each.range.high_open))
    for figure in figures:
        _ = figure <= greatest
    return greatest


_REDUCED: dict[str, Callable[[list[Figure]], Any]] = {
    "count": len,
    "sum": _sum,
    "mean": _mean,
    "min": _least,
    "max": _greatest,
}
