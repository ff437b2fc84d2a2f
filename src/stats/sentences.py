"""Sentences with slots for values, and with conditions that the data must meet."""

import builtins
import dis
import inspect
import math
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, TypeAlias

import pandas as pd
from markupsafe import Markup

from stats.bounds import Bound
from stats.english import suggestion
from stats.figure import Figure, FigureError
from stats.mime import sentence_id
from stats.output import escaped, link, plain

Condition: TypeAlias = Callable[..., object]
"""What a sentence asserts: an expression over variables, `lambda: now > then`."""
_PACKAGE = str(Path(__file__).parent)
_NO_NUMBERS = ("who", "when", "where", "start", "end", "source", "row")
_MARKS = ("cites", "ours")
_COMPARISONS = re.compile(
    r"\b(?:more|less|fewer|most|least|many|nearly|almost|hardly|flat|steady|same|alike|similar"
    r"|close|closer|near|nearer|differ\w*|agree\w*|disagree\w*|high(?:er|est)|low(?:er|est)"
    r"|larger|largest|smaller|smallest|longer|longest|fast(?:er|est)?|slow(?:er|est|ed)?|above"
    r"|below|beyond|twice|double[ds]?|half|times|rose|risen|ris(?:e|es|ing)|fell|fall(?:s|en|ing)?"
    r"|grew|grow(?:n|s|ing)|climb\w*|dropp?\w*|increas\w*|decreas\w*|every|only|far|record|first"
    r"|holds|adds up|inside|outside|within)\b|(?<![\w.,#&])\d[\d,.]*\d?%?(?!\w)",
    re.IGNORECASE,
)
"""Words of comparison, direction and rank, and numbers."""
_PAIRS = frozenset(
    {
        *("rose|fell", "rises|falls", "risen|fallen", "climbs|falls", "grew|shrank"),
        *("grown|shrunk", "higher|lower", "more|fewer", "more|less", "above|below"),
        *("larger|smaller", "longer|shorter", "faster|slower", "later|earlier"),
    }
)
"""The words for a number above and below 0."""
_ABOUT = "about|roughly|around|nearly|almost|some"
_HEDGES = re.compile(rf"\b(?:{_ABOUT}|close|near|at face value)\b", re.IGNORECASE)
"""Words by which a sentence says that it is not of all that its figures allow."""
_QUALIFIED = re.compile(
    rf"\b(?:(?P<about>{_ABOUT})|(?P<least>at least|more than|over)"
    r"|(?P<most>at most|(?:less|fewer) than|under))\s(?:<[^>]*>)*$",
    re.IGNORECASE,
)
"""Ends with the words for a number that its own words do not stand at, and maybe tags."""


class SentenceError(ValueError):
    """A sentence that is false of its data, or true whatever they are; the message has both."""


class Sentence(Markup):
    """A sentence with its values filled in, as HTML.

    `kind` is "bound" if it has a condition or a word that a sign chose, "cites" or "ours" if its
    author says so, and else "lists"; `at_face` is whether the condition reads the face value of a
    figure with an open end. `compares` are the words of comparison and the numbers that are typed
    in it. `figures` has, for each figure in it, how it follows from rows, and the text for it.
    """

    kind: str = "lists"
    at_face: bool = False
    compares: str = ""
    figures: Sequence[tuple[str, str]] = ()


def figure_html(figure: Figure, text: str) -> Sentence:
    """Return what stands for a figure, escaped, as a sentence with this figure in it."""
    sentence = Sentence(escaped(text))
    sentence.figures = [(figure.name, plain(sentence))]
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
    return figure_html(figure, link(words, f"#figure-{figure.row.id}") if figure.row else words)


