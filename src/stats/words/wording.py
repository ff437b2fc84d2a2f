"""What a quotation says of the number in it: its value and step, its qualifier, its direction.

The words on either side of a number are lists. The longest phrase of the qualifiers' table at it
wins; a second one that allows something else is a fault, and so is a “no” further off. A rise or a
fall is in two sets of stems. Whoever quotes has read the source: what words do not say plainly is
written in digits, in brackets behind them, as in “a third [33%]”.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple
from unicodedata import name

from stats.values.qualifiers import DENIED, MIRRORED, QUALIFIERS
from stats.values.units import NO_UNIT, PERCENT, POINTS, Unit
from stats.words.dates import DAY
from stats.words.english import LARGE, quoted

_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9}
_LONG = LARGE | {"dozen": 12, "hundred": 100, "thousand": 10**3, "lakh": 10**5, "crore": 10**7}
_POWERS = _SHORT | _LONG
NUMBER = re.compile(  # no part of a word, a date, a fraction or a range such as 30-40
    r"(?<![\w.,:/-])-?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?)"
    r"(?![\d½¼¾⅓⅔]|[.,:/-]\d| \d/\d|(?:st|nd|rd|th)\b)"
    rf"(?: ?(?P<power>mn|mln|bn|{'|'.join(_LONG)})s?\b|(?P<short>[km])\b)?",
    re.IGNORECASE,
)
"""A number in a text, before it is read."""
PERCENT_SIGN = re.compile(r"[ -]?(?:%|per ?cent\b|pct?\b)")
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
RATE = re.compile(r"\bper (\d[\d,]*\d|thousand|million)\b")
"""The base of a rate: per 100,000."""
_TO_TWELVE = "zero one two three four five six seven eight nine ten eleven twelve"
_SMALL = _TO_TWELVE.split()
_SMALL_WORD = re.compile(
    rf"(?<!no )(?<!and )(?<!hundred )\b(?:{'|'.join(_SMALL)})\b"
    r"(?![ -](?:hundred|dozen|and|of|in|half|third|quarter|fourth|fifth|tenth))"
)
_PLAIN = str.maketrans(
    {"’": "'", "−": "-", "–": "-", "‑": "-", "—": " ", "·": "."} | dict.fromkeys('“”"‘*()]', " ")
)
_MONEY = re.compile(  # a currency's sign or code before a number: US$, KSh, UGX
    r"\b[A-Z]{1,3}(?=[$£€¥₹៛])|[$£€¥₹៛]|\b(?:[A-Z]{3}|RM|Rs|Tk|K?Sh|Ksh)\.?(?= ?\d)"
)
_TOKEN = re.compile(r"\d(?:[\d,.]*\d)?|[a-z']+(?:-[a-z']+)*|[<>]=|\S")
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters and marks that are printed as nothing."""


def _set(words: str) -> set[str]:
    return {*words.split()}


def _phrases(side: str) -> dict[str, str]:
    """The code of each phrase of the table at one side of a number."""
    return {
        phrase: code
        for code, qualifier in QUALIFIERS.items()
        for phrase in getattr(qualifier, side).split("|")
        if phrase
    }


_BEFORE, _AFTER = _phrases("before"), _phrases("after")
_PASSED = _set(
    "a an the just only mere well far record reported combined current official grand total "
    "another further whole every and $ ["
)
"""Words that may stand between a number and those that qualify it."""
IN_WORDS = {*_SMALL} | _set(
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundreds thousands dozens half third thirds quarter quarters fifth "
    "fifths tenth twice double doubled triple tripled"
)
"""So may a number in words that has its digits behind it: more than half [50%]."""
_NUMBER_OF = _set("total count number figure")
_NO = _set("no not never none nothing nobody neither nor without cannot")
_COMPARING = _set("% times points")
"""Behind these “more than” makes a difference: 12% more than 300."""

