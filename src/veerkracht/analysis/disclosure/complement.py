"""Which further cells must be hidden, so that no hidden cell can be worked out from the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from veerkracht.analysis.disclosure.attack import TOLERANCE, bounds, known_bounds
from veerkracht.analysis.disclosure.hierarchy import Flags, Floats, Hierarchy, Places


@dataclass(frozen=True)
class System:
    """The cells of one hierarchy: amounts (people, NaN when absent), their rounding, and those that cannot exist."""

    hierarchy: Hierarchy
    amount: Floats
    slack: Floats
    none: Flags

    def spare(self, places: Places, hidden: Flags) -> Places:
        """Return the published cells among some, the one that costs least first.

        Cells above zero come before cells of zero, which would hardly blur a difference.
        """
        able = [int(place) for place in places if not hidden[place] and not np.isnan(self.amount[place])]
        able.sort(key=lambda place: (self.amount[place] == 0, self.amount[place], self.hierarchy.areas[place]))
        return np.array(able, np.intp)

    def attacked(self, hidden: Flags) -> tuple[Floats, Floats]:
        """Return the interval of each cell for a reader who knows everything that is published."""
        known = known_bounds(self.hierarchy, self.amount, self.slack, hidden=hidden, none=self.none)
        return bounds(self.hierarchy, *known)


def hide_complements(system: System, hidden: Flags, *, protection: float) -> Flags:
    """Hide the least that keeps every hidden cell uncertain by at least `protection`.

    Parameters
    ----------
    system : System
        The cells and how they add up.
    hidden : array of bool
        Cells that are hidden already.
    protection : float
        Least width of the interval of a hidden cell, in people.

    Returns
    -------
    array of bool
        `hidden` and its complements. Within each whole no part or at least two are hidden, as far as there
        are parts.
    """
    hidden = hidden.copy()
    while places := _next_cells(system, hidden, protection):
        hidden[places] = True
    return hidden


def _next_cells(system: System, hidden: Flags, protection: float) -> list[int]:
    if not hidden.any():
        return []
    return _beside_lonely_cells(system, hidden) or _beside_unsafe_cells(system, hidden, protection)


def _beside_lonely_cells(system: System, hidden: Flags) -> list[int]:
    members = system.hierarchy.members.items()
    found = (_beside_a_lonely_cell(system, hidden, whole, parts) for whole, parts in members)
    return sorted({place for place in found if place >= 0})


def _beside_a_lonely_cell(system: System, hidden: Flags, whole: int, parts: Places) -> int:
    published = not hidden[whole] and not np.isnan(system.amount[whole])
    count = int(hidden[parts].sum())
    if not (published or hidden[whole]) or count >= 2 or (count == 0 and not hidden[whole]):
        return -1
    spare = system.spare(parts, hidden)
    if len(spare):
        return int(spare[0])
    return whole if count == 1 and published and not _has_unknown(system, parts, hidden) else -1


def _has_unknown(system: System, parts: Places, hidden: Flags) -> bool:
    return bool((np.isnan(system.amount[parts]) & ~hidden[parts] & ~system.none[parts]).any())


def _beside_unsafe_cells(system: System, hidden: Flags, protection: float) -> list[int]:
    lower, upper = system.attacked(hidden)
    unsafe = np.flatnonzero(hidden & (upper - lower < protection - TOLERANCE))
    first = {int(system.hierarchy.parent[place]): int(place) for place in unsafe[::-1]}  # one per whole at a time
    found = {_blur(system, hidden, place) for place in first.values()}
    return sorted(found - {-1})


def _blur(system: System, hidden: Flags, place: int) -> int:
    parent = int(system.hierarchy.parent[place])
    beside = system.spare(system.hierarchy.members.get(parent, np.array([], np.intp)), hidden)
    if len(beside):
        return int(beside[0])
    below = system.spare(system.hierarchy.members.get(place, np.array([], np.intp)), hidden)
    if len(below):
        return int(below[0])
    if parent < 0:
        return -1
    return parent if len(system.spare(np.array([parent]), hidden)) else _blur(system, hidden, parent)
