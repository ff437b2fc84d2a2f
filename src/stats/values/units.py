"""Units: what a number counts or measures, how it is written, and what two of them give.

Tables and users write a unit as text, "people" or "percent"; `unit_of` tells what it is.
"""

import functools
import re
from dataclasses import dataclass

from stats.values.bounds import without_noise

MONEY = {"£": "pounds", "$": "dollars", "€": "euros", "₹": "rupees", "៛": "riel"}
"""Units of money, by the signs before a number."""
SYMBOLS = {"mm": "millimetres", "cm": "centimetres", "m": "metres", "km": "kilometres"}
SYMBOLS |= {"m²": "square metres", "sqm": "square metres", "km²": "square kilometres"}
SYMBOLS |= {"ha": "hectares", "l": "litres", "mg": "milligrams", "g": "grams", "kg": "kilograms"}
SYMBOLS |= {"t": "tonnes", "tons": "tonnes", "kw": "kilowatts", "mw": "megawatts"}
"""Units of measures, by their symbols in small letters."""
_MEASURES = re.compile(  # a word of a name such as square_metres
    r"(?:\b|_)(?:years|months|weeks|days|hours|minutes|(?:kilo|centi|milli)?met(?:re|er)s|miles|feet"
    r"|hectares|acres|lit(?:re|er)s|gallons|barrels|kilos|(?:kilo|milli)?grams?|tonn?es|tons|degrees"
    rf"|celsius|(?:kilo|mega)?watts?|cents|kgs?|kms?|{'|'.join(MONEY.values())}|yen|yuan|reais|pesos"
    r"|rands?|naira|shillings|francs|lira|roubles|baht|dong|ringgit|won)(?:\b|_)"
)
"""Finds units of what is measured; what has any other name is counted."""


@dataclass(frozen=True)
class Unit:
    """A unit: its name in the tables, its sort, and how a number in it is written.

    A sort is number (of no unit), count, measure, times, percent, points or rate. To be written, a
    number is multiplied by `scale`: 78% is 0.78, and 3 percentage points 0.03. `suffix` stands
    behind it, with its space.
    """

    name: str
    sort: str
    suffix: str
    decimals: int = 0
    scale: float = 1.0

    @property
    def words(self) -> str:
        """The unit by itself."""
        return self.suffix.strip()

    @property
    def thing(self) -> str:
        """What is counted or measured: deaths, of deaths a day."""
        return self.name.partition(" a ")[0]

    @property
    def per(self) -> str:
        """What it is so much for each of: day, of deaths a day."""
        return self.name.partition(" a ")[2]

    @property
    def is_count(self) -> bool:
        """Whether it is of whole things."""
        return self.sort == "count"

    @property
    def is_rate(self) -> bool:
        """Whether a number in it may be below 0, and is rounded even if it is whole."""
        return self.sort in ("percent", "points", "rate")

    @property
    def is_ratio(self) -> bool:
        """Whether it may be multiplied by: a number, 78%, or 1.78 times."""
        return self.sort in ("number", "percent", "times")

    def in_tables(self, value: float) -> float:
        """Return a value as tables have it: 78.0 for the 0.78 of what is in percent."""
        return without_noise(value * self.scale)


def is_measure(word: str) -> bool:
    """Tell whether a word names what is measured, one or many of it: kg, years, year-old."""
    return any(map(_MEASURES.fullmatch, (word, f"{word.partition('-')[0]}s")))


NO_UNIT = Unit("", "number", "")
PERCENT = Unit("percent", "percent", "%", decimals=1, scale=100.0)
POINTS = Unit("percentage points", "points", " percentage points", decimals=1, scale=100.0)
TIMES = Unit("times", "times", "", decimals=2)
YEARLY = Unit("percent a year", "rate", "% a year", decimals=1, scale=100.0)
YEARS = Unit("years", "measure", " years", decimals=1)
AREA = Unit("square_metres a person", "rate", " m² a person", decimals=1)
_KNOWN = {unit.name: unit for unit in (NO_UNIT, PERCENT, POINTS, TIMES, YEARLY, YEARS, AREA)}
_KNOWN["%"] = PERCENT


@functools.cache
def unit_of(name: str) -> Unit:
    """Return the unit of a name.

    Examples
    --------
    >>> unit_of("tonnes").sort, unit_of("people").sort, unit_of("per_1000").suffix
    ('measure', 'count', ' per 1,000')
    """
    suffix = f" {name.replace('_', ' ')}"
    if name in _KNOWN:
        return _KNOWN[name]
    if base := re.fullmatch(r"per[ _](\d[\d.,]*)", name):
        each = base[1].replace(",", "")
        return Unit(f"per_{each}", "rate", f" per {float(each):,.15g}", decimals=1)
    if " a " in name or "percent" in name:  # a mean per day is small enough to need a decimal
        return Unit(name, "rate", suffix, decimals=int(name.endswith(" a day")))
    return Unit(name, "measure" if _MEASURES.search(name) else "count", suffix)


def unit_of_result(left: Unit, sign: str, right: Unit) -> Unit:
    """Return the unit of what two figures give by + - * or /; ValueError if they give nothing.

    Examples
    --------
    >>> unit_of_result(unit_of("deaths a day"), "*", unit_of("days")).name
    'deaths'
    >>> unit_of_result(unit_of("people"), "*", PERCENT).name
    'people'
    """
    match left.sort, sign, right.sort:
        case "times", "-", "number":  # how many times, less 1, is how much more
            return PERCENT
        case _, "+" | "-", _ if unit := _unit_of_sum(left, sign, right):
            return unit
        case _, "*", _ if right.is_ratio:
            return left  # a part has the unit of its whole
        case (_, "/", "number") | ("count" | "measure" | "rate", "/", "percent" | "times"):
            return left  # a whole has the unit of its part
        case _, "/", _ if left.words == right.words:
            return TIMES
        case ("number" | "percent" | "times", "/", "percent" | "times") | ("count", "/", "count"):
            return TIMES  # people and places are an occupancy level
        case "count" | "measure", "/", "count" | "measure":
            return unit_of(f"{left.name} a {_one_of(right)}")
        case "rate", "*", "count" | "measure" if left.per == _one_of(right):
            return unit_of(left.thing)
        case "count" | "measure", "*", "rate":
            return unit_of_result(right, sign, left)
    raise ValueError(
        f"these are {left.words or 'a number'} {sign} {right.words or 'a number'}; take figures of "
        "one unit, two counts a / b, or a measure: share, rate_per, mean_rate, places_short"
    )


def _one_of(unit: Unit) -> str:
    """Name one of what is counted: a person of people."""
    return {"people": "person"}.get(unit.name, unit.name.removesuffix("s"))


def _unit_of_sum(left: Unit, sign: str, right: Unit) -> Unit | None:
    match left.sort, right.sort:
        case "points", "percent" if sign == "-":
            return None
        case "percent", "percent" if sign == "-":
            return POINTS
        case (_, "number") | ("percent", "points"):
            return left
        case ("number", _) | ("points", "percent"):
            return right
    return left if left.words == right.words else None
