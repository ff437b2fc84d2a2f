"""From an article's text to its numbers, and to what follows from what among figures.

It reads no meaning: a number with the noun after it, a date only where the number's own sentence
gives one, and arithmetic among numbers that stand near each other. A person corrects it.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import permutations, product
from textwrap import shorten
from typing import Any, TypeAlias

import pandas as pd

from stats.bounds import over
from stats.dates import Date, date_of, dates_in
from stats.english import as_in_tables, as_printed
from stats.figure import Figure, day_of
from stats.qualifiers import MIRRORED, WAY
from stats.verdicts import check
from stats.wording import NUMBER, is_invisible, readings

_ASIDES = {  # what has digits and is no figure, or none that can be read for sure
    "a date": r"\b\d{1,4}([/.-])\d\d?\1\d{2,4}\b",
    "a time of day": r"\b\d\d?(?:[:.]\d\d)? ?[ap]\.?m\b|\b\d\d?:\d\d\b",
    "an age": r"\b\d\d?[- ]years?[- ]olds?\b|\b(?:aged?|ages)(?: of| between)? \d\d?\b"
    r"(?:(?:-|–| to | and )\d\d?\b)?|(?<=, )\d\d(?=, |,? (?:of|who|from|was)\b)",
    "a range": r"\b\d[\d,.]*(?: ?[-–—] ?|-to-)\d[\d,.]*(?: ?%| per ?cent)?|between \d[\d,.]* and \d"
    r"[\d,.]*|(?<!from )(?<![\d,.])\d{1,3}(?:\.\d+)? to \d[\d.]*(?= ?%|[,.]? )",
    "a span of time": r"(?<![\d,.])\d[\d,.]*[ -](?:(?!this|last|a|an|the|each|per|every)[a-z]+ )?"
    r"(?:years?|yrs?|months?|weeks?|days?|nights?|hours?|minutes?|times)\b",
    "a name": r"(?i:\b(?:nos?|number|week|page|chapter|section|article|room|route|level|class"
    r"|covid)\b\.?|#|№)[ -]?\d+\b(?![,.]\d| ?%)|\b[A-Z]\w*[A-Za-z]-\d+\b",
    "a fraction": r"\b\d+/\d+\b|\d*[½¼¾⅓⅔]|\b(?:one|\d\d?) (?:in|out of) (?:every )?\d+\b(?![,.]\d)"
    r"|\b(?:per|every) \d[\d,]*",
    "a comma as decimal point": r"(?<![\d,.])\d+,\d\d?\b(?!,?\d)",
}
_STOP = re.compile(
    "the|of|an?|in|on|at|to|from|and|or|but|by|for|with|as|is|are|was|were|had|have|has|that|it|he"
    "|be|been|being|who|which|than|per|each|every|this|its|their|last|they|will|not|said"
)
_PEOPLE = {"people", "inmates", "prisoners", "detainees", "men", "women", "deaths", "fatalities"}
_PEOPLE |= {"places", "persons", "individuals", "migrants", "victims", "adults", "children"}
_PEOPLE |= {"boys", "girls", "students", "workers"}
_MONEY = {"£": "pounds", "$": "dollars", "€": "euros", "¥": "yen", "₹": "rupees", "៛": "riel"}
_MONEY |= {"tk": "taka", "rs": "rupees", "p": "pesos"}
_FROM_TO = re.compile(
    r"^(?!.*\b(?:a|per|each) (?:year|month|week|day)\b|.*\b[Aa]nnual).*\bfrom .*\bto "
)
_CUE = re.compile(r"(?i)(?:%|cent) of\b|\bof (?:them|these|th(e|is) (number|total))\b|\bin all\b")
_LESS = re.compile(
    r"\b(?:less(?! than)|minus|deficit|surplus|difference|gap|net|loss|natural|balance)\b"
)
_PERCENT = re.compile(r"[ -]?(?:%|per ?cent\b|pct\b|pc\b)")
_END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][”\"’)])|(?<=:)(?= [“\"]))(?<!\b[A-Z]\.)(?<!\b[NDMS][ors]\.)"
    r"(?<!\b(?:Mrs|Gen|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.)(?<!Sept\.) (?=[^a-z])"
)
_LOOSE = re.compile(  # what a quotation need not begin or end with
    r"^(?:[^\w£$€¥₹៛<>~-]+|s )*(?:(?:and|but|or|that|which|a|the) )*"
    r"|(?:\W+(?:and|but|or|in|on|at|of|to|by|for|from|with|than|as|was|were|are|the|an?|compared))*"
    r"[\s,.;:“”\"‘’!?£$€]*$"
)
_Formula: TypeAlias = Callable[..., float]


def draft(text: str, published: str | date | None = None) -> pd.DataFrame:
    """Return the numbers of an article's text that may be figures, one row each, by a drafted id.

    The columns are as in the tables, and `words`, what qualifies it ("over"); `sentence`, and `at`,
    its place among those with numbers; `unit`, the noun after it, or, where `guessed`, one before;
    `figure`, the row as a Figure, for measures and `relations`. A number of three digits is one row
    however often it is printed. `start` and `end` are what its own sentence gives, or NaT;
    `published`, the day of the article, gives the year of "in May". What is left out stands in
    `attrs["asides"]`, pairs of its words and the reason.

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
        raise ValueError("text: it does not read as English, and no other language is read")
    latest, newest = day, max(re.findall(r"\b(?:19|20)\d\d\b", text), default="")
    for line in [] if day else _sentences(text, []):  # the year of a date without one
        for at, _, days, how in dates_in(line, None, None):
            is_other = how == "than" or re.search("compar|than|against|from ", line[:at])
            if days and str(days[1].year) == newest and (days[1] - days[0]).days < 300:
                latest = latest if is_other else max(latest or days[1], days[1])
    rows: dict[str, dict[str, Any]] = {}
    asides: list[tuple[str, str]] = []
    units, at = [*_PEOPLE, ""], -1
    sentences = [*_sentences(text, asides)] or [""]
    heading = "" if re.search(r"[.!?]\W*$", sentences[0]) else sentences.pop(0)
    for sentence in filter(None, [*sentences, heading]):  # the text is worth more
        found = [*_numbers(sentence, [*dates_in(sentence, day, latest)], units, asides)]
        at += bool(found)
        for row in found:
            name = re.sub(r"[\W_]+", "_", f"{row['unit'] or 'number'}_{row.pop('printed')}")
            is_short = len(f"{row['value']:.0f}".strip("-0")) < 3 and sentence != heading
            while name in rows and is_short:
                name += "_again"
            figure = replace(row["figure"], formula=name, inputs=(name,))
            rows[name] = rows.get(name, row | {"at": at, "figure": figure})
    if not rows:
        raise ValueError("text: it has no number that can be a figure")
    frame = pd.DataFrame([*rows.values()], pd.Index(rows, name="id"))
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    frame.attrs["asides"] = asides
    return frame


