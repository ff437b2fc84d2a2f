"""The report: the page, the files beside it, and what a build does when something is wrong."""

import ast
import csv
import functools
import importlib
import importlib.metadata
import io
import itertools
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote, unquote_to_bytes
from xml.etree import ElementTree

import nbformat
import pandas as pd
import pytest
from conftest import NOTEBOOKS, ROOT, Page, files, run, run_stats, text, without
from packaging.requirements import Requirement

import stats
from stats import show
from stats.__main__ import main
from stats.report.build import FILES

build_module = importlib.import_module("stats.report.build")

# One word, since a wording may have few.
HOSTILE = (
    "<script>alert(1)</script><img/src=x/onerror=alert(1)></td></table></details></figure></svg>"
    "</style></title><!--]]>--><![CDATA[javascript:alert(1)$x^2$\\frac{1}{2}**b**__i__`c`[a](#b)"
    "&lt;b&gt;&amp;lt;&#60;{{7*7}}{%raw%}{#c#}{growth}{0}{}{%s%(x)d'\"‘’“”;}*{display:none}"
    "url(http://x)/*שלום😀ក្រសួង" + "W" * 150
)
HOSTILE_COLUMNS = {
    "figures": ["attributed_to", "wording", "note"],
    "context": ["attributed_to", "wording", "note"],
    "sources": ["publisher", "title", "author", "licence", "note"],
}
HOSTILE_ADDRESS = (
    "https://example.org/'onclick='alert(1)'&lt;{{7*7}}{growth}$X$;}*{display:none}`)[a](#b)"
)
CHANGED_ROWS = {"38,990": "40,000", "38990": "40000"}


def real(data: Path) -> None:
    """The tables as they are."""


def replaced(data: Path) -> None:
    """The later count of people in prison, wherever the tables give it, is another one."""
    for table in data.glob("*.csv"):
        content = table.read_text("utf-8")
        for old, new in CHANGED_ROWS.items():
            content = re.sub(rf"\b{old}\b", new, content)
        table.write_text(content, "utf-8")


def planted(table: str, column: str) -> str:
    """What every text of a column begins with: a formula, then all that could be run or read."""
    return f"={table}.{column}:{HOSTILE}"


def hostile(data: Path) -> None:
    """Every text of every table begins with hostile text, and every address is hostile."""
    for name, columns in HOSTILE_COLUMNS.items():
        table = pd.read_csv(data / f"{name}.csv", dtype="str", keep_default_na=False)
        for column in columns:
            table[column] = planted(name, column) + "|" + table[column]
        if name == "sources":
            table["address"] = HOSTILE_ADDRESS
        table.to_csv(data / f"{name}.csv", index=False)


LACKING = ("prisoners_2016", "capacity_2020", "arrests_campaign")


def lacking(data: Path) -> None:
    """A figure of each chapter is missing."""
    for name in LACKING:
        without(data, name)


CHANGES: dict[str, Callable[[Path], Any]] = {
    "real": real,
    "elsewhere": real,
    "replaced": replaced,
    "hostile": hostile,
    "lacking": lacking,
}
ELSEWHERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}

