"""How a chapter shows things: paragraphs, tables, charts and files, and the rows it publishes."""

import json
import math
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import Page, text

import stats
from stats import Figure, drawing, page
from stats.checks import check as verdicts
from stats.checks.evidence import Evidence, gap_in_words
from stats.checks.verdicts import Verdict
from stats.page import tables
from stats.page.comparison import _others_table

HOSTILE = '<script>alert("1")</script> & \'2\' "3"'


def on_page(*shown):
    return Page(f"<main>{''.join(str(each.html) for each in shown)}</main>")


def read(shown, *tags):
    return [text(element) for element in on_page(shown).all(*tags)]


def links(shown):
    return [element.get("href") for element in on_page(shown).all("a")]


def sentences(shown):
    return shown.text.splitlines()


def test_contact_is_that_of_the_project(data, changed):
    named = page.contact(data)
    assert "cannot receive corrections yet" in named.text
    assert links(named) == []
    known = {"title": "A, checked", "contact": "a@b.example", "homepage": "https://a.example"}
    folder = changed()
    (folder / "datapackage.json").write_text(json.dumps(known), "utf-8")
    shown = page.contact(stats.load(folder))
    assert links(shown) == ["mailto:a@b.example"]
    assert "a@b.example" in shown.text
    assert shown.text.endswith("To cite this page: A, checked, https://a.example.")


# Any table.


@pytest.mark.parametrize("place", ["caption", "header", "first cell", "cell", "id"])
def test_table_shows_hostile_text(place):
    def at(here):
        return HOSTILE if here == place else here

    cells = {"Head": [at("first cell")], at("header"): [at("cell")]}
    shown = page.table(cells, at("caption"), ids=[at("id")], fold=True)
    assert not read(shown, "script")
    ids = [row.get("id") for row in on_page(shown).all("tr")]
    assert HOSTILE in [*read(shown, "caption", "th", "td"), *ids]


def test_headers_for_narrow_screens():
    shown = page.table(
        {"A": ["b"], 'So-called “new” "places"': ["c"], "True?": ["d"], "A\\": ["e"]}, "Caption"
    )
    [table] = on_page(shown).all("table")
    # Quotation marks and backslashes would end the text of the style, or hide its end.
    assert table.get("style") == '--h2:"So-called “new” ”places”: ";--h3:"True? ";--h4:"A/: ";'


@pytest.mark.parametrize(("letters", "css"), [(24, None), (25, "long")])
@pytest.mark.parametrize("show", [str, lambda word: page.link(word, "#c")])
def test_long_word_may_break(letters, css, show):
    table = on_page(page.table({"A": ["b"], "C": [show("o" * letters)]}, "Caption"))
    assert [cell.get("class") for cell in table.all("th", "td")] == [None, None, None, css]


def test_table_marks_its_headers():
    cells = {"When": [page.link("b & c", "#b")], "People": ["3"]}
    shown = page.table(cells, "Caption", numbers=["People"])
    assert [(e.get("scope"), e.get("class"), text(e)) for e in on_page(shown).all("th", "td")] == [
        *(("col", None, "When"), ("col", "number", "People")),
        *(("row", None, "b & c"), (None, "number", "3")),
    ]
    assert repr(shown).splitlines() == ["Caption", "When | People", "b & c | 3"]


def test_frame_is_a_table(data):
    cells = {"When": ["then"], "People": [data["prisoners_2016"]]}
    shown = page.table(pd.DataFrame(cells, index=["no cell"]), "Caption")
    assert read(shown, "th", "td") == ["When", "People", "then", "21,900"]
    assert links(shown) == ["#figure-prisoners_2016"]


@pytest.mark.parametrize(
    ("rows", "summary"), [(0, "B (0 rows)"), (1, "B (1 row)"), (1_000, "B (1,000 rows)")]
)
def test_folded_table_counts_its_rows(rows, summary):
    assert read(page.table({"A": ["b"] * rows}, "B", fold=True), "summary") == [summary]
    assert not read(page.table({"A": ["b"] * rows}, "B"), "summary")


# Charts.


