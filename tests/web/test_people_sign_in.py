"""Signing in by password and second factor, with the real limits, rules and sessions."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Role
from veerkracht.web.people.models import User

PASSWORD = "a long password 4711"
REAL_ROLES = ["analyst", "officer", "reviewer", "privacy_officer", "administrator"]


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def factor_needed(settings):
    """The table of roles that need a second factor, as it is outside tests."""
    settings.SECOND_FACTOR_ROLES = REAL_ROLES


def _sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def _code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def _show_password(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def _add_app(client):
    """Add an app as a person does: show the password, read the key off the page, type the code."""
    _show_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return secret


def test_the_real_settings_ask_a_second_factor_of_the_five_roles_that_count():
    from veerkracht.web.people.settings import SECOND_FACTOR_ROLES

    assert sorted(SECOND_FACTOR_ROLES) == sorted(REAL_ROLES)
    assert set(REAL_ROLES) <= set(Role)


def test_somebody_signs_in_with_address_and_password_and_it_is_logged(client, person):
    user = person("resident")
    answer = _sign_in(client, user.email.upper())

    assert answer.status_code == 302
    assert client.get(reverse("account:home")).status_code == 200
    assert Entry.objects.filter(action="account.sign_in", actor=f"user:{user.pk}").count() == 1


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    user = person()
    wrong = _sign_in(client, user.email, "not the password")
    unknown = _sign_in(client, "nobody@example.org", "not the password")

    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "nobody@example.org" not in str(list(Entry.objects.values()))


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, person):
    user = person()
    for _ in range(5):
        _sign_in(client, user.email, "not the password")
    answer = _sign_in(client, user.email)

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="account.refuse", subject=f"user:{user.pk}").count() == 5


def test_the_lock_is_on_the_address_and_not_on_other_accounts(client, person):
    locked, other = person(), person()
    for _ in range(6):
        _sign_in(client, locked.email, "not the password")

    assert _sign_in(Client(), other.email).status_code == 302


@pytest.mark.parametrize("password", ["short1!", "password1234", "123456789012", "person1@example.org"])
def test_easy_passwords_are_refused(password, person):
    with pytest.raises(ValidationError):
        validate_password(password, person())


def test_a_long_sentence_is_a_good_password(person):
    validate_password("de meeuwen slapen op het Spui", person())


def test_nobody_signs_up_by_themselves(client):
    assert client.get("/nl/account/signup/").status_code == 404
    assert User.objects.count() == 0


def test_a_role_that_needs_a_second_factor_does_not_count_without_it(client, person, factor_needed):
    user = person("officer", "resident")
    _sign_in(client, user.email)
    answer = client.get(reverse("site:home"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert client.get(reverse("account:home")).context["reader"].has(Role.RESIDENT)
    assert not client.get(reverse("account:home")).context["reader"].has(Role.OFFICER)


def test_a_role_without_that_need_works_by_password_alone(client, person, factor_needed):
    _sign_in(client, person("area_worker", areas=["WK051801"]).email)

    assert client.get(reverse("site:home")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_app_is_added_and_asked_for_when_signing_in_again(client, person, factor_needed):
    user = person("officer")
    _sign_in(client, user.email)
    secret = _add_app(client)

    assert client.get(reverse("site:home")).status_code == 200
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200

    again = Client()
    answer = _sign_in(again, user.email)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session
    wrong = again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    cache.clear()  # the code of this half minute was used already
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert again.get(reverse("site:home")).status_code == 200
    assert Entry.objects.filter(action="account.second_factor_added", actor=f"user:{user.pk}").exists()


def test_signing_out_everywhere_ends_the_other_session_and_keeps_this_one(client, person):
    user, other = person("resident"), Client()
    _sign_in(client, user.email)
    _sign_in(other, user.email)
    client.post(reverse("account:sign-out-everywhere"))

    assert client.get(reverse("account:home")).status_code == 200
    assert other.get(reverse("account:home")).status_code == 302


def test_a_changed_password_ends_other_sessions(client, person):
    user, other = person("resident"), Client()
    _sign_in(client, user.email)
    _sign_in(other, user.email)
    new = "de meeuwen slapen op het Spui"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert other.get(reverse("account:home")).status_code == 302
    assert _sign_in(Client(), user.email, new).status_code == 302


@pytest.mark.parametrize("seconds", [3600 + 60, 10 * 3600 + 60])
def test_a_session_ends_by_itself(client, person, monkeypatch, seconds):
    _sign_in(client, person("resident").email)
    now = time.time()
    monkeypatch.setattr("veerkracht.web.people.sessions.time.time", lambda: now + seconds)

    answer = client.get(reverse("account:home"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_session_in_use_goes_on_within_the_day(client, person, monkeypatch):
    _sign_in(client, person("resident").email)
    began = time.time()
    for minutes in range(30, 300, 30):
        monkeypatch.setattr("veerkracht.web.people.sessions.time.time", lambda: began + minutes * 60)  # noqa: B023
        assert client.get(reverse("account:home")).status_code == 200


def test_a_link_for_a_new_password_goes_to_known_addresses_in_their_language(client, person):
    user = person("resident")
    User.objects.filter(pk=user.pk).update(language="en")
    for email in (user.email, "nobody@example.org"):
        assert client.post(reverse("account_reset_password"), {"email": email}).status_code == 302

    assert [message.to for message in mail.outbox] == [[user.email]]
    assert "new password" in mail.outbox[0].subject
    assert "127.0.0.1" not in mail.outbox[0].body


def test_the_link_for_a_new_password_works_once(client, person):
    user = person("resident")
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    form = client.get(link, follow=True)
    new = "de meeuwen slapen op het Spui"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert done.status_code == 302
    assert _sign_in(Client(), user.email, new).status_code == 302
    assert Client().get(link, follow=True).context["token_fail"]


def test_what_matters_asks_for_the_password_again(client, person):
    _sign_in(client, person("administrator").email)
    answer = client.get(reverse("people:invite"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))

    _show_password(client)
    assert client.get(reverse("people:invite")).status_code == 200


def test_no_address_of_a_computer_is_kept(client, person):
    _sign_in(client, person("resident").email)
    client.session.save()

    assert "127.0.0.1" not in str(dict(client.session.items()))
    assert "127.0.0.1" not in str(list(Entry.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_who_is_asked_for_a_code_can_start_again_as_somebody_else(client, person):
    user, other = person("resident"), person("resident")
    _sign_in(client, user.email)
    _add_app(client)
    again = Client()
    _sign_in(again, user.email)
    again.post(reverse("account_logout"), {"next": reverse("account_login")})

    _sign_in(again, other.email)
    assert again.session["_auth_user_id"] == str(other.pk)


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_pages_of_signing_in_are_pages_of_the_monitor(client, db, name):
    page = client.get(reverse(name)).content.decode()

    assert '<html lang="nl">' in page
    assert "Den Haag" in page
