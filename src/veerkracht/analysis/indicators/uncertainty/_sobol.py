"""Variance-based indices of many outputs at once: products of matrices over runs, and over bootstrap counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Centring = Literal["runs", "none"]
"""Whether the mean of each output over all runs is taken off first."""
_BLOCK: Final = 250  # outputs at a time: their products stay in the processor's cache
_NO_SPREAD: Final = 1e-12  # a resample with so small a share of the variance repeats one value, up to rounding
_ONE_THREAD: Final = 262_144  # multiplications up to which a product of matrices is not split over threads


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
    drawn = np.random.default_rng(seed).integers(base, size=(resamples, base))
    counts = np.array([np.bincount(row, minlength=base) for row in drawn], float).reshape(resamples, base)
    times = np.ascontiguousarray(np.vstack([np.ones((1, base)), counts]).T)
    found = np.empty((2, len(outputs), factors, 3))
    for start in range(0, len(outputs), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[:, part] = _block(outputs[part], factors, times, centring, interval)
    return Indices(found[0, ..., 0], found[1, ..., 0], found[0, ..., 1:], found[1, ..., 1:])


def _block(outputs: Floats, factors: int, times: Floats, centring: Centring, interval: tuple[float, float]) -> Floats:
    """Return index and bounds (2 kinds x outputs x factors x 3) of some outputs."""
    centred = outputs - outputs.mean(axis=1, keepdims=True) if centring == "runs" else outputs
    base = len(times)
    blocks = centred.reshape(len(outputs), factors + 2, base)
    a, b = blocks[:, 0], blocks[:, 1]
    variance = _variances(a, b, times)
    spread = variance > _NO_SPREAD * variance[:, :1]
    per_variance = np.divide(1.0 / base, variance, out=np.full(variance.shape, np.nan), where=spread)
    found = np.empty((2, len(outputs), factors, 3))
    for factor in range(factors):
        off = blocks[:, factor + 2] - a
        found[0, :, factor] = _with_bounds(_times(b * off, times), per_variance, interval)
        found[1, :, factor] = _with_bounds(_times(off * off, times), per_variance, interval)
    found[1] /= 2.0
    return found


def _times(rows: Floats, times: Floats) -> Floats:
    """Return rows @ times in parts that one thread takes: waiting threads would cost more than they save."""
    step = max(1, _ONE_THREAD // times.size)
    whole = len(rows) // step * step
    found = np.empty((len(rows), times.shape[1]))
    np.matmul(rows[:whole].reshape(-1, step, rows.shape[1]), times, out=found[:whole].reshape(-1, step, times.shape[1]))
    np.matmul(rows[whole:], times, out=found[whole:])
    return found


def _variances(a: Floats, b: Floats, times: Floats) -> Floats:
    """Variance over n - 1 of A and B together, for every resample (outputs x resamples); constants get exactly 0."""
    base = len(times)
    middle = ((a + b).mean(axis=1) / 2)[:, None]  # a sum of squares less a squared sum keeps its digits near 0
    a, b = a - middle, b - middle
    sums = _times(a + b, times)
    variance = _times(a * a + b * b, times)
    variance -= sums * sums / (2 * base)
    variance /= 2 * base - 1
    constant = (np.ptp(a, axis=1) == 0) & (np.ptp(b, axis=1) == 0) & (a[:, 0] == b[:, 0])
    variance[constant] = 0.0
    return variance


def _with_bounds(sums: Floats, per_variance: Floats, interval: tuple[float, float]) -> Floats:
    """Return the index and its quantiles over the resamples (outputs x 3); NaN without any."""
    sums *= per_variance
    found = np.full((len(sums), 3), np.nan)
    found[:, 0] = sums[:, 0]
    resampled = sums[:, 1:]
    if resampled.shape[1]:
        resampled[np.isnan(resampled).any(axis=1)] = np.nan  # one resample without variance leaves no bounds
        resampled.sort(axis=1)
        places = np.asarray(interval) * (resampled.shape[1] - 1)
        low = np.floor(places).astype(np.int64)
        high = np.minimum(low + 1, resampled.shape[1] - 1)
        found[:, 1:] = resampled[:, low] + (resampled[:, high] - resampled[:, low]) * (places - low)
    return found
