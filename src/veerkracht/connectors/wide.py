"""From a published table with one row per area to observations: which rows, what is absent, in what order.

All readers of such tables share these steps, so that absence, duplicate areas and bad cells mean the same
in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.connectors.cells import CellError, level_of, municipality_of, number_cells, tidy_code
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable

__all__ = [
    "Column", "Rows", "code_cells", "in_municipality", "measured_numbers", "number_column",
    "observations_of", "unasked", "unpublished",
]  # fmt: skip

Column = tuple[NDArray[np.float64], list[str]]
"""Values (NaN where absent) and a status for each."""


@dataclass(frozen=True)
class Rows:
    """The rows of a file that are read: which file, their areas, and their numbers in the file.

    Parameters
    ----------
    path : Path
        The file, named in errors.
    areas : tuple of str
        Tidy codes.
    places : tuple of int
        For each area the place of its row among the data rows of the file, from 0.
    first_row : int
        Number of the first data row as a reader of the file counts.
    """

    path: Path
    areas: tuple[str, ...]
    places: tuple[int, ...]
    first_row: int = 1


def code_cells(texts: Sequence[str | None], *, path: Path, column: str, first_row: int) -> list[str]:
    """Return the tidy area codes of a column.

    Raises
    ------
    InputError
        At the first cell that holds no area code.
    """
    codes = [tidy_code(text or "") for text in texts]
    for place, code in enumerate(codes):
        try:
            level_of(code)
        except ValueError as error:
            raise InputError(
                "{file}, row {row}, column {column}: {code!r} is no area code. Write it as GM0518 or WK051801.",
                file=path, row=first_row + place, column=column, code=code,
            ) from error  # fmt: skip
    return codes


def in_municipality(
    codes: Sequence[str], *, municipality: str | None, path: Path, first_row: int = 1, places: Sequence[int] = ()
) -> Rows:
    """Keep the areas of one municipality and those of none (the country); without one keep all. Each occurs once.

    Parameters
    ----------
    codes : Sequence of str
        Tidy codes, one per row.
    municipality : str or None
        Code of the municipality.
    path : Path
        The file, named in errors.
    first_row : int
        Number of the first data row as a reader of the file counts.
    places : Sequence of int
        Place of each code among the data rows of the file, where rows were left out before.

    Raises
    ------
    MissingDataError
        If the file has no row of the municipality.
    InputError
        If an area occurs more than once.
    """
    wanted = None if municipality is None else tidy_code(municipality)
    homes = [municipality_of(code) for code in codes]
    if wanted is not None and wanted not in homes:
        raise MissingDataError("{file} has no row of municipality {municipality}. Give the file of that municipality.",
                               file=path, municipality=wanted)  # fmt: skip
    where = places or range(len(codes))
    kept = [(code, where[i]) for i, code in enumerate(codes) if wanted is None or homes[i] in (wanted, None)]
    rows = Rows(path, tuple(code for code, _ in kept), tuple(place for _, place in kept), first_row)
    _check_distinct(rows)
    return rows


def _check_distinct(rows: Rows) -> None:
    seen: set[str] = set()
    for area, place in zip(rows.areas, rows.places, strict=True):
        if area in seen:
            raise InputError("{file}, row {row}: area {area} has more than one row. Keep one row per area.",
                             file=rows.path, row=rows.first_row + place, area=area)  # fmt: skip
        seen.add(area)


def number_column(
    texts: Sequence[str | None], *, rows: Rows, column: str, blank: str = Status.NOT_ASKED, decimal: str = "."
) -> Column:
    """Read the cells of the kept rows as numbers.

    Parameters
    ----------
    texts : Sequence of str or None
        The whole column, one cell per data row of the file.
    rows : Rows
        The rows to keep.
    column : str
        Heading, named in errors.
    blank : str
        What an empty cell means in this source: a status of `Status.ABSENT`.
    decimal : str
        The decimal mark.

    Raises
    ------
    InputError
        At the first cell that is neither a number, a dot nor empty.
    """
    try:
        values, statuses = number_cells([texts[place] for place in rows.places], decimal=decimal)
    except CellError as error:
        raise InputError(
            "{file}, row {row}, column {column}: {text!r} is no number. Write a number, or a dot when it is unknown.",
            file=rows.path, row=rows.first_row + rows.places[error.index], column=column, text=error.text,
        ) from error  # fmt: skip
    return values, [blank if status == Status.NOT_ASKED else status for status in statuses]


def measured_numbers(values: NDArray[np.float64], *, rows: Rows) -> Column:
    """Take the kept rows of a column that holds numbers; NaN means missing."""
    kept = values[list(rows.places)] if rows.places else values[:0]
    return kept, np.where(np.isnan(kept), Status.MISSING, Status.NORMAL).tolist()


def unasked(count: int) -> Column:
    """Return a column of which nothing was asked or published: null, with the status that tells it."""
    return np.full(count, np.nan), [Status.NOT_ASKED] * count


def unpublished(texts: Sequence[str | None]) -> bool:
    """Tell whether a column has a dot or nothing in every row: not published (yet), or left out of a selection.

    Examples
    --------
    >>> unpublished(["    .", None]), unpublished(["    .", "0"])
    (True, False)
    """
    return all((text or "").strip() in ("", ".") for text in texts)


def observations_of(
    columns: Mapping[str, Column], *, areas: Sequence[str], scales: Mapping[str, float], period: str, source: str
) -> Table:
    """Put columns, one per indicator, below each other as observations, ordered by indicator and area.

    Parameters
    ----------
    columns : mapping of str to Column
        Per indicator the values and statuses, in the order of `areas`.
    areas : Sequence of str
        Tidy codes, each once.
    scales : mapping of str to float
        Per indicator the factor from the raw value to its unit.
    period, source : str
        The same for all rows.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`; the key is unique because areas and indicators are.
    """
    names, order = sorted(columns), sorted(range(len(areas)), key=lambda place: areas[place])
    values = np.concatenate([np.empty(0), *(columns[name][0][order] * scales[name] for name in names)])
    count = len(values)
    cells = {
        "area": [areas[place] for place in order] * len(names),
        "period": [period] * count,
        "indicator": [name for name in names for _ in order],
        "value": pa.array(values, from_pandas=True),  # NaN becomes null
        "status": [columns[name][1][place] for name in names for place in order],
        "source": [source] * count,
    }
    return memtable(pa.table(cells, schema=OBSERVATIONS.schema.to_pyarrow()))
