"""Texts: what is refused of a number and the words before it."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from conftest import faults

import stats
from stats import Figure, sentences
from stats.figures.terms import Made
from stats.values.bounds import Bound

AT_LEAST = Figure(1234.0, Bound(1234, math.inf), unit="people", made=Made("a + b"))


def exact(value, unit="people"):
    return Figure(value, Bound(value, value), unit=unit)


# What prints for programmers.


@pytest.mark.parametrize(
    "value",
    [0.1, np.int64(5), True, None, [1], pd.Timestamp("2020-01-01"), pd.Series([1.0])],
    ids=lambda value: type(value).__name__,
)
def test_what_prints_for_programmers_is_refused(value):
    [fault, *_] = faults("It is {a}.", a=value)
    assert re.match(r"\{eval\}`a` is .*, as programmers have it; write a figure", fault, re.DOTALL)
    assert not faults("It is {x} or {y}.", x="five", y=5)


@pytest.mark.parametrize("value", [math.nan, np.float32("nan"), pd.NaT])
def test_missing_number_is_refused(value):
    assert faults("It is {a!s}.", a=value) == ["a has no value"]


def test_a_number_typed_in_an_expression_is_refused():
    for text in ('"1,234"', 'f"{99999:,}"', "5"):
        [fault] = sentences.faults([[("", text)]], {})
        assert fault.endswith("is typed; an expression names what has its row")


def test_a_figure_has_its_words_once():
    [fault] = faults("about {a.about}", a=Figure(25.0, Bound(24, 26)))
    assert "is no plain number behind those words; leave them out" in fault


def test_what_cannot_be_evaluated_is_for_the_kernel_to_tell():
    assert faults("It is {growht} or {a / 0} or {a b} of {a.upper()}.", a="x") == []


# Words before a number.


def test_a_number_has_one_word_before_it():
    for number in ("{a}", "{a.number}", "{a!s}", "{a:,}"):
        [fault] = faults(f"fewer than {number}", a=AT_LEAST)
        assert fault.startswith("“fewer than at least 1,234")
        assert "is no plain number behind those words" in fault
    assert not faults("from 1 to {a}", a=AT_LEAST)


def test_words_before_a_number_are_read_through_texts_and_fields():
    assert faults("{word} than {a}", word="more", a=AT_LEAST)
    for text in ('f"more than {a}"', "f'{word} than {a:,}'"):
        [fault] = sentences.faults([[("", text)]], {"word": "more", "a": AT_LEAST})
        assert "is no plain number behind those words" in fault
    assert not faults("It was {word} than that; {a} came.", word="more", a=AT_LEAST)


@pytest.mark.parametrize("number", ["{a.value:.0f}", "{a.face}", "{b.value:.0f}", "{b.range.low}"])
def test_value_without_its_words_is_refused(number):
    figures = {"a": AT_LEAST, "b": Figure(25.0, Bound(25, 25, approximate=True))}
    assert any("leaves out the words of" in each for each in faults(f"Of {number}.", **figures))
    for words in ("About ", "about\u00a0"):
        told = faults(f"{words}{number}.", **figures)
        assert not [each for each in told if "leaves out" in each]


def test_a_number_computed_without_its_words_is_refused():
    [fault] = faults("more than {a.value * 3:.0f}", a=AT_LEAST)
    assert fault == "a.value * 3 loses the words of its figure; compute without .value"


def test_a_piece_of_an_f_string_is_written_as_python_writes_it():
    assert faults("At {a!r:>4} or {b:.{c}f}.", a="x", b=5.0, c=1) == []


def test_an_expression_is_evaluated_once():
    figures = iter([AT_LEAST])
    assert faults("It held {next(a):.0f}.", a=figures, next=next) == []
    assert list(figures) == []


@pytest.mark.parametrize(
    ("quotation", "right", "wrong"),
    [
        ("at least 50", "at least ", "at most "),
        ("at most 50", "at most ", "more than "),  # from 0
        ("fewer than 50", "fewer than ", ""),
    ],
)
def test_end_takes_no_opposite_words(quotation, right, wrong):
    a = Figure.parse(f"{quotation} people", unit="people")
    assert not faults(f"There are {right}{{a.value:.0f}}.", a=a)
    [fault] = faults(f"There are {wrong}{{a.value:.0f}}.", a=a)
    assert re.search(r"a (leaves out the words of|may be, )", fault)


def test_a_difference_from_a_number_is_no_end_of_it():
    a = Figure.parse("3,609 people", unit="people", rounded_to=1)
    assert not faults("Those are 45 fewer than {a.number}.", a=a)
    for words in ("In 2020 fewer than", "Fewer than", "Of 4,000, fewer than"):
        [fault] = faults(f"{words} {{a.number}} came.", a=a)
        assert "is not true of all that a may be, " in fault


def test_about_a_number_is_no_end_of_words_before_it():
    a = Figure(25.0, Bound(25, 25, approximate=True))
    assert faults("There are between twenty and {a.value:.0f}.", a=a)


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
    "fall": abs(stats.growth_rate(EXACT, FEWER)),  # 21,650 and 21,750 by 38,990: 44.2 to 44.5%
}


@pytest.mark.parametrize(
    "text",
    [
        "more than {growth.low:.1%}",  # 77.6
        "More than {growth.range.low:.1%}",
        "{growth:.0%}",
        "at least {then.low:,.0f}",
        "under {then.high:,.0f}",
        "no more than {then.high:,.0f}",
        "over {now.value:,.0f}",
        "{years:.1f}",
        "more than {rate.value:.1f}",
        "more than {part:.0%}",
        "at most {noise:.0%}",
        "more than {part.value:.0%}",
        "more than {times.value:.0%}",
        "more than {fall.low:.0%} lower",
        "They add up to {then.value:,.0f}",
        "They added some {now.value:,.0f}",
        "never below {then.low:,.0f}",
        "which didn’t exceed {then.high:,.0f}",
        "at most\u00a0{then.high:,.0f}",
        "at most {then.start.year}",
        "more than {then.rounded_to:.0f}",
    ],
)
def test_a_bound_is_true_of_all_that_a_number_may_be(text):
    assert faults(text, **BOUNDED) == []


@pytest.mark.parametrize(
    "text",
    [
        "more than {growth.low:.0%}",  # 77.63 is rounded to 78
        "more than {growth.range.low:.0%}",
        "more than {growth.value:.0%}",
        "less than {years.high:.1f} years",  # 3.92 is rounded to 3.9
        "under {now.value:,.0f}",
        "over {exact.value:,.0f}",
        "over {exact:,}",
        "over {exact.number}",
        "more than {part:.1%}",
        "more than {times.value:.2%}",  # 134.448 is rounded to 134.45
        "at least {then:,}",  # 21,850
        "more than about {then.value:,.0f}",
        "not more than {now.low:,.0f}",
        "at least\u00a0{then.value:,.0f}",
        "never below {then.value:,.0f}",
        "no fewer than {then.value:,.0f}",
        "up to {then.value:,.0f}",
        "nearly {then.value:,.0f}",
        "at most {fall.value:.1%} lower",  # 44.3, of up to 44.5
        "at least {fall.value:.1%} lower",  # 44.2
    ],
)
def test_a_bound_that_may_be_false_is_refused(text):
    [fault] = faults(text, **BOUNDED)
    assert re.search(r"” is not true of all that .* may be, ", fault)


@pytest.mark.parametrize(
    "text",
    [
        "more than {growth}",
        "at least {then}",
        "at least {then.words}",
        "over {area}",  # 27.0 m² a person (more than 26.8)
        "at most {fall:.1%} lower",  # about 44.3%
        "at most {growth.about}",
        "at most {now.high:.0f}",  # inf
    ],
)
def test_a_bound_before_other_words_is_refused(text):
    floor = Figure.parse("54,000", unit="square_metres")
    people = Figure.parse("2,000", unit="people", rounded_to=100)
    area = stats.floor_area_per_person(floor, people)
    [fault] = faults(text, area=area, **BOUNDED)
    assert "is no plain number behind those words" in fault


@pytest.mark.parametrize(
    "text",
    [
        "fell by {fall:.0%}",
        "Down {fall.about}",
        "rose by something like {fall.value:.0%}",
        "There were {fall:.0%} fewer.",
        "The law changed, and it fell by {fall:.0%}.",
    ],
)
def test_a_fall_by_a_number_below_0_is_refused(text):
    [fault, *_] = faults(text, fall=-BOUNDED["fall"])
    assert re.search(r"44%.* has a minus beside a word.*write abs\(x\)", fault)
    assert not faults("It changed by {fall:.0%}.", fall=exact(-0.25, "percent"))
    assert not faults("It fell by {abs(fall):.0%}", fall=-BOUNDED["fall"])


def test_ends_of_a_range_are_bare_numbers():
    a = Figure.parse("40 people", unit="people", rounded_to=10)
    for number in ("{a.low:.0f}", "{a.high:.0f}", "about {a.low:.0f}", "{a.range.high:.0f}"):
        [fault] = faults(f"There are {number}.", a=a)
        assert re.search(r"a (leaves out|may be, 35)", fault)


def test_a_percentage_has_its_sign_from_its_format():
    growth = exact(0.78, "percent")  # which .0f prints as 1
    [fault] = faults("It rose by {growth.value:.0f}%.", growth=growth)
    assert "“%” is typed behind growth; take it out" in fault
    assert not faults("It rose by {growth:.0%}.", growth=growth)


def test_words_before_a_sign_of_money_are_its_own():
    budget = Figure.parse("about 240 million", unit="dollars")
    assert not faults("About ${x.value:,.0f} was spent.", x=budget)


def test_a_text_of_a_table_is_no_expression(data):
    now = data["prisoners_2020"]
    for text in ("{now}", "{eval}`now`", "{now.value}"):
        assert not faults("It is {text}.", text=text, now=now)
