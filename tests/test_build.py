"""What a build refuses and with which message, and what it deletes."""

import fcntl
import importlib
import json
import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import pytest
from conftest import MADE, ROOT, TABLES, Page, chapter, files, run, run_here, text

import stats
from stats.output import FILES, ROWS
from stats.report.notices import changed_lines, uncorrected

building = importlib.import_module("stats.report.build")
CHAPTERS = TABLES / "notebooks"


def refusal(folder, notebooks, data=TABLES):
    """Build what must be refused, and return the message; the last report stays as it was."""
    last = folder / "reports"
    (last / "charts").mkdir(parents=True, exist_ok=True)
    for name in ("report.html", "claims.csv", "charts/old.svg"):
        (last / name).write_text(f"{MADE}as it was")
    run = run_here("report", data, notebooks, last)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    assert [*files(last).values()] == [f"{MADE}as it was".encode()] * 3
    return run.stderr.removesuffix("No report was built; the last one is unchanged.\n")


Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path, few):
    return partial(refusal, tmp_path, data=few)


# Chapters that fail.

LOAD = "import stats\nfrom stats import page\ndata = stats.load()"
FAILING = {
    "1": [
        f"{LOAD}\nthen, now = data['prisoners_2016'], data['prisoners_2020']",
        "assert now > then\nassert (\n    now / then\n    < 1.5\n)\nrise = now - then",
        "rise",  # it is lacking since the assertion failed
        "assert now < 40_000",  # more than 38,990
        "page.table({'A': [f'{now.value:,.0f} are']}, f'More than {then}')",
        "assert then > now, 'It fell'",
        "import os; os._exit(1)",
    ],
    "7": [
        f"{LOAD}\nnow = data['prisoners_2020']",
        "row = page.compared('A', stats.check(now, data), why='b')",
        "page.comparison([row], data, 'A')",
        "# Few are {eval}`then`, {eval}`now.end` and fewer than {eval}`now.number`",
        "# Few are {now}",
        "# Few are {sub}`2`",
        ":::{note} Few\n:::",
        "# Few, [says A](#source-khmer_times_2002)",
        "# Few, ![as drawn](a.png)",
        '(c)=\nIt is {eval}`f"less than {now.value:,.0f}"`.',
        "# Few are {eval}`__import__('os')._exit(1)`",
    ],
    "2": ["# A", "", "def deep():\n    1/0", "deep()\nx = 1", "lost"],
    "3": ["x = = 1"],
    "4": ["x = 1\nassert (x > 2, 'many')"],
    "5": ["x = 1", "y = 2\nname = input('Who?')"],
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """What one build says of each place that fails, where Python is told to leave asserts out."""
    folder = tmp_path_factory.mktemp("failing")
    for name, cells in FAILING.items():
        chapter(folder / "notebooks" / f"{name}.ipynb", *cells)
    (folder / "notebooks" / "6.ipynb").write_text("{")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONOPTIMIZE", "1")
        message = refusal(folder, folder / "notebooks")
    _, *parts = re.split(r"^(\d\.ipynb(?:, cell \[\d+\])?)", message, flags=re.MULTILINE)
    told = dict[str, str]()
    for where, why in zip(parts[::2], parts[1::2], strict=True):
        told[where] = told.get(where, "") + why
    return told


def test_failures_name_cell_and_line(failures):
    of_sentences = [f"1.ipynb, cell [{number}]" for number in (2, 4, 5, 6)]
    told = [
        (where, text)
        for where, text in failures.items()
        if where not in of_sentences and where[0] != "7"
    ]
    *others, (broken, why) = told
    assert others == [
        ("1.ipynb, cell [7]", ": the kernel died\n"),
        ("2.ipynb, cell [2]", ", line 1: deep()\nZeroDivisionError: division by zero\n"),
        ("3.ipynb, cell [1]", ", line 1: x = = 1\nSyntaxError: invalid syntax\n"),
        ("4.ipynb, cell [1]", failures["4.ipynb, cell [1]"]),
        ("5.ipynb, cell [2]", failures["5.ipynb, cell [2]"]),
    ]
    assert broken == "6.ipynb"
    assert why.startswith(" cannot be read as a notebook: ")


NAMED = [  # where, which error, and a value of each
    (4, "assert now < 40_000", "NotToldError", "now = <Figure more than 38,990"),
    (6, "assert then > now, 'It fell'", "AssertionError", "then = <Figure 21,900"),
]


def test_every_false_assertion_is_named_with_its_values(failures):
    # 38,990 / 21,900 = 1.7804; 38,990 / 21,950 = 1.7763
    assert failures["1.ipynb, cell [2]"].splitlines() == [
        *(", line 3: assert ( now / then < 1.5 )", "AssertionError"),
        "  now / then = <Figure 1.78 (more than 1.77) = 38,990 / 21,900>",
    ]
    for cell, code, error, value in NAMED:
        told = failures[f"1.ipynb, cell [{cell}]"]
        assert told.startswith(f", line 1: {code}\n{error}: ")
        assert value in told


def test_every_false_text_is_named(failures):
    """All at once, each after its first words; nothing waits for a dead kernel."""
    first_words = r", the text “(?:# Few|:::\{note\} Few|\(c\)= It is).*?”: "
    _, *told = re.split(first_words, failures["7.ipynb"])
    expected = [
        *(
            "{eval}`then`\nNameError: name 'then' is not defined",
            "{eval}`now.end` is datetime.date(",
        ),
        *(
            "“fewer than more than 38,990” is no plain",
            "{now} is no expression; write it as {eval}`",
        ),
        *(
            "{sub} is no expression",
            ":::{note} is not known; a box is one of {admonition}, {grid}",
        ),
        *("“less than 38,990” is not true of all that now may be", "the kernel died"),
        "sources.csv has no khmer_times_2002; did you mean khmer_times_2020?",
        "there is no image a.png; save the image beside",
    ]
    assert [text[: len(start)] for text, start in zip(told, expected, strict=True)] == expected
    assert failures["7.ipynb, cell [3]"].startswith(": no text of this chapter begins with (b)=\n")
    words, value = failures["1.ipynb, cell [5]"].splitlines()
    assert words.startswith(": “more than 21,900 people” is no plain number behind those words")
    assert value.startswith(": “38,990”: now leaves out the words of more than 38,990 people")


def test_a_false_assertion_may_be_right(failures):
    [*_, last] = failures.values()
    assert last.endswith("\nIf the rows are right, change the sentence and its assert.\n")


def test_an_assertion_that_is_always_true_is_refused(failures):
    message = failures["4.ipynb, cell [1]"]
    assert message.startswith(", line 2: assert (x > 2, 'many')\nSyntaxError: ")


def test_a_chapter_cannot_ask_for_input(failures):
    line, message = failures["5.ipynb, cell [2]"].splitlines()
    assert line == ", line 2: name = input('Who?')"
    assert message.endswith("does not support input requests.")


def test_a_chapter_that_runs_long_says_its_name(tmp_path, few, monkeypatch):
    monkeypatch.setattr("stats.report.run._LONG", 0.0)
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "x = 1")
    done = run_here("report", few, folder, tmp_path / "reports")
    began, took, *_ = done.stdout.splitlines()[-4:]
    assert (began, took[:3]) == ("1: runs for 0 s, and goes on", "1: ")


