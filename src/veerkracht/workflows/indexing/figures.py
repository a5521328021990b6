"""The figures that an index is made of: of a city, of the whole country, or out of a file of the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ibis

from veerkracht import catalogue
from veerkracht.analysis.indicators import refuse_forbidden, standard_errors
from veerkracht.catalogue import Dataset, IndexDefinition
from veerkracht.connectors.own_figures import read_own_figures
from veerkracht.errors import InputError
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable, pull, stack
from veerkracht.workflows.findings import by, rows_of
from veerkracht.workflows.gathering.readers import READERS
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.measuring.people import denominators
from veerkracht.workflows.monitor import MonitorRequest, read

Progress = Callable[[str, str], None]

LATEST: Final = "latest"
"""The period of figures that are each the last one known."""
PREFIXES: Final = {"municipality": "GM", "district": "WK", "neighbourhood": "BU"}
"""How the code of an area begins at each level."""


@dataclass(frozen=True)
class Figures:
    """What goes into an index.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One value per cell.
    indicators : Table (indicator, direction)
        Which way is better.
    areas : Table (area, name, parent, geometry) or None
        What is known of the areas.
    errors : Table (area, period, indicator, standard_error) or None
        How far each value may be off.
    """

    observations: Table
    indicators: Table
    areas: Table | None = None
    errors: Table | None = None


def city_figures(definition: IndexDefinition, city: str, data: Path | None, *, progress: Progress) -> Figures:
    """Take the last figure of each indicator in the areas of a city."""
    gathered = read(MonitorRequest(city=city, out=Path("out"), data=data), progress=progress)
    areas = gathered.areas.filter(gathered.areas.level == definition.level)
    return _latest(definition, derive(gathered), areas)


def country_figures(definition: IndexDefinition, folder: Path, *, progress: Progress) -> Figures:
    """Take the last figure of each indicator in all areas of the level, out of the national files."""
    tables = []
    for dataset in _national(folder):
        progress("read", dataset.id)
        tables.append(READERS[dataset.reader](folder / dataset.path, dataset, None))
    observations = stack(tables, OBSERVATIONS)
    found = observations.filter(observations.area.startswith(PREFIXES[definition.level]))
    areas = found.select("area").distinct().mutate(name=found.area, parent=ibis.null("string"))
    return _latest(definition, found, areas)


def _national(folder: Path) -> list[Dataset]:
    return [dataset for dataset in catalogue.datasets()
            if not dataset.covers and "{" not in dataset.path and (folder / dataset.path).exists()]  # fmt: skip


def _latest(definition: IndexDefinition, observations: Table, areas: Table) -> Figures:
    refuse_forbidden(catalogue.indicators(), [element.id for element in definition.indicators])
    below = set(_people_behind())
    wanted = [element.id for element in definition.indicators]
    chosen = observations.filter(observations.indicator.isin([*wanted, *below]) & observations.value.notnull())
    last = chosen.semi_join(areas, "area").group_by("area", "indicator").agg(
        value=chosen.value.argmax(chosen.period), status=chosen.status.argmax(chosen.period),
        source=chosen.source.argmax(chosen.period),
    )  # fmt: skip
    figures = memtable(pull(last.mutate(period=ibis.literal(LATEST)).select(*OBSERVATIONS.columns)))
    own = figures.filter(figures.indicator.isin(wanted))
    return Figures(own, directions(definition), areas, _errors(own, figures))


def _people_behind() -> list[str]:
    """Indicators that count the people of whom others are a share."""
    named = pull(catalogue.indicators().select("denominator"))["denominator"].to_pylist()
    return sorted({name for name in named if name} | {d.denominator for d in catalogue.derivations()})


def _errors(own: Table, figures: Table) -> Table:
    defined = by("indicator", rows_of(catalogue.indicators()))
    found = standard_errors(own, catalogue.indicators(), denominators=denominators(figures, defined))
    return found.filter(found.standard_error.notnull()).drop("source")


def directions(definition: IndexDefinition) -> Table:
    """Return which way is better, from the definition or else from the catalogue of indicators.

    Raises
    ------
    InputError
        If neither says so.
    """
    known = {row["indicator"]: row["direction"] for row in rows_of(catalogue.indicators())}
    found = {e.id: known.get(e.id) if e.direction is None else e.direction for e in definition.indicators}
    lacking = sorted(name for name, direction in found.items() if direction not in (-1, 1))
    if lacking:
        raise InputError(
            "Index {index} does not say which way is better for: {indicators}. Give each a direction, 1 or -1.",
            index=definition.id, indicators=", ".join(lacking),
        )  # fmt: skip
    return memtable({"indicator": list(found), "direction": [int(direction or 0) for direction in found.values()]})


def file_figures(definition: IndexDefinition, path: Path) -> Figures:
    """Take the figures of a file; its column `standard_error`, if it is there, says how far each may be off.

    Raises
    ------
    InputError
        If the file lacks an indicator of the index, or cannot be read.
    """
    table = read_own_figures(path)
    there = set(pull(table.select("indicator").distinct())["indicator"].to_pylist())
    lacking = [element.id for element in definition.indicators if element.id not in there]
    if lacking:
        raise InputError("{file} lacks indicator(s) of the index: {indicators}. Add them, or take them out of the index.",
                         file=path, indicators=", ".join(lacking))  # fmt: skip
    wanted = table.filter(table.indicator.isin([element.id for element in definition.indicators]))
    errors = wanted.filter(wanted.standard_error.notnull()) if "standard_error" in table.columns else None
    known = wanted.filter(wanted.status.isin(Status.PRESENT) | wanted.value.isnull())
    return Figures(known, directions(definition), None, errors)
