"""Tables of figures and sources: read as they are, or refused with all that is wrong."""

import csv
import io
import os
import tempfile
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stats
from stats import FiguresError

settings.load_profile("ci")  # the same examples in every run, and no deadline

PRISONERS = {
    "id": "prisoners",
    "quantity": "prisoners",
    "value": "38990",
    "unit": "people",
    "qualifier": "exact",
    "rounded_to": "1",
    "start": "2020-03-01",
    "end": "2020-03-31",
    "attributed_to": "Somebody",
    "wording": "38,990 in March",
    "source": "paper",
    "note": "",
}
ARRESTS = PRISONERS | {
    "id": "arrests",
    "quantity": "drug_arrests",
    "value": "55770",
    "unit": "arrests",
    "qualifier": "at_least",
    "start": "2017-01-01",
    "wording": "at least 55,770 arrested",
}
GROWTH = PRISONERS | {
    "id": "growth",
    "quantity": "prisoner_growth",
    "value": "22.8",
    "unit": "percent",
    "rounded_to": "0.1",
    "wording": "rose by 22.8%",
}
PAPER = {
    "key": "paper",
    "publisher": "The Paper",
    "title": "A title",
    "author": "",
    "published": "2020-05-14",
    "address": "https://paper.example/story",
    "read": "2020-06-01",
    "licence": "All rights reserved",
    "sha256": "",
    "note": "",
}
COLUMNS = list(PRISONERS)
LONG = "9" * 5_000


def text(*rows, columns=None, newline="\n", quoting=csv.QUOTE_MINIMAL):
    """A CSV of rows, under a header of the given columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline, quoting=quoting)
    columns = columns or list(rows[0])
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def table(folder, figures, sources=None):
    """Write figures and sources, each a text, bytes or a list of rows; return the figures' path."""
    sources = [PAPER] if sources is None else sources
    for name, given_content in (("figures.csv", figures), ("sources.csv", sources)):
        content = text(*given_content) if isinstance(given_content, list) else given_content
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / "figures.csv"


def problems(load, *arguments):
    with pytest.raises(FiguresError) as caught:
        load(*arguments)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def check_problems(found, *expected):
    """Each problem begins as expected and goes on to say what would be right."""
    begun = [problem[: len(start)] for problem, start in zip(found, expected, strict=False)]
    assert (begun, len(found)) == (list(expected), len(expected)), found
    assert all(len(problem) > len(start) for problem, start in zip(found, expected, strict=True))


def with_memory(action, *arguments):
    """What an action returns, and the most memory that it took at once, in bytes."""
    tracemalloc.start()
    try:
        return action(*arguments), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# The real tables.


def test_articles_figures_are_read_with_their_types():
    figures = stats.load_figures()
    assert figures.index.name == "id"
    assert list(figures.index) == [
        "arrests_campaign",
        "prisoners_2016",
        "prisoners_2020",
        "growth",
        "capacity_2020",
        "interviewees",
        "interviewees_who_use_drugs",
        "report_length",
    ]
    assert figures["value"].tolist() == [55_770, 21_900, 38_990, 78, 26_593, 51, 34, 78]
    assert list(figures.columns) == COLUMNS[1:]
    kinds = {column: figures[column].dtype for column in figures}
    assert kinds["value"] == kinds["rounded_to"] == "float64"
    assert kinds["start"].kind == kinds["end"].kind == "M"
    assert isinstance(kinds["quantity"], pd.CategoricalDtype)
    assert isinstance(kinds["qualifier"], pd.CategoricalDtype)
    for column in ("unit", "attributed_to", "wording", "source", "note"):
        assert kinds[column] == "str"


def test_qualifiers_are_a_closed_list_of_categories():
    assert list(stats.load_figures()["qualifier"].cat.categories) == [
        "exact",
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "about",
        "estimated",
    ]


def test_articles_source_is_read():
    source = stats.load_sources().loc["khmer_times_2020"]
    assert source["published"] == "2020-05-14"
    assert source["author"] == "Khuon Narim"
    assert len(source["sha256"]) == 64


def test_every_source_of_a_figure_is_in_the_sources():
    assert set(stats.load_figures()["source"]) <= set(stats.load_sources().index)


# What is accepted.


@pytest.mark.parametrize(
    "content",
    [
        text(PRISONERS, ARRESTS),
        "\ufeff" + text(PRISONERS, ARRESTS),
        text(PRISONERS, ARRESTS, newline="\r\n"),
        "\ufeff" + text(PRISONERS, ARRESTS, newline="\r\n"),
        text(PRISONERS, ARRESTS).replace("\n", "\n\n") + "\n\n",
        "\n" + text(PRISONERS, ARRESTS),
        text(PRISONERS, ARRESTS).rstrip("\n"),
        text(PRISONERS, ARRESTS, columns=COLUMNS[::-1]),
        text(PRISONERS, ARRESTS, quoting=csv.QUOTE_ALL),
    ],
    ids=[
        "plain",
        "byte-order mark",
        "CRLF",
        "both",
        "blank lines",
        "blank first line",
        "no last newline",
        "columns reversed",
        "all quoted",
    ],
)
def test_table_is_read_the_same_however_it_is_saved(tmp_path, content):
    figures = stats.load_figures(table(tmp_path, content))
    assert figures["value"].to_dict() == {"prisoners": 38_990.0, "arrests": 55_770.0}
    assert list(figures.columns) == COLUMNS[1:]
    assert figures.at["arrests", "start"] == pd.Timestamp("2017-01-01")
    assert figures.at["arrests", "note"] == ""


def test_path_may_be_a_text(tmp_path):
    assert len(stats.load_figures(str(table(tmp_path, [ARRESTS])))) == 1


def test_any_file_name_is_read_with_the_sources_beside_it(tmp_path):
    table(tmp_path, [ARRESTS]).rename(tmp_path / "context.csv")
    assert list(stats.load_figures(tmp_path / "context.csv").index) == ["arrests"]


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("15550000", "15.55 million people"),
        ("15550000", "15,550,000 people"),
        ("15550000", "15550000 people"),
        ("15550000", "15 550 000 people"),
        ("15550000", "15\u00a0550\u00a0000 people"),
        ("15550000", "15550 thousand people"),
        ("15000000", "15 million people"),
        ("15000000", "(15 million)"),
        ("2000000000", "2 billion people"),
        ("78", "78% of them"),
        ("78", "The new 78 page report"),
        ("78", "of 78."),
        ("78", "78, or so they say"),
    ],
)
def test_number_may_stand_in_its_wording_in_any_usual_way(tmp_path, value, wording):
    path = table(tmp_path, [PRISONERS | {"value": value, "wording": wording}])
    assert stats.load_figures(path).at["prisoners", "value"] == float(value)


