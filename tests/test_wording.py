"""Wordings: a row goes by its value, a short quotation by the one number that it can mean."""

import re

import pandas as pd
import pytest
from conftest import own_data

from stats.values.qualifiers import QUALIFIERS
from stats.values.units import unit_of
from stats.words import wording as _w
from stats.words.wording import is_invisible, qualifier_before, read_range


def problem(w, v, q, unit, *a, **k):
    return _w.problem(w, v, q, unit_of(unit), *a, **k)


def read_quotation(w, unit, *a):
    return _w.read_quotation(w, unit_of(unit), *a)


def readings(w, unit=""):
    return _w.readings(w, unit_of(unit))


def allowed(wording, value=38_990, unit="people", kind="stock"):
    """The codes that a row with this wording may have."""
    return [code for code in QUALIFIERS if problem(wording, value, code, unit, kind) is None]


def why(wording, value=38_990, unit="people", *, qualifier="exact", kind="stock", step=1.0):
    return ": ".join(problem(wording, value, qualifier, unit, kind, step) or ("nothing",))


@pytest.mark.parametrize(
    ("value", "wordings"),
    [
        (38_990, ["38,990 people", "38990", "38 990", "38\u202f990", "38,990-strong",
                  "22,295 (38,990)", "38,990*", "‘38,990 people’", "38,9\u200b90"]),
        (120_000, ["1.2 lakh"]),
        (2_019, ["2019 people"]),
        (0, ["0 people", "zero people"]),
        (240, ["two hundred and forty [240] people"]),
        (3, ["three people"]),
        (42, ["forty-two (42)", "Forty-two [42] rhinos"]),
        (300, ["3 hundred people"]),
        (30, ["went from 40 to 30", "moved to 30 from 40"]),
        (39_000, ["39k people", "39 thousand"]),
        (3_000_000_000, ["3 billion", "three bn [3 bn]", "300 crore", "3000mn", "0.003 trillion"]),
        (5_000_000, ["5 mln", "5 mil", "5mil"]),
        (300_000, ["300 grand"]),
    ],
)  # fmt: skip
def test_number_in_its_usual_forms(value, wordings):
    for wording in wordings:
        assert (wording, allowed(wording, value)) == (wording, ["exact"])


@pytest.mark.parametrize(
    ("value", "wordings"),
    [
        (38_990, ["138,990", "38,990.5", "38.990", "38 990 000", "few", "38,9901", "3,8990",
                  "over_38,990", "1/38,990", "38,990/28", "38,990 1/2", "38,990, over 38,990"]),
        (990, ["38 990 people"]),
        (38, ["38m", "38-million", "38 hundred", "38½", "38th"]),
        (5, ["2·5 of them"]),
        (1, ["twenty-one", "covid1", "one and a half million", "one of them"]),
        (2, ["m²", "two thirds"]),
        (20, ["people in 2019-20"]),
        (42, ["a hundred and forty-two", "two hundred forty-two"]),
        (19, ["Covid-19 deaths"]),
        (200, ["two hundred and fifty", "two hundred thousand", "one thousand two hundred"]),
        (3_000, ["3.000 people"]),
    ],
)  # fmt: skip
def test_a_wording_has_the_number_once(value, wordings):
    for wording in wordings:
        assert re.match("wording: has (no|the number) .*; it reads ", why(wording, value)), wording


@pytest.mark.parametrize(
    ("code", "wordings"),
    [
        ("at_most", ["35,000 to 38,990", "35,000 – 38,990",
                     "between 35,000 and 38,990"]),
        ("at_least", ["38,990 to 40,000", "between 38,990 and 40,000"]),
    ],
)  # fmt: skip
def test_an_end_of_a_range_bounds_what_is_counted(code, wordings):
    for wording in wordings:
        assert (wording, allowed(wording)) == (wording, [code])


def test_an_end_of_the_range_of_a_fall_bounds_the_other_way():
    words = "fell by between 3% and 5%"
    assert problem(words, -3, "at_most", "percent", "change") is None
    assert problem(words, -5, "at_least", "percent", "change") is None
    assert problem(words, -3, "at_least", "percent", "change")


