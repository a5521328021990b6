"""Which share of each area of one division lies in which area of another."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from veerkracht.analysis.space._overlay import Changed, Pieces, changed, cut, located, unchanged
from veerkracht.analysis.space._shapes import Shapes, check_metres, shapes_of
from veerkracht.analysis.space._shares import names_at
from veerkracht.errors import CrosswalkError, SettingError
from veerkracht.tables import Array, Table, arrays, memtable

__all__ = ["LEAST_COVER", "SLIVER_SHARE", "crosswalk_by_points", "crosswalk_by_surface"]

Floats = NDArray[np.float64]

SLIVER_SHARE: Final = 0.005
"""A piece that is less than this share of both its areas comes from drawing the same boundary twice, not from a change."""
LEAST_COVER: Final = 0.95
"""Least share of an old area that lies in new areas; below it the two divisions do not show the same ground."""

BASES: Final = ("unchanged", "code", "surface", "points")
_UNCHANGED, _CODE, _SURFACE, _POINTS = range(len(BASES))


def crosswalk_by_surface(
    old: Table, new: Table, *, sliver_share: float = SLIVER_SHARE, least_cover: float = LEAST_COVER
) -> Table:
    """Make a crosswalk from the surface that areas have in common.

    Parameters
    ----------
    old, new : Table (area, geometry)
        One row per area of each division; `geometry` is WKB in EPSG:28992 (metres).
    sliver_share : float
        Pieces below this share of both their areas are left out, unless an area has no larger piece.
    least_cover : float
        Least share (0-1) of each old area that must lie in new areas.

    Returns
    -------
    Table (source, target, share, basis)
        The shares of each source add up to 1. `basis`: ``unchanged`` (the same shape in both divisions), ``surface``, or
        ``code`` (an area without a shape passes wholly into the area of the same code). Ordered by source and target.

    Raises
    ------
    CrosswalkError
        If an old area lies outside the new ones for more than 1 - `least_cover`, areas of one division overlap by as
        much, a shape is invalid, or an area without a shape has no namesake.
    TableError
        If an area occurs twice, or a shape is no polygon, cannot be read or has coordinates in degrees.
    SettingError
        If a share is not between 0 and 1.

    Notes
    -----
    share_st = surface(s and t) / sum over t of surface(s and t), which takes the figure to be spread evenly over the area.
    Where people live is better told by addresses: `crosswalk_by_points`.

    References
    ----------
    .. [1] Goodchild & Lam (1980), "Areal interpolation", Geo-Processing 1, 297-312.

    Examples
    --------
    >>> def areas(**boxes):
    ...     shapes = [shapely.to_wkb(shapely.box(x, 3e5, end, 301_000)) for x, end in boxes.values()]
    ...     return memtable({"area": list(boxes), "geometry": shapes})
    >>> old = areas(A=(100_000, 101_000), B=(101_000, 105_000))
    >>> new = areas(A=(100_000, 101_000), P=(101_000, 104_000), Q=(104_000, 105_000))
    >>> crosswalk_by_surface(old, new).to_pyarrow().to_pydict()["share"]
    [1.0, 0.75, 0.25]
    """
    return _made(old, new, None, sliver_share, least_cover)


def crosswalk_by_points(
    old: Table, new: Table, *, points: Table, sliver_share: float = SLIVER_SHARE, least_cover: float = LEAST_COVER
) -> Table:
    """Make a crosswalk from addresses or residents: the share of the points of an old area that lie in each new one.

    Parameters
    ----------
    old, new, sliver_share, least_cover
        As `crosswalk_by_surface`.
    points : Table (x, y, weight)
        Coordinates in EPSG:28992 (metres) and the residents or addresses there, 0 or more.

    Returns
    -------
    Table (source, target, share, basis)
        As `crosswalk_by_surface`, with the basis ``points``. A changed area without points in any new area is cut by its
        surface, and has that basis.

    Raises
    ------
    CrosswalkError, TableError, SettingError
        As `crosswalk_by_surface`; CrosswalkError also if a weight is absent or negative.
    """
    return _made(old, new, points, sliver_share, least_cover)


def _made(old: Table, new: Table, points: Table | None, sliver_share: float, least_cover: float) -> Table:
    _check_share("sliver_share", sliver_share)
    _check_share("least_cover", least_cover)
    before, after = shapes_of(old), shapes_of(new)
    same_old, same_new = unchanged(before, after)
    _check_single(after, same_new)
    sources, targets = changed(before, same_old), changed(after, same_new)
    pieces = cut(sources, targets)
    _check_cover(before, sources, pieces.old, pieces.surface, least=least_cover, most=2 - least_cover)
    _check_cover(after, targets, pieces.new, pieces.surface, least=0.0, most=2 - least_cover)
    kept = _without_slivers(pieces, sources, targets, sliver_share)
    basis = np.full(len(kept.old), _SURFACE)
    if points is not None:
        kept, basis = _by_points(kept, sources, targets, points)
    namesakes = _namesakes(before, after, same_old, sources)
    return _table(before, after, [
        (same_old, same_new, np.ones(len(same_old)), np.full(len(same_old), _UNCHANGED)),
        (*namesakes, np.ones(len(namesakes[0])), np.full(len(namesakes[0]), _CODE)),
        (sources.places[kept.old], targets.places[kept.new], _shares(kept), basis),
    ])  # fmt: skip


def _table(before: Shapes, after: Shapes, parts: list[tuple[Array, Array, Floats, Array]]) -> Table:
    at, to, share, basis = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((to, at))
    return memtable(pa.table({
        "source": names_at(before.areas, at[order]), "target": names_at(after.areas, to[order]), "share": share[order],
        "basis": names_at(BASES, basis[order]),
    }))  # fmt: skip


def _shares(pieces: Pieces) -> Floats:
    whole = np.bincount(pieces.old, pieces.surface)
    return np.asarray(pieces.surface / whole[pieces.old])


def _without_slivers(pieces: Pieces, old: Changed, new: Changed, sliver_share: float) -> Pieces:
    of_old, of_new = pieces.surface / old.surface[pieces.old], pieces.surface / new.surface[pieces.new]
    largest = np.zeros(len(old.places))
    np.maximum.at(largest, pieces.old, pieces.surface)
    kept = (of_old >= sliver_share) | (of_new >= sliver_share) | (pieces.surface == largest[pieces.old])
    return Pieces(pieces.old[kept], pieces.new[kept], pieces.surface[kept])


def _by_points(pieces: Pieces, old: Changed, new: Changed, points: Table) -> tuple[Pieces, Array]:
    """Replace the surfaces by weights of points, except for the areas that have none."""
    rows = arrays(points.select("x", "y", "weight"), order=("x", "y", "weight"))
    _check_points(rows)
    spots = shapely.points(rows["x"], rows["y"])
    at, to = located(old.shapes, spots), located(new.shapes, spots)
    both = (at >= 0) & (to >= 0) & (rows["weight"] > 0)
    pairs, place = np.unique(at[both] * max(len(new.places), 1) + to[both], return_inverse=True)
    weight = np.bincount(place, rows["weight"][both], minlength=len(pairs))
    first, second = np.divmod(pairs, max(len(new.places), 1))
    rest = ~np.isin(pieces.old, first)
    joined = Pieces(np.append(first, pieces.old[rest]), np.append(second, pieces.new[rest]),
                    np.append(weight, pieces.surface[rest]))  # fmt: skip
    return joined, np.repeat([_POINTS, _SURFACE], [len(first), int(rest.sum())])


def _namesakes(before: Shapes, after: Shapes, same: Array, sources: Changed) -> tuple[Array, Array]:
    """Pair the old areas without a surface with the new area of the same code."""
    shapeless = np.setdiff1d(np.arange(len(before.areas)), np.append(same, sources.places))
    place = {name: number for number, name in enumerate(after.areas)}
    lost = [before.areas[number] for number in shapeless if before.areas[number] not in place]
    if lost:
        raise CrosswalkError(
            "{count} area(s) have no shape and no area of the same code to pass into, first {first}. Give the shape, or "
            "leave the area out.",
            count=len(lost), first=lost[0], areas=lost,
        )  # fmt: skip
    return shapeless, np.array([place[before.areas[number]] for number in shapeless], np.int64)


def _check_single(after: Shapes, same: Array) -> None:
    numbers, counts = np.unique(same, return_counts=True)
    if counts.max(initial=1) > 1:
        raise CrosswalkError("Several old areas have the shape of {area}. Keep one row per area of one level.",
                             area=after.areas[numbers[counts.argmax()]])  # fmt: skip


def _check_cover(shapes: Shapes, side: Changed, at: Array, surface: Floats, *, least: float, most: float) -> None:
    cover = np.bincount(at, surface, minlength=len(side.places)) / side.surface
    off = np.flatnonzero((cover < least) | (cover > most))
    if len(off):
        areas = [shapes.areas[place] for place in side.places[off]]
        raise CrosswalkError(
            "{count} area(s) are covered by the other division for another share than {least:.3f} to {most:.3f}, first "
            "{first} ({cover:.3f}). Give two divisions of the same ground whose areas do not overlap (`shape_findings` "
            "tells), or lower least_cover.",
            count=len(off), first=areas[0], cover=float(cover[off[0]]), least=least, most=most, areas=areas,
        )  # fmt: skip


def _check_points(rows: dict[str, Array]) -> None:
    check_metres(np.concatenate([rows["x"], rows["y"]]))
    wrong = ~(np.isfinite(rows["weight"].astype(float)) & (rows["weight"] >= 0))
    if wrong.any():
        raise CrosswalkError("{count} point(s) have no weight of 0 or more, first at {x}, {y}. Give the residents there.",
                             count=int(wrong.sum()), x=rows["x"][wrong][0], y=rows["y"][wrong][0])  # fmt: skip


def _check_share(name: str, given: float) -> None:
    if not 0 <= given <= 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=given, bounds="0 to 1")
