"""What an output carries: its files, and the rows that the build gathers from all chapters."""

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
from markupsafe import Markup

import stats
from stats import page, verdicts
from stats.mime import FILES, ROWS
from stats.output import Output
from stats.output import csv as written
from stats.read import Data

build = importlib.import_module("stats.report.build")  # by name it is the function in it


# CSV files.


def cell_of(value: object, column: str = "A") -> str:
    """A cell of a CSV file, as a spreadsheet reads it."""
    saved = written(pd.DataFrame({column: pd.Series([value], dtype="object")})).decode("utf-8")
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
    assert written(frame) == 'a,b\n"“é” ""1,5""",1\n'.encode()


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


# What an output carries for the build.


def test_an_output_carries_its_files_if_it_has_any() -> None:
    bundle = Output(Markup("A"), "A", {"a.csv": b"a,\xc3\xa9\n"})._repr_mimebundle_()
    assert bundle.pop(FILES) == {"a.csv": "YSzDqQo="}
    assert bundle == Output(Markup("A"), "A")._repr_mimebundle_()
    assert (sorted(bundle), bundle["text/plain"]) == (["text/html", "text/plain"], "A")


def test_an_output_has_a_style_for_jupyterlab_which_the_build_takes_out() -> None:
    bundle = Output(Markup("<p>A"), "A")._repr_mimebundle_()
    assert "--ink: var(--jp-content-font-color1)" in bundle["text/html"]
    output = nbformat.v4.new_output("display_data", bundle)
    build._normalise(output, "", 1, itertools.count(1))
    assert output.data["text/html"] == "<p>A"


# What is published.


# The columns of each table that is gathered, and its rows here.
PUBLISHED = {
    "statistics.csv": """\
id,label,value,low,high,low_open,high_open,approximate,unit,words,inputs,formula
a,Level,1.46618,1.46617,inf,True,True,True,ratio,more than about 146.6%,\
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
A,prisoners_2020 / capacity_2020,more than about 146.6%
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


def test_statistics_claims_and_others_figures_are_published_as_they_are_written(data: Data) -> None:
    level = stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])
    statistics = page.statistics_table({"a": ("Level", level)}, data, "A")
    claims = page.claims({"b": verdicts.check(data["prisoners_2020"], data)}, data)
    made = [shown._repr_mimebundle_()[ROWS] for shown in (statistics, claims)]
    assert made[0] | made[1] == PUBLISHED


def test_a_statistic_is_published_with_which_of_its_ends_is_left_out(data: Data) -> None:
    level = stats.occupancy_rate(data["prisoners_2020"], data["capacity_2020"])
    half_open = replace(level, range=stats.Bound(1.0, 2.0, low_open=True))
    shown = page.statistics_table({"a": ("Level", half_open)}, data, "A")
    [row] = shown.published["statistics.csv"]
    assert (row["low_open"], row["high_open"]) == (True, False)


def test_a_claim_recomputed_as_a_ratio_is_published_in_its_own_unit(data: Data) -> None:
    growth = stats.growth_rate(data["prisoners_2016"], data["prisoners_2020"])
    claim = verdicts.check(data["growth"], data, growth)
    [row] = page.claims({"growth": claim}, data).published["claims.csv"]
    assert row["recomputed"] == pytest.approx(78.0365296803653)
