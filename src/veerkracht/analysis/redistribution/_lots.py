"""Projects of whole lots as whole numbers: what each area can give and take, and what each lot brings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._calendar import Calendar, calendar_of
from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._solving import dissimilarity_scale, surplus
from veerkracht.analysis.redistribution._stock import Floats, Numbers
from veerkracht.analysis.redistribution._work import Work

__all__ = ["Lots", "lots_of", "marginal", "segments"]

WHOLE: Final = 1e-6  # a room of 2.9999999 lots is one of 3


@dataclass(frozen=True)
class Lots:
    """The project problem in lots.

    Parameters
    ----------
    lot : float
        Homes per lot.
    most_out, most_in : arrays of int
        Lots that each giver and each receiver can have.
    above, below : array
        Homes that givers have above, and receivers below, the mean share.
    giver, receiver : arrays of int
        Ends of the pairs that may be used, ordered by giver.
    cost : array
        Euro per lot of each pair.
    budget : float
        Infinite when there is none.
    routes : int
        Most pairs that a giver may use.
    fullest : array
        Homes of a lot of each giver that fall in its fullest year.
    per_year : array
        Most of them that each receiver can add; infinite where years need no care.
    """

    lot: float
    most_out: Numbers
    most_in: Numbers
    above: Floats
    below: Floats
    giver: Places
    receiver: Places
    cost: Floats
    budget: float
    routes: int
    fullest: Floats
    per_year: Floats

    def value(self, lots: Numbers) -> float:
        """Return the homes away from the mean share of all givers and receivers together."""
        out = np.bincount(self.giver, lots, len(self.most_out))
        into = np.bincount(self.receiver, lots, len(self.most_in))
        return float(np.abs(self.above - self.lot * out).sum() + np.abs(self.below - self.lot * into).sum())

    def only(self, pairs: Places, *, most_out: Numbers, most_in: Numbers, budget: float, per_year: Floats) -> Lots:
        """Return the problem on some pairs, with what is left for them."""
        return replace(self, giver=self.giver[pairs], receiver=self.receiver[pairs], cost=self.cost[pairs],
                       most_out=most_out, most_in=most_in, budget=budget, per_year=per_year)  # fmt: skip


@dataclass(frozen=True)
class Segments:
    """The lots of areas in two parts: those that bring the area nearer the mean share in full, and the one across it."""

    full: Numbers
    across: Numbers
    slope: Floats


def segments(lot: float, away: Floats, most: Numbers) -> Segments:
    """Split |away - lot k| into its slopes -lot, and lot - 2 (rest) for the lot that crosses zero; later lots only harm."""
    full = np.minimum(np.floor(np.maximum(away, 0) / lot + WHOLE).astype(np.int64), most)
    rest = np.maximum(away - lot * full, 0)
    across = ((full < most) & (rest > WHOLE)).astype(np.int64)
    return Segments(full, across, np.abs(away - lot * (full + 1)) - np.abs(away - lot * full))


def marginal(lot: float, away: Floats, lots: NDArray[np.int64]) -> Floats:
    """Return by how much one lot more changes the homes away from the mean share."""
    return np.abs(away - lot * (lots + 1)) - np.abs(away - lot * lots)


def _years(calendar: Calendar, lot: float, most_out: Numbers, above: Floats) -> tuple[Floats, Floats]:
    """Return the homes of a lot in the fullest year of each giver, and how many each receiver can add in a year.

    A giver that spreads the lots that it wishes to give as evenly as its tenants leave fills no year more than that.
    """
    if not calendar.binds:
        return np.zeros(len(most_out)), np.full(len(calendar.per_year), np.inf)
    wanted = np.minimum(most_out, np.ceil(np.maximum(above, 0) / lot - WHOLE)).clip(1)
    return calendar.busiest(
        np.minimum(wanted * lot, calendar.leaving(calendar.social).sum(axis=1))
    ) / wanted, calendar.per_year


def lots_of(work: Work, *, lot: int, routes: int, years: int, budget: float | None) -> tuple[Lots, float, float]:
    """Return the problem in lots, the homes that stay away from the mean share anyway, and the scale to dissimilarity."""
    columns, limits, stock = work.programme.columns, work.limits, work.stock
    givers, receivers = columns.givers, columns.receivers
    give = stock.social[givers] * (1 - (1 - limits.leave_share[givers]) ** years)
    take = np.minimum((limits.cap - stock.social)[receivers], limits.per_year[receivers] * years)
    above = surplus(stock)
    if columns.routes is None:
        giver, receiver = np.nonzero(limits.group[givers][:, None] == limits.group[receivers][None, :])
        cost = limits.cost_eur[receivers][receiver]
    else:
        giver, receiver, cost = columns.routes.giver, columns.routes.receiver, columns.routes.cost_eur
    most_out, most_in = (np.floor(homes / lot + WHOLE).astype(np.int64) for homes in (give, take))
    cost = np.nan_to_num(cost)  # under a budget every cost is known; without one none counts
    used = (most_out[giver] > 0) & (most_in[receiver] > 0)
    problem = Lots(
        float(lot), most_out, most_in, above[givers], -above[receivers], giver[used].astype(np.intp),
        receiver[used].astype(np.intp), cost[used] * lot, np.inf if budget is None else budget, routes,
        *_years(calendar_of(work), float(lot), most_out, above[givers]),
    )  # fmt: skip
    rest = np.abs(above).sum() - np.abs(above[givers]).sum() - np.abs(above[receivers]).sum()
    return problem, float(rest), dissimilarity_scale(stock)
