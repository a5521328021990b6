"""What a list holds: search, filters, order and columns, read out of an address and written back into it.

An address names fields by their id, so no field may be called as one of `RESERVED`. What a reader may not see can
neither be filtered, sorted nor shown: it is left out, as if it were not in the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from veerkracht.catalogue import Field, Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.keys import LONGEST_KEY
from veerkracht.web.registers.models import Face, State
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.typed import number_of

__all__ = ["FILTERED", "RESERVED", "SIZES", "Selection", "can_sort", "seen_fields", "selection_of"]

RESERVED: Final = ("q", "of", "review", "late", "changed_since", "sort", "show", "rows", "page", "add")
SIZES: Final = (25, 50, 100, 200)
ROWS: Final = 50
FILTERED: Final = ("choice", "yes_no", "area", "link", "year", "text", "prose", "address", "person")
"""Kinds of fields by which a list can be filtered."""
_SORTED: Final = ("text", "choice", "yes_no", "integer", "decimal", "money", "year", "date", "day", "address", "person")
_MOST_VALUES: Final = 50


@dataclass(frozen=True)
class Selection:
    """A list as its address asks for it.

    Parameters
    ----------
    text : str
        Words in the name.
    of : str
        Key of the record to which they belong, in a register of parts.
    filters : tuple of (str, tuple of str)
        Per field the values of which a record holds one; ``-`` is unknown.
    review : str
        A state of review; empty for all that is in use.
    late : bool
        Only what is overdue.
    changed_since : str
        Only what was changed since this date or moment.
    sort : str
        Field, with ``-`` for the other way round.
    show : tuple of str
        Columns.
    rows, page : int
        How many on a page, and which page.
    add : tuple of str
        Fields of which a filter is offered besides those of the register.
    usual : tuple of str
        Columns that are shown when nothing else is chosen.
    """

    item: Register
    text: str = ""
    of: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    review: str = ""
    late: bool = False
    changed_since: str = ""
    sort: str = ""
    show: tuple[str, ...] = ()
    rows: int = ROWS
    page: int = 1
    add: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values that a field is filtered by."""
        return dict(self.filters).get(name, ())

    def without(self, name: str, value: str = "") -> Selection:
        """Return the selection without a filter, or without one of its values, from the first page."""
        kept = tuple(one for one in self.values(name) if value and one != value)
        return self._with_values(name, kept)

    def changed(self, **parts: Any) -> Selection:  # Any: the parts of a selection
        """Return another selection, from the first page unless a page is given."""
        return replace(self, **({"page": 1} | parts))

    def whole(self) -> Selection:
        """Return the selection without filters; order and columns stay."""
        return self.changed(text="", of="", filters=(), review="", late=False, changed_since="")

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.text or self.of or self.filters or self.review or self.late or self.changed_since)

    def query(self) -> str:
        """Return the address after the question mark; what is as usual is left out."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """Return the selection as names and values of an address."""
        pairs: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.filters for value in values]
        usual = Selection(self.item, sort=self.item.sort, show=self.usual)
        for part in fields(self):
            value = getattr(self, part.name)
            if part.name in RESERVED and value != getattr(usual, part.name):
                pairs += [(part.name, word) for word in _written(value)]
        return pairs

    def _with_values(self, name: str, values: tuple[str, ...]) -> Selection:
        kept = tuple((other, given) for other, given in self.filters if other != name)
        return self.changed(filters=(*kept, (name, values)) if values else kept)


def _written(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return ["1" if value is True else str(value)]


def seen_fields(item: Register, reader: Reader) -> tuple[Field, ...]:
    """Return the fields that a reader sees of some record of a register."""
    levels = {segment.level for segment in segments(reader, item)}
    names = {field.id for level in levels for field in item.seen_at(level)}
    return tuple(field for field in item.fields if field.id in names)


def selection_of(item: Register, query: QueryDict, reader: Reader) -> Selection:
    """Read an address; what it asks wrongly is left out."""
    seen = {field.id: field for field in seen_fields(item, reader)}
    show = tuple(name for name in dict.fromkeys(query.getlist("show")) if name in seen)
    usual = tuple(name for name in item.columns if name in seen)
    works = any(part.face == Face.WORKING for part in segments(reader, item))
    return Selection(
        item,
        text=" ".join(query.get("q", "").split())[:200],
        of=query.get("of", "")[:LONGEST_KEY] if item.part_of else "",
        filters=_filters(item, query, seen),
        review=query.get("review", "") if works and query.get("review") in State.values else "",
        late=item.late is not None and query.get("late", "") == "1",
        changed_since=_moment(query.get("changed_since", "")),
        sort=_sort(item, query.get("sort", ""), seen),
        show=usual if set(show) in (set(), set(usual)) else show,
        usual=usual,
        rows=_number(query.get("rows", ""), ROWS, allowed=SIZES),
        page=_number(query.get("page", ""), 1),
        add=tuple(name for name in dict.fromkeys(query.getlist("add")) if name in seen and seen[name].kind in FILTERED),
    )


def _filters(item: Register, query: QueryDict, seen: Mapping[str, Field]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for field in item.fields:
        given = dict.fromkeys(value.strip()[:200] for value in query.getlist(field.id)[:_MOST_VALUES])
        fitting = tuple(value for value in given if value and field.id in seen and _fits(field, value))
        found += [(field.id, fitting)] if fitting else []
    return tuple(found)


def _fits(field: Field, value: str) -> bool:
    if field.kind not in FILTERED:
        return False
    if value == "-":
        return not field.required
    if field.kind == "choice":
        return field.choice(value) is not None
    if field.kind == "yes_no":
        return value in ("yes", "no")
    return value.isascii() and value.isdigit() and len(value) <= 4 if field.kind == "year" else True


def _sort(item: Register, asked: str, seen: Mapping[str, Field]) -> str:
    field = seen.get(asked.removeprefix("-"))
    return asked if field and can_sort(field) else item.sort


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return ""
    return text


def _number(text: str, usual: int, *, allowed: tuple[int, ...] = ()) -> int:
    number = number_of(text, usual)
    return number if (number in allowed if allowed else number >= 1) else usual


def can_sort(field: Field) -> bool:
    """Tell whether a list can be sorted by a field."""
    return not field.many and field.kind in _SORTED
