"""Police counts on codes that the statistical office does not know: told, not placed, and no rate without them."""

import pytest

from veerkracht import catalogue
from veerkracht.tables import AREAS, OBSERVATIONS, Status, empty, pull, table_of
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.measuring.derive import derive

AREA_ROWS = [
    {"area": "GM9999", "level": "municipality", "parent": None}, {"area": "WK999901", "level": "district", "parent": "GM9999"},
    {"area": "WK999902", "level": "district", "parent": "GM9999"},
    {"area": "BU99990101", "level": "neighbourhood", "parent": "WK999901"},
    {"area": "BU99990201", "level": "neighbourhood", "parent": "WK999902"},
]  # fmt: skip


def _row(area, indicator, value):
    return {"area": area, "period": "2016", "indicator": indicator, "value": value, "status": "A", "source": "police"}


def _figures(*unknown):
    """Two districts of 1,000 people with 10 and 30 burglaries, and what stands on unknown codes."""
    rows = [_row("BU99990101", "burglaries", 10.0), _row("BU99990201", "burglaries", 30.0)]
    rows += [_row(area, "population_during_year", 1000.0) for area in ("WK999901", "WK999902")]
    unplaced = [_row(code, "burglaries", value) for code, value in unknown]
    gathered = Gathered(
        catalogue.load_city("voorbeeldstad"), table_of(AREAS, AREA_ROWS), table_of(OBSERVATIONS, rows + unplaced),
        empty(OBSERVATIONS), table_of(OBSERVATIONS, unplaced), (), (), (), "files",
    )  # fmt: skip
    return {(row["area"], row["indicator"]): row for row in pull(derive(gathered)).to_pylist()}


def test_a_district_with_counts_without_a_place_has_no_sum_and_no_rate():
    found = _figures(("BU99990216", 25.0))
    for indicator in ("burglaries", "burglaries_per_1000"):
        assert (found["WK999902", indicator]["value"], found["WK999902", indicator]["status"]) == (None, Status.MISSING)
    assert found["WK999901", "burglaries"]["value"] == 10.0


def test_the_rate_of_the_city_holds_only_complete_districts_above_and_below_the_line():
    # 10 of 1,000; with the partial district it would be 40 of 2,000, with the counts without a place 65 of 2,000
    assert _figures(("BU99990216", 25.0))["GM9999", "burglaries_per_1000"]["value"] == pytest.approx(10.0)


def test_a_code_in_no_district_of_the_city_leaves_every_district_whole():
    found = _figures(("BU99999997", 5.0))
    assert found["WK999902", "burglaries"]["value"] == 30.0
    assert found["GM9999", "burglaries_per_1000"]["value"] == pytest.approx(20.0)


def test_counts_without_a_place_stay_in_the_count_of_the_city():
    rows = [row for (_, name), row in _figures(("BU99990216", 25.0)).items() if name == "burglaries"]
    assert sum(row["value"] for row in rows if row["area"].startswith("BU")) == 65.0
