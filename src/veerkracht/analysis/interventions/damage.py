"""Expected damage of a year from the damage of rare and less rare events."""

from __future__ import annotations

from typing import Literal

import numpy as np

from veerkracht.analysis.interventions._money import Floats
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

__all__ = ["expected_annual_damage"]

RareTail = Literal["constant", "none"]


def expected_annual_damage(damages: Table, *, rare_tail: RareTail, no_damage_above: float | None = None) -> Table:
    """Integrate damage over the probability that it is exceeded.

    Parameters
    ----------
    damages : Table (DAMAGES)
        Damage by exceedance probability per year; a column `return_period_years` may stand in its place. `area` and
        `group` may lack.
    rare_tail : {"constant", "none"}
        What happens beyond the rarest event: its damage too, or nothing. The truth is at least ``none``; where damage
        still grows with rarer events it is above ``constant``.
    no_damage_above : float, optional
        Exceedance probability (0-1) from which on there is no damage, for example that against which dikes protect;
        damage falls to 0 in a straight line from the most frequent event. By default nothing is added.

    Returns
    -------
    Table (option, area, group, ead_eur, rare_tail_eur, frequent_tail_eur, events, rarest_probability)
        One row per option, area and group. `rare_tail_eur` and `frequent_tail_eur` are the parts of `ead_eur` that
        rest on the two choices. Null where the damage of an event is unknown.

    Raises
    ------
    InputError
        If a probability is unknown or outside 0-1, a return period below one year, a damage below 0, or only one
        event is given.
    SettingError
        If `no_damage_above` is not above the most frequent event or above 1.

    Notes
    -----
    EAD = sum over neighbouring events of (p_i - p_{i+1}) (D_i + D_{i+1}) / 2, and with a constant tail p_n D_n for the
    rarest event n.

    References
    ----------
    .. [1] USACE, HEC-FDA technical reference, Expected annual damage.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> table = memtable({"option": ["none"] * 3, "return_period_years": [10.0, 100.0, 1000.0],
    ...                   "damage_eur": [0.0, 1000.0, 3000.0]})
    >>> found = expected_annual_damage(table, rare_tail="constant").to_pyarrow().to_pylist()[0]
    >>> round(found["ead_eur"], 6), round(found["rare_tail_eur"], 6)
    (66.0, 3.0)
    """
    check_choice("rare_tail", rare_tail, RareTail)
    rows = _rows(damages)
    starts = run_starts(rows["option"], rows["area"], rows["group"])
    runs = [slice(start, end) for start, end in zip(starts, [*starts[1:], len(rows["p"])], strict=True)]
    found = np.array([_parts(rows, run, rare_tail, no_damage_above) for run in runs]).reshape(-1, 5)
    named = {name: rows[name][starts] for name in ("option", "area", "group")}
    figures = ("ead_eur", "rare_tail_eur", "frequent_tail_eur", "events", "rarest_probability")
    return table_from_arrays(named | dict(zip(figures, found.T, strict=True)))


def _rows(damages: Table) -> dict[str, Array]:
    order = [name for name in ("option", "area", "group") if name in damages.columns]
    rows = arrays(damages, order=order)
    by_period = "exceedance_probability" not in rows
    p = _chances(rows["return_period_years"]) if by_period else rows["exceedance_probability"].astype(float)
    for row in np.flatnonzero(~((p > 0) & (p <= 1)))[:1]:
        raise InputError("Option {option} has an event with exceedance probability {probability}. Give a share per year "
                         "above 0 and up to 1, or a return period of 1 year or more.",
                         option=rows["option"][row], probability=float(p[row]))  # fmt: skip
    for row in np.flatnonzero(rows["damage_eur"].astype(float) < 0)[:1]:
        raise InputError("Option {option} has damage {value}. Give damage as 0 or more.",
                         option=rows["option"][row], value=float(rows["damage_eur"][row]))  # fmt: skip
    absent = np.full(len(p), None, object)
    return {**{name: rows.get(name, absent) for name in ("option", "area", "group")}, "p": p,
            "damage": rows["damage_eur"].astype(float)}  # fmt: skip


def _chances(periods: Array) -> Floats:
    years = periods.astype(float)
    return np.asarray(np.divide(1.0, years, out=np.full(len(years), np.nan), where=years > 0))


def _parts(rows: dict[str, Array], run: slice, rare_tail: str, no_damage_above: float | None) -> Floats:
    """Return the expected damage, its two tails, the number of events and the rarest, frequent events first."""
    order = np.argsort(-rows["p"][run], kind="stable")
    p, damage = rows["p"][run][order], rows["damage"][run][order]
    _check_events(p, rows["option"][run.start], no_damage_above)
    rare = p[-1] * damage[-1] if rare_tail == "constant" else 0.0 * damage[-1]
    frequent = (no_damage_above - p[0]) * damage[0] / 2 if no_damage_above is not None else 0.0 * damage[0]
    between = ((p[:-1] - p[1:]) * (damage[:-1] + damage[1:]) / 2).sum()
    return np.array([between + rare + frequent, rare, frequent, len(p), p[-1]])


def _check_events(p: Floats, option: str, no_damage_above: float | None) -> None:
    if len(np.unique(p)) < max(len(p), 2):
        raise InputError("Option {option} has {count} event(s), of which two are equally frequent or there is one only. "
                         "Give two or more events, each with its own probability.", option=option, count=len(p))  # fmt: skip
    if no_damage_above is not None and not p[0] < no_damage_above <= 1:
        raise SettingError("Setting no_damage_above is {value}. Choose a probability above that of the most frequent "
                           "event, {frequent}, and up to 1.", value=no_damage_above, frequent=float(p[0]))  # fmt: skip
