"""Figures: what rows allow, how they are printed, their arithmetic, every measure of them."""

import io
import math
import operator
import re
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from stats import Figure, FigureError
from stats.figures.figure import from_row
from stats.figures.terms import Made
from stats.output import WORKING
from stats.values.bounds import Bound
from stats.values.bounds import without_noise as digits
from stats.values.units import unit_of

INF = math.inf
PEOPLE = {"key": "prisoners", "unit": "people", "kind": "stock", "max_days_apart": 30}
PLACES = {"key": "capacity", "unit": "places", "kind": "stock", "max_days_apart": 365}
AREA = {"key": "floor_area", "unit": "square_metres", "kind": "stock", "max_days_apart": 0}
ARRESTS = {"key": "arrests", "unit": "arrests", "kind": "flow", "max_days_apart": 0}
GROWTH = {"key": "growth", "unit": "percent", "kind": "change", "max_days_apart": 61}


def row(id, value, quantity=PEOPLE, days="2020-03-01 2020-03-31", **more):
    """The figure of a row of a table."""
    texts = dict.fromkeys(("attributed_to", "counted_by", "wording", "source", "note"), "")
    cells = {"id": id, "value": value, "qualifier": "exact", "rounded_to": 1, "place": "XAA"}
    start, *_, end = map(pd.Timestamp, days.split() * 2)
    return from_row(texts | cells | {"start": start, "end": end} | more, quantity)


def dated(text, kind, *days, unit="people"):
    """A figure of words and of days."""
    return Figure.parse(
        text, unit=unit, kind=kind, **dict(zip(("start", "end"), days, strict=False))
    )


def parsed(words, unit="people", **how):
    return Figure.parse(words, unit=unit, **how)


THEN = row("then", 21_900, days="2016-12-31", rounded_to=100)
NOW = row("now", 38_990, qualifier="more_than", rounded_to=10)
WOMEN = row("women", 2_000)
MEN = row("men", 2_000, PEOPLE | {"key": "men"})
ROOM = row("room", 26_593, PLACES, "2020-01-01 2020-12-31", qualifier="estimated")
FLOOR = row("floor", 54_081, AREA, "2020-01-01 2020-12-31")
SEIZED = row("seized", 55_770, ARRESTS, "2017-01-01 2020-03-31", qualifier="at_least")
ALL = row("all", 16_725_474, PEOPLE | {"key": "population"})
THEIRS = row("theirs", 5, PLACES, place="XBB")
QUARTER = row("quarter", 400, ARRESTS, "2020-01-01 2020-03-31", qualifier="at_least")
JANUARY = row("january", 100, ARRESTS, "2020-01-01 2020-01-31")
FEBRUARY = row("february", 50, ARRESTS, "2020-02-01 2020-02-29")
MARCH = row("march", 100, ARRESTS, "2020-03-01 2020-03-31")
APRIL = row("april", 100, ARRESTS, "2020-04-01 2020-04-30")
SO_FAR = row("so_far", 400, ARRESTS, "2021-01-01 2021-03-25")
RISE = row("rise", 5, GROWTH, "2020-01-01 2020-03-31")
PLAIN = Figure(5.0, Bound(5, 5))
GROWN = stats.growth_rate(THEN, NOW)


# A row as a figure.


@pytest.mark.parametrize(
    ("value", "step", "quantity", "allowed"),
    [
        (51, 1, PEOPLE, Bound(51, 51)),
        (0, 100, PEOPLE, Bound(0, 50, high_open=True)),  # no count below 0
        (34, 2, PEOPLE, Bound(33, 35, high_open=True)),
        (54.5, 0.5, AREA, Bound(54.25, 54.75, high_open=True)),
        (0, 1, GROWTH, Bound(-0.005, 0.005, high_open=True)),
    ],
)
def test_range_of_a_rounded_row(value, step, quantity, allowed):
    figure = row("a", value, quantity, rounded_to=step)
    assert (figure.value, figure.range) == (value, allowed)
    assert (figure.low, figure.high) == (allowed.low, allowed.high)


def test_range_of_a_qualified_row():
    assert row("a", 78, GROWTH, qualifier="at_most").range == Bound(-INF, 0.78)
    assert row("a", 26_600, PLACES, qualifier="at_most").range == Bound(0, 26_600)
    assert row("a", 5, ARRESTS, qualifier="at_most").range == Bound(0, 5)


def test_figure_of_a_row():
    figure = row("a", 1_234.5, ARRESTS, "2020-01-01 2020-03-31", source="paper")
    assert (figure.unit, figure.kind, figure.quantity) == ("arrests", "flow", "arrests")
    assert (figure.max_days_apart, ROOM.max_days_apart, figure.place) == (0, 365, "XAA")
    assert (figure.start, figure.end) == (date(2020, 1, 1), date(2020, 3, 31))
    assert type(figure.end) is date  # no Timestamp, which would be shown with its hour
    assert (figure.inputs, figure.formula, figure.formula_with_numbers) == (("a",), "a", "1,234.5")
    assert (figure.row.id, figure.row.source, figure.row.rounded_to) == ("a", "paper", 1)


# How it is printed.


@pytest.mark.parametrize(
    ("figure", "spec", "text"),
    [
        (row("a", 40_000, qualifier="nearly"), "", "nearly 40,000 people"),
        (THEN, ".0f", "about 21,900 people"),
        (row("a", 40_000, qualifier="nearly", rounded_to=100), ".0f", "nearly 40,000 people"),
        (NOW, ",", "more than 38,990"),
        (Figure(5.0, Bound(3, 9), "people"), ".0f", "about 5 people"),
        (Figure(5.0, Bound(3, 9), "people"), "", "about 5 people (3 to 9)"),
        (GROWN, "", "78.0% (more than 77.6%)"),
        (GROWN, ",", "more than 77.6%"),
        (GROWN, ".0%", "more than 77%"),
        (stats.growth_rate(THEN, replace(NOW, range=Bound(38_990, 38_990))), "",
         "about 78.0% (77.6 to 78.5%)"),
        (stats.growth_rate(THEN, parsed("about 40,000")), "", "about 83% (59 to 106%)"),
        (Figure(0.0779, Bound(0.0771, 0.07795), "percent"), "", "about 7.8% (7.7 to 7.8%)"),
        # Of 5.3 and less than 55.4, the second ends with the first.
        (Figure(0.053, Bound(-0.01, 0.553, high_open=True), "percent"), "", "about 5% (−1 to 56%)"),
        (Figure(5.0, Bound(0, 55, high_open=True, from_nothing=True), ""), "", "5 (less than 55)"),
        (Figure(5.0, Bound(0, 55), ""), "", "about 5 (0 to 55)"),
        # Its end, rounded so that it stays true.
        (Figure(3.25, Bound(38 / 12, 3.25), "years"), "", "3.1 to 3.3 years"),
        (Figure(3.25, Bound(38 / 12, 3.25), "years"), ".1", "at most 3.3 years"),
        (Figure(3.25, Bound(3.25, 4, low_open=True), "years"), ".1", "more than 3.2 years"),
    ],
)  # fmt: skip
def test_figure_in_words(figure, spec, text):
    assert format(figure, spec) == text


