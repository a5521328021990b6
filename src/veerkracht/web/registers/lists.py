"""A page of a list: its heads and rows, ready to be shown; the same for every register."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.http import QueryDict

from veerkracht.catalogue import Field, Register, register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Face
from veerkracht.web.registers.pages import Pages, pages_of
from veerkracht.web.registers.reading import lean, readable, segments
from veerkracht.web.registers.remembering import remembered
from veerkracht.web.registers.rows import Row, Rows, look
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import Selection, can_sort, selection_of

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
    asked = selection.changed(page=selection.page, show=selection.usual, add=())
    count, keys = _asked_for(reader, item.id, asked.query(), today)
    pages = pages_of(selection, count)
    by_key = {record.pk: record for record in lean(readable(reader, item), parts).filter(pk__in=keys)}
    found = [by_key[key] for key in keys if key in by_key]
    fields = [item.field(name) for name in selection.show if name != item.title]
    heads = [_head(field, selection, reader.language) for field in (item.field(item.title), *fields)]
    rows = Rows(item, fields, reader, today).told(found)
    works = any(part.face == Face.WORKING for part in parts)
    return Listing(item, selection, count, heads[0], heads[1:], rows, pages, works)


@remembered
def _asked_for(reader: Reader, register_id: str, query: str, today: date) -> tuple[int, tuple[uuid.UUID, ...]]:
    """Return how many records an address asks for, and the ids of those on its page."""
    selection = selection_of(register(register_id), QueryDict(query), reader)
    records = selected(selection, reader, today=today)
    count = records.order_by().count()
    first = pages_of(selection, count).first
    return count, tuple(records.values_list("pk", flat=True)[first : first + selection.rows])


def _head(field: Field, selection: Selection, language: str) -> Head:
    up, down = selection.sort == field.id, selection.sort == f"-{field.id}"
    query = selection.changed(sort=f"-{field.id}" if up else field.id).query()
    state = "ascending" if up else "descending" if down else ""
    return Head(
        field.id, in_words(field.label, language), f"?{query}" if can_sort(field) else "", state, look(field) == "n"
    )
