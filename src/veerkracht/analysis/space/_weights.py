"""Spatial weights as a sparse matrix: rows are areas, columns the areas they look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, memtable, pull

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types; always a csr_array with sorted columns

Weighting = Literal["row", "binary", "given"]


@dataclass(frozen=True)
class SpatialWeights:
    """Areas in order of their code and the matrix of weights between them; an island has an empty row."""

    areas: tuple[str, ...]
    matrix: Matrix

    def among(self, present: Array, *, weighting: Weighting) -> Matrix:
        """Return the weights between the areas that are present, standardised anew."""
        whole = bool(present.all())
        return weighted(self.matrix if whole else self.matrix[present][:, present], weighting)


def weights_of(links: Table) -> SpatialWeights:
    """Lay links out as a matrix.

    Raises
    ------
    TableError
        If a target has no row as a source, a pair occurs twice, or a weight is absent, infinite or below 0.
    """
    rows = pull(links.select("source", "target", "weight"))
    sources, targets = (pc.dictionary_encode(rows[name].combine_chunks()) for name in ("source", "target"))
    areas = tuple(sorted(sources.dictionary.to_pylist()))
    at, to = _places(sources, areas), _places(targets, areas)
    weight = pc.cast(rows["weight"], pa.float64()).to_numpy()
    _check_targets(targets, areas)
    _check_weights(weight, at, to, areas)
    matrix = scipy.sparse.csr_array((weight, (at, to)), shape=(len(areas), len(areas)))
    if matrix.nnz < len(weight):  # pairs that occur twice were added up
        raise _repeated(at, to, areas)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return SpatialWeights(areas, matrix)


def _places(encoded: pa.DictionaryArray, areas: tuple[str, ...]) -> Array:
    place = {name: number for number, name in enumerate(areas)}
    of_found = np.array([place.get(name, -1) for name in encoded.dictionary.to_pylist()], np.int64)
    return of_found[encoded.indices.to_numpy(zero_copy_only=False)] if len(of_found) else of_found


def _check_targets(targets: pa.DictionaryArray, areas: tuple[str, ...]) -> None:
    unknown = sorted(set(targets.dictionary.to_pylist()) - set(areas))
    if unknown:
        raise TableError(
            "{count} area(s) are linked to but have no row of their own, first {first}. Give each area a row; one "
            "without neighbours has a row to itself with weight 0.",
            count=len(unknown), first=unknown[0], areas=unknown,
        )  # fmt: skip


def _check_weights(weight: Floats, at: Array, to: Array, areas: tuple[str, ...]) -> None:
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        raise TableError("Link {source} to {target} has weight {weight}. Give a number of 0 or more.",
                         source=areas[at[wrong[0]]], target=areas[to[wrong[0]]], weight=weight[wrong[0]])  # fmt: skip


def _repeated(at: Array, to: Array, areas: tuple[str, ...]) -> TableError:
    pairs, counts = np.unique(at * len(areas) + to, return_counts=True)
    source, target = divmod(int(pairs[counts.argmax()]), len(areas))
    return TableError("Link {source} to {target} occurs {rows} times. Keep one row per pair.",
                      source=areas[source], target=areas[target], rows=int(counts.max()))  # fmt: skip


def weighted(matrix: Matrix, weighting: Weighting) -> Matrix:
    """Return weights as given, all 1, or with rows that add up to 1; a row without links stays empty."""
    if weighting == "given":
        return matrix
    if weighting == "binary":
        return scipy.sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    sums = np.asarray(matrix.sum(axis=1))
    return scipy.sparse.csr_array(
        (matrix.data / np.repeat(sums, np.diff(matrix.indptr)), matrix.indices, matrix.indptr), shape=matrix.shape
    )


def links_table(areas: tuple[str, ...], matrix: Matrix) -> Table:
    """Put weights into a table of links, ordered by source and target; an island gets a row to itself with weight 0."""
    islands = np.flatnonzero(np.diff(matrix.indptr) == 0)
    at = np.concatenate([np.repeat(np.arange(len(areas)), np.diff(matrix.indptr)), islands])
    to, weight = np.append(matrix.indices, islands), np.append(matrix.data, np.zeros(len(islands)))
    order = np.lexsort((to, at))
    names = pa.array(list(areas), pa.string())
    return memtable(pa.table({
        "source": names.take(pa.array(at[order])), "target": names.take(pa.array(to[order])), "weight": weight[order],
    }))  # fmt: skip


def without_self(matrix: Matrix) -> Matrix:
    """Return the weights without those of an area to itself."""
    kept = matrix.copy()
    kept.setdiag(0)
    kept.eliminate_zeros()
    return kept


def moments(matrix: Matrix) -> tuple[float, float, float]:
    """Return S0, S1 and S2 of Cliff and Ord: the sums of weights that the variances of Moran and Geary need."""
    both = matrix + matrix.T
    ends = np.asarray(matrix.sum(axis=1)) + np.asarray(matrix.sum(axis=0))
    return float(matrix.data.sum()), float((both.data**2).sum() / 2), float((ends**2).sum())
