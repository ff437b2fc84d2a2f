"""Tables by their descriptor: read as they are, or refused with all that is wrong."""

import csv
import os
import re
import shutil

import pandas as pd
import pytest
from conftest import TABLES
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.tables.read import FiguresError, load
from stats.words.english import quoted

settings.load_profile("ci")

FIGURES = (TABLES / "figures.csv").read_text("utf-8")
HEADER, ROW, *_ = FIGURES.splitlines()
COLUMNS = HEADER.split(",")


def problems(folder):
    with pytest.raises(FiguresError) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


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


# A cell by itself: the table, the key of the row, the column, what is put there, what is wrong.

CONTEXT = ("context", "population_2020")
FIGURE, SOURCE = ("figures", "arrests_campaign"), ("sources", "khmer_times_2020")
QUANTITY, BODY = ("quantities", "prisoners"), ("bodies", "licadho")
GROWTH, LENGTH = ("figures", "growth"), ("figures", "report_length")
CELLS = [
    (FIGURE, "value", "is not a number; write",
     ["abc", "55,770", "٥٥٧٧٠", "1e3", "NaN", "+1", "−1", "055", ".5", "5.", "5.0.0", "-0",
      "1000000000000000", "0.123456789012345", "1." + "0" * 5000]),
    (FIGURE, "value", "begins or ends with a space", [" 55770", "55770 "]),
    (FIGURE, "rounded_to", "is not a step; write a number above 0", ["0.0", "-1"]),
    (FIGURE, "start", "is no day from 1900 to 2100 written as 2020-03-31",
     ["31/03/2020", "20200331", "2020-03", "2017-1-1", "٢٠٢٠-٠٣-٣١", "2019-02-29", "1899-12-31",
      "2101-01-01"]),
    (FIGURE, "id", "is not an id; begin with a letter",
     ["Arrests", "2017_arrests", "drug arrests", "_arrests"]),
    (FIGURE, "quantity", "no key of quantities.csv; add it there; did you mean drug_arrests?",
     ["drug_arests"]),
    (FIGURE, "source", "no key of sources.csv; add it there", ["witches"]),
    (FIGURE, "attributed_to", "no key of bodies.csv; add it there; did you mean amnesty?",
     ["amnesti"]),
    (FIGURE, "place", "no key of places.csv; add it there; did you mean KHM?", ["KHN"]),
    (FIGURE, "place", "no key of places.csv; add it there", ["XAA"]),
    (FIGURE, "qualifier", "is not known; write one of exact, at_least", ["at least"]),
    (FIGURE, "wording", "has more than 15 words, or 500 characters",
     ["at least 55,770" + " so" * 13, "at least 55,770 " + "a" * 485]),
    (FIGURE, "end", "is empty; fill it in, as in 2020-12-31. The last day", [""]),
    (QUANTITY, "kind", "is empty; fill it in, as in stock. stock: counted at a moment;", [""]),
    (QUANTITY, "counts", "is empty; fill it in", [""]),
    (CONTEXT, "id", "is also in figures.csv, line 5; give each row its own", ["growth"]),
    (CONTEXT, "id", "is also in context.csv, line 2; give each row its own",
     ["prisoners_2016_interior"]),
    (("excluded", "prisoners_2020_01_hrw"), "id", "is also in figures.csv, line 5", ["growth"]),
    (SOURCE, "address", "is not an address; write https://",
     ["javascript:alert(1)", "paper.example/story", "https:///story", "https://localhost/a.b",
      'https://paper.example"onclick="alert(1)', "https://a.example/a b", "https://a.org@b.example/",
      "https://www.аmnesty.example/", "https://a.example\\@b.example/"]),
    (("sources", "amnesty_2020_video_release"), "address", "is also in sources.csv, line 2; give",
     ["https://www.khmertimeskh.com/722895/government-rejects-ngo-report-on-war-on-drugs/"]),
    (SOURCE, "read", "is before it was published, 2020-05-14; write a later day", ["2020-05-13"]),
    (SOURCE, "read", "is a day to come; write one until today", ["2099-05-13"]),
    (SOURCE, "sha256", "is not a SHA-256; write 64 digits", ["A" * 64, "a" * 63]),
    (QUANTITY, "max_days_apart", "is not a number of days; write 0 or more", ["-1", "1.5"]),
    (QUANTITY, "kind", "is not known; write one of stock, flow, change", ["pile"]),
    (QUANTITY, "unit", "is not a unit; write a word or words in the plural",
     ["People", "ratio", "per_01", "per_1" + "0" * 15, "per_100,000", "people  a day"]),
    (BODY, "name", "reads like the name in bodies.csv, line 2; give each its own",
     ["AMNESTY  international", "Amnesty-International.", "ＡＭＮＥＳＴＹ International"]),
    *((FIGURE, "note", f"has the character U+{ord(c):04X}, which nobody sees; take it out",
       [f"a{c}b"]) for c in "\0\n\u00a0\u202e"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "wrong", "texts"), CELLS)
