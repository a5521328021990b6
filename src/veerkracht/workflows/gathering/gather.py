"""Read every dataset of the catalogue that serves a city."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht import catalogue
from veerkracht.catalogue import City, Dataset
from veerkracht.connectors import elan
from veerkracht.engine import sha256_of_file
from veerkracht.errors import MissingDataError
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable, pull, stack, table_of
from veerkracht.workflows.gathering.areas import read_areas
from veerkracht.workflows.gathering.found import Gap, Gathered, InputFile
from veerkracht.workflows.gathering.readers import READERS

Progress = Callable[[str], None]


def gather(city: City, folder: Path, *, progress: Progress = lambda step: None) -> Gathered:
    """Read all files about a city.

    Parameters
    ----------
    city : City
        The city, with its municipality code.
    folder : Path
        Folder with the raw files, laid out as the catalogue says.
    progress : callable
        Called with the name of each dataset before it is read.

    Returns
    -------
    Gathered
        Tables, the files behind them, and what was not there.

    Raises
    ------
    MissingDataError
        If not one figure about the city was found in the folder.
    InputError
        If a file that is there cannot be read; it names file, row and column.
    """
    tables, inputs, gaps = _read_datasets(city, folder, progress)
    if not tables:
        raise MissingDataError(
            "No figures about {city} ({municipality}) in {folder}. It lacks, among others, {file}.",
            city=city.id, municipality=city.municipality, folder=folder, file=gaps[0].file,
        )  # fmt: skip
    progress("boundaries")
    areas, drawn, lacking = read_areas(city, folder)
    observations = mark_breaks(one_per_period(_placed_somewhere(tables)))
    return Gathered(
        city, areas, observations, _region(city, folder), unplaced(observations, areas), _shared(city, folder),
        (*inputs, *drawn), (*gaps, *lacking), "files",
    )  # fmt: skip


def _read_datasets(city: City, folder: Path, progress: Progress) -> tuple[list[Table], list[InputFile], list[Gap]]:
    tables: list[Table] = []
    inputs: list[InputFile] = []
    gaps: list[Gap] = []
    for dataset in catalogue.datasets():
        file = dataset.path.format(municipality=city.municipality)
        path = folder / file
        reason = _why_not(dataset, city, path)
        if reason:
            gaps.append(Gap(dataset.id, dataset.source, file, dataset.period, reason))
            continue
        progress(dataset.id)
        tables.append(READERS[dataset.reader](path, dataset, city.municipality))
        inputs.append(InputFile(dataset.id, dataset.source, file, sha256_of_file(path), dataset.period))
    return tables, inputs, [gap for gap in gaps if gap.reason != "optional"]


REGIONAL = ("mean_income", "population_during_year")


def _region(city: City, folder: Path) -> Table:
    """Return what is compared with the districts around the city, from the sources that hold them."""
    tables = [
        READERS[dataset.reader](folder / dataset.path, dataset, None)
        for dataset in catalogue.datasets()
        if dataset.regional and dataset.serves(city.municipality) and (folder / dataset.path).exists()
    ]
    observations = stack(tables, OBSERVATIONS)
    return table_of(OBSERVATIONS, [row for row in pull(observations).to_pylist() if row["indicator"] in REGIONAL])


def _why_not(dataset: Dataset, city: City, path: Path) -> str:
    if not dataset.serves(city.municipality):
        return "other_area"
    if path.exists():
        return ""
    return "optional" if dataset.optional else "absent"


NOWHERE = "BU00000000"  # reports of the whole country without a place: they belong to no city


def _placed_somewhere(tables: Iterable[Table]) -> Iterator[Mapping[str, Any]]:  # Any: one row of mixed values
    """Leave out what was reported somewhere in the country: no city may count it as its own."""
    return (row for row in pull(stack(tables, OBSERVATIONS)).to_pylist() if row["area"] != NOWHERE)


def one_per_period(rows: Iterable[Mapping[str, Any]]) -> Table:  # Any: one row of mixed values
    """Keep one value per area, period and indicator: the first in the order given that is present."""
    kept: dict[tuple[str, str, str], Mapping[str, Any]] = {}  # Any: one row of mixed values
    for row in rows:
        key = (row["area"], row["period"], row["indicator"])
        if key not in kept or (kept[key]["value"] is None and row["value"] is not None):
            kept[key] = row
    return table_of(OBSERVATIONS, list(kept.values()))


def mark_breaks(observations: Table) -> Table:
    """Give the first value after a break in a series the status that says so."""
    held = pull(observations)
    broken = pa.array(np.zeros(held.num_rows, dtype=bool))
    for indicator, periods in catalogue.breaks().items():
        first_after = pc.is_in(held["period"], pa.array(sorted(periods), pa.string()))
        broken = pc.or_(broken, pc.and_(pc.equal(held["indicator"], indicator), first_after))
    status = pc.if_else(pc.and_(broken, held["value"].is_valid()), Status.BREAK, held["status"])
    return memtable(held.set_column(held.column_names.index("status"), "status", status))


def unplaced(observations: Table, areas: Table) -> Table:
    """Return the counts on neighbourhood codes that no area has: told, kept in the city, never on a map."""
    held = pull(observations)
    nowhere = pc.invert(pc.is_in(held["area"], pull(areas)["area"].combine_chunks()))
    chosen = pc.and_(pc.and_(pc.starts_with(held["area"], "BU"), nowhere), held["value"].is_valid())
    return memtable(held.filter(chosen))


def _shared(city: City, folder: Path) -> tuple[tuple[str, str], ...]:
    for dataset in catalogue.datasets():
        path = folder / dataset.path
        if dataset.reader == "elan_district" and dataset.serves(city.municipality) and path.exists():
            rows = pull(elan.shared_districts(path)).to_pylist()
            return tuple((row["source"], row["target"]) for row in rows if row["source"][2:6] == city.municipality[2:])
    return ()
