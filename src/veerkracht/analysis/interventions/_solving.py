"""Running the search: in pieces, so that it can tell how far it is, be stopped, and say how sure its answer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions._bound import NOTHING, Search
from veerkracht.analysis.interventions._branch import carry_on, offer, open_bound, opened, reopen, start
from veerkracht.analysis.interventions._case import Case, Limit, Progress
from veerkracht.analysis.interventions._programme import Floats, Programme, programme
from veerkracht.compiled import as_python
from veerkracht.errors import InputError

Choice = NDArray[np.int8]

_PIECE: Final = 2000  # nodes between two reports
FEW: Final = 12  # initiatives up to which the search runs before the compiler would have loaded
_FEASIBLE: Final = -1.0  # with values of 0 every portfolio is worth 0, and a bound below this proves that there is none
NODES: Final = 10_000_000
"""Nodes after which the search stops and tells the gap."""


class Found(NamedTuple):
    """The best portfolio that was found, and the most that any can be worth."""

    chosen: Choice
    value: float
    bound: float
    nodes: int

    @property
    def exists(self) -> bool:
        """Whether any portfolio keeps the limits, as far as is known."""
        return self.value > NOTHING

    @property
    def proven(self) -> bool:
        """Whether no portfolio is better."""
        return self.bound <= self.value


class Running(NamedTuple):
    """The steps of the search, compiled or plain."""

    start: Callable[[Programme, Search, bool], bool]
    carry_on: Callable[[Programme, Search, int], bool]
    offer: Callable[[Programme, Search, Choice], bool]


_COMPILED: Final = Running(start, carry_on, offer)
_PLAIN: Final = Running(as_python(start), as_python(carry_on), as_python(offer))


def _always() -> bool:
    return True


def solve(
    p: Programme, *, warm: Sequence[Choice] = (), nodes: int = NODES, progress: Progress | None = None,
    keep_going: Callable[[], bool] = _always, search: Search | None = None,
) -> Found:  # fmt: skip
    """Search for the best portfolio, from others that may be good.

    Parameters
    ----------
    p : Programme
        What to choose from.
    warm : sequence of array
        Portfolios to begin with; those that break a row are passed over.
    nodes : int
        Most nodes to look at.
    progress : callable, optional
        Told of nodes done and the most; it may raise.
    keep_going : callable
        Asked between pieces; False ends the search with what is known.
    search : Search, optional
        That of a like programme, to begin with its prices.
    """
    run = _PLAIN if len(p.value) <= FEW else _COMPILED
    state = opened(p) if search is None else search
    if search is not None:
        reopen(p, state)
    for choice in warm:
        run.offer(p, state, choice)
    ended = not run.start(p, state, search is not None)
    while not ended and state.counts[1] < nodes and keep_going():
        ended = run.carry_on(p, state, min(_PIECE, nodes - int(state.counts[1])))
        if progress is not None:
            progress(int(state.counts[1]), nodes)
    return Found(state.best.copy(), float(state.value[0]), float(open_bound(state)), int(state.counts[1]))


def case_programme(case: Case, limits: Sequence[Limit] = ()) -> Programme:
    """Return the programme of a case, with further limits."""
    return programme(case.worth, case.pairs, [*case.rows, *(limit.row for limit in limits)])


def feasible(items: int, limits: Sequence[Limit]) -> bool:
    """Tell whether any portfolio keeps limits."""
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    p = programme(np.zeros(items), none, [limit.row for limit in limits])
    state = opened(p)
    state.value[0] = _FEASIBLE
    run = _PLAIN if items <= FEW else _COMPILED
    ended = not run.start(p, state, False)
    while not ended and state.value[0] <= _FEASIBLE:
        ended = run.carry_on(p, state, _PIECE)
    return bool(state.value[0] > _FEASIBLE)


def conflict(case: Case) -> list[Limit]:
    """Return limits that no portfolio keeps together, while it could without any one of them; none if all can be kept.

    Notes
    -----
    Deletion filter: each limit is left out in turn, for good if the rest still contradicts itself. The set is
    irreducible; another may have fewer limits.
    """
    items = len(case.names)
    if feasible(items, case.limits):
        return []
    kept = list(case.limits)
    for limit in case.limits:
        rest = [other for other in kept if other is not limit]
        if not feasible(items, rest):
            kept = rest
    return kept


def no_portfolio(case: Case) -> InputError:
    """Return the error that names the limits that contradict each other."""
    limits = conflict(case)
    return InputError("No portfolio keeps all limits. These contradict each other: {conflict}. Loosen one of them.",
                      conflict="; ".join(limit.words for limit in limits))  # fmt: skip


def solved(case: Case, found: Found) -> Found:
    """Return what was found, or stop where there is no portfolio.

    Raises
    ------
    InputError
        If no portfolio keeps all limits (which contradict each other is told), or none was found in the nodes given.
    """
    if found.exists:
        return found
    if found.bound > NOTHING:
        raise InputError(
            "No portfolio was found in {nodes} nodes. Give more time, or loosen a limit.", nodes=found.nodes
        )
    raise no_portfolio(case)


def total(case: Case, chosen: Choice, of: Floats) -> float:
    """Add up a figure over the chosen."""
    return float(of[chosen == 1].sum())
