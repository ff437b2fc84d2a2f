"""Charts: where marks and words stand, and their files."""

import io
import itertools
import math
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.image import imread
from matplotlib.text import Annotation

from stats import drawing as d
from stats.bounds import Bound
from stats.figure import Figure, Row

HOSTILE = "<script>alert(\"1\")</script> & '2' {0} $\\frac$ &lt;"
LONG = ["Office of the High " * 20, "W" * 300, HOSTILE * 5]
OPEN, ABOUT = {"high": math.inf, "low_open": True}, {"approximate": True}
YEAR = date(2017, 1, 1), date(2017, 12, 31)
SIZES = ["wide", "narrow"]


def figure(value, *days, kind="stock", row=None, unit="", **allowed):
    known = Bound(allowed.pop("low", value), allowed.pop("high", value), **allowed)
    start, end = days or (None, None)
    qualifier = row.qualifier if row else ""
    return Figure(value, known, unit, kind, start=start, end=end, qualifier=qualifier, row=row)


def row(qualifier="exact", rounded_to=1):
    return Row("a", qualifier, rounded_to, "", "", "", "", "")


def point(year, value=1.0, **allowed):
    return at(date(year, 1, 1), value, **allowed)


def at(day, value, **allowed):
    return figure(value, day, day, **allowed)


def over_years(*series, size="wide", unit="people", **how):
    """The axes of lines, or of series of points named S0, S1 and so on."""
    lines = [
        each if isinstance(each, d.Line) else d.Line(f"S{n}", each, d.OFFICIAL)
        for n, each in enumerate(series)
    ]
    return getattr(d.over_years(lines, unit=unit, **how), size).axes[0]


def a_dot(value, label="A", role=d.OTHER, words="", **allowed):
    return label, figure(value, **allowed), role, words


def dots(*rows, size="wide", **how):
    return getattr(d.dots(rows, **how), size).axes[0]


def stacked(*values, claim=60, size="wide", words=("Counted", "Claimed"), **allowed):
    parts = [(f"P{n}", figure(value)) for n, value in enumerate(values)]
    claimed = d.Bar(words[1], [("", figure(claim, **allowed))], d.CLAIM)
    return getattr(d.stacked([d.Bar(words[0], parts), claimed]), size).axes[0]


def marks(axes):
    return [line for line in axes.lines if line.get_marker() != "None"]


def ends(axes):
    """Where marks are, and whether they are solid."""
    return [(*line.get_xydata()[0], line.get_markerfacecolor() != d.PAPER) for line in marks(axes)]


def strokes(axes, colour):
    """The points of the lines of a colour."""
    lines = [line for line in axes.lines if line.get_marker() == "None"]
    return [line.get_xydata().tolist() for line in lines if line.get_color() == colour]


def texts(axes):
    return {text.get_text(): text for text in axes.texts if text.get_text()}


def box(text):
    """Where a text is, in pixels."""
    with d._allow_missing_glyphs():
        return text.get_window_extent()


def distance(axes, text, *points):
    """How far a text is from the nearest of some points of the axes, in pixels."""
    extent = box(text)
    return min(
        np.hypot(*np.clip([extent.min - at, at - extent.max], 0, None).max(axis=0))
        for at in axes.transData.transform(points)
    )


def nearest_mark(axes, words):
    """The mark that is nearest to words, or to where their leader begins."""
    extent = box(texts(axes)[words])
    leaders = [axes.transData.transform(each) for each in strokes(axes, d.SOFT) if len(each) == 2]
    begun = [start for start, end in leaders if extent.padded(5).contains(*end)]
    low, high = (begun * 2)[:2] or (extent.min, extent.max)

    def gap(mark):
        at = axes.transData.transform(mark.get_xydata()[0])
        radius = mark.get_markersize() * 96 / 72 / 2
        return np.hypot(*np.clip([low - at, at - high], 0, None).max(axis=0)) - radius

    return min(marks(axes), key=gap)


def clear(axes):
    """Whether all words stand within the drawing and none on others."""
    boxes = [box(text) for text in axes.texts if text.get_text()]
    low, high = axes.bbox.get_points()
    inside = all((low - 1 <= each.min).all() and (each.max <= high + 1).all() for each in boxes)
    return inside and all(
        (np.minimum(one.max, two.max) <= np.maximum(one.min, two.min)).any()
        for one, two in itertools.combinations(boxes, 2)
    )


