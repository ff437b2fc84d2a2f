"""What each column of each table holds, as `schemas.json` describes it.

Types, patterns, allowed values and keys of other tables are properties of the Table Schema standard
(datapackage.org); `refusal`, an own one, is what is said of a cell that is written otherwise.
"""

import json
from pathlib import Path
from typing import Any

SCHEMAS: dict[str, Any] = json.loads(Path(__file__).with_name("schemas.json").read_text("utf-8"))
"""The schema of each table; the tables of figures share one."""
SCHEMAS["context"] = SCHEMAS["figures"]


def fields(table: str) -> dict[str, dict[str, Any]]:
    """Return the description of each column of a table, by its name, the key first."""
    return {field["name"]: field for field in SCHEMAS[table]["fields"]}


def references(table: str) -> dict[str, str]:
    """Return which table each column that has its keys refers to."""
    return {
        key["fields"][0]: key["reference"]["resource"] or table
        for key in SCHEMAS[table].get("foreignKeys", ())
    }


def describe() -> str:
    """Return what each column of each table is for, as Markdown."""
    lines = []
    for name, schema in SCHEMAS.items():
        lines.append(f"## {name}.csv\n\n{schema['description']}\n")
        lines.append("| column | filled | what it holds |\n| --- | --- | --- |")
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
