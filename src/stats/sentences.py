"""Sentences with slots for values, and with conditions that the data must meet."""

import calendar
import html
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

from stats.bounds import Bound
from stats.english import suggestion
from stats.figure import Figure, FigureError
from stats.mime import sentence_id
from stats.output import escaped, link, plain
from stats.qualifiers import QUALIFIERS

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
_BOUNDS: dict[str, Callable[[Bound, Bound], bool]] = {
    "at_least": lambda possible, printed: possible.is_below(printed) is False,
    "at_most": lambda possible, printed: printed.is_below(possible) is False,
    "more_than": lambda possible, printed: printed.is_below(possible) is True,
    "less_than": lambda possible, printed: possible.is_below(printed) is True,
    "nearly": lambda possible, printed: printed.is_below(possible) is False,
}
"""The words that bound a number, and when they are true of all that it may be."""
_BOUNDING = "|".join(f"(?P<{code}>{QUALIFIERS[code].before})" for code in _BOUNDS)
_ABOUT = f"(?:{QUALIFIERS['about'].before}|an estimated)"
_QUALIFIED = re.compile(
    r"(?<!\w)(?!(?:(?<=add )|(?<=adds )|(?<=added )|(?<=adding ))up to)"
    rf"(?:(?:(?P<no>no|not|never|nothing|\w+n[’']t) )?(?:{_BOUNDING})(?: {_ABOUT})?"
    rf"|(?P<about>{_ABOUT}))[ (“]*$",
    re.IGNORECASE,
)
"""Ends with the words for a number that its own words do not stand at."""
_WORDS = "|".join(each.before for each in QUALIFIERS.values() if each.before)
_DIRECTED = re.compile(rf"\b(?:by|up|down|rose|fell) (?:(?:{_WORDS}) )*[-−]\d", re.IGNORECASE)
"""A number below 0 after a word that has the direction already."""
_IN_WORDS = re.compile(r"[^\d−-]|[−-]?[\d.,]+(%? to [−\d]|.*\()")
"""Begins with a word, or is a range, or has one in brackets."""
_PRINTED = re.compile(r"[−-]?\d[\d,_]*(?:\.\d+)?(?:e[+-]\d+)?", re.IGNORECASE)
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
    words = format(figure, spec)
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
        bound that is typed before a number, as it is rounded, is not true of all that the figure
        may be; if a number below 0 stands after "by", "up" or the like; if a value is missing, or
        one that chooses a word is neither above nor below 0.
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
    variables, filler = _Variables(slots), _SlotFiller("at face value" in text)
    _require_values(slots, text)
    sentence = Sentence(filler.vformat(text, (), variables))
    _require_values(variables.used, text)
    if filler.bare:
        raise SentenceError(
            f"this sentence leaves out the words of {', '.join(filler.bare)}: "
            f"“{sentence.striptags()}”, or what stands before the number is not true of all that "
            "it may be; write the figure itself, {x} or {x:.0f}, which has its words, or “about” "
            "before its value, or “at face value”"
        )
    if below := _DIRECTED.search(plain(sentence)):
        raise SentenceError(
            f"“{below[0]}” says its direction twice: “{sentence.striptags()}”; "
            "write {x:rose|fell} by {y}, where y is abs(x) or -x"
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

    def __init__(self, at_face_value: bool) -> None:
        self._at_face_value = at_face_value
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
            asked = name if figure and (name in _NUMBERS or not asked) else asked
            if isinstance(value, Figure):
                figure, asked = value, ""
        self._figure, self._asked, self._name = figure, asked, field_name
        before = html.unescape(re.sub("<[^>]*>", "", self._before))
        self._words = _words_before(" ".join(before.split()))
        self.rows += rows_of(value if figure is None else figure)
        return value, first

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return self._word(value, format_spec)
        if isinstance(value, list | tuple):
            return Markup(", ").join(self.format_field(each, format_spec) for each in value)
        if format_spec == "," and isinstance(value, float) and value.is_integer():
            value = int(value)  # not 28,404.0
        shown = value
        if format_spec or isinstance(value, Figure):
            shown = format(value, format_spec)
        if not self._fits(value, str(shown)):
            self.bare.append(self._name)
        if isinstance(value, Figure) and value.row:
            return cite(value, format_spec)
        return escaped(shown)

    def _fits(self, value: Any, shown: str) -> bool:
        """Whether the words before a number, as it is printed, are true of all that it may be."""
        words, asked = self._words, self._asked
        figure = value if isinstance(value, Figure) else self._figure
        if figure is None:  # another number has no range
            return True
        in_words = asked in ("", "words", "range")
        if words and in_words and _IN_WORDS.match(shown):
            raise SentenceError(
                f"“{self._before.split()[-1]} {shown}” has two words for one number: leave out "
                "the one before the slot, or write {x.value}"
            )
        if not (in_words or asked in _NUMBERS):  # who, when, where and the like
            return True
        face = Bound(figure.value, figure.value)
        possible = face if self._at_face_value else figure.range
        if words in (None, "about"):
            is_range = possible.low < possible.high
            is_end = is_range and figure.value in (possible.low, possible.high)
            loose = is_end or possible.one_sided or possible.approximate
            is_whole = asked in ("value", "face") or not is_range
            return in_words or (is_whole and (words == "about" or not loose))
        number = _PRINTED.search(shown)
        if not number:
            return False
        printed = float(re.sub("[,_]", "", number[0]).replace("−", "-"))
        in_percent = isinstance(value, Real) or figure.unit.startswith("ratio")
        printed /= 100 if "%" in shown and in_percent else 1
        return _BOUNDS[words](possible, Bound(printed, printed))

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
        if self._figure and not above:
            self._figure = -self._figure
        if isinstance(value, Figure):
            value, self._asked = value.value, "value"
        shown = self.format_field(abs(value), number)
        if not re.search("[1-9]", shown):
            raise SentenceError(
                f"{shown} {word} has no direction; write more decimals, or “the same”"
            )
        return f"{shown} {word}"


def _words_before(text: str) -> str | None:
    """The code of the words that a text ends with: "not over" is at most."""
    found = _QUALIFIED.search(text)
    if not found:
        return None
    code = "about" if found["about"] else next(code for code in _BOUNDS if found[code])
    negated = {"more_than": "at_most", "less_than": "at_least"}
    return negated.get(code, code) if found["no"] else code


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
