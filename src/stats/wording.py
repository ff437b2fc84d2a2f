"""What a quotation says of the number in it: its value and step, its qualifier, its direction."""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, name, normalize

from stats.english import MEASURED, quoted
from stats.qualifiers import OPEN, QUALIFIERS

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_POWERS = {"dozen": 12, "hundred": 100, "thousand": 10**3, "lakh": 10**5, "million": 10**6}
_POWERS |= {"crore": 10**7, "billion": 10**9, "trillion": 10**12, "k": 10**3, "m": 10**6}
_POWERS |= {"mn": 10**6, "mln": 10**6, "mio": 10**6, "b": 10**9, "bn": 10**9}
_LARGE = "(?:dozen|hundred|thousand|lakh|million|crore|[bt]rillion|billion)s?"
_NUMBER = re.compile(
    r"(?<![\w.,/:⁄'·])(?P<minus>(?<![\d%)] )-(?=\d))?"
    r"(?:(?P<digits>\d{1,3}(?P<mark>[, '])\d{3}(?:(?P=mark)\d{3})*(?:\.\d+)?"
    r"|\d\d?(?:,\d\d)+,\d{3}|\d+(?:\.\d+)?)"
    rf"(?![.,/:'⁄·]?\d| \d{{3}}(?!\d))|(?P<small>{'|'.join(_SMALL)}))"
    rf"(?:[ -]?(?P<power>{'|'.join(_POWERS)}))?(?![\w⁄])"
    rf"(?![ -](?:and )?(?:a )?(?:{_LARGE}|half|halves|thirds?|quarters?|fifths?)\b)"
)
_ELSE = re.compile(  # numbers that are not read
    rf"\d|⁄|\b(?:{'|'.join(_SMALL[2:])}|{_LARGE}|[a-z]+teen|scores?|several"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = "(?:[12]?\\d|3[01])(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:{_DAY} (?:{_MONTHS})|(?:{_MONTHS}) {_DAY})(?:,? (?:19|20)\d\d)?(?![\d%]|[,.]\d|\w)"
)
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_DATING = re.compile(rf"\b(?:in|since|by|until|till|during|year|early|mid|late|of|{_MONTHS})[ -]$")
_PERCENT = re.compile(r" ?(?:%|per ?cent\b|pct\b|p\.?c\b\.?)")
_MONEY_SIGN = r"(?:[a-z]{1,3}[$£€¥]|usd|rs\.?|[$£€¥])?"
# What may stand between a number and the words that qualify it.
_PASSED = (
    r"(?:(?:an?|the|combined|current|grand|just|mere|official|only|prison|record|reported|total|"
    r"(?:capacity|population|count|figure|number|sum|tally|total) of) )*"
)
_COMPARED = _PASSED.replace("capacity|population|", "")  # "more than a capacity of 100" compares
_RISE = (
    r"rose|risen|ris(?:es?|ing)|gr[eo]w\w*|increas\w+|climb\w*|jump\w*|soar\w*|surg\w+|swell\w*|"
    r"swollen|balloon\w*|skyrocket\w*|expand\w*|gain\w*|hik\w+|spik\w+|leap\w*|up|more|higher|added"
)
_FALL = (
    r"fell|fall\w*|drop\w*|declin\w+|decreas\w+|shr[aiu]nk\w*|plung\w+|plummet\w*|slump\w*|"
    r"dip\w*|reduc\w+|cut\w*|los[ets]\w*|down|fewer|less|lower|minus|slid\w*|slip\w*|s[aiu]nk\w*|"
    r"downturn|shed\w*|tumbl\w+|eas(?:ed|es|ing)|retreat\w*|contract\w*|weaken\w*|slow\w*|"
    r"slash\w*|off|worse"
)
_WAY = re.compile(rf"\b(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))\b")
_LEVELS = ("below", "under", "above", "past", "beyond")
_JOINED = r"(?:\b(?:to|or|through|till|until)\b|-)"
# Words by which the number is not itself what is counted.
_NOT_IT = re.compile(
    r"\b(?:no|not|nobody|none|nothing|anything|nor|neither|never|hardly|scarcely|seldom|rarely|"
    r"usually|normally|typically|often|sometimes|den(?:y|ie[ds])|cannot|\w+n't|false\w*|wrong\w*|"
    r"except\w*|exclud\w*|all but|instead|rather|far from|failed|half|halv\w+|thirds?|quarters?|"
    r"fifths?|doubl\w+|twice|tripl\w+|times|\w*fold|factor|ratio|index|targets?|targeting|goals?|"
    r"aim\w*|plan\w*|quotas?|limit\w*|cap|capped|bound|threshold|mark|budget\w*|will|would|could|"
    r"might|(?<!in )may|expect\w*|project(?:s|ed|ions?)|forecast\w*|predict\w*|likely|set to|"
    r"due to|hop(?:e[sd]?|ing)|towards?|within|range|another|further|additional|extra|remaining|"
    r"other|averag\w+|mean|median|gross|net|per|each|every|apiece|"
    r"(?:dai|week|month|year|annual)ly|annum|yr|p\.?a|if|than|between|either|out of|fraction|"
    r"part|share|majority|families|households|couples?|pairs?|beds?|ages?|aged|digits?|chapter|"
    r"article|page|room|section|no\.|top|among|short of|over capacity|too many|"
    r"(?:revised|corrected) from|to have|(?:republic )?act|law|resolution|approximate\w*|approx|"
    r"roughly|nearly|almost|circa|at (?:least|most)|up to|estimat\w+|max\w*|min\w*)\b|\b(?:most|"
    r"some|many|any|few) of (?:\w+ )?#|[?×^]|\b(?<!in )(?<!within )an? (?:day|week|month|"
    r"year)\b(?! ago| earlier| before| later)|# an? (?!year|month|week|day)|(?:%|"
    r"per ?cent) of (?:\w+ )?#"
)
_THINGS = (
    r"kg|kilo\w*|grams?|tonn?es?|tons?|years?|months?|weeks?|days?|hours?|minutes?|km|miles?|"
    r"feet|ft|square metres|dollars?|euros?|pounds?|riels?|baht|basis points|percentage points|"
    r"points|pp|times|x"
)
_MONEY = re.compile("dollar|euro|pound|riel|baht|usd|yen|money")
_CARRIED = re.compile(  # "brought it up to 5%" is no "at most"
    r"\b(?:br[io]\w*|push\w*|t[ao]k\w*|rais\w*|go\w*|went|c[ao]m\w*|crept|climb\w*|mov\w*|[rg]\w*ew|"
    r"grow\w*|r[io]s\w*|jump\w*|add\w*)(?: [\w']+){0,3} ?$"
)
_BESIDE = {
    *("of", "to", "at", "from", "is", "was", "were", "are", "the", "a", "an", "only", "just"),
    *("and", "with", "for", "in", "than", "stood", "stands"),
}