def test_wrong_cell(changed, row, column, wrong, texts):
    table, key = row
    for text in texts:
        [found] = problems(changed(**{table: {key: {column: text}}}))
        assert found.startswith(f"{place(table, key, column)}: {quoted(text)} ")
        assert wrong in found


# Cells that are right by themselves, and wrong beside others.

AREA = ("context", "floor_area_2021_prisons")
ROWS = [
    (LENGTH, {"value": "-5", "wording": "5 pages"},
     "value", "is below 0; a count or a share is 0 or more"),
    (LENGTH, {"value": "7.5", "rounded_to": "0.5", "wording": "7.5 pages"},
     "wording", "has a fraction, and such things are counted whole"),
    (FIGURE, {"rounded_to": "100"}, "rounded_to", "does not divide the value, 55770"),
    (SOURCE, {"published": "", "note": ""},
     "published", "is empty; give the day, or write in the note why not"),
    (FIGURE, {"end": "2016-12-31"}, "end", "is before the start, 2017-01-01"),
    (FIGURE, {"end": "2020-05-15"}, "end", "is after 2020-05-14, when its source was published"),
    (FIGURE, {"wording": "over 55,770"}, "qualifier", "write more_than"),
    (FIGURE, {"value": 55771}, "wording", "has no 55771; it reads 55,770"),
    (FIGURE, {"wording": "at least 55,770 since 2016"},
     "wording", "names 2016, and the row is of 2017-01-01 to 2020-03-31"),
    (FIGURE, {"wording": "at least 55,770% more"},
     "wording", "has a percentage at the number, and its quantity is in arrests"),
    (GROWTH, {"wording": "skyrocketed by 78"}, "wording", "has no percent at the number"),
    (GROWTH, {"value": "0.78", "rounded_to": "0.01"},
     "wording", "has no 0.78; it reads 78; mend the value"),
    (GROWTH, {"value": "0.778", "rounded_to": "0.001", "wording": "by 77.8%"},
     "wording", "has no 0.778; it reads 77.8; mend the value"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "cells", "column", "wrong"), ROWS)
def test_wrong_row(changed, row, cells, column, wrong):
    table, key = row
    [found] = problems(changed(**{table: {key: cells}}))
    assert found.startswith(f"{place(table, key, column)}: ")
    assert wrong in found


def test_days_are_held_to_the_day_when_a_source_was_read(changed):
    """Also where it has no day of its own."""
    days = {"published": "", "note": "It bears no date.", "read": "2020-05-14"}
    late = {"start": "2020-05-15", "end": "2020-05-16"}
    folder = changed(sources={"khmer_times_2020": days}, figures={"arrests_campaign": late})
    [found] = problems(folder)
    assert "column end" in found
    assert " is after 2020-05-14, when its source was read; write an earlier day" in found


def test_the_month_of_a_wording_is_held_to_the_days(changed):
    days = {"start": "2020-02-01", "end": "2020-02-29"}
    [found] = problems(changed(figures={"prisoners_2020": days}))
    assert "names March 2020, and the row is of 2020-02-01 to 2020-02-29" in found


def test_a_start_after_the_day_of_the_source_is_after_its_end(changed):
    [found] = problems(changed(figures={"arrests_campaign": {"start": "2020-05-15"}}))
    assert found.startswith(f"{place('figures', 'arrests_campaign', 'end')}: ")
    assert "is before the start, 2020-05-15" in found


@pytest.mark.parametrize(("quantity", "right"), [("drug_share", False), ("occupancy", True)])
def test_share_above_100(changed, quantity, right):
    folder = changed(
        quantities={quantity: {"like": "prisoners", "unit": "percent"}},
        figures={"growth": {"quantity": quantity, "value": 101, "wording": "101% of all"}},
    )
    if right:
        assert load(folder)["growth"].value == 1.01
        return
    [found] = problems(folder)
    assert found.startswith(f"{place('figures', 'growth', 'value')}: ")
    assert '"101" is above 100, and a share is not' in found


