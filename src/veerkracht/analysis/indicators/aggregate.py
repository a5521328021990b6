"""Several scores put together into one composite index."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.indicators._groups import children_of, enough, mean_by, status_by, sum_by
from veerkracht.analysis.indicators._status import ranks_of
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

_ORDER = ("index", "area", "period", "indicator")


def aggregate_mean(scores: Table, weights: Table, *, min_coverage: float = 0.6) -> Table:
    """Average the scores of the children of each composite index, per area and period.

    Parameters
    ----------
    scores : Table
        Scores of single indicators (or of lower indices).
    weights : Table (index, indicator, weight)
        The children of each composite, with positive weights; they need not add up to 1.
    min_coverage : float
        Share (0-1) of the weight that must be present for the composite to be given.

    Returns
    -------
    Table
        Scores with the index as `indicator`. Absent children are left out and the other weights rescaled;
        `coverage` is the share of weight that was present; below `min_coverage` the score is null with the
        most severe status of the absent children. The interval treats the children's errors as
        independent, and is null when one present child has none.

    Raises
    ------
    CatalogueError
        If a weight is not positive, or a child of an index occurs twice.
    TableError
        If an area has two scores of one child in one period.

    Notes
    -----
    index = sum of w z / sum of w over the children present (linear, so a good score can make up for a bad one).

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, steps 3 and 6.
    """
    children = children_of(weights)
    rows = arrays(scores.join(weights.select("index", "indicator", "weight"), "indicator"), order=_ORDER)
    _check_one_score(rows)
    return _composite(rows, children, min_coverage)


def _check_one_score(rows: dict[str, Array]) -> None:
    starts = run_starts(*(rows[name] for name in _ORDER))
    if len(starts) < len(rows["area"]):
        raise TableError("{rows} scores stand for {keys} keys of index, area, period and child. Keep one each.",
                         rows=len(rows["area"]), keys=len(starts))  # fmt: skip


def _composite(rows: dict[str, Array], children: dict[str, dict[str, float]], min_coverage: float) -> Table:
    starts = run_starts(rows["index"], rows["area"], rows["period"])
    families = [children[name] for name in rows["index"][starts]]
    present = ~np.isnan(rows["score"])
    weight = np.where(present, rows["weight"], 0.0)
    covered = sum_by(weight * np.nan_to_num(rows["coverage"], nan=1.0), starts)
    coverage = covered / np.array([sum(family.values()) for family in families])
    given = enough(coverage, min_coverage)
    counts = np.array([len(family) for family in families], dtype=np.int64)
    status = status_by(ranks_of(rows["status"], present), starts, given=given, children=counts)
    keys = {"area": rows["area"][starts], "period": rows["period"][starts], "indicator": rows["index"][starts]}
    return table_from_arrays({**keys, **_interval(rows, weight, starts, given), "coverage": coverage, "status": status})


def _interval(rows: dict[str, Array], weight: Array, starts: Array, given: Array) -> dict[str, Array]:
    mean = np.where(given, mean_by(rows["score"], weight, starts), np.nan).clip(0.0, 100.0)
    below = _half_width(rows["score"] - rows["lower"], weight, starts)
    above = _half_width(rows["upper"] - rows["score"], weight, starts)
    return {"score": mean, "lower": mean - below, "upper": mean + above}


def _half_width(halves: Array, weight: Array, starts: Array) -> Array:
    share = weight / np.repeat(sum_by(weight, starts).clip(min=np.finfo(float).tiny), _lengths(starts, len(weight)))
    return np.sqrt(sum_by(np.where(weight > 0, (share * halves) ** 2, 0.0), starts))


def _lengths(starts: Array, rows: int) -> Array:
    return np.diff(starts, append=rows)
