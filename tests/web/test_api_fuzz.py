"""Whatever is sent, the interface never fails itself, and always answers in its own way."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.catalogue import registers
from veerkracht.web.api.models import Scope
from veerkracht.web.api.naming import address_name, public_name
from veerkracht.web.api.tokens import make_token

NAMES = [address_name(item) for item in registers().values()]
FIELDS = sorted({public_name(field.id) for item in registers().values() for field in item.fields})
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**30, 10**400), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.sampled_from(["\x00", "\ud800", "2027-02-31", "x" * 25_000, "GM0518", "-", "1e309"]),
)  # fmt: skip
JSON = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.sampled_from(FIELDS), inner, max_size=3)
    ),
    max_leaves=8,
)
SEGMENTS = st.one_of(
    st.sampled_from([*NAMES, "registers", "search", "R-1", "versions", "moves", "openapi.json"]), st.text(max_size=12)
)
QUERIES = st.lists(
    st.tuples(
        st.sampled_from([*FIELDS, "q", "sort", "fields", "page", "pageSize", "lang", "before"]), st.text(max_size=12)
    ),
    max_size=3,
)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def program(person, make_record):
    make_record("risks", external_id="R-1", name={"nl": "Hitte"}, kind="shock")
    client = Client(
        headers={"Authorization": f"Bearer {make_token(person('officer'), 'x', scope=Scope.WRITE, days=30)}"}
    )
    client.raise_request_exception = False
    return client


def holds(answer):
    assert answer.status_code < 500
    assert answer.status_code != 422
    assert answer["API-Version"]
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@MODEST
@given(path=st.lists(SEGMENTS, min_size=1, max_size=3), query=QUERIES)
def test_any_address_gets_an_answer(program, path, query):
    holds(program.get("/api/v1/" + "/".join(path).replace("\ud800", ""), dict(query)))


@MODEST
@given(name=st.sampled_from(NAMES), body=JSON)
def test_any_body_gets_an_answer(program, name, body):
    holds(program.post(f"/api/v1/{name}", data=json.dumps(body), content_type="application/json"))


@MODEST
@given(name=st.sampled_from(["name", "kind", "reviewDate", "description", "ownerRole", "inherentImpact"]), value=JSON,
       version=st.one_of(ODD, st.just(1)))  # fmt: skip
def test_any_change_gets_an_answer(program, name, value, version):
    body = json.dumps({"values": {name: value}, "version": version})
    holds(program.patch("/api/v1/risks/R-1", data=body, content_type="application/json"))


@MODEST
@given(tag=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=15), body=JSON)
def test_any_version_in_the_header_gets_an_answer(program, tag, body):
    sent = json.dumps({"values": {"kind": "shock"}, "reason": body})
    holds(program.patch("/api/v1/risks/R-1", data=sent, content_type="application/json", headers={"If-Match": tag}))


@MODEST
@given(
    body=st.dictionaries(
        st.sampled_from(["to", "reason", "version"]), JSON | st.sampled_from(["approved", "working"]), max_size=3
    )
)
def test_any_move_gets_an_answer(program, body):
    holds(program.post("/api/v1/risks/R-1/moves", data=json.dumps(body), content_type="application/json"))
