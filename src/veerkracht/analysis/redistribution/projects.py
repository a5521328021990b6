"""Projects of whole lots with few routes per giver: all or nothing, with a proven distance to the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._calendar import Calendar, calendar_of
from veerkracht.analysis.redistribution._lots import Lots, lots_of
from veerkracht.analysis.redistribution._lots_exact import Answer, exact_lots, relaxed_lots, total_lots
from veerkracht.analysis.redistribution._lots_pairing import Plan, fill, fitted, plan_of, rounded
from veerkracht.analysis.redistribution._lots_search import Search, improved
from veerkracht.analysis.redistribution._lots_years import in_time, year_rows
from veerkracht.analysis.redistribution._solving import solve, stages_of
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.analysis.redistribution._work import Work, work_of
from veerkracht.analysis.redistribution.plan import moves_table
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.errors import SettingError
from veerkracht.settings import check_seed
from veerkracht.tables import Table, table_from_arrays

__all__ = ["Projects", "redistribute_projects"]

EXACT_PAIRS: Final = 400  # so many pairs HiGHS solves to the end in about a second
TOTALS_GAP: Final = 1e-5  # of the totals per area, which solve in a moment


@dataclass(frozen=True)
class Projects:
    """Whole lots, and how far from the best they may be.

    Parameters
    ----------
    moves : Table (source, target, year, homes)
        Whole lots per source and target over all years; in a year it can be a part of them, as tenants leave and homes are
        built, and what leaves in a year comes back in it.
    quality : Table (dissimilarity_before, dissimilarity, bound, gap, bound_of_parts, gap_of_parts, homes, routes)
        One row. `bound`: no plan of whole lots goes below it; `bound_of_parts`: no plan at all does, for it is the optimum
        in parts of homes; gaps are (found - bound) / bound, and an upper limit of what is lost.
    """

    moves: Table
    quality: Table


def redistribute_projects(
    stock: Table,
    *,
    lot: int,
    routes_per_giver: int,
    settings: RedistributionSettings,
    seed: int,
    caps: Table | None = None,
    routes: Table | None = None,
    gap: float = 0.005,
    rounds: int = 200,
    seconds: float = 10.0,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Projects:
    """Plan moves in whole lots that make dissimilarity small.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    lot : int
        Homes of a project, done wholly or not at all.
    routes_per_giver : int
        Most areas in which the homes of one area may come back.
    settings : RedistributionSettings
        As in `redistribute`; without a largest load.
    seed : int
        Start of the random numbers that choose which parts are solved anew.
    caps, routes : Table, optional
        As in `redistribute`.
    gap : float
        Stop within this relative distance of the bound.
    rounds : int
        Parts that are solved anew at most; the same number gives the same plan unless a part runs out of time.
    seconds : float
        Most time for each of the two programmes over all areas.
    progress : callable
        Told of parts done and all parts; may raise to stop.

    Returns
    -------
    Projects
        Moves, and the bounds that prove how good they are.

    Raises
    ------
    SettingError
        If a setting is out of bounds, or the largest load is bounded.
    InputError
        As in `redistribute`.

    Notes
    -----
    Up to 400 pairs the whole-number programme is solved as it stands. Above that: totals in whole lots per area come first,
    without the limit on routes (HiGHS, which also proves the bound); pairs follow by best fit, the largest giver first; then
    lots are filled in and small routes exchanged; then parts of 12 givers and their receivers are solved exactly, again and
    again. With a table of routes the bound is that of the programme in parts.

    Every limit of `redistribute` holds in each year. Without new homes per year a lot goes as early as tenants leave. With
    them, homes are fitted into the years by a linear programme; lots that come too late are taken back, and placed where
    there is time.

    References
    ----------
    .. [1] Shaw (1998), "Using constraint programming and local search methods to solve vehicle routing problems", Principles
       and Practice of Constraint Programming, 417-431 (large neighbourhood search).
    """
    check_seed(seed)
    _check(lot, routes_per_giver, gap, rounds, settings)
    work = work_of(stock, settings=settings, caps=caps, routes=routes, bands=None, required=None)
    problem, rest, scale = lots_of(
        work, lot=lot, routes=routes_per_giver, years=settings.years, budget=settings.budget_eur
    )
    calendar, parts = calendar_of(work), _in_parts(work)
    plan, bound = _exact(problem, calendar, gap, seconds) if len(problem.giver) <= EXACT_PAIRS else (None, -np.inf)
    if plan is None:
        plan, of_totals = _started(problem, work, seconds)
        bound = max(bound, of_totals, parts / scale - rest if scale > 0 else 0.0)
    # the homes that stay away from the mean share anyway are part of the goal, and so of the gap
    search = Search(bound + gap * rest / (1 + gap), gap, rounds, np.random.default_rng(seed), progress)
    plan, homes = _searched(*in_time(plan, calendar), calendar, search)
    return Projects(_moves(work, plan, homes), _quality(plan, bound, rest, scale, parts))


def _searched(plan: Plan, homes: Floats, calendar: Calendar, search: Search) -> tuple[Plan, Floats]:
    """Search on from a plan that fits in the years, if it is not near enough to the bound."""
    more = improved(plan, search)
    if more is plan:
        return plan, homes
    found, of_found = in_time(more, calendar)
    better = plan.problem.value(found.lots) < plan.problem.value(plan.lots)
    return (found, of_found) if better else (plan, homes)


def _check(lot: int, routes: int, gap: float, rounds: int, settings: RedistributionSettings) -> None:
    for name, value, right, bounds in (
        ("lot", lot, lot >= 1, "1 or more"), ("routes_per_giver", routes, routes >= 1, "1 or more"),
        ("gap", gap, gap >= 0, "0 or more"), ("rounds", rounds, rounds >= 0, "0 or more"),
        ("peak_at_most", settings.peak_at_most, settings.peak_at_most is None, "none for projects"),
    ):  # fmt: skip
        if not right:
            raise SettingError(
                "Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds
            )


def _exact(problem: Lots, calendar: Calendar, gap: float, seconds: float) -> tuple[Plan | None, float]:
    """Solve the programme as it stands; no plan when time runs out before any, but always a bound."""
    nothing = plan_of(problem, np.zeros(len(problem.giver), np.int64))
    if not len(problem.giver):
        return nothing, problem.value(nothing.lots)
    by_year = year_rows(problem, np.arange(len(problem.giver)), calendar) if calendar.binds else None
    whole_years = replace(problem, per_year=np.full_like(problem.per_year, np.inf))
    found = exact_lots(whole_years, gap=min(gap, 1e-9), seconds=seconds, by_year=by_year)
    return (None, relaxed_lots(problem)[1]) if found is None else (plan_of(problem, found.lots), found.bound)


def _started(problem: Lots, work: Work, seconds: float) -> tuple[Plan, float]:
    found = _totals(problem, work, seconds)
    if found is None:
        parts, bound = relaxed_lots(problem)
        plan = rounded(problem, parts)
    else:
        out, into = np.split(found.lots, [len(problem.most_out)])
        plan, bound = fitted(problem, out, into), found.bound
    while fill(plan):
        pass
    return plan, bound


def _totals(problem: Lots, work: Work, seconds: float) -> Answer | None:
    columns, limits = work.programme.columns, work.limits
    if columns.routes is not None:
        return None
    cost = np.nan_to_num(limits.cost_eur[columns.receivers]) * problem.lot  # under a budget every cost is known
    return total_lots(problem, limits.group[columns.givers], limits.group[columns.receivers], cost, gap=TOTALS_GAP,
                      seconds=seconds)  # fmt: skip


def _moves(work: Work, plan: Plan, homes: Floats) -> Table:
    columns, problem = work.programme.columns, plan.problem
    pair, year = np.nonzero(homes > 0)
    giver, receiver = columns.givers[problem.giver[pair]], columns.receivers[problem.receiver[pair]]
    return moves_table(work.stock, giver, receiver, year.astype(np.int64) + 1, homes[pair, year])


def _quality(plan: Plan, bound: float, rest: float, scale: float, parts: float) -> Table:
    start = plan.problem.value(np.zeros_like(plan.lots))
    before, found, least = (scale * (value + rest) for value in (start, plan.problem.value(plan.lots), bound))
    least = max(least, parts)
    return table_from_arrays({
        "dissimilarity_before": np.array([before]), "dissimilarity": np.array([found]), "bound": np.array([least]),
        "gap": np.array([_gap(found, least)], float), "bound_of_parts": np.array([parts]),
        "gap_of_parts": np.array([_gap(found, parts)], float), "homes": np.array([float(plan.lots.sum() * plan.problem.lot)]),
        "routes": np.array([int((plan.lots > 0).sum())]),
    })  # fmt: skip


def _in_parts(work: Work) -> float:
    """Return the least dissimilarity in parts of homes, year by year."""
    solved = solve(work.programme, stages_of(work.programme.columns, "dissimilarity")[:1])
    assert solved is not None, "without demands nothing may move"
    return solved.goals["dissimilarity"]


def _gap(found: float, bound: float) -> float | None:
    if np.isnan(found):
        return None
    return (found - bound) / bound if bound > 0 else (0.0 if found <= 0 else None)