@pytest.mark.parametrize(
    ("value", "rounded_to"),
    [("22.8", "0.1"), ("22.8", "0.2"), ("22.8", "22.8"), ("0.3", "0.1"), ("-22.8", "0.1")],
)
def test_value_is_a_multiple_of_its_step_as_a_decimal(tmp_path, value, rounded_to):
    words = {"wording": f"by {value.strip('-')}%", "rounded_to": rounded_to}
    path = table(tmp_path, [GROWTH | words | {"value": value}])
    assert stats.load_figures(path).at["growth", "value"] == float(value)


@pytest.mark.parametrize(
    ("qualifier", "wording"),
    [
        ("exact", "55,770 arrested"),
        ("at_least", "at least 55,770"),
        ("at_least", "At least 55,770"),
        ("at_least", "no fewer than 55,770"),
        ("at_least", "55,770 or more"),
        ("at_most", "at most 55,770"),
        ("at_most", "no more than 55,770"),
        ("at_most", "not more than 55,770"),
        ("at_least", "not less than 55,770"),
        ("at_most", "up to 55,770"),
        ("more_than", "more than 55,770"),
        ("more_than", "over 55,770"),
        ("more_than", "has exceeded 55,770"),
        ("less_than", "less than 55,770"),
        ("less_than", "fewer than 55,770"),
        ("less_than", "under 55,770"),
        ("about", "about 55,770"),
        ("about", "some 55,770"),
        ("about", "nearly 55,770"),
        ("estimated", "an estimated 55,770"),
        ("at_least", "upwards of 55,770"),
        ("at_least", "a minimum of 55,770"),
        ("at_least", "55,770+"),
        ("at_most", "as many as 55,770"),
        ("more_than", "in excess of 55,770"),
        ("more_than", "over a total of 55,770"),
        ("more_than", "beyond 55,770"),
        ("more_than", ">55,770"),
        ("about", "close to 55,770"),
        ("about", "~55,770"),
        ("at_least", "never less than 55,770"),
        ("at_least", "55,770 people or more"),
        ("at_least", "55,770-plus"),
        ("at_least", "≥ 55,770"),
        ("at_most", "not over 55,770"),
        ("at_most", "no higher than 55,770"),
        ("at_most", "55,770 or below"),
        ("at_most", "≤55,770"),
        ("more_than", "over-55,770"),
        ("more_than", "over (55,770)"),
        ("more_than", "over “55,770”"),
        ("more_than", "over $55,770"),
        ("more_than", "over a reported 55,770"),
        ("more_than", "ｏｖｅｒ 55,770"),
        ("more_than", "more\u2011than 55,770"),
        ("more_than", "greater than 55,770"),
        ("more_than", "topped 55,770"),
        ("less_than", "lower than 55,770"),
        ("about", "c. 55,770"),
        ("about", "c.55,770"),
        ("about", "approx. 55,770"),
        ("about", "≈ 55,770"),
        ("about", "just shy of 55,770"),
        ("about", "55,770 or so"),
        ("about", "55,770 more or less"),
        ("estimated", "55,770 (est.)"),
        ("exact", "55,770 over the years"),
        ("exact", "over the years 55,770"),
        ("exact", "c, 55,770"),
        ("exact", "under arrest are 55,770"),
        ("exact", "some were held, 55,770 in all"),
    ],
)
def test_qualifier_is_the_one_that_the_wording_names(tmp_path, qualifier, wording):
    path = table(tmp_path, [ARRESTS | {"qualifier": qualifier, "wording": wording}])
    assert stats.load_figures(path).at["arrests", "qualifier"] == qualifier


def test_qualifier_is_found_beside_a_number_in_millions(tmp_path):
    words = {"value": "15550000", "qualifier": "more_than", "wording": "over 15.55 million"}
    assert len(stats.load_figures(table(tmp_path, [ARRESTS | words]))) == 1


# What is refused in a cell. The good row is line 2, the one to refuse line 3.

NOT_NUMBERS = {
    "text": "abc",
    "comma": "55,770",
    "underscore": "55_770",
    "space": "55 770",
    "hexadecimal": "0x10",
    "Arabic digits": "٥٥٧٧٠",
    "Khmer digits": "៥៥៧៧០",
    "full-width digits": "５５７７０",
    "superscript": "55770²",
    "1e999": "1e999",
    "1e3": "1e3",
    "NaN": "NaN",
    "infinity": "inf",
    "plus": "+55770",
    "true minus": "−55770",
    "leading zero": "055770",
    "point first": ".5",
    "point last": "55770.",
    "two points": "55.770.0",
    "formula": "=1+1",
    "percent sign": "78%",
}
NOT_DATES = {
    "no such day": "2020-02-30",
    "no leap year": "2019-02-29",
    "no such month": "2020-13-01",
    "year 0": "0000-01-01",
    "slashes": "31/03/2020",
    "no zeros": "2020-3-1",
    "no dashes": "20200331",
    "with a time": "2020-03-31T00:00:00",
    "month alone": "2020-03",
    "words": "March 2020",
    "Arabic digits": "٢٠٢٠-٠٣-٣١",
}
NOT_IDS = {
    "capital": "Arrests",
    "digit first": "2017_arrests",
    "dash": "arrests-2017",
    "underscore first": "_arrests",
    "accent": "arrêts",
    "space": "drug arrests",
    "Cyrillic a": "аrrests",
}
CELLS = [
    *(
        pytest.param("value", v, "is not a number", id=f"value: {n}")
        for n, v in NOT_NUMBERS.items()
    ),
    *(pytest.param("rounded_to", v, "is not a", id=f"step: {n}") for n, v in NOT_NUMBERS.items()),
    *(pytest.param("start", v, "is not a da", id=f"start: {n}") for n, v in NOT_DATES.items()),
    *(pytest.param("end", v, "is not a da", id=f"end: {n}") for n, v in NOT_DATES.items()),
    *(pytest.param("id", v, "is not an id", id=f"id: {n}") for n, v in NOT_IDS.items()),
    *(
        pytest.param(column, "", "is empty", id=f"empty: {column}")
        for column in COLUMNS
        if column != "note"
    ),
    pytest.param("value", "-55770", "is negative", id="value: a negative count"),
    pytest.param("value", "0.1234567890123456789", "has more digits", id="value: 19 digits"),
    pytest.param("value", " 55770", "begins or ends with a space", id="value: a space before"),
    pytest.param("id", "prisoners", "is also on line 2", id="id: repeated"),
    pytest.param("quantity", "witches", "is not known", id="quantity: unknown"),
    pytest.param("qualifier", "circa", "is not known", id="qualifier: unknown"),
    pytest.param("qualifier", "at least", "is not known", id="qualifier: in words"),
    pytest.param("unit", "furlongs", "is not known", id="unit: unknown"),
    pytest.param("unit", "people", "is not the unit of drug_arrests", id="unit: of another"),
    pytest.param("source", "tabloid", "is not a key of sources.csv", id="source: unknown"),
    pytest.param("source", "The Paper", "is not a", id="source: no key"),
    pytest.param("end", "2016-12-31", "is before the start, 2017-01-01", id="end: before start"),
    pytest.param("rounded_to", "0", "is not a step", id="step: 0"),
    pytest.param("rounded_to", "0.0", "is not a step", id="step: 0.0"),
    pytest.param("rounded_to", "-1", "is not a step", id="step: negative"),
    pytest.param("rounded_to", "100", "does not divide the value, 55770", id="step: too coarse"),
    pytest.param("wording", "at least many", "does not have the number 55770", id="no number"),
    pytest.param("wording", "at least 55,771", "does not have the number", id="another number"),
    pytest.param("wording", "at least 155,770", "does not have the number", id="end of a number"),
    pytest.param("wording", "at least 55,770.5", "does not have the number", id="start of one"),
    pytest.param("wording", "at least 557701", "does not have the number", id="start of digits"),
    pytest.param("wording", "at least 55,770 million", "does not have", id="another power"),
    pytest.param(
        "wording", "at least 55.770", "does not have the number", id="a point for a comma"
    ),
    pytest.param("wording", "at least 55770 " + "so " * 13 + "on", "has 17 words", id="too long"),
    pytest.param("note", "a\u200bb", "has the hidden character U+200B", id="hidden character"),
    pytest.param("note", "a\u202eb", "has the hidden character U+202E", id="reversed text"),
    pytest.param("note", "a\nb", "has the hidden character U+000A", id="newline in a cell"),
]


