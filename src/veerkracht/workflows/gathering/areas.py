"""The areas of a city: who they are, what they are called, and where they lie."""

from __future__ import annotations

from pathlib import Path

from veerkracht import catalogue
from veerkracht.catalogue import Boundary, City
from veerkracht.connectors import boundaries, kwb_map, kwb_odata
from veerkracht.connectors.names import tidy_name
from veerkracht.engine import sha256_of_file
from veerkracht.tables import AREAS, Table, empty, pull, table_of
from veerkracht.workflows.gathering.found import Gap, InputFile

LEVELS = ("municipality", "district", "neighbourhood")


def read_areas(city: City, folder: Path) -> tuple[Table, list[InputFile], list[Gap]]:
    """Return all areas of a city with boundaries where a file has them.

    Parameters
    ----------
    city : City
        The city.
    folder : Path
        Folder with the raw files.

    Returns
    -------
    tuple
        AREAS with one row per area; the boundary files that were read; the levels without boundaries.
    """
    inputs: list[InputFile] = []
    gaps: list[Gap] = []
    drawn: dict[str, Table] = {}
    for boundary in catalogue.boundaries():
        path = folder / boundary.path.format(municipality=city.municipality)
        if boundary.level in drawn:
            continue
        if not path.exists():
            gaps.append(_gap(boundary, city))
            continue
        drawn = _draw(boundary, path, city) | drawn
        inputs.append(_input(boundary, path, folder))
    return (
        join_areas(drawn, _named(city, folder), _district_names(folder, city)),
        inputs,
        [gap for gap in gaps if _level_of(gap) not in drawn],
    )


def _level_of(gap: Gap) -> str:
    return next(boundary.level for boundary in catalogue.boundaries() if boundary.id == gap.dataset)


def _gap(boundary: Boundary, city: City) -> Gap:
    file = boundary.path.format(municipality=city.municipality)
    return Gap(boundary.id, boundary.source, file, str(boundary.division), "absent")


def _input(boundary: Boundary, path: Path, folder: Path) -> InputFile:
    file = path.relative_to(folder).as_posix()
    return InputFile(boundary.id, boundary.source, file, sha256_of_file(path), str(boundary.division))


def _draw(boundary: Boundary, path: Path, city: City) -> dict[str, Table]:
    if boundary.level == "neighbourhood":
        areas = boundaries.read_boundaries(
            path, division=boundary.division, municipality=city.municipality, level="neighbourhood"
        )
        return {"neighbourhood": areas, "district": boundaries.dissolve(areas, level="district")}
    areas = boundaries.read_boundaries(
        path, division=boundary.division, municipality=city.municipality, level="district"
    )
    return {"district": areas}


def _named(city: City, folder: Path) -> Table:
    """Return the areas that the statistical office lists for the city, with the names it gives."""
    for dataset in catalogue.datasets():
        path = folder / dataset.path.format(municipality=city.municipality)
        if dataset.reader == "kwb_odata" and path.exists():
            return kwb_odata.areas_of_kwb_odata(path, division=int(dataset.period), names=_neighbourhood_names(folder))
    return empty(AREAS)


def _neighbourhood_names(folder: Path) -> Path | None:
    path = folder / catalogue.name_lists()["neighbourhood"]
    return path if path.exists() else None


def _district_names(folder: Path, city: City) -> dict[str, str]:
    path = folder / catalogue.name_lists()["district"]
    if not path.exists():
        return {}
    rows = pull(kwb_map.areas_of_kwb_map(path, division=2016, municipality=city.municipality)).to_pylist()
    return {row["area"]: tidy_name(row["name"]) for row in rows if row["name"]}


def join_areas(drawn: dict[str, Table], named: Table, names: dict[str, str]) -> Table:
    """Return drawn areas with the best name known, and below them the areas that are only listed.

    Parameters
    ----------
    drawn : dict of str to Table (AREAS)
        Areas with boundaries, by level.
    named : Table (AREAS)
        Areas that a source lists.
    names : dict of str to str
        Names that come before those of the two tables, by code.
    """
    listed = {row["area"]: row for row in pull(named).to_pylist()}
    placed = {row["area"]: row for table in drawn.values() for row in pull(table).to_pylist()}
    for code, row in (*listed.items(), *placed.items()):
        row["name"] = names.get(code) or row["name"] or listed.get(code, row)["name"]
    return table_of(AREAS, [*placed.values(), *(row for code, row in listed.items() if code not in placed)])
