"""A build that is broken off, or may not write, or is not alone, loses nothing.

Run as a program, this file breaks off builds before each thing that they do to a file.
"""

import base64
import fcntl
import importlib
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT, TABLES, files, run, run_stats

building: Any = importlib.import_module("stats.report.build")

SHOWN = {
    # The names of what a chapter shows, before and after a change to it.
    "old": ("claims.csv", "charts/kept.svg", "charts/gone.svg"),
    "new": ("claims.csv", "charts/kept.svg", "charts/added.svg"),
}


def chapter(folder: Path, source: str) -> Path:
    folder.mkdir(exist_ok=True)
    facts = {"title": "A title", "description": "A description"}
    cell = nbformat.v4.new_code_cell(source, id="only")
    notebook = nbformat.v4.new_notebook(metadata=facts, cells=[cell])
    nbformat.write(notebook, folder / "1-short.ipynb")
    return folder / "1-short.ipynb"


def stands_in_for_a_kernel(
    changed: Sequence[Path], environment: Mapping[str, str]
) -> Iterator[tuple[Path, Any, float]]:
    """A chapter shows its files, and in each of them stands its code."""
    for path in changed:
        notebook = nbformat.read(path, as_version=4)
        [cell] = notebook.cells
        content = base64.b64encode(cell.source.encode()).decode()
        shown = {building.FILES: dict.fromkeys(SHOWN[cell.source], content)}
        cell.outputs = [nbformat.v4.new_output("display_data", shown)]
        yield path, notebook, 0.0


def build(path: Path, reports: Path, said: list[str]) -> None:
    facts = {"edition": "An edition", "licence": "A licence"}
    building.build([path], reports, facts, stands_on=[], environment={}, say=said.append)


# Broken off.


def break_off_before_each_operation(folder: Path) -> int:
    """Kill builds before the first thing that they do to a file, the second, and so on."""
    building._run = stands_in_for_a_kernel
    building._page = lambda _, chapters, *__: chapters[0].cells[0].source

    def build_here(source: str, reports: Path) -> dict[str, bytes]:
        build(chapter(folder / "notebooks", source), reports, [])
        return files(reports)

    before = build_here("old", folder / "old")
    after = build_here("new", folder / "new")
    assert before.keys() != after.keys()
    reports = folder / "reports"

    def killed_before(operation: int) -> bool:
        """Build in a new process, and tell whether it was killed."""
        if child := os.fork():
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        left = operation

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"} and str(
                arguments[0]
            ).startswith(str(reports)):
                left -= 1
                if not left:
                    # What is opened to be written is emptied by that, before anything else.
                    if event == "open" and "w" in str(arguments[1]) and Path(arguments[0]).exists():
                        os.truncate(arguments[0], 0)
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        build_here("new", reports)
        os._exit(0)

    operation = 1
    shutil.copytree(folder / "old", reports)
    while killed_before(operation):
        for name, content in files(reports).items():
            assert content in {before.get(name), after.get(name)}, (operation, name)
        assert build_here("new", reports) == after, operation
        assert not (reports / ".chapters" / "new").exists()
        shutil.rmtree(reports)
        shutil.copytree(folder / "old", reports)
        operation += 1
    return operation - 1


def test_a_build_killed_at_any_moment_leaves_whole_files_and_is_completed_by_the_next(
    tmp_path: Path,
) -> None:
    done = run(sys.executable, __file__, tmp_path)
    assert done.returncode == 0, done.stderr
    # One for each of four files that are written and moved, and more.
    assert int(done.stdout) > 8


# Kept from writing.


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """A folder with an earlier report in it."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "report.html").write_text("as it was")
    return folder


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000,) * 2)
sys.argv[0] = "stats"
from stats.__main__ import main
sys.exit(main())
"""


def test_a_report_that_the_disk_has_no_room_for_leaves_the_last_one(
    tmp_path: Path, last: Path
) -> None:
    # The table has room, and so has the chapter; the page has not: there, < is four characters.
    table = f"display({{{building.FILES!r}: {{'a.csv': 'YSxi'}}}}, raw=True)"
    notebooks = chapter(tmp_path / "notebooks", f"{table}; print('<' * 20_000)").parent
    done = run(sys.executable, "-c", FULL, "report", TABLES, notebooks, last)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert re.search(rf"cannot be written to {re.escape(str(last))}: .*File too large", first)
    assert "half written" in second
    assert files(last) == {"report.html": b"as it was"}


def test_a_folder_that_may_not_be_written_to_is_named(last: Path) -> None:
    last.chmod(0o555)
    # Root may write anywhere, unless it gives that up.
    allowed = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    command = [*(allowed if os.geteuid() == 0 else []), sys.executable, "-m", "stats", "report"]
    done = run(*command, TABLES, "notebooks", last)
    last.chmod(0o755)
    assert done.returncode == 1
    assert re.search(rf"cannot be written to {re.escape(str(last))}: .*ermission", done.stderr)
    assert "Traceback" not in done.stderr
    assert files(last) == {"report.html": b"as it was"}


def test_a_kernel_that_does_not_start_is_said_in_a_line(tmp_path: Path, last: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'ipykernel_launcher' in sys.orig_argv: os._exit(1)\n"
    )
    path = f"{ROOT / 'src'}:{tmp_path}"
    done = run_stats("report", TABLES, "notebooks", last, PYTHONPATH=path)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("The kernel did not start: ")
    assert second == "No report was built; the last one is as it was."
    assert files(last) == {"report.html": b"as it was"}


# Not alone.


def test_of_two_builds_at_once_one_waits_and_then_builds_from_what_is_there(
    tmp_path: Path, last: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_run", stands_in_for_a_kernel)
    path, said = chapter(tmp_path / "notebooks", "old"), list[str]()
    second = threading.Thread(target=build, args=(path, last, said))
    (last / ".chapters").mkdir()
    with (last / ".chapters" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert ["waiting" in line for line in said] == [True]
        assert files(last) == {"report.html": b"as it was"}
        chapter(path.parent, "new")
    second.join()
    assert {*SHOWN["new"], "report.html"} == files(last).keys()


if __name__ == "__main__":
    print(break_off_before_each_operation(Path(sys.argv[1])))
