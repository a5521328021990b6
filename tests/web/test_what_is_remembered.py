"""What was counted is remembered until something is recorded, and only for who may see the same."""

from datetime import date

import pytest

from veerkracht.web.people.access import Assigned, Reader, Role
from veerkracht.web.registers import records
from veerkracht.web.registers.counting import counts
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.remembering import remembered

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
PUBLIC, OFFICER = Reader(), Reader(1, (Assigned(Role.OFFICER),))
LIST, PAGE = "/nl/registers/initiatives/", "/nl/registers/initiatives/?status=idea"


@pytest.fixture
def told():
    """A function that tells how often it was asked."""
    asked = []

    @remembered
    def tell(reader, what):
        asked.append((reader.roles, what))
        return len(asked)

    return tell


def test_the_same_is_told_until_something_is_recorded(told, make_record):
    assert told(OFFICER, "a") == told(OFFICER, "a") == 1
    make_record("parties", name={"nl": "Gemeente"}, kind="department")
    assert told(OFFICER, "a") == 2


def test_the_public_is_told_the_same_until_something_is_published(told, make_record):
    assert told(PUBLIC, "a") == 1
    make_record("parties", name={"nl": "Gemeente"}, kind="department")
    assert told(PUBLIC, "a") == 1
    make_record("parties", name={"nl": "Corporatie"}, kind="housing_association", published=True)
    assert told(PUBLIC, "a") == 2


def test_other_roles_areas_and_languages_are_told_apart(told):
    readers = [
        PUBLIC, OFFICER, Reader(2, (Assigned(Role.AREA_WORKER, frozenset({"WK1"})),)),
        Reader(2, (Assigned(Role.AREA_WORKER, frozenset({"WK2"})),)), Reader(2, (Assigned(Role.OWNER, record="a"),)),
        Reader(2, (Assigned(Role.OWNER, record="b"),)), Reader(1, (Assigned(Role.OFFICER),), "en"), Reader(3),
    ]  # fmt: skip
    assert [told(reader, "a") for reader in readers] == list(range(1, len(readers) + 1))


def test_two_people_with_the_same_roles_are_told_the_same(told):
    assert told(OFFICER, "a") == told(Reader(9, OFFICER.assigned), "a")


@pytest.mark.parametrize("address", [LIST, PAGE])
def test_a_list_shows_what_was_made_changed_and_archived_at_once(client, officer, make_record, address):
    def names():
        return [row.key.split("@")[0] for row in client.get(address).context["page"].rows]

    assert names() == []
    made = make_record(
        "initiatives", external_id="I-1", name={"nl": "Tafel"}, track="new", status="idea", published=True
    )
    assert (names(), counts(PUBLIC)["initiatives"]) == (["I-1"], 1)
    records.archive(made, actor=officer, reason="oud")
    assert (names(), counts(PUBLIC)["initiatives"], counts(OFFICER)["initiatives"]) == ([], 0, 0)


def test_the_short_answers_of_a_record_follow_both_its_versions(officer, make_record):
    made = make_record("initiatives", name={"nl": "Tafel"}, track="new", status="idea", published=True)
    records.change(
        made, {"status": "started", "summary": {"nl": "Buren eten samen."}}, actor=officer, version=made.version
    )
    kept = Record.objects.get(pk=made.pk)
    assert kept.brief == {"name": {"nl": "Tafel"}, "track": "new", "status": "started"}
    assert kept.published_brief == {"name": {"nl": "Tafel"}, "track": "new", "status": "idea"}
