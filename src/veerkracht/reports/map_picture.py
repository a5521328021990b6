"""A map of areas as SVG: fill and pattern tell the class, lightness and hatch how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from veerkracht.reports.content import Language, LegendEntry, MapArea, MapPicture
from veerkracht.reports.palette import PAPER, SOFT, lighter, pattern_id, patterns, style_of
from veerkracht.reports.svg import coordinate, picture, text, text_width, titled
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import plain, translate

__all__ = ["HATCHED", "LIGHTER", "draw_map", "is_unsure", "swatch_box"]

SURE: Final = 0.8
UNSURE: Final = 0.6
LIGHTER: Final = _("lighter: less than 80% sure of the class")
HATCHED: Final = _("hatched: less than 60% sure of the class")
_PAD = 2.0
_NAME_SIZE = 11.0
_SMALLEST_NAME = 3.2
_EDGE = "#8894A0"
_ROW = 24.0
_SWATCH = (26.0, 15.0)


def is_unsure(shown: MapPicture) -> bool:
    """Tell whether some area is drawn lighter or hatched because its class is not sure."""
    return shown.show_certainty and any(area.certainty is not None and area.certainty < SURE for area in shown.areas)


def draw_map(
    shown: MapPicture, language: Language, *, width: float, name: str, label: str, legend: bool = False
) -> str:
    """Draw a map `width` pixels wide; with `legend` its key stands below it inside the picture."""
    plan = _projected(tuple(area.geometry for area in shown.areas), width)
    paths, height = plan.paths, plan.height
    words = _class_words(shown, language)
    body = f'<path d="{plan.outline}" fill="none" stroke="{_EDGE}" stroke-width="2"/>'
    body += _areas(shown, paths, words) + _overlays(shown, paths, name)
    body += _names(shown, plan.names) if shown.labels else ""
    used = _used_patterns(shown)
    if legend:
        body += _legend(shown, language, top=height + 14, name=name)
        used |= {style_of(entry.style).pattern for entry in shown.legend} - {""}
        height += 20 + _ROW * _legend_rows(shown)
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


def _areas(shown: MapPicture, paths: tuple[str, ...], words: dict[str, str]) -> str:
    drawn = "".join(_area(area, path, words, shown) for area, path in zip(shown.areas, paths, strict=True))
    return f'<g stroke="{PAPER}" stroke-width="1" stroke-linejoin="round">{drawn}</g>'


def _area(area: MapArea, path: str, words: dict[str, str], shown: MapPicture) -> str:
    fill = style_of(area.style).fill
    shade = lighter(fill) if _sureness(area, shown) == "lighter" else fill
    element = f'<path d="{path}" fill="{shade}" data-area="{area.area}"/>'
    word = words.get(area.style, "")
    return titled(element, f"{area.name}: {word}" if word else area.name)


def _sureness(area: MapArea, shown: MapPicture) -> str:
    if not shown.show_certainty or area.certainty is None or area.certainty >= SURE:
        return "sure"
    return "lighter" if area.certainty >= UNSURE else "hatched"


def _area_pattern(area: MapArea, shown: MapPicture) -> str:
    return "unsure" if _sureness(area, shown) == "hatched" else style_of(area.style).pattern


def _used_patterns(shown: MapPicture) -> set[str]:
    return {_area_pattern(area, shown) for area in shown.areas} - {""}


def _overlays(shown: MapPicture, paths: tuple[str, ...], name: str) -> str:
    """Lay each pattern over all its areas in one path, so that no seams show and titles stay reachable."""
    over: dict[str, list[str]] = {}
    for area, path in zip(shown.areas, paths, strict=True):
        over.setdefault(_area_pattern(area, shown), []).append(path)
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


def _legend_rows(shown: MapPicture) -> int:
    return len(shown.legend) + (2 if is_unsure(shown) else 0)


def _legend(shown: MapPicture, language: Language, *, top: float, name: str) -> str:
    rows = "".join(
        _legend_row(entry, language, top=top + row * _ROW, name=name) for row, entry in enumerate(shown.legend)
    )
    if not is_unsure(shown):
        return rows
    below = top + len(shown.legend) * _ROW + 12
    notes = (text(translate(note, language), 2, below + row * _ROW, size=13, fill=SOFT)
             for row, note in enumerate((LIGHTER, HATCHED)))  # fmt: skip
    return rows + "".join(notes)


def _legend_row(entry: LegendEntry, language: Language, *, top: float, name: str) -> str:
    words = plain(entry.text, language)
    counted = f"{words} ({entry.count})" if entry.count is not None else words
    box = swatch_box(entry.style, top=top, left=2, name=name)
    return box + text(counted, 2 + _SWATCH[0] + 10, top + 12, size=14)


def swatch_box(style: str, *, top: float, left: float, name: str) -> str:
    """Draw the small box of a legend; its pattern is the one defined under the prefix `name`."""
    wide, high = _SWATCH
    box = f'<rect x="{coordinate(left)}" y="{coordinate(top)}" width="{wide:g}" height="{high:g}" '
    found = style_of(style)
    edge = f'stroke="{_EDGE}" stroke-width="0.5"'
    over = f'{box}fill="url(#{pattern_id(name, found.pattern)})" {edge}/>' if found.pattern else ""
    return f'{box}fill="{found.fill}" {edge}/>{over}'
