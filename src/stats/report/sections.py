"""The cells of chapters as HTML, each rendered once, and the headings that they have."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter

from stats.report.cells import Cells, is_on_page
from stats.report.markdown import Writer, label_of
from stats.words.english import suggestion

TEMPLATE = Path(__file__).parent / "template"
_PRIORITY = (
    *("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "image/gif"),
    *("image/webp", "text/latex", "application/json", "text/plain"),
)
"""The MIME types that a page can display, the best first."""
_ASKED_FOR = re.compile(r'<div data-cell="([^"]*)">.*?</div>', re.DOTALL)
"""The place of a text that has a name."""


def page_of(
    chapters: Sequence[Cells], folder: Path, addresses: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Return what chapters have for the page's template, and what is wrong with their texts.

    `sections` are HTML, of a chapter one, and at least one, since the contents stand after the
    first. `headings` are what the contents list, words by id, and `has_title` is whether a chapter
    has the page’s title. `addresses` are those of sources.
    """
    writer, faults = Writer(folder, addresses), list[str]()
    render = _renderer(writer)
    sections = list[Markup]()
    for cells in chapters:
        rendered = list[tuple[str, str, str]]()
        for where, cell in cells:
            if is_on_page(cell):
                rendered.append((where, label_of(cell), render(cell)))
                faults += (f"{where}: {fault}" for fault in writer.faults)
                writer.faults.clear()
        html, lacking = _joined(rendered)
        faults += lacking
        sections.append(Markup(f"{html}{writer.render_end()}"))
    written = [section for section in sections if section.strip()] or [Markup()]
    parts = {"headings": writer.headings, "has_title": writer.has_title}
    return {"sections": written, **parts}, faults


def _joined(cells: Sequence[tuple[str, str, str]]) -> tuple[str, list[str]]:
    """Put each text that has a name where another cell asks for it; say which name nothing has.

    A cell is where it stands, its name or none, and its HTML.
    """
    named = {name: html for _, name, html in cells if name}
    asked = {name: where for where, _, html in cells for name in _ASKED_FOR.findall(html)}
    html = "\n".join(html for _, name, html in cells if name not in asked)
    lacking = [
        f"{where}: no text of this chapter begins with ({name})={suggestion(name, named)}"
        for name, where in asked.items()
        if name not in named
    ]
    return _ASKED_FOR.sub(lambda found: named.get(found[1], ""), html), lacking


def _renderer(writer: Writer) -> Callable[[Any], str]:
    """Return a function that makes HTML of a cell."""
    exporter = TemplateExporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        template_file="cell.html.j2",
        filters={"markdown": writer.render_cell, "filter_data_type": _best_kind},
    )

    def render(cell: Any) -> str:
        html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
        return _harmless(str(html))

    return render


def _best_kind(data: Mapping[str, object]) -> list[str]:
    """Return the kind by which a page displays an output."""
    return [kind for kind in _PRIORITY if kind in data][:1]


def _harmless(html: str) -> str:
    """Take out of HTML what runs, what sends a reader elsewhere, and the style for Jupyter."""
    html = re.sub(r"(?s)<style scoped>.*?</style>\s*", "", html)
    return re.sub(r"(?is)<script\b.*?(?:</script>|\Z)|<meta\b[^>]*>?", " ", html)
