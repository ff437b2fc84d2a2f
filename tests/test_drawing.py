"""What a chart is drawn with: where its marks and words stand, and its files."""

import io
import itertools
import math
import random
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.image import imread
from matplotlib.text import Annotation

from stats import drawing as d
from stats.bounds import Bound
from stats.figure import Figure

HOSTILE = "<script>alert(\"1\")</script> & '2' {0} $\\frac$ &lt;"
OPEN, ABOUT = {"high": math.inf, "low_open": True}, {"approximate": True}


def figure(value, *days, kind="stock", **allowed):
    known = Bound(allowed.pop("low", value), allowed.pop("high", value), **allowed)
    return Figure(value, known, "", kind, 0, "", "", *(days or (None, None)))


def bar(value, colour=d.FIRST, label="A", **allowed):
    return label, figure(value, **allowed), colour


def bars(*rows, **how):
    return d.bars(rows, **how).axes[0]


def over_years(*series, **how):
    """The axes of series of points, named S0, S1 and so on."""
    return d.over_years({f"S{n}": points for n, points in enumerate(series)}, **how).axes[0]


def point(year, value=1.0, solid=True):
    return date(year, 1, 1), value, solid


def marked(axes):
    return [line for line in axes.lines if line.get_marker() != "None"]


# Bars.


@pytest.mark.parametrize(
    ("allowed", "hatched", "arrow"),
    [({"low": 0}, 0, 0), (OPEN, 0, 1), (ABOUT, 1, 0), (OPEN | ABOUT, 1, 1)],
    ids=["at most", "more than", "about", "more than about"],
)
def test_a_bar_is_hatched_or_goes_on_as_its_figure_allows(allowed, hatched, arrow):
    axes = bars(bar(10), bar(20, **allowed))
    first, last = axes.patches
    assert (bool(first.get_hatch()), bool(last.get_hatch())) == (False, hatched)
    arrows = [text for text in axes.texts if isinstance(text, Annotation)]
    assert len(arrows) == arrow
    for each in arrows:
        assert each.arrowprops["arrowstyle"] == "-|>"
        # From where its text would be.
        assert each.xyann == (20, pytest.approx(last.get_y() + last.get_height() / 2))
        assert 20 < each.xy[0] < axes.get_xlim()[1]
        assert each.xy[1] == each.xyann[1]


def test_each_bar_begins_at_zero_under_its_own_label_in_its_own_colour():
    axes = bars(bar(30), bar(20, d.SECOND, "B", **ABOUT))
    assert axes.get_xlim()[0] == 0
    assert axes.yaxis_inverted()
    assert [text.get_text() for text in axes.texts] == ["A", "B"]
    looks = [(each.get_facecolor(), each.get_edgecolor()) for each in axes.patches]
    first, second, paper = map(to_rgba, (d.FIRST, d.SECOND, d.PAPER))
    assert looks == [(first, first), (paper, second)]
    for place, (each, text) in enumerate(zip(axes.patches, axes.texts, strict=True)):
        assert (each.get_x(), each.get_width()) == (0, (30, 20)[place])
        top, end = each.get_y(), each.get_y() + each.get_height()
        assert place < text.get_position()[1] < top < end < place + 1


@pytest.mark.parametrize("value", [10, 50])
def test_a_dashed_line_stands_at_its_value_within_the_drawing_and_crosses_no_label(value):
    axes = bars(bar(30), dashed=(value, d.SECOND))
    line = axes.lines[-1]
    assert ([*line.get_xdata()], line.get_color()) == ([value, value], d.SECOND)
    assert value < axes.get_xlim()[1]
    [text] = axes.texts
    assert text.get_bbox_patch().get_facecolor() == to_rgba(d.PAPER)
    assert text.get_zorder() > line.get_zorder()


def test_marks_are_explained_where_bars_have_them():
    assert d.marks([figure(1), figure(1, low=0)]) == ""
    assert d.marks([figure(1), figure(1, **ABOUT)]) == "Hatched: estimated or approximate."
    assert d.marks([figure(1), figure(1, **OPEN)]) == "Arrow: it may be more."


