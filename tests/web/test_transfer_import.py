"""Files that come in: each way in which they can be wrong, what is told of it, and that half of it is never kept."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from veerkracht.catalogue import register
from veerkracht.errors import ConflictError, InputError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record, RecordArea, Reference
from veerkracht.web.transfer import applying, running
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.models import Job, State
from veerkracht.web.transfer.plans import Choices, Policy
from veerkracht.web.transfer.progress import StoppedError
from veerkracht.web.transfer.troubles import place_words, trouble_words

pytestmark = pytest.mark.django_db
HEADS = ["Nummer", "Naam (Nederlands)", "Spoor", "Status", "Begin"]


@pytest.fixture
def book(tmp_path):
    """Write rows to a workbook: ``book(HEADS, ["A1", …])``; more sheets by name, and something to do with it."""

    def write(*rows, sheets=None, then=lambda made: None, name="file.xlsx"):
        made = Workbook()
        made.active.title = "Initiatieven"
        for line in rows:
            made.active.append(line)
        for title, lines in (sheets or {}).items():
            page = made.create_sheet(title)
            for line in lines:
                page.append(line)
        then(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path):
    """Write a text file."""

    def write(content, encoding="utf-8", name="file.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return tmp_path / name

    return write


@pytest.fixture
def look(officer):
    """Make the plan of a file for the initiatives."""

    def plan(path, name="initiatives", actor=None, **choices):
        return plan_file(path, name, Choices(**choices), actor=actor or officer)

    return plan


@pytest.fixture
def bring(officer, look):
    """Look at a file and keep it."""

    def keep(path, name="initiatives", only_right=False, **choices):
        return apply_plan(look(path, name, **choices), actor=officer, reason="jaarlijkse lijst", only_right=only_right)

    return keep


def kinds(plan):
    return [(step.key, step.kind.value) for step in plan.steps]


def told(plan):
    return [
        (one.code, one.sheet, one.row, one.column, one.cell, one.value) for step in plan.steps for one in step.troubles
    ]


def values(key, name="initiatives"):
    return Record.objects.get(register=name, external_id=key).values


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


def test_the_word_unknown_makes_an_answer_unknown(book, bring):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "2024"]))
    bring(book(HEADS, ["A1", "Tafels", "nieuw", "gestart", "onbekend"]))
    assert "start" not in values("A1")


def test_a_text_in_one_language_leaves_the_other(book, bring):
    bring(book(["Id", "Name (Dutch)", "Name (English)", "Track"], ["A1", "Tafels", "Tables", "new"]))
    bring(book(["Id", "Name (English)"], ["A1", "Long tables"]))
    assert values("A1")["name"] == {"nl": "Tafels", "en": "Long tables"}


def test_columns_are_found_in_any_order_and_either_language(book, bring):
    bring(book(["status", "TRACK", "naam", "id"], ["Started", "New", "Tafels", "A1"]))
    assert values("A1") == {"name": {"nl": "Tafels"}, "track": "new", "status": "started"}


def test_headings_in_merged_cells_and_below_a_title_are_found(book, bring):
    def merge(made):
        for cells in ("A2:A3", "B2:C2"):
            made.active.merge_cells(cells)

    rows = [
        ["Register 2024"],
        ["Nummer", "Naam", None, "Spoor"],
        [None, "nl", "en"],
        ["A1", "Tafels", "Tables", "nieuw"],
    ]
    bring(book(*rows, then=merge))
    assert values("A1")["name"] == {"nl": "Tafels", "en": "Tables"}


@pytest.mark.parametrize(("cell", "kept"), [
    (datetime(2024, 3, 15), "2024-03-15"), ("15-3-2024", "2024-03-15"), (2024, "2024"), ("2024", "2024"), ("3-2024", "2024-03"),
    ("2024-03-15 00:00:00", "2024-03-15"), ("\u00a015-03-2024\u00a0", "2024-03-15"),
])  # fmt: skip
def test_dates_are_taken_as_people_write_them(book, bring, cell, kept):
    bring(book(HEADS, ["A1", "Tafels", "nieuw", None, cell]))
    assert values("A1")["start"] == kept


@pytest.mark.parametrize(("cell", "kept"), [
    ("1.250,50", 1250.5), ("1250,5", 1250.5), ("€ 1 250", 1250), ("1\u00a0250", 1250), (1250.5, 1250.5), (-12.345, -12.345),
    ("12,5%", 12.5), ("-12,5", -12.5),
])  # fmt: skip
def test_numbers_are_taken_with_decimal_commas_and_hard_spaces(book, bring, cell, kept):
    target = register("indicators").field("target").label.nl
    heads = ["Nummer", *(field.label.nl for field in register("indicators").fields if field.required)]
    bring(book([*heads, target], ["I1", *_least("indicators"), cell]), "indicators")
    assert values("I1", "indicators")["target"] == kept


def test_a_number_that_can_mean_two_things_is_refused(book, look):
    target = register("indicators").field("target").label.nl
    heads = ["Nummer", *(field.label.nl for field in register("indicators").fields if field.required)]
    plan = look(book([*heads, target], ["I1", *_least("indicators"), "1.234"]), "indicators")
    assert [(one[0], one[3], one[5]) for one in told(plan)] == [("ambiguous-number", target, "1.234")]


def _least(name):
    """Answers to the required fields of a register, as somebody would type them."""
    needed = [field for field in register(name).fields if field.required]
    return [field.choices[0].label.nl if field.choices else "2024" for field in needed]


def test_wrong_cells_are_told_with_sheet_row_column_and_how_to_mend_them(book, look):
    plan = look(
        book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", "voorjaar"], ["A2", "Stoelen", "nieuw", "gestart", "2024"])
    )
    assert told(plan) == [
        ("unknown-word", "Initiatieven", 2, "Status", "D2", "vliegt"),
        ("unreadable-date", "Initiatieven", 2, "Begin", "E2", "voorjaar"),
    ]
    assert kinds(plan) == [("A1", "refused"), ("A2", "new")]
    assert all(trouble_words(one, language) for one in plan.steps[0].troubles for language in ("nl", "en"))


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


def test_the_second_row_with_an_id_is_refused(book, look):
    plan = look(book(HEADS, ["A1", "Tafels", "nieuw", None, None], ["A1", "Stoelen", "nieuw", None, None]))
    assert told(plan) == [("id-repeated", "Initiatieven", 3, "Nummer", "A3", "A1")]
    assert [kind for _, kind in kinds(plan)] == ["new", "refused"]


@pytest.mark.parametrize(("key", "code"), [("a/b", "key-sign"), ("x" * 121, "key-too-long"), ("new", "key-taken")])
def test_an_id_that_cannot_be_is_refused(book, look, key, code):
    assert [one[0] for one in told(look(book(HEADS, [key, "Tafels", "nieuw", None, None])))] == [code]


def test_a_formula_counts_by_its_result_and_without_one_is_refused(tmp_path, look, book):
    from xlsxwriter import Workbook as FormulaBook

    with FormulaBook(tmp_path / "formula.xlsx") as made:
        sheet = made.add_worksheet("Initiatieven")
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ["A1", None, "nieuw"])
        sheet.write_formula(1, 1, '="Lange"&" tafels"', None, "Lange tafels")
    plan = look(tmp_path / "formula.xlsx")
    assert plan.steps[0].record.values["name"] == {"nl": "Lange tafels"}
    lost = look(book(HEADS, ["A1", "=1+1", "nieuw", None, None]))
    assert ("formula-without-value", "Initiatieven", 2, "Naam (Nederlands)", "B2", "=1+1") in told(lost)


def test_hidden_sheets_and_unknown_columns_are_left_out_and_told(book, look):
    def hide(made):
        made["Oud"].sheet_state = "hidden"
        made.active["A1"].comment = Comment("a note", "somebody")

    plan = look(
        book(
            [*HEADS, "Kleur"],
            ["A1", "Tafels", "nieuw", None, None, "rood"],
            sheets={"Oud": [HEADS, ["A9", "x"]]},
            then=hide,
        )
    )
    assert sorted(one.code for one in plan.notices) == ["sheet-hidden", "unknown-column"]
    assert kinds(plan) == [("A1", "new")]


def test_blank_rows_at_the_end_are_nothing(book, look):
    def stretch(made):
        made.active.cell(900_000, 3).number_format = "0.00"

    assert kinds(look(book(HEADS, ["A1", "Tafels", "nieuw", None, None], [None, " ", None], then=stretch))) == [
        ("A1", "new")
    ]


@pytest.mark.parametrize(("content", "message"), [
    (b"", "is empty"), (b"%PDF-1.7", "neither a workbook"), (b"PK\x03\x04broken", "damaged"),
    (b"\xd0\xcf\x11\xe0old", r"old Excel file \(\.xls\) or has a password"),
    (b"a;b\n1;2\n", "no row with the headings"), (b'{"format": "other"}', "no export of registers"),
    (b'{"format"', "no JSON"), (b'{"format":"veerkracht-registers","version":9,"registers":{}}', "version 9"),
    (b'{"a": NaN}', "no JSON"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(text, look, content, message):
    with pytest.raises(InputError, match=message):
        look(text(content))


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_are_taken_whatever_their_marks_and_encoding(text, bring, mark, encoding):
    bring(
        text(
            "\r\n".join(mark.join(line) for line in [["Nummer", "Naam", "Spoor"], ["A1", "Café Zoë", "nieuw"]]),
            encoding,
        )
    )
    assert values("A1")["name"] == {"nl": "Café Zoë"}


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


def test_a_needed_answer_without_a_column_is_told_by_its_name(book, look):
    plan = look(book(["Nummer", "Naam"], ["R1", "Hitte"]), "risks")
    assert [one.code for one in plan.steps[0].troubles] == ["required"]
    assert place_words(plan.steps[0].troubles[0], "nl").endswith(register("risks").field("kind").label.nl)


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
    given = dict(zip((f.id for f in register("services").fields if f.required), _least("services"), strict=True))
    make_record("services", external_id="S1", **given)
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


def test_json_rows_are_told_by_their_address(text, look):
    wrong = {"id": "A1", "fields": {"name": {"nl": "x"}, "track": "flying", "colour": "red"}}
    records = {"initiatives": [wrong, {"id": "A1", "fields": {}}, 5], "nothing": []}
    document = {"format": "veerkracht-registers", "version": 1, "registers": records}
    plan = look(text(json.dumps(document), name="file.json"))
    assert [(one.code, one.cell) for step in plan.steps for one in step.troubles] == [
        ("unknown-word", "/registers/initiatives/0/fields/track"),
        ("id-repeated", "/registers/initiatives/1/id"),
        ("not-a-record", "/registers/initiatives/2"),
    ]
    assert sorted(one.code for one in plan.notices) == ["unknown-column", "unknown-register"]


def test_questions_to_the_database_do_not_grow_with_the_rows(book, look, django_assert_max_num_queries):
    few = book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", "gestart", "2024"] for n in range(3)])
    many = book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", "gestart", "2024"] for n in range(300)], name="many.xlsx")
    for path in (few, many):
        with django_assert_max_num_queries(12):
            look(path)


# --- the pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def works_at_once(settings, tmp_path):
    """Let background work be done while the page waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def waits(settings, tmp_path):
    """Let background work wait for ever."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer_in(client, person):
    user = person("officer")
    client.force_login(user)
    return user


def send(client, path, **choices):
    with path.open("rb") as file:
        answer = client.post("/nl/registers/initiatives/import/", {"file": file, "policy": "update", **choices})
    return answer, Job.objects.order_by("-created_at").first()


def page(client, job, **query):
    return client.get(f"/nl/jobs/{job.pk}/", query).content.decode()


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_an_officer_looks_mends_and_writes(client, officer_in, works_at_once, book, settings):
    wrong = book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", None], ["A2", "Stoelen", "nieuw", None, None])
    _, job = send(client, wrong)
    seen = page(client, job)
    assert job.state == State.READY and "blad Initiatieven, rij 2, kolom Status, cel D2" in seen and "vliegt" in seen
    assert client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"}).status_code == 422
    assert not Record.objects.exists()
    client.post(f"/nl/jobs/{job.pk}/stop/")
    _, mended = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None], ["A2", "Stoelen", "nieuw", None, None]))
    assert client.post(f"/nl/jobs/{mended.pk}/apply/", {"reason": ""}).status_code == 422
    client.post(f"/nl/jobs/{mended.pk}/apply/", {"reason": "nieuwe lijst"})
    mended.refresh_from_db()
    assert (mended.state, Record.objects.count(), files(settings)) == (State.DONE, 2, [])
    assert "Het inlezen is klaar" in page(client, mended)


def test_the_right_rows_only_are_taken_when_that_is_ticked(client, officer_in, works_at_once, book):
    _, job = send(
        client, book(HEADS, ["A1", "Tafels", "nieuw", "vliegt", None], ["A2", "Stoelen", "nieuw", None, None])
    )
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x", "only_right": "on"})
    assert [record.external_id for record in Record.objects.all()] == ["A2"]
    assert "vliegt" in page(client, job)


def test_a_change_since_the_look_shows_the_changes_again(client, officer_in, works_at_once, book, make_record, officer):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    _, job = send(client, book(HEADS, ["A1", "Anders", "nieuw", None, None]))
    records.change(record, {"name": {"nl": "Iets"}}, actor=officer, version=record.version)
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert (job.state, job.looked_again, values("A1")["name"]) == (State.READY, True, {"nl": "Iets"})
    seen = page(client, job)
    assert "Iemand heeft iets veranderd" in seen and "Iets" in seen
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    assert values("A1")["name"] == {"nl": "Anders"}


def test_a_file_that_was_replaced_after_the_look_is_not_written(client, officer_in, works_at_once, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Path(job.file.path).write_bytes(
        book(HEADS, ["A1", "Heel anders", "nieuw", None, None], name="other.xlsx").read_bytes()
    )
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert job.state == State.FAILED and not Record.objects.exists()


def test_progress_is_shown_and_an_import_can_be_stopped(client, officer_in, waits, book, settings):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    job.board.tick("read", 100, 5000)
    part = client.get(f"/nl/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'max="5000"' in part and 'value="100"' in part and "<html" not in part
    client.post(f"/nl/jobs/{job.pk}/stop/")
    job.refresh_from_db()
    assert (job.state, files(settings)) == (State.STOPPED, [])
    assert client.get(f"/nl/jobs/{job.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_stopping_while_it_is_being_written_leaves_nothing(
    client, officer_in, works_at_once, book, monkeypatch, settings
):
    _, job = send(client, book(HEADS, *[[f"A{n}", f"Tafel {n}", "nieuw", None, None] for n in range(7)]))
    monkeypatch.setattr(applying, "_BATCH", 2)
    kept = applying.keep

    def keep_and_stop(*arguments, **more):
        kept(*arguments, **more)
        job.board.ask_to_stop()

    monkeypatch.setattr(applying, "keep", keep_and_stop)
    client.post(f"/nl/jobs/{job.pk}/apply/", {"reason": "x"})
    job.refresh_from_db()
    assert (job.state, Record.objects.count(), files(settings)) == (State.STOPPED, 0, [])


def test_a_broken_file_fails_with_words_and_its_own_name(client, officer_in, works_at_once, tmp_path, settings):
    with zipfile.ZipFile(tmp_path / "fotos.xlsx", "w") as archive:
        archive.writestr("photo.txt", "x")
    _, job = send(client, tmp_path / "fotos.xlsx")
    seen = page(client, job)
    assert job.state == State.FAILED and "fotos.xlsx is geen werkboek" in seen and files(settings) == []


def test_a_job_that_broke_off_can_be_tried_again(client, officer_in, waits, book):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Job.objects.filter(pk=job.pk).update(
        state=State.WRITING, changed_at=datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    )
    assert "Probeer het opnieuw" in page(client, job)
    client.post(f"/nl/jobs/{job.pk}/again/", {"policy": "update"})
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_an_import_is_for_the_eyes_of_its_owner_only(client, officer_in, works_at_once, book, person):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    client.force_login(person("officer"))
    assert client.get(f"/nl/jobs/{job.pk}/").status_code == 404
    for act in ("stop", "again", "apply"):
        assert client.post(f"/nl/jobs/{job.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("role", ["resident", "area_worker", "reviewer", "administrator", ""])
def test_who_may_not_import_does_not_see_the_page(client, person, role):
    if role:
        client.force_login(person(role))
    assert client.get("/nl/registers/initiatives/import/").status_code == 403
    assert client.get("/nl/registers/import/").status_code == 403


def test_erasing_a_record_throws_away_imports_that_hold_it(
    client, officer_in, works_at_once, book, make_record, officer, settings
):
    record = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    _, job = send(client, book(HEADS, ["A1", "Anders", "nieuw", None, None]))
    assert job.lines.count() == 1
    records.erase(record, actor=officer, reason="gevraagd")
    job.refresh_from_db()
    assert (job.state, job.lines.count(), files(settings)) == (State.STOPPED, 0, [])


def test_a_forgotten_file_is_thrown_away_at_the_next_import(client, officer_in, works_at_once, book, settings):
    _, job = send(client, book(HEADS, ["A1", "Tafels", "nieuw", None, None]))
    Job.objects.filter(pk=job.pk).update(changed_at=datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    send(client, book(HEADS, ["A2", "Stoelen", "nieuw", None, None]))
    job.refresh_from_db()
    assert (job.state, len(files(settings))) == (State.STOPPED, 1)


def test_a_file_of_another_kind_is_refused_on_the_form(client, officer_in, waits, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    answer, job = send(client, tmp_path / "a.txt")
    assert (answer.status_code, job) == (422, None)


def test_the_empty_workbook_comes_in_as_nothing_and_can_be_filled_in(client, officer_in, look, tmp_path, bring):
    content = client.get("/nl/registers/initiatives/template.xlsx").content
    (tmp_path / "empty.xlsx").write_bytes(content)
    assert look(tmp_path / "empty.xlsx").steps == []
    made = load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in made.worksheets[0][1]]
    row = {"Nummer": "A1", "Naam (Nederlands)": "Tafels", "Spoor": "nieuw"}
    made.worksheets[0].append([row.get(head) for head in heads])
    made.save(tmp_path / "filled.xlsx")
    assert bring(tmp_path / "filled.xlsx")["new"] == 1


def test_a_digest_is_that_of_the_file(text):
    path = text("abc")
    assert running.digest_of(path) == hashlib.sha256(b"abc").hexdigest()


def test_the_board_stops_what_ticks(tmp_path):
    from veerkracht.web.transfer.progress import Board

    board = Board(tmp_path / "job")
    board.tick("read", 0, 10)
    assert board.read() == ("read", 0, 10)
    board.ask_to_stop()
    with pytest.raises(StoppedError):
        board.tick("read", 5, 10)
    board.clear()
    assert board.read() == ("wait", 0, 0) and not (tmp_path / "job").exists()
