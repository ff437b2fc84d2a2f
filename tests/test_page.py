"""How a chapter shows things: paragraphs, tables, charts and files, and the rows it publishes."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from conftest import Page, text

import stats
from stats import Figure, drawing, page, verdicts
from stats.page import Output
from stats.read import Data

HOSTILE = '<script>alert("1")</script> & \'2\' "3"'


def on_page(*shown: Output) -> Page:
    return Page(f"<main>{''.join(str(each.html) for each in shown)}</main>")


def sentences(shown: Output) -> list[tuple[object, object]]:
    return [(row["sentence"], row["checked"]) for row in shown.published["sentences.csv"]]


# First screens and paragraphs.


SURE = page.say("It <b>is</b>.", holds=lambda a: a > 2, a=3)


def test_a_headline_stands_between_its_kicker_and_its_standfirst() -> None:
    shown = page.hero(SURE, HOSTILE, kicker="Checked")
    assert [(e.tag, e.get("class"), text(e)) for e in on_page(shown).all("p", "h1")] == [
        *(("p", "kicker", "Checked"), ("h1", None, "It is."), ("p", "deck", HOSTILE)),
    ]
    assert sentences(shown) == [("It is.", "yes"), (HOSTILE, "no")]
    assert [e.tag for e in on_page(page.hero("A", "B")).all()] == ["main", "div", "h1", "p"]


def test_a_card_says_its_number_its_verdict_and_how_sure(data: Data) -> None:
    number, level = data["capacity_2020"], occupancy(data)
    shown = page.cards(
        [
            page.card("Places", number, SURE, HOSTILE, "Quite.", kind="disagree"),
            page.card(HOSTILE, level, "Right", "It is."),
            page.card("Growth", "78%", "Right", "It is."),
        ]
    )
    assert [(e.get("class"), text(e)) for e in on_page(shown).all("p")] == [
        *(("label", "Places"), ("number", "an estimated 26,593"), ("chip disagree", "It is.")),
        *(("line", HOSTILE), ("sure", "Quite.")),
        *(("label", HOSTILE), ("number", "more than about 146.6%"), ("chip none", "Right")),
        *(("line", "It is."), ("label", "Growth"), ("number", "78%"), ("chip none", "Right")),
        ("line", "It is."),
    ]
    assert [e.get("href") for e in on_page(shown).all("a")] == ["#figure-capacity_2020"]
    assert [text(e) for e in on_page(shown).all("small")] == ["an estimated", "more than about"]
    assert {*sentences(shown)} >= {("Right", "no"), (HOSTILE, "no"), ("Quite.", "no")}
    first, _ = shown.published["shown.csv"]
    assert first == {"place": "Places", "id": "capacity_2020", "value": "an estimated 26,593"}
    assert repr(shown).startswith(f"Places: an estimated 26,593 (It is.). {HOSTILE} Quite.\n")


@pytest.mark.parametrize(
    ("changes", "said"), [({"kind": "bad"}, "disagree"), ({"chip": ""}, "chip")]
)
def test_a_card_without_a_verdict_in_words_is_refused(changes: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        page.card(**{"label": "A", "number": "1", "chip": "Right", "line": "B"} | changes)


@pytest.mark.parametrize("show", [page.prose, page.limits])
def test_paragraphs_are_filled_and_checked(show: Callable[..., Output]) -> None:
    shown = show("<em>It</em> is {value}.", SURE, value=HOSTILE)
    assert [text(e) for e in on_page(shown).all("p")] == [f"It is {HOSTILE}.", "It is."]
    assert sentences(shown) == [(f"It is {HOSTILE}.", "no"), ("It is.", "yes")]
    assert sentences(show("{a}", holds=lambda a: a > 2, a=3)) == [("3", "yes")]
    with pytest.raises(page.SentenceError, match="no longer holds"):
        show("{a}", holds=lambda a: a > 2, a=1)
    with pytest.raises(TypeError, match="one paragraph"):
        show("{a}", "B", holds=lambda a: a > 2, a=3)


# Any table.


@pytest.mark.parametrize("place", ["caption", "header", "first cell", "cell", "id"])
def test_a_table_shows_hostile_text_as_text(place: str) -> None:
    def at(here: str) -> str:
        return HOSTILE if here == place else here

    cells = {"Head": [at("first cell")], at("header"): [at("cell")]}
    table = on_page(page.table(cells, at("caption"), ids=[at("id")], fold=True))
    assert not list(table.all("script"))
    found = [text(e) for e in table.all("caption", "th", "td")]
    assert HOSTILE in [*found, *(e.get("id") for e in table.all("tr"))]


def test_a_header_stands_in_its_own_letters_before_each_cell_on_a_narrow_screen() -> None:
    shown = page.table({"A": ["b"], 'So-called “new” "places"': ["c"], "True?": ["d"]}, "Caption")
    [table] = on_page(shown).all("table")
    assert table.get("style") == r"""--h2:"So-called “new” \"places\": ";--h3:"True? ";"""


def test_a_table_without_a_caption_or_with_a_short_column_is_refused() -> None:
    with pytest.raises(ValueError, match="caption"):
        page.table({"A": ["b"]}, "")
    with pytest.raises(ValueError, match="shorter"):
        page.table({"A": ["b", "c"], "D": ["e"]}, "Caption")


@pytest.mark.parametrize(("letters", "css"), [(40, None), (41, "long")])
@pytest.mark.parametrize("show", [str, lambda word: page.link(word, "#c")])
def test_a_cell_whose_word_is_too_long_for_a_column_may_break_it(
    letters: int, css: str | None, show: Callable[[str], str]
) -> None:
    table = on_page(page.table({"A": ["b"], "C": [show("o" * letters)]}, "Caption"))
    assert [cell.get("class") for cell in table.all("th", "td")] == [None, None, None, css]


def test_a_table_says_which_cells_head_its_columns_and_rows_and_which_are_numbers() -> None:
    table = on_page(page.table({"When": ["then"], "People": ["3"]}, "A", numbers=["People"]))
    assert [(e.get("scope"), e.get("class"), text(e)) for e in table.all("th", "td")] == [
        *(("col", None, "When"), ("col", "number", "People")),
        *(("row", None, "then"), (None, "number", "3")),
    ]


def test_what_is_shown_reads_as_text_too() -> None:
    assert repr(page.prose("<em>One</em>.", "Two.")) == "One.\n\nTwo."
    shown = page.table({"A": [page.link("b & c", "#b")]}, "Caption")
    assert repr(shown).split() == ["Caption", "A", "b", "&", "c"]
    assert repr(chart()).startswith("More people\nPeople, then and now\nTwo bars: 3 & 5.\nCounts\n")


@pytest.mark.parametrize(
    ("rows", "summary"), [(0, "B (0 rows)"), (1, "B (1 row)"), (1_000, "B (1,000 rows)")]
)
def test_a_table_is_folded_if_asked_and_says_how_many_rows_it_has(rows: int, summary: str) -> None:
    [said] = on_page(page.table({"A": ["b"] * rows}, "B", fold=True)).all("summary")
    assert text(said) == summary
    assert not [*on_page(page.table({"A": ["b"] * rows}, "B")).all("summary")]


# Charts.


def chart(**changes: Any) -> Output:
    pair = drawing.Pair(*(drawing.canvas(width, 200)[0] for width in (1080, 340)))
    rows = {"statistics.csv": [{"id": "a"}]}
    words = {
        "title": "More people",
        "subtitle": "People, then and now",
        "alt": "Two bars: 3 & 5.",
        "data": page.table(
            {"When": ["then", "now"], "People": ["3", "5"]}, "Counts", published=rows
        ),
        "source": "A source",
    }
    return page.chart(pair, "bars", **words | changes)


@pytest.mark.parametrize("argument", ["title", "subtitle", "alt", "source"])
def test_a_chart_with_an_empty_text_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=argument):
        chart(**{argument: ""})


def test_a_chart_shows_hostile_text_as_text() -> None:
    words = dict.fromkeys(("title", "subtitle", "alt", "source", "note"), HOSTILE)
    shown = on_page(chart(**words))
    assert [text(e) for e in shown.all("figcaption", "p")] == [
        *(f"{HOSTILE} {HOSTILE}", f"{HOSTILE} Source: {HOSTILE}.", "SVG · PNG"),
    ]
    assert [e.get("aria-label") for e in shown.all("svg")] == [HOSTILE] * 2


def test_a_chart_is_drawn_for_wide_screens_and_for_phones_and_without_style_once() -> None:
    html = on_page(chart())
    views = {e.get("class"): e for e in html.all("div") if list(e.iter("svg"))}
    sizes = [next(e.iter("svg")).get("viewbox").split()[2] for e in views.values()]
    assert ([*views], sizes) == (["wide", "narrow"], ["810", "255"])  # points of 1080 and 340 px
    assert ["hidden" in e.attrib for e in views.values()] == [False, True]


def test_a_chart_comes_with_its_data_and_what_travels_with_that() -> None:
    shown = chart(title=SURE)
    assert [text(e) for e in on_page(shown).all("b", "span", "p", "summary")] == [
        *("It is.", "is", "People, then and now", "Source: A source.", "Data (2 rows)"),
        "SVG · PNG",
    ]
    links = [e.get("href") for e in on_page(shown).all("a")]
    assert links == [*shown.files] == ["charts/bars.svg", "charts/bars.png"]
    assert shown.published["statistics.csv"] == [{"id": "a"}]
    assert sentences(shown) == [("It is.", "yes"), ("Two bars: 3 & 5.", "no")]
    folded = page.table({"A": ["b"]}, "Counts", fold=True)
    assert [text(e) for e in on_page(chart(data=folded)).all("summary")] == ["Counts (1 row)"]


def test_a_saved_chart_says_what_its_title_and_its_foot_say() -> None:
    words = {"title": SURE, "note": page.say("<i>Hollow</i>: about."), "licence": "CC0"}
    saved = chart(**words).files["charts/bars.svg"].decode("utf-8")
    for said in ("It is.", "People, then and now", "Hollow: about. Source: A source.", "CC0"):
        assert f">{said}<" in saved or f"Licence: {said}<" in saved


# Tables of figures: each by one whole row, every cell in its own column, every link to its own row.


def cells(row: Any) -> list[str]:
    return [text(cell) for cell in row]


def checked(data: Data, claim: str = "prisoners_2020", **changes: Any) -> Output:
    check = replace(verdicts.check(data[claim], data), **changes)
    return page.claims({"b": check}, data)


def occupancy(data: Data) -> Figure:
    return stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])


# What makes each table, its headers and a row of it, and where the links of the row lead.
def corrected(data: Data) -> Data:
    day = pd.Timestamp("2026-11-25")
    cells = ["start", "2016-12-31", "2016-01-01", day, "The day of the count is not given."]
    columns, index = data.corrections.columns, pd.Index(["prisoners_2016_interior"], name="row")
    return replace(data, corrections=pd.DataFrame([cells], index, columns))


WHOLE_ROWS: dict[str, tuple[Callable[[Data], Output], str, str, list[str]]] = {
    "figures": (
        lambda data: page.figures_table([data["prisoners_2016"]], data, "A"),
        "When | Figure | What its words allow | Who says so | Where from",
        "31 December 2016 | 21,900 people | 21,850 up to, not including, 21,950 | "
        "Amnesty International | row 2",
        ["#figure-prisoners_2016"],
    ),
    "rows": (
        lambda data: page.rows_table([data["drug_arrests_2020_interior"]], data, "A"),
        "Row | When | Figure | Who says so | In the words of the source, and our note",
        "33 | 2020 | 20,913 arrests | Anti-Drug Department (its own count) "
        "| “detaining 20,913 people” (source). From the department's report on 2020. The drug "
        "authority has 21,566.",
        ["#source-cne_2021_anti_drug_report"],
    ),
    "sources": (
        lambda data: page.sources_table(data, "A"),
        "Source | Who published it | Kind | Our note",
        "Government rejects NGO report on “war on drugs” | Khuon Narim, Khmer Times, 14 May 2020 "
        "| own report; passes on Amnesty International | The whole text was read. The figures are "
        "Amnesty International’s, as the newspaper reports them from the report of 13 May 2020.",
        ["https://www.khmertimeskh.com/722895/government-rejects-ngo-report-on-war-on-drugs/"],
    ),
    "excluded": (
        lambda data: page.excluded_table(data, "A"),
        "Number | In the words of the source | Why it is left out",
        "38,890 | “Cambodia reported holding 38,890 people in prison” (Tamil Guardian) | A slip: "
        "the release that it retells has 38,990.",
        ["https://tamilguardian.com/content/amnesty-reveals-deplorable-prison-conditions-cambodia"],
    ),
    "corrections": (
        lambda data: page.corrections_table(corrected(data), "A"),
        "Row | What | Was | Is | Since | Why",
        "row 9 | start | 2016-12-31 | 2016-01-01 | 25 November 2026 | The day of the count is not "
        "given.",
        ["#figure-prisoners_2016_interior"],
    ),
    "statistics": (  # 38,990 / 26,593 = 1.466175
        lambda data: page.statistics_table({"a": ("Level", occupancy(data))}, data, "A"),
        "Statistic | At face value | With its words | Where from",
        "Level | 146.6% | more than about 146.6% | rows 3, 5",
        ["#figure-prisoners_2020", "#figure-capacity_2020"],
    ),
    "others": (  # 40,000 / 38,990 = 1.025904
        checked,
        "Who | Number | Gap | Counts? | Source",
        "General Department of Prisons | nearly 40,000 people | +2.6% | yes | own report: Phnom "
        "Penh Post; row 14",
        ["#source-post_2020_reduced_sentences", "#figure-prisoners_2020_03_27_prisons"],
    ),
}


@pytest.mark.parametrize("name", WHOLE_ROWS)
def test_each_cell_stands_under_its_header_and_leads_to_its_own_row(data: Data, name: str) -> None:
    make, headers, read, lead = WHOLE_ROWS[name]
    head, row, *_ = on_page(make(data)).all("tr")
    assert (" | ".join(cells(head)), " | ".join(cells(row))) == (headers, read)
    assert [link.get("href") for link in row.iter("a")] == lead


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        *(([0.0, 0.0], "the same"), ([0.05, 0.02], "2.0% to 5.0% higher")),
        *(([-0.5, -0.1], "50.0% to 10.0% lower"), ([0.0, 12.345], "the same to 1,234.5% higher")),
        ([-math.inf, math.inf], "lower to higher"),  # of a claim of 0
    ],
)
def test_gaps_are_said_from_the_lowest_to_the_highest(gaps: list[float], said: str) -> None:
    assert page._gaps(gaps) == said


def test_a_claim_stands_above_its_answers_and_what_they_rest_on(data: Data) -> None:
    changes = {
        "recomputed": occupancy(data),
        "adds_up": "adds up",
        "elsewhere": (data["prisoners_2020_04_02_amnesty"],),
    }
    [claim] = on_page(checked(data, **changes)).all("li")
    assert (claim.get("id"), [text(e) for e in claim.iter("p")]) == (
        "claim-b",
        [
            "“over 38,990 in March 2020” Amnesty International, row 3",
            "Adds up? adds up (146.6%) Others: close (2.6% higher) As worded: cannot be told",
            data["prisoners_2020"].row.note,
            "Without Phnom Penh Post, the answer would be another.",
            "Amnesty International itself also gives 38,990 people (2 April 2020).",
            "People in prison, March 2020: more than 38,990 people, says Amnesty International "
            "(Khmer Times, 14 May 2020). Checked against other published figures: adds up: adds "
            "up (146.6%); others: close (2.6% higher); as worded: cannot be told.",
        ],
    )
    assert [e.tag for e in claim] == ["p", "p", "details"]


def test_all_that_the_body_of_a_claim_itself_gives_is_said(data: Data) -> None:
    own = tuple(data[name] for name in ("prisoners_2020_04_02_amnesty", "prisoners_2016"))
    [line] = [
        said
        for e in on_page(checked(data, elsewhere=own)).all("p")
        if "itself" in (said := text(e))
    ]
    assert line.endswith("38,990 people (2 April 2020), 21,900 people (31 December 2016).")


def test_a_number_that_is_only_listed_does_not_widen_the_gaps_beside_the_answer(data: Data) -> None:
    listed = verdicts.check(data["prisoners_2020"], data).listed
    far = listed.assign(gap=listed["gap"].mask(listed["counts"] == "listed", -0.5))
    answers = next(e for e in on_page(checked(data, listed=far)).all("p") if e.get("class"))
    assert "(2.6% higher)" in text(answers)


def test_a_claim_of_which_nobody_else_speaks_says_no_more_than_that(data: Data) -> None:
    shown = checked(data, "interviewees")
    claim, answers, _, quoted = [text(e) for e in on_page(shown).all("p")][4:]
    assert claim.endswith("row 6")
    assert answers == "Others: no other source"
    assert quoted.endswith("figures: others: no other source.")
    assert not list(on_page(shown).all("table"))


def test_what_the_claimant_gives_elsewhere_stands_where_no_other_body_speaks(data: Data) -> None:
    own = (data["prisoners_2020_04_02_amnesty"],)
    shown = checked(data, others="no other source", listed=pd.DataFrame(), elsewhere=own)
    assert "Others: no other body; its own count elsewhere: 38,990" in shown.text


def test_what_cannot_be_checked_says_why(data: Data) -> None:
    shown = checked(data, adds_up="cannot be checked", reason="it is of 2016, and a of 2017")
    assert "Adds up? cannot be checked (it is of 2016, and a of 2017)" in shown.text


def test_what_the_answers_mean_stands_before_them_with_the_limits(data: Data) -> None:
    key = [text(e) for e in on_page(checked(data)).all("p")][:4]
    assert "Matches: all within 2%. Close: all within 10%." in key[1]
    assert "of all (holds), of some (depends on whom), of none?" in key[2]


@pytest.mark.parametrize(
    ("gap", "said"),
    [(0.0, "the same"), (0.0259, "+2.6%"), (-12.345, "−1,234.5%"), (math.inf, "higher")],
)
def test_a_gap_has_its_sign(gap: float, said: str) -> None:
    assert page._signed(gap) == said


@pytest.mark.parametrize(
    ("how", "said"),
    [
        *(("sum", ", from the sum of its counts"), ("mixed sum", ", from the sum of their counts")),
        *(("pair", ", from two counts"), ("printed", "")),
    ],
)
def test_a_number_that_nobody_printed_says_how_it_was_got(data: Data, how: str, said: str) -> None:
    listed = verdicts.check(data["prisoners_2020"], data).listed.assign(how=how)
    cell = next(on_page(checked(data, listed=listed)).all("td"))
    assert text(cell) == f"nearly 40,000 people{said}"


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("prisoners_2016_interior", "Ministry of Interior (its own count)"),
        ("capacity_2021_un", "United Nations (counted by Government of Cambodia)"),
        ("capacity_2021_wpb", "World Prison Brief (in a copy of its data set)"),
    ],
)
def test_a_row_says_who_counted_where_its_source_does(data: Data, name: str, who: str) -> None:
    _, row = on_page(page.rows_table([data[name]], data, "A")).all("tr")
    assert cells(row)[3] == who


def test_the_place_that_a_link_to_a_row_leads_to_is_the_row_itself(data: Data) -> None:
    figures = on_page(page.rows_table(data.find("capacity"), data, "A"))
    sources = on_page(page.sources_table(data, "A"))
    rows = {e.get("id"): cells(e) for e in (*figures.all("tr"), *sources.all("tr"))}
    del rows[None]  # the headers
    numbers = [*data.figures.index, *data.context.index]
    assert {name: row[0] for name, row in rows.items()} == {
        **{f"figure-{one.name}": str(1 + numbers.index(one.name)) for one in data.find("capacity")},
        **{f"source-{key}": title for key, title in data.sources["title"].items()},
    }
    assert rows["source-asia_times_2020_packed_jails"][1].endswith(", day not known")
    assert len(list(figures.all("details"))) == len(list(sources.all("details"))) == 1


def test_a_number_that_was_left_out_is_shown_in_full(data: Data) -> None:
    left_out = replace(data, excluded=data.excluded.assign(value=1_234_567.0))
    assert text(next(on_page(page.excluded_table(left_out, "A")).all("tbody"))[0][0]) == "1,234,567"


def test_rows_are_linked_by_their_numbers_each_once(data: Data) -> None:
    names = ["growth", "arrests_campaign", "growth"]
    assert page.row_links(names[:1], data) == '<a href="#figure-growth">row 4</a>'
    assert page.row_links(names, data).striptags() == "rows 4, 1"
    assert page.row_links([], data) == ""


def test_a_hostile_wording_in_a_row_is_text(data: Data) -> None:
    figure = data["capacity_2020"]
    hostile = replace(figure, row=replace(figure.row, wording=HOSTILE, note=HOSTILE))
    [*_, last] = on_page(page.rows_table([hostile], data, "A")).all("td")
    assert text(last) == f"“{HOSTILE}” (source). {HOSTILE}"


@pytest.mark.parametrize("show", [page.figures_table, page.rows_table])
def test_a_derived_figure_is_refused_among_rows(data: Data, show: Callable[..., Output]) -> None:
    with pytest.raises(ValueError, match="prisoners_2020 / capacity_2020 is no row"):
        show([occupancy(data)], data, "A")