def shown(value):
    """How a problem shows a cell: what cannot be seen is spelt out."""
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value) + '"'


@pytest.mark.parametrize(("column", "value", "wrong"), CELLS)
def test_bad_cell_is_refused_with_its_place_and_value(tmp_path, column, value, wrong):
    path = table(tmp_path, [PRISONERS, ARRESTS | {column: value}])
    found = problems(stats.load_figures, path)
    check_problems(found, f"figures.csv, line 3, column {column}: {shown(value)} {wrong}")


def test_fraction_of_a_step_is_refused(tmp_path):
    path = table(tmp_path, [GROWTH | {"rounded_to": "0.5"}])  # 45.6 steps
    found = problems(stats.load_figures, path)
    check_problems(found, 'figures.csv, line 2, column rounded_to: "0.5" does not divide')


@pytest.mark.parametrize("column", ["value", "rounded_to"])
@pytest.mark.parametrize("digits", [LONG, f"0.{LONG}"], ids=["whole", "fraction"])
def test_number_of_thousands_of_digits_is_refused(tmp_path, column, digits):
    [found] = problems(stats.load_figures, table(tmp_path, [PRISONERS | {column: digits}]))
    assert found.startswith(f'figures.csv, line 2, column {column}: "{digits[:20]}')
    assert len(found) < 300


@pytest.mark.parametrize(
    ("wording", "qualifier", "right"),
    [
        ("at least 55,770", "exact", "at_least"),
        ("an estimated 55,770", "exact", "estimated"),
        ("over 55,770", "exact", "more_than"),
        ("over 55,770", "estimated", "more_than"),
        ("no more than 55,770", "more_than", "at_most"),
        ("no less than 55,770", "less_than", "at_least"),
        ("at most 55,770", "less_than", "at_most"),
        ("OVER 55,770", "exact", "more_than"),
        ("over 55770", "exact", "more_than"),
        ("over\u00a055,770", "exact", "more_than"),
        ("over  55,770", "exact", "more_than"),
        ("at\u00a0least 55,770", "exact", "at_least"),
        ("not over 55,770", "more_than", "at_most"),
        ("nothing less than 55,770", "less_than", "at_least"),
    ],
)
def test_qualifier_other_than_the_wording_names_is_refused(tmp_path, wording, qualifier, right):
    words = {"wording": wording, "qualifier": qualifier}
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | words]))
    check_problems(found, f'figures.csv, line 2, column qualifier: "{qualifier}" is not')
    assert found[0].endswith(f"write {right}")


@pytest.mark.parametrize(
    "wording", ["55,770 arrested", "over the years 55,770", "55,770 over the years"]
)
def test_qualifier_that_the_wording_does_not_name_is_refused(tmp_path, wording):
    words = {"wording": wording, "qualifier": "more_than"}
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | words]))
    check_problems(found, 'figures.csv, line 2, column qualifier: "more_than" is not named')


@pytest.mark.parametrize("qualifier", ["estimated", "more_than", "about"])
@pytest.mark.parametrize(
    "wording",
    [
        "estimated at over 55,770",
        "over an estimated 55,770",
        "over about 55,770",
        "over 55,770 est.",
    ],
)
def test_wording_with_two_qualifiers_is_refused(tmp_path, wording, qualifier):
    words = {"wording": wording, "qualifier": qualifier}
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | words]))
    check_problems(found, f'figures.csv, line 2, column wording: "{wording}" has both')


@pytest.mark.parametrize("qualifier", ["exact", "more_than"])
@pytest.mark.parametrize(
    "wording",
    ["more than half of 55,770", "rose by more than half to 55,770", "55,770, more than ever"],
)
def test_comparison_with_something_else_is_refused_and_names_no_qualifier(
    tmp_path, wording, qualifier
):
    words = {"wording": wording, "qualifier": qualifier}
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | words]))
    start = f'figures.csv, line 2, column wording: "{wording}" has "more than" apart'
    check_problems(found, start)
    assert "write" not in found[0]


@pytest.mark.parametrize(
    "wording",
    ["between 30,000 and 55,770", "between 55,770 and 60,000", "30,000-55,770", "55,770 – 60,000"],
)
def test_one_end_of_a_range_is_refused(tmp_path, wording):
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | {"wording": wording}]))
    check_problems(found, f'figures.csv, line 2, column wording: "{wording}" is one end of a range')


