"""The map of Voorbeeldstad: neighbourhoods of pieces of land, districts of neighbourhoods, names by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from veerkracht.connectors.generator.ground import COAST_X_M, Ground, Points, draw_ground
from veerkracht.connectors.shapes import well_known_binary
from veerkracht.tables import AREAS, Table, table_of

MUNICIPALITY: Final = "GM9999"
DIVISION: Final = 2022
DISTRICTS: Final = 24
NEIGHBOURHOODS: Final = 70

_ROUNDS: Final = 12  # of moving each centre to the middle of its pieces
_COAST_NAMES: Final = ("Zilverstrand", "Helmgrasduin", "Vuurtorenwijk", "Strandwalle")
_RIVER_NAMES: Final = ("Aakkade", "Wilgenoever", "Veerpoort", "Stroomlanden", "Zalmschans")
_CENTRE_NAMES: Final = ("Oude Lakenmarkt", "Klokkenkwartier", "Gildenhof", "Muntpoort", "Sint-Elmstad")
_OTHER_NAMES: Final = (
    "Lindekwartier", "Perenhof", "Vlaslanden", "Meidoornstad", "Leemhoek", "Zwaluwveld", "Kersengaarde", "Roggeland",
    "Turfvelde",
)  # fmt: skip
_HARBOUR_NAME: Final = "Nieuwe Haven"
_WINDS: Final = ("Oost", "Noordoost", "Noord", "Noordwest", "West", "Zuidwest", "Zuid", "Zuidoost")


@dataclass(frozen=True)
class Layout:
    """The map as arrays, one row per neighbourhood in the order of its code.

    `district` is the place of its district in `district_codes`; `harbour` the place of the district with
    almost no inhabitants, and `partner` that of the larger one beside it. Distances are in metres.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: NDArray[np.object_]
    district: NDArray[np.intp]
    district_codes: tuple[str, ...]
    district_names: tuple[str, ...]
    centres: Points
    harbour: int
    partner: int

    @property
    def area_km2(self) -> Points:
        """Land of each neighbourhood in square kilometres."""
        return np.asarray(shapely.area(self.shapes) / 1e6)


def draw_layout(rng: np.random.Generator) -> Layout:
    """Draw the map; the same generator state gives the same map."""
    ground = draw_ground(rng)
    pairs = ground.beside()
    district = _attach(_group_banks(ground), pairs)
    district = np.argsort(_order_of_districts(ground, district))[district]
    block = _attach(_divide(ground, district), pairs)
    of_block = np.array([np.bincount(district[block == number]).argmax() for number in range(NEIGHBOURHOODS)])
    return _layout(ground, block, of_block)


def _layout(ground: Ground, block: NDArray[np.intp], of_block: NDArray[np.intp]) -> Layout:
    district = of_block[block]
    centres = _middles(ground.centres, block)
    codes = [f"BU9999{home + 1:02}{number:02}" for home, number in zip(of_block, _numbers(of_block), strict=True)]
    middles = _middles(ground.centres, district)
    harbour, partner = _harbour_and_partner(ground, district, middles)
    names = _district_names(ground, district, harbour)
    shapes = [shapely.coverage_union_all(ground.pieces[block == number]) for number in range(NEIGHBOURHOODS)]
    return Layout(
        tuple(codes), _neighbourhood_names(centres, of_block, middles, names), np.array(shapes), of_block,
        tuple(f"WK9999{number + 1:02}" for number in range(DISTRICTS)), names, centres, harbour, partner,
    )  # fmt: skip


def _attach(group: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give pieces that lie apart from the rest of their group to a group beside them."""
    group, part = group.copy(), _parts(group, pairs)
    size = np.bincount(part, minlength=len(part))[part]
    whole = np.array([part[group == number][size[group == number].argmax()] for number in range(group.max() + 1)])
    stray = part != whole[group]
    while (reached := stray[pairs[0]] & ~stray[pairs[1]]).any():
        piece, neighbour = pairs[0][reached][0], pairs[1][reached][0]
        group[piece], stray[piece] = group[neighbour], False
    return group


def _parts(group: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number the connected parts of all groups, each by its first piece."""
    one, other = pairs[:, group[pairs[0]] == group[pairs[1]]]
    part = np.arange(len(group))
    while True:
        before = part.copy()
        np.minimum.at(part, one, before[other])
        if (part == before).all():
            return part


def _group_banks(ground: Ground) -> NDArray[np.intp]:
    """Group pieces into districts that never cross the river."""
    group = np.zeros(len(ground.pieces), dtype=np.intp)
    on_north = round(DISTRICTS * ground.north.mean())
    group[ground.north] = _group(ground.centres[ground.north], on_north)
    group[~ground.north] = on_north + _group(ground.centres[~ground.north], DISTRICTS - on_north)
    return group


def _group(points: Points, groups: int) -> NDArray[np.intp]:
    """Group points around centres: start far apart, then move each centre to the middle of its points."""
    chosen = [int(np.argmin(np.linalg.norm(points, axis=1)))]
    nearest = _squares(points, points[chosen])[:, 0]
    while len(chosen) < groups:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, _squares(points, points[chosen[-1:]])[:, 0])
    middles = points[chosen]
    for _ in range(_ROUNDS):
        middles = _middles(points, _squares(points, middles).argmin(axis=1))
    return np.asarray(_squares(points, middles).argmin(axis=1))


