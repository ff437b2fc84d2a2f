"""What the project states of itself: packages, licences, columns, version, wheel."""

import ast
import doctest
import importlib.metadata
import json
import re
import shutil
import sys
import sysconfig
import tomllib
import zipfile
from copy import deepcopy
from pathlib import Path

import audit
import frictionless
import pandas as pd
import pytest
import yaml
from conftest import ROOT, files, run
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import stats
from stats.checks.verdicts import CLOSE_WITHIN, MATCHES_WITHIN
from stats.report.build import dead_ends
from stats.tables.schema import SCHEMAS, fields
from stats.values.qualifiers import QUALIFIERS

DATA = ROOT / "data"
SOURCE = ROOT / "src" / "stats"
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = DECLARED["project"]
EXTRAS = PROJECT["optional-dependencies"]


def bounds(*requirements):
    """Packages and the versions of them that will do, without the project itself."""
    read = [Requirement(each) for each in requirements]
    return {r.name: r.specifier for r in read if r.name != PROJECT["name"]}


# Packages.


def test_conda_has_the_same_bounds():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    [by_pip] = [each["pip"] for each in listed if isinstance(each, dict)]
    conda = bounds(*(each for each in listed if isinstance(each, str)), *by_pip[:-1])
    extras = [each for extra in EXTRAS.values() for each in extra]
    python = {"python": SpecifierSet(PROJECT["requires-python"]), "pip": SpecifierSet()}
    assert conda == bounds(*PROJECT["dependencies"], *extras) | python
    assert by_pip[-1] == "-e ."


