"""The numbers of an article's text.

It reads no meaning: each number in digits with a few words around it and the noun after it, and a
date only where its own sentence prints one. A person corrects it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from stats.figures.figure import Figure
from stats.figures.periods import Period, day_of
from stats.values.units import MONEY, PERCENT, POINTS
from stats.words.dates import DAY_OF_TWO, PRINTED, date_of
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

_ASIDES = {  # what has digits and is no figure
    "date": rf"\b(?:19|20)\d\d[–/-]\d+\b|\b\d+[/.]\d+[/.]\d+\b|{DAY_OF_TWO}",
    "time of day": r"\b\d\d?(?:[:.]\d\d)? ?[ap]\.?m\b|\b\d\d?:\d\d\b",
    "age": r"\b\d+[- ]years?[- ]old\b|(?<=, )\d\d(?=, )"
    r"|\b(?:aged?|ages)(?: of)? \d\d?(?: (?:to|and) \d\d?)?\b(?![,.]\d)",
    "range": r"\b\d[\d,.]* ?[-–] ?\d[\d,.]*%?",
    "span of time": r"(?<![\d,.])\d+[ -](?:year|month|week|day|hour|minute|time)s?\b",
    "name": r"(?:#|\b(?:no|number|article|chapter|section|class|week|page|room|covid)\b\.?)"
    r"[ -]?\d+\b(?![,.]\d)|\b[a-z]+-?\d+(?:[.,]\d+)*\b",
    "fraction": r"\b\d+/\d+\b|\bevery \d[\d,]*\b|\b\d+ (?:in|out of) (?!(?:19|20)\d\d\b)\d[\d,]*\b",
}
_WHY = [*_ASIDES]
_ASIDE = re.compile("|".join(f"({pattern})" for pattern in _ASIDES.values()), re.IGNORECASE)
_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(IN_WORDS - {'zero', 'one'}))})\b", re.IGNORECASE)
_SMALL_WORDS = (
    "the of a an in on at to from and or but by over for with as is are was were had have has that"
    " it be who which than per this its their they will not said others"
)
STOP = {*_SMALL_WORDS.split()}
PEOPLE = {"people", "men", "women", "children", "boys", "girls", "students"}
PEOPLE |= {"inmates", "prisoners", "places"}
"""Nouns of one unit: whoever is counted."""
_BREAK = re.compile(r"[¦;:()–—]|, ")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z][a-z]\.)[”\"’)]* (?=[^a-z])")
_BASE = re.compile(rf" (?:[a-z]+ ){{0,3}}{RATE.pattern}")
_EACH = re.compile(
    r"[\w ]{0,25}?\b(?:a|per|each|every) (day|month|year)\b(?! ago| earlier| before)"
)


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
        unit = self.figure.unit
        is_of_none = unit in (PERCENT.name, POINTS.name) or unit.startswith("per_")
        return "" if is_of_none else unit.split(" a ")[0]

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

    The columns are as in the tables, and `sentence`, and `at`, its place among the sentences;
    `unit`, the noun after it, or, where `guessed`, the one before; `figure`, the row as a Figure,
    for measures and `relations`. A number of three digits is one row however often it is printed.
    `start` and `end` are what its own sentence prints, or NaT, as of all changes, and of days
    after it was `published`. What is left out stands in `attrs["asides"]`, its words and the
    reason.

    Raises ValueError if it is not English or has no number, or if `published` is no day.

    Examples
    --------
    >>> found = draft("Inmates rose by 78% to over 38,990 in March 2020, a group said.")
    >>> found[["value", "qualifier", "unit", "wording"]].to_numpy().tolist()[1]
    [38990.0, 'more_than', 'inmates', 'to over 38,990 in March 2020']
    """
    day = day_of("published", published)
    if len(words := text.lower().split()) > 20 and not STOP & {*words}:
        raise ValueError("text: it does not read as English; draft your translation")
    mentions, asides = _read(text, day or date.today())
    if not mentions:
        left = ", ".join(f"{words} ({why})" for words, why in asides[:9]) or "nothing"
        raise ValueError(f"text: it has no number in digits that can be a figure; left out: {left}")
    rows = {name: mention.row(name) for name, mention in _named(mentions).items()}
    frame = pd.DataFrame([*rows.values()], pd.Index(rows, name="id"))
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    frame.attrs["asides"] = asides
    return frame


def _named(mentions: list[Mention]) -> dict[str, Mention]:
    """Mentions by their ids: each once, where it is dated if it is printed twice."""
    named = dict[str, Mention]()
    for mention in mentions:
        name = mention.name
        there = named.get(name)
        if there and abs(there.figure.value) < 100:  # a small number is met by chance
            name, there = f"{name}_{len(named)}", None
        if there and mention.figure.period and not there.figure.period:  # a headline has no days
            del named[name]
        named.setdefault(name, mention)
    return named


def _read(text: str, until: date) -> tuple[list[Mention], list[Aside]]:
    """The numbers of a text that may be figures, and what is left out."""
    mentions, asides, noun = list[Mention](), list[Aside](), ""
    for at, sentence in enumerate(_sentences(text)):
        found, left_out = _read_sentence(sentence, at, noun, until)
        mentions += found
        asides += left_out
        noun = next((each.noun for each in reversed(found) if each.noun), noun)
    return mentions, asides


