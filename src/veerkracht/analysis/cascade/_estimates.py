"""From samples in strata to probabilities and means, with what chance leaves open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.cascade._bits import WORD, Bits, Floats, counts, flags_of
from veerkracht.analysis.cascade._draws import Strata, Stratum

__all__ = ["Estimate", "mean_of", "resampled", "share_of", "wilson"]

RESAMPLES: Final = 400
"""Bootstrap resamples: the ends of a 95 % interval then rest on ten resamples each."""
_BLOCK: Final = 50  # resamples at once


@dataclass(frozen=True)
class Estimate:
    """A number per row with its standard error and the ends of its interval."""

    value: Floats
    error: Floats
    lower: Floats
    upper: Floats


def share_of(down: Bits, strata: Strata, weights: Floats | None, *, confidence: float) -> Estimate:
    """Estimate the probability that a bit is 1, per row, with a Wilson interval.

    Notes
    -----
    In strata the interval is that of as many plain samples as would give the same variance. A stratum without a hit, or
    with hits only, counts as (hits + 1) / (samples + 2) in that variance: what was not seen is not impossible.
    """
    if weights is not None:
        value = np.array([min(float(flags_of(row[None], len(weights))[0] @ weights), 1.0) for row in down])
        return Estimate(value, np.zeros(len(value)), value, value)
    value, variance, smooth, cautious = (np.zeros(len(down)) for _ in range(4))
    for stratum in strata:
        size, part = stratum.stop - stratum.start, stratum.probability
        hits = counts(down & _mask(stratum, down.shape[1]))
        share, guess = hits / size, hits / size if stratum.certain else (hits + 1) / (size + 2)
        value, smooth = value + part * share, smooth + part * guess
        variance += part**2 * share * (1 - share) / size
        cautious += part**2 * guess * (1 - guess) / size
    value = np.minimum(value, 1.0)  # probabilities of strata add up to 1 up to rounding
    equal = np.full(len(value), float(strata[0].stop))
    if len(strata) > 1 or strata[0].certain:  # without variance as sure as endless samples
        np.divide(smooth * (1 - smooth), cautious, out=equal, where=cautious > 0)
        equal[cautious == 0] = np.inf
    lower, upper = wilson(value, equal, confidence=confidence)
    return Estimate(value, np.sqrt(variance), lower, upper)


def _mask(stratum: Stratum, words: int) -> Bits:
    places = np.arange(words * WORD)
    within = (places >= stratum.start) & (places < stratum.stop)
    return np.packbits(within, bitorder="little").view("<u8").astype(np.uint64)


def wilson(share: Floats, samples: Floats, *, confidence: float) -> tuple[Floats, Floats]:
    """Return the ends of the score interval of a share.

    References
    ----------
    .. [1] Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the American
       Statistical Association 22, 209-212.
    """
    z2 = float(scipy.special.ndtri(0.5 + confidence / 2)) ** 2
    middle = (share + z2 / (2 * samples)) / (1 + z2 / samples)
    half = np.sqrt(z2 * share * (1 - share) / samples + z2**2 / (4 * samples**2)) / (1 + z2 / samples)
    return np.clip(middle - half, 0.0, share), np.clip(middle + half, share, 1.0)


def mean_of(totals: Floats, strata: Strata, weights: Floats | None) -> tuple[Floats, Floats]:
    """Return the mean of each row (rows x samples) and its standard error, NaN where one sample tells nothing of it."""
    if weights is not None:
        return totals @ weights, np.zeros(len(totals))
    value, variance = np.zeros(len(totals)), np.zeros(len(totals))
    for stratum in strata:
        part = totals[:, stratum.start : stratum.stop]
        value += stratum.probability * part.mean(axis=1)
        if not stratum.certain:
            variance += stratum.probability**2 * _variance(part) / part.shape[1]
    return value, np.sqrt(variance)


def _variance(part: Floats) -> Floats:
    if part.shape[1] == 1:
        return np.full(len(part), np.nan)
    return np.asarray(part.var(axis=1, ddof=1), float)


def resampled(
    totals: Floats, strata: Strata, *, seed: int, confidence: float, progress: Callable[[int, int], None]
) -> tuple[Floats, Floats]:
    """Return the ends of the bootstrap interval (percentiles) of the mean of each row; NaN where there is one sample.

    References
    ----------
    .. [1] Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
    """
    if totals.shape[1] == 1 and not strata[0].certain:
        return np.full(len(totals), np.nan), np.full(len(totals), np.nan)
    rng, found = np.random.default_rng(seed), []
    for start in range(0, RESAMPLES, _BLOCK):
        size = min(_BLOCK, RESAMPLES - start)
        means = np.zeros((len(totals), size))
        for stratum in strata:
            part = totals[:, stratum.start : stratum.stop]
            times = rng.multinomial(part.shape[1], np.full(part.shape[1], 1 / part.shape[1]), size)
            means += stratum.probability * (part @ times.T) / part.shape[1]
        found.append(means)
        progress(start + size, RESAMPLES)
    tail = (1 - confidence) / 2
    ends = np.quantile(np.concatenate(found, axis=1), [tail, 1 - tail], axis=1)
    return ends[0], ends[1]
