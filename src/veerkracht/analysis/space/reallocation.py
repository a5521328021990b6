"""Move figures from one division of the country to another: totals are kept, means are weighted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.space._shares import TOLERANCE, Shares, shares_of
from veerkracht.errors import CrosswalkError, SettingError, TableError
from veerkracht.grids import NO_ROW, STATUSES, Grid, grid_of, observations_of
from veerkracht.tables import Array, Status, Table, memtable, pull

__all__ = ["reallocate", "reallocate_mean"]

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types

_SERIES: Final = ("period", "indicator")


@dataclass(frozen=True)
class _Figures:
    """A grid over all sources of a crosswalk, and which of its keys the table had."""

    grid: Grid
    keys: tuple[str, ...]

    @property
    def values(self) -> Floats:
        """The numbers as sources x series."""
        return self.grid.values.reshape(len(self.grid.areas), -1)

    @property
    def suppressed(self) -> Array:
        """Which of them are withheld."""
        return np.asarray(self.grid.status == STATUSES.index(Status.SUPPRESSED)).reshape(len(self.grid.areas), -1)


def reallocate(values: Table, crosswalk: Table) -> Table:
    """Move totals from one division to another.

    Parameters
    ----------
    values : Table (area, value)
        One row per source area, and per `period` and `indicator` where it has those columns; `value` is a count or sum, in
        any unit.
    crosswalk : Table (source, target, share)
        One row per overlapping pair; the shares of each source add up to 1.

    Returns
    -------
    Table (area, value, status, coverage)
        One row per target area (and period and indicator), unit as given; the total is unchanged. A target into which an
        absent value flows is absent: suppressed if one of those is, else missing. A source without a row in `values` is
        absent. A present value is estimated if part of an area flows into it. `coverage` is the part of the shares flowing
        into the target that has a value (0-1).

    Raises
    ------
    CrosswalkError
        If a source area in `values` has no row in `crosswalk`, or shares do not add up to 1.
    TableError
        If an area has two values.

    Notes
    -----
    y_t = sum over s of share_st * x_s. Do not use it for rates or means: `reallocate_mean` moves numerator and denominator.

    References
    ----------
    .. [1] Goodchild & Lam (1980), "Areal interpolation", Geo-Processing 1, 297-312.

    Examples
    --------
    >>> values = memtable({"area": ["A", "B"], "value": [10.0, 6.0]})
    >>> crosswalk = memtable({"source": ["A", "A", "B"], "target": ["P", "Q", "Q"], "share": [0.25, 0.75, 1.0]})
    >>> reallocate(values, crosswalk).order_by("area").value.to_pyarrow().to_pylist()
    [2.5, 13.5]
    """
    shares = shares_of(crosswalk)
    figures = _figures(values, shares, value="value")
    inward = scipy.sparse.csr_array(shares.matrix.T)
    present = ~np.isnan(figures.values)
    coverage = _coverage(inward, present.astype(float), np.ones_like(figures.values))
    sums = inward @ np.where(present, figures.values, 0.0)
    return _table(figures, shares, np.where(coverage < 1, np.nan, sums), coverage)


def reallocate_mean(values: Table, crosswalk: Table, *, populations: Table, least_coverage: float = 1.0) -> Table:
    """Move means, rates or shares from one division to another, weighted by the people they are about.

    Parameters
    ----------
    values : Table (area, value)
        As `reallocate`; `value` is a mean or a ratio.
    crosswalk : Table (source, target, share)
        As `reallocate`.
    populations : Table (area, population)
        What the value is a mean over or a ratio to, 0 or more: residents, households; per `period` and `indicator` where it
        has those columns.
    least_coverage : float
        Least part (0-1) of a target's population that must have a value; 1 lets absence travel as in `reallocate`.

    Returns
    -------
    Table (area, value, status, coverage)
        As `reallocate`; `coverage` is the part of the population flowing into the target that has a value. A target
        without population has no value.

    Raises
    ------
    CrosswalkError, TableError
        As `reallocate`; TableError also if a population is negative.
    SettingError
        If the coverage asked for is not above 0 and at most 1.

    Notes
    -----
    y_t = sum over s of share_st p_s x_s / sum over s of share_st p_s: numerator and denominator are moved, then divided.

    Examples
    --------
    >>> values = memtable({"area": ["A", "B"], "value": [10.0, 40.0]})
    >>> crosswalk = memtable({"source": ["A", "B"], "target": ["P", "P"], "share": [1.0, 1.0]})
    >>> people = memtable({"area": ["A", "B"], "population": [200.0, 100.0]})
    >>> reallocate_mean(values, crosswalk, populations=people).value.to_pyarrow().to_pylist()
    [20.0]
    """
    _check_coverage(least_coverage)
    shares = shares_of(crosswalk)
    figures = _figures(values, shares, value="value")
    people = _people(populations, shares, figures)
    inward = scipy.sparse.csr_array(shares.matrix.T)
    counted = ~np.isnan(figures.values) & ~np.isnan(people)
    weight = np.where(counted, people, 0.0)
    unknown = np.where(np.isnan(people), 1.0, people)  # one person at least, so that the absence is not lost
    coverage = _coverage(inward, weight, unknown)
    below = inward @ weight
    mean = np.divide(inward @ (weight * np.where(counted, figures.values, 0.0)), below,
                     out=np.full(below.shape, np.nan), where=below > 0)  # fmt: skip
    return _table(figures, shares, np.where(coverage < least_coverage, np.nan, mean), coverage)


def _figures(values: Table, shares: Shares, *, value: str) -> _Figures:
    """Lay figures out over all sources of a crosswalk; without a period or an indicator there is one of each."""
    rows = pull(values)
    unknown = sorted(set(pc.unique(rows["area"]).to_pylist()) - set(shares.sources))
    if unknown:
        raise CrosswalkError(
            "{count} area(s) with values have no row in the crosswalk, first {first}. Use the crosswalk from the division "
            "of the values, with a row for every area, also one that did not change.",
            count=len(unknown), first=unknown[0], areas=unknown,
        )  # fmt: skip
    keys = tuple(name for name in _SERIES if name in rows.column_names)
    for name in set(_SERIES) - set(keys):
        rows = rows.append_column(name, pa.array([""] * rows.num_rows, pa.string()))
    return _Figures(grid_of(memtable(rows), value=value, areas=shares.sources), keys)


def _people(populations: Table, shares: Shares, figures: _Figures) -> Floats:
    """Return populations as sources x series, repeated over the periods and indicators for which they hold."""
    held = _figures(populations, shares, value="population")
    if (held.values < 0).any():
        raise TableError("Area {area} has a population below 0. Give 0 or more.",
                         area=shares.sources[int((held.values < 0).any(axis=1).argmax())])  # fmt: skip
    periods = _at(figures.grid.periods, held.grid.periods)
    indicators = _at(figures.grid.indicators, held.grid.indicators)
    padded = np.pad(held.grid.values, ((0, 0), (0, 1), (0, 1)), constant_values=np.nan)  # one past the last: unknown
    return np.asarray(padded[:, periods][:, :, indicators].reshape(len(shares.sources), -1))


def _at(wanted: tuple[str, ...], known: tuple[str, ...]) -> Array:
    if known == ("",):
        return np.zeros(len(wanted), np.intp)
    place = {name: number for number, name in enumerate(known)}
    return np.array([place.get(name, len(known)) for name in wanted], np.intp)


def _coverage(inward: Matrix, present: Floats, whole: Floats) -> Floats:
    """Return the part of what flows into each target that is present; exactly 1 where nothing is absent."""
    lacking = inward @ (whole - present)
    return np.asarray(1 - np.divide(lacking, inward @ whole, out=np.zeros(lacking.shape), where=lacking > 0))


def _table(figures: _Figures, shares: Shares, values: Floats, coverage: Floats) -> Table:
    count, pairs = len(shares.targets), shares.matrix.tocoo()
    partial = (pairs.data > 0) & (pairs.data < 1 - TOLERANCE)
    parts = np.bincount(pairs.coords[1][partial], minlength=count) > 0
    withheld = (shares.matrix.T @ figures.suppressed.astype(float)) > 0
    status = np.where(parts[:, None], STATUSES.index(Status.ESTIMATED), STATUSES.index(Status.NORMAL))
    status = np.where(np.isnan(values), np.where(withheld, STATUSES.index(Status.SUPPRESSED), NO_ROW), status)
    cells = (count, len(figures.grid.periods), len(figures.grid.indicators))
    moved = replace(figures.grid, areas=shares.targets, values=values.reshape(cells),
                    status=status.astype(np.uint8).reshape(cells))  # fmt: skip
    rows = pull(observations_of(moved)).append_column("coverage", pa.array(coverage.ravel()))
    return memtable(rows.select(["area", *figures.keys, "value", "status", "coverage"]))


def _check_coverage(given: float) -> None:
    if not 0 < given <= 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="least_coverage", value=given, bounds="a share above 0 and at most 1")  # fmt: skip
