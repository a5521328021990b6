"""What the registers of a city hold, as taken at one moment: records by register, with the edition they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from veerkracht.catalogue.definitions import Words

__all__ = ["Kept", "Recorded"]


@dataclass(frozen=True)
class Kept:
    """One record.

    Parameters
    ----------
    id : str
        Its external id, unique within the register.
    values : Mapping
        Answers by field; links hold external ids, texts in two languages ``{"nl": …, "en": …}``. Unknown is absent.
    parent : str
        External id of the record it belongs to, where the register is a part of another.
    """

    id: str
    values: Mapping[str, Any]  # Any: JSON, by the kind of the field
    parent: str = ""

    def words(self, name: str) -> Words:
        """Return a text in both languages; where one lacks, the other stands in its place, unknown is empty."""
        given = self.values.get(name) or {}
        nl, en = (given.get("nl"), given.get("en")) if isinstance(given, Mapping) else (str(given), str(given))
        return Words(nl or en or "", en or nl or "")

    def listed(self, name: str) -> tuple[str, ...]:
        """Return what a field lists; one answer is a list of one."""
        given = self.values.get(name)
        return tuple(map(str, given)) if isinstance(given, list | tuple) else (str(given),) if given else ()


@dataclass(frozen=True)
class Recorded:
    """All that was taken from the registers.

    Parameters
    ----------
    registers : Mapping of str to tuple of Kept
        Records by register, in order of id.
    edition : Kept or None
        The edition they were frozen for; None when they were taken as they stood.
    texts, settings : tuple of Kept
        What that edition says and sets by itself.
    before : Mapping or None
        The key figures of the edition before it.
    frozen_on : str
        ISO date; empty when not frozen.
    digest : str
        SHA-256 of the content.
    """

    registers: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    edition: Kept | None = None
    texts: tuple[Kept, ...] = ()
    settings: tuple[Kept, ...] = ()
    before: Mapping[str, Any] | None = None  # Any: JSON
    frozen_on: str = ""
    digest: str = ""

    def of(self, register: str, parent: str = "") -> tuple[Kept, ...]:
        """Return the records of a register, or those that belong to one record."""
        found = self.registers.get(register, ())
        return tuple(record for record in found if record.parent == parent) if parent else found

    def includes(self, chapter: str) -> bool:
        """Tell whether the edition wants a chapter; one that names none wants all."""
        chosen = self.edition.listed("chapters") if self.edition else ()
        return not chosen or chapter in chosen
