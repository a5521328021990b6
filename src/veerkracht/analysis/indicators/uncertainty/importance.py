"""Which choice makes the score and rank of every area unsure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._model import Model, model_of
from veerkracht.analysis.indicators.uncertainty._running import chunks_of
from veerkracht.analysis.indicators.uncertainty._sampling import saltelli_points
from veerkracht.analysis.indicators.uncertainty._sobol import Centring, Indices, indices_of
from veerkracht.analysis.indicators.uncertainty.designs import Design
from veerkracht.analysis.indicators.uncertainty.factors import Settings
from veerkracht.errors import SettingError
from veerkracht.tables import Array, Table, table_from_arrays

__all__ = ["index_sensitivity"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

SHIFT: Final = "mean_rank_shift"
"""The output of a whole period: how far ranks move from the published ones, as a mean over the areas."""


def index_sensitivity(
    observations: Table, framework: Table, *, indicators: Table, design: Design, base: int, seed: int,
    settings: Settings | None = None, resamples: int = 100, interval: tuple[float, float] = (0.05, 0.95),
    centring: Centring = "runs",
) -> Table:  # fmt: skip
    """Share the variance of every area's score and rank, and of the mean shift of ranks, out over the factors.

    Parameters
    ----------
    observations, framework, indicators, settings
        As for `index_uncertainty`.
    design : Design
        At least one factor. Given points are blocks of `base` draws: A, B, then A with each factor in turn from B.
    base : int
        Rows N of each block, best a power of 2; the index is made N (factors + 2) times.
    seed : int
        One seed gives one result.
    resamples : int
        Bootstrap samples of the rows; each has its own variance. 0 for no bounds.
    interval : tuple of float
        Shares (0-1) of the bootstrap below the bounds.
    centring : {"runs", "none"}
        Whether the mean of each output over all runs is taken off before products are made. The index meant is the
        same; without it the first-order estimate of a score far from 0 is lost in noise.

    Returns
    -------
    Table (area, period, output, factor, first, first_lower, first_upper, total, total_lower, total_upper, runs, failed, \
incomplete)
        `output` is ``score``, ``rank``, or ``mean_rank_shift`` with a null area. `first` is the share of the variance
        that goes with the factor alone, `total` with the factor in any company; both null if a run has failed for
        the output (`failed` counts them), or the output does not vary. A run in which some of the published areas
        have no rank shifts those that have one; `incomplete` counts these runs.

    Raises
    ------
    SettingError
        If there is no factor or fewer than 2 rows.
    CatalogueError, TableError
        As `index_uncertainty` does.

    Notes
    -----
    S_i = mean(f_B (f_ABi - f_A)) / V and ST_i = mean((f_A - f_ABi)^2) / (2 V), with V the variance over n - 1 of the
    outputs of A and B together; a bootstrap sample draws rows of all blocks alike and computes V anew.

    References
    ----------
    .. [1] Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Comput. Phys. Commun. 181.
    .. [2] Jansen (1999), "Analysis of variance designs for model output", Comput. Phys. Commun. 117.
    """
    if not design.factors or base < 2:
        raise SettingError("{factors} factor(s) and {base} rows cannot be. Give 1 factor and 2 rows or more.",
                           factors=len(design.factors), base=base)  # fmt: skip
    model = model_of(
        observations, framework, indicators=indicators, settings=settings or Settings(), design=design, seed=seed
    )
    outputs, incomplete = _outputs(model, saltelli_points(design, base=base, seed=seed))
    failed = np.isnan(outputs).sum(axis=1)
    whole = np.where(failed[:, None] > 0, 0.0, outputs) if failed.any() else outputs  # without variance: no index
    indices = indices_of(
        whole, len(design.factors), resamples=resamples, seed=seed, centring=centring, interval=interval
    )
    return _table(model, indices, {"failed": failed, "incomplete": incomplete}, outputs.shape[1])


def _outputs(model: Model, points: Floats) -> tuple[Floats, Counts]:
    """Return scores, ranks (each periods times areas) and mean shifts (periods) x runs, and in how many runs areas lack."""
    periods, areas = len(model.periods), len(model.areas)
    runs = model.runs(points)
    nominal = [chunk.ranks for chunk in chunks_of(model.nominal(runs))]
    scores, ranks = np.empty((periods, areas, len(points))), np.empty((periods, areas, len(points)))
    shifts, lacking = np.empty((periods, len(points))), np.zeros(periods, np.int64)
    for chunk in chunks_of(runs):
        at, draws = chunk.period, chunk.draws
        scores[at][:, draws] = chunk.scores
        ranks[at][:, draws] = np.where(chunk.ranks > 0, chunk.ranks, np.nan)
        shifts[at, draws], lost = _shift(chunk.ranks, nominal[at])
        lacking[at] += lost
    outputs = np.concatenate([scores.reshape(-1, len(points)), ranks.reshape(-1, len(points)), shifts])
    return outputs, np.concatenate([np.zeros(2 * periods * areas, np.int64), lacking])


def _shift(ranks: NDArray[np.int32], nominal: NDArray[np.int32]) -> tuple[Floats, int]:
    """Return the mean shift of the published areas that a draw ranks, NaN without any, and the draws that miss one."""
    published = nominal[:, 0] > 0
    ranked = ranks[published] > 0
    moved = np.where(ranked, np.abs(ranks[published] - nominal[published]), 0).sum(axis=0)
    counted = ranked.sum(axis=0)
    shift = np.divide(moved, counted, out=np.full(len(counted), np.nan), where=counted > 0)
    return shift, int((~ranked).any(axis=0).sum())


def _table(model: Model, indices: Indices, counts: dict[str, Counts], runs: int) -> Table:
    factors = np.array(model.design.names, object)
    keys = _keys(model)
    columns: dict[str, Array] = {name: np.repeat(key, len(factors)) for name, key in keys.items()}
    columns["factor"] = np.tile(factors, len(counts["failed"]))
    for name, found, bounds in (
        ("first", indices.first, indices.first_bounds),
        ("total", indices.total, indices.total_bounds),
    ):
        columns[name] = found.ravel()
        columns[f"{name}_lower"], columns[f"{name}_upper"] = bounds[..., 0].ravel(), bounds[..., 1].ravel()
    columns["runs"] = np.full(len(columns["factor"]), runs)
    return table_from_arrays(columns | {name: np.repeat(count, len(factors)) for name, count in counts.items()})


def _keys(model: Model) -> dict[str, Array]:
    """Return area, period and output of each row of `_outputs`."""
    areas, periods = np.array(model.areas, object), np.array(model.periods, object)
    by_area = (np.tile(areas, len(periods)), np.repeat(periods, len(areas)))
    count = len(by_area[0])
    outputs = ["score"] * count + ["rank"] * count + [SHIFT] * len(periods)
    none = np.array([None] * len(periods), object)
    return {"area": np.concatenate([by_area[0], by_area[0], none]),
            "period": np.concatenate([by_area[1], by_area[1], periods]), "output": np.array(outputs, object)}  # fmt: skip
