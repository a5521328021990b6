"""The scores of a tree under aggregators that are no power mean: draw by draw and group by group, the slow way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.aggregation import Aggregator
from veerkracht.analysis.indicators.uncertainty._fused import FAILED
from veerkracht.analysis.indicators.uncertainty._tree import Tree

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def scores_stepwise(values: Floats, weights: Floats, tree: Tree, methods: Sequence[Aggregator], least: float) -> Floats:
    """Return the scores (areas x draws) of the index.

    Parameters
    ----------
    values : array (areas x indicators)
        NaN is absent, `FAILED` a value without a treated or normalised one.
    weights : array (elements x draws)
        Of every element.
    tree : Tree
        The tree of the index.
    methods : sequence of Aggregator
        Of each group.
    least : float
        Share of the weight of a group that must be present.
    """
    return np.stack(
        [_of_draw(values, weights[:, draw], tree, methods, least) for draw in range(weights.shape[1])], axis=1
    )


def _of_draw(values: Floats, weights: Floats, tree: Tree, methods: Sequence[Aggregator], least: float) -> Floats:
    held = np.full((len(values), len(tree.elements)), np.nan)
    held[:, : tree.indicators] = np.where(values == FAILED, np.nan, values)
    failed = np.zeros(held.shape, bool)
    failed[:, : tree.indicators] = values == FAILED
    for group, method in enumerate(methods):
        children = tree.children[tree.starts[group]: tree.starts[group + 1]]  # fmt: skip
        own = children[weights[children] > 0]
        place = tree.indicators + group
        failed[:, place] = failed[:, own].any(axis=1) | _below(held[:, own], method)
        if len(own):
            held[:, place], odd = _combined(
                np.where(failed[:, [place]], np.nan, held[:, own]), weights[own], method, least
            )
            failed[:, place] |= odd
    return np.where(failed[:, -1], FAILED, held[:, -1])


def _below(values: Floats, method: Aggregator) -> Flags:
    """Tell which areas have a score that the aggregator cannot take."""
    return np.asarray((values < 0).any(axis=1)) & (method.floor != "any")


def _combined(values: Floats, weights: Floats, method: Aggregator, least: float) -> tuple[Floats, Flags]:
    with np.errstate(divide="ignore", invalid="ignore"):
        score = method.combine(np.ascontiguousarray(values), weights, least_coverage=least)
    odd = np.isinf(score)
    return np.where(odd, np.nan, score), odd
