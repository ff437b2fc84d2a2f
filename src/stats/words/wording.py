"""What a quotation says of the number in it: its value and step, its qualifier, its direction.

The longest phrase of the qualifiers' table at a number wins. A common verb or noun at it tells
of a rise or a fall. Whoever quotes has read the source: words beside a number that are not read,
such as “no”, “half” or a second phrase, are refused by name, and what they mean is written in
digits, in brackets, as in “a third [33%]” and “no ward held over [at most 300]”. What no row has
gets a rule only if it would be read wrong and nobody would see it.
"""

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import product
from typing import NamedTuple
from unicodedata import category, name

from stats.values.qualifiers import DENIED, MIRRORED, QUALIFIERS
from stats.values.units import MONEY, NO_UNIT, PERCENT, POINTS, Unit, is_measure
from stats.words.english import LARGE, MONTH, SMALL, quoted

# The words, in small letters.


def _set(words: str) -> set[str]:
    return {*words.split()}


def _phrases(side: str) -> dict[str, str]:
    """Return the code of each phrase of the table at one side of a number."""
    codes = {
        phrase: code
        for code, qualifier in QUALIFIERS.items()
        for phrase in getattr(qualifier, side).split("|")
    }
    del codes[""]  # of a code that has none
    return codes


def _forms(stems: str) -> set[str]:
    """Return each stem with each ending that a common verb or noun may have."""
    endings = ["", *_set("e s es ed d n en ing th ped ping ting tion")]
    return {stem + ending for stem, ending in product(_set(stems), endings)}


_BEFORE, _AFTER = _phrases("before"), _phrases("after")
_PASSED = _set(
    "a an the just only mere well far record reported combined current official grand total number "
    "count figure another further whole every us $ £ € ¥ ₹ ៛"
)
"""Words that may stand between a number and those that qualify it."""
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12}
_LONG = LARGE | {"dozen": 12, "hundred": 100, "thousand": 10**3, "lakh": 10**5, "crore": 10**7}
_POWERS = _SHORT | _LONG
IN_WORDS = {*SMALL} | _set(
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundreds thousands dozens half third thirds quarter quarters fourth "
    "fifth fifths tenth twice double doubled triple tripled"
)
"""Numbers in words, which may have their digits in brackets behind them: a third [33%]."""
_NO = _set("no not never none nothing nobody neither nor without cannot")
_NOT_SO = _NO | _set("deny denies denied denying will would shall should might")
"""Words that, before a number, deny it or say it of days to come."""
_UNREAD_BEHIND = {"±", "thou", "grand"} | {size[:3] for size in LARGE}
"""Words that change a number if they stand right behind it, and whose size is not told: 5 mil."""
_AGES = _set("age ages aged")
_UNREAD = IN_WORDS | _set(
    "± times points % off between over above below under beyond nearly almost"
)
"""Words that change a number if they stand just before it, and are no phrase of the table there."""
_RISE = _forms(
    "ris rose grow grew increas climb jump surg soar skyrocket gain hik swell swollen expand leap "
    "leapt balloon rebound spik add up +"
)
_FALL = _forms(
    "fall fell drop declin decreas reduc contract trimm halv cut los lost loss shrink shrank "
    "shrunk plung plummet slid slump slip sink sank sunk shed dip slow eas tumbl slash dwindl "
    "weaken diminish down minus negative"
)
_MOVED = (
    _RISE | _FALL | _forms("go gone went bring brought tak took push rais mov") | {"from", "by"}
)
"""Words behind which “30 to 40” is no range, and “up to 40” no bound."""
_NOUNS_OF_A_FALL = _set("fall drop decline decrease reduction cut dip slump plunge slide loss")
_MORE = _set(
    "more higher greater larger up rise increase growth jump surge gain hike climb leap spike"
)
_FEWER = _set("fewer less lower smaller down") | _NOUNS_OF_A_FALL
"""As `_MORE`, words of a change right behind its number, or before its “by”."""
_WAYS = dict.fromkeys(_RISE | _MORE, 1) | dict.fromkeys(_FALL | _FEWER, -1)
_LEVELS = {"up to", *_set("below under above past beyond")}
"""Phrases that, behind a word of `_MOVED`, have what something came to: it fell below 5%."""
_BESIDE = _set("below under off")
"""Words that, behind a percentage, may be of a fall or of a level: 40% below the line."""

