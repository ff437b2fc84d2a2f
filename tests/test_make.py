"""What the Makefile does, in a copy of the tree and in an environment that only pretends."""

import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import pytest
from conftest import FACTS, ROOT, chapter, files, run
from packaging.requirements import Requirement

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")

# It hides packages or its own version where told; it notes what each build was given, and runs
# none; whatever else it is given, Python does.
PRETENDS = f"""#!/bin/sh
case "$1 $2 $3" in
"-m stats report") shift 3; echo "$@" >> "$BUILDS" ;;
"-c "*) exec {sys.executable} -c "$BEFORE
import sys
exec(sys.argv.pop(1))" "$2" ;;
"--version "*) echo "Python $VERSION" ;;
*) exec {sys.executable} "$@" ;;
esac
"""


class Tree:
    """A copy of the tree, and an active environment, in folders with a space in their names."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a tree"
        for name in ("data", "src", "reports", "requirements"):
            kept = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, self.root / name, ignore=kept)
        (self.root / "tests").mkdir()
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy(ROOT / name, self.root)
        self.active = folder / "an environment"
        self.python = self.active / "bin" / "python"
        self.python.parent.mkdir(parents=True)
        self.python.write_text(PRETENDS)
        self.python.chmod(0o755)
        self.noted = folder / "builds"
        self.how = {"VIRTUAL_ENV": str(self.active), "BUILDS": str(self.noted)}

    def make(self, *arguments: str, **how: str) -> CompletedProcess[str]:
        return run("make", *arguments, cwd=self.root, **self.how | how)

    def builds(self, *arguments: str, **how: str) -> str:
        """Run make, and return what the one build that it runs is given."""
        before = len(self.built)
        done = self.make(*arguments, **how)
        assert done.returncode == 0, done.stderr
        [given] = self.built[before:]
        return given

    @property
    def built(self) -> list[str]:
        return self.noted.read_text().splitlines() if self.noted.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def lines(done: CompletedProcess[str]) -> list[str]:
    """What a command said, but for make's own lines on a recipe that failed."""
    said = (done.stdout + done.stderr).splitlines()
    return [line for line in said if not re.match(r"make: \*\*\* \[", line)]


# What is built.


@pytest.mark.parametrize("which", ["DATA", "NOTEBOOKS", "REPORTS"])
def test_a_folder_whose_name_make_or_the_shell_would_change_is_refused(
    tree: Tree, which: str
) -> None:
    for odd in (*"%:;&|<>()'\"`\\", "$(x)", "$$x", " "):
        folders = {"DATA": "data", "REPORTS": "elsewhere"} | {which: f"a{odd}b"}
        done = tree.make("report", *(f"{name}={folder}" for name, folder in folders.items()))
        assert done.returncode != 0, odd
        assert "are each the name of one folder" in done.stderr, odd
    assert tree.built == []


def test_make_builds_each_time_since_the_times_of_files_mean_nothing_in_a_clone(
    tree: Tree,
) -> None:
    assert (tree.root / "reports/report.html").exists()
    assert tree.builds() == tree.builds("report") == "data notebooks reports"


def test_other_folders_and_a_limit_are_handed_on(tree: Tree) -> None:
    folders = ("DATA=a", "NOTEBOOKS=b", "REPORTS=c")
    assert tree.builds("report", *folders) == "a b c"
    assert tree.builds("report", LIMIT="60") == "data notebooks reports --limit 60"
    assert tree.builds("report", "REPORTS=c") == "data notebooks c"


@pytest.mark.parametrize("by", ["argument", "environment"])
@pytest.mark.parametrize("which", ["DATA", "NOTEBOOKS"])
def test_other_data_or_chapters_without_a_folder_for_the_report_are_refused_in_a_line(
    tree: Tree, which: str, by: str
) -> None:
    given = {which: "other"}
    done = tree.make("report", f"{which}=other") if by == "argument" else tree.make(**given)
    assert done.returncode != 0
    [line] = lines(done)
    assert "REPORTS" in line
    assert tree.built == []


