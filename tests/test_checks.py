"""Checks: each answer can come out, each rule of what counts decides something."""

import math
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stats
from stats.checks.check import check
from stats.figures import formulas
from stats.figures.figure import Figure, FigureError
from stats.tables.read import Data

settings.load_profile("ci")


def days(start, end=None, **cells):
    return cells | {"start": start, "end": end or start}


# A claim is of 1,000 on 1 June 2020 unless it says otherwise, and so are others.
CELLS = days("2020-06-01", quantity="stock", place="XAA", value=1_000.0, qualifier="exact")
CELLS |= {"rounded_to": 1.0, "attributed_to": "claimant", "counted_by": ""}
CELLS |= {"wording": "words", "note": ""}
QUANTITIES = [
    ("stock", "people", "stock", 30),
    ("women", "people", "stock", 30),
    ("places", "places", "stock", 365),
    ("flow", "arrests", "flow", 0),
    ("growth", "percent", "change", 61),
    ("rise", "people", "change", 61),
    ("share", "percent", "stock", 30),
]
BODIES = dict.fromkeys(("claimant", "ministry", "a", "b", "c"), "") | {
    "office": "claimant",
    "police": "ministry",
    "courts": "ministry",
}


def world(claim, *others, names=str, kinds=None, relays=None, publisher="P", later=None):
    """A claim, and the tables of it and of what others say; an id for each row.

    What the claimant says is of the claim's own source, each other row of one of its own.
    """
    rows = [{"id": f"r{n:02}", "source": f"s{n:02}"} | CELLS | row for n, row in enumerate(others)]
    for row in rows:
        if row["attributed_to"] == "claimant" and row["source"] != "document":
            row["source"] = "s"
    table = pd.DataFrame([{"id": "claim", "source": "s"} | CELLS | claim, *rows]).set_index("id")
    table[["start", "end"]] = table[["start", "end"]].astype("datetime64[s]")
    keys = table["source"].unique()
    kinds = dict.fromkeys(keys, "own report") | (kinds or {})
    relays = dict.fromkeys(keys, "") | (relays or {})
    day = pd.Timestamp("2020-12-31")
    sources = pd.DataFrame({"kind": kinds, "relays": relays, "publisher": publisher})
    sources["published"] = [(later or {}).get(key, day) for key in sources.index]
    bodies = pd.DataFrame({"name": map(names, BODIES), "part_of": BODIES.values()}, list(BODIES))
    bodies["short"] = ""
    places = pd.DataFrame({"name": ["A", "B"]}, ["XAA", "XAB"])
    quantities = pd.DataFrame(
        QUANTITIES, columns=["key", "unit", "kind", "max_days_apart"]
    ).set_index("key")
    tables = {"sources": sources, "quantities": quantities, "bodies": bodies, "places": places}
    tables["figures"] = table[table["source"] == "s"]
    tables["context"] = table[table["source"] != "s"]
    data = Data(Path(), tables)
    return data["claim"], data


def of(body, value=1_000.0, **cells):
    return {"attributed_to": body, "value": float(value)} | cells


def verdict(claim, *others, **how):
    return check(*world(claim, *others, **how))


# Whole checks.


def test_check_reads_as_text():
    claim = GROWTH | {"value": 50.0, "qualifier": "at_least", "counted_by": "police"}
    ends = first("a", 100, counted_by="police"), last("a", 140, counted_by="courts")
    assert repr(growth(*ends, claim=claim)).splitlines() == [
        "does it add up? adds up (50.0%)",
        "what do others say? others lower",
        "does it hold as worded? does not hold",
        "who counted? one origin",
        "10.0 points lower, a: 40.0% (r02 r03)",
    ]


def test_listed_row_has_all_columns():
    whole = of("c", 1_100, **months(1, 4))
    got = verdict(months(1, 4), JAN, FEB, MAR, APR, whole, kinds={"s01": "retelling"})
    assert got.listed.iloc[0].to_dict() == {
        "body": "a",
        "how": "sum",
        "value": 1_010.0,
        "words": "1,010 arrests",
        "gap": 0.01,
        "counts": "counted",
        "rows": "r00 r01 r02 r03",
        "sources": "s00 s01 s02 s03",
        "kind": "retelling",
    }


def test_listed_words_tell_that_nobody_names_the_day():
    half_a_year = days("2020-01-01", "2020-06-30", quantity="places")
    got = verdict({"quantity": "places"}, of("a", **half_a_year))
    [words] = got.listed["words"]
    assert words == "1,000 places, some time from January to June 2020"


def test_deciding_figures_come_first():
    got = verdict({}, of("a", 900, qualifier="at_least"), of("b", 1_050))
    assert got.listed["rows"].tolist() == ["r01", "r00"]
    assert repr(got).splitlines()[-1] == "5.0% higher, b: 1,050 people (r01)"


def test_a_check_shows_how_far_off_others_are_in_percent():
    html = verdict({}, of("b", 1_050))._repr_html_()  # 1,050 / 1,000 - 1 = 0.05
    assert html.startswith("<p>what do others say? close</p>")
    assert "<td>5.0% higher</td>" in html


# What others say.


FORTY = {"value": 40_000.0, "qualifier": "about", "rounded_to": 10_000.0}


@pytest.mark.parametrize(
    ("claim", "other", "answer"),
    [
        # "About 40,000" may be 44,900, and 44,900 may be what "about 40,000" says.
        (FORTY, {"value": 44_900.0}, "close"),
        ({"value": 44_900.0}, FORTY, "close"),
        (FORTY, {"value": 46_000.0}, "others higher"),
        ({"value": 44_900.0}, {"value": 40_000.0}, "others lower"),
    ],
)  # fmt: skip
def test_what_the_words_allow_is_not_higher_or_lower(claim, other, answer):
    assert verdict(claim, of("a") | other).others == answer


@pytest.mark.parametrize(
    ("gaps", "answer"),
    [
        ([], "no other source"),
        ([2, -2], "matches"),  # ends included
        ([2.1], "close"),
        ([10, -10], "close"),
        ([10.1], "others higher"),
        ([20, 60], "others higher"),
        ([-20, -60], "others lower"),
        ([10, 60], "sources disagree"),
        ([-10, -60], "sources disagree"),
        ([-20, 60], "sources disagree"),
    ],
)
def test_answer_follows_from_the_gaps(gaps, answer):
    got = verdict({}, *(of(body, 1_000 + 10 * gap) for body, gap in zip("ab", gaps, strict=False)))
    assert got.others == answer
    assert sorted(got.gaps) == pytest.approx(sorted(gap / 100 for gap in gaps))


