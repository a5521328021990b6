"""Controlled rounding: multiples of a base that add up as the counts did."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.disclosure.linked.dimension import Floats, Places
from veerkracht.analysis.disclosure.linked.layout import Block, check_sums, layout_of
from veerkracht.analysis.disclosure.rounding import check_base, with_values
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table

MOST_STEPS: Final = 3
"""How many multiples beyond the nearest ones are tried; with none the rounding is called zero-restricted."""


def round_controlled(
    cells: Table,
    areas: Table,
    *,
    base: int = 5,
    categories: Table | None = None,
    periods: Table | None = None,
    gap: float = 0.0,
    time_limit_s: float = 60.0,
) -> Table:
    """Round counts to multiples of a base so that all totals are the sums of their rounded parts.

    Parameters
    ----------
    cells : Table (area, period, value[, indicator, category, status ...])
        Counts that add up, one row per key.
    areas : Table (area, parent[, division])
        Which area is part of which.
    base : int
        2 or more.
    categories, periods : Table, optional
        Which category or period is part of which.
    gap : float
        How far the sum of distances may lie above the least one, as a share of it.
    time_limit_s : float
        Most seconds for each group of cells that are tied by sums; then the best rounding so far is taken.

    Returns
    -------
    Table
        The same columns and rows. Each count is one of the two multiples around it; a multiple of the base stays. Only
        where no such table adds up may counts go up to 3 multiples further.

    Raises
    ------
    SettingError
        If the base is below 2, or the gap or time limit negative.
    TableError
        If parts do not add up to their whole, a share is not 1, or no rounding was found in time.

    Notes
    -----
    A whole-number programme with the least sum of |rounded - count|, for each group of cells that sums tie together.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, section 5.5.
    .. [2] Causey, Cox & Ernst (1985), "Applications of transportation theory to statistical problems", Journal of the
       American Statistical Association 80, 903-909.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> cells = memtable({"area": ["A", "B", "W"], "period": ["2020"] * 3, "value": [2, 2, 4]})
    >>> areas = memtable({"area": ["A", "B"], "parent": ["W", "W"]})
    >>> found = round_controlled(cells, areas).to_pyarrow()["value"].to_pylist()
    >>> found[0] + found[1] == found[2]
    True
    """
    check_base(base)
    for name, value in (("gap", gap), ("time_limit_s", time_limit_s)):
        if value < 0:
            raise SettingError("Setting {setting} is {found}; it must be {low} or more.", setting=name, found=value,
                               low=0)  # fmt: skip
    layout = layout_of(cells, areas=areas, categories=categories, periods=periods)
    check_sums(layout)
    rounded = [_rounded(block, base, {"mip_rel_gap": gap, "time_limit": time_limit_s}) for block in layout.blocks]
    return with_values(layout.rows, np.asarray(layout.per_row(rounded), float))


def _rounded(block: Block, base: int, options: dict[str, float]) -> Floats:
    if any((shares != 1).any() for _axis, _whole, _parts, shares in block.sums()):
        raise TableError("Rounded counts cannot add up where a whole is made of shares below 1. Round before the "
                         "crosswalk.")  # fmt: skip
    known = ~np.isnan(block.amount)
    number = np.full(block.amount.shape, -1, np.intp)
    number[known] = np.arange(int(known.sum()))
    matrix = _sums(block, number)
    amount, found = block.amount[known], np.zeros(int(known.sum()))
    _count, group = scipy.sparse.csgraph.connected_components(abs(matrix).T @ abs(matrix), directed=False)
    order = np.argsort(group, kind="stable")
    for cells in np.split(order, np.cumsum(np.bincount(group))[:-1]):
        found[cells] = base * _multiples(matrix[:, cells], amount[cells] / base, options)
    result = np.full(block.amount.shape, np.nan)
    result[known] = found
    return result


def _sums(block: Block, number: Places) -> scipy.sparse.csr_array:
    """Return the sums whose cells are all known, a row each."""
    row, column, share, rows = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)], [np.zeros(0)], 0
    for axis, whole, parts, shares in block.sums():
        cells = np.append(parts, whole)
        numbers = np.moveaxis(number, axis, 0)[cells].reshape(len(cells), -1)
        numbers = numbers[:, (numbers >= 0).all(axis=0)]
        count = numbers.shape[1]
        row.append(np.tile(np.arange(rows, rows + count), len(cells)))
        column.append(numbers.ravel())
        share.append(np.repeat(np.append(shares, -1.0), count))
        rows += count
    place = (np.concatenate(row), np.concatenate(column))
    return scipy.sparse.csr_array((np.concatenate(share), place), shape=(rows, int(number.max()) + 1))


def _multiples(sums: scipy.sparse.csr_array, amount: Floats, options: dict[str, float]) -> Floats:
    """Return whole numbers near some amounts that keep their sums."""
    near = np.floor(amount + 0.5)
    rows = sums[np.flatnonzero(np.diff(sums.indptr))]
    if not rows.shape[0] or not np.abs(rows @ near).max():
        return near
    for steps in range(MOST_STEPS + 1):
        solved = _solve(rows, amount, steps, options)
        if solved is not None:
            return solved
    raise TableError("No rounding of {cells} cells that add up was found. Give more time, or a smaller base.",
                     cells=len(amount))  # fmt: skip


def _solve(rows: scipy.sparse.csr_array, amount: Floats, steps: int, options: dict[str, float]) -> Floats | None:
    """Return the rounding with the least distance, each distance a variable beside its multiple."""
    size = len(amount)
    lower, upper = np.maximum(np.floor(amount) - steps, 0), np.ceil(amount) + steps
    same = scipy.sparse.csr_array(np.zeros((rows.shape[0], size)))
    one = scipy.sparse.csr_array((np.ones(size), (np.arange(size), np.arange(size))), shape=(size, size))
    limits = [
        scipy.optimize.LinearConstraint(_beside(rows, same), 0.0, 0.0),
        scipy.optimize.LinearConstraint(_beside(one, -one), -np.inf, amount),
        scipy.optimize.LinearConstraint(_beside(one, one), amount, np.inf),
    ]
    bounds = scipy.optimize.Bounds(np.append(lower, np.zeros(size)), np.append(upper, np.full(size, np.inf)))
    solved = scipy.optimize.milp(
        np.repeat([0.0, 1.0], size),
        integrality=np.repeat([1.0, 0.0], size),
        bounds=bounds,
        constraints=limits,
        options=options,
    )
    return None if solved.x is None else np.asarray(np.round(solved.x[:size]))


def _beside(left: scipy.sparse.csr_array, right: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    return scipy.sparse.csr_array(scipy.sparse.hstack([left, right]))
