"""The rows of a list: records in words, their answers as cells, all names asked for at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from veerkracht.catalogue import Field, Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.markup import absent, brief_html, cut, late_html, state_html, withheld
from veerkracht.web.registers.models import Face, Record, State, Values
from veerkracht.web.registers.naming import Naming, Piece, Told, address_of, naming_for, tell
from veerkracht.web.registers.overdue import is_overdue
from veerkracht.web.registers.reading import Segment, segments, shown, title_of, visible_fields
from veerkracht.web.registers.typed import segment_of

__all__ = ["Row", "Rows", "look"]

_NUMBERS: Final = ("integer", "decimal", "money", "year")
_DATES: Final = ("day", "date")
_NAMED: Final = ("text", "prose", "choice")
"""Kinds of title that `title_of` puts into words."""


class Row(NamedTuple):
    """A record in a list: `key` is its external id and version, by which it can be ticked, `cells` its other columns."""

    key: str
    name: str
    address: str
    belongs: SafeString
    cells: SafeString
    state: SafeString


def look(field: Field) -> str:
    """Return how a column looks: n for numbers, d for dates, empty for words."""
    if field.many:
        return ""
    return "n" if field.kind in _NUMBERS else "d" if field.kind in _DATES else ""


@dataclass(frozen=True)
class Rows:
    """Puts the records of a page of a list into words.

    Parameters
    ----------
    fields : list of Field
        The columns, without the name.
    """

    item: Register
    fields: list[Field]
    reader: Reader
    today: date

    def told(self, records: list[Record]) -> list[Row]:
        """Return the rows of records that come from `readable`."""
        values = [shown(record, self._parts[segment_of(record)]) for record in records]
        asked = [*self.fields, self.item.field(self.item.title)]
        parents = [str(record.parent_id) for record in records if record.parent_id]
        naming = naming_for(((asked, found) for found in values), self.reader, more=parents)
        return [self._row(record, found, naming) for record, found in zip(records, values, strict=True)]

    @cached_property
    def _parts(self) -> tuple[Segment, ...]:
        return segments(self.reader, self.item)

    @cached_property
    def _seen(self) -> list[set[str]]:
        return [{field.id for field in visible_fields(self.item, part)} for part in self._parts]

    @cached_property
    def _address(self) -> str:
        return reverse("registers:list", args=(self.item.id,))

    @cached_property
    def _starts(self) -> list[tuple[Field, SafeString]]:
        """Return per column how its cells begin; on a small screen each cell says the words of its column."""
        start = '<td class="{}" data-label="{}"><span>'
        words = [in_words(field.label, self.reader.language) for field in self.fields]
        return [
            (field, format_html(start, look(field), label)) for field, label in zip(self.fields, words, strict=True)
        ]

    @cached_property
    def _late(self) -> SafeString:
        return late_html(self.item, self.reader.language)

    @cached_property
    def _states(self) -> dict[str, SafeString]:
        return {state: state_html(state) for state in State.values}

    def _row(self, record: Record, values: Values, naming: Naming) -> Row:
        part = self._parts[segment_of(record)]
        name = self._name(record, part, values, naming)
        cells = self._cells(values, naming, self._seen[segment_of(record)])
        state = self._states[record.state] if part.face == Face.WORKING else SafeString("")
        belongs = _belongs(record, naming) if self.item.part_of else SafeString("")
        address = f"{self._address}{quote(record.external_id, safe='')}/"
        return Row(f"{record.external_id}@{record.version}", name, address, belongs, cells, state)

    def _name(self, record: Record, part: Segment, values: Values, naming: Naming) -> str:
        title = self.item.field(self.item.title)
        if title.kind in _NAMED:
            return cut(title_of(record, part, self.reader.language))
        told = tell(title, values.get(title.id), naming)
        return ", ".join(piece.words for piece in told.pieces) or record.external_id

    def _cells(self, values: Values, naming: Naming, seen: set[str]) -> SafeString:
        due = self.item.late.date if self.item.late and is_overdue(self.item, values, self.today) else ""
        return SafeString("".join(self._cell(field, start, values, naming, seen, due) for field, start in self._starts))

    def _cell(self, field: Field, start: SafeString, values: Values, naming: Naming, seen: set[str], due: str) -> str:
        told = brief_html(tell(field, values.get(field.id), naming)) if field.id in seen else withheld()
        return start + told + (self._late if due == field.id else "") + _END


_END: Final = SafeString("</span></td>")


def _belongs(record: Record, naming: Naming) -> SafeString:
    label = naming.records.get(str(record.parent_id))
    return brief_html(Told("line", (Piece(label.title, address_of(label)),))) if label else absent()
