"""From tables to settled samples: the one place where the room crosses from tables to arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from veerkracht.analysis.cascade._bits import Bits, Floats
from veerkracht.analysis.cascade._draws import Hazard, Strata, draw_failures
from veerkracht.analysis.cascade._settling import Groups, groups_of, settle
from veerkracht.analysis.cascade.sampling import Sampling
from veerkracht.networks import Network, network_of
from veerkracht.tables import Array, Table, arrays, pull, table_of
from veerkracht.tables.infrastructure import ASSETS, FAILURES, SUPPLIES, check_infrastructure

__all__ = ["Progress", "Samples", "run_samples", "unheard"]

Progress = Callable[[int, int], None]
_BLOCK: Final = 256
"""Most words of 64 samples between two reports: some tenths of a second on 5,000 assets."""


@dataclass(frozen=True)
class Samples:
    """Events: who failed by itself and who is down (assets x words), with strata and weights."""

    network: Network
    groups: Groups
    hazard: Hazard
    own: Bits
    down: Bits
    strata: Strata
    weights: Floats | None

    @property
    def count(self) -> int:
        """Number of samples."""
        return self.strata[-1].stop


def unheard(done: int, of: int) -> None:
    """Tell nobody how far the work is."""


def run_samples(
    assets: Table,
    supplies: Table,
    *,
    failures: Table,
    sampling: Sampling,
    transmissions: Table | None = None,
    outage_hours: float | None = None,
    settlings: int = 1,
    progress: Progress = unheard,
) -> Samples:
    """Draw own failures and let them spread; `settlings` tells how often samples of this network will settle.

    `progress` is told of samples done and of how many, and may raise to stop.
    """
    check_infrastructure(assets, supplies, failures=failures, transmissions=transmissions)
    if transmissions is not None and transmissions.count().to_pyarrow().as_py():
        assets, supplies, failures = _with_transmissions(assets, supplies, failures, transmissions)
    network = network_of(assets, supplies)
    hazard = hazard_of(network, assets=assets, failures=failures)
    groups = groups_of(network, outage_hours=outage_hours, settlings=settlings)
    own, strata, weights = draw_failures(hazard, sampling)
    down = _settled(groups, own, strata[-1].stop, progress)
    return Samples(network, groups, hazard, own, down, strata, weights)


def _settled(groups: Groups, own: Bits, samples: int, progress: Progress) -> Bits:
    """Let failures spread, a block of samples after the other, as samples know nothing of each other.

    Blocks are alike in size: a narrow one at the end would cost as much as a wide one.
    """
    words = own.shape[1]
    edges = np.linspace(0, words, max(1, -(-words // _BLOCK)) + 1).astype(int).tolist()
    blocks = []
    for first, last in pairwise(edges):
        progress(min(64 * first, samples), samples)
        blocks.append(settle(groups, np.ascontiguousarray(own[:, first:last])))
    progress(samples, samples)
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)


def hazard_of(network: Network, *, assets: Table, failures: Table) -> Hazard:
    """Return the chance and the factor of each asset; factors are numbered by their first asset."""
    place = {name: number for number, name in enumerate(network.assets)}
    rows = arrays(failures, order=["asset"])
    areas = dict(zip(*_named_areas(assets), strict=True))
    # what cannot fail bears a factor too, so that the first asset of a factor stays the first when it is protected
    chances, labels = np.zeros(len(place)), np.array([areas[name] for name in network.assets], object)
    for name, chance, factor in zip(rows["asset"], rows["probability"], _factors(rows), strict=True):
        chances[place[name]] = chance
        labels[place[name]] = areas[name] if factor is None else factor
    numbers = {label: number for number, label in reversed(list(enumerate(labels))) if label is not None}
    return Hazard(network.assets, chances, np.array([numbers.get(label, -1) for label in labels], np.int64))


def _factors(rows: dict[str, Array]) -> Array:
    return rows["factor"] if "factor" in rows else np.full(len(rows["asset"]), None, object)


def _named_areas(assets: Table) -> tuple[list[str], list[str | None]]:
    pulled = pull(assets)
    areas = pulled["area"].to_pylist() if "area" in pulled.column_names else [None] * pulled.num_rows
    return pulled["asset"].to_pylist(), areas


def _with_transmissions(
    assets: Table, supplies: Table, failures: Table, transmissions: Table
) -> tuple[Table, Table, Table]:
    """Put each transmission as a service with a safeguard beside its supplier: it passes when the safeguard fails too.

    Trying an edge once is the same as drawing beforehand whether it is open (percolation).
    """
    rows = pull(transmissions).to_pylist()
    guards = [(f"{row['supplier']} -> {row['asset']}", row) for row in rows]
    named = [*({"asset": asset, "area": area} for asset, area in zip(*_named_areas(assets), strict=True)),
             *({"asset": guard, "area": None} for guard, _ in guards)]  # fmt: skip
    supplied = [*pull(supplies).to_pylist(), *(
        {"asset": row["asset"], "service": guard, "supplier": supplier}
        for guard, row in guards for supplier in (row["supplier"], guard)
    )]  # fmt: skip
    failing = [*pull(failures).to_pylist(), *(
        {"asset": guard, "probability": row["probability"]} for guard, row in guards
    )]  # fmt: skip
    return table_of(ASSETS, named), table_of(SUPPLIES, supplied), table_of(FAILURES, failing)
