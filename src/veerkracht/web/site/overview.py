"""What the first page tells: how many records of each register there are for this reader."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.catalogue import Family, Register, families
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.counting import counts

__all__ = ["Overview", "Shelf", "overview"]


@dataclass(frozen=True)
class Shelf:
    """A family with its registers and the number of records the reader may see."""

    family: Family
    registers: tuple[tuple[Register, int], ...]


@dataclass(frozen=True)
class Overview:
    """What the first page shows."""

    shelves: tuple[Shelf, ...]


def overview(reader: Reader) -> Overview:
    """Count what a reader may see."""
    found = counts(reader)
    shelves = (
        Shelf(
            family, tuple((item, found[item.id]) for item in family.registers if item.id in found and not item.part_of)
        )
        for family in families()
    )
    return Overview(tuple(shelf for shelf in shelves if shelf.registers))
