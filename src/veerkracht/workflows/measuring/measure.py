"""All findings of a city, from what was gathered."""

from __future__ import annotations

from operator import itemgetter

import pyarrow as pa

from veerkracht import catalogue
from veerkracht.analysis.indicators import standard_errors
from veerkracht.analysis.initiatives import initiative_gaps, status_counts, unserved_risks
from veerkracht.analysis.trends import TrendSettings, risk_direction, series_direction
from veerkracht.catalogue import City, Kept, Words
from veerkracht.tables import OBSERVATIONS, SOURCES, Table, memtable, pull, table_of
from veerkracht.workflows.findings import (
    ClassMap,
    DevelopmentFinding,
    Findings,
    InitiativeFindings,
    Row,
    by,
    rows_about,
    rows_of,
)
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.measuring.development import POPULATION, Basis, find_development, find_gap
from veerkracht.workflows.measuring.followed import followed_series
from veerkracht.workflows.measuring.level import find_exposures, find_level, level_basis
from veerkracht.workflows.measuring.people import behind, denominators, residents
from veerkracht.workflows.measuring.protection import protected, withheld


def measure(gathered: Gathered, *, settings: Row, year: int | None = None) -> Findings:
    """Compute everything that an edition tells of a city.

    Parameters
    ----------
    gathered : Gathered
        Tables of the city, as read.
    settings : Row
        Named settings by room, from the catalogue or changed by the user.
    year : int, optional
        Year of the edition, for which directions are asked; by default that of the city.

    Returns
    -------
    Findings
        Protected figures and all results, ready to be written.
    """
    indicators = catalogue.indicators()
    observations = protected(derive(gathered), indicators, areas=gathered.areas, limits=settings["protection"])
    basis = _basis(gathered, observations, indicators, settings)
    development = find_development(basis)
    areas = by("area", rows_of(gathered.areas))
    level_of = "neighbourhood" if any(row["level"] == "neighbourhood" for row in areas.values()) else "district"
    levels = level_basis(observations, areas=areas, level=level_of, indicators=indicators, settings=settings)
    level = find_level(levels, level=level_of)
    directions = _directions(
        gathered.city, observations, indicators, basis.people, settings, year=year or int(gathered.city.date[:4])
    )  # fmt: skip
    return Findings(
        city=gathered.city,
        origin=gathered.origin,
        areas=areas,
        indicators=by("indicator", rows_of(indicators)),
        values=_values(observations),
        directions=by("indicator", rows_of(directions)),
        risk_directions=_risk_directions(gathered.city, directions, settings),
        risk_series=_risk_series(gathered.city),
        development=development,
        gap=find_gap(basis, gathered.region, _region(gathered.region)),
        level=level,
        exposures=find_exposures(levels, level, _relative(development), risks=_known_risks(gathered.city)),
        initiatives=_initiatives(gathered.city),
        risks=_risks(gathered.city),
        links=_links(gathered.city),
        claims=_claims(gathered.city),
        claim_subjects=_claim_subjects(gathered.city),
        sources=_sources(gathered),
        inputs=gathered.inputs,
        gaps=gathered.gaps,
        unplaced=_unplaced(gathered, observations),
        counted=_counted(gathered),
        protection=withheld(observations),
        settings={**settings, "levels": _levels()},
        published=observations,
    )


def _unplaced(gathered: Gathered, observations: Table) -> tuple[Row, ...]:
    """Return the counts on codes without a place as they may leave the house."""
    key = itemgetter("area", "indicator", "period")
    known = set(map(key, pull(gathered.unplaced).to_pylist()))
    there = observations.filter(observations.area.isin(sorted({area for area, *_ in known})))
    return tuple(row for row in rows_of(there, "area", "indicator", "period") if key(row) in known)


