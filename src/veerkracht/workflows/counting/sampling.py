"""Estimate groups from a sample with survey weights, and let out what protection of the rows behind them allows.

The limits hold for the rows that were drawn, without their weights: an estimate of 900 people may rest on two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.disclosure import ProtectionSettings
from veerkracht.analysis.population import estimate_groups, together
from veerkracht.catalogue import GroupSet
from veerkracht.tables import Array, Status, Table, memtable, pull
from veerkracht.workflows.counting.protecting import PEOPLE, ProtectedCounts

__all__ = ["estimated"]

_EVERYBODY: Final = {"column": "area", "is": "known"}


def estimated(
    rows: Table, definition: GroupSet, protected: ProtectedCounts, *, areas: Table, by: Sequence[str],
    settings: ProtectionSettings,
) -> ProtectedCounts:  # fmt: skip
    """Put the estimate of each cell in the place of the count of rows, hidden where that is.

    Parameters
    ----------
    rows : Table
        One row per person or household drawn.
    definition : GroupSet
        Who is counted, and the column of weights.
    protected : ProtectedCounts
        The protected counts of rows drawn.
    areas : Table (area, parent)
        Every area, and what it is part of.
    by : sequence of str
        Columns to split by.
    settings : ProtectionSettings
        Estimates are rounded to its base.

    Returns
    -------
    ProtectedCounts
        `counts` has columns area, those split by, group, value, standard_error and status: SUPPRESSED where hidden, MISSING
        where nobody was drawn, else ESTIMATED.
    """
    conditions = definition.conditions
    every = {**conditions, definition.id: together(conditions), PEOPLE: _EVERYBODY}
    lowest = areas.anti_join(areas.select(area="parent"), "area")
    found = pull(
        estimate_groups(rows, groups=every, survey_weights=definition.weights, by=by, areas=lowest, tree=areas)
    )
    counts = pull(protected.counts)
    there = _places(counts, by, among=_names(found, by))
    hidden = pc.equal(counts["status"], Status.SUPPRESSED).to_numpy()
    value, error = (_taken(found[name], there, hidden) for name in ("estimate", "standard_error"))
    status = np.where(hidden, Status.SUPPRESSED, np.where(np.isnan(value), Status.MISSING, Status.ESTIMATED))
    out = counts.select(["area", *by, "group"])
    for name, column in (("value", _to(value, settings.rounding_base)), ("standard_error", _to(error, 1))):
        out = out.append_column(name, pa.array(column, pa.float64(), from_pandas=True))
    return replace(protected, counts=memtable(out.append_column("status", pa.array(status.tolist(), pa.string()))))


def _names(rows: pa.Table, by: Sequence[str]) -> pa.Array:
    words = [pc.fill_null(rows[name].cast(pa.string()), "") for name in ("area", *by, "group")]
    return pc.binary_join_element_wise(*words, "\x1f").combine_chunks()


def _places(counts: pa.Table, by: Sequence[str], *, among: pa.Array) -> pa.Array:
    return pc.index_in(_names(counts, by), among)


def _taken(column: pa.ChunkedArray, there: pa.Array, hidden: Array) -> Array:
    return np.where(hidden, np.nan, column.take(there).to_numpy().astype(float))


def _to(value: Array, base: int) -> Array:
    """Round to the nearest multiple of a base."""
    return np.asarray(np.floor(value / base + 0.5) * base)
