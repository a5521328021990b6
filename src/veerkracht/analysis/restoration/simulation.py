"""How a recovery is followed: until when, in how many samples, from which seed and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.analysis.restoration._inputs import Counting, check_hours
from veerkracht.errors import SettingError
from veerkracht.settings import check_choice, check_seed

__all__ = ["Restart", "Simulation"]

Restart = Literal["needs_supply", "together"]


@dataclass(frozen=True)
class Simulation:
    """Settings of recovery curves; plans that are held against each other share them.

    Parameters
    ----------
    horizon_hours : float
        Where the curves end; above 0.
    samples : int
        How many samples were drawn, also those in which nothing breaks.
    seed : int
        Of the durations. Plans that are computed with one seed have equal durations.
    restart : {"needs_supply", "together"}
        Whether a repaired asset waits until its services are there, so that assets that need one another stay down once
        all are down (the trap of a black start), or assets that can sustain one another start together.
    counting : {"people", "consumers"}
        Service as share of the people served, or of the rows of `served`, each counted once.
    whole_hours : float
        Round durations up to a multiple of this; 0 for no rounding.
    unknown_backup_hours : float, optional
        Taken where a service has no known reserve; without it these are refused.

    Raises
    ------
    SettingError
        If a setting is outside its bounds, or the seed is missing.

    Examples
    --------
    >>> Simulation(horizon_hours=168, samples=100, seed=1).restart
    'needs_supply'
    """

    horizon_hours: float
    samples: int
    seed: int
    restart: Restart = "needs_supply"
    counting: Counting = "people"
    whole_hours: float = 0.0
    unknown_backup_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is outside its bounds."""
        check_seed(self.seed)
        check_hours("horizon_hours", self.horizon_hours, low=0.0, above=True)
        check_hours("whole_hours", self.whole_hours, low=0.0)
        if self.unknown_backup_hours is not None:
            check_hours("unknown_backup_hours", self.unknown_backup_hours, low=0.0)
        if self.samples < 1:
            raise SettingError(
                "Setting {setting} is {found}; it must be {low} or more.", setting="samples", found=self.samples, low=1
            )
        check_choice("restart", self.restart, Restart)
        check_choice("counting", self.counting, Counting)
