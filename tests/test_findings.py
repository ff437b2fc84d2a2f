"""What README and summary say of the live tables; change it, and them, when a figure is corrected.

All other tests are on tables of their own.
"""

import doctest
import re
from collections.abc import Callable

import pytest
from conftest import ROOT

import stats
from stats import Figure

DATA = stats.load(ROOT / "data")
TEXT = " ".join((ROOT / "README.md").read_text("utf-8").replace("**", "").split())
FINDINGS = TEXT[TEXT.index("- By the article’s own counts") : TEXT.index("Read [the report]")]
FIRST, LAST = DATA["prisoners_2016"], DATA["prisoners_2020"]
GROWTH = stats.growth_rate(FIRST, LAST)


def occupancy(capacity: str) -> Figure:
    return stats.occupancy_rate(LAST, DATA[capacity])


def capacities() -> str:
    others = [DATA["capacity_2020_prisons"], DATA["capacity_2021_un"]]
    fewest, most = (occupancy(each.name).value for each in others)
    years = " and ".join(f"{each.end:%Y}" for each in others)
    return f"for {years} there were {fewest:.1f} to {most:.1f} people"


def dates() -> str:
    return f"from the end of {FIRST.end:%Y} to {LAST.when}"


def verdict() -> str:
    claim = DATA["growth"]
    return f"the claim of {claim} {stats.check(claim, DATA, GROWTH).adds_up}"


def official_growth() -> str:
    ends = ("prisoners_2020_04_10_prisons", "prisoners_2020_03_27_prisons")
    low, high = (stats.growth_rate(DATA["prisoners_2016_interior"], DATA[end]) for end in ends)
    [year] = {DATA[end].end.year for end in ends}
    growth = f"roughly {low.value:.0%} to {high.value:.0%}"
    return f"for {year} are round numbers, growth was {growth}"


def months() -> str:
    claim = DATA["arrests_campaign"]
    return f"{claim.value / stats.mean_rate(claim, per='month').value:.0f} months"


def arrests() -> str:
    gap = stats.check(DATA["arrests_campaign"], DATA).gaps.item()
    return f"{gap:.1%} more"


NUMBERS: dict[str, Callable[[], str]] = {
    "78.0% (more than 77.6%)": lambda: str(GROWTH),
    "from the end of 2016 to March 2020": dates,
    "the claim of 78% adds up": verdict,
    "for 2020 are round numbers, growth was roughly 73% to 82%": official_growth,
    "more than about 146.6%": lambda: occupancy("capacity_2020").words,
    "for 2020 and 2021 there were 1.4 to 4.4 people": capacities,
    "at least 1,430 arrests a month": lambda: (
        stats.mean_rate(DATA["arrests_campaign"], per="month").words
    ),
    "39 months": months,
    "6.1% more": arrests,
}


@pytest.mark.parametrize(("printed", "computed"), NUMBERS.items(), ids=NUMBERS)
def test_a_number_of_the_readme_is_what_the_library_gives(
    printed: str, computed: Callable[[], str]
) -> None:
    assert computed() == printed


def test_every_number_of_the_readmes_findings_is_computed_here() -> None:
    any_number = "|".join([*map(re.escape, NUMBERS), r"\d\S*"])
    assert re.findall(any_number, FINDINGS) == list(NUMBERS)


def test_the_examples_of_the_readme_give_what_they_print() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried
    assert not failed


ANSWERS = {
    "arrests_campaign": ("nothing to add up", "close", "holds"),
    "prisoners_2016": ("nothing to add up", "matches", "–"),
    "prisoners_2020": ("nothing to add up", "close", "depends on whom"),
    "growth": ("adds up", "close", "–"),
    "capacity_2020": ("nothing to add up", "sources disagree", "–"),
    "interviewees": ("nothing to add up", "no other source", "–"),
    "interviewees_who_use_drugs": ("nothing to add up", "no other source", "–"),
}


@pytest.mark.parametrize(("claim", "answers"), ANSWERS.items(), ids=ANSWERS)
def test_a_claim_of_the_article_gets_these_answers(claim: str, answers: tuple[str, ...]) -> None:
    recomputed = GROWTH if claim == "growth" else None
    check = stats.check(DATA[claim], DATA, recomputed)
    assert (check.adds_up, check.others, check.as_worded) == answers
