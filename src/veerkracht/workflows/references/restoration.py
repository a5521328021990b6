"""Published examples of recovery: orders with least weighted completion, lists of crews, and who bears how much."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.restoration import (
    Simulation,
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

Floats = NDArray[np.float64]

_PHOTOCOPIES: Final = (
    "Exercise of a photocopying service, jobs of 1 and 3 hours with weights 10 and 2, quoted at quesba.com, "
    "question 916290"
)
_SCHEDULES: Final = (
    "hideoushumpbackfreak.com, Schedule Optimization, two examples of three jobs, in the best order and in another"
)
_GRAHAM: Final = (
    "Graham (1969), Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17: longest first ends after at most "
    "4/3 - 1/(3m) times the best; lists of jobs made here on which it does"
)

_BIRTHS: Final = (
    "WHO, R package healthequal 1.0.1, reference of rci(): births with skilled help in five quintiles of wealth"
)
_PER_HEAD: Final = (75.60530, 91.01997, 96.03959, 97.04223, 99.22405)
_PEOPLE: Final = (2072.436, 2112.204, 1983.059, 2052.124, 1884.510)
_CONCENTRATION: Final = 0.0469506

_CREWS: Final = (2, 3, 4, 5)


def _order(jobs: tuple[int, ...]) -> Table:
    return table_of(ORDER, [{"asset": f"job {job}", "place": place} for place, job in enumerate(jobs)])


def _losses(hours: tuple[float, ...], weights: tuple[float, ...], other: tuple[int, ...]) -> Floats:
    """Return the loss of the proven order, and of another order."""
    names, ones = [f"job {job}" for job in range(len(hours))], [1] * len(hours)
    assets, none = memtable({"asset": names}), table_of(SUPPLIES, [])
    repairs = memtable({"asset": names, "median_hours": np.array(hours), "log_sd": [0.0] * len(hours), "crews": ones})
    served = memtable(
        {"asset": names, "area": ["A"] * len(hours), "group": ["all"] * len(hours), "people": np.array(weights)}
    )
    found = repair_order(assets, none, damaged=assets, repairs=repairs, served=served, crews=1, seed=1)
    compared = compare_orders(assets, none, orders={"other": _order(other)}, damaged=assets, repairs=repairs, served=served,
                              crews=1)  # fmt: skip
    return np.array([found.loss, pull(compared)["loss"][0].as_py()])


def _photocopies(data: Path) -> float:
    """Hold both orders of two jobs against the published sums of weighted completion times."""
    return largest_difference(_losses((1.0, 3.0), (10.0, 2.0), (1, 0)), np.array([18.0, 46.0]))


def _schedules(data: Path) -> float:
    """Hold the best and another order of three jobs against the published sums, for two examples."""
    found = (
        _losses((5.0, 5.0, 5.0), (10.0, 20.0, 5.0), (2, 0, 1)),
        _losses((20.0, 5.0, 10.0), (5.0, 5.0, 5.0), (0, 2, 1)),
    )
    return largest_difference(np.concatenate(found), np.array([275.0, 425.0, 275.0, 425.0]))


def _longest_first(data: Path) -> float:
    """Hold the end of jobs of 2m-1, 2m-1, ..., m+1, m+1, m, m, m hours on m crews against the bound of Graham.

    They add up to 3m hours for each of m crews, and can be dealt out so: pairs of 3m and three of m.
    """
    return largest_difference(
        np.array([_end(crews) for crews in _CREWS]),
        np.array([(4 / 3 - 1 / (3 * crews)) * 3 * crews for crews in _CREWS]),
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
        order=_order(tuple(range(len(hours)))), crews=crews, simulation=Simulation(horizon_hours=1000, samples=1, seed=1),
        served=memtable({"asset": names, "area": ["A"] * len(hours), "group": ["all"] * len(hours), "people": ones}),
    )  # fmt: skip
    return float(pull(found.outages)["end_hours"].to_numpy().max())


def _quintiles(data: Path) -> float:
    areas, people = [f"quintile {number}" for number in range(1, 6)], np.array(_PEOPLE)
    hours = memtable(
        {"area": areas, "group": ["all"] * 5, "people": people, "people_hours": people * np.array(_PER_HEAD)}
    )
    return abs(concentration_of_hours(hours, memtable({"area": areas, "value": np.arange(1.0, 6.0)})) - _CONCENTRATION)


REFERENCES: Final = (
    Reference("repair-order-of-two", _PHOTOCOPIES, 1e-12, _photocopies),
    Reference("repair-order-of-three", _SCHEDULES, 1e-12, _schedules),
    Reference("crews-longest-first", _GRAHAM, 1e-12, _longest_first),
    Reference("concentration-of-quintiles", _BIRTHS, 1e-7, _quintiles),  # seven decimals are printed
)