# A Python with no network but the loopback, over which chapters speak to their kernels. First it
# says what comes of calling an address outside, one that is kept for examples.
UNSHARE = ("unshare", "--net", "--map-root-user")
CALL = """
import errno, fcntl, os, socket, struct, sys
with socket.socket() as outside:
    fcntl.ioctl(outside, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
    outside.settimeout(1)
    print(errno.errorcode[outside.connect_ex(("192.0.2.1", 80))], file=sys.stderr)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
CUT_OFF = (*UNSHARE, sys.executable, "-c", CALL)


def own_settings(folder: Path) -> dict[str, str]:
    """What someone may have set for their own charts and notebooks, and where it is found."""
    profile = folder / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    ours = folder / "matplotlibrc"
    ours.write_text("font.size: 20\naxes.linewidth: 9\n")
    (profile / "ipython_kernel_config.py").write_text(
        'c.InteractiveShell.ast_node_interactivity = "none"\n'
    )
    for startup in (profile / "startup" / "first.py", folder / "startup.py"):
        startup.write_text("import matplotlib; matplotlib.rcParams['font.size'] = 20\n")
    return {
        "MATPLOTLIBRC": str(ours),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONSTARTUP": str(folder / "startup.py"),
    }


class Built:
    """A finished build: how it went, and what it left."""

    def __init__(self, folder: Path, name: str, last: Path | None) -> None:
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        CHANGES[name](self.data)
        self.folder = folder / "reports"
        if last:
            shutil.copytree(last, self.folder)
        if name == "real":
            # What an earlier build wrote, by its own list, and what somebody else did. The list is
            # damaged: it has nothing in a line, a folder, another's file, and what is no text.
            for part in ("charts/no-longer-drawn.svg", "charts/holiday.svg", "../kept.txt"):
                (self.folder / part).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / part).write_text("as it was")
            (self.folder / ".chapters").mkdir()
            (self.folder / ".chapters" / "files.txt").write_bytes(
                b"charts/no-longer-drawn.svg\n\ncharts\n../kept.txt\n\xff\0\n"
            )
        data, notebooks, how = self.data, Path("notebooks"), {"PYTHONHASHSEED": "0"}
        reports, python = self.folder, (sys.executable,)
        if name == "real":
            data = Path("data")
        elif name == "elsewhere":
            notebooks, reports = ROOT / "notebooks", Path("reports")
            how = ELSEWHERE | {"cwd": folder} | own_settings(folder / "own")
            if shutil.which("unshare") and run(*UNSHARE, "true").returncode == 0:
                python = CUT_OFF
        self.run = run(*python, "-m", "stats", "report", data, notebooks, reports, **how)
        assert self.run.returncode == 0, self.run.stderr
        self.others = [self.folder / "charts" / "holiday.svg", folder / "kept.txt"]
        self.files = files(self.folder)
        self.files.pop("charts/holiday.svg", None)
        self.page = Page(self.files["report.html"].decode("utf-8"))

    def words(self) -> str:
        """All that a reader can meet on the page: its text, and the text of its attributes."""
        parts = []
        for element in self.page.all():
            drawing = element.tag in {"path", "g", "use", "rect", "clippath", "pattern", "text"}
            parts.extend([] if drawing else element.attrib.values())
        return " ".join([*parts, read(self.page.root)])

    def seen(self) -> str:
        """The text of the page without the code of the chapters."""
        return read(self.page.root, code=False)


Build = Callable[[str], Built]


def is_code(element: Any) -> bool:
    return bool(element.tag == "details" and element.get("class") == "code")


def read(element: Any, code: bool = True) -> str:
    """The text of an element, with its code or without."""
    parts = [element.text or ""]
    for child in element:
        left_out = child.tag == "style" or (not code and is_code(child))
        parts += ["" if left_out else read(child, code), child.tail or ""]
    return " ".join(" ".join(parts).split())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Each build, made when it is first asked for."""

    @functools.cache
    def build(name: str) -> Built:
        # The one with another number goes where the real one was built before.
        last = build("real").folder if name == "replaced" else None
        return Built(tmp_path_factory.mktemp(name), name, last)

    return build


@pytest.fixture
def report(built: Build) -> Built:
    return built("real")


@pytest.fixture
def page(report: Built) -> Page:
    return report.page


# The page.


def test_a_page_asks_nothing_of_any_other_place(page: Page) -> None:
    asked = [
        (element.tag, name, value)
        for element in page.all()
        for name, value in element.attrib.items()
        if re.search(r"https?:|//|url\((?!#)|@import", value)
        and (element.tag, name) != ("a", "href")
        and not name.startswith("xmlns")
    ]
    assert asked == []


def test_a_page_has_no_part_that_could_run_or_load(page: Page) -> None:
    tags = {"script", "link", "iframe", "object", "embed", "base", "form", "video", "audio"}
    assert not tags & {element.tag for element in page.all()}


def test_the_style_of_a_page_loads_nothing(page: Page) -> None:
    styles = "".join(element.text for element in page.all("style"))
    assert not re.search(r"url\(|@import|https?:", styles)


def test_a_page_has_no_event_handler(page: Page) -> None:
    assert [name for e in page.all() for name in e.attrib if name.startswith("on")] == []


def test_a_page_forbids_the_browser_to_load_anything(page: Page) -> None:
    [policy] = [e.get("content") for e in page.all("meta") if "http-equiv" in e.attrib]
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*|script|unsafe-eval", policy)


def test_a_link_leads_to_the_web_to_the_page_or_to_a_file_beside_it(report: Built) -> None:
    for link in report.page.all("a"):
        address = link.get("href", "")
        assert re.match(r"https?://|#|data:text/csv;", address) or address in report.files


def test_a_table_saved_from_the_page_alone_is_the_one_beside_it(report: Built) -> None:
    saved = {
        link.get("download"): unquote_to_bytes(link.get("href").partition(",")[2])
        for link in report.page.all("a")
        if link.get("href", "").startswith("data:")
    }
    assert saved == {name: report.files[name] for name in ("claims.csv", "statistics.csv")}


def test_a_page_says_its_language_and_its_title(page: Page) -> None:
    [html] = page.all("html")
    [title] = page.all("title")
    assert html.get("lang") == "en"
    assert text(title)


