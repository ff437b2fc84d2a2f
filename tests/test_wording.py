import csv
import time
from pathlib import Path

import pytest

from stats.wording import Phrase, problem, say

CODES = ("exact", "at_least", "more_than", "at_most", "less_than", "about", "estimated")
PHRASES = [
    *(Phrase(phrase, "at_least") for phrase in ("at least #", "# or more", "# plus", "# +")),
    *(
        Phrase(phrase, "more_than")
        for phrase in ("over #", "more than #", "> #", "over the # mark")
    ),
    Phrase("just over #", "more_than", "just over"),
    *(Phrase(phrase, "at_most") for phrase in ("up to #", "no more than #", "<= #", "# at most")),
    *(Phrase(phrase, "about") for phrase in ("about #", "c #", "c. #", "some #", "# or so")),
    *(Phrase(phrase, "about") for phrase in ("# odd", "roughly #", "± #")),
    Phrase("nearly #", "about", "nearly"),
    Phrase("estimated #", "estimated"),
    Phrase("estimated … at #", "estimated"),
    Phrase("estimates that … #", "estimated"),
    Phrase("# est.", "estimated"),
    Phrase("half of #", "refused", "a part"),
    Phrase("thirds of #", "refused", "a part"),
    Phrase("not #", "refused"),
    Phrase("# over capacity", "refused", "a difference"),
    Phrase("# %", "refused", "a percentage"),
    Phrase("# per", "refused", "a rate"),
    Phrase("by #", "refused", "a change"),
    Phrase("rose #", "refused", "a rise"),
    Phrase("# more than", "refused", "a rise"),
    Phrase("fell #", "refused", "a fall"),
    Phrase("# lower", "refused", "a fall"),
    Phrase("“#”", "refused"),  # has no words, and so stands nowhere
]


def allowed(wording, value=38_990, unit="people", phrases=PHRASES):
    return [code for code in CODES if problem(wording, value, code, unit, phrases) is None]


@pytest.mark.parametrize(
    ("wording", "value"),
    [
        ("38,990 people", 38_990),
        ("38990 people", 38_990),
        ("38 990 people", 38_990),
        ("38\u202f990 people", 38_990),
        ("38’990 people", 38_990),
        ("38,990.0 people", 38_990),
        ("៣៨,៩៩០ people", 38_990),
        ("prisoners: 38,990.", 38_990),
        ("prisoners=38,990", 38_990),
        ("the 38,990-strong population", 38_990),
        ("the prisons’ 38,990", 38_990),
        ("54,081sqm", 54_081),
        ("54,081 m²", 54_081),
        ("2,019 in 2019", 2_019),
        ("in March 2020 100 people", 100),
        ("with 38 1000 people", 1_000),
        ("38 1000.125 people", 1_000.125),
        ("0.0000001", 1e-7),
        ("0 people", 0),
        ("zero people", 0),
        ("39k people", 39_000),
        ("39 K", 39_000),
        ("15.55 million people", 15_550_000),
        ("38-million", 38_000_000),
        ("38m", 38_000_000),
        ("2 lakh", 200_000),
        ("thirty-nine thousand", 39_000),
        ("thirty-nine thousand nine hundred and ninety", 39_990),
        ("two thousand and nineteen", 2_019),
        ("two hundred and fifty thousand", 250_000),
        ("one hundred five", 105),
        ("twenty one", 21),
        ("a dozen", 12),
        ("half a million", 500_000),
        ("half a dozen", 6),
        ("a half million", 500_000),
        ("one and a half million", 1_500_000),
        ("5 and a half thousand", 5_500),
        ("2 million", 2_000_000),
        ("38 hundred", 3_800),
    ],
)
def test_number_is_found_in_any_usual_form(wording, value):
    assert allowed(wording, value) == ["exact"]


