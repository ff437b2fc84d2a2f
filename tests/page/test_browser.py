"""The page as people use it: in a real browser, by eye, keyboard, screen reader and on paper."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.landing
HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "reports" / "report.html"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Where the page is printed to: as it is, and with everything unfolded beforehand."""
    folder = tmp_path_factory.mktemp("printed")
    return folder / "printed.pdf", folder / "unfolded.pdf"


@pytest.fixture(scope="module")
def page(printed):
    """All that one run of the browser found."""
    if not (BROWSER and shutil.which("node") and (HERE / "node_modules").is_dir()):
        pytest.skip("this needs Chromium, Node.js and npm ci --prefix tests/page")
    command = ["node", HERE / "visit.js", REPORT, BROWSER, *printed]
    visit = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert visit.returncode == 0, visit.stderr
    return json.loads(visit.stdout)


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
def test_accessibility_rules_are_kept(page, view, tried):
    # These would fail first on this page; that they passed shows that the rules were tried.
    assert tried <= set(page[view]["passed"])
    broken = page[view]["violations"]
    assert not broken, lines(
        f"{rule['id']}: {rule['help']}\n  {lines(rule['targets'])}" for rule in broken
    )


def test_html_is_valid(page):
    assert not page["validity"], lines(page["validity"])


def test_page_asks_nothing_of_other_machines(page):
    assert page["requests"] == page["scripted"]["reachesOut"] == page["complaints"] == []


def test_page_is_the_same_without_scripts(page):
    assert all(page["scripted"][each] for each in ("text", "pictures"))
    assert page["scripted"] == page["unscripted"]


# Seen on any screen.

VIEWS = ["desk", "tablet", "zoomed", "phone", "smallPhone", "spaced", "largeLetters"]


@pytest.mark.parametrize("view", VIEWS)
def test_page_never_scrolls_sideways(page, view):
    assert page[view]["overflow"] <= 0, f"{page[view]['overflow']} pixels too wide"


@pytest.mark.parametrize("view", VIEWS)
def test_no_text_is_cut_off(page, view):
    assert not page[view]["cutOff"], lines(page[view]["cutOff"])


@pytest.mark.parametrize("view", ["phone", "spaced"])
def test_no_labels_overlap_in_a_chart(page, view):
    assert not page[view]["overlaps"], lines(page[view]["overlaps"])


@pytest.mark.parametrize(("view", "display"), [("zoomed", "table-cell"), ("phone", "block")])
def test_tables_are_stacked_on_phones_alone(page, view, display):
    assert page[view]["cells"] == display


@pytest.mark.parametrize(
    ("view", "dark"), [("lightColours", False), ("darkColours", True), ("paperColours", False)]
)
def test_page_is_dark_for_who_asks(page, view, dark):
    luminance = page[view]["page"]
    assert luminance < 0.1 if dark else luminance > 0.9


@pytest.mark.parametrize("view", ["lightColours", "darkColours", "paperColours"])
def test_charts_have_contrast(page, view):
    assert page[view]["charts"]
    faint = [
        f"{chart['what']}: {chart['ratio']:.2f}"
        for chart in page[view]["charts"]
        if chart["ratio"] < (4.5 if chart["isText"] else 3)
    ]
    assert not faint, lines(faint)


# Used by keyboard alone.


def test_first_stop_leads_past_the_header(page):
    first, following = page["skipLink"]["first"], page["skipLink"]["next"]
    assert all(first[each] for each in ("isSkip", "seen"))
    assert following["hash"] == "#main"
    assert following["inMain"]


def test_two_tabs_lead_to_the_contents(page):
    assert page["skipLink"]["contents"]["hash"] == "#contents"


@pytest.mark.parametrize("wrong", ["missed", "strangers", "unmarked", "outOfSight", "stuck"])
def test_all_is_used_by_keyboard(page, wrong):
    """Tab stops at each link and summary and at nothing else, in sight; Enter opens what folds."""
    assert page["keyboard"][wrong] == []


def test_tab_goes_in_reading_order(page):
    assert page["keyboard"]["inOrder"]


def test_links_show_what_is_folded(page):
    assert page["jumps"]["links"] > 0
    assert not page["jumps"]["lost"], lines(page["jumps"]["lost"])


# Printed.


@pytest.mark.parametrize("wrong", ["lostTables", "splitCharts", "looseHeadings"])
def test_paper_unfolds_and_keeps_together(page, wrong):
    assert page["paper"][wrong] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="this needs poppler-utils")
def test_paper_has_what_is_open(page, printed):
    """What is folded is named there; opened before, all of it is printed."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8"]
    was, unfolded = (
        squeezed(subprocess.check_output([*command, path, "-"], encoding="utf-8"))
        for path in printed
    )
    assert page["paper"]["foldedTables"]
    assert [name for name in page["paper"]["folded"] if squeezed(name) not in was] == []
    assert [cell for cell in page["paper"]["lastCells"] if squeezed(cell) not in unfolded] == []
    assert squeezed("https://www.khmertimeskh.com") in was, "the addresses of sources"
    assert squeezed("Figures conflict: some are") in was, "what the verdicts mean"
    assert len(unfolded) > 2 * len(was)
