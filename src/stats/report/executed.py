"""Chapters as run, for code hosts and others that display notebooks."""

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from markupsafe import Markup

from stats.output import FILES, STYLE
from stats.report.markdown import with_values


def executed(chapter: Any) -> str:
    """Return a chapter with its outputs, without who ran it, when and with which versions.

    Code hosts show no drawings inside of HTML, and no styles: charts are images below it. Links
    within the page lead to the page.
    """
    notebook = copy.deepcopy(chapter)
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            cell.source = with_values(cell).replace("](#", "](../report.html#")
        cell.id, cell.metadata = f"cell-{number}", {}
        if cell.cell_type == "code":
            cell.outputs = [*_outputs(cell.outputs)]
    return f"{nbformat.writes(notebook).rstrip()}\n"


def _outputs(outputs: Iterable[Any]) -> Iterator[Any]:
    for output in outputs:
        data = output.get("data", {})
        if FILES in data:
            yield from _of_the_page(data)
        elif output.get("name") != "stderr":  # which a build tells the author
            if "traceback" in output:  # it has the folders of Python
                output.traceback = [f"{output.ename}: {output.evalue}"]
            yield output


def _of_the_page(data: Any) -> Iterator[Any]:
    """Give what is for the page, without its drawings, and its charts as images."""
    html = data["text/html"].removeprefix(STYLE)
    [alt, *_] = [*re.findall(r'<svg\b[^>]* aria-label="([^"]*)"', html), data["text/plain"]]
    html = re.sub(r'(?s)<svg\b.*?</svg>|<img src="data:[^>]*>', "", html)
    # From a file in `notebooks/` the page is one folder up.
    html = html.replace('<a href="#', '<a href="../report.html#')
    yield nbformat.v4.new_output("display_data", {"text/html": html})
    for name, content in data[FILES].items():
        if name.endswith(".png"):
            about = {"image/png": {"alt": Markup(alt).unescape()}}
            yield nbformat.v4.new_output("display_data", {"image/png": content}, metadata=about)
