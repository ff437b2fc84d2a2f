"""Run chapters in a kernel of this very Python."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError


class ChapterError(Exception):
    """Which chapter failed, in which cell, and with which error."""


def run(
    chapters: Sequence[Path], environment: Mapping[str, str]
) -> Iterator[tuple[Path, Any, float]]:
    """Run each chapter from the top in a name space of its own.

    Parameters
    ----------
    chapters
        The notebooks.
    environment
        Environment variables for them.

    Yields
    ------
    The chapter's path, the notebook with its outputs, and the seconds that it took.

    Raises
    ------
    ChapterError
        If a cell fails, or the kernel dies in it, or does not start.
    """
    with _kernel(environment, chapters[0].parent) as client:
        for path in chapters:
            began = time.perf_counter()
            try:
                client.nb = nbformat.read(path, as_version=4)
            except Exception as error:
                raise ChapterError(f"{path.name} is not a notebook: {error}") from None
            client.reset_execution_trackers()
            client.kc.execute("get_ipython().reset(new_session=True)", silent=True)
            for place, cell in enumerate(client.nb.cells, start=1):
                try:
                    client.execute_cell(cell, place - 1)
                except CellExecutionError as error:
                    said = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
                    raise ChapterError(f"{path.name}, cell {place}: {said}") from None
                except DeadKernelError:
                    raise ChapterError(f"{path.name}, cell {place}: the kernel died") from None
            yield path, client.nb, time.perf_counter() - began


@contextmanager
def _kernel(environment: Mapping[str, str], folder: Path) -> Iterator[Any]:
    """One kernel for all the chapters, in their folder: most of its time is its start."""
    # An empty folder of settings, so that nobody's own ones change what chapters show.
    settings = tempfile.TemporaryDirectory()
    manager = AsyncKernelManager(transport_encryption="required")
    # Set here, so that a kernel of the same name elsewhere on the machine is never taken.
    manager._kernel_spec = KernelSpec(
        argv=[
            *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            f"--ipython-dir={settings.name}",
            "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
        ],
        language="python",
        metadata={"supported_encryption": ["curve"]},
    )
    client = NotebookClient(
        nbformat.v4.new_notebook(), km=manager, record_timing=False, shutdown_kernel="immediate"
    )
    how = {"cleanup_kc": True, "env": {**os.environ, **environment}, "cwd": str(folder)}
    with settings, ExitStack() as started:
        try:
            started.enter_context(client.setup_kernel(**how))
        except RuntimeError as error:
            raise ChapterError(f"The kernel did not start: {error}") from None
        yield client
