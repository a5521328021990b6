"""From a normaliser of arrays to a table of scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import base_of, directions_of, incoming
from veerkracht.errors import TableError, VeerkrachtError
from veerkracht.grids import Grid, observations_of
from veerkracht.tables import SCORES, Array, Table, memtable, pull

Floats = NDArray[np.float64]


def scored(
    observations: Table, indicators: Table, *, kernel: Callable[..., Floats], base: str | None, **options: float
) -> Table:
    """Lay observations out, take the scale from all periods or from the base, and put the scores in a table.

    The kernel takes values (rows x indicators), directions, the rows of the base as `base`, and its options.
    """
    grid = incoming(observations)
    direction = directions_of(indicators, grid.indicators)
    return scores_of(grid, kernel(grid.panel(), direction, base=base_of(grid, base), **options))


def scores_of(grid: Grid, scores: Floats) -> Table:
    """Put scores in a table: no interval, for sampling noise is not known here, and coverage 0 where absent."""
    rows = pull(observations_of(grid.with_values(scores), value="score"))
    empty = pa.nulls(len(rows), pa.float64())
    rows = rows.append_column("lower", empty).append_column("upper", empty)
    present = pa.array((~np.isnan(scores)).ravel().astype(float))
    return memtable(rows.append_column("coverage", present).select(list(SCORES.columns)))


def by_indicator(table: Table, column: str, *, names: tuple[str, ...], what: str) -> Floats:
    """Return one number per indicator from a table of settings; each must be there, once and filled."""
    rows = pull(table.select("indicator", column)).to_pylist()
    stated = {row["indicator"]: row[column] for row in rows}
    if len(stated) < len(rows):
        raise TableError("The {what} have two rows of one indicator. Keep one row of each.", what=what)
    absent = [name for name in names if stated.get(name) is None]
    if absent:
        raise TableError("There are no {what} for indicator(s) {indicators}. Give one for each.",
                         what=what, indicators=", ".join(absent))  # fmt: skip
    return np.array([stated[name] for name in names], dtype=float)


def refuse(
    names: tuple[str, ...], wrong: Array, template: str, *, error: type[VeerkrachtError] = TableError, **facts: object
) -> None:
    """Stop with the indicators for which something is wrong (d,), if any; the template names them."""
    found = [name for name, bad in zip(names, wrong, strict=True) if bad]
    if found:
        raise error(template, indicators=", ".join(found), **facts)
