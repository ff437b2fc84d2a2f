"""Columns of figures in pandas: a dtype "figure", so that a column goes by the rules of figures.

`+ - * /`, `round` and measures go row by row, and so does comparison, which is refused if it cannot
be told of one row. A sum or a mean is of what goes together. Sorted, ranked, grouped and drawn it
is by its values. Its numbers leave it by name alone, `.astype(float)`; all else keeps words or is
refused.

>>> people = Figure.parse(pd.Series(["over 40", "50"]), unit="people")
>>> print(people.sum(), (people > 30).to_list())
more than 90 people [True, True]
"""

import contextlib
import functools
import importlib
import math
import operator
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import extensions
from pandas.api.indexers import check_array_indexer

from stats.figures.compatible import require_same_place, require_same_unit, require_two_times
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, follows
from stats.figures.periods import span


@extensions.register_extension_dtype
class FigureDtype(extensions.ExtensionDtype):
    """The dtype of a column of figures: `series.astype("figure")`. What is missing is NaN."""

    name = "figure"
    type = Figure
    na_value = math.nan
    _is_numeric = True  # pandas rounds and draws no other

    def __repr__(self) -> str:
        return "dtype('figure')"

    @classmethod
    def construct_array_type(cls) -> Any:
        return FigureArray


class NumbersError(ArithmeticError):
    """Figures have no answer, and their plain numbers would; says how to take these.

    It is no TypeError or ValueError, in whose place pandas raises errors that say less.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: these are figures, with words; write .astype(float) before it, to take their "
            "numbers without the words"
        )


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
            raise NumbersError("plain numbers")
        if "matplotlib" in sys.modules:  # which asks for this before it draws
            importlib.import_module("stats.figures.axes")
        return np.array(self._figures, dtype, copy=copy)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        with contextlib.suppress(TypeError):
            # Of these the result would be numbers and figures, mixed.
            if ufunc not in {np.maximum, np.minimum, np.fmax, np.fmin}:
                return super().__array_ufunc__(ufunc, method, *inputs, **options)
        raise NumbersError(ufunc.__name__)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        is_number = pd.api.types.is_any_real_numeric_dtype(dtype) and dtype != self.dtype
        return pd.array(self._numbers()).astype(dtype) if is_number else super().astype(dtype, copy)

    @property
    def nbytes(self) -> int:
        return int(self._figures.nbytes)

    def isna(self) -> Any:
        return pd.isna(self._figures)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Any:
        fill_value = _known(fill_value)
        return self._of(
            extensions.take(self._figures, indices, allow_fill=allow_fill, fill_value=fill_value)
        )

    def copy(self) -> "FigureArray":
        return self._of(self._figures.copy())

    def _numbers(self) -> Any:
        return np.array([getattr(figure, "value", math.nan) for figure in self._figures], float)

    def _values_for_argsort(self) -> Any:
        require_same_unit(self._figures[~self.isna()])
        return self._numbers()

    def _values_for_json(self) -> Any:
        return np.where(self.isna(), None, self._figures.astype(str))

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
            return np.fromiter(each_row(op, self, others, missing=op is operator.ne), bool)

        return combine

    def __neg__(self) -> "FigureArray":
        return type(self)(each_row(operator.neg, self))

    def __abs__(self) -> "FigureArray":
        return type(self)(each_row(abs, self))

    __pos__ = copy

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **how: Any) -> Any:
        if name not in _REDUCED:
            raise NumbersError(name)
        known = [*self._figures[~self.isna()]]
        least = max(1, how.get("min_count", 0) if skipna else len(self))
        result = _REDUCED[name](known) if len(known) >= least else math.nan
        return type(self)([result]) if keepdims else result

    def argmin(self, skipna: bool = True) -> int:
        super().argmin(skipna)  # raises where there is none
        return [*self._figures].index(self._reduce("min"))

    def argmax(self, skipna: bool = True) -> int:
        super().argmax(skipna)
        return [*self._figures].index(self._reduce("max"))

    def _groupby_op(self, *, how: str, ngroups: int, ids: Any, **options: Any) -> Any:
        """Reduce each group; pandas would do so too, and hide what a refusal says."""
        if how in {"first", "last"}:
            return super()._groupby_op(how=how, ngroups=ngroups, ids=ids, **options)
        return type(self)(self[ids == group]._reduce(how, **options) for group in range(ngroups))

    def _accumulate(self, name: str, **_: Any) -> Any:
        raise NumbersError(name)

    def interpolate(self, **_: Any) -> Any:
        raise NumbersError("interpolate")

    def _quantile(self, qs: Any, interpolation: str) -> Any:
        raise NumbersError("quantile")


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


def each_row(
    operate: Callable[..., Any], *columns: Iterable[Any], missing: Any = math.nan
) -> Iterator[Any]:
    """Give the result of each row of these columns, `missing` where one of them is missing."""
    for number, row in enumerate(zip(*columns, strict=True)):
        try:
            yield missing if any(pd.isna(each) is True for each in row) else operate(*row)
        except FigureError as error:
            raise type(error)(f".iloc[{number}]: {error}") from None


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


def _outermost(figures: list[Figure], sign: int) -> Figure:
    """Return the least, or by the sign -1 the greatest; NotToldError if another may be it."""
    require_same_unit(figures)

    def order(figure: Figure) -> tuple[float, float, bool]:
        # The least of "40" and "under 40" is the latter, and of "40" and "over 40" the former.
        turned = figure.range.scaled(sign)
        return sign * figure.value, turned.low, turned.low_open

    found = min(figures, key=order)
    for figure in figures:
        operator.le(*(found, figure)[::sign])
    return found


_REDUCED: dict[str, Callable[[list[Figure]], Any]] = {
    "sum": sum,
    "mean": _mean,
    "min": functools.partial(_outermost, sign=1),
    "max": functools.partial(_outermost, sign=-1),
}