@pytest.mark.parametrize("before", ["Office of the High " * 20, "W" * 300, "ក" * 300, "a\nb\t"])
def test_a_label_has_one_line_within_the_drawing_and_keeps_its_end(before):
    axes = bars(bar(1, label=f"{before}: 26,593"))
    [text] = axes.texts
    assert "\n" not in text.get_text()
    assert text.get_text().endswith(": 26,593")
    with d._any_letter():
        assert text.get_window_extent().x1 <= axes.bbox.x1


@pytest.mark.parametrize("value", [-1.0, math.inf, math.nan])
def test_what_does_not_stand_above_zero_is_refused(value):
    with pytest.raises(ValueError, match=f"{value}: a chart from zero up"):
        bars(bar(value, low=-1, high=1))
    with pytest.raises(ValueError, match=f"{value}: a chart from zero up"):
        over_years([point(2020, value)])


@pytest.mark.parametrize("form", [bars, over_years])
def test_a_chart_of_nothing_is_refused(form):
    with pytest.raises(ValueError, match="nothing to draw"):
        form()


def test_figures_of_nobody_are_drawn():
    assert bars(bar(0)).get_xlim()[1] > 0
    assert over_years([point(2020, 0)]).get_ylim()[1] > 0


# Points over the years.


def runs(axes):
    """The values of each line that joins points, and those of hollow points."""
    hollow = [line for line in marked(axes) if line.get_linestyle() == "None"]
    assert all(line.get_markerfacecolor() == d.PAPER for line in hollow)
    solid = [list(line.get_ydata()) for line in marked(axes) if line not in hollow]
    return solid, [y for line in hollow for y in line.get_ydata()]


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (figure(1, date(2017, 1, 1), date(2017, 1, 1)), 2017 + 0.5 / 365),
        (figure(1, date(2020, 1, 1), date(2020, 3, 31)), 2020 + 90.5 / 366),  # day 91, a leap year
        (figure(1, date(2017, 1, 1), date(2017, 12, 31), kind="flow"), 2017.5),
        ((date(2019, 12, 31), 1, True), 2020 - 0.5 / 365),
    ],
)
def test_a_point_stands_in_the_middle_of_its_day(given, at):
    [line] = marked(over_years([given]))
    assert list(line.get_xdata()) == [pytest.approx(at, abs=1e-9)]


@pytest.mark.parametrize("allowed", [{"low": 0.5}, OPEN, ABOUT])
def test_exact_figures_are_solid_and_others_hollow(allowed):
    days = date(2020, 1, 1), date(2020, 1, 1)
    assert runs(over_years([figure(1, *days), figure(2, *days, **allowed)])) == ([[1]], [2])


def test_a_figure_without_dates_is_refused():
    with pytest.raises(ValueError, match="no dates"):
        over_years([figure(1)])


def test_solid_points_of_one_series_are_joined_in_order_where_near_enough():
    first = [point(2013, 4), point(2010, 1), point(2012, 2), point(2012, 3, False)]
    second = [point(2011, 8), point(2031, 9)]
    assert runs(over_years(first, second, joined=2)) == ([[1, 2, 4], [8], [9]], [3])
    assert runs(over_years(first, second)) == ([[1, 2, 4], [8, 9]], [3])


@pytest.mark.parametrize("first", [2010, 2017, 2024])
def test_dates_are_shaded_and_named_within_the_drawing(first):
    window = (date(first, 1, 1), date(first + 3, 3, 31), "the dates of the article")
    axes = over_years([point(2012), point(2022)], shaded=window)
    [shade] = axes.collections
    assert shade.get_zorder() < marked(axes)[0].get_zorder()
    xs = shade.get_paths()[0].vertices[:, 0]
    assert (xs.min(), xs.max()) == pytest.approx((first, first + 3.247), abs=0.003)
    [text] = [text for text in axes.texts if text.get_text() == window[2]]
    box = text.get_window_extent()
    left, right = axes.transData.transform([(xs.min(), 0), (xs.max(), 0)])[:, 0]
    assert axes.bbox.x0 - 1 <= min(left, box.x0) <= max(right, box.x1) <= axes.bbox.x1 + 1
    assert max(left, box.x0) < min(right, box.x1)


