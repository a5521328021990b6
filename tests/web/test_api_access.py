"""Who may do what through the interface: by token, by session, by nobody; and never more than on the pages."""

import itertools
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from veerkracht.catalogue import registers
from veerkracht.web.api.models import Scope, Token
from veerkracht.web.api.naming import address_name, public_name
from veerkracht.web.api.tokens import make_token, revoke_token, used_token
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Action, Role
from veerkracht.web.people.models import Assignment, reader_of
from veerkracht.web.people.sessions import sign_out_everywhere
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import segments

HEAT = {"name": {"nl": "Hitte"}, "kind": "shock"}
BODY = {"data": json.dumps({"values": HEAT}), "content_type": "application/json"}


def bearing(user, scope=Scope.WRITE):
    return Client(headers={"Authorization": f"Bearer {make_token(user, 'test', scope=scope, days=30)}"})


def test_nobody_may_write_and_is_asked_who_they_are(client, db):
    answer = client.post("/api/v1/risks", **BODY)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert not Record.objects.exists()


def test_a_token_for_reading_cannot_write(person):
    client = bearing(person("officer"), Scope.READ)

    assert client.get("/api/v1/risks").status_code == 200
    assert client.post("/api/v1/risks", **BODY).status_code == 403


@pytest.mark.parametrize(
    "header",
    ["Bearer nonsense", "Bearer vk_" + "x" * 43, "Basic dXNlcjpwYXNz", "Bearer", "vk_x", "Bearer " + "x" * 5000],
)
def test_a_header_that_does_not_work_is_refused_even_for_what_is_public(db, header):
    answer = Client(headers={"Authorization": header}).get("/api/v1/risks")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_only_a_digest_of_the_token_is_kept(person):
    secret = make_token(person("officer"), "test", scope=Scope.READ, days=30)
    kept = Token.objects.values().get()

    assert secret.startswith("vk_")
    assert all(secret not in str(value) for value in kept.values())
    assert secret not in str(list(Entry.objects.values()))


def ended_by_time(token):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def ended_by_signing_out(token):
    sign_out_everywhere(token.user, actor="test")


def ended_with_the_account(token):
    token.user.is_active = False
    token.user.save()


@pytest.mark.parametrize("end", [ended_by_time, ended_by_signing_out, ended_with_the_account, revoke_token])
def test_a_token_that_is_over_is_refused_at_once(person, end):
    user = person("officer")
    secret = make_token(user, "test", scope=Scope.READ, days=30)
    assert used_token(secret)
    end(Token.objects.get())

    assert used_token(secret) is None
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/risks").status_code == 401


def test_a_role_that_ends_ends_for_the_token_as_well(person):
    user = person("officer")
    client = bearing(user)
    assert client.get("/api/v1/services").status_code == 200
    Assignment.objects.update(ended_at=timezone.now())

    assert client.get("/api/v1/services").status_code == 404


def test_a_session_needs_the_proof_of_a_page_to_write(person):
    user = person("analyst")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.get("/api/v1/risks").status_code == 200
    refused = client.post("/api/v1/risks", **BODY)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/nl/account/").content.decode())[1]
    assert client.post("/api/v1/risks", **BODY, headers={"X-CSRFToken": token}).status_code == 201


def test_a_token_needs_no_proof_of_a_page(person):
    secret = make_token(person("officer"), "test", scope=Scope.WRITE, days=30)
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})

    assert client.post("/api/v1/risks", **BODY).status_code == 201


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.OWNER)], ids=str)
def test_each_register_is_there_for_exactly_the_roles_that_may_read_it(person, role):
    user = person(role, areas=["WK051801"] if role is Role.AREA_WORKER else ())
    reader, client = reader_of(user), bearing(user)

    for item in registers().values():
        expected = 200 if segments(reader, item) else 404
        assert client.get(f"/api/v1/{address_name(item)}?pageSize=1").status_code == expected, item.id
        told = client.get(f"/api/v1/registers/{address_name(item)}")
        assert told.status_code == expected
        if expected == 200:
            levels = [part.level for part in segments(reader, item)]
            seen = {public_name(field.id) for level in levels for field in item.seen_at(level)}
            assert {field["id"] for field in told.json()["fields"]} == seen


@pytest.mark.parametrize("role", list(Role)[1:], ids=str)
def test_nobody_records_where_their_role_does_not_let_them(person, role):
    user = person(role)
    client, reader = bearing(user), reader_of(user)

    for item in registers().values():
        if not segments(reader, item, action=Action.CREATE):
            answer = client.post(f"/api/v1/{address_name(item)}", **BODY)
            assert answer.status_code in (403, 404), item.id
    assert not Record.objects.exists()


def fields_above(level_names):
    return [(item, field) for item in registers().values() for field in item.fields if field.visibility in level_names]


