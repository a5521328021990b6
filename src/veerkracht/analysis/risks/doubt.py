"""How far consistent scenarios hang on who judged, and on judgements being a little different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from veerkracht.analysis.risks._checks import check_count
from veerkracht.analysis.risks._intervals import wilson
from veerkracht.analysis.risks._matrix import STRONGEST, AbsentSection, Floats, Matrix, Places, matrix_of, panel_of
from veerkracht.analysis.risks.cross_impact import MOST, Progress, chosen_of
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Table, table_from_arrays

CONFIDENCE: Final = 0.95


def support_of_respondents(
    cross_impacts: Table, *, tolerance: float = 0.0, most: int = MOST, absent_section: AbsentSection = "refuse"
) -> Table:
    """Tell with how many respondents each scenario is consistent.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        Complete judgements of each respondent.
    tolerance, most, absent_section
        As for `consistent_scenarios`, for each respondent.

    Returns
    -------
    Table (scenario, descriptor, state, count, total, share, lower, upper)
        Every scenario that is consistent for somebody, the widest supported first: for how many, of how many, and the 95 %
        interval of the share if they are a sample of all who could have been asked.

    Raises
    ------
    InputError, SettingError
        As `consistent_scenarios`.
    """
    check_choice("absent_section", absent_section, AbsentSection)
    panel = panel_of(cross_impacts, absent_section=absent_section)
    found = (chosen_of(sheet, tolerance=tolerance, most=most) for sheet in panel.values())
    return _support(next(iter(panel.values())), found, len(panel))


def support_under_noise(
    cross_impacts: Table,
    *,
    seed: int,
    noise: float = 1.0,
    draws: int = 1000,
    tolerance: float = 0.0,
    most: int = MOST,
    absent_section: AbsentSection = "refuse",
    progress: Progress | None = None,
) -> Table:
    """Tell how often each scenario stays consistent when judgements are drawn a little higher or lower.

    Parameters
    ----------
    cross_impacts : Table (CROSS_IMPACTS)
        As for `consistent_scenarios`.
    seed : int
        Of the draws.
    noise : float
        Each judgement is drawn evenly between this much less and this much more, within -3 to 3. Where a descriptor has
        no influence at all on another, it keeps none.
    draws : int
        How often.
    tolerance, most, absent_section
        As for `consistent_scenarios`, for each draw.
    progress : callable, optional
        Told how many draws are done, of how many; it may raise to stop.

    Returns
    -------
    Table (scenario, descriptor, state, count, total, share, lower, upper)
        Every scenario that is consistent in some draw, the most frequent first, with the 95 % interval of its share.

    Raises
    ------
    InputError, SettingError
        As `consistent_scenarios`; also for an absent seed, a negative noise or fewer draws than one.
    """
    check_seed(seed)
    check_choice("absent_section", absent_section, AbsentSection)
    check_count("noise", noise, 0)
    check_count("draws", draws, 1)
    matrix = matrix_of(cross_impacts, absent_section=absent_section)
    blur, rng = noise * _influences(matrix), np.random.default_rng(seed)

    def found() -> Iterable[Places]:
        for number in range(draws):
            noisy = np.clip(matrix.impacts + blur * rng.uniform(-1, 1, blur.shape), -STRONGEST, STRONGEST)
            yield chosen_of(replace(matrix, impacts=noisy), tolerance=tolerance, most=most, draws=draws)
            if progress:
                progress(number + 1, draws)

    return _support(matrix, found(), draws)


def _influences(matrix: Matrix) -> Floats:
    """Mark with 1 the cells of sections that hold some judgement other than 0."""
    owner = np.repeat(np.arange(len(matrix.counts)), matrix.counts)
    some = np.zeros((len(matrix.counts),) * 2)
    given = np.argwhere(matrix.impacts != 0)
    some[owner[given[:, 0]], owner[given[:, 1]]] = 1
    return np.asarray(some[owner][:, owner])


def _support(matrix: Matrix, found: Iterable[Places], total: int) -> Table:
    counts = Counter(tuple(scenario) for scenarios in found for scenario in scenarios.tolist())
    order = sorted(counts, key=lambda scenario: (-counts[scenario], scenario))
    count, times = np.array([counts[scenario] for scenario in order], np.int64), len(matrix.descriptors)
    lower, upper = wilson(count, total, confidence=CONFIDENCE)
    each = np.repeat(np.arange(len(order)), times)
    places = np.array(order, np.int64).ravel()
    return table_from_arrays({
        "scenario": np.array([f"S{at + 1}" for at in each], object),
        "descriptor": np.tile(np.array(matrix.descriptors, object), len(order)),
        "state": np.array(matrix.states, object)[places], "count": count[each], "total": np.full(len(each), total),
        "share": count[each] / total, "lower": lower[each], "upper": upper[each],
    })  # fmt: skip
