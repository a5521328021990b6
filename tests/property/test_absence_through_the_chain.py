"""Whatever figures are absent, no step of the chain puts a zero in their place or touches another area."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht import catalogue
from veerkracht.tables import AREAS, OBSERVATIONS, Status, pull, table_of
from veerkracht.workflows.gathering.fallback import generated
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.monitor import changed_settings

DISTRICTS = ("WK999901", "WK999902", "WK999903", "WK999904")
INDICATORS = {
    "population", "population_during_year", "children", "burglaries", "threats", "assaults", "vandalism",
    "low_income_share", "welfare_share", "lonely", "registered_crimes", "liveability_safety", "mean_income",
}  # fmt: skip
ABSENT = (Status.MISSING, Status.SUPPRESSED, Status.NOT_ASKED)


@cache
def small_city():
    """Four districts of the synthetic city with their neighbourhoods, as if their figures were public before."""
    city = generated(catalogue.load_city("voorbeeldstad"))
    areas = [row for row in pull(city.areas).to_pylist() if in_part(row["area"])]
    rows = [
        {**row, "source": "cbs-kwb"} for row in pull(city.observations).to_pylist()
        if in_part(row["area"]) and row["indicator"] in INDICATORS
    ]  # fmt: skip
    return replace(
        city, areas=table_of(AREAS, areas), observations=table_of(OBSERVATIONS, rows), unplaced=nothing(),
        region=nothing(), shared=(),
    )  # fmt: skip


def nothing():
    return table_of(OBSERVATIONS, [])


def in_part(area):
    return area.startswith("GM") or f"WK{area[2:8]}" in DISTRICTS


@cache
def rows():
    return pull(small_city().observations).to_pylist()


@cache
def parents():
    return {row["area"]: row["parent"] for row in pull(small_city().areas).to_pylist()}


@cache
def before():
    return by_key(derive(small_city()))


FEW_DRAWS = changed_settings({"resilience": {"draws": 40}})
MUNICIPALITY = "GM9999"


def key(row):
    return row["area"], row["period"], row["indicator"]


def without(places, status):
    """Return the city with some of its figures absent."""
    left = [{**row, "value": None, "status": status} if place in places else row for place, row in enumerate(rows())]
    return replace(small_city(), observations=table_of(OBSERVATIONS, left))


def by_key(table):
    return {key(row): row for row in pull(table).to_pylist()}


def touched(places):
    """Return the areas whose figures may change: those that lost a figure, and what they are part of."""
    own = {rows()[place]["area"] for place in places}
    return own | {parents().get(area) for area in own} | {MUNICIPALITY}


def check_absence(now, places):
    """Hold the laws: no new zero, no figure from nothing, no other figure in its place, no other area touched."""
    was, allowed = before(), touched(places)
    assert [k for k, row in now.items() if row["value"] == 0 and (k not in was or was[k]["value"] != 0)] == []
    assert [k for k, row in now.items() if (row["value"] is None) != (row["status"] in Status.ABSENT)] == []
    changed = {k: now.get(k) for k in was.keys() | now.keys() if was.get(k) != now.get(k)}
    assert [k for k in changed if k[0] not in allowed] == []
    in_part_of_the_city = {k: row for k, row in changed.items() if k[0] != MUNICIPALITY}
    assert [k for k, row in in_part_of_the_city.items() if row is not None and row["value"] is not None] == []


some = st.sets(st.integers(0, 1_000_000), min_size=1, max_size=60).map(lambda drawn: {n % len(rows()) for n in drawn})


@settings(max_examples=25, deadline=None)
@given(places=some, status=st.sampled_from(ABSENT))
def test_derived_figures_never_put_zero_for_what_is_absent(places, status):
    check_absence(by_key(derive(without(places, status))), places)


@settings(max_examples=6, deadline=None)
@given(places=some, status=st.sampled_from(ABSENT))
def test_published_figures_never_put_zero_for_what_is_absent(places, status):
    now = by_key(measure(without(places, status), settings=FEW_DRAWS).published)
    check_absence(now, places)


@settings(max_examples=10, deadline=None)
@given(indicator=st.sampled_from(sorted(INDICATORS)), status=st.sampled_from(ABSENT))
def test_an_indicator_that_is_absent_everywhere_yields_no_figure_at_all(indicator, status):
    places = {place for place, row in enumerate(rows()) if row["indicator"] == indicator}
    now = by_key(derive(without(places, status)))
    assert [k for k, row in now.items() if k[2] == indicator and row["value"] is not None] == []


@pytest.mark.parametrize("district", DISTRICTS[:2])
def test_an_area_without_any_figure_has_no_score_and_the_class_unknown(district):
    places = {place for place, row in enumerate(rows()) if row["area"][2:8] == district[2:8]}
    found = measure(without(places, Status.MISSING), settings=FEW_DRAWS)
    assert found.development is not None and found.level is not None
    for shown in found.development.maps:
        assert (shown.classes[district]["class"], shown.classes[district]["probability"]) == ("unknown", None)
    own = [row for area, row in found.level.levels.items() if area[2:8] == district[2:8]]
    assert [row for row in own if row["vulnerability"] is not None or row["problems"] is not None] == []
    assert any(row["vulnerability"] is not None for row in found.level.levels.values())
