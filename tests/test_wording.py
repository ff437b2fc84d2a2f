import csv
import time
from pathlib import Path

import pytest

from stats.wording import Phrase, problem, say

CODES = ("exact", "at_least", "more_than", "at_most", "less_than", "nearly", "about", "estimated")


def cases(text):
    """A table with a row a line and bars between its cells: one case for each in the last cell."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [(*cells, case) for *cells, last in lines for case in last.split("; ")]


def table(text):
    """Run a test for each case of a table, whose first line names its columns."""
    names, *found = cases(text)
    return pytest.mark.parametrize(names, found)


PHRASES = [
    Phrase(phrase, *means)
    for *means, phrase in cases("""
    at_least  |             | at least #; # or more; # plus; # +
    at_most   |             | up to #; no more than #; <= #; # at most
    more_than |             | over #; more than #; > #; over the # mark
    more_than | just over   | just over #
    about     |             | about #; c #; c. #; some #; # or so; # odd; roughly #; ± #; “#”
    nearly    |             | nearly #
    estimated |             | estimated #; estimated … at #; estimates that … #; # est.
    refused   |             | not #
    refused   | a part      | half of #; thirds of #
    refused   | a change    | by #
    refused   | a rise      | rose #; # more than; # increase
    refused   | a fall      | fell #; drop of #; # lower
    refused   | a rate      | # per
    refused   | a surplus   | # over capacity
    refused   | a percentage | # %
    """)
]


def allowed(wording, value=38_990, unit="people", phrases=PHRASES):
    return [code for code in CODES if problem(wording, value, code, unit, phrases) is None]


@table("""
    value | wording
    38990 | 38,990 people; 38990 people; 38 990 people; 38\u202f990 people; 38’990; 38,990.0; ៣៨,៩៩០
    38990 | prisoners: 38,990.; prisoners=38,990; the 38,990-strong mass; 22,295 (38,990); 38,990*
    2019 | 2,019 in 2019; two thousand and nineteen; two thousand nineteen; 2,019sqm; 2,019 m²
    1000.125 | 38 1000.125 people
    38990 | © AFP: 38,990; 38\u2060,990
    0 | 0 people; zero people
    39000 | 39k people; 39 K; 39 thousand; thirty-nine thousand
    15550000 | 15.55 million; 15.55m; 15.55mn
    3000000000 | 3 billion; 3bn; 3b; 300 crore; 30000 lakh; 0.003 trillion
    250000 | two hundred and fifty thousand; 250 thousand
    10000 | 100 hundred
    105 | one hundred five; one hundred and five; a hundred and five
    6 | half a dozen
    500000 | half a million; half million; a half million
    1500000 | one and a half million; 1 and a half million; 15 hundred thousand
    9900000 | 99 hundred thousand
""")
def test_number_is_found_in_any_usual_form(value, wording):
    assert allowed(wording, float(value)) == ["exact"]


@table("""
    value | wording
    38990 | a few people; 138,990; 138990; 38,990.5; 38.990; 38,9901; 3,8990; 38 990.5; 38 990,5
    38990 | 38 990 000; moreover38,990; over_38,990; 1/38,990; 38,990/28
    990 | 38 990 people; 38’990; moreover38,990; 38.990
    38 | 38 990 people; 38/990; 38½; 38th; 38m; 38-million; 38 hundred; 38 mn
    2 | m²; two thirds; 2 quarters; twenty-two; 2nd; the 2s
    3 | one two; one and two; 1 two
    382 | 38² people; 381½
    100 | hundreds; several hundred; men, hundred; in March 2020 100,00 people
    1 | a double; covid1; one million; 1 lakh crore; 1 hundred
    25 | 5 twenty; five twenty; 20 five; twenty, five; twenty men five
    30 | twenty ten
    0.5 | half; a half
    1000 | a k
    100000 | 1 lakh crore
    500000 | about million
    10000000 | 100 hundred thousand
