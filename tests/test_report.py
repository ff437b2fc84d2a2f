"""The page and the files beside it, built from the tests' own tables and chapters."""

import base64
import csv
import functools
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

import nbformat
import pandas as pd
import pytest
from conftest import MADE, TABLES, Page, chapter, files, run, text
from markdown_it import MarkdownIt

from stats import drawing
from stats.output import FILES, ROWS

CHAPTERS = TABLES / "notebooks"
NAMES = ["1-claims", "2-rows"]
RESULTS = {"claims.csv", "others.csv", "rows.csv", "statistics.csv"}

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
}


def planted(table, column):
    """What every text of a column begins with: a formula, then all that could be run or read."""
    # The wording of a figure may have no sign of comparison and no letter of another script.
    strict = column == "wording" and table != "excluded"
    return f"={table}.{column}:{TRICKS if strict else HOSTILE}"


def hostile(data):
    """Every text of every table begins with hostile text, and every address is hostile."""
    for name, columns in HOSTILE_COLUMNS.items():
        table = pd.read_csv(data / f"{name}.csv", dtype="str", keep_default_na=False)
        for column in columns.replace("*", "").split():
            table[column] = (planted(name, column) + " | " + table[column]).str.strip()
        if "address" in table:
            table["address"] = [f"{HOSTILE_ADDRESS}{number}" for number in table.index]
        table.to_csv(data / f"{name}.csv", index=False)


ELSEWHERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
UNSHARE = ("unshare", "--net", "--map-root-user")
"""Runs a command without a network."""


def own_settings(folder):
    """What someone may have set for their own charts and notebooks, and where it is found."""
    profile = folder / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    ours = folder / "matplotlibrc"
    ours.write_text("font.size: 20\naxes.linewidth: 9\n")
    for startup in (profile / "startup" / "first.py", folder / "startup.py"):
        startup.write_text("import matplotlib; matplotlib.rcParams['font.size'] = 20\n")
    return {
        "MATPLOTLIBRC": str(ours),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONSTARTUP": str(folder / "startup.py"),
    }


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>drawn</text></svg>'
ODD = [
    "# Ordinary\n\n## Same\n\n## Same\n\n## ក្រសួង\n\n## main\n\n![A pixel](pixel.png) $a<b$"
    '\n\n<meta http-equiv="refresh" content="0;url=b">',
    "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.bar(['a'], [1])",
    "import pandas as pd\npd.DataFrame({'column': ['<i>']})",
    "pd.DataFrame({'styled': [1]}).style.set_caption('By lot')",
    "from IPython.display import HTML, SVG, Image, JSON, Latex, Markdown",
    f"display(Latex('$\\\\frac{{1}}{{2}}$'), Markdown('# *Marked*'), SVG({SVG!r}))",
    f"display(HTML('<p>Bare<script>alert(1)</script></p>'), JSON({{'key': 1}}), {HOSTILE!r})",
    "HTML('<META name=referrer content=unsafe-url><p>Led</p>')",
    f"Image(__import__('base64').b64decode('{PIXEL}'), alt='Described')",
    "import os, sys\nfrom stats import page\nfor _ in (1,):\n    page.table({'A': ['Lost']}, 'B')\n"
    "data = os.environ['STATS_DATA']\n"
    "print('\\x1b[31mprinted', object(), data, f'https://a.example{data}')\n"
    "print('warned ក', file=sys.stderr)",
    "1 / 0",
    "%config InlineBackend.figure_formats = ['svg']\nplt.plot([1, 2])",
]


def odd(folder):
    """A folder with two chapters of all that Jupyter shows, the tenth before the ninth by name."""
    chapter(folder / "10-odd.ipynb", *ODD)
    written = nbformat.read(folder / "10-odd.ipynb", 4)
    written.cells[10].metadata["tags"] = ["raises-exception"]
    nbformat.write(written, folder / "10-odd.ipynb")
    (folder / "pixel.png").write_bytes(base64.b64decode(PIXEL))
    (folder / ".~10-odd.ipynb").write_text("left by an editor")
    chapter(folder / "9-first.ipynb", "# Before\n\n## Same", "leaks = 1", "# To whoever opens it")
    written = nbformat.read(folder / "9-first.ipynb", 4)
    written.cells[2].metadata["tags"] = ["remove-cell"]
    nbformat.write(written, folder / "9-first.ipynb")
    return folder


