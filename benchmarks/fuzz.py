"""Fuzz the loader with mutated tables: `python benchmarks/fuzz.py [tries] [seed]`.

Each try mutates one table or descriptor in a folder of a few real rows. The folder must be refused
with a FiguresError, or accepted with the cells that Python's csv module reads, a round trip that
changes nothing, and figures that can be printed and checked: never another exception, a hang, or
many times the file in memory. The seed and a try's number decide it. The first folder of each kind
of failure is kept and named, and the status is 1.
"""

import contextlib
import copy
import csv
import io
import json
import shutil
import signal
import sys
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import stats

DATA = Path(__file__).parents[1] / "data"
REAL: dict[str, Any] = {
    path.name: list(csv.reader(path.open(encoding="utf-8", newline="")))
    for path in sorted(DATA.glob("*.csv"))
} | {path.name: json.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("*.json"))}
WORDINGS = " ".join(row[10] for name in ("figures.csv", "context.csv") for row in REAL[name])
PHRASES = [  # reading all each time would take most of the time
    row
    for row in REAL["qualifiers.csv"]
    if row[0] == "phrase" or all(word.strip("#…") in WORDINGS for word in row[0].split())
]
SECONDS, TIMES = 60, 10  # what takes longer, or so many times the file in memory, fails
EVERY = 1_000  # one try in so many is large
ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
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
CODES = "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1", "cp1252", "shift-jis"
ENDS = b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n", b"\0\n", b'"\n', b",\n"
FILLINGS = (
    b"9", b'"', b'""', b",", b"=", b"\0", b" ", b"\xff", b"\r",  # in one line, and in many:
    b"\n", b"a\n", b",\n", "é\n".encode(), b"9" * 50_000 + b"\n",
)
# fmt: on


