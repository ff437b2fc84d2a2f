"""What other bodies say of a claim: each verdict, its limits, and the verdicts of the article."""

import re

import pandas as pd
import pytest

import stats
from stats.others import (
    arrests_left_for_last_count,
    corroborate,
    occupancy_by_capacity,
    official_sums,
    whole_year,
)

DTYPES = stats.load_context().dtypes
CELLS = {
    "quantity": "prisoners",
    "value": 1_000.0,
    "unit": "people",
    "qualifier": "exact",
    "rounded_to": 1.0,
    "start": "2020-03-15",
    "end": "2020-03-15",
    "attributed_to": "The claimant",
    "wording": "words",
    "source": "paper",
    "note": "",
}
ARRESTS = {
    "quantity": "drug_arrests",
    "unit": "arrests",
    "start": "2017-01-01",
    "end": "2018-12-31",
}
GROWTH = {
    "quantity": "prisoner_growth",
    "value": 50.0,
    "unit": "percent",
    "start": "2016-12-31",
    "end": "2020-03-31",
}


def frame(**rows):
    """A table of figures as the loaders return it: an id a row, and the cells that differ."""
    table = pd.DataFrame({name: CELLS | cells for name, cells in rows.items()}, DTYPES.index).T
    return table.rename_axis("id").astype(DTYPES)


def of(body, value=1_000.0, **cells):
    """The cells of another figure, each body with a source of its own."""
    return {"attributed_to": body, "value": value, "source": f"source_{body}"} | cells


def check(claim, *others):
    """What comes of a claim when others say this; each other row is a dict of cells."""
    context = frame(**{f"other_{place}": cells for place, cells in enumerate(others)})
    return corroborate("claim", frame(claim=claim), context)


def verdict(claim, *others):
    return check(claim, *others).corroboration


def test_crafted_tables_are_of_the_loaders_types():
    pd.testing.assert_series_equal(frame(claim={}).dtypes, stats.load_figures().dtypes)


# The verdicts, and the order in which they are tried.


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        # 1,200 is 20 % more than 1,000: that one of them agrees to the person does not count.
        ([of("A", 1_000), of("B", 1_200)], "disputed"),
        ([of("A", 1_000), of("B", 1_100)], "corroborated"),  # B is exactly 10 % off
        ([of("A", 1_050), of("The claimant", 1_000)], "differs"),  # repeated as well
        ([of("The claimant", 1_000)], "repeated"),
        ([of("The claimant", 2_000)], "repeated"),  # what it says again is another matter
        ([], "not found"),
    ],
)
def test_verdicts_are_tried_in_order(others, expected):
    # One figure of another quantity, so that there always is a context.
    assert verdict({}, *others, of("A", quantity="floor_area")) == expected


def test_another_body_with_the_same_number_is_named():
    assert check({}, of("A"), of("B")).others == (
        "A: 1,000 people (15 March 2020), the same, which the claim’s words allow. "
        "B: the same number."
    )


def test_another_body_with_about_the_number_keeps_its_word():
    said = check({}, of("A"), of("B", qualifier="about")).others
    assert said.endswith(
        "Also: B: about 1,000 people (15 March 2020), the same, which the claim’s words allow."
    )


def test_second_outlet_of_a_body_is_cited_and_is_no_other_body():
    found = check({}, of("A"), of("A", source="second"))
    assert found.others.count("A") == 1
    assert found.sources == "source_A second"


def test_repetitions_are_all_said_and_cited():
    again = of("The claimant", 500)
    found = check({}, again, again | {"value": 600.0, "source": "second"})
    assert found.corroboration == "repeated"
    assert "500 people" in found.others
    assert "600 people" in found.others
    assert found.sources == "source_The claimant second"


def test_nearest_of_bodies_that_differ_is_the_one_by_its_number():
    # At least 1,000 allows both; 1,050 is nearer.
    found = check({"qualifier": "at_least"}, of("B", 1_500), of("A", 1_050))
    assert found.corroboration == "disputed"
    assert found.others.endswith("The nearest (A) is 5.0 % more, which the claim’s words allow.")


@pytest.mark.parametrize(
    ("claimed", "value", "ends"),
    [
        (0.0, 5.0, ", 5.0 more."),
        (1_000.4, 1_000.0, ", 0.0 % less."),
        (1_000.0, 1_000.4, " 0.0 % more."),
    ],
)
def test_nearness_says_which_way(claimed, value, ends):
    assert check({"value": claimed}, of("A", value)).others.endswith(ends)


