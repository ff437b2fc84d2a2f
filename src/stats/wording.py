"""Which words of a quotation qualify its number, and whether a row says the same."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from unicodedata import category, name, normalize

__all__ = ["Phrase", "problem", "say"]


@dataclass(frozen=True)
class Phrase:
    """Words that qualify a number: a row of `qualifiers.csv`.

    Parameters
    ----------
    phrase
        The words with one # where the number stands, and … where a few words may stand between.
    qualifier
        The code that they mean; "refused" if they make the number something else.
    say
        What is said before the number where the code's usual word would say less; if refused, what
        they make of the number.
    """

    phrase: str
    qualifier: str
    say: str = ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BELOW_20 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_BELOW_20.split())} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)
}
_POWERS = {
    **{"dozen": 12, "hundred": 10**2, "thousand": 10**3, "lakh": 10**5, "million": 10**6},
    **{"crore": 10**7, "billion": 10**9, "trillion": 10**12},
    **{"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9},
}
_FRACTIONS = _set("half halves third thirds quarter quarters fifth fifths")
# Words for a number that is not told in full; k, m and so on are powers only behind digits.
_VAGUE = _FRACTIONS | _set(  # same: they share no word
    "dozen hundred thousand lakh million crore billion trillion dozens hundreds thousands millions "
    "billions double doubled twice triple"
)
# What may stand between a phrase and the number; nouns with "of" behind them.
_PASSED = _set(
    "a an combined current currently grand inmate just mere official officially only prison record "
    "reported reportedly staggering total whopping"
)
_TOTALS = _set("capacity count figure number population sum tally total")
# Over these "more than" compares with something else: "held more than a capacity of 100".
_MEASURES = _set("capacity population")
# Words that qualify where a number is, and elsewhere mean other things: "over the years".
_ORDINARY = _set(
    "+ a about above and approaching around below beyond bit c ca close crossed crossing far good "
    "in just like little max maximum maybe min minimum near nearing neighborhood "
    "neighbourhood north odd of on order over passed passing past perhaps plus possibly pushing "
    "range region rising short shy slightly so some something south sub the to topped topping tops "
    "toward towards tune under up upward upwards vicinity way well"
)
_DATING = _set(
    "in since by until till during from early late mid january february march april may june july "
    "august september october november december"
)
# The units in which what a refused phrase makes of a number is the number itself.
_AT_HOME = {
    **dict.fromkeys(("a rise", "a fall", "a change", "a percentage"), "percent"),
    "a rate": "per_100000",
}
_MOST_BETWEEN = 8
_MARKS = (",", ":", "-")

_TOKEN = re.compile(
    # A number is no part of a longer one, or of a word; its groups may be parted by spaces.
    r"(?P<token>(?<![\w⁄])(?<!\d[.,'])(?:\d{1,3}(?:[ ']\d{3}(?!\d))++(?:\.\d+)?(?![.,]?\d)"
    r"|\d+(?:[.,/:⁄]\d+)*+)(?:⁄|(?:st|nd|rd|th|s)(?!\w))?"
    r"|[^\W\d_][\w⁄]*(?:'\w+)*|[<>=]{1,2})"
    r"|(?P<minus>(?<![\w%])[-−](?=\d))"
    r"|(?P<hyphen>(?<=\w)[-‐‒–—―−](?=[^\W\d])|(?<=[^\W\d])[-‐‒–—―−](?=\w))"
    r"|(?P<mark>[^\w\s])"
)
# Characters by their category: ½ and ² are parts of no number, a soft hyphen is not seen.
_FORMS = {"No": "⁄", "Cf": ""}
# Marks by their category: a dash, and brackets, quotes and currencies.
_SHOWN = {"Pd": "-", **dict.fromkeys(("Ps", "Pe", "Pi", "Pf", "Sc"), "")}
_PRINTED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+)(?:\.\d+)?")


class _Words(NamedTuple):
    """A phrase in tokens: before its gap, before the number and behind it; what it means."""

    head: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    shown: str
    code: str
    say: str

    @property
    def refused(self) -> bool:
        return self.code == "refused"  # same: no code comes after it

    @property
    def compares(self) -> bool:
        return self.code not in ("nearly", "about", "estimated", "refused")


class _Index:
    """Phrases by the token that is next to the number or the gap, the longest first."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.before: defaultdict[str, list[_Words]] = defaultdict(list)
        self.after: defaultdict[str, list[_Words]] = defaultdict(list)
        self.gaps: defaultdict[str, list[_Words]] = defaultdict(list)
        # What qualifies, by its first token, and whether it stands before a number.
        self.anywhere: defaultdict[str, list[tuple[tuple[str, ...], bool]]] = defaultdict(list)
        self.changes: set[tuple[str, str]] = set()
        for phrase in phrases:
            left, _, right = phrase.phrase.partition("#")
            gap = left.rpartition("…")
            head, before, after = (tuple(_tokens(_one_form(t))) for t in (gap[0], gap[2], right))
            shown = " ".join(phrase.phrase.replace("#", " ").split())
            words = _Words(head, before, after, shown, phrase.qualifier, phrase.say)
            if head:
                self.gaps[head[-1]].append(words)
            elif before:
                self.before[before[-1]].append(words)
            elif after:
                self.after[after[0]].append(words)
            leading = head or before
            own = leading or after
            if own and not words.refused:
                self.anywhere[own[0]].append((own, bool(leading)))
            elif before and words.say in ("a rise", "a fall"):
                self.changes.add((before[0], words.say))
        for table in (self.before, self.after, self.gaps):
            for listed in table.values():
                listed.sort(key=lambda w: len(w.head + w.before + w.after), reverse=True)


