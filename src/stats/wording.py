"""What a quotation says of the number in it: its value and step, its qualifier, its direction.

Whoever quotes has read the source. This reads the number, the words at it, and the rise or the fall
by it; whether it is the number that is meant is for the one who quotes.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple
from unicodedata import category, name, normalize

from stats.english import MEASURED, MONTH, MUCH, quoted
from stats.qualifiers import AFTER, APPROXIMATE, BEFORE, BEHIND, DENIED, LINK, MIRRORED, WAY

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ONES += " sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {"zero": 0} | {word: n for n, word in enumerate(_ONES.split(), 1)}
_SMALL |= {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_TO_NINE = "|".join(_ONES.split()[:9])
_ZEROS = {2: "hundred", 3: "thousand k", 5: "lakh lakhs", 6: "million mil mln mio mn m"}
_ZEROS |= {7: "crore crores", 9: "billion bn b", 12: "trillion trn tn"}
_POWERS = {name: 10**n for n, names in _ZEROS.items() for name in names.split()} | {"dozen": 12}
NUMBER = re.compile(
    r"(?<![\w.,/%⁄])(?<!\d:)(?P<minus>(?<![\d%] )-)?"
    r"(?:(?P<digits>\d{1,3}(?P<by>[, '])\d{3}(?:(?P=by)\d{3})*(?:\.\d+)?|\d\d?(?:,\d\d)+,\d{3}"
    r"|\d+(?:\.\d+)?)(?![.,/:]?\d| ?⁄| \d/\d)"
    rf"|(?<!no )(?<!ty )(?<!hundred )(?<!hundred and )(?<!thousand )(?<!thousand and )(?P<small>"
    rf"(?>{'|'.join(sorted(_SMALL, reverse=True))})(?:(?<=ty)[ -](?:{_TO_NINE})\b)?)"
    r"(?!(?<=one)(?<!ty.one) (?:of|another|day|half|third|quarter)\b)"
    r"(?! (?:day|week|month|year) (?:average|high|low|mean)\b))"  # the three year average
    rf"(?: ?(?P<power>{'|'.join(_POWERS)}))?(?!\w)"
    r"(?! (?:and a half|thirds|quarters|f?i[fx]ths|tenths|hundred|thousand|million)\b)"
    rf"(?!(?:(?<=hundred)|(?<=thousand)) (?:and )?(?:{'|'.join(_SMALL)})\b)",
    re.IGNORECASE,
)
"""A number in a text, before it is read."""
PERCENT = re.compile(r"[ -]?(?:%|per ?cent\b|pct\b|p\.?c\b\.?)")
_MONEY = re.compile(r"(?:\b[a-z]{1,3})?[$£€¥₹៛₦₱] ?$|\b(?:usd?|rs|tk) $")
_CODE = re.compile(  # of a currency
    rf"\b(?:[A-Z][A-Za-z]{{0,3}}(?={MUCH})|(?:[A-Z]{{3}}|[KTU]?[Ss]hs?|RM|Rs|Tk)\.? (?={MUCH}))"
)
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_DAY = r"\d\d?(?:st|nd|rd|th)?"
_MONTH = f"(?i:{MONTH})"
_PLAIN = {  # how what is written in several ways is read, one after the other
    "[‘’ʼ`]": "'",
    r"(?<=\d)‚(?=\d{3})": ",",  # 38‚990, with a quotation mark
    "[‐‑‒–—―−]": "-",
    rf"(?i)(?<![\w-])(?:(?:an?|{_TO_NINE}) (?:hundred|thousand)(?: and)?)?"  # forty-two [42]
    rf"(?: ?\b(?:{'|'.join(_SMALL)})(?:[ -](?:{_TO_NINE}))?)?(?= [\[(]\d[\d,. ]*[\])])": "",
    r"(?:[\"“”«»*()\[\]\s]|(?<!\w)'|'(?!\w))+": " ",
    r"(?<=\d)·(?=\d)": ".",
    r"(?<![\d,.])(\d{1,3}),(?=\d\d? ?(?:%|per ?cent|[mb]illion))": r"\1.",  # 8,1%
    r"\bcovid[- ]?19\b": "covid",
    rf"\b(?:{_DAY}(?:-| to | and ))?{_DAY} (?:of )?{_MONTH}": "then",
    rf"\b({_MONTH} ){_DAY}(?:-{_DAY})?\b(?![.,]?\d| ?%| per)": r"\1",
    r"\b((?:19|20)\d\d)[-/]\d\d\b": r"\1",  # the year 2019-20
    r"(?<![\w+])\+(?=\d)": "up ",
    r"\b(ca?|rs|tk)\.?(?=\d)": r"\1 ",  # c.300, Rs500
    r"(?<=[<>=≥≤~≈±])(?=\d)|(?<=\d)(?=[a-z]{2,}\b)(?!(?:st|nd|rd|th|am|pm)\b)": " ",
    r"(?<=[a-z])-(?=\w)|(?<=\w)-(?=[a-z])": " ",  # a 300-strong crowd
    r"((?<![\d,.])\d{1,3}(?:\.\d+)?)"  # 10 to 15%
    r"(?= ?(?:-|to |or |and ) ?[\d.]+ ?(?:%|per ?cent\b))": r"\1%",
}
_TIMES = {"twice|doubl(?:ed?|ing)": 2, "tr(?:ip|eb)l(?:ed?|ing)": 3, "quadrupl(?:ed?|ing)": 4}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_PART = re.compile(  # a part, which is read to the nearest 10%: a third, two in five
    rf"\b(?:(?<!first )(?<!second )half(?! year| past| time)"
    rf"|(?!(?<=and )a half)(?P<n>an?|{_TO_NINE})"
    rf"(?: (?P<part>{'|'.join(_PARTS)})s?| (?:in|out of) (?P<all>{_TO_NINE}|ten)))\b"
    r"(?! (?:of )?(?:an? |one )?(?:per ?cent|%|percentage|[mb]illion|dozen|hour)"
    r"| (?:straight|consecutive|successive|running|party|person|term|year|quarter|time|day)\b)"
)
_WEIGHTS = {"tonnes": "(?:metric )?(?:tonn?es|tons?|mt)", "kilograms": "k(?:ilogram|ilo|g)s?"}
_WEIGHTS |= {"hectares": "(?:hectares?|ha)", "acres": "acres?"}
"""Measures of one thing, which are not converted."""
_RESULT = r"(?<!works out )(?<!worked out )(?<!amounts )(?<!equates )(?<!equivalent )"
_LEVELS = {"below", "under", "above", "past", "beyond"}
_JOINED = re.compile(r"(?: [a-z]+)? ?(?:-|\b(?:to|or|through|and)\b) ?")
_NO = re.compile(  # only before a verb: "no answer when over 300 fled" denies no number
    r"\b(no|none)(?: [a-z']+){0,3} (?:is|are|was|were|has|had|have|fell|rose|stood|got|reached"
    r"|scored|achieved|recorded) $"
)
_MOVED = re.compile(rf"{WAY.pattern}|\b(?:went|gone|moved|chang\w+|shift\w+)\b")
_CARRIED = re.compile(
    r"\b(?:br[io]\w+|tak\w+|push\w*|rais\w+|rose|went|gone|ris\w+|gr[eo]w\w*)[a-z' ]*(?<! by )$"
)


class Reading(NamedTuple):
    """A number of a quotation, the step of its last digit, and what the words at it say."""

    value: Decimal
    step: Decimal
    codes: dict[str, str]  # of the words that qualify it, with these
    way: int  # 1 a rise by it, -1 a fall, 0 neither
    is_level: bool  # what something came to or from, and so no change
    end: str  # of a range: the code of what it bounds
    is_year: bool
    is_percent: bool

    def code(self, value: float) -> str:
        """Return the code of its words, where a fall is a value below 0."""
        code = next(iter(self.codes), "exact")
        return MIRRORED.get(code, code) if value < 0 < self.value else code

    def refusal(self, kind: str, qualifier: str = "") -> str:
        """Return why its words cannot be read as of this kind, or nothing."""
        if len(self.codes) > 1 and not self.codes.keys() <= APPROXIMATE:
            return f"has both {' and '.join(map(quoted, self.codes.values()))}; quote one of them"
        if self.end and (self.end != qualifier or not self.codes.keys() <= APPROXIMATE):
            what = f"has the number at one end of a range; write the qualifier {self.end}, or, if "
            what += (
                "it rose or fell, quote the verb too, or, if it is one of several, quote it alone"
            )
            return what
        if kind == "change" and self.is_level:
            what = "has what it came to, and not the change; quote how much it changed"
            return f"{what}, or take a quantity of another kind"
        return ""


def readings(wording: str, unit: str = "") -> list[Reading]:
    """Return each number of a quotation, with the words at it."""
    text, found, left, end = _simple(wording, unit), list[Reading](), "", 0
    for match in NUMBER.finditer(text):
        digits = match["digits"] or str(sum(map(_SMALL.__getitem__, match["small"].split())))
        power, places = _POWERS.get(match["power"], 1), len(digits.partition(".")[2])
        before, after = _MONEY.sub("", text[: match.start()]), text[match.end() :]
        percent = PERCENT.match(after)
        codes, before, after = _qualifiers(before, after[percent.end() :] if percent else after)
        way, is_level = _way(before, after, {*codes.values()})
        is_between = left.endswith("between ")
        joined = found and found[-1].is_percent == bool(percent) and _JOINED.fullmatch(before[end:])
        value = Decimal(re.sub("[, ']", "", digits)) * power * (-1 if match["minus"] else 1)
        step, is_year = Decimal(1).scaleb(-places) * power, bool(_YEAR.fullmatch(match[0]))
        way = -1 if match["minus"] else way
        end_of = "at_least" if before.endswith("between ") else ""
        one = found[-1] if joined else None
        fell = any(each["fall"] for each in WAY.finditer(left))
        is_bare = joined and joined[0].strip() in {"-", "to", "or", "and" * is_between}
        if one and is_bare and one.step < 2 and one.value * power <= value * (10 if fell else 1):
            found[-1] = one = one._replace(value=one.value * power, step=one.step * power)
        moved = not is_between and _MOVED.search(left)
        if one and not moved and is_between == before.endswith("and "):
            ends = ["at_least", "at_most"][:: 1 if one.value <= value else -1]
            found[-1], end_of = one._replace(end=ends[0]), ends[1]
            is_level &= left.endswith("from ")  # and not in "by 3 to 5%"
        found += [Reading(value, step, codes, way, is_level, end_of, is_year, bool(percent))]
        left, end = before, len(text) - len(after)
    if unit == "percent" and not any(each.is_percent for each in found):
        found += map(_part, [*_PART.finditer(text)])
    return found


def _part(match: re.Match[str]) -> Reading:
    """A part as a percentage; of one over or under a third, such that no such part lies outside."""
    text, of = match.string, _PARTS[match["part"] or "half"]
    value = 100 * _SMALL.get(match["n"], 1) / _SMALL.get(match["all"], of)
    codes, before, after = _qualifiers(text[: match.start()], text[match.end() :])
    way, is_level = _way(before, after, {*codes.values()})
    codes = codes or {"about": match[0]}
    up = 0.5 if codes.keys() & {"about", "estimated"} else 0.99
    up *= not codes.keys() & {"more_than", "at_least"}
    nearest = Decimal(math.floor(value + up))
    return Reading(nearest, Decimal(10), codes, way, is_level, "", False, is_percent=True)


def _simple(wording: str, unit: str) -> str:
    """A wording in small letters, with plain signs, single spaces, and ⁄ for parts of numbers."""
    text = _CODE.sub("$", wording.replace("m²", "sqm"))
    text = normalize("NFKC", "".join("⁄" if category(c) == "No" else c for c in text)).casefold()
    text = "".join(c for c in text if c.isspace() or not is_invisible(c))
    for pattern, plain in _PLAIN.items():
        text = re.sub(pattern, plain, text)
    for word, times in _TIMES.items() if unit == "times" else ():
        text = re.sub(rf"\b(?:{word})(?: to)?\b(?: {times}\b(?![.,]\d))?", f"{times},", text)
    if unit.startswith("per_"):  # without its base, such as "per 100,000"
        base = f"{int(unit[4:]):,}".replace(",", "[, ]?")
        base += {"1000": "|thousand", "1000000": "|million"}.get(unit[4:], "")
        text = re.sub(rf"\b(?:per|(?:for|in|of) every|out of) (?:{base})\b", "", text)
    return text.strip()


def _qualifiers(before: str, after: str) -> tuple[dict[str, str], str, str]:
    """The words that qualify a number, by their codes, and the texts around without them."""
    codes: dict[str, str] = {}
    while match := BEFORE.search(before):
        code, start = str(match.lastgroup), before[: match.start()]
        words = match[code]
        compares = code not in APPROXIMATE and re.search(r"(?:%|cent|times)(?: [a-z]+)? $", start)
        if compares or (words == "up to" and _CARRIED.search(start)):
            break  # 20% more than the 300 of 2016; bringing it up to 300
        if code in DENIED and (no := _NO.search(start)):
            code, words = DENIED[code], f"{no[1]} … {words}"
        codes.setdefault(code, words)
        before = start
    if match := AFTER.match(after):
        codes.setdefault(str(match.lastgroup), match[str(match.lastgroup)])
        after = after[match.end() :]
    return codes, before, after


def _way(before: str, after: str, words: set[str]) -> tuple[int, bool]:
    """Whether the number is of a rise (1) or a fall (-1), and whether something came to it."""
    last = next(reversed([*WAY.finditer(before)]), None)
    if above := re.match(r" (?:(above)|below) (?:the |that )?(?:last|previous|prior)\b", after):
        return (1 if above[1] else -1), False  # moving to 10% above last year's
    if re.search(rf"{_RESULT}\b(?:to|from) $", before) or (
        last and {each.split()[-1] for each in words} & _LEVELS and not before[last.end() :].strip()
    ):
        return 0, True
    if last and LINK.fullmatch(before, last.end()):
        return (1 if last["rise"] else -1), False
    return next((way for way, each in BEHIND.items() if each.match(after)), 0), False


def is_invisible(character: str) -> bool:
    """Whether nobody sees a character, so that two texts with and without it look alike."""
    blank = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    blank += "\U000e0100-\U000e01ef]"
    return not character.isprintable() or bool(re.match(blank, character))


def _foreign(wording: str) -> str:
    letters = [c for c in normalize("NFKC", wording) if c.isalpha() and "LATIN" not in name(c, "")]
    return f'has "{letters[0]}", {name(letters[0])}; write it in English' if letters else ""


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: str, kind: str = "", step: float = math.inf
) -> tuple[str, str] | None:
    """Return what is wrong between a row's wording and its cells: the column, and what."""
    kind = "change" if unit == "percent" and not kind else kind
    written, small = f"{Decimal(str(value)).normalize():f}", wording.casefold()
    same = [each for each in readings(wording, unit) if abs(each.value) == abs(Decimal(written))]
    is_dated = re.search(rf"\b(?:in|since|until|during|year|{_MONTH}) {written}\b", small)
    found = [each for each in same if not each.is_year] or ([] if is_dated else same)
    found = [each for each in found if each.is_percent or unit != "percent"] or found  # one in ten
    if foreign := _foreign(wording):
        return "wording", foreign
    of = [each for each, how in _WEIGHTS.items() if re.search(rf"(?:\d|ion) ?{how}\b", small)]
    if of and unit in _WEIGHTS and unit not in of:
        return "wording", f"is in {of[0]}, and its quantity in {unit}; take one in {of[0]}"
    if len(found) != 1:
        what = f"does not have the number {written}; mend the value, or"
        what = f"has the number {written} twice;" if found else what
        what = f"has {written} only as a year;" if same and not found else what
        other = [each for each in readings(wording, unit) if not each.is_year]
        if not readings(wording, unit):
            what = "has no number that is read; add it in brackets, as in “a hundred [100]”"
            return "wording", f"{what}, take a quantity in times (“doubled”), or quote other words"
        reads = f"; it reads {other[0].value:,f}" if len(other) == 1 and not same else ""
        reads += " (a comma parts thousands)" if re.search(r"\d\.\d{3}\b", small) else ""
        if len(other) == 1 and round(value / float(other[0].value or 1), 6) in {1e3, 1e6, 1e9}:
            reads += "; where a heading has its scale, write it behind, as in 161.2 [million]"
        if not other and _PART.search(small):
            reads += "; a part (“half”) is read in percent"
        return "wording", f"{what} quote the few words around it{reads}"
    read = found[0]
    if value < 0 < read.value:
        read = read._replace(end=MIRRORED.get(read.end, read.end))
    if refusal := read.refusal(kind, qualifier):
        return "wording", refusal
    behind = rf"\b{written}(?: [a-z]+){{0,4}} (per (?:\d[\d, ]*000|thousand|million))\b"
    base = re.search(behind, _simple(wording, unit))  # which is without its own
    if unit.startswith("per_") and base:
        return "wording", f"is {base[1]}, and its quantity in {unit}; take one of that unit"
    # An increase of 20.8, or of points, which are no percent.
    in_words = unit == "percent" and bool(re.search("percentage(?! points?)", small))
    if (read.is_percent or in_words) != (unit == "percent") and "points" not in unit:
        if unit == "percent":
            which = "one in percentage points" if "points" in small else "another quantity"
            what = "has no percent at the number; quote it too (of a heading, behind: 32.2 [%])"
            return "wording", f"{what}, or take {which}"
        what = "has a percentage at the number, and its quantity is in"
        return "wording", f"{what} {unit}; take one in percent, or quote words for {unit}"
    if (kind == "change" or read.value < 0) and read.way * value < 0:
        way = "fall" if value > 0 else "rise"
        return "value", f"has a {way} in the wording; write {-Decimal(written):f}"
    if Decimal(str(step)) < read.step:
        return "rounded_to", f"is finer than the wording, which is written to {read.step:f}"
    if qualifier in (read.code(value), read.end):
        return None
    if not read.codes:
        what = "is not at the number; quote its words beside it, or write exact if it has none"
        return "qualifier", what
    words = next(iter(read.codes.values()))
    if qualifier == "exact" and re.match(r"as |up to|some$", words):  # may but stress or reach it
        return None
    fall = " (of a fall, which is below 0)" * (value < 0 and read.code(value) in MIRRORED)
    return "qualifier", f'is not what the wording has, "{words}"; write {read.code(value)}{fall}'


