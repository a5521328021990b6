"""Attack a table that is about to leave the house: what can be worked out about each hidden cell?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import scipy

from veerkracht.analysis.disclosure.linked._programme import System, intervals
from veerkracht.analysis.disclosure.linked.dimension import Floats, Places
from veerkracht.analysis.disclosure.linked.layout import Block, Flags, layout_of
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table, memtable

NO_ROW: Final = -1


def attack_linked(
    published: Table, areas: Table, *, categories: Table | None = None, periods: Table | None = None, slack: float = 0.0
) -> Table:
    """Work out the interval of every hidden cell from all that is published, as an intruder would.

    Parameters
    ----------
    published : Table (area, period, value[, indicator, category, status])
        What is shown; a hidden cell has no value. Status NOT_APPLICABLE or SHARED_IN says that there is nobody.
    areas : Table (area, parent[, share, division])
        Which area is part of which, as in `suppress_linked`.
    categories, periods : Table, optional
        Which category or period is part of which.
    slack : float
        How far a shown figure can be from the true one, in people: half the base for figures rounded to the nearest
        multiple, a whole base for random and controlled rounding.

    Returns
    -------
    Table (indicator, period, area, category, lower, upper)
        One row per cell that is not known exactly: those without a value, and with `slack` the others too. `upper` is
        null where there is no bound.

    Raises
    ------
    SettingError
        If `slack` is negative.
    TableError
        If no counts fit all that is published.

    References
    ----------
    .. [1] Fischetti & Salazar (2000), "Models and algorithms for optimizing cell suppression in tabular data with
       linear constraints", Journal of the American Statistical Association 95, 916-928.

    Examples
    --------
    >>> shown = memtable({"area": ["A", "B", "W"], "period": ["2020"] * 3, "value": [None, None, 12.0]})
    >>> areas = memtable({"area": ["A", "B"], "parent": ["W", "W"]})
    >>> attack_linked(shown, areas).to_pyarrow()["upper"].to_pylist()
    [12.0, 12.0]
    """
    if slack < 0:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="slack", found=slack, low=0
        )
    layout = layout_of(published, areas=areas, categories=categories, periods=periods)
    bounds = [_attacked(block, slack) for block in layout.blocks]
    low, high = (layout.per_row([bound[side] for bound in bounds]).astype(float) for side in (0, 1))
    keys = layout.rows.select(["indicator", "period", "area", "category"])
    keys = keys.append_column("lower", [low]).append_column("upper", [np.where(np.isinf(high), np.nan, high)])
    keys = keys.set_column(5, "upper", pa.array(keys["upper"].to_numpy(), from_pandas=True))
    return memtable(keys.filter(~np.isnan(low)))


def _attacked(block: Block, slack: float) -> tuple[Floats, Floats]:
    known = ~np.isnan(block.amount) | block.none
    wanted = block.given & ~block.none & (~known | (slack > 0))
    return reached(block, hidden=~known, wanted=wanted, slack=slack)


def reached(
    block: Block, *, hidden: Flags, wanted: Flags, slack: float = 0.0, changes_of: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the least and largest value of each wanted cell of a block, NaN for the others.

    Parameters
    ----------
    block : Block
        The cells; `amount` of those that are hidden is not looked at.
    hidden : array of bool
        Cells of which a reader knows nothing.
    wanted : array of bool
        Cells whose interval is asked.
    slack : float
        How far a shown figure can be from the true one.
    changes_of : array, optional
        True amounts: the reader also knows how each hidden cell changed from one period to the next.
    """
    free = hidden | ((slack > 0) & ~block.none)
    number = np.full(block.amount.shape, NO_ROW, np.intp)
    number[free] = np.arange(int(free.sum()))
    shown = np.where(free | block.none, 0.0, np.nan_to_num(block.amount))
    system = System(*_sums(block, number, shown), *_limits(block.amount, hidden, free, slack))
    if changes_of is not None:
        system = system.with_rows(*_changes(number, changes_of))
    found = intervals(system, wanted[free])
    low, high = np.full(number.shape, np.nan), np.full(number.shape, np.nan)
    low[free], high[free] = found
    return low, high


