"""What README and summary say of the live tables; change it, and them, when a figure is corrected.

All other tests are on tables of their own.
"""

import csv
import doctest
import html
import itertools
import json
import re
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest
from conftest import NOTEBOOKS, ROOT, run

import stats
from stats import Figure, drawing, page
from stats.sentences import _SlotFiller

DATA = stats.load(ROOT / "data")
PAGE = (ROOT / "reports" / "report.html").read_text("utf-8")
TEXT = " ".join((ROOT / "README.md").read_text("utf-8").replace("**", "").split())
FINDINGS = TEXT[TEXT.index("- By the article’s own counts") : TEXT.index("## Build and test it")]
FIRST, LAST = DATA["prisoners_2016"], DATA["prisoners_2020"]
GROWTH = stats.growth_rate(FIRST, LAST)


def occupancy(capacity: str) -> Figure:
    return stats.occupancy_rate(LAST, DATA[capacity])


def numbers() -> Iterator[str]:
    """Each number of the README's findings, in their order, in the words around it."""
    article, arrests = DATA["growth"], DATA["arrests_campaign"]
    yield str(GROWTH)
    yield f"from the end of {FIRST.end:%Y} to {LAST.when}"
    yield f"the claim of {article} {stats.check(article, DATA, GROWTH).adds_up}"
    ends = ("prisoners_2020_04_10_prisons", "prisoners_2020_03_27_prisons")
    low, high = (stats.growth_rate(DATA["prisoners_2016_interior"], DATA[end]) for end in ends)
    [year] = {DATA[end].end.year for end in ends}
    rounded = f"growth was {low.low:.1%} to {low.high:.1%} by one"
    other = f"{DATA[ends[1]].qualifier} {high.value:.0%} by another"
    yield f"for {year} are round numbers, {rounded} and {other}"
    level = occupancy("capacity_2020")
    assert level.words == "more than about 146.6%"
    yield f"more than about {100 * level.value // 1:.0f} people for every 100 places"
    others = [DATA["capacity_2020_prisons"], DATA["capacity_2021_un"]]
    fewest, most = (occupancy(each.name).value for each in others)
    years = " and ".join(f"{each.end:%Y}" for each in others)
    yield f"for {years} there were over {fewest:.1f} to {most:.1f} people"
    a_month = stats.mean_rate(arrests, per="month")
    yield a_month.words
    yield f"{arrests.value / a_month.value:.0f} months"
    yield f"{stats.check(arrests, DATA).gaps.item():.1%} more"


def test_every_number_of_the_readmes_findings_is_what_the_library_gives() -> None:
    computed = [*numbers()]
    any_number = "|".join([*map(re.escape, computed), r"\d\S*"])
    assert re.findall(any_number, FINDINGS) == computed


def test_the_words_for_the_picture_are_true() -> None:
    first, then = DATA["prisoners_2000_wpb"], DATA["prisoners_2014_wpb"]
    slow = stats.annual_growth_rate(first, then)
    fast = stats.annual_growth_rate(*(DATA[f"prisoners_{n}_interior"] for n in (2014, 2016)))
    campaign = stats.annual_growth_rate(FIRST, LAST)
    assert "slow growth until 2014, then about as fast in percent from 2014 to 2016" in TEXT
    assert "Amnesty’s two counts lie near the line" in TEXT
    assert stats.check(FIRST, DATA).others == "matches"
    assert stats.check(LAST, DATA).others == "close"
    assert slow.value < fast.value / 2
    assert abs(fast.value - campaign.value) < 0.03


def test_the_examples_of_the_readme_give_what_they_print() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried
    assert not failed


ANSWERS = {
    "arrests_campaign": ("", "close", "holds", "infosurhoy_2020_q1_arrests"),
    "prisoners_2016": ("", "matches", "", ""),
    "prisoners_2020": ("", "close", "cannot be told", "post_2020_reduced_sentences"),
    "growth": ("adds up", "close", "", ""),
    "capacity_2020": ("", "sources disagree", "", "mina_2020_amnesty_video"),
    "interviewees": ("", "no other source", "", ""),
    "interviewees_who_use_drugs": ("", "no other source", "", ""),
}