# The patterns.


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern of any of the phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


NUMBER = re.compile(  # no part of a word, a date, a fraction or a range such as 30-40
    r"(?<![\w.,:/-])(?P<digits>-?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?)"
    r"(?![\d½¼¾⅓⅔]|[.,:/-]\d| \d/\d|(?:st|nd|rd|th)\b|[ex][+-]?\d)"
    rf"(?: ?(?P<power>(?<=\d)[km]\b|{_any_of(_POWERS.keys() - {*'km'})})s?\b)?",
    re.IGNORECASE,
)
"""A number in a text, before it is read."""
_NTH = r"\d\d?(?:st|nd|rd|th)?"
DAY = re.compile(rf"\b{_NTH} (?={MONTH}\b)|\b(?P<month>{MONTH}) {_NTH}\b(?!,\d| people)")
PERCENT_SIGN = re.compile(r"[ -]?(?:%|per ?cent\b|pct?\b)")
RATE = re.compile(r"\bper (\d[\d,]*\d|thousand|million)\b")
"""The base of a rate: per 100,000."""
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_BEFORE_A_YEAR = re.compile(rf"in|since|until|till|during|year|{MONTH}", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?!{_YEAR.pattern} )({NUMBER.pattern}(?: %(?=.* %))?) (?:to|-) (?=(?:[a-z]+ )?\d)"
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_any_of({*IN_WORDS, *_POWERS})})\b(?: of\b)?")
_TOKEN = re.compile(r"\d(?:[\d,.]*\d)?|[a-z']+(?:-[a-z']+)*|[<>]=|\S")
_AT_END = re.compile(rf"(?:^| )({_any_of(_BEFORE)})$")
_BEHIND = re.compile(  # right behind a number, or of two words and more behind its noun
    rf"(?:(?P<at_it>{_any_of(_AFTER)})"
    rf"|(?:, |[a-z]+ ){{1,2}}(?P<at_noun>{_any_of(phrase for phrase in _AFTER if ' ' in phrase)}))"
    r"(?= |$)(?! than| \d)"
)
_EACH = re.compile(  # 300 arrests a year, but not in a year, nor a year ago
    r"^(?:(?!(?:in|within|over|for|after|before|of|than|during|half) )[a-z'-]+ ){0,3}?"
    r"((?:a|per|each|every) (?:hour|day|night|week|month|quarter|year)"
    r"|(?:hour|dai|night|week|month|quarter|year|annual)ly)"
    r"\b(?! (?:ago|old|earlier|before|later|after))"
)
_WAY = re.compile(  # rose, fell this year by, lower by, a fall of, a fall in arrests of
    rf"(?:.* )?({_any_of(_RISE | _FALL)}|(?:{_any_of(_MORE | _FEWER)})(?= by$))"
    "(?:(?: .*)? by|(?: in .*)? of)?"
)
_FOREIGN = re.compile(r"[^\W\d_A-Za-z\u00a0-\u024f\u1e00-\u1eff]")
"""A letter that is not Latin, though it may look like one."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters and marks that are printed as nothing."""
_SIGNS = str.maketrans(
    {"’": "'", "−": "-", "–": "-", "‑": "-", "—": " ", "·": "."} | dict.fromkeys('“”"‘*()]', " ")
)
_REWRITTEN = (  # in a text in small letters, one after the other
    (rf"(?<=\d){PERCENT_SIGN.pattern}", " %"),
    (r"(?:% |percentage )points?\b", "points"),
    (r"(?<=\d)-(?=[a-z])", " "),  # a 300-strong crowd
    (r"\b(ca?|est|approx|k?sh|rs)\.", r"\1"),
    (r"\bbetween (.*?\d.*?) and (?=.*\d)", r"at least \1 and at most "),
    (r"\b(total|number|count|figure) of\b", r"\1"),
    (r"n't\b", " not"),
    (r"\+ ?/ ?-", "±"),
    (r"\b(mak|mad)\w+ up\b", "form"),
)


