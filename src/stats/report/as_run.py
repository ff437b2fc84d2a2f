"""Notebooks with their outputs, for places that display notebooks and clean the HTML in them."""

import ast
import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from html import unescape
from itertools import count
from typing import Any

import bleach
import nbformat

# Code hosts and mail programs allow little HTML; nbconvert's cleaner allows the least: no `p` and
# no `th`. So blocks become `div`, and all cells `td`.
_KEPT = {"a", "b", "code", "em", "i", "li", "ol", "pre", "strong", "table", "td", "tr", "ul"}
_LONG, _SHORT = 12, 5
"""A table of more rows is cut to the first few."""
_BLOCKS = {"caption", "div", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "p", "summary"}


def as_run(chapter: Any, saved: Mapping[str, bytes]) -> bytes:
    """Return a chapter with its outputs, its charts as images and its tables in plain HTML.

    A last call of `page` that writes paragraphs becomes these, as Markdown; all other code is as it
    is. Of a long table the first rows are there, and where the others are.

    `saved` are the files that all chapters save. Who ran it, when and with which versions is left
    out.
    """
    cells, number = [], count(1)

    def add(cell_type: str, source: str, **more: Any) -> Any:
        cell = {"cell_type": cell_type, "id": f"cell-{next(number)}", "metadata": {}}
        return nbformat.from_dict({**cell, "source": source, **more})

    for cell in chapter.cells:
        if cell.cell_type != "code":
            cells.append(add(cell.cell_type, cell.source))
            continue
        before = _before_page(cell.source)
        words = "" if before is None else _as_markdown(cell.outputs)
        outputs = [new for output in cell.outputs for new in _plain(output, saved)]
        shown = {"execution_count": None, "outputs": [] if words else outputs}
        source = before if words else cell.source
        if source:
            cells.append(add("code", source, **shown))
        if words:
            # The headline comes first, after the title.
            title = [each for each in cells[:1] if each.cell_type == "markdown"]
            place = len(title) if words.startswith("# ") else len(cells)
            cells.insert(place, add("markdown", words))
    metadata = {**chapter.metadata, "language_info": {"name": "python"}}
    text: str = nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata))
    return f"{text.rstrip()}\n".encode()


def _before_page(source: str) -> str | None:
    """The source of a cell before a last call of `page`; None if it ends in no such call."""
    with suppress(SyntaxError):  # a magic of IPython's
        match ast.parse(source).body:
            case [*_, ast.Expr(ast.Call(ast.Attribute(ast.Name("page")))) as last]:
                return "\n".join(source.splitlines()[: last.lineno - 1]).strip()
    return None


def _as_markdown(outputs: Any) -> str:
    """What a cell shows as Markdown, if it is paragraphs, maybe under a headline."""
    html = outputs[0].get("data", {}).get("text/html", "") if len(outputs) == 1 else ""
    html = re.sub(r"<style.*?</style>|</?div[^>]*>", "", html, flags=re.S).strip()
    if not re.fullmatch(r"(?s)(<(p|h1)\b[^>]*>((?!<p\b|<details|<table|<ul).)*</\2>\s*)+", html):
        return ""
    words = re.sub(r'<a href="#[^"]*">(.*?)</a>', r"\1", html, flags=re.S)
    words = re.sub(r'<a href="([^"]+)">(.*?)</a>', r"[\2](\1)", words, flags=re.S)
    words = re.sub(r"</?(?:b|strong)>", "**", words)
    parts = re.findall(r"(?s)<(p|h1)\b([^>]*)>(.*?)</\1>", words)
    headline = [f"# {text.strip()}" for tag, _, text in parts if tag == "h1"]
    others = [text.strip() for tag, css, text in parts if tag == "p" and "kicker" not in css]
    return "\n\n".join([*headline, *others])


def _plain(output: Any, files: Mapping[str, bytes]) -> list[Any]:
    """An output in plain HTML, after images of its charts."""
    html = output.get("data", {}).get("text/html")
    if html is None:
        return [output]
    images = []
    for name, alt in re.findall(r'<figure id="chart-([^"]+)".*?aria-label="([^"]*)"', html, re.S):
        if image := files.get(f"charts/{name}.png"):
            data = {"image/png": base64.b64encode(image).decode(), "text/plain": unescape(alt)}
            described = {"image/png": {"alt": unescape(alt)}}
            images.append(nbformat.v4.new_output("display_data", data, metadata=described))
    return [*images, {**output, "data": {**output["data"], "text/html": plain_html(html)}}]


def plain_html(html: str) -> str:
    """Return HTML with only the few elements that every cleaner keeps."""
    html = re.sub(r"<(svg|style|script)\b.*?</\1>", "", html, flags=re.S | re.I)
    chart = re.search(r'<figure id="chart-([^"]+)"', html)
    where = f"charts/{chart[1]}.csv" if chart else "report.html"
    html = re.sub(r"<tbody>.*?</tbody>", lambda rows: _cut(rows[0], where), html, flags=re.S)
    # It also closes elements whose end tag HTML lets one leave out.
    clean: Any = bleach.clean
    html = clean(html, tags=_KEPT | _BLOCKS | {"th"}, attributes={"a": ["href"]}, strip=True)
    html = re.sub(r'\s*<a href="#[^"]*">#</a>', "", html)
    html = re.sub(r'<a(?: href="#[^"]*")?>(.*?)</a>', r"\1", html, flags=re.S)
    html = re.sub(r"<table>\s*<caption>(.*?)</caption>", r"<div>\1</div><table>", html, flags=re.S)
    html = html.replace("<th>", "<td><b>").replace("</th>", "</b></td>")
    html = re.sub(rf"<(/?)(?:{'|'.join(_BLOCKS)})>", r"<\1div>", html)
    return re.sub(r"(?:\s*<div>\s*</div>)+|\n\s*(?=\n)", "", html).strip()


def _cut(body: str, where: str) -> str:
    """The first rows of a long table, with a last one that says where the others are."""
    start, *rows = re.split(r"(?=<tr\b)", body)
    if len(rows) <= _LONG:
        return body
    more = f'<tr><td>{len(rows) - _SHORT} more rows: <a href="../{where}">{where}</a></td></tr>'
    return f"{start}{''.join(rows[:_SHORT])}{more}</tbody>"
