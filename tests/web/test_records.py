"""Records are made, changed, reviewed, restored and erased, each with who, when and why."""

import pytest

from veerkracht.catalogue import register
from veerkracht.errors import AnswersError, ConflictError, DeniedError, UsageError
from veerkracht.web.audit.models import Entry, broken_entries
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.reading import matching, readable, segments, shown, sorted_by

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}


def test_a_record_keeps_what_was_filled_in(make_record):
    record = make_record("risks", **HEAT, review_date="1-9-2027", in_strategy="ja")

    assert record.values == {**HEAT, "review_date": "2027-09-01", "in_strategy": "yes"}
    assert (record.title("nl"), record.title("en"), record.version) == ("Hitte", "Heat", 1)


def test_an_answer_that_does_not_fit_stops_the_save_and_names_the_field(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record("risks", name="Hitte", kind="storm", review_date="31-2-2027")

    assert {(finding.field, finding.code) for finding in caught.value.findings} == {
        ("kind", "unknown-word"), ("review_date", "unreadable-date"), ("kind", "required"),
    }  # fmt: skip
    assert not Record.objects.exists()


def test_accepting_a_risk_needs_a_reason(make_record):
    with pytest.raises(AnswersError) as caught:
        make_record("risks", **HEAT, treatment="accept")

    assert caught.value.findings[0].message.en == "Fill in why and by whom the risk is accepted."


def test_a_change_keeps_what_is_not_given_and_counts_the_version(make_record, officer):
    record = make_record("risks", **HEAT, owner_role="hoofd crisis")
    changed = records.change(record, {"kind": "stress"}, actor=officer, version=1, reason="beter")

    assert changed.values["owner_role"] == "hoofd crisis"
    assert changed.version == 2
    assert [item.history_change_reason for item in changed.history.order_by("history_id")] == ["", "beter"]


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(make_record, officer):
    record = make_record("risks", **HEAT)
    records.change(record, {"kind": "stress"}, actor=officer, version=1)

    with pytest.raises(ConflictError) as caught:
        records.change(record, {"owner_role": "x"}, actor=officer, version=1)
    assert caught.value.record.values["kind"] == "stress"
    assert "owner_role" not in Record.objects.get().values


def test_the_public_reads_only_the_published_version(make_record, officer):
    record = make_record("risks", **HEAT, acceptance_reason="geheim", published=True)
    records.change(record, {"name": {"nl": "Nog niet"}}, actor=officer, version=record.version)
    make_record("risks", name={"nl": "Concept"}, kind="stress")

    public, item = Reader(), register("risks")
    found = list(readable(public, item))
    assert [shown(one, segments(public, item)[one.segment])["name"]["nl"] for one in found] == ["Hitte"]
    assert "acceptance_reason" not in shown(found[0], segments(public, item)[0])


def test_a_filter_on_a_hidden_field_finds_nothing(make_record):
    make_record("risks", **HEAT, acceptance_reason="geheim woord", published=True)
    item = register("risks")

    found = matching(readable(Reader(), item), "acceptance_reason", "geheim", reader=Reader(), item=item)
    assert list(found) == []


def test_sorting_on_a_hidden_field_sorts_by_name(make_record):
    make_record("risks", name={"nl": "B"}, kind="shock", acceptance_reason="1", published=True)
    make_record("risks", name={"nl": "A"}, kind="shock", acceptance_reason="2", published=True)
    item = register("risks")

    found = sorted_by(readable(Reader(), item), "acceptance_reason", reader=Reader(), item=item)
    assert [record.title("nl") for record in found] == ["A", "B"]


def test_an_area_worker_changes_only_records_in_the_own_areas(make_record, actor):
    worker = actor("area_worker", areas=["WK051801"])
    assert not worker.reader.has("officer")
    with pytest.raises(DeniedError):
        make_record("risks", by=worker, **HEAT)


def test_returning_needs_a_reason_and_approving_publishes(make_record, officer):
    record = make_record("risks", **HEAT)
    records.move(record, State.SUBMITTED, actor=officer)
    with pytest.raises(UsageError):
        records.move(record, State.RETURNED, actor=officer)
    approved = records.move(record, State.APPROVED, actor=officer)

    assert approved.published == approved.values


def test_undo_brings_back_what_was_there(make_record, officer):
    record = make_record("risks", **HEAT)
    changed = records.change(record, {"kind": "stress"}, actor=officer, version=1)

    assert records.undo(changed, actor=officer).values["kind"] == "shock"


def test_undo_takes_what_was_just_made_out_of_use_and_undo_brings_it_back(make_record, officer):
    record = make_record("risks", **HEAT)

    gone = records.undo(record, actor=officer)
    assert (gone.state, gone.values) == ("archived", record.values)
    assert records.undo(gone, actor=officer).state == "working"


def test_nobody_undoes_what_somebody_else_just_made(make_record, actor):
    record = make_record("risks", **HEAT)

    with pytest.raises(UsageError, match="nothing to undo"):
        records.undo(record, actor=actor("officer"))


def test_erasing_leaves_no_trace_but_that_it_was_done(make_record, officer):
    record = make_record("risks", **HEAT)
    records.change(record, {"kind": "stress"}, actor=officer, version=1)
    records.erase(record, actor=officer, reason="ingetrokken")

    assert not Record.objects.exists()
    assert not Record.history.exists()
    assert "Hitte" not in str(list(Entry.objects.values()))
    assert broken_entries() == []


def test_taking_back_an_approval_takes_it_from_the_public_too(make_record, officer):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock", published=True)

    back = records.undo(record, actor=officer)

    assert (back.state, back.published, back.published_at) == ("working", None, None)
    assert not readable(Reader(), register("risks")).exists()


def test_taking_back_a_second_approval_shows_the_public_what_it_saw_before(make_record, officer):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock", published=True)
    record = records.change(record, {"kind": "stress"}, actor=officer, version=record.version)
    record = records.move(record, "approved", actor=officer)

    back = records.undo(record, actor=officer)

    assert (back.published["kind"], back.values["kind"]) == ("shock", "stress")


def test_nobody_approves_another_version_than_they_looked_at(make_record, officer):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    records.change(record, {"kind": "stress"}, actor=officer, version=record.version)

    with pytest.raises(ConflictError):
        records.move(record, "approved", actor=officer, version=record.version)
    assert Record.objects.get(pk=record.pk).published is None
