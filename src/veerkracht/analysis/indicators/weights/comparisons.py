"""Weights from comparisons in pairs: the analytic hierarchy process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, tree_of
from veerkracht.errors import CatalogueError, SettingError
from veerkracht.tables import Table, pull, table_from_arrays

__all__ = ["judgement_consistency", "weigh_by_comparisons"]

Floats = NDArray[np.float64]
Judgements = Mapping[tuple[str, str], list[float]]

MOST_INCONSISTENCY: Final = 0.10
"""Consistency ratio above which judgements should be made again (Saaty 1980)."""
_RANDOM_INDEX: Final = (
    0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
)  # fmt: skip
"""Consistency index of matrices filled at random, for 1 to 15 elements (Saaty 1980)."""


def weigh_by_comparisons(
    judgements: Table, framework: Table, *, most_inconsistency: float = MOST_INCONSISTENCY
) -> Table:  # fmt: skip
    """Weigh the elements of a group by how many times more important each is than each other.

    Parameters
    ----------
    judgements : Table (first, second, ratio)
        One row per pair of elements of one group, in either order; several people give several rows. A ratio of 3
        says that the first is three times as important, 1/3 the reverse. Usual ratios are 1 to 9.
    framework : Table (element, parent, weight)
        `FRAMEWORK`. Groups without any judgement keep their weights.
    most_inconsistency : float
        Largest consistency ratio that is accepted; infinite to accept all.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, with weights that add up to 1 in the groups that were judged.

    Raises
    ------
    CatalogueError
        If the framework is no tree, an element is unknown, a pair is not of one group, lacks, or has a ratio of 0 or
        less, or judgements contradict each other more than is accepted.

    Notes
    -----
    The ratios of several people are put together by the geometric mean. Weights are the principal eigenvector of the
    matrix of ratios; with its eigenvalue l of n elements, CI = (l - n) / (n - 1) and CR = CI / RI_n.

    References
    ----------
    .. [1] Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill.
    .. [2] Aczel & Saaty (1983), "Procedures for synthesizing ratio judgements", J. Mathematical Psychology 27, 93-102.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> judged = {"first": ["a", "a", "b"], "second": ["b", "c", "c"], "ratio": [2.0, 4.0, 2.0]}
    >>> framework = {"element": ["all", "a", "b", "c"], "parent": [None, "all", "all", "all"], "weight": [1.0] * 4}
    >>> weighed = weigh_by_comparisons(memtable(judged), memtable(framework)).to_pyarrow()
    >>> [round(7 * weight, 9) for weight in weighed["weight"].to_pylist()[1:]]
    [4.0, 2.0, 1.0]
    """
    tree = tree_of(framework)
    found: dict[str, float] = {}
    for group, matrix in _matrices(judgements, framework):
        weights, largest = _principal(matrix)
        _check_consistency(group, matrix, weights, _ratio(largest, len(matrix)), most_inconsistency)
        found |= dict(zip(group.children, weights.tolist(), strict=True))
    return tree.with_weights(found)


def judgement_consistency(judgements: Table, framework: Table) -> Table:
    """Tell how far the judgements of each group contradict each other.

    Parameters
    ----------
    judgements, framework
        As for `weigh_by_comparisons`.

    Returns
    -------
    Table (group, elements, eigenvalue, consistency_index, consistency_ratio)
        One row per group that was judged. A ratio of 0 is free of contradiction; null for more elements than there is
        a random index of (15).

    Raises
    ------
    CatalogueError
        As for `weigh_by_comparisons`, but for contradiction.
    """
    rows = [(group.name, len(matrix), _principal(matrix)[1]) for group, matrix in _matrices(judgements, framework)]
    sizes = np.array([size for _, size, _ in rows], np.int64)
    largest = np.array([value for _, _, value in rows], float)
    return table_from_arrays({
        "group": np.array([name for name, _, _ in rows], object), "elements": sizes, "eigenvalue": largest,
        "consistency_index": (largest - sizes) / np.maximum(sizes - 1, 1),
        "consistency_ratio": np.array([_ratio(value, size) for _, size, value in rows], float),
    })  # fmt: skip


def _matrices(judgements: Table, framework: Table) -> list[tuple[Group, Floats]]:
    tree = tree_of(framework)
    judged: dict[str, dict[tuple[str, str], list[float]]] = {}
    for row in pull(judgements.select("first", "second", "ratio")).to_pylist():
        first, second, ratio = row["first"], row["second"], row["ratio"]
        parents = {tree.parents.get(first), tree.parents.get(second)}
        if first == second or len(parents) > 1 or None in parents:
            raise CatalogueError("{first} and {second} are not two elements of one group of the framework. Compare "
                                 "within a group.", first=first, second=second)  # fmt: skip
        if ratio is None or not 0.0 < ratio < np.inf:
            raise CatalogueError("{first} against {second} has ratio {ratio}. Give a number above 0.",
                                 first=first, second=second, ratio=ratio)  # fmt: skip
        own = judged.setdefault(str(tree.parents[first]), {})
        own.setdefault((first, second), []).append(float(ratio))
        own.setdefault((second, first), []).append(1.0 / float(ratio))
    return [(tree.group(name), _matrix(tree.group(name), own)) for name, own in judged.items()]


def _matrix(group: Group, judged: Judgements) -> Floats:
    """Return the reciprocal matrix of a group, each cell the geometric mean of what people said."""
    result = np.ones((len(group.children), len(group.children)))
    for row, first in enumerate(group.children):
        for column, second in enumerate(group.children):
            if row == column:
                continue
            if (first, second) not in judged:
                raise CatalogueError("{first} and {second} of group {group} are not compared. Compare every pair of "
                                     "the group.", first=first, second=second, group=group.name)  # fmt: skip
            result[row, column] = np.exp(np.mean(np.log(judged[first, second])))
    return result


def _principal(matrix: Floats) -> tuple[Floats, float]:
    """Return the eigenvector of a positive matrix with all entries above 0, as shares, and its eigenvalue."""
    values, vectors = np.linalg.eig(matrix)
    largest = int(values.real.argmax())
    own = np.abs(vectors[:, largest].real)
    return own / own.sum(), float(values[largest].real)


def _ratio(largest: float, size: int) -> float:
    """Return the consistency ratio; two elements cannot contradict each other."""
    if size > len(_RANDOM_INDEX):
        return float("nan")
    return max((largest - size) / (size - 1) / _RANDOM_INDEX[size - 1], 0.0) if size > 2 else 0.0


def _check_consistency(group: Group, matrix: Floats, weights: Floats, ratio: float, most: float) -> None:
    if np.isnan(ratio) and most < np.inf:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="most_inconsistency", value=most,
                           bounds=f"infinity for group {group.name}: there is no random index for its "
                                  f"{len(matrix)} elements, or split it")  # fmt: skip
    if ratio <= most or most == np.inf:
        return
    off = np.abs(np.log(matrix * weights[None, :] / weights[:, None]))  # 0 where a judgement fits the weights
    first, second = np.unravel_index(int(off.argmax()), off.shape)
    fits = float(weights[first] / weights[second])
    raise CatalogueError(
        "The judgements of group {group} contradict each other: consistency ratio {ratio:.3f}, at most {most}. Begin "
        "with {first} against {second}, which is {said:.3g} and would fit as {fits:.3g}; or accept a larger ratio.",
        group=group.name, ratio=ratio, most=most, first=group.children[first], second=group.children[second],
        said=float(matrix[first, second]), fits=fits,
    )  # fmt: skip
