"""What is the matter with the shapes of areas: absent, invalid, overlapping."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import shapely

from veerkracht.analysis.space._shapes import Shapes, shapes_of
from veerkracht.tables import Array, Table, memtable

__all__ = ["OVERLAP_M2", "shape_findings"]

OVERLAP_M2: Final = 100.0
"""Areas that have less surface than this in common do not overlap: simplified boundaries cross by a few metres."""

_SCHEMA: Final = pa.schema({
    "area": pa.string(), "finding": pa.string(), "other": pa.string(), "surface_m2": pa.float64(),
})  # fmt: skip


def shape_findings(areas: Table, *, overlap_m2: float = OVERLAP_M2) -> Table:
    """Tell which areas have no shape, an invalid one, or one that covers part of another area.

    Parameters
    ----------
    areas : Table (area, geometry)
        One row per area of one division; `geometry` is WKB in EPSG:28992 (metres).
    overlap_m2 : float
        Surface in common, in square metres, from which two areas overlap.

    Returns
    -------
    Table (area, finding, other, surface_m2)
        `finding` is ``absent``, ``invalid`` (crosses itself) or ``overlap`` with the area `other`, each pair once, with the
        surface they have in common; empty if nothing is the matter. Invalid shapes are not tried for overlap.

    Raises
    ------
    TableError
        If an area occurs twice, or a shape is no polygon, cannot be read or has coordinates in degrees.

    Examples
    --------
    >>> squares = [shapely.to_wkb(shapely.box(x, 3e5, x + 100, 300_100)) for x in (1e5, 100_090)]
    >>> shape_findings(memtable({"area": ["A", "B"], "geometry": squares})).to_pyarrow().to_pylist()
    [{'area': 'A', 'finding': 'overlap', 'other': 'B', 'surface_m2': 1000.0}]
    """
    held = shapes_of(areas)
    shapes = held.geometry()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    invalid = ~absent & ~shapely.is_valid(shapes)
    sound = np.flatnonzero(~absent & ~invalid)
    rows: list[dict[str, object]] = [{"area": held.areas[place], "finding": finding}
            for finding, found in (("absent", absent), ("invalid", invalid)) for place in np.flatnonzero(found)]  # fmt: skip
    rows += _overlaps(held, shapes, sound, overlap_m2)
    return memtable(pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["area"])), schema=_SCHEMA))


def _overlaps(held: Shapes, shapes: Array, sound: Array, least_m2: float) -> list[dict[str, object]]:
    first, second, surface = overlapping(shapes[sound], least_m2=least_m2)
    return [{"area": held.areas[sound[a]], "finding": "overlap", "other": held.areas[sound[b]], "surface_m2": float(m2)}
            for a, b, m2 in zip(first, second, surface, strict=True)]  # fmt: skip


def overlapping(shapes: Array, *, least_m2: float) -> tuple[Array, Array, Array]:
    """Return the pairs of valid shapes whose common surface is at least so large, with that surface."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = (first < second) & ~shapely.touches(shapes[first], shapes[second])
    first, second = first[once], second[once]
    surface = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    large = surface >= least_m2
    return first[large], second[large], surface[large]