@pytest.mark.parametrize("quantity", ["prisoners", "drug_arrests", "prisoner_growth", "capacity"])
def test_claim_is_not_found_in_an_empty_context(quantity):
    context = stats.load_context()[:0]
    found = corroborate("claim", frame(claim={"quantity": quantity}), context)
    assert (found.corroboration, found.sources) == ("not found", "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (979, "differs"),
        (980, "corroborated"),  # 2 % of 1,000 are 20
        (1_020, "corroborated"),
        (1_021, "differs"),
    ],
)
def test_figure_within_2_percent_of_the_claim_corroborates_it(value, expected):
    assert verdict({}, of("A", value)) == expected


@pytest.mark.parametrize(("value", "expected"), [(77.9, "corroborated"), (77.8, "differs")])
def test_nearness_is_of_the_claims_value_and_between_bounds(value, expected):
    # 80 to the percent is 79.5 and more, 77.9 to a tenth up to 77.95: 1.55 apart. Two percent of
    # 80 are 1.6. From 77.85 it is 1.65.
    other = of("A", **GROWTH | {"value": value, "rounded_to": 0.1})
    assert verdict(GROWTH | {"value": 80.0}, other) == expected


@pytest.mark.parametrize(
    ("claim", "other", "expected"),
    [
        # A to the hundred is from 950 up to 1,050.
        ({"value": 1_040}, of("A", rounded_to=100), "corroborated"),
        ({"value": 1_071}, of("A", rounded_to=100), "corroborated"),  # 21 off; 2 % are 21.4
        ({"value": 1_072}, of("A", rounded_to=100), "differs"),  # 22 off; 2 % are 21.44
        ({"value": 900, "qualifier": "at_least"}, of("A"), "corroborated"),
        ({"value": 1_100, "qualifier": "at_most"}, of("A", 500), "corroborated"),
        ({"value": 1_021, "qualifier": "at_least"}, of("A"), "differs"),  # 21 off; 2 % are 20.42
        ({}, of("A", 500, qualifier="more_than"), "corroborated"),
        ({}, of("A", 979, qualifier="less_than"), "differs"),
        ({}, of("A", 1_100, qualifier="about"), "differs"),  # no margin stated
    ],
)
def test_figure_whose_bounds_meet_the_claims_corroborates_it(claim, other, expected):
    assert verdict(claim, other) == expected


@pytest.mark.parametrize(
    ("claim", "other", "ending"),
    [
        ({}, of("A"), "A: 1,000 people (15 March 2020), the same, which the claim’s words allow."),
        ({}, of("A", 1_015), "1.5 % more."),
        ({}, of("A", 985), "1.5 % less."),
        ({}, of("A", 1_050), "5.0 % more."),
        ({}, of("A", 800), "20.0 % less."),
        ({"rounded_to": 100}, of("A", 1_049), "4.9 % more, which the claim’s words allow."),
        ({"rounded_to": 100}, of("A", 1_050), "5.0 % more."),  # up to, not including
        ({"qualifier": "more_than"}, of("A"), "the same."),  # more than 1,000 leaves 1,000 out
        ({"qualifier": "at_least"}, of("A", 2_000), "100.0 % more, which the claim’s words allow."),
    ],
)
def test_sentence_says_how_near_and_which_way(claim, other, ending):
    assert check(claim, other).others.endswith(ending)


def test_sentence_keeps_the_words_of_the_other_figure():
    found = check({"qualifier": "about"}, of("A", qualifier="estimated"), of("B", 1_010))
    assert found.others.startswith("A: an estimated 1,000 people (15 March 2020)")
    assert found.others.endswith("Also: B: 1,010 people (15 March 2020), 1.0 % more.")
    assert found.sources == "source_A source_B"


def test_sentence_says_how_near_each_other_figure_is():
    # 1,040 and 985 are 4 % more and 1.5 % less than 1,000; to the hundred it is up to 1,050.
    found = check({"rounded_to": 100}, of("A", 1_060), of("B", 1_040), of("C", 985))
    assert found.others == (
        "B: 1,040 people (15 March 2020), 4.0 % more, which the claim’s words allow. Also: "
        "A: 1,060 people (15 March 2020), 6.0 % more; "
        "C: 985 people (15 March 2020), 1.5 % less, which the claim’s words allow."
    )


