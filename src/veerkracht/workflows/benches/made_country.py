"""A synthetic country to measure with: areas that fill the plane, and the same ones after some were drawn anew."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from veerkracht.tables import Array, Table, memtable

Floats = NDArray[np.float64]

COLUMNS: Final = 140
ROWS: Final = 100  # 14,000 areas together, as many as the neighbourhoods of the Netherlands
_CELL_M: Final = 1500.0
_CORNER: Final = (10_000.0, 400_000.0)  # within the Dutch grid
_PIECES: Final = 12  # edges per side: about 50 nodes per area, as published boundaries have


def made_country(*, columns: int = COLUMNS, rows: int = ROWS, seed: int = 1) -> Table:
    """Make areas whose corners are moved at random and whose sides bend, each side drawn alike in both areas.

    Returns
    -------
    Table (area, geometry)
        WKB in EPSG:28992, ordered by code.
    """
    return _table(_cells(columns, rows, seed))


def redrawn(country: Table, *, share: float, columns: int = COLUMNS, seed: int = 2) -> Table:
    """Draw a share of the areas anew: two areas side by side are joined and parted along another line."""
    held = country.order_by("area").to_pyarrow()
    shapes: Array = shapely.from_wkb(held["geometry"].to_pylist())
    left = np.arange(len(shapes)).reshape(-1, columns)[:, 0 : columns - 1 : 2].ravel()
    chosen = np.random.default_rng(seed).choice(left, round(share * len(shapes) / 2), replace=False)
    for place in chosen:
        shapes[place], shapes[place + 1] = _parted(shapely.union(shapes[place], shapes[place + 1]))
    return _table(shapes)


def _parted(whole: shapely.Geometry) -> tuple[shapely.Geometry, shapely.Geometry]:
    west, south, east, north = shapely.bounds(whole).tolist()
    middle = south + 0.4 * (north - south)
    boxes = (shapely.box(west, south, east, middle), shapely.box(west, middle, east, north))
    low, high = (shapely.intersection(whole, box) for box in boxes)
    return low, high


def _cells(columns: int, rows: int, seed: int) -> Array:
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=2)
    corners += np.random.default_rng(seed).uniform(-0.3, 0.3, corners.shape)
    steps = np.arange(_PIECES)[:, None, None, None] / _PIECES
    across = _side(corners[:, :-1], corners[:, 1:], steps)  # nodes of each side, without the last
    upward = _side(corners[:-1], corners[1:], steps)
    rings = np.concatenate([
        across[:, :-1], upward[:, :, 1:],
        _turned(across, corners[:, 1:])[:, 1:], _turned(upward, corners[1:])[:, :, :-1],
    ])  # fmt: skip
    points = rings.transpose(1, 2, 0, 3).reshape(columns * rows, -1, 2)
    return np.asarray(shapely.polygons(np.round(points * _CELL_M + _CORNER, 1)))


def _side(start: Floats, end: Floats, steps: Floats) -> Floats:
    """Return nodes from start to end on a line that bends with its place, so that it is drawn alike from both sides."""
    straight = start + steps * (end - start)
    bend = 0.05 * np.sin(np.pi * steps) * np.sin(7 * start.sum(axis=-1) + 40 * steps[..., 0])[..., None]
    return np.asarray(straight + bend * (end - start)[..., ::-1] * (-1, 1))


def _turned(side: Floats, end: Floats) -> Floats:
    """Return the nodes of a side from its end back, without the start."""
    return np.concatenate([end[None], side[:0:-1]])


def _table(shapes: Array) -> Table:
    codes = [f"X{number:05}" for number in range(len(shapes))]  # a code that no statistical office gives
    return memtable(pa.table({"area": codes, "geometry": pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())}))
