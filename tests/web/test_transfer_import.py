"""Files that come in: each way in which they can be wrong, what is told of it, and that half of it is never kept."""

import json

import pytest
from told_plans import HEADS, kinds, told, values

from veerkracht.catalogue import register
from veerkracht.errors import ConflictError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, RecordArea, Reference
from veerkracht.web.transfer import applying
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.plans import Policy

pytestmark = pytest.mark.django_db


def test_a_workbook_makes_records_with_history_and_reason(book, bring):
    counts = bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "15-3-2024"]))
    record = Record.objects.get(register="initiatives")
    assert (counts["new"], record.state, record.version) == (1, "working", 1)
    assert record.values == {"name": {"nl": "Tafels"}, "track": "new", "status": "started", "start": "2024-03-15"}
    assert record.history.get().history_change_reason == "jaarlijkse lijst"
    assert record.title_nl == "Tafels"


def test_the_same_file_twice_changes_nothing(book, bring):
    path = book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "2024"], ["A2", "Stoelen", "bestaand", None, None])
    assert bring(path)["new"] == 2
    again = bring(path)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    assert [record.version for record in Record.objects.all()] == [1, 1]


def test_a_change_is_told_field_by_field(book, bring, look):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "2024"]))
    plan = look(book(HEADS, ["A1", "Tafels", "nieuw", "gestopt", "2024-03"]))
    found = {change.field: (change.before, change.after) for change in plan.steps[0].changes}
    assert set(found) <= {"status", "start"} and found["start"] == ("2024", "2024-03")


def test_a_blank_cell_leaves_the_answer_unless_it_should_make_it_unknown(book, bring, look):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "2024"]))
    path = book(HEADS, ["A1", "Tafels", "nieuw", None, None])
    assert kinds(look(path)) == [("A1", "same")]
    plan = look(path, clear_blanks=True)
    assert {change.field: change.after for change in plan.steps[0].changes} == {"status": None, "start": None}


def test_a_rule_of_the_register_is_told_in_its_own_words(book, look):
    plan = look(book([*HEADS, "Eind"], ["A1", "Tafels", "nieuw", None, "2024", "2020"]))
    rule = next(
        rule for rule in register("initiatives").rules if rule.kind == "order" and set(rule.fields) == {"start", "end"}
    )
    assert [one.message for one in plan.steps[0].troubles] == [(rule.message.nl, rule.message.en)]


def test_the_whole_file_or_nothing_is_kept(book, bring):
    path = book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", None], ["A2", "Stoelen", "nieuw", None, None])
    with pytest.raises(UsageError, match="1 rows are not right"):
        bring(path)
    assert not Record.objects.exists()
    assert bring(path, only_right=True)["new"] == 1
    assert [record.external_id for record in Record.objects.all()] == ["A2"]


def test_policies_stop_and_skip_leave_what_is_recorded(book, bring, look):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    path = book(HEADS, ["A1", "Anders", "nieuw", None, None], ["A2", "Stoelen", "nieuw", None, None])
    assert kinds(look(path, policy=Policy.SKIP)) == [("A1", "skipped"), ("A2", "new")]
    assert kinds(look(path, policy=Policy.STOP)) == [("A1", "refused"), ("A2", "new")]
    bring(path, policy=Policy.SKIP)
    assert values("A1")["name"] == {"nl": "Tafels"}


def test_rows_without_id_are_refused_or_get_one_of_their_name_that_stays_the_same(book, bring, look):
    path = book(["Naam", "Spoor"], ["Lange tafels", "nieuw"], ["Lange tafels", "bestaand"], ["Stoelen", "nieuw"])
    assert [code for code, *_ in told(look(path))] == ["id-missing"] * 3
    assert bring(path, make_keys=True)["new"] == 3
    assert sorted(Record.objects.values_list("external_id", flat=True)) == ["lange-tafels", "lange-tafels-2", "stoelen"]
    assert bring(path, make_keys=True)["same"] == 3


def test_parts_and_links_can_point_to_rows_of_the_same_file(book, bring):
    bring(book(
        [*HEADS, "Onderdeel van"], ["A1", "Tafels", "nieuw", None, None, "A2"], ["A2", "Groot plan", "nieuw", None, None, None],
        sheets={"Mijlpalen": [["Nummer", "Hoort bij", "Naam", "Soort", "Stand"], ["M1", "A1", "Begin", "mijlpaal", "bezig"]]},
    ))  # fmt: skip
    a1, a2 = (Record.objects.get(register="initiatives", external_id=key) for key in ("A1", "A2"))
    assert a1.values["parent"] == str(a2.pk)
    assert Reference.objects.filter(source=a1, target=a2, field="parent").exists()
    assert Record.objects.get(register="milestones").parent == a1


def test_a_row_that_needs_a_refused_row_is_refused_with_it(book, look):
    plan = look(
        book(
            [*HEADS, "Onderdeel van"],
            ["A1", "Tafels", "nieuw", None, None, "A2"],
            ["A2", "Plan", "vliegt", None, None, None],
        )
    )
    assert kinds(plan) == [("A1", "refused"), ("A2", "refused")]
    assert [one.code for one in plan.steps[0].troubles] == ["points-to-refused"]


def test_a_part_must_belong_to_something_that_is_there(book, look):
    rows = [["Nummer", "Hoort bij", "Naam"], ["M1", None, "Begin"], ["M2", "A9", "Begin"]]
    codes = [[one.code for one in step.troubles] for step in look(book(*rows), "milestones").steps]
    assert "parent-missing" in codes[0] and "parent-unknown" in codes[1]


