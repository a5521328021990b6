"""The log only grows: the database refuses changes, a change that was made anyhow shows, old entries leave signed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

import veerkracht.web
from veerkracht.catalogue import register
from veerkracht.errors import StoreError
from veerkracht.web.audit.checking import check_log
from veerkracht.web.audit.guards import guard, is_guarded, unguard
from veerkracht.web.audit.models import Cut, Entry, broken_entries, log
from veerkracht.web.audit.retention import check_file, cut_log
from veerkracht.web.audit.words import WORDS
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers.models import Face
from veerkracht.web.registers.observing import note_file, note_reading
from veerkracht.web.registers.reading import Segment, readable, segments, visible_fields

REFUSED = (IntegrityError, InternalError, DatabaseError)


@pytest.fixture
def entries(db):
    """Three entries."""
    return [log("record.change", f"risks/{n}", actor="user:1") for n in range(3)]


@pytest.fixture
def unguarded(db):
    """A database whose guards were taken away by somebody who could."""

    def run(*statements):
        with connection.cursor() as cursor:
            for statement in (*unguard(connection.vendor), *statements, *guard(connection.vendor)):
                cursor.execute(statement)

    return run


@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET action = 'x' WHERE number = 2",
    "DELETE FROM audit_entry WHERE number = 2",
    "DELETE FROM audit_entry",
])  # fmt: skip
def test_the_database_refuses_to_change_the_log(entries, statement):
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [entry.action for entry in Entry.objects.all()] == ["record.change"] * 3


def test_a_cut_that_does_not_end_at_an_entry_is_refused(entries):
    with pytest.raises(REFUSED), transaction.atomic():
        Cut.objects.create(number=2, digest="0" * 64, at=timezone.now(), file="x", file_digest="y", signature="z")

    assert not Cut.objects.exists()


def test_a_cut_cannot_be_changed_or_removed(entries, tmp_path):
    cut_log(tmp_path, now=timezone.now() + timedelta(days=400))
    for statement in ("UPDATE audit_cut SET number = 9", "DELETE FROM audit_cut"):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_changed_entry_shows(entries, unguarded):
    unguarded("UPDATE audit_entry SET action = 'other' WHERE number = 2")

    assert broken_entries() == [2]
    assert check_log().is_whole is False


def test_a_removed_entry_shows(entries, unguarded):
    unguarded("DELETE FROM audit_entry WHERE number = 2")

    assert broken_entries() == [3]


def test_a_database_without_guards_is_told(entries):
    assert is_guarded()
    with connection.cursor() as cursor:
        cursor.execute(unguard(connection.vendor)[0])
    assert check_log().is_whole is False
    with pytest.raises(StoreError):
        call_command("audit")


def test_the_command_names_the_broken_entries_with_code_11(entries, unguarded):
    unguarded("UPDATE audit_entry SET actor = 'other' WHERE number IN (1, 3)")
    with pytest.raises(StoreError) as caught:
        call_command("audit")

    assert caught.value.exit_code == 11
    assert caught.value.facts == {"n": 2, "numbers": "1, 3"}


def test_the_command_says_that_the_log_is_whole(entries, capsys):
    call_command("audit")

    assert "3" in capsys.readouterr().out


def test_old_entries_go_to_a_file_and_the_chain_goes_on(entries, tmp_path):
    with pytest.raises(TypeError):
        entries[0].delete()
    made = cut_log(tmp_path, now=timezone.now() + timedelta(days=400))
    log("record.change", "risks/4", actor="user:1")

    assert made.number == 3
    assert check_file(tmp_path / "log-1-3.jsonl") == []
    assert [entry.number for entry in Entry.objects.all()] == [4, 5]
    assert check_log().is_whole


def test_entries_of_this_year_stay(entries, tmp_path):
    assert cut_log(tmp_path, now=timezone.now() + timedelta(days=364)) is None
    assert Entry.objects.count() == 3


def test_a_changed_line_of_a_file_shows(entries, tmp_path):
    cut_log(tmp_path, now=timezone.now() + timedelta(days=400))
    file = tmp_path / "log-1-3.jsonl"
    file.write_text(file.read_text().replace("risks/1", "risks/9"))

    assert check_file(file) == [2]


def test_a_broken_log_is_not_cut(entries, unguarded, tmp_path):
    unguarded("UPDATE audit_entry SET action = 'other' WHERE number = 2")
    with pytest.raises(StoreError):
        cut_log(tmp_path, now=timezone.now() + timedelta(days=400))
    assert Entry.objects.count() == 3


def test_a_cut_that_was_not_signed_here_shows(entries, unguarded, tmp_path):
    cut_log(tmp_path, now=timezone.now() + timedelta(days=400))
    unguarded("UPDATE audit_cut SET file_digest = 'other'")

    assert check_log().false_cuts == (3,)


def test_the_page_filters_by_action_subject_and_time(client, person, entries):
    client.force_login(person("privacy_officer"))
    log("role.give", "user:7", actor="user:1")
    page = reverse("audit:index")

    def shown(**wanted):
        return [entry.subject for entry, _words in client.get(page, wanted).context["entries"]]

    assert shown(action="role.give") == ["user:7"]
    assert shown(subject="risks/1") == ["risks/1"]
    assert shown(until="2001-01-01") == []
    assert len(shown(since="2001-01-01")) == Entry.objects.count()


def test_the_page_checks_the_chain_at_a_click(client, person, entries, unguarded):
    client.force_login(person("administrator"))
    assert client.post(reverse("audit:check")).context["verdict"].is_whole
    unguarded("UPDATE audit_entry SET action = 'other' WHERE number = 2")

    assert client.post(reverse("audit:check")).context["verdict"].broken == (2,)


def test_a_long_log_is_shown_in_pages(client, person):
    client.force_login(person("privacy_officer"))
    for n in range(60):
        log("record.change", f"risks/{n}", actor="user:1")

    first, second = (client.get(reverse("audit:index"), {"page": n}).context["entries"] for n in (1, 2))
    assert len(first) == 50
    assert 0 < len(second) < 50


@pytest.fixture
def interview(make_record, db):
    """An interview with a transcript, as it is kept."""
    from veerkracht.web.registers.models import Record

    parent = Record.objects.create(register="interview_rounds", external_id="round", values={})
    return Record.objects.create(
        register="interviews", external_id="one", parent=parent, values={"transcript": "wat iemand zei"}
    )


def _seen_by(role):
    reader = Reader(5, (Assigned(role),))
    return reader, segments(reader, register("interviews"))[0]


def test_each_reading_of_a_transcript_is_logged_without_its_words(rf, interview):
    request = rf.get("/")
    request.reader, segment = _seen_by(Role.OFFICER)
    note_reading(request, interview, segment)
    note_reading(request, interview, segment)

    kept = list(Entry.objects.filter(action="transcript.read"))
    assert [(entry.actor, entry.subject, entry.detail) for entry in kept] == [
        ("user:5", f"interviews/{interview.pk}", {"fields": ["transcript"]})
    ] * 2
    assert "wat iemand zei" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("page", ["detail", "change", "history", "compare"])
def test_every_page_with_a_transcript_leaves_an_entry(client, person, interview, page):
    for role, entries in (("analyst", 0), ("officer", 1)):
        client.force_login(person(role))
        answer = client.get(reverse(f"registers:{page}", args=["interviews", interview.external_id]))
        assert "wat iemand zei" not in answer.content.decode() or role == "officer"
        assert Entry.objects.filter(action="transcript.read").count() == entries


@pytest.mark.parametrize("address", ["{list}?show=transcript", "{list}export.csv", "{list}export.json"])
def test_a_list_or_file_with_transcripts_leaves_one_entry(client, person, interview, address):
    client.force_login(person("officer"))
    answer = client.get(address.format(list=reverse("registers:list", args=["interviews"])))

    assert answer.status_code == 200
    assert [entry.detail["n"] for entry in Entry.objects.filter(action="transcript.read")] == [1]


def test_a_list_without_them_and_a_search_leave_none(client, person, interview):
    client.force_login(person("officer"))
    client.get(reverse("registers:list", args=["interviews"]))
    found = client.get("/nl/search/", {"q": "iemand"})

    assert "wat iemand" not in found.content.decode()
    assert not Entry.objects.filter(action="transcript.read").exists()


def test_who_does_not_see_the_transcript_leaves_no_entry(rf, interview):
    request = rf.get("/")
    request.reader, segment = _seen_by(Role.ANALYST)
    note_reading(request, interview, segment)

    assert list(readable(request.reader, register("interviews"))) == [interview]
    assert not Entry.objects.filter(action="transcript.read").exists()


def test_a_file_with_transcripts_is_one_entry_with_its_number(interview):
    reader, segment = _seen_by(Role.PRIVACY_OFFICER)
    item = register("interviews")
    note_file(Actor(reader, "user:5"), item, visible_fields(item, segment), records=12)

    assert Entry.objects.get(action="transcript.read").detail == {"fields": ["transcript"], "n": 12}


def test_other_registers_are_read_unwatched(rf, make_record):
    record = make_record("risks", name={"nl": "Hitte"}, kind="shock", acceptance_reason="x")
    request = rf.get("/")
    request.reader = Reader(5, (Assigned(Role.OFFICER),))
    note_reading(request, record, Segment(None, Face.WORKING, "confidential"))

    assert not Entry.objects.filter(action="transcript.read").exists()


@pytest.mark.django_db(transaction=True)
def test_the_guards_come_and_go_with_the_migration():
    call_command("migrate", "audit", "0002", verbosity=0)
    assert not is_guarded()
    call_command("migrate", "audit", verbosity=0)
    assert is_guarded()


def test_every_act_that_is_logged_has_words():
    sources = [path.read_text("utf-8") for path in Path(veerkracht.web.__path__[0]).rglob("*.py")]
    acts = {act for source in sources for act in re.findall(r'\blog\(\s*"([a-z_]+\.[a-z_-]+)"', source)}
    acts |= {f"record.{act}" for source in sources for act in re.findall(r'\bkeep\(.*action="([a-z]+)"', source)}
    acts |= {f"interview.mail-{kind}" for kind in ("reminder", "text")}
    assert len(acts) > 20
    assert sorted(acts - set(WORDS)) == []
