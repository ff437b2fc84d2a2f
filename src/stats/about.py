"""Whose a project is: what the `datapackage.json` beside its tables says of it."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from stats.figure import day_of
from stats.read import FiguresError


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


def about(folder: Path) -> About:
    """Return what the descriptor of a folder says of the project, or nothing if there is none.

    Raises FiguresError, with what is wrong, if it is no Data Package.
    """
    path = folder / "datapackage.json"
    if not path.exists():
        return About()
    try:
        package: Any = json.loads(path.read_text("utf-8-sig"))
        names = ("title", "description", "version", "created", "homepage", "contact")
        found: dict[str, Any] = {name: package.get(name, "") for name in names}
        for name, key in (("licenses", "name"), ("contributors", "title")):
            if not all(isinstance(one, dict) and key in one for one in package.get(name, [])):
                raise ValueError(f'{name}: write a list, as in [{{"{key}": "..."}}]')
        for licence in package.get("licenses", [])[:1]:
            found |= {"licence": licence["name"], "terms": licence.get("path", "")}
        found["authors"] = ", ".join(one["title"] for one in package.get("contributors", []))
        for name, text in found.items():
            if not isinstance(text, str):
                raise TypeError(f"{name} is not a text; write it in double quotes")
        found["contact"] = found["contact"].removeprefix("mailto:")
        for name, mail in (("homepage", ""), ("contact", r"|[^\s@]+@[^\s@]+")):
            if not re.fullmatch(rf"|https://\S+{mail}", found[name]):
                right = f"write an address that begins with https://{mail and ', or one of mail'}"
                raise ValueError(f"{name} is {found[name]!r}; {right}")
        if created := found["created"]:
            day = cast(date, day_of("created", created[:10]))
            found["created"] = f"{day.day} {day:%B %Y}"
    except json.JSONDecodeError as error:
        what = f"cannot be read ({error.msg}); each text stands in straight double quotes, and a "
        what += "comma between two entries, none after the last"
        raise FiguresError([f"{path.name}, line {error.lineno}: {what}"]) from None
    except (AttributeError, TypeError, ValueError) as error:
        what = f"it is no Data Package ({error}); see datapackage.org"
        raise FiguresError([f"{path.name}: {what}"]) from None
    return About(**found)
