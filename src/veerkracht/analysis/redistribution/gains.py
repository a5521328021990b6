"""Who moves, who gains and what stays; and what a ratio alone does not tell."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.redistribution._after import Moved, read_moves
from veerkracht.analysis.redistribution._stock import Floats, Stock, check_named, read_stock
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.errors import InputError
from veerkracht.tables import Table, arrays, beside, memtable, table_from_arrays

__all__ = ["CAUTIONS", "cautions", "who_gains"]

CAUTIONS: Final = (
    "ratios_alone_can_disperse", "vulnerability_taken_as_fixed", "no_homes_move", "areas_left_out", "receivers_more_loaded",
    "share_in_vulnerable_areas_that_stays",
)  # fmt: skip
"""Codes of `cautions`; the first two belong to every plan."""


def who_gains(stock: Table, moves: Table, *, tenants: Table | None = None) -> Table:
    """Tell per area what leaves, what comes and what stays, in homes and in vulnerable households.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    moves : Table (source, target, year, homes)
        The plan.
    tenants : Table (area, vulnerable_share), optional
        Share of the households in social homes that are vulnerable. Without it, or where it is unknown, the columns about
        them are null: the vulnerability of an area is no share of its households.

    Returns
    -------
    Table (area, social_before, homes_out, homes_in, net, homes_stay, social_after, share_before, share_after, load_before,
    load_after, vulnerable_keep, vulnerable_lose, vulnerable_gain)
        One row per area. `vulnerable_keep`: vulnerable households that keep a social home in the area;
        `vulnerable_lose`: places for them that disappear there as tenants leave of their own will; `vulnerable_gain`: places
        that appear. All places lost are gained elsewhere.

    Raises
    ------
    InputError
        If a share is outside 0-1 or of an area that is not in the stock, or the moves do not fit the stock.

    Notes
    -----
    With w_i the share of vulnerable households and x_ij homes from i to j: keep_i = w_i (s_i - out_i), lose_i = w_i out_i
    and gain_j = sum_i w_i x_ij: what comes back in j is let to the same people as what was taken out in i. Whether that
    happens is a matter of allocation rules, which the model does not know. Nobody who lives in a home is moved.
    """
    held = read_stock(stock)
    moved = read_moves(held, moves)
    areas = len(held.area)
    out, into = moved.out(areas), moved.into(areas)
    after = np.maximum(held.social - out + into, 0.0)
    columns = {
        "area": held.area, "social_before": held.social, "homes_out": out, "homes_in": into, "net": into - out,
        "homes_stay": held.social - out, "social_after": after,
        **{f"share_{when}": _per(homes, held.dwellings) for when, homes in (("before", held.social), ("after", after))},
        **{f"load_{when}": held.vulnerability * _per(homes, held.dwellings)
           for when, homes in (("before", held.social), ("after", after))},
        **_households(held, moved, tenants),
    }  # fmt: skip
    order = np.argsort(held.area.astype(str))
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def _per(homes: Floats, dwellings: Floats) -> Floats:
    return np.asarray(np.divide(homes, dwellings, out=np.full(len(homes), np.nan), where=dwellings > 0))


def _households(stock: Stock, moved: Moved, tenants: Table | None) -> dict[str, Floats]:
    areas = len(stock.area)
    share = np.full(areas, np.nan)
    if tenants is not None:
        check_named(arrays(tenants.select("area"), order=("area",))["area"], set(stock.area), table="tenants")
        share = beside({"area": stock.area}, tenants, on=["area"])["vulnerable_share"].astype(float)
    wrong = np.flatnonzero((share < 0) | (share > 1))
    if len(wrong):
        raise InputError("The {column} of area {area} is {value:g}. Give a share from 0 to 1, or leave it empty.",
                         column="vulnerable_share", area=stock.area[wrong[0]], value=share[wrong[0]])  # fmt: skip
    out = moved.out(areas)
    gain = np.bincount(moved.receiver, share[moved.giver] * moved.homes, areas).astype(np.float64)
    return {"vulnerable_keep": share * (stock.social - out), "vulnerable_lose": share * out, "vulnerable_gain": gain}


def cautions(stock: Table, moves: Table, *, settings: RedistributionSettings) -> Table:
    """Return what must be said beside any plan, as codes with a number.

    Parameters
    ----------
    stock, moves : Table
        As in `who_gains`.
    settings : RedistributionSettings
        Tells from which vulnerability an area may give up homes.

    Returns
    -------
    Table (caution, value)
        ``ratios_alone_can_disperse`` (always; homes that move): a better ratio may disperse people without helping them.
        ``vulnerability_taken_as_fixed`` (always; areas of known vulnerability): nobody becomes less vulnerable by the model.
        ``no_homes_move`` (0), ``areas_left_out`` (areas of unknown vulnerability), ``receivers_more_loaded`` (receivers whose
        load rises, all of them under their cap) and ``share_in_vulnerable_areas_that_stays`` (0-1 of the social homes
        there), where they apply.

    Notes
    -----
    Mixing tenure need not help the people it mixes [1]_.

    References
    ----------
    .. [1] Galster & Friedrichs (2015), "The dialectic of neighborhood social mix", Housing Studies 30, 175-191.
    """
    held = read_stock(stock)
    moved = read_moves(held, moves)
    areas = len(held.area)
    known = ~np.isnan(held.vulnerability)
    vulnerable = known & (held.vulnerability >= settings.vulnerable_from) & (held.vulnerability > 0)
    there = held.social[vulnerable].sum()
    found = {
        "ratios_alone_can_disperse": moved.homes.sum(),
        "vulnerability_taken_as_fixed": known.sum(),
        "no_homes_move": 0.0 if moved.homes.sum() == 0 else np.nan,
        "areas_left_out": (~known).sum() or np.nan,
        "receivers_more_loaded": ((moved.into(areas) > 0) & known & (held.vulnerability > 0)).sum() or np.nan,
        "share_in_vulnerable_areas_that_stays":
            1 - moved.out(areas)[vulnerable].sum() / there if there > 0 else np.nan,
    }  # fmt: skip
    told = {name: float(value) for name, value in found.items() if not np.isnan(value)}
    return memtable({"caution": list(told), "value": list(told.values())})
