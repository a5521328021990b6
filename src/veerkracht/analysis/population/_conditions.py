"""A condition as data, and what it asks of the columns of a table.

A condition is a mapping that names either a comparison (`column`, `is`, `value`), a combination of conditions (`all`,
`any`, `not`), or the members of a household (`some_member`, `every_member`). What is not known makes a condition not
known, as in SQL: only what is certainly true is counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import ibis
from ibis.expr.types import BooleanValue, IntegerScalar, Table, Value

from veerkracht.errors import SettingError, TableError

Condition = Mapping[str, Any]  # Any: numbers, texts, lists of them and conditions
"""A condition as it stands in TOML or JSON."""

ORDERED: Final[Mapping[str, Callable[[Any, Any], BooleanValue]]] = {  # Any: a column and a number
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
}
EQUAL: Final = ("=", "!=")
AMONG: Final = ("in", "not in")
PRESENT: Final = ("known", "unknown")
OPERATORS: Final = (*ORDERED, *EQUAL, *AMONG, "between", *PRESENT)
COMBINATIONS: Final = ("all", "any", "not")
OF_MEMBERS: Final = ("some_member", "every_member")


def holds(table: Table, condition: Condition) -> BooleanValue:
    """Return a yes/no column that tells for each row whether a condition holds; null where that is not known.

    Raises
    ------
    SettingError
        If the condition has no known form.
    TableError
        If the table lacks a column, or a value is of another type than its column.
    """
    name = _form(condition)
    if name == "column":
        return _comparison(table, condition)
    if name in OF_MEMBERS:
        return _told_of_members(table, condition)
    inner = condition[name]
    if name == "not":
        return ~holds(table, inner)
    parts = [holds(table, part) for part in _parts(inner, condition)]
    return ibis.and_(*parts) if name == "all" else ibis.or_(*parts)


def _told_of_members(table: Table, condition: Condition) -> BooleanValue:
    name = column_of_members(condition)
    if name not in table.columns:
        raise TableError("The condition {condition} asks for the persons of each household, which were not given. Put "
                         "them beside the households with `with_members`.", condition=_text(condition))  # fmt: skip
    return table[name]


def undecided(true: BooleanValue) -> BooleanValue:
    """Return whether a condition is neither true nor false.

    `isnull()` of a condition would be written as NOT (...) IS NULL, which engines read as NOT ((...) IS NULL).
    """
    return ~ibis.cases((true, True), (~true, True), else_=False)


def number_of(rows: Table, condition: BooleanValue) -> IntegerScalar:
    """Return how many rows a condition certainly holds for; an engine may answer null where it is null in every row."""
    return rows.count(where=condition).fill_null(0)


def _form(condition: Condition) -> str:
    """Return the word that tells what kind of condition this is."""
    known = ("column", *COMBINATIONS, *OF_MEMBERS)
    found = [name for name in known if isinstance(condition, Mapping) and name in condition]
    allowed = {"column", "is", "value"} if found == ["column"] else set(found)
    if len(found) != 1 or set(condition) - allowed:
        raise SettingError("The condition {condition} has no known form. Give one of: {known}.",
                           condition=_text(condition), known=", ".join(known))  # fmt: skip
    return found[0]


def _parts(inner: Any, condition: Condition) -> Sequence[Condition]:  # Any: checked here
    if not isinstance(inner, Sequence) or isinstance(inner, str) or not inner:
        raise SettingError("The condition {condition} needs a list of one condition or more.",
                           condition=_text(condition))  # fmt: skip
    return inner


def _comparison(table: Table, condition: Condition) -> BooleanValue:
    name, operator = condition["column"], condition.get("is", "=")
    if name not in table.columns:
        raise TableError("The condition {condition} asks for column {column}; there are {found}. Name one of those.",
                         condition=_text(condition), column=name, found=", ".join(table.columns))  # fmt: skip
    if operator not in OPERATORS:
        raise SettingError("The condition {condition} has no known comparison. Choose from: {known}.",
                           condition=_text(condition), known=", ".join(OPERATORS))  # fmt: skip
    column = known_or_null(table[name])
    value: Any = condition.get("value")  # Any: checked on the next line
    _check_value(column, operator, value, condition)
    if operator in PRESENT:
        return column.notnull() if operator == "known" else column.isnull()
    if operator in AMONG:
        return column.isin(value) if operator == "in" else column.notin(value)
    if operator == "between":
        return (column >= value[0]) & (column <= value[1])
    if operator in EQUAL:
        return column == value if operator == "=" else column != value
    return ORDERED[operator](column, value)


def known_or_null(column: Value) -> Value:
    """Return a column in which what is no number is null: engines differ in how they order it."""
    return ibis.ifelse(column.isnan(), ibis.null(column.type()), column) if column.type().is_floating() else column


def _check_value(column: Value, operator: str, value: Any, condition: Condition) -> None:  # Any: checked here
    listed = isinstance(value, list | tuple)
    expected = {**dict.fromkeys(AMONG, listed and bool(value)), "between": listed and len(value) == 2,
                **dict.fromkeys(PRESENT, value is None)}  # fmt: skip
    if not expected.get(operator, value is not None and not listed):
        raise SettingError("The condition {condition} has a value that {operator} cannot take: a list for in and not "
                           "in, two numbers for between, nothing for known and unknown, else one number or text.",
                           condition=_text(condition), operator=operator)  # fmt: skip
    ordered = operator in ORDERED or operator == "between"
    for one in value if listed else [] if value is None else [value]:
        if not _fits(column, one) or (ordered and not column.type().is_numeric()):
            raise TableError("The condition {condition} compares column {column} of type {type} by {operator} with "
                             "{value}. Give a value of that type; only numbers have an order.",
                             condition=_text(condition), column=condition["column"], type=str(column.type()),
                             operator=operator, value=one)  # fmt: skip


def _fits(column: Value, value: Any) -> bool:  # Any: what TOML can hold
    kind = column.type()
    if isinstance(value, bool):
        return bool(kind.is_boolean())
    return bool(kind.is_numeric() if isinstance(value, int | float) else kind.is_string() and isinstance(value, str))


def _text(condition: Any) -> str:  # Any: may be anything that was given for a condition
    return json.dumps(condition, ensure_ascii=False, default=str)


def column_of_members(condition: Condition) -> str:
    """Return the name of the column that holds what is true of the members of a household."""
    return f"members_{hashlib.sha256(_text(condition).encode()).hexdigest()[:16]}"


def conditions_of_members(condition: Condition) -> Iterator[Condition]:
    """Yield every condition about members within a condition."""
    name = _form(condition)
    if name in OF_MEMBERS:
        yield condition
    elif name == "not":
        yield from conditions_of_members(condition[name])
    elif name != "column":
        for part in _parts(condition[name], condition):
            yield from conditions_of_members(part)
