"""A build that is broken off, or may not write, leaves the last report whole.

Run as a program, this file kills a build before each thing that it does to a file.
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

pytestmark = pytest.mark.landing
building: Any = importlib.import_module("stats.report.build")
LIST = b'{"resources": [{"path": "charts/%s.svg"}]}'
OLD = {"report.html": b"old", "charts/old.svg": b"old", "datapackage.json": LIST % b"old"}
NEW = {"report.html": b"new", "charts/new.svg": b"new", "datapackage.json": LIST % b"new"}
AS_IT_WAS = {"report.html": f"{MADE}as it was".encode()}


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """A folder with an earlier report in it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_bytes(AS_IT_WAS["report.html"])
    return tmp_path / "reports"


def kill_before_each_operation(reports: Path) -> int:
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
            assert content in whole or name.startswith(".stats-new-"), (operation, name)
        building._write(NEW, reports)
        assert files(reports) == NEW, operation
        building._write(OLD, reports)
        operation += 1
    return operation - 1


def test_a_killed_build_leaves_whole_files(tmp_path: Path) -> None:
    done = run(sys.executable, __file__, tmp_path / "reports")
    assert done.returncode == 0, done.stderr
    # One for each of three files that are written and moved, and more.
    assert int(done.stdout) > 6


def kernels(folder: Path) -> int:
    """The number of processes that run in a folder."""
    count = 0
    for process in Path("/proc").glob("[0-9]*/cwd"):
        try:
            count += os.readlink(process) == str(folder)
        except OSError:
            continue
    return count


def test_ctrl_c_ends_a_build_and_its_kernels(tmp_path: Path, last: Path) -> None:
    source = "open('begun', 'w').close()\nwhile True: pass"
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", source)
    command = [sys.executable, "-m", "stats", "report", TABLES, notebooks, last]
    build = subprocess.Popen(
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while not (notebooks / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    build.send_signal(signal.SIGINT)
    try:
        _, printed = build.communicate(timeout=30)
    finally:
        build.kill()
    assert (build.returncode, printed) == (130, b"")
    assert kernels(notebooks) == 0
    assert files(last) == AS_IT_WAS


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000,) * 2)
sys.argv[0] = "stats"
from stats.__main__ import main
sys.exit(main())
"""


def test_a_full_disk_leaves_the_last_report(tmp_path: Path, last: Path) -> None:
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "print('<' * 20_000)")
    done = run(sys.executable, "-c", FULL, "report", TABLES, notebooks, last)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert re.search(rf"{re.escape(str(last))} cannot be built: .*File too large", first)
    assert "half written" in second
    assert files(last) == AS_IT_WAS


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


def test_a_read_only_folder_is_named(tmp_path: Path, last: Path, restricted: list[str]) -> None:
    last.chmod(0o555)
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "1")
    done = run(*restricted, "-m", "stats", "report", TABLES, notebooks, last)
    last.chmod(0o755)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(str(last))} cannot be built: .*ermission", done.stderr)
    assert files(last) == AS_IT_WAS


def test_a_read_only_home_is_no_hindrance(tmp_path: Path, restricted: list[str]) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "import matplotlib.pyplot")
    command = ("-m", "stats", "report", TABLES, notebooks, tmp_path / "reports")
    done = run(*restricted, *command, HOME=str(home))
    assert done.returncode == 0
    assert "cell [1]: " not in done.stdout + done.stderr


def test_a_kernel_that_does_not_start(tmp_path: Path, last: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'ipykernel_launcher' in sys.orig_argv: os._exit(1)\n"
    )
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "1")
    path = f"{ROOT / 'src'}:{tmp_path}"
    done = run_stats("report", TABLES, notebooks, last, PYTHONPATH=path)
    first, second = done.stderr.splitlines()
    assert (done.returncode, second) == (1, "No report was built; the last one is as it was.")
    assert first.startswith("The kernel for 1-short.ipynb did not start: ")
    assert files(last) == AS_IT_WAS


if __name__ == "__main__":
    print(kill_before_each_operation(Path(sys.argv[1])))
