"""Does each series rise or fall, area by area over a whole country, and by how much?"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import scipy

from veerkracht.analysis.trends._kendall import (
    FACTOR,
    INTERCEPT,
    LOWER,
    PAIRS,
    POINTS,
    SLOPE,
    UPPER,
    VARIANCE,
    Floats,
    Places,
    S,
    statistics,
)
from veerkracht.analysis.trends._periods import years_of
from veerkracht.analysis.trends.monotone import two_sided_p
from veerkracht.errors import SettingError
from veerkracht.grids import STATUSES, Grid, grid_of
from veerkracht.tables import Array, Status, Table, table_from_arrays

LAG_CONFIDENCE: Final = 0.95
"""An autocorrelation counts when it lies outside this interval around 0 (Hamed & Rao)."""

Adjustment = Literal["none", "benjamini_hochberg", "benjamini_yekutieli"]
_METHODS: Final = {"benjamini_hochberg": "bh", "benjamini_yekutieli": "by"}


def monotone_trends(
    observations: Table,
    *,
    correction: Literal["none", "hamed_rao"] = "none",
    adjustment: Adjustment = "benjamini_hochberg",
    interval: float = 0.9,
    fewest_points: int = 4,
) -> Table:
    """Test every series for a monotone trend and measure its slope.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One value per area, period and indicator; periods are years (``2019``) or months (``2019-03``).
    correction : {"none", "hamed_rao"}
        ``hamed_rao`` widens the variance where values resemble those before them.
    adjustment : {"none", "benjamini_hochberg", "benjamini_yekutieli"}
        How the many areas of one indicator are allowed for; the second holds under any dependence between areas.
    interval : float
        Probability (0-1) inside the interval of the slope.
    fewest_points : int
        Series with fewer present values get no test; at least 3.

    Returns
    -------
    Table (area, indicator, points, pairs, s, tau, variance, p, p_adjusted, slope, lower, upper, intercept, reason)
        One row per area and indicator. `slope` and its interval in the unit of the indicator per year, `intercept` the
        value at year 0; p two-sided. `reason`: too_few_points, constant, variance_not_positive, or empty; p is null then.
        A bound is null where the series is too short to have it.

    Raises
    ------
    SettingError
        If a setting is outside its bounds.
    TableError
        If a period is no year or month, or a cell has two rows.

    Notes
    -----
    S = sum of sign(x_t - x_s) over pairs s < t. A value with status B starts a new stretch: pairs on both sides of a
    break are not compared, and variances of stretches add up, var = sum over stretches of
    (n(n-1)(2n+5) - sum t(t-1)(2t+5)) / 18 with ties of size t. z = (S -/+ 1) / sd. The slope is the median of
    (x_t - x_s) / (t - s), its interval the slopes at ranks (N -/+ z sd) / 2, rounded outwards. Absent values are left out.

    References
    ----------
    .. [1] Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods, ch. 4.
    .. [2] Sen (1968), "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1379-1389.
    .. [3] Hamed & Rao (1998), "A modified Mann-Kendall trend test", Journal of Hydrology 204, 182-196.
    .. [4] Benjamini & Hochberg (1995), JRSS B 57, 289-300; Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165-1188.

    Examples
    --------
    >>> rows = {"area": ["A"] * 5, "period": ["2015", "2016", "2017", "2018", "2019"], "indicator": ["noise"] * 5,
    ...         "value": [1.0, 2.0, 3.0, 4.0, 5.0]}
    >>> from veerkracht.tables import memtable
    >>> row = monotone_trends(memtable(rows)).to_pyarrow().to_pylist()[0]
    >>> row["s"], row["slope"], round(row["p"], 4)
    (10.0, 1.0, 0.0275)
    """
    _check(interval, fewest_points)
    grid = grid_of(observations)
    lag_z = _quantile(LAG_CONFIDENCE) if correction == "hamed_rao" else 0.0
    found = statistics(_series(grid), years_of(grid.periods), _stretches(grid), _quantile(interval), lag_z)
    return _table(grid, _tested(found, fewest_points, adjustment, len(grid.indicators)))


def _quantile(interval: float) -> float:
    """Return how many standard deviations hold this share of a normal distribution, half of it on each side."""
    return float(scipy.special.ndtri((1 + interval) / 2))


def _check(interval: float, fewest_points: int) -> None:
    if not 0 < interval < 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="interval", value=interval, bounds="between 0 and 1")  # fmt: skip
    if fewest_points < 3:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="fewest_points", value=fewest_points, bounds="3 or more")  # fmt: skip


def _series(grid: Grid) -> Floats:
    """Return the values as series x points, areas outermost."""
    return np.ascontiguousarray(grid.values.transpose(0, 2, 1)).reshape(-1, len(grid.periods))


def _stretches(grid: Grid) -> Places:
    """Number the stretches between breaks of each series."""
    breaks = grid.status == STATUSES.index(Status.BREAK)
    return np.ascontiguousarray(breaks.cumsum(axis=1).transpose(0, 2, 1)).reshape(-1, len(grid.periods))


def _tested(found: Floats, fewest: int, adjustment: Adjustment, indicators: int) -> dict[str, Array]:
    s, variance = found[:, S], found[:, VARIANCE] * found[:, FACTOR]
    reason = _reasons(found, variance, fewest)
    tested = reason == ""
    p = np.full(len(s), np.nan)
    p[tested] = two_sided_p(s[tested], variance[tested])
    adjusted = adjusted_p(p.reshape(-1, indicators), adjustment).ravel()
    tau = np.divide(s, found[:, PAIRS], out=np.full(len(s), np.nan), where=found[:, PAIRS] > 0)
    return {
        "points": found[:, POINTS].astype(np.int64), "pairs": found[:, PAIRS].astype(np.int64), "s": s, "tau": tau,
        "variance": variance, "p": p, "p_adjusted": adjusted, "slope": found[:, SLOPE], "lower": found[:, LOWER],
        "upper": found[:, UPPER], "intercept": found[:, INTERCEPT], "reason": reason,
    }  # fmt: skip


def _reasons(found: Floats, variance: Floats, fewest: int) -> Array:
    few = (found[:, POINTS] < fewest) | (found[:, PAIRS] == 0)
    constant = found[:, VARIANCE] == 0
    reasons = np.select([few, constant, ~(variance > 0)], ["too_few_points", "constant", "variance_not_positive"], "")
    return reasons.astype(object)


def adjusted_p(p: Floats, adjustment: Adjustment) -> Floats:
    """Allow for many tests at once, column by column; absent ones do not count as tests.

    Parameters
    ----------
    p : array (areas x indicators)
        Two-sided p-values, NaN where not tested.
    adjustment : {"none", "benjamini_hochberg", "benjamini_yekutieli"}
        The step-up rule.

    Returns
    -------
    array (areas x indicators)
        The smallest false discovery rate at which each would be called a discovery.

    Examples
    --------
    >>> adjusted_p(np.array([[0.01], [0.04], [np.nan]]), "benjamini_hochberg").ravel().tolist()
    [0.02, 0.04, nan]
    """
    if adjustment == "none":
        return p
    adjusted = np.full(p.shape, np.nan)
    for column in range(p.shape[1]):
        known = ~np.isnan(p[:, column])
        if known.any():
            adjusted[known, column] = scipy.stats.false_discovery_control(p[known, column], method=_METHODS[adjustment])
    return adjusted


def _table(grid: Grid, columns: dict[str, Array]) -> Table:
    areas, _, indicators = grid.shape
    return table_from_arrays({
        "area": np.repeat(np.array(grid.areas, dtype=object), indicators),
        "indicator": np.tile(np.array(grid.indicators, dtype=object), areas), **columns,
    })  # fmt: skip