class Built:
    """A finished build: how it went, and what it left."""

    def __init__(self, folder, name):
        self.folder = folder / "reports"
        data, notebooks, reports = TABLES, CHAPTERS, self.folder
        python = (sys.executable,)
        how = {"PYTHONHASHSEED": "0"}
        if name == "hostile":
            data = Path(shutil.copytree(TABLES, folder / "data"))
            hostile(data)
        elif name == "odd":
            notebooks = odd(folder / "notebooks")
            how["PYTHONIOENCODING"] = "ascii"
        elif name == "real":
            # A path that the chapters could not follow, an earlier report, a file of somebody else.
            data, how["cwd"] = Path(TABLES.name), TABLES.parent
            self.folder.mkdir()
            (self.folder / "report.html").write_text(MADE)
            (self.folder / "README.md").write_text("as it was")
        else:
            reports = Path("reports")
            how = ELSEWHERE | {"cwd": folder} | own_settings(folder / "own")
            if shutil.which("unshare") and run(*UNSHARE, "true").returncode == 0:
                python = (*UNSHARE, sys.executable)
        self.run = run(*python, "-m", "stats", "report", data, notebooks, reports, **how)
        assert self.run.returncode == 0, self.run.stderr
        self.files = files(self.folder)
        self.others = {"README.md": self.files.pop("README.md", b"")}
        self.page = Page(self.files["report.html"].decode("utf-8"))

    def notebook(self, name):
        return nbformat.reads(self.files[f"notebooks/{name}.ipynb"].decode("utf-8"), 4)


Build = Callable[[str], Built]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Each build, made when it is first asked for."""
    return functools.cache(lambda name: Built(tmp_path_factory.mktemp(name), name))


@pytest.fixture
def report(built):
    return built("real")


@pytest.fixture
def page(report):
    return report.page


def style(page):
    """All style sheets of a page."""
    return "".join(element.text for element in page.all("style"))


def visible(element):
    """The text of an element without its styles."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag == "style" else visible(child), child.tail or ""]
    return " ".join(" ".join(parts).split())


def sources(kind):
    """What the cells of a kind hold, chapter by chapter."""
    read = [nbformat.read(CHAPTERS / f"{name}.ipynb", 4) for name in NAMES]
    return [cell.source for chapter in read for cell in chapter.cells if cell.cell_type == kind]


# The page.


def test_a_page_loads_and_runs_nothing(page):
    tags = {"script", "link", "iframe", "object", "embed", "base", "form", "video", "audio"}
    assert not tags & {element.tag for element in page.all()}
    assert [name for e in page.all() for name in e.attrib if name.startswith("on")] == []
    asked = [
        (element.tag, name, value)
        for element in page.all()
        for name, value in element.attrib.items()
        if re.search(r"https?:|//|url\((?!#)|@import", value)
        and (element.tag, name) != ("a", "href")
        and not name.startswith("xmlns")
    ]
    assert asked + re.findall(r"url\(|@import|https?:", style(page)) == []


def test_a_page_forbids_to_load_and_refer(page):
    [policy] = [e.get("content") for e in page.all("meta") if "http-equiv" in e.attrib]
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} <= {*policy.split("; ")}
    assert not re.search(r"https?:|\*|script|unsafe-eval", policy)
    assert {e.get("name"): e.get("content") for e in page.all("meta")}["referrer"] == "no-referrer"


def test_no_link_needs_a_file_beside_the_page(report):
    links = {e.get("href", "") for e in report.page.all("a")}
    assert {to for to in links if not re.match(r"https?://|#|data:text/csv;", to)} == set()
    assert "The notebooks" in " ".join(map(text, report.page.all("p")))


