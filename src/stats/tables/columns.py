"""What each column of each table holds, and what is wrong with a cell of it by itself.

The library's `datapackage.json` describes the columns: types, allowed values, keys of other tables,
and what is said of a wrong cell.
"""

import functools
import json
import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stats.words.wording import is_invisible

_INSTALLED = Path(__file__).parents[1] / "data"
OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""
COPY = "copy of a data set"
KINDS = ("document", "own report", "agency copy", "translation", "retelling", "forum or blog", COPY)
"""The kinds of sources, from the strongest to the weakest."""
FIRST_HAND = KINDS[:3]
"""Those that have a number from whoever gave it, in its own language."""
_DAY = re.compile("(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"(?!-0(\.0+)?$)-?(?!([0-9]\.?){16})(0|[1-9][0-9]*)(\.[0-9]+)?")
_PATTERNS = {"integer": "[0-9]{1,9}"}
"""How cells of a type are written where their column has no pattern of its own."""


@functools.cache
def schemas() -> dict[str, Any]:
    """Return the schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((OWN / name).read_text("utf-8"))

    resources = read("datapackage.json")["resources"]
    stated = {resource["name"]: resource["schema"] for resource in resources}
    return {
        name: read(schema) if isinstance(schema, str) else schema for name, schema in stated.items()
    }


def describe() -> str:
    """Return what each column of each table is for, as Markdown."""
    lines = []
    for name, schema in schemas().items():
        lines += [f"## {name}.csv\n", "| column | what it holds |", "| --- | --- |"]
        lines += [f"| `{field['name']}` | {field['description']} |" for field in schema["fields"]]
        lines.append("")
    return "\n".join(lines)


def cell_fault(cell: str, field: Mapping[str, Any]) -> str:
    """Return what is wrong with a cell, and what would be right; or nothing.

    Examples
    --------
    >>> cell_fault("2020-02-30", {"type": "date"})[:42]
    'is no day from 1900 to 2100 written as 202'
    """
    limits = field.get("constraints", {})
    if not cell:
        return _empty(field) if "required" in limits else ""
    return unseen(cell) or _mistyped(cell, field["type"]) or _beyond(cell, limits, field)


def _empty(field: Mapping[str, Any]) -> str:
    """Say what an empty cell may have, and what it is for."""
    example, purpose = field["example"].rstrip("."), field["description"].split(". ")[0]
    choices = field["constraints"].get("enum")
    right = f"one of {', '.join(choices)}" if choices else f"as in {example}"
    return f"is empty; fill it in, {right}. {purpose.rstrip('.')}."


def unseen(cell: str) -> str:
    """Say which character of a text nobody sees, or that a space is at an end; or nothing."""
    for character in filter(is_invisible, cell):
        return (
            f"has the character U+{ord(character):04X}, which nobody sees; take it out, or write "
            "a space"
        )
    return "begins or ends with a space; take it out" if cell != cell.strip() else ""


def _mistyped(cell: str, of_type: str) -> str:
    """Say that a cell is no day or no number, if it must be one; or nothing."""
    if of_type == "date" and not _is_day(cell):
        return (
            "is no day from 1900 to 2100 written as 2020-03-31 (in a spreadsheet, make the column "
            "text first)"
        )
    # East of here it may be tomorrow.
    if of_type == "date" and date.fromisoformat(cell) > date.today() + timedelta(days=1):
        return "is a day to come; write one until today"
    if of_type == "number" and not _NUMBER.fullmatch(cell):
        return (
            "is not a number; write at most 15 digits 0-9 with at most one point, as 22.8 or -0.5, "
            "with a plain minus and no %"
        )
    return ""


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(cell))  # 20200331 is a day too, but not as written here


def _beyond(cell: str, limits: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    """Say that a cell of the right type is none that its column may have; or nothing."""
    choices = limits.get("enum", [cell])
    if cell not in choices:
        return f"is not known; write one of {', '.join(choices)}"
    pattern = limits.get("pattern", _PATTERNS.get(field["type"], ".*"))
    is_written = re.fullmatch(pattern, cell) and len(cell) <= limits.get("maxLength", math.inf)
    is_above = "exclusiveMinimum" not in limits or float(cell) > limits["exclusiveMinimum"]
    return "" if is_written and is_above else str(field["refusal"])