def test_a_field_that_is_hidden_is_absent_and_asking_for_it_is_refused(person, db):
    analyst, public = bearing(person("analyst")), Client()
    for client, hidden in ((analyst, ("confidential",)), (public, ("signed_in", "team", "confidential"))):
        for item, field in fields_above(hidden):
            here, name = f"/api/v1/{address_name(item)}", public_name(field.id)
            if client.get(here).status_code == 404:
                continue
            for query in (f"fields={name}", f"{name}=x", f"sort={name}"):
                assert client.get(f"{here}?{query}").status_code == 403, (item.id, query)


def test_a_hidden_field_cannot_be_written(person):
    item, field = next(
        (item, field) for item, field in fields_above(("confidential",)) if item.access == "open" and not item.part_of
    )
    body = {"data": json.dumps({"values": {public_name(field.id): "x"}}), "content_type": "application/json"}
    answer = bearing(person("analyst")).post(f"/api/v1/{address_name(item)}", **body)

    assert (answer.status_code, answer.json()["code"]) == (403, "hidden-field")


@pytest.fixture
def canaries(db):
    """A published record per register with a word of its own in each text that is no name; the words by register."""
    texts = [
        (item, field)
        for item in registers().values()
        for field in item.fields
        if field.kind in ("text", "prose") and field.id != item.title
    ]
    words = {f"kanarie{number:04}": place for number, place in enumerate(texts)}
    for item in registers().values():
        own = {field: word for word, (place, field) in words.items() if place == item}
        values = {
            field.id: {"nl": word} if field.languages else [word] if field.many else word for field, word in own.items()
        }
        parent = Record.objects.filter(register=item.part_of).first() if item.part_of else None
        Record.objects.create(
            register=item.id, external_id="X", parent=parent, values=values, published=values, state="approved"
        )
    return words


@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.ANALYST, Role.REVIEWER, Role.AREA_WORKER], ids=str)
def test_no_answer_holds_what_stands_in_a_field_that_is_hidden(canaries, person, role):
    user = person(role, areas=["WK051801"] if role is Role.AREA_WORKER else ()) if role else None
    client, reader = (bearing(user) if user else Client()), reader_of(user)

    told = set()
    for item, address in itertools.product(registers().values(), ("", "/X", "/X/versions")):
        text = client.get(f"/api/v1/{address_name(item)}{address}").content.decode()
        levels = [part.level for part in segments(reader, item)]
        seen = {field.id for level in levels for field in item.seen_at(level)}
        found = {word for word in canaries if word in text}
        assert {canaries[word][1].id for word in found if canaries[word][0] == item} == {
            canaries[word][1].id for word in found
        }
        assert {canaries[word][1].id for word in found} <= seen, (item.id, address)
        told |= found
    assert told


def test_the_page_of_tokens_shows_the_secret_once(client, person):
    user = person("analyst")
    client.force_login(user)
    _prove(client, user)
    made = client.post("/nl/account/tokens/", {"name": "dashboard", "scope": "read", "days": "90"}).content.decode()
    secret = made.split('class="secret">')[1].split("<")[0]

    assert used_token(secret).name == "dashboard"
    again = client.get("/nl/account/tokens/").content.decode()
    assert secret not in again
    assert "dashboard" in again
    client.post(f"/nl/account/tokens/{Token.objects.get().pk}/revoke/")
    assert used_token(secret) is None


def _prove(client, user):
    """Sign in as one does with a password, just now."""
    client.logout()
    client.post("/nl/account/login/", {"login": user.email, "password": "a long password 4711"})
    client.post("/nl/account/again/", {"password": "a long password 4711"})


def test_somebody_else_cannot_revoke_a_token(client, person):
    make_token(person("officer"), "test", scope=Scope.READ, days=30)
    client.force_login(person("analyst"))

    assert client.post(f"/nl/account/tokens/{Token.objects.get().pk}/revoke/").status_code == 404
    assert Token.objects.usable().count() == 1


def test_no_token_is_made_while_a_role_waits_for_its_second_factor(client, person, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({Role.OFFICER})
    user = person("officer")
    _prove(client, user)
    client.post("/nl/account/tokens/", {"name": "x", "scope": "write", "days": "30"})

    assert not Token.objects.exists()


def test_the_page_of_tokens_is_for_who_is_signed_in(client, db):
    assert client.get("/nl/account/tokens/").status_code == 302


def test_a_role_that_is_given_later_is_not_for_a_token_made_before(person):
    user = person("area_worker", areas=["WK051801"])
    client = bearing(user)
    Assignment.objects.create(user=user, role=Role.OFFICER)

    assert client.post("/api/v1/risks", **BODY).status_code == 403
    assert bearing(user).post("/api/v1/risks", **BODY).status_code == 201
