"""What each column of each table holds, as the library's `datapackage.json` describes it.

Types, patterns, allowed values and keys of other tables are properties of the Table Schema standard
(datapackage.org); `refusal`, an own one, is what is said of a cell that is written otherwise.
"""

import functools
import json
from pathlib import Path
from typing import Any

_INSTALLED = Path(__file__).parents[1] / "data"
OWN = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "data"
"""The tables that come with the library: a copy in it, or in a checkout those beside `src`."""


@functools.cache
def schemas() -> dict[str, Any]:
    """Return the schema of each table; one that two tables share has a file of its own."""

    def read(name: str) -> Any:
        return json.loads((OWN / name).read_text("utf-8"))

    return {
        each["name"]: read(each["schema"]) if isinstance(each["schema"], str) else each["schema"]
        for each in read("datapackage.json")["resources"]
    }


def fields(table: str) -> dict[str, dict[str, Any]]:
    """Return the description of each column of a table, by its name, the key first."""
    return {field["name"]: field for field in schemas()[table]["fields"]}


def references(table: str) -> dict[str, str]:
    """Return which table each column that has its keys refers to."""
    return {
        key["fields"][0]: key["reference"]["resource"] or table
        for key in schemas()[table].get("foreignKeys", ())
    }


def describe() -> str:
    """Return what each column of each table is for, as Markdown."""
    lines = []
    for name, schema in schemas().items():
        lines += [f"## {name}.csv\n", "| column | filled | what it holds |", "| --- | --- | --- |"]
        for field in schema["fields"]:
            filled = "always" if "required" in field.get("constraints", {}) else ""
            lines.append(f"| `{field['name']}` | {filled} | {field['description']} |")
        lines.append("")
    return "\n".join(lines)


KINDS: tuple[str, ...] = tuple(fields("sources")["kind"]["constraints"]["enum"])
"""The kinds of sources, from the strongest to the weakest."""
FIRST_HAND = KINDS[:3]
"""Those that have a number from whoever gave it, in its own language."""
COPY = KINDS[-1]
"""The kind of a copy of a data set."""
