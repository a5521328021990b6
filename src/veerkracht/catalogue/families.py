"""Families of registers: how the many registers are put in order for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from veerkracht.catalogue.definitions import Words, read_toml
from veerkracht.catalogue.registers import Register, registers
from veerkracht.errors import CatalogueError

__all__ = ["Family", "families", "menu_registers"]

_FILE = "register_families.toml"


@dataclass(frozen=True)
class Family:
    """Registers that belong together, whole ones before the parts of their records."""

    number: int
    label: Words
    registers: tuple[Register, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return the families that have registers, in order.

    Raises
    ------
    CatalogueError
        If a register has a number that no family has.
    """
    known = {item["number"]: Words(item["label_nl"], item["label_en"]) for item in read_toml(_FILE)["family"]}
    lost = next((item for item in registers().values() if item.number not in known), None)
    if lost is not None:
        raise CatalogueError("Register {register} has the number {number}, which no family in {file} has. Add it there.",
                             register=lost.id, number=lost.number, file=f"catalogue/{_FILE}")  # fmt: skip
    members = {number: tuple(item for item in registers().values() if item.number == number) for number in known}
    return tuple(Family(number, known[number], members[number]) for number in sorted(known) if members[number])


@cache
def menu_registers() -> tuple[str, ...]:
    """Return the registers that stand in the main menu, in order."""
    return tuple(name for name in read_toml(_FILE)["menu"] if name in registers())
