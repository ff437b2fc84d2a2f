"""What the project says of itself: packages, licences, columns, versions, the wheel, imports."""

import ast
import importlib.metadata
import json
import re
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml
from conftest import ROOT, files, run
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import stats
from stats.verdicts import CLOSE, MATCHES

DATA = ROOT / "data"
SOURCE = ROOT / "src" / "stats"
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = DECLARED["project"]
EXTRAS = PROJECT["optional-dependencies"]


def bounds(*requirements: str) -> dict[str, SpecifierSet]:
    """Packages and what versions of them will do; the project itself left out."""
    read = [Requirement(each) for each in requirements]
    return {r.name: r.specifier for r in read if r.name != PROJECT["name"]}


# Packages.


LISTED = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
[BY_PIP] = [each["pip"] for each in LISTED if isinstance(each, dict)]


def test_conda_users_get_the_same_packages_with_the_same_bounds() -> None:
    conda = bounds(*(each for each in LISTED if isinstance(each, str)), *BY_PIP[:-1])
    declared = bounds(
        *PROJECT["dependencies"], *(each for extra in EXTRAS.values() for each in extra)
    )
    python = {"python": SpecifierSet(PROJECT["requires-python"]), "pip": SpecifierSet()}
    assert conda == declared | python


def test_conda_users_get_the_project_itself() -> None:
    assert BY_PIP[-1] == "-e ."


LOCKS = {path.name: path for path in sorted((ROOT / "requirements").glob("*.lock"))}
each_lock = pytest.mark.parametrize("lock", LOCKS)


def locked(lock: str) -> list[tuple[Requirement, list[str]]]:
    """The requirements of a lock, each with what stands on the lines after it."""
    joined = LOCKS[lock].read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    parts = [re.split(r"\s+(?=--)", line) for line in lines]
    return [(Requirement(first), [option.strip() for option in rest]) for first, *rest in parts]


@each_lock
def test_every_locked_package_has_a_hash(lock: str) -> None:
    pattern = re.compile(r"--hash=sha256:[0-9a-f]{64}")
    read = locked(lock)
    assert read
    for requirement, options in read:
        assert options, requirement.name
        assert all(pattern.fullmatch(option) for option in options), requirement.name


@each_lock
def test_every_locked_package_has_one_exact_version(lock: str) -> None:
    for requirement, _ in locked(lock):
        assert [each.operator for each in requirement.specifier] == ["=="], requirement.name


@each_lock
def test_a_lock_says_no_address(lock: str) -> None:
    assert not re.search(
        r"://| @ |--(extra-)?index|--find-links|file:", LOCKS[lock].read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("report.lock", [*PROJECT["dependencies"], *EXTRAS["report"]]),
        ("dev.lock", [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["dev"]]),
        ("lab.lock", [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["lab"]]),
        ("setup.lock", DECLARED["dependency-groups"]["setup"]),
    ],
)
def test_a_lock_has_every_declared_package_within_its_bounds(
    lock: str, declared: list[str]
) -> None:
    versions: dict[str, list[str]] = {}
    for requirement, _ in locked(lock):
        [exact] = requirement.specifier
        versions.setdefault(canonicalize_name(requirement.name), []).append(exact.version)
    for name, allowed in bounds(*declared).items():
        assert canonicalize_name(name) in versions
        assert all(version in allowed for version in versions[canonicalize_name(name)]), name


def test_no_two_locks_differ_on_a_version() -> None:
    chosen: dict[tuple[str, str], set[str]] = {}
    for lock in LOCKS:
        for requirement, _ in locked(lock):
            key = (canonicalize_name(requirement.name), str(requirement.marker))
            chosen.setdefault(key, set()).add(str(requirement.specifier))
    assert {key: found for key, found in chosen.items() if len(found) > 1} == {}


def test_a_report_locks_nothing_of_what_only_tests_or_jupyterlab_need() -> None:
    only = bounds(*EXTRAS["dev"], *EXTRAS["lab"]).keys() | {"jupyterlab", "notebook"}
    assert not only & {requirement.name for requirement, _ in locked("report.lock")}


# Licences.

TERMS = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text("utf-8"))
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"),
}
# These ask more of whoever changes the package or passes it on: fine for what only runs here.
OF_TOOLS = PERMISSIVE | {"Artistic-1.0-Perl", "LGPL-2.1-only", "LGPL-2.1-or-later", "MPL-2.0"}


def allowed(terms: str, licences: set[str]) -> bool:
    """Whether an alternative of these terms asks for nothing but these licences."""
    return any(set(each.split(" AND ")) <= licences for each in terms.split(" OR "))


def test_every_locked_package_is_listed_once_with_its_licence() -> None:
    packages = {canonicalize_name(each.name) for lock in LOCKS for each, _ in locked(lock)}
    assert sorted(name for names in TERMS.values() for name in names) == sorted(packages)


def test_the_packages_under_a_licence_stand_in_order() -> None:
    assert [names for names in TERMS.values() if names != sorted(names)] == []


