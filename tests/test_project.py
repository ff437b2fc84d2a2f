"""What the project states of itself: packages, licences, columns, versions, wheel, imports."""

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
from stats.report.build import compact
from stats.verdicts import CLOSE, MATCHES

DATA = ROOT / "data"
SOURCE = ROOT / "src" / "stats"
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = DECLARED["project"]
EXTRAS = PROJECT["optional-dependencies"]


def bounds(*requirements: str) -> dict[str, SpecifierSet]:
    """Packages and the versions of them that will do, without the project itself."""
    read = [Requirement(each) for each in requirements]
    return {r.name: r.specifier for r in read if r.name != PROJECT["name"]}


# Packages.


def test_conda_has_the_same_bounds() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    [by_pip] = [each["pip"] for each in listed if isinstance(each, dict)]
    conda = bounds(*(each for each in listed if isinstance(each, str)), *by_pip[:-1])
    extras = [each for extra in EXTRAS.values() for each in extra]
    python = {"python": SpecifierSet(PROJECT["requires-python"]), "pip": SpecifierSet()}
    assert conda == bounds(*PROJECT["dependencies"], *extras) | python
    assert by_pip[-1] == "-e ."


def locked(lock: str) -> list[tuple[Requirement, list[str]]]:
    """The requirements of a lock, each with its hashes."""
    joined = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    parts = [re.split(r"\s+(?=--)", line) for line in lines]
    return [(Requirement(first), [option.strip() for option in rest]) for first, *rest in parts]


LOCKS = {
    "setup": DECLARED["dependency-groups"]["setup"],
    "report": [*PROJECT["dependencies"], *EXTRAS["report"]],
    "dev": [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["dev"]],
    "lab": [*PROJECT["dependencies"], *EXTRAS["report"], *EXTRAS["lab"]],
}
LOCKED = {lock: locked(lock) for lock in LOCKS}
NAMES = {canonicalize_name(each.name) for lock in LOCKED.values() for each, _ in lock}


def test_every_lock_is_known() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.lock")} == LOCKS.keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_exact(lock: str) -> None:
    """Each package has one version and hashes, and no address."""
    for requirement, options in LOCKED[lock]:
        assert [each.operator for each in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert options, requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in options)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_keeps_the_bounds(lock: str) -> None:
    versions: dict[str, list[str]] = {}
    for requirement, _ in LOCKED[lock]:
        [exact] = requirement.specifier
        versions.setdefault(canonicalize_name(requirement.name), []).append(exact.version)
    for name, allowed in bounds(*LOCKS[lock]).items():
        assert all(version in allowed for version in versions[canonicalize_name(name)]), name


def test_locks_agree_on_versions() -> None:
    chosen: dict[tuple[str, str], set[str]] = {}
    for requirement, _ in (each for lock in LOCKED.values() for each in lock):
        key = (canonicalize_name(requirement.name), str(requirement.marker))
        chosen.setdefault(key, set()).add(str(requirement.specifier))
    assert {key: versions for key, versions in chosen.items() if len(versions) > 1} == {}


def test_a_report_needs_no_test_package() -> None:
    only = bounds(*EXTRAS["dev"], *EXTRAS["lab"]).keys() | {"jupyterlab", "notebook"}
    assert not only & {requirement.name for requirement, _ in LOCKED["report"]}


# Licences.

TERMS = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text("utf-8"))
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"),
}
# These ask more of whoever changes the package or passes it on: fine for what only runs here.
FOR_TOOLS = PERMISSIVE | {"Artistic-1.0-Perl", "LGPL-2.1-only", "LGPL-2.1-or-later", "MPL-2.0"}


def allowed(terms: str, licences: set[str]) -> bool:
    """Whether an alternative of these terms asks for nothing but these licences."""
    return any(set(each.split(" AND ")) <= licences for each in terms.split(" OR "))


def test_every_package_has_a_licence() -> None:
    """It is listed once, in order."""
    assert sorted(name for names in TERMS.values() for name in names) == sorted(NAMES)
    assert [names for names in TERMS.values() if names != sorted(names)] == []