def places(value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Return each part of a table or a JSON value, after what it is in and its key there."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key, part
        if isinstance(part, dict | list):
            yield from places(part)


def change(value: Any, random: Random) -> None:
    """Change a part of a table or a JSON value, or where it stands, in one of many ways."""
    (within, key, part), (elsewhere, there, other) = random.choices([*places(value)], k=2)
    words = part if isinstance(part, str) else ""
    cut, piece = random.randint(0, len(words)), random.choice(PIECES)
    odd: Any = random.choice((0, -1, 1e999, None, [])) if isinstance(value, dict) else piece
    digits = str.maketrans(random.choice("123456789"), random.choice("0123456789"))
    match random.randrange(8):
        case 0 | 1:
            within[key], elsewhere[there] = copy.deepcopy([other, part])
        case 2 | 3:
            ways = (piece, odd, words[:cut] + piece + words[cut:], words.translate(ARABIC))
            within[key] = random.choice(ways)
        case 4 if len(value) > 1:
            del within[key]
        case 5 if isinstance(within, list):
            within.insert(key, random.choice((piece, copy.deepcopy(other))))
        case _:  # another number, in a row with its wording and its dates
            for at in within if isinstance(within, dict) else range(len(within)):
                if isinstance(within[at], str):
                    within[at] = within[at].translate(digits)


def change_bytes(content: bytes, random: Random) -> bytes:
    """Change the bytes of a file in one of many ways."""
    at, some = random.randint(0, len(content)), random.randbytes(random.randint(1, 4))
    before, after = content[:at], content[at + len(some) :]
    ways = (
        before + some + after,
        before + random.choice(PIECES).encode() + content[at:],
        before + after,
        before,
        content.decode("utf-8", "replace").encode(random.choice(CODES), "replace"),
        content.replace(b",", random.choice((b";", b"\t", b"|"))),
        content.replace(b"\n", random.choice(ENDS)),
        b"\xef\xbb\xbf" * random.randint(1, 2) + content,
    )
    return random.choice(ways)


def written(value: Any, quoting: Any = csv.QUOTE_MINIMAL) -> bytes:
    """Write rows as CSV, and all else as JSON."""
    if isinstance(value, dict):
        return json.dumps(value).encode()
    out = io.StringIO(newline="")
    rows = (row if isinstance(row, list) else [row] for row in value)
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows(rows)
    return out.getvalue().encode()


def a_few(random: Random) -> dict[str, Any]:
    """Return a few real rows of each table, with all that they name, and the descriptors."""
    files = copy.copy(REAL)
    for name, most in (("figures.csv", 3), ("context.csv", 6), ("excluded.csv", 3)):
        header, *rows = REAL[name]
        files[name] = [header, *random.sample(rows, random.randint(1, most))]
    named = {cell for name in ("figures.csv", "context.csv") for row in files[name] for cell in row}
    files["sources.csv"] = [row for row in REAL["sources.csv"] if row[0] in named | {"key"}]
    files["qualifiers.csv"] = PHRASES
    return files


def mutated(value: Any, random: Random, large: bool) -> bytes:
    """Return a file of the folder, changed."""
    value = copy.deepcopy(value)
    if long := large and random.random() < 0.25:  # many good rows
        value[1:] = [[f"{row[0]}_{n}", *row[1:]] for n in range(500) for row in value[1:9]]
    if isinstance(value, list) and random.random() < 0.1:  # the columns, of all rows alike
        order = random.sample(range(len(value[0])), len(value[0]))
        value = [[row[n] for n in order] for row in value]
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        change(value, random)
    content = written(value, random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        content = change_bytes(content, random)
    if large and not long:
        filling, at = random.choice(FILLINGS), random.randint(0, len(content))
        size = 1_000_000 if b"\n" in filling else 10_000_000
        content = content[:at] + filling * (size // len(filling)) + content[at:]
    return content


def text(value: Any, was: str) -> str:
    """Return a value as text, with the decimals that it was written with."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):.{len(was.partition('.')[2])}f}"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return "" if value is pd.NaT else str(value)


def accepted(path: Path) -> bool:
    """Load a folder and say whether it was accepted; raise if it was neither that nor refused."""
    try:
        data = stats.load(path.parent)
    except stats.FiguresError:
        return False
    for name in (*data.figures.index, *data.context.index):
        assert str(data[name])
        assert str(stats.check(data[name], data))
    if path.suffix == ".csv":
        frame = getattr(data, path.stem).reset_index()
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = [row for row in csv.reader(file) if any(map(str.strip, row))]
        values = zip(frame[header].astype(object).to_numpy().tolist(), rows, strict=True)
        kept = [[text(*cell) for cell in zip(*both, strict=True)] for both in values]
        assert kept == rows, "accepted with other cells than csv reads"
        path.write_bytes(written([header, *kept]))
        again = getattr(stats.load(path.parent), path.stem).reset_index()
        assert again.equals(frame), "the round trip changed it"
    return True


def hang(*_: object) -> None:
    """Break off a try that takes too long."""
    raise TimeoutError("hangs")


def main(tries: int = 100_000, seed: int = 0) -> int:
    """Run the tries and print what came of them; return the status to exit with."""
    signal.signal(signal.SIGALRM, hang)
    kept, folder = (Path(tempfile.mkdtemp(prefix=prefix)) for prefix in ("fuzz-", "fuzzed-"))
    taken, failed, most = Counter[str](), Counter[str](), 0.0
    for number in range(tries):
        random, large = Random(f"{seed} {number}"), number % EVERY == EVERY - 1
        files = a_few(random)
        for name, value in files.items():
            (folder / name).write_bytes(written(value))
        path = folder / random.choice([name for name in files if not large or name.endswith("csv")])
        content = mutated(files[path.name], random, large)
        path.write_bytes(content)
        signal.alarm(SECONDS if large else SECONDS // 12)
        try:
            if large:
                tracemalloc.start()
                with contextlib.suppress(stats.FiguresError):
                    stats.load(folder)
                most = max(most, times := tracemalloc.get_traced_memory()[1] / max(len(content), 1))
                tracemalloc.stop()
                assert times <= TIMES, f"takes more than {TIMES} times the file in memory"
            taken[path.name] += accepted(path)
        except Exception as error:
            kind = f"{type(error).__name__}: {error}"[:200]
            failed[kind] += 1
            if failed[kind] == 1:
                path.write_bytes(content)
                shutil.copytree(folder, kept / str(number))
                print(f"FAILED {kind}\n  {path.name} in {kept}/{number}", flush=True)
        finally:
            signal.alarm(0)
    good, bad = taken.total(), failed.total()
    print(f"{tries:,} tries: {good:,} accepted, {tries - good - bad:,} refused, {bad:,} failed")
    print("accepted:", ", ".join(f"{number} of {name}" for name, number in taken.items()))
    print(f"most memory, of the large ones {most:.1f} times the file")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
