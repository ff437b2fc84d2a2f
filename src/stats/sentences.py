"""Sentences with slots for values.

A sentence is filled slot by slot: a slot's value is looked up by its name, held against the words
that stand before the slot, and printed.
"""

import math
import re
import string
import sys
from collections import ChainMap
from collections.abc import Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from markupsafe import Markup

from stats.figures.facts import FigureError
from stats.figures.figure import Figure
from stats.output import escaped, link
from stats.values.qualifiers import APPROXIMATE, NOT_REACHED, QUALIFIERS
from stats.words.english import MONTH, suggestion
from stats.words.wording import qualifier_before

_Words: TypeAlias = tuple[str, str]
"""The words that stand right before a number, and the code of what they say of it."""
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
_TYPED = re.compile(  # numbers typed in a text; or tags, quotations, years, days, bases of rates
    rf"<[^>]*>|“[^”]*”|\b(?:19|20)\d\d\b|\b\d\d?(?= {MONTH})|\b(?:per|each|every) \d[\d,]*"
    r"|(?P<number>(?<![\w.,#/–-])\d[\d.,]*(?<=\d)(?![a-z\d])%?)"
)


class SentenceError(ValueError):
    """A sentence that its data do not support."""


class Sentence(str):
    """A sentence with its values filled in: its words, which a notebook shows as `html`."""

    html: Markup

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


def say(text: str, /, **slots: object) -> Sentence:
    """Return a sentence with its values filled in: text to print, HTML in a notebook.

    Names, years and days may be typed; any other typed number is named on stderr, since no
    correction of a row reaches it. What words such as “higher” judge, an `assert` above them says.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. A slot is one of `slots`, or
        in a notebook one of its variables, those inside a function not among them. Values are
        escaped. A figure that is a row links to it; `{count:,}` leaves out what is counted.
        `{change:rose|fell}` is the first word if `change` is above 0, and the second if it is
        below; `{gap:.0% more|less}` is "6% more", or "6% less" of −0.06. Lines may break anywhere.
    slots
        Figures, numbers, texts, links, or lists of them.

    Raises
    ------
    SentenceError
        If a step of a slot begins with "_"; if a figure that has words, such as "at least", stands
        as `.value` without these or "about"; if a bound that is typed before a number, as it is
        rounded, is not true of all that the figure may be; if a number below 0 stands after "by",
        "up" or the like; if a value is missing, or one that chooses a word is neither above nor
        below 0.
    KeyError
        If a slot is neither given nor a variable of the notebook.

    Examples
    --------
    >>> now, then = 40, 39
    >>> assert now < 1.1 * then
    >>> say("{now} is close to {then}.", now=now, then=then)
    '40 is close to 39.'
    """
    text = " ".join(text.split())
    variables = ChainMap(slots, notebook_variables())
    html, slot = "", None
    for before, name, spec in _parts(text):
        if before.startswith("%") and slot and slot.figure is not None:  # whose 0.78 would be 1%
            raise SentenceError(
                f"“%” is typed behind {{{slot.name}}}; write {{x:.0%}}, which is times 100 and has "
                "its unit"
            )
        html += before
        if name is not None:
            slot = _slot(name, variables, text)
            code, words = qualifier_before(Markup(html).striptags())
            html += str(_filled(slot, spec or "", (words, code)))
    sentence = Sentence(html)
    if wrong := _DIRECTED.search(sentence):
        raise SentenceError(
            f"“{wrong[0]}” has a minus beside a word that says which way: “{sentence}”; write "
            "{x:rose|fell} by {y}, where y is abs(x) or -x"
        )
    _tell_typed(text, sentence)
    return sentence


