"""A project to begin from: it builds at once, and says what is wrong with its tables."""

import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import pytest
from conftest import ROOT, files, run, run_stats

import stats

Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "a project"
    made = run_stats("new", folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    built = run_stats("report", cwd=project)
    assert built.returncode == 0, built.stdout + built.stderr
    return (project / "reports" / "report.html").read_text("utf-8")


def test_a_new_project_builds_at_once(page: str) -> None:
    # 1,200 / 800 - 1 = 0.5; 1,254 / 812 - 1 = 0.544
    assert "<b>adds up (50.0%)</b>" in page
    assert "growth of 54.4%" in page


def test_its_page_is_its_own(page: str) -> None:
    assert "Schools without water: an article checked, version 0.1.0, 31 January 2026." in page
    assert "Authors: Your name." in page
    assert 'Licence: <a href="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</a>' in page


def test_its_charts_have_its_licence(project: Path, page: str) -> None:
    chart = (project / "reports" / "charts" / "dry-schools.svg").read_text("utf-8")
    assert "Licence: CC-BY-4.0" in chart


def test_its_readme_says_what_each_column_is_for(project: Path) -> None:
    text = (project / "README.md").read_text("utf-8")
    for path in (project / "data").glob("*.csv"):
        header, *_ = csv.reader(path.read_text("utf-8").splitlines())
        part = text.partition(f"## {path.name}")[2].partition("\n## ")[0]
        assert [column for column in header if f"| `{column}` |" not in part] == []


def test_its_chapter_is_a_valid_notebook(project: Path) -> None:
    nbformat.validate(nbformat.read(project / "notebooks" / "1-answer.ipynb", 4))


def test_a_new_project_replaces_no_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "places.csv").write_text("mine")
    made = run_stats("new", tmp_path)
    assert made.returncode == 1
    assert made.stderr == (
        f"{tmp_path / 'data' / 'places.csv'} is there; nothing was written: name another folder\n"
    )
    assert files(tmp_path) == {"data/places.csv": b"mine"}


def test_the_guide_gives_the_result_of_its_rows() -> None:
    guide = (ROOT / "docs" / "another-article.md").read_text("utf-8")
    words = ("from 800 at the end of 2015", "to over 1,200 in 2020")
    ends = ("2015-12-31", "2020-12-31")
    then, now = (
        stats.Figure.parse(text, unit="schools", end=end, rounded_to=100)
        for text, end in zip(words, ends, strict=True)
    )
    assert all(f"| {text} |" in guide for text in words)
    assert f"stats.growth_rate(then, now)  # {stats.growth_rate(then, now)}" in guide


def test_make_takes_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    active = {"VIRTUAL_ENV": sys.prefix}
    assert run("make", "new", f"FOLDER={folder}", **active).returncode == 0
    checked = run("make", "data", f"PROJECT={folder}", **active)
    assert "figures.csv: 3 rows" in checked.stdout.splitlines()


# The second script that computes the results.


@pytest.fixture
def reports(project: Path, page: str, tmp_path: Path) -> Path:
    """A copy of the report, to be changed."""
    folder = Path(shutil.copytree(project / "reports", tmp_path / "reports"))
    # What the page offers to save would differ from each table that is changed here.
    (folder / "report.html").write_text(page.replace(" download=", " data-name="), "utf-8")
    return folder


@pytest.fixture
def audit(project: Path) -> Callable[[Path], CompletedProcess[str]]:
    return lambda reports: run(
        sys.executable, ROOT / "tests" / "audit.py", project / "data", reports
    )


Audit = Callable[[Path], CompletedProcess[str]]


def change(path: Path, there: str, planted: str) -> None:
    text = path.read_text("utf-8")
    assert there in text
    path.write_text(text.replace(there, planted), "utf-8")


def test_the_audit_goes_along(reports: Path, audit: Audit) -> None:
    done = audit(reports)
    assert (done.returncode, done.stderr) == (0, "")
    taken, *_, last = done.stdout.splitlines()
    assert taken == "statistics.csv: 2 taken at the formula that they state"
    assert last.endswith(" values compared, 0 differ")