@pytest.mark.parametrize("wording", ["by −78%", "-78%", "(-78 %)"])
def test_number_printed_with_a_minus_is_below_nothing(tmp_path, wording):
    words = {"qualifier": "exact", "wording": wording, "rounded_to": "1"}
    found = problems(stats.load_figures, table(tmp_path, [GROWTH | words | {"value": "78"}]))
    check_problems(found, 'figures.csv, line 2, column value: "78" has a minus in the wording')
    negative = table(tmp_path, [GROWTH | words | {"value": "-78"}])
    assert stats.load_figures(negative).at["growth", "value"] == -78


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("990", "over 38 990 people"),
        ("38", "38 990 people"),
        ("123456", "38 123 456 people"),
        ("990.5", "38 990.5 people"),
        ("38", "38\u00a0990 people"),
        ("38990", "38 990 000 people"),
        ("38", "38-million people"),
        ("38", "38m people"),
        ("38", "38 hundred people"),
        ("38", "38k people"),
        ("38", "38½ people"),
        ("38", "38² people"),
        ("38990", "138,990 people"),
        ("38990", "38,990.5 people"),
    ],
)
def test_part_of_a_number_in_the_wording_is_not_the_number(tmp_path, value, wording):
    words = {"value": value, "wording": wording, "qualifier": "exact", "rounded_to": value}
    found = problems(stats.load_figures, table(tmp_path, [PRISONERS | words]))
    check_problems(found, "figures.csv, line 2, column wording: ")
    assert f"does not have the number {value};" in found[0]


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("100", "in March 2020 100 people"),
        ("38990", "38 990 people"),
        ("38", "38 men"),
        ("123456789012", "123456789012 people"),
        ("1000", "with 38 1000 people"),
        ("1000.125", "with 38 1000.125 people"),
        ("0.0000001", "0.0000001 people"),
    ],
)
def test_number_beside_another_or_of_many_digits_is_found(tmp_path, value, wording):
    words = {"value": value, "wording": wording, "qualifier": "exact", "rounded_to": value}
    path = table(tmp_path, [PRISONERS | words])
    assert stats.load_figures(path).at["prisoners", "value"] == float(value)


@pytest.mark.parametrize(
    ("row", "qualifier", "value"),
    [
        ("GROWTH", "less_than", "0"),
        ("GROWTH", "less_than", "-5"),
        ("ARRESTS", "more_than", "0"),
        ("ARRESTS", "at_least", "0"),
    ],
)
def test_growth_below_nothing_and_count_above_it_are_accepted(tmp_path, row, qualifier, value):
    words = {"less_than": "less than", "more_than": "more than", "at_least": "at least"}[qualifier]
    cells = {"value": value, "qualifier": qualifier, "wording": f"{words} {value.strip('-')}"}
    like = {"GROWTH": GROWTH, "ARRESTS": ARRESTS}[row]
    path = table(tmp_path, [like | cells | {"rounded_to": "1"}])
    assert stats.load_figures(path)["value"].tolist() == [float(value)]


def test_count_below_nothing_is_refused(tmp_path):
    words = {"value": "0", "qualifier": "less_than", "wording": "less than 0 arrested"}
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS | words]))
    check_problems(found, 'figures.csv, line 2, column qualifier: "less_than" leaves nothing')


def test_step_too_fine_to_make_a_difference_is_refused(tmp_path):
    words = {
        "value": "78",
        "wording": "by 78%",
        "qualifier": "exact",
        "rounded_to": "0." + "0" * 19,
    }
    words["rounded_to"] += "1"
    found = problems(stats.load_figures, table(tmp_path, [GROWTH | words]))
    start = 'figures.csv, line 2, column rounded_to: "0.00000000000000000001" is too fine for 78'
    check_problems(found, start)


# From 64 on a number's neighbour is 1.4e-14 away, below it half of that.
@pytest.mark.parametrize(
    ("step", "refused"), [("0.00000000000001", True), ("0.00000000000002", False)]
)
def test_half_a_step_must_make_a_difference_to_the_value(tmp_path, step, refused):
    words = {"value": "64", "wording": "by 64%", "qualifier": "exact", "rounded_to": step}
    path = table(tmp_path, [GROWTH | words])
    if refused:
        assert "is too fine for 64" in problems(stats.load_figures, path)[0]
    else:
        assert stats.load_figures(path).at["growth", "rounded_to"] == float(step)


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ("999999999999999", False),
        ("1000000000000000", True),
        ("2000000000000000", True),
        ("1234567890.1234567891", True),  # more than the float nearest to it
        ("0.1234567890123456789", True),  # less
    ],
)
def test_number_of_more_digits_than_a_float_keeps_is_refused(tmp_path, value, refused):
    path = table(tmp_path, [PRISONERS | {"value": value, "wording": value, "qualifier": "exact"}])
    if refused:
        start = f'figures.csv, line 2, column value: "{value}" has more digits than can be kept'
        check_problems(problems(stats.load_figures, path), start)
    else:
        assert stats.load_figures(path).at["prisoners", "value"] == float(value)


def test_wording_may_have_a_thousand_characters(tmp_path):
    wording = "38,990 " + "a" * 993
    assert len(stats.load_figures(table(tmp_path, [PRISONERS | {"wording": wording}]))) == 1


def test_wording_of_more_than_a_thousand_characters_is_refused(tmp_path):
    wording = "38,990 " + "a" * 994
    found = problems(stats.load_figures, table(tmp_path, [PRISONERS | {"wording": wording}]))
    check_problems(found, 'figures.csv, line 2, column wording: "38,990 aaa')
    assert "has 1,001 characters" in found[0]


@pytest.mark.parametrize("character", "\u034f\u115f\u1160\u3164\uffa0")
def test_letter_that_nobody_sees_is_refused(tmp_path, character):
    wording = f"over{character}38,990"
    found = problems(stats.load_figures, table(tmp_path, [PRISONERS | {"wording": wording}]))
    assert f"hidden character U+{ord(character):04X}" in found[0]


def test_mistyped_number_is_refused_without_blaming_its_qualifier(tmp_path):
    # "over" stands beside the number as printed; only the value is wrong.
    words = {"value": "38991", "qualifier": "more_than", "wording": "over 38,990 people"}
    found = problems(stats.load_figures, table(tmp_path, [PRISONERS | words]))
    check_problems(found, 'figures.csv, line 2, column wording: "over 38,990 people" does not have')


# What is refused of a whole table.

HEADER = ",".join(COLUMNS)
ROW = text(PRISONERS).splitlines()[1]


def header(*columns):
    return text(PRISONERS, columns=columns)