def read_quotation(wording: str, unit: str, kind: str = "") -> tuple[float, float, str]:
    """Return the number that a wording gives, its last digit's step, and its qualifier.

    A change by a fall is below 0. Years, days, and percentages where none is wanted are passed
    over. Raises ValueError, with what to mend, if there is not just one number, or if its words say
    what `unit` or `kind` do not.
    """
    found, percent = readings(wording, unit), unit == "percent"
    wanted = [each for each in found if each.is_percent == percent or "points" in unit]
    wanted = [each for each in wanted if not each.is_year]
    wrong = _foreign(wording)
    if not wanted:
        what = "percentage" if percent else "number but a percentage" if found else "number"
        if not percent and any(each.is_year for each in found):
            what = "number but a year (as a count, it has a comma: 2,019)"
        wrong = wrong or f"has no {what}; quote it in digits"
    elif len(wanted) > 1:
        many = ", ".join(f"{each.value:,f}" for each in wanted)
        wrong = wrong or f"has {len(wanted)} numbers, {many}; quote the few words around one"
    elif wrong := wrong or wanted[0].refusal(kind):
        pass
    elif wanted[0].way < 0 and not (kind or percent):
        wrong = 'has a fall at the number; say kind="change", or kind="flow" if it is a count'
    elif not MEASURED.search(unit) and (
        (unit and wanted[0].value % 1) or wanted[0].step == Decimal("0.001")
    ):
        wrong = "has a fraction, and such things are counted whole; take another unit"
    if wrong:
        raise ValueError(f"{quoted(wording)} {wrong}")
    read, is_change = wanted[0], kind == "change" or (percent and not kind)
    value = -read.value if is_change and read.way < 0 < read.value else read.value
    return float(value), float(read.step), read.code(float(value))
