"""What a formula is computed with: numbers that carry their range, and how they were computed.

A plain formula of terms, `(end / start) ** (1 / years) - 1`, gives its value, all values that it
may have, and its text, in which `end` may be the id of a row.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from stats.values.bounds import Bound, over, without_noise

ATOM, UNKNOWN = 4, 0
"""How tightly a name, a number or a call binds, which needs no brackets; and any other text."""


class _Operator(NamedTuple):
    """What an operator does, how tightly its result binds, and what needs no brackets beside it."""

    apply: Callable[[Any, Any], Any]
    binds: int
    left: int
    right: int


_OPERATORS = {
    "+": _Operator(operator.add, 1, 0, 0),
    "-": _Operator(operator.sub, 1, 0, 2),
    "*": _Operator(operator.mul, 2, 2, 3),
    "/": _Operator(operator.truediv, 2, 2, 3),
    "**": _Operator(operator.pow, 3, 4, 4),
}


@dataclass(frozen=True, eq=False)
class Term:
    """A number in a formula: its value, its range, and its text with ids and with numbers.

    `binds` tells how tightly the operators in its texts bind.

    Examples
    --------
    >>> half = Term(0.5, Bound(0.25, 1), ("part", "0.5"))
    >>> rest = 3 * (1 - half) ** 2
    >>> print(rest.texts[0], "is", rest.value)
    3 * (1 - part) ** 2 is 0.75
    >>> (rest.range.low, rest.range.high)
    (0.0, 1.6875)
    """

    value: float
    range: Bound
    texts: tuple[str, str]
    binds: int = ATOM

    @staticmethod
    def of(number: float) -> "Term":
        """Return a plain number: it is exact, and written as it is."""
        return Term(number, Bound(number, number), (f"{number:,.15g}",) * 2)

    def __add__(self, other: "Term | float") -> "Term":
        return _applied(self, "+", other)

    def __radd__(self, other: float) -> "Term":
        return _applied(other, "+", self)

    def __sub__(self, other: "Term | float") -> "Term":
        return _applied(self, "-", other)

    def __rsub__(self, other: float) -> "Term":
        return _applied(other, "-", self)

    def __mul__(self, other: "Term | float") -> "Term":
        return _applied(self, "*", other)

    def __rmul__(self, other: float) -> "Term":
        return _applied(other, "*", self)

    def __truediv__(self, other: "Term | float") -> "Term":
        return _applied(self, "/", other)

    def __rtruediv__(self, other: float) -> "Term":
        return _applied(other, "/", self)

    def __pow__(self, other: "Term | float") -> "Term":
        return _applied(self, "**", other)

    def mapped(self, function: Callable[[Any], Any], text: str) -> "Term":
        """Return what a monotone function makes of it; {} in the text stands for its own."""
        with np.errstate(all="ignore"):
            value = without_noise(function(np.float64(self.value)))
        return self.replaced(value, over(function, self.range), text)

    def replaced(self, value: float, allowed: Bound, text: str) -> "Term":
        """Return another number with another range, whose text has its own at {}."""
        names, numbers = map(text.format, self.texts)
        return Term(value, allowed, (names, numbers))


def _applied(left: Term | float, sign: str, right: Term | float) -> Term:
    """Return what follows from two terms, each an unknown of its own."""
    left, right = (each if isinstance(each, Term) else Term.of(each) for each in (left, right))
    apply, binds, least_left, least_right = _OPERATORS[sign]
    with np.errstate(all="ignore"):  # an infinite value is for a measure to refuse
        value = without_noise(apply(np.float64(left.value), np.float64(right.value)))
    names, numbers = (
        f"{_bracketed(one, left.binds < least_left)} {sign} "
        f"{_bracketed(other, right.binds < least_right)}"
        for one, other in zip(left.texts, right.texts, strict=True)
    )
    return Term(value, over(apply, left.range, right.range), (names, numbers), binds)


def _bracketed(text: str, needs_brackets: bool) -> str:
    return f"({text})" if needs_brackets else text
