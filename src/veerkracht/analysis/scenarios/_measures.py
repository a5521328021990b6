"""Measures of robustness: each takes gains (worlds x options, more is better) and shares of the worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._outcomes import Outcomes

Floats = NDArray[np.float64]

_TIE: Final = 1e-12  # relative: values that differ by rounding only share a rank


@dataclass(frozen=True)
class Seen:
    """What measures look at.

    Parameters
    ----------
    outcomes : Outcomes
        Of one target.
    shares : array (worlds)
        Adding up to 1.
    optimism : float
        Weight of the best world in Hurwicz' rule (0-1).
    """

    outcomes: Outcomes
    shares: Floats
    optimism: float


Measure = Callable[[Seen], Floats]


def regrets_of(outcomes: Outcomes) -> Floats:
    """Return how much each option loses beside the best one of the world."""
    gains = outcomes.gains
    return np.asarray(gains.max(axis=1, keepdims=True) - gains)


def quantiles(values: Floats, shares: Floats, at: float) -> Floats:
    """Return a weighted quantile of each column.

    Notes
    -----
    Value k of the sorted ones stands at (W_k - w_k / 2 - w_1 / 2) / (1 - w_1 / 2 - w_n / 2), with W_k the sum of the shares
    up to and with it, and between values the line is straight. With equal shares that is (k - 1) / (n - 1), the usual one.
    """
    order = np.argsort(values, axis=0, kind="stable")
    return np.array([_quantile(values[rows, column], shares[rows], at) for column, rows in enumerate(order.T)])


def _quantile(values: Floats, shares: Floats, at: float) -> float:
    kept = shares > 0
    values, shares = values[kept], shares[kept]
    middles = np.cumsum(shares) - shares / 2 - shares[0] / 2
    return float(np.interp(at * middles[-1], middles, values)) if len(values) > 1 else float(values[0])


def _told(gains: Floats, seen: Seen) -> Floats:
    return np.asarray(seen.outcomes.direction * gains)  # in the unit and sign of the target


def _worst(seen: Seen) -> Floats:
    return _told(seen.outcomes.gains.min(axis=0), seen)


def _best(seen: Seen) -> Floats:
    return _told(seen.outcomes.gains.max(axis=0), seen)


def _hurwicz(seen: Seen) -> Floats:
    return seen.optimism * _best(seen) + (1 - seen.optimism) * _worst(seen)


def _mean(seen: Seen) -> Floats:
    return np.asarray(seen.shares @ seen.outcomes.values)


def _largest_regret(seen: Seen) -> Floats:
    return np.asarray(regrets_of(seen.outcomes).max(axis=0))


def _high_regret(seen: Seen) -> Floats:
    return quantiles(regrets_of(seen.outcomes), seen.shares, 0.9)


def _satisficing(seen: Seen) -> Floats:
    shares = np.asarray(seen.shares @ seen.outcomes.meets)
    return np.full(len(shares), np.nan) if np.isnan(seen.outcomes.threshold) else shares


def _undesirable(seen: Seen) -> Floats:
    gains = seen.outcomes.gains
    below = np.maximum(quantiles(gains, seen.shares, 0.5) - gains, 0)
    return np.asarray(seen.shares @ below)


def _signal_to_noise(seen: Seen) -> Floats:
    """(mean + 1) / (deviation + 1) where more is better, and their product where less is; only for values of 0 or more."""
    values, mean = seen.outcomes.values, _mean(seen)
    noise = np.sqrt(np.maximum(seen.shares @ (values - mean) ** 2, 0)) + 1
    found = (mean + 1) / noise if seen.outcomes.direction == 1 else (mean + 1) * noise
    return np.where((values >= 0).all(axis=0), found, np.nan)


def _skewness(seen: Seen) -> Floats:
    low, middle, high = (quantiles(seen.outcomes.gains, seen.shares, at) for at in (0.1, 0.5, 0.9))
    return _ratio((high + low) / 2 - middle, (high - low) / 2)


def _peakedness(seen: Seen) -> Floats:
    low, lower, upper, high = (quantiles(seen.outcomes.gains, seen.shares, at) for at in (0.1, 0.25, 0.75, 0.9))
    return _ratio(high - low, upper - lower)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))


MEASURES: Final[dict[str, tuple[Measure, int | None]]] = {
    "maximin": (_worst, None), "maximax": (_best, None), "hurwicz": (_hurwicz, None), "laplace": (_mean, None),
    "minimax_regret": (_largest_regret, -1), "percentile_90_regret": (_high_regret, -1), "satisficing": (_satisficing, 1),
    "undesirable_deviations": (_undesirable, -1), "signal_to_noise": (_signal_to_noise, None),
    "percentile_skewness": (_skewness, 1), "percentile_peakedness": (_peakedness, 1),
}  # fmt: skip
"""Name to the measure and whether more (1) or less (-1) of it is more robust; None: as of the target."""


def ranks(values: Floats, better: int) -> Floats:
    """Rank 1 for the most robust; ties share the mean of their ranks, and what is not known has none."""
    known = np.flatnonzero(~np.isnan(values))
    goods = better * values[known]
    near = _TIE * np.abs(goods).max(initial=0.0)
    ahead = (goods > goods[:, None] + near).sum(axis=1)
    level = (np.abs(goods - goods[:, None]) <= near).sum(axis=1)
    places = np.full(len(values), np.nan)
    places[known] = ahead + (level + 1) / 2
    return places
