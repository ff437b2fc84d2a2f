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
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.image import imread
from matplotlib.text import Annotation

from stats import drawing as d
from stats.bounds import Bound
from stats.figure import Figure, Row

HOSTILE = "<script>alert(\"1\")</script> & '2' {0} $\\frac$ &lt;"
LONG = ["Office of the High " * 20, "W" * 300, "ក" * 300, HOSTILE * 5]
OPEN, ABOUT = {"high": math.inf, "low_open": True}, {"approximate": True}
YEAR = date(2017, 1, 1), date(2017, 12, 31)
SIZES = ["wide", "narrow"]


def figure(value, *days, kind="stock", row=None, unit="", **allowed):
    known = Bound(allowed.pop("low", value), allowed.pop("high", value), **allowed)
    return Figure(value, known, unit, kind, 0, "", "", *(days or (None, None)), row=row)


def row(qualifier="exact", rounded_to=1):
    return Row("a", qualifier, rounded_to, "", "", "", "", "")


def point(year, value=1.0, solid=True):
    return date(year, 1, 1), value, solid


def over_years(*series, size="wide", unit="people", **how):
    """The axes of lines, or of series of points named S0, S1 and so on."""
    lines = [
        each if isinstance(each, d.Line) else d.Line(f"S{n}", each, d.OFFICIAL)
        for n, each in enumerate(series)
    ]
    return getattr(d.over_years(lines, unit=unit, **how), size).axes[0]


def dots(*rows, size="wide", **how):
    return getattr(d.dots(rows, **how), size).axes[0]


def stacked(*values, claim=60, size="wide", words=("Counted", "Claimed"), **allowed):
    parts = [(f"P{n}", figure(value)) for n, value in enumerate(values)]
    pair = d.stacked(parts, words[0], (words[1], figure(claim, **allowed)))
    return getattr(pair, size).axes[0]


FORMS = {
    "over_years": lambda *values: over_years([point(2020, value) for value in values]),
    "dots": lambda *values: dots(
        *(("A", Figure(value, Bound(0, 0)), d.OTHER, "") for value in values)
    ),
    "stacked": lambda *values: d.stacked(
        [("A", Figure(value, Bound(0, 0))) for value in values], "B", ("C", figure(0))
    ).wide.axes[0],
}


def marks(axes):
    return [line for line in axes.lines if line.get_marker() != "None"]


def ends(axes):
    """Where marks are, and whether they are solid."""
    return [(*line.get_xydata()[0], line.get_markerfacecolor() != d.PAPER) for line in marks(axes)]


def strokes(axes, colour):
    """The lines of a colour, with their points."""
    own = [
        line for line in axes.lines if line.get_marker() == "None" and line.get_color() == colour
    ]
    return [(line, line.get_xydata().tolist()) for line in own]


def texts(axes):
    return [text for text in axes.texts if text.get_text()]


def words(axes):
    return [text.get_text() for text in texts(axes)]


def box(text):
    """Where a text is, in pixels: by the height of a line, since letters differ."""
    with d._allow_missing_glyphs():
        found = text.get_window_extent()
    return found


def away(axes, text, *where):
    """How far a text is from the nearest of some points of the axes, in pixels."""
    found = box(text)
    places = axes.transData.transform(where)
    return min(
        np.hypot(*np.clip([found.min - at, at - found.max], 0, None).max(axis=0)) for at in places
    )


def clear(axes):
    """Whether all words stand within the drawing and none on others."""
    boxes = [box(text) for text in texts(axes)]
    low, high = axes.bbox.get_points()
    inside = all((low - 1 <= each.min).all() and (each.max <= high + 1).all() for each in boxes)
    pairs = itertools.combinations(boxes, 2)
    return inside and all(
        (np.minimum(one.max, two.max) <= np.maximum(one.min, two.min)).any() for one, two in pairs
    )


# All forms.


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_chart_of_nothing_is_refused(form):
    with pytest.raises(ValueError, match="nothing to draw"):
        form()


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("value", [-1.0, math.inf, math.nan])
def test_what_does_not_stand_above_zero_is_refused(form, value):
    with pytest.raises(ValueError, match=f"{value}: a chart from zero up"):
        form(value)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_figures_of_nobody_are_drawn(form):
    assert clear(form(0))