def test_a_table_is_saved_from_the_page(report):
    links = [e for e in report.page.all("a") if e.get("href", "").startswith("data:")]
    saved = {e.get("download"): unquote_to_bytes(e.get("href").partition(",")[2]) for e in links}
    assert saved.pop("counts.csv").startswith(b"what,start,end,value,")  # what a chart draws
    assert saved == {name: report.files[name] for name in RESULTS - {"rows.csv"}}


@pytest.mark.parametrize("name", ["real", pytest.param("hostile", marks=pytest.mark.landing)])
def test_links_on_the_page_have_targets(built, name):
    page = built(name).page
    ids = [e.get("id") for e in page.all() if "id" in e.attrib]
    links = {e.get("href", "")[1:] for e in page.all() if e.get("href", "")[:1] == "#"}
    values = [value for e in page.all() for value in e.attrib.values()]
    urls = {target for value in values for target in re.findall(r"url\(#([^)]+)\)", value)}
    labels = {e.get(a) for e in page.all() for a in ("aria-labelledby", "for") if a in e.attrib}
    assert links
    assert sorted(ids) == sorted(set(ids))
    assert [to for to in links | urls | labels if not {to, unquote(to)} & {*ids}] == []


def test_cells_have_heads_on_a_phone(page):
    heads = re.findall(r"td:nth-child\((\d)\)::before {\s*content: var\(--h(\d)\)", style(page))
    assert heads == [(column, column) for column in "234567"]
    used = {name for e in page.all("table") for name in re.findall("--h[0-9]+", e.get("style", ""))}
    assert {name for name in used if f"var({name})" not in style(page)} == set()


def test_page_and_charts_share_colours(page):
    light = style(page).partition("@media")[0]
    for role in ("official", "claim", "other", "ink", "soft", "grid", "paper"):
        assert f"--{role}: {getattr(drawing, role.upper())};" in light


def test_no_cell_is_without_a_value(page):
    cells = [text(e) for e in page.all("td", "th", "p", "li")]
    assert not {"nan", "NaN", "None", "NaT", "inf", "<NA>"} & set(cells)
    assert not re.search(r"\b(nan|NaT|Traceback)\b", visible(page.root))


def test_the_contents_list_the_chapters(page):
    [contents] = page.all("nav")
    listed = {text(link): link.get("href") for link in contents.iter("a")}
    headings = [e for e in page.all("h2") if e not in [*contents]]
    ids = {text(e).removesuffix(" ↑"): f"#{e.get('id')}" for e in headings}
    _, *titles = re.findall(r"^# (.+)", "\n".join(sources("markdown")), re.MULTILINE)
    assert [*listed.items()] == [*ids.items()]
    assert [title for title in listed if title in titles] == titles


# The files.


def test_the_files_of_a_report(report):
    charts = {f"charts/counts.{kind}" for kind in ("csv", "svg", "png")}
    notebooks = {f"notebooks/{name}.ipynb" for name in NAMES}
    listed = {*RESULTS, "report.txt", *charts, *notebooks}
    assert {*report.files} == {"report.html", "datapackage.json", *listed}
    package = json.loads(report.files["datapackage.json"])
    assert {each["path"] for each in package["resources"]} == listed
    assert report.others == {"README.md": b"as it was"}


def test_the_words_of_the_page_are_a_file(report):
    lines = report.files["report.txt"].decode().splitlines()
    assert {"The growth adds up", "What this cannot tell", "Why it grew."} <= {*lines}
    assert not [line for line in lines if "<svg" in line or "aria-label" in line]


def test_a_build_prints_its_progress(report):
    *lines, last = report.run.stdout.splitlines()
    times = sorted(line for line in lines if re.search(r": [\d.]+ s$", line))
    assert [re.sub(r"[\d.]+ s$", "", line) for line in times] == [f"{name}: " for name in NAMES]
    assert last == f"The report: {report.folder / 'report.html'}"
    assert report.run.stderr == ""


