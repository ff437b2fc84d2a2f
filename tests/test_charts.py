"""Every chart and table says what its data say, and holds any text as text."""

import functools
import itertools
import math
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree

import conftest
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba

import stats
from stats import charts, show, tables

FIGURES, CONTEXT, SOURCES = stats.load_figures(), stats.load_context(), stats.load_sources()
CLAIMS = stats.check_claims(FIGURES, CONTEXT)
BARS = ["capacity", "neighbours", "prison_population"]
LINES = ["arrests", "long_view", "prison_population_rate"]
SERIES = {"--first", "--second", "--third", "--fourth", "--fifth", "--sixth", "--seventh", "--ink"}


def shown(name, figures=FIGURES, context=CONTEXT):
    """A chart of these tables."""
    given = {"prison_population": [figures], "neighbours": [context]}.get(name, [figures, context])
    return getattr(charts, name)(*given, SOURCES)


def drawn(name, figures, context, save):
    """A chart before it is saved: its axes, title and alternative text; and what came of saving."""
    kept = {}
    with pytest.MonkeyPatch.context() as patch:
        chart = show.chart if save else lambda *_, **__: None

        def keep(figure, *place, **how):
            kept.update(how, axes=figure.axes[0], canvas=FigureCanvasAgg(figure))
            return chart(figure, *place, **how)

        patch.setattr(show, "chart", keep)
        return SimpleNamespace(saved=shown(name, figures, context), **kept)


REAL = functools.cache(lambda name: drawn(name, FIGURES, CONTEXT, save=True))


@pytest.fixture(scope="module")
def real():
    """Each chart of the real data, drawn once."""
    return lambda name: REAL(name).saved


@pytest.fixture
def drawing():
    """A chart before it is saved, of any data."""

    def draw(name, figures=FIGURES, context=CONTEXT):
        if figures is FIGURES and context is CONTEXT:
            return REAL(name)
        return drawn(name, figures, context, save=False)

    return draw


def changed(table, name, **cells):
    table = table.copy()
    for column, value in cells.items():
        table.loc[name, column] = value
    return table


def more(like, value, start, **cells):
    """The context and one more row of that day, like another one but for the cells given."""
    row = CONTEXT.loc[[like]].rename({like: "new"})
    row["value"], row["start"], row["end"] = value, pd.Timestamp(start), pd.Timestamp(start)
    for column, cell in cells.items():
        row[column] = cell
    return pd.concat([CONTEXT, row.astype(CONTEXT.dtypes)])


