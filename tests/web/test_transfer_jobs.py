"""The pages of an import: choose, look, mend, write; stop, try again, and never half of it."""

import hashlib
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from veerkracht.web.people.models import Assignment
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.transfer import applying, running
from veerkracht.web.transfer.models import Job, State
from veerkracht.web.transfer.progress import Board, StoppedError

pytestmark = pytest.mark.django_db
HEADS = ["Nummer", "Naam (Nederlands)", "Spoor", "Status", "Begin"]


def values(key, name="initiatives"):
    return Record.objects.get(register=name, external_id=key).values


@pytest.fixture
def works_at_once(settings, tmp_path):
    """Let background work be done while the page waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def waits(settings, tmp_path):
    """Let background work wait for ever."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer_in(client, person):
    user = person("officer")
    client.force_login(user)
    return user


def send(client, path, **choices):
    with path.open("rb") as file:
        answer = client.post("/nl/registers/initiatives/import/", {"file": file, "policy": "update", **choices})
    return answer, Job.objects.order_by("-created_at").first()


def page(client, job, **query):
    return client.get(f"/nl/jobs/{job.pk}/", query).content.decode()


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_an_officer_looks_mends_and_writes(client, officer_in, works_at_once, book, settings):
    wrong = book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", None], ["A2", "Stoelen", "nieuw", None, None])
    _, job = send(client, wrong)
    seen = page(client, job)
    assert job.state == State.READY and "blad Initiatieven, rij 2, kolom Status, cel D2" in seen and "vliegt" in seen
    assert client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"}).status_code == 422
    assert not Record.objects.exists()
    client.post(f"/nl/jobs/{job.pk}/stop/")
    _, mended = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None], ["A2", "Stoelen", "nieuw", None, None]))
    assert client.post(f"/nl/jobs/{mended.pk}/apply/", {"reason": ""}).status_code == 422
    client.post(f"/nl/jobs/{mended.pk}/apply/", {"reason": "nieuwe lijst"})
    mended.refresh_from_db()
    assert (mended.state, Record.objects.count(), files(settings)) == (State.DONE, 2, [])
    assert "Het inlezen is klaar" in page(client, mended)


def test_the_right_rows_only_are_taken_when_that_is_ticked(client, officer_in, works_at_once, book):
    _, job = send(
        client, book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", None], ["A2", "Stoelen", "nieuw", None, None])
    )
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x", "only_right": "on"})
    assert [record.external_id for record in Record.objects.all()] == ["A2"]
    assert "vliegt" in page(client, job)


def test_a_change_since_the_look_shows_the_changes_again(client, officer_in, works_at_once, book, make_record, officer):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    _, job = send(client, book(HEADS, ["A1", "Anders", "nieuw", None, None]))
    records.change(record, {"name": {"nl": "Iets"}}, actor=officer, version=record.version)
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert (job.state, job.looked_again, values("A1")["name"]) == (State.READY, True, {"nl": "Iets"})
    seen = page(client, job)
    assert "Iemand heeft iets veranderd" in seen and "Iets" in seen
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    assert values("A1")["name"] == {"nl": "Anders"}


