"""Worlds of the lake problem, and the peeling of a box, beside the plain algorithms."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios import box_limits, find_box
from veerkracht.analysis.scenarios._lake import Inflows, Lakes, critical_levels, inflows, lake_outcomes
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.worlds import DRIVERS
from veerkracht.workflows.benches.work import Run, Work

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SEED: Final = 20
_WORLDS, _SAMPLES, _YEARS = 10_000, 100, 100
_OF_PEER: Final = 200  # worlds of the lake that the peer does
_MOST_LOAD: Final = 0.1
_DRIVERS: Final = 5
_ALPHA, _LEAST = 0.05, 0.05
_NOISE: Final = 0.05  # share of worlds whose mark is turned round


def _lakes() -> tuple[Lakes, Floats, Inflows]:
    """Draw worlds over the ranges of the lake problem, with one plan of loads."""
    rng = np.random.default_rng(_SEED)
    lows, highs = np.array([0.1, 2.0, 0.01, 0.001]), np.array([0.45, 4.5, 0.05, 0.005])
    drawn = lows + rng.random((_WORLDS, 4)) * (highs - lows)
    chance = inflows(samples=_SAMPLES, years=_YEARS, seed=_SEED)
    return Lakes(*drawn.T.copy()), rng.uniform(0, _MOST_LOAD, _YEARS), chance


def _lake_ours() -> Run:
    lakes, loads, chance = _lakes()

    def run() -> float:
        peaks, shares = lake_outcomes(lakes, loads, chance)
        return float(peaks[:_OF_PEER].sum() + shares[:_OF_PEER].sum())

    return run


def _lake_peer() -> Run:
    """Do it world by world and year by year, all samples at once, as the published examples do."""
    lakes, loads, chance = _lakes()
    critical = critical_levels(lakes)

    def one(world: int) -> float:
        b, q, mean, spread = (float(part[world]) for part in (lakes.removal, lakes.recycling, lakes.mean, lakes.spread))
        scatter = np.log(1 + spread**2 / mean**2)
        drawn = np.exp(np.log(mean) - scatter / 2 + np.sqrt(scatter) * chance.quantiles)[chance.order]
        levels = np.zeros((_YEARS, _SAMPLES))
        for year in range(1, _YEARS):
            before = levels[year - 1]
            levels[year] = (1 - b) * before + before**q / (1 + before**q) + loads[year - 1] + drawn[year - 1]
        return float(levels.mean(axis=1).max() + (levels < critical[world]).mean())

    return lambda: sum(one(world) for world in range(_OF_PEER))


def _marked() -> tuple[Floats, Flags]:
    """Draw worlds of which a box in three drivers is of interest, with noise."""
    rng = np.random.default_rng(_SEED)
    values = rng.random((_WORLDS, _DRIVERS))
    inside = (values[:, 0] > 0.7) & (values[:, 1] < 0.4) & (values[:, 2] > 0.3)
    return values, inside ^ (rng.random(_WORLDS) < _NOISE)


def _tables() -> tuple[Table, Table, Table]:
    values, cases = _marked()
    names = [f"D{number}" for number in range(_DRIVERS)]
    worlds = memtable(
        {"world": np.repeat(np.arange(_WORLDS), _DRIVERS), "driver": names * _WORLDS, "value": values.ravel()}
    )
    drivers = table_of(DRIVERS, [{"driver": name, "kind": "continuous", "low": 0.0, "high": 1.0} for name in names])
    return worlds, memtable({"world": np.arange(_WORLDS), "interest": cases}), drivers


def _prim_ours() -> Run:
    worlds, cases, drivers = _tables()

    def run() -> float:
        steps = pull(find_box(worlds, cases, drivers=drivers))
        peels = steps.filter(np.isin(steps["phase"].to_numpy(), ["start", "peel"]))
        limits = pull(box_limits(worlds, cases, drivers=drivers, step=peels.num_rows - 1, seed=_SEED, resamples=0))
        return float(peels["density"].to_numpy().sum() + limits["limit"].to_numpy().sum())

    return run


def _prim_peer() -> Run:
    values, cases = _marked()

    def run() -> float:
        densities, low, high = plain_peeling(values, cases, alpha=_ALPHA, least=_LEAST)
        limits = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
        return float(sum(densities) + limits.sum())

    return run


def plain_peeling(values: Floats, cases: Flags, *, alpha: float, least: float) -> tuple[list[float], Floats, Floats]:
    """Peel a box by sorting every driver anew in every step, and return densities and limits; no labels, no pasting.

    It is written from the rules of Friedman and Fisher, to hold the room against.
    """
    inside = np.ones(len(cases), bool)
    low, high = np.full(values.shape[1], -np.inf), np.full(values.shape[1], np.inf)
    densities = [float(cases.mean())]
    while densities[-1] < 1:
        found = []
        for side in range(values.shape[1]):
            column = np.sort(values[inside, side])
            count = int(alpha * (len(column) - 1)) + 1
            top, bottom = column[-count], column[count - 1]
            found.append((side, "high", inside & (values[:, side] < top)))
            found.append((side, "low", inside & (values[:, side] > bottom)))
        found = [one for one in found if one[2].sum() >= least * len(cases)]
        if not found:
            break
        # of equal densities the box that limits fewest drivers
        limited = np.isfinite(low) | np.isfinite(high)
        side, which, kept = max(found, key=lambda one: (cases[one[2]].mean(), limited[one[0]]))
        edges = values[inside & ~kept, side], values[kept, side]
        if which == "high":
            high[side] = (edges[0].min() + edges[1].max()) / 2
        else:
            low[side] = (edges[0].max() + edges[1].min()) / 2
        inside = kept
        densities.append(float(cases[inside].mean()))
    return densities, low, high


WORKS = (
    Work("lake_10000", "10,000 worlds of the lake problem: 100 samples of 100 years each, on two threads", "cpu_s", bar=0.3,
         prepare=_lake_ours, prepare_peer=_lake_peer, share_of_peer=_OF_PEER / _WORLDS),
    Work("prim_10000x5", "PRIM on 10,000 worlds and 5 drivers: peel, paste and quasi-p, table in and table out", "cpu_s", bar=0.4,
         prepare=_prim_ours, prepare_peer=_prim_peer),
)  # fmt: skip
