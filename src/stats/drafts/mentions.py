"""The numbers of an article's text.

It reads no meaning: each number in digits with a few words around it and the noun after it, and a
date only where its own sentence prints one. A person corrects it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from stats.figures.figure import Figure
from stats.figures.periods import Period, day_of
from stats.values.units import MONEY, PERCENT, POINTS, unit_of
from stats.words.dates import PRINTED, date_of
from stats.words.english import as_in_tables
from stats.words.wording import (
    IN_WORDS,
    NUMBER,
    PERCENT_SIGN,
    RATE,
    is_invisible,
    rate_unit,
    readings,
)

Aside: TypeAlias = tuple[str, str]
"""Words that are left out, and why."""

_ASIDE = re.compile(  # 30-year-old, 12 days; a man, 34, died
    r"(?<![\d,.])\d+[ -](?:year|month|week|day|hour|minute|time)s?\b(?:[ -]old)?|(?<=, )\d\d(?=, )"
)
"""What has digits and is no figure, and would be read as one."""
_WORDS = IN_WORDS - {"one"}
_SMALL_WORDS = (
    "the of a an in on at to from and or but by over for with as is are was were had have has that"
    " it be who which than per this its their they will not said others"
)
STOP = {*_SMALL_WORDS.split(), *"$£€¥₹៛", ""}
PEOPLE = {"people", "men", "women", "children", "boys", "girls", "students"}
PEOPLE |= {"inmates", "prisoners", "detainees"}
"""Nouns of one unit: whoever is counted."""
_BREAK = re.compile(r"[¦;:()–—]|, ")
_LEFT_BREAK = re.compile(f"{_BREAK.pattern}|{PERCENT_SIGN.pattern}|{PRINTED.pattern}")
_RIGHT = re.compile(rf"\S*(?: (?:{PRINTED.pattern})?\S*){{0,5}}")
"""The words that are quoted behind a number; a date is one word."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z][a-z]\.)[”\"’)]* (?=[^a-z])")
_CAPACITY = re.compile(r"capacity[\w ]{0,25}$")
_POINTS = re.compile(rf"(?:{PERCENT_SIGN.pattern}|[ -]percentage)[- ]points?\b")
_BASE = re.compile(rf" (?:[a-z]+ ){{0,3}}{RATE.pattern}")
_PLURAL = re.compile(r"people|(?:wo)?men|children|\w[\w-]+[^su]s|k[gm]")


@dataclass(frozen=True)
class Mention:
    """A number of a text: as printed, with the words to quote, and as a figure.

    `at` is the place of its sentence among the others. Its unit may be `guessed`.
    """

    printed: str
    quote: str
    figure: Figure
    sentence: str
    at: int
    guessed: bool

    @property
    def noun(self) -> str:
        """What it counts, for numbers without a noun of their own; nothing if it counts nothing."""
        unit = unit_of(self.figure.unit)
        return unit.name if unit.is_count else ""

    @property
    def name(self) -> str:
        """The id that is drafted for it."""
        return re.sub(r"\W+", "_", f"{self.figure.unit or 'number'}_{self.printed.lower()}")

    def row(self, name: str) -> dict[str, Any]:
        """Return the cells of a draft, with the figure under an id."""
        figure = replace(self.figure, formula=name, inputs=(name,))
        return {
            "value": as_in_tables(figure.value, figure.unit),
            "qualifier": figure.qualifier,
            "unit": figure.unit,
            "rounded_to": as_in_tables(figure.rounded_to, figure.unit),
            "start": figure.start,
            "end": figure.end,
            "figure": figure,
            "wording": self.quote,
            "sentence": self.sentence,
            "at": self.at,
            "guessed": self.guessed,
        }


def draft(text: str, published: str | date | None = None) -> pd.DataFrame:
    """Return the numbers of an article's text that may be figures, one row each, by a drafted id.

    Most columns are as in the tables. `unit` is the noun after the number or, where `guessed`, the
    one before. `start` and `end` are the days that its sentence prints, if they are not after the
    text was `published`, else NaT; a change has none. `figure` is the row as a Figure, for measures
    and `relations`, and `at` the place of its `sentence` among the others. A number of three digits
    or more is one row, where it is printed last. What is left out stands in `attrs["asides"]`, its
    words and the reason.

    Raises ValueError if it is not English or has no number, or if `published` is no day.

    Examples
    --------
    >>> rows = draft("Inmates rose by 78% to over 38,990 in March 2020, a group said.")
    >>> rows[["value", "qualifier", "unit", "wording"]].to_numpy().tolist()[1]
    [38990.0, 'more_than', 'inmates', 'to over 38,990 in March 2020']
    """
    day = day_of("published", published)
    if len(words := text.lower().split()) > 20 and not STOP & {*words}:
        raise ValueError("text: it does not read as English; draft your translation")
    mentions, asides = _read(text, day or date.today())
    if not mentions:
        raise ValueError("text: it has no number in digits that can be a figure")
    rows = {name: mention.row(name) for name, mention in _named(mentions).items()}
    frame = pd.DataFrame([*rows.values()], pd.Index(rows, name="id"))
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    frame.attrs["asides"] = asides
    return frame