def say(
    text: str, /, *, holds: Condition | None = None, mark: str = "", **slots: object
) -> Sentence:
    """Return a sentence with its values filled in, if its condition is true of them.

    Parameters
    ----------
    text
        HTML with slots: `{growth}`, `{growth.face}`, `{growth:.0%}`. A slot is a variable of the
        place where the sentence is written, or one of `slots`. Values are escaped. A figure that
        is a row links to it; `{count:,}` leaves out what is counted. `{change:rose|fell}` is the
        first word if `change` is above 0, and the second if it is below; `{gap:.0% more|less}` is
        "6% more", or "6% less" of −0.06.
    holds
        The condition: a function without parameters that reads variables, or whose parameters
        name slots. For each of these inputs, at least one change must make it false: a number
        halved or doubled (0 becomes 1 and −1), a text emptied, an item of a list or a dictionary
        changed in such a way or left out. A comparison that cannot be told does not hold. With a
        figure at either end of what its words allow, the condition must stay true, unless the
        text says "about", "at face value" or the like.
    mark
        Of a sentence without a condition: "cites" if it repeats what a source says, "ours" if it
        is a choice or a limit of our own. Any other only lists figures, and compares nothing.
    slots
        Figures, numbers, texts, links, or lists of them; some may be for the condition alone.

    Raises
    ------
    SentenceError
        If the condition is false, or some input cannot make it false, or it is false within what
        its figures allow and the text does not say "about"; if a figure that has words, such as "at
        least", stands as `.value` without these, "about" or the like, or "at face value"; if a
        value is missing, or one that chooses a word is neither above nor below 0.
    KeyError
        If a slot, or a name in the condition, is no variable.
    TypeError
        If the condition reads something that cannot be changed so.
    ValueError
        If `mark` is none of these, or stands beside a condition.

    Examples
    --------
    >>> now, then = 40, 39
    >>> say("{now} is close to {then}.", holds=lambda: now < 1.1 * then)
    Sentence('40 is close to 39.')
    >>> say("It is more.", holds=lambda now, then: now > then, now=38, then=39)
    Traceback (most recent call last):
    stats.sentences.SentenceError: this sentence no longer holds: “It is more.” (now: 38; then: 39)
    """
    if mark and (mark not in _MARKS or holds is not None):
        beside = " beside a condition" if holds is not None else ""
        raise ValueError(f"mark: {mark!r}{beside}; it is {' or '.join(_MARKS)}, without holds=")
    variables = _Variables(slots)
    filler = _SlotFiller()
    if missing := [name for name in slots if _missing(slots[name])]:
        raise SentenceError(f"this sentence has no value for {', '.join(missing)}: “{text}”")
    sentence = Sentence(filler.vformat(text, (), variables))
    if missing := [name for name, value in variables.used.items() if _missing(value)]:
        raise SentenceError(f"this sentence has no value for {', '.join(missing)}: “{text}”")
    sentence.figures = filler.figures
    literal = " ".join(before for before, *_ in filler.parse(text))
    compared = (match[0].lower() for match in _COMPARISONS.finditer(literal))
    sentence.compares = " ".join(dict.fromkeys(compared))
    # A word that a sign chooses holds no other word of the sentence.
    is_bound = holds or (filler.by_sign and not sentence.compares)
    sentence.kind = mark or ("bound" if is_bound else "lists")
    if holds is not None:
        inputs = _check(holds, sentence, literal, variables)
        sentence.at_face = _reads_value(holds.__code__) and _is_open(inputs)
    if filler.bare and "at face value" not in literal:
        raise SentenceError(
            f"this sentence leaves out the words of {', '.join(filler.bare)}: "
            f"“{sentence.striptags()}”; write the figure itself, {{x}} or {{x:.0f}}, or “about”, "
            "“at least” or the like before its value, or “at face value”"
        )
    return sentence


def _reads_value(code: CodeType) -> bool:
    nested = (each for each in code.co_consts if isinstance(each, CodeType))
    return "value" in code.co_names or any(map(_reads_value, nested))


def _is_open(values: object) -> bool:
    """Whether a figure among values has no lower or no upper end."""
    match values:
        case Figure():
            return math.isinf(values.low) or math.isinf(values.high)
        case dict():
            return _is_open([*values.values()])
        case list() | tuple():
            return any(map(_is_open, values))
    return False


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


def _missing(value: object) -> bool:
    """Whether it is, or has among its items, a missing number."""
    if isinstance(value, dict):
        return any(map(_missing, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_missing, value))
    number: Any = value.value if isinstance(value, Figure) else value
    return bool(pd.api.types.is_scalar(number) and pd.isna(number))