class Page(HTMLParser):
    """The tags and attributes of a piece of a page, and its texts but for those of drawings."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), [], []
        self.in_svg = False
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        self.in_svg = self.in_svg or tag == "svg"

    def handle_endtag(self, tag):
        self.in_svg = self.in_svg and tag != "svg"

    def handle_data(self, data):
        if not self.in_svg:
            self.texts.append(data)

    def values(self, tag, name):
        return [value for on, key, value in self.attributes if (on, key) == (tag, name)]


def svg_of(chart):
    return next(content for name, content in chart.files.items() if name.endswith(".svg"))


def svg_texts(chart):
    return [text.text for text in ElementTree.fromstring(svg_of(chart)).findall(".//{*}text")]


def numbers(text):
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


# What every chart has.


def test_every_chart_is_tried_here():
    assert sorted(BARS + LINES) == charts.__all__


@pytest.mark.parametrize("name", charts.__all__)
def test_chart_has_a_title_an_alternative_text_a_source_and_a_table(real, name):
    chart = real(name)
    title, alt, *_ = chart.text.split("\n")
    page = Page(chart.html)
    assert title in page.texts
    assert page.values("svg", "aria-label") == [alt]
    assert {"figcaption", "table", "caption"} <= page.tags
    assert len([text for text in page.texts if "Source: " in text]) == 1
    assert alt.endswith(".")


SHADED = "Shaded: the article’s dates, January 2017 to March 2020."
NOTES = {
    "arrests": SHADED,
    # "An estimated", "about"; "over"
    "capacity": (
        "Hatched: estimated or approximate. Arrow: it may be more. Dashed: people in prison."
    ),
    "long_view": f"{SHADED} Hollow: rounded, approximate or open-ended.",
    "neighbours": "",  # plain bars
    "prison_population": "Arrow: it may be more.",  # "over"
    "prison_population_rate": f"{SHADED} Hollow: computed from counts.",
}


@pytest.mark.parametrize("name", charts.__all__)
def test_what_the_marks_mean_stands_before_the_source_on_the_page_and_in_the_file(real, name):
    chart = real(name)
    [line] = [text for text in Page(chart.html).texts if "Source: " in text]
    assert line.partition("Source: ")[0].strip() == NOTES[name]
    assert squeezed([NOTES[name], "Source: "]) in squeezed(svg_texts(chart))


@pytest.mark.parametrize(
    ("how", "line"), [({}, "Source: S"), ({"note": "Red: <b> $x^2$."}, "Red: <b> $x^2$. Source: S")]
)
def test_note_is_text_and_may_be_left_out(how, line):
    figure, _ = show.canvas(1.0)
    data = show.table({"A": ["1"]}, "Data")
    chart = show.chart(figure, "name", title="T", alt="A.", data=data, source="S", **how)
    assert "b" not in Page(chart.html).tags
    [said] = [text for text in Page(chart.html).texts if "Source: " in text]
    assert said.strip() == f"{line}. Save the chart:"
    assert line in svg_texts(chart)


@pytest.mark.parametrize("name", charts.__all__)
def test_chart_is_saved_under_the_names_that_its_links_lead_to(real, name):
    chart = real(name)
    links = [to for to in Page(chart.html).values("a", "href") if to.startswith("charts/")]
    assert sorted(links) == sorted(chart.files)
    assert {link.rsplit(".", 1)[1] for link in links} == {"svg", "png"}


@pytest.mark.parametrize("name", charts.__all__)
def test_title_stands_in_the_saved_drawing(real, name):
    title = real(name).text.split("\n")[0]
    assert title in " ".join(svg_texts(real(name)))


@pytest.mark.parametrize("name", ["arrests", "capacity", "long_view", "neighbours"])
def test_numbers_of_the_alternative_text_stand_in_the_table(real, name):
    _, alt, *data = real(name).text.split("\n")
    assert numbers(alt) <= numbers("\n".join(data))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        # 38,990 / 21,950 - 1 = 77.63 %, rounded down
        (
            "prison_population",
            "By the counts that Amnesty International gives, the prison population grew by "
            "more than 77.6 %",
        ),
        # 38,990 / 27,000 = 1.44407; 38,990 / 8,804 = 4.42867, rounded down
        (
            "capacity",
            "More people than places by every capacity given: "
            "from more than about 144.4 % to more than 442.8 %",
        ),
        (
            "long_view",
            "Counts of people in prison: 5,502 (World Prison Brief, 2000), "
            "about 55,000 (General Department of Prisons, 2025)",
        ),
        # 38,977 / 169.74305 = 229.6
        (
            "prison_population_rate",
            "People in prison per 100,000: 45 in 2000 (printed), about 230 in 2021 (computed)",
        ),
        # The department has eight years, the authority seven.
        (
            "arrests",
            "Drug arrests a year by the Anti-Drug Department: fewest 13,765 in 2021, most 26,033 "
            "in 2024",
        ),
        # Thailand 509.3, Cambodia 193.5, Myanmar 187.8
        ("neighbours", "People in prison per 100,000, in one data set: Cambodia is number 2 of 8"),
    ],
)
def test_title_says_the_finding(real, name, title):
    assert real(name).text.split("\n")[0] == title


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prison_population", ["31 December 2016: 21,900 people", "more than 38,990 people"]),
        ("capacity", ["an estimated 26,593 places", "about 12,000 places", "8,804 places"]),
        ("long_view", ["from 2000 to 2025", "first is 5,502", "last about 55,000", "LICADHO"]),
        ("prison_population_rate", ["45 in 2000 (printed)", "about 230 in 2021 (computed)"]),
        (
            "arrests",
            [
                "from 2014 to 2024",
                "By the Anti-Drug Department the fewest are 13,765 in 2021",
                "most 26,033 in 2024",
            ],
        ),
        ("neighbours", ["Cambodia 193.5 (2018)", "Vietnam 129.2 (2019)", "Indonesia 91.6 (2020)"]),
    ],
)
def test_alternative_text_names_what_matters(real, name, words):
    alt = real(name).text.split("\n")[1]
    assert [word for word in words if word not in alt] == []


CHANGES = [
    # chart, row, value, words of the new title, of the new alternative text
    # 45,000 / 21,950 - 1 = 105.01 %
    ("prison_population", "prisoners_2020", 45_000.0, "more than 105.0 %", "than 45,000 people"),
    # 38,990 / 8,000 = 4.87375
    ("capacity", "capacity_2021_un", 8_000.0, "more than 487.3 %", "United Nations: 8,000 places"),
    # 38,990 / 50,000 = 0.7798
    (
        "capacity",
        "capacity_2020_prisons",
        50_000.0,
        "People in prison, of the capacities given: from more than about 77.9 % to",
        "an estimated 50,000",
    ),
    (
        "long_view",
        "prisoners_2000_wpb",
        5_000.0,
        "5,000 (World Prison Brief, 2000)",
        "first is 5,000 people",
    ),
    # 38,977 / 200
    ("prison_population_rate", "population_2021", 20_000_000.0, "195 in 2021", "195 in 2021"),
    ("arrests", "drug_arrests_2024_interior", 30_000.0, "30,000 in 2024", "30,000 in 2024"),
    ("arrests", "drug_arrests_2021_interior", 9_000.0, "9,000 in 2021", "9,000 in 2021"),
    # Another body's most is drawn, and not mixed in.
    ("arrests", "drug_arrests_2020_nacd", 30_000.0, "most 26,033 in 2024", "most 26,033 in 2024"),
    ("neighbours", "prison_population_rate_2018_unodc", 600.0, "number 1 of 8", "Cambodia 600"),
]


def marks(axes):
    """Where each bar ends, and the height of each point of each line."""
    points = [y for line in axes.lines for y in line.get_ydata() if not math.isnan(y)]
    return [bar.get_width() for bar in axes.patches], points


@pytest.mark.parametrize("change", CHANGES, ids=[f"{name}: {row}" for name, row, *_ in CHANGES])
def test_changed_value_changes_the_chart(drawing, change):
    name, row, value, title, alt = change
    figures, context = (
        changed(table, row, value=value) if row in table.index else table
        for table in (FIGURES, CONTEXT)
    )
    chart = drawing(name, figures, context)
    assert title in chart.title
    assert alt in chart.alt
    assert marks(chart.axes) != marks(drawing(name).axes)


@pytest.mark.parametrize("name", ["arrests", "long_view", "prison_population_rate"])
def test_changed_value_between_the_ends_moves_its_point(drawing, name):
    row = {
        "arrests": "drug_arrests_2017_interior",
        "long_view": "prisoners_2006_wpb",
        "prison_population_rate": "prison_population_rate_2006_wpb",
    }[name]
    value = CONTEXT.at[row, "value"]
    before = drawing(name).axes.lines
    after = drawing(name, context=changed(CONTEXT, row, value=value + 1)).axes.lines
    moved = [
        abs(old - new)
        for a, b in zip(before, after, strict=True)
        for old, new in zip(a.get_ydata(), b.get_ydata(), strict=True)
        if old != new and not math.isnan(old)
    ]
    assert moved == [1]


# Without data.


@pytest.mark.parametrize(
    ("name", "figures", "context"),
    [
        ("prison_population", FIGURES.drop("prisoners_2016"), CONTEXT),
        ("prison_population", FIGURES.drop("prisoners_2020"), CONTEXT),
        ("capacity", FIGURES.drop("prisoners_2020"), CONTEXT),
        ("capacity", FIGURES.drop("capacity_2020"), CONTEXT),
        *((name, FIGURES, CONTEXT[:0]) for name in [*LINES, "neighbours"]),
        *((name, FIGURES[:0], CONTEXT[:0]) for name in charts.__all__),
    ],
)
def test_chart_without_its_data_is_a_notice(name, figures, context):
    notice = shown(name, figures, context)
    assert notice.text.startswith("No chart: ")
    assert not notice.files


@pytest.mark.parametrize("missing", [["prisoners_2016"], ["prisoners_2016", "prisoners_2020"]])
def test_notice_names_the_missing_figures(missing):
    assert ", ".join(missing) in shown("prison_population", FIGURES.drop(missing)).text


def test_capacity_alone_is_drawn_beside_the_people_in_prison(drawing):
    assert "an estimated 26,593 places" in drawing("capacity", context=CONTEXT[:0]).alt


@pytest.mark.parametrize("name", [*LINES, "neighbours"])
def test_chart_of_the_context_needs_no_figure_of_the_article(drawing, name):
    assert drawing(name, FIGURES[:0]).title == drawing(name).title


def test_no_capacity_above_none_is_said_in_place_of_a_chart():
    nothing = changed(FIGURES, "capacity_2020", value=0.0)
    assert "no capacities above 0" in shown("capacity", nothing, CONTEXT[:0]).text


def test_neighbours_without_cambodia_are_still_drawn(drawing):
    context = CONTEXT.drop("prison_population_rate_2018_unodc")
    chart = drawing("neighbours", context=context)
    assert "Cambodia" not in chart.title + chart.alt


# Bars: arrows, hatches, lengths.


def labels(axes):
    """What stands above each bar, from the top down, with the bar's length."""
    assert axes.yaxis_inverted()
    bars = sorted((bar.get_y(), bar.get_width()) for bar in axes.patches)
    texts = sorted(
        (text.get_position()[1], text.get_text()) for text in axes.texts if text.get_text()
    )
    # Each label is above its own bar and below the one before it.
    for (bar, _), (label, _), (later, _) in zip(
        bars, texts, [*bars[1:], (math.inf, 0)], strict=True
    ):
        assert label < bar < later
    assert all(label > bar for (bar, _), (label, _) in zip(bars, texts[1:], strict=False))
    return [(width, text) for (_, width), (_, text) in zip(bars, texts, strict=True)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "prison_population",
            [
                (21_900, "31 December 2016: 21,900 people"),
                (38_990, "March 2020: more than 38,990 people"),
            ],
        ),
        (
            "capacity",
            [
                (38_990, "People in prison, March 2020: more than 38,990"),
                (27_000, "General Department of Prisons: an estimated 27,000"),
                (26_593, "Amnesty International: an estimated 26,593"),
                (12_000, "Ministry of Interior: about 12,000"),
                (11_000, "World Prison Brief: 11,000"),
                (8_804, "United Nations: 8,804"),
            ],
        ),
        (
            "neighbours",
            [
                (509.3, "Thailand, 2020: 509.3"),
                (193.5, "Cambodia, 2018: 193.5"),
                (187.8, "Myanmar, 2020: 187.8"),
                (167.3, "Laos, 2018: 167.3"),
                (162.7, "Malaysia, 2020: 162.7"),
                (147.6, "Philippines, 2020: 147.6"),
                (129.2, "Vietnam, 2019: 129.2"),
                (91.6, "Indonesia, 2020: 91.6"),
            ],
        ),
    ],
)
def test_each_bar_stands_under_its_own_label(drawing, name, expected):
    assert labels(drawing(name).axes) == expected


