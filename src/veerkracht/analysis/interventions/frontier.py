"""What more or less budget buys, and which portfolios are best for several goals at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.interventions._case import (
    Case,
    Cover,
    Leftover,
    Limit,
    Progress,
    check_covering,
    read_case,
    summed_values,
)
from veerkracht.analysis.interventions._programme import SLACK, Floats
from veerkracht.analysis.interventions._solving import NODES, Choice, Found, case_programme, solve, solved, total
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Table, memtable, pull

__all__ = ["budget_frontier", "budget_steps", "goal_frontier"]

APART: Final = 1e-7  # relative distance below which two budgets or two outcomes of a goal are taken as one
MOST_POINTS: Final = 1000
_MOST_GOALS: Final = 3


def budget_frontier(
    values: Table, costs: Table, *, budgets: Table, shares: Sequence[float], synergies: Table | None = None,
    rules: Table | None = None, covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"),
    theme_weights: Table | None = None, leftover: Leftover = "lapses", progress: Progress | None = None,
) -> tuple[Table, Table]:  # fmt: skip
    """Find the best portfolio at several shares of the budgets, each with proof.

    Parameters
    ----------
    values, costs, budgets, synergies, rules, covers, cover, theme_weights, leftover
        As for `best_portfolio`.
    shares : sequence of float
        Shares of every budget, 0 or more; 1 is the budget itself.
    progress : callable, optional
        Told of shares done and of all; it may raise to cancel.

    Returns
    -------
    frontier : Table (share, feasible, value, gap, cost_eur)
        One row per share, from low to high; null where no portfolio keeps the limits.
    members : Table (share, initiative)
        The chosen.

    Raises
    ------
    SettingError
        If a share is below 0.
    InputError
        As `best_portfolio`, but not for limits that contradict each other.
    """
    check_covering(cover, leftover)
    if not all(share >= 0 for share in shares):
        raise SettingError("Setting shares is {value}. Choose shares of the budget of 0 or more.",
                           value=", ".join(str(share) for share in shares))  # fmt: skip
    case = _read(values, costs, budgets, synergies, rules, covers, cover, theme_weights, leftover)
    points: list[tuple[float, Found]] = []
    for done, share in enumerate(sorted(set(shares)), 1):
        warm = [found.chosen for _, found in points[-1:] if found.exists]
        points.append((share, solve(case_programme(_with_budget(case, share)), warm=warm)))
        if progress is not None:
            progress(done, len(set(shares)))
    return _points(case, points), _members(case, points)


def budget_steps(
    values: Table, costs: Table, *, budgets: Table, synergies: Table | None = None, rules: Table | None = None,
    covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"), theme_weights: Table | None = None,
    leftover: Leftover = "lapses", most: int = MOST_POINTS, progress: Progress | None = None,
) -> tuple[Table, Table]:  # fmt: skip
    """Find every share of the budgets, up to the whole, at which a better portfolio comes within reach.

    Parameters
    ----------
    values, costs, budgets, synergies, rules, covers, cover, theme_weights, leftover
        As for `best_portfolio`.
    most : int
        Stop after so many searches.
    progress : callable, optional
        Told of searches done and the most; it may raise to cancel.

    Returns
    -------
    frontier : Table (share, feasible, value, gap, cost_eur)
        One row per step, from low to high: the least share at which that value can be had. Between two rows the lower
        one holds. Shares closer than 1e-7 are taken as one.
    members : Table (share, initiative)
        The chosen.

    Raises
    ------
    SettingError
        If `most` does not suffice.
    InputError
        As `best_portfolio`.
    """
    check_covering(cover, leftover)
    case = _read(values, costs, budgets, synergies, rules, covers, cover, theme_weights, leftover)
    found, searches = solved(case, solve(case_programme(case))), 0
    points: list[tuple[float, Found]] = []
    while found.exists:
        share = _needed(case, found.chosen)
        points = [point for point in points if point[1].value > found.value * (1 + 1e-12)] + [(share, found)]
        if share <= 0:
            break
        found = solve(case_programme(_with_budget(case, _below(case, found.chosen, share))))
        searches += 1
        _count(searches, most, progress)
    return _points(case, points[::-1]), _members(case, points[::-1])


def _count(done: int, most: int, progress: Progress | None) -> None:
    if done >= most:
        raise SettingError("There are more than {most} points. Ask for more of them, or for fewer initiatives or goals.",
                           most=most)  # fmt: skip
    if progress is not None:
        progress(done, most)


def _read(
    values: Table, costs: Table, budgets: Table, synergies: Table | None, rules: Table | None, covers: Table | None,
    cover: Sequence[Cover], theme_weights: Table | None, leftover: Leftover,
) -> Case:  # fmt: skip
    return read_case(summed_values(values, theme_weights), costs, budgets=budgets, synergies=synergies, rules=rules,
                     covers=covers, cover=cover, leftover=leftover)  # fmt: skip


def _with_budget(case: Case, share: float) -> Case:
    limits = [limit._replace(row=(limit.row[0], limit.row[1], limit.row[2] * share)) if limit.kind == "budget" else limit
              for limit in case.limits]  # fmt: skip
    return Case(case.names, case.value, case.cost, case.yearly, case.budget, case.pairs, limits)


def _needed(case: Case, chosen: Choice) -> float:
    """Return the least share of the budgets that pays for a portfolio."""
    spent = case.yearly[:, chosen == 1].sum(axis=1)
    return float(np.divide(spent, case.budget, out=np.zeros(len(spent)), where=spent > 0).max(initial=0.0))


def _below(case: Case, chosen: Choice, share: float) -> float:
    """Return the largest share at which a portfolio is certainly too dear, however far a row may be exceeded."""
    spent, largest = case.yearly[:, chosen == 1].sum(axis=1), np.nan_to_num(case.yearly).max(axis=1, initial=0.0)
    short = np.divide(spent - 2 * SLACK * largest, case.budget, out=np.zeros(len(spent)), where=case.budget > 0)
    return min(share * (1 - APART), float(short.max(initial=0.0)))


def _points(case: Case, points: Sequence[tuple[float, Found]]) -> Table:
    def told(figure: Callable[[Found], float]) -> pa.Array:
        return pa.array([figure(found) if found.exists else None for _, found in points], pa.float64())

    return memtable(pa.table({
        "share": pa.array([share for share, _ in points], pa.float64()),
        "feasible": pa.array([found.exists for _, found in points], pa.bool_()),
        "value": told(lambda found: found.value), "gap": told(lambda found: max(found.bound - found.value, 0.0)),
        "cost_eur": told(lambda found: total(case, found.chosen, case.cost)),
    }))  # fmt: skip


def _members(case: Case, points: Sequence[tuple[float, Found]]) -> Table:
    rows = [(share, case.names[at]) for share, found in points if found.exists for at in np.flatnonzero(found.chosen)]
    return memtable(pa.table({"share": pa.array([share for share, _ in rows], pa.float64()),
                              "initiative": pa.array([name for _, name in rows], pa.string())}))  # fmt: skip


def goal_frontier(
    values: Table, costs: Table, *, goals: Sequence[str], budgets: Table, synergies: Table | None = None,
    rules: Table | None = None, covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"),
    leftover: Leftover = "lapses", most: int = MOST_POINTS, progress: Progress | None = None,
) -> tuple[Table, Table]:  # fmt: skip
    """Find every portfolio that no other beats on all of two or three goals.

    Parameters
    ----------
    values : Table (VALUES)
        Value per theme; the goals are themes.
    costs, budgets, rules, covers, cover, leftover
        As for `best_portfolio`.
    goals : sequence of str
        Two or three themes, of which more is better. An initiative without a row for a goal does nothing for it.
    synergies : Table (SYNERGIES), optional
        They count for the first goal.
    most : int
        Stop after so many searches.
    progress : callable, optional
        Told of searches done and the most; it may raise to cancel.

    Returns
    -------
    frontier : Table (point, goal, value)
        Each point is one portfolio, by the first goal from high to low; of portfolios that are equal on every goal one
        is told. Points closer than 1e-7 of the range of a goal are taken as one.
    members : Table (point, initiative)
        The chosen.

    Raises
    ------
    SettingError
        If there are not two or three goals, or `most` does not suffice.
    InputError
        As `best_portfolio`.

    Notes
    -----
    The first goal is maximised while the others keep a least value, which rises just above what was reached until
    nothing is left (epsilon constraints). Weighted sums would miss portfolios that lie in a dent of the frontier.

    References
    ----------
    .. [1] Haimes, Lasdon & Wismer (1971), "On a bicriterion formulation of the problems of integrated system
       identification and system optimization", IEEE Transactions on Systems, Man and Cybernetics 1, 296-297.
    """
    check_covering(cover, leftover)
    if not 2 <= len(set(goals)) == len(goals) <= _MOST_GOALS:
        raise SettingError("Setting goals is {value}. Choose two or three different themes.", value=", ".join(goals))
    worth = {name: _of_goals(values, name) for name in goals}
    names = sorted({row["initiative"] for row in pull(values.select("initiative")).to_pylist()})
    outcome = np.array([[worth[goal].get(name, 0.0) for name in names] for goal in goals], float)
    unknown = np.isnan(outcome).any(axis=0)
    first = {name: np.nan if lacks else one for name, lacks, one in zip(names, unknown, outcome[0], strict=True)}
    case = read_case(first, costs, budgets=budgets, synergies=synergies, rules=rules, covers=covers, cover=cover,
                     leftover=leftover)  # fmt: skip
    solved(case, solve(case_programme(case)))
    found = list(_non_dominated(case, goals, np.nan_to_num(outcome), most, progress))
    return _goal_points(goals, found), _goal_members(case, found)


Point = tuple[Floats, Choice]


def _of_goals(values: Table, goal: str) -> dict[str, float]:
    rows = pull(values.filter(values.theme == goal).select("initiative", "value")).to_pylist()
    if not rows:
        raise InputError("No initiative has a value for goal {goal}. Choose a theme of the values.", goal=goal)
    return {row["initiative"]: np.nan if row["value"] is None else row["value"] for row in rows}


def _non_dominated(
    case: Case, goals: Sequence[str], outcome: Floats, most: int, progress: Progress | None
) -> Iterator[Point]:
    """Return the points that no other reaches or beats, best on the first goal first."""
    reach = np.abs(outcome).sum(axis=1)
    reach[0] += np.abs(case.pairs[2]).sum()
    step = np.where(reach > 0, APART * reach, 1.0)  # a goal that nobody serves has one level only
    count = iter(range(1, most + 2))
    points = _levels(case, goals, outcome, step, {}, lambda: _count(next(count), most, progress))
    ordered = sorted(points, key=lambda point: tuple(-point[0]))
    kept: list[Point] = []
    for point in ordered:
        if not any((other[0] >= point[0] - step).all() for other in kept):
            kept.append(point)
    yield from kept


def _levels(
    case: Case, goals: Sequence[str], outcome: Floats, step: Floats, least: dict[int, float], count: Callable[[], None]
) -> list[Point]:
    """Raise the least value of the last goal that has none yet, and solve what is below it."""
    free = [goal for goal in range(1, len(goals)) if goal not in least]
    if not free:
        count()
        found = _at_least(case, goals, outcome, least)
        return [(_reached(case, outcome, found.chosen), found.chosen)] if found.exists else []
    points: list[Point] = []
    level, goal = -np.inf, free[-1]
    while True:
        below = _levels(case, goals, outcome, step, {**least, goal: level}, count)
        if not below:
            return points
        points += below
        level = min(float(point[0][goal]) for point in below) + float(step[goal])


def _at_least(case: Case, goals: Sequence[str], outcome: Floats, least: dict[int, float]) -> Found:
    items = np.arange(len(case.names))
    limits = [Limit("goal", goals[goal], None, (items, -outcome[goal], -level))
              for goal, level in least.items() if np.isfinite(level)]  # fmt: skip
    return solve(case_programme(case, limits), nodes=NODES)


def _reached(case: Case, outcome: Floats, chosen: Choice) -> Floats:
    one, other, value = case.pairs
    reached = outcome @ chosen
    reached[0] += (value * chosen[one] * chosen[other]).sum()
    return np.asarray(reached)


def _goal_points(goals: Sequence[str], found: Sequence[Point]) -> Table:
    rows = [(number, goal, float(value)) for number, (reached, _) in enumerate(found)
            for goal, value in zip(goals, reached, strict=True)]  # fmt: skip
    point, goal, value = (list(column) for column in zip(*rows, strict=True))
    return memtable({"point": point, "goal": goal, "value": value})


def _goal_members(case: Case, found: Sequence[Point]) -> Table:
    rows = [(number, case.names[at]) for number, (_, chosen) in enumerate(found) for at in np.flatnonzero(chosen)]
    return memtable(pa.table({"point": pa.array([number for number, _ in rows], pa.int64()),
                              "initiative": pa.array([name for _, name in rows], pa.string())}))  # fmt: skip
