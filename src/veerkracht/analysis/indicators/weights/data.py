"""Weights found in the data: by components, factors, entropy, or contrast and conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import tree_of
from veerkracht.analysis.indicators.weights._children import (
    Children,
    check_not_negative,
    children_in,
    chosen_groups,
    varying_rows,
)
from veerkracht.analysis.indicators.weights._data import (
    critic_shares,
    entropy_shares,
    factor_shares,
    first_component_shares,
)
from veerkracht.errors import TableError
from veerkracht.tables import Table

__all__ = ["weigh_by_components", "weigh_by_critic", "weigh_by_entropy", "weigh_by_factors"]

Floats = NDArray[np.float64]
_FEWEST: Final = 3
"""Rows with every element, below which correlations tell nothing."""


def weigh_by_components(scores: Table, framework: Table, *, groups: Sequence[str] | None = None) -> Table:
    """Weigh the elements of a group by their loadings on its first principal component.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the elements; periods are taken together. For higher groups also those of the groups below.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    groups : sequence of str, optional
        The groups to weigh; by default all whose elements have scores.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`; in those groups with weights that add up to 1, elsewhere as they were.

    Raises
    ------
    CatalogueError
        If the framework is no tree, or a group unknown.
    TableError
        If no group has scores of all its elements, an element of a chosen group has none or is constant, or fewer
        than three rows have all of them.

    Notes
    -----
    |loading| / sum of |loadings|, from the correlations over rows in which every element is present. The sign of a
    loading is not used; an element that goes against the others (see `screen_framework`) is weighed as if it did not.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    return _weighed(scores, framework, groups, lambda own: first_component_shares(varying_rows(own, fewest=_FEWEST)))


def weigh_by_factors(
    scores: Table, framework: Table, *, keep: Literal["eigenvalue", "share"] = "eigenvalue",
    groups: Sequence[str] | None = None,
) -> Table:  # fmt: skip
    """Weigh the elements of a group by factor analysis, as the handbook of OECD and JRC does.

    Parameters
    ----------
    scores, framework, groups
        As for `weigh_by_components`.
    keep : {"eigenvalue", "share"}
        Which principal components become factors: of an eigenvalue above 1, or of more than 10 % of the variance. The
        first is always kept.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, as for `weigh_by_components`.

    Raises
    ------
    CatalogueError, TableError
        As for `weigh_by_components`.

    Notes
    -----
    Factors are rotated by varimax. Each element counts in the factor on which it loads most: its squared loading as a
    part of that factor's sum, times the part of the explained variance that the factor holds.

    References
    ----------
    .. [1] Nicoletti, Scarpetta & Boylaud (2000), "Summary indicators of product market regulation", OECD Economics
       Department Working Papers 226.
    .. [2] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    return _weighed(scores, framework, groups, lambda own: factor_shares(varying_rows(own, fewest=_FEWEST), keep=keep))


def weigh_by_entropy(scores: Table, framework: Table, *, groups: Sequence[str] | None = None) -> Table:
    """Weigh the elements of a group by how unevenly they are spread over the areas.

    Parameters
    ----------
    scores, framework, groups
        As for `weigh_by_components`; scores are 0 or more.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, as for `weigh_by_components`. A constant element has weight 0.

    Raises
    ------
    CatalogueError, TableError
        As for `weigh_by_components`, or if a score is below 0, or every element of a group is constant.

    Notes
    -----
    p_ij = x_ij / sum over i, E_j = -sum p ln p / ln n, w_j in proportion to 1 - E_j. The weights depend on where the
    scale starts: on scores from 50 to 150 they are more even than on 0 to 100.

    References
    ----------
    .. [1] Shannon (1948), "A mathematical theory of communication", Bell System Technical Journal 27, 379-423.
    .. [2] Zeleny (1982), Multiple Criteria Decision Making, McGraw-Hill, chapter 7.
    """

    def shares(own: Children) -> Floats:
        check_not_negative(own, method="weighing by entropy")
        return entropy_shares(own.values)

    return _weighed(scores, framework, groups, shares)


def weigh_by_critic(scores: Table, framework: Table, *, groups: Sequence[str] | None = None) -> Table:
    """Weigh the elements of a group by their contrast and by their conflict with the others.

    Parameters
    ----------
    scores, framework, groups
        As for `weigh_by_components`.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, as for `weigh_by_components`. A constant element has weight 0.

    Raises
    ------
    CatalogueError, TableError
        As for `weigh_by_components`, or if every element of a group is constant or goes fully with the others.

    Notes
    -----
    w_j in proportion to s_j sum over k of (1 - r_jk), s_j the standard deviation on a scale from 0 to 1. Correlations
    are over the rows where both are present.

    References
    ----------
    .. [1] Diakoulaki, Mavrotas & Papayannakis (1995), "Determining objective weights in multiple criteria problems:
       the CRITIC method", Computers & Operations Research 22, 763-770.
    """
    return _weighed(scores, framework, groups, lambda own: critic_shares(own.values))


def _weighed(
    scores: Table, framework: Table, groups: Sequence[str] | None, shares: Callable[[Children], Floats]
) -> Table:  # fmt: skip
    tree = tree_of(framework)
    found: dict[str, float] = {}
    for group in chosen_groups(scores, tree, groups=groups):
        own = children_in(scores, group)
        weights = shares(own) if len(own.names) > 1 else np.ones(1)
        if not weights.any():
            raise TableError("The elements of group {group} do not differ between areas in a way that can weigh them. "
                             "Give their weights.", group=group.name)  # fmt: skip
        found |= dict(zip(own.names, weights.tolist(), strict=True))
    return tree.with_weights(found)
