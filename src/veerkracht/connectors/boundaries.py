"""Boundaries of statistical areas from GeoJSON and TopoJSON files, plain or compressed with gzip.

Every code gives one area with a valid shape in the Dutch grid. What had to be done for that is told by
`boundary_findings`. Take surfaces from the key figures, not from these shapes: most files are simplified, and
the national TopoJSON files are rounded to about 300 metres, so that small neighbourhoods collapse to nothing.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal  # Any: JSON as published

import pyarrow as pa
import shapely

from veerkracht.connectors.cells import level_of, municipality_of, parent_of, tidy_code
from veerkracht.connectors.files import check_is_data
from veerkracht.connectors.names import tidy_name
from veerkracht.connectors.shapes import check_in_netherlands, crs_of, in_rd, mend, polygons_of, well_known_binary
from veerkracht.connectors.topojson import features_of_topology
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import AREAS, Table, memtable, table_of

__all__ = ["boundary_findings", "dissolve", "read_boundaries"]

Level = Literal["country", "municipality", "district", "neighbourhood"]

# a file of neighbourhoods also names their district and municipality, so the smallest area comes first
_CODES: Final = ("statcode", "cbsCode", "buurtcode", "BU_CODE", "BUC", "wijkcode", "WK_CODE", "WKC", "gemeentecode",
                 "GM_CODE", "GMC")  # fmt: skip
_NAMES: Final = ("statnaam", "naam", "buurtnaam", "BU_NAAM", "BUN", "wijknaam", "WK_NAAM", "WKN", "gemeentenaam",
                 "GM_NAAM", "GMN")  # fmt: skip
_GZIP: Final = b"\x1f\x8b"

_Features = list[dict[str, Any]]  # Any: JSON as published


@dataclass
class _Found:
    """Areas of a file by code: name, and shape or None; with what had to be done to them."""

    names: dict[str, str | None] = field(default_factory=dict)
    shapes: dict[str, shapely.Geometry | None] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)


def read_boundaries(path: Path, *, division: int, municipality: str | None = None, level: Level | None = None) -> Table:
    """Read a file of boundaries.

    Parameters
    ----------
    path : Path
        GeoJSON or TopoJSON. It declares EPSG:28992 or WGS84 in `crs`, or nothing, which means WGS84.
    division : int
        Year of the boundaries.
    municipality : str, optional
        Keep only the areas of this municipality.
    level : {"country", "municipality", "district", "neighbourhood"}, optional
        Keep only this level.

    Returns
    -------
    Table (AREAS)
        One row per code, ordered by code; `geometry` is null where the shape has no area. District 99 of a
        municipality (harbour, water, unknown) is an area like any other.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no area of this municipality and level.
    InputError
        If the file is no such JSON, an area has no code, a shape is no polygon, or coordinates lie outside the
        Netherlands in the declared coordinate system.
    """
    found = _read(path, municipality, level)
    return table_of(AREAS, [
        {"area": code, "level": level_of(code), "name": found.names[code], "parent": parent_of(code),
         "municipality": municipality_of(code), "division": division, "geometry": well_known_binary(shape)}
        for code, shape in sorted(found.shapes.items())
    ])  # fmt: skip


def boundary_findings(path: Path, *, municipality: str | None = None, level: Level | None = None) -> Table:
    """Tell what had to be done to the shapes of a file.

    Parameters
    ----------
    path : Path
        GeoJSON or TopoJSON, as `read_boundaries`.
    municipality, level : str, optional
        As `read_boundaries`.

    Returns
    -------
    Table (area, finding)
        `finding` is ``invalid`` (crossed itself and was mended), ``duplicate`` (parts under one code were
        merged) or ``collapsed`` (has no area, so no shape).

    Raises
    ------
    MissingDataError, InputError
        As `read_boundaries`.
    """
    pairs = sorted(set(_read(path, municipality, level).findings))
    rows = {"area": [area for area, _ in pairs], "finding": [finding for _, finding in pairs]}
    return memtable(pa.table(rows, schema=pa.schema({"area": pa.string(), "finding": pa.string()})))


def dissolve(areas: Table, *, level: Literal["district", "municipality"]) -> Table:
    """Merge areas into the larger ones that they lie in.

    Parameters
    ----------
    areas : Table (AREAS)
        Areas of one smaller level.
    level : {"district", "municipality"}
        Level to merge into.

    Returns
    -------
    Table (AREAS)
        One row per larger area and division; its name is null, its shape null when no part has one.
    """
    groups: dict[tuple[str, int], list[bytes]] = defaultdict(list)
    for row in areas.order_by("area").to_pyarrow().to_pylist():
        whole = parent_of(row["area"]) if level == "district" else municipality_of(row["area"])
        if whole is not None and level_of(whole) == level:
            groups[whole, row["division"]].extend([row["geometry"]] if row["geometry"] else [])
    return table_of(AREAS, [
        {"area": code, "level": level, "parent": parent_of(code), "municipality": municipality_of(code),
         "division": division, "geometry": well_known_binary(_merge(parts))}
        for (code, division), parts in sorted(groups.items())
    ])  # fmt: skip


def _merge(parts: list[bytes]) -> shapely.Geometry | None:
    return shapely.union_all(shapely.from_wkb(parts)) if parts else None


def _read(path: Path, municipality: str | None, level: Level | None) -> _Found:
    document = _load(path)
    crs = crs_of(_declared_crs(document), path=path)
    features = _by_code(_features(document, path), path)
    found = _Found()
    for code, parts in features.items():
        if (level is None or level_of(code) == level) and municipality in (None, municipality_of(code)):
            found.names[code] = _name(parts[0])
            _add_shape(found, code, [_shape(part, code, path) for part in parts], crs, path)
    if not found.names:
        raise MissingDataError(
            "{file} has no {level} of {municipality}. Give the file with these areas.",
            file=path, level=level or "area", municipality=municipality or "any municipality",
        )  # fmt: skip
    return found


def _add_shape(found: _Found, code: str, shapes: list[shapely.Geometry | None], crs: str, path: Path) -> None:
    drawn = [shape for shape in shapes if shape is not None]
    for shape in drawn:
        check_in_netherlands(shape, area=code, crs=crs, path=path)
    placed = [in_rd(shape, crs=crs) for shape in drawn]
    mended = [valid for shape in placed if (valid := mend(shape)) is not None]
    found.shapes[code] = shapely.union_all(mended) if len(mended) > 1 else mended[0] if mended else None
    told = {"duplicate": len(shapes) > 1, "collapsed": not mended,
            "invalid": bool(mended) and not shapely.is_valid(placed).all()}  # fmt: skip
    found.findings.extend((code, finding) for finding, holds in told.items() if holds)


def _load(path: Path) -> dict[str, Any]:  # Any: JSON as published
    check_is_data(path)
    content = path.read_bytes()
    try:
        document = json.loads(gzip.decompress(content) if content.startswith(_GZIP) else content)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise InputError("{file}: this is no JSON, or it is cut off ({reason}). Fetch the file again.",
                         file=path, reason=str(error)) from error  # fmt: skip
    if not isinstance(document, dict):
        raise InputError("{file}: this JSON is no collection of areas. Give GeoJSON or TopoJSON.", file=path)
    return document


def _declared_crs(document: Mapping[str, Any]) -> str | None:  # Any: JSON as published
    declared = document.get("crs")
    return str(declared.get("properties", {}).get("name")) if isinstance(declared, dict) else None


def _features(document: dict[str, Any], path: Path) -> _Features:  # Any: JSON as published
    try:
        features: _Features = features_of_topology(document) if "arcs" in document else document["features"]
        if features and all("properties" in feature and "geometry" in feature for feature in features):
            return features
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError("{file}: the areas cannot be read ({reason}). Give GeoJSON or TopoJSON.",
                         file=path, reason=repr(error)) from error  # fmt: skip
    raise InputError("{file}: there are no areas with properties and geometry. Fetch the file again.", file=path)


def _by_code(features: _Features, path: Path) -> dict[str, _Features]:
    key = next((name for name in _CODES if any(name in (f["properties"] or {}) for f in features)), None)
    if key is None:
        raise InputError("{file}: no area has a code. Expected one of {names}.", file=path, names=", ".join(_CODES))
    grouped: dict[str, _Features] = defaultdict(list)
    for number, feature in enumerate(features, start=1):
        code = tidy_code(str((feature["properties"] or {}).get(key) or ""))
        try:
            level_of(code)
        except ValueError as error:
            raise InputError("{file}: feature {number} has no area code in {key}: {code}. Give it one.",
                             file=path, number=number, key=key, code=repr(code)) from error  # fmt: skip
        grouped[code].append(feature)
    return grouped


def _name(feature: Mapping[str, Any]) -> str | None:  # Any: JSON as published
    properties = feature["properties"]
    found = next((properties[name] for name in _NAMES if properties.get(name)), None)
    return None if found is None else tidy_name(str(found))


def _shape(feature: Mapping[str, Any], code: str, path: Path) -> shapely.Geometry | None:  # Any: JSON as published
    geometry = feature["geometry"]
    try:
        return None if geometry is None else polygons_of(geometry["type"], geometry["coordinates"])
    except (KeyError, TypeError, ValueError, IndexError, shapely.GEOSException) as error:
        raise InputError("{file}: the shape of {area} cannot be read ({reason}). Correct it or fetch the file again.",
                         file=path, area=code, reason=str(error)) from error  # fmt: skip
