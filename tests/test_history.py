"""The prison population and arrests over the years, against hand-worked values."""

import pandas as pd
import pytest

import stats
from stats import history

FIGURES, CONTEXT = stats.load_figures(), stats.load_context()
LAST = "prisoners_2021_12_31_prisons"


@pytest.fixture
def figures():
    """The article's figures, in a copy that a test may change."""
    return FIGURES.copy()


@pytest.fixture
def context():
    """What others said, in a copy that a test may change."""
    return CONTEXT.copy()


def more(context, like, **rows):
    """The context and further rows: each like another one, but for the cells given."""
    for name, cells in rows.items():
        row = context.loc[[like]].rename({like: name})
        for column, value in cells.items():
            dated = column in ("start", "end")
            row[column] = pd.Timestamp(value).as_unit("s") if dated else value
        context = pd.concat([context, row.astype(context.dtypes)])
    return context


def day(text, **cells):
    return {"start": text, "end": text} | cells


# Growth by stretch.

STRETCHES = [
    # start, end, years, growth, a year, words
    # 15,182 / 5,502 = 2.759360; its 14th root is e ** (1.014999 / 14) = 1.075193.
    ("prisoners_2000_wpb", "prisoners_2014_wpb", 14, 1.759360, 0.075193, "7.5 % a year"),
    # 21,989 / 15,165 = 1.449984; its square root is 1.204153.
    ("prisoners_2014_interior", "prisoners_2016_interior", 2, 0.449984, 0.204153, "20.4 % a year"),
    # 28,414 / 21,989 = 1.292192
    ("prisoners_2016_prisons", "prisoners_2017_12_prisons", 1, 0.292192, 0.292192, "29.2 % a year"),
    # 31,686 / 28,414 = 1.115154
    ("prisoners_2017_12_prisons", "prisoners_2018_prisons", 1, 0.115154, 0.115154, "11.5 % a year"),
    # 38,990 / 31,686 = 1.230512, from 31 December 2018 to 2 April 2020: 15 months and 2 of the 30
    # days of April are 15.066667 / 12 = 1.255556 years; e ** (0.207430 / 1.255556) = 1.179641.
    (
        "prisoners_2018_prisons",
        "prisoners_2020_04_02_amnesty",
        1.255556,
        0.230512,
        0.179641,
        "18.0 % a year",
    ),
]


@pytest.mark.parametrize("place", range(len(STRETCHES)), ids=[row[0] for row in STRETCHES])
def test_growth_of_a_stretch_is_worked_out_by_hand(context, place):
    start, end, *numbers, words = STRETCHES[place]
    row = history.growth_by_stretch(context).loc[place]
    assert (row["start"], row["end"], row["words"]) == (start, end, words)
    found = row[["years", "growth", "annual_growth"]].tolist()
    assert found == pytest.approx(numbers, abs=1e-6)


@pytest.mark.parametrize(
    ("place", "bodies"),
    [
        (0, "World Prison Brief"),
        (1, "Ministry of Interior"),
        (2, "General Department of Prisons"),
        (3, "General Department of Prisons"),
        (4, "General Department of Prisons; Amnesty International"),
    ],
)
def test_stretch_names_who_counted(context, place, bodies):
    assert history.growth_by_stretch(context).loc[place, "bodies"] == bodies


def test_later_exact_counts_and_the_newest_of_all_follow_the_stretches(context):
    table = history.growth_by_stretch(context)
    chain = ["prisoners_2020_04_02_amnesty", "prisoners_2021_05_un", LAST]
    assert table["start"].tolist()[5:] == chain
    assert table["end"].tolist()[5:] == [*chain[1:], "prisoners_2025_04_prisons"]


def test_growth_between_later_exact_counts_is_worked_out_by_hand(context):
    # 38,070 / 38,977 = 0.976730, from 31 May 2021 to 25 March 2022: 9 months and 25 of 31 days are
    # 9.806452 / 12 = 0.817204 years; e ** (-0.023545 / 0.817204) = 0.971599.
    row = history.growth_by_stretch(context).set_index("start").loc["prisoners_2021_05_un"]
    found = row[["years", "growth", "annual_growth"]].tolist()
    assert found == pytest.approx([0.817204, -0.023270, -0.028401], abs=1e-6)
    assert (row["growth_words"], row["words"]) == ("−2.3 %", "−2.8 % a year")