@pytest.mark.landing
def test_own_settings_change_no_byte(built):
    """Nor does another time zone, nor the lack of a network where it can be cut off."""
    assert built("real").files == built("elsewhere").files


# Hostile text.


def parts(page):
    """Each kind of element with each attribute that it has somewhere, and with none."""
    return {(element.tag, name) for element in page for name in ("", *element.attrib)}


@pytest.mark.landing
def test_hostile_text_adds_no_element(built):
    theirs, ours = (built(name).page for name in ("hostile", "real"))
    # Words that run from right to left stand by themselves, and a long one may break.
    assert parts(theirs.all()) ^ parts(ours.all()) <= {("bdi", ""), ("th", "class")}
    styles = [
        {e.text if e.tag == "style" else e.get("style") for e in page.all("style", "table")}
        for page in (theirs, ours)
    ]
    assert styles[0] == styles[1]


def outside_drawings(element):
    """The text of an element but for that in drawings, whose alternative text stands in."""
    if element.tag == "svg":
        return str(element.get("aria-label")) + (element.tail or "")
    inside = "".join(map(outside_drawings, element))
    return (element.text or "") + inside + (element.tail or "")


@pytest.mark.landing
@pytest.mark.parametrize("table", HOSTILE_COLUMNS)
def test_hostile_text_is_on_the_page(built, table):
    words = outside_drawings(built("hostile").page.root)
    for column in HOSTILE_COLUMNS[table].split():
        name = column.removesuffix("*")
        count = words.count(f"{table}.{name}:")
        assert count == words.count(planted(table, name)), name
        assert count or name != column, name


@pytest.mark.landing
def test_a_hostile_address_is_a_link(built):
    theirs, ours = (
        [e.get("href") for e in built(name).page.all("a") if e.get("href", "").startswith("http")]
        for name in ("hostile", "real")
    )
    assert {address.rstrip("0123456789") for address in {*theirs} - {*ours}} == {HOSTILE_ADDRESS}
    assert len(theirs) == len(ours)


@pytest.mark.landing
def test_no_saved_cell_is_a_formula(built):
    tables = [file for name, file in built("hostile").files.items() if name.endswith(".csv")]
    saved = [row for file in tables for row in csv.reader(io.StringIO(file.decode("utf-8")))]
    formulas = [cell for row in saved for cell in row if re.match(r"\s*[=+\-@＝＋－＠]", cell)]
    assert [cell for cell in formulas if not re.fullmatch(r"-(\d+(\.\d+)?|inf)", cell)] == []


# What any cell displays.


@pytest.fixture
def ordinary(built):
    return built("odd").page


def test_all_output_is_on_the_page(ordinary):
    words = visible(ordinary.root)
    for part in ("$a<b$", "<i>", "By lot", r"$\frac{1}{2}$", "Marked", "Bare", '"key": 1'):
        assert part in words
    pres = ["".join(e.itertext()).strip() for e in ordinary.all("pre")]
    printed = f"printed <object object at 0x…> data https://a.example{TABLES}"
    assert {repr(HOSTILE), printed} <= {*pres}
    assert "ZeroDivisionError: division by zero" in pres
    for part in ("warned", "To whoever opens it"):
        assert part not in words


def test_a_chapter_adds_no_meta_or_script(ordinary):
    [main] = ordinary.all("main")
    assert not [*main.iter("meta"), *ordinary.all("script")]


def test_every_image_is_an_img(ordinary):
    images = [(e.get("alt"), e.get("src").partition(",")[0]) for e in ordinary.all("img")]
    nobody, png = "An image that nobody described", "data:image/png;base64"
    svg = "data:image/svg+xml;base64"
    assert images == [
        *(("A pixel", png), (nobody, png), (nobody, svg), ("Described", png), (nobody, svg))
    ]