def _parts(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return the words before each slot, its name and its format; refuse a brace that is left."""
    try:
        return [part[:3] for part in string.Formatter().parse(text)]
    except ValueError as error:
        raise SentenceError(f"{error}: “{text}”; a slot is {{name}}, a brace itself {{{{") from None


def notebook_variables() -> dict[str, Any]:
    """Return the variables of the notebook that runs this; none outside of one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else {}


def _tell_typed(text: str, sentence: Sentence) -> None:
    """Name the numbers that are typed in a sentence, since no correction of a row reaches them."""
    literals = (before for before, *_ in _parts(text))
    numbers = [match["number"] for literal in literals for match in _TYPED.finditer(literal)]
    if typed := ", ".join(filter(None, numbers)):
        print(
            f"{typed} is typed in “{sentence}”; use a slot, which follows its row", file=sys.stderr
        )


# A slot.


class _Slot(NamedTuple):
    """A slot's value, the last figure on the way to it, and what is asked of that figure.

    Of {growth.face} it is `growth`, of which the "face" is asked; of {growth}, of which "" is.
    """

    name: str
    value: Any
    figure: Figure | None
    asked: str


def _slot(name: str, variables: Mapping[str, Any], text: str) -> _Slot:
    """Look a slot up; KeyError if it is no variable, SentenceError if it has no value."""
    if "._" in f".{name}":  # the insides of Python, whatever text asks for them
        raise SentenceError(f"{{{name}}}: a step of a slot begins with a letter, and not with _")
    first, *attributes = name.split(".")
    if not all(map(str.isidentifier, (first, *attributes))):
        raise SentenceError(
            f"{{{name}}}: a slot is a name, not a calculation; compute it above, as in fall = "
            "abs(growth)"
        )
    if first not in variables:
        near = suggestion(first, variables)
        raise KeyError(f"there is no variable {first}{near}; outside a notebook, say(…, {first}=…)")
    value, figure, asked = variables[first], None, ""
    for attribute in ["", *attributes]:
        value = getattr(value, attribute) if attribute else value
        if callable(value) or isinstance(value, ModuleType):  # from which os.environ is a step
            raise SentenceError(f"{{{name}}}: no slot goes by way of a {type(value).__name__}")
        figure, asked = (value, "") if isinstance(value, Figure) else (figure, attribute)
    if np.any(pd.isna(value.value if isinstance(value, Figure) else value)):
        raise SentenceError(f"this sentence has no value for {name}: “{text}”")
    return _Slot(name, value, figure, asked)


def _filled(slot: _Slot, spec: str, before: _Words) -> Markup:
    """Fill a slot: with a value, all values of a list, or the word for a sign."""
    value = slot.value
    if isinstance(value, list | tuple | np.ndarray | pd.Series | pd.Index):
        items = (
            slot._replace(value=item, figure=item if isinstance(item, Figure) else None, asked="")
            for item in value
        )
        return Markup(", ").join(_filled(item, spec, before) for item in items)
    if "|" in spec:
        return _signed(slot, spec, before)
    try:
        printed = format(value, spec) if spec or isinstance(value, Figure) else str(value)
    except (TypeError, ValueError) as error:
        raise SentenceError(
            f"{{{slot.name}:{spec}}} cannot be printed: {error}; a format is of numbers, as in "
            "{x:.0%}"
        ) from None
    _require_fit(slot, printed, before)
    if isinstance(value, Figure):
        return cite(value, spec)
    return escaped(printed if spec else value)


def _signed(slot: _Slot, spec: str, before: _Words) -> Markup:
    """Choose a word by the sign of a number; print the number before it if there is a format."""
    number, _, pair = spec.rpartition(" ")
    if pair not in _PAIRS:
        raise SentenceError(
            f"{pair!r} is no pair of words; write the one for more first, as in rose|fell, "
            "higher|lower, more|fewer, above|below"
        )
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
    size = _filled(slot._replace(value=abs(slot.value), figure=figure), number, before)
    return size + " " + word


# Whether the words before a number are true of it.


def _require_fit(slot: _Slot, printed: str, before: _Words) -> None:
    """Raise SentenceError if a number, with the words before it, may be false of its figure."""
    figure, (words, code) = slot.figure, before
    if figure is None or slot.asked not in (*_WHOLE, *_BARE):  # who, when, where and the like
        return
    if not code or code in APPROXIMATE - NOT_REACHED:
        if slot.asked in _BARE and not _may_stand_bare(slot.asked, figure, code):
            raise SentenceError(
                f"“{printed}”: {slot.name} leaves out the words of {figure}; write {{x}} or "
                "{x:.0%}, which has them, or “about” before the number"
            )
        return
    try:
        number = Fraction(printed.replace(",", "").removesuffix("%"))
    except ValueError:
        raise SentenceError(
            f"“{words} {printed}” is no plain number behind those words; leave them out, or write "
            "{x.value:,.0f}"
        ) from None
    rounded = float(number / 100 if printed.endswith("%") else number)
    # Nearly a number is no more than it.
    bound = QUALIFIERS["at_most" if code in NOT_REACHED else code].allows(rounded, 0, -math.inf)
    if not figure.range.is_inside(bound):
        raise SentenceError(
            f"“{words} {printed}” is not true of all that {slot.name} may be, {figure.words}; "
            "write the slot without the word, or “about”"
        )


def _may_stand_bare(asked: str, figure: Figure, code: str) -> bool:
    """Tell whether a number may stand without its words: it is exact, or rounded and no end."""
    bound = figure.range
    if bound.low == bound.high:
        return bool(code) or not bound.approximate
    has_words = bound.one_sided or bound.approximate or figure.value in (bound.low, bound.high)
    return asked not in _ENDS and (bool(code) or not has_words)


def as_sentence(text: str) -> Sentence:
    """Return a sentence: what `say` made, or other text, escaped."""
    return text if isinstance(text, Sentence) else say(escaped(text))
