"""Figures that keep their words: read, measured, checked and shown."""

import importlib
import sys
from types import ModuleType

from stats.checks.check import check
from stats.figures.facts import FigureError
from stats.figures.figure import Figure, figure, frame
from stats.figures.formulas import (
    annual_growth_rate,
    change,
    floor_area_per_person,
    growth_rate,
    mean_rate,
    occupancy_rate,
    places_short,
    rate_per,
    share,
    years_between,
)
from stats.tables.read import FiguresError, load

if "matplotlib.units" in sys.modules:  # which takes a while to import; `stats.drawing` does it too
    from stats.figures import axes as _axes  # noqa: F401 (so that it draws figures)

__all__ = [  # noqa: RUF022 (in the order of the reference)
    "load",
    "growth_rate",
    "annual_growth_rate",
    "change",
    "occupancy_rate",
    "places_short",
    "share",
    "rate_per",
    "mean_rate",
    "years_between",
    "floor_area_per_person",
    "check",
    "frame",
    "figure",
    "Figure",
    "FigureError",
    "FiguresError",
]
__version__ = "0.12.0"


def __getattr__(name: str) -> ModuleType:
    if name in ("drawing", "page"):  # which take a while to import
        return importlib.import_module(f"stats.{name}")
    raise AttributeError(f"module 'stats' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "drawing", "page"]  # what Tab shows after the module's name
