"""Homes taken out in one neighbourhood, where they can come back, and a plan for the whole city with who blocks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht import catalogue
from veerkracht.analysis.redistribution import (
    Places,
    Redistribution,
    RedistributionSettings,
    cautions,
    certificate,
    check_plan,
    measures,
    places_for,
    redistribute,
    what_blocks,
    who_gains,
)
from veerkracht.errors import MissingDataError, SettingError, UsageError
from veerkracht.tables import Table, pull
from veerkracht.workflows.choosing.moving import MovePart, follow_homes
from veerkracht.workflows.choosing.planning import PlanYear, RuleFound, rule_for, years_of
from veerkracht.workflows.homes import CityHomes, homes_of_city
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["HomesPart", "HomesRequest", "check_turnover", "plan_homes"]

YEARS: Final = 10
WHOLE: Final = 100.0
_BLOCKERS: Final = 5
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class HomesRequest:
    """How many homes are taken out, and where.

    Parameters
    ----------
    homes : int
        Social homes that are taken out.
    area : str
        Neighbourhood by code or name; empty for the one with the heaviest load.
    turnover_share : float
        Assumed share (0-1) of social homes that tenants leave of their own will in a year.
    """

    homes: int
    area: str = ""
    turnover_share: float = 0.06


@dataclass(frozen=True)
class HomesPart:
    """What was found about homes.

    Parameters
    ----------
    request : HomesRequest
        What was asked.
    stock : CityHomes
        The homes of the city.
    area : str
        Where homes are taken out.
    names : mapping of area to name
        Of the neighbourhoods.
    places : Places
        Where they can come back.
    plan : Redistribution
        The plan of `YEARS` years that makes the heaviest load as small as can be.
    moved : MovePart
        What the homes that are taken out change.
    measured, gains, warned, proof, blocks : Table
        As `measures`, `who_gains`, `cautions`, `certificate` and `what_blocks` of that plan.
    checked : Table
        As `check_plan` of it: every limit, without the solver.
    years : tuple of PlanYear
        How far it has come after each year.
    rule : RuleFound or None
        What the province asks, None where no rule is known; the plan keeps to it.
    """

    request: HomesRequest
    stock: CityHomes
    area: str
    names: Mapping[str, str]
    places: Places
    plan: Redistribution
    moved: MovePart
    measured: Table
    gains: Table
    warned: Table
    proof: Table
    blocks: Table
    checked: Table
    years: tuple[PlanYear, ...]
    rule: RuleFound | None


def plan_homes(place: CityPlace, request: HomesRequest) -> HomesPart | None:
    """Find places for homes, and plan for the whole city.

    Returns
    -------
    HomesPart or None
        None where the city has no figures on social homes per neighbourhood.

    Raises
    ------
    UsageError
        If there is no such neighbourhood among those with known homes.
    SettingError
        If the neighbourhood has fewer homes than that, or the turnover is out of bounds.
    """
    check_turnover(request)
    try:
        stock = homes_of_city(place.gathered, settings=catalogue.settings(), turnover_share=request.turnover_share)
    except MissingDataError:
        return None
    names = {row["area"]: row["name"] for row in pull(place.gathered.areas.select("area", "name")).to_pylist()}
    area, settings = _area(stock, request.area, names), RedistributionSettings(years=YEARS)
    _check_homes(stock, area, names, request.homes)
    rule = rule_for(place.city.id, stock.stock)
    bands = None if rule is None else rule.bands
    plan = redistribute(stock.stock, goal="lexicographic", settings=settings, bands=bands)
    places = places_for(stock.stock, area=area, homes=request.homes, settings=settings)
    return HomesPart(
        request, stock, area, names, places, plan, follow_homes(stock.stock, places, area=area, settings=settings),
        measures(stock.stock, plan.moves), who_gains(stock.stock, plan.moves),
        cautions(stock.stock, plan.moves, settings=settings), certificate(stock.stock, plan.moves, settings=settings),
        what_blocks(stock.stock, goal="peak_load", settings=settings, bands=bands, most=_BLOCKERS),
        check_plan(stock.stock, plan.moves, settings=settings, bands=bands), years_of(stock.stock, plan.moves, years=YEARS), rule,
    )  # fmt: skip


def check_turnover(request: HomesRequest) -> None:
    """Refuse a turnover outside its bounds, in per cent as it is asked for.

    Raises
    ------
    SettingError
        With the option and its bounds.
    """
    if not 0 <= request.turnover_share <= 1:
        raise SettingError("--turnover is {value:g} per cent. Choose 0 to 100.", value=WHOLE * request.turnover_share)


def _check_homes(stock: CityHomes, area: str, names: Mapping[str, str], homes: int) -> None:
    """Refuse more homes than the neighbourhood has, by its name."""
    there = next(row["social"] for row in pull(stock.stock).to_pylist() if row["area"] == area)
    if homes > there:
        raise SettingError("--homes is {homes}, but neighbourhood {name} ({area}) has {there:g} social homes. Ask no more than "
                           "that, or name another neighbourhood with --from.", homes=homes, name=names.get(area, area),
                           area=area, there=there)  # fmt: skip


def _area(stock: CityHomes, asked: str, names: Mapping[str, str]) -> str:
    rows: list[Row] = pull(stock.stock).to_pylist()
    if not asked:
        heaviest = max(
            rows, key=lambda row: ((row["vulnerability"] or 0.0) * row["social"] / row["dwellings"], row["area"])
        )
        return str(heaviest["area"])
    wanted = asked.strip().casefold()
    for row in rows:
        if wanted in (row["area"].casefold(), names.get(row["area"], "").casefold()):
            return str(row["area"])
    raise UsageError("There is no neighbourhood {asked} with known homes. Give a code or name, such as {area} or {name}.",
                     asked=asked, area=rows[0]["area"], name=names.get(rows[0]["area"], ""))  # fmt: skip