def test_the_listed_licence_is_the_one_that_an_installed_package_states() -> None:
    listed = {name: terms for terms, names in TERMS.items() for name in names}
    versions = {
        f"{canonicalize_name(r.name)}{r.specifier}" for lock in LOCKS for r, _ in locked(lock)
    }
    stated = {}
    for package in importlib.metadata.distributions():
        name = canonicalize_name(package.metadata["Name"])
        terms = package.metadata.get("License-Expression")
        if terms and f"{name}=={package.version}" in versions:
            stated[name] = terms
    assert stated
    assert {name: listed.get(name) for name in stated} == stated


def test_a_report_is_built_with_permissive_licences_alone() -> None:
    packages = {canonicalize_name(each.name) for each, _ in locked("report.lock")}
    assert [
        (terms, names)
        for terms, names in TERMS.items()
        if packages & set(names) and not allowed(terms, PERMISSIVE)
    ] == []


def test_every_licence_allows_a_tool_to_be_used_here() -> None:
    assert [terms for terms in TERMS if not allowed(terms, OF_TOOLS)] == []


def test_every_npm_package_is_under_a_licence_that_allows_a_tool_to_be_used_here() -> None:
    lock = json.loads((ROOT / "tests" / "page" / "package-lock.json").read_text("utf-8"))
    terms = {name: each["license"] for name, each in lock["packages"].items() if name}
    assert terms
    assert {name: each for name, each in terms.items() if not allowed(each, OF_TOOLS)} == {}


# Columns.

RESULTS = json.loads((SOURCE / "report/template/datapackage.json").read_text("utf-8"))
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text("utf-8"))


def fields(schema: Any) -> Iterator[dict[str, Any]]:
    """The columns of a schema; one that two tables share has a file of its own."""
    if isinstance(schema, str):
        schema = json.loads((DATA / schema).read_text("utf-8"))
    yield from schema["fields"]


FIELDS = [
    pytest.param(field, id=f"{resource['name']}-{field['name']}")
    for resource in [*DESCRIPTOR["resources"], *RESULTS["resources"]]
    for field in fields(resource["schema"])
]
each_field = pytest.mark.parametrize("field", FIELDS)


def test_every_table_is_described() -> None:
    described = [resource["path"] for resource in DESCRIPTOR["resources"]]
    assert sorted(described) == sorted(path.name for path in DATA.glob("*.csv"))


@each_field
def test_a_column_says_its_type_its_meaning_and_an_example(field: dict[str, Any]) -> None:
    assert {"type", "title", "description", "example"} - {k for k, v in field.items() if v} == set()


@each_field
def test_the_example_of_a_column_is_valid(field: dict[str, Any]) -> None:
    _, wrong = frictionless.Field.from_descriptor(field).read_cell(field["example"])
    assert not wrong


RESULT = {
    (resource["name"], field["name"]): field
    for resource in RESULTS["resources"]
    for field in fields(resource["schema"])
}
ANSWERS = {
    "adds_up": "adds up,does not add up,cannot be checked",
    "others": "matches,close,others higher,others lower,sources disagree,cannot be told,"
    "no other source",
    "as_worded": "holds,does not hold,depends on whom,cannot be told",
    "who_counted": "one origin,separate",
}


@pytest.mark.parametrize(("column", "answers"), ANSWERS.items(), ids=ANSWERS)
def test_a_column_of_answers_allows_every_answer(column: str, answers: str) -> None:
    assert RESULT["claims", column]["constraints"]["enum"] == answers.split(",")


def test_the_columns_of_claims_name_the_limits_by_which_they_are_judged() -> None:
    limits = f"within {MATCHES:.0%}, within {CLOSE:.0%}, or beyond"
    assert limits in RESULT["claims", "others"]["description"]


@pytest.mark.parametrize("folder", [DATA, ROOT / "reports"], ids=["tables", "results"])
def test_frictionless_accepts(folder: Path) -> None:
    checked = frictionless.validate(str(folder / "datapackage.json"))
    assert checked.flatten(["title", "rowNumber", "fieldName", "message"]) == []


