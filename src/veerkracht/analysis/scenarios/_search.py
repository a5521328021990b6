"""The smallest change of a point that breaks something, in ranges of the drivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Norm = Literal["euclid", "sum", "max"]
Breaks = Callable[[Floats], Flags]
"""From points (n x drivers) to whether each of them breaks the target."""

_STARTS: Final = 6  # nearest points that break from which the search goes on
_CUTS: Final = 65  # points looked at along a line, so that a break that comes back is seen
_ROUNDS: Final = 12  # rounds over all drivers after which a search is ended
_LOOKS, _AROUND, _FARTHEST = 40, 200, 0.25  # looks around a point, points of each, and ranges of the first
_STILL: Final = 1e-9  # ranges: a smaller step is none


@dataclass(frozen=True)
class Space:
    """Where the search goes.

    Parameters
    ----------
    baseline, low, high, ranges : array (drivers)
        The point, its bounds, and the width that counts as 1.
    labels : tuple of int
        How many labels each driver has; 0 for a continuous one.
    norm : {"euclid", "sum", "max"}
        How changes of several drivers count together.
    """

    baseline: Floats
    low: Floats
    high: Floats
    ranges: Floats
    labels: tuple[int, ...]
    norm: Norm

    def changes(self, points: Floats) -> Floats:
        """Return how far each driver is from the baseline, in ranges; another label is 1."""
        apart = np.abs(points - self.baseline) / self.ranges
        return np.where(np.array(self.labels) > 0, np.minimum(apart, 1.0), apart)

    def distances(self, points: Floats) -> Floats:
        """Return how far points are from the baseline."""
        apart = self.changes(points)
        if self.norm == "euclid":
            return np.asarray(np.sqrt((apart**2).sum(axis=1)))
        return np.asarray(apart.sum(axis=1) if self.norm == "sum" else apart.max(axis=1))


def lattice(space: Space, levels: int) -> Floats:
    """Return every point of a lattice that holds the baseline, and every label."""
    axes = [
        np.arange(count) if count else np.union1d(np.linspace(low, high, levels), [own])
        for count, low, high, own in zip(space.labels, space.low, space.high, space.baseline, strict=True)
    ]
    return np.array(list(product(*axes)), float)


def lattice_size(space: Space, levels: int) -> int:
    """Return at most how many points a lattice has."""
    return int(np.prod([float(count or levels + 1) for count in space.labels]))


def scattered(space: Space, count: int, seed: int) -> Floats:
    """Return corners one driver at a time, and points drawn all over."""
    rng = np.random.default_rng(seed)
    sides = len(space.baseline)
    ends = np.tile(space.baseline, (2 * sides, 1))
    ends[np.arange(sides), np.arange(sides)] = space.low
    ends[np.arange(sides) + sides, np.arange(sides)] = space.high
    slices = rng.permuted(np.tile(np.arange(count), (sides, 1)), axis=1).T
    shares = (slices + rng.random((count, sides))) / count
    drawn = space.low + shares * (space.high - space.low)
    places = np.floor(shares * np.array([count or 1 for count in space.labels]))
    return np.concatenate([ends, np.where(np.array(space.labels) > 0, places, drawn)])


def nearest_break(space: Space, breaks: Breaks, points: Floats, broken: Flags, *, seed: int) -> Floats | None:
    """Return the nearest point found that breaks; None where none of the points does.

    From each of the nearest of them it goes back along the line to the baseline, then driver by driver, until no driver can
    move back without the target being met again. From the nearest end it looks around for one that is nearer still.
    """
    if not broken.any():
        return None
    found = points[broken]
    order = np.argsort(space.distances(found), kind="stable")[:_STARTS]
    ends = np.array([_drawn_back(space, breaks, point) for point in found[order]])
    best = ends[int(space.distances(ends).argmin())]
    return _drawn_back(space, breaks, _looked_around(space, breaks, best, seed))


def _looked_around(space: Space, breaks: Breaks, point: Floats, seed: int) -> Floats:
    """Look for a nearer break around a point, ever closer by, so that one driver can give way to another; labels stay."""
    rng, moves = np.random.default_rng(seed), np.array(space.labels) == 0
    reach = _FARTHEST
    for _ in range(_LOOKS):
        drawn = point + reach * space.ranges * moves * rng.uniform(-1, 1, (_AROUND, len(point)))
        tries = np.clip(drawn, space.low, space.high)
        nearer = tries[space.distances(tries) < space.distances(point[None])[0] - _STILL]
        broken = nearer[breaks(nearer)] if len(nearer) else nearer
        if len(broken):
            point = broken[int(space.distances(broken).argmin())]
        else:
            reach /= 2
    return point


def _drawn_back(space: Space, breaks: Breaks, point: Floats) -> Floats:
    point = _along_line(space, breaks, point)
    for _ in range(_ROUNDS):
        before = float(space.distances(point[None])[0])
        for side in np.argsort(-space.changes(point[None])[0], kind="stable"):
            point = _one_back(space, breaks, point, int(side))
        if before - float(space.distances(point[None])[0]) < _STILL:
            break
    return point


def _along_line(space: Space, breaks: Breaks, point: Floats) -> Floats:
    """Go back along the line to the baseline as far as it breaks; labels stay."""
    moves = np.array(space.labels) == 0
    target = np.where(moves, space.baseline, point)
    return _first_break(breaks, target, point)


def _one_back(space: Space, breaks: Breaks, point: Floats, side: int) -> Floats:
    target = point.copy()
    target[side] = space.baseline[side]
    if space.labels[side]:
        return target if breaks(target[None])[0] else point
    return _first_break(breaks, target, point)


def _first_break(breaks: Breaks, target: Floats, point: Floats) -> Floats:
    """Return the first point that breaks on the way from a target to a point that does."""
    if np.array_equal(target, point):
        return point
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS // 2):
        shares = np.linspace(low, high, _CUTS)
        first = int(np.argmax(np.append(breaks(target + shares[:-1, None] * (point - target)), True)))
        if first == 0:
            return np.asarray(target + shares[0] * (point - target))
        low, high = float(shares[first - 1]), float(shares[first])
    return np.asarray(target + high * (point - target))
