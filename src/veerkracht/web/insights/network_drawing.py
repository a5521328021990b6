"""Risks and what they set off, as SVG: every risk once, slow ones left and sudden ones right, an arrow per link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final

from veerkracht.reports.palette import ACCENT, INK, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, picture, text, wrapped

__all__ = ["Link", "Network", "Node", "draw_network"]

Point = tuple[float, float]

_WIDTH: Final = 900.0
_LEFT, _RIGHT = 262.0, 638.0
"""Where the two columns of risks stand."""
_TOP, _ROW, _FOOT = 24.0, 50.0, 96.0
_BULGE: Final = 34.0
"""How far the middle of a column stands outwards, so that links within it have room."""
_SIZE = 14.0
_SIDE: Final[Mapping[str, int]] = {"stress": 0, "emerging": 0, "shock": 1, "compound": 1}
_SWEEPS: Final = 8
_SHARES: Final = (0.5, 0.36, 0.64, 0.24, 0.76)
"""Where on a line its strength may stand, the best place first."""
_APART: Final = 22.0
"""How far two strengths stay from one another, in pixels."""
WORSE, BETTER = style_of("under_pressure").fill, style_of("shows_resilience").fill


@dataclass(frozen=True)
class Node:
    """A risk: its key, its name, and its kind as a code."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True)
class Link:
    """An arrow: from and to which risk, +1 worse, -1 less bad or 0 unknown, and its strength 1-5 where known."""

    source: str
    target: str
    sign: int
    strength: int | None


