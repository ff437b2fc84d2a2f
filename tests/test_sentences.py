"""Sentences: what their slots become, what is refused, and the rows that they stand on."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import stats
from stats import Figure, SentenceError, page, say
from stats.figures.terms import Made
from stats.tables.read import Data
from stats.values.bounds import Bound

AT_LEAST = Figure(1234.0, Bound(1234, math.inf), unit="people", made=Made("a + b"))


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
        "share": exact(0.5, "percent"),
        "rate": exact(47, "arrests a day"),
    }
    assert say(f"<em>{slot}</em>", **slots, **figures).html == f"<em>{html}</em>"


def test_sentence_is_its_words(data: Data) -> None:
    now = data["prisoners_2020"]
    said = say("<b>R&#38;D</b> counted {now}.", now=now)
    assert str(said) == "R&D counted more than 38,990 people."
    link = '<a href="#figure-prisoners_2020">more than 38,990 people</a>'
    assert said._repr_html_() == f"<p><b>R&#38;D</b> counted {link}.</p>"


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("{a:rose|fell}", 3, "rose"),
        ("{a:rose|fell}", -3, "fell"),
        ("{a:.0% more|less}", 0.061, "6% more"),
        ("{a:.0% more|less}", -0.061, "6% less"),
        ("{a:more|fewer}", AT_LEAST, "more"),
        ("{a:.0f more|fewer}", AT_LEAST, "at least 1,234 people more"),
        ("at least {a.value:.0f more|fewer}", AT_LEAST, "at least 1234 more"),
        ("{a:.0% more|less}", Figure(-0.06, Bound(-0.06, -0.06), unit="percent"), "6% less"),
    ],
)
def test_sign_chooses_the_word(slot: str, value: Any, words: str) -> None:
    assert say(slot, a=value) == words


@pytest.mark.parametrize(
    ("slot", "value", "message"),
    [
        ("{a:rose|fell}", 0, "which of rose.fell is right: a is 0"),
        ("{a:rose|fell}", Figure(1.0, Bound(-1, 3)), "which of rose.fell is right"),
        ("{a.value:rose|fell}", Figure(1.0, Bound(-1, 3)), "which of rose.fell is right"),
        ("{a.value:.0f more|less}", AT_LEAST, "“1234”: a.value leaves out the words of at least"),
        ("{a:fell|rose}", 3, "'fell.rose' is no pair of words; write the one for more first"),
    ],
)
def test_word_that_no_sign_chooses_is_refused(slot: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        say(slot, a=value)


def test_keywords_are_those_of_a_generator_too() -> None:
    shown = page.folded("A", *(page.prose("{outer}{each}", outer=40, each=each) for each in "ab"))
    assert "40a" in shown.text
    assert "40b" in shown.text


@pytest.mark.parametrize("slot", ["{nothing}", "{nothing:rose|fell}"])
def test_missing_variable_is_refused(slot: str) -> None:
    with pytest.raises(SentenceError, match=r"has no value for nothing: “It is {nothing.*}.”"):
        say(f"It is {slot}.", nothing=math.nan)


def test_slot_without_a_value_is_refused() -> None:
    for calculation in ("abs(growth)", "growth[0]", "growth.value / 2"):
        with pytest.raises(SentenceError, match="a slot is a name, not a calculation"):
            say(f"{{{calculation}}}", growth=[1])
    with pytest.raises(KeyError, match=r"no variable growht; did you mean growth\?"):
        say("It grew by {growht}.", growth="78%")


def test_a_column_is_said_as_a_list() -> None:
    column = Figure.parse(pd.Series(["over 5", "6"]), unit="people")
    assert say("{column:,}", column=column) == "more than 5, 6"


@pytest.mark.parametrize("slot", ["{a}", "{a.os.environ}", "{b.charts.sys.modules}", "{c.upper}"])
def test_a_slot_goes_by_way_of_no_module_and_no_function(slot: str) -> None:
    """A text of a table in a chapter's own f-string would print what is secret."""
    with pytest.raises(SentenceError, match="no slot goes by way of a"):
        say(slot, a=page.charts, b=page, c="text")


