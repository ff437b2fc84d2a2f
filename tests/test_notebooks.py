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
from conftest import NOTEBOOKS, environment

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