def test_nobody_dates_a_stock_of_months():
    days = "2020-06-01 2021-05-31"
    stock = row("a", 8_804, PLACES, days)
    assert (stock.undated, stock.when) == (True, "some time from June 2020 to May 2021")
    quarter = row("a", 1, days="2020-01-01 2020-04-02")  # 30 + 29 + 31 + 2 days later
    assert (
        quarter.undated,
        replace(quarter, period=(quarter.period._replace(last=date(2020, 4, 3)))).undated,
    ) == (False, True)
    year = row("a", 1, days="2020-01-01 2020-12-31")  # it stands at its end
    assert [each.undated for each in (year, row("a", 1, ARRESTS, days), PLAIN)] == [False] * 3


def test_no_format_is_finer_than_the_source():
    with pytest.raises(ValueError, match=r"'\.1%' is finer than what is printed, 78%"):
        format(Figure.parse("78%", unit="percent"), ".1%")


def test_shares_of_one_period_add_up():
    year = {"start": "2022-01-01", "end": "2022-12-31", "kind": "flow"}
    whole, farms, roads = (
        Figure.parse(each, unit="deaths", **year) for each in ("26 deaths", "12 deaths", "7 deaths")
    )
    # 12 / 26 + 7 / 26 = 19 / 26
    assert (farms / whole + roads / whole).value == pytest.approx(19 / 26)
    with pytest.raises(FigureError, match="share days of 2022, which a sum would count twice"):
        farms + roads


def test_what_follows_from_a_rounded_count_is_no_finer():
    # 65,000 to 75,000, less 15,779
    rest = Figure.parse("70,000", unit="people") - Figure.parse("15,779", unit="people")
    assert str(rest) == "about 54,000 people (49,221 to 59,220)"
    assert (f"{rest:,}", rest.face, rest.value) == ("about 54,000", "54,221 people", 54_221)
    # It stays in its range, and is not nothing.
    assert str(Figure(49_300.0, rest.range)) == "about 49,300 (49,221 to 59,221)"
    assert str(Figure(4.0, Bound(-4_996, 5_004))) == "about 4 (−4,996 to 5,004)"


def test_a_fall_in_thousands_is_rounded_too():
    assert Figure.parse("54,000 less", unit="people", kind="change").rounded_to == 1_000


@pytest.mark.parametrize("text", [NOW, b"300", True, None])
def test_what_is_no_text_and_no_number_is_not_read(text):
    """A figure would lose its words, and get another unit."""
    with pytest.raises(TypeError, match="write a few words around a number, a number, or"):
        Figure.parse(text, unit="places")


def test_a_figure_is_printed_in_parts():
    assert NOW.printed(",") == ("more than ", "38,990", "", "", "")
    level = stats.occupancy_rate(NOW, ROOM)
    assert level.printed() == ("about ", "146.6", "%", " or more", "")
    assert GROWN.printed() == ("", "78.0", "%", "", "more than 77.6%")


def test_at_its_own_decimals_a_row_is_as_printed():
    printed = Figure.parse("78.4%", unit="percent")
    assert [format(printed, spec) for spec in (".1%", ".0%")] == ["78.4%", "about 78%"]


def test_it_is_written_to_a_width():
    specs = ("25", ">25", "*^25,", "<15,.0f")
    assert [format(NOW, spec) for spec in specs] == [
        "more than 38,990 people  ",
        "  more than 38,990 people",
        "****more than 38,990*****",
        "more than 38,990",
    ]


@pytest.mark.parametrize(
    ("figure", "spec"), [(NOW, "d"), (NOW, ".1e"), (GROWN, "%"), (GROWN, "rose|fell")]
)
def test_no_other_format(figure, spec):
    message = rf"{re.escape(repr(spec))} is no format of {re.escape(figure.name)}.*\.0f.*\.1%"
    with pytest.raises(ValueError, match=message):
        format(figure, spec)


@pytest.mark.parametrize(
    ("figure", "html"),
    [
        (stats.occupancy_rate(NOW, ROOM),
         'about 146.6% or more| = 38,990 / 26,593 (<a href="#figure-now">now</a>, '
         '<a href="#figure-room">room</a>)'),
        (PLAIN, "5|"),
        (replace(PLAIN, made=Made("5", (row("men_2016", 5),))),
         '5| = 5 (<a href="#figure-men_2016">men 2016</a>)'),
        (Figure(5.0, Bound(5, 5), made=Made("9 - -4 <&")), "5| = 9 − −4 &lt;&amp;"),
        (row('<i>"', 5, PEOPLE | {"unit": "<b>"}),
         '<a href="#figure-&lt;i&gt;&#34;">5 &lt;b&gt;</a>| “”, , March 2020 (<a '
         'href="#figure-&lt;i&gt;&#34;">&lt;i&gt;&#34;</a>)'),
    ],
    ids=["computed", "of no row", "of a row", "minus", "hostile"],
)  # fmt: skip
def test_figure_in_jupyter(figure, html):
    """In a text its words; in a cell of its own what it comes from, too."""
    words, _, working = html.partition("|")
    shown = figure._repr_html_()
    assert WORKING.sub("", shown) == words
    assert shown.endswith(f'{words}<small class="working">{working}</small>')


# Sums and differences.


def dates(figure):
    return tuple(day and str(day) for day in (figure.start, figure.end))


@pytest.mark.parametrize(
    ("figure", "value", "allowed", "formula"),
    [
        (NOW + MEN, 40_990, Bound(40_990, INF, True), "now + men"),
        (sum([THEN, PLAIN]), 21_905, Bound(21_855, 21_955, False, True), "then + 5"),
        (WOMEN - THEN, -19_900, Bound(-19_950, -19_850, True), "women - then"),
        (NOW - (WOMEN + PLAIN), 36_985, Bound(36_985, INF, True), "now - (women + 5)"),
        ((NOW - WOMEN) + PLAIN, 36_995, Bound(36_995, INF, True), "now - women + 5"),
        (NOW - 900, 38_090, Bound(38_090, INF, True), "now - 900"),
        (900 + THEN, 22_800, Bound(22_750, 22_850, False, True), "900 + then"),
        (40_000 - NOW, 1_010, Bound(-INF, 1_010, False, True), "40,000 - now"),
    ],
)
def test_sum_and_difference(figure, value, allowed, formula):
    assert (figure.value, figure.range, figure.formula) == (value, allowed, formula)
    assert figure.formula_with_numbers == in_numbers(formula)


def in_numbers(formula):
    for figure in (THEN, NOW, WOMEN, MEN, ROOM, FLOOR, SEIZED, ALL):
        formula = formula.replace(figure.inputs[0], f"{figure.value:,.0f}")
    return formula


FEBRUARY_RISE = row("a", 1, GROWTH, "2020-02-01 2020-02-29")


