"""What the moves make of the stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._stock import Floats, Numbers, Stock
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays

__all__ = ["Moved", "read_moves", "social_after"]

LEAST_HOMES: Final = 1e-6  # moves are told to six decimals


@dataclass(frozen=True)
class Moved:
    """Moves as arrays: rows of the stock, years and homes."""

    giver: Places
    receiver: Places
    year: Numbers
    homes: Floats

    def out(self, areas: int) -> Floats:
        """Return the homes that leave each area."""
        return np.bincount(self.giver, self.homes, areas).astype(np.float64)

    def into(self, areas: int) -> Floats:
        """Return the homes that each area receives."""
        return np.bincount(self.receiver, self.homes, areas).astype(np.float64)


def read_moves(stock: Stock, moves: Table, *, years: int | None = None) -> Moved:
    """Pull the moves once and check them; `years` is the last year, if it is known.

    Raises
    ------
    InputError
        If an area is not in the stock, homes are below 0 or unknown, a year is not one of the plan, or an area loses
        more homes than it has.
    """
    rows = arrays(moves.select("source", "target", "year", "homes"), order=("source", "target", "year"))
    giver, receiver = (stock.rows_of(rows[end], table="moves") for end in ("source", "target"))
    homes = rows["homes"].astype(float)
    wrong = np.flatnonzero(~(homes >= 0))
    if len(wrong):
        raise InputError("The move from {source} to {target} is of {homes:g} homes. Give a number of 0 or more.",
                         source=rows["source"][wrong[0]], target=rows["target"][wrong[0]], homes=homes[wrong[0]])  # fmt: skip
    moved = Moved(giver, receiver, _years(rows, years), homes)
    short = np.flatnonzero(moved.out(len(stock.area)) > stock.social + LEAST_HOMES)
    if len(short):
        raise InputError("Area {area} would lose {homes:g} of its {social:g} social homes. Mend the moves.",
                         area=stock.area[short[0]], homes=moved.out(len(stock.area))[short[0]],
                         social=stock.social[short[0]])  # fmt: skip
    return moved


def _years(rows: dict[str, Array], last: int | None) -> Numbers:
    year = rows["year"].astype(float)
    wrong = np.flatnonzero(~((year >= 1) & (year <= (np.inf if last is None else last))))
    if len(wrong):
        first = wrong[0]
        raise InputError(
            "The move from {source} to {target} is in year {year:g}. Choose {bounds}.", source=rows["source"][first],
            target=rows["target"][first], year=year[first], bounds="1 or more" if last is None else f"1 to {last}",
        )  # fmt: skip
    return np.asarray(year, np.int64)


def social_after(stock: Stock, moves: Table) -> Floats:
    """Return the social homes of each area after all moves."""
    moved = read_moves(stock, moves)
    areas = len(stock.area)
    return np.maximum(stock.social - moved.out(areas) + moved.into(areas), 0.0)
