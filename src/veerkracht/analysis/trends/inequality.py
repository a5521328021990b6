"""How much of the difference between areas lies between groups of areas, and how much within them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]

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
    names = ("area", *_SERIES, "value")
    joined = values.select(*names).left_join(areas.select("area", "group", "population"), "area").drop("area_right")
    rows = arrays(joined, order=(*_SERIES, "group", "area"))
    _check(rows)
    starts = run_starts(*(rows[name] for name in _SERIES))
    bounds = [*starts, len(rows["area"])]
    parts = [_series({name: column[begin:end] for name, column in rows.items()})
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


def _series(rows: dict[str, Array]) -> tuple[Floats, int, int, str]:
    grouped = np.array([group is not None for group in rows["group"]], dtype=bool)
    keep = ~np.isnan(rows["value"]) & (rows["population"].astype(float) > 0) & grouped
    value, population, group = (rows[name][keep] for name in ("value", "population", "group"))
    reason = _reason(value)
    numbers = np.full(len(_MEASURES), np.nan) if reason else _split(value, population.astype(float), group)
    return numbers, int(keep.sum()), int((~keep).sum()), reason


def _reason(value: Floats) -> str:
    if not len(value):
        return "no_values"
    if value.min() < 0:
        return "negative_values"
    return "" if value.max() > 0 else "all_zero"


def _split(value: Floats, population: Floats, group: Array) -> Floats:
    share = population / population.sum()
    relative = value / (share * value).sum()
    starts = run_starts(group)
    people = np.add.reduceat(share, starts)
    mean = np.add.reduceat(share * relative, starts) / people
    between = (people * xlogy(mean, mean)).sum()
    own = np.repeat(mean, np.diff(starts, append=len(group)))
    ratio = np.divide(relative, own, out=np.zeros(len(value)), where=own > 0)
    within = (share * own * xlogy(ratio, ratio)).sum()
    return np.array([(share * xlogy(relative, relative)).sum(), within, between])
