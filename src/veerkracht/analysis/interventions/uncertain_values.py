"""The best portfolio in each draw of uncertain values: what is always in it, and what is worth finding out."""

from __future__ import annotations

from collections.abc import Sequence
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
    check_once,
    read_case,
    theme_scale,
)
from veerkracht.analysis.interventions._drawn import solve_draws
from veerkracht.analysis.interventions._draws import draws_of, half_told, triangular
from veerkracht.analysis.interventions._programme import Floats
from veerkracht.analysis.interventions._shares import wilson
from veerkracht.analysis.interventions._solving import NODES, Choice, Found, case_programme, solve, solved
from veerkracht.errors import InputError
from veerkracht.settings import check_seed
from veerkracht.tables import Table, arrays, memtable, run_starts, table_from_arrays

__all__ = ["best_per_draw", "core_index", "draw_values", "value_of_information"]

_STATES: Final = ("out", "between", "core")


def draw_values(values: Table, *, draws: int, seed: int, theme_weights: Table | None = None) -> Table:
    """Draw what initiatives are worth, from their ranges.

    Parameters
    ----------
    values : Table (VALUES)
        Value per theme with the least and the most it can be; both null where it is sure.
    draws : int
        How many; draw 7 is the same however many follow, and whichever other initiatives there are.
    seed : int
        Start of the draws.
    theme_weights : Table (theme, weight), optional
        What a unit of each theme counts; by default 1.

    Returns
    -------
    Table (DRAWS)
        Values summed over themes, each theme drawn by itself from a triangle between least, value and most; null
        throughout for an initiative with an unknown value.

    Raises
    ------
    InputError
        If a value lies outside its range or has half a range, is told twice, or a theme has no weight.
    SettingError
        If less than one draw is asked for.
    """
    check_seed(seed)
    rows = arrays(values, order=["initiative", "theme"])
    value, lower, upper = (rows[name].astype(float) for name in ("value", "lower", "upper"))
    check_once(rows["initiative"], rows["theme"])
    low, high = np.where(np.isnan(lower), value, lower), np.where(np.isnan(upper), value, upper)
    wrong = half_told(lower, upper) | (~np.isnan(value) & ~((low <= value) & (value <= high)))
    for row in np.flatnonzero(wrong)[:1]:
        raise InputError("The value of {initiative} for {theme} is {value}, outside its range from {low} to {high}. Mend "
                         "the range.", initiative=rows["initiative"][row], theme=rows["theme"][row],
                         value=float(value[row]), low=float(lower[row]), high=float(upper[row]))  # fmt: skip
    scale = theme_scale(rows["theme"], theme_weights)
    uniform = draws_of(
        [f"{one}/{theme}" for one, theme in zip(rows["initiative"], rows["theme"], strict=True)], draws, seed
    )
    drawn = np.array(
        [scale[row] * triangular(uniform[row], low[row], value[row], high[row]) for row in range(len(value))]
    )
    starts = run_starts(rows["initiative"])
    summed = np.add.reduceat(drawn, starts, axis=0) if len(starts) else np.zeros((0, draws))
    return table_from_arrays({"draw": np.tile(np.arange(draws), len(starts)),
                              "initiative": np.repeat(rows["initiative"][starts], draws), "value": summed.ravel()})  # fmt: skip


def best_per_draw(
    draws: Table, costs: Table, *, budgets: Table, synergies: Table | None = None, rules: Table | None = None,
    covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"), leftover: Leftover = "lapses",
    nodes: int = NODES, progress: Progress | None = None,
) -> tuple[Table, Table]:  # fmt: skip
    """Choose the best portfolio anew in each draw, as if its values were known.

    Parameters
    ----------
    draws : Table (DRAWS)
        A value of each initiative in each draw, from `draw_values` or from worlds.
    costs, budgets, synergies, rules, covers, cover, leftover
        As for `best_portfolio`.
    nodes : int
        Most nodes of the search per draw.
    progress : callable, optional
        Told of draws done, about, and of all; it may raise to cancel.

    Returns
    -------
    chosen : Table (draw, initiative, chosen)
        Null for an initiative whose value or cost is unknown.
    proof : Table (draw, value, gap, proven, value_of_mean)
        `value_of_mean`: what the portfolio that is best on average is worth in that draw; `value` less that is its
        regret, and the mean of it what perfect knowledge would be worth.

    Raises
    ------
    InputError
        As `best_portfolio`, and if a draw lacks an initiative.
    """
    check_covering(cover, leftover)
    names, numbers, value = _by_draw(draws)
    case = _case(names, value.mean(axis=0), costs, budgets, synergies, rules, covers, cover, leftover)
    p = case_programme(case)
    mean = solved(case, solve(p, nodes=nodes))
    known = np.where(np.isnan(case.value), 0.0, value)
    found = solve_draws(p, known, first=mean.chosen, nodes=nodes, progress=progress or _no_progress)
    return _chosen_table(case, numbers, found), _draw_proof(case, numbers, value, found, mean)


