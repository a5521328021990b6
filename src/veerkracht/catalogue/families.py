"""Families of registers: how the many registers are put in order for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.catalogue.registers import Register, registers
from veerkracht.errors import CatalogueError

__all__ = ["Family", "Question", "families", "first_questions", "menu_registers"]

_FILE = "register_families.toml"


@dataclass(frozen=True)
class Family:
    """Registers that belong together, each with the parts of its records behind it."""

    number: int
    label: Words
    registers: tuple[Register, ...]


@dataclass(frozen=True)
class Question:
    """A question that the first page answers.

    Parameters
    ----------
    register : str
        Register that it is about.
    of, by : str
        Records of which register are counted, by which of its choices.
    latest : str
        Field that holds a year: only the last year counts; empty for all records.
    """

    register: str
    words: Words
    of: str
    by: str
    latest: str = ""


@cache
def families() -> tuple[Family, ...]:
    """Return the families that have registers, in order.

    Raises
    ------
    CatalogueError
        If a register has a number that no family has.
    """
    known = {item["number"]: item for item in read_toml(_FILE)["family"]}
    lost = next((item for item in registers().values() if item.number not in known), None)
    if lost is not None:
        raise CatalogueError("Register {register} has the number {number}, which no family in {file} has. Add it there.",
                             register=lost.id, number=lost.number, file=f"catalogue/{_FILE}")  # fmt: skip
    found = (_family(number, known[number]) for number in sorted(known))
    return tuple(family for family in found if family.registers)


def _family(number: int, item: Record) -> Family:
    members = [member for member in registers().values() if member.number == number]
    members.sort(key=lambda member: (member.id != item.get("first"), member.part_of != ""))
    whole = [member for member in members if member.part_of not in {other.id for other in members}]
    ordered = [one for member in whole for one in _with_parts(member, members)]
    return Family(number, Words(item["label_nl"], item["label_en"]), tuple(ordered))


def _with_parts(member: Register, members: list[Register]) -> list[Register]:
    parts = (part for part in members if part.part_of == member.id)
    return [member, *(one for part in parts for one in _with_parts(part, members))]


@cache
def first_questions() -> tuple[Question, ...]:
    """Return the questions of the first page, in order."""
    return tuple(
        Question(
            item["register"], Words(item["words_nl"], item["words_en"]), item["of"], item["by"], item.get("latest", "")
        )
        for item in read_toml(_FILE)["question"]
    )


@cache
def menu_registers() -> tuple[str, ...]:
    """Return the registers that stand in the main menu, in order."""
    return tuple(name for name in read_toml(_FILE)["menu"] if name in registers())
