"""What was erased does not come back with an older backup; the list of it tells nothing about anybody."""

import pytest
from django.db import connection

from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import empty, forget
from veerkracht.web.registers.models import Record
from veerkracht.web.site.forgetting import erase_again
from veerkracht.web.site.gone import list_file

CANARY = "kanarievogel"


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path):
    """A state folder that is thrown away."""
    settings.STATE = tmp_path


@pytest.fixture
def come_back(django_capture_on_commit_callbacks):
    """Do something to a record, put back what was there before, and erase again; return of how many."""

    def after(record, act):
        fields = [field.attname for field in Record._meta.concrete_fields]
        before = Record.objects.filter(pk=record.pk).values(*fields).get()
        history = list(record.history.values())
        with django_capture_on_commit_callbacks(execute=True):
            act(record)
        Record.objects.filter(pk=record.pk).delete()
        Record.history.filter(id=record.pk).delete()
        Record.objects.bulk_create([Record(**before)])
        Record.history.bulk_create([Record.history.model(**version) for version in history])
        return erase_again()

    return after


@pytest.fixture
def risk(make_record):
    return make_record("risks", external_id="R-1", name={"nl": CANARY}, kind="shock", sensitive_note=CANARY)


def everything():
    return f"{list(Record.objects.values())} {list(Record.history.values())}"


def test_a_record_that_was_erased_is_erased_again(risk, officer, come_back):
    assert come_back(risk, lambda one: records.erase(one, actor=officer, reason="verzoek")) == 1
    assert CANARY not in everything()
    connection.check_constraints()
    assert erase_again() == 0, "nothing is left to erase"


def test_answers_that_were_forgotten_are_forgotten_again_and_the_rest_stays(risk, officer, come_back):
    assert come_back(risk, lambda one: forget(one, {"sensitive_note"}, actor=officer, reason="tijd")) == 1
    found = Record.objects.get(pk=risk.pk)
    assert (found.title_nl, "sensitive_note" in str(everything())) == (CANARY, False)
    assert erase_again() == 0


def test_a_row_that_was_emptied_goes_in_older_versions_and_stays_in_its_own(risk, officer, come_back):
    def emptied(one):
        empty(one, {"name": {"nl": "-"}, "kind": "shock"}, external_id="gone", actor=officer, reason="verzoek")

    assert come_back(risk, emptied) == 1
    assert CANARY not in everything()


def test_a_backup_of_after_the_emptying_is_left_alone(risk, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        empty(risk, {"name": {"nl": "-"}, "kind": "shock"}, external_id="gone", actor=officer, reason="verzoek")
    assert (erase_again(), Record.objects.filter(external_id="gone").count()) == (0, 1)


def test_the_list_holds_no_content_and_an_erasure_that_failed_is_not_on_it(risk, officer):
    records.erase(risk, actor=officer, reason="verzoek")  # the transaction of this test is never committed
    assert not list_file().exists()


def test_the_list_tells_neither_the_record_nor_what_stood_in_it(risk, officer, come_back):
    come_back(risk, lambda one: records.erase(one, actor=officer, reason="verzoek"))
    told = list_file().read_text()
    assert CANARY not in told and str(risk.pk) not in told and "R-1" not in told
