"""A project from an article's text: its tables, filled as far as the text goes, and a chapter."""

import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import StringIO
from textwrap import shorten
from typing import Any

import pandas as pd

from stats.drafts.mentions import PEOPLE, draft
from stats.drafts.relations import code, relations
from stats.figures.periods import day_of

_KEPT = re.compile(r"import|page\.(?:contents|sources|contact|rows_table\(.*figures\.)|# [TR]|## C")
"""How the cells of the example begin that any chapter has."""
_RELATIONS = "# Where you rename a row, rename it below.\nstats.relations(data.rows)"
_FOLLOWS = """{rows}
follows = {measure}
checked = stats.check({claim}, data, follows)
assert checked.adds_up == "adds up"
why = "From {said} follows {{follows}}; the article has “{{{claim}.row.wording}}”."
page.comparison([page.compared("{claim}", checked, why=why)], data, "Beside what others give")"""


def project(
    text: str, cells: dict[str, str], files: Mapping[str, str], *, is_second: bool
) -> tuple[str, dict[str, str]]:
    """Return what a text has, to print, and the files of its project.

    `cells` are what the text does not say: `published`, its day; `start` and `end` of the counts
    that it dates nowhere; and what all rows of figures share, among them `source`. What is in
    neither is left empty. `files` are those of an example to fill; for a second source, the tables
    of a project, to which it is added as what others say. Raises ValueError if it is there already.
    """
    frame = draft(text, cells["published"])
    related = relations(frame)
    days = {name: pd.Timestamp(day_of(name, cells.pop(name))) for name in ("start", "end")}
    frame = _with_cells(frame, related, days)
    title = shorten(text.strip().split("\n")[0], 100, placeholder="…")
    rows, source = frame.assign(**cells), _source(text, title, cells)
    if is_second:  # the text of a second source may be some of its sentences
        rows.index = f"{cells['source']}_" + rows.index
        source["sha256"] = ""
    figures = "context" if is_second else "figures"
    tables = {figures: rows, "sources": source, "quantities": _quantities(frame)}
    paragraphs, drafted = [_summary(frame, related)], {}
    for table, new in tables.items():
        drafted[f"data/{table}.csv"], added = _added(table, new, files[f"data/{table}.csv"])
        paragraphs.append(added)
    if is_second:
        return "\n\n".join(paragraphs), drafted
    drafted["data/datapackage.json"] = json.dumps(_about(title), indent=1)
    drafted["notebooks/1-answer.ipynb"] = _chapter(related, files["notebooks/1-answer.ipynb"])
    return paragraphs[0], drafted


def summary(text: str, published: str = "") -> str:
    """Return the numbers of a text, what follows from what, and what was left out, to print.

    Examples
    --------
    >>> summary("It held 40 people in 2019.").splitlines()[-1]
    'Left out: '
    """
    frame = draft(text, published)
    return _summary(frame, relations(frame))


def _source(text: str, title: str, cells: dict[str, str]) -> pd.DataFrame:
    """Return the row of sources.csv for a text."""
    of_text = {"title": title, "sha256": sha256(text.encode()).hexdigest()}
    row = cells | of_text | {"licence": "not known", "read": f"{date.today()}"}
    return pd.DataFrame([row], pd.Index([cells["source"]], name="key"))


def _about(title: str) -> dict[str, Any]:
    """Return what datapackage.json begins with."""
    return {
        "name": "my-article",
        "title": f"Checked: {title}",
        "description": title,
        "contributors": [{"title": "", "roles": ["author"]}],
        "contact": "",
        "licenses": [{"name": "", "path": ""}],
    }


