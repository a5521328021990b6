"""The areas as a map file that any program can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, Final  # Any: properties of mixed types

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from veerkracht.errors import PublicationError
from veerkracht.reports.data_tables import DataColumn, both
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Table, pull

__all__ = ["area_columns", "geojson_bytes", "moved_to_degrees"]

_AREA_MEANINGS: Final = {
    "area": _("Code of the area"),
    "level": _("Municipality, district or neighbourhood"),
    "name": _("Name"),
    "parent": _("Code of the area that it lies in"),
    "municipality": _("Code of the municipality"),
    "division": _("Year of the division into areas"),
}
_RD: Final = "EPSG:28992"
_WGS84: Final = "EPSG:4326"
_DEGREE_DECIMALS: Final = 6  # RFC 7946 section 11.2: about 10 centimetres

_Record = dict[str, Any]  # Any: properties of mixed types


def area_columns() -> tuple[DataColumn, ...]:
    """Return what every feature tells of its area."""
    return tuple(DataColumn(name, both(meaning)) for name, meaning in _AREA_MEANINGS.items())


def geojson_bytes(areas: Table, properties: Table) -> bytes:
    """Return areas as GeoJSON in WGS84, with their properties.

    Parameters
    ----------
    areas : Table (AREAS)
        One row per area; an area without boundary becomes a feature with a null geometry.
    properties : Table (area, ...)
        At most one row per area; what is not there is null.

    Returns
    -------
    bytes
        A feature collection ordered by area: longitude and latitude in 6 decimals, outer rings
        counterclockwise, holes clockwise.

    Raises
    ------
    PublicationError
        If an area has two rows, or properties name an area that is not there.

    References
    ----------
    .. [1] RFC 7946, "The GeoJSON Format", 2016.
    """
    named = list(_AREA_MEANINGS)
    places = sorted(pull(areas.select(*named, "geometry")).to_pylist(), key=lambda row: str(row["area"]))
    extra = [name for name in properties.columns if name not in named]
    told = pull(properties).to_pylist()
    _check_areas([row["area"] for row in places], [row["area"] for row in told])
    known = {row["area"]: row for row in told}
    shapes = _in_degrees([row["geometry"] for row in places])
    features = [
        _feature({name: row[name] for name in named} | {name: known.get(row["area"], {}).get(name) for name in extra}, shape)
        for row, shape in zip(places, shapes, strict=True)
    ]  # fmt: skip
    return (json.dumps({"type": "FeatureCollection", "features": features}, **_COMPACT) + "\n").encode()


_COMPACT: Final[dict[str, Any]] = {  # Any: arguments of json.dumps
    "ensure_ascii": False, "separators": (",", ":"), "allow_nan": False,
}  # fmt: skip


def _check_areas(places: Sequence[str], told: Sequence[str]) -> None:
    twice = sorted({area for found in (places, told) for area in found if found.count(area) > 1})
    lost = sorted(set(told) - set(places))
    if twice or lost:
        raise PublicationError(
            "The map file has areas with two rows ({twice}) or properties of areas that are not there ({lost}). "
            "Give one row per area of the same division.",
            twice=", ".join(twice[:5]) or "none", lost=", ".join(lost[:5]) or "none",
        )  # fmt: skip


def moved_to_degrees(geometries: Sequence[bytes | None]) -> NDArray[np.object_]:
    """Return WKB shapes in EPSG:28992 as shapes in WGS84, each point moved and none left out."""
    shapes = shapely.from_wkb(np.array(geometries, dtype=object))
    return np.asarray(shapely.transform(shapes, _project), dtype=object)


def _in_degrees(geometries: Sequence[bytes | None]) -> Sequence[shapely.Geometry | None]:
    moved = moved_to_degrees(geometries)
    tidy = shapely.set_precision(moved, 10.0**-_DEGREE_DECIMALS)  # keeps shapes valid, which rounding alone may not
    turned: Sequence[shapely.Geometry | None] = shapely.orient_polygons(tidy, exterior_cw=False)
    return turned


def _project(points: NDArray[np.float64]) -> NDArray[np.float64]:
    longitude, latitude = _to_degrees().transform(points[:, 0], points[:, 1])
    return np.column_stack([longitude, latitude])


@cache
def _to_degrees() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_RD, _WGS84, always_xy=True)


def _feature(properties: _Record, shape: shapely.Geometry | None) -> _Record:
    return {"type": "Feature", "id": properties["area"], "properties": properties, "geometry": _geometry(shape)}


def _geometry(shape: shapely.Geometry | None) -> _Record | None:
    if shape is None or shape.is_empty:
        return None
    parts = [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(shape)]
    if shape.geom_type == "Polygon":
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    points: list[list[float]] = np.round(shapely.get_coordinates(ring), _DEGREE_DECIMALS).tolist()
    return points
