"""Hide the unsafe cells of linked tables, and the cells beside them without which nothing would be hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from veerkracht.analysis.disclosure.linked._moves import Steps, all_at_once, steps_of, walk
from veerkracht.analysis.disclosure.linked.dimension import Dimension, Floats, Places
from veerkracht.analysis.disclosure.linked.layout import Block, Flags, Layout, check_sums, layout_of
from veerkracht.analysis.disclosure.linked.rules import CellRules, Need, needs_of, words_of
from veerkracht.tables import Array, Status, Table, memtable

COMPLEMENT: Final = "complement"
UNPUBLISHED: Final = "unpublished"

Years = Literal["apart", "linked"]
Price = Literal["cells", "people", "log_people"]

ZERO_COSTS: Final = 20.0  # people
NEVER: Final = 1e30  # price of a cell that cannot be hidden, because everybody knows it


def suppress_linked(
    cells: Table,
    areas: Table,
    *,
    rules: CellRules,
    categories: Table | None = None,
    periods: Table | None = None,
    years: Years = "apart",
    price: Price = "people",
) -> Table:
    """Hide unsafe cells and their complements in tables that add up.

    Parameters
    ----------
    cells : Table (area, period, value[, indicator, category, status, published, records, largest_1 ...])
        Counts that were not rounded, one row per key. Rows with `published` false are never shown, but somebody could
        work them out: pieces between old and new boundaries, people who came between two years.
    areas : Table (area, parent[, share, division])
        Which area is part of which. With a `division` an area can be divided in two ways, such as by old and by new
        boundaries. With a `share` below 1 the whole is made of shares of its parts, as by a crosswalk.
    rules : CellRules
        What is unsafe.
    categories : Table (category, parent), optional
        Which category is part of which total.
    periods : Table (period, parent), optional
        Which period is part of which, such as years of a total over years, or last year and the newcomers of this year.
    years : {"apart", "linked"}
        "linked" hides the same pattern in all periods. Then a reader who knows how every single cell changed from year
        to year still learns nothing of the hidden ones.
    price : {"cells", "people", "log_people"}
        What hiding a cell costs: one each, the people in it plus one, or one plus the logarithm of that. A cell of zero
        costs as much as one of 20 people: a reader may well know that it is empty.

    Returns
    -------
    Table (indicator, period, area, category, value, status, reason)
        The rows as given. A hidden cell has a null value and status SUPPRESSED; `reason` says why: rules that it
        breaks, or complement. Do not publish the reason, for it tells which cells are small.

    Raises
    ------
    TableError
        If a key occurs twice, a count is negative, or parts do not add up to their whole.

    Notes
    -----
    For each unsafe cell the cheapest move is sought that changes it and leaves every sum as it is: people go from one
    smallest area to another in one category, and back in another. The cells of that move are hidden, and their size
    gives the room that a reader is left. A move that goes up to a total which nothing holds always exists, so that
    every unsafe cell is protected. Cells that are hidden already cost nothing, so that patterns are shared.

    References
    ----------
    .. [1] Hundepool et al. (2024), "Handbook on Statistical Disclosure Control", 2nd edition, sections 4.2 and 4.4.
    .. [2] Giessing & Repsilber (2002), "Tools and strategies to protect multiple tables with the GHQUAR cell
       suppression engine", in Inference Control in Statistical Databases, 181-192.

    Examples
    --------
    >>> cells = memtable({"area": ["A", "B", "C", "W"], "period": ["2020"] * 4, "value": [3, 40, 50, 93]})
    >>> areas = memtable({"area": ["A", "B", "C"], "parent": ["W", "W", "W"]})
    >>> suppress_linked(cells, areas, rules=CellRules()).to_pyarrow()["value"].to_pylist()
    [None, None, 50.0, 93.0]
    """
    layout = layout_of(cells, areas=areas, categories=categories, periods=periods)
    check_sums(layout)
    needs = needs_of(layout, rules)
    hidden = [_hidden(block, need, years, price) for block, need in zip(layout.blocks, needs, strict=True)]
    return _published(layout, layout.per_row([need.broken for need in needs]), layout.per_row(hidden))


@dataclass(frozen=True)
class Walked:
    """What moves were found: the cells asked for, which have one, and how far each goes down and up."""

    cells: Places
    found: Flags
    reach: Floats
    hidden: Flags


def _hidden(block: Block, need: Need, years: Years, price: Price) -> Flags:
    unsafe = (need.broken > 0).astype(bool)
    costs = _prices(block, ~block.open_to_all | unsafe, filled(block), price)
    return walked(block, need, np.argwhere(unsafe), costs, years=years, most=np.inf).hidden


def _prices(block: Block, hidden: Flags, amount: Floats, price: Price) -> Floats:
    people = np.where(amount == 0, ZERO_COSTS, amount) + 1.0
    costs = {"cells": np.ones(amount.shape), "people": people, "log_people": 1.0 + np.log(people)}[price]
    costs[hidden | np.isnan(block.amount)] = 0.0
    costs[block.none] = NEVER
    return costs


def walked(block: Block, need: Need, cells: Places, costs: Floats, *, years: Years, most: float) -> Walked:
    """Find a move for each cell, and hide what it takes.

    `costs` is 0 for hidden cells; a move that costs `most` or more is not taken.
    """
    amount = filled(block)
    order = _order(block, cells, amount)
    cells = cells[order]
    at = tuple(cells.T)
    found, reach, costs = np.zeros(len(cells), bool), np.zeros((len(cells), 2)), costs.copy()
    down = np.where(block.none, 0.0, amount)
    room = np.stack([down, np.where(block.none, 0.0, np.inf)])
    walk(cells, *_steps(block, amount, years), costs, room, need.above[at], need.width[at], most, found, reach)
    return Walked(cells, found, reach, (costs == 0.0) & block.given)


def _order(block: Block, cells: Places, amount: Floats) -> Places:
    """Return the cells from the widest whole to the smallest part; their complements serve those below."""
    held = np.ones(len(cells))
    for axis, dimension in enumerate(block.dimensions):
        held = held * np.diff(dimension.weight.indptr)[cells[:, axis]]
    return np.lexsort((amount[tuple(cells.T)], -held))


def _steps(block: Block, amount: Floats, years: Years) -> tuple[Steps, Steps, Steps]:
    own = [
        steps_of(dimension, amount.sum(axis=tuple({0, 1, 2} - {axis})))
        for axis, dimension in enumerate(block.dimensions)
    ]
    first = own[0] if years == "apart" else all_at_once(block.dimensions[0])
    return first, own[1], own[2]


def filled(block: Block) -> Floats:
    """Return the amounts, with wholes that have no figure added up from what is known of their parts."""
    known = np.isnan(block.amount)
    if not known.any():
        return block.amount
    added = np.nan_to_num(block.amount)
    for axis, dimension in enumerate(block.dimensions):
        added = _added(dimension, added, axis)
    return np.where(known, added, block.amount)


def _added(dimension: Dimension, amount: Floats, axis: int) -> Floats:
    first = np.moveaxis(amount, axis, 0)
    total = dimension.weight @ first.reshape(len(first), -1)
    return np.moveaxis(np.asarray(total).reshape(first.shape), 0, axis)


def _published(layout: Layout, broken: Array, hidden: Array) -> Table:
    rows = layout.rows
    value = rows["value"].to_numpy().astype(float)
    gone, secret = hidden & ~np.isnan(value), _column(rows, "published", True) == np.False_
    reason = np.array(words_of(np.asarray(broken)), dtype=object)
    reason[gone & (broken == 0)] = COMPLEMENT
    reason[secret & (broken == 0)] = UNPUBLISHED
    status = _column(rows, "status", Status.NORMAL).astype(object)
    status[np.isnan(value) & (status == Status.NORMAL)] = Status.MISSING
    status[gone | secret] = Status.SUPPRESSED
    value[gone | secret] = np.nan
    keys = rows.select(["indicator", "period", "area", "category"])
    for name, column in (("value", value), ("status", status), ("reason", reason)):
        keys = keys.append_column(name, pa.array(column, pa.float64() if name == "value" else pa.string(),
                                                 from_pandas=True))  # fmt: skip
    return memtable(keys)


def _column(rows: pa.Table, name: str, otherwise: object) -> Array:
    return rows[name].to_numpy() if name in rows.column_names else np.full(rows.num_rows, otherwise)