# All forms.


def a_year(*values):
    return over_years([point(2020, value, low=0, high=0) for value in values])


def rows_of(*values):
    rows = [a_dot(value, low=0, high=0) for value in values]
    return dots(*rows, reference=("B", figure(0), d.CLAIM))


def parts_of(*values):
    parts = [("A", figure(value, low=0, high=0)) for value in values]
    return d.stacked([d.Bar("B", parts), d.Bar("C", [("", figure(0))])]).wide.axes[0]


@pytest.mark.parametrize("form", [a_year, rows_of, parts_of])
def test_value_below_zero_is_refused(form):
    assert clear(form(0))
    with pytest.raises(ValueError, match="nothing to draw"):
        form()
    for value in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match=f"{value}: a chart from zero up"):
            form(value)


@pytest.mark.parametrize(("size", "across"), [("wide", 694), ("narrow", 326)])
def test_letters_are_12_pixels_on_a_screen(size, across):
    # A page of 736 shows the wide drawing 694 wide; one of 360, the narrow drawing 326 wide.
    axes = over_years([point(2020)], size=size)
    scale = across / axes.bbox.width
    assert all(round(text.get_fontsize() * 96 / 72 * scale) >= 12 for text in axes.texts)


# Series over the years.


@pytest.mark.parametrize(
    ("given", "x"),
    [
        (figure(1, date(2017, 1, 1), date(2017, 1, 1)), 2017 + 0.5 / 365),
        (figure(1, date(2020, 1, 1), date(2020, 3, 31)), 2020 + 90.5 / 366),  # day 91, a leap year
        (figure(1, *YEAR, kind="flow"), 2017.5),
        (at(date(2019, 12, 31), 1), 2020 - 0.5 / 365),
    ],
)
def test_point_is_in_the_middle_of_its_day(given, x):
    assert ends(over_years([given])) == [(pytest.approx(x, abs=1e-9), 1, True)]


@pytest.mark.parametrize(
    ("given", "solid"),
    [
        (figure(1, *YEAR), True),
        (figure(1, *YEAR, low=0.5), False),
        (figure(1, *YEAR, **ABOUT), False),
        (figure(50, *YEAR, row=row(), low=49.5, high=50.5), True),  # a printed percentage
        (figure(100, *YEAR, row=row(rounded_to=100)), False),
        (figure(1, *YEAR, row=row("at_least")), False),
    ],
)
def test_mark_is_solid_if_exact(given, solid):
    assert ends(over_years([given]))[0][2] is solid


def test_figure_without_dates_is_refused():
    with pytest.raises(ValueError, match="no dates"):
        over_years([figure(1)])


def test_points_are_joined_in_order():
    line = d.Line("A", [point(2013, 4), point(2010, 1)], d.OFFICIAL, beside=[point(2012, 9)])
    later = d.Line("", [point(2013, 4), point(2020, 5)], d.OFFICIAL)
    axes = over_years(line, later)
    assert [[y for _, y in points] for points in strokes(axes, d.OFFICIAL)] == [[1, 4], [4, 5]]
    assert 9 in [y for _, y, _ in ends(axes)]


def test_colours_are_those_of_the_roles():
    claim = d.Line("A", [point(2010), point(2012)], d.CLAIM, marker="s")
    other = d.Line("", [point(2010)], d.OTHER)
    ring, note = ("R", point(2020)), (point(2013), point(2015), "N")
    axes = over_years(claim, other, labels=[("B", point(2010))], rings=[ring], notes=[note])
    [round_it] = [mark for mark in marks(axes) if mark.get_markerfacecolor() == "none"]
    assert round_it.get_markeredgecolor() == d.CLAIM
    assert len(strokes(axes, d.CLAIM)) == 1
    colours = {text: each.get_color() for text, each in texts(axes).items()}
    # A point of two series has the colour of the first, which is drawn on top.
    assert [colours[text] for text in "ABRN"] == [d.CLAIM, d.CLAIM, d.CLAIM, d.INK]
    first, _, second, _ = marks(axes)
    assert (first.get_marker(), first.get_markeredgecolor()) == ("s", d.CLAIM)
    assert first.get_zorder() > second.get_zorder()


@pytest.mark.parametrize("size", SIZES)
def test_drawing_is_as_high_as_asked(size):
    assert over_years([point(2020)], size=size, height=300).bbox.height == pytest.approx(300)