def colours(axes):
    return [bar.get_edgecolor() for bar in sorted(axes.patches, key=lambda bar: bar.get_y())]


def test_people_are_of_another_colour_than_places(drawing):
    people, *places = colours(drawing("capacity").axes)
    assert set(places) == {to_rgba(show.SECOND)}
    assert people == to_rgba(show.FIRST)


def test_cambodia_alone_is_of_another_colour_than_its_neighbours(drawing):
    thailand, cambodia, *others = colours(drawing("neighbours").axes)
    assert cambodia == to_rgba(show.SECOND)
    assert {thailand, *others} == {to_rgba(show.FIRST)}


def test_hatched_bars_are_hollow_and_others_are_filled(drawing):
    for bar in drawing("capacity").axes.patches:
        assert (bar.get_facecolor() == to_rgba(show.PAPER)) == bool(bar.get_hatch())


def test_dashed_line_stands_at_the_people_in_prison(drawing):
    assert sorted(line.get_xdata()[0] for line in drawing("capacity").axes.lines) == [0, 38_990]


@pytest.mark.parametrize("name", ["capacity", "prison_population"])
def test_arrow_points_on_from_the_end_of_its_bar(drawing, name):
    [arrow] = [t for t in drawing(name).axes.texts if getattr(t, "arrow_patch", None)]
    # Matplotlib's arrows point to `xy`, from where the text is.
    assert min(arrow.xy[0], arrow.xyann[0]) == 38_990 != max(arrow.xy[0], arrow.xyann[0])
    head = arrow.xy if arrow.arrowprops["arrowstyle"] == "-|>" else arrow.xyann
    assert head[0] > 38_990


