"""Risks that come together on one district: the load of each measured risk, its parts visible, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from veerkracht import catalogue
from veerkracht.analysis.indicators import composite_level, goalposts_of
from veerkracht.analysis.risks import compound_load, load_parts
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable, pull, table_of
from veerkracht.tables.risk_network import BURDENS
from veerkracht.workflows.exploring.network import RiskPart
from veerkracht.workflows.findings import by, rows_about, rows_of
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.measuring.followed import followed_series
from veerkracht.workflows.measuring.level import LATEST, LevelBasis, level_basis
from veerkracht.workflows.measuring.people import RESIDENTS
from veerkracht.workflows.measuring.protection import protected
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["HEAVY", "CompoundPart", "explore_compound"]

HEAVY: Final = 0.5
"""From this load on a risk counts as heavy: halfway between the best and the worst goalpost. A choice of this house."""
FEWEST: Final = 2
"""One risk by itself comes together with nothing."""
_RESIDENTS: Final = ("population", "population_during_year")
Series = Mapping[str, tuple[str, ...]]
Row = Mapping[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class CompoundPart:
    """What was found about risks that come together.

    Parameters
    ----------
    parts, loads : Table
        As `load_parts` and `compound_load`, per district.
    series : mapping of risk to indicators
        What each risk is measured by.
    years : mapping of risk to (first, last)
        Of the figures that were used.
    small : int
        Districts with too few residents, or whose people nobody knows: their loads are unknown.
    sources : tuple of str
        Of the figures.
    fewest : int
        Residents from which a district counts.
    tails : float
        Share of the residents outside the goalposts at each end.
    """

    parts: Table
    loads: Table
    series: Series
    years: Mapping[str, tuple[str, str]]
    small: int
    sources: tuple[str, ...]
    fewest: int
    tails: float


def explore_compound(place: CityPlace, risks: RiskPart | None) -> CompoundPart | None:
    """Put the loads of all risks that are measured per district beside each other.

    Returns
    -------
    CompoundPart or None
        None where fewer than two risks have a figure per district: then nothing can come together.

    Notes
    -----
    A load is 0 at the best goalpost and 1 at the worst, as in the composites of an edition, with its 90 % interval. A series
    counts only where higher is worse for the risk and for the city alike, so that no figure on who people are is in it.
    """
    chosen = _series(place)
    if not chosen:
        return None
    settings = catalogue.settings()
    indicators = catalogue.indicators()
    told = _told(place, {name for names in chosen.values() for name in names}, indicators, settings)
    areas = by("area", rows_of(place.gathered.areas))
    basis = level_basis(told, areas=areas, level="district", indicators=indicators, settings=settings)
    loads = _loads(basis, chosen)
    measured = {risk: names for risk, names in chosen.items() if any(row["index"] == risk for row in loads)}
    if len(measured) < FEWEST:
        return None
    large = _large(basis, settings)
    burdens = table_of(BURDENS, _burdens(loads, measured, basis.areas, large))
    network = None if risks is None else risks.network
    used = [row for row in rows_about(told, {name for names in measured.values() for name in names})
            if row["area"] in basis.areas and row["value"] is not None]  # fmt: skip
    return CompoundPart(
        load_parts(burdens, network), compound_load(burdens, network, heavy=HEAVY), measured, _years(used, measured),
        len(basis.areas - large), tuple(sorted({row["source"] for row in used if row["source"]})),
        settings["resilience"]["min_population"], settings["resilience"]["tails"],
    )  # fmt: skip


def _series(place: CityPlace) -> dict[str, tuple[str, ...]]:
    """Return the series of each risk of which more is worse for the city; counts are no load."""
    worse = {row["indicator"]: -row["direction"] for row in rows_of(catalogue.indicators())
             if row["direction"] and row["kind"] != "count" and row["sensitivity"] != "forbidden"}  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in rows_of(followed_series(place.city), "risk", "indicator"):
        if row["risk"] in place.risks and worse.get(row["indicator"]) == row["sign"]:
            found.setdefault(row["risk"], []).append(row["indicator"])
    return {risk: tuple(names) for risk, names in found.items()}


def _told(place: CityPlace, names: set[str], indicators: Table, settings: Row) -> Table:
    """Return the figures that are needed, with what follows from them, protected; copies of other areas are left out."""
    defined = by("indicator", rows_of(indicators))
    needed = {*names, *_RESIDENTS, *(defined[name]["denominator"] for name in names)}
    for one in catalogue.derivations():
        needed |= {one.numerator, one.denominator} if one.indicator in names else set()
    kept = rows_about(place.gathered.observations, {name for name in needed if name})
    gathered = replace(place.gathered, observations=table_of(OBSERVATIONS, kept))
    told = protected(derive(gathered), indicators, areas=gathered.areas, limits=settings["protection"])
    return table_of(OBSERVATIONS, [row for row in pull(told).to_pylist() if row["status"] != Status.SHARED_IN])


def _loads(basis: LevelBasis, chosen: Series) -> list[Row]:
    rows = rows_about(basis.figures, {name for names in chosen.values() for name in names})
    used = {row["indicator"] for row in rows if row["value"] is not None}
    children = [(risk, name) for risk, names in chosen.items() for name in names if name in used]
    if not children:
        return []
    figures, given = table_of(OBSERVATIONS, rows), basis.settings["resilience"]
    people = _residents(basis)
    posts = goalposts_of(figures, basis.indicators, tails=given["tails"],
                         populations=table_of(RESIDENTS, people) if people else None)  # fmt: skip
    weights = memtable({"index": [risk for risk, _ in children], "indicator": [name for _, name in children],
                        "weight": [1.0] * len(children)})  # fmt: skip
    found = composite_level(
        figures, posts, indicators=basis.indicators, weights=weights, denominators=basis.people, period=LATEST,
        draws=given["draws"] // 4, rng=np.random.default_rng(given["seed"]), count_dispersion=given["count_dispersion"],
        model_relative_sd=basis.settings["noise"]["model_relative_sd"], min_coverage=given["min_coverage"],
    )  # fmt: skip
    return [row for row in rows_of(found) if row["load"] is not None]


def _residents(basis: LevelBasis) -> list[dict[str, Any]]:  # Any: cells of mixed columns
    """Return how many people live in each area, by the count that most areas have."""
    counts = [rows_about(basis.figures, (name,)) for name in _RESIDENTS]
    found = {row["area"]: row["value"] for rows in reversed(counts) for row in rows if row["value"] is not None}
    return [{"area": area, "population": found[area]} for area in sorted(found)]


def _large(basis: LevelBasis, settings: Row) -> frozenset[str]:
    limit = settings["resilience"]["min_population"]
    return frozenset(row["area"] for row in _residents(basis) if row["population"] >= limit) & basis.areas


def _burdens(
    loads: Iterable[Row], chosen: Series, areas: Iterable[str], large: frozenset[str]
) -> list[dict[str, Any]]:  # Any: cells of mixed columns
    """Return the load of each risk on each district, unknown where it has no figure or few residents."""
    known = {(row["area"], row["index"]): row for row in loads if row["area"] in large}
    return [
        {"bearer": area, "risk": risk, **_limits(known.get((area, risk)))} for area in sorted(areas) for risk in chosen
    ]


def _limits(row: Row | None) -> dict[str, float | None]:
    if row is None:
        return {"load": None, "lower": None, "upper": None}
    load = min(max(row["load"] / 100, 0.0), 1.0)
    if row["lower"] is None or row["upper"] is None:
        return {"load": load, "lower": None, "upper": None}
    return {
        "load": load,
        "lower": max(min(row["lower"] / 100, load), 0.0),
        "upper": min(max(row["upper"] / 100, load), 1.0),
    }


def _years(used: Iterable[Row], chosen: Series) -> dict[str, tuple[str, str]]:
    """Return the first and last year of the figures of each risk, of each district the newest."""
    newest: dict[tuple[str, str], str] = {}
    for row in used:
        key = row["area"], row["indicator"]
        newest[key] = max(newest.get(key, ""), row["period"])
    found: dict[str, tuple[str, str]] = {}
    for risk, names in chosen.items():
        years = sorted(year for (_, name), year in newest.items() if name in names)
        found[risk] = years[0], years[-1]
    return found
