"""The rows of the linear programme: every limit on a move, family by family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._columns import Columns, Pairs
from veerkracht.analysis.redistribution._limits import Limits
from veerkracht.analysis.redistribution._programme import Block, Programme, block
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.tables import Array

__all__ = ["FAMILIES", "Demands", "load_rows", "programme_of"]

FAMILIES: Final = (
    "required", "peak", "municipality_least", "municipality_most", "budget", "receiver_cap", "new_homes", "turnover",
    "pace", "compensation", "route",
)  # fmt: skip
"""Every family of rows, in the order in which conflicts between them are told."""


@dataclass(frozen=True)
class Demands:
    """What is asked on top of the limits of areas, in the order of the stock or of municipalities.

    Parameters
    ----------
    required : array
        Homes that must leave each area; 0 where nothing is asked.
    municipality : array of int
        The municipality of each area, as a place in the arrays below; -1 without a band.
    least, most : array
        Bounds of the municipalities; NaN where there is none.
    names : array of str
        Their names.
    """

    required: Floats
    municipality: Array
    least: Floats
    most: Floats
    names: Array


def programme_of(
    columns: Columns, limits: Limits, demands: Demands, settings: RedistributionSettings
) -> Programme:  # fmt: skip
    """Write down every limit."""
    return Programme(columns, tuple(found for found in _blocks(columns, limits, demands, settings) if len(found.bound)))


def _blocks(
    columns: Columns, limits: Limits, demands: Demands, settings: RedistributionSettings
) -> Iterator[Block]:  # fmt: skip
    yield _leaving(columns, limits)
    yield _room(columns, limits)
    yield _new_homes(columns, limits)
    if columns.routes is None:
        yield _compensation(columns, limits)
    else:
        yield from _linked(columns, columns.routes)
    if settings.budget_eur is not None:
        yield _budget(columns, limits, settings.budget_eur)
    yield from _bands(columns, demands)
    yield _required(columns, demands)
    if settings.peak_at_most is not None:
        yield _load_at_most(columns, settings.peak_at_most)


def _leaving(columns: Columns, limits: Limits) -> Block:
    """In a year at most a share of what is still there: out_y + q sum of earlier out <= q s."""
    givers, years = len(columns.givers), columns.years
    share = limits.leave_share[columns.givers]
    year, earlier = np.tril_indices(years)
    row = (np.arange(givers)[:, None] * years + year).ravel()
    entry = np.where(year == earlier, 1.0, share[:, None])
    family = np.where(limits.by_turnover[columns.givers], "turnover", "pace").astype(object)
    return block(
        np.repeat(family, years), np.repeat(columns.stock.area[columns.givers], years), np.tile(np.arange(years) + 1, givers),
        row=row, column=columns.out[:, earlier].ravel(), entry=entry.ravel(),
        bound=np.repeat(share * columns.stock.social[columns.givers], years),
    )  # fmt: skip


def _room(columns: Columns, limits: Limits) -> Block:
    receivers = columns.receivers
    return block(
        "receiver_cap", columns.stock.area[receivers], 0, row=np.repeat(np.arange(len(receivers)), columns.years),
        column=columns.into.ravel(), entry=1.0, bound=limits.cap[receivers] - columns.stock.social[receivers],
    )  # fmt: skip


def _new_homes(columns: Columns, limits: Limits) -> Block:
    bound = np.repeat(limits.per_year[columns.receivers], columns.years)
    bounded = np.isfinite(bound)
    place = np.repeat(columns.stock.area[columns.receivers], columns.years)
    year = np.tile(np.arange(columns.years) + 1, len(columns.receivers))
    return block("new_homes", place[bounded], year[bounded], row=np.arange(bounded.sum()),
                 column=columns.into.ravel()[bounded], entry=1.0, bound=bound[bounded])  # fmt: skip


def _compensation(columns: Columns, limits: Limits) -> Block:
    """In each group and year as many homes come back as were taken out."""
    years = np.arange(columns.years)
    rows = [limits.group[side][:, None] * columns.years + years for side in (columns.givers, columns.receivers)]
    row = np.concatenate([rows[0].ravel(), rows[1].ravel()])
    used, row = np.unique(row, return_inverse=True)
    sign = np.repeat([1.0, -1.0], [columns.out.size, columns.into.size])
    column = np.concatenate([columns.out.ravel(), columns.into.ravel()])
    return block("compensation", limits.groups[used // columns.years], used % columns.years + 1, row=row, column=column,
                 entry=sign, bound=0.0, equal=True)  # fmt: skip


def _linked(columns: Columns, routes: Pairs) -> Iterator[Block]:
    """What leaves and what arrives goes along routes."""
    for ends, flow, areas in (
        (routes.giver, columns.out, columns.givers),
        (routes.receiver, columns.into, columns.receivers),
    ):
        row = np.concatenate([np.arange(flow.size), (ends[:, None] * columns.years + np.arange(columns.years)).ravel()])
        entry = np.repeat([1.0, -1.0], [flow.size, columns.along.size])
        place = np.repeat(columns.stock.area[areas], columns.years)
        yield block("route", place, np.tile(np.arange(columns.years) + 1, len(areas)), row=row,
                    column=np.concatenate([flow.ravel(), columns.along.ravel()]), entry=entry, bound=0.0, equal=True)  # fmt: skip


def _budget(columns: Columns, limits: Limits, budget_eur: float) -> Block:
    if columns.routes is None:
        column, cost = columns.into, limits.cost_eur[columns.receivers]
    else:
        column, cost = columns.along, columns.routes.cost_eur
    return block("budget", np.array(["everywhere"], object), 0, row=np.zeros(column.size, int), column=column.ravel(),
                 entry=np.repeat(cost, columns.years), bound=budget_eur)  # fmt: skip


def _bands(columns: Columns, demands: Demands) -> Iterator[Block]:
    """Fewest and most homes of a municipality: its stock less what leaves plus what comes."""
    held = demands.municipality >= 0
    now = np.bincount(demands.municipality[held].astype(np.intp), columns.stock.social[held], len(demands.names))
    sides = [demands.municipality[side] for side in (columns.givers, columns.receivers)]
    row = np.concatenate([np.repeat(side, columns.years) for side in sides]).astype(np.intp)
    column = np.concatenate([columns.out.ravel(), columns.into.ravel()])
    sign = np.repeat([-1.0, 1.0], [columns.out.size, columns.into.size])
    inside = row >= 0
    for family, bound, side in (
        ("municipality_most", demands.most - now, 1.0),
        ("municipality_least", now - demands.least, -1.0),
    ):
        made = block(family, demands.names, 0, row=row[inside], column=column[inside], entry=side * sign[inside],
                     bound=bound)  # fmt: skip
        yield made.only(~np.isnan(bound))


def _required(columns: Columns, demands: Demands) -> Block:
    homes = demands.required[columns.givers]
    made = block("required", columns.stock.area[columns.givers], 0, column=columns.out.ravel(), entry=-1.0, bound=-homes,
                 row=np.repeat(np.arange(len(homes)), columns.years))  # fmt: skip
    return made.only(homes > 0)


def _load_at_most(columns: Columns, peak: float) -> Block:
    """v f <= z t for every area of known vulnerability, written in homes."""
    loads = load_rows(columns)
    areas = np.concatenate([columns.givers, columns.receivers])
    keeps = ~np.isin(np.arange(len(columns.stock.area)), areas) & ~np.isnan(columns.stock.vulnerability)
    stays = np.flatnonzero(keeps)
    place = np.concatenate([loads.place, columns.stock.area[stays]])
    dwellings = np.concatenate([columns.stock.dwellings[areas], columns.stock.dwellings[stays]])
    bound = np.concatenate([loads.bound, -(columns.stock.vulnerability * columns.stock.social)[stays]])
    return block(
        "peak", place, 0, row=loads.row, column=loads.column, entry=loads.entry, bound=bound + peak * dwellings
    )


def load_rows(columns: Columns) -> Block:
    """Return v (f - s) <= -v s of givers and receivers; the caller adds the largest load times the dwellings."""
    stock = columns.stock
    areas = np.concatenate([columns.givers, columns.receivers])
    vulnerability = stock.vulnerability[areas]
    sign = np.repeat([-1.0, 1.0], [len(columns.givers), len(columns.receivers)])
    column = np.concatenate([columns.out.ravel(), columns.into.ravel()])
    row = np.repeat(np.arange(len(areas)), columns.years)
    return block("peak", stock.area[areas], 0, row=row, column=column, entry=(sign * vulnerability)[row],
                 bound=-vulnerability * stock.social[areas])  # fmt: skip
