"""Who gains: today's value of each package, plain and with euros that count for more where people have less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from veerkracht.analysis.interventions import distribution
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.choices import CASH_FLOWS, PEOPLE
from veerkracht.workflows.choosing.business import HORIZON_YEARS, BusinessPart, Row, money_of
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["FairPart", "weigh_fairly"]

_INCOME, _PEOPLE = "mean_income", "population"


@dataclass(frozen=True)
class FairPart:
    """Who gains.

    Parameters
    ----------
    split : Table
        As `distribution` by district; rows without a name are what belongs to no district.
    people : Table (PEOPLE)
        Income and people of the districts that the sheet names.
    period : str
        Year of the incomes.
    names : mapping of district to name
        Of those districts.
    """

    split: Table
    people: Table
    period: str
    names: Mapping[str, str]


def weigh_fairly(
    portfolio: PortfolioPart,
    packages: Mapping[str, frozenset[str]],
    business: BusinessPart | None,
    place: CityPlace,
    *,
    day: str,
) -> FairPart | None:
    """Split the money of packages over districts, and weigh it by income.

    Returns
    -------
    FairPart or None
        None where the money is not known, or no initiative works in a district with a known income.
    """
    if business is None:
        return None
    period, people = _people(place)
    base, choices = int(day[:4]), portfolio.choices
    flows: list[Row] = []
    for package, chosen in packages.items():
        told = money_of(choices, chosen, base=base)
        if told is None:
            return None
        extra = [
            part
            for flow in told.extra
            for part in _by_district(flow, choices.lines[flow["item"]].listed("districts"), people)
        ]
        flows += [flow | {"option": package} for flow in (*told.costs, *extra, *told.avoided)]
    known = {flow.get("area") for flow in flows} - {None}
    if not known or any(flow["value_eur"] is None for flow in flows):
        return None
    within = table_of(
        PEOPLE, [{"name": area, "income_eur": income, "people": count} for area, (income, count) in people.items()]
    )
    split = distribution(table_of(CASH_FLOWS, flows), within, by="area", rates=business.rates, base_year=base,
                         horizon_years=HORIZON_YEARS)  # fmt: skip
    names = {one.area: one.name for one in place.districts if one.area in known}
    return FairPart(split, memtable(pull(within.filter(within.name.isin(sorted(names))))), period, names)


def _people(place: CityPlace) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the newest year with incomes of districts, and the income and people of each district that has both."""
    told = place.gathered.observations
    areas = [one.area for one in place.districts]
    wanted = told.filter(told.indicator.isin([_INCOME, _PEOPLE]) & told.area.isin(areas) & told.value.notnull())
    rows = pull(wanted.select("indicator", "area", "period", "value").order_by("period")).to_pylist()
    period = max((row["period"] for row in rows if row["indicator"] == _INCOME), default="")
    income = {row["area"]: row["value"] for row in rows if row["indicator"] == _INCOME and row["period"] == period}
    count = {row["area"]: row["value"] for row in rows if row["indicator"] == _PEOPLE}
    return period, {
        area: (income[area], count[area]) for area in sorted(income) if income[area] > 0 and count.get(area, 0) > 0
    }


def _by_district(flow: Row, districts: tuple[str, ...], people: Mapping[str, tuple[float, float]]) -> list[Row]:
    """Divide a benefit over the districts of its initiative by their people; whole where one of them is not known."""
    if not districts or flow["value_eur"] is None or not set(districts) <= people.keys():
        return [flow]
    whole = sum(people[area][1] for area in districts)
    return [flow | {"area": area, "value_eur": flow["value_eur"] * people[area][1] / whole} for area in districts]
