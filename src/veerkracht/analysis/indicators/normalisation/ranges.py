"""Scores by the range of each indicator: its own, or stated goalposts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import directions_of, incoming
from veerkracht.analysis.indicators.normalisation import _arrays
from veerkracht.analysis.indicators.normalisation._scores import by_indicator, refuse, scored, scores_of
from veerkracht.errors import CatalogueError, SettingError
from veerkracht.grids import Grid
from veerkracht.tables import Table

Floats = NDArray[np.float64]

_REVERSED: Final = (
    "Goalposts of {indicators} are against their direction. Exchange worst and best, or mend the direction."
)


def normalise_range(
    observations: Table, indicators: Table, *, lowest: float = 0.0, highest: float = 100.0, base: str | None = None
) -> Table:
    """Rescale each indicator from its worst value to its best.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.
    lowest, highest : float
        Score of the worst and of the best. For geometric means take a `lowest` above 0, such as 1.
    base : str, optional
        Period whose worst and best count for all; scores of other periods may then lie beyond. By default the
        worst and best of all periods together.

    Returns
    -------
    Table
        Scores. An absent value stays absent with its status; a constant indicator scores the middle.

    Raises
    ------
    SettingError
        If `lowest` is not below `highest`.
    CatalogueError
        If an indicator is unknown, may not be scored or has no direction.
    TableError
        If an indicator has no value or two units, or there is no such period.

    Notes
    -----
    score = lowest + (highest - lowest) (x - worst) / (best - worst).

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.

    Examples
    --------
    >>> from veerkracht.tables import INDICATORS, memtable, table_of
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [40.0, 60.0]}
    >>> noise = table_of(INDICATORS, [{"indicator": "noise", "direction": -1}])
    >>> normalise_range(memtable(rows), noise).score.to_pyarrow().to_pylist()
    [100.0, 0.0]
    """
    _refuse_turned(lowest, highest)
    return scored(observations, indicators, kernel=_arrays.minmax, base=base, lowest=lowest, highest=highest)


def normalise_goalposts(
    observations: Table,
    goalposts: Table,
    *,
    indicators: Table | None = None,
    lowest: float = 0.0,
    highest: float = 100.0,
) -> Table:
    """Rescale each indicator between goalposts; what lies beyond scores the ends.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    goalposts : Table (indicator, worst, best)
        In the unit of the indicator; direction lives in their order.
    indicators : Table (indicator, direction, sensitivity), optional
        The catalogue, to check that no goalposts are reversed.
    lowest, highest : float
        Score at `worst` and at `best`.

    Returns
    -------
    Table
        Scores; the middle where worst equals best.

    Raises
    ------
    SettingError
        If `lowest` is not below `highest`.
    CatalogueError
        If goalposts are against the direction of the catalogue.
    TableError
        If an indicator has no goalposts, two rows of them, or two units.

    See Also
    --------
    normalise_minmax : the same from 0 to 100.
    """
    return _between(observations, goalposts, indicators, kernel=_arrays.goalposts, lowest=lowest, highest=highest)


def normalise_linear(
    observations: Table,
    goalposts: Table,
    *,
    indicators: Table | None = None,
    lowest: float = 0.0,
    highest: float = 100.0,
) -> Table:
    """Rescale as `normalise_goalposts`, and let what lies beyond score beyond: development stays visible.

    Parameters
    ----------
    observations, goalposts, indicators, lowest, highest
        As for `normalise_goalposts`.

    Returns
    -------
    Table
        Scores without bounds.

    Raises
    ------
    SettingError, CatalogueError, TableError
        As for `normalise_goalposts`.
    """
    return _between(observations, goalposts, indicators, kernel=_arrays.linear, lowest=lowest, highest=highest)


def _refuse_turned(lowest: float, highest: float) -> None:
    if not lowest < highest:
        raise SettingError("The lowest score, {lowest}, is not below the highest, {highest}. Exchange them.",
                           lowest=lowest, highest=highest)  # fmt: skip


def _between(
    observations: Table, goalposts: Table, indicators: Table | None, *,
    kernel: Callable[..., Floats], lowest: float, highest: float,
) -> Table:  # fmt: skip
    _refuse_turned(lowest, highest)
    grid, worst, best = _posts(observations, goalposts, indicators)
    direction = np.sign(best - worst)
    return scores_of(grid, kernel(grid.panel(), direction, worst=worst, best=best, lowest=lowest, highest=highest))


def _posts(observations: Table, goalposts: Table, indicators: Table | None) -> tuple[Grid, Floats, Floats]:
    """Lay observations out and put the goalposts in the order of the indicators."""
    grid = incoming(observations)
    worst, best = (by_indicator(goalposts, end, names=grid.indicators, what="goalposts") for end in ("worst", "best"))
    if indicators is not None:
        against = (best - worst) * directions_of(indicators, grid.indicators) < 0
        refuse(grid.indicators, against, _REVERSED, error=CatalogueError)
    return grid, worst, best
