"""What a chapter shows: paragraphs, tables, charts and files."""

import csv
import io
import math
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from conftest import Page, text
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from stats import show

HOSTILE = '<script>alert("1")</script> & \'2\' "3"'


def read_csv(content: bytes) -> list[list[str]]:
    """The rows under the header of a CSV file, as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))[1:]


def page(*shown: show.Shown) -> Page:
    return Page(f"<main>{''.join(str(each.html) for each in shown)}</main>")


def drawn(name: str = "bars", label: str = "Three", **changes: str) -> show.Shown:
    figure, axes = show.canvas(1.5)
    axes.barh([0, 1], [3, 5], color=[show.FIRST, show.SECOND], hatch="///")
    axes.text(0, 0.5, label, color=show.INK)
    data = show.table({"When": ["then", "now"], "People": ["3", "5"]}, "Counts")
    words = {"title": "More people", "alt": "Two bars: 3 & 5.", "source": "A source"} | changes
    return show.chart(figure, name, data=data, **words)


@pytest.mark.parametrize("place", ["caption", "header", "first cell", "cell", "id"])
def test_a_table_shows_hostile_text_as_text(place: str) -> None:
    def at(here: str) -> str:
        return HOSTILE if here == place else here

    cells = {"Head": [at("first cell")], at("header"): [at("cell")]}
    table = page(show.table(cells, at("caption"), ids=[at("id")]))
    assert not list(table.all("script"))
    if place == "id":
        assert [row.get("id") for row in table.all("tr")] == [None, HOSTILE]
    else:
        [found] = [e for e in table.all("caption", "th", "td") if "script" in "".join(e.itertext())]
        assert "".join(found.itertext()) == HOSTILE


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("People", "People: "),
        ("Who’s counted", "Who’s counted: "),
        ('So-called "places"', r"So-called \"places\": "),
        ("Does it add up?", "Does it add up? "),
    ],
)
def test_a_header_stands_in_its_own_letters_before_each_cell_on_a_narrow_screen(
    header: str, said: str
) -> None:
    [table] = page(show.table({"A": ["b"], header: ["c"]}, "Caption")).all("table")
    assert table.get("style") == f'--h2:"{said}";'


def test_a_table_without_a_caption_is_refused() -> None:
    with pytest.raises(ValueError, match="caption"):
        show.table({"A": ["b"]}, "")


def test_a_table_whose_columns_differ_in_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        show.table({"A": ["b", "c"], "D": ["e"]}, "Caption")


@pytest.mark.parametrize(("letters", "css"), [(40, None), (41, "long")])
@pytest.mark.parametrize("link", [False, True])
def test_a_cell_whose_word_is_too_long_for_a_column_may_break_it(
    letters: int, css: str | None, link: bool
) -> None:
    word = "o" * letters
    table = page(
        show.table({"A": ["b"], "C": [show.link(word, "#c") if link else word]}, "Caption")
    )
    assert [cell.get("class") for cell in table.all("th", "td")] == [None, None, None, css]


def test_a_table_says_which_cells_head_its_columns_and_rows() -> None:
    cells = {"When": ["then", "now"], "People": ["3", "5"]}
    heads = page(show.table(cells, "Counts")).all("th")
    assert [(text(head), head.get("scope")) for head in heads] == [
        ("When", "col"),
        ("People", "col"),
        ("then", "row"),
        ("now", "row"),
    ]


def test_a_link_in_a_cell_stays_a_link() -> None:
    cells = {"A": ["b"], "Row": [show.link("b & c", "#figure-b")]}
    [link] = page(show.table(cells, "Caption")).all("a")
    assert (link.get("href"), text(link)) == ("#figure-b", "b & c")


def test_a_table_reads_as_text_too() -> None:
    shown = show.table({"A": [show.link("b & c", "#b")]}, "Caption")
    assert repr(shown).split() == ["Caption", "A", "b", "&", "c"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "//elsewhere.org",
        "file.html",
        "",
    ],
)
def test_a_link_that_leads_neither_to_the_web_nor_to_an_id_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        show.link("text", address)


def test_a_link_escapes_its_address_and_its_text() -> None:
    address = 'https://a.org/"onclick="alert(1)'
    [link] = Page(str(show.link(HOSTILE, address))).all()
    assert (link.attrib, link.text) == ({"href": address}, HOSTILE)


def test_a_paragraph_shows_hostile_values_as_text() -> None:
    paragraph = page(show.prose("<em>It</em> is {value}.", value=HOSTILE))
    assert [e.tag for e in paragraph.all()] == ["main", "p", "em"]
    assert text(paragraph.root) == f"It is {HOSTILE}."


def test_a_paragraph_keeps_a_link_among_its_values() -> None:
    [link] = page(show.prose("See {row}.", row=show.link("row", "#figure-row"))).all("a")
    assert link.get("href") == "#figure-row"


@pytest.mark.parametrize("argument", ["title", "alt", "source"])
def test_a_chart_with_an_empty_text_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=argument):
        drawn(**{argument: ""})


def test_a_chart_is_an_image_labelled_with_its_alternative_text() -> None:
    [svg] = page(drawn()).all("svg")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Two bars: 3 & 5.")


@pytest.mark.parametrize("argument", ["title", "source"])
def test_a_saved_chart_takes_no_text_for_a_formula(argument: str) -> None:
    svg = drawn(**{argument: "From $5 to $6_1"}).files["charts/bars.svg"]
    words = "".join("".join(ElementTree.fromstring(svg).itertext()).split())
    assert "From$5to$6_1" in words


@pytest.mark.parametrize("argument", ["title", "alt", "source"])
def test_a_chart_shows_hostile_text_as_text(argument: str) -> None:
    chart = page(drawn(**{argument: HOSTILE}))
    assert not list(chart.all("script"))
    seen = {
        "title": [text(e) for e in chart.all("figcaption")],
        "alt": [e.get("aria-label") for e in chart.all("svg")],
        "source": [text(e) for e in chart.all("p")],
    }
    assert HOSTILE in seen[argument][0]


def texts(figure: Figure) -> list[Any]:
    """The boxes of the texts around a drawing, from the top, in the figure's dots."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    return sorted(boxes, key=lambda box: -box.y0)