@pytest.mark.parametrize(
    ("claim", "other", "near"),
    [
        # 990 to the hundred is from 940 to 1,040: more than 1,000, perhaps, but it says 990.
        ({"qualifier": "more_than"}, of("A", 990, rounded_to=100), "1.0 % less."),
        ({"qualifier": "at_most"}, of("A", 1_010, rounded_to=100), "1.0 % more."),
        # "At least 900" leaves 1,000 open as well.
        ({}, of("A", 900, qualifier="at_least"), "10.0 % less."),
    ],
)
def test_figure_itself_outside_the_claims_words_is_not_said_to_be_allowed(claim, other, near):
    found = check(claim, other)
    assert found.corroboration == "corroborated"  # at its own bounds it meets the claim
    assert found.others.endswith(f"(15 March 2020), {near}")


def test_nearest_figure_is_named_first():
    assert check({}, of("A", 1_050), of("B", 990)).others.startswith("B: 990 people")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([of("A", 1_000), of("B", 1_100)], "corroborated"),  # exactly 10 % of 1,000
        ([of("A", 1_000), of("B", 1_101)], "disputed"),
        ([of("B", 1_101), of("A", 1_000)], "disputed"),  # in either order
        ([of("A", 1_000), of("B", 1_050), of("C", 1_101)], "disputed"),  # B is near both
        ([of("A", 1_000), of("A", 1_500)], "corroborated"),  # one body through two outlets
        ([of("A", 1_000), of("A", 1_200), of("B", 1_210)], "corroborated"),  # 1,200 is near 1,210
        ([of("A", 1_000), of("The claimant", 2_000)], "corroborated"),  # the claimant is no other
        ([of("A", 1_000), of("B", 1_500, qualifier="at_most")], "corroborated"),  # may be 1,000
        ([of("A", 1_000), of("B", 1_200, rounded_to=200)], "corroborated"),  # from 1,100
        ([of("A", 1_000), of("B", 1_200, rounded_to=198)], "disputed"),  # from 1,101
    ],
)
def test_bodies_more_than_10_percent_apart_make_a_dispute(others, expected):
    assert verdict({}, *others) == expected


def test_dispute_lists_the_figures_from_the_least_with_their_sources():
    found = check({}, of("B", 1_500), of("A", 1_000))
    listed = "A: 1,000 people (15 March 2020); B: 1,500 people (15 March 2020)"
    assert found.others == (
        f"Others do not agree with one another. {listed}. "
        "The nearest (A) is the same, which the claim’s words allow."
    )
    assert found.sources == "source_A source_B"


def test_dispute_says_how_near_the_nearest_is():
    # 900 is 100 off, 1,110 is 110 off; 210 apart is more than a tenth of 900.
    found = check({}, of("A", 1_110), of("B", 900))
    listed = "B: 900 people (15 March 2020); A: 1,110 people (15 March 2020)"
    assert found.others.endswith(f"{listed}. The nearest (B) is 10.0 % less.")


@pytest.mark.parametrize("value", [500.0, 1_000.0, 1_020.0])
def test_same_bodys_figure_never_corroborates(value):
    found = check({}, of("The claimant", value))
    assert found.corroboration == "repeated"
    start = "No other body gives a figure. By the same body: The claimant: "
    assert found.others.startswith(start)
    assert found.sources == "source_The claimant"


@pytest.mark.parametrize(("value", "expected"), [(0.0, "corroborated"), (5.0, "differs")])
def test_claim_of_none_is_held_against_others(value, expected):
    assert verdict({"value": 0.0}, of("A", value)) == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([-50], "corroborated"),
        ([-52], "corroborated"),  # up to -51.5, 1 off what is from -50.5; 2 % of 50 are 1
        ([-53], "differs"),  # 2 off
        ([-50, -53], "corroborated"),  # 2 apart; 10 % of 50 are 5
        ([-50, -57], "disputed"),  # 6 apart
    ],
)
def test_fall_is_held_against_others_as_a_rise_is(others, expected):
    fall = GROWTH | {"value": -50.0}
    found = verdict(fall, *(of(f"Body {n}", **GROWTH | {"value": n}) for n in others))
    assert found == expected


# The same thing at the same time.


@pytest.mark.parametrize("quantity", ["capacity", "prisoners_thailand", "interviewees"])
def test_figure_of_another_thing_is_left_out(quantity):
    assert verdict({}, of("A", quantity=quantity)) == "not found"


MARCH_2020 = {"start": "2020-03-01", "end": "2020-03-31"}
END_OF_2016 = {"start": "2016-12-31", "end": "2016-12-31"}
CAPACITY = {"quantity": "capacity", "unit": "places"}