@pytest.fixture
def no_kernel(monkeypatch):
    """Take chapters as they are, with their outputs."""
    monkeypatch.setattr(
        building, "run", lambda paths, *_: ({path: nbformat.read(path, 4) for path in paths}, [])
    )


def displays(path, *bundles):
    """Write a chapter whose cell [2] has these outputs; a cell without code has no number."""
    folder = chapter(path, "x", "", "y")
    written = nbformat.read(path, 4)
    written.cells[2].outputs = [nbformat.v4.new_output("display_data", each) for each in bundles]
    nbformat.write(written, path)
    return folder


def saving(name, content="YSxi"):
    return {FILES: {name: content}, "text/html": "", "text/plain": ""}


def publishing(rows, name="statistics.csv"):
    return {ROWS: {name: rows}}


BOTH = "1.ipynb, cell [2], and 2.ipynb, cell [2] both"


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            *map(saving, ("charts/a.svg", "charts/A.svg")),
            f"{BOTH} save charts/A.svg; give one another name",
        ),
        (
            *[publishing("id\na\n")] * 2,
            f"{BOTH} publish a in statistics.csv; publish it once, or by another id",
        ),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_cells_that_disagree_are_named(tmp_path, refused, first, second, message):
    displays(tmp_path / "notebooks" / "1.ipynb", first)
    assert refused(displays(tmp_path / "notebooks" / "2.ipynb", second)) == f"{message}\n"