@pytest.mark.parametrize(
    ("most", "levels"),
    [
        (55_000, "0 10,000 20,000 30,000 40,000 50,000"),
        (0.7, "0 0.2 0.4 0.6"),
        (1, "0 0.2 0.4 0.6 0.8 1"),
    ],
)
def test_levels_are_round_numbers_from_zero_each_at_its_line(most, levels):
    axes = over_years([point(2020, most)])
    texts = [text for text in axes.texts if text.get_ha() == "left"]
    assert " ".join(text.get_text() for text in texts) == levels
    at = [float(text.get_text().replace(",", "")) for text in texts]
    assert [text.get_position()[1] for text in texts] == pytest.approx(at)
    grid = axes.lines[0].get_ydata()
    assert [y for y in grid if not math.isnan(y)] == pytest.approx([y for y in at for _ in "ab"])


@pytest.mark.parametrize(
    "years",
    [[2020], range(2020, 2023), range(2014, 2025, 2), range(2000, 2026, 5), range(1900, 2001, 20)],
)
def test_a_year_is_named_in_its_middle_between_two_ticks(years):
    axes = over_years([point(years[0]), point(years[-1])])
    low = [text for text in axes.texts if text.get_va() == "top"]
    named = [(text.get_text(), text.get_position()[0]) for text in low]
    assert named == [(str(year), year + 0.5) for year in years]
    ticks = {x for x in axes.lines[1].get_xdata() if not math.isnan(x)}
    assert ticks == {*range(years[0], years[-1] + 2)}
    assert low[0].get_window_extent().x0 >= 0
    assert low[-1].get_window_extent().x1 <= axes.figure.bbox.x1


def test_no_two_series_look_alike_and_each_name_has_the_colour_of_its_points():
    axes = over_years(*([point(2000 + 2 * place, place)] for place in range(12)))
    looks = [(line.get_color(), line.get_marker()) for line in marked(axes)]
    assert len(set(looks)) == 12
    colours = {text.get_text(): text.get_color() for text in axes.texts}
    assert [colours[f"S{place}"] for place in range(12)] == [colour for colour, _ in looks]


def test_a_name_stands_beside_its_own_points_and_on_no_mark_or_line():
    rising, falling = [point(2000, 1), point(2020, 21)], [point(2000, 20), point(2020, 2)]
    axes = over_years(rising, falling, [point(2010, 10.5)])
    ends = [axes.transData.transform(line.get_xydata()) for line in marked(axes)]
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    for own, box in zip(ends, (boxes["S0"], boxes["S1"], boxes["S2"]), strict=True):
        lines = np.concatenate([np.linspace(line[0], line[-1], 100) for line in ends])
        assert not any(box.padded(2).contains(*place) for place in lines)
        # 192 dots are an inch.
        assert any(box.padded(36).contains(*mark) for mark in own)


@pytest.mark.parametrize("seed", range(4))
def test_words_overlap_nowhere_and_stand_within_the_drawing(seed):
    given = random.Random(seed)
    series = {
        f"Office of the {'High ' * given.randrange(9)}Commissioner {place}": [
            (date(2014, 1, 1) + timedelta(given.randrange(900)), given.uniform(0, 9e4), True)
            for _ in range(given.choice([1, 2, 30]))
        ]
        for place in range(20)
    }
    window = (date(2015, 1, 1), date(2016, 1, 1), "dates")
    axes = d.over_years(series, shaded=window).axes[0]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) > 15
    low, high = axes.bbox.get_points()
    for box in boxes:
        assert (low - 1 <= box.min).all()
        assert (box.max <= high + 1).all()
    for one, other in itertools.combinations(boxes, 2):
        assert (np.minimum(one.max, other.max) <= np.maximum(one.min, other.min)).any()


@pytest.mark.parametrize("name", ["Office " * 43, "W" * 300, "ក" * 300, HOSTILE * 5])
def test_a_long_name_is_cut_to_three_lines(name):
    axes = d.over_years({name: [point(2020)]}).axes[0]
    [text] = [text for text in axes.texts if text.get_color() == d.FIRST]
    assert text.get_text().count("\n") == 2
    assert text.get_text().endswith("…")


