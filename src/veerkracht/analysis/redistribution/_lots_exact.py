"""The project problem as a whole-number programme, for HiGHS: with all pairs, or with totals per area only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import scipy

from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._lots import Lots, segments
from veerkracht.analysis.redistribution._stock import Floats, Numbers

__all__ = ["Answer", "exact_lots", "relaxed_lots", "total_lots"]

Matrix = Any  # Any: scipy publishes no types

IDLE: Final = 1e-4  # homes: a lot that brings nothing is not moved


@dataclass(frozen=True)
class Answer:
    """Lots per pair (or per giver and receiver), and a proven lower bound on the homes away from the mean share."""

    lots: Numbers
    bound: float


def exact_lots(
    problem: Lots, *, gap: float, seconds: float, by_year: tuple[Matrix, Floats] | None = None
) -> Answer | None:
    """Solve with a whole number of lots and a yes or no per pair; None when time runs out before any answer.

    `by_year` are rows over homes per pair and year, and their bounds, for lots that must fit in every year.
    """
    found = _run(problem, whole=True, gap=gap, seconds=seconds, by_year=by_year)
    if found.x is None:
        return None
    lots = np.rint(found.x[: len(problem.giver)]).astype(np.int64)
    return Answer(lots, float(found.mip_dual_bound) + _start(problem))


def relaxed_lots(problem: Lots) -> tuple[Floats, float]:
    """Solve the programme in parts of lots and with any number of routes; return lots per pair, and the bound it proves."""
    whole_years = replace(problem, per_year=np.full_like(problem.per_year, np.inf))
    found = _run(whole_years, whole=False, gap=0.0, seconds=np.inf)
    return np.asarray(found.x[: len(problem.giver)]), float(found.fun) + _start(problem)


def _start(problem: Lots) -> float:
    """Return the homes away from the mean share before any move, less all that idle lots could have cost in the solver."""
    idle = IDLE * min(problem.most_out.sum(), problem.most_in.sum())
    return float(np.abs(problem.above).sum() + np.abs(problem.below).sum() - idle)


def _run(
    problem: Lots, *, whole: bool, gap: float, seconds: float, by_year: tuple[Matrix, Floats] | None = None
) -> Any:  # Any: scipy publishes no types
    """Columns: lots per pair, use of each pair, per giver and receiver the two parts of its lots, homes per pair and year."""
    pairs, givers, receivers = len(problem.giver), len(problem.most_out), len(problem.most_in)
    parts, slopes = _parts(problem)
    most = np.minimum(problem.most_out[problem.giver], problem.most_in[problem.receiver])
    cost = np.concatenate([np.full(pairs, IDLE), np.zeros(pairs), slopes])
    eye_out, eye_in = scipy.sparse.eye_array(givers), scipy.sparse.eye_array(receivers)
    out, into = _ends(problem.giver, givers), _ends(problem.receiver, receivers)
    none, bounded = scipy.sparse.csr_array((1, 1)), np.flatnonzero(np.isfinite(problem.per_year))
    rows = [
        scipy.sparse.block_array([[out, _zeros(givers, pairs), -eye_out, -eye_out, _zeros(givers, 2 * receivers)]]),
        scipy.sparse.block_array([[into, _zeros(receivers, pairs + 2 * givers), -eye_in, -eye_in]]),
        scipy.sparse.block_array([[scipy.sparse.eye_array(pairs), -scipy.sparse.diags_array(most.astype(float)),
                                   _zeros(pairs, len(parts))]]),
        scipy.sparse.block_array([[_zeros(givers, pairs), out, _zeros(givers, len(parts))]]),
        scipy.sparse.hstack([problem.cost[None, :] if pairs else none[:, :0], _zeros(1, pairs + len(parts))]),
        scipy.sparse.hstack([into.multiply(problem.fullest[problem.giver]).tocsr()[bounded],
                             _zeros(len(bounded), pairs + len(parts))]),
    ]  # fmt: skip
    upper = [np.zeros(givers), np.zeros(receivers), np.zeros(pairs), np.full(givers, float(problem.routes) if whole else np.inf),
             np.array([problem.budget]), problem.per_year[bounded]]  # fmt: skip
    lower = [np.zeros(givers), np.zeros(receivers), *(np.full(len(side), -np.inf) for side in upper[2:])]
    matrix, low, high = scipy.sparse.vstack(rows), np.concatenate(lower), np.concatenate(upper)
    if by_year is not None:
        matrix, low, high = _with_years(matrix, low, high, problem, by_year)
    flows = matrix.shape[1] - len(cost)  # homes per pair and year
    integral = np.concatenate([np.ones(2 * pairs), np.zeros(len(parts) + flows)]) if whole else None
    bounds = scipy.optimize.Bounds(0, np.concatenate([most, np.ones(pairs), parts, np.full(flows, np.inf)]))
    return scipy.optimize.milp(
        np.concatenate([cost, np.zeros(flows)]), integrality=integral, bounds=bounds,
        constraints=scipy.optimize.LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )  # fmt: skip


def _with_years(
    matrix: Matrix, low: Floats, high: Floats, problem: Lots, by_year: tuple[Matrix, Floats]
) -> tuple[Matrix, Floats, Floats]:
    """Add columns of homes per pair and year: over the years they are the lots of the pair, and in each year they fit."""
    rows, bound = by_year
    pairs = len(problem.giver)
    lots = scipy.sparse.hstack([-problem.lot * scipy.sparse.eye_array(pairs), _zeros(pairs, matrix.shape[1] - pairs)])
    total = scipy.sparse.kron(scipy.sparse.eye_array(pairs), np.ones((1, rows.shape[1] // pairs)))
    wider = scipy.sparse.block_array([[matrix, None], [lots, total], [_zeros(rows.shape[0], matrix.shape[1]), rows]])
    return (wider, np.concatenate([low, np.zeros(pairs), np.full(len(bound), -np.inf)]),
            np.concatenate([high, np.zeros(pairs), bound]))  # fmt: skip


def _parts(problem: Lots) -> tuple[Floats, Floats]:
    """Return the bounds and slopes of the parts of givers' and receivers' lots: nearer the mean share, and across it."""
    sides = [
        segments(problem.lot, problem.above, problem.most_out),
        segments(problem.lot, problem.below, problem.most_in),
    ]
    parts = np.concatenate([part for side in sides for part in (side.full, side.across)])
    slopes = np.concatenate([slope for side in sides for slope in (np.full(len(side.full), -problem.lot), side.slope)])
    return parts.astype(np.float64), slopes


def _ends(end: Places, count: int) -> Matrix:
    return scipy.sparse.csr_array((np.ones(len(end)), (end, np.arange(len(end)))), shape=(count, len(end)))


def _zeros(rows: int, columns: int) -> Matrix:
    return scipy.sparse.csr_array((rows, columns))


def total_lots(
    problem: Lots, out_group: Places, in_group: Places, cost: Floats, *, gap: float, seconds: float
) -> Answer | None:
    """Solve for lots per giver and per receiver when every pair of a group may be used, without a limit on routes.

    The answer is a lower bound for the problem with such a limit, and says how many lots each area should have.
    """
    parts, slopes = _parts(problem)
    slopes[: 2 * len(out_group)] += IDLE
    groups = np.concatenate([out_group, out_group, in_group, in_group])
    sign = np.repeat([1.0, -1.0], [2 * len(out_group), 2 * len(in_group)])
    balance = scipy.sparse.csr_array(
        (sign, (groups, np.arange(len(parts)))), shape=(int(groups.max(initial=0)) + 1, len(parts))
    )
    spent = np.concatenate([np.zeros(2 * len(out_group)), cost, cost])
    constraints = [scipy.optimize.LinearConstraint(balance, 0, 0)]
    if np.isfinite(problem.budget):
        constraints.append(scipy.optimize.LinearConstraint(spent[None, :], -np.inf, problem.budget))
    found = scipy.optimize.milp(slopes, integrality=np.ones(len(parts)), bounds=scipy.optimize.Bounds(0, parts),
                                constraints=constraints, options={"mip_rel_gap": gap, "time_limit": seconds})  # fmt: skip
    if found.x is None:
        return None
    first, second, third, fourth = np.split(np.rint(found.x).astype(np.int64), np.cumsum(
        [len(out_group), len(out_group), len(in_group)]))  # fmt: skip
    return Answer(np.concatenate([first + second, third + fourth]), float(found.mip_dual_bound) + _start(problem))
