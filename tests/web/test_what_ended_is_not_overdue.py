"""The review of what ended is not overdue; of what nobody said how it goes it is."""

from datetime import date

import pytest

from veerkracht.catalogue import register
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.overdue import is_overdue, overdue
from veerkracht.web.registers.reading import readable

TODAY = date(2026, 11, 22)
ENDED = {"status": "ended", "status_reason": "klaar"}


@pytest.mark.parametrize(
    ("given", "late"),
    [(ENDED, False), ({"status": "running"}, True), ({}, True)],
)
def test_the_list_and_the_page_agree_on_what_is_overdue(make_record, officer, given, late):
    item = register("initiatives")
    make_record("initiatives", name={"nl": "Tafel"}, track="new", next_review="2026-01-01", **given)
    found = overdue(readable(officer.reader, item), item, officer.reader, TODAY).exists()
    assert (found, is_overdue(item, Record.objects.get().values, TODAY)) == (late, late)
