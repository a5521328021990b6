"""People per cell of a table, and how many of them each event leaves without service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.cascade._bits import BLOCK, WORD, Bits, Floats, flags_of
from veerkracht.networks import places_of
from veerkracht.tables import Array, Table, arrays, pull, run_starts

__all__ = ["Cells", "cells_of", "people_down", "people_of_assets"]

Matrix = Any  # scipy carries no types
_UNKNOWN_KIND: Final = "unknown"


@dataclass(frozen=True)
class Cells:
    """The cells of an answer, the people in each, and who of them has which asset (cells x assets)."""

    labels: dict[str, Array]
    people: Floats
    weights: Matrix


def cells_of(assets: Table, served: Table, *, by: Sequence[str], place: Mapping[str, int]) -> Cells:
    """Add the people served up to the cells asked for; without a column to tell cells apart there is one."""
    kinds = _kinds(assets)
    rows = arrays(served, order=["asset", "area", "group"])
    columns = {**rows, "kind": np.array([kinds[name] for name in rows["asset"]], object)}
    order = np.lexsort([columns[name].astype(str) for name in reversed(by)]) if by else np.arange(len(rows["asset"]))
    sorted_ = {name: columns[name][order] for name in (*by, "asset", "people")}
    starts = run_starts(*(sorted_[name] for name in by)) if by else np.zeros(min(1, len(order)), np.intp)
    cell = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    weights = scipy.sparse.csr_array(
        (sorted_["people"].astype(float), (cell, places_of(place, sorted_["asset"]))), shape=(len(starts), len(place))
    )
    labels = {name: sorted_[name][starts] for name in by}
    return Cells(labels, np.asarray(weights.sum(axis=1), float), weights)


def _kinds(assets: Table) -> dict[str, str]:
    rows = pull(assets)
    names = rows["asset"].to_pylist()
    kinds = rows["kind"].to_pylist() if "kind" in rows.column_names else [None] * len(names)
    return {name: kind or _UNKNOWN_KIND for name, kind in zip(names, kinds, strict=True)}


def people_of_assets(served: Table, *, place: Mapping[str, int]) -> Floats:
    """Return the people who have their service from each asset."""
    rows = arrays(served, order=["asset", "area", "group"])
    return np.asarray(np.bincount(places_of(place, rows["asset"]), rows["people"].astype(float), len(place)), float)


def people_down(
    cells: Cells, down: Bits, samples: int, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> NDArray[np.float64]:
    """Return the people without service (cells x samples)."""
    used = np.unique(cells.weights.indices)
    weights, blocks = cells.weights[:, used], range(0, down.shape[1], BLOCK)
    found = np.empty((len(cells.people), samples))
    for number, start in enumerate(blocks):
        first, last = start * WORD, min((start + BLOCK) * WORD, samples)
        flags = flags_of(down[used, start : start + BLOCK], last - first)
        found[:, first:last] = weights @ flags.astype(float)
        progress(number + 1, len(blocks))
    return found
