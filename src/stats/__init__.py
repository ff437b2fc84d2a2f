"""Figures that keep their words: read, measured, checked and shown."""

from stats.bounds import Bound
from stats.figure import Figure, FigureError
from stats.measures import (
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

__all__ = [
    "Bound",
    "Figure",
    "FigureError",
    "annual_growth_rate",
    "change",
    "doubling_time",
    "floor_area_per_person",
    "growth_rate",
    "mean_rate",
    "occupancy_rate",
    "overcrowding_rate",
    "places_short",
    "project",
    "project_linear",
    "rate_per",
    "share",
    "years_between",
]
__version__ = "0.1.0"
