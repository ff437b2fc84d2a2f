"""Published tables as referees: numbers that others printed, and what follows from them.

Each is copied from the source beside it; only those were read. What is printed to so many decimals
must come out to as many. Tables that do not agree with themselves stand at the end, so that nobody
"mends" a formula to fit a misprint.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest

import stats
from stats import Figure
from stats.values.bounds import Bound

SPACE_2020 = (
    "SPACE I, 1 January 2020: wp.unil.ch/space/space-i/.../prison-stock-on-1st-january-2020"
)
SPACE_2019 = "SPACE I, January 2019: wp.unil.ch/space/space-i/prison-stock-on-1st-january"
POST_2015 = "Phnom Penh Post: phnompenhpost.com/national/prison-population-swells"
XINHUA_2018 = "Xinhua: xinhuanet.com/english/2018-02/20/c_136987176.htm"
CENSUS_US = (
    "U.S. Census Bureau, 26 April 2021: nmstatelibrary.org/2020-census-apportionment-results"
)
INDIA_2008 = "Press Information Bureau, India, 8 December 2010, release 68249"
CPI = "Alaska, Department of Labor, index changes: labor.alaska.gov/research/cpi/calcindexchg.htm"
RYERSON = "T. Sly, Ryerson University, rates, examples 1 and 2: ryerson.ca/~tsly/100rates.htm"
EXCEL = "Microsoft, RRI function, example: support.microsoft.com/en-US/excel/functions/rri-function"
PRECALCULUS = "Precalculus, 1st edition, chapter 3, problem 48: vaia.com"
DOUBLING = "Worked example: qammunity.org/12733061"
FBI = "FBI, homicides of 2018: thewidely.com/how-many-people-are-murdered-a-day"


def as_printed(value, printed, rounding=ROUND_HALF_UP):
    """The value to as many decimals as the printed number has."""
    # Twelve digits first, so that the noise of binary fractions does not decide a half.
    return Decimal(f"{value:.12g}").quantize(Decimal(printed), rounding)


@pytest.mark.parametrize(
    ("source", "measure", "numbers", "printed"),
    [
        # How full prisons are; the Council of Europe prints inmates per 100 places.
        (SPACE_2020, stats.occupancy_rate, (10_883, 9_279), "117.3"),  # Belgium
        (INDIA_2008, stats.occupancy_rate, (384_753, 297_777), "129.2"),  # "overcrowding 29.2 %"
        ("Khmer Times, 14 May 2020", stats.growth_rate, (21_900, 38_990), "78"),
        (CENSUS_US, stats.growth_rate, (3_725_789, 3_285_874), "-11.8"),  # Puerto Rico
        (EXCEL, stats.annual_growth_rate, (10_000, 11_000, 96), "0.09933"),  # a month
        (PRECALCULUS, stats.annual_growth_rate, (1, 2, 6), "12.246"),
        (RYERSON, stats.share, (12, 1_005), "1.194"),  # proportionate mortality
    ],
)
def test_printed_percent(source, measure, numbers, printed):
    assert as_printed(100 * measure(*numbers), printed) == Decimal(printed), source


def test_printed_growth_of_more_than():
    # "17,522 … compared with 14,780 …, an increase of more than 18 per cent"
    assert 100 * stats.growth_rate(14_780, 17_522) in Bound(18, 19, low_open=True), POST_2015


def test_printed_difference():
    assert stats.change(195.144, 201.427) == pytest.approx(6.283, rel=1e-12), CPI
    assert stats.places_short(384_753, 297_777) == 86_976, INDIA_2008


@pytest.mark.parametrize(("percent", "years"), [("1.2", 58.11), ("2.8", 25.10)])
def test_printed_years_in_which_a_count_doubles(percent, years):
    grown = 100 * stats.annual_growth_rate(100, 200, years)
    assert as_printed(grown, percent) == Decimal(percent), DOUBLING


def test_printed_rate():
    assert as_printed(stats.rate_per(12, 102_500, 10_000), "1.171") == Decimal("1.171"), RYERSON


def test_printed_mean_of_a_year():
    mean = stats.mean_rate(16_214, "2018-01-01", "2018-12-31", per="day")
    assert as_printed(mean, "44.42") == Decimal("44.42"), FBI


# What was printed wrong, so that no formula is bent to it.


def test_percent_printed_rounded_down():
    # "51.7 percent, or 14,707 of the inmates"
    percent = 100 * stats.share(14_707, 28_414)
    assert as_printed(percent, "1.0", ROUND_DOWN) == Decimal("51.7"), XINHUA_2018
    assert as_printed(percent, "1.0") == Decimal("51.8"), XINHUA_2018


def test_343_percent_is_over_capacity():
    # "38,977 inmates in facilities that can hold up to 8,804, meaning … 343% capacity"
    source = "RFA, 14 March 2022, on a UN report"
    assert as_printed(100 * (stats.occupancy_rate(38_977, 8_804) - 1), "1") == 343, source


def test_167_percent_is_of_capacity():
    # "an average overcapacity of 167 per cent with more than 13,300 … built to take 8,000"
    source = "dpa, July 2010: khmernz.blogspot.ca/2010/07"
    prisoners = Figure(13_300, Bound(13_300, float("inf"), low_open=True))
    assert str(stats.occupancy_rate(prisoners, 8_000)) == "more than 166.2%", source


@pytest.mark.parametrize(
    ("source", "measure", "numbers", "printed", "computed"),
    [
        ("Star of Cambodia, 2022", stats.share, (27_026, 38_070), "54.44", "70.99"),  # held
        (SPACE_2019, stats.occupancy_rate, (70_059, 60_151), "116.1", "116.5"),  # France
    ],
)
def test_misprinted_percent(source, measure, numbers, printed, computed):
    percent = as_printed(100 * measure(*numbers), printed)
    assert percent == Decimal(computed) != Decimal(printed), source