def test_of_a_fall_others_only_differ():
    """What is above a fall of 100 is a smaller fall, no change, or a rise."""
    change = {"unit": "people", "kind": "change", "quantity": "rise"}
    got = verdict({"value": -100.0} | change, of("a", -50) | change)
    assert got.others == "others differ"


def test_open_figure_near_the_claim():
    near = of("a", 1_060, qualifier="at_least")
    alone, beside = verdict({}, near), verdict({}, near, of("b", 1_010))
    assert (alone.others, beside.others) == ("cannot be told", "matches")


@pytest.mark.parametrize(
    ("value", "other", "gap"),
    [(0, 0, 0), (0, 5, math.inf), (0, -5, -math.inf), (-50, -60, -0.2), (0.7, 0.77, 0.1)],
)
def test_gap_has_its_sign(value, other, gap):
    got = verdict(GROWTH | {"value": float(value)}, of("a", other, **GROWTH))
    assert got.gaps.tolist() == [gap]


# Does it hold as worded?

ROUGH, NEXT_DAY = {"rounded_to": 100.0}, days("2020-06-02")


@pytest.mark.parametrize(
    ("claim", "value", "qualifier", "step", "answer"),
    [
        ("at_most", 1_000, "exact", 1.0, "holds"),
        ("at_most", 1_001, "exact", 1.0, "does not hold"),
        ("less_than", 999, "exact", 1.0, "holds"),
        ("less_than", 1_000, "exact", 1.0, "does not hold"),
        ("at_least", 1_050, "exact", 100.0, "holds"),  # 1,000 to 1,099
        ("more_than", 1_050, "exact", 100.0, "cannot be told"),
        ("at_least", 950, "exact", 100.0, "does not hold"),
        ("at_least", 1_050, "about", 100.0, "holds"),  # 1,000 to 1,100, both included
        ("at_least", 950, "about", 100.0, "cannot be told"),
        ("more_than", 950, "about", 100.0, "does not hold"),
        ("more_than", 1_050, "nearly", 100.0, "holds"),  # above 1,000, below 1,050
        ("at_least", 1_000, "nearly", 100.0, "does not hold"),
        ("at_least", 2_000, "more_than", 1.0, "holds"),
    ],
)
def test_all_on_one_side_decides(claim, value, qualifier, step, answer):
    other = of("a", value, qualifier=qualifier, rounded_to=step)
    assert verdict({"qualifier": claim}, other).as_worded == answer


@pytest.mark.parametrize(
    ("claim", "others", "answer"),
    [
        ("at_least", [], "cannot be told"),
        ("at_least", [of("a", 999), of("b", 1_000)], "depends on whom"),
        ("at_least", [of("a", 1_000, rounded_to=1_000.0), of("b", 1_001)], "holds"),
        ("at_least", [of("a", 1_000, rounded_to=1_000.0), of("b", 999)], "cannot be told"),
        ("at_least", [of("a", 999), of("a", 1_000)], "cannot be told"),  # it contradicts itself
        ("at_least", [of("a", 999, **NEXT_DAY), of("b", 1_000)], "holds"),  # not of its own days
        ("at_least", [of("a", 999, **NEXT_DAY)], "cannot be told"),
        ("about", [of("a", 999)], ""),
    ],
)
def test_words_hold_by_all_that_decide(claim, others, answer):
    assert verdict({"qualifier": claim}, *others).as_worded == answer


TENTH, WHOLE = days("2020-03-10"), days("2020-03-01", "2020-03-31")


@pytest.mark.parametrize(
    ("others", "answer"),
    [
        ([of("a", 990, **TENTH)], "cannot be told"),  # 1% below, on one of its days
        ([of("a", 979, **TENTH)], "does not hold"),  # more than 2% below
        ([of("a", 990, **WHOLE)], "does not hold"),  # of all its days
        ([of("a", 979, **TENTH), of("b", 1_001, **TENTH)], "depends on whom"),
        ([of("a", 990, **TENTH), of("b", 1_001, **TENTH)], "holds"),
        ([of("a", 979, **TENTH), of("a", 1_001, **TENTH)], "cannot be told"),
        ([of("a", 979, **TENTH), of("b", 1_000, **TENTH, **ROUGH)], "cannot be told"),
        ([of("a", 1_060, **TENTH, qualifier="more_than")], "holds"),
        ([of("a", 1_001, **days("2020-03-01"))], "holds"),  # on its first day
        ([of("a", 1_001, **days("2020-03-31"))], "holds"),  # on its last day
    ],
)
def test_an_accusation_needs_more_than_a_confirmation(others, answer):
    assert verdict(TENTH | WHOLE | {"qualifier": "at_least"}, *others).as_worded == answer


def test_at_most_is_denied_from_above():
    # 2.1% above, on one of its days.
    got = verdict(TENTH | WHOLE | {"qualifier": "at_most"}, of("a", 1_021, **TENTH))
    assert got.as_worded == "does not hold"


@pytest.mark.parametrize(("own", "answer"), [(1_010, "cannot be told"), (990, "does not hold")])
def test_nobody_is_accused_whose_own_count_bears_it_out(own, answer):
    claim = {"value": 1_000.0, "qualifier": "more_than"}
    got = verdict(claim, of("a", 800), of("claimant", own))
    assert got.as_worded == answer


def test_words_of_a_change_are_of_its_own_days():
    shorter = GROWTH | days("2017-01-31", "2020-03-31")  # within 61 days, and inside its own
    claim = GROWTH | {"value": 50.0, "qualifier": "at_least"}
    assert verdict(claim, of("a", 40, **shorter)).as_worded == "cannot be told"


def test_an_open_figure_may_tell_of_the_words_alone():
    got = verdict({"qualifier": "at_least"}, of("a", 1_060, qualifier="more_than"))
    assert (got.others, got.as_worded) == ("cannot be told", "holds")
    assert (got.listed["counts"].tolist(), len(got.gaps)) == (["words"], 0)


def test_no_count_is_below_zero():
    claim = {"value": 0.0, "qualifier": "at_least"}
    assert verdict(claim, of("a", 40, qualifier="about", **ROUGH)).as_worded == "holds"


# Which figures count.