@pytest.mark.parametrize(
    ("wording", "value"),
    [
        ("a few people", 78),
        ("138,990 people", 38_990),
        ("38,990.5 people", 38_990),
        ("38.990 people", 38_990),
        ("38,9901", 38_990),
        ("3,8990", 38_990),
        ("138990", 38_990),
        ("38 990 people", 990),
        ("38 990 people", 38),
        ("38 123 456 people", 38_123),
        ("38 990.5 people", 38_990),
        ("38 990,5 people", 38_990),
        ("38’990", 990),
        ("38/990", 38),
        ("38½", 38),
        ("38½", 381),
        ("38² people", 382),
        ("m²", 2),
        ("38th", 38),
        ("the 1990s", 1_990),
        ("covid19", 19),
        ("moreover38,990", 38_990),
        ("moreover38,990", 990),
        ("38m people", 38),
        ("38-million", 38),
        ("38 hundred", 38),
        ("two thirds", 2),
        ("3 quarters", 3),
        ("hundreds", 100),
        ("several hundred", 100),
        ("2 lakh crore", 200_000),
        ("thirty-nine thousand", 39),
        ("5 twenty", 25),
        ("twenty eleven", 31),
        ("twenty zero", 20_0),
        ("one and two", 3),
        ("5 and two", 7),
        ("150 and two", 152),
        ("half k", 0.5),
        ("a k", 1_000),
    ],
)
def test_another_number_is_not_the_number(wording, value):
    column, sentence = problem(wording, value, "exact", "people", PHRASES)
    assert column == "wording"
    assert sentence.startswith(f"does not have the number {value:.7f}".rstrip("0").rstrip("."))


@pytest.mark.parametrize(
    ("wording", "code", "before"),
    [
        ("over 38,990", "more_than", ""),
        ("OVER 38,990", "more_than", ""),
        ("ｏｖｅｒ\u00a038,990", "more_than", ""),
        ("over  “38,990”", "more_than", ""),
        ("over ($38,990)", "more_than", ""),
        ("over-38,990", "more_than", ""),
        ("more\u2011than 38,990", "more_than", ""),
        ("over thirty-eight thousand nine hundred and ninety", "more_than", ""),
        ("just over 38,990", "more_than", "just over"),
        ("over the 38,990 mark", "more_than", ""),
        (">38,990", "more_than", ""),
        ("<=38,990", "at_most", ""),
        ("no more than 38,990", "at_most", ""),
        ("c38,990", "about", ""),
        ("c. 38,990", "about", ""),
        ("nearly 38,990", "about", "nearly"),
        ("nearly some 38,990", "about", "nearly"),
        ("some nearly 38,990 or so", "about", "nearly"),
        ("over a reported 38,990", "more_than", ""),
        ("over a grand total of 38,990", "more_than", ""),
        ("an estimated total prison population of 38,990", "estimated", ""),
        ("an over-crowded capacity of 38,990", "exact", ""),
        ("over a capacity of 38,990", "exact", ""),
        ("estimated the places in the kingdom's prisons at just 38,990", "estimated", ""),
        ("estimates that it is now 38,990", "estimated", ""),
        ("estimates that 38,990", "estimated", ""),
        ("38,990+", "at_least", ""),
        ("38,990-plus people", "at_least", ""),
        ("38,990 (est.)", "estimated", ""),
        ("38,990 drug suspects or more were held", "at_least", ""),
        ("38,990 suspects plus.", "at_least", ""),
        ("38,990, or more.", "at_least", ""),
        ("38,990 people, at most", "at_most", ""),
        ("38,990 or so or thereabouts", "about", ""),
        ("38,990 prisoners plus guards", "exact", ""),
        ("38,990 prisoners plus 5,000 guards", "exact", ""),
        ("over 38,990, and over 38,990 again", "more_than", ""),
        ("in March 2020 over 38,990", "more_than", ""),
        ("about 38,990, up 78%", "about", ""),
        ("over the years 38,990", "exact", ""),
        ("under arrest are 38,990, some of them women", "exact", ""),
        ("well over capacity, housing 38,990", "exact", ""),
        ("rose from 21,900 to 38,990", "exact", ""),
        ("rose from 21,900 in 2016 to 38,990", "exact", ""),
        ("rose by 17,090 to 38,990", "exact", ""),
        ("in 2016 to 38,990", "exact", ""),
        ("22% more, to 38,990", "exact", ""),
        ("12% to 38,990", "exact", ""),
        ("an increase of 786 compared to 38,990", "exact", ""),
        ("2 women and 38,990 men", "exact", ""),
        ("not 39,000 but 38,990", "exact", ""),
        ("between the years, 3 men and 38,990 women", "exact", ""),
    ],
)
def test_words_at_the_number_qualify_it(wording, code, before):
    assert allowed(wording) == [code]
    assert say(wording, 38_990, PHRASES) == before


