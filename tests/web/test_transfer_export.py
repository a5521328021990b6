"""Files that go out: who gets what, with which columns, and nothing that a spreadsheet would run."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile

import pytest
from openpyxl import load_workbook

from veerkracht.catalogue import register, registers
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Action, Reader, Role
from veerkracht.web.people.models import reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area
from veerkracht.web.registers.reading import segments
from veerkracht.web.transfer.cells import plain_answers
from veerkracht.web.transfer.schema import schema_of

pytestmark = pytest.mark.django_db
ENDINGS = ["xlsx", "csv", "json"]
CANARY = "kanarie-4711"


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
    """Three risks, two of them published; each with something confidential in it."""
    return [
        make_record("risks", external_id="R-1", name={"nl": "Hitte", "en": "Heat"}, kind="shock", sensitive_note=CANARY,
                    published=True),
        make_record("risks", external_id="R-10", name={"nl": "Armoede"}, kind="stress", sensitive_note=CANARY),
        make_record("risks", external_id="R-2", name={"nl": "Water"}, kind="shock", sensitive_note=CANARY, published=True),
    ]  # fmt: skip


def get(client, address, **query):
    response = client.get(address, query)
    return response.status_code, b"".join(response) if response.streaming else response.content


def unpacked(content):
    """All text in a file, also inside the parts of a workbook or archive."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8-sig", "replace") for name in archive.namelist())


def sheet(content, number=0):
    rows = load_workbook(io.BytesIO(content)).worksheets[number].iter_rows(values_only=True)
    head, *body = [list(row) for row in rows]
    return [dict(zip(head, row, strict=True)) for row in body]


def test_a_register_goes_out_as_a_workbook_in_the_order_of_its_keys(client, signed_in, risks):
    signed_in("officer")
    status, content = get(client, "/nl/registers/risks/export.xlsx")
    rows = sheet(content)
    assert (status, [row["Nummer"] for row in rows]) == (200, ["R-1", "R-2", "R-10"])
    assert (rows[0]["Naam (Nederlands)"], rows[0]["Naam (Engels)"]) == ("Hitte", "Heat")


def test_headings_and_words_are_in_the_language_of_the_page(client, signed_in, risks):
    signed_in("officer")
    word = register("risks").field("kind").choice("shock").label
    assert f";{word.nl};" in unpacked(get(client, "/nl/registers/risks/export.csv", alone="1")[1])
    text = unpacked(get(client, "/en/registers/risks/export.csv", alone="1")[1])
    assert "Name (English)" in text.splitlines()[0] and f";{word.en};" in text


def test_the_filters_of_the_list_hold_for_the_file_and_are_told_in_it(client, signed_in, risks):
    signed_in("officer")
    content = get(client, "/nl/registers/risks/export.xlsx", kind="stress")[1]
    assert [row["Nummer"] for row in sheet(content)] == ["R-10"]
    guide = load_workbook(io.BytesIO(content))["Uitleg"]
    told = [str(guide.cell(row, 1).value) for row in range(1, 6)]
    assert any(line.startswith("Filters: ") and "stress" in line.casefold() for line in told)
    assert any(line.startswith("Datum: 20") for line in told) and any(line.startswith("Bron: ") for line in told)


def test_chosen_columns_are_the_only_ones(client, signed_in, risks):
    signed_in("officer")
    assert list(sheet(get(client, "/nl/registers/risks/export.xlsx", show="kind")[1])[0]) == ["Nummer", "Soort"]


