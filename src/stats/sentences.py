"""Sentences that a person writes and the data check: slots for values, and what must be true."""

import difflib
import hashlib
import inspect
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from numbers import Real
from typing import Any, TypeAlias

import pandas as pd
from markupsafe import Markup

from stats.bounds import Bound
from stats.figure import Figure

__all__ = ["Condition", "Sentence", "SentenceError", "cite", "escaped", "link", "plain", "say"]

Condition: TypeAlias = Callable[..., object]
"""What a sentence asserts: true or false of the slots that its parameters name."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(rf"([{_RTL}]+(?:[\W\d]+[{_RTL}]+)*)")
"""Words of a script that runs from right to left, and what stands between them."""


class SentenceError(ValueError):
    """A sentence that its data no longer bear out, or could never refute: it, and the values."""


class Sentence(Markup):
    """A sentence with its values filled in, as HTML.

    `checked` is whether it has a condition; `shown` is how each figure in it follows from rows, and
    as what it is shown.
    """

    checked: bool = False
    shown: Sequence[tuple[str, str]] = ()


def as_shown(figure: Figure, html: Markup) -> Sentence:
    """Return a figure as it is shown, with how it follows from rows."""
    sentence = Sentence(html)
    sentence.shown = [(figure.name, plain(html))]
    return sentence


def escaped(text: object) -> Markup:
    """Return a text as HTML; in it, words that run from right to left stand by themselves.

    What is HTML already stays as it is.

    Examples
    --------
    >>> escaped("a < b")
    Markup('a &lt; b')
    """
    if hasattr(text, "__html__") or (words := str(text)).isascii():
        return Markup.escape(text)
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(part) if place % 2 else part
        for place, part in enumerate(_RIGHT_TO_LEFT.split(words))
    )


def plain(text: str) -> str:
    """Return the text of HTML, without its tags; any other text as it is."""
    return text.striptags() if isinstance(text, Markup) else text


def link(text: str, address: str) -> Markup:
    """Return a link, for a cell of a table or a slot of a sentence.

    `address` is one on the web, or `#` and an id on the page; anything else raises ValueError.
    Both are escaped.

    Examples
    --------
    >>> link("the source", "#source-gazette_2020")
    Markup('<a href="#source-gazette_2020">the source</a>')
    """
    if not re.match(r"https?://|#", address):
        raise ValueError(f"address: {address!r}; it must begin with https://, http:// or #")
    return Markup('<a href="{}">{}</a>').format(address, escaped(text))


def cite(figure: Figure, spec: str = "") -> Sentence:
    """Return a figure in its words, as a link to its row if it is one.

    `spec` is that of a slot: `.0f` and the like for decimals, `,` to leave out what is counted.

    Examples
    --------
    >>> cite(Figure(25.0, Bound(25, 25, approximate=True), unit="people"))
    Sentence('about 25 people')
    """
    words = format(figure, spec) if spec or figure.row else figure.words
    html = link(words, f"#figure-{figure.row.id}") if figure.row else escaped(words)
    return as_shown(figure, html)


def say(text: str, /, *, holds: Condition | None = None, **slots: object) -> Sentence:
    """Return a sentence with its values filled in, if what it asserts is true of them.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. Values are escaped. A figure
        that is a row links to it; `{count:,}` leaves out what is counted.
    holds
        What the sentence asserts: a function whose parameters name slots. It is tried with each
        of them halved and doubled (0 becomes 1 and −1), each text emptied, and each item of a list
        so changed, or left out: some of that must make it false.
    slots
        Figures, numbers, texts, links, or lists of them; some may be for the condition alone.

    Raises
    ------
    SentenceError
        If the condition is false, or nothing makes it false, or a value is missing.
    KeyError
        If a slot of the text has no value.
    TypeError
        If a parameter of the condition names no slot, or the slot is nothing that can be varied.

    Examples
    --------
    >>> say("{now} is close to {then}.", holds=lambda now, then: now < 1.1 * then, now=40, then=39)
    Sentence('40 is close to 39.')
    >>> say("It is more.", holds=lambda now, then: now > then, now=38, then=39)
    Traceback (most recent call last):
    stats.sentences.SentenceError: this sentence no longer holds: “It is more.” (now: 38; then: 39)
    """
    if missing := [name for name, value in slots.items() if _missing(value)]:
        raise SentenceError(f"this sentence has no value for {', '.join(missing)}: “{text}”")
    filled = _Filled()
    sentence = Sentence(filled.vformat(text, (), slots))
    sentence.checked, sentence.shown = holds is not None, filled.shown
    if holds is not None:
        _check(holds, sentence, _inputs(holds, slots))
    return sentence


def _missing(value: object) -> bool:
    """Whether there is no number, or none among several."""
    if isinstance(value, list | tuple):
        return any(map(_missing, value))
    number: Any = value.value if isinstance(value, Figure) else value
    return bool(pd.api.types.is_scalar(number) and pd.isna(number))


class _Filled(string.Formatter):
    """Fills slots: values are escaped, figures cited. `shown` has each figure, and as what."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value, first = super().get_field(field_name, args, kwargs)
        self._slot = kwargs[str(first)]
        return value, first

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if key not in kwargs:
            raise KeyError(f"the slot {{{key}}} has no value{_near(key, kwargs)}")
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Figure) and (value.row or format_spec == ","):
            filled: Markup = cite(value, format_spec)
        else:
            filled = escaped(format(value, format_spec) if format_spec else value)
        if isinstance(self._slot, Figure):
            self.shown.append((self._slot.name, plain(filled)))
        elif isinstance(self._slot, Sentence):
            self.shown += self._slot.shown
        return filled