@pytest.mark.parametrize("size", SIZES)
def test_letters_are_at_least_12_pixels_high_on_a_screen_of_their_size(size):
    # A page of 360 has margins of 17: what is 340 wide is shown 326 wide. Wide ones begin at 864.
    axes = over_years([point(2020)], size=size)
    shown = axes.bbox.width * {"wide": 864 / 1080, "narrow": 326 / 340}[size]
    for text in texts(axes):
        assert text.get_fontsize() * 96 / 72 * shown / axes.bbox.width >= 12


# Points over the years.


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (figure(1, date(2017, 1, 1), date(2017, 1, 1)), 2017 + 0.5 / 365),
        (figure(1, date(2020, 1, 1), date(2020, 3, 31)), 2020 + 90.5 / 366),  # day 91, a leap year
        (figure(1, *YEAR, kind="flow"), 2017.5),
        ((date(2019, 12, 31), 1, True), 2020 - 0.5 / 365),
    ],
)
def test_a_point_stands_in_the_middle_of_its_day(given, at):
    assert ends(over_years([given])) == [(pytest.approx(at, abs=1e-9), 1, True)]


@pytest.mark.parametrize(
    ("given", "solid"),
    [
        (figure(1, *YEAR), True),
        (figure(1, *YEAR, low=0.5), False),
        (figure(1, *YEAR, **OPEN), False),
        (figure(1, *YEAR, **ABOUT), False),
        (figure(50, *YEAR, row=row(), low=49.5, high=50.5), True),  # a printed percentage
        (figure(100, *YEAR, row=row(rounded_to=100)), False),
        (figure(1, *YEAR, row=row("at_least")), False),
    ],
)
def test_exact_figures_are_solid_and_others_hollow(given, solid):
    assert ends(over_years([given]))[0][2] is solid


def test_a_figure_without_dates_is_refused():
    with pytest.raises(ValueError, match="no dates"):
        over_years([figure(1)])


def test_the_points_of_a_line_are_joined_in_order_and_those_beside_it_are_not():
    line = d.Line("A", [point(2013, 4), point(2010, 1)], d.OFFICIAL, beside=[point(2012, 9)])
    later = d.Line("", [point(2013, 4), point(2020, 5)], d.OFFICIAL, dashed=True)
    axes = over_years(line, later)
    (solid, first), (dashed, second) = strokes(axes, d.OFFICIAL)
    assert [[y for _, y in each] for each in (first, second)] == [[1, 4], [4, 5]]
    assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
    assert 9 in [y for _, y, _ in ends(axes)]
    assert words(axes).count("A") == 1


def test_a_line_has_the_colour_of_its_role_and_so_have_its_marks_and_words():
    line = d.Line("A", [point(2010), point(2012)], d.CLAIM, marker="s")
    axes = over_years(line, labels=[("B", point(2012))])
    [_] = strokes(axes, d.CLAIM)
    assert {(mark.get_marker(), mark.get_markeredgecolor()) for mark in marks(axes)} == {
        ("s", d.CLAIM)
    }
    assert [text.get_color() for text in texts(axes) if text.get_text() in "AB"] == [d.CLAIM] * 2


def test_the_first_series_is_on_top():
    axes = over_years(*(d.Line("A", [point(2010)], role) for role in (d.OFFICIAL, d.CLAIM)))
    first, second = (
        next(mark.get_zorder() for mark in marks(axes) if mark.get_markeredgecolor() == role)
        for role in (d.OFFICIAL, d.CLAIM)
    )
    assert first > second


def test_the_words_of_a_ring_are_a_claims_and_those_of_a_note_are_nobodys():
    ring, note = ("R", point(2015)), (date(2012, 1, 1), 1, "N")
    axes = over_years([point(2010), point(2020)], rings=[ring], notes=[note])
    colours = {text.get_text(): text.get_color() for text in texts(axes)}
    assert (colours["R"], colours["N"]) == (d.CLAIM, d.INK)


def test_the_words_of_a_point_of_two_series_have_the_colour_of_the_first():
    series = [d.Line("", [point(2010)], role) for role in (d.OFFICIAL, d.CLAIM)]
    axes = over_years(*series, labels=[("A", point(2010))])
    assert {text.get_color() for text in texts(axes) if text.get_text() == "A"} == {d.OFFICIAL}


@pytest.mark.parametrize(("size", "height"), [("wide", 300), ("narrow", 270)])
def test_a_drawing_is_as_high_as_asked_and_a_tenth_less_on_a_phone(size, height):
    assert over_years([point(2020)], size=size, height=300).bbox.height == pytest.approx(height)


