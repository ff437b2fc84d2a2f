"""Read a table of figures and its sources, or refuse it and say all that is wrong with it."""

import csv
import functools
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd

__all__ = [
    "FiguresError",
    "check_tables",
    "load_context",
    "load_figures",
    "load_sources",
]

COLUMNS = (
    "id",
    "quantity",
    "value",
    "unit",
    "qualifier",
    "rounded_to",
    "start",
    "end",
    "attributed_to",
    "wording",
    "source",
    "note",
)
SOURCE_COLUMNS = (
    "key",
    "publisher",
    "title",
    "author",
    "published",
    "address",
    "read",
    "licence",
    "sha256",
    "note",
)
MAY_BE_EMPTY = {"author", "published", "sha256", "note"}

NEIGHBOURS = (
    "thailand",
    "vietnam",
    "laos",
    "philippines",
    "indonesia",
    "myanmar",
    "malaysia",
)
QUALIFIERS = ("exact", "at_least", "more_than", "at_most", "less_than", "about", "estimated")
UNITS = {
    "drug_arrests": "arrests",
    "prisoners": "people",
    "prisoner_growth": "percent",
    "capacity": "places",
    "interviewees": "people",
    "interviewees_who_use_drugs": "people",
    "report_length": "pages",
    "floor_area": "square_metres",
    "population": "people",
    "prison_population_rate": "per_100000",
    **{f"prisoners_{country}": "people" for country in NEIGHBOURS},
    **{f"prison_population_rate_{country}": "per_100000" for country in NEIGHBOURS},
}
"""Every quantity that may be counted, and its unit. Without a country's name it is Cambodia's."""

# What names a qualifier: next to the number where a # stands for it, else anywhere.
_QUALIFYING_WORDS = {
    "at_least": (
        "at least, minimum of, minimum #, no fewer than #, no less than #, not fewer than #, "
        "not less than #, never fewer than #, never less than #, nothing less than #, upward of "
        "#, upwards of #, # or more, # or over, # or above, # or higher, # or greater, # and "
        "more, # and over, # and above, # upwards, # and upward, # plus, # +, ≥ #"
    ),
    "at_most": (
        "at most, maximum of, maximum #, as many as #, as much as #, no more than #, not more "
        "than #, never more than #, no higher than #, not over #, not above #, not exceeding #, "
        "up to #, # or fewer, # or less, # or under, # or below, # or lower, ≤ #"
    ),
    "more_than": (
        "more than #, greater than #, higher than #, larger than #, over #, above #, "
        "beyond #, in excess of #, exceed #, exceeds #, exceeded #, exceeding #, "
        "surpass #, surpasses #, surpassed #, surpassing #, topped #, passed #, crossed #, > #"
    ),
    "less_than": ("less than #, fewer than #, lower than #, smaller than #, under #, below #, < #"),
    "about": (
        "about #, around #, some #, close to #, near #, approaching #, short of #, shy of #, in "
        "the region of #, in the neighborhood of #, in the neighbourhood of #, in the order of "
        "#, on the order of #, approximate, approximately, approx, roughly, nearly, almost, "
        "virtually, more or less, give or take, circa, c. #, ca. #, ~ #, ≈ #, ± #, # or so, # "
        "odd"
    ),
    "estimated": "estimated, estimate, estimates, estimating, estimation, est",
}
# What may stand between such words and the number.
_BETWEEN = "a|an|total of|reported|estimated|about|around|some|nearly|almost|roughly|approximately"
# What compares, and says nothing of the number where it is not next to it.
_COMPARING = (
    r"\b(?:(?:more|less|fewer|greater|higher|larger|lower|smaller) than|in excess of|"
    r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?)\b"
)
# One end of a range, of which there is no saying what the other is.
_IN_A_RANGE = r"\d\s?[-–—]\s?#|#\s?[-–—]\s?\d|\bbetween (\S+ and )?#"
# Letters that nobody sees, though they count as letters or marks.
_HIDDEN_LETTERS = "\u034f\u115f\u1160\u3164\uffa0"
_LONGEST_LINE = 100_000
_LONGEST_WORDING = 1_000
_MOST_WORDS = 15
_MOST_DIGITS = 40
_TOO_LARGE = 10**15
_MOST_PROBLEMS = 1_000