@pytest.mark.parametrize("size", SIZES)
def test_words_are_at_their_marks(size):
    count = [point(2000 + n, 10 + n * n) for n in range(0, 21, 2)]
    other = [point(2000 + n, 5 + n) for n in range(12)]
    claim = point(2016, 260)
    axes = over_years(
        d.Line("Official counts", count, d.OFFICIAL),
        d.Line("Data base", other),
        size=size,
        rings=[("Claimed: 260", claim)],
        labels=[("about 410", count[-1]), ("10", count[0])],
        notes=[(point(2010, 121), point(2012, 141), "2010 to 2012:\nplus 20%")],
        shaded=(date(2014, 1, 1), date(2018, 1, 1), "campaign"),
    )
    assert clear(axes)
    # 12 of air and a mark's own half.
    for name, points, most in [
        ("about 410", count[-1:], 17),
        ("10", count[:1], 17),
        ("Claimed: 260", [claim], 22),
        ("Data base", other, 17),
        ("Official counts", count, 17),
    ]:
        years, values = zip(*((each.end.year, each.value) for each in points), strict=True)
        trace = [(at, np.interp(at, years, values)) for at in np.linspace(years[0], years[-1], 400)]
        assert distance(axes, texts(axes)[name], *trace) <= most


LATE = [(date(2023, 11, 30), 42e3), (date(2024, 12, 31), 50e3), (date(2025, 4, 30), 55e3)]
CROWD = [(date(2021, 5, 31), 39e3), (date(2021, 5, 31), 40e3), (date(2021, 7, 11), 38e3)]


# A drawing scales as one, so its two sizes show what all screens do, from 320 to 1440 wide.
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("crowded", [LATE, LATE[-1:], CROWD, CROWD + LATE])
def test_label_is_nearest_to_its_own_mark(crowded, size):
    line = [point(2000, 5e3), *(at(*each, **ABOUT) for each in crowded)]
    labels = [(f"{each.value:,.0f} then", each) for each in line]
    axes = over_years(line, size=size, labels=labels, rings=[("Claimed", point(2016, 20e3))])
    for words, each in labels:
        assert nearest_mark(axes, words).get_ydata()[0] == each.value
    assert nearest_mark(axes, "Claimed").get_markerfacecolor() == "none"


@pytest.mark.parametrize("size", SIZES)
def test_name_is_nearest_to_a_mark_of_its_series(size):
    first = d.Line("Count", [point(2000 + n, 10 + n) for n in range(0, 20, 3)], d.OFFICIAL)
    other = d.Line("Base", [point(2000 + n, 10.5 + n) for n in range(20)], d.OTHER)
    axes = over_years(first, other, size=size)
    for line in (first, other):
        assert nearest_mark(axes, line.name).get_markeredgecolor() == line.colour


def test_range_is_a_bar_that_stands_for_its_ends():
    day = date(2020, 4, 10)
    low, middle, high, after = (at(day, value) for value in (38, 39, 40, 50))
    lines = [d.Line("A", [point(2018, 30), low, after], d.OFFICIAL, [middle])]
    pair = d.over_years(lines, unit="people", ranges=[("38 to 40", [low, high, middle])])
    for axes in (pair.wide.axes[0], pair.narrow.axes[0]):
        [bar] = [points for points in strokes(axes, d.OFFICIAL) if len(points) == 2]
        assert [y for _, y in bar] == [38, 40]
        assert {y for _, y, _ in ends(axes)} == {30, 50}
        assert distance(axes, texts(axes)["38 to 40"], *bar) <= 17
    assert {each.value for name, each in pair.figures if name == "38 to 40"} == {38, 39, 40}
    assert len(pair.figures) == 5


def test_a_series_joins_the_finest_of_each_half_year():
    july, may, december = date(2020, 7, 1), date(2020, 5, 1), date(2020, 12, 31)
    rough = replace(at(may, 40), rounded_to=10.0)
    about = replace(at(december, 41), qualifier="about")
    first, fine = at(may, 39), at(july, 42)
    second = at(may, 38)
    line = d.series("A", [rough, about, first, second, fine], d.OFFICIAL)
    assert {each.value for each in line.points} == {39, 42}
    assert {each.value for each in line.beside} == {38, 40, 41}