def _sentences(text: str) -> list[str]:
    """The sentences of a text; a line that goes on in small letters is one with the next."""
    text = "".join(c for c in text if c.isspace() or not is_invisible(c))
    lines = re.sub(r"\n(?=[a-z])", " ", text).splitlines()
    split = [_SENTENCE_END.split(" ".join(line.split())) for line in lines]
    return [each for sentences in split for each in sentences if each]


class _Number(NamedTuple):
    """A number in digits, its place, and the text from the number before it to the next."""

    text: str
    first: int
    last: int
    before: str
    after: str


def _read_sentence(
    sentence: str, at: int, noun: str, until: date
) -> tuple[list[Mention], list[Aside]]:
    """The numbers of a sentence; `noun` is the unit of the last one before it."""
    asides = [(match[0], _WHY[(match.lastindex or 1) - 1]) for match in _ASIDE.finditer(sentence)]
    masked = _ASIDE.sub(_hidden, sentence)
    bare = RATE.sub(_hidden, PRINTED.sub(_hidden, masked))
    asides += [(words, "in words") for words in _WORDS.findall(NUMBER.sub(_hidden, bare))]
    unread = re.findall(r"[^\s¦]*\d[^\s¦]*", NUMBER.sub(_hidden, bare))
    asides += [(words, "not read") for words in unread]
    mentions = list[Mention]()
    for number in _numbers(masked, bare):
        mention = _mention(number, sentence, at, noun)
        if not mention:
            quote = _quote(number)
            asides.append((quote, "not read"))
            continue
        noun = mention.noun or noun
        days = date_of(sentence, number.first, number.last)
        if days and days[1] <= until and mention.figure.kind != "change":
            dated = replace(mention.figure, period=Period(*days))
            mention = replace(mention, figure=dated)
        mentions.append(mention)
    return mentions, asides


def _numbers(masked: str, bare: str) -> Iterator[_Number]:
    """Each number of a sentence without asides, found where also its dates are hidden."""
    found = [*NUMBER.finditer(bare)]
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found[1:]), len(masked)]
    for match, begin, stop in zip(found, ends, starts, strict=False):
        first, last = match.span()
        yield _Number(match[0], first, last, masked[begin:first], masked[last:stop])


def _hidden(match: re.Match[str]) -> str:
    return "¦" * len(match[0])


def _mention(number: _Number, sentence: str, at: int, noun: str) -> Mention | None:
    """A number as a figure; None if its words cannot be read."""
    before, after = sentence[: number.first], sentence[number.last :]
    own = _unit(before, after)
    named = [word for word in before.lower().split() if word in PEOPLE]
    unit = own or [noun, *named][-1]
    if unit not in (PERCENT.name, POINTS.name):
        unit += _each(after)
    quote = _quote(number)
    try:
        found = readings(quote)
        kind = "change" if found and found[0].way else ""
        figure = Figure.parse(quote, unit=unit, kind=kind)
    except ValueError:
        return None
    return Mention(number.text, quote, figure, sentence, at, guessed=not own)


def _quote(number: _Number) -> str:
    """A few words around a number, of its own part of the sentence, with whole dates."""
    cut = f"{_BREAK.pattern}|{PERCENT_SIGN.pattern}|{PRINTED.pattern}"
    left = re.split(cut, number.before)[-1].split(" ")
    right = _BREAK.split(number.after)[0].rstrip()
    right = PRINTED.sub(lambda match: match[0].replace(" ", "\xa0"), right)
    first, *more = right.split(" ")
    words = [*left[-7:-1], left[-1] + number.text + first, *more[:5]]
    while words[-1].strip("$£€¥₹៛") in STOP | {""}:
        words.pop()
    while words[0] in ("and", "or", "but", "that", "which"):
        del words[0]
    return " ".join(words).replace("\xa0", " ").strip(' ,.!?“”"‘’')


def _unit(before: str, after: str) -> str:
    """What a number counts: percent, money, a rate, or the noun behind it."""
    if re.match(rf"(?:{PERCENT_SIGN.pattern})[- ]points?\b|[ -]percentage points?\b", after):
        return POINTS.name
    if PERCENT_SIGN.match(after):
        return PERCENT.name
    if before[-1:] in MONEY:
        return MONEY[before[-1]]
    if re.search(r"capacity[\w ]{0,25}$", before):
        return "places"
    base = _BASE.match(after)
    return rate_unit(base) if base else _noun(after)


def _noun(after: str) -> str:
    """The first plural of the four words behind a number."""
    text = re.sub(r"\b(square|cubic) ", r"\1_", _BREAK.split(after)[0].lower())
    for word in re.findall(r"[a-z][\w-]*", text)[:4]:
        if word in STOP:
            break
        if word in PEOPLE or re.fullmatch(r"\w[\w-]+[^su]s|k[gm]|lb", word):
            return str(word).replace("-", "_")
    return ""


def _each(after: str) -> str:
    """ " a day" behind the unit of a mean, such as “12 crashes a day”."""
    each = _EACH.match(after)
    return f" a {each[1]}" if each else ""
