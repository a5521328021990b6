"""Audit a protected table with the figures behind it: is every unsafe cell protected, and by how much?"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pyarrow as pa

from veerkracht.analysis.disclosure.linked.attack import reached
from veerkracht.analysis.disclosure.linked.dimension import Floats
from veerkracht.analysis.disclosure.linked.layout import KEYS, Block, Flags, Layout, layout_of
from veerkracht.analysis.disclosure.linked.rules import CellRules, Need, needs_of
from veerkracht.analysis.disclosure.linked.suppression import Years, filled, walked
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, memtable

NEAR: Final = 1e-6
"""Persons; far below one, far above the tolerance of the solver."""

Proof = Literal["move", "programme"]
SHOWN, MOVE, PROGRAMME, NONE = range(4)
_WORDS: Final = np.array(["shown", "move", "programme", None], dtype=object)


def audit_linked(
    published: Table,
    figures: Table,
    *,
    areas: Table,
    rules: CellRules,
    categories: Table | None = None,
    periods: Table | None = None,
    years: Years = "apart",
    proof: Proof = "move",
) -> Table:
    """Attack a protected table, and hold what an intruder reaches against what every unsafe cell needs.

    Parameters
    ----------
    published : Table (area, period, value[, indicator, category])
        The protected table: the rows of `figures`, with no value where a cell is hidden.
    figures : Table (area, period, value[, indicator, category ...])
        The true figures, as given to `suppress_linked`.
    areas, categories, periods : Table
        What adds up, as in `suppress_linked`.
    rules : CellRules
        What is unsafe, and how much room it must be left.
    years : {"apart", "linked"}
        "linked" gives the intruder the change of every cell from period to period.
    proof : {"move", "programme"}
        "move" looks for a table that fits all that is shown and leaves the cell the room it needs, and solves linear
        programmes only where none is found: fast, and the interval told is one that an intruder cannot narrow. With
        "programme" the exact interval of every hidden cell is worked out.

    Returns
    -------
    Table (indicator, period, area, category, lower, upper, width, above, proof, safe)
        One row per hidden cell, and per unsafe cell that is shown. `width` and `above` say what it needs; `proof` how
        the interval was found (null: a complement for which nothing was sought). A cell is unsafe if its interval is
        narrower than `width`, or reaches less than `above` over the true value.

    Raises
    ------
    SettingError
        If there is no such proof.
    TableError
        If the rows differ, or a figure that is shown is not the true one.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, section 4.2.
    """
    if proof not in ("move", "programme"):
        raise SettingError("Setting {setting} is {found}. Choose from: {known}.", setting="proof", found=proof,
                           known="move, programme")  # fmt: skip
    truth = layout_of(figures, areas=areas, categories=categories, periods=periods)
    shown = layout_of(published, areas=areas, categories=categories, periods=periods)
    check_same(truth, shown)
    needs = needs_of(truth, rules)
    found = [
        _audited(block, seen.amount, need, rules, years, proof)
        for block, seen, need in zip(truth.blocks, shown.blocks, needs, strict=True)
    ]
    return _table(truth, needs, found)


def check_same(truth: Layout, shown: Layout) -> None:
    """Check that a published table has the rows of its figures, and shows them as they are.

    Raises
    ------
    TableError
        If not.
    """
    pairs = list(zip(truth.blocks, shown.blocks, strict=False))
    if truth.indicators != shown.indicators or any(not np.array_equal(a.given, b.given) for a, b in pairs):
        raise TableError("The published table has other rows than its figures. Audit them as they were protected.")
    for indicator, (block, seen) in zip(truth.indicators, pairs, strict=True):
        off = np.abs(seen.amount - block.amount) > NEAR
        if off.any():
            raise TableError("{count} shown cell(s) of {indicator} differ from their figure. Suppression changes none: "
                             "audit the table that was protected.", count=int(off.sum()),
                             indicator=indicator or "the table")  # fmt: skip


Audited = tuple[Floats, Floats, Array, Flags]


def _audited(block: Block, shown: Floats, need: Need, rules: CellRules, years: Years, proof: Proof) -> Audited:
    """Return the lower and upper bound of each cell, how they were found, and which cells are told of."""
    hidden = block.given & np.isnan(shown) & ~np.isnan(block.amount)
    bare = (need.broken > 0) & ~np.isnan(shown) & block.open_to_all
    low, high = np.where(bare, block.amount, np.nan), np.where(bare, block.amount, np.nan)
    how = np.where(bare, SHOWN, NONE)
    seen = ~np.isnan(shown) & block.open_to_all | block.none
    if proof == "move":
        _by_moves(block, need, rules, years, (hidden, seen), (low, high, how))
    left = hidden & (how == NONE) & ((need.broken > 0) | (proof == "programme"))
    if left.any():
        changes = filled(block) if years == "linked" else None
        least, most = reached(block, hidden=~seen, wanted=left, changes_of=changes)
        low[left], high[left], how[left] = least[left], most[left], PROGRAMME
    return low, high, how, hidden | bare


def _by_moves(
    block: Block,
    need: Need,
    rules: CellRules,
    years: Years,
    cells: tuple[Flags, Flags],
    into: tuple[Floats, Floats, Array],
) -> None:
    hidden, seen = cells
    wish = Need(need.broken, np.where(need.broken > 0, need.width, float(rules.least_count)), need.above)
    done = walked(block, wish, np.argwhere(hidden), seen.astype(float), years=years, most=0.5)
    at = tuple(done.cells[done.found].T)
    low, high, how = into
    low[at], high[at] = block.amount[at] - done.reach[done.found, 0], block.amount[at] + done.reach[done.found, 1]
    how[at] = MOVE


def _table(layout: Layout, needs: list[Need], found: list[Audited]) -> Table:
    low, high, how = (layout.per_row([one[at] for one in found]) for at in range(3))
    width, above = (layout.per_row([getattr(need, name) for need in needs]) for name in ("width", "above"))
    broken = layout.per_row([need.broken for need in needs]) > 0
    true = layout.per_row([block.amount for block in layout.blocks])
    enough = (high - low >= width - NEAR) & (high - true >= above - NEAR) & (how != SHOWN)
    told = layout.per_row([one[3] for one in found])
    columns = {"lower": low, "upper": np.where(np.isinf(high), np.nan, high), "width": width, "above": above}
    rows = layout.rows.select(list(KEYS))
    for name, column in columns.items():
        rows = rows.append_column(name, pa.array(column, from_pandas=True))
    rows = rows.append_column("proof", pa.array(_WORDS[how], pa.string()))
    rows = rows.append_column("safe", pa.array(enough | ~broken))
    return memtable(rows.filter(pa.array(told)))