@pytest.mark.parametrize(
    ("days", "figures"),
    [
        (("2016-12-31", "2020-03-31"), [WOMEN - THEN]),
        (("2020-01-01", "2020-03-31"), [RISE + RISE, QUARTER - QUARTER]),
        (("2020-01-01", "2020-01-31"), [JANUARY + 5, JANUARY - 5, 5 - JANUARY]),
        ((None, None), [JANUARY + PLAIN, JANUARY - PLAIN, RISE - FEBRUARY_RISE]),
        # Flows: whole stretches, and what is left of them.
        (("2020-01-01", "2020-02-29"), [FEBRUARY + JANUARY, QUARTER - MARCH]),
        (("2020-01-01", "2020-03-31"), [JANUARY + FEBRUARY + MARCH]),
        (("2020-02-01", "2020-03-31"), [QUARTER - JANUARY]),
        (("2020-03-01", "2020-03-31"), [QUARTER - (JANUARY + FEBRUARY)]),
        ((None, None), [JANUARY + APRIL, QUARTER - FEBRUARY, JANUARY - QUARTER, MARCH - QUARTER]),
        ((None, None), [QUARTER - (MARCH + APRIL), (MARCH + APRIL) - QUARTER]),
    ],
)
def test_dates_of_a_sum(days, figures):
    assert [dates(figure) for figure in figures] == [days] * len(figures)


def test_the_rest_of_a_year_has_dates_without_a_table():
    days = {"kind": "flow", "start": "2020-01-01"}
    year = parsed("1,200 deaths", "deaths", rounded_to=1, end="2020-12-31", **days)
    quarter = parsed("300 deaths", "deaths", rounded_to=1, end="2020-03-31", **days)
    assert dates(year - quarter) == ("2020-04-01", "2020-12-31")
    assert stats.mean_rate(year - quarter, per="month").value == 100  # 900 in nine months


def stock(*days):
    return dated("100,000 people", "stock", *days)


def rise(*days):
    return dated("up by 5,000 people", "change", *days)


@pytest.mark.parametrize(
    ("count", "days", "after"),
    [
        (stock("2014-12-31"), ("2014-12-31", "2016-12-31"), "2016-12-31"),
        (stock("2014-12-31"), ("2015-01-01", "2016-12-31"), "2016-12-31"),  # from the next day
        (stock("2014-01-01", "2014-12-31"), ("2015-01-01", "2015-12-31"), "2015-12-31"),
        (stock("2015-03-01", "2015-03-31"), ("2015-03-15", "2016-03-15"), "2016-03-15"),
        (stock("2016-12-31"), ("2016-01-01", "2016-12-31"), None),  # it has the change
        (stock("2019-01-01", "2019-12-31"), ("2015-01-01", "2016-12-31"), None),
    ],
)
def test_a_count_after_a_change(count, days, after):
    for moved in (count + rise(*days), rise(*days) + count):
        assert (moved.value, moved.kind, dates(moved)) == (105_000, "stock", (after, after))


@pytest.mark.parametrize(
    ("count", "days", "before"),
    [
        (stock("2016-12-31"), ("2014-12-31", "2016-12-31"), "2014-12-31"),
        (stock("2017-01-01"), ("2014-12-31", "2016-12-31"), "2014-12-31"),
        # By the change of a year, the count of the year before: at a day that is in neither.
        (stock("2016-01-01", "2016-12-31"), ("2016-01-01", "2016-12-31"), None),
        (stock("2019-12-31"), ("2015-01-01", "2016-12-31"), None),
    ],
)
def test_a_count_before_a_change(count, days, before):
    moved = count - rise(*days)
    assert (moved.value, moved.kind, dates(moved)) == (95_000, "stock", (before, before))


def test_sum_keeps_what_is_shared():
    both = NOW + MEN
    assert (both.unit, both.kind, both.place, both.row) == ("people", "stock", "XAA", None)
    assert (both.quantity, both.max_days_apart, (JANUARY + FEBRUARY).quantity) == (
        "",
        30,
        "arrests",
    )
    assert (both + NOW).inputs == ("now", "men")


@pytest.mark.parametrize(
    ("number", "digits", "words"),
    [
        (row("a", 9_634), -3, "about 10,000 people (9,500 to 10,500)"),
        (row("a", 9_634), 0, "9,634 people"),
        (NOW, -3, "39,000 people (more than 38,990)"),
    ],
)
def test_a_rounded_number(number, digits, words):
    assert str(round(number, digits)) == words


def test_counts_of_one_thing_are_not_added():
    with pytest.raises(FigureError, match=r"now and women are two counts of one thing.*mean"):
        NOW + WOMEN
    elsewhere = row("b", 2_000, place="")
    assert (NOW + elsewhere).value == (NOW + MEN).value == 40_990


def test_growth_a_year_is_of_rows_alone():
    assert not stats.annual_growth_rate(THEN, NOW).typed
    assert stats.annual_growth_rate(THEN, NOW + 1).typed


def test_rates_of_two_years_are_not_added():
    rates = [
        Figure.parse("27%", unit="percent", kind="flow", start=f"{year}-01-01", end=f"{year}-12-31")
        for year in (2019, 2020)
    ]
    with pytest.raises(FigureError, match="are not of one time"):
        rates[0] + rates[1]
    assert (rates[0] + rates[0]).value == 0.54


def test_kind_of_a_difference():
    assert ((NOW - THEN).kind, (NOW - WOMEN).kind) == ("change", "stock")
    assert (MARCH - JANUARY).kind == "flow"
    assert (NOW * GROWN).kind == (NOW / (1 + GROWN)).kind == ""  # a count of another time


def test_unknown_is_taken_from_the_other():
    for both in (PLAIN + NOW, NOW - PLAIN):
        assert (both.unit, both.kind, both.place) == ("people", "stock", "XAA")
        assert dates(both) == (None, None)


@pytest.mark.parametrize("operands", [(NOW, "1"), (True, NOW), (NOW, None)])
def test_no_sum_with_what_is_no_number(operands):
    for combine in (operator.add, operator.sub):
        with pytest.raises(TypeError, match="unsupported operand"):
            combine(*operands)


PER_MONTH = partial(stats.mean_rate, per="month")


# Every measure of figures, each worked by hand.


@pytest.mark.parametrize(
    ("measure", "arguments", "shown", "unit", "formula"),
    [
        (stats.change, (THEN, NOW), "17,090 people (more than 17,040)",
         "people, change", "now - then"),
        (stats.growth_rate, (THEN, NOW), "78.0% (more than 77.6%)",
         "percent, change", "now / then - 1"),
        # 3.25 years to the last day of March, 3.17 to its first: 1.7763 ** (1 / 3.25) is 1.1934.
        (stats.annual_growth_rate, (THEN, NOW), "19.4% a year (more than 19.3%)",
         "percent a year, change", "(now / then) ** (1 / 3.25) - 1"),
        (stats.annual_growth_rate, (WOMEN, 8_000, 0.5), "1,500.0% a year",
         "percent a year, change", "(8,000 / women) ** (1 / 0.5) - 1"),  # 4 * 4 - 1
        (stats.occupancy_rate, (NOW, ROOM), "about 146.6% or more",
         "percent, stock", "now / room"),
        (stats.places_short, (NOW, ROOM), "about 12,397 places or more",
         "places, stock", "now - room"),
        (stats.floor_area_per_person, (FLOOR, WOMEN), "27.0 m² a person",
         "square_metres a person, stock", "floor / women"),
        (stats.share, (WOMEN, NOW), "less than 5.2%",
         "percent, stock", "women / now"),
        (stats.rate_per, (NOW, ALL), "more than 233.1 per 100,000",
         "per_100000, stock", "now / all * 100,000"),
        (PER_MONTH, (SEIZED,),
         "at least 1,430 arrests a month",
         "arrests a month, mean", "seized / months from 2017-01-01 to 2020-03-31"),
    ],
)  # fmt: skip
def test_measure_of_figures(measure, arguments, shown, unit, formula):
    figure = measure(*arguments)
    assert (str(figure), f"{figure.unit}, {figure.kind}") == (shown, unit)
    assert (figure.formula, figure.formula_with_numbers) == (formula, in_numbers(formula))
    assert all(name in formula for name in figure.inputs)