_RISE = _set(
    "ris rose grow grew increas climb jump surg soar skyrocket gain hik swell swollen expand leap "
    "leapt balloon rebound spik add up +"
)
_FALL = _set(
    "fall fell drop declin decreas reduc cut los lost loss shrink shrank shrunk plung plummet "
    "slump slid slip sink sank sunk shed dip slow eas tumbl slash dwindl weaken diminish down "
    "minus negative"
)
_MOVE = _set("go goes going gone went bring brought tak took push rais mov chang")
_ENDINGS = _set("e s es ed d en n ing th ped ping ting tion") | {""}
"""Stems of a rise, of a fall and of either, and what may stand behind a stem."""
_MORE, _FEWER = _set("more higher greater larger up"), _set("fewer less lower smaller down")
_RISES = _set("rise increase growth jump surge gain hike climb leap spike")
_FALLS = _set("fall drop decline decrease reduction cut dip slump plunge slide loss")
_NO_NOUN = _set("of in to from for and or who that were was are is")
"""Words between a number and a rise or a fall that is not its own."""
_LIMITS = _set("below under above past beyond")


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

    def code_of(self, value: float) -> str:
        """Return the code of its words, where a fall is a value below 0."""
        return MIRRORED.get(self.code, self.code) if value < 0 < self.value else self.code


class _Words(NamedTuple):
    """Words that qualify a number, and their code."""

    code: str
    words: str


def readings(wording: str, unit: Unit = NO_UNIT) -> list[Reading]:
    """Return each number of a quotation, with the words at it.

    Examples
    --------
    >>> [(int(each.value), each.code, each.way) for each in readings("fell by over 9%, to 300")]
    [(9, 'more_than', -1), (300, 'exact', 0)]
    """
    text = _plain(wording)
    base = RATE.search(text) if unit.name.startswith("per_") else None
    if base and rate_unit(base) == unit.name:
        text, base = RATE.sub("", text), None
    found = [_reading(text, match) for match in NUMBER.finditer(text)]
    if base:
        fault = f"is {base[0]}, and its quantity in {unit.name}; take one of that unit"
        found = [each._replace(fault=fault) for each in found]
    return found


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
    found, _ = _words_before(_TOKEN.findall(_plain(text)))
    return (found[-1].code, found[-1].words) if found else ("", "")