def _counted(gathered: Gathered) -> tuple[Row, ...]:
    """Return per kind of police count and year what all neighbourhood codes hold, and what of it has no place."""
    delicts, loose = set(catalogue.delicts().values()), set(pull(gathered.unplaced)["area"].to_pylist())
    found: dict[tuple[str, str], dict[str, float]] = {}
    counts = gathered.observations.filter(gathered.observations.indicator.isin(sorted(delicts)))
    for row in rows_of(counts, "indicator", "period"):
        if row["area"].startswith("BU") and row["value"] is not None:
            sums = found.setdefault((row["indicator"], row["period"]), {"all": 0.0, "without_place": 0.0})
            sums["all"] += row["value"]
            sums["without_place"] += row["value"] if row["area"] in loose else 0.0
    return tuple({"indicator": name, "period": period, **sums} for (name, period), sums in found.items())


def _relative(development: DevelopmentFinding | None) -> ClassMap | None:
    maps = {found.name: found for found in development.maps} if development else {}
    return maps.get("relative") or maps.get("second")


def _sources(gathered: Gathered) -> dict[str, Row]:
    """Return all sources, those that were fetched with the latest day on which that happened."""
    days: dict[str, str] = {}
    for item in gathered.inputs:
        days[item.source] = max(days.get(item.source, ""), item.retrieved)
    found = by("source", rows_of(catalogue.sources())) | _recorded_sources(gathered.city)
    return {name: {**row, "retrieved": days.get(name) or row["retrieved"]} for name, row in found.items()}


def _recorded_sources(city: City) -> dict[str, Row]:
    """Return the sources in the registers; what they leave open is as the catalogue has it."""
    known = by("source", rows_of(catalogue.sources()))
    blank = dict.fromkeys(SOURCES.columns, None)
    return {
        record.id: {**blank, **known.get(record.id, {}), "source": record.id, **_told_of(record)}
        for record in (city.recorded.of("sources") if city.recorded else ())
    }


def _told_of(record: Kept) -> Row:
    given = {name: record.values.get(name) for name in ("title", "publisher", "licence", "url", "edition", "retrieved")}
    return {name: str(value) for name, value in given.items() if value is not None}


def _levels() -> Row:
    plan = catalogue.levels()
    return {"vulnerability": plan.vulnerability, "problems": plan.problems}


def _basis(gathered: Gathered, observations: Table, indicators: Table, settings: Row) -> Basis:
    districts = frozenset(row["area"] for row in rows_of(gathered.areas) if row["level"] == "district")
    people = denominators(observations, by("indicator", rows_of(indicators)))
    return Basis(gathered.city, observations, indicators, people, districts, dict(gathered.shared), settings)


def _region(region: Table) -> Table:
    """Return the districts with figures on income and residents, grouped by municipality."""
    rows = pull(region).to_pylist()
    codes = {row["area"] for row in rows if row["indicator"] == "mean_income" and row["area"].startswith("WK")}
    for indicator in POPULATION:
        found = rows_of(residents(region, codes, indicator=indicator, period="9999"))
        if found:
            return memtable({
                "area": [row["area"] for row in found], "group": [f"GM{row['area'][2:6]}" for row in found],
                "population": [row["population"] for row in found],
            })  # fmt: skip
    return memtable({"area": ["-"], "group": ["-"], "population": [0.0]})


