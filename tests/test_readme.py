"""README.md's findings are typed by hand: each of its numbers is what the library gives now."""

import re

import pandas as pd
import pytest
from conftest import ROOT

import stats
from stats import history, others

FIGURES, CONTEXT = stats.load_figures(), stats.load_context()
STATISTICS = stats.statistics(FIGURES).set_index("id")
TEXT = " ".join((ROOT / "README.md").read_text("utf-8").replace("**", "").split())
FINDINGS = TEXT[TEXT.index("- By the article’s own counts") : TEXT.index("Read [the report]")]


def dates():
    first, last = FIGURES.loc["prisoners_2016"], FIGURES.loc["prisoners_2020"]
    return f"from the end of {first['end']:%Y} to {stats.when(last)}"


def growth_at_face_value():
    return stats.said(STATISTICS.at["prisoner_growth", "value"], "ratio")


def claim_of_growth():
    verdict = stats.check_claims(FIGURES).set_index("id").at["growth", "arithmetic"]
    return f"the claim of {stats.printed(FIGURES.loc['growth'])} is {verdict}"


def growth_by_official_counts():
    ends = ["prisoners_2020_04_10_prisons", "prisoners_2020_03_27_prisons"]
    pairs = [("prisoners_2016_interior", end) for end in ends]
    return ", or ".join(history.growth_between(CONTEXT, pairs)["growth_words"])


def occupancy_by_any_capacity():
    words = others.occupancy_by_capacity(FIGURES, CONTEXT)["words"]
    return f"{words.iloc[0]} to {words.iloc[-1]}"


def months_of_arrests():
    claim = FIGURES.loc["arrests_campaign"]
    years = stats.years_between(claim["start"], claim["end"] + pd.Timedelta(days=1))
    return f"{12 * years:.0f} months"


def official_arrests():
    totals = others.arrests_left_for_last_count(FIGURES, CONTEXT)["total"]
    percent = 100 * stats.growth_rate(FIGURES.at["arrests_campaign", "value"], totals)
    return f"{percent.min():.0f} to {percent.max():.0f} % more"


NUMBERS = {
    "more than 77.6 %": lambda: STATISTICS.at["prisoner_growth", "words"],
    "from the end of 2016 to March 2020": dates,
    "78.0 %": growth_at_face_value,
    "the claim of 78 % is reproduced": claim_of_growth,
    "70.5 up to, not including, 75.1 %, or about 81.9 %": growth_by_official_counts,
    "more than about 146.6 %": lambda: STATISTICS.at["occupancy", "words"],
    "more than about 144.4 % to more than 442.8 %": occupancy_by_any_capacity,
    "at least 1,430 arrests a month": lambda: STATISTICS.at["arrests_per_month", "words"],
    "39 months": months_of_arrests,
    "6 to 7 % more": official_arrests,
}


@pytest.mark.parametrize(("printed", "computed"), NUMBERS.items(), ids=NUMBERS)
def test_number_of_the_readme_is_what_the_library_gives(printed, computed):
    assert computed() == printed


def test_every_number_of_the_readmes_findings_is_computed_here():
    any_number = "|".join([*map(re.escape, NUMBERS), r"\d\S*"])
    assert re.findall(any_number, FINDINGS) == list(NUMBERS)
