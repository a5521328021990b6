"""Worlds, scenarios, targets and limits that contradict themselves are refused by name, never read as something else."""

import pytest

from veerkracht.analysis.scenarios import (
    box_limits,
    box_quality,
    evaluate_worlds,
    find_box,
    regrets,
    sample_worlds,
    tipping_points,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, table_of
from veerkracht.tables.worlds import DRIVERS, LIMITS, OUTCOMES, SCENARIOS, TARGETS, WORLDS

HEAT = {"driver": "heat", "kind": "continuous", "low": 0.0, "high": 1.0}
POLICY = {"driver": "policy", "kind": "discrete", "labels": "open; closed"}
BOTH = table_of(DRIVERS, [HEAT, POLICY])
TARGET = table_of(TARGETS, [{"target": "t", "direction": 1, "threshold": 0.0}])


def model(option, of):
    return {"t": of["heat"]}


def world(number, heat, policy):
    return [{"world": number, "driver": "heat", "value": heat}, {"world": number, "driver": "policy", "value": policy}]


def scenario(**changed):
    return {"scenario": "A", "weight": 1.0, "driver": "policy", "label": "open"} | changed


@pytest.mark.parametrize(("rows", "named"), [
    ([*world(1, 0.5, 1.0), {"world": 1, "driver": "heat", "value": 0.7}], "more than one value of heat"),
    (world(1, 0.5, 2.0), "label"), (world(1, 0.5, 0.5), "label"), (world(1, 0.5, -1.0), "label"),
    ([*world(1, 0.5, 0.0), {"world": 2, "driver": "rain", "value": 1.0}], "first of heat in world 2"), ([], "no world"),
])  # fmt: skip
def test_a_world_that_is_not_sound_is_named(rows, named):
    with pytest.raises(InputError, match=named):
        evaluate_worlds(table_of(WORLDS, rows), BOTH, options=["o"], model=model)


def test_a_model_without_a_target_and_chunks_of_no_worlds_are_refused():
    worlds = table_of(WORLDS, world(1, 0.5, 0.0))
    with pytest.raises(InputError, match="no target"):
        evaluate_worlds(worlds, BOTH, options=["o"], model=lambda option, of: {})
    with pytest.raises(SettingError, match="chunk"):
        evaluate_worlds(worlds, BOTH, options=["o"], model=model, chunk=0)


@pytest.mark.parametrize(("rows", "named"), [
    ([], "no scenario"), ([scenario(weight=float("nan"))], "weight"), ([scenario(weight=float("inf"))], "weight"),
    ([scenario(), scenario(label="closed")], "more than one state of policy"),
])  # fmt: skip
def test_scenarios_that_say_nothing_or_two_things_are_refused(rows, named):
    with pytest.raises(InputError, match=named):
        sample_worlds(BOTH, worlds=2, seed=1, scenarios=table_of(SCENARIOS, rows))


def test_a_target_that_stands_twice_and_a_list_without_drivers_are_refused():
    twice = table_of(TARGETS, [{"target": "t", "direction": direction} for direction in (1, -1)])
    outcomes = table_of(OUTCOMES, [{"world": 1, "option": "o", "target": "t", "value": 1.0}])
    with pytest.raises(InputError, match="t stands in the list twice"):
        regrets(outcomes, twice)
    baseline = memtable({"driver": ["heat"], "value": [0.5]})
    with pytest.raises(InputError, match="t stands in the list twice"):
        tipping_points(table_of(DRIVERS, [HEAT]), twice, baseline=baseline, options=["o"], model=model)
    with pytest.raises(InputError, match="no driver"):
        tipping_points(table_of(DRIVERS, []), TARGET, baseline=baseline, options=["o"], model=model)


def test_a_baseline_between_two_labels_is_refused():
    baseline = memtable({"driver": ["heat", "policy"], "value": [0.5, 0.5]})
    with pytest.raises(InputError, match="policy has the baseline"):
        tipping_points(BOTH, TARGET, baseline=baseline, options=["o"], model=model)


CLOUD = table_of(WORLDS, [row for number in range(20) for row in world(number, number / 20, number % 2)])
CASES = memtable({"world": range(20), "interest": [number > 9 for number in range(20)]})


@pytest.mark.parametrize("limit", [
    {"driver": "policy", "side": "low", "limit": 1.0}, {"driver": "heat", "side": "labels", "labels": "open"},
    {"driver": "heat", "side": "high"}, {"driver": "policy", "side": "labels"}, {"driver": "rain", "side": "low", "limit": 1.0},
])  # fmt: skip
def test_a_limit_that_does_not_fit_its_driver_is_named(limit):
    with pytest.raises(InputError, match=f"{limit['side']} of {limit['driver']}"):
        box_quality(CLOUD, table_of(LIMITS, [limit]), cases=CASES, drivers=BOTH)


def test_fewer_than_no_resamples_are_refused_and_a_world_without_a_mark_is_named():
    with pytest.raises(SettingError, match="resamples"):
        box_limits(CLOUD, CASES, drivers=BOTH, step=1, seed=1, resamples=-1)
    marks = [None if number == 7 else number > 9 for number in range(20)]
    with pytest.raises(InputError) as error:
        find_box(CLOUD, memtable({"world": range(20), "interest": marks}), drivers=BOTH)
    assert (error.value.count, error.value.world) == (1, 7)
