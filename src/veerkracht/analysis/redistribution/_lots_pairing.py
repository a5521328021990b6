"""Pair givers and receivers of whole lots with few routes each: fit the largest first, then fill and exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._lots import Lots, marginal
from veerkracht.analysis.redistribution._stock import Floats, Numbers

__all__ = ["Plan", "fill", "fitted", "plan_of", "rounded"]

MANY: Final = 2**31  # lots: as many as anybody could wish
LEAST_GAIN: Final = 1e-6  # homes; below it a lot brings nothing


@dataclass
class Plan:
    """A plan under construction: lots per pair, and what they add up to. It changes in place, and lives in this search only."""

    problem: Lots
    starts: Places
    lots: Numbers
    out: Numbers
    into: Numbers
    used: Numbers
    busy: Floats
    left: float

    def pairs(self, giver: int) -> slice:
        """Return the pairs of a giver."""
        return slice(int(self.starts[giver]), int(self.starts[giver + 1]))

    def fits(self, giver: int, receivers: Places) -> Numbers:
        """Return the lots of a giver that the fullest year of receivers still has room for."""
        each = self.problem.fullest[giver]
        room = (self.problem.per_year - self.busy)[receivers]
        return (
            np.full(len(receivers), MANY)
            if each <= 0
            else np.asarray(np.minimum(np.maximum(room / each + LEAST_GAIN, 0), MANY).astype(np.int64))
        )

    def add(self, pair: int, lots: int) -> None:
        """Move some lots more along a pair, or fewer."""
        giver, receiver = self.problem.giver[pair], self.problem.receiver[pair]
        self.used[giver] += int(self.lots[pair] + lots > 0) - int(self.lots[pair] > 0)
        self.lots[pair] += lots
        self.out[giver] += lots
        self.into[receiver] += lots
        self.busy[receiver] += lots * self.problem.fullest[giver]
        self.left -= lots * self.problem.cost[pair]


def plan_of(problem: Lots, lots: Numbers) -> Plan:
    """Return a plan with given lots per pair; the pairs are ordered by giver."""
    givers, receivers = len(problem.most_out), len(problem.most_in)
    starts = np.searchsorted(problem.giver, np.arange(givers + 1))
    return Plan(
        problem, starts, lots.copy(), np.bincount(problem.giver, lots, givers).astype(np.int64),
        np.bincount(problem.receiver, lots, receivers).astype(np.int64),
        np.bincount(problem.giver, lots > 0, givers).astype(np.int64),
        np.bincount(problem.receiver, lots * problem.fullest[problem.giver], receivers).astype(np.float64),
        problem.budget - float((lots * problem.cost).sum()) if np.isfinite(problem.budget) else np.inf,
    )  # fmt: skip


def fitted(problem: Lots, wanted_out: Numbers, wanted_in: Numbers) -> Plan:
    """Give each giver its lots, the largest first: to the receiver that they fit best, else to the one with most room."""
    plan = plan_of(problem, np.zeros(len(problem.giver), np.int64))
    room = wanted_in.copy()
    for giver in np.argsort(-wanted_out, kind="stable"):
        span = plan.pairs(int(giver))
        receivers, left = problem.receiver[span], int(wanted_out[giver])
        while left > 0 and plan.used[giver] < problem.routes:
            free = np.where(plan.lots[span] > 0, 0, np.minimum(room[receivers], plan.fits(int(giver), receivers)))
            best = _best_fit(free, left)
            lots = min(left, int(free[best]) if best >= 0 else 0, _paid(plan, span.start + best))
            if best < 0 or lots <= 0:
                break
            plan.add(span.start + best, lots)
            room[receivers[best]] -= lots
            left -= lots
    return plan


def rounded(problem: Lots, parts: Floats) -> Plan:
    """Keep the whole lots of a plan in parts, along the largest routes of each giver."""
    whole = np.floor(parts + LEAST_GAIN).astype(np.int64)
    order = np.lexsort((-parts, problem.giver))
    starts = np.searchsorted(problem.giver, np.arange(len(problem.most_out)))
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order)) - starts[problem.giver[order]]
    return plan_of(problem, np.where(rank < problem.routes, whole, 0))


def _best_fit(free: Numbers, left: int) -> int:
    """Return the place with least room that is enough, else the one with most; -1 where there is none."""
    if not len(free) or free.max() <= 0:
        return -1
    enough = np.flatnonzero(free >= left)
    return int(enough[np.argmin(free[enough])]) if len(enough) else int(np.argmax(free))


def _paid(plan: Plan, pair: int) -> int:
    cost = plan.problem.cost[pair]
    return int(min(plan.left / cost + 1e-9, MANY)) if cost > 0 and np.isfinite(plan.left) else MANY


def fill(plan: Plan) -> bool:
    """Add lots wherever they bring something, and exchange small routes for larger ones; tell whether anything changed."""
    problem, changed = plan.problem, False
    order = np.argsort(marginal(problem.lot, problem.above, plan.out), kind="stable")
    for giver in order:
        while _add_best(plan, int(giver)) or _exchange(plan, int(giver)):
            changed = True
    return changed


def _gains(plan: Plan, giver: int) -> Floats:
    """Return what one lot more along each pair of a giver changes; infinite where it may not be."""
    problem, span = plan.problem, plan.pairs(giver)
    receivers = problem.receiver[span]
    own = marginal(problem.lot, problem.above[[giver]], plan.out[[giver]])
    there = marginal(problem.lot, problem.below[receivers], plan.into[receivers])
    closed = (plan.into[receivers] >= problem.most_in[receivers]) | (problem.cost[span] > plan.left)
    closed |= plan.fits(giver, receivers) < 1
    if plan.used[giver] >= problem.routes:
        closed |= plan.lots[span] == 0
    return np.where(closed, np.inf, own + there)


def _add_best(plan: Plan, giver: int) -> bool:
    if plan.out[giver] >= plan.problem.most_out[giver]:
        return False
    gains = _gains(plan, giver)
    if not len(gains):
        return False
    least = gains.min()
    if least > -LEAST_GAIN:
        return False
    span = plan.pairs(giver)
    near = np.flatnonzero(gains <= least + LEAST_GAIN)
    room = (plan.problem.most_in - plan.into)[plan.problem.receiver[span][near]]
    plan.add(span.start + int(near[np.lexsort((plan.problem.cost[span][near], -room))[0]]), 1)
    return True


def _exchange(plan: Plan, giver: int) -> bool:
    """Where a giver has no route left: send its smallest load to a receiver that takes more."""
    problem, span = plan.problem, plan.pairs(giver)
    wanted = int(np.floor(max(problem.above[giver], 0) / problem.lot + LEAST_GAIN))
    missing = min(wanted, int(problem.most_out[giver])) - int(plan.out[giver])
    carried = np.flatnonzero(plan.lots[span] > 0)
    if missing <= 0 or plan.used[giver] < problem.routes or not len(carried):
        return False
    smallest = int(carried[np.argmin(plan.lots[span][carried])])
    held, receivers = int(plan.lots[span][smallest]), problem.receiver[span]
    useful = np.floor(np.maximum(problem.below[receivers], 0) / problem.lot + LEAST_GAIN).astype(np.int64)
    room = np.minimum(
        np.minimum(useful, problem.most_in[receivers]) - plan.into[receivers], plan.fits(giver, receivers)
    )
    room[plan.lots[span] > 0] = 0
    target = int(np.argmax(room))
    lots = min(held + missing, int(room[target]))
    dearer = lots * problem.cost[span][target] - held * problem.cost[span][smallest]
    if lots <= held or dearer > plan.left:
        return False
    plan.add(span.start + smallest, -held)
    plan.add(span.start + target, lots)
    return True
