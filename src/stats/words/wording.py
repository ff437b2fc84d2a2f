"""What a quotation says of the number in it, and whether a row says the same.

A wording is English as others wrote it. Only a small, closed part of it is read: what stands right
at a number, in this order.

    way                qualifier      money  NUMBER  power    share  then     qualifier
    skyrocketed by     approximately         78               %      since December 2016
    an official …      just over      $      1.5     million         a year
                                             300                     people   or more

What a row says (its value, step, qualifier, sign and unit) is held against that. All else is passed
over, but for the words of `_DENIED`, which show that a number is not what was counted, such as
“target” or “could”. They are refused by name. Whoever quotes has read the source, and can always
quote fewer words, or write what they say in brackets: “a third [33%]”, “no ward held over [at most
300]”. A new word goes into `_DENIED`, `_RISE` or `_FALL`, if a row has shown the need.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple
from unicodedata import name

from stats.values.qualifiers import MIRRORED, QUALIFIERS
from stats.values.units import (
    MONEY,
    NO_UNIT,
    PERCENT,
    POINTS,
    SYMBOLS,
    YEARLY,
    Unit,
    is_measure,
)
from stats.words.english import MONTH, SMALL, quoted

# Phrases: words in small letters, each a pattern, with spaces between them.


def _any(words: str) -> str:
    """Return a pattern of any of these words."""
    return f"(?:{'|'.join(words.split())})"


def _by_code(side: str) -> str:
    """Return a pattern of the phrases at one side of a number, each in a group of its code."""
    phrases = ((code, getattr(qualifier, side)) for code, qualifier in QUALIFIERS.items())
    named = "|".join(f"(?P<{code}>{pattern})" for code, pattern in phrases if pattern)
    return named.replace(" ", r"\ ")


_QUALIFIER = re.sub(r"\?P<\w+>", "?:", _by_code("before"))
_NO_FILLER = "of|in|at|to|for|by|and|or|on|as|half|thirds?|quarters?|times|twice|average"
_FILLER = rf"(?:(?:total|number|count|figure)\sof|(?!(?:{_NO_FILLER})\b)[a-z-]+)"
"""A word that may stand between a qualifier and its number: over a record 300."""
_RISE = _any(
    r"ris(?:e|es|en|ing) rose gr[eo]w(?:s|n|th|ing)? increas(?:e|es|ed|ing) climb(?:s|ed|ing)? "
    r"jump(?:s|ed|ing)? surg(?:e|es|ed|ing) soar(?:s|ed|ing)? skyrocket(?:s|ed|ing)? "
    r"gain(?:s|ed|ing)? hik(?:e|es|ed|ing) sw[eo]ll(?:s|ed|en|ing)? expand(?:s|ed|ing)? expansion "
    r"leap(?:s|ed|t|ing)? balloon(?:s|ed|ing)? rebound(?:s|ed|ing)? spik(?:e|es|ed|ing) "
    r"doubl(?:es|ed|ing) tripl(?:es|ed|ing) (?<!ma[dk]e\s)(?<!makes\s)(?<!making\s)up"
)
_FALL = _any(
    r"fall(?:s|en|ing)? fell drop(?:s|ped|ping)? declin(?:e|es|ed|ing) decreas(?:e|es|ed|ing) "
    r"reduc(?:e|es|ed|ing|tion) contract(?:s|ed|ing|ion)? trimm(?:ed|ing) cut(?:s|ting)? "
    r"los(?:e|es|t|ing|s) shr[iau]nk(?:s|ing)? plung(?:e|es|ed|ing) plummet(?:s|ed|ing)? "
    r"slid(?:e|es|ing)? slump(?:s|ed|ing)? slip(?:s|ped|ping)? s[iau]nk(?:s|ing)? shed(?:s|ding)? "
    r"dip(?:s|ped|ping)? slow(?:s|ed|ing)? eas(?:e|es|ed|ing) tumbl(?:e|es|ed|ing) "
    r"slash(?:es|ed|ing)? halv(?:es|ed|ing) dwindl(?:e|es|ed|ing) weaken(?:s|ed|ing)? "
    r"diminish(?:es|ed|ing)? down minus negative"
)
_MORE = _any("more higher greater larger")
_FEWER = _any("fewer less lower smaller")
_DROP = _any("fall drop decline decrease reduction cut dip slump plunge slide loss")
_DENIED = _any(
    # No count of it.
    "no not never none nothing nobody neither nor without cannot nowhere hardly barely "
    r"den(?:y|ies|ied|ying) fail\w* refus\w* reject\w* dismiss\w* doubt\w* disput\w* rumou?r\w* "
    r"untrue false(?:ly)? imagin\w* ruled\sout (?:anything|nothing|all)\sbut "
    # Not yet, or perhaps not so.
    r"pledg\w* promis\w* will would shall should could might may(?=\s[a-z]) expect(?:s|ed|ing)? "
    r"projected plan\w* aim\w* hop(?:es?|ed|ing) want\w* intend\w* "
    # A limit or an aim.
    r"targets? goals? cap(?:s|ped)? quota ceiling limit\w* threshold "
    # A part or a multiple of it, or another number.
    r"twice times average averaging one\sin one\sof(?=\s(?:the\s)?$) "
    r"(?:half|third|quarter)(?=\s(?:of|the|$)) between(?=\s$) ±(?=\s$) aged "
    r"\d[\d.,]*(?<!\b(?:19|20)\d\d)(?:\s%)?(?=\s$) \d[\d.,]*(?:\s%)?\s(?:to|or)(?=\s$) "
    # A part of a change, a length of time, other money.
    r"(?:another|additional|extra|off)(?=\s$) (?:past|last|next|first)(?=\s$) \w+[$£€](?=\s?$)"
)
"""Words before a number, in its clause, that show that it is not what was counted."""
_POWERS = {"hundred": 2, "k": 3, "thousand": 3, "grand": 3, "lakh": 5, "m": 6, "mn": 6, "mln": 6}
_POWERS |= {"mil": 6, "million": 6, "crore": 7, "bn": 9, "billion": 9, "tn": 12, "trillion": 12}
"""Powers of ten that are written as words."""
_PARTS = {"half": 1 / 2, "halved": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4}
_PARTS |= {"fifth": 1 / 5, "tenth": 1 / 10, "twice": 2, "double": 2, "doubled": 2}
_PARTS |= {"triple": 3, "tripled": 3}
"""Parts and multiples by their names, which go with a change: tripled is a rise by 200%."""
_PART = rf"(?:{'|'.join(_PARTS)})s?"
_IN_WORDS = _any(
    f"{' '.join([*SMALL, *_POWERS])} {_PART} thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds thousands "
    "dozens?"
)
"""Numbers in words, which may have their digits in brackets behind them: a third [33%]."""
_MONEY = f"[{''.join(MONEY)}]"

# The grammar.

_MARK = r"(?:[,;:.…!?|-]|\[|\()\ "
_AND = _any("and or but while")
_YEAR = r"(?:(?:19|20)\d\d|2100)"
_IN_A_YEAR = _any("in since until till during year of") + f"|{MONTH.lower()}"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\ \d{3})+|\d+)(?:\.\d+)?"
_FROM = r"(?<![\w.,:/-])(?<!per\ )"
_UNTIL = r"(?![\d½¼¾⅓⅔]|[.,:/-]\d|\ \d/\d|(?:st|nd|rd|th)\b|[ex][+-]?\d)"
"""A number is no part of a word, a date, a fraction, a rate’s base or 3e5."""
_SIZE = rf"\ ?(?:(?<=\d)[km]|(?:{'|'.join(_POWERS.keys() - {*'km'})})s?)\b"
_FIGURE = re.compile(
    rf"""
    (?P<qualifiers> (?: (?<!\S) (?:{_QUALIFIER})\  (?:{_FILLER}\ ){{0,3}}? )* )
    (?: (?P<spelled> (?<!\S) (?: (?:{_IN_WORDS}|and|a)[\ -] )* ) \[\     # a third [about 33%]
        (?P<meant> (?: (?:{_QUALIFIER})\  )* ) )?
    (?: (?<!\S) (?P<money>{_MONEY})\ ? )?
    (?P<digits> {_FROM} -? {_DIGITS} {_UNTIL} )
    (?P<size> (?:{_SIZE})? )
    (?P<share> (?: \ (?:%|points)(?!\w) )? )
    (?: \ ?(?P<money_behind>{_MONEY})(?!\w) )?
    """,
    re.VERBOSE,
)
"""A number with what is right at it."""
_RANGE = re.compile(
    rf"""
    (?P<between> \bbetween\  )?
    {_FROM} (?!{_YEAR}\ ?(?:and|to|-)\ ?{_YEAR}\b)
    (?P<low> {_MONEY}? (?P<least>{_DIGITS}) ) (?P<low_size>(?:{_SIZE})?) (?P<low_share>(?:\ %)?)
    \ ?(?(between)and|(?:to|-))\ ?
    (?P<high> (?: (?:{_QUALIFIER})\  )? {_MONEY}? (?P<most>{_DIGITS}) {_UNTIL} )
    (?P<size>(?:{_SIZE})?) (?P<share>(?:\ (?:%|points))?)
    """,
    re.VERBOSE,
)
_MOVES = rf"(?:from|went|moved|{_RISE}|{_FALL})"
_MOVES_TO = re.compile(rf"\b{_MOVES}\ [^,;:]*$")
"""Words behind which “30 to 40” is no range."""
_CLAUSE = re.compile(rf"{_MARK}|\b(?<!\ball\ )(?<!thing\ ){_AND}\ ")
_THEN = re.compile(
    rf"""
    (?: (?: [ ,(]+[a-z'-]+ ){{0,2}}? [ ,(]+                         # 300 people or more
        (?= (?:or|and|at|more)\  | (?<=,\ )(?:roughly|approximately)\b )
      | \ ?(?:\(\ )? )                                                     # 300+, 300 (est.)
    (?: {_by_code("after")} )
    (?=[ ,.;!?]|$) (?!\ than|\ \d)
    """,
    re.VERBOSE,
)
"""A qualifier behind a number, or one of several words behind its noun: 300 people or more."""
_WAY = re.compile(
    rf"(?:.* )?\b(?:{_RISE}|{_MORE}(?= by $)|(?P<fall>{_FALL}|{_FEWER}(?= by $)))"
    r" (?:(?:.* )?by |(?:in .* )?of )?"
)
"""What a number is the size of: rose, fell this year by, lower by, a fall in arrests of."""
_WAY_BEHIND = re.compile(
    rf" (?:{_MORE}|up|rise|increase|growth|jump|surge|gain|hike|climb|leap|spike"
    rf"|(?P<fall>{_FEWER}|down|{_DROP}))\b"
)
_DENIAL = re.compile(rf"(?<!\w)(?P<denial>{_DENIED})(?!\w)", re.VERBOSE)
_LEVEL = re.compile(
    rf"\b(?:{_MOVES}|add(?:s|ed|ing)?|br(?:ing|ought)\w*) [^,;:]*"
    r"(?P<level>up to|below|under|above|past|beyond) $"
)
"""Words that after a move say what something came to."""
_UNREAD_BEHIND = re.compile(
    rf" ?(?:(?P<sign>[^\w\s,;:.…!?|(\]'+-])|(?P<to>to|or|-)(?= (?:[a-z]+ )?\d))"
    rf"| (?:[a-z'-]+ ){{1,2}}(?P<drop>{_DROP})\b|(?<=%) (?P<below>below|under|off)\b"
)
_WORD_BEHIND = re.compile(r"(?P<space> ?)(?P<word>[^\W\d_][\w'²-]*)")
_EACH = re.compile(  # 300 arrests a year, but not in a year, nor a year ago
    r" (?:(?!(?:in|within|over|for|after|before|of|than|during|half) )[a-z'-]+ ){0,3}?"
    r"((?:a|per|each|every) (?:hour|day|night|week|month|quarter|year)"
    r"|per \d[\d,]*|(?:hour|dai|night|week|month|quarter|year|annual)ly)"
    r"\b(?! (?:ago|old|earlier|before|later|after))"
)
_PERIODS = {"daily": "day", "annually": "year"} | {
    f"{period}ly": period for period in ("hour", "night", "week", "month", "quarter", "year")
}
_AT_MEASURE = re.compile(
    "of|in|on|at|by|for|from|to|and|or|was|were|is|are|as|since|a|per|than|metric|less|more|each|every"
)
"""Words that may stand right behind a number of what is measured; others are another unit."""
_CODE = re.compile(rf"(?<!\S)(?:{_by_code('before')})(?!\S)")
_BESIDE = re.compile("a|an|and|by|each|every|just|of|only|per|total|well")
_OF_CHANGE = re.compile(f"{_RISE}|{_FALL}|{_MORE}|{_FEWER}")
"""Words that may stand beside the number of a phrase that is read whole."""
_WHEN_AND_WHERE = re.compile(
    r"(?:,? (?:in|at|on|since|until|during|at the (?:end|start) of)(?: early| mid| late)?"
    r"(?: total|(?: \d\d?(?= [A-Z])| [A-Z][\w’'-]+(?: \d\d?,)?|[ -](?:19|20)\d\d)+))+$"
)
"""Days and places behind a phrase: in March 2020, in Cape Town."""
_RATE = re.compile(r"\bper \d[\d,]*\b")
"""The base of a rate: per 100,000."""
_DAY = re.compile(
    rf"\b\d\d?(?:st|nd|rd|th)? (?={MONTH}\b)"
    rf"|\b(?P<month>{MONTH}) \d\d?(?:st|nd|rd|th)?\b(?!,\d| people)"
)
_ANY_NUMBER = re.compile(rf"\d|\b{_IN_WORDS}\b(?: of\b)?")
_FOREIGN = re.compile(r"[^\W\d_A-Za-z\u00a0-\u024f\u1e00-\u1eff]")
"""A letter that is not Latin, though it may look like one."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters and marks that are printed as nothing."""
_SIGNS = str.maketrans(
    {"’": "'", "−": "-", "–": "-", "‑": "-", "—": ", ", "·": ".", "(": " ( ", "[": " [ "}
    | dict.fromkeys('“”"‘*)]', " ")
)
_REWRITTEN = (  # in a text in small letters, one after the other
    (r"(?<=\d)[ -]?(?:%|per ?cent\b|pct?\b)", " %"),
    (r"(?:% |percentage )points?\b", "points"),
    (r"(?<=\d)-(?=[a-z])", " "),  # a 300-strong crowd
    (r"\b(ca?|est|approx)\.", r"\1"),
    (r"\bus\$", "$"),
    (r"n't\b", " not"),
    (r"([<>]=?|[≥≤~≈])", r" \1 "),
    (rf"\b({_PART}) \(", r"\1"),  # more than half (300)
    (r"\bper million\b", "per 1,000,000"),
    (r"\bper thousand\b", "per 1,000"),
    (r"\bper (\d{1,3})(\d{3})\b", r"per \1,\2"),
    (r"\+ ?/ ?-", "±"),
    (r"\+(?=\d)", "up "),
)


class Reading(NamedTuple):
    """A number of a quotation, the step of its last digit, and what the words at it say."""

    value: Decimal
    step: Decimal
    code: str
    way: int  # 1 a rise by it, -1 a fall, 0 neither
    is_level: bool  # what something came to or from, and so no change
    is_difference: bool  # how many more or fewer
    is_year: bool
    share: str  # "%", "points" or nothing
    fault: str  # why its words cannot be read, or nothing

    def __str__(self) -> str:
        return f"{self.value:f}" if self.is_year else f"{self.value:,f}"

    def code_of(self, value: float) -> str:
        """Return the code of its words, where a fall is a value below 0."""
        return MIRRORED.get(self.code, self.code) if value < 0 < self.value else self.code


def readings(wording: str, unit: Unit = NO_UNIT) -> list[Reading]:
    """Return each number of a quotation, with what the words at it say.

    The ends of a range are two: at least the low one, at most the high one.

    Examples
    --------
    >>> [(int(read.value), read.code, read.way) for read in readings("fell by over 9%, to 300")]
    [(9, 'more_than', -1), (300, 'exact', 0)]
    """
    text = _RANGE.sub(_two_ends, _plain(wording))
    return [_reading(found, unit) for found in _FIGURE.finditer(text)]


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
    *_, found = _FIGURE.finditer(f"{_plain(text)} 0".strip())
    before, phrase = found.string[: found.start()], _CODE.match(found["qualifiers"])
    is_of_number = re.search(rf"\d(?<!\b{_YEAR}) (?:% )?$", before)  # 12% more than 300
    if not phrase or is_of_number or _LEVEL.search(before + found["qualifiers"]):
        return "", ""
    return str(phrase.lastgroup), phrase[0]


def is_invisible(character: str) -> bool:
    """Tell whether nobody sees a character, so that two texts with and without it look alike.

    Examples
    --------
    >>> is_invisible("\u200b"), is_invisible("a")
    (True, False)
    """
    return not character.isprintable() or bool(_BLANK.match(character))


# One number.


def _plain(wording: str) -> str:
    """Write a wording in small letters and plain signs, and dates without their day."""
    visible = (c for c in wording.translate(_SIGNS) if c.isspace() or not is_invisible(c))
    text = _DAY.sub(r"\g<month> ", " ".join("".join(visible).split())).lower()
    for pattern, plain in _REWRITTEN:
        text = re.sub(pattern, plain, text)
    text = " ".join(text.split())
    numbers = " ".join(_ANY_NUMBER.findall(text))
    if numbers in SMALL:  # one square metre, and no other number
        return _ANY_NUMBER.sub(f"{SMALL.index(numbers)}", text)
    return text


def _number(digits: str, size: str) -> Decimal:
    """Return the number of digits and a power, to its last digit: 1.50E+6 of "1.50", " million"."""
    power = _POWERS.get(size.strip().removesuffix("s"), 0)
    return Decimal(re.sub("[ ,]", "", digits) + f"e{power}")


def _two_ends(found: re.Match[str]) -> str:
    """Write “at least 30 and at most 40” for “30 to 40”, unless something moves from 30 to 40.

    A power or a percent sign behind the second is of both: 5 to 6 million.
    """
    low_size, low_share, size, share = found.group("low_size", "low_share", "size", "share")
    low, high = found["low"], f"{found['high']}{size}{share}"
    if not found["between"] and _MOVES_TO.search(found.string[: found.start()]):
        is_plain = bool(low_size) == bool(size) and (low_share or not share)
        return f"{low}{low_size}{low_share}, to {high}" if is_plain else found[0]
    low_size = low_size or size
    is_range = _number(found["least"], low_size) < _number(found["most"], size)
    if not is_range or low_share not in ("", share):
        return found[0]
    return f"at least {low}{low_size}{share} and at most {high}"


def _reading(found: re.Match[str], unit: Unit) -> Reading:
    before, after = found.string[: found.start()], found.string[found.end() :]
    value = _number(found["digits"], found["size"])
    meant, clause = found["meant"], _CLAUSE.split(before)[-1]
    if meant:  # brackets say it, whatever stands before them
        clause = ""
    qualifiers = _qualifiers(meant or found["qualifiers"], clause, after)
    is_own = bool(unit.words) and after.startswith(unit.suffix)  # 2000 people
    is_year = bool(re.fullmatch(_YEAR, found[0].strip())) and not is_own
    in_words = (found["spelled"] or "").rstrip()
    lead = before.rpartition(";")[2] + (f"{in_words} " if in_words.endswith("ed") else "")
    way = _WAY_BEHIND.match(after) or _WAY.fullmatch(lead)
    fault = (
        _fault_of_words(found, clause, qualifiers)
        or _fault_of_unit(found, after, unit)
        or _fault_of_brackets(in_words, value, unit)
    )
    if is_year and re.search(rf"\b(?:{_IN_A_YEAR}) $", before):
        fault = "has it as a year; quote the number, and fewer words"
    return Reading(
        value=value,
        step=Decimal(1).scaleb(int(value.as_tuple().exponent)),
        code=qualifiers[0][0] if qualifiers else "exact",
        way=-1 if value < 0 or (way and way["fall"]) else int(bool(way)),
        is_level=before.endswith(("to ", "from ")),
        is_difference=bool(re.match(rf" (?:{_MORE}|{_FEWER})\b(?! or)", after)),
        is_year=is_year,
        share=found["share"].strip(),
        fault=fault,
    )


def _qualifiers(phrases: str, clause: str, after: str) -> list[tuple[str, str]]:
    """Return the codes and the phrases at a number, the nearest first."""
    found = [*_CODE.finditer(phrases)][::-1]
    found += filter(None, [_THEN.match(after)])
    return [(str(each.lastgroup), each[str(each.lastgroup)]) for each in found] + [
        ("estimated", word) for word in re.findall(r"estimat\w*", clause)
    ]


# Why a number is not read.


def _fault_of_words(found: re.Match[str], clause: str, qualifiers: list[tuple[str, str]]) -> str:
    """Say which words at a number are not read, or nothing."""
    if len({QUALIFIERS[code].allows for code, _ in qualifiers}) > 1:
        both = " and ".join(f'"{phrase}"' for _, phrase in qualifiers)
        return f"has both {both}; quote the words of one of them with the number"
    for unread in (
        _LEVEL.search(clause + found["qualifiers"]),
        _DENIAL.search(clause),
        _UNREAD_BEHIND.match(found.string, found.end()),
    ):
        if unread and unread.lastgroup:
            return (
                f"has “{unread[unread.lastgroup]}” beside the number, which is not read; quote the "
                "few words around one number, or write what they say in brackets, as in "
                "[at most 60%]"
            )
    return ""


def _fault_of_unit(found: re.Match[str], after: str, unit: Unit) -> str:
    """Say which word shows that a number has another unit: money, a measure, a rate."""
    behind, each = _WORD_BEHIND.match(after), _EACH.match(after)
    said = [found["money"], found["money_behind"]]
    if unit.name.startswith("per_"):
        said = _RATE.findall(found.string)
    elif each and _PERIODS.get(each[1], each[1].split()[-1]) != unit.per:
        said.append(each[1])
    is_alone = unit.is_count or unit.sort == "measure"
    if behind and is_alone and not _AT_MEASURE.fullmatch(behind["word"]):
        is_other = unit.sort == "measure" and unit.words not in MONEY.values()
        if is_other or not behind["space"] or is_measure(behind["word"]):  # 300ish, 300 kg
            said.append(behind["word"])
    for word in said:
        if word and not _names(word, unit):
            return (
                f"has “{word}” at the number, which by this is none of {unit.words}; take a "
                "quantity of what it is, or quote other words"
            )
    return ""


def _fault_of_brackets(in_words: str, value: Decimal, unit: Unit) -> str:
    """Say that the number in brackets is not the part or the multiple before them, or nothing.

    In percent two thirds are 66 to 67, and doubled is a rise by 100, halved a fall by 50.
    """
    *count, part = re.findall(r"\w+", in_words) or [""]
    if part.removesuffix("s") not in _PARTS or not unit.is_ratio:
        return ""
    said = _PARTS[part.removesuffix("s")] * next((SMALL.index(n) for n in count if n in SMALL), 1)
    if unit.scale != 1:
        said = 100 * (abs(said - 1) if part.endswith("ed") else said)
    if abs(said - abs(float(value))) < 1:
        return ""
    return f"has {value:,f} in brackets and “{in_words}” before them; mend one"


def _names(word: str, unit: Unit) -> bool:
    """Tell whether a word is a unit’s own, in full or by its symbol: kg, kilogram, $."""
    own = MONEY.get(word) or SYMBOLS.get(word, word)
    return bool(re.search(rf"\b{re.escape(own)}s?\b", f"{unit.words} {SYMBOLS.get(unit.words)}"))


# A row, and a quotation by itself.


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: Unit, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Compare a row's wording with its cells; return the column that is wrong, and why.

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
        wrong = (
            "has no number that can be read; write it in digits, as in “a third [33%]”, with a "
            "point before decimals, and 2,019 if it is no year"
        )
    if wrong:
        raise ValueError(f"{quoted(wording)} {wrong}")
    read = numbers[0]
    value, is_fall = read.value, read.way < 0 < read.value
    if is_fall and not (kind or unit in (PERCENT, YEARLY)):
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
    wrong = [read.way < 0 or _mismatch(wording, read, unit, is_change=False) for read in numbers]
    if [read.code for read in numbers] != ["at_least", "at_most"] or any(wrong):
        return None
    low, high = (float(read.value) for read in numbers)
    return (low, high) if low < high else None


def unread(phrase: str, unit: Unit, kind: str = "") -> str:
    """Return the words of a phrase that are no part of its number, of its unit or of a change.

    Examples
    --------
    >>> unread("over 5,000 more", NO_UNIT), unread("over 5,000 more", NO_UNIT, "change")
    ('more', '')
    """
    text = _RANGE.sub(_two_ends, _plain(_WHEN_AND_WHERE.sub("", phrase)))
    numbers = [read for read in _FIGURE.finditer(text) if not _reading(read, unit).is_year]
    for found in numbers[::-1]:
        in_words = re.sub(rf"^.*\b{_PART}\ $", "", found["spelled"] or "")  # held in _reading
        own = f"{_CODE.sub('', found['qualifiers'], count=1)} {in_words}"
        behind = text[found.end() :]
        if then := _THEN.match(behind):
            behind = f"{behind[: then.start(str(then.lastgroup))]} {behind[then.end() :]}"
        text = f"{text[: found.start()]} {own} {behind}"
    is_change = kind == "change" or unit in (PERCENT, YEARLY, POINTS) or unit.sort == "times"
    return " ".join(
        word
        for word in re.findall(r"[^\s,;.()\[]+", text)
        if not (_BESIDE.fullmatch(word) or (is_change and _OF_CHANGE.fullmatch(word)))
        and not re.search(rf"\b{re.escape(word)}s?\b", f"person {unit.words} {unit.name}".lower())
        and not (unit.sort == "measure" and _names(word, unit))
    )


def _without_years(wording: str, unit: Unit) -> list[Reading]:
    return [read for read in readings(wording, unit) if not read.is_year]


def _mismatch(wording: str, read: Reading, unit: Unit, *, is_change: bool) -> str:
    """Say how a reading differs from what its row or its caller takes it for, or ""."""
    if letter := _FOREIGN.search(wording):
        return f'has "{letter[0]}", {name(letter[0], "not known")}; write it in English'
    if read.fault:
        return read.fault
    share = {PERCENT: "%", YEARLY: "%", POINTS: "points"}.get(unit, "")
    if read.share != share:
        names = {"": "no percent", "%": "a percentage", "points": "percentage points"}
        return (
            f"has {names[read.share]} at the number, and its quantity is in "
            f"{unit.name or 'no unit'}; quote other words, or take another"
        )
    if is_change and read.is_level:
        return "has what it came to, and not the change; quote how much it changed"
    if unit.is_count and read.is_difference and not is_change:
        return 'has how many more or fewer, and not how many; quote the count, or say kind="change"'
    if read.step < 1 and unit.is_count:
        return "has a fraction, and such things are counted whole; take another unit"
    return ""
