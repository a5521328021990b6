"""Pictures of risks in connection: loops, hours without service, a fan of curves, a grid, a frontier and a ledger.

Each holds the numbers that it shows, so that a table beside it can be made of the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.reports.inline import Inline

__all__ = [
    "FanPicture", "FanPoint", "FrontierPicture", "FrontierPoint", "GridCell", "GridPicture", "LedgerPicture", "LedgerRow",
    "LoopKind", "LoopPicture", "LoopRing", "TimelinePicture", "TimelineRow",
]  # fmt: skip

LoopKind = Literal["reinforcing", "balancing", "unknown"]


@dataclass(frozen=True)
class LoopRing:
    """A chain of risks that comes back where it began; `signs` holds that of the link from each risk to the next."""

    title: Inline
    kind: LoopKind
    nodes: tuple[Inline, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True)
class LoopPicture:
    """Loops drawn as rings, each under its title."""

    rings: tuple[LoopRing, ...]


@dataclass(frozen=True)
class TimelineRow:
    """One service: the hour from which each number holds, in order."""

    label: Inline
    steps: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class TimelinePicture:
    """What holds by hour, a row per service on one scale.

    Parameters
    ----------
    rows : tuple of TimelineRow
        From top to bottom.
    end : float
        Last hour.
    x_label : Inline
        What stands under the axis.
    unit : Inline
        What is counted, for the words on hover.
    """

    rows: tuple[TimelineRow, ...]
    end: float
    x_label: Inline
    unit: Inline


@dataclass(frozen=True)
class FanPoint:
    """One moment: the middle of all draws, and the ranges that half and nine in ten of them lie in; shares 0-1."""

    hour: float
    middle: float
    lower: float
    upper: float
    inner_lower: float
    inner_upper: float


@dataclass(frozen=True)
class FanPicture:
    """A curve over hours with how far draws lie apart."""

    points: tuple[FanPoint, ...]
    x_label: Inline
    middle_label: Inline
    inner_label: Inline
    outer_label: Inline


@dataclass(frozen=True)
class GridCell:
    """One cell of a grid: its words, and the style of its fill (a key of the palette)."""

    text: Inline
    style: str


@dataclass(frozen=True)
class GridPicture:
    """Rows against columns, darker where it is worse; the words in the cells tell the same."""

    columns: tuple[Inline, ...]
    rows: tuple[tuple[Inline, tuple[GridCell, ...]], ...]


@dataclass(frozen=True)
class FrontierPoint:
    """What can be reached at a cost; `chosen` marks the one that is talked of."""

    cost: float
    value: float
    chosen: bool = False


@dataclass(frozen=True)
class FrontierPicture:
    """The most that can be reached at each cost."""

    points: tuple[FrontierPoint, ...]
    x_label: Inline
    y_label: Inline
    chosen_label: Inline


@dataclass(frozen=True)
class LedgerRow:
    """An area, and how many go (below 0) or come (above 0)."""

    label: Inline
    change: float


@dataclass(frozen=True)
class LedgerPicture:
    """What goes on the left and what comes on the right of one line."""

    rows: tuple[LedgerRow, ...]
    out_label: Inline
    in_label: Inline