@pytest.mark.parametrize(
    ("wording", "part"),
    [
        *((f"38,990 in {words} 28 prisons", "apart") for words in ("roughly", "about", "over a")),
        ("38,990 prisoners, at least 5,000 of them women", 'has "at least" apart'),
        (
            "Nearly 30 prisons hold about 38,990",
            'has "nearly" apart from the number; quote the few',
        ),
        ("over 28 prisons hold 38,990", 'has "over" apart'),
        ("about half the 38,990", 'has "about" apart'),
        ("38,990 and 28 odd prisons", 'has "odd" apart'),
        ("38,990 plus 5,000 guards", 'has "plus" apart'),
        ("38,990, more than ever", 'has "more than" apart'),
        ("more than the 38,990", 'has "more than" apart'),
        ("over the 38,990", 'has "over the" apart'),
        ("more than a capacity of 38,990", 'has "more than" apart'),
        ("estimated cost of 38,990", 'has "estimated" apart'),
        ("estimates that 28 prisons, 38,990", 'has "estimates that" apart'),
        ("estimates that of one two 38,990", 'has "estimates that" apart'),
        ("estimates that so many of all of them as ever were 38,990", "apart"),
        ("some: 38,990", 'has "some" apart'),
        ("38,990 men and women or more", 'has "or more" apart'),
        ("38,990 suspects, or more were held", 'has "or more" apart'),
        ("38,990 of all the people or more", 'has "or more" apart'),
        ("≫38,990", 'has "≫" apart'),
        ("over an estimated 38,990", 'has both "estimated" and "over"; quote'),
        ("over 38,990 or so", 'has both "over" and "or so"'),
        ("38,990, over 38,990", 'has the number with "over" and without'),
        ("35,000 to 38,990", "is one end of a range"),
        ("38,990 to 40,000", "is one end of a range"),
        ("35,000 people to about 38,990", "is one end of a range"),
        ("35,000 or 38,990", "is one end of a range"),
        ("38,990-40,000", "is one end of a range"),
        ("35,000 – 38,990", "is one end of a range"),
        ("35,000 -38,990", "is one end of a range"),
        ("between 35,000 and 38,990", "is one end of a range"),
        ("between roughly 38,990 and 40,000", "is one end of a range"),
        ("between 35,000 people and over 38,990", "is one end of a range"),
        ("5,000 more than 38,990", 'has "more than" between two numbers; quote'),
        ("5,000 people more than 38,990", 'has "more than" between two numbers'),
        ("12% over 38,990", 'has "over" between two numbers'),
        ("half of 38,990", 'has "half of" at the number, which makes it a part; quote words'),
        ("two thirds of 38,990", 'has "thirds of" at the number'),
        ("not about 38,990", 'has "not" at the number, which makes it something else'),
        ("38,990 over capacity", "a difference"),
        ("38,990 people over capacity", "a difference"),
        ("38,990%", 'has "%" at the number, which makes it a percentage'),
        ("38,990 per cent", 'has "%"'),
        ("38,990 per 100,000", "a rate"),
        ("rose by over 38,990", 'has "by" at the number'),
        ("38,990 more than 21,900", "a rise"),
        ("оver 38,990", 'has "о", CYRILLIC SMALL LETTER O; write it in English'),
        ("o\u0338ver 38,990", "COMBINING LONG SOLIDUS OVERLAY"),
    ],
)
def test_words_that_qualify_something_else_are_refused_whatever_the_qualifier(wording, part):
    for code in CODES:
        column, sentence = problem(wording, 38_990, code, "people", PHRASES)
        assert column == "wording"
        assert part in sentence


