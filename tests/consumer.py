"""What an analyst writes: mypy (strict) must accept it, and refuse what is marked.

Nothing runs it. A mark on a line that mypy accepts is an error too.
"""
# mypy: warn-unused-ignores

from datetime import date
from typing import assert_type

import numpy as np
import numpy.typing as npt
import pandas as pd

import stats

Floats = npt.NDArray[np.float64]


def figures() -> str:
    data = stats.load()
    then, now, places = data["prisoners_2016"], data["prisoners_2020"], data["capacity_2020"]
    growth = assert_type(stats.growth_rate(then, now), stats.Figure)
    assert_type(stats.occupancy_rate(now, places), stats.Figure)
    assert_type(stats.occupancy_rate(now, 26_593), stats.Figure)
    assert_type(stats.occupancy_rate(38_990, places), stats.Figure)
    assert_type(stats.annual_growth_rate(then, now), stats.Figure)
    assert_type(stats.mean_rate(now, per="month"), stats.Figure)
    assert_type(stats.years_between(then, now), stats.Figure)
    assert_type(stats.share(part=then, whole=now), stats.Figure)
    assert_type(stats.rate_per(38_990, now, per=10), stats.Figure)
    assert_type(now - then + now, stats.Figure)
    assert_type(1 / (0.5 * now / 2 - 900), stats.Figure)
    assert_type(900 - abs(round(-now, -2)), stats.Figure)
    assert_type((now.value, now == 5, now > then), tuple[float, bool, bool])
    assert_type((growth.value, growth.low, growth.range.high_open), tuple[float, float, bool])
    return f"{growth:.1%} since {then.start}"


def made() -> None:
    assert_type(stats.figure(38_990, "people", "more_than", start="2020-03-01"), stats.Figure)
    assert_type(stats.figure(low=1, high=2), stats.Figure)
    assert_type(stats.figure(pd.Series([1, 2]), "people"), pd.Series)


def rows() -> None:
    data = stats.load()
    people = assert_type(data.find("prisoners", bodies=["licadho"]), pd.DataFrame)
    counts: pd.Series = pd.Series([data["prisoners_2016"]])
    assert_type(stats.growth_rate(counts, counts), pd.Series)
    assert_type(data.rows, pd.DataFrame)
    assert_type({**data}, dict[str, stats.Figure])
    print(stats.frame(people, counts, [data["growth"]]))


def numbers(counts: Floats, day: pd.Timestamp) -> None:
    assert_type(stats.growth_rate(21_900, 38_990), float)
    assert_type(stats.annual_growth_rate(21_900, 38_990, years=3.25), float)
    assert_type(stats.mean_rate(55_770, "2017-01-01", date(2020, 3, 31), per="day"), float)
    assert_type(stats.years_between(day, np.datetime64("2020-03-31")), float)
    assert_type(stats.growth_rate(1.0, 2.0), float)
    assert_type(stats.growth_rate(counts, counts), Floats)
    assert_type(stats.growth_rate(start=5, end=counts), Floats)
    assert_type(stats.rate_per(counts, 1_000, per=100), Floats)
    assert_type(stats.share(counts, 51), Floats)
    series: pd.Series = pd.Series([1.0, 2.0])
    assert_type(stats.growth_rate(series, 5), pd.Series)
    assert_type(stats.annual_growth_rate(100, 200, series), pd.Series)
    assert_type(stats.years_between(series, "2020-03-31"), pd.Series)


def refused(figure: stats.Figure, counts: Floats) -> None:
    stats.growth_rate("a", None)  # type: ignore[type-var]
    stats.growth_rate(figure, "38,990")  # type: ignore[type-var]
    stats.growth_rate(figure, counts)  # type: ignore[type-var]
    stats.growth_rate(figure)  # type: ignore[call-arg]
    stats.occupancy_rate(figure, capacty=figure)  # type: ignore[call-arg]
    stats.mean_rate(figure, per="hour")  # type: ignore[arg-type]
    print(figure + "1")  # type: ignore[operator]
    print(figure**2)  # type: ignore[operator]
    figure.value = 1.0  # type: ignore[misc]
    print(figure.row.id)  # type: ignore[union-attr]