class _SlotFiller(string.Formatter):
    """Fills slots: escapes values, cites figures, and lists the figures with their texts."""

    def __init__(self) -> None:
        self.figures: list[tuple[str, str]] = []
        self.bare: list[str] = []
        self.by_sign = False

    def parse(self, format_string: str) -> Iterator[Any]:
        for part in super().parse(format_string):
            self._before = part[0]
            yield part

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value, first = super().get_field(field_name, args, kwargs)
        # Who, when, where and the like are no number that follows from rows.
        of_row = field_name.partition(".")[2].partition(".")[0] in _NO_NUMBERS
        is_whole = of_row or isinstance(value, Figure | Sentence)
        self._slot = value if is_whole else kwargs[str(first)]
        self._value_of = field_name if field_name.endswith((".value", ".face")) else ""
        words = _QUALIFIED.search(self._before)
        self._words = words.lastgroup if words else None
        return value, first

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return self._word(value, format_spec)
        if isinstance(value, Figure) and (value.row or format_spec == ","):
            html: Markup = cite(value, format_spec)
        else:
            html = escaped(format(value, format_spec) if format_spec else value)
        if isinstance(self._slot, Figure):
            self.figures.append((self._slot.name, plain(html)))
            if self._value_of and not _fits(self._words, self._slot):
                self.bare.append(self._value_of)
        elif isinstance(self._slot, Sentence):
            self.figures += self._slot.figures
        return html

    def _word(self, value: Any, format_spec: str) -> str:
        """The word that the sign of a number chooses, after the number if it has a format."""
        number, _, pair = format_spec.rpartition(" ")
        if pair not in _PAIRS:
            raise ValueError(
                f"{pair!r} is no pair of words; write the one for more first, as in rose|fell, "
                "higher|lower, more|fewer, above|below"
            )
        self.by_sign = True
        if number and isinstance(value, Figure):
            raise ValueError(f"{value.name} is a figure; write its .value before {pair}")
        if self._value_of and isinstance(self._slot, Figure) and 0 in self._slot.comparable:
            self.bare.append(self._value_of)
        try:
            if _missing(value):
                raise FigureError("it is missing")
            above = value > 0
            if above == (value < 0):
                raise FigureError("it is 0")
        except FigureError as error:
            which = f"it cannot be told which of {pair} is right"
            raise SentenceError(f"{which}: {error}") from None
        word = pair.split("|")[not above]
        if not number:
            return word
        shown = self.format_field(abs(value), number)
        if not re.search("[1-9]", shown):
            raise SentenceError(
                f"{shown} {word} has no direction; write more decimals, or “the same”"
            )
        return f"{shown} {word}"


def _fits(words: str | None, figure: Figure) -> bool:
    """Whether the value of a figure may stand after words for "about", "least" or "most", or none.

    A value that only bounds what is possible needs words, and no opposite ones.
    """
    possible, value = figure.range, figure.value
    is_end = possible.low != possible.high and value in (possible.low, possible.high)
    if not (is_end or _is_open(figure)):
        return bool(words) or not possible.approximate
    is_least = math.isinf(possible.high) or value == possible.low
    return words in ("about", "least" if is_least else "most")


def _check(
    holds: Condition, sentence: Sentence, literal: str, variables: _Variables
) -> dict[str, object]:
    """Check a condition; return its inputs."""
    names = [*inspect.signature(holds).parameters, *_names_read(holds.__code__)]
    inputs = {name: variables[name] for name in dict.fromkeys(names) if _is_input(name, variables)}
    values = "; ".join(f"{name}: {_in_message(value)}" for name, value in inputs.items())
    which = f"“{sentence.striptags()}” ({values or 'no inputs'})"
    try:
        true = _with(holds, inputs)
    except FigureError as error:
        raise SentenceError(f"this sentence cannot be told to hold: {which}; {error}") from None
    if not true:
        raise SentenceError(f"this sentence no longer holds: {which}")
    stuck = [name for name, value in inputs.items() if not _can_fail(holds, inputs, name, value)]
    if stuck or not inputs:
        raise SentenceError(
            f"this condition cannot fail by {' or '.join(stuck) or 'anything'}: {which}; it stays "
            "true with that halved, doubled or left out, so it does not check it: make it as "
            "narrow as the sentence is"
        )
    if not _HEDGES.search(literal):
        for name, value in inputs.items():
            if not all(_still_holds(holds, inputs | {name: edge}) for edge in _edges(value)):
                raise SentenceError(
                    f"this sentence is false of what the words and the rounding of {name} allow: "
                    f"{which}; say “about” or “at face value” in it, or less"
                )
    return inputs


def _still_holds(holds: Condition, inputs: Mapping[str, object]) -> bool:
    try:
        return bool(_with(holds, inputs))
    except FigureError:  # another figure leaves it open, which is tried by itself
        return True