# A fall by more than 9% is below −9.
_MIRRORED = {"more_than": "less_than", "less_than": "more_than"}
_MIRRORED |= {"at_least": "at_most", "at_most": "at_least"}


class _Reading(NamedTuple):
    """A number of a quotation, the step of its last digit, and the words at it."""

    value: Decimal
    step: Decimal
    code: str
    words: str
    way: int  # 1 a rise, -1 a fall, 0 not said
    left: str  # the text without the words at the number, which is #
    problem: str = ""


def _simple(wording: str) -> str:
    """A wording in small letters, with plain signs, single spaces, and ⁄ for parts of numbers."""
    text = "".join("⁄" if category(c) == "No" else c for c in wording.replace("m²", "sqm"))
    text = re.sub("[‘’ʼ`]", "'", normalize("NFKC", text).casefold())
    text = "".join(c for c in text if category(c) != "Cf" and c not in '"*#@“”«»')
    text = re.sub(r"(?<=\d)·(?=\d)", ".", re.sub("[‐‑‒–—―−]", "-", " ".join(text.split())))
    text = re.sub(r"(?<=\d) ?(?:sqm|m2)\b", " square metres", text)
    text = re.sub(r"\bcovid[- ]?19\b", "covid", text)
    text = re.sub(r"(?<![\w+])[+](?=\d)", "up ", text)
    text = re.sub(r"\b(ca?)\.? ?(?=\d)", r"\1 ", text)  # c. 38,990; c38,990
    text = re.sub(r"(?<=[a-z])-(?=\w)|(?<=\w)-(?=[a-z])", " ", text)  # a 300-strong crowd
    return " ".join(re.sub(r"[()\[\]]|(?<=[<>=≥≤~≈±])(?=\d)", " ", text).split())