def test_rate_of_more_than_a_year_is_refused():
    with pytest.raises(FigureError, match=r"seized is of January 2017 to March 2020.*mean_rate"):
        stats.rate_per(SEIZED, 1_000_000)


def test_rate_of_a_flow_by_a_count_of_a_day_in_it():
    deaths = row("deaths", 600, ARRESTS, "2020-01-01 2020-12-31")
    people = row("people", 2_000_000, PEOPLE, "2020-07-01")
    assert stats.rate_per(deaths, people).value == pytest.approx(30)


def test_figures_that_are_the_same():
    assert replace(NOW) == NOW
    assert NOW != WOMEN
    assert replace(NOW, range=Bound(38_990, 38_990)) != NOW


def test_figure_is_a_number_where_that_can_be_told():
    assert WOMEN == 2_000
    assert NOW != 38_990  # it is more
    assert THEN != 21_950  # its end is left out
    assert THEN != 21_900  # it may be another
    with pytest.raises(FigureError, match=r"cannot be told.*then, 21,850 to 21,949.*21,900"):
        assert THEN < 21_900


def test_brackets_of_a_formula():
    over = stats.occupancy_rate(NOW - WOMEN, ROOM) - 1
    assert over.formula == "(now - women) / room - 1"
    assert over.formula_with_numbers == "(38,990 - 2,000) / 26,593 - 1"
    assert over.inputs == ("now", "women", "room")
    assert stats.change(NOW - WOMEN, NOW).formula == "now - (now - women)"
    grown = stats.annual_growth_rate(THEN, NOW - WOMEN, 2)
    assert grown.formula == "((now - women) / then) ** (1 / 2) - 1"
    assert stats.rate_per(NOW / 2, ALL).formula == "now / 2 / all * 100,000"


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv]


@given(
    ends=st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 30)), min_size=2, max_size=4),
    steps=st.lists(
        st.tuples(st.sampled_from(OPERATORS), st.integers(0, 8), st.integers(0, 8)),
        min_size=1,
        max_size=4,
    ),
    parts=st.lists(st.floats(0, 1), min_size=4, max_size=4),
)
def test_no_formula_of_figures_has_a_range_that_is_too_narrow(ends, steps, parts):
    """Whatever it repeats: each figure somewhere in its range gives a result in that of all."""
    figures = [Figure(low, Bound(low, low + width)) for low, width in ends]
    numbers = [low + part * width for (low, width), part in zip(ends, parts, strict=False)]
    for operate, first, second in steps:
        left, right = first % len(figures), second % len(figures)
        try:
            figures.append(operate(figures[left], figures[right]))
        except FigureError:  # divided by what may be 0
            return
        numbers.append(operate(numbers[left], numbers[right]))
    allowed, near = figures[-1].range, 1e-9 * (1 + max(map(abs, numbers)))
    assert allowed.low - near <= numbers[-1] <= allowed.high + near


def test_measure_keeps_range_place_time():
    assert GROWN.value == pytest.approx(17_090 / 21_900)
    assert (GROWN.low, GROWN.high) == (pytest.approx(38_990 / 21_950 - 1), INF)
    assert (GROWN.place, dates(GROWN)) == ("XAA", ("2016-12-31", "2020-03-31"))
    assert (GROWN.quantity, GROWN.max_days_apart) == ("", 30)
    assert stats.change(PLAIN, NOW).unit == "people"
    assert stats.change(5, NOW).quantity == "prisoners"
    assert stats.rate_per(NOW, 17_000_000).quantity == ""
    assert (PLAIN - NOW).max_days_apart == (NOW - PLAIN).max_days_apart == 30
    assert ((NOW - WOMEN).quantity, (NOW - PLAIN).quantity) == ("prisoners", "")
    assert stats.growth_rate(PLAIN, NOW).place == "XAA"


def test_measure_is_of_all_that_its_figures_cover():
    assert dates(stats.occupancy_rate(NOW, ROOM)) == ("2020-01-01", "2020-12-31")
    assert dates(
        stats.rate_per(NOW, replace(ALL, period=ALL.period._replace(first=date(2020, 1, 1))))
    ) == (
        "2020-01-01",
        "2020-03-31",
    )
    deaths = Figure.parse("600 deaths", unit="deaths")
    assert stats.rate_per(deaths, ALL).place == "XAA"


def test_figure_of_no_known_kind_goes_with_a_change():
    assert stats.change(Figure.parse("3%", unit="percent"), RISE).face == "2.0 percentage points"


def test_years_between_figures():
    years = stats.years_between(THEN, NOW)
    assert str(years) == "3.1 to 3.3 years"
    assert (years.unit, years.kind) == ("years", "change")
    assert years.formula == "years from 2016-12-31 to 2020-03-31"
    assert years.inputs == ("then", "now")


@pytest.mark.parametrize(
    ("start", "end", "low", "face", "high"),
    [
        (THEN, NOW, 38 + 1 / 31, 39, 39),
        ("2019-03-31", NOW, 11 + 1 / 31, 12, 12),
        (ROOM, "2021-12-31", 12, 12, 12),  # of a calendar year: at its end
        (row("a", 1, days="2019-01-01 2019-06-30"), "2020-06-30", 12, 12, 17 + 29 / 30),
        (row("a", 1, days="2019-07-01 2019-12-31"), "2020-12-31", 12, 12, 17 + 30 / 31),
        (JANUARY, APRIL, 3, 3, 3),  # flows: at their ends too
        (RISE, "2021-03-31", 12, 12, 14 + 30 / 31),
        (WOMEN, NOW, 0, 0, 30 / 31),  # of one day, or of both ends of the month
    ],
)
def test_range_of_years(start, end, low, face, high):
    years = stats.years_between(start, end)
    assert (12 * years.low, 12 * years.value, 12 * years.high) == pytest.approx((low, face, high))
    assert years.range == Bound(years.low, years.high)  # both ends are held


def test_range_of_yearly_growth():
    start, end = row("a", 100, days="2018-12-31"), row("b", 400, days="2019-12-31 2020-12-31")
    growth = stats.annual_growth_rate(start, end)
    assert (growth.value, growth.range) == (1, Bound(1, 3))  # four times in two years, or in one


def test_given_years_go_first():
    assert stats.annual_growth_rate(WOMEN, row("b", 4_000, days="2030-01-01"), 1).value == 1


# What does not go together.


FEW = row("few", 5, PEOPLE | {"max_days_apart": 0}, "2020-02-01")
MORE = row("more", 5, qualifier="more_than")
YEAR, HALF = (
    row(id, 5, days=f"2016-01-01 2016-{end}") for id, end in (("a", "12-31"), ("b", "06-30"))
)