""")
def test_another_number_is_not_the_number(value, wording):
    column, sentence = problem(wording, float(value), "exact", "people", PHRASES)
    assert column == "wording"
    assert sentence.startswith(f"does not have the number {value}; quote the few")


@table("""
    code | before | wording
    more_than |  | over 38,990; OVER 38,990; ｏｖｅｒ\u00a038,990; over  “38,990”; over ($38,990*)
    more_than |  | over-38,990; more\u2011than 38,990; over #'38,990'; >38,990; over38,990
    more_than |  | over\u200b 38,990; o\u00adver 38,990; only 28! Over 38,990
    more_than |  | over thirty-eight thousand nine hundred and ninety; over the 38,990 mark
    more_than |  | over a reported 38,990; more than total of 38,990; over a grand total of 38,990
    more_than |  | more than 38,990, and more than 38,990 again; in March 2020 over 38,990
    more_than | just over | just over 38,990; 28 prisons just over 38,990
    at_most |  | no more than 38,990; <=38,990; 38,990 people, at most; 38,990: at most
    about |  | c38,990; c. 38,990; some about 38,990; about 38,990, up 78%; 5,000 about 38,990
    about |  | about a capacity of 38,990
    nearly |  | nearly 38,990; nearly a total of 38,990
    estimated |  | an estimated total prison population of 38,990; 38,990 (est.); 38,990 [est.]
    estimated |  | estimated the places in the kingdom's prisons at just 38,990; estimated at 38,990
    estimated |  | estimates that O'Brien holds 38,990; estimates that 38,990
    estimated |  | estimates that many of all of them there are 38,990
    at_least |  | 38,990+; 38,990-plus people; 38,990 (suspects) or more; 38,990 “suspects” plus.
    at_least |  | 38,990 drug suspects or more were held; 38,990, or more.; 38,990 men, or more
    at_least |  | 38,990 drug suspects, or more; 38,990 men and women or more
    exact |  | 38,990 prisoners plus O'Brien's; 38,990 prisoners plus 5,000 guards; the top 38,990
    exact |  | over the years 38,990; under arrest are 38,990, some of them women
    exact |  | well over capacity, housing 38,990; over a capacity of 38,990
    exact |  | rose from 21,900 to 38,990; rose 17,090 to 38,990; grew by 17,090 to 38,990
    exact |  | in 2016 to 38,990; 12% to 38,990; an increase of 786 compared to 38,990
    exact |  | not 39,000 but 38,990; 2 women and 38,990 men; between all of us 3 men and 38,990
    exact |  | 38,990 (two to three a bed); 5,000 of the men to 38,990; 12% to 38,990 men
    exact |  | between 5,000 of all the old men and 38,990; between 38,990 of all the old men and 5
