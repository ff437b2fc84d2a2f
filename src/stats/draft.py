"""From an article's text to its numbers, and to what follows from what among figures.

It reads no meaning: a number with the noun after it, a date only where the number's own sentence
gives one, and arithmetic among numbers that stand near each other. A person corrects it.
"""

import hashlib
import json
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
from stats.dates import date_of, dates_in
from stats.english import MONEY, as_in_tables
from stats.figure import Figure, day_of
from stats.verdicts import check
from stats.wording import NUMBER, is_invisible, readings

_ASIDES = {  # what has digits and is no figure, or none that can be read for sure
    "a date": r"\b\d{1,4}([/.-])\d\d?\1\d{2,4}\b",
    "a time of day": r"\b\d\d?(?:[:.]\d\d)? ?[ap]\.?m\b|\b\d\d?:\d\d\b",
    "an age": r"\b\d\d?[- ]years?[- ]olds?\b|\b(?:aged?|ages)(?: of| between)? \d\d?\b(?!\.\d)"
    r"(?:(?:-|–| to | and )\d\d?\b)?|(?<=, )\d\d(?=, |,? (?:of|who|from|was)\b)",
    "a range": r"\b\d[\d,.]*(?: ?[-–—] ?|-to-)\d[\d,.]*(?: ?%| per ?cent)?|between \d[\d,.]* and \d"
    r"[\d,.]*|(?<!from )(?<![\d,.])(?<!\d )\d{1,3}(?:\.\d+)? to \d[\d.]*(?= ?%|[,.]? )",
    "a span of time": r"(?<![\d,.])\d[\d,]*[ -](?:(?!this|last|a|an|the|each|per|every)[a-z]+ )?"
    r"(?:years?|yrs?|months?|weeks?|days?|nights?|hours?|minutes?|times)\b",
    "a name": r"(?i:\b(?:nos?|number|week|page|chapter|section|article|room|route|level|class"
    r"|quarter|region|grade|covid)\b\.?|#|№)[ -]?\d+\b(?![,.]\d| ?%)|\b[A-Z]\w*[A-Za-z]-\d+\b",
    "a fraction": r"\b\d+/\d+\b|\d*[½¼¾⅓⅔]|\b(?:one|\d\d?) (?:in|out of) (?:every )?\d+\b(?![,.]\d)"
    r"|\b(?:per|every) \d[\d,]*",
    "a comma as decimal point": r"(?<![\d,.])\d+,\d\d?\b(?!,?\d)",
}
_STOP = re.compile(
    "the|of|an?|in|on|at|to|from|and|or|but|by|for|with|as|is|are|was|were|had|have|has|that|it|he"
    "|be|been|being|who|which|than|per|each|every|this|its|their|last|they|will|not|said|others"
)
_PEOPLE = re.compile(
    "people|persons|individuals|men|women|adults|children|boys|girls|students|workers|migrants"
    "|victims|inmates|prisoners|detainees|places|deaths|fatalities"
)
_CUE = re.compile(r"(?i)(?:%|cent) of\b|\bof (?:them|these|th(e|is) (number|total))\b|\bin all\b")
_FROM_TO = re.compile(r"^(?!.*\b(?:a|per|each) (?:year|month|week|day)|.*nnual).*\bfrom .*\bto ")
_NO_COUNT = re.compile("change|per_|percent| a [dmy]")
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
_ANSWERS = ["adds up", "may add up", "look again"]


