"""Whose a project is: what the `datapackage.json` beside its tables says of it."""

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from stats.tables.read import FiguresError


@dataclass(frozen=True)
class About:
    """The standard properties of a Data Package that a page shows; empty where one is not given.

    `homepage` is where the page is published, `contact` an address of the web or of mail where
    corrections go. `authors` are the titles of its contributors, `licence` is the name of its first
    licence, and `terms` where that licence stands.
    """

    title: str = ""
    description: str = ""
    version: str = ""
    created: str = ""
    homepage: str = ""
    contact: str = ""
    authors: str = ""
    licence: str = ""
    terms: str = ""

    @property
    def where(self) -> str:
        """The address of a link to where corrections go."""
        where = self.contact or self.homepage
        return f"mailto:{where}" if "@" in where else where


def about(folder: Path) -> About:
    """Return what the descriptor of a folder says of the project, or nothing if there is none.

    Raises FiguresError, with what is wrong, if it is no Data Package.
    """
    path = folder / "datapackage.json"
    if not path.exists():
        return About()
    try:
        return _about(json.loads(path.read_text("utf-8-sig")))
    except json.JSONDecodeError as error:
        what = "cannot be read; each text stands in double quotes, and a comma between two entries"
        raise FiguresError([f"{path.name}, line {error.lineno}: it {what} ({error.msg})"]) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        right = 'contributors are a list as in [{"title": "..."}], licenses as in [{"name": "..."}]'
        what = f"it is no Data Package ({error}); {right}, all else is text"
        raise FiguresError([f"{path.name}: {what}; see datapackage.org"]) from None


def _about(package: Any) -> About:
    found = {each.name: package.get(each.name, "") for each in fields(About)}
    found["authors"] = ", ".join(one["title"] for one in package.get("contributors", []))
    for licence in package.get("licenses", [])[:1]:
        found["licence"], found["terms"] = licence["name"], licence.get("path", "")
    for name, text in found.items():
        if not isinstance(text, str):
            raise TypeError(f"{name} is not a text")
    found["contact"] = found["contact"].removeprefix("mailto:")
    for name in ("homepage", "contact"):
        if found[name] and "@" not in found[name] and not found[name].startswith("https://"):
            right = "write an address that begins with https://, or for contact one of mail"
            raise ValueError(f"{name} is {found[name]!r}; {right}")
    if found["created"]:
        found["created"] = _day(found["created"])
    return About(**found)


def _day(created: str) -> str:
    try:
        day = date.fromisoformat(created[:10])
    except ValueError:
        raise ValueError(f"created is {created!r}; write its day as in 2020-05-14") from None
    return f"{day.day} {day:%B %Y}"
