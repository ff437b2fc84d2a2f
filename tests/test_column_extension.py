"""A column of figures against pandas' own tests of extension arrays, which know nothing of it."""

import math

import pandas as pd
import pytest
from pandas.tests.extension import base
from pandas.tests.extension.conftest import *  # noqa: F403

import stats
from stats.figures.column import FigureArray, FigureDtype

A, B, C = (stats.Figure.parse(value, unit="people") for value in (1, 2, 3))


@pytest.fixture
def dtype():
    return FigureDtype()


@pytest.fixture
def data():
    return FigureArray(stats.Figure.parse(value, unit="people") for value in range(1, 11))


@pytest.fixture
def data_for_twos():
    return FigureArray([B] * 10)


@pytest.fixture
def data_missing():
    return FigureArray([math.nan, A])


@pytest.fixture
def data_for_sorting():
    return FigureArray([B, C, A])


@pytest.fixture
def data_missing_for_sorting():
    return FigureArray([B, math.nan, A])


@pytest.fixture
def data_for_grouping():
    return FigureArray([B, B, math.nan, math.nan, A, A, B, C])


REDUCED = ("sum", "mean", "min", "max", "count")


class TestFigureArray(base.ExtensionTests):
    def _get_expected_exception(self, op_name, obj, other):
        if op_name.strip("_").removeprefix("r") in ("floordiv", "mod", "pow", "divmod"):
            return TypeError  # a figure has none
        # People times people are nothing.
        return stats.FigureError if op_name in ("__mul__", "__rmul__") else None

    def _cast_pointwise_result(self, op_name, obj, other, pointwise_result):
        is_comparison = op_name.strip("_") in ("eq", "ne", "lt", "le", "gt", "ge")
        return pointwise_result.astype("boolean") if is_comparison else pointwise_result

    def _supports_reduction(self, ser, op_name):
        return op_name in REDUCED

    def check_reduce(self, ser, op_name, skipna):
        how = {} if op_name == "count" else {"skipna": skipna}
        result = getattr(ser, op_name)(**how)
        assert float(result) == getattr(ser.astype(float), op_name)(**how)

    def test_in_numeric_groupby(self, data_for_grouping):
        """They are no plain numbers, and are added all the same."""
        frame = pd.DataFrame({"A": [1, 1, 2, 2, 3, 3, 1, 4], "B": data_for_grouping})
        sums = frame.groupby("A").sum()["B"].astype(float)
        assert sums.fillna(0).tolist() == [6, 0, 2, 3]

    @pytest.mark.xfail(
        reason="a figure is a dataclass, and a DataFrame of a list of these has its fields"
    )
    def test_from_dtype(self, data):
        super().test_from_dtype(data)

    @pytest.mark.xfail(reason="JSON is written and not read back")
    def test_json_roundtrip(self, data):
        super().test_json_roundtrip(data)
