"""Run chapters side by side, each in a kernel of its own, with this Python."""

import ast
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from zmq import ZMQError


class BuildError(Exception):
    """Why no report was built: which chapters failed and where, for instance."""


@dataclass
class _Run:
    """A running chapter: its current cell, and its errors so far."""

    path: Path
    cell: int = 0
    errors: list[str] = field(default_factory=list)

    def at(self) -> str:
        return f"{self.path.name}, cell [{self.cell}]"


def run(paths: Sequence[Path], environment: Mapping[str, str]) -> list[Any]:
    """Run each chapter from the top, as many at once as there are processors.

    It prints how long each took, and returns the notebooks with their outputs, in the same order.
    `environment` has environment variables for the kernels; a cell may take as long as it takes.
    Ctrl-C shuts the kernels down. Raises BuildError if a cell fails, or its kernel dies or does not
    start.
    """
    # Each kernel gets settings of its own, so that nobody's settings change the report. Only this
    # user may enter the folder; it also holds the sockets of the kernels, which need no network.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as settings:
        return asyncio.run(_all(paths, environment, Path(settings)))


async def _all(paths: Sequence[Path], environment: Mapping[str, str], settings: Path) -> list[Any]:
    processors = asyncio.Semaphore(os.cpu_count() or 1)
    runs = [_Run(path) for path in paths]

    async def one(number: int, this: _Run) -> Any:
        async with processors:
            began = time.perf_counter()
            chapter = await _run(this, environment, settings / str(number))
            took = "failed" if this.errors else f"{time.perf_counter() - began:.1f} s"
            print(f"{this.path.stem}: {took}", flush=True)
            return chapter

    chapters = await asyncio.gather(*(one(*each) for each in enumerate(runs)))
    if errors := [error for this in runs for error in this.errors]:
        if any("\nAssertionError" in error for error in errors):
            errors.append("If the rows are right, change the sentence and its assert.")
        if any(re.search(r": assert .* == .*\nAssertionError\n.*<Figure", each) for each in errors):
            errors.append(
                "== asks whether two figures are one; for numbers as printed, "
                "float(a) == float(b), and whether one follows from others is "
                'stats.check(claim, follows).adds_up == "adds up".'
            )
        raise BuildError("\n".join(errors))
    return chapters


