"""The report: the page, the files beside it, and what a build does when something is wrong.

The chapters are the live ones, and so are the tables or a copy of them; no test knows a number.
"""

import csv
import functools
import importlib
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
from conftest import NOTEBOOKS, ROOT, TABLES, Page, files, run, run_stats, text

import stats
from stats.__main__ import main

building: Any = importlib.import_module("stats.report.build")

RESULTS = {"claims.csv", "others.csv", "statistics.csv"}

# Hostile text has no space, since a wording may have few words.
TAGS = (
    "<script>alert(1)</script><img/src=x/onerror=alert(1)></td></table></details></figure></svg>"
    "</style></title><!--]]>--><![CDATA["
)
TRICKS = (
    "javascript:alert(0)$x^2$\\frac{a}{b}**b**__i__`c`[a](#b)"
    "&lt;b&gt;&amp;lt;&#60;{{7*7}}{%raw%}{#c#}{growth}{0}{}{%s%(x)d'\"‘’“”;}*{display:none}"
    "url(http://x)/*😀" + "W" * 60
)
HOSTILE = f"{TAGS}{TRICKS}שלוםក្រសួង"
HOSTILE_ADDRESS = (
    "https://example.org/'onclick='alert(1)'&lt;{{7*7}}{growth}$X$;}*{display:none}`)[a](#b)"
)
# Each text of the tables that is not a key; those that the page need not show have a star.
HOSTILE_COLUMNS = {
    "figures": "wording note",
    "context": "wording note",
    "sources": "publisher title author relays licence* note",
    "bodies": "name note*",
    "quantities": "name* counts* leaves_out*",
    "excluded": "wording publisher reason",
    "qualifiers": "say*",
}
COLUMNS = [(table, name) for table, names in HOSTILE_COLUMNS.items() for name in names.split()]


def planted(table: str, column: str) -> str:
    """What every text of a column begins with: a formula, then all that could be run or read."""
    # The wording of a figure may have no sign of comparison and no letter of another script.
    strict = column == "wording" and table != "excluded"
    return f"={table}.{column}:{TRICKS if strict else HOSTILE}"


def hostile(data: Path) -> None:
    """Every text of every table begins with hostile text, and every address is hostile."""
    for name, columns in HOSTILE_COLUMNS.items():
        table = pd.read_csv(data / f"{name}.csv", dtype="str", keep_default_na=False)
        for column in columns.replace("*", "").split():
            # A phrase that is refused is nowhere in the tables, and most have no word to say.
            kept = table[column].isna()
            if column == "say":
                kept = table["qualifier"].eq("refused") | table["say"].eq("")
            table[column] = table[column].where(kept, planted(name, column) + "|" + table[column])
        if "address" in table:
            table["address"] = HOSTILE_ADDRESS
        table.to_csv(data / f"{name}.csv", index=False)


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

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / "reports"
        data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        notebooks, reports = Path("notebooks"), self.folder
        python: tuple[str, ...] = (sys.executable,)
        how: dict[str, Any] = {"PYTHONHASHSEED": "0"}
        if name == "hostile":
            hostile(data)
        elif name == "real":
            data = Path("data")
            # What an earlier build wrote, by its own list, and what somebody else did. The list is
            # damaged: it has nothing in a line, a folder, another's file, and what is no text.
            for part in ("charts/no-longer-drawn.svg", "charts/holiday.svg", "../kept.txt"):
                (self.folder / part).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / part).write_text("as it was")
            (self.folder / ".chapters").mkdir()
            (self.folder / ".chapters" / "files.txt").write_bytes(
                b"charts/no-longer-drawn.svg\n\ncharts\n../kept.txt\n\xff\0\n"
            )
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


