"""What a reader may see of the records: which ones, which version of each, and which fields of that version.

Every way out (page, file, interface for machines, search, edition) starts from `readable` and ends in `shown`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from django.db.models import Case, Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from veerkracht.catalogue import Field, Register, register
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Action, Assigned, Reader, Role, Scope, level_of, scope_of
from veerkracht.web.registers.brief import column_of
from veerkracht.web.registers.models import Face, Record, RecordArea, Reference, State, Values
from veerkracht.web.registers.typed import segment_of

__all__ = [
    "Label", "Segment", "allowed", "is_published", "labels", "lean", "matching", "names_seen", "readable", "segments", "shown",
    "sorted_by", "title_of", "visible_fields", "within",
]  # fmt: skip

_KEY: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WIDEST_FIRST: Final = (Scope.ALL, Scope.AREAS, Scope.OWN, Scope.PUBLISHED_IN_AREAS, Scope.PUBLISHED)


@dataclass(frozen=True)
class Segment:
    """Records that a reader sees in the same way.

    Parameters
    ----------
    where : Q
        Which records.
    face : Face
        Which version of them.
    level : str
        The most confidential fields that are seen, one of `VISIBILITIES`.
    """

    where: Q
    face: Face
    level: str


def segments(reader: Reader, item: Register, *, action: Action = Action.READ) -> tuple[Segment, ...]:
    """Return what a reader may see of a register, widest first; a record belongs to the first that holds it."""
    granted = [(scope_of(given.role, item.access, action), given) for given in reader.roles]
    found = [_segment(scope, given, item) for wanted in _WIDEST_FIRST for scope, given in granted if scope is wanted]
    found.sort(key=lambda segment: (segment.face != Face.WORKING, -VISIBILITIES.index(segment.level)))
    whole = next((place for place, segment in enumerate(found) if segment.where == _EVERY), len(found) - 1)
    return tuple(found[: whole + 1])


_EVERY: Final = Q(pk__isnull=False)


def names_seen(reader: Reader, item: Register, *, action: Action) -> frozenset[str]:
    """Return the fields that a reader sees of at least some records of a register."""
    return _seen_anywhere(reader, item.id, action)


@lru_cache(maxsize=512)
def _seen_anywhere(reader: Reader, name: str, action: Action) -> frozenset[str]:
    item = register(name)
    levels = {segment.level for segment in segments(reader, item, action=action)}
    return frozenset(field.id for level in levels for field in item.seen_at(level))


def _segment(scope: Scope, given: Assigned, item: Register) -> Segment:
    if scope is Scope.PUBLISHED:
        level = "signed_in" if given.role is Role.RESIDENT else "public"
        return Segment(is_published(item), Face.PUBLISHED, level)
    if scope is Scope.PUBLISHED_IN_AREAS:
        where = is_published(item) & within(scope, given)
        return Segment(where, Face.PUBLISHED, level_of(given.role, item.access))
    return Segment(within(scope, given), Face.WORKING, level_of(given.role, item.access))


def is_published(item: Register) -> Q:
    """Published and not archived; a part also needs that what it belongs to is published."""
    own = Q(published__isnull=False) & ~Q(state=State.ARCHIVED)
    return own & Q(parent__published__isnull=False) & ~Q(parent__state=State.ARCHIVED) if item.part_of else own


def within(scope: Scope, given: Assigned) -> Q:
    """Return the condition on records that a scope stands for."""
    if scope is Scope.ALL:
        return _EVERY
    if scope is Scope.OWN:
        return Q(pk=given.record) | Q(parent_id=given.record) if given.record else Q(pk__in=[])
    if scope is Scope.AREAS:
        return Q(_in_areas(OuterRef("pk"), given.areas)) | Q(_in_areas(OuterRef("parent_id"), given.areas))
    if scope is Scope.PUBLISHED_IN_AREAS:
        return Q(_in_areas(OuterRef("pk"), given.areas, Face.PUBLISHED))
    return Q(pk__in=[])


def _in_areas(record: OuterRef, areas: Iterable[str], face: Face = Face.WORKING) -> Exists:
    return Exists(RecordArea.objects.filter(record=record, face=face, area__in=sorted(areas)))


def readable(reader: Reader, item: Register, *, action: Action = Action.READ) -> QuerySet[Record]:
    """Return the records of a register that a reader may see, each with `segment`: the place in `segments`.

    Notes
    -----
    Default deny: without a grant nothing comes back.
    """
    parts = segments(reader, item, action=action)
    records = Record.objects.filter(register=item.id)
    if not parts:
        return records.none()
    if len(parts) == 1:
        seen = records if parts[0].where == _EVERY else records.filter(parts[0].where)
        return seen.annotate(segment=Value(0, output_field=IntegerField()))
    cases = [When(part.where, then=Value(place)) for place, part in enumerate(parts)]
    return records.annotate(segment=Case(*cases, output_field=IntegerField())).filter(segment__isnull=False)


def lean(records: QuerySet[Record], parts: tuple[Segment, ...]) -> QuerySet[Record]:
    """Leave the version that nobody looks at, and what only the database looks at, in the database."""
    faces = {part.face for part in parts}
    unused = {Face.WORKING: "published", Face.PUBLISHED: "values"}
    return records.defer("brief", "published_brief", *([unused[faces.pop()]] if len(faces) == 1 else []))


def visible_fields(item: Register, segment: Segment) -> tuple[Field, ...]:
    """Return the fields that are seen in a segment."""
    return item.seen_at(segment.level)


def shown(record: Record, segment: Segment) -> Values:
    """Return the values of a record that are seen in a segment; unknown ones are absent."""
    values = record.face(segment.face)
    names = {field.id for field in record.definition.seen_at(segment.level)}
    return {name: value for name, value in values.items() if name in names}


def allowed(reader: Reader, action: Action, record: Record) -> bool:
    """Tell whether a reader may do something with one record; asks the database once."""
    parts = segments(reader, record.definition, action=action)
    conditions = [part.where for part in parts]
    if not conditions:
        return False
    if conditions[0] == _EVERY:
        return True
    joined = conditions[0]
    for condition in conditions[1:]:
        joined |= condition
    return Record.objects.filter(joined, pk=record.pk).exists()


def matching(
    records: QuerySet[Record], name: str, value: str | Iterable[str], *, reader: Reader, item: Register
) -> QuerySet[Record]:
    """Keep the records whose field holds a value, looking only where the reader may see that field.

    Parameters
    ----------
    records : QuerySet
        From `readable`.
    name, value : str
        Field and its value as code, or several of which one will do; a text field is searched for the value;
        ``-`` asks for the unknown.
    """
    field = item.field(name)
    wanted = [value] if isinstance(value, str) else list(value)
    condition = Q(pk__in=[])
    for place, segment in enumerate(segments(reader, item)):
        if field in visible_fields(item, segment):
            condition |= Q(segment=place) & _holds_one(field, wanted, segment.face, item)
    return records.filter(condition)


def _holds_one(field: Field, wanted: list[str], face: Face, item: Register) -> Q:
    """Tell whether a field holds one of some values; records and areas in one go, as there may be many."""
    found, codes = Q(pk__in=[]), [value for value in wanted if value != "-"]
    rows = field.kind == "link" or item.area_fields == (field,)  # rows of areas do not tell which field they come from
    if rows and codes:
        found, wanted = _holds_row(field, codes, face), [value for value in wanted if value == "-"]
    for value in wanted:
        found |= _holds(item, field, value, face)
    return found


def _holds_row(field: Field, codes: list[str], face: Face) -> Q:
    if field.kind == "area":
        return Q(Exists(RecordArea.objects.filter(record=OuterRef("pk"), face=face, area__in=codes)))
    pointing = Reference.objects.filter(source=OuterRef("pk"), face=face, field=field.id, target__in=_keys(codes))
    return Q(Exists(pointing))


def _keys(codes: list[str]) -> list[uuid.UUID]:
    """Return ids of records; what is no id is no record."""
    return [uuid.UUID(code) for code in codes if _KEY.fullmatch(code)]


def _holds(item: Register, field: Field, value: str, face: Face) -> Q:
    column = column_of(item, field, face)
    if value == "-":
        return ~Q(**{f"{column}__has_key": field.id})
    if field.languages:
        both = (f"{column}__{field.id}__nl__icontains", f"{column}__{field.id}__en__icontains")
        return Q(**{both[0]: value}) | Q(**{both[1]: value})
    if field.many:
        return Q(**{f"{column}__{field.id}__icontains": f'"{value}"'})
    if field.kind in ("text", "prose", "address"):
        return Q(**{f"{column}__{field.id}__icontains": value})
    return Q(**{f"{column}__{field.id}": _typed(field, value)})


def _typed(field: Field, value: str) -> str | bool | int | float:
    if field.kind == "yes_no":
        return value == "yes"
    if field.kind in ("integer", "year"):
        return int(value)
    return float(value) if field.kind in ("decimal", "money") else value


def sorted_by(records: QuerySet[Record], order: str, *, reader: Reader, item: Register) -> QuerySet[Record]:
    """Sort by a field that the reader may see (``-`` first for the other way round), unknown last, ties by name."""
    name, down = order.lstrip("-"), order.startswith("-")
    parts = segments(reader, item)
    title = f"title_{reader.language}" if _titles_seen(item, parts) else "sort_name"
    if title == "sort_name":  # the name of a version that is not seen tells nothing, not even by its place
        records = records.annotate(sort_name=_sort_key(item, item.field(item.title), parts, reader.language))
    key = _sort_key(item, item.field(name), parts, reader.language) if name != item.title else F(title)
    if key == _NOTHING:
        return records.order_by(title, "id")
    if name == item.title:
        return records.order_by(f"-{title}" if down else title, "id")
    ordered = F("sort_key").desc(nulls_last=True) if down else F("sort_key").asc(nulls_last=True)
    return records.annotate(sort_key=key).order_by(ordered, title, "id")


_NOTHING: Final = Value(None, output_field=TextField())


def _titles_seen(item: Register, parts: tuple[Segment, ...]) -> bool:
    """Tell whether the working version of each name is seen."""
    title = item.field(item.title)
    return all(part.face == Face.WORKING and title in visible_fields(item, part) for part in parts)


def _sort_key(item: Register, field: Field, parts: tuple[Segment, ...], language: str) -> BaseExpression:
    """Return what a field is sorted by, in the version that is seen of each record; nothing where it is not seen."""
    cases = [
        When(segment=place, then=_sort_value(item, field, part.face, language))
        for place, part in enumerate(parts)
        if field in visible_fields(item, part)
    ]
    if not cases:
        return _NOTHING
    return cast(BaseExpression, cases[0].result if len(parts) == 1 else Case(*cases))  # cast: either is one


def _sort_value(item: Register, field: Field, face: Face, language: str) -> Combinable:
    column = column_of(item, field, face)
    path = f"{column}__{field.id}__{language}" if field.languages else f"{column}__{field.id}"
    if field.choices:
        ranks = [When(**{path: choice.code, "then": Value(rank)}) for rank, choice in enumerate(field.choices)]
        return Case(*ranks, output_field=IntegerField())
    if field.kind in ("integer", "decimal", "money", "year"):
        return Cast(KT(path), FloatField())
    return Cast(KT(path), TextField())


def title_of(record: Record, segment: Segment, language: str) -> str:
    """Return the name of a record in the version that is seen, else its external id."""
    item = record.definition
    if all(asked.id != item.title for asked in visible_fields(item, segment)):
        return record.external_id
    if segment.face == Face.WORKING:
        return record.title(language)
    value = record.face(segment.face).get(item.title)
    if isinstance(value, dict):
        return value.get(language) or next(iter(value.values()), record.external_id)
    choice = item.field(item.title).choice(str(value))
    return getattr(choice.label, language) if choice else str(value or record.external_id)


@dataclass(frozen=True)
class Label:
    """How a record is called for a reader, and where it stands."""

    register: str
    external_id: str
    title: str


def labels(ids: Iterable[str], reader: Reader) -> dict[str, Label]:
    """Return the names of records that a reader may see, by id; one question per register among them.

    A record that the reader may not see is absent, so that its name does not leak through a link.
    """
    wanted = sorted(set(ids))
    names = Record.objects.filter(pk__in=wanted).values_list("register", flat=True).distinct() if wanted else ()
    return {key: label for name in sorted(names) for key, label in _labels_of(register(name), wanted, reader)}


def _labels_of(item: Register, wanted: list[str], reader: Reader) -> list[tuple[str, Label]]:
    parts = segments(reader, item)
    return [
        (
            str(record.pk),
            Label(item.id, record.external_id, title_of(record, parts[segment_of(record)], reader.language)),
        )
        for record in lean(readable(reader, item), parts).filter(pk__in=wanted)
    ]
