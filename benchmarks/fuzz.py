"""Fuzz the loader with mutated tables: `python benchmarks/fuzz.py [tries] [seed]`.

Each try mutates one table, or the descriptor, in a folder of a few real rows. The folder must be
refused with a FiguresError, or accepted with the cells that Python's csv module reads, a round trip
that changes nothing, and figures that can be printed and checked: never another exception, a hang,
or many times the file in memory. The seed and a try's number decide it. The first file of each kind
of failure is kept; its path is printed, and the status is 1.
"""

import csv
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import stats

Rows = list[list[str]]
DATA = Path(__file__).parents[1] / "data"
DESCRIPTOR = "datapackage.json"
REAL: dict[str, Rows] = {
    path.name: list(csv.reader(path.open(encoding="utf-8", newline="")))
    for path in sorted(DATA.glob("*.csv"))
}
WORDINGS = " ".join(row[10] for name in ("figures.csv", "context.csv") for row in REAL[name])
SECONDS, SECONDS_IF_LARGE = 5, 60  # a table that takes longer hangs
TIMES = 10  # the file, in memory; measured where it is large
EVERY = 1_000  # one try in so many is large
# fmt: off
PIECES = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "<script>", "$x$",
    "\n", "\r", "\r\n", "\0", '"', '""', "'", ",", ";", "\t", " ", "\\", "\x1a", "\x1c", "\x85",
    "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufeff", "é", "e\u0301", "\U0010ffff",
    "٣٨٩٩٠", "１", "²", "½", "38,990", "38 990", "38.990", "1e5", "1_000", "0x1f", "nan", "inf",
    "", "0", "-0", "-1", "00", "1.", ".5", "0.1", "0.10", "9" * 15, "9" * 17, "9" * 5000,
    "1" + "0" * 23, "0." + "0" * 30 + "1", "2020-02-30", "0000-01-01", "0001-01-01", "9999-12-31",
    "javascript:alert(1)", "http://[", "https://a.b", "million", "over", "at least", "a" * 99_000,
    "https://" + "a." * 40_000, "38,990+" * 12_000, "over-", "≥", "c. ", "est.", "\u034f", "1" * 16,
)
ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1", "cp1252", "shift-jis",
)
FILLINGS = (
    b"9", b'"', b'""', b",", b"=", b"\0", b" ", b"\xff", b"\r",  # in one line, and in many:
    b"\n", b"a\n", b",\n", "é\n".encode(), b"9" * 50_000 + b"\n",
)
# fmt: on


def change_rows(rows: Rows, random: Random) -> None:
    """Change the cells of a table, or where they stand, in one of many ways."""
    row, other, piece = random.choice(rows), random.choice(rows), random.choice(PIECES)
    at, place = random.randrange(len(row)), random.randrange(len(other))
    cut, order = random.randint(0, len(row[at])), random.sample(range(99), 99)
    match random.randrange(12):
        case 0 | 1:
            row[at], other[place] = other[place], row[at]
        case 2:
            row[at] = piece
        case 3:
            row[at] = row[at][:cut] + piece + row[at][cut:]
        case 4:
            rows.remove(row)
        case 5:
            rows.insert(place, list(other))
        case 6:
            random.shuffle(rows)
        case 7:  # the columns, of all rows alike
            rows[:] = [[c for _, c in sorted(zip(order, r, strict=False))] for r in rows]
        case 8:
            row[at : at + 1] = random.choice(([], [piece, row[at]]))
        case 9 | 10:  # another number, with its wording and its dates
            digits = str.maketrans(random.choice("123456789"), random.choice("0123456789"))
            row[:] = [cell.translate(digits) for cell in row]
        case 11:
            row[at] = row[at].translate(str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬"))
    rows[:] = [row for row in rows if row] or [[piece]]


def change_bytes(content: bytes, random: Random) -> bytes:
    """Change the bytes of a table in one of many ways."""
    at, some = random.randint(0, len(content)), random.randbytes(random.randint(1, 4))
    ends = (b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n", b"\0\n", b'"\n', b",\n")
    match random.randrange(8):
        case 0:
            return content[:at] + some + content[at + len(some) :]
        case 1:
            return content[:at] + random.choice(PIECES).encode() + content[at:]
        case 2:
            return content[:at] + content[at + len(some) :]
        case 3:
            return content[:at]
        case 4:
            return content.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")
        case 5:
            return content.replace(b",", random.choice((b";", b"\t", b"|")))
        case 6:
            return content.replace(b"\n", random.choice(ends))
        case _:
            return b"\xef\xbb\xbf" * random.randint(1, 2) + content


def written(rows: Rows, random: Random | None = None) -> bytes:
    """Write rows as CSV in UTF-8, each in another style if there is a choice."""
    out = io.StringIO(newline="")
    for row in rows:
        end = random.choice(("\n", "\n", "\r\n", "\n\n", "\r")) if random else "\n"
        quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)) if random else csv.QUOTE_MINIMAL
        csv.writer(out, lineterminator=end, quoting=quoting).writerow(row)
    return out.getvalue().encode()


