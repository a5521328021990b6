"""Which cells may be filled, and how a fill is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.grids import STATUSES, Grid, observations_of
from veerkracht.tables import Status, Table, memtable, pull

Floats = NDArray[np.float64]
Over = Literal["period", "all"]

FILLABLE: Final = (Status.MISSING, Status.NOT_ASKED, Status.SUPPRESSED)
"""Of the others a value cannot exist, or it is counted in another area: a fill would invent or count twice."""
_PERIOD: Final = re.compile(r"(\d{4})(?:-(\d{2}))?")
_NOWHERE: Final = -1


def across(grid: Grid, over: Over, fill: Callable[[Floats], Floats]) -> Floats:
    """Fill areas x indicators of each period by itself, or of all periods together."""
    if over == "all":
        return fill(grid.panel()).reshape(grid.shape)
    return np.stack([fill(grid.values[:, period]) for period in range(len(grid.periods))], axis=1)


def filled_table(observations: Table, grid: Grid, *, values: Floats, method: str) -> Table:
    """Put fills in a table: estimated, with the method as their source; other cells as they were."""
    absent = np.isnan(grid.values)
    allowed = np.isin(grid.status, [STATUSES.index(status) for status in FILLABLE])
    result = np.where(absent & ~allowed, np.nan, values)
    fills = (absent & ~np.isnan(result)).ravel()
    rows = pull(observations_of(grid.with_values(result)))
    return memtable(rows.append_column("source", _sources(observations, grid, fills, method)))


def _sources(observations: Table, grid: Grid, fills: NDArray[np.bool_], method: str) -> pa.Array:
    """Source of each cell: that of its row, the method where it was filled, null where there was no row."""
    labels: list[str] = []
    code = np.full(fills.size, _NOWHERE, np.int32)
    if "source" in observations.columns:
        rows = pull(observations.select("area", "period", "indicator", "source"))
        encoded = pc.dictionary_encode(rows["source"].combine_chunks())
        labels = encoded.dictionary.to_pylist()
        code[_places(rows, grid)] = encoded.indices.fill_null(_NOWHERE).to_numpy(zero_copy_only=False)
    code[fills] = len(labels)
    return pa.array([*labels, method], pa.string()).take(pa.array(code, mask=code == _NOWHERE))


def _places(rows: pa.Table, grid: Grid) -> NDArray[np.intp]:
    keys = zip(("area", "period", "indicator"), (grid.areas, grid.periods, grid.indicators), strict=True)
    at = [pc.index_in(rows[name], value_set=pa.array(list(labels), pa.string())).to_numpy() for name, labels in keys]
    return np.asarray(np.ravel_multi_index(tuple(place.astype(np.intp) for place in at), grid.shape), np.intp)


def times_of(periods: Sequence[str]) -> Floats:
    """Return periods in years, a month as a twelfth."""
    found = [_PERIOD.fullmatch(period) for period in periods]
    wrong = [period for period, match in zip(periods, found, strict=True) if match is None]
    if wrong:
        raise TableError("Period {period} is no year or month. Write it as 2019 or 2019-03.", period=wrong[0])
    return np.array([float(match[1]) + (int(match[2] or 1) - 1) / 12 for match in found if match is not None])


def breaks_of(grid: Grid) -> NDArray[np.bool_]:
    """Return which cells are the first after a break in their series."""
    return np.asarray(grid.status == STATUSES.index(Status.BREAK))