def _by_draw(draws: Table) -> tuple[list[str], list[int], Floats]:
    rows = arrays(draws.select("draw", "initiative", "value"), order=["draw", "initiative"])
    numbers, names = np.unique(rows["draw"]), np.unique(rows["initiative"].astype(str))
    told = rows["initiative"].astype(str)
    if not np.array_equal(told, np.tile(names, len(numbers))) or not len(names):
        raise InputError("There are {rows} values for {draws} draws of {initiatives} initiatives. Give each initiative one "
                         "value in each draw.", rows=len(rows["draw"]), draws=len(numbers), initiatives=len(names))  # fmt: skip
    return names.tolist(), numbers.tolist(), rows["value"].astype(float).reshape(len(numbers), len(names))


def _case(
    names: Sequence[str], value: Floats, costs: Table, budgets: Table, synergies: Table | None, rules: Table | None,
    covers: Table | None, cover: Sequence[Cover], leftover: Leftover,
) -> Case:  # fmt: skip
    worth = dict(zip(names, value.tolist(), strict=True))
    return read_case(worth, costs, budgets=budgets, synergies=synergies, rules=rules, covers=covers, cover=cover,
                     leftover=leftover)  # fmt: skip


def _no_progress(done: int, of: int) -> None:
    """Tell nobody."""


def _chosen_table(case: Case, numbers: Sequence[int], found: Sequence[Found]) -> Table:
    unknown = {limit.source for limit in case.limits if limit.kind == "unknown"}
    known = np.array([name not in unknown for name in case.names])
    chosen = np.array([one.chosen for one in found], bool).ravel()
    return memtable(pa.table({
        "draw": np.repeat(np.asarray(numbers, np.int64), len(case.names)),
        "initiative": pa.array(case.names * len(found), pa.string()),
        "chosen": pa.array(chosen, mask=np.tile(~known, len(found))),
    }))  # fmt: skip


def _draw_proof(case: Case, numbers: Sequence[int], value: Floats, found: Sequence[Found], mean: Found) -> Table:
    of_mean = np.where(mean.chosen == 1, value, 0.0).sum(axis=1) + _synergy(case, mean.chosen)
    best = np.array([one.value for one in found])
    return table_from_arrays({
        "draw": np.asarray(numbers, np.int64), "value": best,
        "gap": np.array([max(one.bound - one.value, 0.0) for one in found]),
        "proven": np.array([one.proven for one in found]), "value_of_mean": of_mean,
    })  # fmt: skip


def _synergy(case: Case, chosen: Choice) -> float:
    one, other, value = case.pairs
    return float((value * chosen[one] * chosen[other]).sum())


def core_index(chosen: Table) -> Table:
    """Tell how often each initiative is in the best portfolio.

    Parameters
    ----------
    chosen : Table (draw, initiative, chosen)
        From `best_per_draw`; or of efficient portfolios, each a draw.

    Returns
    -------
    Table (initiative, draws, core_index, lower, upper, state)
        `core_index`: share of draws with the initiative, with the 95 % interval of Wilson. `state`: core (in all of
        them), out (in none), or between: only for these does it matter what is not known. Null where it is unknown.

    References
    ----------
    .. [1] Liesio, Mild & Salo (2007), "Preference programming for robust portfolio modeling and project selection",
       European Journal of Operational Research 181, 1488-1505.
    """
    rows = arrays(chosen.select("draw", "initiative", "chosen"), order=["initiative", "draw"])
    starts = run_starts(rows["initiative"])
    parts = np.split(np.array([np.nan if one is None else float(one) for one in rows["chosen"]]), starts[1:])
    share = np.array([part.mean() for part in parts]) if len(starts) else np.zeros(0)
    ends = np.array([wilson(one, len(part)) for one, part in zip(share, parts, strict=True)] or np.zeros((0, 2)))
    state = [None if np.isnan(one) else _STATES[int(one > 0) + int(one == 1)] for one in share]
    known = ~np.isnan(share)
    return table_from_arrays({
        "initiative": rows["initiative"][starts], "draws": np.array([len(part) for part in parts][: len(starts)]),
        "core_index": share, "lower": np.where(known, ends[:, 0], np.nan), "upper": np.where(known, ends[:, 1], np.nan),
        "state": np.array(state, object),
    })  # fmt: skip


