"""Benefit of the doubt: every area weighed in the way that suits it best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import Group, tree_of
from veerkracht.analysis.indicators.weights._children import Children, check_not_negative, children_in
from veerkracht.analysis.indicators.weights._doubt import doubt, doubt_within
from veerkracht.errors import SettingError
from veerkracht.grids import STATUSES, Grid, observations_of
from veerkracht.tables import Status, Table, table_from_arrays

__all__ = ["benefit_of_the_doubt", "doubt_shares", "robust_doubt"]

Floats = NDArray[np.float64]
Share = float | Mapping[str, float]
Frontier = Literal["period", "all"]

_FULL: Final = 100.0
_EXACT: Final = 1e-9
_INTERVAL: Final = (5.0, 95.0)  # percentiles of the 90 % interval


def benefit_of_the_doubt(
    scores: Table, framework: Table, *, group: str | None = None, least_share: Share = 0.0, most_share: Share = 1.0,
    frontier: Frontier = "period", least_coverage: float = 0.6,
) -> Table:  # fmt: skip
    """Score every area by the weights that suit it best, so long as no area scores above 100 by them.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the children of the group, 0 or more; higher is better.
    framework : Table (element, parent, weight)
        `FRAMEWORK`; of its weights only whether they are above 0 is used.
    group : str, optional
        The group scored; by default the index.
    least_share, most_share : float or mapping of str to float
        Limits (0-1) of the part of the score that a child may be, for all or per child. Without limits an area may
        rest its whole score on one child.
    frontier : {"period", "all"}
        Whether areas are held against those of their own period, or of all periods together, so that periods can be
        compared.
    least_coverage : float
        Share (0-1) of the children that must be present.

    Returns
    -------
    Table (area, period, indicator, score, coverage, status)
        Score from 0 to 100, with the group as `indicator`. An absent child helps nobody: it counts as 0 for the area
        itself and as a peer, and need not have a share. Null where too little is present, or where what is present may
        not fill the whole.

    Raises
    ------
    CatalogueError
        If the framework is no tree, or the group unknown.
    TableError
        If a child has no score anywhere, or one is below 0.
    SettingError
        If limits are no shares, or leave no way to add up to 1.

    Notes
    -----
    100 max over w of sum w_j y_j, subject to sum w_j y_kj <= 1 for every peer k, w >= 0 and, with limits, L_j <= w_j
    y_j / sum w y <= U_j. The exact solution of the linear program of each area. Where an area is 0 on a child that must
    have a share, its score is 0.

    References
    ----------
    .. [1] Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), "An introduction to benefit of the doubt composite
       indicators", Social Indicators Research 82, 111-145.
    .. [2] Kuosmanen (2009), "Data envelopment analysis with missing data", J. Operational Research Society 60,
       1767-1774.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B", "A", "B"], "period": ["2020"] * 4, "indicator": ["x", "x", "y", "y"],
    ...         "score": [10.0, 5.0, 2.0, 1.5]}
    >>> framework = {"element": ["all", "x", "y"], "parent": [None, "all", "all"], "weight": [1.0, 1.0, 1.0]}
    >>> benefit_of_the_doubt(memtable(rows), memtable(framework)).score.to_pyarrow().to_pylist()
    [100.0, 75.0]
    """
    work = _work(scores, framework, group, (least_share, most_share), least_coverage)
    return _told(work, _FULL * _each_frontier(work, frontier, lambda rows: _solved(work, rows, rows)[0][:, None])[:, 0])


def doubt_shares(
    scores: Table, framework: Table, *, group: str | None = None, least_share: Share = 0.0, most_share: Share = 1.0,
    frontier: Frontier = "period", least_coverage: float = 0.6,
) -> Table:  # fmt: skip
    """Tell how each area is weighed by `benefit_of_the_doubt`, which has the same arguments.

    Returns
    -------
    Table (area, period, indicator, share)
        One row per area, period and child: the part (0-1) of the score that the child makes; 0 if it is absent, null
        for an area with too little present or a score of 0. Where several weights give the best score, one of them is
        told.
    """
    work = _work(scores, framework, group, (least_share, most_share), least_coverage)
    parts = _each_frontier(work, frontier, lambda rows: _solved(work, rows, rows)[1] * work.values[rows])
    total = parts.sum(axis=1, keepdims=True)
    share = np.divide(parts, total, out=np.full(parts.shape, np.nan), where=total > 0)
    grid = work.children.grid
    return observations_of(Grid(grid.areas, grid.periods, work.children.names, share.reshape(grid.shape), grid.status),
                           value="share").drop("status")  # fmt: skip


def robust_doubt(
    scores: Table, framework: Table, *, peers: int, draws: int, seed: int, group: str | None = None,
    least_share: Share = 0.0, most_share: Share = 1.0, frontier: Frontier = "period", least_coverage: float = 0.6,
) -> Table:  # fmt: skip
    """Score every area as `benefit_of_the_doubt` does, against few peers drawn many times (order-m).

    One strange area then cannot press all others down.

    Parameters
    ----------
    peers : int
        Areas drawn each time, with replacement (m).
    draws : int
        How often; the score is the mean.
    seed : int
        Repeats the draws.
    scores, framework, group, least_share, most_share, frontier, least_coverage
        As for `benefit_of_the_doubt`.

    Returns
    -------
    Table (area, period, indicator, score, lower, upper, coverage, status)
        Mean, with the 5th and 95th percentile of the draws. Above 100 for an area that is better than most peers.

    Raises
    ------
    CatalogueError, TableError, SettingError
        As for `benefit_of_the_doubt`, or if in a draw no peer is above 0 on some child.

    References
    ----------
    .. [1] Cazals, Florens & Simar (2002), "Nonparametric frontier estimation: a robust approach", J. Econometrics
       106, 1-25.
    """
    if peers < 1 or draws < 1:
        raise _wrong("peers" if peers < 1 else "draws", min(peers, draws), "1 or more")
    work = _work(scores, framework, group, (least_share, most_share), least_coverage)
    rng = np.random.default_rng(seed)
    found = _FULL * _each_frontier(work, frontier, lambda rows: _drawn(work, rows, peers, draws, rng))
    mean = np.where(np.isnan(found).any(axis=1), np.nan, found.mean(axis=1))
    low, high = np.percentile(found, _INTERVAL, axis=1)
    return _told(work, mean, lower=low, upper=high)


@dataclass(frozen=True)
class _Work:
    """Children of one group on a scale of 0 to 1 without absence, what may take part, and the limits per row."""

    children: Children
    values: Floats
    coverage: Floats
    usable: NDArray[np.bool_]
    limits: tuple[Floats, Floats] | None


def _work(
    scores: Table, framework: Table, group: str | None, limits: tuple[Share, Share], least_coverage: float
) -> _Work:  # fmt: skip
    tree = tree_of(framework)
    own = tree.top if group is None else group
    children = children_in(scores, _weighed(tree.group(own)))
    check_not_negative(children, method="the benefit of the doubt")
    present = ~np.isnan(children.values)
    largest = np.nanmax(children.values, axis=0)
    values = np.where(present, children.values, 0.0) / np.where(largest > 0, largest, 1.0)
    coverage = present.mean(axis=1)
    usable = present.any(axis=1) & (coverage >= least_coverage - _EXACT)
    between = _limits(limits, children.names, present)
    if between is not None:
        usable &= between[1].sum(axis=1) >= 1.0 - _EXACT  # else what is present may not fill the whole
    return _Work(children, values, coverage, usable, between)


def _weighed(group: Group) -> Group:
    kept = group.weights > 0
    names = tuple(name for name, keep in zip(group.children, kept, strict=True) if keep)
    return Group(group.name, names, group.weights[kept], group.level)


def _limits(given: tuple[Share, Share], names: tuple[str, ...], present: NDArray[np.bool_]) -> (
    tuple[Floats, Floats] | None
):  # fmt: skip
    least, most = (np.array([share.get(name, usual) if isinstance(share, Mapping) else share for name in names], float)
                   for share, usual in zip(given, (0.0, 1.0), strict=True))  # fmt: skip
    for setting, share in (("least_share", least), ("most_share", most)):
        if not ((share >= 0) & (share <= 1)).all():
            raise _wrong(setting, share.tolist(), "shares from 0 to 1")
    if (least > most).any() or least.sum() > 1 + _EXACT or most.sum() < 1 - _EXACT:
        raise _wrong("least_share and most_share", (least.tolist(), most.tolist()), "limits between which shares can "
                     "add up to 1")  # fmt: skip
    if not least.any() and (most == 1).all():
        return None
    return np.where(present, least, 0.0), np.where(present, most, 0.0)


def _each_frontier(work: _Work, frontier: Frontier, solve: Callable[[NDArray[np.intp]], Floats]) -> Floats:
    """Solve the rows of each period, or all together, and put the answers back in their places."""
    periods = np.tile(np.arange(len(work.children.grid.periods)), len(work.children.grid.areas))
    parts = [periods == one for one in np.unique(periods)] if frontier == "period" else [np.ones(len(periods), bool)]
    result: Floats | None = None
    for part in parts:
        rows = np.flatnonzero(part & work.usable)
        if len(rows):
            found = solve(rows)
            result = np.full((len(periods), found.shape[1]), np.nan) if result is None else result
            result[rows] = found
    return np.full((len(periods), len(work.children.names)), np.nan) if result is None else result


def _solved(work: _Work, rows: NDArray[np.intp], peers: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return scores and weights of some rows against others; a column in which no peer has anything has weight 0."""
    used = work.values[peers].max(axis=0) > 0
    if not used.all() and work.values[rows][:, ~used].any():
        name = np.array(work.children.names)[~used][0]
        raise _wrong("peers", len(peers), f"more, for in one draw no peer is above 0 on {name}")
    values, others = work.values[np.ix_(rows, used)], work.values[np.ix_(peers, used)]
    weights = np.zeros((len(rows), len(used)))
    if not used.any():
        return np.zeros(len(rows)), weights
    if work.limits is None:
        scores, weights[:, used] = doubt(values, others)
        return scores, weights
    least, most = (limit[rows] for limit in work.limits)
    scores, weights[:, used] = doubt_within(values, others, least[:, used], most[:, used])
    return np.where((least[:, ~used] > 0).any(axis=1), 0.0, scores), weights


def _drawn(work: _Work, rows: NDArray[np.intp], peers: int, draws: int, rng: np.random.Generator) -> Floats:
    """Return the scores of the rows, one column per draw of peers; the same peers for all areas of a draw."""
    return np.stack([_solved(work, rows, rng.choice(rows, peers))[0] for _ in range(draws)], axis=1)


def _told(work: _Work, score: Floats, **ends: Floats) -> Table:
    grid = work.children.grid
    absent = np.where(np.isnan(score), STATUSES.index(Status.MISSING), 0)
    periods, areas = np.array(grid.periods, object), np.array(grid.areas, object)
    return table_from_arrays({
        "area": np.repeat(areas, len(periods)), "period": np.tile(periods, len(areas)),
        "indicator": np.full(len(score), work.children.group.name, object), "score": score, **ends,
        "coverage": work.coverage, "status": np.array(STATUSES, object)[absent],
    })  # fmt: skip


def _wrong(setting: str, value: object, bounds: str) -> SettingError:
    return SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value, bounds=bounds)
