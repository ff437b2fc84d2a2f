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
    parser = _parser()
    args = parser.parse_args()
    if args.command == "new":
        return _new(args)
    for folder in filter(None, (args.data, getattr(args, "notebooks", None))):
        if not folder.is_dir():
            return _refuse(
                f"{folder}: there is no such folder; name another, or make a project with "
                "python -m stats new FOLDER"
            )
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
    new, check, report = (
        commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
        for name, what in (
            ("new", "make a small project that builds at once, to begin from"),
            ("check", "check the tables of a project, and say what is wrong"),
            ("report", "check the tables, run the chapters, and build the report"),
        )
    )
    new.add_argument("folder", type=Path, help="where to make it; no file there is replaced")
    new.add_argument("--article", type=Path, help="a text in UTF-8, to fill the tables from")
    new.add_argument("--published", default="", help="its day, such as 2020-05-14, if it has one")
    new.add_argument("--place", default="", help="where all of it is, such as PHL (ISO 3166)")
    new.add_argument("--body", default="", help="who says all of it: a key, such as water_charity")
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
        try:
            text = args.article.read_text("utf-8-sig")
            key = re.sub(r"\W+", "_", f"{folder.resolve().name}_article".lower())
            given = {"published": args.published, "place": args.place, "attributed_to": args.body}
            shown, files = project(text, given | {"source": key}, files)
        except UnicodeError:
            return _refuse(f"{args.article}: it is no text in UTF-8; save it as a plain text")
        except ValueError as error:
            return _refuse(f"{args.article}: {error}")
        print(shown)
    files["README.md"] = f"{(example / 'README.md').read_text('utf-8')}\n{describe()}"
    if there := [name for name in files if (folder / name).exists()]:
        return _refuse(f"{folder / there[0]} is there; nothing was written: name another folder")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8", newline="")
    print(f"{folder}: {len(files)} files; begin with {folder / 'README.md'}")
    return 0


def _report(args: argparse.Namespace, data: Data) -> int:
    try:
        from stats.report import BuildError, build  # noqa: PLC0415 (check does not need it)
    except ModuleNotFoundError as error:
        return _refuse(f'{error}; for a report, pip install ".[report]"')
    try:
        # Editors keep hidden files beside open ones.
        chapters = [path for path in args.notebooks.iterdir() if path.match("[!.]*.ipynb")]
        if not chapters:
            raise BuildError(f"There are no chapters (*.ipynb) in {args.notebooks}.")
        page = build(sorted(chapters, key=_in_order), args.reports, data)
    except BuildError as error:
        kept = "; the last one is as it was" * (args.reports / "report.html").exists()
        return _refuse(f"{error}\nNo report was built{kept}.")
    except OSError as error:
        return _refuse(
            f"The report in {args.reports} cannot be built: {error}\n"
            "No file there is half written; make it right, and build again."
        )
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
    except OSError as error:  # a folder that may not be entered, for instance
        sys.exit(str(error))
