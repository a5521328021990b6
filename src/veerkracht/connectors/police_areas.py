"""Outlines of districts as the public site of the police unit The Hague draws them.

The file has its own format: one area per line, ``code,name|latitude,longitude|latitude,longitude|…``, latitude
first, four decimals (about ten metres); ``^`` parts the outlines of an area that lies in pieces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import shapely

from veerkracht.connectors.cells import level_of, municipality_of, parent_of
from veerkracht.connectors.files import check_is_data
from veerkracht.connectors.names import tidy_name
from veerkracht.connectors.shapes import WGS84, check_in_netherlands, in_rd, mend, polygons_of, well_known_binary
from veerkracht.errors import InputError
from veerkracht.tables import AREAS, Table, table_of

__all__ = ["read_police_area_polygons"]

_DIGITS: Final = 6


def read_police_area_polygons(path: Path, *, division: int) -> Table:
    """Read the outlines of the districts.

    Parameters
    ----------
    path : Path
        Text file in the format of the site.
    division : int
        Year to write as year of the boundaries; the file does not say.

    Returns
    -------
    Table (AREAS)
        One district per line, ordered by code, in EPSG:28992.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If a line has no code or name, a point is no pair of numbers or lies outside the Netherlands, or a code
        is repeated.
    """
    check_is_data(path)
    areas: dict[str, dict[str, object]] = {}
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
        if line.strip():
            area = _area(line.strip(), number, path)
            if area["area"] in areas:
                raise InputError("{file}: line {line} repeats {area}. Keep one line per area.",
                                 file=path, line=number, area=area["area"])  # fmt: skip
            areas[str(area["area"])] = area | {"division": division}
    return table_of(AREAS, [areas[code] for code in sorted(areas)])


def _area(line: str, number: int, path: Path) -> dict[str, object]:
    try:
        head, _, drawing = line.partition("|")
        digits, name = head.split(",", 1)
        code = f"WK{digits.strip().zfill(_DIGITS)}"
        level = level_of(code)
        outline = polygons_of("MultiPolygon", [[_ring(part)] for part in drawing.split("^")])
    except (ValueError, IndexError, shapely.GEOSException) as error:
        raise InputError("{file}: line {line} is no code,name|latitude,longitude|… ({reason}). Correct it.",
                         file=path, line=number, reason=str(error)) from error  # fmt: skip
    if outline is not None:
        check_in_netherlands(outline, area=code, crs=WGS84, path=path)
        outline = mend(in_rd(outline, crs=WGS84))
    return {"area": code, "level": level, "name": tidy_name(name), "parent": parent_of(code),
            "municipality": municipality_of(code), "geometry": well_known_binary(outline)}  # fmt: skip


def _ring(part: str) -> list[tuple[float, float]]:
    pairs = [text.split(",") for text in part.split("|") if text]
    return [(float(longitude), float(latitude)) for latitude, longitude in pairs]