@dataclass(frozen=True)
class Network:
    """What to draw: risks, links between them, and the words of the key by code."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    words: Mapping[str, str]


def draw_network(network: Network, *, label: str) -> str:
    """Draw a network as an ``<svg>``; the same network gives the same text, in whatever order it comes.

    Parameters
    ----------
    label : str
        What the picture shows, for who cannot see it.
    """
    columns = _ordered(network)
    rows = max(len(column) for column in columns)
    bottom = _TOP + max(1, rows) * _ROW
    places = _places(columns, bottom)
    nodes = {node.key: node for node in network.nodes}
    links = sorted(network.links, key=lambda link: (link.source, link.target, link.sign))
    parts = [_arrow(link, places) for link in links]
    parts += _strengths(links, places)
    parts += [_node(nodes[key], *places[key]) for column in columns for key in column]
    return picture(
        "".join([*parts, *_key(network, bottom)]), width=_WIDTH, height=bottom + _FOOT, label=label
    )  # fmt: skip


def _ordered(network: Network) -> list[list[str]]:
    """Return the risks of each column from top to bottom, close to those that they are linked with."""
    byname = sorted(network.nodes, key=lambda node: (node.kind, node.name, node.key))
    columns = [[node.key for node in byname if _SIDE.get(node.kind, 0) == side] for side in (0, 1)]
    near: dict[str, list[str]] = {node.key: [] for node in byname}
    for link in network.links:
        near[link.source].append(link.target)
        near[link.target].append(link.source)
    for sweep in range(_SWEEPS):
        side = sweep % 2
        height = {key: (place + 0.5) / len(column) for column in columns for place, key in enumerate(column)}
        columns[side] = sorted(columns[side], key=lambda key: (_middle(near[key], height, height[key]), key))
    return columns


def _middle(near: Sequence[str], height: Mapping[str, float], own: float) -> float:
    return round(sum(height[key] for key in near) / len(near), 6) if near else own


def _places(columns: Sequence[Sequence[str]], bottom: float) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for side, column in enumerate(columns):
        for place, key in enumerate(column):
            share = (place + 0.5) / len(column)
            out = _BULGE * (1 - (2 * share - 1) ** 2)
            found[key] = (_LEFT - out if side == 0 else _RIGHT + out, _TOP + share * (bottom - _TOP))
    return found


def _curve(link: Link, places: Mapping[str, Point]) -> tuple[Point, Point, Point]:
    """Return begin, bend and end of a link; the way there and the way back bend apart."""
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    length = hypot(x2 - x1, y2 - y1) or 1.0
    across = (-(y2 - y1) / length, (x2 - x1) / length)
    inward = _inward(x1, x2) * (24 + 0.5 * length)
    bend = ((x1 + x2) / 2 + 0.12 * length * across[0] + inward, (y1 + y2) / 2 + 0.12 * length * across[1])
    return _towards((x1, y1), bend, 12), bend, _towards((x2, y2), bend, 13)


def _inward(x1: float, x2: float) -> int:
    """Return in which direction a link between two risks of one column bends: to the middle."""
    middle = (_LEFT + _RIGHT) / 2
    return 0 if (x1 < middle) != (x2 < middle) else 1 if x1 < middle else -1


def _towards(point: Point, other: Point, by: float) -> Point:
    length = hypot(other[0] - point[0], other[1] - point[1]) or 1.0
    return point[0] + by * (other[0] - point[0]) / length, point[1] + by * (other[1] - point[1]) / length


def _arrow(link: Link, places: Mapping[str, Point]) -> str:
    begin, bend, end = _curve(link, places)
    colour, dash = _look(link.sign)
    width = 1.0 + 0.8 * (link.strength or 0)
    foot = _towards(end, bend, 7 + width)
    path = f"M{_at(begin)}Q{_at(bend)} {_at(foot)}"
    if link.source == link.target:
        begin, bend, end, foot = _loop(places[link.source], 7 + width)
        path = f"M{_at(begin)}C{_at(bend)} {_at((bend[0], 2 * end[1] - bend[1] + 8))} {_at(foot)}"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dash}/>' + _head(
        foot, end, 4 + 0.8 * width, colour
    )


def _loop(place: Point, head: float) -> tuple[Point, Point, Point, Point]:
    """Return begin, bend, end and foot of the head of a link from a risk to itself, on the side of the middle."""
    x, y = place
    inward = 1 if x < (_LEFT + _RIGHT) / 2 else -1
    return (x + 9 * inward, y - 8), (x + 62 * inward, y - 30), (x + 13 * inward, y), (x + (13 + head) * inward, y + 3)


def _look(sign: int) -> tuple[str, str]:
    """Return colour and dashes of a sign, so that it also reads in black and white."""
    if sign > 0:
        return WORSE, ""
    return (BETTER, ' stroke-dasharray="9 5"') if sign < 0 else (SOFT, ' stroke-dasharray="2 4"')


def _head(foot: Point, tip: Point, half: float, colour: str) -> str:
    length = hypot(tip[0] - foot[0], tip[1] - foot[1]) or 1.0
    aside = (-(tip[1] - foot[1]) / length * half, (tip[0] - foot[0]) / length * half)
    one, two = (foot[0] + aside[0], foot[1] + aside[1]), (foot[0] - aside[0], foot[1] - aside[1])
    return f'<path d="M{_at(one)}L{_at(tip)}L{_at(two)}Z" fill="{colour}"/>'


def _at(point: Point) -> str:
    return f"{coordinate(point[0])},{coordinate(point[1])}"


def _strengths(links: Sequence[Link], places: Mapping[str, Point]) -> list[str]:
    """Write the strength on each link where it is known, at a place on its line that is still free."""
    taken: list[Point] = []
    drawn = []
    for link in links:
        if link.strength is not None and link.source != link.target:
            curve = _curve(link, places)
            spots = [_on(curve, share) for share in _SHARES]
            spot = next((spot for spot in spots if all(_far(spot, other) for other in taken)), spots[0])
            taken.append(spot)
            drawn.append(
                text(str(link.strength), spot[0], spot[1] + 4.5, size=13, anchor="middle", bold=True, halo=True)
            )
    return drawn


def _on(curve: tuple[Point, Point, Point], share: float) -> Point:
    begin, bend, end = curve
    parts = (1 - share) ** 2, 2 * share * (1 - share), share**2
    x, y = (parts[0] * begin[axis] + parts[1] * bend[axis] + parts[2] * end[axis] for axis in (0, 1))
    return x, y


def _far(one: Point, other: Point) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) > _APART


def _node(node: Node, x: float, y: float) -> str:
    left = x < (_LEFT + _RIGHT) / 2
    lines = wrapped(node.name, width=_LEFT - _BULGE - 26, size=_SIZE)[:2]
    first = y + 5 - 8.5 * (len(lines) - 1)
    words = "".join(
        text(line, x - 14 if left else x + 14, first + 17 * row, size=_SIZE, anchor="end" if left else "start")
        for row, line in enumerate(lines)
    )
    return _mark(node.kind, x, y) + words


def _mark(kind: str, x: float, y: float) -> str:
    paths = {
        "shock": "m0,-8l8,8l-8,8l-8,-8z",
        "emerging": "m0,-8l8.500,14h-17z",
        "compound": "m-7,-7h14v14h-14z",
    }
    if kind not in paths:
        return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="7" fill="{PAPER}" stroke="{ACCENT}" stroke-width="2.5"/>'
    return f'<path d="M{_at((x, y))}{paths[kind]}" fill="{ACCENT}" stroke="{PAPER}"/>'


def _key(network: Network, bottom: float) -> list[str]:
    """Draw what the marks and the lines mean."""
    kinds = sorted({node.kind for node in network.nodes}, key=lambda kind: (_SIDE.get(kind, 0), kind))
    drawn = []
    for place, kind in enumerate(kinds):
        x = 20.0 + 215 * place
        drawn += [_mark(kind, x, bottom + 38), text(network.words.get(kind, kind), x + 16, bottom + 43, size=_SIZE)]
    signs = sorted({link.sign for link in network.links}, reverse=True)
    for place, sign in enumerate(signs):
        x, y = 12.0 + 215 * place, bottom + 72
        colour, dash = _look(sign)
        drawn.append(f'<path d="M{_at((x, y))}h34" stroke="{colour}" stroke-width="3"{dash} fill="none"/>')
        drawn += [_head((x + 34, y), (x + 44, y), 6, colour)]
        drawn.append(text(network.words.get(str(sign), ""), x + 52, y + 5, size=_SIZE, fill=INK))
    return drawn