@pytest.mark.filterwarnings("ignore:Glyph")  # where the boxes are measured here
@pytest.mark.parametrize(
    "words", ["Long " * 80, "W" * 300, "ក" * 300], ids=["long", "wide", "Khmer"]
)
def test_text_around_a_saved_drawing_is_within_the_file_and_clear_of_the_drawing(
    words: str,
) -> None:
    figure, axes = show.canvas(1.5)
    data = show.table({"A": ["3"]}, "Counts")
    chart = show.chart(figure, "name", title=words, alt="A.", data=data, source=words)
    above, below = texts(figure)
    assert max(above.x1, below.x1) <= figure.bbox.x1
    assert below.y1 < axes.bbox.y0
    assert axes.bbox.y1 < above.y0
    svg = ElementTree.fromstring(chart.files["charts/name.svg"])
    *_, height = (float(size) for size in svg.get("viewBox", "").split())
    places = [
        float(found[1])
        for text in svg.iter("{http://www.w3.org/2000/svg}text")
        if (found := re.search(r"translate\(\S+ (\S+)\)", text.get("transform", "")))
    ]
    assert 0 < min(places) < max(places) < height


def test_a_saved_drawing_is_readable_whatever_its_text() -> None:
    svg = drawn(title="A form feed \x0c, an escape \x1b and no letter \uffff").files[
        "charts/bars.svg"
    ]
    assert "no letter" in "".join(ElementTree.fromstring(svg).itertext())