@pytest.mark.parametrize(
    ("prisoners", "title"),
    [
        # 20,000 / 21,900: from 20,000 / 21,950 - 1 = -8.884 % to 20,000 / 21,850 - 1 = -8.467 %
        (20_000.0, "the prison population changed by more than −8.9 and at most −8.4 %"),
        (43_800.0, "the prison population grew by more than 99.5 and at most 100.5 %"),
    ],
)
def test_a_fall_is_not_called_growth(drawing, prisoners, title):
    figures = changed(FIGURES, "prisoners_2020", value=prisoners, qualifier="exact")
    assert drawing("prison_population", figures).title.endswith(title)


def test_growth_from_nothing_is_not_said(drawing):
    figures = changed(FIGURES, "prisoners_2016", value=0.0, rounded_to=1.0)
    chart = drawing("prison_population", figures)
    assert chart.title == "People in prison by the counts that Amnesty International gives"


@pytest.mark.parametrize("name", LINES)
def test_counts_of_nobody_are_drawn(drawing, name):
    context = CONTEXT.copy()
    context["value"] = context["value"].where(context["quantity"] == "population", 0.0)
    assert drawing(name, context=context).axes.get_ylim()[1] > 0


def bars(axes):
    """Each bar from the top: its value, whether it is hatched, and whether an arrow follows."""
    arrows = {round(text.xy[1], 2) for text in axes.texts if getattr(text, "arrow_patch", None)}
    found = []
    for bar in sorted(axes.patches, key=lambda bar: bar.get_y()):
        assert bar.get_x() == 0
        middle = round(bar.get_y() + bar.get_height() / 2, 2)
        found.append((bar.get_width(), bool(bar.get_hatch()), middle in arrows))
    assert len(arrows) == sum(arrow for *_, arrow in found)
    return found


def test_bars_of_people_in_prison_are_as_long_as_their_counts(drawing):
    assert bars(drawing("prison_population").axes) == [
        (21_900, False, False),
        (38_990, False, True),  # "over"
    ]


def test_bars_of_capacity_are_as_long_as_their_counts(drawing):
    assert bars(drawing("capacity").axes) == [
        (38_990, False, True),  # "over"
        (27_000, True, False),  # "estimates"
        (26_593, True, False),  # "an estimated"
        (12_000, True, False),  # "about"
        (11_000, False, False),
        (8_804, False, False),
    ]


def test_bars_of_neighbours_are_exact_and_the_longest_first(drawing):
    values = [509.3, 193.5, 187.8, 167.3, 162.7, 147.6, 129.2, 91.6]
    assert bars(drawing("neighbours").axes) == [(value, False, False) for value in values]


