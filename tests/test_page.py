"""How a chapter shows things: paragraphs, tables, charts and files, and the rows it publishes."""

import csv
import importlib
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Page, text

import stats
from stats import Bound, Figure, drawing, page, verdicts
from stats.page import Shown
from stats.read import Data
from stats.report import BuildError

build = importlib.import_module("stats.report.build")  # by name it is the function in it

HOSTILE = '<script>alert("1")</script> & \'2\' "3"'


def on_page(*shown: Shown) -> Page:
    return Page(f"<main>{''.join(str(each.html) for each in shown)}</main>")


# Paragraphs and links.


@pytest.mark.parametrize(
    "address",
    [" javascript:alert(1)", "data:text/html,<script>", "//elsewhere.org", "file.html", ""],
)
def test_a_link_that_leads_neither_to_the_web_nor_to_an_id_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        page.link("text", address)


def test_a_link_escapes_its_address_and_its_text() -> None:
    address = 'https://a.org/"onclick="alert(1)'
    [link] = Page(str(page.link(HOSTILE, address))).all()
    assert (link.attrib, link.text) == ({"href": address}, HOSTILE)


def test_a_paragraph_shows_hostile_values_as_text_and_keeps_links() -> None:
    row = page.link("row", "#figure-row")
    paragraph = on_page(page.prose("<em>It</em> is {value}, {row}.", value=HOSTILE, row=row))
    assert [e.tag for e in paragraph.all()] == ["main", "p", "em", "a"]
    assert text(paragraph.root) == f"It is {HOSTILE}, row."


def test_a_place_in_a_paragraph_takes_a_figure_with_decimals_and_must_be_filled() -> None:
    share = Figure(0.5, Bound(0.5, 0.5), unit="ratio")
    assert str(page.prose("{share:.0%}", share=share)) == "50%"
    with pytest.raises(KeyError, match="growth"):
        page.prose("It grew by {growth}.")


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


@pytest.mark.parametrize(
    ("fold", "before"), [(True, "<details><summary>B (1 rows)</summary>\n"), ({}, "")]
)
def test_a_table_is_folded_under_its_caption_if_asked(data: Data, fold: Any, before: str) -> None:
    how = {"fold": True} if fold else {}
    for shown in (
        page.table({"A": ["b"]}, "B", **how),
        page.figures_table([data["growth"]], data, "B", **how),
        page.statistics_table({"a": ("Level", occupancy(data))}, "B", **how),
    ):
        assert shown.html.partition("<table")[0] == before


# Charts.


def chart(**changes: Any) -> Shown:
    canvas, axes = drawing.canvas(1.5)
    axes.barh([0, 1], [3, 5])
    travels: Any = {"files": {"a.csv": b"a\n"}, "published": {"statistics.csv": [{"id": "a"}]}}
    data = page.table({"When": ["then", "now"], "People": ["3", "5"]}, "Counts", **travels)
    words = {"title": "More people", "alt": "Two bars: 3 & 5.", "source": "A source"} | changes
    return page.chart(canvas, "bars", data=data, **words)


@pytest.mark.parametrize("argument", ["title", "alt", "source"])
def test_a_chart_with_an_empty_text_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=argument):
        chart(**{argument: ""})


def test_a_chart_shows_hostile_text_as_text() -> None:
    shown = on_page(chart(title=HOSTILE, alt=HOSTILE, source=HOSTILE, note=HOSTILE))
    assert [text(e) for e in shown.all("figcaption", "p")] == [
        HOSTILE,
        f"{HOSTILE} Source: {HOSTILE}. Save the chart: SVG, PNG",
    ]
    assert [e.get("aria-label") for e in shown.all("svg")] == [HOSTILE]


def test_a_chart_comes_with_its_data_and_what_travels_with_that() -> None:
    shown = chart()
    assert [text(e) for e in on_page(shown).all("figcaption", "p", "caption")] == [
        "More people",
        "Source: A source. Save the chart: SVG, PNG",
        "Counts",
    ]
    links = [e.get("href") for e in on_page(shown).all("a")]
    assert [*links, "a.csv"] == [*shown.files] == ["charts/bars.svg", "charts/bars.png", "a.csv"]
    assert shown.published == {"statistics.csv": [{"id": "a"}]}
    saved = chart(note="Hollow: about.").files["charts/bars.svg"].decode("utf-8")
    assert "Hollow: about. Source: A source" in saved


# CSV files.


