"""What a year allows: tenants who leave, homes that are built, and how evenly a giver can give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.analysis.redistribution._work import Work

__all__ = ["Calendar", "calendar_of"]

HALVINGS: Final = 50  # of the interval in which the most even year lies


@dataclass(frozen=True)
class Calendar:
    """What the years allow.

    Parameters
    ----------
    social, leave_share : array
        Social homes of each giver, and most of what is left of them that it gives up in a year.
    per_year : array
        Homes that each receiver can add in a year; infinite where nothing is said.
    years : int
        How many.
    """

    social: Floats
    leave_share: Floats
    per_year: Floats
    years: int

    @property
    def binds(self) -> bool:
        """Whether the years can ask more than their sum: givers alone can always give as early as they can."""
        return self.years > 1 and bool(np.isfinite(self.per_year).any())

    def leaving(self, most: Floats) -> Floats:
        """Return homes per giver and year when each gives as early as it can, and no more than `most` in a year."""
        left, found = self.social.copy(), np.zeros((len(self.social), self.years))
        for year in range(self.years):
            found[:, year] = np.minimum(most, self.leave_share * left)
            left -= found[:, year]
        return found

    def busiest(self, homes: Floats) -> Floats:
        """Return the homes of the fullest year when each giver spreads its homes as evenly as its tenants leave."""
        low, high = homes / self.years, self.leave_share * self.social
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = self.leaving(middle).sum(axis=1) >= homes
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return high


def calendar_of(work: Work) -> Calendar:
    """Return what the years allow to givers and receivers, in the order of the columns."""
    columns = work.programme.columns
    givers = columns.givers
    return Calendar(work.stock.social[givers], work.limits.leave_share[givers], work.limits.per_year[columns.receivers],
                    columns.years)  # fmt: skip