@pytest.mark.parametrize(
    ("measure", "arguments", "words"),
    [
        # Of another unit, named by its argument.
        (stats.occupancy_rate, (ROOM, 5), "prisoners: room.*places.*people"),
        (stats.floor_area_per_person, (NOW, NOW), "floor_area: now.*people.*square metres"),
        (stats.share, (WOMEN, ROOM), "women.*people.*room.*places"),
        (Figure.__add__, (ROOM, NOW), "room.*now.*places.*people"),
        (Figure.__gt__, (NOW, ROOM), "room.*places.*now.*people"),
        # Of another time.
        (stats.occupancy_rate, (THEN, ROOM), "31 December 2016 .then.*2020 .room.*one time"),
        (stats.rate_per, (JANUARY, FEW), "January 2020 .january.*1 February 2020 .few.*one time"),
        (stats.rate_per, (parsed("5%", "percent"), ALL), "is in %; take the number itself"),
        (stats.growth_rate, (NOW, THEN), "March 2020 .now.*after 31 December 2016 .then.*earlier"),
        (stats.annual_growth_rate, (YEAR, HALF), "end: 2016-06-30.*before.*2016-12-31.*end is b"),
        (PER_MONTH, (JANUARY + APRIL,), "dates of january . april are not known"),
        (stats.annual_growth_rate, (PLAIN, NOW), "dates of 5 are not known"),
        # Of another length.
        (stats.annual_growth_rate, (QUARTER, APRIL), "quarter covers 91 days.*april 30.*mean_rate"),
        (stats.growth_rate, (QUARTER, SO_FAR), "quarter covers 91 days.*so_far 84.*mean_rate"),
        # Of days that a sum would count twice.
        (Figure.__add__, (QUARTER, JANUARY), "quarter and january share days of January 2020"),
        (Figure.__add__, (JANUARY + APRIL, APRIL), "january .+ april and april share days"),
        # Of another place, quantity or kind.
        (stats.occupancy_rate, (NOW, THEIRS), "now.*XAA.*theirs.*XBB"),
        (stats.growth_rate, (THEN, ALL), "then.*quantity prisoners.*all.*quantity population"),
        (PER_MONTH, (NOW,), "count: now.*no count over a period"),
        (stats.occupancy_rate, (NOW - THEN, ROOM), "prisoners: now - then.*change.*count"),
        (stats.growth_rate, (THEN, NOW - THEN), "then.*kind stock.*now - then.*kind change"),
        (stats.share, (stats.change(THEN, NOW), ALL), "now - then.*change.*all is a count"),
        # Outside what a measure may be, with the figures that it is of.
        (stats.share, (MORE, 5), "share: more than 1.*from 0 to 1.*part is more"),
        (stats.growth_rate, (row("none", 0), NOW), "start: 0.*above 0.*start is none, end is now"),
        (stats.annual_growth_rate, (WOMEN, NOW, math.nan), "years: .*missing.*start is women"),
        (Figure.__truediv__, (NOW, row("none", 0)), "none is 0.*cannot be 0"),
        (Figure.__truediv__, (NOW, row("few", 0, rounded_to=100)), "few is 0 to 49.*not be 0"),
        (Figure.__truediv__, (NOW, Figure(1.0, Bound(-1, 2))), "1 is −1 to 2.*cannot be 0"),
        (Figure.__add__, (NOW, math.inf), "inf.*no end"),
    ],
)  # fmt: skip
def test_figures_of_other_kinds(measure, arguments, words):
    with pytest.raises(FigureError, match=words):
        measure(*arguments)


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (lambda: GROWN * 100, "100 would be 10,000%.*0.05 for 5%"),
        (lambda: 1 / NOW, "1 / now.*a number / people"),
        (lambda: NOW / stats.rate_per(NOW, ALL), "people / per 100,000.*rate_per"),
        (lambda: NOW * WOMEN, r"people \* people"),
        (lambda: stats.change(RISE, RISE) - RISE, "percentage points - %"),
        (lambda: 1 - parsed("fell by 12%", "percent"), r"1 - .12.*fall is below 0.*1 \+"),
        (lambda: 1 - stats.growth_rate(parsed("50"), parsed("40")), r"fall is below 0.*1 \+"),
    ],
)
def test_what_two_units_do_not_give(slip, words):
    with pytest.raises(FigureError, match=words):
        slip()


def test_percent_and_points():
    five, three = parsed("5%", "percent"), parsed("3 percentage points", "percentage points")
    assert [str(each) for each in (five + three, three + five, five - three)] == [
        "about 8.0% (7.0 to 9.0%)",  # 4.5 to 5.5 and 2.5 to 3.5
        "about 8.0% (7.0 to 9.0%)",
        "about 2.0% (1.0 to 3.0%)",
    ]


def test_decimals_are_written_on_purpose():
    assert parsed("4.350 million", "tonnes").rounded_to == 1_000


def test_the_mean_of_two_shares():
    shares = [parsed(f"{each}%", "percent", kind="stock") for each in (30, 40)]
    assert (sum(shares) / 2).value == 0.35
    assert (sum([*shares, *shares, *shares]) / 6).value == 0.35
    with pytest.raises(FigureError, match=r"write 0\.05 for 5%"):
        print(shares[0] < 3)


def test_a_quotient_less_one_is_in_percent():
    more = parsed("60 boys", "boys") / parsed("50 girls", "girls") - 1
    assert str(more) == "20.0%"


def test_the_number_of_a_sum_has_no_noise():
    whole = sum(parsed(f"{each}%", "percent", kind="stock") for each in (70, 20, 10))
    assert whole.value == 1  # 0.7 + 0.2 + 0.1 is 0.99…9
    exact = sum(Figure(each, Bound(each, each)) for each in (0.7, 0.2, 0.1))
    assert (exact.value, exact.range) == (1, Bound(1, 1))


def test_a_count_of_no_unit_keeps_none():
    assert (Figure(50.0, Bound(50, 50)) * dated("78%", "flow", unit="percent")).unit == ""


def test_parts_of_a_whole_add():
    days = "2020-01-01 2020-12-31"
    boys, girls, babies = (
        row(name, size, ARRESTS | {"key": name}, days)
        for name, size in (("boys", 18), ("girls", 16), ("babies", 2))
    )
    both = boys + girls + babies
    assert (both.value, both.unit, both.quantity) == (36, "arrests", "")  # 18 + 16 + 2
    assert dates(both) == tuple(days.split())
    with pytest.raises(FigureError, match=r"share days.*twice"):
        boys + row("more", 4, ARRESTS | {"key": "boys"}, days)
    for twice in (boys, girls + babies):
        with pytest.raises(FigureError, match=r"share days.*twice"):
            boys + girls + twice


@pytest.mark.parametrize(("days", "together"), [("2020-04-30", True), ("2020-05-01", False)])
def test_most_days_apart(days, together):
    part = row("a", 1, PEOPLE | {"key": "men"}, days=days)
    whole = row("b", 2, days="2020-03-31")
    for first, second in ((part, whole), (whole, part)):
        if together:
            assert dates(first + second) == ("2020-03-31", "2020-04-30")
        else:
            with pytest.raises(FigureError, match="not of one time"):
                first + second