def _sentences(text: str, asides: list[tuple[str, str]]) -> Iterator[str]:
    text = "".join(c for c in text if c.isspace() or not is_invisible(c))
    text = re.sub(r"(?<=\d)(?=(?:kg|km|tonnes|tons|lbs?|sqm)\b)|(?<=\bP)(?=\d)", " ", text)
    if re.search(r"\d, 000\b", text):  # 42, 000
        text = re.sub(r"(?<=\d), (?=\d{3}\b)", ",", text)
    text = re.sub(r"(?<=\S) ?\n(?=[a-z])|(?<=[^\n]{60}[\w,])\n(?=\S)", " ", text)  # it goes on
    for line in text.splitlines():
        cell = r"(?:^|[\t|;]|  )[ £$€]*-?\d[\d., ]*%? *(?=$|[\t|;]|  )"
        if len(re.findall(cell, line)) > 1:
            asides.append((line.strip()[:40], "a line of a table"))
            continue
        plain = re.sub(r"^\W*[•▪*‣·–—-]\s+|^\(?\d\d?[.)]\s+", "", " ".join(line.split()))
        yield from filter(None, _END.split(plain))


def _numbers(
    sentence: str, dates: list[Date], units: list[str], asides: list[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """Each number that may be a figure; `units` has the nouns so far."""
    masked = sentence
    for each in dates:
        masked = masked[: each.at] + "¦" * (each.to - each.at) + masked[each.to :]
    dates, dated = [each for each in dates if each.how != "said"], masked
    for why, pattern in _ASIDES.items():
        asides += [(match[0].strip(), why) for match in re.finditer(pattern, masked)]
        masked = re.sub(pattern, lambda match: "¦" * len(match[0]), masked)
    found = [*NUMBER.finditer(masked)]
    ends = [0, *(side for match in found for side in match.span()), len(sentence)]
    found = [n for n in found if n["digits"] or n["power"] or _PERCENT.match(masked, n.end())]
    places, days, last_unit = [each.span() for each in found], None, ""
    for n, (first, last) in enumerate(places):
        near = ends[ends.index(first, 1) - 1], ends[ends.index(last) + 1]
        printed, before, after = sentence[first:last], masked[:first], sentence[last:]
        unit = noun = _unit(before, after, is_percent=bool(_PERCENT.match(after)))
        if guessed := noun[:1] in ("", " "):  # nothing, or " a day"
            words = [each for each in re.findall("[a-z]+", before.lower()) if each in units]
            unit = (words or units)[-1] + noun
        head = sentence[max(near[0], before.rfind("¦") + 1) : first]
        tail = (masked[: near[1]] + "¦")[last:].partition("¦")[0]
        if not (read := _figure(head, printed, tail, unit)):
            asides.append((printed, "it cannot be read"))
            continue
        figure, wording, qualified = read
        units += [] if guessed or noun.startswith("percent") else noun.split(" a ")[:1]
        like, last_unit = figure.kind or ("same" if unit == last_unit else ""), unit
        days = date_of(dated, dates, places, n, (like, days))
        start, end = days or (None, None)
        value, step = (as_in_tables(one, unit) for one in (figure.value, figure.rounded_to))
        yield {
            **{"value": value, "words": qualified, "qualifier": figure.qualifier},
            **{"unit": unit, "rounded_to": step, "start": start, "end": end},
            **{"wording": wording, "sentence": sentence, "guessed": guessed},
            **{"printed": printed.lower(), "figure": replace(figure, start=start, end=end)},
        }


def _figure(head: str, number: str, tail: str, unit: str) -> tuple[Figure, str, str] | None:
    """A number as a figure, the words to quote, and those that qualify it; None if none read."""
    head = re.split(rf"[;:()–—]|, |^{_PERCENT.pattern}|\bthan (?=the|last|in|those)", head)[-1]
    tail = re.split(r"[;:()–—]|, ", tail)[0]
    for many, few in ((6, 4), (2, 0), (0, 0)):
        left = re.sub(rf"^.*?((?:\S+ ){{0,{many}}}\S*)$", r"\1", head)
        right = re.sub(rf"^({_PERCENT.pattern}|\S*)((?: \S+){{0,{few}}}).*", r"\1\2", tail)
        quote = _LOOSE.sub("", left + number + right)
        found = [each for each in readings(quote, unit) if not each.is_year]
        kind = "change" if len(found) == 1 and found[0].way else ""
        with suppress(ValueError):  # of words that say too much
            figure = Figure.parse(quote, unit=unit, kind=kind)
            return figure, quote, next(iter(found[0].codes.values()), "")
    return None


def _unit(before: str, after: str, *, is_percent: bool) -> str:
    """The noun after a number: the first plural among the four words that follow."""
    if (points := re.match(r" ?(?:percentage|per ?cent|%)[ -]points?\b", after)) or is_percent:
        return "percentage points" if points else "percent"
    if rate := re.match(r" (?:[a-z]+ ){0,3}per (\d[\d,]*\d)\b", after):
        return f"per_{rate[1].replace(',', '')}"
    if money := re.search(r"[£$€¥₹៛]$|\b(?:Tk|Rs|P)(?=\.? ?$)", before):
        return _MONEY[money[0].lower()]
    if re.search(r"(?:capacity|designed (?:for|to hold)|accommodate\b)[\w ]{0,25}$", before):
        return "places"
    after = re.sub(r"^(?:(?:,| and| or| to)+ \d+(?:[,.]\d+)*)+(?= [a-z])", "", after)
    after = re.sub(r"^ (?:were|are)(?= \w+s\b)", "", after)
    per = re.match(r"[\w ]{0,25}?\b(?:each|a|per|every) (day|month|year)\b(?! ago| earlier)", after)
    for word in re.findall(r"[A-Za-z][\w-]*", re.split(r"[.;:,()–—]", after)[0])[:4]:
        plain = re.sub("[^a-z]+", "_", word.lower().replace("meter", "metre")).strip("_")
        if _STOP.fullmatch(plain) or plain == "others":
            break
        if plain in _PEOPLE or re.fullmatch(r"\w{2,}[^su]s|children|k[gm]", plain):
            plain = {"kg": "kilograms", "km": "kilometres"}.get(plain, plain)
            return f"{plain} a {per[1]}" if per else plain
    named = re.match(r".*(?:number|total) of (?:\w+ ){0,3}?(people|\w{3,}s)\b[^;]{0,90}$", before)
    rose = rf"\b([a-z]{{2,}}[^su]s)(?: ¦+)? {WAY.pattern}[^,;]{{0,30}}$"
    named = named or re.search(rose, before)
    return (named[1] if named else "") + (f" a {per[1]}" if per else "")


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`: there those of one source, body and place are
    near, if quantities and days agree. A row has the `kind` (growth, growth by a number, share,
    difference, sum or per day), the ids of `claim` and `inputs`, what they `comes_to`, and the
    `answer`: "adds up" and "may add up", as `check` has them, or, of a text, "look again": off by
    at most 5%, where words such as "an increase of" say that it follows, or by anything where a
    sentence says no more than "by", "from" and "to". Numbers meet by chance
    too: it is a question. Raises ValueError if the frame has no figures.

    Examples
    --------
    >>> found = draft("Arrests rose by 50%, from 800 arrests in 2015 to 1,200 arrests in 2020.")
    >>> relations(found).to_numpy().tolist()
    [['growth', 'percent_50', ('arrests_800', 'arrests_1_200'), 50.0, 'adds up']]
    """
    if "figure" not in frame:
        raise ValueError("frame: it has no column figure; give draft(text) or data.rows")
    if "sentence" not in frame:
        at = 9 * frame.groupby(["source", "place", "attributed_to"]).ngroup()
        frame = frame.assign(at=at, sentence="", guessed=False)
    units = frame["figure"].map(lambda one: "people" if one.unit in _PEOPLE else one.unit)
    what = units.mask(frame["guessed"], "")  # what has no noun of its own may be any
    frame = frame.assign(what=what, many=frame["at"].map(frame["at"].value_counts()))
    items: list[Any] = [*frame.assign(order=range(len(frame))).itertuples()]
    table, seen = [], list[set[float]]()
    for claim in items:
        found = []
        pool = [one for one in items if abs(one.at - claim.at) < 5 and one is not claim]
        for kind, formula, inputs in _candidates(claim, pool):
            with suppress(ValueError, ZeroDivisionError):  # it is nothing, or has no range
                comes_to, answer = _answer(kind, formula, claim, inputs)
                far = sum(abs(one.at - claim.at) for one in inputs), abs(comes_to - claim.value)
                row = kind, claim.Index, tuple(one.Index for one in inputs), round(comes_to, 6)
                found.append((answer != "adds up", answer != "may add up", far, (*row, answer)))
        if found:
            best = min(found)[-1]
            numbers = {claim.value, *frame.loc[[*best[2]], "value"]}
            table += [] if numbers in seen else [best]
            seen.append(numbers)
    return pd.DataFrame(table, columns=["kind", "claim", "inputs", "comes_to", "answer"])


def _candidates(claim: Any, pool: list[Any]) -> Iterator[tuple[str, _Formula, tuple[Any, ...]]]:
    """What a claim may follow from, by its unit and by where the numbers stand."""
    percent, is_change = claim.figure.unit == "percent", claim.figure.kind == "change"
    steps = abs(claim.value) / claim.rounded_to
    is_fine = steps >= 100  # seldom met by chance
    by = [one for one in pool if one.order == claim.order - 1 and one.figure.kind == "change"]
    percents = [one for one in pool if one.figure.unit == "percent" and abs(one.at - claim.at) < 2]
    no_count = re.compile("change|per_|percent| a [dmy]")
    pool = [one for one in pool if not no_count.search(one.figure.kind + one.figure.unit)]
    for a, b in product(by, pool) if percent else ():  # fell by 39, or 5.63 percent
        if a.at == claim.at and abs(b.at - a.at) < 2 and len({a.what, b.what, ""}) < 3:
            yield "growth by", lambda by, now: abs(by) / (now - by), (a, b)
    is_less = is_fine and bool(_LESS.search(claim.sentence))
    points = 100 if claim.figure.unit == "percentage points" else 1
    if points > 1:
        pool, is_less = percents, is_fine
    alone = all(one.at != claim.at for one in pool)
    for a, b in permutations(pool, 2):
        near, far = sorted((abs(a.at - claim.at), abs(b.at - claim.at)))
        is_like, is_later = len({a.what, b.what, ""}) < 3, not a.start > b.start
        together = is_like and is_later and far < 2 and (near == 0 or (alone and a.at == b.at))
        if together and percent and (is_change or claim.value > 100):
            yield "growth", lambda start, end: end / start - 1, (a, b)
        elif not percent and ((together and is_change) or (is_less and is_later)):
            yield "difference", lambda start, end: points * (end - start), (a, b)
        here = is_like and (far < 2 or a.order == claim.order - 1)  # 9,426 cases or 15%
        here = percent and a.at == claim.at and (here or (is_fine and far == 0))
        if here and (a.value < b.value or claim.value > 100) and b.at <= a.at and not is_change:
            yield "share", lambda part, whole: part / whole, (a, b)
        is_all = a.order < b.order and a.value + b.value == claim.value and steps >= 1000
        if is_all and not percent and not _LESS.search(a.sentence + b.sentence):
            yield "sum", lambda *parts: sum(parts), (a, b)
    for one in pool if claim.figure.unit.endswith(" a day") else ():
        days, year = one.figure.known_days, one.at == claim.at and " year" in one.sentence
        if n := (days[1] - days[0]).days + 1 if days else 365 * year:
            yield "per day", lambda count, n=n: count / n, (one,)
    is_sum = not is_change and "percent" not in claim.figure.unit and steps >= 10
    pool = [one for one in pool if is_sum and abs(one.at - claim.at) < 2]
    for n, one in enumerate(pool):
        run = [each for each in pool[n : n + 12] if each.at == one.at]
        run = pool[n : n + 2] if len(run) < 2 and claim.qualifier == "exact" else run
        for length in range(2, len(run) + 1):
            is_next = 1 in (one.order - claim.order, claim.order - run[length - 1].order)
            if is_next and len({claim.what, *(e.what for e in run[:length]), ""}) < 3:
                yield "sum", lambda *parts: sum(parts), tuple(run[:length])


def _answer(kind: str, formula: _Formula, claim: Any, inputs: tuple[Any, ...]) -> tuple[float, str]:
    """What inputs come to, and whether that is the claim; ValueError if it is something else."""
    given, first, last = [one.figure for one in inputs], inputs[0], inputs[-1]
    comes_to, value = formula(*map(float, given)), float(claim.figure)
    off, room = abs(comes_to - value), abs(value) / 20
    of_one_time = first.start <= claim.start <= first.end and last.end == claim.end
    of_one_time &= kind == "share" or len({each.quantity for each in given}) == 1
    # It rose by 60%, from 800 to 1,200: of a sentence with no other number, however far off.
    plain = kind in ("growth", "difference") and first.at == last.at == claim.at
    plain &= first.many == 3 and claim.qualifier == "exact"
    plain &= bool(_FROM_TO.search(claim.sentence))
    near = off <= max(room, claim.figure.rounded_to) or plain
    if not near or not (claim.sentence or of_one_time):
        raise ValueError("it is another number, or of another time")
    possible = over(formula, *(each.range for each in given))
    recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
    answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    if answer == "does not add up":
        said = claim.figure.kind == "change" or _CUE.search(first.sentence)
        whole = kind == "sum" and len(inputs) == first.many - (first.at == claim.at)
        here = first.at == last.at and (first.at == claim.at or whole)
        if not plain and (off > room or not (said and here and claim.sentence)):
            raise ValueError("nothing says that it follows")
        answer = "look again"
    return as_in_tables(comes_to, claim.figure.unit), answer


def project(
    text: str, published: str, place: str, body: str, example: Mapping[str, bytes]
) -> tuple[str, dict[str, str]]:
    """Return what a text has, to print, and the files of a project in the form of an example.

    What the text does not give is left empty.
    """
    frame = draft(text, published)
    found = relations(frame)
    related: list[Any] = [*found.itertuples()]
    shown = [_shown(each, frame) for each in related]
    follows = [each for each in related if each.answer == "adds up"]
    for each in follows:
        same = [*each.inputs, *[each.claim] * (each.kind in ("sum", "difference"))]
        is_full = each.kind == "share" and each.comes_to > 100
        frame.loc[same, "unit"] = ["people", "places"] if is_full else frame.at[same[0], "unit"]
    unit, kind = frame["unit"], frame["figure"].map(lambda one: one.kind)
    kind = kind.mask((unit == "percent") & (kind == ""), "stock")
    key = unit.str.replace(r"\W+", "_", regex=True) + ("_" + kind).replace("_", "")
    key = key.mask((kind == "stock") & (frame["value"] > 100), "occupancy").replace("", "things")
    name = key.str.replace("_", " ").str.capitalize()
    title = shorten(text.strip().split("\n")[0], 100, placeholder="…")
    quantity = {"key": key, "name": name, "unit": unit, "kind": kind, "max_days_apart": 31}
    quantity |= {"counts": name + ", as the article has it.", "leaves_out": "It does not say."}
    source = {"key": "article", "title": title, "published": published, "read": date.today()}
    source |= {"licence": "not known", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    figures = frame.assign(quantity=key, place=place, attributed_to=body, source="article")
    tables = {"figures": figures.reset_index(), "quantities": pd.DataFrame(quantity)}
    about = {"name": "my-article", "title": title, "description": title}
    made = {"data/datapackage.json": json.dumps(about, indent=1)}
    for table, rows in (tables | {"sources": pd.DataFrame([source])}).items():
        columns = example[f"data/{table}.csv"].decode().partition("\n")[0].split(",")
        rows = rows.drop_duplicates(columns[0]).reindex(columns=columns)  # noqa: PLW2901
        made[f"data/{table}.csv"] = rows.to_csv(index=False, float_format="%.15g")
    notebook = json.loads(example["notebooks/1-answer.ipynb"])
    kept = [each for each in notebook["cells"] if _KEPT.match("".join(each["source"]))]
    cells = ["stats.relations(data.rows)", *map(_cell, follows)]
    new = [kept[0] | {"id": f"r{n}", "source": cell} for n, cell in enumerate(cells)]
    notebook["cells"] = [*kept[:3], *new, *kept[3:]]
    made["notebooks/1-answer.ipynb"] = json.dumps(notebook, indent=1)
    read = frame[["start", "end", "wording"]].set_axis(frame["figure"].map(_said).rename("number"))
    left = len({*frame.index}.difference(*([each.claim, *each.inputs] for each in related)))
    shown += [f"{left} of {len(frame)} numbers follow from nothing that was tried, nor lead to it."]
    asides = [f"{words} ({why})" for words, why in frame.attrs["asides"]]
    listed = [
        read.to_string(na_rep=""),
        "\n".join(shown),
        f"Left out: {', '.join(asides) or 'nothing'}",
    ]
    return "\n\n".join(listed), made


_KEPT = re.compile(r"import|page\.(?:contents|sources|contact|rows_table\(.*figures\.)|# [TR]|## C")
"""How the cells of the example begin that any chapter has."""


def _said(figure: Figure) -> str:
    """A figure as its source has it, a fall without its sign."""
    if figure.value >= 0:
        return as_printed(figure.value, figure.unit, figure.qualifier)
    qualifier = MIRRORED.get(figure.qualifier, figure.qualifier)
    return f"a fall of {as_printed(-figure.value, figure.unit, qualifier)}"


def _shown(found: Any, frame: pd.DataFrame) -> str:
    """A relation in the words of the text, its result to a digit more than the claim has."""
    claim = frame.loc[found.claim]
    figure, digits = claim["figure"], 1 - math.floor(math.log10(claim["rounded_to"]))
    result = round(found.comes_to, digits) / as_in_tables(1, figure.unit)
    result = _said(replace(figure, value=result, qualifier="exact"))
    kind = {"growth by": "growth", "per day": "daily mean"}.get(found.kind, found.kind)
    inputs = " and ".join(f"“{frame.at[each, 'wording']}”" for each in found.inputs)
    return f"{found.answer}: “{claim['wording']}”; the {kind} of {inputs} is {result}"


def _cell(found: Any) -> str:
    """The code of a relation that adds up: its rows, its measure, what must be true, a sentence."""
    ids, result = found.inputs, f"from_{found.inputs[0]}"
    measures = {"growth": "growth_rate", "difference": "change", "per day": "mean_rate"}
    measure = measures.get(found.kind, "share" if found.comes_to <= 100 else "occupancy_rate")
    by = ', per="day"' if found.kind == "per day" else ""
    code = " + ".join(ids) if found.kind == "sum" else f"stats.{measure}({', '.join(ids)}{by})"
    if found.kind == "growth by":
        code = f"abs(stats.growth_rate({ids[1]} - {ids[0]}, {ids[1]}))"
    rows = [f'{each} = data["{each}"]' for each in ids]
    holds = f'assert stats.check(data["{found.claim}"], {result}).adds_up == "adds up"'
    fall = f"fall = abs({result})" if found.comes_to < 0 else ""
    said = " and ".join(f"{{{each}:,}}" for each in ids)
    said = f'page.prose("From {said} follows {"a fall of {fall}" if fall else f"{{{result}}}"}.")'
    return "\n".join(filter(None, [*rows, f"{result} = {code}", holds, fall, said]))