class FiguresError(ValueError):
    """Everything that is wrong with a table, a line each, with what would be right.

    Parameters
    ----------
    problems
        One sentence a problem: `figures.csv, line 4, column value: "abc" is not a number; ...`.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a cell stands, so that a problem can name it."""

    file: str
    line: int
    column: str
    text: str

    def problem(self, what: str) -> str:
        return f"{self.file}, line {self.line}, column {self.column}: {_quoted(self.text)} {what}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is written, and where; its cells are texts until one is asked for."""

    file: str
    line: int
    texts: dict[str, str]

    def __getitem__(self, column: str) -> _Cell:
        return _Cell(self.file, self.line, column, self.texts[column])


_Check = Callable[[str], str]
"""Says what is wrong with a cell, and what would be right; nothing if nothing is."""


def load_figures(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Read a table of figures, with the `sources.csv` beside it.

    Parameters
    ----------
    path
        A CSV file in the columns of `data/datapackage.json`. Without it, `figures.csv` of the
        folder that the environment variable STATS_DATA names, or else of this project.

    Returns
    -------
    A DataFrame with a row a figure, in the order of the file, indexed by `id`. `value` and
    `rounded_to` are floats in the row's unit, `start` and `end` dates, `quantity` and `qualifier`
    categories, the rest text. An empty note is an empty text.

    Raises
    ------
    FiguresError
        If anything is wrong with either table: one error that lists every problem with its file,
        line, column and value.

    Examples
    --------
    >>> figures = load_figures()
    >>> figures.loc["prisoners_2020", "qualifier"]
    'more_than'
    """
    return _load(_data_folder() / "figures.csv" if path is None else Path(path))


def load_context(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Read the same quantities as other public sources give them.

    Parameters
    ----------
    path
        A CSV file in the columns of `data/datapackage.json`. Without it, `context.csv` of the
        folder in which `load_figures` looks.

    Returns
    -------
    A DataFrame as `load_figures` returns it.

    Raises
    ------
    FiguresError
        If anything is wrong with the table or its sources: one error that lists every problem.

    Examples
    --------
    >>> load_context().loc["prisoners_2016_interior", "wording"]
    'it tallied 21,989 prisoners'
    """
    return _load(_data_folder() / "context.csv" if path is None else Path(path))


def load_sources(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Read a table of sources: who published what, when and where, and when it was read.

    Parameters
    ----------
    path
        A CSV file in the columns of `data/datapackage.json`. Without it, `sources.csv` of the
        folder in which `load_figures` looks.

    Returns
    -------
    A DataFrame of text with a row a source, in the order of the file, indexed by `key`.

    Raises
    ------
    FiguresError
        If anything is wrong with the table: one error that lists every problem.

    Examples
    --------
    >>> load_sources().loc["khmer_times_2020", "author"]
    'Khuon Narim'
    """
    path = _data_folder() / "sources.csv" if path is None else Path(path)
    problems: list[str] = []
    rows = _read_sources(path, problems)
    if problems:
        raise FiguresError(problems)
    cells = [row.texts for row in rows]
    return pd.DataFrame(cells, columns=list(SOURCE_COLUMNS), dtype="str").set_index("key")


def check_tables(folder: str | os.PathLike[str] | None = None) -> list[str]:
    """Check all the tables of a folder together.

    Parameters
    ----------
    folder
        Where `figures.csv`, `context.csv` and `sources.csv` are. Without it, the folder in which
        `load_figures` looks.

    Returns
    -------
    A line for each table: its file and how many rows it has.

    Raises
    ------
    FiguresError
        If anything is wrong with any table: one error that lists every problem. An id may stand in
        one table only, since all links to a row go by it.

    Examples
    --------
    >>> check_tables()[0]
    'figures.csv: 8 rows'
    """
    folder = _data_folder() if folder is None else Path(folder)
    problems: list[str] = []
    sources = _read_sources(folder / "sources.csv", problems)
    figures = _read_figures(folder / "figures.csv", sources, problems)
    context = _read_figures(folder / "context.csv", sources, problems)
    taken = {row["id"].text for row in figures}
    for row in context:
        if row["id"].text in taken:
            problems.append(row["id"].problem("is an id of figures.csv too; give it its own"))
    if problems:
        raise FiguresError(problems)
    tables = {"figures.csv": figures, "context.csv": context, "sources.csv": sources}
    return [f"{file}: {len(rows)} row{'s' * (len(rows) != 1)}" for file, rows in tables.items()]


def _data_folder() -> Path:
    if folder := os.environ.get("STATS_DATA"):
        return Path(folder)
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def _load(path: Path) -> pd.DataFrame:
    problems: list[str] = []
    sources = _read_sources(path.parent / "sources.csv", problems)
    rows = _read_figures(path, sources, problems)
    if problems:
        raise FiguresError(problems)
    return _frame(rows)


def _frame(rows: list[_Row]) -> pd.DataFrame:
    text = {column: [row.texts[column] for row in rows] for column in COLUMNS}
    return pd.DataFrame(
        {
            "quantity": pd.Categorical(text["quantity"], categories=list(UNITS)),
            "value": [float(value) for value in text["value"]],
            "unit": pd.array(text["unit"], dtype="str"),
            "qualifier": pd.Categorical(text["qualifier"], categories=list(QUALIFIERS)),
            "rounded_to": [float(step) for step in text["rounded_to"]],
            "start": pd.Series(text["start"]).astype("datetime64[s]").array,
            "end": pd.Series(text["end"]).astype("datetime64[s]").array,
            "attributed_to": pd.array(text["attributed_to"], dtype="str"),
            "wording": pd.array(text["wording"], dtype="str"),
            "source": pd.array(text["source"], dtype="str"),
            "note": pd.array(text["note"], dtype="str"),
        },
        index=pd.Index(text["id"], dtype="str", name="id"),
    )


def _read_figures(path: Path, sources: list[_Row], problems: list[str]) -> list[_Row]:
    keys = {row["key"].text for row in sources}
    rows = _read_table(path, COLUMNS, _FIGURE_CHECKS, problems)
    for row in rows:
        source = row["source"]
        if keys and not _key(source.text) and source.text not in keys:
            problems.append(source.problem("is not a key of sources.csv; add its source there"))
        problems.extend(_across_figure(row))
    return rows


def _read_sources(path: Path, problems: list[str]) -> list[_Row]:
    rows = _read_table(path, SOURCE_COLUMNS, _SOURCE_CHECKS, problems)
    for row in rows:
        published, read = row["published"], row["read"]
        if not published.text and not row["note"].text:
            problems.append(published.problem("is empty; give the day, or say in the note why not"))
        dated = published.text and not _date(published.text) and not _date(read.text)
        if dated and read.text < published.text:
            problems.append(
                read.problem(f"is before it was published, {published.text}; write a later day")
            )
    return rows


def _read_table(
    path: Path, columns: tuple[str, ...], checks: dict[str, _Check], problems: list[str]
) -> list[_Row]:
    """The rows of a table that have a cell for each column; what is wrong goes to `problems`."""
    file, key = path.name, columns[0]
    rows: list[_Row] = []
    first: dict[str, int] = {}
    try:
        records = _records(_read_utf8(path))
        top, names = next(records, (1, []))
        if not names:
            problems.append(
                f"{file}, line {top}: the file is empty; begin it with {','.join(columns)}"
            )
            return []
        if wrong := _wrong_header(names, columns):
            problems.extend(f"{file}, line {top}: {problem}" for problem in wrong)
            return []
        line = top
        for line, cells in records:
            if len(problems) > _MOST_PROBLEMS:
                problems.append(f"{file}, line {line}: and more may be wrong from here on")
                break
            if len(cells) != len(columns):
                problems.append(
                    f"{file}, line {line}: the row has {len(cells)} cells and the header "
                    f"{len(columns)}; put double quotes around a text that has a comma"
                )
                continue
            row = _Row(file, line, dict(zip(names, cells, strict=True)))
            rows.append(row)
            for cell in map(row.__getitem__, names):
                check = checks[cell.column]
                if what := _wrong_text(cell) or (check(cell.text) if cell.text else ""):
                    problems.append(cell.problem(what))
            seen = first.setdefault(row[key].text, line)
            if seen != line:
                problems.append(row[key].problem(f"is also on line {seen}; give each row its own"))
    except _UnreadableError as error:
        problems.append(f"{file}{error}")
        return []
    if line == top:
        problems.append(f"{file}, line {line}: there is no row under the header; add one")
    return rows


class _UnreadableError(Exception):
    """Why a file is no CSV at all; begins where its file's name ends."""


def _read_utf8(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device may never end
            raise OSError(None, "it is not a file")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _UnreadableError(f": cannot be read in {path.parent}: {why}") from None
    start = line = 0
    while start < len(raw):
        end = raw.find(b"\n", start)
        end = len(raw) if end < 0 else end
        line += 1
        if end - start > _LONGEST_LINE:
            raise _UnreadableError(
                f", line {line}: the line has {end - start:,} bytes; "
                f"a row has at most {_LONGEST_LINE:,}"
            )
        start = end + 1
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            f", line {line}: the byte 0x{raw[error.start]:02x} is not UTF-8; "
            "save the table as CSV in UTF-8"
        ) from None
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise _UnreadableError(
            f", line {line}: there is a NUL byte; save the table as CSV in UTF-8"
        )
    return raw


def _records(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with the line that each begins on."""
    text = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise _UnreadableError(
                f", line {line}: a cell has more than {csv.field_size_limit():,} characters; "
                "shorten it"
            ) from None
        raise _UnreadableError(
            f", line {line}: a double quote is left open, or stands inside a text; "
            "close it, and write a double quote inside a quoted text twice"
        ) from None


def _wrong_header(names: list[str], columns: tuple[str, ...]) -> list[str]:
    for separator, said in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and separator in names[0]:
            return [f"the cells are separated by {said}; save the table with commas"]
    unknown = [name for name in names if name not in columns][:_MOST_PROBLEMS]
    repeated = [name for name in columns if names.count(name) > 1]
    missing = [name for name in columns if name not in names]
    expected = f"the columns are {','.join(columns)}"
    return (
        [f"column {_quoted(name)} is not known; {expected}" for name in unknown]
        + [f"column {name} is there {names.count(name)} times; keep one" for name in repeated]
        + [f"column {name} is missing; {expected}" for name in missing]
    )


def _quoted(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + '"'


def _wrong_text(cell: _Cell) -> str:
    if not cell.text:
        return "" if cell.column in MAY_BE_EMPTY else "is empty; only a note may be"
    if cell.text != cell.text.strip():
        return "begins or ends with a space; take it out"
    for character in cell.text:
        hidden = unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
        if hidden or character in _HIDDEN_LETTERS:
            return f"has the hidden character U+{ord(character):04X}; take it out"
    return ""


def _key(text: str) -> str:
    if re.fullmatch(r"[a-z][a-z0-9_]*", text):
        return ""
    return "is not an id; begin with a letter a-z, then letters a-z, digits and _"


def _one_of(values: Iterable[str]) -> _Check:
    known = tuple(values)
    return lambda text: "" if text in known else f"is not known; write one of {', '.join(known)}"


def _number(text: str) -> str:
    if not re.fullmatch(r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        return "is not a number; write digits 0-9 with at most one point, such as 21900 or 22.8"
    kept = len(text) <= _MOST_DIGITS and Fraction(repr(float(text))) == Fraction(text)
    if not kept or abs(Fraction(text)) >= _TOO_LARGE:
        return "has more digits than can be kept; write at most 15"
    return ""


def _step(text: str) -> str:
    if wrong := _number(text):
        return wrong
    return "" if float(text) > 0 else "is not a step; write a number above 0, such as 1 or 100"


def _date(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "is not a date; write it as 2020-03-31"
    try:
        year = date.fromisoformat(text).year
    except ValueError:
        return "is not a day that exists; write one that does, as 2020-03-31"
    return "" if 1900 <= year <= 2100 else "is not of a year from 1900 to 2100; write one that is"


def _address(text: str) -> str:
    # What has matched is not given back, so that a long one takes no longer than it is long.
    host = re.fullmatch(r"https?://([^\s/?#<>\"]++)[^\s<>\"]*+", text)
    if host and "." in host[1].strip("."):
        return ""
    return "is not an address; begin with https:// or http://"


def _sha256(text: str) -> str:
    return (
        "" if re.fullmatch(r"[0-9a-f]{64}", text) else "is not a SHA-256; write 64 digits 0-9 a-f"
    )


def _any(text: str) -> str:
    return ""


def _few_words(text: str) -> str:
    words = len(text.split())
    if words > _MOST_WORDS:
        return f"has {words} words; keep the {_MOST_WORDS} or fewer around the number"
    if len(text) > _LONGEST_WORDING:
        return f"has {len(text):,} characters; keep the few words around the number"
    return ""


_FIGURE_CHECKS: dict[str, _Check] = {
    "id": _key,
    "quantity": _one_of(UNITS),
    "value": _number,
    "unit": _one_of(dict.fromkeys(UNITS.values())),
    "qualifier": _one_of(QUALIFIERS),
    "rounded_to": _step,
    "start": _date,
    "end": _date,
    "attributed_to": _any,
    "wording": _few_words,
    "source": _key,
    "note": _any,
}
_SOURCE_CHECKS: dict[str, _Check] = {
    "key": _key,
    "publisher": _any,
    "title": _any,
    "author": _any,
    "published": _date,
    "address": _address,
    "read": _date,
    "licence": _any,
    "sha256": _sha256,
    "note": _any,
}


def _across_figure(row: _Row) -> Iterable[str]:
    """What is wrong between the cells of a row, each of them right by itself."""
    text = row.texts
    right = {name for name in COLUMNS if text[name] and not _FIGURE_CHECKS[name](text[name])}
    if {"quantity", "unit"} <= right and text["unit"] != UNITS[text["quantity"]]:
        unit = UNITS[text["quantity"]]
        yield row["unit"].problem(f"is not the unit of {text['quantity']}; write {unit}")
    if {"start", "end"} <= right and text["end"] < text["start"]:
        yield row["end"].problem(f"is before the start, {text['start']}; write a later day")
    if "value" not in right:
        return
    value = Fraction(text["value"])
    if "quantity" in right and UNITS[text["quantity"]] != "percent":
        if value < 0:
            yield row["value"].problem("is negative; a count is 0 or more")
        elif value == 0 and text["qualifier"] == "less_than":
            yield row["qualifier"].problem("leaves nothing: no count is less than 0; look again")
    if "rounded_to" in right and value % Fraction(text["rounded_to"]):
        yield row["rounded_to"].problem(
            f"does not divide the value, {text['value']}; write the step that it is written to"
        )
    elif "rounded_to" in right and float(value) + float(text["rounded_to"]) / 2 == float(value):
        yield row["rounded_to"].problem(f"is too fine for {text['value']}; write a larger step")
    if "wording" in right:
        yield from _against_wording(row)


def _against_wording(row: _Row) -> Iterable[str]:
    wording, value, qualifier = row["wording"], row["value"], row["qualifier"]
    text, number = _as_matched(wording.text), _number_as_printed(value.text)
    if not re.search(number, text):
        yield wording.problem(
            f"does not have the number {value.text}; quote the few words around it"
        )
        return
    marked = re.sub(number, "#", text.replace("#", " "))
    if re.search(r"(?<!\S)[-−]\s?#", marked) and not value.text.startswith("-"):
        yield value.problem(f"has a minus in the wording; write -{value.text}")
    if re.search(_IN_A_RANGE, marked, re.IGNORECASE):
        yield wording.problem("is one end of a range, which no qualifier says; quote other words")
        return
    if qualifier.text not in QUALIFIERS:
        return
    named, apart = _qualifiers_named(marked)
    if apart:
        yield wording.problem(
            f'has "{apart}" apart from the number; quote the few words around the number alone'
        )
    elif len(set(named.values())) > 1:
        words = " and ".join(f'"{words}"' for words in named)
        yield wording.problem(f"has both {words}; quote the few words around the number alone")
    elif named and qualifier.text not in named.values():
        [(words, right), *_] = named.items()
        yield qualifier.problem(f'is not what the wording says, "{words}"; write {right}')
    elif not named and qualifier.text != "exact":
        yield qualifier.problem("is not named by the wording; quote the words that do, or exact")


def _as_matched(wording: str) -> str:
    """A wording with one form for each letter, and no marks that touch words or the number."""
    text = unicodedata.normalize("NFKC", wording)
    text = re.sub(r"[\"'“”‘’«»()\[\]{}$€£]", " ", text)
    return re.sub(r"(?<=[^\W\d])[-‐](?=\w)|(?<=\w)[-‐](?=[^\W\d])", " ", text)


def _number_as_printed(value: str) -> str:
    """A pattern for a number with separators, without, or in thousands, millions, billions."""
    number = Decimal(value).copy_abs()
    plain = f"{number:f}"
    grouped = [f"{number:,f}".replace(",", mark) for mark in (",", " ")]
    powers = "hundred|thousand|million|billion|trillion|dozen|lakh|crore|[kmb]n?"
    forms = [f"(?:{'|'.join(map(re.escape, (plain, *grouped)))})(?!\\s*(?:{powers})\\b)"]
    for power, word in ((3, "thousand"), (6, "million"), (9, "billion")):
        scaled = f"{number.scaleb(-power).normalize():f}"
        forms.append(f"{re.escape(scaled)}\\s*{word}")
    # Not within a longer number, whatever parts the groups of that.
    before = r"(?<!\d)(?<!\d[.,])"
    if re.match(r"(\d{3})+\b", plain):
        before += r"(?<!\b\d\s)(?<!\b\d\d\s)(?<!\b\d{3}\s)"
    return f"{before}(?:{'|'.join(forms)})(?![.,]?\\d)(?!\\s\\d{{3}}\\b)"


def _qualifiers_named(marked: str) -> tuple[dict[str, str], str]:
    """The words that name a qualifier, and which; of nested ones the longest. What stands apart."""
    found = [
        (match.span(), words, code)
        for pattern, words, code in _qualifying_patterns()
        for match in pattern.finditer(marked)
    ]

    def nested(span: tuple[int, int]) -> bool:
        return any(
            other[0] <= span[0] and span[1] <= other[1] and other != span for other, _, _ in found
        )

    named = {words: code for span, words, code in found if not nested(span)}
    spans = [span for span, _, _ in found]
    for match in re.finditer(_COMPARING, marked, re.IGNORECASE):
        if match.span() not in spans and not nested(match.span()):
            return named, match[0]
    return named, ""


@functools.cache
def _qualifying_patterns() -> list[tuple[re.Pattern[str], str, str]]:
    """Each phrase as a pattern, in a wording whose number is #; its words and what they name."""
    patterns = []
    for code, phrases in _QUALIFYING_WORDS.items():
        for phrase in phrases.split(", "):
            words = phrase.replace("#", "").strip()
            # A sign may stand right at the number, a word may not.
            gap = r"\s+" if words[-1].isalpha() else r"\s*"
            spaced = r"\s+".join(map(re.escape, words.split()))
            pattern = rf"(?<!\w){spaced}(?!\w)"
            if phrase.endswith("#"):
                pattern += rf"(?={gap}(?:(?:{_BETWEEN})\s+)*#)"
            elif phrase.startswith("#"):
                pattern = rf"#(?:\s+(?!more\b)\w+)?{gap}{pattern}"
            patterns.append((re.compile(pattern, re.IGNORECASE), words, code))
    return patterns