@pytest.mark.parametrize(
    ("qualifier", "hatched", "arrow"),
    [
        ("exact", False, False),
        ("at_least", False, True),
        ("more_than", False, True),
        ("at_most", False, False),
        ("less_than", False, False),
        ("about", True, False),
        ("estimated", True, False),
    ],
)
def test_bar_shows_what_the_words_allow(drawing, qualifier, hatched, arrow):
    figures = changed(FIGURES, "prisoners_2020", qualifier=qualifier)
    _, last = bars(drawing("prison_population", figures).axes)
    assert last == (38_990, hatched, arrow)


@pytest.mark.parametrize("name", BARS)
def test_everything_drawn_as_a_bar_is_within_the_drawing(drawing, name):
    axes = drawing(name).axes
    left, right = axes.get_xlim()
    ends = [text.xyann[0] for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert left == 0
    assert max([bar.get_width() for bar in axes.patches] + ends) <= right


@pytest.mark.parametrize("name", BARS)
def test_labels_of_bars_are_as_wide_as_the_drawing_at_most(drawing, name):
    chart = drawing(name)
    renderer = chart.canvas.get_renderer()
    most = chart.axes.figure.bbox.width
    wide = [text.get_window_extent(renderer).x1 for text in chart.axes.texts if text.get_text()]
    assert max(wide) <= most


def test_alternative_text_names_an_arrow_only_where_there_is_one(drawing):
    exact = changed(FIGURES, "prisoners_2020", qualifier="exact")
    assert "arrow" in drawing("prison_population").alt
    assert "arrow" not in drawing("prison_population", exact).alt
    assert drawing("prison_population", exact).note == ""


# Lines: what is joined, what is hollow, what is shaded.


def joined(axes):
    """The values of each line that joins points, and all values of points by how they look."""
    runs, hollow, solid = [], [], []
    for line in axes.lines:
        if line.get_marker() != "None":
            ys = list(line.get_ydata())
            if line.get_linestyle() == "None":
                hollow += ys
                assert line.get_markerfacecolor() == show.PAPER
            else:
                solid += ys
                runs.append(ys)
    return sorted(runs), sorted(hollow), sorted(solid)


RUNS = [
    [5_502, 6_128, 6_778, 10_338, 11_688, 14_043, 15_397, 15_182],  # World Prison Brief
    # The department has none from March 2009 to December 2014, nor from the end of 2018 to 2022.
    [9_634, 10_902, 11_688],
    [13_325],  # the ministry, and its next is for 2013
    [14_702, 15_165, 21_989, 31_008],
    [14_780, 17_522, 21_989, 28_414, 31_686],
    [31_008],  # UNODC
    [38_070],
    [38_977],  # United Nations
    [38_990],  # Amnesty International
]


def test_exact_counts_of_a_body_are_joined_and_never_to_anothers(drawing):
    counts = CONTEXT[CONTEXT["quantity"] == "prisoners"].sort_values("end", kind="stable")
    exact = (counts["qualifier"] == "exact") & (counts["rounded_to"] == 1)
    runs, hollow, solid = joined(drawing("long_view").axes)
    assert runs == RUNS
    assert solid == sorted(counts.loc[exact, "value"])
    assert hollow == sorted(counts.loc[~exact, "value"])


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        # From 31 May 2021, day 151: day 187 of 2023 is 2 and 36 / 366 years later, 2.098.
        ("2023-07-06", [[38_977, 39_000]]),
        ("2023-07-07", [[38_977], [39_000]]),  # 2 and 37 / 366, 2.101
    ],
)
def test_count_is_joined_to_the_one_before_within_2_point_1_years_only(drawing, day, runs):
    context = more("prisoners_2021_05_un", 39_000.0, day)
    found, *_ = joined(drawing("long_view", context=context).axes)
    assert [run for run in found if set(run) & {38_977, 39_000}] == runs


def test_arrests_are_joined_from_year_to_year_only(drawing):
    # The authority has no count for 2017 and 2018.
    runs, hollow, _ = joined(drawing("arrests").axes)
    assert runs == [
        [3_138, 7_008, 9_933],
        [17_795, 16_232, 20_113, 20_913, 13_765, 14_784, 19_940, 26_033],
        [20_490, 21_566, 13_979, 15_002],
    ]
    assert hollow == []


def test_printed_rates_are_solid_and_computed_ones_hollow(drawing):
    rates = stats.history.prison_population_rates(CONTEXT)
    _, hollow, solid = joined(drawing("prison_population_rate").axes)
    assert hollow == sorted(rates.loc[rates["computed"], "value"])
    assert solid == sorted(rates.loc[~rates["computed"], "value"])


@pytest.mark.parametrize("name", LINES)
def test_dates_of_the_articles_arrests_are_shaded_and_named(drawing, name):
    axes = drawing(name).axes
    [shade] = axes.collections
    xs = shade.get_paths()[0].vertices[:, 0]
    # 1 January 2017, and 31 March 2020: 91 of 366 days.
    assert (xs.min(), xs.max()) == pytest.approx((2017, 2020 + 91 / 366), abs=0.005)
    assert "the article’s dates" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("name", LINES)