@pytest.mark.parametrize("size", SIZES)
def test_words_stand_at_their_marks_and_overlap_nowhere(size):
    count = [point(2000 + n, 10 + n * n) for n in range(0, 21, 2)]
    other = d.Line("Data base", [point(2000 + n, 5 + n) for n in range(12)])
    claim = point(2016, 260)
    axes = over_years(
        d.Line("Official counts", count, d.OFFICIAL),
        other,
        size=size,
        rings=[("Claimed: 260", claim)],
        labels=[("about 410", count[-1]), ("10", count[0])],
        notes=[(date(2011, 1, 1), 131, "2010 to 2012:\nplus 20%")],
        shaded=(date(2014, 1, 1), date(2018, 1, 1), "campaign"),
    )
    assert clear(axes)
    found = {text.get_text(): text for text in texts(axes)}
    for name, where in {
        "about 410": count[-1:],
        "10": count[:1],
        "Claimed: 260": [claim],
        "Data base": other.points,
        "Official counts": count,
    }.items():
        years, values = ([year.year for year, *_ in where], [value for _, value, _ in where])
        trace = [(at, np.interp(at, years, values)) for at in np.linspace(years[0], years[-1], 400)]
        # 12 of air and a mark's own half.
        assert away(axes, found[name], *trace) <= 12 + (10 if name.startswith("Claimed") else 5)
    [ring] = [mark for mark in marks(axes) if mark.get_markerfacecolor() == "none"]
    assert (ring.get_markeredgecolor(), *ring.get_ydata()) == (d.CLAIM, 260)
    [(_, leader)] = [each for each in strokes(axes, d.SOFT) if len(each[1]) == 2]
    assert away(axes, found["2010 to 2012:"], leader[1]) < 40
    assert (
        np.hypot(*(axes.transData.transform(leader[0]) - axes.transData.transform((2011, 131)))) < 8
    )
    weights = [found[name].get_fontweight() for name in ("2010 to 2012:", "plus 20%")]
    assert weights == ["normal", "bold"]


@pytest.mark.landing
@pytest.mark.parametrize("seed", range(2))
def test_words_of_many_series_overlap_nowhere(seed):
    given = random.Random(seed)
    series = [
        d.Line(
            f"Office of the {'High ' * given.randrange(9)}Commissioner {place}",
            [
                (date(2014, 1, 1) + timedelta(given.randrange(900)), given.uniform(0, 9e4), True)
                for _ in range(given.choice([1, 2, 30]))
            ],
        )
        for place in range(8)
    ]
    axes = over_years(*series, shaded=(date(2015, 1, 1), date(2016, 1, 1), "dates"))
    assert clear(axes)


def test_words_without_room_are_refused_by_name():
    with pytest.raises(ValueError, match="no room for “S0”"):
        over_years([point(2020)], height=40)


@pytest.mark.parametrize("name", LONG)
def test_a_long_name_is_cut_to_three_lines(name):
    axes = over_years(d.Line(name, [point(2020)], d.CLAIM), size="narrow")
    own = [text.get_text() for text in texts(axes) if text.get_color() == d.CLAIM]
    assert len(own) <= 3
    assert own[-1].endswith("…")


def test_lines_of_a_name_are_of_about_one_length():
    assert d._balanced_lines("about +20% a year", 16) == ["about +20%", "a year"]


@pytest.mark.parametrize("first", [2010, 2017, 2024])
def test_dates_are_shaded_behind_all_and_named_within_the_drawing(first):
    window = (date(first, 1, 1), date(first + 3, 3, 31), "the dates of the article")
    axes = over_years([point(2012), point(2022)], shaded=window)
    [shade] = [each for each in axes.collections if isinstance(each, PolyCollection)]
    assert shade.get_zorder() < min(line.get_zorder() for line in axes.lines)
    xs = shade.get_paths()[0].vertices[:, 0]
    assert (xs.min(), xs.max()) == pytest.approx((first, first + 3.247), abs=0.003)
    assert clear(axes)
    assert "the dates of the article" in " ".join(words(axes))


