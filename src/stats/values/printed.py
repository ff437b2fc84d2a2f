"""A number as it is printed, in its parts, so that nobody takes a text apart again."""

from typing import NamedTuple


class Printed(NamedTuple):
    """A number with its words: "about ", "147", "%", " or more", and in brackets its range.

    Examples
    --------
    >>> places = Printed("about ", "12,397", " places", " or more")
    >>> print(places, "is", places.bare)
    about 12,397 places or more is about 12,397 or more
    """

    before: str
    number: str
    unit: str = ""
    after: str = ""
    range: str = ""

    def __str__(self) -> str:
        brackets = f" ({self.range})" if self.range else ""
        return f"{self.before}{self.number}{self.unit}{self.after}{brackets}"

    @property
    def bare(self) -> "Printed":
        """The same without its unit, but for the sign of one in percent."""
        return self._replace(unit="%" if self.unit.startswith("%") else "")