@pytest.mark.parametrize(("kind", "value"), [("stock", 100), ("flow", 101), ("flow", -5)])
def test_percent_that_may_be(changed, kind, value):
    folder = changed(
        quantities={"drug_share": {"like": "prisoners", "unit": "percent", "kind": kind}},
        figures={"growth": {"quantity": "drug_share", "value": value, "wording": f"{value}%"}},
    )
    assert load(folder)["growth"].value == value / 100


SINCE_2019, SMALL = {"start": "2019-01-01"}, "0.00000000000002"
EDGES = [
    (GROWTH, SINCE_2019 | {"value": "-22.8", "rounded_to": "0.1", "wording": "by −22.8%"}),
    (GROWTH, SINCE_2019 | {"value": 64, "rounded_to": SMALL, "wording": "by 64.00000000000000%"}),
    (GROWTH, SINCE_2019 | {"value": 0, "qualifier": "less_than", "wording": "less than 0%"}),
    (LENGTH, {"value": 0, "qualifier": "more_than", "wording": "more than 0 pages"}),
    (LENGTH, {"value": 999999999999999, "wording": "999999999999999 pages"}),
    (LENGTH, {"wording": "78" + " so" * 14, "place": "XXX", "start": "1900-01-01"}),
    (LENGTH, {"wording": "78 " + "a" * 497, "note": "x" * 100_000}),
    (LENGTH, {"value": 2019, "wording": "2019 pages"}),  # which is no year
    (LENGTH, {"note": "ស៊ាំញ៉ាំ nghie\u0302\u0303n ज़िंदगियाँ"}),
    (AREA, {"value": "54081.5", "rounded_to": "0.5", "wording": "54,081.5 m²"}),
    (FIGURE, {"end": "2020-05-14", "wording": "at least 55,770 from 2017 to May 2020"}),
    (SOURCE, {"published": "", "note": "It bears no date.", "sha256": "", "author": ""}),
    (SOURCE, {"address": "https://my_paper.example:8080/a%20b?c=d&e#f@g"}),
    (SOURCE, {"address": "http://xn--e1awd7f.example"}),
    (SOURCE, {"read": "2020-05-14"}),  # on the day when it was published
    (QUANTITY, {"unit": "square_metres a person"}),
]


@pytest.mark.parametrize(("row", "cells"), EDGES)
def test_row_at_the_edge_is_read(changed, row, cells):
    table, key = row
    assert key in getattr(load(changed(**{table: {key: cells}})), table).index


def test_circle_of_bodies_is_named(changed):
    [found] = problems(changed(bodies={"government": {"part_of": "national_police"}}))
    assert found.startswith('bodies.csv, line 4, column part_of: "national_police" goes in a ')
    assert "circle, government in national_police in interior_ministry in government" in found


CORRECTION = "prisoners_2020,start,2020-01-01,2020-03-01,2026-11-26,The article names the month."


def with_corrections(folder, *rows):
    lines = ["row,column,old,new,date,why", CORRECTION, *rows, ""]
    (folder / "corrections.csv").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("prisoner_2020,start,a,b",
         'column row: "prisoner_2020" is no id of figures.csv or context.csv, and only'),
        ("prisoners_2020,begin,a,b",
         'column column: "begin" is no column of that row; write one of id, quantity, place,'),
        ("prisoners_2020,start,2019-12-01,2020-01-01",
         'column new: "2020-01-01" is not what prisoners_2020 has, "2020-03-01"; mend that row if'),
        ("prisoners_2020,start,2020-03-01,2020-03-01",
         'column old: "2020-03-01" is what the row has now; write what it had before'),
    ],
)  # fmt: skip
def test_wrong_correction(changed, row, problem):
    [found] = problems(with_corrections(changed(), f"{row},2026-11-27,x"))
    assert found.startswith(f"corrections.csv, line 3, {problem}")


def test_row_may_be_corrected_twice(changed):
    again = "prisoners_2020,counted_by,government,,2026-11-26,Nobody says so."
    folder = with_corrections(changed(), again)
    assert load(folder).corrections["old"].tolist() == ["2020-01-01", "government"]


def test_cell_may_be_corrected_twice(changed):
    """The older correction leads to the newer one, wherever it stands."""
    for day in ("25", "26"):
        older = f"prisoners_2020,start,2019-12-01,2020-01-01,2026-11-{day},A slip."
        assert len(load(with_corrections(changed(), older)).corrections) == 2


