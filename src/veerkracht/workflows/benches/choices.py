"""Choosing a portfolio with proof, once and in many draws of uncertain values, beside HiGHS on the linear form."""

from __future__ import annotations

from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.interventions import best_per_draw, best_portfolio, draw_values
from veerkracht.tables import Table, arrays, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

Floats = NDArray[np.float64]

INITIATIVES: Final = 41  # as many as the strategy of The Hague names
SYNERGIES: Final = 112
_YEARS: Final = (2027, 2028, 2029, 2030)
_SHARE: Final = 0.3  # of the costs of all that the budgets allow
_THEMES: Final = 8
_AREAS: Final = 8
_DRAWS: Final = 1000
_PEER_DRAWS: Final = 5
_SEED: Final = 5


class MadeChoice(NamedTuple):
    """A made choice: what is worth what, costs what, and goes with what."""

    values: Table
    costs: Table
    budgets: Table
    synergies: Table
    rules: Table
    covers: Table


def made_choice(seed: int = _SEED) -> MadeChoice:
    """Make initiatives with uncertain values, costs in four years, synergies, rules, themes and areas."""
    rng = np.random.default_rng(seed)
    names = [f"I{number:02}" for number in range(INITIATIVES)]
    value, width = rng.uniform(1, 10, INITIATIVES), rng.uniform(0.1, 0.5, INITIATIVES)
    cost = np.round(rng.uniform(0.2, 3.0, (len(_YEARS), INITIATIVES)), 2)
    pairs = rng.permutation(np.array(list(combinations(range(INITIATIVES), 2))))[:SYNERGIES]
    synergy = rng.uniform(0.5, 4.0, SYNERGIES) * np.where(rng.random(SYNERGIES) < 0.4, -1, 1)
    ruled = rng.choice(INITIATIVES, (10, 2))
    ruled = ruled[ruled[:, 0] != ruled[:, 1]]
    themes, areas = rng.integers(0, _THEMES, INITIATIVES), rng.integers(0, _AREAS, INITIATIVES)
    return MadeChoice(
        memtable({"initiative": names, "theme": ["all"] * INITIATIVES, "value": value, "lower": value * (1 - width),
                  "upper": value * (1 + width)}),
        memtable({"initiative": names * len(_YEARS), "year": np.repeat(_YEARS, INITIATIVES), "cost_eur": cost.ravel()}),
        memtable({"year": list(_YEARS), "budget_eur": np.round(_SHARE * cost.sum(axis=1), 2)}),
        memtable({"source": [names[one] for one in pairs[:, 0]], "target": [names[one] for one in pairs[:, 1]],
                  "value": synergy}),
        memtable({"kind": ["needs" if at % 2 else "excludes" for at in range(len(ruled))],
                  "source": [names[one] for one in ruled[:, 0]], "target": [names[one] for one in ruled[:, 1]]}),
        memtable({"initiative": names, "theme": [f"T{one}" for one in themes], "area": [f"A{one}" for one in areas]}),
    )  # fmt: skip


def _once() -> Run:
    made = made_choice()

    def run() -> float:
        _choice, proof = best_portfolio(made.values, made.costs, budgets=made.budgets, synergies=made.synergies,
                                        rules=made.rules, covers=made.covers)  # fmt: skip
        row = pull(proof).to_pylist()[0]
        assert row["proven"], "the best portfolio is not proven"
        return float(row["value"])

    return run


def _draws() -> Run:
    made = made_choice()
    drawn = draw_values(made.values, draws=_DRAWS, seed=_SEED)

    def run() -> float:
        _chosen, proof = best_per_draw(drawn, made.costs, budgets=made.budgets, synergies=made.synergies,
                                       rules=made.rules, covers=made.covers)  # fmt: skip
        found = pull(proof)
        assert pc.all(found["proven"]).as_py(), "a draw is not proven"
        return float(pc.sum(found["value"].slice(0, _PEER_DRAWS)).as_py())

    return run


def _peer_once() -> Run:
    made = made_choice()
    value = arrays(made.values, order=["initiative"])["value"]
    return lambda: _by_highs(made, value)


def _peer_draws() -> Run:
    made = made_choice()
    drawn = arrays(draw_values(made.values, draws=_DRAWS, seed=_SEED), order=["draw", "initiative"])
    rows = drawn["value"].reshape(_DRAWS, INITIATIVES)[:_PEER_DRAWS]
    return lambda: sum(_by_highs(made, row) for row in rows)


def _by_highs(made: MadeChoice, value: Floats) -> float:
    """Return the value of the best portfolio by HiGHS, a variable for every pair."""
    import scipy

    synergy = arrays(made.synergies, order=["source", "target"])
    matrix, limit = _linear(made, synergy)
    goal = -np.concatenate([value, synergy["value"]])
    whole = np.concatenate([np.ones(INITIATIVES), np.zeros(SYNERGIES)])
    found = scipy.optimize.milp(goal, constraints=scipy.optimize.LinearConstraint(matrix, -np.inf, limit),
                                integrality=whole, bounds=scipy.optimize.Bounds(0, 1),
                                options={"mip_rel_gap": 1e-9, "time_limit": 120})  # fmt: skip
    return -float(found.fun)


def _linear(made: MadeChoice, synergy: dict[str, NDArray[np.object_]]) -> tuple[Floats, Floats]:
    """Return the rows of the linear form and their limits."""
    place = {f"I{number:02}": number for number in range(INITIATIVES)}
    rows: list[tuple[dict[int, float], float]] = []
    cost = arrays(made.costs, order=["year", "initiative"])["cost_eur"].reshape(len(_YEARS), INITIATIVES)
    budget = arrays(made.budgets, order=["year"])["budget_eur"]
    rows += [(dict(enumerate(cost[year])), budget[year]) for year in range(len(_YEARS))]
    for rule in pull(made.rules).to_pylist():
        one, other = place[rule["source"]], place[rule["target"]]
        rows.append(({one: 1.0, other: -1.0}, 0.0) if rule["kind"] == "needs" else ({one: 1.0, other: 1.0}, 1.0))
    covers = pull(made.covers).to_pylist()
    for kind in ("theme", "area"):
        for wanted in sorted({row[kind] for row in covers}):
            rows.append(({place[row["initiative"]]: -1.0 for row in covers if row[kind] == wanted}, -1.0))
    for pair, (source, target, worth) in enumerate(
        zip(*(synergy[name] for name in ("source", "target", "value")), strict=True)
    ):
        both, one, other = INITIATIVES + pair, place[source], place[target]
        rows += [({both: 1.0, one: -1.0}, 0.0), ({both: 1.0, other: -1.0}, 0.0)] if worth > 0 else [
            ({one: 1.0, other: 1.0, both: -1.0}, 1.0)]  # fmt: skip
    matrix = np.zeros((len(rows), INITIATIVES + SYNERGIES))
    for at, (row, _limit) in enumerate(rows):
        matrix[at, list(row)] = list(row.values())
    return matrix, np.array([limit for _row, limit in rows])


WORKS: tuple[Work, ...] = (
    Work("portfolio_41", "the best of 41 initiatives with 112 synergies and four budgets, proven", "cpu_s", 0.1, _once,
         _peer_once),
    Work("portfolio_1000_draws", "the same in 1,000 draws of uncertain values (HiGHS: 5 of them)", "cpu_s", 10.0, _draws,
         _peer_draws, share_of_peer=_PEER_DRAWS / _DRAWS),
)  # fmt: skip
