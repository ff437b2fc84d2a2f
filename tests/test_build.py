"""What a build refuses, and how it says so: nothing that was there is touched."""

import importlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import nbformat
import pytest
from conftest import FACTS, MADE, TABLES, Page, chapter, files, text

import stats
from stats.__main__ import main
from stats.report.as_run import as_run

building: Any = importlib.import_module("stats.report.build")
CHAPTERS = TABLES / "notebooks"

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


Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, run_here: Run) -> Refused:
    """Build what must be refused, and return what is said; the last report stays as it was."""
    last = tmp_path / "reports"
    (last / "charts").mkdir(parents=True)
    for name in ("report.html", "claims.csv", "statistics.csv", "charts/old.svg"):
        (last / name).write_text(f"{MADE}as it was")

    def refused(notebooks: Path, *how: str, data: Path = TABLES, command: str = "report") -> str:
        given = (notebooks, last, *how) if command == "report" else ()
        run = run_here(command, data, *given)
        assert run.returncode == 1
        assert "Traceback" not in run.stdout + run.stderr
        assert [*files(last).values()] == [f"{MADE}as it was".encode()] * 4
        return run.stderr.removesuffix("No report was built; the last one is as it was.\n")

    return refused


SENTENCE = "page.say('{a} is more.', holds=lambda a: a > 2, a=1)"
NO_LONGER = "SentenceError: this sentence no longer holds: “1 is more.” (a: 1)"


def test_what_fails_is_said_of_every_chapter_with_cell_line_and_error(
    tmp_path: Path, refused: Refused
) -> None:
    folder = tmp_path / "notebooks"
    imports = "from stats import page"
    chapter(folder / "1.ipynb", "# A", "", imports, f"x = 1\n{SENTENCE}", SENTENCE, "lost", "1/0")
    chapter(folder / "2.ipynb", "def deep():\n    raise ValueError('so')", "deep()\nx = 1", "lost")
    chapter(folder / "3.ipynb", "x = = 1")
    chapter(folder / "4.ipynb", "import os; os._exit(1)")
    (folder / "5.ipynb").write_text("{")
    said = refused(folder).splitlines()
    assert said[:-1] == [
        *(f"1.ipynb, cell [2], line 2: {SENTENCE}", NO_LONGER),
        *(f"1.ipynb, cell [3], line 1: {SENTENCE}", NO_LONGER),
        *("2.ipynb, cell [2], line 1: deep()", "ValueError: so"),
        *("3.ipynb, cell [1], line 1: x = = 1", "SyntaxError: invalid syntax"),
        "4.ipynb, cell [1]: the kernel died",
    ]
    assert said[-1].startswith("5.ipynb cannot be read as a notebook: ")


def test_what_is_no_file_is_said_to_be_none_and_not_waited_for(
    tmp_path: Path, refused: Refused
) -> None:
    folder = tmp_path / "notebooks"
    (folder / "1-folder.ipynb").mkdir(parents=True)
    (folder / "2-gone.ipynb").symlink_to(tmp_path / "gone.ipynb")
    os.mkfifo(folder / "3-pipe.ipynb")
    assert refused(folder).splitlines() == [
        f"{name}.ipynb cannot be read as a notebook: no file has this name"
        for name in ("1-folder", "2-gone", "3-pipe")
    ]


