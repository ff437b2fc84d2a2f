"""What an output carries: its HTML, its files, and the rows that the build gathers."""

import csv
import importlib
import io
import itertools
import math
from dataclasses import replace
from decimal import Decimal

import nbformat
import numpy as np
import pandas as pd
import pytest
from conftest import Page
from markupsafe import Markup

import stats
from stats import page, verdicts
from stats.mime import FILES, ROWS
from stats.output import Output, escaped, link
from stats.output import csv as to_csv
from stats.read import Data

build = importlib.import_module("stats.report.build")  # by name it is the function in it

# Escaping and links.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b> & '\"", "&lt;b&gt; &amp; &#39;&#34;"),
        (Markup("<b>&amp;</b>"), "<b>&amp;</b>"),
        ("قناة الجزيرة, 2020", "<bdi>قناة الجزيرة</bdi>, 2020"),
        ("by הארץ & “é”", "by <bdi>הארץ</bdi> &amp; “é”"),
    ],
)
def test_text_is_escaped(text: str, html: str) -> None:
    assert escaped(text) == html


def test_link_is_escaped() -> None:
    address = 'https://a.org/"onclick="alert(1)'
    [made] = Page(str(link("<b>&", address))).all()
    assert (made.attrib, made.text) == ({"href": address}, "<b>&")


@pytest.mark.parametrize(
    "address", [" javascript:alert(1)", "data:text/html,a", "//elsewhere.org", "file.html", ""]
)
def test_link_to_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="it must begin with https://, http:// or #"):
        link("text", address)


# CSV files.


def csv_cell(value: object, column: str = "A") -> str:
    """A cell of a CSV file, as a spreadsheet reads it."""
    saved = to_csv(pd.DataFrame({column: pd.Series([value], dtype="object")})).decode("utf-8")
    [[_], [cell]] = csv.reader(io.StringIO(saved, newline=""))
    return cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1.466175309, "1.46618"),
        (0.1 + 0.2, "0.3"),
        (0.0000123456789, "0.0000123457"),
        (16_725_474.0, "16725474"),
        (12_345_678.9, "12345700"),
        (-47.02361, "-47.0236"),
        (0.0, "0"),
        (-math.inf, "-inf"),
        (math.nan, ""),
        (np.int64(-5), "-5"),
        (Decimal("-5.5"), "-5.5"),
        (True, "True"),
    ],
)
def test_number_has_six_digits_or_is_whole(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [
        (1.4661753093, "1.46617", "1.46618"),
        (-0.0284013, "-0.0284013", "-0.0284013"),  # six digits, exactly
        (-0.02840135, "-0.0284014", "-0.0284013"),
        (0.1 + 0.2, "0.3", "0.3"),  # 0.30000000000000004 is noise
    ],
)
def test_ends_are_rounded_outward(end: float, low: str, high: str) -> None:
    assert (csv_cell(end, "low"), csv_cell(end, "high")) == (low, high)


def test_csv_has_no_index_and_quotes() -> None:
    frame = pd.DataFrame({"a": ['“é” "1,5"'], "b": [1]})
    assert to_csv(frame) == 'a,b\n"“é” ""1,5""",1\n'.encode()


# The beginnings that OWASP lists under CSV injection, and spaces that spreadsheets take away.
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\t", "\r", "\n"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_formula_becomes_text(before: str, sign: str) -> None:
    assert csv_cell(f"{before}{sign}1+1") == f"'{before}{sign}1+1".replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\ta", "'\ta"),  # may hide a formula
        ("a\r=1+1", "a\n=1+1"),  # begins no row
        ("a\r\n=1+1", "a\n=1+1"),
        *((text, text) for text in ("a=1", "'=1+1", "1-2", "−5", "", "{=1}", "a, =1")),
    ],
)
def test_other_text_is_kept(text: str, cell: str) -> None:
    assert csv_cell(text) == cell


# What an output carries for the build.


def test_output_carries_its_files() -> None:
    bundle = Output(Markup("A"), "B", {"a.csv": b"a,\xc3\xa9\n"})._repr_mimebundle_()
    assert bundle.pop(FILES) == {"a.csv": "YSzDqQo="}
    assert bundle == Output(Markup("A"), "B", published={"b.csv": []})._repr_mimebundle_()
    assert (sorted(bundle), bundle["text/plain"]) == (["text/html", "text/plain"], "B")


def test_style_is_for_jupyterlab_alone() -> None:
    bundle = Output(Markup("<p>A"), "A")._repr_mimebundle_()
    assert "--ink: var(--jp-content-font-color1)" in bundle["text/html"]
    output = nbformat.v4.new_output("display_data", bundle)
    build._normalise(output, "", 1, itertools.count(1))
    assert output.data["text/html"] == "<p>A"


# What is published.


PUBLISHED = {
    "statistics.csv": """\
id,label,value,low,high,low_open,high_open,approximate,unit,words,inputs,formula
a,Level,1.46618,1,2,True,False,False,ratio,more than 100.0 and at most 200.0%,\
prisoners_2020 capacity_2020,prisoners_2020 / capacity_2020
""",
    "claims.csv": """\
id,wording,published,recomputed,adds_up,reason,others,as_worded,who_counted,smallest_gap,\
largest_gap,rests_on,matches_low,matches_high,close_low,close_high
b,"over 38,990 in March 2020",38990,,,,close,cannot be told,,0.0259041,0.0259041,\
post_2020_reduced_sentences,0,0.0259041,0.0259041,inf
""",
    "shown.csv": """\
place,id,value
A,prisoners_2020 / capacity_2020,146.6%
A,prisoners_2020 / capacity_2020,more than 100.0 and at most 200.0%
""",
    "others.csv": """\
claim,body,how,value,words,gap,counts,rows,sources,kind
b,prisons_department,printed,40000,"nearly 40,000 people",0.0259041,counted,\
prisoners_2020_03_27_prisons,post_2020_reduced_sentences,own report
b,prisons_department,printed,38000,"38,000 people",-0.0253911,listed,prisoners_2020_04_10_prisons,\
mina_2020_amnesty_video,retelling
b,prisons_department,printed,38000,"about 38,000 people",-0.0253911,listed,\
prisoners_2020_04_10_prisons_voa,voa_2020_five_inmates,own report
""",
}


def test_tables_are_published(data: Data) -> None:
    level = stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])
    half_open = replace(level, range=stats.Bound(1.0, 2.0, low_open=True))
    statistics = page.statistics_table({"a": ("Level", half_open)}, data, "A")
    claims = page.claims({"b": verdicts.check(data["prisoners_2020"], data)}, data)
    made = [output._repr_mimebundle_()[ROWS] for output in (statistics, claims)]
    assert made[0] | made[1] == PUBLISHED


def test_claim_is_published_in_its_unit(data: Data) -> None:
    growth = stats.growth_rate(data["prisoners_2016"], data["prisoners_2020"])
    claim = verdicts.check(data["growth"], data, growth)
    [row] = page.claims({"growth": claim}, data).published["claims.csv"]
    assert row["recomputed"] == pytest.approx(78.0365296803653)
