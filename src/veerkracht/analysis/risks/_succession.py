"""From scenario to scenario: what the judgements make of a scenario that is not consistent, until it comes to rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.risks._matrix import Floats, Matrix, Places
from veerkracht.analysis.risks._resting import rest

Rule = Literal["global", "local"]
Step = Callable[[Places], Places]

_SAME: Final = 1e-9
_TOLD: Final = 500  # scenarios between two reports of progress
_BLOCK: Final = 20_000  # scenarios at once: their impacts take some 10 MB


def step_of(matrix: Matrix, rule: Rule) -> Step:
    """Return the function that takes scenarios (scenarios x descriptors) one step on."""
    return partial(_in_blocks, matrix, _everywhere if rule == "global" else _at_the_worst)


def _in_blocks(matrix: Matrix, change: Callable[[Places, Places, Floats], Places], scenarios: Places) -> Places:
    parts = [scenarios[first : first + _BLOCK] for first in range(0, len(scenarios), _BLOCK)]
    return np.concatenate([change(part, *_best(matrix, part)) for part in parts])


def _best(matrix: Matrix, scenarios: Places) -> tuple[Places, Floats]:
    """Return per descriptor the state of most impact (of equals the chosen one, then the first) and what it has more."""
    impacts = np.zeros((len(scenarios), len(matrix.states)))
    for descriptor in range(scenarios.shape[1]):
        impacts += matrix.impacts[scenarios[:, descriptor]]
    best, more = np.empty_like(scenarios), np.empty(scenarios.shape)
    for descriptor, (first, last) in enumerate(pairwise(matrix.offsets)):
        own = impacts[np.arange(len(scenarios)), scenarios[:, descriptor]]
        most = impacts[:, first:last].max(axis=1)
        more[:, descriptor] = most - own
        top = first + np.argmax(impacts[:, first:last] >= most[:, None] - _SAME, axis=1)
        best[:, descriptor] = np.where(own >= most - _SAME, scenarios[:, descriptor], top)
    return best, more


def _everywhere(scenarios: Places, best: Places, more: Floats) -> Places:
    return best


def _at_the_worst(scenarios: Places, best: Places, more: Floats) -> Places:
    worst = np.argmax(more >= more.max(axis=1, keepdims=True) - _SAME, axis=1)[:, None]
    changed = scenarios.copy()
    np.put_along_axis(changed, worst, np.take_along_axis(best, worst, axis=1), axis=1)
    return changed


def every_scenario(matrix: Matrix) -> Places:
    """Return all scenarios, the last descriptor turning fastest."""
    grids = np.meshgrid(*(np.arange(first, last) for first, last in pairwise(matrix.offsets)), indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1).astype(np.int64)


def drawn_scenarios(matrix: Matrix, *, starts: int, seed: int) -> Places:
    """Draw scenarios, each as likely as any other."""
    return np.random.default_rng(seed).integers(matrix.offsets[:-1], matrix.offsets[1:], (starts, len(matrix.counts)))


def attractors_of_all(matrix: Matrix, step: Step) -> tuple[list[Places], Places]:
    """Return the attractors (steps x descriptors) and how many scenarios end in each, for all scenarios.

    Notes
    -----
    The successor of each scenario is worked out once. Going twice as far again and again takes every scenario past its
    way in, onto a fixed point or cycle.
    """
    scenarios = every_scenario(matrix)
    code = np.concatenate([np.cumprod(matrix.counts[::-1])[::-1][1:], [1]])
    following = (step(scenarios) - matrix.offsets[:-1]) @ code
    away = following
    for _ in range(int(np.ceil(np.log2(len(scenarios)))) + 1):
        away = away[away]
    ends, counts = np.unique(away, return_counts=True)
    cycle_of: dict[int, int] = {}
    cycles: list[list[int]] = []
    for end in ends.tolist():
        if end not in cycle_of:
            cycles.append(_round(end, following))
            cycle_of |= dict.fromkeys(cycles[-1], len(cycles) - 1)
    weights = np.bincount([cycle_of[end] for end in ends.tolist()], weights=counts, minlength=len(cycles))
    return [scenarios[cycle] for cycle in cycles], weights.astype(np.int64)


def _round(first: int, following: Places) -> list[int]:
    cycle, at = [first], int(following[first])
    while at != first:
        cycle.append(at)
        at = int(following[at])
    smallest = cycle.index(min(cycle))
    return cycle[smallest:] + cycle[:smallest]


def attractors_from(
    matrix: Matrix, starts: Places, rule: Rule, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[list[Places], Places]:
    """Return the attractors that scenarios end in, and how many of them in each."""
    ends = []
    for first in range(0, len(starts), _TOLD):
        part = starts[first : first + _TOLD]
        ends.append(rest(matrix.impacts, matrix.offsets, part, rule == "global"))
        progress(first + len(part), len(starts))
    return gathered(np.concatenate(ends), step_of(matrix, rule))


def gathered(ends: Places, step: Step) -> tuple[list[Places], Places]:
    """Return the attractors to which scenarios belong, each from its first scenario, and how many belong to each."""
    found, where = np.unique(ends, axis=0, return_inverse=True)
    counts = np.bincount(where.ravel(), minlength=len(found))
    cycle_of: dict[tuple[int, ...], int] = {}
    cycles: list[Places] = []
    for end in found:
        if tuple(end.tolist()) not in cycle_of:
            cycles.append(_walked(end, step))
            cycle_of |= {tuple(state): len(cycles) - 1 for state in cycles[-1].tolist()}
    owner = [cycle_of[tuple(end.tolist())] for end in found]
    return cycles, np.bincount(owner, weights=counts, minlength=len(cycles)).astype(np.int64)


def _walked(first: Places, step: Step) -> Places:
    cycle, at = [first], step(first[None])[0]
    while not np.array_equal(at, first):
        cycle.append(at)
        at = step(at[None])[0]
    smallest = min(range(len(cycle)), key=lambda number: tuple(cycle[number].tolist()))
    return np.array(cycle[smallest:] + cycle[:smallest])