def of_json(value: Any, random: Random, pieces: list[Any]) -> Any:
    """Return a copy of a JSON value with one of its parts another one, or gone."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = random.choice(keys) if keys else None
    if key is None or not isinstance(value[key], dict | list) or random.random() < 0.1:
        pieces += [value.get(k) if isinstance(value, dict) else value[k] for k in keys]
        changed = {key: random.choice(pieces)} if random.random() < 0.7 else {}
        if isinstance(value, dict):
            return {k: v for k, v in value.items() if k != key} | changed
        return [*value[: key or 0], *changed.values(), *value[(key or 0) + 1 :]]
    part = of_json(value[key], random, [*pieces, value[key]])
    return (
        value | {key: part} if isinstance(value, dict) else [*value[:key], part, *value[key + 1 :]]
    )


def a_few(random: Random) -> dict[str, Rows]:
    """Return a few real rows of each table, with all that they name."""
    rows = {name: [list(row) for row in table] for name, table in REAL.items()}
    for name, most in (("figures.csv", 3), ("context.csv", 6), ("excluded.csv", 3)):
        rows[name][1:] = random.sample(rows[name][1:], random.randint(1, most))
    named = {cell for name in ("figures.csv", "context.csv") for row in rows[name] for cell in row}
    rows["sources.csv"] = [row for row in rows["sources.csv"] if row[0] in named | {"key"}]
    # Reading all phrases each time would take most of the time.
    rows["qualifiers.csv"][1:] = [
        row
        for row in rows["qualifiers.csv"][1:]
        if all(word in WORDINGS for word in row[0].replace("#", " ").replace("…", " ").split())
    ]
    return rows


def mutated(name: str, tables: dict[str, Rows], random: Random, large: bool) -> bytes:
    """Return a file of the folder, changed."""
    if name == DESCRIPTOR:
        descriptor = json.loads((DATA / DESCRIPTOR).read_text("utf-8"))
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            descriptor = of_json(descriptor, random, [*PIECES, 0, 1, -1, 1e999, None, True, [], {}])
        content = json.dumps(descriptor).encode()
        return change_bytes(content, random) if random.random() < 0.2 else content
    header, *rows = tables[name]
    if large and random.random() < 0.25:  # many good rows
        rows = [[f"{row[0]}_{n}", *row[1:]] for n in range(500) for row in rows[:8]]
    rows.insert(0, list(header))
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        change_rows(rows, random)
    content = written(rows, random if random.random() < 0.3 else None)
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        content = change_bytes(content, random)
    if large and len(rows) < 50:
        filling, at = random.choice(FILLINGS), random.randint(0, len(content))
        size = 1_000_000 if b"\n" in filling else 10_000_000
        content = content[:at] + filling * (size // len(filling)) + content[at:]
    return content


def cells(frame: pd.DataFrame, read: Rows) -> Rows:
    """Return a frame's cells as text, in the columns and with the decimals of the file."""

    def text(value: Any, was: str) -> str:
        if isinstance(value, float):
            return f"{Decimal(repr(value)):.{len(was.partition('.')[2])}f}"
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat()
        return "" if value is pd.NaT else str(value)

    header, *rows = read
    kept = frame.reset_index()[header].astype(object).to_numpy().tolist()
    both = zip(kept, rows, strict=True)
    return [[text(*cell) for cell in zip(*row, strict=True)] for row in both]