def test_the_data_are_described_by_the_second_standard_with_their_licence() -> None:
    assert DESCRIPTOR["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [licence["name"] for licence in DESCRIPTOR["licenses"]] == ["CC-BY-4.0"]


# One version, one author.


def test_the_project_states_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changes = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    stated = {
        "CITATION.cff": str(citation["version"]),
        "CHANGELOG.md": changes[0],
        "data/datapackage.json": DESCRIPTOR["version"],
    }
    assert stated == dict.fromkeys(stated, stats.__version__)
    assert str(Version(stats.__version__)) == stats.__version__


def test_the_author_is_the_entity_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    name = "The project's contributors"
    assert citation["authors"] == [{"name": name}]
    assert PROJECT["authors"] == [{"name": name}]
    assert [each["title"] for each in DESCRIPTOR["contributors"]] == [name]


def test_the_licences_are_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert set(citation["license"]) == set(PROJECT["license"].split(" AND "))
    assert all((ROOT / path).is_file() for path in PROJECT["license-files"])


# The wheel.


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
import json, sys, stats
data = stats.load()
print(json.dumps({
    "file": stats.__file__,
    "path": sys.path,
    "version": stats.__version__,
    "figures": [str(data[name]) for name in [*data.figures.index, *data.context.index]],
    "modules": sorted(sys.modules),
}))
"""


@pytest.fixture(scope="module")
def installed(wheel: Path) -> dict[str, Any]:
    """What the unzipped wheel says, in a Python that knows it and not the checkout."""
    packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    path = ":".join([str(wheel), *sorted(packages)])
    # Without the site module no .pth file puts the checkout on the path.
    said = run(sys.executable, "-SB", "-c", INSTALLED, cwd=wheel.parent, PYTHONPATH=path)
    assert said.returncode == 0, said.stderr
    read: dict[str, Any] = json.loads(said.stdout)
    return read


def test_an_installed_wheel_is_what_is_imported(installed: dict[str, Any], wheel: Path) -> None:
    assert Path(installed["file"]).is_relative_to(wheel)
    assert str(ROOT / "src") not in installed["path"]


def test_an_installed_wheel_gives_the_same_tables(installed: dict[str, Any]) -> None:
    data = stats.load()
    names = [*data.figures.index, *data.context.index]
    assert installed["figures"] == [str(data[name]) for name in names]


def test_an_installed_wheel_says_its_version(installed: dict[str, Any], wheel: Path) -> None:
    [metadata] = wheel.glob("*.dist-info")
    declared = importlib.metadata.PathDistribution(metadata).version
    assert installed["version"] == declared == stats.__version__


def test_a_wheel_has_the_data_as_they_are(wheel: Path) -> None:
    assert files(wheel / "stats" / "data") == files(DATA)


def test_a_wheel_has_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    ours = {name for name in files(SOURCE) if "__pycache__" not in name}
    packed = {name for name in files(wheel / "stats") if not name.startswith("data/")}
    assert packed == ours
    assert {"py.typed", "report/template/index.html.j2"} <= packed


def test_a_wheel_needs_nothing_but_what_an_analysis_needs(wheel: Path) -> None:
    [metadata] = wheel.glob("*.dist-info")
    needs = importlib.metadata.PathDistribution(metadata).requires or []
    plain = [Requirement(each) for each in needs if "extra ==" not in each]
    assert {each.name: each.specifier for each in plain} == bounds(*PROJECT["dependencies"])


def test_a_wheel_carries_both_licences(wheel: Path) -> None:
    [metadata] = wheel.glob("*.dist-info")
    assert set(files(metadata / "licenses")) == set(PROJECT["license-files"])


# Who imports whom.


def test_an_analysis_loads_no_charts_and_no_notebooks(installed: dict[str, Any]) -> None:
    heavy = {"matplotlib", "nbconvert", "nbclient", "nbformat", "IPython", "jinja2", "stats.report"}
    assert not heavy & set(installed["modules"])


def imports(path: Path) -> Iterator[str]:
    """The full names of all that a module of ours imports, wherever in it that stands."""
    package = ["stats", *path.relative_to(SOURCE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


MODULES = {
    path.relative_to(SOURCE).as_posix(): list(imports(path))
    for path in sorted(SOURCE.rglob("*.py"))
}


def test_the_report_imports_nothing_of_ours_but_itself() -> None:
    found = [
        (path, name)
        for path, names in MODULES.items()
        if path.startswith("report/")
        for name in names
        if within(name, "stats") and not name.startswith(("stats.report", "stats.mime"))
    ]
    assert found == []


def test_only_the_command_line_imports_the_report() -> None:
    found = [
        path
        for path, names in MODULES.items()
        if not path.startswith("report/")
        if any(within(name, "stats.report") for name in names)
    ]
    assert found == ["__main__.py"]


def test_only_the_report_knows_notebooks() -> None:
    tools = ("nbconvert", "nbclient", "nbformat", "jupyter_client", "IPython", "ipykernel")
    found = [
        (path, name)
        for path, names in MODULES.items()
        if not path.startswith("report/")
        for name in names
        if any(within(name, tool) for tool in tools)
    ]
    assert found == []


def test_the_library_names_no_row_no_body_and_no_country() -> None:
    nouns = re.compile(
        r"cambodia|khmer|amnesty|phnom penh|thailand|philippines|\bKHM\b|_20\d\d", re.IGNORECASE
    )
    examples = re.compile(r"^ *>>> .*(?:\n(?! *(?:>>>|\"\"\"|$)).*)*", re.MULTILINE)
    found = {
        name: nouns.findall(examples.sub("", content.decode("utf-8")))
        for name, content in files(SOURCE).items()
        if "__pycache__" not in name
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_no_two_modules_import_each_other() -> None:
    names = {path.removesuffix(".py").replace("/", "."): path for path in MODULES}
    uses = {
        name: {
            other
            for other in names
            if other not in (name, "__init__", "__main__")
            if any(within(found, f"stats.{other}") for found in MODULES[path])
        }
        for name, path in names.items()
        if not name.startswith(("__", "report"))
    }
    while free := [name for name, used in uses.items() if not used & uses.keys()]:
        for name in free:
            del uses[name]
    assert uses == {}
