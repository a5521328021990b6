"""Keys of records, and answers that are told what they may point to."""

import pytest

from veerkracht.errors import AnswersError, UsageError
from veerkracht.web.people.access import Action
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.records import prepared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["2/3", "a;b", "new", "a" * 121, " a", "x[1]"])
def test_a_key_that_would_break_an_address_or_a_list_is_refused(make_record, key):
    with pytest.raises(UsageError, match="cannot be an id"):
        make_record("risks", external_id=key, name={"nl": "Hitte"}, kind="shock")


def test_a_key_of_letters_digits_and_signs_between_them_is_taken(make_record):
    assert make_record("risks", external_id="R-2.3 é", name={"nl": "Hitte"}, kind="shock").external_id == "R-2.3 é"


def test_answers_point_to_what_is_told_without_asking_the_database(officer, django_assert_num_queries):
    record = Record(register="initiatives", external_id="A1")
    known = Places(lambda target, text: "00000000-0000-0000-0000-000000000001", {})
    with django_assert_num_queries(0):
        prepared(record, {"name": "Tafels", "track": "new", "risks": "heat"}, actor=officer, action=Action.CREATE,
                 known=known, taken=lambda record, rule, values: False)  # fmt: skip
    assert record.values["risks"] == ["00000000-0000-0000-0000-000000000001"]


def test_uniqueness_is_judged_by_what_is_told(officer):
    record = Record(register="legal_forms", external_id="F1")
    with pytest.raises(AnswersError):
        prepared(record, {"name": "Stichting"}, actor=officer, action=Action.CREATE, taken=lambda *asked: True)
