"""Lists of registers: what an address asks for, who sees what, and changing many rows at once."""

import re
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import strip_tags

from veerkracht.catalogue import register, registers
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Reader
from veerkracht.web.people.models import reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.counting import counts
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.overdue import is_overdue
from veerkracht.web.registers.selecting import selected
from veerkracht.web.registers.selection import RESERVED, selection_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
LIST = "/nl/registers/risks/"


@pytest.fixture
def signed_in(client, person):
    """Sign somebody with roles in: ``signed_in("officer")``; returns the account."""

    def enter(*roles, **more):
        user = person(*roles, **more)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def risks(make_record):
    """Four risks, of which one is published."""
    return [
        make_record("risks", external_id="R-1", name={"nl": "Extreme hitte", "en": "Extreme heat"}, kind="shock",
                    review_date="2020-03-01", published=True),
        make_record("risks", external_id="R-2", name={"nl": "Armoede"}, kind="stress", review_date="2099-03-01"),
        make_record("risks", external_id="R-3", name={"nl": "Cyberaanval"}, kind="shock"),
        make_record("risks", external_id="R-4", name={"nl": "Eenzaamheid"}, kind="stress",
                    sensitive_note="kanarie-geheim"),
    ]  # fmt: skip


def names(response):
    """The names of the rows, in order."""
    found = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', response.content.decode(), re.S)
    return [strip_tags(name).strip() for name in found]


def chips(response):
    """The words of the filters that are on."""
    page = response.content.decode()
    place = re.search(r'<ul class="chips".*?</ul>', page, re.S)
    links = re.findall(r"<a href=.*?</a>", place[0], re.S) if place else []
    shown = [re.sub(r'<span class="unseen">.*?</span>', "", link) for link in links]
    return [" ".join(strip_tags(link).replace("×", "").split()) for link in shown]


def chosen(query, reader, register_id="risks"):
    """The external ids that an address asks for, for a reader."""
    item = register(register_id)
    selection = selection_of(item, QueryDict(query), reader)
    return [record.external_id for record in selected(selection, reader, today=TODAY)]


def test_no_field_is_called_as_a_word_of_the_address():
    clashes = {(item.id, field.id) for item in registers().values() for field in item.fields if field.id in RESERVED}
    assert clashes == set()


def test_every_register_has_a_list_page_for_an_officer(client, signed_in):
    signed_in("officer")
    assert {name: client.get(f"/en/registers/{name}/").status_code for name in registers()} == dict.fromkeys(
        registers(), 200
    )


def test_a_list_answers_its_question_and_counts(client, signed_in, risks):
    signed_in("officer")
    page = client.get(LIST)
    assert "Welke risico" in strip_tags(page.content.decode())
    assert names(page) == ["Armoede", "Cyberaanval", "Eenzaamheid", "Extreme hitte"]
    assert '<b class="number">4</b>' in page.content.decode()


def test_filters_work_together_and_each_has_a_chip_that_removes_it(client, signed_in, risks):
    signed_in("officer")
    page = client.get(f"{LIST}?kind=shock&late=1")
    assert names(page) == ["Extreme hitte"]
    assert chips(page)[:2] == ["herziening te laat", "Soort: shock"]
    assert 'href="?kind=shock"' in page.content.decode()


def test_two_values_of_one_filter_widen_the_list(officer, risks):
    assert chosen("kind=shock&kind=stress", officer.reader) == ["R-2", "R-3", "R-4", "R-1"]


def test_a_dash_asks_for_what_is_unknown(officer, risks):
    assert chosen("treatment=-&kind=shock", officer.reader) == ["R-3", "R-1"]


def test_a_link_is_asked_for_by_id_or_by_name(officer, make_record):
    heat = make_record("risks", external_id="R-1", name={"nl": "Hitte"}, kind="shock")
    make_record(
        "initiatives", external_id="I-1", name={"nl": "Tafel"}, track="new", status="idea", risks=[str(heat.pk)]
    )
    make_record("initiatives", external_id="I-2", name={"nl": "Plein"}, track="new", status="idea")
    for asked in (str(heat.pk), "hitt"):
        assert chosen(f"risks={asked}", officer.reader, "initiatives") == ["I-1"]
    assert chosen("risks=nobody", officer.reader, "initiatives") == []
    assert chosen("risks=-", officer.reader, "initiatives") == ["I-2"]