@pytest.mark.parametrize(
    ("claim", "start", "end", "found"),
    [
        (MARCH_2020, "2020-01-30", "2020-01-30", False),
        (MARCH_2020, "2020-01-31", "2020-01-31", True),  # 30 days to 1 March: 1 and 29
        (MARCH_2020, "2020-04-30", "2020-04-30", True),  # 30 days from 31 March
        (MARCH_2020, "2020-05-01", "2020-05-01", False),
        (MARCH_2020, "2019-11-01", "2020-01-31", True),  # on its last day, perhaps
        (MARCH_2020, "2020-04-30", "2020-07-31", True),
        (MARCH_2020, "2019-01-01", "2019-12-31", False),  # taken at the end of 2019
        (MARCH_2020, "2020-01-01", "2020-12-31", False),  # taken at the end of 2020
        (END_OF_2016, "2016-01-01", "2016-12-31", True),
        (END_OF_2016, "2017-01-01", "2017-12-31", False),
        (END_OF_2016, "2015-01-01", "2015-12-31", False),
        (END_OF_2016, "2016-11-30", "2016-11-30", False),
        (END_OF_2016, "2016-12-01", "2016-12-01", True),
        (END_OF_2016, "2017-01-30", "2017-01-30", True),
        (END_OF_2016, "2017-01-31", "2017-01-31", False),
        # A claim that is dated by its year is taken at its end as well.
        ({"start": "2016-01-01", "end": "2016-12-31"}, "2016-12-01", "2016-12-01", True),
        ({"start": "2016-01-01", "end": "2016-12-31"}, "2016-01-15", "2016-01-15", False),
        # A capacity holds for a year.
        (CAPACITY | MARCH_2020, "2019-02-28", "2019-02-28", False),
        (CAPACITY | MARCH_2020, "2019-03-01", "2019-03-01", True),
        (CAPACITY | MARCH_2020, "2021-03-31", "2021-03-31", True),
        (CAPACITY | MARCH_2020, "2021-04-02", "2021-04-02", False),
        (CAPACITY | MARCH_2020, "2021-01-01", "2021-12-31", True),
        (CAPACITY | MARCH_2020, "2019-01-01", "2019-12-31", True),
        (CAPACITY | MARCH_2020, "2022-01-01", "2022-12-31", False),
        (CAPACITY | MARCH_2020, "2018-01-01", "2018-12-31", False),
    ],
)
def test_figure_of_the_same_time_is_found(claim, start, end, found):
    other = of("A", quantity=claim.get("quantity", "prisoners"), start=start, end=end)
    assert verdict(claim, other) == ("corroborated" if found else "not found")


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        ("2017-01-01", "2017-12-31", True),
        ("2017-01-01", "2017-12-30", False),
        ("2017-01-02", "2017-12-31", False),
        ("2017-12-31", "2017-12-31", False),
        ("2017-01-01", "2017-01-01", False),
        ("2016-01-01", "2017-12-31", False),
    ],
)
def test_whole_year_is_from_its_first_day_to_its_last(start, end, whole):
    assert whole_year(frame(count={"start": start, "end": end}).loc["count"]) == whole


# Arrests, added up.


def year(body, number, value=500.0, **cells):
    dates = {"start": f"{number}-01-01", "end": f"{number}-12-31"}
    return of(body, value, **(ARRESTS | dates | cells))


