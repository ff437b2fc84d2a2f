"""Which words of a quotation qualify its number, and whether a row has the same qualifier."""

import csv
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from unicodedata import category, name, normalize

from stats.english import quoted
from stats.qualifiers import OPEN, QUALIFIERS


@dataclass(frozen=True)
class Phrase:
    """Words around a number and what they mean: a row of `qualifiers.csv`.

    `phrase` has # where the number stands and … where a few other words may stand; without #, it
    may stand anywhere. `(a|b)` is a or b, and `(a)?` is a or nothing. `qualifier` is the code that
    it means; else what it makes of the number, which is then refused.
    """

    phrase: str
    qualifier: str


# Numbers in words: one of these, with a power or without. Longer ones must be quoted in digits.
_SMALL = "a zero one two three four five six seven eight nine ten eleven twelve"
_VALUES: dict[str, int] = dict(zip(_SMALL.split(), [1, *range(13)], strict=True))
_LARGE = {"dozen": 12, "hundred": 100, "thousand": 10**3, "lakh": 10**5, "million": 10**6}
_LARGE |= {"crore": 10**7, "billion": 10**9, "trillion": 10**12}
_POWERS = _LARGE | {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}
_ANY_POWER = "|".join(_LARGE)
_WORD = (
    f"(?:{_SMALL[2:].replace(' ', '|')}|{_ANY_POWER}|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)
_NUMBER = re.compile(
    # No part of a longer number, or of a word; its groups have one mark between them.
    r"(?<![\w⁄.,/])(?:(?P<digits>\d{1,3}(?P<mark>[, '])\d{3}(?:(?P=mark)\d{3})*(?:\.\d+)?"
    r"|\d+(?:\.\d+)?(?! \d{3}(?!\d)))(?![.,/:']?\d)"
    rf"|(?P<small>(?<!half )a(?= (?:{_ANY_POWER})\b)|{_SMALL[2:].replace(' ', '|')}))"
    rf"(?:[ -]?(?P<power>{'|'.join(_POWERS)}))?(?![\w⁄])"
    rf"(?![ -](?:and )?(?:a )?(?:{_ANY_POWER}|half|halves|thirds?|quarters?|fifths?)\b)"
    rf"(?(small)(?![ -](?:and )?{_WORD}))"
    rf"|\b{_WORD}(?:[ -](?:and )?{_WORD})*|(?<![^\W\d_])\d[\w⁄]*(?:[.,/:⁄']\w+)*"
)
_YEAR = re.compile(r"(?:19|20)\d\d|2100")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATING = re.compile(rf"\b(?:in|since|by|until|till|during|year|early|mid|late|{_MONTHS})[ -]$")
_SPAN = "(?:day|week|month|year)"
_FEW = r"(?: [a-z']+){0,8}?"
# What may stand between a phrase and the number.
_PASSED = (
    r"(?:(?:an?|combined|current(?:ly)?|grand|inmate|just|mere|official(?:ly)?|only|prison|record|"
    r"reported(?:ly)?|total|(?:capacity|population|count|figure|number|sum|tally|total) of) )*"
)
# Over these "more than" compares with something else: "more than a capacity of 100".
_COMPARED = _PASSED.replace("capacity|population|", "")
# Words that qualify a number next to them, and elsewhere mean other things: "over the years".
_ORDINARY = (
    "+ a about above and approaching around below beyond bit c ca close crossed crossing far good "
    "in just like little max maximum maybe min minimum near nearing neighbourhood neighborhood odd "
    "of on or order over passed passing past perhaps plus possibly pushing range region short shy "
    "slightly so some something sub the to topped topping tops toward towards tune under up upward "
    "upwards vicinity way well"
)
_BESIDE = re.compile(rf" (?:the |[,:-] )?{_PASSED}[@#]")
_CHANGES = {"a rise", "a fall"}
_END_OF_RANGE = re.compile(
    r"@(?: [a-z]+)? (?:to|or|-|−) (?:[a-z]+ ){0,2}#(?! %)"
    r"|@ (?:% )?(?:to|or|-|−) (?:[a-z]+ ){0,2}# %"
    r"|#(?: %| [a-z]+)? (?:to|or|-|−) (?:[a-z]+ ){0,2}@"
    r"|\bbetween .*\band (?:[a-z]+ )*#"
)


@functools.lru_cache
def _patterns(phrases: tuple[Phrase, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds phrases at the number, and elsewhere: in the group p3 that at index 3."""
    leading, following, elsewhere = [], [], []
    for n, phrase in enumerate(phrases):
        left, number, right = (part.strip() for part in phrase.phrase.partition("#"))
        before, after = _expression(left), _expression(right.removeprefix("… "))
        words = f"(?P<p{n}>{before}{f' # {after}' if left and right else after})"
        passed = _COMPARED if phrase.qualifier in OPEN else _PASSED
        few = _FEW if right.startswith("…") else ""
        if left:
            leading.append(words + (f" {passed}#" if number and not right else r"(?!\S)"))
        elif phrase.qualifier in QUALIFIERS:
            # Behind other words only at the end: not "38,990 prisoners or more than ever".
            few = f"(?P<few{n}>{few.replace('0', '1') or '@'})?(?: [,:-])?"
            following.append(rf"{few} {words}(?(few{n})(?= [^\w@]|$)|(?!\S)(?! @| than))")
        else:
            following.append(rf"{few} {words}(?!\S)")
        if number and not (left and right):
            elsewhere.append(words)
    return (
        re.compile(rf"(?<!\S)(?:{_any(leading)}|#(?:{_any(following)}))"),
        re.compile(rf"(?<!\S)(?:{_any(elsewhere)})(?!\S)"),
    )


def _any(expressions: list[str]) -> str:
    return "|".join(expressions) or "(?!)"


def _expression(words: str) -> str:
    """Words of a phrase as a regular expression."""
    escaped = re.sub(r"[^\w\s()|?…']", lambda sign: re.escape(sign[0]), words)
    return escaped.replace("(", "(?:").replace(" …", _FEW)


def is_phrase(phrase: str) -> bool:
    """Tell whether a phrase can be read: words, one # at most, and brackets in pairs."""
    parts = [part.strip().removeprefix("… ") for part in phrase.split("#")]
    try:
        sides = [re.compile(_expression(part)) for part in parts if part]
    except re.error:
        return False
    return len(parts) < 3 and bool(sides) and not any(side.fullmatch("") for side in sides)


@functools.lru_cache
def _one_form(wording: str, value: float) -> str:
    """A wording with # for its number, y2020 for a year, @ for any other, and single spaces."""
    # ½ and ² are parts of no number.
    text = "".join("⁄" if category(c) == "No" else c for c in wording.replace("m²", "sqm"))
    text = re.sub("[‘’ʼ`]", "'", normalize("NFKC", text).casefold())
    text = "".join(c for c in text if category(c) != "Cf" and c not in '"*#@')
    text = re.sub(r"(?<!\w)'|'(?!\w)", "", " ".join(text.split()))
    text = re.sub(r"\b(?:per ?cent|pct)\b", "%", text)
    text = re.sub(r"(?<=\d) ?(?:sqm|m2)\b", " sqm", text)
    text = re.sub(r"\b(ca?|approx|est|max|min)(?:\.|(?=\d))", r"\1 ", text)  # c. 38,990; c38,990
    text = re.sub(r"(?<=\w)[-‐‒–—−](?=[^\W\d])|(?<=[^\W\d])[-‐‒–—−](?=\w)", " ", text)
    text = re.sub(r"(?<![\w%])[-−](?=\d)", "− ", text)
    # No rates: "3,895 children a year ago", "up 14% in a year".
    text = re.sub(rf"\b(?:an?|one) {_SPAN} (?:ago|earlier|before|later)\b", "then", text)
    text = re.sub(rf"\b(?:with)?in an? {_SPAN}\b", "then", text)
    wanted = abs(Decimal(str(value)))

    def token(match: re.Match[str]) -> str:
        digits, power = match["digits"], match["power"]
        number = Decimal(re.sub("[, ']", "", digits or str(_VALUES.get(match["small"], "NaN"))))
        number *= _POWERS.get(power, 1)
        bare_year = not power and _YEAR.fullmatch(digits or "")
        if bare_year and (number != wanted or _DATING.search(match.string, 0, match.start())):
            return f" y{digits} "
        return " # " if number == wanted else " @ "

    text = _NUMBER.sub(token, text)
    text = "".join("" if category(c) in ("Pi", "Pf", "Ps", "Pe", "Sc") else c for c in text)
    text = re.sub(r"([<>=]{1,2}|[^\w\s'<>=])", r" \1 ", re.sub("[‐‒–—―]", "-", text))
    return " ".join(text.split())


def years(wording: str, value: float) -> list[int]:
    """Return the years that a wording names beside its number.

    Examples
    --------
    >>> years("over 2,019 in March 2020", 2_019)
    [2020]
    """
    return [int(year) for year in re.findall(r"(?<!\S)y(\d{4})(?!\S)", _one_form(wording, value))]


def _not_once(text: str, number: str) -> str:
    if "#" in text:
        wrong = f"has the number {number} twice"
    elif f"y{number}" in text.split():
        wrong = f"has {number} only as a year"
    else:
        wrong = f"does not have the number {number}"
    form = f"{abs(Decimal(number)):,f}"
    right = f", where it may stand as {form}" if "," in form else ""
    return f"{wrong}; quote the few words around it{right}"


def problem(  # noqa: PLR0917
    wording: str, value: float, qualifier: str, unit: str, phrases: Sequence[Phrase], kind: str = ""
) -> tuple[str, str] | None:
    """Return what is wrong between a wording, its number and its qualifier: the column, and what.

    The number of a quantity whose `kind` is "change" may be a rise or a fall. Only words at the
    number qualify it; such words elsewhere are refused. The answer goes on from the cell: `"35 to
    40" has the number at one end of a range; ...`; None if nothing is wrong.

    Examples
    --------
    >>> phrases = [Phrase("over #", "more_than"), Phrase("(roughly|about) #", "about")]
    >>> problem("over 40 people", 40, "more_than", "people", phrases)
    >>> problem("over 40 people", 40, "exact", "people", phrases)
    ('qualifier', 'is not what the wording has, "over"; write more_than')
    >>> problem("40 people in roughly 3 rooms", 40, "about", "people", phrases)[0]
    'wording'
    """
    for letter in dict.fromkeys(normalize("NFKC", wording)):
        if category(letter)[0] in "LM" and "LATIN" not in name(letter, ""):
            return "wording", f'has "{letter}", {name(letter, "")}; write it in English'
    if unit.startswith("per_"):
        below = f"{int(unit[4:]):,}".replace(",", "[, ]?")
        in_words = {"per_1000": "thousand", "per_1000000": "million"}.get(unit, below)
        wording = re.sub(rf"\bper (?:{below}|{in_words})\b", "", wording)
    text, number = _one_form(wording, value), f"{Decimal(str(value)).normalize():f}"
    if text.count("#") != 1:
        return "wording", _not_once(text, number)
    if _END_OF_RANGE.search(text):
        return "wording", "has the number at one end of a range; quote other words"
    unit_kind = "change" if unit == "percent" else kind
    alone = "quote the few words around the number alone"
    at, elsewhere = _patterns(tuple(phrases))
    at_number: dict[str, str] = {}  # by what they mean, the words at the number
    while match := at.search(text):
        group = str(match.lastgroup)
        words, means = match[group], phrases[int(group[1:])].qualifier
        if means in OPEN and re.search(r"@(?: %| [a-z]+)? $", text[: match.start(group)]):
            return "wording", f'has "{words}" between two numbers; {alone}'
        # "79% were not vaccinated" denies nothing of the number.
        if not (means == "a denial" and unit == "percent" and "#" in text[: match.start(group)]):
            at_number.setdefault(means, words)
        kept = "#" if "#" in match[0] else ""
        text = " ".join(f"{text[: match.start()]} {kept} {text[match.end() :]}".split())
    for means, words in at_number.items():
        # In some units what it makes of the number is the number itself.
        itself = {"a percentage"} if unit == "percent" else set()
        itself |= {"a change", *_CHANGES} if unit_kind == "change" else set()
        itself |= {"a rate"} if " a " in unit else set()
        itself |= {"a difference"} if "points" in unit else set()
        if means not in itself.union(QUALIFIERS):
            other = "quote words that give the number itself"
            return "wording", f'has "{words}", which makes the number {means}; {other}'
    if unit == "percent" and "a percentage" not in at_number:
        return "wording", "has no percent at the number; quote it too, or take another quantity"
    changes = _CHANGES & at_number.keys()
    for match in elsewhere.finditer(text):
        words, means = match[0], phrases[int(str(match.lastgroup)[1:])].qualifier
        beside = text[: match.start()].endswith("@ ") or _BESIDE.match(text, match.end())
        if means in QUALIFIERS and (beside or not {*words.split()} <= {*_ORDINARY.split()}):
            return "wording", f'has "{words}" elsewhere than at the number; {alone}'
        changes |= _CHANGES & {means} if "a change" in at_number else set()
    if sign := next((c for c in text if category(c) == "Sm" and c not in "+=|−"), ""):
        return "wording", f'has "{sign}" elsewhere than at the number; {alone}'
    way, right = ("a fall", f"-{number}") if value > 0 else ("a rise", number.lstrip("-"))
    if value > 0 and "− #" in text:
        return "value", f"has a minus in the wording; write {right}"
    if unit_kind == "change" and value and changes == {way}:
        return "value", f"has {way} in the wording; write {right}"
    named = {means: words for means, words in at_number.items() if means in QUALIFIERS}
    words_named = " and ".join(f'"{words}"' for words in named.values())
    if len(named) > 1:
        return "wording", f"has both {words_named}; {alone}"
    if named and qualifier not in named:
        return "qualifier", f"is not what the wording has, {words_named}; write {min(named)}"
    if not named and qualifier != "exact":
        return "qualifier", "is not in the wording; quote the words that qualify, or write exact"
    return None


def read_quotation(wording: str, unit: str, kind: str = "") -> tuple[float, float, str]:
    """Return the number that a wording gives, its last digit's step, and its qualifier.

    A fall is below 0, if `kind` is "change".

    Raises ValueError if there is no such number, or more than one, or the wording would be refused
    of a row.

    Examples
    --------
    >>> read_quotation("about 1.5 million people in 2020", "people")
    (1500000.0, 100000.0, 'about')
    """
    phrases = _shipped()
    accepted: dict[float, tuple[float, float, str]] = {}
    refused = ["has no number in digits; quote the few words around one"]
    for match in _NUMBER.finditer(normalize("NFKC", wording).casefold()):
        if not (match["digits"] or match["small"]):
            continue
        digits = re.sub("[, ']", "", match["digits"] or str(_VALUES[match["small"]]))
        power = _POWERS.get(match["power"], 1)
        value, step = (Decimal(digits) * power, Decimal(1).scaleb(-len(digits.partition(".")[2])))
        for qualifier in QUALIFIERS:
            wrong = problem(wording, float(value), qualifier, unit, phrases, kind)
            if wrong and wrong[0] == "value" and kind == "change":  # a fall
                value = -value
                wrong = problem(wording, float(value), qualifier, unit, phrases, kind)
            if wrong is None:
                accepted[float(value)] = float(value), float(step * power), qualifier
            elif wrong[0] == "wording":
                refused.append(wrong[1])
    # Beside another number, 2016 is a year.
    numbers = [each for each in accepted if not _YEAR.fullmatch(f"{each:.15g}")] or [*accepted]
    if len(numbers) == 1:
        return accepted[numbers[0]]
    if accepted:
        refused.append(f"has {len(numbers)} numbers; quote the few words around one")
    raise ValueError(f"{quoted(wording)} {refused[-1]}")


@functools.lru_cache
def _shipped() -> tuple[Phrase, ...]:
    with (own_folder() / "qualifiers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Phrase(**row) for row in csv.DictReader(file))


def own_folder() -> Path:
    """Return the folder of the tables that come with the library."""
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"
