"""Sentences with slots for values."""

import ast
import html
import inspect
import itertools
import linecache
import math
import re
import string
import sys
from _string import formatter_field_name_split  # type: ignore[import-not-found]
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from stats.bounds import Bound, cleaned
from stats.english import LARGE, MONTH, suggestion, unit_words
from stats.figure import Figure, FigureError
from stats.output import escaped, link, plain, sentence_id
from stats.qualifiers import DENIED, QUALIFIERS
from stats.read import Data
from stats.verdicts import Check, is_inside

_PACKAGE = str(Path(__file__).parent)
_NUMBERS = ("value", "face", "low", "high")  # what a figure says without its words
_PAIRS = (  # the words for a number above and below 0
    *("rose|fell", "rises|falls", "risen|fallen", "climbs|falls", "grew|shrank"),
    *("grown|shrunk", "higher|lower", "more|fewer", "more|less", "above|below"),
    *("larger|smaller", "longer|shorter", "faster|slower", "later|earlier"),
)
_BOUNDS = ("at_least", "at_most", "more_than", "less_than", "nearly")  # words that bound a number
_BOUNDING = "|".join(f"(?P<{code}>{QUALIFIERS[code].before})" for code in _BOUNDS)
_ABOUT = f"(?:{QUALIFIERS['about'].before}|an estimated)"
_QUALIFIED = re.compile(  # ends with the words for a number that its own words do not stand at
    r"(?<!\w)(?!(?:(?<=add )|(?<=adds )|(?<=added )|(?<=adding ))up to)"
    rf"(?:(?:(?P<no>no|not|never|nothing|\w+n[’']t) )?(?:{_BOUNDING})(?: {_ABOUT})?"
    rf"|(?P<about>{_ABOUT}))[ (“]*(?:(?:US|A|C)?[$£€¥₹₱₦])?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"(?<![\d,.])(?!(?:19|20)\d\d )\d(?:[\d,.]*\d)? $")
"""Before "more than" a number that makes it a difference: 45 fewer than 3,609."""
_WORDS = "|".join(each.before for each in QUALIFIERS.values() if each.before)
_DIRECTED = re.compile(  # a number below 0 after a word that has the direction already
    r"\b(?:(?<!changed )by|up|down|rose|fell|grew|(?:in|de)creased|dropped|(?:fall|drop|decrease"
    rf"|decline|loss|rise|increase) of) (?:(?:{_WORDS}) )*[-−]\d[\d.,]*%?"
    r"|[-−]\d[\d.,]*%? (?:fewer|less|more|lower|higher)\b",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"[^\d−-]|[−-]?[\d.,]+(%? to [−\d]|.*\()")
"""Begins with a word, or is a range, or has one in brackets."""
_PRINTED = re.compile(r"[−-]?\d[\d,_]*(?:\.\d+)?(?:e[+-]\d+)?", re.IGNORECASE)
_TYPED = re.compile(  # numbers typed in a text; or tags, quotations, years, days of a month
    r"<[^>]*>|&#?\w+;|“[^”]*”|\b\d[\d.,]*[ -](?:day|week|month|year)s?\b"
    r"|\b(?:aged?|ages) \d\d?(?:(?:[–-]| to | and )\d\d?)?\b"
    rf"|\b(?:19|20)\d\d(?:[–/-]\d\d)?\b|\b\d\d?(?= {MONTH})|(?<=[a-z] )\d\d?(?=, \d{{4}})"
    r"|(?P<number>(?<![\w.,-])(?!0(?![\d.]))\d[\d.,]*(?<=\d)(?![a-z\d])%?)"
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
        If a figure that has words, such as "at least", stands as `.value` without these, "about"
        or the like, or "at face value"; if a bound that is typed before a number, as it is rounded,
        is not true of all that the figure may be; if a number below 0 stands after "by", "up" or
        the like; if a value is missing, or one that chooses a word is neither above nor below 0.
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
    variables, filler = _Variables(slots), _SlotFiller("at face value" in text.casefold())
    sentence = Sentence(filler.vformat(text, (), variables))
    if filler.missing:
        missing = ", ".join(dict.fromkeys(filler.missing))
        raise SentenceError(f"this sentence has no value for {missing}: “{text}”")
    if filler.bare:
        raise SentenceError(f"“{sentence}”: {'; '.join(filler.bare)}")
    below = _DIRECTED.search(plain(sentence))
    if below and not re.search(r"\bchanged by [^,;.:]*$", plain(sentence)[: below.start()]):
        what = f"“{below[0]}” has a minus beside a word that says which way: “{sentence}”"
        raise SentenceError(f"{what}; write {{x:rose|fell}} by {{y}}, where y is abs(x) or -x")
    sentence.rows = tuple(dict.fromkeys(filler.rows))
    sentence.reads = tuple(dict.fromkeys(variables.asserted()))
    if filler.typed:
        typed = f"{', '.join(filler.typed)} is typed in “{sentence}”"
        print(f"{typed}; a slot would follow its row", file=sys.stderr)
    return sentence


def rows_of(value: object) -> Iterator[str]:
    """The ids of the rows behind a value: a figure, a check, a sentence, or several of them."""
    match value:
        case Sentence():
            yield from (*value.rows, *value.reads)
        case Figure() | Check():
            yield from value.inputs
        case Mapping() if not isinstance(value, Data):
            yield from rows_of([*value.values()])
        case pd.DataFrame():
            yield from rows_of([*value.to_numpy().ravel()])
        case list() | tuple() | set() | frozenset() | pd.Series():
            for each in value:
                yield from rows_of(each)


class _Variables(ChainMap[str, Any]):
    """Slots, and behind them the variables where the sentence is written."""

    def __init__(self, slots: dict[str, object]) -> None:
        super().__init__(slots)
        self._cell = ""
        frame = inspect.currentframe()
        while frame:
            # Frames of ours are passed over, also where one asks a generator for the next.
            if not frame.f_code.co_filename.startswith(_PACKAGE):
                self.maps.append(frame.f_locals)
                # A list comprehension is written inside another scope.
                if not frame.f_code.co_name.startswith("<") or frame.f_locals is frame.f_globals:
                    self.maps.append(frame.f_globals)
                    if frame.f_locals is frame.f_globals:  # no function, whose file has others too
                        self._cell = "".join(linecache.getlines(frame.f_code.co_filename))
                    break
            frame = frame.f_back

    def __missing__(self, name: str) -> object:
        named = "; give it a name first, as in fall = abs(growth)" * (not name.isidentifier())
        raise KeyError(f"{name} is no variable{named or suggestion(name, self)}")

    def asserted(self) -> Iterator[str]:
        """The rows that its cell's assertions read by variables, `data["id"]` and `data.find()`."""
        known = ChainMap(*self.maps[1:])
        parts = ast.walk(ast.parse(self._cell if "assert " in self._cell else ""))
        tests = [each.test for each in parts if isinstance(each, ast.Assert)]
        for part in itertools.chain.from_iterable(map(ast.walk, tests)):
            match part:
                case ast.Name(name):
                    yield from rows_of(known.get(name))
                case ast.Subscript(ast.Name(name)) | ast.Call(
                    ast.Attribute(ast.Name(name), "find")
                ):
                    if isinstance(known.get(name), Data):
                        with suppress(NameError):  # the variable of a comprehension
                            yield from rows_of(eval(ast.unparse(part), dict(known)))


class _SlotFiller(string.Formatter):
    """Fills slots: escapes values, cites figures, and lists the rows that they stand on."""

    def __init__(self, at_face_value: bool) -> None:
        self._at_face_value = at_face_value
        self.rows: list[str] = []
        self.missing: list[str] = []
        self.bare: list[str] = []
        self.typed: list[str] = []
        self._unit, self._slot, self._shown = "", "", ""

    def parse(self, format_string: str) -> Iterator[Any]:
        for part in super().parse(format_string):
            if self._unit and (unit := re.match(rf" ?(?:{self._unit})(?!\w)", part[0])):
                what = f"write {self._slot}, which has its unit"
                raise SentenceError(f"“{self._shown}{unit[0]}”: {what}")
            self._before = part[0]
            self.typed += filter(None, (each["number"] for each in _TYPED.finditer(part[0])))
            yield part

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first, rest = formatter_field_name_split(field_name)
        value = self.get_value(first, args, kwargs)
        # The last figure on the way to the value, and what is asked of it.
        figure, asked = value if isinstance(value, Figure) else None, ""
        for is_attribute, name in rest:
            value = getattr(value, name) if is_attribute else value[name]
            asked = name if figure is not None and (name in _NUMBERS or not asked) else asked
            if isinstance(value, Figure):
                figure, asked = value, ""
        self._figure, self._asked, self._name = figure, asked, field_name
        before = html.unescape(re.sub("<[^>]*>", "", self._before))
        self._last = " ".join(before.split()[-2:])
        self._words = _words_before(" ".join(before.split()))
        name = field_name.removesuffix(f".{asked}").removesuffix(".range")
        percent = figure is not None and figure.unit == "percent"
        self._slot = f"{{{name}:{'.0%' if percent else ','}}}"
        self.rows += rows_of(value if figure is None else figure)
        return value, first

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list | tuple):
            return Markup(", ").join(self.format_field(each, format_spec) for each in value)
        if isinstance(value, Mapping | pd.DataFrame):
            what = f"{self._name} is no value but {type(value).__name__}"
            raise SentenceError(f"{what}; name a figure of it, as in then = data[id], {{then}}")
        if np.any(pd.isna(value.value if isinstance(value, Figure) else value)):
            self.missing.append(self._name)
            return ""
        self._unit = ""
        if "|" in format_spec:
            return self._word(value, format_spec)
        if format_spec in ("", ",") and isinstance(value, float) and value.is_integer():
            value = int(value)  # not 28,404.0
        if not format_spec and isinstance(value, float) and round(value, 4) != value:
            what = f"{self._name} is {value}; write how many decimals"
            raise SentenceError(f"{what}, as in {{x:.1f}} or {{x:.0%}}")
        shown = value
        if format_spec or isinstance(value, Figure):
            try:
                shown = format(value, format_spec)
            except ValueError as error:
                what = f"{{{self._name}:{format_spec}}}: {error}"
                raise SentenceError(f"{what}; a format is of numbers, as in {{x:.0%}}") from None
        if not self._fits(value, str(shown)):
            self.bare.append(self._what_fits())
        if (sign := self._last[-1:]) in {*"$£€¥₹₱₦"} and str(shown)[:1].isalpha():
            what = f"write the words before the sign, as in about {sign}{{x.value:,.0f}}"
            raise SentenceError(f"“{sign}{shown}”: {what}")
        self._shown = str(shown)
        if self._figure is not None and self._asked in ("", *_NUMBERS):
            # A pattern of the unit that would stand twice behind it, or be wrong there.
            unit = unit_words(self._figure.unit)
            is_there = self._shown.endswith(f" {unit}")
            self._unit = (
                "%|per ?cent(?:age)?(?: points)?" if unit == "%" else re.escape(unit) * is_there
            )
        return cite(value, format_spec) if isinstance(value, Figure) else escaped(shown)

    def _what_fits(self) -> str:
        """What to write for a number that is not true of all that its figure may be."""
        if self._words is None:
            what = f"{self._name} leaves out the words of {self._figure}; write {self._slot}, which"
            return f"{what} has them, or “about” before the number, or “at face value”"
        words = self._figure.words if self._figure is not None else ""
        what = f"“{self._last}” is not true of all that {self._name} may be, {words}"
        return f"{what}; write {self._slot} without the word, or “about”"

    def _fits(self, value: Any, shown: str) -> bool:
        """Whether the words before a number, as it is printed, are true of all that it may be."""
        words, asked = self._words, self._asked
        figure = value if isinstance(value, Figure) else self._figure
        if figure is None:  # another number has no range
            return True
        in_words = asked in ("", "words", "range")
        if words and in_words and _IN_WORDS.match(shown):
            what = "has two words for one number: leave out the one before the slot"
            raise SentenceError(f"“{self._last} {shown}” {what}")
        if not (in_words or asked in _NUMBERS):  # who, when, where and the like
            return True
        possible = Bound(figure.value, figure.value) if self._at_face_value else figure.range
        if words in (None, "about"):
            is_range = possible.low < possible.high
            is_end = is_range and figure.value in (possible.low, possible.high)
            loose = is_end or possible.one_sided or possible.approximate
            is_whole = asked in ("value", "face") or not is_range
            return in_words or (is_whole and (words == "about" or not loose))
        if not (number := _PRINTED.search(shown)):
            return False
        printed = float(re.sub("[,_]", "", number[0]).replace("−", "-"))
        printed = float(cleaned(printed / 100)) if "%" in shown else printed
        for name, size in LARGE.items():
            if re.search(rf"\d {name}\b", shown) and name not in figure.unit:
                printed = float(cleaned(printed * size))
        # Nearly a number is no more than it.
        code = "at_most" if words == "nearly" else words
        return is_inside(possible, QUALIFIERS[code].allows(printed, 0, -math.inf)) is True

    def _word(self, value: Any, format_spec: str) -> str:
        """The word that the sign of a number chooses, after the number if it has a format."""
        number, _, pair = format_spec.rpartition(" ")
        if pair not in _PAIRS:
            what = f"{pair!r} is no pair of words; write the one for more first, as in rose|fell"
            raise ValueError(f"{what}, higher|lower, more|fewer, above|below")
        try:
            # The sign of a figure's value is that of all that its words allow, or is not told.
            signed = value if self._figure is None or self._asked not in _NUMBERS else self._figure
            above = signed > 0
            if above == (signed < 0):
                raise FigureError("it is 0")
        except FigureError as error:
            which = f"it cannot be told which of {pair} is right"
            raise SentenceError(f"{which}: {error}") from None
        word = pair.split("|")[not above]
        if not number:
            return word
        if self._figure is not None and not above:
            self._figure = -self._figure
        if isinstance(value, Figure):
            if value.unit == "percent" and "%" not in number:
                raise SentenceError(f"{self._name} is in percent; write {{x:.0% {pair}}}")
            value, self._asked = value.value, "value"
        shown = f"{self.format_field(abs(value), number)} {word}"
        if not re.search("[1-9]", shown):
            raise SentenceError(f"{shown} has no direction; write more decimals, or “the same”")
        return shown


def _words_before(text: str) -> str | None:
    """The code of the words that a text ends with: "not over" is at most."""
    if not (found := _QUALIFIED.search(text)) or _COMPARED.search(text[: found.start()]):
        return None
    code = "about" if found["about"] else next(code for code in _BOUNDS if found[code])
    return DENIED.get(code, code) if found["no"] else code


def as_sentence(text: str) -> Sentence:
    """Return what `say` made as it is, and other text escaped, with its slots filled."""
    return text if isinstance(text, Sentence) else say(escaped(text))


def sentence_rows(sentences: Iterable[Sentence]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv`; none for an empty sentence."""
    rows: list[dict[str, object]] = []
    for sentence in filter(None, sentences):
        words = " ".join(sentence.split())
        stands_on = {"rows": " ".join(sentence.rows), "reads": " ".join(sentence.reads)}
        rows.append({"id": sentence_id(words), "sentence": words, **stands_on})
    return {"sentences.csv": rows}
