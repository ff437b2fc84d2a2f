"""Sentences: what their slots become, and whether the data still meet their conditions."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stats import Bound, Figure, page
from stats.page import SentenceError, say
from stats.read import Data
from stats.sentences import as_sentence, sentence_rows

BELOW = Figure(1.0, Bound(0.5, 1.4), unit="people")
AT_LEAST = Figure(1234.0, Bound(1234, math.inf), unit="people", formula="a + b")


def exact(value: float, unit: str = "people") -> Figure:
    return Figure(value, Bound(value, value), unit=unit)


@pytest.mark.parametrize(
    ("slot", "html"),
    [
        ("{row}", '<a href="#figure-capacity_2020">an estimated 26,593 places</a>'),
        ("{row:,}", '<a href="#figure-capacity_2020">an estimated 26,593</a>'),
        ("{growth:,}", '<a href="#figure-growth">78%</a>'),  # 78 by itself would say less
        ("about {row.face}", "about 26,593 places"),
        ("{sum}", "at least 1,234 people"),
        ("{rate:,}", "47.0 arrests a day"),  # the unit is half of it
        ("{sum.words}", "at least 1,234 people"),
        ("{share:.0%}", "50%"),
        ("{share.value:.0%}", "50%"),  # exact, so without words
        ("{number:.1%}", "12.5%"),
        ("{text}", "&lt;b&gt; &amp; &#39;"),
        ("{bold}", "<b>&amp;</b>"),
        ("{{row}}", "{row}"),
    ],
)
def test_slot_is_filled(data: Data, slot: str, html: str) -> None:
    slots = {"sum": AT_LEAST, "number": 0.125, "text": "<b> & '", "bold": say("<b>{x}</b>", x="&")}
    figures = {
        "row": data["capacity_2020"],
        "growth": data["growth"],
        "share": exact(0.5, "ratio"),
        "rate": exact(47, "arrests a day"),
    }
    assert say(f"<em>{slot}</em>", **slots, **figures) == f"<em>{html}</em>"


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("{a:rose|fell}", 3, "rose"),
        ("{a:rose|fell}", -3, "fell"),
        ("{a:.0% more|less}", 0.061, "6% more"),
        ("{a:.0% more|less}", -0.061, "6% less"),
        ("{a:more|fewer}", AT_LEAST, "more"),
    ],
)
def test_sign_chooses_the_word(slot: str, value: Any, words: str) -> None:
    sentence = say(slot, a=value)
    assert (sentence, sentence.kind, sentence.compares) == (words, "bound", "")


@pytest.mark.parametrize(
    ("slot", "value", "message"),
    [
        ("{a:rose|fell}", 0, "which of rose.fell is right: it is 0"),
        ("{a:.0% more|less}", 0.002, "0% more has no direction; write more decimals"),
        ("{a:rose|fell}", Figure(1.0, Bound(-1, 3)), "which of rose.fell is right: .* larger"),
        ("{a.value:rose|fell}", Figure(1.0, Bound(-1, 3)), "leaves out the words of a.value"),
        ("{a:.0f more|less}", AT_LEAST, r"a \+ b is a figure; write its .value before more.less"),
        ("{a:fell|rose}", 3, "'fell.rose' is no pair of words; write the one for more first"),
    ],
)
def test_word_that_no_sign_chooses_is_refused(slot: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        say(slot, a=value)


def test_generator_sees_where_it_is_written() -> None:
    number = "mine"  # noqa: F841 (a slot)
    shown = page.cards(page.card(each, "1", "It is", "{number}") for each in "ab")
    assert shown.text == "a: 1 (It is). mine\nb: 1 (It is). mine"


def test_missing_number_has_no_sign() -> None:
    nothing = None  # noqa: F841 (a slot)
    with pytest.raises(SentenceError, match=r"which of rose.fell is right: it is missing"):
        say("It {nothing:rose|fell}.")


def test_sign_holds_no_other_word() -> None:
    sentence = say("It {a:rose|fell}, faster than ever.", a=3)
    assert (sentence.kind, sentence.compares) == ("lists", "faster")


def test_figure_of_a_list_is_published() -> None:
    several = [AT_LEAST, say("{x}", x=AT_LEAST)]
    sentence = say("{a[0]}, {a[1]}", a=several)
    assert sentence.figures == [("a + b", "at least 1,234 people")] * 2


def test_name_of_a_figure_is_no_number_of_its_row(data: Data) -> None:
    row = data["capacity_2020"]
    assert say("{row.who} in {row.end:%Y}: about {row.value:.0f}", row=row).figures == [
        ("capacity_2020", "26593")
    ]


def test_slot_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError, match=r"growht is no variable; did you mean growth\?"):
        say("It grew by {growht}.", growth="78%")


@pytest.mark.parametrize(
    "value", [math.nan, None, np.float32("nan"), [1.0, math.nan], Figure(math.nan, Bound(1, 2))]
)
def test_missing_number_is_refused(value: Any) -> None:
    with pytest.raises(SentenceError, match=r"this sentence has no value for a: “It is {a}.”"):
        say("It is {a}.", holds=lambda a: True, a=value)


# Conditions.


def test_false_sentence_is_refused(data: Data) -> None:
    slots: dict[str, Any] = {
        "before": exact(0.204, "ratio a year"),
        "row": data["prisoners_2020"],
        "gaps": [0.5, 1234567.0],
        "who": ["A", "B"],
        "sure": False,
    }
    with pytest.raises(SentenceError) as refused:
        say("It <b>was</b> {row.face}.", holds=lambda before, row, gaps, who, sure: sure, **slots)
    assert str(refused.value) == (
        "this sentence no longer holds: “It was 38,990 people.” (before: 20.4% a year; "
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
        (lambda a: a > 0.75, {"a": replace(exact(1), widest=Bound(0.9, 1.1))}),
        (lambda a: a.high < 1, {"a": exact(0)}),
        (lambda a: a.low > -1, {"a": exact(0)}),
        (lambda a: a == "close", {"a": "close"}),  # emptied
        (lambda a: a, {"a": True}),  # turned round
        (lambda a: max(a) < 1.5, {"a": [0.1, 1]}),  # an item doubled
        (lambda a: a and all(a), {"a": ("x", "y")}),  # an item emptied
        (lambda a: len(a) > 1, {"a": ["x", "y"]}),  # an item left out
        (lambda a: "x" in a[0], {"a": [["x"], ["y"]]}),  # an item of an item
        (lambda a: a["x"] < 1.5, {"a": {"x": 1}}),  # an item of a dictionary
        (lambda a: len(a) > 0, {"a": {"x": 1}}),  # or the item left out
        (lambda a: a < 1.5, {"a": BELOW}),  # what cannot be told does not hold
    ],
)
def test_condition_that_can_fail_is_taken(holds: Any, slots: Any) -> None:
    assert say("It is.", holds=holds, **slots).kind == "bound"


@pytest.mark.parametrize(
    ("holds", "slots", "stuck", "values"),
    [
        (lambda: True, {"a": 1}, "anything", "no inputs"),
        (lambda a: a > 0.4, {"a": 1}, "a", "a: 1"),  # too wide for halves
        (lambda a: a < 2.1, {"a": 1}, "a", "a: 1"),
        (lambda a: a == 0 or 1 / a > -2, {"a": 0}, "a", "a: 0"),
        (lambda a, b: a + b > 0, {"a": 1, "b": 1}, "a or b", "a: 1; b: 1"),
        (lambda a, b: b < 1.5, {"a": 1, "b": 1}, "a", "a: 1; b: 1"),  # each must be able to
        (lambda a: a[1] == "y" or 1, {"a": ["x", "y"]}, "a", "a: “x”, “y”"),  # raises on fewer
        (lambda a: a == [], {"a": []}, "a", "a: none"),
    ],
)
def test_empty_condition_is_refused(holds: Any, slots: Any, stuck: str, values: str) -> None:
    with pytest.raises(SentenceError) as refused:
        say("It is.", holds=holds, **slots)
    assert str(refused.value).startswith(
        f"this condition cannot fail by {stuck}: “It is.” ({values}); it stays true with that "
        "halved, doubled or left out"
    )


@pytest.mark.parametrize(
    ("holds", "error", "message"),
    [
        (lambda growht: True, KeyError, "asks for growht, but growht is no variable; did you mean"),
        (lambda growth, limit=3: True, KeyError, "asks for limit, but limit is no variable"),
        (lambda rows: True, TypeError, "rows is of type object; a condition takes figures, numb"),
    ],
)
def test_condition_asks_for_usable_slots(holds: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        say("It is.", holds=holds, growth=1, rows=object())


# Variables.

outer = 40


def test_slots_are_variables_of_the_place() -> None:
    inner = 39
    assert say("{outer} and {inner}") == "40 and 39"
    assert [say("{n} of {outer}") for n in (1, 2)] == ["1 of 40", "2 of 40"]
    assert page.prose("{outer} and {inner}", holds=lambda: outer > inner > 30).text == "40 and 39"
    assert say("{outer}", outer=5) == "5"  # what is given comes first


def test_condition_reads_what_is_around_it() -> None:
    shares, most = [0.5, 1.2], 1.5
    with pytest.raises(SentenceError, match=r"\(shares: 0\.5, 1\.2; outer: 40; most: 1\.5\)"):
        say("It is.", holds=lambda: all(each < most for each in shares) and outer > 50)
    assert say("It is.", holds=lambda: max(float(each) for each in shares) < most).kind == "bound"


def test_comparison_that_cannot_be_told_does_not_hold() -> None:
    people = Figure.parse("more than 5 people", unit="people")
    with pytest.raises(
        SentenceError, match=r"cannot be told to hold: “It is.” .*larger: more than 5"
    ):
        say("It is.", holds=lambda: people < 10)


def test_condition_at_face_value_is_marked() -> None:
    more = Figure.parse("more than 5 people", unit="people")
    same = exact(5)
    assert say("It is.", holds=lambda: more.value > 4).at_face
    assert say("It is.", holds=lambda: all(each.value > 4 for each in [more])).at_face
    assert not say("It is.", holds=lambda: more > 4).at_face
    assert not say("It is.", holds=lambda: same.value > 4).at_face


# What is published.


def test_sentences_are_published_once() -> None:
    checked = say("It is  <b>{a}</b>.", holds=lambda a: a > 2, a=3)
    rows = sentence_rows(map(as_sentence, [checked, "", "1 < 2", "1 < 2"]))["sentences.csv"]
    assert [(row["sentence"], row["kind"]) for row in rows] == [
        ("It is 3.", "bound"),
        ("1 < 2", "lists"),
    ]
    assert all(len(str(row["id"])) == 8 for row in rows)


def test_figures_of_a_sentence_are_published() -> None:
    inner = say("{sum}, or about {sum.value:.0f}", sum=AT_LEAST)
    rows = sentence_rows([say("It is {inner}, and {no} more.", inner=inner, no=3)])
    [sentence] = rows["sentences.csv"]
    assert rows["shown.csv"] == [
        {"place": sentence["id"], "id": "a + b", "value": "at least 1,234 people"},
        {"place": sentence["id"], "id": "a + b", "value": "1234"},
    ]


def test_mark_says_what_a_sentence_does() -> None:
    assert [say("A", mark=mark).kind for mark in ("cites", "ours")] == ["cites", "ours"]
    for wrong in ({"mark": "so"}, {"mark": "ours", "holds": lambda a: a > 2, "a": 3}):
        with pytest.raises(ValueError, match="it is cites or ours, without holds="):
            say("A", **wrong)


def test_words_that_compare_are_found() -> None:
    most = Figure.parse("nearly 50", unit="people")
    assert say("{a:,} held, and more at home; it fell.", a=most).compares == "more fell"
    assert say("There are {a}.", a=most).compares == ""
    [row] = sentence_rows([say("Twice as high in 2020 as in {a}", a=1999)])["sentences.csv"]
    assert row["compares"] == "twice 2020"


def test_sentence_is_true_of_all_that_words_allow() -> None:
    rounded = Figure.parse("40 people", unit="people", rounded_to=10)  # 35 to 44
    with pytest.raises(SentenceError, match="of what the words and the rounding of rounded allow"):
        say("There are 38 or more.", holds=lambda: rounded.value >= 38)
    assert say("There are about 38 or more.", holds=lambda: rounded.value >= 38)
    assert say("There are 35 or more.", holds=lambda: rounded.value >= 35)


@pytest.mark.parametrize(
    "slot", ["{a.value:.0f}", "{a.face}", "{b.value:.0f}", "{a.value:.0f more|less}"]
)
def test_value_without_its_words_is_refused(slot: str) -> None:
    figures = {"a": AT_LEAST, "b": Figure(25.0, Bound(25, 25, approximate=True))}
    with pytest.raises(SentenceError, match=r"leaves out the words of [ab].(value|face): “There"):
        say(f"There are {slot}.", **figures)
    for words in ("About ", "about <b>", "about\u00a0", "at face value, "):
        assert say(f"There are {words}{slot}.", **figures)


@pytest.mark.parametrize(
    ("quotation", "right", "wrong"),
    [
        ("at least 50", "at least ", "at most "),
        ("at most 50", "at most ", "more than "),  # from 0
        ("fewer than 50", "fewer than ", ""),
    ],
)
def test_end_takes_no_opposite_words(quotation: str, right: str, wrong: str) -> None:
    a = Figure.parse(f"{quotation} people", unit="people")
    assert say(f"There are {right}{{a.value:.0f}}.", a=a)
    with pytest.raises(SentenceError, match=r"leaves out the words of a.value"):
        say(f"There are {wrong}{{a.value:.0f}}.", a=a)


@pytest.mark.parametrize("held", [lambda a: [a], lambda a: (a,), lambda a: {0: a}])
def test_what_words_allow_is_tried_in_lists(held: Any) -> None:
    several = held(Figure.parse("40 people", unit="people", rounded_to=10))
    with pytest.raises(SentenceError, match="of what the words and the rounding of several allow"):
        say("It is.", holds=lambda: several[0].value > 38)