def test_parts_stand_on_sheets_of_their_own_and_name_what_they_belong_to(client, signed_in, make_record):
    signed_in("officer")
    above = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    make_record(
        "milestones", parent=above, external_id="M1", name={"nl": "Begin"}, kind="milestone", state="not_started"
    )
    book = load_workbook(io.BytesIO(get(client, "/nl/registers/initiatives/export.xlsx")[1]))
    name = register("milestones").label.nl
    assert book.sheetnames[0] == "Initiatieven" and name in book.sheetnames
    assert [cell.value for cell in book[name][2]][:2] == ["M1", "A1"]
    told = json.loads(get(client, "/nl/registers/initiatives/export.json")[1])
    assert told["registers"]["initiatives"][0]["parts"]["milestones"][0]["id"] == "M1"


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_public_gets_published_records_and_public_columns_only(client, risks, ending):
    status, content = get(client, f"/nl/registers/risks/export.{ending}")
    text = unpacked(content)
    assert status == 200 and "Hitte" in text
    assert "Armoede" not in text and CANARY not in text and "R-10" not in text
    label = register("risks").field("sensitive_note").label.nl
    assert label not in text and "sensitive_note" not in text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_confidential_is_in_no_file_of_a_role_that_may_not_see_it(client, signed_in, risks, role, ending):
    user = signed_in(role, record=risks[0].pk if role is Role.OWNER else None, areas=["GM0518"])
    seen = {segment.level for segment in segments(reader_of(user), register("risks"), action=Action.EXPORT)}
    status, content = get(client, f"/nl/registers/risks/export.{ending}")
    assert (CANARY in unpacked(content)) == (seen == {"confidential"})
    assert status == (200 if seen else 403)


