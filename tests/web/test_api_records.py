"""Programs read, record, change and move records through the same doors as people do."""

import json

import pytest
from django.test import Client

from veerkracht.catalogue import registers
from veerkracht.web.api.models import Scope
from veerkracht.web.api.tokens import make_token
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.models import User
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}


@pytest.fixture
def program(person):
    """Make a program with a token: ``program("officer")("get", "/risks")`` gives the answer and what is in it."""

    def make(*roles, scope=Scope.WRITE, **more):
        user = person(*roles, **more)
        secret = make_token(user, "test", scope=scope, days=30)
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        return _asks(client)

    return make


@pytest.fixture
def anybody(db):
    return _asks(Client())


def _asks(client):
    def ask(method, address, body=None, **headers):
        more = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = getattr(client, method)(f"/api/v1{address}", headers=named, **more)
        return answer, (json.loads(answer.content) if answer.content else None)

    return ask


def test_a_program_records_reads_changes_and_publishes(program):
    ask = program("officer")

    made, told = ask("post", "/risks", {"id": "R-1", "values": {**HEAT, "reviewDate": "2027-09-01"}})
    assert (made.status_code, made["Location"], made["ETag"]) == (201, "/api/v1/risks/R-1", '"1"')
    assert told["values"] == {**HEAT, "reviewDate": "2027-09-01"}
    assert (told["state"], told["version"], told["title"]) == ("working", 1, "Hitte")

    changed, told = ask(
        "patch", "/risks/R-1", {"values": {"kind": "stress", "reviewDate": None}, "reason": "beter"}, If_Match='"1"'
    )
    assert (changed.status_code, changed["ETag"], told["values"]) == (
        200,
        '"2"',
        {"name": HEAT["name"], "kind": "stress"},
    )

    moved, told = ask("post", "/risks/R-1/moves", {"to": "approved"})
    assert (moved.status_code, told["state"]) == (200, "approved")
    assert "publishedAt" in told

    _, told = ask("get", "/risks/R-1/versions")
    assert [(one["version"], one["state"]) for one in told["items"]] == [
        (3, "approved"),
        (2, "working"),
        (1, "working"),
    ]
    assert set(told["items"][1]["changed"]) == {"kind", "reviewDate"}
    assert told["items"][1]["reason"] == "beter"


def test_the_public_reads_the_published_version_without_how_it_stands(anybody, make_record, officer):
    record = make_record("risks", external_id="R-1", **HEAT, published=True)
    records.change(record, {"kind": "stress"}, actor=officer, version=record.version)

    answer, told = anybody("get", "/risks/R-1")
    assert told["values"] == HEAT
    assert {"state", "version", "changedAt"}.isdisjoint(told)
    assert "ETag" not in answer


def test_what_is_not_published_is_not_there_for_the_public(anybody, make_record):
    make_record("risks", external_id="R-1", **HEAT)

    assert anybody("get", "/risks/R-1")[0].status_code == 404
    assert anybody("get", "/risks")[1]["count"] == 0
    assert anybody("get", "/services")[0].status_code == 404


def test_the_second_of_two_programs_gets_both_versions(program, make_record, officer):
    record = make_record("risks", external_id="R-1", **HEAT)
    records.change(record, {"kind": "stress"}, actor=officer, version=1)
    ask = program("officer")

    by_header, told = ask("patch", "/risks/R-1", {"values": {"kind": "emerging"}}, If_Match='"1"')
    assert by_header.status_code == 412
    assert (told["current"]["values"]["kind"], told["current"]["version"], told["sent"]) == (
        "stress",
        2,
        {"kind": "emerging"},
    )

    by_body, told = ask("patch", "/risks/R-1", {"values": {"kind": "emerging"}, "version": 1})
    assert (by_body.status_code, told["current"]["version"]) == (409, 2)
    assert Record.objects.get().values["kind"] == "stress"


def test_a_change_without_a_version_is_refused(program, make_record):
    make_record("risks", external_id="R-1", **HEAT)
    answer, told = program("officer")("patch", "/risks/R-1", {"values": {"kind": "stress"}})

    assert (answer.status_code, told["code"]) == (400, "version-needed")


