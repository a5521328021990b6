"""Indices of segregation as three open packages print them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution import measures
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.tables.homes import MOVES
from veerkracht.tables.making import empty
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

_SEGREGATION: Final = "R package segregation 1.1, manual and tests of dissimilarity(): four tables of two groups"
_GROUPS: Final = (
    ((100, 100, 100), (100, 100, 100)), ((100, 60, 40, 0), (0, 40, 60, 100)), ((80, 80, 20, 20), (20, 20, 80, 80)),
    ((100, 100, 0, 0), (0, 0, 100, 100)),
)  # fmt: skip
_DISSIMILARITY: Final = (0.0, 0.6, 0.6, 1.0)

_ENTROPY: Final = "R package segregation 1.1, reference of matrix_to_long(): Theil's H of two groups in three schools"
_SCHOOLS: Final = ((10, 20, 30), (30, 20, 10))
_THEIL: Final = 0.12581458

_INEQUALITY: Final = (
    "PySAL inequality 1.1, segregation_gsg() and isolation_isg() of Nijkamp & Poot (2015), three groups"
)
_AREAS: Final = ((6, 1, 4), (4, 8, 4), (6, 3, 5), (8, 7, 9))
_AGAINST_THE_REST: Final = (0.18292683, 0.24713959, 0.09725159)
_ISOLATION_OVER_SHARE: Final = (1.0732699, 1.21995329, 1.0227105)
_PRINTED: Final = 1e-7  # seven or eight digits

_HALVES: Final = (
    "R package seg, docs/index.md: Morrill (1991), two halves of 10 by 10 squares, neighbours by rook: D and D(adj)"
)
_SIDE: Final = 10
_HALVED: Final = (1.0, 0.9444444)


def _stock(inside: Array, total: Array) -> Table:
    names = [f"A{number}" for number in range(len(inside))]
    same = ["X"] * len(names)
    return memtable({"area": names, "region": same, "municipality": same, "dwellings": total.astype(float),
                     "social": inside.astype(float), "vulnerability": [0.5] * len(names),
                     "turnover_share": [0.1] * len(names)})  # fmt: skip


def _measured(inside: Array, total: Array, neighbours: Table | None = None) -> dict[str, float]:
    rows = pull(measures(_stock(inside, total), empty(MOVES), neighbours=neighbours)).to_pylist()
    return {row["measure"]: row["before"] for row in rows}


def _tables(data: Path) -> float:
    found = [_measured(np.array(one), np.array(one) + np.array(other))["dissimilarity"] for one, other in _GROUPS]
    return largest_difference(np.array(found), np.array(_DISSIMILARITY))


def _schools(data: Path) -> float:
    one, other = (np.array(group) for group in _SCHOOLS)
    return abs(_measured(one, one + other)["theil"] - _THEIL)


def _rest(data: Path) -> float:
    people = np.array(_AREAS)
    found = [_measured(people[:, group], people.sum(axis=1))["dissimilarity"] for group in range(3)]
    return largest_difference(np.array(found), np.array(_AGAINST_THE_REST))


def _isolation(data: Path) -> float:
    people = np.array(_AREAS)
    share = people.sum(axis=0) / people.sum()
    found = [_measured(people[:, group], people.sum(axis=1))["isolation"] / share[group] for group in range(3)]
    return largest_difference(np.array(found), np.array(_ISOLATION_OVER_SHARE))


def _halves(data: Path) -> float:
    """Each square holds people of one group only, and the line between the halves is 10 of 180 boundaries."""
    place = np.arange(_SIDE**2).reshape(_SIDE, _SIDE)
    source = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    target = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    ends = [np.array([f"A{at}" for at in side], object) for side in (source, target)]
    links = {"source": np.concatenate(ends), "target": np.concatenate(ends[::-1]), "weight": np.ones(2 * len(source))}
    people = np.full(_SIDE**2, 100)
    found = _measured(people * (place.ravel() < _SIDE**2 // 2), people, memtable(links))
    return largest_difference(np.array([found["dissimilarity"], found["spatial_dissimilarity"]]), np.array(_HALVED))


REFERENCES: Final = (
    Reference("dissimilarity-tables", _SEGREGATION, 1e-12, _tables),
    Reference("dissimilarity-against-the-rest", _INEQUALITY, _PRINTED, _rest),
    Reference("entropy-of-schools", _ENTROPY, 1e-8, _schools),
    Reference("dissimilarity-spatial", _HALVES, _PRINTED, _halves),
    Reference("isolation-over-share", _INEQUALITY, _PRINTED, _isolation),
)
"""Worked examples of segregation that were published."""
