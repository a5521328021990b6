"""The interface keeps the design rules for interfaces of Dutch governments (NLGov REST API Design Rules 2.1).

Each rule that a machine can check is checked over the description, the rest over answers; the names of the tests
bear the names of the rules.
"""

import json
import re

import pytest
from django.test import Client

from veerkracht.catalogue import registers
from veerkracht.web.api.examples import EXAMPLES
from veerkracht.web.api.models import Scope
from veerkracht.web.api.naming import PARAMETERS, address_name, public_name, type_name
from veerkracht.web.api.schemas import values_model
from veerkracht.web.api.tokens import make_token

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
METHODS = ("get", "post", "patch", "put", "delete")


@pytest.fixture
def bearing(person):
    def make(*roles):
        secret = make_token(person(*roles), "test", scope=Scope.WRITE, days=30)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def described(bearing):
    """The description as an officer gets it: every register, field and operation."""
    return bearing("officer").get("/api/v1/openapi.json").json()


def resolved(described, part):
    while "$ref" in part:
        found = described
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def operations(described):
    return [
        (path, name, one) for path, item in described["paths"].items() for name, one in item.items() if name in METHODS
    ]


def properties(schema):
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from properties(part)
    if isinstance(schema, list):
        for part in schema:
            yield from properties(part)


def test_doc_openapi_and_publish_openapi(described, client):
    assert re.fullmatch(r"3(\.\d+){1,2}", described["openapi"])
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_doc_openapi_contact_and_semver(described):
    assert all(described["info"]["contact"][part] for part in ("name", "email", "url"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", described["info"]["version"])


def test_uri_version_no_trailing_slash_and_path_segments_kebab_case(described):
    assert re.search(r"/v\d+$", described["servers"][0]["url"])
    for path in described["paths"]:
        assert re.fullmatch(r"(/([a-z0-9]+(-[a-z0-9]+)*|\{[a-zA-Z]+\}))+", path) or path == "/openapi.json"


def test_a_trailing_slash_is_not_found(client, db):
    assert client.get("/api/v1/risks/").status_code == 404


def test_http_methods_and_unique_operation_ids(described):
    names = [one["operationId"] for _, _, one in operations(described)]

    assert len(names) == len(set(names)) > 300
    assert {name for item in described["paths"].values() for name in item} <= {*METHODS, "parameters"}


def test_naming_collections_are_plural_nouns_as_in_the_registers(described):
    collections = {path.split("/")[1] for path in described["paths"]} - {"openapi.json", "search"}
    assert collections == {address_name(item) for item in registers().values()} | {"registers"}
    assert {path.rsplit("/", 1)[1] for path in described["paths"] if path.count("/") == 3} == {"versions", "moves"}


def test_query_keys_camel_case(described):
    keys = {
        one["name"]
        for _, _, operation in operations(described)
        for one in operation["parameters"]
        if one["in"] == "query"
    }
    assert all(re.fullmatch(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*", key) for key in keys)
    assert {"pageSize", "changedSince"} <= keys


def test_path_parameters_are_described(described):
    for path, item in described["paths"].items():
        named = {one["name"] for one in item.get("parameters", ()) if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path))


def test_version_header_stands_at_every_answer_that_succeeds(described):
    for _, _, operation in operations(described):
        good = [resolved(described, answer) for status, answer in operation["responses"].items() if status[0] in "23"]
        assert good
        assert all("API-Version" in answer["headers"] for answer in good)


def test_error_handling_problem_details_and_invalid_input(described):
    for path, method, operation in operations(described):
        wrong = {
            status: resolved(described, one) for status, one in operation["responses"].items() if status[0] in "45"
        }
        assert "400" in wrong, (path, method)
        assert "422" not in wrong
        for answer in wrong.values():
            schema = resolved(described, answer["content"]["application/problem+json"]["schema"])
            assert {"status", "title", "detail"} <= set(schema["required"])


def test_date_time_formats(described):
    for name, schema in properties(described["components"]["schemas"]):
        if re.search(r"(\wD|_[dD])(ate|atum)", name) or name == "date":
            assert schema.get("format") in ("date", "partial-date"), name
        assert schema.get("format") not in ("date-time-local", "time")


def test_schema_names_and_properties_have_humps(described):
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) for name in described["components"]["schemas"])
    names = {name for name, _ in properties(described["components"]["schemas"])}
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in names)


def test_every_reference_in_the_description_leads_somewhere(described):
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(described))):
        assert resolved(described, {"$ref": reference})


