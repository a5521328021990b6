"""Areas without a boundary, from codes and names; the tree of levels follows from the codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from veerkracht.connectors.cells import level_of, municipality_of, parent_of
from veerkracht.connectors.files import place_of, read_with_heading
from veerkracht.connectors.wide import code_cells
from veerkracht.errors import InputError
from veerkracht.tables import AREAS, Table, table_of

__all__ = ["areas_without_boundary", "check_levels", "read_area_names"]

_LEVEL_OF_KIND: Final = {
    "Land": "country", "Gemeente": "municipality", "Wijk": "district", "Buurt": "neighbourhood",
}  # fmt: skip


def areas_without_boundary(codes: Sequence[str], *, names: Mapping[str, str], division: int) -> Table:
    """Return areas with level, parent and municipality by the rules of their codes, ordered by code.

    Parameters
    ----------
    codes : Sequence of str
        Tidy codes, each once.
    names : mapping of str to str
        Name per code; an area that is not in it has a null name.
    division : int
        Year of the boundaries.

    Returns
    -------
    Table (area, level, name, parent, municipality, division, geometry)
        `AREAS`; `geometry` is null.

    Examples
    --------
    >>> areas = areas_without_boundary(["WK051801"], names={}, division=2019).to_pyarrow().to_pylist()
    >>> areas[0]["level"], areas[0]["parent"], areas[0]["name"]
    ('district', 'GM0518', None)
    """
    return table_of(AREAS, [
        {"area": code, "level": level_of(code), "name": names.get(code), "parent": parent_of(code),
         "municipality": municipality_of(code), "division": division}
        for code in sorted(codes)
    ])  # fmt: skip


def check_levels(codes: Sequence[str], kinds: Sequence[str], *, path: Path, column: str, first_row: int = 2) -> None:
    """Check that the kind of region that a file states (Land, Gemeente, Wijk, Buurt) fits the code.

    Raises
    ------
    InputError
        At the first row where they contradict.
    """
    for place, (code, kind) in enumerate(zip(codes, kinds, strict=True)):
        if _LEVEL_OF_KIND.get(kind.strip()) != level_of(code):
            raise InputError(
                "{file}, row {row}, column {column}: {kind!r} does not fit code {code}. Correct the code or the kind.",
                file=path, row=first_row + place, column=column, kind=kind.strip(), code=code,
            )  # fmt: skip


def read_area_names(path: Path) -> dict[str, str]:
    """Read the names of areas from a file with columns ``Identifier`` and ``Title``.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file cannot be read, lacks a column or holds something else than area codes.
    """
    headings, lines = read_with_heading(path, delimiter=",")
    key, title = (place_of(column, headings=headings, path=path) for column in ("Identifier", "Title"))
    codes = code_cells([line[key] for line in lines], path=path, column="Identifier", first_row=2)
    return {code: line[title].strip() for code, line in zip(codes, lines, strict=True)}