@pytest.mark.parametrize(
    ("most", "unit", "levels"),
    [
        (55_000, "people", "0 10,000 20,000 30,000 40,000 50,000 people"),
        (0.7, "km", "0 0.2 0.4 0.6 km"),
        (60, "%", "0 10 20 30 40 50 60%"),
    ],
)
def test_levels_are_round_numbers_from_zero_and_the_highest_says_of_what(most, unit, levels):
    axes = over_years([point(2020, most)], unit=unit)
    found = {
        words: text
        for text in texts(axes)
        if re.match(r"\d", words := text.get_text()) and text.get_ha() == "left"
    }
    assert " ".join(sorted(found, key=lambda words: float(re.sub("[^0-9.]", "", words)))) == levels
    [(_, grid)] = strokes(axes, d.GRID)
    heights = sorted({y for _, y in grid if not math.isnan(y)})
    at = {float(re.sub("[^0-9.]", "", words)): box(text).y0 for words, text in found.items()}
    assert heights == pytest.approx(sorted(level for level in at if level))
    for level, low in at.items():
        assert 0 < low - axes.transData.transform((0, level))[1] < 6


@pytest.mark.parametrize("size", SIZES)
def test_levels_stand_beside_a_series_that_would_run_through_them(size):
    through, below = ([point(2010 + n, high) for n in range(9)] for high in (10.3, 9))
    for series, left in ((through, True), (below, False)):
        axes = over_years(series, [point(2014, 20)], size=size)
        [level] = [text for text in texts(axes) if text.get_text() == "10"]
        first = axes.transData.transform((2010, 0))[0]
        assert bool(box(level).x1 < first) is left


@pytest.mark.parametrize(
    "years",
    [[2020], range(2020, 2023), range(2014, 2025, 2), range(2000, 2026, 5), range(1900, 2001, 20)],
)
def test_a_year_is_named_in_its_middle_between_two_ticks(years):
    axes = over_years([point(years[0]), point(years[-1])])
    low = [
        text
        for text in texts(axes)
        if text.get_ha() == "center" and box(text).y1 < axes.transData.transform((0, 0))[1]
    ]
    assert [text.get_text() for text in low] == [str(year) for year in years]
    middles = [axes.transData.transform((year + 0.5, 0))[0] for year in years]
    assert [(box(text).x0 + box(text).x1) / 2 for text in low] == pytest.approx(middles, abs=9)
    [(_, ticks)] = strokes(axes, d.SOFT)
    assert {x for x, _ in ticks if not math.isnan(x)} >= {years[0], years[-1] + 1}


# Dots.


def a_dot(value, label="A", role=d.OTHER, words="", **allowed):
    return label, figure(value, **allowed), role, words


def test_dots_stand_on_one_scale_from_zero_the_first_on_top():
    axes = dots(a_dot(30), a_dot(20, **ABOUT), a_dot(10, **OPEN))
    assert [(x, solid) for x, _, solid in ends(axes)] == [(30, True), (20, False), (10, False)]
    heights = [y for _, y, _ in ends(axes)]
    assert heights == sorted(heights, reverse=True)
    lines = [points for _, points in strokes(axes, d.GRID)]
    assert [[x for x, _ in points] for points in lines] == [[0, 30], [0, 20], [0, 10]]


def test_gaps_lead_to_the_reference_which_goes_down_all_rows():
    reference = ("over 40 people", figure(40), d.CLAIM)
    axes = dots(a_dot(30), a_dot(20), reference=reference)
    lines = [points for _, points in strokes(axes, d.GRID)]
    assert [[x for x, _ in points] for points in lines] == [[40, 30], [40, 20]]
    [(_, down)] = strokes(axes, d.CLAIM)
    assert {x for x, _ in down} == {40}
    assert min(y for _, y in down) < min(y for _, y, _ in ends(axes))
    [head] = [text for text in texts(axes) if text.get_text() == reference[0]]
    assert away(axes, head, max(down, key=lambda end: end[1])) <= 12


@pytest.mark.parametrize("size", SIZES)
def test_each_dot_has_its_value_at_it_its_label_and_its_words_at_the_right(size):
    given = [
        (
            "Prisons department, April 2020",
            figure(27, row=row("estimated"), **ABOUT),
            d.OFFICIAL,
            "1.4",
        ),
        ("Claimed", figure(26, row=row("nearly"), unit="places"), d.CLAIM, "1.5"),
        ("Data base", figure(8), d.OTHER, "4.6"),
    ]
    reference = ("over 39 people", figure(39), d.CLAIM)
    axes = dots(*given, size=size, reference=reference, column="people per place")
    assert clear(axes)
    found = {text.get_text(): text for text in texts(axes)}
    for value, end in zip(("an estimated 27", "nearly 26", "8"), ends(axes), strict=True):
        assert away(axes, found[value], end[:2]) <= 12 + 7.5
    rows = [(box(found[label]), box(found[words])) for label, _, _, words in given]
    step = ends(axes)[0][1] - ends(axes)[1][1]
    for (_, y, _), (label, aside) in zip(ends(axes), rows, strict=True):
        assert label.x0 < 10
        assert y - 10 < label.y0 < y + step - 10
        assert aside.x1 == pytest.approx(axes.bbox.x1, abs=2)
        assert aside.y0 < y < aside.y1
    assert "people per place" in " ".join(words(axes))