def drawn(*figures):
    return drawing.both(lambda ax: ax.bar([2016, 2020], [3, 5]), figures=figures)


COUNTS = [Figure.parse(f"{count} people", unit="people") for count in (3, 5)]


def chart(**changes):
    words = {
        "title": "More people",
        "subtitle": "People, then and now",
        "alt": "Two bars: 3 & 5.",
        "source": "A source",
    }
    return page.chart(drawn(*COUNTS), "bars", **words | changes)


def test_chart_shows_hostile_text():
    shown = chart(**dict.fromkeys(("title", "subtitle", "alt", "source", "note"), HOSTILE))
    assert read(shown, "figcaption", "p") == [
        *(f"{HOSTILE} {HOSTILE}", f"{HOSTILE} Source: {HOSTILE}.", "bars.csv"),
    ]
    assert [e.get("aria-label") for e in on_page(shown).all("svg")] == [HOSTILE] * 2


def test_chart_is_drawn_at_two_widths():
    views = [e for e in on_page(chart()).all("div") if list(e.iter("svg"))]
    assert [e.get("class") for e in views if "hidden" not in e.attrib] == ["wide"]
    drawings = [next(e.iter("svg")) for e in views]
    assert [e.get("viewbox") for e in drawings] == ["0 0 630 270", "0 0 240 270"]  # points
    assert [e.get("aria-label") for e in drawings] == ["Two bars: 3 & 5."] * 2


def test_chart_comes_with_its_data():
    shown = chart(title="It is.", note="B")
    assert read(shown, "b", "span", "p", "summary") == [
        *("It is.", "People, then and now", "B Source: A source.", "Data: bars (2 rows)"),
        "bars.csv",
    ]
    assert [*shown.files] == [f"charts/bars.{form}" for form in ("svg", "png", "csv")]
    assert sentences(shown)[:6] == [
        *("It is.", "People, then and now", "Two bars: 3 & 5.", "Two bars: 3 & 5."),
        *("B Source: A source.", "Data: bars (2 rows)"),
    ]


def test_saved_chart_has_title_and_foot(monkeypatch, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"licenses": [{"name": "CC0"}]}', "utf-8")
    monkeypatch.setenv("STATS_DATA", str(tmp_path))
    words = {"title": "It is.", "note": "Hollow: about."}
    saved = chart(**words).files["charts/bars.svg"].decode("utf-8")
    for line in ("It is.", "People, then and now", "Hollow: about. Source: A source."):
        assert f">{line}<" in saved
    assert "Licence: CC0<" in saved


def test_chart_knows_what_is_drawn(data):
    then, now = data["prisoners_2016"], data["prisoners_2020"]
    shown = page.chart(drawn(then, ("Claimed", now)), "bars", title="It is.", subtitle="People")
    [svg, _] = on_page(shown).all("svg")
    assert svg.get("aria-label") == (
        "Chart: It is. Amnesty International, 31 December 2016: 21,900; Claimed, March 2020: more "
        "than 38,990."
    )
    rows = [[text(cell) for cell in row] for row in on_page(shown).all("tr")]
    assert rows[2] == [
        *("Claimed", "March 2020", "more than 38,990 people"),
        *("Amnesty International", "prisoners 2020"),
    ]
    assert "Source: Amnesty International." in shown.html
    *_, file = on_page(shown).all("a")
    assert file.get("download") == "bars.csv"
    assert unquote(file.get("href", "").partition(",")[2]).splitlines() == [
        "what,start,end,value,low,high,unit,words,who,rows",
        'Amnesty International,2016-12-31,2016-12-31,21900,21850,21950,people,"21,900 people",'
        "Amnesty International,prisoners_2016",
        'Claimed,2020-03-01,2020-03-31,38990,38990,,people,"more than 38,990 people",'  # no end
        "Amnesty International,prisoners_2020",
    ]


def test_text_of_tables_is_no_template(changed):
    name = "{growth} {page.chart.__globals__}"
    named = stats.load(changed(bodies={"amnesty": {"short": name}}))["prisoners_2016"]
    shown = page.chart(drawn(named), "a", title="It is.", subtitle="People")
    assert f"Source: {name}." in shown.html


