"""Correct a figure, and add a row: which tests then fail? Run it from the project's folder.

A corrected figure may fail `tests/test_findings.py` alone, which holds what the README and the
summary say of the live tables; a further row may fail nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".*cache", "__pycache__", ".hypothesis")
ROW = (
    "prisoners_2023_trial,prisoners,KHM,41000,about,1000,2023-07-01,2023-07-31,interior_ministry,,"
    '"about 41,000 people in prison",post_2024_drug_campaign,A row of a trial.\n'
)


def corrected(project: Path) -> None:
    """Change the estimated capacity, its value and its wording."""
    table = project / "data/figures.csv"
    text = table.read_text("utf-8")
    assert text.count("26593") == text.count("26,593") == 1
    table.write_text(text.replace("26593", "26953").replace("26,593", "26,953"), "utf-8")


def added(project: Path) -> None:
    """Add a count to the context."""
    with (project / "data/context.csv").open("a", encoding="utf-8") as table:
        table.write(ROW)


def failing(change: Callable[[Path], None]) -> list[str]:
    """The files whose tests fail in a copy of the project that was changed."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(ROOT, project, ignore=LEFT_OUT, symlinks=True)
        change(project)
        environment = os.environ | {"PYTHONPATH": str(project / "src")}
        call = [sys.executable, "-m", "pytest", "-q", "-rfE", "-n", "auto", "--dist", "loadfile"]
        ran = subprocess.run(
            call, cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        print(ran.stdout.splitlines()[-1])
        return sorted(set(re.findall(r"^(?:FAILED|ERROR) ([^:\s]+)", ran.stdout, re.MULTILINE)))


def main() -> int:
    """Run both trials; the status to exit with says whether they came out."""
    wrong = 0
    for change, expected in ((corrected, ["tests/test_findings.py"]), (added, [])):
        found = failing(change)
        wrong += found != expected
        print(f"{change.__doc__} Failed: {', '.join(found) or 'nothing'}.")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
