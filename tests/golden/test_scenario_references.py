"""Worlds and boxes beside published numbers, other software and slow readings of the formulas."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import scipy
from sklearn.tree import DecisionTreeClassifier

from veerkracht.analysis.scenarios import _lake
from veerkracht.analysis.scenarios._ambiguity import lowest_in_chi2_ball, lowest_in_interval, lowest_in_kl_ball
from veerkracht.analysis.scenarios._lake import Lakes, critical_levels, inflows, lake_outcomes
from veerkracht.analysis.scenarios._measures import quantiles
from veerkracht.analysis.scenarios._peeling import Cloud, Peeling, trajectory
from veerkracht.analysis.scenarios._tree import leaves
from veerkracht.analysis.scenarios.robustness import _tau, concordance
from veerkracht.compiled import as_python
from veerkracht.workflows.benches.worlds import plain_peeling
from veerkracht.workflows.references.worlds import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_examples_come_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance


def lakes(worlds, seed=1):
    rng = np.random.default_rng(seed)
    lows, highs = np.array([0.1, 2.0, 0.01, 0.001]), np.array([0.45, 4.5, 0.05, 0.005])
    return Lakes(*(lows + rng.random((worlds, 4)) * (highs - lows)).T.copy())


def test_the_critical_level_is_the_root_that_a_general_solver_finds():
    drawn = lakes(30)
    found = critical_levels(drawn)
    for b, q, level in zip(drawn.removal, drawn.recycling, found, strict=True):
        assert level == pytest.approx(
            scipy.optimize.brentq(lambda x, b=b, q=q: x**q / (1 + x**q) - b * x, 0.01, 1.5), abs=1e-10
        )


def test_lakes_as_machine_code_whole_arrays_and_one_by_one_agree(monkeypatch):
    drawn, loads, chance = lakes(70), np.full(20, 0.03), inflows(samples=7, years=20, seed=2)
    plain = lake_outcomes(drawn, loads, chance)
    monkeypatch.setattr(_lake, "_PLAIN_STEPS", 0)
    compiled = lake_outcomes(drawn, loads, chance)  # 70 worlds do not fill the last block
    for found, slow in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(found, slow, rtol=1e-11)
    level, levels = np.zeros(7), [np.zeros(7)]
    b, q, mean, spread = drawn.removal[69], drawn.recycling[69], drawn.mean[69], drawn.spread[69]
    scatter = np.log(1 + spread**2 / mean**2)
    for year in range(19):
        inflow = np.exp(np.log(mean) - scatter / 2 + np.sqrt(scatter) * chance.quantiles[chance.order[year]])
        level = (1 - b) * level + level**q / (1 + level**q) + 0.03 + inflow
        levels.append(level)
    assert compiled[0][69] == pytest.approx(np.mean(levels, axis=1).max(), rel=1e-11)
    assert compiled[1][69] == pytest.approx(np.mean(np.array(levels) < critical_levels(drawn)[69]))


def test_the_inflows_have_the_mean_and_spread_asked_for():
    drawn = Lakes(*(np.full(1, value) for value in (0.4, 2.0, 0.02, 0.005)))
    table = _lake._tables(drawn, inflows(samples=4000, years=1, seed=1))
    assert (table.mean(), table.std()) == (pytest.approx(0.02, rel=1e-3), pytest.approx(0.005, rel=0.01))


def test_powers_without_a_call_equal_those_of_the_library_both_ways():
    rng = np.random.default_rng(5)
    base, exponent = np.r_[0.0, 1.0, rng.random(62) * 12], np.r_[2.0, 3.3, 2 + 2.5 * rng.random(62)]
    for raise_all in (_lake._raise, as_python(_lake._raise)):
        power, scratch = np.empty(64), np.empty(64)
        raise_all(base, exponent, power, scratch)
        np.testing.assert_allclose(power, base**exponent, rtol=1e-12, atol=1e-290)


def made_cloud(count, sides, seed):
    rng = np.random.default_rng(seed)
    values = rng.random((count, sides))
    inside = (values[:, 0] > 0.6) & (values[:, 1] < 0.5)
    return values, inside ^ (rng.random(count) < 0.05)


@pytest.mark.parametrize("seed", range(5))
def test_every_step_of_the_peeling_equals_a_plain_reading_of_the_rules(seed):
    values, cases = made_cloud(700, 4, seed)
    found = trajectory(Cloud(values, cases, (0,) * 4), Peeling(0.07, 0.0, 0.05, "original"))
    densities, low, high = plain_peeling(values, cases, alpha=0.07, least=0.05)
    assert [step.cases / step.worlds for step in found] == pytest.approx(densities, abs=1e-12)
    np.testing.assert_allclose(found[-1].limits.low, low)
    np.testing.assert_allclose(found[-1].limits.high, high)


@pytest.mark.parametrize("rare", [0.07, 0.93])
def test_a_slice_of_equal_values_on_one_side_leaves_the_other_side_free_to_be_taken(rare):
    rng = np.random.default_rng(1)
    yes = rng.random(1000) < rare
    values = np.column_stack([yes, rng.random(1000)]).astype(float)
    cases = (yes == (rare < 0.5)) & (rng.random(1000) < 0.9)  # those of interest are among the rare
    found = trajectory(Cloud(values, cases, (0, 0)), Peeling(0.1, 0.0, 0.05, "original"))
    densities, low, high = plain_peeling(values, cases, alpha=0.1, least=0.05)
    assert [step.cases / step.worlds for step in found] == pytest.approx(densities)
    assert (found[-1].limits.low, found[-1].limits.high) == (tuple(low), tuple(high))
    assert densities[-1] > 0.8


def test_a_box_known_beforehand_is_found_with_its_coverage_and_density():
    rng = np.random.default_rng(8)
    values = rng.random((20_000, 3))
    inside = (values[:, 0] > 0.5) & (values[:, 1] < 0.4)
    cases = np.where(inside, rng.random(20_000) < 0.9, rng.random(20_000) < 0.025)
    expected = 0.2 * 0.9 / (0.2 * 0.9 + 0.8 * 0.025)  # coverage 0.9 at density 0.9
    best = min(trajectory(Cloud(values, cases, (0,) * 3), Peeling(0.05, 0.0, 0.05, "original")),
               key=lambda step: abs(step.worlds - 4000))  # fmt: skip
    # what is left of four slices in a hundred, and four standard errors of a share of 4,000
    assert best.cases / cases.sum() == pytest.approx(expected, abs=0.04)
    assert best.cases / best.worlds == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize("seed", range(3))
def test_the_tree_has_the_leaves_of_scikit_learn(seed):
    values, cases = made_cloud(400, 3, seed)
    values = values.astype(np.float32).astype(float)  # which the peer uses
    ours = sorted((leaf.worlds, leaf.cases) for leaf in leaves(Cloud(values, cases, (0,) * 3), least=20, depth=4))
    peer = DecisionTreeClassifier(min_samples_leaf=20, max_depth=4, random_state=0).fit(values, cases)
    places = peer.apply(values)
    theirs = sorted((int((places == leaf).sum()), int(cases[places == leaf].sum())) for leaf in np.unique(places))
    impurity = [sum(2 * k * (n - k) / n for n, k in found) for found in (ours, theirs)]
    assert impurity[0] == pytest.approx(impurity[1], rel=1e-9)


def test_agreement_with_ties_is_that_of_friedman_and_tau_that_of_scipy():
    rng = np.random.default_rng(2)
    scored = rng.integers(0, 4, (5, 6))
    ranked = np.array([scipy.stats.rankdata(row) for row in scored])
    assert concordance(ranked) == pytest.approx(scipy.stats.friedmanchisquare(*ranked.T).statistic / (5 * 5))
    for first, second in pairwise(ranked):
        assert _tau(first, second) == pytest.approx(scipy.stats.kendalltau(first, second).statistic)


def test_quantiles_with_equal_weights_are_the_usual_ones():
    values = np.random.default_rng(1).normal(size=(17, 2))
    for at in (0.1, 0.5, 0.77):
        np.testing.assert_allclose(quantiles(values, np.full(17, 1 / 17), at), np.quantile(values, at, axis=0))


@pytest.mark.parametrize("count", [2, 4, 7])
@pytest.mark.parametrize("radius", [0.05, 0.4])
def test_the_worst_means_are_those_of_general_solvers(count, radius):
    rng = np.random.default_rng(count)
    values, weights = rng.integers(0, 6, count).astype(float), rng.dirichlet(np.ones(count))
    bounds = list(zip(weights * (1 - radius), weights * (1 + radius), strict=True))
    programme = scipy.optimize.linprog(values, A_eq=np.ones((1, count)), b_eq=[1], bounds=bounds)
    assert lowest_in_interval(values, weights, radius) == pytest.approx(programme.fun, abs=1e-9)
    balls = {
        lowest_in_kl_ball: lambda p: float(scipy.special.rel_entr(np.maximum(p, 1e-300), weights).sum()),
        lowest_in_chi2_ball: lambda p: float(((p - weights) ** 2 / weights).sum()),
    }
    for lowest, divergence in balls.items():
        assert lowest(values, weights, radius) == pytest.approx(solved(values, weights, radius, divergence), abs=1e-6)


def solved(values, weights, radius, divergence):
    """The lowest mean by a general solver, from the weights themselves and from other starts."""
    rules = [{"type": "eq", "fun": lambda p: p.sum() - 1}, {"type": "ineq", "fun": lambda p: radius - divergence(p)}]
    rng, best = np.random.default_rng(0), np.inf
    for start in [weights, *rng.dirichlet(np.ones(len(values)), 6)]:
        found = scipy.optimize.minimize(values.dot, start, bounds=[(0, 1)] * len(values), constraints=rules,
                                        options={"maxiter": 500, "ftol": 1e-13})  # fmt: skip
        if abs(found.x.sum() - 1) < 1e-8 and divergence(found.x) < radius + 1e-7:
            best = min(best, found.fun)
    return best