def test_range_stands_at_the_mean_of_its_days():
    ends_of = [at(date(2020, 1, 1), 38), at(date(2021, 1, 1), 40)]
    axes = over_years([point(2018, 30)], ranges=[("38 to 40", ends_of)])
    [bar] = [points for points in strokes(axes, d.OFFICIAL) if len(points) == 2]
    assert [x for x, _ in bar] == pytest.approx([2020.5] * 2, abs=0.01)


def test_half_a_year_ends_in_june():
    june, december = at(date(2020, 6, 30), 39), at(date(2020, 12, 31), 42)
    assert d.series("A", [june, december]).points == [june, december]


def test_ring_above_all_series_is_within_the_drawing():
    axes = over_years([point(2010, 10)], rings=[("Claimed", point(2020, 50))])
    assert axes.bbox.contains(*axes.transData.transform((2020, 50)))


def test_claim_in_a_ring_is_named_without_its_unit():
    claim = point(2020, 40)
    claim = replace(claim, unit="people", row=replace(row(), who="They"))
    assert "They: 40" in texts(over_years([point(2018)], rings=[claim]))


def test_what_is_drawn_comes_in_order_of_its_last_day():
    year, june = figure(9, *YEAR, kind="flow"), at(date(2017, 6, 30), 8)
    pair = d.over_years([d.Line("A", [year, june])], unit="people")
    assert [each for _, each in pair.figures] == [june, year]


def test_note_has_a_leader_to_its_mark():
    note = (point(2010, 121), point(2012, 141), "2010 to 2012:\nplus 20%")
    axes = over_years([point(2000), point(2020, 300)], notes=[note])
    [leader] = [points for points in strokes(axes, d.SOFT) if len(points) == 2]
    assert distance(axes, texts(axes)["2010 to 2012:"], leader[1]) < 40
    start, mark = axes.transData.transform([leader[0], (2011, 131)])
    assert np.hypot(*(start - mark)) < 8
    assert [texts(axes)[words].get_weight() for words in note[2].split("\n")] == ["normal", "bold"]


def test_words_without_room_are_told(capsys):
    axes = over_years([point(2020)], height=40)
    assert "S0" in [text.get_text() for text in axes.texts]
    assert "no room for “S0”" in capsys.readouterr().err


@pytest.mark.parametrize("name", LONG)
def test_long_name_has_three_lines(name):
    axes = over_years(d.Line(name, [point(2020)], d.CLAIM), size="narrow")
    own = [text.get_text() for text in axes.texts if text.get_color() == d.CLAIM]
    assert len(own) <= 3
    assert own[-1].endswith("…")


def test_bold_words_are_wider():
    assert d._width("Words", d._WIDE, bold=True) > d._width("Words", d._WIDE)


def test_last_point_leaves_room_for_words():
    last = at(date(2020, 12, 31), 1)
    axes = over_years([point(2010), last], labels=[("a few words", last)])
    assert box(texts(axes)["a few words"]).x0 > axes.transData.transform((2021, 0))[0]


def test_lines_are_of_about_one_length():
    assert d._balanced_lines("about +20% a year", 16) == ["about +20%", "a year"]


@pytest.mark.parametrize("first", [2010, 2024])
def test_shade_is_behind_all(first):
    window = (date(first, 1, 1), date(first + 3, 3, 31), "the dates of the article")
    axes = over_years([point(2012), point(2022)], shaded=window)
    [shade] = [each for each in axes.collections if isinstance(each, PolyCollection)]
    assert shade.get_zorder() < min(line.get_zorder() for line in axes.lines)
    xs = shade.get_paths()[0].vertices[:, 0]
    assert (xs.min(), xs.max()) == pytest.approx((first, first + 3.247), abs=0.003)
    assert clear(axes)
    assert "the dates of the article" in " ".join(texts(axes))


@pytest.mark.parametrize(
    ("most", "unit", "step", "levels"),
    [
        (55_000, "people", 20_000, ["0", "20,000", "40,000 people"]),
        (0.7, "km", 0.2, ["0", "0.2", "0.4", "0.6 km"]),
        (60, "%", 20, ["0", "20", "40", "60%"]),
    ],
)
def test_levels_are_round_numbers(most, unit, step, levels):
    axes = over_years([point(2020, most)], unit=unit, size="narrow")
    [grid] = strokes(axes, d.GRID)
    heights = [n * step for n in range(len(levels))]
    assert sorted({y for _, y in grid if not math.isnan(y)}) == pytest.approx(heights[1:])
    for words, height in zip(levels, heights, strict=True):
        base = axes.transData.transform((0, height))[1]
        assert 0 < box(texts(axes)[words]).y0 - base < 6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("value", "left"), [(10.3, True), (9, False)])
