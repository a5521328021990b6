"""Pictures of the edition as SVG text, the same for web, PDF and Word."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.bars_picture import draw_bars
from veerkracht.reports.charts import BarsPicture, MoranPicture, RankPicture
from veerkracht.reports.content import Language, MapPicture, Picture, PlanePicture, SeriesPicture
from veerkracht.reports.country_picture import MANY_AREAS, draw_country
from veerkracht.reports.map_picture import draw_map
from veerkracht.reports.moran_picture import draw_moran
from veerkracht.reports.plane_picture import draw_plane
from veerkracht.reports.rank_picture import draw_ranks
from veerkracht.reports.series_picture import draw_series
from veerkracht.reports.systems_charts import LoopPicture
from veerkracht.reports.systems_pictures import draw_system

__all__ = ["draw", "paper_width"]

_ON_PAPER: Final = 640.0
_LOOPS_ON_PAPER: Final = 720.0
"""Rings stand in pairs at this width, and their names are then a little smaller than running text."""


def paper_width(picture: Picture) -> float:
    """Return how many pixels wide a picture is drawn to fill the line of a page of paper."""
    return _LOOPS_ON_PAPER if isinstance(picture, LoopPicture) else _ON_PAPER


def draw(
    picture: Picture, language: Language, *, width: float = 640,
    name: str = "picture", alt: str = "", legend: bool = False,
) -> str:  # fmt: skip
    """Draw a picture as SVG.

    Parameters
    ----------
    picture : Picture
        A map, a series, a plane of change, ranks, bars, a scatter of Moran, or one of risks in
        connection. A map of very many areas is simplified.
    language : Language
        Of its words and numbers.
    width : float
        In pixels; text has the size of running text at this width, so give the width it is shown at.
    name : str
        Prefix of the ids inside; different for each picture on a page.
    alt : str
        What the picture shows, for who cannot see it.
    legend : bool
        Draw the key of a map inside the picture, for paper; on a page it stands beside it.

    Returns
    -------
    str
        An ``<svg>`` element that refers to nothing outside itself; the same input gives the same text.

    Raises
    ------
    PublicationError
        If a style is not in the palette.
    """
    prefix = name.replace("/", "-")
    match picture:
        case MapPicture():
            drawing = draw_country if len(picture.areas) >= MANY_AREAS else draw_map
            return drawing(picture, language, width=width, name=prefix, label=alt, legend=legend)
        case SeriesPicture():
            return draw_series(picture, language, width=width, label=alt)
        case PlanePicture():
            return draw_plane(picture, language, width=width, label=alt)
        case RankPicture():
            return draw_ranks(picture, language, width=width, label=alt)
        case BarsPicture():
            return draw_bars(picture, language, width=width, label=alt)
        case MoranPicture():
            return draw_moran(picture, language, width=width, label=alt)
        case _:
            return draw_system(picture, language, width=width, name=prefix, label=alt)
