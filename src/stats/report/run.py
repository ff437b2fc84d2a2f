"""Run chapters side by side, each in a kernel of its own, with this Python."""

import ast
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from zmq import ZMQError

_OF_SENTENCES = ("AssertionError", "FigureError", "SentenceError")
"""Errors after which a chapter goes on, so that every wrong sentence is named."""


class BuildError(Exception):
    """Why no report was built: which chapters failed and where, for instance."""


@dataclass
class _Run:
    """A running chapter: its current cell, and its errors so far."""

    path: Path
    cell: int = 0
    errors: list[str] = field(default_factory=list)

    def at(self, line: str = "") -> str:
        return f"{self.path.name}, cell [{self.cell}]{line}"


def run(
    paths: Sequence[Path], environment: Mapping[str, str], *, limit: float | None = None
) -> list[Any]:
    """Run each chapter from the top, as many at once as there are processors.

    It prints how long each took, and returns the notebooks with their outputs, in the same order.
    `environment` has environment variables for the kernels; a cell may take as long as it takes,
    or `limit` seconds. Ctrl-C shuts the kernels down. Raises BuildError if a cell fails or takes
    too long, or its kernel dies or does not start.
    """
    # Each kernel gets settings of its own, so that nobody's settings change the report. Only this
    # user may enter the folder; it also holds the sockets of the kernels, which need no network.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as settings:
        return asyncio.run(_all(paths, environment, limit, Path(settings)))


async def _all(
    paths: Sequence[Path], environment: Mapping[str, str], limit: float | None, settings: Path
) -> list[Any]:
    processors = asyncio.Semaphore(os.cpu_count() or 1)
    runs = [_Run(path) for path in paths]

    async def one(number: int, this: _Run) -> Any:
        async with processors:
            began = time.perf_counter()
            chapter = await _run(this, environment, limit, settings / str(number))
            took = "failed" if this.errors else f"{time.perf_counter() - began:.1f} s"
            print(f"{this.path.stem}: {took}", flush=True)
            return chapter

    chapters = await asyncio.gather(*(one(*each) for each in enumerate(runs)))
    if errors := [error for this in runs for error in this.errors]:
        raise BuildError("\n".join(errors))
    return chapters


async def _run(
    this: _Run, environment: Mapping[str, str], limit: float | None, settings: Path
) -> Any:
    try:
        chapter = nbformat.read(this.path, as_version=4)
    except Exception as error:
        this.errors.append(f"{this.path.name} cannot be read as a notebook: {error}")
        return None
    client = NotebookClient(chapter, timeout=limit, record_timing=False)
    try:
        async with _kernel(client, environment, this.path.parent, settings):
            for place, cell in enumerate(chapter.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    this.cell += 1
                try:
                    await client.async_execute_cell(cell, place)
                except CellExecutionError as error:
                    if error.ename in _OF_SENTENCES or not this.errors:
                        this.errors.append(_failure(this, cell, error))
                    elif error.ename == "NameError":
                        continue  # a name that is lacking since a cell before failed
                    if error.ename == "AssertionError":
                        line = failing_line(error.traceback, this.cell)
                        this.errors[-1] += await _values(client, cell.source, line)
                    if error.ename not in _OF_SENTENCES:
                        break
    except DeadKernelError:
        this.errors.append(f"{this.at()}: the kernel died")
    except CellTimeoutError:
        this.errors.append(f"{this.at()}: it took longer than {limit:g} s")
    except (RuntimeError, ZMQError) as error:
        this.errors.append(f"The kernel for {this.path.name} did not start: {error}")
    return chapter


def _failure(this: _Run, cell: Any, error: CellExecutionError) -> str:
    number = failing_line(error.traceback, this.cell)
    where = this.at(f", line {number}" if number else "")
    # Where a cell is not valid Python, IPython adds a number of its own.
    value = re.sub(r" \(\d+\.py, line \d+\)$", "", error.evalue)
    message = f"{error.ename}: {value}" if value else error.ename
    if not number:
        return f"{where}: {message}"
    return f"{where}: {cell.source.splitlines()[number - 1].strip()}\n{message}"


async def _values(client: NotebookClient, source: str, line: int) -> str:
    """What the parts of a false assertion are, as the kernel has them: a line for each."""
    parts = parts_of_assertion(source, line)
    kernel: Any = client.kc
    asked = {part: part for part in parts}
    reply = await kernel.execute("", silent=True, user_expressions=asked, reply=True, timeout=10)
    told = reply["content"]["user_expressions"]
    texts = {part: told[part].get("data", {}).get("text/plain", "") for part in parts}
    return "".join(
        f"\n  {part} = {' '.join(text.split()):.200}"
        for part, text in texts.items()
        if text and not ("\n" in text and part.isidentifier())  # not a whole table
    )


def parts_of_assertion(source: str, line: int) -> list[str]:
    """What an assertion compares or passes on, and the variables in that.

    Examples
    --------
    >>> parts_of_assertion("assert now / then > 1 and all(each for each in later)", 1)
    ['now / then', 'now', 'then', 'later']
    """
    stated = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Assert)]
    tests = [each.test for each in stated if each.lineno <= line <= (each.end_lineno or line)]
    nodes = [node for test in tests for node in ast.walk(test)]
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
    own = {name for test in tests for name in names(test, ast.Store)}
    read = [(part, names(part, ast.Load) - names(part, ast.Store)) for part in parts]
    return [*dict.fromkeys(ast.unparse(part) for part, free in read if free and not free & own)]


def failing_line(traceback: str, cell: int) -> int:
    """The line of a cell in which an error was raised, by IPython's traceback; 0 if it is none."""
    text = re.sub(r"\x1b\[[\d;]*m", "", traceback)
    match = re.search(rf"Cell In\[{cell}\], line (\d+)", text)
    return int(match[1]) if match else 0


@asynccontextmanager
async def _kernel(
    client: NotebookClient, environment: Mapping[str, str], folder: Path, settings: Path
) -> AsyncIterator[None]:
    """Start a kernel in the chapter's folder, and shut it down afterwards."""
    settings.mkdir()
    manager = AsyncKernelManager(transport="ipc", connection_file=str(settings / "kernel.json"))
    # Set here, so that no kernel that is installed elsewhere under the same name is used.
    manager._kernel_spec = KernelSpec(
        argv=[
            *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
        ],
        language="python",
    )
    client.km = manager
    # Charts use matplotlib's defaults, not the user's settings, and have no date.
    (settings / "matplotlibrc").write_text("svg.hashsalt: report\n", "utf-8")
    fixed = {
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "IPYTHONDIR": str(settings),
        "SOURCE_DATE_EPOCH": "0",
    }
    try:
        await manager.start_kernel(env={**os.environ, **fixed, **environment}, cwd=str(folder))
        client.kc = manager.client()
        client.kc.start_channels(stdin=False)  # nobody is there to answer
        await client.kc.wait_for_ready(timeout=60)
        yield
    finally:
        if client.kc:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
