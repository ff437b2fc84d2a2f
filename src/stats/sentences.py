"""Sentences with slots for values.

A sentence is filled slot by slot: its value is found where the sentence is written, held against
the words that stand before the slot, and printed. What the slots and the cell's assertions name
are the rows that the sentence rests on.
"""

import ast
import inspect
import itertools
import linecache
import math
import re
import string
import sys
import traceback
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from markupsafe import Markup

from stats.checks.check import Check
from stats.figures.facts import FigureError
from stats.figures.figure import Figure
from stats.output import escaped, link, plain, sentence_id
from stats.tables.read import Data
from stats.values.qualifiers import QUALIFIERS
from stats.words.english import MONTH, suggestion
from stats.words.wording import qualifier_before

_PACKAGE = str(Path(__file__).parent)
_Words: TypeAlias = tuple[str, str]
_WHOLE = ("", "words", "range")
_ENDS = ("low", "high")
_BARE = ("value", "face", *_ENDS)
"""What a figure says without its words."""
_PAIRS = (  # the words for a number above and below 0
    *("rose|fell", "rises|falls", "risen|fallen", "grew|shrank", "higher|lower", "more|fewer"),
    *("more|less", "above|below", "larger|smaller", "longer|shorter", "later|earlier"),
)
_DIRECTED = re.compile(  # a number below 0 beside a word that has the direction already
    r"\b(?:(?<!changed )by|up|down|rose|fell) (?:[a-z]+ ){0,3}[−-]\d[\d.,]*%?"
    r"|[−-]\d[\d.,]*%? (?:fewer|less|more|lower|higher)\b",
    re.IGNORECASE,
)
_TYPED = re.compile(  # numbers typed in a text; or tags, quotations, years, days of a month
    rf"<[^>]*>|“[^”]*”|\b(?:19|20)\d\d\b|\b\d\d?(?= {MONTH})"
    r"|(?P<number>(?<![\w.,#/–-])\d[\d.,]*(?<=\d)(?![a-z\d])%?)"
)


class SentenceError(ValueError):
    """A sentence that cannot be written of its data."""


class Sentence(str):
    """A sentence with its values filled in: its words, which a notebook shows as `html`.

    `rows` are the ids of the rows that it names, by the figures in its slots; `reads`, of those
    that the assertions of its cell or a chart or a check beside it reads.
    """

    html: Markup
    rows: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def __new__(cls, html: str) -> "Sentence":
        sentence = super().__new__(cls, Markup(html).striptags())
        sentence.html = Markup(html)
        return sentence

    def __html__(self) -> Markup:
        return self.html

    def _repr_html_(self) -> str:
        return f"<p>{self.html}</p>"


def cite(figure: Figure, spec: str = "") -> Markup:
    """Return a figure in its words, as a link to its row if it is one.

    `spec` is as in a slot: `.0f` and the like for decimals, `,` to leave out what is counted.
    """
    words = format(figure, spec)
    return link(words, f"#figure-{figure.row.id}") if figure.row else escaped(words)


def quoted_words(claim: Figure) -> str:
    """A claim as it is worded, in quotation marks."""
    words = claim.row.wording if claim.row else claim.face
    return f"“{words[:1].upper()}{words[1:]}”"


def say(text: str, /, **slots: object) -> Sentence:
    """Return a sentence with its values filled in: text to print, HTML in a notebook.

    The rows that it stands on are published with it. When one changes and the sentence does not,
    the build says so, so that somebody reads it again. Names, years and days may be typed; another
    number that is typed is named on stderr, since no correction of a row reaches it. What the words
    judge, such as “higher”, is an `assert` above them in the cell, whose rows it rests on too.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. A slot is a variable of the
        place where the sentence is written, or one of `slots`. Values are escaped. A figure that
        is a row links to it; `{count:,}` leaves out what is counted. `{change:rose|fell}` is the
        first word if `change` is above 0, and the second if it is below; `{gap:.0% more|less}` is
        "6% more", or "6% less" of −0.06. Lines may break anywhere.
    slots
        Figures, numbers, texts, links, or lists of them.

    Raises
    ------
    SentenceError
        If a figure that has words, such as "at least", stands as `.value` without these or "about";
        if a bound that is typed before a number, as it is rounded, is not true of all that the
        figure may be; if a number below 0 stands after "by", "up" or the like; if a value is
        missing, or one that chooses a word is neither above nor below 0.
    KeyError
        If a slot is no variable.

    Examples
    --------
    >>> now, then = 40, 39
    >>> assert now < 1.1 * then
    >>> say("{now} is close to {then}.")
    '40 is close to 39.'
    """
    text = " ".join(text.split())
    scopes, cell = _place()
    variables = ChainMap(slots, *scopes)
    html, rows, slot = "", list[str](), None
    for before, name, spec, _ in string.Formatter().parse(text):
        _require_no_percent(slot, before)
        html += before
        if name is not None:
            slot = _slot(name, variables, text)
            rows += rows_of(slot.value if slot.figure is None else slot.figure)
            html += str(_filled(slot, spec or "", _words_before(html)))
    sentence = Sentence(html)
    if wrong := _DIRECTED.search(sentence):
        what = f"“{wrong[0]}” has a minus beside a word that says which way: “{sentence}”"
        raise SentenceError(f"{what}; write {{x:rose|fell}} by {{y}}, where y is abs(x) or -x")
    _tell_typed(text, sentence)
    sentence.rows = tuple(dict.fromkeys(rows))
    sentence.reads = tuple(dict.fromkeys(_asserted(cell, ChainMap(*scopes))))
    return sentence


