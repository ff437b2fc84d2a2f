"""Which slips of tests/slips/slips.toml are noticed, and by what: `make slips`.

python benchmarks/slips.py [words of a name ...]

Each slip is made in a copy of the tree, where the build, the audit, the tests named below and a
comparison of the committed reports/ with what the build gives are asked in turn; the first that
notices ends it. "said" is a build that prints the changed sentence and goes on; "bytes" are files
of reports/ that changed without a word. A benchmark: nothing passes or fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from filecmp import cmp
from pathlib import Path

ROOT = Path(__file__).parents[1]
SLIPS = ROOT / "tests/slips/slips.toml"
# These read the live tables, chapters, results and documents; all others have tables of their own.
# A slip of the library, of the phrases or of the guide is also met by the tests of these.
TESTS = ["findings", "notebooks", "project"]
ALSO = {
    "src/": ["measures", "published", "verdicts"],
    "src/stats/drawing.py": ["drawing"],
    "docs/": ["new"],
}
# They take seconds and no slip can reach them; the last plants faults of its own in the report.
CANNOT = "not wheel and not chapters_see_nothing and not audit_fails"
NOT_BUILT = "reports/", "docs/", "README.md", "CITATION.cff"
NOTICERS = "build", "audit", "tests", "said", "bytes"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "node_modules", "dist"
)


class DoesNotFitError(Exception):
    """The old text of a slip is no longer in its file, or stands there more than once."""


def apply(slip: dict, tree: Path) -> None:
    """Make a slip in a tree. A chapter is JSON, so there the text is looked for as JSON has it."""
    path, old, new = tree / slip["file"], slip["old"], slip["new"]
    if path.suffix == ".ipynb":
        old, new = (json.dumps(each, ensure_ascii=False)[1:-1] for each in (old, new))
    parts = path.read_bytes().decode().split(old)
    if len(parts) == 1 or (len(parts) > 2 and "which" not in slip):
        raise DoesNotFitError(f"its old text is {len(parts) - 1} times in {slip['file']}")
    at = slip.get("which", 1)
    path.write_bytes((old.join(parts[:at]) + new + old.join(parts[at:])).encode())


def run(tree: Path, *command: str) -> tuple[bool, str]:
    """Run a Python command in a tree; return whether it went well, and what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("STATS_")}
    env |= {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=tree, env=env, capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


def differing(one: Path, other: Path) -> list[str]:
    """Return the files that two folders do not have alike."""
    files = {path.relative_to(top) for top in (one, other) for path in top.rglob("*")}
    return sorted(
        name.as_posix()
        for name in files
        if not (one / name).is_dir()
        and not (
            (one / name).is_file()
            and (other / name).is_file()
            and cmp(one / name, other / name, False)
        )
    )


def noticed(slip: dict | None) -> tuple[str, str]:
    """Return what notices a slip first, or "nothing"; and what that says."""
    file = slip["file"] if slip else ""
    with tempfile.TemporaryDirectory(prefix="slip-") as folder:
        tree, kept = Path(folder, "tree"), Path(folder, "kept")
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        if slip:
            try:
                apply(slip, tree)
            except DoesNotFitError as error:
                return "does not fit", str(error)
        # What a build reads is built in its place, as by a maintainer. The rest is asked as it is:
        # the first run, without a slip, shows that the committed report is what a build gives.
        shutil.copytree(ROOT / "reports", kept)
        printed = ""
        if not file.startswith(NOT_BUILT):
            well, said = run(tree, "-m", "stats", "report", "data", "notebooks", "reports")
            if not well:
                return "build", said
            printed = said.partition("Sentences that changed")[2]
        well, said = run(tree, "tests/audit.py")
        if not well:
            return "audit", said
        also = [of for path, of in ALSO.items() if file.startswith(path)]
        names = [f"tests/test_{name}.py" for name in sum(also, TESTS)]
        well, said = run(tree, "-m", "pytest", "-x", "-k", CANNOT, "-p", "no:cacheprovider", *names)
        if not well:
            return "tests", said
        if printed:
            return "said", printed
        changed = differing(kept, tree / "reports")
        return ("bytes", "\n".join(changed)) if changed else ("nothing", "")


def main() -> None:
    """Print a line for each slip, and then what noticed how many."""
    began, words = time.perf_counter(), sys.argv[1:]
    slips = [
        slip
        for slip in tomllib.loads(SLIPS.read_text(encoding="utf-8"))["slip"]
        if not words or any(word in slip["name"] for word in words)
    ]
    wide = max(len(slip["name"]) for slip in slips)
    by: dict[str, list[str]] = defaultdict(list)
    missed = []
    print(f"{'slip':{wide}}  must  by     in the words expected?")
    with ThreadPoolExecutor(max_workers=2) as two:  # each waits for processes of its own
        answers = two.map(noticed, [None, *slips])
        without, said = next(answers)
        if without != "nothing":
            print(f"Without any slip {without} complains, so what follows says little:\n{said}")
        for slip, (who, said) in zip(slips, answers, strict=True):
            by[who].append(slip["name"])
            words_there = "yes" if slip["by"] in said else "no"
            if who != slip["notice"]:
                words_there = ""
                missed.append(f"{slip['name']} (must: {slip['notice']}, was: {who})")
            print(f"{slip['name']:{wide}}  {slip['notice']:5} {who:6} {words_there}", flush=True)
            if "SLIPS_SAY" in os.environ:
                print("    " + said.strip()[-1500:].replace("\n", "\n    "), flush=True)
    order = [*NOTICERS, *sorted({*by} - {*NOTICERS})]
    print(f"\n{len(slips)} slips in {time.perf_counter() - began:.0f} s:", end=" ")
    print(", ".join(f"{who} {len(by[who])}" for who in order))
    print("\nNot by what must notice it:", *missed, sep="\n  ")
    silent = [*by["nothing"], *by["bytes"]]
    print("\nBy nothing, or by no more than changed bytes:", "; ".join(silent) or "none")


if __name__ == "__main__":
    main()