""")
def test_words_at_the_number_qualify_it(code, before, wording):
    assert (allowed(wording), say(wording, 38_990, PHRASES)) == ([code], before)


@table("""
    part | wording
    has "roughly" apart from the number; quote the few words around the number alone \
        | 38,990 in roughly 28 prisons; roughly 28, 38,990
    has "about" apart | 38,990 in about a 28; about half the 38,990; 38,990 in about 1,2
    has "about" apart | 38,990 in about 1980s
    has "at most" apart | at most times, 38,990
    has "at least" apart | 38,990 men, at least 5,000 of them old; at least one of 38,990
    has "nearly" apart | Nearly 30 prisons hold about 38,990
    has "over" apart | over 28 prisons hold 38,990; 38,990 in over twenty
    has "over the" apart | over the 38,990
    has "plus" apart | 38,990 plus 5,000 guards; 38,990 in 28 plus
    has "some" apart | some: 38,990; some - 38,990; some, just 38,990
    has "more than" apart | 38,990, more than ever; more than the 38,990; more than total was 38,990
    has "more than" apart | more than a capacity of 38,990; more than number 38,990 of
    has "estimated" apart | estimated cost of 38,990; estimated total in 38,990
    has "estimates that" apart | estimates that men, 38,990; estimates that two 38,990
    has "estimates that" apart | estimates that so many of all of them as were 38,990
    has "estimates that" apart | estimates that two prisons hold 38,990
    has "or more" apart | 38,990, half or more; 38,990 of all those men or more; 38,990. Men or more
    has "or more" apart | 38,990 (twenty or more a cell)
    has "or more" apart | 38,990 men, or more were held; 38,990, men or more were held
    has "≫" apart | ≫38,990
    has both "over" and "or so"; quote the few words around the number alone | over 38,990 or so
    has the number with "over" and without; quote | 38,990, over 38,990; over 38,990, 38,990 in all
    is one end of a range, which no qualifier says; quote other words \
        | 35,000 to 38,990; 38,990 to 40,000; 35,000 men to about 38,990; 35,000 or 38,990
    is one end of a range | 38,990-40,000; 35,000 – 38,990; 35,000 -38,990; 35,000 − 38,990
    is one end of a range | between 35,000 and 38,990; between thirty-five thousand and 38,990
    is one end of a range | between just over 38,990 and 40,000; between 35,000 men and over 38,990
    is one end of a range | between 38,990 and forty thousand; 2016 to 38,990; in 35,000 to 38,990
    is one end of a range | between 35,000 of the old men and 38,990
    is one end of a range | between 38,990 of the old men and 40,000
    has "more than" between two numbers; quote | 5,000 more than 38,990; 9 men more than 38,990
    has "over" between two numbers | 12% over 38,990; twice over 38,990
    has "up to" between two numbers | 35,000 up to 38,990
    has "half of" at the number, which makes it a part; quote words that give the number itself \
        | half of 38,990; half of a population of 38,990; half of a total of 38,990
    has "thirds of" at | two thirds of 38,990
    has "not" at the number, which makes it something else; quote words | not about 38,990
    makes it a surplus | 38,990 over capacity; 38,990 people over capacity
    makes it a percentage | 38,990%; 38,990 per cent; 38,990 percent; 38,990 pct of men
    has "per" at the number, which makes it a rate | 38,990 per 100,000
    makes it a rise | 38,990 more than 21,900; rose over 38,990; 38,990 or more than ever
    has "\u043e", CYRILLIC SMALL LETTER O; write it in English | \u043ever 38,990
    has "\u0338", COMBINING LONG SOLIDUS OVERLAY | o\u0338ver 38,990
""")
def test_words_that_qualify_something_else_are_refused_whatever_the_qualifier(part, wording):
    for code in CODES:
        column, sentence = problem(wording, 38_990, code, "people", PHRASES)
        assert (column, part in sentence) == ("wording", True)


@table("""
    unit | value | found | wording
    people | 40 | qualifier: is not what the wording says, "over"; write more_than | over 40
    people | 40 | qualifier: is not named by the wording; quote the words that do, or write | 40
    people | 40 | wording: does not have the number 40; quote the few words around it | 39
    people | 4000 | wording: does not have the number 4000; quote the few words around it, \
where it may stand as 4,000 | 4.000
    percent | -7 | wording: does not have the number -7; quote | -8%
    percent | 78 | value: has a minus in the wording; write -78 | -78%; (−78 %)
    percent | 78 | value: has a fall | fell by 78%; not a small drop, 78%; a drop of 78%; 78% lower
    percent | -78 | value: has a rise in the wording; write 78 | rose by 78%
    percent | 0.5 | value: has a minus in the wording; write -0.5 | -0.5%
    percent | 0.5 | value: has a fall in the wording; write -0.5 | fell by 0.5%
    percent | -0.5 | value: has a rise in the wording; write 0.5 | rose by 0.5%
    percent | 78 | wording: is one end of a range | 70%-78%; 70 to 78%
    percent | 78 | wording: has both | over 78 per cent or so
    percent | 78 | wording: has "half of" at the number | half of 78%
