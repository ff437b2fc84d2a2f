"""Tables by their descriptor: read as they are, or refused with all that is wrong."""

import csv
import dataclasses
import json
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, TABLES, change
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.read import FiguresError, load

settings.load_profile("ci")

FIGURES = (TABLES / "figures.csv").read_text("utf-8")
HEADER, ROW, *_ = FIGURES.splitlines()
COLUMNS = HEADER.split(",")
OWN = ROOT / "data"


def problems(folder):
    with pytest.raises(FiguresError) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def shown(value):
    """How a problem shows a cell: what cannot be seen is spelt out, what is long is cut."""
    value = value if len(value) <= 60 else value[:57] + "..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value) + '"'


def keys(table):
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)]


def place(table, key, column):
    return f"{table}.csv, line {1 + keys(table).index(key)}, column {column}"


def with_figures(folder, content):
    """Put another figures.csv, a text or bytes, into a copy of the tables."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / "figures.csv").write_bytes(raw)
    return folder


# What is refused in a cell: the table and row, the column, what is put there, what is said of it.

NUMBER = "is not a number; write digits 0-9 with at most one point, such as 21900 or 22.8"
DIGITS = "has more digits than can be kept; write at most 15"
STEP = "is not a step; write a number above 0, such as 1 or 100"
STEP_OF = "does not divide the value, {}; write the step that it is written to"
DATE = "is not a date; write it as 2020-03-31"
NO_DAY = "is not a day that exists; write one that does, as 2020-03-31"
YEAR = "is not of a year from 1900 to 2100; write one that is"
ID = "is not an id; begin with a letter a-z, then letters a-z, digits and _"
TAKEN = "is an id of figures.csv too; give it its own"
ADDRESS = "is not an address; begin with https:// or http://"
LEADS = 'leads to "{}", not to "{}"; take out all from // to @'
BACKSLASH = "has a backslash, which browsers take for a slash; write / or %5C"
HOST = """leads to "{}", which may look like another; write the host in a-z, 0-9, - and . alone, \
other letters as xn--"""
SHA = "is not a SHA-256; write 64 digits 0-9 a-f"
WORDS = "has more than 15 words, or 1,000 characters; keep the few words around the number"
SPACE = "begins or ends with a space; take it out"
HIDDEN = "has the hidden character U+{:04X}; take it out"
MARKS = "has more than 8 marks on one letter; take out what no word needs"
PLACE = "is not a place; write the three letters that ISO 3166-1 gives a country, such as KHM"
KNOWN = "is not known; write one of "
KEY = "is not a key of {}; write {}, or add it there"
NO_KEY = "is not a key of {}; add it there"
ALIKE = 'looks like "Amnesty International" on line 2; give each body a name of its own'
SCRIPTS = "has the {} letter {} among {} ones; write each word in letters of one script"
EMPTY = "is empty; only counted_by, note may be"
QUALIFIERS = "exact, at_least, more_than, at_most, less_than, nearly, about, estimated"
KINDS = """document, own report, agency copy, translation, retelling, forum or blog, copy of a \
data set"""
UNSEEN = """\
\n\u200b\u202e\u2028\u034f\u115f\u1160\u17b4\u17b5\u180b\u3164\ufe00\ufe0f\uffa0\U000e0100"""
NOT_NUMBERS = "abc 55,770 5_5 0x10 ٥٥٧٧٠ ៥៥៧៧០ ５５ 55² 1e3 NaN inf +1 −1 055 .5 5. 5.0.0 =1+1 -0"
NOT_DATES = "31/03/2020 2020-3-1 20200331 2020-03-31T00:00 2020-03 March ٢٠٢٠-٠٣-٣١"
NOT_IDS = "Arrests 2017_arrests arrests-2017 _arrests arrêts аrrests =arrests"
NOT_ADDRESSES = """javascript:alert(1) JavaScript:alert(1)//https://paper.example
ftp://paper.example/ paper.example/story https:///story https://localhost/a.b https://localhost.
https://paper.example"onclick="alert(1) https://paper.example<b>"""
HOSTS = """www.аmnesty.example amnesty.example／paper.example amnesty.example%2epaper.example
amnesty.example;paper.example paper.example:80a"""
NAMES = """Amnesty International|AMNESTY international|Amnesty  International|Amnesty-International|
Amnesty\u00a0International|ＡＭＮＥＳＴＹ International""".replace("\n", "")
F, C, S = "figures arrests_campaign", "context population_2020", "sources khmer_times_2020"
Q, B, X = "quantities prisoners", "bodies licadho", "excluded prisoners_2020_01_hrw"
CELLS = [
    *((F, "value", text, NUMBER) for text in [*NOT_NUMBERS.split(), "55 770"]),
    *((F, "end", text, DATE) for text in NOT_DATES.split()),
    *((F, "id", text, ID) for text in [*NOT_IDS.split(), "drug arrests"]),
    *((S, "address", text, ADDRESS) for text in [*NOT_ADDRESSES.split(), "https://a.example/a b"]),
    *((S, "address", f"https://{host}/", HOST.format(host)) for host in HOSTS.split()),
    (S, "address", "https://a.org@b.example/", LEADS.format("b.example", "a.org")),
    (S, "address", "https://a:b@c.org@d.example?", LEADS.format("d.example", "a:b@c.org")),
    (S, "address", "https://paper.example\\@amnesty.example/", BACKSLASH),
    *((F, column, "", EMPTY) for column in COLUMNS if column not in ("counted_by", "note")),
    *((F, "note", f"a{c}b", HIDDEN.format(ord(c))) for c in UNSEEN),
    *((F, "note", text, MARKS) for text in ("\u0301" * 9, "a" + "\u0336\u20dd\u0301" * 3)),
    *((B, "name", name, ALIKE) for name in NAMES.split("|")),
    *((F, "value", digits, DIGITS) for digits in ("1000000000000000", "2000000000000000")),
    (F, "value", "0.1234567890123456789", DIGITS),  # the nearest float is above
    (F, "value", "0.1000000000000000056", DIGITS),  # and below
    (F, "value", "9007199254740993", DIGITS),
    (F, "value", "9" * 5_000, DIGITS),
    (F, "value", " 55770", SPACE),
    (F, "value", "55770\u00a0", SPACE),
    *((F, "value", "a" * count, NUMBER) for count in (60, 61, 62)),
    (F, "value", "-55770", "is negative; a count is 0 or more"),
    (F, "rounded_to", "hundreds", NUMBER),
    (F, "rounded_to", "0.0", STEP),
    (F, "rounded_to", "-1", STEP),
    (F, "rounded_to", "1." + "0" * 39, DIGITS),
    (F, "rounded_to", "100", STEP_OF.format(55770)),
    (F, "rounded_to", "0.000000000001", "is too fine for 55770; write a larger step"),
    (F, "start", "2019-02-29", NO_DAY),
    (F, "start", "2020-13-01", NO_DAY),
    (F, "start", "1899-12-31", YEAR),
    (F, "end", "2101-01-01", YEAR),
    (F, "end", "2016-12-31", "is before the start, 2017-01-01; write a later day"),
    (F, "qualifier", "at least", KNOWN + QUALIFIERS),
    (F, "quantity", "drug_arests", KEY.format("quantities.csv", "drug_arrests")),
    (F, "quantity", "witches", NO_KEY.format("quantities.csv")),
    *((F, "place", text, PLACE) for text in ("KMH", "khm", "XA1")),
    (F, "attributed_to", "amnestie", KEY.format("bodies.csv", "amnesty")),
    (F, "counted_by", "Somebody", NO_KEY.format("bodies.csv")),
    (F, "source", "khmer_times", KEY.format("sources.csv", "khmer_times_2020")),
    (F, "wording", "at least 55,770" + " so" * 13, WORDS),
    (F, "wording", "at least 55,770 " + "a" * 985, WORDS),
    (X, "quantity", "prisoner", KEY.format("quantities.csv", "prisoners")),
    (X, "id", "growth", TAKEN),
    (C, "id", "growth", TAKEN),
    (C, "id", "prisoners_2016_interior", "is also on line 2; give each row its own"),
    (S, "published", "14 May 2020", DATE),
    (S, "read", "", "is empty; only author, published, relays, sha256, note may be"),
    (S, "read", "2020-05-13", "is before it was published, 2020-05-14; write a later day"),
    (S, "kind", "rumour", KNOWN + KINDS),
    (S, "sha256", "A" * 64, SHA),
    (S, "sha256", "a" * 65, SHA),
    (Q, "counts", "", "is empty; fill it in"),
    (Q, "apart", "a month", NUMBER),
    (Q, "apart", "1.5", "is not a whole number; write digits 0-9 alone"),
    (Q, "apart", "-1", "is not a number of days; write 0 or more, such as 30"),
    (Q, "kind", "pile", KNOWN + "stock, flow, change"),
    (B, "part_of", "goverment", KEY.format("bodies.csv", "government")),
    (B, "part_of", "licadho", "goes in a circle, licadho in licadho; leave one of them out"),
    (B, "name", "The Аmnestу", SCRIPTS.format("Cyrillic", "А", "Latin")),
    (B, "name", "МОＮА", SCRIPTS.format("Latin", "N", "Cyrillic")),
    (B, "name", "МОΝА", SCRIPTS.format("Greek", "Ν", "Cyrillic")),
    (B, "name", "ꓮmnesty", SCRIPTS.format("Lisu", "ꓮ", "Latin")),
    (B, "name", "Ⲟrg", SCRIPTS.format("Coptic", "Ⲟ", "Latin")),
    *(
        (row, column, "Аmnesty", SCRIPTS.format("Cyrillic", "А", "Latin"))
        for row, column in ((S, "publisher"), (S, "author"), (Q, "name"))
    ),
]


