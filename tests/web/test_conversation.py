"""People comment on records, are asked to read, and are reminded of what is overdue or due soon."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.conversation.comments import colleagues, say, waiting_for
from veerkracht.web.conversation.models import Comment, MailWish
from veerkracht.web.conversation.reminders import due_for, remind
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
TODAY = date(2027, 9, 1)


@pytest.fixture
def heat(make_record):
    return make_record("risks", external_id="heat", **HEAT)


def test_who_is_asked_gets_a_mail_with_the_link_and_not_the_text(
    heat, officer, person, django_capture_on_commit_callbacks
):
    reader = person("analyst", email="analyst@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        say(heat, "geheime gedachte", actor=officer, ask=[reader.pk])

    assert [message.to for message in mail.outbox] == [["analyst@example.org"]]
    assert "/nl/registers/risks/heat/" in mail.outbox[0].body
    assert "geheime" not in mail.outbox[0].body
    assert [mention.comment.text for mention in waiting_for(reader_of(reader))] == ["geheime gedachte"]


def test_nobody_is_asked_who_may_not_read_the_record(heat, officer, person):
    person("administrator")
    person("area_worker", areas=["WK051801"])
    reviewer = person("reviewer")

    assert colleagues(heat, actor=officer) == [reviewer]


def test_the_public_and_residents_neither_write_nor_see_comments(heat, officer, actor):
    say(heat, "alleen voor ons", actor=officer)
    records.move(heat, "approved", actor=officer)

    with pytest.raises(DeniedError):
        say(heat, "ik ook", actor=actor())
    page = Client().get("/nl/registers/risks/heat/").content.decode()
    assert "alleen voor ons" not in page
    assert "Hitte" in page


def test_an_empty_comment_is_refused_and_markup_is_text(heat, officer):
    with pytest.raises(UsageError):
        say(heat, " \n ", actor=officer)
    assert say(heat, "<b>x</b>", actor=officer).text == "<b>x</b>"


def test_erasing_a_record_takes_its_comments_along(heat, officer):
    say(heat, "weg ermee", actor=officer)
    records.erase(heat, actor=officer, reason="ingetrokken")

    assert not Comment.objects.exists()


def test_the_owner_is_reminded_of_a_review_that_is_overdue_once_a_week(make_record, person):
    person("analyst", email="owner@example.org")
    make_record("risks", **HEAT, owner="owner@example.org", review_date="2027-08-01")

    sent = [remind(today=day) for day in (TODAY, date(2027, 9, 2), date(2027, 9, 8))]
    assert [message.to for message in mail.outbox].count(["owner@example.org"]) == 2
    assert sent[1] == 0
    assert "Hitte" in mail.outbox[0].body


def test_nobody_is_mailed_who_does_not_want_it(make_record, person):
    owner = person("analyst", email="owner@example.org")
    MailWish.objects.create(user=owner, often=MailWish.Often.NEVER)
    make_record("risks", **HEAT, owner="owner@example.org", review_date="2027-08-01")
    remind(today=TODAY)

    assert mail.outbox == []


def test_naming_somebody_as_owner_does_not_let_them_read_what_their_role_does_not(make_record, person):
    owner = person("administrator", email="admin@example.org")
    make_record("risks", **HEAT, owner="admin@example.org", review_date="2027-08-01")

    assert due_for(owner, today=TODAY) == []


def test_what_is_due_within_a_week_is_told_and_what_is_later_not(make_record, officer):
    user = User.objects.get(pk=officer.user_id)
    make_record("risks", name={"nl": "Straks"}, kind="shock", review_date="2027-09-05")
    make_record("risks", name={"nl": "Later"}, kind="shock", review_date="2027-10-05")

    assert [(due.title, due.is_late) for due in due_for(user, today=TODAY)] == [("Straks", False)]


def test_a_comment_no_longer_waits_for_who_may_not_read_the_record_any_more(heat, officer, person):
    reader = person("analyst")
    say(heat, "alleen voor ons", actor=officer, ask=[reader.pk])
    Assignment.objects.filter(user=reader).delete()
    client = Client()
    client.force_login(reader)

    assert waiting_for(reader_of(reader)) == []
    assert "Hitte" not in client.get("/nl/mine/").content.decode()
