"""The ground on which Voorbeeldstad stands: a coast, a river with harbour basins, and small pieces of land.

All distances are metres. The city is drawn around (0, 0) with the sea in the west, and then turned and moved to
a place in the Dutch grid that is open sea on every real map, so that nobody can take it for a real city.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]

RADIUS_M: Final = 4_600.0
COAST_X_M: Final = -3_100.0
_BOX_M: Final = 7_500.0
_PIECE_M: Final = 330.0  # distance between the points from which the pieces of land are made
_CROWDING: Final = 0.25  # above 0: pieces are smaller near the centre, as blocks of houses are
_WELL_OUTSIDE: Final = 1.4  # radii from the centre, where there is no land
_ANGLE: Final = np.deg2rad(-38.0)
_TURN: Final = np.array([[np.cos(_ANGLE), np.sin(_ANGLE)], [-np.sin(_ANGLE), np.cos(_ANGLE)]])
_PLACE: Final = np.array([40_000.0, 540_000.0])  # EPSG:28992, in the North Sea
_STEP_M: Final = 1.0  # corners lie on whole metres


@dataclass(frozen=True)
class Ground:
    """Pieces of land with shared corners; `north` tells on which bank of the river each lies."""

    pieces: NDArray[np.object_]
    centres: Points
    north: NDArray[np.bool_]

    def beside(self) -> NDArray[np.intp]:
        """Return the pairs of pieces that touch, both ways round, as two rows of places."""
        return np.asarray(shapely.STRtree(self.pieces).query(self.pieces, predicate="touches"))


def draw_ground(rng: np.random.Generator) -> Ground:
    """Draw land and water, and cut the land into pieces that fit together without gaps.

    Returns
    -------
    Ground
        Corners lie on whole metres of EPSG:28992; `centres` are in the unturned plan around (0, 0).
    """
    bends = rng.uniform(0.0, 2.0 * np.pi, size=4)
    land = shapely.difference(_dry_land(bends), _water(bends))
    seams = shapely.voronoi_polygons(shapely.multipoints(_points(rng)), extend_to=land, only_edges=True)
    lines = shapely.transform([seams, shapely.boundary(land)], _place)
    pieces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=_STEP_M)]))
    dry = shapely.transform(land, _place)
    shapely.prepare(dry)
    kept = pieces[shapely.contains(dry, shapely.point_on_surface(pieces))]
    centres = _unplace(shapely.get_coordinates(shapely.centroid(kept)))
    return Ground(kept, centres, centres[:, 1] > _river_y(centres[:, 0], bends))


def _points(rng: np.random.Generator) -> Points:
    """Return a jittered grid, drawn together towards the centre."""
    line = np.arange(-_BOX_M, _BOX_M, _PIECE_M)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    points = grid + rng.uniform(-0.38, 0.38, size=grid.shape) * _PIECE_M
    far = np.linalg.norm(points, axis=1, keepdims=True) / RADIUS_M
    return np.asarray((points * far**_CROWDING)[far[:, 0] < _WELL_OUTSIDE])


def _dry_land(bends: Points) -> shapely.Geometry:
    angle = np.linspace(0.0, 2.0 * np.pi, 160, endpoint=False)
    radius = RADIUS_M * (1 + 0.09 * np.sin(2 * angle + bends[0]) + 0.05 * np.sin(5 * angle + bends[1]))
    rim = np.column_stack([1.15 * radius * np.cos(angle), radius * np.sin(angle)])
    y = np.linspace(-_BOX_M, _BOX_M, 90)
    coast = np.column_stack([COAST_X_M + 260 * np.sin(y / 1_500 + bends[2]) - 0.00002 * y**2, y])
    east = np.array([[_BOX_M, _BOX_M], [_BOX_M, -_BOX_M]])
    return shapely.intersection(shapely.polygons(rim), shapely.polygons(np.vstack([coast, east])))


def _river_y(x: Points, bends: Points) -> Points:
    return np.asarray(-700 + 480 * np.sin(x / 1_700 + bends[3]))


def _water(bends: Points) -> shapely.Geometry:
    x = np.linspace(-_BOX_M, _BOX_M, 110)
    middle = _river_y(x, bends)
    half = 75 + 190 / (1 + np.exp((x - COAST_X_M - 900) / 350))
    river = np.vstack([np.column_stack([x, middle + half]), np.column_stack([x, middle - half])[::-1]])
    return shapely.union_all([shapely.polygons(river), *_basins(bends)])


def _basins(bends: Points) -> list[shapely.Geometry]:
    """Return two harbour basins on the south bank near the mouth."""
    mouths = COAST_X_M + np.array([900.0, 1_350.0])
    tops = _river_y(mouths, bends)
    return [shapely.box(x - 90, y - 850, x + 90, y) for x, y in zip(mouths, tops, strict=True)]


def _place(plan: Points) -> Points:
    return np.asarray(plan @ _TURN + _PLACE)


def _unplace(points: Points) -> Points:
    return np.asarray((points - _PLACE) @ _TURN.T)
