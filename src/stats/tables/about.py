"""Whose a project is: what the `datapackage.json` beside its tables says of it."""

import json
import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from stats.tables.files import FiguresError, content
from stats.tables.rules import OF_TEXTS

_ADDRESS = "write an address that begins with https://"
_WRITTEN = {
    "homepage": (r"https://.+", _ADDRESS),
    "contact": (r"https://.+|(mailto:)?[^\s:/@]+@[^\s:/@]+", f"{_ADDRESS}, or one of mail"),
    "created": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", "write its day as in 2020-05-14"),
    "first_released": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "write its day as in 2020-05-14"),
}
"""How a property is written, and what is said of one that is not."""


@dataclass(frozen=True)
class About:
    """The properties of a Data Package that a page shows; empty where one is not given.

    `homepage` is where the page is published, `contact` an address of the web or of mail where
    corrections go. `authors` are the titles of its contributors, `licence` is the name of its first
    licence, and `terms` where that licence stands. `first_released`, an own property, is the day of
    the first release, before which a page shows no correction.
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
    first_released: str = ""

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
        _require_text(name, text)
    texts["contact"] = texts["contact"].removeprefix("mailto:")
    if texts["created"]:
        day = date.fromisoformat(texts["created"][:10])
        texts["created"] = f"{day.day} {day:%B %Y}"
    return About(**texts)


def _require_text(name: str, text: object) -> None:
    """Raise ValueError if a property is not written as it must be."""
    if not isinstance(text, str):
        raise ValueError(f"{name} is not a text")
    for finds, said in OF_TEXTS:
        if found := finds(text):
            raise ValueError(f"{name} {said.format(found=found)}")
    pattern, right = _WRITTEN.get(name, ("(?s:.*)", ""))
    if text and not re.fullmatch(pattern, text):
        raise ValueError(f"{name} is {text!r}; {right}")


def descriptor(folder: Path) -> dict[str, Any]:
    """Return what `datapackage.json` of a folder has, or nothing if there is none.

    Raises FiguresError, with what is wrong, if it cannot be read.
    """
    path = folder / "datapackage.json"
    try:
        package = json.loads(content(path).decode("utf-8-sig"))
        causes = package.get("causes", [])
    except FileNotFoundError:
        return {}
    except json.JSONDecodeError as error:
        wrong = (
            f", line {error.lineno}: it cannot be read; each text stands in double quotes, and a "
            f"comma between two entries ({error.msg})"
        )
    except OSError as error:
        wrong = f": cannot be read: {error.strerror}; mend that"
    except (AttributeError, RecursionError, ValueError):  # a list, nested too deep, not in UTF-8
        wrong = ": it is no Data Package; see datapackage.org"
    else:
        if isinstance(causes, list) and all(f"{cause}".split() == [cause] for cause in causes):
            return dict(package)
        wrong = f': its causes are {causes!r}; write a list of single words, as in ["courts"]'
    raise FiguresError([f"{path.name}{wrong}"])
