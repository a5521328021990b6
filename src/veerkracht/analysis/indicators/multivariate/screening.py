"""Warnings about a framework, by the rules of thumb of the Joint Research Centre; as codes, to be worded elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, Tree, tree_of
from veerkracht.analysis.indicators.multivariate._arrays import alpha_of, components_of, correlations_of
from veerkracht.grids import grid_of
from veerkracht.tables import Table, table_from_arrays

__all__ = ["ScreeningLimits", "screen_framework"]

Floats = NDArray[np.float64]
Code = Literal["low_coverage", "constant", "high_correlation", "negative_correlation", "low_alpha",
               "weak_first_component", "importance_far_from_weight"]  # fmt: skip
_FEWEST: Final = 3


@dataclass(frozen=True)
class ScreeningLimits:
    """Where a warning starts.

    Parameters
    ----------
    coverage : float
        Least share (0-1) of areas and periods in which an indicator is present.
    correlation : float
        Largest correlation of two elements of a group; above it they tell one thing twice.
    alpha : float
        Least Cronbach's alpha of a group.
    first_component : float
        Least share (0-1) of the variance of a group in its first principal component.
    importance : float
        Largest ratio, either way, of the importance of an element to its weight, among those of its group.

    References
    ----------
    .. [1] JRC, Competence Centre on Composite Indicators: checks used in its statistical audits. The limit of
       importance is a choice of ours.
    """

    coverage: float = 0.65
    correlation: float = 0.92
    alpha: float = 0.7
    first_component: float = 0.6
    importance: float = 2.0


@dataclass(frozen=True)
class _Warning:
    code: Code
    group: str | None
    element: str | None
    other: str | None
    value: float
    limit: float


def screen_framework(scores: Table, framework: Table, *, limits: ScreeningLimits | None = None) -> Table:
    """Look for what a statistical audit would ask about.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the indicators, before anything is filled in; with those of the groups, these are looked at too.
        Periods are taken together.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    limits : ScreeningLimits, optional
        Where warnings start.

    Returns
    -------
    Table (code, group, element, other, value, limit)
        One row per warning: ``low_coverage`` and ``constant`` of an indicator, ``high_correlation`` and
        ``negative_correlation`` of two elements of a group, ``low_alpha`` and ``weak_first_component`` of a group, and
        ``importance_far_from_weight`` of an element, whose squared correlation with its group, as a share of those of
        the group, lies far from its weight.

    Raises
    ------
    CatalogueError
        If the framework is no tree.
    TableError
        If an area has two scores of one element in one period.

    Notes
    -----
    A warning asks for a reason, and is no verdict: elements that measure different sides of one thing may well not go
    together.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 4.
    """
    chosen, tree = limits or ScreeningLimits(), tree_of(framework)
    grid = grid_of(scores, value="score", indicators=list(tree.parents))
    columns = dict(zip(grid.indicators, grid.panel().T, strict=True))
    found = [*_of_indicators(tree, columns, chosen)]
    for group in tree.groups:
        if all((~np.isnan(columns[name])).any() for name in group.children):
            values = np.column_stack([columns[name] for name in group.children])
            found += [*_of_pairs(group, values, chosen), *_of_group(group, values, chosen)]
            found += _of_importance(group, values, columns[group.name], chosen)
    return _table(found)


def _of_indicators(tree: Tree, columns: dict[str, Floats], limits: ScreeningLimits) -> Iterator[_Warning]:
    for name in tree.indicators:
        present = ~np.isnan(columns[name])
        coverage = float(present.mean()) if len(present) else 0.0
        if coverage < limits.coverage:
            yield _Warning("low_coverage", tree.parents[name], name, None, coverage, limits.coverage)
        if present.any() and np.ptp(columns[name][present]) == 0:
            yield _Warning("constant", tree.parents[name], name, None, 0.0, 0.0)


def _of_pairs(group: Group, values: Floats, limits: ScreeningLimits) -> Iterator[_Warning]:
    found, _ = correlations_of(values)
    for first, second in zip(*np.triu_indices(len(group.children), k=1), strict=True):
        pair = (group.name, group.children[first], group.children[second], float(found[first, second]))
        if found[first, second] > limits.correlation:
            yield _Warning("high_correlation", *pair, limits.correlation)
        if found[first, second] < 0:
            yield _Warning("negative_correlation", *pair, 0.0)


def _of_group(group: Group, values: Floats, limits: ScreeningLimits) -> Iterator[_Warning]:
    rows = values[~np.isnan(values).any(axis=1)]
    if len(group.children) < 2 or len(rows) < _FEWEST:
        return
    alpha = alpha_of(rows)
    if alpha < limits.alpha:
        yield _Warning("low_alpha", group.name, None, None, alpha, limits.alpha)
    if (np.ptp(rows, axis=0) > 0).all():
        variances = components_of(rows)[0] ** 2
        share = float(variances[0] / variances.sum())
        if share < limits.first_component:
            yield _Warning("weak_first_component", group.name, None, None, share, limits.first_component)


def _of_importance(group: Group, values: Floats, whole: Floats, limits: ScreeningLimits) -> Iterator[_Warning]:
    found, _ = correlations_of(np.column_stack([whole, values]))
    squares = found[0, 1:] ** 2
    if len(group.children) < 2 or np.isnan(squares).any() or squares.sum() == 0:
        return
    for name, part, share in zip(group.children, squares / squares.sum(), group.shares, strict=True):
        ratio = float(part / share) if share > 0 else np.inf
        if share > 0 and not 1 / limits.importance <= ratio <= limits.importance:
            yield _Warning("importance_far_from_weight", group.name, name, None, ratio, limits.importance)


def _table(found: list[_Warning]) -> Table:
    texts = {name: np.array([getattr(one, name) for one in found], object)
             for name in ("code", "group", "element", "other")}  # fmt: skip
    numbers = {name: np.array([getattr(one, name) for one in found], float) for name in ("value", "limit")}
    return table_from_arrays({**texts, **numbers})