FILES = [
    pytest.param(b"", [", line 1: the file is empty"], id="empty"),
    pytest.param("\ufeff", [", line 1: the file is empty"], id="byte-order mark alone"),
    pytest.param("\n\r\n\n", [", line 1: the file is empty"], id="blank lines alone"),
    pytest.param(HEADER + "\n", [", line 1: there is no row"], id="header alone"),
    pytest.param(
        text(PRISONERS | {"note": "café"}).encode("latin-1"),
        [", line 2: the byte 0xe9 is not UTF-8"],
        id="Latin-1",
    ),
    pytest.param(
        text(PRISONERS).encode("utf-16"), [", line 1: the byte 0xff is not UTF-8"], id="UTF-16"
    ),
    pytest.param(
        text(PRISONERS, ARRESTS | {"note": "a\0b"}), [", line 3: there is a NUL"], id="NUL"
    ),
    pytest.param(
        header(*COLUMNS[:-1]), [", line 1: column note is missing"], id="a column missing"
    ),
    pytest.param(
        header(*COLUMNS, "colour"), [', line 1: column "colour" is not known'], id="one too many"
    ),
    pytest.param(
        header(*COLUMNS, "value"), [", line 1: column value is there 2 times"], id="one repeated"
    ),
    pytest.param(
        header(*COLUMNS[:-1], "notes"),
        [', line 1: column "notes" is not known', ", line 1: column note is missing"],
        id="one misspelt",
    ),
    pytest.param(
        header(*COLUMNS[:-1], "Note"),
        [', line 1: column "Note" is not known', ", line 1: column note is missing"],
        id="one with a capital",
    ),
    pytest.param(
        text(PRISONERS).replace(",", ";"), [", line 1: the cells are separated by semi"], id=";"
    ),
    pytest.param(
        text(PRISONERS).replace(",", "\t"), [", line 1: the cells are separated by tabs"], id="tabs"
    ),
    pytest.param(
        f"{HEADER}\n{ROW.rsplit(',', 1)[0]}\n",
        [", line 2: the row has 11 cells and the header 12"],
        id="too few cells",
    ),
    pytest.param(
        f"{HEADER}\n{ROW},and more\n",
        [", line 2: the row has 13 cells and the header 12"],
        id="too many cells",
    ),
    pytest.param(
        f"{HEADER}\n{ROW.replace('38990', '38,990', 1)}\n",
        [", line 2: the row has 13 cells and the header 12"],
        id="a comma without quotes",
    ),
    pytest.param(
        f'{HEADER}\n{ROW}\n"arrests,{ROW}\n{ROW}\n', [", line 3: a double quote"], id="open quote"
    ),
    pytest.param(
        f'{HEADER}\n"a "b",{ROW}\n', [", line 2: a double quote"], id="a quote inside a quoted text"
    ),
    pytest.param(
        f"{HEADER}\n{'x' * 200_000}\n", [", line 2: the line has 200,000"], id="long line"
    ),
]


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_bad_file_is_refused_with_the_line(tmp_path, content, expected):
    found = problems(stats.load_figures, table(tmp_path, content))
    check_problems(found, *(f"figures.csv{problem}" for problem in expected))


def test_table_without_a_header_is_refused_with_each_column_missing(tmp_path):
    found = problems(stats.load_figures, table(tmp_path, f"{ROW}\n{ROW}\n"))
    missing = [p for p in found if p.startswith("figures.csv, line 1: column ") and "missing" in p]
    assert len(missing) == len(COLUMNS)


@pytest.mark.parametrize("name", ["figures.csv", "sources.csv"])
def test_missing_file_is_refused_with_its_folder(tmp_path, name):
    path = table(tmp_path, [ARRESTS])
    (tmp_path / name).unlink()
    why = f"{name}: cannot be read in {tmp_path}: No such file or directory"
    assert problems(stats.load_figures, path) == (why,)


def test_folder_in_place_of_a_file_is_refused(tmp_path):
    path = table(tmp_path, [ARRESTS])
    (tmp_path / "context.csv").mkdir()
    why = f"context.csv: cannot be read in {tmp_path}: it is not a file"
    assert problems(stats.load_figures, path.with_name("context.csv")) == (why,)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path):
    path = table(tmp_path, [ARRESTS])
    path.unlink()
    os.mkfifo(path)
    why = f"figures.csv: cannot be read in {tmp_path}: it is not a file"
    assert problems(stats.load_figures, path) == (why,)


@pytest.mark.parametrize("path", ["", ".", "/", "a\0b"])
def test_path_that_can_be_no_file_is_refused(tmp_path, monkeypatch, path):
    table(tmp_path, [ARRESTS])
    monkeypatch.chdir(tmp_path)
    assert problems(stats.load_figures, path)


def test_line_of_a_hundred_megabytes_is_refused_and_not_copied_over_and_over(tmp_path):
    size = 100 * 1024 * 1024
    path = table(tmp_path, b"9" * size)
    found, peak = with_memory(problems, stats.load_figures, path)
    check_problems(found, "figures.csv, line 1: the line has 104,857,600 bytes")
    assert peak < 2.5 * size


@pytest.mark.parametrize("line", ["é\n", "9\n"])
def test_table_of_many_short_lines_takes_a_few_times_its_size_in_memory(tmp_path, line):
    path = table(tmp_path, f"{HEADER}\n{ROW}\n{line * 300_000}")
    found, peak = with_memory(problems, stats.load_figures, path)
    assert found[0].startswith("figures.csv, line 3: the row has ")
    assert peak < 5 * path.stat().st_size


def test_table_of_many_good_rows_takes_a_few_times_its_size_in_memory(tmp_path):
    path = table(tmp_path, rows_of(2_000, note="Said of it." * 10))
    figures, peak = with_memory(stats.load_figures, path)
    assert len(figures) == 2_000
    assert peak < 10 * path.stat().st_size


def test_what_is_wrong_before_a_line_that_cannot_be_read_is_listed_too(tmp_path):
    content = f'{HEADER}\n{ROW.replace("exact", "exactly")}\n"arrests,{ROW}\n'
    check_problems(
        problems(stats.load_figures, table(tmp_path, content)),
        'figures.csv, line 2, column qualifier: "exactly" ',
        "figures.csv, line 3: a double quote is left open",
    )


def test_all_problems_of_both_tables_are_listed_at_once(tmp_path):
    figures = [
        PRISONERS | {"value": "abc", "start": "March", "unit": "persons"},
        ARRESTS | {"rounded_to": "0"},
    ]
    sources = [PAPER | {"address": "javascript:alert(1)", "read": "today"}]
    check_problems(
        problems(stats.load_figures, table(tmp_path, figures, sources)),
        'sources.csv, line 2, column address: "javascript:alert(1)" ',
        'sources.csv, line 2, column read: "today" ',
        'figures.csv, line 2, column value: "abc" ',
        'figures.csv, line 2, column unit: "persons" ',
        'figures.csv, line 2, column start: "March" ',
        'figures.csv, line 3, column rounded_to: "0" ',
    )


