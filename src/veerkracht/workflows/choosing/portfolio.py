"""The best portfolio under the budget, the frontier over other budgets, and what stays in whatever values turn out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from veerkracht.analysis.interventions import best_per_draw, best_portfolio, core_index, draw_values
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.workshop.choices import Choices

__all__ = ["DRAWS", "PortfolioPart", "Reach", "choose_portfolio", "fits_any"]

DRAWS: Final = 200
FRONTIER: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
"""Budgets of the frontier, as multiples of the one that is given; at 1 lies the one that is talked of."""
Progress = Callable[[int, int], None]
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class Reach:
    """What the best portfolio is worth at a multiple of the budget, what it costs, and what is in it."""

    multiple: float
    cost_eur: float
    value: float
    chosen: frozenset[str]


@dataclass(frozen=True)
class PortfolioPart:
    """What was found about portfolios.

    Parameters
    ----------
    choices : Choices
        What can be chosen.
    choice, proof : Table
        As `best_portfolio`.
    frontier : tuple of Reach
        At other budgets, the smallest first.
    cautious, hopeful : frozenset of str
        The best portfolio if every value is at its least, and if every value is at its most.
    core : Table
        As `core_index` over `DRAWS` draws of the values.
    draws : Table (DRAWS)
        Those draws.
    known : Table (draw, value, gap, proven, value_of_mean)
        What the best portfolio is worth in each of them, had its values been known, beside that of the best on average.
    """

    choices: Choices
    choice: Table
    proof: Table
    frontier: tuple[Reach, ...]
    cautious: frozenset[str]
    hopeful: frozenset[str]
    core: Table
    draws: Table
    known: Table

    @property
    def chosen(self) -> frozenset[str]:
        """The initiatives of the best portfolio."""
        return _chosen(self.choice)


def choose_portfolio(choices: Choices, *, seed: int, progress: Progress) -> PortfolioPart:
    """Choose the best portfolio under the budget of each year, and see how it holds.

    Parameters
    ----------
    choices : Choices
        What can be chosen.
    seed : int
        Of the draws of the values.
    progress : callable
        Told of draws done and of how many; may raise to stop.

    Raises
    ------
    InputError
        If no portfolio keeps all limits, with the limits that contradict each other.
    """
    choice, proof = _best(choices, 1.0)
    draws = draw_values(choices.values, draws=DRAWS, seed=seed)
    each, known = best_per_draw(draws, choices.costs, budgets=choices.budgets, synergies=choices.synergies,
                               rules=choices.rules, progress=progress)  # fmt: skip
    frontier = tuple(found for multiple in FRONTIER if (found := _reach(choices, multiple)) is not None)
    values = choices.values
    cautious, hopeful = (_chosen(_best(replace(choices, values=memtable(pull(values.mutate(value=values[name])))), 1.0)[0])
                         for name in ("lower", "upper"))  # fmt: skip
    return PortfolioPart(choices, choice, proof, frontier, cautious, hopeful, core_index(each), draws, known)


def fits_any(choices: Choices) -> bool:
    """Tell whether the budget of each year is enough for any one initiative with all that it needs."""
    budget = {row["year"]: row["budget_eur"] for row in pull(choices.budgets).to_pylist()}
    costs: dict[str, dict[int, float]] = {}
    for row in pull(choices.costs).to_pylist():
        costs.setdefault(row["initiative"], {})[row["year"]] = row["cost_eur"]
    needs: dict[str, set[str]] = {}
    for row in pull(choices.rules).to_pylist():
        if row["kind"] == "needs":
            needs.setdefault(row["source"], set()).add(row["target"])
    wholes = (_with_needed(name, needs) for name in choices.names)
    return any(all(sum(costs[name][year] for name in sorted(whole)) <= most for year, most in budget.items())
               for whole in wholes)  # fmt: skip


def _with_needed(initiative: str, needs: Mapping[str, set[str]]) -> frozenset[str]:
    """Return an initiative with all that it cannot do without."""
    found, ahead = {initiative}, [initiative]
    while ahead:
        more = needs.get(ahead.pop(), set()) - found
        found |= more
        ahead += more
    return frozenset(found)


def _best(choices: Choices, multiple: float) -> tuple[Table, Table]:
    budgets = choices.budgets.mutate(budget_eur=choices.budgets.budget_eur * multiple)
    return best_portfolio(choices.values, choices.costs, budgets=memtable(pull(budgets)), synergies=choices.synergies,
                          rules=choices.rules)  # fmt: skip


def _reach(choices: Choices, multiple: float) -> Reach | None:
    """Return what can be reached at a budget; None where a rule forces more than it allows."""
    try:
        choice, proof = _best(choices, multiple)
    except InputError:
        if multiple >= 1:
            raise
        return None
    row = pull(proof).to_pylist()[0]
    return Reach(multiple, row["cost_eur"], row["value"], _chosen(choice))


def _chosen(choice: Table) -> frozenset[str]:
    return frozenset(row["initiative"] for row in pull(choice).to_pylist() if row["chosen"])