def test_figures_of_one_kind():
    assert stats.growth_rate(FEBRUARY, MARCH).value == 1  # 29 days and 31
    plain, leap = (row("a", 1, ARRESTS, f"{year}-01-01 {year}-12-31") for year in (2019, 2020))
    assert stats.change(plain, leap).value == 0  # 365 days and 366
    assert stats.change(THEN, THEN).value == 0
    slower = stats.change(RISE, row("a", 6, GROWTH, "2020-04-01 2020-04-30"))
    assert slower.face == "1.0 percentage points"
    assert stats.share(WOMEN, ALL).unit == "percent"  # a part is of another quantity
    means = [stats.mean_rate(figure, per="month") for figure in (QUARTER, APRIL)]
    assert stats.change(*means).value == pytest.approx(100 - 400 / 3)


def test_years_or_days_are_missing():
    with pytest.raises(TypeError, match=r"^years: give them, as in years=3.25"):
        stats.annual_growth_rate(THEN, 50_000)
    with pytest.raises(TypeError, match=r"^start: None.*no day"):
        stats.mean_rate(100, per="month")


@pytest.mark.parametrize("days", [("2020-01-01",), ("2020-01-01", "2020-01-15")])
def test_a_figure_has_its_own_days(days):
    with pytest.raises(FigureError, match=r"^start, end: .*january.*leave them out"):
        stats.mean_rate(JANUARY, *days, per="month")


# Comparisons, quotients, quotations.

EXACT, ABOUT = row("x", 39_000), row("y", 39_000, qualifier="about", rounded_to=1_000)
NEARLY = row("z", 40_000, qualifier="nearly", rounded_to=10_000)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (NOW > THEN, True),  # more than 38,990; 21,850 up to 21,950
        (THEN < NOW, True),
        (THEN < 21_950, True),  # its end is left out
        (THEN >= 21_850, True),
        (NOW <= 38_990, False),
        (EXACT < 39_000, False),
        (ABOUT > 38_499, True),  # half a step either way
        (ABOUT <= 39_500, True),
        (NEARLY < 40_000, True),
        (NEARLY > 35_000, True),
    ],
)
def test_comparison(answer, expected):
    assert answer is expected


@pytest.mark.parametrize(
    ("compare", "words"),
    [
        (lambda: NOW > 40_000, "40,000.*now, more than 38,990 people"),
        (lambda: THEN < 21_900, "then, 21,850 to 21,949 people.*21,900"),
        (lambda: ABOUT > 38_500, "38,500.*y, 38,500 to 39,500 people"),
        (lambda: NEARLY < 39_999, "z, 35,000 to 39,999 people.*39,999"),
    ],
)
def test_comparison_that_cannot_be_told(compare, words):
    with pytest.raises(FigureError, match=rf"^it cannot be told.*{words}.*x\.value"):
        compare()


# One unknown.


@pytest.mark.parametrize(
    "other",
    [
        row("another", 21_900, days="2016-12-31", rounded_to=100),
        replace(THEN, range=THEN.range, place=""),  # the same object for its range
        replace(THEN, row=None),
        THEN * 1,
    ],
)
def test_figures_with_one_range_are_two_unknowns(other):
    assert (THEN - other).range == Bound(-100, 100, True, True)
    assert stats.share(THEN, other).range == Bound(digits(21_850 / 21_950), 1, low_open=True)
    with pytest.raises(FigureError, match="cannot be told"):
        assert other > THEN


def test_a_figure_without_its_sign():
    fall = stats.change(THEN, row("less", 17_290))  # 21,850 to 21,950 before
    assert str(-fall) == str(abs(fall)) == str(fall * -1) == "about 4,610 people (4,560 to 4,659)"
    assert abs(NOW) is NOW
    fall = Figure.parse("fell by more than 67%", unit="percent")
    assert (str(-fall), str(abs(fall))) == ("more than 67%", "more than 67%")  # as it is printed
    assert abs(row("a", 0, rounded_to=100)).low == 0
    assert (-abs(row("a", 0, rounded_to=100))).high == 0
    assert abs(-row("a", 0, rounded_to=100)).range == Bound(0, 50, high_open=True)
    for either in (WOMEN - row("a", 2_000, rounded_to=100), Figure(-0.2, Bound(-1, 0.5))):
        with pytest.raises(FigureError, match="cannot be told"):
            abs(either)


@pytest.mark.parametrize(
    ("quotient", "text", "formula"),
    [
        (NOW / THEN, "1.78 (more than 1.77)", "now / then"),
        (NOW / ROOM, "about 1.46 or more", "now / room"),
        ((WOMEN + PLAIN) / WOMEN, "1.00", "(women + 5) / women"),
        (row("none", 0) / WOMEN, "0.00", "none / women"),
        (WOMEN / row("few", 4_000, qualifier="at_most"), "at least 0.50", "women / few"),
    ],
)
def test_quotient(quotient, text, formula):
    assert (str(quotient), quotient.unit, quotient.formula) == (text, "times", formula)


@pytest.mark.parametrize(
    ("text", "unit", "rounded_to", "expected"),
    [
        ("nearly 40 thousand", "people", 1, ("nearly 40,000 people", 39_500, 40_000)),
        ("rose by 78%", "percent", 1, ("78%", 0.775, 0.785)),
        ("22.8 percent more", "percent", 0.1, ("22.8%", 0.2275, 0.2285)),
        ("22.8 percent more", "percent", 0.01, ("22.8%", 0.2275, 0.2285)),  # no finer than written
    ],
)
def test_quotation(text, unit, rounded_to, expected):
    figure = Figure.parse(text, unit=unit, rounded_to=rounded_to)
    assert (str(figure), figure.low, figure.high) == expected


def test_quotation_has_dates():
    figure = Figure.parse("5 arrests", unit="arrests", start="2020-01-01", end=date(2020, 1, 31))
    assert (figure.when, Figure.parse("5 men", unit="men", end="2020-01-01").when) == (
        "January 2020",
        "1 January 2020",
    )
    day = Figure.parse("5 men", unit="men", start="2020-01-01", end="2020-01-01")
    assert day.when == "1 January 2020"


@pytest.mark.parametrize(
    ("text", "rounded_to", "low", "high"),
    [
        ("nearly 900 men", None, 850, 900),
        ("about 48,000 men", None, 47_500, 48_500),
        ("about 48,000 men", 100, 47_950, 48_050),
        ("an estimated 26,593 men", None, 26_593, 26_593),
        ("21,900 men", None, 21_850, 21_950),
        ("40,000 men", None, 35_000, 45_000),
        ("1.5 million men", None, 1_450_000, 1_550_000),
        ("21,900 men", 1, 21_900, 21_900),
        ("38,990 men", None, 38_990, 38_990),
        ("900 men", None, 900, 900),  # below a thousand
        ("0 men", None, 0, 0),
        ("at least 55,700 men", None, 55_700, math.inf),
    ],
)
def test_step_of_a_quotation(text, rounded_to, low, high):
    figure = Figure.parse(text, unit="men", rounded_to=rounded_to)
    assert (figure.low, figure.high) == (low, high)