def _named(mentions: list[Mention]) -> dict[str, Mention]:
    """Return mentions by their ids: each where it is printed last, since a headline has no days."""
    named = dict[str, Mention]()
    for mention in mentions:
        name = mention.name
        if name in named and abs(mention.figure.value) < 100:  # a small number is met by chance
            name = f"{name}_{len(named)}"
        named.pop(name, None)
        named[name] = mention
    return named


def _read(text: str, until: date) -> tuple[list[Mention], list[Aside]]:
    """Return the numbers of a text that may be figures, and what is left out."""
    mentions, asides, noun = list[Mention](), list[Aside](), ""
    for at, sentence in enumerate(_sentences(text)):
        masked = _ASIDE.sub(_hidden, sentence)
        bare = RATE.sub(_hidden, PRINTED.sub(_hidden, masked))
        asides += _asides(sentence, bare)
        for number in _numbers(masked, bare):
            own, quote = _unit(number), _quote(number)
            unit = own or _unit_before(sentence[: number.first], noun)
            try:
                figure = _figure(quote, unit)
            except ValueError:
                asides.append((quote, "not read"))
                continue
            days = date_of(sentence, number.first, number.last)
            if days and days[1] <= until and figure.kind != "change":
                figure = replace(figure, period=Period(*days))
            mentions.append(Mention(number.text, quote, figure, sentence, at, guessed=not own))
            noun = mentions[-1].noun or noun
    return mentions, asides


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line that begins in small letters goes on the last."""
    text = "".join(c for c in text if c.isspace() or not is_invisible(c))
    lines = [" ".join(line.split()) for line in re.sub(r"\n(?=[a-z])", " ", text).splitlines()]
    return [sentence for line in lines for sentence in _SENTENCE_END.split(line) if sentence]


def _asides(sentence: str, bare: str) -> list[Aside]:
    """Return what is left out of a sentence; `bare` is it without asides and dates."""
    rest = NUMBER.sub(_hidden, bare)
    asides = [(words, "age or span of time") for words in _ASIDE.findall(sentence)]
    asides += [(word, "in words") for word in re.findall(r"\w+", rest) if word.lower() in _WORDS]
    return asides + [(words, "not read") for words in re.findall(r"[^\s¦]*\d[^\s¦]*", rest)]


class _Number(NamedTuple):
    """A number in digits, its place, and the text from the number before it to the next."""

    text: str
    first: int
    last: int
    before: str
    after: str


def _numbers(masked: str, bare: str) -> Iterator[_Number]:
    """Give each number of a sentence without asides, found where its dates are hidden too."""
    matches = [*NUMBER.finditer(bare)]
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches[1:]), len(masked)]
    for match, begin, stop in zip(matches, ends, starts, strict=False):
        first, last = match.span()
        yield _Number(match[0], first, last, masked[begin:first], masked[last:stop])


def _hidden(match: re.Match[str]) -> str:
    return "¦" * len(match[0])


def _figure(quote: str, unit: str) -> Figure:
    """Return a quoted number as a figure; ValueError if its words cannot be read."""
    numbers = readings(quote)
    return Figure.parse(quote, unit=unit, kind="change" if numbers and numbers[0].way else "")


def _quote(number: _Number) -> str:
    """Return a few words around a number, of its own part of the sentence, with whole dates."""
    left = _LEFT_BREAK.split(number.before)[-1].split(" ")
    right = next(_RIGHT.finditer(_BREAK.split(number.after)[0]))
    words = f"{' '.join(left[-7:])}{number.text}{right[0]}".split()
    while words[-1] in STOP:
        words.pop()
    return " ".join(words).strip(' ,.!?“”"‘’')


def _unit(number: _Number) -> str:
    """Return what a number counts: percent, money, a rate, or the noun behind it; or nothing."""
    if _POINTS.match(number.after):
        return POINTS.name
    if PERCENT_SIGN.match(number.after):
        return PERCENT.name
    if sign := MONEY.get(number.before[-1:]):
        return sign
    if _CAPACITY.search(number.before):
        return "places"
    base = _BASE.match(number.after)
    return rate_unit(base) if base else _noun(number.after)


def _noun(after: str) -> str:
    """Return the first plural of the four words behind a number; or nothing."""
    text = re.sub(r"\b(square|cubic) ", r"\1_", _BREAK.split(after)[0].lower())
    words = re.findall(r"[a-z][\w-]*", text)[:4]
    for word in takewhile(lambda word: word not in STOP, words):
        if _PLURAL.fullmatch(word):
            return str(word).replace("-", "_")
    return ""


def _unit_before(before: str, noun: str) -> str:
    """Guess for a number without a noun: the people named before it, or the noun before."""
    return [noun, *(word for word in before.lower().split() if word in PEOPLE)][-1]
