"""The second script's own rules: what the report's formulas come to, and whether claims add up."""

from fractions import Fraction
from pathlib import Path

import pytest
from audit import Row, Tables, adds_up, follows, plausible

QUANTITIES = {"deaths": "deaths,flow", "rise": "deaths,change", "growth": "percent,change"}
COLUMNS = "id,quantity,value,qualifier,rounded_to,start,end,attributed_to,counted_by,source"


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """A count and the count before, rises and claims, all of one source."""
    keys = "\n".join(f"{key},{rest}" for key, rest in QUANTITIES.items())
    (tmp_path / "quantities.csv").write_text(f"key,unit,kind\n{keys}\n")
    (tmp_path / "bodies.csv").write_text("key,name,part_of\nagency,The agency,\n")
    (tmp_path / "sources.csv").write_text("key,publisher\npaper,The paper\n")
    then, now = "2019-01-01,2019-12-31", "2020-01-01,2020-12-31"
    both = "2019-01-01,2020-12-31"
    rows = [
        f"then,deaths,1432,exact,1,{then}",
        f"now,deaths,1502,at_least,1,{now}",
        f"more,rise,70,exact,1,{both}",
        f"over,rise,70,more_than,1,{both}",
        f"fall,rise,-39,less_than,1,{both}",
        f"claim,growth,5.3,exact,0.1,{both}",
        f"fell,growth,-8,exact,1,{both}",
    ]
    lines = "\n".join(f"{row},agency,,paper" for row in rows)
    (tmp_path / "context.csv").write_text(f"{COLUMNS}\n{lines}\n")
    (tmp_path / "figures.csv").write_text(f"{COLUMNS}\n")
    return Tables(tmp_path)


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        ("(then + more) / then - 1", Fraction(7000, 1432), Fraction(7000, 1432)),
        ("now / then - 1", Fraction(7000, 1432), float("inf")),
        ("then / now", 0, Fraction(143200, 1502)),
    ],
)
def test_a_formula_is_taken_at_its_ends(
    tables: Tables, formula: str, low: Fraction, high: Fraction
) -> None:
    span = follows(formula, tables, percent=True).span
    assert (span.low, span.high) == (low, high)


def test_in_a_check_an_open_word_stretches_by_a_tenth(tables: Tables) -> None:
    # At least 1,502 is at most 1,652.2; by more than 70 is at most 77, by less than −39 −42.9.
    spans = [plausible(tables.rows[name])[:2] for name in ("now", "over", "fall")]
    assert spans == [(1502, Fraction(16522, 10)), (70, 77), (Fraction(-429, 10), -39)]


def test_a_percentage_stands_in_a_formula_as_a_part_of_1(tables: Tables) -> None:
    assert follows("then * claim", tables).value == Fraction(1432 * 53, 1000)


@pytest.mark.parametrize(
    ("claim", "formula", "answer"),
    [
        ("claim", "(then + more) / then - 1", "does not add up"),  # 4.9%
        ("claim", "(then + over) / then - 1", "may add up"),  # to 5.4%
        ("claim", "now / then - 1", "may add up"),  # 4.9 to 15.4%
        ("fell", "fall / then", "does not add up"),  # −3.0 to −2.7%
        ("more", "now - then", "adds up"),
    ],
)
def test_whether_a_claim_adds_up(tables: Tables, claim: str, formula: str, answer: str) -> None:
    row: Row = tables.rows[claim]
    assert adds_up(row, formula, tables, {"adds_up": "what a page says"})["adds_up"] == answer