def test_levels_make_room_for_a_series(size, value, left):
    series = [point(2010 + n, value) for n in range(9)]
    axes = over_years(series, [point(2014, 20)], size=size)
    first = axes.transData.transform((2010, 0))[0]
    assert bool(box(texts(axes)["10"]).x1 < first) is left


@pytest.mark.parametrize("years", [[2020], range(2020, 2023), range(2000, 2026, 5)])
def test_year_is_named_between_two_ticks(years):
    axes = over_years([point(years[0]), point(years[-1])])
    floor = axes.transData.transform((0, 0))[1]
    names = [each for each in axes.texts if each.get_ha() == "center" and box(each).y1 < floor]
    assert [text.get_text() for text in names] == [str(year) for year in years]
    middles = [axes.transData.transform((year + 0.5, 0))[0] for year in years]
    assert [(box(text).x0 + box(text).x1) / 2 for text in names] == pytest.approx(middles, abs=9)
    [ticks] = strokes(axes, d.SOFT)
    assert {x for x, _ in ticks} >= {years[0], years[-1] + 1}


# Dots.


@pytest.mark.parametrize("size", SIZES)
def test_dots_stand_on_a_scale_from_zero(size):
    axes = dots(a_dot(30), a_dot(20, **ABOUT), a_dot(10, **OPEN), size=size)
    assert [(x, solid) for x, _, solid in ends(axes)] == [(30, True), (20, False), (10, False)]
    heights = [y for _, y, _ in ends(axes)]
    assert heights == sorted(heights, reverse=True)
    lines = [[x for x, _ in points] for points in strokes(axes, d.OTHER)]
    assert lines == [[0, 30], [0, 20], [0, 10]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("reference", [None, ("over 40", figure(40), d.CLAIM)])
def test_zero_is_marked(reference, size):
    axes = dots(a_dot(30), a_dot(50), size=size, reference=reference)
    [zero] = strokes(axes, d.INK)
    assert {x for x, _ in zero} == {0}
    assert distance(axes, texts(axes)["0"], zero[1]) <= 12


def test_gaps_lead_to_the_reference():
    axes = dots(a_dot(30), a_dot(50), a_dot(90), reference=("over 40", figure(40), d.CLAIM))
    lines = [[x for x, _ in points] for points in strokes(axes, d.GRID)]
    assert lines == [[40, 30], [40, 50], [40, 90]]
    [down] = strokes(axes, d.CLAIM)
    assert {x for x, _ in down} == {40}
    assert min(y for _, y in down) < min(y for _, y, _ in ends(axes))
    assert distance(axes, texts(axes)["over 40"], max(down, key=lambda end: end[1])) <= 12
    # A value is on the side where no gap is.
    less, more = axes.transData.transform([(30, 0), (50, 0)])[:, 0]
    assert box(texts(axes)["30"]).x1 < less
    assert box(texts(axes)["50"]).x0 > more


def test_reference_is_among_what_is_drawn():
    claim = figure(40)
    pair = d.dots([a_dot(30)], reference=("over 40", claim, d.CLAIM))
    assert [label for label, _ in pair.figures] == ["over 40", "A"]


def test_value_near_zero_stays_off_the_labels():
    axes = dots(a_dot(1), a_dot(50), reference=("90", figure(90), d.CLAIM))
    dot = axes.transData.transform((1, 0))[0]
    assert box(texts(axes)["1"]).x0 > dot


@pytest.mark.parametrize("size", SIZES)
def test_dot_has_label_value_and_words(size):
    nearly_26 = figure(26, row=row("nearly"), unit="places")
    rows = [("Claimed", nearly_26, d.CLAIM, "1.5"), a_dot(8, "Data base, April 2020", words="4.6")]
    reference = ("over 39 people", figure(39), d.CLAIM)
    axes = dots(*rows, size=size, reference=reference, column="people per place")
    assert clear(axes)
    of_axes, dotted = texts(axes), ends(axes)
    step = dotted[0][1] - dotted[1][1]
    for value, end, (name, _, _, words) in zip(["nearly 26", "8"], dotted, rows, strict=True):
        label, aside, y = box(of_axes[name]), box(of_axes[words]), end[1]
        number = box(of_axes[value])
        if size == "wide":
            assert distance(axes, of_axes[value], end[:2]) <= 12 + 7.5
        else:
            assert number.y0 > y + 7.5
            assert of_axes[value].get_weight() == "bold"
            assert number.y0 == label.y0
            assert 0 < number.x0 - label.x1 < 16
        assert label.x0 < 13
        assert y - 10 < label.y0 < y + step - 10
        assert aside.x1 == pytest.approx(axes.bbox.x1, abs=2)
        assert aside.y0 < y < aside.y1
    assert "people per place" in " ".join(of_axes)


@pytest.mark.parametrize(("third", "bold"), [(d.OTHER, {"B": d.OFFICIAL}), (d.OFFICIAL, {})])
def test_only_row_of_a_role_is_bold(third, bold):
    axes = dots(a_dot(1, "A"), a_dot(2, "B", d.OFFICIAL), a_dot(3, "C", third))
    heavy = {text: each for text, each in texts(axes).items() if each.get_weight() == "bold"}
    assert {text: each.get_color() for text, each in heavy.items()} == bold


@pytest.mark.landing
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("label", LONG)
def test_long_label_is_cut_in_its_middle(size, label):
    axes = dots(a_dot(1, f"{label}: the end"), size=size)
    assert clear(axes)
    [own] = [each for each in texts(axes) if each.endswith(": the end")]
    assert "…" in own


# Stacked parts.


def test_parts_add_up_over_the_claim():
    axes = stacked(30, 20, 10)
    *parts, claim = axes.patches
    assert [(part.get_x(), part.get_width()) for part in parts] == [(0, 30), (30, 20), (50, 10)]
    assert (claim.get_x(), claim.get_width()) == (0, 60)
    assert claim.get_y() + claim.get_height() < parts[0].get_y()
    for name, bar, colour in (("Counted", parts[0], d.OFFICIAL), ("Claimed", claim, d.CLAIM)):
        assert to_hex(bar.get_facecolor()) == texts(axes)[name].get_color() == colour
        assert 0 <= box(texts(axes)[name]).y0 - bar.get_window_extent().y1 < 10


def test_legend_says_what_marks_mean():
    exact, about = [point(2000, 2), point(2017, 3)], [point(2000, 8), point(2017, 9, **ABOUT)]
    circles, squares = d.Line("A", exact), d.Line("B", about[:1], marker="s")
    rounded = d.Line("B", about, marker="s")
    pairs = [d.over_years(lines, unit="people") for lines in ([circles], [circles, squares])]
    assert [pair.legend for pair in pairs] == ["", "circles: A; squares: B"]
    three = d.over_years([circles, d.Line("C", [point(2008, 5)]), squares], unit="people").legend
    assert three == "circles: A, C; squares: B"
    both = d.over_years([circles, rounded], unit="people").legend
    assert both == "circles: A; squares: B; hollow: not exact"
    assert d.dots([a_dot(9, **ABOUT)]).legend == "hollow: not exact"
    least = Figure.parse("at least 55,771 people", unit="people")
    assert d.dots([("A", least, d.OTHER, "")]).legend == "hollow: not exact"


def test_hollow_part_is_an_outline():
    parts = [(f"P{n}", figure(value)) for n, value in enumerate((30, 20))]
    other = figure(5)
    bar = d.Bar("Counted", [*parts, ("other", other)])
    pair = d.stacked([bar], hollow=[parts[1][1]], pale=[other])
    for drawing in (pair.wide, pair.narrow):
        first, second, last = drawing.axes[0].patches
        faces = [to_hex(each.get_facecolor()) for each in (first, second, last)]
        assert faces == [d.OFFICIAL, d.PAPER, d.OTHER]
        assert to_hex(second.get_edgecolor()) == d.OFFICIAL
        assert second.get_hatch()


@pytest.mark.parametrize("size", SIZES)
def test_part_has_label_and_value(size):
    axes = stacked(30, 20, 3, size=size, words=("Counted, added up: 53", "Claimed: 60"))
    assert clear(axes)
    assert [*texts(axes)][:2] == ["Counted, added up: 53", "Claimed: 60"]
    names = [("P0", "30"), ("P1", "20"), ("P2", "3")]
    for (label, value), part in zip(names, axes.patches, strict=False):
        bar = part.get_window_extent()
        assert bar.padded(12).overlaps(box(texts(axes)[label]))
        assert bar.padded(32).overlaps(box(texts(axes)[value]))


@pytest.mark.parametrize(("allowed", "arrows"), [({"high": 70, "high_open": True}, 0), (OPEN, 1)])
def test_bar_without_an_end_has_an_arrow(allowed, arrows):
    axes = stacked(50, **allowed)
    found = [each for each in axes.texts if isinstance(each, Annotation)]
    assert len(found) == arrows
    assert all(each.xy[0] > each.xyann[0] for each in found)  # to the right


# SVG and PNG.


def pair(label="A"):
    return d.dots([a_dot(3, label, **ABOUT), a_dot(5, "B", d.OFFICIAL)])


def render(name="dots", label="A", title="Title", foot="Foot"):
    return d.render(pair(label), name, title, "Subtitle", foot, "Licence")


def svg_texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).findall(".//{*}text")]


