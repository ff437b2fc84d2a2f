"""From an article's text to its numbers, and to what follows from what among them.

It reads no meaning: each number in digits with a few words around it and the noun after it, a date
only where its own sentence prints one, and arithmetic among numbers that stand near each other.
A person corrects it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import combinations, permutations
from textwrap import shorten
from typing import Any

import pandas as pd

from stats.checks.check import check
from stats.figures.figure import Figure
from stats.figures.periods import Period, day_of
from stats.values.bounds import over
from stats.values.units import MONEY, PERCENT, POINTS
from stats.words.dates import PRINTED, date_of
from stats.words.english import as_in_tables
from stats.words.wording import NUMBER, PERCENT_SIGN, is_invisible, readings

# The numbers of a text.

_ASIDES = {  # what has digits and is no figure
    "date": r"\b(?:19|20)\d\d[–/-]\d+\b|\b\d+[/.]\d+[/.]\d+\b",
    "time_of_day": r"\b\d\d?(?:[:.]\d\d)? ?[ap]\.?m\b|\b\d\d?:\d\d\b",
    "age": r"\b\d+[- ]years?[- ]old\b|\baged? \d+\b|(?<=, )\d\d(?=, )",
    "range": r"\b\d[\d,.]* ?[-–] ?\d[\d,.]*%?",
    "span_of_time": r"(?<![\d,.])\d+[ -](?:year|month|week|day|hour|minute|time)s?\b",
    "name": r"(?:#|\b(?:no|number|article|chapter|section|class|covid)\b\.?)[ -]?\d+\b"
    r"|\b[a-z]+-?\d+\b",
    "fraction": r"\b\d+/\d+\b|\b(?:per|every|\d+ (?:in|out of)) \d[\d,]*\b",
}
_ASIDE = re.compile("|".join(f"(?P<{why}>{each})" for why, each in _ASIDES.items()), re.IGNORECASE)
_SMALL_WORDS = (
    "the of a an in on at to from and or but by over for with as is are was were had have has that"
    " it be who which than per this its their they will not said"
)
_STOP = {*_SMALL_WORDS.split()}
_PEOPLE = {"people", "men", "women", "children", "boys", "girls", "students"}
_PEOPLE |= {"inmates", "prisoners", "places"}
_BREAK = re.compile(r"[¦;:()–—]|, ")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z][a-z]\.)[”\"’)]* (?=[^a-z])")


def draft(text: str, published: str | date | None = None) -> pd.DataFrame:
    """Return the numbers of an article's text that may be figures, one row each, by a drafted id.

    The columns are as in the tables, and `sentence`, and `at`, its place among the sentences;
    `unit`, the noun after it, or, where `guessed`, the one before; `figure`, the row as a Figure,
    for measures and `relations`. A number of three digits is one row however often it is printed.
    `start` and `end` are what its own sentence prints, or NaT, as of all changes, and of days
    after it was `published`. What is left out stands in `attrs["asides"]`, its words and the
    reason.

    Raises ValueError if it is not English or has no number, or if `published` is no day.

    Examples
    --------
    >>> found = draft("Inmates rose by 78% to over 38,990 in March 2020, a group said.")
    >>> found[["value", "qualifier", "unit", "wording"]].to_numpy().tolist()[1]
    [38990.0, 'more_than', 'inmates', 'to over 38,990 in March 2020']
    """
    day = day_of("published", published)
    if len(words := text.lower().split()) > 20 and not _STOP & {*words}:
        raise ValueError("text: it does not read as English; draft your translation")
    rows: dict[str, dict[str, Any]] = {}
    asides: list[tuple[str, str]] = []
    for printed, row in _numbers(text, day or date.today(), asides):
        name = re.sub(r"\W+", "_", f"{row['unit'] or 'number'}_{printed.lower()}")
        if name in rows and row["value"] < 100:
            name = f"{name}_{len(rows)}"
        figure = replace(row["figure"], formula=name, inputs=(name,))
        rows.setdefault(name, row | {"figure": figure})
    if not rows:
        raise ValueError("text: it has no number in digits that can be a figure")
    frame = pd.DataFrame([*rows.values()], pd.Index(rows, name="id"))
    frame = frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    frame.attrs["asides"] = asides
    return frame


def _sentences(text: str) -> list[str]:
    """The sentences of a text; a line that goes on in small letters is one with the next."""
    text = "".join(c for c in text if c.isspace() or not is_invisible(c))
    lines = re.sub(r"\n(?=[a-z])", " ", text).splitlines()
    split = [_SENTENCE_END.split(" ".join(line.split())) for line in lines]
    return [each for sentences in split for each in sentences if each]


def _numbers(
    text: str, until: date, asides: list[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each number that may be a figure, as a row of `draft`; what is left out goes to `asides`."""
    noun = ""
    for at, sentence in enumerate(_sentences(text)):
        asides += [(match[0], str(match.lastgroup)) for match in _ASIDE.finditer(sentence)]
        masked = _ASIDE.sub(_hidden, sentence)
        undated = PRINTED.sub(_hidden, masked)
        rest = re.findall(r"[^\s¦]*\d[^\s¦]*", NUMBER.sub(_hidden, undated))
        asides += [(words, "not read") for words in rest]
        numbers = [*NUMBER.finditer(undated)]
        ends = [0, *(match.end() for match in numbers)]
        starts = [*(match.start() for match in numbers[1:]), len(masked)]
        for match, begin, stop in zip(numbers, ends, starts, strict=False):
            first, last = match.span()
            own = _unit(sentence[:first], sentence[last:])
            named = [word for word in sentence[:first].lower().split() if word in _PEOPLE]
            noun = own if own and own not in (PERCENT.name, POINTS.name) else [noun, *named][-1]
            quote = _quote(masked[begin:first], match[0], masked[last:stop])
            try:
                way = readings(quote)[0].way
                kind = "change" if way else ""
                figure = Figure.parse(quote, unit=own or noun, kind=kind)
            except (ValueError, IndexError):
                asides.append((quote, "not read"))
                continue
            days = date_of(sentence, first, last)
            if days and days[1] <= until and figure.kind != "change":
                figure = replace(figure, period=Period(*days))
            of_text = {"wording": quote, "sentence": sentence, "at": at, "guessed": not own}
            yield match[0], _cells(figure) | of_text