BAD_NAMES = [
    *("../a.csv", "report.html", "charts/../a.svg", "charts/b/a.svg"),
    *("charts/.a.svg", "charts/a\\b.svg", "charts/a.b\n"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.usefixtures("no_kernel")
def test_a_chart_has_a_plain_name(tmp_path, refused, name):
    message = refused(displays(tmp_path / "notebooks" / "1.ipynb", saving(name)))
    assert message.startswith(f"1.ipynb, cell [2]: a file cannot be saved as {name!r}")


@pytest.mark.usefixtures("no_kernel")
def test_a_link_that_leads_nowhere_is_named(tmp_path, few):
    number = {"text/html": '<p><a href="#figure-a">1</a> <a href="#figure-b">2</a></p>'}
    row = {"text/html": '<p id="figure-b">2</p>'}
    folder = displays(tmp_path / "notebooks" / "1.ipynb", number, row)
    built = run_here("report", few, folder, tmp_path / "r")
    assert built.returncode == 0
    assert built.stderr.startswith("Links lead to figure-a, which nothing on the page has")


@pytest.mark.usefixtures("no_kernel")
def test_an_image_that_is_lost_is_named(tmp_path, refused):
    (tmp_path / "private.png").write_bytes(b"private")
    images = ("attachment:lost.png", "lost.png", "../private.png", "https://example.org/a.png")
    texts = [f"# A\n\n![Lost]({image})" for image in images]
    told = refused(chapter(tmp_path / "notebooks" / "1.ipynb", *texts)).splitlines()
    assert [
        re.findall("no image (.*); save the image beside the chapters", line) for line in told
    ] == [[image] for image in images]


def committed(folder):
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "A"]):
        git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command)
        assert run(*git, cwd=folder).returncode == 0


def test_what_changed_without_a_correction_is_named(tmp_path):
    data = Path(shutil.copytree(TABLES, tmp_path / "data"))
    about = json.loads((data / "datapackage.json").read_text("utf-8"))
    (data / "datapackage.json").write_text(json.dumps(about | {"version": "1"}), "utf-8")
    committed(data)
    text = (data / "figures.csv").read_text("utf-8")
    changed = text.replace("21900,exact,100,", "21900,exact,50,").replace("growth,pr", "grown,pr")
    (data / "figures.csv").write_text(changed, "utf-8")
    cells, gone = uncorrected(stats.load(data))
    assert cells.endswith("were wrong to corrections.csv: prisoners_2016,rounded_to,100")
    assert gone.endswith("do not hold to excluded.csv: growth")
    (data / "figures.csv").write_text(changed.replace("grown,pr", "growth,pr"), "utf-8")
    for old, left in ((10, [cells]), (100, [])):
        row = f"prisoners_2016,rounded_to,{old},50,2020-01-01,A slip.\n"
        (data / "corrections.csv").write_text(f"row,column,old,new,date,why\n{row}", "utf-8")
        assert [*uncorrected(stats.load(data))] == left


def test_changed_lines_of_the_page_are_counted(tmp_path):
    page = tmp_path / "report.txt"
    page.write_text("A\nB\n", "utf-8")
    assert not [*changed_lines(page, "A\nC\n")]
    committed(tmp_path)
    [told] = changed_lines(page, "A\nC\nD\n")
    assert told == f"Lines of the page that changed: 2; git diff --word-diff {page} shows them"
    assert not [*changed_lines(page, "A\nB\n")]


@pytest.mark.usefixtures("no_kernel")
def test_rows_that_no_check_looked_at_are_named(tmp_path, few):
    rows = publishing("id,recomputed_from\ngrowth,prisoners_2016 prisoners_2020\n", "claims.csv")
    folder = displays(tmp_path / "notebooks" / "1.ipynb", rows)
    [line] = run_here("report", few, folder, tmp_path / "r").stdout.splitlines()[-2:-1]
    assert line.startswith("No claim on the page rests on these rows (fine")
    left = {*line.partition(": ")[2].split(", ")}
    assert left == {*stats.load(few).figures.index} - {"growth", "prisoners_2016", "prisoners_2020"}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("On 27 March 2020, and in 2016–17, {eval}`x` *of* 4 “of 5” were", "4"),
        ("It grew by 5% to 1,234.5. Covid-19 came on the 3rd", "5% and 1,234.5"),
        ("{eval}`x` for each 100,000 people, and per 1,000 in 2024/25", ""),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_a_typed_number_is_named(tmp_path, few, text, typed):
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", f"# A\n\n{text}.")
    told = run_here("report", few, folder, tmp_path / "r").stderr
    assert re.findall(r"”: (.*) is typed in", told) == ([typed] if typed else [])


