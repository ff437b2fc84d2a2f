"""What a formula computes with: a number, its range, and what it is made of.

A formula is plain arithmetic, `end / start - 1`. Of terms, its operators compute the range too, and
keep what each result is made of, from which its text and its rows are read.
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from stats.values.bounds import Bound, without_noise

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
_BINDS = {"+": (1, 0, 0), "-": (1, 0, 2), "*": (2, 2, 3), "/": (2, 2, 3), "**": (3, 4, 4)}
"""How tightly a sign binds, and what needs no brackets on its left and on its right."""
_ATOM = 4
"""How tightly a name, a number or a call binds."""
_Operator: TypeAlias = Callable[[Any, Any], "Term"]


class Made(NamedTuple):
    """What a number is made of: parts with a sign between them, or those in the {} of a text."""

    how: str = ""
    parts: tuple["Estimate", ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Estimate:
    """A number and its range; `made` has what it was computed from, if it was."""

    value: float
    range: Bound
    made: Made = field(default=Made(), kw_only=True)

    def label(self, *, with_numbers: bool) -> str:
        """Return what stands for it in a formula if it is made of nothing."""
        return f"{self.value:,.15g}"

    def text(self, *, with_numbers: bool) -> str:
        """Write how it was computed, with the ids of its rows or with their numbers."""
        return _as_text(self, with_numbers)[0]

    def as_term(self) -> "Term":
        """Return it for the formula of a measure, which knows its unit."""
        return Term(self.value, self.range, made=Made("{}", (self,)))

    def leaves(self) -> Iterator["Estimate"]:
        """Give what it is made of in the end, from left to right: rows, words, numbers."""
        left = [self]
        while left:
            each = left.pop()
            left += reversed(each.made.parts)
            if not each.made.parts:
                yield each


def _both_ways(sign: str) -> tuple[_Operator, _Operator]:
    """Return an operator of terms and its reflection, for a number on the left."""

    def forward(left: "Term", right: Any) -> "Term":
        return computed(left, sign, right if isinstance(right, Term) else Term.of(right))

    def reflected(right: "Term", left: Any) -> "Term":
        return computed(Term.of(left), sign, right)

    return forward, reflected


class Term(Estimate):
    """What stands for a figure or a number in the formula of a measure, which knows their units.

    `+ - * / **` take terms and numbers. Each side is an unknown of its own: a formula that has each
    of its terms once gives the range of all its results, one that repeats a term a wider one.

    Examples
    --------
    >>> half = Term(0.5, Bound(0.25, 1))
    >>> rest = 3 * (1 - half) ** 2
    >>> print(rest.text(with_numbers=True), "is", rest.value)
    3 * (1 - 0.5) ** 2 is 0.75
    >>> (rest.range.low, rest.range.high)
    (0.0, 1.6875)
    """

    __add__, __radd__ = _both_ways("+")
    __sub__, __rsub__ = _both_ways("-")
    __mul__, __rmul__ = _both_ways("*")
    __truediv__, __rtruediv__ = _both_ways("/")
    __pow__, __rpow__ = _both_ways("**")

    @staticmethod
    def of(number: float) -> "Term":
        """Return a plain number, which is exact."""
        return Term(float(number), Bound(number, number))


def computed(left: Estimate, sign: str, right: Estimate) -> Term:
    """Return what an operator gives of two numbers with their ranges.

    Raises ValueError, or ArithmeticError, if that is no number.
    """
    operate = _OPERATORS[sign]
    return Term(
        without_noise(operate(left.value, right.value)),
        operate(left.range, right.range),
        made=Made(sign, (left, right)),
    )


def _as_text(term: Estimate, with_numbers: bool) -> tuple[str, int]:
    """Return the text of a number, and how tightly its last operator binds."""
    down_the_left = [term]  # a long sum is deeper than Python may call itself
    while down_the_left[-1].made.parts:
        down_the_left.append(down_the_left[-1].made.parts[0])
    first = down_the_left.pop()
    text, binds = first.made.how or first.label(with_numbers=with_numbers), _ATOM
    for each in reversed(down_the_left):
        how, (_, *others) = each.made
        rest = [_as_text(other, with_numbers) for other in others]
        if how in _BINDS:
            (right, right_binds), (own, least_left, least_right) = rest[0], _BINDS[how]
            left = _bracketed(text, binds < least_left)
            text, binds = f"{left} {how} {_bracketed(right, right_binds < least_right)}", own
        elif how != "{}":
            text, binds = how.format(text, *(other for other, _ in rest)), _ATOM
    return text, binds


def _bracketed(text: str, is_loose: bool) -> str:
    return f"({text})" if is_loose else text
