"""Many new rows are stored at once, the same on each database."""

import pytest
from django.db import IntegrityError, transaction

from veerkracht.web.registers.models import Face, Record, RecordArea, State
from veerkracht.web.registers.storing import insert

HARD = 'Hitte\tin de "wijk"\\\nen \u00e9\u00e9n straat \N{HOT SPRINGS}'


def test_rows_come_back_as_they_were_given(make_record):
    parent = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    values = {"name": {"nl": HARD}, "n": 1.5, "list": [None, True]}
    made = Record(register="risks", external_id=HARD, parent=parent, title_nl=HARD, values=values, state=State.ARCHIVED)
    names = [field.attname for field in Record._meta.concrete_fields]

    assert insert(Record, names, [[getattr(made, name) for name in names]]) == 1
    found = Record.objects.get(pk=made.pk, published__isnull=True)
    assert [getattr(found, name) for name in names] == [getattr(made, name) for name in names]


def test_a_key_that_is_not_given_is_filled_in(make_record):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    insert(RecordArea, ("record_id", "face", "area"), [(record.pk, Face.WORKING, "A"), (record.pk, Face.WORKING, "B")])

    assert len(set(RecordArea.objects.values_list("pk", flat=True))) == 2


def test_a_row_that_is_there_already_stops_all_of_them(make_record):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    rows = [(record.pk, "working", "A"), (record.pk, "working", "A")]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(RecordArea, ("record_id", "face", "area"), rows)
    assert not RecordArea.objects.exists()


def test_no_rows_ask_nothing_of_the_database():
    assert insert(RecordArea, ("record_id", "face", "area"), iter(())) == 0
