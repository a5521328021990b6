"""From one division to a later one by way of all between, and what became of each area on the road."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from veerkracht.analysis.space._shares import Shares, crosswalk_table, names_at, shares_of, unchecked_shares
from veerkracht.errors import CrosswalkError
from veerkracht.tables import Array, Table, memtable, pull

__all__ = ["chain", "compose", "lineage", "rescale_shares", "with_unchanged"]

Matrix = Any  # scipy carries no types

CHANGES: Final = ("same", "renamed", "merged", "split", "redrawn")
_SAME, _RENAMED, _MERGED, _SPLIT, _REDRAWN = range(len(CHANGES))


def compose(first: Table, second: Table) -> Table:
    """Join two crosswalks: from the division before the first to the one after the second.

    Parameters
    ----------
    first, second : Table (source, target, share)
        The targets of the first are sources of the second.

    Returns
    -------
    Table (source, target, share)
        Ordered; the shares of each source add up to 1.

    Raises
    ------
    CrosswalkError
        If a target of the first has no row in the second, or shares do not add up to 1.

    Notes
    -----
    s_ac = sum over b of s_ab s_bc: what came into b is taken to be spread over b as everything else there.

    Examples
    --------
    >>> first = memtable({"source": ["A", "A"], "target": ["P", "Q"], "share": [0.5, 0.5]})
    >>> second = memtable({"source": ["P", "Q", "Q"], "target": ["X", "X", "Y"], "share": [1.0, 0.5, 0.5]})
    >>> compose(first, second).to_pyarrow().to_pydict()
    {'source': ['A', 'A'], 'target': ['X', 'Y'], 'share': [0.75, 0.25]}
    """
    return crosswalk_table(_joined(shares_of(first), shares_of(second), period=""))


def chain(steps: Table) -> Table:
    """Join the crosswalks of successive years into one from the first division to the last.

    Parameters
    ----------
    steps : Table (period, source, target, share)
        One crosswalk per period, named for the division that it leads to; in the order of the periods each starts
        where the one before ends.

    Returns
    -------
    Table (source, target, share)
        Ordered; the shares of each source add up to 1.

    Raises
    ------
    CrosswalkError
        If there is no step, an area that a step leads to has no row in the next step, or shares do not add up to 1.
    """
    (_, whole), *others = _steps(steps)
    for period, step in others:
        whole = _joined(whole, step, period=period)
    return crosswalk_table(whole)


def lineage(steps: Table) -> Table:
    """Tell for each period in which areas the ground of each first area lies, and what happened to those areas.

    Parameters
    ----------
    steps : Table (period, source, target, share)
        As `chain`.

    Returns
    -------
    Table (origin, period, area, share, change)
        `share` of the origin that lies in `area` in that period; the shares of an origin add up to 1 in each period.
        `change` tells what made the area in that period: ``same``, ``renamed`` (one area under another code),
        ``merged`` (several whole areas), ``split`` (part of one area) or ``redrawn`` (parts of several). Ordered by origin,
        period and area.

    Raises
    ------
    CrosswalkError
        As `chain`.
    """
    parts, whole = [], None
    for period, step in _steps(steps):
        whole = step if whole is None else _joined(whole, step, period=period)
        parts.append(_told(whole, step, period))
    table = pa.concat_tables(parts)
    return memtable(table.sort_by([(name, "ascending") for name in ("origin", "period", "area")]))


def rescale_shares(crosswalk: Table) -> Table:
    """Scale shares so that those of each source add up to 1.

    Parameters
    ----------
    crosswalk : Table (source, target, share)
        Shares or counts of 0 or more; those of each source add up to more than 0.

    Returns
    -------
    Table (source, target, share)
        Ordered by source and target.

    Raises
    ------
    CrosswalkError
        If a pair occurs twice, a share is absent or negative, or those of a source add up to 0.
    """
    found = unchecked_shares(crosswalk)
    sums = np.asarray(found.matrix.sum(axis=1))
    empty = np.flatnonzero(sums <= 0)
    if len(empty):
        raise CrosswalkError("The shares of {count} source area(s) add up to 0, first {first}. Give one of them a share.",
                             count=len(empty), first=found.sources[empty[0]])  # fmt: skip
    scaled = found.matrix.data / np.repeat(sums, np.diff(found.matrix.indptr))
    matrix = scipy.sparse.csr_array((scaled, found.matrix.indices, found.matrix.indptr), shape=found.matrix.shape)
    return crosswalk_table(Shares(found.sources, found.targets, matrix))


def with_unchanged(crosswalk: Table, areas: Table) -> Table:
    """Add the areas that a list of changes leaves out: each passes wholly into the area of its own code.

    Parameters
    ----------
    crosswalk : Table (source, target, share)
        Changed areas only, as statistical offices list them.
    areas : Table (area)
        All areas of the division before.

    Returns
    -------
    Table (source, target, share)
        Ordered by source and target.

    Raises
    ------
    CrosswalkError
        If a pair occurs twice, a share is absent or negative, or the shares of a source do not add up to 1.

    Examples
    --------
    >>> changes = memtable({"source": ["A"], "target": ["B"], "share": [1.0]})
    >>> with_unchanged(changes, memtable({"area": ["A", "B"]})).to_pyarrow().to_pydict()
    {'source': ['A', 'B'], 'target': ['B', 'B'], 'share': [1.0, 1.0]}
    """
    listed = pull(crosswalk_table(shares_of(crosswalk)))
    others = sorted(set(pull(areas.select("area"))["area"].to_pylist()) - set(listed["source"].to_pylist()))
    same = pa.table({"source": others, "target": others, "share": [1.0] * len(others)}, schema=listed.schema)
    return memtable(pa.concat_tables([listed, same]).sort_by([("source", "ascending"), ("target", "ascending")]))


def _steps(steps: Table) -> list[tuple[str, Shares]]:
    rows = pull(steps.select("period", "source", "target", "share"))
    periods = sorted(pc.unique(rows["period"]).to_pylist())
    if not periods:
        raise CrosswalkError("There is no step from one division to another. Give the crosswalk of at least one year.")
    return [(period, shares_of(memtable(rows.filter(pc.equal(rows["period"], period))))) for period in periods]


def _joined(first: Shares, second: Shares, *, period: str) -> Shares:
    place = {name: number for number, name in enumerate(second.sources)}
    lost = [name for name in first.targets if name not in place]
    if lost:
        raise CrosswalkError(
            "{count} area(s) have no row in the crosswalk that follows{step}, first {first}. Give each area a row, also one "
            "that did not change.",
            count=len(lost), step=f" ({period})" if period else "", first=lost[0], areas=lost,
        )  # fmt: skip
    chosen = second.matrix[np.array([place[name] for name in first.targets], np.int64)]
    matrix = scipy.sparse.csr_array(first.matrix @ chosen)
    matrix.sort_indices()
    return Shares(first.sources, second.targets, matrix)


def _told(whole: Shares, step: Shares, period: str) -> pa.Table:
    matrix = whole.matrix.tocoo()
    at, to = matrix.coords
    real = matrix.data > 0
    at, to = at[real], to[real]
    return pa.table({
        "origin": names_at(whole.sources, at), "period": pa.array([period] * len(at), pa.string()),
        "area": names_at(whole.targets, to), "share": matrix.data[real], "change": names_at(CHANGES, _changes(step)[to]),
    })  # fmt: skip


def _changes(step: Shares) -> Array:
    """Return the place in `CHANGES` of each target of a step."""
    has = scipy.sparse.csc_array(step.matrix > 0)
    sources = np.diff(has.indptr)
    parts = np.asarray(has.sum(axis=1))  # areas into which each source falls
    torn = np.asarray((has.T @ (parts > 1).astype(int)) > 0)
    single = has.indices[has.indptr[:-1].clip(max=max(has.nnz - 1, 0))]
    namesake = np.array([step.sources[place] == name for place, name in zip(single, step.targets, strict=True)], bool)
    return np.select(
        [(sources == 1) & ~torn & namesake, (sources == 1) & ~torn, sources == 1, ~torn],
        [_SAME, _RENAMED, _SPLIT, _MERGED], default=_REDRAWN,
    )  # fmt: skip
