"""Which part of each old area lies in which new area; only areas that changed are cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from veerkracht.analysis.space._shapes import Shapes
from veerkracht.errors import CrosswalkError
from veerkracht.tables import Array

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pieces:
    """Pairs of an old and a new area (places), with the surface that they have in common."""

    old: Array
    new: Array
    surface: Floats


@dataclass(frozen=True)
class Changed:
    """The areas of one division whose shape is not in the other: places, valid shapes, and surfaces."""

    places: Array
    shapes: Array
    surface: Floats


def unchanged(old: Shapes, new: Shapes) -> tuple[Array, Array]:
    """Return the places of old and new areas that have one and the same shape.

    Shapes are compared as bytes first, and those that differ once more with their rings in one order.
    """
    pairs = _equal(dict(enumerate(old.binary)), dict(enumerate(new.binary)))
    left = [_normal(shapes, skip=set(side)) for shapes, side in ((old, pairs.keys()), (new, pairs.values()))]
    pairs |= _equal(*left)
    ordered = sorted(pairs.items())
    return np.array([a for a, _ in ordered], np.int64), np.array([b for _, b in ordered], np.int64)


def _equal(old: dict[int, bytes | None], new: dict[int, bytes | None]) -> dict[int, int]:
    at = {binary: place for place, binary in new.items() if binary is not None}
    return {place: at[binary] for place, binary in old.items() if binary in at}


def _normal(shapes: Shapes, *, skip: set[int]) -> dict[int, bytes | None]:
    places = np.array([place for place in range(len(shapes.areas)) if place not in skip], np.int64)
    drawn = shapely.normalize(shapely.force_2d(shapes.geometry(places)))
    return dict(zip(places.tolist(), shapely.to_wkb(drawn, byte_order=1).tolist(), strict=True))


def changed(shapes: Shapes, same: Array) -> Changed:
    """Return the areas that are not the same in both divisions and have a surface.

    Raises
    ------
    CrosswalkError
        If a shape is invalid.
    """
    places = np.setdiff1d(np.arange(len(shapes.areas)), same)
    drawn = shapes.geometry(places)
    surface = np.nan_to_num(shapely.area(drawn))
    kept = surface > 0
    invalid = places[kept][~shapely.is_valid(drawn[kept])]
    if len(invalid):
        raise CrosswalkError(
            "The shape of {count} area(s) crosses itself, first {first}. Read the boundaries with read_boundaries, "
            "which mends them.",
            count=len(invalid), first=shapes.areas[invalid[0]], areas=[shapes.areas[place] for place in invalid],
        )  # fmt: skip
    return Changed(places[kept], drawn[kept], surface[kept])


def cut(old: Changed, new: Changed) -> Pieces:
    """Return the surface that each changed old area has in common with each changed new area."""
    first, second = shapely.STRtree(new.shapes).query(old.shapes, predicate="intersects")
    surface = shapely.area(shapely.intersection(old.shapes[first], new.shapes[second]))
    real = surface > 0
    return Pieces(first[real], second[real], surface[real])


def located(shapes: Array, points: Array) -> Array:
    """Return the place of the shape in which each point lies, the first of several, or -1."""
    found = np.full(len(points), len(shapes), np.int64)
    point, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    np.minimum.at(found, point, shape)
    return np.where(found == len(shapes), -1, found)
