"""Accounts come by invitation, for a role, by a link that works once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import Entry, broken_entries
from veerkracht.web.people.access import Actor, Reader, Role
from veerkracht.web.people.invitations import accept, first_link, invite, withdraw
from veerkracht.web.people.models import Assignment, Invitation, User, token_digest

PASSWORD = "de meeuwen slapen op het Spui"
WORDS = {"function": "wijkwerker", "password": PASSWORD, "again": PASSWORD}


def _link(token):
    return f"https://monitor.example/{token}"


@pytest.fixture
def send(actor, django_capture_on_commit_callbacks):
    """Invite somebody as an administrator, and return the secret of the link in the mail."""

    def make(email="new@example.org", role=Role.RESIDENT, **more):
        with django_capture_on_commit_callbacks(execute=True):
            invite(email, role, by=more.pop("by", None) or actor("administrator"), link=_link, **more)
        return mail.outbox[-1].body.split("https://monitor.example/")[1].split()[0]

    return make


def _page(token):
    return reverse("invitation", args=[token])


def test_an_invitation_is_a_mail_in_the_language_of_the_reader(send):
    send(language="en")

    assert mail.outbox[0].to == ["new@example.org"]
    assert mail.outbox[0].subject == "Invitation for the resilience monitor"
    assert "You are invited" in mail.outbox[0].body


def test_the_secret_of_the_link_is_nowhere_kept(send):
    token = send()

    assert Invitation.objects.get().digest == token_digest(token)
    assert token not in str(list(Invitation.objects.values())) + str(list(Entry.objects.values()))
    assert "new@example.org" not in str(list(Entry.objects.values()))


def test_accepting_makes_an_account_with_the_role_and_signs_in(client, send):
    token = send(role=Role.AREA_WORKER, areas=["WK051801"])
    assert client.get(_page(token)).status_code == 200
    answer = client.post(_page(token), {**WORDS, "email": "other@example.org"})

    assert answer.status_code == 302
    user = User.objects.get(email="new@example.org")
    given = Assignment.objects.get(user=user)
    assert (given.role, given.areas, user.function) == ("area_worker", ["WK051801"], "wijkwerker")
    assert client.get(reverse("account:home")).status_code == 200
    assert broken_entries() == []


def test_a_role_that_needs_a_second_factor_leads_to_setting_it_up(client, send, settings):
    settings.SECOND_FACTOR_ROLES = ["officer"]
    answer = client.post(_page(send(role=Role.OFFICER)), {**WORDS})

    assert answer["Location"] == reverse("mfa_activate_totp")
    assert client.get(answer["Location"]).status_code == 200


def test_a_link_works_once(client, send):
    token = send()
    client.post(_page(token), WORDS)

    assert Client().get(_page(token)).status_code == 404
    with pytest.raises(UsageError):
        accept(token, password=PASSWORD)


@pytest.mark.parametrize(
    "spoiled", [{"expires_at": timezone.now() - timedelta(seconds=1)}, {"withdrawn_at": timezone.now()}]
)
def test_an_old_or_withdrawn_link_does_not_work(client, send, spoiled):
    token = send()
    Invitation.objects.update(**spoiled)

    assert client.get(_page(token)).status_code == 404
    assert client.post(_page(token), WORDS).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_easy_password_is_refused_beside_the_field(client, send):
    answer = client.post(_page(send()), {**WORDS, "password": "wijkwerker12", "again": "wijkwerker12"})

    assert "password" in answer.context["form"].errors
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_has_an_account_signs_in_to_accept_and_keeps_one_account(client, send, person):
    user, other = person(email="new@example.org"), person()
    token = send(role=Role.REVIEWER)
    assert client.get(_page(token))["Location"].startswith(reverse("account_login"))
    client.force_login(other)
    assert client.get(_page(token))["Location"].startswith(reverse("account_login"))
    client.force_login(user)
    client.post(_page(token))

    assert list(Assignment.objects.filter(user=user).values_list("role", flat=True)) == ["reviewer"]


def test_an_owner_is_invited_for_one_record_by_the_officer(client, send, actor):
    record = uuid4()
    client.post(_page(send(role=Role.OWNER, record=record, by=actor("officer"))), WORDS)

    assert Assignment.objects.get(role="owner").record == record


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OWNER, Role.PUBLIC)])
def test_an_officer_invites_for_no_other_role(actor, role):
    with pytest.raises(DeniedError):
        invite("new@example.org", role, by=actor("officer"), link=_link, areas=["WK051801"])


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.ANALYST, Role.REVIEWER, Role.PRIVACY_OFFICER, Role.AREA_WORKER])
def test_others_invite_nobody(actor, role):
    with pytest.raises(DeniedError):
        invite("new@example.org", Role.OWNER, by=actor(role, areas=["WK051801"]), link=_link, record=uuid4())


def test_nobody_invites_their_own_address(person, actor):
    administrator = actor("administrator", email="me@example.org")
    with pytest.raises(DeniedError):
        invite("ME@example.org", Role.OFFICER, by=administrator, link=_link)


@pytest.mark.parametrize("role", [Role.AREA_WORKER, Role.OWNER])
def test_a_role_for_areas_or_a_record_needs_them(actor, role):
    with pytest.raises(UsageError):
        invite("new@example.org", role, by=actor("administrator"), link=_link)


def test_the_first_link_makes_the_first_administrator_and_officer(client, db):
    token = first_link()
    client.post(_page(token), {**WORDS, "email": "first@example.org"})

    assert sorted(Assignment.objects.values_list("role", flat=True)) == ["administrator", "officer"]
    assert first_link() is None


def test_a_new_first_link_makes_the_earlier_one_useless(client, db):
    earlier, later = first_link(), first_link()

    assert client.get(_page(earlier)).status_code == 404
    assert client.get(_page(later)).status_code == 200


def test_the_first_link_does_not_take_over_an_account(client, person):
    person(email="somebody@example.org")
    with pytest.raises(UsageError):
        accept(first_link(), email="somebody@example.org", password=PASSWORD)


def test_only_who_sent_an_invitation_or_keeps_accounts_withdraws_it(send, actor):
    send()
    invitation = Invitation.objects.get()
    with pytest.raises(DeniedError):
        withdraw(invitation, by=Actor(Reader(), "public"))
    withdraw(invitation, by=actor("administrator"))
    assert not Invitation.objects.open().exists()


def test_what_is_wrong_with_a_password_is_told_in_dutch(client, send):
    answer = client.post(_page(send()), {**WORDS, "password": "kort", "again": "kort"})

    assert answer.context["form"].errors["password"] == ["Dit wachtwoord is te kort. Gebruik minstens 12 tekens."]