_index = functools.lru_cache(_Index)


def _one_form(text: str) -> str:
    """A text with one form for each letter, space and quote."""
    text = re.sub(r"[^\x00-\x7f]", lambda c: _FORMS.get(category(c[0]), c[0]), text)
    text = re.sub("[‘’ʼ`]", "'", normalize("NFKC", text)).casefold()
    return re.sub(r"\b(?:per ?cent|pct)\b", "%", " ".join(text.split()))


def _tokens(text: str) -> Iterator[str]:
    """Words, numbers and marks; brackets, quotes, currencies and hyphens are passed over."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match["token"]:
            yield token
        elif match["minus"]:
            yield "−"
        elif match["mark"]:
            mark = _SHOWN.get(category(token), token)
            if mark not in ("", '"', "'", "#", "*"):
                yield mark


def _number(tokens: Sequence[str], i: int) -> tuple[Decimal | None, int]:
    """The number that begins at a token, None if it is not told in full; and where it ends.

    It ends where it begins if there is none. Behind the tokens there are three empty ones.
    """
    first, second = tokens[i : i + 2]
    total, end = Decimal(0), i + 1 + (tokens[i : i + 2] == ["half", "a"])
    digits = first[0].isdecimal()
    if _PRINTED.fullmatch(first):
        current = Decimal(re.sub("[, ']", "", first))
    elif first == "a" and second in _POWERS and second in _VAGUE:
        current = Decimal(1)
    elif first == "half" and tokens[end] in _POWERS:
        current = Decimal("0.5")
    elif first in _SMALL:
        current = Decimal(_SMALL[first])
    else:
        return None, end if digits or first in _VAGUE else i
    while True:
        word, following = tokens[end : end + 2]
        small = _SMALL.get(word, 0)
        if word == "hundred" and current < 100:
            current *= 100
        elif word in _POWERS and current:
            total, current = total + current * _POWERS[word], Decimal(0)
        elif tokens[end : end + 3] == ["and", "a", "half"]:
            current, end = current + Decimal("0.5"), end + 2
        elif small and not digits and not current % (100 if small > 9 else 10):
            current += small
        elif word != "and" or digits or following not in _SMALL:
            break
        end += 1
    vague = tokens[end] in _FRACTIONS or tokens[end] in _POWERS  # two thirds; a lakh crore
    return None if vague else total + current, end


class _Reading:
    """A wording as tokens, a number's last standing for it, and the phrases at its value."""

    def __init__(self, wording: str, value: float, phrases: Sequence[Phrase]) -> None:
        self.index = _index(tuple(phrases))
        # A word may be written right at the number: c38,990.
        text = re.sub(
            r"(?<!\w)[^\W\d_]+(?=\d)",
            lambda match: match[0] + " " * (match[0] in self.index.before),
            _one_form(wording),
        )
        tokens = [*_tokens(text), "", "", ""]
        # Empty ones around them, so that what is next to one need not be looked for.
        self.words = ["", "", ""]
        self.values: dict[int, Decimal | None] = {}
        self.dated: set[int] = set()
        i = 0
        while word := tokens[i]:
            number, end = _number(tokens, i)
            if end > i:  # same: no number ends before it begins
                if self.words[-1] in _DATING and re.fullmatch(r"(?:19|20)\d\d", word):
                    self.dated.add(len(self.words))
                self.values[len(self.words)] = number
            i = max(end, i + 1)
            self.words.append(tokens[i - 1])
        self.words += ["", "", ""]
        wanted = abs(Decimal(str(value)))
        self.used: set[int] = set()
        self.found = {at: self._at(at) for at, number in self.values.items() if number == wanted}

    def _is(self, start: int, words: tuple[str, ...]) -> bool:
        return tuple(self.words[start : start + len(words)]) == words

    def _at(self, place: int) -> list[tuple[_Words, int]]:
        """The phrases at a number, and where each begins."""
        found: list[tuple[_Words, int]] = []
        left, measured = place, False
        for _ in range(_MOST_BETWEEN):
            last = self.words[left - 1]
            if words := self._before(left, place, measured):
                start = left - len(words.before)
            elif last in _PASSED:
                left -= 1
                continue
            elif last == "of" and self.words[left - 2] in _TOTALS:
                measured = self.words[left - 2] in _MEASURES
                left -= 2
                continue
            else:
                words, start = self._over_a_gap(left)
                if not words:
                    break  # same: nothing has moved, so nothing more is found
            found.append((words, start))
            self.used.update(range(start, left))
            left = start
        right = place + 1
        while words := self._behind(right):
            found.append((words, right))
            self.used.update(range(right, right := right + len(words.after)))
        # Over a noun or two: "100 drug suspects or more", "100 people, or more."
        marked = False
        for start in range(right + 1, right + 4):
            mark = self.words[start - 1] in _MARKS
            marked = marked or mark
            if start - 1 in self.values or not (mark or self.words[start - 1].isalpha()):
                break
            if words := self._behind(start):
                end = start + len(words.after)
                closed = not (self.words[end][:1].isalpha() or end in self.values)
                if closed or (words.after[1:] and not marked):
                    found.append((words, start))
                    self.used.update(range(start, end))
                break
        return found

    def _before(self, left: int, place: int, measured: bool) -> _Words | None:
        for words in self.index.before.get(self.words[left - 1], ()):
            fits = self._is(left - len(words.before), words.before)
            if fits and self._is(place + 1, words.after) and not (measured and words.compares):
                return words
        return None

    def _over_a_gap(self, left: int) -> tuple[_Words | None, int]:
        for end in range(left, left - _MOST_BETWEEN, -1):
            for words in self.index.gaps.get(self.words[end - 1], ()):
                start, tail = end - len(words.head), left - len(words.before)
                if self._is(start, words.head) and self._is(tail, words.before):
                    return words, start
            if not self.words[end - 1][:1].isalpha() or end - 1 in self.values:
                break
        return None, left

    def _behind(self, right: int) -> _Words | None:
        for words in self.index.after.get(self.words[right], ()):
            if self._is(right, words.after):
                end = right + len(words.after)
                of_another = end in self.values or self.words[end] == "than"
                return None if of_another and not words.refused else words
        return None

    def apart(self) -> str:
        """The first words that qualify something else than the number; "" if none do."""
        for i, word in enumerate(self.words):
            sign = word and category(word[0]) == "Sm" and word not in "+=|−"
            if sign and i not in self.used:
                return word
            for own, leads in self.index.anywhere.get(word, ()):
                end = i + len(own)
                if not self._is(i, own) or not self.used.isdisjoint(range(i, end)):
                    continue
                if not _ORDINARY.issuperset(own):
                    return " ".join(own)
                while self.words[end] in _PASSED or self.words[end] in _MARKS:
                    end += 1
                if (end if leads else i - 1) in self.values:
                    return " ".join(own)
        return ""

    def in_a_range(self, place: int) -> bool:
        """Whether a number is one end of a range."""
        low = max((i for i in range(place - 6, place) if i in self.values), default=place)
        high = min((i for i in range(place + 1, place + 7) if i in self.values), default=place)
        return self._joined(low, place) or self._joined(place, high)

    def _joined(self, low: int, high: int) -> bool:
        between = [
            self.words[i]
            for i in range(low + 1, high)
            if i not in self.used and self.words[i] not in (*_PASSED, "%")
        ]
        if between[-1:] == ["and"]:
            return "between" in self.words[low - 3 : low]
        if between[-1:] not in (["to"], ["or"], ["-"], ["−"]):
            return False
        # "35,000 people to 40,000", and not "786 compared to".
        near = len(between) < 2 or bool(re.fullmatch("[a-z]+(?<!ed) to", " ".join(between)))
        # same: no mark below it joins a range
        of_others = self.words[low + 1] == "%" and self.words[high + 1] != "%"
        verb = self.words[low - 1 - (self.words[low - 1] == "from")]
        changed = verb == "by" or any(verb == word for word, _ in self.index.changes)
        return near and not (of_others or changed or {low, high} & self.dated)

    def direction(self) -> set[str]:
        """Which way the number went: as the words at it say, or else as any do."""
        at = {words.say for found in self.found.values() for words, _ in found}
        every = set(self.words)
        return at & {"a rise", "a fall"} or {
            way for word, way in self.index.changes if word in every
        }


