"""Sentences with slots for values, and with conditions that the data must meet."""

import calendar
import inspect
import math
import re
import string
import sys
from _string import formatter_field_name_split  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from numbers import Real
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from markupsafe import Markup

from stats.english import suggestion
from stats.figure import Figure, FigureError
from stats.mime import sentence_id
from stats.output import escaped, link, plain

Condition: TypeAlias = Callable[[], object] | Sequence[Callable[[], object]]
"""What a sentence asserts: an expression over variables, `lambda: now > then`, or several."""
_PACKAGE = str(Path(__file__).parent)
_NUMBERS = ("value", "face", "low", "high")
"""What a figure says without its words."""
_PAIRS = frozenset(
    {
        *("rose|fell", "rises|falls", "risen|fallen", "climbs|falls", "grew|shrank"),
        *("grown|shrunk", "higher|lower", "more|fewer", "more|less", "above|below"),
        *("larger|smaller", "longer|shorter", "faster|slower", "later|earlier"),
    }
)
"""The words for a number above and below 0."""
_QUALIFIED = re.compile(
    r"\b(?:(?P<about>about|roughly|around|nearly|almost|some)|(?P<least>at least|more than|over)"
    r"|(?P<most>at most|(?:less|fewer) than|under)|(?P<to>to|and))\s(?:<[^>]*>)*$",
    re.IGNORECASE,
)
"""Ends with the words for a number that its own words do not stand at, and maybe tags."""
_MONTHS = "|".join(calendar.month_name[1:])
_TYPED = re.compile(
    r"<[^>]*>|&#?\w+;|“[^”]*”"
    rf"|\b(?:19|20)\d\d(?:[–-]\d\d)?\b|\b\d\d?(?= (?:{_MONTHS}))|(?<=[a-z] )\d\d?(?=, \d{{4}})"
    r"|(?P<number>(?<![\w.,-])\d[\d.,]*(?<=\d)(?![a-z])%?)"
)
"""Numbers typed in a text, and what is none: tags, quotations, years, days of a month."""


class SentenceError(ValueError):
    """A sentence that is false of its data, or cannot be written of them."""


class Sentence(Markup):
    """A sentence with its values filled in, as HTML.

    `rows` are the ids of the rows that it names, by the figures in its slots; `reads`, of those
    that its condition reads.
    """

    rows: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>"


def cite(figure: Figure, spec: str = "") -> Sentence:
    """Return a figure in its words, as a link to its row if it is one.

    `spec` is as in a slot: `.0f` and the like for decimals, `,` to leave out what is counted.

    Examples
    --------
    >>> from stats import Bound
    >>> cite(Figure(25.0, Bound(25, 25, approximate=True), unit="people"))
    Sentence('about 25 people')
    """
    words = format(figure, spec) if spec or figure.row else figure.words
    html = link(words, f"#figure-{figure.row.id}") if figure.row else escaped(words)
    sentence = Sentence(html)
    sentence.rows = figure.inputs
    return sentence