def _numbers(text: str) -> Iterator[tuple[re.Match[str], Decimal, Decimal]]:
    """The numbers of a simple text, each with its value and the step of its last digit."""
    for match in _NUMBER.finditer(text):
        digits = re.sub("[, ']", "", match["digits"] or str(_SMALL.index(match["small"])))
        power, places = _POWERS.get(match["power"], 1), len(digits.partition(".")[2])
        sign = -1 if match["minus"] else 1
        yield match, sign * Decimal(digits) * power, Decimal(1).scaleb(-places) * power


def _is_year(match: re.Match[str], value: Decimal | None = None) -> bool:
    if match["power"] or not _YEAR.fullmatch(match[0]):
        return False
    return Decimal(match[0]) != value or bool(_DATING.search(match.string, 0, match.start()))


def years(wording: str, value: float) -> list[int]:
    """Return the years that a wording names beside its number.

    Examples
    --------
    >>> years("over 2,019 in March 2020", 2_019)
    [2020]
    """
    number = Decimal(str(value)).normalize()
    found = (match for match, *_ in _numbers(_simple(wording)))
    return [int(match[0]) for match in found if _is_year(match, number)]


def _without_base(wording: str, unit: str) -> str:
    """A wording without the base of its unit, such as "per 100,000"."""
    if not unit.startswith("per_"):
        return wording
    below = f"{int(unit[4:]):,}".replace(",", "[, ]?")
    in_words = {"per_1000": "thousand", "per_1000000": "million"}.get(unit, below)
    return re.sub(rf"\bper (?:{below}|{in_words})\b", "", wording)


def _at(text: str, found: tuple[re.Match[str], Decimal, Decimal], unit: str, kind: str) -> _Reading:
    """What the words at a number say of it; with a problem, where they make it another."""
    match, value, step = found
    before, after = text[: match.start()], text[match.end() :]
    percent = _PERCENT.match(after)
    after = after[percent.end() :] if percent else after
    codes: dict[str, str] = {}
    while words := _qualifier_before(before):
        codes.setdefault(*words[:2])
        before = before[: words[2]]
    if words := _qualifier_after(after):
        codes.setdefault(*words[:2])
        after = after[words[2] :]
    problem = ""
    if len(codes) > 1:
        both = " and ".join(map(quoted, codes.values()))
        problem = f"has both {both}; quote the few words around the number alone"
    code, at_it = next(iter(codes.items()), ("exact", ""))
    if code in OPEN and re.search(r"(?:\d|%|cent)(?: [a-z]+)? ?$", before):
        problem = f"has {quoted(at_it)} between two numbers; quote the few words around the number"
    if kind == "change" and at_it in _LEVELS and re.search(rf"\b(?:{_RISE}|{_FALL}) ?$", before):
        problem = "has what it came to, and not the change; take another quantity"
    problem = problem or _another(before, after, unit, kind, percent=bool(percent))
    return _Reading(value, step, code, at_it, _way(before, after), f"{before}#{after}", problem)


def _qualifier_before(text: str) -> tuple[str, str, int] | None:
    """The longest words for a qualifier at the end of a text: its code, they, and where."""
    found = []
    for code, each in QUALIFIERS.items():
        passed = _COMPARED if code in OPEN else _PASSED
        pattern = rf"(?<![\w'-])({each.before}) ?{passed}{_MONEY_SIGN} ?$"
        match = re.search(pattern, text) if each.before else None
        if match and not (match[1] == "up to" and _CARRIED.search(text[: match.start()])):
            found.append((code, match[1], match.start()))
    return max(found, key=lambda one: len(one[1]), default=None)


def _qualifier_after(text: str) -> tuple[str, str, int] | None:
    """The same at the start of a text; behind other words only at the end of a clause."""
    found = []
    for code, each in QUALIFIERS.items():
        pattern = rf" ?,? ?({each.after})(?!\w| than| ?\d)|(?: [a-z']+){{1,3}},? ({each.after})(?=$|[,.;])"  # noqa: E501
        if each.after and (match := re.match(pattern, text)):
            found.append((code, match[1] or match[2], match.end()))
    return max(found, key=lambda one: len(one[1]), default=None)