def _near(name: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), names, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _inputs(holds: Condition, slots: Mapping[str, object]) -> dict[str, object]:
    names = list(inspect.signature(holds).parameters)
    for name in names:
        if name not in slots:
            raise TypeError(f"the condition asks for {name}, which is no slot{_near(name, slots)}")
    return {name: slots[name] for name in names}


def _check(holds: Condition, sentence: Sentence, inputs: Mapping[str, object]) -> None:
    values = "; ".join(f"{name}: {_shown(value)}" for name, value in inputs.items())
    which = f"“{sentence.striptags()}” ({values or 'no inputs'})"
    if not holds(**inputs):
        raise SentenceError(f"this sentence no longer holds: {which}")
    for name, value in inputs.items():
        for other in _varied(name, value):
            # One that breaks on other values has not been made false by them.
            with suppress(Exception):
                if not holds(**{**inputs, name: other}):
                    return
    raise SentenceError(
        f"this condition cannot fail: {which}; it stays true with each input halved, doubled or "
        "left out, so it checks nothing: make it as narrow as the sentence is"
    )


def _varied(name: str, value: object) -> Iterator[object]:
    """What a condition is tried with in the place of a value."""
    match value:
        case bool():
            yield not value
        case Figure(value=0):
            yield from (replace(value, value=one, range=Bound(one, one)) for one in (1.0, -1.0))
        case Figure():
            for factor in (0.5, 2.0):
                scaled = value.range.scaled(factor)
                yield replace(value, value=factor * value.value, range=scaled)
        case Real():
            number = float(value)
            yield from (number / 2, number * 2) if number else (1.0, -1.0)
        case str():
            yield ""
        case list() | tuple():
            items = list(value)
            for place, item in enumerate(items):
                for others in ([], *([other] for other in _varied(name, item))):
                    yield type(value)(items[:place] + others + items[place + 1 :])
        case _:
            raise TypeError(
                f"{name} is of type {type(value).__name__}; a condition takes figures, numbers, "
                "texts, and lists of them"
            )


def _shown(value: object) -> str:
    """A value as a message has it."""
    match value:
        case Figure():
            return str(value) if value.row else value.face
        case str():
            return f"“{plain(value)}”"
        case list() | tuple():
            return ", ".join(map(_shown, value)) or "none"
        case Real() if not isinstance(value, bool):
            return f"{float(value):,.6g}"
    return str(value)


def sentence_rows(texts: Iterable[str]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv` and of `shown.csv` for texts; none for an empty one."""
    rows: dict[str, dict[str, object]] = {}
    shown: list[dict[str, object]] = []
    for text in filter(None, texts):
        words = " ".join(plain(text).split())
        name = hashlib.sha256(words.encode("utf-8")).hexdigest()[:8]
        sentence = text if isinstance(text, Sentence) else Sentence()
        checked = "yes" if sentence.checked else "no"
        rows[name] = {"id": name, "sentence": words, "checked": checked}
        shown += shown_rows(name, sentence.shown)
    return {"sentences.csv": list(rows.values()), "shown.csv": shown}


def shown_rows(place: str, shown: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    """Return rows of `shown.csv`: how each figure follows from rows, and as what it is shown."""
    return [{"place": place, "id": figure, "value": value} for figure, value in shown]
