"""What was worked out by hand from the article's figures and the police's counts.

All other tests are on tables of their own. When a row is corrected, this says which finding
changed: work it out anew, and write it here.
"""

import pytest
from conftest import own_data

import stats

DATA = own_data()
THEN, NOW, PLACES = (DATA[n] for n in ("prisoners_2016", "prisoners_2020", "capacity_2020"))
ARRESTS, MINISTRY = DATA["arrests_campaign"], DATA["prisoners_2016_interior"]
LATEST = DATA["prisoners_2025_04_prisons"]
MARCH, APRIL = DATA["prisoners_2020_03_27_prisons"], DATA["prisoners_2020_04_10_prisons"]
ESTIMATE = DATA["prisoners_2020_04_interior"]
ROOM, SPOKESMAN = DATA["capacity_2020_04_interior"], DATA["capacity_2020_prisons"]
POLICE = sum(DATA[f"drug_arrests_{when}_interior"] for when in (2017, 2018, 2019, "2020_q1"))
GROWTH = stats.growth_rate(THEN, NOW)

FINDINGS = {
    "growth": (f"{GROWTH}", "78.0% (more than 77.6%)", "38,990 / 21,900 and 38,990 / 21,950"),
    "more people": (
        f"{stats.change(THEN, NOW)}",
        "17,090 people (more than 17,040)",
        "38,990 - 21,900",
    ),
    "growth to April": (
        f"{stats.growth_rate(MINISTRY, APRIL).words}",
        "70.5 to 75.1%",
        "37,500 / 21,989 and 38,500 / 21,989",
    ),
    "growth to March": (
        f"{stats.growth_rate(MINISTRY, MARCH).value:.1%}",
        "81.9%",
        "40,000 / 21,989",
    ),
    "occupancy": (
        f"{stats.occupancy_rate(NOW, PLACES).words}",
        "about 146.6% or more",
        "38,990 / 26,593",
    ),
    "places short": (
        f"{stats.places_short(NOW, PLACES).words}",
        "about 12,397 places or more",
        "38,990 - 26,593",
    ),
    "arrests a month": (
        stats.mean_rate(ARRESTS, per="month").words,
        "at least 1,430 arrests a month",
        "55,770 / 39",
    ),
    "police": (f"{POLICE}", "59,196 arrests", "the four counts, added up"),
    "police above": (
        f"{stats.growth_rate(ARRESTS.value, POLICE.value):.1%}",
        "6.1%",
        "59,196 / 55,770",
    ),
    "ministry above": (
        f"{stats.growth_rate(THEN.value, MINISTRY.value):.1%}",
        "0.4%",
        "21,989 / 21,900",
    ),
    "people since": (
        f"{LATEST} in {LATEST.end:%B %Y}",
        "about 55,000 people in April 2025",
        "its row",
    ),
    "growth to the ministry's estimate": (
        f"{stats.growth_rate(MINISTRY, ESTIMATE).value:.1%}",
        "77.4%",
        "39,000 / 21,989",
    ),
    "room": (
        f"{ROOM:,} and {SPOKESMAN:,}",
        "11,000 and an estimated 27,000",
        "their rows",
    ),
    "occupancy by the ministry": (
        f"{stats.occupancy_rate(ESTIMATE, ROOM).value:.1%}",
        "354.5%",
        "39,000 / 11,000",
    ),
    "occupancy by its spokesman": (
        f"{stats.occupancy_rate(APRIL, SPOKESMAN).value:.1%}",
        "140.7%",
        "38,000 / 27,000",
    ),
    "adds up": (stats.check(DATA["growth"], DATA, GROWTH).adds_up, "adds up", "78.0 rounds to 78"),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_what_was_worked_out_by_hand(name):
    now, by_hand, how = FINDINGS[name]
    assert now == by_hand, (
        f"{name} was {by_hand}, by hand: {how}. The tables now give {now}. If they are right, work "
        "it out anew, and write it here."
    )
