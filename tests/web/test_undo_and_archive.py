"""Taking back gives exactly what was, with the parts that went along; what is out of use stays so when it is changed."""

import pytest

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable


@pytest.fixture
def soup(make_record):
    """A published initiative."""
    return make_record("initiatives", name={"nl": "Soep"}, published=True)


def public(name):
    return readable(Reader(), register(name)).count()


def test_taking_back_a_change_of_what_was_approved_leaves_it_approved(soup, officer):
    records.change(soup, {"name": {"nl": "Brood"}}, actor=officer, version=soup.version)
    back = records.undo(soup, actor=officer)
    assert (back.state, back.values == back.published) == ("approved", True)


def test_taking_back_that_something_came_into_use_hides_it_again(soup, officer):
    records.archive(soup, actor=officer, reason="oud")
    records.move(soup, "working", actor=officer)
    assert (records.undo(soup, actor=officer).state, public("initiatives")) == ("archived", 0)


def test_taking_back_an_approval_takes_back_that_of_its_parts(soup, make_record, officer):
    make_record("initiative_years", parent=soup, year=2024, lesson={"nl": "Les"})
    records.change(soup, {"name": {"nl": "Brood"}}, actor=officer, version=soup.version)
    records.move(soup, "approved", actor=officer)
    assert public("initiative_years") == 1
    records.undo(soup, actor=officer)
    assert (public("initiatives"), public("initiative_years")) == (1, 0)
    assert Record.objects.get(register="initiative_years").state == "working"


def test_a_change_does_not_bring_back_into_use_what_was_archived(soup, officer, actor):
    first = soup.history.order_by("history_id").first()
    records.archive(soup, actor=officer, reason="oud")
    gone = Record.objects.get(pk=soup.pk)
    changed = records.change(gone, {"name": {"nl": "Brood"}}, actor=officer, version=gone.version)
    assert (changed.state, public("initiatives")) == ("archived", 0)
    assert (records.restore(changed, first.history_id, actor=officer).state, public("initiatives")) == ("archived", 0)
