"""Figures that follow from others: sums of parts, rates, and city series computed over districts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from veerkracht import catalogue
from veerkracht.analysis.indicators import rate, sum_to_parents
from veerkracht.analysis.trends import dissimilarity, spread, theil
from veerkracht.catalogue import Computation, Derivation
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable, pull, table_of
from veerkracht.workflows.findings import Row, incomplete_districts
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.gathering.gather import one_per_period

Pool = dict[str, list[Row]]
"""Observations by indicator."""


def derive(gathered: Gathered) -> Table:
    """Return the observations with everything that follows from them.

    Returns
    -------
    Table (OBSERVATIONS)
        What was read; police counts per district; all derived rates and shares; the computed series of the
        city. One value per area, period and indicator, what was published before what was derived.
    """
    pool: Pool = {}
    for step in (_read, _counted, _rates, _city_rates, _computed):
        for row in step(gathered, pool):
            pool.setdefault(row["indicator"], []).append(row)
    return one_per_period(row for rows in pool.values() for row in rows)


def _read(gathered: Gathered, pool: Pool) -> list[Row]:
    return list(pull(gathered.observations).to_pylist())


def _table(rows: Iterable[Row]) -> Table:
    return table_of(OBSERVATIONS, [dict(row) for row in rows])


def _districts(gathered: Gathered) -> set[str]:
    return {row["area"] for row in pull(gathered.areas).to_pylist() if row["level"] == "district"}


def _counted(gathered: Gathered, pool: Pool) -> list[Row]:
    """Add police counts of neighbourhoods up to districts; a district with counts without a place is incomplete.

    Such counts may not be placed on a neighbourhood, but the first digits of their code name the district: a sum of
    its other neighbourhoods would be a figure about another area, so it is absent.
    """
    codes = {row["area"] for row in pull(gathered.unplaced).to_pylist()}
    delicts = sorted(catalogue.delicts().values())
    rows = [row for name in delicts for row in pool.get(name, []) if row["area"] not in codes]
    parents = [
        {"area": row["area"], "parent": row["parent"]}
        for row in pull(gathered.areas).to_pylist()
        if row["level"] == "neighbourhood"
    ]
    if not rows or not parents:
        return []
    of = memtable({name: [row[name] for row in parents] for name in ("area", "parent")})
    sums = [_whole(row, incomplete_districts(codes)) for row in pull(sum_to_parents(_table(rows), of)).to_pylist()]
    return _together(sums, dict(gathered.shared))


def _whole(row: Row, incomplete: frozenset[str]) -> Row:
    return {**row, "value": None, "status": Status.MISSING} if row["area"] in incomplete else row


def _together(sums: list[Row], shared: dict[str, str]) -> list[Row]:
    """Move the counts of a district that is published with another one to the district that carries both.

    The people of both stand behind the carrier, so its rate needs the reports of both.
    """
    moved = {(row["area"], row["period"], row["indicator"]): row for row in sums}
    for small, large in shared.items():
        for key in [key for key in moved if key[0] == small]:
            carrier = moved.get((large, *key[1:]))
            if carrier is None:
                continue
            both = None if None in (carrier["value"], moved[key]["value"]) else carrier["value"] + moved[key]["value"]
            moved[large, *key[1:]] = {
                **carrier,
                "value": both,
                "status": Status.SHARED_WITH if both is not None else Status.MISSING,
            }
            moved[key] = {**moved[key], "value": None, "status": Status.SHARED_IN}
    return list(moved.values())


def _rates(gathered: Gathered, pool: Pool) -> list[Row]:
    found: list[Row] = []
    for derivation in catalogue.derivations():
        above, below = pool.get(derivation.numerator, []), pool.get(derivation.denominator, [])
        if above and below:
            rates = rate(_table(above), _table(below), per=derivation.per, indicator=derivation.indicator)
            found += pull(rates).to_pylist()
    return found


def _city_rates(gathered: Gathered, pool: Pool) -> list[Row]:
    """Give the city a rate where only its districts have counts: over the districts that were counted.

    Dividing the counted part by the inhabitants of the whole city would make the rate too low. Only complete districts
    are in it, above and below the line: counts without a place belong to the count of the city, but not to its rate,
    for the people behind them cannot be told apart.
    """
    delicts = set(catalogue.delicts().values())
    wanted = [d for d in catalogue.derivations() if d.numerator in delicts and d.numerator in pool]
    return [row for derivation in wanted for row in _city_rate(gathered, pool, derivation)]


def _city_rate(gathered: Gathered, pool: Pool, derivation: Derivation) -> list[Row]:
    districts = _districts(gathered)
    people = {(r["area"], r["period"]): r["value"] for r in pool.get(derivation.denominator, []) if r["value"]}
    reports: dict[str, float] = {}
    behind: dict[str, float] = {}
    for row in pool[derivation.numerator]:
        below = people.get((row["area"], row["period"]))
        if row["area"] in districts and row["value"] is not None and below is not None:
            reports[row["period"]] = reports.get(row["period"], 0.0) + row["value"]
            behind[row["period"]] = behind.get(row["period"], 0.0) + below
    source = pool[derivation.numerator][0]["source"]
    return [
        _city_row(gathered, period, derivation.indicator, derivation.per * reports[period] / behind[period], source)
        for period in sorted(reports)
    ]


def _city_row(gathered: Gathered, period: str, indicator: str, value: float, source: str) -> Row:
    return {
        "area": gathered.city.municipality, "period": period, "indicator": indicator, "value": value,
        "status": Status.NORMAL, "source": source,
    }  # fmt: skip


METHODS: dict[str, tuple[Callable[[Table, Table], Table], float]] = {
    "theil": (theil, 1000.0), "dissimilarity": (dissimilarity, 100.0), "spread": (spread, 1.0),
}  # fmt: skip
"""Measure over districts, and the factor to the unit of the indicator."""


def _computed(gathered: Gathered, pool: Pool) -> list[Row]:
    return [row for computation in catalogue.computations() for row in _compute(gathered, pool, computation)]


def _compute(gathered: Gathered, pool: Pool, computation: Computation) -> list[Row]:
    districts = _districts(gathered)
    rows = [r for r in pool.get(computation.of, []) if r["area"] in districts and r["value"] is not None]
    always = _always_there(rows)
    rows = [row for row in rows if row["area"] in always]
    if not rows:
        return []
    measure_of, scale = METHODS[computation.method]
    found = pull(measure_of(_table(rows), _weights(gathered, pool, computation, always))).to_pylist()
    return [
        _city_row(gathered, row["period"], computation.indicator, scale * row["total"], rows[0]["source"])
        for row in found
        if row["total"] is not None
    ]


def _always_there(rows: list[Row]) -> set[str]:
    """Return the areas with a value in every period: a spread over a changing set of areas is no series."""
    periods = {row["period"] for row in rows}
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row["area"], set()).add(row["period"])
    return {area for area, found in held.items() if found == periods}


def _weights(gathered: Gathered, pool: Pool, computation: Computation, areas: set[str]) -> Table:
    """Return the mean number of people in each area over the years: one weight for the whole series."""
    people: dict[str, list[float]] = {}
    for row in pool.get(computation.population, []):
        if row["area"] in areas and row["value"] is not None:
            people.setdefault(row["area"], []).append(row["value"])
    codes = sorted(people)
    return memtable({
        "area": codes, "group": [gathered.city.municipality] * len(codes),
        "population": [sum(people[code]) / len(people[code]) for code in codes],
    })  # fmt: skip
