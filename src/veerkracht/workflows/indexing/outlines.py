"""Where the areas of an index lie and what they are called: from the city, a file, or maps of the whole country."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from veerkracht import catalogue
from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.tables import Table, pull
from veerkracht.workflows.indexing.make import IndexFinding

__all__ = ["Outlines", "municipality_names", "outlines_of"]


@dataclass(frozen=True)
class Outlines:
    """What is known of the areas.

    Parameters
    ----------
    names : Mapping of str to str
        Name by code.
    shapes : Mapping of str to bytes
        WKB in EPSG:28992 by code; also of areas that the index does not have.
    division : int or None
        Year of the boundaries.
    source : str
        Id of the source of the boundaries; empty for a file of the user.
    """

    names: Mapping[str, str]
    shapes: Mapping[str, bytes]
    division: int | None = None
    source: str = ""


def outlines_of(finding: IndexFinding, *, folder: Path | None = None, file: Path | None = None) -> Outlines:
    """Return names and boundaries of the areas of an index.

    Parameters
    ----------
    finding : IndexFinding
        An index.
    folder : Path, optional
        Folder with raw files, with the boundaries of the whole country.
    file : Path, optional
        GeoJSON or TopoJSON of the user, which comes before all others.

    Returns
    -------
    Outlines
        Without shapes where no boundaries are known.

    Raises
    ------
    MissingDataError, InputError
        If the file of the user cannot be read.
    """
    known = finding.figures.areas
    if file is not None:
        return _with_names(_outlines(read_boundaries(file, division=0), None, ""), known, folder)
    if known is not None and "geometry" in known.columns:
        years = pull(known.select("division").distinct())["division"].to_pylist()
        return _outlines(known, max(years, default=None), "cbs-boundaries")
    return _with_names(_of_country(finding.definition.level, folder), known, folder)


def _outlines(areas: Table, division: int | None, source: str) -> Outlines:
    rows = pull(areas.select("area", "name", "geometry")).to_pylist()
    return Outlines({row["area"]: row["name"] for row in rows if row["name"]},
                    {row["area"]: row["geometry"] for row in rows if row["geometry"]}, division, source)  # fmt: skip


def _of_country(level: str, folder: Path | None) -> Outlines:
    for boundary in catalogue.country_boundaries():
        path = folder / boundary.path if folder else None
        if boundary.level == level and path and path.exists():
            return _outlines(read_boundaries(path, division=boundary.division), boundary.division, boundary.source)
    return Outlines({}, {})


def municipality_names(folder: Path | None) -> Mapping[str, str]:
    """Return the names of municipalities by code, as far as a map of the country has them."""
    return _of_country("municipality", folder).names


def _with_names(found: Outlines, known: Table | None, folder: Path | None) -> Outlines:
    """Add names that the boundaries lack, from the list of names and from the figures themselves."""
    own = {} if known is None else {r["area"]: r["name"] for r in pull(known.select("area", "name")).to_pylist()}
    listed = _listed(folder / catalogue.name_lists()["neighbourhood"]) if folder else {}
    given = {area: name for area, name in own.items() if name and name != area}
    return Outlines({**listed, **found.names, **given}, found.shapes, found.division, found.source)


def _listed(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["Identifier"].strip(): row["Title"].strip() for row in csv.DictReader(lines)}