Build = Callable[[str], Built]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Each build, made when it is first asked for."""
    return functools.cache(lambda name: Built(tmp_path_factory.mktemp(name), name))


@pytest.fixture
def report(built: Build) -> Built:
    return built("real")


@pytest.fixture
def page(report: Built) -> Page:
    return report.page


def is_code(element: Any) -> bool:
    return bool(element.tag == "details" and element.get("class") == "code")


def seen(element: Any) -> str:
    """The text of an element without its styles and without the code of the chapters."""
    parts = [element.text or ""]
    for child in element:
        left_out = child.tag == "style" or is_code(child)
        parts += ["" if left_out else seen(child), child.tail or ""]
    return " ".join(" ".join(parts).split())


def chapters(kind: str) -> list[str]:
    """What the cells of a kind hold, chapter by chapter."""
    read = [nbformat.read(path, as_version=4) for path in NOTEBOOKS]
    return [cell.source for chapter in read for cell in chapter.cells if cell.cell_type == kind]


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
    styles = "".join(element.text for element in page.all("style"))
    assert asked + re.findall(r"url\(|@import|https?:", styles) == []


def test_a_page_has_no_part_that_could_run_or_load(page: Page) -> None:
    tags = {"script", "link", "iframe", "object", "embed", "base", "form", "video", "audio"}
    assert not tags & {element.tag for element in page.all()}
    assert [name for e in page.all() for name in e.attrib if name.startswith("on")] == []


def test_a_page_forbids_the_browser_to_load_anything(page: Page) -> None:
    [policy] = [e.get("content") for e in page.all("meta") if "http-equiv" in e.attrib]
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*|script|unsafe-eval", policy)


def test_a_link_leads_to_the_web_to_the_page_or_to_a_file_beside_it(report: Built) -> None:
    links = {e.get("href", "") for e in report.page.all("a")}
    beside = {to for to in links if not re.match(r"https?://|#|data:text/csv;", to)}
    charts = {Path(to).stem for to in beside}
    assert beside == {name for name in report.files if name.startswith("charts/")} != set()
    assert beside == {f"charts/{name}.{kind}" for name in charts for kind in ("svg", "png")}


def test_a_table_saved_from_the_page_alone_is_the_one_beside_it(report: Built) -> None:
    links = [e for e in report.page.all("a") if e.get("href", "").startswith("data:")]
    saved = {e.get("download"): unquote_to_bytes(e.get("href").partition(",")[2]) for e in links}
    assert saved == {name: report.files[name] for name in RESULTS}


def test_a_page_says_its_language_and_what_the_first_chapter_says_of_it(page: Page) -> None:
    said = {e.get("name"): e.get("content") for e in page.all("meta")}
    facts = nbformat.read(NOTEBOOKS[0], as_version=4).metadata
    assert [e.get("lang") for e in page.all("html")] == ["en"]
    assert [text(e) for e in page.all("title", "h1")] == [facts["title"]] * 2
    assert said["description"] == facts["description"]


def test_every_heading_has_text_and_none_skips_a_level(page: Page) -> None:
    headings = list(page.all("h1", "h2", "h3", "h4", "h5", "h6"))
    levels = [int(e.tag[1]) for e in headings]
    assert all(map(text, headings))
    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("name", ["real", "hostile"])
def test_every_id_is_there_once_and_every_link_within_the_page_has_its_target(
    built: Build, name: str
) -> None:
    page = built(name).page
    ids = [e.get("id") for e in page.all() if "id" in e.attrib]
    links = {e.get("href", "")[1:] for e in page.all() if e.get("href", "")[:1] == "#"}
    used = {
        found
        for e in page.all()
        for value in e.attrib.values()
        for found in re.findall(r"url\(#([^)]+)\)", value)
    }
    named = {e.get(a) for e in page.all() for a in ("aria-labelledby", "for") if a in e.attrib}
    assert links
    assert sorted(ids) == sorted(set(ids))
    assert [to for to in links | used | named if not {to, unquote(to)} & {*ids}] == []


def test_every_image_has_an_alternative_text(page: Page) -> None:
    images = [
        e.get("alt") if e.tag == "img" else (e.get("role") == "img" and e.get("aria-label"))
        for e in page.all("img", "svg")
    ]
    assert images
    assert all(images)


def test_every_table_has_a_caption_and_says_what_each_head_is_of(page: Page) -> None:
    tables = list(page.all("table"))
    assert tables
    assert all(table[0].tag == "caption" and text(table[0]) for table in tables)
    assert {e.get("scope") for e in page.all("th")} == {"col", "row"}


def test_the_style_can_head_each_cell_of_every_table_on_a_narrow_screen(page: Page) -> None:
    style = "".join(element.text for element in page.all("style"))
    headed = {name for e in page.all("table") for name in re.findall("--h[0-9]+", e.get("style"))}
    assert {name for name in headed if f"var({name})" not in style} == set()


def test_every_chart_has_a_title_and_its_data_as_a_table(page: Page) -> None:
    assert list(page.all("figure"))
    for parent in page.all():
        for chart, after in zip(parent, [*parent][1:], strict=False):
            if chart.tag == "figure":
                assert [text(e) != "" for e in chart.iter("figcaption")] == [True]
                assert list(after.iter("table"))


def test_no_part_of_a_page_is_without_a_value(page: Page) -> None:
    cells = [text(e) for e in page.all("td", "th", "p", "li")]
    assert not {"nan", "NaN", "None", "NaT", "inf", "<NA>"} & set(cells)
    assert not re.search(r"\b(nan|NaT|Traceback)\b", seen(page.root))


def test_every_figure_and_every_source_has_its_row_on_the_page(page: Page) -> None:
    data = stats.load(ROOT / "data")
    rows = {f"figure-{name}" for name in [*data.figures.index, *data.context.index]}
    rows |= {f"source-{key}" for key in data.sources.index}
    assert rows - {e.get("id") for e in page.all("tr")} == set()


def test_the_contents_lead_to_every_chapter_in_reading_order(page: Page) -> None:
    [contents] = page.all("nav")
    listed = {text(link): link.get("href") for link in contents.iter("a")}
    ids = {text(e): f"#{e.get('id')}" for e in page.all("h2") if e not in [*contents]}
    titles = re.findall(r"^# (.+)", "\n".join(chapters("markdown")), re.MULTILINE)
    assert [*listed.items()] == [*ids.items()]
    assert [title for title in listed if title in titles] == titles


def test_the_code_of_every_chapter_is_on_the_page_and_folded_away(page: Page) -> None:
    folds = [fold for fold in page.all("details") if is_code(fold)]
    code = ["".join(e.itertext()).strip() for fold in folds for e in fold.iter("code")]
    assert code == [source.strip() for source in chapters("code")]
    assert "import stats" not in seen(page.root)


def test_what_is_folded_has_a_summary_and_is_closed(page: Page) -> None:
    for details in page.all("details"):
        assert "open" not in details.attrib
        assert details[0].tag == "summary"


# The files.


def test_a_build_takes_away_what_it_no_longer_shows_and_leaves_what_others_wrote(
    report: Built,
) -> None:
    left = {name for name in report.files if not name.startswith("charts/")}
    assert left == {"report.html", "datapackage.json", *RESULTS}
    assert "charts/no-longer-drawn.svg" not in report.files
    assert all(path.exists() for path in report.others)


def test_a_build_says_last_where_the_report_is(report: Built) -> None:
    assert report.run.stdout.splitlines()[-1].endswith(str(report.folder / "report.html"))
    assert report.run.stderr == ""


@pytest.mark.parametrize("name", ["real", "hostile"])
def test_no_chapter_warns_of_anything(built: Build, name: str) -> None:
    # What one writes to stderr is said in a line of its own, beside the one of its time.
    said = [line for line in built(name).run.stdout.splitlines() if line[0].isdigit()]
    assert [line.partition(":")[0] for line in said] == [path.stem for path in NOTEBOOKS]


def test_a_build_elsewhere_by_someone_with_own_settings_gives_the_same_bytes(built: Build) -> None:
    here, there = built("real").files, built("elsewhere").files
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_a_build_needs_no_network(built: Build) -> None:
    build = built("elsewhere").run
    if build.args[0] != "unshare":
        pytest.skip("nothing can be cut off from the network here: it takes unshare, and the right")
    assert build.stderr.startswith("ENETUNREACH\n")


# Hostile text.


def parts(page: Iterator[Any]) -> set[tuple[str, str]]:
    """Each kind of element with each attribute that it has somewhere, and with none."""
    return {(element.tag, name) for element in page for name in ("", *element.attrib)}


def test_hostile_text_adds_no_element_no_attribute_and_no_style_to_the_page(built: Build) -> None:
    theirs, ours = (built(name).page for name in ("hostile", "real"))
    assert parts(theirs.all()) == parts(ours.all())
    styles = [
        {e.text if e.tag == "style" else e.get("style") for e in page.all("style", "table")}
        for page in (theirs, ours)
    ]
    assert styles[0] == styles[1]


def outside_drawings(element: Any) -> str:
    """The text of an element but for that in drawings, whose alternative text stands in."""
    if element.tag == "svg":
        return str(element.get("aria-label")) + (element.tail or "")
    inside = "".join(map(outside_drawings, element))
    return (element.text or "") + inside + (element.tail or "")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=map(".".join, COLUMNS))
def test_hostile_text_is_text_wherever_the_page_shows_it(
    built: Build, table: str, column: str
) -> None:
    words, name = outside_drawings(built("hostile").page.root), column.removesuffix("*")
    shown = words.count(f"{table}.{name}:")
    assert shown == words.count(planted(table, name))
    assert shown or name != column


def test_a_hostile_address_is_a_link_to_itself(built: Build) -> None:
    theirs, ours = (
        [e.get("href") for e in built(name).page.all("a") if e.get("href", "").startswith("http")]
        for name in ("hostile", "real")
    )
    assert {*theirs} - {*ours} == {HOSTILE_ADDRESS}
    assert len(theirs) == len(ours)


def test_hostile_text_is_text_in_every_saved_drawing(built: Build) -> None:
    drawings = [name for name in built("real").files if name.endswith(".svg")]
    for name in drawings:
        theirs, ours = (ElementTree.fromstring(built(b).files[name]) for b in ("hostile", "real"))
        assert parts(theirs.iter()) <= parts(ours.iter())
        assert HOSTILE in "".join("".join(theirs.itertext()).split())


def test_no_cell_of_a_saved_table_is_a_formula(built: Build) -> None:
    tables = [file for name, file in built("hostile").files.items() if name.endswith(".csv")]
    saved = [row for file in tables for row in csv.reader(io.StringIO(file.decode("utf-8")))]
    found = [cell for row in saved for cell in row if re.match(r"\s*[=+\-@＝＋－＠]", cell)]
    assert [cell for cell in found if not re.fullmatch(r"-(\d+(\.\d+)?|inf)", cell)] == []


def test_a_browser_fits_hostile_text_into_a_phone_and_asks_for_nothing(built: Build) -> None:
    browser, here = shutil.which("chromium"), ROOT / "tests" / "page"
    if not (browser and shutil.which("node") and (here / "node_modules").is_dir()):
        pytest.skip("a browser is missing, or what tests/page needs to drive it")
    page = built("hostile").folder / "report.html"
    visit = run("node", here / "visit.js", page, browser, "--only", "phone")
    assert visit.returncode == 0, visit.stderr
    found = json.loads(visit.stdout)
    assert found["phone"]["overflow"] <= 0
    assert found["phone"]["cutOff"] == found["requests"] == found["complaints"] == []


# What is wrong, with a chapter of the test's own.

FACTS = {"title": "A title", "description": "A description"}


def short(folder: Path, source: str = "", *outputs: Any, facts: Any = FACTS) -> Path:
    """A folder with one short chapter, whose third cell is the one given."""
    folder.mkdir()
    third = nbformat.v4.new_code_cell(source, id="third", outputs=[*outputs])
    title = nbformat.v4.new_markdown_cell("# Title", id="title")
    notebook = nbformat.v4.new_notebook(metadata=facts)
    notebook.cells = [title, nbformat.v4.new_code_cell("import stats", id="first"), third]
    nbformat.write(notebook, folder / "1-short.ipynb")
    return folder


Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run_here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this Python, which has loaded already what it loads."""

    def run(*arguments: str | Path) -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["stats", *map(str, arguments)])
        capfd.readouterr()
        status = main()
        return CompletedProcess(sys.argv, status, *capfd.readouterr())

    return run


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chapter shows what stands in it already."""

    def run(changed: list[Path], _: Any) -> Iterator[tuple[Path, Any, float]]:
        return ((path, nbformat.read(path, as_version=4), 0.0) for path in changed)

    monkeypatch.setattr(building, "_run", run)


Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, run_here: Run) -> Refused:
    """Build what must be refused, and return what is said; the last report stays as it was."""
    last = tmp_path / "reports"
    (last / "charts").mkdir(parents=True)
    for name in ("report.html", "claims.csv", "statistics.csv", "charts/old.svg"):
        (last / name).write_text("as it was")

    def refused(notebooks: Path, data: Path = TABLES, command: str = "report") -> str:
        run = run_here(command, data, *((notebooks, last) if command == "report" else ()))
        assert run.returncode == 1
        assert "Traceback" not in run.stdout + run.stderr
        assert [*files(last).values()] == [b"as it was"] * 4
        return run.stderr

    return refused


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (
            "stats.load()['prisoners_2021']",
            "KeyError: \"no figure has the id 'prisoners_2021'; nearest: prisoners_20",
        ),
        ("import os; os._exit(1)", "the kernel died"),
    ],
    ids=["a missing row", "the end of its kernel"],
)
def test_a_chapter_that_fails_is_named_with_its_cell_and_error(
    tmp_path: Path, refused: Refused, source: str, error: str
) -> None:
    said = refused(short(tmp_path / "notebooks", source))
    assert f"1-short.ipynb, cell 3: {error}" in said


def test_a_chapter_that_is_no_notebook_is_named(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "1-torn.ipynb").write_text(NOTEBOOKS[0].read_text("utf-8")[:200], "utf-8")
    assert "1-torn.ipynb" in refused(tmp_path)


@pytest.mark.parametrize(
    ("shown", "error"),
    [
        ({building.FILES: {"again.csv": "YSxi"}}, "again.csv is shown twice"),
        ({building.ROWS: {"claims.csv": "id\na\n"}}, "a is published twice in claims.csv"),
    ],
    ids=["a file", "a row"],
)
@pytest.mark.usefixtures("no_kernel")
def test_what_is_shown_twice_is_named_with_its_chapter(
    tmp_path: Path, refused: Refused, shown: Any, error: str
) -> None:
    output = nbformat.v4.new_output("display_data", shown)
    said = refused(short(tmp_path / "notebooks", "", output, output))
    assert f"1-short.ipynb: {error}" in said


@pytest.mark.parametrize("lacking", FACTS)
@pytest.mark.usefixtures("no_kernel")
def test_a_first_chapter_without_a_title_or_a_description_for_the_page_is_named(
    tmp_path: Path, refused: Refused, lacking: str
) -> None:
    said = refused(short(tmp_path / "notebooks", facts=FACTS | {lacking: ""}))
    assert f'1-short.ipynb: its metadata have no "{lacking}"' in said


def test_a_folder_without_chapters_builds_nothing(tmp_path: Path, refused: Refused) -> None:
    assert "nowhere" in refused(tmp_path / "nowhere")


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_wrong_row_is_said_in_full(
    changed: Callable[..., Path], refused: Refused, command: str
) -> None:
    data = changed(figures={"prisoners_2016": {"value": "21.900.0", "start": "2016"}})
    with pytest.raises(stats.FiguresError) as wrong:
        stats.load(data)
    said = refused(ROOT / "notebooks", data, command).splitlines()
    assert said == wrong.value.problems


@pytest.mark.usefixtures("no_kernel")
def test_a_table_that_changes_while_chapters_run_ends_the_build(
    changed: Callable[..., Path], tmp_path: Path, refused: Refused, monkeypatch: Any
) -> None:
    data, ran = changed(), building._run

    def meanwhile(*given: Any) -> Any:
        with (data / "context.csv").open("a") as table:
            table.write("\n")
        return ran(*given)

    monkeypatch.setattr(building, "_run", meanwhile)
    said = refused(short(tmp_path / "notebooks"), data)
    assert "A file changed while the chapters ran" in said
    assert not [*tmp_path.rglob(".chapters/*.ipynb")]


# What is kept of a chapter.


def test_what_was_kept_of_a_chapter_gives_the_same_report(report: Built, tmp_path: Path) -> None:
    again = Path(shutil.copytree(report.folder, tmp_path / "again"))
    (again / "report.html").unlink()
    run = run_stats("report", "data", "notebooks", again)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(": unchanged\n") == len(NOTEBOOKS)
    (again / "charts" / "holiday.svg").unlink()
    assert files(again) == report.files


def test_a_chapter_kept_in_pieces_is_run_again_and_what_it_prints_is_text(tmp_path: Path) -> None:
    kept = tmp_path / "reports" / ".chapters" / "1-short.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    source = f"print({HOSTILE!r}); import sys; print('warned', file=sys.stderr); 'it ' + 'ran'"
    run = run_stats("report", TABLES, short(tmp_path / "notebooks", source), tmp_path / "reports")
    assert run.returncode == 0, run.stderr.splitlines()[-1]
    page = Page((tmp_path / "reports" / "report.html").read_text("utf-8"))
    shown = ["".join(e.itertext()).strip() for e in page.all("pre")]
    # A warning is for who builds.
    assert "1-short: warned" in run.stdout.splitlines()
    assert shown == [HOSTILE, "'it ran'", "import stats", source]


@pytest.mark.parametrize("what", ["matplotlib", "numpy", "pandas", "markupsafe", "python", "file"])
def test_another_version_or_file_is_a_reason_to_run_the_chapters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    notebook, library = short(tmp_path / "notebooks") / "1-short.ipynb", tmp_path / "library.py"
    library.write_text("")
    before = building._keys([notebook], [library])
    if what == "python":
        monkeypatch.setattr(sys, "version", "another")
    elif what == "file":
        library.write_text("x = 1")
    else:
        real = building.version
        monkeypatch.setattr(building, "version", lambda name: "0" if name == what else real(name))
    assert building._keys([notebook], [library]) != before


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
    tables = {path for kind in ("csv", "json") for path in (ROOT / "data").glob(f"*.{kind}")}
    assert set(given(ROOT / "data")["stands_on"]) == modules | tables


def test_a_page_says_when_a_source_was_last_read_and_under_which_licences(
    changed: Callable[..., Path], given: Callable[..., Any]
) -> None:
    facts = given(changed(sources={"khmer_times_2020": {"read": "2030-06-04"}}))["facts"]
    assert facts["edition"].endswith("Sources last read on 4 June 2030.")
    assert facts["licence"].startswith("Text, charts and data: CC BY 4.0. Code: MIT.")
