"""Signing in with the account of the city, against a provider of our own that runs on this machine."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from veerkracht.errors import UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Role
from veerkracht.web.people.environment import city_settings, role_table, second_factor_roles
from veerkracht.web.people.models import Assignment, User

ROLES = '{"monitor-lezer": "resident", "monitor-analist": "analyst", "monitor-beheer": "administrator"}'


@pytest.fixture
def city(provider, settings, db):
    """The application as it is set up beside the provider."""
    cache.clear()
    found = city_settings({
        "VEERKRACHT_OIDC_ISSUER": provider.issuer, "VEERKRACHT_OIDC_CLIENT": provider.client_id,
        "VEERKRACHT_OIDC_SECRET": provider.secret, "VEERKRACHT_OIDC_ROLES": ROLES, "VEERKRACHT_OIDC_LOCAL": "yes",
    })  # fmt: skip
    for name, value in found.items():
        setattr(settings, name, value)
    settings.CITY_ACCOUNT = found
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS, "veerkracht.web.people.city_account.CityAccountBackend",
    ]  # fmt: skip
    return provider


def _go(client, start=""):
    """Follow the browser: to the provider, which signs in at once, and back."""
    there = client.get(start or reverse("oidc_authentication_init"))
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def _is_in(client):
    return "_auth_user_id" in client.session


def _roles(user):
    return sorted(Assignment.objects.current().filter(user=user).values_list("role", flat=True))


def test_somebody_with_a_role_in_the_claim_gets_an_account_with_that_role(client, city):
    city.person["roles"] = ["monitor-analist", "something-else"]
    answer = _go(client)

    assert answer["Location"] == reverse("account:welcome")
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), _roles(user)) == ("anna@denhaag.example", False, ["analyst"])
    assert client.get(reverse("account:home")).status_code == 200


def test_the_browser_is_sent_with_state_nonce_and_challenge(client, city):
    query = parse_qs(urlsplit(client.get(reverse("oidc_authentication_init"))["Location"]).query)

    assert {"state", "nonce", "code_challenge"} <= set(query)
    assert (query["code_challenge_method"], query["response_type"]) == (["S256"], ["code"])


def test_somebody_unknown_without_a_role_is_refused(client, city):
    assert _go(client)["Location"] == reverse("account:refused")
    assert not _is_in(client)
    assert not User.objects.exists()
    assert Entry.objects.filter(action="account.refuse").count() == 1
    assert client.get(reverse("account:refused")).status_code == 403


def test_somebody_invited_signs_in_and_keeps_the_role_given_by_hand(client, city, person):
    user = person("reviewer", email="anna@denhaag.example")
    _go(client)

    assert _is_in(client)
    assert _roles(User.objects.get(pk=user.pk)) == ["reviewer"]
    assert User.objects.get().subject == f"{city.issuer} anna"


def test_a_role_that_the_city_takes_away_ends_and_one_given_by_hand_stays(client, city, person):
    user = person("reviewer", email="anna@denhaag.example")
    city.person["roles"] = ["monitor-analist", "monitor-beheer"]
    _go(client)
    assert _roles(user) == ["administrator", "analyst", "reviewer"]

    city.person["roles"] = ["monitor-analist"]
    _go(Client())
    assert _roles(user) == ["analyst", "reviewer"]
    assert Assignment.objects.get(role=Role.ADMINISTRATOR).ended_at is not None
    assert Entry.objects.filter(action="role.end", actor="city").count() == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
        {"exp": None},
        {"aud": "another application"},
        {"aud": ["monitor", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"sub": "berta"},
    ],
    ids=["nonce", "no nonce", "expired", "no end", "audience", "authorised party", "issuer", "person"],
)
def test_a_token_that_does_not_fit_signs_nobody_in(client, city, person, spoiled):
    person("analyst", email="anna@denhaag.example")
    city.spoil = spoiled

    assert _go(client)["Location"] == reverse("account:refused")
    assert not _is_in(client)


def test_a_token_signed_by_a_stranger_signs_nobody_in(client, city, person):
    person("analyst", email="anna@denhaag.example")
    city.sign_with = city.stranger

    _go(client)
    assert not _is_in(client)


def test_an_answer_to_another_browser_signs_nobody_in(client, city, person):
    person("analyst", email="anna@denhaag.example")
    there = client.get(reverse("oidc_authentication_init"))
    back = urlsplit(requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"])
    other = Client()

    other.get(f"{back.path}?{back.query}")
    assert not _is_in(other)


def test_an_answer_works_once(client, city, person):
    person("analyst", email="anna@denhaag.example")
    there = client.get(reverse("oidc_authentication_init"))
    back = urlsplit(requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"])
    client.get(f"{back.path}?{back.query}")
    client.logout()

    client.get(f"{back.path}?{back.query}")
    assert not _is_in(client)


def test_an_address_that_the_provider_doubts_reaches_no_account(client, city, person):
    person("analyst", email="anna@denhaag.example")
    city.person["email_verified"] = False

    _go(client)
    assert not _is_in(client)


def test_somebody_else_with_the_same_address_does_not_get_the_account(client, city, person):
    person("analyst", email="anna@denhaag.example")
    _go(Client())
    city.person["sub"] = "another-anna"

    _go(client)
    assert not _is_in(client)


def test_a_closed_account_stays_closed(client, city, person):
    user = person("analyst", email="anna@denhaag.example")
    User.objects.filter(pk=user.pk).update(is_active=False)

    _go(client)
    assert not _is_in(client)


def test_a_second_factor_shown_at_the_city_counts_here(client, city, settings):
    settings.SECOND_FACTOR_ROLES = ["analyst"]
    city.person["roles"] = ["monitor-analist"]
    _go(client)
    assert client.get(reverse("site:home")).status_code == 302

    city.spoil = {"amr": ["pwd", "mfa"]}
    other = Client()
    _go(other)
    assert other.get(reverse("site:home")).status_code == 200


def test_what_matters_asks_the_provider_to_look_again(client, city):
    city.person["roles"] = ["monitor-beheer"]
    city.spoil = {"auth_time": int(time.time()) - 3600}
    _go(client)
    answer = client.get(reverse("people:invite"))
    assert answer["Location"].startswith(reverse("oidc_authentication_init"))

    city.spoil = {}
    back = _go(client, answer["Location"])
    assert city.asked[-1]["prompt"] == "login"
    assert back["Location"] == reverse("people:invite")
    assert client.get(back["Location"]).status_code == 200


def test_without_a_provider_there_is_no_such_sign_in(client, db):
    assert client.get(reverse("oidc_authentication_init")).status_code == 404
    assert "oidc" not in client.get(reverse("account_login")).content.decode()


def test_the_page_of_signing_in_leads_to_the_account_of_the_city(client, city):
    assert reverse("oidc_authentication_init") in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {
            "VEERKRACHT_OIDC_ISSUER": "http://provider.example",
            "VEERKRACHT_OIDC_CLIENT": "a",
            "VEERKRACHT_OIDC_SECRET": "b",
        },
        {"VEERKRACHT_OIDC_ISSUER": "https://provider.example"},
    ],
)
def test_a_provider_without_https_or_client_stops_the_start(given):
    with pytest.raises(UsageError):
        city_settings(given)


@pytest.mark.parametrize("text", ["[]", "{", '{"a": "king"}', '{"a": "area_worker"}'])
def test_a_table_of_roles_that_cannot_hold_stops_the_start(text):
    with pytest.raises(UsageError):
        role_table(text)


def test_a_role_that_does_not_exist_cannot_need_a_second_factor():
    with pytest.raises(UsageError):
        second_factor_roles({"VEERKRACHT_SECOND_FACTOR": "officers"})


def test_who_signs_in_with_the_city_only_gets_no_link_for_a_password(client, city):
    city.person["roles"] = ["monitor-lezer"]
    _go(Client())
    client.post(reverse("account_reset_password"), {"email": "anna@denhaag.example"})

    assert mail.outbox == []
