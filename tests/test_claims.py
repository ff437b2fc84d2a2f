"""What follows from the article's figures, and what comes of checking its claims."""

import math

import pandas as pd
import pytest

import stats
from stats.others import corroborate

INF = math.inf


@pytest.fixture
def figures():
    """The article's figures, in a copy that a test may change."""
    return stats.load_figures().copy()


def statistic(figures, name):
    return stats.statistics(figures).set_index("id").loc[name]


def claim(figures, name="growth"):
    return stats.check_claims(figures).set_index("id").loc[name]


# Every statistic of the article.

# 21,900 is written to the hundred: from 21,850 up to 21,950. 38,990 is "over". 26,593 is
# "estimated". 55,770 is "at least". Growth, ln(38,990 / 21,900) = 0.5768186; at its least,
# ln(38,990 / 21,950) = 0.5745381. From 31 December 2016 to 31 March 2020 are 3.25 years; to
# 1 March 38 months and 1 day of 31, 38.0322581 / 12 = 3.1693548 years.
EXPECTED = [
    # id, value, low, high, unit, words
    ("prisoner_change", 17_090, 17_040, INF, "people", "more than 17,040 people"),
    ("prisoner_growth", 17_090 / 21_900, 17_040 / 21_950, INF, "ratio", "more than 77.6 %"),
    (  # e ** (0.5768186 / 3.25) - 1; e ** (0.5745381 / 3.25) - 1
        "prisoner_annual_growth",
        0.194207,
        0.193370,
        INF,
        "ratio a year",
        "more than 19.3 % a year",
    ),
    (  # e ** (0.5768186 / 3.1693548) - 1; e ** (0.5745381 / 3.1693548) - 1
        "prisoner_annual_growth_first_day",
        0.199613,
        0.198750,
        INF,
        "ratio a year",
        "more than 19.8 % a year",
    ),
    (  # 3.25 * 0.6931472 / 0.5768186; 3.25 * 0.6931472 / 0.5745381
        "prisoner_doubling_time",
        3.905437,
        0,
        3.920938,
        "years",
        "less than 4.0 years",
    ),
    ("occupancy", 1.466175, 1.466175, INF, "ratio", "more than about 146.6 %"),  # 38,990 / 26,593
    ("overcrowding", 0.466175, 0.466175, INF, "ratio", "more than about 46.6 %"),  # 12,397 / 26,593
    ("places_short", 12_397, 12_397, INF, "places", "more than about 12,397 places"),
    (  # 1,186 * 47 = 55,742, and 28 more: 28 / 1,186 = 0.023609
        "arrests_per_day",
        47.023609,
        47.023609,
        INF,
        "arrests a day",
        "at least 47.0 arrests a day",
    ),
    (  # 39 * 1,430 = 55,770
        "arrests_per_month",
        1_430,
        1_430,
        INF,
        "arrests a month",
        "at least 1,430 arrests a month",
    ),
    (  # 12 * 1,430
        "arrests_per_year",
        17_160,
        17_160,
        INF,
        "arrests a year",
        "at least 17,160 arrests a year",
    ),
    ("interviewees_who_use_drugs_share", 2 / 3, 2 / 3, 2 / 3, "ratio", "66.7 %"),  # 34 / 51
]


def test_every_statistic_is_expected_here(figures):
    table = stats.statistics(figures)
    assert table["id"].tolist() == [name for name, *_ in EXPECTED]
    assert list(table.columns) == [
        "id",
        "label",
        "value",
        "low",
        "high",
        "low_open",
        "high_open",
        "approximate",
        "unit",
        "words",
        "inputs",
        "formula",
    ]


@pytest.mark.parametrize("expected", EXPECTED, ids=[name for name, *_ in EXPECTED])
def test_statistic_of_the_article(figures, expected):
    name, *numbers, unit, words = expected
    row = statistic(figures, name)
    assert row[["value", "low", "high"]].tolist() == pytest.approx(numbers, rel=2e-6)
    assert (row["unit"], row["words"]) == (unit, words)


@pytest.mark.parametrize(
    ("name", "low_open", "high_open", "approximate"),
    [
        ("prisoner_growth", True, True, False),  # "over"
        ("prisoner_doubling_time", True, True, False),  # 0 is never reached
        ("occupancy", True, True, True),  # "over" of "estimated"
        ("places_short", True, True, True),
        ("arrests_per_month", False, True, False),  # "at least"
        ("interviewees_who_use_drugs_share", False, False, False),  # two exact counts
    ],
)
def test_statistic_is_open_and_approximate_as_its_figures(
    figures, name, low_open, high_open, approximate
):
    row = statistic(figures, name)
    assert (row["low_open"], row["high_open"]) == (low_open, high_open)
    assert row["approximate"] == approximate