def test_the_range_of_a_fall_is_two_numbers():
    assert read_range("between 3% and 5%", unit_of("percent")) == (3, 5)
    assert read_range("fell by between 3% and 5%", unit_of("percent")) is None


def test_what_is_not_between_two_numbers_is_no_range():
    assert read_range("not between 3% and 5%", unit_of("percent")) is None


@pytest.mark.parametrize(
    ("wording", "unit", "ends"),
    [
        ("3 million to 5 million", "people", (3_000_000, 5_000_000)),
        ("between 5 and 6 million", "people", (5_000_000, 6_000_000)),
        ("2.5–3 million", "people", (2_500_000, 3_000_000)),
        ("3,000–5,000", "people", (3_000, 5_000)),
        ("between 2000 and 3000 people", "people", (2_000, 3_000)),
        ("5 to 6 per cent", "percent", (5, 6)),
        ("2.5-3%", "percent", (2.5, 3)),
        ("$3-5 million", "dollars", (3_000_000, 5_000_000)),
    ],
)
def test_ends_of_a_range(wording, unit, ends):
    assert read_range(wording, unit_of(unit)) == ends


def test_a_power_behind_a_range_is_of_both_ends():
    words = "between 5 and 6 million"
    assert problem(words, 5_000_000, "at_least", "people") is None
    assert problem(words, 5, "at_least", "people")


@pytest.mark.parametrize(
    "words",
    ["900,000 to 1 million", "from 5 to 6 million", "1900 to 2000 people", "10% to 15,000"],
)
def test_a_range_that_may_mean_two_things_is_refused(words):
    assert read_range(words, unit_of("people")) is None
    for value in (900_000, 1_000_000, 5, 1900, 2000, 15_000):
        assert why(words, value).startswith("wording: "), value


def test_a_number_like_a_year_is_none_before_its_unit():
    assert read_quotation("2000 people", "people") == (2_000, 1, "exact")
    with pytest.raises(ValueError, match=r"no number that can be read; .*2,019 if it is no year"):
        read_quotation("2000 of them", "people")


def test_a_range_of_points():
    unit, words = "percentage points", "between 2 and 3 percentage points"
    assert problem(words, 3, "at_most", unit, "change") is None


@pytest.mark.parametrize(
    ("unit", "words", "message"),
    [
        ("percent", "fell by 3 percentage points", "percentage points"),
        ("percent", "fell by 3 per cent points", "percentage points"),
        ("percentage points", "fell by 3%", "a percentage"),
        ("percentage points", "fell by 3", "no percent"),
        ("per_100000", "3 deaths per million", "has “per 1,000,000” .*per 100,000"),
        ("people", "3%", "a percentage"),
        ("people", "3 pct", "a percentage"),
    ],
)
def test_a_number_of_another_unit(unit, words, message):
    assert re.match(f"wording: .*{message}", why(words, -3 if "fell" in words else 3, unit))


@pytest.mark.parametrize(
    ("wording", "value", "unit"),
    [
        ("2018 rice harvest rebounds 82-%", 82, "percent"),
        ("2,000 metric tons", 2_000, "tonnes"),
    ],
)
def test_words_as_newspapers_have_them(wording, value, unit):
    kind = "change" if unit == "percent" else "flow"
    assert problem(wording, value, "exact", unit, kind) is None


@pytest.mark.parametrize(
    ("wording", "value", "qualifier", "unit"),
    [
        ("a third [33%]", 33, "exact", "percent"),
        ("more than half [50%]", 50, "more_than", "percent"),
        ("nearly two thirds [66.7%]", 66.7, "nearly", "percent"),
        ("about two hundred and forty [240]", 240, "about", "people"),
        ("more than triple [3] the number", 3, "more_than", "times"),
        ("nearly doubled [2]", 2, "nearly", "times"),
        ("no ward held over [at most 300]", 300, "at_most", "people"),
        ("estimated at a third [about 33%]", 33, "about", "percent"),
    ],
)
def test_a_number_in_words_has_its_digits_behind_it(wording, value, qualifier, unit):
    assert [code for code in QUALIFIERS if not problem(wording, value, code, unit, "flow")] == [
        qualifier
    ]