@pytest.mark.parametrize(
    ("others", "gaps"),
    [
        ([of("a", 1_100, **ROUGH), of("a", 1_050, **NEXT_DAY)], [0.05, 0.1]),  # all of one time
        ([of("a", 1_100, **ROUGH), of("a", 1_050)], [0.05, 0.1]),
        ([of("a", 1_100), of("a", 1_050)], [0.05, 0.1]),  # ties all
        ([of("a", 1_100, **days("2020-05-30", "2020-06-02")), of("a", 1_050)], [0.05, 0.1]),
        ([of("police", 1_100), of("courts", 1_050, **NEXT_DAY)], [0.05, 0.1]),  # of each body
        ([of("claimant", 1_100), of("office", 1_100)], []),  # its own part is no other body
        ([of("a", 1_100, place="XAB"), of("a", 1_100, quantity="places")], []),
        ([of("a", 2_000, qualifier="at_least")], []),  # an open figure has no gap
        ([of("a", 500, qualifier="more_than"), of("a", 1_050, **NEXT_DAY)], [0.05]),  # hides none
        ([of("a", 2_000, qualifier="at_most"), of("a", 1_050, **NEXT_DAY)], [0.05]),
        ([of("a", 10_000, qualifier="about", rounded_to=10_000.0)], [9.0]),  # as it stands
    ],
)
def test_which_figures_count(others, gaps):
    assert verdict({}, *others).gaps.tolist() == pytest.approx(gaps)


@pytest.mark.parametrize(
    ("counted_by", "counts"), [("claimant", "listed"), ("office", "listed"), ("b", "counted")]
)
def test_claimants_count_passed_on(counted_by, counts):
    got = verdict({}, of("a", 1_050, counted_by=counted_by))
    assert got.listed["counts"].tolist() == [counts]
    assert got.others == ("close" if counts == "counted" else "no other source")


def test_count_of_the_body_above_is_passed_on():
    got = verdict({"attributed_to": "office"}, of("a", 1_050, counted_by="claimant"))
    assert (got.others, got.listed["counts"].tolist()) == ("no other source", ["listed"])


def test_the_claims_own_source_is_no_other():
    assert verdict({}, of("a", 1_050, source="s")).others == "no other source"


def test_units_that_print_alike_are_told_apart():
    claim = Figure.parse("14 deaths a day", unit="deaths_a_day")
    with pytest.raises(FigureError, match=r"is in deaths_a_day and .* in deaths a day"):
        check(claim, recomputed=Figure.parse("14 deaths a day", unit="deaths a day") * 1)


def test_money_by_people_is_money_a_person():
    # 2,100 / 2,600 is 0.8077
    spent, guests = Figure.parse("2,100 euros", unit="euros"), Figure.parse("2,600", unit="guests")
    claim = Figure.parse("0.81 euros a guest", unit="euros a guest")
    assert (
        str(check(claim, recomputed=spent / guests))
        == "does it add up? adds up (0.81 euros a guest)"
    )


def test_a_change_by_a_number_of_days_is_no_rate():
    lost = Figure.parse("23,600,000", unit="people") - Figure.parse("23,527,000", unit="people")
    claim = Figure.parse("200 people a day", unit="people a day")
    with pytest.raises(FigureError, match="a day, month or year by mean_rate"):
        check(claim, recomputed=lost / 365)


def test_a_level_in_percent_comes_to_a_percentage():
    claim, _ = world({"quantity": "share", "value": 59.0})
    parts = [Figure.parse(each, unit="people") for each in ("5,890", "10,001")]
    assert check(claim, recomputed=parts[0] / parts[1]).comes_to == "58.9%"


def test_a_claim_does_not_fail_by_what_another_body_says():
    # 60 of 120 is 50%, and not the 90% that the claimant has.
    share = {"quantity": "share", "value": 90.0}
    parts = of("claimant", 60, source="s"), of("a", 120, source="s")
    claim, data = world(share, *parts)
    got = check(claim, data, formulas.share(data["r00"], data["r01"]))
    assert got.adds_up == "cannot be checked"
    assert "another body" in got.reason
    assert got.reason.endswith("it comes to 50.0%")
    for whole in (of("claimant", 120, source="s"), parts[1] | {"counted_by": "claimant"}):
        claim, data = world(share, parts[0], whole)
        got = check(claim, data, formulas.share(data["r00"], data["r01"]))
        assert got.adds_up == "does not add up"


def test_a_papers_own_reckoning_fails_by_the_numbers_that_it_prints():
    told = (
        of("a", 308, **days("2020-06-01"), source="s"),
        of("a", 526, **days("2024-06-01"), source="s"),
    )
    for name, answer in (("claimant", "does not add up"), ("The Paper", "cannot be checked")):
        rise = days("2020-06-01", "2024-06-01", quantity="rise", value=216.0)
        claim, data = world(rise, *told, publisher=name)
        assert check(claim, data, formulas.change(data["r00"], data["r01"])).adds_up == answer


def test_a_growth_follows_from_a_count_and_its_rise():
    # 1,411 and 295 more are 1,706, and 520 more 2,226: 295 / 1,411 is 20.9%, 520 / 1,706 30.5%.
    first, last = (
        of("claimant", value, **days(day))
        for value, day in ((1_411, "2006-12-31"), (2_226, "2014-12-31"))
    )
    rises = [
        of("claimant", 295, **days("2006-12-31", "2010-12-31"), quantity="rise"),
        of("claimant", 520, **days("2010-12-31", "2014-12-31"), quantity="rise"),
    ]
    for at, percent, answer in (
        (0, 21.0, "adds up"),
        (0, 22.0, "does not add up"),
        (1, 30.0, "adds up"),
        (1, 31.0, "does not add up"),
    ):
        claim, data = world(
            GROWTH | {"value": percent} | {x: rises[at][x] for x in ("start", "end")},
            first,
            last,
            *rises,
        )
        then, now, rise, later_rise = (data[f"r{n:02}"] for n in range(4))
        ways = [
            formulas.growth_rate(then, then + rise),
            formulas.growth_rate(then, now - later_rise),
        ]
        for way in ways if at == 0 else [formulas.growth_rate(now - later_rise, now)]:
            assert check(claim, data, way).adds_up == answer