def test_equal_headings_have_their_own_ids(ordinary):
    ids = [e.get("id") for e in ordinary.all("h2", "h3")]
    rest = ["ordinary", "same-2", "same-3", "ក្រសួង", "main-2"]
    assert ids == ["same", "contents", *rest, "marked"]


def test_warnings_are_for_the_builder(built):
    missing = "its image has no alternative text; write what it shows into the cell's metadata, "
    missing += '"alt": "...", or in Markdown into the brackets, ![...](a.png)'
    assert [line for line in built("odd").run.stderr.splitlines() if "cell [" in line] == [
        f"10-odd.ipynb, cell [1]: {missing}",
        f"10-odd.ipynb, cell [5]: {missing}",
        "10-odd.ipynb, cell [9]: page.table is not on the page, where only what a cell ends in is; "
        "give it a cell of its own",
        r"10-odd.ipynb, cell [9]: warned \u1780",
        f"10-odd.ipynb, cell [11]: {missing}",
    ]


# The chapters as run.


def test_a_run_chapter_has_no_traces(built):
    for name in NAMES:
        chapter, source = built("real").notebook(name), nbformat.read(CHAPTERS / f"{name}.ipynb", 4)
        nbformat.validate(chapter)
        assert chapter.metadata == source.metadata
        assert [c.metadata for c in chapter.cells] == [{}] * len(chapter.cells)
        assert len({c.id for c in chapter.cells}) == len(chapter.cells)


def test_an_error_in_a_run_chapter_names_no_folder(built):
    [error] = built("odd").notebook("10-odd").cells[10].outputs
    assert error.traceback == ["ZeroDivisionError: division by zero"]


def test_what_is_for_the_page_is_html_in_a_run_chapter(built):
    cells = built("real").notebook("1-claims").cells
    outputs = [each for cell in cells for each in cell.get("outputs", [])]
    html = "\n".join(each.get("data", {}).get("text/html", "") for each in outputs)
    assert "<caption>All claims</caption>" in html
    assert '<a href="../report.html#figure-' in html
    assert not re.search("<svg|<style|<img", html)


def test_a_run_chart_is_an_image(built):
    report = built("real")
    *_, drawn, _ = report.notebook("1-claims").cells
    words, image = drawn.outputs
    assert base64.b64decode(image.data["image/png"]) == report.files["charts/counts.png"]
    assert "A line from 21,900 people to" in image.metadata["image/png"]["alt"]
    assert "A note. Source:" in words.data["text/html"]


def test_a_run_text_is_plain_markdown_with_its_values(built):
    texts = [c.source for c in built("real").notebook("1-claims").cells if c.cell_type[0] == "m"]
    shown = "\n".join(texts)
    assert "\nSaid by Amnesty International.\n" in shown
    assert "It is [78%](../report.html#figure-growth).\n" in shown
    assert "**What this cannot tell**\n\n- Why it grew." in shown
    assert not re.search(r"\{eval\}|:::|\)=", shown)


def test_a_run_cell_has_the_number_that_errors_name(built):
    cells = [c for c in built("real").notebook("1-claims").cells if c.cell_type == "code"]
    assert [c.execution_count for c in cells] == [*range(1, len(cells) + 1)]


@pytest.mark.landing
def test_hostile_text_is_text_in_a_run_chapter(built):
    cells = built("hostile").notebook("1-claims").cells
    [said] = [cell.source for cell in cells if "All claims stand" in cell.source]
    tokens = MarkdownIt().enable("table").parseInline(said)[0].children or []
    assert planted("figures", "wording") in "".join(token.content for token in tokens)
    assert {token.type for token in tokens} == {"text"}


def test_a_run_chapter_holds_no_files_and_rows(built):
    chapters = [built("real").notebook("1-claims"), built("odd").notebook("10-odd")]
    outputs = [each for c in chapters for cell in c.cells for each in cell.get("outputs", [])]
    kinds = {kind for each in outputs for kind in each.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert not {FILES, ROWS} & kinds
