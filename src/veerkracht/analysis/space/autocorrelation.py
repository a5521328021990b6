"""Do like areas lie together? One number for the whole map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.space._draws import permuted_p
from veerkracht.analysis.space._local import standardised
from veerkracht.analysis.space._series import Series, check_permutations, each_series, global_table, grid_and_weights
from veerkracht.analysis.space._weights import Weighting, moments, without_self
from veerkracht.tables import Table

__all__ = ["geary", "moran"]

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types

_COLUMNS: Final = ("statistic", "expected", "sd_normal", "z_normal", "p_normal", "sd_random", "z_random", "p_random",
                   "p")  # fmt: skip


def moran(
    values: Table,
    links: Table,
    *,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    value: str = "value",
) -> Table:
    """Compute Moran's I of each indicator and period.

    Parameters
    ----------
    values : Table (area, period, indicator, value)
        With or without a column `status`. Areas that are absent or have no row are left out and counted.
    links : Table (source, target, weight)
        Neighbours of every area, as `contiguous_neighbours` gives them; links of an area to itself do not count.
    permutations : int
        Number of maps with the values put at random; 0 for none.
    rng : numpy.random.Generator
        Where the permutations come from.
    weighting : {"row", "binary", "given"}
        Weights of the areas that are present: rows that add up to 1, all 1, or as given.
    value : str
        Name of the column with the numbers.

    Returns
    -------
    Table (indicator, period, statistic, expected, sd_normal, z_normal, p_normal, sd_random, z_random, p_random, p, \
areas, missing_areas, islands, reason)
        Expectation and spread if the values were drawn from a normal distribution, or put at random over the areas;
        both p are two-sided. `p` is that of the permutations, in the tail where the statistic lies; two-sided it is
        twice as large. `reason`: constant, too_few_areas (fewer than 4), no_links, or empty; numbers are null then.

    Raises
    ------
    TableError
        If an area with values has no row in the links, or a link is repeated, absent or negative.
    SettingError
        If the number of permutations is negative.

    Notes
    -----
    I = (n / S0) z'Wz / z'z with z the differences from the mean; E = -1 / (n - 1). Islands stay in n and z and add
    nothing to z'Wz. p = (c + 1) / (permutations + 1), c the smaller of the numbers of permutations at or above and at or
    below I.

    References
    ----------
    .. [1] Cliff & Ord (1981), Spatial Processes: Models and Applications, ch. 1-2.
    """
    return _each(values, links, _moran, permutations=permutations, rng=rng, weighting=weighting, value=value)


def geary(
    values: Table,
    links: Table,
    *,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    value: str = "value",
) -> Table:
    """Compute Geary's C of each indicator and period: below 1 if neighbours are alike, above 1 if they differ.

    Parameters
    ----------
    values, links, permutations, rng, weighting, value
        As `moran`.

    Returns
    -------
    Table
        As `moran`.

    Raises
    ------
    TableError, SettingError
        As `moran`.

    Notes
    -----
    C = (n - 1) / (2 S0) * sum over i, j of w_ij (z_i - z_j)^2 / z'z; E = 1.

    References
    ----------
    .. [1] Cliff & Ord (1981), Spatial Processes: Models and Applications, ch. 1-2.
    """
    return _each(values, links, _geary, permutations=permutations, rng=rng, weighting=weighting, value=value)


Measure = Callable[[Matrix, int], tuple[Callable[[Floats], Floats], float, float, Callable[[float], float]]]
"""From weights and the number of areas to the statistic of standardised values (n x maps), its expectation, its variance
under normality, and its variance under randomisation given the kurtosis."""


def _each(
    values: Table, links: Table, measure: Measure, *, permutations: int, rng: np.random.Generator, weighting: Weighting,
    value: str,
) -> Table:  # fmt: skip
    check_permutations(permutations)
    grid, weights = grid_and_weights(values, links, value=value)
    series = each_series(grid, weights, weighting=weighting)
    return global_table(grid, [(one, _numbers(one, measure, permutations, rng)) for one in series])


def _numbers(one: Series, measure: Measure, permutations: int, rng: np.random.Generator) -> dict[str, float]:
    if one.reason:
        return dict.fromkeys(_COLUMNS, np.nan)
    z = standardised(one)
    statistic, expected, normal, random = measure(without_self(one.weights), len(z))
    found = float(statistic(z[:, None])[0])
    spreads = [max(normal, 0.0) ** 0.5, max(random(float((z**4).mean())), 0.0) ** 0.5]
    scores = [(found - expected) / spread if spread > 0 else np.nan for spread in spreads]
    judged = [number for sd, z_score in zip(spreads, scores, strict=True)
              for number in (sd, z_score, 2 * float(scipy.special.ndtr(-abs(z_score))))]  # fmt: skip
    p = permuted_p(z, statistic, found, permutations, rng)
    return dict(zip(_COLUMNS, [found, expected, *judged, p], strict=True))


def _moran(matrix: Matrix, n: int) -> tuple[Callable[[Floats], Floats], float, float, Callable[[float], float]]:
    s0, s1, s2 = moments(matrix)
    expected = -1 / (n - 1)
    normal = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - expected**2

    def random(kurtosis: float) -> float:
        whole = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
        peaked = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
        return float((whole - peaked) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2)

    return (lambda z: (z * (matrix @ z)).sum(axis=0) / s0), expected, normal, random


def _geary(matrix: Matrix, n: int) -> tuple[Callable[[Floats], Floats], float, float, Callable[[float], float]]:
    s0, s1, s2 = moments(matrix)
    ends = (np.asarray(matrix.sum(axis=1)) + np.asarray(matrix.sum(axis=0)))[:, None]
    normal = ((2 * s1 + s2) * (n - 1) - 4 * s0**2) / (2 * (n + 1) * s0**2)

    def random(kurtosis: float) -> float:
        pairs = (n - 1) * s1 * (n**2 - 3 * n + 3 - (n - 1) * kurtosis)
        rows = (n - 1) * s2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * kurtosis) / 4
        whole = s0**2 * (n**2 - 3 - (n - 1) ** 2 * kurtosis)
        return float((pairs - rows + whole) / (n * (n - 2) * (n - 3) * s0**2))

    def statistic(z: Floats) -> Floats:
        # sum of w (zi - zj)^2 = sum of (row + column sum) z^2 - 2 z'Wz, so that one product serves all maps
        spread = (ends * z**2).sum(axis=0) - 2 * (z * (matrix @ z)).sum(axis=0)
        return np.asarray((n - 1) / (2 * s0 * n) * spread)

    return statistic, 1.0, normal, random
