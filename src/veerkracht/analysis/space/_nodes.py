"""Which areas share a node or an edge of their boundary."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
import shapely

from veerkracht.tables import Array

Matrix = Any  # scipy carries no types


def sharing_nodes(shapes: Array, *, tolerance_m: float) -> Matrix:
    """Return which areas share at least one node (queen), as an areas x areas matrix of ones."""
    nodes, areas = _nodes(shapes, tolerance_m)
    return _together(areas, nodes, len(shapes))


def sharing_edges(shapes: Array, *, tolerance_m: float) -> Matrix:
    """Return which areas share at least one edge between two nodes (rook), as an areas x areas matrix of ones."""
    nodes, areas, rings = _nodes_of_rings(shapes, tolerance_m)
    same = (rings[1:] == rings[:-1]) & (nodes[1:] != nodes[:-1])
    ends = np.sort(np.column_stack([nodes[:-1], nodes[1:]])[same], axis=1)
    edges = ends[:, 0] * (nodes.max(initial=0) + 1) + ends[:, 1]
    _, numbers = np.unique(edges, return_inverse=True)
    return _together(areas[:-1][same], numbers, len(shapes))


def _nodes(shapes: Array, tolerance_m: float) -> tuple[Array, Array]:
    points, areas = shapely.get_coordinates(shapes, return_index=True)
    return _numbered(points, tolerance_m), areas


def _nodes_of_rings(shapes: Array, tolerance_m: float) -> tuple[Array, Array, Array]:
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    return _numbered(points, tolerance_m), of_part[of_ring[ring]], ring


def _numbered(points: Array, tolerance_m: float) -> Array:
    """Number the nodes; nodes closer than the tolerance, directly or by way of others, have one number."""
    keys = np.ascontiguousarray(points[:, 0] + 1j * points[:, 1])
    distinct, number = np.unique(keys, return_inverse=True)
    if tolerance_m <= 0 or not len(distinct):
        return np.asarray(number, np.int64)
    tree = scipy.spatial.cKDTree(np.column_stack([distinct.real, distinct.imag]))
    near = tree.query_pairs(tolerance_m, output_type="ndarray")
    if not len(near):
        return np.asarray(number, np.int64)
    graph = scipy.sparse.coo_array((np.ones(len(near), np.int8), (near[:, 0], near[:, 1])), shape=(len(distinct),) * 2)
    _, merged = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return np.asarray(merged[number], np.int64)


def _together(areas: Array, things: Array, count: int) -> Matrix:
    """Return which areas have a thing in common, without themselves."""
    size = int(things.max(initial=-1)) + 1
    has = scipy.sparse.csr_array((np.ones(len(areas), np.int32), (areas, things)), shape=(count, size))
    shared = scipy.sparse.csr_array(has @ has.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    shared.sort_indices()
    return scipy.sparse.csr_array((np.ones(shared.nnz), shared.indices, shared.indptr), shape=shared.shape)
