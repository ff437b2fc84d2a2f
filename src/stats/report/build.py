"""Run the chapters and put them together as one page, with the files that they show."""

import base64
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert.exporters import TemplateExporter
from traitlets.config import Config

FILES = "application/vnd.stats.files+json"
_TEMPLATE = Path(__file__).parent / "template"


class BuildError(Exception):
    """Why no report was built: the chapter, the cell and the error."""


def build(
    notebooks: Sequence[Path],
    reports: Path,
    facts: Mapping[str, str],
    environment: Mapping[str, str],
    say: Callable[[str], None] = print,
) -> Path:
    """Run the chapters in order and write the page and its files, each whole or not at all.

    Parameters
    ----------
    notebooks
        The chapters, in reading order.
    reports
        The folder to write to; it is made if it is missing.
    facts
        What the template says of the page: its title and description, for example.
    environment
        Environment variables for the chapters.
    say
        Is told a line for each chapter.

    Returns
    -------
    The path of the page.

    Raises
    ------
    BuildError
        If a chapter fails; what was in `reports` stays as it was.
    """
    chapters = []
    for path, chapter, seconds in _run(notebooks, environment):
        say(f"{path.stem}: {seconds:.1f} s")
        chapters.append(chapter)
    files = _files(notebooks, chapters)
    files["report.html"] = _page(notebooks, chapters, facts).encode("utf-8")
    _write(files, reports)
    return reports / "report.html"


def _run(
    notebooks: Sequence[Path], environment: Mapping[str, str]
) -> Iterator[tuple[Path, Any, float]]:
    """Each chapter, run from the top in a name space of its own, and how long that took."""
    with _kernel(environment) as client:
        for path in notebooks:
            began = time.perf_counter()
            client.nb = nbformat.read(path, as_version=4)
            client.reset_execution_trackers()
            client.kc.execute("get_ipython().reset(new_session=True)", silent=True)
            for place, cell in enumerate(client.nb.cells, start=1):
                try:
                    client.execute_cell(cell, place - 1)
                except CellExecutionError as error:
                    said = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
                    raise BuildError(f"{path.name}, cell {place}: {said}") from None
                except DeadKernelError:
                    raise BuildError(f"{path.name}, cell {place}: the kernel died") from None
            yield path, client.nb, time.perf_counter() - began


@contextmanager
def _kernel(environment: Mapping[str, str]) -> Iterator[Any]:
    """One kernel of this very Python for all the chapters: most of its time is its start."""
    manager = AsyncKernelManager(transport_encryption="required")
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    # Set here, so that a kernel of the same name elsewhere on the machine is never taken.
    manager._kernel_spec = KernelSpec(
        argv=command, language="python", metadata={"supported_encryption": ["curve"]}
    )
    client = NotebookClient(
        nbformat.v4.new_notebook(), km=manager, record_timing=False, shutdown_kernel="immediate"
    )
    with client.setup_kernel(cleanup_kc=True, env={**os.environ, **environment}):
        yield client


def _files(notebooks: Sequence[Path], chapters: Sequence[Any]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path, chapter in zip(notebooks, chapters, strict=True):
        for cell in chapter.cells:
            for output in cell.get("outputs", []):
                for name, content in output.get("data", {}).pop(FILES, {}).items():
                    if name in files:
                        raise BuildError(f"{path.name}: {name} is shown twice; show it once")
                    files[name] = base64.b64decode(content)
    return files


def _page(notebooks: Sequence[Path], chapters: Sequence[Any], facts: Mapping[str, str]) -> str:
    exporter = TemplateExporter(
        config=Config(
            TemplateExporter={
                "extra_template_basedirs": [str(_TEMPLATE.parent)],
                "template_name": _TEMPLATE.name,
                "template_file": "index.html.j2",
                "file_extension": ".html",
            }
        )
    )
    exporter.register_filter("one_level_down", _one_level_down)
    exporter.register_filter("headings", _headings)
    style = (_TEMPLATE / "static" / "report.css").read_text(encoding="utf-8")
    shown = [
        {"name": path.stem, "cells": chapter.cells}
        for path, chapter in zip(notebooks, chapters, strict=True)
    ]
    resources = {"chapters": shown, "facts": facts, "style": style}
    page: str
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)
    return page


def _one_level_down(html: str) -> str:
    """A chapter's own title is the page's second level; the marks beside headings go."""
    html = re.sub(r'<a class="anchor-link".*?</a>', "", html)
    return re.sub(r"<(/?)h([1-5])\b", lambda m: f"<{m[1]}h{int(m[2]) + 1}", html)


def _headings(html: str) -> list[dict[str, str]]:
    found = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', html)
    return [{"id": name, "text": Markup(text).striptags()} for name, text in found]


def _write(files: Mapping[str, bytes], reports: Path) -> None:
    """Write the files, the page last, each whole or not at all; drop charts no longer drawn."""
    for name, content in files.items():
        path = reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
            try:
                part.write(content)
                part.flush()
                os.chmod(part.name, 0o644)
                os.replace(part.name, path)
            except BaseException:
                os.unlink(part.name)
                raise
    for path in (reports / "charts").glob("*"):
        if f"charts/{path.name}" not in files:
            path.unlink()