@pytest.mark.parametrize("slot", ["{a.__class__}", "{a.row._id}", "{_a}"])
def test_a_slot_takes_no_step_with_an_underscore_first(slot: str) -> None:
    with pytest.raises(SentenceError, match="a step of a slot begins with a letter"):
        say(slot, a=AT_LEAST, _a=1)


@pytest.mark.parametrize(
    "value",
    [
        *(math.nan, None, np.float32("nan"), [1.0, math.nan]),
        *(np.array([1.0, math.nan]), pd.Series([math.nan])),
    ],
)
def test_missing_number_is_refused(value: Any) -> None:
    with pytest.raises(SentenceError, match=r"this sentence has no value for a: “It is {a}.”"):
        say("It is {a}.", a=value)


@pytest.mark.parametrize("text", ["It is {a.", "It is } a."])
def test_a_brace_that_is_left_is_named(text: str) -> None:
    with pytest.raises(SentenceError, match=r"“It is .* a\.”|“It is \{a\.”"):
        say(text, a=1)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("On 27 March 2020, and in 2016–17, {x} <b>of 4</b> “of 5” were", "4"),
        ("It grew by 5% to 1,234.5. Covid-19 came on the 3rd", "5%, 1,234.5"),
        ("R&#38;D of 2016 {x:,}", ""),
        ("It began in 1998, with {x} in <a href='/3'>2024/25</a>", ""),
        ("{x} for each 100,000 people, and {x} per 1,000", ""),
    ],
)
def test_a_typed_number_is_named(text: str, typed: str, capsys: Any) -> None:
    say(text, x=1)
    assert capsys.readouterr().err.partition(" is typed")[0] == typed


def test_a_number_has_one_word_before_it() -> None:
    with pytest.raises(
        SentenceError, match="“fewer than at least 1,234 people” is no plain number"
    ):
        say("fewer than {a}", a=AT_LEAST)
    with pytest.raises(SentenceError, match="is no plain number"):
        say("fewer than {a}", a=[AT_LEAST])
    assert say("from 1 to {a}", a=AT_LEAST) == "from 1 to at least 1,234 people"
    assert say("{a}", a=[AT_LEAST, exact(2)]) == "at least 1,234 people, 2 people"


# Variables.


def test_slots_are_variables_of_the_notebook(notebook: dict[str, object]) -> None:
    notebook |= {"outer": 40, "inner": 39}
    assert say("{outer} and {inner}") == "40 and 39"
    assert page.prose("{outer} and {inner}").text == "40 and 39"
    assert say("{outer}", outer=5) == "5"  # what is given comes first


def test_what_is_inside_a_function_is_no_slot(notebook: dict[str, object]) -> None:
    inner = 39
    with pytest.raises(KeyError, match=r"no variable inner; outside a notebook, say\(…, inner=…"):
        say("{inner}")
    assert [say("{n} of {inner}", n=n, inner=inner) for n in (1, 2)] == ["1 of 39", "2 of 39"]


# What may stand without its words.


@pytest.mark.parametrize(
    "slot",
    ["{a.value:.0f}", "{a.face}", "{b.value:.0f}", "{a.value:.0f more|less}"],
)
def test_value_without_its_words_is_refused(slot: str) -> None:
    figures = {"a": AT_LEAST, "b": Figure(25.0, Bound(25, 25, approximate=True))}
    with pytest.raises(SentenceError, match=r"”: [ab].(value|face) leaves out the words of"):
        say(f"There are {slot}.", **figures)
    for words in ("About ", "about <b>", "about\u00a0"):
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
    with pytest.raises(SentenceError, match=r"a.value (leaves out the words of|may be, )"):
        say(f"There are {wrong}{{a.value:.0f}}.", a=a)


