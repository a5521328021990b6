"""Worlds, regret and boxes, as papers and manuals work them out."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.scenarios import measure_agreement, regrets, robustness
from veerkracht.analysis.scenarios._boxes import quasi_p
from veerkracht.analysis.scenarios._lake import Lakes, critical_levels
from veerkracht.analysis.scenarios._peeling import Cloud, Step, unlimited
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

Floats = NDArray[np.float64]

_LAKE: Final = ("Carpenter, Ludwig & Brock (1999), Ecological Applications 9, with b = 0.42 and q = 2 as in the lake problem of "
                "exploratory modelling: the unstable root of x / (1 + x^2) = b")  # fmt: skip
_REMOVAL: Final = 0.42

_INVESTING: Final = "Wikipedia, Regret (decision theory), example of stocks, bonds and the money market"
_RETURNS: Final = {"bonds": (-2.0, 3.0, 8.0), "money": (3.0, 2.0, 1.0), "stocks": (-4.0, 4.0, 12.0)}
_INVESTING_TOLD: Final = {"maximin": (-2.0, 1.0, -4.0), "maximax": (8.0, 3.0, 12.0), "minimax_regret": (5.0, 11.0, 7.0)}

_JUDGES: Final = "The Kendall coefficient of concordance W, example of 4 judges and 10 projects: sum of squares 1048"
_RANKS: Final = (
    (1, 3, 4, 5, 2, 8, 6, 7, 10, 9), (2, 1, 4, 5, 6, 3, 8, 7, 10, 9), (3, 2, 1, 5, 7, 4, 6, 8, 9, 10),
    (4, 2, 3, 1, 6, 7, 5, 9, 8, 10),
)  # fmt: skip
_SQUARES: Final = 1048

_BOX: Final = ("ema_workbench 2.5, example on the data of Bryant & Lempert (2010): box 21 holds 67 of 89 cases among 87 of 882 "
               "worlds, and the quasi-p of its four limits")  # fmt: skip
_INSIDE, _ALL = (87, 67), (882, 89)
_WITHOUT: Final = ((95, 68), (131, 70), (209, 70), (183, 77))  # worlds and cases when one of the limits is let go
_QUASI_P: Final = (1.574133e-01, 4.716969e-06, 1.184930e-16, 3.515113e-11)
_PRINTED: Final = 1e-6  # seven digits


def _lake(data: Path) -> float:
    one = np.ones(1)
    found = critical_levels(Lakes(_REMOVAL * one, 2 * one, one, one))
    return largest_difference(found, np.array([(1 - np.sqrt(1 - 4 * _REMOVAL**2)) / (2 * _REMOVAL)]))


def _returns() -> tuple[Table, Table]:
    cells = [(world, option, value) for option, values in _RETURNS.items() for world, value in enumerate(values)]
    columns = dict(zip(("world", "option", "value"), map(list, zip(*cells, strict=True)), strict=True))
    outcomes = memtable(columns | {"target": ["return"] * len(cells)})
    return outcomes, memtable({"target": ["return"], "direction": [1], "threshold": [0.0]})


def _investing(data: Path) -> float:
    found = {(row["measure"], row["option"]): row["value"] for row in pull(robustness(*_returns())).to_pylist()}
    told = np.array([found[name, option] for name, option in product(_INVESTING_TOLD, _RETURNS)])
    of_fall = pull(regrets(*_returns())).to_pylist()
    worst = max(float(row["regret"]) for row in of_fall if row["option"] == "money")
    return max(largest_difference(told, np.array(list(_INVESTING_TOLD.values())).ravel()), abs(worst - 11.0))


def _judges(data: Path) -> float:
    cells = [(f"J{judge}", f"P{place}", float(rank))
             for judge, ranks in enumerate(_RANKS) for place, rank in enumerate(ranks)]  # fmt: skip
    columns = dict(zip(("measure", "option", "rank"), map(list, zip(*cells, strict=True)), strict=True))
    found = pull(measure_agreement(memtable(columns | {"target": ["projects"] * len(cells)})))
    judges, projects = len(_RANKS), len(_RANKS[0])
    published = 12 * _SQUARES / (judges**2 * (projects**3 - projects))
    return largest_difference(found["agreement"].to_numpy(), np.array([published]))


def _box(data: Path) -> float:
    """Rebuild a cloud with the published counts: each limit alone keeps out so many worlds and cases, the rest stays far off."""
    rows: list[tuple[tuple[float, ...], tuple[int, int]]] = [((0.0,) * 4, _INSIDE)]
    rows += [(tuple(float(side == at) for side in range(4)), (worlds - _INSIDE[0], cases - _INSIDE[1]))
             for at, (worlds, cases) in enumerate(_WITHOUT)]  # fmt: skip
    rest = [total - sum(counts[place] for _, counts in rows) for place, total in enumerate(_ALL)]
    values = np.concatenate([np.tile(point, (counts[0], 1)) for point, counts in [*rows, ((1.0,) * 4, rest)]])
    cases = np.concatenate([np.arange(counts[0]) < counts[1] for _, counts in [*rows, (None, rest)]])
    limits = unlimited((0,) * 4)
    for side in range(4):
        limits = limits.with_high(side, 0.5)
    found = quasi_p(Cloud(values, cases, (0,) * 4), Step("peel", 0, "high", *_INSIDE, limits))
    return float(np.abs(np.array(list(found.values())) / np.array(_QUASI_P) - 1).max())


REFERENCES: Final = (
    Reference("lake-critical-level", _LAKE, 1e-12, _lake),
    Reference("regret-of-investments", _INVESTING, 1e-12, _investing),
    Reference("concordance-of-judges", _JUDGES, 1e-12, _judges),
    Reference("box-quasi-p", _BOX, _PRINTED, _box),
)
"""Worked examples of worlds that were published."""