""")
def test_problem_says_which_column_is_wrong_and_what_would_be_right(unit, value, found, wording):
    what = problem(wording, float(value), "about", unit, PHRASES)
    assert ": ".join(what).startswith(found)


@table("""
    code | unit | value | wording
    more_than | percent | 78 | rose by over 78%; over 78%
    exact | percent | 78 | crime fell as arrests rose, by 78%; crime fell as arrests rose 78%
    exact | percent | 78 | as crime fell, a 78% increase; 78% more than in 2016
    exact | percent | -78 | fell by 78%; by −78%
    exact | percent | -0.5 | fell by 0.5%; −0.5%
    exact | percent | 0 | rose 0%; −0.0%
    exact | per_100000 | 129.2 | fell to 129.2 per 100,000
    exact | prisons | 40 | fell to 40
""")
def test_change_and_rate_are_numbers_of_their_own_units(code, unit, value, wording):
    assert allowed(wording, float(value), unit) == [code]


with (Path(__file__).parents[1] / "data" / "qualifiers.csv").open(encoding="utf-8") as file:
    SHIPPED = [Phrase(**row) for row in csv.DictReader(file)]


@table("""
    code | wording
    at_least | as few as 38,990; at the very least 38,990; 38,990 minimum; 38,990 and counting
    at_least | >= 38,990; a minimum of 38,990; 38,990 people at the very least; upwards of 38,990
    at_most | capped at 38,990; <= 38,990; as many as 38,990; no more than 38,990
    more_than | north of 38,990; topping 38,990; just over 38,990; well over 38,990
    more_than | > 38,990; in excess of 38,990; surpassed 38,990; over the 38,990 mark
    less_than | under 38,990; fewer than 38,990; just under 38,990
    nearly | not quite 38,990; almost 38,990
    about | c38,990; ca 38,990; 38,990 or thereabouts; in the vicinity of 38,990
    about | 38,990 prisoners, more or less
    estimated | estimated capacity of the country’s prisons at just 38,990; 38,990 (est.)
    estimated | estimates that it has now risen to 38,990; an estimated capacity of 38,990
    refused | 35,000 to 38,990; half of 38,990; projected to reach 38,990; a target of 38,990
    refused | 5,000 more than 38,990; not 38,990 but 38,000; 38,990%; 38,990 more than in 2016
    refused | more than double the 38,990; all but 38,990; another 38,990; did not reach 38,990
    exact | the prisons were well over capacity, housing 38,990; prisoners number 38,990
    exact | in 6,205 cases over the past nine months 38,990; compared with 38,990 in detention
""")
def test_shipped_phrases_know_the_words_of_the_news(code, wording):
    assert allowed(wording, phrases=SHIPPED) == [code] * (code != "refused")


def test_each_shipped_phrase_means_what_it_says():
    wrong = []
    for phrase in SHIPPED:
        wording = phrase.phrase.replace("#", "38,990").replace("…", "there are")
        if phrase.qualifier == "refused":
            _, sentence = problem(wording, 38_990, "exact", "people", SHIPPED)
            right = f"makes it {phrase.say};" in sentence and not say(wording, 38_990, SHIPPED)
        else:
            said = (allowed(wording, phrases=SHIPPED), say(wording, 38_990, SHIPPED))
            right = said == ([phrase.qualifier], phrase.say)
        wrong += [phrase.phrase] * (not right)
    assert wrong == []


@pytest.mark.parametrize(
    "part", ["over 38,990 ", "over a ", "total of ", "one hundred ", "3-", "½", "estimates that "]
)
def test_hostile_wording_takes_time_by_its_length_alone(part):
    wording = (part * 100_000)[:100_000] + " 38,990"
    start = time.process_time()
    problem(wording, 38_990, "exact", "people", PHRASES)
    assert time.process_time() - start < 2
