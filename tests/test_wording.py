"""Wordings: the number in them, the words at it, and what makes it another number."""

import csv

import pytest
from conftest import ROOT

from stats.qualifiers import QUALIFIERS
from stats.wording import Phrase, is_phrase, problem, read_quotation, years

OWN = {
    "at_least": ["at least #", "# … (or more|plus|+)"],
    "at_most": ["up to #", "no more than #", "<= #", "# … at most"],
    "more_than": ["(just )?over #", "more than #", "> #", "over the # mark"],
    "about": ["(about|some|roughly|ca?|±) #", "# … or so"],
    "nearly": ["nearly #"],
    "estimated": ["estimated #", "estimated … (at|of) #", "estimates that … #", "# est"],
    "a denial": ["not #", "never|did(n't| not)"],
    "a part": ["half of #"],
    "a change": ["by #"],
    "a rise": ["rose #", "# (more|increase)"],
    "a fall": ["fell #", "drop of #"],
    "a rate": ["# … (per|a year)"],
    "a percentage": ["# %"],
}
PHRASES = tuple(Phrase(each, means) for means, phrases in OWN.items() for each in phrases)
with (ROOT / "data" / "qualifiers.csv").open(encoding="utf-8", newline="") as file:
    SHIPPED = tuple(Phrase(**row) for row in csv.DictReader(file))


def allowed(wording, value=38_990, unit="people", phrases=PHRASES):
    """The codes that a row with this wording may have."""
    return [code for code in QUALIFIERS if problem(wording, value, code, unit, phrases) is None]


def why(wording, value=38_990, unit="people", qualifier="exact", phrases=PHRASES):
    return ": ".join(problem(wording, value, qualifier, unit, phrases) or ("nothing",))


@pytest.mark.parametrize(
    ("value", "wordings"),
    [
        (38_990, ["38,990 people", "38990", "38 990", "38\u202f990", "38’990", "38,990.0", "៣៨,៩៩០",
          "held=38,990", "38,990-strong", "22,295 (38,990)", "38,990*"]),
        (2_019, ["2,019 in 2019", "2,019sqm", "2,019 m²", "2019 people"]),
        (1_000.125, ["38 1000.125 people"]),
        (0, ["0 people", "zero people"]),
        (39_000, ["39k people", "39 K", "39 thousand"]),
        (3_000_000_000, ["3 billion", "three bn", "300 crore", "3000mn", "0.003 trillion"]),
        (1_000, ["a thousand"]),
    ],
)  # fmt: skip
def test_number_in_its_usual_forms(value, wordings):
    for wording in wordings:
        assert (wording, allowed(wording, value)) == (wording, ["exact"])


@pytest.mark.parametrize(
    ("value", "wordings"),
    [
        (38_990, ["few", "138,990", "38,990.5", "38.990", "38,9901", "3,8990", "38 990,5",
          "38 990 000", "over_38,990", "1/38,990", "38,990/28", "thirty-eight thousand"]),
        (990, ["38 990 people", "38’990", "38.990"]),
        (38, ["38½", "38th", "38m", "38-million", "38 hundred", "38² people"]),
        (2, ["m²", "two thirds", "2 quarters", "twenty-two", "the 2s"]),
        (1, ["covid1", "1 lakh crore", "one and a half million"]),
        (1_000_000, ["half a million", "millions"]),
    ],
)  # fmt: skip
def test_another_number(value, wordings):
    for wording in wordings:
        assert why(wording, value).startswith(f"wording: does not have the number {value}; quote")


def test_number_must_be_there_once():
    assert why("38,990, over 38,990").startswith("wording: has the number 38990 twice; quote")
    assert why("39") == (
        "wording: does not have the number 38990; quote the few words around it, "
        "where it may stand as 38,990"
    )


def test_year_is_no_count():
    assert why("in prison in 2019", 2_019).startswith("wording: has 2019 only as a year; quote")
    assert why("in March 2020", 2_020).startswith("wording: has 2020 only as a year; quote")


def test_years_beside_the_number():
    assert years("2,019 in 2019, year 2020, 2019 men, 1,999, 1850, 20200", 5) == [2019, 2020, 2019]
    assert years("2019 men", 2_019) == []


