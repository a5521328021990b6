"""Bring a filled-in file of initiatives into a city, and tell which cells were refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from veerkracht.catalogue import City
from veerkracht.connectors.initiatives_file import read_initiatives


@dataclass(frozen=True)
class Refused:
    """One rejected cell as a sentence with named places, so that a shell can tell it in the user's language.

    Parameters
    ----------
    template : str
        English sentence.
    facts : Mapping
        Values for its places: sheet, cell, row, column, value.

    Examples
    --------
    >>> str(Refused("Row {row} has no id.", {"row": 3}))
    'Row 3 has no id.'
    """

    template: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.facts)


def with_initiatives(city: City, path: Path | None) -> tuple[City, tuple[Refused, ...]]:
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
    refused = tuple(Refused(item.template, vars(item)) for item in result.rejected)
    return replace(city, initiatives=result.table), refused