def test_chart_of_results_leads_to_their_rows(data):
    shown = page.chart(
        drawn(("Level", occupancy(data))), "bars", title="It is.", subtitle="Share", source="Both"
    )
    assert "Chart: It is. Level: about 146.6% or more." in shown.html
    assert 'href="#figure-capacity_2020"' in shown.html


def test_description_says_a_year_and_a_series_once(data):
    then, now = data["prisoners_2016"], data["prisoners_2020"]
    labelled = drawn(("Since 2020", now), ("Claimed", then), ("Claimed", now))
    shown = page.chart(labelled, "dots", title="It is.", subtitle="People", source="Both")
    series = "Claimed, 31 December 2016: 21,900; March 2020: more than 38,990"
    assert f"Chart: It is. Since 2020: more than 38,990; {series}." in shown.html


def test_words_on_words_are_told_and_refuse_nothing(capsys):
    pair = drawing.both(lambda ax: [ax.text(0.5, 0.5, words) for words in "AB"], figures=COUNTS)
    assert "chart bars" not in capsys.readouterr().err
    page.chart(pair, "bars", title="It is.", subtitle="A", source="B")
    assert capsys.readouterr().err.splitlines() == [
        f"chart bars, {size}: “A” lies on “B”" for size in ("on wide screens", "on phones")
    ]


def test_words_that_stick_out_stop_a_chart():
    pair = drawing.both(
        lambda ax: ax.text(0.9, 0.5, "too many words", in_layout=False), figures=COUNTS
    )
    with pytest.raises(
        ValueError, match="chart bars, on wide screens: “too many words” sticks out"
    ):
        page.chart(pair, "bars", title="It is.", subtitle="A", source="B")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        *((partial(chart, **{name: ""}), name) for name in ("title", "subtitle", "source")),
        (partial(page.chart, drawn(), "a", title="A", subtitle="B"), "figures"),
        (partial(page.table, {"A": ["b"]}, ""), "caption"),
        (partial(page.table, {"A": ["b", "c"], "D": ["e"]}, "Caption"), "shorter"),
    ],
)
def test_words_that_are_needed(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# Tables of figures: each by one whole row, every cell in its own column, every link to its own row.


def check(data, name="prisoners_2020", **changes):
    answers = {"adds_up", "others", "as_worded", "who_counted"} & changes.keys()
    given = {answer: Verdict(changes[answer]) for answer in answers}
    return replace(verdicts.check(data[name], data), **changes | given)


def evidence(figure, gap=0.0, how="printed", **changes):
    """A number of others that counts, of no row."""
    plain = Evidence(how, figure, (), "own report", gap, "close", "", "counted")
    return replace(plain, **changes)


def checked(data, name="prisoners_2020", **changes):
    row = page.compared("It", check(data, name, **changes), why="So it is.")
    return page.comparison([row], data, "A")


def occupancy(data):
    return stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])


def with_correction(data):
    day = pd.Timestamp("2026-11-25")
    cells = ["counted_by", "united_nations", "", day, "Nobody says so."]
    columns, index = data.corrections.columns, pd.Index(["prisoners_2016_interior"], name="row")
    return data.with_tables(corrections=pd.DataFrame([cells], index, columns))


