"""A column of figures against pandas' own tests of extension arrays, which know nothing of it."""

import math

import pytest
from pandas.tests.extension import base
from pandas.tests.extension.conftest import *  # noqa: F403

import stats
import stats.drawing  # which lets matplotlib draw figures
from stats.figures.column import FigureArray, FigureDtype, NumbersError

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


@pytest.fixture(params=["sum", "mean", "min", "max"])
def all_numeric_reductions(request):
    return request.param


LEFT_OUT = {
    "Dim2CompatTests": "a column has one dimension",
    "test_from_dtype": "a figure is a dataclass, and a DataFrame of a list of these has its fields",
    "test_json_roundtrip": "JSON is written and not read back",
    "test_accumulate_series": "it is refused by an error of our own, which pandas does not hide",
    "test_reduce_series_boolean": "the same",
    "test_reduce_array": "it asks for methods of the array, which pandas has not decided on",
}
"""What of pandas' tests is left out, and why; refused reductions are in test_column.py."""
KEPT = [each for each in base.ExtensionTests.__bases__ if each.__name__ not in LEFT_OUT]


class TestFigureArray(*KEPT):
    locals().update(dict.fromkeys(name for name in LEFT_OUT if name.startswith("test_")))

    @pytest.mark.parametrize("nullable_string_dtype", ["string[python]"])  # pyarrow is not used
    def test_astype_string(self, data, nullable_string_dtype):
        super().test_astype_string(data, nullable_string_dtype)

    def _get_expected_exception(self, op_name, obj, other):
        if op_name.strip("_").removeprefix("r") in ("floordiv", "mod", "pow", "divmod"):
            return TypeError, NumbersError  # a figure has none
        # People times people are nothing.
        return stats.FigureError if op_name in ("__mul__", "__rmul__") else None

    def _supports_reduction(self, ser, op_name):
        return op_name in ("sum", "mean", "min", "max")

    def check_reduce(self, ser, op_name, skipna):
        result = getattr(ser, op_name)(skipna=skipna)
        assert result.value == getattr(ser.astype(float), op_name)(skipna=skipna)