def test_a_title_is_asked_for(changed, refused):
    data = changed()
    (data / "datapackage.json").unlink()
    message = refused(CHAPTERS, data=data)
    wanted = "no title and no description; add it"
    assert message.startswith(f"datapackage.json beside the tables has {wanted}")


def test_chapters_must_be_there(tmp_path, refused):
    (tmp_path / ".~1.ipynb").write_text("left by an editor")
    assert refused(tmp_path).startswith(f"{tmp_path}: there are no chapters (*.ipynb)")
    assert refused(tmp_path / "gone").startswith(f"{tmp_path / 'gone'}: there is no such folder")


def test_a_wrong_row_is_printed(changed, refused):
    data = changed(figures={"prisoners_2016": {"value": "21.900.0", "start": "2016"}})
    with pytest.raises(stats.FiguresError) as wrong:
        stats.load(data)
    assert refused(CHAPTERS, data=data).splitlines() == wrong.value.problems


# The folder of the report.


@pytest.mark.parametrize("name", ["charts/holiday.png", "report.html", "claims.csv"])
def test_files_of_others_are_not_replaced(tmp_path, few, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("as it was")
    run = run_here("report", few, CHAPTERS, tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith(f"{tmp_path / name.partition('/')[0]} is there, and no build")
    assert files(tmp_path) == {name: b"as it was"}


@pytest.mark.usefixtures("no_kernel")
def test_a_folder_in_which_a_build_writes_is_left_to_it(tmp_path, few):
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "x")
    reports = tmp_path / "reports"
    (reports / "charts").mkdir(parents=True)  # which the other has begun to fill
    other = os.open(reports, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    run = run_here("report", few, folder, reports)
    assert run.returncode == 1
    assert run.stderr.startswith(f"another build writes into {reports}; wait until it is done")
    os.close(other)
    (reports / "charts").rmdir()
    assert run_here("report", few, folder, reports).returncode == 0


@pytest.mark.parametrize("name", ["charts/a.svg", "notebooks/1.ipynb", "datapackage.json"])
@pytest.mark.usefixtures("no_kernel")
def test_what_is_no_plain_file_is_not_replaced(tmp_path, refused, name):
    """Nor is any file beside it."""
    folder = displays(tmp_path / "notebooks" / "1.ipynb", saving("charts/a.svg"))
    place = tmp_path / "reports" / name
    place.mkdir(parents=True)
    assert refused(folder) == f"{place} is no plain file; remove it, or name another folder\n"


@pytest.mark.usefixtures("no_kernel")
def test_only_files_of_the_last_build_go(tmp_path, few):
    folder, reports = tmp_path / "notebooks", tmp_path / "reports"
    displays(folder / "1.ipynb", saving("charts/a.svg"), publishing("id\na\n"))
    chapter(folder / "2.ipynb", "x")
    run_here("report", few, folder, reports)
    for name in ("charts/holiday.png", "notebooks/a.txt", "c.csv"):
        (reports / name).write_text("as it was")
    (folder / "2.ipynb").unlink()
    displays(folder / "1.ipynb", saving("charts/d.svg"))
    assert run_here("report", few, folder, reports).returncode == 0
    build = {"report.html", "report.txt", "rows.csv", "datapackage.json"}
    build |= {"charts/d.svg", "notebooks/1.ipynb"}
    others = {"charts/holiday.png", "notebooks/a.txt", "c.csv"}
    assert files(reports).keys() == build | others


@pytest.mark.usefixtures("no_kernel")
def test_a_file_elsewhere_is_never_deleted(tmp_path, few):
    reports, folder = tmp_path / "reports", chapter(tmp_path / "notebooks" / "1.ipynb", "x")
    reports.mkdir()
    (reports / "report.html").write_text(MADE)
    (tmp_path / "mine.txt").write_text("as it was")
    (reports / "link").symlink_to(tmp_path)
    listed = [{"path": name} for name in ("../mine.txt", "link/mine.txt", "charts", "", "\0", 5)]
    (reports / "datapackage.json").write_text(json.dumps({"resources": listed}))
    assert run_here("report", few, folder, reports).returncode == 0
    assert (tmp_path / "mine.txt").read_text() == "as it was"


@pytest.mark.parametrize("name", ["charts", "notebooks"])
@pytest.mark.usefixtures("no_kernel")
def test_nothing_is_saved_through_a_link(tmp_path, few, name):
    reports, elsewhere = tmp_path / "reports", tmp_path / "elsewhere"
    for folder in (reports, elsewhere):
        folder.mkdir()
    (reports / "report.html").write_text(MADE)
    (elsewhere / "holiday.png").write_text("as it was")
    (reports / name).symlink_to(elsewhere)
    made = displays(tmp_path / "made" / "1.ipynb", saving("charts/a.svg"))
    run = run_here("report", few, made, reports)
    assert run.returncode == 1
    assert run.stderr.startswith(f"{reports / name} is a link; remove it")
    assert files(elsewhere) == {"holiday.png": b"as it was"}
    assert files(reports)["report.html"] == MADE.encode()


def test_chapters_are_not_written_over(tmp_path, few):
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "x")
    (tmp_path / "report.html").write_text(MADE)
    run = run_here("report", few, folder, tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith(
        f"{folder} belongs to the build; name another folder for the report"
    )


def test_tables_are_not_written_over(changed):
    data = changed()
    (data / "report.html").write_text(MADE)
    done = run_here("report", data, CHAPTERS, data)
    assert done.stderr.startswith(f"{data} has the tables in it; name another folder")
    assert (data / "figures.csv").read_bytes() == (TABLES / "figures.csv").read_bytes()


# What is done beside a build.


def test_data_counts_the_rows():
    done = run_here("check", ROOT / "data")
    assert (done.returncode, done.stderr) == (0, "")
    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert counts.keys() == {path.name for path in (ROOT / "data").glob("*.csv")}
    assert all(re.fullmatch(r"\d+ rows?", count) for count in counts.values())


def test_one_chapter_is_checked_alone(tmp_path, few):
    code = f"{LOAD}\nnow = data['arrests_campaign']"
    path = chapter(tmp_path / "1.ipynb", code, "# {eval}`now` and 5") / "1.ipynb"
    done = run_here("chapter", path, few)
    assert done.stdout.endswith("1: no error was found; make report puts it on the page\n")
    assert "5 is typed in" in done.stderr
    chapter(path, code, "# Under {eval}`now`")
    done = run_here("chapter", path, few)
    assert (done.returncode, "is no plain number behind those words" in done.stderr) == (1, True)
    assert [*files(tmp_path)] == ["1.ipynb"]


def test_tidy_clears_a_chapter(tmp_path):
    path = tmp_path / "1.ipynb"
    chapter(path, "x", kept="not")
    written = nbformat.read(path, 4)
    written.cells[0].outputs = [nbformat.v4.new_output("stream", text="x")]
    written.cells[0].metadata["user_expressions"] = []  # as JupyterLab keeps values of texts
    nbformat.write(written, path)
    assert run_here("tidy", tmp_path).returncode == 0
    tidied = nbformat.read(path, 4)
    assert (tidied.metadata, tidied.cells[0].outputs, tidied.cells[0].metadata) == ({}, [], {})


# The page.


@pytest.fixture
def page_of(tmp_path, few, no_kernel):
    """Build the page of one chapter, of whose cells the second has an output or none."""

    def page_of(*cells, output=None, data=few):
        path = tmp_path / "notebooks" / "1.ipynb"
        folder = chapter(path, *cells)
        if output:
            written = nbformat.read(path, 4)
            written.cells[1].outputs = [output]
            nbformat.write(written, path)
        assert run_here("report", data, folder, tmp_path / "built").returncode == 0
        return Page((tmp_path / "built" / "report.html").read_text("utf-8"))

    return page_of


def test_the_page_says_whose_it_is(changed, page_of):
    data = changed(sources={"khmer_times_2020": {"read": "2026-11-30"}})
    package = {"title": "Ours", "description": "So.", "version": "1.2", "created": "2030-01-31"}
    package |= {
        "contributors": [{"title": "Ann"}, {"title": "Bob"}],
        "licenses": [{"name": "CC0-1.0", "path": "https://example.org/cc0"}, {"name": "MIT"}],
    }
    (data / "datapackage.json").write_text(json.dumps(package))
    page = page_of("x", data=data)
    assert [text(e) for e in page.all("title", "h1")] == ["Ours", "Ours"]
    [footer] = page.all("footer")
    assert text(footer).startswith(
        "Ours, version 1.2, 31 January 2030. Authors: Ann, Bob. "
        "Sources read 25 to 30 November 2026."
    )
    assert text(footer).endswith("Licence: CC0-1.0.")
    assert [e.get("href") for e in footer.iter("a")] == ["https://example.org/cc0"]


def test_a_page_without_a_licence_says_so(page_of):
    [footer] = page_of("x").all("footer")
    assert text(footer).startswith("A title. Sources read ")
    assert text(footer).endswith("No licence given.")


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('{"title": "A"\n"version": "1"}', "datapackage.json, line 2: .*','"),
        ('{"title": 1}', "datapackage.json: .*title is not a text"),
        (
            '{"contributors": ["Ann"]}',
            r'datapackage.json: .*contributors are a list as in \[{"title"',
        ),
        ("[]", "datapackage.json: it is no Data Package"),
        ('{"created": "31/12/2017"}', "datapackage.json: .*created.*'31/12/2017'"),
        ('{"homepage": "http://a.example"}', "datapackage.json: .*homepage is 'http://a.example'"),
        ('{"homepage": "javascript:x//@"}', "datapackage.json: .*homepage is 'javascript:x//@'"),
        ('{"contact": "javascript:x@y"}', "datapackage.json: .*contact is 'javascript:x@y'"),
        ('{"title": " "}', "datapackage.json: .*title begins or ends with a space"),
        (r'{"title": "A\u202eB"}', "datapackage.json: .*title has the character U.202E"),
    ],
)
def test_a_wrong_descriptor_is_named(changed, written, named):
    data = changed()
    (data / "datapackage.json").write_text(written)
    done = run_here("check", data)
    assert done.returncode == 1
    assert re.match(named, done.stderr)