def test_approximate_newest_count_is_said_to_be_so(context):
    # 55,000 / 38,070 = 1.444707, from 25 March 2022 to 10 April 2025: 36 months and 16 of 31 days
    # are 36.516129 / 12 = 3.043011 years; e ** (0.367907 / 3.043011) = 1.128514.
    row = history.growth_by_stretch(context).iloc[-1]
    assert (row["growth_words"], row["words"]) == ("about 44.5 %", "about 12.9 % a year")


def test_new_exact_count_is_a_stretch_of_its_own(context):
    # 76,140 is twice 38,070, which may be of 25 March 2022: four years; 2 ** (1 / 4) = 1.189207.
    context = more(context, LAST, new=day("2026-03-25", value=76_140.0))
    row = history.growth_by_stretch(context).iloc[-1]
    assert (row["start"], row["end"]) == (LAST, "new")
    assert (row["years"], row["growth"]) == (4, 1)
    assert row["annual_growth"] == pytest.approx(0.189207, abs=1e-6)
    assert row["words"] == "18.9 % a year"


def test_new_count_dated_by_its_year_is_taken_at_its_end(context):
    # From 31 December 2026 to 31 December 2027.
    context = more(context, LAST, first=day("2026-12-31", value=50_000.0))
    later = {"start": "2027-01-01", "end": "2027-12-31", "value": 55_000.0}
    row = history.growth_by_stretch(more(context, LAST, second=later)).iloc[-1]
    assert (row["start"], row["end"], row["years"]) == ("first", "second", 1)
    assert row["annual_growth"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    "changes", [{"attributed_to": "Somebody"}, {"qualifier": "about", "rounded_to": 1_000.0}]
)
def test_two_newest_counts_of_one_day_are_one_stretch(context, changes):
    new = day("2026-03-25", value=40_000.0)
    context = more(context, LAST, new=new, again=new | changes)
    table = history.growth_by_stretch(context)
    assert table["end"].tolist()[-1] == "new"
    assert len(table) == len(STRETCHES) + 3


def test_next_stretch_starts_at_the_first_of_two_exact_counts_of_one_day(context):
    two = {name: day("2026-03-25", value=40_000.0) for name in ("first", "second")}
    context = more(context, LAST, **two, later=day("2027-03-25", value=50_000.0))
    table = history.growth_by_stretch(context)
    assert table["start"].tolist()[-2:] == [LAST, "first"]


@pytest.mark.parametrize("place", range(len(STRETCHES)), ids=[row[0] for row in STRETCHES])
def test_stretch_without_its_start_is_left_out(context, place):
    table = history.growth_by_stretch(context.drop(STRETCHES[place][0]))
    missing = STRETCHES[place][0]
    assert missing not in [*table["start"], *table["end"]]
    kept = [row[:2] for row in STRETCHES if missing not in row[:2]]
    pairs = list(zip(table["start"], table["end"], strict=True))
    assert pairs[: len(kept)] == kept


def test_order_of_the_counts_changes_no_stretch(context):
    turned = history.growth_by_stretch(context[::-1])
    pd.testing.assert_frame_equal(turned, history.growth_by_stretch(context))


# Growth between any two counts.

OFFICIAL = [
    # the later official count, years, growth, growth a year, words, words a year
    # 40,000 / 21,989 = 1.819091; 81.9 %. From 31 December 2016 to 27 March 2020: 38 months and 27
    # of the 31 days of March are 38.870968 / 12 = 3.239247 years. "Nearly 40,000" is about.
    # e ** (0.598337 / 3.239247) = 1.202875
    (
        "prisoners_2020_03_27_prisons",
        *(3.239247, 0.819091, 0.202875),
        *("about 81.9 %", "about 20.3 % a year"),
    ),
    # 38,000 / 21,989 = 1.728137; 72.8 %. To 10 April 2020: 39 months and 10 of 30 days are
    # 39.333333 / 12 = 3.277778 years. To the thousand, 37,500 / 21,989 = 1.705398 and
    # 38,500 / 21,989 = 1.750875, rounded outward.
    # e ** (0.547044 / 3.277778) = 1.181630; a year, from 0.533799 to 0.560115 over the years.
    (
        "prisoners_2020_04_10_prisons",
        *(3.277778, 0.728137, 0.181630),
        *("70.5 up to, not including, 75.1 %", "17.6 up to, not including, 18.7 % a year"),
    ),
]


