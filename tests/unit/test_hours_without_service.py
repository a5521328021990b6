"""Who is without service, by hand."""

import math

import pytest

from veerkracht.analysis.restoration import (
    concentration_of_hours,
    hours_without_service,
    people_beyond,
    people_without_by_hour,
    worst_to_mean,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable

SERVED = memtable({
    "asset": ["pump", "pump", "clinic", "idle"], "area": ["A", "B", "B", "C"], "group": ["young", "old", "old", "old"],
    "people": [100.0, 50.0, 30.0, 0.0],
})  # fmt: skip
OUTAGES = memtable({
    "sample": [0, 0, 1, 1], "asset": ["pump", "clinic", "pump", "depot"], "start_hours": [0.0, 2.0, 1.0, 0.0],
    "end_hours": [10.0, 4.0, 3.0, 9.0],
})  # fmt: skip
NOTHING = OUTAGES.filter(OUTAGES["sample"] < 0)


def rows(table):
    return table.to_pyarrow().to_pylist()


def test_hours_are_people_times_outage_over_all_samples():
    a, b, c = rows(hours_without_service(OUTAGES, SERVED, samples=4))
    assert (a["area"], a["group"], a["people"], a["people_hours"], a["hours_per_head"]) == (
        "A",
        "young",
        100.0,
        300.0,
        3.0,
    )
    assert b["people_hours"] == 50.0 * 3.0 + 30.0 * 0.5
    assert b["hours_per_head"] == b["people_hours"] / 80.0
    assert (c["people_hours"], c["hours_per_head"]) == (0.0, None)


def test_the_standard_error_is_that_of_a_mean_over_samples():
    a = rows(hours_without_service(OUTAGES, SERVED, samples=4))[0]
    values = [10.0, 2.0, 0.0, 0.0]
    spread = sum((value - 3.0) ** 2 for value in values) / 3
    assert a["standard_error"] == pytest.approx(math.sqrt(spread / 4))


def test_hours_by_the_clock_add_up_to_the_hours_in_all():
    hourly = rows(people_without_by_hour(OUTAGES, SERVED, samples=4, horizon_hours=12))
    assert [row["people_without"] for row in hourly if row["area"] == "A"][:4] == [25.0, 50.0, 50.0, 25.0]
    total = sum(row["people_without"] for row in hourly)
    assert total == pytest.approx(
        sum(row["people_hours"] for row in rows(hours_without_service(OUTAGES, SERVED, samples=4)))
    )


def test_people_beyond_what_they_can_bear_count_per_spell():
    spells = memtable({"sample": [1, 1, 0], "asset": ["pump"] * 3, "start_hours": [0.0, 40.0, 0.0],
                       "end_hours": [30.0, 70.0, 24.0]})  # fmt: skip
    assert rows(people_beyond(spells, SERVED, samples=2, minimum_hours=24)) == [
        {"sample": 0, "people": 0.0, "people_hours": 0.0}, {"sample": 1, "people": 150.0, "people_hours": 1800.0},
    ]  # fmt: skip


def test_no_outage_is_no_hour_for_anybody():
    assert [row["people_hours"] for row in rows(hours_without_service(NOTHING, SERVED, samples=3))] == [0.0, 0.0, 0.0]
    assert [row["people"] for row in rows(people_beyond(NOTHING, SERVED, samples=1, minimum_hours=1.0))] == [0.0]
    assert math.isnan(worst_to_mean(hours_without_service(NOTHING, SERVED, samples=3)))


def test_the_worst_area_is_held_against_all_together():
    hours = hours_without_service(OUTAGES, SERVED, samples=4)
    assert worst_to_mean(hours) == pytest.approx(3.0 / ((300.0 + 165.0) / 180.0))


def test_hours_that_fall_alike_are_not_concentrated():
    alike = memtable({"area": ["A", "B", "C"], "group": ["all"] * 3, "people": [10.0, 20.0, 5.0],
                      "people_hours": [20.0, 40.0, 10.0]})  # fmt: skip
    ranks = memtable({"area": ["A", "B", "C"], "value": [3.0, 1.0, 2.0]})
    assert concentration_of_hours(alike, ranks) == pytest.approx(0.0, abs=1e-12)


def test_areas_of_one_value_share_their_rank():
    hours = memtable({"area": ["A", "B"], "group": ["all"] * 2, "people": [10.0, 10.0], "people_hours": [30.0, 10.0]})
    assert concentration_of_hours(hours, memtable({"area": ["A", "B"], "value": [1.0, 1.0]})) == pytest.approx(
        0.0, abs=1e-12
    )


def test_an_area_without_a_value_is_refused():
    hours = hours_without_service(OUTAGES, SERVED, samples=4)
    with pytest.raises(InputError, match="2 area"):
        concentration_of_hours(hours, memtable({"area": ["A"], "value": [1.0]}))


def test_hours_without_samples_are_refused():
    with pytest.raises(SettingError, match="samples"):
        hours_without_service(OUTAGES, SERVED, samples=0)


def test_concentration_of_three_unequal_groups_is_that_found_by_hand():
    hours = memtable(
        {
            "area": ["A", "B", "C"],
            "group": ["all"] * 3,
            "people": [10.0, 30.0, 60.0],
            "people_hours": [40.0, 30.0, 30.0],
        }
    )
    ranks = memtable({"area": ["A", "B", "C"], "value": [1.0, 2.0, 3.0]})
    # middles 0.05, 0.25 and 0.70: 2 (0.4 x 0.05 + 0.3 x 0.25 + 0.3 x 0.70) - 1
    assert concentration_of_hours(hours, ranks) == pytest.approx(-0.39, abs=1e-12)
