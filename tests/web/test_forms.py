"""The form of any register: its questions, what is wrong beside them, drafts, and what stays hidden."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils.translation import override

import veerkracht.connectors.form_answers
import veerkracht.web.registers
from veerkracht.catalogue import Field, Words, register, registers
from veerkracht.catalogue.registers import KINDS
from veerkracht.web.registers.answers import Places, read_answer
from veerkracht.web.registers.fields import written
from veerkracht.web.registers.forms import form_for
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.offers import MOST_IN_A_LIST
from veerkracht.web.registers.problems import PROBLEMS, problem_words
from veerkracht.web.registers.sheets import new_sheet, sheet_of

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
SENT = {"answer-name-nl": "Hitte", "answer-name-en": "Heat", "answer-kind": "shock"}
RISKS = "/nl/registers/risks"
SOURCES = (Path(veerkracht.web.registers.__file__).parent, Path(veerkracht.connectors.form_answers.__file__))


class Page(HTMLParser):
    """The ids of a page, and the ids that labels and descriptions refer to."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.referred = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        for name in ("for", "aria-describedby", "aria-labelledby", "list"):
            self.referred |= set((given.get(name) or "").split())


@pytest.fixture
def signed_in(person, client):
    """A browser in which somebody with a role is signed in."""

    def sign_in(*roles, **more):
        client.user = person(*roles, **more)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def reader(officer):
    return officer.reader


def sent(**answers):
    """A form as a browser sends it."""
    query = QueryDict(mutable=True)
    for name, value in answers.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def raised_codes():
    """Every code that the source gives to an `AnswerError` or a `Finding`."""
    found = set()
    for place in SOURCES:
        for file in [place] if place.is_file() else place.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "")
                arguments = {"AnswerError": 0, "Finding": 1}
                if name in arguments and len(node.args) > arguments[name]:
                    code = node.args[arguments[name]]
                    found |= {code.value} if isinstance(code, ast.Constant) else set()
    return found


def test_every_problem_that_the_source_can_raise_has_words_in_both_languages():
    codes = raised_codes() - {"rule"}
    assert codes == set(PROBLEMS)
    number = Field("n", "integer", Words("n", "n"), Words("h", "h"), Words("", ""), minimum=0, maximum=10)
    for code in codes:
        told = {}
        for language in ("nl", "en"):
            with override(language):
                told[language] = problem_words(code, number)
        assert told["nl"] != told["en"] and all(told.values())
    with override("nl"):
        assert "10" in problem_words("too-high", number) and "300" in problem_words("too-long")


@pytest.mark.parametrize("name", list(registers()))
def test_the_form_of_every_register_is_whole_in_both_languages(signed_in, make_record, name):
    client = signed_in("officer")
    for language in ("nl", "en"):
        item = register(name)
        page = client.get(f"/{language}/registers/{name}/new/")
        assert page.status_code == 200
        if not item.part_of:
            found = Page(page.content.decode())
            assert len(found.ids) == len(set(found.ids))
            assert found.referred <= set(found.ids)


def test_the_registers_together_ask_for_every_kind_of_answer():
    asked = {field.kind for item in registers().values() for field in item.fields}
    assert asked == set(KINDS)


def test_a_record_is_made_from_what_was_filled_in(signed_in):
    client = signed_in("officer")
    answer = client.post(f"{RISKS}/new/", SENT | {"reason": "uit de strategie", "answer-review_date": "1-9-2027"})

    record = Record.objects.get()
    assert answer.url == f"{RISKS}/{record.external_id}/"
    assert record.values == HEAT | {"review_date": "2027-09-01"}
    assert record.history.get().history_change_reason == "uit de strategie"