def _values(observations: Table) -> dict[tuple[str, str], tuple[Row, ...]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(pull(observations).to_pylist(), key=lambda row: str(row["period"])):
        found.setdefault((row["area"], row["indicator"]), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _directions(
    city: City, observations: Table, indicators: Table, people: Table, settings: Row, *, year: int
) -> Table:  # fmt: skip
    used = {name for pairs in _risk_series(city).values() for name, _ in pairs}
    series = table_of(OBSERVATIONS, [
        {**row, "source": ""} for row in rows_about(observations, used) if row["area"] == city.municipality
    ])  # fmt: skip
    errors = standard_errors(
        _sized(series, indicators, people), indicators, denominators=behind(people, used),
        model_relative_sd=settings["noise"]["model_relative_sd"],
    )  # fmt: skip
    return _by_band(series, indicators, errors, settings["trend"], year=year)


def _sized(series: Table, indicators: Table, people: Table) -> Table:
    """Leave out series whose noise depends on people that are not known: they are judged by their own scatter."""
    sized = {(row["area"], row["indicator"]) for row in rows_of(people)}
    rates = {
        row["indicator"] for row in rows_of(indicators)
        if row["kind"] != "count" and row["noise"] in ("poisson", "binomial")
    }  # fmt: skip
    return table_of(OBSERVATIONS, [
        row for row in pull(series).to_pylist()
        if row["indicator"] not in rates or (row["area"], row["indicator"]) in sized
    ])  # fmt: skip


def _by_band(series: Table, indicators: Table, errors: Table, given: Row, *, year: int) -> Table:
    """Judge each series by its own dead band: a growth of one percent a year is much for a population."""
    own = catalogue.trend_bands()
    found: list[Row] = []
    for band in sorted({given["band"], *own.values()}):
        chosen = [row for row in pull(series).to_pylist() if own.get(row["indicator"], given["band"]) == band]
        if chosen:
            named = {name: given[name] for name in ("confidence", "min_points", "max_age")}
            wanted = TrendSettings(band=band, **named)
            table = table_of(OBSERVATIONS, chosen)
            found += rows_of(series_direction(table, indicators, settings=wanted, errors=errors, year=year))
    return memtable(pa.Table.from_pylist([dict(row) for row in found], schema=_DIRECTIONS))


_TEXT = ("source", "area", "indicator", "first_period", "last_period", "direction", "reason")
_NUMBERS = (
    "slope", "slope_lower", "slope_upper", "autocorrelation", "sen_slope", "p_monotone", "p_rising", "p_steady",
    "p_falling",
)  # fmt: skip
_DIRECTIONS = pa.schema(
    [(name, pa.string()) for name in _TEXT] + [("points", pa.int64())] + [(name, pa.float64()) for name in _NUMBERS]
)


def _risk_directions(city: City, directions: Table, settings: Row) -> dict[str, Row]:
    found = risk_direction(
        directions, followed_series(city), risks=city.risks.select("risk"),
        confidence=settings["trend"]["confidence"],
    )  # fmt: skip
    rows = by("risk", rows_of(found))
    return {row["risk"]: rows[row["risk"]] for row in rows_of(city.risks)}


def _risk_series(city: City) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    wanted = set(pull(city.risks)["risk"].to_pylist())
    for row in pull(followed_series(city)).to_pylist():
        if row["risk"] in wanted:
            found.setdefault(row["risk"], []).append((row["indicator"], row["sign"]))
    return {risk: tuple(pairs) for risk, pairs in found.items()}


def _initiatives(city: City) -> InitiativeFindings:
    gaps: dict[str, list[str]] = {}
    for row in rows_of(initiative_gaps(city.initiatives, expected=city.expected_initiatives)):
        if row["initiative"] is not None:
            gaps.setdefault(row["initiative"], []).append(row["field"])
    return InitiativeFindings(
        by("initiative", rows_of(city.initiatives)), rows_of(status_counts(city.initiatives)),
        {code: tuple(fields) for code, fields in gaps.items()}, city.expected_initiatives,
        tuple(row["risk"] for row in rows_of(unserved_risks(city.initiatives, city.risks))),
    )  # fmt: skip


def _known_risks(city: City) -> frozenset[str]:
    return frozenset(row["risk"] for row in rows_of(city.risks))


def _risks(city: City) -> dict[str, Row]:
    words = city.wording.first_named
    return {
        row["risk"]: {**row, "first_named_words": words.get(row["risk"], Words("", ""))} for row in rows_of(city.risks)
    }


def _links(city: City) -> tuple[Row, ...]:
    words = city.wording.evidence
    return tuple({**row, "evidence_words": words[row["source"], row["target"]]} for row in rows_of(city.links))


def _claims(city: City) -> dict[str, Row]:
    return {row["claim"]: _claim(row, city.wording.claims.get(row["claim"])) for row in rows_of(city.claims)}


def _claim(row: Row, words: tuple[Words, Words] | None) -> Row:
    """Add the words of value and unit; a claim outside the catalogue reads the same in both languages."""
    value, unit = words or tuple(Words(row[part] or "", row[part] or "") for part in ("value", "unit"))
    return {**row, "value_words": value, "unit_words": unit}


def _claim_subjects(city: City) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for claim, risk in city.claim_subjects:
        found.setdefault(risk, []).append(claim)
    return {risk: tuple(claims) for risk, claims in found.items()}
