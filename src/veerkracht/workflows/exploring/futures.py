"""Futures that fit together: every scenario that the judgements leave consistent, and how firmly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.risks import consistent_scenarios, support_under_noise
from veerkracht.tables import Table, pull
from veerkracht.workflows.workshop.answers import Futures

__all__ = ["Future", "FuturePart", "explore_futures"]

NOISE: Final = 1.0
DRAWS: Final = 300
_Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Future:
    """A future: the state of each uncertainty, and in what share of the draws it holds (with its 95 % interval)."""

    name: str
    states: dict[str, str]
    share: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class FuturePart:
    """What was found about futures.

    Parameters
    ----------
    given : Futures
        The judgements.
    scenarios, support : Table
        As `consistent_scenarios` and `support_under_noise`.
    futures : tuple of Future
        The consistent ones, the best supported first.
    """

    given: Futures
    scenarios: Table
    support: Table
    futures: tuple[Future, ...]


def explore_futures(given: Futures, *, seed: int, progress: Callable[[int, int], None]) -> FuturePart:
    """Find the futures that fit together, and draw each judgement a little higher or lower to see which stay.

    Raises
    ------
    InputError
        If a judgement is absent, or an uncertainty has one state only.
    """
    scenarios = consistent_scenarios(given.impacts, absent_section="no_influence")
    support = support_under_noise(given.impacts, seed=seed, noise=NOISE, draws=DRAWS, absent_section="no_influence",
                                  progress=progress)  # fmt: skip
    firm = {_key(rows): rows[0] for rows in _by_scenario(support).values()}
    found = [_future(name, rows, firm.get(_key(rows))) for name, rows in _by_scenario(scenarios).items()]
    return FuturePart(given, scenarios, support, tuple(sorted(found, key=lambda one: (-(one.share or 0.0), one.name))))


def _by_scenario(table: Table) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in pull(table).to_pylist():
        found.setdefault(row["scenario"], []).append(row)
    return found


def _key(rows: list[_Row]) -> frozenset[tuple[str, str]]:
    return frozenset((row["descriptor"], row["state"]) for row in rows)


def _future(name: str, rows: list[_Row], firm: _Row | None) -> Future:
    states = {row["descriptor"]: row["state"] for row in rows}
    known = [None if firm is None else firm[part] for part in ("share", "lower", "upper")]
    return Future(name, states, *known)
