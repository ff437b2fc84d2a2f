"""From an article's text to its numbers, and to what follows from what among figures.

It reads no meaning: a number with the noun after it, a date only where the number's own sentence
gives one, and arithmetic among numbers that stand near each other. A person corrects it.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import combinations, permutations, product
from textwrap import shorten
from typing import Any

import pandas as pd

from stats.bounds import over
from stats.dates import DATE, date_of, dates_in
from stats.english import MONEY, MUCH, as_in_tables
from stats.figure import Figure, day_of
from stats.measures import change
from stats.qualifiers import OPEN
from stats.verdicts import check
from stats.wording import NUMBER, PERCENT, is_invisible, readings

_ASIDES = {  # what has digits and is no figure, or none that can be read for sure
    "a date": r"\b\d{1,4}([/.-])\d\d?\1\d{2,4}\b|\b(?:19|20)\d\d/(?:20)?\d\d\b"
    r"|\b\d\d?(?:st|nd|rd|th)?(?: ?[-–] ?| to | and )(?=¦)",  # 19 to 25 August
    "a time of day": r"\b\d\d?(?:[:.]\d\d)? ?[apAP]\.?[mM]\b|\b\d\d?:\d\d\b",
    "an age": r"\b\d\d?[- ]years?[- ]olds?\b|\b(?:aged?|ages)(?: of| between)? \d\d?\b(?!\.\d)"
    r"(?:(?:-|–| to | and )\d\d?\b(?![.,]\d))?|(?<=, )\d\d(?=, |,? (?:of|who|from|was)\b)",
    "a range": r"\b\d[\d,.]* ?[-–—] ?\d[\d,.]*%?|(?<=etween )\d[\d,.]*%? and \d[\d,.]*\b"
    r"|(?<!from )(?<!by )(?<![\d,./])(?<!\d )\d{1,3}(?:\.\d+)? to \d{1,3}(?:\.\d+)?(?= ?%| [a-z])",
    "a span of time": r"(?<![\d,.])\d[\d,]*[ -](?:(?:year|month|week|day|hour|minute)s?|times)\b",
    "a name": r"(?i:\b(?:nos?|number|week|page|chapter|section|article|room|route|level|class"
    r"|quarter|region|grade|covid|fy)\b\.?|#|№)[ -]?\d+\b(?![,.]\d| ?%)|\b[A-Z]\w*[A-Za-z]-\d+\b",
    "a fraction": r"\b\d+/\d+\b|\b(?:one|\d\d?) (?:in|out of) (?:every )?\d+\b(?![,.]\d)"
    r"|\b(?:per|every) \d[\d,]*",
}
_IN_WORDS = re.compile(r"(?i)\b(?:half|doubled|tripled|twice|(?:a|one|two) (?:third|quarter)s?)\b")
_STOP = re.compile(
    "the|of|an?|in|on|at|to|from|and|or|but|by|over|for|with|as|is|are|was|were|had|have|has|that"
    "|it|he|be|been|being|who|which|than|per|each|every|this|its|their|last|they|will|not|said|others"
)
_PEOPLE = re.compile("people|men|women|children|boys|girls|students|inmates|prisoners|places")
_CUE = re.compile(r"(?i)\bof (?:them|these|th(e|is) (number|total))\b|\bin all\b")
_FROM_TO = re.compile(r"^(?!.*(nnual|(a|per|each) (month|year))).*\b(from .*\bto|to .*\bfrom) ")
_THAN = re.compile(r"\b(?:(?:up|down) from|compared|against|(?:last|previous) year)\b")
_NO_COUNT = re.compile("change|per_|percent| a [dmy]")
_MOVES = {"change", "fall", "growth", "rise"}
_GENERAL = _MOVES | {"percent", "rate", "share", "stock", "thing"}
"""Words in the names of quantities that do not tell what is counted."""
_CELL = re.compile(r"(?:^|[\t|;]|  )[ £$€]*-?\d[\d., ]*%? *(?=$|[\t|;]|  )")
_END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][”\"’)]))(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z][a-z]\.) (?=[^a-z])"
)
_LOOSE = re.compile(  # what a quotation need not begin or end with
    r"^(?:[^\w£$€¥₹៛<>~-]+|(?:and|but|or|that|which|a|the|s|pc|pct|per ?cent) )*"
    rf"|(?:\W+(?:{_STOP.pattern}|compared))*[\s,.;:“”\"‘’!?£$€]*$"
)
_KINDS: dict[str, tuple[Callable[..., float], str]] = {  # its formula, and its code in a chapter
    "growth": (lambda then, now: now / then - 1, "stats.growth_rate({0}, {1})"),
    "growth by": (lambda by, now: by / (now - by), "stats.growth_rate({1} - {0}, {1})"),
    "difference": (lambda then, now: now - then, "stats.change({0}, {1})"),
    "points": (lambda then, now: 100 * (now - then), "stats.change({0}, {1})"),
    "share": (lambda part, whole: part / whole, "stats.share({0}, {1})"),
    "sum": (lambda *parts: sum(parts), "sum([{0}])"),
    "per day": (lambda count, days=365: count / days, 'stats.mean_rate({0}, per="day")'),
}
_ANSWERS = ["adds up", "may add up", "look again"]
_KEPT = re.compile(r"import|page\.(?:contents|sources|contact|rows_table\(.*figures\.)|# [TR]|## C")
"""How the cells of the example begin that any chapter has."""
_FOLLOWS = """{rows}
follows = {measure}
checked = stats.check({claim}, data, follows)
assert checked.adds_up == "adds up"
text = "From {said} follows {{follows}}; the article has “{{{claim}.row.wording}}”."
page.claim({{"{claim}": checked}}, data, text=text)"""


def draft(text: str, published: str | date | None = None) -> pd.DataFrame:
    """Return the numbers of an article's text that may be figures, one row each, by a drafted id.

    The columns are as in the tables, and `words`, what qualifies it ("over"); `sentence`, and `at`,
    its place among those with numbers; `unit`, the noun after it, or, where `guessed`, one before;
    `figure`, the row as a Figure, for measures and `relations`. A number of three digits is one row
    however often it is printed. `start` and `end` are what its own sentence gives, or NaT, as of
    all changes; `published`, the day of the article, gives the year of "in May" and the end of
    "this year". What is left out stands in `attrs["asides"]`, its words and the reason.

    Raises ValueError if it is not English or has no number, or if `published` is no day.

    Examples
    --------
    >>> found = draft("Inmates rose by 78% to over 38,990 in March 2020, a group said.")
    >>> found[["value", "qualifier", "unit", "wording"]].to_numpy().tolist()[1]
    [38990.0, 'more_than', 'inmates', 'to over 38,990']
    """
    day = day_of("published", published)
    words = re.findall(r"[^\W\d]+", text.lower())
    if len(words) >= 20 and sum(map(bool, map(_STOP.fullmatch, words))) < 0.12 * len(words):
        what = "it does not read as English, and no other language is read; draft your translation"
        raise ValueError(f"text: {what}, and say so in the notes")
    rows: dict[str, dict[str, Any]] = {}
    asides: list[tuple[str, str]] = []
    for printed, row in _numbers(text, day, asides):
        name = re.sub(r"[\W_]+", "_", f"{row['unit'] or 'number'}_{printed.lower()}")
        if name in rows and len(f"{row['value']:.0f}".strip("-0")) < 3:
            name += f"_{len(rows)}"
        if row["start"] and name in rows and not rows[name]["start"]:  # a headline has no days
            del rows[name]
        if seen := re.search(r"\s*".join(map(re.escape, row["wording"].split())), text):
            row["wording"] = " ".join(seen[0].split())  # as printed, 10pc
        row["figure"] = replace(row["figure"], formula=name, inputs=(name,))
        rows.setdefault(name, row)
    if not rows:
        left = ", ".join(f"{words} ({why})" for words, why in asides[:9]) or "nothing"
        raise ValueError(f"text: it has no number in digits that can be a figure; left out: {left}")
    frame = pd.DataFrame([*rows.values()], pd.Index(rows, name="id"))
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    frame["at"] = pd.factorize(frame["sentence"])[0]
    frame.attrs["asides"] = asides
    return frame


def _sentences(text: str, asides: list[tuple[str, str]]) -> Iterator[str]:
    text = "".join(c for c in text if c.isspace() or not is_invisible(c)).replace("--", "—")
    text = re.sub(rf"\b((?:RM|Rs|Tk|P|R)(?=\d)|[A-Z][A-Za-z]{{0,3}}(?={MUCH}))", r"\1 ", text)
    text = re.sub(r"(?i)(?<=\d)(?=[a-z]{2,}\b)(?!(?:st|nd|rd|th|am|pm)\b)", " ", text)  # 20kg
    for mark in (", ", r"\."):  # 42, 000 and 161.000
        if re.search(rf"\b[1-9]\d*{mark}000\b(?! ?%)", text):
            text = re.sub(rf"(?<=\d){mark}(?=\d{{3}}\b)", ",", text)
    text = re.sub(r"(?<=\S) ?\n(?=[a-z])|(?<=[^\n]{60}[\w,])\n(?=\S)", " ", text)  # it goes on
    for line in text.splitlines():
        if len(_CELL.findall(line)) > 1:
            asides.append((line.strip()[:40], "a line of a table"))
        else:
            yield from filter(None, _END.split(" ".join(line.split())))


def _numbers(
    text: str, day: date | None, asides: list[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each number that may be a figure, as a row of `draft`; what is left out goes to `asides`."""
    last_noun = ""
    for sentence in _sentences(text, asides):
        dates, dated = [*dates_in(sentence, day)], _hidden(DATE, sentence)
        masked = dated
        for why, pattern in _ASIDES.items():
            asides += [(match[0].strip(), why) for match in re.finditer(pattern, masked)]
            masked = _hidden(pattern, masked)
        bare = _hidden(NUMBER, masked)
        asides += [(words, "in words") for words in _IN_WORDS.findall(masked)]
        asides += [(word, "it cannot be read") for word in re.findall(r"[^\s¦]*\d[^\s¦]*", bare)]
        for match in NUMBER.finditer(masked):
            first, last = match.span()
            percent = PERCENT.match(masked, last)
            if match["small"] and not (match["power"] or percent):  # seven men
                asides += [(match[0], "in words")] * (match[0].lower() != "one")
                continue
            noun, per = _unit(masked[:first], sentence[last:], is_percent=bool(percent))
            if guessed := not noun:
                nouns = re.findall(rf"\b(?:{_PEOPLE.pattern})\b", masked[:first].lower())
                noun = (nouns or [last_noun])[-1]
            head, tail = bare[:first].rpartition("¦")[2], bare[last:].partition("¦")[0]
            if not (read := _figure(head, match[0], tail, noun + per)):
                asides.append((match[0], "it cannot be read"))
                continue
            figure, quote, words = read
            if not (guessed or noun.startswith("percent")):
                last_noun = noun
            days = date_of(dated, dates, first, last)
            if days and figure.kind != "change":  # which runs from one count's days to another's
                figure = replace(figure, start=days[0], end=days[1])
            value, step = (as_in_tables(x, figure.unit) for x in (figure.value, figure.rounded_to))
            row = {"value": value, "words": words, "qualifier": figure.qualifier}
            row |= {"unit": figure.unit, "rounded_to": step}
            row |= {"start": figure.start, "end": figure.end, "wording": quote}
            row |= {"sentence": sentence, "guessed": guessed, "figure": figure}
            yield match[0], row


