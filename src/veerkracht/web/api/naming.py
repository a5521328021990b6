"""How registers and fields are called from outside: ``risk-assessments`` and ``reviewDate``.

The rules for interfaces of Dutch governments ask for hyphens in addresses and humps in names.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Final

from veerkracht.catalogue import Field, Register, register, registers

__all__ = ["PARAMETERS", "PARENT", "address_name", "field_called", "public_name", "register_called", "type_name"]

PARAMETERS: Final = ("q", "review", "late", "changedSince", "sort", "fields", "page", "pageSize", "lang")
"""Names in the address of a list that are no field."""

PARENT: Final = "parent"
"""Parameter of a register that is part of another: the id of the record to which the records belong."""


def public_name(name: str) -> str:
    """Return the outside name of a field.

    Examples
    --------
    >>> public_name("review_date")
    'reviewDate'
    """
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def address_name(item: Register) -> str:
    """Return the name of a register in addresses."""
    return item.id.replace("_", "-")


def type_name(item: Register) -> str:
    """Return the name of a register as a type, for example ``RiskAssessments``."""
    return "".join(part.capitalize() for part in item.id.split("_"))


def register_called(name: str) -> Register | None:
    """Return the register with a name as in addresses, if there is one."""
    known = name.replace("-", "_")
    return register(known) if known in registers() and "_" not in name else None


@cache
def _fields(name: str) -> MappingProxyType[str, Field]:
    return MappingProxyType({public_name(field.id): field for field in register(name).fields})


def field_called(item: Register, name: str) -> Field | None:
    """Return the field with an outside name, if there is one."""
    return _fields(item.id).get(name)
