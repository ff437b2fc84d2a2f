"""Another article, of a made-up country: its tables and chapters, and nothing of the library."""

import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT, TABLES, run

MADE_UP = TABLES / "made_up"


def make(target: str, reports: Path) -> CompletedProcess[str]:
    folders = {"DATA": MADE_UP, "NOTEBOOKS": MADE_UP / "chapters", "REPORTS": reports}
    named = (f"{name}={folder}" for name, folder in folders.items())
    return run("make", target, *named, VIRTUAL_ENV=sys.prefix)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = tmp_path_factory.mktemp("made_up") / "reports"
    made = make("report", reports)
    assert made.returncode == 0, made.stdout + made.stderr
    return reports


@pytest.fixture
def reports(built: Path, tmp_path: Path) -> Path:
    """A copy of the report, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "reports"))


def change(path: Path, there: str, planted: str) -> None:
    text = path.read_text("utf-8")
    assert there in text
    path.write_text(text.replace(there, planted), "utf-8")


def audit(reports: Path) -> CompletedProcess[str]:
    return run(sys.executable, ROOT / "tests" / "audit.py", MADE_UP, reports)


def test_another_article_is_built_by_make_from_its_own_tables_and_chapters(built: Path) -> None:
    page = (built / "report.html").read_text("utf-8")
    # 420 / 900 = 0.47; 420 / 600 - 1 = -0.3
    assert "A made-up country has about half as many people in prison as places." in page
    assert "<b>adds up (−30.0%)</b>" in page


def test_the_audit_goes_along(built: Path) -> None:
    done = make("audit", built)
    assert (done.returncode, done.stderr) == (0, "")
    taken, *_, last = done.stdout.splitlines()
    assert taken == "statistics.csv: 1 taken at the formula that they state"
    assert last.endswith(" values compared, 0 differ")


@pytest.mark.parametrize(
    ("name", "there", "planted", "said"),
    [
        ("claims.csv", ",adds up,", ",does not add up,", "claims.csv, fall, adds_up: "),
        ("statistics.csv", ",-0.3,", ",-0.4,", "statistics.csv, fall, value: "),
        ("shown.csv", ",at most 420", ",at most 421", "shown.csv, b1f92e1b, held_2020, value: "),
    ],
)
def test_the_audit_notices(reports: Path, name: str, there: str, planted: str, said: str) -> None:
    change(reports / name, there, planted)
    done = audit(reports)
    assert done.returncode == 1
    assert f"\n{said}" in done.stdout


def test_a_claim_is_found_by_its_words(reports: Path) -> None:
    for name in ("claims.csv", "others.csv"):
        change(reports / name, "\nfall,", "\nthe fall,")
    assert audit(reports).returncode == 0


def test_what_the_audit_cannot_read_is_a_line_and_no_difference(reports: Path) -> None:
    change(reports / "statistics.csv", "held_2020 / held_2015 - 1", "median(held_2020)")
    done = audit(reports)
    assert (done.returncode, done.stderr) == (0, "")
    line = "not covered: statistics.csv, formulas that the audit cannot read: 1 (median(held_2020))"
    assert line in done.stdout.splitlines()


def test_a_report_may_have_no_tables(reports: Path) -> None:
    for name in ("claims", "others", "sentences", "shown", "statistics"):
        (reports / f"{name}.csv").unlink()
    done = audit(reports)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_audit_of_no_report_says_what_to_do(tmp_path: Path) -> None:
    done = audit(tmp_path)
    said = f"{tmp_path} has no report of a build: run make report first, with the same folders\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, said, "")