def test_every_register_and_field_is_described_with_its_help_and_codes(described):
    for item in registers().values():
        schema = described["components"]["schemas"][f"{type_name(item)}Values"]
        assert set(schema["properties"]) == {public_name(field.id) for field in item.fields}
        for field in item.fields:
            one = schema["properties"][public_name(field.id)]
            assert field.help.nl in one["description"]
            codes = (
                one.get("enum")
                or one.get("items", {}).get("enum")
                or [one.get("const") or one.get("items", {}).get("const")]
            )
            assert not field.choices or set(codes) == {choice.code for choice in field.choices}


def test_no_field_is_called_as_a_parameter():
    clashes = {public_name(field.id) for item in registers().values() for field in item.fields} & set(PARAMETERS)
    assert not clashes
    assert all(
        len({public_name(field.id) for field in item.fields}) == len(item.fields) for item in registers().values()
    )


def test_the_description_for_the_public_holds_no_hidden_field_register_or_change(client, db):
    told = client.get("/api/v1/openapi.json").json()

    assert {method for _, method, _ in operations(told)} == {"get"}
    assert "/services" not in told["paths"]
    hidden = {public_name(field.id) for field in registers()["risks"].fields if field.visibility != "public"}
    assert hidden.isdisjoint(told["components"]["schemas"]["RisksValues"]["properties"])


def test_what_comes_out_has_the_shape_that_is_described(bearing, make_record):
    record = make_record("risks", external_id="R-1", **HEAT, review_date="2027-09-01", description={"nl": "Warm."})
    told = bearing("officer").get("/api/v1/risks/R-1").json()

    model = values_model(record.definition, record.definition.fields, "read", "nl")
    assert model.model_validate(told["values"]).model_dump(exclude_unset=True, by_alias=True) == told["values"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/risks", 200), ("get", "/risks?page=x", 400), ("post", "/risks", 401), ("get", "/nothing", 404),
        ("get", "/risks/none", 404), ("delete", "/risks", 405), ("put", "/risks/R-1", 405), ("options", "/risks", 204),
        ("get", "", 404), ("get", "/", 404), ("trace", "/risks", 405), ("get", "/risks/%00", 400),
    ],
)  # fmt: skip
def test_version_header_and_problem_details_on_every_answer(client, db, method, address, status):
    answer = getattr(client, method)(f"/api/v1{address}")

    assert (answer.status_code, answer["API-Version"]) == (status, "1.1.0")
    if status >= 400:
        told = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (told["status"], bool(told["title"]), bool(told["detail"])) == (status, True, True)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json"])
def test_only_json_is_read(bearing, kind):
    assert bearing("officer").post("/api/v1/risks", data="{}", content_type=kind).status_code == 415


@pytest.mark.parametrize("body", ["{", "[]", "1", "NaN", '{"values": NaN}', "null", '"x"', "[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_a_bad_request(bearing, body):
    answer = bearing("officer").post("/api/v1/risks", data=body, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_too_many_requests_are_told_when_to_come_back(client, db, settings):
    settings.RATES = {**settings.RATES, "api": "2/m"}
    answers = [client.get("/api/v1/risks", REMOTE_ADDR="203.0.113.9") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert answers[2]["Content-Type"] == "application/problem+json"


def test_a_failure_of_our_own_tells_nothing_but_that(client, db, monkeypatch):
    monkeypatch.setattr("veerkracht.web.api.reading.list_of", _fails)
    client.raise_request_exception = False
    answer = client.get("/api/v1/risks")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()


def _fails(*given):
    raise RuntimeError("a secret")


def test_transport_security_headers(client, db):
    answer = client.get("/api/v1/risks")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"]


def test_transport_cors_opens_what_is_public_and_nothing_else(client, bearing):
    assert client.get("/api/v1/risks")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in bearing("officer").get("/api/v1/risks").headers
    preflight = client.options("/api/v1/risks")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in preflight["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_head_answers_as_get_without_a_body(client, make_record):
    make_record("risks", external_id="R-1", **HEAT, published=True)
    answer = client.head("/api/v1/risks/R-1")

    assert (answer.status_code, answer.content) == (200, b"")


def test_every_example_on_the_page_works_as_it_stands(bearing):
    program, anybody = bearing("officer"), Client()
    for example in EXAMPLES:
        more = {"data": json.dumps(example.body), "content_type": "application/json"} if example.body else {}
        asks = getattr(program if example.needs_token else anybody, example.method.lower())
        answer = asks(example.address, headers=dict(example.headers), **more)
        assert answer.status_code == example.status, (str(example.words), answer.content)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_shows_every_example(client, db, language):
    page = client.get(f"/{language}/api/").content.decode()

    assert page.count("<pre") == len(EXAMPLES)
    assert "If-Match: &quot;1&quot;" in page