@pytest.mark.parametrize(
    ("wording", "value", "unit"),
    [
        ("half [60%]", 60, "percent"),
        ("two thirds [33%]", 33, "percent"),
        ("almost two thirds [nearly 33%]", 33, "percent"),
        ("doubled [3]", 3, "times"),
        ("doubled [200%]", 200, "percent"),
    ],
)
def test_digits_in_brackets_are_the_part_or_the_multiple_before_them(wording, value, unit):
    assert "in brackets and" in why(wording, value, unit, kind="change")


def test_halved_is_a_fall():
    assert problem("more than halved [50%]", -50, "less_than", "percent", "change") is None
    assert problem("halved [50%]", 50, "exact", "percent", "change")


def test_digits_in_brackets_have_the_sign_of_the_words_before_them():
    words = "shrank by about a third [about 33%]"
    assert problem(words, -33, "about", "percent", "change") is None
    assert problem(words, 33, "about", "percent", "change")


def test_numbers_of_a_table_are_several():
    found = readings("Totals 414,397 479,371 331,333")
    assert [each.value for each in found] == [414_397, 479_371, 331_333]


def test_years_beside_the_number():
    found = readings("2,019 in 2019, year 2020, 2019 men, 1,999, 1850, 20200")
    assert [each.value for each in found if each.is_year] == [2019, 2020, 2019]


@pytest.mark.parametrize(
    ("code", "wordings"),
    [
        ("at_least", ["38,990+", "38,990-plus people", "38,990 (suspects) or more",
          "38,990 people or more were held", "as few as 38,990", "38,990 at least",
          "at the very least 38,990", "no fewer than 38,990", "not below 38,990",
          "never under a total of 38,990"]),
        ("more_than", ["OVER 38,990", "over\xa038,990", "over  “38,990”", "over 38,990",
          ">38,990", "only 28! Over 38,990", "in 2020 over 38,990", "of 45,000, over 38,990",
          "‘over 38,990’",

          "over a reported 38,990", "over a record 38,990", "over a whopping 38,990",
          "over a grand total of 38,990", "well past 38,990",
          "in excess of 38,990", "topping 38,990", "upward of 38,990",
          "upwards of 38,990", "exceeding 38,990"]),
        ("at_most", ["no more than 38,990", "never over 38,990",
          "without exceeding 38,990", "<=38,990", "38,990 people, at most", "38,990 tops",
          "maximum 38,990", "a maximum of 38,990",
          "holds up to 38,990"]),
        ("nearly", ["just under 38,990", "just below 38,990"]),
        ("less_than", ["under 38,990", "fewer than 38,990",
          "not even 38,990"]),
        ("nearly", ["not quite 38,990", "almost 38,990", "just shy of 38,990",
          "nearly a total of 38,990"]),
        ("about", ["close to 38,990", "c 38,990", "c. 38,990", "some about 38,990",
          "rose 12% to about 38,990",
          "in the vicinity of 38,990", "38,990 prisoners, more or less", "38,990 more or less",
          "~38,990", "an estimated about 38,990"]),
        ("estimated", ["an estimated total of 38,990", "38,990 (est.)", "estimates of 38,990",
          "estimated capacity of the country’s prisons at just 38,990",
          "estimates that it has now risen to 38,990"]),
        ("exact", ["prisoners number 38,990", "fell to 38,990",
          "well over capacity, housing 38,990", "not 39,000 but 38,990",
          "more than doubled to 38,990",
          "38,990, which is more than ever", "rose by 13,707 to 38,990",
          "rose from 35,000 to 38,990",
          "over a capacity of 38,990",
          "38,990 minors", "38,990 in the first quarter",
          "38,990 people roughly as old", "no answer; 38,990"]),
    ],
)  # fmt: skip
def test_words_at_the_number_qualify_it(code, wordings):
    for each in wordings:
        assert (each, allowed(each)) == (each, [code])


