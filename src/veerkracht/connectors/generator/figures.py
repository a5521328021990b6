"""The figures of Voorbeeldstad: traits drawn from the hidden factors, and published as a real city's are.

Shares of people, households or dwellings follow from the factors on the scale of log odds, means and reports on
that of logarithms; `figures.toml` holds how strongly. A count is a share of its denominator with the noise of a
binomial draw, of which most stays the same from year to year, because most people do. Reports to the police are
Poisson draws. Every level is added up from the same neighbourhoods before it is rounded. Each trait has its own
stream of random numbers, so that a new trait changes no other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args
from zlib import crc32

import numpy as np

from veerkracht.connectors.generator.factors import YEARS, Factors, Grid
from veerkracht.connectors.generator.layout import Layout
from veerkracht.connectors.generator.observing import (
    Figures,
    Level,
    Press,
    at_years,
    observations_of_figures,
    with_break,
)
from veerkracht.tables import Status, Table, pull

Recipe = dict[str, Any]  # Any: a TOML table holds values of mixed types

ESTIMATED_YEARS: Final = (2012, 2016, 2020, 2022)
LIVEABILITY_YEARS: Final = (2012, 2014)
UNKNOWN_CODES: Final = ("BU99999817", "BU99999845")
"""Codes that the police use and the division of the city does not know."""

_SAME_PEOPLE: Final = 0.85  # share of the variance of a count that stays from year to year
_NATIONAL_SHIFT: Final = 0.008  # of the national mean of liveability between its two years
_LIVEABILITY_SUM: Final = "liveability_total"
_LIVEABILITY_CHANGE: Final = ("liveability_safety", "liveability_safety_change")


@dataclass(frozen=True)
class _Scene:
    """Where traits are drawn: map, factors, seed, and the counts drawn so far."""

    factors: Factors
    press: Press
    seed: int
    counts: dict[str, Grid]

    def stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(name.encode())])


def draw_observations(layout: Layout, factors: Factors, *, indicators: Table, seed: int) -> Table:
    """Draw and publish all figures.

    Parameters
    ----------
    layout : Layout
        The map.
    factors : Factors
        The hidden factors of its neighbourhoods.
    indicators : Table (INDICATORS)
        Which indicators are wanted, and how their source rounds.
    seed : int
        The same seed gives the same figures.

    Returns
    -------
    Table (OBSERVATIONS)
        Years 2011-2022; figures that the monitor computes itself are not in it.
    """
    steps = _steps(indicators)
    recipes = _recipes()
    press = Press(layout, factors.population, steps)
    scene = _Scene(factors, press, seed, {"land_km2": np.repeat(layout.area_km2[:, None], len(YEARS), axis=1)})
    found = [
        *(figures for recipe in recipes["total"] for figures in _total(scene, recipe)),
        *(figures for recipe in recipes["share"] for figures in _share(scene, recipe)),
        *(figures for recipe in recipes["estimate"] for figures in _estimate(scene, recipe)),
        *(figures for recipe in recipes["mean"] for figures in _mean(scene, recipe)),
        *(figures for recipe in recipes["ratio"] for figures in _ratio(scene, recipe)),
        *(figures for recipe in recipes["report"] for figures in _report(scene, recipe)),
        *_liveability(scene, recipes["liveability"]),
    ]
    return observations_of_figures([figures for figures in found if figures.indicator in steps])


@cache
def _recipes() -> dict[str, list[Recipe]]:
    return tomllib.loads(files("veerkracht.connectors.generator").joinpath("figures.toml").read_text("utf-8"))


def _steps(indicators: Table) -> dict[str, float]:
    """Return the step to which the source of each indicator rounds."""
    rows = pull(indicators).to_pylist()
    return {row["indicator"]: row["rounding"] or 10.0 ** -row["decimals"] for row in rows}


def _predictor(scene: _Scene, recipe: Recipe) -> Grid:
    """Add up what the factors and the trait's own field do, in each neighbourhood and year."""
    own = scene.factors.smooth @ scene.stream(f"own {_name(recipe)}").normal(size=len(scene.factors.smooth))
    pulls = [recipe.get(name, 0.0) * grid for name, grid in scene.factors.grids.items()]
    shift = recipe.get("break_shift", 0.0) * (np.array(YEARS) >= recipe.get("break_year", YEARS[0]))
    return np.asarray(np.sum(pulls, axis=0) + recipe.get("own", 0.0) * own[:, None] + shift)


def _name(recipe: Recipe) -> str:
    return str(recipe.get("id") or recipe["indicator"])


def _levels(output: Recipe) -> list[Level]:
    return [level for level in get_args(Level) if level in output["levels"]]


