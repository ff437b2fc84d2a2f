"""What a formula of figures gives: its value, its range and its text.

A formula is a plain function of numbers, `lambda start, end: end / start - 1`. It is run on the
numbers, on the ends of their ranges, and on texts, which write down what is done to them.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Never

import numpy as np

from stats.values.bounds import Bound, over, without_noise

_OPERATORS = {
    np.add: (" + ", 1, 0, 0),
    np.subtract: (" - ", 1, 0, 2),
    np.multiply: (" * ", 2, 2, 3),
    np.divide: (" / ", 2, 2, 3),
    np.power: (" ** ", 3, 4, 4),
}
"""Its sign, how tightly its result binds, and what needs no brackets on its left and right."""
ATOM = 4
"""How tightly a name, a number or a call binds."""


class Term(NamedTuple):
    """A number in a formula: its value, its range, and its text with ids and with numbers.

    `binds` is how tightly the last operator of the text does.
    """

    value: float
    range: Bound
    texts: tuple[str, str]
    binds: int = ATOM

    @staticmethod
    def of(number: float) -> "Term":
        """Return a plain number: it is exact, and written as it is."""
        return Term(number, Bound(number, number), (f"{number:,.15g}",) * 2)


def computed(
    formula: Callable[..., Any], *terms: Term, require: Callable[[float], Any] = float
) -> Term:
    """Return what a formula gives that is monotone in each of its arguments.

    `require` raises ValueError if its value is none that it can have.

    Examples
    --------
    >>> half = Term(0.5, Bound(0.25, 1), ("part", "0.5"))
    >>> rest = computed(lambda part: 3 * (1 - part) ** 2, half)
    >>> print(rest.texts[0], "is", rest.value)
    3 * (1 - part) ** 2 is 0.75
    >>> (rest.range.low, rest.range.high)
    (0.0, 1.6875)
    """
    values, ranges, texts, binds = zip(*terms, strict=True)
    with np.errstate(all="ignore"):  # an infinite value is for a measure to refuse
        value = formula(*map(np.float64, values))
    require(value)
    names, numbers = (formula(*map(Written, each, binds)) for each in zip(*texts, strict=True))
    written = names.text, numbers.text
    return Term(without_noise(value), over(formula, *ranges), written, names.binds)


class Written(np.lib.mixins.NDArrayOperatorsMixin):
    """A text in place of a number, with which a formula writes itself; `binds` tells how tightly.

    Examples
    --------
    >>> print(np.log2(1 + (Written("end") - Written("start")) ** 2))
    log2(1 + (end - start) ** 2)
    """

    def __init__(self, text: str, binds: int = ATOM) -> None:
        self.text, self.binds = text, binds

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> Never:
        raise TypeError("a formula is one for all numbers; write np.maximum or the like for an if")

    def beside(self, least: int) -> str:
        """Return its text as one side of an operator, in brackets if it binds less than it must."""
        return f"({self.text})" if self.binds < least else self.text

    def __array_ufunc__(self, function: Any, method: str, *given: Any, **options: Any) -> Any:
        if method != "__call__":
            return NotImplemented
        if function is np.negative:
            return Written(f"-({self.text})", 2)
        if function not in _OPERATORS:
            return _call(function.__name__, *given, **options)
        sign, binds, *least = _OPERATORS[function]
        return Written(sign.join(map(Written.beside, map(_written, given), least)), binds)

    def __array_function__(self, function: Any, types: Any, given: Any, options: Any) -> Any:
        return _call(function.__name__, *given, **options)


def _written(given: Any) -> Written:
    return given if isinstance(given, Written) else Written(f"{given:,.15g}")


def _call(name: str, *given: Any, **options: Any) -> Written:
    texts = [f"{_written(each)}" for each in given]
    texts += [f"{key}={_written(each)}" for key, each in options.items()]
    return Written(f"{name}({', '.join(texts)})")