def locked(lock):
    """The packages of a lock, each with its version; some have one for each kind of Python."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    pairs = re.findall(r"^([^\s=]+)==([^\s;]+)", text, re.MULTILINE)
    return {(canonicalize_name(name), version) for name, version in pairs}


LOCKS = {
    "setup": DECLARED["dependency-groups"]["setup"],
    "report": [*PROJECT["dependencies"], *EXTRAS["report"]],
    "dev": [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["dev"]],
    "lab": [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["lab"]],
}
LOCKED = {lock: locked(lock) for lock in LOCKS}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_keeps_the_bounds(lock):
    for name, allowed in bounds(*LOCKS[lock]).items():
        versions = [version for each, version in LOCKED[lock] if each == canonicalize_name(name)]
        assert versions, name
        assert all(version in allowed for version in versions), name


# Licences.

TERMS = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text("utf-8"))
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"),
}


def test_a_report_needs_permissive_licences():
    packages = {name for name, _ in LOCKED["report"]}
    used = [terms for terms, names in TERMS.items() if packages & set(names)]
    asked = [[set(each.split(" AND ")) for each in terms.split(" OR ")] for terms in used]
    assert [each for each in asked if not any(one <= PERMISSIVE for one in each)] == []


def test_a_licence_is_the_stated_one():
    """Every locked package has one; what an installed one states of itself is compared."""
    listed = {name: terms for terms, names in TERMS.items() for name in names}
    locked = set.union(*LOCKED.values())
    assert listed.keys() == {name for name, _ in locked}
    stated = {
        name: terms
        for package in importlib.metadata.distributions()
        if (terms := package.metadata.get("License-Expression"))
        and ((name := canonicalize_name(package.metadata["Name"])), package.version) in locked
    }
    assert stated
    assert {name: listed[name] for name in stated} == stated


# Columns.

TEMPLATE = SOURCE / "report" / "template" / "datapackage.json"
RESULTS = json.loads(TEMPLATE.read_text("utf-8"))
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text("utf-8"))


TABLES = [
    {"name": name, "path": f"{name}.csv", "schema": deepcopy(schema)}
    for name, schema in SCHEMAS.items()
]


def test_an_example_fits_its_column():
    for table in [*TABLES, *RESULTS["resources"]]:
        for field in table["schema"]["fields"]:
            _, wrong = frictionless.Field.from_descriptor(field).read_cell(field["example"])
            assert not wrong, field


def test_columns_know_every_qualifier():
    assert fields("figures")["qualifier"]["constraints"]["enum"] == [*QUALIFIERS]


def test_a_column_names_its_limits():
    limits = f"within {MATCHES_WITHIN:.0%}, within {CLOSE_WITHIN:.0%}, or beyond"
    assert limits in TEMPLATE.read_text("utf-8")


@pytest.mark.parametrize(
    ("package", "folder"),
    [(RESULTS | {"resources": TABLES}, DATA), ("datapackage.json", ROOT / "reports")],
    ids=["tables", "results"],
)
def test_frictionless_accepts(package, folder):
    checked = frictionless.validate(package, basepath=str(folder))
    assert checked.flatten(["title", "rowNumber", "fieldName", "message"]) == []


def test_the_licence_is_the_same_everywhere():
    [licence] = DESCRIPTOR["licenses"]
    assert licence["name"] in CITATION["license"]
    assert licence["title"] in (ROOT / "data" / "LICENSE").read_text("utf-8")
    page = (ROOT / "reports" / "report.html").read_text("utf-8")
    assert f"{licence['name']}</a>.</p>\n</footer>" in page


def test_the_date_is_the_same_everywhere():
    assert DESCRIPTOR["created"][:10] == f"{CITATION['date-released']}"


def test_the_version_is_the_same_everywhere():
    changes = re.findall(r"^## (\d\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    stated = [str(CITATION["version"]), changes[0], DESCRIPTOR["version"]]
    assert stated == [stats.__version__] * 3


# The README, the page, and the second script that computes its numbers.


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_the_examples_give_what_they_print(document):
    failed, tried = doctest.testfile(str(ROOT / document), module_relative=False)
    assert tried
    assert not failed


def test_each_number_of_the_readme_s_answer_stands_on_the_page():
    readme = (ROOT / "README.md").read_text("utf-8")
    answer = readme.split("\n## ")[0].partition("\n- ")[2]
    page = (ROOT / "reports" / "report.html").read_text("utf-8")
    number = r"\d+(?:,\d{3})*(?:\.\d+)?%?"
    left = {*re.findall(number, answer)} - {*re.findall(number, re.sub("<[^>]*>", "", page))}
    assert not left, "the page no longer has these numbers of the README; update it by hand"


def test_no_link_of_the_page_leads_nowhere():
    page = (ROOT / "reports" / "report.html").read_text("utf-8")
    assert dead_ends(page) == []


@pytest.mark.parametrize(
    ("cell", "planted"),
    [
        ("statistics.csv, prisoner_growth, value", "0.1"),
        ("claims.csv, growth, adds_up", "does not add up"),
        ("claims.csv, arrests_campaign, smallest_gap", "9"),
    ],
)
def test_the_audit_fails_and_names_what_differs(tmp_path, capsys, cell, planted):
    name, row, column = cell.split(", ")
    reports = Path(shutil.copytree(ROOT / "reports", tmp_path / "reports"))
    table = pd.read_csv(reports / name, dtype=str, keep_default_na=False)
    table.loc[table["id"] == row, column] = planted
    table.to_csv(reports / name, index=False)
    assert audit.main(DATA, reports) == 1
    assert f"\n{cell}: " in f"\n{capsys.readouterr().out}"


# The wheel.


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The project's wheel, unzipped alone."""
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist")
    assert built.returncode == 0, built.stderr
    [archive] = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(archive) as unzipped:
        unzipped.extractall(folder / "alone")
    return folder / "alone"


INSTALLED = """
import json, sys, stats, stats.page
data = stats.load()
print(json.dumps({
    "file": stats.__file__,
    "printed": repr(data).splitlines()[0],
    "figures": [str(data[name]) for name in [*data.figures.index, *data.context.index]],
    "modules": sorted(sys.modules),
}))
"""
HEAVY = {"matplotlib", "nbconvert", "nbclient", "nbformat", "IPython", "stats.report"}


