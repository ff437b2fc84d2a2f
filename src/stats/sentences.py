"""Sentences with slots for values, and with conditions that the data must meet."""

import difflib
import hashlib
import inspect
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
from stats.output import escaped, link, plain

__all__ = ["Condition", "Sentence", "SentenceError", "cite", "say"]

Condition: TypeAlias = Callable[..., object]
"""What a sentence asserts: a function of the slots that its parameters name."""


class SentenceError(ValueError):
    """A sentence that is false of its data, or true whatever they are; the message has both."""


class Sentence(Markup):
    """A sentence with its values filled in, as HTML.

    `checked` is whether it has a condition. `figures` has, for each figure in it, how the figure
    follows from rows, and the text that stands for it.
    """

    checked: bool = False
    figures: Sequence[tuple[str, str]] = ()


def figure_html(figure: Figure, html: Markup) -> Sentence:
    """Return the HTML that stands for a figure, as a sentence with this figure in it."""
    sentence = Sentence(html)
    sentence.figures = [(figure.name, plain(html))]
    return sentence


def cite(figure: Figure, spec: str = "") -> Sentence:
    """Return a figure in its words, as a link to its row if it is one.

    `spec` is as in a slot: `.0f` and the like for decimals, `,` to leave out what is counted.

    Examples
    --------
    >>> cite(Figure(25.0, Bound(25, 25, approximate=True), unit="people"))
    Sentence('about 25 people')
    """
    words = format(figure, spec) if spec or figure.row else figure.words
    html = link(words, f"#figure-{figure.row.id}") if figure.row else escaped(words)
    return figure_html(figure, html)


def say(text: str, /, *, holds: Condition | None = None, **slots: object) -> Sentence:
    """Return a sentence with its values filled in, if its condition is true of them.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. Values are escaped. A figure
        that is a row links to it; `{count:,}` leaves out what is counted.
    holds
        The condition: a function whose parameters name slots. At least one of these changes must
        make it false: a number halved or doubled (0 becomes 1 and −1), a text emptied, an item of a
        list changed in such a way or left out.
    slots
        Figures, numbers, texts, links, or lists of them; some may be for the condition alone.

    Raises
    ------
    SentenceError
        If the condition is false, or none of the changes makes it false, or a value is missing.
    KeyError
        If a slot of the text has no value.
    TypeError
        If a parameter of the condition names no slot, or one of a type that cannot be changed so.

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
    slot_filler = _SlotFiller()
    sentence = Sentence(slot_filler.vformat(text, (), slots))
    sentence.checked, sentence.figures = holds is not None, slot_filler.figures
    if holds is not None:
        _check(holds, sentence, slots)
    return sentence


def _missing(value: object) -> bool:
    """Whether it is, or has among its items, a missing number."""
    if isinstance(value, list | tuple):
        return any(map(_missing, value))
    number: Any = value.value if isinstance(value, Figure) else value
    return bool(pd.api.types.is_scalar(number) and pd.isna(number))


class _SlotFiller(string.Formatter):
    """Fills slots: escapes values, cites figures, and lists the figures with their texts."""

    def __init__(self) -> None:
        self.figures: list[tuple[str, str]] = []

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value, first = super().get_field(field_name, args, kwargs)
        self._slot = kwargs[str(first)]
        return value, first

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if key not in kwargs:
            raise KeyError(f"the slot {{{key}}} has no value{_suggestion(key, kwargs)}")
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Figure) and (value.row or format_spec == ","):
            html: Markup = cite(value, format_spec)
        else:
            html = escaped(format(value, format_spec) if format_spec else value)
        if isinstance(self._slot, Figure):
            self.figures.append((self._slot.name, plain(html)))
        elif isinstance(self._slot, Sentence):
            self.figures += self._slot.figures
        return html


def _suggestion(name: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), names, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _check(holds: Condition, sentence: Sentence, slots: Mapping[str, object]) -> None:
    names = inspect.signature(holds).parameters
    for name in names:
        if name not in slots:
            near = _suggestion(name, slots)
            raise TypeError(f"the condition asks for {name}, which is no slot{near}")
    inputs = {name: slots[name] for name in names}
    values = "; ".join(f"{name}: {_in_message(value)}" for name, value in inputs.items())
    which = f"“{sentence.striptags()}” ({values or 'no inputs'})"
    if not holds(**inputs):
        raise SentenceError(f"this sentence no longer holds: {which}")
    for name, value in inputs.items():
        for changed in _changed(name, value):
            # A condition that raises on changed inputs does not count as false.
            with suppress(Exception):
                if not holds(**{**inputs, name: changed}):
                    return
    raise SentenceError(
        f"this condition cannot fail: {which}; it stays true with each input halved, doubled or "
        "left out, so it checks nothing: make it as narrow as the sentence is"
    )


def _changed(name: str, value: object) -> Iterator[object]:
    """Other values with which a condition is tried."""
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
                for others in ([], *([other] for other in _changed(name, item))):
                    yield type(value)(items[:place] + others + items[place + 1 :])
        case _:
            raise TypeError(
                f"{name} is of type {type(value).__name__}; a condition takes figures, numbers, "
                "texts, and lists of them"
            )


def _in_message(value: object) -> str:
    match value:
        case Figure():
            return str(value) if value.row else value.face
        case str():
            return f"“{plain(value)}”"
        case list() | tuple():
            return ", ".join(map(_in_message, value)) or "none"
        case Real() if not isinstance(value, bool):
            return f"{float(value):,.6g}"
    return str(value)


def sentence_rows(texts: Iterable[str]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv` and of `shown.csv` for texts; none for an empty one."""
    sentences: dict[str, dict[str, object]] = {}
    figures: list[dict[str, object]] = []
    for text in filter(None, texts):
        words = " ".join(plain(text).split())
        name = hashlib.sha256(words.encode()).hexdigest()[:8]
        sentence = text if isinstance(text, Sentence) else Sentence()
        checked = "yes" if sentence.checked else "no"
        sentences[name] = {"id": name, "sentence": words, "checked": checked}
        figures += figure_rows(name, sentence.figures)
    return {"sentences.csv": list(sentences.values()), "shown.csv": figures}


def figure_rows(place: str, figures: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    """Return rows of `shown.csv`: where a figure stands, how it follows from rows, and its text."""
    return [{"place": place, "id": name, "value": text} for name, text in figures]
