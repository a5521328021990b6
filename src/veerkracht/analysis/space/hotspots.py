"""Where are values high or low together? Getis and Ord's statistic for each area."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.space._discovery import Correction, adjusted
from veerkracht.analysis.space._draws import LAG
from veerkracht.analysis.space._local import Test, local_statistics
from veerkracht.analysis.space._series import Series
from veerkracht.analysis.space._weights import Weighting, weighted
from veerkracht.tables import Array, Table

__all__ = ["getis_ord"]

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types

LINKED_TO_ALL: Final = "linked_to_all"
_NO_SPREAD: Final = 1e-12  # relative: the variance is a difference of two numbers that may be equal


def getis_ord(
    values: Table,
    links: Table,
    *,
    method: Literal["gi", "gi_star"] = "gi_star",
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    correction: Correction = "benjamini_hochberg",
    value: str = "value",
) -> Table:
    """Compute Gi or Gi* of each area, indicator and period: is it in a hot spot or a cold spot?

    Parameters
    ----------
    values, links, permutations, rng, weighting, correction, value
        As `local_moran`.
    method : {"gi", "gi_star"}
        Leave the area itself out, or count it among its neighbours. For Gi* an area without a link to itself gets one
        with the mean weight of its other links; rows are standardised after that.

    Returns
    -------
    Table (area, period, indicator, value, status, statistic, p_normal, q_normal, p, q, neighbours, reason)
        `statistic` is a standard score: above 0 for high values. `p_normal` is two-sided; `p`, `q` and the rest are as in
        `local_moran`. `reason` may also be linked_to_all: every area counts alike, so that no spread is left.

    Raises
    ------
    TableError, SettingError
        As `moran`.

    Notes
    -----
    Over the n values (Gi: the n - 1 others) with mean m and variance s^2 (of n), W = sum w and S = sum w^2 of the row:
    z = (sum w x - m W) / (s sqrt((n S - W^2) / (n - 1))). This is the exact mean and variance of sum w x when the values
    are put at random, for any weights; the shorter form with W (n - W) holds for weights of 0 and 1 only.

    References
    ----------
    .. [1] Ord & Getis (1995), "Local spatial autocorrelation statistics", Geographical Analysis 27, 286-306.
    """
    test, numbers = Test(permutations, rng, correction), _with_self if method == "gi_star" else _without_self

    def columns(one: Series, z: Floats, matrix: Matrix) -> dict[str, Array]:
        score, spread = numbers(one, z, matrix, weighting)
        reason = np.where(spread, "", LINKED_TO_ALL).astype(object)
        p = np.where(spread & ~one.islands, 2 * scipy.special.ndtr(-np.abs(score)), np.nan)
        return {"statistic": score, "p_normal": p, "q_normal": adjusted(p, correction=correction), "reason": reason}

    return local_statistics(values, links, numbers=columns, statistic=LAG, test=test, weighting=weighting, value=value)


def _with_self(one: Series, z: Floats, matrix: Matrix, weighting: Weighting) -> tuple[Floats, Array]:
    full = weighted(_self_linked(one.weights), weighting)
    n = len(z)
    whole, square = np.asarray(full.sum(axis=1)), np.asarray((full**2).sum(axis=1))
    return _score(np.asarray(full @ z), square * n, whole**2, n - 1)  # the mean is 0 and the variance 1


def _without_self(one: Series, z: Floats, matrix: Matrix, weighting: Weighting) -> tuple[Floats, Array]:
    matrix = weighted(matrix, weighting)
    others = max(len(z) - 1, 1)
    mean = -z / others
    variance = (len(z) - z**2) / others - mean**2
    whole, square = np.asarray(matrix.sum(axis=1)), np.asarray((matrix**2).sum(axis=1))
    score, spread = _score(np.asarray(matrix @ z) - mean * whole, square * others, whole**2, others - 1)
    flat = variance <= _NO_SPREAD
    return score / np.sqrt(np.where(flat, 1.0, variance)), spread & ~flat


def _score(above: Floats, square: Floats, whole: Floats, degrees: int) -> tuple[Floats, Array]:
    """Return standard scores, and which areas have any spread."""
    variance = (square - whole) / max(degrees, 1)  # none left where too few areas are present to tell anything
    spread = variance > _NO_SPREAD * np.maximum(whole, 1.0)
    return above / np.sqrt(np.where(spread, variance, 1.0)), spread


def _self_linked(matrix: Matrix) -> Matrix:
    """Give each area without a link to itself one with the mean weight of its links, or 1 where it has none."""
    links, own = np.diff(matrix.indptr), matrix.diagonal()
    sums = np.asarray(matrix.sum(axis=1))
    mean = np.divide(sums, links, out=np.ones(len(links)), where=links > 0)
    return scipy.sparse.csr_array(matrix + scipy.sparse.diags_array(np.where(own > 0, 0.0, mean)))