class Reading(NamedTuple):
    """A number of a quotation, the step of its last digit, and what the words at it say."""

    value: Decimal
    step: Decimal
    code: str
    way: int  # 1 a rise by it, -1 a fall, 0 neither
    is_level: bool  # what something came to or from, and so no change
    is_year: bool
    is_percent: bool
    fault: str  # why its words cannot be read, or nothing

    def __str__(self) -> str:
        return f"{self.value:f}" if self.is_year else f"{self.value:,f}"

    def code_of(self, value: float) -> str:
        """Return the code of its words, where a fall is a value below 0."""
        return MIRRORED.get(self.code, self.code) if value < 0 < self.value else self.code


class _Phrase(NamedTuple):
    """A phrase that qualifies a number, and its code."""

    code: str
    words: str


def readings(wording: str, unit: Unit = NO_UNIT) -> list[Reading]:
    """Return each number of a quotation, with the words at it.

    Examples
    --------
    >>> [(int(read.value), read.code, read.way) for read in readings("fell by over 9%, to 300")]
    [(9, 'more_than', -1), (300, 'exact', 0)]
    """
    text, is_rate = _plain(wording), unit.name.startswith("per_")
    base = RATE.search(text)
    fault = ""
    if base and (is_rate or unit.is_count) and rate_unit(base) != unit.name:
        fault = f"is {base[0]}, and its quantity in {unit.name}; take one of that unit"
    if is_rate:
        text = RATE.sub("", text)
    text = _with_range(text)
    at_base = _last_to(RATE.search(text))
    return [
        _reading(text, number, unit, fault if is_rate or number.start() >= at_base else "")
        for number in NUMBER.finditer(text)
    ]


def _last_to(base: re.Match[str] | None) -> int:
    """Return where the number of a rate begins, the last one before its base; 0 without a base."""
    before = NUMBER.finditer(base.string, 0, base.start()) if base else ()
    return max((number.start() for number in before), default=0)


def qualifier_before(text: str) -> tuple[str, str]:
    """Return the code of the words that a text ends with, and the words; of two, the first.

    Both are empty if no words there qualify the number that follows.

    Examples
    --------
    >>> qualifier_before("It held more than about")
    ('more_than', 'more than')
    >>> qualifier_before("It was never below a")
    ('at_least', 'never below')
    """
    phrases, _ = _phrases_before(_TOKEN.findall(_plain(text)))
    return (phrases[-1].code, phrases[-1].words) if phrases else ("", "")


def is_invisible(character: str) -> bool:
    """Tell whether nobody sees a character, so that two texts with and without it look alike.

    Examples
    --------
    >>> is_invisible("\u200b"), is_invisible("a")
    (True, False)
    """
    return not character.isprintable() or bool(_BLANK.match(character))


def rate_unit(base: re.Match[str]) -> str:
    """Return the unit of a rate with a base, a match of `RATE`.

    Examples
    --------
    >>> rate_unit(RATE.search("5 deaths per 100,000"))
    'per_100000'
    """
    named = {"thousand": "1000", "million": "1000000"}
    return f"per_{named.get(base[1], base[1].replace(',', ''))}"


# One number.