def test_what_is_wrong_stands_on_top_with_a_link_and_beside_the_question(signed_in):
    page = signed_in("officer").post(f"{RISKS}/new/", {"answer-name-nl": "Hitte", "answer-review_date": "31-2-2027"})

    words = page.content.decode()
    assert 'href="#id_answer-review_date"' in words and words.count("Schrijf 15-3-2027") == 2
    assert 'value="31-2-2027"' in words and 'value="Hitte"' in words
    assert re.search(r'id="id_answer-review_date"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*review_date', words)
    assert "Vul dit in. Het kan niet leeg blijven." in words
    assert not Record.objects.exists()


def test_the_same_mistakes_are_told_in_english(signed_in):
    page = signed_in("officer").post("/en/registers/risks/new/", {"answer-kind": "shock"})
    assert "Fill this in. It cannot stay empty." in page.content.decode()


def test_a_rule_between_answers_is_told_beside_its_question(signed_in):
    page = signed_in("officer").post(f"{RISKS}/new/", SENT | {"answer-treatment": "accept"})
    rule = next(rule for rule in register("risks").rules if rule.when_field == "treatment")
    assert rule.message.nl in page.content.decode()


def test_a_change_keeps_answers_that_are_not_on_the_form(signed_in, make_record, actor):
    hidden = next(f for f in register("risks").fields if f.visibility == "confidential" and f.kind in ("text", "prose"))
    secret = {"nl": "geheim"} if hidden.languages else "geheim"
    record = make_record("risks", external_id="H", **HEAT, **{hidden.id: secret})
    client = signed_in("analyst")
    page = client.get(f"{RISKS}/H/change/").content.decode()
    assert f"answer-{hidden.id}" not in page and "geheim" not in page

    client.post(f"{RISKS}/H/change/", SENT | {"answer-kind": "stress", "version": "1"})
    record.refresh_from_db()
    assert record.values == {"name": HEAT["name"], "kind": "stress", hidden.id: secret}


def test_a_hidden_answer_that_is_sent_nevertheless_is_not_kept(signed_in, make_record):
    hidden = next(f for f in register("risks").fields if f.visibility == "confidential")
    record = make_record("risks", external_id="H", **HEAT)
    signed_in("analyst").post(f"{RISKS}/H/change/", SENT | {"version": "1", f"answer-{hidden.id}": "x"})
    record.refresh_from_db()
    assert hidden.id not in record.values


def test_saving_without_a_change_makes_no_version(signed_in, make_record):
    record = make_record("risks", external_id="H", **HEAT)
    signed_in("officer").post(f"{RISKS}/H/change/", SENT | {"version": "1"})
    assert record.history.count() == 1


def test_text_from_people_never_becomes_markup(signed_in, make_record):
    nasty = "<script>alert(1)</script> **vet** [x](javascript:alert(1)) \"quoted\" 'enkel' {{ 7|add:7 }}"
    make_record("risks", external_id="H", name={"nl": nasty, "en": nasty}, kind="shock", owner_role=nasty)
    client = signed_in("officer")
    for path in ("", "change/", "history/", "history/compare/", "move/?to=approved", "move/?to=archived"):
        page = client.get(f"{RISKS}/H/{path}").content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "<strong>vet" not in page
        assert 'href="javascript:' not in page and "{{ 7|add:7 }}" in page.replace("&#x27;", "'")


def test_a_list_of_few_records_is_chosen_and_a_long_one_is_searched(make_record, reader, monkeypatch):
    make_record("sources", external_id="S1", title="Buurtkrant")
    few = form_for(new_sheet("risks", reader, parent=None), reader)
    assert 'type="checkbox"' in str(few["sources"]) and "Buurtkrant" in str(few["sources"])

    monkeypatch.setattr("veerkracht.web.registers.offers.MOST_IN_A_LIST", 0)
    long = str(form_for(new_sheet("risks", reader, parent=None), reader)["sources"])
    assert "<datalist" in long and "Buurtkrant" not in long and MOST_IN_A_LIST == 200