@pytest.mark.parametrize(
    "text", [HOSTILE, "Law 12.345", "#23415f url(#a)", "ក្រសួងមហាផ្ទៃ", "From $5 to $6_1"]
)
def test_text_is_kept_to_the_letter(text):
    *drawings, files = render(label=text, title=text, foot=text)
    for svg in drawings:
        page = d.inline_svg(svg, "dots", text)
        assert ElementTree.fromstring(page).get("aria-label") == text
        assert svg_texts(page).count(text) == 1
    whole = "".join(svg_texts(files["charts/dots.svg"])).replace(" ", "")
    assert whole.count(text.replace(" ", "")) == 3


@pytest.mark.landing
def test_text_is_clear_of_the_drawing():
    empty, _ = d.canvas(1000, 200)
    _, _, files = d.render(d.Pair(empty, empty), "a", *["Long " * 80] * 4)
    ink = imread(io.BytesIO(files["charts/a.png"]))[..., :3].min(axis=2) < 0.5
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()
    blank = [len(list(rows)) for inked, rows in itertools.groupby(ink.any(axis=1)) if not inked]
    assert max(blank) >= 2 * 200


def test_drawings_on_a_page_share_nothing():
    all_ids = []
    for name in ("first", "second"):
        for svg in render(name)[:2]:
            page = d.inline_svg(svg, name, "Alt")
            ids = re.findall(r' id="([^"]+)"', page)
            assert {*ids} >= {*re.findall(r'(?:url\(|href=")#([^)"]+)', page)} > set()
            assert 'role="img"' in page
            assert not re.search("<metadata|<style|<title|clip-?path|font-family", page, re.I)
            all_ids += ids
    assert len(all_ids) == len(set(all_ids))