@pytest.mark.parametrize(("row", "column", "text", "wrong"), CELLS)
def test_cell_is_refused_with_its_place_its_value_and_what_would_be_right(
    changed, row, column, text, wrong
):
    table, key = row.split()
    [found] = problems(changed(**{table: {key: {column: text}}}))
    assert found == f"{place(table, key, column)}: {shown(text)} {wrong}"


# Cells that are right by themselves, and wrong beside others.

AREA = "context floor_area_2021_prisons"
GROWTH, LENGTH, FINE = "figures growth", "figures report_length", "0.0000000000000"
ROWS = [
    (F, {"value": 0, "qualifier": "less_than", "wording": "less than 0"}, "qualifier", "leaves"),
    (LENGTH, {"value": "-5", "wording": "5 pages"}, "value", "is negative"),
    (
        LENGTH,
        {"value": "-0.5", "rounded_to": "0.1", "wording": "0.5 pages"},
        "value",
        "is negative",
    ),
    (AREA, {"value": "-5", "wording": "5 square metres"}, "value", "is negative"),
    (
        AREA,
        {"value": 0, "qualifier": "less_than", "wording": "less than 0"},
        "qualifier",
        "leaves",
    ),
    (GROWTH, {"value": "22.8", "rounded_to": "0.5", "wording": "22.8%"}, "rounded_to", "does not"),
    # From 64 on a number's neighbour is 1.4e-14 away, below it half of that.
    (
        GROWTH,
        {"value": 64, "rounded_to": FINE + "1", "wording": "64%"},
        "rounded_to",
        "is too fine",
    ),
    (S, {"published": "", "note": ""}, "published", "is empty; give the day, or say in the note"),
    (S, {"published": "2020-05", "read": "2020-05-01"}, "published", DATE),
    (S, {"published": "2020-05-14", "read": "2020-05"}, "read", DATE),
    (
        F,
        {"start": "2020-05-15", "end": "2020-05-15"},
        "start",
        "is after 2020-05-14, when its source",
    ),
    (F, {"wording": "over 55,770"}, "qualifier", "is not what the wording says"),
    (F, {"value": 55771}, "wording", "does not have the number 55771"),
]


