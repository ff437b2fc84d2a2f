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
from pathlib import Path
from textwrap import shorten
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert.filters import strip_ansi
from zmq import ZMQError

_OF_SENTENCES = {"AssertionError", "FigureError", "SentenceError"}
"""After these errors a chapter goes on, so that every wrong sentence is named."""


class BuildError(Exception):
    """Why no report was built: which chapters failed and where, for instance."""


class _ThisPython(AsyncKernelManager):
    """Starts this Python, and no kernel that is installed elsewhere under the same name."""

    kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        language="python",
    )


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
        return asyncio.run(_run_all(paths, environment, Path(settings)))


async def _run_all(
    paths: Sequence[Path], environment: Mapping[str, str], settings: Path
) -> list[Any]:
    processors = asyncio.Semaphore(os.cpu_count() or 1)
    errors: dict[Path, list[str]] = {path: [] for path in paths}

    async def one(path: Path) -> Any:
        async with processors:
            began = time.perf_counter()
            chapter = await _run(path, environment, settings / path.stem, errors[path])
            took = "failed" if errors[path] else f"{time.perf_counter() - began:.1f} s"
            print(f"{path.stem}: {took}", flush=True)
            return chapter

    chapters = await asyncio.gather(*map(one, paths))
    if told := [error for path in paths for error in errors[path]]:
        raise BuildError("\n".join(told))
    return chapters


async def _run(
    path: Path, environment: Mapping[str, str], settings: Path, errors: list[str]
) -> Any:
    """Run a chapter, and say which of its cells failed, and why."""
    number = 0
    try:
        chapter = nbformat.read(path, as_version=4)
    except Exception as error:  # it has many ways to fail
        errors.append(f"{path.name} cannot be read as a notebook: {error}")
        return None
    client = NotebookClient(chapter, record_timing=False)
    try:
        async with _kernel(client, environment, path.parent, settings):
            for place, cell in enumerate(chapter.cells):
                number += cell.cell_type == "code" and bool(cell.source.strip())
                try:
                    await client.async_execute_cell(cell, place)
                except CellExecutionError as error:
                    if not errors or error.ename in _OF_SENTENCES:  # else it may come of another
                        where = f"{path.name}, cell [{number}]"
                        errors.append(where + await _failure(client, cell.source, error))
                    if error.ename not in _OF_SENTENCES:
                        break
    except DeadKernelError:
        errors.append(f"{path.name}, cell [{number}]: the kernel died")
    except (RuntimeError, ZMQError) as error:
        errors.append(f"The kernel for {path.name} did not start: {error}")
    return chapter


async def _failure(client: NotebookClient, source: str, error: CellExecutionError) -> str:
    """The line of a cell that failed, its code, the error, and what an assertion compared."""
    message = f"{error.ename}: {error.evalue}".removesuffix(": ")
    found = re.search(r"Cell In\[\d+\], line (\d+)", strip_ansi(error.traceback))
    if not found:
        return f": {message}"
    line = int(found[1])
    lines = [f", line {line}: {source.splitlines()[line - 1].strip()}", message]
    if stated := _assertion(source, line):
        lines += await _values(client, stated)
    return "\n".join(lines)


def _assertion(source: str, line: int) -> ast.Assert | None:
    """The assertion that has this line of a cell, if one does."""
    with suppress(SyntaxError):  # or a magic of IPython's
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
                return node
    return None


async def _values(client: NotebookClient, stated: ast.Assert) -> list[str]:
    """What each part is that an assertion compares."""
    compared = [node for node in ast.walk(stated.test) if isinstance(node, ast.Compare)]
    parts = [ast.unparse(part) for each in compared for part in (each.left, *each.comparators)]
    asked = {part: part for part in parts}
    kernel: Any = client.kc
    reply = await kernel.execute("", silent=True, user_expressions=asked, reply=True, timeout=10)
    answers = reply["content"]["user_expressions"]
    texts = {part: answers[part].get("data", {}).get("text/plain", part) for part in asked}
    return [f"  {part} = {shorten(text, 200)}" for part, text in texts.items() if text != part]


@asynccontextmanager
async def _kernel(
    client: NotebookClient, environment: Mapping[str, str], folder: Path, settings: Path
) -> AsyncIterator[None]:
    """Start a kernel in the chapter's folder, and shut it down afterwards."""
    settings.mkdir()
    # Charts use matplotlib's defaults, not the user's settings, and have no date.
    (settings / "matplotlibrc").write_text("svg.hashsalt: report\n", "utf-8")
    fixed = {
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "IPYTHONDIR": str(settings),
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONSTARTUP": "",
        "PYTHONOPTIMIZE": "",  # it would leave out the assertions
    }
    manager = _ThisPython(transport="ipc", connection_file=str(settings / "kernel.json"))
    client.km = manager
    try:
        await manager.start_kernel(env={**os.environ, **fixed, **environment}, cwd=str(folder))
        await client.async_start_new_kernel_client()
        yield
    finally:
        if client.kc:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