def test_a_statement_has_its_days_in_words(changed):
    folder = changed()
    row = "a_2020,2020-03-01,2020-03-31,A minister,So it is,,khmer_times_2020"
    (folder / "statements.csv").write_text(f"id,start,end,who,says,causes,source\n{row}\n", "utf-8")
    assert load(folder).statements["when"].tolist() == ["March 2020"]
    late = (folder / "statements.csv").read_text("utf-8").replace("2020-03-31", "2020-05-31")
    (folder / "statements.csv").write_text(late, "utf-8")
    [problem] = problems(folder)
    assert 'statements.csv, line 2, column end: "2020-05-31" is after 2020-05-14' in problem


@pytest.mark.parametrize(("causes", "found"), [("drugs campain", "campain"), ("drugs courts", "")])
def test_cause_that_the_project_does_not_count_is_refused(changed, causes, found):
    folder = changed()
    row = f"a_2020,2020-03-01,2020-03-31,A minister,So it is,{causes},khmer_times_2020"
    (folder / "statements.csv").write_text(f"id,start,end,who,says,causes,source\n{row}\n", "utf-8")
    assert len(load(folder).statements) == 1  # where none are named
    (folder / "datapackage.json").write_text('{"causes": ["campaign", "courts", "drugs"]}', "utf-8")
    wrong = (
        f'statements.csv, line 2, column causes: "{causes}" has {found}, which "causes" in '
        "datapackage.json does not name; add it there; did you mean campaign?"
    )
    assert (problems(folder) if found else [wrong]) == [wrong]
    assert found or len(load(folder).statements) == 1


@pytest.mark.parametrize("causes", ["[1]", '[{"name": "drugs"}]', '["slow courts"]', '"drugs"'])
def test_causes_are_single_words(changed, causes):
    folder = changed()
    (folder / "datapackage.json").write_text(f'{{"causes": {causes}}}', "utf-8")
    [told] = problems(folder)
    assert re.match(r"datapackage\.json: its causes are .*; write a list of single words", told)


# A file as a whole.

COMMAS = "its cells are not parted by commas; save it again as CSV (UTF-8), with commas"
COLUMN = "a column is not known, lacks, or stands twice; write id,quantity,place,"
FILES = [
    (b"\xef\xbb\xbf\n\r\n", "1: there is no header; write id,quantity,place,"),
    (f"\n{HEADER}\n\n", "2: there is no row under the header; add one"),
    (f"\n{HEADER}\né".encode("latin-1"), "3: the byte 0xe9 is not UTF-8; save it in UTF-8"),
    (HEADER[:-5] + "\n", f'1: "note": {COLUMN}'),
    (f"{HEADER},value\n", f'1: "value": {COLUMN}'),
    (f"{HEADER},a;b\n", f'1: "a;b": {COLUMN}'),
    (HEADER.replace("wording", "words") + "\n", f'1: "wording", "words": {COLUMN}'),
    ("id\tvalue\n", f"1: {COMMAS}"),
    (f"{HEADER}\n{ROW},\n",
     "2: the row has 14 cells and the header 13; put double quotes around a text"),
    (f"{HEADER}\na,b\n", "2: the row has 2 cells and the header 13; put double quotes"),
    (f'{HEADER}\n{ROW}\n"growth,{ROW}\n{ROW}\n', "3: a double quote is left open"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_wrong_file(changed, content, expected):
    [found] = problems(with_figures(changed(), content))
    assert found.startswith(f"figures.csv, line {expected}")


def cells(rows):
    return "".join(",".join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in rows)


SAVED = {
    "byte-order mark and CRLF": "\ufeff" + FIGURES.replace("\n", "\r\n"),
    "blank lines": "\n" + FIGURES.replace("\n", "\n\n").rstrip("\n"),
    "rows of empty cells": FIGURES + "," * 12 + "\n , \n",
    "columns reversed": cells(row[::-1] for row in csv.reader(FIGURES.splitlines(keepends=True))),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED)
def test_table_saved_in_other_ways(changed, data, content):
    read = load(with_figures(changed(), content)).figures
    pd.testing.assert_frame_equal(read[data.figures.columns], data.figures)


each_table = pytest.mark.parametrize("table", sorted(each.stem for each in TABLES.glob("*.csv")))


@each_table
def test_row_twice_in_any_table(changed, table):
    path = changed() / f"{table}.csv"
    header, first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, first, *rest, first]), "utf-8")
    column, key = (line.partition(",")[0] for line in (header, first))
    where = f'{table}.csv, line {len(rest) + 3}, column {column}: "{key}"'
    assert f"{where} is also in {table}.csv, line 2; give each row its own" in problems(path.parent)


