"""Every consistent scenario of a cross-impact matrix, by branch and bound with propagation.

The lead of a state over a rival of the same descriptor is the sum, over the other descriptors, of the judgement on
the state less that on the rival. A descriptor that is undecided counts with the most that it can still bring. A state
with a lead that cannot reach the tolerance any more is ruled out, and then what its descriptor brings to others falls.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]


@kernel
def most_of(leads: Floats, alive: Marks, first: int, last: int, most: Floats) -> None:
    """Write the most that the states of one descriptor, from first to before last, bring to each lead."""
    most[:] = -np.inf
    for state in range(first, last):
        if alive[state]:
            row = leads[state]
            for lead in range(most.size):
                most[lead] = row[lead] if row[lead] > most[lead] else most[lead]


@kernel
def narrow(first: int, last: int, kept: Marks, alive: Marks, reach: Floats, leads: Floats, work: Floats) -> None:
    """Keep some states of a descriptor, and lower what the leads of all states can reach."""
    most_of(leads, alive, first, last, work[0])
    most_of(leads, kept, first, last, work[1])
    for lead in range(reach.size):
        reach[lead] += work[1, lead] - work[0, lead]
    for state in range(first, last):
        alive[state] = kept[state]


@kernel
def hold(reach: Floats, alive: Marks, least: float, kept: Marks) -> None:
    """Mark the states that are alive and of which every lead can reach the least that is asked."""
    states = alive.size
    for state in range(states):
        kept[state] = alive[state]
    for rival in range(reach.size // states):
        for state in range(states):
            kept[state] &= reach[rival * states + state] >= least


@kernel
def settle(
    alive: Marks, reach: Floats, leads: Floats, offsets: Places, least: float, kept: Marks, work: Floats
) -> bool:
    """Rule out states until nothing changes; false where a descriptor has none left."""
    changed = True
    while changed:
        changed = False
        hold(reach, alive, least, kept)
        for descriptor in range(offsets.size - 1):
            first, last = offsets[descriptor], offsets[descriptor + 1]
            before, after = 0, 0
            for state in range(first, last):
                before += alive[state]
                after += kept[state]
            if after == 0:
                return False
            if after < before:
                narrow(first, last, kept, alive, reach, leads, work)
                changed = True
    return True


@kernel
def narrowest(alive: Marks, offsets: Places) -> int:
    """Return the undecided descriptor with the fewest states left, or -1 where all are decided."""
    found, fewest = -1, alive.size + 1
    for descriptor in range(offsets.size - 1):
        left = 0
        for state in range(offsets[descriptor], offsets[descriptor + 1]):
            left += alive[state]
        if 1 < left < fewest:
            found, fewest = descriptor, left
    return found


@kernel
def enter(
    state: int,
    first: int,
    last: int,
    alive: Marks,
    reach: Floats,
    leads: Floats,
    offsets: Places,
    least: float,
    kept: Marks,
    work: Floats,
) -> bool:
    """Choose a state of a descriptor and rule out what then cannot be; false where nothing is left."""
    for other in range(kept.size):
        kept[other] = other == state
    narrow(first, last, kept, alive, reach, leads, work)
    return settle(alive, reach, leads, offsets, least, kept, work)


@kernel
def begin(alive: Marks, reach: Floats, leads: Floats, offsets: Places, least: float, kept: Marks, work: Floats) -> bool:
    """Add up what the leads can reach at the start; false where a descriptor has no state left."""
    for descriptor in range(offsets.size - 1):
        most_of(leads, alive, offsets[descriptor], offsets[descriptor + 1], work[0])
        reach += work[0]
    return settle(alive, reach, leads, offsets, least, kept, work)


@kernel
def search(start: Marks, leads: Floats, offsets: Places, least: float, found: Places) -> tuple[int, int]:
    """Write the states of each consistent scenario; return how many there are and how many nodes were looked at.

    `start` marks the states to choose from. The search ends at the first scenario for which there is no row left.
    """
    states, levels = start.size, offsets.size
    alive, reach = np.ones((levels, states), np.bool_), np.zeros((levels, leads.shape[1]))
    kept, work = np.zeros(states, np.bool_), np.zeros((2, leads.shape[1]))
    branch, at, count, nodes, depth = np.zeros(levels, np.int64), np.zeros(levels, np.int64), 0, 1, 0
    alive[0] = start
    if not begin(alive[0], reach[0], leads, offsets, least, kept, work):
        return 0, nodes
    branch[0] = narrowest(alive[0], offsets)
    at[0] = offsets[branch[0]]
    while depth >= 0:
        if branch[depth] < 0:
            if count == len(found):
                return count + 1, nodes
            found[count] = np.flatnonzero(alive[depth])
            count += 1
            depth -= 1
            continue
        first, last, state = offsets[branch[depth]], offsets[branch[depth] + 1], at[depth]
        at[depth] += 1
        if state == last:
            depth -= 1
        elif alive[depth, state]:
            nodes += 1
            alive[depth + 1], reach[depth + 1] = alive[depth], reach[depth]
            if enter(state, first, last, alive[depth + 1], reach[depth + 1], leads, offsets, least, kept, work):
                depth += 1
                branch[depth] = narrowest(alive[depth], offsets)
                at[depth] = offsets[branch[depth]]
    return count, nodes


def leads_of(impacts: Floats, offsets: Places) -> Floats:
    """Return what each state (row) brings to the leads: rivals outermost, then states; 0 where a rival is lacking."""
    counts, states = np.diff(offsets), len(impacts)
    leads = np.zeros((states, counts.max() - 1, states))
    for first, last in pairwise(offsets):
        for state in range(first, last):
            rivals = [rival for rival in range(first, last) if rival != state]
            leads[:, : len(rivals), state] = impacts[:, [state]] - impacts[:, rivals]
    return leads.reshape(states, -1)
