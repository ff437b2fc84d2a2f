"""Chapters without what running and saving them put there, so that a commit shows what was written.

A kernel's name, a cell's tags and an image's alternative text stay; outputs, counts and times go.
"""

import os
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor, ClearOutputPreprocessor


def tidy(chapter: Path) -> None:
    """Take outputs and marks of Jupyter out of a chapter; it is written whole, or not at all."""
    notebook = nbformat.read(chapter, as_version=4)
    clear = ClearMetadataPreprocessor(
        preserve_nb_metadata_mask={"kernelspec", ("language_info", "name")},
        preserve_cell_metadata_mask={"alt", "tags", ("jupyter", "source_hidden")},
    )
    for step in (ClearOutputPreprocessor(), clear):
        notebook, _ = step.preprocess(notebook, {})  # type: ignore[no-untyped-call]
    for cell in notebook.cells:  # the values of a text, which JupyterLab keeps there
        cell.metadata.pop("user_expressions", None)
    new = chapter.with_name(f".{chapter.name}.new")
    try:
        new.write_text(f"{nbformat.writes(notebook).rstrip()}\n", "utf-8")
        os.replace(new, chapter)
    finally:
        new.unlink(missing_ok=True)
