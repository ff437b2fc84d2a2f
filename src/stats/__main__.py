"""`python -m stats check` and `python -m stats report`, as the Makefile calls them."""

import argparse
import re
import signal
import sys
from functools import partial
from pathlib import Path

import stats
from stats.read import Data, FiguresError, load

TABLES = ("figures", "context", "sources", "quantities", "bodies", "qualifiers", "excluded")


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
    report.add_argument("--limit", type=float, help="the seconds that a cell may take")
    given = parser.parse_args()
    try:
        data = load(given.data)
    except FiguresError as error:
        print(error, file=sys.stderr)
        return 1
    for name in TABLES:
        rows = len(getattr(data, name))
        print(f"{name}.csv: {rows} row{'s' * (rows != 1)}", flush=True)
    return _report(given, data) if given.command == "report" else 0


def _report(given: argparse.Namespace, data: Data) -> int:
    from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)

    read = data.sources["read"].max()
    facts = {
        "edition": f"Version {stats.__version__}. Sources last read on {read.day} {read:%B %Y}.",
        "licence": "Text, charts and data: CC BY 4.0. Code: MIT. By the project’s contributors.",
    }
    # Editors leave hidden files beside those that they have open.
    found = [path for path in given.notebooks.glob("*.ipynb") if not path.name.startswith(".")]
    if not found:
        print(f"There are no chapters (*.ipynb) in {given.notebooks}.", file=sys.stderr)
        return 1
    try:
        page = build(
            sorted(found, key=_in_order),
            given.reports,
            facts,
            environment={"STATS_DATA": str(given.data.resolve())},
            limit=given.limit,
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


def _in_order(path: Path) -> list[tuple[int, str]]:
    """The tenth after the ninth."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", path.name)]


if __name__ == "__main__":
    # Ended from outside it leaves nothing behind either.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
