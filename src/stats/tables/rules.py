"""What must hold of the cells of a row, each rule with what is said where it does not.

A rule reads text, as the file has it, of the rows that have all cells that it reads. A cell that it
refuses is empty for the next one, so their order matters. `stats.tables.checking` holds the tables
against them, and each row against others.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from operator import eq, gt, lt
from typing import Any

from stats.tables import schema
from stats.words import wording
from stats.words.english import MONTH, MONTHS


@dataclass(frozen=True)
class Rule:
    """When a cell of `column` is wrong by the cells of its row that the rule `reads`.

    `finds` takes the texts of these, and returns something true if they are wrong. `message` says
    what would be right; it has names of columns in braces, where the cell of the row will stand, or
    `{found}` for what was found.
    """

    column: str
    reads: tuple[str, ...]
    finds: Callable[..., object]
    message: str


def broken(rule: Rule, rows: Mapping[Any, Mapping[str, Any]]) -> dict[Any, str]:
    """Return what a rule says of each row that it finds wrong, by the label of the row.

    Of a row that lacks a cell that it reads it says nothing.

    Examples
    --------
    >>> rule = Rule("end", ("start", "end"), lambda start, end: end < start, "is before {start}")
    >>> broken(rule, {2: {"start": "2020", "end": "2019"}, 3: {"start": "", "end": "2019"}})
    {2: 'is before 2020'}
    """
    texts = {}
    for label, row in rows.items():
        cells = [row[name] for name in rule.reads]
        if all(cells) and (found := rule.finds(*cells)):
            texts[label] = rule.message.format(found=found, **row)
    return texts


# A cell by itself: what the descriptor says of its column.


def _is_no_number(cell: str) -> bool:
    return not re.fullmatch(r"(?!-0(\.0+)?$)-?(?!([0-9]\.?){16})(0|[1-9][0-9]*)(\.[0-9]+)?", cell)


def _is_no_day(cell: str) -> bool:
    try:
        return f"{date.fromisoformat(cell)}" != cell or not "1900" < cell < "2101"
    except ValueError:
        return True


def _is_to_come(cell: str) -> bool:
    return cell > f"{date.today() + timedelta(days=1)}"  # east of here it may be tomorrow


def _hidden(text: str) -> str:
    """Return the code of a character that nobody sees, if a text has one."""
    if text.isascii() and text.isprintable():
        return ""
    hidden = filter(wording.is_invisible, sorted({*text}))
    return next((f"U+{ord(character):04X}" for character in hidden), "")


OF_TEXTS: list[tuple[Callable[[str], object], str]] = [
    (_hidden, "has the character {found}, which nobody sees; take it out, or write a space"),
    (lambda text: text != text.strip(), "begins or ends with a space; take it out"),
]
"""When any text is wrong, and what is said of it."""
OF_TYPES: dict[str, list[tuple[Callable[[str], object], str]]] = {
    "string": [],
    "integer": [(lambda cell: not re.fullmatch("[0-9]{1,9}", cell), "")],
    "number": [
        (
            _is_no_number,
            "is not a number; write at most 15 digits 0-9 with at most one point, as 22.8 or -0.5, "
            "with a plain minus and no %",
        )
    ],
    "date": [
        (
            _is_no_day,
            "is no day from 1900 to 2100 written as 2020-03-31 (in a spreadsheet, make the column "
            "text first)",
        ),
        (_is_to_come, "is a day to come; write one until today"),
    ],
}
"""When a cell of a type is wrong; what is said of it, if the column has no `refusal` of its own."""
OF_CONSTRAINTS: dict[str, Callable[[Any, str], bool]] = {
    "enum": lambda choices, cell: cell not in choices,
    "pattern": lambda pattern, cell: not re.fullmatch(pattern, cell),
    "maxLength": lambda most, cell: len(cell) > most,
    "exclusiveMinimum": lambda least, cell: float(cell) <= least,
}
"""When a cell breaks a constraint of its column."""


def of_field(field: Mapping[str, Any]) -> Iterator[Rule]:
    """Give the rules of a column by its description.

    Examples
    --------
    >>> rows = {2: {"day": "2020-02-30"}}
    >>> for rule in of_field({"name": "day", "type": "date"}):
    ...     print([text[:32] for text in broken(rule, rows).values()])
    []
    []
    ['is no day from 1900 to 2100 writ']
    []
    """
    rule = functools.partial(Rule, field["name"], (field["name"],))
    limits, refusal = field.get("constraints", {}), field.get("refusal", "")
    for finds, text in [*OF_TEXTS, *OF_TYPES[field["type"]]]:
        yield rule(finds, text or refusal)
    for name in limits.keys() & OF_CONSTRAINTS.keys():
        known = ", ".join(limits.get("enum", ()))
        yield rule(
            functools.partial(OF_CONSTRAINTS[name], limits[name]),
            refusal or f"is not known; write one of {known}",
        )


def to_fill_in(field: Mapping[str, Any]) -> str:
    """Say what an empty cell may have, and what it is for."""
    example, purpose = field["example"].rstrip("."), field["description"].split(". ")[0]
    return f"is empty; fill it in, as in {example}. {purpose.rstrip('.')}."


# The cells of a row beside each other, and beside those of its source and its quantity.


def _is_below_zero(value: str, unit: str, kind: str) -> bool:
    """Tell whether it is below 0, and neither a change nor a rate such as inflation."""
    return float(value) < 0 and kind != "change" and (kind, unit) != ("flow", "percent")


def _is_above_all(value: str, quantity: str, unit: str, kind: str) -> bool:
    """Tell whether a share is above 100: a level of occupancy is none."""
    is_share = (kind, unit) == ("stock", "percent") and "occupancy" not in quantity
    return is_share and float(value) > 100


def _is_no_multiple(value: str, step: str) -> bool:
    return Fraction(value) % Fraction(step) != 0


_TIMES = re.compile(rf"(?:\b({MONTH}) )?(?<![\w.,:/-])((?:19|20)\d\d|2100)(?!\d| ?%|[.,:/-]\d)")
"""A year, with its month if there is one."""


def _times_outside(text: str, value: str, start: str, end: str) -> str:
    """Return the months and years that a wording names and that lie outside the days of its row."""
    outside = []
    for name, year in _TIMES.findall(text):
        time = f"{year}-{MONTHS.index(name[:3]):02}" if name else year
        if not start[: len(time)] <= time <= end[: len(time)] and year != value:
            outside.append(f"{name} {year}".strip())
    return ", ".join(outside)


OF_SOURCES = [
    Rule(
        "read",
        ("read", "published"),
        lt,
        "is before it was published, {published}; write a later day",
    ),
]
OF_DAYS = [
    Rule(
        "end",
        ("end", "published"),
        gt,
        "is after {published}, when its source was published; write an earlier day, or a later "
        "source (a target or a budget goes into excluded.csv)",
    ),
    Rule(
        "end",
        ("end", "read"),
        gt,
        "is after {read}, when its source was read; write an earlier day",
    ),
    Rule(
        "end",
        ("end", "start"),
        lt,
        "is before the start, {start}; exchange them, or mend one",
    ),
]
OF_FIGURES = [
    Rule(
        "rounded_to",
        ("value", "rounded_to"),
        _is_no_multiple,
        "does not divide the value, {value}; write the step that it is written to",
    ),
    Rule(
        "value",
        ("value", "unit", "kind"),
        _is_below_zero,
        "is below 0; a count or a share is 0 or more; a loss, a balance or a net "
        "number is of kind change, a rate in percent of kind flow",
    ),
    Rule(
        "value",
        ("value", "quantity", "unit", "kind"),
        _is_above_all,
        "is above 100, and a share is not; mend it, or make it of kind flow if it is none, such "
        "as debt against income; of places, give its key the word occupancy",
    ),
]
AFTER_WORDING = [
    Rule(
        "wording",
        ("wording", "value", "start", "end"),
        _times_outside,
        "names {found}, and the row is of {start} to {end}; mend the dates, or quote fewer words, "
        "… for the others",
    ),
]
"""Where the number is not the wording's, it may be taken for a year."""
_CORRECTED = ", ".join(schema.fields("figures"))
OF_CORRECTIONS = [
    Rule(
        "column",
        ("row", "column"),
        lambda row, column: column not in schema.fields("figures"),
        f"is no column of that row; write one of {_CORRECTED}",
    ),
    Rule("old", ("old", "new"), eq, "is what the row has now; write what it had before"),
]
