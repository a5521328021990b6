"""What must hold before people are counted: one row each, in an area that exists.

Errors tell how many rows are wrong and never which: the key of a person stays in the engine.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.population._conditions import number_of
from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

TOLD: Final = 5
"""Codes of areas that an error names."""


def check_rows(rows: Table, *, key: str) -> int:
    """Check that each person, or each household, has one row, and return how many there are.

    Parameters
    ----------
    rows : Table
        One row per person or household.
    key : str
        The column that tells them apart: ``"person"`` or ``"household"``.

    Raises
    ------
    TableError
        If there are no rows, the table lacks the column, it is empty in a row, or two rows have the same.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> check_rows(memtable({"person": [1, 2]}), key="person")
    2
    """
    check_column(rows, key)
    counted = rows.aggregate(rows=rows.count(), keys=rows[key].nunique(), empty=number_of(rows, rows[key].isnull()))
    ((total, keys, empty),) = (row.values() for row in counted.to_pyarrow().to_pylist())
    if not total:
        raise TableError("There are no rows with a {key}. Give a register that holds somebody.", key=key)
    if empty:
        raise TableError("{empty} of {total} rows have no {key}. Give each row its own, or one person counts twice.",
                         empty=empty, total=total, key=key)  # fmt: skip
    if keys < total:
        raise TableError("{twice} of {total} rows repeat a {key} of another row. Keep one row per {key}.",
                         twice=total - keys, total=total, key=key)  # fmt: skip
    return int(total)


def check_households(persons: Table, households: Table) -> None:
    """Check that every person stands in a household that exists.

    Raises
    ------
    TableError
        If not; it tells of how many persons.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> check_households(memtable({"person": [1], "household": [7]}), memtable({"household": [7, 8]}))
    """
    check_column(persons, "household")
    check_column(households, "household")
    lost = int(persons.anti_join(households, "household").count().to_pyarrow().as_py())
    if lost:
        raise TableError("{lost} persons stand in a household that is not among the households. Add those households, "
                         "or leave these persons out.", lost=lost)  # fmt: skip


def check_column(rows: Table, name: str) -> None:
    """Check that a table has a column.

    Raises
    ------
    TableError
        If not; it names the columns that there are.
    """
    if name not in rows.columns:
        raise TableError("There is no column {column}; there are {found}. Name the column in the definition.",
                         column=name, found=", ".join(rows.columns))  # fmt: skip


def check_area(rows: Table) -> None:
    """Check that areas are told by text.

    Raises
    ------
    TableError
        If the column is absent or of another type.
    """
    check_column(rows, "area")
    if not rows["area"].type().is_string():
        raise TableError("The column area is of type {type}. Make it text: a number loses the zeros in front.",
                         type=str(rows["area"].type()))  # fmt: skip


def check_known_areas(found: pa.ChunkedArray, people: pa.ChunkedArray, *, areas: Table) -> pa.Array:
    """Check that everybody is in an area of a list, and return the codes of that list in order.

    Parameters
    ----------
    found, people : ChunkedArray
        Code of each counted area, and the people in it.
    areas : Table (area)
        Every area that exists.

    Raises
    ------
    TableError
        If people have no area, or one that is not in the list.
    """
    known = pc.unique(pull(areas.select("area"))["area"].combine_chunks().cast(pa.string()))
    nowhere = pc.sum(people.filter(pc.is_null(found))).as_py()
    if nowhere:
        raise TableError("{people} rows have no area. Fill in the area, or leave these rows out and say so.",
                         people=nowhere)  # fmt: skip
    strange = pc.unique(found.filter(pc.invert(pc.is_in(found, known)))).sort()
    if len(strange):
        raise TableError("{count} area(s) of the rows are not in the list of areas, first {first}. Use the division of "
                         "the same year.", count=len(strange), first=", ".join(strange[:TOLD].to_pylist()))  # fmt: skip
    return known.sort()
