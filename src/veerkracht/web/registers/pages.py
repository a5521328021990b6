"""Pages of a list, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from veerkracht.web.registers.selection import Selection

__all__ = ["Page", "Pages", "pages_of"]


class Page(NamedTuple):
    """A page to go to; without an address and not current, it stands for the pages between."""

    number: int
    address: str
    current: bool


@dataclass(frozen=True)
class Pages:
    """Where one is in a list.

    Parameters
    ----------
    first : int
        Place of the first record of this page, from 0.
    number, last : int
        This page and the last one, from 1.
    """

    selection: Selection
    first: int
    number: int
    last: int

    @property
    def before(self) -> str:
        """Return the address of the page before, if there is one."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        """Return the address of the next page, if there is one."""
        return self._address(self.number + 1) if self.number < self.last else ""

    @property
    def near(self) -> list[Page]:
        """Return the first page, the last one and those around this one."""
        shown = sorted({1, self.number - 1, self.number, self.number + 1, self.last} & set(range(1, self.last + 1)))
        found: list[Page] = []
        for number in shown:
            if found and number - found[-1].number > 1:
                found.append(Page(number - 1, "", current=False))
            found.append(Page(number, self._address(number), current=number == self.number))
        return found

    def _address(self, number: int) -> str:
        return f"?{self.selection.changed(page=number).query()}"


def pages_of(selection: Selection, count: int) -> Pages:
    """Return the pages of a selection; a page beyond the last is the last."""
    last = max(1, -(-count // selection.rows))
    number = min(selection.page, last)
    return Pages(selection, (number - 1) * selection.rows, number, last)
