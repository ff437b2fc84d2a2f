"""The cells of chapters as HTML, each rendered once, and the headings that they have."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from stats.output import PART
from stats.report.cells import is_on_page, parts_of
from stats.report.run import BuildError

TEMPLATE = Path(__file__).parent / "template"
_Headings: TypeAlias = dict[str, str]
_PRIORITY = (
    *("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "image/gif"),
    *("image/webp", "text/latex", "application/json", "text/plain"),
)
"""The MIME types that a page can display, the best first."""
_UP = ' <a class="up" href="#contents" title="Contents" aria-label="To the contents">↑</a>'
"""In each heading of the second level."""


def page_of(chapters: Sequence[Any], folder: Path) -> dict[str, Any]:
    """Return what chapters have for the page's template.

    `before` and `after` are the sections before the contents and after them, as HTML: a chapter is
    one, but for the chapter in which the contents stand. `headings` are what the contents list,
    words by id, and `has_title` is whether a chapter has the page’s title.
    """
    headings: _Headings = {}
    render = _renderer(folder, headings)
    sections, place = list[str](), 1
    for chapter in chapters:
        sections.append("")
        for cell in filter(is_on_page, chapter.cells):
            sections[-1] += f"\n{render(cell)}"
            if "contents" in parts_of(cell):
                place = len(sections)
                sections.append("")
    return {
        "before": [*filter(None, map(Markup, sections[:place]))],
        "after": [*filter(None, map(Markup, sections[place:]))],
        "headings": headings,
        "has_title": any("title" in parts_of(cell) for each in chapters for cell in each.cells),
    }


def _renderer(folder: Path, headings: _Headings) -> Callable[[Any], str]:
    """Return a function that makes HTML of a cell, and adds its headings to `headings`."""
    exporter = TemplateExporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        template_file="cell.html.j2",
    )
    names = {"main", "contents"}

    def markdown(cell: Any) -> str:
        """Return Markdown as HTML, with the images of its folder and its attachments inside it."""
        renderer = _Renderer(
            escape=False,
            embed_images=True,
            path=str(folder),
            attachments=cell.get("attachments", {}),
        )
        renderer.names, renderer.headings = names, headings
        try:
            return str(MarkdownWithMath(renderer=renderer).render(cell["source"]))
        except InvalidNotebook as error:
            raise BuildError(
                f"A Markdown cell cannot be shown ({error}); save the image beside the chapters, "
                "as in ![what it shows](a.png)"
            ) from None

    def render(cell: Any) -> str:
        html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
        return _harmless(str(html))

    exporter.register_filter("markdown", markdown)
    exporter.register_filter("filter_data_type", _best_kind)
    return render


def _best_kind(data: Mapping[str, object]) -> list[str]:
    """Return the kind by which a page displays an output; the contents have none, but a place."""
    if data.get(PART) == "contents":
        return []
    return [kind for kind in _PRIORITY if kind in data][:1]


def _harmless(html: str) -> str:
    """Take out of HTML what runs, what sends a reader elsewhere, and the style for Jupyter."""
    html = re.sub(r"(?s)<style scoped>.*?</style>\s*", "", html)
    return re.sub(r"(?is)<script\b.*?(?:</script>|\Z)|<meta\b[^>]*>?", " ", html)


class _Renderer(IPythonRenderer):
    """Headings of the page: a title is one of the second level, and each a link to itself."""

    names: set[str]
    headings: _Headings

    def heading(self, text: str, level: int, **_: Any) -> str:
        words = Markup(text).striptags()
        name = self._name(words)
        tag = f"h{min(level + 1, 6)}"
        inside = text if "<a " in text else f'<a href="#{name}">{text}</a>'
        if tag == "h2":
            self.headings[name] = words
            inside += _UP
        return f'<{tag} id="{name}">{inside}</{tag}>\n'

    def _name(self, heading: str) -> str:
        """Name a heading on the page after its words, with a number if they stand twice."""
        # Marks above and below letters belong to the words of many scripts.
        kept = [letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in heading]
        name = words = "-".join("".join(kept).casefold().split()) or "part"
        number = 1
        while name in self.names:
            number += 1
            name = f"{words}-{number}"
        self.names.add(name)
        return name
