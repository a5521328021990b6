"""What an element really counts for in the index, and weights that make it count as meant."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, tree_of
from veerkracht.analysis.indicators.multivariate._arrays import correlations_of
from veerkracht.analysis.indicators.weights._children import children_in, varying_rows
from veerkracht.errors import TableError
from veerkracht.grids import grid_of
from veerkracht.tables import Table, pull, table_from_arrays

__all__ = ["importance", "weigh_to_importance"]

Floats = NDArray[np.float64]
_CUBIC: Final = 3
_FEWEST: Final = 5
"""Rows below which a cubic line goes through every point."""
_NONE: Final = 1e-9  # a weight or a miss so small is rounding


def importance(scores: Table, framework: Table) -> Table:
    """Tell how much each element counts in each group above it, beside the weight it was given.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of indicators and of groups together; periods are taken together.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.

    Returns
    -------
    Table (group, element, weight, correlation, main_effect, relative)
        One row per group and element below it of which both have scores. `weight` is the share of the element in the
        group, all the way down; `correlation` that of Pearson; `main_effect` the part (0-1) of the variance of the
        group that the element alone explains, by a cubic line; `relative` the main effect as a share of those of the
        elements of the same parent, to lay beside their weights. Null with fewer than five rows or without spread.

    Raises
    ------
    CatalogueError
        If the framework is no tree.
    TableError
        If an area has two scores of one element in one period.

    Notes
    -----
    A weight is a rate of exchange, not an importance: importance also depends on how much an element varies and on
    what it goes with.

    References
    ----------
    .. [1] Paruolo, Saisana & Saltelli (2013), "Ratings and rankings: voodoo or science?", J. Royal Statistical Society
       A 176, 609-634.
    """
    tree = tree_of(framework)
    grid = grid_of(scores, value="score")
    place = {name: column for column, name in enumerate(grid.indicators)}
    panel = grid.panel()
    pairs = [(group.name, name, weight) for group in tree.groups if group.name in place
             for name, weight in tree.effective(of=group.name).items() if name != group.name and name in place]  # fmt: skip
    found = np.array([_explained(panel[:, place[group]], panel[:, place[name]]) for group, name, _ in pairs])
    correlation, effect = found.reshape(-1, 2).T
    families = np.array([f"{group}\n{tree.parents[name]}" for group, name, _ in pairs], object)
    return table_from_arrays({
        "group": np.array([group for group, _, _ in pairs], object),
        "element": np.array([name for _, name, _ in pairs], object),
        "weight": np.array([weight for _, _, weight in pairs], float), "correlation": correlation,
        "main_effect": effect, "relative": _relative(effect, families),
    })  # fmt: skip


def _explained(group: Floats, element: Floats) -> tuple[float, float]:
    """Return the correlation, and the part of the variance of the group that a cubic line in the element explains."""
    both = ~np.isnan(group) & ~np.isnan(element)
    y, x = group[both], element[both]
    correlation = correlations_of(np.column_stack([y, x]))[0][0, 1]
    if len(y) < _FEWEST or np.isnan(correlation):
        return float("nan"), float("nan")
    scaled = (x - x.mean()) / x.std()
    degree = min(_CUBIC, len(np.unique(x)) - 1)
    terms = np.vander(scaled, degree + 1)
    rest = y - terms @ np.linalg.lstsq(terms, y, rcond=None)[0]
    return float(correlation), float(np.clip(1.0 - rest.var() / y.var(), 0.0, 1.0))


def _relative(effect: Floats, families: NDArray[np.object_]) -> Floats:
    result = np.full(len(effect), np.nan)
    for family in set(families):
        own = families == family
        total = np.nansum(effect[own])
        if total > 0:
            result[own] = effect[own] / total
    return result


def weigh_to_importance(
    scores: Table, framework: Table, *, group: str | None = None, targets: Table | None = None
) -> Table:  # fmt: skip
    """Find the weights of a group by which its elements correlate with it in the proportions asked.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the elements of the group; periods are taken together.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    group : str, optional
        The group to weigh; by default the index.
    targets : Table (element, importance), optional
        Importance of each element of the group, above 0 and of any scale; by default in proportion to its weight.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, with the weights found, which add up to 1 in the group.

    Raises
    ------
    CatalogueError
        If the framework is no tree, or the group unknown.
    TableError
        If elements lack scores or targets, are constant, or no weights of 0 or more reach the targets: an element that
        goes with the others can be made neither much less important than they, nor one that goes against them much
        more.

    Notes
    -----
    With rho_j the correlation of element j with the arithmetic mean of the group, over rows in which every element is
    present, rho_j / sum rho = target_j. As rho_j is in proportion to (S w)_j / s_j, S the covariance, the weights are
    those that solve S w = s * target. This is where the least squares of [1]_ are 0.

    References
    ----------
    .. [1] Becker, Saisana, Paruolo & Vandecasteele (2017), "Weights and importance in composite indicators: closing the
       gap", Ecological Indicators 80, 12-22.
    """
    tree = tree_of(framework)
    own = children_in(scores, tree.group(tree.top if group is None else group))
    wanted = _targets(own.group, targets)
    covariance = np.atleast_2d(np.cov(varying_rows(own, fewest=_FEWEST), rowvar=False))
    weights = _solved(covariance, wanted, own.group)
    return tree.with_weights(dict(zip(own.names, weights.tolist(), strict=True)))


def _targets(group: Group, targets: Table | None) -> Floats:
    if targets is None:
        wanted = group.weights
    else:
        rows = pull(targets.select("element", "importance"))
        given = dict(zip(rows["element"].to_pylist(), rows["importance"].to_pylist(), strict=True))
        wanted = np.array([given.get(name, np.nan) for name in group.children], float)
    if not ((wanted > 0) & (wanted < np.inf)).all():
        raise TableError("Element(s) of group {group} have no importance above 0 to aim at. Give one to each of "
                         "{elements}.", group=group.name, elements=", ".join(group.children))  # fmt: skip
    return np.asarray(wanted / wanted.sum())


def _solved(covariance: Floats, wanted: Floats, group: Group) -> Floats:
    """Return the only weights, up to a factor, by which covariance times weights is in proportion to the targets."""
    weights = np.linalg.lstsq(covariance, np.sqrt(np.diag(covariance)) * wanted, rcond=None)[0]
    reached = covariance @ weights / np.sqrt(np.diag(covariance))
    shares = weights / np.abs(weights).sum()
    if (shares < -_NONE).any() or np.abs(reached - wanted).max() > _NONE:
        worst = group.children[int(shares.argmin())]
        raise TableError("No weights give the elements of group {group} the importance asked: {element} would need a "
                         "weight below 0, or goes fully with others. Ask for another importance.", group=group.name,
                         element=worst)  # fmt: skip
    return np.asarray(shares.clip(min=0.0) / shares.clip(min=0.0).sum())