@pytest.mark.parametrize("item", registers().values(), ids=lambda item: item.id)
def test_each_column_of_a_file_is_seen_by_its_reader(client, item):
    status, content = get(client, f"/en/registers/{item.id}/export.csv", alone="1")
    seen = segments(Reader(), item, action=Action.EXPORT)
    assert status == (200 if seen else 403)
    hidden = [field for field in item.fields if field.visibility != "public"]
    heads = next(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")) if seen else []
    assert [field.id for field in hidden if field.label.en in heads] == []


def test_a_column_that_is_not_seen_of_every_record_is_left_out_as_a_whole(client, signed_in, make_record):
    for code in ("WK051801", "WK051802"):
        Area.objects.create(code=code, name=code, level="district")
    for key, area in (("A1", "WK051801"), ("A2", "WK051802")):
        make_record("initiatives", external_id=key, name={"nl": key}, track="new", areas=[area], owner="a@example.org",
                    published=True)  # fmt: skip
    signed_in("area_worker", areas=["WK051801"])
    label = register("initiatives").field("owner").label.nl
    whole = sheet(get(client, "/nl/registers/initiatives/export.xlsx")[1])
    own = sheet(get(client, "/nl/registers/initiatives/export.xlsx", areas="WK051801")[1])
    assert [row["Nummer"] for row in whole] == ["A1", "A2"] and label not in whole[0]
    assert own[0][label] == "a@example.org"
    assert get(client, "/nl/registers/initiatives/export.xlsx", show="owner")[0] == 403


@pytest.mark.parametrize(
    "query", [{"show": "sensitive_note"}, {"sensitive_note": "x"}, {"sort": "sensitive_note"}, {"review": "working"}]
)
def test_asking_for_what_is_hidden_is_refused_and_not_answered_with_something_else(client, risks, query):
    assert get(client, "/nl/registers/risks/export.csv", **query)[0] == 403


def test_a_link_to_a_record_that_is_not_seen_is_not_in_the_file(client, make_record, officer):
    hidden = make_record("initiatives", external_id="GEHEIM-1", name={"nl": "Nog geheim"}, track="new")
    shown = make_record("initiatives", external_id="A1", name={"nl": "Tafels"}, track="new")
    shown = records.change(shown, {"parent": "GEHEIM-1"}, actor=officer, version=shown.version)
    records.move(shown, "approved", actor=officer)
    for ending in ENDINGS:
        assert "GEHEIM-1" not in unpacked(get(client, f"/nl/registers/initiatives/export.{ending}")[1])
    assert hidden.pk


def test_the_whole_city_goes_out_without_registers_that_are_not_for_the_reader(client, risks, make_record):
    told = json.loads(get(client, "/nl/registers/export.json")[1])
    assert told["format"] == "veerkracht-registers" and told["version"] == 1
    for name in told["registers"]:
        assert segments(Reader(), register(name), action=Action.EXPORT)
    assert "interviews" not in told["registers"] and "services" not in told["registers"]


def test_taking_a_file_along_is_logged_without_its_content(client, signed_in, risks):
    user = signed_in("officer")
    get(client, "/nl/registers/risks/export.csv", kind="shock")
    entry = Entry.objects.filter(action="export.file").get()
    assert (entry.actor, entry.subject) == (f"user:{user.pk}", "risks")
    assert entry.detail["kind"] == "csv" and entry.detail["filtered"] is True and CANARY not in json.dumps(entry.detail)


def test_an_ending_or_register_that_is_not_there_is_not_found(client, signed_in):
    signed_in("officer")
    assert get(client, "/nl/registers/risks/export.exe")[0] == 404
    assert get(client, "/nl/registers/nothing/export.csv")[0] == 404


DANGER = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x")', "'=1+1", "-5"]


@pytest.fixture
def dangerous(make_record, signed_in):
    signed_in("officer")
    for number, text in enumerate(DANGER):
        make_record("risks", external_id=f"R-{number}", name={"nl": text}, kind="shock")


def test_a_workbook_holds_no_formula(client, dangerous):
    content = get(client, "/nl/registers/risks/export.xlsx")[1]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    assert [row["Naam (Nederlands)"] for row in sheet(content)] == DANGER


def test_delimited_text_begins_no_cell_with_what_a_spreadsheet_runs(client, dangerous):
    text = get(client, "/nl/registers/risks/export.csv", alone="1")[1].decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=1+1" in cells and "''=1+1" in cells


def test_negative_numbers_stay_numbers(client, signed_in, make_record):
    signed_in("officer")
    needed = [field for field in register("indicators").fields if field.required]
    given = {field.id: field.choices[0].code if field.choices else "x" for field in needed}
    make_record("indicators", external_id="I1", **given, target=-12.5)
    text = get(client, "/nl/registers/indicators/export.csv", alone="1")[1].decode("utf-8-sig")
    assert "-12,5" in next(csv.reader(io.StringIO(text.splitlines()[1]), delimiter=";"))
    content = get(client, "/nl/registers/indicators/export.xlsx")[1]
    assert sheet(content)[0][register("indicators").field("target").label.nl] == -12.5


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_libreoffice_runs_nothing_in_a_file(client, dangerous, tmp_path, ending):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    (tmp_path / f"risks.{ending}").write_bytes(get(client, f"/nl/registers/risks/export.{ending}", alone="1")[1])
    reading = ["--infilter=CSV:59,34,76"] if ending == "csv" else []
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", *reading,
         "--convert-to", "html", "--outdir", str(tmp_path), str(tmp_path / f"risks.{ending}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    told = (tmp_path / "risks.html").read_text("utf-8", "replace")
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", told, re.S)]
    assert "2" not in cells and "0" not in cells
    assert "=1+1" in cells or "'=1+1" in cells


def test_every_choice_of_a_description_is_what_the_register_allows():
    told = schema_of((register("risks"),))
    field = told["$defs"]["risks"]["properties"]["fields"]["properties"]["kind"]["anyOf"][0]
    assert field == {"enum": [choice.code for choice in register("risks").field("kind").choices]}


def test_the_description_of_a_register_names_all_its_fields_and_parts(client):
    told = client.get("/schema/initiatives.json").json()
    record = told["$defs"]["initiatives"]["properties"]
    assert set(record["fields"]["properties"]) == {field.id for field in register("initiatives").fields}
    assert "milestones" in record["parts"]["properties"] and "milestones" in told["$defs"]
    assert set(client.get("/schema/registers.json").json()["$defs"]) == set(registers())
    assert client.get("/schema/nothing.json").status_code == 404


def test_an_export_fits_its_description(client, signed_in, risks):
    signed_in("officer")
    told = json.loads(get(client, "/nl/registers/risks/export.json")[1])
    described = client.get("/schema/risks.json").json()
    assert set(told) <= set(described["properties"])
    fields = described["$defs"]["risks"]["properties"]["fields"]["properties"]
    for record in told["registers"]["risks"]:
        assert set(record) <= set(described["$defs"]["risks"]["properties"]) and set(record["fields"]) <= set(fields)


def test_json_is_the_same_in_whatever_order_a_database_keeps_two_languages():
    fields = register("risks").fields
    told = [plain_answers(fields, {"name": name}, keys=lambda _name: {}) for name in (
        {"nl": "Hitte", "en": "Heat"}, {"en": "Heat", "nl": "Hitte"})]  # fmt: skip

    assert [json.dumps(one) for one in told] == ['{"name": {"nl": "Hitte", "en": "Heat"}}'] * 2
