"""What the page of one record tells: its answers, its parts, what points to it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404

from veerkracht.catalogue import Field, Register, children_of, register
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.checking import check_values
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.finding import is_taken
from veerkracht.web.registers.models import Face, Record, Reference, State, Values
from veerkracht.web.registers.naming import Naming, Piece, Told, address_of, naming_for, tell
from veerkracht.web.registers.overdue import is_overdue
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.reading import (
    Label,
    Segment,
    readable,
    segments,
    shown,
    title_of,
    visible_fields,
)
from veerkracht.web.registers.sheets import known_register
from veerkracht.web.registers.typed import segment_of

__all__ = [
    "Answer",
    "Answers",
    "Detail",
    "Part",
    "Pointing",
    "Sight",
    "answers_of",
    "detail_of",
    "findings_of",
    "sight_of",
]

MOST_PARTS: Final = 50
MOST_POINTING: Final = 20
_KEY_FACTS: Final = 6


@dataclass(frozen=True)
class Sight:
    """A record as one reader sees it."""

    item: Register
    record: Record
    segment: Segment
    values: Values

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the questions that are seen."""
        return visible_fields(self.item, self.segment)

    @property
    def public(self) -> bool:
        """Tell whether this is the published version."""
        return self.segment.face == Face.PUBLISHED

    @property
    def confidential(self) -> bool:
        """Tell whether answers are shown that only few may see."""
        return any(asked.visibility == "confidential" and asked.id in self.values for asked in self.fields)


@dataclass(frozen=True)
class Answer:
    """A question with its answer."""

    field: Field
    label: str
    told: Told


