"""`python -m stats check` and `python -m stats report`, as the Makefile calls them."""

import argparse
import io
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import stats
from stats.read import Data, FiguresError, load

TABLES = (
    "figures",
    "context",
    "sources",
    "quantities",
    "bodies",
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
    given = parser.parse_args()
    try:
        data = load(given.data)
    except FiguresError as error:
        print(error, file=sys.stderr)
        return 1
    lost = False

    def say(text: str) -> None:
        nonlocal lost
        try:
            print(text, flush=True)
        except OSError as error:
            lost = True
            print(f"What is said from here on is lost: {error.strerror}", file=sys.stderr)
            # Python would print the rest as it ends, and fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    for name in TABLES:
        rows = len(getattr(data, name))
        say(f"{name}.csv: {rows} row{'s' * (rows != 1)}")
    status = _report(given, data, say) if given.command == "report" else 0
    return status or lost


def _report(given: argparse.Namespace, data: Data, say: Callable[[str], None]) -> int:
    from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)

    read = data.sources["read"].max()
    facts = {
        "edition": f"Version {stats.__version__}. Sources last read on {read.day} {read:%B %Y}.",
        "licence": "Text, charts and data: CC BY 4.0. Code: MIT. By the project’s contributors.",
    }
    try:
        # Editors leave hidden files beside those that they have open.
        found = [path for path in given.notebooks.iterdir() if path.match("[!.]*.ipynb")]
        if not found:
            raise BuildError(f"There are no chapters (*.ipynb) in {given.notebooks}.")
        page = build(
            sorted(found, key=_in_order),
            given.reports,
            facts,
            environment={"STATS_DATA": str(given.data.resolve())},
            limit=given.limit,
            say=say,
        )
    except BuildError as error:
        print(f"{error}\nNo report was built; the last one is as it was.", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"The report in {given.reports} cannot be built: {error}\n"
            "No file there is half written; make it right, and build again.",
            file=sys.stderr,
        )
        return 1
    say(f"The report: {page}")
    return 0


def _in_order(path: Path) -> list[tuple[int, str]]:
    """The tenth after the ninth."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", path.name)]


if __name__ == "__main__":
    # Ended from outside it leaves nothing behind either.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
            signal.signal(number, signal.default_int_handler)
    if not isinstance(sys.stdout, io.TextIOWrapper):
        sys.exit("The standard output is closed; give it a terminal, a file or /dev/null.")
    # A terminal without a letter shows its number.
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