@pytest.mark.parametrize(
    ("message", "wordings"),
    [
        ('has both ".*" and "', ["over 38,990 or so", "estimated at more than 38,990",
          "at most about 38,990", "more than about 38,990", "about 38,990 or more",
          "some 38,990 to 40,000", "between 35,000 and about 38,990"]),
        ("a percentage", ["38,990%", "38,990 pct"]),
        ("CYRILLIC SMALL LETTER O", ["\u043ever 38,990"]),
        ("FULLWIDTH", ["ｏｖｅｒ 38,990"]),
    ],
)  # fmt: skip
def test_words_that_no_qualifier_mends(message, wordings):
    for wording in wordings:
        assert re.match(f"wording: .*{message}", why(wording)), wording


@pytest.mark.parametrize(
    ("value", "wordings", "column"),
    [
        (-7, ["-8%"], "wording"),
        (78, ["about 78", "rose to 78%", "fell below 78%", "up from 78%", "78% below last year",
          "moved to 78% below last year", "a 78% month-on-month fall"], "wording"),
        (78, ["-78%", "(−78 %)", "growth of –78%", "fell by 78%", "a drop of 78%", "slid 78%",
          "sank by 78%", "shed 78%", "a 78% dip", "78% lower", "a drop in arrests of 78%",
          "down this year, police say, by 78%", "negative 78%", "a 78% drop"], "value"),
        (-78, ["rose by 78%", "78% more", "+78%"], "value"),
        (78, ["up by over 78%", "up 78%, or so", "10 to 78%"], "qualifier"),
        (78.5, ["up 78.5%"], "nothing"),
        (-78, ["slid 78%", "growth of –78%", "by −78%", "down 78%"], "nothing"),
        (78, ["crime fell as arrests rose by 78%", "78% more", "rose 78%", "78%", "+78%",
          "less, and so 78%"], "nothing"),
    ],
)  # fmt: skip
def test_change_has_its_sign(value, wordings, column):
    for wording in wordings:
        got = why(wording, value, "percent", kind="change", step=0.1 if value % 1 else 1.0)
        assert (wording, got.partition(":")[0]) == (wording, column)


def test_fall_by_more_is_below():
    assert allowed("fell by more than 9%", -9, "percent", "change") == ["less_than"]
    assert allowed("more than −9%", -9, "percent", "change") == ["more_than"]
    assert allowed("rose by more than 9%", 9, "percent", "change") == ["more_than"]


def test_way_to_a_level_gives_it_no_sign():
    assert why("fell to 78%", 78, "percent", kind="stock") == "nothing"


def test_each_row_is_accepted_and_each_slip_in_it_refused():
    data = own_data()
    for row in pd.concat([data.figures, data.context]).itertuples():
        unit, kind = data.quantities.loc[row.quantity, ["unit", "kind"]]
        here = {"wording": row.wording, "value": row.value, "qualifier": row.qualifier}
        here |= {"unit": unit_of(unit), "kind": kind, "step": row.rounded_to}
        assert _w.problem(**here) is None, row.wording
        slips = [{"qualifier": code} for code in QUALIFIERS if code != row.qualifier]
        slips += [{"value": row.value * 10}, {"value": row.value + row.rounded_to}]
        slips += [{"wording": f"{row.wording} and {row.value:,.10g}"}]
        slips += [{"unit": unit_of("people" if unit == "percent" else "percent")}]
        slips += [{"step": 0.001}, {"value": row.value / 1000}]
        slips += [{"value": -row.value}] if kind == "change" else []
        for slip in slips:
            assert _w.problem(**here | slip), (row.wording, slip)


def test_row_of_either_number():
    words = "rose by 13,707 to 109,322"
    assert why(words, 13_707, kind="change") == why(words, 109_322) == "nothing"


def test_step_is_no_finer_than_the_wording():
    assert why("1.5 million people", 1_500_000).startswith("rounded_to: is finer than the wording")
    assert why("1.5 million people", 1_500_000, step=100_000.0) == "nothing"
    assert why("71.9 per cent", 71.9, "percent", step=0.01).startswith("rounded_to: ")


