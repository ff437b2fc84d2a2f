"""`python -m stats check` and `python -m stats report`, as the Makefile calls them."""

import argparse
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import stats
from stats.read import Data, FiguresError, load, own_folder

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
    chapters = sorted(given.notebooks.glob("*.ipynb"))
    if not chapters:
        print(f"There are no chapters (*.ipynb) in {given.notebooks}.", file=sys.stderr)
        return 1
    # What a folder lacks, such as the descriptor, is the library's own.
    folders, kinds = (given.data, own_folder()), ("*.csv", "*.json")
    tables = [p for folder in folders for kind in kinds for p in sorted(folder.glob(kind))]
    library = sorted(Path(stats.__file__).parent.rglob("*.py"))
    # Charts are drawn by matplotlib's own settings, whatever the reader's are.
    matplotlib = Path(find_spec("matplotlib").origin).parent  # type: ignore[union-attr, arg-type]
    try:
        page = build(
            chapters,
            given.reports,
            facts,
            stands_on=[*tables, *library],
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
