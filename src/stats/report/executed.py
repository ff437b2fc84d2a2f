"""Notebooks with their outputs, for code hosts and others that display notebooks."""

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import nbformat

from stats.output import FILES


def executed(chapter: Any) -> str:
    """Return a chapter with its outputs: what is for the page as Markdown, its charts as images.

    A cell's last call of `page` is left out, since what it says stands below it; all other code and
    its outputs are as they are. Links within the page lead to the page. Who ran it, when and with
    which versions is left out.
    """
    cells = [new for cell in chapter.cells for new in _cells(cell)]
    # The headline stands before how it was found.
    cells.sort(key=lambda cell: cell.cell_type != "markdown" or not cell.source.startswith("# "))
    for number, cell in enumerate(cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
    metadata = {**chapter.metadata, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return f"{nbformat.writes(notebook).rstrip()}\n"


def _cells(cell: Any) -> Iterator[Any]:
    """Give a cell, and below it as Markdown what it shows for the page."""
    if cell.cell_type != "code":
        yield nbformat.v4.new_markdown_cell(cell.source)
        return
    source, of_page, kept, images = cell.source, list[Any](), list[Any](), list[Any]()
    for output in cell.outputs:
        data = output.get("data", {})
        if {FILES, "text/markdown"} <= data.keys():
            of_page.append(data)
            alt = {"image/png": {"alt": data["text/plain"]}}
            for content in (data[FILES][name] for name in data[FILES] if name.endswith(".png")):
                image = {"image/png": content}
                images.append(nbformat.v4.new_output("display_data", image, metadata=alt))
        elif output.get("name") != "stderr":  # which a build tells the author
            kept.append(output)
    with suppress(SyntaxError):  # a magic of IPython's
        last = ast.parse(source).body[-1] if of_page else None
        if last and ast.unparse(last).startswith("page."):
            source = "\n".join(source.splitlines()[: last.lineno - 1]).strip()
    if source or images:
        yield nbformat.v4.new_code_cell(source, outputs=[*kept, *images])
    for markdown in filter(None, (data["text/markdown"] for data in of_page)):
        # From a file in `notebooks/` the page is one folder up.
        yield nbformat.v4.new_markdown_cell(
            markdown.replace('<a href="#', '<a href="../report.html#')
        )
