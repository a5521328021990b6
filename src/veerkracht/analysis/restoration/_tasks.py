"""From tables to the repairs that are to be put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

import numpy as np

from veerkracht.analysis.restoration._inputs import Repairs, places_of_known, repairs_of
from veerkracht.analysis.restoration._state import CHANGED, Counts, Floats, Ints, State, state_of
from veerkracht.analysis.restoration._subsets import best_for_one, least_for_several, subset_rates
from veerkracht.analysis.restoration._walk import Task, forget, loss_of, mend, take_back, wreck
from veerkracht.compiled import as_python
from veerkracht.errors import InputError
from veerkracht.networks import Network, network_of, places_of
from veerkracht.tables import Array, Table, arrays, run_starts
from veerkracht.tables.infrastructure import check_infrastructure

P = ParamSpec("P")
R = TypeVar("R")

EXACT_MOST: Final = 20  # damaged assets: a million sets
_CELLS: Final = 1 << 24  # numbers in the table of sets: 128 MB
_PLAIN_SETS: Final = 8  # damaged assets up to which all sets take less time in plain Python than loading machine code


@dataclass(frozen=True)
class Case:
    """Repairs to be put in order, with the network in the state from which walks begin.

    Parameters
    ----------
    damaged : array
        Assets, the longest repair first.
    areas : array
        Names of the columns of cost after the total; none if only the total counts.
    """

    network: Network
    state: State
    task: Task
    damaged: Ints
    areas: Array

    @property
    def crews(self) -> int:
        """How many there are."""
        return len(self.task.free)

    def losses(self, listed: Ints) -> Floats:
        """Return the loss of an order: the total, and per head of each area if these count."""
        loss = np.zeros(self.task.cost.shape[1])
        as_python(loss_of)(self.state, self.task, listed, loss)
        return loss

    def rates(self) -> Floats | None:
        """Return the cost per hour of each set of repaired assets, or nothing if there are too many."""
        count = len(self.damaged)
        if count > EXACT_MOST or (1 << count) * self.task.cost.shape[1] > _CELLS:
            return None
        return self._of_sets(subset_rates)(self.state, self.task, self.damaged)

    def _of_sets(self, function: Callable[P, R]) -> Callable[P, R]:
        """Return a kernel that goes over all sets, as what is quicker."""
        return as_python(function) if len(self.damaged) <= _PLAIN_SETS else function

    def bound(self, rates: Floats) -> float:
        """Return what no schedule undercuts, for one column of costs."""
        hours, crews = self.task.hours[self.damaged], self.task.crews[self.damaged]
        return self._of_sets(least_for_several)(np.ascontiguousarray(rates), hours, crews, self.crews)

    def best_for_one(self, rates: Floats) -> Ints:
        """Return the best order for one crew."""
        _, last = self._of_sets(best_for_one)(np.ascontiguousarray(rates[:, 0]), self.task.hours[self.damaged])
        return self.damaged[_path(last)]


def _path(last: Counts) -> Array:
    """Return the items in the order in which the whole set was reached."""
    members, items = len(last) - 1, []
    while members:
        items.append(int(last[members]))
        members ^= 1 << items[-1]
    return np.array(items[::-1], int)


def case_of(
    assets: Table, supplies: Table, *, damaged: Table, repairs: Table, served: Table, crews: int, together: bool, by_area: bool
) -> Case:  # fmt: skip
    """Return the repairs to be put in order; mean durations, and no reserves."""
    network = network_of(assets, supplies)
    check_infrastructure(assets, supplies, repairs=repairs, served=served)
    taken = repairs_of(network, repairs, crews=crews)
    hours = taken.median * np.exp(taken.log_sd**2 / 2.0)
    broken = _broken(network, damaged, taken, hours)
    areas, cost = _costs(network, served, by_area=by_area)
    none = np.zeros(len(network.group_asset))
    state = state_of(network, backup=none, until=none + np.inf)
    lost, at_end = np.zeros(cost.shape[1]), np.zeros(cost.shape[1])
    task = Task(hours, taken.crews, cost, lost, at_end, together, np.zeros(crews), np.zeros(len(hours)))
    if not together:
        _wreck(state, task, broken)
    return Case(network, state, task, broken, areas)


def _broken(network: Network, damaged: Table, taken: Repairs, hours: Floats) -> Ints:
    """Return the damaged assets, the longest repair first."""
    at = places_of_known(network, arrays(damaged.select("asset"), order=["asset"])["asset"], table="damaged")
    if not len(at):
        raise InputError("No asset is damaged. Name at least one.")
    if len(np.unique(at)) < len(at):
        raise InputError("A damaged asset stands twice. Keep one row per asset.")
    lacking = [network.assets[asset] for asset in at if np.isnan(taken.median[asset])]
    if lacking:
        raise InputError("{count} asset(s) break and are not in table {table}, first {assets}. Add a row for each.",
                         count=len(lacking), table="repairs", assets=", ".join(lacking[:3]))  # fmt: skip
    return at[np.argsort(-hours[at], kind="stable")]


def _costs(network: Network, served: Table, *, by_area: bool) -> tuple[Array, Floats]:
    """Return people without service per asset that does not work, and per head of each area that has people."""
    rows = arrays(served.select("asset", "area", "people"), order=["area"])
    at = places_of({name: number for number, name in enumerate(network.assets)}, rows["asset"])
    people = rows["people"].astype(float)
    total = np.bincount(at, people, len(network.assets))[:, None]
    if not total.sum() > 0.0:
        raise InputError("Nobody is served by the assets. Fill in who has service from which asset.")
    if not by_area:
        return np.zeros(0, object), np.asarray(total, float)
    first = run_starts(rows["area"])
    cell = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(at))))
    cost = np.zeros((len(network.assets), len(first)))
    np.add.at(cost, (at, cell), people)
    inhabited = cost.sum(axis=0) > 0.0
    return rows["area"][first][inhabited], np.hstack(
        [total, (cost / np.maximum(cost.sum(axis=0), 1e-300))[:, inhabited]]
    )


def _wreck(state: State, task: Task, broken: Ints) -> None:
    """Put the state where walks begin: all that is damaged broken at once, and what that brings down."""
    as_python(wreck)(state, broken, task.lost, task.cost)
    as_python(forget)(state)
    down = ~state.assets["works"].copy()
    repair = as_python(mend)
    for asset in broken:
        repair(state, asset)
    back = np.array(state.assets["changed_list"][: state.size[CHANGED]])
    down[back] = False
    task.at_end[:] = task.cost[down].sum(axis=0)
    as_python(take_back)(state, 0)
    state.assets["broken"][broken] = True
