"""Leave out areas of which too little is known to be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.errors import SettingError
from veerkracht.grids import observations_of
from veerkracht.tables import Table, memtable

_EXACT = 1e-9  # a share that is met in decimals may miss it in binary


@dataclass(frozen=True)
class Screened:
    """What is left, and what is known of every area.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Of the areas that are kept.
    told : Table (area, share_present, kept)
        One row per area; the share is that of the period in which least is known.
    """

    observations: Table
    told: Table


def screen_areas(observations: Table, *, least_present: float = 0.9) -> Screened:
    """Keep the areas for which enough indicators are present in every period.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    least_present : float
        Share (0 to 1) of the indicators that must be present.

    Returns
    -------
    Screened
        The observations of the areas kept, and what is known of every area.

    Raises
    ------
    SettingError
        If `least_present` is not from 0 to 1.
    TableError
        If a cell has two values, or an indicator two units.

    Examples
    --------
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [1.0, None]}
    >>> screen_areas(memtable(rows)).told.to_pyarrow()["kept"].to_pylist()
    [True, False]
    """
    if not 0.0 <= least_present <= 1.0:
        raise SettingError("The share that must be present is {share}. Give 0 to 1.", share=least_present)
    grid = incoming(observations)
    share = (~np.isnan(grid.values)).mean(axis=2).min(axis=1, initial=1.0)
    kept = share >= least_present - _EXACT
    areas = tuple(area for area, keep in zip(grid.areas, kept.tolist(), strict=True) if keep)
    left = replace(grid, areas=areas, values=grid.values[kept], status=grid.status[kept])
    told = {"area": list(grid.areas), "share_present": share.tolist(), "kept": kept.tolist()}
    return Screened(observations_of(left), memtable(told))