def _proportion(scene: _Scene, recipe: Recipe) -> Grid:
    odds = recipe["base"] / (1 - recipe["base"]) * np.exp(_predictor(scene, recipe))
    return np.asarray(odds / (1 + odds))


def _total(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    counted = np.rint(recipe["factor"] * scene.factors.population)
    scene.counts[recipe["id"]] = counted
    for output in recipe["outputs"]:
        for level in _levels(output):
            yield scene.press.share(output, level, counted, counted, YEARS[0])


def _share(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    counted = _draw_count(scene, recipe)
    scene.counts[recipe["id"]] = counted
    for output in recipe["outputs"]:
        below = scene.counts[output.get("of", recipe["of"])]
        for level in _levels(output):
            figures = scene.press.share(output, level, counted, below, recipe.get("first", YEARS[0]))
            yield with_break(figures, recipe["break_year"]) if "break_year" in recipe else figures


def _draw_count(scene: _Scene, recipe: Recipe) -> Grid:
    of, share = scene.counts[recipe["of"]], _proportion(scene, recipe)
    rng = scene.stream(_name(recipe))
    lasting, passing = rng.normal(size=(len(of), 1)), rng.normal(size=of.shape)
    noise = np.sqrt(_SAME_PEOPLE) * lasting + np.sqrt(1 - _SAME_PEOPLE) * passing
    return np.asarray(np.rint(np.clip(of * share + noise * np.sqrt(of * share * (1 - share)), 0, of)))


def _estimate(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    """Publish a modelled share: no people are counted, so it has no noise of counting."""
    first = recipe.get("first", YEARS[0])
    for level in get_args(Level):
        figures = scene.press.mean(recipe, level, 100 * _proportion(scene, recipe), scene.factors.population)
        marks = np.where(np.array(YEARS) < first, Status.NOT_ASKED, figures.marks)
        asked = Figures(figures.indicator, figures.codes, figures.periods, figures.values, marks)
        yield at_years(asked, ESTIMATED_YEARS, mark=Status.ESTIMATED)


def _mean(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    values = recipe["base"] * np.exp(_predictor(scene, recipe))
    for output in recipe["outputs"]:
        for level in _levels(output):
            yield scene.press.mean(output, level, values, scene.counts[recipe["of"]])


def _ratio(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    above, below = scene.counts[recipe["above"]], scene.counts[recipe["below"]]
    for level in _levels(recipe):
        yield scene.press.mean(recipe, level, above / below, below)


def _report(scene: _Scene, recipe: Recipe) -> Iterator[Figures]:
    """Publish reports per neighbourhood, and those on codes that nobody knows."""
    rng = scene.stream(_name(recipe))
    expected = recipe["base"] / 1000 * scene.factors.population * np.exp(_predictor(scene, recipe))
    reports = rng.poisson(expected).astype(float)
    yield _as_counted(recipe, scene.press.layout.codes, reports)
    if "unplaced" in recipe:
        unplaced = rng.poisson(recipe["unplaced"], size=(len(UNKNOWN_CODES), len(YEARS)))
        yield _as_counted(recipe, UNKNOWN_CODES, unplaced.astype(float))


def _as_counted(recipe: Recipe, codes: tuple[str, ...], reports: Grid) -> Figures:
    return Figures(recipe["indicator"], codes, tuple(map(str, YEARS)), reports, np.full(reports.shape, Status.NORMAL))


def _liveability(scene: _Scene, recipes: list[Recipe]) -> Iterator[Figures]:
    """Publish the dimensions, their sum, and the change of one, free of the shift of the national mean."""
    for level in ("M", "D"):
        parts = [_dimension(scene, recipe, level) for recipe in recipes]
        yield from parts
        values = np.round(np.sum([part.values for part in parts], axis=0), 9)
        yield Figures(_LIVEABILITY_SUM, parts[0].codes, parts[0].periods, values, parts[0].marks)
        yield from (_change(part) for part in parts if level == "D" and part.indicator == _LIVEABILITY_CHANGE[0])


def _dimension(scene: _Scene, recipe: Recipe, level: Level) -> Figures:
    values = recipe["base"] + _predictor(scene, recipe)
    figures = scene.press.mean(recipe, level, values, scene.factors.population)
    return at_years(figures, LIVEABILITY_YEARS, mark=Status.NORMAL)


def _change(figures: Figures) -> Figures:
    values = np.round(figures.values[:, 1:] - figures.values[:, :1] + _NATIONAL_SHIFT, 9)
    return Figures(_LIVEABILITY_CHANGE[1], figures.codes, ("/".join(figures.periods),), values, figures.marks[:, 1:])
