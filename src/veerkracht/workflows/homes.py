"""The homes of a city from its sources: stock, vulnerability, and what the province asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht import catalogue
from veerkracht.catalogue.provincial_rules import ProvincialRule
from veerkracht.errors import MissingDataError, SettingError
from veerkracht.tables import Shape, Table, pull, table_of
from veerkracht.tables.homes import BANDS, STOCK
from veerkracht.workflows.findings import Row, by, rows_about, rows_of
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.measuring.level import find_level, level_basis
from veerkracht.workflows.measuring.protection import protected

__all__ = ["CityHomes", "bands_of_rule", "homes_of_city"]

HOMES: Final = "dwellings"
SOCIAL: Final = "social_rent_share"
LOAD: Final = 100.0  # the level of vulnerability runs from 0 to 100
LEFT_OUT: Final = Shape("left_out", {"area": "string", "reason": "string"}, ("area",))


@dataclass(frozen=True)
class CityHomes:
    """The stock of a city, and the neighbourhoods that could not be in it.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    left_out : Table (area, reason)
        ``dwellings_unknown``, ``social_unknown`` or ``no_dwellings``.
    period : str
        Year of the stock.
    vulnerability_period : str
        Years of the figures behind vulnerability.
    """

    stock: Table
    left_out: Table
    period: str
    vulnerability_period: str


def homes_of_city(gathered: Gathered, *, settings: Row, turnover_share: float, region: str | None = None) -> CityHomes:
    """Build the stock of homes of a city, per neighbourhood.

    Parameters
    ----------
    gathered : Gathered
        What was read about the city.
    settings : Row
        Named settings by room, from the catalogue or changed by the user.
    turnover_share : float
        Share (0-1) of the social homes that tenants leave in a year. No open source tells it per neighbourhood, so it is one
        assumption for all, and it must be given.
    region : str, optional
        Name of the housing market region; by default the municipality alone.

    Returns
    -------
    CityHomes
        Homes in the last year in which both homes and the share of associations are known; social homes are homes owned by
        a housing association, rounded to whole homes. Vulnerability is the level of the focus map over 100; it is null where
        that level is unknown.

    Raises
    ------
    MissingDataError
        If no year has both figures.
    SettingError
        If the turnover is outside 0-1.
    """
    if not 0 <= turnover_share <= 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="turnover_share",
                           value=turnover_share, bounds="0 to 1")  # fmt: skip
    indicators = catalogue.indicators()
    observations = protected(derive(gathered), indicators, areas=gathered.areas, limits=settings["protection"])
    areas = by("area", rows_of(gathered.areas))
    basis = level_basis(observations, areas=areas, level="neighbourhood", indicators=indicators, settings=settings)
    found = find_level(basis, level="neighbourhood")
    levels = {} if found is None else {area: row["vulnerability"] for area, row in found.levels.items()}
    period, homes = _homes(observations, basis.areas, gathered)
    reasons = {area: _why_not(homes.get(area, {})) for area in sorted(basis.areas)}
    stock = [
        _stock_row(areas[area], homes[area], levels.get(area), turnover_share, region)
        for area, reason in reasons.items() if not reason
    ]  # fmt: skip
    left_out = [{"area": area, "reason": reason} for area, reason in reasons.items() if reason]
    return CityHomes(table_of(STOCK, stock), table_of(LEFT_OUT, left_out), period, found.period if found else "")


def _homes(observations: Table, areas: frozenset[str], gathered: Gathered) -> tuple[str, dict[str, dict[str, float]]]:
    """Return the last year with both figures, and the figures of that year by area."""
    rows = [
        row for row in rows_about(observations, (HOMES, SOCIAL)) if row["area"] in areas and row["value"] is not None
    ]
    years = [{row["period"] for row in rows if row["indicator"] == name} for name in (HOMES, SOCIAL)]
    if not years[0] & years[1]:
        raise MissingDataError(
            "No year has both homes and the share of housing associations in the neighbourhoods of {city}. It takes the key "
            "figures of neighbourhoods (cbs_kwb).", city=gathered.city.id,
        )  # fmt: skip
    last = max(years[0] & years[1])
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["period"] == last:
            found.setdefault(row["area"], {})[row["indicator"]] = row["value"]
    return last, found


def _why_not(figures: dict[str, float]) -> str:
    if HOMES not in figures:
        return "dwellings_unknown"
    if figures[HOMES] == 0:
        return "no_dwellings"
    return "" if SOCIAL in figures else "social_unknown"


def _stock_row(area: Row, figures: dict[str, float], load: float | None, turnover: float, region: str | None) -> Row:
    return {
        "area": area["area"], "region": region or area["municipality"], "municipality": area["municipality"],
        "dwellings": figures[HOMES], "social": float(round(figures[HOMES] * figures[SOCIAL] / 100)),
        "vulnerability": None if load is None else min(max(load / LOAD, 0.0), 1.0), "turnover_share": turnover,
    }  # fmt: skip


def bands_of_rule(stock: Table, rule: ProvincialRule) -> Table:
    """Turn the rule of a province into fewest and most social homes per municipality.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        All areas of the municipalities concerned.
    rule : ProvincialRule
        From the catalogue.

    Returns
    -------
    Table (municipality, least_homes, most_homes)
        See `veerkracht.tables.homes.BANDS`; null where the rule sets no such limit.

    Notes
    -----
    With S social homes of T: least = max(least_ratio S, min(S, least_share T)), most = most_ratio S.
    """
    towns: dict[str, tuple[float, float]] = {}
    for row in pull(stock).to_pylist():
        social, whole = towns.get(row["municipality"], (0.0, 0.0))
        towns[row["municipality"]] = social + row["social"], whole + row["dwellings"]
    return table_of(BANDS, [_band(town, social, whole, rule) for town, (social, whole) in sorted(towns.items())])


def _band(town: str, social: float, whole: float, rule: ProvincialRule) -> Row:
    least = [
        *([] if rule.least_ratio is None else [rule.least_ratio * social]),
        *([] if rule.least_share_of_stock is None else [min(social, rule.least_share_of_stock * whole)]),
    ]
    most = None if rule.most_ratio is None else rule.most_ratio * social
    return {"municipality": town, "least_homes": max(least) if least else None, "most_homes": most}