@pytest.mark.parametrize("table", ["figures", "quantities", "sources"])
def test_missing_table(changed, table):
    folder = changed()
    (folder / f"{table}.csv").unlink()
    [why] = problems(folder)  # and no row is blamed for what it refers to there
    header = (TABLES / f"{table}.csv").read_text("utf-8").partition("\n")[0]
    assert why == f"{table}.csv: is not in {folder}; add it, with the header {header}"


def test_the_folder_of_a_project_is_not_that_of_its_tables(changed, tmp_path):
    changed().rename(tmp_path / "data")
    assert problems(tmp_path) == [
        f"{tmp_path} has no tables; those in it are in {tmp_path / 'data'}"
    ]


def test_what_is_no_file_is_not_the_machines_to_tell(changed):
    folder = changed()
    (folder / "sources.csv").unlink()
    (folder / "sources.csv").mkdir()
    [why] = problems(folder)
    assert why.startswith("sources.csv: cannot be read: ")
    assert "Errno" not in why


@pytest.mark.parametrize("name", ["sources.csv", "datapackage.json"])
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_pipe_or_a_device_is_no_table(changed, name, make):
    """Neither has an end."""
    folder = changed()
    (folder / name).unlink()
    make(folder / name)
    [why] = problems(folder)
    assert why == f"{name}: cannot be read: it is no plain file; mend that"


def test_a_descriptor_of_many_brackets_is_refused(changed):
    folder = changed()
    (folder / "datapackage.json").write_text("[" * 100_000, "utf-8")
    [why] = problems(folder)
    assert why.startswith("datapackage.json: it is no Data Package")


def test_a_cell_of_many_letters_is_named_as_one(changed):
    folder = with_figures(changed(), FIGURES.replace("at least 55,770", "a" * 200_000))
    other = csv.field_size_limit(131_072)  # frictionless lets it be larger
    try:
        [why] = problems(folder)
    finally:
        csv.field_size_limit(other)
    assert why.startswith("figures.csv, line 2: ")
    assert "or a cell has more than 131,072 characters" in why


def test_correction_is_not_blamed_for_a_missing_table(changed):
    folder = with_corrections(changed())
    (folder / "figures.csv").unlink()
    assert [problem.partition(":")[0] for problem in problems(folder)] == ["figures.csv"]


def test_one_number_in_the_same_words_of_other_days_is_refused(changed):
    """In whichever table it stands."""
    row = dict(zip(COLUMNS, next(csv.reader([ROW])), strict=True))
    copy = row | {"like": "population_2020", "id": "a_copy", "start": "2018-01-01"}
    [why] = problems(changed(context={"a_copy": copy}))
    assert why.startswith('context.csv, line 40, column id: "a_copy" has the number and the words ')
    assert "of the row in figures.csv, line 2; leave one out" in why


def test_figures_quantities_and_sources_are_enough(changed):
    """Where bodies and places have no table, a key is its own name."""
    folder = changed()
    for table in ("bodies", "places", "context", "excluded", "corrections"):
        (folder / f"{table}.csv").unlink(missing_ok=True)
    loaded = load(folder)
    now = loaded["prisoners_2020"]
    assert (now.who, now.place_name) == ("amnesty", "KHM")
    assert "" not in loaded.bodies.index


def test_nothing_left_out_is_no_error(changed):
    assert load(changed(excluded=dict.fromkeys(keys("excluded")[1:]))).excluded.empty


def test_all_problems_of_all_tables(changed):
    folder = changed(
        bodies={"mina": {"name": ""}},
        sources={"khmer_times_2020": {"address": "javascript:alert(1)", "read": "today"}},
        figures={"growth": {"value": "abc", "source": "no"}},
        context={"population_2020": {"end": "x"}},
    )
    assert [problem.split(":")[0] for problem in problems(folder)] == [
        "bodies.csv, line 15, column name",
        "sources.csv, line 2, column address",
        "sources.csv, line 2, column read",
        "figures.csv, line 5, column source",
        "figures.csv, line 5, column value",
        place("context", "population_2020", "end"),
    ]


def test_a_broken_file_hides_no_fault_of_another(changed):
    """Files, cells and rows are told at once; a rule of rows reads the cells that are right."""
    folder = changed(
        figures={
            "arrests_campaign": {"end": "2016-12-31", "place": ""},
            "growth": {"value": "abc", "start": "2020-03-01", "end": "2016-12-31"},
        }
    )
    (folder / "sources.csv").write_text("key;publisher\n", "utf-8")
    assert [problem.split(":")[0] for problem in problems(folder)] == [
        "sources.csv, line 1",
        "figures.csv, line 2, column end",
        "figures.csv, line 2, column place",
        "figures.csv, line 5, column end",
        "figures.csv, line 5, column value",
    ]