@pytest.mark.parametrize(
    ("wording", "value", "unit", "code", "found"),
    [
        ("over 40", 40, "people", "exact", ("qualifier", 'is not what the wording says, "over"')),
        ("over 40", 40, "people", "about", ("qualifier", "write more_than")),
        ("40 people", 40, "people", "about", ("qualifier", "is not named by the wording; quote")),
        ("39,000", 38_990, "people", "exact", ("wording", "where it may stand as 38,990")),
        ("39%", -38_990, "percent", "exact", ("wording", "number -38990; quote the few words")),
        ("-78%", 78, "percent", "exact", ("value", "has a minus in the wording; write -78")),
        ("(−78 %)", 78, "percent", "exact", ("value", "has a minus")),
        ("fell by 78%", 78, "percent", "exact", ("value", "has a fall in the wording; write -78")),
        ("fell again by 78%", 78, "percent", "exact", ("value", "has a fall")),
        ("78% lower", 78, "percent", "exact", ("value", "has a fall")),
        ("rose by 78%", -78, "percent", "exact", ("value", "has a rise in the wording; write 78")),
        ("78% or half of 7%", 78, "percent", "exact", None),
        ("rose by over 78%", 78, "percent", "more_than", None),
        ("rose as crime fell, by 78%", 78, "percent", "exact", None),
        ("crime fell and arrests rose 78%", 78, "percent", "exact", None),
        ("fell by 78%", -78, "percent", "exact", None),
        ("by −78%", -78, "percent", "exact", None),
        ("fell 0%", 0, "percent", "exact", None),
        ("78% more than in 2016", 78, "percent", "exact", None),
        ("over 78 percent or so", 78, "percent", "about", ("wording", "has both")),
        ("70%-78%", 78, "percent", "exact", ("wording", "is one end of a range")),
        ("70 to 78%", 78, "percent", "exact", ("wording", "is one end of a range")),
        ("fell to 40 people", 40, "people", "exact", None),
        ("129.2 per 100,000", 129.2, "per_100000", "exact", None),
        ("129.2% per 100,000", 129.2, "per_100000", "exact", ("wording", "a percentage")),
    ],
)
def test_problem_names_the_column_and_what_would_be_right(wording, value, unit, code, found):
    what = problem(wording, value, code, unit, PHRASES)
    if found is None:
        assert what is None
    else:
        assert (what[0], found[1] in what[1]) == (found[0], True)


with (Path(__file__).parents[1] / "data" / "qualifiers.csv").open(encoding="utf-8") as file:
    SHIPPED = [Phrase(**row) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("as few as 38,990", "at_least"),
        ("at the very least 38,990", "at_least"),
        ("38,990 minimum", "at_least"),
        ("38,990 people and counting", "at_least"),
        (">= 38,990", "at_least"),
        ("capped at 38,990", "at_most"),
        ("<= 38,990", "at_most"),
        ("north of 38,990", "more_than"),
        ("topping 38,990", "more_than"),
        ("well over 38,990", "more_than"),
        ("ca 38,990", "about"),
        ("not quite 38,990", "about"),
        ("38,990 or thereabouts", "about"),
        ("in the vicinity of 38,990", "about"),
        ("projected to reach 38,990", None),
        ("a target of 38,990", None),
        ("38,990 more than in 2016", None),
        ("more than double the 38,990", None),
        ("the prisons were well over capacity, housing 38,990", "exact"),
        ("in 6,205 cases over the past nine months 38,990", "exact"),
    ],
)
def test_shipped_phrases_know_the_words_of_the_news(wording, code):
    assert allowed(wording, phrases=SHIPPED) == ([code] if code else [])


def test_each_shipped_phrase_means_what_it_says():
    wrong = []
    for phrase in SHIPPED:
        wording = phrase.phrase.replace("#", "38,990").replace("…", "there are")
        if phrase.qualifier == "refused":
            _, sentence = problem(wording, 38_990, "exact", "people", SHIPPED)
            right = sentence.endswith("itself") and f"it {phrase.say};" in sentence
        else:
            right = allowed(wording, phrases=SHIPPED) == [phrase.qualifier]
            right = right and say(wording, 38_990, SHIPPED) == phrase.say
        wrong += [phrase.phrase] * (not right)
    assert wrong == []


@pytest.mark.parametrize(
    "part", ["over 38,990 ", "over a ", "total of ", "one million ", "3-", "½", "estimates that "]
)
def test_hostile_wording_takes_time_by_its_length_alone(part):
    wording = (part * 100_000)[:100_000] + " 38,990"
    start = time.process_time()
    problem(wording, 38_990, "exact", "people", PHRASES)
    assert time.process_time() - start < 2
