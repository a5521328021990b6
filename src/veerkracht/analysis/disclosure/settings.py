"""The named limits of protection, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import SettingError


@dataclass(frozen=True)
class ProtectionSettings:
    """Limits below which a figure tells of too few people.

    Parameters
    ----------
    min_count_open, min_count_limited : int
        Smallest count that may be shown, per sensitivity. It is also the protection width: what an attacker
        can work out about a hidden cell must leave at least this much room.
    min_denominator_open, min_denominator_limited : int
        Smallest number of people of whom a percentage, mean, rate or index may be shown.
    rounding_base : int
        Counts are rounded to a multiple of this; 1 rounds to whole numbers.
    already_public_sources : tuple of str
        Sources whose figures are public already and were protected by their publisher. They pass unchanged,
        except those of forbidden indicators. Figures derived from them carry another source and are protected.

    Raises
    ------
    SettingError
        If a limit is below 0, or the rounding base below 1.

    Notes
    -----
    The limits of limited figures follow the rule of Statistics Netherlands for percentages and means (at
    least 100 observations) and common practice for counts (10); those of open figures are half as strict or less.

    Examples
    --------
    >>> ProtectionSettings(min_count_limited=20).min_counts(np.array([True, False])).tolist()
    [5.0, 20.0]
    """

    min_count_open: int = 5
    min_count_limited: int = 10
    min_denominator_open: int = 10
    min_denominator_limited: int = 100
    rounding_base: int = 5
    already_public_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lowest = {"min_count_open": 0, "min_count_limited": 0, "min_denominator_open": 0,
                  "min_denominator_limited": 0, "rounding_base": 1}  # fmt: skip
        for name, low in lowest.items():
            found = getattr(self, name)
            if found < low:
                raise SettingError(
                    "Setting {setting} is {found}; it must be {low} or more.", setting=name, found=found, low=low
                )

    def min_counts(self, is_open: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Smallest count that may be shown; every sensitivity but open gets the strict limit."""
        return np.where(is_open, float(self.min_count_open), float(self.min_count_limited))

    def min_denominators(self, is_open: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Smallest denominator that may be shown; every sensitivity but open gets the strict limit."""
        return np.where(is_open, float(self.min_denominator_open), float(self.min_denominator_limited))


DEFAULT_SETTINGS: Final = ProtectionSettings()