@pytest.mark.parametrize(("row", "cells", "column", "wrong"), ROWS)
def test_row_is_refused_for_the_one_thing_that_is_wrong_with_it(changed, row, cells, column, wrong):
    table, key = row.split()
    [found] = problems(changed(**{table: {key: cells}}))
    assert found.startswith(place(table, key, column))
    assert f'" {wrong}' in found


# Words that pile up marks: Khmer, Vietnamese taken apart, Arabic, Hindi, Burmese, a verse of the
# Hebrew Bible (5 on one letter), a Tibetan mantra (8 on its one letter).
MARKED = """ស៊ាំញ៉ាំ nghie\u0302\u0303n \u0648\u0651\u064f\u06e2\u06da ज़िंदगियाँ လျှို့ဝှက် \
\u05e9\u05c1\u05bc\u05b8\u059d\u0597 \u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82"""
EDGES = [
    (GROWTH, {"value": "-22.8", "rounded_to": "0.1", "wording": "by −22.8%"}),
    (GROWTH, {"value": 64, "rounded_to": FINE + "2", "wording": "by 64%"}),
    (GROWTH, {"value": 0, "qualifier": "less_than", "wording": "less than 0%"}),
    (LENGTH, {"value": 0, "wording": "0 pages"}),
    (LENGTH, {"value": 0, "qualifier": "more_than", "wording": "more than 0 pages"}),
    (LENGTH, {"value": 5, "qualifier": "less_than", "wording": "less than 5 pages"}),
    (LENGTH, {"value": 999999999999999, "wording": "999999999999999 pages"}),
    (LENGTH, {"rounded_to": "1." + "0" * 38}),
    (LENGTH, {"wording": "78" + " so" * 14}),
    (LENGTH, {"wording": "78 " + "a" * 997}),
    (LENGTH, {"start": "1900-01-01", "end": "2100-12-31", "place": "XAA"}),
    (S, {"published": "", "note": "It bears no date.", "sha256": "", "author": ""}),
    (S, {"published": "2099-01-01", "read": "2099-01-01"}),
    (F, {"start": "2020-05-14", "end": "2020-05-15"}),
    (S, {"address": "http://paper.example"}),
    (S, {"address": "https://a.paper.example:8080/a%20b?c=d&e#f"}),
    (S, {"address": "https://xn--e1awd7f.example/@a//b@c"}),
    (S, {"address": "http://192.0.2.1?a@b"}),
    (S, {"address": "https://my_paper.example#a@b"}),
    *((LENGTH, {"note": text}) for text in ("\u0301" * 8, MARKED)),
    *(
        (B, {"name": name})
        for name in ("អង្គការ", "Amnesty អង្គការ", "ТАСС (TASS)", "国際アムネスティ", "JR東日本")
    ),
]


