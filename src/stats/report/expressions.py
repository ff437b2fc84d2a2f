"""The expressions of a chapter's texts: evaluated in its kernel, and held against their words.

They are asked as JupyterLab's extension for MyST asks, by `user_expressions`, and kept in the
cell's metadata in its form, so that a chapter saved there and one run here are the same.
"""

import ast
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from nbconvert.filters import strip_ansi

from stats.report.markdown import Text, TextError, texts_of

Ask: TypeAlias = Callable[[Iterable[str]], Awaitable[dict[str, Any]]]
"""Asks a kernel for the values of expressions; returns its answers by them."""
_LEFT = re.compile(r"\{\w[^}]*\}?|^:::.*")
"""What is left in a text of an expression or a box that is written in another way."""
_FAULTS = "__import__('stats.sentences', fromlist=['']).faults({!r}, globals())"


async def evaluate(ask: Ask, cell: Any) -> tuple[list[str], list[str]]:
    """Evaluate the expressions of a Markdown cell, and keep their values in it.

    Return what cannot be evaluated, and what is wrong otherwise.
    """
    try:
        texts = texts_of(cell.source)
    except TextError as error:
        return [], [str(error)]
    asked = dict.fromkeys(expression for text in texts for _, expression in text if expression)
    left = [
        f"{found[0]} is no expression; write it as {{eval}}`now.number`"
        for text in texts
        for words, _ in text
        if (found := _LEFT.search(words))
    ]
    if not asked:
        return [], left
    results = await ask(asked)
    cell.metadata["user_expressions"] = [
        {"expression": expression, "result": result} for expression, result in results.items()
    ]
    failed = [
        f"{{eval}}`{expression}`\n{result['ename']}: {strip_ansi(result['evalue'])}"
        for expression, result in results.items()
        if result["status"] == "error"
    ]
    return failed, left + await _untrue(ask, texts)


async def untrue_in_code(ask: Ask, source: str) -> list[str]:
    """Return what is wrong with the numbers in the f-strings of a cell."""
    texts: list[Text] = [[("", text)] for text in dict.fromkeys(_f_strings(source))]
    return await _untrue(ask, texts) if texts else []


def _f_strings(source: str) -> Iterator[str]:
    with suppress(SyntaxError):  # a magic of IPython's
        nodes = [*ast.walk(ast.parse(source))]
        formats = [node.format_spec for node in nodes if isinstance(node, ast.FormattedValue)]
        texts = (node for node in nodes if isinstance(node, ast.JoinedStr))
        yield from (ast.unparse(text) for text in texts if text not in formats)


async def _untrue(ask: Ask, texts: list[Text]) -> list[str]:
    question = _FAULTS.format(texts)
    result = (await ask([question]))[question]
    return list(ast.literal_eval(result["data"]["text/plain"]))
