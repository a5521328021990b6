"""The choices behind a resilience map; each is printed on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.errors import SettingError


@dataclass(frozen=True)
class ResilienceSettings:
    """Named settings of the resilience and focus maps. The published method states none of them.

    Parameters
    ----------
    band_vulnerability, band_problems : float
        Dead bands: a change up to this size counts as about equal. In the unit of the change.
    reference : {"absolute", "mean", "median"}
        What a change is measured against: zero, the mean of the own municipality weighted by residents, or
        its median area.
    min_population : int
        Areas with fewer residents get class unknown.
    high : {"above_mean", "top_third"}
        When a level counts as high on the focus map: above the mean of the own municipality weighted by
        residents, or among its highest third of areas.
    likely, very_likely : float
        Probabilities from which a class is marked likely and very likely; below them it is uncertain.

    Raises
    ------
    SettingError
        If one of them is outside its bounds.
    """

    band_vulnerability: float = 1.0
    band_problems: float = 1.0
    reference: Literal["absolute", "mean", "median"] = "absolute"
    min_population: int = 100
    high: Literal["above_mean", "top_third"] = "above_mean"
    likely: float = 0.6
    very_likely: float = 0.8

    def __post_init__(self) -> None:
        _check("band_vulnerability", self.band_vulnerability, self.band_vulnerability >= 0, "0 or more")
        _check("band_problems", self.band_problems, self.band_problems >= 0, "0 or more")
        _check("min_population", self.min_population, self.min_population >= 0, "0 or more")
        _check("likely", self.likely, 0 < self.likely <= self.very_likely, "above 0, at most very_likely")
        _check("very_likely", self.very_likely, self.very_likely <= 1, "at most 1")
        references = ("absolute", "mean", "median")
        _check("reference", self.reference, self.reference in references, ", ".join(references))
        _check("high", self.high, self.high in ("above_mean", "top_third"), "above_mean or top_third")


def _check(name: str, value: object, within: bool, bounds: str) -> None:
    if not within:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds)