def check(path: Path) -> bool:
    """Load a folder and say whether it was accepted; raise if it was neither that nor refused."""
    try:
        data = stats.load(path.parent)
    except stats.FiguresError:
        return False
    for name in (*data.figures.index, *data.context.index):
        assert str(data[name])
        assert str(stats.check(data[name], data))
    if path.suffix == ".csv":
        frame = getattr(data, path.stem)
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = [row for row in csv.reader(file) if any(map(str.strip, row))]
        kept = cells(frame, read)
        assert kept == read[1:], "accepted with other cells than csv reads"
        path.write_bytes(written([read[0], *kept]))
        again = getattr(stats.load(path.parent), path.stem)
        assert again.reset_index().equals(frame.reset_index()), "the round trip changed it"
    return True


def memory(path: Path) -> int:
    """Load a folder, and return the most memory that it took at once, in bytes."""
    tracemalloc.start()
    try:
        stats.load(path.parent)
    except stats.FiguresError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def hang(*_: object) -> None:
    """Break off a try that takes too long."""
    raise TimeoutError("hangs")


def main(tries: int = 100_000, seed: int = 0) -> int:
    """Run the tries and print what came of them; return the status to exit with."""
    signal.signal(signal.SIGALRM, hang)
    kept, folder = (Path(tempfile.mkdtemp(prefix=prefix)) for prefix in ("fuzz-", "fuzzed-"))
    accepted, slowest, most, failed = Counter[str](), 0.0, 0.0, Counter[str]()
    for number in range(tries):
        random, large = Random(f"{seed} {number}"), number % EVERY == EVERY - 1
        path = folder / random.choice([*REAL] if large else [*REAL, DESCRIPTOR])
        tables = a_few(random)
        for name, rows in tables.items():
            (folder / name).write_bytes(written(rows))
        for schema in DATA.glob("*.json"):
            shutil.copy(schema, folder)
        content = mutated(path.name, tables, random, large)
        path.write_bytes(content)
        signal.alarm(SECONDS_IF_LARGE if large else SECONDS)
        began = time.perf_counter()
        try:
            accepted[path.name] += check(path)
            if large:
                path.write_bytes(content)
                times = memory(path) / max(len(content), 1)
                most = max(most, times)
                assert times <= TIMES, f"takes more than {TIMES} times the file in memory"
        except Exception as error:
            kind = f"{type(error).__name__}: {error}"[:200]
            failed[kind] += 1
            if failed[kind] == 1:
                path.write_bytes(content)
                shutil.copytree(folder, kept / f"{number}-{path.stem}")
                print(f"FAILED {kind}\n  {kept}/{number}-{path.stem}", flush=True)
        finally:
            signal.alarm(0)
        if not large:
            slowest = max(slowest, time.perf_counter() - began)
    versions = f"Python {sys.version.split()[0]}, pandas {pd.__version__}"
    print(f"{os.cpu_count()} cores, {versions}, seed {seed}")
    taken, wrong = accepted.total(), failed.total()
    print(
        f"{tries:,} tries: {taken:,} accepted, {tries - taken - wrong:,} refused, {wrong:,} failed"
    )
    print("accepted:", ", ".join(f"{number} of {name}" for name, number in accepted.items()))
    print(f"slowest of the small tables {slowest:.3f} s; ", end="")
    print(f"most memory, of the large ones {most:.1f} times the file")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
