"""When a level or an exposure counts as high."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.errors import SettingError


@dataclass(frozen=True)
class ExposureSettings:
    """Shares of areas that count as high.

    Parameters
    ----------
    high_level_share : float
        Share (above 0, below 1) of the areas with a known level that has a high one.
    high_exposure_share : float
        The same for exposure, per shock.

    Raises
    ------
    SettingError
        If one of them is outside its bounds.
    """

    high_level_share: float = 1 / 3
    high_exposure_share: float = 1 / 3

    def __post_init__(self) -> None:
        for name in ("high_level_share", "high_exposure_share"):
            if not 0 < getattr(self, name) < 1:
                raise SettingError("Setting {setting} is {value}. Choose a share above 0 and below 1.",
                                   setting=name, value=getattr(self, name))  # fmt: skip
