"""Persons beside their households, and households beside the persons in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ibis.expr.types import BooleanValue

from veerkracht.analysis.population._conditions import (
    Condition,
    column_of_members,
    conditions_of_members,
    holds,
    undecided,
)
from veerkracht.errors import TableError
from veerkracht.tables import Table

HOUSEHOLD: Final = "household"


def with_households(persons: Table, households: Table) -> Table:
    """Put the columns of each household beside the persons in it.

    Parameters
    ----------
    persons : Table (person, household, ...)
        One row per person.
    households : Table (household, ...)
        One row per household: check with `check_rows` first, for a household with two rows doubles its persons.

    Returns
    -------
    Table
        One row per person, with the columns of both. A person without household keeps a row, with nulls.

    Raises
    ------
    TableError
        If either lacks the column `household`, or both have another column of one name.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> persons = memtable({"person": [1, 2, 3], "household": [1, 1, 2]})
    >>> homes = memtable({"household": [1, 2], "area": ["A", "B"]})
    >>> with_households(persons, homes).order_by("person").area.to_pyarrow().to_pylist()
    ['A', 'A', 'B']
    """
    _check_household(persons, households)
    twice = sorted((set(persons.columns) & set(households.columns)) - {HOUSEHOLD})
    if twice:
        raise TableError("Persons and households both have {columns}. Keep each column in one of them.",
                         columns=", ".join(twice))  # fmt: skip
    return persons.left_join(households, HOUSEHOLD).drop(f"{HOUSEHOLD}_right")


def with_members(households: Table, persons: Table, *, groups: Mapping[str, Condition]) -> Table:
    """Put beside each household what the groups ask of the persons in it.

    Parameters
    ----------
    households : Table (household, ...)
        One row per household.
    persons : Table (household, ...)
        One row per person.
    groups : mapping of str to condition
        Groups of households; their conditions `some_member` and `every_member` are worked out here, so that
        `count_groups` finds them.

    Returns
    -------
    Table
        One row per household, with a column per condition about its members; null where a member is not known and the
        others do not settle it, and for a household without persons.

    Raises
    ------
    TableError
        If either lacks the column `household`, or a column that a condition asks for.

    Examples
    --------
    >>> from veerkracht.analysis.population import count_groups
    >>> from veerkracht.tables import memtable
    >>> homes = memtable({"household": [1, 2], "area": ["A", "A"]})
    >>> persons = memtable({"household": [1, 1, 2], "age": [80, 9, 40]})
    >>> groups = {"with a child": {"some_member": {"column": "age", "is": "<", "value": 18}}}
    >>> count_groups(with_members(homes, persons, groups=groups), groups=groups)["count"].to_pyarrow().to_pylist()
    [1]
    """
    _check_household(households, persons)
    asked = {column_of_members(part): part for rule in groups.values() for part in conditions_of_members(rule)}
    if not asked:
        return households
    told = {f"member_{number}": _of_members(persons, part) for number, part in enumerate(asked.values())}
    per_home = persons.group_by(HOUSEHOLD).agg(**told)
    named = per_home.rename(dict(zip(asked, told, strict=True)))
    return households.left_join(named, HOUSEHOLD).drop(f"{HOUSEHOLD}_right")


def _of_members(persons: Table, condition: Condition) -> BooleanValue:
    """Combine what is true of each person: `any` and `all` leave out the unknown, so it is put back."""
    ((quantifier, inner),) = condition.items()
    true = holds(persons, inner)
    some = quantifier == "some_member"
    settled = true.any() if some else ~true.all()
    # One member settles it; otherwise an unknown member leaves it open.
    open_still = undecided(true).any()
    return (settled | open_still.nullif(True)) if some else ~(settled | open_still.nullif(True))


def _check_household(first: Table, second: Table) -> None:
    if HOUSEHOLD not in first.columns or HOUSEHOLD not in second.columns:
        raise TableError("Persons and households are joined by a column household, which one of them lacks. Add it.")