def test_what_a_claim_comes_to_is_as_fine_as_it_or_its_rows():
    whole = Figure.parse("70,000", unit="people") - Figure.parse("15,779", unit="people")
    for words, comes_to in (("54,000", "54,000 people"), ("54,221", "54,221 people")):
        assert check(Figure.parse(words, unit="people"), recomputed=whole).comes_to == comes_to
    exact = [Figure.parse(each, unit="people") for each in ("956", "100,001")]  # 0.95599%
    claim = Figure.parse("0.95%", unit="percent")
    assert (
        check(claim, recomputed=formulas.share(*exact)).reason
        == "0.96% if it is cut, and not rounded"
    )


def test_a_total_is_no_rate():
    claim = Figure.parse("14 deaths a day", unit="deaths a day")
    total = Figure.parse("2,600 deaths", unit="deaths") + Figure.parse(
        "2,510 deaths", unit="deaths"
    )
    with pytest.raises(FigureError, match="a day, month or year by mean_rate"):
        check(claim, recomputed=total)


def test_a_whole_step_is_no_cut():
    parts = [Figure.parse(each, unit="people") for each in ("150", "1,001")]  # 14.985%
    whole = Figure.parse("1,000", unit="people", rounded_to=1)
    claim = Figure.parse("14%", unit="percent")
    assert check(claim, recomputed=formulas.share(parts[0], parts[1])).adds_up == "may add up"
    assert check(claim, recomputed=formulas.share(parts[0], whole)).adds_up == "does not add up"


MARCH, YEAR = days("2020-03-01", "2020-03-31"), days("2020-01-01", "2020-12-31")
GROWTH = days("2016-12-31", "2020-03-31", quantity="growth")


@pytest.mark.parametrize(
    ("claim", "start", "end", "counts"),
    [
        (MARCH, "2020-01-31", "2020-01-31", True),  # 30 days before 1 March
        (MARCH, "2020-01-30", "2020-01-30", False),
        (MARCH, "2020-04-30", "2020-04-30", True),  # 30 days after 31 March
        (MARCH, "2020-05-01", "2020-05-01", False),
        (MARCH, "2020-02-29", "2020-03-30", True),  # 30 days long
        (MARCH, "2020-02-29", "2020-03-31", False),
        (days("2020-01-01", "2020-12-30"), "2020-06-01", "2020-06-01", False),  # too long a claim
        (days("2020-12-31"), "2020-01-01", "2020-12-31", True),  # a year stands for its end
        (YEAR, "2020-12-02", "2020-12-02", True),
        (YEAR, "2020-06-01", "2020-06-01", False),
        (MARCH | {"quantity": "places"}, "2021-03-31", "2021-03-31", True),  # 365 days
        (GROWTH, "2016-10-31", "2020-05-31", True),  # 61 days at each end
        (GROWTH, "2017-03-03", "2020-03-31", False),
        (GROWTH, "2016-12-31", "2020-06-01", False),
    ],
)
def test_figure_of_the_same_time_counts(claim, start, end, counts):
    other = of("a", quantity=claim.get("quantity", "stock"), **days(start, end))
    assert verdict(claim, other).others == ("matches" if counts else "no other source")


# Sums of counts.


def months(first, last=None, **cells):
    """The days of some months of 2021."""
    after = date(2021, (last or first) + 1, 1)
    return days(f"2021-{first:02}-01", str(after - timedelta(days=1)), quantity="flow", **cells)


JAN, FEB, MAR, APR = (of("a", 250 + n, **months(n)) for n in range(1, 5))  # 1,010 together


def in_march(value, qualifier="exact", body="a"):
    return of(body, value, **months(3), qualifier=qualifier)


@pytest.mark.parametrize(
    ("others", "gaps"),
    [
        ([JAN, FEB, MAR, APR], [0.01]),
        ([JAN, FEB, APR], []),
        # By the finest counts: not by the two halves, 1,080.
        ([*(of("a", 540, **months(n, n + 1), **ROUGH) for n in (1, 3)), JAN, FEB, MAR, APR],
         [0.01]),
        # The whole as one count too.
        ([JAN, FEB, MAR, APR, of("a", 1_020, **months(1, 4))], [0.01, 0.02]),
        # With the lowest and with the highest of two editions of March: 757 and 253 or 300.
        ([JAN, FEB, MAR, in_march(270), in_march(300), APR], [0.01, 0.057]),
        # Never counts of several bodies.
        ([JAN, FEB, in_march(298, body="b"), APR], []),
        ([JAN, FEB, in_march(253, body="claimant"), APR], []),
        # An open count opens the sum, which then has no gap, if there is no other.
        ([JAN, FEB, in_march(253, "at_least"), APR], []),
        ([JAN, FEB, MAR, in_march(90, "at_most"), APR], [0.01]),
    ],
)  # fmt: skip
def test_sums_fill_the_dates_of_a_claim(others, gaps):
    assert verdict(months(1, 4), *others).gaps.tolist() == pytest.approx(gaps)


@pytest.mark.parametrize("quantity", ["stock", "growth"])
def test_nothing_but_a_flow_is_summed(quantity):
    first, second = (days(day, quantity=quantity) for day in ("2020-06-01", "2020-06-02"))
    got = verdict(first | {"end": second["end"]}, of("a", 500, **first), of("a", 500, **second))
    assert set(got.listed["how"]) == {"printed"}


def test_ends_stand_for_many_sums():
    # Each day of April is counted thrice by each of two bodies: 3 to the power of 30 ways.
    april = (f"2021-04-{day:02}" for day in range(1, 31))
    flows = [days(day, quantity="flow", source="t") for day in april]
    others = [of(body, n, **day) for day in flows for body in "ab" for n in (1, 2, 4)]
    assert set(verdict(months(4), *others).listed["value"]) == {30.0, 120.0}


# Growth between others' counts.


def growth(*others, claim=GROWTH | {"value": 50.0}, rate=formulas.growth_rate, own=(100.0, 150.0)):
    """Check a claim of 50% from two counts of its own body, the first rows."""
    start, end = days("2016-12-31"), days("2020-03-01", "2020-03-31")
    counts = of("claimant", own[0], **start), of("claimant", own[1], **end)
    claim, data = world(claim, *counts, *others)
    return check(claim, data, rate(data["r00"], data["r01"]))


def first(body, value, day="2016-12-31", **cells):
    return of(body, value, **days(day), **cells)


def last(body, value, day="2020-03-31", **cells):
    return of(body, value, **days(day), **cells)


