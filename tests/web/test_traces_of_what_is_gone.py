"""What points to something that was erased goes on without it, also when an older version is brought back."""

import pytest
from django.db import connection

from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, Reference


@pytest.fixture
def pair(make_record):
    """A risk that is made up of two others, published, and one of those two."""
    heat = make_record("risks", external_id="R-1", name={"nl": "Hitte"}, kind="shock", published=True)
    dry = make_record("risks", external_id="R-2", name={"nl": "Droogte"}, kind="shock", published=True)
    both = make_record(
        "risks", external_id="R-3", name={"nl": "Samen"}, kind="compound", parts=["R-1", "R-2"], published=True
    )
    return both, heat, dry


def test_a_record_can_be_changed_after_what_it_points_to_was_erased(pair, officer):
    both, heat, dry = pair
    records.erase(heat, actor=officer, reason="dubbel")
    both.refresh_from_db()

    records.change(both, {"name": {"nl": "Samen heter"}}, actor=officer, version=both.version)

    connection.check_constraints()
    assert set(Reference.objects.filter(source=both).values_list("target", flat=True)) == {dry.pk}


def test_what_pointed_to_an_erased_record_says_so_no_more_in_either_version(pair, officer):
    both, heat, dry = pair
    records.erase(heat, actor=officer, reason="dubbel")

    found = Record.objects.get(pk=both.pk)
    assert (found.values["parts"], found.published["parts"], found.state) == ([str(dry.pk)], [str(dry.pk)], "approved")
    assert found.version == both.version + 1, "who was changing it is told"
    records.erase(dry, actor=officer, reason="dubbel")
    assert "parts" not in Record.objects.get(pk=both.pk).values


def test_an_older_version_comes_back_without_what_was_erased_since(pair, officer):
    both, heat, dry = pair
    first = both.history.order_by("history_id").first()
    records.erase(heat, actor=officer, reason="dubbel")
    both.refresh_from_db()

    back = records.restore(both, first.history_id, actor=officer)

    connection.check_constraints()
    assert back.values["parts"] == [str(dry.pk)]
