"""Which cells tell too much by themselves, and how much room a reader must be left about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.disclosure.linked.dimension import Floats
from veerkracht.analysis.disclosure.linked.layout import Block, Layout, layout_of
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, memtable

REASONS: Final = ("few", "zero", "full", "few_records", "dominant", "p_percent")
LARGEST: Final = "largest_{}"
"""Columns `largest_1`, `largest_2` ...: the largest contributions to a cell."""


@dataclass(frozen=True)
class CellRules:
    """What makes a cell unsafe by itself.

    Parameters
    ----------
    least_count : float
        A count above 0 and below this is unsafe ("few"). It is also the room that a reader must be left about a count:
        the interval of an unsafe count is at least this wide.
    edges : {"shown", "zeros", "zeros_and_full"}
        Whether a zero is unsafe, and whether a count is unsafe that is as large as the total over categories: both
        tell something of everybody in the area.
    least_records : float
        A cell with fewer records (column `records`) is unsafe; 0 for no rule.
    dominance : (int, float), optional
        (n, k): unsafe if the n largest contributors make more than k percent of the cell.
    p_percent : float, optional
        Unsafe if the second largest contributor can work out the largest one to within p percent.

    Raises
    ------
    SettingError
        If a limit protects nobody or cannot be met.

    Examples
    --------
    >>> CellRules(least_count=5, edges="zeros").least_count
    5
    """

    least_count: float = 5
    edges: Literal["shown", "zeros", "zeros_and_full"] = "shown"
    least_records: float = 0
    dominance: tuple[int, float] | None = None
    p_percent: float | None = None

    def __post_init__(self) -> None:
        share = self.dominance[1] if self.dominance else 100.0
        count = self.dominance[0] if self.dominance else 1
        p = 100.0 if self.p_percent is None else self.p_percent
        for name, value, low, high in (("least_count", self.least_count, 2.0, np.inf),
                                       ("least_records", self.least_records, 0.0, np.inf),
                                       ("dominance n", count, 1.0, 10.0), ("dominance k", share, 1.0, 100.0),
                                       ("p_percent", p, 0.1, 1000.0)):  # fmt: skip
            if not low <= value <= high:
                raise SettingError("Setting {setting} is {found}; it must lie between {low} and {high}.",
                                   setting=name, found=value, low=low, high=high)  # fmt: skip
        if self.edges not in ("shown", "zeros", "zeros_and_full"):
            raise SettingError("Setting {setting} is {found}. Choose from: {known}.", setting="edges",
                               found=self.edges, known="shown, zeros, zeros_and_full")  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Per cell of a block: which rule it breaks (a bit for each of `REASONS`), and the room it must be left."""

    broken: Array
    width: Floats
    above: Floats


def unsafe_cells(cells: Table, *, rules: CellRules, categories: Table | None = None) -> Table:
    """Tell which cells may not be shown by themselves, and why.

    Parameters
    ----------
    cells : Table (area, period, value[, indicator, category, records, largest_1, largest_2 ...])
        Counts or sums, one row per key.
    rules : CellRules
        The rules.
    categories : Table (category, parent), optional
        Which category is part of which total; needed to see that a cell is full.

    Returns
    -------
    Table (indicator, period, area, category, reason, width, above)
        The unsafe cells in the order of the rows. `reason` lists the rules that are broken, joined by ``; ``. A reader
        must be left an interval of at least `width`, that reaches at least `above` over the true value.

    Raises
    ------
    TableError
        If a key occurs twice, a count is negative, or a column that a rule needs is absent.

    Notes
    -----
    Dominance: x1 + ... + xn > k/100 X, with X the cell; `above` is 100/k (x1 + ... + xn) - X. p%: X - x1 - x2 < p/100
    x1; `above` is p/100 x1 - (X - x1 - x2).

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, tables 4.2 and 4.4.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> cells = memtable({"area": ["A", "B"], "period": ["2020", "2020"], "value": [3, 40]})
    >>> unsafe_cells(cells, rules=CellRules()).to_pyarrow()["reason"].to_pylist()
    ['few']
    """
    layout = layout_of(cells, areas=None, categories=categories)
    needs = needs_of(layout, rules)
    broken = layout.per_row([need.broken for need in needs])
    rows = layout.rows.select(["indicator", "period", "area", "category"])
    for name in ("width", "above"):
        rows = rows.append_column(name, [layout.per_row([getattr(need, name) for need in needs])])
    return memtable(rows.add_column(4, "reason", [words_of(broken)]).filter(broken > 0))


