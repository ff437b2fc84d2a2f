"""Check figures with their words, and build a report of them."""

import argparse
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import stats
from stats.drafts.project import project, summary
from stats.tables.about import about
from stats.tables.columns import cell_fault, describe, schemas
from stats.tables.doubts import doubts
from stats.tables.files import TABLES
from stats.tables.read import Data, FiguresError, load
from stats.words.english import quoted

_EXAMPLE = Path(__file__).parent / "example"
_KNOWN = {
    "published": "its day, such as 2020-05-14, if it has one",
    "place": "where all of it is, such as PHL (ISO 3166)",
    "body": "who says all of it: a key, such as water_charity",
    "start": "the first day of all counts that it does not date",
    "end": "their last",
}
"""What somebody may know of an article that its text does not say."""
_CELLS = {
    "published": ("sources", "published"),
    "place": ("places", "code"),
    "body": ("bodies", "key"),
    "start": ("figures", "start"),
    "end": ("figures", "end"),
}
"""The table and the column into which each of these goes."""


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
    add = commands.add_parser("add", help="add a second source to a project")
    add.add_argument("folder", type=Path, help="the project")
    draft = commands.add_parser("draft", help="print what a text has, and write nothing")
    draft.add_argument("article", type=Path, help="a text in UTF-8")
    draft.add_argument("--published", default="", help=_KNOWN["published"])
    draft.set_defaults(do=_draft)
    check = commands.add_parser("check", help="check the tables of a project")
    report = commands.add_parser("report", help="check the tables, and build the report")
    for command, do in {new: _new, add: _add, check: _check, report: _report}.items():
        command.set_defaults(do=do)
    for command in (new, add):
        meaning = "a text in UTF-8, to fill the tables from"
        command.add_argument("--article", type=Path, help=meaning, required=command is add)
        for name, meaning in _KNOWN.items():
            command.add_argument(f"--{name}", default="", help=meaning)
    for command in (check, report):
        command.add_argument("data", type=Path, nargs="?", default="data", help="the tables")
    for name in ("notebooks", "reports"):
        report.add_argument(name, type=Path, nargs="?", default=name)
    return parser


def _new(args: argparse.Namespace) -> None:
    """Write the example or a draft, with a README that says what each column is for."""
    files = {
        str(path.relative_to(_EXAMPLE)): path.read_text("utf-8")
        for path in sorted(_EXAMPLE.glob("*/*.*"))
    }
    if args.article:
        for name, text in files.items():  # the example's rows are not the article's
            if name.endswith(".csv"):
                files[name] = text.splitlines()[0]
        files = _drafted(args, f"{args.folder.resolve().name}_article", files, is_second=False)
    files["README.md"] = f"{(_EXAMPLE / 'README.md').read_text('utf-8')}\n{describe()}"
    for name in files:
        if (args.folder / name).exists():
            raise RefusedError(
                f"{args.folder / name} is there; nothing was written: name another folder"
            )
    _write(args.folder, files)
    print(f"{args.folder}: {len(files)} files; begin with {args.folder / 'README.md'}")


def _add(args: argparse.Namespace) -> None:
    """Draft a second source into the tables of a project; a table that is not there is begun."""
    if not (args.folder / "data" / "figures.csv").exists():
        raise RefusedError(f"{args.folder}: it has no data/figures.csv; name a project's folder")
    files = {}
    for name in ("data/context.csv", "data/quantities.csv", "data/sources.csv"):
        there = args.folder / name
        text = there.read_text("utf-8").strip("\n") if there.exists() else ""
        files[name] = text or (_EXAMPLE / name).read_text("utf-8").splitlines()[0]
    _write(args.folder, _drafted(args, args.article.stem, files, is_second=True))


def _draft(args: argparse.Namespace) -> None:
    """Print the numbers of a text, what follows from what, and what was left out."""
    _require_arguments(args)
    try:
        print(summary(_text(args.article), args.published))
    except ValueError as error:
        raise RefusedError(f"{args.article}: {error}") from None


def _require_arguments(args: argparse.Namespace) -> None:
    """Refuse an article that is no file, and cells that no table would take."""
    faults = []
    for name, (table, column) in _CELLS.items():
        [field] = [field for field in schemas()[table]["fields"] if field["name"] == column]
        if (cell := getattr(args, name, "")) and (fault := cell_fault(cell, field)):
            faults.append(f"{name.upper()}: {quoted(cell)} {fault}")
    if not args.article.is_file():
        faults.append(f"ARTICLE: {args.article} is no file; save the article’s text as one")
    if faults:
        raise RefusedError("\n".join(faults))


def _text(article: Path) -> str:
    try:
        return article.read_text("utf-8-sig")
    except UnicodeError:
        raise RefusedError(f"{article}: save it as plain text in UTF-8") from None


def _drafted(
    args: argparse.Namespace, name: str, files: Mapping[str, str], *, is_second: bool
) -> dict[str, str]:
    """Print what an article has, and return the files of its project."""
    _require_arguments(args)
    key = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_")
    cells = {
        "published": args.published,
        "place": args.place,
        "attributed_to": args.body,
        "source": key if key[:1].isalpha() else f"source_{key}",
        "start": args.start,
        "end": args.end,
    }
    try:
        summed_up, drafted = project(_text(args.article), cells, files, is_second=is_second)
    except ValueError as error:
        raise RefusedError(f"{args.article}: {error}") from None
    print(summed_up)
    return drafted


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8", newline="")


def _check(args: argparse.Namespace) -> Data:
    """Read the tables, and print how many rows they have and what to look at again."""
    _require_folder(args.data)
    data = load(args.data)
    about(args.data)
    for name in TABLES:
        if (args.data / f"{name}.csv").exists():
            print(f"{name}.csv: {len(getattr(data, name))} rows")
    for doubt in doubts(data):
        print(doubt, file=sys.stderr)
    return data


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise RefusedError(
            f"{folder}: there is no such folder; name another, or make a project with "
            "python -m stats new FOLDER"
        )


def _report(args: argparse.Namespace) -> None:
    """Check the tables, build the report, and print where its page is."""
    data = _check(args)
    _require_folder(args.notebooks)
    try:
        from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)
    except ModuleNotFoundError as error:
        raise RefusedError(f'{error}; for a report, pip install ".[report]"') from None
    # Editors keep hidden files beside open ones. Chapter 10 comes after chapter 9.
    chapters = [path for path in args.notebooks.glob("*.ipynb") if path.name[0] != "."]
    if not chapters:
        raise RefusedError(f"{args.notebooks}: there are no chapters (*.ipynb) in it; add one")
    chapters.sort(key=lambda path: (path.name.partition("-")[0].zfill(9), path.name))
    try:
        page = build(chapters, args.reports, data)
    except BuildError as error:
        raise RefusedError(
            f"{error}\nNo report was built; one that was there is as it was."
        ) from None
    except OSError as error:
        raise RefusedError(
            f"{args.reports}: no report can be built: {error}\nNo file there is half written; "
            "make it right, and build again."
        ) from None
    print(f"The report: {page}")


if __name__ == "__main__":
    # A terminal or pipe that lacks a letter gets its number.
    if isinstance(sys.stdout, io.TextIOWrapper):  # it is None where it was closed
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # a folder that may not be entered, for instance
        sys.exit(str(error))
