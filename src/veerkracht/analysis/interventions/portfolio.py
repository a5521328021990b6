"""The best portfolio of initiatives under budgets and rules, with proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from veerkracht.analysis.interventions._case import (
    Case,
    Cover,
    Leftover,
    Progress,
    check_covering,
    read_case,
    summed_values,
)
from veerkracht.analysis.interventions._programme import Floats
from veerkracht.analysis.interventions._solving import (
    NODES,
    Choice,
    Found,
    case_programme,
    conflict,
    solve,
    solved,
    total,
)
from veerkracht.tables import Table, memtable, pull, table_from_arrays, table_of
from veerkracht.tables.choices import RULES

__all__ = ["best_portfolio", "conflicting_limits", "spending"]


def _always() -> bool:
    return True


def best_portfolio(
    values: Table, costs: Table, *, budgets: Table, synergies: Table | None = None, rules: Table | None = None,
    covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"), theme_weights: Table | None = None,
    leftover: Leftover = "lapses", nodes: int = NODES, progress: Progress | None = None,
    keep_going: Callable[[], bool] = _always,
) -> tuple[Table, Table]:  # fmt: skip
    """Choose the initiatives that are worth most together, and prove that no others are worth more.

    Parameters
    ----------
    values : Table (VALUES)
        What each initiative is worth, per theme; summed over themes.
    costs : Table (COSTS)
        What each takes from the budget of each year; an initiative without a row has an unknown cost.
    budgets : Table (BUDGETS)
        What can be spent, for every year in which there are costs.
    synergies : Table (SYNERGIES), optional
        What pairs are worth above or below the sum of both.
    rules : Table (RULES), optional
        What needs or excludes what, and what must be chosen.
    covers : Table (COVERS), optional
        At least one initiative is chosen for each theme and each area that occurs.
    cover : sequence of {"theme", "area"}
        Which of both must be covered.
    theme_weights : Table (theme, weight), optional
        What a unit of each theme counts; by default 1.
    leftover : {"lapses", "carried"}
        Whether what is left of a year can be spent in a later one.
    nodes : int
        Most nodes of the search.
    progress : callable, optional
        Told of the nodes done and the most; it may raise to cancel.
    keep_going : callable
        Asked now and then; False ends the search with the best so far. A time limit comes in this way.

    Returns
    -------
    choice : Table (initiative, chosen, value, cost_eur, adds, unknown)
        One row per initiative. `chosen` is null where value or cost is unknown (`unknown` tells which): such an
        initiative is not weighed. `adds`: what the portfolio would lose without it, or gain with it, rules and budgets
        aside.
    proof : Table (value, bound, gap, proven, nodes, cost_eur)
        One row. No portfolio is worth more than `bound`; `gap` is bound less value, 0 where proven.

    Raises
    ------
    InputError
        If no portfolio keeps all limits (the message names limits that contradict each other), a cost or budget is
        below 0, a year has costs and no budget, or a table names an initiative without a row in `values`.

    Notes
    -----
    max sum v_i x_i + sum s_ij x_i x_j. Branch and bound: each limit has a price and each synergy is divided between its
    two (a Lagrangian bound, at its best as good as the linear relaxation); items whose other choice cannot reach the
    best known are decided at once. Equal portfolios: the first found, by names.

    References
    ----------
    .. [1] Caprara, Pisinger & Toth (1999), "Exact solution of the quadratic knapsack problem", INFORMS Journal on
       Computing 11, 125-137.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> values = memtable({"initiative": ["a", "b", "c"], "theme": ["heat"] * 3, "value": [5.0, 4.0, 3.0]})
    >>> costs = memtable({"initiative": ["a", "b", "c"], "year": [2027] * 3, "cost_eur": [5.0, 3.0, 2.0]})
    >>> choice, proof = best_portfolio(values, costs, budgets=memtable({"year": [2027], "budget_eur": [5.0]}))
    >>> choice.chosen.to_pyarrow().to_pylist(), proof.value.to_pyarrow()[0].as_py()
    ([False, True, True], 7.0)
    """
    check_covering(cover, leftover)
    case = read_case(summed_values(values, theme_weights), costs, budgets=budgets, synergies=synergies, rules=rules,
                     covers=covers, cover=cover, leftover=leftover)  # fmt: skip
    found = solved(case, solve(case_programme(case), nodes=nodes, progress=progress, keep_going=keep_going))
    return _choice(case, found.chosen), _proof(case, found)


def _choice(case: Case, chosen: Choice) -> Table:
    unknown = {limit.source: limit.target for limit in case.limits if limit.kind == "unknown"}
    adds = _adds(case, chosen)
    return memtable(pa.table({
        "initiative": pa.array(case.names, pa.string()),
        "chosen": pa.array([None if name in unknown else bool(chosen[at]) for at, name in enumerate(case.names)], pa.bool_()),
        "value": pa.array(case.value, from_pandas=True), "cost_eur": pa.array(case.cost, from_pandas=True),
        "adds": pa.array([None if name in unknown else adds[at] for at, name in enumerate(case.names)], pa.float64()),
        "unknown": pa.array([unknown.get(name) for name in case.names], pa.string()),
    }))  # fmt: skip


def _adds(case: Case, chosen: Choice) -> Floats:
    adds = case.worth.copy()
    one, other, value = case.pairs
    np.add.at(adds, one, value * chosen[other])
    np.add.at(adds, other, value * chosen[one])
    return adds


def _proof(case: Case, found: Found) -> Table:
    return table_from_arrays({
        "value": np.array([found.value]), "bound": np.array([found.bound]),
        "gap": np.array([max(found.bound - found.value, 0.0)]), "proven": np.array([found.proven]),
        "nodes": np.array([found.nodes]), "cost_eur": np.array([total(case, found.chosen, case.cost)]),
    })  # fmt: skip


def conflicting_limits(
    values: Table, costs: Table, *, budgets: Table, rules: Table | None = None, covers: Table | None = None,
    cover: Sequence[Cover] = ("theme", "area"), leftover: Leftover = "lapses",
) -> Table:  # fmt: skip
    """Name limits that no portfolio keeps together.

    Parameters
    ----------
    values, costs, budgets, rules, covers, cover, leftover
        As for `best_portfolio`.

    Returns
    -------
    Table (RULES: kind, source, target)
        `kind`: budget (source is the year), needs, excludes, must, theme, area, or unknown (the initiative cannot be
        chosen because its value or cost is not known; target tells which). Without any one of these limits the others
        could be kept. No row where all limits can be kept.

    Raises
    ------
    InputError
        As `best_portfolio`, but not for limits that contradict each other.

    References
    ----------
    .. [1] Chinneck & Dravnieks (1991), "Locating minimal infeasible constraint sets in linear programs", ORSA Journal
       on Computing 3, 157-168: the deletion filter.
    """
    check_covering(cover, leftover)
    case = read_case(summed_values(values, None), costs, budgets=budgets, synergies=None, rules=rules, covers=covers,
                     cover=cover, leftover=leftover)  # fmt: skip
    return table_of(RULES, [{"kind": limit.kind, "source": limit.source, "target": limit.target}
                            for limit in conflict(case)])  # fmt: skip


def spending(choice: Table, costs: Table, *, budgets: Table) -> Table:
    """Tell what a portfolio spends in each year.

    Parameters
    ----------
    choice : Table (initiative, chosen)
        From `best_portfolio`.
    costs : Table (COSTS)
        What each takes from the budget of each year.
    budgets : Table (BUDGETS)
        What can be spent.

    Returns
    -------
    Table (year, budget_eur, spent_eur, left_eur, left_so_far_eur)
        One row per year; `left_so_far_eur` is what is left if nothing lapses.
    """
    chosen = {row["initiative"] for row in pull(choice.select("initiative", "chosen")).to_pylist() if row["chosen"]}
    told = pull(costs.select("initiative", "year", "cost_eur")).to_pylist()
    rows = pull(budgets.order_by("year")).to_pylist()
    spent = np.array([sum(one["cost_eur"] for one in told if one["initiative"] in chosen and one["year"] == row["year"])
                      for row in rows], float)  # fmt: skip
    budget = np.array([row["budget_eur"] for row in rows], float)
    return table_from_arrays({"year": np.array([row["year"] for row in rows]), "budget_eur": budget, "spent_eur": spent,
                              "left_eur": budget - spent, "left_so_far_eur": np.cumsum(budget - spent)})  # fmt: skip
