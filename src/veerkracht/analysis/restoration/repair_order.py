"""In which order to repair, so that the fewest hours of service are lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.restoration._search import (
    LEAST_WORK,
    ROUNDING,
    best_of_all,
    descend,
    goal_of,
    greedy,
    is_less,
    places_of_shakes,
    shake,
)
from veerkracht.analysis.restoration._state import Floats, Ints
from veerkracht.analysis.restoration._tasks import Case, case_of
from veerkracht.analysis.restoration.simulation import Restart
from veerkracht.compiled import as_python
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Table, table_from_arrays

__all__ = ["RepairOrder", "fair_repair_order", "repair_order"]

Progress = Callable[[int, int], None]
Method = Literal["best", "search"]

_LISTS_MOST: Final = 8  # damaged assets of which all orders are tried: 40,320
_PLAIN_LISTS: Final = 4  # up to which 24 lists take less time in plain Python than loading machine code
_SHAKES: Final = 20  # per round; a round of 14 repairs takes some hundredths of a second
_ROUNDS: Final = 5


@dataclass(frozen=True)
class RepairOrder:
    """An order of repair and how good it is.

    Parameters
    ----------
    order : Table (asset, place, start_hours, end_hours)
        When the repair of each asset begins and ends, by place.
    loss : float
        People-hours of service lost until all is repaired, beyond what no repair brings back.
    bound : float or None
        No order loses less; none is known for more than 20 damaged assets. Of a fair order: the same for the hours per
        head of the worst area.
    proven : bool
        Whether no order is better.
    lasting : float
        People who stay without service after all repairs, as what they hang on waits for itself (needs_supply).
    worst_area : str or None
        For a fair order: the area that loses most per head.
    worst_hours : float or None
        Its hours per head.
    """

    order: Table
    loss: float
    bound: float | None
    proven: bool
    lasting: float
    worst_area: str | None = None
    worst_hours: float | None = None


def repair_order(
    assets: Table,
    supplies: Table,
    *,
    damaged: Table,
    repairs: Table,
    served: Table,
    crews: int,
    seed: int,
    restart: Restart = "needs_supply",
    method: Method = "best",
    progress: Progress = lambda done, of: None,
) -> RepairOrder:
    """Put repairs in the order that loses the fewest people-hours of service.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`. Reserves do not count here: an order is for what lasts longer than they do.
    damaged : Table (asset)
        What is broken.
    repairs : Table (asset, median_hours, log_sd, crews)
        `REPAIRS`; the order is made for mean durations.
    served : Table (asset, area, group, people)
        `SERVED`.
    crews : int
        Crews at work, from 1.
    seed : int
        Of the random moves of the search.
    restart : {"needs_supply", "together"}
        As `Simulation`.
    method : {"best", "search"}
        Prove the best order where that is possible (one crew and up to 20 damaged assets, several and up to 8) and search
        otherwise, or search in any case.
    progress : callable
        Told the rounds of the search done, and of how many; may raise to stop.

    Returns
    -------
    RepairOrder
        With a bound on what the best order could lose.

    Raises
    ------
    InputError
        If nothing is damaged, an asset stands twice or is unknown, a repair is missing, or nobody is served.
    SettingError
        If there are no crews, the seed is missing, or a choice does not exist.

    Notes
    -----
    With u(S) the people without service when S is repaired, one crew loses F(S) = min over i in S of F(S - i) + d_i u(S - i)
    (exact, over all sets). Several crews take repairs from a list; some list gives the best schedule, as service never
    falls by a repair. All lists are tried, or a list is improved by moving one repair to any other place, from several
    first lists and from shaken ones. For the bound see `least_for_several`.

    References
    ----------
    .. [1] Smith (1956), "Various optimizers for single-stage production", Naval Research Logistics Quarterly 3, 59-66.
    .. [2] Held & Karp (1962), "A dynamic programming approach to sequencing problems", SIAM Journal 10, 196-210.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["a", "b"]})
    >>> none = memtable({"asset": ["a"], "service": ["x"], "supplier": ["b"]}).filter(False)
    >>> repairs = memtable({"asset": ["a", "b"], "median_hours": [4.0, 1.0], "log_sd": [0.0] * 2, "crews": [1] * 2})
    >>> served = memtable({"asset": ["a", "b"], "area": ["A"] * 2, "group": ["all"] * 2, "people": [10.0, 10.0]})
    >>> found = repair_order(assets, none, damaged=assets, repairs=repairs, served=served, crews=1, seed=1)
    >>> found.order.to_pyarrow()["asset"].to_pylist(), found.loss, found.proven
    (['b', 'a'], 60.0, True)
    """
    check_seed(seed)
    check_choice("restart", restart, Restart)
    check_choice("method", method, Method)
    case = case_of(assets, supplies, damaged=damaged, repairs=repairs, served=served, crews=crews,
                   together=restart == "together", by_area=False)  # fmt: skip
    rates = case.rates()
    few = len(case.damaged) <= _LISTS_MOST
    exact = method == "best" and (few if crews > 1 else rates is not None)
    if not exact:
        listed = searched(case, seed, progress)
    elif crews == 1 and rates is not None:
        listed = case.best_for_one(rates)
    else:
        listed = _best_of_all(case)
    loss = float(case.losses(listed)[0])
    bound = loss if exact else None if rates is None else min(case.bound(rates[:, 0]), loss)
    return _order(case, listed, loss=loss, bound=bound, proven=bound is not None and loss <= bound * (1 + ROUNDING))


def fair_repair_order(
    assets: Table,
    supplies: Table,
    *,
    damaged: Table,
    repairs: Table,
    served: Table,
    crews: int,
    seed: int,
    restart: Restart = "needs_supply",
    progress: Progress = lambda done, of: None,
) -> RepairOrder:
    """Put repairs in the order in which the worst area loses the fewest hours per head, and then all together the fewest.

    Parameters
    ----------
    assets, supplies, damaged, repairs, served, crews, seed, restart, progress
        As `repair_order`.

    Returns
    -------
    RepairOrder
        `bound` is about `worst_hours`: no order brings the worst area below it, as no order brings any single area below
        its own least loss. Up to 8 damaged assets all orders are tried. Beyond that `proven` tells that the worst area cannot
        do better, not that the total cannot.

    Raises
    ------
    InputError, SettingError
        As `repair_order`.

    Notes
    -----
    Hours per head of an area are its people-hours over the people in its rows of `served` (one who has two services from
    these assets counts in two rows). The search is that of `repair_order` with two numbers in place of one, the first
    before the second. It begins at the order with the least total, too.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["a", "b"]})
    >>> none = memtable({"asset": ["a"], "service": ["x"], "supplier": ["b"]}).filter(False)
    >>> repairs = memtable({"asset": ["a", "b"], "median_hours": [4.0, 3.0], "log_sd": [0.0] * 2, "crews": [1] * 2})
    >>> served = memtable({"asset": ["a", "b"], "area": ["A", "B"], "group": ["all"] * 2, "people": [10.0, 10.0]})
    >>> found = fair_repair_order(assets, none, damaged=assets, repairs=repairs, served=served, crews=1, seed=1)
    >>> found.worst_area, found.worst_hours, found.loss
    ('A', 7.0, 100.0)
    """
    check_seed(seed)
    check_choice("restart", restart, Restart)
    case = case_of(assets, supplies, damaged=damaged, repairs=repairs, served=served, crews=crews,
                   together=restart == "together", by_area=True)  # fmt: skip
    few = len(case.damaged) <= _LISTS_MOST
    listed = _best_of_all(case) if few else searched(case, seed, progress)
    losses = case.losses(listed)
    worst, rates = int(losses[1:].argmax()), None if few else case.rates()
    bound = float(losses[1 + worst]) if few else None
    if rates is not None:
        bound = min(_worst_bound(case, rates), float(losses[1 + worst]))
    return _order(case, listed, loss=float(losses[0]), bound=bound, worst_area=str(case.areas[worst]),
                  worst_hours=float(losses[1 + worst]),
                  proven=bound is not None and float(losses[1 + worst]) <= bound * (1 + ROUNDING))  # fmt: skip


def _best_of_all(case: Case) -> Ints:
    """Try every list, by what is quicker."""
    of_all = as_python(best_of_all) if len(case.damaged) <= _PLAIN_LISTS else best_of_all
    return of_all(case.state, case.task, case.damaged)


def _worst_bound(case: Case, rates: Floats) -> float:
    return max(case.bound(rates[:, column]) for column in range(1, rates.shape[1]))


def searched(case: Case, seed: int, progress: Progress) -> Ints:
    """Return the best order that the search finds."""
    best, goal = case.damaged, goal_of(case.state, case.task, case.damaged)
    firsts = list(_firsts(case))
    for done, listed in enumerate(firsts, 1):
        found = descend(case.state, case.task, listed)
        if is_less(found, goal):
            best, goal = listed, found
        progress(done, len(firsts) + _ROUNDS)
    best = best.copy()
    places = places_of_shakes(len(best), _SHAKES * _ROUNDS, seed)
    for done in range(_ROUNDS):
        shake(case.state, case.task, best, places[done * _SHAKES : (done + 1) * _SHAKES])
        progress(len(firsts) + done + 1, len(firsts) + _ROUNDS)
    return best


def _firsts(case: Case) -> Iterator[Ints]:
    """Return first orders: the shortest first, the most people per hour first, the most service won, and reversed."""
    damaged, hours = case.damaged, case.task.hours
    people = case.task.cost[damaged, 0]
    yield damaged[::-1].copy()
    yield damaged.copy()
    yield damaged[np.argsort(-people / hours[damaged].clip(LEAST_WORK), kind="stable")]
    if not case.task.together:
        yield greedy(case.state, case.task, damaged)


def _order(
    case: Case, listed: Ints, *, loss: float, bound: float | None, proven: bool,
    worst_area: str | None = None, worst_hours: float | None = None,
) -> RepairOrder:  # fmt: skip
    case.losses(listed)  # fills in when each repair is done
    end = case.task.finish[listed]
    table = table_from_arrays({
        "asset": np.array([case.network.assets[asset] for asset in listed], object), "place": np.arange(1, len(listed) + 1),
        "start_hours": end - case.task.hours[listed], "end_hours": end,
    })  # fmt: skip
    return RepairOrder(table, loss, bound, proven, float(case.task.at_end[0]), worst_area, worst_hours)
