"""Worlds, outcomes, regret and robustness, worked out by hand."""

import numpy as np
import pytest

from veerkracht.analysis.scenarios import (
    compare_measures,
    evaluate_worlds,
    measure_agreement,
    regrets,
    robustness,
    sample_worlds,
    worst_case_means,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.worlds import DRIVERS, OUTCOMES, SCENARIOS, TARGETS

HEAT = {"driver": "heat", "kind": "continuous", "low": 20.0, "high": 40.0, "unit": "degrees"}
POLICY = {"driver": "policy", "kind": "discrete", "labels": "open; closed"}


def drivers(*rows):
    return table_of(DRIVERS, rows or [HEAT, POLICY])


def rows_of(table):
    return pull(table).to_pylist()


def outcomes(values, target="homes"):
    """Outcomes from option to its values over worlds 1, 2, ..."""
    return table_of(OUTCOMES, [
        {"world": world, "option": option, "target": target, "value": value}
        for option, row in values.items() for world, value in enumerate(row, start=1)
    ])  # fmt: skip


def targets(direction=1, threshold=None, target="homes"):
    return table_of(TARGETS, [{"target": target, "direction": direction, "threshold": threshold}])


def measured(values, measure, direction=1, threshold=None, **more):
    found = rows_of(robustness(outcomes(values), targets(direction, threshold), **more))
    return {row["option"]: row["value"] for row in found if row["measure"] == measure}


def test_a_latin_hypercube_has_one_world_in_each_slice():
    found = rows_of(sample_worlds(drivers(HEAT), worlds=10, seed=7))
    assert sorted(int((row["value"] - 20) // 2) for row in found) == list(range(10))


def test_a_sobol_sequence_of_eight_has_one_world_in_each_eighth():
    found = rows_of(sample_worlds(drivers(HEAT), worlds=8, seed=7, sampling="sobol"))
    assert sorted(int((row["value"] - 20) // 2.5) for row in found) == list(range(8))


def test_labels_stand_beside_their_places_and_shares_of_a_latin_hypercube_are_exact():
    found = [row for row in rows_of(sample_worlds(drivers(), worlds=6, seed=1)) if row["driver"] == "policy"]
    assert {(row["value"], row["label"]) for row in found} == {(0.0, "open"), (1.0, "closed")}
    assert sum(row["value"] for row in found) == 3


def test_the_triangle_has_its_share_below_the_mode():
    row = {"driver": "cost", "kind": "continuous", "low": 0.0, "high": 10.0, "distribution": "triangular", "mode": 2.0}
    values = [found["value"] for found in rows_of(sample_worlds(drivers(row), worlds=1000, seed=1))]
    assert np.mean(np.array(values) < 2) == pytest.approx(0.2, abs=1e-3)
    assert np.mean(values) == pytest.approx(4.0, abs=1e-2)  # (0 + 2 + 10) / 3


def test_the_middle_of_a_loguniform_driver_is_the_geometric_mean():
    row = {"driver": "rate", "kind": "continuous", "low": 0.01, "high": 1.0, "distribution": "loguniform"}
    values = [found["value"] for found in rows_of(sample_worlds(drivers(row), worlds=1001, seed=1))]
    assert np.median(values) == pytest.approx(0.1, rel=0.01)


def test_every_scenario_meets_the_same_points_with_its_own_weight():
    stated = table_of(SCENARIOS, [
        {"scenario": "A", "weight": 3.0, "driver": "policy", "label": "closed"},
        {"scenario": "B", "weight": 1.0, "driver": "policy", "label": "open"},
    ])  # fmt: skip
    found = rows_of(sample_worlds(drivers(), worlds=2, seed=5, scenarios=stated))
    heat = {row["world"]: row["value"] for row in found if row["driver"] == "heat"}
    assert heat[1] == heat[3] and heat[2] == heat[4]
    assert [row["weight"] for row in found if row["driver"] == "heat"] == pytest.approx([0.375, 0.375, 0.125, 0.125])
    assert [row["label"] for row in found if row["driver"] == "policy"] == ["closed", "closed", "open", "open"]


def test_a_model_sees_numbers_and_labels_in_chunks():
    sizes = []

    def model(option, of):
        sizes.append(len(of["heat"]))
        return {"cool": np.where(of["policy"] == "open", of["heat"], -of["heat"])}

    worlds = sample_worlds(drivers(), worlds=5, seed=1)
    found = evaluate_worlds(worlds, drivers(), options=["trees"], model=model, chunk=2)
    told = {(row["world"], row["driver"]): row for row in rows_of(worlds)}
    assert sizes == [2, 2, 1]
    for row in rows_of(found):
        sign = 1 if told[row["world"], "policy"]["label"] == "open" else -1
        assert row["value"] == sign * told[row["world"], "heat"]["value"]


def test_what_a_model_does_not_know_is_null_and_named_with_its_count():
    worlds = sample_worlds(drivers(HEAT), worlds=3, seed=1)
    found = evaluate_worlds(
        worlds, drivers(HEAT), options=["a"], model=lambda option, of: {"homes": np.array([1, np.nan, np.nan])}
    )
    assert [row["value"] for row in rows_of(found)] == [1.0, None, None]
    with pytest.raises(InputError) as error:
        regrets(found, targets())
    assert (error.value.count, error.value.world, error.value.option) == (2, 2, "a")


def test_work_that_is_stopped_ends_with_what_the_caller_raises():
    def stop(done, of):
        raise KeyboardInterrupt

    worlds = sample_worlds(drivers(HEAT), worlds=3, seed=1)
    with pytest.raises(KeyboardInterrupt):
        evaluate_worlds(worlds, drivers(HEAT), options=["a"], model=lambda option, of: {"x": of["heat"]}, progress=stop)


VALUES = {"a": [0.0, 5.0, 10.0, 10.0, 5.0], "b": [6.0, 6.0, 6.0, 6.0, 6.0]}


@pytest.mark.parametrize(("measure", "expected"), [
    ("maximin", {"a": 0.0, "b": 6.0}), ("maximax", {"a": 10.0, "b": 6.0}), ("hurwicz", {"a": 5.0, "b": 6.0}),
    ("laplace", {"a": 6.0, "b": 6.0}), ("minimax_regret", {"a": 6.0, "b": 4.0}),
    ("percentile_90_regret", {"a": 4.0, "b": 4.0}),  # regrets 0 0 1 1 6 at place 3.6: 1 + 0.6 x 5
    ("satisficing", {"a": 0.8, "b": 1.0}), ("undesirable_deviations", {"a": 1.0, "b": 0.0}),
    ("signal_to_noise", {"a": 7 / (14**0.5 + 1), "b": 7.0}),
    ("percentile_skewness", {"a": 0.25, "b": None}),  # q10 2, q50 5, q90 10: (6 - 5) / 4
    ("percentile_peakedness", {"a": 1.6, "b": None}),  # (10 - 2) / (10 - 5)
])  # fmt: skip
def test_each_measure_equals_its_value_by_hand(measure, expected):
    assert measured(VALUES, measure, threshold=5.0) == {
        name: value and pytest.approx(value) for name, value in expected.items()
    }


def test_where_less_is_better_the_worst_is_the_most_and_noise_multiplies():
    values = {"a": [2.0, 4.0]}
    assert measured(values, "maximin", direction=-1) == {"a": 4.0}
    assert measured(values, "signal_to_noise", direction=-1) == {"a": pytest.approx(4.0 * 2.0)}
    assert measured(values, "satisficing", direction=-1, threshold=2.0) == {"a": 0.5}


def test_signal_to_noise_is_unknown_with_values_below_0():
    assert measured({"a": [-1.0, 4.0]}, "signal_to_noise") == {"a": None}


def test_without_a_threshold_satisficing_and_meeting_are_unknown():
    assert measured(VALUES, "satisficing") == {"a": None, "b": None}
    assert {row["meets"] for row in rows_of(regrets(outcomes(VALUES), targets()))} == {None}


def test_weights_of_worlds_count_in_means_and_shares():
    weights = memtable({"world": [1, 2, 3, 4, 5], "weight": [4.0, 1.0, 1.0, 1.0, 1.0]})
    assert measured(VALUES, "laplace", weights=weights)["a"] == pytest.approx(30 / 8)
    assert measured(VALUES, "satisficing", threshold=5.0, weights=weights)["a"] == pytest.approx(0.5)
    assert (
        measured(VALUES, "undesirable_deviations", weights=weights)["a"]
        < measured(VALUES, "laplace", weights=weights)["a"]
    )


def test_measures_that_name_other_winners_disagree():
    found = robustness(outcomes(VALUES), targets(threshold=5.0))
    told = rows_of(measure_agreement(found, measures=["maximin", "maximax"]))[0]
    assert (told["agreement"], told["firsts"]) == (pytest.approx(0.0), 2)
    pair = [row for row in rows_of(compare_measures(found)) if (row["measure"], row["other"]) == ("maximax", "maximin")]
    assert pair[0]["tau"] == -1.0


def test_measures_without_a_rank_are_left_out_by_name():
    told = rows_of(measure_agreement(robustness(outcomes(VALUES), targets())))[0]
    assert told["left_out"] == "percentile_peakedness; percentile_skewness; satisficing"


def test_the_worst_mean_in_an_interval_moves_weight_to_the_worst_worlds():
    found = rows_of(worst_case_means(outcomes({"a": [0.0, 5.0, 10.0]}), targets(), radii=[0.0, 0.5], ball="interval"))
    assert [(row["worst"], row["best"]) for row in found] == [
        (pytest.approx(5.0), pytest.approx(5.0)), (pytest.approx(10 / 3), pytest.approx(20 / 3)),
    ]  # fmt: skip


def test_a_ball_of_chi_squared_takes_a_deviation_off_the_mean():
    found = rows_of(worst_case_means(outcomes({"a": [0.0, 10.0]}), targets(), radii=[0.04], ball="chi2"))[0]
    assert (found["worst"], found["best"]) == (pytest.approx(4.0), pytest.approx(6.0))  # 5 -/+ sqrt(0.04) x 5


def test_a_wide_ball_of_divergence_leaves_the_worst_world_alone():
    found = rows_of(worst_case_means(outcomes({"a": [3.0, 10.0]}), targets(), radii=[np.log(2)], ball="kl"))[0]
    assert found["worst"] == pytest.approx(3.0)


@pytest.mark.parametrize(("row", "named"), [
    ({**HEAT, "low": 40.0, "high": 20.0}, "goes from"), ({**HEAT, "low": None}, "goes from"),
    ({**HEAT, "distribution": "cauchy"}, "cauchy"), ({**HEAT, "kind": "fuzzy"}, "fuzzy"),
    ({**HEAT, "distribution": "loguniform", "low": 0.0}, "loguniform"),
    ({**HEAT, "distribution": "triangular", "mode": 50.0}, "triangular"), ({**POLICY, "labels": "open"}, "two or more"),
    ({**POLICY, "labels": "open; open"}, "two or more"),
])  # fmt: skip
def test_a_driver_that_is_not_sound_is_named(row, named):
    with pytest.raises(InputError, match=named) as error:
        sample_worlds(drivers(row), worlds=2, seed=1)
    assert error.value.driver == row["driver"]


def test_two_rows_of_one_driver_are_refused():
    with pytest.raises(InputError, match="twice"):
        sample_worlds(drivers(HEAT, HEAT), worlds=2, seed=1)


@pytest.mark.parametrize("asked", [{"worlds": 0}, {"seed": None}, {"seed": -1}, {"sampling": "dice"}])
def test_no_worlds_no_seed_and_unknown_sampling_are_refused(asked):
    with pytest.raises(SettingError):
        sample_worlds(drivers(HEAT), **({"worlds": 2, "seed": 1} | asked))


@pytest.mark.parametrize(("rows", "named"), [
    ([{"scenario": "A", "weight": 0.0, "driver": "policy", "label": "open"}], "weight"),
    ([{"scenario": "A", "weight": 1.0, "driver": "policy", "label": "ajar"}], "no label ajar"),
    ([{"scenario": "A", "weight": 1.0, "driver": "heat", "label": "open"}], "no discrete driver"),
    ([{"scenario": "A", "weight": 1.0, "driver": "policy", "label": "open"},
      {"scenario": "B", "weight": 1.0, "driver": "door", "label": "open"}], "says nothing"),
])  # fmt: skip
def test_a_scenario_that_is_not_sound_is_named(rows, named):
    door = {**POLICY, "driver": "door"}
    with pytest.raises(InputError, match=named):
        sample_worlds(drivers(HEAT, POLICY, door), worlds=2, seed=1, scenarios=table_of(SCENARIOS, rows))


def test_targets_weights_and_radii_that_are_not_sound_are_refused():
    with pytest.raises(InputError, match="direction"):
        regrets(outcomes(VALUES), targets(direction=0))
    with pytest.raises(InputError, match="not in the list"):
        regrets(outcomes(VALUES), targets(target="jobs"))
    both = table_of(TARGETS, [{"target": name, "direction": 1} for name in ("homes", "jobs")])
    with pytest.raises(InputError, match="jobs has no outcome"):
        regrets(outcomes(VALUES), both)
    with pytest.raises(InputError, match="weight"):
        robustness(outcomes(VALUES), targets(), weights=memtable({"world": [1], "weight": [1.0]}))
    with pytest.raises(SettingError):
        worst_case_means(outcomes(VALUES), targets(), radii=[1.5], ball="interval")
    with pytest.raises(SettingError):
        robustness(outcomes(VALUES), targets(), optimism=2.0)


def test_a_missing_value_of_a_world_is_named():
    worlds = memtable({"world": [1, 2, 2], "driver": ["heat", "heat", "policy"], "value": [30.0, 30.0, 0.0]})
    with pytest.raises(InputError, match="first of policy in world 1"):
        evaluate_worlds(worlds, drivers(), options=["a"], model=lambda option, of: {"x": of["heat"]})
