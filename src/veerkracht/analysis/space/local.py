"""Where do like areas lie together? One number for each area, with how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.space._discovery import Correction
from veerkracht.analysis.space._draws import LAG, SQUARED_DIFFERENCES
from veerkracht.analysis.space._local import Test, beside_lag, local_statistics
from veerkracht.analysis.space._series import Series
from veerkracht.analysis.space._weights import Weighting
from veerkracht.tables import Array, Table

__all__ = ["local_geary", "local_moran"]

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types


def local_moran(
    values: Table,
    links: Table,
    *,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    correction: Correction = "benjamini_hochberg",
    value: str = "value",
) -> Table:
    """Compute local Moran of each area, indicator and period: who lies among its like.

    Parameters
    ----------
    values, links, permutations, rng, weighting, value
        As `moran`.
    correction : {"benjamini_hochberg", "benjamini_yekutieli"}
        How `q` allows for testing many areas at once; the second holds for tests that depend on each other in any way.

    Returns
    -------
    Table (area, period, indicator, value, status, statistic, z, lag, quadrant, p, q, neighbours, reason)
        A row for every area of the links. `z` is in standard deviations, `lag` the weighted sum of the neighbours' z;
        `quadrant` says whether the area and its neighbours are high or low: HH, LH, LL, HL. `p` is that of the draws, in
        the tail where the area lies (two-sided it is twice as large); `q` the share of false discoveries, of both
        tails, at which it still counts. `reason`: absent, island (no neighbour that is present), constant,
        too_few_areas, no_links, or empty; numbers are null then.

    Raises
    ------
    TableError, SettingError
        As `moran`.

    Notes
    -----
    I_i = (n - 1) z_i sum_j w_ij z_j / z'z. The neighbours of an area are drawn without replacement from all other areas,
    with the same draws of places for all areas; p = (c + 1) / (permutations + 1), c the smaller of the numbers of draws
    at or above and at or below what is observed. An area at the mean has statistic 0; its p is that of its neighbours.

    References
    ----------
    .. [1] Anselin (1995), "Local indicators of spatial association", Geographical Analysis 27, 93-115.
    .. [2] Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165-1188.
    """
    test = Test(permutations, rng, correction)
    return local_statistics(values, links, numbers=_moran, statistic=LAG, test=test, weighting=weighting, value=value)


def _moran(one: Series, z: Floats, matrix: Matrix) -> dict[str, Array]:
    return beside_lag(z, z, matrix)


def local_geary(
    values: Table,
    links: Table,
    *,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    correction: Correction = "benjamini_hochberg",
    value: str = "value",
) -> Table:
    """Compute local Geary of each area, indicator and period: how much an area differs from its neighbours.

    Parameters
    ----------
    values, links, permutations, rng, weighting, correction, value
        As `local_moran`.

    Returns
    -------
    Table (area, period, indicator, value, status, statistic, z, p, q, neighbours, reason)
        As `local_moran`; a small statistic with a small p marks an area among its like.

    Raises
    ------
    TableError, SettingError
        As `moran`.

    Notes
    -----
    c_i = sum_j w_ij (z_i - z_j)^2 with z in standard deviations (of n).

    References
    ----------
    .. [1] Anselin (1995), "Local indicators of spatial association", Geographical Analysis 27, 93-115.
    """
    test = Test(permutations, rng, correction)
    return local_statistics(
        values, links, numbers=_geary, statistic=SQUARED_DIFFERENCES, test=test, weighting=weighting, value=value
    )


def _geary(one: Series, z: Floats, matrix: Matrix) -> dict[str, Array]:
    return {"statistic": SQUARED_DIFFERENCES.of_map(matrix, z), "z": z}