def cell_of(value: object, column: str = "A") -> str:
    """A cell of a CSV file, as a spreadsheet reads it."""
    saved = page.csv(pd.DataFrame({column: pd.Series([value], dtype="object")})).decode("utf-8")
    [[_], [cell]] = csv.reader(io.StringIO(saved, newline=""))
    return cell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *((1.466175309, "1.46618"), (0.1 + 0.2, "0.3"), (0.0000123456789, "0.0000123457")),
        *((16_725_474.0, "16725474"), (12_345_678.9, "12345700"), (12_345_678, "12345678")),
        *((-47.02361, "-47.0236"), (0.0, "0"), (math.inf, "inf"), (-math.inf, "-inf")),
        *(
            (number, str(number))
            for number in (-5, np.int64(-5), np.float64(-5.5), Decimal("-5.5"))
        ),
        *((math.nan, ""), (True, "True")),
    ],
)
def test_a_number_in_a_csv_is_whole_or_has_six_significant_digits(
    value: object, written: str
) -> None:
    assert cell_of(value) == written


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [
        (1.4661753093, "1.46617", "1.46618"),
        (-0.0284013, "-0.0284013", "-0.0284013"),  # six digits, exactly
        (-0.02840135, "-0.0284014", "-0.0284013"),
        (0.1 + 0.2, "0.3", "0.3"),  # 0.30000000000000004 is noise
        (38_990.0, "38990", "38990"),
    ],
)
def test_the_ends_of_a_bound_in_a_csv_are_rounded_outward(end: float, low: str, high: str) -> None:
    assert (cell_of(end, "low"), cell_of(end, "high")) == (low, high)


def test_a_csv_is_in_utf_8_without_an_index_and_quotes_what_needs_it() -> None:
    frame = pd.DataFrame({"a": ['“é” "1,5"'], "b": [1]})
    assert page.csv(frame) == 'a,b\n"“é” ""1,5""",1\n'.encode()


# The beginnings that OWASP lists under CSV injection, and spaces that spreadsheets take away.
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\t", "\r", "\n"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(before: str, sign: str) -> None:
    assert cell_of(f"{before}{sign}1+1") == f"'{before}{sign}1+1".replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *(("\ta", "'\ta"), ("\na", "'\na")),  # may hide a formula
        *((f"a{end}=1+1", "a\n=1+1") for end in ("\r", "\n", "\r\n")),  # begins no row
    ],
)
def test_a_space_or_an_end_of_a_line_hides_no_formula(text: str, written: str) -> None:
    assert cell_of(text) == written


@pytest.mark.parametrize("text", ["a=1", "'=1+1", '"=1+1"', "1-2", "−5", "", "%", "{=1}", "a, =1"])
def test_a_text_that_no_spreadsheet_would_run_is_kept_to_the_letter(text: str) -> None:
    assert cell_of(text) == text


# Tables of figures: each by one whole row, every cell in its own column, every link to its own row.


def cells(row: Any) -> list[str]:
    return [text(cell) for cell in row]


def occupancy(data: Data) -> Figure:
    return stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])


def checked(data: Data, **changes: Any) -> Shown:
    check = replace(verdicts.check(data["prisoners_2020"], data), **changes)
    return page.claims_table({"b": check}, data)


