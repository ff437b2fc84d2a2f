"""Run chapters side by side, each in a kernel of its own, with this Python."""

import ast
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
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

from stats.report.expressions import evaluate, untrue_in_code
from stats.tables.files import content

_OF_SENTENCES = {"AssertionError", "FigureError", "NotToldError"}
"""After these errors a chapter goes on, so that every wrong sentence is named."""
_LONG = 30.0
"""After how many seconds a chapter that runs says its name."""


class BuildError(Exception):
    """Why no report was built: which chapters failed and where, for instance."""


class _ThisPython(AsyncKernelManager):
    """Starts this Python, and no kernel that is installed elsewhere under the same name."""

    kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        language="python",
    )


def run(paths: Sequence[Path], environment: Mapping[str, str]) -> tuple[dict[Path, Any], list[str]]:
    """Run each chapter from the top, as many at once as there are processors.

    It prints how long each took, and of one that takes long that it runs. It returns the notebooks
    with their outputs, but for what cannot be read, and says which cells failed, which text is
    false, whose kernel died. `environment` has environment variables for the kernels; a cell may
    take as long as it takes. Ctrl-C shuts the kernels down.
    """
    # Each kernel gets settings of its own, so that nobody's settings change the report. Only this
    # user may enter the folder; it also holds the sockets of the kernels, which need no network.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as settings:
        return asyncio.run(_run_all(paths, environment, Path(settings)))


async def _run_all(
    paths: Sequence[Path], environment: Mapping[str, str], settings: Path
) -> tuple[dict[Path, Any], list[str]]:
    processors = asyncio.Semaphore(os.cpu_count() or 1)
    errors: dict[Path, list[str]] = {path: [] for path in paths}

    async def run_in_turn(number: int, path: Path) -> Any:
        async with processors:
            began = time.perf_counter()
            told = asyncio.get_running_loop().call_later(
                _LONG,
                lambda: print(f"{path.stem}: runs for {_LONG:.0f} s, and goes on", flush=True),
            )
            chapter = await _run(path, environment, settings / f"{number}", errors[path])
            told.cancel()
            took = "failed" if errors[path] else f"{time.perf_counter() - began:.1f} s"
            print(f"{path.stem}: {took}", flush=True)
            return chapter

    chapters = await asyncio.gather(*(run_in_turn(*each) for each in enumerate(paths)))
    run = {path: chapter for path, chapter in zip(paths, chapters, strict=True) if chapter}
    return run, [error for path in paths for error in errors[path]]


def cells_of(path: Path, chapter: Any) -> list[tuple[str, Any]]:
    """Return each cell of a chapter after where it is, by the number that JupyterLab gives it.

    Examples
    --------
    >>> chapter = nbformat.v4.new_notebook()
    >>> chapter.cells = [nbformat.v4.new_code_cell("x"), nbformat.v4.new_markdown_cell("A")]
    >>> [where for where, _ in cells_of(Path("1.ipynb"), chapter)]
    ['1.ipynb, cell [1]', '1.ipynb, the text “A”']
    """
    number, cells = 0, []
    for cell in chapter.cells:
        is_code = cell.cell_type == "code"
        number += is_code and bool(cell.source.strip())
        where = f"cell [{number}]" if is_code else f"the text “{shorten(cell.source, 50)}”"
        cells.append((f"{path.name}, {where}", cell))
    return cells


async def _run(
    path: Path, environment: Mapping[str, str], settings: Path, errors: list[str]
) -> Any:
    """Run a chapter, and return it; add to `errors` which of its cells failed, and why."""
    try:
        chapter = nbformat.reads(content(path).decode(), as_version=4)
    except Exception as error:  # it has many ways to fail
        errors.append(f"{path.name} cannot be read as a notebook: {error}")
        return None
    client = NotebookClient(chapter, record_timing=False)
    try:
        async with _kernel(client, environment, path.parent, settings):
            await _run_cells(client, cells_of(path, chapter), errors)
    except (RuntimeError, ZMQError) as error:
        errors.append(f"The kernel for {path.name} did not start: {error}")
    return chapter


async def _run_cells(
    client: NotebookClient, cells: Sequence[tuple[str, Any]], errors: list[str]
) -> None:
    ask, is_whole = partial(_ask, client), True
    for place, (where, cell) in enumerate(cells):
        try:
            if cell.cell_type == "markdown":
                failed, untrue = await evaluate(ask, cell)
            else:
                await client.async_execute_cell(cell, place)
                failed, untrue = [], await untrue_in_code(ask, cell.source)
            # Once code has failed, what else cannot be computed may come of it.
            errors += (f"{where}: {fault}" for fault in [*(failed if is_whole else []), *untrue])
        except DeadKernelError:
            errors.append(f"{where}: the kernel died")
            return
        except CellExecutionError as error:
            goes_on = error.ename in _OF_SENTENCES
            if goes_on or is_whole:
                errors.append(where + await _failure(client, cell.source, error))
                if not goes_on:
                    return
            is_whole = False


async def _failure(client: NotebookClient, source: str, error: CellExecutionError) -> str:
    """Return which line of a cell failed, its code, the error, and what an assertion compared."""
    # Where a cell is not valid Python, IPython adds a number of its own.
    value = re.sub(r" \(\d+\.py, line \d+\)$", "", strip_ansi(error.evalue)).replace("\x1b", "")
    message = f"{error.ename}: {value}".removesuffix(": ")
    place = re.search(r"Cell In\[\d+\], line (\d+)", strip_ansi(error.traceback))
    if not place:
        return f": {message}"
    line = int(place[1])
    assertion = _assertion(source, line)
    if not assertion:
        return f", line {line}: {source.splitlines()[line - 1].strip()}\n{message}"
    code = " ".join(str(ast.get_source_segment(source, assertion)).split())
    return "\n".join([f", line {line}: {code}", message, *await _values(client, assertion)])


def _assertion(source: str, line: int) -> ast.Assert | None:
    """Return the assertion that has this line of a cell; None if it has none."""
    with suppress(SyntaxError):  # or a magic of IPython's
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
                return node
    return None


async def _values(client: NotebookClient, assertion: ast.Assert) -> list[str]:
    """Ask the kernel for each part that an assertion compares; return a line for each."""
    nodes = [node for node in ast.walk(assertion.test) if isinstance(node, ast.Compare)]
    parts = [ast.unparse(part) for node in nodes for part in (node.left, *node.comparators)]
    return [
        f"  {part} = {shorten(answer['data']['text/plain'], 200)}"
        for part, answer in (await _ask(client, parts)).items()
        if answer.get("data", {}).get("text/plain", part) != part
    ]


async def _ask(client: NotebookClient, expressions: Iterable[str]) -> dict[str, Any]:
    """Return a kernel's answers to expressions, however long it takes, unless it dies."""
    kernel: Any = client.kc
    questions = {expression: expression for expression in expressions}
    message = kernel.execute("", silent=True, user_expressions=questions)
    reply: Any = await client.async_wait_for_reply(message)
    return dict(reply["content"]["user_expressions"])


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
        "PYTHONWARNINGS": "error:assertion is always true",  # as of a tuple
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