MARKS = "A < B & <i>"


def test_marks_are_text(changed, page_of):
    data = changed()
    about = json.dumps({"title": MARKS, "description": MARKS})
    (data / "datapackage.json").write_text(about)
    ended = nbformat.v4.new_output("error", ename="Error", evalue=MARKS, traceback=[])
    page = page_of("# A &lt; B &amp; &lt;i&gt;", "x", output=ended, data=data)
    metas = {e.get("name") or e.get("property"): e.get("content") for e in page.all("meta")}
    assert [metas[name] for name in ("description", "og:description", "og:title")] == [MARKS] * 3
    [contents] = page.all("nav")
    parts = [*page.all("title", "h1"), *contents.iter("a")]
    assert [text(part) for part in parts] == [MARKS] * 2
    assert [text(part) for part in page.all("pre")] == [f"Error: {MARKS}"]


def test_headings_go_a_level_down(page_of):
    """But the first, which is the page’s title, and those of the third level, which fold."""
    headings = "\n\n".join(f"{'#' * level} {level}" for level in range(1, 7))
    page = page_of("# 0", headings, "", "# 7")
    tags = {text(e).removesuffix(" ↑"): e.tag for e in page.all("h1", "h2", "h3", "h5", "h6")}
    assert tags == {
        **{"0": "h1", "1": "h2", "2": "h3", "4": "h5", "5": "h6", "6": "h6", "7": "h2"},
        "Contents": "h2",
    }
    [fold] = page.all("details")
    assert [text(e) for e in fold] == ["3", "4", "5", "6"]


