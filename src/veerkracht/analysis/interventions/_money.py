"""Money over the years as arrays: discount factors, and cash flows that were checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, arrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS: Final = ("benefit", "cost")
_KEYS: Final = ("option", "year", "kind", "item", "area", "group")
_WORDS: Final = ("option", "kind", "item", "area", "group")


def check_horizon(years: int) -> None:
    """Stop at a horizon of no year.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    """
    if years < 1:
        raise SettingError("The horizon is {years} years. Give 1 year or more.", years=years)


def factors(rates: Table, horizon_years: int) -> Floats:
    """Return the discount factor of each year from the base year (1) to the horizon."""
    check_horizon(horizon_years)
    steps = arrays(rates, order=["first_year"])
    kinds = set(zip(steps["table"], steps["kind"], steps["valid_from"], strict=True))
    if len(kinds) != 1:
        raise InputError("The discount rates are of {count} kinds or dates: {kinds}. Give those of one kind on one day.",
                         count=len(kinds), kinds=", ".join(sorted(" ".join(kind) for kind in kinds)))  # fmt: skip
    last = np.where(np.isnan(steps["last_year"].astype(float)), np.inf, steps["last_year"].astype(float))
    years = np.arange(1, horizon_years + 1)
    held = (steps["first_year"] <= years[:, None]) & (years[:, None] <= last)
    _check_held(held, years, str(steps["table"][0]))
    return np.concatenate([np.ones(1), np.cumprod(1 / (1 + steps["rate"][held.argmax(axis=1)]))])


def _check_held(held: NDArray[np.bool_], years: Ints, table: str) -> None:
    outside = years[held.sum(axis=1) != 1]
    if len(outside):
        raise InputError("The discount rates of table {table} give no single rate for year {year} after the base year. "
                         "Take a shorter horizon, or mend the steps of the table.",
                         table=table, year=int(outside[0]))  # fmt: skip


@dataclass(frozen=True)
class Flows:
    """Cash flows within the horizon.

    Parameters
    ----------
    options : list of str
        The options, sorted.
    option : array
        Place of the option of each flow.
    ahead : array
        Years after the base year.
    value : array
        Benefit, or cost below 0; NaN where unknown.
    words : dict of str to array
        Option, kind, item, area and group of each flow.
    years : array
        Calendar year of each flow.
    beyond : array
        Number of flows per option that lie beyond the horizon and do not count.
    columns : dict of str to array
        All other columns.
    """

    options: list[str]
    option: Ints
    ahead: Ints
    value: Floats
    words: dict[str, Array]
    years: Ints
    beyond: Ints
    columns: dict[str, Array]


def read_flows(cash_flows: Table, *, base_year: int, horizon_years: int) -> Flows:
    """Read and check cash flows.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    InputError
        If a kind is not known, a cost is below 0, or a year is empty or before the base year.
    """
    check_horizon(horizon_years)
    rows = arrays(cash_flows, order=[name for name in _KEYS if name in cash_flows.columns])
    _check(rows, base_year)
    options, place = np.unique(rows["option"].astype(str), return_inverse=True)
    ahead = rows["year"].astype(np.int64) - base_year
    within = ahead <= horizon_years
    sign = np.where(rows["kind"] == "cost", -1.0, 1.0)
    kept = {name: column[within] for name, column in rows.items()}
    words = {name: kept.get(name, np.full(int(within.sum()), None, object)) for name in _WORDS}
    return Flows(options.tolist(), place[within], ahead[within], (sign * rows["value_eur"].astype(float))[within], words,
                 rows["year"].astype(np.int64)[within], np.bincount(place[~within], minlength=len(options)),
                 {name: column for name, column in kept.items() if name not in (*_KEYS, "value_eur")})  # fmt: skip


def _check(rows: dict[str, Array], base_year: int) -> None:
    for row in np.flatnonzero(~np.isin(rows["kind"].astype(str), KINDS))[:1]:
        raise InputError("Option {option} has a cash flow of kind {kind}. Choose from: {known}.",
                         option=rows["option"][row], kind=rows["kind"][row], known=", ".join(KINDS))  # fmt: skip
    for row in np.flatnonzero((rows["kind"] == "cost") & (rows["value_eur"].astype(float) < 0))[:1]:
        raise InputError("Option {option} has a cost of {value} for {item} in {year}. Give costs as 0 or more, and what "
                         "comes in as a benefit.", option=rows["option"][row], value=float(rows["value_eur"][row]),
                         item=rows["item"][row], year=int(rows["year"][row]))  # fmt: skip
    years = rows["year"].astype(float)
    for row in np.flatnonzero(~(years >= base_year))[:1]:
        raise InputError("Option {option} has a cash flow for {item} without a year, or before the base year {base}. "
                         "Give it its year, or leave out what is already spent.",
                         option=rows["option"][row], item=rows["item"][row], base=base_year)  # fmt: skip