def test_wrong_answers_are_named_one_by_one(program):
    answer, told = program("officer")(
        "post", "/risks", {"values": {"name": "Hitte", "kind": "storm", "colour": "red", "reviewDate": "1-9-2027"}}
    )

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    pointers = {error["pointer"] for error in told["errors"]}
    assert {"/values/name", "/values/kind", "/values/colour"} <= pointers
    assert not Record.objects.exists()


def test_a_rule_of_the_register_speaks_the_language_that_was_asked_for(program):
    body = {"values": {**HEAT, "treatment": "accept"}}
    for language, words in (("en", "Fill in why"), ("nl", "Vul in")):
        _, told = program("officer")("post", f"/risks?lang={language}", body)
        assert told["errors"][0]["detail"].startswith(words)
        assert told["errors"][0]["code"] == "rule"


def test_a_key_that_is_taken_is_a_conflict(program, make_record):
    make_record("risks", external_id="R-1", **HEAT)

    assert program("officer")("post", "/risks", {"id": "R-1", "values": HEAT})[0].status_code == 409


def test_a_part_is_recorded_under_its_parent(program, make_record):
    make_record("initiatives", external_id="I-1", name={"nl": "Buurttafel"})
    ask = program("officer")
    values = {"name": {"nl": "Opening"}, "kind": "milestone", "state": "in_progress"}

    answer, told = ask("post", "/milestones", {"id": "M-1", "parent": "I-1", "values": values})
    assert (answer.status_code, told["parent"]["id"], told["links"]["parent"]) == (
        201,
        "I-1",
        "/api/v1/initiatives/I-1",
    )
    assert ask("post", "/milestones", {"parent": "I-9", "values": values})[1]["errors"][0]["pointer"] == "/parent"
    assert ask("post", "/milestones", {"values": values})[0].status_code == 400


def test_links_go_out_and_come_in_by_key(program, make_record):
    make_record("risks", external_id="R-1", **HEAT)
    make_record("risks", external_id="R-2", name={"nl": "Droogte"}, kind="stress")
    values = {"source": "R-1", "target": "R-2", "sign": "1", "mechanism": {"nl": "Hitte droogt uit."}}
    _, told = program("officer")("post", "/risk-links", {"id": "L-1", "values": values})

    assert told["values"] == values


def test_a_link_to_what_one_may_not_see_is_withheld_and_stays(program):
    service = Record.objects.create(
        register="services", external_id="S-1", title_nl="Gemaal", values={"name": {"nl": "Gemaal"}}
    )
    values = {"name": {"nl": "Dijk"}, "services": [str(service.pk)]}
    Record.objects.create(register="recovery_projects", external_id="P-1", title_nl="Dijk", values=values)
    ask = program("analyst")
    _, told = ask("get", "/recovery-projects/P-1")
    assert (told["withheld"], "services" in told["values"]) == (["services"], False)

    ask("patch", "/recovery-projects/P-1", {"values": {"services": []}, "version": 1})
    assert Record.objects.get(external_id="P-1").values["services"] == [str(service.pk)]


def test_moves_follow_the_table_of_review(program, make_record):
    make_record("risks", external_id="R-1", **HEAT)
    ask = program("officer")

    assert ask("post", "/risks/R-1/moves", {"to": "returned"})[0].status_code == 409
    assert ask("post", "/risks/R-1/moves", {"to": "archived"})[0].status_code == 400
    assert ask("post", "/risks/R-1/moves", {"to": "archived", "reason": "oud"})[1]["state"] == "archived"
    assert ask("post", "/risks/R-1/moves", {"to": "gone"})[0].status_code == 400


def test_an_analyst_cannot_approve(program, make_record):
    make_record("risks", external_id="R-1", **HEAT)

    assert program("analyst")("post", "/risks/R-1/moves", {"to": "approved"})[0].status_code == 403


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/risks?kind=shock", ["R-1"]), ("/risks?kind=shock&kind=stress", ["R-1", "R-2"]), ("/risks?q=droog", ["R-2"]),
        ("/risks?sort=-name", ["R-1", "R-2"]), ("/risks?sort=name", ["R-2", "R-1"]), ("/risks?review=approved", []),
        ("/risks?pageSize=1&page=2&sort=name", ["R-1"]), ("/risks?page=9", []), ("/risks?changedSince=2999-01-01", []),
    ],
)  # fmt: skip
def test_a_list_is_filtered_sorted_and_paged(program, make_record, address, expected):
    make_record("risks", external_id="R-1", **HEAT)
    make_record("risks", external_id="R-2", name={"nl": "Droogte"}, kind="stress")
    _, told = program("officer")("get", address)

    assert sorted([one["id"] for one in told["items"]]) == sorted(expected)
    if "sort" in address:
        assert [one["id"] for one in told["items"]] == expected