def test_a_difference_from_a_number_is_no_end_of_it() -> None:
    a = Figure.parse("3,609 people", unit="people", rounded_to=1)
    assert say("Those are 45 fewer than {a:,}.", a=a) == "Those are 45 fewer than 3,609."
    for words in ("In 2020 fewer than", "Fewer than", "Of 4,000, fewer than"):
        with pytest.raises(SentenceError, match=r"” is not true of all that .* may be, "):
            say(f"{words} {{a:,}} came.", a=a)


def test_about_a_number_is_no_end_of_words_before_it() -> None:
    a = Figure(25.0, Bound(25, 25, approximate=True))
    with pytest.raises(SentenceError, match=r"a.value (leaves out the words of|may be, )"):
        say("There are between twenty and {a.value:.0f}.", a=a)


THEN = Figure.parse("21,900", unit="people", rounded_to=100, end="2016-12-31")
OVER = Figure.parse("over 38,990", unit="people", end="2020-03-31")
EXACT = Figure.parse("38,990", unit="people", end="2020-03-31")
FEWER = Figure.parse("21,700", unit="people", rounded_to=100, end="2021-01-01")
BOUNDED = {
    "now": OVER,
    "exact": EXACT,
    "then": THEN,
    "growth": stats.growth_rate(THEN, OVER),  # 38,990 by 21,950: more than 77.63%
    "years": Figure(3.9, Bound(0, 3.921, low_open=True, high_open=True), "years"),
    "rate": stats.rate_per(EXACT, Figure.parse("16,725,474", unit="people")),  # 233.12
    "part": exact(0.504, "percent"),
    "noise": exact(0.1 + 0.2, "percent"),  # 0.30000000000000004
    "times": EXACT / Figure.parse("29,000", unit="people", rounded_to=1),  # 1.34448
    "fall": stats.growth_rate(EXACT, FEWER),  # 21,650 and 21,750 by 38,990: -44.5 to -44.2%
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("more than {growth.low:.1%}", "more than 77.6%"),
        ("<b>More than</b> {growth.range.low:.1%}", "More than 77.6%"),
        ("{growth:.0%}", "more than 77%"),
        ("at least {then.low:,.0f}", "at least 21,850"),
        ("under {then.high:,.0f}", "under 21,950"),
        ("no more than {then.high:,.0f}", "no more than 21,950"),
        ("over {now.value:,.0f}", "over 38,990"),
        ("{years:.1f}", "less than 4.0 years"),
        ("more than {rate.value:.1f}", "more than 233.1"),
        ("more than {part:.0%}", "more than 50%"),
        ("at most {noise:.0%}", "at most 30%"),
        ("more than {part.value:.0%}", "more than 50%"),
        ("more than {times.value:.0%}", "more than 134%"),
        ("more than {fall.high:.0% higher|lower}", "more than 44% lower"),
        ("They add up to {then.value:,.0f}", "They add up to 21,900"),
        ("They added some {now.value:,.0f}", "They added some 38,990"),
        ("never below {then.low:,.0f}", "never below 21,850"),
        ("which didn’t exceed {then.high:,.0f}", "which didn’t exceed 21,950"),
        ("at most&nbsp;{then.high:,.0f}", "at most\u00a021,950"),
        ("at most {then.start:%Y}", "at most 2016"),
        ("more than {then.rounded_to:.0f}", "more than 100"),
    ],
)
def test_a_bound_is_true_of_all_that_a_number_may_be(text: str, shown: str) -> None:
    assert say(text, **BOUNDED) == shown


@pytest.mark.parametrize(
    "text",
    [
        "more than {growth.low:.0%}",  # 77.63 is rounded to 78
        "<b>more than</b> {growth.range.low:.0%}",
        "more than {growth.value:.0%}",
        "less than {years.high:.1f} years",  # 3.92 is rounded to 3.9
        "under {now.value:,.0f}",
        "over {exact.value:,.0f}",
        "over {exact:,}",
        "more than {part:.1%}",
        "more than {times.value:.2%}",  # 134.448 is rounded to 134.45
        "at least {then:,}",  # 21,850
        "more than about {then.value:,.0f}",
        "not more than {now.low:,.0f}",
        "at least&nbsp;{then.value:,.0f}",
        "never below {then.value:,.0f}",
        "no fewer than {then.value:,.0f}",
        "up to {then.value:,.0f}",
        "nearly {then.value:,.0f}",
        "at most {fall.value:.1% higher|lower}",  # 44.3, of up to 44.5
        "at least {fall.value:.1% higher|lower}",  # 44.2
    ],
)
def test_a_bound_that_may_be_false_is_refused(text: str) -> None:
    with pytest.raises(SentenceError, match=r"” is not true of all that .* may be, "):
        say(text, **BOUNDED)