@pytest.mark.parametrize(("claim", "answers"), ANSWERS.items(), ids=ANSWERS)
def test_a_claim_of_the_article_gets_these_answers(claim: str, answers: tuple[str, ...]) -> None:
    recomputed = GROWTH if claim == "growth" else None
    check = stats.check(DATA[claim], DATA, recomputed)
    rests_on = " ".join(check.rests_on)
    assert (check.adds_up, check.others, check.as_worded, rests_on) == answers


ROWS = pd.concat([DATA.figures, DATA.context])


def test_a_date_in_an_id_is_that_of_the_row() -> None:
    dates = ROWS.index.to_series().str.extract(r"_((?:19|20)\d\d(?:_\d\d){0,2})(?=_|$)")[0].dropna()
    days = ROWS.loc[dates.index, ["start", "end"]]
    assert len(dates) > 100
    for name, date in dates.items():
        first, last = (f"{days.at[name, end]:%Y_%m_%d}"[: len(date)] for end in ("start", "end"))
        assert first <= date <= last, name


def test_a_year_in_the_key_of_a_source_is_its_own_and_not_before_its_rows() -> None:
    years = DATA.sources.index.to_series().str.extract(r"_(20\d\d)(?=_|$)")[0].dropna().astype(int)
    published = DATA.sources["published"].dt.year.dropna()
    newest = ROWS["end"].dt.year.groupby(ROWS["source"]).max()
    assert (published == years.reindex(published.index).fillna(published)).all()
    assert (newest <= years.reindex(newest.index).fillna(newest)).all()


WORKED_OUT = {
    *("drug_share_2021_slip", "prisoners_2007_undp", "prisoners_2022_03_ministry"),
    "drug_arrests_2017_xinhua",
}
"""Numbers left out that their words do not print."""


def test_a_number_left_out_stands_in_its_words() -> None:
    rows = DATA.excluded[DATA.excluded["value"].notna()].drop(WORKED_OUT)
    printed = rows["wording"].str.replace(r"\D", "", regex=True)
    digits = rows["value"].map("{:.15g}".format).str.replace(".", "")
    assert len(rows) > 50
    assert [key for key in rows.index if digits[key] not in printed[key]] == []


def test_the_article_is_dated_alike() -> None:
    published = DATA.sources.at[LAST.source, "published"]
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    for text in (TEXT, package["description"]):
        found = re.findall(
            r"(?:In (?=\w+ \d{4} a Cambodian newspaper)|printed them in )(\w+ \d{4})", text
        )
        assert found == [f"{published:%B %Y}"]


# What the chapters say of the rows that they name.


class Told(SimpleNamespace):
    """Each sentence of the chapters with its values, and what their charts are given."""

    said: list[tuple[str, dict[str, Any]]]
    drawn: list[tuple[str, tuple[Any, ...], dict[str, Any]]]