def _edges(value: object) -> Iterator[object]:
    """A value with a figure at either end of what its words and its rounding allow."""
    match value:
        case Figure():
            for end in (value.comparable.low, value.comparable.high):
                if math.isfinite(end) and end != value.value:
                    yield replace(value, value=end, range=Bound(end, end), widest=None)
        case list() | tuple():
            for place, item in enumerate(value):
                for edge in _edges(item):
                    yield type(value)([*value[:place], edge, *value[place + 1 :]])
        case dict():
            for key, item in value.items():
                yield from (value | {key: edge} for edge in _edges(item))


def _names_read(code: CodeType, inside: Iterable[str] = ()) -> list[str]:
    """The variables that a function reads from around it, nested comprehensions included."""
    own = {*inside, *code.co_varnames, *code.co_cellvars}
    names = [
        str(each.argval)
        for each in dis.get_instructions(code)
        if each.opname.startswith(("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_FROM_DICT"))
        and each.argval not in own
    ]
    for nested in code.co_consts:
        if isinstance(nested, CodeType):
            names += _names_read(nested, own)
    return names


def _is_input(name: str, variables: _Variables) -> bool:
    """Whether a name in a condition is a value to try it with, and no function or module."""
    try:
        value = variables[name]
    except KeyError as error:
        if hasattr(builtins, name):
            return False
        raise KeyError(f"the condition asks for {name}, but {error.args[0]}") from None
    return not (isinstance(value, ModuleType) or (callable(value) and name not in variables))


def _with(holds: Condition, inputs: Mapping[str, object]) -> object:
    """What a condition gives with these values, as parameters or as variables."""
    function: Any = holds
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    again = FunctionType(
        function.__code__,
        {**function.__globals__, **inputs},
        function.__name__,
        function.__defaults__,
        tuple(CellType(inputs[n]) if n in inputs else cell for n, cell in cells.items()),
    )
    return again(**{name: inputs[name] for name in inspect.signature(holds).parameters})


def _can_fail(holds: Condition, inputs: Mapping[str, object], name: str, value: object) -> bool:
    for changed in _changed(name, value):
        try:
            if not _with(holds, {**inputs, name: changed}):
                return True
        except FigureError:
            return True
        except Exception:  # a condition that raises is not false
            continue
    return False


def _changed(name: str, value: object) -> Iterator[object]:
    """Other values with which a condition is tried."""
    match value:
        case bool():
            yield not value
        case Figure(value=0):
            for one in (1.0, -1.0):
                yield replace(value, value=one, range=Bound(one, one), widest=None)
        case Figure():
            for factor in (0.5, 2.0):
                scaled, widest = value.range.scaled(factor), value.widest
                widest = widest.scaled(factor) if widest else None
                yield replace(value, value=factor * value.value, range=scaled, widest=widest)
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
        case dict():
            for key, item in value.items():
                rest = {other: each for other, each in value.items() if other != key}
                yield rest
                yield from (rest | {key: changed} for changed in _changed(name, item))
        case _:
            raise TypeError(
                f"{name} is of type {type(value).__name__}; a condition takes figures, numbers, "
                "texts, and lists or dictionaries of them"
            )


def _in_message(value: object) -> str:
    match value:
        case Figure():
            return str(value) if value.row else value.face
        case str():
            return f"“{plain(value)}”"
        case list() | tuple():
            return ", ".join(map(_in_message, value)) or "none"
        case dict():
            return ", ".join(f"{key}: {_in_message(item)}" for key, item in value.items())
        case Real() if not isinstance(value, bool):
            return f"{float(value):,.6g}"
    return str(value)


def as_sentence(text: str) -> Sentence:
    """Return what `say` made as it is, and other text escaped, with its slots filled."""
    return text if isinstance(text, Sentence) else say(escaped(text))


def sentence_rows(sentences: Iterable[Sentence]) -> dict[str, list[dict[str, object]]]:
    """Return the rows of `sentences.csv` and of `shown.csv`; none for an empty sentence."""
    rows: dict[str, dict[str, object]] = {}
    figures: list[dict[str, object]] = []
    for sentence in filter(None, sentences):
        words = " ".join(plain(sentence).split())
        name = sentence_id(words)
        rows[name] = {
            **{"id": name, "sentence": words, "kind": sentence.kind},
            "at_face": "yes" if sentence.at_face else "no",
            "compares": sentence.compares,
        }
        figures += figure_rows(name, sentence.figures)
    return {"sentences.csv": list(rows.values()), "shown.csv": figures}


def figure_rows(place: str, figures: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    """Return rows of `shown.csv`: where a figure stands, how it follows from rows, and its text."""
    return [{"place": place, "id": name, "value": text} for name, text in figures]