def test_the_one_that_is_not_of_others_is_bold():
    axes = dots(a_dot(1, "A"), a_dot(2, "B", d.OFFICIAL), a_dot(3, "C"))
    bold = {
        text.get_text(): text.get_color() for text in texts(axes) if text.get_fontweight() == "bold"
    }
    assert bold == {"B": d.OFFICIAL}


def test_of_two_that_are_not_of_others_neither_is_bold():
    axes = dots(a_dot(1, "A", d.OFFICIAL), a_dot(2, "B", d.OFFICIAL), a_dot(3, "C"))
    assert {text.get_fontweight() for text in texts(axes)} == {"normal"}


def test_a_value_stands_on_the_side_of_its_dot_where_no_gap_is():
    axes = dots(a_dot(30), a_dot(50), a_dot(90), reference=("R", figure(40), d.CLAIM))
    found = {text.get_text(): box(text) for text in texts(axes)}
    less, more = axes.transData.transform([(30, 0), (50, 0)])[:, 0]
    assert found["30"].x1 < less
    assert found["50"].x0 > more


@pytest.mark.landing
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("label", LONG)
def test_a_long_label_is_cut_in_its_middle_to_one_line_within_the_drawing(size, label):
    axes = dots(a_dot(1, f"{label}: the end"), size=size)
    assert clear(axes)
    [own] = [each for each in words(axes) if each.endswith(": the end")]
    assert "…" in own


def test_more_rows_than_an_image_has_room_for_are_refused():
    # Each is 1.8 lines high, a line 1.22 letters, a letter 15 pixels; 8 are around them all.
    with pytest.raises(ValueError, match="1,000 rows are 32,948 pixels high"):
        dots(*[a_dot(1)] * 1000)


# Stacked parts.


def test_parts_begin_where_the_one_before_ends_over_the_claim_from_zero():
    *parts, claim = stacked(30, 20, 10).patches
    assert [(part.get_x(), part.get_width()) for part in parts] == [(0, 30), (30, 20), (50, 10)]
    assert (claim.get_x(), claim.get_width()) == (0, 60)
    assert {to_hex(part.get_facecolor()) for part in parts} == {d.OFFICIAL}
    assert to_hex(claim.get_facecolor()) == d.CLAIM
    assert claim.get_y() + claim.get_height() < parts[0].get_y()


@pytest.mark.parametrize("size", SIZES)
def test_each_part_has_its_label_and_value_at_it_and_each_bar_its_words(size):
    axes = stacked(30, 20, 3, size=size, words=("Counted, added up: 53", "Claimed: 60"))
    assert clear(axes)
    assert words(axes)[:2] == ["Counted, added up: 53", "Claimed: 60"]
    found = {text.get_text(): text for text in texts(axes)}
    for label, value, part in zip(
        ("P0", "P1", "P2"), ("30", "20", "3"), axes.patches, strict=False
    ):
        bar = part.get_window_extent()
        for name in (label, value):
            assert bar.padded(12 + 20 * (name == value)).overlaps(box(found[name]))


@pytest.mark.parametrize(("bar", "name"), [(0, "Counted"), (-1, "Claimed")])
def test_the_words_of_a_bar_stand_over_it_in_its_colour(bar, name):
    axes = stacked(30, 20)
    [own] = [text for text in texts(axes) if text.get_text() == name]
    assert own.get_color() == to_hex(axes.patches[bar].get_facecolor())
    assert 0 <= box(own).y0 - axes.patches[bar].get_window_extent().y1 < 10


@pytest.mark.parametrize(("allowed", "arrows"), [({}, 0), (ABOUT, 0), (OPEN, 1)])
def test_the_claims_bar_goes_on_where_it_may_be_more(allowed, arrows):
    found = [each for each in stacked(50, **allowed).texts if isinstance(each, Annotation)]
    assert len(found) == arrows