# What makes each table, its headers and a row of it, and where the links of the row lead.
WHOLE_ROWS: dict[str, tuple[Callable[[Data], Shown], str, str, list[str]]] = {
    "figures": (
        lambda data: page.figures_table([data["prisoners_2016"]], data, "A"),
        "When | Figure | What its words allow | Who says so | Row",
        "31 December 2016 | 21,900 people | 21,850 up to, not including, 21,950 | "
        "Amnesty International | prisoners_2016",
        ["#figure-prisoners_2016"],
    ),
    "rows": (
        lambda data: page.rows_table([data["drug_arrests_2020_interior"]], data, "A"),
        "Row | When | Figure | Who says so | In the words of the source, and our note",
        "drug_arrests_2020_interior | 2020 | 20,913 arrests | Anti-Drug Department (its own count) "
        "| “detaining 20,913 people” (source). From the department's report on 2020. The drug "
        "authority has 21,566.",
        ["#source-cne_2021_anti_drug_report"],
    ),
    "sources": (
        lambda data: page.sources_table(data, "A"),
        "Source | Publisher | Published | Kind | Note",
        "Government rejects NGO report on “war on drugs” | Khmer Times (Khuon Narim) | 2020-05-14 "
        "| own report, relays Amnesty International | The whole text was read. The figures are "
        "Amnesty International’s, as the newspaper reports them from the report of 13 May 2020.",
        ["https://www.khmertimeskh.com/722895/government-rejects-ngo-report-on-war-on-drugs/"],
    ),
    "statistics": (  # 38,990 / 26,593 = 1.466175
        lambda data: page.statistics_table({"a": ("Level", occupancy(data))}, "A"),
        "Statistic | At face value | With its words | From",
        "Level | 146.6% | more than about 146.6% | prisoners_2020, capacity_2020",
        ["#figure-prisoners_2020", "#figure-capacity_2020"],
    ),
    "claims": (  # 38,000 / 38,990 = 0.974609; 40,000 / 38,990 = 1.025904
        checked,
        "The claim | Does it add up? | What do others say? | Does it hold as worded? | "
        "Who counted?",
        "“over 38,990 in March 2020” (row) | Nothing to add up. | Close. 2.5% lower to 2.6% "
        "higher: VOA Cambodia, General Department of Prisons (VOA Cambodia, Phnom Penh Post). "
        "Weakest source: own report. Rests on Phnom Penh Post, VOA Cambodia. | Depends on whom. | "
        "Not known.",
        [
            *("#figure-prisoners_2020", "#source-voa_2020_five_inmates"),
            *("#source-post_2020_reduced_sentences", "#source-post_2020_reduced_sentences"),
            "#source-voa_2020_five_inmates",
        ],
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


def test_a_claim_says_what_it_comes_to_and_what_its_own_body_gives_elsewhere(data: Data) -> None:
    changes = {"recomputed": occupancy(data), "own": (data["prisoners_2020_04_02_amnesty"],)}
    up, told, *_ = on_page(checked(data, **changes)).all("td")
    assert text(up) == "Nothing to add up. Recomputed: 146.6%."
    assert text(told).endswith("International itself also gives 38,990 people (2 April 2020).")


def test_a_claim_of_which_nobody_else_speaks_says_no_more_than_that(data: Data) -> None:
    check = verdicts.check(data["interviewees"], data)
    _, row = on_page(page.claims_table({"a": check}, data)).all("tr")
    assert cells(row)[1:] == ["Nothing to add up.", "No other source.", "–", "Not known."]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("prisoners_2016_interior", "Ministry of Interior (its own count)"),
        ("capacity_2021_un", "United Nations (counted by Government of Cambodia)"),
        ("capacity_2021_wpb", "World Prison Brief"),
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
    assert {name: row[0] for name, row in rows.items()} == {
        **{f"figure-{figure.name}": figure.name for figure in data.find("capacity")},
        **{f"source-{key}": title for key, title in data.sources["title"].items()},
    }
    assert rows["source-asia_times_2020_packed_jails"][2] == "not known"


def test_a_hostile_wording_in_a_row_is_text(data: Data) -> None:
    figure = data["capacity_2020"]
    hostile = replace(figure, row=replace(figure.row, wording=HOSTILE, note=HOSTILE))
    [*_, last] = on_page(page.rows_table([hostile], data, "A")).all("td")
    assert text(last) == f"“{HOSTILE}” (source). {HOSTILE}"


@pytest.mark.parametrize("show", [page.figures_table, page.rows_table])
def test_a_derived_figure_is_refused_among_rows(data: Data, show: Callable[..., Shown]) -> None:
    with pytest.raises(ValueError, match="prisoners_2020 / capacity_2020 is no row"):
        show([occupancy(data)], data, "A")


ARTICLE = "Amnesty International, in Khmer Times, 14 May 2020"
MANY = (
    "Amnesty International; United Nations; World Prison Brief; what each published is listed in "
)


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ("prisoners_2016 prisoners_2020", ARTICLE),
        ("prisoners_2016 prisoner_growth_2020_05_amnesty_afp", f"{ARTICLE}; Asia Times"),
        ("prisoners_2016 capacity_2021_un capacity_2021_wpb", f"{MANY}the report"),
    ],
)
def test_a_source_line_says_who_gives_figures_and_where(data: Data, names: str, line: str) -> None:
    assert page.source_line([data[name] for name in names.split()], data) == line


def test_a_row_is_cited_in_its_words_and_a_result_in_what_they_allow(data: Data) -> None:
    row, result = page.cite(data["capacity_2020"]), page.cite(occupancy(data))
    assert row == '<a href="#figure-capacity_2020">an estimated 26,593 places</a>'
    assert result == "more than about 146.6%"


