"""The codes of qualifiers: what each allows, when it is true, and that the descriptors know it."""

import json
import math

import pytest
from conftest import ROOT

from stats import Bound
from stats.qualifiers import OPEN, QUALIFIERS
from stats.read import load

INF = math.inf


@pytest.mark.parametrize(
    ("code", "half", "allowed"),
    [
        ("exact", 0, Bound(50, 50)),
        ("exact", 20, Bound(30, 70, high_open=True)),
        ("exact", 80, Bound(0, 130, high_open=True)),  # no count below 0
        ("at_least", 20, Bound(50, INF)),
        ("more_than", 20, Bound(50, INF, low_open=True)),
        ("at_most", 20, Bound(0, 50)),
        ("less_than", 20, Bound(0, 50, high_open=True)),
        ("nearly", 20, Bound(50, 50, approximate=True)),
        ("about", 20, Bound(50, 50, approximate=True)),
        ("estimated", 20, Bound(50, 50, approximate=True)),
    ],
)
def test_range_that_a_code_allows(code, half, allowed):
    assert QUALIFIERS[code].allows(50, half, 0) == allowed


def test_numbers_that_agree_with_a_code():
    true = {code: [is_true(n, 50) for n in (49, 50, 51)] for code, is_true in OPEN.items()}
    assert true == {
        "at_least": [False, True, True],
        "more_than": [False, False, True],
        "at_most": [True, True, False],
        "less_than": [True, False, False],
    }


def test_descriptors_know_every_code():
    schema = json.loads((ROOT / "data" / "figures.schema.json").read_text("utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    [phrases] = (each["schema"] for each in package["resources"] if each["name"] == "qualifiers")
    figures, means = (
        next(each for each in fields if each["name"] == "qualifier")["constraints"]["enum"]
        for fields in (schema["fields"], phrases["fields"])
    )
    assert figures == [*QUALIFIERS]
    assert ["exact", *means][: len(QUALIFIERS)] == figures
    assert {*means} == {*load(ROOT / "data").qualifiers["qualifier"]}