def test_lines_are_counted_with_blank_lines_and_quoted_newlines(tmp_path):
    content = text(PRISONERS | {"note": "two\nlines"}) + "\n" + text(ARRESTS | {"value": "x"})
    content = content.replace(f"\n{HEADER}\n", "\n")  # lines: 1 header, 2-3 row, 4 blank, 5 row
    check_problems(
        problems(stats.load_figures, table(tmp_path, content)),
        "figures.csv, line 2, column note: ",
        'figures.csv, line 5, column value: "x" ',
    )


def test_long_value_is_shown_shortened(tmp_path):
    [found] = problems(stats.load_figures, table(tmp_path, [PRISONERS | {"value": "x" * 1_000}]))
    assert found.startswith('figures.csv, line 2, column value: "xxx')
    assert len(found) < 300


def test_error_is_a_value_error():
    assert issubclass(FiguresError, ValueError)


# Sources.


@pytest.mark.parametrize(
    ("column", "value", "wrong"),
    [
        ("key", "The Paper", "is not an id"),
        ("key", "", "is empty"),
        ("publisher", "", "is empty"),
        ("title", "", "is empty"),
        ("licence", "", "is empty"),
        ("address", "", "is empty"),
        ("address", "javascript:alert(1)", "is not an address"),
        ("address", "JavaScript:alert(1)//https://paper.example", "is not an address"),
        ("address", "data:text/html,hello", "is not an address"),
        ("address", "ftp://paper.example/", "is not an address"),
        ("address", "paper.example/story", "is not an address"),
        ("address", "https:///story", "is not an address"),
        ("address", "https://localhost/a.b", "is not an address"),
        ("address", "https://localhost.", "is not an address"),
        ("address", "https://paper.example/a b", "is not an address"),
        ("address", 'https://paper.example/"onclick="alert(1)', "is not an address"),
        ("address", 'https://paper.example"onclick="alert(1)', "is not an address"),
        ("address", "https://paper.example<b>", "is not an address"),
        ("published", "14 May 2020", "is not a date"),
        ("published", "2020-05-32", "is not a day"),
        ("published", "", "is empty; give the day, or say in the note"),
        ("read", "", "is empty"),
        ("read", "2020-05-13", "is before it was published"),
        ("sha256", "abc", "is not a SHA-256"),
        ("sha256", "A" * 64, "is not a SHA-256"),
        ("sha256", "a" * 65, "is not a SHA-256"),
    ],
)
def test_bad_source_is_refused_with_its_place_and_value(tmp_path, column, value, wrong):
    table(tmp_path, [ARRESTS], [PAPER | {"key": "other"}, PAPER | {column: value}])
    found = problems(stats.load_sources, tmp_path / "sources.csv")
    seen = value if len(value) <= 60 else value[:57] + "..."
    check_problems(found, f'sources.csv, line 3, column {column}: "{seen}" {wrong}')


@pytest.mark.parametrize(
    "changed",
    [
        {"published": "", "note": "It bears no date."},
        {"read": "2020-05-14"},
        {"sha256": "0123456789abcdef" * 4},
        {"author": "Somebody"},
        {"address": "http://paper.example"},
        {"address": "https://paper.example:8080/a%20b?c=d&e#f"},
    ],
    ids=str,
)
def test_good_source_is_accepted(tmp_path, changed):
    table(tmp_path, [ARRESTS], [PAPER | changed])
    [[key, source]] = stats.load_sources(tmp_path / "sources.csv").iterrows()
    assert key == "paper"
    assert source.to_dict() == {k: v for k, v in (PAPER | changed).items() if k != "key"}


def test_day_of_reading_before_publication_is_refused_with_what_would_be_right(tmp_path):
    path = table(tmp_path, [ARRESTS], [PAPER | {"read": "2020-05-13"}])
    [found] = problems(stats.load_figures, path)
    assert "; " in found  # as in every other: what is wrong; what to write


def test_repeated_key_is_refused(tmp_path):
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS], [PAPER, PAPER]))
    check_problems(found, 'sources.csv, line 3, column key: "paper" is also on line 2')


def test_unreadable_sources_do_not_make_every_source_of_a_figure_unknown(tmp_path):
    found = problems(stats.load_figures, table(tmp_path, [ARRESTS], b""))
    check_problems(found, "sources.csv, line 1: the file is empty")


# Where the tables are.


def test_environment_names_the_folder(tmp_path, monkeypatch):
    table(tmp_path, [ARRESTS])
    monkeypatch.setenv("STATS_DATA", str(tmp_path))
    assert list(stats.load_figures().index) == ["arrests"]
    assert list(stats.load_sources().index) == ["paper"]


def test_path_goes_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("STATS_DATA", str(tmp_path / "nowhere"))
    assert list(stats.load_figures(table(tmp_path, [ARRESTS])).index) == ["arrests"]


def test_environment_that_is_empty_names_no_folder(monkeypatch):
    monkeypatch.setenv("STATS_DATA", "")
    assert "arrests_campaign" in stats.load_figures().index


def test_folder_that_does_not_exist_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("STATS_DATA", str(tmp_path / "nowhere"))
    found = problems(stats.load_figures)
    check_problems(found, "sources.csv: cannot be read in ", "figures.csv: cannot be read in ")
    assert all(str(tmp_path / "nowhere") in problem for problem in found)


# All tables together.


def tables(folder, figures, context, sources=None):
    table(folder, context, sources).rename(folder / "context.csv")
    return table(folder, figures, sources).parent


def test_checking_the_tables_says_how_many_rows_each_has(tmp_path):
    checked = stats.check_tables(
        tables(tmp_path, [ARRESTS, GROWTH], [PRISONERS, GROWTH | {"id": "g"}])
    )
    for line, name in zip(checked, ("figures.csv", "context.csv"), strict=False):
        assert line.startswith(f"{name}: 2 ")
    assert checked[2].startswith("sources.csv: 1 ")
    assert len(checked) == 3


def test_checking_the_tables_looks_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("STATS_DATA", str(tables(tmp_path, [ARRESTS], [PRISONERS])))
    assert stats.check_tables()[0].startswith("figures.csv: 1 ")


def test_checking_the_tables_lists_the_problems_of_all(tmp_path):
    figures, context = [ARRESTS | {"value": "x"}], [PRISONERS | {"value": "y"}]
    folder = tables(tmp_path, figures, context, [PAPER | {"read": "z"}])
    check_problems(
        problems(stats.check_tables, folder),
        'sources.csv, line 2, column read: "z" ',
        'figures.csv, line 2, column value: "x" ',
        'context.csv, line 2, column value: "y" ',
    )


