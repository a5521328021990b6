"""Boundaries of PDOK by OGC API Features, as one GeoJSON file in EPSG:28992 (metres)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from veerkracht.connectors.cbs_questions import check_request
from veerkracht.connectors.cells import level_of, municipality_of, tidy_code
from veerkracht.connectors.http_cache import Client
from veerkracht.connectors.http_faults import fault
from veerkracht.connectors.json_answers import MAX_PAGES, Record, next_address, read_object, records
from veerkracht.errors import InputError, UsageError

__all__ = ["BOUNDARY_COLLECTIONS", "BoundaryCollection", "fetch_boundaries"]

GEOJSON: Final = "application/geo+json"
RD_NEW: Final = "http://www.opengis.net/def/crs/EPSG/0/28992"
PAGE_FEATURES: Final = 1_000
"""Features that the service gives at most per question."""

_DETAILED: Final = "https://api.pdok.nl/cbs/wijken-en-buurten-{division}/ogc/v1"
_GENERALISED: Final = "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1"
_LARGEST_DEGREE: Final = 360.0


@dataclass(frozen=True)
class BoundaryCollection:
    """Where a collection is, how its features are named, and which filter it knows.

    Parameters
    ----------
    base_url : str
        Address, with ``{division}`` where it holds the year.
    code, name : str
        Properties with the code and name of the area.
    by_municipality : bool
        Whether the service can choose the features of one municipality; if not, it chooses those of the year.
    """

    base_url: str
    code: str
    name: str
    by_municipality: bool


BOUNDARY_COLLECTIONS: Final[Mapping[str, BoundaryCollection]] = MappingProxyType({
    "gemeenten": BoundaryCollection(_DETAILED, "gemeentecode", "gemeentenaam", True),
    "wijken": BoundaryCollection(_DETAILED, "wijkcode", "wijknaam", True),
    "buurten": BoundaryCollection(_DETAILED, "buurtcode", "buurtnaam", True),
    "gemeente_gegeneraliseerd": BoundaryCollection(_GENERALISED, "statcode", "statnaam", False),
    "wijk_gegeneraliseerd": BoundaryCollection(_GENERALISED, "statcode", "statnaam", False),
    "buurt_gegeneraliseerd": BoundaryCollection(_GENERALISED, "statcode", "statnaam", False),
})  # fmt: skip
"""The collections of the Wijk- en Buurtkaart and of the CBS Gebiedsindelingen."""


def fetch_boundaries(
    client: Client, *, collection: str, municipality: str, division: int, base_url: str | None = None
) -> bytes:
    """Fetch the boundaries of one municipality.

    Parameters
    ----------
    client : Client
        Asks and keeps the answers.
    collection : str
        A name of `BOUNDARY_COLLECTIONS`.
    municipality : str
        Code, for example ``"GM0518"``.
    division : int
        Year of the boundaries.
    base_url : str, optional
        Address of the service, instead of that of the collection.

    Returns
    -------
    bytes
        GeoJSON FeatureCollection in EPSG:28992, ordered by code; properties `statcode`, `statnaam`, `gemeentecode`
        and `jaarcode`. Water has been left out. The same features give the same bytes.

    Raises
    ------
    UsageError
        If the collection or municipality cannot be asked for.
    NetworkError
        If the service gives no usable answer; the cache stays as it was.
    InputError
        If a feature has no code or shape, a code occurs twice, coordinates are degrees, or nothing is found.
    """
    check_request("0000", municipality=municipality, period=str(division))
    kind = _collection(collection)
    address = f"{(base_url or kind.base_url).format(division=division)}/collections/{collection}/items"
    chosen = {"gemeentecode": municipality} if kind.by_municipality else {"jaarcode": str(division)}
    query = {"f": "json", "limit": str(PAGE_FEATURES), "crs": RD_NEW, **chosen}
    found: dict[str, Record] = {}
    for feature in _features(client, address, query):
        area = _area(feature, kind, address)
        if municipality_of(area) == municipality and _is_land_of(feature, division):
            if area in found:
                raise InputError("{url}: area {area} occurs more than once. Choose another collection or year.",
                                 url=address, area=area)  # fmt: skip
            found[area] = _plain_feature(feature, area, kind, division, address)
    return _collection_bytes(found, address, municipality, division)


def _collection(name: str) -> BoundaryCollection:
    if name not in BOUNDARY_COLLECTIONS:
        raise UsageError("There is no collection {name}. Choose from {names}.",
                         name=name, names=", ".join(BOUNDARY_COLLECTIONS))  # fmt: skip
    return BOUNDARY_COLLECTIONS[name]


def _features(client: Client, address: str, query: Mapping[str, str]) -> list[Record]:
    features: list[Record] = []
    url, params = address, query
    for _ in range(MAX_PAGES):
        answer = client.ask(url, params=params, accept=GEOJSON)
        document = read_object(answer)
        features += records(document, field="features", url=answer.url)
        client.keep(answer)
        link = _next_link(document, answer.url)
        if link is None:
            return _complete(features, document.get("numberMatched"), address)
        url, params = next_address(link, url=answer.url), {}
    raise fault("endless-pages", address, pages=MAX_PAGES)


def _next_link(document: Record, url: str) -> object | None:
    links = records(document, field="links", url=url) if "links" in document else []
    return next((link.get("href") for link in links if link.get("rel") == "next"), None)


def _complete(features: list[Record], promised: object, address: str) -> list[Record]:
    if isinstance(promised, int) and promised != len(features):
        raise fault("incomplete", address, expected=promised, found=len(features))
    return features


def _area(feature: Record, kind: BoundaryCollection, address: str) -> str:
    code = tidy_code(str(_properties(feature).get(kind.code, "")))
    try:
        level_of(code)
    except ValueError as error:
        raise InputError("{url}: {property} {code!r} of a feature is no area code. Choose another collection.",
                         url=address, code=code, property=kind.code) from error  # fmt: skip
    return code


def _properties(feature: Record) -> Record:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _is_land_of(feature: Record, division: int) -> bool:
    properties = _properties(feature)
    return properties.get("water", "NEE") != "JA" and str(properties.get("jaarcode", division)) == str(division)


def _plain_feature(feature: Record, area: str, kind: BoundaryCollection, division: int, address: str) -> Record:
    shape = feature.get("geometry")
    if not isinstance(shape, dict) or abs(_first_number(shape.get("coordinates"))) <= _LARGEST_DEGREE:
        raise InputError("{url}: area {area} has no shape in metres (EPSG:28992). Choose another collection.",
                         url=address, area=area)  # fmt: skip
    names = {"statcode": area, "statnaam": _properties(feature).get(kind.name),
             "gemeentecode": municipality_of(area), "jaarcode": division}  # fmt: skip
    return {"type": "Feature", "id": area, "properties": names, "geometry": shape}


def _first_number(coordinates: object) -> float:
    for _ in range(4):  # a coordinate of a MultiPolygon lies four lists deep
        if not isinstance(coordinates, list) or not coordinates:
            break
        coordinates = coordinates[0]
    return float(coordinates) if isinstance(coordinates, int | float) else 0.0


def _collection_bytes(found: Mapping[str, Record], address: str, municipality: str, division: int) -> bytes:
    if not found:
        raise InputError("{url} has no area of {municipality} in {division}. Check the code and the year.",
                         url=address, municipality=municipality, division=division)  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    document = {"type": "FeatureCollection", "crs": crs, "features": [found[area] for area in sorted(found)]}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
