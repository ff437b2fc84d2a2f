"""Rows by name, in order, and with the names of bodies and places."""

import pytest

from stats.read import Data


def test_figure_has_its_names(data: Data) -> None:
    figure = data["prisoners_2020"]
    assert (figure.who, figure.where) == ("Amnesty International", "Cambodia")
    assert (figure.source, figure.when) == ("khmer_times_2020", "March 2020")


def test_computed_figure_has_no_names(data: Data) -> None:
    both = data["prisoners_2020"] / data["capacity_2020"]
    assert (both.who, both.where, both.source) == ("", "", "")


def test_bodies_come_in_order_of_time(data: Data) -> None:
    found = data.find("prisoners", "KHM", bodies=["prisons_department", "interior_ministry"])
    assert [each.end for each in found] == sorted(each.end for each in found if each.end)
    assert {each.row.attributed_to for each in found if each.row} == {
        "prisons_department",
        "interior_ministry",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("prisoner",), "no quantity has the key 'prisoner'; did you mean prisoners?"),
        (("prisoners", "Cambodia"), "no place has the code 'Cambodia'; write 'KHM'"),
        (("prisoners", "KHN"), "no place has the code 'KHN'; did you mean KHM?"),
        (("prisoners", "KHM", ["licado"]), "no body has the key 'licado'; did you mean licadho?"),
    ],
)
def test_unknown_key_is_refused(data: Data, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(KeyError) as caught:
        data.find(*arguments)
    assert caught.value.args == (message,)


def test_unknown_id_names_the_folder(data: Data) -> None:
    with pytest.raises(KeyError, match=r"tests/data has the id 'growht'; did you mean growth\?"):
        data["growht"]


def test_ids_complete_in_jupyter(data: Data) -> None:
    assert data._ipython_key_completions_()[:2] == ["arrests_campaign", "prisoners_2016"]


def test_data_prints_as_its_tables(data: Data) -> None:
    lines = repr(data).splitlines()
    assert lines[0].endswith("tests/data, each a DataFrame:")
    assert "  data.figures: 8 rows by id" in lines
    assert len(lines) == 11
