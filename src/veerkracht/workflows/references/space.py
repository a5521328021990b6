"""Hot spots of six points, as the manual of PySAL works them out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Literal

import numpy as np
import shapely

from veerkracht.analysis.space import getis_ord, neighbours_within
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

Method = Literal["gi", "gi_star"]

SOURCE: Final = "PySAL esda 2.9, manual of G_Local"
PRINTED: Final = 2e-8  # eight decimals are printed; relative to numbers below 1 as they stand
_POINTS: Final = ((10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30))
_VALUES: Final = (2.0, 3.0, 3.2, 5.0, 8.0, 7.0)
_REACH_M: Final = 15.0
_SHIFT_M: Final = 200_000  # into the Dutch grid; neighbours do not depend on it
_PUBLISHED: Final[dict[Method, tuple[float, ...]]] = {
    "gi": (-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941),
    "gi_star": (-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331),
}


def _areas() -> Table:
    """Return each point as a square of two metres around it."""
    squares = [shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y in np.array(_POINTS) + _SHIFT_M]
    return memtable({"area": [f"P{number}" for number in range(6)], "geometry": list(shapely.to_wkb(squares))})


def _difference(data: Path, *, method: Method) -> float:
    areas = _areas()
    rows = {"area": pull(areas)["area"], "period": ["1"] * 6, "indicator": ["y"] * 6, "value": _VALUES}
    links = neighbours_within(areas, distance_m=_REACH_M, weighting="binary")
    found = getis_ord(memtable(rows), links, method=method, weighting="binary", permutations=0,
                      rng=np.random.default_rng(0))  # fmt: skip
    return largest_difference(pull(found)["statistic"].to_numpy(), np.array(_PUBLISHED[method]))


def _reference(method: Method, title: str) -> Reference:
    difference: Callable[[Path], float] = partial(_difference, method=method)
    return Reference(title, SOURCE, PRINTED, difference)


REFERENCES: Final = (_reference("gi", "hot-spots-gi"), _reference("gi_star", "hot-spots-gi-star"))
