"""Another article, of a made-up country: its tables and chapters, and nothing of the library."""

import sys
from pathlib import Path

from conftest import TABLES, run

MADE_UP = TABLES / "made_up"


def test_another_article_is_built_by_make_from_its_own_tables_and_chapters(tmp_path: Path) -> None:
    folders = {"DATA": MADE_UP, "NOTEBOOKS": MADE_UP / "chapters", "REPORTS": tmp_path / "reports"}
    active = {"VIRTUAL_ENV": sys.prefix}
    made = run(
        "make", "report", *(f"{name}={folder}" for name, folder in folders.items()), **active
    )
    assert made.returncode == 0, made.stdout + made.stderr
    page = (tmp_path / "reports" / "report.html").read_text("utf-8")
    # 420 / 900 = 0.47; 420 / 600 - 1 = -0.3
    assert "A made-up country has about half as many people in prison as places." in page
    assert "<b>adds up (−30.0%)</b>" in page
