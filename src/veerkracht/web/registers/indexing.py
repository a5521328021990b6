"""The areas and links of records as rows, so that they can be asked for from the other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veerkracht.web.registers.models import Face, Record, RecordArea, Reference, Values
from veerkracht.web.registers.typed import listed

__all__ = ["index_records"]


def index_records(records: Sequence[Record]) -> None:
    """Bring the rows of areas and links in step with the values of records."""
    ids = [record.pk for record in records]
    RecordArea.objects.filter(record__in=ids).delete()
    Reference.objects.filter(source__in=ids).delete()
    faces = [(record, face, record.face(face)) for record in records for face in Face]
    RecordArea.objects.bulk_create(
        [RecordArea(record=record, face=face, area=area) for record, face, values in faces for area in _areas(record, values)],
        batch_size=1000,
    )  # fmt: skip
    Reference.objects.bulk_create(
        [
            Reference(source=record, face=face, field=field, target_id=target)
            for record, face, values in faces
            for field, target in _targets(record, values)
        ],
        batch_size=1000,
    )


def _areas(record: Record, values: Values) -> list[str]:
    found = [area for field in record.definition.area_fields for area in listed(values.get(field.id))]
    return list(dict.fromkeys(found))


def _targets(record: Record, values: Values) -> Iterator[tuple[str, str]]:
    for field in record.definition.link_fields:
        for target in dict.fromkeys(listed(values.get(field.id))):
            yield field.id, target
