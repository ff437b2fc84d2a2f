"""Check figures with their words, and build a report of them."""

import argparse
import io
import sys
from pathlib import Path

import stats
from stats.tables.about import about
from stats.tables.files import TABLES
from stats.tables.read import Data, FiguresError, load
from stats.tables.schema import describe

_EXAMPLE = Path(__file__).parent / "example"
_FOLDERS = ("data", "notebooks", "reports")
"""The folders of a project, which a command need not name in it."""
_HELP = {
    "folder": "where to make it; no file there is replaced",
    "chapter": "its notebook",
    "data": "the tables",
}


class RefusedError(Exception):
    """Why something cannot be done, for whoever asked for it."""


def main() -> int:
    """Do what the command line asks for; return the status to exit with."""
    args = _parser().parse_args()
    try:
        args.do(args)
    except ModuleNotFoundError as error:  # one that only reports need
        print(f'{error}; for a report, pip install ".[report]"', file=sys.stderr)
        return 1
    except (RefusedError, FiguresError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stats", description=__doc__)
    parser.add_argument("--version", action="version", version=f"stats {stats.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, do, purpose, paths in (
        ("new", _new, "make a small project that builds at once", ["folder"]),
        ("check", _check, "check the tables of a project", ["data"]),
        ("report", _report, "check the tables, and build the report", [*_FOLDERS]),
        ("tidy", _tidy, "take out of chapters what running them put there", ["notebooks"]),
        ("chapter", _chapter, "run one chapter, and check what it says", ["chapter", "data"]),
    ):
        command = commands.add_parser(name, help=purpose)
        command.set_defaults(do=do)
        for path in paths:
            nargs = "?" if path in _FOLDERS else None
            command.add_argument(path, type=Path, nargs=nargs, default=path, help=_HELP.get(path))
    return parser


def _new(args: argparse.Namespace) -> None:
    """Write the example, with a README that says what each column is for."""
    files = {
        args.folder / path.relative_to(_EXAMPLE): path.read_text("utf-8")
        for path in sorted(_EXAMPLE.glob("*/*.*"))
    }
    readme = args.folder / "README.md"
    files[readme] = f"{(_EXAMPLE / readme.name).read_text('utf-8')}\n{describe()}"
    for path in files:
        if path.exists():
            raise RefusedError(f"{path} is there; nothing was written: name another folder")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="")
    print(f"{args.folder}: {len(files)} files; begin with {readme}")


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
    from stats.report import BuildError, checked  # noqa: PLC0415 (check does not need it)

    try:
        checked([args.chapter], load(args.data))
    except BuildError as error:
        raise RefusedError(error) from None
    print(f"{args.chapter.stem}: no error was found; make report puts it on the page")


def _tidy(args: argparse.Namespace) -> None:
    """Take out of all chapters what running and saving them put there."""
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
