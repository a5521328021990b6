"""Pictures of an index: ranks with their intervals, bars, and the scatter of an area against its neighbours.

Each holds the numbers that it shows, so that a table beside it can be made of the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.reports.inline import Inline

__all__ = ["Bar", "BarsPicture", "MoranPicture", "MoranPoint", "RankPicture", "RankRow"]


@dataclass(frozen=True)
class RankRow:
    """One area: its published rank, and between which ranks it lies; `style` is a key of the palette."""

    name: str
    value: float
    lower: float
    upper: float
    style: str = "level_3"


@dataclass(frozen=True)
class RankPicture:
    """Ranks with their intervals, best on top; between two groups of rows stands how many areas are left out.

    Parameters
    ----------
    groups : tuple of tuple of RankRow
        For example the ten highest and the ten lowest.
    total : int
        How many areas have a rank.
    x_label : Inline
        What stands under the axis.
    """

    groups: tuple[tuple[RankRow, ...], ...]
    total: int
    x_label: Inline


@dataclass(frozen=True)
class Bar:
    """One bar, with the bounds of its interval where they are known; `group` is the heading that it stands under."""

    label: Inline
    value: float
    lower: float | None = None
    upper: float | None = None
    group: Inline = ""
    second: float | None = None
    second_lower: float | None = None
    second_upper: float | None = None


@dataclass(frozen=True)
class BarsPicture:
    """Bars from zero, as shares; with a `second_label` each bar has a lighter second one behind it.

    `label` and `second_label` are the words of the key.
    """

    bars: tuple[Bar, ...]
    label: Inline
    second_label: Inline = ""


@dataclass(frozen=True)
class MoranPoint:
    """One area: its own value and the mean of its neighbours, both in standard deviations from the mean."""

    name: str
    value: float
    lag: float
    outstanding: bool = False


@dataclass(frozen=True)
class MoranPicture:
    """Each area against its neighbours; the slope of the line is Moran's I."""

    points: tuple[MoranPoint, ...]
    statistic: float
    x_label: Inline
    y_label: Inline