# What makes each table, its headers and a row of it, and where the links of the row lead.
WHOLE_ROWS = {
    "figures": (
        lambda data: page.figures_table([data["prisoners_2016"]], data, "A"),
        "When | Figure | Range | Who says so | Where from",
        "31 December 2016 | 21,900 people | 21,850 to 21,949 people | Amnesty International | "
        "row 2",
        ["#figure-prisoners_2016"],
    ),
    "rows": (
        lambda data: page.rows_table([data["drug_arrests_2020_interior"]], data, "A"),
        "Row | When | Figure | Who says so | In the words of the source, and our note",
        "33. Drug arrests drug_arrests_2020_interior | 2020 | 20,913 arrests | Anti-Drug "
        "Department (its own count) | “detaining 20,913 people” (CNE). From the department's "
        "report on 2020. The drug authority has 21,566.",
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
        lambda data: page.excluded_table(
            data.with_tables(excluded=data.excluded.assign(value=1_234_567.0)), "A"
        ),
        "Number | In the words of the source | Why it is left out",
        "1,234,567 | “Cambodia reported holding 38,890 people in prison” (Tamil Guardian) | A "
        "slip: the release that it retells has 38,990.",
        ["https://tamilguardian.com/content/amnesty-reveals-deplorable-prison-conditions-cambodia"],
    ),
    "corrections": (
        lambda data: page.corrections_table(with_correction(data), "A"),
        "Row | What | Was | Is | Since | Why",
        "row 9 | counted by | united_nations | empty | 25 November 2026 | Nobody says so.",
        ["#figure-prisoners_2016_interior"],
    ),
    "years": (
        lambda data: page.years_table(
            data.by_year("capacity", "KHM", ["amnesty", "prisons_department"]), data, "A"
        ),
        "Year | Prison capacity",
        "2020 | an estimated 26,593 (Amnesty International, March 2020) about 26,500 (Amnesty "
        "International, counted by Government of Cambodia, March to April 2020) an estimated "
        "27,000 (General Department of Prisons, 10 April 2020, at second hand)",
        [f"#figure-capacity_2020{which}" for which in ("", "_amnesty_voa", "_prisons")],
    ),
    "statistics": (  # 38,990 / 26,593 = 1.466175
        lambda data: page.statistics_table({"a": ("Level", occupancy(data))}, data, "A"),
        "Statistic | Result | Where from",
        "Level | about 146.6% or more | rows 3, 5",
        ["#figure-prisoners_2020", "#figure-capacity_2020"],
    ),
    "others": (  # 38,000 / 38,990 = 0.974609
        lambda data: _others_table(check(data), data),
        "Who | Number | Gap | Compared? | Source",
        "General Department of Prisons | about 38,000 people | 2.5% lower | yes "
        "| own report: VOA Cambodia, MINA; rows 15, 16",
        [
            "#source-voa_2020_five_inmates",
            "#source-mina_2020_amnesty_video",
            "#figure-prisoners_2020_04_10_prisons_voa",
            "#figure-prisoners_2020_04_10_prisons",
        ],
    ),
}


@pytest.mark.parametrize("name", WHOLE_ROWS)
def test_cells_stand_under_headers(data, name):
    make, headers, cells, targets = WHOLE_ROWS[name]
    head, row, *_ = on_page(make(data)).all("tr")
    assert " | ".join(map(text, head)) == headers
    assert " | ".join(map(text, row)) == cells
    assert [link.get("href") for link in row.iter("a")] == targets


def test_corrections_before_the_first_release_are_in_a_file_alone(
    changed,
):
    folder = changed()
    (folder / "datapackage.json").write_text('{"first_released": "2026-11-26"}', "utf-8")
    shown = page.corrections_table(with_correction(stats.load(folder)), "A")
    assert shown.text == "A: none.\nAll corrections, also from before: corrections.csv (1 row)."
    row = "prisoners_2016_interior,counted_by,united_nations,,2026-11-25,Nobody says so."
    assert f"{row}\n" in unquote(shown.html)


def test_row_names_who_counted(data):
    shown = page.rows_table([data["capacity_2021_un"], data["capacity_2021_wpb"]], data, "A")
    assert read(shown, "td")[2::4] == [
        "United Nations (counted by Government of Cambodia)",
        "World Prison Brief (in a copy of its data set)",
    ]


def test_links_to_a_row_lead_to_it(data):
    figures = page.rows_table([data["growth"], data["capacity_2021_un"]], data, "A")
    sources = page.sources_table(data, "A")
    numbers, titles = (
        {e.get("id"): text(e[0]) for e in [*on_page(shown).all("tr")][1:]}
        for shown in (figures, sources)
    )
    assert numbers == {
        "figure-growth": "4. Growth of the number of people in prison growth",
        "figure-capacity_2021_un": "23. Prison capacity capacity_2021_un",
    }
    assert titles == {f"source-{key}": title for key, title in data.sources["title"].items()}
    assert any(cell.endswith(", day not known") for cell in read(sources, "td"))
    assert len(read(figures, "details")) == len(read(sources, "details")) == 1