def test_a_chart_comes_with_its_title_its_source_and_its_data() -> None:
    chart = page(drawn())
    assert [text(e) for e in chart.all("figcaption")] == ["More people"]
    assert "Source: A source." in text(chart.root)
    assert [text(e) for e in chart.all("caption")] == ["Counts"]


@pytest.mark.parametrize(
    "label", [HOSTILE, "Law 12.345, $x^2$ \\frac{1}{2}", "193.49", "#0b5fa5 url(#a)", "ក្រសួងមហាផ្ទៃ"]
)
def test_a_label_in_a_drawing_is_kept_to_the_letter_on_the_page_and_in_the_file(label: str) -> None:
    shown = drawn(label=label)
    saved = ElementTree.fromstring(shown.files["charts/bars.svg"])
    assert label in [e.text for e in page(shown).all("text")]
    assert label in [e.text for e in saved.iter()]


def test_two_charts_on_a_page_share_no_id() -> None:
    both = page(drawn("first"), drawn("second"))
    ids = [e.get("id") for e in both.all() if e.get("id")]
    assert len(ids) == len(set(ids)) > 2


def test_each_chart_on_a_page_uses_its_own_parts() -> None:
    for name in ("first", "second"):
        html = str(drawn(name).html)
        used = set(re.findall(r"url\(#([^)]+)\)", html))
        assert used
        assert used <= set(re.findall(r' id="([^"]+)"', html))


def test_a_chart_on_the_page_holds_no_metadata_and_no_style_of_the_page() -> None:
    tags = {e.tag for e in page(drawn()).all()}
    assert not tags & {"metadata", "style", "title"}


def test_a_chart_on_the_page_takes_its_colours_from_the_page() -> None:
    figure, axes = show.canvas(1.5)
    axes.barh([0], [3], color=show.FIRST, edgecolor=show.INK)
    data = show.table({"A": ["3"]}, "Counts")
    html = show.chart(figure, "bar", title="A", alt="B", source="C", data=data).html
    assert f"var(--first, {show.FIRST})" in html
    assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", html) == []


def test_a_chart_drawn_twice_is_the_same_bytes() -> None:
    first, second = drawn(), drawn()
    assert first.html == second.html
    assert first.files == second.files


@pytest.mark.parametrize("colour", show._VARIABLES)
def test_each_colour_on_the_page_is_a_variable_of_the_same_name(colour: str) -> None:
    [name] = [key for key, value in vars(show).items() if value == colour and key.isupper()]
    assert show._VARIABLES[colour] == name.lower()
    assert show._leaner(f'<path style="fill: {colour}">') == (
        f'<path style="fill: var(--{name.lower()}, {colour})">'
    )


def test_a_place_on_a_drawing_keeps_the_digits_that_can_be_seen() -> None:
    assert show._leaner('<path d="M 12.345 6.78">') == '<path d="M 12.3 6.8">'


def test_a_chart_is_saved_under_its_name() -> None:
    shown = drawn("bars")
    assert sorted(shown.files) == ["charts/bars.png", "charts/bars.svg"]
    links = {e.get("href"): text(e) for e in page(shown).all("a")}
    assert links == {"charts/bars.png": "PNG", "charts/bars.svg": "SVG"}


def test_a_saved_chart_is_a_png_or_an_svg() -> None:
    saved = drawn("bars").files
    assert saved["charts/bars.png"].startswith(b"\x89PNG\r\n\x1a\n")
    # 4.7 inches of 192 dots each; the width is the first number of an image's header.
    assert int.from_bytes(saved["charts/bars.png"][16:20]) == 902
    assert ElementTree.fromstring(saved["charts/bars.svg"]).tag.endswith("svg")


def test_a_saved_chart_carries_its_title_and_source() -> None:
    words = "".join(ElementTree.fromstring(drawn().files["charts/bars.svg"]).itertext())
    assert "More people" in words
    assert "Source: A source" in words