@pytest.mark.parametrize(
    ("name", "there", "planted", "said"),
    [
        ("claims.csv", ",adds up,", ",does not add up,", "claims.csv, growth, adds_up: "),
        ("statistics.csv", ",0.5,", ",0.6,", "statistics.csv, growth_claimed, value: "),
        ("shown.csv", '"more than 1,200"', '"more than 1,300"', "shown.csv, "),
    ],
)
def test_the_audit_notices(  # noqa: PLR0917
    reports: Path, audit: Audit, name: str, there: str, planted: str, said: str
) -> None:
    change(reports / name, there, planted)
    done = audit(reports)
    assert done.returncode == 1
    assert f"\n{said}" in done.stdout


def test_a_claim_is_found_by_its_words(reports: Path, audit: Audit) -> None:
    for name in ("claims.csv", "others.csv"):
        change(reports / name, "\ngrowth,", "\nthe growth,")
    assert audit(reports).returncode == 0


def test_what_the_audit_cannot_read_is_a_line(reports: Path, audit: Audit) -> None:
    change(reports / "statistics.csv", "dry_2020 / dry_2015 - 1", "median(dry_2020)")
    done = audit(reports)
    assert (done.returncode, done.stderr) == (0, "")
    line = "not covered: statistics.csv, formulas that the audit cannot read: 1 (median(dry_2020))"
    assert line in done.stdout.splitlines()


def test_a_report_may_have_no_tables(reports: Path, audit: Audit) -> None:
    for name in ("claims", "others", "sentences", "shown", "statistics"):
        (reports / f"{name}.csv").unlink()
    done = audit(reports)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_audit_of_no_report_says_what_to_do(tmp_path: Path, audit: Audit) -> None:
    said = f"{tmp_path} has no report of a build: run make report first, with the same folders\n"
    done = audit(tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, said, "")


# What a beginner damages.


def replaced(name: str, old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return damage


def with_semicolons(name: str) -> Damage:
    return lambda folder: (folder / name).write_text(
        (folder / name).read_text("utf-8").replace(",", ";"), "utf-8"
    )


def row_twice(name: str) -> Damage:
    def damage(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text + text.splitlines()[1] + "\n", "utf-8")

    return damage


TABLES = ("figures", "context", "quantities", "bodies", "places", "sources")
DAMAGES: dict[str, tuple[Damage, str]] = {
    **{
        f"{name} with semicolons": (
            with_semicolons(f"{name}.csv"),
            f"{name}.csv, line 1: the cells are separated by semicolons; save the table with",
        )
        for name in TABLES
    },
    **{
        f"a row of {name} twice": (
            row_twice(f"{name}.csv"),
            f"{name}.csv, line {last}, column {column}: ",
        )
        for name, last, column in (
            ("figures", 5, "id"),
            ("context", 4, "id"),
            ("quantities", 4, "key"),
            ("bodies", 5, "key"),
            ("places", 3, "code"),
            ("sources", 4, "key"),
        )
    },
    "a date as a spreadsheet writes it": (
        replaced("figures.csv", "2015-12-31", "31/12/2015"),
        'figures.csv, line 2, column start: "31/12/2015" is not a date; write it as 2020-03-31',
    ),
    "thousands with commas": (
        replaced("figures.csv", ",1200,", ',"1,200",'),
        'figures.csv, line 3, column value: "1,200" is not a number; write digits 0-9',
    ),
    "a column renamed": (
        replaced("context.csv", "rounded_to", "rounding"),
        'context.csv, line 1: column "rounding" is not known; the columns are id,quantity,',
    ),
    "an id with a space": (
        replaced("figures.csv", "dry_2015", "dry 2015"),
        'figures.csv, line 2, column id: "dry 2015" is not an id; begin with a letter a-z',
    ),
    "a key that is nowhere": (
        replaced("context.csv", "education_ministry", "ministry"),
        'context.csv, line 2, column attributed_to: "ministry" is not a key of bodies.csv; add it',
    ),
    "a descriptor without a comma": (
        replaced("datapackage.json", '"my-article",', '"my-article"'),
        "datapackage.json, line 3: Expecting ',' delimiter; it must be JSON",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named(project: Path, tmp_path: Path, name: str) -> None:
    damage, message = DAMAGES[name]
    folder = tmp_path / "data"
    folder.mkdir()
    for path in (project / "data").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    damage(folder)
    done = run_stats("check", folder)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(message)
