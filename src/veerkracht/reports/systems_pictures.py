"""Pictures of risks in connection as SVG text: each kind by its own drawing."""

from __future__ import annotations

from veerkracht.reports.content import Language, SystemsPicture
from veerkracht.reports.fan_picture import draw_fan
from veerkracht.reports.frontier_picture import draw_frontier
from veerkracht.reports.grid_picture import draw_grid
from veerkracht.reports.ledger_picture import draw_ledger
from veerkracht.reports.loop_picture import draw_loops
from veerkracht.reports.systems_charts import (
    FanPicture,
    FrontierPicture,
    GridPicture,
    LedgerPicture,
    LoopPicture,
    TimelinePicture,
)
from veerkracht.reports.timeline_picture import draw_timeline

__all__ = ["draw_system"]


def draw_system(picture: SystemsPicture, language: Language, *, width: float, name: str, label: str) -> str:
    """Draw a picture of risks in connection as SVG.

    Parameters
    ----------
    picture : SystemsPicture
        Loops, hours without service, a fan of curves, a grid, a frontier or a ledger.
    language : Language
        Of its words and numbers.
    width : float
        In pixels.
    name : str
        Prefix of the ids inside.
    label : str
        What the picture shows, for who cannot see it.
    """
    match picture:
        case LoopPicture():
            return draw_loops(picture, language, width=width, label=label)
        case TimelinePicture():
            return draw_timeline(picture, language, width=width, label=label)
        case FanPicture():
            return draw_fan(picture, language, width=width, label=label)
        case GridPicture():
            return draw_grid(picture, language, width=width, label=label)
        case FrontierPicture():
            return draw_frontier(picture, language, width=width, label=label)
        case LedgerPicture():
            return draw_ledger(picture, language, width=width, name=name, label=label)
