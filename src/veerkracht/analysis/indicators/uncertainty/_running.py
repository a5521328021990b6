"""Run an index over many points: equal recipes share a matrix, and draws come by in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.aggregation import Aggregator
from veerkracht.analysis.indicators.uncertainty._fused import FAILED, rank_columns, terms_of, tree_scores
from veerkracht.analysis.indicators.uncertainty._matrices import Alternatives, matrices_of
from veerkracht.analysis.indicators.uncertainty._plain import ranks_by_sorting, scores_by_product, terms_by_column
from veerkracht.analysis.indicators.uncertainty._stepwise import scores_stepwise
from veerkracht.analysis.indicators.uncertainty._tree import Tree
from veerkracht.compiled import COMPILED
from veerkracht.tables import run_starts

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Ranks = NDArray[np.int32]
Methods = tuple[Aggregator, ...]

_CHUNK: Final = 64  # draws at a time: their weights and sums stay in the processor's cache
_PLAIN_CELLS: Final = 2_000_000  # draws times areas of one period up to which products beat loading machine code
_EXACT: Final = 1e-9  # shares of weights that add up to the threshold in decimals may miss it in binary


@dataclass(frozen=True)
class Runs:
    """All draws of an index, still to be computed.

    Parameters
    ----------
    tree : Tree
        The tree of the index.
    alternatives : Alternatives
        What matrices are made of.
    powers : array (aggregators x groups)
        Power of each group, by aggregator.
    recipes : array (draws x 6)
        As `matrices_of` has them, and the aggregator.
    weights : array (elements x draws)
        Of every element.
    least : float
        Share of the weight of a group that must be present.
    compiled : bool
        Whether machine code is worth its loading.
    methods : tuple
        Of each aggregator that is no power mean the method of each group; None for the others, and beyond the last.
    """

    tree: Tree
    alternatives: Alternatives
    powers: Floats
    recipes: Places
    weights: Floats
    least: float
    compiled: bool
    methods: tuple[Methods | None, ...] = (None,)


@dataclass(frozen=True)
class Chunk:
    """Some draws of one period.

    Parameters
    ----------
    period : int
        Number of the period; chunks of the same draws come in order of periods.
    draws : array (d,)
        Numbers of the draws, rising.
    scores : array (areas x d)
        NaN without a score.
    before : array (areas x d), optional
        Scores of the period before.
    ranks : array (areas x d)
        1 is the highest score, ties take the lowest; 0 without a score.
    undefined : array (areas,)
        In how many of these draws a value had no treated, normalised or averaged one.
    """

    period: int
    draws: Places
    scores: Floats
    before: Floats | None
    ranks: Ranks
    undefined: Places


def worth_compiling(areas: int, draws: int) -> bool:
    """Whether so much is to be done that machine code is worth its loading."""
    return COMPILED and areas * draws > _PLAIN_CELLS


def chunks_of(runs: Runs) -> Iterator[Chunk]:
    """Yield every draw of every period once, in chunks."""
    order = np.lexsort(runs.recipes.T[::-1])
    sorted_recipes = runs.recipes[order]
    firsts = run_starts(*sorted_recipes[:, :5].T)
    matrices = matrices_of(runs.alternatives, sorted_recipes[firsts, :5])
    for first, last, matrix in zip(firsts, [*firsts[1:], len(order)], matrices, strict=True):
        cuts = run_starts(sorted_recipes[first:last, 5])
        for start, end in zip(cuts, [*cuts[1:], last - first], strict=True):
            yield from _of_matrix(runs, matrix, order[first + start: first + end])  # fmt: skip


def _of_matrix(runs: Runs, matrix: Floats, draws: Places) -> Iterator[Chunk]:
    """Yield the draws that share a matrix and an aggregator."""
    periods, areas = runs.alternatives.measured[0].shape[:2]
    number = runs.recipes[draws[0], 5]
    powers, methods = runs.powers[number], runs.methods[number] if number < len(runs.methods) else None
    step = _CHUNK if runs.compiled else max(1, _PLAIN_CELLS // areas)
    for start in range(0, len(draws), step):
        own = draws[start: start + step]  # fmt: skip
        before = None
        for period in range(periods):
            values = matrix[period * areas: (period + 1) * areas]  # fmt: skip
            if methods is not None:
                scores, ranks, lost = _stepwise(runs, values, methods, runs.weights[:, own])
            else:
                scores, ranks, lost = (_fused if runs.compiled else _plain)(runs, values, powers, runs.weights[:, own])
            undefined = np.zeros(areas, np.int64)
            if lost:
                undefined = (scores == FAILED).sum(axis=1)
                scores[scores == FAILED] = np.nan
            yield Chunk(period, own, scores, before, ranks, undefined)
            before = scores


def _fused(runs: Runs, values: Floats, powers: Floats, weights: Floats) -> tuple[Floats, Ranks, int]:
    tree = runs.tree
    terms, states = np.empty(values.shape), np.empty(values.shape, np.uint8)
    terms_of(np.ascontiguousarray(values), _leaf_powers(tree, powers), terms, states)
    scores = np.empty((len(values), weights.shape[1]))
    ranks = np.empty(scores.shape, np.int32)
    weights = np.ascontiguousarray(weights)
    totals = np.add.reduceat(weights[tree.children], tree.starts[:-1], axis=0)
    lost = tree_scores(terms, states, weights, totals, tree.starts, tree.children, powers, runs.least - _EXACT, scores)
    rank_columns(scores, ranks)
    return scores, ranks, lost


def _plain(runs: Runs, values: Floats, powers: Floats, weights: Floats) -> tuple[Floats, Ranks, int]:
    terms, states = terms_by_column(values, _leaf_powers(runs.tree, powers))
    scores = scores_by_product(terms, states, weights, runs.tree, powers, runs.least - _EXACT)
    return scores, ranks_by_sorting(scores), int((scores == FAILED).sum())


def _stepwise(runs: Runs, values: Floats, methods: Methods, weights: Floats) -> tuple[Floats, Ranks, int]:
    scores = scores_stepwise(values, weights, runs.tree, methods, runs.least - _EXACT)
    return scores, ranks_by_sorting(scores), int((scores == FAILED).sum())


def _leaf_powers(tree: Tree, powers: Floats) -> Floats:
    return powers[tree.parents[: tree.indicators] - tree.indicators]
