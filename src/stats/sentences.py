"""Whether the words of a text are true of the figures in it.

A build asks it in the kernel of a chapter: `faults([[("more than ", "now.number")]], globals())`.
"""

import ast
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from stats.figures.figure import Figure
from stats.values.qualifiers import APPROXIMATE, NOT_REACHED, QUALIFIERS
from stats.words.wording import qualifier_before

_ENDS = ("low", "high")
_BARE = ("value", "face", *_ENDS)
"""What a figure says without its words."""
_DIRECTED = re.compile(  # a number below 0 beside a word that has the direction already
    r"\b(?:(?<!changed )by|up|down|rose|fell) (?:[a-z]+ ){0,3}[−-]\d[\d.,]*%?"
    r"|[−-]\d[\d.,]*%? (?:fewer|less|more|lower|higher)\b",
    re.IGNORECASE,
)
_ASKED = ("words", "range", "number", "about", *_BARE)
"""What may be asked of a figure, and is held against the words before it."""
_COMPUTED = re.compile(rf"\.(?:{'|'.join(_BARE)})\b")
"""What a number was computed from, where the words of its figure are lost."""


class _Number(NamedTuple):
    """A number in a text: of what it is, what of it is asked, what is shown, and where."""

    value: Any
    name: str
    asked: str
    shown: Any
    before: str
    after: str


def faults(texts: Iterable[Sequence[tuple[str, str]]], names: dict[str, Any]) -> list[str]:
    """Return what is wrong with the numbers in texts, each of words and the expression behind them.

    `names` are the variables of the chapter. What Python cannot evaluate is left out.

    Examples
    --------
    >>> now = Figure.parse("over 38,990", unit="people")
    >>> faults([[("It held ", "now"), (", or less than ", "now.number"), (".", "")]], {"now": now})
    ['“less than more than 38,990” is no plain number behind those words; ...
    """
    return [fault for text in texts for fault in _faults(text, names)]


def _faults(text: Sequence[tuple[str, str]], names: dict[str, Any]) -> Iterator[str]:
    said = ""
    for (words, expression), (behind, _) in pairwise([*text, ("", "")]):
        said += words
        try:
            numbers = [*_numbers(expression, names, said, behind[:1])]
        except Exception:  # none stands here, or the kernel tells what is wrong with it
            continue
        for number in numbers:
            if not (isinstance(number.shown, str | Figure) or type(number.shown) is int):
                yield (
                    f"{{eval}}`{expression}` is {number.shown!r:.60}, as programmers have it; "
                    'write a figure, or an f-string with a format, as f"{x:.1f}" or '
                    'f"{day:%B %Y}"'
                )
        if not any(isinstance(node, ast.Name) for node in ast.walk(ast.parse(expression))):
            yield f"{{eval}}`{expression}` is typed; an expression names what has its row"
        yield from filter(None, map(_fault, numbers))
        said += "".join(str(number.shown) for number in numbers)
    if wrong := _DIRECTED.search(said):
        yield (
            f"“{wrong[0]}” has a minus beside a word that says which way: “{said}”; if the word is "
            "right write abs(x), else turn it round"
        )


def _numbers(expression: str, names: dict[str, Any], before: str, after: str) -> Iterator[_Number]:
    """Give each number that an expression shows, an f-string its pieces; evaluate each once."""
    node = ast.parse(expression.strip(), mode="eval").body
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        owner, asked = part.value if isinstance(part, ast.FormattedValue) else part, ""
        while isinstance(owner, ast.Attribute) and owner.attr in _ASKED:
            asked = f".{owner.attr}{asked}"
            owner = owner.value
        name = ast.unparse(owner)
        value = eval(name, names)
        rest: ast.expr = ast.parse(f"_{asked}", mode="eval").body
        if isinstance(part, ast.FormattedValue):
            rest = ast.JoinedStr([ast.FormattedValue(rest, part.conversion, part.format_spec)])
        shown = eval(ast.unparse(rest), {**names, "_": value})
        yield _Number(value, name, asked.rpartition(".")[2], shown, before, after)
        before += str(shown)


def _fault(number: _Number) -> str:
    """Return why a number, with the words before it, may be false of its figure, or nothing."""
    figure, name, asked, printed, before, after = number
    if np.any(pd.isna(figure.value if isinstance(figure, Figure) else figure)):
        return f"{name} has no value"
    if not isinstance(figure, Figure):
        bare = _COMPUTED.search(name) if isinstance(figure, Real) else None
        return f"{name} loses the words of its figure; compute without {bare[0]}" if bare else ""
    if after == "%":  # whose 0.78 would be 1%
        return f"“%” is typed behind {name}; take it out, and write .0%, which has it"
    code, words = qualifier_before(before)
    is_about = code in APPROXIMATE - NOT_REACHED
    if not code or (is_about and asked in _BARE):
        return _without_words(number, code)
    try:
        shown = Fraction(str(printed).replace(",", "").removesuffix("%"))
    except ValueError:
        return f"“{words} {printed}” is no plain number behind those words; leave them out"
    if is_about:
        return ""
    rounded = float(shown / 100 if str(printed).endswith("%") else shown)
    # Nearly a number is no more than it.
    bound = QUALIFIERS["at_most" if code in NOT_REACHED else code].allows(rounded, 0, -math.inf)
    if figure.range.is_inside(bound):
        return ""
    return (
        f"“{words} {printed}” is not true of all that {name} may be, {figure.words}; write it "
        "without the word, or “about”"
    )


def _without_words(number: _Number, code: str) -> str:
    """Return why a number may not stand without its words, but for a `code` of “about”.

    It may if it is exact, or rounded and no end.
    """
    figure, name, asked, shown, *_ = number
    if asked not in _BARE:
        return ""
    bound = figure.range
    is_one = bound.low == bound.high
    is_end = figure.value in (bound.low, bound.high) and not is_one
    has_words = bound.one_sided or bound.approximate or is_end
    if (is_one or asked not in _ENDS) and (code or not has_words):
        return ""
    return (
        f"“{shown}”: {name} leaves out the words of {figure}; write it without .{asked}, or "
        "“about” before it"
    )
