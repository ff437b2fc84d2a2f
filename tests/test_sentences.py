"""Sentences: what stands in their slots, and whether the data still bear them out."""

import math
from typing import Any

import numpy as np
import pytest
from conftest import Page

from stats import Bound, Figure
from stats.output import escaped, link
from stats.page import SentenceError, cite, say
from stats.read import Data
from stats.sentences import sentence_rows

HOSTILE = '<script>alert("1")</script> & \'2\' "3"'


def exact(value: float, unit: str = "people") -> Figure:
    return Figure(value, Bound(value, value), unit=unit)


# What stands in the slots.


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("{row}", '<a href="#figure-capacity_2020">an estimated 26,593 places</a>'),
        ("{row:,}", '<a href="#figure-capacity_2020">an estimated 26,593</a>'),
        ("{growth:,}", '<a href="#figure-growth">78%</a>'),  # 78 by itself would say less
        ("{row.face}", "26,593 places"),
        ("{sum}", "1,234 people (at least 1,234 people)"),
        ("{sum:,}", "at least 1,234"),
        ("{rate:,}", "47.0 arrests a day"),  # the unit is half of it
        ("{sum.words}", "at least 1,234 people"),
        ("{share:.0%}", "50%"),
        ("{number:.1%}", "12.5%"),
        ("{{row}}", "{row}"),
    ],
)
def test_a_slot_has_a_figure_in_its_words_and_links_a_row(
    data: Data, slot: str, words: str
) -> None:
    slots = {"sum": Figure(1234.0, Bound(1234, math.inf), unit="people"), "number": 0.125}
    rows = {
        "row": data["capacity_2020"],
        "growth": data["growth"],
        "share": exact(0.5, "ratio"),
        "rate": exact(47, "arrests a day"),
    }
    assert say(f"<em>{slot}</em>", **slots, **rows) == f"<em>{words}</em>"


def test_a_result_is_cited_in_what_it_may_be() -> None:
    assert cite(Figure(1234.0, Bound(1234, math.inf), unit="people")) == "at least 1,234 people"


def test_a_slot_shows_hostile_text_as_text_and_keeps_what_is_html() -> None:
    sentence = say("{value} {bold}", value=HOSTILE, bold=say("<b>{x}</b>", x="&"))
    assert sentence == (
        "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &#39;2&#39; &#34;3&#34; <b>&amp;</b>"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("قناة الجزيرة, 2020", "<bdi>قناة الجزيرة</bdi>, 2020"),
        ("by הארץ & “é”", "by <bdi>הארץ</bdi> &amp; “é”"),
    ],
)
def test_words_from_right_to_left_stand_by_themselves(text: str, html: str) -> None:
    assert escaped(text) == say("{text}", text=text) == html


def test_a_slot_without_a_value_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(KeyError, match=r"the slot \{growht\} has no value; did you mean growth\?"):
        say("It grew by {growht}.", growth="78%")


@pytest.mark.parametrize(
    "value", [math.nan, None, np.float32("nan"), [1.0, math.nan], Figure(math.nan, Bound(1, 2))]
)
def test_a_missing_number_is_refused_even_where_a_condition_would_hold(value: Any) -> None:
    with pytest.raises(SentenceError, match=r"this sentence has no value for a: “It is {a}.”"):
        say("It is {a}.", holds=lambda a: True, a=value)


@pytest.mark.parametrize(
    "address",
    [" javascript:alert(1)", "data:text/html,<script>", "//elsewhere.org", "file.html", ""],
)
def test_a_link_that_leads_neither_to_the_web_nor_to_an_id_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        link("text", address)


def test_a_link_escapes_its_address_and_its_text() -> None:
    address = 'https://a.org/"onclick="alert(1)'
    [made] = Page(str(link(HOSTILE, address))).all()
    assert (made.attrib, made.text) == ({"href": address}, HOSTILE)


# What it asserts.


def test_a_sentence_that_holds_is_checked_and_shown() -> None:
    sentence = say("{a} is more.", holds=lambda a, b: a > b, a=40, b=39)
    assert (sentence, sentence.checked, say("A").checked) == ("40 is more.", True, False)


def test_one_that_no_longer_holds_is_refused_with_its_values(data: Data) -> None:
    slots: dict[str, Any] = {
        "before": exact(0.204, "ratio a year"),
        "row": data["prisoners_2020"],
        "gaps": [0.5, 1234567.0],
        "who": ["A", "B"],
        "sure": False,
    }
    with pytest.raises(SentenceError) as refused:
        say(
            "It <b>was</b> {before.face}.", holds=lambda before, row, gaps, who, sure: sure, **slots
        )
    assert str(refused.value) == (
        "this sentence no longer holds: “It was 20.4% a year.” (before: 20.4% a year; "
        "row: more than 38,990 people; gaps: 0.5, 1.23457e+06; who: “A”, “B”; sure: False)"
    )