def test_id_in_two_tables_is_refused(tmp_path):
    found = problems(stats.check_tables, tables(tmp_path, [ARRESTS], [ARRESTS]))
    check_problems(found, 'context.csv, line 2, column id: "arrests" is an id of figures.csv too')


# Whatever is in a file, it is read or refused.


def read_or_refuse(content):
    with tempfile.TemporaryDirectory() as folder:
        try:
            stats.load_figures(table(Path(folder), content))
        except FiguresError:
            return False
        return True


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_with_a_reason(content):
    assert not read_or_refuse(content)


@given(st.sampled_from(COLUMNS), st.text(max_size=30))
def test_cell_of_any_text_is_read_or_refused(column, content):
    content = content.encode("utf-8", "replace").decode()
    read_or_refuse([PRISONERS | {column: content}])


@given(
    st.sampled_from(["value", "rounded_to"]), st.from_regex(r"-?[0-9.,e_]{1,40}", fullmatch=True)
)
def test_cell_like_a_number_is_read_or_refused(column, content):
    read_or_refuse([PRISONERS | {column: content, "wording": f"{content} people"}])


# What changes to the code brought to light (`make mutate`).


def rows_of(number, **changes):
    return [PRISONERS | changes | {"id": f"row_{place}"} for place in range(number)]


@pytest.mark.parametrize(("length", "refused"), [(100_000, False), (100_001, True)])
@pytest.mark.parametrize("newline", ["\n", ""], ids=["", "at the end of the file"])
def test_line_may_have_a_hundred_thousand_bytes_and_no_more(tmp_path, length, refused, newline):
    row = text(ARRESTS).splitlines()[1]
    content = text(PRISONERS) + row + "x" * (length - len(row)) + newline
    path = table(tmp_path, content)
    if refused:
        [found] = problems(stats.load_figures, path)
        assert found == "figures.csv, line 3: the line has 100,001 bytes; a row has at most 100,000"
    else:
        assert len(stats.load_figures(path).at["arrests", "note"]) == length - len(row)


def test_cell_longer_than_the_reader_takes_is_refused_with_its_line(tmp_path):
    lines = "\n".join(["x" * 66_000] * 2)  # each line is short enough, the cell is not
    path = table(tmp_path, [PRISONERS, ARRESTS | {"note": lines}])
    check_problems(
        problems(stats.load_figures, path),
        "figures.csv, line 3: a cell has more than 131,072 characters",
    )


@pytest.mark.parametrize(("words", "refused"), [(15, False), (16, True)])
def test_wording_may_have_fifteen_words_and_no_more(tmp_path, words, refused):
    wording = "38,990" + " so" * (words - 1)
    path = table(tmp_path, [PRISONERS | {"wording": wording}])
    if refused:
        [found] = problems(stats.load_figures, path)
        assert found.endswith(" has 16 words; keep the 15 or fewer around the number")
    else:
        assert stats.load_figures(path).at["prisoners", "wording"] == wording


@pytest.mark.parametrize(("length", "refused"), [(40, False), (41, True)])
def test_number_may_be_written_in_forty_characters_and_no_more(tmp_path, length, refused):
    step = "1." + "0" * (length - 2)
    path = table(tmp_path, [PRISONERS | {"rounded_to": step}])
    if refused:
        [found] = problems(stats.load_figures, path)
        assert "has more digits than can be kept" in found
    else:
        assert stats.load_figures(path).at["prisoners", "rounded_to"] == 1


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("1900-01-01", "2100-12-31", []),
        ("1899-12-31", "2100-12-31", ["start"]),
        ("1900-01-01", "2101-01-01", ["end"]),
    ],
)
def test_day_is_of_a_year_from_1900_to_2100(tmp_path, start, end, wrong):
    path = table(tmp_path, [PRISONERS | {"start": start, "end": end}])
    if not wrong:
        assert str(stats.load_figures(path).at["prisoners", "start"].date()) == start
        assert str(stats.load_figures(path).at["prisoners", "end"].date()) == end
    else:
        check_problems(
            problems(stats.load_figures, path),
            *(f'figures.csv, line 2, column {column}: "' for column in wrong),
        )


def test_period_may_be_a_single_day(tmp_path):
    path = table(tmp_path, [PRISONERS | {"start": "2020-03-31"}])
    assert stats.load_figures(path).at["prisoners", "start"] == pd.Timestamp("2020-03-31")


def test_count_may_be_nothing(tmp_path):
    path = table(tmp_path, [PRISONERS | {"value": "0", "wording": "0 people"}])
    assert stats.load_figures(path).at["prisoners", "value"] == 0


@pytest.mark.parametrize(
    ("value", "seen"),
    [("x" * 60, "x" * 60), ("x" * 61, "x" * 57 + "...")],
    ids=["60", "61"],
)
def test_value_is_shown_whole_up_to_sixty_characters(tmp_path, value, seen):
    [found] = problems(stats.load_figures, table(tmp_path, [PRISONERS | {"value": value}]))
    assert found.startswith(f'figures.csv, line 2, column value: "{seen}" is not a number')


def test_problems_end_after_a_thousand_rows_with_the_line_they_end_on(tmp_path):
    found = problems(stats.load_figures, table(tmp_path, rows_of(1_001, unit="furlongs")))
    assert len(found) == 1_001
    assert found[-1].startswith("figures.csv, line 1002, column unit: ")
    found = problems(stats.load_figures, table(tmp_path, rows_of(1_005, unit="furlongs")))
    assert len(found) == 1_002
    assert found[-1] == "figures.csv, line 1003: and more may be wrong from here on"


def test_columns_that_are_not_known_are_listed_up_to_a_thousand(tmp_path):
    names = [f"column_{place}" for place in range(1_003)]
    found = problems(stats.load_figures, table(tmp_path, header(*COLUMNS, *names)))
    assert len(found) == 1_000
    assert all("is not known" in problem for problem in found)


def test_rows_under_a_wrong_header_are_not_read(tmp_path):
    content = header(*COLUMNS[:-1]) + '"open,\n'
    check_problems(
        problems(stats.load_figures, table(tmp_path, content)),
        "figures.csv, line 1: column note is missing",
    )