@pytest.mark.parametrize("name", [name for name in d.__all__ if name.isupper()])
def test_colour_is_a_variable_on_the_page(name):
    drawing, axes = d.canvas(100, 100)
    axes.barh([0], [3.123], color=getattr(d, name), edgecolor=d.INK)
    axes.text(0, 0, "$5 to $6")
    wide, _, _ = d.render(d.Pair(drawing, drawing), *"aTSFL")
    page = d.inline_svg(wide, "a", "Alt")
    assert f"fill: var(--{name.lower()}, {getattr(d, name)})" in page
    assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", page) == []
    assert not re.search(r"\d\.\d\d", page)
    assert svg_texts(page) == ["$5 to $6"]


def test_files_have_all_words_and_no_date():
    _, _, files = render("name")
    assert sorted(files) == ["charts/name.png", "charts/name.svg"]
    svg, png = files["charts/name.svg"], files["charts/name.png"]
    assert svg_texts(svg)[-4:] == ["Foot", "Licence", "Subtitle", "Title"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    # 1000 and 24 on either side, two dots each; the width is the first number of its header.
    assert int.from_bytes(png[16:20]) == 2 * (1000 + 48)
    assert not re.search(rb"<dc:date|Matplotlib|tIME|Software", svg + png)


def test_same_figures_give_the_same_bytes():
    first, *others = (d.render(each, *"aTSFL") for each in [pair()] * 2 + [pair()])
    assert [first] * 2 == others