def _plain(wording: str) -> str:
    """Write a wording in small letters and plain signs, and dates without their day."""
    visible = (c for c in wording.translate(_SIGNS) if c.isspace() or not is_invisible(c))
    text = DAY.sub(r"\g<month> ", " ".join("".join(visible).split())).lower()
    for pattern, plain in _REWRITTEN:
        text = re.sub(pattern, plain, text)
    numbers = " ".join(_ANY_NUMBER.findall(text))
    if numbers in SMALL:  # one square metre, and no other number
        return _ANY_NUMBER.sub(f"{SMALL.index(numbers)}", text)
    return text


def _with_range(text: str) -> str:
    """Write “at least 30 and at most 40” for “30 to 40”, unless something moves from 30 to 40."""
    lower = _RANGE.search(text)
    if not lower or _MOVED & {*_TOKEN.findall(text[: lower.start()])}:
        return text
    return f"{text[: lower.start()]}at least {lower[1]} and at most {text[lower.end() :]}"


def _reading(text: str, number: re.Match[str], unit: Unit, fault: str) -> Reading:
    before, after = _TOKEN.findall(text[: number.start()]), _TOKEN.findall(text[number.end() :])
    is_percent = after[:1] == ["%"]
    is_share = is_percent or after[:1] == ["points"]
    if is_share:
        del after[0]
    if before[-1:] == ["["]:
        before = _trimmed(before[:-1], IN_WORDS | {*_POWERS, "a", "and"})
    at_it, rest = _phrases_before(before)
    phrases = [*at_it, *_phrases_after(after), *_estimates(rest)]
    digits = number["digits"].replace(",", "").replace(" ", "")
    power = _POWERS.get(number["power"], 1)
    value = Decimal(digits) * power
    way, is_level = _way(rest, after)
    is_year = bool(_YEAR.fullmatch(number[0]))
    faults = [
        fault,
        _fault(phrases, rest, after, is_share=is_share),
        _of_else(before, after, unit, is_glued=text[number.end() :][:1].isalpha()),
        _as_a_year(before) if is_year else "",
    ]
    return Reading(
        value=value,
        step=Decimal(1).scaleb(-len(digits.partition(".")[2])) * power,
        code=phrases[0].code if phrases else "exact",
        way=-1 if value < 0 else way,
        is_level=is_level,
        is_year=is_year,
        is_percent=is_percent,
        fault=next(filter(None, faults), ""),
    )


def _is_number(word: str) -> bool:
    return word[:1].isdigit() and not _YEAR.fullmatch(word)


def _clause(words: list[str], marks: str = ",;:.[%") -> list[str]:
    """Return the words behind the last mark or number that is no year."""
    for at in reversed(range(len(words))):
        if words[at] in marks or _is_number(words[at]):
            return words[at + 1 :]
    return words


def _fault(phrases: list[_Phrase], rest: list[str], after: list[str], *, is_share: bool) -> str:
    """Say why the words at a number are not read, or nothing."""
    if len({QUALIFIERS[phrase.code].allows for phrase in phrases}) > 1:
        both = " and ".join(f'"{phrase.words}"' for phrase in phrases)
        return f"has both {both}; quote the words of one of them with the number"
    near = _clause(rest)
    unread = (_NOT_SO & {*near[-6:]}) | (_UNREAD_BEHIND & {*after[:1]})
    unread |= {*_AT_END.findall(" ".join(rest))}  # 12% more than 300
    unread |= _NOUNS_OF_A_FALL & {*after[1:3]}  # a 5% average drop
    if near[-1:] != ["to"]:  # more than doubled to 300
        unread |= _UNREAD & {*near[-2:]}
    if is_share:
        unread |= _BESIDE & {*after[:1]}
    if not unread:
        return ""
    named = "” and “".join(sorted(unread))
    return (
        f"has “{named}” beside the number, which is not read; quote the few words around one "
        "number, or write it in digits in brackets, as in [at most 60%]"
    )


def _as_a_year(before: list[str]) -> str:
    is_named = _BEFORE_A_YEAR.fullmatch("".join(before[-1:]))
    return "has it as a year; quote the number, and fewer words" if is_named else ""


