"""Published examples of recovery: orders with least weighted completion, lists of crews, unequal burdens."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.restoration import (
    compare_orders,
    concentration_of_hours,
    recovery_curves,
    repair_order,
)
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import ORDER
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

_PINEDO: Final = (
    "Pinedo (2012), Scheduling, 4th edition, section 3.1, jobs in two chains (sum of weighted completion times)"
)
_GRAHAM: Final = (
    "Graham (1969), Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17, longest first at its worst"
)
_WORLD_BANK: Final = (
    "O'Donnell et al. (2008), Analyzing health equity, World Bank, chapter 8, deaths under five in India"
)

_HOURS: Final = (3, 6, 6, 5, 4, 8, 10)
_WEIGHTS: Final = (6, 18, 12, 8, 8, 17, 18)
_CHAINS: Final = ((1, 2), (2, 3), (3, 4), (5, 6), (6, 7))
_BEST: Final = (1, 2, 5, 6, 3, 7, 4)
_CREWS: Final = (2, 3, 4, 5)

_BIRTHS: Final = (29_939.0, 28_776.0, 26_528.0, 24_689.0, 19_739.0)  # from the poorest fifth to the richest
_DEATHS_PER_1000: Final = (154.7, 152.9, 119.5, 86.9, 54.3)
_CONCENTRATION: Final = -0.1694
_PRINTED: Final = 5e-5  # four decimals; relative to numbers below 1 as they stand


def _order(jobs: tuple[int, ...]) -> Table:
    return table_of(ORDER, [{"asset": f"job {job}", "place": place} for place, job in enumerate(jobs)])


def _chains(data: Path) -> float:
    """Hold the proven order against the published one; a job serves nobody before the jobs before it in its chain do."""
    names = [f"job {job}" for job in range(1, 8)]
    assets = memtable({"asset": names})
    supplies = table_of(SUPPLIES, [{"asset": f"job {after}", "service": "chain", "supplier": f"job {before}",
                                    "backup_hours": 0.0} for before, after in _CHAINS])  # fmt: skip
    repairs = memtable({"asset": names, "median_hours": np.array(_HOURS, float), "log_sd": [0.0] * 7, "crews": [1] * 7})
    served = memtable({"asset": names, "area": ["A"] * 7, "group": ["all"] * 7, "people": np.array(_WEIGHTS, float)})
    found = repair_order(assets, supplies, damaged=assets, repairs=repairs, served=served, crews=1, seed=1)
    compared = compare_orders(assets, supplies, orders={"published": _order(_BEST)}, damaged=assets, repairs=repairs,
                              served=served, crews=1)  # fmt: skip
    losses = np.array([found.loss, pull(compared)["loss"][0].as_py()])
    done = np.cumsum(np.array(_HOURS)[np.array(_BEST) - 1])
    published = float((done * np.array(_WEIGHTS)[np.array(_BEST) - 1]).sum())
    return largest_difference(losses, np.array([published, published]))


def _longest_first(data: Path) -> float:
    """Hold the end of jobs of 2m-1, 2m-1, ..., m+1, m+1, m, m, m hours on m crews against 4m - 1."""
    return largest_difference(
        np.array([_end(crews) for crews in _CREWS]), np.array([4.0 * crews - 1 for crews in _CREWS])
    )


def _end(crews: int) -> float:
    hours = np.array(
        [*(size for size in range(2 * crews - 1, crews, -1) for _ in range(2)), crews, crews, crews], float
    )
    names = [f"job {job}" for job in range(len(hours))]
    assets, ones = memtable({"asset": names}), [1] * len(hours)
    found = recovery_curves(
        assets, table_of(SUPPLIES, []), damage=memtable({"sample": [0] * len(hours), "asset": names}),
        repairs=memtable({"asset": names, "median_hours": hours, "log_sd": [0.0] * len(hours), "crews": ones}),
        order=_order(tuple(range(len(hours)))), crews=crews, horizon_hours=1000, samples=1, seed=1,
        served=memtable({"asset": names, "area": ["A"] * len(hours), "group": ["all"] * len(hours), "people": ones}),
    )  # fmt: skip
    return float(pull(found.outages)["end_hours"].to_numpy().max())


def _unequal(data: Path) -> float:
    """Hold the concentration of a burden over five groups against the published index."""
    births = np.array(_BIRTHS)
    rows = {"area": list("ABCDE"), "group": ["all"] * 5, "people": births, "people_hours": births * _DEATHS_PER_1000}
    ranks = memtable({"area": list("ABCDE"), "value": [1.0, 2.0, 3.0, 4.0, 5.0]})
    return largest_difference(np.array([concentration_of_hours(memtable(rows), ranks)]), np.array([_CONCENTRATION]))


REFERENCES: Final = (
    Reference("repair-order-chains", _PINEDO, 1e-12, _chains),
    Reference("crews-longest-first", _GRAHAM, 1e-12, _longest_first),
    Reference("concentration-of-a-burden", _WORLD_BANK, _PRINTED, _unequal),
)
