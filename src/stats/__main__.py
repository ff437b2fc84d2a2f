"""`python -m stats check` and `python -m stats report`, as the Makefile calls them."""

import argparse
import sys
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import stats

TITLE = "Cambodia’s prison and drug-arrest figures, checked"
DESCRIPTION = (
    "Each figure on Cambodia’s anti-drug campaign that a newspaper reported from Amnesty "
    "International in May 2020, with what its words allow and what other sources say."
)
TABLES = ("figures.csv", "context.csv", "sources.csv")


def main() -> int:
    """Check the tables, or build the report; return the status to exit with."""
    parser = argparse.ArgumentParser(prog="python -m stats", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check the tables of figures")
    report = commands.add_parser("report", help="run the chapters and build the report")
    for command in (check, report):
        command.add_argument("data", type=Path, help="the folder of the tables")
    report.add_argument("notebooks", type=Path, help="the folder of the chapters")
    report.add_argument("reports", type=Path, help="the folder to write the report to")
    given = parser.parse_args()
    try:
        checked = stats.check_tables(given.data)
    except stats.FiguresError as error:
        print(error, file=sys.stderr)
        return 1
    print(*checked, sep="\n", flush=True)
    return _report(given) if given.command == "report" else 0


def _report(given: argparse.Namespace) -> int:
    from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)

    read = date.fromisoformat(stats.load_sources(given.data / "sources.csv")["read"].max())
    facts = {
        "title": TITLE,
        "description": DESCRIPTION,
        "edition": f"Version {stats.__version__}. Sources last read on {read.day} {read:%B %Y}.",
        "licence": "Text, charts and data: CC BY 4.0. Code: MIT. By the project’s contributors.",
    }
    chapters = sorted(given.notebooks.glob("*.ipynb"))
    if not chapters:
        print(f"There are no chapters (*.ipynb) in {given.notebooks}.", file=sys.stderr)
        return 1
    library = sorted(Path(stats.__file__).parent.rglob("*.py"))
    # Charts are drawn by matplotlib's own settings, whatever the reader's are.
    matplotlib = Path(find_spec("matplotlib").origin).parent  # type: ignore[union-attr, arg-type]
    try:
        page = build(
            chapters,
            given.reports,
            facts,
            stands_on=[*(given.data / name for name in TABLES), *library],
            environment={
                "STATS_DATA": str(given.data.resolve()),
                "MATPLOTLIBRC": str(matplotlib / "mpl-data" / "matplotlibrc"),
            },
            say=partial(print, flush=True),
        )
    except BuildError as error:
        print(f"{error}\nNo report was built; the last one is as it was.", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"The report cannot be written to {given.reports}: {error}\n"
            "No file there is half written; make it right, and build again.",
            file=sys.stderr,
        )
        return 1
    print(f"The report: {page}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