@pytest.mark.parametrize(
    ("wording", "unit", "kind", "read"),
    [
        ("about 5,000 fewer deaths", "deaths", "change", (-5_000, 1, "about")),
        ("down 30%", "percent", "change", (-30, 1, "exact")),
        ("slid 80%", "percent", "", (-80, 1, "exact")),
        ("growth of –5%", "percent", "", (-5, 1, "exact")),
        ("about −8%", "percent", "change", (-8, 1, "about")),
        ("+5%", "percent", "change", (5, 1, "exact")),
        ("fell by more than 9%", "percent", "change", (-9, 1, "less_than")),
        ("down at least 9%", "percent", "change", (-9, 1, "at_most")),
        ("more than −9%", "percent", "change", (-9, 1, "more_than")),
        ("fell almost 9%", "percent", "change", (-9, 1, "nearly")),
        ("up 2.5 percentage points", "percentage points", "change", (2.5, 0.1, "exact")),
        ("2·5 per cent of them", "percent", "", (2.5, 0.1, "exact")),
        ("+400%", "percent", "change", (400, 1, "exact")),
        ("less than 78%", "percent", "", (78, 1, "less_than")),
        ("grew by less than 78%", "percent", "change", (78, 1, "less_than")),
        ("lower by 12%", "percent", "", (-12, 1, "exact")),
        ("40% of cells", "percent", "", (40, 1, "exact")),
        ("fell in 40% of districts", "percent", "", (40, 1, "exact")),
        ("60% feel less safe", "percent", "", (60, 1, "exact")),
        ("12 deaths per 1,000 crashes", "per_1000", "", (12, 1, "exact")),
        ("0.8 per million vehicles", "per_1000000", "", (0.8, 0.1, "exact")),
        ("3,895 children a year ago", "children", "", (3_895, 1, "exact")),
        ("a 14% rise in a year", "percent", "change", (14, 1, "exact")),
        ("5 mln people", "people", "", (5_000_000, 1_000_000, "exact")),
        ("5 thousand square metres", "square_metres", "", (5_000, 1_000, "exact")),
        ("38,990 people on 2 April 2020", "people", "", (38_990, 1, "exact")),
        ("The new 78-page report", "pages", "", (78, 1, "exact")),
        ("300 men at 10:30", "men", "", (300, 1, "exact")),
        ("₹500 crore", "rupees", "", (5_000_000_000, 10_000_000, "exact")),
        ("an estimated 300 or so", "people", "", (300, 1, "estimated")),
        ("300-odd people", "people", "", (300, 1, "about")),
        ("over US$ 38,990", "dollars", "", (38_990, 1, "more_than")),
        ("$1.5tn", "dollars", "", (1_500_000_000_000, 100_000_000_000, "exact")),
        ("300kg", "kg", "", (300, 1, "exact")),
        ("2x", "times", "", (2, 1, "exact")),
        ("1,790 arrests a year", "arrests a year", "", (1_790, 1, "exact")),
        ("300 arrests in a year", "arrests", "", (300, 1, "exact")),
        ("300 day labourers", "day labourers", "", (300, 1, "exact")),
    ],
)
def test_quotation_of_one_number(wording, unit, kind, read):
    assert read_quotation(wording, unit, kind) == read


@pytest.mark.parametrize(
    ("unit", "wordings"),
    [
        ("people", ["300 people aged over 60", "300 ± 20", "300 less 20",
          "300, maybe 400", "300 if not 400", "300 to 400", "between 300 and 400",
          "from 300 to 400", "300, up 20%"]),
        ("percent", ["10 to 15%", "between 10 and 15 per cent", "10% or 15%",
          "fell from 15% to 10%"]),
        ("rooms", ["1,014 rooms totalling 54,081sqm"]),
    ],
)  # fmt: skip
def test_two_numbers_are_refused_and_named(unit, wordings):
    for wording in wordings:
        with pytest.raises(
            ValueError, match=r"has 2 numbers, [\d.,]+, [\d.,]+; quote the few words"
        ):
            print(wording, read_quotation(wording, unit))


