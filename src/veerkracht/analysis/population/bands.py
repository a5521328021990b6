"""Numbers in bands, such as ages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import ibis

from veerkracht.analysis.population._conditions import known_or_null
from veerkracht.analysis.population.keys import check_column
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table


def banded(people: Table, *, column: str, bounds: Sequence[float], name: str) -> Table:
    """Add a column that tells in which band a number falls.

    Parameters
    ----------
    people : Table
        With a column of numbers.
    column : str
        Its name.
    bounds : sequence of float
        Where each band but the lowest begins, rising; a number on a bound is in the band above it.
    name : str
        Of the new column.

    Returns
    -------
    Table
        With a column of text: ``"<18"``, ``"18-<65"``, ``"65+"``; null where the number is not known.

    Raises
    ------
    SettingError
        If there is no bound, or they do not rise.
    TableError
        If the column is absent or holds no numbers.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> banded(memtable({"age": [17, 18, 90]}), column="age", bounds=[18, 65], name="band").band.to_pyarrow().to_pylist()
    ['<18', '18-<65', '65+']
    """
    check_column(people, column)
    kind = people[column].type()
    if not kind.is_numeric():
        raise TableError("Column {column} of type {type} holds no numbers to make bands of.",
                         column=column, type=str(kind))  # fmt: skip
    if not bounds or any(low >= high for low, high in pairwise(bounds)):
        raise SettingError("The bounds of {name} must be one number or more, each above the one before.", name=name)
    number = known_or_null(people[column])
    below = [(number < bound, label) for bound, label in zip(bounds, _labels(bounds), strict=True)]
    return people.mutate(**{name: ibis.cases(*below, (number >= bounds[-1], f"{bounds[-1]:g}+"), else_=None)})


def _labels(bounds: Sequence[float]) -> list[str]:
    pairs = pairwise(bounds)
    return [f"<{bounds[0]:g}", *(f"{low:g}-<{high:g}" for low, high in pairs)]
