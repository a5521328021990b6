"""What one asset adds: settled samples with the asset forced down and held up, and losses as failures come one by one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade._bits import Bits, Floats, bits_of, flags_of, keys_of, summed, uniforms
from veerkracht.analysis.cascade._running import Progress, Samples, unheard
from veerkracht.analysis.cascade._settling import settle, settle_from
from veerkracht.compiled import COMPILED, as_python, kernel

__all__ = ["losses_in_turn", "losses_of", "losses_when"]

Ints = NDArray[np.int32]
_BLOCK: Final = 8_192  # samples between two reports
_KERNEL_FROM: Final = 10_000  # own failures that are put in turn; fewer take less than loading the compiler


def losses_of(down: Bits, people: Floats, samples: int) -> Floats:
    """Return the people without service in each sample."""
    served = np.flatnonzero((people > 0) & down.any(axis=1))
    return summed(people[served], down[served], samples)


def losses_when(done: Samples, asset: int, people: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Return the people without service in each sample when an asset is down, and when it does not fail by itself."""
    all_samples = bits_of(np.ones((1, done.count), bool))[0]
    fallen = done.down.copy()
    fallen[asset] = all_samples
    settle_from(done.groups, fallen, _behind(done, asset))
    own = done.own.copy()
    own[asset] = 0
    spared = settle(done.groups, own) if done.own[asset].any() else done.down
    more, less = (_change(other, done.down, people, done.count) for other in (fallen, spared))
    return base + more, base + less


def _change(other: Bits, down: Bits, people: Floats, samples: int) -> Floats:
    """Return how many people more are without service; only assets that differ are unpacked."""
    differ = np.flatnonzero((people > 0) & (other != down).any(axis=1))
    return summed(people[differ], other[differ], samples) - summed(people[differ], down[differ], samples)


def _behind(done: Samples, asset: int) -> NDArray[np.bool_]:
    stale = np.zeros(len(done.network.assets), np.bool_)
    starts = done.groups.behind_starts
    stale[done.groups.behind[starts[asset] : starts[asset + 1]]] = True
    return stale


def losses_in_turn(
    done: Samples, people: Floats, *, seed: int, progress: Progress = unheard
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """Let the own failures of each sample happen one by one in a random order; `progress` is told of samples.

    Returns
    -------
    samples, assets, losses
        One entry per own failure: how many people it leaves without service beyond those before it.
    """
    assets, samples = np.nonzero(flags_of(done.own, done.count))
    keys = keys_of(done.network.assets, seed=seed, purpose="turn")
    order = np.lexsort((uniforms(keys[assets], samples), samples))
    at, events = assets[order].astype(np.int32), samples[order].astype(np.int64)
    losses, network, groups = np.zeros(len(at)), done.network, done.groups
    count = len(network.assets)
    walk = _in_turn if COMPILED and len(at) > _KERNEL_FROM else as_python(_in_turn)
    for first in range(0, done.count, _BLOCK):
        progress(first, done.count)
        of = slice(*np.searchsorted(events, [first, first + _BLOCK]))
        walk(events[of], at[of], people, groups.failing, network.group_asset, network.supplied_starts, network.supplied,
             np.full(count, -1, np.int64), groups.failing.copy(), np.zeros(count, np.int32), losses[of])  # fmt: skip
    progress(done.count, done.count)
    return events, at, losses


@kernel
def _in_turn(
    samples: NDArray[np.int64], assets: Ints, people: Floats, failing: Ints, group_asset: Ints, starts: Ints, supplied: Ints,
    fell: NDArray[np.int64], left: Ints, queue: Ints, losses: Floats,
) -> None:  # fmt: skip
    """Counters per group are put back after each sample, only where it touched them."""
    filled = done = 0
    for entry in range(len(assets)):
        if entry > 0 and samples[entry] != samples[entry - 1]:
            for place in range(filled):
                for edge in range(starts[queue[place]], starts[queue[place] + 1]):
                    left[supplied[edge]] = failing[supplied[edge]]
            filled = done = 0
        if fell[assets[entry]] != samples[entry]:
            fell[assets[entry]] = samples[entry]
            queue[filled] = assets[entry]
            filled += 1
        while done < filled:
            asset = queue[done]
            losses[entry] += people[asset]
            for edge in range(starts[asset], starts[asset + 1]):
                group = supplied[edge]
                left[group] -= 1
                owner = group_asset[group]
                if left[group] == 0 and fell[owner] != samples[entry]:
                    fell[owner] = samples[entry]
                    queue[filled] = owner
                    filled += 1
            done += 1