# What an output carries for the build.


def test_an_output_carries_its_files_if_it_has_any() -> None:
    bundle = page.table({"A": ["b"]}, "C", files={"a.csv": b"a,\xc3\xa9\n"})._repr_mimebundle_()
    assert bundle.pop(page.FILES) == {"a.csv": "YSzDqQo="}
    assert [*bundle] == [*page.prose("A")._repr_mimebundle_()] == ["text/html", "text/plain"]


# The columns of each table that is gathered, and its rows here.
PUBLISHED = {
    "statistics.csv": """\
id,label,value,low,high,low_open,high_open,approximate,unit,words,inputs,formula
a,Level,1.46618,1.46617,inf,True,True,True,ratio,more than about 146.6%,\
prisoners_2020 capacity_2020,prisoners_2020 / capacity_2020
""",
    "claims.csv": """\
id,wording,published,recomputed,adds_up,others,as_worded,who_counted,smallest_gap,largest_gap,\
rests_on,matches_low,matches_high,close_low,close_high
b,"over 38,990 in March 2020",38990,,nothing to add up,close,depends on whom,not known,-0.0253911,\
0.0259041,post_2020_reduced_sentences voa_2020_five_inmates,0,0.0259041,0.0259041,inf
""",
    "others.csv": """\
claim,body,how,value,gap,counts,rows,sources,kind
b,voa_cambodia,printed,38000,-0.0253911,counted,prisoners_2020_04_voa,voa_2020_five_inmates,\
own report
b,prisons_department,printed,40000,0.0259041,counted,prisoners_2020_03_27_prisons,\
post_2020_reduced_sentences,own report
b,prisons_department,printed,38000,-0.0253911,listed,prisoners_2020_04_10_prisons,\
mina_2020_amnesty_video,retelling
""",
}


def test_statistics_claims_and_others_figures_are_published_as_they_are_written(data: Data) -> None:
    made = [WHOLE_ROWS[name][0](data)._repr_mimebundle_() for name in ("statistics", "claims")]
    assert made[0][page.ROWS] | made[1][page.ROWS] == PUBLISHED


def test_a_claim_recomputed_as_a_ratio_is_published_in_its_own_unit(data: Data) -> None:
    growth = stats.growth_rate(data["prisoners_2016"], data["prisoners_2020"])
    claim = verdicts.check(data["growth"], data, growth)
    [row] = page.claims_table({"growth": claim}, data).published["claims.csv"]
    assert row["recomputed"] == pytest.approx(78.0365296803653)


def test_the_build_knows_an_output_by_the_same_types() -> None:
    assert (build.FILES, build.ROWS) == (page.FILES, page.ROWS)


def gathered(*chapters: Mapping[str, Sequence[Mapping[str, object]]]) -> Any:
    """What a build gathers from chapters a, b and c that publish rows."""
    names = [Path(f"{name}.ipynb") for name in "abc"[: len(chapters)]]
    bundles = [page.table({}, "A", published=rows)._repr_mimebundle_() for rows in chapters]
    cells = [[{"outputs": [{"data": bundle}]}] for bundle in bundles]
    return build._gathered(names, [SimpleNamespace(cells=outputs) for outputs in cells])


def test_the_rows_of_all_chapters_are_gathered_in_their_order() -> None:
    first = {"a.csv": [{"id": "z", "low": 1.23456789}, {"id": "y", "low": math.inf}]}
    assert gathered(first, {}, {"a.csv": [{"id": "=a", "low": 1}], "b.csv": []}) == {
        "a.csv": b"id,low\nz,1.23456\ny,inf\n'=a,1\n"
    }


def test_a_row_published_twice_is_refused_with_both_chapters() -> None:
    once, other = {"claims.csv": [{"id": "z"}]}, {"statistics.csv": [{"id": "z"}]}
    with pytest.raises(BuildError, match=r"^a\.ipynb and c\.ipynb: z is published twice in claims"):
        gathered(once, other, once)


def test_other_figures_are_known_by_claim_body_and_rows() -> None:
    rows = [{"claim": "z", "body": "b", "rows": row} for row in ("one", "two")]
    assert gathered({"others.csv": rows})
    with pytest.raises(BuildError, match=r"^a\.ipynb: z, b, one is published twice"):
        gathered({"others.csv": [*rows, rows[0]]})