def test_nothing_is_shaded_or_said_to_be_without_the_arrests_of_the_article(drawing, name):
    chart = drawing(name, FIGURES.drop("arrests_campaign"))
    assert len(chart.axes.collections) == 0
    assert "shaded" not in chart.alt
    assert "Shaded" not in chart.note


@pytest.mark.parametrize("name", LINES)
def test_lines_begin_at_zero_and_all_points_are_within_the_drawing(drawing, name):
    axes = drawing(name).axes
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    levels = [text for text in axes.texts if text.get_ha() == "left"]
    assert [float(text.get_text().replace(",", "")) for text in levels] == [
        text.get_position()[1] for text in levels
    ]
    assert levels[0].get_position()[1] == 0
    [grid, *_] = axes.lines
    drawn_at = {y for y in grid.get_ydata() if not math.isnan(y)}
    assert drawn_at == {text.get_position()[1] for text in levels}
    for line in axes.lines:
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True):
            if not math.isnan(x):
                assert left <= x <= right
                assert low <= y <= high


@pytest.mark.parametrize("name", LINES)
def test_the_name_of_a_year_stands_in_the_middle_of_it(drawing, name):
    years = [text for text in drawing(name).axes.texts if re.fullmatch("20..", text.get_text())]
    assert years
    for text in years:
        assert text.get_position()[0] == float(text.get_text()) + 0.5


def test_arrests_of_a_year_stand_in_the_middle_of_it(drawing):
    [line] = [each for each in drawing("arrests").axes.lines if 17_795 in each.get_ydata()]
    assert line.get_xdata()[0] == pytest.approx(2017.5, abs=0.01)


@pytest.mark.parametrize(
    ("name", "series", "value"),
    [
        ("long_view", "World Prison Brief", 5_502),
        ("long_view", "General Department\nof Prisons", 31_686),
        ("arrests", "Anti-Drug\nDepartment", 17_795),
        ("arrests", "National Authority\nfor Combating Drugs", 20_490),
        ("prison_population_rate", "World Prison Brief,\nprinted", 45),
    ],
)
def test_the_name_of_a_series_has_its_colour(drawing, name, series, value):
    axes = drawing(name).axes
    [text] = [text for text in axes.texts if text.get_text() == series]
    [line] = [
        line for line in axes.lines if value in line.get_ydata() and len(line.get_xdata()) < 20
    ]
    assert text.get_color() == line.get_color()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prison_population_rate", "Printed rates are solid, computed ones hollow"),
        ("long_view", "joined where no more than two years apart"),
        ("long_view", "The first is 5,502 people, the last about 55,000 people."),
        ("capacity", "Capacities, hatched where estimated or approximate: General Department of"),
    ],
)
def test_alternative_text_explains_the_marks(drawing, name, words):
    assert words in drawing(name).alt


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prison_population", "Amnesty International, in Khmer Times, 14 May 2020"),
        ("arrests", "National Authority for Combating Drugs; Anti-Drug Department; what each"),
        ("prison_population_rate", "; World Bank; "),
    ],
)
def test_source_of_a_chart_names_every_body(drawing, name, words):
    assert words in drawing(name).source


@pytest.mark.parametrize(
    ("name", "cells", "links"),
    [
        # 17,795 / 12 = 1,482.9
        (
            "arrests",
            ["2017", "17,795", "1,483", "Anti-Drug Department", "drug_arrests_2017_interior"],
            ["drug_arrests_2017_interior"],
        ),
        # 38,990 / 16,725,474 * 100,000 = 233.12
        (
            "prison_population_rate",
            [
                *("2 April 2020", "about 233.1", "Amnesty International", "computed"),
                "prisoners_2020_04_02_amnesty, population_2020",
            ],
            ["prisoners_2020_04_02_amnesty", "population_2020"],
        ),
        (
            "neighbours",
            ["Thailand", "2020", "509.3", "prison_population_rate_thailand_2020"],
            ["prison_population_rate_thailand_2020"],
        ),
        (
            "prison_population",
            [
                *("31 December 2016", "21,900 people", "21,850 up to, not including, 21,950"),
                *("Amnesty International", "prisoners_2016"),
            ],
            ["prisoners_2016"],
        ),
    ],
)
def test_data_under_a_chart_stand_in_their_own_columns(drawing, name, cells, links):
    rows = conftest.Page(f"<div>{drawing(name).data.html}</div>").all("tr")
    found = {tuple(map(conftest.text, row)): row for row in rows}
    assert tuple(cells) in found
    lead = [link.get("href") for link in found[tuple(cells)].iter("a")]
    assert lead == [f"#figure-{each}" for each in links]


@pytest.mark.parametrize("name", LINES)
def test_no_two_series_look_alike(drawing, name):
    labels = {
        text.get_text(): text.get_color()
        for text in drawing(name).axes.texts
        if text.get_color() != show.SOFT
    }
    assert len(labels) == len(set(labels.values()))


# Names of series.


