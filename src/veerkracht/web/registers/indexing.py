"""The areas and links of records as rows, so that they can be asked for from the other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veerkracht.web.registers.models import Face, Record, RecordArea, Reference, Values
from veerkracht.web.registers.storing import insert
from veerkracht.web.registers.typed import listed

__all__ = ["index_records"]


def index_records(records: Sequence[Record]) -> None:
    """Bring the rows of areas and links in step with the values of records."""
    ids = [record.pk for record in records]
    RecordArea.objects.filter(record__in=ids).delete()
    Reference.objects.filter(source__in=ids).delete()
    faces = [(record, face.value, record.face(face)) for record in records for face in Face]
    areas = ((record.pk, face, area) for record, face, values in faces for area in _areas(record, values))
    insert(RecordArea, ("record_id", "face", "area"), areas)
    links = ((record.pk, face, *link) for record, face, values in faces for link in _targets(record, values))
    insert(Reference, ("source_id", "face", "field", "target_id"), links)


def _areas(record: Record, values: Values) -> list[str]:
    found = [area for field in record.definition.area_fields for area in listed(values.get(field.id))]
    return list(dict.fromkeys(found))


def _targets(record: Record, values: Values) -> Iterator[tuple[str, str]]:
    for field in record.definition.link_fields:
        for target in dict.fromkeys(listed(values.get(field.id))):
            yield field.id, target
