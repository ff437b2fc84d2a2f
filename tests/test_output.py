"""What an output carries: its HTML, its files, and the rows that the build gathers."""

import csv
import importlib
import io
import itertools
import math
from decimal import Decimal

import nbformat
import numpy as np
import pandas as pd
import pytest
from conftest import Page
from markupsafe import Markup

from stats.output import FILES, ROWS, Output, data_address, escaped, link, sentence_id
from stats.output import csv as to_csv

build = importlib.import_module("stats.report.build")  # by name it is the function in it

# Escaping and links.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b", "a &lt; b"),
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
    with pytest.raises(ValueError, match="it must begin with https://, http://, mailto: or #"):
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
        (-math.inf, "-inf"),
        (math.nan, ""),
        (np.int64(-5), "-5"),
        (Decimal("-5.5"), "-5.5"),
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


# The beginnings that OWASP lists under CSV injection, and spaces that spreadsheets take away.


def test_address_holds_a_file() -> None:
    assert data_address(b"id,value") == "data:text/csv;charset=utf-8,id%2Cvalue"


# What an output carries for the build.


def test_sentence_keeps_its_id() -> None:
    assert sentence_id("It grew.") == "2ffb6a1a"


def test_output_carries_its_files() -> None:
    bundle = Output(Markup("A"), "B", {"a.csv": b"a,\xc3\xa9\n"})._repr_mimebundle_()
    assert bundle.pop(FILES) == {"a.csv": "YSzDqQo="}
    assert bundle == Output(Markup("A"), "B", published={"b.csv": []})._repr_mimebundle_()
    assert (sorted(bundle), bundle["text/plain"]) == (["text/html", "text/plain"], "B")


def test_output_carries_its_rows() -> None:
    shown = Output(Markup("A"), "B", published={"b.csv": [{"id": "a", "high": math.inf}]})
    assert shown._repr_mimebundle_()[ROWS] == {"b.csv": "id,high\na,inf\n"}


def test_style_is_for_jupyterlab_alone() -> None:
    bundle = Output(Markup("<p>A"), "A")._repr_mimebundle_()
    assert "--ink: var(--jp-content-font-color1)" in bundle["text/html"]
    output = nbformat.v4.new_output("display_data", bundle)
    build._normalise(output, itertools.count(1))
    assert output.data["text/html"] == "<p>A"