def test_what_is_measured_is_written_to_its_last_digit():
    figure = Figure.parse("2,000.0 tonnes", unit="tonnes")
    assert figure.range == Bound(1_999.95, 2_000.05, high_open=True)
    figure = Figure.parse("about 5.0 tonnes", unit="tonnes")
    assert (figure.low, figure.high) == (4.95, 5.05)


def test_percentage_is_written_to_its_last_digit():
    figure = Figure.parse("up 400%", unit="percent")
    assert (figure.low, figure.high, figure.rounded_to) == (3.995, 4.005, 0.01)
    figure = Figure.parse("up 1,200%", unit="percent")
    assert (figure.low, figure.high, figure.rounded_to) == (11.995, 12.005, 0.01)


@pytest.mark.parametrize(
    ("text", "days", "words"),
    [
        ("5 men", {"start": "2018"}, "start: '2018'.*no day"),
        ("5 men", {"start": "2019-01-01", "end": "2018-01-01"}, "end: 2018-01-01.*before"),
        ("a few people", {}, '"a few people".*no number.*digits'),
        ("2 men and 3 women", {}, '"2 men and 3 women".*2 numbers, 2, 3'),
        ("from 2 to 3 men", {}, '"from 2 to 3 men".*2 numbers, 2, 3'),
        ("2.5 men", {}, '"2.5 men".*fraction'),
    ],
)
def test_quotation_that_is_refused(text, days, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        Figure.parse(text, unit="men", **days)


def test_days_of_a_row_are_known():
    assert THEN.days == (date(2016, 12, 31), date(2016, 12, 31))
    assert PLAIN.period is None
    with pytest.raises(FigureError, match="the dates of 5 are not known"):
        PLAIN.days  # noqa: B018


def test_about_a_percent_is_compared_by_all_that_it_may_be():
    share = replace(parsed("52 people") / parsed("100 people", rounded_to=1), unit="percent")
    about = parsed("about 50%", "percent", kind="stock")  # 45 to 55
    with pytest.raises(FigureError, match="cannot be told"):
        assert share > about


def test_a_part_by_its_share_is_the_whole():
    part, share = parsed("150 people"), parsed("30%", "percent", kind="stock")
    assert str(part / share) == "about 500 people (491 to 509)"  # 150 / 0.305, 150 / 0.295
    assert str(share * (part / share)) == "about 150 people (145 to 155)"  # 145.08 to 155.08


def test_figure_by_0_and_by_numbers_below_it():
    assert (parsed("at least 38,990") * 0).range == Bound(0, 0)
    assert (parsed("at least 40 people") / -2).range == Bound(-INF, -20)


@pytest.mark.parametrize(
    "slip",
    [
        lambda share: share < 50,
        lambda share: 60 > share,  # noqa: SIM300
        lambda share: 100 - share,
        lambda share: share * 100,
        lambda share: share / 100,
    ],
)
def test_a_percentage_meets_no_number_in_percent(slip):
    with pytest.raises(
        FigureError, match=r"is 0.52 as a number, and [\d,]+ would be [\d,]+00%; write 0.05"
    ):
        slip(parsed("52%", "percent", kind="stock"))


def test_a_quotient_may_be_written_in_percent():
    assert f"{parsed('30 people') / parsed('40 people'):.0%}" == "75%"
    assert f"{parsed('50 people') / parsed('40 people') - 1:.1%}" == "25.0%"


def test_what_is_missing_gives_nothing():
    people = parsed("40 people")
    for combine in (operator.add, operator.truediv, operator.lt):
        with pytest.raises(TypeError, match="Figure"):
            combine(people, math.nan)
    sums = pd.Series([people, people]) + pd.Series([1, math.nan])  # pandas leaves out the row
    assert sums[0] == 41
    assert sums.isna().tolist() == [False, True]


def test_nearly_comes_of_nearly():
    then, now = parsed("21,989"), parsed("nearly 40,000", rounded_to=10_000)
    growth = stats.growth_rate(then, now)  # 35,000 to 40,000 by 21,989: 59.17 to 81.91
    assert str(growth) == "nearly 82% (59 to 82%)"
    assert [f"{growth:.{n}%}" for n in (0, 1)] == ["nearly 82%", "about 82.0% or less"]
    assert str(2 * now) == "nearly 80,000 people (70,000 to 79,999)"
    assert [str(then / now), f"{then / now:.2}"] == ["0.54 to 0.63", "about 0.54 or more"]
    assert str(now / parsed("about 100", rounded_to=100)) == "about 400 (233 to 800)"
    less = stats.change(parsed("50,000", rounded_to=1), now)
    assert str(less) == "−15,000 to −10,001 people"  # nearly a number below 0 may mean both


def test_repr_is_one_short_line():
    months = sum((parsed(f"{n:,} people") for n in range(1_000, 1_040)), start=parsed("5 people"))
    for figure in (months, parsed("over 38,990"), stats.growth_rate(parsed("5"), parsed("8"))):
        assert len(repr(figure)) < 120
        assert "\n" not in repr(figure)


def test_mean_asks_what_was_counted():
    with pytest.raises(FigureError, match='kind="flow"'):
        stats.mean_rate(parsed("21,900", start="2016-12-31"), per="month")
    month = stats.mean_rate(
        parsed("310", start="2020-03-01", end="2020-03-31", kind="flow"), per="day"
    )
    assert str(month) == "10.0 people a day"


def test_figures_in_a_table(data):
    then, now = data["prisoners_2016"], data["prisoners_2020"]
    shown = stats.frame(now, stats.growth_rate(then, now))
    assert shown.index.tolist() == ["prisoners_2020", "prisoners_2020 / prisoners_2016 - 1"]
    assert shown["figure"].tolist() == ["more than 38,990 people", "78.0% (more than 77.6%)"]
    assert shown["wording"].tolist() == ["over 38,990 in March 2020", ""]
    assert "“over 38,990 in March 2020”, Amnesty" in now._repr_html_()


def test_a_number_is_no_figure_for_a_table():
    with pytest.raises(TypeError, match="figures: 40 is no figure"):
        stats.frame(40)


def test_a_rate_in_percent_is_a_ratio_in_a_formula():
    five = Figure.parse("5%", unit="percent")
    assert (parsed("40,000 people") * five).value == 2_000
    grown = stats.growth_rate(parsed("100 people"), parsed("110 people"))
    assert stats.change(grown, Figure.parse("up 12%", unit="percent")).value == 0.02  # points


# What an analyst writes first.


# Made of its fields.


@pytest.mark.parametrize(
    ("fields", "words", "low", "high"),
    [
        ({"value": 55, "unit": "deaths", "qualifier": "at_least"}, "at least 55 deaths", 55, INF),
        ({"value": 78, "unit": "percent", "rounded_to": 1}, "78%", 0.775, 0.785),
        ({"value": 78, "unit": "percent"}, "78%", 0.78, 0.78),
        ({"value": 40_000, "unit": "people"}, "40,000 people", 40_000, 40_000),
        ({"value": 12, "unit": "deaths", "qualifier": "nearly"}, "nearly 12 deaths", 11, 12),
        ({"value": 12, "unit": "deaths", "qualifier": "about"}, "about 12 deaths", 11, 13),
        ({"value": 93, "unit": "beds", "qualifier": "estimated"}, "an estimated 93 beds", 93, 93),
        ({"low": 30, "high": 40, "unit": "percent"}, "about 35% (30 to 40%)", 0.3, 0.4),
        ({"value": 33, "low": 30, "unit": "deaths"}, "33 deaths (at least 30)", 30, INF),
        ({"value": 40, "qualifier": "at_most", "low": 30, "unit": "men"}, "30 to 40 men", 30, 40),
        ({"value": -5, "unit": "deaths", "kind": "change"}, "−5 deaths", -5, -5),
        ({"value": 1.3, "unit": "million dollars"}, "1.3 million dollars", 1.3, 1.3),
    ],
)  # fmt: skip
def test_a_figure_is_made_of_fields(fields, words, low, high):
    figure = stats.figure(**fields)
    assert (str(figure), figure.low, figure.high) == (words, low, high)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": "38,990"}, "value: '38,990' is no number; Figure.parse reads words"),
        ({"value": True}, "value: True is no number"),
        ({"value": 5, "rounded_to": "1"}, "rounded_to: '1' is no number"),
        ({"value": 40, "rounded_to": 7}, "rounded_to: 7 is no step of 40; write what it is"),
        ({"value": 0.3, "rounded_to": -0.1}, "rounded_to: -0.1 is no step of 0.3"),
        ({"value": math.inf}, "value: inf; it must be finite"),
        ({"low": 5}, "value: give a number, or the two ends"),
        ({"value": 5, "qualifier": "over"}, "qualifier: 'over'; it is one of exact, at_least"),
        ({"value": 5, "qualifier": "at_most", "low": 6}, "low, high: 6.0, 5.0; no value"),
        ({"value": 5, "kind": "rate"}, "kind: 'rate'; it is stock, flow or change, or left out"),
        ({"value": -5, "unit": "people"}, "-5 people: these are 0 or more; a fall"),
        ({"value": 5, "start": "2020-31-12"}, "start: "),
        ({"value": [5, "6"]}, "row 1: value: '6' is no number"),
        ({"value": [5, 6], "kind": pd.Series(["flow"])}, "kind: its index is not that of value"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(fields, message):
    with pytest.raises((TypeError, ValueError), match=message):
        stats.figure(**fields)


def test_fields_of_figures_give_them_again(data):
    """Rows and results, one by one and as columns, by way of a CSV file too."""
    rows = [data[name] for name in ("prisoners_2016", "prisoners_2020", "growth", "capacity_2020")]
    results = [
        stats.growth_rate(*rows[:2]),
        stats.occupancy_rate(rows[1], rows[3]),
        rows[1] - rows[0],
    ]
    figures = [*rows, *results]
    again = [stats.figure(**figure.fields) for figure in figures]
    table = pd.DataFrame([figure.fields for figure in figures])
    read = pd.read_csv(io.StringIO(table.to_csv(index=False)), keep_default_na=True)
    columns = [stats.figure(**frame.to_dict("series")) for frame in (table, read)]
    for made in (again, *columns):
        assert [str(figure) for figure in made] == [str(figure) for figure in figures]
        assert [figure.range for figure in made] == [figure.range for figure in figures]
        assert [figure.days for figure in made] == [figure.days for figure in figures]


def test_a_number_is_read_as_it_is_written():
    """A plain number is exact; “77,000” may have been rounded."""
    assert Figure.parse(77_000, unit="people").words == "77,000 people"
    assert Figure.parse("77,000", unit="people").words == "76,500 to 77,499 people"
    assert str(Figure.parse(2.5, unit="percent", rounded_to=0.1)) == "2.5%"
    assert Figure.parse(2.5e-05, unit="tonnes").value == 2.5e-05


@pytest.mark.parametrize(
    ("words", "unit", "value", "low", "high"),
    [
        ("between 3,000 and 5,000 people", "people", 4_000, 3_000, 5_000),
        ("3,000 to 5,000 people", "people", 4_000, 3_000, 5_000),
        ("10 to 15%", "percent", 0.125, 0.1, 0.15),
    ],
)
def test_a_quoted_range_is_the_range_of_a_figure(words, unit, value, low, high):
    figure = Figure.parse(words, unit=unit)
    assert (figure.value, figure.low, figure.high) == (value, low, high)
    assert (figure.range.low_open, figure.range.high_open) == (False, False)


@pytest.mark.parametrize(
    ("words", "unit", "kind", "unread"),
    [
        ("$45 m", "dollars", "", "m"),
        ("could reach 5,000", "deaths", "", "could"),
        ("another 5,000", "deaths", "", "another"),
        ("at least another 5,000", "deaths", "", "another"),
        ("all but 300", "people", "", "all but"),
        ("at least 5,000 to 6,000", "people", "", "at least"),
        ("up from 5,000", "people", "", "up from"),
        ("5,000 by 2030", "people", "", "2030"),
        ("300 in a prison", "people", "", "in prison"),
        ("two hundred [200]", "people", "", "two hundred"),
        ("half a million [50,000]", "people", "", "half million"),
        ("300 or so others", "people", "", "others"),
    ],
)
def test_what_is_no_part_of_the_number_is_refused_by_name(words, unit, kind, unread):
    with pytest.raises(ValueError, match=f"has “{unread}” beside the number"):
        Figure.parse(words, unit=unit, kind=kind)


@pytest.mark.parametrize(
    ("words", "unit", "kind", "read"),
    [
        ("US$1.5 million", "dollars", "", "1.5 million dollars"),
        ("more than 14 deaths per day", "deaths a day", "", "more than 14 deaths a day"),
        ("a fall of 30%", "percent", "change", "−30%"),
        ("5,000 more deaths", "deaths", "change", "5,000 deaths"),
        ("12 people or more", "people", "", "at least 12 people"),
        ("54,081 sqm", "square_metres", "", "54,081 square metres"),
    ],
)
def test_what_belongs_to_the_number_is_read(words, unit, kind, read):
    assert str(Figure.parse(words, unit=unit, kind=kind)) == read


@pytest.mark.parametrize("words", ["rose from 3,000 to 5,000", "5,000 to 3,000", "10% to 15,000"])
def test_what_is_no_range_is_refused(words):
    with pytest.raises(ValueError, match="has 2 numbers"):
        Figure.parse(words, unit="people")


def test_a_figure_is_made_of_a_bound_that_has_its_value():
    with pytest.raises(TypeError, match=r"range: \(9, 11\); write Bound"):
        Figure(10, (9, 11))
    with pytest.raises(ValueError, match="value: 10; it must lie in its range, 11 to 12"):
        Figure(10, Bound(11, 12))


@pytest.mark.parametrize("unit", ["adolescents", "massacres", "compounds"])
def test_a_measure_is_a_whole_word_of_a_units_name(unit):
    assert unit_of(unit).is_count


def test_thousands_of_people_have_decimals():
    """21,900 is 21,850 to 21,950."""
    people = parsed("21,900", "people")
    assert str(people / 1_000) == "about 21.90 people (21.85 to 21.95)"
