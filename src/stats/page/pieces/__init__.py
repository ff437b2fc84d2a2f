"""Pieces of the page's HTML, as templates: whatever fills them is escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

_PIECES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fill(piece: str, **values: object) -> Markup:
    """Fill a piece with values, each escaped unless it is HTML already.

    Examples
    --------
    >>> fill("table", names=["A & B"], rows=[["1"]], caption="C").striptags()
    'C A & B 1'
    """
    return Markup(_PIECES.get_template(f"{piece}.html.j2").render(values).strip())