def overlaps(boxes):
    """The pairs of names whose boxes (left, bottom, right, top) share some room."""
    return [
        (one, two)
        for (one, a), (two, b) in itertools.combinations(boxes, 2)
        if one != two
        and min(a[2], b[2]) - max(a[0], b[0]) > 0
        and min(a[3], b[3]) - max(a[1], b[1]) > 0
    ]


def test_overlap_is_found():
    boxes = [("A", (0, 0, 2, 1)), ("B", (1, 0.5, 3, 2)), ("C", (2, 0, 3, 0.5))]
    assert overlaps(boxes) == [("A", "B")]


def named(svg):
    """The names of series in a page's drawing, by colour: their boxes, a letter half an em wide."""
    for text in ElementTree.fromstring(svg).findall(".//{*}text"):
        style = dict(part.split(": ", 1) for part in text.get("style").split("; "))
        colour = re.search(r"--\w+", style["fill"])[0]
        if colour not in SERIES:
            continue
        size = float(style["font-size"].removesuffix("px"))
        place = text.get("transform") or f"({text.get('x')} {text.get('y')})"
        x, y = map(float, re.search(r"\(([\d.-]+) ([\d.-]+)\)", place).groups())
        wide = 0.5 * size * len(text.text)
        left = x - wide / 2 if style.get("text-anchor") == "middle" else x
        yield colour, text.text, (left, y - 0.75 * size, left + wide, y + 0.2 * size)