@pytest.mark.parametrize("place", range(len(OFFICIAL)), ids=[row[0] for row in OFFICIAL])
def test_growth_by_official_counts_alone_has_words_of_its_own(context, place):
    end, *numbers, words, words_a_year = OFFICIAL[place]
    pairs = [("prisoners_2016_interior", row[0]) for row in OFFICIAL]
    row = history.growth_between(context, pairs).loc[place]
    assert (row["start"], row["end"]) == ("prisoners_2016_interior", end)
    assert row["bodies"] == "Ministry of Interior; General Department of Prisons"
    found = row[["years", "growth", "annual_growth"]].tolist()
    assert found == pytest.approx(numbers, abs=1e-6)
    assert (row["growth_words"], row["words"]) == (words, words_a_year)


def test_pair_that_the_table_lacks_has_no_growth(context):
    pairs = [(LAST, "nowhere"), ("nowhere", LAST), ("prisoners_2016_interior", LAST)]
    table = history.growth_between(context, pairs)
    assert table["start"].tolist() == ["prisoners_2016_interior"]
    none = history.growth_between(context, [])
    assert none.empty
    assert none.columns.tolist() == table.columns.tolist()


def test_count_has_no_growth_to_one_that_is_no_later(context):
    pairs = [("prisoners_2016_interior", end) for end in ("prisoners_2016_prisons", LAST)]
    table = history.growth_between(context, [pairs[0], pairs[1], pairs[1][::-1]])
    assert table["end"].tolist() == [LAST]


def test_count_whose_dates_end_no_later_has_no_growth(context):
    later = {"start": "2016-12-20", "end": "2016-12-30"}
    context = more(context, "prisoners_2016_interior", new=later)
    pair = ("prisoners_2016_interior", "new")  # which begins later in the year, and ends earlier
    assert history.growth_between(context, [pair]).empty


def test_count_of_none_has_no_growth(context):
    context.loc["prisoners_2016_interior", "value"] = 0.0
    assert history.growth_between(context, [("prisoners_2016_interior", LAST)]).empty


# What came before, carried on.

CARRIED = [
    # From 21,989 on 31 December 2016 to 31 March 2020: 3.25 years.
    ("2000", "compound", 27_831),  # 21,989 * e ** (3.25 * 0.0724999) = 21,989 * 1.265699
    ("2000", "straight line", 24_236),  # 21,989 + 3.25 * 9,680 / 14 = 21,989 + 2,247.14
    ("2014", "compound", 40_218),  # 21,989 * e ** (3.25 * 0.185776) = 21,989 * 1.829005
    ("2014", "straight line", 33_078),  # 21,989 + 3.25 * 6,824 / 2 = 21,989 + 11,089
]


@pytest.mark.parametrize("place", range(4), ids=[f"{row[0]} {row[1]}" for row in CARRIED])
def test_count_of_2016_is_carried_on(figures, context, place):
    since, way, value = CARRIED[place]
    table = history.carried_on(figures, context)
    row = table.loc[place]
    assert len(table) == len(CARRIED)
    assert row["start"].startswith(f"prisoners_{since}")
    assert row["inputs"] == f"prisoners_2016_interior {row['start']} {row['end']} prisoners_2020"
    assert (row["way"], round(row["value"])) == (way, value)


def test_rates_carried_on_are_each_from_one_body(figures, context):
    for row in history.carried_on(figures, context).itertuples():
        assert context.at[row.start, "attributed_to"] == context.at[row.end, "attributed_to"]


