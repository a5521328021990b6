"""Where the choice breaks: adverse combinations, the smallest change that breaks a target, and assumptions that tip it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.scenarios import breaking_points, stress_combinations, tipping_points
from veerkracht.catalogue import adverse_combinations
from veerkracht.tables import Table, table_of
from veerkracht.tables.worlds import COMBINATIONS
from veerkracht.workflows.choosing.money_model import Packages
from veerkracht.workflows.choosing.portfolio import Progress

__all__ = ["StressPart", "stress_choice"]

_BEST: Final = "best"


@dataclass(frozen=True)
class StressPart:
    """What was found about assumptions that are off together or alone.

    Parameters
    ----------
    packages : Packages
        What was asked.
    expected, stressed : Table
        As `stress_combinations`: if nothing is off, and in each adverse combination; of every package.
    breaks : Table
        As `breaking_points` of the best package.
    tipping : Table
        As `tipping_points` of the money; without rows where it is not known.
    """

    packages: Packages
    expected: Table
    stressed: Table
    breaks: Table
    tipping: Table | None


def stress_choice(packages: Packages, *, seed: int, progress: Progress) -> StressPart:
    """Hold packages against adverse combinations, and look for the smallest change that breaks the best one.

    Parameters
    ----------
    packages : Packages
        The model.
    seed : int
        Of the search.
    progress : callable
        Told of options done; may raise to stop.
    """
    drivers, targets, baseline, model = packages.drivers, packages.targets, packages.baseline, packages.outcomes
    options = sorted(packages.points, key=lambda name: name != _BEST)
    stressed = stress_combinations(adverse_combinations(), drivers, targets=targets, baseline=baseline, options=options,
                                   model=model)  # fmt: skip
    expected = stress_combinations(_nothing_off(), drivers, targets=targets, baseline=baseline, options=options,
                                   model=model)  # fmt: skip
    breaks = breaking_points(
        drivers, targets, baseline=baseline, options=[_BEST], model=model, seed=seed, progress=progress
    )
    tipping = None
    if packages.costed is not None:
        tipping = tipping_points(drivers, targets.filter(targets.target == "worth"), baseline=baseline, options=options,
                                 model=model)  # fmt: skip
    return StressPart(packages, expected, stressed, breaks, tipping)


def _nothing_off() -> Table:
    """Return the combination in which nothing is off: the whole budget is there, and all other drivers stay."""
    return table_of(COMBINATIONS, [{"combination": "expected", "driver": "budget", "position": 1.0}])