def drawn(told: Told, kind: str, *given: Any, **how: Any) -> SimpleNamespace:
    told.drawn.append((kind, given, how))
    return SimpleNamespace(legend="")


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The code of the chapters, run with nothing drawn."""
    told = Told(said=[], drawn=[])
    filled = _SlotFiller.vformat

    def filling(self: _SlotFiller, text: str, args: Any, slots: Any) -> str:
        told.said.append((text, {name: slots[name] for name in re.findall(r"{(\w+)", text)}))
        return filled(self, text, args, slots)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stats, "load", lambda: DATA)
        patch.setattr(_SlotFiller, "vformat", filling)
        patch.setattr(page, "chart", lambda *_, **__: None)
        for kind in ("over_years", "dots", "stacked"):
            patch.setattr(drawing, kind, partial(drawn, told, kind))
        for path in NOTEBOOKS:
            cells = nbformat.read(path, 4).cells
            code = [cell.source for cell in cells if cell.cell_type == "code"]
            exec("\n".join(code), {})
        yield told


def labelled(told: Told) -> Iterator[tuple[str, Figure]]:
    """Each label of a chart with the figure that it stands at."""
    for kind, given, how in told.drawn:
        marks = [*how.get("rings", ()), *how.get("labels", ())]
        found = [(f"{each:,}", each) if isinstance(each, Figure) else each for each in marks]
        if kind == "dots":
            found += [row[:2] for row in (*given[0], how.get("reference")) if row]
        if kind == "stacked":
            found += [*given[0], given[2]]
        yield from found


def years(figure: Figure) -> set[str]:
    """The years that its rows are of."""
    spans = [(DATA[name].start, DATA[name].end) for name in figure.inputs]
    return {str(year) for first, last in spans for year in range(first.year, last.year + 1)}


YEAR = r"\b(?:19|20)\d\d\b"


def test_the_number_in_a_label_is_that_of_the_figure_which_it_stands_at(told: Told) -> None:
    without_years = [(re.sub(rf"{YEAR}(–\d\d)?", "", each[0]), each) for each in labelled(told)]
    numbered = [each for label, each in without_years if re.search(r"\d", label)]
    assert numbered
    assert [(label, str(at)) for label, at in numbered if f"{at:,}" not in label] == []


def test_the_years_in_a_label_are_those_of_the_figure_which_it_stands_at(told: Told) -> None:
    dated = [(label, at, {*re.findall(YEAR, label)}) for label, at in labelled(told)]
    assert any(named for *_, named in dated)
    assert [(label, at.name) for label, at, named in dated if named - years(at)] == []


def test_beside_a_dot_stands_who_gave_the_number(told: Told) -> None:
    charts = [given[0] for kind, given, _ in told.drawn if kind == "dots"]
    rows = [[(label, at.row) for label, at, *_ in c if at.row] for c in charts]
    of_bodies = [
        row for chart in rows if len({row.attributed_to for _, row in chart}) > 1 for row in chart
    ]
    names = [
        (label, " ".join(DATA.name(key) for key in (row.attributed_to, row.counted_by) if key))
        for label, row in of_bodies
    ]
    words = [[{*re.findall("[a-z]{5,}", each.casefold())} for each in pair] for pair in names]
    assert names
    assert [
        pair for pair, (label, body) in zip(names, words, strict=True) if not label & body
    ] == []


HEADLINES = [
    "Amnesty’s numbers of drug arrests and of people in prison in Cambodia are close to official "
    "ones. How overcrowded its prisons were depends on whose number of places you use.",
    "Amnesty’s arrest and prison numbers are close to official ones. How full the prisons were "
    "depends on whose number you use.",
]


def test_the_page_opens_with_these_headlines() -> None:
    found = re.findall(r'<span class="(?:full|short)"(?: hidden)?>(.*?)</span>', PAGE)
    assert [*map(html.unescape, found)] == HEADLINES


def test_a_line_has_the_colour_and_the_name_of_who_counted(told: Told) -> None:
    lines = [line for kind, given, _ in told.drawn if "years" in kind for line in given[0]]
    assert lines
    for line in lines:
        bodies = {at.row.attributed_to for at in line.points}
        official = {DATA.root(body) for body in bodies} == {"government"}
        assert (line.colour == drawing.OFFICIAL) == official, line.name
        named = {word for body in bodies for word in DATA.name(body).casefold().split()}
        named |= {"official"} if official else set()
        named |= {word for at in line.points for word in at.who.casefold().split()}
        assert named & {*line.name.casefold().split()}, line.name


def test_a_dot_is_coloured_by_who_counted(told: Told) -> None:
    rows = [row for kind, given, _ in told.drawn if kind == "dots" for row in given[0]]
    assert rows
    for label, at, colour, _ in rows:
        government = DATA.root(at.row.counted_by or at.row.attributed_to) == "government"
        assert (colour == drawing.OFFICIAL) == government, label


def test_a_card_for_each_verdict_of_the_summary() -> None:
    # Growth and arrests are borne out; of the places sources disagree.
    assert re.findall(r'<p class="chip (\w+)">', PAGE) == ["ok", "ok", "disagree"]


def test_the_summary_opens_with_the_verdicts_of_its_cards() -> None:
    first = nbformat.read(NOTEBOOKS[0], 4).cells[0].source
    verdicts = re.findall(r"^- .+?: (.)(.+)\.$", first, re.MULTILINE)
    said = {row["sentence"] for row in sentences()}
    assert len(verdicts) == 3
    assert [each for each in verdicts if each[0].upper() + each[1] not in said] == []


def test_no_mark_of_one_body_is_drawn_as_one_of_another(told: Told) -> None:
    charts = [
        [line for line in given[0] if line.name] for k, given, _ in told.drawn if "years" in k
    ]
    of = [
        ({at.row.attributed_to for at in one.points}, {at.row.attributed_to for at in two.beside})
        for lines in charts
        for one, two in itertools.permutations(lines, 2)
    ]
    assert any(beside for _, beside in of)
    assert [pair for pair in of if pair[0] & pair[1]] == []


def test_a_range_in_a_sentence_begins_with_its_lower_end(told: Told) -> None:
    ends = re.compile(r"{(\w+)(?::[^}]*)?} to {(\w+)(?::[^}]*)?}")
    found = [[how[end] for end in pair] for text, how in told.said for pair in ends.findall(text)]
    values = [[getattr(end, "value", end) for end in pair] for pair in found]
    assert values
    assert [pair for pair in values if pair != sorted(pair)] == []


METHOD = next(path for path in NOTEBOOKS if path.stem.endswith("method")).read_text("utf-8")


def test_the_method_says_how_far_a_rounded_count_may_be_off() -> None:
    assert (FIRST.row.rounded_to, FIRST.low, FIRST.high) == (100, 21_850, 21_950)
    assert "taken as rounded: half a step either side" in METHOD


def published(name: str, **wanted: str) -> list[dict[str, str]]:
    with (ROOT / "reports" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if all(row[name] == text for name, text in wanted.items())]


sentences = partial(published, "sentences.csv")


def test_a_link_to_a_source_names_it() -> None:
    links = re.findall(r'href="#source-([^"]+)">([^<]+)</a>', PAGE)
    assert any(words != "source" for _, words in links)
    for key, words in links:
        row = DATA.sources.loc[key, ["title", "author", "publisher", "relays"]]
        assert words == "source" or html.unescape(words) in " ".join(row), key


def test_no_link_of_the_page_leads_nowhere() -> None:
    links, ids = ({*re.findall(rf' {name}="#?([^"]+)"', PAGE)} for name in ("href", "id"))
    inside = {to for to in links if not re.match(r"https?:|data:", to)}
    assert inside
    assert inside - ids == set()


def typed(told: Told) -> list[str]:
    """The words between the slots of each sentence."""
    return ["…".join(part for part, *_ in Formatter().parse(text)) for text, _ in told.said]


# The second script that computes all this.


@pytest.mark.parametrize(
    ("name", "there", "planted", "said"),
    [
        ("statistics.csv", "0.780365", "0.780366", "statistics.csv, prisoner_growth, value: "),
        ("claims.csv", ",adds up,", ",does not add up,", "claims.csv, growth, adds_up: "),
        ("claims.csv", "6 prisoners_2020,", "6,", "claims.csv, growth, recomputed_from: "),
        ("others.csv", ",counted,", ",listed,", "claims.csv, arrests_campaign, smallest_gap: "),
    ],
)
def test_the_audit_fails_and_names_what_differs(
    tmp_path: Path, name: str, there: str, planted: str, said: str
) -> None:
    reports = Path(shutil.copytree(ROOT / "reports", tmp_path / "reports"))
    text = (reports / name).read_text("utf-8")
    assert there in text
    (reports / name).write_text(text.replace(there, planted, 1), "utf-8")
    done = run(sys.executable, ROOT / "tests" / "audit.py", ROOT / "data", reports)
    assert done.returncode == 1
    assert f"\n{said}" in f"\n{done.stdout}"
