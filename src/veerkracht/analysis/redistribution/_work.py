"""Everything a plan is made from, read once."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.analysis.redistribution._asked import demands_of, routes_of
from veerkracht.analysis.redistribution._columns import columns_of
from veerkracht.analysis.redistribution._limits import Limits, limits_of
from veerkracht.analysis.redistribution._programme import Programme
from veerkracht.analysis.redistribution._rows import programme_of
from veerkracht.analysis.redistribution._stock import Stock, read_stock
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.tables import Table

__all__ = ["Work", "work_of"]


@dataclass(frozen=True)
class Work:
    """The areas, what limits them, and the linear programme."""

    stock: Stock
    limits: Limits
    programme: Programme


def work_of(
    stock: Table, *, settings: RedistributionSettings, caps: Table | None, routes: Table | None, bands: Table | None,
    required: Table | None,
) -> Work:  # fmt: skip
    """Read the tables, check them and write down the programme."""
    held = read_stock(stock, unknown=settings.unknown_vulnerability, caps=caps)
    pairs = routes_of(held, routes, caps, budget=settings.budget_eur is not None)
    limits = limits_of(held, caps, settings, reached=None if pairs is None else pairs.receiver)
    columns = columns_of(held, limits, pairs, settings.years)
    demands = demands_of(held, limits, bands=bands, required=required)
    return Work(held, limits, programme_of(columns, limits, demands, settings))
