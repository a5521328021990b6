"""Solve the linear programme goal after goal, and read what each limit costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._columns import Columns
from veerkracht.analysis.redistribution._programme import Block, Programme, block
from veerkracht.analysis.redistribution._rows import load_rows
from veerkracht.analysis.redistribution._stock import Floats, Stock
from veerkracht.errors import StoreError

__all__ = ["GOALS", "Goal", "Solved", "Stage", "dissimilarity_scale", "solve", "stages_of", "surplus"]

Found = Any  # Any: scipy publishes no types
Goal = Literal["dissimilarity", "peak_load", "lexicographic"]
GOALS: Final[dict[Goal, tuple[str, ...]]] = {
    "dissimilarity": ("dissimilarity", "moves"),
    "peak_load": ("peak_load", "moves"),
    "lexicographic": ("peak_load", "dissimilarity", "moves"),
}
"""What is made as small as possible, one after the other; fewest moves come last, so that no home moves for nothing."""

HELD_LOAD: Final = 1e-9  # a later stage may give in on the largest load (0-1) by this
PRICED: Final = 1e-6  # homes: a smaller price is rounding, ten times the solver's own tolerance
SOONER: Final = 1e-4  # a move counts this much more for each year that it comes later: of equal plans the earliest
INFEASIBLE: Final = 2  # status of scipy.optimize.linprog


@dataclass(frozen=True)
class Stage:
    """One goal of a lexicographic order: what it costs per column, which rows define it, and its unit.

    Parameters
    ----------
    name : str
        ``"peak_load"``, ``"dissimilarity"`` or ``"moves"``.
    cost : array
        Per column.
    start, scale : float
        The goal is start + scale * (cost of the columns).
    """

    name: str
    cost: Floats
    start: float
    scale: float


@dataclass(frozen=True)
class Solved:
    """Values of all columns and, per stage with a name, the goal reached and the price of each limit."""

    values: Floats
    goals: dict[str, float]
    prices: dict[str, Floats]


def dissimilarity_scale(stock: Stock) -> float:
    """Return T / (2 S (T - S)), which turns homes away from the mean share into dissimilarity; NaN where it is undefined."""
    whole, social = stock.dwellings.sum(), stock.social.sum()
    return float(whole / (2 * social * (whole - social))) if 0 < social < whole else np.nan


def surplus(stock: Stock) -> Floats:
    """Return s - P t: social homes of each area above the mean share."""
    return stock.social - stock.share * stock.dwellings


def stages_of(columns: Columns, goal: Goal) -> list[Stage]:
    """Return the goals in order, each as a cost per column."""
    makers: dict[str, Callable[[Columns], Stage]] = {
        "peak_load": _peak_load, "dissimilarity": _dissimilarity, "moves": _moves,
    }  # fmt: skip
    return [makers[name](columns) for name in GOALS[goal]]


def _peak_load(columns: Columns) -> Stage:
    cost = np.zeros(columns.count)
    cost[columns.peak] = 1.0
    return Stage("peak_load", cost, 0.0, 1.0)


def _dissimilarity(columns: Columns) -> Stage:
    """Each home that leaves brings an area nearer the mean share until it is reached, and then farther; so do arrivals."""
    cost = np.zeros(columns.count)
    cost[columns.out], cost[columns.into] = -1.0, -1.0
    cost[columns.beyond_out], cost[columns.beyond_in] = 2.0, 2.0
    scale = dissimilarity_scale(columns.stock)
    return Stage("dissimilarity", cost, scale * float(np.abs(surplus(columns.stock)).sum()), scale)


def _moves(columns: Columns) -> Stage:
    cost = np.zeros(columns.count)
    cost[columns.out] = 1 + SOONER * np.arange(columns.years)
    return Stage("moves", cost, 0.0, 1.0)


def goal_rows(columns: Columns) -> list[Block]:
    """Return the rows that define the largest load and the homes beyond the mean share."""
    loads = load_rows(columns)
    areas = np.concatenate([columns.givers, columns.receivers])
    count = len(areas)
    peak = block("goal", loads.place, 0, bound=loads.bound, row=np.concatenate([loads.row, np.arange(count)]),
                 column=np.concatenate([loads.column, np.full(count, columns.peak)]),
                 entry=np.concatenate([loads.entry, -columns.stock.dwellings[areas]]))  # fmt: skip
    above = surplus(columns.stock)
    near = np.maximum(np.concatenate([above[columns.givers], -above[columns.receivers]]), 0.0)
    beyond = np.concatenate([columns.beyond_out, columns.beyond_in])
    mean = block("goal", loads.place, 0, bound=near, row=np.concatenate([loads.row, np.arange(count)]),
                 column=np.concatenate([loads.column, beyond]),
                 entry=np.repeat([1.0, -1.0], [len(loads.column), count]))  # fmt: skip
    return [found for found in (peak, mean) if count]


def solve(programme: Programme, stages: list[Stage]) -> Solved | None:
    """Make each stage as small as possible while the earlier ones hold; None when the limits contradict each other.

    Raises
    ------
    StoreError
        If the solver stops without an answer.
    """
    columns = programme.columns
    if not columns.count or not len(columns.givers) or not len(columns.receivers):
        return _nothing_moves(programme, stages)
    bounded = replace(programme, blocks=(*programme.blocks, *goal_rows(columns)))
    bounds = np.column_stack([np.zeros(columns.count), np.full(columns.count, np.inf)])
    bounds[columns.peak, 0] = _load_of_the_others(columns)
    goals: dict[str, float] = {}
    prices: dict[str, Floats] = {}
    values = np.zeros(columns.count)
    limits = 0 if programme.limits is None else len(programme.limits.bound)
    for stage in stages:
        found = _solved(bounded, stage.cost, bounds)
        if found is None:
            return None
        values = np.asarray(found.x)
        goals[stage.name] = stage.start + stage.scale * float(found.fun)
        if stage.name != "moves":  # the rows still stand in their order
            prices[stage.name] = -stage.scale * np.asarray(found.ineqlin.marginals)[:limits]
        bounded, bounds = _held(bounded, bounds, stage, found)
    return Solved(values, goals | {"moves": float(values[columns.out].sum())}, prices)


def _held(programme: Programme, bounds: Floats, stage: Stage, found: Found) -> tuple[Programme, Floats]:
    """Keep what was reached: every best plan uses up each limit with a price and leaves each costly column at its bound."""
    bounds = bounds.copy()
    used = np.flatnonzero(stage.cost)
    if len(used) == 1:  # the largest load is one column: its bound does
        bounds[used[0], 1] = found.fun + HELD_LOAD
        return programme, bounds
    dear = np.asarray(found.lower.marginals) > PRICED
    bounds[dear, 1] = bounds[dear, 0]
    rows = programme.limits
    if rows is None:
        return programme, bounds
    tight = -np.asarray(found.ineqlin.marginals) * rows.largest > PRICED
    kept = [part for part in (rows.only(~tight), replace(rows.only(tight), equal=True)) if len(part.bound)]
    return replace(programme, blocks=(*kept, *(part for part in programme.blocks if part.equal))), bounds


def _solved(programme: Programme, cost: Floats, bounds: Floats) -> Found:
    rows, ties = programme.limits, programme.equations
    found = scipy.optimize.linprog(
        cost, A_ub=programme.matrix(rows), b_ub=None if rows is None else rows.bound, A_eq=programme.matrix(ties),
        b_eq=None if ties is None else ties.bound, bounds=bounds, method="highs",
    )  # fmt: skip
    if found.status == INFEASIBLE:
        return None
    if found.x is None:
        raise StoreError("The solver stopped without an answer: {message}", message=found.message)
    return found


def _load_of_the_others(columns: Columns) -> float:
    stays = np.ones(len(columns.stock.area), bool)
    stays[columns.givers] = stays[columns.receivers] = False
    return _largest_load(columns.stock, stays)


def _largest_load(stock: Stock, areas: NDArray[np.bool_]) -> float:
    """Return the largest load v s / t of some areas, of those whose vulnerability is known."""
    known = areas & ~np.isnan(stock.vulnerability) & (stock.dwellings > 0)
    load = stock.vulnerability[known] * stock.social[known] / stock.dwellings[known]
    return float(load.max(initial=0.0))


def _nothing_moves(programme: Programme, stages: list[Stage]) -> Solved | None:
    """Without givers or receivers the answer is the stock as it is, if no limit asks for more."""
    rows = programme.limits
    if rows is not None and (rows.bound < -PRICED).any():
        return None
    columns = programme.columns
    goals = {stage.name: stage.start for stage in stages}
    if "peak_load" in goals:
        goals["peak_load"] = _largest_load(columns.stock, np.ones(len(columns.stock.area), bool))
    return Solved(np.zeros(columns.count), goals, {})
