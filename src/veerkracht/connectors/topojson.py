"""TopoJSON to GeoJSON features: the arcs that areas share become the rings of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any  # JSON as published

import numpy as np
from numpy.typing import NDArray

__all__ = ["features_of_topology"]

_Arcs = list[NDArray[np.float64]]


def features_of_topology(topology: Mapping[str, Any]) -> list[dict[str, Any]]:  # Any: JSON as published
    """Return the areas of a topology as GeoJSON features.

    Parameters
    ----------
    topology : Mapping
        A TopoJSON document; with a `transform` its arcs are whole numbers, each the step from the one before.

    Returns
    -------
    list of dict
        Features with `properties` and `geometry`, in the order of the topology. A topology with few steps is
        coarse: small areas collapse to rings without area.

    Raises
    ------
    KeyError, IndexError, TypeError, ValueError
        If the document is no topology of polygons.

    References
    ----------
    .. [1] The TopoJSON Format Specification, version 1.0.

    Examples
    --------
    >>> square = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"statcode": "WK000100"}}
    >>> topology = {"objects": {"layer": {"geometries": [square]}}, "transform": {"scale": [2, 2], "translate": [1, 0]},
    ...             "arcs": [[[0, 0], [1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1]]]}
    >>> features_of_topology(topology)[0]["geometry"]["coordinates"]
    [[[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0], [1.0, 0.0]]]
    """
    arcs = _decode(topology)
    layers = topology["objects"].values()
    shapes = [shape for layer in layers for shape in layer.get("geometries", [layer])]
    return [{"properties": shape.get("properties") or {}, "geometry": _geometry(shape, arcs)} for shape in shapes]


def _decode(topology: Mapping[str, Any]) -> _Arcs:  # Any: JSON as published
    arcs = [np.asarray(arc, dtype=float)[:, :2] for arc in topology["arcs"]]
    if "transform" not in topology:
        return arcs
    scale, translate = (np.asarray(topology["transform"][name], dtype=float) for name in ("scale", "translate"))
    return [np.cumsum(arc, axis=0) * scale + translate for arc in arcs]


def _geometry(shape: Mapping[str, Any], arcs: _Arcs) -> dict[str, Any] | None:  # Any: JSON as published
    if shape.get("type") == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(shape["arcs"], arcs)}
    if shape.get("type") == "MultiPolygon":
        return {"type": "MultiPolygon", "coordinates": [_rings(part, arcs) for part in shape["arcs"]]}
    if shape.get("type") is None:
        return None
    raise ValueError(f"geometry {shape['type']} is no polygon")


def _rings(rings: Sequence[Sequence[int]], arcs: _Arcs) -> list[list[list[float]]]:
    return [_ring(ring, arcs).tolist() for ring in rings]


def _ring(indices: Sequence[int], arcs: _Arcs) -> NDArray[np.float64]:
    # the complement of an index means that arc walked backwards
    walked = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    # each arc begins where the one before it ended
    return np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])])
