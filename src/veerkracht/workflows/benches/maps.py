"""Works on maps: a whole country drawn for a page, on synthetic areas with values that lie in patches."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from veerkracht.reports.content import LegendEntry, MapArea, MapPicture
from veerkracht.reports.pictures import draw
from veerkracht.tables import pull
from veerkracht.workflows.benches.made_country import made_country
from veerkracht.workflows.benches.work import Run, Work

_GROUPS: Final = 5
_PAGE_PIXELS: Final = 660.0
_MOST_BYTES: Final = 1_000_000  # more than this is slow to open on a telephone


def _picture() -> MapPicture:
    """Return a map of 14,000 areas in five groups, of which one in twenty has no score and others are not sure."""
    held = pull(made_country())
    shapes = shapely.from_wkb(held["geometry"].to_pylist())
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
    rng = np.random.default_rng(8)
    values = np.sin(x / 20_000) + np.cos(y / 15_000) + 0.4 * rng.normal(size=len(x))
    groups = values.argsort().argsort() * _GROUPS // len(values) + 1
    known, chances = rng.random(len(x)) > 0.05, rng.uniform(0.3, 1.0, len(x))
    areas = tuple(
        MapArea(area, area, shape, f"level_{group}" if there else "unknown", float(chance))
        for area, shape, group, there, chance in zip(
            held["area"].to_pylist(), held["geometry"].to_pylist(), groups, known, chances, strict=True
        )
    )
    legend = tuple(LegendEntry(f"level_{group}", str(group)) for group in range(1, _GROUPS + 1))
    return MapPicture(areas, legend, "", doubt="pattern")


def _country_map() -> Run:
    picture = _picture()

    def run() -> float:
        size = len(draw(picture, "en", width=_PAGE_PIXELS, name="map", legend=True).encode())
        assert size < _MOST_BYTES, f"the map takes {size} bytes"
        return float(size)

    return run


WORKS: tuple[Work, ...] = (
    Work("country-map", "map of 14,000 areas simplified to SVG of less than 1 MB", "cpu_s", 8.0, _country_map,
         stretch=4.0, warm=0),
)  # fmt: skip
