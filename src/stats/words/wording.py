"""What a quotation says of the number in it: its value and step, its qualifier, its direction.

The words right at a number are held against one table (`qualifiers`), and the rise or the fall by
it against two lists of words. Whoever quotes has read the source: what words do not say plainly
is written in digits, in brackets behind them, as in “a third [33%]”.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple

from stats.values.qualifiers import MIRRORED, QUALIFIERS
from stats.values.units import NO_UNIT, PERCENT, POINTS, Unit
from stats.words.dates import DAY
from stats.words.english import LARGE, quoted

_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9}
_LONG = LARGE | {"thousand": 10**3, "lakh": 10**5, "crore": 10**7}
_POWERS = _SHORT | _LONG
NUMBER = re.compile(  # no part of a word, a date, a fraction or a range such as 30-40
    r"(?<![\w.,:/-])-?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?)"
    r"(?![\d½¼¾⅓⅔]|[.,:/-]\d| \d/\d|(?:st|nd|rd|th)\b)"
    rf"(?: ?(?P<power>mn|mln|bn|{'|'.join(_LONG)})s?\b|(?P<short>[km])\b)?",
    re.IGNORECASE,
)
"""A number in a text, before it is read."""
PERCENT_SIGN = re.compile(r"[ -]?(?:%|per ?cent\b|pc\b)")
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_RATE = re.compile(r"\bper [\d,]+\d\b|\bper (?:thousand|million)\b")
_TO_TWELVE = "zero one two three four five six seven eight nine ten eleven twelve"
_SMALL = _TO_TWELVE.split()
_SMALL_WORD = re.compile(
    rf"(?<!no )(?<!and )(?<!hundred )\b(?:{'|'.join(_SMALL)})\b"
    r"(?![ -](?:hundred|dozen|and|of|in|half|third|quarter|fourth|fifth|tenth))"
)
_PLAIN = str.maketrans(
    {"’": "'", "−": "-", "–": "-", "‑": "-", "—": " "} | dict.fromkeys('“”"‘*()[]', " ")
)

_PASSED = (  # what may stand between a number and the words that qualify it
    r"(?: (?:an?|the|just|only|mere|record|reported|combined|current|official|grand|total"
    r"|(?:total|count|number|figure) of|(?:us)?[$£€¥₹៛]|(?:usd?|kes|ksh|rs|rm|tk)\b\.?))* ?$"
)
BEFORE = re.compile(
    r"(?<![\w'-])(?:"
    + "|".join(f"(?P<{code}>{each.before})" for code, each in QUALIFIERS.items() if each.before)
    + rf"){_PASSED}"
)
AFTER = re.compile(
    r"(?: [a-z]+)?,?[ -]?(?:"
    + "|".join(f"(?P<{code}>{each.after})" for code, each in QUALIFIERS.items() if each.after)
    + r")(?!\w| ?\d)"
)
"""The words of a qualifier at either side of a number; the group that is found names its code."""
_ESTIMATED = re.compile(r"\bestimat\w+[^\d;]*$")

_HIGH_END = re.compile(
    r"(?<![\d,.])(?<!from )(?<!by )\d[\d,.]* (?:to|or) $|\bbetween \d[\d,.]*%? and $"
)
_LOW_END = re.compile(r"\bbetween ¦|(?<!from )(?<!by )¦(?: to| or) \d")  # at the number, ¦
_LEVEL = re.compile(r"\b(?:to|from) $|(?<!by )\b(?:below|under|above|past|beyond) $")
_RISE = "rose|ris(?:en?|es|ing)|increas\\w*|gr[eo]w\\w*|climb\\w*|jump\\w*|surg\\w+|soar\\w*"
_RISE += "|skyrocket\\w*|gain\\w*|hik\\w+|swell\\w*|expan\\w+|added|higher(?= by)"
_RISE += "|(?<!make )(?<!makes )(?<!making )up"
_FALL = "down|fell|fall\\w*|drop\\w*|declin\\w+|decreas\\w+|reduc\\w+|cut\\w*|lost|loss(?:es)?"
_FALL += (
    "|shr[aiu]nk\\w*|plung\\w+|slump\\w*|slid\\w*|s[aiu]nk\\w*|shed|dip\\w*|slow\\w*|eased|minus"
)
_FALL += "|(?:lower|fewer)(?= by)"
_MOVED = re.compile(
    rf".*\b(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))"
    r"(?:[^\d%]* by|(?: in [^\d%]*)? of)?(?: (?:an?|another|further|just|only))* ?$"
)
_BEHIND = re.compile(
    r"(?: (?:percentage )?points?)? (?:"
    r"(?P<rise>more|higher|(?:[a-z-]{4,} )?(?:rise|increase|growth|jump|surge|gain|hike))|"
    r"(?P<fall>fewer|less|lower|(?:[a-z-]{4,} )?(?:fall|drop|decline|decrease|reduction|cut)))\b"
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

    def code_of(self, value: float) -> str:
        """Return the code of its words, where a fall is a value below 0."""
        return MIRRORED.get(self.code, self.code) if value < 0 < self.value else self.code


def readings(wording: str, unit: Unit = NO_UNIT) -> list[Reading]:
    """Return each number of a quotation, with the words at it."""
    text = _plain(wording)
    if unit.sort == "rate":
        text = _RATE.sub("", text)
    return [_reading(text, match) for match in NUMBER.finditer(text)]


def _reading(text: str, match: re.Match[str]) -> Reading:
    before, after = text[: match.start()], text[match.end() :]
    digits = match["digits"].replace(",", "").replace(" ", "")
    power = _POWERS.get(match["short"] or match["power"], 1)
    decimals = len(digits.partition(".")[2])
    sign = -1 if match[0].startswith("-") else 1
    percent = PERCENT_SIGN.match(after)
    if percent:
        after = after[percent.end() :]
    is_level = bool(_LEVEL.search(before))
    code, before = _qualifier(before, after)
    is_level = is_level or bool(_LEVEL.search(before))
    way = 0 if is_level else _way(before, after)
    return Reading(
        value=sign * Decimal(digits) * power,
        step=Decimal(1).scaleb(-decimals) * power,
        code=code,
        way=sign if sign < 0 else way,
        is_level=is_level,
        is_year=bool(_YEAR.fullmatch(match[0])),
        is_percent=bool(percent),
    )


def _plain(wording: str) -> str:
    """A wording in small letters, with plain signs and single spaces, without days of a month."""
    text = "".join(c for c in wording.translate(_PLAIN) if c.isspace() or not is_invisible(c))
    text = DAY.sub(r"\g<month> ", " ".join(text.split())).lower()
    if re.search(r"\d", text):
        return text
    return _SMALL_WORD.sub(lambda word: str(_SMALL.index(word[0])), text)


def _qualifier(before: str, after: str) -> tuple[str, str]:
    """The code of the words at a number, and the text before them."""
    if match := BEFORE.search(before):
        return str(match.lastgroup), before[: match.start()]
    if match := AFTER.match(after):
        return str(match.lastgroup), before
    if _HIGH_END.search(before):
        return "at_most", before
    if _LOW_END.search(f"{before}¦{after}"):
        return "at_least", before
    if _ESTIMATED.search(before):
        return "estimated", before
    return "exact", before


def _way(before: str, after: str) -> int:
    """Whether a number is of a rise (1) or a fall (-1)."""
    match = _MOVED.match(before) or _BEHIND.match(after)
    if not match:
        return 0
    return 1 if match["rise"] else -1


def is_invisible(character: str) -> bool:
    """Whether nobody sees a character, so that two texts with and without it look alike."""
    return not character.isprintable()


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: Unit, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Return what is wrong between a row's wording and its cells: the column, and what."""
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


def _mismatch(wording: str, read: Reading, unit: Unit, *, is_change: bool) -> str:
    """Why a reading is not what its row or its caller takes it for, or nothing."""
    letters = [c for c in wording if c.isalpha() and c > "\u024f"]
    if letters:
        return f'has "{letters[0]}"; write it in English'
    if unit is not POINTS and read.is_percent != (unit is PERCENT):
        has = "a percentage" if read.is_percent else "no percent"
        what = f"has {has} at the number, and its quantity is in {unit.name or 'no unit'}"
        return f"{what}; quote other words, or take another"
    if is_change and read.is_level:
        return "has what it came to, and not the change; quote how much it changed"
    if read.step < 1 and unit.is_count:
        return "has a fraction, and such things are counted whole; take another unit"
    return ""
