"""A room can stop a step of review, and answers can be forgotten with every trace."""

from contextlib import contextmanager

import pytest

from veerkracht.catalogue import register
from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import forget
from veerkracht.web.registers.models import Draft, Record, State
from veerkracht.web.registers.records import erased, moving, saved


@contextmanager
def receiving(signal, receiver):
    """Listen to a signal for a while."""
    signal.connect(receiver, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver)


def stopping(name):
    """A receiver that stops the approval of records of one register."""

    def stop(sender, record, to, **more):
        if record.register == name and to == State.APPROVED:
            raise UsageError("Too early.")

    return stop


def test_a_receiver_stops_a_step_of_review_and_nothing_is_kept(make_record, officer):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock")

    with receiving(moving, stopping("risks")), pytest.raises(UsageError, match="Too early"):
        records.move(record, State.APPROVED, actor=officer)
    assert Record.objects.get().state == State.WORKING


def test_a_part_that_is_stopped_stays_behind_unpublished(make_record, officer):
    lab = make_record("street_labs", name={"nl": "Laan"}, state="preparing", areas=["WK051801"])
    asked = make_record("promises", parent=lab, question="Wanneer komt de bank?", state="asked", asked_on="2027-03-01")
    done = make_record("participation", parent=lab, activity={"nl": "Soep"}, held_on="2027-03-01", channel="meeting")

    with receiving(moving, stopping("promises")):
        records.move(lab, State.APPROVED, actor=officer)
    assert Record.objects.get(pk=done.pk).state == State.APPROVED
    assert Record.objects.get(pk=asked.pk).published is None


def test_what_is_forgotten_is_in_no_version_and_no_draft(make_record, officer):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock", owner_role="kanarie", published=True)
    record = records.change(record, {"kind": "stress"}, actor=officer, version=record.version)
    Draft.objects.create(
        user_id=officer.user_id, register="risks", record=record, values={"answer-owner_role": ["kanarie"]}
    )
    told = []

    with (
        receiving(erased, lambda ids, **more: told.append(("erased", *ids))),
        receiving(saved, lambda records, **more: told.append(("saved", *(one.pk for one in records)))),
    ):
        forget(record, {"owner_role"}, actor=officer, reason="asked")

    everything = [*Record.objects.values(), *Record.history.values(), *Draft.objects.values()]
    assert "kanarie" not in str(everything)
    assert Record.objects.get().values["kind"] == "stress"
    assert told == [("erased", record.pk), ("saved", record.pk)]


def test_only_who_may_erase_can_make_a_record_forget(make_record, actor):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock", owner_role="kanarie")

    with pytest.raises(DeniedError):
        forget(record, {"owner_role"}, actor=actor("analyst"), reason="asked")
    assert Record.objects.get().values["owner_role"] == "kanarie"


def test_a_civic_initiative_is_published_only_after_it_agreed(make_record, officer):
    first = {
        one.id: one.choices[0].code for one in register("civic_initiatives").fields if one.required and one.choices
    }
    record = make_record("civic_initiatives", **first | {"initiative_name": "De soepketel"})

    with pytest.raises(UsageError):
        records.move(record, State.APPROVED, actor=officer)
    record = records.change(record, {"listing_agreed_on": "2027-03-14"}, actor=officer, version=record.version)
    assert records.move(record, State.APPROVED, actor=officer).state == State.APPROVED


@pytest.mark.parametrize("checked", ["nee", ""])
def test_an_interpretation_is_published_only_after_the_check_on_recognition(make_record, officer, checked):
    session = make_record("interpretation_sessions", name={"nl": "Avond"}, figure="map-relative", edition="2021",
                          state="not_discussed")  # fmt: skip
    said = make_record("interpretations", parent=session, figure="map-relative", speaker="resident", position="agree",
                       explanation={"nl": "Klopt."}, not_recognisable=checked)  # fmt: skip

    with pytest.raises(UsageError):
        records.move(said, State.APPROVED, actor=officer)
    said = records.change(said, {"not_recognisable": "ja"}, actor=officer, version=said.version)
    assert records.move(said, State.APPROVED, actor=officer).published
