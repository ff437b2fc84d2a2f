"""An article's text, drafted: its numbers, what follows from what, a project to begin from."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import files, run_here

import stats
from stats import Figure
from stats.tables.read import Data
from stats.values.bounds import Bound

TEXT = """Prisons fuller

Inmates rose by 78%, from 21,900 inmates at the end of 2016 to over 38,990 in March 2020, it said.
A man, 34, died on 12/08/2019, when three fell ill.
"""
SLIP = (
    "The city held 81,693 inmates against a capacity of 34,147, an increase of 47,012 more inmates."
)


OCCUPANCY = "38,990 people in 26,593 places, an occupancy of 147%."


def days(row: pd.Series) -> list[str]:
    return ["" if pd.isna(row[name]) else f"{row[name]:%Y-%m-%d}" for name in ("start", "end")]


def test_a_number_keeps_its_words_and_its_days() -> None:
    row = stats.draft(TEXT, "2020-05-14").loc["inmates_38_990"]
    assert [*row[["value", "qualifier", "unit", "wording"]]] == [
        *(38_990, "more_than", "inmates", "to over 38,990 in March 2020")
    ]
    assert days(row) == ["2020-03-01", "2020-03-31"]
    assert row["sentence"].startswith("Inmates rose by 78%")
    assert row["figure"].words == "more than 38,990 inmates"


def test_a_unit_ends_before_over() -> None:
    found = stats.draft("There were 500 patients, 252 waiting over nine hours.")
    assert found["unit"].tolist() == ["patients", "patients"]


def test_what_is_no_figure_is_left_out_with_the_reason() -> None:
    found = stats.draft(TEXT)
    assert found["value"].tolist() == [78, 21_900, 38_990]
    assert dict(found.attrs["asides"]) == {
        "12/08/": "not read",
        "34": "age or span of time",
        "three": "in words",
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("lasted 12 days", "age or span of time"),
        ("cost 10-15% more", "not read"),
        ("held 1,2 million inmates", "not read"),
        ("fought Covid-19", "not read"),
        ("in the season 2023/24", "not read"),
        ("held seven men", "in words"),
        ("doubled", "in words"),
        ("held in no cell over 300 men", "not read"),
        ("spent RM35 million", "not read"),
    ],
)
def test_an_aside_has_its_reason(words: str, why: str) -> None:
    found = stats.draft(f"There were 1,200 inmates.\nIt {words}")
    assert why in dict(found.attrs["asides"]).values()
    assert found["value"].tolist() == [1_200]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a 6.7 per cent decline in deaths", -6.7),
        ("a 6.7% decline in deaths", -6.7),
        ("prisoners fell to 74.4%", 74.4),
        ("5,000 fewer deaths", -5_000),
        ("a fall in costs saved 300 jobs", 300),
        ("Tk 2.5 crore in rent", 25_000_000),
        ("$914,875,615.50 in rent", 914_875_615.5),
        ("a mean age of 31.4 years", 31.4),
        ("7.29Kgs of heroin", 7.29),
        ("worth Rs 14.8 crores", 148_000_000),
    ],
)
def test_a_fall_is_below_0_and_a_level_is_not(text: str, value: float) -> None:
    assert stats.draft(text)["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("it spent £35m on schools", "pounds"),
        ("it has 35-percent tariffs", "percent"),
        ("12 deaths per 1,000 crashes", "per_1000"),
        ("12 per million", "per_1000000"),
        ("an estimated capacity of 26,593", "places"),
        ("it made 9,717.81 (GWh) of power", ""),  # measured, in a unit that is not known
        ("1,200 victims and 13,234 others", "victims"),
        ("299 victims, of whom 12 died", "victims"),
        ("two wings had 184, 43 and 145 victims", "victims"),
        ("it took in 12.5 kg of rice", "kg"),
        ("300 square kilometres of forest", "square_kilometres"),
    ],
)
def test_a_unit_is_the_noun_at_the_number(text: str, unit: str) -> None:
    assert stats.draft(text)["unit"].iloc[-1] == unit


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("17 prisons burnt when he came in June 2019", "", ""),
        ("40 people were held at the end of 2016", "2016-12-31", "2016-12-31"),
        ("40 people died, the most since 1994", "", ""),
        ("Police on Tuesday said 40 people died", "", ""),
        ("40 people died in the first few months of the year", "", ""),
        ("40 people died in 2018 and 2019", "", ""),
        ("40 people died in fiscal year 2019", "", ""),
        ("40 people died in 2018-19", "", ""),
        ("40 people died in May", "", ""),
        ("40 people had died by March 2020", "", ""),
        ("In 2020 40 people died", "", ""),  # so far, or as every year at Easter
        ("40 people have died since 3 May, he said yesterday", "", ""),
        ("Deaths in 2018 were 40 from January 1 to May 3", "", ""),
        ("They compare with 40 who died by that date in 2018", "", ""),
        ("In July they were 40 and in August 30, both in 2016-17", "", ""),
        ("There were 40 births in the March 2018 year", "", ""),
        ("The highest fiscal year total was 40 in 2014", "", ""),
        (
            "There were 40 deaths in May 2019, compared with 30 in 2016-17",
            "2019-05-01",
            "2019-05-31",
        ),
        ("It was 40 per cent above what had been seen in June 2018", "", ""),
        ("40 whales were seen Saturday in the last count of 2018", "", ""),
        ("Six of Mexico’s 40 states had the most in 2018", "", ""),
        ("On 1 June 40 people will march", "", ""),
        ("They forecast 40 deaths in 2020", "", ""),
        ("40 nurses would be sent this year", "", ""),
        ("Last year it reported 40 cases in the first six months of the year", "", ""),
        ("The decrease on June 2018 was due to 40 people", "", ""),
        ("He said: “We hold 500 people.” In 2018 it was empty.", "", ""),
        ("In June of the previous year 40 people died", "", ""),
        ("The prison, built in 2005, holds 40 people", "", ""),
        ("The 2005 law sent 40 people there", "", ""),
        ("The law of 2005 sent 40 people there", "", ""),
        ("The toll of floods that started in June 2019 is 40", "", ""),
        ("It cost $40 million in 2018 prices", "", ""),
        ("Rome, May 3 (AP) -- 40 people died", "", ""),
        ("40 people died in 2018, up from 30 in 2017", "2018-01-01", "2018-12-31"),
        ("Deaths rose 10% from 2018 to 2019", "", ""),
        ("In 2012 (40), 2013 (36) and 2014 (30) people died", "2012-01-01", "2012-12-31"),
        ("The rate stood at 40 more than last year", "", ""),
        ("40 people died between 18 March 2020 and last Sunday", "", ""),
        (
            "Of all in 2019, 707 of them were young whilst in 2018 it was 30",
            "",
            "",
        ),
        ("A 40% share more than for January to June 2019", "", ""),
        ("In 2018, deaths fell 10% from 2017", "", ""),
        ("40 people died, compared with many in 2018", "", ""),
        ("The group said on 3 April that 40 people had died", "", ""),
        ("Back in 2018, in the same period, 40 people died", "", ""),
        ("Sales are up 2% (40) on November 2018 (30)", "", ""),
        ("A total of 40 died, down 14.5 percent from January to June 2019", "", ""),
        ("Of all 40 sat for the 2019 West African examination", "", ""),
        ("They fell to 40 for the six-month period, and for June it was 7", "", ""),
        ("Deaths so far are 40 in comparison to 2018 (30)", "", ""),
        ("Deaths so far are 40, surpassing the total of 2018", "", ""),
        ("Deaths in 2018 will fall from 90 produced to 40", "", ""),
    ],
)
def test_days_are_what_the_sentence_gives(text: str, first: str, last: str) -> None:
    assert days(stats.draft(text, "2020-05-14").iloc[0]) == [first, last]


def test_a_number_takes_its_days_from_where_it_is_printed_again() -> None:
    [row] = stats.draft("A city of 896 deaths\nIn March 2019 it had 896 deaths.").itertuples()
    assert (row.start, row.end) == (pd.Timestamp("2019-03-01"), pd.Timestamp("2019-03-31"))


def test_a_number_that_is_printed_last_without_days_has_none() -> None:
    [row] = stats.draft(
        "In March 2019 it had 896 deaths.\nThe 896 deaths are mourned."
    ).itertuples()
    assert (row.at, pd.isna(row.start), pd.isna(row.end)) == (1, True, True)


def test_without_a_day_a_month_has_no_year() -> None:
    found = stats.draft("In June 40 people died. In June 2019 it was 90 people.")
    assert [days(row) for _, row in found.iterrows()] == [["", ""], ["2019-06-01", "2019-06-30"]]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("In 2018 40 people died, up from 30 the year before", ""),
        ("In 2018 40 people died and 12% of them were women", "2018-12-31"),
        ("It held 40 people in 2018, while 12 are there now", ""),
        ("It held 40 people against 50 in 2018, a fall of 20%", ""),
        ("From 30 in 2018 deaths rose to 40", ""),
        ("In 2018 (30) they rose and deaths to date are 40", ""),
        ("Deaths fell from 30 in the first half of last year to 40 this year", ""),
        ("Deaths fell from 30 in June last year to 40 this year", ""),
        ("Deaths fell by 5% in May 2018 and 2% in June 2018 to 40 and 30", ""),
    ],
)
def test_a_date_holds_on_until_another_time_is_meant(text: str, last: str) -> None:
    assert days(stats.draft(text, "2020-05-14").iloc[-1])[1] == last


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It fell by 4.833 million to 6.450 million people", [-4_833_000, 6_450_000]),
        ("The wings held 120, 300 and 145 people", [120, 300, 145]),
        ("Of 42.000 people 6,450 came", [6_450]),  # 42 or 42,000
        ("The total was 40 in 2014", [40]),
        ("Of 40 people who have been ill since 3 May 2019, all died", [40]),
    ],
)
def test_numbers_side_by_side_are_parted(text: str, values: list[float]) -> None:
    assert stats.draft(text)["value"].tolist() == values


def test_a_number_is_one_row_however_often_it_is_printed() -> None:
    found = stats.draft("Over 300 fell ill\n\nThere were 1,204 cases. Of 1,204 cases, 12 are new.")
    assert found["value"].tolist() == [300, 1_204, 12]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        # 38,990 / 21,900 - 1 = 0.780365
        (
            TEXT,
            ["growth", "percent_78", ("inmates_21_900", "inmates_38_990"), 78.036530, "adds up"],
        ),
        # 38,990 / 26,593 = 1.466175
        (
            OCCUPANCY,
            [
                *("occupancy", "percent_147", ("people_38_990", "places_26_593")),
                *(146.617531, "adds up"),
            ],
        ),
        # 18,000 / 20,000 = 0.9, and no share of one thing
        (
            "It is 90% full, with a capacity of 20,000 for 18,000 inmates.",
            ["occupancy", "percent_90", ("inmates_18_000", "places_20_000"), 90, "adds up"],
        ),
        # 34 / 51 = 0.666667
        (
            "Of the 51 people that they met 34 people, or 67%, use drugs.",
            ["share", "percent_67", ("people_34", "people_51"), 66.666667, "adds up"],
        ),
        (
            "It held 90 people, 60 men and 30 women.",
            ["sum", "people_90", ("men_60", "women_30"), 90, "adds up"],
        ),
        # 460 / 300 - 1 = 0.533333; 456 / 300 - 1 = 0.52
        (
            "Over 460 patients wait. It was 456 patients, a rise of 52%, from 300 patients.",
            ["growth", "percent_52", ("patients_300", "patients_456"), 52, "adds up"],
        ),
        # 1,218 / 812 - 1 = 0.5
        (
            "Arrests rose by 52%, from 812 arrests to 1,218 arrests.",
            ["growth", "percent_52", ("arrests_812", "arrests_1_218"), 50, "look again"],
        ),
        # 7,255 / 7,061 - 1 = 0.027475: a rise
        (
            "Murders dropped by 2.7%, from 7 061 murders to 7 255 murders.",
            [
                *("growth", "percent_2_7", ("murders_7_061", "murders_7_255"), 2.747486),
                "look again",
            ],
        ),
        # 945 / 943 - 1 = 0.002121, a rise; the other way round it is -0.002116
        (
            "There were 945 cases this year, a decrease of 0.2%, against 943 cases last year.",
            ["growth", "percent_0_2", ("cases_943", "cases_945"), 0.212089, "look again"],
        ),
        # 9,218 / 9,299 - 1 = -0.008711
        (
            "It was a 0.87% drop from 9,299 deaths last year to 9,218 deaths.",
            ["growth", "percent_0_87", ("deaths_9_299", "deaths_9_218"), -0.871061, "adds up"],
        ),
        # 1,200 / 800 - 1 = 0.5; the days tell which is the first
        (
            "It held 1,200 inmates in 2019, a rise of 50%, and 800 inmates in 2015.",
            ["growth", "percent_50", ("inmates_800", "inmates_1_200"), 50, "adds up"],
        ),
        # 1,200 / 800 - 1 = 0.5
        (
            "Arrests rose by 60%, from 800 arrests to 1,200 arrests.",
            ["growth", "percent_60", ("arrests_800", "arrests_1_200"), 50.0, "look again"],
        ),
        # 1,200 / 700 - 1 = 0.714286; 1,200 / 770 - 1 = 0.558442
        (
            "Arrests rose by 60%, from over 700 arrests to 1,200 arrests.",
            ["growth", "percent_60", ("arrests_700", "arrests_1_200"), 71.428571, "may add up"],
        ),
        # 1.5 / 3.1 = 0.483871; 1.55 / 3.05 = 0.508197
        (
            "Of 3.1 million voters 1.5 million voters, 50%, came.",
            [
                *("share", "percent_50", ("voters_1_5_million", "voters_3_1_million")),
                *(48.387097, "may add up"),
            ],
        ),
    ],
)
def test_what_follows_from_what(text: str, row: list[object]) -> None:
    assert stats.relations(stats.draft(text, "2020-05-14")).to_numpy().tolist() == [row]


@pytest.mark.parametrize(
    "text",
    [
        # The 6% is of knives, and 732 / 690 - 1 is 6.1% by chance.
        "In all 732 lives were lost, up from 690. Knives rose 6%, to 40,829 offences.",
        # 90 / 60 - 1 is 50%, and the words allow 45%.
        "Cases rose by about 45%, from 60 cases to 90 cases.",
        # 8.4% a year for 5 years is 50%.
        "Sales rose by 8.4% a year, from 800 sales in 2015 to 1,200 sales in 2020.",
        # And so is 20% a month.
        "Sales rose 20% each month, from 800 sales to 1,200 sales.",
        # 74 of 21,115 is 0.35%, and some of the 74 died before.
        "In June 2019 21,115 people fell ill. In January to June 2019 74 people, 0.4%, died.",
        # 3,487 + 2,860 is 6,347 by chance.
        "In March 2020 it had 6,347 cases. It had 3,487 cases in April 2020, 2,860 in May 2020.",
        # 34 of 61 is 55.7%, and they are of two years.
        "In 2003 there were 61 million voters. In 2007 34 million voters came, 56%.",
        # 17 is no sum of the 9 before it and the 8 after it.
        "It fell below 9 million cases, then below 17 million cases and 8 million cases.",
        # 220 / 200 - 1 is 10% by chance.
        "There were 200 cases in one town and 220 cases in another, and 10% are new.",
        # 1,066 - 16 is 1,050, and so over 1,040, by chance.
        "Of less than a hectare were 1,066 fires and 16 fires, and over 1,040 hectares burnt.",
        # 6 + 7 is 13 by chance.
        "There were 50 deaths, 13 in one town, 9, 6 and 7 in others.",
        # 46,351 + 21,903 is 68,254: near misses are of changes alone.
        "It held 68,259 inmates, 46,351 inmates waiting and 21,903 inmates convicted.",
        # 34 of 51 are 67%, and stand in another sentence.
        "They met 51 people. Of them 34 people, or 67%, use drugs.",
        # 38,990 / 26,593 is 147%, and the 147% is of growth, of arrests, or of another year.
        "After growth of 147% it has 38,990 people in 26,593 places.",
        "It had 38,990 people in 26,593 places, and 147% more arrests than in 2016.",
        "In 2018 it had 38,990 people in 26,593 places, and 147% in 2019.",
        # 100 / 98 - 1 is 2%, and nothing tells which is the first.
        "It had 100 cases; the year before it had 98 cases, a rise of 2%.",
        # 120 + 84 is 204; nothing says that they are all.
        "They counted 210 inmates. There were 120 inmates in one wing and 84 inmates in another.",
    ],
)
def test_nobody_is_accused_by_chance(text: str) -> None:
    assert stats.relations(stats.draft(text)).empty


def test_rows_of_tables_follow_from_rows_of_their_source(data: Data) -> None:
    found = stats.relations(data.rows).set_index("claim")
    assert found.loc["growth", "inputs"] == ("prisoners_2016", "prisoners_2020")
    assert found.loc["growth", "answer"] == "adds up"


def test_near_misses_of_tables_are_shown_and_shares_are_of_one_unit() -> None:
    now, later = "2019-01-01", "2020-01-01"
    figures = {
        name: replace(
            Figure.parse(words, unit=unit, kind=kind, start=start, end=end), quantity=unit
        )
        for name, words, unit, kind, start, end in (
            ("then", "308 people", "people", "stock", now, now),
            ("now", "526 people", "people", "stock", later, later),
            ("rise", "a rise of 216", "people", "change", now, later),  # and not 218
            ("cells", "90 cells", "cells", "stock", later, later),
            ("share", "17%", "percent", "stock", later, later),  # 90 / 526
        )
    }
    frame = pd.DataFrame({"figure": figures, "source": "s", "place": "XAA", "wording": ""})
    for column in ("value", "start", "end", "qualifier", "rounded_to"):
        frame[column] = [getattr(one, column) for one in figures.values()]
    found = stats.relations(frame.astype(dict.fromkeys(("start", "end"), "datetime64[s]")))
    assert found.to_numpy().tolist() == [["difference", "rise", ("then", "now"), 218, "look again"]]


def test_parts_with_quantities_of_their_own_make_their_whole(data: Data) -> None:
    whole = {"inmates": 300, "inmates_tried": 200, "inmates_waiting": 100, "cells": 100}
    base = data["prisoners_2020"]
    rows = data.rows.loc[[base.name] * 4].assign(
        value=[*whole.values()],
        figure=[
            replace(base, value=float(size), range=Bound(size, size), quantity=name)
            for name, size in whole.items()
        ],
    )
    rows.index = pd.Index(whole)
    found = stats.relations(rows)
    assert found[found["kind"] == "sum"][["claim", "inputs"]].to_numpy().tolist() == [
        ["inmates", ("inmates_tried", "inmates_waiting")]
    ]


def test_an_occupancy_of_tables_is_called_so(data: Data) -> None:
    # 38,990 / 26,593 = 1.466175, of over 38,990 people and an estimated 26,593 places
    claim = Figure.parse("147%", unit="percent", kind="stock", start="2020-03-01", end="2020-03-31")
    ids = ["prisoners_2020", "capacity_2020", "growth"]
    for quantity, kinds in (("prison_occupancy", ["occupancy"]), ("drug_share", [])):
        rows = data.rows.loc[ids]
        rows["figure"] = [*rows["figure"][:2], replace(claim, quantity=quantity)]
        found = stats.relations(rows)
        assert found["kind"].tolist() == kinds
        assert found["inputs"].tolist() == [("prisoners_2020", "capacity_2020")] * len(kinds)


def test_a_frame_without_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="it has no column figure"):
        stats.relations(pd.DataFrame({"value": [1]}))


# A project.


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_project_asks_for_what_the_text_does_not_give(tmp_path: Path, article: Path) -> None:
    article.write_text(f"{TEXT}\n{SLIP}", "utf-8")
    made = run_here("new", tmp_path / "new", "--article", article, "--place", "KHM")
    assert made.returncode == 0, made.stderr
    printed = [line.split() for line in made.stdout.splitlines()]
    row = "growth percent_78 (inmates_21_900, inmates_38_990) 78.03653 adds up"
    assert row.split() in printed
    assert "34 (age or span of time)" in made.stdout
    asked = run_here("check", tmp_path / "new" / "data").stderr
    assert re.search("figures.csv, lines? 5, .*column start: .*empty", asked)
    assert "column attributed_to" in asked
    assert not [
        name for name in ("wording", "value", "rounded_to", "place") if f"column {name}:" in asked
    ]


GIVEN = ("--published", "2020-05-14", "--place", "KHM", "--body", "amnesty")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a drafted project, with what its text does not give filled in."""
    folder = tmp_path_factory.mktemp("drafted") / "new"
    article = folder.parent / "article.txt"
    article.write_text(f"{TEXT}\nIn March 2020 it had {OCCUPANCY}\n", "utf-8")
    assert run_here("new", folder, "--article", article, *GIVEN).returncode == 0
    source = {"publisher": "A", "address": "https://example.org/a", "kind": "own report"}
    fill = {
        "quantities": {key: {"kind": "stock"} for key in ("inmates", "people", "places")},
        "sources": {"new_article": source},
    }
    for name, cells in fill.items():
        path = folder / "data" / f"{name}.csv"
        rows = [*csv.DictReader(path.read_text("utf-8").splitlines())]
        with path.open("w", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(row | cells.get(row["key"], {}) for row in rows)
    built = run_here("report", cwd=folder)
    assert built.returncode == 0, built.stderr
    return (folder / "reports" / "report.html").read_text("utf-8")


def test_a_project_builds_when_it_is_filled_in(page: str) -> None:
    assert "follows 78.0% (more than 77.6%); the article has “Inmates rose by 78%”." in page
    assert "comes_to" not in page  # what only who works on it needs
    assert "Save what this page found" in page  # the claim of the first chapter


def test_a_project_of_an_occupancy_builds(page: str) -> None:
    assert "follows 146.6%; the article has “an occupancy of 147%”." in page


def test_a_sum_may_be_of_different_things(tmp_path: Path, article: Path) -> None:
    article.write_text("In 2019 it held 90 people, 60 men and 30 women.", "utf-8")
    folder = tmp_path / "new"
    assert run_here("new", folder, "--article", article).returncode == 0
    chapter = (folder / "notebooks" / "1-answer.ipynb").read_text("utf-8")
    assert "follows = sum([men_60, women_30])" in chapter
    ids = [cell["id"] for cell in json.loads(chapter)["cells"]]
    assert ids[3:5] == ["relations", "people_90"]  # below the imports, the tables and the headline
    assert len({*ids}) == len(ids)
    with (folder / "data" / "quantities.csv").open(encoding="utf-8") as file:
        units = {row["key"]: row["unit"] for row in csv.DictReader(file)}
    assert units == {"people": "people", "men": "people", "women": "people"}


def test_a_growth_runs_from_its_first_count_to_its_second(tmp_path: Path, article: Path) -> None:
    given = ("--published", "2020-05-14")
    assert run_here("new", tmp_path / "new", "--article", article, *given).returncode == 0
    with (tmp_path / "new" / "data" / "figures.csv").open(encoding="utf-8") as file:
        growth = next(csv.DictReader(file))
    assert (growth["id"], growth["start"], growth["end"]) == (
        *("percent_78", "2016-12-31", "2020-03-31"),
    )


def test_a_wording_is_as_printed() -> None:
    found = stats.draft("It rose by 10pc to €3.5bn in 2019, and 20kg of it\nwere sold.")
    assert found["wording"].tolist() == [
        "It rose by 10pc",
        "to €3.5bn in 2019",
        "and 20kg of it were sold",
    ]


def test_a_title_ends_with_a_word(tmp_path: Path, article: Path) -> None:
    article.write_text("A long title of an article " * 4 + "\n\nIt held 40 people.", "utf-8")
    run_here("new", tmp_path / "new", "--article", article)
    about = json.loads((tmp_path / "new" / "data" / "datapackage.json").read_text("utf-8"))
    assert about["title"] == "Checked: " + "A long title of an article " * 3 + "A long title of an…"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"No number here.", "it has no number"),
        (b"\xff\xfe1\x00", "UTF-8"),
        (b"%PDF-1.4 \xe2\xe3", "UTF-8"),
        (
            "Des 1 200 détenus, 34 ont dit, que la prison avait " * 3,
            "English",
        ),
    ],
)
def test_what_is_no_article_is_refused(tmp_path: Path, content: bytes | str, message: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    made = run_here("new", tmp_path / "new", "--article", path)
    assert (made.returncode, made.stdout) == (1, "")
    assert re.match(f"{re.escape(str(path))}: .*{message}", made.stderr)
    assert made.stderr.count("\n") == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("given", "value", "message"),
    [
        ("published", "May 2020", 'PUBLISHED: "May 2020" .*written as 2020-03-31'),
        ("start", "2020-13-01", 'START: "2020-13-01" is no day'),
        ("place", "UK", 'PLACE: "UK" is not a code'),
        ("body", "Home Office", 'BODY: "Home Office" is not an id'),
        ("article", "no.txt", "ARTICLE: no.txt is no file"),
    ],
)
def test_what_no_table_takes_is_refused_before_anything_is_written(
    tmp_path: Path, article: Path, given: str, value: str, message: str
) -> None:
    told = {"article": str(article)} | {given: value}
    options = [text for name, cell in told.items() for text in (f"--{name}", cell)]
    made = run_here("new", tmp_path / "new", *options)
    assert (made.returncode, made.stdout) == (1, "")
    assert re.match(message, made.stderr)
    assert not (tmp_path / "new").exists()


