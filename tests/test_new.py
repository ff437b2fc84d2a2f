"""A project to begin from: it builds at once, and the audit goes along."""

import csv
import re
import shutil
from pathlib import Path

import audit
import pytest
from conftest import ROOT, files, run_here, run_stats

import stats

GUIDE = (ROOT / "docs" / "another-article.md").read_text("utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new") / "a project"
    made = run_here("new", folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def page(project):
    built = run_here("report", cwd=project)
    assert built.returncode == 0, built.stdout + built.stderr
    return (project / "reports" / "report.html").read_text("utf-8")


def test_a_new_project_builds_at_once(page):
    # 1,200 / 800 - 1 = 0.5; 1,254 / 812 - 1 = 0.544
    assert "<b>adds up (50.0%)</b>" in page
    assert "growth of 54.4%" in page
    assert "<b>does not add up (400 schools)</b>" in page


def test_it_is_told_what_is_still_the_examples(project, tmp_path):
    shutil.copytree(project / "data", tmp_path / "data")
    path = tmp_path / "data" / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("Schools without water", "Wells"), "utf-8")
    *_, told = run_here("check", cwd=tmp_path).stdout.splitlines()
    assert told == "datapackage.json has the example’s description, authors, created; write yours"


def test_its_charts_have_its_licence(project, page):
    chart = (project / "reports" / "charts" / "dry-schools.svg").read_text("utf-8")
    assert "Licence: CC-BY-4.0" in chart


def test_its_readme_says_what_each_column_is_for(project):
    text = (project / "README.md").read_text("utf-8")
    for path in (project / "data").glob("*.csv"):
        header, *_ = csv.reader(path.read_text("utf-8").splitlines())
        part = text.partition(f"## {path.name}")[2].partition("\n## ")[0]
        assert [column for column in header if f"| `{column}` |" not in part] == []
    assert "| `wording` | always |" in text


def test_a_new_project_replaces_no_file(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "places.csv").write_text("mine")
    made = run_here("new", tmp_path)
    assert made.returncode == 1
    assert f"{tmp_path / 'data' / 'places.csv'} is there" in made.stderr
    assert files(tmp_path) == {"data/places.csv": b"mine"}


def test_a_project_inside_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    made = run_stats("new", tmp_path / "file")
    wanted = f"[Errno 20] Not a directory: '{tmp_path / 'file' / 'data'}'\n"
    assert (made.returncode, made.stderr) == (1, wanted)


def test_the_guide_gives_the_result_of_its_rows():
    rows = re.findall(r"dry_schools \| ([\d,]+) \| (\w+) \| (\d+) \| \S+ \| (\S+) \|", GUIDE)
    then, now = (
        stats.figure(float(value), "schools", code, rounded_to=float(step), end=end)
        for value, code, step, end in rows
    )
    assert f"stats.growth_rate(then, now)  # {stats.growth_rate(then, now)}" in GUIDE


def test_the_steps_in_the_guide_divide_their_numbers():
    [line] = [each for each in GUIDE.splitlines() if each.startswith("- **rounded_to**")]
    found = re.findall(r"\d+(?:,\d{3})*", line)
    step, first, second, fine, exact = (int(number.replace(",", "")) for number in found)
    assert [first % step, second % step, exact % fine] == [0, 0, 0]


# The second script that computes the results.


@pytest.fixture
def reports(project, page, tmp_path):
    """A copy of the report, to be changed."""
    return Path(shutil.copytree(project / "reports", tmp_path / "reports"))


def test_the_audit_goes_along(project, reports, capsys):
    assert audit.main(project / "data", reports) == 0
    by_hand, *_, last = capsys.readouterr().out.splitlines()
    assert by_hand.endswith("so do it by hand: growth_claimed, growth_counted")
    assert last.endswith(" values compared, 0 differ")


def test_a_report_may_have_no_tables(project, reports):
    for name in ("claims", "others", "statistics"):
        (reports / f"{name}.csv").unlink()
    assert audit.main(project / "data", reports) == 0


def test_the_audit_of_no_report_says_what_to_do(project, tmp_path, capsys):
    assert audit.main(project / "data", tmp_path) == 1
    said = f"{tmp_path} has no report of a build: run make report first, with the same folder\n"
    assert capsys.readouterr().out == said
