"""Which asset matters most, in three ways: what protecting it brings, what its loss costs, and its share in all that is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.cascade import Sampling, criticality, shapley_criticality
from veerkracht.tables import Table, arrays, beside, pull, table_from_arrays, table_of
from veerkracht.tables.infrastructure import FAILURES
from veerkracht.workflows.exploring.hours import LEAST_SHOWN
from veerkracht.workflows.workshop.services import Services

__all__ = ["COMPARED", "CORRELATION", "EVENTS", "WAYS", "Apart", "CriticalPart", "explore_critical", "rounded_critical"]

EVENTS: Final = 2000
CORRELATION: Final = 0.3
"""Assumed share of the chance of failure that assets in one district have in common."""
WAYS: Final = ("leave_one_out", "birnbaum", "shapley")
"""What an asset may be ranked by."""
COMPARED: Final = 5
"""Places from the top in which the three orders are held beside each other."""
Progress = Callable[[int, int], None]
Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Apart:
    """An asset of which the three orders disagree: the way in which it stands highest and lowest, each with its place."""

    asset: str
    high_way: str
    high: int
    low_way: str
    low: int


@dataclass(frozen=True)
class CriticalPart:
    """What was found about the assets that matter.

    Parameters
    ----------
    assets : Table
        As `criticality`, with `shapley` and `shapley_error`; without chances of failure only `birnbaum` tells something:
        who loses a service when the asset is down and all else works.
    chances : bool
        Whether chances of failure are known.
    rows : mapping of asset to row
        The same, read.
    """

    assets: Table
    chances: bool
    rows: Mapping[str, Row]

    def ranked(self, way: str) -> list[str]:
        """Return the assets by one of the `WAYS`, the one that matters most first."""
        return sorted(self.rows, key=lambda asset: (-self.rows[asset][way], asset))

    def shared(self) -> tuple[str, ...]:
        """Return the assets that stand in the first five of all three orders."""
        first, *others = (self.ranked(way)[:COMPARED] for way in WAYS)
        return tuple(asset for asset in first if all(asset in other for other in others))

    def most_apart(self) -> Apart | None:
        """Return the asset in some first five whose places differ most, None where the orders agree on all of these."""
        places = {way: {asset: place for place, asset in enumerate(self.ranked(way), start=1)} for way in WAYS}
        found = []
        for asset in sorted(self.rows):
            of = {way: places[way][asset] for way in WAYS}
            high, low = min(WAYS, key=of.__getitem__), max(WAYS, key=of.__getitem__)
            if of[high] <= COMPARED and of[high] < of[low]:
                found.append(Apart(asset, high, of[high], low, of[low]))
        return max(found, key=lambda one: one.low - one.high, default=None)


def explore_critical(services: Services, *, seed: int, progress: Progress) -> CriticalPart:
    """Tell of each asset what it would save to protect it, what its loss costs, and what it has a share in.

    Parameters
    ----------
    services : Services
        The network.
    seed : int
        Of the events.
    progress : callable
        Told of work done and of how much, first in assets and then in events; may raise to stop.
    """
    failures = table_of(FAILURES, []) if services.failures is None else services.failures
    sampling = Sampling(seed=seed, samples=EVENTS, correlation=CORRELATION)
    each = criticality(services.assets, services.supplies, failures=failures, served=services.served, sampling=sampling,
                       progress=lambda done, of: progress(done, 2 * of))  # fmt: skip
    shares = shapley_criticality(services.assets, services.supplies, failures=failures, served=services.served,
                                 sampling=sampling, progress=lambda done, of: progress(of + done, 2 * of))  # fmt: skip
    rows = arrays(each, order=["asset"])
    named = shares.select("asset", "shapley", shapley_error=shares.standard_error)
    found = table_from_arrays({**rows, **beside(rows, named, on=["asset"])})
    return CriticalPart(found, services.failures is not None, {row["asset"]: row for row in pull(found).to_pylist()})


def rounded_critical(part: CriticalPart) -> Table:
    """Return the numbers with all counts of people rounded, so that the table tells no more than the page."""
    table = part.assets
    counts = [name for name in table.columns if name not in ("asset", "own")]
    return table.mutate(**{name: (table[name] / LEAST_SHOWN).round() * LEAST_SHOWN for name in counts})
