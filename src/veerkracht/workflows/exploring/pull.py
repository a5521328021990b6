"""Where futures pull to: from every future that can be thought up, to where the judgements push it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from veerkracht.analysis.risks import attractors
from veerkracht.tables import Table, pull
from veerkracht.workflows.exploring.futures import FuturePart

__all__ = ["PULL_STARTS", "Basin", "PullPart", "explore_pull"]

PULL_STARTS: Final = 10_000
"""So many futures are drawn where there are too many to follow all."""
_RULES: Final[tuple[Literal["global", "local"], ...]] = ("global", "local")
Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Basin:
    """How many futures end up in one place.

    Parameters
    ----------
    place : int
        Number of the consistent future as on the page, from 1; 0 for all that go round and come to no rest.
    together, one_by_one : float
        Share of the futures that end there when all uncertainties move at once, and when the one that fits worst moves.
    """

    place: int
    together: float
    one_by_one: float


@dataclass(frozen=True)
class PullPart:
    """What was found about where futures pull to.

    Parameters
    ----------
    basins : tuple of Basin
        Each consistent future, also where no draw ends there: the one that pulls most first, by the mean of both ways; what
        goes round last.
    together, one_by_one : Table
        As `attractors` under each way.
    followed : int
        Futures that were followed.
    sampled : bool
        Whether they were drawn, as there are too many to follow all.
    """

    basins: tuple[Basin, ...]
    together: Table
    one_by_one: Table
    followed: int
    sampled: bool


def explore_pull(part: FuturePart, *, seed: int, progress: Callable[[int, int], None]) -> PullPart:
    """Follow each future to where it comes to rest or goes round, in two ways.

    Raises
    ------
    InputError
        As `attractors`.
    """
    tables = [attractors(part.given.impacts, succession=rule, starts=PULL_STARTS, seed=seed, absent_section="no_influence",
                         progress=progress) for rule in _RULES]  # fmt: skip
    places = {frozenset(one.states.items()): place for place, one in enumerate(part.futures, start=1)}
    shares = [_shares(table, places) for table in tables]
    reached = {*shares[0], *shares[1], *places.values()}
    found = [Basin(place, *(share.get(place, 0.0) for share in shares)) for place in sorted(reached)]
    order = sorted(found, key=lambda one: (one.place == 0, -(one.together + one.one_by_one), one.place))
    together, one_by_one = tables
    first = pull(together).to_pylist()[0]
    return PullPart(tuple(order), together, one_by_one, first["starts"], first["method"] == "sampled")


def _shares(table: Table, places: Mapping[frozenset[tuple[str, str]], int]) -> dict[int, float]:
    """Return the share of each place: a future that stays as it is, or 0 for all that go round."""
    states: dict[str, set[tuple[str, str]]] = {}
    rows: dict[str, Row] = {}
    for row in pull(table).to_pylist():
        rows[row["attractor"]] = row
        states.setdefault(row["attractor"], set()).add((row["descriptor"], row["state"]))
    found: dict[int, float] = {}
    for name, row in rows.items():
        place = places.get(frozenset(states[name]), 0) if row["kind"] == "fixed" else 0
        found[place] = found.get(place, 0.0) + row["share"]
    return found
