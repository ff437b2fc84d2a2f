"""`python -m stats check` and `python -m stats report`, as the Makefile calls them."""

import argparse
import io
import json
import re
import sys
from pathlib import Path

import stats
from stats.read import Data, FiguresError, load

TABLES = (
    "figures",
    "context",
    "sources",
    "quantities",
    "bodies",
    "places",
    "qualifiers",
    "excluded",
    "corrections",
)


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
    args = parser.parse_args()
    try:
        data = load(args.data)
    except FiguresError as error:
        print(error, file=sys.stderr)
        return 1
    for name in TABLES:
        rows = len(getattr(data, name))
        print(f"{name}.csv: {rows} row{'s' * (rows != 1)}")
    return _report(args, data) if args.command == "report" else 0


def _report(args: argparse.Namespace, data: Data) -> int:
    from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)

    read = data.sources["read"].max()
    package = args.data / "datapackage.json"
    described = json.loads(package.read_text("utf-8")) if package.is_file() else {}
    facts = {
        "homepage": described.get("homepage", ""),
        "edition": f"Version {stats.__version__}. Sources last read on {read.day} {read:%B %Y}.",
        "licence": "Text, charts and data: CC BY 4.0. Code: MIT. By the project’s contributors.",
    }
    try:
        # Editors keep hidden files beside open ones.
        chapters = [path for path in args.notebooks.iterdir() if path.match("[!.]*.ipynb")]
        if not chapters:
            raise BuildError(f"There are no chapters (*.ipynb) in {args.notebooks}.")
        page = build(
            sorted(chapters, key=_in_order),
            args.reports,
            facts,
            environment={"STATS_DATA": str(args.data.resolve())},
            limit=args.limit,
        )
    except BuildError as error:
        print(f"{error}\nNo report was built; the last one is as it was.", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"The report in {args.reports} cannot be built: {error}\n"
            "No file there is half written; make it right, and build again.",
            file=sys.stderr,
        )
        return 1
    print(f"The report: {page}")
    return 0


def _in_order(path: Path) -> list[tuple[int, str]]:
    """A key by which chapter 10 comes after chapter 9."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", path.name)]


if __name__ == "__main__":
    # A terminal or pipe that lacks a letter gets its number.
    if isinstance(sys.stdout, io.TextIOWrapper):  # it is None where it was closed
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