def test_words_are_looked_for_in_the_name_only(officer, risks):
    assert chosen("q=HEAT", officer.reader) == ["R-1"]
    assert chosen("q=kanarie", officer.reader) == []


def test_a_list_sorts_by_a_column_both_ways_with_the_unknown_last(officer, risks):
    assert chosen("sort=review_date", officer.reader)[:2] == ["R-1", "R-2"]
    assert chosen("sort=-review_date", officer.reader)[:2] == ["R-2", "R-1"]


def test_choices_sort_as_the_register_lists_them(officer, risks):
    assert chosen("sort=-kind", officer.reader) == ["R-2", "R-4", "R-3", "R-1"]


def test_an_area_holds_the_areas_inside_it(officer, make_record):
    Area.objects.create(code="WK051801", name="Centrum", level="district", parent="GM0518")
    Area.objects.create(code="BU05180110", name="Kern", level="neighbourhood", parent="WK051801")
    make_record(
        "initiatives", external_id="I-1", name={"nl": "Tafel"}, track="new", status="idea", areas=["BU05180110"]
    )
    make_record("initiatives", external_id="I-2", name={"nl": "Plein"}, track="new", status="idea")
    assert chosen("areas=WK051801", officer.reader, "initiatives") == ["I-1"]


def test_one_area_field_is_not_mistaken_for_another(officer):
    values = {"area_out": "WK051801", "area_in": "WK051802"}
    made = Record(register="compensation_entries", external_id="C-1", values=values)
    records.keep([made], [], actor=officer, reason="")
    assert chosen("area_out=WK051801", officer.reader, "compensation_entries") == ["C-1"]
    assert chosen("area_in=WK051801", officer.reader, "compensation_entries") == []


def _any(field):
    samples = {
        "integer": 2,
        "decimal": 2,
        "money": 2,
        "year": 2026,
        "day": "2026-03-01",
        "date": "2026-03-01",
        "yes_no": True,
    }
    value = field.choices[0].code if field.choices else samples.get(field.kind, "x")
    return [value] if field.many else value


def test_a_field_one_may_not_see_cannot_be_filtered_sorted_or_shown(client, risks):
    public = Reader()
    records.move(risks[3], "approved", actor=_system(risks[3]))
    query = "sensitive_note=kanarie&sort=sensitive_note&show=sensitive_note&owner=h@example.org&q="
    selection = selection_of(register("risks"), QueryDict(query), public)
    assert (selection.filters, selection.sort) == ((), "name")
    assert "sensitive_note" not in selection.show
    page = client.get(f"{LIST}?show=sensitive_note&sensitive_note=kanarie", follow=True).content.decode()
    assert "kanarie" not in page.replace("sensitive_note=kanarie", "")


def _system(record):
    from veerkracht.web.people.middleware import actor_of

    return actor_of(reader_of(record.changed_by))


def test_a_sort_by_a_hidden_field_does_not_leak_its_order(risks):
    assert selection_of(register("risks"), QueryDict("sort=-sensitive_note"), Reader()).sort == "name"


def test_the_public_sees_only_what_is_published_and_nothing_to_change(client, risks):
    page = client.get(LIST)
    assert names(page) == ["Extreme hitte"]
    assert 'name="row"' not in page.content.decode()
    assert "/new/" not in page.content.decode()


def test_the_public_cannot_ask_for_a_state_of_review(risks):
    assert chosen("review=working", Reader()) == ["R-1"]


def test_a_register_that_is_not_for_the_public_is_refused(client):
    assert client.get("/nl/registers/services/").status_code == 403
    assert client.get("/nl/registers/no-such-register/").status_code == 404