@pytest.mark.parametrize(
    ("code", "wordings"),
    [
        ("more_than", ["OVER 38,990", "ｏｖｅｒ\xa038,990", "over  “38,990”", "over ($38,990*)",
          "over-38,990", "more‑than 38,990", ">38,990", "o\xadver 38,990", "only 28! Over 38,990",
          "over a reported 38,990", "over a grand total of 38,990", "over the 38,990 mark",
          "in March 2020 over 38,990"]),
        ("at_most", ["no more than 38,990", "<=38,990", "38,990 people, at most"]),
        ("at_least", ["38,990+", "38,990-plus people", "38,990 (suspects) or more"]),
        ("about", ["c38,990", "c. 38,990", "some about 38,990", "about 38,990, up 78%"]),
        ("nearly", ["nearly a total of 38,990"]),
        ("estimated", ["an estimated total of 38,990", "38,990 (est.)",
          "estimated places in the kingdom's prisons at just 38,990",
          "estimates that O'Brien holds 38,990"]),
        ("exact", ["38,990 prisoners plus O'Brien's", "over the years 38,990", "fell to 38,990",
          "well over capacity, housing 38,990", "under arrest are 38,990, some of them women",
          "not 39,000 but 38,990", "12% to 38,990"]),
    ],
)  # fmt: skip
def test_words_at_the_number_qualify_it(code, wordings):
    for each in wordings:
        assert (each, allowed(each)) == (each, [code])


@pytest.mark.parametrize(
    ("part", "wordings"),
    [
        ('has "roughly" elsewhere than at the number; quote the few words around the number alone',
         ["38,990 in roughly 28 prisons", "roughly 28, 38,990"]),
        ('has "over" elsewhere', ["over the 38,990", "over a capacity of 38,990"]),
        ('has "plus" elsewhere', ["38,990 plus 5,000 guards", "38,990 in 28 plus"]),
        ('has "more than" elsewhere', ["38,990, more than ever", "more than a capacity of 38,990"]),
        ('has "≫" elsewhere', ["≫38,990"]),
        ('has both "over" and "or so"; quote the few words around', ["over 38,990 or so"]),
        ("has the number at one end of a range; quote other words",
         ["35,000 to 38,990", "38,990 to 40,000", "35,000 men to about 38,990", "5 or 38,990",
          "38,990-40,000", "35,000 – 38,990", "between 35,000 and over 38,990"]),
        ('has "over" between two numbers; quote', ["12% over 38,990", "two over 38,990"]),
        ('has "half of", which makes the number a part; quote', ["half of a population of 38,990"]),
        ('has "not", which makes the number a denial', ["not about 38,990"]),
        ('has "didn\'t", which', ["there were 38,990, which he didn’t count"]),
        ('has "%", which makes the number a percentage', ["38,990%", "38,990 pct"]),
        ('has "per", which makes the number a rate', ["38,990 per 10,000", "38,990 men per cell"]),
        ('has "more", which makes the number a rise', ["38,990 more than 21,900"]),
        ('has "\u043e", CYRILLIC SMALL LETTER O; write it in', ["\u043ever 38,990"]),
        ('has "\u0338", COMBINING LONG SOLIDUS OVERLAY', ["o\u0338ver 38,990"]),
    ],
)  # fmt: skip
def test_words_that_no_qualifier_mends(part, wordings):
    for wording in wordings:
        for code in QUALIFIERS:
            assert why(wording, qualifier=code).startswith(f"wording: {part}")


@pytest.mark.parametrize(
    ("unit", "value", "wordings", "wrong"),
    [
        ("people", 40, ["over 40"],
         'qualifier: is not what the wording has, "over"; write more_than'),
        ("people", 40, ["40"],
         "qualifier: is not in the wording; quote the words that qualify, or write exact"),
        ("percent", -7, ["-8%"], "wording: does not have the number -7; quote"),
        ("percent", 78, ["about 78"], "wording: has no percent at the number; quote it too, or"),
        ("percent", 78, ["-78%", "(−78 %)"], "value: has a minus in the wording; write -78"),
        ("percent", 78, ["fell by 78%", "fell sharply by 78%", "a drop of 78%"],
         "value: has a fall in the wording; write -78"),
        ("percent", -78, ["rose by 78%"], "value: has a rise in the wording; write 78"),
    ],
)  # fmt: skip
def test_column_that_is_wrong_and_its_mend(unit, value, wordings, wrong):
    for wording in wordings:
        assert why(wording, value, unit, "about").startswith(wrong)