@pytest.mark.parametrize(
    ("others", "sums"),
    [
        ([year("A", 2017), year("A", 2018)], [1_000]),
        # The half of a year that leads nowhere is not taken for the year.
        ([year("A", 2017, 240, end="2017-06-30"), year("A", 2017), year("A", 2018)], [1_000]),
        ([year("A", 2018), year("A", 2017)], [1_000]),  # in any order
        ([of("A", 700, **ARRESTS)], [700]),
        ([year("A", 2017)], []),  # it ends too early
        ([year("A", 2018)], []),  # it starts too late
        ([year("A", 2017), year("A", 2018, end="2019-03-31")], []),  # it ends too late
        ([year("A", 2016), year("A", 2017), year("A", 2018)], [1_000]),  # 2016 is not of it
        ([year("A", 2017, end="2017-12-30"), year("A", 2018)], []),  # a day is missing
        ([year("A", 2017), year("A", 2018, start="2017-12-31")], []),  # a day counts twice
        ([year("A", 2017), year("The claimant", 2018)], []),  # the claimant's own
        ([year("A", 2017), year("A", 2018, quantity="prisoners")], []),
        ([year("A", 2017), year("B", 2017, 550), year("A", 2018)], [1_000, 1_050]),
        ([year("B", 2017, 550), year("A", 2017), year("A", 2018)], [1_000, 1_050]),
    ],
)
def test_counts_of_exactly_the_same_dates_are_added_up(others, sums):
    context = frame(**{f"other_{place}": cells for place, cells in enumerate(others)})
    claim = frame(claim=ARRESTS).loc["claim"]
    assert [rows["value"].sum() for rows in official_sums(claim, context)] == sums


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (510, 1, "corroborated"),  # 1,020
        (511, 1, "differs"),  # 1,022
        (600, 100, "differs"),  # from 1,100
        (520, 40, "corroborated"),  # from 1,000
    ],
)
def test_sum_of_arrests_is_held_against_the_claim_at_its_own_bounds(value, step, expected):
    others = [year("A", number, value, rounded_to=step) for number in (2017, 2018)]
    assert verdict(ARRESTS, *others) == expected


def test_sum_of_arrests_names_the_bodies_and_each_source_once():
    found = check(ARRESTS, year("A", 2017), year("B", 2018, 510, source="source_A"))
    assert found.others == (
        "A and B: counts for the same dates add up to 1,010 arrests, 1.0 % more."
    )
    assert found.sources == "source_A"
    assert check(ARRESTS, year("A", 2017), year("B", 2018)).sources == "source_A source_B"


def test_one_count_of_all_the_dates_is_no_sum():
    found = check(ARRESTS, of("A", 1_010, **ARRESTS))
    assert found.others == "A: 1,010 arrests (2017 to 2018), 1.0 % more."


@pytest.mark.parametrize(("qualifier", "word"), [("about", "about"), ("at_least", "at least")])
def test_sum_of_arrests_keeps_the_words_of_its_counts(qualifier, word):
    found = check(ARRESTS, year("A", 2017), year("A", 2018, qualifier=qualifier))
    assert f"{word} 1,000 arrests" in found.others


def test_same_bodys_arrests_of_the_same_dates_are_a_repetition():
    assert verdict(ARRESTS, of("The claimant", **ARRESTS)) == "repeated"
    assert verdict(ARRESTS, of("The claimant", **ARRESTS | {"end": "2018-12-30"})) == "not found"


# Growth, from another body's count at the start.


def growth(*others, drop=()):
    """What comes of 50 % from 2,000 to 3,000 when others say this."""
    figures = frame(
        growth=GROWTH,
        prisoners_2016={"value": 2_000.0} | END_OF_2016,
        prisoners_2020={"value": 3_000.0} | MARCH_2020,
    ).drop(list(drop))
    context = frame(**{f"other_{place}": cells for place, cells in enumerate(others)})
    return corroborate("growth", figures, context)


@pytest.mark.parametrize(
    ("base", "expected", "said"),
    [
        (
            2_000,
            "corroborated",
            "50.0 % (at face value 50.0 %), the same, which the claim’s words allow.",
        ),
        # 1,015 / 1,985 = 51.13 %: 0.63 off what rounds to 50; 2 % of 50 are 1.
        (1_985, "corroborated", "51.1 % (at face value 51.1 %), 1.1 points more."),
        # 1,100 / 1,900 = 57.89 %
        (1_900, "differs", "57.9 % (at face value 57.9 %), 7.9 points more."),
        # 900 / 2,100 = 42.86 %
        (2_100, "differs", "42.9 % (at face value 42.9 %), 7.1 points less."),
    ],
)
def test_growth_is_computed_anew_from_another_bodys_count(base, expected, said):
    found = growth(of("A", base, **END_OF_2016))
    assert found.corroboration == expected
    assert found.others == (
        f"Only the start is another body’s: from {base:,} people (A, 31 December 2016) "
        f"to the article’s own end, growth is {said}"
    )


def test_growth_from_a_count_of_another_time_is_left_out():
    assert growth(of("A", 2_000, start="2017-01-01", end="2017-12-31")).corroboration == "not found"


def test_growth_from_the_same_bodys_count_is_no_corroboration():
    assert growth(of("The claimant", 2_000, **END_OF_2016)).corroboration == "not found"