def test_an_area_worker_sees_hidden_fields_of_other_areas_as_withheld(client, signed_in, make_record):
    make_record("initiatives", external_id="I-1", name={"nl": "Hier"}, track="new", status="idea", areas=["WK051801"],
                team_note="eigen", published=True)  # fmt: skip
    make_record("initiatives", external_id="I-2", name={"nl": "Daar"}, track="new", status="idea", areas=["WK051802"],
                team_note="kanarie", published=True)  # fmt: skip
    signed_in("area_worker", areas=["WK051801"])
    page = client.get("/nl/registers/initiatives/?show=name&show=team_note").content.decode()
    assert "eigen" in page
    assert "kanarie" not in page
    assert page.count('class="absent"') == 1


def test_archived_rows_show_only_when_asked_for(officer, risks):
    records.archive(risks[1], actor=officer, reason="dubbel")
    assert "R-2" not in chosen("", officer.reader)
    assert chosen("review=archived", officer.reader) == ["R-2"]


def test_changed_since_a_day_keeps_what_changed_later(officer, risks):
    Record.objects.filter(external_id="R-2").update(changed_at=timezone.now() - timedelta(days=40))
    day = (timezone.now() - timedelta(days=9)).date().isoformat()
    assert "R-2" not in chosen(f"changed_since={day}", officer.reader)
    assert len(chosen(f"changed_since={day}", officer.reader)) == 3


@pytest.mark.parametrize(
    ("due", "late"),
    [
        ("2026-05-31", True),
        ("2026-06-01", False),
        ("2026-05", True),
        ("2026-06", False),
        ("2025", True),
        ("2026", False),
    ],
)
def test_a_date_known_in_part_passes_when_all_of_it_has(due, late, officer, make_record):
    item = register("milestones")
    values = {"name": {"nl": "Zaal"}, "state": item.late.open_values[0] if item.late.field else None, "due": due}
    assert is_overdue(item, values, TODAY) is late
    parent = make_record("initiatives", name={"nl": "Tafel"}, track="new", status="idea")
    needed = {field.id: _any(field) for field in item.fields if field.required and field.id not in values}
    made = make_record("milestones", parent=parent, external_id="M-1",
                       **{**needed, **{name: value for name, value in values.items() if value and item.has(name)}})  # fmt: skip
    assert chosen("late=1", officer.reader, "milestones") == ([made.external_id] if late else [])


def test_pages_do_not_overlap_and_cover_the_list(client, signed_in, make_many):
    signed_in("officer")
    make_many(60)
    first, second, third = (names(client.get(f"{LIST}?rows=25&page={n}")) for n in (1, 2, 3))
    assert [len(page) for page in (first, second, third)] == [25, 25, 10]
    assert len({*first, *second, *third}) == 60
    assert names(client.get(f"{LIST}?rows=25&page=99")) == third


def test_an_address_without_meaning_is_the_usual_list(officer, risks):
    query = "kind=nonsense&page=-1&rows=7&sort=nothing&show=nothing&review=x&changed_since=yesterday&late=maybe&_=%00"
    assert selection_of(register("risks"), QueryDict(query), officer.reader).query() == ""


def test_an_address_written_back_reads_as_the_same_selection(officer):
    query = "q=hitte&kind=shock&kind=-&review=working&late=1&changed_since=2026-01-01&sort=-kind&show=kind"
    query += "&rows=25&page=3&add=areas"
    item = register("risks")
    once = selection_of(item, QueryDict(query), officer.reader)
    assert selection_of(item, QueryDict(once.query()), officer.reader) == once
    assert once.page == 3


def test_a_form_without_script_comes_back_to_a_clean_address(client, signed_in, risks):
    signed_in("officer")
    answer = client.get(f"{LIST}?q=&kind=shock&treatment=&rows=50&show=name")
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?kind=shock&show=name"


