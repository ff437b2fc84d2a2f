"""A build that is broken off, or may not write, leaves the last report whole."""

import importlib
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import MADE, ROOT, TABLES, chapter, environment, files, run, run_stats

pytestmark = pytest.mark.landing
building = importlib.import_module("stats.report.build")
LIST = b'{"resources": [{"path": "charts/%s.svg"}]}'
OLD = {"report.html": b"old", "charts/old.svg": b"old", "datapackage.json": LIST % b"old"}
NEW = {"report.html": b"new", "charts/new.svg": b"new", "datapackage.json": LIST % b"new"}
AS_IT_WAS = {"report.html": f"{MADE}as it was".encode()}


@pytest.fixture
def last(tmp_path):
    """A folder with an earlier report in it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_bytes(AS_IT_WAS["report.html"])
    return tmp_path / "reports"


@pytest.mark.parametrize("operation", range(7))
def test_a_stopped_build_leaves_the_last_page(tmp_path, monkeypatch, operation):
    """It is stopped before each of three writes, three moves and one deletion; files are whole."""
    building._write(OLD, tmp_path)
    (tmp_path / ".stats-new-killed").mkdir()
    calls = itertools.count()
    for owner, real in ((Path, Path.write_bytes), (os, os.replace), (Path, Path.unlink)):

        def stop(*args, real=real, **options):
            if next(calls) == operation:
                raise KeyboardInterrupt
            return real(*args, **options)

        monkeypatch.setattr(owner, real.__name__, stop)
    with pytest.raises(KeyboardInterrupt):
        building._write(NEW, tmp_path)
    monkeypatch.undo()
    left = files(tmp_path)
    assert left["report.html"] == b"old"
    for name, content in left.items():
        assert content in (OLD.get(name), NEW.get(name)), name
    building._write(NEW, tmp_path)
    assert files(tmp_path) == NEW


def kernels(folder):
    """The number of processes that run in a folder."""
    count = 0
    for process in filter(str.isdecimal, os.listdir("/proc")):
        try:
            count += os.readlink(f"/proc/{process}/cwd") == str(folder)
        except OSError:
            continue
    return count


# What a shell starts in the background does not listen to Ctrl-C.
LISTEN = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("stats", run_name="__main__", alter_sys=True)
"""


def test_ctrl_c_ends_a_build_and_its_kernels(tmp_path, last):
    source = "open('begun', 'w').close()\nwhile True: pass"
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", source)
    command = [sys.executable, "-c", LISTEN, "report", TABLES, notebooks, last]
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
    assert (build.returncode, printed) == (130, b"Stopped; the last report is unchanged.\n")
    assert kernels(notebooks) == 0
    assert files(last) == AS_IT_WAS


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000,) * 2)
sys.argv[0] = "stats"
from stats.__main__ import main
sys.exit(main())
"""


def test_a_full_disk_leaves_the_last_report(tmp_path, last):
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "print('<' * 20_000)")
    done = run(sys.executable, "-c", FULL, "report", TABLES, notebooks, last)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert re.search(rf"{re.escape(str(last))}: .*File too large", first)
    assert "half written" in second
    assert files(last) == AS_IT_WAS


def test_a_kernel_that_does_not_start(tmp_path, last):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'ipykernel_launcher' in sys.orig_argv: os._exit(1)\n"
    )
    notebooks = chapter(tmp_path / "notebooks" / "1-short.ipynb", "1")
    path = f"{ROOT / 'src'}:{tmp_path}"
    done = run_stats("report", TABLES, notebooks, last, PYTHONPATH=path)
    first, second = done.stderr.splitlines()
    assert (done.returncode, second) == (1, "No report was built; the last one is unchanged.")
    assert first.startswith("The kernel for 1-short.ipynb did not start: ")
    assert files(last) == AS_IT_WAS
