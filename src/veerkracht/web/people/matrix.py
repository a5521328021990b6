"""The table of roles laid out: role by register by action, out of the one table that is held to."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.catalogue import Register, registers
from veerkracht.web.people.access import GRANTS, Action, Role, Scope, level_of, scope_of

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


def _cell(role: Role, access: str, register: str) -> Cell:
    scopes = tuple((action, scope_of(role, access, action)) for action in Action)
    reads = any(scope is not Scope.NONE for _, scope in scopes)
    return Cell(role, register, access, scopes, _level(role, access) if reads else "")


def _level(role: Role, access: str) -> str:
    """Return what is seen of the published version by who reads no other, else what the role sees."""
    published = scope_of(role, access, Action.READ) is Scope.PUBLISHED
    return ("signed_in" if role is Role.RESIDENT else "public") if published else level_of(role, access)
