"""What the homes that are taken out in one place change: who moves, who gains, what stays, and that nobody is overloaded."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from veerkracht.analysis.redistribution import (
    Places,
    RedistributionSettings,
    cautions,
    certificate,
    measures,
    who_gains,
)
from veerkracht.tables import Table, memtable, pull

__all__ = ["MovePart", "follow_homes"]


@dataclass(frozen=True)
class MovePart:
    """What the homes change.

    Parameters
    ----------
    measured, gains, warned, proof : Table
        As `measures`, `who_gains`, `cautions` and `certificate` of these homes alone.
    """

    measured: Table
    gains: Table
    warned: Table
    proof: Table


def follow_homes(stock: Table, places: Places, *, area: str, settings: RedistributionSettings) -> MovePart:
    """Follow the homes from the area to the places where they come back; those that fit nowhere stay where they are."""
    rows = [row for row in pull(places.places).to_pylist() if row["placed"] > 0]
    moves = memtable(pa.table({
        "source": pa.array([area] * len(rows), pa.string()), "target": pa.array([row["area"] for row in rows], pa.string()),
        "year": pa.array([1] * len(rows), pa.int64()), "homes": pa.array([float(row["placed"]) for row in rows], pa.float64()),
    }))  # fmt: skip
    return MovePart(measures(stock, moves), who_gains(stock, moves), cautions(stock, moves, settings=settings),
                    certificate(stock, moves, settings=settings))  # fmt: skip
