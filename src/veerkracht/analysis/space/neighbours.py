"""Who lies beside whom: neighbours by shared boundary, by number and by distance."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import scipy
import shapely

from veerkracht.analysis.space._nodes import Matrix, sharing_edges, sharing_nodes
from veerkracht.analysis.space._shapes import shapes_of
from veerkracht.analysis.space._weights import links_table, weighted, weights_of
from veerkracht.errors import SettingError
from veerkracht.tables import Array, Table

__all__ = ["SNAP_M", "contiguous_neighbours", "nearest_neighbours", "neighbours_within", "row_standardise"]

SNAP_M: Final = 0.15
"""Nodes closer than this are one. Reprojected boundaries are rounded to a decimetre, so that one point read from two
files lies at most 0.14 m apart (twice half the diagonal of a decimetre)."""


def contiguous_neighbours(
    areas: Table,
    *,
    method: Literal["queen", "rook"] = "queen",
    weighting: Literal["row", "binary"] = "row",
    tolerance_m: float = SNAP_M,
) -> Table:
    """Link areas that share part of their boundary.

    Parameters
    ----------
    areas : Table (area, geometry)
        One row per area of one division; `geometry` is WKB in EPSG:28992 (metres).
    method : {"queen", "rook"}
        Share a node, or an edge between two nodes.
    weighting : {"row", "binary"}
        Weights of a source add up to 1, or are all 1.
    tolerance_m : float
        Nodes closer than this are one.

    Returns
    -------
    Table (source, target, weight)
        Both directions of each pair, ordered. An area without neighbours (an island, or an area without a shape)
        keeps one row: to itself with weight 0.

    Raises
    ------
    TableError
        If an area occurs twice, or a shape is no polygon, cannot be read or has coordinates in degrees.
    SettingError
        If the tolerance is negative.

    Notes
    -----
    Boundaries must have their nodes in common, as those of the statistical office have: a node in the middle of
    another area's edge links nobody. `shape_findings` tells which shapes are absent, invalid or overlap.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> squares = [shapely.to_wkb(shapely.box(x, 3e5, x + 100, 300_100)) for x in (1e5, 100_100, 100_500)]
    >>> links = contiguous_neighbours(memtable({"area": ["A", "B", "C"], "geometry": squares}))
    >>> links.to_pyarrow().to_pydict()
    {'source': ['A', 'B', 'C'], 'target': ['B', 'A', 'C'], 'weight': [1.0, 1.0, 0.0]}
    """
    _check_at_least(0.0, tolerance_m, name="tolerance_m")
    held = shapes_of(areas)
    sharing = sharing_nodes if method == "queen" else sharing_edges
    return links_table(held.areas, weighted(sharing(held.geometry(), tolerance_m=tolerance_m), weighting))


def nearest_neighbours(areas: Table, *, count: int, weighting: Literal["row", "binary"] = "row") -> Table:
    """Link each area to the ones whose centre lies nearest.

    Parameters
    ----------
    areas : Table (area, geometry)
        As `contiguous_neighbours`.
    count : int
        Number of neighbours, at least 1; fewer only if there are not as many other areas.
    weighting : {"row", "binary"}
        As `contiguous_neighbours`.

    Returns
    -------
    Table (source, target, weight)
        As `contiguous_neighbours`; links need not be mutual. An area without a shape keeps a row to itself.

    Raises
    ------
    TableError, SettingError
        As `contiguous_neighbours`.

    Notes
    -----
    The centre is the centroid of the surface. Of two areas at one distance the one with the lower code comes first.
    """
    _check_at_least(1, count, name="count")
    names, centres, drawn = _centres(areas)
    found = _nearest(centres[drawn], min(count, int(drawn.sum()) - 1))
    at = np.repeat(np.flatnonzero(drawn), found.shape[1])
    return links_table(names, weighted(_ones(at, np.flatnonzero(drawn)[found.ravel()], len(names)), weighting))


def neighbours_within(areas: Table, *, distance_m: float, weighting: Literal["row", "binary"] = "row") -> Table:
    """Link areas whose centres lie within a distance.

    Parameters
    ----------
    areas : Table (area, geometry)
        As `contiguous_neighbours`.
    distance_m : float
        Largest distance between centroids, in metres.
    weighting : {"row", "binary"}
        As `contiguous_neighbours`.

    Returns
    -------
    Table (source, target, weight)
        As `contiguous_neighbours`, islands with a row to themselves.

    Raises
    ------
    TableError, SettingError
        As `contiguous_neighbours`.
    """
    _check_at_least(0.0, distance_m, name="distance_m")
    names, centres, drawn = _centres(areas)
    places = np.flatnonzero(drawn)
    pairs = places[scipy.spatial.cKDTree(centres[drawn]).query_pairs(distance_m, output_type="ndarray")].reshape(-1, 2)
    at, to = np.concatenate([pairs, pairs[:, ::-1]]).T
    return links_table(names, weighted(_ones(at, to, len(names)), weighting))


def row_standardise(links: Table) -> Table:
    """Scale weights so that those of each source add up to 1; an island keeps its row with weight 0.

    Parameters
    ----------
    links : Table (source, target, weight)
        Weights of 0 or more; a link of weight 0 is no link.

    Returns
    -------
    Table (source, target, weight)
        Ordered by source and target.

    Raises
    ------
    TableError
        If a target has no row as a source, a pair occurs twice, or a weight is absent or below 0.
    """
    held = weights_of(links)
    return links_table(held.areas, weighted(held.matrix, "row"))


def _centres(areas: Table) -> tuple[tuple[str, ...], Array, Array]:
    held = shapes_of(areas)
    shapes = held.geometry()
    drawn = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    placed = np.full((len(drawn), 2), np.nan)
    placed[drawn] = shapely.get_coordinates(shapely.centroid(shapes[drawn]))
    return held.areas, placed, drawn


def _nearest(centres: Array, count: int) -> Array:
    """Return the places of the nearest other centres, nearest first; the lower place first at one distance."""
    if count < 1:
        return np.zeros((len(centres), 0), np.int64)
    reach, _ = scipy.spatial.cKDTree(centres).query(centres, k=count + 1)
    ball = scipy.spatial.cKDTree(centres).query_ball_point(centres, reach[:, -1] * (1 + 1e-12), return_sorted=True)
    return np.array([_first(place, np.array(near), centres, count) for place, near in enumerate(ball)])


def _first(place: int, near: Array, centres: Array, count: int) -> Array:
    others = near[near != place]
    apart = np.hypot(*(centres[others] - centres[place]).T)
    return np.asarray(others[np.argsort(np.round(apart, 6), kind="stable")[:count]])  # within a micrometre: the same


def _ones(at: Array, to: Array, count: int) -> Matrix:
    matrix = scipy.sparse.csr_array((np.ones(len(at)), (at, to)), shape=(count, count))
    matrix.sort_indices()
    return matrix


def _check_at_least(least: float, given: float, *, name: str) -> None:
    if not given >= least:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting=name, found=given, low=least
        )