@pytest.mark.parametrize(("row", "cells"), EDGES)
def test_row_at_the_edge_of_what_is_right_is_accepted(changed, row, cells):
    table, key = row.split()
    assert key in getattr(load(changed(**{table: {key: cells}})), table).index


def test_names_in_letters_of_other_scripts_that_look_alike_are_refused(changed):
    [found] = problems(changed(bodies={"un": {"name": "Нсе"}, "mina": {"name": "HCE"}}))  # Cyrillic
    assert 'column name: "HCE" looks like "Нсе" on line 11;' in found


def test_circle_of_bodies_is_refused_once_and_bodies_below_it_are_not(changed):
    above = {"government": {"part_of": "national_police"}}
    [found] = problems(changed(bodies=above))
    assert found == (
        'bodies.csv, line 4, column part_of: "national_police" goes in a circle, '
        "government in national_police in interior_ministry in government; leave one of them out"
    )


NO_PHRASE = "is not a phrase; write words with one # where the number stands, such as at least #"
PHRASES = [
    ("at least #", "is also on line 2; give each row its own"),
    ("At  least\u00a0#", "is also on line 2; give each row its own"),
    ("at least", NO_PHRASE),
    ("(#)", NO_PHRASE),
]


@pytest.mark.parametrize(("phrase", "wrong"), PHRASES)
def test_phrase_is_refused_that_is_none_or_stands_twice(changed, phrase, wrong):
    folder = changed()
    rows = f"phrase,qualifier,say\nat least #,at_least,\n{phrase},more_than,\n"
    (folder / "qualifiers.csv").write_text(rows, "utf-8")
    assert problems(folder)[0] == f"qualifiers.csv, line 3, column phrase: {shown(phrase)} {wrong}"


def test_wordings_are_not_blamed_where_no_phrase_can_be_read(changed):
    folder = changed()
    (folder / "qualifiers.csv").write_bytes(b"")
    assert problems(folder) == [
        "qualifiers.csv, line 1: the file is empty; begin it with phrase,qualifier,say"
    ]


# What is refused of a whole file.


def header(*columns):
    return ",".join(columns) + "\n"