def test_rows_are_linked_once_by_number(data):
    names = ["growth", "arrests_campaign", "growth"]
    assert tables.row_links(names[:1], data) == '<a href="#figure-growth">row 4</a>'
    assert tables.row_links(names, data).striptags() == "rows 4, 1"
    assert tables.row_links([], data) == ""


def test_statistics_are_published(data):
    shown = page.statistics_table({"a": ("Level", occupancy(data))}, data, "A")
    [row] = shown.published["statistics.csv"]
    numbers = {"value": 146.6175, "low": 146.6175, "high": math.inf}
    assert {name: row[name] for name in numbers} == pytest.approx(numbers)
    assert row["inputs"] == "prisoners_2020 capacity_2020"
    shown = page.statistics_table({"a": ("People", data["prisoners_2016"])}, data, "A")
    [row] = shown.published["statistics.csv"]  # 21,850 up to 21,950
    assert (row["low_open"], row["high_open"]) == (False, True)


def test_numbers_by_year_are_published(data):
    shown = page.years_table(data.by_year("prisoners", "KHM", "amnesty"), data, "A")
    _, row, _ = shown.published["years.csv"]
    expected = {"year": 2020, "row": "prisoners_2020", "value": 38_990, "high": math.inf}
    expected |= {"words": "more than 38,990 people", "start": date(2020, 3, 1)}
    assert row.items() >= expected.items()


def test_figures_of_several_quantities_say_what_they_count(data):
    figures = [data["prisoners_2016"], data["capacity_2020"]]
    assert read(page.figures_table(figures[:1], data, "A"), "th")[0] == "When"
    assert read(page.figures_table(figures, data, "A"), "th")[0] == "What"


def test_rows_show_hostile_text(data):
    figure = data["prisoners_2020"]
    hostile = replace(figure, row=replace(figure.row, wording=HOSTILE, note=HOSTILE))
    last = read(page.rows_table([hostile], data, "A"), "td")[-1]
    assert last == f"“{HOSTILE}” (Khmer Times). {HOSTILE}"
    row = page.compared(HOSTILE, replace(check(data), claim=hostile), claim=HOSTILE, why="a")
    shown = page.comparison([row], data, HOSTILE, by=(HOSTILE, "B"))
    assert f"“{HOSTILE}” (row 3). {HOSTILE}" in read(shown, "p")
    assert read(shown, "th")[:2] == ["Claim", HOSTILE]


@pytest.mark.parametrize("show", [page.figures_table, page.rows_table])
def test_frame_of_rows_is_shown_in_its_order(data, show):
    found = data.find("prisoner_growth").iloc[::-1]
    assert show(found, data, "A") == show([*found["figure"]], data, "A")
    assert len(read(show(found, data, "A"), "tr")) == len(found) + 1 > 2


@pytest.mark.parametrize("show", [page.figures_table, page.rows_table])
def test_derived_figure_is_no_row(data, show):
    with pytest.raises(ValueError, match="prisoners_2020 / capacity_2020 is no row"):
        show([occupancy(data)], data, "A")


# Claims.


def cells(shown):
    """The words of each cell of the first row of a comparison."""
    return [text(e) for e in [*on_page(shown).all("tr")][1]]


def test_claim_beside_what_others_give(data):
    shown = checked(data, recomputed=occupancy(data), adds_up="adds up")
    others = "about 38,000 to nearly 40,000 General Department of Prisons"
    computed = "about 147% others within about 3%"
    expected = ["It", "over 38,990", others, computed, "Arithmetic right, close"]
    assert cells(shown) == expected
    assert links(shown)[0] == "#figure-prisoners_2020"
    assert read(shown, "p") == [
        "“over 38,990 in March 2020” (row 3). " + data["prisoners_2020"].row.note,
        "Does it add up? adds up (146.6%) What do others say? close "
        "Does it hold as worded? cannot be told",
    ]


