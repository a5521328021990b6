"""Accounts and roles are kept by who has that duty, on pages and in the log, and nothing is deleted."""

import json
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse

from veerkracht.errors import DeniedError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import DUTIES, Duty, Role
from veerkracht.web.people.accounts import close_account, end_role, give_role, reopen_account, reset_second_factor
from veerkracht.web.people.models import Assignment, User
from veerkracht.web.people.privacy import anonymise, export_account
from veerkracht.web.people.second_factor import has_device
from veerkracht.web.registers import records

PAGES = ("people:index", "people:invite", "audit:index")
ALLOWED = {
    "people:index": {"administrator", "privacy_officer"},
    "people:invite": {"administrator", "officer"},
    "audit:index": {"administrator", "privacy_officer"},
}


@pytest.fixture
def sign_in(client, person):
    """Sign somebody in who just showed the password."""

    def make(*roles, **more):
        user = person(*roles, **more)
        client.force_login(user)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return user

    return make


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_a_page_of_accounts_or_the_log_opens_for_its_duty_only(client, sign_in, page, role):
    sign_in(role)

    assert (client.get(reverse(page)).status_code == 200) == (role in ALLOWED[page])


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_asked_to(client, db, page):
    assert client.get(reverse(page))["Location"].startswith(reverse("account_login"))


def test_duties_stand_in_one_table():
    assert {role: {str(duty) for duty in duties} for role, duties in DUTIES.items()} == {
        "officer": {"invite_owners"},
        "privacy_officer": {"log", "export_person", "erase_person"},
        "administrator": {"people", "invite_owners", "log"},
    }
    assert {duty for duties in DUTIES.values() for duty in duties} == set(Duty)


def test_an_administrator_gives_a_role_and_it_is_logged(client, sign_in, person):
    sign_in("administrator")
    other = person()
    client.post(reverse("people:person", args=[other.pk]), {"role": "area_worker", "areas": "wk051801, BU05181785"})

    assert Assignment.objects.get(user=other).areas == ["BU05181785", "WK051801"]
    assert Entry.objects.filter(action="role.give", subject=f"user:{other.pk}").count() == 1


def test_an_area_that_is_no_code_is_refused_beside_the_field(client, sign_in, person):
    sign_in("administrator")
    answer = client.post(reverse("people:person", args=[person().pk]), {"role": "area_worker", "areas": "Spoorwijk"})

    assert "areas" in answer.context["form"].errors


def test_nobody_gives_themselves_a_role(person, actor):
    keeper = actor("administrator")
    with pytest.raises(DeniedError):
        give_role(User.objects.get(pk=keeper.user_id), Role.OFFICER, by=keeper)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.ADMINISTRATOR)])
def test_who_keeps_no_accounts_gives_and_ends_no_role(person, actor, role):
    other, given = actor(role, areas=["WK051801"]), person("resident")
    with pytest.raises(DeniedError):
        give_role(given, Role.ANALYST, by=other)
    with pytest.raises(DeniedError):
        end_role(given.assignments.get(), by=other)


def test_a_role_ends_and_stays_known(client, sign_in, person):
    keeper, other = sign_in("administrator"), person("officer")
    given = other.assignments.get()
    client.post(reverse("people:end", args=[other.pk, given.pk]))

    given.refresh_from_db()
    assert (given.ended_at is not None, given.ended_by_id) == (True, keeper.pk)
    assert Entry.objects.filter(action="role.end", subject=f"user:{other.pk}").exists()


def test_the_last_administrator_stays(actor, person):
    keeper = actor("administrator")
    with pytest.raises(UsageError):
        end_role(Assignment.objects.get(user=keeper.user_id), by=keeper)
    other = person("administrator")
    end_role(Assignment.objects.get(user=keeper.user_id), by=keeper)
    assert Assignment.objects.of(Role.ADMINISTRATOR).get().user == other


def test_a_closed_account_loses_its_roles_and_its_sessions(client, actor, person):
    user = person("officer", "administrator")
    client.force_login(user)
    close_account(user, by=actor("administrator"))

    assert client.get(reverse("account:home")).status_code == 302
    assert not user.assignments.filter(ended_at=None).exists()


def test_an_account_opens_again_without_its_roles(actor, person):
    keeper, user = actor("administrator"), person("officer")
    close_account(user, by=keeper)
    reopen_account(user, by=keeper)

    assert User.objects.get(pk=user.pk).is_active
    assert not user.assignments.filter(ended_at=None).exists()


def test_an_administrator_sees_no_content_on_the_pages_of_accounts(client, sign_in, make_record):
    make_record("risks", name={"nl": "Geheime zwakke plek"}, kind="shock")
    sign_in("administrator")

    for page in ("people:index", "audit:index", "people:invite", "account:home"):
        assert "zwakke plek" not in client.get(reverse(page)).content.decode()


def test_everybody_gets_what_is_kept_about_them(client, sign_in):
    user = sign_in("analyst")
    told = json.loads(client.get(reverse("account:export")).content)

    assert told["account"]["email"] == user.email
    assert [given["role"] for given in told["roles"]] == ["analyst"]
    assert {"account.sign_in", "account.export"} <= {entry["action"] for entry in told["log"]}
    assert "pbkdf2" not in str(told)


def test_only_a_privacy_officer_gets_what_is_kept_about_another(actor, person):
    user = person("analyst")
    assert export_account(user, by=actor("privacy_officer"))["account"]["email"] == user.email
    for role in ("administrator", "officer", "analyst"):
        with pytest.raises(DeniedError):
            export_account(user, by=actor(role))


def test_an_anonymous_account_keeps_its_history_and_loses_its_name(actor, person, make_record):
    author = actor("officer")
    user = User.objects.get(pk=author.user_id)
    record = make_record("risks", by=author, name={"nl": "Hitte"}, kind="shock")
    anonymise(user, by=actor("privacy_officer"), reason="request")

    user.refresh_from_db()
    assert (user.email, user.function, user.is_active) == (f"former-{user.pk}@account.invalid", "", False)
    assert record.history.get().history_user_id == user.pk
    assert str(user) == "voormalig account"
    assert records.Record.objects.filter(pk=record.pk).exists()


def test_anonymising_needs_the_duty_and_a_reason(actor, person):
    user = person("analyst")
    for role in ("administrator", "officer"):
        with pytest.raises(DeniedError):
            anonymise(user, by=actor(role), reason="request")
    with pytest.raises(UsageError):
        anonymise(user, by=actor("privacy_officer"), reason=" ")


def test_an_anonymous_account_does_not_come_back(actor, person):
    user = person("analyst")
    anonymise(user, by=actor("privacy_officer"), reason="request")
    with pytest.raises(UsageError):
        reopen_account(user, by=actor("administrator"))


def test_the_account_page_keeps_function_and_language(client, sign_in):
    user = sign_in("resident")
    client.post(reverse("account:home"), {"function": "coördinator", "language": "en"})

    user.refresh_from_db()
    assert (user.function, user.language) == ("coördinator", "en")


def test_anybody_reads_who_may_do_what(client, db):
    assert client.get(reverse("people:roles")).status_code == 200


def test_an_administrator_helps_who_lost_the_phone(client, actor, person):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = person("resident")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    with pytest.raises(DeniedError):
        reset_second_factor(user, by=actor("officer"))
    reset_second_factor(user, by=actor("administrator"))

    assert not has_device(user)
    assert client.get(reverse("account:home")).status_code == 302
    assert Entry.objects.filter(action="account.second_factor_removed", subject=f"user:{user.pk}").count() == 1
