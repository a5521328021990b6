"""The synthetic city: whole, plainly made up, and with everything a real one shows."""

from collections import Counter, defaultdict

import numpy as np
import pytest
import shapely

from veerkracht import catalogue
from veerkracht.analysis.initiatives import STATUSES, check_status
from veerkracht.connectors.generator import generate_city
from veerkracht.tables import AREAS, CLAIMS, INITIATIVES, OBSERVATIONS, Status, conform, pull

YEARS = [str(year) for year in range(2011, 2023)]
RATES = ("low_income_share", "welfare_share", "sickness_benefit_share", "payment_defaulters_share")
REPORTS = ("burglaries", "threats", "assaults", "vandalism")


@pytest.fixture(scope="module")
def city():
    return generate_city(seed=1, indicators=catalogue.indicators())


@pytest.fixture(scope="module")
def areas(city):
    return pull(city.areas).to_pylist()


@pytest.fixture(scope="module")
def observed(city):
    """Rows per indicator."""
    found = defaultdict(list)
    for row in pull(city.observations).to_pylist():
        found[row["indicator"]].append(row)
    return found


@pytest.fixture(scope="module")
def initiatives(city):
    return pull(city.initiatives).to_pylist()


def at(areas, level):
    return [row for row in areas if row["level"] == level]


def values(observed, indicator, period):
    return {row["area"]: row["value"] for row in observed[indicator] if row["period"] == period}


def test_all_tables_have_their_shape_and_unique_keys(city):
    shapes = {"areas": AREAS, "observations": OBSERVATIONS, "initiatives": INITIATIVES, "claims": CLAIMS}
    for name, shape in shapes.items():
        assert conform(getattr(city, name), shape).columns == tuple(shape.columns)


def test_the_city_has_24_districts_and_70_neighbourhoods_with_unique_names(areas):
    assert Counter(row["level"] for row in areas) == {"municipality": 1, "district": 24, "neighbourhood": 70}
    assert len({(row["level"], row["name"]) for row in areas}) == len(areas)
    assert {row["municipality"] for row in areas} == {"GM9999"}


def test_every_area_lies_in_an_area_of_the_level_above(areas):
    codes = {level: {row["area"] for row in at(areas, level)} for level in ("municipality", "district")}
    assert all(row["parent"] in codes["municipality"] for row in at(areas, "district"))
    assert {row["parent"] for row in at(areas, "neighbourhood")} == codes["district"]
    assert all(row["area"][2:8] == row["parent"][2:] for row in at(areas, "neighbourhood"))


def test_neighbourhoods_and_districts_cover_the_same_land_without_gaps_or_overlap(areas):
    shapes = {level: shapely.from_wkb([row["geometry"] for row in at(areas, level)]) for level in
              ("municipality", "district", "neighbourhood")}  # fmt: skip
    for level in ("district", "neighbourhood"):
        assert shapely.coverage_is_valid(shapes[level])
        assert shapely.area(shapes[level]).sum() == pytest.approx(shapely.area(shapes["municipality"])[0])
        assert (shapely.get_num_geometries(shapes[level]) == 1).all()


def test_corners_lie_on_whole_metres(areas):
    points = np.concatenate([shapely.get_coordinates(shapely.from_wkb(row["geometry"])) for row in areas])
    assert (points == np.rint(points)).all()


def test_every_indicator_that_is_not_computed_from_others_has_figures_of_twelve_years(observed):
    computed = {part.indicator for part in (*catalogue.computations(), *catalogue.derivations())}
    wanted = {row["indicator"] for row in pull(catalogue.indicators()).to_pylist()} - computed
    assert wanted <= observed.keys()
    yearly = [name for name, rows in observed.items() if {row["period"] for row in rows} == set(YEARS)]
    assert {"population", "low_income_share", "burglaries", "mental_care_share"} <= set(yearly)


def test_an_absent_value_is_null_and_a_present_one_is_not(observed):
    for rows in observed.values():
        assert all((row["value"] is None) == (row["status"] in Status.ABSENT) for row in rows)


@pytest.mark.parametrize(("indicator", "base"), [("population", 5), ("households", 5), ("dwellings", 1)])
def test_neighbourhoods_add_up_to_districts_and_city_within_rounding(areas, observed, indicator, base):
    found = values(observed, indicator, "2020")
    inside = defaultdict(list)
    for row in at(areas, "neighbourhood"):
        inside[row["parent"]].append(found[row["area"]])
    for code, parts in inside.items():
        assert abs(sum(parts) - found[code]) <= base / 2 * (len(parts) + 1)
    districts = [found[code] for code in inside]
    assert abs(sum(districts) - found["GM9999"]) <= base / 2 * (len(districts) + 1)
    assert all(value % base == 0 for value in found.values())


def test_small_cells_are_hidden_at_neighbourhood_and_district(observed):
    hidden = [row for row in observed["lonely"] if row["status"] == Status.SUPPRESSED]
    assert {row["area"][:2] for row in hidden} == {"BU", "WK"}
    population = values(observed, "population", "2020")
    assert all(population[row["area"]] <= 100 for row in hidden if row["period"] == "2020")


def test_what_was_not_asked_is_marked_so(observed):
    early = [row for row in observed["youth_care_share"] if row["period"] < "2015"]
    assert early
    assert {row["status"] for row in early} == {Status.NOT_ASKED}


