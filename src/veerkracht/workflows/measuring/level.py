"""The level of today per neighbourhood, the focus map, and who is exposed to a shock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from veerkracht import catalogue
from veerkracht.analysis.exposure import ExposureSettings, coincidence, people_exposed
from veerkracht.analysis.indicators import composite_level, goalposts_of, rate
from veerkracht.analysis.resilience import ResilienceSettings, focus_levels
from veerkracht.catalogue import Exposure
from veerkracht.tables import OBSERVATIONS, Shape, Table, memtable, pull, stack, table_of
from veerkracht.workflows.findings import ClassMap, ExposureFinding, LevelFinding, Row, by, rows_about, rows_of
from veerkracht.workflows.measuring.people import RESIDENTS, behind, denominators

LATEST = "latest"


@dataclass(frozen=True)
class LevelBasis:
    """The last figures of the neighbourhoods, under one period, with what is needed to weigh them."""

    figures: Table
    indicators: Table
    people: Table
    areas: frozenset[str]
    parents: dict[str, str]
    periods: tuple[str, str]
    settings: Row


def latest_figures(
    observations: Table, *, areas: frozenset[str], indicators: dict[str, Row]
) -> tuple[Table, tuple[str, str]]:
    """Return the last present value of each indicator per area under one period, and the years they span."""
    best: dict[tuple[str, str], Row] = {}
    for row in pull(observations).to_pylist():
        key = (row["area"], row["indicator"])
        if (
            row["area"] in areas
            and row["value"] is not None
            and row["period"] > best.get(key, {"period": ""})["period"]
        ):
            best[key] = row
    used = _used()
    periods = sorted({row["period"] for (_, name), row in best.items() if name in used})
    table = table_of(OBSERVATIONS, [{**row, "period": LATEST} for row in best.values()])
    return _with_rates(table, indicators), (periods[0], periods[-1]) if periods else ("", "")


def _used() -> set[str]:
    levels = catalogue.levels()
    parts = {d.indicator: d.numerator for d in catalogue.derivations()}
    names = {*levels.vulnerability, *levels.problems}
    return names | {parts[name] for name in names if name in parts}


def _with_rates(table: Table, indicators: dict[str, Row]) -> Table:
    """Add the rates whose two parts come from different years."""
    rows = pull(table).to_pylist()
    present = {row["indicator"] for row in rows}
    parts = [table]
    for derivation in catalogue.derivations():
        if derivation.indicator in present or derivation.numerator not in present:
            continue
        above, below = (
            table_of(OBSERVATIONS, [row for row in rows if row["indicator"] == name])
            for name in (derivation.numerator, derivation.denominator)
        )
        parts.append(rate(above, below, per=derivation.per, indicator=derivation.indicator))
    return stack(parts, OBSERVATIONS)


def level_basis(
    observations: Table, *, areas: dict[str, Row], level: str, indicators: Table, settings: Row
) -> LevelBasis:
    """Return what the level of the areas of one kind is computed from."""
    codes = frozenset(code for code, row in areas.items() if row["level"] == level)
    defined = by("indicator", rows_of(indicators))
    figures, periods = latest_figures(observations, areas=codes, indicators=defined)
    parents = {code: areas[code]["parent"] for code in codes}
    return LevelBasis(figures, indicators, denominators(figures, defined), codes, parents, periods, settings)


def _composite(basis: LevelBasis, names: tuple[str, ...]) -> dict[str, Row]:
    rows = [row for row in rows_about(basis.figures, names) if row["value"] is not None]
    used = sorted({row["indicator"] for row in rows})
    if not used:
        return {}
    figures = table_of(OBSERVATIONS, rows)
    weights = memtable({"index": ["load"] * len(used), "indicator": used, "weight": [1.0] * len(used)})
    posts = goalposts_of(
        figures, basis.indicators, tails=basis.settings["resilience"]["tails"], populations=_people(basis)
    )  # fmt: skip
    found = composite_level(
        figures, posts, indicators=basis.indicators, weights=weights, denominators=behind(basis.people, used),
        period=LATEST,
        draws=basis.settings["resilience"]["draws"] // 4,
        rng=np.random.default_rng(basis.settings["resilience"]["seed"]),
        count_dispersion=basis.settings["resilience"]["count_dispersion"],
        model_relative_sd=basis.settings["noise"]["model_relative_sd"],
        min_coverage=basis.settings["resilience"]["min_coverage"],
    )  # fmt: skip
    return by("area", rows_of(found))


def _people(basis: LevelBasis) -> Table | None:
    people = _residents(basis)
    return (
        table_of(RESIDENTS, [{"area": area, "population": people[area]} for area in sorted(people)]) if people else None
    )


def find_level(basis: LevelBasis, *, level: str) -> LevelFinding | None:
    """Return the level of vulnerability and problems and the focus class, or None without figures."""
    plan = catalogue.levels()
    vulnerability = _composite(basis, plan.vulnerability)
    problems = _composite(basis, plan.problems)
    if not vulnerability:
        return None
    people = _residents(basis)
    limit = basis.settings["resilience"]["min_population"]
    large = {area for area, count in people.items() if count >= limit}
    rows = [
        _level_row(area, vulnerability.get(area), problems.get(area), people.get(area))
        if area in large or not people
        else _level_row(area, None, None, people.get(area))
        for area in sorted(basis.areas)
    ]
    focus = focus_levels(table_of(LEVELS, rows), settings=_focus_settings(basis))
    first, last = basis.periods
    return LevelFinding(f"{first}–{last}" if first != last else first, by("area", tuple(rows)),
                        by("area", rows_of(focus, "area")), level)  # fmt: skip


def _residents(basis: LevelBasis) -> dict[str, float]:
    return {row["area"]: row["value"] for row in rows_about(basis.figures, ("population",))}


def _level_row(area: str, vulnerability: Row | None, problems: Row | None, people: float | None) -> Row:
    return {
        "area": area, "population": people,
        "vulnerability": vulnerability["load"] if vulnerability else None,
        "problems": problems["load"] if problems else None,
        "vulnerability_se": vulnerability["se"] if vulnerability else None,
        "problems_se": problems["se"] if problems else None,
    }  # fmt: skip


LEVELS = Shape("levels", {
    "area": "string", "vulnerability": "float64", "problems": "float64", "population": "float64",
    "vulnerability_se": "float64", "problems_se": "float64", "level": "float64",
}, ("area",))  # fmt: skip


def _focus_settings(basis: LevelBasis) -> ResilienceSettings:
    high: Literal["above_mean", "top_third"] = (
        "above_mean" if basis.settings["level"]["high"] == "mean" else "top_third"
    )
    return ResilienceSettings(min_population=basis.settings["resilience"]["min_population"], high=high)


def find_exposures(
    basis: LevelBasis, level: LevelFinding | None, classes: ClassMap | None, *, risks: frozenset[str]
) -> tuple[ExposureFinding, ...]:
    """Return for each countable risk where a high level and exposure coincide, which are under pressure, and for whom."""
    if level is None:
        return ()
    heavier = replace(basis, indicators=memtable(pull(basis.indicators.mutate(direction=-1))))  # more is more exposed
    found = (
        _exposure(heavier, level, classes, exposure) for exposure in catalogue.exposures() if exposure.risk in risks
    )
    return tuple(item for item in found if item is not None)


def _exposure(
    basis: LevelBasis, level: LevelFinding, classes: ClassMap | None, exposure: Exposure
) -> ExposureFinding | None:
    scores = _composite(basis, exposure.features)
    if not scores:
        return None
    high = basis.settings["exposure"]["high_share"]
    areas = coincidence(
        _levels(level),
        _classes(basis, classes),
        exposure_scores=_scores(scores, exposure.risk),
        settings=ExposureSettings(high_level_share=high, high_exposure_share=high),
    )
    people = people_exposed(basis.figures, areas, groups=exposure.groups, period=LATEST)
    return ExposureFinding(exposure, by("area", rows_of(areas, "area")), rows_of(people))


def _levels(level: LevelFinding) -> Table:
    return table_of(LEVELS, [{**row, "level": row["vulnerability"]} for row in level.levels.values()])


def _classes(basis: LevelBasis, classes: ClassMap | None) -> Table:
    """Give each neighbourhood the class of its district: change is known per district only."""
    of = {area: row["class"] for area, row in classes.classes.items()} if classes else {}
    codes = sorted(basis.areas)
    return memtable({"area": codes, "class": [of.get(code, of.get(basis.parents[code], "unknown")) for code in codes]})


def _scores(scores: dict[str, Row], shock: str) -> Table:
    codes = sorted(scores)
    return memtable({"area": codes, "shock": [shock] * len(codes), "score": [scores[code]["load"] for code in codes]})
