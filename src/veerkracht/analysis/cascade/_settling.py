"""The least fixed point of many samples at once: which assets are down when nothing falls any more.

A word holds 64 samples. An asset is down where it fails by itself or a service group fails, and a group fails where too
many of its suppliers are down; both are a few operations on words. Assets are visited in the order of supply, and those
behind a change once more, so that loops of supply settle as well. The map is monotone and starts from own failures only:
the answer is the least fixed point, whatever the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade._bits import Bits
from veerkracht.compiled import COMPILED, as_python, kernel
from veerkracht.errors import SettingError
from veerkracht.networks import Network

__all__ = ["Groups", "failing_of", "groups_of", "settle", "settle_from"]

Ints = NDArray[np.int32]
_KERNEL_FROM: Final = 100_000  # supply edges to look at in Python; fewer take less than loading the compiler
_WORDS: Final = 16  # words that Python looks at in the time of one


@dataclass(frozen=True)
class Groups:
    """What the kernels read: service groups with the number of fallen suppliers at which each fails.

    Parameters
    ----------
    starts : array (assets + 1)
        Groups of each asset.
    failing : array (groups)
        How many suppliers must be down; more than there are where a reserve holds.
    supplier_starts, suppliers : arrays
        Suppliers of each group.
    behind_starts, behind : arrays
        Assets that each asset supplies.
    order : array (assets)
        Suppliers before those whom they supply, as far as loops allow.
    settlings : int
        How often samples will settle, which decides whether the compiler is worth its loading.
    """

    starts: Ints
    failing: Ints
    supplier_starts: Ints
    suppliers: Ints
    behind_starts: Ints
    behind: Ints
    order: Ints
    settlings: int = 1

    def compiled(self, words: int) -> bool:
        """Tell whether the kernels take over."""
        return COMPILED and len(self.suppliers) * self.settlings * max(1.0, words / _WORDS) > _KERNEL_FROM


def groups_of(network: Network, *, outage_hours: float | None = None, settlings: int = 1) -> Groups:
    """Prepare a network for the kernels."""
    behind = network.group_asset[network.supplied]
    order = np.empty(len(network.assets), np.int32)
    waiting = np.bincount(behind, minlength=len(order)).astype(np.int32)
    ordering = _in_order if COMPILED and len(behind) > _KERNEL_FROM / 5 else as_python(_in_order)
    ordering(network.supplied_starts, behind, waiting, order)
    failing = failing_of(network, outage_hours=outage_hours)
    return Groups(network.group_starts, failing, network.supplier_starts, network.suppliers, network.supplied_starts,
                  behind, order, settlings)  # fmt: skip


def failing_of(network: Network, *, outage_hours: float | None = None) -> Ints:
    """Return at how many fallen suppliers each group fails; never where a known reserve lasts as long as the outage."""
    sizes = np.diff(network.supplier_starts)
    failing = sizes - network.group_needed + 1
    if outage_hours is not None:
        if not outage_hours > 0:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="outage_hours", value=outage_hours,
                               bounds="a number of hours above 0")  # fmt: skip
        lasts = np.nan_to_num(network.group_backup) + np.nan_to_num(network.group_delay)  # unknown holds nothing
        failing = np.where(lasts >= outage_hours, sizes + 1, failing)
    return failing.astype(np.int32)


@kernel
def _in_order(starts: Ints, behind: Ints, waiting: Ints, order: Ints) -> None:
    """Fill `order`: an asset comes when all its suppliers came; where a loop blocks, the first that is left comes."""
    filled = candidate = 0
    for asset in range(len(order)):
        if waiting[asset] == 0:
            order[filled], waiting[asset] = asset, -1
            filled += 1
    for done in range(len(order)):
        if done == filled:
            while waiting[candidate] < 0:
                candidate += 1
            order[filled], waiting[candidate] = candidate, -1
            filled += 1
        for edge in range(starts[order[done]], starts[order[done] + 1]):
            waiting[behind[edge]] -= 1
            if waiting[behind[edge]] == 0:
                order[filled], waiting[behind[edge]] = behind[edge], -1
                filled += 1


def settle(groups: Groups, own: Bits) -> Bits:
    """Return who is down (assets x words) when who failed by itself is `own`."""
    down = own.copy()
    settle_from(groups, down, np.ones(len(groups.order), np.bool_))
    return down


def settle_from(groups: Groups, down: Bits, stale: NDArray[np.bool_]) -> None:
    """Let failures spread in place until nothing changes; only assets that are `stale`, or fall behind one, are visited."""
    if groups.compiled(down.shape[1]):
        most = int(np.diff(groups.supplier_starts).max(initial=1))
        scratch = np.zeros((most + 1, down.shape[1]), np.uint64)
        _settle(groups.order, groups.starts, groups.failing, groups.supplier_starts, groups.suppliers,
                groups.behind_starts, groups.behind, down, stale, scratch)  # fmt: skip
        return
    while stale.any():
        for asset in groups.order[stale[groups.order]]:
            stale[asset] = False
            fallen = down[asset].copy()
            for group in range(groups.starts[asset], groups.starts[asset + 1]):
                fallen |= _group_down(groups, group, down)
            if (fallen != down[asset]).any():
                down[asset] = fallen
                stale[groups.behind[groups.behind_starts[asset] : groups.behind_starts[asset + 1]]] = True


def _group_down(groups: Groups, group: int, down: Bits) -> Bits:
    """Return where at least `failing` suppliers of a group are down."""
    members = groups.suppliers[groups.supplier_starts[group] : groups.supplier_starts[group + 1]]
    failing = int(groups.failing[group])
    if failing > len(members):
        return np.zeros(down.shape[1], np.uint64)
    if failing == len(members):
        return np.asarray(np.bitwise_and.reduce(down[members], axis=0))
    at_least = np.zeros((failing + 1, down.shape[1]), np.uint64)
    at_least[0] = ~np.uint64(0)
    for member in members:
        at_least[1:] |= at_least[:-1] & down[member]
    return np.asarray(at_least[failing])


@kernel
def _settle(
    order: Ints, starts: Ints, failing: Ints, supplier_starts: Ints, suppliers: Ints, behind_starts: Ints, behind: Ints,
    down: Bits, stale: NDArray[np.bool_], scratch: Bits,
) -> None:  # fmt: skip
    words, moving = down.shape[1], True
    while moving:
        moving = False
        for asset in order:
            if not stale[asset]:
                continue
            stale[asset] = False
            changed = False
            for group in range(starts[asset], starts[asset + 1]):
                low, high = supplier_starts[group], supplier_starts[group + 1]
                if failing[group] <= high - low:
                    changed |= _fall(suppliers[low:high], failing[group], down, asset, scratch, words)
            if changed:
                moving = True
                for edge in range(behind_starts[asset], behind_starts[asset + 1]):
                    stale[behind[edge]] = True


@kernel
def _fall(members: Ints, failing: int, down: Bits, asset: int, scratch: Bits, words: int) -> bool:
    """Put the failures of one group into those of its asset, and tell whether that changed anything."""
    if failing == len(members):
        for word in range(words):
            scratch[failing, word] = down[members[0], word]
        for place in range(1, len(members)):
            supplier = members[place]
            for word in range(words):
                scratch[failing, word] &= down[supplier, word]
    else:
        _count(members, failing, down, scratch, words)
    fresh = np.uint64(0)
    for word in range(words):
        fresh |= scratch[failing, word] & ~down[asset, word]
        down[asset, word] |= scratch[failing, word]
    return bool(fresh)


@kernel
def _count(members: Ints, failing: int, down: Bits, scratch: Bits, words: int) -> None:
    """Put into row j of the scratch where at least j of the members are down, for j up to `failing`."""
    for level in range(1, failing + 1):
        for word in range(words):
            scratch[level, word] = np.uint64(0)
    for supplier in members:
        for level in range(failing, 1, -1):
            for word in range(words):
                scratch[level, word] |= scratch[level - 1, word] & down[supplier, word]
        for word in range(words):
            scratch[1, word] |= down[supplier, word]
