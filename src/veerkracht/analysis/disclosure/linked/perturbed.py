"""Audit a table of rounded or noisy counts: can a reader still tell that a count is small, or what it is?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.disclosure.linked.attack import reached_within
from veerkracht.analysis.disclosure.linked.audit import NEAR
from veerkracht.analysis.disclosure.linked.dimension import Floats
from veerkracht.analysis.disclosure.linked.layout import KEYS, Block, Flags, Layout, check_sums, layout_of
from veerkracht.analysis.disclosure.linked.rules import REASONS, CellRules, Need, needs_of
from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable

_FEW: Final = 1 << REASONS.index("few")
_PROOF: Final = "programme"


def audit_perturbed(
    published: Table, figures: Table, *, areas: Table, rules: CellRules, categories: Table | None = None,
    periods: Table | None = None,
) -> Table:  # fmt: skip
    """Work out what a reader learns of every unsafe cell from rounded or noisy counts and from all that adds up.

    Parameters
    ----------
    published : Table (area, period, value, lower, upper[, indicator, category])
        What is shown, and between which counts the true one lies by what is known of the method; the rows of `figures`.
        Without a value the cell is hidden, and bounds are not looked at.
    figures : Table (area, period, value[, indicator, category ...])
        The true figures; they add up.
    areas, categories, periods : Table
        What adds up, as in `suppress_linked`.
    rules : CellRules
        What is unsafe.

    Returns
    -------
    Table (indicator, period, area, category, lower, upper, width, above, proof, safe)
        One row per unsafe cell, with the exact interval that a reader can work out. It is safe if at least two whole numbers
        lie in it; for a small count also 0 or a count that is not small, so that a reader cannot be sure that it is small;
        and for a cell with few contributors if it reaches `above` over the true value.

    Raises
    ------
    TableError
        If the rows differ, figures do not add up, or a true figure lies outside the bounds of what is shown.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, sections 4.2 and 5.5.
    """
    truth = layout_of(figures, areas=areas, categories=categories, periods=periods)
    shown = layout_of(published, areas=areas, categories=categories, periods=periods)
    check_sums(truth)
    _check_rows(truth, shown)
    needs, sides = needs_of(truth, rules), (shown.column("lower"), shown.column("upper"))
    found = [
        _reached(block, seen, (low, high), need)
        for block, seen, low, high, need in zip(truth.blocks, shown.blocks, *sides, needs, strict=True)
    ]
    return _table(truth, needs, found, rules)


def _check_rows(truth: Layout, shown: Layout) -> None:
    pairs = list(zip(truth.blocks, shown.blocks, strict=False))
    if truth.indicators != shown.indicators or any(not np.array_equal(a.given, b.given) for a, b in pairs):
        raise TableError("The published table has other rows than its figures. Audit them as they were protected.")


def _reached(block: Block, seen: Block, bounds: tuple[Floats, Floats], need: Need) -> tuple[Floats, Floats]:
    told = seen.open_to_all & ~np.isnan(seen.amount)
    lower, upper = np.where(told, bounds[0], 0.0), np.where(told, bounds[1], np.inf)
    off = told & ((block.amount < lower - NEAR) | (block.amount > upper + NEAR))
    if off.any():
        raise TableError("{count} shown cell(s) lie further from their figure than the method allows. Audit the table with the "
                         "settings it was made with.", count=int(off.sum()))  # fmt: skip
    return reached_within(block, lower=lower, upper=upper, wanted=need.broken > 0)


def _table(layout: Layout, needs: list[Need], found: list[tuple[Floats, Floats]], rules: CellRules) -> Table:
    low, high = (layout.per_row([one[side] for one in found]).astype(float) for side in (0, 1))
    width, above, broken = (
        layout.per_row([getattr(need, name) for need in needs]) for name in ("width", "above", "broken")
    )
    true = layout.per_row([block.amount for block in layout.blocks])
    safe = _two_remain(low, high) & _not_surely_few(low, high, broken, rules) & (high - true >= above - NEAR)
    rows = layout.rows.select(list(KEYS))
    columns = {"lower": low, "upper": np.where(np.isinf(high), np.nan, high), "width": width, "above": above}
    for name, column in columns.items():
        rows = rows.append_column(name, pa.array(column, from_pandas=True))
    rows = rows.append_column("proof", pa.array([_PROOF] * rows.num_rows)).append_column("safe", pa.array(safe))
    return memtable(rows.filter(pa.array(broken > 0)))


def _two_remain(low: Floats, high: Floats) -> Flags:
    remain: Flags = np.floor(high + NEAR) - np.ceil(low - NEAR) >= 1
    return remain


def _not_surely_few(low: Floats, high: Floats, broken: Floats, rules: CellRules) -> Flags:
    open_end: Flags = (np.ceil(low - NEAR) <= 0) | (np.floor(high + NEAR) >= rules.least_count)
    other_rule: Flags = broken.astype(np.int64) & _FEW == 0
    return open_end | other_rule
