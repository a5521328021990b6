"""Published segregation indices come out equal, and plans equal those of plain formulations and of every plan tried."""

from pathlib import Path

import numpy as np
import pytest
import scipy.optimize

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    _lots_search,
    measures,
    projects,
    redistribute,
    redistribute_projects,
)
from veerkracht.tables import memtable, pull
from veerkracht.tables.homes import MOVES
from veerkracht.tables.making import empty
from veerkracht.workflows.references.redistribution import REFERENCES


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_published_segregation_comes_out_equal(reference):
    assert reference.difference(Path()) <= reference.tolerance


def made(areas, seed):
    rng = np.random.default_rng(seed)
    homes = rng.integers(100, 1000, areas).astype(float)
    vulnerability = rng.beta(2, 2, areas)
    share = np.clip(0.6 * vulnerability + rng.normal(0, 0.15, areas), 0.0, 1.0)
    return {"area": [f"A{n:03d}" for n in range(areas)], "region": [f"R{n % 2}" for n in range(areas)],
            "municipality": [f"M{n % 4}" for n in range(areas)], "dwellings": homes, "social": np.floor(homes * share),
            "vulnerability": vulnerability, "turnover_share": rng.uniform(0.02, 0.1, areas)}  # fmt: skip


def measured(stock, neighbours=None):
    return {
        row["measure"]: row["before"] for row in pull(measures(stock, empty(MOVES), neighbours=neighbours)).to_pylist()
    }


def test_gini_and_entropy_equal_their_definitions_over_all_pairs():
    rows = made(40, seed=3)
    t, x = rows["dwellings"], rows["social"]
    p, mean = x / t, x.sum() / t.sum()
    apart = (t[:, None] * t[None, :] * np.abs(p[:, None] - p[None, :])).sum()
    found = measured(memtable(rows))
    assert found["gini"] == pytest.approx(apart / (2 * t.sum() ** 2 * mean * (1 - mean)), rel=1e-12)
    entropy = scipy.special.entr(p) + scipy.special.entr(1 - p)
    whole = scipy.special.entr(mean) + scipy.special.entr(1 - mean)
    assert found["theil"] == pytest.approx(1 - (t * entropy).sum() / (t.sum() * whole), rel=1e-12)


@pytest.mark.parametrize(("pattern", "expected"), [
    (lambda row, column: (row + column) % 2, 0.0),  # a chessboard: all neighbours differ
    (lambda row, column: row < 5, 1 - 10 / 180),  # two halves: 10 of 180 boundaries part them
])  # fmt: skip
def test_spatial_dissimilarity_tells_a_chessboard_from_two_halves(pattern, expected):
    """Ten by ten squares wholly of one group, as in Morrill (1991): the plain index is 1 for both."""
    cells = [(row, column) for row in range(10) for column in range(10)]
    social = [100.0 * pattern(*cell) for cell in cells]
    stock = memtable({"area": [f"{row}{column}" for row, column in cells], "region": ["R"] * 100, "municipality": ["M"] * 100,
                      "dwellings": [100.0] * 100, "social": social, "vulnerability": [0.5] * 100,
                      "turnover_share": [0.1] * 100})  # fmt: skip
    pairs = [(a, b) for a in cells for b in cells if abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1]
    links = memtable({"source": [f"{a[0]}{a[1]}" for a, _ in pairs], "target": [f"{b[0]}{b[1]}" for _, b in pairs],
                      "weight": [1.0] * len(pairs)})  # fmt: skip
    found = measured(stock, links)
    assert found["dissimilarity"] == pytest.approx(1.0)
    assert found["spatial_dissimilarity"] == pytest.approx(expected, abs=1e-12)


def dense(rows, years, goal):
    """A column per pair of areas and year, as the formulas stand; returns the goal."""
    t, s, v, m = (np.asarray(rows[name]) for name in ("dwellings", "social", "vulnerability", "turnover_share"))
    mean, areas = s.sum() / t.sum(), len(t)
    pairs = [(i, j, y) for y in range(years) for i in range(areas) for j in range(areas)
             if v[i] >= 0.5 > v[j] and rows["region"][i] == rows["region"][j]]  # fmt: skip
    net = np.zeros((areas, len(pairs)))
    for column, (i, j, _) in enumerate(pairs):
        net[i, column], net[j, column] = -1, 1
    leave = np.zeros((areas * years, len(pairs)))
    for column, (i, _, year) in enumerate(pairs):
        leave[i * years + year, column] = 1
        leave[i * years + year + 1 : (i + 1) * years, column] = m[i]
    cap = np.maximum(s, t * np.minimum(1, mean + 0.1 * (1 - v)))
    extra = areas if goal == "dissimilarity" else 1
    rows_, bound = [np.hstack([leave, np.zeros((len(leave), extra))])], [np.repeat(m * s, years)]
    rows_.append(np.hstack([np.maximum(net, 0), np.zeros((areas, extra))]))
    bound.append(cap - s)
    away = s - mean * t
    if goal == "dissimilarity":
        rows_ += [np.hstack([net, -np.eye(areas)]), np.hstack([-net, -np.eye(areas)])]
        bound += [-away, away]
    else:
        rows_.append(np.hstack([net * (v / t)[:, None], -np.ones((areas, 1))]))
        bound.append(-v * s / t)
    aim = np.concatenate([np.zeros(len(pairs)), np.ones(extra)])
    found = scipy.optimize.linprog(aim, A_ub=np.vstack(rows_), b_ub=np.concatenate(bound), method="highs")
    scale = t.sum() / (2 * s.sum() * (t.sum() - s.sum())) if goal == "dissimilarity" else 1.0
    return found.fun * scale


