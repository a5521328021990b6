"""Bring a filled-in file of initiatives into a city, and tell what was refused or does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from veerkracht.analysis.initiatives import check_status
from veerkracht.catalogue import City
from veerkracht.connectors.initiatives_file import read_initiatives
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Table


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
        One message per rejected cell, with sheet, row and column, and per status that contradicts itself.

    Raises
    ------
    MissingDataError, InputError
        If the file is not there or is no table of initiatives.
    """
    if path is None:
        return city, ()
    result = read_initiatives(path)
    refused = tuple(Refused(item.template, vars(item)) for item in result.rejected)
    return replace(city, initiatives=result.table), (*refused, *_contradictions(result.table))


def _contradictions(initiatives: Table) -> tuple[Refused, ...]:
    """Tell what contradicts itself in the statuses; the cells stay as they were filled in."""
    rows = check_status(initiatives).order_by("initiative").to_pyarrow().to_pylist()
    return tuple(Refused(CONTRADICTIONS[row["finding"]], row) for row in rows)


CONTRADICTIONS = {
    "unknown-track": _("Initiative {initiative}: the track is not one of new and existing."),
    "unknown-status": _("Initiative {initiative}: the status is not in the list."),
    "status-of-other-track": _(
        "Initiative {initiative}: this status belongs to the other track. Choose one that fits."
    ),
    "reason-missing": _("Initiative {initiative} has ended without a reason. Fill in why."),
    "merged-into-missing": _("Initiative {initiative} was merged, but not said into which. Fill in its code."),
    "merged-into-itself": _("Initiative {initiative} was merged into itself. Fill in the code of the other one."),
    "merged-into-unknown": _("Initiative {initiative} was merged into one that is not in the file. Mend the code."),
    "merged-in-a-circle": _("Initiative {initiative} was merged in a circle. Mend one of the codes."),
    "merged-into-without-merge": _(
        "Initiative {initiative} names another one but its status is not merged. Mend one of both."
    ),
}
