"""Which futures fit together: every consistent scenario of a cross-impact balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.risks._branching import leads_of, search
from veerkracht.analysis.risks._matrix import AbsentSection, Matrix, Places, matrix_of
from veerkracht.compiled import as_python
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Table, pull, table_from_arrays
from veerkracht.tables.risk_network import SCENARIO_STATES

Progress = Callable[[int, int], None]

MOST: Final = 1_000
PLAIN_COMBINATIONS: Final = 60_000
"""Up to so many scenarios plain Python is done before the compiler has loaded."""

_ROUNDING: Final = 1e-9  # means of judgements are no exact fractions
_PARTS: Final = 81  # between two reports of progress
_COLUMNS: Final = tuple(SCENARIO_STATES.columns)


def consistent_scenarios(
    cross_impacts: Table,
    *,
    tolerance: float = 0.0,
    most: int = MOST,
    absent_section: AbsentSection = "refuse",
    progress: Progress | None = None,
) -> Table:
    """Find every scenario that the judgements leave consistent.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        A judgement of each state on each state of the other descriptors; of several respondents the mean counts.
    tolerance : float
        Inconsistency that a descriptor may have.
    most : int
        More scenarios than this are refused.
    absent_section : {"refuse", "no_influence"}
        What it means if nothing at all is filled in for one descriptor on another.
    progress : callable, optional
        Told how many parts of the search are done, of how many; it may raise to stop.

    Returns
    -------
    Table (SCENARIO_STATES)
        Every consistent scenario and no other; none at all gives no rows.

    Raises
    ------
    InputError
        If a judgement is missing, stands there twice, is outside -3 to 3 or on the descriptor itself, or a descriptor has
        one state.
    SettingError
        If there are more than `most` scenarios, or the tolerance is negative.

    Notes
    -----
    Impact of state j in scenario z: theta_j = sum over descriptors d of C[z_d, j]. z is consistent if in every
    descriptor no other state has more than theta of the chosen state + tolerance [1]_. The search is exact: see
    `_branching`.

    References
    ----------
    .. [1] Weimer-Jehle (2006), "Cross-impact balances: a system-theoretical approach to cross-impact analysis",
       Technological Forecasting and Social Change 73, 334-361.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"descriptor": ["sea", "sea", "sea", "sea", "dike", "dike", "dike", "dike"],
    ...         "state": ["high", "high", "low", "low", "new", "new", "old", "old"],
    ...         "target": ["dike"] * 4 + ["sea"] * 4, "target_state": ["new", "old"] * 2 + ["high", "low"] * 2,
    ...         "judgement": [2, -2, -1, 1, 0, 0, 0, 0]}
    >>> consistent_scenarios(memtable(rows)).select("scenario", "state").to_pyarrow().to_pylist()[:2]
    [{'scenario': 'S1', 'state': 'new'}, {'scenario': 'S1', 'state': 'high'}]
    """
    check_choice("absent_section", absent_section, AbsentSection)
    matrix = matrix_of(cross_impacts, absent_section=absent_section)
    return scenario_table(matrix, chosen_of(matrix, tolerance=tolerance, most=most, progress=progress))


def chosen_of(
    matrix: Matrix, *, tolerance: float, most: int, progress: Progress | None = None, draws: int = 1
) -> Places:
    """Return the places of the states of each consistent scenario (scenarios x descriptors)."""
    if not tolerance >= 0:
        raise SettingError("Setting {setting} is {found}; it must be {low} or more.", setting="tolerance",
                           found=tolerance, low=0)  # fmt: skip
    look = search if matrix.combinations * draws > PLAIN_COMBINATIONS else as_python(search)
    leads, found = leads_of(matrix.impacts, matrix.offsets), np.zeros((most, len(matrix.descriptors)), np.int64)
    starts, count = list(_starts(matrix, whole=progress is None)), 0
    for number, start in enumerate(starts):
        new, _ = look(start, leads, matrix.offsets, -tolerance - _ROUNDING, found[count:])
        count += new
        if count > most:
            raise SettingError("More than {most} scenarios are consistent within {tolerance}. Lower the tolerance, or judge "
                               "more influences.", most=most, tolerance=tolerance)  # fmt: skip
        if progress:
            progress(number + 1, len(starts))
    return found[:count]


def _starts(matrix: Matrix, *, whole: bool) -> Iterator[NDArray[np.bool_]]:
    """Mark the states to choose from: all at once, or part by part with the first descriptors decided."""
    decided, parts = 0, 1
    while not whole and decided < len(matrix.counts) and parts * matrix.counts[decided] <= _PARTS:
        parts *= int(matrix.counts[decided])
        decided += 1
    ranges = [range(first, last) for first, last in pairwise(matrix.offsets)]
    for states in product(*ranges[:decided]):
        start = np.ones(len(matrix.states), np.bool_)
        start[: matrix.offsets[decided]] = False
        start[list(states)] = True
        yield start


def scenario_table(matrix: Matrix, chosen: Places) -> Table:
    """Lay scenarios out, the highest total impact first, and of equal ones by the order of their states."""
    impacts = matrix.impacts[chosen].sum(axis=1)
    own = np.take_along_axis(impacts, chosen, axis=1)
    total = own.sum(axis=1)
    order = np.lexsort((*chosen.T[::-1], -total.round(9))) if len(chosen) else np.zeros(0, np.int64)
    chosen, own, total = chosen[order], own[order], total[order]
    rivals = np.stack([impacts[order, first:last].max(axis=1) for first, last
                       in pairwise(matrix.offsets)], axis=1)  # fmt: skip
    times = len(matrix.descriptors)
    names = np.array([f"S{number}" for number in range(1, len(chosen) + 1)], object)
    columns = (np.repeat(names, times), np.tile(np.array(matrix.descriptors, object), len(chosen)),
               np.array(matrix.states, object)[chosen.ravel()], own.ravel(), (rivals - own).ravel(),
               np.repeat(total, times))  # fmt: skip
    return table_from_arrays(dict(zip(_COLUMNS, columns, strict=True)))


def impact_balances(cross_impacts: Table, scenarios: Table, *, absent_section: AbsentSection = "refuse") -> Table:
    """Tell for scenarios of any kind how the judgements add up on every state.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        As for `consistent_scenarios`.
    scenarios : Table (scenario, descriptor, state)
        One state for each descriptor of each scenario.
    absent_section : {"refuse", "no_influence"}
        As for `consistent_scenarios`.

    Returns
    -------
    Table (scenario, descriptor, state, impact, chosen)
        One row per scenario and state: the sum of the judgements on it, and whether the scenario chooses it.

    Raises
    ------
    InputError
        If a scenario has no state or an unknown one for a descriptor, or as `consistent_scenarios`.
    """
    check_choice("absent_section", absent_section, AbsentSection)
    matrix = matrix_of(cross_impacts, absent_section=absent_section)
    names, chosen = _given(matrix, scenarios)
    impacts = matrix.impacts[chosen].sum(axis=1)
    picked = np.zeros(impacts.shape, np.bool_)
    np.put_along_axis(picked, chosen, True, axis=1)
    descriptors = np.repeat(np.array(matrix.descriptors, object), matrix.counts)
    return table_from_arrays({
        "scenario": np.repeat(np.array(names, object), len(matrix.states)), "descriptor": np.tile(descriptors, len(names)),
        "state": np.tile(np.array(matrix.states, object), len(names)), "impact": impacts.ravel(), "chosen": picked.ravel(),
    })  # fmt: skip


def _given(matrix: Matrix, scenarios: Table) -> tuple[list[str], Places]:
    rows = pull(scenarios.select("scenario", "descriptor", "state")).to_pylist()
    states = {(row["scenario"], row["descriptor"]): row["state"] for row in rows}
    if len(states) < len(rows):
        keys = [(row["scenario"], row["descriptor"]) for row in rows]
        raise _state_wrong(**next(row for at, row in enumerate(rows) if keys[at] in keys[:at]))
    names = sorted({row["scenario"] for row in rows})
    known = set(zip(np.repeat(np.array(matrix.descriptors, object), matrix.counts), matrix.states, strict=True))
    for name in names:
        for descriptor in matrix.descriptors:
            state = states.get((name, descriptor))
            if (descriptor, state) not in known:
                raise _state_wrong(scenario=name, descriptor=descriptor, state=state)
    places = [
        [matrix.place(descriptor, states[name, descriptor]) for descriptor in matrix.descriptors] for name in names
    ]
    return names, np.array(places, np.int64).reshape(len(names), len(matrix.descriptors))


def _state_wrong(**facts: str | None) -> InputError:
    return InputError(
        "Scenario {scenario} has state {state} for descriptor {descriptor}. Give one state of it.", **facts
    )


def standardise_judgements(cross_impacts: Table) -> Table:
    """Shift the judgements of a state on a descriptor so that they add up to 0, which changes no scenario.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        Complete judgements.

    Returns
    -------
    Table (CROSS_IMPACTS)
        Per respondent, state and target descriptor less their mean. Total impacts of scenarios compare only between
        matrices that are standardised.

    Notes
    -----
    A number added to all judgements of one state on one descriptor shifts the impacts of all its states alike.
    """
    keys = [name for name in ("respondent", "descriptor", "state", "target") if name in cross_impacts.columns]
    judgement = cross_impacts.judgement.cast("float64")
    return cross_impacts.mutate(judgement=judgement - judgement.mean().over(group_by=keys))
