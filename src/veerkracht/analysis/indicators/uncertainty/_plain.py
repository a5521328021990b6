"""The scores of a tree by matrix products: the easy reading of `_fused`, and the faster one for few areas."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._fused import ABSENT, ENDLESS, FAILED, PLAIN, UNDEFINED
from veerkracht.analysis.indicators.uncertainty._tree import Tree

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Ranks = NDArray[np.int32]


def terms_by_column(values: Floats, powers: Floats) -> tuple[Floats, Codes]:
    """Return the terms that are averaged and what each is, as `terms_of` does."""
    odd = ((values < 0) & (powers != 1.0)) | (values == FAILED)
    plain = np.where(odd | np.isnan(values), 1.0, values)
    terms = np.empty(values.shape)
    for power in np.unique(powers):
        terms[:, powers == power] = term_array(plain[:, powers == power], float(power))
    states = np.where(np.isinf(terms), ENDLESS, PLAIN)
    states = np.where(odd, UNDEFINED, np.where(np.isnan(values), ABSENT, states))
    return np.where((states == PLAIN) | (states == ENDLESS), terms, 0.0), states.astype(np.uint8)


def term_array(values: Floats, power: float) -> Floats:
    """Return logarithms or powers of values of 0 or more; infinite where a 0 has none."""
    if power == 1.0:
        return values
    with np.errstate(divide="ignore"):
        return cast(Floats, np.log(values) if power == 0.0 else values**power)  # numpy's sum of types is wider


def value_array(terms: Floats, power: float) -> Floats:
    """Return the values of which these are the terms."""
    if power == 1.0:
        return terms
    with np.errstate(divide="ignore"):
        return cast(Floats, np.exp(terms) if power == 0.0 else terms ** (1.0 / power))  # as above


def scores_by_product(
    terms: Floats, states: Codes, weights: Floats, tree: Tree, powers: Floats, least: float
) -> Floats:
    """Return the scores (areas x draws) of the index, as `tree_scores` does."""
    if weights.shape[1] == 1:  # a product with a vector adds in another order than one with a matrix
        return scores_by_product(terms, states, np.repeat(weights, 2, axis=1), tree, powers, least)[:, :1]
    scores = np.empty((len(terms), weights.shape[1]))
    means: list[Floats] = []
    failed = np.zeros(scores.shape, bool)
    for group in range(len(powers)):
        children = tree.children[tree.starts[group]: tree.starts[group + 1]]  # fmt: skip
        leaves, below = children[children < tree.indicators], children[children >= tree.indicators]
        sums, present = _leaf_sums(terms[:, leaves], states[:, leaves], weights[leaves], failed)
        for child in below:
            place = int(child) - tree.indicators
            term = _turned(means[place], powers[place], powers[group], weights[child], failed)
            counts = ~np.isnan(term) & (weights[child] > 0)
            sums = sums + np.where(counts, term, 0.0) * np.where(counts, weights[child], 0.0)
            present = present + np.where(counts, weights[child], 0.0)
        enough = (present > 0) & (present >= least * weights[children].sum(axis=0))
        means.append(np.divide(sums, present, out=np.full(sums.shape, np.nan), where=enough))
    scores[:] = value_array(means[-1], float(powers[-1]))
    return np.where(failed, FAILED, scores)


def _leaf_sums(terms: Floats, states: Codes, weights: Floats, failed: Flags) -> tuple[Floats, Floats]:
    present = np.broadcast_to(weights.sum(axis=0), failed.shape) if states.all() else (states != ABSENT) @ weights
    if (states <= PLAIN).all():
        return terms @ weights, present
    sums = np.where(states == PLAIN, terms, 0.0) @ weights
    failed |= ((states == UNDEFINED).astype(float) @ (weights > 0)) > 0
    high = ((states == ENDLESS) & (terms > 0)).astype(float) @ (weights > 0)
    low = ((states == ENDLESS) & (terms < 0)).astype(float) @ (weights > 0)
    return np.where(high > 0, np.inf, np.where(low > 0, -np.inf, sums)), present


def _turned(means: Floats, own: float, power: float, weights: Floats, failed: Flags) -> Floats:
    """Return the terms of a group for its parent; one below 0 fails where the parent's power takes none."""
    if own == power:
        return means
    values = value_array(means, own)
    wrong = (values < 0) & (weights > 0) & (power != 1.0)
    failed |= wrong
    return term_array(np.where(wrong, 0.0, values), power)


def ranks_by_sorting(scores: Floats) -> Ranks:
    """Rank each column of scores (areas x draws) as `rank_columns` does."""
    found = np.isfinite(scores)
    keys = np.where(found, -scores, np.inf)
    order = np.argsort(keys, axis=0, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=0)
    first = np.ones(scores.shape, bool)
    first[1:] = ordered[1:] != ordered[:-1]
    places = np.arange(1, len(scores) + 1)[:, None] * np.ones(scores.shape[1], np.int64)
    lowest = np.maximum.accumulate(np.where(first, places, 0), axis=0)
    ranks = np.empty(scores.shape, np.int32)
    np.put_along_axis(ranks, order, lowest.astype(np.int32), axis=0)
    return np.where(found, ranks, 0).astype(np.int32)
