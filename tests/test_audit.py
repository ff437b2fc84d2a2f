"""The second script's own rules: what the report's formulas come to, and whether claims add up."""

from fractions import Fraction
from pathlib import Path

import pytest
from audit import Row, Tables, adds_up, follows

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
        ("now / (now - more) - 1", 0, Fraction(7000, 1432)),  # 70 / 1,432 and less
        ("(then + more) / then - 1", Fraction(7000, 1432), Fraction(7000, 1432)),
        ("now / (now - fall) - 1", -100, 0),
        ("now / then - 1", Fraction(7000, 1432), float("inf")),
    ],
)
def test_a_growth_is_of_one_unknown(
    tables: Tables, formula: str, low: Fraction, high: Fraction
) -> None:
    span = follows(formula, tables, percent=True).span
    assert (span.low, span.high) == (low, high)


def test_a_percentage_stands_in_a_formula_as_a_part_of_1(tables: Tables) -> None:
    assert follows("then * claim", tables).value == Fraction(1432 * 53, 1000)


@pytest.mark.parametrize(
    ("claim", "formula", "answer"),
    [
        ("claim", "now / (now - more) - 1", "does not add up"),
        ("claim", "now / (now - over) - 1", "may add up"),
        ("fell", "now / (now - fall) - 1", "may add up"),
        ("more", "now - then", "adds up"),
    ],
)
def test_whether_a_claim_adds_up(tables: Tables, claim: str, formula: str, answer: str) -> None:
    row: Row = tables.rows[claim]
    assert adds_up(row, formula, tables, {"adds_up": "what a page says"})["adds_up"] == answer