def test_script_gets_only_the_list_and_the_new_address(client, signed_in, risks):
    signed_in("officer")
    page = client.get(f"{LIST}?q=&kind=shock", headers={"HX-Request": "true", "HX-Target": "list"})
    assert page["HX-Push-Url"] == f"{LIST}?kind=shock"
    assert "<html" not in page.content.decode()
    assert 'id="count"' in page.content.decode()
    assert names(page) == ["Cyberaanval", "Extreme hitte"]


def test_the_language_switch_keeps_page_and_filters(client, signed_in, risks):
    signed_in("officer")
    page = client.get(f"{LIST}?kind=shock&sort=-kind").content.decode()
    assert 'href="/en/registers/risks/?kind=shock&amp;sort=-kind"' in page


def test_chosen_columns_stand_in_the_address_and_on_the_page(client, signed_in, risks):
    signed_in("officer")
    page = client.get(f"{LIST}?show=name&show=description").content.decode()
    heads = [strip_tags(head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", page, re.S)]
    assert heads[1:-1] == ["Uitleg"]
    assert "onbekend" in page


def test_an_empty_list_says_what_to_do_first(client, signed_in):
    signed_in("officer")
    assert "Nog geen risico" in strip_tags(client.get(LIST).content.decode())


def test_a_list_without_hits_says_how_to_widen_it(client, signed_in, risks):
    signed_in("officer")
    page = client.get(f"{LIST}?q=zeemeermin").content.decode()
    assert 'class="empty"' in page
    assert "Nog geen risico" not in strip_tags(page)


def test_words_of_people_never_become_markup(client, signed_in, make_record):
    signed_in("officer")
    make_record("risks", name={"nl": "<script>alert(1)</script> & <b>vet</b>"}, kind="shock", owner_role="<img src=x>")
    page = client.get(f"{LIST}?q=<script>").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.fixture
def make_many(officer):
    """Make initiatives or risks in one go."""

    def make(number, register_id="risks", **values):
        made = [
            Record(register=register_id, external_id=f"X-{i:04d}",
                   values={"name": {"nl": f"Naam {i:04d}"}, "kind": "shock", **values})
            for i in range(number)
        ]  # fmt: skip
        records.keep(made, [], actor=officer, reason="")
        return made

    return make


@pytest.mark.parametrize(
    "address", ["/nl/registers/initiatives/", "/nl/registers/initiatives/?status=idea&late=1&sort=status"]
)
def test_a_page_asks_the_database_as_often_for_20_rows_as_for_200(
    client, signed_in, make_many, make_record, address, django_assert_num_queries
):
    signed_in("officer")
    risk = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    common = {
        "status": "idea",
        "track": "new",
        "areas": ["WK051801"],
        "risks": [str(risk.pk)],
        "next_review": "2020-01-01",
    }
    Area.objects.create(code="WK051801", name="Centrum", level="district")
    make_many(20, "initiatives", **common)
    asked = _questions(
        client, f"{address}{'&' if '?' in address else '?'}rows=200&show=name&show=risks&show=areas&show=status"
    )
    records.keep(
        [Record(register="initiatives", external_id=f"Y-{i}", values={"name": {"nl": f"Y {i}"}, **common}) for i in range(180)],
        [], actor=_system(risk), reason="",
    )  # fmt: skip
    with django_assert_num_queries(asked):
        page = client.get(
            f"{address}{'&' if '?' in address else '?'}rows=200&show=name&show=risks&show=areas&show=status"
        )
    assert len(names(page)) == 200


def _questions(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    log("test.entry", "test", actor="system")  # what was counted before holds no longer
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_counts_agree_with_the_lists(officer, risks, make_record):
    make_record("parties", name={"nl": "Buurthuis"}, **_needed("parties", "name"))
    for reader in (officer.reader, Reader()):
        found = counts(reader)
        assert {name: len(chosen("", reader, name)) for name in ("risks", "parties")} == {
            name: found[name] for name in ("risks", "parties")
        }
        assert "interviews" in found or reader == Reader()


def _needed(register_id, *given):
    return {field.id: _any(field) for field in register(register_id).fields if field.required and field.id not in given}