@pytest.mark.parametrize(
    ("code", "unit", "value", "wordings"),
    [
        ("more_than", "percent", 78, ["rose by over 78%", "over 78 pct"]),
        ("exact", "percent", 78, ["crime fell as arrests rose by 78%", "78% more"]),
        ("exact", "percent", -0.5, ["fell by 0.5%", "by −0.5%"]),
        ("exact", "percent", 0, ["rose 0%", "−0.0%"]),
        ("exact", "per_100000", 129.2, ["fell to 129.2 per 100,000"]),
        ("exact", "square_metres a person", 4, ["4m² of space per prisoner"]),
    ],
)  # fmt: skip
def test_change_or_rate_in_its_own_unit(code, unit, value, wordings):
    for each in wordings:
        assert (each, allowed(each, value, unit)) == (each, [code])


@pytest.mark.parametrize(
    ("code", "wordings"),
    [
        ("at_least", ["as few as 38,990", "at the very least 38,990", "upwards of 38,990"]),
        ("at_most", ["capped at 38,990", "as many as 38,990", "38,990 tops"]),
        ("more_than", ["topping 38,990", "well past 38,990", "in excess of 38,990"]),
        ("less_than", ["under 38,990", "fewer than 38,990", "just under 38,990"]),
        ("nearly", ["not quite 38,990", "almost 38,990", "just shy of 38,990"]),
        ("about", ["ca 38,990", "in the vicinity of 38,990", "38,990 prisoners, more or less"]),
        ("estimated", ["estimated capacity of the country’s prisons at just 38,990",
          "estimates that it has now risen to 38,990"]),
        ("exact", ["prisoners number 38,990", "in cases over the past nine months 38,990",
          "the prisons were well over capacity, housing 38,990"]),
        (None, ["projected to reach 38,990", "a target of 38,990", "5,000 more than 38,990",
          "more than double the 38,990", "all but 38,990", "another 38,990", "38,990 daily",
          "did not reach 38,990", "denied that 38,990 were held", "38,990 will be held"]),
    ],
)  # fmt: skip
def test_shipped_phrases_know_the_news(code, wordings):
    for wording in wordings:
        assert allowed(wording, phrases=SHIPPED) == [code] * (code is not None)


@pytest.mark.parametrize(
    ("phrase", "right"),
    [
        *(("(more|fewer) than #", True), ("# … or more", True), ("never", True), ("≥ #", True)),
        *(("#", False), ("(over #", False), ("(over # mark)", False), ("over # or #", False)),
        *(("?over #", False), ("", False)),
    ],
)
def test_phrase_that_can_be_read(phrase, right):
    assert is_phrase(phrase) == right


@pytest.mark.parametrize(
    ("wording", "unit", "kind", "read"),
    [
        ("703 more deaths", "deaths", "change", (703, 1, "exact")),
        ("about 5,000 fewer deaths", "deaths", "change", (-5_000, 1, "about")),
        ("down 30%", "percent", "change", (-30, 1, "exact")),
        ("up 2.5 percentage points", "percentage points", "change", (2.5, 0.1, "exact")),
        ("12 deaths per 1,000 crashes", "per_1000", "", (12, 1, "exact")),
        ("0.8 per million vehicles", "per_1000000", "", (0.8, 0.1, "exact")),
        ("3,895 children a year ago", "children", "", (3_895, 1, "exact")),
        ("a 14% rise in a year", "percent", "change", (14, 1, "exact")),
    ],
)
def test_quotation_of_a_change_or_a_rate(wording, unit, kind, read):
    assert read_quotation(wording, unit, kind) == read


def test_change_needs_a_quantity_that_changes():
    with pytest.raises(ValueError, match='has "more", which makes the number a rise'):
        read_quotation("703 more deaths", "deaths", "flow")
