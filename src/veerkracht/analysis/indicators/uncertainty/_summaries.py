"""What the draws of each area come to: quantiles, chances and failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._running import Chunk, Runs, chunks_of

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Store = NDArray[Any]  # Any: scores in either precision, or ranks as whole numbers of the smallest size that holds them

_MB: Final = 1_000_000
_BLOCK: Final = 1024  # areas whose draws are sorted and read off together


@dataclass(frozen=True)
class Asked:
    """What is asked of the draws.

    Parameters
    ----------
    top : float
        Share of the areas with a score that counts as the top.
    classes : tuple of float
        Bounds of score between classes, rising.
    quantiles : tuple of float
        Shares of the draws.
    memory_mb : float
        Most memory for the scores of draws.
    groups : int
        Number of groups of equal size by rank.
    """

    top: float
    classes: tuple[float, ...]
    quantiles: tuple[float, ...]
    memory_mb: float
    groups: int = 0


@dataclass
class Tally:
    """What has come by so far; arrays of periods x areas, with more axes where named.

    Parameters
    ----------
    scores, ranks : array (periods x areas x draws kept)
        As they come by; of scores as many draws as the memory takes.
    in_top, worse, compared, undefined, scored : array
        Numbers of draws: in the top, worse than the period before, comparable with it, undefined, with a score.
    above : array (bounds x periods x areas)
        Number of draws with a score at or above each bound of the classes.
    kept, seen : int
        How many draws of the last period are in `scores` and in `ranks`.
    """

    scores: Store
    ranks: Store
    in_top: Places
    worse: Places
    compared: Places
    undefined: Places
    scored: Places
    above: Places
    kept: int = 0
    seen: int = 0


def tally_of(runs: Runs, asked: Asked) -> Tally:
    """Compute all draws and keep what is asked."""
    tally = _empty(runs, asked)
    for chunk in chunks_of(runs):
        _keep(tally, chunk)
        _count(tally, chunk, asked)
        if chunk.period == len(tally.in_top) - 1:
            tally.kept += int((chunk.draws < tally.scores.shape[2]).sum())
            tally.seen += len(chunk.draws)
    return tally


def _empty(runs: Runs, asked: Asked) -> Tally:
    periods, areas = runs.alternatives.measured[0].shape[:2]
    draws, cells = len(runs.recipes), max(1, periods * areas)
    fits = int(asked.memory_mb * _MB) // (8 * cells)
    kind = np.float64 if fits >= draws else np.float32
    kept = min(draws, max(1, fits if fits >= draws else 2 * fits))
    in_top, worse, compared, undefined, scored = (np.zeros((periods, areas), np.int64) for _ in range(5))
    return Tally(
        np.empty((periods, areas, kept), kind), np.empty((periods, areas, draws), np.min_scalar_type(areas)),
        in_top, worse, compared, undefined, scored, np.zeros((len(asked.classes), periods, areas), np.int64),
    )  # fmt: skip


def _keep(tally: Tally, chunk: Chunk) -> None:
    fitting = int((chunk.draws < tally.scores.shape[2]).sum())  # the first draws are a sample; the order here is not
    tally.scores[chunk.period, :, tally.kept: tally.kept + fitting] = chunk.scores[:, :fitting]  # fmt: skip
    tally.ranks[chunk.period, :, tally.seen: tally.seen + len(chunk.draws)] = chunk.ranks  # fmt: skip


def _count(tally: Tally, chunk: Chunk, asked: Asked) -> None:
    at = chunk.period
    ranked = chunk.ranks > 0
    scored = ranked.sum(axis=1)
    tally.scored[at] += scored
    tally.undefined[at] += chunk.undefined
    areas = ranked.sum(axis=0)
    tally.in_top[at] += (ranked & (chunk.ranks <= np.maximum(1.0, asked.top * areas))).sum(axis=1)
    for number, bound in enumerate(asked.classes):
        tally.above[number, at] += (chunk.scores >= bound).sum(axis=1)
    if chunk.before is not None:
        tally.worse[at] += (chunk.scores < chunk.before).sum(axis=1)
        tally.compared[at] += (ranked & ~np.isnan(chunk.before)).sum(axis=1)


def quantiles_of(store: Store, shares: Sequence[float], absent: Callable[[Store], NDArray[np.bool_]]) -> Floats:
    """Return quantiles (rows x shares) of the draws of each row, interpolated between neighbours; sorts the store.

    Parameters
    ----------
    store : array (rows x draws)
        Draws in any order; it is sorted in place, so that a second copy is never held.
    shares : sequence of float
        Shares (0-1) of the draws that lie below.
    absent : callable
        Tells which draws do not count; they sort either first or last.

    Notes
    -----
    With m draws that count, the quantile of share q lies at place (m - 1) q, counted from 0.
    """
    found = np.empty((len(store), len(shares)))
    for start in range(0, len(store), _BLOCK):
        rows = store[start: start + _BLOCK]  # fmt: skip
        rows.sort(axis=1)
        found[start: start + _BLOCK] = _read_off(rows, np.asarray(shares, float), absent(rows))  # fmt: skip
    return found


def _read_off(rows: Store, shares: Floats, absent: NDArray[np.bool_]) -> Floats:
    counted = rows.shape[1] - absent.sum(axis=1)
    first = np.where(absent[:, 0], rows.shape[1] - counted, 0)
    places = np.maximum(counted - 1, 0)[:, None] * shares
    low = np.floor(places).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(counted - 1, 0)[:, None])
    last = rows.shape[1] - 1
    below, above = (np.take_along_axis(rows, np.minimum(first[:, None] + at, last), axis=1).astype(float)
                    for at in (low, high))  # fmt: skip
    return np.where(counted[:, None] > 0, below + (above - below) * (places - low), np.nan)
