"""Shapes of areas as they come in: one per area, in metres of the Dutch grid."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import shapely

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, pull

# longitude and latitude lie within 180 of 0; the Dutch grid (EPSG:28992) starts at 289 km north
_DEGREES: Final = 180.0
_POLYGONS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True)
class Shapes:
    """Codes in order, and the shape of each as well-known binary; None where there is none."""

    areas: tuple[str, ...]
    binary: list[bytes | None]

    def geometry(self, places: Array | None = None) -> Array:
        """Return the shapes of some areas, by default of all; None where there is none.

        Raises
        ------
        TableError
            If a shape cannot be read, is no polygon, or has coordinates in degrees.
        """
        chosen = range(len(self.areas)) if places is None else places
        names = [self.areas[place] for place in chosen]
        try:
            shapes: Array = shapely.from_wkb([self.binary[place] for place in chosen])
        except shapely.GEOSException as error:
            raise TableError("A shape cannot be read ({reason}). Give well-known binary, as read_boundaries does.",
                             reason=str(error)) from error  # fmt: skip
        _check(shapes, names)
        return shapes


def shapes_of(areas: Table) -> Shapes:
    """Pull areas in order of their code.

    Raises
    ------
    TableError
        If an area occurs twice.
    """
    held = pull(areas.select("area", "geometry"))
    rows = held.take(pa.array(np.argsort(held["area"].to_numpy(), kind="stable")))
    names = rows["area"].to_pylist()
    twice = [name for name, following in pairwise(names) if name == following]
    if twice:
        raise TableError("{count} area(s) occur twice, first {first}. Keep the rows of one division.",
                         count=len(twice), first=twice[0], areas=twice)  # fmt: skip
    return Shapes(tuple(names), rows["geometry"].to_pylist())


def check_metres(numbers: Array) -> None:
    """Refuse coordinates of points in degrees."""
    if len(numbers) and np.abs(numbers).max() <= _DEGREES:
        raise TableError("The coordinates of {count} points are in degrees. Give metres in the Dutch grid (EPSG:28992).",
                         count=len(numbers) // 2)  # fmt: skip


def _check(shapes: Array, names: list[str]) -> None:
    drawn = np.array([shape is not None and not shape.is_empty for shape in shapes], bool)
    flat = drawn & ~np.isin(shapely.get_type_id(shapes), _POLYGONS)
    if flat.any():
        raise TableError("The shape of {count} area(s) is no polygon, first {first}. Give the surface of each area.",
                         count=int(flat.sum()), first=names[flat.argmax()])  # fmt: skip
    edges = np.abs(shapely.bounds(shapes))
    degrees = drawn & (np.nan_to_num(edges, nan=np.inf).max(axis=1, initial=0) <= _DEGREES)
    if degrees.any():
        raise TableError(
            "{count} of {total} area(s) have coordinates in degrees, first {first}; metres are needed. Read the "
            "boundaries with read_boundaries, which puts them into the Dutch grid.",
            count=int(degrees.sum()), total=len(names), first=names[degrees.argmax()],
        )  # fmt: skip