def _require_no_percent(slot: "_Slot | None", after: str) -> None:
    """Raise SentenceError if % is typed behind a slot, whose 0.78 would be 1%."""
    if after.startswith("%") and slot and slot.figure is not None:
        what = f"“%” is typed behind {{{slot.name}}}"
        raise SentenceError(f"{what}; write {{x:.0%}}, which is times 100 and has its unit")


def _tell_typed(text: str, sentence: Sentence) -> None:
    """Name the numbers that are typed in a sentence, since no correction of a row reaches them."""
    literals = [before for before, *_ in string.Formatter().parse(text)]
    found = [match["number"] for each in literals for match in _TYPED.finditer(each)]
    if typed := ", ".join(filter(None, found)):
        print(f"{typed} is typed in “{sentence}”; a slot would follow its row", file=sys.stderr)


def rows_of(value: object) -> Iterator[str]:
    """The ids of the rows behind a value: a figure, a check, a sentence, or several of them."""
    match value:
        case Sentence():
            yield from (*value.rows, *value.reads)
        case Figure() | Check():
            yield from value.inputs
        case pd.DataFrame():
            yield from rows_of([*value.to_numpy().ravel()])
        case dict():
            yield from rows_of([*value.values()])
        case list() | tuple() | set() | frozenset() | pd.Series():
            for each in value:
                yield from rows_of(each)


# The place where a sentence is written.


def _place() -> tuple[list[dict[str, Any]], str]:
    """The variables of the place where a sentence is written, and the cell if it is one."""
    scopes = []
    for frame, _ in traceback.walk_stack(inspect.currentframe()):
        code = frame.f_code
        if code.co_filename.startswith(_PACKAGE):
            continue
        scopes.append(frame.f_locals)
        if code.co_name == "<module>":
            return scopes, "".join(linecache.getlines(code.co_filename))
        if not code.co_name.startswith("<"):  # a comprehension is written inside another scope
            return [*scopes, frame.f_globals], ""
    return scopes, ""


def _asserted(cell: str, known: Mapping[str, Any]) -> Iterator[str]:
    """The rows that a cell's assertions read by variables, `data["id"]` and `data.find()`."""
    tests = [each.test for each in ast.walk(ast.parse(cell)) if isinstance(each, ast.Assert)]
    for part in itertools.chain.from_iterable(map(ast.walk, tests)):
        match part:
            case ast.Name(name):
                yield from rows_of(known.get(name))
            case ast.Subscript(ast.Name(name)) | ast.Call(ast.Attribute(ast.Name(name), "find")):
                if isinstance(known.get(name), Data):
                    with suppress(NameError):  # the variable of a comprehension
                        yield from rows_of(eval(ast.unparse(part), dict(known)))


# A slot.


class _Slot(NamedTuple):
    """A slot's value, the last figure on the way to it, and what is asked of that figure."""

    name: str
    value: Any
    figure: Figure | None
    asked: str


def _slot(name: str, variables: Mapping[str, Any], text: str) -> _Slot:
    figure, asked, path = None, "", ""
    steps = re.split(r"(?=[.\[])", name)
    if steps[0] not in variables:
        near = suggestion(steps[0], variables)
        if not name.isidentifier():
            near = "; give it a name first, as in fall = abs(growth)"
        raise KeyError(f"{steps[0]} is no variable{near}")
    for step in steps:
        path += step
        value, _ = string.Formatter().get_field(path, (), variables)
        figure, asked = (value, "") if isinstance(value, Figure) else (figure, step.strip("."))
    if np.any(pd.isna(value.value if isinstance(value, Figure) else value)):
        raise SentenceError(f"this sentence has no value for {name}: “{text}”")
    return _Slot(name, value, figure, asked)