def test_what_several_lines_have_is_told_once(changed):
    empty = {key: {"place": ""} for key in ("arrests_campaign", "growth")}
    [found] = problems(changed(figures=empty))
    assert found.startswith('figures.csv, lines 2, 5, column place: "" is empty; fill it in')


@pytest.mark.parametrize(
    "change",
    [{"value": "38990.0"}, {"wording": "over 38,990 in March 2020."}],
)
def test_a_copy_written_otherwise_is_a_copy(changed, change):
    copy = {"like": "prisoners_2020"} | change
    [found] = problems(changed(figures={"prisoners_2020_again": copy}))
    assert "has the number and the words of the row in figures.csv, line" in found


def test_tables_may_have_a_folder_of_tables_in_them(changed):
    folder = changed()
    shutil.copytree(folder, folder / "data")
    assert len(load(folder)) == len(load(folder / "data"))


# What is hard to believe, until somebody confirms it: the row, its cells, the column, what is said.

UN, VOA = ("context", "prisoners_2021_05_un"), ("context", "capacity_2020_amnesty_voa")
DOUBTS = [
    (UN, {"start": "2020-05-01", "end": "2020-05-31"},
     "id", "names 2021-05, and the row is of 2020-05-01 to 2020-05-31"),
    (UN, {"start": "2021-01-05", "end": "2021-01-05"},
     "id", "names 2021-05, and the row is of 2021-01-05 to 2021-01-05"),
    (UN, {"quantity": "population", "value": 15_000_000},
     "id", "names prisoners, and the row is of population"),
    (UN, {"value": 160_001},
     "value", "is over four times prisoners_2020_05_prisons, beside it"),
    (("figures", "prisoners_2016"), {"value": 160_001, "rounded_to": 1},
     "value", "prisoners_2016_prisons and prisoners_2020_03_27_prisons, beside it in time"),
    (("figures", "prisoners_2016"), {"value": 5_497, "rounded_to": 1},
     "value", "is under a quarter of prisoners_2016_prisons and prisoners_2020_03_27_prisons"),
    (("context", "drug_arrests_2019_interior"), {"value": 201_130}, "value", "is over four times"),
    (VOA, {"value": 23_900}, "value", "does not fit 26593 of capacity_2020_amnesty, of the same"),
]  # fmt: skip
NO_DOUBTS = [
    (UN, {"start": "2021-01-01", "end": "2021-12-31"}),
    (UN, {"value": 160_000}),
    (("figures", "prisoners_2016"), {"value": 5_498, "rounded_to": 1}),
    (("context", "drug_arrests_2019_interior"),
     {"value": 55, "start": "2019-06-01", "end": "2019-06-01"}),  # of one day
    (VOA, {"value": 24_000}),
    (VOA, {"value": 30_000, "rounded_to": 10_000}),
    (("context", "prisoner_growth_2020_05_amnesty_afp"),
     {"value": 8, "wording": "by about 8%", "start": "2019-01-01"}),
]  # fmt: skip


def tried(changed, row, cells):
    """Change cells of a row, and its wording with its value."""
    table, key = row
    said = (
        {"wording": f"about {cells['value']:,}", "qualifier": "about"} if "value" in cells else {}
    )
    return changed(**{table: {key: said | cells}})


@pytest.mark.parametrize(("row", "cells", "column", "said"), DOUBTS)
def test_what_is_hard_to_believe_is_refused(changed, row, cells, column, said):
    [why] = problems(tried(changed, row, cells))
    assert why.startswith(f"{place(*row, column)}: ")
    assert said in why


@pytest.mark.parametrize(("row", "cells"), NO_DOUBTS)
def test_what_may_well_be_is_not(changed, row, cells):
    assert len(load(tried(changed, row, cells))) == 46


def test_an_id_may_begin_as_another_quantity_does(changed):
    """Of people injured, and of their rise, say."""
    more = {"like": "prisoners_2016", "quantity": "prisoners_in_cells"}
    quantities = {"prisoners_in_cells": {"like": "prisoners"}}
    assert len(load(changed(quantities=quantities, figures={"prisoners_more": more}))) == 47


