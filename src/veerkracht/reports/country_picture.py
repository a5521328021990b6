"""A map of thousands of areas as SVG: one path per look, simplified together so that no gaps show between them.

At the width of a page an area of a whole country is a few pixels. Titles and edges of their own would only make the
file large; the table beside the map names every area.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from veerkracht.reports.content import Language, LegendEntry, MapPicture, Number
from veerkracht.reports.map_legend import EDGE, area_look, draw_legend, legend_height, used_patterns
from veerkracht.reports.palette import pattern_id, patterns, style_of
from veerkracht.reports.svg import picture, titled
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import format_number, plain, translate

__all__ = ["MANY_AREAS", "draw_country", "simplified"]

MANY_AREAS: Final = 1500
"""From this number on a map is drawn with one path per look instead of one per area."""
CLASS_COUNT: Final = _("{word}: {n}")

_PAD: Final = 2.0
_DETAIL: Final = 0.7
"""Detail that is left out, in pixels: corners of triangles smaller than its square fall away."""
_STEP: Final = 0.1
"""Places are whole numbers of this, in pixels."""

_Shapes = NDArray[np.object_]
_Place = tuple[int, int]


def draw_country(
    shown: MapPicture, language: Language, *, width: float, name: str, label: str, legend: bool = False
) -> str:
    """Draw a map of many areas `width` pixels wide, as `draw_map` draws one of few."""
    flat, height = _flat(tuple(area.geometry for area in shown.areas), width)
    body, used = _looks(shown, flat, name, language), used_patterns(shown)
    body += f'<path d="{_path(flat)}" fill="none" stroke="{EDGE}" stroke-width="0.8"/>'
    if legend:
        body += draw_legend(shown, language, top=height + 14, name=name)
        used |= {style_of(entry.style).pattern for entry in shown.legend} - {""}
        height += legend_height(shown)
    return picture(patterns(used, prefix=name) + body, width=width, height=height, label=label)


@lru_cache(maxsize=8)
def _flat(geometries: tuple[bytes, ...], width: float) -> tuple[_Shapes, float]:
    """Return shapes in pixels with the height that they take; kept, for the other language has the same."""
    shapes = np.asarray(shapely.from_wkb(list(geometries)), dtype=object)
    left, low, right, high = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 1.0, 1.0)
    scale = (width - 2 * _PAD) / max(right - left, 1.0)
    flat = shapely.transform(
        simplified(shapes, _DETAIL / scale), lambda at: (at - (left, high)) * (scale, -scale) + _PAD
    )
    return np.asarray(flat, dtype=object), (high - low) * scale + 2 * _PAD


def simplified(shapes: _Shapes, detail: float) -> _Shapes:
    """Leave detail out of areas that share their edges, each edge alike in both.

    Parameters
    ----------
    shapes : array of shapely geometries
        Areas beside each other.
    detail : float
        In the unit of the shapes: corners of triangles smaller than its square fall away.

    Returns
    -------
    array of shapely geometries
        In the same order; where the areas shared edges they still do.

    References
    ----------
    .. [1] Visvalingam & Whyatt (1993), "Line generalisation by repeated elimination of points", Cartogr. J. 30, 46-51.

    Examples
    --------
    >>> squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> bool(shapely.coverage_is_valid(simplified(squares, 0.1)))
    True
    """
    return np.asarray(shapely.coverage_simplify(shapes, detail), dtype=object)


def _looks(shown: MapPicture, flat: _Shapes, name: str, language: Language) -> str:
    """Draw each fill as one path, and each pattern over it as one more."""
    looks = np.array([area_look(area, shown) for area in shown.areas], dtype=object).reshape(-1, 2)
    styles = np.array([area.style for area in shown.areas], dtype=object)
    words = {entry.style: _counted(entry, language) for entry in shown.legend}
    drawn = []
    for fill in sorted(set(looks[:, 0])):
        chosen = looks[:, 0] == fill
        tells = words.get(styles[chosen][0], "")
        path = f'<path d="{_path(flat[chosen])}" fill="{fill}" stroke="{fill}" stroke-width="0.2"/>'
        drawn.append(titled(path, tells) if tells else path)
    for pattern in sorted(set(looks[:, 1]) - {""}):
        path = f'<path d="{_path(flat[looks[:, 1] == pattern])}" fill="url(#{pattern_id(name, pattern)})" '
        drawn.append(f'{path}pointer-events="none"/>')
    return "".join(drawn)


def _counted(entry: LegendEntry, language: Language) -> str:
    words = plain(entry.text, language)
    if entry.count is None:
        return words
    return translate(CLASS_COUNT, language).format(word=words, n=format_number(Number(entry.count), language))


def _path(shapes: _Shapes) -> str:
    """Write the outer edges of areas together: an edge between two of them runs both ways and falls out."""
    return "".join(_ring(ring) for ring in _chained(_edges(shapes)))


def _edges(shapes: _Shapes) -> NDArray[np.int64]:
    """Return the edges (start x, start y, end x, end y) that are left when those that run both ways fall out in pairs.

    Each has an area on its left. One by one: where areas overlap, an edge may run one way twice and back once, and dropping all
    three would leave rings that do not close.
    """
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shapes)))
    points, owner = shapely.get_coordinates(rings, return_index=True)
    places = np.rint(points / _STEP).astype(np.int64)
    edges = np.hstack([places[:-1], places[1:]])[owner[:-1] == owner[1:]]
    edges = edges[(edges[:, :2] != edges[:, 2:]).any(axis=1)]
    both = np.concatenate([edges, edges[:, [2, 3, 0, 1]]])
    kinds, same = np.unique(both, axis=0, return_inverse=True)
    there, back = np.split(same.ravel(), 2)
    left = np.bincount(there, minlength=len(kinds)) - np.bincount(back, minlength=len(kinds))
    alone: NDArray[np.int64] = np.repeat(kinds, left.clip(min=0), axis=0)
    return alone


def _chained(edges: NDArray[np.int64]) -> Iterator[list[_Place]]:
    """Return closed rings of edges; where two touch in a corner either may come first."""
    following: dict[_Place, list[_Place]] = {}
    for x, y, to_x, to_y in edges.tolist():
        following.setdefault((x, y), []).append((to_x, to_y))
    for start in list(following):
        while following[start]:
            ring = [start]
            while following.get(ring[-1]):
                ring.append(following[ring[-1]].pop())
                if ring[-1] == start:
                    break
            yield ring


def _ring(places: list[_Place]) -> str:
    """Write a ring as steps from its start, in as few signs as SVG allows; straight runs become one step."""
    if len(places) < 4:
        return ""
    steps = _straightened([(x - before[0], y - before[1]) for before, (x, y) in pairwise(places)])[:-1]
    first, *rest = [_pair(x, y) for x, y in (places[0], *steps)]
    return f"M{first}l{''.join(one if one[0] == '-' or not place else f' {one}' for place, one in enumerate(rest))}z"


def _straightened(steps: list[_Place]) -> list[_Place]:
    """Join steps that go on in the same direction."""
    joined = steps[:1]
    for x, y in steps[1:]:
        last = joined[-1]
        if last[0] * y == last[1] * x and last[0] * x + last[1] * y > 0:
            joined[-1] = (last[0] + x, last[1] + y)
        else:
            joined.append((x, y))
    return joined


def _pair(x: int, y: int) -> str:
    across, up = _short(x), _short(y)
    return across + up if up[0] == "-" else f"{across},{up}"


def _short(tenths: int) -> str:
    """Write a tenth without the zero before its point."""
    sign, whole, part = "-" if tenths < 0 else "", abs(tenths) // 10, abs(tenths) % 10
    return f"{sign}{whole}" if not part else f"{sign}{whole or ''}.{part}"
