"""The best portfolio of each draw: first good ones from a few draws, then one search that proves it for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from veerkracht.analysis.interventions._bound import Search
from veerkracht.analysis.interventions._branch import opened, reopen
from veerkracht.analysis.interventions._case import Progress
from veerkracht.analysis.interventions._many import Many, gathered, go_on, offer_to
from veerkracht.analysis.interventions._programme import Floats, Programme
from veerkracht.analysis.interventions._solving import FEW, Choice, Found, solve
from veerkracht.compiled import as_python

_TOGETHER: Final = 2000  # draws of one search
_LEADS: Final = 20  # most draws that are searched alone, for portfolios to begin the others with
_PER_LEAD: Final = 50  # draws that one of them leads, at least
_PIECE: Final = 200  # nodes between two reports


class _Running(NamedTuple):
    """The steps of the search, compiled or plain."""

    go_on: Callable[[Programme, Search, Many, int, int], bool]
    offer_to: Callable[[Programme, Search, Many, int, Choice], None]


_COMPILED: Final = _Running(go_on, offer_to)
_PLAIN: Final = _Running(as_python(go_on), as_python(offer_to))


def solve_draws(p: Programme, value: Floats, *, first: Choice, nodes: int, progress: Progress) -> list[Found]:
    """Return the best portfolio in each draw.

    Parameters
    ----------
    p : Programme
        Limits and synergies.
    value : array (draw x item)
        What each item is worth in each draw.
    first : array (item)
        A portfolio that keeps the limits.
    nodes : int
        Most nodes per draw.
    progress : callable
        Told of draws done, about, and of all; it may raise.
    """
    p, search = p._replace(value=p.value.copy()), opened(p)
    known = _leads(p, search, value, first, nodes, lambda: progress(0, len(value)))
    found: list[Found] = []
    for at in range(0, len(value), _TOGETHER):
        some = value[at : at + _TOGETHER]
        found += _together(p, search, some, known, nodes, _told(progress, at, len(some), len(value)))
    progress(len(value), len(value))
    return found


def _told(progress: Progress, before: int, some: int, of: int) -> Callable[[float], None]:
    return lambda share: progress(before + int(share * some), of)


def _leads(
    p: Programme, search: Search, value: Floats, first: Choice, nodes: int, pause: Callable[[], None]
) -> list[Choice]:
    """Return different portfolios that are best in some of the draws, after a first one."""
    known = {first.tobytes(): first}
    for draw in range(0, len(value), max(_PER_LEAD, -(-len(value) // _LEADS))):
        best = solve(p._replace(value=value[draw]), warm=list(known.values()), nodes=nodes, search=search).chosen
        known.setdefault(best.tobytes(), best)
        pause()
    return list(known.values())


def _together(
    p: Programme, search: Search, value: Floats, known: Sequence[Choice], nodes: int, tell: Callable[[float], None]
) -> list[Found]:
    """Search for the best of draws at once."""
    run = _PLAIN if len(p.value) <= FEW else _COMPILED
    many = gathered(value, len(search.worth))
    of_known = _worth(p, np.array(known), value)
    for draw, one in enumerate(of_known.argmax(axis=1)):
        run.offer_to(p, search, many, draw, known[one])
    p.value[:] = value[0]
    reopen(p, search)
    while not run.go_on(p, search, many, _PIECE, nodes):
        tell(_done(search))
    best = np.array([_worth(p, one[None], row[None])[0, 0] for one, row in zip(many.best, value, strict=True)])
    bound = np.maximum(best, many.bound)
    return [Found(*row) for row in zip(many.best, best.tolist(), bound.tolist(), many.spent.tolist(), strict=True)]


def _worth(p: Programme, chosen: Choice, value: Floats) -> Floats:
    """Return what portfolios are worth (draw x portfolio)."""
    taken = chosen.astype(float)
    return np.asarray(value @ taken.T + (taken[:, p.pair_a] * taken[:, p.pair_b]) @ p.pair)


def _done(search: Search) -> float:
    """Return about which share of the parts has been looked at: each parting counts for half of what it parts."""
    second = search.phase[: search.counts[0]] == 2
    return float((second / 2.0 ** np.arange(1, len(second) + 1)).sum())