def _squares(points: Points, middles: Points) -> Points:
    return np.asarray(((points[:, None] - middles[None]) ** 2).sum(axis=2))


def _middles(points: Points, group: NDArray[np.intp]) -> Points:
    size = np.bincount(group)
    return np.column_stack([np.bincount(group, weights=points[:, axis]) / size for axis in (0, 1)])


def _order_of_districts(ground: Ground, district: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number districts from the centre outwards."""
    return np.argsort(np.linalg.norm(_middles(ground.centres, district), axis=1), kind="stable")


def _divide(ground: Ground, district: NDArray[np.intp]) -> NDArray[np.intp]:
    """Divide each district into neighbourhoods, more where it has more pieces."""
    parts = _quota(np.bincount(district, minlength=DISTRICTS), NEIGHBOURHOODS)
    first = np.concatenate([[0], np.cumsum(parts)])
    block = np.zeros_like(district)
    for number in range(DISTRICTS):
        inside = district == number
        block[inside] = first[number] + _group(ground.centres[inside], int(parts[number]))
    return block


def _quota(sizes: NDArray[np.intp], total: int) -> NDArray[np.intp]:
    """Share out a total by size, at least one each, by largest remainders."""
    exact = sizes / sizes.sum() * total
    parts = np.maximum(np.floor(exact), 1).astype(np.intp)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - parts.sum()]] += 1
    return np.asarray(parts)


def _numbers(of_block: NDArray[np.intp]) -> list[int]:
    return [int((of_block[:place] == home).sum()) for place, home in enumerate(of_block)]


def _harbour_and_partner(ground: Ground, district: NDArray[np.intp], middles: Points) -> tuple[int, int]:
    """Return the south-bank district nearest to the river mouth, and the nearest district on that bank."""
    south = np.array([not ground.north[district == number][0] for number in range(DISTRICTS)])
    mouth = np.array([COAST_X_M + 1_000, -1_300])
    away = np.where(south, np.linalg.norm(middles - mouth, axis=1), np.inf)
    harbour = int(away.argmin())
    beside = np.where(south, np.linalg.norm(middles - middles[harbour], axis=1), np.inf)
    beside[harbour] = np.inf
    return harbour, int(beside.argmin())


def _district_names(ground: Ground, district: NDArray[np.intp], harbour: int) -> tuple[str, ...]:
    """Name districts by where they lie: at the coast, along the river, in the centre, elsewhere."""
    middles = _middles(ground.centres, district)
    edge = np.array([_to_other_bank(ground, district == number) for number in range(DISTRICTS)])
    rankings = ((middles[:, 0], _COAST_NAMES), (np.linalg.norm(middles, axis=1), _CENTRE_NAMES),
                (edge, _RIVER_NAMES), (middles[:, 1], _OTHER_NAMES))  # fmt: skip
    names = {harbour: _HARBOUR_NAME}
    for measure, choices in rankings:
        free = [int(number) for number in np.argsort(measure, kind="stable") if int(number) not in names]
        names |= dict(zip(free, choices, strict=False))
    return tuple(names[number] for number in range(DISTRICTS))


def _to_other_bank(ground: Ground, inside: NDArray[np.bool_]) -> float:
    other = ground.north != ground.north[inside][0]
    return float(_squares(ground.centres[inside], ground.centres[other]).min())


def _neighbourhood_names(
    centres: Points, of_block: NDArray[np.intp], middles: Points, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Name neighbourhoods by the wind direction in which they lie inside their district."""
    found: list[str] = []
    for centre, home in zip(centres, of_block, strict=True):
        if (of_block == home).sum() == 1:
            found.append(names[home])
            continue
        east, north = centre - middles[home]
        wind = round(np.arctan2(north, east) / (np.pi / 4)) % len(_WINDS)
        free = next(w for w in (*_WINDS[wind:], *_WINDS[:wind]) if f"{names[home]}-{w}" not in found)
        found.append(f"{names[home]}-{free}")
    return tuple(found)


def areas_of(layout: Layout) -> Table:
    """Return the map as the shared table AREAS, geometry in EPSG:28992.

    Parameters
    ----------
    layout : Layout
        The map.

    Returns
    -------
    Table (AREAS)
        The municipality, its districts and its neighbourhoods.
    """
    whole = [shapely.coverage_union_all(layout.shapes[layout.district == n]) for n in range(DISTRICTS)]
    city = shapely.coverage_union_all(np.array(whole))
    homes = [layout.district_codes[number] for number in layout.district]
    rows = [
        (MUNICIPALITY, "municipality", "Voorbeeldstad", None, city),
        *((code, "district", name, MUNICIPALITY, shape)
          for code, name, shape in zip(layout.district_codes, layout.district_names, whole, strict=True)),
        *((code, "neighbourhood", name, home, shape)
          for code, name, home, shape in zip(layout.codes, layout.names, homes, layout.shapes, strict=True)),
    ]  # fmt: skip
    return table_of(AREAS, [
        {"area": code, "level": level, "name": name, "parent": parent, "municipality": MUNICIPALITY,
         "division": DIVISION, "geometry": well_known_binary(shapely.normalize(shape))}
        for code, level, name, parent, shape in rows
    ])  # fmt: skip