def say(text: str, /, *, holds: Condition | None = None, **slots: object) -> Sentence:
    """Return a sentence with its values filled in, if its condition is true of them.

    The rows that it stands on are published with it. When one changes and the sentence does not,
    the build says so, so that somebody reads it again. Names, years and days may be typed; another
    number that is typed is named on stderr, since no correction of a row reaches it.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. A slot is a variable of the
        place where the sentence is written, or one of `slots`. Values are escaped. A figure that
        is a row links to it; `{count:,}` leaves out what is counted. `{change:rose|fell}` is the
        first word if `change` is above 0, and the second if it is below; `{gap:.0% more|less}` is
        "6% more", or "6% less" of −0.06. Lines may break anywhere.
    holds
        A condition: a function without parameters, `lambda: now > then`, or a list of them, one
        for each thing that a text judges. Figures compare by all that their words and rounding
        allow; a comparison that cannot be told does not hold.
    slots
        Figures, numbers, texts, links, or lists of them.

    Raises
    ------
    SentenceError
        If the condition is false or cannot be told; if a figure that has words, such as "at
        least", stands as `.value` without these, "about" or the like, or "at face value"; if a
        value is missing, or one that chooses a word is neither above nor below 0.
    KeyError
        If a slot is no variable.
    TypeError
        If the condition is no function, or gives something else than true or false.

    Examples
    --------
    >>> now, then = 40, 39
    >>> say("{now} is close to {then}.", holds=lambda: now < 1.1 * then)
    Sentence('40 is close to 39.')
    >>> say("It fell.", holds=lambda: now < then)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    stats.sentences.SentenceError: this sentence is false: “It fell.” (now < then, with now: 40; ...
    """
    text = " ".join(text.split())
    variables, filler = _Variables(slots), _SlotFiller()
    _require_values(slots, text)
    sentence = Sentence(filler.vformat(text, (), variables))
    _require_values(variables.used, text)
    if filler.bare and "at face value" not in text:
        raise SentenceError(
            f"this sentence leaves out the words of {', '.join(filler.bare)}: "
            f"“{sentence.striptags()}”; write the figure itself, {{x}} or {{x:.0f}}, or “about”, "
            "“at least” or the like before its value, or “at face value”"
        )
    sentence.reads = require(holds, sentence) if holds else ()
    sentence.rows = tuple(dict.fromkeys(filler.rows))
    if filler.typed:
        typed = f"{', '.join(filler.typed)} is typed in “{plain(sentence)}”"
        print(f"{typed}; a slot would follow its row", file=sys.stderr)
    return sentence


def require(holds: Condition, sentence: str) -> tuple[str, ...]:
    """Return the rows that a condition reads, if it is true; else raise as `say` does."""
    each: Sequence[Any] = holds if isinstance(holds, list | tuple) else [holds]
    return tuple(dict.fromkeys(row for one in each for row in _require_one(one, sentence)))


def _require_one(holds: Callable[[], object], sentence: str) -> Iterator[str]:
    if not inspect.isfunction(holds):
        raise TypeError(f"a condition is a function; write lambda: before {_in_message(holds)}")
    inputs = _read_by(holds)
    values = "; ".join(f"{name}: {_in_message(value)}" for name, value in inputs.items())
    which = f"“{plain(sentence)}” ({_source(holds)}, with {values or 'no inputs'})"
    try:
        true = holds()
    except FigureError as error:
        raise SentenceError(f"this sentence cannot be told to hold: {which}; {error}") from None
    if not isinstance(true, bool | np.bool_):
        kind = type(true).__name__
        raise TypeError(f"a condition is True or False, this one is of type {kind}: {which}")
    if not true:
        raise SentenceError(f"this sentence is false: {which}")
    return rows_of([*inputs.values()])


def _source(function: Any) -> str:
    """A lambda's expression as it is written, in one line."""
    places: Any = [each for each in function.__code__.co_positions() if each[3]]
    try:
        lines, _ = inspect.findsource(function)
        start = min((line, column) for line, _, column, _ in places)
        end = max((line, column) for _, line, _, column in places)
    except (OSError, ValueError):  # a prompt may keep no lines, and Python no places
        return "its condition"
    text = [line.encode() for line in lines[start[0] - 1 : end[0]]]  # columns are of UTF-8
    text[-1] = text[-1][: end[1]]
    text[0] = text[0][start[1] :]
    return " ".join(b"".join(text).decode().split())


def _read_by(function: Any) -> dict[str, object]:
    """The variables that a function reads from around it, those of comprehensions included."""
    codes = [function.__code__]
    for code in codes:
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
    around = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    names = dict.fromkeys(name for code in codes for name in (*code.co_freevars, *code.co_names))
    own = {name for code in codes[1:] for name in code.co_varnames}
    found = {name: around[name] for name in names if name in around and name not in own}
    return {
        name: value
        for name, value in found.items()
        if not (isinstance(value, ModuleType) or callable(value))
    }


