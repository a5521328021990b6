"""The sentences of an edition: singular and plural, signs and intervals, periods, and what a class means."""

from dataclasses import replace

import pytest

from veerkracht.reports.content import DataTable, Label
from veerkracht.reports.words import plain
from veerkracht.workflows.ask import find
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.gap import gap_sentence
from veerkracht.workflows.edition.initiatives import initiatives_page
from veerkracht.workflows.edition.levels import exposure_page
from veerkracht.workflows.edition.meaning import class_words
from veerkracht.workflows.edition.neighbourhoods import CLASSES, change_with_interval, map_period, maps_page
from veerkracht.workflows.findings import ClassMap, GapFinding
from veerkracht.workflows.initiatives import Refused


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    """The findings of Voorbeeldstad, which needs no raw files."""
    return find("voorbeeldstad", tmp_path_factory.mktemp("empty"))


def test_a_bracket_before_the_first_letter_stays_and_the_letter_becomes_a_capital():
    assert parts.capital(Label("(terroristische) aanslag", "flooding")) == Label("(Terroristische) aanslag", "Flooding")


@pytest.mark.parametrize(
    ("start", "end", "dutch", "english"),
    [
        ("2019", None, "vanaf 2019", "from 2019"),
        ("2022-01", None, "vanaf januari 2022", "from January 2022"),
        ("2021", "2022", "2021 tot 2022", "2021 to 2022"),
        (None, "2022", "niet vastgelegd", "not recorded"),
    ],
)
def test_a_period_is_told_in_words(start, end, dutch, english):
    told = parts.when(start, end)
    assert (plain(told, "nl"), plain(told, "en")) == (dutch, english)


@pytest.mark.parametrize("map_name", ["relative", "absolute", "second"])
def test_each_known_class_has_a_meaning_in_both_languages(map_name):
    told = [class_words(code, map_name=map_name) for code in CLASSES if code != "unknown"]
    assert len({plain(words, "nl") for words in told} | {plain(words, "en") for words in told}) == 8


def test_a_map_with_two_spans_of_years_names_both():
    found = ClassMap("second", "2011", "2016", "2012", "2014", {}, {})
    assert plain(map_period(found), "en") == "vulnerability 2011–2016, problems 2012–2014"


def test_a_map_with_one_span_of_years_names_it_once():
    assert plain(map_period(ClassMap("absolute", "2011", "2016", "2011", "2016", {}, {})), "nl") == "2011–2016"


def test_a_change_shows_its_interval_of_ninety_percent():
    told = change_with_interval({"problem_change": -5.0, "problem_se": 2.0}, "problem")
    assert plain(told, "en") == "−5.0 points (−8.3 to −1.7)"  # 1.645 times 2.0 to each side


def test_a_change_without_error_shows_no_interval():
    told = change_with_interval({"problem_change": 1.0, "problem_se": None}, "problem")
    assert (told.value, told.lower, told.upper) == (1.0, None, None)


@pytest.mark.parametrize(
    ("answer", "change", "lower", "upper", "sentence"),
    [
        ("growing", 2.0, 1.0, 3.0, "grew by 2.0 points (1.0 to 3.0)"),
        ("shrinking", -2.0, -3.0, -1.0, "shrank by 2.0 points (1.0 to 3.0)"),
        ("not_clear", -0.5, -1.0, 0.2, "changed by −0.5 points (−1.0 to +0.2)"),
    ],
)
def test_the_gap_is_told_without_a_sign_that_contradicts_the_verb(synthetic, answer, change, lower, upper, sentence):
    row = {"change": change, "lower": lower, "upper": upper}
    gap = GapFinding(answer, "2012", "2022", row, {}, {}, (), 24)
    assert sentence in plain(gap_sentence(replace(synthetic, gap=gap)).text, "en")


def test_an_initiative_without_gaps_counts_as_recorded(synthetic):
    tables = [block for block in initiatives_page(synthetic).blocks if isinstance(block, DataTable)]
    complete = next(table for table in tables if plain(table.caption, "en") == "How complete is the register?")
    counted = {plain(row[0], "en"): (row[1].value, row[2].value) for row in complete.rows}
    assert counted["goal"] == (41, 0)
    assert {sum(pair) for pair in counted.values()} == {41}


def test_the_shapes_of_a_synthetic_city_name_no_real_source(synthetic):
    assert parts.boundary_sources(synthetic) == ("generator",)


def test_a_refused_cell_reads_in_english_and_keeps_its_facts():
    refused = Refused("Sheet {sheet}, cell {cell}: wrong.", {"sheet": "A", "cell": "B2"})
    assert (str(refused), refused.facts["cell"]) == ("Sheet A, cell B2: wrong.", "B2")


def test_an_exposure_tells_where_two_things_come_together_and_how_much_of_it_is_under_pressure(synthetic):
    given = synthetic.exposures[0]
    signs = [(True, True), (True, False), (True, None), (False, True), (None, True)]
    some = dict(zip(given.areas, signs, strict=False))
    areas = {
        code: {**given.areas[code], "coincides": both, "under_pressure": pressed}
        for code, (both, pressed) in some.items()
    }
    told = exposure_page(synthetic, replace(given, areas=areas)).blocks[0].text
    assert plain(told, "en") == (
        "In 3 of the 5 neighbourhoods a high vulnerability and a high exposure come together; 1 of them lie in a district "
        "under pressure. For 1 it is unknown whether they come together."
    )


def test_no_series_of_the_example_city_is_too_old_for_its_edition(synthetic):
    assert "too_old" not in {row["reason"] for row in synthetic.directions.values()}
    assert {row["last_period"] for row in synthetic.directions.values()} == {"2022"}


def test_the_other_years_that_were_tried_stand_as_years(synthetic):
    tables = [block for block in maps_page(synthetic).blocks if isinstance(block, DataTable)]
    tried = [[plain(cell, "nl") for cell in row[:2]] for table in tables for row in table.rows]
    assert ["Jaren", "2013–2022"] in tried and ["Jaren", "2012–2021"] in tried