def test_a_cell_without_end_is_ended_by_the_limit(tmp_path: Path, refused: Refused) -> None:
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "while True: pass")
    said = refused(folder, "--limit", "1")
    assert said == "1.ipynb, cell [1]: it took longer than 1 s\n"


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chapter shows what stands in it already."""

    def run(paths: list[Path], *_: Any) -> list[Any]:
        return [nbformat.read(path, 4) for path in paths]

    monkeypatch.setattr(building, "_run", run)


def shows(path: Path, *shown: dict[str, Any]) -> Path:
    """Write a chapter whose second cell has these outputs."""
    folder = chapter(path, "x", "y")
    written = nbformat.read(path, 4)
    written.cells[1].outputs = [nbformat.v4.new_output("display_data", each) for each in shown]
    nbformat.write(written, path)
    return folder


def saving(name: str, content: Any = "YSxi") -> dict[str, Any]:
    return {building.FILES: {name: content}}


def publishing(rows: Any, name: str = "claims.csv") -> dict[str, Any]:
    return {building.ROWS: {name: rows}}


BOTH = "1.ipynb, cell [2], and 2.ipynb, cell [2] both"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (saving("a.csv"), saving("A.csv"), f"{BOTH} save A.csv; give one another name"),
        (
            publishing("id\na\n", "b.csv"),
            publishing("id\na\n", "b.csv"),
            f"{BOTH} publish a in b.csv",
        ),
        (
            publishing("id,x\na,b\n", "b.csv"),
            publishing("id\nc\n", "b.csv"),
            "columns id; all must",
        ),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_two_cells_that_disagree_are_named(
    tmp_path: Path, refused: Refused, first: Any, second: Any, said: str
) -> None:
    shows(tmp_path / "notebooks" / "1.ipynb", first)
    assert said in refused(shows(tmp_path / "notebooks" / "2.ipynb", second))


AWRY = [
    *(
        "../a.csv",
        "/a.csv",
        "charts/../a.csv",
        "a",
        "charts",
        ".a.csv",
        "charts/.a.csv",
        "a\\b.csv",
    ),
    *(
        "report.html",
        "REPORT.html",
        "datapackage.json",
        "claims.csv",
        "notebooks/1.ipynb",
        "",
        "a.b\n",
    ),
]
MUST = "its rows for b.csv have the columns id, x; all must have id, x"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        *((saving(name), f"cannot be saved as {name!r}") for name in AWRY),
        (saving("a.csv", "?"), "a.csv is not in base64"),
        (saving("a.csv", 1), "is not texts by their names"),
        (publishing("id\na\n", "../b.csv"), "rows cannot be published in '../b.csv'"),
        (publishing("wording\na\n"), "its rows for claims.csv have no column id"),
        (
            publishing("id\na\n"),
            "its rows for claims.csv have the columns id; all must have id, wo",
        ),
        (publishing("id,x\na\n", "b.csv"), MUST),
        (publishing('id\n""\n', "b.csv"), "a row for b.csv has an empty id"),
        (publishing("", "b.csv"), "its rows for b.csv have no column id"),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_what_cannot_be_saved_or_published_is_said_with_its_cell(
    tmp_path: Path, refused: Refused, shown: Any, said: str
) -> None:
    told = refused(shows(tmp_path / "notebooks" / "1.ipynb", shown))
    assert re.match(r"1\.ipynb, cell \[2\]: ", told)
    assert said in told


@pytest.mark.usefixtures("no_kernel")
def test_a_sentence_that_is_said_twice_is_gathered_once(tmp_path: Path, run_here: Run) -> None:
    rows = [
        publishing(f"id,sentence,checked\na,A,{said}\n", "sentences.csv") for said in ("no", "yes")
    ]
    folder = tmp_path / "notebooks"
    shows(folder / "1.ipynb", rows[0])
    assert (
        run_here("report", TABLES, shows(folder / "2.ipynb", rows[1]), tmp_path / "r").returncode
        == 0
    )
    assert (tmp_path / "r" / "sentences.csv").read_text() == "id,sentence,checked\na,A,yes\n"


@pytest.mark.parametrize("lacking", FACTS)
@pytest.mark.usefixtures("no_kernel")
def test_a_first_chapter_without_a_title_or_a_description_for_the_page_is_named(
    tmp_path: Path, refused: Refused, lacking: str
) -> None:
    said = refused(chapter(tmp_path / "notebooks" / "1.ipynb", "x", **{lacking: ""}))
    assert f'1.ipynb: its metadata have no "{lacking}"' in said


def test_a_folder_without_chapters_builds_nothing(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / ".~1.ipynb").write_text("left by an editor")
    assert str(tmp_path) in refused(tmp_path)


def test_a_missing_folder_of_chapters_is_named(tmp_path: Path, run_here: Run) -> None:
    run = run_here("report", TABLES, tmp_path / "gone", tmp_path / "reports")
    assert run.returncode == 1
    assert f"No such file or directory: '{tmp_path / 'gone'}'" in run.stderr


@pytest.mark.parametrize("own", ["charts", "notebooks"])
def test_a_folder_that_a_build_would_empty_though_no_build_filled_it_is_refused(
    tmp_path: Path, run_here: Run, own: str
) -> None:
    (tmp_path / own).mkdir()
    (tmp_path / own / "holiday.png").write_text("as it was")
    run = run_here("report", TABLES, CHAPTERS, tmp_path)
    assert run.returncode == 1
    assert f"{tmp_path / own} would be the build’s own, but has files" in run.stderr
    assert files(tmp_path) == {f"{own}/holiday.png": b"as it was"}


@pytest.mark.parametrize("own", ["report.html", "claims.csv", "datapackage.json"])
def test_a_file_that_a_build_would_write_over_though_no_build_made_it_is_refused(
    tmp_path: Path, run_here: Run, own: str
) -> None:
    (tmp_path / own).write_text("as it was")
    run = run_here("report", TABLES, CHAPTERS, tmp_path)
    assert run.returncode == 1
    assert f"{tmp_path / own} would be the build’s own, but is there" in run.stderr
    assert files(tmp_path) == {own: b"as it was"}


def test_chapters_that_a_build_would_write_over_are_refused(tmp_path: Path, run_here: Run) -> None:
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "x")
    (tmp_path / "report.html").write_text("as it was")
    run = run_here("report", TABLES, folder, tmp_path)
    assert run.returncode == 1
    assert f"{folder} is the build’s own" in run.stderr


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_wrong_row_is_said_in_full(
    changed: Callable[..., Path], refused: Refused, command: str
) -> None:
    data = changed(figures={"prisoners_2016": {"value": "21.900.0", "start": "2016"}})
    with pytest.raises(stats.FiguresError) as wrong:
        stats.load(data)
    said = refused(CHAPTERS, data=data, command=command).splitlines()
    assert said == wrong.value.problems


@pytest.mark.usefixtures("no_kernel")
def test_a_page_says_when_a_source_was_last_read_and_under_which_licences(
    changed: Callable[..., Path], tmp_path: Path, run_here: Run
) -> None:
    data = changed(sources={"khmer_times_2020": {"read": "2030-06-04"}})
    run_here("report", data, chapter(tmp_path / "notebooks" / "1.ipynb", "x"), tmp_path / "reports")
    footer = (tmp_path / "reports" / "report.html").read_text("utf-8").partition("<footer>")[2]
    assert "Sources last read on 4 June 2030." in footer
    assert "Text, charts and data: CC BY 4.0. Code: MIT." in footer


@pytest.fixture
def page_of(tmp_path: Path, run_here: Run, no_kernel: None) -> Callable[..., Page]:
    """Build the page of one chapter, of what stands in its cells already."""

    def page_of(*cells: str, error: str = "", **facts: str) -> Page:
        path = tmp_path / "notebooks" / "1.ipynb"
        folder = chapter(path, *cells, **facts)
        if error:
            written = nbformat.read(path, 4)
            ended = nbformat.v4.new_output("error", ename="Error", evalue=error, traceback=[])
            written.cells[-1].outputs = [ended]
            nbformat.write(written, path)
        assert run_here("report", TABLES, folder, tmp_path / "built").returncode == 0
        return Page((tmp_path / "built" / "report.html").read_text("utf-8"))

    return page_of


MARKS = "A < B & <i>"


@pytest.mark.parametrize("fact", FACTS)
def test_marks_in_a_title_or_description_are_text(page_of: Callable[..., Page], fact: str) -> None:
    page = page_of("x", **{fact: MARKS})
    said = {e.get("name") or e.get("property"): e.get("content") for e in page.all("meta")}
    title = [text(e) for e in page.all("title", "h1")]
    assert said[f"og:{fact}"] == MARKS
    assert (title == [MARKS] * 2) if fact == "title" else (said[fact] == MARKS)


def test_marks_in_a_heading_are_text_in_the_contents(page_of: Callable[..., Page]) -> None:
    [contents] = page_of("# A &lt; B &amp; &lt;i&gt;").all("nav")
    assert [text(link) for link in contents.iter("a")] == [MARKS]


def test_marks_in_an_error_are_text(page_of: Callable[..., Page]) -> None:
    assert [text(e) for e in page_of("x", error=MARKS).all("pre")] == [f"Error: {MARKS}"]


def test_each_heading_goes_a_level_down_and_the_lowest_stays(page_of: Callable[..., Page]) -> None:
    page = page_of("\n\n".join(f"{'#' * level} {level}" for level in range(1, 7)))
    levels = {e.get("id"): e.tag for e in page.all("h2", "h3", "h4", "h5", "h6")}
    del levels["contents"]
    assert [*levels.items()] == [*zip("123456", ["h2", "h3", "h4", "h5", "h6", "h6"], strict=True)]


def test_an_image_outside_the_chapters_folder_is_not_taken_onto_the_page(
    tmp_path: Path, page_of: Callable[..., Page]
) -> None:
    (tmp_path / "private.png").write_bytes(b"private")
    [image] = page_of("# A\n\n![Of its own](../private.png)").all("img")
    assert image.get("src") == "../private.png"


@pytest.mark.usefixtures("no_kernel")
def test_a_cell_without_code_has_no_number_in_what_is_said(
    tmp_path: Path, refused: Refused
) -> None:
    path = tmp_path / "notebooks" / "1.ipynb"
    folder = chapter(path, "x", "", "y")
    written = nbformat.read(path, 4)
    written.cells[2].outputs = [nbformat.v4.new_output("display_data", saving("a.csv", "?"))]
    nbformat.write(written, path)
    assert refused(folder).startswith("1.ipynb, cell [2]: ")


def test_the_alternative_text_of_a_chart_as_run_is_text() -> None:
    html = '<figure id="chart-a"><svg aria-label="A &lt; B &amp; &quot;"></svg></figure>'
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    written = as_run(notebook, [{"charts/a.png": b"image"}]).decode("utf-8")
    image = nbformat.reads(written, 4).cells[0].outputs[0]
    assert image.metadata["image/png"]["alt"] == image.data["text/plain"] == 'A < B & "'


def test_chapters_find_tables_that_were_named_from_another_folder(
    tmp_path: Path, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {}

    def run(paths: list[Path], environment: dict[str, str], *_: Any) -> list[Any]:
        given.update(environment)
        return [nbformat.read(path, 4) for path in paths]

    monkeypatch.setattr(building, "_run", run)
    monkeypatch.chdir(TABLES.parent)
    folder = chapter(tmp_path / "notebooks" / "1.ipynb", "x")
    run_here("report", TABLES.name, folder, tmp_path / "reports")
    assert given == {"STATS_DATA": str(TABLES)}


@pytest.mark.parametrize(("rows", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_rows_are_counted_in_good_english(
    changed: Callable[..., Path], run_here: Run, rows: int, said: str
) -> None:
    data = changed()
    header, *rest = (data / "excluded.csv").read_text("utf-8").splitlines(keepends=True)
    (data / "excluded.csv").write_text("".join([header, *rest[:rows]]), "utf-8")
    assert f"excluded.csv: {said}\n" in run_here("check", data).stdout
