"""Each table by one whole row: every cell in its own column, every link to its own row."""

import pytest
from conftest import Page, text

import stats
from stats import history, tables

FIGURES, CONTEXT, SOURCES = stats.load_figures(), stats.load_context(), stats.load_sources()
OFFICIAL = [("prisoners_2016_interior", "prisoners_2020_03_27_prisons")]
TABLES = {
    "claims": lambda: tables.claims_table(stats.check_claims(FIGURES, CONTEXT), SOURCES),
    "stretches": lambda: tables.stretches_table(CONTEXT),
    "growth": lambda: tables.growth_table(
        CONTEXT, history.growth_between(CONTEXT, OFFICIAL), "Growth"
    ),
    "carried": lambda: tables.carried_table(FIGURES, CONTEXT),
    "occupancy": lambda: tables.occupancy_table(FIGURES, CONTEXT),
    "sums": lambda: tables.sums_table(FIGURES, CONTEXT),
    "statistics": lambda: tables.statistics_table(stats.statistics(FIGURES), "All"),
    "figures": lambda: tables.figures_table(FIGURES, "Figures"),
    "rows": lambda: tables.rows_table(FIGURES, "Rows"),
    "sources": lambda: tables.sources_table(SOURCES, "Sources"),
}


def parts(name):
    """A table's rows as elements, its headers first."""
    return list(Page(f"<div>{TABLES[name]().html}</div>").all("tr"))


def cells(row):
    return [text(cell) for cell in row]


def links(row):
    return [link.get("href") for link in row.iter("a")]


# A table, a row of it by its place, what its cells read, and where they lead. A cell that ends in
# "..." only begins so.
ROWS = [
    (
        "claims",
        4,
        [
            "“skyrocketed by 78% since the campaign started” (row)",
            "Reproduced. The article’s own counts of people in prison give 78.0 %, printed as ...",
            "Corroborated. Only the start is another body’s: ...",
        ],
        [
            "#figure-growth",
            *("#source-post_2017_prison_numbers", "#source-xinhua_2018_drug_arrests"),
            *("#source-amnesty_2020_video_release", "#source-asia_times_2020_packed_jails"),
        ],
    ),
    (  # 15,182 / 5,502 = 2.759360; over 14 years, e ** (1.014999 / 14) = 1.075191
        "stretches",
        1,
        [
            "5,502 people, 2000",
            "15,182 people, 2014",
            "175.9 %",
            "7.5 % a year",
            "World Prison Brief",
        ],
        ["#figure-prisoners_2000_wpb", "#figure-prisoners_2014_wpb"],
    ),
    (  # worked out in test_history
        "growth",
        1,
        [
            *("21,989 people, 2016", "nearly 40,000 people, 27 March 2020"),
            *("about 81.9 %", "about 20.3 % a year"),
            "Ministry of Interior; General Department of Prisons",
        ],
        ["#figure-prisoners_2016_interior", "#figure-prisoners_2020_03_27_prisons"],
    ),
    (  # 21,989 * 1.075191 ** 3.25
        "carried",
        1,
        [
            *("2000 to 2014 (World Prison Brief)", "compound", "27,831"),
            "prisoners_2016_interior, prisoners_2000_wpb, prisoners_2014_wpb, prisoners_2020",
        ],
        [
            *("#figure-prisoners_2016_interior", "#figure-prisoners_2000_wpb"),
            *("#figure-prisoners_2014_wpb", "#figure-prisoners_2020"),
        ],
    ),
    (  # 38,990 / 12,000 = 3.249167
        "occupancy",
        3,
        [
            *("about 12,000 places", "Ministry of Interior", "January to June 2021"),
            *("324.9 %", "more than about 324.9 %", "prisoners_2020, capacity_2021_interior"),
        ],
        ["#figure-prisoners_2020", "#figure-capacity_2021_interior"],
    ),
    (  # 55,770 - (59,196 - 5,056) = 1,630
        "sums",
        1,
        [
            "Anti-Drug Department",
            "59,196",
            "5,056",
            "at least 1,630 arrests",
            "drug_arrests_2017_...",
        ],
        [
            *("#figure-drug_arrests_2017_interior", "#figure-drug_arrests_2018_interior"),
            *("#figure-drug_arrests_2019_interior", "#figure-drug_arrests_2020_q1_interior"),
        ],
    ),
    (  # 38,990 / 26,593 = 1.466175
        "statistics",
        6,
        [
            *("Occupancy level, of capacity", "146.6 %", "more than about 146.6 %"),
            "prisoners_2020, capacity_2020",
        ],
        ["#figure-prisoners_2020", "#figure-capacity_2020"],
    ),
    (
        "figures",
        2,
        [
            *("31 December 2016", "21,900 people", "21,850 up to, not including, 21,950"),
            *("Amnesty International", "prisoners_2016"),
        ],
        ["#figure-prisoners_2016"],
    ),
    (
        "rows",
        3,
        [
            *("prisoners_2020", "March 2020", "more than 38,990 people", "Amnesty International"),
            "“over 38,990 in March 2020” (source). The day in March is not given. ...",
        ],
        ["#source-khmer_times_2020"],
    ),
    (
        "sources",
        1,
        [
            "Government rejects NGO report on “war on drugs”",
            *("Khmer Times (Khuon Narim)", "2020-05-14", "The whole text ..."),
        ],
        ["https://www.khmertimeskh.com/722895/government-rejects-ngo-report-on-war-on-drugs/"],
    ),
]