def test_growth_said_again_is_a_repetition():
    assert growth(of("The claimant", **GROWTH)).corroboration == "repeated"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2017-02-28", "2020-05-31", "corroborated"),  # two months after 31 December and 31 March
        ("2017-03-01", "2020-03-31", "not found"),
        ("2016-12-31", "2020-06-01", "not found"),
        ("2016-10-31", "2020-01-31", "corroborated"),  # two months before
        ("2016-10-30", "2020-03-31", "not found"),
        ("2016-12-31", "2020-01-30", "not found"),
    ],
)
def test_growth_is_held_against_growth_between_about_the_same_days(start, end, expected):
    other = of("A", **GROWTH | {"start": start, "end": end})
    assert growth(other).corroboration == expected


def test_growth_between_other_days_is_not_computed_from_the_articles_counts():
    figures = frame(
        growth=GROWTH | {"end": "2020-04-30"},
        prisoners_2016={"value": 2_000.0} | END_OF_2016,
        prisoners_2020={"value": 3_000.0} | MARCH_2020,
    )
    context = frame(other=of("A", 2_000, **END_OF_2016))
    assert corroborate("growth", figures, context).corroboration == "not found"


def test_growth_from_bases_far_apart_is_disputed():
    # 3,000 / 2,000 = 50 %; 3,000 / 1,900 = 57.9 %, more than a tenth of 50 further.
    bases = [of("A", 2_000, **END_OF_2016), of("B", 1_900, **END_OF_2016)]
    assert growth(*bases).corroboration == "disputed"


def test_growth_since_another_day_than_the_articles_count_is_not_computed():
    figures = frame(
        growth=GROWTH | {"start": "2016-11-30"},
        prisoners_2016={"value": 2_000.0} | END_OF_2016,
        prisoners_2020={"value": 3_000.0} | MARCH_2020,
    )
    context = frame(other=of("A", 2_000, **END_OF_2016))
    assert corroborate("growth", figures, context).corroboration == "not found"


def test_growth_since_a_count_dated_by_its_year_begins_at_its_end():
    figures = frame(
        growth=GROWTH,
        prisoners_2016={"value": 2_000.0, "start": "2016-01-01", "end": "2016-12-31"},
        prisoners_2020={"value": 3_000.0} | MARCH_2020,
    )
    context = frame(other=of("A", 2_000, **END_OF_2016))
    assert corroborate("growth", figures, context).corroboration == "corroborated"


@pytest.mark.parametrize("drop", ["prisoners_2016", "prisoners_2020"])
def test_growth_without_its_counts_is_not_found(drop):
    assert growth(of("A", 2_000, **END_OF_2016), drop=[drop]).corroboration == "not found"


def test_growth_from_a_base_of_none_is_left_out():
    assert growth(of("A", 0, **END_OF_2016)).corroboration == "not found"


# The article's claims.


@pytest.fixture(scope="module")
def tables():
    return stats.load_figures(), stats.load_context(), stats.load_sources()


AMNESTYS_TOO = ["40,000", "38,000", "38,000", "37,000", "38,990"]
# What each sentence computes, beside numbers that its sources print.
CLAIMS = [
    # id, verdict, numbers that follow, numbers printed
    (
        "arrests_campaign",
        "corroborated",
        # 17,795 + 16,232 + 20,113 + 5,056 = 59,196; with 20,490 for 2019, 59,573.
        # 59,196 - 55,770 = 3,426, and 3,426 / 55,770 = 6.14 %; 3,803 / 55,770 = 6.82 %.
        ["59,196", "6.1", "59,573", "6.8"],
        ["55,770"],  # the same body again
    ),
    ("prisoners_2016", "corroborated", ["0.4"], ["21,989"]),  # 89 / 21,900 = 0.406 %
    # 40,000 - 38,990 = 1,010, and 1,010 / 38,990 = 2.59 %; 990 / 38,990 = 2.54 %, twice.
    ("prisoners_2020", "corroborated", ["2.6", "2.5", "2.5"], AMNESTYS_TOO),
    # 38,990 / 21,989 - 1 = 17,001 / 21,989 = 77.316 %; 78 - 77.316 = 0.684 points.
    ("growth", "corroborated", ["77.3", "77.3", "0.7"], ["21,989", "78", "78"]),
    # 27,000 - 26,593 = 407, and 407 / 26,593 = 1.53 %.
    ("capacity_2020", "disputed", ["1.5"], ["8,804", "11,000", "12,000", "27,000"]),
    ("interviewees", "repeated", [], ["51"]),
    ("interviewees_who_use_drugs", "repeated", [], ["30"]),
    ("report_length", "not found", [], []),
]


