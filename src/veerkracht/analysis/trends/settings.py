"""Named settings of trends and differences, each with its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.errors import SettingError

LEAST_FOR_AUTOCORRELATION: Final = 8
"""Fewest years that tell whether each resembles the one before: in a shorter series that is mostly chance."""


@dataclass(frozen=True)
class TrendSettings:
    """When a series counts as rising, steady or falling.

    Parameters
    ----------
    band : float
        Dead band in percent of the level of the series per year; a slope within it is steady.
    confidence : float
        Probability (above 1/3, at most 1) from which a direction is named.
    min_points : int
        Least number of years in an unbroken series; at least 3. Two years are enough only where the error
        of both is known.
    max_age : int
        Most years between the last year of a series and the year it is asked about; 0 or more. An older series
        does not tell a direction of today.
    interval : float
        Probability (0-1) inside the interval of the slope.

    Raises
    ------
    SettingError
        If one of them is outside its bounds.
    """

    band: float = 1.0
    confidence: float = 0.6
    min_points: int = 3
    max_age: int = 5
    interval: float = 0.9

    def __post_init__(self) -> None:
        _check("band", self.band, self.band >= 0, "0 or more")
        _check("confidence", self.confidence, 1 / 3 < self.confidence <= 1, "above 1/3 and at most 1")
        _check("min_points", self.min_points, self.min_points >= 3, "3 or more")
        _check("max_age", self.max_age, self.max_age >= 0, "0 or more")
        _check("interval", self.interval, 0 < self.interval < 1, "between 0 and 1")


@dataclass(frozen=True)
class DivergenceSettings:
    """When differences between areas count as growing or shrinking.

    Parameters
    ----------
    draws : int
        Number of bootstrap or noise draws; at least 100.
    seed : int
        Start of the random numbers; one seed gives one result.
    confidence : float
        Probability (above 0.5, below 1) of growth from which it is called growing; shrinking mirrors it.
    interval : float
        Probability (0-1) inside the interval.
    method : {"bootstrap", "noise"}
        ``bootstrap`` draws areas with replacement: would other such areas show the same? ``noise`` keeps
        the areas and draws their values from their own intervals.
    tail_share : float
        Share (above 0, at most 0.5) of the residents in the most and in the least burdened group.

    Raises
    ------
    SettingError
        If one of them is outside its bounds.
    """

    draws: int = 1000
    seed: int = 20
    confidence: float = 0.9
    interval: float = 0.9
    method: Literal["bootstrap", "noise"] = "bootstrap"
    tail_share: float = 0.2

    def __post_init__(self) -> None:
        _check("draws", self.draws, self.draws >= 100, "100 or more")
        _check("confidence", self.confidence, 0.5 < self.confidence < 1, "above 0.5 and below 1")
        _check("interval", self.interval, 0 < self.interval < 1, "between 0 and 1")
        _check("tail_share", self.tail_share, 0 < self.tail_share <= 0.5, "above 0 and at most 0.5")
        _check("method", self.method, self.method in ("bootstrap", "noise"), "bootstrap or noise")


def _check(name: str, value: object, within: bool, bounds: str) -> None:
    if not within:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds)
