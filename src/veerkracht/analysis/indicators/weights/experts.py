"""Weights of several experts: their mean, and draws that show how far they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, tree_of
from veerkracht.errors import CatalogueError, SettingError
from veerkracht.tables import Table, pull, table_from_arrays

__all__ = ["draw_expert_weights", "draw_weights", "weigh_by_experts"]

Floats = NDArray[np.float64]
_LEAST: Final = 1e-9  # a share of a Dirichlet distribution must be above 0
_ALIKE: Final = 1e6  # experts who agree fully: a precision at which draws differ in the third digit only


def weigh_by_experts(sets: Table, framework: Table) -> Table:
    """Give each element the mean of the shares that experts gave it (budget allocation).

    Parameters
    ----------
    sets : Table (expert, element, weight)
        Each expert gives a weight, 0 or more, to every element of the groups that he or she judges; weights need not
        add up to 1, for every expert counts alike.
    framework : Table (element, parent, weight)
        `FRAMEWORK`. Groups that nobody judged keep their weights.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, with weights that add up to 1 in the groups that were judged.

    Raises
    ------
    CatalogueError
        If the framework is no tree, an element is unknown, an expert leaves out or repeats an element of a group, or
        gives a weight below 0 or only zeros.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> sets = {"expert": ["E", "E", "F", "F"], "element": ["a", "b"] * 2, "weight": [30.0, 70.0, 1.0, 1.0]}
    >>> framework = {"element": ["all", "a", "b"], "parent": [None, "all", "all"], "weight": [1.0] * 3}
    >>> weigh_by_experts(memtable(sets), memtable(framework)).weight.to_pyarrow().to_pylist()
    [1.0, 0.4, 0.6]
    """
    means: dict[str, float] = {}
    for group, shares in _sets(sets, framework):
        means |= dict(zip(group.children, shares.mean(axis=0).tolist(), strict=True))
    return tree_of(framework).with_weights(means)


def draw_expert_weights(
    sets: Table, framework: Table, *, draws: int, seed: int, method: Literal["experts", "dirichlet"] = "experts"
) -> Table:  # fmt: skip
    """Draw sets of weights that vary as the experts do.

    Parameters
    ----------
    sets, framework
        As for `weigh_by_experts`.
    draws : int
        How many sets.
    seed : int
        Repeats the draws.
    method : {"experts", "dirichlet"}
        Take one expert at random each time, per group; or draw from the Dirichlet distribution with the mean and the
        total variance of the experts, which also gives sets between theirs.

    Returns
    -------
    Table (draw, element, weight)
        Draws count from 1; the weights of a group that was judged add up to 1.

    Raises
    ------
    CatalogueError
        As for `weigh_by_experts`.
    SettingError
        If there are no draws, or a Dirichlet distribution is asked of one expert.

    Notes
    -----
    With means m_j and variances v_j of the shares, the Dirichlet distribution has parameters m_j A with A = sum m_j (1 -
    m_j) / sum v_j - 1.
    """
    _check_draws(draws)
    rng = np.random.default_rng(seed)
    parts = []
    for group, shares in _sets(sets, framework):
        if method == "experts":
            parts.append((group.children, shares[rng.integers(0, len(shares), draws)]))
        else:
            parts.append((group.children, rng.dirichlet(_dirichlet(group, shares), draws)))
    return _drawn(parts, draws)


def draw_weights(
    framework: Table, *, draws: int, seed: int, concentration: float, groups: Sequence[str] | None = None
) -> Table:  # fmt: skip
    """Draw sets of weights around those of the framework, where no experts told how sure they are.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        `FRAMEWORK`; an element of weight 0 keeps it.
    draws : int
        How many sets.
    seed : int
        Repeats the draws.
    concentration : float
        Above 0; a share s varies with variance s (1 - s) / (concentration + 1). At 100 a share of 0.25 has a standard
        deviation of 0.043.
    groups : sequence of str, optional
        The groups that vary; by default all.

    Returns
    -------
    Table (draw, element, weight)
        As for `draw_expert_weights`.

    Raises
    ------
    CatalogueError
        If the framework is no tree, or a group unknown.
    SettingError
        If there are no draws, or the concentration is 0 or less.
    """
    _check_draws(draws)
    if not 0.0 < concentration < np.inf:
        raise _wrong("concentration", concentration, "a number above 0")
    tree, rng = tree_of(framework), np.random.default_rng(seed)
    chosen = tree.groups if groups is None else [tree.group(name) for name in groups]
    parts = []
    for group in chosen:
        varying = group.shares > 0
        drawn = np.zeros((draws, len(varying)))
        drawn[:, varying] = rng.dirichlet(concentration * group.shares[varying], draws)
        parts.append((group.children, drawn))
    return _drawn(parts, draws)


def _sets(sets: Table, framework: Table) -> list[tuple[Group, Floats]]:
    """Return of each group that was judged the shares (experts x children)."""
    tree = tree_of(framework)
    given: dict[str, dict[str, dict[str, float]]] = {}
    for row in pull(sets.select("expert", "element", "weight")).to_pylist():
        expert, element, weight = row["expert"], row["element"], row["weight"]
        if tree.parents.get(element) is None:
            raise CatalogueError("Expert {expert} weighs {element}, which is no part of any group of the framework. "
                                 "Mend the name.", expert=expert, element=element)  # fmt: skip
        own = given.setdefault(str(tree.parents[element]), {}).setdefault(str(expert), {})
        if element in own or weight is None or not 0.0 <= weight < np.inf:
            raise CatalogueError("Expert {expert} gives {element} weight {weight}, or gives it twice. Give one number of "
                                 "0 or more.", expert=expert, element=element, weight=weight)  # fmt: skip
        own[element] = float(weight)
    return [(tree.group(name), _shares(tree.group(name), own)) for name, own in sorted(given.items())]


def _shares(group: Group, experts: dict[str, dict[str, float]]) -> Floats:
    for expert, own in experts.items():
        lacking = [name for name in group.children if name not in own]
        if lacking or not any(own.values()):
            raise CatalogueError("Expert {expert} gives no weight to {elements} of group {group}. Give every element a "
                                 "weight, at least one above 0.", expert=expert, group=group.name,
                                 elements=", ".join(lacking or group.children))  # fmt: skip
    weights = np.array([[own[name] for name in group.children] for _, own in sorted(experts.items())])
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _dirichlet(group: Group, shares: Floats) -> Floats:
    if len(shares) < 2:
        raise _wrong("method", "dirichlet", f"experts, for group {group.name} has one expert and no spread")
    mean, variance = shares.mean(axis=0), shares.var(axis=0, ddof=1).sum()
    most = float((mean * (1 - mean)).sum())
    precision = most / variance - 1 if variance > most / _ALIKE else _ALIKE
    return np.asarray(np.maximum(mean, _LEAST) * max(precision, _LEAST))


def _drawn(parts: list[tuple[tuple[str, ...], Floats]], draws: int) -> Table:
    names = [name for children, _ in parts for name in children]
    weights = np.concatenate([drawn for _, drawn in parts], axis=1) if parts else np.zeros((draws, 0))
    return table_from_arrays({
        "draw": np.repeat(np.arange(1, draws + 1), len(names)),
        "element": np.tile(np.array(names, object), draws), "weight": weights.ravel(),
    })  # fmt: skip


def _check_draws(draws: int) -> None:
    if draws < 1:
        raise _wrong("draws", draws, "1 or more")


def _wrong(setting: str, value: object, bounds: str) -> SettingError:
    return SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value, bounds=bounds)
