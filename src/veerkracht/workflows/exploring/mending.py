"""In which order to repair when all in one place is broken: the best order, the fair one, and the usual rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.restoration import (
    RULES,
    RepairOrder,
    compare_orders,
    fair_repair_order,
    repair_order,
    rule_order,
)
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.exploring.outage import OutagePart, order_by_weight

__all__ = ["MENDING_CREWS", "MendingPart", "broken_in", "explore_mending"]

MENDING_CREWS: Final = 1
"""With one crew an order counts most, and the best one can be proven for up to twenty assets."""
_FEWEST: Final = 2  # broken assets from which there is an order to choose
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MendingPart:
    """What was found about the order of repair.

    Parameters
    ----------
    damaged : tuple of str
        What is broken: what stopped, and all else that stands in the same place.
    best, fair : RepairOrder
        The order that loses the fewest people-hours, and the one that helps the worst district first.
    compared : Table (RULES_COMPARED)
        People-hours lost in ``best``, ``fair``, ``most_below`` (what most others hang on first) and each usual rule.
    """

    damaged: tuple[str, ...]
    best: RepairOrder
    fair: RepairOrder
    compared: Table


def explore_mending(part: OutagePart, *, seed: int, progress: Progress) -> MendingPart | None:
    """Find the order of repair when all that stands where the shock hit is broken.

    Returns
    -------
    MendingPart or None
        None where there is no order to choose: one asset is broken, or nobody is served by what is.
    """
    services, damaged = part.services, broken_in(part)
    if len(damaged) < _FEWEST or not sum(row["people"] for row in pull(services.served).to_pylist()):
        return None
    broken = memtable({"asset": list(damaged)})
    case = {"damaged": broken, "repairs": services.repairs, "served": services.served}
    best, fair = (search(services.assets, services.supplies, **case, crews=MENDING_CREWS, seed=seed, restart="together",
                         progress=progress) for search in (repair_order, fair_repair_order))  # fmt: skip
    if not best.loss:
        return None
    orders = {"best": best.order, "fair": fair.order, "most_below": order_by_weight(services)}
    orders |= {rule: rule_order(services.assets, services.supplies, rule=rule, **case) for rule in RULES}
    compared = compare_orders(services.assets, services.supplies, orders=orders, **case, crews=MENDING_CREWS,
                              restart="together")  # fmt: skip
    return MendingPart(damaged, best, fair, compared)


def broken_in(part: OutagePart) -> tuple[str, ...]:
    """Return what stopped and all that stands in the same district; where that is unknown, what stopped only."""
    areas = part.services.areas
    hit = {areas[asset] for asset in part.shock.assets} - {""}
    return tuple(sorted({*part.shock.assets, *(asset for asset, area in areas.items() if area in hit)}))
