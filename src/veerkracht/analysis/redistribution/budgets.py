"""Divide a budget over areas by need, before and after, without anybody losing more than was agreed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, arrays, table_from_arrays

__all__ = ["divide_budget"]

CENTS: Final = 100
ROUNDED: Final = 1e-6  # cents; a bound that is this near a whole cent is that cent


def divide_budget(budgets: Table, *, total_eur: float, hold_harmless_share: float, most_share: float | None) -> Table:
    """Divide a total over areas in proportion to need, between a floor and a ceiling of what each has today.

    Parameters
    ----------
    budgets : Table (area, before_eur, need)
        What each area has today and its need: any number of 0 or more, such as residents times vulnerability.
    total_eur : float
        What there is to divide.
    hold_harmless_share : float
        Share (0-1) of today's money that every area keeps; 0 for no floor.
    most_share : float or None
        Most that an area may get, as a multiple (1 or more) of today's money; None for no ceiling. An area that has nothing
        today has no ceiling.

    Returns
    -------
    Table (area, before_eur, after_eur, difference_eur, need, need_share, after_share, bound)
        One row per area, in whole cents that add up to the total exactly. `bound` tells what keeps an area from its share by
        need: ``"floor"``, ``"ceiling"`` or empty.

    Raises
    ------
    InputError
        If money or need is unknown or below 0: unknown need is not zero.
    SettingError
        If a setting is out of bounds, or floors add up to more than the total, or ceilings to less.

    Notes
    -----
    after_i = min(max(lambda n_i, h b_i), c b_i) with the one lambda at which they add up to the total. Cents left by rounding
    go where most was rounded off.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> today = memtable({"area": ["A", "B", "C"], "before_eur": [100.0, 100.0, 100.0], "need": [6.0, 3.0, 1.0]})
    >>> found = divide_budget(today, total_eur=300.0, hold_harmless_share=0.9, most_share=None)
    >>> found.to_pyarrow()["after_eur"].to_pylist()
    [120.0, 90.0, 90.0]
    """
    rows = arrays(budgets.select("area", "before_eur", "need"), order=("area",))
    before, need = rows["before_eur"].astype(float), rows["need"].astype(float)
    _check(rows["area"], before, need)
    _check_settings(total_eur, hold_harmless_share, most_share)
    low = np.ceil(before * hold_harmless_share * CENTS - ROUNDED)
    high = np.full(len(before), np.inf)
    if most_share is not None:
        high[before > 0] = np.floor(before[before > 0] * CENTS * most_share + ROUNDED)
    total = round(total_eur * CENTS)
    _check_possible(total, low, np.where(need > 0, high, low))
    cents = _whole(_shared(need, low, high, total), low, high, total)
    by_need = need / need.sum() if need.sum() > 0 else np.full(len(need), np.nan)
    return table_from_arrays({
        "area": rows["area"], "before_eur": before, "after_eur": cents / CENTS,
        "difference_eur": np.round(cents - before * CENTS, 6) / CENTS, "need": need, "need_share": by_need,
        "after_share": cents / total if total else np.full(len(cents), np.nan),
        "bound": _bound(cents, by_need * total, low, high),
    })  # fmt: skip


def _bound(cents: Floats, by_need: Floats, low: Floats, high: Floats) -> Array:
    floor = (cents <= low) & (by_need < low)
    ceiling = (cents >= high) & (by_need > high)
    return np.select([floor, ceiling], ["floor", "ceiling"], "").astype(object)


def _check(areas: Array, before: Floats, need: Floats) -> None:
    if not len(areas):
        raise InputError("The table of budgets has no areas. Give one row per area.")
    for name, values in (("before_eur", before), ("need", need)):
        wrong = np.flatnonzero(~((values >= 0) & np.isfinite(values)))
        if len(wrong):
            raise InputError("The {column} of area {area} is {value:g}. Give a number of 0 or more; unknown is not zero.",
                             column=name, area=areas[wrong[0]], value=values[wrong[0]])  # fmt: skip
    if len(set(areas)) < len(areas):
        raise InputError("The table of budgets has an area more than once. Keep one row per area.")


def _check_settings(total_eur: float, hold_harmless_share: float, most_share: float | None) -> None:
    for name, value, right, bounds in (
        ("total_eur", total_eur, 0 <= total_eur < np.inf, "0 or more"),
        ("hold_harmless_share", hold_harmless_share, 0 <= hold_harmless_share <= 1, "0 to 1"),
        ("most_share", most_share, most_share is None or most_share >= 1, "1 or more, or none"),
    ):
        if not right:
            raise SettingError(
                "Setting {setting} is {value}. Choose {bounds}.", setting=name, value=value, bounds=bounds
            )


def _check_possible(total: int, low: Floats, high: Floats) -> None:
    if low.sum() > total:
        raise SettingError(
            "The floors add up to {floors:.2f} euro, and there is {total:.2f}. Lower hold_harmless_share, or divide more.",
            floors=low.sum() / CENTS, total=total / CENTS,
        )  # fmt: skip
    if high.sum() < total:
        raise SettingError(
            "The ceilings of areas with need add up to {ceilings:.2f} euro with the floors of the others, and there is "
            "{total:.2f}. Raise most_share, or divide less.", ceilings=high.sum() / CENTS, total=total / CENTS,
        )  # fmt: skip


def _shared(need: Floats, low: Floats, high: Floats, total: int) -> Floats:
    """Return min(max(lambda need, low), high) at the lambda that gives the total: the sum is piecewise linear in it."""
    asks = need > 0
    begins, ends = (np.divide(side, need, out=np.full(len(need), np.inf), where=asks) for side in (low, high))
    turns = np.unique(np.concatenate([[0.0], begins[asks], ends[np.isfinite(ends)]]))

    def given(rate: float) -> Floats:
        return np.where(asks, np.minimum(np.maximum(rate * need, low), high), low)

    first, last = 0, len(turns)
    while last - first > 1:  # the last turn at which no more than the total is given
        middle = (first + last) // 2
        first, last = (middle, last) if given(turns[middle]).sum() <= total else (first, middle)
    start = given(turns[first])
    moving = (begins <= turns[first]) & (turns[first] < ends)
    rate = turns[first] + (total - start.sum()) / need[moving].sum() if moving.any() else turns[first]
    return given(rate)


def _whole(cents: Floats, low: Floats, high: Floats, total: int) -> Floats:
    """Round to whole cents within the bounds; what is left goes where most was rounded off."""
    whole = np.clip(np.floor(cents + ROUNDED), low, high)
    left = int(total - whole.sum())
    order: NDArray[np.intp] = np.lexsort((-cents, whole - cents))
    free = order[whole[order] < high[order]]
    whole[free[:left]] += 1
    return whole