def draft(text: str, published: str | date | None = None) -> pd.DataFrame:
    """Return the numbers of an article's text that may be figures, one row each, by a drafted id.

    The columns are as in the tables, and `words`, what qualifies it ("over"); `sentence`, and `at`,
    its place among those with numbers; `unit`, the noun after it, or, where `guessed`, one before;
    `figure`, the row as a Figure, for measures and `relations`. A number of three digits is one row
    however often it is printed. `start` and `end` are what its own sentence gives, or NaT, as of
    all changes; `published`, the day of the article, gives the year of "in May". What is left out
    stands in `attrs["asides"]`, pairs of its words and the reason.

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
    rows: dict[str, dict[str, Any]] = {}
    asides: list[tuple[str, str]] = []
    units, at = [""], -1
    sentences = [*_sentences(text, asides)] or [""]
    heading = "" if re.search(r"[.!?]\W*$", sentences[0]) else sentences.pop(0)
    for sentence in filter(None, [*sentences, heading]):  # the text is worth more
        found = [*_numbers(sentence, day, units, asides)]
        at += bool(found)
        for row in found:
            name = re.sub(r"[\W_]+", "_", f"{row['unit'] or 'number'}_{row.pop('printed')}")
            is_short = len(f"{row['value']:.0f}".strip("-0")) < 3 and sentence != heading
            name += f"_{len(rows)}" * (name in rows and is_short)
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
    text = re.sub(r"\b(RM|Rs|Tk|P|R)(?=\d)|(?<=\d)(?=[Kk]gs?\b|percent)", r"\1 ", text)
    text = re.sub(r"(\b[A-Z][a-z]+) -(?=\d)", r"\1: ", text)  # July -325
    for mark in (", ", r"\."):  # 42, 000 and 161.000
        if re.search(rf"\b[1-9]\d*{mark}000\b(?! ?%)", text):
            text = re.sub(rf"(?<=\d){mark}(?=\d{{3}}\b)", ",", text)
    text = re.sub(r"(?<=\S) ?\n(?=[a-z])|(?<=[^\n]{60}[\w,])\n(?=\S)", " ", text)  # it goes on
    for line in text.splitlines():
        cell = r"(?:^|[\t|;]|  )[ £$€]*-?\d[\d., ]*%? *(?=$|[\t|;]|  )"
        if len(re.findall(cell, line)) > 1:
            asides.append((line.strip()[:40], "a line of a table"))
            continue
        plain = re.sub(r"^\W*[•▪*‣·–—-]\s+|^\(?\d\d?[.)]\s+", "", " ".join(line.split()))
        yield from filter(None, _END.split(plain))


def _numbers(
    sentence: str, day: date | None, units: list[str], asides: list[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """Each number that may be a figure; `units` has the nouns so far."""
    masked, dates = sentence, [*dates_in(sentence, day)]
    for at, to, _ in dates:
        masked = masked[:at] + "¦" * (to - at) + masked[to:]
    dated = masked
    for why, pattern in _ASIDES.items():
        asides += [(match[0].strip(), why) for match in re.finditer(pattern, masked)]
        masked = re.sub(pattern, lambda match: "¦" * len(match[0]), masked)
    found = [*NUMBER.finditer(masked)]
    spans = [(0, 0), *(match.span() for match in found), (len(masked), 0)]
    for match, (_, low), (high, _) in zip(found, spans, spans[2:], strict=False):
        first, last = match.span()
        percent, printed = _PERCENT.match(masked, last), match[0]
        if match["small"] and not (match["power"] or percent):  # seven men
            continue
        before = masked[:first]
        unit = noun = _unit(before, sentence[last:], is_percent=bool(percent))
        if guessed := noun[:1] in ("", " "):  # nothing, or " a day"
            words = re.findall("[a-z]+", before.lower())
            words = [each for each in words if each in units or _PEOPLE.fullmatch(each)]
            unit = (words or units)[-1] + noun
        head = sentence[max(low, before.rfind("¦") + 1) : first]
        tail = masked[last:high].partition("¦")[0]
        if not (read := _figure(head, printed, tail, unit)):
            asides.append((printed, f"it cannot be read as {unit or 'a count'}"))
            continue
        figure, wording, qualified = read
        units += [] if guessed or noun.startswith("percent") else noun.split(" a ")[:1]
        days = None if figure.kind == "change" else date_of(dated, dates, first, last)
        start, end = days or (None, None)  # a change runs from one count's to another's
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
        if kind and unit != "percent" and re.search(r"\blos(?:t|es?|ing)\b", quote):
            kind = "flow"  # lives lost
        with suppress(ValueError):  # of words that say too much
            figure = Figure.parse(quote, unit=unit, kind=kind)
            return figure, quote, next(iter(found[0].codes.values()), "")
    return None


def _unit(before: str, after: str, *, is_percent: bool) -> str:
    """The noun after a number: the first plural among the four words that follow."""
    if (points := re.match(r" ?(?:percentage|per ?cent|%)[ -]points?\b", after)) or is_percent:
        return "percentage points" if points else "percent"
    if rate := re.match(r" (?:[a-z]+ ){0,3}(?:per|(?:in|of) every) (\d[\d,]*\d)\b", after):
        return f"per_{rate[1].replace(',', '')}"
    if money := re.search(r"[£$€¥₹៛]$|\b(?:Tk|Rs|RM|P|R)(?=\.? ?$)", before):
        return MONEY[money[0]]
    if re.search(r"(?:capacity|designed (?:for|to hold)|accommodate\b)[\w ]{0,25}$", before):
        return "places"
    after = re.sub(r"^(?:(?:,| and| or| to)+ \d+(?:[,.]\d+)*)+(?= [a-z])", "", after)
    after = re.sub(r"^ (?:were|are)(?= \w+s\b)", "", after)
    per = re.match(r"[\w ]{0,25}?\b(?:each|a|per|every) (day|month|year)\b(?! ago| earlier)", after)
    for word in re.findall(r"[A-Za-z][\w-]*", re.split(r"[.;:,()–—]", after)[0])[:4]:
        plain = re.sub("[^a-z]+", "_", word.lower().replace("meter", "metre")).strip("_")
        if _STOP.fullmatch(plain):
            break
        if _PEOPLE.fullmatch(plain) or re.fullmatch(r"\w{2,}[^su]s|children|k[gm]s?", plain):
            plain = {"kg": "kilograms", "km": "kilometres"}.get(plain[:2], plain)
            return f"{plain} a {per[1]}" if per else plain
    named = re.match(r".*(?:number|total) of (?:\w+ ){0,3}?(people|\w{3,}s)\b[^;]{0,90}$", before)
    named = named or re.search(r"\b(\w{2,}[^su\W]s)(?: \(| were | was | stood at )$", before)
    return (named[1].lower() if named else "") + (f" a {per[1]}" if per else "")


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers that stand near each other.

    `frame` is what `draft` returns, or `data.rows`: there those of one source and place are
    near, if quantities and days agree. A row has the `kind` (growth, growth by a number, share,
    difference, points, sum or per day), the ids of `claim` and `inputs`, what they `comes_to`, and
    the `answer`: "adds up" and "may add up", as `check` has them, or, of a text, "look again": off
    by at most 5%, where words such as "an increase of" say that it follows, or by anything where a
    sentence says no more than "by", "from" and "to". Numbers meet by chance too: it is a question.

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
    frame = frame.assign(what=what, many=frame["at"].map(frame["at"].value_counts()))
    items: list[Any] = [*frame.assign(order=range(len(frame))).itertuples()]
    table = []
    for claim in items:
        found = []
        near = [one for one in items if abs(one.at - claim.at) < 5 and one is not claim]
        for kind, formula, inputs in _candidates(claim, near):
            with suppress(ValueError, ZeroDivisionError):  # it is nothing, or has no range
                comes_to, answer = _answer(kind, formula, claim, inputs)
                rank = _ANSWERS.index(answer), sum(abs(one.at - claim.at) for one in inputs)
                row = kind, claim.Index, tuple(one.Index for one in inputs), round(comes_to, 6)
                found.append((*rank, abs(comes_to - claim.value), (*row, answer)))
        table += [row for *_, row in sorted(found)[:1]]
    return pd.DataFrame(table, columns=["kind", "claim", "inputs", "comes_to", "answer"])


def _candidates(claim: Any, near: list[Any]) -> Iterator[tuple[str, _Formula, tuple[Any, ...]]]:
    """What a claim may follow from, by its unit and by where the numbers stand."""
    unit, is_change = claim.figure.unit, claim.figure.kind == "change"
    percent, points = unit == "percent", unit == "percentage points"
    steps = abs(claim.value) / claim.rounded_to
    is_fine = steps >= 100  # seldom met by chance
    counts = [one for one in near if not _NO_COUNT.search(one.figure.kind + one.figure.unit)]
    rates = [one for one in near if one.figure.unit == "percent"]
    for by, now in product(near, counts) if percent else ():  # fell by 39, or 5.63 percent
        is_by = by.figure.kind == "change" and by.order == claim.order - 1
        if is_by and abs(now.at - by.at) < 2 and len({by.what, now.what, ""}) < 3:
            sign = 1 if is_change or by.value > 0 else -1  # dropped by 39, or 5.63 percent
            yield "growth by", lambda by, now, sign=sign: sign * by / (now - by), (by, now)
    near = rates if points else counts
    alone = all(one.at != claim.at for one in near)
    for a, b in permutations(near, 2):
        close, far = sorted((abs(a.at - claim.at), abs(b.at - claim.at)))
        is_like = len({a.what, b.what, ""}) < 3
        is_later = not (a.start > b.start or b.wording.startswith("from "))
        together = is_like and far < 2 and (close == 0 or (alone and a.at == b.at))
        if together and is_later and is_change and percent:
            yield "growth", lambda then, now: now / then - 1, (a, b)
        elif together and is_later and points:
            yield "points", lambda then, now: 100 * (now - then), (a, b)
        elif together and is_later and is_change:
            yield "difference", lambda then, now: now - then, (a, b)
        here = is_like and (far < 2 or a.order == claim.order - 1)  # 9,426 cases or 15%
        here = a.at == claim.at and (here or (is_fine and far == 0)) and b.at <= a.at
        if percent and not is_change and here and a.value < b.value:
            yield "share", lambda part, whole: part / whole, (a, b)
        is_all = a.order < b.order and a.value + b.value == claim.value and steps >= 10_000
        if is_all and not percent:
            yield "sum", lambda *parts: sum(parts), (a, b)
    for one in counts if unit.endswith(" a day") else ():
        days, year = one.figure.known_days, one.at == claim.at and " year" in one.sentence
        if n := (days[1] - days[0]).days + 1 if days else 365 * year:
            yield "per day", lambda count, n=n: count / n, (one,)
    near = [one for one in counts if abs(one.at - claim.at) < 2 and steps >= 10]
    for n, one in enumerate([] if is_change or "percent" in unit else near):
        run = [each for each in near[n : n + 12] if each.at == one.at]
        for length in range(2, len(run) + 1):
            is_next = 1 in (one.order - claim.order, claim.order - run[length - 1].order)
            if is_next and len({claim.what, *(one.what for one in run[:length]), ""}) < 3:
                yield "sum", lambda *parts: sum(parts), tuple(run[:length])


def _answer(kind: str, formula: _Formula, claim: Any, inputs: tuple[Any, ...]) -> tuple[float, str]:
    """What inputs come to, and whether that is the claim; ValueError if it is something else."""
    given, first, last = [one.figure for one in inputs], inputs[0], inputs[-1]
    comes_to, value = formula(*map(float, given)), float(claim.figure)
    of_one_time = first.start <= claim.start <= first.end and last.end == claim.end
    of_one_time &= kind == "share" or len({each.quantity for each in given}) == 1
    off, room = abs(comes_to - value), abs(value) / 20
    if claim.figure.kind == "change":  # it fell, where it rose by as much
        off = min(off, abs(comes_to + value))
    # Nothing else can be meant, however far off: it rose by 60%, from 800 to 1,200.
    is_plain = kind == "growth" and claim.qualifier == "exact" and first.at == last.at == claim.at
    is_plain = is_plain and first.many == 3 and _FROM_TO.search(claim.sentence)
    is_near = off <= max(room, claim.figure.rounded_to) or is_plain
    if not is_near or not (claim.sentence or of_one_time):
        raise ValueError("it is another number, or of another time")
    possible = over(formula, *(each.range for each in given))
    recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
    answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    if answer not in _ANSWERS:
        is_all = kind == "sum" and len(inputs) == first.many - (first.at == claim.at)
        is_said = claim.figure.kind == "change" or _CUE.search(first.sentence)
        is_said = is_said and first.at == last.at and (first.at == claim.at or is_all)
        if not claim.sentence or not (is_plain or (is_said and off <= room)):
            raise ValueError("nothing says that it follows")
        answer = _ANSWERS[-1]
    return as_in_tables(comes_to, claim.figure.unit), answer


def project(
    text: str, published: str, place: str, body: str, example: Mapping[str, bytes]
) -> tuple[str, dict[str, str]]:
    """Return what a text has, to print, and the files of a project in the form of an example.

    What the text does not give is left empty.
    """
    frame = draft(text, published)
    found = relations(frame)
    can = (found["answer"] == "adds up") & found["kind"].isin([*_MEASURES, "sum"])
    cells = ["# Where you rename a row, rename it below.\nstats.relations(data.rows)"]
    unit, kind = frame["unit"].copy(), frame["figure"].map(lambda one: one.kind)
    kind = kind.mask((unit == "percent") & (kind == ""), "stock")
    key = unit.str.replace(r"\W+", "_", regex=True) + ("_" + kind).replace("_", "")
    key = key.replace("", "things")
    for each in found[can].itertuples():
        cells.append(_cell(each))
        then, now, of = each.inputs[0], each.inputs[-1], [*each.inputs]
        days = frame.at[then, "start"], frame.at[now, "end"]
        if each.kind in ("growth", "difference"):  # from the first count of a thing to the second
            key[of] = key[then]
            frame.loc[each.claim, ["start", "end"]] = days if pd.notna([*days]).all() else pd.NaT
        of += [each.claim] * (each.kind in ("sum", "difference"))
        is_mixed = len({*unit[of]}) > 1 and _PEOPLE.fullmatch(unit[then])  # men and women
        unit[key.isin(key[of])] = "people" if is_mixed else unit[then]
    asides = [f"{words} ({why})" for words, why in frame.attrs["asides"]]
    columns = ["value", "qualifier", "unit", "start", "end", "wording"]
    shown = [
        frame[columns].to_string(na_rep="", float_format="{:,.12g}".format),
        found.to_string(index=False, float_format="{:,.12g}".format)
        if len(found)
        else "No number was found to follow from others; they may still not agree.",
        f"Left out: {', '.join(asides) or 'nothing'}",
    ]
    name = key.str.replace("_", " ").str.capitalize()
    title = shorten(text.strip().split("\n")[0], 100, placeholder="…")
    quantity = {"key": key, "name": name, "unit": unit, "kind": kind, "max_days_apart": 31}
    quantity |= {"counts": name + ", as the article has it.", "leaves_out": "It does not say."}
    source = {"key": "article", "title": title, "published": published, "read": date.today()}
    source |= {"licence": "not known", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    figures = frame.assign(quantity=key, place=place, attributed_to=body, source="article")
    tables = {"figures": figures.reset_index(), "sources": pd.DataFrame([source])}
    tables["quantities"] = pd.DataFrame(quantity).drop_duplicates("key")
    about = {"name": "my-article", "title": f"Checked: {title}", "description": title}
    made = {"data/datapackage.json": json.dumps(about, indent=1)}
    for table, rows in tables.items():
        columns = example[f"data/{table}.csv"].decode().partition("\n")[0].split(",")
        csv = rows.reindex(columns=columns).to_csv(index=False, float_format="%.15g")
        made[f"data/{table}.csv"] = csv
    notebook = json.loads(example["notebooks/1-answer.ipynb"])
    kept = [each for each in notebook["cells"] if _KEPT.match("".join(each["source"]))]
    new = [kept[0] | {"id": f"r{n}", "source": cell} for n, cell in enumerate(cells)]
    new[0]["metadata"] = {"tags": ["remove-cell"]}  # for who works on it
    notebook["cells"] = [*kept[:3], *new, *kept[3:]]
    made["notebooks/1-answer.ipynb"] = json.dumps(notebook, indent=1)
    return "\n\n".join(shown), made


_KEPT = re.compile(r"import|page\.(?:contents|sources|contact|rows_table\(.*figures\.)|# [TR]|## C")
"""How the cells of the example begin that any chapter has."""
_MEASURES = {
    "growth": "stats.growth_rate({0}, {1})",
    "difference": "stats.change({0}, {1})",
    "share": "stats.share({0}, {1})",
    "per day": 'stats.mean_rate({0}, per="day")',
}


def _cell(found: Any) -> str:
    """The code of a relation that adds up: its rows, its measure, what must be true, a sentence."""
    ids, claim = found.inputs, found.claim
    if found.kind == "sum":  # of different things: what the others leave of the whole
        ids, claim = (claim, *ids[:-1]), ids[-1]
    rows = [f'{each} = data["{each}"]' for each in (*ids, claim)]
    measure = _MEASURES.get(found.kind, " - ".join(ids)).format(*ids)
    holds = f'assert stats.check({claim}, follows).adds_up == "adds up"'
    said = f"From {' and '.join(f'{{{each}}}' for each in ids)} follows {{follows}}"
    said = f'page.prose("{said}; the article has “{{{claim}.row.wording}}”.")'
    return "\n".join([*rows, f"follows = {measure}", holds, said])