def test_what_stands_large_follows_from_the_check(data):
    """Small print of one's own stands under it, and for who the others are."""
    row = page.compared("It", check(data), claim="A", others="B", ours="C", why="D")
    shown = page.comparison([row], data, "E", by=("F", "G"))
    assert cells(shown)[1:4] == [
        *("over 38,990 A", "about 38,000 to nearly 40,000 B", "g within about 3% C"),
    ]
    assert read(shown, "th")[:5] == ["Claim", "F", "G", "We computed", "Verdict"]
    assert sentences(shown)[:5] == [
        "E",
        "Claim | F | G | We computed | Verdict",
        f"It | {' | '.join(cells(shown)[1:4])} | Close",
        *("Why", "On the page the text “D” stands here."),
    ]


def test_a_newer_count_of_others_stands_in_the_table(data):
    """41,500 is 6.4% above 38,990: what is shown and what it is compared by are one thing."""
    found = check(data)
    more = replace(found.deciding[0], figure=Figure.parse("41,500", unit="people"))
    row = page.compared("It", replace(found, evidence=(*found.evidence, more)), why="A")
    _, _, others, computed, _ = cells(page.comparison([row], data, "B"))
    assert others.startswith("about 38,000 to 41,500")
    assert computed == "others within about 7%"


def test_only_a_body_and_its_parts_stand_in_the_table(data):
    """The UN has 8,804 places, which is no official’s number."""
    found = check(data, "capacity_2020")
    row = page.compared("It", found, why="A")
    assert cells(page.comparison([row], data, "B"))[2].startswith("8,804 or")
    of_officials = page.comparison([row], data, "B", among="government")
    assert cells(of_officials)[2].startswith("about 12,000 or an estimated 27,000")
    assert cells(of_officials)[3] == "others 55% lower or 1.5% higher"
    assert "8,804 places" in of_officials.html  # among the evidence


def test_a_sum_and_a_pair_are_shown_by_their_counts(data):
    shown = checked(data, "arrests_campaign")
    assert cells(shown)[2].startswith("17,795 + 16,232 + 20,113 + 5,056 ")
    assert cells(shown)[3] == "59,196 others 6.1% higher"
    growth = stats.growth_rate(data["prisoners_2016"], data["prisoners_2020"])
    row = page.compared("It", verdicts.check(data["growth"], data, growth), why="A")
    _, claim, others, computed, verdict = cells(page.comparison([row], data, "B"))
    assert (claim, verdict) == ("78%", "Arithmetic right, close")
    assert others.startswith("21,989 → about 38,000 to nearly 40,000 ")
    assert computed == "about 78% others’: about 73% to 82%"


def test_checks_that_belong_to_a_claim_stand_with_it(data):
    row = page.compared("It", check(data, "interviewees"), check(data), why="A")
    shown = page.comparison([row], data, "C")
    assert read(shown, "summary") == ["Why"]
    published = [row["id"] for row in shown.published["claims.csv"]]
    assert published == ["interviewees", "prisoners_2020"]


def test_question_that_no_check_answers(data):
    row = page.compared("Why?", claim=page.strong("A"), others="B", verdict="D", why="E")
    shown = page.comparison([row], data, "F")
    assert cells(shown) == ["Why?", "A", "B", "", "D"]
    assert (read(shown, "summary"), shown.published["claims.csv"]) == (["Why"], [])
    chips = [e for e in on_page(shown).all("span") if "chip" in e.get("class", "")]
    assert [(e.get("class"), text(e)) for e in chips] == [("chip", "D")]


def test_a_verdict_is_given_where_no_check_gives_it(data):
    with pytest.raises(ValueError, match="give it a check, or a verdict="):
        page.compared("Why?", why="E")


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        ("", "Arithmetic right, close"),
        *([text] * 2 for text in ("Arithmetic right", "Arithmetic right: one origin")),
    ],
)
def test_a_verdict_may_have_other_words(data, verdict, shown):
    given = check(data, recomputed=occupancy(data), adds_up="adds up")
    assert page.compared("It", given, verdict=verdict, why="A").chip == shown


