"""Figures that keep their words: read, measured, checked and shown."""

from stats.checks.check import Check, check
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, table
from stats.figures.measures import (
    annual_growth_rate,
    change,
    doubling_time,
    floor_area_per_person,
    growth_rate,
    mean_rate,
    occupancy_rate,
    overcrowding_rate,
    places_short,
    project,
    project_linear,
    rate_per,
    share,
    years_between,
)
from stats.figures.periods import Period
from stats.sentences import SentenceError, say
from stats.tables.read import Data, FiguresError, load
from stats.values.bounds import Bound

__all__ = [  # noqa: RUF022 (in the order of the reference)
    "load",
    "growth_rate",
    "annual_growth_rate",
    "change",
    "doubling_time",
    "occupancy_rate",
    "overcrowding_rate",
    "places_short",
    "share",
    "rate_per",
    "mean_rate",
    "years_between",
    "project",
    "project_linear",
    "floor_area_per_person",
    "check",
    "say",
    "table",
    "Figure",
    "Bound",
    "Period",
    "FigureError",
    "Check",
    "Data",
    "FiguresError",
    "SentenceError",
]
__version__ = "0.7.0"


def __dir__() -> list[str]:
    return [*__all__, "drawing", "page"]  # what Tab shows after the module's name
