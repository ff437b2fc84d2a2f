"""Break off builds of the report in many ways: `python benchmarks/interrupt.py [times]`.

Each build finds the report on tables in which every body had another name. It is killed at one of
many moments, or its disk has one of many amounts of room, or another build runs beside it. Every
file must be whole then, as it was or as it will be, and the next `make report` must complete the
report without cleaning; no kernel may outlive its build. What fails is printed, and the status is
1.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
MAKE = ("make", "report")
# In a name space of its own: the report is on a small disk, which is made larger afterwards.
SMALL_DISK = """
mount -t tmpfs -o size=$(($(du -sk old | cut -f1) + $1))k none tree/reports
cp -a old/. tree/reports
cd tree
make report > ../said 2>&1 && echo done > ../end || echo refused > ../end
cp -a reports/. ../left
mount -o remount,size=64m reports
make report > ../said 2>&1
cp -a reports/. ../completed
"""

Files = dict[str, bytes]


def files(folder: Path) -> Files:
    """Return what a report's folder holds, but for what a killed build wrote beside its files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".new-" not in str(path)
    }


class Builds:
    """A clone with other tables than its report was built on, and what came of its builds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tree = folder, folder / "tree"
        self.reports = self.tree / "reports"
        self.env = os.environ | {
            "VIRTUAL_ENV": sys.prefix,
            "PYTHONPATH": str(self.tree / "src"),
        }
        self.failed: list[str] = []
        subprocess.run(["git", "clone", "--quiet", ROOT, self.tree], check=True)
        self.make()
        self.old = files(self.reports)
        shutil.copytree(self.reports, folder / "old")
        bodies = self.tree / "data" / "bodies.csv"
        header, *rows = bodies.read_text("utf-8").splitlines()
        renamed = [re.sub(",", ",New ", row, count=1) for row in rows]
        bodies.write_text("\n".join([header, *renamed, ""]), "utf-8")
        began = time.perf_counter()
        self.make()
        self.seconds = time.perf_counter() - began
        self.new = files(self.reports)
        assert self.old.keys() == self.new.keys()
        assert self.old != self.new

    def make(self) -> str:
        """Build to the end, and return what was said."""
        done = subprocess.run(
            MAKE, cwd=self.tree, env=self.env, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def begin(self) -> subprocess.Popen[bytes]:
        """Begin to build, from the report on the old tables."""
        nothing = subprocess.DEVNULL
        return subprocess.Popen(
            MAKE, cwd=self.tree, env=self.env, stdout=nothing, stderr=nothing, process_group=0
        )

    def reset(self) -> None:
        """Put the report on the old tables back."""
        shutil.rmtree(self.reports)
        shutil.copytree(self.folder / "old", self.reports)

    def left(self, found: Files, what: str) -> str:
        """Tell which report a build left, and note a file that is in neither."""
        for name, content in found.items():
            if content not in (self.old.get(name), self.new.get(name)):
                self.failed.append(f"{what}: {name} is neither as it was nor as it will be")
        if found == self.old:
            return "the old report"
        return "the new report" if found == self.new else "some of each"

    def completed(self, found: Files, what: str) -> None:
        """Note a report that the next build did not complete."""
        if found != self.new:
            self.failed.append(f"{what}: the next build did not complete it")

    def kill(self, times: int) -> None:
        """Kill builds at so many moments, spread over the time that one takes."""
        ends, kernels = Counter[str](), 0
        for number in range(times):
            how, after = SIGNALS[number % len(SIGNALS)], self.seconds * number / times
            what = f"{how.name} after {after:.2f} s"
            self.reset()
            build = self.begin()
            time.sleep(after)
            os.killpg(build.pid, how)
            build.wait()
            ends[self.left(files(self.reports), what)] += 1
            self.make()
            self.completed(files(self.reports), what)
        deadline = time.monotonic() + 10
        while (kernels := self.kernels()) and time.monotonic() < deadline:
            time.sleep(0.1)
        print(f"killed at {times} moments within {self.seconds:.1f} s: {dict(ends)}", flush=True)
        if kernels:
            self.failed.append(f"{kernels} kernels outlived their build")

    def kernels(self) -> int:
        """Count the kernels that run in the clone."""
        count = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                count += os.readlink(process / "cwd") == str(self.tree / "notebooks")
            except OSError:
                continue
        return count

    def fill(self, most: int, step: int) -> None:
        """Build on disks with more and more room, in kB."""
        ends = Counter[str]()
        for room in range(0, most, step):
            what = f"{room} kB of room"
            self.reset()
            for name in ("left", "completed"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
                (self.folder / name).mkdir()
            command = ["unshare", "--mount", "--map-root-user", "sh", "-ec", SMALL_DISK, "sh"]
            subprocess.run([*command, str(room)], cwd=self.folder, env=self.env, check=True)
            left = self.left(files(self.folder / "left"), what)
            ends[f"{(self.folder / 'end').read_text().strip()}, {left}"] += 1
            self.completed(files(self.folder / "completed"), what)
        print(f"disks with 0 to {most} kB of room: {dict(ends)}", flush=True)

    def pair(self, times: int) -> None:
        """Begin a second build at moments spread over the first: one of them may fail, no more."""
        failed = 0
        for number in range(times):
            what = f"a second build after {self.seconds * number / times:.2f} s"
            self.reset()
            first = self.begin()
            time.sleep(self.seconds * number / times)
            second = self.begin()
            failed += bool(first.wait()) + bool(second.wait())
            self.completed(files(self.reports), what)
        print(f"pairs of builds at once: {times}, of which {failed} builds failed", flush=True)


def main(times: int = 100) -> int:
    """Break off so many builds, and print what came of them; return the status to exit with."""
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder))
        builds.kill(times)
        builds.fill(8_000, 16_000 // times)
        builds.pair(times // 5)
    print(*builds.failed, f"failed: {len(builds.failed)}", sep="\n")
    return 1 if builds.failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