@pytest.mark.parametrize("verdict", ["Holds", "Arith"])
def test_a_verdict_begins_with_that_of_the_check(data, verdict):
    given = check(data, recomputed=occupancy(data), adds_up="adds up")
    with pytest.raises(ValueError, match=r"its check says “Arith.*; begin verdict="):
        page.compared("It", given, verdict=verdict, why="A")


def test_a_result_stands_at_face_value(data):
    """38,990 / 26,593 is 1.466."""
    row = page.compared("It", computed=occupancy(data), ours="A", verdict="B", why="C")
    shown = page.comparison([row], data, "D")
    assert cells(shown)[3] == "about 147% A"


def test_claim_without_other_source(data):
    shown = checked(data, "interviewees")
    assert len([*on_page(shown).all("table")]) == 1
    assert "none" in read(shown, "b")


def test_arithmetic_alone_is_no_claim_of_the_page(data):
    alone = verdicts.check(data["growth"], recomputed=occupancy(data))
    with pytest.raises(ValueError, match="growth was checked without the tables"):
        page.compared("A", alone, why="B")


@pytest.mark.parametrize(
    ("answers", "chip", "brief"),
    [
        (("adds up", "close", ""), "chip", "Arithmetic right, close"),
        (("does not add up", "matches", ""), "chip disputed", "Does not add up, matches"),
        (("adds up", "others higher", ""), "chip disputed", "Arithmetic right, others are higher"),
        (("", "others higher", "holds"), "chip", "Fits counts"),  # "at least" allows for it
        (("adds up", "others higher", "holds"), "chip", "Arithmetic right, fits counts"),
        (("", "others lower", "does not hold"), "chip disputed", "Others are lower, does not hold"),
        (("", "others lower", ""), "chip disputed", "Others are lower"),
        (("", "sources disagree", ""), "chip disputed", "Figures conflict"),
        (("", "close", "depends on whom"), "chip disputed", "Close, depends on whom"),
        (("", "close", "cannot be told"), "chip", "Close"),
        (("cannot be checked", "matches", ""), "chip", "Matches"),
        (("cannot be checked", "no other source", ""), "chip", "Cannot be checked"),
        (("adds up", "no other source", ""), "chip", "Arithmetic right"),
        (("", "no other source", ""), "chip", "No figure by others"),
    ],
)
def test_a_chip_follows_from_the_answers(data, answers, chip, brief):
    adds_up, others, as_worded = answers
    recomputed = {"recomputed": occupancy(data)} if adds_up else {}
    answered = check(data, adds_up=adds_up, others=others, as_worded=as_worded, **recomputed)
    shown = page.comparison([page.compared("It", answered, why="B")], data, "A")
    [drawn] = [e for e in on_page(shown).all("span") if "chip" in e.get("class", "")]
    assert (drawn.get("class"), drawn.text) == (chip, brief)


def test_a_chip_names_one_origin(data):
    told_twice = check(data, others="matches", who_counted="one origin", as_worded="")
    assert told_twice.brief() == "Matches, one origin"


def test_the_body_that_counted_stands_behind_who_states_it(data):
    first = verdicts.check(data["prisoners_2020"], data).evidence[0]
    relayed = replace(first.parts[0], row=data["capacity_2021_un"].row)
    shown = checked(data, evidence=(replace(first, parts=(relayed,)),))
    assert read(shown, "th")[-1] == "United Nations (counted by Government of Cambodia)"


@pytest.mark.parametrize(
    ("claim", "other", "unit", "words"),
    [
        ("100", "100", "people", "the same"),
        ("38,990", "40,000", "people", "2.6% higher"),
        ("38,990", "38,000", "people", "2.5% lower"),
        ("38,990", "39,000", "people", "under 0.1% higher"),
        ("8", "800", "people", "9,900% higher"),
        ("0", "3", "people", "higher"),
        ("78%", "73%", "percent", "5.0 points lower"),  # 6.4% of a percentage would mislead
    ],
)
def test_how_far_a_figure_is_from_a_claim(claim, other, unit, words):
    figures = [Figure.parse(number, unit=unit, rounded_to=1) for number in (claim, other)]
    assert gap_in_words(*figures) == words
