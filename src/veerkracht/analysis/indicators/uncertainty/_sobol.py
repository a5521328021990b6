"""Variance-based indices of many outputs at once: products of matrices over runs, and over bootstrap counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Centring = Literal["runs", "none"]
"""Whether the mean of each output over all runs is taken off first."""
_BLOCK: Final = 1024  # outputs at a time: their products stay in the processor's cache


@dataclass(frozen=True)
class Indices:
    """First-order and total indices; arrays are outputs x factors, bounds outputs x factors x 2.

    Parameters
    ----------
    first, total : array
        Share of the variance that goes with the factor alone, and with the factor in any company.
    first_bounds, total_bounds : array
        Bounds from the bootstrap.
    """

    first: Floats
    total: Floats
    first_bounds: Floats
    total_bounds: Floats


def indices_of(
    outputs: Floats, factors: int, *, resamples: int, seed: int, centring: Centring = "runs",
    interval: tuple[float, float] = (0.05, 0.95),
) -> Indices:  # fmt: skip
    """Return the indices of every output.

    Parameters
    ----------
    outputs : array (outputs x runs)
        Runs in blocks of N: A, B, then A with each factor from B.
    factors : int
        How many; there are N (factors + 2) runs.
    resamples : int
        Bootstrap samples of the N rows, each with its own variance; 0 for no bounds.
    seed : int
        Of the bootstrap.
    centring : {"runs", "none"}
        Take the mean of each output off first, which makes the first-order index far less noisy.
    interval : tuple of float
        Shares of the bootstrap that lie below the bounds.

    Notes
    -----
    S = mean(f_B (f_AB - f_A)) / V (Saltelli 2010), T = mean((f_A - f_AB)^2) / (2 V) (Jansen), V the variance over n - 1
    of A and B together. A resample is a vector of counts c of the rows, so that each mean is c times a matrix of rows
    x outputs: all resamples of all outputs are a few products of matrices. An output without variance has no index.
    """
    base = outputs.shape[1] // (factors + 2)
    counts = np.ones((1, base))
    if resamples:
        drawn = np.random.default_rng(seed).integers(base, size=(resamples, base))
        counts = np.vstack([counts, [np.bincount(row, minlength=base) for row in drawn]])
    found = [_block(outputs[start: start + _BLOCK], factors, counts, centring, interval)
             for start in range(0, len(outputs), _BLOCK)]  # fmt: skip
    return Indices(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _block(
    outputs: Floats, factors: int, counts: Floats, centring: Centring, interval: tuple[float, float]
) -> tuple[Floats, Floats, Floats, Floats]:
    centred = outputs - outputs.mean(axis=1, keepdims=True) if centring == "runs" else outputs
    base = counts.shape[1]
    blocks = centred.reshape(len(outputs), factors + 2, base)
    a, b = blocks[:, 0], blocks[:, 1]
    times = counts.T
    variance = _variances(a, b, times)
    first = np.empty((len(outputs), factors, counts.shape[0]))
    total = np.empty(first.shape)
    for factor in range(factors):
        off = blocks[:, factor + 2] - a
        first[:, factor] = (b * off) @ times / base
        total[:, factor] = (off * off) @ times / (2.0 * base)
    for shares in (first, total):
        np.divide(shares, variance[:, None], out=shares, where=variance[:, None] > 0)
        shares[np.broadcast_to(variance[:, None] <= 0, shares.shape)] = np.nan
    return first[..., 0].copy(), total[..., 0].copy(), _bounds(first, interval), _bounds(total, interval)


def _variances(a: Floats, b: Floats, times: Floats) -> Floats:
    """Variance over n - 1 of A and B together, for every resample (outputs x resamples); constants get exactly 0."""
    base = a.shape[1]
    middle = ((a + b).mean(axis=1) / 2)[:, None]  # a sum of squares less a squared sum keeps its digits near 0
    a, b = a - middle, b - middle
    sums, squares = (a + b) @ times, (a * a + b * b) @ times
    variance = (squares - sums**2 / (2 * base)) / (2 * base - 1)
    constant = (np.ptp(a, axis=1) == 0) & (np.ptp(b, axis=1) == 0) & (a[:, 0] == b[:, 0])
    variance[constant] = 0.0
    return np.asarray(variance)


def _bounds(shares: Floats, interval: tuple[float, float]) -> Floats:
    """Quantiles over the resamples; NaN without any."""
    resampled = shares[..., 1:]
    if not resampled.shape[-1]:
        return np.full((*shares.shape[:2], 2), np.nan)
    places = np.asarray(interval) * (resampled.shape[-1] - 1)
    low = np.floor(places).astype(np.int64)
    high = np.minimum(low + 1, resampled.shape[-1] - 1)
    ordered = np.sort(resampled, axis=-1)
    return np.asarray(ordered[..., low] + (ordered[..., high] - ordered[..., low]) * (places - low))
