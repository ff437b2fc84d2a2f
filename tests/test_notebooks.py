"""The chapters as they are committed, and each run on its own."""

import ast
import io
import re
import tokenize
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import NOTEBOOKS, Page, environment, text

import stats.report.run

each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
YEAR = r"\b(?:19|20)\d\d\b"
FIGURE = r"\d{3,}|\d[,.\s\u202f]\d{3}\b|\d\s*(?:%|per ?cent)"


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def sources(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in read(path).cells if cell.cell_type == kind]


def test_there_are_chapters() -> None:
    assert NOTEBOOKS


@each_chapter
def test_a_chapter_is_a_valid_notebook(path: Path) -> None:
    with warnings.catch_warnings(action="error"):
        nbformat.validate(read(path))


@each_chapter
def test_a_chapter_is_committed_without_outputs(path: Path) -> None:
    for cell in read(path).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@each_chapter
def test_a_chapter_keeps_nothing_of_the_machine_it_was_written_on(path: Path) -> None:
    notebook = read(path)
    assert notebook.metadata.get("language_info") == {"name": "python"}
    assert [cell.id for cell in notebook.cells if cell.metadata] == []


@each_chapter
def test_the_cells_of_a_chapter_are_named_after_it(path: Path) -> None:
    ids = [cell.id for cell in read(path).cells]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(rf"{path.stem}-[a-z0-9-]+", name)] == []


def test_no_two_chapters_share_a_cell_id() -> None:
    ids = [cell.id for path in NOTEBOOKS for cell in read(path).cells]
    assert len(ids) == len(set(ids))


@each_chapter
def test_a_chapter_begins_with_its_only_title(path: Path) -> None:
    first, *_ = read(path).cells
    assert first.cell_type == "markdown"
    titles = re.findall(r"^# .+", "\n".join(sources(path, "markdown")), re.MULTILINE)
    assert titles == [first.source.splitlines()[0]]


@each_chapter
def test_no_number_is_typed_in_the_code_of_a_chapter(path: Path) -> None:
    typed = []
    for source in sources(path, "code"):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NUMBER:
                typed += re.findall(r"[\d_.]{3,}", token.string)
            elif token.type not in (tokenize.NAME, tokenize.COMMENT):
                # A text may name a year, or a row whose id ends in one.
                bare = re.sub(rf"https?://\S+|\b[a-z]\w*|{YEAR}", "", token.string)
                typed += re.findall(FIGURE, bare)
    assert typed == []


@each_chapter
def test_no_figure_is_typed_in_the_prose_of_a_chapter(path: Path) -> None:
    prose = re.sub(rf"https?://\S+|{YEAR}", "", "\n".join(sources(path, "markdown")))
    assert re.findall(rf".*(?:{FIGURE}).*", prose) == []


@each_chapter
def test_a_chapter_holds_no_formula(path: Path) -> None:
    measured = (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.Sub)
    formulas = [
        ast.unparse(part)
        for source in sources(path, "code")
        for part in ast.walk(ast.parse(source))
        if isinstance(part, ast.BinOp) and isinstance(part.op, measured)
    ]
    assert formulas == []


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[Path, Any], Path]:
    """Each chapter with its outputs, and the folder that they were run in.

    They are run from the last to the first, in one kernel and each in a name space of its own: what
    a chapter takes from one before it is not there yet.
    """
    folder = tmp_path_factory.mktemp("chapters")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("STATS_DATA", raising=False)
        run = stats.report.run.run(NOTEBOOKS[::-1], environment())
        return {path: notebook for path, notebook, _ in run}, folder


@each_chapter
def test_a_chapter_runs_on_its_own_and_warns_of_nothing(
    ran: tuple[dict[Path, Any], Path], path: Path
) -> None:
    chapters, folder = ran
    outputs = [output for cell in chapters[path].cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert list(folder.iterdir()) == []


SAYS = [
    # Worked by hand: 17,040 / 21,950 is more than 77.6 %; 38,990 / 26,593 = 1.466175, and by other
    # capacities 38,990 / 27,000 = 1.444074 and 38,990 / 8,804 = 4.428669.
    (1, "the prison population grew by more than 77.6 %, if the earlier one was rounded"),
    (1, "the growth that it prints, 78 %, is reproduced."),
    (1, "Prisons were at more than about 146.6 % of the capacity estimated in the article, and at"),
    (1, "and at more than about 144.4 % to more than 442.8 % of the capacities given"),
    (1, "how many places there were is disputed."),
    (1, "The article has at least 55,770 arrests; held against official counts for the same"),
    (1, "for the same dates, that is corroborated."),
    (1, "primarily on the basis of field research and interviews with 51 people."),
    (2, "annual report has 21,989 people; the day is not given"),
    (2, "21,900 people would stand for 21,850 up to, not including, 21,950;"),
    (2, "spokesman said nearly 40,000 people and, in a report on a video of April, 38,000 people."),
    # 38,990 / 21,950 = 1.776310; 38,990 / 21,850 = 1.784439.
    (2, "Amnesty’s own release of April has 38,990 people, with no “over”: by that, growth since"),
    (2, "the article’s earlier count is more than 77.6 and at most 78.5 %."),
    (2, "VOA relayed 37,000 people from Amnesty."),
    (2, "count is more than 38,990 people; the results run from 24,236 people to 40,218 people."),
    (3, "The article has more than 38,990 people in prison."),
    (3, "would have to be more than about 46.6 % larger than the estimate"),
    (3, "giving an estimated 27,000 places, in a report that has about 15,000 places three years"),
    (3, "belongs to gives about 12,000 places, and the United Nations"),
    (3, "from government figures, 8,804 places."),
    # 54,081 / 38,070 = 1.4206
    (
        3,
        "in 2021 as 54,081 square metres. With 38,070 people in prison at about that time, that is",
    ),
    (3, "that is 1.4 m² for each of them on average"),
    (4, "A higher sum fits the claim of at least 55,770 arrests."),
    (4, "gives 60,000 arrests for the campaign to the end of April 2020"),
]


@pytest.mark.parametrize(("chapter", "sentence"), SAYS)
def test_a_chapter_puts_each_number_where_it_belongs(
    ran: tuple[dict[Path, Any], Path], chapter: int, sentence: str
) -> None:
    cells = ran[0][NOTEBOOKS[chapter - 1]].cells
    shown = [output.data for cell in cells for output in cell.get("outputs", [])]
    read = " ".join(text(Page(f"<div>{each['text/html']}</div>").root) for each in shown)
    assert sentence in read


def test_what_a_chapter_names_is_gone_in_the_next_and_each_is_run_in_its_folder(
    tmp_path: Path,
) -> None:
    paths = [tmp_path / "1.ipynb", tmp_path / "2.ipynb"]
    asks = "import os; f\"{'x' in globals()} {os.getcwd()}\""
    for path, source in zip(paths, ["x = 1", asks], strict=True):
        cell = nbformat.v4.new_code_cell(source, id="only")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    _, (_, second, _) = stats.report.run.run(paths, environment())
    [output] = second.cells[0].outputs
    assert output.data["text/plain"] == repr(f"False {tmp_path}")
