"""What somebody who knows pandas tries on rows and figures: it works, or says what to write."""

import math

import numpy as np
import pandas as pd
import pytest

import stats


@pytest.fixture
def police(data):
    """The department's arrests of each whole year: 17,795, 16,232, 20,113 and 20,913."""
    rows = data.find("drug_arrests", "KHM", "anti_drug_department")
    return rows.drop("drug_arrests_2020_q1_interior")


# All rows, and some.


def test_data_is_a_mapping(data):
    assert len(data) == 8 + 38  # rows of figures.csv and context.csv
    assert list(data)[:2] == ["arrests_campaign", "prisoners_2016"]
    assert "growth" in data
    assert data.get("growht") is None
    assert dict(data.items())["growth"] is data["growth"]


def test_rows_have_the_columns_of_the_tables_and_more(data):
    row = data.rows.loc["growth"]
    assert row[["quantity", "place", "value", "attributed_to"]].tolist() == [
        *("prisoner_growth", "KHM", 0.78, "amnesty")
    ]
    more = row[["low", "high", "who", "place_name", "figure"]].tolist()
    assert more == [0.775, 0.785, "Amnesty International", "Cambodia", data["growth"]]
    assert sorted(data.rows.index) == sorted(data)


@pytest.mark.parametrize("name", ["figures", "rows"])
def test_a_change_of_a_frame_goes_nowhere_else(changed, name):
    data = stats.load(changed())
    frame = getattr(data, name)
    frame.loc["capacity_2020", "value"] = 27_000
    with pytest.warns(pd.errors.ChainedAssignmentError, match="copy"):  # by pandas
        getattr(data, name).loc["capacity_2020", "value"] = 27_000
    assert frame.at["capacity_2020", "value"] == 27_000  # whoever changes it has it
    assert data["capacity_2020"].value == 26_593
    assert data.figures.at["capacity_2020", "value"] == 26_593
    assert data.rows.at["capacity_2020", "value"] == 26_593


def test_rows_of_a_quantity_are_in_order_of_time(data):
    assert data.rows.quantity.is_monotonic_increasing
    people = data.find("prisoners", "KHM")
    assert people.index[:4].tolist() == [
        "prisoners_2016_11_prisons",
        "prisoners_2016_interior",  # of all 2016, as is the next, which is below it in its table
        "prisoners_2016_prisons",
        "prisoners_2016",  # of its last day
    ]
    assert people.index[-1] == "prisoners_2021_05_un"


def test_rows_are_found_by_quantity_place_and_body(data):
    assert data.find().equals(data.rows)
    assert data.find("prisoners", "THA").index.tolist() == ["prisoners_thailand_2020"]
    for place in ("XXX", pd.Index(["XXX"])):
        with pytest.raises(KeyError, match="no row has all of"):
            data.find("prisoners", place)
    bodies = ["interior_ministry", "world_prison_brief"]
    found = data.find(["capacity", "prisoners"], bodies=bodies)
    assert found.index.tolist() == [
        *("capacity_2021_interior", "capacity_2021_wpb", "prisoners_2016_interior")
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (("prisoner",), "quantity .*'prisoner'; did you mean prisoners"),
        (("prisoners", "KHN"), "place .*'KHN'; did you mean KHM"),
        (("prisoners", "KHM", ["licado"]), "attributed_to .*'licado'; did you mean licadho"),
    ],
)
def test_unknown_key_is_refused(data, keys, message):
    with pytest.raises(KeyError, match=message):
        data.find(*keys)


def test_rows_are_queried_and_grouped(data):
    many = data.rows.query("quantity == 'prisoners' and value > 100_000")
    assert many.place_name.tolist() == ["Thailand", "Philippines"]
    assert data.rows.groupby("quantity").value.max()["capacity"] == 27_000


# A column of figures.


def test_measure_of_each_row(police):
    growth = stats.growth_rate(police.figure.shift(1), police.figure)
    assert math.isnan(growth.iloc[0])
    assert growth.iloc[1:].map(str).tolist() == ["−8.8%", "23.9%", "4.0%"]
    assert growth.index.equals(police.index)


def test_measure_of_one_figure_and_each_row(data):
    later = data.find("prisoners", "KHM", "prisons_department").figure.iloc[2:4]
    growth = stats.growth_rate(data["prisoners_2016_interior"], later)
    # 35,000 to 40,000, and 37,500 to 38,500, by 21,989.
    assert [each.words for each in growth] == ["59 to 82%", "70.5 to 75.1%"]


def test_measure_aligns_as_pandas_does(data):
    people = pd.Series({2016: data["prisoners_2016"], 2020: data["prisoners_2020"]})
    places = pd.Series({2020: data["capacity_2020"], 2021: data["capacity_2021_un"]})
    full = stats.occupancy_rate(people, places)
    assert full.isna().tolist() == [True, False, True]
    assert str(full[2020]) == "about 146.6% or more"  # 38,990 by 26,593