def _hidden(pattern: str | re.Pattern[str], text: str) -> str:
    return re.sub(pattern, lambda match: "¦" * len(match[0]), text)


def _figure(head: str, number: str, tail: str, noun: str) -> tuple[Figure, str, str] | None:
    """A number as a figure, the words to quote, and those that qualify it; None if none read."""
    head = re.split(r"[;:()–—]|, |\bthan (?=the|last|in|those)", head)[-1]
    tail = re.split(r"[;:()–—]|, ", tail)[0]
    # What has decimals is measured, in a unit that may not be known here, such as GWh.
    for unit, (many, few) in product((noun, ""), ((6, 4), (2, 0))):
        left = re.sub(rf"^.*?((?:\S+ ){{0,{many}}}\S*)$", r"\1", head)
        right = re.sub(rf"^({PERCENT.pattern}|\S*)((?: \S+){{0,{few}}}).*", r"\1\2", tail)
        quote = _LOOSE.sub("", left + number + right)
        found = [each for each in readings(quote, unit) if not each.is_year]
        kind = "change" if len(found) == 1 and found[0].way else ""
        with suppress(ValueError):  # of words that say too much
            figure = Figure.parse(quote, unit=unit, kind=kind)
            return figure, quote, next(iter(found[0].codes.values()), "")
    return None


