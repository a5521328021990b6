"""Where each quantity stands among the columns of the linear programme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._limits import Limits
from veerkracht.analysis.redistribution._stock import Floats, Stock

__all__ = ["Columns", "Pairs", "Places", "columns_of"]

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Pairs:
    """Routes that may be used: rows of givers and receivers, and the cost per home (NaN where it is unknown)."""

    giver: Places
    receiver: Places
    cost_eur: Floats


@dataclass(frozen=True)
class Columns:
    """The columns: homes out per giver and year, homes in per receiver and year, homes per route and year, homes beyond
    the mean share per giver and per receiver, and the largest load.

    Parameters
    ----------
    stock : Stock
        The areas.
    givers, receivers : arrays of int
        Their rows in the stock.
    routes : Pairs, optional
        Places among the givers and receivers; without them every pair of one group may be used.
    years : int
        Number of years.
    """

    stock: Stock
    givers: Places
    receivers: Places
    routes: Pairs | None
    years: int

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """First column of each kind, and one past the last."""
        flows = (len(self.givers), len(self.receivers), 0 if self.routes is None else len(self.routes.giver))
        sizes = [kind * self.years for kind in flows] + [len(self.givers), len(self.receivers), 1]
        return tuple(int(start) for start in np.cumsum([0, *sizes]))

    @property
    def count(self) -> int:
        """Number of columns."""
        return self.starts[6]

    @property
    def out(self) -> Places:
        """Columns of homes out: givers x years."""
        return np.arange(self.starts[0], self.starts[1]).reshape(len(self.givers), self.years)

    @property
    def into(self) -> Places:
        """Columns of homes in: receivers x years."""
        return np.arange(self.starts[1], self.starts[2]).reshape(len(self.receivers), self.years)

    @property
    def along(self) -> Places:
        """Columns of homes per route: routes x years."""
        routes = 0 if self.routes is None else len(self.routes.giver)
        return np.arange(self.starts[2], self.starts[3]).reshape(routes, self.years)

    @property
    def beyond_out(self) -> Places:
        """Columns of homes that a giver falls below the mean share."""
        return np.arange(self.starts[3], self.starts[4])

    @property
    def beyond_in(self) -> Places:
        """Columns of homes that a receiver rises above the mean share."""
        return np.arange(self.starts[4], self.starts[5])

    @property
    def peak(self) -> int:
        """Column of the largest load."""
        return self.starts[5]


def columns_of(stock: Stock, limits: Limits, routes: Pairs | None, years: int) -> Columns:
    """Lay out the columns; routes come as rows of the stock and become places among givers and receivers."""
    givers, receivers = (np.flatnonzero(limits.role == role) for role in ("gives", "receives"))
    place = np.full(len(stock.area), -1, np.intp)
    place[givers], place[receivers] = np.arange(len(givers)), np.arange(len(receivers))
    if routes is not None:
        used = (limits.role[routes.giver] == "gives") & (limits.role[routes.receiver] == "receives")
        used &= limits.group[routes.giver] == limits.group[routes.receiver]
        routes = Pairs(place[routes.giver[used]], place[routes.receiver[used]], routes.cost_eur[used])
    return Columns(stock, givers, receivers, routes, years)