def test_sum_of_adjoining_periods(police):
    total = police.figure.iloc[:3].sum()
    assert (str(total), total.when) == ("54,140 arrests", "2017 to 2019")


def test_rows_are_sorted_by_value(police):
    years = police.sort_values("figure").end.dt.year
    assert years.tolist() == [2018, 2017, 2019, 2020]
    assert str(police.figure.max()) == "20,913 arrests"


def test_numbers_of_a_column(police):
    assert police.figure.astype(float).equals(police.value.rename("figure"))
    assert police.figure.astype(int).sum() == 75_053
    assert np.log(police.figure.astype(float)).iloc[0] == pytest.approx(math.log(17_795))
    assert police.value.idxmax() == "drug_arrests_2020_interior"


def test_nearest_in_time(data):
    people, places = (data.find(each, "KHM", "amnesty") for each in ("prisoners", "capacity"))
    names = ("", "_places")
    both = pd.merge_asof(people, places, on="end", direction="nearest", suffixes=names)
    assert [each.name for each in both.figure_places] == [
        *("capacity_2020", "capacity_2020", "capacity_2020_amnesty", "capacity_2020_amnesty_voa")
    ]


def test_rows_in_a_table(data):
    places = data.find("capacity", bodies="amnesty")
    shown = stats.frame(places)
    assert shown.index.tolist() == places.index.tolist()
    assert shown.figure.iloc[0] == "an estimated 26,593 places"
    assert stats.frame([*places.figure]).equals(shown)


# One figure as a number.


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (lambda now, then: 1 / (now / then), "0.56 (less than 0.57)"),  # of 21,950 by 38,990
        (lambda now, then: f"{now / 1_000:.1f}", "more than 38.9 people"),
        (lambda now, then: sorted([now, then])[0], "21,900 people"),
    ],
)
def test_figure_is_used_as_a_number(data, use, text):
    assert str(use(data["prisoners_2020"], data["prisoners_2016"])) == text


NUMBERS = r"which number of it you mean: x\.value, x\.low or x\.high, of a column \.astype\(float\)"


@pytest.mark.parametrize(
    ("use", "error", "message"),
    [
        (lambda people: sorted(people.figure), stats.FigureError, NUMBERS),
        (lambda people: not people.figure.iloc[0], stats.FigureError, "compare it, as in x > 0"),
        (lambda people: f"{people.figure.iloc[0]:.1e}", ValueError, 'write decimals as in ".0f"'),
    ],
)
def test_what_cannot_be_done_says_what_to_write(data, use, error, message):
    with pytest.raises(error, match=message):
        use(data.find("prisoners", "KHM", "prisons_department"))


def test_what_is_computed_is_said_by_whom_it_comes_from(data):
    then, now = data["prisoners_2016_interior"], data["prisoners_2020"]
    assert (now - then).who == "Amnesty International, Ministry of Interior"
    assert stats.growth_rate(then, now).who == "Amnesty International, Ministry of Interior"
    assert (2 * now).who == "Amnesty International"


def test_rows_of_a_source_and_of_a_year_are_found(data):
    of_article = data.find(source="khmer_times_2020")
    assert [*of_article.index] == [*data.rows.index[data.rows.index.isin(data.figures.index)]]
    assert {*data.find("prisoners", year=2020).end.dt.year} == {2020}
    assert {*data.find("prisoners", year=[2016, 2020]).year} == {2016, 2020}
    assert {*data.find(year=data.rows.year.max()).year} == {2021}
    assert {*data.find(year={2020, 2021}).year} == {2020, 2021}
    with pytest.raises(KeyError, match=r"no row has all of .*'year': 1999"):
        data.find("prisoners", year=1999)


def test_a_row_has_its_unit_and_its_year(data):
    assert tuple(data.rows.loc["growth", ["unit", "year"]]) == ("percent", 2020)


def test_a_name_is_told_from_its_key(data):
    with pytest.raises(KeyError, match="'Cambodia'; that is the name of KHM"):
        data.find("prisoners", "Cambodia")


def test_another_value_is_tried_without_a_change_of_the_tables(data):
    tried = data.with_value("capacity_2020", 27_000)
    assert (tried["capacity_2020"].value, data["capacity_2020"].value) == (27_000, 26_593)
    level = stats.occupancy_rate(tried["prisoners_2020"], tried["capacity_2020"])
    assert f"{level:.1%}" == "about 144.4% or more"  # 38,990 / 27,000.5
    assert tried["capacity_2020"].row.wording == "tried: 27,000"
    with pytest.raises(KeyError, match="did you mean capacity_2020"):
        data.with_value("capacity_202", 27_000)
    for wrong in (math.nan, "27,000"):
        with pytest.raises(ValueError, match=r"capacity_2020: .* is no number; write it as in"):
            data.with_value("capacity_2020", wrong)