@pytest.mark.parametrize(
    ("name", "expected"), [claim[:2] for claim in CLAIMS], ids=[claim[0] for claim in CLAIMS]
)
def test_verdict_on_a_claim_of_the_article(tables, name, expected):
    assert corroborate(name, *tables[:2]).corroboration == expected


def test_every_figure_of_the_article_has_a_verdict_here(tables):
    assert tables[0].index.tolist() == [claim[0] for claim in CLAIMS]


@pytest.mark.parametrize(
    ("name", "computed", "printed"),
    [(name, *numbers) for name, _, *numbers in CLAIMS],
    ids=[claim[0] for claim in CLAIMS],
)
def test_numbers_of_a_sentence_are_its_sources_or_follow(tables, name, computed, printed):
    _, context, _ = tables
    found = corroborate(name, *tables[:2])
    rows = context[context["source"].isin(found.sources.split())]
    left = found.others
    for row in (rows.loc[name] for name in rows.index):
        left = left.replace(f"({stats.when(row)})", "").replace(f", {stats.when(row)})", "")
    numbers = re.findall(r"\d[\d,.]*\d|\d", left)
    assert sorted(numbers) == sorted(computed + printed)
    assert set(printed) <= {f"{value:,.0f}" for value in rows["value"]}


@pytest.mark.parametrize("name", [claim[0] for claim in CLAIMS])
def test_sources_of_a_verdict_are_listed_once_each(tables, name):
    keys = corroborate(name, *tables[:2]).sources.split()
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(tables[2].index)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("arrests_campaign", "add up to 59,196 arrests, 6.1 % more, which the claim’s words allow"),
        ("prisoners_2016", "Ministry of Interior: 21,989 people (2016), 0.4 % more."),
        ("prisoners_2020", "Prisons: nearly 40,000 people (27 March 2020), 2.6 % more, which the"),
        ("prisoners_2020", "VOA Cambodia: about 38,000 people (April 2020), 2.5 % less; "),
        ("prisoners_2020", "Prisons: 38,000 people (10 April 2020), 2.5 % less."),
        ("growth", "Only the start is another body’s: from 21,989 people (Ministry of Interior, "),
        ("growth", "growth is more than 77.3 % (at face value 77.3 %), 0.7 points less."),
        (
            "capacity_2020",
            "(10 April 2020). The nearest (General Department of Prisons) is 1.5 % more.",
        ),
        ("capacity_2020", "United Nations: 8,804 places (June 2020 to May 2021)"),
        ("capacity_2020", "Prisons: an estimated 27,000 places (10 April 2020)"),
    ],
)
def test_sentence_on_a_claim_of_the_article(tables, name, words):
    assert words in corroborate(name, *tables[:2]).others


def test_ministrys_count_of_2016_is_outside_the_claims_rounding(tables):
    # 21,900 to the hundred is up to, not including, 21,950.
    assert "which the claim’s words allow" not in corroborate("prisoners_2016", *tables[:2]).others


def test_count_of_may_2020_is_not_of_march(tables):
    figures, context, _ = tables
    sources = corroborate("prisoners_2020", figures, context).sources.split()
    assert context.at["prisoners_2020_05_prisons", "source"] not in sources


@pytest.mark.parametrize("missing", ["prisoners_2016_interior", "prisoners_2016_prisons"])
def test_one_official_count_of_2016_is_enough_for_the_claim(tables, missing):
    figures, context, _ = tables
    found = corroborate("prisoners_2016", figures, context.drop(missing))
    assert found.corroboration == "corroborated"
    assert "21,989 people" in found.others


@pytest.mark.parametrize(
    ("missing", "sums"),
    [
        ("drug_arrests_2019_interior", [59_573]),
        ("drug_arrests_2019_nacd", [59_196]),
        ("drug_arrests_2017_interior", []),
        ("drug_arrests_2020_q1_interior", []),
    ],
)
def test_sums_of_arrests_without_a_count(tables, missing, sums):
    claim = tables[0].loc["arrests_campaign"]
    rows = official_sums(claim, tables[1].drop(missing))
    assert [counts["value"].sum() for counts in rows] == sums


