"""Survey estimates of small areas, strengthened by what is known of all areas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import ibis
import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import MissingDataError, TableError
from veerkracht.grids import grid_of
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]
Method = Literal["reml", "prasad_rao"]

_STEPS: Final = 200  # of scoring; each halves the distance or better
_CLOSE: Final = 1e-12  # relative change at which scoring stops
SPARE_AREAS: Final = 3  # areas with an estimate beyond the number of coefficients


def fay_herriot(estimates: Table, covariates: Table, *, method: Method = "reml") -> Table:
    """Combine the estimate of each area with what its covariates predict, each by its reliability.

    Parameters
    ----------
    estimates : Table (area, period, indicator, value, standard_error)
        Direct estimates with their sampling errors (above 0), one per key. An area with an absent estimate gets the
        prediction alone.
    covariates : Table (area, indicator, value)
        Known figures of every area, of one period; a constant is added.
    method : {"reml", "prasad_rao"}
        How the spread of areas around the prediction is estimated.

    Returns
    -------
    Table (area, period, indicator, direct, value, standard_error, weight, model_variance)
        `value` in the unit of the estimate; `standard_error` the root of its mean squared error, with the error of the
        coefficients and of the spread; `weight` the share of the direct estimate (0 for a prediction alone).

    Raises
    ------
    TableError
        If a key occurs twice, a standard error is not above 0, or covariates depend on each other.
    MissingDataError
        If an area lacks a covariate, or there are too few areas for the number of covariates.

    Notes
    -----
    y_i = x_i'b + v_i + e_i, var v = A, var e = D_i. value = x'b + g (y - x'b), g = A / (A + D_i).
    Mean squared error = g1 + g2 + 2 g3: g1 = g D; g2 = (1 - g)^2 x' (X'V^-1X)^-1 x; g3 = D^2 / (A + D)^3 var(A).
    reml: scoring on the restricted likelihood, var(A) = 2 / sum (A + D)^-2. prasad_rao: A = (y'My - sum D_i (1 - h_ii)) /
    (m - p), var(A) = 2 sum (A + D)^2 / m^2. A is at least 0.

    References
    ----------
    .. [1] Fay & Herriot (1979), "Estimates of income for small places", JASA 74, 269-277.
    .. [2] Prasad & Rao (1990), "The estimation of the mean squared error of small-area estimators", JASA 85, 163-171.
    .. [3] Datta & Lahiri (2000), "A unified measure of uncertainty of estimated best linear unbiased predictors in small
       area estimation problems", Statistica Sinica 10, 613-627.
    """
    rows = arrays(estimates.select("area", "period", "indicator", "value", "standard_error"),
                  order=("indicator", "period", "area"))  # fmt: skip
    _check(rows)
    known = _covariates(rows["area"], covariates)
    starts = run_starts(rows["indicator"], rows["period"])
    spans = [slice(begin, end) for begin, end in pairwise([*starts, len(rows["area"])])]
    parts = [_estimated(rows["value"][own], rows["standard_error"][own] ** 2, known[own], method) for own in spans]
    columns = np.concatenate(parts, axis=1) if parts else np.zeros((4, 0))
    names = ("value", "standard_error", "weight", "model_variance")
    return table_from_arrays({
        **{name: rows[name] for name in ("area", "period", "indicator")}, "direct": rows["value"],
        **dict(zip(names, columns, strict=True)),
    })  # fmt: skip


def _check(rows: dict[str, Array]) -> None:
    keys = run_starts(rows["indicator"], rows["period"], rows["area"])
    if len(keys) < len(rows["area"]):
        raise TableError("{rows} estimates stand for {keys} keys of indicator, period and area. Keep one row each.",
                         rows=len(rows["area"]), keys=len(keys))  # fmt: skip
    wrong = np.flatnonzero(~np.isnan(rows["value"]) & ~(rows["standard_error"] > 0))
    if len(wrong):
        raise TableError(
            "{count} estimate(s) have no standard error above 0, first {indicator} of area {area}. Give one, or leave the "
            "estimate empty.", count=len(wrong), area=rows["area"][wrong[0]], indicator=rows["indicator"][wrong[0]],
        )  # fmt: skip


def _covariates(area: Array, covariates: Table) -> Floats:
    """Return a constant and the covariates, rows x columns, in the order of the estimates."""
    dated = "period" in covariates.columns
    grid = grid_of(covariates if dated else covariates.mutate(period=ibis.literal("any")))
    if len(grid.periods) > 1:
        raise TableError("Covariates are of {periods} periods. Choose one.", periods=len(grid.periods))
    place = {name: number for number, name in enumerate(grid.areas)}
    found = np.vstack([grid.panel(), np.full((1, len(grid.indicators)), np.nan)])
    known = found[[place.get(name, len(grid.areas)) for name in area]]
    row, column = np.nonzero(np.isnan(known))
    if len(row):
        raise MissingDataError(
            "{count} covariate(s) are absent, first {indicator} of area {area}. Fill them in, or leave the area out.",
            count=len(row), area=area[row[0]], indicator=grid.indicators[column[0]],
        )  # fmt: skip
    return np.column_stack([np.ones(len(known)), known])


@dataclass(frozen=True)
class _Model:
    """Estimates of the areas that have one: values, sampling variances and covariates."""

    y: Floats
    variance: Floats
    x: Floats

    def crossed(self, weight: Floats) -> Floats:
        """Return X' W X for a weight per area."""
        return np.asarray(self.x.T @ (self.x * weight[:, None]))

    def solved(self, spread: float) -> tuple[Floats, Floats, Floats]:
        """Return coefficients, their covariance and the inverse variances at a spread of areas."""
        inverse = 1 / (spread + self.variance)
        covariance = np.asarray(np.linalg.inv(self.crossed(inverse)))
        return covariance @ (self.x.T @ (inverse * self.y)), covariance, inverse


def _estimated(value: Floats, variance: Floats, known: Floats, method: Method) -> Floats:
    present = ~np.isnan(value)
    model = _Model(value[present], variance[present], known[present])
    _check_model(model)
    spread, error = _reml(model) if method == "reml" else _prasad_rao(model)
    coefficients, covariance, _ = model.solved(spread)
    predicted = known @ coefficients
    own = np.where(present, variance, np.inf)
    weight = spread / (spread + own)
    residual = np.where(present, value - predicted, 0.0)
    of_coefficients = np.einsum("ij,jk,ik->i", known, covariance, known)
    of_spread = np.where(present, own, 0.0) ** 2 / (spread + np.where(present, own, 1.0)) ** 3 * error
    own_error = np.where(present, weight * np.where(present, own, 0.0), spread)
    squared = own_error + (1 - weight) ** 2 * of_coefficients + 2 * of_spread
    return np.stack([predicted + weight * residual, np.sqrt(squared), weight, np.full(len(value), spread)])


def _check_model(model: _Model) -> None:
    areas, coefficients = model.x.shape
    if areas < coefficients + SPARE_AREAS:
        raise MissingDataError(
            "{areas} area(s) have an estimate, too few for {covariates} covariate(s). At least {least} are needed.",
            areas=areas, covariates=coefficients - 1, least=coefficients + SPARE_AREAS,
        )  # fmt: skip
    if np.linalg.matrix_rank(model.x) < coefficients:
        raise TableError("Covariates depend on each other, or one is the same in every area. Leave one out.")


def _reml(model: _Model) -> tuple[float, float]:
    """Score the restricted likelihood from a start by moments; 0 where it falls from there on."""
    spread = _prasad_rao(model)[0]
    for _ in range(_STEPS):
        slope, curve = _score(model, spread)
        step = max(spread + slope / curve, 0.0)
        close = abs(step - spread) <= _CLOSE * max(step, float(model.variance.mean()))
        spread = step
        if close:
            break
    return spread, float(2 / ((spread + model.variance) ** -2).sum())


def _score(model: _Model, spread: float) -> tuple[float, float]:
    """Slope of the restricted log likelihood and its expected curve, with P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1 unformed."""
    coefficients, covariance, inverse = model.solved(spread)
    rest = inverse * (model.y - model.x @ coefficients)
    second, third = (covariance @ model.crossed(inverse**power) for power in (2, 3))
    trace = inverse.sum() - np.trace(second)
    squared = (inverse**2).sum() - 2 * np.trace(third) + np.trace(second @ second)
    return float((rest @ rest - trace) / 2), float(squared / 2)


def _prasad_rao(model: _Model) -> tuple[float, float]:
    basis = np.linalg.qr(model.x)[0]
    rest = model.y - basis @ (basis.T @ model.y)
    areas, coefficients = model.x.shape
    expected = (model.variance * (1 - (basis**2).sum(axis=1))).sum()
    spread = max(float((rest @ rest - expected) / (areas - coefficients)), 0.0)
    return spread, float(2 * ((spread + model.variance) ** 2).sum() / areas**2)
