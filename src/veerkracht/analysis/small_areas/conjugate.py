"""Rates of small areas under a distribution of true rates that is fitted to all areas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

import numpy as np
import scipy

from veerkracht.analysis.small_areas._counts import Floats, Smoothed, smoothed_series
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, arrays

_SIZES: Final = (-6.0, 30.0)
"""Bounds of the logarithm of both parameters: beyond them all areas have one rate, or each its own."""


def beta_binomial(counts: Table, *, per: float = 1.0, interval: float = 0.9) -> Table:
    """Smooth shares: so many of so many, where each area has a true share of its own.

    Parameters
    ----------
    counts : Table (area, period, indicator, events, base)
        Events among base trials, 0 <= events <= base.
    per : float
        100 gives percentages.
    interval : float
        Probability (0-1) inside the interval.

    Returns
    -------
    Table (area, period, indicator, raw, value, standard_error, shrinkage, lower, upper)
        `value` is the mean of what the true share can be, given the counts; see `empirical_bayes` for the others. The
        distribution over areas is taken as known once fitted.

    Raises
    ------
    SettingError
        If the interval is not between 0 and 1.
    TableError
        As for `empirical_bayes`, and if events exceed the base.

    Notes
    -----
    True shares follow Beta(a, b), fitted by largest likelihood: sum of ln B(a + e, b + n - e) - ln B(a, b).
    Given the counts a share follows Beta(a + e, b + n - e); shrinkage = (a + b) / (a + b + n).

    References
    ----------
    .. [1] Rao & Molina (2015), Small Area Estimation, 2nd ed., section 9.5.
    """
    _check(interval)
    rows = arrays(counts.select("area", "events", "base"), order=["area"])
    wrong = np.flatnonzero(rows["events"] > rows["base"])
    if len(wrong):
        raise TableError("Area {area} has more events than base, and {count} more row(s). Use poisson_gamma for events "
                         "that can happen more than once.", area=rows["area"][wrong[0]], count=len(wrong) - 1)  # fmt: skip
    return _with_interval(counts, _fit_beta, _beta_posterior, per, interval)


def poisson_gamma(counts: Table, *, per: float = 1.0, interval: float = 0.9) -> Table:
    """Smooth rates of events that can happen more than once, where each area has a true rate of its own.

    Parameters
    ----------
    counts, per, interval
        As for `beta_binomial`; events may exceed the base.

    Returns
    -------
    Table (area, period, indicator, raw, value, standard_error, shrinkage, lower, upper)
        As for `beta_binomial`.

    Raises
    ------
    SettingError, TableError
        As for `beta_binomial`.

    Notes
    -----
    True rates follow Gamma(shape a, rate b), fitted by largest likelihood of the negative binomial counts; given the
    counts a rate follows Gamma(a + e, b + n), and shrinkage = b / (b + n).

    References
    ----------
    .. [1] Clayton & Kaldor (1987), "Empirical Bayes estimates of age-standardized relative risks", Biometrics 43, 671-681.
    """
    _check(interval)
    return _with_interval(counts, _fit_gamma, _gamma_posterior, per, interval)


def _check(interval: float) -> None:
    if not 0 < interval < 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="interval", value=interval, bounds="between 0 and 1")  # fmt: skip


Fit = Callable[[Floats, Floats], tuple[float, float]]


class _Known(Protocol):
    """What is known of the true rates: a distribution for each area."""

    def mean(self) -> Floats: ...

    def std(self) -> Floats: ...

    def ppf(self, q: float) -> Floats: ...


Posterior = Callable[[float, float, Floats, Floats], tuple[_Known, Floats]]
"""From both parameters, events and people to the distribution of each rate and its shrinkage."""


def _with_interval(counts: Table, fit: Fit, posterior: Posterior, per: float, interval: float) -> Table:
    columns = ("value", "standard_error", "shrinkage", "lower", "upper")
    return smoothed_series(counts, partial(_smooth, fit, posterior, interval), columns=columns, per=per)


def _smooth(fit: Fit, posterior: Posterior, interval: float, _area: Array, events: Floats, base: Floats) -> Smoothed:
    known, shrinkage = posterior(*fit(events, base), events, base)
    lower, upper = (known.ppf(tail) for tail in ((1 - interval) / 2, (1 + interval) / 2))
    return {
        "value": known.mean(),
        "standard_error": known.std(),
        "shrinkage": shrinkage,
        "lower": lower,
        "upper": upper,
    }


def _largest(negative: Callable[[Floats], float], start: tuple[float, float]) -> tuple[float, float]:
    """Return both parameters at the largest likelihood, searched in logarithms."""
    found = scipy.optimize.minimize(negative, np.log(start), method="L-BFGS-B", bounds=[_SIZES, _SIZES])
    first, second = np.exp(found.x)
    return float(first), float(second)


def _moments(events: Floats, base: Floats) -> tuple[float, float]:
    """Mean rate and the spread of true rates, at least a little of both."""
    mean = max(events.sum(), 0.5) / base.sum()
    spread = (base * (events / base - mean) ** 2).sum() / base.sum() - mean / base.mean()
    return float(mean), float(max(spread, mean**2 * 1e-3))


def _fit_beta(events: Floats, base: Floats) -> tuple[float, float]:
    mean, spread = _moments(events, base)
    size = max(mean * (1 - mean) / spread - 1, 0.1)

    def negative(logs: Floats) -> float:
        a, b = np.exp(logs)
        prior, updated = scipy.special.betaln(a, b), scipy.special.betaln(a + events, b + base - events)
        return float(len(events) * prior - updated.sum())

    return _largest(negative, (max(mean * size, 1e-2), max((1 - mean) * size, 1e-2)))


def _beta_posterior(a: float, b: float, events: Floats, base: Floats) -> tuple[_Known, Floats]:
    return scipy.stats.beta(a + events, b + base - events), (a + b) / (a + b + base)


def _fit_gamma(events: Floats, base: Floats) -> tuple[float, float]:
    mean, spread = _moments(events, base)

    def negative(logs: Floats) -> float:
        a, b = np.exp(logs)
        ratio = scipy.special.gammaln(a + events) - scipy.special.gammaln(a)
        each = ratio + a * np.log(b) - (a + events) * np.log(b + base)
        return float(-each.sum())

    return _largest(negative, (mean**2 / spread, mean / spread))


def _gamma_posterior(a: float, b: float, events: Floats, base: Floats) -> tuple[_Known, Floats]:
    return scipy.stats.gamma(a + events, scale=1 / (b + base)), b / (b + base)
