"""Rounding of counts to a base, cell by cell: to the nearest multiple, or by chance."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Status, Table, memtable, pull


def round_conventionally(cells: Table, *, base: int = 5) -> Table:
    """Round each count to the nearest multiple of a base; halfway goes up.

    Parameters
    ----------
    cells : Table (value[, status ...])
        Counts.
    base : int
        2 or more.

    Returns
    -------
    Table
        The same columns and rows. Where there was a `status` NORMAL it becomes ESTIMATED, also for a multiple of the base:
        else a reader would know that it is exact.

    Raises
    ------
    SettingError
        If the base is below 2.
    TableError
        If a count is negative.

    Notes
    -----
    Totals are rounded by themselves, so that parts no longer add up. A reader who sums parts can narrow down a rounded
    total; audit with `attack_linked(slack=base / 2)`.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, section 5.5.

    Examples
    --------
    >>> round_conventionally(memtable({"value": [1.0, 3.0, 12.0]})).to_pyarrow()["value"].to_pylist()
    [0.0, 5.0, 10.0]
    """
    rows, value = _counts(cells, base)
    return with_values(rows, nearest(value, base))


def round_randomly(cells: Table, *, base: int = 5, seed: int) -> Table:
    """Round each count up or down by chance, so that it stays the same on average.

    Parameters
    ----------
    cells : Table (area, period, value[, indicator, category, status ...])
        Counts, one row per key.
    base : int
        2 or more.
    seed : int
        Start of the random numbers; keep it secret, for it undoes the rounding.

    Returns
    -------
    Table
        The same columns and rows; multiples of the base stay as they are. Status as in `round_conventionally`.

    Raises
    ------
    SettingError
        If the base is below 2.
    TableError
        If a count is negative.

    Notes
    -----
    A rest r goes up with probability r / base. Draws belong to the keys in order, so that the order of rows does not
    matter.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, section 5.5.

    Examples
    --------
    >>> cells = memtable({"area": ["A"], "period": ["2020"], "value": [15.0]})
    >>> round_randomly(cells, seed=1).to_pyarrow()["value"].to_pylist()
    [15.0]
    """
    rows, value = _counts(cells, base)
    order = _key_order(rows)
    draw = np.empty(len(value))
    draw[order] = np.random.default_rng(seed).random(len(value))
    low = np.floor(value / base) * base
    return with_values(rows, low + base * (draw < (value - low) / base))


def nearest(value: Array, base: int) -> Array:
    """Return the nearest multiples of a base; halfway goes up."""
    return np.asarray(np.floor(value / base + 0.5) * base)


def _key_order(rows: pa.Table) -> Array:
    names = [name for name in ("indicator", "period", "area", "category") if name in rows.column_names]
    numbered = rows.select(names).append_column("row", pa.array(np.arange(rows.num_rows)))
    return np.asarray(numbered.sort_by([(name, "ascending") for name in names])["row"].to_numpy())


def _counts(cells: Table, base: int) -> tuple[pa.Table, Array]:
    check_base(base)
    rows = pull(cells)
    value = rows["value"].to_numpy().astype(float)
    if (value < 0).any():
        raise TableError("{count} count(s) are negative, first {value}. Counts are 0 or more.",
                         count=int((value < 0).sum()), value=float(value[value < 0][0]))  # fmt: skip
    return rows, value


def check_base(base: int) -> None:
    """Check that a base can be rounded to.

    Raises
    ------
    SettingError
        If it is below 2.
    """
    if base < 2:
        raise SettingError("Setting {setting} is {found}; it must be {low} or more.", setting="base", found=base, low=2)


def with_values(rows: pa.Table, value: Array) -> Table:
    """Return rows with other values; each cell that has one and was NORMAL becomes ESTIMATED, changed or not."""
    before = rows["value"].to_numpy().astype(float)
    at = rows.column_names.index("value")
    changed = rows.set_column(at, "value", pa.array(value, pa.float64(), from_pandas=True))
    if "status" not in rows.column_names:
        return memtable(changed)
    status = rows["status"].to_numpy().astype(object)
    status[(status == Status.NORMAL) & ~np.isnan(before)] = Status.ESTIMATED
    return memtable(changed.set_column(rows.column_names.index("status"), "status", pa.array(status, pa.string())))
