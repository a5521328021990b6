"""Bring a filled-in file of initiatives into a city, and tell which cells were refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from veerkracht.catalogue import City
from veerkracht.connectors.initiatives_file import read_initiatives


def with_initiatives(city: City, path: Path | None) -> tuple[City, tuple[str, ...]]:
    """Return the city with the initiatives of a file in place of those in the catalogue.

    Parameters
    ----------
    city : City
        The city.
    path : Path or None
        Workbook or CSV; None leaves the city as it is.

    Returns
    -------
    tuple of City and messages
        One message per rejected cell, with sheet, row and column.

    Raises
    ------
    MissingDataError, InputError
        If the file is not there or is no table of initiatives.
    """
    if path is None:
        return city, ()
    result = read_initiatives(path)
    refused = tuple(item.template.format(**vars(item)) for item in result.rejected)
    return replace(city, initiatives=result.table), refused
