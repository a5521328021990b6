"""The table of roles laid out: role by register by action, out of the one table that is held to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.catalogue import Register, registers
from veerkracht.web.people.access import GRANTS, Action, Assigned, Reader, Role, Scope, level_of, scope_of

__all__ = ["Cell", "Table", "cells", "role_matrix"]


@dataclass(frozen=True)
class Cell:
    """What one role may do in one register: the scope per action, and the most it sees there."""

    role: Role
    register: str
    access: str
    scopes: tuple[tuple[Action, Scope], ...]
    level: str


@dataclass(frozen=True)
class Table:
    """One class of registers: which registers are in it, and per role the scopes by action."""

    access: str
    registers: tuple[Register, ...]
    rows: tuple[Cell, ...]


def cells() -> list[Cell]:
    """Return every role in every register, in the order of the catalogue."""
    return [_cell(role, item.access, item.id) for item in registers().values() for role in Role]


def role_matrix() -> list[Table]:
    """Return a table per class of registers."""
    known = registers().values()
    return [
        Table(access, tuple(item for item in known if item.access == access),
              tuple(_cell(role, access, "") for role in Role))
        for access in GRANTS
    ]  # fmt: skip


_WIDEST_FIRST: Final = (Scope.ALL, Scope.AREAS, Scope.OWN, Scope.PUBLISHED_IN_AREAS, Scope.PUBLISHED)


def _cell(role: Role, access: str, register: str) -> Cell:
    """Lay out what somebody with one role may do: by the role itself, and as a resident or as anybody."""
    reader = Reader() if role is Role.PUBLIC else Reader(user_id=0, assigned=(Assigned(role),))
    scopes = tuple((action, _widest(reader, access, action)) for action in Action)
    return Cell(role, register, access, scopes, _level(reader, access, dict(scopes)[Action.READ]))


def _widest(reader: Reader, access: str, action: Action) -> Scope:
    found = {scope_of(given.role, access, action) for given in reader.roles}
    return next((scope for scope in _WIDEST_FIRST if scope in found), Scope.NONE)


def _level(reader: Reader, access: str, scope: Scope) -> str:
    if scope is Scope.NONE:
        return ""
    if scope is Scope.PUBLISHED:
        return "signed_in" if reader.has(Role.RESIDENT) else "public"
    return level_of(reader.roles[0].role, access)
