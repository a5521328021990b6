"""What it would be worth to know more before choosing, initiative by initiative."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.analysis.interventions import draw_values, value_of_information
from veerkracht.tables import Table
from veerkracht.workflows.choosing.portfolio import PortfolioPart

__all__ = ["DRAWS", "LearnPart", "value_learning"]

DRAWS = 2000
"""Draws per initiative; they cost no search each, so that there can be many."""


@dataclass(frozen=True)
class LearnPart:
    """What knowing more is worth.

    Parameters
    ----------
    information : Table
        As `value_of_information`.
    """

    information: Table


def value_learning(part: PortfolioPart, *, seed: int) -> LearnPart:
    """Tell for each initiative what it would be worth to know its value before choosing.

    Parameters
    ----------
    part : PortfolioPart
        With the choices.
    seed : int
        Of the draws.
    """
    choices = part.choices
    draws = draw_values(choices.values, draws=DRAWS, seed=seed)
    return LearnPart(value_of_information(draws, choices.costs, budgets=choices.budgets, synergies=choices.synergies,
                                          rules=choices.rules))  # fmt: skip
