"""A page of a list: its heads and rows, ready to be shown; the same for every register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from veerkracht.catalogue import Field, Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Face, Record
from veerkracht.web.registers.pages import Pages, pages_of
from veerkracht.web.registers.reading import Segment, segments
from veerkracht.web.registers.rows import Row, Rows, look
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import Selection, can_sort

__all__ = ["Head", "Listing", "list_page"]


class Head(NamedTuple):
    """The head of a column: its words, where a click leads, how it is sorted now, and whether it holds numbers."""

    name: str
    words: str
    address: str
    sorted: str
    number: bool


@dataclass(frozen=True)
class Listing:
    """What a page of a list shows.

    Parameters
    ----------
    count : int
        Records in the selection, on all pages.
    works : bool
        Whether the reader sees working versions, and with them where records stand in the review.
    """

    item: Register
    selection: Selection
    count: int
    name: Head
    heads: list[Head]
    rows: list[Row]
    pages: Pages
    works: bool

    @property
    def query(self) -> str:
        """Return the selection as in an address, from the first page."""
        return self.selection.changed().query()


def list_page(selection: Selection, reader: Reader, *, today: date) -> Listing:
    """Return a page of a list.

    Notes
    -----
    The number of questions to the database depends on the columns, never on the number of rows.
    """
    item, parts = selection.item, segments(reader, selection.item)
    records = selected(selection, reader, today=today)
    count = records.order_by().count()
    pages = pages_of(selection, count)
    found = list(_lean(records, parts)[pages.first : pages.first + selection.rows])
    fields = [item.field(name) for name in selection.show if name != item.title]
    heads = [_head(field, selection, reader.language) for field in (item.field(item.title), *fields)]
    rows = Rows(item, fields, reader, today).told(found)
    works = any(part.face == Face.WORKING for part in parts)
    return Listing(item, selection, count, heads[0], heads[1:], rows, pages, works)


def _lean(records: QuerySet[Record], parts: tuple[Segment, ...]) -> QuerySet[Record]:
    """Leave the version that nobody looks at in the database."""
    faces = {part.face for part in parts}
    unused = {Face.WORKING: "published", Face.PUBLISHED: "values"}
    return records.defer(unused[faces.pop()]) if len(faces) == 1 else records


def _head(field: Field, selection: Selection, language: str) -> Head:
    up, down = selection.sort == field.id, selection.sort == f"-{field.id}"
    query = selection.changed(sort=f"-{field.id}" if up else field.id).query()
    state = "ascending" if up else "descending" if down else ""
    return Head(
        field.id, in_words(field.label, language), f"?{query}" if can_sort(field) else "", state, look(field) == "n"
    )
