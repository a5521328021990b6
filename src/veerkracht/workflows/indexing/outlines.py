"""Where the areas of an index lie and what they are called: from the city, a file, or maps of the whole country."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from veerkracht import catalogue
from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.connectors.kwb_map import areas_of_kwb_map
from veerkracht.tables import Table, pull
from veerkracht.workflows.indexing.make import IndexFinding
from veerkracht.workflows.indexing.same_places import same_place

__all__ = ["Outlines", "municipality_names", "outlines_of"]

_FORMER_MUNICIPALITIES: Final = ("kwb-map-municipality-2016", "kwb-map-municipality-2017")
_CODE_COLUMNS: Final = ("Identifier", "Key")
_ALSO_A_PROVINCE: Final = " (gemeente)"


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
    too_small : frozenset of str
        Codes that the boundaries name, with an outline so small that nothing is left of it.
    former : Mapping of str to (str, bytes)
        Name and outline of the place that had a code in the year of the boundaries and another name since. It has no score:
        what bears the code now may lie elsewhere.
    """

    names: Mapping[str, str]
    shapes: Mapping[str, bytes]
    division: int | None = None
    source: str = ""
    too_small: frozenset[str] = frozenset()
    former: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


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
    return _with_names(_same_places(_of_country(finding.definition.level, folder), folder), known, folder)


def _outlines(areas: Table, division: int | None, source: str) -> Outlines:
    rows = pull(areas.select("area", "name", "geometry")).to_pylist()
    return Outlines({row["area"]: row["name"] for row in rows if row["name"]},
                    {row["area"]: row["geometry"] for row in rows if row["geometry"]}, division, source,
                    frozenset(row["area"] for row in rows if not row["geometry"]))  # fmt: skip


def _of_country(level: str, folder: Path | None) -> Outlines:
    for boundary in catalogue.country_boundaries():
        path = folder / boundary.path if folder else None
        if boundary.level == level and path and path.exists():
            return _outlines(read_boundaries(path, division=boundary.division), boundary.division, boundary.source)
    return Outlines({}, {})


def _same_places(found: Outlines, folder: Path | None) -> Outlines:
    """Set outlines apart of which the code has another name in the later list of names."""
    listed = _listed(folder / catalogue.name_lists()["neighbourhood"]) if folder else {}
    still = {area: name for area, name in found.names.items() if same_place(name, listed.get(area, name))}
    former = {area: (name, found.shapes[area]) for area, name in found.names.items()
              if area not in still and area in found.shapes}  # fmt: skip
    shapes = {area: shape for area, shape in found.shapes.items() if area not in former}
    return replace(found, names=still, shapes=shapes, former=former)


def municipality_names(folder: Path | None) -> Mapping[str, str]:
    """Return the names of municipalities by code, also of those that are no more, as far as the lists have them."""
    if folder is None:
        return {}
    paths = (folder / dataset.path for dataset in catalogue.datasets() if dataset.id in _FORMER_MUNICIPALITIES)
    former = {row["area"]: row["name"] for path in paths if path.exists()
              for row in pull(areas_of_kwb_map(path, division=0)).to_pylist()}  # fmt: skip
    return {**former, **_listed(folder / catalogue.name_lists()["municipality"])}


def _with_names(found: Outlines, known: Table | None, folder: Path | None) -> Outlines:
    """Add names that the boundaries lack, from the list of names and from the figures themselves."""
    own = {} if known is None else {r["area"]: r["name"] for r in pull(known.select("area", "name")).to_pylist()}
    listed = _listed(folder / catalogue.name_lists()["neighbourhood"]) if folder else {}
    given = {area: name for area, name in own.items() if name and name != area}
    return replace(found, names={**listed, **found.names, **given})


def _listed(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        code = next(name for name in rows.fieldnames or () if name in _CODE_COLUMNS)
        return {row[code].strip(): row["Title"].strip().removesuffix(_ALSO_A_PROVINCE) for row in rows}