def _with_cells(frame: pd.DataFrame, related: pd.DataFrame, days: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of a draft with quantities, kinds and days.

    Counts without days of their own have those that are given, a change those of its two counts.
    """
    kind = frame["figure"].map(lambda figure: figure.kind)
    kind = kind.mask((frame["unit"] == "percent") & (kind == ""), "stock")
    quantity = frame["unit"].replace("", "things").str.replace(" ", "_")
    quantity = quantity.mask(kind != "", quantity + "_" + kind)
    is_count = kind != "change"
    frame.loc[is_count, [*days]] = frame.loc[is_count, [*days]].fillna(days)
    changes = related[related["kind"].isin(["growth", "difference"])]
    for claim, (then, now) in changes[["claim", "inputs"]].to_numpy():
        quantity[now] = quantity[then]
        frame.loc[claim, [*days]] = frame.at[then, "start"], frame.at[now, "end"]
    quantity[related.loc[related["kind"] == "occupancy", "claim"]] = "occupancy"
    return frame.assign(kind=kind, quantity=quantity)


def _quantities(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of quantities.csv for a draft; whoever is counted is people."""
    unit = frame["unit"].mask(frame["unit"].isin(PEOPLE), "people")
    name = frame["quantity"].str.replace("_", " ").str.capitalize()
    columns = {
        "key": frame["quantity"],
        "name": name,
        "unit": unit,
        "kind": frame["kind"],
        "max_days_apart": 31,
        "counts": name + ", as the article has it.",
        "leaves_out": "It does not say.",
    }
    return pd.DataFrame(columns).drop_duplicates("key").set_index("key")


def _summary(frame: pd.DataFrame, related: pd.DataFrame) -> str:
    """Return what a draft has, to print."""
    number = "{:,.12g}".format
    columns = ["value", "qualifier", "unit", "start", "end", "wording"]
    rows = frame[columns].to_string(na_rep="", float_format=number)
    follows = "Nothing, by the dates and nouns that the text gives."
    if len(related):
        follows = related.to_string(index=False, float_format=number)
    left_out = ", ".join(f"{words} ({why})" for words, why in frame.attrs["asides"])
    return f"{rows}\n\nWhat follows from what:\n{follows}\n\nLeft out: {left_out}"


def _added(table: str, new: pd.DataFrame, there: str) -> tuple[str, str]:
    """Return a table as text with rows behind those that are there, and what was added.

    A row whose key is there is not added. ValueError if the table cannot take the rows.
    """
    key = str(new.index.name)
    old = pd.read_csv(StringIO(there.lstrip("\ufeff")), dtype=str)
    if key not in old:
        raise ValueError(f"{table}.csv has no column {key}; save it as CSV, with commas")
    again = new.index.intersection(old[key])
    if table == "sources" and len(again):
        raise ValueError(f"sources.csv has {again[0]}; rename the file")
    rows = new.drop(again).reset_index().reindex(columns=old.columns)
    text = rows.to_csv(index=False, header=False, float_format="%.15g")
    added = f"{table}.csv: added {', '.join(new.index.difference(again)) or 'nothing'}"
    if len(again):
        added += f"; put under what was there: {', '.join(again)}; are they the same?"
    return there.rstrip("\n") + "\n" + text, added


def _chapter(related: pd.DataFrame, example: str) -> str:
    """Write a chapter in the form of an example, with a cell for each relation that adds up."""
    notebook = json.loads(example)
    kept = [cell for cell in notebook["cells"] if _KEPT.match("".join(cell["source"]))]
    first = {"id": "relations", "source": _RELATIONS, "metadata": {"tags": ["remove-cell"]}}
    new = [kept[0] | first]
    for relation in related[related["answer"] == "adds up"].itertuples():
        ids = (*relation.inputs, relation.claim)
        source = _FOLLOWS.format(
            rows="\n".join(f'{name} = data["{name}"]' for name in ids),
            measure=code(relation.kind, relation.inputs),
            claim=relation.claim,
            said=" and ".join(f"{{{name}}}" for name in relation.inputs),
        )
        new.append(kept[0] | {"id": relation.claim, "source": source})
    notebook["cells"] = [*kept[:3], *new, *kept[3:]]
    return json.dumps(notebook, indent=1)
