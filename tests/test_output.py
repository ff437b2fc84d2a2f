"""What an output carries: its HTML, its files, and the rows that the build gathers."""

import csv
import io
import math
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from conftest import Page
from markupsafe import Markup

from stats.output import FILES, ROWS, Output, data_address, escaped, link
from stats.output import csv as to_csv
from stats.report.sections import _harmless

# Escaping and links.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b", "a &lt; b"),
        ("<b> & '\"", "&lt;b&gt; &amp; &#39;&#34;"),
        (Markup("<b>&amp;</b>"), "<b>&amp;</b>"),
        ("قناة الجزيرة", "<bdi>قناة الجزيرة</bdi>"),
        ("by הארץ & “é”", "<bdi>by הארץ &amp; “é”</bdi>"),
    ],
)
def test_text_is_escaped(text, html):
    assert escaped(text) == html


def test_link_is_escaped():
    address = 'https://a.org/"onclick="alert(1)'
    [made] = Page(str(link("<b>&", address))).all()
    assert (made.attrib, made.text) == ({"href": address}, "<b>&")


@pytest.mark.parametrize(
    "address", [" javascript:alert(1)", "data:text/html,a", "//elsewhere.org", "file.html", ""]
)
def test_link_to_elsewhere_is_refused(address):
    with pytest.raises(ValueError, match="it must begin with https://, http://, mailto: or #"):
        link("text", address)


# CSV files.


def csv_cell(value, column="A"):
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
        (-math.inf, "-inf"),
        (math.nan, ""),
        (np.int64(-5), "-5"),
        (Decimal("-5.5"), "-5.5"),
    ],
)
def test_number_has_six_digits_or_is_whole(value, cell):
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
def test_ends_are_rounded_outward(end, low, high):
    assert (csv_cell(end, "low"), csv_cell(end, "high")) == (low, high)


# The beginnings that OWASP lists under CSV injection, and spaces that spreadsheets take away.
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\t", "\r", "\n"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_formula_becomes_text(before, sign):
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
def test_other_text_is_kept(text, cell):
    assert csv_cell(text) == cell


def test_address_holds_a_file():
    assert data_address(b"id,value") == "data:text/csv;charset=utf-8,id%2Cvalue"


# What an output carries for the build.


def test_output_carries_its_files():
    bundle = Output(Markup("A"), {"a.csv": b"a,\xc3\xa9\n"})._repr_mimebundle_()
    assert bundle[FILES] == {"a.csv": "YSzDqQo="}


def test_output_carries_its_rows():
    shown = Output(Markup("A"), published={"b.csv": [{"id": "a", "high": math.inf}]})
    assert shown._repr_mimebundle_()[ROWS] == {"b.csv": "id,high\na,inf\n"}


def test_style_is_for_jupyterlab_alone():
    bundle = Output(Markup("<p>A"))._repr_mimebundle_()
    assert "--ink: var(--jp-content-font-color1)" in bundle["text/html"]
    assert _harmless(bundle["text/html"]) == "<p>A"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=x>",
        '<meta http-equiv="refresh" content="0;url=b">',
        "<META http-equiv=refresh content='0;url=b'",
        "<me<style scoped></style>ta http-equiv=refresh content='0;url=b'>",
        "<me<meta>ta http-equiv=refresh content='0;url=b'>",
    ],
)
def test_html_of_a_cell_is_harmless(html):
    assert not re.search("<(meta|script)", _harmless(html), re.IGNORECASE)
