"""What every step of an index asks of the observations that come in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.sensitivity import refuse_forbidden
from veerkracht.errors import CatalogueError, TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]


def incoming(observations: Table) -> Grid:
    """Lay observations out as a grid; an indicator in two units and a table without rows are refused."""
    _refuse_two_units(observations)
    grid = grid_of(observations)
    if not grid.values.size:
        raise TableError("There are no observations. Give at least one row with area, period and indicator.")
    return grid


def _refuse_two_units(observations: Table) -> None:
    if "unit" not in observations.columns:
        return
    units = observations.filter(observations.unit.notnull()).select("indicator", "unit").distinct()
    found = pull(units.order_by("indicator", "unit"))["indicator"].to_pylist()
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise TableError(
            "Indicator(s) {indicators} come in more than one unit. Bring each to one unit first.",
            indicators=", ".join(twice),
        )  # fmt: skip


def refuse_without_values(values: Floats, indicators: Sequence[str]) -> None:
    """Stop when an indicator has no value at all (rows x indicators): nothing can be taken from it."""
    counts = (~np.isnan(values)).sum(axis=0).tolist()
    without = [name for name, count in zip(indicators, counts, strict=True) if count == 0]
    if without:
        raise TableError(
            "Indicator(s) {indicators} have no value at all, or none in the base period. Leave them out, or choose "
            "another base period.", indicators=", ".join(without),
        )  # fmt: skip


def base_of(grid: Grid, base: str | None) -> Floats:
    """Return the rows (m x indicators) from which scales are taken: all periods together, or one of them."""
    if base is not None and base not in grid.periods:
        raise TableError("There is no period {base}. Choose one of {periods}.",
                         base=base, periods=", ".join(grid.periods))  # fmt: skip
    values = grid.panel() if base is None else grid.values[:, grid.periods.index(base)]
    refuse_without_values(values, grid.indicators)
    return values


def directions_of(indicators: Table, names: Sequence[str]) -> Floats:
    """Return the direction of each indicator, 1 or -1; a score without one is refused."""
    refuse_forbidden(indicators, names)
    rows = pull(indicators.select("indicator", "direction")).to_pylist()
    stated = [row["indicator"] for row in rows]
    twice = sorted({name for name in names if stated.count(name) > 1})
    if twice:
        raise CatalogueError("Indicator(s) {indicators} stand twice in the catalogue. Keep one row of each.",
                             indicators=", ".join(twice))  # fmt: skip
    by_name = {row["indicator"]: row["direction"] for row in rows}
    without = [name for name in names if by_name[name] not in (1, -1)]
    if without:
        raise CatalogueError("Indicator(s) {indicators} have no direction. Give 1 where higher is better, -1 where "
                             "higher is worse.", indicators=", ".join(without))  # fmt: skip
    return np.array([by_name[name] for name in names], dtype=float)