def test_a_licence_is_the_stated_one() -> None:
    listed = {name: terms for terms, names in TERMS.items() for name in names}
    versions = {
        f"{canonicalize_name(each.name)}{each.specifier}"
        for lock in LOCKED.values()
        for each, _ in lock
    }
    stated = {}
    for package in importlib.metadata.distributions():
        name = canonicalize_name(package.metadata["Name"])
        terms = package.metadata.get("License-Expression")
        if terms and f"{name}=={package.version}" in versions:
            stated[name] = terms
    assert stated
    assert {name: listed.get(name) for name in stated} == stated


def test_a_report_needs_permissive_licences() -> None:
    packages = {canonicalize_name(each.name) for each, _ in LOCKED["report"]}
    used = [terms for terms, names in TERMS.items() if packages & set(names)]
    assert [terms for terms in used if not allowed(terms, PERMISSIVE)] == []


def test_every_tool_may_be_used() -> None:
    lock = json.loads((ROOT / "tests" / "page" / "package-lock.json").read_text("utf-8"))
    npm = {each["license"] for name, each in lock["packages"].items() if name}
    assert npm
    assert [terms for terms in TERMS.keys() | npm if not allowed(terms, FOR_TOOLS)] == []


# Columns.

TEMPLATE = SOURCE / "report" / "template" / "datapackage.json"
RESULTS = json.loads(TEMPLATE.read_text("utf-8"))
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text("utf-8"))


def fields(schema: Any) -> Iterator[dict[str, Any]]:
    """The columns of a schema; one that two tables share has a file of its own."""
    if isinstance(schema, str):
        schema = json.loads((DATA / schema).read_text("utf-8"))
    yield from schema["fields"]


FIELDS = {
    f"{resource['name']}-{field['name']}": field
    for resource in [*DESCRIPTOR["resources"], *RESULTS["resources"]]
    for field in fields(resource["schema"])
}