@pytest.mark.parametrize(
    ("word", "wordings"),
    [
        ("per 100,000", ["300 prisoners per 100,000"]),
        ("year-old", ["a 300-year-old man"]),
        ("years", ["300 years old"]),
        ("month", ["a 300-month wait"]),
        ("aged", ["a man aged 300", "men aged over 300"]),
        ("a year", ["300 arrests a year", "300 people were held a year"]),
        ("per day", ["300 arrests per day"]),
        ("daily", ["300 arrests daily"]),
        ("$", ["$300 for each", "over US$ 300"]),
        ("€", ["300 €"]),
        ("kg", ["300 kg", "300kg"]),
        ("±", ["300 ± 20 people", "20 ± 300", "300 +/- 20"]),
        ("denied", ["denied that it held 300 people"]),
        ("rejected", ["rejected claims of 300 people"]),
        ("rumoured", ["a rumoured 300 people"]),
        ("or", ["300 or 400 people"]),
        ("will", ["will hold 300 people"]),
        ("ish", ["300ish"]),
        ("x", ["300x"]),
        ("men", ["300men"]),
        ("per 1,000", ["300 per 1,000"]),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_counts_no_people(word, wordings):
    for wording in wordings:
        message = f"wording: (is|has) .*{re.escape(word)}.*(; quote|; take|or quote) "
        assert re.match(message, why(wording, 300)), wording


@pytest.mark.parametrize(
    ("unit", "wordings"),
    [
        ("euros", ["$300", "300 $"]),
        ("tonnes", ["300 kg", "300kg"]),
        ("years", ["300 days"]),
        ("dollars", ["300 cents", "300d"]),
        ("pounds", ["300p"]),
        ("hectares", ["300 km²", "300 square kilometres"]),
        ("kg", ["300 g"]),
        ("metres", ["300 mm"]),
        ("deaths a day", ["300 deaths a month", "300 monthly"]),
        ("% a year", ["300% a month"]),
        ("%", ["300% a year"]),
    ],
)
def test_what_is_of_another_unit_is_none_of_this(unit, wordings):
    for wording in wordings:
        with pytest.raises(ValueError, match=f"by this is none of {unit}; take"):
            read_quotation(wording, {"%": "percent", "% a year": "percent a year"}.get(unit, unit))


@pytest.mark.parametrize(
    ("unit", "wordings"),
    [
        ("euros", ["€300", "300 euros", "300 €"]),
        ("kilograms", ["300 kg", "300kg", "300 kilograms"]),
        ("years", ["300 years", "a 300 year wait"]),
        ("pounds", ["£300"]),
        ("square_metres", ["300sqm", "300 square metres"]),
    ],
)
def test_a_number_in_its_own_unit_is_read(unit, wordings):
    for wording in wordings:
        assert read_quotation(wording, unit)[0] == 300, wording


def test_a_count_beside_its_rate_is_read():
    assert why("300 prisoners, or 5 per 100,000", 300) == "nothing"
    assert why("300 prisoners, or 5 per 100,000", 5).startswith("wording: has “per 100,000”")


def test_a_number_in_another_notation_is_none():
    for wording in ("3e5", "0x10", "2.5e-05"):
        assert not readings(wording)


def test_a_year_is_no_count():
    assert why("people in prison in 2019", 2019).startswith("wording: has it as a year")


def test_letters_behind_money_are_no_unit():
    with pytest.raises(ValueError, match="has “b” at the number"):
        read_quotation("$5b", "dollars")


@pytest.mark.parametrize(
    ("unit", "wordings", "message"),
    [
        ("people", ["a few", "3 1/2", "two-thirds", "a dozen", "a hundred and six", "3½ men",
          "one of them", "half a million", "in 2019", "3 May 2020",
          "the 2019 census", "2019 saw a rise", "April 15, 2020", "Rs500 crore",
          "KSh1.5bn"], "has no number"),
        ("people", ["300%", "up 5 per cent"], "a percentage"),
        ("percent", ["5", "5 people"], "no percent"),
        ("people", ["1,000.5 people", "55.770 arrests", "55.000 arrests"], "a fraction"),
        ("people", ["more than about 300", "about 300 or more"], "has both"),
        ("people", ["fell by 300", "lost 300"], "a fall at the number; say kind"),
        ("people", ["300 fewer", "300 more men"], "how many more or fewer, and not how many"),
        ("people", ["\u043ever 300"], "CYRILLIC SMALL LETTER O"),
        ("per_100000", ["3 deaths per million"], "per million"),
    ],
)  # fmt: skip
def test_refusal_says_what_is_wrong(unit, wordings, message):
    for wording in wordings:
        with pytest.raises(ValueError, match=message):
            print(wording, read_quotation(wording, unit))


@pytest.mark.parametrize(
    ("word", "wordings"),
    [
        ("no", ["no district had over 300", "no province below 300", "no deaths in over 300",
                "no ward held over 300", "no ward held 300"]),
        ("not", ["they didn’t have over 300", "not about 300"]),
        ("none", ["none of the prisons inspected had over 300"]),
        ("never", ["never about 300"]),
        ("one in", ["one in 300", "fewer than one in 300"]),
        ("one of", ["One of the 300 men"]),
        ("half", ["half of the 300", "more than half (300)", "half the 300 places"]),
        ("third", ["over a third of 300", "a third of the 300"]),
        ("twice", ["twice the 300 places"]),
        ("times", ["nearly three times the 300 places"]),
        ("off", ["off 300"]),
        ("could", ["could lay off as many as 300", "could reach 300"]),
        ("pledged", ["pledged 300"]),
        ("another", ["another 300"]),
        ("all but", ["all but 300"]),
        ("hk\\$", ["HK$ 300"]),
        ("12 %", ["12% over 300", "12% more than 300 in 2016"]),
        ("5", ["In Block 5 over 300"]),
        ("45", ["45 fewer than 300"]),
        ("nowhere", ["nowhere near 300"]),
        ("target", ["a target of 300", "target of 300"]),
        ("capped", ["capped at 300"]),
        ("averaging", ["averaging 300"]),
        ("projected", ["a projected 300"]),
        ("below", ["fell below 300", "fell to below 300"]),
        ("above", ["rose well above 300"]),
        ("up to", ["went up to 300", "adds up to 300", "bringing the number of men up to 300",
                   "rose by up to 300"]),
        ("between", ["between 300", "between 300 and four hundred"]),
        ("drop", ["a 300 average drop", "a 300 men strong drop"]),
    ],
)  # fmt: skip
def test_a_word_that_is_not_read_is_named(word, wordings):
    for wording in wordings:
        message = f"wording: has .*“{word}”.* beside the number, which is not read; quote the few"
        assert re.match(message, why(wording, 300)), wording


def test_fall_of_a_count_has_a_sign_as_a_change_alone():
    assert read_quotation("fell by 300", "people", "change")[0] == -300
    assert read_quotation("lost 300", "people", "flow")[0] == 300


def test_what_it_came_to_is_no_change():
    for wording in ("cut to 5%", "rose to 5%", "up from 5%"):
        assert read_quotation(wording, "percent")[0] == 5
        with pytest.raises(ValueError, match="what it came to, and not the change"):
            print(wording, read_quotation(wording, "percent", "change"))


def test_direction_of_a_share():
    assert readings("increased in 2021 by 7.3pc", "percent")[1].way == 1
    assert readings("they make up 36 per cent", "percent")[0].way == 0


# Written as newspapers write, each worked out by hand.
@pytest.mark.parametrize(
    ("wording", "unit", "kind", "read"),
    [
        ("recorded crime fell 4.6% year on year", "percent", "",
         (-4.6, 0.1, "exact")),
        ("a 6.7% decline in burglaries", "percent", "change",
         (-6.7, 0.1, "exact")),
        ("the minister said 500 people were held", "people", "",
         (500, 1, "exact")),
        ("more than 2,300 minors in pre-trial detention", "minors", "",
         (2_300, 1, "more_than")),
        ("‘At least 38 inmates’ died in the riot on 15 September, officials said", "inmates", "",
         (38, 1, "at_least")),
        ("165 per cent full", "percent", "stock",
         (165, 1, "exact")),
        ("drug arrests have more than doubled to nearly 14,000", "arrests", "",
         (14_000, 1, "nearly")),
        ("Covid-19 deaths dropped by more than a third, to 212", "deaths", "",
         (212, 1, "exact")),
        ("dengue cases surged by almost 200% in the first quarter", "percent", "change",
         (200, 1, "nearly")),
        ("less than 78% of one-year-olds are vaccinated", "percent", "stock",
         (78, 1, "less_than")),
        ("waiting lists stood at 7.6m in May", "people", "",
         (7_600_000, 100_000, "exact")),
        ("maternal mortality fell to 154 deaths per 100,000 live births", "per_100000", "",
         (154, 1, "exact")),
        ("hospital admissions were down 12pc", "percent", "change",
         (-12, 1, "exact")),
        ("Unemployment edged down to 4.3% in July", "percent", "stock",
         (4.3, 0.1, "exact")),
        ("exports shrank by 3.1 per cent in the third quarter", "percent", "",
         (-3.1, 0.1, "exact")),
        ("garment factories shed as many as 50,000 workers", "workers", "flow",
         (50_000, 1, "at_most")),
        ("almost three times as many", "times", "flow",
         (3, 1, "nearly")),
        ("a detection rate risen to 51.6%", "percent", "flow",
         (51.6, 0.1, "exact")),
        ("earnings of 119.9 billion shillings", "shillings", "",
         (119_900_000_000, 100_000_000, "exact")),
        ("the budget of $7.5bn", "dollars", "",
         (7_500_000_000, 100_000_000, "exact")),
        ("prices rose to 78%", "percent", "",
         (78, 1, "exact")),
        ("GDP growth slowed by 0.4 percentage points", "percentage points", "change",
         (-0.4, 0.1, "exact")),
        ("around US$300 million in remittances", "dollars", "",
         (300_000_000, 1_000_000, "about")),
        ("40% declined to answer", "percent", "",
         (40, 1, "exact")),
        ("infections per 100,000 people stood at 48", "per_100000", "", (48, 1, "exact")),
        ("the death toll has passed 1,100", "deaths", "", (1_100, 1, "more_than")),
        ("up by over a quarter to $3.6 billion", "dollars", "",
         (3_600_000_000, 100_000_000, "exact")),
        ("waiting lists shrank by nearly 60,000", "people", "change", (-60_000, 1, "nearly")),
        ("life expectancy fell by 1.8 years", "years", "change", (-1.8, 0.1, "exact")),
        ("shares closed 2.5% lower", "percent", "change",
         (-2.5, 0.1, "exact")),
        ("5,000 fewer deaths than in 2019", "deaths", "change",
         (-5_000, 1, "exact")),
    ],
)  # fmt: skip
def test_quotation_of_a_newspaper(wording, unit, kind, read):
    assert read_quotation(wording, unit, kind) == read


@pytest.mark.parametrize("letter", "\u17b4\u17b5\ufe0f\u034f\u200b\u00ad\u3164\U000e0100")
def test_letters_that_nobody_sees(letter):
    assert is_invisible(letter)


def test_letters_that_somebody_sees():
    assert not any(map(is_invisible, "aé–’ក ™"))


def test_words_before_a_slot_are_a_phrase_of_the_table():
    for text, code, words in (
        ("It held at least", "at_least", "at least"),
        ("More than about", "more_than", "more than"),
        ("never over a total of", "at_most", "never over"),
        ("It isn’t below", "at_least", "not below"),
        ("at least US$", "at_least", "at least"),
        ("adds up to", "", ""),
        ("12% more than", "", ""),
        ("held", "", ""),
    ):
        assert (text, *qualifier_before(text)) == (text, code, words)