# The other targets.


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.findall(r"^\.PHONY: ([a-z].*)", makefile, re.MULTILINE)
    return {name for line in phony for name in line.split() if not name.startswith("active-")}


def test_help_lists_every_target_in_a_line(tree: Tree) -> None:
    listed = [line.split("\t") for line in tree.make("help").stdout.splitlines()]
    assert {name for name, _ in listed} == {f"make {target}" for target in targets()}
    assert all(does for _, does in listed)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_target_that_a_document_names_is_one(document: str) -> None:
    written = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", written, re.MULTILINE))
    assert set() < named <= targets()


def test_the_tables_alone_are_checked_and_counted(tree: Tree) -> None:
    done = tree.make("data")
    assert done.returncode == 0, done.stderr
    counted = [line.partition(": ") for line in lines(done)]
    assert {name for name, _, _ in counted} == {path.name for path in (ROOT / "data").glob("*.csv")}
    assert all(rows[0].isdigit() for _, _, rows in counted)


def test_a_wrong_table_ends_the_check_with_what_is_wrong(tree: Tree) -> None:
    with (tree.root / "data/figures.csv").open("a") as table:
        table.write("torn\n")
    done = tree.make("data")
    assert done.returncode != 0
    [line] = lines(done)
    assert line.startswith("figures.csv, line ")


def test_jupyterlab_is_opened_in_the_project_though_its_folder_has_a_space(tree: Tree) -> None:
    given = tree.make("-n", "lab").stdout.partition("-m jupyter")[2].replace("\\\n", "")
    assert f"--ServerApp.root_dir={tree.root}" in shlex.split(given)


def test_clean_keeps_the_report(tree: Tree) -> None:
    before = files(tree.root / "reports")
    assert tree.make("clean").returncode == 0
    assert files(tree.root / "reports") == before


# The environment.