@pytest.mark.parametrize(
    ("others", "values"),
    [
        ([first("a", 100)], []),  # never a pair with the claim's own end
        ([first("a", 100), first("a", 80, "2016-12-30"), last("a", 160),
          last("a", 120, "2020-04-02")], [0.2, 0.5, 0.6, 1]),
        ([first("a", 100), last("a", 160), last("b", 150)], [0.6]),
        ([first("a", 0), first("a", 100, "2016-12-30"), last("a", 160)], [0.6]),
        ([first("a", 100), last("a", 150, qualifier="more_than"), last("a", 160, "2020-04-02")],
         [0.6]),
        ([first("a", 100), last("b", 160)], []),  # two bodies may count in two ways
        ([first("a", 100, source="t"), last("b", 160, source="t")], []),  # whoever tells of both
        ([first("a", 100), last("a", 160), of("a", 55, **GROWTH)], [0.55, 0.6]),  # and its words
        # Police and courts are of one ministry, of which one source told both counts.
        ([first("police", 100, source="t"), last("police", 160, source="t"),
          first("courts", 100, source="u"), last("police", 110, source="v")], [0.6]),
        # Where one source told both counts of a body, other bodies' pairs still count.
        ([first("a", 100, source="t"), last("a", 160, source="t"), first("b", 100, source="u"),
          last("b", 110, source="v")], [0.1, 0.6]),
    ],
)  # fmt: skip
def test_growth_pairs_all_counts_of_its_two_times(others, values):
    listed = growth(*others).listed
    assert listed.loc[listed["counts"] == "counted", "value"].tolist() == values


@pytest.mark.parametrize(
    ("quantity", "value", "rate", "gap"),
    [("rise", 50.0, formulas.change, 0.2), ("growth", 50.0, formulas.growth_rate, -0.4)],
)
def test_change_is_compared_in_its_unit(quantity, value, rate, gap):
    claim = GROWTH | {"quantity": quantity, "value": value, "rounded_to": 0.1}
    got = growth(first("a", 200), last("a", 260), claim=claim, rate=rate)
    assert (got.adds_up, got.gaps.tolist()) == ("adds up", [gap])


def test_pairs_of_one_body_where_there_are_any():
    # Each of two bodies counts in its own way, and both tell of half as many again.
    one, other = (first("a", 100), last("a", 150)), (first("b", 200), last("b", 300))
    assert growth(*one, *other).others == "matches"
    # Without one of the four counts the other two still tell it.
    assert growth(*one, *other).rests_on == ()


def test_pairs_of_one_source_where_there_are_any():
    # A ministry mended its counts later: only the counts of one edition tell its growth.
    early = first("a", 100, source="e1"), last("a", 150, source="e1")
    late = first("a", 110, source="e2"), last("a", 165, source="e2")
    assert growth(*early, *late).gaps.tolist() == [0.0, 0.0]
    assert growth(early[0], late[1]).gaps.tolist() == [0.3]  # 65%, in place of 50


@pytest.mark.parametrize(
    ("day", "answer"), [("2020-03-31", "does not hold"), ("2020-04-01", "cannot be told")]
)
def test_words_of_a_change_are_judged_by_counts_of_its_days(day, answer):
    claim = GROWTH | {"value": 50.0, "qualifier": "at_least"}
    assert growth(first("a", 100), last("a", 140, day), claim=claim).as_worded == answer


def test_no_growth_of_other_days():
    """The claim is of 2001 to 2005, and the counts that it is checked by of 2016 to 2020."""
    claim = GROWTH | {"value": 50.0} | days("2001-12-31", "2005-03-31")
    got = growth(first("a", 100), last("a", 160), claim=claim)
    assert (got.adds_up, got.others) == ("cannot be checked", "no other source")
    assert got.listed.empty


def test_no_growth_to_the_same_count():
    # Both ends are within 30 days of both of the others' counts.
    own = first("claimant", 100, "2020-06-01"), last("claimant", 150, "2020-06-20")
    others = first("a", 120, "2020-06-10"), last("a", 150, "2020-06-20")
    claim, data = world(days("2020-06-01", "2020-06-20", quantity="growth"), *own, *others)
    got = check(claim, data, formulas.growth_rate(data["r00"], data["r01"]))
    assert got.listed["rows"].tolist() == ["r02 r03"]


# Does it add up?


@pytest.mark.parametrize(
    ("claim", "own", "answer"),
    [
        ({}, (200, 300.9), "adds up"),  # 50.45
        ({}, (200, 301.1), "may add up"),  # 50.55 is 51 to the percent, or 50 if it is cut
        ({}, (200, 302), "does not add up"),  # 51
        ({}, (200, 298.9), "does not add up"),  # 49.45
        ({"rounded_to": 10.0}, (200, 309), "adds up"),
        ({"qualifier": "more_than"}, (200, 300.1), "adds up"),
        ({"qualifier": "more_than"}, (200, 300), "does not add up"),
        ({"qualifier": "more_than"}, (200, 320), "adds up"),  # 60 is more than 50
        ({"qualifier": "less_than"}, (200, 300), "does not add up"),
        ({"qualifier": "about"}, (200, 302), "adds up"),  # 51 is 2% off
        ({"qualifier": "about"}, (200, 302.1), "does not add up"),  # of exact counts
        ({"value": 0.1, "rounded_to": 0.1, "qualifier": "at_most"}, (1_000, 1_001), "adds up"),
    ],
)
def test_growth_adds_up_as_worded(claim, own, answer):
    assert growth(claim=GROWTH | {"value": 50.0} | claim, own=own).adds_up == answer


@pytest.mark.parametrize(
    ("counted", "dates", "answer"),
    [
        (YEAR, {"start": "2020-12-31"}, "adds up"),  # the year stands for its end
        (YEAR, {"start": "2020-01-01"}, "adds up"),
        (YEAR, {"start": "2020-06-01"}, "cannot be checked"),
        (MARCH, {"start": "2020-03-31"}, "cannot be checked"),
        (YEAR, {"start": "2020-12-31", "end": "2021-03-30"}, "cannot be checked"),
        (YEAR, {"start": "2020-12-31", "end": "2021-04-01"}, "cannot be checked"),
    ],
)
def test_growth_has_its_counts_dates(counted, dates, answer):
    change = GROWTH | {"value": 50.0, "end": "2021-03-31"} | dates
    own = of("claimant", 200, **counted), last("claimant", 300, "2021-03-31")
    claim, data = world(change, *own)
    assert check(claim, data, formulas.growth_rate(data["r00"], data["r01"])).adds_up == answer