@pytest.mark.parametrize("goal", ["dissimilarity", "peak_load"])
@pytest.mark.parametrize("years", [1, 3])
def test_flows_per_area_find_what_flows_per_pair_find(goal, years):
    for seed in range(4):
        rows = made(16, seed)
        plan = redistribute(memtable(rows), goal=goal, settings=RedistributionSettings(years=years))
        found = pull(plan.goals).to_pylist()[0]["value"]
        assert found == pytest.approx(dense(rows, years, goal), abs=1e-8)


def test_searching_in_parts_comes_within_half_a_percent_of_the_whole_programme(monkeypatch):
    for seed in range(3):
        stock = memtable(made(30, seed))
        chosen = {
            "lot": 5,
            "routes_per_giver": 2,
            "settings": RedistributionSettings(years=3),
            "seed": 1,
            "seconds": 600.0,
        }
        whole = pull(redistribute_projects(stock, **chosen).quality).to_pylist()[0]
        with monkeypatch.context() as patched:
            patched.setattr(projects, "EXACT_PAIRS", 0)
            parts = pull(redistribute_projects(stock, **chosen, gap=0.0, rounds=20).quality).to_pylist()[0]
        assert whole["dissimilarity"] - 1e-4 <= parts["dissimilarity"] <= whole["dissimilarity"] * 1.005
        assert parts["bound"] <= whole["dissimilarity"] + 1e-9


def test_a_search_that_is_stopped_leaves_nothing_behind(monkeypatch):
    def stop(done, of):
        raise KeyboardInterrupt

    monkeypatch.setattr(projects, "EXACT_PAIRS", 0)
    chosen = RedistributionSettings(years=3)
    with pytest.raises(KeyboardInterrupt):
        redistribute_projects(
            memtable(made(30, 1)), lot=5, routes_per_giver=1, settings=chosen, seed=1, gap=0.0, progress=stop
        )


def test_one_seed_gives_one_plan(monkeypatch):
    monkeypatch.setattr(projects, "EXACT_PAIRS", 0)
    monkeypatch.setattr(_lots_search, "PART_SECONDS", 600.0)  # a slow machine stops no part half-way
    chosen = {
        "lot": 5,
        "routes_per_giver": 1,
        "settings": RedistributionSettings(years=3),
        "seed": 4,
        "gap": 0.0,
        "rounds": 5,
    }
    first, second = (pull(redistribute_projects(memtable(made(30, 1)), **chosen).moves) for _ in range(2))
    assert first.equals(second)


def test_lots_along_a_table_of_routes_keep_to_it_and_to_the_bound(monkeypatch):
    rows = made(40, 2)
    ends = [(a, b) for a in range(40) for b in range(40) if rows["vulnerability"][a] >= 0.5 > rows["vulnerability"][b]
            and rows["region"][a] == rows["region"][b] and (a + b) % 3 == 0]  # fmt: skip
    routes = memtable({"source": [rows["area"][a] for a, _ in ends], "target": [rows["area"][b] for _, b in ends],
                       "cost_eur": [1.0] * len(ends), "allowed": [True] * len(ends)})  # fmt: skip
    chosen = {"lot": 5, "routes_per_giver": 2, "settings": RedistributionSettings(years=3), "seed": 1, "routes": routes}
    monkeypatch.setattr(projects, "EXACT_PAIRS", 0)
    found = redistribute_projects(memtable(rows), **chosen)
    quality, moves = pull(found.quality).to_pylist()[0], pull(found.moves).to_pylist()
    assert {(row["source"], row["target"]) for row in moves} <= {(rows["area"][a], rows["area"][b]) for a, b in ends}
    assert max(len({row["target"] for row in moves if row["source"] == area}) for area in rows["area"]) <= 2
    assert quality["bound_of_parts"] - 1e-9 <= quality["bound"] <= quality["dissimilarity"] <= quality["bound"] * 1.01
