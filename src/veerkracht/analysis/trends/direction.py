"""Is a series of an indicator rising, steady or falling, and how sure is that?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.trends._series import Series, unbroken_series
from veerkracht.analysis.trends._slope import fit, half_width, probabilities
from veerkracht.analysis.trends.settings import TrendSettings
from veerkracht.tables import Array, Table, table_from_arrays

_MEASURES = ("slope", "se", "df", "autocorrelation", "sen_slope", "p_monotone")
_CODES = np.array(["rising", "steady", "falling"], dtype=object)


def series_direction(
    observations: Table, indicators: Table, *, settings: TrendSettings, errors: Table | None = None,
    year: int | None = None,
) -> Table:  # fmt: skip
    """Fit a slope to each yearly series and give the probability of each direction.

    Parameters
    ----------
    observations : Table
        Yearly observations. A series is one indicator of one source in one area; status B starts it anew,
        and the years before the last break are not used: a break is marked, not bridged.
    indicators : Table (indicator, kind, noise, rounding)
        The catalogue. A count with Poisson noise has a known error (the square root of the count).
    settings : TrendSettings
        Dead band, confidence, least number of points, greatest age.
    errors : Table (area, period, indicator, source, standard_error), optional
        Published or computed standard errors in the unit of the indicator; they go before the count's own.
    year : int, optional
        The year for which a direction is asked; without it no series is too old.

    Returns
    -------
    Table (source, area, indicator, first_period, last_period, points, slope, slope_lower, slope_upper,
    autocorrelation, sen_slope, p_monotone, p_rising, p_steady, p_falling, direction, reason)
        Slopes in percent of the mean level of the series per year; `autocorrelation` (0-0.9) of the residuals that
        widened the interval, 0 for fewer than 8 points, which cannot tell it; `direction` rising, steady, falling or
        unknown; `reason` for unknown: no_series (no value), too_few_points, too_old, not_clear. Numbers are null
        where no slope can be given; a series that is too old keeps its slope and has no probabilities. The direction
        is that of the number, not of what is good.

    Raises
    ------
    TableError
        If a period is not a year, or a key occurs twice.

    Notes
    -----
    Least squares: b = sum (t - mean t) x / Sxx; se^2 = RSS / (n - 2) / Sxx with Student's t on n - 2 degrees
    of freedom. Where the points fit more closely than their known noise allows, the error is that of the
    noise, se^2 = sum (t - mean t)^2 v_t / Sxx^2, with the normal distribution; so are two points, whose
    errors must both be known. b and se are divided by the mean of |x|. P(rising) = P(slope > band) and so
    on, with a flat prior. Residuals that resemble the one before hold less news: from 8 points on se is multiplied
    by sqrt((1 + rho) / (1 - rho)), with rho = sum e_t e_t+1 / sum e_t^2 between 0 and 0.9, and n - 2 becomes
    n_eff - 2 with n_eff = n (1 - rho) / (1 + rho), at least 3 [3]_ [4]_. Shorter series count as independent, so
    their interval may be too narrow; the error of known noise is left as it is. The Theil-Sen slope and the
    Mann-Kendall p stand beside it as a check, without this correction. A constant series is steady for certain,
    unless its noise says otherwise.

    References
    ----------
    .. [1] Sen (1968), "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1379-1389.
    .. [2] Mann (1945), "Nonparametric tests against trend", Econometrica 13, 245-259.
    .. [3] Bayley & Hammersley (1946), "The 'effective' number of independent observations in an autocorrelated time
       series", Supplement to the Journal of the Royal Statistical Society 8, 184-197.
    .. [4] Wilks (2011), Statistical Methods in the Atmospheric Sciences, section 5.2.4.
    """
    series = unbroken_series(observations, indicators, errors=errors)
    fitted = _fit_all(series, settings.min_points)
    chances = probabilities(fitted["slope"], fitted["se"], fitted["df"], settings.band)
    old = _too_old(series, settings.max_age, year)
    chances = {name: np.where(old, np.nan, chance) for name, chance in chances.items()}
    half = half_width(fitted["se"], fitted["df"], settings.interval)
    return table_from_arrays({
        **series.keys, **_span(series), "points": series.points, "slope": fitted["slope"],
        "slope_lower": fitted["slope"] - half, "slope_upper": fitted["slope"] + half,
        **{name: fitted[name] for name in ("autocorrelation", "sen_slope", "p_monotone")}, **chances,
        **_direction(chances, (series.points == 0, np.isnan(fitted["slope"]), old), settings.confidence),
    })  # fmt: skip


def _fit_all(series: Series, min_points: int) -> dict[str, NDArray[np.float64]]:
    """Fit the series of each length together; the others stay NaN."""
    results = {name: np.full(len(series.points), np.nan) for name in _MEASURES}
    for points in np.unique(series.points[series.points >= 2]):
        chosen = np.flatnonzero(series.points == points)
        places = series.starts[chosen, np.newaxis] + np.arange(points)
        enough = series.known[places].all(axis=1) | (points >= min_points)
        places = places[enough]
        fitted = fit(series.year[places], series.value[places], series.variance[places])
        for name, result in results.items():
            result[chosen[enough]] = fitted[name]
    return results


def _span(series: Series) -> dict[str, Array]:
    """First and last year of what is used of each series."""
    some = series.points > 0
    first, last = (np.full(len(some), None, dtype=object) for _ in range(2))
    years = series.year.astype(int).astype(str).astype(object)
    first[some] = years[series.starts[some]]
    last[some] = years[(series.starts + series.points - 1)[some]]
    return {"first_period": first, "last_period": last}


def _too_old(series: Series, max_age: int, year: int | None) -> NDArray[np.bool_]:
    """Whether a slope is of too long ago to tell a direction of the year asked for."""
    old = np.zeros(len(series.points), dtype=bool)
    some = series.points > 0
    if year is not None:
        old[some] = year - series.year[(series.starts + series.points - 1)[some]] > max_age
    return old


def _direction(chances: dict[str, Array], without: tuple[Array, Array, Array], confidence: float) -> dict[str, Array]:
    """Name the likeliest direction; `without` marks series that are absent, too short and too old."""
    stacked = np.stack([chances["p_rising"], chances["p_steady"], chances["p_falling"]])
    likeliest = np.nan_to_num(stacked, nan=0.0)
    clear = likeliest.max(axis=0) >= confidence
    reason = np.select([*without, ~clear], ["no_series", "too_few_points", "too_old", "not_clear"], "")
    code = np.where(clear, _CODES[likeliest.argmax(axis=0)], "unknown")
    return {"direction": code.astype(object), "reason": reason.astype(object)}
