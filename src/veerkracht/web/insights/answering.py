"""What an answer is: a question, a sentence, and tables; and how values are written in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from veerkracht.catalogue import register
from veerkracht.tables import Table, memtable
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Area
from veerkracht.web.registers.naming import day_words
from veerkracht.web.registers.reading import labels, segments
from veerkracht.web.registers.readout import read_out

__all__ = [
    "Asked",
    "Cell",
    "Drawing",
    "Insight",
    "Row",
    "Sheet",
    "Told",
    "amount",
    "day",
    "laid_out",
    "number",
    "rows_in",
    "share",
    "table_with",
]

Row = dict[str, Any]  # Any: values of one row of a table


@dataclass(frozen=True)
class Cell:
    """One cell: its words, and the address they lead to."""

    words: str
    address: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: what it shows, its headings, and its rows; the first cell of a row names it."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = ""

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Return each heading with whether numbers stand below it."""
        return [(head, any(row[place].is_number for row in self.rows)) for place, head in enumerate(self.heads)]

    @property
    def lines(self) -> list[list[tuple[Cell, bool, str]]]:
        """Return the cells of each row with whether they stand among numbers, also unknown ones, and their heading."""
        among = [right for _head, right in self.columns]
        return [list(zip(row, among, self.heads, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG, of which the words were escaped when it was drawn, and what stands under it."""

    caption: str
    picture: SafeString
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """An answer in one sentence, the tables behind it, what one should know when reading them, and drawings of it."""

    answer: str
    sheets: Sequence[Sheet] = ()
    notes: Sequence[str] = ()
    drawings: Sequence[Drawing] = ()


@dataclass
class Asked:
    """Who asks, and on which day; gives the registers as that reader sees them."""

    reader: Reader
    today: date
    _read: dict[str, Table] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """Return a register as a table, read once."""
        if name not in self._read:
            self._read[name] = read_out(self.reader, register(name))
        return self._read[name]

    def rows(self, name: str) -> list[Row]:
        """Return a register as rows."""
        return rows_in(self.table(name))

    def names(self, ids: Sequence[str | None]) -> Mapping[str, Cell]:
        """Return how records are called, with the way to them; a record that is not seen is absent."""
        found = labels([key for key in ids if key], self.reader)
        return {
            key: Cell(label.title, f"/{self.reader.language}/registers/{label.register}/{label.external_id}/")
            for key, label in found.items()
        }

    def words(self, name: str, field_id: str, code: str | None) -> str:
        """Return the words of a choice in the language of the reader."""
        choice = register(name).field(field_id).choice(code) if code is not None else None
        return getattr(choice.label, self.reader.language) if choice else _("unknown")

    def areas(self) -> Mapping[str, str]:
        """Return the names of areas by code."""
        return dict(Area.objects.values_list("code", "name"))


@dataclass(frozen=True)
class Insight:
    """A question that registers answer together.

    Parameters
    ----------
    key : str
        Its name in addresses.
    question : str
        In the reader's language when it is shown.
    needs : tuple of str
        Fields that the answer rests on, as ``register.field``; who may not see one of them does not get the answer.
    tell : callable
        Gives the answer.
    """

    key: str
    question: str | Promise
    needs: tuple[str, ...]
    tell: Callable[[Asked], Told]

    @property
    def registers(self) -> tuple[str, ...]:
        """Registers on whose list the question is named."""
        return tuple(dict.fromkeys(need.partition(".")[0] for need in self.needs))

    def is_for(self, reader: Reader) -> bool:
        """Tell whether a reader may see all that the answer rests on."""
        return all(_is_seen(reader, *need.split(".")) for need in self.needs)


def _is_seen(reader: Reader, register_id: str, field_id: str) -> bool:
    item = register(register_id)
    levels = [segment.level for segment in segments(reader, item, action=Action.READ)]
    return any(item.field(field_id) in item.seen_at(level) for level in levels)


def rows_in(table: Table) -> list[Row]:
    """Return a table as rows."""
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found


def laid_out(
    caption: str, columns: Sequence[tuple[str, Callable[[Row], Cell]]], rows: Sequence[Row], empty: str = ""
) -> Sheet:
    """Lay rows out as a table: each column is a heading and what it shows of a row."""
    cells = [[show(row) for _head, show in columns] for row in rows]
    return Sheet(caption, [head for head, _show in columns], cells, empty)


def table_with(columns: Mapping[str, tuple[pa.DataType, Sequence[Any]]]) -> Table:  # Any: values of one type each
    """Return a table out of values with their types, also when there are none."""
    return memtable(pa.table({name: pa.array(list(values), kind) for name, (kind, values) in columns.items()}))


def number(value: float | None, decimals: int = 0) -> Cell:
    """Write a number in the reader's language; unknown is a word."""
    if value is None:
        return Cell(_("unknown"))
    return Cell(number_format(value, decimals, use_l10n=True, force_grouping=True), is_number=True)


def day(value: date | str | None) -> Cell:
    """Write a day, month or year; unknown is a word."""
    return Cell(day_words(str(value)) if value else _("unknown"))


def amount(value: float | None) -> Cell:
    """Write an amount in euro."""
    found = number(value)
    return Cell(f"€ {found.words}", is_number=True) if found.is_number else found


def share(value: float | None) -> Cell:
    """Write a share (0-1) as a percentage."""
    found = number(None if value is None else 100 * value)
    return Cell(f"{found.words}%", is_number=True) if found.is_number else found
