"""What areas of Voorbeeldstad are like before anything is counted: the small stated model behind all figures.

Each neighbourhood has four hidden factors with mean 0 and standard deviation 1: vulnerability, problems, urban
(near the centre) and older (the age of those who live there). Vulnerability and problems are smooth over the map
(correlation falls by 1/e every 1.8 km) and partly go together. Both have a development of their own per district,
straight in time: that of vulnerability leans on its level, so that differences between districts grow, and is
nearly independent of that of problems, so that all combinations of rising and falling occur. Around it come
small deviations per neighbourhood and year that fade slowly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.connectors.generator.layout import DISTRICTS, Layout

Grid = NDArray[np.float64]

YEARS: Final = tuple(range(2011, 2023))
REACH_M: Final = 1_800.0
DRIFT: Final = {"vulnerability": 0.75, "problems": 0.6}
"""Change between the first and the last year of a district whose development is one deviation above the mean."""

_LEAN: Final = 0.6  # of the development of vulnerability on its level: more gives a gap that grows faster
_TOGETHER: Final = 0.15  # of the development of problems on that of vulnerability
_WOBBLE: Final = 0.05
_FADE: Final = 0.6  # share of a deviation that is left after a year
_CYCLE_YEARS: Final = 8.0  # from one dip of the economy to the next; the first is in 2013
_DENSEST_PER_KM2: Final = 6_200.0
_GROWTH: Final = 0.07
_FEW_INHABITANTS: Final = 80  # of the harbour, and of one neighbourhood at the edge


@dataclass(frozen=True)
class Factors:
    """Hidden factors and inhabitants, one row per neighbourhood and one column per year.

    `grids` holds vulnerability, problems, urban, older, trend (0 in the first year, 1 in the last) and cycle.
    """

    grids: dict[str, Grid]
    population: Grid
    smooth: Grid


def draw_factors(layout: Layout, rng: np.random.Generator) -> Factors:
    """Draw the hidden factors and the inhabitants of each neighbourhood and year."""
    smooth = _smoothing(layout.centres)
    urban = _standard(-np.linalg.norm(layout.centres, axis=1))
    vulnerability = _standard(smooth @ rng.normal(size=len(urban)) + 0.2 * urban)
    problems = _standard(0.6 * vulnerability + smooth @ rng.normal(size=len(urban)) + 0.3 * urban)
    first = _development(layout, _LEAN * vulnerability, rng)
    second = _development(layout, _TOGETHER * first, rng)
    older = _standard(smooth @ rng.normal(size=len(urban)) - 0.3 * urban)
    time = np.linspace(0.0, 1.0, len(YEARS))
    levels = {
        "vulnerability": _over_time(vulnerability, DRIFT["vulnerability"] * first, rng),
        "problems": _over_time(problems, DRIFT["problems"] * second, rng),
    }
    constant = {name: np.repeat(level[:, None], len(YEARS), axis=1) for name, level in
                (("urban", urban), ("older", older))}  # fmt: skip
    cycle = np.cos(2 * np.pi * (np.array(YEARS) - 2013) / _CYCLE_YEARS)
    moving = {"trend": np.tile(time, (len(urban), 1)), "cycle": np.tile(cycle, (len(urban), 1))}
    return Factors(levels | constant | moving, _inhabitants(layout, urban, time, rng), smooth)


def _smoothing(centres: Grid) -> Grid:
    """Return the matrix that turns independent draws into a field that is smooth over the map."""
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    return np.linalg.cholesky(np.exp(-apart / REACH_M) + 1e-9 * np.eye(len(centres)))


def _standard(values: Grid) -> Grid:
    return np.asarray((values - values.mean()) / values.std())


def _development(layout: Layout, leaning: Grid, rng: np.random.Generator) -> Grid:
    """Return the development per neighbourhood: that of its district and a little of its own."""
    size = np.bincount(layout.district)
    pulled = np.bincount(layout.district, weights=leaning) / size
    of_district = _standard(pulled + rng.normal(scale=0.8, size=DISTRICTS))
    return np.asarray(of_district[layout.district] + rng.normal(scale=0.2, size=len(leaning)))


def _over_time(level: Grid, change: Grid, rng: np.random.Generator) -> Grid:
    steps = rng.normal(scale=_WOBBLE, size=(len(YEARS), len(level)))
    wobble = [steps[0]]
    for step in steps[1:]:
        wobble.append(_FADE * wobble[-1] + step)
    return np.asarray(level[:, None] + change[:, None] * np.linspace(0.0, 1.0, len(YEARS)) + np.array(wobble).T)


def _inhabitants(layout: Layout, urban: Grid, time: Grid, rng: np.random.Generator) -> Grid:
    """Return whole inhabitants; the harbour has almost none, nor has the outermost neighbourhood elsewhere."""
    density = _DENSEST_PER_KM2 / (1 + np.exp(-1.3 * urban)) * np.exp(rng.normal(scale=0.25, size=len(urban)))
    start = density * layout.area_km2
    in_harbour = layout.district == layout.harbour
    start[in_harbour] = _FEW_INHABITANTS / in_harbour.sum()
    start[np.where(in_harbour | (layout.district == layout.partner), np.inf, urban).argmin()] = _FEW_INHABITANTS
    growth = _GROWTH + rng.normal(scale=0.04, size=len(urban))
    return np.rint(start[:, None] * np.exp(growth[:, None] * time))
