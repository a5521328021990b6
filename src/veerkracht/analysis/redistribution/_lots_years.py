"""Whole lots spread over the years: what tenants leave and what is built in each year, and not only in all together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._calendar import Calendar
from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._lots import Lots
from veerkracht.analysis.redistribution._lots_pairing import Plan, fill, plan_of
from veerkracht.analysis.redistribution._pairs import DECIMALS, corner
from veerkracht.analysis.redistribution._stock import Floats, Numbers

__all__ = ["in_time", "spread", "year_rows"]

Matrix = Any  # Any: scipy publishes no types

ROUNDS: Final = 20  # of lots that come too late and are placed elsewhere
SHORT: Final = 5e-6  # homes: less is rounding of the solver
SOONER: Final = 1e-3  # a home counts so much less for each year that it comes later, and never nothing


def spread(problem: Lots, lots: Numbers, calendar: Calendar) -> Floats:
    """Return homes per pair and year (pairs x years), as early as the years allow; what does not fit is left out."""
    homes = np.zeros((len(lots), calendar.years))
    used = np.flatnonzero(lots)
    if not len(used):
        return homes
    for made in (_early, _even, _fitted):
        homes[used] = made(problem, lots, used, calendar)
        into = np.array([np.bincount(problem.receiver, year, len(calendar.per_year)) for year in homes.T])
        if not (into > calendar.per_year + SHORT).any():
            break
    return _whole(homes, np.asarray(lots * problem.lot, np.float64))


def _early(problem: Lots, lots: Numbers, used: Places, calendar: Calendar) -> Floats:
    """Let each giver give as early as its tenants leave, pair after pair."""
    found, early = np.zeros((len(used), calendar.years)), calendar.leaving(calendar.social)
    for giver in np.unique(problem.giver[used]):
        rows = np.flatnonzero(problem.giver[used] == giver)
        asked = np.asarray(lots[used[rows]] * problem.lot, np.float64)
        gone = np.minimum(early[giver].cumsum(), asked.sum())
        gone[-1] = asked.sum()  # rounding, at most
        pair, year, homes = corner(asked, np.diff(gone, prepend=0.0))
        found[rows[pair], year] = homes
    return found


def _even(problem: Lots, lots: Numbers, used: Places, calendar: Calendar) -> Floats:
    """Let each giver spread its homes as evenly as its tenants leave, all its pairs alike."""
    asked = np.bincount(problem.giver[used], lots[used] * problem.lot, len(calendar.social)).astype(np.float64)
    years = calendar.leaving(calendar.busiest(asked))
    share = years / np.maximum(years.sum(axis=1, keepdims=True), SHORT)
    return np.asarray(share[problem.giver[used]] * (lots[used] * problem.lot)[:, None])


def _fitted(problem: Lots, lots: Numbers, used: Places, calendar: Calendar) -> Floats:
    """Fit as many homes as the years allow, and those early (a linear programme)."""
    rows, bound = year_rows(problem, used, calendar)
    total = scipy.sparse.kron(scipy.sparse.eye_array(len(used)), np.ones((1, calendar.years)))
    gain = np.tile(1 - SOONER * np.arange(calendar.years) / calendar.years, len(used))
    found = scipy.optimize.linprog(
        -gain, A_ub=scipy.sparse.vstack([rows, total]), b_ub=np.concatenate([bound, lots[used] * problem.lot]),
        bounds=(0, None), method="highs",
    )  # fmt: skip
    return np.asarray(found.x).reshape(len(used), calendar.years)


def year_rows(problem: Lots, used: Places, calendar: Calendar) -> tuple[Matrix, Floats]:
    """Return what each year allows, for columns of homes per used pair and year.

    Of a giver: out_y + q sum of earlier out <= q s. Of a receiver that is bounded: in_y <= n.
    """
    years, pairs = calendar.years, np.arange(len(used))
    ends = [scipy.sparse.csr_array((np.ones(len(used)), (end[used], pairs)), shape=(count, len(used)))
            for end, count in ((problem.giver, len(calendar.social)), (problem.receiver, len(calendar.per_year)))]  # fmt: skip
    givers, receivers = np.unique(problem.giver[used]), np.unique(problem.receiver[used])
    receivers = receivers[np.isfinite(calendar.per_year[receivers])]
    share = calendar.leave_share[givers]
    earlier = np.tril(np.ones((years, years)), -1)
    out = scipy.sparse.kron(ends[0][givers], scipy.sparse.eye_array(years)) + scipy.sparse.kron(
        scipy.sparse.diags_array(share) @ ends[0][givers], scipy.sparse.csr_array(earlier)
    )
    into = scipy.sparse.kron(ends[1][receivers], scipy.sparse.eye_array(years))
    bound = np.concatenate([share * calendar.social[givers], calendar.per_year[receivers]])
    return scipy.sparse.vstack([out, into]), np.repeat(bound, years)


def _whole(homes: Floats, asked: Floats) -> Floats:
    """Round homes, and put what rounding leaves of a pair that is complete into its largest year."""
    homes = np.round(homes, DECIMALS)
    lacking = asked - homes.sum(axis=1)
    complete = np.flatnonzero((np.abs(lacking) <= SHORT) & (asked > 0))
    homes[complete, homes[complete].argmax(axis=1)] += lacking[complete]
    return homes


def in_time(plan: Plan, calendar: Calendar) -> tuple[Plan, Floats]:
    """Return a plan of which every lot fits in the years, with its homes per pair and year.

    Lots that come too late are taken back, and placed where there is time, as long as that brings anything.
    """
    problem = plan.problem
    best, homes = _kept(plan, calendar)
    free = replace(problem, per_year=np.full_like(problem.per_year, np.inf))
    for _ in range(ROUNDS if calendar.binds else 0):
        more = plan_of(free, best.lots)
        while fill(more):
            pass
        found, of_found = _kept(more, calendar)
        late = more.lots > found.lots
        if problem.value(found.lots) < problem.value(best.lots):
            best, homes = found, of_found
        elif not late.any():
            break
        most_in = free.most_in.copy()
        most_in[problem.receiver[late]] = best.into[problem.receiver[late]]
        free = replace(free, most_in=most_in)
    return plan_of(problem, best.lots), homes


def _kept(plan: Plan, calendar: Calendar) -> tuple[Plan, Floats]:
    """Keep the whole lots of a plan that fit in the years."""
    homes = spread(plan.problem, plan.lots, calendar)
    fits: NDArray[np.int64] = np.floor((homes.sum(axis=1) + SHORT) / plan.problem.lot).astype(np.int64)
    if (fits >= plan.lots).all():
        return plan, homes
    kept = plan_of(plan.problem, np.minimum(fits, plan.lots))
    return kept, spread(plan.problem, kept.lots, calendar)