def _hidden(match: re.Match[str]) -> str:
    return "¦" * len(match[0])


def _cells(figure: Figure) -> dict[str, Any]:
    names = ("value", "qualifier", "unit", "rounded_to", "start", "end")
    cells: dict[str, Any] = {name: getattr(figure, name) for name in names}
    for name in ("value", "rounded_to"):
        cells[name] = as_in_tables(cells[name], figure.unit)
    return cells | {"figure": figure}


def _quote(before: str, number: str, after: str) -> str:
    """A few words around a number, of its own part of the sentence."""
    left = re.split(f"{_BREAK.pattern}|{PERCENT_SIGN.pattern}|{PRINTED.pattern}", before)[-1]
    right = _BREAK.split(after)[0].rstrip()
    words = [*left.split(" ")[-7:-1], left.split(" ")[-1] + number + right.split(" ")[0]]
    words += right.split(" ")[1:6]
    while words[-1] in _STOP:
        words.pop()
    return " ".join(words).strip(' ,.!?“”"‘’')


def _unit(before: str, after: str) -> str:
    """What a number counts: percent, money, or the first plural of the four words behind it."""
    if re.match(rf"(?:{PERCENT_SIGN.pattern})[- ]points?\b|[ -]percentage points?\b", after):
        return POINTS.name
    if PERCENT_SIGN.match(after):
        return PERCENT.name
    if before[-1:] in MONEY:
        return MONEY[before[-1]]
    if re.search(r"capacity[\w ]{0,25}$", before):
        return "places"
    for word in re.findall(r"[a-z][\w-]*", _BREAK.split(after)[0].lower())[:4]:
        if word in _STOP:
            break
        if word in _PEOPLE or re.fullmatch(r"\w[\w-]+[^su]s|k[gm]|lb", word):
            return word.replace("-", "_")
    return ""


