"""Usual rules for the order of repair, beside the best order."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final, Literal, get_args

import numpy as np

from veerkracht.analysis.restoration._inputs import place_in_order
from veerkracht.analysis.restoration._search import LEAST_WORK
from veerkracht.analysis.restoration._state import CHANGED, Floats
from veerkracht.analysis.restoration._tasks import Case, case_of
from veerkracht.analysis.restoration._walk import break_one, take_back
from veerkracht.analysis.restoration.simulation import Restart
from veerkracht.compiled import as_python
from veerkracht.errors import InputError
from veerkracht.networks import Network
from veerkracht.settings import check_choice
from veerkracht.tables import Table, table_from_arrays

__all__ = ["RULES", "Rule", "compare_orders", "rule_order"]

Rule = Literal["degree", "betweenness", "most_people", "most_affected", "most_affected_per_hour", "shortest"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)


def rule_order(
    assets: Table,
    supplies: Table,
    *,
    rule: Rule,
    damaged: Table,
    repairs: Table,
    served: Table,
) -> Table:
    """Put damaged assets in the order of a usual rule.

    Parameters
    ----------
    assets, supplies, damaged, repairs, served : Table
        As `repair_order`.
    rule : {"degree", "betweenness", "most_people", "most_affected", "most_affected_per_hour", "shortest"}
        First the asset with the most links, on the most shortest paths of supply, with the most people of its own, without
        which alone the most people lose service, the same per hour of repair, or with the shortest repair.

    Returns
    -------
    Table (asset, place)
        `ORDER`; equals by name.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["a", "b"]})
    >>> none = memtable({"asset": ["a"], "service": ["x"], "supplier": ["b"]}).filter(False)
    >>> repairs = memtable({"asset": ["a", "b"], "median_hours": [4.0, 1.0], "log_sd": [0.0] * 2, "crews": [1] * 2})
    >>> served = memtable({"asset": ["a", "b"], "area": ["A"] * 2, "group": ["all"] * 2, "people": [10.0, 5.0]})
    >>> of = rule_order(assets, none, rule="shortest", damaged=assets, repairs=repairs, served=served)
    >>> of.to_pyarrow()["asset"].to_pylist()
    ['b', 'a']
    """
    check_choice("rule", rule, Rule)
    most = int(max([1, *repairs.crews.to_pyarrow().drop_null().to_pylist()]))
    case = case_of(
        assets, supplies, damaged=damaged, repairs=repairs, served=served, crews=most, together=True, by_area=False
    )
    names = np.array(case.network.assets, object)[case.damaged]
    order = np.lexsort((names, -_urgency(case, rule)))
    return table_from_arrays({"asset": names[order], "place": np.arange(1, len(names) + 1)})


def _urgency(case: Case, rule: Rule) -> Floats:
    """Return a number per damaged asset, high for those that come first."""
    network, damaged, hours = case.network, case.damaged, case.task.hours[case.damaged]
    if rule == "degree":
        needs = np.bincount(network.group_asset.repeat(np.diff(network.supplier_starts)), minlength=len(network.assets))
        return np.asarray(np.diff(network.supplied_starts) + needs, float)[damaged]
    if rule == "betweenness":
        return _betweenness(network)[damaged]
    if rule == "most_people":
        return np.asarray(case.task.cost[damaged, 0])
    if rule == "shortest":
        return -hours
    return _affected(case) / (hours.clip(LEAST_WORK) if rule == "most_affected_per_hour" else 1.0)


def _affected(case: Case) -> Floats:
    """Return the people who lose service if one damaged asset alone is broken."""
    found = np.zeros(len(case.damaged))
    for at, asset in enumerate(case.damaged):
        as_python(break_one)(case.state, asset)
        down = case.state.assets["changed_list"][: case.state.size[CHANGED]]
        found[at] = case.task.cost[down, 0].sum()
        as_python(take_back)(case.state, 0)
        case.state.assets["broken"][asset] = False
    return found


def _betweenness(network: Network) -> Floats:
    """Return how many shortest paths of supply go through each asset (Brandes 2001)."""
    count = len(network.assets)
    beyond = [np.unique(network.group_asset[network.supplied[first:last]]).tolist()
              for first, last in zip(network.supplied_starts[:-1], network.supplied_starts[1:], strict=True)]  # fmt: skip
    through = np.zeros(count)
    for source in range(count):
        _add_paths(source, beyond, through)
    return through


def _add_paths(source: int, beyond: list[list[int]], through: Floats) -> None:
    paths, distance, seen = {source: 1.0}, {source: 0}, []
    before: dict[int, list[int]] = {source: []}
    waiting = deque([source])
    while waiting:
        here = waiting.popleft()
        seen.append(here)
        for there in beyond[here]:
            if there not in distance:
                distance[there], paths[there], before[there] = distance[here] + 1, 0.0, []
                waiting.append(there)
            if distance[there] == distance[here] + 1:
                paths[there] += paths[here]
                before[there].append(here)
    depends = dict.fromkeys(seen, 0.0)
    for there in reversed(seen[1:]):
        through[there] += depends[there]
        for here in before[there]:
            depends[here] += paths[here] / paths[there] * (1.0 + depends[there])


def compare_orders(
    assets: Table,
    supplies: Table,
    *,
    orders: Mapping[str, Table],
    damaged: Table,
    repairs: Table,
    served: Table,
    crews: int,
    restart: Restart = "needs_supply",
) -> Table:
    """Tell what each order of repair loses, and how much more that is than the best of them.

    Parameters
    ----------
    assets, supplies, damaged, repairs, served, crews, restart
        As `repair_order`.
    orders : mapping of str to Table (asset, place)
        `ORDER` by name; one from `repair_order` among them makes the gaps tell how far rules are from the best.

    Returns
    -------
    Table (rule, loss, gap_percent)
        `RULES_COMPARED`, in the order given.

    Raises
    ------
    InputError
        As `repair_order`, or if a damaged asset is not in an order.
    """
    check_choice("restart", restart, Restart)
    case = case_of(assets, supplies, damaged=damaged, repairs=repairs, served=served, crews=crews,
                   together=restart == "together", by_area=False)  # fmt: skip
    losses = np.array([_loss(case, order) for order in orders.values()])
    least = losses.min(initial=np.inf)
    gaps = np.zeros(len(losses)) if not least > 0.0 else 100.0 * (losses / least - 1.0)
    return table_from_arrays({"rule": np.array(list(orders), object), "loss": losses, "gap_percent": gaps})


def _loss(case: Case, order: Table) -> float:
    places = place_in_order(case.network, order)[case.damaged]
    if np.isinf(places).any():
        lacking = [case.network.assets[asset] for asset in case.damaged[np.isinf(places)]]
        raise InputError("{count} asset(s) break and are not in table {table}, first {assets}. Add a row for each.",
                         count=len(lacking), table="order", assets=", ".join(lacking[:3]))  # fmt: skip
    return float(case.losses(case.damaged[np.argsort(places)])[0])