QUOTE = """a double quote is left open, or stands inside a text; close it, and write a double \
quote inside a quoted text twice"""
CELLS_OF = (
    "the row has 14 cells and the header 13; put double quotes around a text that has a comma"
)
SEPARATED = "the cells are separated by {}; save the table with commas"
LONG = "the line has 100,001 bytes; a row has at most 100,000"
BIG = "x" * 66_000
FILES = [
    (b"", f"1: the file is empty; begin it with {HEADER}"),
    (b"\xef\xbb\xbf\n\r\n", f"1: the file is empty; begin it with {HEADER}"),
    (f"{HEADER}\n\n", "1: there is no row under the header; add one"),
    (f"\n{HEADER}\né".encode("latin-1"), "3: the byte 0xe9 is not UTF-8; save it in UTF-8"),
    (FIGURES.encode("utf-16"), "1: the byte 0xff is not UTF-8; save it in UTF-8"),
    (f"\n{HEADER}\na\0b", "3: there is a NUL byte; save it in UTF-8"),
    (header(*COLUMNS[:-1]) + '"', f"1: column note is missing; the columns are {HEADER}"),
    (header(*COLUMNS, "a;b"), f'1: column "a;b" is not known; the columns are {HEADER}'),
    (header(*COLUMNS, "value"), "1: column value is there 2 times; keep one"),
    (FIGURES.replace(",", ";"), f"1: {SEPARATED.format('semicolons')}"),
    (FIGURES.replace(",", "\t"), f"1: {SEPARATED.format('tabs')}"),
    (f"{HEADER}\n{ROW},\n", f"2: {CELLS_OF}"),
    (f"{HEADER}\na,b\n", f"2: {CELLS_OF.replace('14', '2')}"),
    (f'{HEADER}\n{ROW}\n"growth,{ROW}\n{ROW}\n', f"3: {QUOTE}"),
    (f'{HEADER}\n"a "b",{ROW}\n', f"2: {QUOTE}"),
    (f"{HEADER}\n{ROW}{'x' * (100_001 - len(ROW.encode()))}", f"2: {LONG}"),
    (f'{HEADER}\n"{BIG}\n{BIG}"\n', "2: a cell has more than 131,072 characters; shorten it"),
]


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_bad_file_is_refused_with_the_line_and_what_would_be_right(changed, content, expected):
    assert problems(with_figures(changed(), content)) == [f"figures.csv, line {expected}"]


def test_line_of_a_hundred_thousand_bytes_is_read(changed):
    [found] = problems(with_figures(changed(), f"{HEADER}\n{'x' * 100_000}\n"))
    assert "line 2: the row has 1 cells" in found


@pytest.mark.parametrize("table", ["bodies", "context", "sources"])
def test_table_without_a_row_is_refused(changed, table):
    folder = changed()
    path = folder / f"{table}.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert f"{table}.csv, line 1: there is no row under the header; add one" in problems(folder)


def test_what_was_meant_is_looked_for_a_hundred_times_and_rows_are_held_to_others_till_a_thousand(
    changed,
):
    rows = [
        ROW.replace("arrests_campaign", f"row_{n}").replace(
            ",khmer_times_2020,", ",khmer_times_202,"
        )
        for n in range(1_005)
    ]
    found = problems(with_figures(changed(), "\n".join([HEADER, *rows])))
    near = [", or add it there" in each for each in found if each.startswith("figures.csv")]
    assert near == [True] * 100 + [False] * 901


