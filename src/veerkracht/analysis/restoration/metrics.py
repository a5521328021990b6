"""Numbers of each recovery curve, taken exactly between its events, and how they are spread over samples."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import scipy

from veerkracht.analysis.restoration._inputs import check_hours
from veerkracht.analysis.restoration._state import Floats
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, memtable, pull, run_starts, table_from_arrays
from veerkracht.tables.restoration import METRICS

__all__ = ["METRIC_NAMES", "curve_fan", "resilience_metrics", "spread_of_metrics"]

METRIC_NAMES: Final = tuple(name for name in METRICS.columns if name != "sample")
_CENSORED: Final = "recovery_hours"  # null stands for beyond the horizon, not for "does not apply"
_ROUNDING: Final = 1e-12  # of a share that is added up over assets
_QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def resilience_metrics(curves: Table, *, horizon_hours: float, recovered: float = 1.0) -> Table:
    """Compute the metrics of each curve by itself.

    Parameters
    ----------
    curves : Table (sample, hours, service)
        `CURVES`: the share of normal service from that hour on; each sample begins at hour 0.
    horizon_hours : float
        Where the curves end; above the last row.
    recovered : float
        Share (above 0, up to 1) of normal service at which a sample counts as recovered.

    Returns
    -------
    Table (sample, loss_hours, resilience, robustness, drop_hours, rapidity, recovery_hours, preserved_before, preserved_after)
        One row per sample. `loss_hours`: hours of normal service lost, the area above the curve. `resilience`: share of
        normal service over the whole time. `robustness`: the lowest service. `drop_hours`: when it is first reached.
        `rapidity`: service won back per hour between then and the last change. `recovery_hours`: the hour from which
        service stays at `recovered` or above. `preserved_before` and `preserved_after`: mean service up to the lowest
        point and after it. Null: no drop; for `recovery_hours` not within the horizon.

    Raises
    ------
    InputError
        If there is no curve, or one does not begin at hour 0, is not known, or goes beyond the horizon.
    SettingError
        If a setting is outside its bounds.

    Notes
    -----
    L = integral of (1 - Q); R = 1 - L / T; rapidity = (Q_end - Q_min) / (t_end - t_min). Summarise these numbers with
    `spread_of_metrics`. The metrics of a mean curve are others: its lowest point is higher than the mean lowest point,
    and it recovers when the last sample does [2]_.

    References
    ----------
    .. [1] Bruneau et al. (2003), "A framework to quantitatively assess the seismic resilience of communities", Earthquake
       Spectra 19, 733-752.
    .. [2] Poulin & Kane (2021), "Infrastructure resilience curves", Reliability Engineering & System Safety 216, 107926.

    Examples
    --------
    >>> curves = memtable({"sample": [0, 0, 0], "hours": [0.0, 2.0, 6.0], "service": [0.8, 0.5, 1.0]})
    >>> resilience_metrics(curves, horizon_hours=10).to_pyarrow().to_pylist()[0]["recovery_hours"]
    6.0
    """
    check_hours("horizon_hours", horizon_hours, low=0.0, above=True)
    if not 0.0 < recovered <= 1.0:
        raise SettingError(
            "Setting {setting} is {value}. Choose {bounds}.", setting="recovered", value=recovered, bounds="0-1"
        )
    sample, hours, service = curve_arrays(curves)
    starts = run_starts(sample)
    if len(hours) and hours.max() >= horizon_hours:
        raise InputError("A curve has a change at hour {hour}, and the horizon is {horizon}. Choose a later horizon.",
                         hour=float(hours.max()), horizon=horizon_hours)  # fmt: skip
    return table_from_arrays({"sample": sample[starts], **_metrics(starts, hours, service, horizon_hours, recovered)})


def curve_arrays(curves: Table) -> tuple[Array, Floats, Floats]:
    """Return sample, hour and service of each row, by sample and hour."""
    rows = pull(curves.select("sample", "hours", "service"))
    sample, hours, service = (rows[name].to_numpy() for name in ("sample", "hours", "service"))
    order = np.lexsort((hours, sample))
    sample, hours, service = sample[order], hours[order].astype(float), service[order].astype(float)
    _check(sample, hours, service)
    return sample, hours, service


def _check(sample: Array, hours: Floats, service: Floats) -> None:
    """Refuse curves that do not tell the service of each sample from hour 0 on."""
    if not len(sample):
        raise InputError("There is no curve. Give each sample a row at hour 0.")
    unknown = np.isnan(sample.astype(float)) | np.isnan(hours) | np.isnan(service)
    if unknown.any():
        raise InputError("The curve of sample {sample} has an hour or a service that is not known. Fill it in, or leave the "
                         "sample out.", sample=sample[unknown][0])  # fmt: skip
    starts = run_starts(sample)
    late = hours[starts] != 0.0
    if late.any():
        raise InputError("The curve of sample {sample} begins at hour {hour}. Give its service from hour 0 on.",
                         sample=int(sample[starts][late][0]), hour=float(hours[starts][late][0]))  # fmt: skip


def _metrics(starts: Array, hours: Floats, service: Floats, horizon: float, recovered: float) -> dict[str, Floats]:
    ends = _ends(starts, hours, horizon)
    sizes = np.diff(np.append(starts, len(hours)))
    lowest, last = np.minimum.reduceat(service, starts), np.append(starts[1:], len(hours)) - 1
    dropped = lowest < 1.0 - _ROUNDING
    at_lowest = service <= np.repeat(lowest, sizes) + _ROUNDING
    low, settled = _first(at_lowest, starts), _settled(service, starts, sizes, last)
    drop = np.where(dropped, hours[low], np.nan)
    total = np.add.reduceat(service * (ends - hours), starts)
    before = np.add.reduceat(service * (np.minimum(ends, np.repeat(hours[low], sizes)) - hours).clip(0.0), starts)
    loss = np.add.reduceat((1.0 - service) * (ends - hours), starts)
    return {
        "loss_hours": loss, "resilience": 1.0 - loss / horizon, "robustness": lowest, "drop_hours": drop,
        "rapidity": _ratio(service[last] - lowest, hours[settled] - drop, still=dropped),
        "recovery_hours": _recovery(service, ends, starts, last, recovered),
        "preserved_before": _ratio(before, drop), "preserved_after": _ratio(total - before, horizon - drop),
    }  # fmt: skip


def _ends(starts: Array, hours: Floats, horizon: float) -> Floats:
    """Return until when each row holds."""
    ends = np.append(hours[1:], horizon)
    ends[starts[1:] - 1] = horizon
    return ends


def _first(marked: Array, starts: Array) -> Array:
    """Return the first marked row of each sample (every sample has one)."""
    rows = np.where(marked, np.arange(len(marked)), len(marked))
    return np.minimum.reduceat(rows, starts)


def _settled(service: Floats, starts: Array, sizes: Array, last: Array) -> Array:
    """Return the row from which each sample keeps its last service."""
    other = np.abs(service - np.repeat(service[last], sizes)) > _ROUNDING
    rows = np.where(other, np.arange(len(service)) + 1, 0)
    return np.maximum(np.maximum.reduceat(rows, starts), starts)


def _recovery(service: Floats, ends: Floats, starts: Array, last: Array, recovered: float) -> Floats:
    below = service < recovered - _ROUNDING
    hour = np.maximum.reduceat(np.where(below, ends, 0.0), starts)
    return np.where(below[last], np.nan, hour)


def _ratio(part: Floats, whole: Floats, *, still: Array | None = None) -> Floats:
    """Return the quotient; absent where nothing is divided, and 0 where it is marked that nothing came back."""
    found = np.full(len(part), np.nan)
    np.divide(part, whole, out=found, where=whole > 0.0)
    return found if still is None else np.where(still & (whole == 0.0), 0.0, found)


def spread_of_metrics(metrics: Table, *, confidence: float = 0.95) -> Table:
    """Summarise metrics over samples.

    Parameters
    ----------
    metrics : Table (sample, ...)
        `METRICS`, one row per sample.
    confidence : float
        Of the interval of the mean, between 0 and 1.

    Returns
    -------
    Table (metric, samples, absent, mean, lower, upper, q05, q25, q50, q75, q95)
        `absent`: samples without the metric. The mean carries the interval of its sampling error. A recovery beyond the
        horizon counts as later than any other: it leaves no mean, and quantiles that fall there are null.

    Examples
    --------
    >>> rows = {name: [1.0, 3.0] for name in METRIC_NAMES}
    >>> spread_of_metrics(memtable({"sample": [0, 1], **rows})).to_pyarrow()["q50"].to_pylist()[0]
    2.0
    """
    check_confidence(confidence)
    rows = pull(metrics.select(*METRIC_NAMES))
    found = [_spread(name, rows[name].to_numpy().astype(float), confidence) for name in METRIC_NAMES]
    return table_from_arrays({name: np.array([row[name] for row in found]) for name in found[0]})


def check_confidence(confidence: float) -> None:
    """Refuse a confidence outside 0-1."""
    if not 0.0 < confidence < 1.0:
        raise SettingError(
            "Setting {setting} is {value}. Choose a share above 0 and below 1.", setting="confidence", value=confidence
        )


def mean_with_interval(values: Floats, confidence: float) -> tuple[float, float, float]:
    """Return the mean and its interval (Student); absent where there are too few values."""
    if not len(values):
        return np.nan, np.nan, np.nan
    mean = float(values.mean())
    if len(values) < 2:
        return mean, np.nan, np.nan
    half = scipy.special.stdtrit(len(values) - 1, 0.5 + confidence / 2) * values.std(ddof=1) / np.sqrt(len(values))
    return mean, mean - float(half), mean + float(half)


def _spread(name: str, values: Floats, confidence: float) -> dict[str, object]:
    known = values[~np.isnan(values)]
    censored = name == _CENSORED and len(known) < len(values)
    mean, lower, upper = mean_with_interval(known, confidence) if not censored else (np.nan,) * 3
    ranked = np.where(np.isnan(values), np.inf, values) if censored else known
    quantiles = _quantiles(ranked)
    return {"metric": name, "samples": len(values), "absent": len(values) - len(known), "mean": mean, "lower": lower,
            "upper": upper, **{f"q{round(100 * q):02d}": at for q, at in zip(_QUANTILES, quantiles, strict=True)}}  # fmt: skip


def _quantiles(values: Floats) -> Floats:
    if not len(values):
        return np.full(len(_QUANTILES), np.nan)
    if np.isfinite(values).all():
        return np.asarray(np.quantile(values, _QUANTILES))
    found = np.quantile(values, _QUANTILES, method="higher")  # between a number and infinity lies no quantile
    return np.where(np.isfinite(found), found, np.nan)


def curve_fan(
    curves: Table, *, horizon_hours: float, quantiles: tuple[float, ...] = _QUANTILES, step_hours: float = 1.0
) -> Table:
    """Return quantiles of service over samples at each hour, for a picture.

    Parameters
    ----------
    curves : Table (sample, hours, service)
        `CURVES`.
    horizon_hours : float
        Last hour of the picture.
    quantiles : tuple of float
        Each from 0 to 1.
    step_hours : float
        Hours between two points, above 0.

    Returns
    -------
    Table (hours, quantile, service)
        `FAN`. The curve of medians is no sample's curve: take metrics per sample.

    Examples
    --------
    >>> curves = memtable({"sample": [0, 0, 1], "hours": [0.0, 1.0, 0.0], "service": [0.0, 1.0, 1.0]})
    >>> fan = curve_fan(curves, horizon_hours=1, quantiles=(0.5,)).to_pyarrow()
    >>> fan["service"].to_pylist()
    [0.5, 1.0]
    """
    check_hours("horizon_hours", horizon_hours, low=0.0, above=True)
    check_hours("step_hours", step_hours, low=0.0, above=True)
    for quantile in quantiles:
        if not 0.0 <= quantile <= 1.0:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="quantiles", value=quantile,
                               bounds="0-1")  # fmt: skip
    grid = np.arange(0.0, horizon_hours + _ROUNDING, step_hours)
    sample, hours, service = curve_arrays(curves)
    found = np.quantile(service_at(sample, hours, service, grid), quantiles, axis=0)
    return memtable(pa.table({
        "hours": np.repeat(grid, len(quantiles)), "quantile": np.tile(quantiles, len(grid)), "service": found.T.ravel(),
    }))  # fmt: skip


def service_at(sample: Array, hours: Floats, service: Floats, grid: Floats) -> Floats:
    """Return the service (samples x hours) at each hour of a grid; rows are ordered by sample and hour."""
    starts = run_starts(sample)
    run = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(sample))))
    first = np.searchsorted(grid, hours)  # the first hour of the grid at which the row holds
    cells = np.full((len(starts), len(grid) + 1), -1)
    cells[run, first] = np.arange(len(sample))  # of rows that share a cell the last one stays
    return np.asarray(service[np.maximum.accumulate(cells, axis=1)[:, :-1]])