@pytest.fixture(scope="module")
def installed(wheel):
    """What the library says of itself where it is installed."""
    packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    path = ":".join([str(wheel), *sorted(packages)])
    # Without the site module no .pth file puts the checkout on the path.
    done = run(sys.executable, "-SB", "-c", INSTALLED, cwd=wheel.parent, PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_wheel_works_alone(wheel, installed):
    """It has the same tables, and neither an analysis nor a page without charts draws or runs."""
    data = stats.load()
    names = [*data.figures.index, *data.context.index]
    assert Path(installed["file"]).is_relative_to(wheel)
    assert installed["figures"] == [str(data[name]) for name in names]
    assert not HEAVY & set(installed["modules"])


def test_a_wheel_names_its_copy_of_the_tables(wheel, installed):
    assert installed["printed"] == f"Tables in {wheel / 'stats' / 'data'}, each a DataFrame:"


WITHOUT = """
import runpy, sys
sys.modules["matplotlib"] = sys.modules["nbformat"] = None
"""


@pytest.mark.parametrize(
    "code",
    [
        "from stats import drawing",
        "sys.argv[1:] = ['report']; runpy.run_module('stats', run_name='__main__')",
    ],
)
def test_what_needs_the_extra_names_it(code):
    done = run(sys.executable, "-c", WITHOUT + code)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith('pip install ".[report]"')


def test_a_wheel_has_data_and_package(wheel):
    ours = {name for name in files(SOURCE) if "__pycache__" not in name}
    assert {name for name in files(wheel / "stats") if not name.startswith("data/")} == ours
    assert files(wheel / "stats" / "data") == files(DATA)


# The source.


def test_the_library_is_imported_without_tables(tmp_path):
    shutil.copytree(SOURCE, tmp_path / "stats")
    assert run(sys.executable, "-c", "import stats", PYTHONPATH=str(tmp_path)).stderr == ""


def test_the_report_stands_alone():
    """Of ours it imports what reads the tables and what a cell shows, and nothing that judges."""
    for path in (SOURCE / "report").rglob("*.py"):
        ours = re.findall(r"(?:from|import) (stats[\w.]*)", path.read_text("utf-8"))
        known = ("stats.report", "stats.tables.about", "stats.output", "stats.tables.read")
        known += ("stats.tables.files", "stats.words.english")
        assert all(name.startswith(known) for name in ours), path


def test_the_library_names_no_row():
    """Nor a body or a country; the example’s are made up."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.json")]
    source = "".join(path.read_text("utf-8") for path in paths)
    nouns = r"(?i)cambodia|khmer|amnesty|phnom penh|thailand|\bkhm\b"
    nouns += r"|(?<!gazette)(?<!dry)_20\d\d"
    assert re.findall(nouns, source) == []


PARTS = (
    *("values", "output", "words", "figures", "tables", "checks", "sentences", "drawing"),
    *("page", "report", "__main__"),
)
"""The folders of the source and the files beside them, each after all that it may import."""


def imports(path):
    """The modules of ours that a file imports, those for type checkers alone too."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    named = [(node.module, node.names) for node in nodes if isinstance(node, ast.ImportFrom)]
    names = {f"{module}.{each.name}" for module, each_of in named for each in each_of}
    return {name for name in names | {str(module) for module, _ in named} if name[:6] == "stats."}


@pytest.mark.parametrize("part", PARTS)
def test_a_folder_imports_those_before_it_alone(part):
    paths = [*(SOURCE / part).rglob("*.py"), *SOURCE.glob(f"{part}.py")]
    assert paths
    used = {name.split(".")[1] for path in paths for name in imports(path)}
    assert used <= {*PARTS[: PARTS.index(part) + 1]}


def test_no_part_of_the_source_is_without_a_place():
    parts = {path.stem for path in SOURCE.glob("*.py")} | {
        path.parent.relative_to(SOURCE).parts[0] for path in SOURCE.glob("*/**/*.py")
    }
    assert parts - {"__init__"} == {*PARTS}
