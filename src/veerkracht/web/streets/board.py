"""What a street asked and was promised, as one reader sees it; whether a promise is late follows from the date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from veerkracht.catalogue import Register, register
from veerkracht.catalogue.registers import OVERDUE
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.naming import Told, naming_for, tell
from veerkracht.web.registers.overdue import is_overdue
from veerkracht.web.registers.reading import readable, segments, shown, title_of, visible_fields
from veerkracht.web.registers.typed import segment_of

__all__ = [
    "FILTERS", "Line", "Mark", "Street", "Tally", "lines_of", "mark_of", "public", "seen_parts", "street_of", "streets",
    "tallies",
]  # fmt: skip

LABS: Final = "street_labs"
PROMISES: Final = "promises"
_HIDDEN: Final = ("withdrawn",)
_ORDER: Final = ("overdue", "promised", "asked", "kept", "answered_no", "refused")
_SYMBOLS: Final = {
    "asked": "?", "promised": "…", "overdue": "!", "kept": "✓", "answered_no": "–", "refused": "×", "withdrawn": "",
}  # fmt: skip
FILTERS: Final = {"open": ("asked", "promised", "overdue"), "overdue": ("overdue",), "kept": ("kept",),
                  "no": ("answered_no", "refused")}  # fmt: skip
"""Per filter in the address the states that it shows."""


@dataclass(frozen=True)
class Mark:
    """How a question stands: a code, a symbol and words."""

    code: str
    symbol: str
    words: str


@dataclass(frozen=True)
class Line:
    """A question of a street with what came of it; `told` holds every answer that the reader sees, by field."""

    external_id: str
    mark: Mark
    told: Mapping[str, Told]
    values: Values
    state: str


@dataclass(frozen=True)
class Street:
    """A street lab as a reader sees it."""

    record: Record
    external_id: str
    name: str
    told: Mapping[str, Told]
    values: Values


@dataclass(frozen=True)
class Tally:
    """How many questions stand where."""

    total: int
    open: int
    overdue: int
    kept: int
    no: int


def public(language: str) -> Reader:
    """Return the reader of what everybody may see, also when somebody with more rights looks."""
    return Reader(language=language)


def streets(reader: Reader) -> list[Street]:
    """Return the street labs that a reader sees, by name."""
    item = register(LABS)
    found = readable(reader, item).exclude(state=State.ARCHIVED).order_by(f"title_{reader.language}", "external_id")
    return _told(item, found, reader)


def street_of(external_id: str, reader: Reader) -> Street:
    """Return one street lab.

    Raises
    ------
    Http404
        If it is not there for this reader.
    """
    item = register(LABS)
    found = readable(reader, item).exclude(state=State.ARCHIVED).filter(external_id=external_id)
    street = next(iter(_told(item, found, reader)), None)
    if street is None:
        raise Http404(external_id)
    return street


def _told(item: Register, records: Iterable[Record], reader: Reader) -> list[Street]:
    places = segments(reader, item)
    seen = [
        (one, visible_fields(item, places[segment_of(one)]), shown(one, places[segment_of(one)])) for one in records
    ]
    naming = naming_for([(fields, values) for _one, fields, values in seen], reader)
    return [
        Street(one, one.external_id, title_of(one, places[segment_of(one)], reader.language),
               {field.id: tell(field, values.get(field.id), naming) for field in fields}, values)
        for one, fields, values in seen
    ]  # fmt: skip


def lines_of(street: Record, reader: Reader, *, today: date) -> list[Line]:
    """Return the questions of a street, what is late first, then what is open, then what is done, newest first."""
    item = register(PROMISES)
    places = segments(reader, item)
    seen = [(one, values) for one, values in seen_parts(street, PROMISES, reader) if values.get("state") not in _HIDDEN]
    fields = {one.pk: visible_fields(item, places[segment_of(one)]) for one, _values in seen}
    naming = naming_for([(fields[one.pk], values) for one, values in seen], reader)
    lines = [
        Line(one.external_id, mark_of(item, values, today, reader.language),
             {field.id: tell(field, values.get(field.id), naming) for field in fields[one.pk]}, values, one.state)
        for one, values in seen
    ]  # fmt: skip
    newest = sorted(lines, key=lambda line: str(line.values.get("asked_on", "")), reverse=True)
    return sorted(newest, key=_rank)


def _rank(line: Line) -> tuple[int, str]:
    due = str(line.values.get("due", "9999")) if line.mark.code in FILTERS["open"] else ""
    return _ORDER.index(line.mark.code), due


def seen_parts(street: Record, register_id: str, reader: Reader) -> list[tuple[Record, Values]]:
    """Return the parts of a street lab with the values that a reader sees."""
    item = register(register_id)
    places = segments(reader, item)
    found = readable(reader, item).filter(parent=street).exclude(state=State.ARCHIVED).order_by("external_id")
    return [(one, shown(one, places[segment_of(one)])) for one in found]


def mark_of(item: Register, values: Values, today: date, language: str) -> Mark:
    """Return how a question stands; one that is open while its day has passed is late."""
    if is_overdue(item, values, today):
        return Mark("overdue", _SYMBOLS["overdue"], in_words(OVERDUE, language))
    code = str(values.get("state", "asked"))
    choice = item.field("state").choice(code)
    return Mark(code, _SYMBOLS.get(code, ""), in_words(choice.label, language) if choice else _("unknown"))


def tallies(ids: Iterable[UUID], reader: Reader, *, today: date) -> dict[UUID | None, Tally]:
    """Count the questions of many streets by where they stand, in one question to the database."""
    item, wanted = register(PROMISES), list(ids)
    places = segments(reader, item)
    counts: dict[UUID | None, Counter[str]] = {key: Counter() for key in wanted}
    for one in readable(reader, item).filter(parent__in=wanted).exclude(state=State.ARCHIVED):
        values = shown(one, places[segment_of(one)])
        if values.get("state") not in _HIDDEN:
            counts[one.parent_id][mark_of(item, values, today, reader.language).code] += 1
    return {key: tally_of(found) for key, found in counts.items()}


def tally_of(counts: Mapping[str, int]) -> Tally:
    """Return numbers by filter out of numbers by state."""
    number = {name: sum(counts.get(code, 0) for code in codes) for name, codes in FILTERS.items()}
    return Tally(number["open"] + number["kept"] + number["no"], **number)