def test_reasons_why_nothing_is_checked():
    own = first("claimant", 60), first("claimant", 40, quantity="women"), last("claimant", 150)
    claim, data = world(GROWTH, *own)
    one, two, end = (data[f"r{n:02}"] for n in range(3))
    of_three, empty = formulas.growth_rate(one + two, end), world(GROWTH)[1]
    checks = check(claim, data), check(claim, empty, of_three)
    assert {got.adds_up for got in checks} == {"cannot be checked"}
    assert [got.reason for got in checks] == [
        "nothing is given that it follows from",
        "with figures that are no rows of its source it comes to 50.0%",
    ]


@pytest.mark.parametrize(("end", "answer"), [(0, "adds up"), (1, "cannot be checked")])
def test_count_adds_up_from_parts(end, answer):
    day = ("2020-06-01", "2020-06-02")[end]
    own = of("claimant", 400, **days(day)), of("claimant", 600, quantity="women", **days(day))
    claim, data = world({}, *own, of("a"), of("b", **NEXT_DAY))
    got = check(claim, data, data["r00"] + data["r01"])
    assert got.adds_up == answer
    assert set(got.listed["how"]) == {"printed"}  # no pairs


def test_claim_of_another_unit_or_place():
    others = of("a", quantity="places"), of("a", place="XAB"), of("a")
    claim, data = world({}, *others)
    refused = {
        "claim is in people and r00 in places; recompute a claim in its own unit": data["r00"],
        "take figures of one place": data["r01"],
        "claim is in people and .* in percent": formulas.growth_rate(data["r02"], data["r02"]),
    }
    for message, recomputed in refused.items():
        with pytest.raises(FigureError, match=message):
            check(claim, data, recomputed)


def test_what_is_no_figure_or_no_row_is_refused():
    claim, data = world({}, of("a"))
    with pytest.raises(TypeError, match=r"'claim' is no figure; give one, such as data\["):
        check("claim", data)
    with pytest.raises(TypeError, match=r"0\.78 is no figure; .* growth_rate\(then, now\)"):
        check(claim, data, 0.78)
    with pytest.raises(TypeError, match="data: 'tables' is not the tables"):
        check(claim, "tables")
    with pytest.raises(TypeError, match='say which answer, as in adds_up == "adds up"'):
        assert check(claim, data)
    with pytest.raises(ValueError, match="claim - r00 is no row of a table"):
        check(claim - data["r00"], data)


@pytest.mark.parametrize(
    ("words", "part", "whole"),
    [("99%", "9,901", "10,001"), ("100%", "501", "501"), ("fewer than 1%", "5", "10,001")],
)
def test_a_quotient_near_its_claim_is_in_no_doubt(words, part, whole):
    claim = Figure.parse(words, unit="percent", kind="stock")
    some, of = (Figure.parse(each, unit="people", rounded_to=1) for each in (part, whole))
    assert check(claim, recomputed=some / of).adds_up == "adds up"


def test_points_follow_from_a_change_alone():
    then, now = (Figure.parse(f"{each}%", unit="percent", kind="stock") for each in (30, 35))
    claim = Figure.parse("by 5 percentage points", unit="percentage points", kind="change")
    assert check(claim, recomputed=formulas.change(then, now)).adds_up == "adds up"
    with pytest.raises(FigureError, match="in percentage points by change"):
        check(claim, recomputed=formulas.growth_rate(then, now))


def test_what_is_computed_is_no_claim_of_a_quotient():
    growth = Figure.parse("by 50%", unit="percent", kind="change")
    with pytest.raises(ValueError, match=r"50% \* 0.1: check a number as printed"):
        check(0.1 * growth, recomputed=1 + growth)


def test_what_its_counter_has_mended_denies_no_claim():
    earlier = {"later": {"s00": pd.Timestamp("2019-12-31")}}
    claim = {"counted_by": "police", "qualifier": "at_most"}
    for by in (of("police", 1_500), of("a", 1_500, counted_by="police")):
        assert verdict(claim, by, **earlier).as_worded == "cannot be told"
        assert verdict(claim, by).as_worded == "does not hold"  # of the same day
    for other in ("a", "courts"):  # of one ministry with the police
        assert verdict(claim, of(other, 1_500), **earlier).as_worded == "does not hold"


# Who counted, on whom it rests, how it came.


@pytest.mark.parametrize(
    ("own", "others", "answer"),
    [
        ("police", ["courts", "ministry"], "one origin"),  # parts of one ministry
        ("police", ["police", ""], ""),
        ("police", ["police", "c"], "separate"),
        ("police", ["", "c"], "separate"),
        ("police", [""], ""),
        ("", ["police"], ""),
    ],
)
def test_who_counted_where_it_is_known(own, others, answer):
    rows = [of(body, counted_by=by) for body, by in zip("ab", others, strict=False)]
    assert verdict({"counted_by": own}, *rows).who_counted == answer


def test_who_counted_what_tells_of_the_words():
    claim = {"counted_by": "police", "qualifier": "at_least"}
    more = of("a", 1_060, qualifier="more_than", counted_by="c")
    assert verdict(claim, more).who_counted == "separate"


@pytest.mark.parametrize(
    ("others", "rests_on"),
    [
        ([of("a", 1_010)], ("s00",)),
        ([of("a", 1_010), of("b", 1_010)], ()),
        ([of("a", 1_010), of("b", 1_050)], ("s01",)),
        ([of("a", 1_010), of("a", 1_050, **NEXT_DAY)], ("s00", "s01")),
        ([of("a", 1_010), of("b", 990)], ("s00", "s01")),  # as worded it depends on both
        ([of("b", 1_010, source="t"), of("a", 1_010, source="t")], ("t",)),
    ],
)
def test_claim_rests_on_sources(others, rests_on):
    assert verdict({"qualifier": "at_least"}, *others).rests_on == rests_on


def test_repeated_count_is_one():
    police, courts = of("a", 1_050, counted_by="police"), of("b", 1_050, counted_by="courts")
    kinds = {"s00": "retelling", "s01": "translation", "s02": "retelling"}
    got = verdict({}, police, courts, of("ministry", 1_050), kinds=kinds)
    assert got.gaps.to_dict() == {("b a ministry", "r01 r00 r02"): 0.05}  # the best first
    assert got.listed["kind"].tolist() == ["translation"]


ANOTHER = {"counted_by": "c", "value": 1_051.0, "qualifier": "about", "rounded_to": 10.0}
ANOTHER |= {"start": "2020-05-31", "end": "2020-06-02"}