def test_a_rate_of_a_period_may_be_of_any_size(changed):
    """Inflation, say."""
    rate = {"like": "drug_arrests_2019_interior", "quantity": "inflation", "value": 1}
    rows = {"of_2019": {**rate, "wording": "1%"}, "of_2020": {**rate, "wording": "9% in 2020"}}
    rows["of_2020"] |= {"value": 9, "start": "2020-01-01", "end": "2020-12-31"}
    quantities = {"inflation": {"like": "drug_arrests", "unit": "percent"}}
    assert len(load(changed(quantities=quantities, context=rows))) == 48


def test_what_still_has_the_value_that_was_corrected_is_named(changed):
    right = {"value": 21_990, "wording": "it tallied 21,990 prisoners"}
    folder = changed(context={"prisoners_2016_interior": right})
    [why] = problems(
        with_corrections(folder, "prisoners_2016_interior,value,21989,21990,2026-11-27,A slip.")
    )
    assert why.startswith(f'{place("context", "prisoners_2016_prisons", "value")}: "21989" ')
    assert "does not fit 21990 of prisoners_2016_interior, of the same quantity, place and" in why


RIGHT = "160001,2020-06-01,2021-05-31"


def doubted(changed, confirmed):
    """A row that is hard to believe, and what confirms it."""
    folder = tried(changed, UN, {"value": 160_001})
    line = f"prisoners_2021_05_un,{confirmed},So it is."
    (folder / "confirmed.csv").write_text(f"id,value,start,end,why\n{line}\n", "utf-8")
    return folder


def test_a_confirmed_row_is_read(changed):
    assert load(doubted(changed, RIGHT))["prisoners_2021_05_un"].value == 160_001


@pytest.mark.parametrize("part", RIGHT.split(","))
def test_a_confirmation_lapses_with_what_it_has(changed, part):
    lapsed = RIGHT.replace(part, part.replace("1", "2", 1))
    doubt, idle = problems(doubted(changed, lapsed))
    assert doubt.endswith(f"if all is right, add to confirmed.csv prisoners_2021_05_un,{RIGHT},why")
    assert idle.startswith(
        'confirmed.csv, line 2, column id: "prisoners_2021_05_un" with this value'
    )


def test_line_of_a_problem(changed):
    first = ROW.replace(",1,2017", ',"two\nlines",2017')
    rows = f"{first}\n\n{ROW.replace('arrests_', 'Arrests_')}\n{ROW},\n"
    found = problems(with_figures(changed(), f"{HEADER}\n{rows}"))
    assert [problem.split(":")[0] for problem in found] == [
        "figures.csv, line 2, column rounded_to",
        "figures.csv, line 5, column id",
        "figures.csv, line 6",
    ]


# Where the tables are.


def test_environment_names_the_folder(changed, monkeypatch):
    monkeypatch.setenv("STATS_DATA", str(changed(figures={"report_length": None})))
    assert "report_length" not in load()
    assert "report_length" in load(str(TABLES))


# What is read.


def test_columns_have_their_types(data):
    kinds = {name: str(data.figures[name].dtype) for name in data.figures}
    texts = dict.fromkeys(COLUMNS[1:], "str")
    numbers = dict.fromkeys(("value", "rounded_to"), "float64")
    assert kinds == texts | numbers | dict.fromkeys(("start", "end"), "datetime64[s]")
    assert data.quantities["max_days_apart"].dtype == "int64"
    assert data.sources["published"].isna().any()
    assert data.figures.at["arrests_campaign", "counted_by"] == ""


def test_body_has_a_name_and_a_top(data):
    assert data.name("prisons_department") == "General Department of Prisons"
    assert data.root("prisons_department") == data.root("government") == "government"
    with pytest.raises(KeyError, match=r"no body has the key 'amnesti'; did you mean amnesty\?"):
        data.root("amnesti")


def test_figure_has_its_names(data):
    figure = data["prisoners_2020"]
    assert (figure.who, figure.place_name) == ("Amnesty International", "Cambodia")
    assert (figure.source, figure.when) == ("khmer_times_2020", "March 2020")


def test_short_name_goes_first(changed):
    assert load(changed(bodies={"amnesty": {"short": "AI"}}))["prisoners_2020"].who == "AI"


def test_computed_figure_has_no_place_and_no_source(data):
    both = data["prisoners_2020"] / data["capacity_2020"]
    assert (both.place_name, both.source) == ("", "")


def test_unknown_id_names_the_folder(data):
    with pytest.raises(KeyError, match=r"tests/data has the id 'growht'; did you mean growth\?"):
        data["growht"]


def test_ids_complete_in_jupyter(data):
    assert data._ipython_key_completions_()[:2] == ["arrests_campaign", "prisoners_2016"]


