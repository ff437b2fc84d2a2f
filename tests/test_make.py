"""What the Makefile does, in a copy of the tree."""

import re
import shlex
import shutil
import sys

import pytest
from conftest import ROOT, chapter, files, run

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")

# It notes what each build gets instead of building; whatever else it gets, Python does.
FAKE_PYTHON = f"""#!/bin/sh
case "$1 $2 $3" in
"-m stats report") shift 4; printf '%s|' "$@" >> "$BUILDS"; echo >> "$BUILDS" ;;
"-m jupyter lab") shift 3; printf '%s|' "$@" >> "$BUILDS"; echo >> "$BUILDS" ;;
*) exec {shlex.quote(sys.executable)} "$@" ;;
esac
"""


class Tree:
    """A copy of the tree, and an active environment, in folders with a space in their names."""

    def __init__(self, folder):
        self.root = folder / "a tree"
        for name in ("data", "src", "reports", "requirements"):
            kept = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, self.root / name, ignore=kept)
        (self.root / "tests").mkdir()
        shutil.copy(ROOT / "Makefile", self.root)
        self.active = folder / "an environment"
        python = self.active / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(FAKE_PYTHON)
        python.chmod(0o755)
        self.notes = folder / "builds"
        self.environment = {
            "VIRTUAL_ENV": str(self.active),
            "BUILDS": str(self.notes),
            "PYTHONPATH": str(self.root / "src"),
        }

    def make(self, *arguments, **changes):
        return run("make", *arguments, cwd=self.root, **self.environment | changes)

    def build(self, *arguments, **changes):
        """Run make, and return what the one build that it starts gets."""
        done = self.make(*arguments, **changes)
        assert done.returncode == 0, done.stderr
        [line] = self.notes.read_text().splitlines()
        self.notes.unlink()
        return line.split("|")[:-1]


def project(folder):
    return [f"{folder}/{name}" for name in ("data", "notebooks", "reports")]


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


# What is built.


def test_make_builds_each_time(tree):
    """The times of files mean nothing in a clone."""
    assert (tree.root / "reports/report.html").exists()
    assert tree.build() == tree.build("report") == project(".")


def test_a_make_that_this_one_starts_has_folders_of_its_own(tree):
    """In a terminal of `make lab`, say: what it exports decides nothing there."""
    assert tree.build("report", "PROJECT=a", AT_PROJECT="b", AT_FOLDER="c") == project("a")


@pytest.mark.parametrize(
    "folder", ["a b's", '$(touch c) `touch c` "$HOME"', "d'; touch c; '", "$(shell touch c)"]
)
def test_a_folder_is_a_name(tree, folder):
    assert tree.build("report", f"PROJECT={folder}") == project(folder)
    assert tree.build("report", PROJECT=folder) == project(folder)
    assert not (tree.root / "c").exists()


def test_a_project_may_have_any_name(tree):
    folder = "-an article's [ab]* $(echo x)"
    for goal, name in (("new", "FOLDER"), ("data", "PROJECT"), ("tidy", "PROJECT")):
        done = tree.make(goal, f"{name}={folder}")
        assert (done.returncode, done.stderr) == (0, "")
    assert (tree.root / folder / "data" / "figures.csv").exists()


# The other targets.


def targets():
    [names] = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return set(names.split())


def test_help_lists_every_target(tree):
    lines = [line.split("\t") for line in tree.make("help").stdout.splitlines()]
    assert {name for name, _ in lines} == {f"make {target}" for target in targets()}
    assert all(purpose for _, purpose in lines)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_real_targets(document):
    written = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", written, re.MULTILINE))
    assert set() < named <= targets()


def test_lab_opens_in_the_project(tree):
    folder = "an article's"
    chapter(tree.root / folder / "notebooks" / "1.ipynb", "x")
    (tree.root / folder / "data").mkdir()
    shutil.copytree(tree.active, tree.root / ".venv-lab")
    for name in ("setup", "lab"):
        (tree.root / ".venv-lab" / name).touch()
    notes = 'echo "$STATS_DATA" >> "$BUILDS"; printf'
    python = tree.root / ".venv-lab" / "bin" / "python"
    python.write_text(python.read_text().replace("printf", notes))
    done = tree.make("lab", f"PROJECT={folder}", VIRTUAL_ENV="")
    assert (done.returncode, done.stderr) == (0, "")
    data, opened = tree.notes.read_text().splitlines()
    assert data == str(tree.root / folder / "data")
    *_, first, root = opened.split("|")[:-1]
    assert (first, root) == (f"{folder}/notebooks/1.ipynb", f"--ServerApp.root_dir={folder}")


def test_clean_keeps_the_report(tree):
    before = files(tree.root / "reports")
    assert tree.make("clean").returncode == 0
    assert files(tree.root / "reports") == before


# The environment.


@pytest.mark.parametrize(
    ("active", "used"),
    [
        ({"VIRTUAL_ENV": "{}"}, True),
        ({"CONDA_PREFIX": "{}", "CONDA_DEFAULT_ENV": "mine"}, True),
        ({"CONDA_PREFIX": "{}", "CONDA_DEFAULT_ENV": "base"}, False),
        ({}, False),
    ],
)
def test_the_active_environment_is_used(tree, active, used):
    del tree.environment["VIRTUAL_ENV"]
    changes = {name: value.format(tree.active) for name, value in active.items()}
    *setup, build = tree.make("-n", "report", **changes).stdout.splitlines()
    python = tree.active if used else ".venv"
    assert (
        build == f'"{python}/bin/python" -m stats report -- '
        '"$AT_PROJECT"/data "$AT_PROJECT"/notebooks "$AT_PROJECT"/reports'
    )
    assert not any(line.startswith("Using") for line in setup)
    assert bool(setup) != used


def using(tree, goal, **changes):
    """The lines that say why the active environment is not used."""
    lines = tree.make("-n", goal, **changes).stdout.splitlines()
    return [line for line in lines if line.startswith("Using")]


def test_an_active_environment_needs_the_packages(tree):
    """Those of its goal; without the site module there are none."""
    python = tree.active / "bin" / "python"
    python.write_text(FAKE_PYTHON.replace(' "$@" ;;', ' -S "$@" ;;'))
    packages = "ipykernel, markdown_it, markupsafe, matplotlib, mdit_py_plugins, nbclient, "
    packages += "nbconvert, pandas"
    lacks = f"Using .venv: the active environment lacks {packages}"
    tools = "frictionless, hypothesis, mypy, pdoc, pytest, ruff, textstat, xdist"
    assert using(tree, "report") == [lacks]
    assert using(tree, "test") == [f"{lacks}, {tools}"]
    assert using(tree, "help") == using(tree, "clean") == []


def test_an_active_environment_has_this_library(tree):
    """With another copy of it an edit would not show."""
    lacks = "Using .venv: the active environment lacks stats of this folder"
    assert using(tree, "report", PYTHONPATH=str(ROOT / "src")) == [lacks]


def test_an_active_environment_has_a_python(tree):
    lacks = "Using .venv: the active environment lacks a Python"
    assert using(tree, "report", VIRTUAL_ENV=str(tree.root)) == [lacks]


def test_set_up_takes_only_locked_packages(tree):
    del tree.environment["VIRTUAL_ENV"]
    plan = tree.make("-n", "report").stdout
    installs = [line for line in plan.splitlines() if "install" in line and " -r " in line]
    locks = [re.findall(r"--require-hashes -r requirements/(\w+)\.lock", line) for line in installs]
    assert locks == [["setup"], ["report"]]
