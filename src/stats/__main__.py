"""Check figures with their words, and build a report of them."""

import argparse
import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import stats
from stats.about import about
from stats.draft import project
from stats.read import TABLES, Data, FiguresError, describe, far_off, load


def main() -> int:
    """Do what the command line asks for; return the status to exit with."""
    args = _parser().parse_args()
    if args.command in ("new", "add"):
        try:
            return _new(args) if args.command == "new" else _add(args)
        except ValueError as error:
            encoding = "it is no text in UTF-8; save it as plain text in that encoding"
            why = encoding if isinstance(error, UnicodeError) else error
            return _refuse(f"{args.article}: {why}")
    for folder in filter(None, (args.data, getattr(args, "notebooks", None))):
        if not folder.is_dir():
            what = "name another, or make a project with python -m stats new FOLDER"
            return _refuse(f"{folder}: there is no such folder; {what}")
    try:
        data = load(args.data)
        about(args.data)
    except FiguresError as error:
        return _refuse(_by_line(error.problems))
    for name in TABLES:
        rows = len(getattr(data, name))
        if (args.data / f"{name}.csv").exists():
            print(f"{name}.csv: {rows} row{'s' * (rows != 1)}")
    for line in far_off(data):
        print(line, file=sys.stderr)
    return _report(args, data) if args.command == "report" else 0


def _by_line(problems: Sequence[str]) -> str:
    """Problems, one to a line; what several lines of a file have is told once, with the lines."""
    lines: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        found = re.fullmatch(r"(\S+, line) (\d+)(.*)", problem, re.DOTALL)
        file, line, what = found.groups() if found else (problem, "", "")
        lines.setdefault((file, what), []).append(line)
    return "\n".join(
        f"{file}{'s' * (len(at) > 1)} {', '.join(at)}{what}".rstrip()
        for (file, what), at in lines.items()
    )


def _refuse(why: object) -> int:
    print(why, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stats", description=__doc__)
    parser.add_argument("--version", action="version", version=f"stats {stats.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    new, add, check, report = (
        commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
        for name, what in (
            ("new", "make a small project that builds at once, to begin from"),
            ("add", "add a second source to a project, as what others say"),
            ("check", "check the tables of a project, and say what is wrong"),
            ("report", "check the tables, run the chapters, and build the report"),
        )
    )
    new.add_argument("folder", type=Path, help="where to make it; no file there is replaced")
    add.add_argument("folder", type=Path, help="the project")
    given = {"published": "its day, such as 2020-05-14, if it has one"}
    given |= {"place": "where all of it is, such as PHL (ISO 3166)"}
    given |= {"body": "who says all of it: a key, such as water_charity"}
    given |= {"start": "the first day of all counts that it does not date", "end": "their last"}
    for each in (new, add):
        text = "a text in UTF-8, to fill the tables from"
        each.add_argument("--article", type=Path, help=text, required=each is add)
        for name, what in given.items():
            each.add_argument(f"--{name}", default="", help=what)
    folders = {"data": "tables", "notebooks": "chapters", "reports": "report"}
    for command, names in ((check, ["data"]), (report, [*folders])):
        for name in names:
            what = f"the folder of the {folders[name]} (if not given: {name})"
            command.add_argument(name, type=Path, nargs="?", default=name, help=what)
    return parser


def _new(args: argparse.Namespace) -> int:
    """Write the example or a draft, with a README that says what each column is for."""
    folder, example = args.folder, Path(__file__).parent / "example"
    paths = sorted(example.glob("*/*.*"))
    files = {str(path.relative_to(example)): path.read_text("utf-8") for path in paths}
    if args.article:
        tables = {name: text for name, text in files.items() if name.endswith(".csv")}
        files |= {name: text.splitlines()[0] for name, text in tables.items()}
        files = _drafted(args, f"{folder.resolve().name}_article", files)
    files["README.md"] = f"{(example / 'README.md').read_text('utf-8')}\n{describe()}"
    if there := [name for name in files if (folder / name).exists()]:
        return _refuse(f"{folder / there[0]} is there; nothing was written: name another folder")
    _write(folder, files)
    print(f"{folder}: {len(files)} files; begin with {folder / 'README.md'}")
    return 0


def _add(args: argparse.Namespace) -> int:
    """Draft a second source into the tables of a project; one that is not there is begun."""
    files = dict[str, str]()
    if not (args.folder / "data" / "figures.csv").exists():
        return _refuse(f"{args.folder}: it has no data/figures.csv; name the folder of a project")
    for name in ("data/context.csv", "data/quantities.csv", "data/sources.csv"):
        header = (Path(__file__).parent / "example" / name).read_text("utf-8").splitlines()[0]
        there = args.folder / name
        files[name] = (there.exists() and there.read_text("utf-8-sig")) or header
    _write(args.folder, _drafted(args, args.article.stem, files))
    return 0


def _drafted(args: argparse.Namespace, name: str, files: dict[str, str]) -> dict[str, str]:
    """Print what an article has; return the files with it."""
    key = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_")
    key = re.sub(r"^(?![a-z])", "source_", key)
    given = {"published": args.published, "place": args.place, "attributed_to": args.body}
    given |= {"source": key, "start": args.start, "end": args.end}
    text = args.article.read_text("utf-8-sig")
    shown, made = project(text, given, files, is_second=args.command == "add")
    print(shown)
    return made


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8", newline="")


def _report(args: argparse.Namespace, data: Data) -> int:
    try:
        from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)
    except ModuleNotFoundError as error:
        return _refuse(f'{error}; for a report, pip install ".[report]"')
    try:
        # Editors keep hidden files beside open ones.
        chapters = sorted(path for path in args.notebooks.iterdir() if path.match("[!.]*.ipynb"))
        if not chapters:
            raise BuildError(f"There are no chapters (*.ipynb) in {args.notebooks}.")
        # Chapter 10 comes after chapter 9.
        chapters.sort(key=lambda path: re.sub(r"\d+", lambda number: number[0].zfill(9), path.name))
        page = build(chapters, args.reports, data)
    except BuildError as error:
        kept = "; the last one is as it was" * (args.reports / "report.html").exists()
        return _refuse(f"{error}\nNo report was built{kept}.")
    except OSError as error:
        what = "No file there is half written; make it right, and build again."
        return _refuse(f"The report in {args.reports} cannot be built: {error}\n{what}")
    print(f"The report: {page}")
    return 0


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
