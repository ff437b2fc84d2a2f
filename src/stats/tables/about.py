"""Whose a project is: what the `datapackage.json` beside its tables says of it."""

import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from stats.tables.columns import unseen
from stats.tables.read import FiguresError, descriptor


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
        address = self.contact or self.homepage
        is_mail = "@" in address and not address.startswith("https://")
        return f"mailto:{address}" if is_mail else address


def about(folder: Path) -> About:
    """Return what the descriptor of a folder says of the project, or nothing if there is none.

    Raises FiguresError, with what is wrong, if it is no Data Package.
    """
    package = descriptor(folder)
    try:
        return _about(package)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = (
            f"datapackage.json: it is no Data Package ({error}); contributors are a list as in "
            '[{"title": "..."}], licenses as in [{"name": "..."}], all else is text; '
            "see datapackage.org"
        )
        raise FiguresError([message]) from None


def _about(package: Any) -> About:
    """Return what a descriptor says; raises one of several errors if it is no Data Package."""
    texts = {field.name: package.get(field.name, "") for field in fields(About)}
    contributors = package.get("contributors", [])
    texts["authors"] = ", ".join(contributor["title"] for contributor in contributors)
    for licence in package.get("licenses", [])[:1]:
        texts["licence"], texts["terms"] = licence["name"], licence.get("path", "")
    for name, text in texts.items():
        if not isinstance(text, str):
            raise TypeError(f"{name} is not a text")
        if text and (fault := unseen(text)):
            raise ValueError(f"{name} {fault}")
    texts["contact"] = texts["contact"].removeprefix("mailto:")
    for name in ("homepage", "contact"):
        is_mail = name == "contact" and re.fullmatch(r"[^\s:/@]+@[^\s:/@]+", texts[name])
        if texts[name] and not (is_mail or texts[name].startswith("https://")):
            raise ValueError(
                f"{name} is {texts[name]!r}; write an address that begins with https://, or for "
                "contact one of mail"
            )
    if texts["created"]:
        texts["created"] = _day(texts["created"])
    return About(**texts)


def _day(created: str) -> str:
    """Write the day of a date or a time in words."""
    try:
        day = date.fromisoformat(created[:10])
    except ValueError:
        raise ValueError(f"created is {created!r}; write its day as in 2020-05-14") from None
    return f"{day.day} {day:%B %Y}"