def test_official_counts_leave_little_of_the_claim_for_2020(tables):
    figures, context, _ = tables
    # 17,795 + 16,232 + 20,113 = 54,140 and with 20,490 for 2019, 54,517: 1,630 and 1,253 less than
    # 55,770. With the 5,056 of the first quarter they are 59,196 and 59,573.
    table = arrests_left_for_last_count(figures, context)
    columns = ["total", "left", "last"]
    assert table[columns].values.tolist() == [[59_196, 1_630, 5_056], [59_573, 1_253, 5_056]]
    # The claim is of "at least" so many.
    assert table["words"].tolist() == ["at least 1,630 arrests", "at least 1,253 arrests"]
    both = "Anti-Drug Department and National Authority for Combating Drugs"
    assert table["bodies"].tolist() == ["Anti-Drug Department", both]
    for row in table.itertuples():
        assert context.loc[row.inputs.split(), "value"].sum() == row.total


def test_what_is_left_keeps_the_words_of_the_earlier_counts(tables):
    figures, context = (table.copy() for table in tables[:2])
    context.loc["drug_arrests_2018_interior", "qualifier"] = "about"
    words = arrests_left_for_last_count(figures, context)["words"].tolist()
    assert words == ["at least about 1,630 arrests", "at least about 1,253 arrests"]


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        ("drug_arrests_2019_nacd", [1_630]),
        ("drug_arrests_2019_interior", [1_253]),
        ("drug_arrests_2018_interior", []),
        ("drug_arrests_2020_q1_interior", []),
        ("arrests_campaign", []),
    ],
)
def test_what_is_left_without_a_count(tables, missing, left):
    figures, context = (table.drop(missing, errors="ignore") for table in tables[:2])
    assert arrests_left_for_last_count(figures, context)["left"].tolist() == left


OCCUPANCY = [
    ("capacity_2020_prisons", 1.444074, "more than about 144.4 %"),  # 38,990 / 27,000
    ("capacity_2020", 1.466175, "more than about 146.6 %"),  # 38,990 / 26,593
    ("capacity_2021_interior", 3.249167, "more than about 324.9 %"),  # 38,990 / 12,000
    # 38,990 / 11,000; to the thousand it is up to 11,500, and 38,990 / 11,500 = 3.390435.
    ("capacity_2021_wpb", 3.544545, "more than 339.0 %"),
    ("capacity_2021_un", 4.428669, "more than 442.8 %"),  # 38,990 / 8,804, rounded down
]


def test_occupancy_by_each_capacity_of_the_time(tables):
    table = occupancy_by_capacity(*tables[:2])
    assert table["id"].tolist() == [row[0] for row in OCCUPANCY]
    assert table["value"].tolist() == pytest.approx([row[1] for row in OCCUPANCY], abs=1e-6)
    assert table["words"].tolist() == [row[2] for row in OCCUPANCY]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, True),
        ({"start": "2019-02-28", "end": "2019-02-28"}, False),  # more than a year before
        ({"attributed_to": "The claimant"}, False),
        ({"quantity": "prisoners"}, False),
        ({"value": 0.0}, False),
    ],
)
def test_occupancy_is_by_capacities_of_others_at_the_time(cells, found):
    claims = frame(prisoners_2020=MARCH_2020, capacity_2020=CAPACITY | MARCH_2020)
    others = frame(other=of("A", **CAPACITY) | cells)
    assert ("other" in occupancy_by_capacity(claims, others)["id"].tolist()) == found


@pytest.mark.parametrize("missing", ["prisoners_2020", "capacity_2020"])
def test_occupancy_without_a_figure_of_the_article_is_empty(tables, missing):
    assert occupancy_by_capacity(tables[0].drop(missing), tables[1]).empty


@pytest.mark.parametrize("function", [arrests_left_for_last_count, occupancy_by_capacity])
def test_tables_without_rows_give_one_without_rows_in_the_same_columns(tables, function):
    figures, context, _ = tables
    table = function(figures[:0], context[:0])
    assert table.empty
    assert table.columns.tolist() == function(figures, context).columns.tolist()


def test_occupancy_without_a_context_is_by_the_articles_capacity_alone(tables):
    assert occupancy_by_capacity(tables[0], tables[1][:0])["id"].tolist() == ["capacity_2020"]


def test_claims_are_checked_against_an_empty_context(tables):
    claims = stats.check_claims(tables[0], tables[1][:0])
    assert set(claims["corroboration"]) == {"not found"}


def test_holding_against_others_changes_no_table(tables):
    figures, context = (table.copy() for table in tables[:2])
    stats.check_claims(figures, context)
    arrests_left_for_last_count(figures, context)
    occupancy_by_capacity(figures, context)
    pd.testing.assert_frame_equal(figures, tables[0])
    pd.testing.assert_frame_equal(context, tables[1])
