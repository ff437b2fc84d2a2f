"""Say what this Python lacks for the goals of make that are named; run by an active environment.

`python requirements/lacks.py report` prints "matplotlib, stats of this folder", say, or nothing.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

REPORT = ["ipykernel", "markdown_it", "markupsafe", "matplotlib", "mdit_py_plugins", "nbclient"]
REPORT += ["nbconvert", "pandas"]
TESTS = ["frictionless", "hypothesis", "mypy", "pdoc", "pytest", "ruff", "textstat", "xdist"]
NEEDED = {
    **dict.fromkeys(("report", "chapter", "new", "data", "tidy", "audit"), REPORT),
    "lab": [*REPORT, "jupyterlab", "jupyterlab_myst"],
    **dict.fromkeys(("test", "types", "api", "bench"), REPORT + TESTS),
}
"""By goal; the others need no environment."""

needed = dict.fromkeys(name for goal in sys.argv[1:] for name in NEEDED.get(goal, []))
lacking = [name for name in needed if not find_spec(name)]
found = find_spec("stats")
ours = Path(__file__).parents[1] / "src" / "stats" / "__init__.py"
if needed and not (found and found.origin and ours.samefile(found.origin)):
    lacking.append("stats of this folder")  # of another copy an edit of src would not show
print(", ".join(lacking))
