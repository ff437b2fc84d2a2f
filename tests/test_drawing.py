"""Charts: where marks and words stand, and their files."""

import io
import itertools
import re
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.ticker import EngFormatter

from stats import drawing as d
from stats.figures.figure import Figure

HOSTILE = "<script>alert(\"1\")</script> & '2' {0} $\\frac$ &lt;"
COUNT = Figure.parse("21,989 people", unit="people")


def bars(ax):
    ax.bar([2016, 2020], [21_900, 38_990], color=d.OFFICIAL)


def axes_of(pair):
    return [drawing.axes[0] for drawing in (pair.wide, pair.narrow)]


def box(text):
    return d.Text.get_window_extent(text)


# Two sizes, one style.


def test_a_chart_is_drawn_for_wide_screens_and_for_phones():
    pair = d.both(lambda ax: ax.plot([1, 2]), height=300, phone_height=200)
    sizes = [drawing.get_size_inches() * drawing.dpi for drawing in (pair.wide, pair.narrow)]
    assert [tuple(map(round, size)) for size in sizes] == [(840, 300), (320, 200)]


def test_a_figure_is_labelled_by_who_states_it_unless_by_other_words(data):
    claim = data["prisoners_2020"]
    rows = data.rows.loc[["prisoners_2020"]]
    of_list, of_frame = d.both(bars, figures=[claim, ("A", claim)]), d.both(bars, figures=rows)
    assert of_list.figures == [("Amnesty International", claim), ("A", claim)]
    assert of_frame.figures == [("Amnesty International", claim)]


def test_figures_are_drawn_at_their_numbers():
    pair = d.both(lambda ax: ax.plot([1, 2], [COUNT, COUNT]))
    assert [ax.lines[0].get_ydata(orig=False).tolist() for ax in axes_of(pair)] == [
        [21_989] * 2
    ] * 2


@pytest.mark.parametrize(
    ("narrow", "shown", "least"), [(False, 838, 13), (True, 326, 11), (True, 286, 11)]
)
def test_small_letters_can_be_read_on_a_screen(narrow, shown, least):
    ax = axes_of(d.both(lambda ax: ax.text(0, 0, "A", size="small")))[narrow]
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()]
    pixels = min(each.get_fontsize() for each in [*ax.texts, *ticks]) * 96 / 72
    assert pixels * shown / ax.get_figure().bbox.width >= least


# What charts share.


@pytest.mark.parametrize(
    ("words", "face"),
    [
        ("21,989 people", d.OFFICIAL),
        ("at least 21,989 people", d.PAPER),
        ("about 21,989 people", d.PAPER),
    ],
)
def test_a_dot_is_hollow_if_its_figure_is_not_exact(words, face):
    given = Figure.parse(words, unit="people")
    ax, _ = axes_of(d.both(lambda ax: d.dot(ax, 2016, given)))
    [mark] = ax.lines
    assert mark.get_xydata().tolist() == [[2016, 21_989]]
    assert (mark.get_markerfacecolor(), mark.get_markeredgecolor()) == (face, d.OFFICIAL)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("prisoners_2016_interior", True),
        ("growth", True),
        ("prisoners_2016", False),
        ("capacity_2021_un", False),
    ],
)
def test_a_row_is_exact_if_it_is_neither_rounded_nor_undated(data, name, exact):
    assert d.is_exact(data[name]) is exact


def test_a_period_is_shaded_with_its_words_inside():
    start, end = date(2017, 1, 1), date(2020, 3, 31)

    def draw(ax):
        ax.plot([date(2010, 1, 1), end], [1, 2])
        d.period(ax, start, end, "campaign")

    for ax in axes_of(d.both(draw)):
        [words], [shade] = map(box, ax.texts), [p.get_window_extent() for p in ax.patches]
        assert shade.x0 < words.x0 < shade.x0 + 12
        assert shade.y0 < words.y0 < shade.y0 + 12


@pytest.mark.parametrize("last", [2012, 2030])
def test_a_year_has_no_half(last):
    for ax in axes_of(d.both(lambda ax: ax.plot([2010, last], [1, 2]))):
        assert all(tick == round(tick) for tick in ax.get_xticks())


def test_words_beside_points_lie_on_nothing():
    """Not even where points are close, or at an edge; where there is room they are one line."""

    def draw(ax):
        ax.plot([0, 1, 2], [1, 1.05, 1], "o-")
        for x, y in ((0, 1), (1, 1.05), (1, 1), (2, 1)):
            d.beside(ax, x, y, f"the words of {x}")
        ax.set_ylim(0, 2)

    pair = d.both(draw, height=200)
    assert d.clashes(pair) == []
    for ax in axes_of(pair):
        assert all(ax.bbox.padded(1).contains(*box(words).p0) for words in ax.texts)
    assert all("\n" not in words.get_text() for words in pair.wide.axes[0].texts)


# Words on words.


def clashes(*texts):
    def draw(ax):
        ax.set_axis_off()
        for x, y, words in texts:
            ax.annotate(words, (x, y), xycoords="figure fraction").set_in_layout(False)

    return d.clashes(d.both(draw, height=100))


def test_words_that_lie_on_others_are_told_at_each_size():
    assert clashes((0.1, 0.1, "below"), (0.1, 0.5, "above")) == []
    apart = clashes((0.1, 0.5, "one"), (0.15, 0.5, "other"))  # 42 pixels, or 16
    assert apart == ["on phones: “one” lies on “other”"]
    both = [f"{size}: “A B” lies on “C”" for size in ("on wide screens", "on phones")]
    assert clashes((0.1, 0.5, "A\nB"), (0.1, 0.5, "C")) == both


