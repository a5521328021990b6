"""Trends of every series of a country, beside pymannkendall."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.trends import monotone_trends
from veerkracht.grids import STATUSES, Grid, observations_of
from veerkracht.tables import Status
from veerkracht.workflows.benches.work import Run, Work

_AREAS, _INDICATORS, _YEARS = 14_000, 100, 20
_SERIES: Final = _AREAS * _INDICATORS
_OF_PEER: Final = 700  # series that the peer does; its time is divided by their share
_SEED: Final = 4


def _values() -> NDArray[np.float64]:
    """Random walks, areas x years x indicators."""
    return np.random.default_rng(_SEED).normal(size=(_AREAS, _YEARS, _INDICATORS)).cumsum(axis=1)


def _ours() -> Run:
    values = _values()
    grid = Grid(
        tuple(f"A{number:05d}" for number in range(_AREAS)), tuple(str(2000 + year) for year in range(_YEARS)),
        tuple(f"I{number:02d}" for number in range(_INDICATORS)), values,
        np.full(values.shape, STATUSES.index(Status.NORMAL), np.uint8),
    )  # fmt: skip
    table = observations_of(grid)

    def run() -> float:
        found = monotone_trends(table, adjustment="none").select("slope").to_pyarrow()["slope"].to_numpy()
        return float(found[:_OF_PEER].sum())

    return run


def _peer() -> Run:
    from pymannkendall import original_test

    series = _values().transpose(0, 2, 1).reshape(-1, _YEARS)[:_OF_PEER].copy()
    return lambda: float(sum(original_test(row).slope for row in series))


WORKS = (
    Work("mann_kendall_1400k", "Mann-Kendall and Sen of 1.4 M series of 20 years, table in and table out", "times_peer",
         bar=50, stretch=150, prepare=_ours, prepare_peer=_peer, share_of_peer=_OF_PEER / _SERIES, warm=0),
)  # fmt: skip