def _of_else(before: list[str], after: list[str], unit: Unit, *, is_glued: bool) -> str:
    """Say by what a number is nothing in its unit: letters, money, a measure, an age, a rate.

    What is measured may have its unit at the digits, 300kg, and money has it before them.
    """
    signs = [word for word in (*before[-1:], *after[:1]) if category(word[0]) == "Sc"]
    at_it = [word for word in after[:1] if is_glued or is_measure(word)]
    others = [sign for sign in signs if MONEY.get(sign) not in unit.name.split()]
    others += [word for word in at_it if not _names(word, unit)]
    if unit.is_count:
        others += _AGES & {*_clause(before)[-3:]}
        others += [each for each in _EACH.findall(" ".join(after)) if each not in unit.words]
    elif unit.sort != "measure":
        return ""
    if not others:
        return ""
    return (
        f"has “{others[0]}” at the number, which by this is none of {unit.words}; take a quantity "
        "of what it is, or quote other words"
    )


def _names(word: str, unit: Unit) -> bool:
    """Tell whether a word is a unit's own, in full or short: kg of kilograms, pounds of pounds."""
    words = unit.words.lower().split()
    is_short = len(word) <= len("sqm") and any(own[0] == word[0] for own in words)
    return word in words or f"{word}s" in words or (unit.name not in MONEY.values() and is_short)


# The words that qualify it.


def _trimmed(words: list[str], passed: set[str] = _PASSED) -> list[str]:
    """Drop the words at the end that are to be passed over."""
    while words and {*words[-1].split("-")} <= passed:
        words = words[:-1]
    return words


def _phrases_before(words: list[str]) -> tuple[list[_Phrase], list[str]]:
    """Return the phrases that words end with, the nearest first, and the words before them."""
    phrases, words = list[_Phrase](), _trimmed(words)
    while at_end := _AT_END.search(" ".join(words)):
        phrase = at_end[1]
        rest, code = words[: -len(phrase.split())], _BEFORE[phrase]
        if _bounds_nothing(rest, phrase):
            break
        if code in DENIED and _NO & {*rest[-1:]}:
            rest, phrase, code = rest[:-1], f"{rest[-1]} {phrase}", DENIED[code]
        phrases.append(_Phrase(code, phrase))
        words = _trimmed(rest)
    return phrases, words


def _bounds_nothing(before: list[str], phrase: str) -> bool:
    """Tell whether a phrase bounds nothing there: 12% more than 300, it went up to 300."""
    last = "".join(before[-1:])
    if phrase in _LEVELS and _MOVED & {*_clause(before)}:
        return True
    return _BEFORE[phrase] in DENIED and (_is_number(last) or last in _UNREAD)


def _phrases_after(words: list[str]) -> list[_Phrase]:
    """Return the phrase of the table behind a number, if any: 300 or so, 300 people, or more."""
    behind = _BEHIND.match(" ".join(words))
    if not behind:
        return []
    phrase = behind["at_it"] or behind["at_noun"]
    return [_Phrase(_AFTER[phrase], phrase)]


def _estimates(words: list[str]) -> list[_Phrase]:
    """Return the words such as “estimates” in the part of the sentence before a number."""
    return [_Phrase("estimated", word) for word in _clause(words) if word.startswith("estimat")]


# Its direction.


def _way(before: list[str], after: list[str]) -> tuple[int, bool]:
    """Tell whether a number is of a rise (1) or a fall (-1), and whether something came to it."""
    behind = "".join(after[:1])
    if behind in _MORE | _FEWER:
        return _WAYS[behind], False
    words = _clause(before, ";")
    move = _WAY.fullmatch(" ".join(words))
    return (_WAYS[move[1]] if move else 0), words[-1:] in (["to"], ["from"])


