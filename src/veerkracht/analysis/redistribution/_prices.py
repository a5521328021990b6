"""Who blocks, and by how much: the dual value of every limit that is used up."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._programme import Block, Programme
from veerkracht.analysis.redistribution._solving import Solved, dissimilarity_scale
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.tables import Table, empty, stack, table_from_arrays
from veerkracht.tables.shape import Shape

__all__ = ["least_prices", "price_table"]

LEAST_PRICE: Final = 1e-6  # of what a home changes in the goal; a smaller price is rounding of the solver
PRICES: Final = Shape("limits", {
    "goal": "string", "limit": "string", "place": "string", "year": "int64", "bound": "float64", "used": "float64",
    "slack": "float64", "price": "float64",
}, ("goal", "limit", "place", "year"))  # fmt: skip


def least_prices(programme: Programme, rows: Block, goal: str) -> Floats:
    """Return per limit the price below which it is rounding: it falls with the size of the city, as a home counts less.

    A home changes dissimilarity by T / (2 S (T - S)), and the load of an area by 1 / t or less. What stands in euro has a
    price per euro, so that the most euro per home turn it back into homes.
    """
    stock = programme.columns.stock
    of_home = (
        dissimilarity_scale(stock) if goal == "dissimilarity" else len(stock.area) / max(stock.dwellings.sum(), 1.0)
    )
    return LEAST_PRICE * of_home / rows.largest


def price_table(programme: Programme, solved: Solved) -> Table:
    """Return the limits with a price above 0, dearest first within each goal.

    Notes
    -----
    The dual value is the fall of the goal for a small step of the bound. Where several limits bind at once it holds for
    less than one home; `what_blocks` solves again with one more.
    """
    found = [_of_goal(programme, solved, name) for name in solved.prices if name != "moves"]
    kept = [table for table in found if table is not None]
    return stack(kept, PRICES) if kept else empty(PRICES)


def _of_goal(programme: Programme, solved: Solved, goal: str) -> Table | None:
    rows = programme.limits
    if rows is None:
        return None
    price = solved.prices[goal]
    dear = np.flatnonzero(price > least_prices(programme, rows, goal))
    dear = dear[np.lexsort((rows.year[dear], rows.place[dear].astype(str), -price[dear]))]
    used = (programme.matrix(rows) @ solved.values)[dear]
    return table_from_arrays({
        "goal": np.array([goal] * len(dear), object), "limit": rows.family[dear], "place": rows.place[dear],
        "year": rows.year[dear], "bound": rows.bound[dear], "used": used, "slack": rows.bound[dear] - used,
        "price": price[dear],
    })  # fmt: skip