def reached_within(block: Block, *, lower: Floats, upper: Floats, wanted: Flags) -> tuple[Floats, Floats]:
    """Return the least and largest value of each wanted cell of a block, of which a reader knows bounds of every cell.

    Parameters
    ----------
    block : Block
        The cells; amounts are not looked at.
    lower, upper : array
        Between which a reader knows each cell to lie, before sums are looked at.
    wanted : array of bool
        Cells whose interval is asked.
    """
    free = ~block.none
    number = np.full(block.amount.shape, NO_ROW, np.intp)
    number[free] = np.arange(int(free.sum()))
    system = System(*_sums(block, number, np.zeros(block.amount.shape)), lower[free], upper[free])
    low, high = np.full(number.shape, np.nan), np.full(number.shape, np.nan)
    low[free], high[free] = intervals(system, wanted[free])
    return low, high


def _limits(amount: Floats, hidden: Flags, free: Flags, slack: float) -> tuple[Floats, Floats]:
    lower = np.where(hidden, 0.0, np.maximum(amount - slack, 0.0))
    upper = np.where(hidden, np.inf, amount + slack)
    return lower[free], upper[free]


def _sums(block: Block, number: Places, shown: Floats) -> tuple[scipy.sparse.csr_array, Floats]:
    """Return the sums as a matrix of the unknown cells, and what the shown cells leave of each."""
    entries: list[tuple[Places, Places, Floats]] = []
    right, rows = [np.zeros(0)], 0
    for axis, whole, parts, shares in block.sums():
        cells, share = np.append(parts, whole), np.append(shares, -1.0)
        numbers = np.moveaxis(number, axis, 0)[cells].reshape(len(cells), -1)
        amounts = np.moveaxis(shown, axis, 0)[cells].reshape(len(cells), -1)
        entry, row = np.nonzero(numbers >= 0)
        entries.append((rows + row, numbers[entry, row], share[entry]))
        right.append(-share @ amounts)
        rows += numbers.shape[1]
    return _matrix(entries, rows, int(number.max(initial=NO_ROW)) + 1, np.concatenate(right))


def _matrix(
    entries: list[tuple[Places, Places, Floats]], rows: int, columns: int, right: Floats
) -> tuple[scipy.sparse.csr_array, Floats]:
    row, column, share = (np.concatenate([part[at] for part in entries]) if entries else np.zeros(0) for at in range(3))
    matrix = scipy.sparse.csr_array((share, (row.astype(np.intp), column.astype(np.intp))), shape=(rows, columns))
    held = np.diff(matrix.indptr) > 0
    off = np.abs(right[~held]).max(initial=0.0)
    if off > 1e-6 * (1 + np.abs(right).max(initial=0.0)):
        raise TableError("The published figures contradict each other by {off}: parts do not add up to their whole. "
                         "Tell how far figures were rounded.", off=float(off))  # fmt: skip
    return matrix[held], right[held]


def _changes(number: Places, amount: Floats) -> tuple[scipy.sparse.csr_array, Floats]:
    """Tie each hidden cell to the same cell one period later, of which the change is known."""
    both = (number[:-1] >= 0) | (number[1:] >= 0)
    known = both & ~np.isnan(amount[:-1]) & ~np.isnan(amount[1:])
    before, after, change = number[:-1][known], number[1:][known], (amount[1:] - amount[:-1])[known]
    right = change + np.where(before < 0, amount[:-1][known], 0.0) - np.where(after < 0, amount[1:][known], 0.0)
    row = np.arange(len(right))
    cells = np.concatenate([before, after])
    signs = np.repeat([-1.0, 1.0], len(right))
    used = cells >= 0
    place = (np.tile(row, 2)[used], cells[used])
    return scipy.sparse.csr_array((signs[used], place), shape=(len(right), int(number.max(initial=NO_ROW)) + 1)), right
