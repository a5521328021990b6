"""Shares of a crosswalk as a sparse matrix: rows are the areas that figures leave, columns those they enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy
from numpy.typing import NDArray

from veerkracht.errors import CrosswalkError
from veerkracht.tables import Array, Table, memtable, pull

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types

TOLERANCE: Final = 1e-9
"""Largest difference from 1 of the shares of a source: more than rounding makes, less than anybody publishes."""


@dataclass(frozen=True)
class Shares:
    """Sources and targets in order of their code, and the shares between them (sources x targets)."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    matrix: Matrix


def shares_of(crosswalk: Table) -> Shares:
    """Lay a crosswalk out as a matrix, and check that the shares of each source add up to 1.

    Raises
    ------
    CrosswalkError
        If a pair occurs twice, a share is absent or negative, or the shares of a source do not add up to 1.
    """
    found = unchecked_shares(crosswalk)
    sums = np.asarray(found.matrix.sum(axis=1))
    off = np.flatnonzero(np.abs(sums - 1) > TOLERANCE)
    if len(off):
        areas = [found.sources[place] for place in off]
        raise CrosswalkError(
            "Shares do not add up to 1 for {count} of {total} source areas, first {first} ({sum:.6f}). Rescale with "
            "`rescale_shares`, or use the crosswalk made for this pair of years.",
            count=len(off), total=len(sums), first=areas[0], sum=float(sums[off[0]]), areas=areas,
        )  # fmt: skip
    return found


def unchecked_shares(crosswalk: Table) -> Shares:
    """Lay a crosswalk out as a matrix; the shares of a source may add up to anything.

    Raises
    ------
    CrosswalkError
        If a pair occurs twice, or a share is absent or negative.
    """
    rows = pull(crosswalk.select("source", "target", "share"))
    sources, at = _key(rows["source"])
    targets, to = _key(rows["target"])
    share = pc.cast(rows["share"], pa.float64()).to_numpy()
    _check(share, at, to, sources, targets)
    matrix = scipy.sparse.csr_array((share, (at, to)), shape=(len(sources), len(targets)))
    matrix.sort_indices()
    return Shares(sources, targets, matrix)


def _key(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Array]:
    encoded = pc.dictionary_encode(column.combine_chunks())
    found = encoded.dictionary.to_pylist()
    names = tuple(sorted(found))
    place = {name: number for number, name in enumerate(names)}
    of_found = np.array([place[name] for name in found], np.int64)
    return names, of_found[encoded.indices.to_numpy(zero_copy_only=False)] if len(found) else of_found


def _check(share: Floats, at: Array, to: Array, sources: tuple[str, ...], targets: tuple[str, ...]) -> None:
    pairs, counts = np.unique(at * max(len(targets), 1) + to, return_counts=True)
    if counts.max(initial=1) > 1:
        source, target = divmod(int(pairs[counts.argmax()]), len(targets))
        raise CrosswalkError("The pair {source} to {target} occurs {rows} times. Keep one row per pair.",
                             source=sources[source], target=targets[target], rows=int(counts.max()))  # fmt: skip
    wrong = np.flatnonzero(~(np.isfinite(share) & (share >= 0)))
    if len(wrong):
        raise CrosswalkError("The share of {source} in {target} is {share}. Give a number from 0 to 1.",
                             source=sources[at[wrong[0]]], target=targets[to[wrong[0]]], share=share[wrong[0]])  # fmt: skip


def crosswalk_table(shares: Shares, **more: Array) -> Table:
    """Put shares into a table ordered by source and target, with other columns per pair."""
    matrix = shares.matrix.tocoo()
    at, to = matrix.coords
    return memtable(pa.table({
        "source": names_at(shares.sources, at), "target": names_at(shares.targets, to), "share": matrix.data, **more,
    }))  # fmt: skip


def names_at(names: tuple[str, ...], places: Array) -> pa.Array:
    """Return the names at some places as a column."""
    return pa.array(list(names), pa.string()).take(pa.array(places, pa.int64()))