@pytest.mark.parametrize(
    "text",
    [
        "more than {growth}",
        "at least {then}",
        "at least {then.words}",
        "over {growth!s}",
        "over {area}",  # 27.0 m² a person (more than 26.8)
        "at most {fall:.1% higher|lower}",  # about 44.3%
        "at most {now.high}",  # inf
    ],
)
def test_a_bound_before_other_words_is_refused(text: str) -> None:
    floor = Figure.parse("54,000", unit="square_metres")
    people = Figure.parse("2,000", unit="people", rounded_to=100)
    area = stats.floor_area_per_person(floor, people)
    with pytest.raises(SentenceError, match="is no plain number behind those words"):
        say(text, area=area, **BOUNDED)


@pytest.mark.parametrize(
    "text",
    [
        "fell by {fall:.0%}",
        "fell by <b>{fall.value:.0%}</b>",
        "<b>Down</b> {fall.value:.0%}",
        "rose by something like {fall.value:.0%}",
    ],
)
def test_a_fall_by_a_number_below_0_is_refused(text: str) -> None:
    wrong = r"44%” has a minus beside a word.*where y is abs\(x\) or -x"
    with pytest.raises(SentenceError, match=wrong):
        say(text, **BOUNDED)


def test_a_fall_by_its_number_without_the_sign() -> None:
    rise = abs(BOUNDED["fall"])
    assert say("It {fall:rose|fell} by {rise:.0%}", rise=rise, **BOUNDED) == "It fell by about 44%"


def test_ends_of_a_range_are_bare_numbers() -> None:
    a = Figure.parse("40 people", unit="people", rounded_to=10)
    for slot in ("{a.low:.0f}", "{a.high:.0f}", "about {a.low:.0f}", "{a.range.high:.0f}"):
        with pytest.raises(SentenceError, match=r"a\.(range\.)?(low|high) (leaves out|may be, 35)"):
            say(f"There are {slot}.", a=a)
    assert say("There are {a.words}.", a=a) == "There are 35 to 44 people."


def test_a_percentage_has_its_sign_from_its_format() -> None:
    growth = exact(0.78, "percent")  # which .0f prints as 1
    with pytest.raises(SentenceError, match=r"“%” is typed behind {growth.value}; write {x:.0%}"):
        say("It rose by {growth.value:.0f}%.", growth=growth)
    assert say("It rose by {growth:.0%}.", growth=growth) == "It rose by 78%."


def test_what_has_no_such_format_is_refused() -> None:
    with pytest.raises(SentenceError, match=r"cannot be printed: .*; a format is of numbers"):
        say("It is {a:.0f}.", a="many")


def test_a_word_for_its_sign_is_no_unit() -> None:
    rise = Figure.parse("12", unit="cases", kind="change")
    assert say("{rise}: {rise:more|fewer} cases.", rise=rise) == "12 cases: more cases."


def test_words_before_a_sign_of_money_are_its_own() -> None:
    budget = Figure.parse("about 240 million", unit="dollars")
    assert say("About ${x.value:,.0f} was spent.", x=budget) == "About $240,000,000 was spent."


def test_what_changed_by_a_number_below_0_has_no_way() -> None:
    fall = exact(-0.25, "percent")
    assert say("It changed by {x:.0%}.", x=fall) == "It changed by −25%."
    for text in ("There were {x:.0%} fewer.", "The law changed, and it fell by {x:.0%}."):
        with pytest.raises(SentenceError, match="beside a word that says which way"):
            say(text, x=fall)