def value_of_information(
    draws: Table, costs: Table, *, budgets: Table, synergies: Table | None = None, rules: Table | None = None,
    covers: Table | None = None, cover: Sequence[Cover] = ("theme", "area"), leftover: Leftover = "lapses",
    progress: Progress | None = None,
) -> Table:  # fmt: skip
    """Tell what it would be worth to know the value of one initiative before choosing.

    Parameters
    ----------
    draws : Table (DRAWS)
        A value of each initiative in each draw.
    costs, budgets, synergies, rules, covers, cover, leftover
        As for `best_portfolio`.
    progress : callable, optional
        Told of initiatives done and of all; it may raise to cancel.

    Returns
    -------
    Table (initiative, chosen, threshold, switch, information, error)
        `chosen`: whether the portfolio that is best on average has it. `threshold`: the value at which that turns (null
        where the limits leave no choice). `switch`: share of draws on the other side of it. `information`: expected gain
        from knowing its value before choosing, in the unit of the values, with the standard error over draws (null of
        one draw). An
        initiative that is unknown has nulls.

    Raises
    ------
    InputError
        As `best_per_draw`.

    Notes
    -----
    Expected value of partial perfect information: mean over draws of max_x E[V(x) | v_i] less max_x E[V(x)]. Where values
    are independent, the others stay at their means, so that max_x E[V(x) | v_i] = max(A_i, B_i + v_i), with A_i the best
    portfolio without i and B_i the best with i, less its value: two searches per initiative, and no other error than
    that of the draws. For values that move together it is a lower look: knowing one then tells of others.

    References
    ----------
    .. [1] Strong, Oakley & Brennan (2014), "Estimating multiparameter partial expected value of perfect information from a
       probabilistic sensitivity analysis sample", Medical Decision Making 34, 311-326.
    """
    check_covering(cover, leftover)
    names, _numbers, value = _by_draw(draws)
    case = _case(names, value.mean(axis=0), costs, budgets, synergies, rules, covers, cover, leftover)
    best = solved(case, solve(case_programme(case)))
    rows = []
    for item in range(len(names)):
        rows.append(_information(case, best, item, value[:, item]))
        if progress is not None:
            progress(item + 1, len(names))
    threshold, switch, gain, error = np.array(rows).T
    known = ~np.isin(names, [limit.source for limit in case.limits if limit.kind == "unknown"])
    chosen = pa.array(best.chosen == 1, mask=~known)
    return memtable(pa.table({
        "initiative": pa.array(names, pa.string()), "chosen": chosen, "threshold": pa.array(threshold, from_pandas=True),
        "switch": pa.array(switch, from_pandas=True), "information": pa.array(gain, from_pandas=True),
        "error": pa.array(error, from_pandas=True),
    }))  # fmt: skip


def _information(case: Case, best: Found, item: int, value: Floats) -> tuple[float, float, float, float]:
    """Return threshold, share of switching draws, expected gain and its standard error of one initiative."""
    if np.isnan(case.value[item]) or np.isnan(case.cost[item]):
        return np.nan, np.nan, np.nan, np.nan
    inside = bool(best.chosen[item] == 1)
    other = _forced(case, item, 0.0 if inside else 1.0, best)
    if other is None:
        return np.nan, 0.0, 0.0, 0.0
    without = other if inside else best.value
    rest = (best.value if inside else other) - case.value[item]
    gains = np.maximum(without, rest + value) - (rest + value if inside else without)
    threshold = without - rest
    switch = float((value < threshold).mean() if inside else (value > threshold).mean())
    error = float(gains.std(ddof=1) / np.sqrt(len(gains))) if len(gains) > 1 else np.nan
    return threshold, switch, float(gains.mean()), error


def _forced(case: Case, item: int, choice: float, best: Found) -> float | None:
    """Return the value of the best portfolio with an item in (1) or out (0), None if there is none."""
    row = (np.array([item], np.int64), np.array([1.0 - 2.0 * choice]), -choice)
    found = solve(case_programme(case, [Limit("forced", case.names[item], None, row)]), warm=(best.chosen,))
    return found.value if found.exists else None
