"""The assumptions of a redistribution, each with its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.errors import SettingError
from veerkracht.settings import check_choice

__all__ = ["RedistributionSettings"]

Within = Literal["region", "municipality", "everywhere"]
Unknown = Literal["leave_out", "refuse"]


@dataclass(frozen=True)
class RedistributionSettings:
    """What is assumed when homes are moved.

    Parameters
    ----------
    vulnerable_from : float
        An area with this vulnerability or more (and above 0) may give up homes and receives none; the others may
        receive.
    tolerance : float
        Share of the dwellings that an area without any vulnerability may have above the mean share of social homes:
        k in cap = max(s, t (P + k (1 - v))).
    pace_share : float
        Most of its social homes that an area gives up in a year (0-1); never more than its turnover.
    years : int
        Years over which homes move; caps and goals are about the last one.
    budget_eur : float, optional
        Most that all moves may cost together.
    within : {"region", "municipality", "everywhere"}
        Where each loss is compensated, in the same year.
    peak_at_most : float, optional
        Largest load v f / t that an area may have after the moves.
    unknown_vulnerability : {"leave_out", "refuse"}
        An area of unknown vulnerability keeps its homes and is told, or stops the work.

    Raises
    ------
    SettingError
        If a setting is outside its bounds.
    """

    vulnerable_from: float = 0.5
    tolerance: float = 0.1
    pace_share: float = 1.0
    years: int = 1
    budget_eur: float | None = None
    within: Within = "region"
    peak_at_most: float | None = None
    unknown_vulnerability: Unknown = "leave_out"

    def __post_init__(self) -> None:
        """Check the bounds."""
        shares = {"vulnerable_from": self.vulnerable_from, "tolerance": self.tolerance, "pace_share": self.pace_share,
                  "peak_at_most": 0.0 if self.peak_at_most is None else self.peak_at_most}  # fmt: skip
        for name, value in shares.items():
            _check(0 <= value <= 1, name, value, "0 to 1")
        _check(self.years >= 1, "years", self.years, "1 or more")
        _check(self.budget_eur is None or self.budget_eur >= 0, "budget_eur", self.budget_eur, "0 or more")
        check_choice("within", self.within, Within)
        check_choice("unknown_vulnerability", self.unknown_vulnerability, Unknown)


def _check(right: bool, name: str, value: object, bounds: str) -> None:
    if not right:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds)