def is_invisible(character: str) -> bool:
    """Whether nobody sees a character, so that two texts with and without it look alike.

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


def _reading(text: str, match: re.Match[str]) -> Reading:
    before, after = _TOKEN.findall(text[: match.start()]), _TOKEN.findall(text[match.end() :])
    has_sign = after[:1] == ["%"]
    after = after[has_sign:]
    is_of_points = _of_points(after) > 0
    is_percent = has_sign and not is_of_points
    found, rest = _words_before(before)
    found += _words_after(after) + _range_end(rest, after, is_percent=is_percent)
    found += _estimate(rest)
    digits = match["digits"].replace(",", "").replace(" ", "")
    power = _POWERS.get(match["short"] or match["power"], 1)
    sign = -1 if match[0].startswith("-") else 1
    phrases, is_part = {each.words for each in found}, is_percent or is_of_points
    way, is_level = _way(rest, after, phrases, is_part=is_part)
    return Reading(
        value=sign * Decimal(digits) * power,
        step=Decimal(1).scaleb(-len(digits.partition(".")[2])) * power,
        code=found[0].code if found else "exact",
        way=-1 if sign < 0 else way,
        is_level=is_level,
        is_year=bool(_YEAR.fullmatch(match[0])),
        is_percent=is_percent,
        fault=_fault(found, rest),
    )


def _plain(wording: str) -> str:
    """A wording in small letters, with plain signs and single spaces, without days of a month."""
    text = _MONEY.sub(" $ ", wording) if not wording.isupper() else wording
    text = "".join(c for c in text.translate(_PLAIN) if c.isspace() or not is_invisible(c))
    text = DAY.sub(r"\g<month> ", " ".join(text.split())).lower()
    text = re.sub(rf"(?<=\d){PERCENT_SIGN.pattern}", " %", text)
    text = re.sub(r"(?<=\d)-(?=[a-z])", " ", text)  # a 300-strong crowd
    text = re.sub(r"\b(ca?|est|approx)\.", r"\1", text)
    if re.search(r"\d", text):
        return text
    return _SMALL_WORD.sub(lambda word: str(_SMALL.index(word[0])), text)


def _is_number(word: str) -> bool:
    return word[:1].isdigit() and not _YEAR.fullmatch(word)


def _is_no(word: str) -> bool:
    return word in _NO or word.endswith("n't")


def _since(words: list[str], marks: str) -> list[str]:
    """The words behind the last mark or number that is no year."""
    for at in reversed(range(len(words))):
        if words[at] in marks or _is_number(words[at]):
            return words[at + 1 :]
    return words


# The words that qualify it.


def _trimmed(words: list[str]) -> list[str]:
    """Words without those at the end that may stand before a number and say nothing of it."""
    passed = _PASSED | IN_WORDS | {*_LONG}
    while words:
        *others, last = words
        is_number_of = last == "of" and bool(_NUMBER_OF & {*others[-1:]})
        if not is_number_of and not {*last.split("-")} <= passed:
            break
        words = others[:-1] if is_number_of else others
    return words


def _words_before(words: list[str]) -> tuple[list[_Words], list[str]]:
    """The phrases of the table that words end with, the nearest first, and the words before."""
    found: list[_Words] = []
    while phrase := _phrase_at_end(words) or _phrase_at_end(_trimmed(words)):
        rest = words if _phrase_at_end(words) else _trimmed(words)
        rest, code = rest[: -len(phrase.split())], _BEFORE[phrase]
        if _is_else(rest, phrase):
            break
        if code in DENIED and any(map(_is_no, rest[-1:])):
            rest, phrase, code = rest[:-1], f"{rest[-1]} {phrase}", DENIED[code]
        found.append(_Words(code, phrase))
        words = [] if rest[-1:] == ["["] else rest  # what is in brackets is by itself
    return found, words


def _phrase_at_end(words: list[str]) -> str:
    """The longest phrase of the table that words end with, or nothing."""
    text = f" {' '.join(words)}"
    return max((phrase for phrase in _BEFORE if text.endswith(f" {phrase}")), key=len, default="")


def _is_else(before: list[str], phrase: str) -> bool:
    """Whether a phrase bounds nothing there: 12% more than 300, it went up to 300."""
    if phrase == "up to":
        return before[-1:] != ["by"] and _has_moved(_since(before, "%,;:."))
    is_compared = any(word in _COMPARING or _is_number(word) for word in before[-1:])
    return is_compared and _BEFORE[phrase] in DENIED


def _words_after(words: list[str]) -> list[_Words]:
    """A phrase of the table right behind a number, or behind a noun: 300 people, or more."""
    for passed in range(3):
        text = f"{' '.join(words[passed:])} "
        phrases = [phrase for phrase in _AFTER if text.startswith(f"{phrase} ")]
        phrase = max(phrases, key=len, default="")
        following = f"{text.removeprefix(phrase).strip()} .".split()[0]
        is_other = passed and " " not in phrase and following.isalpha()  # 300 people roughly as old
        if phrase and not (is_other or following == "than" or _is_number(following)):
            return [_Words(_AFTER[phrase], phrase)]
        if not all(word.isalpha() or word == "," for word in words[passed : passed + 1]):
            break
    return []


def _range_end(before: list[str], after: list[str], *, is_percent: bool) -> list[_Words]:
    """The words of a range of which a number is one end: 30 to 40, between 30 and 40."""
    if before[-1:] == ["between"]:
        return [_Words("at_least", "between")]
    numbers = [word for word in before if word != "%"] if is_percent else before
    *others, number, link = ["", "", *numbers]
    is_next = _is_number(number)
    if is_next and link == "and" and "between" in others:
        return [_Words("at_most", "and")]
    if _has_moved(before) or {"from", "by"} & {*before}:  # rose by 30 to 40
        return []
    if is_next and link in ("to", "-"):
        return [_Words("at_most", link)]
    link, number = [*after, "", ""][:2]
    return [_Words("at_least", link)] if link in ("to", "-") and _is_number(number) else []


def _estimate(words: list[str]) -> list[_Words]:
    """A word such as “estimates” in the part of the sentence before a number."""
    said = [word for word in _since(words, ",;:.") if word.startswith("estimat")]
    return [_Words("estimated", said[-1])] if said else []


def _fault(found: list[_Words], rest: list[str]) -> str:
    """Why the words at a number do not say one thing of it, or nothing."""
    if len({QUALIFIERS[each.code].allows for each in found}) > 1:
        both = " and ".join(f'"{each.words}"' for each in found)
        return f"has both {both}; quote the words of one of them with the number"
    *_, part, link = ["", "", *_trimmed(rest)]
    if link == "in" and part in _SMALL:
        return f'has "{part} in" before the number; write what it comes to in brackets, in percent'
    denied = [*filter(_is_no, _since(rest, ",;:.")[-6:])]
    if found and denied:
        return (
            f'has "{denied[-1]}" before "{found[0].words}"; quote the few words at the number, or '
            "in its place write what it means in brackets, as in [at most 60%]"
        )
    return ""


# Its direction.


def _is_of(word: str, stems: set[str]) -> bool:
    """Whether a word is one of these stems, with or without an ending."""
    return any(word.startswith(stem) and word.removeprefix(stem) in _ENDINGS for stem in stems)


def _way_of(word: str) -> int:
    """Whether a word is a rise (1) or a fall (-1)."""
    return _is_of(word, _RISE) - _is_of(word, _FALL)


def _has_moved(words: list[str]) -> bool:
    """Whether one of some words is a rise, a fall or another movement."""
    return any(_is_of(word, _RISE | _FALL | _MOVE) for word in words)


def _way(
    before: list[str], after: list[str], phrases: set[str], *, is_part: bool
) -> tuple[int, bool]:
    """Whether a number is of a rise (1) or a fall (-1), and whether something came to it."""
    if way := _way_behind(after, is_part=is_part):
        return way, False
    words = _trimmed([word for word in _since(before, "%;") if word != "between"])
    if not words:
        return 0, False
    is_limit = phrases & _LIMITS and _way_of(words[-1])
    if is_limit or words[-1] in ("to", "from"):  # fell below 5%
        return 0, True
    return _way_before(words, is_part=is_part), False


def _way_before(words: list[str], *, is_part: bool) -> int:
    """The rise or fall that a number's words end with: fell, fell this year by, a fall of."""
    *others, last = words
    if last == "by":
        ways = [_way_of(word) or (word in _MORE) - (word in _FEWER) for word in others]
        return next(filter(None, reversed(ways)), 0)
    if last == "of":  # also a fall in arrests of
        moved = [at for at, word in enumerate(others) if _way_of(word)]
        is_its = moved and others[moved[-1] + 1 :][:1] in ([], ["in"])
        return _way_of(others[moved[-1]]) if is_its else 0
    if last == "off":
        return -is_part
    is_made_up = last == "up" and others and others[-1].startswith(("mak", "made"))
    return 0 if is_made_up else _way_of(last)


