"""An older backup brings back neither who was made anonymous nor what an interviewee no longer allows."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from veerkracht.web.interviews import links
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.people.models import User
from veerkracht.web.people.privacy import anonymise
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.site.forgetting import take_back_again
from veerkracht.web.site.gone import list_file

ADDRESS = "kanarievogel@example.org"
ROLE_LEVEL = "quote_with_role"


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path):
    """A state folder and a folder of files that are thrown away."""
    settings.STATE, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def put_back(tmp_path, capsys, django_capture_on_commit_callbacks):
    """Make a backup, do something, and put the backup back; return what the command says."""

    def after(act):
        (tmp_path / "before.zip").unlink(missing_ok=True)
        call_command("backup", tmp_path / "before.zip")
        with django_capture_on_commit_callbacks(execute=True):
            act()
        capsys.readouterr()
        call_command("restore", tmp_path / "before.zip", replace=True)
        return capsys.readouterr().out

    return after


@pytest.fixture
def interview(quote_on, make_record):
    """An interview that may be quoted with the function, and its published quote."""
    quote = quote_on(make_record("initiatives", name={"nl": "Tafel"}, published=True), attribution="role")
    return Record.objects.get(pk=quote.parent_id)


@pytest.fixture
def allow(interview, officer):
    """Change what the interviewee allows."""

    def levels(*codes):
        record = Record.objects.get(pk=interview.pk)
        records.change(record, {"consent": list(codes)}, actor=officer, version=record.version)

    return levels


def consent():
    return Record.objects.get(register="interviews").values["consent"]


def test_an_account_that_was_made_anonymous_is_so_again(put_back, person, actor):
    user, privacy = person("analyst", email=ADDRESS), actor("privacy_officer")
    said = put_back(lambda: anonymise(user, by=privacy, reason="verzoek"))
    assert "1 accounts" in said
    found = User.objects.get(pk=user.pk)
    assert (found.is_active, found.email, found.closed_at is None) == (
        False,
        f"former-{user.pk}@account.invalid",
        False,
    )
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_last_administrator_too_is_made_anonymous_again(put_back, person, actor):
    user, privacy = person("administrator", email=ADDRESS), actor("privacy_officer")

    def leave():
        person("administrator")
        anonymise(user, by=privacy, reason="verzoek")

    put_back(leave)
    assert not User.objects.get(pk=user.pk).is_active


def test_an_account_that_gets_the_number_of_a_former_one_is_left_alone(put_back, person, actor):
    privacy = actor("privacy_officer")
    former = []

    def come_and_go():
        former.append(person("analyst"))
        anonymise(former[0], by=privacy, reason="verzoek")

    put_back(come_and_go)
    other = User.objects.create_user(ADDRESS, pk=former[0].pk)
    assert "accounts" not in put_back(lambda: None)
    assert User.objects.get(pk=other.pk).is_active


def test_a_level_of_consent_that_was_taken_back_is_taken_back_again_with_its_quotes(put_back, allow):
    said = put_back(lambda: allow("analysis"))
    assert "1 interviews" in said
    assert consent() == ["analysis"]
    assert not Record.objects.filter(register="quotes").exists()
    assert take_back_again() == 0, "nothing is left to take back"


def test_of_levels_that_were_taken_back_one_after_another_the_last_word_counts(put_back, allow):
    def twice():
        allow("analysis")
        allow("analysis", "anonymous_quote")
        allow("anonymous_quote")

    put_back(twice)
    assert consent() == ["anonymous_quote"]


def test_who_withdrew_after_the_backup_does_not_come_back(put_back, allow):
    put_back(lambda: allow("contact_again"))
    assert "vrijwilliger" not in str([*Record.objects.values(), *Record.history.values()])


def test_a_backup_of_after_a_new_consent_is_put_back_as_it_is(put_back, allow, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        allow("analysis")
    allow("analysis", ROLE_LEVEL)
    said = put_back(lambda: None)
    assert "interviews" not in said
    assert consent() == ["analysis", ROLE_LEVEL]


def test_the_list_tells_neither_address_nor_number_nor_moment(put_back, allow, interview, person, actor):
    user, privacy = person("analyst", email=ADDRESS), actor("privacy_officer")

    def both():
        anonymise(user, by=privacy, reason="verzoek")
        allow("analysis")

    put_back(both)
    told = list_file().read_text()
    assert '"account"' in told and '"consent"' in told
    assert ADDRESS not in told and str(interview.pk) not in told and f"{user.joined_at:%Y-%m-%d}" not in told


def test_a_link_that_was_made_useless_stays_so(put_back, interview, officer, client):
    later = timezone.now() + timedelta(days=9)
    link = InterviewLink.objects.create(record=interview, expires_at=later)
    token = links.new_token(link)
    assert client.get(f"/nl/i/{token}/").status_code == 200
    assert "1 links" in put_back(lambda: links.revoke(link, by=officer))
    assert client.get(f"/nl/i/{token}/").status_code == 404
