"""How much of the difference between areas lies between groups of areas, and how much within them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]
Split = Callable[[Floats, Floats, Array], Floats]
"""From values, shares of residents and groups to the total, within and between."""

_MEASURES = ("total", "within", "between")
_SERIES = ("indicator", "period")


def theil(values: Table, areas: Table) -> Table:
    """Compute Theil's T of a value over areas, split into between and within groups.

    Parameters
    ----------
    values : Table (area, period, indicator, value)
        Values of 0 or more, such as incomes or counts per head.
    areas : Table (area, group, population)
        Residents and the group (district, municipality) of each area.

    Returns
    -------
    Table (indicator, period, total, within, between, areas, missing_areas, reason)
        total = within + between, 0 when all areas are equal. `missing_areas` have no value, group or
        residents. `reason`: no_values, negative_values, all_zero, or empty; numbers are null then.

    Raises
    ------
    TableError
        If an area has two values in a series.

    Notes
    -----
    With population shares p, m = sum p y and s_g = p_g m_g / m: T = sum p (y/m) ln(y/m);
    within = sum s_g T_g; between = sum s_g ln(m_g/m). A value of 0 adds its limit, 0.

    References
    ----------
    .. [1] Theil (1967), Economics and Information Theory, ch. 4.
    .. [2] Shorrocks (1980), "The class of additively decomposable inequality measures", Econometrica 48, 613-625.
    """
    return _of_each_series(values, areas, _theil)


def mean_log_deviation(values: Table, areas: Table) -> Table:
    """Compute the mean logarithmic deviation of a value over areas, split into between and within groups.

    Parameters
    ----------
    values, areas
        As for `theil`, values above 0.

    Returns
    -------
    Table (indicator, period, total, within, between, areas, missing_areas, reason)
        As for `theil`; `reason` zero_values where a value is 0, for its logarithm does not exist.

    Raises
    ------
    TableError
        If an area has two values in a series.

    Notes
    -----
    L = sum p ln(m/y); within = sum p_g L_g; between = sum p_g ln(m/m_g). It feels the lowest values more than T does.

    References
    ----------
    .. [1] Shorrocks (1980), "The class of additively decomposable inequality measures", Econometrica 48, 613-625.
    """
    return _of_each_series(values, areas, _mean_log_deviation, above_zero=True)


def gini(values: Table, areas: Table) -> Table:
    """Compute the Gini coefficient of a value over areas, with the parts within and between groups.

    Parameters
    ----------
    values, areas
        As for `theil`.

    Returns
    -------
    Table (indicator, period, total, within, between, areas, missing_areas, reason)
        From 0 (equal) to 1. Within and between add up to the total only where groups do not overlap; what is left is
        their overlap.

    Raises
    ------
    TableError
        If an area has two values in a series.

    Notes
    -----
    G = sum over pairs of p_i p_j |y_i - y_j| / (2 m); within = sum p_g^2 (m_g / m) G_g; between is the Gini coefficient of
    the means of the groups. For n areas of equal size G = sum (2i - n - 1) y_(i) / (n sum y).

    References
    ----------
    .. [1] Bhattacharya & Mahalanobis (1967), "Regional disparities in household consumption in India", JASA 62, 143-161.
    """
    return _of_each_series(values, areas, _gini)


def _of_each_series(values: Table, areas: Table, split: Split, *, above_zero: bool = False) -> Table:
    names = ("area", *_SERIES, "value")
    joined = values.select(*names).left_join(areas.select("area", "group", "population"), "area").drop("area_right")
    rows = arrays(joined, order=(*_SERIES, "group", "area"))
    _check(rows)
    starts = run_starts(*(rows[name] for name in _SERIES))
    bounds = [*starts, len(rows["area"])]
    parts = [_series({name: column[begin:end] for name, column in rows.items()}, split, above_zero)
             for begin, end in pairwise(bounds)]  # fmt: skip
    return _table(rows, starts, parts)


def _table(rows: dict[str, Array], starts: Array, parts: list[tuple[Floats, int, int, str]]) -> Table:
    numbers = np.array([part[0] for part in parts]).reshape(-1, len(_MEASURES))
    return table_from_arrays({
        **{name: rows[name][starts] for name in _SERIES},
        **{name: numbers[:, place] for place, name in enumerate(_MEASURES)},
        "areas": np.array([part[1] for part in parts], dtype=np.int64),
        "missing_areas": np.array([part[2] for part in parts], dtype=np.int64),
        "reason": np.array([part[3] for part in parts], dtype=object),
    })  # fmt: skip


def _check(rows: dict[str, Array]) -> None:
    keys = set(zip(*(rows[name] for name in (*_SERIES, "area")), strict=True))
    if len(keys) < len(rows["area"]):
        raise TableError("{rows} values stand for {keys} keys of indicator, period and area. Keep one row each.",
                         rows=len(rows["area"]), keys=len(keys))  # fmt: skip


def _series(rows: dict[str, Array], split: Split, above_zero: bool) -> tuple[Floats, int, int, str]:
    grouped = np.array([group is not None for group in rows["group"]], dtype=bool)
    keep = ~np.isnan(rows["value"]) & (rows["population"].astype(float) > 0) & grouped
    value, population, group = (rows[name][keep] for name in ("value", "population", "group"))
    reason = _reason(value, above_zero)
    share = population.astype(float) / max(population.sum(), 1e-300)
    numbers = np.full(len(_MEASURES), np.nan) if reason else split(value, share, group)
    return numbers, int(keep.sum()), int((~keep).sum()), reason


def _reason(value: Floats, above_zero: bool) -> str:
    if not len(value):
        return "no_values"
    if value.min() < 0:
        return "negative_values"
    if value.max() == 0:
        return "all_zero"
    return "zero_values" if above_zero and value.min() == 0 else ""


def _groups(value: Floats, share: Floats, group: Array) -> tuple[Floats, Floats, Array]:
    """Return the share of residents and the mean of each group, and where it starts."""
    starts = run_starts(group)
    people = np.add.reduceat(share, starts)
    return people, np.add.reduceat(share * value, starts) / people, starts


def _theil(value: Floats, share: Floats, group: Array) -> Floats:
    relative = value / (share * value).sum()
    people, mean, starts = _groups(relative, share, group)
    own = np.repeat(mean, np.diff(starts, append=len(group)))
    ratio = np.divide(relative, own, out=np.zeros(len(value)), where=own > 0)
    total, within, between = (
        (weight * scipy.special.xlogy(each, each)).sum()
        for weight, each in ((share, relative), (share * own, ratio), (people, mean))
    )
    return np.array([total, within, between])


def _mean_log_deviation(value: Floats, share: Floats, group: Array) -> Floats:
    relative = value / (share * value).sum()
    people, mean, starts = _groups(relative, share, group)
    own = np.repeat(mean, np.diff(starts, append=len(group)))
    within = -(share * np.log(relative / own)).sum()
    return np.array([-(share * np.log(relative)).sum(), within, -(people * np.log(mean)).sum()])


def _gini(value: Floats, share: Floats, group: Array) -> Floats:
    people, mean, starts = _groups(value, share, group)
    overall, bounds = (share * value).sum(), [*starts, len(value)]
    own = [_mean_difference(value[begin:end], share[begin:end]) for begin, end in pairwise(bounds)]
    parts = [_mean_difference(value, share), sum(own), _mean_difference(mean, people)]
    return np.asarray(np.array(parts) / (2 * overall))


def _mean_difference(value: Floats, share: Floats) -> float:
    """Sum p_i p_j |y_i - y_j| over all pairs, in order of size."""
    order = np.argsort(value, kind="stable")
    ranked, weight = value[order], share[order]
    below = np.cumsum(weight) - weight
    return float(2 * (weight * (ranked * below - (np.cumsum(weight * ranked) - weight * ranked))).sum())
