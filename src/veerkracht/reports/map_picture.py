"""A map of areas as SVG: fill and pattern tell the class, lightness and hatch how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from veerkracht.reports.content import Language, MapArea, MapPicture, Number
from veerkracht.reports.map_legend import EDGE, area_look, draw_legend, legend_height, used_patterns
from veerkracht.reports.palette import PAPER, pattern_id, patterns, style_of
from veerkracht.reports.svg import picture, text, text_width, titled
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import format_number, plain, translate

__all__ = ["draw_map"]

WITH_CHANCE: Final = _("{area}: {word}, probability {chance}")

_PAD = 2.0
_NAME_SIZE = 11.0
_SMALLEST_NAME = 3.2


def draw_map(
    shown: MapPicture, language: Language, *, width: float, name: str, label: str, legend: bool = False
) -> str:
    """Draw a map `width` pixels wide; with `legend` its key stands below it inside the picture."""
    plan = _projected(tuple(area.geometry for area in shown.areas), width)
    paths, height = plan.paths, plan.height
    words = _class_words(shown, language)
    body = f'<path d="{plan.outline}" fill="none" stroke="{EDGE}" stroke-width="2"/>'
    body += _areas(shown, paths, words, language) + _overlays(shown, paths, name)
    body += _names(shown, plan.names) if shown.labels else ""
    used = used_patterns(shown)
    if legend:
        body += draw_legend(shown, language, top=height + 14, name=name)
        used |= {style_of(entry.style).pattern for entry in shown.legend} - {""}
        height += legend_height(shown)
    return picture(patterns(used, prefix=name) + body, width=width, height=height, label=label)


@dataclass(frozen=True)
class _Plan:
    """Path of every area and of the outer edge; place, width, height and surface for every name; total height."""

    paths: tuple[str, ...]
    outline: str
    names: tuple[tuple[float, ...], ...]
    height: float


@lru_cache(maxsize=256)
def _projected(geometries: tuple[bytes, ...], width: float) -> _Plan:
    shapes = shapely.from_wkb(list(geometries))
    left, low, right, high = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 1.0, 1.0)
    scale = (width - 2 * _PAD) / max(right - left, 1.0)
    flat = shapely.transform(shapes, lambda at: (at - (left, high)) * (scale, -scale) + _PAD)
    inside = shapely.get_coordinates(shapely.point_on_surface(flat))
    bounds = shapely.bounds(flat)
    names = tuple(zip(inside[:, 0], inside[:, 1], *(bounds[:, 2:] - bounds[:, :2]).T, shapely.area(flat), strict=True))
    paths = tuple(_path(shape) for shape in flat)
    return _Plan(paths, _path(shapely.coverage_union_all(flat)), names, (high - low) * scale + 2 * _PAD)


def _path(shape: shapely.Geometry) -> str:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(_ring(np.round(shapely.get_coordinates(ring), 1)) for ring in rings)


def _ring(points: np.ndarray) -> str:
    moved = np.any(np.diff(points, axis=0) != 0, axis=1)
    kept = points[:-1][moved]
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in kept.tolist()) + "Z" if len(kept) > 2 else ""


def _class_words(shown: MapPicture, language: Language) -> dict[str, str]:
    return {entry.style: plain(entry.text, language) for entry in shown.legend}


def _areas(shown: MapPicture, paths: tuple[str, ...], words: dict[str, str], language: Language) -> str:
    def tells(area: MapArea) -> str:
        word = words.get(area.style, "")
        if not word or not shown.show_certainty or area.certainty is None:
            return f"{area.name}: {word}" if word else area.name
        chance = format_number(Number(area.certainty, "probability"), language)
        return translate(WITH_CHANCE, language).format(area=area.name, word=word, chance=chance)

    drawn = "".join(_area(area, path, tells(area), shown) for area, path in zip(shown.areas, paths, strict=True))
    return f'<g stroke="{PAPER}" stroke-width="1" stroke-linejoin="round">{drawn}</g>'


def _area(area: MapArea, path: str, tells: str, shown: MapPicture) -> str:
    fill, _pattern = area_look(area, shown)
    return titled(f'<path d="{path}" fill="{fill}" data-area="{area.area}"/>', tells)


def _overlays(shown: MapPicture, paths: tuple[str, ...], name: str) -> str:
    """Lay each pattern over all its areas in one path, so that no seams show and titles stay reachable."""
    over: dict[str, list[str]] = {}
    for area, path in zip(shown.areas, paths, strict=True):
        over.setdefault(area_look(area, shown)[1], []).append(path)
    return "".join(
        f'<path d="{"".join(over[pattern])}" fill="url(#{pattern_id(name, pattern)})" stroke="{PAPER}" '
        f'stroke-width="1" stroke-linejoin="round" pointer-events="none"/>'
        for pattern in sorted(over.keys() - {""})
    )


def _names(shown: MapPicture, places: tuple[tuple[float, ...], ...]) -> str:
    return "".join(_name(area.name, *place) for area, place in zip(shown.areas, places, strict=True))


def _name(name: str, x: float, y: float, wide: float, high: float, surface: float) -> str:
    """Write a name inside its area; where it would be too small to read the table and hover text tell it."""
    words = name.replace("-", "- ").split()
    across, rows = max(text_width(max(words, key=len, default=""), 1.0), 1.0), max(len(words), 1)
    size = min(_NAME_SIZE, 0.85 * wide / across, 0.75 * high / rows, (0.5 * surface / (across * rows)) ** 0.5)
    if size < _SMALLEST_NAME:
        return ""
    top = y + size / 3 - (len(words) - 1) * size / 2
    drawn = (text(word, x, top + row * size, size=size, anchor="middle", halo=True) for row, word in enumerate(words))
    return "".join(drawn)
