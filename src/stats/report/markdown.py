"""The texts of chapters, in Markdown as MyST has it: a number is an expression, {eval}`growth`.

A heading of the third level folds what comes under it, until the next heading; `:::{admonition}`
is a box, `::::{grid} 2` with a `:::{card}` for each has two sides. `(name)=` on the first line
names a text, so that it can stand elsewhere; `#source-key` is the address of that source.
"""

import ast
import base64
import mimetypes
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from stats.output import WORKING, escaped
from stats.words.english import suggestion

Text: TypeAlias = list[tuple[str, str]]
"""A paragraph, heading or item, in pieces: words, and the expression behind them."""
_BOXES = {
    "{admonition}": '<div class="limits">',
    "{grid}": '<div class="sides">',
    "{card}": "<div>",
}
_UP = ' <a class="up" href="#contents" title="Contents" aria-label="To the contents">↑</a>'
"""In each heading of the second level."""
_FOLD_END = "</details>\n"
_LABEL = re.compile(r"\(([\w-]+)\)=[ \t]*\n")


class TextError(Exception):
    """Why a page cannot have a text."""


def texts_of(source: str) -> list[Text]:
    """Return each paragraph, heading and item of a Markdown cell; TextError if it cannot be read.

    Examples
    --------
    >>> texts_of("So *is* {eval}`x`.")
    [[('So is ', 'x'), ('.', '')]]
    """
    return [[*_pieces(token.children)] for token in _tokens(source) if token.children]


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    words = ""
    for token in tokens:
        role = token.meta.get("name", "")
        if role == "eval":
            yield words, token.content
            words = ""
        else:
            words += f"{{{role}}}" if role else ""
            words += " " if token.type.endswith("break") else token.content
    yield words, ""


def label_of(cell: Any) -> str:
    """Return the name by which a text can stand elsewhere, or none."""
    found = _LABEL.match(cell.source) if cell.cell_type == "markdown" else None
    return found[1] if found else ""


def values_of(cell: Any) -> dict[str, Markup]:
    """Return the values of a text’s expressions, as HTML, by the expression."""
    kept = cell.get("metadata", {}).get("user_expressions", [])
    return {each["expression"]: _value(each["result"].get("data", {})) for each in kept}


def _value(data: Mapping[str, str]) -> Markup:
    """Return what a kernel answered as HTML: of a figure the words, without the working."""
    if "text/html" in data:
        return Markup(WORKING.sub("", data["text/html"]))
    plain = data.get("text/plain", "")
    return escaped(ast.literal_eval(plain) if plain.startswith(("'", '"')) else plain)


def with_values(cell: Any) -> str:
    """Return a text as plain Markdown, with its values, for code hosts and other editors."""
    values = values_of(cell)

    def value(found: re.Match[str]) -> str:
        html = values.get(" ".join(found[2].split("\n")), Markup())
        address = re.match(r'<a href="([^"]+)"', html)
        words = re.sub(r"([\\`*_{}\[\]<>#$|~&])", r"\\\1", html.striptags())
        return f"[{words}]({address[1]})" if address else words

    source = re.sub(r"(?s)\{eval\}(`+)(.+?)\1", value, _LABEL.sub("", cell.source, 1))
    source = re.sub(r"(?m)^:{3,}\{admonition\} *(.+)", r"**\1**\n", source)
    source = re.sub(r"(?m)^:{3,}.*\n?", "\n", source)
    return re.sub(r"\n{3,}", "\n\n", source).strip()


