"""Do areas grow apart: spread, catching up, and the gap between the most and the least burdened."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.trends._panel import Floats, Panel, draws_of, interval_and_answer, panels
from veerkracht.analysis.trends.settings import DivergenceSettings
from veerkracht.tables import Table, memtable

LEAST_AREAS: Final = 5  # below five areas a spread or a fifth says nothing

NOISE_SHARE_OF_SLOPE: Final = 0.5
"""From this share of a negative slope on, noise in the start year explains it: regression to the mean."""

LEAST_RELIABILITY: Final = 0.2  # below it the correction divides by almost nothing

_KEYS = (("indicator", pa.string()), ("first", pa.string()), ("last", pa.string()))
_COUNTS = (("areas", pa.int64()), ("missing_areas", pa.int64()))
_CHANGE = (
    ("change", pa.float64()), ("lower", pa.float64()), ("upper", pa.float64()),
    ("p_growing", pa.float64()), ("answer", pa.string()),
)  # fmt: skip


def sigma_change(scores: Table, populations: Table, *, first: str, last: str, settings: DivergenceSettings) -> Table:
    """Tell whether the spread of scores between areas grew.

    Parameters
    ----------
    scores : Table (area, period, indicator, score, lower, upper)
        Scores or loads.
    populations : Table (area, population)
        Residents, the weight of each area; one division for both periods.
    first, last : str
        The periods compared.
    settings : DivergenceSettings
        Draws, seed, method and probabilities.

    Returns
    -------
    Table (indicator, first, last, sd_first, sd_last, change, lower, upper, p_growing, answer, areas,
    missing_areas)
        Standard deviations in points; `answer` growing, shrinking or not_clear. Only areas with both scores
        and residents count; below five of them the numbers are null.

    Raises
    ------
    TableError
        If a key occurs twice.
    MissingDataError
        If method noise is asked for and a score has no interval.

    Notes
    -----
    sd = sqrt(sum w (x - sum w x)^2) with population shares w. Sampling noise adds to both spreads; it
    leaves the change alone as long as it is as large in both years.

    References
    ----------
    .. [1] Barro & Sala-i-Martin (1992), "Convergence", Journal of Political Economy 100, 223-251.
    """
    found = [_sigma_row(panel, settings) for panel in panels(scores, populations, first=first, last=last)]
    columns = (*_KEYS, ("sd_first", pa.float64()), ("sd_last", pa.float64()), *_CHANGE, *_COUNTS)
    return _table([{"first": first, "last": last, **row} for row in found], columns)


def _sigma_row(panel: Panel, settings: DivergenceSettings) -> dict[str, object]:
    if len(panel.start) < LEAST_AREAS:
        return {**_named(panel), **interval_and_answer(np.nan, np.zeros(0), settings)}
    spreads = [float(_spread(values, panel.weights)) for values in (panel.start, panel.end)]
    drawn = draws_of(panel, _spread_change, settings)
    return {**_named(panel), "sd_first": spreads[0], "sd_last": spreads[1],
            **interval_and_answer(spreads[1] - spreads[0], drawn, settings)}  # fmt: skip


def _spread(values: Floats, weights: Floats) -> Floats:
    share = weights / weights.sum(axis=-1, keepdims=True)
    mean = (share * values).sum(axis=-1, keepdims=True)
    return np.asarray(np.sqrt((share * (values - mean) ** 2).sum(axis=-1)))


def _spread_change(start: Floats, end: Floats, weights: Floats) -> Floats:
    return _spread(end, weights) - _spread(start, weights)


def gap_change(scores: Table, populations: Table, *, first: str, last: str, settings: DivergenceSettings) -> Table:
    """Tell whether the gap between the most and the least burdened areas grew.

    Parameters
    ----------
    scores : Table (area, period, indicator, score, lower, upper)
        Loads: more is a heavier burden.
    populations, first, last, settings
        As for `sigma_change`; `settings.tail_share` sets the size of both groups.

    Returns
    -------
    Table (indicator, first, last, gap_first, gap_last, change, lower, upper, p_growing, answer, areas,
    missing_areas)
        Gaps in points of load between the two groups.

    Raises
    ------
    TableError
        If a key occurs twice.
    MissingDataError
        If method noise is asked for and a score has no interval.

    Notes
    -----
    Groups hold the given share of the residents, by the average load of both years: choosing them by the
    first year alone would make the gap seem to shrink (regression to the mean). An area on the boundary
    counts in part. gap = weighted mean of the most minus that of the least burdened group.
    """
    found = [_gap_row(panel, settings) for panel in panels(scores, populations, first=first, last=last)]
    columns = (*_KEYS, ("gap_first", pa.float64()), ("gap_last", pa.float64()), *_CHANGE, *_COUNTS)
    return _table([{"first": first, "last": last, **row} for row in found], columns)


def _gap_row(panel: Panel, settings: DivergenceSettings) -> dict[str, object]:
    if len(panel.start) < LEAST_AREAS:
        return {**_named(panel), **interval_and_answer(np.nan, np.zeros(0), settings)}
    order = np.argsort(panel.start + panel.end, kind="stable")
    change = partial(_gap_difference, order=order, share=settings.tail_share)
    gaps = [float(_gap(values, panel.weights, order, settings.tail_share)) for values in (panel.start, panel.end)]
    return {**_named(panel), "gap_first": gaps[0], "gap_last": gaps[1],
            **interval_and_answer(gaps[1] - gaps[0], draws_of(panel, change, settings), settings)}  # fmt: skip


def _gap_difference(start: Floats, end: Floats, weights: Floats, *, order: NDArray[np.intp], share: float) -> Floats:
    return _gap(end, weights, order, share) - _gap(start, weights, order, share)


def _gap(values: Floats, weights: Floats, order: NDArray[np.intp], share: float) -> Floats:
    ranked, own = values[..., order], weights[..., order]
    own = own / own.sum(axis=-1, keepdims=True)
    above = np.cumsum(own, axis=-1)
    least = np.clip(share - (above - own), 0.0, own)
    most = np.clip(above - (1 - share), 0.0, own)
    return np.asarray(((most - least) * ranked).sum(axis=-1) / share)


def beta_convergence(
    scores: Table, populations: Table, *, first: str, last: str, settings: DivergenceSettings
) -> Table:
    """Tell whether areas with a high start grew less: catching up, or only noise?

    Parameters
    ----------
    scores, populations, first, last, settings
        As for `sigma_change`; the interval is always a bootstrap over areas.

    Returns
    -------
    Table (indicator, first, last, slope, lower, upper, noise_share, corrected_slope, corrected_lower,
    corrected_upper, regression_to_mean, areas, missing_areas)
        `slope`: points of change per point of start, negative when areas catch up. `noise_share` (0-1) is
        the share of sampling noise in the variance of the start year, null when scores have no intervals;
        `regression_to_mean` is true when it explains at least half of a negative slope, null when unknown.

    Raises
    ------
    TableError
        If a key occurs twice.

    Notes
    -----
    b = cov(y - x, x) / var(x), weighted by residents. With independent errors of variance s^2 in x and
    reliability r = 1 - s^2 / var(x), b = beta r - (1 - r): noise alone gives a slope of -(1 - r). So the
    corrected slope is (b + 1 - r) / r, given where r is at least 0.2.

    References
    ----------
    .. [1] Barro & Sala-i-Martin (1992), "Convergence", Journal of Political Economy 100, 223-251.
    .. [2] Fuller (1987), Measurement Error Models, section 1.2, on the reliability ratio.
    """
    found = [_beta_row(panel, settings) for panel in panels(scores, populations, first=first, last=last)]
    numbers = ("slope", "lower", "upper", "noise_share", "corrected_slope", "corrected_lower", "corrected_upper")
    columns = (*_KEYS, *((name, pa.float64()) for name in numbers), ("regression_to_mean", pa.bool_()), *_COUNTS)
    return _table([{"first": first, "last": last, **row} for row in found], columns)


def _beta_row(panel: Panel, settings: DivergenceSettings) -> dict[str, object]:
    if len(panel.start) < LEAST_AREAS or np.ptp(panel.start) == 0:
        return _named(panel)
    slope = float(_growth_slope(panel.start, panel.end, panel.population))
    drawn = draws_of(panel, _growth_slope, DivergenceSettings(draws=settings.draws, seed=settings.seed))
    tail = (1 - settings.interval) / 2
    lower, upper = (float(bound) for bound in np.nanquantile(drawn, [tail, 1 - tail]))
    return {**_named(panel), "slope": slope, "lower": lower, "upper": upper,
            **_corrected(slope, lower, upper, _noise_share(panel))}  # fmt: skip


def _growth_slope(start: Floats, end: Floats, weights: Floats) -> Floats:
    share = weights / weights.sum(axis=-1, keepdims=True)
    centred = start - (share * start).sum(axis=-1, keepdims=True)
    spread = (share * centred**2).sum(axis=-1)
    together = (share * centred * (end - start)).sum(axis=-1)
    return np.asarray(np.divide(together, spread, out=np.full(np.shape(spread), np.nan), where=spread > 0))


def _noise_share(panel: Panel) -> float | None:
    if np.isnan(panel.start_se).any():
        return None
    noise = float((panel.weights * panel.start_se**2).sum())
    return min(noise / float(_spread(panel.start, panel.weights)) ** 2, 1.0)


def _corrected(slope: float, lower: float, upper: float, noise_share: float | None) -> dict[str, object]:
    if noise_share is None:
        return {}
    told: dict[str, object] = {
        "noise_share": noise_share, "regression_to_mean": noise_share >= -slope * NOISE_SHARE_OF_SLOPE > 0
    }  # fmt: skip
    reliability = 1 - noise_share
    if reliability < LEAST_RELIABILITY:
        return told
    names = ("corrected_slope", "corrected_lower", "corrected_upper")
    return told | {name: (bound + noise_share) / reliability
                   for name, bound in zip(names, (slope, lower, upper), strict=True)}  # fmt: skip


def _named(panel: Panel) -> dict[str, object]:
    return {"indicator": panel.indicator, "areas": len(panel.start), "missing_areas": panel.missing}


def _table(rows: list[dict[str, object]], columns: tuple[tuple[str, pa.DataType], ...]) -> Table:
    return memtable(pa.table({name: pa.array([row.get(name) for row in rows], type=kind) for name, kind in columns}))
