"""Where scenarios lead to: attractors, and the share of all scenarios that ends in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from veerkracht.analysis.risks._checks import check_count
from veerkracht.analysis.risks._intervals import wilson
from veerkracht.analysis.risks._matrix import AbsentSection, Matrix, Places, matrix_of
from veerkracht.analysis.risks._succession import (
    Rule,
    attractors_from,
    attractors_of_all,
    drawn_scenarios,
    step_of,
)
from veerkracht.errors import SettingError
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Table, table_from_arrays

Progress = Callable[[int, int], None]

EXACT_UP_TO: Final = 200_000
CONFIDENCE: Final = 0.95


def attractors(
    cross_impacts: Table,
    *,
    succession: Rule = "global",
    starts: int = 10_000,
    seed: int | None = None,
    exact_up_to: int = EXACT_UP_TO,
    absent_section: AbsentSection = "refuse",
    progress: Progress = lambda done, of: None,
) -> Table:
    """Follow scenarios until they come to rest or go round, and weigh where they end.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        As for `consistent_scenarios`.
    succession : {"global", "local"}
        Whether in one step all descriptors take their state of most impact, or only the one that is most inconsistent
        (of equals the first in the alphabet). A chosen state that shares the most impact stays.
    starts : int
        Scenarios to draw where there are too many to take all.
    seed : int, optional
        Of that draw; needed then.
    exact_up_to : int
        Up to so many scenarios every one is followed.
    absent_section : {"refuse", "no_influence"}
        As for `consistent_scenarios`.
    progress : callable, optional
        Told how many drawn scenarios have come to rest, of how many; it may raise to stop.

    Returns
    -------
    Table (attractor, kind, length, step, descriptor, state, share, lower, upper, starts, method)
        One row per step and descriptor of each attractor, the largest share first. `kind`: fixed (a consistent scenario)
        or cycle.
        `share`: of the scenarios that were followed, with its 95 % interval where they were drawn. `method`: exact or
        sampled.

    Raises
    ------
    InputError
        As `consistent_scenarios`.
    SettingError
        If scenarios must be drawn and there is no seed, or `starts` is below 1.

    Notes
    -----
    A sample finds an attractor of share s with probability 1 - (1 - s)^starts: small ones can be missed.

    References
    ----------
    .. [1] Weimer-Jehle (2006), Technological Forecasting and Social Change 73, 334-361, section 5.
    """
    check_choice("succession", succession, Rule)
    check_choice("absent_section", absent_section, AbsentSection)
    matrix = matrix_of(cross_impacts, absent_section=absent_section)
    exact = matrix.combinations <= exact_up_to
    if exact:
        cycles, counts = attractors_of_all(matrix, step_of(matrix, succession))
    elif seed is None:
        raise SettingError("There are {count:.0f} scenarios, too many to follow all. Give a seed to draw {starts} of them.",
                           count=matrix.combinations, starts=starts)  # fmt: skip
    else:
        check_seed(seed)
        check_count("starts", starts, 1)
        cycles, counts = attractors_from(
            matrix, drawn_scenarios(matrix, starts=starts, seed=seed), succession, progress=progress
        )
    return _table(matrix, cycles, counts, exact=exact)


def _table(matrix: Matrix, cycles: list[Places], counts: Places, *, exact: bool) -> Table:
    total = int(counts.sum())
    share = counts / total
    lower, upper = (share, share) if exact else wilson(counts, total, confidence=CONFIDENCE)
    order = sorted(range(len(cycles)), key=lambda at: (-counts[at], cycles[at].ravel().tolist()))
    times = len(matrix.descriptors)
    owner = np.concatenate([np.full(cycles[at].size, at) for at in order])
    lengths = np.array([len(cycle) for cycle in cycles])
    number = np.argsort(order)
    return table_from_arrays({
        "attractor": np.array([f"A{number[at] + 1}" for at in owner], object),
        "kind": np.where(lengths[owner] == 1, "fixed", "cycle").astype(object), "length": lengths[owner],
        "step": np.concatenate([np.repeat(np.arange(1, len(cycles[at]) + 1), times) for at in order]),
        "descriptor": np.tile(np.array(matrix.descriptors, object), len(owner) // times),
        "state": np.array(matrix.states, object)[np.concatenate([cycles[at].ravel() for at in order])],
        "share": share[owner], "lower": lower[owner], "upper": upper[owner], "starts": np.full(len(owner), total),
        "method": np.full(len(owner), "exact" if exact else "sampled", object),
    })  # fmt: skip