def test_mental_care_breaks_in_2014_and_nothing_else_breaks(observed):
    broken = {(name, row["period"]) for name, rows in observed.items() for row in rows if row["status"] == Status.BREAK}
    assert broken == {("mental_care_share", "2014")}
    city = {row["period"]: row["value"] for row in observed["mental_care_share"] if row["area"] == "GM9999"}
    assert city["2014"] - city["2013"] < -0.5


def test_the_small_district_of_a_pair_has_no_figure_of_its_own(city, observed):
    ((small, large),) = city.shared
    marks = {row["area"]: row["status"] for row in observed["employee_share"] if row["period"] == "2020"}
    assert (marks[small], marks[large]) == (Status.SHARED_IN, Status.SHARED_WITH)
    together = values(observed, "population_during_year", "2020")
    own = values(observed, "population", "2020")
    assert together[large] == pytest.approx(1.02 * (own[small] + own[large]), abs=15)


def test_two_police_codes_are_in_no_division(areas, observed):
    known = {row["area"] for row in areas}
    assert len({row["area"] for row in observed["burglaries"]} - known) == 2
    assert sum(row["value"] for row in observed["burglaries"] if row["area"] not in known) > 0


def test_dimensions_of_liveability_add_up_to_the_total(observed):
    parts = [name for name in observed if name.startswith("liveability_") and name not in
             ("liveability_total", "liveability_safety_change")]  # fmt: skip
    assert len(parts) == 5
    total = values(observed, "liveability_total", "2014")
    for area in (area for area, value in total.items() if value is not None):
        assert sum(values(observed, part, "2014")[area] for part in parts) == pytest.approx(total[area], abs=1e-9)


def changes(areas, observed, first, last):
    """Change of vulnerability (percentage points) and of problems (per 1,000) of each district with figures."""
    parent = {row["area"]: row["parent"] for row in areas}
    reports = {year: Counter() for year in (first, last)}
    for name in REPORTS:
        for row in observed[name]:
            if row["period"] in reports and row["area"] in parent:
                reports[row["period"]][parent[row["area"]]] += row["value"]
    found = {}
    for code in (row["area"] for row in at(areas, "district")):
        shares = {year: [values(observed, name, year)[code] for name in RATES] for year in (first, last)}
        people = {year: values(observed, "population_during_year", year)[code] for year in (first, last)}
        if None not in (*shares[first], *shares[last], *people.values()):
            rate = {year: 1000 * reports[year][code] / people[year] for year in (first, last)}
            found[code] = (np.mean(shares[last]) - np.mean(shares[first]), rate[last] - rate[first])
    return found


def test_each_of_the_five_classes_occurs(areas, observed):
    found = changes(areas, observed, "2012", "2022")
    clear = Counter((v > 0, p > 0) for v, p in found.values() if abs(v) > 0.4 and abs(p) > 1)
    assert len(clear) == 4
    assert min(clear.values()) >= 2
    assert len(found) < 24


def test_differences_between_districts_grow(areas, observed):
    codes = {row["area"] for row in at(areas, "district")}
    spread = [
        np.std([v for area, v in values(observed, "low_income_share", year).items() if area in codes and v is not None])
        for year in ("2012", "2022")
    ]
    assert spread[1] > 1.15 * spread[0]


def test_there_are_41_initiatives_with_unique_names_all_in_the_strategy(initiatives):
    assert len(initiatives) == 41 == catalogue.load_city("voorbeeldstad").expected_initiatives
    for column in ("initiative", "name_nl", "name_en", "progress_nl", "progress_en"):
        assert len({row[column] for row in initiatives}) == 41
    assert {row["in_strategy"] for row in initiatives} == {"yes"}


def test_every_status_occurs_and_none_contradicts_itself(city, initiatives):
    assert {row["status"] for row in initiatives} == {rule.status for rule in STATUSES}
    assert pull(check_status(city.initiatives)).num_rows == 0


def test_initiatives_serve_goals_and_risks_of_the_register(initiatives):
    register = catalogue.load_city("voorbeeldstad")
    risks = set(register.risks.risk.to_pyarrow().to_pylist())
    assert {row["goal"] for row in initiatives} == {goal for goal, _ in register.goals}
    served = {risk for row in initiatives for risk in row["risks"].split("; ")}
    assert served == risks - {"ST-GROWTH"}


def test_only_what_has_not_begun_lacks_a_lesson(initiatives):
    lacking = {row["status"] for row in initiatives if row["lesson_nl"] is None or row["lesson_en"] is None}
    assert lacking == {"idea", "prepared"}


def test_places_of_initiatives_are_districts_of_the_map(areas, initiatives):
    names = {row["name"] for row in areas}
    assert {place for row in initiatives for place in row["areas"].split("; ")} <= names


def test_two_published_statements_contradict_each_other(city):
    claims = pull(city.claims).to_pylist()
    conflicting = [row for row in claims if row["conflict_group"] == "C1"]
    assert len({row["value"] for row in conflicting}) == 2
    assert all("made-up" in row["note_en"] and "gemaakt" in row["note_nl"] for row in claims)


def test_links_and_claims_name_risks_of_the_register(city):
    register = catalogue.load_city("voorbeeldstad")
    risks = set(register.risks.risk.to_pyarrow().to_pylist())
    links = pull(register.links).to_pylist()
    assert {row["source"] for row in links} | {row["target"] for row in links} <= risks
    assert set(city.claims.subject.to_pyarrow().to_pylist()) <= risks


def test_every_figure_and_initiative_says_that_it_is_generated(city):
    assert set(city.observations.source.to_pyarrow().to_pylist()) == {"generator"}
    assert set(city.initiatives.reference.to_pyarrow().to_pylist()) == {"generator"}
