"""A tree of splits that tells the worlds of interest from the others, each split the one that leaves least mixed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._peeling import Cloud, Limits, unlimited

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_TINY: Final = 1e-12  # a gain below this is rounding


@dataclass(frozen=True)
class Leaf:
    """Worlds that are not split further: how many, how many of interest, and the limits they share."""

    worlds: int
    cases: int
    limits: Limits


@dataclass(frozen=True)
class _Split:
    gain: float
    side: int
    limit: float
    first: frozenset[int]


def leaves(cloud: Cloud, *, least: int, depth: int) -> Iterator[Leaf]:
    """Yield the leaves from left to right."""
    return _grown(cloud, unlimited(cloud.labels), least, depth)


def _grown(cloud: Cloud, limits: Limits, least: int, depth: int) -> Iterator[Leaf]:
    split = _best(cloud, least) if depth else None
    if split is None:
        yield Leaf(len(cloud.cases), int(cloud.cases.sum()), limits)
        return
    for half in _halves(cloud, limits, split):
        rows = np.flatnonzero(half.inside_of(cloud.values[:, split.side], split.side))
        yield from _grown(cloud.part(rows), half, least, depth - 1)


def _halves(cloud: Cloud, limits: Limits, split: _Split) -> tuple[Limits, Limits]:
    if cloud.labels[split.side]:
        allowed = limits.allowed[split.side] or frozenset()
        return limits.with_labels(split.side, split.first), limits.with_labels(split.side, allowed - split.first)
    beyond = float(
        np.nextafter(split.limit, np.inf)
    )  # limits include their value, and no world may fall between two leaves
    return limits.with_high(split.side, split.limit), limits.with_low(split.side, beyond)


def _best(cloud: Cloud, least: int) -> _Split | None:
    """Return the split that takes most off the Gini impurity, leaving enough worlds on both sides."""
    total = int(cloud.cases.sum())
    if total in (0, len(cloud.cases)):
        return None
    found = [
        (_of_labels if cloud.labels[side] else _of_numbers)(cloud, side, least) for side in range(cloud.values.shape[1])
    ]
    best = max(found, key=lambda split: split.gain)
    return best if best.gain > _TINY else None


def _of_numbers(cloud: Cloud, side: int, least: int) -> _Split:
    column = cloud.values[:, side]
    order = np.argsort(column, kind="stable")
    sorted_values = column[order]
    gains = _gains(np.ones(len(column)), cloud.cases[order].astype(float), least)
    gains[sorted_values[1:] == sorted_values[:-1]] = -np.inf  # equal values stay together
    at = int(gains.argmax()) if len(gains) else 0
    gain = float(gains[at]) if len(gains) else -np.inf
    limit = float((sorted_values[at] + sorted_values[at + 1]) / 2) if len(gains) else np.nan
    return _Split(gain, side, limit, frozenset())


def _of_labels(cloud: Cloud, side: int, least: int) -> _Split:
    """Split labels in order of their density: among all divisions in two, one of these is the best (Breiman)."""
    places = cloud.values[:, side].astype(int)
    worlds = np.bincount(places, minlength=cloud.labels[side]).astype(float)
    cases = np.asarray(np.bincount(places, weights=cloud.cases, minlength=cloud.labels[side]), float)
    present = np.flatnonzero(worlds)
    order = present[np.argsort(cases[present] / worlds[present], kind="stable")]
    gains = _gains(worlds[order], cases[order], least)
    if not len(gains):
        return _Split(-np.inf, side, np.nan, frozenset())
    at = int(gains.argmax())
    return _Split(float(gains[at]), side, np.nan, frozenset(order[: at + 1].tolist()))


def _gains(worlds: Floats, cases: Floats, least: int) -> Floats:
    """Return what a cut after each place takes off n x Gini, with Gini = 2 p (1 - p); not where a side is too small."""
    left, right = np.cumsum(worlds)[:-1], worlds.sum() - np.cumsum(worlds)[:-1]
    of_left, of_right = np.cumsum(cases)[:-1], cases.sum() - np.cumsum(cases)[:-1]
    after = 2 * of_left * (left - of_left) / left + 2 * of_right * (right - of_right) / right
    before = 2 * cases.sum() * (worlds.sum() - cases.sum()) / worlds.sum()
    return np.where((left >= least) & (right >= least), before - after, -np.inf)
