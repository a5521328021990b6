"""Shapes of areas: from coordinates as published to valid polygons in the Dutch grid, in metres.

Two coordinate systems are known: the Dutch national grid (EPSG:28992) and longitude and latitude (WGS84).
Reprojected coordinates are rounded to a decimetre, finer than any published boundary is accurate; a
shared vertex stays shared, because it is rounded to the same place in each area.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from veerkracht.errors import InputError

__all__ = ["RD", "WGS84", "check_in_netherlands", "crs_of", "in_rd", "mend", "polygons_of", "well_known_binary"]

RD: Final = "EPSG:28992"
WGS84: Final = "OGC:CRS84"
"""Longitude before latitude, as GeoJSON has it."""

# west, south, east, north; RD: the grid's area of validity (Kadaster), WGS84: the country with a margin
_BOUNDS: Final = {RD: (-7_000.0, 289_000.0, 300_000.0, 629_000.0), WGS84: (3.0, 50.5, 7.5, 54.0)}
_DECIMALS: Final = 1
_RING_POINTS: Final = 4  # fewest with which a closed ring can have an area


def crs_of(name: str | None, *, path: Path) -> str:
    """Return the coordinate system that a file declares; a file that declares none has longitude and latitude.

    Raises
    ------
    InputError
        If it is another one than the Dutch grid or WGS84.

    Examples
    --------
    >>> crs_of("urn:ogc:def:crs:EPSG::28992", path=Path("areas.geojson"))
    'EPSG:28992'
    """
    if name is None or name.upper().endswith(("CRS84", "4326", "WGS84")):
        return WGS84
    if name.endswith("28992"):
        return RD
    raise InputError(
        "{file}: coordinate system {crs} is not known here. Export it in EPSG:28992 or in WGS84.", file=path, crs=name
    )


def polygons_of(kind: str, coordinates: Sequence[object]) -> shapely.Geometry | None:
    """Build the polygons of a GeoJSON geometry; rings that hold no area are left out, and none left is None.

    Raises
    ------
    ValueError
        If the geometry is no polygon or multipolygon, or its coordinates are no numbers.
    """
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"geometry {kind} is no polygon")
    parts = coordinates if kind == "MultiPolygon" else [coordinates]
    polygons = [polygon for rings in parts if (polygon := _polygon(rings)) is not None]
    return shapely.multipolygons(polygons) if len(polygons) > 1 else polygons[0] if polygons else None


def _polygon(rings: object) -> shapely.Geometry | None:
    if not isinstance(rings, Sequence) or not rings:
        raise ValueError("a polygon has no rings")
    shell, *holes = [np.asarray(ring, dtype=float)[:, :2] for ring in rings]
    if len(np.unique(shell, axis=0)) < _RING_POINTS - 1:
        return None
    inner = [shapely.linearrings(hole) for hole in holes if len(hole) >= _RING_POINTS]
    return shapely.polygons(shell, holes=inner or None)


def check_in_netherlands(shape: shapely.Geometry, *, area: str, crs: str, path: Path) -> None:
    """Refuse a shape whose coordinates lie outside the Netherlands in the system that the file declares.

    Raises
    ------
    InputError
        If so: the file mixes coordinate systems, or swaps longitude and latitude.
    """
    west, south, east, north = _BOUNDS[crs]
    left, bottom, right, top = shapely.bounds(shape).tolist()
    if not (left >= west and bottom >= south and right <= east and top <= north):
        raise InputError(
            "{file}: area {area} lies outside the Netherlands in {crs}, at {x:.6g}, {y:.6g}: mixed coordinate "
            "systems. State the right one in the member crs, or export the file again.",
            file=path, area=area, crs=crs, x=left, y=bottom,
        )  # fmt: skip


def in_rd(shape: shapely.Geometry, *, crs: str) -> shapely.Geometry:
    """Return a shape in the Dutch grid; coordinates already in it are kept exactly."""
    return shape if crs == RD else shapely.transform(shape, _project)


def _project(points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = _to_rd().transform(points[:, 0], points[:, 1])
    return np.round(np.column_stack([x, y]), _DECIMALS)


@cache
def _to_rd() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(WGS84, RD, always_xy=True)


def mend(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return a valid shape that covers the same ground; a shape without area becomes None.

    Examples
    --------
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> bow.is_valid, mend(bow).is_valid, mend(shapely.Polygon([(0, 0), (1, 1), (2, 2)]))
    (False, True, None)
    """
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return valid if shapely.area(valid) > 0 else None


def well_known_binary(shape: shapely.Geometry | None) -> bytes | None:
    """Return a shape as well-known binary, the same bytes on every machine."""
    return None if shape is None else bytes(shapely.to_wkb(shape, byte_order=1))
