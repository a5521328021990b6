"""Change of vulnerability beside change of problems: classes, how sure, and whether the gap grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.indicators import (
    aggregate_mean,
    as_load,
    composite_change,
    composite_level,
    goalposts_of,
    normalise_minmax,
)
from veerkracht.analysis.resilience import (
    ResilienceSettings,
    classify_change,
)
from veerkracht.analysis.trends import (
    DivergenceSettings,
    beta_convergence,
    gap_change,
    sigma_change,
    theil,
)
from veerkracht.catalogue import City, Development
from veerkracht.tables import OBSERVATIONS, SCORES, Shape, Status, Table, memtable, pull, stack, table_of
from veerkracht.workflows.findings import (
    ClassMap,
    DevelopmentFinding,
    GapFinding,
    Row,
    by,
    held_about,
    rows_about,
    rows_of,
)
from veerkracht.workflows.measuring.people import RESIDENTS, behind, residents
from veerkracht.workflows.measuring.sensitivity import sensitivity

POPULATION = ("population_during_year", "population")


@dataclass(frozen=True)
class Basis:
    """What the development is computed from: figures of the districts, definitions, people and settings."""

    city: City
    observations: Table
    indicators: Table
    people: Table
    districts: frozenset[str]
    shared: dict[str, str]
    settings: Row

    @property
    def development(self) -> Development:
        """The years and indicators of the city."""
        return self.city.development

    @cached_property
    def residents(self) -> Mapping[str, float]:
        """People per district in the last year, or the year before that is nearest; empty where nobody counted them."""
        for indicator in POPULATION:
            asked = residents(self.observations, set(self.districts), indicator=indicator, period=self.development.last)
            found = {row["area"]: row["population"] for row in rows_of(asked)}
            if found:
                return found
        return {}


def find_development(basis: Basis) -> DevelopmentFinding | None:
    """Return the maps of change, or None when no district has both changes."""
    changes = _changes(basis)
    if not changes:
        return None
    settings = _settings(basis)
    maps = tuple(found for found in _maps(basis, changes, settings) if any(_known(found)))
    if not maps:
        return None
    measure, table = _first_measure(basis, changes)
    rows, moving = sensitivity(
        table, _other_years(basis, measure), settings=replace(settings, reference="mean"), shared=basis.shared
    )  # fmt: skip
    told = tuple(replace(found, moving=moving if found.name == "relative" else None) for found in maps)
    return DevelopmentFinding(by("area", tuple(changes)), told, rows, moving, _agreement(told), basis.shared)


def _known(found: ClassMap) -> list[bool]:
    return [row["class"] != "unknown" for row in found.classes.values()]


def _settings(basis: Basis) -> ResilienceSettings:
    given = basis.settings["resilience"]
    names = ("band_vulnerability", "band_problems", "reference", "min_population", "likely", "very_likely")
    return ResilienceSettings(**{name: given[name] for name in names})


def _rng(basis: Basis) -> np.random.Generator:
    return np.random.default_rng(basis.settings["resilience"]["seed"])


def _figures(basis: Basis, names: tuple[str, ...]) -> Table:
    """Return the figures of the districts, without the copies that count people twice."""
    about = held_about(basis.observations, names)
    own = pc.is_in(about["area"], pa.array(sorted(basis.districts), pa.string()))
    once = pc.not_equal(about["status"].fill_null(""), Status.SHARED_IN)
    return memtable(about.filter(pc.and_(own, once)))


def _present(figures: Table) -> tuple[str, ...]:
    """Return the indicators with a figure, in order of name."""
    held = pull(figures)
    return tuple(sorted(held.filter(held["value"].is_valid())["indicator"].unique().to_pylist()))


def _weights(names: tuple[str, ...], index: str) -> Table:
    return memtable({"index": [index] * len(names), "indicator": list(names), "weight": [1.0] * len(names)})


def _posts(basis: Basis, figures: Table) -> Table:
    return goalposts_of(
        figures, basis.indicators, tails=basis.settings["resilience"]["tails"],
        populations=_people(basis) if basis.residents else None,
    )  # fmt: skip


def _people(basis: Basis) -> Table:
    return table_of(RESIDENTS, [{"area": area, "population": count} for area, count in basis.residents.items()])


def _change(basis: Basis, names: tuple[str, ...], first: str, last: str) -> dict[str, Row]:
    used = _present(_figures(basis, names))
    if not used:
        return {}
    figures = _figures(basis, used)
    found = composite_change(
        figures, _posts(basis, figures), indicators=basis.indicators,
        weights=_weights(used, "load"), denominators=behind(basis.people, used), first=first, last=last,
        draws=basis.settings["resilience"]["draws"], rng=_rng(basis),
        count_dispersion=basis.settings["resilience"]["count_dispersion"], **_shares(basis),
    )  # fmt: skip
    return by("area", rows_of(found))


def _shares(basis: Basis) -> dict[str, float]:
    """Return the spread of a model, and the share of an index that must be there."""
    return {
        "model_relative_sd": basis.settings["noise"]["model_relative_sd"],
        "min_coverage": basis.settings["resilience"]["min_coverage"],
    }


def _changes(basis: Basis) -> list[Row]:
    """Return per district both changes with their errors; absent stays absent."""
    plan = basis.development
    vulnerability = _change(basis, plan.vulnerability, plan.first, plan.last)
    problem = _change(basis, plan.problems, plan.problem_first, plan.problem_last)
    second = _second(basis)
    people = basis.residents
    if not vulnerability:
        return []
    return [
        {
            "area": area, "population": people.get(basis.shared.get(area, area)),
            **_part("vulnerability", vulnerability.get(basis.shared.get(area, area))),
            **_part("problem", problem.get(basis.shared.get(area, area))), **_part("second", second.get(area)),
        }
        for area in sorted(basis.districts)
    ]  # fmt: skip


def _part(name: str, row: Row | None) -> dict[str, float | None]:
    return {f"{name}_change": row["change"] if row else None, f"{name}_se": row["se"] if row else None}


def _second(basis: Basis) -> dict[str, Row]:
    plan = basis.development
    if not plan.second_problem:
        return {}
    footed = replace(basis, observations=_on_one_footing(basis.observations, plan))
    return _change(footed, (plan.second_problem,), plan.second_first, plan.second_last)


def _on_one_footing(observations: Table, plan: Development) -> Table:
    """Set the last year of an index on the footing of the first one, by its published development.

    Each year of the Leefbaarometer is measured against the national mean of that year, so the difference of two
    years lacks the change of that mean; the published development has it.
    """
    interval = observations.filter(observations.period == f"{plan.second_first}/{plan.second_last}")
    moved = {row["area"]: row["value"] for row in pull(interval).to_pylist() if row["value"] is not None}
    rows = rows_about(observations, (plan.second_problem,))
    start = {r["area"]: r["value"] for r in rows if r["period"] == plan.second_first and r["value"] is not None}
    footed = table_of(OBSERVATIONS, [_refooted(row, plan, start, moved) for row in rows])
    held = pull(observations)
    return stack([memtable(held.filter(pc.not_equal(held["indicator"], plan.second_problem))), footed], OBSERVATIONS)


def _refooted(row: Row, plan: Development, start: dict[str, float], moved: dict[str, float]) -> Row:
    if row["period"] != plan.second_last or row["area"] not in moved or row["area"] not in start:
        return row
    return {**row, "value": start[row["area"]] + moved[row["area"]]}


def _maps(basis: Basis, changes: list[Row], settings: ResilienceSettings) -> list[ClassMap]:
    """Return the maps against zero and against the municipality, and one with the second measure of problems.

    A city without the first measure has the second in its place.
    """
    measure, own = _first_measure(basis, changes)
    maps = [
        _map(basis, "absolute", measure, own, replace(settings, reference="absolute")),
        _map(basis, "relative", measure, own, replace(settings, reference="mean")),
    ]
    if measure == "problem":
        maps.append(_map(basis, "second", "second", _table(changes, "second"), settings))
    return maps


def _first_measure(basis: Basis, changes: list[Row]) -> tuple[str, Table]:
    """Return which measure of problems comes first, with the changes by it, people counted once."""
    measure = "problem" if any(row["problem_change"] is not None for row in changes) else "second"
    return measure, _table([row for row in changes if row["area"] not in basis.shared or measure == "second"], measure)


CHANGES = Shape("changes", {
    "area": "string", "vulnerability_change": "float64", "problem_change": "float64", "vulnerability_se": "float64",
    "problem_se": "float64", "population": "float64",
}, ("area",))  # fmt: skip


def _table(changes: list[Row], problem: str) -> Table:
    return table_of(CHANGES, [
        {**row, "problem_change": row[f"{problem}_change"], "problem_se": row[f"{problem}_se"]} for row in changes
    ])  # fmt: skip


def _map(basis: Basis, name: str, measure: str, changes: Table, settings: ResilienceSettings) -> ClassMap:
    classes = by("area", rows_of(classify_change(changes, settings=settings), "area"))
    for small, large in basis.shared.items():
        if large in classes and small in basis.districts and small not in classes:
            classes[small] = {**classes[large], "area": small}
    printed = {**asdict(settings), "draws": basis.settings["resilience"]["draws"]}
    plan = basis.development
    years = (plan.second_first, plan.second_last) if measure == "second" else (plan.problem_first, plan.problem_last)
    return ClassMap(name, plan.first, plan.last, *years, dict(sorted(classes.items())), printed)


def _other_years(basis: Basis, measure: str) -> list[tuple[str, Table]]:
    """Return the changes from a year later on, and up to a year earlier, of both loads.

    The second measure of problems keeps its years: it is not published for each year.
    """
    found: list[tuple[str, Table]] = []
    for late, early in ((1, 0), (0, 1)):
        plan = _moved_years(basis.development, late, early, measure)
        moved = replace(basis, city=replace(basis.city, development=plan))
        changes = _changes(moved)
        if all(any(row[f"{part}_change"] is not None for row in changes) for part in ("vulnerability", measure)):
            found.append((f"{plan.first}–{plan.last}", _first_measure(moved, changes)[1]))
    return found


def _moved_years(plan: Development, late: int, early: int, measure: str) -> Development:
    if measure == "second":
        return replace(plan, first=_later(plan.first, late), last=_later(plan.last, -early))
    return replace(
        plan, first=_later(plan.first, late), last=_later(plan.last, -early), second_problem="",
        problem_first=_later(plan.problem_first, late), problem_last=_later(plan.problem_last, -early),
    )  # fmt: skip


def _later(year: str, years: int) -> str:
    return str(int(year) + years)


def _agreement(maps: tuple[ClassMap, ...]) -> tuple[int, int]:
    """Return in how many districts the first and the second measure of problems give the same class."""
    named = {found.name: found.classes for found in maps}
    if "absolute" not in named or "second" not in named:
        return 0, 0
    both = [
        (row["class"], named["second"][area]["class"]) for area, row in named["absolute"].items()
        if "unknown" not in (row["class"], named["second"][area]["class"])
    ]  # fmt: skip
    return sum(one == other for one, other in both), len(both)


def find_gap(basis: Basis, region: Table, areas: Table) -> GapFinding | None:
    """Return whether the differences between districts grow, or None without figures in two years.

    The years are the first of the maps of change and the last with a figure of every indicator: whether
    differences grow is asked of today, also where the counts of problems end earlier.
    """
    figures = _figures(basis, basis.development.vulnerability)
    years = _complete_years(figures, basis.development)
    people = _people(basis)
    if len(years) < 2:
        return None
    settings = _divergence(basis, "noise")
    first, last = years[0], years[-1]
    loads = _loads(basis, figures, first, last)
    gap = rows_of(gap_change(loads, people, first=first, last=last, settings=settings))[0]
    if gap["change"] is None:
        return None
    sigma = rows_of(sigma_change(loads, people, first=first, last=last, settings=settings))[0]
    beta = rows_of(beta_convergence(loads, people, first=first, last=last, settings=settings))[0]
    found = GapFinding(gap["answer"], first, last, gap, sigma, beta, _theil(region, areas), gap["areas"])
    return replace(found, course=_course(basis, figures, years, people))


def _divergence(basis: Basis, method: Literal["bootstrap", "noise"]) -> DivergenceSettings:
    given = basis.settings["gap"]
    return DivergenceSettings(
        seed=basis.settings["resilience"]["seed"], confidence=given["confidence"], tail_share=given["tail_share"],
        method=method,
    )  # fmt: skip


def _complete_years(figures: Table, plan: Development) -> list[str]:
    """Return the years from the first of the plan on in which every indicator has a figure somewhere."""
    held: dict[str, set[str]] = {}
    for row in pull(figures).to_pylist():
        if row["value"] is not None and row["period"] >= plan.first:
            held.setdefault(row["period"], set()).add(row["indicator"])
    most: set[str] = set().union(*held.values())
    return sorted(period for period, names in held.items() if names == most)


def _course(basis: Basis, figures: Table, years: list[str], people: Table) -> tuple[Row, ...]:
    """Return the gap of each later year beside that of the first, over what each district has in every year.

    The interval is that of other districts instead of these (bootstrap), the one of the answer that of noise.
    """
    always = _in_every(figures, years)
    if not always:
        return ()
    table = table_of(OBSERVATIONS, always)
    used = tuple(sorted({row["indicator"] for row in always}))
    scores = as_load(normalise_minmax(table, _posts(basis, figures)))
    means = aggregate_mean(scores, _weights(used, "load"), min_coverage=basis.settings["resilience"]["min_coverage"])
    loads = {(row["area"], row["period"]): row for row in rows_of(means)}
    pairs = [
        {**row, "indicator": year, "period": period} for (area, year), row in loads.items() if year != years[0]
        for period, row in (("first", loads[area, years[0]]), ("last", row))
    ]  # fmt: skip
    settings = _divergence(basis, "bootstrap")
    found = rows_of(
        gap_change(table_of(SCORES, pairs), people, first="first", last="last", settings=settings), "indicator"
    )
    return tuple({**row, "first": years[0], "last": row["indicator"]} for row in found if row["change"] is not None)


def _loads(basis: Basis, figures: Table, first: str, last: str) -> Table:
    """Return the load of vulnerability in two years with its interval, over what each district has in both."""
    posts = _posts(basis, figures)
    used = tuple(row["indicator"] for row in rows_of(posts) if row["worst"] is not None)
    both = table_of(OBSERVATIONS, _in_every(figures, [first, last]))
    scores = []
    for period in (first, last):
        found = composite_level(
            both, posts, indicators=basis.indicators, weights=_weights(used, "vulnerability"),
            denominators=behind(basis.people, used), period=period, draws=basis.settings["resilience"]["draws"], rng=_rng(basis),
            **_shares(basis),
        )  # fmt: skip
        scores += [{**row, "period": period} for row in rows_of(found)]
    return table_of(SCORES, [{**row, "indicator": row["index"], "score": row["load"]} for row in scores])


def _in_every(figures: Table, years: list[str]) -> list[Row]:
    """Return the figures that a district has in each of the years: one that came or went is no change."""
    rows = [row for row in pull(figures).to_pylist() if row["period"] in years and row["value"] is not None]
    times = Counter((row["area"], row["indicator"]) for row in rows)
    return [row for row in rows if times[row["area"], row["indicator"]] == len(years)]


def _theil(region: Table, areas: Table) -> tuple[Row, ...]:
    """Return the differences in mean income over the districts of the region that have a figure in every year."""
    present = [r for r in pull(region).to_pylist() if r["indicator"] == "mean_income" and r["value"] is not None]
    weighed = set(pull(areas)["area"].to_pylist())
    periods = {row["period"] for row in present}
    held: dict[str, set[str]] = {}
    for row in present:
        held.setdefault(row["area"], set()).add(row["period"])
    kept = {area for area, found in held.items() if found == periods and area in weighed}
    if not kept:
        return ()
    rows = [row for row in present if row["area"] in kept]
    return tuple(
        row for row in rows_of(theil(table_of(OBSERVATIONS, rows), areas), "period") if row["total"] is not None
    )