@pytest.mark.parametrize(
    ("holds", "slots"),
    [
        (lambda a: a > 0.75, {"a": 1}),  # halved
        (lambda a: a < 1.5, {"a": 1}),  # doubled
        (lambda a: a < 1, {"a": 0}),  # a zero becomes 1
        (lambda a: a > -1, {"a": 0}),  # or −1
        (lambda a: a.value > 0.75, {"a": exact(1)}),
        (lambda a: a.value < 1.5, {"a": exact(1)}),
        (lambda a: a.low > 0.75, {"a": exact(1)}),
        (lambda a: a.high < 1.5, {"a": exact(1)}),
        (lambda a: a.high < 1, {"a": exact(0)}),
        (lambda a: a.low > -1, {"a": exact(0)}),
        (lambda a: a == "close", {"a": "close"}),  # emptied
        (lambda a: a, {"a": True}),  # turned round
        (lambda a: max(a) < 1.5, {"a": [0.1, 1]}),  # an item doubled
        (lambda a: a and all(a), {"a": ("x", "y")}),  # an item emptied
        (lambda a: len(a) > 1, {"a": ["x", "y"]}),  # an item left out
        (lambda a: "x" in a[0], {"a": [["x"], ["y"]]}),  # an item of an item
        (lambda a, b: abs(a - b) < 0.03, {"a": 0.204, "b": 0.194}),
        (lambda a, b: b < 1.5, {"a": 1, "b": 1}),  # the second of two
    ],
)
def test_a_condition_that_some_change_of_its_inputs_makes_false_is_taken(
    holds: Any, slots: Any
) -> None:
    assert say("It is.", holds=holds, **slots).checked


@pytest.mark.parametrize(
    ("holds", "slots", "values"),
    [
        (lambda: True, {"a": 1}, "no inputs"),
        (lambda a: True, {"a": 1}, "a: 1"),
        (lambda a: a >= 0, {"a": 3}, "a: 3"),
        (lambda a: a > 0.4, {"a": 1}, "a: 1"),  # one that is too wide for halves
        (lambda a: a < 2.1, {"a": 1}, "a: 1"),
        (lambda a: a == 0 or 1 / a > -2, {"a": 0}, "a: 0"),
        (lambda a, b: a + b > 0, {"a": 1, "b": 1}, "a: 1; b: 1"),
        (lambda a: a[1] == "y" or 1, {"a": ["x", "y"]}, "a: “x”, “y”"),  # breaks on fewer
        (lambda a: a == [], {"a": []}, "a: none"),
    ],
)
def test_a_condition_that_nothing_makes_false_is_refused(
    holds: Any, slots: Any, values: str
) -> None:
    with pytest.raises(SentenceError) as refused:
        say("It is.", holds=holds, **slots)
    assert str(refused.value).startswith(
        f"this condition cannot fail: “It is.” ({values}); it stays true with each input halved, "
        "doubled or left out"
    )


def test_the_inputs_of_a_condition_stay_as_they_are() -> None:
    a = [1.0, 3.0]
    assert say("{a[1]}", holds=lambda a: a[1] > 2, a=a) == "3.0"
    assert a == [1.0, 3.0]


@pytest.mark.parametrize(
    ("holds", "wrong"),
    [
        (lambda growht: True, "the condition asks for growht, which is no slot; did you mean gro"),
        (lambda growth, limit=3: True, "the condition asks for limit, which is no slot$"),
        (lambda rows: True, "rows is of type dict; a condition takes figures, numbers, texts, and"),
    ],
)
def test_a_condition_asks_for_slots_that_can_be_varied(holds: Any, wrong: str) -> None:
    with pytest.raises(TypeError, match=wrong):
        say("It is.", holds=holds, growth=1, rows={"a": 1})


# Its row.


def test_sentences_are_published_with_whether_they_are_checked() -> None:
    checked = say("It is  <b>{a}</b>.", holds=lambda a: a > 2, a=3)
    rows = sentence_rows([checked, "", "1 < 2", "1 < 2"])["sentences.csv"]
    assert [(row["sentence"], row["checked"]) for row in rows] == [
        ("It is 3.", "yes"),
        ("1 < 2", "no"),
    ]
    assert all(len(str(row["id"])) == 8 for row in rows)


def test_figures_in_a_sentence_are_published_with_how_they_follow_and_as_what_they_are_shown() -> (
    None
):
    figure = Figure(0.5, Bound(0.5, 0.6), unit="ratio", formula="a / b")
    cited = say("{share}, or {share.value:.0%}", share=figure)
    said = say("It is {cited}, and {no} more.", cited=cited, no=3)
    rows = sentence_rows([said])["shown.csv"]
    [sentence] = sentence_rows([said])["sentences.csv"]
    assert {row["place"] for row in rows} == {sentence["id"]}
    assert [(row["id"], row["value"]) for row in rows] == [
        ("a / b", "50.0% (50.0 to 60.0%)"),
        ("a / b", "50%"),
    ]