def _unit(before: str, after: str, *, is_percent: bool) -> tuple[str, str]:
    """The noun after a number, the first plural among the four words that follow, and " a day"."""
    if (points := re.match(r" ?(?:percentage|per ?cent|%)[ -]points?\b", after)) or is_percent:
        return ("percentage points" if points else "percent"), ""
    if base := re.match(r" (?:[a-z]+ ){0,3}(?:per|(?:in|of) every) (\d[\d,]*\d)\b", after):
        return f"per_{base[1].replace(',', '')}", ""
    for words, noun in (MONEY | {r"capacity[\w ]{0,25}": "places"}).items():
        if re.search(rf"(?:{words}) ?$", before):
            return noun, ""
    after = re.sub(r"^ (?:were|are)(?= \w+s\b)|U\.S\.(?= dollars)", "", after)
    after = re.sub(r"(?i)^ (?=k?m[²2])", " square ", after)
    after = re.sub(r"(?i)^ (square|cubic|sq) ", r" \1_", after)
    per = re.match(r"[\w ]{0,25}?\b(?:each|a|per|every) (day|month|year)\b(?! ago| earlier)", after)
    rate = f" a {per[1]}" if per else ""
    for word in re.findall(r"[A-Za-z][\w-]*", re.split(r"[.;:,()–—]", after)[0])[:4]:
        plain = re.sub("[^a-z]+", "_", word.lower().replace("meter", "metre")).strip("_")
        if _STOP.fullmatch(plain):
            break
        if _PEOPLE.fullmatch(plain) or re.fullmatch(r"\w{2,}[^su]s|\w*k[gm]s?|\w+_m", plain):
            return plain, rate
    named = re.match(r".*(?:number|total) of (?:\w+ ){0,3}?(people|\w{3,}s)\b[^;]{0,90}$", before)
    return (named[1].lower() if named else ""), rate


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`: there those of one source and place are
    near, if quantities and days agree. A row has the `kind` (growth, growth by a number, share,
    difference, points, sum or per day), the ids of `claim` and `inputs`, what they
    `comes_to`, and the `answer`: "adds up" and "may add up", as `check` has them, or "look
    again": off by at most 5%, where words such as "an increase of" or the names of quantities say
    that it follows; by anything where a sentence says no more than "by", "from" and "to", or the
    days are those of the two counts; or the other way. Numbers meet by chance too.

    Raises ValueError if the frame has no figures.

    Examples
    --------
    >>> found = draft("Arrests rose by 50%, from 800 arrests in 2015 to 1,200 arrests in 2020.")
    >>> relations(found).to_numpy().tolist()
    [['growth', 'percent_50', ('arrests_800', 'arrests_1_200'), 50.0, 'adds up']]
    """
    if "figure" not in frame:
        raise ValueError("frame: it has no column figure; give draft(text) or data.rows")
    if "sentence" not in frame:
        at = 9 * frame.groupby(["source", "place"]).ngroup()
        frame = frame.assign(at=at, sentence="", guessed=False)
    units = frame["figure"].map(lambda one: "people" if _PEOPLE.fullmatch(one.unit) else one.unit)
    what = units.mask(frame["guessed"], "")  # what has no noun of its own may be any
    many = frame["at"].map(frame["at"].value_counts())
    frame = frame.assign(what=what, many=many, order=range(len(frame)))
    items: list[Any] = [*frame.itertuples()]
    table = []
    for claim in items:
        near = [one for one in items if abs(one.at - claim.at) < 5 and one is not claim]
        found = [_follows(claim, kind, inputs) for kind, inputs in _candidates(claim, near)]
        table += [row for *_, row in sorted(filter(None, found))[:1]]
    return pd.DataFrame(table, columns=["kind", "claim", "inputs", "comes_to", "answer"])


def _candidates(claim: Any, near: list[Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What a claim may follow from, by its unit and by where the numbers stand."""
    unit, is_change = claim.figure.unit, claim.figure.kind == "change"
    percent, points = unit == "percent", unit == "percentage points"
    steps = abs(claim.value) / claim.rounded_to  # a fine number is seldom met by chance
    counts = [one for one in near if not _NO_COUNT.search(one.figure.kind + one.figure.unit)]
    rates = [one for one in near if one.figure.unit == "percent"]
    for by, now in product(near, counts) if percent else ():  # fell by 39, or 5.63 percent
        is_by = by.figure.kind == "change" and abs(now.at - by.at) < 2 and by not in rates
        is_alike = by.figure.unit == now.figure.unit and by.start == claim.start
        if is_by and (abs(by.order - claim.order) == 1 if claim.sentence else is_alike):
            yield "growth by", (by, now)
    pairs = rates if points else counts
    alone = all(one.at != claim.at for one in pairs)
    for a, b in permutations(pairs, 2):
        close, far = sorted((abs(a.at - claim.at), abs(b.at - claim.at)))
        together = far < 2 and (close == 0 or (alone and a.at == b.at))
        is_later = _is_later(a, b) is not False
        if (is_change or points) and together and is_later and len({"", a.what, b.what}) < 3:
            yield "growth" if percent else "points" if points else "difference", (a, b)
        is_of = b.at <= a.at == claim.at and (far < 2 or a.order == claim.order - 1)
        is_of = is_of and not (a.start < b.start or b.end < a.end)
        is_of &= bool(claim.sentence) or a.what == b.what
        if percent and not is_change and is_of and a.value < b.value:  # 9,426 cases or 15%
            yield "share", (a, b)
        if a.order < b.order and a.value + b.value == claim.value and steps >= 10_000:
            yield "sum", (a, b)
    for one in counts if unit.endswith(" a day") else ():
        if one.at == claim.at and (claim.sentence or unit == f"{one.figure.unit} a day"):
            yield "per day", (one,)
    if not is_change and "percent" not in unit and steps >= 10:
        near = [one for one in counts if abs(one.at - claim.at) < 2]
        for first, last in combinations(range(len(near)), 2):
            run = near[first : last + 1]
            is_next = 1 in (run[0].order - claim.order, claim.order - run[-1].order)
            what = {"", claim.what, *(one.what for one in run)}
            if is_next and run[0].at == run[-1].at and len(what) < 3:
                yield "sum", tuple(run)


def _is_later(a: Any, b: Any) -> bool | None:
    """Whether the second number is of a later time, by its dates or by words; None if not told."""
    if a.start < b.start or a.start > b.start:
        return bool(a.start < b.start)
    first, second = sorted((a, b), key=lambda one: one.order)
    if begun := [one for one in (a, b) if re.match(r"(?:\w+ )?from ", one.wording)]:
        return begun[0] is a
    rest = first.sentence.partition(first.wording or " ")[2] * (first.at == second.at)
    between = "".join(rest.partition(second.wording or " ")[:2])
    return second is a if _THAN.search(between) else None


def _follows(claim: Any, kind: str, inputs: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """A row of `relations`, after what ranks it; None if the claim is something else."""
    given, first, last = [one.figure for one in inputs], inputs[0], inputs[-1]
    of_one_time = first.start <= claim.start <= first.end and last.end == claim.end
    named = [{w.removesuffix("s") for w in x.quantity.split("_")} for x in (claim.figure, *given)]
    # Deaths and a growth of deaths; of a text the sentence says it.
    is_its = bool(claim.sentence) or (named[-1] <= named[0] and named[0] - named[-1] <= _MOVES)
    its = set() if claim.sentence else named[0] - _GENERAL
    if kind == "sum" and any(x.start < claim.start or claim.end < x.end for x in inputs):
        return None  # 3,487 in April and 2,860 in May are 6,347 in March by chance
    if its and not its & (named[1] if kind == "share" else set.union(*named[1:])):
        return None
    is_of_parts = kind == "share" or (kind == "sum" and bool(set.intersection(*named)))
    of_one_time &= is_of_parts or kind == "growth by" or len({x.quantity for x in given}) == 1
    is_here = first.at == last.at == claim.at
    # Nothing else can be meant, however far off: it rose by 60%, from 800 to 1,200.
    is_plain = kind == "growth" and claim.qualifier == "exact" and is_here and first.many == 3
    is_plain = is_plain and bool(_FROM_TO.search(claim.sentence))
    with suppress(ValueError, ZeroDivisionError):  # it is nothing, or has no range
        if not claim.sentence and kind in {"growth", "difference"}:
            change(*given)  # if they are of one quantity, and of periods of one length
            is_plain = is_its and of_one_time and claim.start == first.start
        formula, days = _KINDS[kind][0], given[0].known_days
        if kind == "per day" and days:
            formula = partial(formula, days=(days[1] - days[0]).days + 1)
        comes_to, value = formula(*map(float, given)), float(claim.figure)
        if kind == "growth by" and claim.figure.kind != "change":  # it says no way
            comes_to = abs(comes_to)
        off, room = abs(comes_to - value), abs(value) / 20
        is_other_way = kind in {"growth", "difference"} and bool(_is_later(first, last))
        is_other_way &= comes_to * value < 0 and abs(comes_to + value) <= claim.figure.rounded_to
        if off > max(room, claim.figure.rounded_to) and not (is_plain or is_other_way):
            return None
        possible = over(formula, *(each.range for each in given))
        recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
        answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
        if answer not in _ANSWERS:
            is_said = claim.figure.kind == "change" or _CUE.search(first.sentence)
            is_all = kind == "sum" and len(inputs) == first.many and claim.order < first.order
            is_near = is_its and is_said and (is_here or is_all) and off <= room
            answer = "look again" if is_plain or is_near or (is_its and is_other_way) else ""
        if answer in _ANSWERS and (claim.sentence or of_one_time):
            ids = tuple(one.Index for one in inputs)
            is_open = any(one.qualifier in OPEN for one in inputs)  # as of a headline
            rank = answer == "look again", kind == "growth by", is_open, _ANSWERS.index(answer)
            comes_to = round(as_in_tables(comes_to, claim.figure.unit), 6)
            return rank, off, (kind, claim.Index, ids, comes_to, answer)
    return None


def project(
    text: str, given: dict[str, str], files: Mapping[str, str], *, is_second: bool
) -> tuple[str, dict[str, str]]:
    """Return what a text has, to print, and the files of a project in the form of an example.

    `given` has the day when it was `published`, `start` and `end` of the counts that it dates
    nowhere, and cells that all rows of figures share, among them `source`. What neither it nor the
    text gives is left empty. Of a second source, `files` are tables of a project, with its rows
    added as what others say; ValueError if it is there.
    """
    frame = draft(text, given["published"])
    kind = frame["figure"].map(lambda one: one.kind)
    days = {name: pd.Timestamp(day_of(name, given.pop(name))) for name in ("start", "end")}
    frame.loc[kind != "change", [*days]] = frame[[*days]].fillna(days)
    found = relations(frame)
    unit = frame["unit"].replace(["detainees", "inmates", "prisoners"], "people")
    kind = kind.mask((unit == "percent") & (kind == "") & (frame["value"] <= 100), "stock")
    kind = kind.mask(unit == "percentage points", "change")
    by = found[(found["kind"] == "growth by") & (found["answer"] == "adds up")]
    for claim, (rise, _) in by[["claim", "inputs"]].to_numpy():  # of "fell by 39, or 5%" both
        kind[claim], frame.loc[claim, ["start", "end"]] = "change", pd.NaT
        frame.loc[claim, "value"] = math.copysign(frame.at[claim, "value"], frame.at[rise, "value"])
    quantity = frame["unit"].replace("", "things").str.replace(r"\W+", "_", regex=True)
    quantity += ("_" + kind).replace("_", "")
    cells = ["# Where you rename a row, rename it below.\nstats.relations(data.rows)"]
    for each in found[found["answer"] == "adds up"].itertuples():
        ids, claim = [*each.inputs], each.claim
        rows = "\n".join(f'{one} = data["{one}"]' for one in (*ids, claim))
        said = " and ".join(f"{{{one}}}" for one in ids)
        measure = _KINDS[each.kind][1].format(*([", ".join(ids)] if each.kind == "sum" else ids))
        cells.append(_FOLLOWS.format(rows=rows, measure=measure, claim=claim, said=said))
        # From the first count of a thing to the second.
        if each.kind in ("growth", "difference", "points"):
            quantity[ids] = quantity[ids[0]]
            frame.loc[claim, ["start", "end"]] = frame.at[ids[0], "start"], frame.at[ids[1], "end"]
        ids += [claim] * (each.kind in ("sum", "difference"))
        unit[quantity.isin(quantity[ids])] = unit[frame.loc[ids, "value"].idxmax()]  # of the whole
    # A change is in the unit of what changed.
    unit = quantity.str.removesuffix("_change").map(unit.groupby(quantity).first()).fillna(unit)
    columns, number = ["value", "qualifier", "unit", "start", "end", "wording"], "{:,.12g}".format
    follows = found.to_string(index=False, float_format=number)
    left_out = [f"{words} ({why})" for words, why in frame.attrs["asides"]]
    shown = [
        frame[columns].to_string(na_rep="", float_format=number),
        follows if len(found) else "Nothing was found to follow.",
        "Left out: " + (", ".join(left_out) or "nothing"),
    ]
    name = quantity.str.replace("_", " ").str.capitalize()
    title = shorten(text.strip().split("\n")[0], 100, placeholder="…")
    of = {"key": quantity, "name": name, "unit": unit, "kind": kind, "max_days_apart": 31}
    of |= {"counts": name + ", as the article has it.", "leaves_out": "It does not say."}
    source = given | {"key": given["source"], "licence": "not known", "read": f"{date.today()}"}
    # The text of a second source may be some of its sentences.
    source |= {"sha256": sha256(text.encode()).hexdigest() * (not is_second), "title": title}
    figures = frame.assign(quantity=quantity, **given).reset_index()
    figures["id"] = (given["source"] + "_") * is_second + figures["id"]
    tables = {
        "context" if is_second else "figures": figures,
        "sources": pd.DataFrame([source]),
        "quantities": pd.DataFrame(of).drop_duplicates("key"),
    }
    made, added = _filled(tables, files, is_second=is_second)
    shown += added
    if not is_second:
        about: dict[str, Any] = {"name": "my-article", "title": f"Checked: {title}"}
        about |= {"description": title, "contributors": [{"title": "", "roles": ["author"]}]}
        about |= {"licenses": [{"name": "", "path": ""}], "contact": ""}
        made["data/datapackage.json"] = json.dumps(about, indent=1)
        made["notebooks/1-answer.ipynb"] = _chapter(cells, files["notebooks/1-answer.ipynb"])
    return "\n\n".join(shown), made


def _filled(
    tables: dict[str, pd.DataFrame], files: Mapping[str, str], *, is_second: bool
) -> tuple[dict[str, str], list[str]]:
    """Tables as text, of a second source behind what is there, and what each has more."""
    made, added = {}, []
    for table, filled in tables.items():
        there = files[f"data/{table}.csv"].rstrip("\n").split("\n")[: None if is_second else 1]
        columns = there[0].lstrip("\ufeff").replace('"', "").split(",")
        key = "id" if "id" in filled else "key"
        keys = {row.get(key) for row in csv.DictReader(there[1:], columns)}
        new, known = filled[~filled[key].isin(keys)], filled[key][filled[key].isin(keys)]
        if key not in columns or (table == "sources" and len(known)):
            what = f"has {known.iloc[0]}; rename the file" if len(known) else f"has no column {key}"
            raise ValueError(f"its source cannot be added: {table}.csv {what}")
        new = new.reindex(columns=columns)
        there.append(new.to_csv(index=False, header=False, float_format="%.15g"))
        made[f"data/{table}.csv"] = "\n".join(there)
        what = f"Added to {table}.csv: {', '.join(new[key]) or 'nothing'}"
        there_were = f". Rows put under what was there: {', '.join(known)}; are they the same?"
        what += there_were * bool(len(known))
        added += [what] * is_second
    return made, added


def _chapter(sources: list[str], example: str) -> str:
    """A chapter in the form of an example, with other cells of code."""
    notebook = json.loads(example)
    kept = [each for each in notebook["cells"] if _KEPT.match("".join(each["source"]))]
    new = [kept[0] | {"id": f"r{n}", "source": source} for n, source in enumerate(sources)]
    new[0]["metadata"] = {"tags": ["remove-cell"]}  # for who works on it
    notebook["cells"] = [*kept[:3], *new, *kept[3:]]
    return json.dumps(notebook, indent=1)
