"""Laws of worlds, regret, robustness, boxes and breaks, for any input."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.scenarios import (
    breaking_points,
    make_drills,
    regrets,
    robustness,
    sample_worlds,
    tipping_points,
)
from veerkracht.analysis.scenarios._ambiguity import lowest_in_chi2_ball, lowest_in_interval, lowest_in_kl_ball
from veerkracht.analysis.scenarios._peeling import Cloud, Peeling, trajectory
from veerkracht.analysis.scenarios._tree import leaves
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.worlds import DRIVERS, KNOWN_EVENTS, OUTCOMES, TARGETS

VALUES = st.lists(st.lists(st.integers(-5, 20), min_size=3, max_size=3), min_size=2, max_size=6)
BALLS = (lowest_in_interval, lowest_in_kl_ball, lowest_in_chi2_ball)


def outcomes(values, names="abc"):
    return table_of(OUTCOMES, [
        {"world": world, "option": name, "target": "t", "value": float(value)}
        for world, row in enumerate(values) for name, value in zip(names, row, strict=True)
    ])  # fmt: skip


def targets(direction=1):
    return table_of(TARGETS, [{"target": "t", "direction": direction, "threshold": 3.0 * direction}])


def measured(values, direction=1, names="abc"):
    found = pull(robustness(outcomes(values, names), targets(direction))).to_pylist()
    return {(row["measure"], row["option"]): (row["value"], row["rank"]) for row in found}


@settings(max_examples=15, deadline=None)
@given(VALUES)
def test_regret_is_0_for_the_best_of_a_world_and_never_below(values):
    found = pull(regrets(outcomes(values), targets())).to_pylist()
    assert all(row["regret"] >= 0 for row in found)
    assert all(min(row["regret"] for row in found if row["world"] == world) == 0 for world in range(len(values)))


@settings(max_examples=10, deadline=None)
@given(VALUES)
def test_other_names_and_another_order_of_worlds_change_no_measure(values):
    one, other = measured(values), measured(values[::-1], names="zyx")
    for (measure, option), (value, rank) in one.items():
        there = other[measure, dict(zip("abc", "zyx", strict=True))[option]]
        assert there[1] == rank and (there[0] is None) == (value is None)
        assert value is None or np.isclose(there[0], value, rtol=1e-9, atol=1e-12)


@settings(max_examples=10, deadline=None)
@given(VALUES)
def test_turning_sign_and_direction_round_keeps_ranks(values):
    one, turned = measured(values), measured((-np.array(values)).tolist(), direction=-1)
    kept = {key: rank for key, (_, rank) in one.items() if key[0] != "signal_to_noise"}
    assert {key: turned[key][1] for key in kept} == kept


@settings(max_examples=10, deadline=None)
@given(VALUES, st.integers(1, 9))
def test_an_option_that_is_better_everywhere_ranks_before_by_every_measure_of_level(values, more):
    better = [[row[0] + more, *row[1:]] for row in values]
    before, after = measured(values), measured(better)
    for measure in (
        "maximin",
        "maximax",
        "hurwicz",
        "laplace",
        "minimax_regret",
        "percentile_90_regret",
        "satisficing",
    ):
        assert after[measure, "a"][1] <= before[measure, "a"][1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 9)), min_size=1, max_size=8),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
)
def test_the_worst_mean_lies_between_the_worst_world_and_the_mean_and_falls_with_the_radius(rows, radius, more):
    values, weights = np.array(rows, float).T
    weights = weights / weights.sum()
    for lowest in BALLS:
        near, far = lowest(values, weights, radius), lowest(values, weights, radius + more)
        assert values.min() - 1e-9 <= far <= near + 1e-9 <= weights @ values + 2e-9
        assert np.isclose(lowest(values, weights, 0.0), weights @ values)


CLOUDS = st.tuples(st.integers(40, 120), st.integers(1, 3), st.integers(0, 10_000))


def cloud(count, sides, seed):
    rng = np.random.default_rng(seed)
    values = np.column_stack([rng.integers(0, 12, (count, sides)), rng.integers(0, 3, count)]).astype(float)
    cases = rng.random(count) < 0.1 + 0.06 * values[:, 0]
    cases[:2] = [True, False]
    return Cloud(values, cases, (0,) * sides + (3,))


@settings(max_examples=40, deadline=None)
@given(CLOUDS, st.sampled_from(["original", "lenient"]))
def test_each_step_counts_what_its_limits_hold_and_peels_shrink(drawn, rule):
    made = cloud(*drawn)
    steps = trajectory(made, Peeling(0.1, 0.05, 0.1, rule))
    for step in steps:
        inside = step.limits.inside(made.values)
        assert (int(inside.sum()), int(made.cases[inside].sum())) == (step.worlds, step.cases)
        assert step.worlds >= 0.1 * len(made.cases)
    for before, after in pairwise(steps):
        if after.phase == "peel":
            assert after.worlds < before.worlds
        else:
            assert after.worlds > before.worlds and after.cases * before.worlds >= before.cases * after.worlds


@settings(max_examples=30, deadline=None)
@given(CLOUDS)
def test_the_leaves_part_the_worlds(drawn):
    made = cloud(*drawn)
    found = list(leaves(made, least=5, depth=4))
    together = np.sum([leaf.limits.inside(made.values) for leaf in found], axis=0)
    assert (together == 1).all() and sum(leaf.cases for leaf in found) == made.cases.sum()
    assert all(leaf.worlds >= 5 for leaf in found)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["latin", "sobol", "random"]))
def test_a_seed_repeats_the_worlds_whatever_the_order_of_drivers(seed, sampling):
    rows = [{"driver": name, "kind": "continuous", "low": 1.0, "high": 3.0} for name in "pqr"]
    one, other = (
        pull(sample_worlds(table_of(DRIVERS, order), worlds=6, seed=seed, sampling=sampling)).to_pylist()
        for order in (rows, rows[::-1])
    )
    assert one == other
    assert all(1 <= row["value"] <= 3 for row in one)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_at_the_tipping_point_another_is_preferred_and_just_before_it_is_not(baseline, crossing):
    def model(option, of):
        return {"t": of["x"] - crossing if option == "up" else 0 * of["x"]}

    drivers = table_of(DRIVERS, [{"driver": "x", "kind": "continuous", "low": 0.0, "high": 1.0}])
    at = memtable({"driver": ["x"], "value": [baseline]})
    row = pull(tipping_points(drivers, targets(), baseline=at, options=["up", "flat"], model=model)).to_pylist()[0]
    assert abs(row["at"] - crossing) <= 1e-6 and np.isclose(row["distance"], abs(row["at"] - baseline))


@settings(max_examples=8, deadline=None)
@given(st.floats(0.2, 1.5), st.floats(0.1, 2.0))
def test_what_is_said_to_break_breaks_and_a_higher_threshold_breaks_no_later(slope, spare):
    drivers = table_of(DRIVERS, [{"driver": name, "kind": "continuous", "low": 0.0, "high": 1.0} for name in "xy"])
    at = memtable({"driver": ["x", "y"], "value": [0.0, 0.0]})

    def distance(threshold):
        target = table_of(TARGETS, [{"target": "t", "direction": 1, "threshold": threshold}])
        found = pull(breaking_points(drivers, target, baseline=at, options=["o"], seed=1, norm="sum",
                                     model=lambda option, of: {"t": spare - slope * of["x"] - of["y"]})).to_pylist()  # fmt: skip
        moved = {row["driver"]: row["value"] for row in found if row["driver"]}
        if found[0]["status"] == "breaks":
            assert spare - slope * moved.get("x", 0.0) - moved.get("y", 0.0) < threshold
        return (
            found[0]["distance"] if found[0]["status"] == "breaks" else np.inf if found[0]["status"] == "holds" else 0.0
        )

    steep, other = max(slope, 1.0), min(slope, 1.0)
    rest = max(spare - steep, 0.0) / other
    least = np.inf if rest > 1 else min(spare / steep, 1.0) + rest  # the steeper driver first, as far as it goes
    found = distance(0.0)
    assert found == np.inf if least == np.inf else least - 1e-9 <= found <= least * 1.01 + 1e-6
    assert distance(0.05) <= found * 1.01 + 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_drills_are_all_different_unforeseen_and_repeated_by_their_seed(seed):
    parts = ("origin", "hits", "place", "moment", "duration", "warning")
    elements = memtable(
        {"part": [part for part in parts for _ in "uv"], "element": [part[0] + end for part in parts for end in "uv"]}
    )
    known = table_of(KNOWN_EVENTS, [{"risk": "R", "origin": "ou", "hits": "hu"}])
    drills = pull(make_drills(elements, known, drills=48, seed=seed)).to_pylist()
    assert len({tuple(row[part] for part in parts) for row in drills}) == 48  # 64 events less a quarter
    assert not [row for row in drills if (row["origin"], row["hits"]) == ("ou", "hu")]
    assert drills == pull(make_drills(elements, known, drills=48, seed=seed)).to_pylist()
