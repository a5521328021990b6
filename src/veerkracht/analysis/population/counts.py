"""How many people of each group live where, each counted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from ibis.expr.types import BooleanValue

from veerkracht.analysis.population._cells import crossed, long_table
from veerkracht.analysis.population._conditions import Condition, holds, number_of, undecided
from veerkracht.analysis.population.keys import check_area
from veerkracht.errors import SettingError
from veerkracht.tables import Table


def count_groups(
    people: Table, *, groups: Mapping[str, Condition], by: Sequence[str] = (), areas: Table | None = None
) -> Table:
    """Count the people of each group per area, in one pass.

    Parameters
    ----------
    people : Table (area, ...)
        One row per person or household (see `check_rows`), with the columns that the groups ask for.
    groups : mapping of str to condition
        Who belongs to each group. A person can belong to several; in each of them it counts once.
    by : sequence of str
        Columns to split the counts by, for example an age band (`banded`).
    areas : Table (area), optional
        Every area that exists: an area without people gets zeros, and people in another area are an error.

    Returns
    -------
    Table (area, *by, group, count, people)
        `count` of `people` of that area and category certainly belong to the group. Every area, category and group
        has a row; of whom it is not known is told by `count_unknown`.

    Raises
    ------
    SettingError
        If there is no group, or a condition has no known form.
    TableError
        If a column is absent or of another type, or people have no area or one that does not exist.

    Notes
    -----
    Only counts leave the engine. They tell of few people still: `analysis.disclosure.protect` comes before any page or
    file.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> people = memtable({"area": ["A", "A", "B"], "age": [80, 30, None]})
    >>> old = {"old": {"column": "age", "is": ">=", "value": 75}}
    >>> count_groups(people, groups=old).to_pyarrow().to_pylist()[0]
    {'area': 'A', 'group': 'old', 'count': 1, 'people': 2}
    """
    return _counted(people, groups=groups, by=by, areas=areas, which=lambda true: true)


def count_unknown(
    people: Table, *, groups: Mapping[str, Condition], by: Sequence[str] = (), areas: Table | None = None
) -> Table:
    """Count the people of whom it is not known whether they belong to each group.

    Parameters
    ----------
    people, groups, by, areas
        As for `count_groups`.

    Returns
    -------
    Table (area, *by, group, count, people)
        As `count_groups`; `count` is of people of whom a column that decides is empty.

    Raises
    ------
    SettingError, TableError
        As `count_groups`.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> people = memtable({"area": ["A", "A", "B"], "age": [80, 30, None]})
    >>> old = {"old": {"column": "age", "is": ">=", "value": 75}}
    >>> count_unknown(people, groups=old)["count"].to_pyarrow().to_pylist()
    [0, 1]
    """
    return _counted(people, groups=groups, by=by, areas=areas, which=undecided)


def _counted(
    people: Table,
    *,
    groups: Mapping[str, Condition],
    by: Sequence[str],
    areas: Table | None,
    which: Callable[[BooleanValue], BooleanValue],
) -> Table:
    check_groups(groups)
    check_area(people)
    told = [holds(people, condition) for condition in groups.values()]
    asked = {f"count_{number}": number_of(people, which(true)) for number, true in enumerate(told)}
    cells = crossed(people, {"people": people.count(), **asked}, by=by, areas=areas)
    counts = np.stack([cells.values[name] for name in asked], axis=-1)
    return long_table(cells, groups, {"count": counts, "people": cells.values["people"]})


def check_groups(groups: Mapping[str, Condition]) -> None:
    """Check that there is a group to count.

    Raises
    ------
    SettingError
        If not.
    """
    if not groups:
        raise SettingError("There is no group to count. Name one or more.")
