"""What several indicators together say of one risk."""

from __future__ import annotations

import ibis
import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import CatalogueError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

_CHANCES = ("p_rising", "p_steady", "p_falling")
_CODES = np.array(["rising", "steady", "falling"], dtype=object)
_ORDER = ("risk", "area", "indicator", "source")


def risk_direction(
    directions: Table, risk_indicators: Table, *, risks: Table | None = None, confidence: float = 0.6
) -> Table:
    """Pool the directions of the indicators of each risk, per area.

    Parameters
    ----------
    directions : Table
        From `series_direction`.
    risk_indicators : Table (risk, indicator, sign, weight)
        `sign` 1 where a rising indicator means a rising risk, -1 where it means a falling one; `weight`
        above 0.
    risks : Table (risk), optional
        All risks, so that those without any indicator get their rows too.
    confidence : float
        Probability (0-1) from which a direction is named, for the risk and for an indicator that disagrees.

    Returns
    -------
    Table (risk, area, direction, p_rising, p_steady, p_falling, indicators, disagreement, reason)
        One row per risk and area of `directions` (area null when there is none). `indicators` counts those
        with a known series; `disagreement` is true where one clearly rises and another clearly falls;
        `reason` for unknown: no_series, too_few_points, too_old (all series known are), not_clear.

    Raises
    ------
    CatalogueError
        If a sign is not 1 or -1, or a weight not positive.

    Notes
    -----
    Linear opinion pool: P = sum w_i P_i / sum w_i over indicators with a known series; series of one
    indicator from several sources share its weight. A pool of disagreeing indicators stays wide, which a
    product of probabilities would not.

    References
    ----------
    .. [1] Stone (1961), "The opinion pool", Annals of Mathematical Statistics 32, 1339-1342.
    """
    _check(risk_indicators)
    rows = arrays(_grid(directions, risk_indicators, risks), order=_ORDER)
    starts = run_starts(rows["risk"], rows["area"])
    chances = _signed(rows)
    weight = _shared_weight(rows, ~np.isnan(chances[0]))
    pooled = _pool(chances, weight, starts)
    lacking = tuple(_any(rows["reason"] == code, starts) for code in ("too_old", "too_few_points"))
    return table_from_arrays({
        "risk": rows["risk"][starts], "area": rows["area"][starts],
        **dict(zip(_CHANCES, pooled, strict=True)), **_direction(pooled, lacking, confidence),
        "indicators": _known_indicators(rows, weight, starts),
        "disagreement": _any(chances[0] >= confidence, starts) & _any(chances[2] >= confidence, starts),
    }).select("risk", "area", "direction", *_CHANCES, "indicators", "disagreement", "reason")  # fmt: skip


def _check(risk_indicators: Table) -> None:
    rows = arrays(risk_indicators.select("risk", "indicator", "sign", "weight"), order=("risk", "indicator"))
    wrong = ~np.isin(rows["sign"], (-1, 1)) | ~(rows["weight"] > 0)
    if wrong.any():
        raise CatalogueError(
            "Indicator {indicator} of risk {risk} has sign {sign} and weight {weight}. "
            "Give sign 1 or -1 and a weight above 0.", **{name: rows[name][wrong][0] for name in rows},
        )  # fmt: skip


def _grid(directions: Table, risk_indicators: Table, risks: Table | None) -> Table:
    """One row per risk, area, indicator and series; all but the risk may be null."""
    pairs = risk_indicators.select("risk", "indicator", "sign", "weight")
    if risks is not None:
        pairs = _outer(risks.select("risk").distinct(), pairs, "risk")
    series = directions.select("area", "indicator", "source", *_CHANCES, "reason")
    areas = directions.select("area").distinct()
    some = areas.mutate(one=1)
    every = pairs.mutate(one=1).left_join(some, "one").drop("one", "one_right")
    joined = every.left_join(series, ["area", "indicator"])
    return joined.drop("area_right", "indicator_right")


def _outer(risks: Table, pairs: Table, key: str) -> Table:
    without = risks.anti_join(pairs, key)
    kinds = pairs.schema()
    nulls = {name: ibis.null(kinds[name]) for name in pairs.columns if name != key}
    return pairs.union(without.select(key, **nulls))


def _signed(rows: dict[str, Array]) -> NDArray[np.float64]:
    """Probabilities (3 x rows) of the risk: turned round where the sign is -1."""
    chances = np.stack([rows[name].astype(float) for name in _CHANCES])
    return np.where(rows["sign"] == -1, chances[::-1], chances)


def _shared_weight(rows: dict[str, Array], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weight of each series: the indicator's, divided over its sources with a known series; 0 if unknown."""
    starts = run_starts(rows["risk"], rows["area"], rows["indicator"])
    if not len(starts):
        return np.zeros(0)
    series = np.repeat(np.add.reduceat(known, starts, dtype=int), np.diff(starts, append=len(known)))
    return np.asarray(np.where(known, rows["weight"] / np.maximum(series, 1), 0.0))


def _pool(chances: Array, weight: Array, starts: NDArray[np.intp]) -> NDArray[np.float64]:
    if not len(starts):
        return np.zeros((3, 0))
    total = np.add.reduceat(weight, starts)
    sums = np.add.reduceat(np.where(weight > 0, weight * chances, 0.0), starts, axis=1)
    return np.asarray(np.divide(sums, total, out=np.full(sums.shape, np.nan), where=total > 0))


def _any(flags: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.logical_or.reduceat(flags, starts) if len(starts) else np.zeros(0, dtype=bool)


def _known_indicators(rows: dict[str, Array], weight: Array, starts: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count the indicators with at least one known series in each run."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    own = run_starts(rows["risk"], rows["area"], rows["indicator"])
    known = np.zeros(len(weight), dtype=np.int64)
    known[own] = np.maximum.reduceat(weight, own) > 0
    return np.add.reduceat(known, starts)


def _direction(pooled: Array, lacking: tuple[Array, ...], confidence: float) -> dict[str, Array]:
    """Name the likeliest direction; `lacking` marks runs with a series that is too old, and too short."""
    likeliest = np.nan_to_num(pooled, nan=0.0)
    clear = likeliest.max(axis=0) >= confidence
    unknown = np.isnan(pooled[0])
    conditions = [*(unknown & some for some in lacking), unknown, ~clear]
    reason = np.select(conditions, ["too_old", "too_few_points", "no_series", "not_clear"], "")
    code = np.where(clear, _CODES[likeliest.argmax(axis=0)], "unknown")
    return {"direction": code.astype(object), "reason": reason.astype(object)}