def _way_behind(words: list[str], *, is_part: bool) -> int:
    """The rise or fall right behind a number, or behind one more word: a 5% annual drop."""
    words = words[_of_points(words) :]
    if not words:
        return 0
    if is_part and words[0] in ("above", "below", "under", "off"):
        return 1 if words[0] == "above" else -1
    nouns = words[: 1 if words[0] in _NO_NOUN else 2]
    is_rise = words[0] in _MORE or not _RISES.isdisjoint(nouns)
    is_fall = words[0] in _FEWER or not _FALLS.isdisjoint(nouns)
    return is_rise - is_fall


def _of_points(words: list[str]) -> int:
    """How many words “percentage points” takes behind a number."""
    at = words[:1] == ["percentage"]
    return at + 1 if words[at : at + 1] in (["point"], ["points"]) else 0


# A row, and a quotation by itself.


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: Unit, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Return what is wrong between a row's wording and its cells: the column, and what.

    Examples
    --------
    >>> problem("over 40", 40, "exact", NO_UNIT)
    ('qualifier', 'is not what the wording has; write more_than')
    """
    number = Decimal(str(value)).normalize()
    found = readings(wording, unit)
    same = [each for each in found if abs(each.value) == abs(number)]
    if len(same) != 1:
        reads = ", ".join(f"{each.value:,f}" for each in found) or "none (write it in digits)"
        what = f"has the number {number:f} {len(same)} times; it reads {reads}"
        return "wording", f"{what}; mend the value, or quote the few words around it"
    read, is_change = same[0], kind == "change" or (unit is PERCENT and not kind)
    if wrong := _mismatch(wording, read, unit, is_change=is_change):
        return "wording", wrong
    if is_change and read.way * value < 0:
        way = "fall" if read.way < 0 else "rise"
        return "value", f"has a {way} in the wording; write {-number:f}"
    if Decimal(str(step)) < read.step:
        return "rounded_to", f"is finer than the wording, which is written to {read.step:f}"
    code = read.code_of(value)
    if qualifier == code:
        return None
    if code == "exact":
        what = "is not at the number; quote its words beside it, or write exact if it has none"
        return "qualifier", what
    return "qualifier", f"is not what the wording has; write {code}"


def read_quotation(wording: str, unit: Unit, kind: str = "") -> tuple[float, float, str]:
    """Return the number that a wording gives, its last digit's step, and its qualifier.

    A change by a fall is below 0; years and days are passed over. Raises ValueError, with what to
    mend, if there is not just one number, or if its words say what `unit` or `kind` do not.
    """
    found = [each for each in readings(wording, unit) if not each.is_year]
    if len(found) == 1:
        wrong = _mismatch(wording, found[0], unit, is_change=kind == "change")
    elif found:
        many = ", ".join(f"{each.value:,f}" for each in found)
        wrong = f"has {len(found)} numbers, {many}; quote the few words around one"
    else:
        wrong = "has no number but years and days; write it in digits, as in “a hundred [100]”"
    if wrong:
        raise ValueError(f"{quoted(wording)} {wrong}")
    read = found[0]
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
    found = [each for each in readings(wording, unit) if not each.is_year]
    if [each.code for each in found] != ["at_least", "at_most"]:
        return None
    low, high = (float(each.value) for each in found)
    is_range = low < high and not _mismatch(wording, found[1], unit, is_change=False)
    return (low, high) if is_range else None


def _mismatch(wording: str, read: Reading, unit: Unit, *, is_change: bool) -> str:
    """Why a reading is not what its row or its caller takes it for, or nothing."""
    letters = [c for c in wording if c.isalpha() and not name(c, "").startswith("LATIN")]
    if letters:
        return f'has "{letters[0]}", {name(letters[0], "not known")}; write it in English'
    if read.fault:
        return read.fault
    if unit is not POINTS and read.is_percent != (unit is PERCENT):
        has = "a percentage" if read.is_percent else "no percent"
        what = f"has {has} at the number, and its quantity is in {unit.name or 'no unit'}"
        return f"{what}; quote other words, or take another"
    if is_change and read.is_level:
        return "has what it came to, and not the change; quote how much it changed"
    if read.step < 1 and unit.is_count:
        return "has a fraction, and such things are counted whole; take another unit"
    return ""