# What follows from what.

_EARLIER = re.compile(r"^\D*\b(?:from|compared|against|than)\b|\b(?:last|previous) year\b")
_A_YEAR = re.compile(r"nnual|\b(?:a|per|each) (?:month|year)\b")
_OF_THEM = re.compile(r"(?i)\bof (?:them|these|those|whom)\b")
_FORMULAS: dict[str, tuple[Callable[..., float], str]] = {  # and the code in a chapter
    "growth": (lambda then, now: now / then - 1, "stats.growth_rate({})"),
    "difference": (lambda then, now: now - then, "stats.change({})"),
    "share": (lambda part, whole: part / whole, "stats.share({})"),
    "sum": (lambda *parts: sum(parts), "sum([{}])"),
}
_ANSWERS = ["adds up", "may add up", "look again"]


def relations(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from what, among numbers of a `draft` that stand near each other.

    A row has the `kind` (growth, difference, share or sum), the ids of `claim` and `inputs`, what
    they `comes_to`, and the `answer`: "adds up" and "may add up", as `check` has them, or "look
    again": a growth or a difference in the sentence of its two counts that is off by at most 5%,
    or by anything if they stand there as "from" one "to" the other. Numbers meet by chance too.

    Raises ValueError if the frame is no draft.

    Examples
    --------
    >>> found = draft("Arrests rose by 50%, from 800 arrests in 2015 to 1,200 arrests in 2020.")
    >>> relations(found).to_numpy().tolist()
    [['growth', 'percent_50', ('arrests_800', 'arrests_1_200'), 50.0, 'adds up']]
    """
    if "sentence" not in frame:
        raise ValueError("frame: it has no column sentence; give what draft(text) returns")
    items: list[Any] = [*frame.assign(order=range(len(frame))).itertuples()]
    table = []
    for claim in items:
        near = items[max(0, claim.order - 9) : claim.order + 10]
        near = [one for one in near if abs(one.at - claim.at) < 2 and one is not claim]
        found = [_follows(claim, inputs) for inputs in _inputs(claim, near)]
        best = sorted(filter(None, found), key=lambda row: _ANSWERS.index(row[-1]))
        table += best[:1]
    return pd.DataFrame(table, columns=["kind", "claim", "inputs", "comes_to", "answer"])


def _kind(one: Any) -> str:
    """What a number would be if it followed from others; of rates, nothing."""
    unit, is_change = one.figure.measured_in, one.figure.kind == "change"
    if unit is POINTS or unit.sort == "rate":
        return ""
    if unit is PERCENT:
        return "growth" if is_change else "share"
    return "difference" if is_change else "sum"


def _inputs(claim: Any, near: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The counts from which a claim may follow, by where they stand."""
    kind, counts = _kind(claim), [one for one in near if _kind(one) == "sum"]
    if kind == "sum" and claim.value >= 10 * claim.rounded_to:  # a rough one is met by chance
        for first, last in combinations(range(len(counts)), 2):
            run = counts[first : last + 1]
            is_next = claim.order in (run[0].order - 1, run[-1].order + 1)
            if is_next and run[0].at == run[-1].at and _are_alike(claim, *run):
                yield tuple(run)
    if kind == "share":
        for part, whole in permutations(counts, 2):
            is_next = part.at == claim.at and abs(part.order - claim.order) == 1
            is_of = whole.at == claim.at or _OF_THEM.search(claim.sentence)
            if is_next and is_of and part.value < whole.value and _are_alike(part, whole):
                yield part, whole
    if kind in ("growth", "difference"):
        is_alone = all(one.at != claim.at for one in counts)
        for one, other in combinations(counts, 2):
            is_near = claim.at in (one.at, other.at) or (is_alone and one.at == other.at)
            if is_near and _are_alike(one, other):  # the earlier first, by words such as "from"
                yield tuple(sorted((one, other), key=_is_now))


def _is_now(one: Any) -> bool:
    return not _EARLIER.search(one.wording)


def _are_alike(*ones: Any) -> bool:
    """Whether numbers count one thing, as far as the nouns behind them tell."""
    units = {one.figure.unit for one in ones if not one.guessed}
    return len(units) < 2 or units <= _PEOPLE


def _follows(claim: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """A row of `relations`; None if the claim is something else."""
    kind, given = _kind(claim), [one.figure for one in inputs]
    formula, _ = _FORMULAS[kind]
    try:
        comes_to = formula(*map(float, given))
        possible = over(formula, *(each.range for each in given))
    except (ValueError, ZeroDivisionError):  # it has no range
        return None
    recomputed = Figure(comes_to, possible, unit=claim.figure.unit)
    answer = check(replace(claim.figure, row=None), recomputed=recomputed).adds_up
    value = float(claim.figure)
    is_near = abs(comes_to - value) <= max(abs(value) / 20, claim.figure.rounded_to)
    if not (is_near and answer in _ANSWERS):
        if not _is_said(claim, inputs, is_near=is_near):
            return None
        answer = "look again"
    ids = tuple(one.Index for one in inputs)
    return kind, claim.Index, ids, round(as_in_tables(comes_to, claim.figure.unit), 6), answer


def _is_said(claim: Any, inputs: tuple[Any, ...], *, is_near: bool) -> bool:
    """Whether a sentence says that a change is of its two counts: by 60%, from 800 to 1,200."""
    is_from_to = all(readings(one.wording)[0].is_level for one in inputs)
    is_plain = is_from_to and claim.qualifier == "exact"
    is_here = claim.figure.kind == "change" and {one.at for one in inputs} == {claim.at}
    return is_here and (is_near or is_plain) and not _A_YEAR.search(claim.sentence)


# A project.

_KEPT = re.compile(r"import|page\.(?:contents|sources|contact|rows_table\(.*figures\.)|# [TR]|## C")
"""How the cells of the example begin that any chapter has."""
_FOLLOWS = """{rows}
follows = {measure}
checked = stats.check({claim}, data, follows)
assert checked.adds_up == "adds up"
text = "From {said} follows {{follows}}; the article has “{{{claim}.row.wording}}”."
page.claim({{"{claim}": checked}}, data, text=text)"""


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
    found = relations(frame)
    days = {name: pd.Timestamp(day_of(name, given.pop(name))) for name in ("start", "end")}
    frame = _with_cells(frame, found, days)
    title = shorten(text.strip().split("\n")[0], 100, placeholder="…")
    source = given | {"key": given["source"], "licence": "not known", "read": f"{date.today()}"}
    source |= {"title": title, "sha256": sha256(text.encode()).hexdigest()}
    rows = frame.assign(**given)
    if is_second:  # the text of a second source may be some of its sentences
        rows.index = f"{given['source']}_" + rows.index
        source["sha256"] = ""
    filled = {
        "context" if is_second else "figures": rows,
        "sources": pd.DataFrame([source]).set_index("key"),
        "quantities": _quantities(frame),
    }
    shown, made = [_shown(frame, found)], {}
    for table, new in filled.items():
        path = f"data/{table}.csv"
        made[path], added = _added(table, new, files[path])
        shown += [added] if is_second else []
    if not is_second:
        about: dict[str, Any] = {
            "name": "my-article",
            "title": f"Checked: {title}",
            "description": title,
        }
        about |= {"contributors": [{"title": "", "roles": ["author"]}], "contact": ""}
        about |= {"licenses": [{"name": "", "path": ""}]}
        made["data/datapackage.json"] = json.dumps(about, indent=1)
        made["notebooks/1-answer.ipynb"] = _chapter(found, files["notebooks/1-answer.ipynb"])
    return "\n\n".join(shown), made


def _with_cells(frame: pd.DataFrame, found: pd.DataFrame, days: dict[str, Any]) -> pd.DataFrame:
    """The rows of a draft with quantities and kinds, and with the days that are given or follow."""
    kind = frame["figure"].map(lambda one: one.kind)
    kind = kind.mask((frame["unit"] == "percent") & (kind == ""), "stock")
    quantity = frame["unit"].replace("", "things").str.replace(" ", "_")
    quantity = quantity.mask(kind != "", quantity + "_" + kind)
    is_count = kind != "change"
    frame.loc[is_count, [*days]] = frame.loc[is_count, [*days]].fillna(days)
    changes = found[found["kind"].isin(["growth", "difference"])]
    for claim, (then, now) in changes[["claim", "inputs"]].to_numpy():
        quantity[now] = quantity[then]
        frame.loc[claim, [*days]] = frame.at[then, "start"], frame.at[now, "end"]
    return frame.assign(kind=kind, quantity=quantity)


def _quantities(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of quantities.csv for a draft; whoever is counted is people."""
    unit = frame["unit"].mask(frame["unit"].isin(_PEOPLE - {"places"}), "people")
    name = frame["quantity"].str.replace("_", " ").str.capitalize()
    of = {"key": frame["quantity"], "name": name, "unit": unit, "kind": frame["kind"]}
    of |= {"max_days_apart": 31, "counts": name + ", as the article has it."}
    of |= {"leaves_out": "It does not say."}
    return pd.DataFrame(of).drop_duplicates("key").set_index("key")


def _shown(frame: pd.DataFrame, found: pd.DataFrame) -> str:
    """What a draft has, to print."""
    number = "{:,.12g}".format
    columns = ["value", "qualifier", "unit", "start", "end", "wording"]
    rows = frame[columns].to_string(na_rep="", float_format=number)
    follows = "Nothing was found to follow."
    if len(found):
        follows = found.to_string(index=False, float_format=number)
    left_out = [f"{words} ({why})" for words, why in frame.attrs["asides"]]
    return f"{rows}\n\n{follows}\n\nLeft out: {', '.join(left_out) or 'nothing'}"


def _added(table: str, new: pd.DataFrame, there: str) -> tuple[str, str]:
    """A table as text with rows behind those that are there, and what was added."""
    known = pd.read_csv(StringIO(there), dtype=str, index_col=new.index.name)
    again = new.index.intersection(known.index)
    if table == "sources" and len(again):
        raise ValueError(f"sources.csv has {again[0]}; rename the file")
    rows = new.drop(again).reset_index().reindex(columns=[new.index.name, *known.columns])
    text = rows.to_csv(index=False, header=False, float_format="%.15g")
    said = f"{table}.csv: added {', '.join(new.index.difference(again)) or 'nothing'}"
    if len(again):
        said += f"; put under what was there: {', '.join(again)}; are they the same?"
    return there.rstrip("\n") + "\n" + text, said


def _chapter(found: pd.DataFrame, example: str) -> str:
    """A chapter in the form of an example, with a cell for each relation that adds up."""
    notebook = json.loads(example)
    kept = [each for each in notebook["cells"] if _KEPT.match("".join(each["source"]))]
    new = []
    for each in found[found["answer"] == "adds up"].itertuples():
        rows = "\n".join(f'{one} = data["{one}"]' for one in (*each.inputs, each.claim))
        said = " and ".join(f"{{{one}}}" for one in each.inputs)
        measure = _FORMULAS[each.kind][1].format(", ".join(each.inputs))
        source = _FOLLOWS.format(rows=rows, measure=measure, claim=each.claim, said=said)
        new.append(kept[0] | {"id": each.claim, "source": source})
    notebook["cells"] = [*kept[:3], *new, *kept[3:]]
    return json.dumps(notebook, indent=1)
