"""The weight of every element in every draw."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
    sides = sorted(
        enumerate(factors), key=lambda one: isinstance(one[1], NoisyWeights) + 2 * isinstance(one[1], LeftOut)
    )
    for side, factor in sides:  # noise on what a set gives, and last what is left out, which no set may bring back
        at = points[:, side]
        if isinstance(factor, WeightSets):
            sets = _sets_of(tree, factor.sets)
            weights = sets[alternative(at, len(sets))].T.copy()
        elif isinstance(factor, DirichletWeights):
            weights = _dirichlet(tree, factor, trigger(at), seed, side)
        elif isinstance(factor, NoisyWeights):
            weights = weights * _noise(tree, factor, trigger(at), seed, side)
        elif isinstance(factor, LeftOut):
            weights = weights * _kept(tree, factor, at)
    return weights


def _sets_of(tree: Tree, table: Table) -> Floats:
    """Return the weights (sets x elements) of all sets, in the order of their names."""
    rows = pull(table.select("draw", "element", "weight"))
    sets, places = np.unique(rows["draw"].to_numpy(), return_inverse=True)
    known = {name: place for place, name in enumerate(tree.elements)}
    elements = [known.get(name, -1) for name in rows["element"].to_pylist()]
    given = pc.cast(rows["weight"], pa.float64()).to_numpy()
    wrong = np.flatnonzero(~((given >= 0) & (given < np.inf)) | (np.array(elements, np.int64) < 0))
    if len(wrong) or not len(sets):
        row = int(wrong[0]) if len(wrong) else 0
        raise TableError("Row {row} of the sets of weights has element {element} and weight {weight}. Give each set elements "
                         "of the framework, with 0 or more.", row=row + 1, element=rows["element"].to_pylist()[row: row + 1],
                         weight=given[row: row + 1].tolist())  # fmt: skip
    weights = np.tile(tree.weights, (len(sets), 1))
    weights[places, elements] = given
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