def test_statistic_names_the_figures_that_it_comes_from(figures):
    for inputs in stats.statistics(figures)["inputs"]:
        assert set(inputs.split()) <= set(figures.index)
    assert statistic(figures, "occupancy")["inputs"] == "prisoners_2020 capacity_2020"


def test_occupancy_of_2016_against_the_capacity_of_2020_is_left_out(figures):
    inputs = [set(inputs.split()) for inputs in stats.statistics(figures)["inputs"]]
    assert not any({"prisoners_2016", "capacity_2020"} <= names for names in inputs)


def test_doubling_time_is_said_only_at_a_pace(figures):
    label = statistic(figures, "prisoner_doubling_time")["label"]
    assert "at the pace to the last day given" in label


LABELS = {
    "prisoner_change": "Rise in the prison population",
    "prisoner_growth": "Growth of the prison population",
    "prisoner_annual_growth": "Growth a year, if the later count is of the last day given",
    "prisoner_annual_growth_first_day": (
        "Growth a year, if the later count is of the first day given"
    ),
    "prisoner_doubling_time": "Time to double, at the pace to the last day given",
    "occupancy": "Occupancy level, of capacity",
    "overcrowding": "Over capacity",
    "places_short": "Places short",
    "arrests_per_day": "Arrests, mean per day",
    "arrests_per_month": "Arrests, mean per month",
    "arrests_per_year": "Arrests, mean per year",
    "interviewees_who_use_drugs_share": "People interviewed who use or used drugs",
}


def test_each_statistic_says_what_it_is(figures):
    table = stats.statistics(figures).set_index("id")
    assert table["label"].to_dict() == LABELS


@pytest.mark.parametrize(
    "name",
    [
        *("prisoner_change", "prisoner_growth", "occupancy", "overcrowding", "places_short"),
        "interviewees_who_use_drugs_share",
    ],
)
def test_formula_is_the_one_that_was_computed(figures, name):
    row = statistic(figures, name)
    assert eval(row["formula"], {}, figures["value"].to_dict()) == pytest.approx(
        row["value"], rel=1e-12
    )


def test_annual_growth_runs_from_the_end_of_the_first_counts_dates(figures):
    figures.loc["prisoners_2016", "start"] = pd.Timestamp("2016-01-01")
    value = statistic(figures, "prisoner_annual_growth")["value"]
    assert value == pytest.approx(0.194207, abs=1e-6)


def test_changed_figure_changes_what_follows_from_it_alone(figures):
    before = stats.statistics(figures).set_index("id")
    figures.loc["prisoners_2020", "value"] = 40_000.0
    after = stats.statistics(figures).set_index("id")
    changed = before.index[before["words"] != after["words"]]
    first_eight = [name for name, *_ in EXPECTED[:8]]
    assert changed.tolist() == first_eight
    assert after.loc["places_short", "words"] == "more than about 13,407 places"  # 40,000 - 26,593
    assert after.loc["occupancy", "words"] == "more than about 150.4 %"  # 40,000 / 26,593 = 1.50415


def test_order_of_the_figures_changes_nothing(figures):
    pd.testing.assert_frame_equal(stats.statistics(figures[::-1]), stats.statistics(figures))


@pytest.mark.parametrize("missing", ["prisoners_2016", "capacity_2020", "arrests_campaign"])
def test_statistic_of_a_missing_figure_names_it(figures, missing):
    for row in stats.statistics(figures.drop(missing)).itertuples():
        if missing in row.inputs.split():
            assert row.words == f"cannot be computed: {missing} is missing"
            assert math.isnan(row.value)
            assert math.isnan(row.low)
            assert math.isnan(row.high)
        else:
            assert row.words == statistic(figures, row.id)["words"]


def test_statistic_of_two_missing_figures_names_both(figures):
    words = statistic(figures.drop(["prisoners_2020", "capacity_2020"]), "occupancy")["words"]
    assert words == "cannot be computed: prisoners_2020 and capacity_2020 are missing"


def test_table_of_no_figures_gives_no_statistic_a_value(figures):
    assert stats.statistics(figures[:0])["value"].isna().all()