def test_carried_on_follows_the_date_of_the_claim(figures, context):
    # To 31 December 2018, two years as from 2014 to 2016: the same factor, and the same rise.
    figures.loc["prisoners_2020", ["start", "end"]] = pd.Timestamp("2018-12-31")
    values = history.carried_on(figures, context)["value"].tolist()
    assert values[2:] == pytest.approx([21_989 * 21_989 / 15_165, 21_989 + 6_824])


@pytest.mark.parametrize(
    "missing",
    [
        "prisoners_2000_wpb",
        "prisoners_2014_wpb",
        "prisoners_2014_interior",
        "prisoners_2016_interior",
        "prisoners_2020",
    ],
)
def test_nothing_is_carried_on_without_a_count(figures, context, missing):
    figures, context = (t.drop(missing, errors="ignore") for t in (figures, context))
    assert history.carried_on(figures, context).empty


def test_nothing_is_carried_on_by_growth_from_none(figures, context):
    context.loc["prisoners_2000_wpb", "value"] = 0.0
    assert history.carried_on(figures, context).empty


def test_count_is_carried_on_to_its_own_day_unchanged(figures, context):
    figures.loc["prisoners_2020", ["start", "end"]] = pd.Timestamp("2016-12-31")
    assert history.carried_on(figures, context)["value"].tolist() == [21_989.0] * 4


def test_nothing_is_carried_on_to_an_earlier_day(figures, context):
    figures.loc["prisoners_2020", ["start", "end"]] = pd.Timestamp("2016-12-30")
    assert history.carried_on(figures, context).empty


# People in prison per 100,000.


@pytest.mark.parametrize(
    ("inputs", "rate"),
    [
        ("prisoners_2016_interior population_2016", 138.707),  # 21,989 / 158.52803
        ("prisoners_2017_12_prisons population_2017", 176.777),  # 28,414 / 160.73372
        ("prisoners_2018_prisons population_2018", 194.697),  # 31,686 / 162.74522
        ("prisoners_2020_04_02_amnesty population_2020", 233.117),  # 38,990 / 167.25474
        ("prisoners_2021_05_un population_2021", 229.624),  # 38,977 / 169.74305
    ],
)
def test_rate_is_computed_from_a_count_and_the_population_of_its_year(context, inputs, rate):
    table = history.prison_population_rates(context).set_index("inputs")
    assert table.loc[inputs, "value"] == pytest.approx(rate, abs=1e-3)
    assert table.loc[inputs, "computed"]


def test_printed_rates_are_their_own_series(context):
    table = history.prison_population_rates(context)
    printed = table[~table["computed"]]
    rows = context[context["quantity"] == "prison_population_rate"]
    assert sorted(printed["inputs"]) == sorted(rows.index)
    assert printed["value"].tolist() == rows.loc[printed["inputs"], "value"].tolist()
    assert printed["series"].tolist() == rows.loc[printed["inputs"], "attributed_to"].tolist()


def test_printed_rate_of_a_year_is_taken_at_its_end(context):
    assert history.prison_population_rates(context)["day"].iloc[0] == pd.Timestamp("2000-12-31")


def test_computed_rate_is_of_who_gives_the_count(context):
    table = history.prison_population_rates(context).set_index("inputs")
    series = table.at["prisoners_2016_interior population_2016", "series"]
    assert series == "Ministry of Interior"


def test_rates_are_in_the_order_of_time(context):
    assert history.prison_population_rates(context[::-1])["day"].is_monotonic_increasing


def test_new_count_has_a_rate_once_its_year_has_a_population(context):
    context = more(context, LAST, new=day("2026-03-25", value=76_140.0))
    assert not history.prison_population_rates(context)["inputs"].str.contains("new").any()
    people = {"start": "2026-01-01", "end": "2026-12-31", "value": 20_000_000.0}
    context = more(context, "population_2021", population_2026=people)
    row = history.prison_population_rates(context).iloc[-1]
    assert row["inputs"] == "new population_2026"
    assert row["value"] == pytest.approx(380.7)  # 76,140 / 200


