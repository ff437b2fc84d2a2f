"""A build that is broken off, or may not write, loses nothing and leaves nothing behind.

Run as a program, this file breaks off one before each thing that it does to a file.
"""

import importlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import MADE, ROOT, TABLES, chapter, environment, files, run, run_stats

pytestmark = pytest.mark.landing
building: Any = importlib.import_module("stats.report.build")
OLD = {"report.html": b"old", "claims.csv": b"old", "charts/gone.svg": b"old"}
NEW = {"report.html": b"new", "claims.csv": b"new", "charts/added.svg": b"new"}


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """A folder with an earlier report in it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text(f"{MADE}as it was")
    return tmp_path / "reports"


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, whose path is short enough for that of a socket in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


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


@pytest.mark.parametrize(
    ("how", "times"),
    [
        *itertools.product([signal.SIGINT, signal.SIGTERM], [1, 2]),
        (signal.SIGHUP, 1),
        (signal.SIGKILL, 1),
    ],
)
def test_no_kernel_and_no_file_outlives_a_build_that_is_ended_or_told_so_twice(
    tmp_path: Path, last: Path, temporary: Path, how: signal.Signals, times: int
) -> None:
    source = "open('begun', 'w').close()\nwhile True: pass"
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", source)
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
    for _ in range(times):
        build.send_signal(how)
        time.sleep(0.05)
    try:
        _, said = build.communicate(timeout=30)
    finally:
        build.kill()
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
    assert re.search(rf"{re.escape(str(last))} cannot be built: .*File too large", first)
    assert "half written" in second
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}


@pytest.fixture
def restricted() -> list[str]:
    """A Python that may write only where its user may."""
    if os.geteuid():
        return [sys.executable]
    # Root may write anywhere, unless it gives that up.
    if not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to give that up")
    given_up = [f"--{set}=-dac_override" for set in ("bounding-set", "inh-caps")]
    return ["setpriv", *given_up, sys.executable]


def test_a_folder_that_may_not_be_written_to_is_named(
    tmp_path: Path, last: Path, restricted: list[str]
) -> None:
    last.chmod(0o555)
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "1")
    done = run(*restricted, "-m", "stats", "report", TABLES, notebooks, last)
    last.chmod(0o755)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(str(last))} cannot be built: .*ermission", done.stderr)
    assert files(last) == {"report.html": f"{MADE}as it was".encode()}


def test_a_home_that_may_not_be_written_to_is_not_spoken_of_and_nothing_is_left_elsewhere(
    tmp_path: Path, restricted: list[str], temporary: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "import matplotlib.pyplot")
    how = {"HOME": str(home), "TMPDIR": str(temporary)}
    command = ("-m", "stats", "report", TABLES, notebooks, tmp_path / "reports")
    done = run(*restricted, *command, **how)
    assert done.returncode == 0
    assert "cell [1]: " not in done.stdout + done.stderr
    assert [*temporary.iterdir()] == []


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


def test_a_report_is_whole_though_nobody_reads_what_is_said_which_is_a_failure_in_a_line(
    tmp_path: Path, last: Path
) -> None:
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "1")
    nobody, output = os.pipe()
    os.close(nobody)
    done = subprocess.run(
        [sys.executable, "-m", "stats", "report", TABLES, notebooks, last],
        env=environment(),
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(output)
    assert done.returncode == 1
    assert done.stderr == b"What is said from here on is lost: Broken pipe\n"
    assert (last / "report.html").read_bytes().endswith(b"</html>")


def test_a_closed_standard_output_is_said_in_a_line(last: Path) -> None:
    closed = ("sh", "-c", 'exec "$@" >&-', "sh")
    done = run(*closed, sys.executable, "-m", "stats", "check", TABLES)
    assert done.returncode == 1
    assert re.fullmatch("The standard output is closed.*\n", done.stderr)


def test_a_build_outlives_the_terminal_where_it_was_told_to(tmp_path: Path, last: Path) -> None:
    source = "import os, signal\nos.kill(os.getppid(), signal.SIGHUP)"
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", source)
    done = run("nohup", sys.executable, "-m", "stats", "report", TABLES, notebooks, last)
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    print(break_off_before_each_operation(Path(sys.argv[1])))
