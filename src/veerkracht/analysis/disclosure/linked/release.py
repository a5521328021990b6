"""Show again what need not be hidden, as far as linear programmes prove it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.disclosure.linked.attack import reached
from veerkracht.analysis.disclosure.linked.audit import NEAR, check_same
from veerkracht.analysis.disclosure.linked.layout import Block, Flags, Layout, layout_of
from veerkracht.analysis.disclosure.linked.rules import CellRules, Need, needs_of
from veerkracht.analysis.disclosure.linked.suppression import COMPLEMENT, Years, filled
from veerkracht.errors import SettingError
from veerkracht.tables import Status, Table, memtable, pull

MOST_CELLS: Final = 2_000
"""Complements of a table that are tried by default; each takes linear programmes for the unsafe cells."""


def release_linked(
    published: Table,
    figures: Table,
    *,
    areas: Table,
    rules: CellRules,
    categories: Table | None = None,
    periods: Table | None = None,
    years: Years = "apart",
    most_cells: int = MOST_CELLS,
) -> Table:
    """Show complements again, the largest first, as long as every unsafe cell keeps the room it needs.

    Parameters
    ----------
    published : Table
        As `suppress_linked` made it.
    figures, areas, rules, categories, periods, years
        As they were given to `suppress_linked`.
    most_cells : int
        Most complements that are tried.

    Returns
    -------
    Table
        As `published`, with some complements shown. None of those that are left could be shown alone.

    Raises
    ------
    SettingError
        If there are more complements than may be tried: protect a part of the table, or leave it as it is.
    TableError
        If the rows differ from the figures.

    Notes
    -----
    Showing a cell never widens an interval, so that one round is enough: what could not be shown at first cannot be shown
    later.
    """
    truth = layout_of(figures, areas=areas, categories=categories, periods=periods)
    shown = layout_of(published, areas=areas, categories=categories, periods=periods)
    check_same(truth, shown)
    needs = needs_of(truth, rules)
    tried = [_complements(*pair) for pair in zip(truth.blocks, shown.blocks, needs, strict=True)]
    count = int(sum(one.sum() for one in tried))
    if count > most_cells:
        raise SettingError("Setting {setting} is {found}; there are {count} complements. Raise it, or protect a part.",
                           setting="most_cells", found=most_cells, count=count)  # fmt: skip
    released = [
        _released(block, seen, need, candidates, years)
        for block, seen, need, candidates in zip(truth.blocks, shown.blocks, needs, tried, strict=True)
    ]
    return _shown_again(pull(published), shown, truth, released)


def _complements(block: Block, seen: Block, need: Need) -> Flags:
    hidden: Flags = block.given & block.open_to_all & np.isnan(seen.amount) & ~np.isnan(block.amount)
    hidden &= np.asarray(need.broken == 0, bool)
    return hidden


def _released(block: Block, seen: Block, need: Need, candidates: Flags, years: Years) -> Flags:
    hidden = ~((~np.isnan(seen.amount) & block.open_to_all) | block.none)
    order = np.argwhere(candidates)
    order = order[np.argsort(-block.amount[tuple(order.T)], kind="stable")]
    for cell in order:
        trial = hidden.copy()
        trial[tuple(cell)] = False
        if _all_safe(block, trial, need, years):
            hidden = trial
    return candidates & ~hidden


def _all_safe(block: Block, hidden: Flags, need: Need, years: Years) -> bool:
    unsafe = (need.broken > 0) & hidden
    changes = filled(block) if years == "linked" else None
    low, high = reached(block, hidden=hidden, wanted=unsafe, changes_of=changes)
    wide = high[unsafe] - low[unsafe] >= need.width[unsafe] - NEAR
    return bool((wide & (high[unsafe] - block.amount[unsafe] >= need.above[unsafe] - NEAR)).all())


def _shown_again(rows: pa.Table, shown: Layout, truth: Layout, released: list[Flags]) -> Table:
    now = shown.per_row(released).astype(bool)
    true = shown.per_row([block.amount for block in truth.blocks])
    columns = {"value": np.where(now, true, rows["value"].to_numpy().astype(float)),
               "status": np.where(now, Status.NORMAL, rows["status"].to_numpy()),
               "reason": np.where(now, None, rows["reason"].to_numpy())}  # fmt: skip
    assert set(rows["reason"].filter(pa.array(now)).to_pylist()) <= {COMPLEMENT}
    for name, column in columns.items():
        kind = pa.float64() if name == "value" else pa.string()
        rows = rows.set_column(rows.column_names.index(name), name, pa.array(column, kind, from_pandas=True))
    return memtable(rows)
