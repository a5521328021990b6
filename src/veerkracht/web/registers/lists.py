"""A page of a list: its heads and rows, ready to be shown; the same for every register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from veerkracht.catalogue import Field, Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.markup import absent, brief_html, cut, state_html, withheld
from veerkracht.web.registers.models import Face, Record, Values
from veerkracht.web.registers.naming import Naming, Piece, Told, address_of, naming_for, tell
from veerkracht.web.registers.overdue import is_overdue
from veerkracht.web.registers.pages import Pages, pages_of
from veerkracht.web.registers.reading import Label, Segment, segments, shown, title_of, visible_fields
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import Selection, can_sort
from veerkracht.web.registers.typed import segment_of

__all__ = ["Cell", "Head", "Listing", "Row", "list_page"]

_NUMBERS: Final = ("integer", "decimal", "money", "year")
_DATES: Final = ("day", "date")
_NAMED: Final = ("text", "prose", "choice")
"""Kinds of title that `title_of` puts into words."""


class Head(NamedTuple):
    """The head of a column: its words, where a click leads, how it is sorted now, and whether it holds numbers."""

    name: str
    words: str
    address: str
    sorted: str
    number: bool


class Cell(NamedTuple):
    """An answer in a row, with the words of its column; `look` is n for a number, d for a date."""

    label: str
    html: SafeString
    look: str
    late: bool


class Row(NamedTuple):
    """A record in a list; `key` is its external id and version, by which it can be ticked."""

    key: str
    name: str
    address: str
    belongs: SafeString
    cells: list[Cell]
    state: SafeString


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
    rows = _Rows(item, fields, parts, reader, today).told(found)
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
        field.id, in_words(field.label, language), f"?{query}" if can_sort(field) else "", state, _look(field) == "n"
    )


def _look(field: Field) -> str:
    if field.many:
        return ""
    return "n" if field.kind in _NUMBERS else "d" if field.kind in _DATES else ""


@dataclass(frozen=True)
class _Rows:
    """Puts records into words, all names asked for at once."""

    item: Register
    fields: list[Field]
    parts: tuple[Segment, ...]
    reader: Reader
    today: date

    def told(self, records: list[Record]) -> list[Row]:
        segments_of = [self.parts[segment_of(record)] for record in records]
        values = [shown(record, segment) for record, segment in zip(records, segments_of, strict=True)]
        asked = [*self.fields, self.item.field(self.item.title)]
        parents = [str(record.parent_id) for record in records if record.parent_id]
        naming = naming_for(((asked, found) for found in values), self.reader, more=parents)
        seen = {place: {field.id for field in visible_fields(self.item, part)} for place, part in enumerate(self.parts)}
        return [
            self._row(record, found, naming, seen[segment_of(record)])
            for record, found in zip(records, values, strict=True)
        ]

    def _row(self, record: Record, values: Values, naming: Naming, seen: set[str]) -> Row:
        late = is_overdue(self.item, values, self.today)
        due = self.item.late.date if self.item.late else ""
        name = self._name(record, values, naming)
        cells = [
            Cell(
                in_words(field.label, naming.language),
                self._cell(field, values, naming, seen),
                _look(field),
                late and field.id == due,
            )
            for field in self.fields
        ]
        working = self.parts[segment_of(record)].face == Face.WORKING
        state = state_html(record.state) if working else SafeString("")
        address = address_of(Label(self.item.id, record.external_id, name))
        belongs = _belongs(record, naming) if self.item.part_of else SafeString("")
        return Row(f"{record.external_id}@{record.version}", name, address, belongs, cells, state)

    def _name(self, record: Record, values: Values, naming: Naming) -> str:
        title = self.item.field(self.item.title)
        if title.kind in _NAMED:
            return cut(title_of(record, self.parts[segment_of(record)], self.reader.language))
        told = tell(title, values.get(title.id), naming)
        return ", ".join(piece.words for piece in told.pieces) or record.external_id

    def _cell(self, field: Field, values: Values, naming: Naming, seen: set[str]) -> SafeString:
        return brief_html(tell(field, values.get(field.id), naming)) if field.id in seen else withheld()


def _belongs(record: Record, naming: Naming) -> SafeString:
    label = naming.records.get(str(record.parent_id))
    return brief_html(Told("line", (Piece(label.title, address_of(label)),))) if label else absent()