def dependencies(*extras: str) -> set[str]:
    """The packages that pyproject.toml names for these extras, as they are imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = project["dependencies"] + [
        each for extra in extras for each in project["optional-dependencies"][extra]
    ]
    names = {Requirement(each).name for each in named} - {project["name"]}
    return {name.removeprefix("pytest-") for name in names}


def hiding(*packages: str) -> str:
    return f"import sys; sys.modules.update(dict.fromkeys({packages!r}))"


@pytest.mark.parametrize("active", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_an_active_environment_is_used_as_it_is(tree: Tree, active: str) -> None:
    tree.how[active] = tree.how.pop("VIRTUAL_ENV")
    assert tree.builds("report")
    assert not (tree.root / ".venv").exists()


@pytest.mark.parametrize(
    ("target", "needs"),
    [
        ("report", dependencies("report")),
        ("data", dependencies()),
        # What only other targets and benchmarks run is not needed by `make test`.
        (
            "test",
            dependencies("report", "dev") - {"mypy", "ruff", "cosmic-ray", "pdoc", "textstat"},
        ),
    ],
)
def test_every_package_that_a_target_needs_is_named_where_it_lacks(
    tree: Tree, target: str, needs: set[str]
) -> None:
    [line] = lines(tree.make(target, BEFORE=hiding("stats", *sorted(needs))))
    assert needs - set(re.findall(r"[\w-]+", line)) == set()
    assert tree.built == []


@pytest.mark.parametrize(
    ("target", "extra"), [("report", "report"), ("test", "dev"), ("lab", "lab")]
)
def test_what_to_install_where_packages_lack_is_what_the_target_needs(
    tree: Tree, target: str, extra: str
) -> None:
    [line] = lines(tree.make(target, BEFORE=hiding("stats")))
    assert line.endswith(f'pip install -e ".[{extra}]"')


@pytest.fixture
def bare(tree: Tree) -> Callable[..., CompletedProcess[str]]:
    """Make with no environment active, and on its path the python3 that is given, or none."""
    tools = tree.active.with_name("tools")
    tools.mkdir()
    del tree.how["VIRTUAL_ENV"]

    def make(python: str | None, **how: str) -> CompletedProcess[str]:
        if python is not None:
            shutil.copy(tree.python, tools / "python3")
        done = run(
            str(shutil.which("make")),
            "report",
            cwd=tree.root,
            **tree.how | how | {"PATH": str(tools), "BEFORE": python or ""},
        )
        assert done.returncode != 0
        assert not (tree.root / ".venv").exists()
        return done

    return make


OLD = "import sys; sys.version_info = (3, 10, 12, 'final', 0)"


@pytest.mark.parametrize(
    ("python", "said"),
    [
        (None, r"missing.*3\.11.*\bpython3-venv\b"),
        (OLD, r"3\.10\.12.*install Python 3\.11"),
        (hiding("venv"), r"venv.*\bpython3-venv\b"),
        (hiding("ensurepip"), r"venv.*\bpython3-venv\b"),
    ],
    ids=["none", "an old one", "one without venv", "one without ensurepip"],
)
def test_a_python_that_will_not_do_is_said_in_a_line_with_what_to_install(
    bare: Callable[..., CompletedProcess[str]], python: str | None, said: str
) -> None:
    [line] = lines(bare(python, VERSION="3.10.12"))
    assert re.search(said, line)


def test_an_environment_for_reports_takes_only_what_is_locked_for_them_with_hashes(
    tree: Tree,
) -> None:
    del tree.how["VIRTUAL_ENV"]
    planned = tree.make("-n", "report").stdout
    installs = [line for line in planned.splitlines() if "install" in line and " -r " in line]
    assert "report.lock" in planned
    assert [line for line in installs if "--require-hashes" not in line] == []
    assert not re.search("dev.lock|lab.lock", planned)


@pytest.mark.parametrize("target", ["test", "lab", "tests/page/node_modules/.package-lock.json"])
def test_a_set_up_says_how_much_it_downloads_before_each_time_that_it_does(
    tree: Tree, target: str
) -> None:
    del tree.how["VIRTUAL_ENV"]
    shutil.copytree(
        ROOT / "tests" / "page",
        tree.root / "tests" / "page",
        ignore=shutil.ignore_patterns("node_modules"),
    )
    steps = tree.make("-n", target).stdout.splitlines()
    downloads = [n for n, step in enumerate(steps) if re.search(r"npm ci|install .*-r ", step)]
    assert downloads
    for number in downloads:
        assert re.search(r"echo .*about .* packages and \d+ MB", steps[number - 1]), steps[number]


def packages(lock: str) -> set[str]:
    """The names in a lock; a package may be there in two versions, for two Pythons."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    return {*re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


@pytest.mark.parametrize(
    ("target", "counts"),
    [
        ("report", [packages("setup"), packages("report")]),
        ("test", [packages("setup"), packages("report"), packages("dev") - packages("report")]),
        ("lab", [packages("setup"), packages("lab")]),
    ],
)
def test_a_set_up_says_about_as_many_packages_as_are_locked(
    tree: Tree, target: str, counts: list[set[str]]
) -> None:
    del tree.how["VIRTUAL_ENV"]
    said = re.findall(r"about (\d+)(?: more)? packages", tree.make("-n", target).stdout)
    # Some are for another system or another Python.
    assert [int(number) for number in said] == [
        pytest.approx(len(each), rel=0.1) for each in counts
    ]


def test_tidy_takes_out_what_running_put_there_and_keeps_what_the_page_is_called(
    tree: Tree,
) -> None:
    path = tree.root / "notebooks" / "1.ipynb"
    chapter(path, "x", kept="not")
    written = nbformat.read(path, 4)
    written.cells[0].outputs = [nbformat.v4.new_output("stream", text="x")]
    nbformat.write(written, path)
    done = tree.make("tidy")
    assert done.returncode == 0, done.stderr
    tidied = nbformat.read(path, 4)
    assert (tidied.metadata, tidied.cells[0].outputs) == (FACTS, [])
