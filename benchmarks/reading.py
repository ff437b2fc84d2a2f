"""How long the page is, and how hard to read: `python benchmarks/reading.py [report.html]`.

Grades are years of school, by Flesch and Kincaid. Nothing passes or fails.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup
from textstat.textstat import textstatistics

ROOT = Path(__file__).parents[1]
# The story is all before the last chapter, the method's; what it has printed follows from without.
LENGTHS = """
import { chromium } from "playwright-core";
const [address, executablePath, whole, story] = process.argv.slice(1);
const browser = await chromium.launch({ executablePath });
const page = await browser.newPage();
const heights = {};
await page.goto(address);
for (const width of [1280, 360]) {
  await page.setViewportSize({ width, height: 800 });
  heights[width] = await page.evaluate(() => [
    document.querySelector("main > section:last-of-type").getBoundingClientRect().top + scrollY,
    document.documentElement.scrollHeight,
  ]);
}
const print = (path) => page.pdf({ path, format: "A4", margin: { top: "1cm", bottom: "1cm" } });
await print(whole);
await page.evaluate(() => document.querySelector("main > section:last-of-type").remove());
await print(story);
console.log(JSON.stringify(heights));
await browser.close();
"""


def grade(texts: Iterable[str]) -> float:
    """Return the years of school that texts want, each of whole sentences."""
    texts = [" ".join(text.split()) for text in texts]
    ended = [text if re.search(r"[.!?]$", text) else f"{text}." for text in texts if text]
    joined = " ".join(ended)
    return float(textstatistics().flesch_kincaid_grade(joined))  # type: ignore[no-untyped-call]


def grades(report: Path) -> None:
    """Print the grade of each part of a page."""
    page = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    parts = {name: page.select(f".{name} :is(h1, p)") for name in ("hero", "limits")}
    for section in page.select("main > section"):
        for heading in section.select("h2")[:1]:
            parts[heading.get_text()[:40]] = section.select("p:not(.up, .source, details p)")
    print("reading grade")
    for name, paragraphs in parts.items():
        print(f"  {name:42} {grade(each.get_text() for each in paragraphs):5.1f}")
    alternatives = [str(each["aria-label"]) for each in page.select(".wide svg")]
    print(f"  {'alternative texts of charts':42} {grade(alternatives):5.1f}")


def lengths(report: Path) -> None:
    """Print how long a page is, on the wire, on a screen and on paper."""
    content = report.read_bytes()
    print(f"page {len(content):,} bytes, gzipped {len(gzip.compress(content, 9)):,}")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
    with tempfile.TemporaryDirectory() as folder:
        sheets = [f"{folder}/whole.pdf", f"{folder}/story.pdf"]
        node = ["node", "--input-type=module", "--eval", LENGTHS]
        ran = subprocess.run(
            [*node, report.resolve().as_uri(), chromium, *sheets],
            cwd=ROOT / "tests/page",
            check=True,
            capture_output=True,
        )
        infos = [subprocess.check_output(["pdfinfo", path], text=True) for path in sheets]
    whole, story = (re.search(r"Pages:\s*(\d+)", info)[1] for info in infos)  # type: ignore[index]
    print(f"{'':26} {'story':>10} {'whole':>10}")
    for width, pixels in json.loads(ran.stdout).items():
        print(f"pixels high, {width:>4} wide    " + "".join(f" {each:10,.0f}" for each in pixels))
    print(f"{'printed sheets':26} {story:>10} {whole:>10}")


def main(report: Path = ROOT / "reports/report.html") -> None:
    """Print both of a page."""
    grades(report)
    lengths(report)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