def problem(
    wording: str, value: float, qualifier: str, unit: str, phrases: Sequence[Phrase]
) -> tuple[str, str] | None:
    """Say what is wrong between a wording, its number and its qualifier: the column, and what.

    Only words at the number qualify it; such words elsewhere are neither taken over nor passed by.
    What is said goes on from the cell: `"over 40" is one end of a range, ...`; None if nothing is
    wrong.

    Examples
    --------
    >>> phrases = [Phrase("over #", "more_than"), Phrase("roughly #", "about")]
    >>> problem("over 40 people", 40, "more_than", "people", phrases)
    >>> problem("over 40 people", 40, "exact", "people", phrases)
    ('qualifier', 'is not what the wording says, "over"; write more_than')
    >>> problem("40 people in roughly 3 rooms", 40, "about", "people", phrases)[0]
    'wording'
    """
    for letter in dict.fromkeys(normalize("NFKC", wording)):
        if category(letter)[0] in "LM" and "LATIN" not in name(letter, ""):
            return "wording", f'has "{letter}", {name(letter, "")}; write it in English'
    reading = _Reading(wording, value, phrases)
    number = f"{Decimal(str(value)).normalize():f}"
    if not reading.found:
        form = f"{abs(Decimal(number)):,f}"
        with_commas = f", where it may stand as {form}" * ("," in form)
        return "wording", (
            f"does not have the number {number}; quote the few words around it{with_commas}"
        )
    if wrong := _something_else(reading, unit):
        return "wording", wrong
    # same: 0 goes no way
    way, opposite = ("a fall", f"-{number}") if value > 0 else ("a rise", number[1:])
    if value > 0 and any(reading.words[place - 1] == "−" for place in reading.found):
        return "value", f"has a minus in the wording; write {opposite}"
    if unit == "percent" and value and reading.direction() == {way}:
        return "value", f"has {way} in the wording; write {opposite}"
    alone = "quote the few words around the number alone"
    if words_apart := reading.apart():
        return "wording", f'has "{words_apart}" apart from the number; {alone}'
    each = [
        {words.code: words.shown for words, _ in found if not words.refused}
        for found in reading.found.values()
    ]
    named = {code: shown for codes in each for code, shown in codes.items()}
    words_named = " and ".join(f'"{shown}"' for shown in named.values())
    if len(named) > 1:
        return "wording", f"has both {words_named}; {alone}"
    if named and not all(each):
        return "wording", f"has the number with {words_named} and without; {alone}"
    if named and qualifier not in named:
        return "qualifier", f"is not what the wording says, {words_named}; write {min(named)}"
    if not named and qualifier != "exact":
        return "qualifier", "is not named by the wording; quote the words that do, or write exact"
    return None


def _something_else(reading: _Reading, unit: str) -> str:
    """What makes the number in a wording another one than the row's; "" if nothing does."""
    itself = "quote words that give the number itself"
    for place, found in reading.found.items():
        if reading.in_a_range(place):
            return "is one end of a range, which no qualifier says; quote other words"
        for words, start in found:
            if words.refused and _AT_HOME.get(words.say) != unit:
                made = words.say or "something else"
                return f'has "{words.shown}" at the number, which makes it {made}; {itself}'
            other = start - 1 - (reading.words[start - 1] == "%")
            if "than" in words.before and reading.words[other].isalpha():
                other -= 1  # 5,000 people more than
            two = other in reading.values and other not in reading.dated
            if two and words.compares and start < place:  # same: no phrase begins at the number
                return f'has "{words.shown}" between two numbers; {itself}'
    return ""


def say(wording: str, value: float, phrases: Sequence[Phrase]) -> str:
    """Return what a wording has before its number where the usual word would say less.

    Examples
    --------
    >>> say("well over 40 people", 40, [Phrase("well over #", "more_than", "well over")])
    'well over'
    """
    found = [words for at in _Reading(wording, value, phrases).found.values() for words, _ in at]
    return next((words.say for words in found if words.say and not words.refused), "")
