"""Cognitive maps as arrays: one step, many maps at once, and how far the fixed point can still be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.risks.dynamics import Dynamics

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_BLOCK: Final = 4_000  # draws at once: fewer calls, and still a few megabytes
_TURNS: Final = 200  # of the power method; any positive vector gives a true bound
_LEVEL: Final = 1e-9  # share of even weight, so that no concept has none

RESTED: Final = 1e-12
"""A step this small is rounding: the state maps on itself as far as numbers go."""
_RETURNED: Final = 1e-10
_MOVED: Final = 1e-6


@dataclass(frozen=True)
class Map:
    """A map: places of the ends of each link, values at the start and where they are held (NaN: free)."""

    source: Places
    target: Places
    start: Floats
    held: Floats


@dataclass(frozen=True)
class Course:
    """Values by step (steps x concepts), and what became of them; `distance` is infinite where nothing is proven."""

    values: Floats
    verdict: str
    period: int
    residual: float
    factor: float
    distance: Floats


def step(maps: Map, weights: Floats, state: Floats, dynamics: Dynamics) -> Floats:
    """Take states (concepts x draws) one step on, under weights (links x draws)."""
    seen = 2 * state - 1 if dynamics.rule == "rescaled" else state
    total = np.zeros_like(seen) if dynamics.rule == "kosko" else seen.copy()
    passed = np.empty(seen.shape[1])
    for link, (source, target) in enumerate(zip(maps.source.tolist(), maps.target.tolist(), strict=True)):
        received = total[target]
        np.multiply(weights[link], seen[source], out=passed)
        np.add(received, passed, out=received)
    following = _passed(total, dynamics)
    held = ~np.isnan(maps.held)
    following[held] = maps.held[held, None]
    return following


def _passed(total: Floats, dynamics: Dynamics) -> Floats:
    if dynamics.transfer == "tanh":
        return np.tanh(dynamics.steepness * total, out=total)
    np.multiply(total, -dynamics.steepness, out=total)
    with np.errstate(over="ignore"):  # exp of a large number is infinite, and its share 0
        np.exp(total, out=total)
    total += 1
    return np.divide(1, total, out=total)


def contraction(maps: Map, weights: Floats, dynamics: Dynamics) -> tuple[float, Floats]:
    """Return the factor by which distances shrink at least in one step, and the scale of each concept.

    Notes
    -----
    With M = W, W + I or 2 (W + I) by the rule, and L the largest slope, one step multiplies a distance by at most
    q = L max_j (sum_i |M_ij| u_i) / u_j in the norm max_j |x_j| / u_j, for any positive u. The power method gives
    a u near Perron's vector, for which q is near its least, L rho(|M|). Held concepts do not move.
    """
    size = np.abs(_linear(maps, weights, dynamics)) * dynamics.slope
    scale = np.ones(len(size))
    for _ in range(_TURNS):
        scale = size @ scale + scale  # with itself, so that it does not go round
        scale = scale / scale.max(initial=_LEVEL) + _LEVEL
    return float((size @ scale / scale).max(initial=0.0)), scale


def local_factor(maps: Map, weights: Floats, dynamics: Dynamics, state: Floats) -> float:
    """Return the spectral radius of the slopes at a fixed point: below 1 what is near comes back to it."""
    slope = state * (1 - state) if dynamics.transfer == "sigmoid" else 1 - state**2
    slopes = dynamics.steepness * slope[:, None] * _linear(maps, weights, dynamics)
    return float(np.abs(np.linalg.eigvals(slopes)).max(initial=0.0))


def _linear(maps: Map, weights: Floats, dynamics: Dynamics) -> Floats:
    """Return what the transfer is given of each concept (column) for each concept (row); none for the held."""
    linear = np.zeros((len(maps.start),) * 2)
    np.add.at(linear, (maps.target, maps.source), weights)
    linear = linear if dynamics.rule == "kosko" else linear + np.eye(len(linear))
    linear[~np.isnan(maps.held)] = 0
    return linear * 2 if dynamics.rule == "rescaled" else linear


def follow(maps: Map, weights: Floats, dynamics: Dynamics, *, steps: int, precision: float) -> Course:
    """Go on until the fixed point is proven to be near, values return, or the steps are used up.

    Notes
    -----
    Where q < 1 the fixed point is unique, and it is at most q / (1 - q) times the last step away (Banach). Otherwise a
    state that maps on itself is a fixed point of which no distance is proven. Values that come back after they moved
    go round (Brent).
    """
    factor, scale = contraction(maps, weights, dynamics)
    column, course = weights[:, None], [_begin(maps)]
    remembered, gone, power, verdict, period = course[0], 0, 1, "undecided", 0
    for _ in range(steps):
        course.append(step(maps, column, course[-1], dynamics))
        residual = np.abs(course[-1] - course[-2])[:, 0]
        distance, gone = _distance(residual, factor, scale), gone + 1
        back = np.abs(course[-1] - remembered).max(initial=0.0)
        if distance.max(initial=0.0) <= precision or residual.max(initial=0.0) <= RESTED:
            verdict, period = "fixed_point", 1
        elif gone > 1 and back <= _RETURNED and residual.max() > _MOVED:
            verdict, period = "limit_cycle", gone
        if period:
            break
        if gone == power:
            remembered, gone, power = course[-1], 0, 2 * power
    return Course(np.hstack(course).T, verdict, period, float(residual.max(initial=0.0)), factor, distance)


def _begin(maps: Map) -> Floats:
    return np.where(np.isnan(maps.held), maps.start, maps.held)[:, None]


def _distance(residual: Floats, factor: float, scale: Floats) -> Floats:
    if factor >= 1:
        return np.full(len(scale), np.inf)
    return np.asarray(scale * (residual / scale).max(initial=0.0) * factor / (1 - factor))


def many(maps: Map, weights: Floats, dynamics: Dynamics, *, steps: int) -> tuple[Floats, Floats]:
    """Return the values after the steps and the last step, each concepts x draws, for weights (draws x links)."""
    values, moved = (np.empty((len(maps.start), len(weights))) for _ in range(2))
    for first in range(0, len(weights), _BLOCK):
        drawn = np.ascontiguousarray(weights[first : first + _BLOCK].T)
        state = before = np.repeat(_begin(maps), drawn.shape[1], axis=1)
        for _ in range(steps):
            before, state = state, step(maps, drawn, state, dynamics)
        values[:, first : first + _BLOCK], moved[:, first : first + _BLOCK] = state, np.abs(state - before)
    return values, moved