def _filled(slot: _Slot, spec: str, before: _Words) -> Markup:
    """What a slot becomes: each of a list, the word for a sign, or a value that fits the words."""
    value = slot.value
    if isinstance(value, list | tuple):
        return Markup(", ").join(_filled(_item(slot, each), spec, before) for each in value)
    if "|" in spec:
        return _signed(slot, spec, before)
    try:
        shown = format(value, spec) if spec or isinstance(value, Figure) else str(value)
    except (TypeError, ValueError) as error:
        what = f"{{{slot.name}:{spec}}} cannot be printed: {error}"
        raise SentenceError(f"{what}; a format is of numbers, as in {{x:.0%}}") from None
    _require_fit(slot, shown, before)
    if isinstance(value, Figure):
        return cite(value, spec)
    return escaped(value if not spec else shown)


def _item(slot: _Slot, value: Any) -> _Slot:
    """The slot of one of a list."""
    figure = value if isinstance(value, Figure) else None
    return slot._replace(value=value, figure=figure, asked="")


def _signed(slot: _Slot, spec: str, before: _Words) -> Markup:
    """The word that the sign of a number chooses, after the number if it has a format."""
    number, _, pair = spec.rpartition(" ")
    if pair not in _PAIRS:
        what = f"{pair!r} is no pair of words; write the one for more first, as in rose|fell"
        raise SentenceError(f"{what}, higher|lower, more|fewer, above|below")
    # The sign of a figure's value is that of all that its words allow, or is not told.
    signed: Any = slot.figure if slot.asked in _BARE else slot.value
    try:
        above, below = signed > 0, signed < 0
    except FigureError as error:
        raise SentenceError(f"it cannot be told which of {pair} is right: {error}") from None
    if above == below:
        raise SentenceError(f"it cannot be told which of {pair} is right: {slot.name} is 0")
    word = Markup(pair.split("|")[below])
    if not number:
        return word
    figure = slot.figure if slot.figure is None else abs(slot.figure)
    shown = _filled(slot._replace(value=abs(slot.value), figure=figure), number, before)
    return shown + " " + word


# Whether the words before a number are true of it.


def _words_before(html: str) -> _Words:
    """The words that a text ends with which bound a number, or “about”, and their code."""
    code, words = qualifier_before(plain(Markup(html)))
    return words, code


def _require_fit(slot: _Slot, shown: str, before: _Words) -> None:
    """Raise SentenceError if a number, with the words before it, may be false of its figure."""
    figure, (words, code) = slot.figure, before
    if figure is None or slot.asked not in (*_WHOLE, *_BARE):  # who, when, where and the like
        return
    if code in ("", "about", "estimated"):
        if slot.asked in _BARE and not _may_stand_bare(slot.asked, figure, code):
            raise SentenceError(
                f"“{shown}”: {slot.name} leaves out the words of {figure}; write {{x}} or "
                "{x:.0%}, which has them, or “about” before the number"
            )
        return
    try:
        number = Fraction(shown.replace(",", "").removesuffix("%"))
    except ValueError:
        what = f"“{words} {shown}” is no plain number behind those words"
        raise SentenceError(f"{what}; leave them out, or write {{x.value:,.0f}}") from None
    rounded = float(number / 100 if shown.endswith("%") else number)
    # Nearly a number is no more than it.
    bound = QUALIFIERS["at_most" if code == "nearly" else code].allows(rounded, 0, -math.inf)
    if not figure.range.is_inside(bound):
        what = f"“{words} {shown}” is not true of all that {slot.name} may be, {figure.words}"
        raise SentenceError(f"{what}; write the slot without the word, or “about”")


def _may_stand_bare(asked: str, figure: Figure, code: str) -> bool:
    """Whether a number may stand without words of its own: it is exact, or rounded and no end."""
    known = figure.range
    if known.low == known.high:
        return bool(code) or not known.approximate
    has_words = known.one_sided or known.approximate or figure.value in (known.low, known.high)
    return asked not in _ENDS and (bool(code) or not has_words)


def as_sentence(text: str) -> Sentence:
    """Return what `say` made as it is, and other text escaped, with its slots filled."""
    return text if isinstance(text, Sentence) else say(escaped(text))


def sentence_rows(sentences: Iterable[Sentence]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv`; none for an empty sentence."""
    rows: list[dict[str, object]] = [
        {
            "id": sentence_id(" ".join(each.split())),
            "sentence": " ".join(each.split()),
            "rows": " ".join(each.rows),
            "reads": " ".join(each.reads),
        }
        for each in sentences
        if each
    ]
    return {"sentences.csv": rows}