# A row, and a quotation by itself.


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: Unit, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Return what is wrong between a row's wording and its cells: the column, and the message.

    Examples
    --------
    >>> problem("over 40", 40, "exact", NO_UNIT)
    ('qualifier', 'is not what the wording has at the number; write more_than, or quote its words')
    """
    number = Decimal(str(value)).normalize()
    numbers = readings(wording, unit)
    same = [read for read in numbers if abs(read.value) == abs(number)]
    if len(same) != 1:
        reads = ", ".join(map(str, numbers)) or "none (write it in digits)"
        has = f"has the number {number:f} {len(same)} times" if same else f"has no {number:f}"
        return "wording", (
            f"{has}; it reads {reads}; mend the value, or quote the few words around it"
        )
    read, is_change = same[0], kind == "change"
    if wrong := _mismatch(wording, read, unit, is_change=is_change):
        return "wording", wrong
    if is_change and read.way * value < 0:
        return "value", f"is not the rise or the fall of the wording; write {-number:f}"
    if Decimal(str(step)) < read.step:
        return "rounded_to", f"is finer than the wording, which is written to {read.step:f}"
    if (code := read.code_of(value)) != qualifier:
        return "qualifier", (
            f"is not what the wording has at the number; write {code}, or quote its words"
        )
    return None


def read_quotation(wording: str, unit: Unit, kind: str = "") -> tuple[float, float, str]:
    """Return the number that a wording gives, its last digit's step, and its qualifier.

    A change by a fall is below 0; years and days are passed over. Raises ValueError, with what to
    mend, if there is not just one number, or if its words say what `unit` or `kind` do not.
    """
    numbers = _without_years(wording, unit)
    if len(numbers) == 1:
        wrong = _mismatch(wording, numbers[0], unit, is_change=kind == "change")
    elif numbers:
        many = ", ".join(map(str, numbers))
        wrong = f"has {len(numbers)} numbers, {many}; quote the few words around one"
    else:
        wrong = "has no number but years and days; write it in digits, as in “a hundred [100]”"
    if wrong:
        raise ValueError(f"{quoted(wording)} {wrong}")
    read = numbers[0]
    value, is_fall = read.value, read.way < 0 < read.value
    if is_fall and not (kind or unit is PERCENT):
        raise ValueError(f'{quoted(wording)} has a fall at the number; say kind="change" or "flow"')
    if is_fall and kind in ("", "change"):
        value = -value
    return float(value), float(read.step), read.code_of(float(value))


def read_range(wording: str, unit: Unit) -> tuple[float, float] | None:
    """Return the two ends of a quoted range; None if the words have none, or more than it.

    Examples
    --------
    >>> read_range("between 3,000 and 5,000", NO_UNIT)
    (3000.0, 5000.0)
    """
    numbers = _without_years(wording, unit)
    if [read.code for read in numbers] != ["at_least", "at_most"]:
        return None
    low, high = numbers
    is_range = low.value < high.value and low.way >= 0 and not low.fault
    if not is_range or _mismatch(wording, high, unit, is_change=False):
        return None
    return float(low.value), float(high.value)


def _without_years(wording: str, unit: Unit) -> list[Reading]:
    return [read for read in readings(wording, unit) if not read.is_year]


def _mismatch(wording: str, read: Reading, unit: Unit, *, is_change: bool) -> str:
    """Say why a reading is not what its row or its caller takes it for, or nothing."""
    if letter := _FOREIGN.search(wording):
        return f'has "{letter[0]}", {name(letter[0], "not known")}; write it in English'
    if read.fault:
        return read.fault
    if unit is not POINTS and read.is_percent != (unit is PERCENT):
        has = "a percentage" if read.is_percent else "no percent"
        return (
            f"has {has} at the number, and its quantity is in {unit.name or 'no unit'}; quote "
            "other words, or take another"
        )
    if is_change and read.is_level:
        return "has what it came to, and not the change; quote how much it changed"
    if read.step < 1 and unit.is_count:
        return "has a fraction, and such things are counted whole; take another unit"
    return ""
