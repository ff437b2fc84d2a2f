"""Run chapters side by side, each in a kernel of its own, of this very Python."""

import asyncio
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from zmq import ZMQError

_SENTENCE = "SentenceError"
"""The error after which a chapter goes on, so that every sentence that is wrong is named."""

Say: TypeAlias = Callable[[str], None]


class ChapterError(Exception):
    """Which chapters failed, in which cell and line, and with which error."""


@dataclass
class _Run:
    """A chapter that runs: where it is, and what went wrong so far."""

    path: Path
    cell: int = 0
    wrong: list[str] = field(default_factory=list)

    def at(self, line: str = "") -> str:
        return f"{self.path.name}, cell [{self.cell}]{line}"


def run(
    paths: Sequence[Path],
    environment: Mapping[str, str],
    *,
    limit: float | None = None,
    say: Say = print,
) -> list[Any]:
    """Run each chapter from the top, as many at once as there are processors.

    Parameters
    ----------
    paths
        The notebooks.
    environment
        Environment variables for them.
    limit
        The seconds that a cell may take; without one, as long as it takes.
    say
        Is told what runs every few seconds, and how long each chapter took.

    Returns
    -------
    The notebooks with their outputs, in the same order.

    Raises
    ------
    ChapterError
        If a cell fails or takes too long, or its kernel dies or does not start.
    """
    # Settings of a kernel's own, so that nobody's change what chapters show; and a folder that
    # nobody else may enter for the sockets by which we speak to it, which need no network.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as settings:
        try:
            return asyncio.run(_all(paths, environment, limit, say, Path(settings)))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


async def _all(
    paths: Sequence[Path],
    environment: Mapping[str, str],
    limit: float | None,
    say: Say,
    settings: Path,
) -> list[Any]:
    processors = asyncio.Semaphore(os.cpu_count() or 1)
    running: list[_Run] = []
    wrong: dict[Path, list[str]] = {}

    async def one(number: int, path: Path) -> Any:
        async with processors:
            began, this = time.perf_counter(), _Run(path)
            running.append(this)
            chapter = await _run(this, environment, limit, settings / str(number))
            running.remove(this)
            wrong[path] = this.wrong
            say(
                f"{path.stem}: {'failed' if this.wrong else f'{time.perf_counter() - began:.1f} s'}"
            )
            return chapter

    async def tell() -> None:
        while True:
            await asyncio.sleep(3)
            say(
                f"running: {'; '.join(f'{this.path.stem}, cell [{this.cell}]' for this in running)}"
            )

    telling = asyncio.create_task(tell())
    with _stoppable():
        chapters = await asyncio.gather(*(one(*each) for each in enumerate(paths)))
    telling.cancel()
    if found := [text for path in paths for text in wrong[path]]:
        raise ChapterError("\n".join(found))
    return chapters


@contextmanager
def _stoppable() -> Iterator[None]:
    """Cancel this task when told to stop; from then on, ignore further signals."""
    loop, this, told = asyncio.get_running_loop(), asyncio.current_task(), False
    assert this  # it is called from one
    before = {
        number: handler
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if (handler := signal.getsignal(number)) != signal.SIG_IGN  # as nohup has it
    }

    def stop(*_: object) -> None:
        nonlocal told
        told = True
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        loop.call_soon_threadsafe(this.cancel)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        if not told:
            for number, handler in before.items():
                signal.signal(number, handler)
    if told:  # as the last chapter ended
        raise asyncio.CancelledError


async def _run(
    this: _Run, environment: Mapping[str, str], limit: float | None, settings: Path
) -> Any:
    try:
        if not this.path.is_file():  # who opens a pipe waits for who writes to it
            raise FileNotFoundError("no file has this name")
        chapter = nbformat.read(this.path, as_version=4)
    except Exception as error:
        this.wrong.append(f"{this.path.name} cannot be read as a notebook: {error}")
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
                    if error.ename == _SENTENCE or not this.wrong:
                        this.wrong.append(_failure(this, cell, error))
                    if error.ename != _SENTENCE:
                        break
    except DeadKernelError:
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError from None
        this.wrong.append(f"{this.at()}: the kernel died")
    except CellTimeoutError:
        this.wrong.append(f"{this.at()}: it took longer than {limit:g} s")
    except (RuntimeError, ZMQError) as error:
        this.wrong.append(f"The kernel for {this.path.name} did not start: {error}")
    return chapter


def _failure(this: _Run, cell: Any, error: CellExecutionError) -> str:
    # IPython calls a cell by a number of its own where the code cannot be read.
    value = re.sub(r" \(\d+\.py, line \d+\)$", "", error.evalue)
    said = f"{error.ename}: {value}" if value else error.ename
    number = failing_line(error.traceback, this.cell)
    if not number:
        return f"{this.at()}: {said}"
    line = cell.source.splitlines()[number - 1].strip()
    return f"{this.at(f', line {number}')}: {line}\n{said}"


def failing_line(traceback: str, cell: int) -> int:
    """The line of a cell in which an error was raised, by IPython's traceback; 0 if it is none."""
    text = re.sub(r"\x1b\[[\d;]*m", "", traceback)
    found = re.search(rf"Cell In\[{cell}\], line (\d+)", text)
    return int(found[1]) if found else 0


@asynccontextmanager
async def _kernel(
    client: NotebookClient, environment: Mapping[str, str], folder: Path, settings: Path
) -> AsyncIterator[None]:
    """A kernel in the chapter's folder, which is killed when it is done with."""
    settings.mkdir()
    manager = AsyncKernelManager(transport="ipc", connection_file=str(settings / "kernel.json"))
    # Set here, so that a kernel of the same name elsewhere on the machine is never taken.
    manager._kernel_spec = KernelSpec(
        argv=[
            *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
        ],
        language="python",
    )
    client.km = manager
    # Charts are drawn by matplotlib's own settings, whatever the reader's are, and have no date.
    (settings / "matplotlibrc").write_text("svg.hashsalt: report\n", "utf-8")
    fixed = {
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "IPYTHONDIR": str(settings),
        "SOURCE_DATE_EPOCH": "0",
    }
    # Where matplotlib may not keep its list of fonts in one's home, it would warn in each chapter.
    if not os.access(os.path.expanduser("~"), os.W_OK):
        fixed["MPLCONFIGDIR"] = str(settings.parent)
    try:
        await manager.start_kernel(env={**os.environ, **fixed, **environment}, cwd=str(folder))
        client.kc = manager.client()
        client.kc.allow_stdin = False
        client.kc.start_channels()
        await client.kc.wait_for_ready(timeout=60)
        yield
    finally:
        if client.kc:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
