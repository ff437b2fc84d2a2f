"""Check figures with their words, and build a report of them."""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stats
from stats.tables.about import about
from stats.tables.files import TABLES
from stats.tables.read import Data, FiguresError, load
from stats.tables.schema import describe

_EXAMPLE = Path(__file__).parent / "example"


class RefusedError(Exception):
    """Why something cannot be done, for whoever asked for it."""


def main() -> int:
    """Do what the command line asks for; return the status to exit with."""
    args = _parser().parse_args()
    try:
        args.do(args)
    except (RefusedError, FiguresError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stats", description=__doc__)
    parser.add_argument("--version", action="version", version=f"stats {stats.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = commands.add_parser("new", help="make a small project that builds at once")
    new.add_argument("folder", type=Path, help="where to make it; no file there is replaced")
    check = commands.add_parser("check", help="check the tables of a project")
    report = commands.add_parser("report", help="check the tables, and build the report")
    tidy = commands.add_parser("tidy", help="take out of chapters what running them put there")
    tidy.add_argument("notebooks", type=Path, nargs="?", default="notebooks")
    chapter = commands.add_parser("chapter", help="run one chapter, and check what it says")
    chapter.add_argument("chapter", type=Path, help="its notebook")
    commands_of = {new: _new, check: _check, report: _report, chapter: _chapter, tidy: _tidy}
    for command, do in commands_of.items():
        command.set_defaults(do=do)
    for command in (check, report, chapter):
        command.add_argument("data", type=Path, nargs="?", default="data", help="the tables")
    for name in ("notebooks", "reports"):
        report.add_argument(name, type=Path, nargs="?", default=name)
    return parser


def _new(args: argparse.Namespace) -> None:
    """Write the example, with a README that says what each column is for."""
    files = {
        str(path.relative_to(_EXAMPLE)): path.read_text("utf-8")
        for path in sorted(_EXAMPLE.glob("*/*.*"))
    }
    files["README.md"] = f"{(_EXAMPLE / 'README.md').read_text('utf-8')}\n{describe()}"
    for name in files:
        if (args.folder / name).exists():
            raise RefusedError(
                f"{args.folder / name} is there; nothing was written: name another folder"
            )
    for name, content in files.items():
        (args.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (args.folder / name).write_text(content, "utf-8", newline="")
    print(f"{args.folder}: {len(files)} files; begin with {args.folder / 'README.md'}")


def _check(args: argparse.Namespace) -> Data:
    """Read the tables, and print how many rows they have."""
    _require_folder(args.data)
    data = load(args.data)
    own, example = vars(about(args.data)), vars(about(_EXAMPLE / "data"))
    for name in TABLES:
        if (args.data / f"{name}.csv").exists():
            print(f"{name}.csv: {len(getattr(data, name))} rows")
    if kept := [
        name
        for name in ("title", "description", "authors", "created")
        if own[name] == example[name]
    ]:
        print(f"datapackage.json has the example’s {', '.join(kept)}; write yours")
    return data


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise RefusedError(
            f"{folder}: there is no such folder; name another, or make a project with "
            "python -m stats new FOLDER"
        )


def _report(args: argparse.Namespace) -> None:
    """Check the tables, build the report, and print where its page is."""
    with _of_the_extra():
        from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)
    try:
        page = build(_chapters(args.notebooks), args.reports, _check(args))
    except (BuildError, FiguresError) as error:
        raise RefusedError(f"{error}\nNo report was built; the last one is unchanged.") from None
    except OSError as error:
        raise RefusedError(
            f"{args.reports}: no report can be built: {error}\nNo file there is half written; "
            "make it right, and build again."
        ) from None
    print(f"The report: {page}")


def _chapter(args: argparse.Namespace) -> None:
    """Run one chapter and check its texts, in seconds; nothing is written."""
    with _of_the_extra():
        from stats.report import BuildError, checked  # noqa: PLC0415 (check does not need it)
    try:
        checked([args.chapter], load(args.data))
    except BuildError as error:
        raise RefusedError(error) from None
    print(f"{args.chapter.stem}: no error was found; make report puts it on the page")


def _tidy(args: argparse.Namespace) -> None:
    """Take out of all chapters what running and saving them put there."""
    with _of_the_extra():
        from stats.report.tidy import tidy  # noqa: PLC0415 (check does not need it)
    for chapter in _chapters(args.notebooks):
        try:
            tidy(chapter)
        except (OSError, ValueError) as error:
            raise RefusedError(f"{chapter}: {error}; it is as it was") from None
    print(f"Outputs and marks of Jupyter are out of the chapters in {args.notebooks}")


def _chapters(folder: Path) -> list[Path]:
    """Return the chapters of a folder in their order: 10 after 9."""
    _require_folder(folder)
    # Editors keep hidden files beside open ones.
    chapters = [path for path in folder.glob("*.ipynb") if path.name[0] != "."]
    if not chapters:
        raise RefusedError(f"{folder}: there are no chapters (*.ipynb) in it; add one")
    return sorted(chapters, key=lambda path: (path.name.partition("-")[0].zfill(9), path.name))


@contextmanager
def _of_the_extra() -> Iterator[None]:
    """Say how to install what is lacking."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise RefusedError(f'{error}; for a report, pip install ".[report]"') from None


if __name__ == "__main__":
    # A terminal or pipe that lacks a letter gets its number.
    if isinstance(sys.stdout, io.TextIOWrapper):  # it is None where it was closed
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Stopped; the last report is unchanged.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:  # a folder that may not be entered, for instance
        sys.exit(str(error))
