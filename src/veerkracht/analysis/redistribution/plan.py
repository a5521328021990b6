"""Relieve vulnerable areas without overloading another: how many homes go where, year by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._conflicts import refuse
from veerkracht.analysis.redistribution._pairs import moves_of
from veerkracht.analysis.redistribution._prices import price_table
from veerkracht.analysis.redistribution._solving import Goal, solve, stages_of
from veerkracht.analysis.redistribution._stock import Floats, Numbers, Stock
from veerkracht.analysis.redistribution._work import Work, work_of
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.settings import check_choice
from veerkracht.tables import Table, table_from_arrays

__all__ = ["Redistribution", "redistribute"]


@dataclass(frozen=True)
class Redistribution:
    """A plan and what bounds it.

    Parameters
    ----------
    moves : Table (source, target, year, homes)
        Homes taken out as tenants leave, and where each is put back; parts of a home are possible, for this is the
        continuous optimum (`redistribute_projects` plans whole lots).
    roles : Table (area, role, reason)
        Which areas give, receive or stay, and why they stay.
    limits : Table (goal, limit, place, year, bound, used, slack, price)
        Each limit that binds, per goal: `price` is how much the goal falls per home (per euro for the budget) more.
    goals : Table (goal, value)
        What the solver reached, in the order in which it was made small; dissimilarity is null where no home is social, or
        all are.
    """

    moves: Table
    roles: Table
    limits: Table
    goals: Table


def redistribute(
    stock: Table,
    *,
    goal: Goal,
    settings: RedistributionSettings,
    caps: Table | None = None,
    routes: Table | None = None,
    bands: Table | None = None,
    required: Table | None = None,
) -> Redistribution:
    """Find the moves of social homes that make the goal as small as all limits allow.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    goal : {"dissimilarity", "peak_load", "lexicographic"}
        Dissimilarity of social and other homes after the last year; the largest load v f / t; or first the largest
        load, then dissimilarity. Fewest moves come last.
    settings : RedistributionSettings
        Years, tolerance, budget, where losses are compensated.
    caps : Table (area, cap_homes, cap_share, new_homes_per_year, cost_eur), optional
        What receivers can take.
    routes : Table (source, target, cost_eur, allowed), optional
        The only pairs that may be used.
    bands : Table (municipality, least_homes, most_homes), optional
        Fewest and most social homes of a municipality.
    required : Table (area, homes), optional
        Homes that must leave an area.

    Returns
    -------
    Redistribution
        Moves, roles, limits that bind with their prices, and goals.

    Raises
    ------
    InputError
        If a figure of the stock is missing or out of bounds, or another table names an area that is not there.
    SettingError
        If no plan meets all limits; it names those that conflict, and how much each lacks.

    Notes
    -----
    Homes do not move people: a home leaves the stock of an area when its tenants have left of their own will, and another
    joins the stock of the receiver in the same year. All homes together, t, stay as they are. Areas of vulnerability
    `vulnerable_from` and more give, others receive, so that flows per area do instead of flows per pair::

        minimise D = 1/2 sum |f_i / S - (t_i - f_i) / (T - S)| = T / (2 S (T - S)) sum |f_i - P t_i|,  P = S / T
        or       z >= v_i f_i / t_i
        with     f_i = s_i - sum_y out_iy + sum_y in_iy
                 out_iy <= min(p, m_i) (s_i - earlier out)      pace and turnover
                 f_j <= max(s_j, t_j (P + k (1 - v_j)))         no receiver overloaded
                 in_jy <= n_j,  sum of cost x in <= B           new homes and budget
                 sum out_y = sum in_y per region                each loss compensated

    Pairs are found afterwards, inside a municipality first. With `routes` the flows per route are columns themselves.

    References
    ----------
    .. [1] Duncan & Duncan (1955), "A methodological analysis of segregation indexes", American Sociological Review 20,
       210-217.
    .. [2] Huangfu & Hall (2018), "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10,
       119-142 (HiGHS).

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> homes = memtable({"area": ["A", "B"], "region": ["R", "R"], "municipality": ["M", "M"],
    ...     "dwellings": [100.0, 100.0], "social": [60.0, 20.0], "vulnerability": [0.8, 0.2],
    ...     "turnover_share": [0.1, 0.1]})
    >>> plan = redistribute(homes, goal="dissimilarity", settings=RedistributionSettings())
    >>> plan.moves.to_pyarrow().to_pylist()
    [{'source': 'A', 'target': 'B', 'year': 1, 'homes': 6.0}]
    """
    check_choice("goal", goal, Goal)
    work = work_of(stock, settings=settings, caps=caps, routes=routes, bands=bands, required=required)
    stages = stages_of(work.programme.columns, goal)
    solved = solve(work.programme, stages)
    if solved is None:
        refuse(work.programme)
    return Redistribution(
        _moves_table(work, solved.values), roles_table(work), price_table(work.programme, solved),
        table_from_arrays({"goal": np.array(list(solved.goals), object), "value": np.array(list(solved.goals.values()))}),
    )  # fmt: skip


def _moves_table(work: Work, values: Floats) -> Table:
    giver, receiver, year, homes = moves_of(work.programme.columns, work.limits, values)
    return moves_table(work.stock, giver, receiver, year, homes)


def moves_table(stock: Stock, giver: Places, receiver: Places, year: Numbers, homes: Floats) -> Table:
    """Return moves by name, in the order of source, target and year; moves of one key are added up."""
    pairs, at = np.unique(np.column_stack([giver, receiver, year]), axis=0, return_inverse=True)
    total = np.bincount(at.reshape(-1), homes, len(pairs))
    source, target = (stock.area[pairs[:, end]] for end in (0, 1))
    order = np.lexsort((pairs[:, 2], target.astype(str), source.astype(str)))
    return table_from_arrays({"source": source[order], "target": target[order], "year": pairs[order, 2].astype(np.int64),
                              "homes": total[order]})  # fmt: skip


def roles_table(work: Work) -> Table:
    """Return which areas give, receive or stay, in the order of their names."""
    order = np.argsort(work.stock.area.astype(str))
    return table_from_arrays({"area": work.stock.area[order], "role": work.limits.role[order],
                              "reason": work.limits.reason[order]})  # fmt: skip