@dataclass(frozen=True)
class Answers:
    """Answers under one heading, and the questions there without one."""

    label: str
    answers: tuple[Answer, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The records of one register that belong to this one, as a small table; `name` heads the first column."""

    item: Register
    name: str
    heads: tuple[Field, ...]
    rows: tuple[tuple[Piece, tuple[Told, ...]], ...]
    more: bool
    may_add: bool


@dataclass(frozen=True)
class Pointing:
    """The records of one register that point here."""

    item: Register
    pieces: tuple[Piece, ...]
    more: bool


@dataclass(frozen=True)
class Detail:
    """A whole page."""

    sight: Sight
    title: str
    key: tuple[Answer, ...]
    groups: tuple[Answers, ...]
    parts: tuple[Part, ...]
    pointing: tuple[Pointing, ...]
    parent: Piece | None
    late: Told | None

    @property
    def blank(self) -> tuple[Answers, ...]:
        """Return the headings under which nothing is known yet."""
        return tuple(group for group in self.groups if not group.answers)

    @property
    def blank_count(self) -> int:
        """Return how many questions stand under headings without an answer."""
        return sum(len(group.unknown) for group in self.blank)

    @property
    def addable(self) -> tuple[Part, ...]:
        """Return the parts of which there is none yet, and the reader may add one."""
        return tuple(part for part in self.parts if not part.rows and part.may_add)


def sight_of(register_id: str, external_id: str, reader: Reader, *, action: Action = Action.READ) -> Sight:
    """Return a record as a reader sees it.

    Raises
    ------
    Http404
        If there is no such record for this reader.
    """
    item = known_register(register_id)
    record = readable(reader, item, action=action).filter(external_id=external_id).first()
    if record is None:
        raise Http404(external_id)
    segment = segments(reader, item, action=action)[segment_of(record)]
    return Sight(item, record, segment, shown(record, segment))


def detail_of(sight: Sight, reader: Reader, *, today: date) -> Detail:
    """Return the page of a record.

    Notes
    -----
    The number of questions to the database depends on the definition of the register, not on how many records,
    links or parts there are.
    """
    children = _children(sight, reader)
    parent_id = str(sight.record.parent_id) if sight.record.parent_id else ""
    seen = [(sight.fields, sight.values), *_answered(children, reader)]
    naming = naming_for(seen, reader, more=[parent_id] if parent_id else [])
    return Detail(
        sight=sight,
        title=title_of(sight.record, sight.segment, reader.language),
        key=_key_facts(sight, naming),
        groups=answers_of(sight.item, _without_title(sight), sight.values, naming),
        parts=tuple(_part(child, records, sight, reader, naming) for child, records in children),
        pointing=tuple(_pointing(sight.record, reader)),
        parent=_piece(naming.records.get(parent_id)),
        late=_late(sight, naming, today),
    )


def answers_of(item: Register, fields: Iterable[Field], values: Values, naming: Naming) -> tuple[Answers, ...]:
    """Return answers by heading, each heading with the questions that have no answer yet."""
    told = [Answer(asked, in_words(asked.label, naming.language), tell(asked, values.get(asked.id), naming))
            for asked in fields]  # fmt: skip
    headings = [("", ""), *((group.id, in_words(group.label, naming.language)) for group in item.groups)]
    found = []
    for name, label in headings:
        inside = [answer for answer in told if answer.field.group == name]
        known = tuple(answer for answer in inside if answer.told.known)
        if inside:
            found.append(Answers(label, known, tuple(answer.label for answer in inside if not answer.told.known)))
    return tuple(found)


def findings_of(sight: Sight, language: str) -> list[tuple[str, str]]:
    """Return what is lacking in a record: per finding the question and the sentence, for who sees that question.

    Notes
    -----
    Whether something occurs twice was looked at when it was kept, so only warnings ask for that again.
    """
    seen = {asked.id: asked for asked in sight.fields}
    record, values = sight.record, sight.record.values
    found = check_values(
        sight.item, values, before=values, taken=lambda rule: rule.warning and is_taken(record, rule, values)
    )
    return [
        (in_words(seen[one.field].label, language), finding_words(one, seen[one.field], language))
        for one in found
        if one.field in seen
    ]


def _without_title(sight: Sight) -> tuple[Field, ...]:
    """Leave out the name when it heads the page, and keep a choice or a link by which a record is named."""
    return tuple(asked for asked in sight.fields if asked.id != sight.item.title or asked.kind != "text")


def _key_facts(sight: Sight, naming: Naming) -> tuple[Answer, ...]:
    seen = {asked.id: asked for asked in sight.fields}
    names = [name for name in sight.item.columns if name != sight.item.title and name in seen]
    told = [Answer(seen[name], in_words(seen[name].label, naming.language), tell(seen[name], sight.values.get(name), naming))
            for name in names]  # fmt: skip
    return tuple(answer for answer in told if answer.field.kind != "prose")[:_KEY_FACTS]


def _children(sight: Sight, reader: Reader) -> list[tuple[Register, list[Record]]]:
    """Return the parts of a record by register; only what is there at all is asked for."""
    known = children_of(sight.item.id)
    below = Record.objects.filter(parent=sight.record).exclude(state=State.ARCHIVED)
    present = set(below.order_by().values_list("register", flat=True).distinct()) if known else set[str]()
    return [(child, list(_parts(sight.record, child, reader)) if child.id in present else []) for child in known]


def _parts(record: Record, child: Register, reader: Reader) -> QuerySet[Record]:
    found = readable(reader, child).filter(parent=record).exclude(state=State.ARCHIVED)
    return found.order_by(f"title_{reader.language}", "external_id")[: MOST_PARTS + 1]


def _answered(
    children: Iterable[tuple[Register, list[Record]]], reader: Reader
) -> Iterable[tuple[tuple[Field, ...], Values]]:
    for child, records in children:
        places = segments(reader, child)
        for record in records:
            segment = places[segment_of(record)]
            yield visible_fields(child, segment), _columns_only(child, shown(record, segment))


def _columns_only(item: Register, values: Values) -> Values:
    return {name: value for name, value in values.items() if name in item.columns}


def _part(child: Register, records: list[Record], sight: Sight, reader: Reader, naming: Naming) -> Part:
    places = segments(reader, child)
    widest = {asked.id: asked for place in places for asked in visible_fields(child, place)}
    heads = tuple(widest[name] for name in child.columns if name in widest and name != child.title)
    rows = tuple(_row(record, heads, places[segment_of(record)], naming) for record in records[:MOST_PARTS])
    may_add = not sight.public and bool(segments(reader, child, action=Action.CREATE))
    name = in_words(child.field(child.title).label, naming.language)
    return Part(child, name, heads, rows, len(records) > MOST_PARTS, may_add)


def _row(record: Record, heads: tuple[Field, ...], segment: Segment, naming: Naming) -> tuple[Piece, tuple[Told, ...]]:
    values = shown(record, segment)
    title = title_of(record, segment, naming.language)
    piece = Piece(title, address_of(Label(record.register, record.external_id, title)))
    return piece, tuple(tell(asked, values.get(asked.id), naming) for asked in heads)


def _pointing(record: Record, reader: Reader) -> Iterable[Pointing]:
    sources = Reference.objects.filter(target=record).values_list("source__register", flat=True).distinct()
    for item in sorted(map(register, sources.order_by()), key=lambda found: (found.number, found.id)):
        places = segments(reader, item)
        found = readable(reader, item).filter(_points_to(record, item, places)).exclude(state=State.ARCHIVED)
        listed = list(found.order_by(f"title_{reader.language}", "external_id")[: MOST_POINTING + 1])
        pieces = tuple(_named(one, places[segment_of(one)], reader.language) for one in listed[:MOST_POINTING])
        if pieces:
            yield Pointing(item, pieces, len(listed) > MOST_POINTING)


def _points_to(record: Record, item: Register, places: tuple[Segment, ...]) -> Q:
    """Only through questions, and in the version, that the reader sees."""
    condition = Q(pk__in=[])
    for place, segment in enumerate(places):
        names = [one.id for one in visible_fields(item, segment) if one.target == record.register]
        links = Reference.objects.filter(target=record, face=segment.face, field__in=names)
        condition |= Q(segment=place, pk__in=links.values("source"))
    return condition


def _named(record: Record, segment: Segment, language: str) -> Piece:
    title = title_of(record, segment, language)
    return Piece(title, address_of(Label(record.register, record.external_id, title)))


def _piece(label: Label | None) -> Piece | None:
    return Piece(label.title, address_of(label)) if label else None


def _late(sight: Sight, naming: Naming, today: date) -> Told | None:
    """Return the date that has passed, if the record is overdue."""
    late = sight.item.late
    if late is None or sight.record.state == State.ARCHIVED or not is_overdue(sight.item, sight.values, today):
        return None
    return tell(sight.item.field(late.date), sight.values[late.date], naming)