@pytest.mark.parametrize("cell", ANOTHER)
def test_another_count_is_no_repeat(cell):
    other = of("courts", 1_050) | {cell: ANOTHER[cell]}
    assert len(verdict({}, of("police", 1_050), other).gaps) == 2


def test_weakest_kind_on_the_way():
    kinds = {"s00": "document", "s01": "retelling", "s02": "agency copy", "s03": "forum or blog"}
    others = [of("a", 490, **months(1, 2)), of("a", 510, **months(3, 4)), of("b", **months(1, 4))]
    got = verdict(months(1, 4), *others, of("b", **months(1, 4), **ROUGH), kinds=kinds)
    assert got.listed["rows"].tolist() == ["r00 r01", "r02", "r03"]
    assert got.listed["kind"].tolist() == ["retelling", "agency copy", "forum or blog"]


# What can judge, and what cannot.


def test_only_its_own_source_makes_a_claim_add_up():
    own, other = first("claimant", 100), last("b", 180)
    claim, data = world(GROWTH | {"value": 50.0}, own, other, last("claimant", 150))
    by_other = check(claim, data, formulas.growth_rate(data["r00"], data["r01"]))
    assert by_other.adds_up == "cannot be checked"
    assert "no rows of its source" in by_other.reason
    assert by_other.reason.endswith("it comes to 80.0%")
    by_own = check(claim, data, formulas.growth_rate(data["r00"], data["r02"]))
    assert (by_own.adds_up, by_own.reason) == ("adds up", "")


def test_figures_of_no_table_make_no_claim_add_up():
    women = of("claimant", 300, quantity="women")
    rows_of_others = world({}, of("claimant", 600), women)[1]
    for recomputed in (parsed("900"), rows_of_others["r00"] + rows_of_others["r01"]):
        assert check(*world({}), recomputed).adds_up == "cannot be checked"


def test_a_typed_count_added_to_a_row_makes_no_claim_add_up():
    claim, data = world({}, of("claimant", 400))
    assert check(claim, data, data["r00"] + 600).adds_up == "cannot be checked"


def test_no_claim_adds_up_by_itself():
    claim, data = world({}, of("claimant", 400))
    got = check(claim, data, claim)
    assert (got.adds_up, got.reason) == ("cannot be checked", "it follows from itself")


def test_a_typed_factor_is_no_count():
    claim, data = world({}, of("claimant", 500))
    assert check(claim, data, 2 * data["r00"]).adds_up == "adds up"


def parsed(words, unit="people", **how):
    return Figure.parse(words, unit=unit, **how)


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("up 78%", "adds up"),
        ("up 79%", "does not add up"),
        ("up over 70%", "adds up"),
        ("up over 79%", "does not add up"),
        ("up about 79%", "adds up"),
        ("up 78.04%", "adds up"),
    ],
)
def test_arithmetic_without_tables(claim, answer):
    growth = formulas.growth_rate(parsed("21,900"), parsed("38,990"))
    got = check(parsed(claim, "percent"), recomputed=growth)
    assert got.adds_up == answer
    assert (got.others, got.as_worded, got.who_counted, len(got.gaps)) == ("", "", "", 0)


@pytest.mark.parametrize(
    ("claim", "people", "places", "answer", "why"),
    [
        # A newspaper's 34,400 more people than places: from 43,000, but the places may be 42,891.
        ("34,400", "77,291", "about 43,000", "may add up",
         "about 34,300 people (33,791 to 34,791)"),
        ("34,300", "77,291", "about 43,000", "adds up", ""),  # 34,291
        ("30,000", "77,291", "about 43,000", "does not add up", ""),
        ("34,000", "77,291", "nearly 43,000", "does not add up", ""),  # at least 34,291
        ("47,012", "81,693", "34,147", "does not add up", ""),  # it is 47,546
        ("47,546", "81,693", "34,147", "adds up", ""),
    ],
)  # fmt: skip
def test_rounded_numbers_accuse_nobody(claim, people, places, answer, why):
    step = 1 if claim.endswith(("12", "46")) else 100
    less = parsed(people) - parsed(places)
    got = check(parsed(claim, rounded_to=step), recomputed=less)
    assert (got.adds_up, got.reason) == (answer, why)


def test_a_share_of_other_things_is_checked():
    rate = parsed("456 deaths", "deaths") / parsed("106,631 cases", "cases")  # 0.428%
    for words, answer in (("0.43%", "adds up"), ("0.51%", "does not add up")):
        assert check(parsed(words, "percent", kind="flow"), recomputed=rate).adds_up == answer
    with pytest.raises(FigureError, match="later / earlier"):
        check(parsed("rose by 0.43%", "percent"), recomputed=rate)


def test_what_is_nearly_a_number_is_not_cut():
    twice = parsed("nearly 2 times", "times")
    assert check(twice, recomputed=parsed("277") / parsed("100")).adds_up == "does not add up"


def test_what_is_cut_has_room_to_one_side():
    half = formulas.share(parsed("50"), parsed("100"))
    for claim, answer in (
        ("50%", "adds up"),
        ("49%", "does not add up"),
        ("51%", "does not add up"),
    ):
        assert check(parsed(claim, "percent"), recomputed=half).adds_up == answer


def test_a_number_that_is_cut_accuses_nobody():
    share = formulas.share(parsed("68,132"), parsed("228,450"))  # 29.82%
    for claim in ("29 per cent", "about 29 per cent"):  # of which 2% is to 29.58
        got = check(parsed(claim, "percent"), recomputed=share)
        assert (got.adds_up, got.reason) == ("may add up", "29.8% if it is cut, and not rounded")


def test_what_is_measured_is_rounded():
    grown = formulas.growth_rate(parsed("1.5 tonnes", "tonnes"), parsed("3.2 tonnes", "tonnes"))
    assert check(parsed("up by 115%", "percent"), recomputed=grown).adds_up == "may add up"


def test_a_fall_written_without_its_sign_is_not_accused():
    fall = formulas.change(parsed("638 deaths", "deaths"), parsed("505 deaths", "deaths"))
    got = check(parsed("133 more deaths", "deaths", kind="change"), recomputed=fall)
    assert (got.adds_up, got.reason) == (
        "cannot be checked",
        "it comes to −133 deaths, the other way",
    )
    other = check(parsed("113 more deaths", "deaths", kind="change"), recomputed=fall)
    assert other.adds_up == "does not add up"