def test_a_saved_chart_says_no_date_and_no_tool() -> None:
    for content in drawn().files.values():
        assert not re.search(rb"<dc:date|Matplotlib|tIME|Software", content)


def test_what_is_shown_travels_with_its_files() -> None:
    shown = show.table({"A": ["b"]}, "Caption", files={"a.csv": b"a,\xc3\xa9\n"})
    bundle = shown._repr_mimebundle_()
    assert bundle[show.FILES] == {"a.csv": "YSzDqQo="}
    assert bundle["text/html"] == str(shown.html)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.466175309, "1.46618"),
        (0.1 + 0.2, "0.3"),
        (2 / 3, "0.666667"),
        (0.0000123456789, "0.0000123457"),
        (12_397.0, "12397"),
        (16_725_474.0, "16725474"),
        (12_345_678.9, "12345700"),
        (-47.02361, "-47.0236"),
        (0.0, "0"),
        (math.nan, ""),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_a_number_in_a_csv_is_whole_or_has_six_significant_digits(
    value: float, written: str
) -> None:
    frame = pd.DataFrame({"id": ["a"], "value": [value]})
    assert show.csv(frame) == f"id,value\na,{written}\n".encode()


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [
        (1.4661753093, "1.46617", "1.46618"),
        (0.7763098, "0.776309", "0.77631"),
        (-0.0284013, "-0.0284013", "-0.0284013"),  # six digits, exactly
        (-0.02840135, "-0.0284014", "-0.0284013"),
        (0.1 + 0.2, "0.3", "0.3"),  # 0.30000000000000004 is noise
        (38_990.0, "38990", "38990"),
    ],
)
def test_the_ends_of_a_bound_in_a_csv_are_rounded_outward(end: float, low: str, high: str) -> None:
    saved = read_csv(show.csv(pd.DataFrame({"low": [end], "high": [end]})))
    assert saved == [[low, high]]


def test_a_csv_keeps_text_flags_and_whole_numbers_as_they_are() -> None:
    frame = pd.DataFrame({"a": ['say "1,5"'], "b": [True], "c": [12_345_678], "d": ["é"]})
    assert show.csv(frame) == 'a,b,c,d\n"say ""1,5""",True,12345678,é\n'.encode()


# The beginnings that OWASP lists under CSV injection, and spaces that spreadsheets take away.
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\t", "\r", "\n"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(before: str, sign: str) -> None:
    [[cell]] = read_csv(show.csv(pd.DataFrame({"A": [f"{before}{sign}1+1"]})))
    assert cell == f"'{before}{sign}1+1".replace("\r", "\n")


@pytest.mark.parametrize("text", ["\ta", "\na"])
def test_a_text_that_begins_with_a_tab_or_a_new_line_is_marked_as_text(text: str) -> None:
    assert read_csv(show.csv(pd.DataFrame({"A": [text]}))) == [[f"'{text}"]]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_that_ends_within_a_text_begins_no_row_of_a_csv(end: str) -> None:
    assert read_csv(show.csv(pd.DataFrame({"A": [f"a{end}=1+1"]}))) == [["a\n=1+1"]]


@pytest.mark.parametrize("text", ["a=1", "'=1+1", '"=1+1"', "1-2", "−5", "", "%", "{=1}", "a, =1"])
def test_a_text_that_no_spreadsheet_would_run_is_kept_to_the_letter(text: str) -> None:
    assert read_csv(show.csv(pd.DataFrame({"A": [text]}))) == [[text]]


@pytest.mark.parametrize("number", [-5, -5.5, np.int64(-5), np.float64(-5.5), Decimal("-5.5")])
def test_a_negative_number_in_a_csv_stays_a_number(number: Any) -> None:
    frame = pd.DataFrame({"A": pd.Series([number], dtype="object")})
    assert float(read_csv(show.csv(frame))[0][0]) == number