def test_a_draft_of_which_nothing_follows_says_so(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("It held 40 people in 2019.", "utf-8")
    assert "What follows from what:\nNothing, by the dates" in run_here("draft", text).stdout


def test_a_draft_is_printed_and_nothing_is_written(tmp_path: Path, article: Path) -> None:
    made = run_here("draft", article, "--published", "2020-05-14", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "percent_78" in made.stdout
    assert "What follows from what:" in made.stdout
    assert [path.name for path in tmp_path.iterdir()] == [article.name]


def test_a_draft_replaces_no_file(tmp_path: Path, article: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    made = run_here("new", tmp_path, "--article", article)
    assert made.returncode == 1
    assert f"{tmp_path / 'README.md'} is there" in made.stderr
    assert files(tmp_path)["README.md"] == b"mine"


def test_a_second_source_is_added(tmp_path: Path, article: Path) -> None:
    folder, second = tmp_path / "new", tmp_path / "Second source.txt"
    assert (
        run_here("new", folder, "--article", article, "--published", "2020-05-14").returncode == 0
    )
    before = {path.name: path.read_text("utf-8") for path in (folder / "data").glob("*.csv")}
    second.write_text("In 2019 it held 40,000 inmates. It has 30 nurses, 5% more.", "utf-8")
    given = ("--article", second, "--place", "KHM", "--body", "prisons", "--end", "2018-12-31")
    made = run_here("add", folder, *given)
    after = {path.name: path.read_text("utf-8") for path in (folder / "data").glob("*.csv")}
    assert re.search("quantities.csv: added nurses; .* there: inmates, percent_change", made.stdout)
    assert all(after[name].startswith(text.rstrip("\n")) for name, text in before.items())
    row, *rest = csv.DictReader(after["context.csv"].splitlines())
    # The day that is given is of what the text does not date, but for a change.
    assert [each["end"] for each in (row, *rest)] == ["2019-12-31", "2018-12-31", ""]
    keys = ("id", "quantity", "place", "attributed_to", "source")
    assert [row[key] for key in keys] == [
        *("second_source_inmates_40_000", "inmates", "KHM", "prisons", "second_source"),
    ]
    again = run_here("add", folder, *given)
    assert "sources.csv has second_source; rename the file" in again.stderr
    assert after == {path.name: path.read_text("utf-8") for path in (folder / "data").glob("*.csv")}


def test_a_source_is_added_to_tables_of_any_form(tmp_path: Path, article: Path) -> None:
    folder = tmp_path / "new"
    assert run_here("new", folder, "--article", article).returncode == 0
    path = folder / "data" / "quantities.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    keys = ",".join(f'"{name}"' for name in header.split(","))
    quoted = [re.sub(r"^(\w+)", r'"\1"', row) for row in rows]
    quoted[-1] = quoted[-1].replace("It does not say.", '"Two\u2028lines."')
    path.write_text("\ufeff" + "\r\n".join([keys, *quoted]), "utf-8", newline="")
    assert run_here("add", folder, "--article", article).returncode == 0
    after = path.read_text("utf-8").splitlines()
    assert after == [f"\ufeff{keys}", *"\n".join(quoted).splitlines()]
    path.write_text("key;name\n", "utf-8")
    broken = run_here("add", folder, "--article", article.rename(tmp_path / "2020 b.txt"))
    assert "quantities.csv has no column key" in broken.stderr
    (folder / "data" / "context.csv").write_text("\n", "utf-8")
    path.write_text(f"{header}\n", "utf-8")
    assert run_here("add", folder, "--article", tmp_path / "2020 b.txt").returncode == 0
    assert "\nsource_2020_b_" in (folder / "data" / "context.csv").read_text("utf-8")


def test_a_source_is_added_only_to_a_project(tmp_path: Path, article: Path) -> None:
    made = run_here("add", tmp_path, "--article", article)
    assert "it has no data/figures.csv" in made.stderr
    assert not (tmp_path / "data").exists()