@pytest.mark.parametrize(("name", "place", "read", "lead"), ROWS, ids=[row[0] for row in ROWS])
def test_each_cell_stands_in_its_own_column_and_leads_to_its_own_row(name, place, read, lead):
    row = parts(name)[place]
    found = cells(row)
    begun = [
        cell[: len(expected) - 3] + "..." if expected.endswith("...") else cell
        for cell, expected in zip(found, read, strict=True)
    ]
    assert begun == read
    assert links(row) == lead


HEADERS = {
    "claims": ["The claim", "Does it add up?", "Do others say so?"],
    "stretches": ["From", "To", "Growth", "Growth a year", "Given by"],
    "carried": ["By the growth of", "Carried on", "People in prison", "Rows"],
    "occupancy": [
        *("Capacity", "Who gives it", "When", "At face value", "With its words", "Rows"),
    ],
    "sums": ["Counts by", "Sum", "The last count", "Claim less the earlier counts", "Rows"],
    "statistics": ["Statistic", "At face value", "With its words", "From"],
    "figures": ["When", "Figure", "What its words allow", "Who says so", "Row"],
    "sources": ["Source", "Publisher", "Published", "Note"],
}


@pytest.mark.parametrize("name", HEADERS)
def test_each_column_has_its_own_header(name):
    assert cells(parts(name)[0]) == HEADERS[name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rows", {f"figure-{name}": name for name in FIGURES.index}),
        ("sources", {f"source-{key}": title for key, title in SOURCES["title"].items()}),
    ],
)
def test_the_place_that_links_lead_to_is_the_row_itself(name, expected):
    assert {row.get("id"): cells(row)[0] for row in parts(name)[1:]} == expected


def test_a_source_whose_day_is_not_known_is_said_to_have_none():
    unknown = SOURCES["published"].tolist().index("") + 1
    assert cells(parts("sources")[unknown])[2] == "not known"


def test_all_statistics_are_folded_and_some_are_not():
    statistics = stats.statistics(FIGURES)
    assert tables.statistics_table(statistics, "All").html.startswith("<details>")
    assert "<details>" not in tables.statistics_table(statistics, "One", ["occupancy"]).html


def test_a_fold_says_how_many_rows_it_holds():
    shown = tables.figures_table(FIGURES.iloc[:3], "Three", fold=True)
    assert "<summary>Three (3 rows)</summary>" in shown.html


def test_a_statistic_without_its_figure_has_no_value_and_no_link():
    table = stats.statistics(FIGURES.drop("capacity_2020"))
    html = tables.statistics_table(table, "One", ["occupancy"]).html
    _, row = Page(f"<div>{html}</div>").all("tr")
    assert cells(row)[1:] == [
        "–",
        "cannot be computed: capacity_2020 is missing",
        "prisoners_2020 capacity_2020",
    ]
    assert links(row) == []


def test_no_table_is_left_out_here():
    makers = {f"{name}_table" for name in TABLES}
    assert makers == {name for name in tables.__all__ if name.endswith("_table")}