def rows_of(value: object) -> Iterator[str]:
    """The ids of the rows behind a value: a figure, a check, a sentence, or several of them."""
    match value:
        case Sentence():
            yield from (*value.rows, *value.reads)
        case str() | Real():
            pass
        case Mapping():
            yield from rows_of([*value.values()])
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from rows_of(each)
        case _:
            inputs = getattr(value, "inputs", ())
            yield from inputs if isinstance(inputs, tuple) else ()


class _Variables(dict[str, object]):
    """Slots, and behind them the variables where the sentence is written."""

    def __init__(self, slots: Mapping[str, object]) -> None:
        super().__init__(slots)
        self.used: dict[str, object] = {}
        self._scopes: list[Mapping[str, object]] = []
        frame = inspect.currentframe()
        while frame:
            # Frames of ours are passed over, also where one asks a generator for the next.
            if not frame.f_code.co_filename.startswith(_PACKAGE):
                self._scopes.append(frame.f_locals)
                # A list comprehension is written inside another scope.
                if not frame.f_code.co_name.startswith("<") or frame.f_locals is frame.f_globals:
                    self._scopes.append(frame.f_globals)
                    break
            frame = frame.f_back

    def __missing__(self, name: str) -> object:
        for scope in self._scopes:
            if name in scope:
                self.used[name] = scope[name]
                return scope[name]
        names = {*self, *(name for scope in self._scopes for name in scope)}
        raise KeyError(f"{name} is no variable{suggestion(name, names)}")


def _require_values(values: Mapping[str, object], text: str) -> None:
    if missing := [name for name, value in values.items() if _missing(value)]:
        raise SentenceError(f"this sentence has no value for {', '.join(missing)}: “{text}”")


def _missing(value: object) -> bool:
    """Whether it is, or has among its items, a missing number."""
    match value:
        case Figure():
            return math.isnan(value.value)
        case dict():
            return any(map(_missing, value.values()))
        case list() | tuple():
            return any(map(_missing, value))
        case str():
            return False
        case np.ndarray() | pd.Series() | pd.DataFrame():
            return bool(np.any(pd.isna(value)))
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


