"""One search for many draws: it finds in each what a search of that draw alone finds, and its bounds hold when it is stopped."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.interventions import best_per_draw, best_portfolio
from veerkracht.tables import memtable, pull

YEARS = (2027, 2028)
CLOSE = 1e-9  # sums of the same numbers in another order


def made(seed, initiatives, draws):
    """Make draws that lie far apart, some of them below 0, with synergies, rules and two budgets."""
    rng = np.random.default_rng(seed)
    names = [f"I{place:02}" for place in range(initiatives)]
    pairs = [pair for pair in combinations(names, 2) if rng.random() < 0.3]
    ruled = [pair for pair in combinations(names, 2) if rng.random() < 0.04]
    cost = rng.uniform(0.1, 3, (len(YEARS), initiatives))
    value = rng.uniform(-2, 10, initiatives) * rng.uniform(0.2, 1.8, (draws, initiatives))
    return value, {
        "costs": memtable({"initiative": names * 2, "year": np.repeat(YEARS, initiatives), "cost_eur": cost.ravel()}),
        "budgets": memtable({"year": list(YEARS), "budget_eur": 0.4 * cost.sum(axis=1)}),
        "synergies": memtable({"source": [one for one, _ in pairs], "target": [other for _, other in pairs],
                               "value": rng.uniform(-4, 4, len(pairs))}),
        "rules": memtable({"kind": ["excludes"] * len(ruled), "source": [one for one, _ in ruled],
                           "target": [other for _, other in ruled]}),
    }  # fmt: skip


def by_draw(value, rest, **options):
    names = [f"I{place:02}" for place in range(value.shape[1])]
    draws = memtable({"draw": np.repeat(np.arange(len(value)), len(names)), "initiative": names * len(value),
                      "value": value.ravel()})  # fmt: skip
    more = {name: table for name, table in rest.items() if name != "costs" and table.count().to_pyarrow().as_py()}
    chosen, proof = best_per_draw(draws, rest["costs"], **more, **options)
    return np.array(pull(chosen)["chosen"].to_pylist()).reshape(value.shape), pull(proof).to_pylist()


def alone(row, rest):
    names = [f"I{place:02}" for place in range(len(row))]
    more = {name: table for name, table in rest.items() if name != "costs" and table.count().to_pyarrow().as_py()}
    values = memtable({"initiative": names, "theme": ["all"] * len(row), "value": row.tolist()})
    choice, proof = best_portfolio(values, rest["costs"], **more)
    return pull(choice)["chosen"].to_pylist(), pull(proof).to_pylist()[0]["value"]


@pytest.mark.parametrize("initiatives", [6, 18], ids=["plain", "compiled"])
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=4, deadline=None)
def test_each_draw_gets_the_portfolio_that_a_search_of_its_own_finds(initiatives, seed):
    value, rest = made(seed, initiatives, 8)
    chosen, proof = by_draw(value, rest)
    for row, taken, told in zip(value, chosen, proof, strict=True):
        choice, worth = alone(row, rest)
        assert told["proven"] and told["value"] == pytest.approx(worth, rel=CLOSE, abs=CLOSE)
        assert taken.tolist() == choice


@pytest.mark.parametrize("nodes", [1, 5])
def test_a_search_that_is_stopped_tells_a_bound_that_holds_in_each_draw(nodes):
    value, rest = made(3, 30, 60)
    _chosen, full = by_draw(value, rest)
    _chosen, stopped = by_draw(value, rest, nodes=nodes)
    assert all(row["proven"] for row in full) and not all(row["proven"] for row in stopped)
    for best, found in zip(full, stopped, strict=True):
        assert found["value"] <= best["value"] + CLOSE <= found["value"] + found["gap"] + 2 * CLOSE


def test_how_many_draws_are_searched_together_changes_nothing(monkeypatch):
    from veerkracht.analysis.interventions import _drawn

    value, rest = made(4, 20, 30)
    chosen, proof = by_draw(value, rest)
    monkeypatch.setattr(_drawn, "_TOGETHER", 7)
    other, parted = by_draw(value, rest)
    assert (chosen == other).all()
    assert [row["value"] for row in proof] == [row["value"] for row in parted]


def test_progress_never_falls_and_ends_at_all_draws():
    value, rest = made(5, 30, 120)
    told = []
    by_draw(value, rest, progress=lambda done, of: told.append((done, of)))
    assert told == sorted(told) and told[-1] == (120, 120)