@pytest.mark.parametrize("name", LINES)
def test_names_of_series_overlap_nowhere_on_the_page(real, name):
    html = str(real(name).html)
    svg = html[html.index("<svg") : html.index("</svg>") + len("</svg>")]
    texts = list(named(svg))
    assert len({colour for colour, *_ in texts}) >= 2
    assert overlaps([(colour, box) for colour, _, box in texts]) == []
    width, height = (float(size) for size in re.search(r'"0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    for _, text, (left, top, right, bottom) in texts:
        assert min(left, top) >= 0, text
        assert right <= width, text
        assert bottom <= height, text


def written(chart):
    """The names of series in a drawing, with their boxes in dots."""
    chart.axes.figure.set_dpi(192)  # as it is saved: at fewer, letters are set wider apart
    renderer = chart.canvas.get_renderer()
    # A name's room includes some space above and below its letters: a point on each side is let go.
    return [
        (text.get_text(), text.get_window_extent(renderer).padded(-192 / 72).extents)
        for text in chart.axes.texts
        if text.get_color() != show.SOFT
    ]


@pytest.mark.parametrize(
    ("name", "value", "start", "like"),
    [
        ("long_view", 14_000.0, "2010-06-30", "prisoners_2018_prisons"),
        ("long_view", 38_500.0, "2021-06-30", "prisoners_2018_prisons"),
        ("long_view", 60_000.0, "2026-12-31", "prisoners_2018_prisons"),
        ("long_view", 70_000.0, "2026-12-31", "prisoners_2018_prisons"),
        ("arrests", 25_000.0, "2024-01-01", "drug_arrests_2024_interior"),
        ("prison_population_rate", 200.0, "2018-12-31", "prison_population_rate_2014_wpb"),
    ],
)
def test_name_of_one_more_series_covers_no_other(drawing, name, value, start, like):
    body = "Office of the High Commissioner for Human Rights"
    context = more(like, value, start, attributed_to=body)
    if name == "arrests":
        context.loc["new", "end"] = pd.Timestamp("2024-12-31")
    names = written(drawing(name, context=context))
    assert any("High" in text for text, _ in names)
    assert overlaps(names) == []


@pytest.mark.parametrize("like", ["prisoners_2016_interior", "prisoners_2021_05_un"])
@pytest.mark.parametrize("value", [38_000.0, 65_000.0])
def test_names_overlap_nowhere_once_a_body_has_a_newer_count(drawing, like, value):
    assert overlaps(written(drawing("long_view", context=more(like, value, "2025-12-31")))) == []


# Text is text.

HOSTILE = "<script> $x^2$ {0} &lt; ក្រសួង"


def squeezed(texts):
    """Without white space: a name may be broken into lines."""
    return "".join("".join(filter(None, texts)).split())


@pytest.mark.parametrize("name", ["arrests", "capacity", "long_view"])
def test_any_name_is_drawn_said_and_given_as_a_source_to_the_letter(drawing, name):
    chart = drawing(name, *(table.assign(attributed_to=HOSTILE) for table in (FIGURES, CONTEXT)))
    assert squeezed(HOSTILE) in squeezed(text.get_text() for text in chart.axes.texts)
    assert HOSTILE in chart.alt
    assert HOSTILE in chart.source
    assert HOSTILE in chart.data.text


@pytest.mark.parametrize("name", ["capacity", "long_view"])
def test_long_name_leaves_the_drawing_as_it_is(drawing, name):
    body = "Office " * 43  # 300 letters
    figures, context = (table.assign(attributed_to=body) for table in (FIGURES, CONTEXT))
    chart = drawing(name, figures, context)
    chart.axes.figure.set_dpi(192)
    room, renderer = chart.axes.figure.bbox, chart.canvas.get_renderer()
    for text in chart.axes.texts:
        box = text.get_window_extent(renderer)
        assert room.x0 <= box.x0 <= box.x1 <= room.x1, text
        assert room.y0 <= box.y0 <= box.y1 <= room.y1, text


def test_long_name_is_cut_in_the_drawing_and_whole_in_the_table(drawing):
    body = "Office of the " + "High " * 10 + "Commissioner"
    figures = FIGURES.assign(attributed_to=body)
    chart = drawing("capacity", figures, CONTEXT[:0])
    labels = [text.get_text() for text in chart.axes.texts]
    assert "Office of the High High High …: an estimated 26,593" in labels
    assert body in chart.data.text


# Tables, and links to their rows.

SHOWN_TABLES = {
    "claims": lambda: tables.claims_table(CLAIMS, SOURCES),
    "stretches": lambda: tables.stretches_table(CONTEXT),
    "carried": lambda: tables.carried_table(FIGURES, CONTEXT),
    "occupancy": lambda: tables.occupancy_table(FIGURES, CONTEXT),
    "sums": lambda: tables.sums_table(FIGURES, CONTEXT),
    "statistics": lambda: tables.statistics_table(stats.statistics(FIGURES), "All"),
    "figures": lambda: tables.figures_table(FIGURES, "All"),
    "rows": lambda: tables.rows_table(CONTEXT, "All"),
}


@pytest.fixture(scope="module")
def places():
    """Every place that a table offers to links."""
    offered = [
        tables.rows_table(FIGURES, "Figures"),
        tables.rows_table(CONTEXT, "Context"),
        tables.sources_table(SOURCES, "Sources"),
    ]
    return [f"#{place}" for table in offered for place in Page(table.html).values("tr", "id")]


def test_every_row_and_source_is_one_place(places):
    assert len(places) == len(set(places)) == len(FIGURES) + len(CONTEXT) + len(SOURCES)


@pytest.mark.parametrize("name", SHOWN_TABLES)
def test_links_of_a_table_lead_to_rows_and_sources_that_exist(places, name):
    links = Page(SHOWN_TABLES[name]().html).values("a", "href")
    assert links
    assert set(links) <= set(places)


@pytest.mark.parametrize("name", charts.__all__)
def test_links_of_a_chart_lead_to_rows_that_exist(places, real, name):
    links = [to for to in Page(real(name).html).values("a", "href") if to.startswith("#")]
    assert links
    assert set(links) <= set(places)


def test_sources_lead_to_their_addresses():
    links = Page(tables.sources_table(SOURCES, "Sources").html).values("a", "href")
    assert links == SOURCES["address"].tolist()


def test_claims_table_shows_both_verdicts_and_is_saved():
    table = SHOWN_TABLES["claims"]()
    page = Page(table.html)
    assert page.values("tr", "id") == [f"claim-{name}" for name in CLAIMS["id"]]
    for row in CLAIMS.itertuples():
        assert f"{row.arithmetic.capitalize()}." in page.texts
        assert f"{row.corroboration.capitalize()}." in page.texts
        assert row.others in " ".join(page.texts)
    assert list(table.files) == ["claims.csv"]
    header = table.files["claims.csv"].decode().split("\n")[0].split(",")
    assert header == list(CLAIMS.columns)


def test_claims_table_links_the_source_of_each_verdict():
    claims = CLAIMS.set_index("id")
    links = Page(SHOWN_TABLES["claims"]().html).values("a", "href")
    expected = []
    for name, row in claims.iterrows():
        expected += [f"#figure-{name}", *(f"#source-{key}" for key in row["sources"].split())]
    assert links == expected


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("carried", ["27,831", "24,236", "40,218", "33,078"]),
        ("occupancy", ["144.4 %", "146.6 %", "324.9 %", "354.5 %", "442.9 %"]),
        ("stretches", ["7.5 % a year", "20.4 % a year", "29.2 % a year", "18.0 % a year"]),
        (
            "sums",
            ["59,196", "59,573", "5,056", "at least 1,630 arrests", "at least 1,253 arrests"],
        ),
    ],
)
def test_table_of_the_long_view_shows_its_numbers(name, numbers):
    texts = Page(SHOWN_TABLES[name]().html).texts
    assert [number for number in numbers if number not in texts] == []


@pytest.mark.parametrize(
    ("table", "name", "words"),
    [
        (FIGURES, "prisoners_2020", "more than 38,990 people"),
        (FIGURES, "arrests_campaign", "at least 55,770 arrests"),
        (CONTEXT, "prisoners_2020_03_27_prisons", "nearly 40,000 people"),
    ],
)
def test_citation_keeps_the_words_and_leads_to_the_row(places, table, name, words):
    page = Page(tables.cite(table, name))
    assert page.texts == [words]
    assert page.values("a", "href") == [f"#figure-{name}"]
    assert f"#figure-{name}" in places


def test_citation_of_a_missing_figure_says_so_as_text():
    assert tables.cite(FIGURES, "<b>") == "(&lt;b&gt; is missing)"