def quoted(cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


SAVED = {
    "byte-order mark and CRLF": "\ufeff" + FIGURES.replace("\n", "\r\n"),
    "blank lines": "\n" + FIGURES.replace("\n", "\n\n").rstrip("\n"),
    "rows of empty cells": FIGURES + "," * 12 + "\n , \n",
    "columns reversed": "\n".join(
        quoted(row[::-1]) for row in csv.reader(FIGURES.splitlines(keepends=True))
    ),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED)
def test_table_is_read_the_same_however_it_is_saved(changed, data, content):
    read = load(with_figures(changed(), content)).figures
    pd.testing.assert_frame_equal(read[data.figures.columns], data.figures)


@pytest.mark.parametrize("table", ["figures", "context", "sources", "bodies", "excluded"])
def test_missing_table_is_refused_with_its_folder(changed, table):
    folder = changed()
    (folder / f"{table}.csv").unlink()
    why = f"{table}.csv: cannot be read in {folder}: No such file or directory"
    assert problems(folder) == [why]  # and no row is blamed for what it refers to there


def test_nothing_left_out_is_no_error(changed):
    assert load(changed(excluded=dict.fromkeys(keys("excluded")[1:]))).excluded.empty


@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
@pytest.mark.parametrize("name", ["figures.csv", "datapackage.json"])
def test_what_is_no_file_is_refused_and_not_waited_for(changed, make, name):
    folder = changed()
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    assert problems(folder) == [f"{name}: cannot be read in {folder}: it is not a file"]


def test_all_problems_of_all_tables_are_listed_at_once(changed):
    folder = changed(
        bodies={"mina": {"name": ""}},
        sources={"khmer_times_2020": {"address": "javascript:alert(1)", "read": "today"}},
        figures={"growth": {"value": "abc", "start": "March", "place": "here", "source": "no"}},
        context={"population_2020": {"end": "x"}},
    )
    assert [problem.split(":")[0] for problem in problems(folder)] == [
        "bodies.csv, line 15, column name",
        "sources.csv, line 2, column address",
        "sources.csv, line 2, column read",
        "figures.csv, line 5, column place",
        "figures.csv, line 5, column value",
        "figures.csv, line 5, column start",
        "figures.csv, line 5, column source",
        place("context", "population_2020", "end"),
    ]


def test_lines_are_counted_with_blank_lines_and_newlines_in_cells(changed):
    first = ROW.replace(",1,2017", ',"two\nlines",2017')
    rows = f"{first}\n\n{ROW.replace('arrests_', 'Arrests_')}\n{ROW},\n"
    found = problems(with_figures(changed(), f"{HEADER}\n{rows}"))
    assert [problem.split(":")[0] for problem in found] == [
        "figures.csv, line 2, column rounded_to",
        "figures.csv, line 5, column id",
        "figures.csv, line 6",
    ]


def test_problems_end_after_a_thousand_with_the_line_they_end_on(changed):
    lines = "".join(f"{ROW},\n" for _ in range(1_005))
    found = problems(with_figures(changed(), f"{HEADER}\n{lines}"))
    assert found[1_000].startswith("figures.csv, line 1002: the row has 14 cells")
    assert found[1_001:] == [
        f"{place}: and more may be wrong from here on"
        for place in ("figures.csv, line 1003", "context.csv, line 2", "excluded.csv, line 2")
    ]
    many = header(*COLUMNS, *(f"column_{place}" for place in range(1_003)))
    found = problems(with_figures(changed(), many))
    assert sum("is not known" in problem for problem in found) == 1_000


# What a hostile table takes.


HOSTILE = [
    (S, "address", "https://" + "a" * 90_000 + "<"),
    (S, "address", "https://" + "a." * 45_000 + "<"),
    (F, "wording", " a" * 45_000),
    (F, "value", "1" * 90_000 + "x"),
    (F, "source", "a" * 90_000),
]


@pytest.mark.parametrize(("row", "column", "text"), HOSTILE)
def test_hostile_cell_takes_no_longer_than_it_is_long(changed, row, column, text):
    table, key = row.split()
    folder = changed(**{table: {key: {column: text}}})
    start = time.process_time()
    assert len(problems(folder)) == 1
    assert time.process_time() - start < 2


# The descriptor.


def own_descriptor(folder, edit=lambda schema, descriptor: None):
    """Give a copy of the tables a descriptor of its own, with the figures' schema edited."""
    descriptor = json.loads((OWN / "datapackage.json").read_text("utf-8"))
    schema = json.loads((OWN / "figures.schema.json").read_text("utf-8"))
    edit(schema, descriptor)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (folder / "figures.schema.json").write_text(json.dumps(schema), "utf-8")
    return folder


def test_column_and_category_of_a_folders_own_descriptor_are_read(changed):
    def edit(schema, _):
        schema["fields"].append({"name": "weight", "type": "number", "constraints": {"minimum": 2}})
        schema["fields"][8]["constraints"] = {"required": True, "enum": ["amnesty"]}

    folder = own_descriptor(changed(), edit)
    for name in ("figures", "context"):
        lines = (folder / f"{name}.csv").read_text("utf-8").splitlines()
        weighed = [lines[0] + ",weight", lines[1] + ",1", *(line + "," for line in lines[2:])]
        (folder / f"{name}.csv").write_text("\n".join(weighed), "utf-8")
    light, other = problems(folder)[:2]
    assert light.endswith('column weight: "1" goes against its minimum, 2; write one that does not')
    assert other.endswith('"khmer_times" is not known; write one of amnesty')


def put(**into):
    return lambda schema, _: schema["fields"][3].update(into)


TABLE = (
    "'moon' is no table that comes before it; take one of bodies, quantities, sources, qualifiers"
)
TYPE = "'year' is no type that is read here; take one of string, number, integer, date"
LIMIT = """'minLength' is no constraint that is read here; take one of enum, pattern, minimum, \
exclusiveMinimum, maxLength"""
REQUIRED = "value must be required, of the type number"
DAMAGED = [
    (lambda schema, _: schema["fields"].clear(), "the first column must be id, and unique"),
    (lambda schema, _: schema.update(fields=3), "'int' object is not iterable"),
    (lambda schema, _: schema.update(foreignKeys=[{}]), "there is no 'fields'"),
    (lambda schema, _: schema["foreignKeys"][0]["reference"].update(resource="moon"), TABLE),
    (lambda schema, _: schema["fields"].reverse(), "the first column must be id, and unique"),
    (put(name="number"), "there is no 'value'"),
    (put(type="string"), REQUIRED),
    (put(type="integer"), REQUIRED),
    (put(constraints={}), REQUIRED),
    (put(type="year"), TYPE),
    (put(constraints={"minLength": 2}), LIMIT),
    (
        put(constraints={"minimum": "1"}),
        "'>=' not supported between instances of 'float' and 'str'",
    ),
    (put(constraints={"pattern": "("}), "missing ), unterminated subpattern at position 0"),
]


UNDESCRIBED = [
    (lambda _, whole: whole["resources"].pop(0), "there is no 'figures.csv'"),
    (lambda _, whole: whole["resources"][0].pop("schema"), "there is no 'schema'"),
]


@pytest.mark.parametrize(
    ("file", "edit", "what"),
    [
        *(("figures.schema.json", *damage) for damage in DAMAGED),
        *(("datapackage.json", *damage) for damage in UNDESCRIBED),
    ],
)
def test_damaged_descriptor_is_refused_with_its_file_and_what_is_wrong(changed, file, edit, what):
    assert problems(own_descriptor(changed(), edit)) == [
        f"{file}: figures.csv is not described as it must be: {what}; compare the project's own"
    ]


NO_JSON = [
    ("datapackage", "{", "it is not JSON: Expecting property name enclosed in double quotes"),
    ("datapackage", "[" * 10_000, "it is not JSON: maximum recursion depth exceeded"),
    ("datapackage", "{}", "bodies.csv is not described as it must be: there is no 'resources'"),
    ("figures.schema", "[]", "figures.csv is not described as it must be: 'list' object has no"),
    ("figures.schema", None, "cannot be read in "),
]


@pytest.mark.parametrize(("name", "content", "wrong"), NO_JSON)
def test_descriptor_that_is_none_is_refused(changed, name, content, wrong):
    path = own_descriptor(changed()) / f"{name}.json"
    path.unlink() if content is None else path.write_text(content, "utf-8")
    [found] = problems(path.parent)
    assert f".json: {wrong}" in found


# Where the tables are.


def test_environment_names_the_folder_where_none_is_given(changed, monkeypatch):
    monkeypatch.setenv("STATS_DATA", str(changed(figures={"report_length": None})))
    assert "report_length" not in load()
    assert "report_length" in load(str(TABLES))


def test_tables_of_the_installed_package_are_its_own(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "stats"
    change(package / "data", figures={"report_length": None})
    for name in ("datapackage.json", "figures.schema.json", "qualifiers.csv"):
        shutil.copy(OWN / name, package / "data")
    monkeypatch.setenv("STATS_DATA", "")
    monkeypatch.setattr("stats.read.__file__", str(package / "read.py"))
    assert load().folder == package / "data"
    assert "report_length" not in load()


# What is read.


def test_columns_have_their_types(data):
    kinds = {name: str(data.figures[name].dtype) for name in data.figures}
    texts = dict.fromkeys(COLUMNS[1:], "str")
    numbers = dict.fromkeys(("value", "rounded_to"), "float64")
    assert kinds == texts | numbers | dict.fromkeys(("start", "end"), "datetime64[s]")
    assert data.quantities["apart"].dtype == "int64"
    assert data.sources["published"].isna().any()
    assert data.figures.at["arrests_campaign", "counted_by"] == ""


def test_figure_is_made_of_its_row_with_the_words_of_its_wording(data):
    figure = data["prisoners_2020"]
    assert (figure.value, figure.unit, figure.kind, figure.apart) == (38_990, "people", "stock", 30)
    assert (figure.place, figure.row.source) == ("KHM", "khmer_times_2020")
    assert str(data["prisoners_2020_03_27_prisons"]) == "nearly 40,000 people"
    assert data["prisoners_2020"] is figure


def test_tables_stay_as_they_were_read_and_are_the_same_as_no_others(data):
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.folder = OWN
    assert data != load(TABLES)
    assert "_made" not in repr(data)


def test_unknown_names_are_refused_with_the_nearest(data):
    assert "prisoners_2016_interior" in data
    assert "prisoners_2021" not in data
    for get, key, wanted in (
        (data.__getitem__, "growht", "no figure has the id 'growht'; nearest: growth"),
        (data.find, "capacities", "no quantity has the key 'capacities'; nearest: capacity"),
        (data.root, "UN", "no body has the key 'UN'"),
        (data.name, "licado", "no body has the key 'licado'; nearest: licadho"),
    ):
        with pytest.raises(KeyError) as caught:
            get(key)
        assert caught.value.args == (wanted,)


def test_figures_of_a_quantity_are_found_in_the_order_of_the_tables(data):
    found = [figure.name for figure in data.find("prisoners")]
    assert found[:3] == ["prisoners_2016", "prisoners_2020", "prisoners_2016_interior"]
    assert [figure.name for figure in data.find("prisoners", "THA")] == ["prisoners_thailand_2020"]
    assert data.find("prisoners", "XAA") == ()


def test_body_has_a_name_and_a_body_at_the_top(data):
    assert data.name("prisons_department") == "General Department of Prisons"
    assert data.root("prisons_department") == data.root("government") == "government"


# Whatever is in a file, it is read or refused.


def read_or_refuse(content, edit=lambda schema, descriptor: None):
    with tempfile.TemporaryDirectory() as folder:
        try:
            tables = change(Path(folder) / "tables", context=dict.fromkeys(keys("context")[2:]))
            load(own_descriptor(with_figures(tables, content), edit))
        except FiguresError:
            return False
        return True


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused(content):
    assert not read_or_refuse(content)


@given(st.sampled_from(COLUMNS), st.text(max_size=30) | st.from_regex(r"-?[0-9.,e_]{1,40}"))
def test_cell_of_any_text_is_read_or_refused(column, cell):
    cells = next(csv.DictReader([HEADER, ROW])) | {column: cell}
    read_or_refuse(f"{HEADER}\n{quoted(cells.values())}\n".encode("utf-8", "replace"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["required", "enum", "minimum"]), inner),
)
KEYS = st.sampled_from(["name", "type", "constraints", "refusal"])


@given(st.integers(0, len(COLUMNS) - 1), KEYS, JSON)
def test_descriptor_of_any_kind_is_read_or_refused(place, key, value):
    read_or_refuse(FIGURES, lambda schema, _: schema["fields"][place].update({key: value}))


CORRECTION = "prisoners_2020,start,2020-01-01,2020-03-01,2026-11-26,The article names the month."


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("prisoner_2020,start,a,b,2026-11-26,x",
         'column row: "prisoner_2020" is no id of figures.csv or context.csv; name the row'),
        ("prisoners_2020,begin,a,b,2026-11-26,x",
         'column column: "begin" is no column of that row; write one of id, quantity, place,'),
        ("prisoners_2020,start,a,2020-03-02,2026-11-26,x",
         'column new: "2020-03-02" is not what the row has, "2020-03-01"; write that, or mend'),
        ("prisoners_2020,start,2020-03-01,2020-03-01,2026-11-26,x",
         'column old: "2020-03-01" is what the row has now; write what it had before'),
    ],
)  # fmt: skip
def test_wrong_correction_is_refused(changed, row, problem):
    folder = changed()
    lines = ["row,column,old,new,date,why", CORRECTION, row, ""]
    (folder / "corrections.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(FiguresError, match=re.escape(f"corrections.csv, line 3, {problem}")):
        load(folder)


def test_row_may_be_corrected_twice(changed):
    folder = changed()
    again = "prisoners_2020,counted_by,government,,2026-11-26,Nobody says so."
    lines = ["row,column,old,new,date,why", CORRECTION, again, ""]
    (folder / "corrections.csv").write_text("\n".join(lines), "utf-8")
    assert load(folder).corrections["old"].tolist() == ["2020-01-01", "government"]