class _SlotFiller(string.Formatter):
    """Fills slots: escapes values, cites figures, and lists the rows that they stand on."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.bare: list[str] = []
        self.typed: list[str] = []

    def parse(self, format_string: str) -> Iterator[Any]:
        for part in super().parse(format_string):
            self._before = part[0]
            self.typed += filter(None, (each["number"] for each in _TYPED.finditer(part[0])))
            yield part

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first, rest = formatter_field_name_split(field_name)
        value = self.get_value(first, args, kwargs)
        # The last figure on the way to the value, and what is asked of it.
        figure, asked = value if isinstance(value, Figure) else None, ""
        for is_attribute, name in rest:
            items: Any = value
            value = getattr(value, name) if is_attribute else items[name]
            asked = asked or name if figure else ""
            if isinstance(value, Figure):
                figure, asked = value, ""
        self._figure, self._asked, self._name = figure, asked, field_name
        words = _QUALIFIED.search(self._before)
        self._words = words.lastgroup if words else None
        self.rows += rows_of(value if figure is None else figure)
        return value, first

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return self._word(value, format_spec)
        if isinstance(value, list | tuple):
            return Markup(", ").join(self.format_field(each, format_spec) for each in value)
        if isinstance(value, Figure):
            shown = format(value, format_spec)
            if self._words not in (None, "to") and re.match("[^\\d−]", shown):
                raise SentenceError(
                    f"“{self._before.split()[-1]} {shown}” has two words for one number: leave out "
                    "the one before the slot, or write {x.value}"
                )
            if value.row or format_spec == ",":
                return cite(value, format_spec)
        # Who, when, where and the like are no number.
        if self._figure and self._asked in _NUMBERS and not self._fits():
            self.bare.append(self._name)
        if format_spec == "," and isinstance(value, float) and value.is_integer():
            value = int(value)  # not 28,404.0
        return escaped(format(value, format_spec) if format_spec else value)

    def _fits(self) -> bool:
        """Whether the words before a number are right for it, or it needs none."""
        figure = self._figure
        assert figure is not None
        possible, value = figure.range, figure.value
        if self._asked in ("low", "high") and possible.low != possible.high:
            return self._words in (
                "about",
                *(("least",) if self._asked == "low" else ("most", "to")),
            )
        is_end = possible.low != possible.high and value in (possible.low, possible.high)
        if not (is_end or math.isinf(possible.low) or math.isinf(possible.high)):
            return self._words not in (None, "to") or not possible.approximate
        is_least = math.isinf(possible.high) or value == possible.low
        return self._words in ("about", "least" if is_least else "most")

    def _word(self, value: Any, format_spec: str) -> str:
        """The word that the sign of a number chooses, after the number if it has a format."""
        number, _, pair = format_spec.rpartition(" ")
        if pair not in _PAIRS:
            raise ValueError(
                f"{pair!r} is no pair of words; write the one for more first, as in rose|fell, "
                "higher|lower, more|fewer, above|below"
            )
        try:
            if _missing(value):
                raise FigureError("it is missing")
            # The sign of a figure's value is that of all that its words allow, or is not told.
            signed = self._figure if self._figure and self._asked in _NUMBERS else value
            above = signed > 0
            if above == (signed < 0):
                raise FigureError("it is 0")
        except FigureError as error:
            which = f"it cannot be told which of {pair} is right"
            raise SentenceError(f"{which}: {error}") from None
        word = pair.split("|")[not above]
        if not number:
            return word
        if isinstance(value, Figure):
            value, self._asked = value.value, "value"
        shown = self.format_field(abs(value), number)
        if not re.search("[1-9]", shown):
            raise SentenceError(
                f"{shown} {word} has no direction; write more decimals, or “the same”"
            )
        return f"{shown} {word}"


def _in_message(value: object) -> str:
    match value:
        case Figure():
            return str(value) if value.row else value.face
        case str():
            return f"“{plain(value)}”"
        case list() | tuple():
            shown = ", ".join(map(_in_message, value[:6])) or "none"
            return f"{shown}, …" if len(value) > 6 else shown
        case dict():
            return ", ".join(f"{key}: {_in_message(item)}" for key, item in value.items())
        case Real() if not isinstance(value, bool):
            return f"{float(value):,.6g}"
    words = " ".join(str(value).split())
    return words if len(words) <= 160 else f"{words[:159]}…"


def as_sentence(text: str) -> Sentence:
    """Return what `say` made as it is, and other text escaped, with its slots filled."""
    return text if isinstance(text, Sentence) else say(escaped(text))


def held(sentences: Iterable[str], holds: Condition | None) -> list[Sentence]:
    """Texts as sentences, with one condition for all of them."""
    filled = [*map(as_sentence, sentences)]
    read = require(holds, Markup(" ").join(filter(None, filled))) if holds else ()
    for sentence in filter(None, filled) if holds else ():
        sentence.reads = tuple(dict.fromkeys([*sentence.reads, *read]))
    return filled


def sentence_rows(sentences: Iterable[Sentence]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv`; none for an empty sentence."""
    rows: list[dict[str, object]] = []
    for sentence in filter(None, sentences):
        words = " ".join(plain(sentence).split())
        stands_on = {"rows": " ".join(sentence.rows), "reads": " ".join(sentence.reads)}
        rows.append({"id": sentence_id(words), "sentence": words, **stands_on})
    return {"sentences.csv": rows}
