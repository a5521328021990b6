"""Correlations, consistency and principal components of the elements of a framework."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, tree_of
from veerkracht.analysis.indicators.multivariate._arrays import alpha_of, components_of, correlations_of
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table, table_from_arrays

__all__ = ["component_loadings", "correlations", "cronbach_alpha", "principal_components"]

Floats = NDArray[np.float64]
FEWEST_ROWS: Final = 3
"""Complete rows below which components tell nothing."""


def correlations(
    scores: Table, *, method: Literal["pearson", "spearman"] = "pearson", elements: Sequence[str] | None = None
) -> Table:  # fmt: skip
    """Correlate every pair of indicators or groups.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        At most one score per area, period and indicator; periods are taken together.
    method : {"pearson", "spearman"}
        Of the scores, or of their ranks.
    elements : sequence of str, optional
        What is correlated; by default all, sorted by name.

    Returns
    -------
    Table (first, second, correlation, pairs)
        One row per pair. `pairs` counts the rows in which both are present, over which the correlation is taken; null
        with fewer than three of them or without spread.

    Raises
    ------
    TableError
        If an area has two scores of one indicator in one period.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B", "C"] * 2, "period": ["2020"] * 6, "indicator": ["x"] * 3 + ["y"] * 3,
    ...         "score": [1.0, 2.0, 4.0, 3.0, 2.0, 0.0]}
    >>> round(correlations(memtable(rows)).correlation.to_pyarrow().to_pylist()[0], 9)
    -1.0
    """
    grid = grid_of(scores, value="score", indicators=elements)
    found, counts = correlations_of(grid.panel(), ranked=method == "spearman")
    first, second = np.triu_indices(len(grid.indicators), k=1)
    names = np.array(grid.indicators, object)
    return table_from_arrays({
        "first": names[first], "second": names[second], "correlation": found[first, second],
        "pairs": counts[first, second],
    })  # fmt: skip


def cronbach_alpha(scores: Table, framework: Table) -> Table:
    """Tell of each group whether its elements measure one thing.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the elements; periods are taken together.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.

    Returns
    -------
    Table (group, elements, rows, alpha)
        One row per group of which every element has scores. `rows` counts the rows in which all are present, over
        which alpha is taken; null for one element, or fewer than two rows.

    Raises
    ------
    CatalogueError
        If the framework is no tree.

    Notes
    -----
    k / (k - 1) (1 - sum of variances / variance of the sum). It rises with the number of elements, and can be below 0
    where they go against each other.

    References
    ----------
    .. [1] Cronbach (1951), "Coefficient alpha and the internal structure of tests", Psychometrika 16, 297-334.
    """
    found = groups_with_scores(scores, framework)
    return table_from_arrays({
        "group": np.array([group.name for group, _ in found], object),
        "elements": np.array([len(group.children) for group, _ in found], np.int64),
        "rows": np.array([len(rows) for _, rows in found], np.int64),
        "alpha": np.array([alpha_of(rows) for _, rows in found], float),
    })  # fmt: skip


def principal_components(scores: Table, framework: Table) -> Table:
    """Tell of each group how much of the variance of its elements lies in few directions.

    Parameters
    ----------
    scores, framework
        As for `cronbach_alpha`.

    Returns
    -------
    Table (group, component, deviation, share, cumulative)
        One row per group and component, largest first. The square of `deviation` is the eigenvalue, `share` its part
        (0-1) of all variance. Groups with one element or a constant one, or fewer than three complete rows, are left
        out.

    Raises
    ------
    CatalogueError
        If the framework is no tree.

    Notes
    -----
    Of the correlations, over rows in which every element is present.
    """
    parts = [(group.name, components_of(rows)[0]) for group, rows in _fit_for_components(scores, framework)]
    share = [deviation**2 / (deviation**2).sum() for _, deviation in parts]
    return table_from_arrays({
        "group": np.array([name for name, deviation in parts for _ in deviation], object),
        "component": np.array([place + 1 for _, deviation in parts for place in range(len(deviation))], np.int64),
        "deviation": np.array([one for _, deviation in parts for one in deviation], float),
        "share": np.array([one for own in share for one in own], float),
        "cumulative": np.array([one for own in share for one in np.cumsum(own)], float),
    })  # fmt: skip


def component_loadings(scores: Table, framework: Table) -> Table:
    """Tell in which direction each component of a group points.

    Parameters
    ----------
    scores, framework
        As for `cronbach_alpha`.

    Returns
    -------
    Table (group, component, element, loading)
        Directions of length 1. Their sign tells nothing by itself: it is chosen so that the loadings of a component
        add up to 0 or more. Groups are left out as in `principal_components`.

    Raises
    ------
    CatalogueError
        If the framework is no tree.
    """
    rows = [
        (group.name, place + 1, name, float(loading))
        for group, complete in _fit_for_components(scores, framework)
        for place, direction in enumerate(components_of(complete)[1].T)
        for name, loading in zip(group.children, direction, strict=True)
    ]
    return table_from_arrays({
        "group": np.array([row[0] for row in rows], object), "component": np.array([row[1] for row in rows], np.int64),
        "element": np.array([row[2] for row in rows], object), "loading": np.array([row[3] for row in rows], float),
    })  # fmt: skip


def groups_with_scores(scores: Table, framework: Table) -> list[tuple[Group, Floats]]:
    """Return each group of which every element has scores, with its complete rows."""
    grid = grid_of(scores, value="score")
    found = set(grid.indicators)
    return [(group, _complete(grid, group)) for group in tree_of(framework).groups if found.issuperset(group.children)]


def _complete(grid: Grid, group: Group) -> Floats:
    columns = grid.panel()[:, [grid.indicators.index(name) for name in group.children]]
    return np.asarray(columns[~np.isnan(columns).any(axis=1)])


def _fit_for_components(scores: Table, framework: Table) -> list[tuple[Group, Floats]]:
    return [(group, rows) for group, rows in groups_with_scores(scores, framework)
            if len(group.children) > 1 and len(rows) >= FEWEST_ROWS and (np.ptp(rows, axis=0) > 0).all()]  # fmt: skip