def test_a_long_list_suggests_names_and_reads_them_back(signed_in, make_record, monkeypatch):
    source = make_record("sources", external_id="S1", title="Buurtkrant")
    monkeypatch.setattr("veerkracht.web.registers.offers.MOST_IN_A_LIST", 0)
    client = signed_in("officer")
    found = client.get(f"{RISKS}/options/sources/", {"answer-sources": "krant"}).content.decode()
    assert found == '<option value="Buurtkrant [S1]"></option>'

    client.post(f"{RISKS}/new/", SENT | {"answer-sources": ["Buurtkrant [S1]", ""]})
    assert Record.objects.get(register="risks").values["sources"] == [str(source.pk)]


def test_suggestions_hold_only_what_the_reader_may_see(client, make_record):
    make_record("sources", external_id="S1", title="Buurtkrant")
    assert client.get(f"{RISKS}/options/sources/", {"q": "krant"}).content == b""


def test_a_link_that_one_may_not_see_stays_as_it_is(make_record, actor):
    service = make_record("services", external_id="W", **_required("services") | {"name": {"nl": "Gemaal"}})
    item, field = next(
        (item, field)
        for item in registers().values()
        for field in item.link_fields
        if field.target == "services" and item.access == "open" and not item.part_of and field.visibility == "team"
    )
    record = make_record(item.id, external_id="X", **_required(item.id), **{field.id: [str(service.pk)]})
    analyst = actor("analyst").reader
    sheet = sheet_of(item.id, "X", analyst)
    form = form_for(sheet, analyst, data=_as_sent(form_for(sheet, analyst)))
    assert form.is_valid(), form.errors
    kept = form.answers[field.id]
    assert str(service.pk) in (kept if field.many else [kept])
    assert "Gemaal" not in form.as_div() and record.values == {
        name: value for name, value in form.answers.items() if value is not None
    }


def _required(name):
    """Answers to the required questions of a register."""
    return {field.id: _an_answer(field) for field in register(name).fields if field.required}


def _an_answer(field):
    if field.languages:
        return {"nl": "woorden", "en": "words"}
    answers = {"choice": field.choices[0].code if field.choices else "", "yes_no": "yes", "day": "2027-03-15",
               "date": "2027", "area": "BU05180101", "person": "a@example.org", "address": "https://example.org"}  # fmt: skip
    return answers.get(field.kind, "5" if field.kind in ("integer", "decimal", "money") else "2027")


def _as_sent(form):
    """What a browser sends when nothing is changed on a form."""
    query = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if bound.field.asked.languages:
            for language in ("nl", "en"):
                query[f"{bound.html_name}-{language}"] = (value or {}).get(language, "")
        elif isinstance(value, list):
            offered = [str(key) for key, _ in getattr(bound.field.widget, "choices", [])]
            query.setlist(bound.html_name, [part for part in value if part in offered])
        else:
            query[bound.html_name] = "" if value is None else value
    return query


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_answer_written_in_its_input_is_read_back_as_the_same(language):
    places = Places(lambda target, text: None, {})
    for kind, values in {
        "decimal": [0.5, 12.345, 1250.0, -3.25, 1234567.891], "money": [1250, 99.95], "integer": [0, 1250, 1_000_000],
        "year": [2027], "date": ["2027", "2027-03", "2027-03-15"], "day": ["2027-03-15"], "yes_no": [True, False],
    }.items():  # fmt: skip
        field = Field("x", kind, Words("x", "x"), Words("", ""), Words("", ""))
        for value in values:
            assert read_answer(field, written(field, value, language), places) == value


def test_areas_are_offered_by_level(make_record, reader):
    Area.objects.create(code="WK051801", name="Duindorp", level="district")
    Area.objects.create(code="BU05180101", name="Zuid", level="neighbourhood", parent="WK051801")
    name, field = next(
        (item.id, field)
        for item in registers().values()
        for field in item.area_fields
        if field.many and not item.part_of
    )
    with override("nl"):
        shown = str(form_for(new_sheet(name, reader, parent=None), reader)[field.id])
    assert shown.index("Wijken") < shown.index("Duindorp") < shown.index("Buurten") < shown.index("Zuid (Duindorp)")


