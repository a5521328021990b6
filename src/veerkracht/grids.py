"""Long tables as dense arrays and back, for kernels that see every area at once.

A `Grid` is areas x periods x indicators of one observations table. It is made once, in one visible line, with the
keys in a stated order; what is absent is NaN and keeps the status that says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Status, Table, memtable, pull

__all__ = ["NO_ROW", "STATUSES", "Grid", "grid_of", "observations_of"]

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]

STATUSES: Final = (*Status.PRESENT, *Status.ABSENT)
"""The statuses in the order of the codes in `Grid.status`."""
NO_ROW: Final = STATUSES.index(Status.MISSING)
"""The code of a cell for which the table has no row."""


@dataclass(frozen=True)
class Grid:
    """Values of areas x periods x indicators.

    Parameters
    ----------
    areas, periods, indicators : tuple of str
        The keys, in the order of the axes.
    values : array (areas x periods x indicators)
        In the unit of each indicator; NaN where absent.
    status : array (areas x periods x indicators)
        Place in `STATUSES` of each cell.
    """

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Floats
    status: Codes

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of areas, periods and indicators."""
        return len(self.areas), len(self.periods), len(self.indicators)

    def panel(self) -> Floats:
        """Return the values as (areas times periods) x indicators, areas outermost; a view where possible."""
        areas, periods, indicators = self.shape
        return self.values.reshape(areas * periods, indicators)

    def with_values(self, values: Floats, *, filled: str = Status.ESTIMATED) -> Grid:
        """Return the grid with other values; a cell that was absent and now has one takes the status `filled`."""
        cells = np.asarray(values, float).reshape(self.shape)
        status = self.status.copy()
        status[np.isnan(self.values) & ~np.isnan(cells)] = STATUSES.index(filled)
        status[~np.isnan(self.values) & np.isnan(cells)] = NO_ROW
        return replace(self, values=cells, status=status)


def grid_of(
    observations: Table,
    *,
    value: str = "value",
    areas: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
) -> Grid:
    """Lay a long table out as a grid.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        At most one row per area, period and indicator; without a column `status` the absent are missing.
    value : str
        Name of the column with the numbers: ``"value"`` or ``"score"``.
    areas, periods, indicators : sequence of str, optional
        The keys wanted and their order; by default all that occur, sorted. Rows of other keys are left out; a
        wanted key without rows is absent throughout.

    Returns
    -------
    Grid
        With NaN for every cell that has no value.

    Raises
    ------
    TableError
        If a cell has two rows, or a value is infinite.

    Examples
    --------
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [1.0, None]}
    >>> grid_of(memtable(rows)).values[:, 0, 0].tolist()
    [1.0, nan]
    """
    names = ("area", "period", "indicator", value, *(["status"] if "status" in observations.columns else []))
    rows = pull(observations.select(*names))
    wanted = (areas, periods, indicators)
    keys = [_key(rows[name], given) for name, given in zip(names[:3], wanted, strict=True)]
    kept = np.logical_and.reduce([places >= 0 for _, places in keys])
    at = tuple(places[kept] for _, places in keys)
    labels = [found for found, _ in keys]
    shape = tuple(len(found) for found in labels)
    _check_one_row(at, labels, shape)
    values, status = np.full(shape, np.nan), np.full(shape, NO_ROW, np.uint8)
    numbers = pc.cast(rows[value], pa.float64()).to_numpy()[kept]
    _check_finite(numbers, at, labels)
    values[at], status[at] = numbers, _codes(rows, kept, numbers)
    return Grid(labels[0], labels[1], labels[2], values, status)


def _key(column: pa.ChunkedArray, wanted: Sequence[str] | None) -> tuple[tuple[str, ...], Array]:
    """Return the labels of an axis, sorted unless asked for in an order, and the place of each row (-1: not wanted)."""
    encoded = pc.dictionary_encode(column.combine_chunks())
    found = encoded.dictionary.to_pylist()
    labels = tuple(sorted(name for name in found if name is not None) if wanted is None else wanted)
    place = {name: number for number, name in enumerate(labels)}
    of_found = np.array([place.get(name, -1) for name in found] + [-1], np.intp)  # the last for an absent key
    return labels, of_found[encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)]


def _check_one_row(at: tuple[Array, ...], labels: list[tuple[str, ...]], shape: tuple[int, ...]) -> None:
    if not len(at[0]):
        return
    counts = np.bincount(np.ravel_multi_index(at, shape), minlength=1)
    if counts.max() > 1:
        cell = np.unravel_index(int(counts.argmax()), shape)
        area, period, indicator = (names[place] for names, place in zip(labels, cell, strict=True))
        raise TableError(
            "Area {area} has {rows} values of {indicator} in {period}. Choose one source, and keep one row per key.",
            area=area, rows=int(counts.max()), indicator=indicator, period=period,
        )  # fmt: skip


def _check_finite(numbers: Floats, at: tuple[Array, ...], labels: list[tuple[str, ...]]) -> None:
    wrong = np.flatnonzero(np.isinf(numbers))
    if len(wrong):
        area, period, indicator = (names[place[wrong[0]]] for names, place in zip(labels, at, strict=True))
        raise TableError(
            "{count} value(s) are infinite, first {indicator} of area {area} in {period}. Leave the cell empty, or "
            "mend the division by zero that made it.",
            count=len(wrong), area=area, indicator=indicator, period=period,
        )  # fmt: skip


def _codes(rows: pa.Table, kept: Array, numbers: Floats) -> Codes:
    """Return the code of each row's status; a value that is absent under a present status is missing."""
    present = ~np.isnan(numbers)
    codes = np.where(present, 0, NO_ROW).astype(np.uint8)
    if "status" not in rows.column_names:
        return codes
    encoded = pc.dictionary_encode(rows["status"].combine_chunks())
    place = {name: number for number, name in enumerate(STATUSES)}
    of_found = np.array([place.get(name, NO_ROW) for name in encoded.dictionary.to_pylist()] + [NO_ROW], np.uint8)
    told = of_found[encoded.indices.fill_null(len(of_found) - 1).to_numpy(zero_copy_only=False)][kept]
    return np.where(present == (told < len(Status.PRESENT)), told, codes)


def observations_of(grid: Grid, *, value: str = "value", source: str | None = None) -> Table:
    """Put a grid back into a long table, one row per cell, in the order of the axes.

    Parameters
    ----------
    grid : Grid
        What was computed.
    value : str
        Name of the column with the numbers.
    source : str, optional
        Adds a column `source` with this text.

    Returns
    -------
    Table (area, period, indicator, value, status)
        Null where absent, with the status that says why; areas outermost, then periods, then indicators.
    """
    areas, periods, indicators = grid.shape
    columns = {
        "area": _repeated(grid.areas, each=periods * indicators, times=1),
        "period": _repeated(grid.periods, each=indicators, times=areas),
        "indicator": _repeated(grid.indicators, each=1, times=areas * periods),
        value: pa.array(grid.values.ravel(), from_pandas=True),
        "status": _taken(STATUSES, grid.status.ravel()),
    }
    if source is not None:
        columns["source"] = pa.array([source] * grid.values.size, pa.string())
    return memtable(pa.table(columns))


def _repeated(labels: Sequence[str], *, each: int, times: int) -> pa.Array:
    return _taken(labels, np.tile(np.repeat(np.arange(len(labels), dtype=np.int32), each), times))


def _taken(labels: Sequence[str], places: Array) -> pa.Array:
    return pa.array(list(labels), pa.string()).take(pa.array(places, pa.int32()))