def test_a_file_that_was_replaced_after_the_look_is_not_written(client, officer_in, works_at_once, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Path(job.file.path).write_bytes(
        book(HEADS, ["A1", "Heel anders", "nieuw", None, None], name="other.xlsx").read_bytes()
    )
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert job.state == State.FAILED and not Record.objects.exists()


def test_progress_is_shown_and_an_import_can_be_stopped(client, officer_in, waits, book, settings):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    job.board.tick("read", 100, 5000)
    part = client.get(f"/nl/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'max="5000"' in part and 'value="100"' in part and "<html" not in part
    client.post(f"/nl/jobs/{job.pk}/stop/")
    job.refresh_from_db()
    assert (job.state, files(settings)) == (State.STOPPED, [])
    assert client.get(f"/nl/jobs/{job.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_stopping_while_it_is_being_written_leaves_nothing(
    client, officer_in, works_at_once, book, monkeypatch, settings
):
    _, job = send(client, book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", None, None] for n in range(7)]))
    monkeypatch.setattr(applying, "_BATCH", 2)
    kept = applying.keep

    def keep_and_stop(*arguments, **more):
        kept(*arguments, **more)
        job.board.ask_to_stop()

    monkeypatch.setattr(applying, "keep", keep_and_stop)
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert (job.state, Record.objects.count(), files(settings)) == (State.STOPPED, 0, [])


def test_a_broken_file_fails_with_words_and_its_own_name(client, officer_in, works_at_once, tmp_path, settings):
    with zipfile.ZipFile(tmp_path / "fotos.xlsx", "w") as archive:
        archive.writestr("photo.txt", "x")
    _, job = send(client, tmp_path / "fotos.xlsx")
    seen = page(client, job)
    assert job.state == State.FAILED and "fotos.xlsx is geen werkboek" in seen and files(settings) == []


def test_a_job_that_broke_off_can_be_tried_again(client, officer_in, waits, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Job.objects.filter(pk=job.pk).update(
        state=State.WRITING, changed_at=datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    )
    assert "Probeer het opnieuw" in page(client, job)
    client.post(f"/nl/jobs/{job.pk}/again/", {"policy": "update"})
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_an_import_is_for_the_eyes_of_its_owner_only(client, officer_in, works_at_once, book, person):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    client.force_login(person("officer"))
    assert client.get(f"/nl/jobs/{job.pk}/").status_code == 404
    for act in ("stop", "again", "apply"):
        assert client.post(f"/nl/jobs/{job.pk}/{act}/").status_code == 404


def test_who_lost_the_role_no_longer_sees_what_the_import_holds(client, officer_in, works_at_once, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Assignment.objects.filter(user=officer_in).update(ended_at=timezone.now())
    assert client.get(f"/nl/jobs/{job.pk}/").status_code == 403
    assert client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"}).status_code == 403


def test_writing_begins_once_however_often_it_is_asked(client, officer_in, waits, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    job.move(State.READY)
    twin = Job.objects.get(pk=job.pk)
    assert job.claim(State.READY, State.WRITING)
    assert not twin.claim(State.READY, State.WRITING)


@pytest.mark.parametrize("role", ["resident", "area_worker", "reviewer", "administrator", ""])
def test_who_may_not_import_does_not_see_the_page(client, person, role):
    if role:
        client.force_login(person(role))
    assert client.get("/nl/registers/initiatives/import/").status_code == 403
    assert client.get("/nl/registers/import/").status_code == 403


def test_erasing_a_record_throws_away_imports_that_hold_it(
    client, officer_in, works_at_once, book, make_record, officer, settings
):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    _, job = send(client, book(HEADS, ["A1", "Anders", "nieuw", None, None]))
    assert job.lines.count() == 1
    records.erase(record, actor=officer, reason="gevraagd")
    job.refresh_from_db()
    assert (job.state, job.lines.count(), files(settings)) == (State.STOPPED, 0, [])


def test_a_forgotten_file_is_thrown_away_at_the_next_import(client, officer_in, works_at_once, book, settings):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Job.objects.filter(pk=job.pk).update(changed_at=datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    send(client, book(HEADS, ["A2", "Stoelen", "nieuw", None, None]))
    job.refresh_from_db()
    assert (job.state, len(files(settings))) == (State.STOPPED, 1)


def test_a_file_of_another_kind_is_refused_on_the_form(client, officer_in, waits, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    answer, job = send(client, tmp_path / "a.txt")
    assert (answer.status_code, job) == (422, None)


def test_a_workbook_with_a_password_says_how_to_mend_it(client, officer_in, waits, tmp_path):
    (tmp_path / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    answer, job = send(client, tmp_path / "locked.xlsx")
    assert (answer.status_code, job) == (400, None)
    assert "locked.xlsx is een oud Excelbestand (.xls) of heeft een wachtwoord" in answer.content.decode()


def test_the_empty_workbook_comes_in_as_nothing_and_can_be_filled_in(client, officer_in, look, tmp_path, bring):
    content = client.get("/nl/registers/initiatives/template.xlsx").content
    (tmp_path / "empty.xlsx").write_bytes(content)
    assert look(tmp_path / "empty.xlsx").steps == []
    made = load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in made.worksheets[0][1]]
    row = {"Nummer": "A1", "Naam (Nederlands)": "Tafels", "Spoor": "nieuw"}
    made.worksheets[0].append([row.get(head) for head in heads])
    made.save(tmp_path / "filled.xlsx")
    assert bring(tmp_path / "filled.xlsx")["new"] == 1


def test_a_digest_is_that_of_the_file(text):
    path = text("abc")
    assert running.digest_of(path) == hashlib.sha256(b"abc").hexdigest()


def test_the_board_stops_what_ticks(tmp_path):
    board = Board(tmp_path / "job")
    board.tick("read", 0, 10)
    assert board.read() == ("read", 0, 10)
    board.ask_to_stop()
    with pytest.raises(StoppedError):
        board.tick("read", 5, 10)
    board.clear()
    assert board.read() == ("wait", 0, 0) and not (tmp_path / "job").exists()