def _another(before: str, after: str, unit: str, kind: str, *, percent: bool) -> str:
    """How the words at a number make it another, or nothing."""
    if unit == "percent" and not percent:
        return "has no percent at the number; quote it too, or take another quantity"
    if unit != "percent" and (percent or _PERCENT.match(after)) and "points" not in unit:
        return "has a percentage at the number; quote words that give the number itself"
    if re.search("[$£€¥៛] ?$", before) and not _MONEY.search(unit):
        return "has a sum of money at the number; quote words that give the number itself"
    thing = re.match(rf" ?({_THINGS})\b", after)
    if thing and not percent and thing[1].rstrip("s") not in unit.replace("_", " "):
        return f"counts {quoted(thing[1])} at the number; quote words that give the number itself"
    sign = "% ?" if percent else "(?! ?%|,)(?: [a-z]+)? ?"
    moved = _WAY.search(before)
    is_range = re.search(rf"\d ?{sign}{_JOINED} (?:[a-z]+ )?$|\d-$", before)
    end = r"[\d.,]+ ?(?:%|per ?cent)" if percent else r"\d(?![\d.,]* ?(?:%|per ?cent))"
    is_range = is_range or re.match(rf"(?: [a-z]+)? ?{_JOINED} ?(?:[a-z]+ ){{0,2}}{end}", after)
    if re.search(r"\bbetween\b", before) or (
        is_range and not (moved and (not percent or " from " in f" {before}"))
    ):
        return "has the number at one end of a range; quote other words"
    if kind == "change" and re.search(r"(?:^|[^\d%] ?)- $", before):
        return "has a dash before the number, which may be a minus; quote words that tell"
    if kind == "change" and re.search(r"\bto $", before):
        return "has what it came to, and not the change; take another quantity"
    return ""


def _way(before: str, after: str) -> int:
    """Whether the words next to a number, or else the nearest before it, tell a rise or a fall."""
    near = re.match(r"(?: [a-z]+)?? (?=\w)", after) and _WAY.match(after, 1)
    near = near or _WAY.match(after.partition(" ")[2].partition(" ")[2])
    last = near or next(reversed([*_WAY.finditer(before)]), None)
    return 0 if last is None else 1 if last["rise"] else -1


