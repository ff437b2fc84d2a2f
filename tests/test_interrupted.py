"""A build that is broken off, or may not write, loses nothing and leaves nothing behind.

Run as a program, this file breaks off one before each thing that it does to a file.
"""

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import MADE, ROOT, TABLES, chapter, environment, files, run, run_stats

building: Any = importlib.import_module("stats.report.build")
OLD = {"report.html": b"old", "claims.csv": b"old", "charts/gone.svg": b"old"}
NEW = {"report.html": b"new", "claims.csv": b"new", "charts/added.svg": b"new"}


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """A folder with an earlier report in it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text(f"{MADE}as it was")
    return tmp_path / "reports"


def break_off_before_each_operation(reports: Path) -> int:
    """Kill what writes before the first thing that it does to a file, the second, and so on."""

    def killed_before(operation: int) -> bool:
        if child := os.fork():
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        left = operation

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event.startswith(("open", "os.mkdir", "os.re", "os.rmdir")):
                left -= str(arguments[0]).startswith(str(reports))
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        building._write(NEW, reports)
        os._exit(0)

    operation = 1
    reports.mkdir()
    building._write(OLD, reports)
    while killed_before(operation):
        for name, content in files(reports).items():
            whole = {OLD.get(name), NEW.get(name)}
            assert content in whole or name.startswith(".new-"), (operation, name)
        building._write(NEW, reports)
        assert files(reports) == NEW, operation
        building._write(OLD, reports)
        operation += 1
    return operation - 1


def test_what_is_killed_at_any_moment_leaves_whole_files_and_is_completed_by_the_next(
    tmp_path: Path,
) -> None:
    done = run(sys.executable, __file__, tmp_path / "reports")
    assert done.returncode == 0, done.stderr
    # One for each of three files that are written and moved, and more.
    assert int(done.stdout) > 6


def kernels(folder: Path) -> int:
    """The processes that run in a folder."""
    count = 0
    for process in Path("/proc").glob("[0-9]*/cwd"):
        try:
            count += os.readlink(process) == str(folder)
        except OSError:
            continue
    return count


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_kernel_and_no_file_outlives_a_build_that_is_ended(
    tmp_path: Path, last: Path, how: signal.Signals
) -> None:
    source = "open('begun', 'w').close()\nwhile True: pass"
    notebooks, temporary = (
        chapter(tmp_path / "notebooks" / "1-short.ipynb", source),
        tmp_path / "temporary",
    )
    temporary.mkdir()
    command = [sys.executable, "-m", "stats", "report", TABLES, notebooks, last]
    build = subprocess.Popen(
        command,
        env=environment(TMPDIR=str(temporary)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 30
    while not (notebooks / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    build.send_signal(how)
    _, said = build.communicate()
    while kernels(notebooks) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert kernels(notebooks) == 0
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}
    if how != signal.SIGKILL:
        assert (build.returncode, said) == (130, b"")
        assert [*temporary.iterdir()] == []


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
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "print('<' * 20_000)")
    done = run(sys.executable, "-c", FULL, "report", TABLES, notebooks, last)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert re.search(rf"cannot be written to {re.escape(str(last))}: .*File too large", first)
    assert "half written" in second
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path, last: Path) -> None:
    last.chmod(0o555)
    # Root may write anywhere, unless it gives that up.
    allowed = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    command = [*(allowed if os.geteuid() == 0 else []), sys.executable, "-m", "stats", "report"]
    done = run(*command, TABLES, chapter(tmp_path / "notebooks" / "1-short.ipynb", "1"), last)
    last.chmod(0o755)
    assert done.returncode == 1
    assert re.search(rf"cannot be written to {re.escape(str(last))}: .*ermission", done.stderr)
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}


def test_a_kernel_that_does_not_start_is_said_in_a_line(tmp_path: Path, last: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'ipykernel_launcher' in sys.orig_argv: os._exit(1)\n"
    )
    path, notebooks = (
        f"{ROOT / 'src'}:{tmp_path}",
        chapter(tmp_path / "notebooks" / "1-short.ipynb", "1"),
    )
    done = run_stats("report", TABLES, notebooks, last, PYTHONPATH=path)
    first, second = done.stderr.splitlines()
    assert (done.returncode, second) == (1, "No report was built; the last one is as it was.")
    assert first.startswith("The kernel for 1-short.ipynb did not start: ")
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}


if __name__ == "__main__":
    print(break_off_before_each_operation(Path(sys.argv[1])))