def test_the_check_beside_a_question_answers_for_that_question_only(signed_in):
    client = signed_in("officer")
    wrong = client.post(f"{RISKS}/new/check/?field=review_date", {"answer-review_date": "31-2-2027"}).content.decode()
    right = client.post(f"{RISKS}/new/check/?field=review_date", {"answer-review_date": "1-9-2027"}).content.decode()

    assert "Schrijf 15-3-2027" in wrong and "Vul dit in" not in wrong
    assert 'class="error"' not in right
    assert client.get(f"{RISKS}/new/check/").status_code == 405


def test_a_check_also_tells_what_a_rule_says_of_the_other_question(signed_in):
    item, rule = next(
        (item, rule)
        for item in registers().values()
        for rule in item.rules
        if rule.kind == "order"
        and not item.part_of
        and item.field(rule.fields[0]).kind in ("day", "date")
        and not rule.warning
    )
    first, second = rule.fields
    told = signed_in("officer").post(
        f"/nl/registers/{item.id}/new/check/?field={second}",
        {f"answer-{first}": "2027-09-01", f"answer-{second}": "2026-01-01"},
    )
    words = told.content.decode()
    assert f'id="id_answer-{first}_problem"' in words and "data-hx-swap-oob" in words
    assert Words(*rule.message).nl.replace("'", "&#x27;") in words


def test_a_part_asks_first_what_it_belongs_to(signed_in, make_record):
    parent = make_record("initiatives", external_id="I1", **_required("initiatives"))
    client = signed_in("officer")
    asked = client.get("/nl/registers/milestones/new/").content.decode()
    assert "Waar hoort het bij?" in asked and "[I1]" in asked
    assert "We kunnen deze niet vinden" in client.get("/nl/registers/milestones/new/?parent=nergens").content.decode()
    answers = {f"answer-{name}": value for name, value in _flat(_required("milestones")).items()}
    client.post("/nl/registers/milestones/new/", answers | {"parent": "I1"})
    assert Record.objects.get(register="milestones").parent_id == parent.pk


def _flat(values):
    """Answers by input: one per language where there are two."""
    found = {}
    for name, value in values.items():
        found |= (
            {f"{name}-{code}": words for code, words in value.items()} if isinstance(value, dict) else {name: value}
        )
    return found


@pytest.mark.parametrize(("role", "status"), [("reviewer", 403), ("resident", 404), ("administrator", 404)])
def test_who_may_not_change_gets_no_form(signed_in, make_record, role, status):
    make_record("risks", external_id="H", **HEAT)
    client = signed_in(role)
    assert client.get(f"{RISKS}/H/change/").status_code == status
    assert client.post(f"{RISKS}/H/change/", SENT | {"version": "1"}).status_code == status
    assert client.get(f"{RISKS}/new/").status_code == 403


def test_a_form_asks_the_database_as_often_with_few_as_with_many_records(
    signed_in, make_record, django_assert_num_queries, django_assert_max_num_queries
):
    make_record("risks", external_id="H", **HEAT)
    for n in range(3):
        make_record("sources", external_id=f"S{n}", title=f"Bron {n}")
    client = signed_in("officer")
    client.get(f"{RISKS}/H/change/")
    make_record("sources", external_id="S3", title="Bron 3")  # what could be chosen before holds no longer
    with django_assert_max_num_queries(30) as few:
        client.get(f"{RISKS}/H/change/")
    for n in range(4, 40):
        make_record("sources", external_id=f"S{n}", title=f"Bron {n}")
    with django_assert_num_queries(len(few)):
        client.get(f"{RISKS}/H/change/")


def test_a_question_without_anything_to_choose_says_so(signed_in, make_record):
    client = signed_in("officer")
    told = "Er is nog niets om uit te kiezen in: Bronnen."
    assert told in client.get(f"{RISKS}/new/").content.decode()
    make_record("sources", external_id="S1", title="Buurtkrant")
    assert told not in client.get(f"{RISKS}/new/").content.decode()