def test_a_level_is_paired_with_no_change():
    ends = first("a", 100), last("a", 140)
    claim = GROWTH | {"value": 150.0}
    level = growth(*ends, claim=claim, rate=lambda then, now: 1 + formulas.growth_rate(then, now))
    assert (level.adds_up, level.others) == ("adds up", "no other source")
    elsewhere = claim | {"end": "2020-06-01"}
    level = growth(claim=elsewhere, rate=lambda a, b: 1 + formulas.growth_rate(a, b))
    assert level.adds_up == "cannot be checked"  # it is of other days


def test_a_fall_that_is_a_rise_does_not_add_up():
    grown = formulas.growth_rate(parsed("7,061"), parsed("7,255"))  # 2.7%
    assert (
        check(parsed("dropped by 2.7%", "percent"), recomputed=grown).adds_up == "does not add up"
    )
    rise = growth(claim=GROWTH | {"value": 50.0, "wording": "rose by 50%"}, own=(100, 50))
    assert rise.adds_up == "does not add up"


def test_an_open_end_has_no_margin():
    growth = formulas.growth_rate(parsed("21,900", rounded_to=100), parsed("over 38,990"))
    answers = [check(parsed(f"{n}%", "percent"), recomputed=growth).adds_up for n in (76, 78, 90)]
    assert answers == ["does not add up", "adds up", "may add up"]  # more than 77.6%


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("78%", "adds up"),
        ("96%", "may add up"),  # 42,889 / 21,850 is 1.963
        ("97%", "does not add up"),
        ("1,000%", "does not add up"),
        ("fell by 78%", "does not add up"),
    ],
)
def test_in_a_check_over_is_no_more_than_a_tenth_over(claim, answer):
    growth = formulas.growth_rate(parsed("21,900"), parsed("over 38,990"))
    assert check(parsed(claim, "percent"), recomputed=growth).adds_up == answer
    assert growth.words == "more than 77.6%"


def test_claim_is_a_number_as_printed():
    growth = formulas.growth_rate(parsed("21,900"), parsed("38,990"))
    with pytest.raises(ValueError, match="check a number as printed"):
        check(growth, recomputed=growth)


def test_check_of_nothing_says_what_it_can_answer():
    with pytest.raises(ValueError, match="recomputed=growth_rate"):
        check(parsed("38,990"))
    with pytest.raises(ValueError, match="check it without tables, check"):
        check(parsed("38,990"), world({})[1])


# Laws.


@st.composite
def random_world(draw):
    """A claim, and what others say of it."""

    def pick(*options):
        return draw(st.sampled_from(options))

    flow, others = draw(st.booleans()), []
    for n in range(draw(st.integers(0, 8))):
        start, end = pick((1, 4), (1, 2), (3, 4), (1, 1), (2, 2), (2, 4))
        cells = months(start, end) if flow else days(f"2021-0{end}-10")
        cells |= {"source": f"t{n}", "counted_by": pick("", "police", "c")}
        cells |= {"qualifier": pick("exact", "about", "at_least", "less_than")}
        cells |= {"rounded_to": pick(1.0, 10.0)}
        body = pick("a", "b", "police", "courts", "claimant")
        others.append(of(body, pick(220, 250, 300, 900, 1_000, 1_050, 1_200), **cells))
    return (months(1, 4) if flow else days("2021-01-15", "2021-02-01")), others


def ten_years_later(row):
    return row | {name: row[name].replace("2021", "2031") for name in ("start", "end")}


def tenfold(row):
    return row | {"value": 10 * row["value"], "rounded_to": 10 * row.get("rounded_to", 1.0)}


@settings(max_examples=10)
@given(random_world(), st.integers(0, 7), st.sampled_from(["exact", "at_least"]))
def test_what_should_change_no_answer(world, twice, qualifier):
    claim, others = world
    claim |= {"value": 1_000.0, "qualifier": qualifier, "counted_by": "police"}

    def answers(claim, *others, **how):
        got = verdict(claim, *others, **how)
        in_words = (got.others, got.as_worded, got.who_counted, got.rests_on)
        return in_words, got.gaps.round(9).tolist()

    plain = answers(claim, *others)
    elsewhere = claim | {"place": "XAB", "attributed_to": "a", "value": 5.0}
    assert answers(claim, *others[::-1]) == plain
    assert answers(claim, *others, *others[twice : twice + 1]) == plain
    assert answers(claim, *others, elsewhere) == plain
    if "quantity" not in claim:  # a sum of counts to the ten is rounded, of counts to the one not
        assert answers(tenfold(claim), *map(tenfold, others)) == plain
    assert answers(ten_years_later(claim), *map(ten_years_later, others)) == plain
    assert answers(claim, *others, names=str.upper) == plain


@pytest.mark.parametrize(
    ("words", "now", "verdict"),
    [
        ("nearly 20%", 119, "adds up"),
        ("nearly 20%", 120.3, "adds up"),  # which rounds to it
        ("nearly 20%", 122, "does not add up"),
        ("fell by nearly 20%", 81, "adds up"),
        ("fell by nearly 20%", 78, "does not add up"),
    ],
)
def test_nearly_a_number_is_no_more_than_it(words, now, verdict):
    claim = Figure.parse(words, unit="percent", kind="change")
    growth = stats.growth_rate(stats.figure(100, "tonnes"), stats.figure(now, "tonnes"))
    assert check(claim, recomputed=growth).adds_up == verdict


def test_nearly_twelve_may_be_eleven():
    deaths = {"unit": "deaths", "kind": "stock"}
    answers = [
        check(Figure.parse("nearly 12", **deaths), recomputed=stats.figure(count, **deaths)).adds_up
        for count in (10, 11, 13)
    ]
    assert answers == ["does not add up", "adds up", "does not add up"]


def test_a_claim_may_be_a_range_and_says_its_step():
    then, now = stats.figure(100, "tonnes"), stats.figure(178, "tonnes")
    growth = stats.growth_rate(then, now)
    for low, verdict in ((70, "adds up"), (79, "does not add up")):
        claim = stats.figure(low=low, high=80, unit="percent")
        assert check(claim, recomputed=growth).adds_up == verdict
    assert check(stats.figure(78, "percent", rounded_to=1), recomputed=growth).adds_up == "adds up"
    with pytest.raises(ValueError, match=r"say to which step it is written.*rounded_to=1"):
        check(stats.figure(77, "percent"), recomputed=growth)