def test_data_prints_as_its_tables(data):
    lines = repr(data).splitlines()
    assert lines[0] == f"Tables in {TABLES}, each a DataFrame:"
    assert "  data.figures: 8 rows by id" in lines
    assert "  data.rows: 46 figures of both, with their ranges, by id" in lines
    assert len(lines) == 13  # the folder, ten tables, the rows and how to name one


# Whatever is in a file, it is read or refused.


def read_or_refuse(folder, content):
    try:
        load(with_figures(folder, content))
    except FiguresError:
        return False
    return True


@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused(few, content):
    assert not read_or_refuse(few, content)


CELL = st.text(max_size=30) | st.from_regex(r"-?[0-9.,e_]{1,40}")


@given(column=st.sampled_from(COLUMNS), cell=CELL)
def test_any_cell_is_read_or_refused(few, column, cell):
    row = next(csv.DictReader([HEADER, ROW])) | {column: cell}
    read_or_refuse(few, (HEADER + "\n" + cells([row.values()])).encode("utf-8", "replace"))


# One row for each year.


def test_series_has_the_most_exact_row_of_each_year(data):
    # In 2020 nearly 40,000, 40,000 to the ten thousand, about 38,000, and in a translation 38,000.
    found = data.series("prisoners", "KHM", "prisons_department")
    assert [*found.index] == ["prisoners_2016_prisons", "prisoners_2020_04_10_prisons_voa"]
    # "Over 38,990" in March is open, and 38,990 in April exact.
    own = data.series("prisoners", "KHM", "amnesty", months=1)
    assert [*own.index][-2:] == ["prisoners_2020", "prisoners_2020_04_02_amnesty"]
    assert [*data.series("prisoners", "KHM", "amnesty").index][-1] == own.index[-1]


def test_of_rows_with_words_one_that_is_about_comes_before_one_that_is_open(changed):
    april = {"qualifier": "about", "wording": "about 38,990"}
    march = {"qualifier": "about", "wording": "about 37,000"}
    words = {"prisoners_2020_04_02_amnesty": april, "prisoners_2020_03_amnesty_voa": march}
    kept = load(changed(context=words)).series("prisoners", "KHM", "amnesty")
    assert kept.index[-1] == "prisoners_2020_04_02_amnesty"  # not over 38,990 in March


def test_of_rows_as_exact_the_one_of_a_day_stands_for_the_year(changed):
    same = {"qualifier": "exact", "rounded_to": 1, "wording": "21,700 are held"}
    earlier = {"prisoners_2016_11_prisons": same}
    found = load(changed(context=earlier)).series("prisoners", "KHM", "prisons_department")
    assert found.index[0] == "prisoners_2016_prisons"  # as of its end, the other of a week


# Tables by year.


def test_by_year_has_whole_years_alone_of_what_happened(data):
    found = data.by_year("drug_arrests", "KHM", ["anti_drug_department", "amnesty"])
    assert [*found.value] == [17_795, 16_232, 20_113, 20_913]  # no 5,056 of a quarter, no 55,770


def test_by_year_has_the_most_exact_number_of_each_body_at_each_hand(data):
    found = data.by_year("prisoners", "KHM", "prisons_department")
    assert found[["year", "value", "first_hand"]].to_numpy().tolist() == [
        [2016, 21_989, True],
        [2016, 21_700, False],
        [2020, 38_000, True],  # about; the same in a translation is no second number
    ]


def test_by_year_has_both_of_two_numbers_that_are_as_exact(data):
    tried = data.with_tables(context=data.context.replace({"rounded_to": {10_000: 1000}}))
    found = tried.by_year("prisoners", "KHM", "prisons_department")
    assert [*found.query("year == 2020").value] == [40_000, 38_000]  # nearly, and about


def test_by_year_takes_a_copy_for_the_number_of_who_counted(data):
    context = data.context.copy()
    context.loc["capacity_2021_wpb", ["counted_by", "value"]] = "interior_ministry", 12_000
    found = data.with_tables(context=context).by_year("capacity", "KHM").query("year == 2021")
    assert [*found.body] == ["government", "interior_ministry"]


def test_an_id_that_is_left_out_is_said_to_be(data):
    with pytest.raises(KeyError, match="is left out, for the reason in excluded"):
        data[data.excluded.index[0]]


def test_a_quantity_asked_as_an_id_leads_to_find(data):
    with pytest.raises(KeyError, match=r"data.find\('prisoners'\) has its rows"):
        data["prisoners"]
