"""How chance is drawn: how often, from which seed, together or apart, and where the draws go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.errors import SettingError
from veerkracht.settings import check_choice, check_seed

__all__ = ["Draws", "Sampling"]

Draws = Literal["plain", "by_failures", "by_hazard", "every"]
"""`plain`: each event as often as it occurs. `by_failures`: as often from events with many own failures as from those with
few. `by_hazard`: the same by the strength of the hazard. `every`: all combinations once, with their probability."""
SAMPLES: Final = 10_000


@dataclass(frozen=True)
class Sampling:
    """Settings of chance.

    Parameters
    ----------
    seed : int
        Where the numbers come from, from 0. An asset draws from a stream of its name, so that two networks, two sets of measures
        or two probabilities meet the same chance and their difference is not noise (common random numbers). With
        `by_failures` only the numbers are the same: who fails also hangs on how many fail.
    samples : int
        Number of events, from 1.
    correlation : float
        Share of the chance that assets of one factor have in common, from 0 up to but not 1.
    draws : {"plain", "by_failures", "by_hazard", "every"}
        Rare events are met more often with `by_failures` (correlation 0) or `by_hazard` (one factor for all that can fail);
        the results are weighted back and stay unbiased. `every` is exact, for at most 20 assets that can fail and
        correlation 0.
    confidence : float
        Share of intervals that should hold the truth, between 0 and 1.

    Raises
    ------
    SettingError
        If a number is outside its bounds.

    Examples
    --------
    >>> Sampling(seed=1).samples
    10000
    """

    seed: int
    samples: int = SAMPLES
    correlation: float = 0.0
    draws: Draws = "plain"
    confidence: float = 0.95

    def __post_init__(self) -> None:
        """Refuse numbers outside their bounds."""
        check_seed(self.seed)
        check_choice("draws", self.draws, Draws)
        _check_whole("samples", self.samples, 1)
        if not 0 <= self.correlation < 1:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="correlation",
                               value=self.correlation, bounds="0 <= correlation < 1")  # fmt: skip
        if not 0 < self.confidence < 1:
            raise SettingError("Setting {setting} is {value}. Choose a share above 0 and below 1.", setting="confidence",
                               value=self.confidence)  # fmt: skip
        if self.correlation and self.draws in ("by_failures", "every"):
            raise SettingError("Draws {draws} need failures that are independent; correlation is {correlation}. Choose "
                               "by_hazard or plain, or correlation 0.", draws=self.draws,
                               correlation=self.correlation)  # fmt: skip


def _check_whole(name: str, value: object, low: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < low:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value,
                           bounds=f"a whole number of {low} or more")  # fmt: skip