def words_of(broken: Array) -> list[str | None]:
    """Return the names of the broken rules of each cell, None where there are none."""
    names = {bits: "; ".join(name for at, name in enumerate(REASONS) if bits >> at & 1) or None
             for bits in np.unique(broken).tolist()}  # fmt: skip
    return [names[bits] for bits in broken.tolist()]


def needs_of(layout: Layout, rules: CellRules) -> list[Need]:
    """Return what each block needs by the rules."""
    columns = {name: layout.column(name) for name in _columns(layout, rules)}
    return [
        _need(block, rules, {name: held[number] for name, held in columns.items()})
        for number, block in enumerate(layout.blocks)
    ]


def _columns(layout: Layout, rules: CellRules) -> list[str]:
    contributors = max(rules.dominance[0] if rules.dominance else 0, 2 if rules.p_percent is not None else 0)
    needed = [LARGEST.format(number) for number in range(1, contributors + 1)]
    needed += ["records"] if rules.least_records else []
    absent = [name for name in needed if name not in layout.rows.column_names]
    if absent:
        raise TableError("The rules need column(s) {columns}, which the cells lack. Add them, or leave the rule out.",
                         columns=", ".join(absent))  # fmt: skip
    return needed


def _need(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Need:
    amount, known = block.amount, block.given & ~block.none & ~np.isnan(block.amount)
    above = np.zeros(amount.shape)
    broken = np.zeros(amount.shape, np.int64)
    for number, name in enumerate(REASONS):
        found, room = _RULES[name](block, rules, columns)
        hit = known & found
        broken |= hit.astype(np.int64) << number
        above = np.maximum(above, np.where(hit, room, 0.0))
    counts = broken & 0b1111
    return Need(broken, np.where(counts > 0, float(rules.least_count), 0.0), above)


Found = tuple[Array, Array]
Rule = Callable[[Block, CellRules, dict[str, Floats]], Found]

_NO: Final = (np.zeros(1, bool), np.zeros(1))


def _few(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    return (block.amount > 0) & (block.amount < rules.least_count), np.zeros(1)


def _zero(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    return (block.amount == 0, np.zeros(1)) if rules.edges != "shown" else _NO


def _full(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    if rules.edges != "zeros_and_full":
        return _NO
    full = np.zeros(block.amount.shape, bool)
    for one in block.dimensions[2].sums:
        whole = block.amount[..., one.whole, None]
        full[..., one.parts] |= (block.amount[..., one.parts] * one.shares >= whole) & (whole > 0)
    return full, np.zeros(1)


def _few_records(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    return (columns["records"] < rules.least_records, np.zeros(1)) if rules.least_records else _NO


def _dominant(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    if rules.dominance is None:
        return _NO
    largest = sum(np.nan_to_num(columns[LARGEST.format(number)]) for number in range(1, rules.dominance[0] + 1))
    room = 100 / rules.dominance[1] * largest - block.amount
    return room > 0, room


def _within_p_percent(block: Block, rules: CellRules, columns: dict[str, Floats]) -> Found:
    if rules.p_percent is None:
        return _NO
    first, second = (np.nan_to_num(columns[LARGEST.format(number)]) for number in (1, 2))
    room = rules.p_percent / 100 * first - (block.amount - first - second)
    return room > 0, room


_RULES: Final[dict[str, Rule]] = {
    "few": _few, "zero": _zero, "full": _full, "few_records": _few_records, "dominant": _dominant,
    "p_percent": _within_p_percent,
}  # fmt: skip
