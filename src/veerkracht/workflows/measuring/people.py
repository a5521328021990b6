"""How many people stand behind each share and rate: what its noise depends on."""

from __future__ import annotations

from collections.abc import Collection

from veerkracht import catalogue
from veerkracht.tables import Shape, Table, memtable, table_of
from veerkracht.workflows.findings import Row, held_about, rows_about

PEOPLE = Shape("people", {
    "area": "string", "period": "string", "indicator": "string", "people": "float64", "per": "float64",
}, ("area", "period", "indicator"))  # fmt: skip
RESIDENTS = Shape("residents", {"area": "string", "population": "float64"}, ("area",))

PER = {"percent": 100.0, "per_1000": 1000.0}


def denominators(observations: Table, indicators: dict[str, Row]) -> Table:
    """Return the people behind each observation that has a denominator in the catalogue.

    Returns
    -------
    Table (area, period, indicator, people, per)
        `per` is the factor of the figure: 100 for a percentage, 1000 for a rate per 1,000.
    """
    below = {d.indicator: d.denominator for d in catalogue.derivations()}
    below |= {name: row["denominator"] for name, row in indicators.items() if row["denominator"]}
    counted = rows_about(observations, set(below.values()))
    people = {(r["area"], r["period"], r["indicator"]): r["value"] for r in counted}
    found = [
        {"area": r["area"], "period": r["period"], "indicator": r["indicator"], "people": value,
         "per": PER.get(indicators[r["indicator"]]["unit"], 1.0)}
        for r in rows_about(observations, below)
        if (value := people.get((r["area"], r["period"], below[r["indicator"]])))
    ]  # fmt: skip
    return table_of(PEOPLE, found)


def behind(people: Table, indicators: Collection[str]) -> Table:
    """Return the people behind some indicators only, for who looks up one by one."""
    return memtable(held_about(people, indicators))


def residents(observations: Table, areas: set[str], *, indicator: str, period: str) -> Table:
    """Return the residents of areas in one period, or the nearest earlier one: (area, population)."""
    best: dict[str, tuple[str, float]] = {}
    for row in rows_about(observations, (indicator,)):
        if row["area"] not in areas or row["value"] is None or row["period"] > period:
            continue
        if row["area"] not in best or row["period"] > best[row["area"]][0]:
            best[row["area"]] = (row["period"], row["value"])
    return table_of(RESIDENTS, [{"area": code, "population": best[code][1]} for code in sorted(best)])