# SVG and PNG.


def pair(label="A"):
    return d.dots([a_dot(3, label, **ABOUT), a_dot(5, "B", d.OFFICIAL)])


def drawn(name="dots", label="A", title="Title", foot="Foot"):
    return d.render(pair(label), name, title, "Subtitle", foot, "Licence")


def said(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).findall(".//{*}text")]


@pytest.mark.parametrize(
    "text", [HOSTILE, "Law 12.345", "193.49", "#23415f url(#a)", "ក្រសួងមហាផ្ទៃ", "From $5 to $6_1"]
)
def test_text_is_kept_to_the_letter_on_the_page_and_in_the_file(text):
    wide, narrow, files = drawn(label=text, title=text, foot=text)
    page = d.inline_svg(wide, "dots", text)
    assert ElementTree.fromstring(page).get("aria-label") == text
    assert said(page).count(text) == said(d.inline_svg(narrow, "dots", text)).count(text) == 1
    whole = "".join(said(files["charts/dots.svg"])).replace(" ", "")
    assert whole.count(text.replace(" ", "")) == 3


@pytest.mark.landing
@pytest.mark.parametrize("text", ["Long " * 80, "W" * 300, "ក" * 300])
def test_text_around_a_drawing_is_within_the_file_and_clear_of_the_drawing(text):
    empty, _ = d.canvas(1080, 200)
    _, _, files = d.render(d.Pair(empty, empty), "a", text, text, text, text)
    ink = imread(io.BytesIO(files["charts/a.png"]))[..., :3].min(axis=2) < 0.5
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()
    blank = [len(list(rows)) for inked, rows in itertools.groupby(ink.any(axis=1)) if not inked]
    assert max(blank) >= 2 * 200
    assert blank.index(max(blank)) not in (0, len(blank) - 1)


def test_drawings_on_a_page_share_no_id_and_each_uses_its_own_parts():
    kept = []
    for name in ("first", "second"):
        for svg in drawn(name)[:2]:
            page = d.inline_svg(svg, name, "Alt")
            ids = re.findall(r' id="([^"]+)"', page)
            assert {*ids} >= {*re.findall(r'(?:url\(|href=")#([^)"]+)', page)} > set()
            kept += ids
    assert len(kept) == len(set(kept))


def test_a_drawing_on_the_page_is_an_image_that_cuts_nothing_off_and_brings_no_style():
    for svg in drawn()[:2]:
        page = d.inline_svg(svg, "dots", "Alt")
        assert 'role="img"' in page
        assert not re.search("<metadata|<style|<title|clip-?path|font-family", page, re.IGNORECASE)


@pytest.mark.parametrize("name", [name for name in d.__all__ if name.isupper()])
def test_each_colour_on_the_page_is_a_variable_of_the_same_name(name):
    drawing, axes = d.canvas(100, 100)
    axes.barh([0], [3.123], color=getattr(d, name), edgecolor=d.INK)
    wide, _, _ = d.render(d.Pair(drawing, drawing), "a", "T", "S", "F", "L")
    page = d.inline_svg(wide, "a", "Alt")
    assert f"fill: var(--{name.lower()}, {getattr(d, name)})" in page
    assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", page) == []
    assert not re.search(r"\d\.\d\d", page)


def test_files_are_the_wide_drawing_with_all_its_words_but_no_date_and_no_tool():
    # XML cannot hold an escape character.
    _, _, files = drawn("name", foot="Foot\x1b\uffff")
    assert sorted(files) == ["charts/name.png", "charts/name.svg"]
    svg, png = files["charts/name.svg"], files["charts/name.png"]
    assert said(svg)[-4:] == ["Foot\ufffd\ufffd", "Licence", "Subtitle", "Title"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    # 1080 and 24 on either side, two dots each; the width is the first number of its header.
    assert int.from_bytes(png[16:20]) == 2 * (1080 + 48)
    assert not re.search(rb"<dc:date|Matplotlib|tIME|Software", svg + png)


def test_the_same_figures_and_a_drawing_shown_again_give_the_same_bytes():
    one = pair()
    first = d.render(one, "a", "T", "S", "F", "L")
    assert first == d.render(one, "a", "T", "S", "F", "L")
    assert first == d.render(pair(), "a", "T", "S", "F", "L")
