"""The page as people use it: in a real browser, by eye, keyboard, screen reader and on paper."""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.landing
HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "reports" / "report.html"
BROWSER = next(filter(None, map(shutil.which, ["chromium", "chromium-browser"])), None)
LACKS = [
    remedy
    for found, remedy in [
        (BROWSER, "Chromium (on Debian: apt install chromium)"),
        (shutil.which("node"), "Node.js (on Debian: apt install nodejs npm)"),
        ((HERE / "node_modules").is_dir(), "npm packages (npm ci --prefix tests/page)"),
    ]
    if not found
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Where the page is printed to: as it is, and with everything unfolded beforehand."""
    folder = tmp_path_factory.mktemp("printed")
    return folder / "printed.pdf", folder / "unfolded.pdf"


@pytest.fixture(scope="module")
def page(printed):
    """All that one run of the browser found."""
    if LACKS:
        pytest.skip(f"the page needs a browser; install {', '.join(LACKS)}")
    command = ["node", HERE / "visit.js", REPORT, BROWSER, *printed]
    visit = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert visit.returncode == 0, visit.stderr
    return json.loads(visit.stdout)


@pytest.fixture(scope="module")
def papers(page, printed):
    """The words of the printed page, as it is and unfolded beforehand, in one text a sheet."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is missing: install it (on Debian: apt install poppler-utils)")
    command = ["pdftotext", "-raw", "-enc", "UTF-8"]
    texts = [
        subprocess.run([*command, path, "-"], capture_output=True, check=True).stdout.decode()
        for path in printed
    ]
    return [text.removesuffix("\f").split("\f") for text in texts]


def squeezed(text):
    """Without white space: where lines break on paper is not the page's to say."""
    return "".join(text.split())


def lines(found):
    return "\n".join(map(str, found))


# Read by anyone.


@pytest.mark.parametrize(
    ("view", "tried"),
    [
        ("light", {"color-contrast", "heading-order", "target-size"}),
        ("dark", {"color-contrast"}),
        ("narrow", {"target-size"}),
    ],
)
def test_no_rule_of_accessibility_is_broken(page, view, tried):
    # These would fail first on this page; that they passed shows that the rules were tried.
    assert tried <= set(page[view]["passed"])
    broken = page[view]["violations"]
    assert not broken, lines(
        f"{rule['id']}: {rule['help']}\n  {lines(rule['targets'])}" for rule in broken
    )


def test_html_is_valid(page):
    assert not page["validity"], lines(page["validity"])


def test_nothing_is_asked_of_any_other_machine(page):
    assert page["requests"] == []
    assert page["scripted"]["reachesOut"] == []


def test_browser_has_nothing_to_complain_of(page):
    assert page["complaints"] == []


def test_page_is_the_same_without_scripts(page):
    assert page["scripted"]["text"]
    assert page["scripted"]["pictures"]
    assert page["scripted"] == page["unscripted"]


# Seen on any screen.

VIEWS = ["desk", "tablet", "phone", "smallPhone", "spaced", "largeLetters"]


@pytest.mark.parametrize("view", VIEWS)
def test_page_never_scrolls_sideways(page, view):
    assert page[view]["overflow"] <= 0, f"{page[view]['overflow']} pixels too wide"


@pytest.mark.parametrize("view", VIEWS)
def test_no_text_is_cut_off(page, view):
    assert not page[view]["cutOff"], lines(page[view]["cutOff"])


@pytest.mark.parametrize("view", ["phone", "spaced"])
def test_no_labels_of_a_chart_are_drawn_over_each_other(page, view, record_property):
    record_property("smallest letters in a chart, in pixels", page[view]["smallestChartText"])
    assert not page[view]["overlaps"], lines(page[view]["overlaps"])


@pytest.mark.parametrize(
    ("view", "dark"), [("lightColours", False), ("darkColours", True), ("paperColours", False)]
)
def test_page_is_dark_for_those_who_ask_and_never_on_paper(page, view, dark):
    luminance = page[view]["page"]
    assert luminance < 0.1 if dark else luminance > 0.9


@pytest.mark.parametrize("view", ["lightColours", "darkColours", "paperColours"])
def test_charts_stand_out_from_what_is_behind_them(page, view):
    assert page[view]["charts"]
    faint = [
        f"{chart['what']}: {chart['ratio']:.2f}"
        for chart in page[view]["charts"]
        if chart["ratio"] < (4.5 if chart["isText"] else 3)
    ]
    assert not faint, lines(faint)


# Used by keyboard alone.


def test_first_stop_is_a_link_past_the_header_that_shows_and_works(page):
    first, following = page["skipLink"]["first"], page["skipLink"]["next"]
    assert first["isSkip"]
    assert first["seen"]
    assert following["hash"] == "#main"
    assert following["inMain"]


def test_tab_stops_at_everything_that_can_be_used_in_reading_order(page):
    assert page["keyboard"]["missed"] == []
    assert page["keyboard"]["inOrder"]


def test_tab_stops_at_nothing_but_links_and_summaries(page):
    assert page["keyboard"]["strangers"] == []


def test_focus_is_always_seen(page):
    assert page["keyboard"]["unmarked"] == []
    assert page["keyboard"]["outOfSight"] == []


def test_enter_opens_what_is_folded(page):
    assert page["keyboard"]["stuck"] == []


def test_links_within_the_page_show_what_they_point_to_even_if_it_is_folded(page):
    assert page["jumps"]["links"] > 0
    assert not page["jumps"]["lost"], lines(page["jumps"]["lost"])


# Printed.


def test_no_table_stays_folded_on_paper(page):
    assert page["paper"]["lostTables"] == []


def test_charts_and_headings_ask_to_be_kept_together_on_paper(page):
    assert page["paper"]["splitCharts"] == []
    assert page["paper"]["looseHeadings"] == []


def test_paper_has_every_word_that_unfolding_would_show(papers):
    printed, unfolded = (Counter(re.findall(r"\w+", lines(sheets))) for sheets in papers)
    lost = unfolded - printed
    assert not lost, f"{lost.total()} words, among them {list(lost)[:20]}"


def test_paper_has_the_caption_of_every_table(page, papers):
    printed = squeezed(lines(papers[0]))
    captions = page["paper"]["captions"]
    assert captions
    assert [caption for caption in captions if squeezed(caption) not in printed] == []


def test_each_chart_is_on_one_sheet_with_its_title_labels_and_source(page, papers):
    sheets = [squeezed(sheet) for sheet in papers[0]]
    charts = page["paper"]["charts"]
    assert charts
    whole = {
        chart["id"]
        for chart in charts
        for sheet in sheets
        if all(squeezed(text) in sheet for text in chart["texts"])
    }
    assert [chart["id"] for chart in charts if chart["id"] not in whole] == []


def test_no_heading_is_the_last_thing_on_a_sheet(page, papers):
    headings = {squeezed(heading) for heading in page["paper"]["headings"]}
    sheets = papers[0]
    last = []
    for place, sheet in enumerate(sheets[:-1], start=1):
        ends = {squeezed(lines(sheet.splitlines()[-count:])) for count in (1, 2, 3)}
        # What still comes on a later sheet was an entry in the contents.
        later = squeezed(lines(sheets[place:]))
        last += [f"sheet {place}: {end}" for end in ends & headings if end not in later]
    assert last == []