# SVG and PNG.


def drawn(name="bars", label="A", title="Title", foot="Foot"):
    drawing = d.bars([bar(3, label=label, **ABOUT), bar(5, d.INK, "B", **OPEN)])
    drawing.axes[0].text(1, 1, label)
    return d.drawn(drawing, name, title, foot)


def words(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).findall(".//{*}text")]


@pytest.mark.parametrize(
    "text", [HOSTILE, "Law 12.345", "193.49", "#0b5fa5 url(#a)", "ក្រសួងមហាផ្ទៃ", "From $5 to $6_1"]
)
def test_text_is_kept_to_the_letter_on_the_page_and_in_the_file(text):
    bare, files = drawn(label=text, title=text, foot=text)
    page = d.for_page(bare, "bars", text)
    assert ElementTree.fromstring(page).get("aria-label") == text
    assert words(page).count(text) == 2
    whole = "".join(words(files["charts/bars.svg"])).replace(" ", "")
    assert whole.count(text.replace(" ", "")) == 4


@pytest.mark.parametrize("text", ["Long " * 80, "W" * 300, "ក" * 300])
def test_text_around_a_drawing_is_within_the_file_and_clear_of_the_drawing(text):
    empty, _ = d.canvas(1.5)
    _, files = d.drawn(empty, "a", text, text)
    ink = imread(io.BytesIO(files["charts/a.png"]))[..., :3].min(axis=2) < 0.5
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()
    assert ink[:40].any()
    assert ink[-40:].any()
    blank = [len(list(rows)) for inked, rows in itertools.groupby(ink.any(axis=1)) if not inked]
    assert max(blank) >= 1.5 * 192


def test_drawings_on_a_page_share_no_id_and_each_uses_its_own_parts():
    kept = []
    for name in ("first", "second"):
        page = d.for_page(drawn(name)[0], name, "Alt")
        ids = re.findall(r' id="([^"]+)"', page)
        assert {*ids} >= {*re.findall(r"url\(#([^)]+)\)", page)} > set()
        kept += ids
    assert len(kept) == len(set(kept))


def test_a_drawing_on_the_page_is_an_image_that_cuts_nothing_off_and_brings_no_style():
    page = d.for_page(drawn()[0], "bars", "Alt")
    assert 'role="img"' in page
    assert not re.search("<metadata|<style|<title|clip-?path|font-family", page, re.IGNORECASE)


@pytest.mark.parametrize("name", [name for name in d.__all__ if name.isupper()])
def test_each_colour_on_the_page_is_a_variable_of_the_same_name(name):
    drawing, axes = d.canvas(1)
    axes.barh([0], [3.123], color=getattr(d, name), edgecolor=d.INK)
    page = d.for_page(d.drawn(drawing, "a", "T", "F")[0], "a", "Alt")
    assert f"fill: var(--{name.lower()}, {getattr(d, name)})" in page
    assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", page) == []
    assert not re.search(r"\d\.\d\d", page)


def test_files_are_an_svg_and_a_png_with_title_and_foot_but_no_date_and_no_tool():
    # XML cannot hold an escape character.
    _, files = drawn("name", foot="Foot\x1b\uffff")
    assert sorted(files) == ["charts/name.png", "charts/name.svg"]
    svg, png = files["charts/name.svg"], files["charts/name.png"]
    assert words(svg) == ["A", "B", "A", "Title", "Foot\ufffd\ufffd"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    # 4.7 inches of 192 dots each; the width is the first number of an image's header.
    assert int.from_bytes(png[16:20]) == 902
    assert not re.search(rb"<dc:date|Matplotlib|tIME|Software", svg + png)


def test_the_same_figures_and_a_drawing_shown_again_give_the_same_bytes():
    drawing = d.bars([bar(3, **ABOUT)])
    first = d.drawn(drawing, "a", "T", "F")
    assert first == d.drawn(drawing, "a", "T", "F")
    assert first == d.drawn(d.bars([bar(3, **ABOUT)]), "a", "T", "F")
