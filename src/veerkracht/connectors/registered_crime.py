"""Crimes registered by the police per neighbourhood and year: Statistics Netherlands and the police.

What has no known place is filed under `cells.UNKNOWN_LOCATION`. It stays as a row of its own, so that it is told;
it is no area, so it never joins a map or a municipality.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from veerkracht.connectors.files import float_column, open_parquet
from veerkracht.connectors.wide import code_cells, in_municipality, measured_numbers, observations_of
from veerkracht.errors import UsageError
from veerkracht.tables import Table

__all__ = ["read_registered_crime"]

_KEY: Final = "WijkenEnBuurten"
_COUNT: Final = "GeregistreerdeMisdrijven_1"
_PERIOD_IN_NAME: Final = re.compile(r"(\d{4})JJ00")


def read_registered_crime(
    path: Path,
    *,
    source: str,
    municipality: str | None = None,
    period: str | None = None,
    indicator: str = "registered_crimes",
) -> Table:
    """Read the registered crimes of one year.

    Parameters
    ----------
    path : Path
        Parquet file with table 47018NED, all types of crime together.
    source : str
        Id of the source that the observations carry.
    municipality : str, optional
        Code; keeps its neighbourhoods and the unknown location of the whole country. By default all.
    period : str, optional
        Year; by default the one in the file name (``2024JJ00``).
    indicator : str
        Id that the counts get.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`; numbers of crimes. Area ``BU00000000`` is the unknown location.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality.
    InputError
        If the file is no such table, a neighbourhood has two rows, or the counts are no numbers.
    UsageError
        If neither `period` nor the file name tells the year.

    References
    ----------
    .. [1] Statistics Netherlands and the police, "Geregistreerde misdrijven per buurt", table 47018NED, CC BY 4.0.
    """
    year = period or _period_in_name(path)
    with open_parquet(path, needs=(_KEY, _COUNT)) as opened:
        table = opened.read(columns=[_KEY, _COUNT])
    codes = code_cells(table.column(_KEY).to_pylist(), path=path, column=_KEY, first_row=1)
    rows = in_municipality(codes, municipality=municipality, path=path)
    counts = measured_numbers(float_column(table, _COUNT, path=path), rows=rows)
    return observations_of({indicator: counts}, areas=rows.areas, scales={indicator: 1.0}, period=year, source=source)


def _period_in_name(path: Path) -> str:
    found = _PERIOD_IN_NAME.search(path.name)
    if found is None:
        raise UsageError("The name of {file} does not tell its year (as 2024JJ00). Give `period`.", file=path)
    return found[1]
