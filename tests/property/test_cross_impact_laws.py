"""Exact consistent scenarios are those found by trying every scenario, for any matrix."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.risks import attractors, consistent_scenarios, standardise_judgements
from veerkracht.analysis.risks._branching import leads_of, search
from veerkracht.analysis.risks._matrix import Matrix
from veerkracht.analysis.risks._succession import attractors_from, attractors_of_all, every_scenario, step_of
from veerkracht.compiled import as_python
from veerkracht.tables import memtable, pull

COUNTS = st.lists(st.integers(2, 4), min_size=2, max_size=5)


def matrix(counts, seed, sparse):
    """Draw judgements; in some, whole sections are without influence."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(counts)), counts)
    drawn = rng.integers(-3, 4, (len(owner), len(owner))).astype(float)
    drawn *= (rng.random((len(counts), len(counts))) < sparse)[owner][:, owner]
    drawn[owner[:, None] == owner[None, :]] = 0
    return drawn, owner


def table(drawn, owner, names=None):
    places = [(a, b) for a, b in product(range(len(owner)), repeat=2) if owner[a] != owner[b]]
    label = names or {at: f"{at:02d}" for at in range(len(owner))}
    group = {d: f"D{min(label[at] for at in np.flatnonzero(owner == d))}" for d in set(owner.tolist())}
    return memtable({
        "descriptor": [group[owner[a]] for a, _ in places], "state": [label[a] for a, _ in places],
        "target": [group[owner[b]] for _, b in places], "target_state": [label[b] for _, b in places],
        "judgement": [drawn[a, b] for a, b in places],
    })  # fmt: skip


def by_trying(drawn, owner, tolerance):
    groups = [np.flatnonzero(owner == d) for d in range(owner.max() + 1)]
    kept = []
    for scenario in product(*groups):
        impact = drawn[list(scenario)].sum(axis=0)
        if all(
            impact[group].max() - impact[chosen] <= tolerance for group, chosen in zip(groups, scenario, strict=True)
        ):
            kept.append(tuple(scenario))
    return sorted(kept)


def found(result):
    scenarios = {}
    for row in pull(result).to_pylist():
        scenarios.setdefault(row["scenario"], []).append(row["state"])
    return sorted(tuple(states) for states in scenarios.values())


@settings(max_examples=60)
@given(COUNTS, st.integers(0, 9999), st.sampled_from([0.3, 0.6, 1.0]), st.sampled_from([0.0, 1.0, 2.0]))
def test_the_search_finds_what_trying_every_scenario_finds(counts, seed, sparse, tolerance):
    drawn, owner = matrix(counts, seed, sparse)
    expected = [tuple(f"{at:02d}" for at in scenario) for scenario in by_trying(drawn, owner, tolerance)]
    assert found(consistent_scenarios(table(drawn, owner), tolerance=tolerance, most=2000)) == sorted(expected)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_search_is_complete_for_ten_descriptors_of_three_states(seed):
    drawn, owner = matrix([3] * 10, seed, 1.0)
    every = np.array(list(product(*(np.flatnonzero(owner == d) for d in range(10)))))
    impact = sum(drawn[every[:, d]] for d in range(10))
    lack = [
        impact[:, owner == d].max(axis=1) - np.take_along_axis(impact, every[:, [d]], axis=1)[:, 0] for d in range(10)
    ]
    expected = every[np.max(lack, axis=0) <= 1]
    assert len(expected) > 0
    names = [tuple(f"{at:02d}" for at in scenario) for scenario in expected.tolist()]
    assert found(consistent_scenarios(table(drawn, owner), tolerance=1.0)) == sorted(names)


@settings(max_examples=20)
@given(COUNTS, st.integers(0, 9999))
def test_the_compiled_search_is_that_of_plain_python(counts, seed):
    drawn, owner = matrix(counts, seed, 0.7)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    leads, start = leads_of(drawn, offsets), np.ones(len(owner), np.bool_)
    answers = []
    for look in (search, as_python(search)):
        kept = np.zeros((2000, len(counts)), np.int64)
        answers.append((look(start, leads, offsets, -1e-9, kept), kept.tolist()))
    assert answers[0] == answers[1]


@settings(max_examples=25)
@given(COUNTS, st.integers(0, 9999), st.randoms(use_true_random=False))
def test_other_names_change_no_scenario(counts, seed, random):
    drawn, owner = matrix(counts, seed, 0.7)
    shuffled = [f"{at:02d}" for at in range(len(owner))]
    random.shuffle(shuffled)
    names = dict(enumerate(shuffled))
    back = {name: f"{at:02d}" for at, name in names.items()}
    renamed = found(consistent_scenarios(table(drawn, owner, names), most=2000))
    assert sorted(tuple(sorted(back[state] for state in states)) for states in renamed) == [
        tuple(sorted(states)) for states in found(consistent_scenarios(table(drawn, owner), most=2000))]  # fmt: skip


@settings(max_examples=25)
@given(COUNTS, st.integers(0, 9999), st.integers(-2, 2))
def test_what_is_added_to_all_judgements_on_a_descriptor_changes_no_scenario(counts, seed, shift):
    drawn, owner = matrix(counts, seed, 1.0)
    moved = np.clip(drawn, -1, 1)
    base = found(consistent_scenarios(table(moved, owner), most=2000))
    other = moved.copy()
    other[0] += np.where(owner == owner[0], 0, shift)
    assert found(consistent_scenarios(table(other, owner), most=2000)) == base
    assert found(consistent_scenarios(standardise_judgements(table(other, owner)), most=2000)) == base


@settings(max_examples=20)
@given(COUNTS, st.integers(0, 9999), st.sampled_from(["global", "local"]))
def test_basins_add_up_to_all_scenarios_and_fixed_points_are_consistent(counts, seed, succession):
    drawn, owner = matrix(counts, seed, 1.0)
    rows = pull(attractors(table(drawn, owner), succession=succession)).to_pylist()
    shares = {row["attractor"]: row["share"] for row in rows}
    assert sum(shares.values()) == pytest.approx(1)
    fixed = {}
    for row in rows:
        if row["kind"] == "fixed":
            fixed.setdefault(row["attractor"], []).append(row["state"])
    assert sorted(map(tuple, fixed.values())) == found(consistent_scenarios(table(drawn, owner), most=2000))


@settings(max_examples=25)
@given(COUNTS, st.integers(0, 9999), st.sampled_from(["global", "local"]))
def test_each_start_comes_to_rest_in_the_attractor_that_all_scenarios_tell(counts, seed, succession):
    drawn, owner = matrix(counts, seed, 0.8)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    whole = Matrix(tuple(map(str, range(len(counts)))), tuple(map(str, owner)), offsets, drawn)
    every = every_scenario(whole)
    cycles, weights = attractors_of_all(whole, step_of(whole, succession))
    again, counted = attractors_from(whole, every, succession)
    first = {tuple(map(tuple, cycle.tolist())): int(weight) for cycle, weight in zip(cycles, weights, strict=True)}
    assert first == {
        tuple(map(tuple, cycle.tolist())): int(weight) for cycle, weight in zip(again, counted, strict=True)
    }
