"""The weight of every element in every draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._sampling import alternative, generator, trigger
from veerkracht.analysis.indicators.uncertainty._tree import Tree
from veerkracht.analysis.indicators.uncertainty.factors import (
    DirichletWeights,
    Factor,
    LeftOut,
    NoisyWeights,
    WeightSets,
)
from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]


def weights_of(tree: Tree, factors: tuple[Factor, ...], points: Floats, seed: int) -> Floats:
    """Return the weights (elements x draws), whatever their sum within a group."""
    weights = np.repeat(tree.weights[:, None], len(points), axis=1)
    for side, factor in enumerate(factors):
        if isinstance(factor, WeightSets):
            sets = np.stack([_set_of(tree, table) for table in factor.sets])
            weights = sets[alternative(points[:, side], len(sets))].T.copy()
        elif isinstance(factor, NoisyWeights):
            weights = weights * _noise(tree, factor, trigger(points[:, side]), seed, side)
        elif isinstance(factor, DirichletWeights):
            weights = _dirichlet(tree, factor, trigger(points[:, side]), seed, side)
    for side, factor in enumerate(factors):  # last, for a set of weights may not bring back what is left out
        if isinstance(factor, LeftOut):
            weights = weights * _kept(tree, factor, points[:, side])
    return weights


def _set_of(tree: Tree, table: Table) -> Floats:
    rows = pull(table.select("element", "weight"))
    weights = tree.weights.copy()
    for element, weight in zip(rows["element"].to_pylist(), rows["weight"].to_pylist(), strict=True):
        if weight is None or not 0 <= weight < np.inf:
            raise TableError("Element {element} has weight {weight} in a set. Give a number, 0 or more.",
                             element=element, weight=weight)  # fmt: skip
        weights[tree.place(element)] = weight
    return weights


def _noise(tree: Tree, factor: NoisyWeights, triggers: NDArray[np.int64], seed: int, side: int) -> Floats:
    places = [tree.place(name) for name in factor.elements] or list(range(len(tree.elements) - 1))
    off = np.ones((len(tree.elements), len(triggers)))
    for draw, one in enumerate(triggers):
        off[places, draw] += factor.share * generator(seed, side, int(one)).uniform(-1.0, 1.0, len(places))
    return off


def _dirichlet(tree: Tree, factor: DirichletWeights, triggers: NDArray[np.int64], seed: int, side: int) -> Floats:
    shapes = np.ones(len(tree.elements))
    for first, last in zip(tree.starts[:-1], tree.starts[1:], strict=True):
        group = tree.children[first:last]
        shapes[group] = factor.concentration * tree.weights[group] / tree.weights[group].sum()
    drawn = [generator(seed, side, int(one)).standard_gamma(shapes) for one in triggers]
    return np.stack(drawn, axis=1)  # shares of gamma draws of a group follow its Dirichlet distribution


def _kept(tree: Tree, factor: LeftOut, points: Floats) -> Floats:
    places = [tree.place(name) for name in factor.elements] or list(range(tree.indicators))
    kept = np.ones((len(tree.elements), len(points)))
    chosen = alternative(points, len(places) + 1)
    for draw in np.flatnonzero(chosen):
        kept[places[chosen[draw] - 1], draw] = 0.0
    return kept
