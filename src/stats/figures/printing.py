"""How a figure is printed, apart from what it is.

A row is printed as its source has it, "more than 38,990 people". What was computed has its number
and its range, "78.0% (more than 77.6%)", or in short one number after its word, "more than 77%".
"""

import math
import re
from dataclasses import replace

from markupsafe import Markup

from stats.figures.facts import Facts
from stats.output import IN_A_TEXT, escaped, markup
from stats.values.bounds import Printed, minus_signs
from stats.values.qualifiers import NEARLY
from stats.values.units import PERCENT, TIMES
from stats.words.english import as_stated, in_words, usual_decimals

_LINK = Markup('<a href="#figure-{}">{}</a>')
_FORMAT = re.compile(r"(?P<bare>,?)(?:\.(?P<decimals>\d)[f%]?)?")


def in_full(figure: Facts) -> Printed:
    """Write a row as its source has it, or a number and its range."""
    if figure.qualifier:
        return as_stated(figure.value, figure.unit, figure.qualifier)
    decimals = decimals_of(figure)
    number, bound = in_short(figure, decimals), figure.range
    words = in_words(bound, figure.unit, max(0, decimals))
    if bound.one_sided:
        number = in_words(figure.value, figure.unit, decimals)
    is_end = figure.value in {bound.low, bound.high} and number.before != NEARLY
    if is_end or (not number.before and number.number == words.number):
        return words
    return number._replace(range=str(words.bare))


def in_short(figure: Facts, decimals: int | None = None) -> Printed:
    """Write one number, after the word that its range asks for."""
    bound, value, unit = figure.range, figure.value, figure.unit
    decimals = decimals_of(figure) if decimals is None else decimals
    number = in_words(value, unit, decimals)
    if bound.low < value < bound.high and not bound.one_sided:
        return number._replace(before="about ")
    if bound.one_sided and bound.approximate:  # its end, which rounding must not pass
        return in_words(bound, unit, max(0, decimals))
    if bound.low == value < bound.high:
        bound = replace(bound, high=math.inf)
    elif bound.low < value == bound.high:
        bound = replace(bound, low=-math.inf)
    words = in_words(bound, unit, max(0, decimals))
    # Rounded, it must not be below what it is nearly.
    is_nearly = figure.range.approximate and figure.range.high_open and 0 < value == bound.high
    if is_nearly and words == number._replace(before="about ", after=" or less"):
        return number._replace(before=NEARLY)
    return words


def decimals_of(figure: Facts) -> int:
    """Return the decimals of its number; below 0 where its range is wide, -3 for thousands."""
    decimals = usual_decimals(figure.range, figure.unit)
    numbers = figure.low, figure.value, figure.high
    low, value, high = (figure.measured_in.in_tables(number) for number in numbers)
    rounded = round(value, decimals)
    stays = low < value < high and low < rounded < high and rounded != 0
    return decimals if stays else max(0, decimals)


def formatted(figure: Facts, spec: str) -> Printed:
    """Write it by a format: ".1%" has so many decimals, and "," leaves out what is counted.

    Raises ValueError for another format, or if it is finer than what a row has as printed.
    """
    if spec.endswith("%") and figure.measured_in is TIMES:  # a part of 1
        figure = replace(figure, unit=PERCENT.name)
    wanted = _FORMAT.fullmatch(spec)
    if not wanted:
        raise ValueError(
            f'{spec!r} is no format of {figure.name}; write decimals as in ".0f" or ".1%", or "," '
            "to leave out the unit"
        )
    decimals = int(wanted["decimals"]) if wanted["decimals"] else None
    is_as_printed = figure.qualifier != "" or not spec
    if is_as_printed and decimals is not None:
        step, shown = figure.measured_in.in_tables(figure.rounded_to), 10**-decimals
        if decimals and shown < step:
            raise ValueError(f"{spec!r} is finer than what is printed, {figure}")
        is_as_printed = shown == step
    printed = in_full(figure) if is_as_printed else in_short(figure, decimals)
    is_part_of_it = "%" in printed.unit or " a " in printed.unit  # 78 or 1.4 would say less
    return printed if is_part_of_it or not wanted["bare"] else printed.bare


class Words(str):
    """A figure's words, which a notebook shows as `html`: a link to its row, if it is one."""

    html: Markup

    def __new__(cls, words: object, figure: Facts) -> "Words":
        text = super().__new__(cls, words)
        text.html = _LINK.format(figure.row.id, text) if figure.row else escaped(text)
        return text

    def _repr_html_(self) -> str:
        return IN_A_TEXT + self.html


def about(figure: Facts) -> Printed:
    """Write its number after “about”: percentages whole, others with the decimals of their unit."""
    decimals = 0 if figure.measured_in is PERCENT else None
    number = in_words(figure.value, figure.unit, decimals)
    return number if figure.low == figure.high else number._replace(before="about ")


def as_html(figure: Facts) -> Markup:
    """Write it for a notebook: its words, and behind them a row’s wording or a result’s working."""
    words = Words(in_full(figure), figure).html
    how = f" = {minus_signs(figure.formula_with_numbers)}".removesuffix(" = ")
    if figure.row:
        how = f" “{figure.row.wording}”, {figure.who}, {figure.when}"
    rows = markup(" ({})", links_to_rows(figure)) if figure.inputs else ""
    return IN_A_TEXT + words + markup('<small class="working">{}{}</small>', how, rows)


def links_to_rows(figure: Facts) -> Markup:
    """Return links to the rows that it comes from, by their ids in words."""
    return Markup(", ").join(_LINK.format(name, name.replace("_", " ")) for name in figure.inputs)