class Writer(RendererHTML):
    """Writes the texts of all chapters as HTML, one cell after the other.

    `headings` are what the contents list, words by id; `has_title` is whether there is a first
    heading, which is the page’s; `faults` are what a page cannot have.
    """

    def __init__(self, folder: Path, addresses: Mapping[str, str]) -> None:
        super().__init__()
        self.folder, self.addresses = folder, addresses
        self.names = {"main", "contents"}
        self.headings: dict[str, str] = {}
        self.faults: list[str] = []
        self.has_title, self.end = False, ""

    def render_cell(self, cell: Any) -> str:
        """Return a Markdown cell, or an output that is Markdown, as HTML."""
        had_title = self.has_title
        env = {"values": values_of(cell), "files": cell.get("attachments", {})}
        try:
            html = self.render([*_tokens(cell["source"])], _PARSER.options, env)
        except TextError as error:
            self.faults.append(str(error))
            return ""
        if self.has_title == had_title:
            return html
        return f'<div class="hero">\n{html}{"" if self.end == _FOLD_END else self.render_end()}'

    def render_end(self) -> str:
        """Return the end of what is open: a fold, or the head of the page."""
        end, self.end = self.end, ""
        return end

    # What it writes in a way of its own, by the types of tokens.

    def title(self, tokens: Any, at: int, options: Any, env: Any) -> str:
        return f"<p><b>{self.renderInline(tokens[at].children, options, env)}</b></p>\n"

    def heading(self, tokens: Any, at: int, options: Any, env: Any) -> str:
        level = int(tokens[at].tag[1:])
        text = self.renderInline(tokens[at].children, options, env)
        words = str(Markup(text).striptags())
        if not self.has_title and level == 1:
            self.has_title, self.end = True, "</div>\n"
            return f"<h1>{text}</h1>\n"
        end = self.render_end() if level <= 3 else ""
        if level == 3:
            self.end = _FOLD_END
            return f"{end}<details><summary>{text}</summary>\n"
        name, tag = self._name(words), f"h{min(level + 1, 6)}"
        inside = text if "<a " in text else f'<a href="#{name}">{text}</a>'
        if tag == "h2":
            self.headings[name] = words
            inside += _UP
        return f'{end}<{tag} id="{name}">{inside}</{tag}>\n'

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

    def softbreak(self, *_: Any) -> str:
        return " "  # so that a sentence can have a line of its own

    def myst_role(self, tokens: Any, at: int, options: Any, env: Any) -> str:
        return str(env["values"].get(tokens[at].content, ""))

    def link_open(self, tokens: Any, at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        address = str(token.attrs["href"])
        key = address.removeprefix("#source-")
        if not address.startswith(("https://", "http://", "mailto:", "#")):
            self.faults.append(f"a link leads to {address}; write https://…, or #source- and a key")
        if key != address:
            if key not in self.addresses:
                self.faults.append(f"sources.csv has no {key}{suggestion(key, self.addresses)}")
            token.attrs["href"] = self.addresses.get(key, "")
        return self.renderToken(tokens, at, options, env)

    def image(self, tokens: Any, at: int, options: Any, env: Any) -> str:
        """Write an image inside the page: one that is attached to the cell, or of the folder."""
        token = tokens[at]
        name = str(token.attrs["src"])
        path = (self.folder / name).resolve()
        attached = [*env["files"].get(name.removeprefix("attachment:"), {}).items()]
        if not (attached or (path.is_file() and path.is_relative_to(self.folder.resolve()))):
            self.faults.append(
                f"there is no image {name}; save the image beside the chapters, as in "
                "![what it shows](a.png)"
            )
            return ""
        kind, content = attached[0] if attached else (mimetypes.guess_type(name)[0], _base64(path))
        alt = Markup.escape(token.content)
        return f'<img src="data:{kind};base64,{content}" alt="{alt}">'


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _tokens(source: str) -> Iterator[Token]:
    """Give the tokens of Markdown: those inside a box too, of a heading one, of a comment none."""
    tokens = iter(_PARSER.parse(source))
    for token in tokens:
        if token.type == "heading_open":
            yield Token("heading", token.tag, 0, children=next(tokens).children)
            next(tokens)
        elif token.type == "colon_fence":
            name, _, title = token.info.strip().partition(" ")
            if name not in _BOXES:
                raise TextError(f":::{name} is not known; a box is one of {', '.join(_BOXES)}")
            yield Token("html_block", "", 0, content=_BOXES[name])
            if title and name != "{grid}":
                yield Token("title", "", 0, children=_PARSER.parseInline(title)[0].children)
            for inside in _tokens(token.content):
                inside.type = inside.type.replace("heading", "title")  # it folds nothing there
                yield inside
            yield Token("html_block", "", 0, content="</div>\n")
        elif not token.type.startswith("myst_"):  # a target, a comment or a block break
            yield token


_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_PARSER.use(myst_role_plugin).use(myst_block_plugin).use(colon_fence_plugin)
