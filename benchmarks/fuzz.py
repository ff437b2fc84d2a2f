"""Fuzz the loader with mutated tables: `python benchmarks/fuzz.py [tries] [seed]`.

Each mutated copy of a real table must be refused with a FiguresError, or accepted with the cells
that Python's csv module reads and a round trip that changes nothing: never another exception, a
hang, or many times the file in memory. The seed and a try's number decide it. The first table of
each kind of failure is kept; its path is printed, and the status is 1.
"""

import csv
import io
import os
import signal
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import stats

Rows = list[list[str]]
DATA = Path(__file__).parents[1] / "data"
LOAD: dict[str, Callable[[Path], pd.DataFrame]] = {
    "figures.csv": stats.load_figures,
    "context.csv": stats.load_context,
    "sources.csv": stats.load_sources,
}
REAL = {n: list(csv.reader((DATA / n).open(encoding="utf-8", newline=""))) for n in LOAD}
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


def mutated(name: str, random: Random, large: bool) -> tuple[bytes, bytes]:
    """Return a mutated table of a few real rows, and the sources that the rows name."""
    header, *real = REAL[name]
    rows = [list(row) for row in random.sample(real, random.randint(3, 8))]
    named = {cell for row in rows for cell in row}
    sources = [row for row in REAL["sources.csv"] if row[0] in named | {"key"}]
    if large and random.random() < 0.25:  # many good rows
        rows = [[f"{row[0]}_{n}", *row[1:]] for n in range(500) for row in rows]
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
    return content, written(sources)


def cells(frame: pd.DataFrame, read: Rows) -> Rows:
    """Return a frame's cells as text, in the columns and with the decimals of the file."""

    def text(value: Any, was: str) -> str:
        if isinstance(value, float):
            return f"{Decimal(repr(value)):.{len(was.partition('.')[2])}f}"
        return value.date().isoformat() if isinstance(value, pd.Timestamp) else value

    header, *rows = read
    kept = frame.reset_index()[header].astype(object).to_numpy().tolist()
    both = zip(kept, rows, strict=True)
    return [[text(*cell) for cell in zip(*row, strict=True)] for row in both]


def check(path: Path) -> bool:
    """Load a table and say whether it was accepted; raise if it was neither that nor refused."""
    try:
        frame = LOAD[path.name](path)
    except stats.FiguresError:
        return False
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = [row for row in csv.reader(file) if any(map(str.strip, row))]
    kept = cells(frame, read)
    assert kept == read[1:], "accepted with other cells than csv reads"
    path.write_bytes(written([read[0], *kept]))
    again = LOAD[path.name](path)
    assert again.reset_index().equals(frame.reset_index()), "the round trip changed it"
    return True


def memory(path: Path) -> int:
    """Load a table, and return the most memory that it took at once, in bytes."""
    tracemalloc.start()
    try:
        LOAD[path.name](path)
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
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    accepted, slowest, most, failed = 0, 0.0, 0.0, Counter[str]()
    for number in range(tries):
        random, large = Random(f"{seed} {number}"), number % EVERY == EVERY - 1
        path = folder / random.choice(list(LOAD))
        content, sources = mutated(path.name, random, large)
        (folder / "sources.csv").write_bytes(sources)
        path.write_bytes(content)
        signal.alarm(SECONDS_IF_LARGE if large else SECONDS)
        began = time.perf_counter()
        try:
            accepted += check(path)
            if large:
                path.write_bytes(content)
                times = memory(path) / max(len(content), 1)
                most = max(most, times)
                assert times <= TIMES, f"takes more than {TIMES} times the file in memory"
        except Exception as error:
            kind = f"{type(error).__name__}: {error}"[:200]
            failed[kind] += 1
            if failed[kind] == 1:
                kept = folder / f"failed-{number}-{path.name}"
                kept.write_bytes(content)
                print(f"FAILED {kind}\n  {kept}", flush=True)
        finally:
            signal.alarm(0)
        if not large:
            slowest = max(slowest, time.perf_counter() - began)
    versions = f"Python {sys.version.split()[0]}, pandas {pd.__version__}"
    print(f"{os.cpu_count()} cores, {versions}, seed {seed}")
    refused = tries - accepted - failed.total()
    print(f"{tries:,} tries: {accepted:,} accepted, {refused:,} refused, {failed.total():,} failed")
    print(f"slowest of the small tables {slowest:.3f} s; ", end="")
    print(f"most memory, of the large ones {most:.1f} times the file")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