@pytest.mark.parametrize(
    ("name", "figure", "value", "argument"),
    [
        ("occupancy", "capacity_2020", 0.0, "capacity"),
        ("prisoner_growth", "prisoners_2016", 0.0, "start"),
        ("interviewees_who_use_drugs_share", "interviewees", 33.0, "part"),
        ("prisoner_doubling_time", "prisoners_2020", 21_900.0, "end"),
    ],
)
def test_statistic_that_makes_no_sense_says_why(figures, name, figure, value, argument):
    figures.loc[figure, "value"] = value
    row = statistic(figures, name)
    assert row["words"].startswith(f"cannot be computed: {argument}: ")
    assert math.isnan(row["value"])


def test_annual_growth_to_a_day_before_the_start_says_why(figures):
    figures.loc["prisoners_2020", ["start", "end"]] = pd.Timestamp("2016-03-01")
    words = statistic(figures, "prisoner_annual_growth")["words"]
    assert words == "cannot be computed: end: 2016-03-01; it must be no earlier than start"


# Claims.


def test_claims_are_what_is_said_of_the_country_or_the_research(figures):
    claims = stats.check_claims(figures)
    assert claims["id"].tolist() == [name for name in figures.index if name != "report_length"]
    assert list(claims.columns) == [
        "id",
        "wording",
        "published",
        "recomputed",
        "low",
        "high",
        "arithmetic",
        "reason",
    ]


def test_growth_of_78_percent_is_reproduced(figures):
    row = claim(figures)
    assert row["arithmetic"] == "reproduced"
    assert row["published"] == 78
    # 17,090 / 21,900; at the least 17,040 / 21,950
    assert row["recomputed"] == pytest.approx(78.03653, rel=1e-7)
    assert (row["low"], row["high"]) == (pytest.approx(77.63098, rel=1e-7), INF)
    assert row["wording"] == "skyrocketed by 78% since the campaign started"
    assert "78.0 %" in row["reason"]


@pytest.mark.parametrize(
    ("qualifier", "reason"),
    [
        ("about", "give 78.0 %, printed as about 78 %."),
        ("more_than", "give 78.0 %, printed as more than 78 %."),
        ("exact", "give 78.0 %, printed as 78 %."),
    ],
)
def test_reason_keeps_the_word_that_qualifies_the_claim(figures, qualifier, reason):
    figures.loc["growth", "qualifier"] = qualifier
    assert claim(figures)["reason"].endswith(reason)


CHANGES = [
    # Of the growth claim itself. The counts give 78.04 %, and allow more than 77.63 %.
    ({"growth": {"value": 77.0}}, "not reproduced"),  # at most 77.5
    ({"growth": {"value": 79.0}}, "consistent"),  # not 78, yet 78.5 is more than 77.63
    ({"growth": {"value": 150.0}}, "consistent"),  # nothing bounds "over 38,990" above
    ({"growth": {"value": 80.0, "rounded_to": 10.0}}, "reproduced"),  # 78 to the ten is 80
    ({"growth": {"value": 70.0, "rounded_to": 10.0}}, "not reproduced"),  # up to 75
    ({"growth": {"value": 78.0, "rounded_to": 0.1}}, "reproduced"),
    ({"growth": {"value": 78.1, "rounded_to": 0.1}}, "consistent"),  # 78.04 is 78.0 to a tenth
    ({"growth": {"value": 77.6, "rounded_to": 0.1}}, "consistent"),  # up to 77.65
    ({"growth": {"value": 77.5, "rounded_to": 0.1}}, "not reproduced"),  # up to 77.55
    ({"growth": {"value": 70.0, "qualifier": "more_than"}}, "consistent"),
    ({"growth": {"value": 77.0, "qualifier": "at_most"}}, "not reproduced"),
    ({"growth": {"value": 77.0, "qualifier": "about"}}, "not reproduced"),  # no margin stated
    # Of the counts. 38,990 / 22,000 - 1 = 77.2 %, but 21,500 to 22,500 allow 73.3 % and more.
    ({"prisoners_2016": {"value": 22_000.0, "rounded_to": 1_000.0}}, "consistent"),
    # 22,000 to the one allows more than 77.2 %, of which 78 is.
    ({"prisoners_2016": {"value": 22_000.0, "rounded_to": 1.0}}, "consistent"),
    # Exactly 38,000: 73.5 %, from 73.1 to 73.9 %.
    ({"prisoners_2020": {"value": 38_000.0, "qualifier": "exact"}}, "not reproduced"),
    # Exactly 39,100: 78.5 %, printed as 79; from 78.1 % to 78.9 %, and 78 is up to 78.5.
    ({"prisoners_2020": {"value": 39_100.0, "qualifier": "exact"}}, "consistent"),
    ({"prisoners_2020": {"value": 38_990.0, "qualifier": "exact"}}, "reproduced"),
    # Fewer than 38,000, from 21,850: less than 73.9 %.
    ({"prisoners_2020": {"value": 38_000.0, "qualifier": "less_than"}}, "not reproduced"),
]