def test_pages_link_to_one_another_and_keep_the_filters(program, make_record):
    for number in range(3):
        make_record("risks", external_id=f"R-{number}", name={"nl": f"Hitte {number}"}, kind="shock")
    _, told = program("officer")("get", "/risks?kind=shock&pageSize=1&page=2")

    assert told["count"] == 3
    assert told["links"]["next"] == "/api/v1/risks?kind=shock&pageSize=1&page=3"
    assert told["links"]["prev"] == "/api/v1/risks?kind=shock&pageSize=1&page=1"


def test_only_the_fields_that_are_asked_for_go_out(program, make_record):
    make_record("risks", external_id="R-1", **HEAT, owner_role="hoofd")
    _, told = program("officer")("get", "/risks?fields=kind,ownerRole")

    assert told["items"][0]["values"] == {"kind": "shock", "ownerRole": "hoofd"}


WRONG = ["colour=red", "kind=storm", "page=0", "pageSize=500", "sort=colour", "review=gone", "changedSince=soon", "lang=fr",
         "fields=colour", "late=2", "reviewDate=2027"]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_parameter_is_refused_and_named(program, query):
    answer, told = program("officer")("get", f"/risks?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert query.startswith("lang") or told["errors"][0]["parameter"] == query.split("=")[0]


def test_the_search_answers_in_pieces(program, make_record):
    make_record("risks", external_id="R-1", **HEAT, description={"nl": "Huurders in kleine woningen."})
    _, told = program("officer")("get", "/search?q=huurder")

    assert told["count"] == 1
    assert told["registers"] == {"risks": 1}
    assert {"text": "Huurders", "asked": True} in told["items"][0]["pieces"]
    assert program("officer")("get", "/search")[0].status_code == 400


def test_the_definition_of_a_register_tells_its_fields_and_choices(anybody):
    _, told = anybody("get", "/registers/risks")
    fields = {field["id"]: field for field in told["fields"]}

    assert fields["kind"]["choices"][0] == {
        "code": "shock",
        "label": {"nl": fields["kind"]["choices"][0]["label"]["nl"], "en": "shock"},
    }
    assert all(field["visibility"] == "public" for field in fields.values())
    assert {"risks", "risk-links", "promises"} <= {one["id"] for one in anybody("get", "/registers")[1]["items"]}


def test_reading_what_is_watched_leaves_a_line_in_the_log_and_lists_leave_it_out(program, db):
    Record.objects.create(register="interviews", external_id="IV-1", values={"transcript": "mijn verhaal"})
    ask = program("officer")

    assert "transcript" not in ask("get", "/interviews")[1]["items"][0]["values"]
    assert not Entry.objects.filter(action="transcript.read").exists()
    assert ask("get", "/interviews/IV-1")[1]["values"]["transcript"] == "mijn verhaal"
    assert Entry.objects.filter(action="transcript.read").count() == 1


@pytest.mark.parametrize(
    ("method", "address", "body", "headers", "status"),
    [
        ("patch", "", {"values": {"functionRole": "hoofd"}}, {"If_Match": '"99"'}, 412),
        ("patch", "", {"values": {"functionRole": "hoofd"}, "version": 99}, {}, 409),
        ("post", "/moves", {"to": "approved", "version": 99}, {}, 409),
    ],
)
def test_a_problem_that_shows_what_is_watched_leaves_a_line_too(program, db, method, address, body, headers, status):
    values = {"transcript": "mijn verhaal", "function_role": "chef"}
    Record.objects.create(register="interviews", external_id="IV-1", values=values)

    answer, told = program("officer")(method, f"/interviews/IV-1{address}", body, **headers)

    assert (answer.status_code, told["current"]["values"]["transcript"]) == (status, "mijn verhaal")
    assert Entry.objects.filter(action="transcript.read").count() == 1


def test_a_link_to_what_one_may_not_see_is_as_unknown_as_one_to_nothing(program, make_record, person):
    make_record("risks", external_id="R-9", name={"nl": "Geheim plan"}, kind="shock")
    make_record("initiatives", external_id="I-1", name={"nl": "Soep"}, areas=["WK051801"])
    ask = program("area_worker", areas=["WK051801"])

    told = [
        ask("patch", "/initiatives/I-1", {"values": {"risks": [text]}, "version": 1})[1]["errors"][0]["code"]
        for text in ("R-9", "Geheim plan", "R-8")
    ]

    assert told == ["unknown-record"] * 3


def test_a_link_that_one_may_not_see_stays_when_something_else_changes(program, make_record):
    hidden = make_record("risks", external_id="R-9", name={"nl": "Geheim plan"}, kind="shock")
    make_record("initiatives", external_id="I-1", name={"nl": "Soep"}, areas=["WK051801"], risks=["R-9"])

    ask = program("area_worker", areas=["WK051801"])
    answer, _ = ask("patch", "/initiatives/I-1", {"values": {"name": {"nl": "Warme soep"}, "risks": []}, "version": 1})

    assert answer.status_code == 200
    assert Record.objects.get(external_id="I-1").values["risks"] == [str(hidden.pk)]


def test_who_changed_it_is_in_the_history_and_the_log(program):
    program("officer")("post", "/risks", {"id": "R-1", "values": HEAT})
    user = User.objects.get()

    assert Record.objects.get().history.get().history_user_id == user.pk
    assert Entry.objects.get(action="record.create").actor == f"user:{user.pk}"


def test_a_list_of_parts_can_be_kept_to_those_of_one_record(program, make_record):
    for key in ("one", "other"):
        whole = make_record("initiatives", external_id=key, name={"nl": key})
        make_record(
            "milestones",
            parent=whole,
            external_id=f"step-of-{key}",
            kind="milestone",
            state="in_progress",
            name={"nl": key},
        )
    ask = program("officer")

    def keys(address):
        answer, told = ask("get", address)
        return answer.status_code, [one["id"] for one in told.get("items", ())]

    assert keys("/milestones?parent=one") == (200, ["step-of-one"])
    assert keys("/milestones?parent=nowhere") == (200, [])
    assert keys("/milestones?pageSize=1&parent=other")[1] == ["step-of-other"]
    assert "parent=other" in ask("get", "/milestones?pageSize=1&parent=other")[1]["links"]["self"]


def test_what_belongs_to_something_hidden_is_not_told_by_asking_for_it(anybody, make_record):
    whole = make_record("initiatives", external_id="secret", name={"nl": "nog niet"})
    make_record(
        "milestones", parent=whole, external_id="step", kind="milestone", state="in_progress", name={"nl": "stap"}
    )

    assert (
        anybody("get", "/milestones?parent=secret")[1]["count"]
        == anybody("get", "/milestones?parent=nil")[1]["count"]
        == 0
    )


@pytest.mark.parametrize("asked", ["/milestones?parent=", "/milestones?parent=a&parent=b", "/risks?parent=one"])
def test_a_parent_that_says_nothing_is_refused(anybody, asked):
    answer, told = anybody("get", asked)
    assert (answer.status_code, told["errors"][0]["parameter"]) == (400, "parent")


def test_the_description_tells_where_parts_can_be_kept_to_one_record(anybody):
    paths = anybody("get", "/openapi.json?lang=en")[1]["paths"]
    told = {path: next((one for one in paths[path]["get"]["parameters"] if one["name"] == "parent"), None)
            for path in ("/milestones", "/risks", "/initiatives")}  # fmt: skip
    assert told["/milestones"]["description"] == "Id of what they belong to: initiative."
    assert told["/risks"] is None
    assert "description" not in told["/initiatives"], "a field of that name stays a field"


def test_no_register_of_parts_has_a_field_that_hides_the_parent():
    assert [item.id for item in registers().values() if item.part_of and item.has("parent")] == []
