"""The values of one indicator in one period, beside the weights between the areas that have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.space._weights import SpatialWeights, Weighting, weights_of
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid, grid_of, observations_of
from veerkracht.tables import Array, Table, memtable, pull

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types

CONSTANT: Final = "constant"
FEW: Final = "too_few_areas"
NO_LINKS: Final = "no_links"
ISLAND: Final = "island"
ABSENT: Final = "absent"
LEAST_AREAS: Final = 4  # the variance under randomisation divides by (n - 1)(n - 2)(n - 3)


@dataclass(frozen=True)
class Series:
    """One indicator in one period: values of the areas that are present, and the weights between those."""

    period: int
    indicator: int
    present: Array
    values: Floats
    weights: Matrix

    @property
    def islands(self) -> Array:
        """Which of the present areas have no neighbour that is present, other than themselves."""
        return np.asarray(np.diff(self.weights.indptr) == (self.weights.diagonal() > 0))

    @property
    def reason(self) -> str:
        """Why no statistic of the whole can be computed; empty if it can."""
        if len(self.values) < LEAST_AREAS:
            return FEW
        if np.ptp(self.values) <= np.abs(self.values).max() * 1e-14:  # nothing but rounding
            return CONSTANT
        return "" if self.weights.nnz else NO_LINKS


def check_permutations(permutations: int) -> None:
    """Refuse a negative number of permutations."""
    if permutations < 0:
        raise SettingError("Setting {setting} is {found}; it must be {low} or more.",
                           setting="permutations", found=permutations, low=0)  # fmt: skip


def grid_and_weights(values: Table, links: Table, *, value: str) -> tuple[Grid, SpatialWeights]:
    """Lay values and links out over the same areas.

    Raises
    ------
    TableError
        If an area with a value has no row in the links.
    """
    weights = weights_of(links)
    unknown = sorted(set(pc.unique(pull(values.select("area"))["area"]).to_pylist()) - set(weights.areas))
    if unknown:
        raise TableError(
            "{count} area(s) have values but no row in the links, first {first}. Make the links from the boundaries "
            "of the same division.",
            count=len(unknown), first=unknown[0], areas=unknown,
        )  # fmt: skip
    return grid_of(values, value=value, areas=weights.areas), weights


def each_series(grid: Grid, weights: SpatialWeights, *, weighting: Weighting) -> Iterator[Series]:
    """Yield indicator by indicator, period by period; weights are computed anew only where other areas are absent."""
    before: tuple[Array, Matrix] | None = None
    for indicator in range(len(grid.indicators)):
        for period in range(len(grid.periods)):
            values = grid.values[:, period, indicator]
            present = ~np.isnan(values)
            if before is None or not np.array_equal(before[0], present):
                before = (present, weights.among(present, weighting=weighting))
            yield Series(period, indicator, present, values[present], before[1])


def local_table(grid: Grid, series: Sequence[tuple[Series, Mapping[str, Array]]]) -> Table:
    """Put results per area into a table with a row for every area, period and indicator, also the absent ones."""
    names = list(series[0][1]) if series else []
    columns = {name: _spread(grid, name, [(one, found[name]) for one, found in series]) for name in names}
    keys = pull(observations_of(grid, value="value"))
    return memtable(pa.table({
        **{name: keys[name] for name in ("area", "period", "indicator", "value", "status")},
        **{name: _arrow(name, column.ravel()) for name, column in columns.items()},
    }))  # fmt: skip


def _spread(grid: Grid, name: str, found: Sequence[tuple[Series, Array]]) -> Array:
    text = found[0][1].dtype == object
    nothing = (ABSENT if name == "reason" else None) if text else np.nan
    cells: Array = np.full(grid.shape, nothing, dtype=object if text else float)
    for one, column in found:
        cells[one.present, one.period, one.indicator] = column
    return cells


def _arrow(name: str, column: Array) -> pa.Array:
    found = pa.array(column, pa.string() if column.dtype == object else pa.float64(), from_pandas=True)
    return found.cast(pa.int64()) if name == "neighbours" else found


def global_table(grid: Grid, series: Sequence[tuple[Series, Mapping[str, float]]]) -> Table:
    """Put results per series into a table, with how many areas were there."""
    names = list(series[0][1]) if series else []
    return memtable(pa.table({
        "indicator": [grid.indicators[one.indicator] for one, _ in series],
        "period": [grid.periods[one.period] for one, _ in series],
        **{name: pa.array([found[name] for _, found in series], pa.float64(), from_pandas=True) for name in names},
        "areas": [len(one.values) for one, _ in series],
        "missing_areas": [int((~one.present).sum()) for one, _ in series],
        "islands": [int(one.islands.sum()) for one, _ in series],
        "reason": [one.reason for one, _ in series],
    }))  # fmt: skip


def local_reason(one: Series) -> Array:
    """Return per present area why it has no statistic; empty if it has one."""
    whole = one.reason
    return np.where(one.islands, whole or ISLAND, whole).astype(object)