def test_uniqueness_is_judged_over_the_file_and_what_is_recorded(book, look, bring):
    needed = [field for field in register("funds").fields if field.required and field.id != "name"]
    heads = ["Nummer", "Naam", *(field.label.nl for field in needed)]
    least = [field.choices[0].label.nl if field.choices else "ja" for field in needed]
    bring(book(heads, ["F1", "Buurtfonds", *least]), "funds")
    names = {"F2": "Buurtfonds", "F3": "Groenfonds", "F4": "Groenfonds"}
    plan = look(book(heads, *([key, name, *least] for key, name in names.items())), "funds")
    assert [step.kind.value for step in plan.steps] == ["refused"] * 3
    swapped = look(book(heads, ["F1", "Groenfonds", *least], ["F2", "Buurtfonds", *least]), "funds")
    assert [step.kind.value for step in swapped.steps] == ["changed", "new"]


def test_an_archived_record_is_not_changed_by_a_file(make_record, officer, book, look):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    records.archive(record, actor=officer, reason="klaar")
    assert [one[0] for one in told(look(book(HEADS, ["A1", "Anders", "nieuw", None, None])))] == ["archived"]


@pytest.mark.parametrize("role", ["resident", "owner", "area_worker", "reviewer", "privacy_officer", "administrator"])
def test_a_role_without_import_has_every_row_refused(actor, book, look, role):
    plan = look(book(HEADS, ["A1", "Tafels", "nieuw", None, None]), actor=actor(role))
    assert [one[0] for one in told(plan)] == ["register-denied"]


def test_a_column_that_the_actor_may_not_see_is_refused_with_its_reason(actor, text, look):
    analyst = actor("analyst")
    label = register("risks").field("sensitive_note").label.nl
    plan = look(
        text(f"Nummer;Naam;Soort;{label}\nR1;Hitte;shock;geheim\nR2;Kou;shock;geheim\n"), "risks", actor=analyst
    )
    assert [(one.code, one.column) for one in plan.notices] == [("column-denied", label)]
    apply_plan(plan, actor=analyst, reason="x")
    assert "sensitive_note" not in values("R1", "risks")


def test_links_that_the_actor_cannot_see_stay_when_a_file_changes_other_things(actor, make_record, text, look):
    analyst = actor("analyst")
    needed = [field for field in register("services").fields if field.required]
    make_record(
        "services", external_id="S1", **{field.id: field.choices[0].code if field.choices else "x" for field in needed}
    )
    record = make_record("recovery_projects", external_id="P1", name={"nl": "Kade"}, services=["S1"])
    label = register("recovery_projects").field("services").label.nl
    plan = look(text(f"Nummer;Naam;{label}\nP1;Lange kade;\n"), "recovery_projects", actor=analyst, clear_blanks=True)
    assert [change.field for change in plan.steps[0].changes] == ["name"]
    apply_plan(plan, actor=analyst, reason="x")
    assert values("P1", "recovery_projects")["services"] == record.values["services"]
    unknown = look(text(f"Nummer;{label}\nP1;S1\n"), "recovery_projects", actor=analyst)
    assert [one[0] for one in told(unknown)] == ["unknown-record"]


def test_a_reason_is_needed(book, look, officer):
    with pytest.raises(UsageError, match="Tell why"):
        apply_plan(look(book(HEADS, ["A1", "Tafels", "nieuw", None, None])), actor=officer, reason=" ")


def test_what_was_changed_since_the_look_is_not_overwritten(make_record, officer, book, look):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    plan = look(book(HEADS, ["A1", "Anders", "nieuw", None, None]))
    records.change(record, {"lead": "Iemand"}, actor=officer, version=record.version)
    with pytest.raises(ConflictError, match="A1 was made or changed"):
        apply_plan(plan, actor=officer, reason="x")
    assert values("A1")["name"] == {"nl": "Tafels"}


def test_a_record_that_came_in_the_meantime_is_a_conflict_too(make_record, officer, book, look):
    plan = look(book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    make_record("initiatives", external_id="A1", name={"nl": "Van een ander"}, track="new")
    with pytest.raises(ConflictError):
        apply_plan(plan, actor=officer, reason="x")
    assert values("A1")["name"] == {"nl": "Van een ander"}


def test_breaking_off_half_way_leaves_nothing(book, look, officer, monkeypatch):
    monkeypatch.setattr(applying, "_BATCH", 2)
    plan = look(book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", "gestart", "2024"] for n in range(7)]))
    before = Entry.objects.count()

    def break_off(phase, done, total):
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_plan(plan, actor=officer, reason="x", tick=break_off)
    kept = [Record.objects.count(), Record.history.count(), RecordArea.objects.count(), Entry.objects.count()]
    assert kept == [0, 0, 0, before]


def test_an_import_is_logged_without_content(book, bring):
    bring(book(HEADS, ["A1", "Geheime tafels", "nieuw", None, None]))
    entry = Entry.objects.get(action="import.apply")
    assert entry.detail["new"] == 1 and "Geheime" not in json.dumps(entry.detail)


def test_questions_to_the_database_do_not_grow_with_the_rows(book, look, django_assert_max_num_queries):
    few = book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", "gestart", "2024"] for n in range(3)])
    many = book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", "gestart", "2024"] for n in range(300)], name="many.xlsx")
    for path in (few, many):
        with django_assert_max_num_queries(12):
            look(path)
