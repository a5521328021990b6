"""Better plans of whole lots by solving parts of the problem exactly, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._lots import Lots, marginal
from veerkracht.analysis.redistribution._lots_exact import exact_lots
from veerkracht.analysis.redistribution._lots_pairing import Plan, fill, plan_of
from veerkracht.analysis.redistribution._stock import Floats

__all__ = ["Search", "improved"]

PART_GIVERS: Final = 12  # of a part that is solved exactly
PART_RECEIVERS: Final = 24
PART_GAP: Final = 1e-3
PART_SECONDS: Final = 2.0
ENOUGH: Final = 1e-9

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Search:
    """How long to search.

    Parameters
    ----------
    bound : float
        Homes away from the mean share that no plan can go below, with those that stay anyway.
    gap : float
        Largest relative distance to the bound.
    rounds : int
        Parts to solve at most.
    rng : Generator
        Chooses the parts.
    progress : callable
        Told of parts done and all parts; may raise to stop.
    """

    bound: float
    gap: float
    rounds: int
    rng: np.random.Generator
    progress: Progress

    def ends(self, homes: float) -> bool:
        """Whether so many homes away from the mean share are near enough to the bound."""
        return homes <= self.bound * (1 + self.gap) + ENOUGH


def improved(plan: Plan, search: Search) -> Plan:
    """Solve parts of a plan that holds anew until it is within the gap of the bound or the rounds are done."""
    best = plan.problem.value(plan.lots)
    for done in range(search.rounds):
        if search.ends(best):
            break
        search.progress(done, search.rounds)
        found = _part_solved(plan, search.rng)
        value = plan.problem.value(found.lots)
        if value < best - ENOUGH:
            plan, best = found, value
    search.progress(search.rounds, search.rounds)
    return plan


def _part_solved(plan: Plan, rng: np.random.Generator) -> Plan:
    """Free the lots of a few givers and receivers, and place them anew as well as can be."""
    problem = plan.problem
    pairs = _part(plan, rng)
    fixed = plan.lots.copy()
    fixed[pairs] = 0
    rest = plan_of(problem, fixed)
    spare = problem.routes - rest.used
    open_pairs = pairs[spare[problem.giver[pairs]] > 0]
    if not len(open_pairs):  # every receiver that the giver reaches is at the mean share or above it
        return plan
    part = problem.only(
        open_pairs,
        most_out=problem.most_out - rest.out,
        most_in=problem.most_in - rest.into,
        budget=rest.left,
        per_year=np.maximum(problem.per_year - rest.busy, 0.0),
    )
    answer = exact_lots(_shifted(part, rest), gap=PART_GAP, seconds=PART_SECONDS)
    if answer is None:
        return plan
    fixed[open_pairs] += answer.lots
    made = plan_of(problem, fixed)
    if (made.used > problem.routes).any():
        return plan
    fill(made)
    return made


def _shifted(part: Lots, rest: Plan) -> Lots:
    """Count from what the fixed lots have reached."""
    return replace(part, above=part.above - part.lot * rest.out, below=part.below - part.lot * rest.into)


def _part(plan: Plan, rng: np.random.Generator) -> Places:
    """Choose a giver that still wishes to give, who stands in its way, and receivers that still have room for them."""
    problem = plan.problem
    wish = (marginal(problem.lot, problem.above, plan.out) < 0) & (plan.out < problem.most_out)
    able = problem.most_out > 0
    first = _drawn((wish & able if (wish & able).any() else able).astype(float), 1, rng)
    rivals = _reached(problem.receiver, np.isin(problem.giver, first), len(problem.most_in))
    near = np.bincount(problem.giver, (plan.lots > 0) & rivals[problem.receiver], len(able)) > 0
    near[first] = False
    givers = np.concatenate([first, _drawn(near.astype(float), PART_GIVERS - 1, rng)])
    inside = np.isin(problem.giver, givers)
    open_in = (problem.most_in - plan.into) * (marginal(problem.lot, problem.below, plan.into) < 0)
    more = _drawn(np.where(_reached(problem.receiver, inside, len(open_in)), open_in, 0.0), PART_RECEIVERS, rng)
    used = _reached(problem.receiver, inside & (plan.lots > 0), len(open_in))
    used[more] = True
    return np.flatnonzero(inside & used[problem.receiver])


def _reached(receiver: Places, pairs: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Tell which receivers some pairs lead to."""
    found = np.zeros(count, bool)
    found[receiver[pairs]] = True
    return found


def _drawn(chance: Floats, count: int, rng: np.random.Generator) -> Places:
    able = np.flatnonzero(chance > 0)
    if len(able) <= count:
        return able
    return rng.choice(len(chance), size=count, replace=False, p=chance / chance.sum())