def test_the_head_is_the_first_heading_and_what_stands_with_it(
    page_of,
):
    page = page_of("# It grew\n\nBy half.", "x", "# One", "# Two")
    [head] = [e for e in page.all("div") if e.get("class") == "hero"]
    assert [(e.tag, text(e)) for e in head] == [("h1", "It grew"), ("p", "By half.")]
    assert [text(e) for e in page.all("h2")] == ["One ↑", "Two ↑", "Contents"]
    [contents] = page.all("nav")
    assert [text(e) for e in contents.iter("a")] == ["One", "Two"]


def test_the_foot_names_charts_where_some_are_saved(page_of):
    saved = nbformat.v4.new_output("display_data", saving("charts/a.svg"))
    for output, are_there in ((saved, True), (None, False)):
        [footer] = page_of("# One", "x", output=output).all("footer")
        assert ("and chart files" in text(footer)) == are_there


def test_the_foot_says_where_other_files_are(tmp_path, changed, page_of):
    data = changed()
    about = {"title": "A", "description": "B", "homepage": "https://example.org/"}
    (data / "datapackage.json").write_text(json.dumps(about))
    [footer] = page_of("x", data=data).all("footer")
    assert [e.get("href") for e in footer.iter("a")] == ["https://example.org/"]
    [footer] = page_of("x").all("footer")
    assert "The notebooks" in text(footer)
    assert not [*footer.iter("a")]