async def _run(this: _Run, environment: Mapping[str, str], settings: Path) -> Any:
    try:
        chapter = nbformat.read(this.path, as_version=4)
    except Exception as error:
        this.errors.append(f"{this.path.name} cannot be read as a notebook: {error}")
        return None
    client = NotebookClient(chapter, record_timing=False)
    try:
        async with _kernel(client, environment, this.path.parent, settings):
            for place, cell in enumerate(chapter.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    this.cell += 1
                try:
                    await client.async_execute_cell(cell, place)
                except CellExecutionError as error:
                    # After these it goes on, so that every wrong sentence is named.
                    of_sentence = error.ename in {"AssertionError", "FigureError", "SentenceError"}
                    if this.errors and not of_sentence:
                        continue  # it may come of the cell that failed before
                    this.errors.append(await _failure(this, client, cell.source, error))
                    if not of_sentence:
                        break
    except DeadKernelError:
        this.errors.append(f"{this.at()}: the kernel died")
    except (RuntimeError, ZMQError) as error:
        this.errors.append(f"The kernel for {this.path.name} did not start: {error}")
    return chapter


async def _failure(this: _Run, client: NotebookClient, source: str, error: Any) -> str:
    # Where a cell is not valid Python, IPython adds a number of its own.
    value = re.sub(r" \(\d+\.py, line \d+\)$", "", error.evalue)
    message = f"{error.ename}: {value}" if value else error.ename
    traceback = re.sub(r"\x1b\[[\d;]*m", "", error.traceback)
    if not (found := re.search(rf"Cell In\[{this.cell}\], line (\d+)", traceback)):
        return f"{this.at()}: {message}"
    number = int(found[1])
    code, told = source.splitlines()[number - 1], ""
    if stated := _assertion(source, number):
        code = ast.get_source_segment(source, stated) or code
        told = await _told(client, source, stated)
    return f"{this.at()}, line {number}: {' '.join(code.split())}\n{message}{told}"


def _assertion(source: str, line: int) -> ast.Assert | None:
    """The assertion that has this line of a cell, if one does."""
    with suppress(SyntaxError):  # or a magic of IPython's
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
                return node
    return None


async def _told(client: NotebookClient, source: str, stated: ast.Assert) -> str:
    """What the parts of an assertion are, a line for each, and the text that stands in its cell."""
    kernel: Any = client.kc
    asked = {part: part for part in parts_of(stated)}
    reply = await kernel.execute("", silent=True, user_expressions=asked, reply=True, timeout=10)
    answers = reply["content"]["user_expressions"]
    texts = {part: answers[part].get("data", {}).get("text/plain", "") for part in asked}
    told = [
        f"\n  {part} = {' '.join(text.split()):.200}"
        for part, text in texts.items()
        # Neither a whole table nor a module; a check begins with a question.
        if text and not (part.isidentifier() and re.match(r"(?!.*\? ).*\n|<module", text))
    ]
    others = [each for each in ast.parse(source).body if not isinstance(each, ast.Assert)]
    nodes = (node for each in others for node in ast.walk(each))
    values = (node.value for node in nodes if isinstance(node, ast.Constant))
    words = [" ".join(each.split()) for each in values if isinstance(each, str)]
    if sentence := max((each for each in words if " " in each), key=len, default=""):
        told.append(f"\n  for “{shorten(re.sub('<[^>]+>', '', sentence), 200, placeholder=' …')}”")
    return "".join(told)


def parts_of(stated: ast.Assert) -> list[str]:
    """What an assertion compares or passes on, and the variables in that."""
    nodes = [*ast.walk(stated.test)]
    parts: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Compare):
            parts += [node.left, *node.comparators]
        elif isinstance(node, ast.Call):
            parts += [each for each in node.args if not isinstance(each, ast.GeneratorExp)]
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    parts += [node for node in nodes if isinstance(node, ast.Name) and node not in called]

    def names(part: ast.expr, context: type) -> set[str]:
        names = (node for node in ast.walk(part) if isinstance(node, ast.Name))
        return {name.id for name in names if isinstance(name.ctx, context)}

    # What a comprehension counts with is no variable outside it.
    own = names(stated.test, ast.Store)
    read = [(part, names(part, ast.Load) - names(part, ast.Store)) for part in parts]
    return [*dict.fromkeys(ast.unparse(part) for part, free in read if free and not free & own)]


def unshown(source: str) -> list[str]:
    """What a cell makes for the page, and neither ends in nor keeps."""
    with suppress(SyntaxError):  # a magic of IPython's
        cell = ast.parse(source)
        parts = [each for each in ast.walk(cell) if isinstance(each, ast.Expr)]
        done = [each.value for each in parts if each not in cell.body[-1:]]
        called = [ast.unparse(each.func) for each in done if isinstance(each, ast.Call)]
        return [each for each in called if each.startswith("page.")]
    return []


@asynccontextmanager
async def _kernel(
    client: NotebookClient, environment: Mapping[str, str], folder: Path, settings: Path
) -> AsyncIterator[None]:
    """Start a kernel in the chapter's folder, and shut it down afterwards."""
    settings.mkdir()
    manager = AsyncKernelManager(transport="ipc", connection_file=str(settings / "kernel.json"))
    # Set here, so that no kernel that is installed elsewhere under the same name is used.
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=argv, language="python")
    client.km = manager
    # Charts use matplotlib's defaults, not the user's settings, and have no date.
    (settings / "matplotlibrc").write_text("svg.hashsalt: report\n", "utf-8")
    fixed = {
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "IPYTHONDIR": str(settings),
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONSTARTUP": "",
        "PYTHONOPTIMIZE": "",  # it would leave out the assertions
        "PYTHONWARNINGS": "error:assertion is always true",  # as of a tuple
    }
    try:
        await manager.start_kernel(env={**os.environ, **fixed, **environment}, cwd=str(folder))
        await client.async_start_new_kernel_client()
        yield
    finally:
        if client.kc:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
