"""Rows that came in, with where each stands in its file, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from veerkracht.catalogue import Register
from veerkracht.web.transfer.columns import KEY, PARENT, spots

__all__ = ["Incoming", "Pointer", "Spotted", "Trouble", "Where"]


class Where(Protocol):
    """The place of a row in a file."""

    @property
    def sheet(self) -> str:
        """Return the sheet, or the register in JSON."""

    @property
    def row(self) -> int:
        """Return the number of the row, from 1."""

    def cell(self, column: str) -> str:
        """Return the address of the answer to a column; empty where there is none."""

    def label(self, column: str) -> str:
        """Return the heading of a column as it stands in the file."""


@dataclass(frozen=True)
class Trouble:
    """Something wrong in a file: its code, where it stands, and what stands there.

    `message` holds the words of a broken rule in both languages; `notice` tells that no row is refused for it.
    """

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    value: str = ""
    field: str = ""
    message: tuple[str, str] | None = None
    notice: bool = False
    register: str = ""


@dataclass(frozen=True)
class Spotted:
    """A row of a file.

    Parameters
    ----------
    key, parent : str
        Its key, and the key of what it belongs to; empty where the file has none.
    given : dict
        Its answers by field; a field that the file does not have is absent, a blank one is None. A text in two
        languages holds only the languages that the file has.
    """

    item: Register
    key: str
    parent: str
    given: dict[str, Any]  # Any: text, or JSON as it is kept
    place: Where

    def trouble(
        self, code: str, *, field: str = "", value: str = "", message: tuple[str, str] | None = None
    ) -> Trouble:
        """Return what is wrong with this row, at the cell of a field."""
        column = next((name for name in self._columns(field) if self.place.cell(name)), "")
        place = self.place
        return Trouble(
            code, place.sheet, place.row, place.label(column), place.cell(column), value, field, message,
            register=self.item.id,
        )  # fmt: skip

    def _columns(self, name: str) -> list[str]:
        if name.startswith("#") or not self.item.has(name):
            return [name]
        return [spot.column for spot in spots(self.item.field(name))]


@dataclass(frozen=True)
class Pointer:
    """Where a record stands in JSON: register, number from 1, and its address."""

    sheet: str
    row: int
    address: str

    def cell(self, column: str) -> str:
        """Return the address of an answer."""
        names = {KEY: "id", PARENT: "parent"}
        return f"{self.address}/{names.get(column) or 'fields/' + column.replace(':', '/')}"

    def label(self, column: str) -> str:
        """Return the name of an answer."""
        return column.lstrip("#").replace(":", " ")


@dataclass
class Incoming:
    """All rows of a file with what is wrong in it, in the order of the file.

    Parameters
    ----------
    main : Register
        The register that the file is about first of all.
    """

    main: Register
    rows: list[Spotted] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