def test_words_that_stick_out_of_a_drawing_are_told():
    out = "sticks out; shorten it, or widen the axis (set_xlim)"
    assert clashes((0.8, 0.5, "some words")) == [f"on phones: “some words” {out}"]
    assert clashes((0, 0.95, "A")) == [*(f"on wide screens: “A” {out}", f"on phones: “A” {out}")]


@pytest.mark.parametrize(
    ("top", "ticks"), [(2_000_000, ["0", "1,000,000", "2,000,000"]), (2_020, ["0", "1000", "2000"])]
)
def test_large_numbers_have_separators_and_years_none(top, ticks):
    ax = d.both(lambda ax: ax.set(ylim=(0, top))).wide.axes[0]
    shown = [each.get_text() for each in ax.get_yticklabels()]
    assert [each for each in shown if each in ticks] == ticks


def test_a_format_of_ones_own_stays():
    def draw(ax):
        ax.set(ylim=(0, 2_000_000))
        ax.yaxis.set_major_formatter(EngFormatter())

    shown = [each.get_text() for each in d.both(draw).wide.axes[0].get_yticklabels()]
    assert "2 M" in shown


@pytest.mark.parametrize("last", [date(2025, 1, 1), date(2008, 6, 1), date(2006, 3, 1)])
def test_dates_have_room_on_phones_too(last):
    assert d.clashes(d.both(lambda ax: ax.plot([date(2006, 1, 1), last], [1, 2]))) == []


def test_ticks_that_are_not_drawn_clash_with_nothing():
    pair = d.both(lambda ax: ax.set(xlim=(0.5, 1.5), xticks=[1], ylim=(0, 1)))
    pair.wide.axes[0].set_xlim(2, 3)
    assert d.clashes(pair) == []


# SVG and PNG.


def render(pair, name="a", foot="Foot"):
    return d.render(pair, name, "Title", "Subtitle", foot, "Licence")


def svg_texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).findall(".//{*}text")]


def test_text_is_kept_to_the_letter():
    texts = [HOSTILE, "Law 12.345", "#23415f url(#a)", "ក្រសួងមហាផ្ទៃ", "From $5 to $6_1"]
    pair = d.both(lambda ax: [ax.text(0, 0, text) for text in texts])
    *drawings, files = render(pair, foot=HOSTILE)
    for svg in drawings:
        page = d.inline_svg(svg, "a", HOSTILE)
        assert ElementTree.fromstring(page).get("aria-label") == HOSTILE
        assert {*svg_texts(page)} >= {*texts}
    whole = "".join(svg_texts(files["charts/a.svg"])).replace(" ", "")
    assert whole.count(HOSTILE.replace(" ", "")) == 2


def test_drawings_on_a_page_share_nothing():
    all_ids = []
    for name in ("first", "second"):
        for svg in render(d.both(bars), name)[:2]:
            page = d.inline_svg(svg, f"{name}-{len(all_ids)}", "Alt")
            ids = re.findall(r' id="([^"]+)"', page)
            assert {*ids} >= {*re.findall(r'(?:url\(|href=")#([^)"]+)', page)} > set()
            assert not re.search("<metadata|<style|<title|font-family", page, re.IGNORECASE)
            all_ids += ids
    assert len(all_ids) == len(set(all_ids))


def test_what_is_cut_at_the_axes_cuts_nothing_else():
    def draw(ax):
        ax.plot([0, 1], [0, 1], "o")  # in SVG a group that is cut there
        d.dot(ax, 1, COUNT)

    page = ElementTree.fromstring(d.inline_svg(render(d.both(draw))[0], "a", "Alt"))
    [cut] = [each for each in page.findall(".//{*}g") if each.get("clip-path")]
    assert len(cut) == 2


def test_a_colour_is_a_variable_on_the_page():
    colours = {name: getattr(d, name) for name in d.__all__ if name.isupper()}
    pair = d.both(lambda ax: ax.bar([*range(7)], 3.123, color=[*colours.values()]))
    page = d.inline_svg(render(pair)[0], "a", "Alt")
    for name, colour in colours.items():
        assert f"fill: var(--{name.lower()}, {colour})" in page
    assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", page) == []
    assert not re.search(r"\d\.\d\d", page)


def test_a_tint_is_as_faint_on_the_page():
    pair = d.both(lambda ax: ax.axvspan(0, 1, color=d.CLAIM, alpha=0.08))
    assert "opacity: 0.08" in d.inline_svg(render(pair)[0], "a", "Alt")


def test_files_have_all_words_and_no_date():
    *_, files = render(d.both(bars), "name")
    assert sorted(files) == ["charts/name.png", "charts/name.svg"]
    svg, png = files["charts/name.svg"], files["charts/name.png"]
    assert svg_texts(svg)[-4:] == ["Title", "Subtitle", "Foot", "Licence"]
    # 840 and 24 on either side, two dots each, cut to what is drawn; the width is the first number
    # of its header.
    assert int.from_bytes(png[16:20]) == pytest.approx(2 * (840 + 48), rel=0.01)
    assert not re.search(rb"<dc:date|Matplotlib|tIME|Software", svg + png)


@pytest.mark.landing
def test_words_around_a_saved_chart_are_clear_of_it():
    empty = d.both(lambda ax: ax.set_axis_off(), height=200)
    *_, files = d.render(empty, "a", *["Long " * 80] * 4)
    ink = imread(io.BytesIO(files["charts/a.png"]))[..., :3].min(axis=2) < 0.5
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()
    blank = [len(list(rows)) for inked, rows in itertools.groupby(ink.any(axis=1)) if not inked]
    assert max(blank) >= 2 * 200


def test_same_figures_give_the_same_bytes():
    pair = d.both(bars)
    assert render(pair) == render(pair) == render(d.both(bars))  # a cell may run again