@pytest.mark.parametrize(
    ("changes", "verdict"), CHANGES, ids=[f"{changes}: {verdict}" for changes, verdict in CHANGES]
)
def test_verdict_on_the_growth_claim_follows_from_the_figures(figures, changes, verdict):
    for name, cells in changes.items():
        for column, value in cells.items():
            figures.loc[name, column] = value
    row = claim(figures)
    assert row["arithmetic"] == verdict
    ends = {
        "reproduced": f", printed as {stats.printed(figures.loc['growth'])}.",
        "consistent": f" meets {stats.printed(figures.loc['growth'])}.",
        "not reproduced": f" does not meet {stats.printed(figures.loc['growth'])}.",
    }
    assert row["reason"].endswith(ends[verdict])
    assert (" does not " in row["reason"]) == (verdict == "not reproduced")


@pytest.mark.parametrize(("published", "verdict"), [(50.0, "not reproduced"), (51.0, "reproduced")])
def test_growth_by_half_a_step_counts_as_the_step_above(figures, published, verdict):
    # Exactly 301 of exactly 200 is 50.5 %. To the percent that is 51; 50 goes up to, not
    # including, 50.5.
    figures["qualifier"] = "exact"
    figures.loc["prisoners_2016", ["value", "rounded_to"]] = [200.0, 1.0]
    figures.loc["prisoners_2020", "value"] = 301.0
    figures.loc["growth", "value"] = published
    assert claim(figures)["arithmetic"] == verdict


@pytest.mark.parametrize(
    "missing", [["prisoners_2016"], ["prisoners_2020"], ["prisoners_2016", "prisoners_2020"]]
)
def test_growth_claim_without_its_counts_cannot_be_checked(figures, missing):
    row = claim(figures.drop(missing))
    assert row["arithmetic"] == "cannot be checked"
    assert all(name in row["reason"] for name in missing)
    assert math.isnan(row["recomputed"])


def test_growth_claim_from_nothing_cannot_be_checked(figures):
    figures.loc["prisoners_2016", "value"] = 0.0
    row = claim(figures)
    assert row["arithmetic"] == "cannot be checked"
    assert "above 0" in row["reason"]


@pytest.mark.parametrize("name", ["arrests_growth", "growths"])
def test_growth_claim_of_something_else_cannot_be_checked(figures, name):
    row = claim(figures.rename(index={"growth": name}), name)
    assert row["arithmetic"] == "cannot be checked"
    assert "which counts" in row["reason"]
    assert (row["low"], row["high"]) == (77.5, 78.5)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("arrests_campaign", 55_770, INF),
        ("prisoners_2016", 21_850, 21_950),
        ("prisoners_2020", 38_990, INF),
        ("capacity_2020", 26_593, 26_593),
        ("interviewees", 51, 51),
        ("interviewees_who_use_drugs", 34, 34),
    ],
)
def test_claim_that_nothing_recomputes_is_as_stated(figures, name, low, high):
    row = claim(figures, name)
    assert row["arithmetic"] == "as stated"
    assert math.isnan(row["recomputed"])
    assert (row["low"], row["high"]) == (low, high)
    assert row["published"] == figures.at[name, "value"]


def test_table_without_claims_gives_an_empty_table_of_claims(figures):
    claims = stats.check_claims(figures.loc[["report_length"]])
    assert len(claims) == 0
    assert "arithmetic" in claims


def test_checking_changes_no_figure(figures):
    stats.check_claims(figures)
    stats.statistics(figures)
    pd.testing.assert_frame_equal(figures, stats.load_figures())


def test_context_adds_to_each_claim_what_others_say(figures):
    context = stats.load_context()
    claims = stats.check_claims(figures, context)
    added = ["corroboration", "others", "sources"]
    pd.testing.assert_frame_equal(claims.drop(columns=added), stats.check_claims(figures))
    assert list(claims.columns[-3:]) == added
    for row in claims.itertuples():
        found = corroborate(row.id, figures, context)
        assert (row.corroboration, row.others, row.sources) == (
            found.corroboration,
            found.others,
            found.sources,
        )