@pytest.mark.parametrize(
    "changes",
    [
        {"qualifier": "about"},
        {"qualifier": "more_than"},
        {"rounded_to": 10.0},
        {"rounded_to": 1_000.0},
        {"quantity": "capacity"},
    ],
)
def test_count_that_is_not_exact_has_no_rate(context, changes):
    context = more(context, LAST, new=day("2020-06-30", value=40_000.0, **changes))
    assert not history.prison_population_rates(context)["inputs"].str.contains("new").any()


def test_count_has_no_rate_in_a_population_of_none(context):
    context.loc["population_2021", "value"] = 0.0
    inputs = history.prison_population_rates(context)["inputs"]
    assert not inputs.str.contains("population_2021").any()


def test_census_of_one_day_is_no_population_of_a_year(context):
    context = more(context.drop("population_2019"), LAST, new=day("2019-06-30"))
    inputs = history.prison_population_rates(context)["inputs"]
    assert not inputs.str.contains("new").any()


# Arrests.


def test_arrests_are_of_whole_years(context):
    table = history.arrests_by_year(context)
    years = [2014, 2015, 2016, 2017, 2018, 2019, 2019, 2020, 2020, 2021, 2021, 2022, 2022]
    assert table["year"].tolist() == [*years, 2023, 2024]
    assert "drug_arrests_2020_q1_interior" not in table["id"].tolist()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2020-01-01", "2020-03-31"),
        ("2020-01-01", "2020-12-30"),
        ("2020-01-02", "2020-12-31"),
        ("2020-12-31", "2020-12-31"),
        ("2020-06-15", "2020-06-15"),
        ("2019-01-01", "2020-12-31"),
        ("2019-07-01", "2020-06-30"),
    ],
)
def test_arrests_of_other_than_a_year_are_left_out(context, start, end):
    context = more(context, "drug_arrests_2020_interior", new={"start": start, "end": end})
    assert "new" not in history.arrests_by_year(context)["id"].tolist()


def test_arrests_of_a_year_are_each_bodys_own(context):
    for row in history.arrests_by_year(context).itertuples():
        counted = context.loc[row.id]
        assert (row.series, row.value) == (counted["attributed_to"], counted["value"])
        assert row.monthly == pytest.approx(counted["value"] / 12)


def test_no_body_has_two_counts_of_arrests_in_a_year(context):
    assert not history.arrests_by_year(context).duplicated(["year", "series"]).any()


def test_new_year_of_arrests_comes_last(context):
    dates = {"start": "2025-01-01", "end": "2025-12-31", "value": 24_000.0}
    row = history.arrests_by_year(more(context, "drug_arrests_2024_interior", new=dates)).iloc[-1]
    assert (row["id"], row["year"], row["monthly"]) == ("new", 2025, 2_000)


# Empty tables.

OF_CONTEXT = ["arrests_by_year", "exact_counts", "growth_by_stretch", "prison_population_rates"]


def test_every_function_is_tried_with_empty_tables():
    assert sorted([*OF_CONTEXT, "carried_on", "growth_between"]) == sorted(history.__all__)


@pytest.mark.parametrize("name", OF_CONTEXT)
def test_empty_context_gives_an_empty_table(context, name):
    function = getattr(history, name)
    table = function(context[:0])
    assert table.empty
    assert table.columns.tolist() == function(context).columns.tolist()


def test_nothing_carried_on_is_an_empty_table(figures, context):
    columns = history.carried_on(figures, context).columns.tolist()
    for table in (
        history.carried_on(figures[:0], context),
        history.carried_on(figures, context[:0]),
    ):
        assert table.empty
        assert table.columns.tolist() == columns


@pytest.mark.parametrize("name", OF_CONTEXT)
def test_context_without_its_quantity_gives_an_empty_table(context, name):
    others = context[context["quantity"].isin(["capacity", "floor_area"])]
    assert getattr(history, name)(others).empty


def test_the_long_view_changes_no_table(figures, context):
    for name in OF_CONTEXT:
        getattr(history, name)(context)
    history.carried_on(figures, context)
    pd.testing.assert_frame_equal(figures, stats.load_figures())
    pd.testing.assert_frame_equal(context, stats.load_context())
