"""What is said of The Hague, against the raw figures of the sources."""

import pytest

from veerkracht import catalogue
from veerkracht.reports.words import plain
from veerkracht.tables import pull
from veerkracht.workflows.edition.method import missing_page
from veerkracht.workflows.edition.risk import risk_page
from veerkracht.workflows.gathering import gather
from veerkracht.workflows.measuring import measure

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def gathered(data_dir):
    return gather(catalogue.load_city("the-hague"), data_dir)


@pytest.fixture(scope="module")
def findings(gathered):
    return measure(gathered, settings=catalogue.settings())


def test_whether_differences_grow_is_asked_up_to_the_last_year_with_figures(findings):
    # 2011-2016 alone would say growing; the same index falls from 2015 on
    assert (findings.gap.first, findings.gap.last, findings.gap.answer) == ("2011", "2022", "shrinking")
    course = {row["last"]: row["change"] for row in findings.gap.course}
    assert list(course) == [str(year) for year in range(2012, 2023)]
    assert course["2016"] > 5 > -5 > course["2022"]


def test_education_that_rises_everywhere_is_not_more_separation(findings):
    # the share that started higher education rose from 21 to 26 %; its spread in points rose with it, while
    # the part that would have to move fell from 21.9 to 21.5 %
    series = findings.values["GM0518", "higher_education_gap"]
    assert [round(row["value"], 1) for row in (series[0], series[-1])] == [21.9, 21.5]
    assert findings.risk_directions["ST-OPPORT"]["direction"] == "steady"


def test_a_series_of_years_ago_tells_no_direction_of_today(gathered, findings):
    # the police counts of the districts end in 2016, eight years before the edition of 2024
    assert findings.risk_directions["SH-ORDER"]["reason"] == "too_old"
    assert findings.directions["vandalism_per_1000"]["slope"] < 0
    assert "2016" in plain(risk_page(findings, "SH-ORDER").blocks[0].text, "en")
    then = measure(gathered, settings=findings.settings, year=2021)
    assert then.risk_directions["SH-ORDER"]["direction"] == "falling"


def test_a_handful_of_residents_does_not_squeeze_the_crime_of_all_others(findings):
    # with the 40 residents of De Rivieren (8,600 crimes per 1,000) on the scale, half the neighbourhoods
    # would score below 1 and the load of problems would be that of noise alone
    spread = sorted(row["problems"] for row in findings.level.levels.values() if row["problems"] is not None)
    assert spread[-1] > 80


def test_a_neighbourhood_below_the_limit_has_no_level(findings):
    limit = findings.settings["resilience"]["min_population"]
    small = [row for row in findings.level.levels.values() if (row["population"] or 0) < limit]
    assert small
    assert all(row["vulnerability"] is None and row["problems"] is None for row in small)


def test_origin_is_in_no_published_figure(findings):
    hidden = {name for name, row in findings.indicators.items() if row["sensitivity"] == "forbidden"}
    assert hidden
    assert not hidden & set(findings.published.indicator.to_pyarrow().to_pylist())


def test_income_and_people_of_a_district_are_of_the_same_district(findings):
    # another edition of the panel joins Ypenburg (28,000 people) to Hoornwijk (180), whose people then carry its income
    for district in ("WK051842", "WK051844", "WK051839"):
        assert any(row["value"] for row in findings.values[district, "mean_income"])
    told = {row["period"]: row["value"] for row in findings.values["GM0518", "income_inequality_between_districts"]}
    assert (round(told["2011"], 1), round(told["2022"], 1)) == (41.7, 38.3)
    assert findings.risk_directions["ST-INEQ"]["reason"] == "not_clear"


def test_a_district_that_misses_half_its_counts_is_unknown_and_not_lower(gathered, findings):
    # codes 05182815 and 05182816 hold 67 and 42 burglaries of the 3,009 and 1,775 of the city: about half of Centrum
    for year, city, unplaced in (("2011", 3009, 67), ("2016", 1775, 42)):
        counts = {
            row["area"]: row["value"] for row in pull(gathered.observations).to_pylist()
            if (row["indicator"], row["period"]) == ("burglaries", year) and row["area"].startswith("BU0518")
        }  # fmt: skip
        assert (sum(counts.values()), counts["BU05182815"] + counts["BU05182816"]) == (city, unplaced)
    assert all(row["value"] is None for row in findings.values["WK051828", "burglaries"])
    centre = {found.name: found.classes["WK051828"] for found in findings.development.maps}
    assert {name: row["reason"] for name, row in centre.items() if name != "second"} == {
        "absolute": "missing_problems", "relative": "missing_problems",
    }  # fmt: skip


def test_the_page_on_what_is_missing_names_the_district_without_all_its_counts(findings):
    (told,) = [block for block in missing_page(findings).blocks if "for this reason" in repr(block)]
    assert "Centrum" in repr(told)


def test_other_years_are_among_what_was_tried_and_districts_count_alike_above_and_below(findings):
    development = findings.development
    tried = {row["value"]: row for row in development.sensitivity if row["setting"] == "years"}
    assert list(tried) == ["2012–2016", "2011–2015"]
    assert development.areas_that_move >= max(row["areas_changed"] for row in development.sensitivity)
    relative = next(found for found in development.maps if found.name == "relative")
    # some districts carry the counts of a neighbour: the map judges both, so what moves counts both
    assert {row["of"] for row in development.sensitivity if row["setting"] == "band_problems"} == {relative.judged}