_INVISIBLE = re.compile(  # what Unicode calls Default_Ignorable_Code_Point, and blank letters
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def is_invisible(character: str) -> bool:
    """Whether nobody sees a character, so that two texts with and without it look alike."""
    return not character.isprintable() or bool(_INVISIBLE.match(character))


def _foreign(wording: str) -> str:
    for letter in dict.fromkeys(normalize("NFKC", wording)):
        if category(letter)[0] in "LM" and "LATIN" not in name(letter, ""):
            return f'has "{letter}", {name(letter, "no name")}; write it in English'
    return ""


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: str, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Return what is wrong between a row's wording and its cells: the column, and what.

    The number is the one in the row's value; its qualifier and, of a change, its direction must be
    in the words at it, and its step no finer than it is written. None if nothing is wrong.

    Examples
    --------
    >>> problem("over 40 people", 40, "more_than", "people")
    >>> problem("over 40 people", 40, "exact", "people")
    ('qualifier', 'is not what the wording has, "over"; write more_than')
    """
    if foreign := _foreign(wording):
        return "wording", foreign
    text, number = _simple(_without_base(wording, unit)), Decimal(str(value))
    written = f"{number.normalize():f}"
    same = [each for each in _numbers(text) if abs(each[1]) == abs(number)]
    found = [each for each in same if not _is_year(each[0], abs(number))]
    if len(found) != 1:
        wrong = (
            f"has the number {written} twice" if found else f"does not have the number {written}"
        )
        wrong = f"has {written} only as a year" if same and not found else wrong
        form = f"{abs(number.normalize()):,f}"
        right = f", where it may stand as {form}" if "," in form and not same else ""
        return "wording", f"{wrong}; quote the few words around it{right}"
    changes = "change" if unit == "percent" and kind != "stock" else kind
    read = _at(text, found[0], unit, changes)
    if read.problem:
        return "wording", read.problem
    if found[0][0]["minus"] and value > 0:
        return "value", f"has a minus in the wording; write -{written}"
    if changes == "change" and read.way * value * (-1 if read.value < 0 else 1) < 0:
        way = "a fall" if value > 0 else "a rise"
        return "value", f"has {way} in the wording; write {-number.normalize():f}"
    if Decimal(str(step)) < read.step:
        return "rounded_to", f"is finer than the wording, which is written to {read.step:f}"
    code = _MIRRORED.get(read.code, read.code) if value < 0 < read.value else read.code
    if code == qualifier:
        return None
    if not read.words:
        return "qualifier", "is not in the wording; quote the words that qualify, or write exact"
    return "qualifier", f'is not what the wording has, "{read.words}"; write {code}'


def read_quotation(wording: str, unit: str, kind: str = "") -> tuple[float, float, str]:
    """Return the number that a wording gives, its last digit's step, and its qualifier.

    A fall is below 0. Raises ValueError if not just one number can be meant, naming them.

    Examples
    --------
    >>> read_quotation("about 1.5 million people in 2020", "people")
    (1500000.0, 100000.0, 'about')
    """

    def refused(what: str) -> ValueError:
        return ValueError(f"{quoted(wording)} {what}")

    if _INVISIBLE.search(wording):
        raise refused("has a character that nobody sees; take it out")
    if foreign := _foreign(wording):
        raise refused(foreign)
    text = _DATE.sub("then", _simple(_without_base(wording, unit)))
    found = [*_numbers(text)]
    rest = _NUMBER.sub("#", text)
    if _ELSE.search(rest):
        raise refused("has a number that cannot be read; quote the few words around one in digits")
    dated = [each for each in found if _is_year(each[0], each[1])]
    others = [each for each in found if not _is_year(each[0])] or [
        e for e in found if e not in dated
    ]
    with_sign = [each for each in others if _PERCENT.match(text, each[0].end())]
    if unit == "percent" or (len(with_sign) < len(others) and "points" not in unit):
        others = with_sign if unit == "percent" else [e for e in others if e not in with_sign]
    if len(others) != 1:
        many = ", ".join(each[0][0] for each in others)
        raise refused(
            f"has {len(others)} numbers, {many}; quote the few words around one"
            if others
            else "has no number in digits" + (" with a percent" if unit == "percent" else "")
        )
    read = _at(text, others[0], unit, kind)
    if read.problem:
        raise refused(read.problem)
    odd = _NOT_IT.search(_NUMBER.sub("@", read.left))
    if odd and odd[0] not in unit:
        raise refused(f"has {quoted(odd[0].strip())}, by which it may mean another number")
    if "metre" in unit and others[0][0]["power"] == "m":
        raise refused("has an m that may mean metres or million; write one of them out")
    thousands = re.fullmatch(
        r"\d{1,3}\.\d{3}", others[0][0]["digits"] or ""
    )  # 55.770, as others do
    if (thousands or read.value != int(read.value)) and not MEASURED.search(unit):
        raise refused("has a fraction, and such things are counted whole; take another unit")
    by = _moved(read.left) or (read.value < 0)
    if (kind or ("change" if "percent" in unit else "flow")) != "change":
        if by or re.search(r"\bby #", read.left):
            raise refused("has a change at the number; say so: kind='change'")
        return float(read.value), float(read.step), read.code
    if kind and not by:
        raise refused("has no rise or fall that is known; quote it too, or a number with its sign")
    if not by and not _plain(read.left):
        raise refused("may have a change or a share at the number; say which: kind=")
    sign = read.way if by and read.value > 0 else 1
    code = _MIRRORED.get(read.code, read.code) if sign < 0 else read.code
    return float(sign * read.value), float(read.step), code


def _moved(left: str) -> bool:
    """Whether a rise or a fall is told of the number itself, and not to it."""
    ways = rf"(?:{_RISE}|{_FALL})"
    some = r"(?: (?!to\b|from\b)[a-z]+)"
    before = rf"\b{ways}(?:{some}{{0,3}} by|{some}?(?: of)?)(?: just| only| a mere)? -? ?#"
    return bool(re.search(rf"{before}|#(?: [a-z]+)?? {ways}\b", left))


def _plain(left: str) -> bool:
    """Whether the words next to a percentage are such as only a share or a level has."""
    before, after = re.search(r"(\w+) #", left), re.search(r"# (\w+)", left)
    return all(match is None or match[1] in _BESIDE for match in (before, after))


def own_folder() -> Path:
    """Return the folder of the tables that come with the library."""
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"
