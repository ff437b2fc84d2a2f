"""Cambodia's prison and drug-arrest figures: read, bounded, measured and checked."""

from stats.bounds import Bound, bound, bounded
from stats.claims import check_claims
from stats.derived import statistics
from stats.figures import (
    FiguresError,
    check_tables,
    load_context,
    load_figures,
    load_sources,
)
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
from stats.words import printed, said, when

__all__ = [
    "Bound",
    "FiguresError",
    "annual_growth_rate",
    "bound",
    "bounded",
    "change",
    "check_claims",
    "check_tables",
    "doubling_time",
    "floor_area_per_person",
    "growth_rate",
    "load_context",
    "load_figures",
    "load_sources",
    "mean_rate",
    "occupancy_rate",
    "overcrowding_rate",
    "places_short",
    "printed",
    "project",
    "project_linear",
    "rate_per",
    "said",
    "share",
    "statistics",
    "when",
    "years_between",
]
__version__ = "0.1.0"