def test_a_page_has_one_main_heading(page: Page) -> None:
    assert len(list(page.all("h1"))) == 1


def test_no_heading_skips_a_level(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_heading_has_text(page: Page) -> None:
    assert all(text(e).strip("¶") for e in page.all("h1", "h2", "h3", "h4", "h5", "h6"))


@pytest.mark.parametrize("name", CHANGES)
def test_every_id_is_there_once(built: Build, name: str) -> None:
    ids = [e.get("id") for e in built(name).page.all() if "id" in e.attrib]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", CHANGES)
def test_every_link_within_the_page_has_its_target(built: Build, name: str) -> None:
    page = built(name).page
    ids = {e.get("id") for e in page.all()}
    links = {e.get("href", "")[1:] for e in page.all() if e.get("href", "")[:1] == "#"}
    used = {
        found
        for e in page.all()
        for value in e.attrib.values()
        for found in re.findall(r"url\(#([^)]+)\)", value)
    }
    named = {e.get(a) for e in page.all() for a in ("aria-labelledby", "for") if a in e.attrib}
    assert links
    assert [to for to in links | used | named if not {to, unquote(to)} & ids] == []


def test_every_image_has_an_alternative_text(page: Page) -> None:
    images = [
        e.get("alt") if e.tag == "img" else (e.get("role") == "img" and e.get("aria-label"))
        for e in page.all("img", "svg")
    ]
    assert images
    assert all(images)


def test_every_table_has_a_caption(page: Page) -> None:
    tables = list(page.all("table"))
    assert tables
    assert all(table[0].tag == "caption" and text(table[0]) for table in tables)


def test_no_line_ends_between_a_number_and_its_sign(report: Built) -> None:
    page = report.files["report.html"].decode("utf-8")
    assert "77.6\u00a0%" in page
    assert "77.6 %" not in page


def test_the_style_can_head_each_cell_of_every_table_on_a_narrow_screen(page: Page) -> None:
    style = "".join(element.text for element in page.all("style"))
    headed = {name for e in page.all("table") for name in re.findall("--h[0-9]+", e.get("style"))}
    assert {name for name in headed if f"var({name})" not in style} == set()


def test_every_head_of_a_table_says_what_it_heads(page: Page) -> None:
    assert {e.get("scope") for e in page.all("th")} == {"col", "row"}


def test_every_chart_has_a_title_and_its_data_as_a_table(page: Page) -> None:
    assert list(page.all("figure"))
    for parent in page.all():
        for chart, after in zip(parent, [*parent][1:], strict=False):
            if chart.tag == "figure":
                assert [text(e) != "" for e in chart.iter("figcaption")] == [True]
                assert list(after.iter("table"))


def test_nothing_on_a_page_says_that_a_description_is_missing(report: Built) -> None:
    assert "No description has been provided" not in report.words()


def test_no_part_of_a_page_is_without_a_value(report: Built) -> None:
    cells = [text(e) for e in report.page.all("td", "th", "p", "li")]
    assert not {"nan", "NaN", "None", "NaT", "inf", "<NA>"} & set(cells)
    assert not re.search(r"\b(nan|NaT|Traceback)\b", report.seen())


def titles() -> list[str]:
    first = [
        nbformat.read(path, as_version=4).cells[0].source.splitlines()[0] for path in NOTEBOOKS
    ]
    return [title.removeprefix("# ") for title in first]


def test_the_chapters_stand_in_reading_order(page: Page) -> None:
    headings = [text(e).rstrip("¶") for e in page.all("h2")]
    assert [heading for heading in headings if heading in titles()] == titles()


def test_the_contents_lead_to_every_chapter(page: Page) -> None:
    [contents] = page.all("nav")
    listed = {text(link): link.get("href") for link in contents.iter("a")}
    ids = {text(e).rstrip("¶"): f"#{e.get('id')}" for e in page.all("h2")}
    assert {title: listed.get(title) for title in titles()} == {t: ids[t] for t in titles()}


def test_the_code_of_every_chapter_is_on_the_page_and_folded_away(page: Page) -> None:
    folded = [
        "".join(e.itertext()) for d in page.all("details") if is_code(d) for e in d.iter("code")
    ]
    written = [
        cell.source
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    assert [code.strip() for code in folded] == [code.strip() for code in written]


def test_what_is_folded_has_a_summary_and_is_closed(page: Page) -> None:
    for details in page.all("details"):
        assert "open" not in details.attrib
        assert details[0].tag == "summary"


def test_no_code_stands_outside_a_fold(report: Built) -> None:
    assert "import stats" not in report.seen()


# The numbers.


@pytest.mark.parametrize(
    "number", ["78.0 %", "19.4 %", "20.0 %", "146.6 %", "46.6 %", "12,397", "1,430", "66.7 %"]
)
def test_a_number_worked_out_by_hand_is_on_the_page(report: Built, number: str) -> None:
    assert where(number, report.seen())


def test_every_statistic_is_on_the_page_at_face_value_and_in_its_words(report: Built) -> None:
    seen = report.seen()
    lacking = [
        said
        for _, row in stats.statistics(stats.load_figures()).iterrows()
        for said in (stats.said(row["value"], row["unit"]), row["words"])
        if said not in seen
    ]
    assert lacking == []


def test_rounding_is_said_only_of_a_count_that_may_be_rounded(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data / "figures.csv"
    for step, said in (("100", True), ("1", False)):
        content = table.read_text("utf-8")
        table.write_text(re.sub(r"(21900,people,exact,)\d+", rf"\g<1>{step}", content), "utf-8")
        monkeypatch.setenv("STATS_DATA", str(data))
        summary = "\n".join(map(str, shows(NOTEBOOKS[0])))
        assert ("rounded in the ordinary way" in summary) == said


def test_every_figure_and_every_source_has_its_row_on_the_page(page: Page) -> None:
    ids = [e.get("id") for e in page.all("tr")]
    figures = [*stats.load_figures().index, *stats.load_context().index]
    rows = [f"figure-{name}" for name in figures] + [
        f"source-{key}" for key in stats.load_sources().index
    ]
    assert sorted(set(rows) - set(ids)) == []


@pytest.mark.parametrize("table", ["claims", "statistics"])
def test_a_saved_table_agrees_with_the_library(report: Built, table: str) -> None:
    saved = pd.read_csv(io.BytesIO(report.files[f"{table}.csv"]), dtype="str").fillna("")
    figures, context = stats.load_figures(), stats.load_context()
    computed = {
        "claims": lambda: stats.check_claims(figures, context),
        "statistics": lambda: stats.statistics(figures),
    }[table]()
    assert list(saved["id"]) == list(computed["id"])
    for column in computed.columns:
        if pd.api.types.is_float_dtype(computed[column]):
            ours = [float(value or "nan") for value in saved[column]]
            assert ours == pytest.approx(list(computed[column]), rel=1e-5, nan_ok=True)
        else:
            assert list(saved[column]) == list(computed[column].astype(str))


# The files.


def test_the_charts_beside_the_page_are_the_ones_it_links_to(report: Built) -> None:
    linked = {e.get("href") for e in report.page.all("a") if "charts/" in e.get("href", "")}
    assert linked == {name for name in report.files if name.startswith("charts/")}


def test_a_chart_is_saved_as_a_drawing_and_as_an_image(report: Built) -> None:
    charts = [Path(name) for name in report.files if name.startswith("charts/")]
    drawings = {chart.stem for chart in charts if chart.suffix == ".svg"}
    images = {chart.stem for chart in charts if chart.suffix == ".png"}
    assert drawings == images != set()


def test_a_chart_no_longer_drawn_is_taken_away(report: Built) -> None:
    assert "charts/no-longer-drawn.svg" not in report.files


def test_a_file_that_no_build_wrote_is_left_alone(report: Built) -> None:
    assert all(path.exists() for path in report.others)


def test_a_build_leaves_nothing_but_the_report(report: Built) -> None:
    others = {name for name in report.files if not name.startswith("charts/")}
    assert others == {"report.html", "claims.csv", "statistics.csv"}


def test_a_build_says_each_chapter_as_it_goes_and_last_where_the_report_is(report: Built) -> None:
    lines = report.run.stdout.splitlines()
    said = [line.partition(":")[0] for line in lines[-len(NOTEBOOKS) - 1 : -1]]
    assert said == [path.stem for path in NOTEBOOKS]
    assert lines[-1].endswith(str(report.folder / "report.html"))


def test_a_build_warns_of_nothing(report: Built) -> None:
    assert report.run.stderr == ""


def test_the_builder_looks_for_files_where_a_chapter_puts_them() -> None:
    assert FILES == show.FILES


def unlocked() -> str:
    """What of the environment is not as locked; nothing if all is."""
    if sys.platform != "linux":
        return f"the platform is {sys.platform}"
    for line in (ROOT / "requirements/report.lock").read_text("utf-8").splitlines():
        if line[0].isspace():
            continue
        locked = Requirement(line.rstrip(" \\"))
        if not locked.marker or locked.marker.evaluate():
            try:
                version = importlib.metadata.version(locked.name)
            except importlib.metadata.PackageNotFoundError:
                version = "missing"
            if not locked.specifier.contains(version, prereleases=True):
                return f"{locked.name} is {version}, locked {locked.specifier}"
    return ""


def test_the_committed_report_is_what_is_built(report: Built) -> None:
    if why := unlocked():
        pytest.skip(f"bytes are promised for the locked versions on Linux: {why}")
    committed = files(ROOT / "reports")
    assert sorted(committed) == sorted(report.files)
    assert [name for name in committed if committed[name] != report.files[name]] == []


def test_a_build_elsewhere_by_someone_with_own_settings_gives_the_same_bytes(built: Build) -> None:
    here, there = built("real").files, built("elsewhere").files
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_a_build_needs_no_network(built: Build) -> None:
    build = built("elsewhere").run
    if build.args[0] != "unshare":
        pytest.skip("nothing can be cut off from the network here: it takes unshare, and the right")
    assert build.stderr.startswith("ENETUNREACH\n")


# Other data.

OLD_RESULTS = [
    *("38,990", "38990"),
    *("17,090", "17090", "17,040", "17040"),
    *("78.0", "78.04", "0.780365", "78.0365", "77.6", "77.63", "0.77631", "77.631"),
    *("19.4", "0.194207", "19.3", "0.19337"),
    *("20.0", "0.199613", "19.8", "0.19875"),
    *("3.9 years", "3.90544", "3.92094", "4.0 years"),
    *("146.6", "1.466", "1.46618", "46.6", "0.466175", "47 %"),
    *("12,397", "12397"),
    # From the ministry's 21,989 people at the start, and by the department's 27,000 places.
    *("77.3", "77.32", "144.4", "44.4"),
]


def cells(table: bytes) -> str:
    """The cells of a CSV file, apart from each other."""
    return "\n".join("\n".join(row) for row in csv.reader(io.StringIO(table.decode("utf-8"))))


def where(number: str, words: str) -> list[str]:
    """Where a number stands in a text, by itself and not as a part of another."""
    alone = rf"(?<![\d#_])(?<!\d[.,]){re.escape(number)}(?![.,]?\d)"
    found = re.finditer(alone, words)
    return [words[max(0, match.start() - 40) : match.end() + 40] for match in found]


def test_no_result_of_an_old_number_is_left_in_a_report_on_a_new_one(
    built: Build,
) -> None:
    build = built("replaced")
    places = {"report.html": build.words()}
    for name, content in build.files.items():
        if name.endswith(".csv"):
            places[name] = cells(content)
        elif name.endswith(".svg"):
            places[name] = " ".join(ElementTree.fromstring(content).itertext())
    # The tables may give one of these numbers too, of something else.
    given = "\n".join(cells(table.read_bytes()) for table in build.data.glob("*.csv"))
    left = [
        (number, place, found)
        for number in OLD_RESULTS
        if not where(number, given)
        for place, words in places.items()
        for found in where(number, words)
    ]
    assert left == []


def test_a_new_number_changes_every_drawing_that_gave_the_old_one(
    built: Build,
) -> None:
    old, new = built("real").files, built("replaced").files
    drawings = [
        name.removesuffix(".svg")
        for name, content in old.items()
        if name.endswith(".svg") and b"38,990" in content
    ]
    assert drawings
    for name in drawings:
        assert old[f"{name}.svg"] != new[f"{name}.svg"]
        assert old[f"{name}.png"] != new[f"{name}.png"]


@pytest.mark.parametrize("number", ["18,100", "82.6 %", "150.4 %", "50.4 %", "13,407"])
def test_a_new_number_gives_its_own_results(built: Build, number: str) -> None:
    assert where(number, built("replaced").seen())


def test_a_claim_that_no_longer_follows_is_not_called_reproduced(
    built: Build,
) -> None:
    saved = pd.read_csv(io.BytesIO(built("replaced").files["claims.csv"]), index_col="id")
    assert saved.loc["growth", "arithmetic"] == "not reproduced"


@pytest.fixture(scope="module")
def without_one(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the chapters show where one figure alone is missing: run here, and nothing drawn."""
    seen = {}
    for name in LACKING:
        data = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp(name) / "data"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STATS_DATA", str(without(data, name)))
            patch.setattr(show, "chart", lambda *_, title, alt, data, **__: title + alt + data.text)
            seen[name] = "\n".join(map(str, itertools.chain(*map(shows, NOTEBOOKS))))
    return seen


def shows(path: Path) -> Iterator[Any]:
    """What each cell of a chapter shows, in this Python."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            *first, last = ast.parse(cell.source).body
            exec(compile(ast.Module(first, []), path.name, "exec"), names)
            if isinstance(last, ast.Expr):
                yield eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            else:
                exec(compile(ast.Module([last], []), path.name, "exec"), names)


@pytest.mark.parametrize("name", LACKING)
def test_a_report_without_a_figure_names_it_as_missing(
    built: Build, without_one: dict[str, str], name: str
) -> None:
    for seen in (built("lacking").seen(), without_one[name]):
        assert re.search(rf"missing[^.]*\b{name}\b|\b{name}\b[^.]*missing", seen)


@pytest.mark.parametrize("name", LACKING)
def test_a_report_without_a_figure_keeps_to_sentences(
    built: Build, without_one: dict[str, str], name: str
) -> None:
    for seen in (built("lacking").seen(), without_one[name]):
        assert not re.search(r"\bnan\b|NaN|NaT|Traceback|KeyError", seen)


def test_a_chart_without_its_figures_is_not_drawn(built: Build) -> None:
    assert "charts/prison-population.svg" in built("real").files
    assert "charts/prison-population.svg" not in built("lacking").files


def test_a_claim_without_its_figures_cannot_be_checked(built: Build) -> None:
    saved = pd.read_csv(io.BytesIO(built("lacking").files["claims.csv"]), index_col="id")
    assert saved.loc["growth", "arithmetic"] == "cannot be checked"
    assert "prisoners_2016" in saved.loc["growth", "reason"]


# Hostile text.


def parts(page: Iterator[Any]) -> set[tuple[str, str]]:
    """Each kind of element with each attribute that it has somewhere, and with none."""
    return {(element.tag, name) for element in page for name in ("", *element.attrib)}


def test_hostile_text_adds_no_element_and_no_attribute_to_the_page(built: Build) -> None:
    assert parts(built("hostile").page.all()) == parts(built("real").page.all())


def test_hostile_text_leaves_the_style_of_the_page_and_its_tables_alone(built: Build) -> None:
    styles = [
        {e.text if e.tag == "style" else e.get("style") for e in page.all("style", "table")}
        for page in (built("hostile").page, built("real").page)
    ]
    assert styles[0] == styles[1]


def outside_drawings(element: Any) -> str:
    """The text of an element but for that in drawings, whose alternative text stands in."""
    if element.tag == "svg":
        return str(element.get("aria-label")) + (element.tail or "")
    inside = "".join(map(outside_drawings, element))
    return (element.text or "") + inside + (element.tail or "")


# The page does not show a source's licence.
SHOWN = [
    (table, column)
    for table, columns in HOSTILE_COLUMNS.items()
    for column in columns
    if column != "licence"
]


@pytest.mark.parametrize(("table", "column"), SHOWN, ids=map(".".join, SHOWN))
def test_hostile_text_is_text_wherever_the_page_shows_it(
    built: Build, table: str, column: str
) -> None:
    words = outside_drawings(built("hostile").page.root)
    assert words.count(f"{table}.{column}:") == words.count(planted(table, column)) > 0


def test_hostile_text_is_text_in_an_alternative_text(built: Build) -> None:
    labels = [e.get("aria-label") for e in built("hostile").page.all("svg")]
    assert [label for label in labels if planted("context", "attributed_to") in label]
    for label in labels:
        assert label.count(".attributed_to:") == label.count(HOSTILE)


def test_a_hostile_address_is_a_link_to_itself(built: Build) -> None:
    links = [e.get("href") for e in built("hostile").page.all("a")]
    sources = [link for link in links if link.startswith("http")]
    assert sources == [HOSTILE_ADDRESS] * len(stats.load_sources())


def test_hostile_text_is_text_in_every_saved_drawing(built: Build) -> None:
    drawings = [name for name in built("hostile").files if name.endswith(".svg")]
    assert drawings == [name for name in built("real").files if name.endswith(".svg")]
    for name in drawings:
        drawing, real = (ElementTree.fromstring(built(b).files[name]) for b in ("hostile", "real"))
        assert parts(drawing.iter()) <= parts(real.iter())
        assert HOSTILE in "".join("".join(drawing.itertext()).split())


def test_hostile_text_makes_no_chapter_warn_of_anything(built: Build) -> None:
    # What a chapter writes to stderr is said in a line of its own, beside the one of its time.
    said = [line for line in built("hostile").run.stdout.splitlines() if line[0].isdigit()]
    assert [line.partition(":")[0] for line in said] == [path.stem for path in NOTEBOOKS]


@pytest.fixture(scope="module")
def seen(built: Build) -> dict[str, Any]:
    """What a browser makes of hostile text, on a phone."""
    browser, here = shutil.which("chromium"), ROOT / "tests" / "page"
    if not (browser and shutil.which("node") and (here / "node_modules").is_dir()):
        pytest.skip("a browser is missing, or what tests/page needs to drive it")
    page = built("hostile").folder / "report.html"
    visit = run("node", here / "visit.js", page, browser, "--only", "phone")
    assert visit.returncode == 0, visit.stderr
    found: dict[str, Any] = json.loads(visit.stdout)
    return found


def test_hostile_text_fits_into_a_phone(seen: dict[str, Any]) -> None:
    assert seen["phone"]["overflow"] <= 0
    assert seen["phone"]["cutOff"] == []


def test_hostile_text_asks_a_browser_for_nothing(seen: dict[str, Any]) -> None:
    assert seen["requests"] == seen["complaints"] == []


@pytest.mark.parametrize("table", ["claims", "statistics"])
def test_no_cell_of_a_saved_table_is_a_formula(built: Build, table: str) -> None:
    saved = csv.reader(io.StringIO(built("hostile").files[f"{table}.csv"].decode("utf-8")))
    found = [cell for row in saved for cell in row if re.match(r"\s*[=+\-@＝＋－＠]", cell)]
    assert [cell for cell in found if not re.fullmatch(r"-(\d+(\.\d+)?|inf)", cell)] == []


def test_a_text_that_would_be_a_formula_is_saved_whole_after_an_apostrophe(built: Build) -> None:
    saved = pd.read_csv(io.BytesIO(built("hostile").files["claims.csv"]), index_col="id")
    wording = stats.load_figures().at["arrests_campaign", "wording"]
    assert saved.at["arrests_campaign", "wording"] == f"'{planted('figures', 'wording')}|{wording}"


# What is wrong.


def chapters(folder: Path, source: str) -> Path:
    """One short chapter, whose third cell is the one given."""
    folder.mkdir()
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Title", id="title"),
        nbformat.v4.new_code_cell("names = {}", id="first"),
        nbformat.v4.new_code_cell(source, id="second"),
    ]
    nbformat.write(notebook, folder / "1-short.ipynb")
    return folder


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """A folder with an earlier report in it."""
    folder = tmp_path / "reports"
    (folder / "charts").mkdir(parents=True)
    for name in ("report.html", "claims.csv", "statistics.csv", "charts/old.svg"):
        (folder / name).write_text("as it was")
    return folder


Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run_here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this Python, which has loaded already what it loads."""

    def run(*arguments: str | Path) -> CompletedProcess[str]:
        command = ["stats", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        capfd.readouterr()
        status = main()
        return CompletedProcess(command, status, *capfd.readouterr())

    return run


def assert_nothing_built(run: CompletedProcess[str], last: Path) -> None:
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    assert set(files(last).values()) == {b"as it was"}
    assert len(files(last)) == 4


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("raise ValueError('no such thing')", "ValueError: no such thing"),
        ("import os; os._exit(1)", "the kernel died"),
    ],
)
def test_a_chapter_that_fails_is_named_with_its_cell_and_error(
    tmp_path: Path, last: Path, run_here: Run, source: str, error: str
) -> None:
    run = run_here("report", ROOT / "data", chapters(tmp_path / "notebooks", source), last)
    assert f"1-short.ipynb, cell 3: {error}" in run.stderr
    assert_nothing_built(run, last)


def test_a_chapter_that_is_no_notebook_is_named(tmp_path: Path, last: Path, run_here: Run) -> None:
    (tmp_path / "1-torn.ipynb").write_text(NOTEBOOKS[0].read_text("utf-8")[:200], "utf-8")
    run = run_here("report", ROOT / "data", tmp_path, last)
    assert "1-torn.ipynb" in run.stderr
    assert_nothing_built(run, last)


def test_what_was_kept_of_a_chapter_gives_the_same_report(report: Built, tmp_path: Path) -> None:
    again = Path(shutil.copytree(report.folder, tmp_path / "again"))
    (again / "report.html").unlink()
    run = run_stats("report", "data", "notebooks", again)
    assert run.returncode == 0, run.stderr
    (again / "charts" / "holiday.svg").unlink()
    assert files(again) == report.files


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a chapter that prints a script, where a torn copy of it was kept."""
    folder = tmp_path_factory.mktemp("mended")
    kept = folder / "reports" / ".chapters" / "1-short.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    source = f"print({HOSTILE!r}); import sys; print('warned', file=sys.stderr); 'it ' + 'ran'"
    notebooks = chapters(folder / "notebooks", source)
    run = run_stats("report", ROOT / "data", notebooks, folder / "reports")
    assert run.returncode == 0, run.stderr.splitlines()[-1]
    assert "1-short: warned" in run.stdout.splitlines()
    return (folder / "reports" / "report.html").read_text("utf-8")


def test_a_chapter_kept_in_pieces_is_run_again(mended: str) -> None:
    assert "it ran" in mended


def test_a_warning_is_for_who_builds_and_not_on_the_page(mended: str) -> None:
    shown = ["".join(e.itertext()).strip() for e in Page(mended).all("pre")]
    assert "warned" not in shown


def keys(notebook: Path) -> str:
    [key] = build_module._keys([notebook], [notebook.with_name("library.py")]).values()
    return key


@pytest.mark.parametrize("package", ["matplotlib", "numpy", "pandas", "markupsafe", "python"])
def test_another_version_is_a_reason_to_run_the_chapters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    notebook = chapters(tmp_path / "notebooks", "1") / "1-short.ipynb"
    notebook.with_name("library.py").write_text("")
    before = keys(notebook)
    if package == "python":
        monkeypatch.setattr(sys, "version", "another")
    else:
        real = build_module.version
        monkeypatch.setattr(build_module, "version", lambda n: "0" if n == package else real(n))
    assert keys(notebook) != before


def test_a_change_to_the_library_is_a_reason_to_run_the_chapters(tmp_path: Path) -> None:
    notebook = chapters(tmp_path / "notebooks", "1") / "1-short.ipynb"
    library = notebook.with_name("library.py")
    library.write_text("")
    before = keys(notebook)
    library.write_text("x = 1")
    assert keys(notebook) != before


@pytest.fixture
def given(run_here: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """What the command line gives to the builder for the tables of a folder."""

    def told(data: Path) -> dict[str, Any]:
        kept: dict[str, Any] = {}

        def build(notebooks: Any, reports: Path, facts: Any, **how: Any) -> Path:
            kept.update(how, facts=facts)
            return reports

        monkeypatch.setattr("stats.report.build", build)
        run_here("report", data, ROOT / "notebooks", tmp_path)
        return kept

    return told


def test_chapters_stand_on_every_table_and_every_module_of_ours(given: Callable[..., Any]) -> None:
    modules = set((ROOT / "src" / "stats").rglob("*.py"))
    tables = {ROOT / "data" / name for name in ("figures.csv", "context.csv", "sources.csv")}
    assert set(given(ROOT / "data")["stands_on"]) == modules | tables


def test_a_page_says_when_a_source_was_last_read_and_under_which_licences(
    data: Path, given: Callable[..., Any]
) -> None:
    table = data / "sources.csv"
    read = table.read_text("utf-8").replace(",2026-11-25,", ",2026-06-04,", 1)
    table.write_text(read.replace(",2026-11-25,", ",2026-05-02,"), "utf-8")
    facts = given(data)["facts"]
    assert facts["edition"].endswith("Sources last read on 4 June 2026.")
    assert facts["licence"].startswith("Text, charts and data: CC BY 4.0. Code: MIT.")


def test_a_table_that_changes_while_chapters_run_ends_the_build(
    data: Path, tmp_path: Path, last: Path, run_here: Run
) -> None:
    source = f"open({str(data / 'context.csv')!r}, 'a').write(chr(10))"
    run = run_here("report", data, chapters(tmp_path / "notebooks", source), last)
    assert "A file changed while the chapters ran" in run.stderr
    assert not (last / ".chapters" / "1-short.ipynb").exists()
    assert_nothing_built(run, last)


def test_a_folder_without_chapters_builds_nothing(
    tmp_path: Path, last: Path, run_here: Run
) -> None:
    run = run_here("report", ROOT / "data", tmp_path / "nowhere", last)
    assert "nowhere" in run.stderr
    assert_nothing_built(run, last)


def test_a_file_shown_twice_is_named(tmp_path: Path, last: Path, run_here: Run) -> None:
    source = f"for _ in 'ab': display({{{FILES!r}: {{'again.csv': 'YSxi'}}}}, raw=True)"
    run = run_here("report", ROOT / "data", chapters(tmp_path / "notebooks", source), last)
    assert "again.csv is shown twice" in run.stderr
    assert_nothing_built(run, last)


def test_what_a_chapter_prints_is_text_on_the_page(mended: str) -> None:
    page = Page(mended)
    assert not list(page.all("script"))
    assert HOSTILE in ["".join(e.itertext()).strip() for e in page.all("pre")]


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_wrong_row_is_said_in_full(data: Path, last: Path, command: str) -> None:
    table = data / "figures.csv"
    table.write_text(table.read_text("utf-8").replace(",21900,", ",21.900.0,"), "utf-8")
    with pytest.raises(stats.FiguresError) as wrong:
        stats.check_tables(data)
    folders = (ROOT / "notebooks", last) if command == "report" else ()
    run = run_stats(command, data, *folders)
    assert run.stderr.splitlines() == list(wrong.value.problems)
    assert_nothing_built(run, last)
