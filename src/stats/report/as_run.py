"""Notebooks with their outputs, for code hosts and others that display notebooks."""

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import nbformat

from stats.output import FILES


def as_run(chapter: Any) -> str:
    """Return a chapter with its outputs: what is for the page as Markdown, its charts as images.

    A cell's last call of `page` is left out, since what it says stands below it; all other code and
    its outputs are as they are. Links within the page lead to the page. Who ran it, when and with
    which versions is left out.
    """
    cells = [new for cell in chapter.cells for new in _cells(cell)]
    cells.sort(key=lambda cell: not _is_title(cell))  # the headline before how it was found
    for number, cell in enumerate(cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
    metadata = {**chapter.metadata, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return f"{nbformat.writes(notebook).rstrip()}\n"


def _is_title(cell: Any) -> bool:
    return bool(cell.cell_type == "markdown" and cell.source.startswith("# "))


def _cells(cell: Any) -> Iterator[Any]:
    """Give a cell, and below it as Markdown what it shows for the page."""
    if cell.cell_type != "code":
        yield nbformat.v4.new_markdown_cell(cell.source)
        return
    of_page, images, kept = list[Any](), list[Any](), list[Any]()
    for output in cell.outputs:
        if _is_of_page(output):
            of_page.append(output.data)
            images += _images(output.data)
        elif output.get("name") != "stderr":  # which a build tells the author
            kept.append(output)
    source = _before_page(cell.source) if of_page else cell.source
    if source or images:
        yield nbformat.v4.new_code_cell(source, outputs=[*kept, *images])
    for markdown in filter(None, (data["text/markdown"] for data in of_page)):
        yield nbformat.v4.new_markdown_cell(_outside(markdown))


def _is_of_page(output: Any) -> bool:
    return bool({FILES, "text/markdown"} <= output.get("data", {}).keys())


def _before_page(source: str) -> str:
    """Return the source of a cell without a last call of `page`."""
    with suppress(SyntaxError):  # a magic of IPython's
        last = ast.parse(source).body[-1]
        if ast.unparse(last).startswith("page."):
            return "\n".join(source.splitlines()[: last.lineno - 1]).strip()
    return source


def _images(data: Any) -> Iterator[Any]:
    """Give the pictures that an output saves, each with the output's words."""
    for name, content in data[FILES].items():
        if name.endswith(".png"):
            alt = {"image/png": {"alt": data["text/plain"]}}
            yield nbformat.v4.new_output("display_data", {"image/png": content}, metadata=alt)


def _outside(markdown: str) -> str:
    """Return Markdown for a file in `notebooks/`, from which the page is one folder up."""
    return markdown.replace('<a href="#', '<a href="../report.html#')