def test_row_of_empty_cells_is_a_blank_row(tmp_path):
    content = text(PRISONERS) + "," * 11 + "\n , \n" + text(ARRESTS).splitlines()[1]
    assert list(stats.load_figures(table(tmp_path, content)).index) == ["prisoners", "arrests"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separator_in_the_name_of_a_column_is_only_a_wrong_name(tmp_path, separator):
    content = header(*COLUMNS, f"a{separator}b")
    [found] = problems(stats.load_figures, table(tmp_path, content))
    assert "is not known" in found


@pytest.mark.parametrize(
    ("published", "read", "wrong"),
    [
        ("2020-05", "2020-05-01", "published"),  # no day, so nothing to say of the other
        ("2020-05-14", "2020-05", "read"),
    ],
)
def test_days_of_a_source_are_compared_only_where_both_are_days(tmp_path, published, read, wrong):
    table(tmp_path, [ARRESTS], [PAPER | {"published": published, "read": read}])
    check_problems(
        problems(stats.load_sources, tmp_path / "sources.csv"),
        f"sources.csv, line 2, column {wrong}: ",
    )


@pytest.mark.parametrize("column", [c for c in PAPER if c not in ("key", "published")])
def test_source_may_leave_out_only_its_author_its_fingerprint_and_its_note(tmp_path, column):
    table(tmp_path, [ARRESTS], [PAPER | {"author": "Somebody", "sha256": "a" * 64} | {column: ""}])
    if column in ("author", "sha256", "note"):
        assert len(stats.load_sources(tmp_path / "sources.csv")) == 1
    else:
        [found] = problems(stats.load_sources, tmp_path / "sources.csv")
        assert found.startswith(f'sources.csv, line 2, column {column}: "" is empty')


@pytest.mark.parametrize(
    ("qualifier", "wording"),
    [
        ("more_than", "more than 55,770, and more than 55,770 again"),
        ("at_most", "no more than 55,770, or at most 55,770"),
    ],
)
def test_qualifier_may_be_named_more_than_once(tmp_path, qualifier, wording):
    path = table(tmp_path, [ARRESTS | {"qualifier": qualifier, "wording": wording}])
    assert stats.load_figures(path).at["arrests", "qualifier"] == qualifier


def test_one_row_is_said_in_the_singular(tmp_path):
    folder = tables(tmp_path, [ARRESTS, GROWTH], [PRISONERS])
    assert stats.check_tables(folder) == [
        "figures.csv: 2 rows",
        "context.csv: 1 row",
        "sources.csv: 1 row",
    ]


def test_tables_of_the_installed_package_are_its_own(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "stats"
    tables_of = package / "data"
    tables_of.mkdir(parents=True)
    table(tables_of, [ARRESTS])
    monkeypatch.delenv("STATS_DATA", raising=False)
    monkeypatch.setattr("stats.figures.__file__", str(package / "figures.py"))
    assert list(stats.load_figures().index) == ["arrests"]


def test_each_row_of_another_length_is_refused_and_the_rest_checked(tmp_path):
    content = f"{HEADER}\n{ROW},x\n{ROW},x\n{ROW.replace('people', 'furlongs')}\n"
    check_problems(
        problems(stats.load_figures, table(tmp_path, content)),
        "figures.csv, line 2: the row has 13 cells",
        "figures.csv, line 3: the row has 13 cells",
        'figures.csv, line 4, column unit: "furlongs"',
    )


def test_long_table_may_begin_with_a_blank_line(tmp_path):
    content = "\n" + text(*rows_of(1_500))
    assert len(content) > 100_000  # more than a line may have
    assert len(stats.load_figures(table(tmp_path, content))) == 1_500


@pytest.mark.parametrize(
    ("note", "wrong"),
    [("café".encode("latin-1"), "the byte 0xe9 is not UTF-8"), (b"a\0b", "there is a NUL byte")],
    ids=["Latin-1", "NUL"],
)
def test_line_of_a_bad_byte_is_counted_from_a_blank_first_line(tmp_path, note, wrong):
    content = b"\n" + text(PRISONERS | {"note": "here"}).encode().replace(b"here", note)
    check_problems(
        problems(stats.load_figures, table(tmp_path, content)), f"figures.csv, line 3: {wrong}"
    )


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separator_in_the_name_of_the_first_column_is_only_a_wrong_name(tmp_path, separator):
    content = header(f"a{separator}b", *COLUMNS)
    [found] = problems(stats.load_figures, table(tmp_path, content))
    assert "is not known" in found


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (PRISONERS | {"value": "38990 "}, 'value: "38990 " begins or ends with a space'),
        (  # a float holds 9,007,199,254,740,992
            PRISONERS | {"value": "9007199254740993"},
            'value: "9007199254740993" has more digits',
        ),
        (PRISONERS | {"unit": "arrests"}, 'unit: "arrests" is not the unit of prisoners'),
        (
            PRISONERS | {"value": "-1", "wording": "1 person"},
            'value: "-1" is negative',
        ),
        (
            PRISONERS
            | {"quantity": "capacity", "unit": "places", "value": "-5", "wording": "5 places"},
            'value: "-5" is negative',
        ),
        (PRISONERS | {"qualifier": "about"}, 'qualifier: "about" is not named by the wording'),
        (
            PRISONERS | {"value": "78", "wording": "a few people"},
            'wording: "a few people" does not have the number 78',
        ),
        (
            ARRESTS | {"wording": "over 55,770 or more"},
            'wording: "over 55,770 or more" has both',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_row_is_refused_for_the_one_thing_that_is_wrong_with_it(tmp_path, row, wrong):
    found = problems(stats.load_figures, table(tmp_path, [row]))
    check_problems(found, f"figures.csv, line 2, column {wrong}")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"quantity": "prisoners", "unit": "arrests"}, '"arrests" is not the unit of prisoners'),
        ({"start": "2020-03-31", "end": "2020-03-01"}, '"2020-03-01" is before the start'),
    ],
    ids=["unit", "period"],
)
def test_two_cells_are_compared_even_if_all_others_are_empty(tmp_path, right, wrong):
    row = dict.fromkeys(COLUMNS, "") | right
    found = problems(stats.load_figures, table(tmp_path, [row]))
    assert any(wrong in problem for problem in found)


@pytest.mark.parametrize(
    ("qualifier", "wording"),
    [
        ("at_least", "55,770+ arrested"),
        ("at_least", "55,770 + arrested"),
        ("at_least", "55,770-plus arrested"),
        ("more_than", ">55,770"),
        ("more_than", "> 55,770"),
        ("less_than", "<55,770"),
        ("about", "~55,770"),
        ("exact", "moreover55,770"),
        ("exact", "atleast 55,770"),
    ],
)
def test_sign_may_stand_right_at_the_number_and_a_word_may_not(tmp_path, qualifier, wording):
    path = table(tmp_path, [ARRESTS | {"qualifier": qualifier, "wording": wording}])
    assert stats.load_figures(path).at["arrests", "qualifier"] == qualifier
