"""Do areas change places, and does it matter who their neighbours are?"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Array, Table, arrays, table_from_arrays

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

ANY: Final = -1
"""The class of neighbours in the rows that hold for all areas together."""


def rank_mobility(scores: Table, *, first: str, last: str, value: str = "score") -> Table:
    """Tell how much the order of the areas changed between two periods.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        One value per key.
    first, last : str
        The periods compared.
    value : str
        Name of the column with the numbers.

    Returns
    -------
    Table (indicator, first, last, tau, mobility, areas, missing_areas)
        `tau` is Kendall's tau-b, 1 when the order stayed; mobility = (1 - tau) / 2, from 0 (same order) to 1 (reversed).
        Null below two areas with both values, or where all tie.

    References
    ----------
    .. [1] Kendall (1945), "The treatment of ties in ranking problems", Biometrika 33, 239-251.
    """
    grid = grid_of(scores, value=value, periods=(first, last))
    known = np.asarray(~np.isnan(grid.values).any(axis=1))
    tau = np.array([_tau(grid.values[own, :, place]) for place, own in enumerate(known.T)])
    return table_from_arrays({
        "indicator": np.array(grid.indicators, dtype=object), "first": _same(first, tau), "last": _same(last, tau),
        "tau": tau, "mobility": (1 - tau) / 2, "areas": known.sum(axis=0), "missing_areas": (~known).sum(axis=0),
    })  # fmt: skip


def _same(text: str, beside: Array) -> Array:
    return np.full(len(beside), text, dtype=object)


def _tau(pairs: Floats) -> float:
    spread = len(pairs) > 1 and bool((np.ptp(pairs, axis=0) > 0).all())
    return float(scipy.stats.kendalltau(pairs[:, 0], pairs[:, 1]).statistic) if spread else np.nan


def transitions(scores: Table, links: Table | None = None, *, classes: int = 5, value: str = "score") -> Table:
    """Count how areas move between classes from one period to the next, and whether neighbours matter.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        One value per key; only steps with a value at both ends count.
    links : Table (source, target, weight), optional
        Neighbours; weights are made to add up to 1 per area over the neighbours with a value. With them the moves
        are also counted per class of the neighbours' mean at the start of the step.
    classes : int
        Number of classes, 2 or more; each period is cut at its own quantiles, so that moves are about places.
    value : str
        Name of the column with the numbers.

    Returns
    -------
    Table (indicator, neighbours, origin, target, moves, probability)
        Classes from 0 (lowest); `neighbours` is the class of the neighbours' mean, or -1 for all areas together.
        `probability` is null where no area started in the class.

    Raises
    ------
    SettingError
        If there are fewer than two classes.
    TableError
        If `links` names an area that has no scores, or there are fewer than two periods.

    Notes
    -----
    p_ij = n_ij / sum_j n_ij; with neighbours p_ij|k over the areas whose neighbours are in class k [1]_.

    References
    ----------
    .. [1] Rey (2001), "Spatial empirics for economic growth and convergence", Geographical Analysis 33, 195-214.
    """
    if classes < 2:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="classes", value=classes, bounds="2 or more")  # fmt: skip
    grid = grid_of(scores, value=value)
    if len(grid.periods) < 2:
        raise TableError("There are {periods} period(s), and a move needs two. Give scores of more periods.",
                         periods=len(grid.periods))  # fmt: skip
    weights = None if links is None else _weights(links, grid)
    parts = [_moves(grid.values[:, :, place], weights, classes) for place in range(len(grid.indicators))]
    return _table(grid, parts, classes)


def _weights(links: Table, grid: Grid) -> tuple[Places, Places, Floats]:
    rows = arrays(links.select("source", "target", "weight"), order=("source", "target"))
    place = {area: number for number, area in enumerate(grid.areas)}
    unknown = sorted({*rows["source"], *rows["target"]} - place.keys())
    if unknown:
        raise TableError("{count} linked area(s) have no scores, first {area}. Link only areas that have some.",
                         count=len(unknown), area=unknown[0])  # fmt: skip
    ends = [np.array([place[area] for area in rows[name]], np.int64) for name in ("source", "target")]
    return ends[0], ends[1], rows["weight"].astype(float)


def _moves(values: Floats, weights: tuple[Places, Places, Floats] | None, classes: int) -> dict[int, Floats]:
    """Counts of moves (classes x classes) for all, and per class of the neighbours."""
    own = np.stack([_classed(column, classes) for column in values.T], axis=1)
    around = None if weights is None else np.stack([_classed(_lag(c, *weights), classes) for c in values.T], axis=1)
    groups = [ANY, *(range(classes) if around is not None else ())]
    return {group: sum((_counted(own, around, step, group, classes) for step in pairwise(range(values.shape[1]))),
                       start=np.zeros((classes, classes))) for group in groups}  # fmt: skip


def _classed(values: Floats, classes: int) -> Places:
    """Return the class of each value among those present, -1 where absent."""
    known = ~np.isnan(values)
    result = np.full(len(values), -1, np.int64)
    if known.any():
        cuts = np.quantile(values[known], np.arange(1, classes) / classes)
        result[known] = np.searchsorted(cuts, values[known], side="left")
    return result


def _lag(values: Floats, source: Places, target: Places, weight: Floats) -> Floats:
    known = ~np.isnan(values[target])
    total = np.bincount(source[known], weight[known], minlength=len(values))
    summed = np.bincount(source[known], weight[known] * values[target[known]], minlength=len(values))
    return np.asarray(np.divide(summed, total, out=np.full(len(values), np.nan), where=total > 0))


def _counted(own: Places, around: Places | None, step: tuple[int, int], group: int, classes: int) -> Floats:
    origin, target = own[:, step[0]], own[:, step[1]]
    counts = (origin >= 0) & (target >= 0)
    if around is not None and group != ANY:
        counts &= around[:, step[0]] == group
    found = np.bincount(origin[counts] * classes + target[counts], minlength=classes**2)
    return np.asarray(found, float).reshape(classes, classes)


def _table(grid: Grid, parts: list[dict[int, Floats]], classes: int) -> Table:
    found = [(name, group, moves) for name, part in zip(grid.indicators, parts, strict=True)
             for group, moves in part.items()]  # fmt: skip
    moves = np.array([moves for _, _, moves in found]).reshape(-1, classes, classes)
    started = moves.sum(axis=2, keepdims=True)
    share = np.divide(moves, started, out=np.full(moves.shape, np.nan), where=started > 0)
    each, length = classes**2, len(found)
    return table_from_arrays({
        "indicator": np.repeat(np.array([name for name, _, _ in found], dtype=object), each),
        "neighbours": np.repeat(np.array([group for _, group, _ in found], np.int64), each),
        "origin": np.tile(np.repeat(np.arange(classes), classes), length),
        "target": np.tile(np.arange(classes), classes * length),
        "moves": moves.ravel().astype(np.int64), "probability": share.ravel(),
    })  # fmt: skip
