"""What a list holds and in which order tells nothing of what its reader may not see."""

from datetime import date

import pytest
from django.http import QueryDict

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import selection_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def test_a_link_is_filtered_by_key_name_or_id_but_not_to_what_one_may_not_see(make_record):
    hidden = make_record("risks", external_id="R-9", name={"nl": "Geheim"}, kind="shock")
    seen = make_record("risks", external_id="R-1", name={"nl": "Hitte"}, kind="shock", published=True)
    make_record("initiatives", external_id="I-1", name={"nl": "Soep"}, risks=["R-1", "R-9"], published=True)

    def found(value):
        item = register("initiatives")
        return selected(selection_of(item, QueryDict(f"risks={value}"), Reader()), Reader(), today=TODAY).count()

    assert [found(value) for value in ("R-1", "Hitte", seen.pk, "R-9", "Geheim", hidden.pk)] == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("sort", ["name", "kind"])
def test_what_the_public_sees_is_not_sorted_by_a_name_that_is_not_published(make_record, officer, sort):
    for key, name, later in (("A", "Aap", "Zon"), ("B", "Beer", "Aarde")):
        record = make_record("risks", external_id=key, name={"nl": name}, kind="shock", published=True)
        records.change(record, {"name": {"nl": later}}, actor=officer, version=record.version)

    listed = selected(selection_of(register("risks"), QueryDict(f"sort={sort}"), Reader()), Reader(), today=TODAY)

    assert [record.external_id for record in listed] == ["A", "B"]


def test_a_list_of_parts_can_hold_those_of_one_record_only(make_record, client):
    for key in ("I-1", "I-2"):
        parent = make_record("initiatives", external_id=key, name={"nl": key}, published=True)
        make_record("initiative_years", external_id=f"{key}-24", parent=parent, year=2024, published=True)
        hidden = make_record("initiatives", external_id=f"{key}-hidden", name={"nl": "Geheim"})
    make_record("initiative_years", external_id="H-24", parent=hidden, year=2024)

    page = client.get("/nl/registers/initiative_years/?of=I-1")

    assert "I-1-24" in page.content.decode() and "I-2-24" not in page.content.decode()
    assert "initiatief: I-1" in page.content.decode(), "a filter that can be taken off"
    assert "H-24" not in client.get("/nl/registers/initiative_years/?of=I-2-hidden").content.decode()
