"""Who blocks, and by how much: solve again with one more of each limit that is used up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._conflicts import refuse
from veerkracht.analysis.redistribution._prices import least_prices
from veerkracht.analysis.redistribution._programme import Block, Programme
from veerkracht.analysis.redistribution._solving import Goal, Stage, solve, stages_of
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.analysis.redistribution._work import work_of
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.errors import SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Table, table_from_arrays

__all__ = ["what_blocks"]

UNCHECKED: Final = "peak"  # a largest load has no step of one home


def what_blocks(
    stock: Table,
    *,
    goal: Goal,
    settings: RedistributionSettings,
    caps: Table | None = None,
    routes: Table | None = None,
    bands: Table | None = None,
    required: Table | None = None,
    most: int = 10,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Table:
    """Tell which limits cost the goal most, and what one home more of each would really bring.

    Parameters
    ----------
    stock, goal, settings, caps, routes, bands, required
        As in `redistribute`.
    most : int
        How many limits to check, dearest first.
    progress : callable
        Told of limits checked and all limits to check; may raise to stop.

    Returns
    -------
    Table (goal, limit, place, year, bound, step, price, promised, gain)
        For each limit: its bound, the step (one home; for the budget the mean cost of a home that came back), the dual price
        per home or euro, what that promises for the step, and the fall of the goal when the programme is solved again with
        that step. `gain` is at most `promised`; where it is less, the price holds for less than the step.

    Raises
    ------
    SettingError
        If no plan meets all limits, or `most` is below 1.
    InputError
        As in `redistribute`.

    Notes
    -----
    For a minimum the goal is a convex function of each bound, so that the price at a bound overstates what a whole step
    brings. Only the first goal is checked: of a lexicographic order, the largest load.
    """
    check_choice("goal", goal, Goal)
    if most < 1:
        raise SettingError(
            "Setting {setting} is {value}. Choose {bounds}.", setting="most", value=most, bounds="1 or more"
        )
    work = work_of(stock, settings=settings, caps=caps, routes=routes, bands=bands, required=required)
    first = stages_of(work.programme.columns, goal)[:1]
    solved = solve(work.programme, first)
    if solved is None:
        refuse(work.programme)
    rows, price = work.programme.limits, solved.prices.get(first[0].name)
    if rows is None or price is None:
        return _table(first[0], None, np.zeros(0, int), np.zeros((3, 0)))
    dear = np.flatnonzero((price > least_prices(work.programme, rows, first[0].name)) & (rows.family != UNCHECKED))
    dear = dear[np.lexsort((rows.year[dear], rows.place[dear].astype(str), -price[dear]))][:most]
    spent = _mean_cost(work.programme, rows, solved.values)
    step = np.where(rows.family[dear] == "budget", spent, 1.0)
    reached = solved.goals[first[0].name]
    gains = []
    for done, (row, more) in enumerate(zip(dear, step, strict=True)):
        progress(done, len(dear))
        gains.append(reached - _with(work.programme, rows, int(row), more, first))
    return _table(first[0], rows, dear, np.array([step, price[dear], gains]))


def _mean_cost(programme: Programme, rows: Block, values: Floats) -> float:
    spent = (programme.matrix(rows) @ values)[rows.family == "budget"].sum()
    homes = values[programme.columns.out].sum()
    return float(spent / homes) if spent > 0 else 1.0


def _with(programme: Programme, rows: Block, row: int, more: float, stages: list[Stage]) -> float:
    bound = rows.bound.copy()
    bound[row] += more
    ties = [found for found in programme.blocks if found.equal]
    solved = solve(Programme(programme.columns, (replace(rows, bound=bound), *ties)), stages)
    assert solved is not None, "a wider limit leaves the plan possible"
    return solved.goals[stages[0].name]


def _table(stage: Stage, rows: Block | None, dear: np.ndarray[tuple[int], np.dtype[np.intp]], numbers: Floats) -> Table:
    names = {name: np.array([] if rows is None else getattr(rows, field)[dear], object)
             for name, field in (("limit", "family"), ("place", "place"))}  # fmt: skip
    step, price, gain = numbers
    return table_from_arrays({
        "goal": np.array([stage.name] * len(dear), object), **names,
        "year": np.zeros(0, np.int64) if rows is None else rows.year[dear],
        "bound": np.zeros(0) if rows is None else rows.bound[dear], "step": step, "price": price, "promised": step * price,
        "gain": gain,
    })  # fmt: skip
