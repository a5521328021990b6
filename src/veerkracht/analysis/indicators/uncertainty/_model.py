"""An index with its design, read from tables once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.indicators.aggregation.aggregators import aggregator_of
from veerkracht.analysis.indicators.uncertainty._matrices import Alternatives
from veerkracht.analysis.indicators.uncertainty._running import Methods, Runs, worth_compiling
from veerkracht.analysis.indicators.uncertainty._sampling import alternative, trigger
from veerkracht.analysis.indicators.uncertainty._tree import Tree, tree_of
from veerkracht.analysis.indicators.uncertainty._weights import weights_of
from veerkracht.analysis.indicators.uncertainty.designs import Design
from veerkracht.analysis.indicators.uncertainty.factors import (
    Aggregators,
    DataError,
    Factor,
    Geographies,
    Imputations,
    Normalisers,
    Settings,
    Treatments,
)
from veerkracht.errors import TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table, memtable, pull

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_STEPS = (Geographies, Imputations, DataError, Treatments, Normalisers, Aggregators)  # columns of a recipe, in order
_FIRST = (1, 0, 0, 1, 1, 1)  # place of the first alternative: the published one stands before it where there is one
_NONE = (0, -1, -1, 0, 0, 0)  # what a step is without a factor


@dataclass(frozen=True)
class Model:
    """An index with everything that may differ about it.

    Parameters
    ----------
    areas, periods : tuple of str
        Names along the axes.
    tree : Tree
        The tree of the index.
    alternatives : Alternatives
        What matrices are made of.
    powers : array (aggregators x groups)
        The published aggregator, then the alternatives.
    design : Design
        The factors.
    least : float
        Share of the weight of a group that must be present.
    methods : tuple
        Of each aggregator that is no power mean the method of each group; None for the others.
    """

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    tree: Tree
    alternatives: Alternatives
    powers: Floats
    design: Design
    least: float
    methods: tuple[Methods | None, ...]

    def runs(self, points: Floats) -> Runs:
        """Return the draws at these points."""
        weights = weights_of(self.tree, self.design.factors, points, self.alternatives.seed)
        has = self.alternatives
        counts = (len(has.measured) - 1, len(has.imputed), 1, len(has.treatments) - 1, len(has.normalisers) - 1,
                  len(self.powers) - 1)  # fmt: skip
        recipes = _recipes(self.design.factors, points, counts)
        compiled = worth_compiling(len(self.areas), len(points))
        return Runs(self.tree, self.alternatives, self.powers, recipes, weights, self.least, compiled, self.methods)

    def nominal(self, like: Runs) -> Runs:
        """Return the published index as a single draw, computed in the way of other draws: equal to the last digit."""
        recipe, weights = np.array([_NONE], np.int64), self.tree.weights[:, None]
        return replace(like, recipes=recipe, weights=weights)


def model_of(
    observations: Table, framework: Table, *, indicators: Table, settings: Settings, design: Design, seed: int
) -> Model:
    """Read an index and its design.

    Parameters
    ----------
    observations : Table (area, period, indicator, value)
        At most one row per cell.
    framework : Table (element, parent, weight)
        The tree.
    indicators : Table (indicator, direction)
        1 where higher is better, -1 where higher is worse.
    settings, design, seed
        What is published, what may differ, and the seed of the draws of errors and weights.

    Raises
    ------
    CatalogueError
        If the framework is no tree.
    TableError
        If directions or observations do not fit it.
    """
    tree = tree_of(framework)
    names = tree.elements[: tree.indicators]
    grid = grid_of(observations, indicators=names)
    return model_of_grid(grid, tree, directions=directions_of(indicators, names), settings=settings, design=design,
                         seed=seed)  # fmt: skip


def model_of_grid(
    grid: Grid, tree: Tree, *, directions: Floats, settings: Settings, design: Design, seed: int
) -> Model:
    """Make a model of what is laid out as a grid, with the indicators in the order of the tree."""
    names = grid.indicators
    _check_measured(grid.values, names)
    measured = np.ascontiguousarray(grid.values.transpose(1, 0, 2))
    keys = {"areas": grid.areas, "periods": grid.periods, "indicators": names}
    alternatives = Alternatives(
        (measured,), (), None, (settings.treatment,), (settings.normaliser,), directions, names, grid.periods, seed, -1
    )
    for side, factor in enumerate(design.factors):
        alternatives = _with(alternatives, factor, side, keys)
    aggregators = [settings.aggregator, *(one for factor in design.factors if isinstance(factor, Aggregators)
                                          for one in factor.alternatives)]  # fmt: skip
    powers = np.stack([tree.powers_of(one.powers) for one in aggregators])
    methods = tuple(tree.by_height([aggregator_of(name) for name in one.methods]) if one.methods else None
                    for one in aggregators)  # fmt: skip
    return Model(grid.areas, grid.periods, tree, alternatives, powers, design, settings.least_coverage, methods)


def _with(alternatives: Alternatives, factor: Factor, side: int, keys: dict[str, tuple[str, ...]]) -> Alternatives:
    """Add the alternatives of one factor."""
    if isinstance(factor, Geographies):
        return replace(alternatives, measured=(*alternatives.measured, *_each(factor.versions, "version", keys)))
    if isinstance(factor, Imputations):
        return replace(alternatives, imputed=_each(factor.drawn, "draw", keys))
    if isinstance(factor, DataError):
        errors = np.nan_to_num(_laid_out(factor.errors, "standard_error", keys))
        return replace(alternatives, errors=errors, error_side=side)
    if isinstance(factor, Treatments):
        return replace(alternatives, treatments=(*alternatives.treatments, *factor.alternatives))
    if isinstance(factor, Normalisers):
        return replace(alternatives, normalisers=(*alternatives.normalisers, *factor.alternatives))
    return alternatives


def _each(table: Table, name: str, keys: dict[str, tuple[str, ...]]) -> tuple[Floats, ...]:
    """Lay out each of several tables that stand below each other."""
    rows = pull(table)
    found = sorted(pc.unique(rows[name]).to_pylist())
    if not found:
        raise TableError("A factor has no {name}. Give at least one, or take the factor out.", name=name)
    return tuple(_laid_out(memtable(rows.filter(pc.equal(rows[name], one))), "value", keys) for one in found)


def _laid_out(table: Table, value: str, keys: dict[str, tuple[str, ...]]) -> Floats:
    grid = grid_of(table, value=value, **keys)
    return np.ascontiguousarray(grid.values.transpose(1, 0, 2))


def _recipes(factors: tuple[Factor, ...], points: Floats, counts: tuple[int, ...]) -> Places:
    """Return which alternative of each step each draw takes; `counts` tells how many a factor has, by step."""
    recipes = np.tile(np.array(_NONE, np.int64), (len(points), 1))
    for side, factor in enumerate(factors):
        if not isinstance(factor, _STEPS):
            continue
        step = _STEPS.index(type(factor))
        if isinstance(factor, DataError):
            recipes[:, step] = trigger(points[:, side])
        else:
            recipes[:, step] = _FIRST[step] + alternative(points[:, side], counts[step])
    return recipes


def directions_of(indicators: Table, names: tuple[str, ...]) -> Floats:
    """Return 1 or -1 for each indicator."""
    rows = pull(indicators.select("indicator", "direction"))
    known = dict(zip(rows["indicator"].to_pylist(), rows["direction"].to_pylist(), strict=True))
    without = [name for name in names if known.get(name) not in (-1, 1)]
    if without:
        raise TableError(
            "Indicator(s) {indicators} have no direction. Say for each whether higher is better (1) or worse (-1).",
            indicators=", ".join(without[:5]),
        )  # fmt: skip
    return np.array([float(known[name]) for name in names])


def _check_measured(values: Floats, names: tuple[str, ...]) -> None:
    measured = (~np.isnan(values)).sum(axis=(0, 1)).tolist()
    empty = [name for name, cells in zip(names, measured, strict=True) if not cells]
    if empty or not values.size:
        raise TableError(
            "Indicator(s) {indicators} of the framework have no value in any area. Give observations, or take them out "
            "of the framework.", indicators=", ".join(empty[:5]) or "all",
        )  # fmt: skip