def test_every_table_is_described() -> None:
    described = [resource["path"] for resource in DESCRIPTOR["resources"]]
    assert sorted(described) == sorted(path.name for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("name", FIELDS)
def test_a_column_is_described(name: str) -> None:
    field = FIELDS[name]
    assert all(field.get(part) for part in ("type", "title", "description", "example"))
    _, wrong = frictionless.Field.from_descriptor(field).read_cell(field["example"])
    assert not wrong


ANSWERS = {
    "adds_up": ["adds up", "does not add up", "cannot be checked"],
    "others": [
        *("matches", "close", "others higher", "others lower", "sources disagree"),
        *("cannot be told", "no other source"),
    ],
    "as_worded": ["holds", "does not hold", "depends on whom", "cannot be told"],
    "who_counted": ["one origin", "separate"],
}


@pytest.mark.parametrize("column", ANSWERS)
def test_a_column_allows_every_answer(column: str) -> None:
    assert FIELDS[f"claims-{column}"]["constraints"]["enum"] == ANSWERS[column]


def test_a_column_names_its_limits() -> None:
    limits = f"within {MATCHES:.0%}, within {CLOSE:.0%}, or beyond"
    assert limits in FIELDS["claims-others"]["description"]


@pytest.mark.parametrize("folder", [DATA, ROOT / "reports"], ids=["tables", "results"])
def test_frictionless_accepts(folder: Path) -> None:
    checked = frictionless.validate(str(folder / "datapackage.json"))
    assert checked.flatten(["title", "rowNumber", "fieldName", "message"]) == []


def test_a_descriptor_has_a_column_a_line() -> None:
    assert TEMPLATE.read_text("utf-8") == f"{compact(RESULTS)}\n"


# One version, one author.


def test_the_version_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changes = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    stated = [str(citation["version"]), changes[0], DESCRIPTOR["version"]]
    assert stated == [stats.__version__] * 3
    assert str(Version(stats.__version__)) == stats.__version__


def test_author_and_licence_are_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    name = "The project's contributors"
    assert citation["authors"] == PROJECT["authors"] == [{"name": name}]
    assert [each["title"] for each in DESCRIPTOR["contributors"]] == [name]
    assert set(citation["license"]) == set(PROJECT["license"].split(" AND "))
    assert [licence["name"] for licence in DESCRIPTOR["licenses"]] == ["CC-BY-4.0"]
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
    "figures": [str(data[name]) for name in [*data.figures.index, *data.context.index]],
    "modules": sorted(sys.modules),
}))
"""
HEAVY = {"matplotlib", "nbconvert", "nbclient", "nbformat", "IPython", "jinja2", "stats.report"}


def test_a_wheel_works_alone(wheel: Path) -> None:
    """It has the same tables, and an analysis loads neither charts nor notebooks."""
    packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    path = ":".join([str(wheel), *sorted(packages)])
    # Without the site module no .pth file puts the checkout on the path.
    done = run(sys.executable, "-SB", "-c", INSTALLED, cwd=wheel.parent, PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    installed = json.loads(done.stdout)
    data = stats.load()
    names = [*data.figures.index, *data.context.index]
    assert Path(installed["file"]).is_relative_to(wheel)
    assert installed["figures"] == [str(data[name]) for name in names]
    assert not HEAVY & set(installed["modules"])


def test_a_wheel_has_data_and_package(wheel: Path) -> None:
    ours = {name for name in files(SOURCE) if "__pycache__" not in name}
    packed = {name for name in files(wheel / "stats") if not name.startswith("data/")}
    assert packed == ours
    assert {"py.typed", "report/template/index.html.j2"} <= packed
    assert files(wheel / "stats" / "data") == files(DATA)


def test_a_wheel_states_what_it_needs(wheel: Path) -> None:
    [metadata] = wheel.glob("*.dist-info")
    package = importlib.metadata.PathDistribution(metadata)
    plain = [Requirement(each) for each in package.requires or [] if "extra ==" not in each]
    assert package.version == stats.__version__
    assert {each.name: each.specifier for each in plain} == bounds(*PROJECT["dependencies"])
    assert set(files(metadata / "licenses")) == set(PROJECT["license-files"])


# Who imports whom.


def imports(path: Path) -> set[str]:
    """The full names of all that a module of ours imports, wherever in it that stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by the full name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


IMPORTS = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts): imports(path)
    for path in sorted(SOURCE.rglob("*.py"))
}
NOTEBOOKS = ("nbconvert", "nbclient", "nbformat", "jupyter_client", "IPython", "ipykernel")


def test_the_report_stands_alone() -> None:
    """It imports MIME types of ours and nothing else; only the command line imports it."""
    for module, names in IMPORTS.items():
        ours = {name for name in names if name.startswith("stats.")}
        if module.startswith("stats.report"):
            assert all(name.startswith(("stats.report", "stats.mime")) for name in ours), module
        else:
            assert not any(name.startswith(NOTEBOOKS) for name in names), module
            if module != "stats.__main__":
                assert not any(name.startswith("stats.report") for name in ours), module


def test_the_library_names_no_row() -> None:
    """Nor a body or a country, except in examples."""
    nouns = re.compile(
        r"cambodia|khmer|amnesty|phnom penh|thailand|philippines|\bKHM\b|_20\d\d", re.IGNORECASE
    )
    examples = re.compile(r"^ *>>> .*(?:\n(?! *(?:>>>|\"\"\"|$)).*)*", re.MULTILINE)
    for name, content in files(SOURCE).items():
        if "__pycache__" not in name:
            assert nouns.findall(examples.sub("", content.decode("utf-8"))) == [], name


def test_no_modules_import_each_other() -> None:
    uses = {
        name: {
            other
            for other in IMPORTS
            if other != name and any(f"{each}.".startswith(f"{other}.") for each in names)
        }
        for name, names in IMPORTS.items()
        if not name.endswith(("__init__", "__main__"))
    }
    while free := [name for name, used in uses.items() if not used & uses.keys()]:
        for name in free:
            del uses[name]
    assert uses == {}
